"""Whether a garment holds a wish or a limit: one reading for the stage that chooses and for the receipt that checks.

What is chosen and what is told of it cannot differ where both ask here. A verdict is True held, False broken, None
where the shop does not say; what a look makes of the verdicts of its pieces is for those who ask.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from aurora.types import Constraint
from commerce.colours import is_shade
from commerce.garments import SLOTS, Fit, Heel, Slot

Verdict = bool | None
FORMALITY_TOLERANCE = 0.25
"""Formality of a piece this near to what was asked counts as held: about one step from jeans to chinos to a blazer."""
_HEELS = ("flat", "low", "mid", "high")
_HEELED = frozenset(("heels", "heeled_sandals"))
_DRESSES = frozenset(("dress", "cocktail_dress", "gown"))
_FAKE = frozenset(("vegan", "faux", "imitation", "synthetic"))
_CLOTHES: tuple[Slot, ...] = ("top", "bottom", "dress", "outerwear")
SCOPES: dict[str, tuple[Slot, ...]] = {
    "fit": _CLOTHES,
    "coverage": ("top", "bottom", "dress"),
    "formality": (*_CLOTHES, "shoes"),
    "heel": ("shoes",),
}
"""The slots that a wish of that kind speaks of where it names none; of every other kind all."""


class Garment(Protocol):
    """What a candidate and a card know of a product alike."""

    @property
    def title(self) -> str: ...
    @property
    def brand(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def slot(self) -> Slot: ...
    @property
    def materials(self) -> tuple[str, ...]: ...
    @property
    def pattern(self) -> str: ...
    @property
    def formality(self) -> float: ...
    @property
    def heel(self) -> Heel | None: ...
    @property
    def fit(self) -> Fit | None: ...
    @property
    def coverage(self) -> float | None: ...
    @property
    def waterproof(self) -> bool | None: ...


def scope(constraint: Constraint) -> tuple[Slot, ...]:
    """The slots whose pieces it speaks of."""
    return (constraint.slot,) if constraint.slot is not None else SCOPES.get(constraint.kind, SLOTS)


def is_read(constraint: Constraint) -> bool:
    """Whether it is of a kind that is read off a garment."""
    return constraint.kind in _CHECKS or constraint.kind in _SHADES


def holds(constraint: Constraint, item: Garment, colour: str, hex_code: str) -> Verdict:
    """Whether the garment, in that colour, holds it; True for kinds that are not about a garment."""
    if constraint.kind in _SHADES:
        name = (constraint.value.name or "").casefold()
        return is_shade(name, colour.casefold(), hex_code) is _SHADES[constraint.kind]
    check = _CHECKS.get(constraint.kind)
    return True if check is None else check(constraint, item)


def material_found(names: Sequence[str], item: Garment) -> str | None:
    """The first of the materials that is in it; faux leather is not leather. Where nothing is stated the title may
    still say it."""
    return next((name for name in names if _has(name, item.materials or (item.title,))), None)


def _has(name: str, materials: Sequence[str]) -> bool:
    wanted = name.casefold()
    for material in materials:
        words = material.casefold().replace("-", " ").split()
        if material.casefold() == wanted or (wanted in words and not _FAKE & set(words)):
            return True
    return False


def _material(c: Constraint, item: Garment) -> Verdict:
    found = material_found(c.value.members, item)
    return True if found is not None else False if item.materials else None


def _avoid_material(c: Constraint, item: Garment) -> Verdict:
    """None of the group's members is in it: "no animal" speaks of leather, wool and silk at once."""
    if material_found(c.value.members, item) is not None:
        return False
    return True if item.materials else None


def _heel(c: Constraint, item: Garment) -> Verdict:
    if item.slot != "shoes":
        return True
    highest = c.value.name if c.value.name in _HEELS else "high"
    if item.heel is not None:
        return _HEELS.index(item.heel) <= _HEELS.index(highest)
    return False if item.category in _HEELED and highest in ("flat", "low") else None


def _coverage(c: Constraint, item: Garment) -> Verdict:
    if c.value.level is None:
        return True
    return None if item.coverage is None else item.coverage >= c.value.level


def _formality(c: Constraint, item: Garment) -> Verdict:
    return c.value.level is None or abs(item.formality - c.value.level) <= FORMALITY_TOLERANCE


def _is_asked(c: Constraint, item: Garment) -> Verdict:
    """Of the kind or slot that is named; who asks for a dress does not ask for all that is worn in its place."""
    return item.category in _DRESSES if c.value.name == "dress" else c.value.name in (item.category, item.slot)


def _same(one: str | None, other: str | None) -> bool:
    return (one or "").casefold() == (other or "").casefold()


_SHADES = {"colour": True, "avoid_colour": False}
_CHECKS: dict[str, Callable[[Constraint, Garment], Verdict]] = {
    "material": _material,
    "avoid_material": _avoid_material,
    "category": _is_asked,
    "avoid_category": lambda c, item: c.value.name not in (item.category, item.slot),
    "brand": lambda c, item: _same(c.value.name, item.brand),
    "avoid_brand": lambda c, item: not _same(c.value.name, item.brand),
    "pattern": lambda c, item: _same(c.value.name, item.pattern),
    "avoid_pattern": lambda c, item: not _same(c.value.name, item.pattern),
    "fit": lambda c, item: None if item.fit is None else _same(c.value.name, item.fit),
    "heel": _heel,
    "coverage": _coverage,
    "formality": _formality,
    "waterproof": lambda c, item: item.waterproof,
}
