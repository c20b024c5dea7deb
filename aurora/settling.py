"""An edit of a look as the search is to read it: without insisting on what that look was shown without. Pure."""

from collections.abc import Sequence

import msgspec

from aurora.holding import holds, scope
from aurora.receipts import verify
from aurora.types import Analysis, Constraint, Edit, LookOnTable, Outfit, OutfitItem, Pool, TurnInput
from commerce.colours import is_shade
from commerce.garments import SLOTS, Slot

_REFUSALS = frozenset(("avoid_colour", "avoid_material", "avoid_brand", "avoid_pattern"))
_WISHES = frozenset(("colour", "material", "pattern", "brand", "category", "fit", "waterproof"))


def settled(turn: TurnInput, analysis: Analysis) -> Analysis:
    """The analysis of an edit without insisting on what the look on the table was shown without.

    An earlier wish that gave way then would else change pieces now that nobody mentions; it goes on to rank.
    """
    edit = analysis.edit
    if edit is None or turn.state.single or edit.look >= len(turn.table):
        return analysis
    look = (turn.table[edit.look],)
    edit = _untouched(edit, analysis, look[0])
    open_slots = {*edit.change, *edit.add}
    analysis = _affordable(analysis, look[0], turn.state.constraints)
    constraints = tuple(
        msgspec.structs.replace(c, hard=False)
        if c.kind in _WISHES
        and c.source == "conversation"
        and c.slot not in open_slots
        and verify(c, look).status != "kept"
        else c
        for c in analysis.constraints
    )
    return msgspec.structs.replace(analysis, constraints=constraints, edit=edit)


def _untouched(edit: Edit, analysis: Analysis, look: Outfit) -> Edit:
    """The edit that holds on to what a mere refusal ("not green") does not speak of: a size that was told since for
    one piece takes no other away that was shown before it."""
    said = [c for c in analysis.constraints if c.source == "message"]
    is_bare = not (edit.change or edit.drop or edit.add or edit.lock or edit.direction or edit.pick_only)
    if not (is_bare and said) or any(c.kind not in _REFUSALS for c in said):
        return edit
    if "message" in analysis.context.sources.values():
        return edit
    broken = {item.slot for item in look.items if any(_breaks(c, item) for c in said)}
    return msgspec.structs.replace(
        edit, lock=tuple(item.product_id for item in look.items if item.slot not in broken and not item.owned)
    )


def _breaks(constraint: Constraint, item: OutfitItem) -> bool:
    return item.slot in scope(constraint) and holds(constraint, item, item.colour.name, item.colour.hex) is False


def _affordable(analysis: Analysis, look: Outfit, before: Sequence[Constraint]) -> Analysis:
    """The analysis with a budget that the look on the table goes over already raised to what that look costs.

    Else an edit would empty slots that nobody mentioned. The receipts read the budget as it was said. before: what was
    in force; a sum that the client sends with every message is no news.
    """
    old = {c.value.amount for c in before if c.kind == "budget"}

    def raised(c: Constraint) -> Constraint:
        is_known = c.source == "conversation" or (c.source == "request" and c.value.amount in old)
        is_over = c.kind == "budget" and is_known and c.value.per != "item"
        if not is_over or verify(c, (look,)).status != "relaxed":
            return c
        return msgspec.structs.replace(c, value=msgspec.structs.replace(c.value, amount=look.total.amount))

    return msgspec.structs.replace(analysis, constraints=tuple(raised(c) for c in analysis.constraints))


_COLOURED: frozenset[Slot] = frozenset(("top", "bottom", "dress", "outerwear"))


def recoloured(analysis: Analysis, pool: Pool, base: LookOnTable | None) -> Analysis:
    """The analysis as the composer is to read it: "in navy" recolours what it can, and leaves the rest as it was.

    The colour of the whole look becomes one of each of the clothes that come in it; the others do not change.
    """
    edit = analysis.edit
    wishes = [c for c in analysis.constraints if c.kind == "colour" and c.slot is None and c.source == "message"]
    if edit is None or base is None or not wishes or not _COLOURED & set(edit.change):
        return analysis
    names = [wish.value.name or "" for wish in wishes]
    able = {
        slot for slot in _COLOURED & set(edit.change)
        if any(is_shade(name, c.variant.colour, c.variant.hex) for c in pool.by_slot.get(slot, ()) for name in names)
    }  # fmt: skip
    each = tuple(msgspec.structs.replace(wish, slot=slot) for wish in wishes for slot in SLOTS if slot in able)
    rest = tuple(c for c in analysis.constraints if c not in wishes)
    there = {c.item.product_id for candidates in pool.by_slot.values() for c in candidates}
    stays = {p.slot for p in base.pieces if p.slot in _COLOURED - able and p.product_id in there}
    change = tuple(slot for slot in edit.change if slot not in stays)
    return msgspec.structs.replace(
        analysis, constraints=(*rest, *(each or wishes)), edit=msgspec.structs.replace(edit, change=change)
    )
