"""What a bag costs: lines, discounts, shipping and tax, as integers that add up to exactly what is charged.

Pure. Amounts are minor units of one currency. Where something is rounded:

- a percentage off is taken of all the lines it concerns together, rounded half to even once, and spread over them by
  largest remainders, as a fixed amount is;
- tax is rounded half to even once a line (on what is left of it after discounts) and once for shipping.

So the lines' totals, shipping and its tax are the total to the last cent, and neither the order of the lines nor that
of the codes changes it. Source of the spreading: the method of Hamilton (largest remainders), ties by variant.
"""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec

from commerce.tables import Destination, ShippingMethod, Tables, TaxRate
from core.money import Money, show

__all__ = [
    "Adjustment", "Destination", "MethodOffer", "Offer", "PricedLine", "Quote", "QuotedLine", "Reason", "Refused",
    "half_even", "quote", "spread",
]  # fmt: skip

OfferKind = Literal["percentage", "fixed_amount", "free_shipping"]
Reason = Literal[
    "unknown", "inactive", "not_yet", "expired", "other_currency", "used_by_you", "first_order_only", "used_up",
    "below_minimum", "concerns_nothing", "not_with_others",
]  # fmt: skip
"""Why a promotion gives nothing; the last three depend on what is in the bag."""
# Percentages first: what is then left is what a fixed amount is taken of.
_ORDER: dict[OfferKind, int] = {"percentage": 0, "fixed_amount": 1, "free_shipping": 2}
_PERCENT_PARTS = 1_000_000
"""A tax rate is counted in millionths: 8.875 % is 88,750."""


class PricedLine(msgspec.Struct, frozen=True, kw_only=True):
    """So many of a variant at its live price."""

    variant_id: UUID
    unit_price: int
    quantity: int
    category: str = ""
    brand: str = ""

    @property
    def amount(self) -> int:
        return self.unit_price * self.quantity


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A promotion that may be used: its terms as plain data. Empty `categories` and `brands` concern every line.

    minimum_amount: of all the pieces, before any discount.
    """

    id: UUID
    code: str | None
    name: str
    kind: OfferKind
    percent_off: int = 0
    amount_off: int = 0
    minimum_amount: int = 0
    categories: frozenset[str] = frozenset()
    brands: frozenset[str] = frozenset()
    exclusive: bool = False
    """Goes with no other."""

    def concerns(self, line: PricedLine) -> bool:
        in_category = not self.categories or line.category in self.categories
        return in_category and (not self.brands or line.brand in self.brands)


class QuotedLine(msgspec.Struct, frozen=True, kw_only=True):
    """total = unit_price · quantity − discount + tax. `tax_included` is what of it is tax where prices hold it."""

    variant_id: UUID
    unit_price: int
    quantity: int
    discount: int
    tax: int
    tax_included: int
    total: int


class Adjustment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line under the pieces, as it is shown and kept: what it is and how much. A discount is negative."""

    kind: Literal["discount", "shipping", "tax", "tax_included"]
    name: str
    amount: int
    promotion_id: UUID | None = None
    rate_ppm: int | None = None


class MethodOffer(msgspec.Struct, frozen=True):
    """A way to send this bag to this address, and what it would cost."""

    id: str
    name: str
    amount: int
    days: tuple[int, int]


class Refused(msgspec.Struct, frozen=True):
    """A promotion that gives nothing here, and why."""

    code: str
    reason: Reason
    detail: str


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """total = items_total − discount_total + shipping_total + tax_total.

    Without an address tax and shipping are not known: they count as 0, and `complete` is false. `tax_included` is what
    the total holds of tax where prices include it; it is no part of the sum.
    """

    currency: str
    lines: tuple[QuotedLine, ...]
    items_total: int
    discount_total: int
    shipping_total: int
    tax_total: int
    total: int
    tax_included: int
    adjustments: tuple[Adjustment, ...]
    methods: tuple[MethodOffer, ...]
    method: str | None
    refused: tuple[Refused, ...]
    used: tuple[UUID, ...]
    """The promotions that gave something."""
    complete: bool


def quote(
    lines: Sequence[PricedLine],
    *,
    currency: str,
    tables: Tables,
    offers: Sequence[Offer] = (),
    destination: Destination | None = None,
    method: str | None = None,
) -> Quote:
    """What the lines cost under these promotions, sent there by that method; the cheapest where none is chosen.

    Raises NoShipping and UnknownMethod (`commerce.tables`) where nothing goes there, or not by that method.
    """
    chosen, refused = _chosen(lines, offers, currency)
    discounts, given = _discounts(lines, chosen)
    items_total, discount_total = sum(line.amount for line in lines), sum(discounts)
    free = any(offer.kind == "free_shipping" for offer in chosen)
    worth = items_total - discount_total
    methods = _methods(tables, destination, currency, worth, free=free)
    picked = tables.pick(methods, method, destination) if destination and lines else None
    rate = tables.rate(destination) if destination else None
    quoted = tuple(_line(line, off, rate) for line, off in zip(lines, discounts, strict=True))
    shipping_total = picked.amount if picked else 0
    shipping_tax = _tax(shipping_total, rate) if rate and rate.on_shipping else (0, 0)
    tax_total = sum(line.tax for line in quoted) + shipping_tax[0]
    included = sum(line.tax_included for line in quoted) + shipping_tax[1]
    free_ids = [offer.id for offer in chosen if offer.kind == "free_shipping"]
    return Quote(
        currency=currency,
        lines=quoted,
        items_total=items_total,
        discount_total=discount_total,
        shipping_total=shipping_total,
        tax_total=tax_total,
        total=worth + shipping_total + tax_total,
        tax_included=included,
        adjustments=(*given, *_below(picked, rate, tax_total, included)),
        methods=methods,
        method=picked.id if picked else None,
        refused=refused,
        used=(*(one.promotion_id for one in given if one.promotion_id), *free_ids),
        complete=destination is not None,
    )


def spread(amount: int, weights: Sequence[int], ranks: Sequence[int] = ()) -> list[int]:
    """`amount` in whole parts proportional to the weights, which add up to exactly it; nothing exceeds its weight where
    the amount does not exceed their sum.

    weights: not negative, with a sum above 0 unless the amount is 0. ranks: who comes first where remainders are the
    same; where left out, who stands first.
    """
    whole = sum(weights)
    if amount == 0 or whole == 0:
        return [0] * len(weights)
    parts = [amount * weight // whole for weight in weights]
    remainders = [amount * weight % whole for weight in weights]
    ranks = ranks or range(len(weights))
    by_remainder = sorted(range(len(weights)), key=lambda i: (-remainders[i], ranks[i]))
    for i in by_remainder[: amount - sum(parts)]:
        parts[i] += 1
    return parts


def half_even(numerator: int, denominator: int) -> int:
    """numerator / denominator, rounded half to even. Both not negative, the denominator above 0."""
    whole, rest = divmod(numerator, denominator)
    return whole + (2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1))


def _chosen(
    lines: Sequence[PricedLine], offers: Sequence[Offer], currency: str
) -> tuple[list[Offer], tuple[Refused, ...]]:
    """The promotions that count here, in the order in which they are taken, and those that do not."""
    ordered = sorted({offer.id: offer for offer in offers}.values(), key=lambda o: (_ORDER[o.kind], o.id))
    items_total = sum(line.amount for line in lines)
    fitting: list[Offer] = []
    refused: list[Refused] = []
    for offer in ordered:
        if items_total < offer.minimum_amount:
            least, missing = (
                show(Money(x, currency)) for x in (offer.minimum_amount, offer.minimum_amount - items_total)
            )
            refused.append(_no(offer, "below_minimum", f"{offer.name} begins at {least}: {missing} more."))
        elif not any(offer.concerns(line) for line in lines):
            refused.append(_no(offer, "concerns_nothing", f"{offer.name} is not for any piece in this bag."))
        else:
            fitting.append(offer)
    chosen = _best(lines, fitting)
    names = " and ".join(offer.name for offer in chosen)
    refused += [_no(o, "not_with_others", f"{o.name} does not go with {names}.") for o in fitting if o not in chosen]
    return chosen, tuple(one for one in refused if one.code)


def _best(lines: Sequence[PricedLine], fitting: Sequence[Offer]) -> list[Offer]:
    """Of one that goes alone, or all that go together: what takes most off the pieces; together where it is the same.

    Free delivery takes nothing off them.
    """
    together = [offer for offer in fitting if not offer.exclusive]
    alone = [[offer] for offer in fitting if offer.exclusive]
    ways = [together, *alone] if together else alone
    return max(ways, key=lambda way: sum(_discounts(lines, way)[0]), default=[])


def _no(offer: Offer, reason: Reason, detail: str) -> Refused:
    return Refused(offer.code or "", reason, detail)


def _discounts(lines: Sequence[PricedLine], offers: Sequence[Offer]) -> tuple[list[int], list[Adjustment]]:
    """What is off each line, and each promotion's share of it."""
    left = [line.amount for line in lines]
    given: list[Adjustment] = []
    for offer in offers:
        off = _off(offer, left, lines)
        if sum(off):
            left = [rest - part for rest, part in zip(left, off, strict=True)]
            given.append(Adjustment("discount", offer.name, -sum(off), offer.id))
    return [line.amount - rest for line, rest in zip(lines, left, strict=True)], given


def _off(offer: Offer, left: Sequence[int], lines: Sequence[PricedLine]) -> list[int]:
    """What the promotion takes off each line, of what is left of it."""
    weights = [rest if offer.concerns(line) else 0 for rest, line in zip(left, lines, strict=True)]
    base = sum(weights)
    ranks = [line.variant_id.int for line in lines]
    if offer.kind == "percentage":
        return spread(half_even(base * offer.percent_off, 100), weights, ranks)
    if offer.kind == "fixed_amount":
        return spread(min(offer.amount_off, base), weights, ranks)
    return [0] * len(lines)


def _methods(
    tables: Tables, destination: Destination | None, currency: str, worth: int, *, free: bool
) -> tuple[MethodOffer, ...]:
    if destination is None:
        return ()
    found = [_method(one, currency, worth, free=free) for one in tables.methods(destination, currency)]
    return tuple(sorted(found, key=lambda one: (one.amount, one.days, one.id)))


def _method(one: ShippingMethod, currency: str, worth: int, *, free: bool) -> MethodOffer:
    price, free_from = one.price[currency], one.free_from.get(currency)
    costs_nothing = (free and one.may_be_free) or (free_from is not None and worth >= free_from)
    return MethodOffer(one.id, one.name, 0 if costs_nothing else price, one.days)


def _line(line: PricedLine, off: int, rate: TaxRate | None) -> QuotedLine:
    net = line.amount - off
    tax, included = _tax(net, rate) if rate and line.category not in rate.exempt else (0, 0)
    return QuotedLine(
        variant_id=line.variant_id,
        unit_price=line.unit_price,
        quantity=line.quantity,
        discount=off,
        tax=tax,
        tax_included=included,
        total=net + tax,
    )


def _tax(amount: int, rate: TaxRate) -> tuple[int, int]:
    """(on top, already in it): one of them is 0."""
    if rate.included:
        return 0, half_even(amount * rate.ppm, _PERCENT_PARTS + rate.ppm)
    return half_even(amount * rate.ppm, _PERCENT_PARTS), 0


def _below(picked: MethodOffer | None, rate: TaxRate | None, tax: int, included: int) -> list[Adjustment]:
    found = [Adjustment("shipping", picked.name, picked.amount)] if picked else []
    if rate and rate.included:
        found.append(Adjustment("tax_included", rate.name, included, rate_ppm=rate.ppm))
    elif rate:
        found.append(Adjustment("tax", rate.name, tax, rate_ppm=rate.ppm))
    return found
