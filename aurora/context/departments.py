"""What of a look stays where it is asked for in another department."""

import msgspec

from aurora.context import standing
from aurora.types import Edit, TurnInput
from commerce.garments import SLOTS, Department, Slot


def edit_for(turn: TurnInput, edit: Edit, department: Department | None) -> Edit:
    """The edit that keeps what the department wears too, and changes the rest.

    A dress becomes top and bottom where the department has none. What is known of the pieces stands on the cards.
    """
    look = turn.state.looks[edit.look]
    cards = turn.table[edit.look].items if edit.look < len(turn.table) else ()
    fitting = {item.product_id for item in cards if _wears(department, item.department, item.slot)}
    wrong = {piece.slot for piece in look.pieces if piece.product_id not in fitting}
    gone: set[Slot] = set()
    if department in ("men", "boys"):
        gone |= {p.slot for p in look.pieces if p.slot == "dress" and p.category in standing.GENDERED} & wrong
    change = (wrong - gone) | set(edit.change)
    add = {*edit.add, *(("top", "bottom") if gone else ())}
    return msgspec.structs.replace(
        edit,
        change=tuple(s for s in SLOTS if s in change - gone - set(edit.drop)),
        drop=tuple(s for s in SLOTS if s in {*edit.drop, *gone}),
        add=tuple(s for s in SLOTS if s in add),
        pick_only=False,
    )


def _wears(asked: Department | None, made_for: Department | None, slot: Slot) -> bool:
    """True where somebody of the department wears a piece made for another: grown-ups wear unisex clothes, children
    unisex bags and accessories."""
    if made_for == asked:
        return True
    return made_for == "unisex" and (asked in ("women", "men") or slot in ("bag", "accessory"))
