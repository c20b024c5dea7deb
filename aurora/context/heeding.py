"""What is taken from a message before anything is concluded: what it points at, how it edits the look, its intent."""

from functools import lru_cache

import msgspec

from aurora.context import (
    acts,
    anaphora,
    asking,
    edits,
    intents,
    languages,
    mixing,
    mood,
    occasions,
    own_sizes,
    people,
    picks,
    questions,
    references,
    replacing,
    revising,
    situation,
    standing,
    stated_sizes,
    verbs,
    weather,
)
from aurora.context.edits import Remark, Roles
from aurora.context.intents import Heard, Signs
from aurora.context.mentions import Mention
from aurora.context.reading import Reading, known_words, read_message
from aurora.context.receipts import is_umbrella
from aurora.context.situation import Situation
from aurora.context.text import Text
from aurora.types import Constraint, ConversationState, Edit, Language, PieceOnTable, StyleContext, TurnInput


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
    is_picked: bool = False
    """True where the message names the look that it speaks of."""
    around: PieceOnTable | None = None
    """The piece on the table that a whole look is to be built around."""
    is_beyond: bool = False
    """True where it names one that is not there ("the third" of two)."""


class Pointing(msgspec.Struct, frozen=True):
    """The reading with what points at the table made out: a look, a piece, a garment meant by "it"."""

    reading: Reading
    picked: int | None = None
    piece: Mention | None = None
    remade: frozenset[int] = frozenset()


def heed(turn: TurnInput, reading: Reading) -> Heeded:
    state = turn.state
    taken_back = standing.permitted(reading.text, reading.mentions, state.constraints)
    reading = _permitting(revising.revised(_measured(reading, state), state), taken_back, state)
    if not state.looks:
        described = situation.describe(turn, reading)
        heard = intents.hear(reading.text, signs_of(turn, reading, described.said, None, Roles()))
        return Heeded(reading, described, Roles(), None, heard)
    piece = mixing.around(reading.text, reading.mentions, state)
    if piece is not None and not intents.is_meta(reading.text):
        return _built_around(turn, reading, piece)
    pointing = _pointing(turn, reading)
    reading = pointing.reading
    shown = state.looks[pointing.picked or 0]
    meant_here = replacing.of_the_dress(reading.text, replacing.exchanged(reading.text, reading.mentions, shown), shown)
    reading = msgspec.structs.replace(reading, mentions=meant_here)
    text, mentions = reading.text, list(reading.mentions)
    described = situation.describe(turn, reading)
    roles = edits.roles(text, mentions, remade=pointing.remade, pointed=pointing.piece)
    edit = edits.build(text, mentions, roles, list(reading.compared), state, picked=pointing.picked)
    mix = mixing.mixed(text, mentions, state)
    if mix is not None:
        slots, ids = tuple(p.slot for p in mix.pieces), tuple(p.product_id for p in mix.pieces)
        bring = tuple(p.variant_id for p in mix.pieces)
        edit = Edit(look=mix.look, change=slots, lock=ids, bring=bring, direction=edit.direction)
        mentions = [m for m in mentions if m.kind != "category"]
        reading = msgspec.structs.replace(reading, mentions=tuple(mentions))
        roles = Roles()
    remark = edits.remark(mentions, roles, state.looks[edit.look])
    edit = _offered(turn, text, _liked(edit, state, pointing))
    is_beyond = references.beyond(text, state)
    if is_beyond and not (edit.change or edit.drop or edit.add or edit.lock or edit.direction):
        edit = msgspec.structs.replace(edit, pick_only=True)
    elif remark is None:
        edit = _completed(edit, turn, reading, described)
    signs = signs_of(turn, reading, described.said, edit, roles)
    if remark is not None:
        signs = msgspec.structs.replace(signs, edits=True)
    picked = pointing.picked is not None or references.look_index(text, state) is not None
    heard = intents.hear(text, signs) if mix is None else Heard("refine")
    return Heeded(reading, described, roles, edit, heard, remark, is_picked=picked, is_beyond=is_beyond)


def _built_around(turn: TurnInput, reading: Reading, piece: PieceOnTable) -> Heeded:
    """A new look with the piece in it; the words that point at it wish nothing."""
    wished = tuple(m for m in reading.mentions if m.kind not in ("category", "colour", "material"))
    reading = msgspec.structs.replace(reading, mentions=wished)
    return Heeded(reading, situation.describe(turn, reading), Roles(), None, Heard("look"), around=piece)


def _permitting(reading: Reading, taken_back: list[Constraint], state: ConversationState) -> Reading:
    """The reading with what is only allowed again idle: "heels ok" asks for none."""
    allowed = {m.start for m in reading.mentions if taken_back and standing.permitted(reading.text, [m], taken_back)}
    if state.looks:
        allowed |= standing.tolerates(reading.text, [m for m in reading.mentions if m.kind == "category"])
    if not allowed:
        return reading
    marked = [msgspec.structs.replace(m, idle=True) if m.start in allowed else m for m in reading.mentions]
    return msgspec.structs.replace(reading, mentions=tuple(marked))


def _measured(reading: Reading, state: ConversationState) -> Reading:
    """The reading with the size of a person in general kept off shoes whose size was said before, or off all shoes."""
    if any(one.key is None for one in reading.sizes):
        wearer = people.department(reading.text) or state.context.department
        reading = msgspec.structs.replace(
            reading, sizes=tuple(stated_sizes.of_wearer(reading.text, reading.sizes, wearer))
        )
    has_shoes = any(c.kind == "size" and "shoes" in c.value.members for c in state.constraints)
    if not has_shoes or not reading.sizes:
        return reading
    return msgspec.structs.replace(
        reading, sizes=tuple(own_sizes.own_first(reading.text, list(reading.sizes), has_shoes=True))
    )


def _pointing(turn: TurnInput, reading: Reading) -> Pointing:
    """What the message points at. Words that point wish nothing: neither a price nor a comparison nor a colour."""
    text, state = reading.text, turn.state
    look = picks.look_picked(text, reading.mentions, reading.compared, state, turn.table)
    if look is not None:
        wished = tuple(m for m in reading.mentions if not _is_of_one(text, m))
        left = picks.unspent(text, wished)
        # "The one with the coat, but cheaper": its piece says which look is meant, and the comparison what is wanted.
        compared = reading.compared if left != wished else ()
        return Pointing(msgspec.structs.replace(reading, compared=compared, sums=(), mentions=left), look)
    is_german = reading.language == "de"
    found = picks.pointed(text, reading.mentions, state, known_words(), capitals=not is_german)
    if found is None:
        bound = _taken_up(turn, reading) or anaphora.resolve(text, reading.mentions)
        return Pointing(msgspec.structs.replace(reading, mentions=bound.mentions), bound.look, remade=bound.remade)
    inside = [m for m in reading.mentions if m.start < found.end and m.end > found.start]
    piece = found.mention(negated=any(m.negated for m in inside))
    rest = [m for m in reading.mentions if m not in inside]
    if found.named:
        reading = msgspec.structs.replace(reading, text=picks.unnamed(text, found))
    bound = anaphora.resolve(text, tuple(sorted([*rest, piece], key=lambda mention: mention.start)))
    return Pointing(msgspec.structs.replace(reading, mentions=bound.mentions), found.look, piece, bound.remade)


_TAKING_UP = frozenset(("it", "them", "that", "those", "these", "one", "ones"))


def _taken_up(turn: TurnInput, reading: Reading) -> anaphora.Resolved | None:
    """ "It" and "them" as the garment that the shopper's last message spoke of; None where none is taken up."""
    if not turn.history or reading.sums or not _TAKING_UP & set(reading.text.line):
        return None
    state = turn.state
    shown = (state, *state.undo[-1:])
    lain = (state, *state.undo[-_BACK:])
    there = {name for one in lain for look in one.looks for p in look.pieces for name in (p.slot, p.category)}
    if acts.of_bag(reading.text, has_deed=bool(state.deeds)) is not None:
        return None
    bags = acts.in_bag(reading.text)
    reading = msgspec.structs.replace(reading, mentions=tuple(m for m in reading.mentions if m.start not in bags))
    for said, _ in reversed(turn.history[-_BACK:]):
        last = _read_before(said[:_LAST], reading.language, turn.currency)
        of_look = any(_picks(last, one) for one in shown) or bool(verbs.of_the_rest(last.text.line))
        # "How much is the first one?" spoke of a look, and of no garment.
        of_look = of_look or (references.look_index(last.text, state) is not None and not _garments(last))
        is_put_back = acts.of_bag(last.text, has_deed=True) == "take_out"
        if intents.is_meta(last.text) or of_look or is_put_back:
            # What was spoken of before "go back" is gone, what was taken out of the bag is done with; what told which
            # look is meant, or what of it is to stay while the rest changes, was not spoken of for itself.
            return None
        # What was swapped lies on the table no more: its title is one of the look before.
        named = next((p for one in shown if (p := picks.pointed(last.text, last.mentions, one, known_words()))), None)
        # After "no heels" there are none, and "it" is not the flat shoes.
        spoken = tuple(m for m in last.mentions if not m.negated or m.value in there)
        if occasions.occasion(last.text) or languages.occasion(last.text, last.language):
            # "Dress me for a festival, I'd like a red bag" asked for a look: the bag is one wish of it.
            spoken = tuple(m for m in spoken if m.slot not in _BESIDES)
        before = spoken if named is None else (*spoken, named.mention(negated=False))
        if any(m.kind == "category" for m in before):
            return _as_before(reading, last, before, state)
    return None


@lru_cache(maxsize=512)
def _read_before(said: str, language: Language, currency: str) -> Reading:
    """The reading of an earlier message, which the turns after it ask for again: a quarter of a millisecond each."""
    return read_message(said, language, currency, first=False)


def _as_before(
    reading: Reading, last: Reading, before: tuple[Mention, ...], state: ConversationState
) -> anaphora.Resolved | None:
    """ "It" and "them" as the garments `before` of the last message, in the look that it asked about: "what do the
    second one's shoes cost?", "I'll take them"."""
    is_question = asking.is_question(last.text)
    look = references.look_index(last.text, state) if is_question else None
    pieces = state.looks[look or 0].pieces
    worn = {piece.slot: piece.category for piece in pieces}
    kept = frozenset(piece.slot for piece in pieces if piece.locked)
    found = anaphora.earlier(reading.text, reading.mentions, before, worn, asked=is_question, kept=kept)
    return None if found is None else msgspec.structs.replace(found, look=look)


def _garments(last: Reading) -> list[Mention]:
    return [m for m in last.mentions if m.kind == "category"]


def _picks(last: Reading, state: ConversationState) -> bool:
    """True for "I prefer the look with the brown bag": a look was spoken of."""
    return picks.look_picked(last.text, last.mentions, last.compared, state, ()) is not None or (
        mixing.mixed(last.text, list(last.mentions), state) is not None
    )


_BESIDES = ("shoes", "bag", "accessory")
_BACK = 3
"""Messages that are looked through for the last that names a garment."""
_LAST = 300
"""Characters of the last message that are looked through for what "it" is."""


def _is_of_one(text: Text, mention: Mention) -> bool:
    """True for the colour of "the black one", where the look that is meant is known otherwise."""
    after = text.line[mention.end : mention.end + 1]
    return mention.kind in ("colour", "material") and after in (["one"], ["ones"], ["pair"])


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


def _completed(edit: Edit, turn: TurnInput, reading: Reading, described: Situation) -> Edit:
    """The edit with what follows from owned pieces, the weather and the price of one slot."""
    forecast = described.said.weather
    pieces = turn.state.looks[edit.look].pieces
    caps = {c.slot: c.value.amount for c in described.budgets if c.slot is not None and c.value.amount is not None}
    return edits.completed(
        reading.text, edit, turn.state, owned=reading.owned.slots,
        wet=forecast is not None and forecast.conditions in ("rain", "snow"),
        dear=frozenset(p.slot for p in pieces if p.price > caps.get(p.slot, p.price)),
    )  # fmt: skip


def signs_of(turn: TurnInput, reading: Reading, said: StyleContext, edit: Edit | None, roles: Roles) -> Signs:
    wishes_said = any(m.negated or (not m.idle and m.kind != "category") for m in reading.mentions)
    return Signs(
        mentions=reading.mentions,
        pointed=roles.subject,
        owned=bool(reading.owned.slots),
        other_kind=_is_other_kind(turn.state, reading),
        english=reading.language == "en",
        has_table=bool(turn.state.looks),
        has_undone=bool(turn.state.redo),
        occasion=said.occasion is not None,
        department=said.department is not None,
        wish=wishes_said
        or bool(turn.state.looks and weather.month(reading.text))
        or bool(reading.sums or said.sizes or said.weather or standing.cleared(reading.text))
        or bool(standing.permitted(reading.text, reading.mentions, turn.state.constraints))
        or bool(standing.tolerates(reading.text, reading.mentions)),
        edits=edit is not None and bool(edit.change or edit.drop or edit.add or edit.lock),
        compares=edit is not None and edit.direction is not None,
        picks=edit is not None and (edit.pick_only or edit.look > 0),
        answers=answers(turn, reading.text, said),
        has_deed=bool(turn.state.deeds),
        manner=next(iter(sorted(mood.manners(reading.text))), ""),
        low=said.mood is not None and mood.is_low(said.mood.label) and mood.is_all_mood(reading.text),
        body=mood.asks_of_body(reading.text),
    )


def _is_other_kind(state: ConversationState, reading: Reading) -> bool:
    """True where products are shown and the message names products of another kind ("what about a coat?")."""
    if not state.single or not state.looks:
        return False
    shown = {piece.category for look in state.looks for piece in look.pieces}
    slots = {piece.slot for look in state.looks for piece in look.pieces}
    named = [m for m in reading.mentions if m.kind == "category" and not m.idle and not m.negated]
    return bool(named) and all(
        m.slot not in slots or (m.value not in shown and not is_umbrella(m.value)) for m in named
    )


def answers(turn: TurnInput, text: Text, said: StyleContext) -> bool:
    """True where a question of ours stands open and this could be its answer."""
    is_short = len(text.tokens) <= 8
    if questions.offer(turn.state.asked) is not None:
        return False
    return turn.state.asked is not None and is_short and (said.department is not None or said.occasion is not None)


def meant(turn: TurnInput, heeded: Heeded) -> Heeded:
    """The same with the edit that follows from the sense of a message that no word of says it."""
    heard, edit = heeded.heard, heeded.edit
    if edit is None or heard.intent != "refine" or not (heard.direction or heard.others):
        return heeded
    of_pieces = tuple(
        dict.fromkeys(
            m.slot for n, m in enumerate(heeded.reading.mentions) if n in heeded.roles.subject and m.slot is not None
        )
    )
    if of_pieces and not edit.change:
        edit = msgspec.structs.replace(edit, change=of_pieces, pick_only=False)
    if heard.direction is not None:
        edit = msgspec.structs.replace(edit, direction=heard.direction, pick_only=False)
    elif not edit.change:
        loose = tuple(p.slot for p in turn.state.looks[edit.look].pieces if not p.locked)
        edit = msgspec.structs.replace(edit, change=tuple(dict.fromkeys(loose)), pick_only=False)
    return msgspec.structs.replace(heeded, edit=edit)
