"""What two pieces tell together beyond colour and kind: the halves of one suit, leather that matches, one metal."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from aurora.types import Candidate, Scored
from commerce.colours import delta_e, lab
from commerce.garments import Slot

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_ODD, _ALONE = 0.05, 0.45
"""How well two halves of different suits go together as kinds, and one half with other clothes below the waist."""
# From here up a suit's jacket needs its trousers; a linen one does as a blazer. `Item.formality`.
_STRICT_SUIT = 0.76
_METALS = ("gold", "rose gold", "silver", "bronze", "copper", "champagne")
_JEWELLERY = frozenset(("necklace", "earrings", "bracelet", "ring", "brooch", "watch", "cufflinks"))
_LEATHERS = frozenset(
    ("belt", "briefcase", "handbag", "clutch", "crossbody", "tote", "backpack", "holdall", "gloves", "wallet")
)
_SAME_METAL, _OTHER_METAL = 0.8, 0.35
# Brown leather beside black: CIE76 from which two neutrals of leather are plainly not one, and what that is worth.
_OTHER_LEATHER, _NEAR_LEATHER = 0.48, 20.0


def suits(scored: Sequence[Scored], parts: dict[str, Floats], *, open_colours: bool) -> dict[str, Floats]:
    """The parts with the halves of suits settled: those of one suit in one colour are one thing, its check
    no second pattern; others clash. open_colours: a colour that both are to be had in is enough."""
    found = [s.candidate for s in scored]
    kinds, harmony, pattern = parts["kinds"], parts["harmony"], parts["pattern"]
    if any(c.item.set for c in found):
        odd, alone = _no_suit(found)
        kinds[odd] = _ODD
        kinds[alone] = np.minimum(kinds[alone], _ALONE)
        for i, j in _one_suit(found, odd, open_colours):
            kinds[i, j] = kinds[j, i] = harmony[i, j] = harmony[j, i] = 1.0
            pattern[i, j] = pattern[j, i] = max(pattern[i, j], 0.85)
    return parts


_WORN: dict[Slot, int] = {"bottom": 1, "outerwear": 2, "dress": 3}
"""The slots in which halves of suits and what goes instead of them are worn."""


def _no_suit(found: Sequence[Candidate]) -> tuple[Bools, Bools]:
    """(n, n) and (n, n), symmetric: halves of suits that would make none, of one suit or of two; and a strict jacket
    over what is no half."""
    half = np.array([bool(c.item.set) for c in found], dtype=np.bool_)
    slot = np.array([_WORN.get(c.item.slot, 0) for c in found], dtype=np.int64)
    worn = slot > 0
    trousers = np.array([c.item.slot == "bottom" and c.item.category == "suit_trousers" for c in found], dtype=np.bool_)
    strict = np.array([c.item.slot == "outerwear" and c.item.formality >= _STRICT_SUIT for c in found], dtype=np.bool_)
    met = half[:, None] & worn & (slot[:, None] != slot)
    odd = met & (half | trousers)
    alone = met & ~odd & strict[:, None]
    return odd | odd.T, alone | alone.T


def _one_suit(found: Sequence[Candidate], odd: Bools, open_colours: bool) -> Iterator[tuple[int, int]]:
    """Of those pairs the ones that are one suit, in one colour or to be had in one."""
    number: dict[str, int] = {}
    suit = np.array([number.setdefault(c.item.set, len(number)) if c.item.set else -1 for c in found], dtype=np.int64)
    alike = np.triu(odd & (suit[:, None] == suit) & (suit >= 0), 1)
    for i, j in zip(*(at.tolist() for at in np.nonzero(alike)), strict=True):
        if not open_colours or found[i].locked or found[j].locked:
            if found[i].variant.colour == found[j].variant.colour:
                yield i, j
        elif _colours(found[i]) & _colours(found[j]):
            yield i, j


def _colours(piece: Candidate) -> set[str]:
    """All colours that it is to be had in."""
    return {piece.variant.colour, *(v.colour for v in piece.item.variants if v.available > 0)}


def leather_and_metal(scored: Sequence[Scored], harmony: Floats) -> Floats:
    """The harmony, in place, with what one expects of trimmings: one metal in a look, shoes and bag of one leather or
    not of two leather colours."""
    found = [s.candidate for s in scored]
    metal = {i: _metal(c) for i, c in enumerate(found) if c.variant.colour in _METALS}
    for i, one in metal.items():
        if found[i].item.category in _JEWELLERY:
            for j, other in metal.items():
                harmony[i, j] = harmony[j, i] = _SAME_METAL if one == other else _OTHER_METAL
    leather = [
        i for i, c in enumerate(found)
        if c.variant.colour in _LEATHER_COLOURS
        and (c.item.slot == "shoes" or c.item.category in _LEATHERS) and _is_of_leather(c)
    ]  # fmt: skip
    if len(leather) > 1:
        at = np.array(leather)[:, None], leather
        near = harmony[at]
        harmony[at] = np.where(_two_leathers([found[i] for i in leather]), np.minimum(near, _OTHER_LEATHER), near)
    return harmony


def _metal(candidate: Candidate) -> str:
    """The metal that a piece shows. Rose gold, gold, bronze and copper are one warm metal."""
    return "silver" if candidate.variant.colour == "silver" else "warm"


def _two_leathers(found: Sequence[Candidate]) -> NDArray[np.bool_]:
    """(n, n) of pieces of leather: black with brown, or two browns that are plainly not the same."""
    shades = [(c.variant.colour, c.variant.hex) for c in found]
    known = {shade: n for n, shade in enumerate(dict.fromkeys(shades))}
    two = np.array([[_is_other_leather(one, other) for other in known] for one in known], dtype=np.bool_)
    at = np.array([known[shade] for shade in shades])
    return np.asarray(two[at[:, None], at])


@lru_cache(1_000)
def _is_other_leather(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Of two colours by name and hex."""
    return one[0] != other[0] and delta_e(lab(one[1]), lab(other[1])) > _NEAR_LEATHER


_LEATHER_COLOURS = frozenset(("black", "chocolate", "brown", "tan", "cognac", "camel"))


def _is_of_leather(candidate: Candidate) -> bool:
    return any("leather" in m or "suede" in m for m in candidate.item.materials)
