"""A budget as the shopper put it: the figure that was said, in the currency it was said in."""

import re

import msgspec

from aurora.types import Constraint
from core.money import Money, exponent

__all__ = ["Said", "as_said"]

_ALLOWED = 0.1
"""What "about" allows over and under the sum, as `aurora.context.money` reads it."""


class Said(msgspec.Struct, frozen=True):
    amount: Money
    """The figure that was said: of "about 300" 300, of "between 200 and 300" 300."""
    limit: Money
    """The most that may be spent, in the currency that prices are held against."""
    about: bool
    """Whether it was said to be about that much."""

    @property
    def target(self) -> Money:
        """The figure that was said, in the currency of the limit."""
        if not self.about:
            return self.limit
        return Money(round(self.limit.amount / (1 + _ALLOWED)), self.limit.currency)


def as_said(constraint: Constraint) -> Said | None:
    """The budget in the shopper's own figure; None where the constraint is no budget with an upper bound."""
    value = constraint.value
    if constraint.kind != "budget" or value.amount is None or value.currency is None:
        return None
    limit = Money(value.amount, value.currency)
    top = value.original or limit
    about = _is_about(value.amount, value.minimum) and not _names(top, constraint.text)
    amount = Money(round(top.amount / (1 + _ALLOWED)), top.currency) if about else top
    return Said(amount, limit, about)


def _is_about(most: int, least: int | None) -> bool:
    """Whether the bounds are a tenth over and under one sum, to the rounding of a conversion."""
    return least is not None and abs(least * (1 + _ALLOWED) - most * (1 - _ALLOWED)) <= 2


def _names(bound: Money, text: str) -> bool:
    """Whether the words hold the bound itself, as in "between 270 and 330"."""
    figures = {figure.replace(",", "") for figure in re.findall(r"\d[\d,]*", text)}
    return str(bound.amount // 10 ** exponent(bound.currency)) in figures
