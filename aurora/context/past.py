"""What is told of what has been: "everything was over 90 dollars and too tight" wishes nothing and limits nothing."""

from collections.abc import Iterable

import msgspec

from aurora.context import wordlists
from aurora.context.mentions import Mention
from aurora.context.text import Text

_BEEN = frozenset(wordlists.phrases("grammar", "past_been"))
_DONE = frozenset(wordlists.phrases("grammar", "past_done"))
_ENDS = frozenset(wordlists.phrases("grammar", "past_ends"))
_WISHING = frozenset(wordlists.phrases("grammar", "past_wishing"))
_STOPS = frozenset((".", "!", "?", ";", "\n"))
_DESCRIBING = frozenset(("colour", "material", "pattern", "fit", "heel", "coverage", "formality", "warmth", "other"))


class Told(msgspec.Struct, frozen=True):
    """Tokens of clauses that tell of what has been; in those of `done` the garments were too ("I bought a dress")."""

    all: frozenset[int] = frozenset()
    done: frozenset[int] = frozenset()


def find(text: Text) -> Told:
    """The clauses with a verb of the past whose speaker does not politely wish ("I was hoping for …")."""
    words = text.line
    told: set[int] = set()
    done: set[int] = set()
    for at in text.positions(_BEEN | _DONE):
        word = words[at]
        start, end = _clause(words, at)
        if _WISHING & set(words[start:end]) or (at == start and start == 0) or "?" in words[end : end + 1]:
            continue
        told.update(range(start, end))
        if word in _DONE:
            done.update(range(start, end))
    return Told(frozenset(told), frozenset(done))


def _clause(words: list[str], at: int) -> tuple[int, int]:
    """From the stop, comma or joint before the verb to the stop or the new beginning after it."""
    start = at
    while start and words[start - 1] not in _STOPS and words[start - 1] not in (",", "but", "so"):
        start -= 1
    end = at + 1
    while end < len(words) and words[end] not in _STOPS and words[end] not in _ENDS:
        end += 1
    return start, end


def mark(mentions: Iterable[Mention], told: Told) -> list[Mention]:
    """The mentions with those idle that only tell; what is refused stays refused ("it was too tight")."""
    return [
        msgspec.structs.replace(m, idle=True)
        if not m.negated and ((m.kind in _DESCRIBING and m.start in told.all) or m.start in told.done)
        else m
        for m in mentions
    ]
