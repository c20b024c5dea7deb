"""Saying it: a model's words, sentence by sentence through the gate, or the composer's; always a whole reply."""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import msgspec

from aurora.budgets import as_said
from aurora.composer import Briefing, complete, compose, is_single, pieces_due, suggestions
from aurora.composer.words import budget_said, money
from aurora.fencing import fence, plain
from aurora.grounding import Facts, check, facts_of, look_of, named, names_piece, shingles, speaks_of
from aurora.types import Language, Outfit, OutfitItem, Responder, StyleContext
from core.llm import ChatModel, ChatStream, Message, ModelError, Timeouts, estimate_tokens
from core.money import Money

__all__ = ["Briefing", "Sentences", "Spoken", "facts", "messages", "named_on", "speak", "suggestions"]

PROMPT_TOKENS = 3000
"""The most that a prompt may take, by `core.llm.estimate_tokens`, which errs upwards."""
REPLY_TOKENS = 320
MOST_SENTENCES = 9
"""Sentences of a model that are released; a reply that goes on is cut there."""
MOST_IDLE = 2
"""Sentences of a reply that may speak of no piece, colour, cloth or sum: more is chatter, whoever it is true of."""
MOST_DROPPED = 8
"""Sentences refused after which the model is not listened to any longer."""
MOST_BEFORE = 4
"""The same before one was released: the shopper has waited for a word since the cards came."""
_SPOKEN_BY_MODEL = frozenset(("look", "product", "refine"))
"""Intents for which a model is asked. The rest is a sentence or two of pure fact, which the composer has at hand."""


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """How the reply came about. `text` is exactly the pieces before it, joined."""

    responder: Responder
    text: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_micros: int | None = None
    """Millionths of a US dollar; None where no model was asked or its price is not known."""
    dropped: int = 0
    """Sentences of the model that the gate refused."""


async def speak(
    briefing: Briefing, model: ChatModel | None, *, timeouts: Timeouts | None = None
) -> AsyncIterator[str | Spoken]:
    """The reply as pieces of text, each one or more whole sentences, and last the Spoken.

    Nothing the model says leaves before the gate has passed it. What it leaves unsaid, and everything where it fails,
    the composer says. No error of the model is raised.
    """
    mouth = _Mouth(briefing)
    if model is None or briefing.analysis.intent not in _SPOKEN_BY_MODEL or not briefing.outfits:
        for line in compose(briefing):
            yield mouth.utter(line.text)
        yield Spoken(responder=Responder("composer"), text=mouth.text)
        return
    stream = model.stream(messages(briefing), max_tokens=REPLY_TOKENS, timeouts=timeouts)
    reason: str | None = None
    try:
        async with aclosing(_sentences(stream)) as sentences:
            async for sentence in sentences:
                for fit in mouth.hear(sentence):
                    yield mouth.utter(fit)
                if mouth.is_done():
                    break
    except ModelError as error:
        reason = error.reason
    finally:
        await stream.aclose()
    for line in complete(briefing, mouth.said):
        yield mouth.utter(line.text)
    yield _spoken(mouth, stream, model, reason)


def _spoken(mouth: "_Mouth", stream: ChatStream, model: ChatModel, reason: str | None) -> Spoken:
    usage = stream.usage
    if reason is None and not mouth.released:
        reason = "ungrounded" if mouth.heard else "empty"
    kind = Responder("llm" if mouth.released else "composer", model.name, reason is not None, reason)
    return Spoken(
        responder=kind,
        text=mouth.text,
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
        cost_micros=usage.cost_micros,
        dropped=mouth.dropped,
    )


class _Mouth:
    """What has been said so far, and whether the next sentence of the model may be."""

    def __init__(self, briefing: Briefing) -> None:
        self.text = ""
        self.dropped = self.released = 0
        self.said: frozenset[str] = frozenset()
        self._facts = facts(briefing)
        self._due = {item.product_id for item in pieces_due(briefing)}
        self._seen: set[str] = set()
        self._held: list[str] = []
        self._idle = 0
        self._focus: frozenset[UUID] = frozenset()
        self._look = 0
        self._asks = briefing.analysis.question

    def utter(self, text: str) -> str:
        """The piece of text that says it after what was said before."""
        piece = f" {text}" if self.text else text
        self.text += piece
        return piece

    def hear(self, sentence: str) -> tuple[str, ...]:
        """The sentences of the model that may be uttered now; what they say is noted.

        What names no piece waits for a sentence that does: a model that only chats is not heard at all.
        """
        key = re.sub(r"\W+", "", sentence.lower())
        full = self.released + len(self._held) >= MOST_SENTENCES
        idle = not speaks_of(sentence, self._facts)
        refused = key in self._seen or sentence.endswith("?") or check(sentence, self._facts, self._focus, self._look)
        if full or refused or (idle and self._idle >= MOST_IDLE):
            self.dropped += 1
            return ()
        self._seen.add(key)
        self._idle += idle
        if not self.released and not names_piece(sentence, self._facts):
            self._held.append(sentence)
            return ()
        fit = (*self._held, sentence)
        self._held.clear()
        self.released += len(fit)
        here = named_on(sentence, self._facts) & self._due
        self._focus = here or self._focus
        self._look = look_of(sentence, self._facts, self._look)
        self.said |= {f"piece:{product_id}" for product_id in here} | {"opening"}
        return fit

    @property
    def heard(self) -> bool:
        """Whether the model said anything at all, fit or not."""
        return bool(self.dropped or self._held or self.released)

    def is_done(self) -> bool:
        most = MOST_DROPPED if self.released else MOST_BEFORE
        return self.released >= MOST_SENTENCES or self.dropped >= most


def named_on(sentence: str, facts: Facts) -> frozenset[UUID]:
    """The products of any look whose whole title is in the sentence."""
    found = named(sentence, facts)
    for n in range(1, len(facts.looks)):
        found |= named(sentence, msgspec.structs.replace(facts, looks=facts.looks[n:]))
    return found


def facts(briefing: Briefing) -> Facts:
    """What the gate holds a reply of this turn against."""
    turn = briefing.turn
    return facts_of(
        briefing.table,
        briefing.analysis,
        briefing.constraints,
        actions=briefing.actions,
        base=briefing.base,
        messages=(*(message for message, _ in turn.history), turn.message),
        secret=_secret(),
        currency=turn.currency,
    )


# ── cutting a stream into sentences ────────────────────────────────────────────────────────────────────────────────

_ABBREVIATIONS = frozenset(
    [
        "e.g",
        "i.e",
        "etc",
        "vs",
        "no",
        "st",
        "dr",
        "mr",
        "mrs",
        "ms",
        "approx",
        "z.b",
        "d.h",
        "bzw",
        "ca",
        "usw",
        "p.ex",
        "env",
        "sr",
        "sra",
        "ej",
    ]
)
_END = re.compile(r"[.!?…]+[\"'”’»)]*(?=\s)|\n+")
_FINISHED = re.compile(r"[.!?…][\"'”’»)]*$")


class Sentences:
    """Text in any pieces → whole sentences. What is cut off at the end is not a sentence and is lost."""

    def __init__(self, most: int = 1200) -> None:
        self._buffer = ""
        self._most = most

    def feed(self, text: str) -> Iterator[str]:
        """The sentences that `text` completes. One that never ends is given up piece by piece."""
        self._buffer += text
        start = 0
        for match in _END.finditer(self._buffer):
            if match.start() >= start and not self._goes_on(start, match):
                yield from _whole(self._buffer[start : match.end()])
                start = match.end()
        self._buffer = self._buffer[start:]
        if len(self._buffer) > self._most:
            yield self._buffer  # the gate refuses it for its length
            self._buffer = ""

    def finish(self) -> Iterator[str]:
        """The last sentence, if the end of the text ends it."""
        if _FINISHED.search(self._buffer.strip()):
            yield from _whole(self._buffer)
        self._buffer = ""

    def _goes_on(self, start: int, match: re.Match[str]) -> bool:
        if match.group()[0] != ".":
            return False
        word = self._buffer[start : match.start()].rsplit(None, 1)[-1:] or [""]
        bare = word[0].lower().lstrip("(\"'“")
        return bare in _ABBREVIATIONS or (len(bare) == 1 and bare.isalpha() and bare != "i")


def _whole(text: str) -> Iterator[str]:
    stripped = " ".join(text.split())
    if stripped:
        yield stripped


async def _sentences(stream: ChatStream) -> AsyncGenerator[str, None]:
    cutter = Sentences()
    async for text in stream:
        for sentence in cutter.feed(text):
            yield sentence
    for sentence in cutter.finish():
        yield sentence


# ── the prompt ─────────────────────────────────────────────────────────────────────────────────────────────────────

_LANGUAGE = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}
_MESSAGE_CHARACTERS = 1200
_HISTORY_CHARACTERS = 280


@cache
def _instructions() -> str:
    return files("aurora").joinpath("prompts/reply.md").read_text(encoding="utf-8")


@cache
def _secret() -> frozenset[tuple[str, ...]]:
    return shingles(_instructions())


class _Room(msgspec.Struct, frozen=True, kw_only=True):
    """What of a turn goes into its prompt."""

    history: int = 0
    """Earlier replies."""
    alternatives: int = 0
    message: int = 120
    """Characters of the shopper's message."""
    reasons: bool = False
    """Whether each piece comes with its reason, brand and cloths, and the look with its own."""
    pieces: int = 12
    """Pieces to name; the composer names the rest."""


_ROOMS = (
    _Room(history=2, alternatives=2, message=_MESSAGE_CHARACTERS, reasons=True),
    _Room(alternatives=2, message=800, reasons=True),
    _Room(message=400, reasons=True),
    *(_Room(pieces=pieces) for pieces in (12, 8, 5, 3, 1)),
)
"""From the whole to the least; a piece's title alone is at most 160 tokens."""


def messages(briefing: Briefing) -> tuple[Message, ...]:
    """The prompt: how to speak, the facts as fenced JSON, the shopper's words fenced. At most PROMPT_TOKENS.

    Where it would be longer, earlier replies go first, then the alternatives, the end of the message, the reasons.
    """
    system = Message("system", _instructions().format(language=_LANGUAGE[briefing.analysis.language]))
    left = PROMPT_TOKENS - estimate_tokens(system.content)
    made = (_content(briefing, room) for room in _ROOMS)
    return system, Message("user", next(content for content in made if estimate_tokens(content) <= left))


def _content(briefing: Briefing, room: _Room) -> str:
    facts = msgspec.json.format(msgspec.json.encode(_told(briefing, room)), indent=0).decode()
    parts = [fence("facts", facts)]
    for _, reply in briefing.turn.history[-room.history :] if room.history else ():
        parts.append(fence("earlier_reply", reply, _HISTORY_CHARACTERS))
    return "\n".join([*parts, fence("shopper", briefing.turn.message, room.message), "Your reply:"])


def _told(briefing: Briefing, room: _Room) -> dict[str, Any]:
    """The facts for the prompt: only what the reply may state."""
    first, language = briefing.outfits[0], briefing.analysis.language
    shown = pieces_due(briefing)[:6] if is_single(briefing) else first.items
    told: dict[str, Any] = {
        "doing": briefing.analysis.intent,
        "context": _context(briefing.analysis.context),
        "name_each_of_these": [_piece(item, language, room) for item in shown[: room.pieces]],
    }
    if is_single(briefing):
        return told
    told |= {"total": money(first.total, language), **_budget_told(briefing)}
    if room.reasons:
        told |= {"why": plain(first.why, 200), "mood": plain(first.emotional_fit.summary, 160)}
        told |= _changes(briefing, first)
    others = [_other(outfit, language) for outfit in briefing.outfits[1 : 1 + room.alternatives]]
    return told | ({"alternatives_beside_it": others} if others else {})


def _context(context: StyleContext) -> dict[str, Any]:
    """What is known of the occasion, texts that shoppers or their clients wrote cut to the length of a name."""
    style, place = context.style, context.location
    if style is not None:
        palette, avoid = (tuple(plain(name, 30) for name in names[:6]) for names in (style.palette, style.avoid))
        style = msgspec.structs.replace(style, palette=palette, avoid=avoid)
    if place is not None and place.city is not None:
        place = msgspec.structs.replace(place, city=plain(place.city, 60))
    told = msgspec.structs.replace(context, style=style, location=place, sources={})
    return {name: value for name, value in msgspec.to_builtins(told).items() if value}


def _piece(item: OutfitItem, language: Language, room: _Room) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "title": plain(item.title, 120),
        "colour": plain(item.colour.name, 30),
        "price": money(item.price, language),
    }
    if item.waterproof:
        facts["waterproof"] = True
    if not room.reasons:
        return facts
    facts |= {
        "brand": plain(item.brand, 40),
        "materials": [plain(name, 30) for name in item.materials[:4]],
        "why": plain(item.why, 160),
    }
    if item.pattern != "plain":
        facts["pattern"] = plain(item.pattern, 30)
    if item.size:
        facts["size"] = plain(item.size, 20)
    return facts


def _other(outfit: Outfit, language: Language) -> dict[str, Any]:
    return {"character": outfit.character, "total": money(outfit.total, language)}


def _budget_told(briefing: Briefing) -> dict[str, Any]:
    total = briefing.outfits[0].total
    for constraint in briefing.constraints:
        said = as_said(constraint)
        if said is not None and said.limit.currency == total.currency:
            each = " for each piece" if constraint.value.per == "item" else ""
            return {"budget": budget_said(said, briefing.analysis.language) + each}
    return {}


def _changes(briefing: Briefing, outfit: Outfit) -> dict[str, Any]:
    """What a refinement changed: titles that are new, titles that stayed, the total before."""
    if briefing.base is None or briefing.analysis.intent != "refine":
        return {}
    before = {piece.variant_id for piece in briefing.base.pieces}
    was = Money(briefing.base.total, outfit.total.currency)
    return {
        "new": [plain(item.title, 120) for item in outfit.items if item.variant_id not in before],
        "stayed": [plain(item.title, 120) for item in outfit.items if item.variant_id in before],
        "total_before": money(was, briefing.analysis.language),
    }
