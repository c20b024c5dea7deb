"""From a turn's input to its `Analysis`: read, hear the intent, edit the set in force, resolve the context."""

from itertools import pairwise

import msgspec

from aurora.context import edits, intents, languages, people, questions, receipts, resolve, situation, standing, wishes
from aurora.context.edits import Roles
from aurora.context.intents import Heard, Signs
from aurora.context.queries import query_of
from aurora.context.reading import Reading, read_message
from aurora.context.situation import Situation
from aurora.context.text import Text
from aurora.types import Analysis, Constraint, ConversationState, Edit, Intent, Style, StyleContext, TurnInput
from commerce.garments import SLOTS

_SILENCE = StyleContext()


class Heeded(msgspec.Struct, frozen=True):
    """All that was taken from the message, before anything is concluded."""

    reading: Reading
    situation: Situation
    roles: Roles
    edit: Edit | None
    """How the message would change the look on the table; None where there is none."""
    heard: Heard


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
        return _started_over(turn, heeded)
    if intent in ("look", "product", "refine", "act"):
        return _wanted(turn, heeded)
    return _aside(turn, reading, heeded.heard, heeded)


def _heed(turn: TurnInput, reading: Reading) -> Heeded:
    text, state = reading.text, turn.state
    described = situation.describe(turn, reading)
    roles, edit = Roles(), None
    if state.looks:
        roles = edits.roles(text, list(reading.mentions))
        edit = edits.build(text, list(reading.mentions), roles, list(reading.compared), state)
        edit = _completed(_translated(edit, reading), turn, reading, described)
    heard = intents.hear(text, _signs(turn, reading, described.said, edit, roles))
    return Heeded(reading, described, roles, edit, heard)


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


def _started_over(turn: TurnInput, heeded: Heeded) -> Analysis:
    """Nothing of the conversation but what this message asks anew; request and profile stand."""
    reading, described = heeded.reading, heeded.situation
    blank = msgspec.structs.replace(turn, state=ConversationState(language=reading.language))
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
        question=_question(turn, reading, intent, context, constraints),
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
        worn = {piece.slot for piece in turn.state.looks[edit.look].pieces}
        return msgspec.structs.replace(edit, change=tuple(s for s in SLOTS if s in worn), pick_only=False)
    return edit


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
    turn: TurnInput, reading: Reading, intent: Intent, context: StyleContext, constraints: tuple[Constraint, ...]
) -> str | None:
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
