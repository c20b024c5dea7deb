"""Which variant of each piece goes into the bag, and how many: the one that is meant, as far as the stock has it."""

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from aurora.acting.plans import Plan
from aurora.retrieval.sizes import ONE_SIZE, fitting
from aurora.types import Analysis, OutfitItem, SizeNeeded, Sizes, Source
from commerce.cart_view import Sellable
from commerce.garments import LETTERS, SIZE_KEY

__all__ = ["Choice", "Taken", "choose", "is_one_size", "size_order"]


class Taken(msgspec.Struct, frozen=True):
    """A variant, and how many of it."""

    one: Sellable
    quantity: int
    size_from: Source | None = None
    """Where its size is known from, where this message and the card did not say it."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of each piece, by product: it goes in, or it is there already, or something keeps it out."""

    taken: dict[UUID, Taken] = {}
    there: dict[UUID, Taken] = {}
    """With how many the bag holds."""
    needs: tuple[SizeNeeded, ...] = ()


class _Meant(msgspec.Struct, frozen=True):
    """The size that is meant, and the variant that has it: (None, None) where no size is known."""

    size: str | None
    one: Sellable | None
    size_from: Source | None = None


def choose(
    wanted: Plan, analysis: Analysis, goods: Mapping[UUID, Sequence[Sellable]], in_bag: Mapping[UUID, int]
) -> Choice:
    """What goes in, in the colour that was shown. What is in the bag is not added again, unless more is asked for.

    goods: product → its variants as they are now. in_bag: variant → how many are there already; they count as gone.
    """
    taken: dict[UUID, Taken] = {}
    there: dict[UUID, Taken] = {}
    needs: list[SizeNeeded] = []
    for item in wanted.items:
        shown = [one for one in goods.get(item.product_id, ()) if one.colour == item.colour.name and one.on_sale]
        meant = _meant(item, wanted, analysis, shown, in_bag)
        have = in_bag.get(meant.one.variant_id, 0) if meant.one else 0
        more = _more(wanted, have)
        if meant.one is not None and more == 0:
            there[item.product_id] = Taken(meant.one, have)
        elif meant.one is not None and have + more <= meant.one.available:
            taken[item.product_id] = Taken(meant.one, more, meant.size_from)
        else:
            needs.append(_need(item, meant, shown, in_bag))
    return Choice(taken=taken, there=there, needs=tuple(needs))


def _more(wanted: Plan, have: int) -> int:
    """How many go in where the bag has `have`: "two of them" is two in all, "another two" is two more."""
    if wanted.more:
        return wanted.count or 1
    return max(0, (wanted.count or 1) - have)


def _need(item: OutfitItem, meant: _Meant, shown: Sequence[Sellable], in_bag: Mapping[UUID, int]) -> SizeNeeded:
    free = {one.variant_id: one.available - in_bag.get(one.variant_id, 0) for one in shown}
    is_short = meant.one is not None and free[meant.one.variant_id] > 0
    open_sizes = {one.size for one in shown if one.size and free[one.variant_id] > 0}
    return SizeNeeded(
        product_id=item.product_id,
        slot=item.slot,
        title=item.title,
        sizes=() if is_short else tuple(sorted(open_sizes, key=size_order)),
        wanted=None if meant.one else meant.size,
        in_bag=sum(in_bag.get(one.variant_id, 0) for one in shown),
        left=free[meant.one.variant_id] if is_short and meant.one else None,
    )


def _meant(
    item: OutfitItem, wanted: Plan, analysis: Analysis, shown: Sequence[Sellable], in_bag: Mapping[UUID, int]
) -> _Meant:
    """The variant that is meant: by the size said now, settled before, on the card, in the bag, known of the shopper.

    One that the bag holds is meant even where no more of it is left, so that this can be said.
    """
    bagged = [one for one in shown if in_bag.get(one.variant_id)]
    fit = [one for one in shown if one in bagged or one.available > 0]
    said = wanted.sizes.get(item.product_id)
    if said is not None:
        return _Meant(said, _fits(item, said, analysis, fit))
    settled = wanted.chosen.get(item.product_id) or (item.variant_id if item.size is not None else None)
    if settled is not None:
        size = next((one.size for one in shown if one.variant_id == settled), item.size)
        return _Meant(size, next((one for one in fit if one.variant_id == settled), None))
    if bagged:
        return _Meant(bagged[0].size, bagged[0])
    if all(is_one_size(one.size) for one in shown):
        return _Meant(None, next(iter(fit), None))
    known = known_size(item, analysis)
    if known is None:
        return _Meant(None, None)
    return _Meant(known, _fits(item, known, analysis, fit), analysis.context.sources.get("sizes"))


def known_size(item: OutfitItem, analysis: Analysis) -> str | None:
    """The shopper's size for such a piece, from wherever it is known."""
    sizes, key = analysis.context.sizes or Sizes(), SIZE_KEY[item.slot]
    found: str | None = getattr(sizes, key) if key else None
    return found


def _fits(item: OutfitItem, size: str, analysis: Analysis, left: Sequence[Sellable]) -> Sellable | None:
    """The variant in the size that was said, in whatever system the shop counts; the very label first."""
    labels = fitting(SIZE_KEY[item.slot] or "top", size, item.department or analysis.context.department)
    by_label = {(one.size or "").strip().upper(): one for one in left}
    return next((by_label[label] for label in labels if label in by_label), None)


def is_one_size(size: str | None) -> bool:
    return size is None or size.strip().upper() in ONE_SIZE


def size_order(size: str) -> tuple[int, float, str]:
    """Letters from XXS up, then numbers by value, then the rest by name."""
    label = size.strip().upper()
    if label in LETTERS:
        return 0, float(LETTERS.index(label)), label
    number = re.search(r"\d+(?:[.,]\d)?", label)
    return (1, float(number.group().replace(",", ".")), label) if number else (2, 0.0, label)
