"""Two pieces worn one over the other in one slot: a coat over a suit jacket, a jumper over a shirt.

The search has one position for a slot. A layered pair stands in it as one candidate, of both prices and warmths, and is
taken apart again when the look is shown. Which kinds go over which, a cardigan over a dress among them, is in
`aurora.occasions`.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec
import numpy as np

from aurora import occasions
from aurora.outfits import limits
from aurora.outfits.table import Floats, beside
from aurora.types import Candidate, Constraint, Look, Scored
from commerce.garments import Slot
from commerce.item import Item, Variant

LAYERING: tuple[Slot, ...] = ("top", "outerwear")
"""The slots that may hold two pieces."""
COLD_CLO = 1.0
"""From here on (a day of about 13 °C) a second layer is thought of."""
# Pieces that a layer is sought for, beside the suits that are shown whole, and layers that are tried over each.
_UNDER, _OVER = 2, 2
# Halves of one suit in one slot that are tried; a suit has one there, or two where its jacket comes in two cuts.
_HALVES = 3
# A layer is as good as its score and how it goes with what is under it, by colour, level of dress and pattern.
_TOGETHER = {"harmony": 0.2, "formality": 0.2, "pattern": 0.1}


def parts(piece: Scored) -> tuple[Scored, ...]:
    """The pieces it stands for: the one under first, or itself."""
    return piece.parts or (piece,)


def goes_over(over: Scored, under: Scored) -> bool:
    """Whether the one is worn over the other in one slot."""
    return under.candidate.item.category in occasions.WORN_OVER.get(over.candidate.item.category, frozenset())


def layered(under: Scored, over: Scored) -> Scored:
    """Both as one candidate: kind, colour and suit of the one under, price and warmth of both, mean formality."""
    below, above = under.candidate, over.candidate
    item, variant = _joined(below, above)
    candidate = msgspec.structs.replace(
        below, item=item, variant=variant, locked=below.locked or above.locked, owned=below.owned and above.owned
    )
    score = (under.score + over.score) / 2
    return msgspec.structs.replace(under, candidate=candidate, score=score, parts=(under, over))


def _joined(below: Candidate, above: Candidate) -> tuple[Item, Variant]:
    """The product and the variant that both are as one; the same objects for the same two, so that what is read of
    them is not read anew in the next turn."""
    known = _made.get((id(below.variant), id(above.variant)))
    if known is not None and known[0].item is below.item and known[1].item is above.item:
        return known[2:]
    both = UUID(int=below.item.product_id.int ^ (above.item.product_id.int >> 1))
    item = msgspec.structs.replace(
        below.item, product_id=both, clo=below.item.clo + above.item.clo, waterproof=above.item.waterproof,
        formality=(below.item.formality + above.item.formality) / 2,
    )  # fmt: skip
    variant = msgspec.structs.replace(
        below.variant,
        price=below.variant.price + above.variant.price,
        available=min(below.variant.available, above.variant.available),
    )
    if len(_made) >= _KEPT:
        _made.clear()
    # Holding both candidates keeps their variants' ids from being given to others.
    _made[id(below.variant), id(above.variant)] = below, above, item, variant
    return item, variant


_KEPT = 4096
_made: dict[tuple[int, int], tuple[Candidate, Candidate, Item, Variant]] = {}


def unfolded(look: Look) -> Look:
    """The look with the pieces of its layered pairs, each on its own."""
    if not any(piece.parts for piece in look.pieces):
        return look
    return msgspec.structs.replace(look, pieces=tuple(part for piece in look.pieces for part in parts(piece)))


def pairs(
    under: Sequence[Scored],
    over: Sequence[Scored],
    wishes: Sequence[Constraint],
    *,
    suits: frozenset[str] = frozenset(),
) -> tuple[Scored, ...]:
    """The best layered pairs: over each of the best pieces, and over every half of `suits`, the layers that suit it
    best and the cheapest one.

    wishes: those that bind the slot; of the two pieces one is enough to hold a wish, and where a pair holds them all
    the others are left out.
    """
    kinds = {p.candidate.item.category for p in over}
    covered = frozenset().union(*(occasions.WORN_OVER.get(kind, ()) for kind in kinds))
    below = [p for p in under if not p.parts and p.candidate.item.category in covered]
    best = {p.candidate.item.product_id for p in below[:_UNDER]} | halves(below, suits)
    below = [p for p in below if p.candidate.item.product_id in best]
    worth = _worth(below, over)
    made = [layered(p, over[o]) for n, p in enumerate(below) for o in _over_each(p, over, worth[n])]
    held = [pair for pair in made if all(limits.answers(c, pair) is not False for c in wishes)]
    return tuple(sorted(held or made, key=lambda pair: -pair.score))


def halves(pieces: Iterable[Scored], suits: frozenset[str]) -> frozenset[UUID]:
    """The products of one slot, best first, that are halves of these suits: the best _HALVES of each, where a seller
    gives dozens of jackets one suit's name."""
    found: dict[str, dict[UUID, None]] = {}
    for piece in pieces:
        name = piece.candidate.item.set
        if name in suits:
            mine = found.setdefault(name, {})
            if len(mine) < _HALVES:
                mine[piece.candidate.item.product_id] = None
    return frozenset(product for mine in found.values() for product in mine)


def _over_each(under: Scored, over: Sequence[Scored], worth: Floats) -> list[int]:
    """The best layers over one piece, each product in its best colour, and the cheapest; as places in `over`.

    worth: (over,) what each is worth there."""
    best: dict[UUID, int] = {}
    for place in np.argsort(-worth, kind="stable").tolist():
        if goes_over(over[place], under):
            best.setdefault(over[place].candidate.item.product_id, place)
    ranked = list(best.values())
    cheapest = min(ranked, key=lambda place: over[place].candidate.variant.price)
    return list(dict.fromkeys((*ranked[:_OVER], cheapest)))


def _worth(under: Sequence[Scored], over: Sequence[Scored]) -> Floats:
    """(under, over) what each layer is worth over each piece, all of one slot."""
    if not under:
        return np.zeros((0, len(over)))
    parts = beside(under, over)
    together = sum((share * parts[name] for name, share in _TOGETHER.items()), np.zeros((len(under), len(over))))
    return np.asarray(np.array([p.score for p in over]) + together)


def on_table(pieces: Sequence[Scored]) -> Scored:
    """The pieces of one slot as the search is to see them."""
    if len(pieces) == 1:
        return pieces[0]
    under, over = pieces[:2] if goes_over(pieces[1], pieces[0]) else (pieces[1], pieces[0])
    return layered(under, over)


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What an edit does to a slot that holds two pieces, or is to."""

    going: frozenset[UUID] = frozenset()
    """Products of the pair that go; none where either may."""
    fixed: frozenset[UUID] = frozenset()
    """Products of the pair that stay whatever happens."""
    adds: bool = False
    """A layer comes in beside what is there."""
    may_add: bool = False
    may_drop: bool = False
    must_drop: bool = False
    brings: frozenset[UUID] = frozenset()
    """The products that the layer is to be one of; empty where any may come."""


def relaid(
    was: Scored, others: Sequence[Scored], change: Change, wishes: Sequence[Constraint], fitting: tuple[Scored, ...]
) -> tuple[Scored, ...]:
    """What could come in a slot, where layers have a say in it.

    was: what is there. others: single pieces that could be a layer. fitting: what could come if there were no layers;
    it is the answer too where none of the pairs will do.
    """
    left = tuple(part for part in was.parts if part.candidate.item.product_id not in change.going)
    if change.must_drop and left:
        return left
    if not (was.parts or change.adds or change.may_add):
        return fitting
    found = _instead(was, others, change)
    found = tuple(pair for pair in found if all(limits.answers(c, pair) is not False for c in wishes))
    found = tuple(sorted(found, key=lambda pair: -pair.score))
    if was.parts and (change.may_drop or change.going) and not change.fixed - _ids(left):
        found += left if change.may_drop else ()
    return (*fitting, *found) if change.may_add and not was.parts else found or fitting


def _instead(was: Scored, others: Sequence[Scored], change: Change) -> tuple[Scored, ...]:
    """The pairs in which one piece of what is there has another over or under it."""
    staying = [p for p in parts(was) if p.candidate.item.product_id not in change.going]
    staying = [p for p in staying if p.candidate.item.product_id in change.fixed] or staying
    there = {p.candidate.variant.variant_id for p in parts(was)}
    found: list[Scored] = []
    for other in others:
        if other.parts or other.candidate.variant.variant_id in there:
            continue
        found += [layered(stays, other) for stays in staying if goes_over(other, stays)]
        found += [layered(other, stays) for stays in staying if goes_over(stays, other)]
    return tuple(found)


def _ids(pieces: Iterable[Scored]) -> frozenset[UUID]:
    return frozenset(p.candidate.item.product_id for p in pieces)


def by_slot(pieces: Iterable[Scored]) -> Mapping[Slot, list[Scored]]:
    """The pieces of each slot, in order."""
    found: dict[Slot, list[Scored]] = {}
    for piece in pieces:
        found.setdefault(piece.candidate.item.slot, []).append(piece)
    return found
