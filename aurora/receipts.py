"""The receipt of each wish: whether the looks that are shown hold it, read off the looks themselves.

Nothing here trusts that a stage did what it was told: a constraint is `kept` only where every piece shown says so,
`unverifiable` where a piece lacks the fact, `relaxed` with a note where a piece breaks it.
"""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import msgspec

from aurora import occasions, thermal
from aurora.types import Constraint, ConstraintValue, Outfit, OutfitItem, Status, StyleContext
from commerce.colours import is_shade
from commerce.garments import CATEGORIES, SIZE_KEY, Slot
from core.money import Money, show

# A t-shirt more or less (0.09 clo) is not felt; and nobody is asked to wear less than the lightest whole outfit.
_NEAR_CLO, _LIGHT = 0.1, 0.36

FORMALITY_TOLERANCE = 0.25
"""Formality of a piece this near to what was asked counts as held: about one step from jeans to chinos to a blazer."""


class Verdict(msgspec.Struct, frozen=True):
    status: Status
    note: str | None = None


KEPT = Verdict("kept")


def receipts(
    constraints: Sequence[Constraint],
    outfits: Sequence[Outfit],
    relaxed: Sequence[Constraint] = (),
    *,
    context: StyleContext | None = None,
) -> tuple[Constraint, ...]:
    """Each constraint with the status that the looks bear out; notes of the composer are kept where they agree.

    context: what the warmth of a look is held against; without it a wish for warmth cannot be told.

    With no look on the table there is nothing to verify, and each stands as kept. What the composer could not hold
    and the shopper put as no constraint (a direction to go in, a piece that is sold out) follows at the end.
    """
    notes = {_key(constraint): constraint.note for constraint in relaxed if constraint.note}
    stated = {_key(constraint) for constraint in constraints}
    done = []
    for constraint in constraints:
        verdict = verify(constraint, outfits, context) if outfits else KEPT
        note = notes.get(_key(constraint)) if verdict.status == "relaxed" else None
        done.append(msgspec.structs.replace(constraint, status=verdict.status, note=note or verdict.note))
    unasked = tuple(constraint for constraint in relaxed if _key(constraint) not in stated)
    remarks = out_of_place(outfits[0], context) if outfits and context is not None else ()
    return (*done, *unasked, *remarks)


def out_of_place(outfit: Outfit, context: StyleContext) -> tuple[Constraint, ...]:
    """A remark on each piece that the occasion would not have: asked for outright, or all that is to be had."""
    ask = occasions.asks(context.occasion, context.time_of_day, context.department)
    odd = [item for item in outfit.items if item.category in ask.out - ask.only_over and not item.owned]
    return tuple(
        Constraint(
            kind="other", text=item.title, slot=item.slot, status="relaxed", hard=False,
            value=ConstraintValue(name=OCCASION, product_id=item.product_id),
            note=f"{item.title} is {_how_odd(item, ask)} for the occasion",
        )
        for item in (odd if context.occasion is not None else ())
    )  # fmt: skip


OCCASION = "occasion"
"""The value's name of the remark that a piece is not what the occasion asks."""


def _how_odd(item: OutfitItem, ask: occasions.Ask) -> str:
    low, high = ask.formality
    return "rather casual" if item.formality < low else "rather dressy" if item.formality > high else "unusual"


def in_sizes(outfits: Sequence[Outfit], sizes: Mapping[UUID, str | None]) -> tuple[Outfit, ...]:
    """The looks with the sizes (by product) that were settled since they were made."""

    def sized(item: OutfitItem) -> OutfitItem:
        return msgspec.structs.replace(item, size=sizes.get(item.product_id) or item.size)

    return tuple(msgspec.structs.replace(o, items=tuple(sized(item) for item in o.items)) for o in outfits)


def _key(constraint: Constraint) -> tuple[str, bytes, str | None]:
    return constraint.kind, msgspec.json.encode(constraint.value), constraint.slot


def verify(constraint: Constraint, outfits: Sequence[Outfit], context: StyleContext | None = None) -> Verdict:
    """Whether every look holds the constraint; the worst verdict counts."""
    if constraint.kind == "warmth" and context is not None and constraint.value.level:
        return _worst([_warmth(constraint.value.level, outfit, context) for outfit in outfits])
    if constraint.kind == "budget":
        return _worst([_budget(constraint, outfit) for outfit in outfits])
    if constraint.kind == "lock":
        return _worst([_lock(constraint.value.product_id, outfit) for outfit in outfits])
    check = _CHECKS.get(constraint.kind)
    if check is None:
        return Verdict("unverifiable", "The catalogue does not state this, so I ranked by it and cannot promise it.")
    if constraint.kind in _ANY and constraint.slot is not None and not _is_worn(constraint.slot, outfits):
        return Verdict("relaxed", f"There is no {_slot_noun(constraint)} in this look.")
    verdicts = [_over_pieces(constraint, outfit, check) for outfit in outfits]
    return _worst(verdicts)


def _is_worn(slot: Slot, outfits: Sequence[Outfit]) -> bool:
    return any(item.slot == slot for outfit in outfits for item in outfit.items)


def _slot_noun(constraint: Constraint) -> str:
    """What is missing, in words: the category that was asked for, else what one calls a piece of the slot."""
    if constraint.kind == "category" and constraint.value.name in CATEGORIES:
        return CATEGORIES[constraint.value.name].noun
    return {"outerwear": "outer layer", "bottom": "bottom half"}.get(constraint.slot or "", constraint.slot or "piece")


def _worst(verdicts: Sequence[Verdict]) -> Verdict:
    order = {"relaxed": 0, "unverifiable": 1, "kept": 2}
    return min(verdicts, key=lambda verdict: order[verdict.status], default=KEPT)


def _budget(constraint: Constraint, outfit: Outfit) -> Verdict:
    value, currency = constraint.value, outfit.total.currency
    if value.amount is None:
        return KEPT
    if value.currency != currency:
        return Verdict("unverifiable", f"No rate from {value.currency} to {currency} is set, so I could not compare.")
    spent = max((item.price.amount for item in outfit.items), default=0) if value.per == "item" else outfit.total.amount
    rate = f"at 1 {value.original.currency} = {value.rate} {currency}" if value.original and value.rate else None
    if spent > value.amount:
        return Verdict("relaxed", f"{show(Money(spent - value.amount, currency))} over")
    return Verdict("kept", rate)


def _lock(product_id: UUID | None, outfit: Outfit) -> Verdict:
    there = any(item.product_id == product_id for item in outfit.items)
    return KEPT if there else Verdict("relaxed", "The piece you kept could not stay in this look.")


def _warmth(level: float, outfit: Outfit, context: StyleContext) -> Verdict:
    """Whether the look is that much (clo) warmer, or lighter, than the weather asks. A single piece is no look."""
    if len(outfit.items) < 2:
        return Verdict("unverifiable", "How warm it is depends on what else is worn.")
    asked = thermal.demand(context)
    if level > 0:
        warm = thermal.ensemble_clo([item.clo for item in outfit.items])
        return KEPT if warm >= asked.low + level - _NEAR_CLO else Verdict("relaxed", "This look could be warmer still.")
    worn = thermal.ensemble_clo([i.clo for i in outfit.items if i.slot not in ("outerwear", "accessory")])
    return (
        KEPT
        if worn <= max(asked.high + level, _LIGHT) + _NEAR_CLO
        else Verdict("relaxed", "This look is warmer than that.")
    )


Check = Callable[[Constraint, OutfitItem], Verdict]


def _over_pieces(constraint: Constraint, outfit: Outfit, check: Check) -> Verdict:
    pieces = [item for item in outfit.items if constraint.slot is None or item.slot == constraint.slot]
    if constraint.kind not in _ANY:  # a limit is put to what the shop sells, not to what the shopper owns
        pieces = [item for item in pieces if not item.owned]
    if constraint.kind in _ANY and pieces:
        verdicts = [check(constraint, item) for item in pieces]
        return max(verdicts, key=lambda verdict: {"relaxed": 0, "unverifiable": 1, "kept": 2}[verdict.status])
    return _worst([check(constraint, item) for item in pieces])


# A wish for a colour, material, category, brand or pattern that names no slot is held when one piece answers it.
_ANY = frozenset(("colour", "material", "category", "brand", "pattern", "waterproof"))


def _is_colour(name: str, item: OutfitItem) -> bool:
    return is_shade(name.casefold(), item.colour.name.casefold(), item.colour.hex)


def _colour(constraint: Constraint, item: OutfitItem) -> Verdict:
    name = constraint.value.name or ""
    return KEPT if _is_colour(name, item) else Verdict("relaxed", f"Nothing that fits comes in {name}.")


def _avoid_colour(constraint: Constraint, item: OutfitItem) -> Verdict:
    name = constraint.value.name or ""
    return Verdict("relaxed", f"{item.title} is {item.colour.name}.") if _is_colour(name, item) else KEPT


def _material(constraint: Constraint, item: OutfitItem) -> Verdict:
    name = constraint.value.name or ""
    if not item.materials:
        return Verdict("unverifiable", f"The shop does not state what {item.title} is made of.")
    return KEPT if _has(name, item.materials) else Verdict("relaxed", f"Nothing that fits is made of {name}.")


def _avoid_material(constraint: Constraint, item: OutfitItem) -> Verdict:
    found = next((name for name in constraint.value.members if _has(name, item.materials or (item.title,))), None)
    if found is not None:
        return Verdict("relaxed", f"{item.title} has {found} in it.")
    if not item.materials:
        return Verdict("unverifiable", f"The shop does not state what {item.title} is made of.")
    return KEPT


def _has(name: str, materials: Sequence[str]) -> bool:
    """Whether a material is there; vegan or faux leather is not leather."""
    wanted = name.casefold()
    for material in materials:
        words = material.casefold().replace("-", " ").split()
        fake = {"vegan", "faux", "imitation", "synthetic"} & set(words)
        if wanted == material.casefold() or (wanted in words and not fake):
            return True
    return False


def _category(constraint: Constraint, item: OutfitItem) -> Verdict:
    name = constraint.value.name or ""
    return KEPT if name in (item.category, item.slot) else Verdict("relaxed", f"There is no {_noun(name)} that fits.")


def _avoid_category(constraint: Constraint, item: OutfitItem) -> Verdict:
    name = constraint.value.name or ""
    return Verdict("relaxed", f"{item.title} is one.") if name in (item.category, item.slot) else KEPT


def _noun(name: str) -> str:
    return CATEGORIES[name].noun if name in CATEGORIES else name


def _brand(constraint: Constraint, item: OutfitItem) -> Verdict:
    name = constraint.value.name or ""
    same = name.casefold() == item.brand.casefold()
    return KEPT if same else Verdict("relaxed", f"Nothing by {name} fits; the shop may not carry it.")


def _avoid_brand(constraint: Constraint, item: OutfitItem) -> Verdict:
    same = (constraint.value.name or "").casefold() == item.brand.casefold()
    return Verdict("relaxed", f"{item.title} is by {item.brand}.") if same else KEPT


def _pattern(constraint: Constraint, item: OutfitItem) -> Verdict:
    name = constraint.value.name or ""
    return KEPT if item.pattern == name else Verdict("relaxed", f"Nothing {name} fits.")


def _avoid_pattern(constraint: Constraint, item: OutfitItem) -> Verdict:
    return Verdict("relaxed", f"{item.title} is {item.pattern}.") if item.pattern == constraint.value.name else KEPT


def _size(constraint: Constraint, item: OutfitItem) -> Verdict:
    size = constraint.value.size or ""
    if SIZE_KEY[item.slot] not in constraint.value.members:
        return KEPT
    if item.size is None:
        return Verdict("unverifiable", f"No size is chosen for {item.title} yet.")
    if not item.in_stock:
        return Verdict("relaxed", f"{item.title} is not in stock in {size}.")
    if _same_size(item.size, size):
        return KEPT
    return Verdict("unverifiable", f"{item.title} is sized {item.size}; compare it with your {size}.")


def _heel(constraint: Constraint, item: OutfitItem) -> Verdict:
    if item.slot != "shoes":
        return KEPT
    if item.heel is None:
        return Verdict("unverifiable", f"The shop does not state the heel of {item.title}.")
    heights = ("flat", "low", "mid", "high")
    highest = constraint.value.name if constraint.value.name in heights else "high"
    if heights.index(item.heel) <= heights.index(highest):
        return KEPT
    return Verdict("relaxed", f"{item.title} has a {item.heel} heel.")


def _waterproof(constraint: Constraint, item: OutfitItem) -> Verdict:
    if item.waterproof is None:
        return Verdict("unverifiable", f"The shop does not state whether {item.title} keeps water out.")
    return KEPT if item.waterproof else Verdict("relaxed", f"{item.title} does not keep water out.")


def _fit(constraint: Constraint, item: OutfitItem) -> Verdict:
    if item.fit is None:
        return Verdict("unverifiable", f"The shop does not state the fit of {item.title}.")
    return KEPT if item.fit == constraint.value.name else Verdict("relaxed", f"{item.title} is cut {item.fit}.")


def _coverage(constraint: Constraint, item: OutfitItem) -> Verdict:
    least = constraint.value.level
    if least is None or item.slot not in ("top", "bottom", "dress"):
        return KEPT
    if item.coverage is None:
        return Verdict("unverifiable", f"The shop does not state how much {item.title} covers.")
    return KEPT if item.coverage >= least else Verdict("relaxed", f"{item.title} covers less than you asked.")


def _formality(constraint: Constraint, item: OutfitItem) -> Verdict:
    target = constraint.value.level
    if target is None or item.slot in ("bag", "accessory"):
        return KEPT
    apart = item.formality - target
    if abs(apart) <= FORMALITY_TOLERANCE:
        return KEPT
    return Verdict("relaxed", f"{item.title} is {'dressier' if apart > 0 else 'more casual'} than you asked.")


def _same_size(one: str, other: str) -> bool:
    def plain(size: str) -> str:
        return size.upper().replace("EU", "").replace(" ", "").lstrip("W")

    return plain(one) == plain(other)


_CHECKS: dict[str, Check] = {
    "colour": _colour,
    "avoid_colour": _avoid_colour,
    "material": _material,
    "avoid_material": _avoid_material,
    "category": _category,
    "avoid_category": _avoid_category,
    "brand": _brand,
    "avoid_brand": _avoid_brand,
    "pattern": _pattern,
    "avoid_pattern": _avoid_pattern,
    "size": _size,
    "heel": _heel,
    "waterproof": _waterproof,
    "fit": _fit,
    "coverage": _coverage,
    "formality": _formality,
}
