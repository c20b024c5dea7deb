"""The constraints that one message makes: its wishes, bound to what it asks for, and what its comparisons come to."""

import msgspec

from aurora.context import directions, references, stated_sizes, wishes
from aurora.context.edits import Roles
from aurora.context.mentions import Mention
from aurora.context.reading import Reading
from aurora.types import Constraint, ConstraintValue, ConversationState, Edit, Intent, PieceOnTable
from commerce.garments import CATEGORIES, SLOTS, Slot

_PLAIN_WISHES = {
    "cheaper": "inexpensive",
    "dearer": "luxurious",
    "bolder": "bold",
    "quieter": "understated",
    "comfier": "comfortable",
}
_POINTERS = frozenset(("one", "ones", "pair"))
_POINTING = frozenset(("the", "those", "that", "these"))


def active(reading: Reading, roles: Roles, state: ConversationState) -> list[Mention]:
    """The mentions that wish something: not the garments that are only named to be changed, kept or dropped."""
    worn = {piece.slot for look in state.looks for piece in look.pieces}
    kept = {reading.mentions[n].slot for n in roles.keep} - {None}
    found = []
    for n, mention in enumerate(reading.mentions):
        is_excepted = roles.rest in ("keep", "change") and mention.negated
        if n in roles.drop and not mention.idle and not is_excepted:
            found.append(msgspec.structs.replace(mention, negated=True))
        elif mention.kind == "category" and _is_only_named(n, mention, reading, roles, worn):
            continue
        elif not (mention.slot in kept and mention.kind != "category") and not _points(reading, mention):
            found.append(mention)
    return found


def _is_only_named(n: int, mention: Mention, reading: Reading, roles: Roles, worn: set[Slot]) -> bool:
    """True for a garment that says where to change the look, and wishes no garment itself."""
    if n in roles.keep or n in roles.subject:
        return True
    if any(0 <= mention.start - compared.end <= 1 for compared in reading.compared):
        return True
    if roles.rest in ("keep", "change") and mention.negated:
        return True
    return is_umbrella(mention.value) and not mention.negated and (mention.slot in worn or n in roles.change)


def _points(reading: Reading, mention: Mention) -> bool:
    """True for "the striped ones": it points, it does not wish.

    A colour or material that nothing on the table has points at nothing there, so that it wishes ("the black ones").
    """
    if mention.kind in ("colour", "material"):
        return False
    line = reading.text.line
    after = line[mention.end] if mention.end < len(line) else ""
    before = line[mention.start - 1] if mention.start else ""
    return after in _POINTERS and before in _POINTING


def is_umbrella(name: str | None) -> bool:
    """True for the name of a whole slot that is no category of its own: shoes, bag, bottom, outerwear, accessory."""
    return name in SLOTS and name not in CATEGORIES


def slots_of(mentions: list[Mention]) -> tuple[Slot, ...]:
    """The slots of the garments that are wanted, in slot order."""
    named = {m.slot for m in mentions if m.kind == "category" and not m.idle and not m.negated}
    return tuple(s for s in SLOTS if s in named)


def of_message(
    reading: Reading,
    mentions: list[Mention],
    budgets: tuple[Constraint, ...],
    intent: Intent,
    state: ConversationState,
    edit: Edit | None,
) -> list[Constraint]:
    """Every wish of the message as a constraint, in the shopper's words."""
    measured = stated_sizes.constraints(reading.sizes)
    only = _only_slot(mentions, intent, state)
    wished = [*budgets, *wishes.of(reading.text, mentions)]
    bound = [_bound(c, only) for c in wished if not (only and c.kind == "category" and is_umbrella(c.value.name))]
    return [*bound, *measured, *(_compared(reading) if edit is None else _of_edit(state, edit, reading))]


def _only_slot(mentions: list[Mention], intent: Intent, state: ConversationState) -> Slot | None:
    """The slot that every wish of this message is about, where one kind of product is asked for or on the table."""
    if intent == "product":
        named = slots_of(mentions)
        return named[0] if len(named) == 1 else None
    if intent == "refine" and state.single and state.looks:
        return state.looks[0].pieces[0].slot
    return None


def _bound(constraint: Constraint, slot: Slot | None) -> Constraint:
    """The wish bound to the one slot that is asked for; a price that is named for one thing is that thing's price."""
    if slot is None or constraint.slot is not None or constraint.kind in ("heel", "brand", "avoid_brand", "other"):
        return constraint
    if constraint.kind == "budget":
        constraint = msgspec.structs.replace(constraint, value=msgspec.structs.replace(constraint.value, per="item"))
    return msgspec.structs.replace(constraint, slot=slot)


def _compared(reading: Reading) -> list[Constraint]:
    """Comparisons with nothing on the table, as plain wishes of a new look."""
    found = []
    for mention in reading.compared:
        words = reading.text.words(mention.start, mention.end)
        name = directions.name_of(mention)
        if name in ("warmer", "cooler"):
            found.append(_level("warmth", words, 0.2 if name == "warmer" else -0.2))
        elif name in ("dressier", "more_casual"):
            found.append(_level("formality", words, 0.7 if name == "dressier" else 0.3))
        else:
            value = ConstraintValue(name=_PLAIN_WISHES[name])
            found.append(Constraint(kind="other", text=words, value=value, hard=False))
    return found


def _of_edit(state: ConversationState, edit: Edit, reading: Reading) -> list[Constraint]:
    """Receipts of an edit: locks, and the warmth or formality that a comparison asks for from now on."""
    look = state.looks[edit.look]
    shown = {p.product_id: p for each in (look, *state.looks) for p in each.pieces}
    found = [lock(shown[product]) for product in edit.lock if product in shown]
    last = reading.compared[-1] if reading.compared else None
    words = reading.text.words(last.start, last.end) if last else edit.direction or ""
    if edit.direction in ("warmer", "cooler"):
        now = next((c.value.level or 0.0 for c in state.constraints if c.kind == "warmth" and c.slot is None), 0.0)
        step = 0.2 if edit.direction == "warmer" else -0.2
        found.append(_level("warmth", words, max(-0.6, min(0.6, round(now + step, 2)))))
    if edit.direction in ("dressier", "more_casual"):
        step = 0.15 if edit.direction == "dressier" else -0.15
        found.append(_level("formality", words, max(0.05, min(0.95, round(references.formality(look) + step, 2)))))
    return found


def lock(piece: PieceOnTable) -> Constraint:
    """The wish that a piece on the table stays, or comes into the next look."""
    value = ConstraintValue(product_id=piece.product_id)
    return Constraint(kind="lock", text=f"keep the {piece.title}", value=value, slot=piece.slot)


def _level(kind: str, words: str, level: float) -> Constraint:
    value = ConstraintValue(level=level)
    return Constraint(kind="warmth" if kind == "warmth" else "formality", text=words, value=value, hard=False)
