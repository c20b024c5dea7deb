"""Hard limits as a shopper says them, and what can be read off a card: no code of the stylist's is asked."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from aurora.types import Constraint, Outfit, OutfitItem
from commerce.colours import shades
from commerce.garments import SIZE_KEY

_HEELED = {"heels": "raised", "heeled_sandals": "raised"}
"""Kinds that have a heel whatever the shop states of it."""
_FAKE = frozenset(("vegan", "faux", "imitation", "synthetic"))


class Limit(msgspec.Struct, frozen=True):
    """A hard limit as the shopper said it.

    kind: a constraint's. name: of a colour, material, brand, category or heel, or the key of a size. amount: in cents.
    each: a sum for every piece and not for the look. size: as the shop writes it. told: False where the client knew it
    and the shopper never said it: then it is held, and a receipt is owed where it is not.
    """

    kind: str
    name: str = ""
    amount: int = 0
    each: bool = False
    size: str = ""
    told: bool = True


Pieces = dict[str, frozenset[tuple[Any, Any]]]


def pieces(outfit: Outfit) -> Pieces:
    """Slot → what is shown there, product and colour: one piece, or two where they are worn over each other. The size
    may be filled in once it is told."""
    slots = {item.slot for item in outfit.items}
    return {slot: frozenset((i.product_id, i.colour.name) for i in outfit.items if i.slot == slot) for slot in slots}


def in_slot(outfit: Outfit, slot: str) -> OutfitItem | None:
    return next((item for item in outfit.items if item.slot == slot), None)


def is_of(name: str, materials: Sequence[str]) -> bool:
    """True where a label states the real material."""
    words = [material.casefold().replace("-", " ").split() for material in materials]
    return any(name in each and not _FAKE & set(each) for each in words)


def is_coloured(name: str, item: OutfitItem) -> bool:
    """True for the colour and for every shade that counts as it."""
    return item.colour.name == name or item.colour.name.endswith(f" {name}") or item.colour.name in shades(name)


# ── limits ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def receipt_of(limit: Limit, constraints: Sequence[Constraint], *, single: bool) -> Constraint | None:
    """The receipt of a limit of the whole look; where one kind of product is asked for it may speak of that one."""
    for constraint in constraints:
        if constraint.kind != limit.kind:
            continue
        if limit.kind == "budget":
            same = (constraint.value.per == "item") == limit.each or single
        else:
            same = limit.name.casefold() in {name.casefold() for name in constraint.value.members}
        if same and (single or limit.kind in ("size", "avoid_category") or constraint.slot in (None, "shoes")):
            return constraint
    return None


def breaks(limit: Limit, outfit: Outfit) -> str | None:
    """What of the look breaks the limit; None where it holds. What the shopper owns is put to no limit."""
    if limit.kind == "budget" and not limit.each:
        return f"the look is {outfit.total.amount}" if outfit.total.amount > limit.amount else None
    return next((found for item in outfit.items if not item.owned and (found := _breaks(limit, item))), None)


def _breaks(limit: Limit, item: OutfitItem) -> str | None:
    kind, name = limit.kind, limit.name
    if kind == "budget" and item.price.amount > limit.amount:
        return f"{item.title} costs {item.price.amount}"
    if kind == "avoid_colour" and is_coloured(name, item):
        return f"{item.title} is {item.colour.name}"
    if kind == "avoid_material" and is_of(name, item.materials):
        return f"{item.title} is {'/'.join(item.materials)}"
    if kind == "avoid_category" and name in (item.category, item.slot):
        return f"{item.title} is one"
    if kind == "avoid_brand" and item.brand.casefold() == name.casefold():
        return f"{item.title} is by {item.brand}"
    if kind == "heel" and item.slot == "shoes" and (item.heel or _HEELED.get(item.category, "flat")) != "flat":
        return f"{item.title} has a {item.heel or 'raised'} heel"
    if kind == "size" and SIZE_KEY[item.slot] == name and item.size is not None and item.size != limit.size:
        return f"{item.title} is a {item.size}"
    return None


def says_sum(reply: str, amount: int) -> bool:
    """Whether the sum, in cents, stands in the reply, in any of the four languages' ways to write it."""
    found = re.findall(r"\d[\d.,\u202f\u00a0]*", reply)
    return any(_cents(figure) == amount for figure in found)


def _cents(figure: str) -> int:
    parts = re.split(r"[.,\u202f\u00a0]", figure.rstrip(".,\u202f\u00a0"))
    if len(parts) > 1 and len(parts[-1]) == 2:
        return int("".join(parts))
    return int("".join(parts)) * 100
