"""What stands before the message is heard: the wishes of earlier turns, of the request and of the profile."""

import re
from collections.abc import Iterable

import msgspec

from aurora.context import money, vocabulary, wishes, wordlists
from aurora.context.mentions import Lexicon, Meaning, Mention, find, lexicon_of
from aurora.context.text import Text
from aurora.types import Constraint, ConstraintValue, ConversationState, Edit, Source, TurnInput
from commerce.colours import NAMED
from commerce.garments import CATEGORIES, Slot
from core.money import Money

GENDERED = frozenset(wordlists.phrases("grammar", "standing_gendered"))
"""Categories that say as good as surely in which department to look, so that nobody needs to be asked."""
_OF_ONE_LOOK = frozenset(wordlists.phrases("grammar", "standing_of_one_look"))
_LOW = frozenset(("flat", "low"))
_OF_ONE_BODY = frozenset(("lock", "size", "heel"))


def _clearing() -> Lexicon:
    table = vocabulary.table("clearing")
    return lexicon_of({phrase: Meaning(kind) for kind, phrases in table.items() for phrase in phrases})


_CLEARING = _clearing()


def cleared(text: Text) -> frozenset[str]:
    """Kinds of wishes that the message takes back ("forget the budget", "any colour")."""
    words = text.index.keys()
    said = _TAKEN_BACK.search(" ".join(text.line)) if {"said", "about", "bit"} & words else None
    also = {_KINDS[said.group(1)]} if said is not None else set()
    return frozenset(m.kind for m in find(text, _CLEARING)) | also


_KINDS = {
    "budget": "budget", "price": "budget", "money": "budget", "limit": "budget", "prices": "budget",
    "colour": "colour", "colours": "colour", "brand": "brand", "brands": "brand", "material": "material",
    "fabric": "material",
}  # fmt: skip
_TAKEN_BACK = re.compile(
    r"\b(?:forget|ignore|scrap|disregard|never mind|scratch|drop)(?: \w+){0,4} about (?:the |my |a )?"
    rf"({'|'.join(_KINDS)})\b"
)
""" "Forget what I said about the budget", "never mind that bit about the colour"."""


_PERMITTING = wordlists.sequences("grammar", "permitting")
_PERMITTING_FIRST = frozenset(phrase[0] for phrase in _PERMITTING)
_REFUSING = frozenset(("avoid_colour", "avoid_material", "avoid_category", "avoid_pattern", "heel"))


def permitted(text: Text, mentions: Iterable[Mention], constraints: Iterable[Constraint]) -> list[Constraint]:
    """The refusals in force that the message takes back by permitting: "heels are ok", "leather is fine after all"."""
    words = text.line
    refusals = [c for c in constraints if c.kind in _REFUSING]
    if not refusals:
        return []
    near = [m for m in mentions if not m.negated and words[m.end : m.end + 1] and words[m.end] in _PERMITTING_FIRST]
    allowed = [m for m in near if any(tuple(words[m.end : m.end + len(p)]) == p for p in _PERMITTING)]
    return [c for c in refusals if any(_allows(m, c) for m in allowed)]


def tolerates(text: Text, mentions: Iterable[Mention]) -> frozenset[int]:
    """Starts of the mentions that are only allowed: "heels ok", "leather is fine too"; nobody asks for them."""
    words = text.line
    near = [m for m in mentions if not m.negated and words[m.end : m.end + 1] and words[m.end] in _TOLERATING_FIRST]
    return frozenset(m.start for m in near if any(tuple(words[m.end : m.end + len(p)]) == p for p in _TOLERATING))


_TOLERATING = wordlists.sequences("grammar", "tolerating")
_TOLERATING_FIRST = frozenset(phrase[0] for phrase in _TOLERATING)


def _allows(mention: Mention, refusal: Constraint) -> bool:
    if refusal.kind == "heel":
        return mention.value in (*wishes.HEELED, "high", "heeled") and refusal.value.name in ("flat", "low")
    return refusal.kind == f"avoid_{mention.kind}" and mention.value in (refusal.value.name, *refusal.value.members)


def before(
    turn: TurnInput, *, fresh: bool, switched: bool, taken_back: frozenset[str], around: bool = False
) -> tuple[Constraint, ...]:
    """The set in force before this message: profile under request under what was said and still makes sense.

    around: a look built around a piece that is shown, whose price limit stands. fresh: a new look, which drops the
    wishes of the last. switched: another department, which drops sizes and heels.
    """
    state = turn.state
    of_request = tuple(c for c in state.constraints if c.source == "request")
    base = wishes.lay_over(of_request, _given(turn))
    said = _still_meant(state, fresh=fresh, switched=switched, around=around)
    return wishes.without(wishes.lay_over(base, said), taken_back)


_OF_A_PIECE = frozenset(
    (
        "lock",
        "colour",
        "material",
        "pattern",
        "fit",
        "category",
        "brand",
        "coverage",
        "waterproof",
        "formality",
        "warmth",
    )
)


def released(constraints: tuple[Constraint, ...], edit: Edit | None) -> tuple[Constraint, ...]:
    """Without the lock of a piece that is now to change, and without what was wished of one that is now left out."""
    if edit is None:
        return constraints
    return tuple(
        c for c in constraints
        if not (c.kind == "lock" and c.slot in edit.change and c.value.product_id not in edit.lock)
        and not (c.kind in _OF_A_PIECE and c.slot in edit.drop)
    )  # fmt: skip


def forgone(constraints: tuple[Constraint, ...], state: ConversationState, slot: Slot) -> tuple[Constraint, ...]:
    """Without the wishes of a piece that is not there and was offered in vain."""
    if any(piece.slot == slot for look in state.looks[:1] for piece in look.pieces):
        return constraints
    return tuple(c for c in constraints if not (c.kind in _OF_A_PIECE and c.slot == slot))


def _still_meant(
    state: ConversationState, *, fresh: bool, switched: bool, around: bool = False
) -> tuple[Constraint, ...]:
    said = [c for c in state.constraints if c.source in ("message", "conversation")]
    kept = tuple(msgspec.structs.replace(c, source="conversation") for c in said)
    if fresh:
        # Who cannot walk in heels can not tomorrow either; high ones are wished for one evening.
        kept = tuple(c for c in kept if c.kind not in _OF_ONE_LOOK or (c.kind == "heel" and c.value.name in _LOW))
        kept = tuple(c for c in kept if around or not (c.kind == "budget" and c.slot is not None))
    if switched:
        kept = wishes.without(kept, _OF_ONE_BODY)
        kept = tuple(c for c in kept if not (c.kind == "category" and c.value.name in GENDERED))
    return kept


def _given(turn: TurnInput) -> tuple[Constraint, ...]:
    """The budget of request or profile, and what either avoids."""
    found: list[Constraint] = []
    if turn.client.budget is not None:
        found.append(_budget(turn.client.budget, turn, "request"))
    elif turn.profile.budget is not None and turn.state.context.budget is None:
        found.append(_budget(turn.profile.budget, turn, "profile"))
    style = turn.client.style
    found.extend(_avoided(name, "request") for name in (style.avoid if style else ()))
    said = {(c.kind, c.value.name) for c in found}
    of_profile = [_avoided(name, "profile") for name in turn.profile.avoid]
    return (*found, *(c for c in of_profile if (c.kind, c.value.name) not in said))


def _budget(budget: Money, turn: TurnInput, source: Source) -> Constraint:
    """A budget that was not said: hard from the request, a preference from the profile."""
    said = money.Sum(
        most=budget.amount, least=None, about=None, currency=budget.currency, start=0, end=0, per_item=False, whole=True
    )
    made = money.constraint(said, f"{source}: budget", slot=None, per_item=False, shop=turn.currency, rates=turn.rates)
    return msgspec.structs.replace(made, source=source, hard=made.hard and source == "request")


def _avoided(name: str, source: Source) -> Constraint:
    """What request or profile avoids: a colour, material, pattern or category by name, else only a preference."""
    name = name.strip().lower()
    text, value = f"{source}: avoid {name}", ConstraintValue(name=name)
    if name in NAMED:
        return Constraint(kind="avoid_colour", text=text, value=value, source=source)
    if name in vocabulary.table("materials"):
        return Constraint(kind="avoid_material", text=text, value=value, source=source)
    if name in vocabulary.table("patterns"):
        return Constraint(kind="avoid_pattern", text=text, value=value, source=source)
    if name in CATEGORIES:
        return Constraint(kind="avoid_category", text=text, value=value, slot=CATEGORIES[name].slot, source=source)
    named = ConstraintValue(name=f"not {name}")
    return Constraint(kind="other", text=text, value=named, hard=False, source=source)
