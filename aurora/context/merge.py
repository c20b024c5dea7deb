"""What a language model read in a message, laid under what the parser is sure of: `Analysis` + `LlmReading`.

Explicit words beat the model, the model beats what is implied. Of a model nothing becomes hard: it sets no budget, no
size, department, action or refusal, and each claim must quote words of the message. A model that lies changes at most
what is ranked, and what a shopper can undo.
"""

from collections.abc import Iterable
from typing import Literal, get_args

import msgspec

from aurora.context import directions, languages, mood, occasions, questions
from aurora.context.analysis import analyse_as
from aurora.context.asking import Asked
from aurora.context.intents import Heard
from aurora.context.reading import Reading, read_whole
from aurora.context.text import clean, fold
from aurora.types import (
    Analysis,
    Constraint,
    ConstraintValue,
    Direction,
    Duration,
    Edit,
    Occasion,
    Source,
    StyleContext,
    TimeOfDay,
    TurnInput,
)  # fmt: skip
from commerce.colours import NAMED

Field = Literal["intent", "asks", "occasion", "mood", "time_of_day", "duration", "direction", "colours", "style"]
Readable = Literal["look", "product", "refine", "ask", "smalltalk", "out_of_scope"]
"""The intents that a model may name: none of them acts, undoes or forgets anything."""
MoodName = Literal[
    "nervous", "excited", "happy", "confident", "sad", "stressed", "tired", "romantic", "angry", "calm", "insecure",
    "bored", "playful",
]  # fmt: skip
StyleName = Literal["comfortable", "understated", "bold", "casual", "smart", "elegant", "formal"]
UNSURE = 0.7
"""Confidence below which an intent is asked about; the parser is right in under 60 % of such messages."""
_FORMALITY: dict[str, float] = {"casual": 0.3, "smart": 0.6, "elegant": 0.7, "formal": 0.85}
_MOST_CLAIMS = 4
_MOST_WORDS = 24
_SHORTEST = 4
"""Words of a message from which on a model is asked what they imply; shorter ones say what they say."""


class Claim(msgspec.Struct, frozen=True):
    """One thing that the model read, with the words of the message that say it."""

    value: str
    words: str


class LlmReading(msgspec.Struct, frozen=True):
    """The model's answer. Every field may be left out; a value outside its list is ignored."""

    intent: str | None = None
    asks: str | None = None
    occasion: Claim | None = None
    mood: Claim | None = None
    time_of_day: Claim | None = None
    duration: Claim | None = None
    direction: Claim | None = None
    colours: tuple[Claim, ...] = ()
    style: tuple[Claim, ...] = ()


VALUES: dict[Field, tuple[str, ...]] = {
    "intent": get_args(Readable), "asks": get_args(Asked), "occasion": get_args(Occasion), "mood": get_args(MoodName),
    "time_of_day": get_args(TimeOfDay), "duration": get_args(Duration), "direction": get_args(Direction),
    "colours": tuple(name for name in NAMED if name != "multicolour"), "style": get_args(StyleName),
}  # fmt: skip


def unsure(turn: TurnInput, analysis: Analysis) -> tuple[Field, ...]:
    """The fields that the parser left open or is unsure of, worth asking a model about; empty where none is."""
    reading = read_whole(turn)
    if len(reading.text.tokens) < _SHORTEST and analysis.confidence >= UNSURE:
        return ()
    found: list[Field] = []
    if analysis.confidence < UNSURE:
        found += ["intent", "asks"]
    if turn.state.looks and analysis.confidence < UNSURE:
        found.append("direction")
    if analysis.intent in ("look", "product") or analysis.confidence < UNSURE:
        said = _said(reading)
        found += [name for name in ("occasion", "mood", "time_of_day", "duration") if name not in said]
        wished = {c.kind for c in analysis.constraints if c.source == "message"}
        found += ["colours"] if not wished & {"colour", "avoid_colour"} else []
        found += ["style"] if not wished & {"formality", "other"} else []
    return tuple(found) if analysis.confidence < UNSURE or _is_open(analysis, found) else ()


def _is_open(analysis: Analysis, fields: list[Field]) -> bool:
    """True where what is open matters: a look for no known occasion. A product needs none."""
    return analysis.intent == "look" and "occasion" in fields and analysis.context.sources.get("occasion") != "request"


def merge(turn: TurnInput, analysis: Analysis, read: LlmReading) -> Analysis:
    """The analysis with what the model read laid under it; the same analysis where nothing of it can be believed."""
    asked = unsure(turn, analysis)
    message = _folded(turn.message)
    merged = _with_intent(turn, analysis, read, message) if "intent" in asked else analysis
    if merged.intent not in ("look", "product", "refine"):
        return merged
    context = _with_context(merged, read, asked, message)
    wishes = tuple(_wishes(read, asked, message))
    known = {(c.kind, c.value.name) for c in merged.constraints}
    added = tuple(c for c in wishes if (c.kind, c.value.name) not in known and not _is_refused(c, merged.constraints))
    question = merged.question
    if context.occasion is not None and questions.is_about_occasion(question, merged.language):
        question = None
    return msgspec.structs.replace(
        merged, context=context, constraints=(*merged.constraints, *added), question=question,
        query=_query(merged, context, added),
    )  # fmt: skip


def _said(reading: Reading) -> frozenset[str]:
    """The fields of the context that words of the message name outright."""
    text = reading.text
    named = {
        "occasion": occasions.occasion(text) or languages.occasion(text, reading.language),
        "mood": mood.find_mood(text) or mood.is_denied(text) or None,
        "time_of_day": occasions.time_of_day(text),
        "duration": occasions.duration(text),
    }
    return frozenset(name for name, value in named.items() if value)


# ── what can be believed ───────────────────────────────────────────────────────────────────────────────────────────


def _folded(text: str) -> str:
    return " ".join(fold(word) for word in clean(text).split())


def _believed(claim: Claim | None, field: Field, message: str) -> str | None:
    """The claim's value where it is one of the field's and its quotation stands in the message."""
    if claim is None or claim.value not in VALUES[field]:
        return None
    words = _folded(claim.words).strip(" .,!?\"'")
    is_quoted = 0 < len(words.split()) <= _MOST_WORDS and len(words) > 2 and words in message
    return claim.value if is_quoted else None


def _with_intent(turn: TurnInput, analysis: Analysis, read: LlmReading, message: str) -> Analysis:
    """The analysis under the model's intent. An edit needs a direction that the message says, a question a table."""
    intent = read.intent if read.intent in VALUES["intent"] else None
    has_table = bool(turn.state.looks)
    if intent in ("smalltalk", "out_of_scope") and any(c.source == "message" for c in analysis.constraints):
        return analysis
    if intent in ("look", "product", "smalltalk", "out_of_scope") and intent != analysis.intent:
        heard = next(Heard(name, confidence=UNSURE) for name in get_args(Readable) if name == intent)
        return analyse_as(turn, heard)
    if intent == "ask" and has_table and read.asks in VALUES["asks"]:
        asks = next(name for name in get_args(Asked) if name == read.asks)
        return analyse_as(turn, Heard("ask", asks=asks, confidence=UNSURE))
    direction = _believed(read.direction, "direction", message)
    if intent == "refine" and has_table and direction is not None:
        made = analyse_as(turn, Heard("refine", confidence=UNSURE))
        edit = made.edit or Edit()
        name = next(name for name in get_args(Direction) if name == direction)
        if edit.direction is None and not directions.find_directions(read_whole(turn).text):
            edit = msgspec.structs.replace(edit, direction=name, pick_only=False)
        return msgspec.structs.replace(made, edit=edit)
    if intent == "refine" and has_table and analysis.intent == "out_of_scope":
        made = analyse_as(turn, Heard("refine", others=True, confidence=UNSURE))
        return made if made.about else analysis  # a complaint of a piece that is named; of the look it says too little
    return analysis


def _with_context(analysis: Analysis, read: LlmReading, asked: Iterable[Field], message: str) -> StyleContext:
    """The context with the fields that were asked about; what was said earlier or sent along stays above the model."""
    context = analysis.context
    sources: dict[str, Source] = dict(context.sources)
    found: dict[str, object] = {}
    for name in ("occasion", "time_of_day", "duration"):
        value = _believed(getattr(read, name), name, message) if name in asked else None
        if value is not None and sources.get(name) not in ("conversation", "request"):
            found[name], sources[name] = value, "inferred"
    label = _believed(read.mood, "mood", message) if "mood" in asked else None
    if label is not None:
        found["mood"], sources["mood"] = mood.at_strength(label, 0.8), "inferred"
    return msgspec.structs.replace(context, **found, sources=sources) if found else context


def _wishes(read: LlmReading, asked: Iterable[Field], message: str) -> Iterable[Constraint]:
    """Colours and style as soft wishes."""
    if "colours" in asked:
        for claim in read.colours[:_MOST_CLAIMS]:
            name = _believed(claim, "colours", message)
            if name is not None:
                yield _soft("colour", claim.words, ConstraintValue(name=name))
    if "style" in asked:
        for claim in read.style[:_MOST_CLAIMS]:
            name = _believed(claim, "style", message)
            if name in _FORMALITY:
                yield _soft("formality", claim.words, ConstraintValue(level=_FORMALITY[name]))
            elif name is not None:
                yield _soft("other", claim.words, ConstraintValue(name=name))


def _soft(kind: Literal["colour", "formality", "other"], words: str, value: ConstraintValue) -> Constraint:
    return Constraint(kind=kind, text=words[:120], value=value, hard=False, source="inferred")


def _is_refused(wish: Constraint, constraints: Iterable[Constraint]) -> bool:
    return wish.kind == "colour" and any(
        c.kind == "avoid_colour" and c.value.name == wish.value.name for c in constraints
    )


def _query(analysis: Analysis, context: StyleContext, added: tuple[Constraint, ...]) -> str:
    """The query with the occasion and the colours that were added; ≤ 400 characters."""
    words = [c.value.name for c in added if c.value.name]
    if context.occasion is not None and context.occasion != analysis.context.occasion:
        words.append(context.occasion.replace("_", " "))
    return " ".join(dict.fromkeys([*analysis.query.split(), *" ".join(words).split()]))[:400].strip()
