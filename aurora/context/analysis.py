"""From a turn's input to its `Analysis`: read, hear the intent, edit the set in force, resolve the context."""

from itertools import pairwise

import msgspec

from aurora.context import (
    anaphora,
    edits,
    intents,
    languages,
    people,
    picks,
    questions,
    receipts,
    resolve,
    situation,
    standing,
    wishes,
)  # fmt: skip
from aurora.context.edits import Remark, Roles
from aurora.context.intents import Heard, Signs
from aurora.context.mentions import Mention
from aurora.context.queries import query_of
from aurora.context.reading import Reading, known_words, read_message
from aurora.context.situation import Situation
from aurora.context.text import Text
from aurora.types import Analysis, Constraint, ConversationState, Edit, Style, StyleContext, TurnInput
from commerce.garments import SLOTS, Department, Slot

_SILENCE = StyleContext()


class Heeded(msgspec.Struct, frozen=True):
    """All that was taken from the message, before anything is concluded."""

    reading: Reading
    situation: Situation
    roles: Roles
    edit: Edit | None
    """How the message would change the look on the table; None where there is none."""
    heard: Heard
    remark: Remark | None = None
    """What the message takes for granted of the look and is not so."""


class Pointing(msgspec.Struct, frozen=True):
    """The reading with what points at the table made out: a look, a piece, a garment meant by "it"."""

    reading: Reading
    picked: int | None = None
    piece: Mention | None = None
    remade: frozenset[int] = frozenset()


def analyse(turn: TurnInput) -> Analysis:
    """What the message means, given what was known before. Pure; the cost is in docs/understanding.md."""
    state = turn.state
    reading = read_message(turn.message, state.language, turn.currency, first=not turn.history and turn.seq <= 1)
    if not reading.text.tokens:
        return _aside(turn, reading, Heard("smalltalk", confidence=0.0), None)
    heeded = _heed(turn, reading)
    intent = heeded.heard.intent
    if intent == "undo":
        return _undone(turn, reading)
    if intent == "start_over":
        return _started_over(turn, reading)
    if intent in ("look", "product", "refine", "act"):
        return _wanted(turn, heeded)
    return _aside(turn, reading, heeded.heard, heeded)


def _heed(turn: TurnInput, reading: Reading) -> Heeded:
    state = turn.state
    if not state.looks:
        described = situation.describe(turn, reading)
        heard = intents.hear(reading.text, _signs(turn, reading, described.said, None, Roles()))
        return Heeded(reading, described, Roles(), None, heard)
    pointing = _pointing(turn, reading)
    reading = pointing.reading
    text, mentions = reading.text, list(reading.mentions)
    described = situation.describe(turn, reading)
    roles = edits.roles(text, mentions, remade=pointing.remade, pointed=pointing.piece)
    edit = edits.build(text, mentions, roles, list(reading.compared), state, picked=pointing.picked)
    remark = edits.remark(mentions, roles, state.looks[edit.look])
    edit = _offered(turn, text, _liked(edit, state, pointing))
    if remark is None:
        edit = _completed(_translated(edit, reading), turn, reading, described)
    signs = _signs(turn, reading, described.said, edit, roles)
    if remark is not None:
        signs = msgspec.structs.replace(signs, edits=True)
    return Heeded(reading, described, roles, edit, intents.hear(text, signs), remark)


def _pointing(turn: TurnInput, reading: Reading) -> Pointing:
    """What the message points at. Words that point wish nothing: neither a price nor a comparison nor a colour."""
    text, state = reading.text, turn.state
    look = picks.look_picked(text, reading.compared, state, turn.table)
    if look is not None:
        return Pointing(msgspec.structs.replace(reading, compared=(), sums=()), look)
    found = picks.pointed(text, reading.mentions, state, known_words())
    if found is None:
        bound = anaphora.resolve(text, reading.mentions)
        return Pointing(msgspec.structs.replace(reading, mentions=bound.mentions), remade=bound.remade)
    inside = [m for m in reading.mentions if m.start < found.end and m.end > found.start]
    piece = found.mention(negated=any(m.negated for m in inside))
    rest = [m for m in reading.mentions if m not in inside]
    bound = anaphora.resolve(text, tuple(sorted([*rest, piece], key=lambda mention: mention.start)))
    return Pointing(msgspec.structs.replace(reading, mentions=bound.mentions), found.look, piece, bound.remade)


def _liked(edit: Edit, state: ConversationState, pointing: Pointing) -> Edit:
    """A pick, where what is liked is another look's ("I like the navy ones") or one product of several."""
    is_bare = not (edit.change or edit.drop or edit.add or edit.direction)
    if is_bare and edit.lock and pointing.piece is not None and (state.single or edit.look > 0):
        return msgspec.structs.replace(edit, lock=(), pick_only=True)
    return edit


def _offered(turn: TurnInput, text: Text, edit: Edit) -> Edit:
    """The edit that we offered, where "yes" takes the offer."""
    offer = questions.offer(turn.state.asked)
    if offer is None or not intents.agrees(text):
        return edit
    worn = {piece.slot for piece in turn.state.looks[0].pieces}
    slots = (offer.slot,)
    return Edit(change=slots) if offer.slot in worn else Edit(add=slots)


def _translated(edit: Edit, reading: Reading) -> Edit:
    """The edit with the direction that another language's words give it."""
    name = edits.direction_in(languages.direction(reading.text, reading.language))
    if edit.direction is not None or name is None:
        return edit
    return msgspec.structs.replace(edit, direction=name, pick_only=False)


def _completed(edit: Edit, turn: TurnInput, reading: Reading, described: Situation) -> Edit:
    """The edit with what follows from owned pieces, the weather and the price of one slot."""
    forecast = described.said.weather
    pieces = turn.state.looks[edit.look].pieces
    caps = {c.slot: c.value.amount for c in described.budgets if c.slot is not None and c.value.amount is not None}
    return edits.completed(
        reading.text, edit, turn.state, owned=reading.owned,
        wet=forecast is not None and forecast.conditions in ("rain", "snow"),
        dear=frozenset(p.slot for p in pieces if p.price > caps.get(p.slot, p.price)),
    )  # fmt: skip


def _signs(turn: TurnInput, reading: Reading, said: StyleContext, edit: Edit | None, roles: Roles) -> Signs:
    wishes_said = any(m.negated or (not m.idle and m.kind != "category") for m in reading.mentions)
    return Signs(
        mentions=reading.mentions,
        pointed=roles.subject,
        english=reading.language == "en",
        has_table=bool(turn.state.looks),
        occasion=said.occasion is not None,
        department=said.department is not None,
        wish=wishes_said or bool(reading.sums or said.sizes or said.weather or standing.cleared(reading.text)),
        edits=edit is not None and bool(edit.change or edit.drop or edit.add or edit.lock),
        compares=edit is not None and edit.direction is not None,
        picks=edit is not None and (edit.pick_only or edit.look > 0),
        answers=_answers(turn, reading.text, said),
    )


def _answers(turn: TurnInput, text: Text, said: StyleContext) -> bool:
    """True where a question of ours stands open and this could be its answer."""
    is_short = len(text.tokens) <= 8
    if questions.offer(turn.state.asked) is not None:
        return False
    return turn.state.asked is not None and is_short and (said.department is not None or said.occasion is not None)


def _merged(
    turn: TurnInput, said: StyleContext, guessed: StyleContext, dropped: frozenset[str] = frozenset()
) -> StyleContext:
    return resolve.merge(
        said, guessed, client=turn.client, earlier=turn.state.context, profile=turn.profile, dropped=dropped
    )


# ── turns that change no wish ──────────────────────────────────────────────────────────────────────────────────────


def _aside(turn: TurnInput, reading: Reading, heard: Heard, heeded: Heeded | None) -> Analysis:
    """A question, small talk, something else or a handoff: the mood counts, no wish changes."""
    state = turn.state
    mood = StyleContext(mood=heeded.situation.said.mood) if heeded else _SILENCE
    edit = heeded.edit if heeded else None
    return Analysis(
        intent=heard.intent, context=_merged(turn, mood, _SILENCE), constraints=state.constraints, query=state.query,
        owned=state.owned, edit=Edit(look=edit.look) if edit and heard.intent == "ask" else None, asks=heard.asks,
        language=reading.language, confidence=heard.confidence,
    )  # fmt: skip


def _undone(turn: TurnInput, reading: Reading) -> Analysis:
    """The newest earlier state as it was; where there is none, the present one."""
    before = turn.state.undo[-1] if turn.state.undo else turn.state
    return Analysis(
        intent="undo", context=before.context, constraints=before.constraints, query=before.query, owned=before.owned,
        language=reading.language,
    )  # fmt: skip


def _started_over(turn: TurnInput, reading: Reading) -> Analysis:
    """Nothing of the conversation but what this message asks anew; request and profile stand.

    "Start over, a suit for men" is a request of its own, and only leaves the rest behind.
    """
    blank = msgspec.structs.replace(turn, state=ConversationState(language=reading.language), table=(), before=())
    heeded = _heed(blank, reading)
    described = heeded.situation
    asks = intents.asks_anew(reading.text, _signs(blank, reading, described.said, None, Roles()))
    if asks is not None:
        return _wanted(blank, msgspec.structs.replace(heeded, heard=asks))
    base = standing.before(blank, fresh=True, switched=False, taken_back=frozenset())
    new = receipts.of_message(reading, list(reading.mentions), described.budgets, "look", blank.state, None)
    return Analysis(
        intent="start_over",
        context=_merged(blank, described.said, described.guessed),
        constraints=wishes.lay_over(base, new),
        query=query_of(reading, "", described.said.occasion),
        language=reading.language,
    )


# ── turns that ask for something ───────────────────────────────────────────────────────────────────────────────────


def _wanted(turn: TurnInput, heeded: Heeded) -> Analysis:
    reading, state, heard = heeded.reading, turn.state, heeded.heard
    intent = heard.intent
    said = situation.with_classified(reading, intent, heeded.situation.said)
    edit = heeded.edit if intent == "refine" else None
    mentions = receipts.active(reading, heeded.roles, state) if edit else list(reading.mentions)
    is_fresh = intent in ("look", "product") and bool(state.looks) and not _answers(turn, reading.text, said)
    constraints = _in_force(turn, heeded, said, edit, fresh=is_fresh)
    dropped = standing.cleared(reading.text) & {"budget"} | ({"sizes"} if _is_switch(turn, said) else frozenset())
    context = _nudged(_merged(turn, said, heeded.situation.guessed, dropped), edit)
    owned = {*reading.owned, *(() if is_fresh else state.owned)}
    return Analysis(
        intent=intent,
        context=context,
        constraints=constraints,
        slots=receipts.slots_of(mentions) if intent == "product" else (),
        owned=tuple(s for s in SLOTS if s in owned),
        action=heard.action,
        edit=_final(turn, heeded, said),
        language=reading.language,
        query=query_of(reading, "" if is_fresh else state.query, context.occasion),
        question=_question(turn, heeded, context, constraints),
        confidence=heard.confidence,
    )


def _in_force(
    turn: TurnInput, heeded: Heeded, said: StyleContext, edit: Edit | None, *, fresh: bool
) -> tuple[Constraint, ...]:
    """The earlier set, edited by the wishes of this message."""
    reading, state = heeded.reading, turn.state
    mentions = receipts.active(reading, heeded.roles, state) if edit else list(reading.mentions)
    new = receipts.of_message(reading, mentions, heeded.situation.budgets, heeded.heard.intent, state, edit)
    taken_back = standing.cleared(reading.text)
    base = standing.before(turn, fresh=fresh, switched=_is_switch(turn, said), taken_back=taken_back)
    base = standing.released(base, edit)
    offer = questions.offer(state.asked)
    if offer is not None and not intents.agrees(reading.text):
        base = standing.forgone(base, state, offer.slot)
    return wishes.lay_over(base, new, also=_adds(reading.text))


def _adds(text: Text) -> bool:
    """True where a wish is said to be on top of the earlier ones ("navy as well")."""
    words = text.line
    return "also" in words or words[-1] == "too" or ("as", "well") in pairwise(words)


def _is_switch(turn: TurnInput, said: StyleContext) -> bool:
    """True where the message names another department than the one that was known."""
    before = turn.state.context.department or turn.client.department or turn.profile.department
    return said.department is not None and before is not None and said.department != before


def _final(turn: TurnInput, heeded: Heeded, said: StyleContext) -> Edit | None:
    """The edit of the look on the table; a department that was not known before changes every piece."""
    edit = heeded.edit
    if edit is None or heeded.heard.intent not in ("refine", "act"):
        return None
    if heeded.heard.intent == "refine" and said.department not in (None, turn.state.context.department):
        return _for_department(turn, edit, said.department)
    return edit


def _for_department(turn: TurnInput, edit: Edit, department: Department | None) -> Edit:
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
        change=tuple(s for s in SLOTS if s in change - gone),
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


def _nudged(context: StyleContext, edit: Edit | None) -> StyleContext:
    """The context with boldness or comfort moved by two of ten where the message compares them."""
    if edit is None or edit.direction not in ("bolder", "quieter", "comfier"):
        return context
    style = context.style or Style()
    if edit.direction == "comfier":
        style = msgspec.structs.replace(style, comfort=min(10, (style.comfort or 5) + 2))
    else:
        step = 2 if edit.direction == "bolder" else -2
        style = msgspec.structs.replace(style, boldness=max(1, min(10, (style.boldness or 5) + step)))
    return msgspec.structs.replace(context, style=style, sources={**context.sources, "style": "message"})


def _question(
    turn: TurnInput, heeded: Heeded, context: StyleContext, constraints: tuple[Constraint, ...]
) -> str | None:
    reading, intent, remark = heeded.reading, heeded.heard.intent, heeded.remark
    if intent == "refine" and remark is not None:
        return questions.offering(remark.is_there, remark.slot, remark.name, reading.language)
    names = {c.value.name for c in constraints if c.kind == "category"}
    is_described = len([c for c in constraints if c.source == "message"]) >= 2
    return questions.ask(
        intent,
        reading.language,
        department=context.department is not None,
        occasion=context.occasion is not None or is_described or bool(names),
        child=people.has_child_without_age(reading.text),
        gendered=bool(names & standing.GENDERED),
        asked=turn.state.asked,
    )
