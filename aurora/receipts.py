"""The receipt of each wish: whether the looks that are shown hold it, read off the looks themselves.

Nothing here trusts that a stage did what it was told: a constraint is `kept` only where every piece shown says so,
`unverifiable` where a piece lacks the fact, `relaxed` with a note where a piece breaks it.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from aurora import occasions, thermal
from aurora.holding import holds, is_read, material_found, scope
from aurora.retrieval.sizes import fitting
from aurora.types import Constraint, ConstraintValue, Outfit, OutfitItem, Status, StyleContext
from commerce.garments import CATEGORIES, SIZE_KEY
from core.money import Money, show

# A t-shirt more or less (0.09 clo) is not felt; and nobody is asked to wear less than the lightest whole outfit.
_NEAR_CLO, _LIGHT = 0.1, 0.36


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
    odd = [item for item in outfit.items if not item.owned and _is_odd(item, ask)]
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


# A garment or shoes so far below the occasion's formality are remarked on whatever their kind: hiking trousers at a
# wedding are trousers; from 0.6 down to 0.35 is from chinos to jeans.
_FAR_BELOW = 0.25


def _is_odd(item: OutfitItem, ask: occasions.Ask) -> bool:
    far = item.slot not in ("bag", "accessory") and item.formality < ask.formality[0] - _FAR_BELOW
    return far or item.category in ask.out - ask.only_over


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
    if not (is_read(constraint) or constraint.kind == "size"):
        return Verdict("unverifiable", "The catalogue does not state this, so I ranked by it and cannot promise it.")
    if constraint.kind in _ANY and constraint.slot is not None:
        worn = [any(item.slot == constraint.slot for item in outfit.items) for outfit in outfits]
        if not worn[0]:
            return Verdict("relaxed", f"There is no {_slot_noun(constraint)} in this look.")
        if not all(worn):
            return Verdict("relaxed", f"One of the looks has no {_slot_noun(constraint)}.")
    return _worst([_over_pieces(constraint, outfit) for outfit in outfits])


def _slot_noun(constraint: Constraint) -> str:
    """What is missing, in words: the category that was asked for, else what one calls a piece of the slot."""
    if constraint.kind == "category" and constraint.value.name in CATEGORIES:
        return CATEGORIES[constraint.value.name].noun
    return {"outerwear": "outer layer", "bottom": "bottom half"}.get(constraint.slot or "", constraint.slot or "piece")


_ORDER = {"relaxed": 0, "unverifiable": 1, "kept": 2}


def _worst(verdicts: Sequence[Verdict]) -> Verdict:
    return min(verdicts, key=lambda verdict: (_ORDER[verdict.status], verdict.note is None), default=KEPT)


def _best(verdicts: Sequence[Verdict]) -> Verdict:
    return max(verdicts, key=lambda verdict: _ORDER[verdict.status])


def _budget(constraint: Constraint, outfit: Outfit) -> Verdict:
    value, currency = constraint.value, outfit.total.currency
    if value.amount is None and value.minimum is None:
        return KEPT
    if value.currency not in (None, currency):
        return Verdict("unverifiable", f"No rate from {value.currency} to {currency} is set, so I could not compare.")
    each = value.per == "item" or constraint.slot is not None
    prices = [item.price.amount for item in outfit.items if item.slot in scope(constraint) and not item.owned]
    prices = prices if each else [outfit.total.amount]
    rate = f"at 1 {value.original.currency} = {value.rate} {currency}" if value.original and value.rate else None
    if value.amount is not None and max(prices, default=0) > value.amount:
        return Verdict("relaxed", f"{show(Money(max(prices) - value.amount, currency))} over")
    if value.minimum is not None and prices and min(prices) < value.minimum:
        return Verdict("relaxed", f"{show(Money(value.minimum - min(prices), currency))} under the least you named")
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


def _over_pieces(constraint: Constraint, outfit: Outfit) -> Verdict:
    slots, wished = scope(constraint), constraint.kind in _ANY
    # A limit is put to what the shop sells, not to what the shopper owns.
    pieces = [item for item in outfit.items if item.slot in slots and (wished or not item.owned)]
    verdicts = [_of_piece(constraint, item) for item in pieces]
    return _best(verdicts) if wished and verdicts else _worst(verdicts)


# A wish for a colour, material, category, brand or pattern that names no slot is held when one piece answers it.
_ANY = frozenset(("colour", "material", "category", "brand", "pattern", "waterproof"))


def _of_piece(constraint: Constraint, item: OutfitItem) -> Verdict:
    if constraint.kind == "size":
        return _size(constraint, item)
    held = holds(constraint, item, item.colour.name, item.colour.hex)
    if held is None:
        return Verdict("unverifiable", _UNSTATED[constraint.kind].format(x=item.title))
    return KEPT if held else Verdict("relaxed", _broken(constraint, item))


_UNSTATED = {
    "material": "The shop does not state what {x} is made of.",
    "avoid_material": "The shop does not state what {x} is made of.",
    "heel": "The shop does not state the heel of {x}.",
    "waterproof": "The shop does not state whether {x} keeps water out.",
    "fit": "The shop does not state the fit of {x}.",
    "coverage": "The shop does not state how much {x} covers.",
}


def _broken(constraint: Constraint, item: OutfitItem) -> str:
    """What of the piece breaks it, or that nothing answers it."""
    name, x = constraint.value.name or "", item.title
    match constraint.kind:
        case "colour":
            return f"Nothing that fits comes in {name}."
        case "avoid_colour":
            return f"{x} is {item.colour.name}."
        case "material":
            return f"Nothing that fits is made of {name}."
        case "avoid_material":
            return f"{x} has {material_found(constraint.value.members, item)} in it."
        case "category":
            return f"There is no {CATEGORIES[name].noun if name in CATEGORIES else name} that fits."
        case "avoid_category":
            return f"{x} is one."
        case "brand":
            return f"Nothing by {name} fits; the shop may not carry it."
        case "avoid_brand":
            return f"{x} is by {item.brand}."
        case "pattern":
            return f"Nothing {name} fits."
        case "avoid_pattern":
            return f"{x} is {item.pattern}."
        case _:
            return _not_so(constraint, item)


def _not_so(constraint: Constraint, item: OutfitItem) -> str:
    x, target = item.title, constraint.value.level or 0.0
    match constraint.kind:
        case "heel":
            return f"{x} has a {item.heel or 'raised'} heel."
        case "waterproof":
            return f"{x} does not keep water out."
        case "fit":
            return f"{x} is cut {item.fit}."
        case "coverage":
            return f"{x} covers less than you asked."
        case _:
            return f"{x} is {'dressier' if item.formality > target else 'more casual'} than you asked."


def _size(constraint: Constraint, item: OutfitItem) -> Verdict:
    size = constraint.value.size or ""
    if SIZE_KEY[item.slot] not in constraint.value.members:
        return KEPT
    if item.size is None:
        return Verdict("unverifiable", f"No size is chosen for {item.title} yet.")
    if not item.in_stock:
        return Verdict("relaxed", f"{item.title} is not in stock in {size}.")
    labels = fitting(SIZE_KEY[item.slot] or "top", size, item.department)
    if _plain(item.size) in map(_plain, labels):
        same = _plain(item.size) == _plain(size)
        return (
            KEPT
            if same
            else Verdict("kept", f"{item.title} is sized {item.size}, which is your {size} by the usual tables.")
        )
    return Verdict("unverifiable", f"{item.title} is sized {item.size}; compare it with your {size}.")


def _plain(size: str) -> str:
    """`EU 39`, `39` and `W32`, `32` are one label each."""
    return size.upper().replace("EU", "").replace(" ", "").lstrip("W")
