"""What a message speaks of: mentions found by the longest phrase, left to right."""

import msgspec

from aurora.context.text import Text, split
from commerce.garments import Slot


class Meaning(msgspec.Struct, frozen=True):
    """What a phrase of the vocabulary stands for."""

    kind: str
    value: str = ""
    level: float | None = None
    slot: Slot | None = None


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """A phrase of the vocabulary at tokens `start` to before `end`."""

    kind: str
    value: str
    start: int
    end: int
    level: float | None = None
    slot: Slot | None = None
    """A garment's own slot, or the slot of the garment that it describes."""
    negated: bool = False
    idle: bool = False
    """Spoken of without a wish: owned, minded neither way, or the other half of a comparison."""


class Lexicon(msgspec.Struct, frozen=True):
    """Phrases cut into words, and the longest phrase that two words begin: first → second → its length.

    Most words of a message begin no phrase, and most that do are not followed by a second word of one.
    """

    phrases: dict[tuple[str, ...], Meaning]
    longest: dict[str, dict[str, int]]
    alone: frozenset[str]
    """The phrases of one word."""


def lexicon(phrases: dict[tuple[str, ...], Meaning]) -> Lexicon:
    """A lexicon of phrases that are cut into words already."""
    longest: dict[str, dict[str, int]] = {}
    for phrase in phrases:
        seconds = longest.setdefault(phrase[0], {})
        if len(phrase) > 1:
            seconds[phrase[1]] = max(len(phrase), seconds.get(phrase[1], 0))
    return Lexicon(phrases, longest, frozenset(phrase[0] for phrase in phrases if len(phrase) == 1))


def lexicon_of(entries: dict[str, Meaning]) -> Lexicon:
    """A lexicon of phrases as they are written."""
    return lexicon({split(phrase): meaning for phrase, meaning in entries.items()})


def find(text: Text, known: Lexicon) -> list[Mention]:
    """Mentions in order, none overlapping, the longest phrase first. Linear in the message."""
    words, longest, alone = text.line, known.longest, known.alone
    count = len(words)
    found: list[Mention] = []
    end = 0
    for at in text.positions(longest.keys()):
        word = words[at]
        begins = word in alone or (at + 1 < count and words[at + 1] in longest[word])
        if at < end or not begins:
            continue
        mention = _longest(words, at, known)
        if mention is not None:
            found.append(mention)
            end = mention.end
    return found


def _longest(words: list[str], at: int, known: Lexicon) -> Mention | None:
    following = words[at + 1] if at + 1 < len(words) else ""
    most = known.longest[words[at]].get(following, 1)
    for length in range(min(most, len(words) - at), 0, -1):
        meaning = known.phrases.get(tuple(words[at : at + length]))
        if meaning is not None:
            return Mention(
                kind=meaning.kind,
                value=meaning.value,
                start=at,
                end=at + length,
                level=meaning.level,
                slot=meaning.slot,
            )
    return None
