"""What the shopper wants from this turn. Outright phrases decide; where none does, the classifier; then the grammar."""

from functools import cache
from typing import Literal, get_args

import msgspec

from aurora.context import acts, asking, bag, classifier, occasions, people, verbs, wholes, wordlists
from aurora.context.acts import Act
from aurora.context.asking import Asked
from aurora.context.mentions import Lexicon, Meaning, Mention, find, lexicon_of
from aurora.context.text import Text
from aurora.types import Direction, Intent

_YES = frozenset(("yes", "yeah", "yep", "yup", "sure", "ok", "okay", "please", "go", "absolutely", "definitely"))
_CERTAIN = 0.6
_VERY_CERTAIN = 0.85
_LIKELY = 0.45
"""Probability from which the classifier says what is meant of a look: right in .90 of 283 messages it never saw."""


@cache
def _table(name: str) -> Lexicon:
    if name in ("talk", "look", "request", "service", "claim"):
        return lexicon_of(dict.fromkeys(wordlists.phrases("intents", name), Meaning(name, name)))
    return lexicon_of(
        {w: Meaning(name, value) for value, words in wordlists.table("intents", name).items() for w in words}
    )


def vocabulary() -> frozenset[str]:
    """Every word of the phrases of this module."""
    tables = ("meta", "talk", "look", "request", "service", "claim")
    own = frozenset(word for name in tables for phrase in _table(name).phrases for word in phrase)
    return own | asking.vocabulary() | acts.vocabulary()


def greetings() -> frozenset[str]:
    """The single words of small talk, which drawn-out spellings are read as."""
    return frozenset(phrase[0] for phrase in _table("talk").phrases if len(phrase) == 1)


class Heard(msgspec.Struct, frozen=True):
    """The intent with what goes with it."""

    intent: Intent
    action: Act | Literal["handoff_status"] | None = None
    asks: Asked | None = None
    confidence: float = 1.0
    direction: Direction | None = None
    """Where a look on the table should go, by the sense of the message and not by a word of it."""
    others: bool = False
    """True where other pieces are wanted ("nope, next")."""


class Signs(msgspec.Struct, frozen=True, kw_only=True):
    """What else was found in the message, for deciding."""

    mentions: tuple[Mention, ...]
    pointed: frozenset[int]
    """Mentions of garments that point at what is on the table."""
    has_table: bool
    has_undone: bool = False
    """Something was undone and can come back."""
    occasion: bool
    department: bool
    wish: bool
    """A budget, size or other wish is stated."""
    edits: bool
    """The grammar found an edit of the look on the table."""
    compares: bool
    picks: bool
    owned: bool = False
    """Something of the shopper's own is named."""
    other_kind: bool = False
    """Products are on the table, and others are named."""
    english: bool
    answers: bool
    """A question of ours stands open, and this could answer it."""
    has_deed: bool = False
    """Something of the looks that are shown was put in the bag or saved."""
    manner: str = ""
    """How the clothes should be by a word of a mood: bold or comfortable."""
    low: bool = False
    """The shopper says to feel low, and hardly anything else."""
    body: bool = False
    """The shopper asks or says how their own body looks."""


def hear(text: Text, signs: Signs) -> Heard:
    """The intent: outright phrases, then questions, edits, small talk, requests; the classifier where none says."""
    words = text.line
    if bag.asks_status(text):
        return Heard("handoff", action="handoff_status")
    of_bag = acts.of_bag(text, has_deed=signs.has_deed)
    if of_bag is not None:
        return Heard("act", action=of_bag)
    meta = _meta(text, words, signs)
    if meta is not None:
        return meta
    if _is_of_office(text, signs):
        return Heard("handoff")
    if (signs.has_deed and bag.is_only_counted(text)) or (signs.has_table and bag.adds_more(text)):
        return Heard("act", action="add_to_bag")
    refuses = any(m.negated for m in signs.mentions)
    if signs.body and not (signs.occasion or refuses or _has(text, "request") or names_look(text)):
        return Heard("smalltalk")
    if signs.has_table:
        action = acts.wanted(text, signs.mentions, wishes=signs.wish or signs.compares)
        if action is not None:
            return Heard("act", action=action)
    if signs.has_table and (asked := _asked(text, signs)) is not None:
        return _rhetorical(text, signs, asked) or Heard("ask", asks=asked)
    garments = _wanted(signs)
    if signs.low and not (garments or signs.occasion or signs.edits or signs.compares or signs.picks or signs.answers):
        return Heard("smalltalk")
    if signs.has_table and signs.other_kind and not {"instead", "rather", "swap", "replace", "with"} & set(words):
        return Heard("product")
    if signs.has_table and people.is_for_another(text):
        return _request(text, words, signs, garments, None) if garments else Heard("look")
    if signs.has_table and signs.manner and not (garments or signs.edits or signs.compares or signs.picks):
        return Heard("refine", direction="bolder" if signs.manner == "bold" else "comfier")
    if signs.has_table and _refines(text, words, signs):
        return Heard("refine")
    return _weighed(text, words, signs, garments)


def _weighed(text: Text, words: list[str], signs: Signs, garments: list[Mention]) -> Heard:
    """What a message means that edits nothing on the table, with the classifiers' help where words leave it open."""
    verdict = classifier.classify("intent", text.clean) if signs.english else None
    if signs.has_table and signs.english and not _speaks(text, signs, garments):
        meant = _followup(text)
        if meant is not None:
            return meant
    quiet = not (
        garments
        or signs.manner
        or signs.occasion
        or signs.wish
        or signs.department
        or signs.edits
        or signs.compares
        or (_has(text, "look") and _has(text, "request"))
    )
    if quiet and not signs.answers and (talk := _idle(text, words, verdict)) is not None:
        return talk
    certain = _CERTAIN if not signs.occasion else _VERY_CERTAIN
    if (
        verdict is not None
        and verdict.label == "out_of_scope"
        and verdict.probability >= certain
        and not garments
        and not _has(text, "look")
    ):
        return Heard("out_of_scope", confidence=verdict.probability)
    return _request(text, words, signs, garments, verdict)


_META: dict[str, Intent] = {"handoff": "handoff", "start_over": "start_over", "undo": "undo", "redo": "redo"}


def _is_of_office(text: Text, signs: Signs) -> bool:
    """True for what a shop's office answers: a parcel, a refund; a voucher only where nothing is looked for."""
    is_looking = signs.occasion or bool(_wanted(signs))
    return _has(text, "claim") or (not signs.has_table and not is_looking and _has(text, "service"))


def _speaks(text: Text, signs: Signs, garments: list[Mention]) -> bool:
    """True where words say what is wanted, so that nothing need be guessed."""
    said = garments or signs.occasion or signs.wish or signs.department or signs.edits or signs.compares or signs.picks
    asks = (_has(text, "look") and not occasions.likens(text)) or _has(text, "request")
    return bool(said) or signs.answers or asks or _is_talk(text, text.line)


def _followup(text: Text) -> Heard | None:
    """What a message without a known word says of the look on the table, by the classifier; None where it is unsure."""
    verdict = classifier.classify("followup", text.clean)
    if verdict is None or verdict.probability < _LIKELY:
        return None
    label, sure = verdict.label, verdict.probability
    if label == "another":
        return Heard("refine", others=True, confidence=sure)
    for direction in get_args(Direction):
        if direction == label:
            return Heard("refine", direction=direction, confidence=sure)
    for asks in get_args(Asked):
        if asks == label:
            return Heard("ask", asks=asks, confidence=sure)
    for intent in get_args(Intent):
        if intent == label and intent in ("undo", "smalltalk", "out_of_scope"):
            return Heard(intent, confidence=sure)
    for action in get_args(Act):
        if action == label and sure >= _CERTAIN:
            return Heard("act", action=action, confidence=sure)
    return None


def _rhetorical(text: Text, signs: Signs, asked: Asked) -> Heard | None:
    """What "where's the wow?" wishes: a question of nothing in particular that the classifier hears as a wish."""
    if asked != "other" or not signs.english or any(m.kind == "category" for m in signs.mentions):
        return None
    meant = _followup(text)
    return meant if meant is not None and meant.direction is not None else None


def agrees(text: Text) -> bool:
    """True where the message takes an offer: "yes please", "sure, go on"."""
    words = text.line
    return len(words) <= 6 and words[0] in _YES and not {"not", "no", "but"} & set(words)


def asks_anew(text: Text, signs: Signs) -> Heard | None:
    """What a message asks for beside starting over; None where it asks for nothing."""
    garments = _wanted(signs)
    if not (garments or signs.occasion or signs.department or signs.wish):
        return None
    return _request(text, text.line, signs, garments, None)


_SPEAKING = frozenset(wordlists.phrases("intents", "speaking"))
_SOMEBODY = frozenset(wordlists.phrases("intents", "somebody"))


def _calls_somebody(words: list[str]) -> bool:
    """True for "is there somebody I could speak to": a verb of speaking near a word for a person."""
    spoken = [at for at, word in enumerate(words) if word in _SPEAKING]
    people = [at for at, word in enumerate(words) if word in _SOMEBODY]
    return any(abs(a - b) <= 5 for a in spoken for b in people)


def is_meta(text: Text) -> bool:
    """True where the message starts over, goes back or calls somebody, whatever else it says."""
    return bool(find(text, _table("meta")))


def _meta(text: Text, words: list[str], signs: Signs) -> Heard | None:
    if len(words) <= 40 and _calls_somebody(words):
        return Heard("handoff")
    found = [
        m
        for m in find(text, _table("meta"))
        if not ({"not", "never"} & set(words[max(0, m.start - 2) : m.start]) and m.value != "handoff")
    ]
    for name in ("handoff", "start_over", "redo", "undo"):
        hit = next((m for m in found if m.value == name), None)
        if hit is None:
            continue
        if name in ("undo", "redo") and not signs.has_table and len(words) > 6:
            continue
        if name == "redo" and verbs.of_the_rest(words) == "change":
            continue
        if name == "redo" and not signs.has_undone:
            name = "undo" if len(words) > 2 else name
        if name == "start_over" and words[hit.start] in ("from",) and len(words) > 14 and not signs.has_table:
            continue
        return Heard(_META[name])
    return None


def _asked(text: Text, signs: Signs) -> Asked | None:
    if signs.owned and _has(text, "look"):
        return None
    fresh = signs.occasion and _has(text, "look")
    return asking.asked(text, signs.mentions, compares=signs.compares, fresh=fresh)


def _refines(text: Text, words: list[str], signs: Signs) -> bool:
    """True where the message edits what is on the table rather than asks for something new."""
    line = " " + " ".join(words) + " "
    switched = signs.department and not signs.occasion and not _wanted(signs) and not _has(text, "look")
    if switched:
        return True
    fresh = any(
        p in line
        for p in (
            " new outfit ", " another outfit for ", " different occasion ", " completely different ",
            " new look for ", " now i need ", " also need an outfit ", " next i need ", " i also need ",
            " now for ", " now show me ", " now find ", " i also want ",
        )
    )  # fmt: skip
    if fresh or (signs.occasion and (_has(text, "look") or " now " in line) and not signs.compares and not signs.picks):
        return False
    asks_new = (
        _has(text, "request")
        and " no need " not in line
        and bool(_wanted(signs))
        and not any(
            p in line
            for p in (
                " instead ", " the look ", " with it ", " other ", " another ", " different ", " not ", " make ",
                " swap ", " keep ", " but ", " rather ", " those ", " to go with ", " too ", " as well ", " also ",
                " over it ", " over that ", " on top ",
                " underneath ",
            )
        )
    )  # fmt: skip
    if signs.compares or signs.picks:
        return True
    if signs.edits and not asks_new:
        return True
    if asks_new:
        return False
    return (
        (signs.wish or signs.department)
        and (len(words) <= 12 or any(f" {phrase} " in line for phrase in wordlists.phrases("intents", "edits")))
        and not (_has(text, "look") and _has(text, "request") and len(words) > 12)
    )


def _wanted(signs: Signs) -> list[Mention]:
    return [
        m
        for n, m in enumerate(signs.mentions)
        if m.kind == "category" and not m.idle and not m.negated and n not in signs.pointed
    ]


def _has(text: Text, table: str) -> bool:
    return bool(find(text, _table(table)))


def names_look(text: Text) -> bool:
    """True where an outfit is spoken of, and not only how somebody looks."""
    return any(m.end - m.start > 1 or text.line[m.start] not in ("look", "looks") for m in find(text, _table("look")))


def _idle(text: Text, words: list[str], verdict: classifier.Verdict | None) -> Heard | None:
    asides: dict[str, Intent] = {"smalltalk": "smalltalk", "out_of_scope": "out_of_scope", "handoff": "handoff"}
    if verdict is not None and verdict.label in asides:
        least = _VERY_CERTAIN if verdict.label == "handoff" else _CERTAIN
        if verdict.probability >= least:
            return Heard(asides[verdict.label], confidence=verdict.probability)
    return Heard("smalltalk") if _is_talk(text, words) else None


def _is_talk(text: Text, words: list[str]) -> bool:
    """True where nearly every word is of small talk, or there is none."""
    talk = sum(m.end - m.start for m in find(text, _table("talk")))
    letters = [w for w in words if w[0].isalnum()]
    return not letters or talk >= max(1, len(letters) - 2)


def _request(
    text: Text, words: list[str], signs: Signs, garments: list[Mention], verdict: classifier.Verdict | None
) -> Heard:
    """Product where one kind of garment is asked for, else a look; the classifier settles what names neither."""
    slots = {m.slot for m in garments}
    if any(m.kind == "heel" and not m.negated and not m.idle for m in signs.mentions):
        slots.add("shoes")
    beside = wholes.Asked(tuple(find(text, _table("look"))), signs.occasion, _has(text, "request"))
    if garments and len(slots) == 1 and not wholes.is_part_of_look(words, signs.mentions, garments[0], beside):
        return Heard("product")
    if garments or signs.occasion or signs.wish or signs.answers or _has(text, "look"):
        return Heard("look")
    if (signs.department or signs.manner) and not signs.has_table:
        return Heard("look", confidence=0.8)
    if signs.has_table and not _has(text, "request"):
        return Heard("out_of_scope", confidence=0.4)
    if verdict is not None and verdict.label in ("smalltalk", "out_of_scope", "look") and verdict.probability >= 0.4:
        return Heard(
            "smalltalk" if verdict.label == "smalltalk" else "look" if verdict.label == "look" else "out_of_scope",
            confidence=verdict.probability,
        )
    # What is not understood of a look that is there does not throw it away.
    return Heard("out_of_scope", confidence=0.4) if signs.has_table else Heard("look", confidence=0.5)
