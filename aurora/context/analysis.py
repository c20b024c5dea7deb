"""From a turn's input to its `Analysis`: read, hear the intent, edit the set in force, resolve the context."""

from itertools import pairwise
from uuid import UUID

import msgspec

from aurora.context import (
    about,
    acts,
    answers,
    asking,
    bag,
    departments,
    heeding,
    intents,
    languages,
    offers,
    people,
    picks,
    questions,
    receipts,
    references,
    resolve,
    shop_sizes,
    situation,
    standing,
    wishes,
)  # fmt: skip
from aurora.context.edits import Roles
from aurora.context.heeding import Heeded, heed, signs_of
from aurora.context.intents import Heard
from aurora.context.owned import joined
from aurora.context.queries import query_of
from aurora.context.reading import Reading, read_message, read_whole
from aurora.context.text import Text
from aurora.types import (
    Analysis,
    Constraint,
    ConversationState,
    Edit,
    Intent,
    Language,
    Pending,
    Style,
    StyleContext,
    TurnInput,
)  # fmt: skip
from commerce.garments import SLOTS

_SILENCE = StyleContext()


def analyse(turn: TurnInput) -> Analysis:
    """What the message means, given what was known before. Pure; the cost is in docs/understanding.md."""
    state = turn.state
    if state.looks:
        turn = msgspec.structs.replace(turn, message=picks.renamed(turn.message, state))
    reading = read_whole(turn)
    if not reading.text.tokens:
        return _aside(turn, reading, Heard("smalltalk", confidence=0.0), None)
    completed = _completed_action(turn, reading)
    if completed is not None:
        return completed
    taken = _offer_taken(turn, reading)
    if taken is not None:
        return taken
    parted = asking.part(reading.text) if state.looks and len(reading.text.tokens) <= _PARTED else None
    if parted is not None and (both := _both(turn, reading, parted)) is not None:
        return both
    return _one(turn, reading)


def _offer_taken(turn: TurnInput, reading: Reading) -> Analysis | None:
    """What "yes" and "no thanks" mean after a reply that offered something; None where it offered nothing to do."""
    if not turn.history or questions.offer(turn.state.asked) is not None:
        return None
    if offers.declines(reading.text):
        return _aside(turn, reading, Heard("smalltalk"), None)
    wanted = offers.offered(turn.history[-1][1]) if offers.accepts(reading.text) else None
    if wanted is None:
        return None
    found = analyse(msgspec.structs.replace(turn, message=wanted, history=(*turn.history[:-1], (wanted, ""))))
    return found if found.intent in ("look", "product", "refine", "act") and found.confidence > _GUESSED else None


_GUESSED, _PARTED = 0.5, 200
"""_PARTED: tokens of a message that is looked through for a question beside its wish; longer ones are rants."""


def _both(turn: TurnInput, reading: Reading, parted: asking.Parted) -> Analysis | None:
    """A message that asks and does something else, as one analysis; None where its question is none."""
    asked = _one(turn, _read(turn, parted.question, reading.language))
    if asked.intent != "ask":
        return None
    rest = _read(turn, parted.rest, reading.language)
    if _only_names(rest):
        return None  # "heels - who by?": what stands before is what the question is about
    other = _one(turn, rest)
    if other.intent in ("refine", "act"):
        return msgspec.structs.replace(other, asks=asked.asks, about=asked.about or other.about)
    if other.intent in ("smalltalk", "out_of_scope", "ask") or other.confidence < 1.0:
        mood = other.context.mood or asked.context.mood
        return msgspec.structs.replace(asked, context=msgspec.structs.replace(asked.context, mood=mood))
    return None


def _only_names(rest: Reading) -> bool:
    """True where nothing but garments is named."""
    named = {at for m in rest.mentions if m.kind == "category" for at in range(m.start, m.end)}
    signs = {
        at for at, word in enumerate(rest.text.line) if not word[0].isalnum() or word in ("the", "and", "hm", "ok")
    }
    return bool(named) and len(named | signs) == len(rest.text.line)


def _read(turn: TurnInput, message: str, language: Language) -> Reading:
    return read_message(message, language, turn.currency, first=False, known_brands=turn.brands)


def _completed_action(turn: TurnInput, reading: Reading) -> Analysis | None:
    """The action that waited for sizes, with the sizes that this message says; None where it says none."""
    pending = turn.state.pending
    if pending is None or pending.action == "handoff":
        return None
    if acts.is_outright(reading.text) or intents.is_meta(reading.text):
        return None
    if acts.of_bag(reading.text, has_deed=bool(turn.state.deeds)) is not None:
        return None
    if references.is_numbered(reading.text, turn.state):
        return None
    is_counted = pending.action == "add_to_bag" and bag.is_only_counted(reading.text)
    given = [] if is_counted else _of_shop(turn, answers.sizes_given(reading, pending, turn.state))
    if not (given or is_counted or (pending.offered and intents.agrees(reading.text))):
        return None
    if given and intents.names_look(reading.text) and situation.describe(turn, reading).said.occasion is not None:
        return None
    said = StyleContext(sizes=situation.sizes_of(given))
    counted = bag.counted(reading.text) if pending.action == "add_to_bag" and not given else bag.Count()
    return Analysis(
        intent="act", action=pending.action, about=pending.about, context=_merged(turn, said, _SILENCE),
        constraints=wishes.lay_over(turn.state.constraints, given), query=turn.state.query, owned=turn.state.owned,
        owned_pieces=turn.state.owned_pieces, count=counted.count, more=counted.more or pending.more,
        edit=Edit(look=pending.look), language=reading.language,
    )  # fmt: skip


def _one(turn: TurnInput, reading: Reading) -> Analysis:
    """The analysis of a message with one intent."""
    if not reading.text.tokens:
        return _aside(turn, reading, Heard("smalltalk", confidence=0.0), None)
    return _concluded(turn, heed(turn, reading))


def analyse_as(turn: TurnInput, heard: Heard) -> Analysis:
    """The analysis of the message with its intent decided elsewhere."""
    reading = read_whole(turn)
    if not reading.text.tokens:
        return _aside(turn, reading, heard, None)
    return _concluded(turn, msgspec.structs.replace(heed(turn, reading), heard=heard))


def _concluded(turn: TurnInput, heeded: Heeded) -> Analysis:
    reading, intent = heeded.reading, heeded.heard.intent
    if intent in ("undo", "redo"):
        return _undone(turn, reading, intent)
    if intent == "start_over":
        return _started_over(turn, reading)
    if intent in ("look", "product", "refine", "act"):
        return _wanted(turn, heeded)
    return _aside(turn, reading, heeded.heard, heeded)


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
    spoken = _spoken_of(turn, heeded) if heeded and heard.intent == "ask" else None
    return Analysis(
        intent=heard.intent, action=heard.action, context=_merged(turn, mood, _SILENCE),
        constraints=state.constraints, query=state.query,
        owned=state.owned, owned_pieces=state.owned_pieces, asks=heard.asks,
        edit=Edit(look=spoken.look) if spoken else None,
        about=spoken.pieces if spoken else (), language=reading.language, confidence=heard.confidence,
    )  # fmt: skip


def _spoken_of(turn: TurnInput, heeded: Heeded) -> about.About:
    """The look and the pieces that a question or an action is about."""
    edit, reading = heeded.edit or Edit(), heeded.reading
    found = about.find(reading.text, reading.mentions, turn.state, edit.look, fixed=heeded.is_picked)
    if turn.state.single and heeded.is_picked and not found.pieces:
        return about.About(edit.look, tuple(piece.product_id for piece in turn.state.looks[edit.look].pieces))
    return found


def _undone(turn: TurnInput, reading: Reading, intent: Intent) -> Analysis:
    """The newest earlier state as it was, or the one that was undone last; where there is none, the present one."""
    stack = turn.state.redo if intent == "redo" else turn.state.undo
    before = stack[-1] if stack else turn.state
    return Analysis(
        intent=intent, context=before.context, constraints=before.constraints, query=before.query, owned=before.owned,
        owned_pieces=before.owned_pieces,
        language=reading.language,
    )  # fmt: skip


def _started_over(turn: TurnInput, reading: Reading) -> Analysis:
    """Nothing of the conversation but what this message asks anew; request and profile stand.

    "Start over, a suit for men" is a request of its own, and only leaves the rest behind.
    """
    blank = msgspec.structs.replace(turn, state=ConversationState(language=reading.language), table=(), before=())
    heeded = heed(blank, reading)
    described = heeded.situation
    asks = intents.asks_anew(reading.text, signs_of(blank, reading, described.said, None, Roles()))
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


def _acted(turn: TurnInput, heeded: Heeded) -> Analysis:
    """Something to be done with pieces on the table, with the sizes that are said for them; no other wish changes."""
    state, reading, heard = turn.state, heeded.reading, heeded.heard
    spoken = _spoken_of(turn, heeded)
    worn = state.looks[spoken.look].pieces if state.looks else ()
    slots = tuple(piece.slot for piece in worn if not spoken.pieces or piece.product_id in spoken.pieces)
    pending = Pending(action="add_to_bag", about=spoken.pieces, look=spoken.look, slots=slots)
    is_add = heard.action == "add_to_bag"
    given = _of_shop(turn, answers.sizes_given(reading, pending, state, cued=True)) if is_add else []
    said = StyleContext(sizes=situation.sizes_of(given), mood=heeded.situation.said.mood)
    counted = bag.counted(reading.text) if is_add and not given else bag.Count()
    return Analysis(
        intent="act", action=heard.action, about=spoken.pieces, context=_merged(turn, said, _SILENCE),
        count=counted.count, more=counted.more, whole=heard.action == "take_out" and bag.empties(reading.text),
        constraints=wishes.lay_over(state.constraints, given), query=state.query,
        owned=state.owned, owned_pieces=state.owned_pieces, edit=Edit(look=spoken.look),
        language=reading.language, confidence=heard.confidence,
    )  # fmt: skip


# ── turns that ask for something ───────────────────────────────────────────────────────────────────────────────────


def _wanted(turn: TurnInput, heeded: Heeded) -> Analysis:
    reading, state, heard = heeded.reading, turn.state, heeded.heard
    intent = heard.intent
    if intent == "act":
        return _acted(turn, heeded)
    heeded = heeding.meant(turn, heeded)
    said = heeded.situation.said
    if heeded.around is None:
        said = situation.with_classified(reading, intent, said)
    edit = heeded.edit if intent == "refine" else None
    mentions = receipts.active(reading, heeded.roles, state) if edit else list(reading.mentions)
    is_fresh = intent in ("look", "product") and bool(state.looks) and not heeding.answers(turn, reading.text, said)
    constraints = _in_force(turn, heeded, said, edit, fresh=is_fresh)
    is_switch = _is_switch(turn, said)
    dropped = standing.cleared(reading.text) & {"budget"} | ({"sizes"} if is_switch else frozenset())
    if is_fresh and people.is_for_another(reading.text):
        dropped |= {"sizes", "department"}
    context = _nudged(_merged(turn, said, heeded.situation.guessed, dropped), edit)
    owned = {*reading.owned.slots, *(() if is_fresh else state.owned)}
    pieces = joined(reading.owned.pieces, () if is_fresh else state.owned_pieces, turn.wardrobe)
    return Analysis(
        intent=intent,
        context=context,
        constraints=constraints,
        slots=receipts.slots_of(mentions) if intent == "product" else (),
        owned=tuple(s for s in SLOTS if s in owned),
        owned_pieces=pieces,
        edit=_final(turn, heeded, said),
        about=_named(turn, heeded) if intent == "refine" else (),
        language=reading.language,
        query=query_of(reading, "" if is_fresh else state.query, context.occasion),
        question=_question(turn, heeded, context, constraints),
        confidence=heard.confidence,
    )


def _named(turn: TurnInput, heeded: Heeded) -> tuple[UUID, ...]:
    """The pieces of the look that the edit speaks of by their names: which of two in one slot is meant."""
    look = turn.state.looks[heeded.edit.look if heeded.edit else 0]
    garments = [m for m in heeded.reading.mentions if m.kind == "category" and not m.idle]
    named = [p.product_id for m in garments for p in look.pieces if p.category == m.value]
    return tuple(dict.fromkeys(named))


def _in_force(
    turn: TurnInput, heeded: Heeded, said: StyleContext, edit: Edit | None, *, fresh: bool
) -> tuple[Constraint, ...]:
    """The earlier set, edited by the wishes of this message."""
    reading, state = heeded.reading, turn.state
    mentions = receipts.active(reading, heeded.roles, state) if edit else list(reading.mentions)
    new = receipts.of_message(reading, mentions, heeded.situation.budgets, heeded.heard.intent, state, edit)
    taken_back = standing.cleared(reading.text)
    is_around = heeded.around is not None
    base = standing.before(turn, fresh=fresh, switched=_is_switch(turn, said), taken_back=taken_back, around=is_around)
    base = standing.released(base, edit)
    allowed = standing.permitted(reading.text, reading.mentions, base)
    base = tuple(c for c in base if c not in allowed)
    offer = questions.offer(state.asked)
    if offer is not None and not intents.agrees(reading.text):
        base = standing.forgone(base, state, offer.slot)
    new = shop_sizes.of_shop(new, turn.currency, situation.wearer(turn, reading.text, said.department))
    new += [receipts.lock(heeded.around)] if heeded.around is not None else []
    return wishes.lay_over(base, new, also=_adds(reading.text), single=state.single and not fresh)


def _of_shop(turn: TurnInput, given: list[Constraint]) -> list[Constraint]:
    return shop_sizes.of_shop(given, turn.currency, turn.state.context.department)


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
    if edit is None or heeded.heard.intent != "refine":
        return None
    if said.department not in (None, turn.state.context.department):
        return departments.edit_for(turn, edit, said.department)
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
    turn: TurnInput, heeded: Heeded, context: StyleContext, constraints: tuple[Constraint, ...]
) -> str | None:
    reading, intent, remark = heeded.reading, heeded.heard.intent, heeded.remark
    if intent == "refine" and remark is not None and remark.is_drop:
        return questions.none_to_drop(remark.slot, remark.name, reading.language)
    if intent == "refine" and remark is not None:
        return questions.offering(remark.is_there, remark.slot, remark.name, reading.language)
    if intent == "refine" and heeded.is_beyond:
        return questions.too_few(len(turn.state.looks), reading.language)
    return _asked(turn, heeded, context, constraints) or _second_event(reading, intent)


def _second_event(reading: Reading, intent: Intent) -> str | None:
    """The offer of the second of two events, for which one look is too few."""
    both = languages.two_events(reading.text, reading.language) if intent in ("look", "refine") else None
    return questions.next_event(both.words, reading.language) if both is not None else None


def _asked(turn: TurnInput, heeded: Heeded, context: StyleContext, constraints: tuple[Constraint, ...]) -> str | None:
    reading, intent = heeded.reading, heeded.heard.intent
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
