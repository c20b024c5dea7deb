"""Amounts as Stripe counts them, which is not always the minor unit of ISO 4217 that the shop counts in.

Source: Stripe's documentation, "Supported currencies": zero-decimal, three-decimal and special cases. HUF and TWD are
special in payouts alone.
"""

from commerce.payments.gateway import GatewayRefused
from core.money import Money, show

__all__ = ["of_stripe", "to_stripe"]

_TIMES = frozenset({"ISK", "UGX"})
"""Without minor units, but Stripe still takes two places, which must be 00."""
_WHOLE = frozenset({"MGA"})
"""Two places in ISO 4217 (a fifth of it is no hundredth), none at Stripe."""
_TENS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
"""Three places, of which Stripe's partners take two: the last must be 0."""


def to_stripe(money: Money) -> int:
    """The amount for a request. Raises GatewayRefused for one that Stripe cannot move."""
    if money.currency in _TIMES:
        return money.amount * 100
    if money.currency in _WHOLE:
        return _whole(money, 100) // 100
    return _whole(money, 10) if money.currency in _TENS else money.amount


def of_stripe(amount: int, currency: str) -> int:
    """The amount in our minor unit. Stripe holds what is special to whole units itself."""
    currency = currency.upper()
    if currency in _TIMES:
        return amount // 100
    return amount * 100 if currency in _WHOLE else amount


def _whole(money: Money, step: int) -> int:
    if money.amount % step:
        raise GatewayRefused(
            f"{show(money)} cannot be paid: Stripe takes steps of {show(Money(step, money.currency))}."
        )
    return money.amount
