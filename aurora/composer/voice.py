"""Choosing among ways to say a thing: fixed by the turn, and not the same way twice in a conversation."""

import random
import re
from collections.abc import Mapping, Sequence
from functools import cache

from aurora.types import Language, TurnInput

__all__ = ["Phrases", "Voice"]

Phrases = Mapping[str, Sequence[str]]
"""Key of what is said → the ways to say it, with {names} to fill in."""

_GAP = re.compile(r"\{[^}]*\}")
_TELLING = 10
"""Characters from which a phrase's own words, without what is filled in, tell it from others."""


class Voice:
    """One turn's choices. The conversation fixes an order of each key's phrases, the turn's number the place in it, so
    that n turns use n different ones; those that an earlier reply still shows are passed over."""

    def __init__(self, turn: TurnInput, language: Language, phrases: Phrases) -> None:
        self.language = language
        self._turn = turn
        self._phrases = phrases
        self._heard = " ".join(reply for _, reply in turn.history).lower()
        self._uses: dict[str, int] = {}
        self.chance = random.Random(f"{turn.conversation_id}:{turn.seq}:{turn.seed}")

    def has(self, key: str) -> bool:
        return key in self._phrases

    def say(self, key: str, **fill: object) -> str:
        """A phrase of the key with its gaps filled: the one whose turn it is, unless an earlier reply has it.

        Then the next that none has; then one that none has with these very fillings.
        """
        ranked = self._ranked(key, self._phrases[key])
        fresh = next((phrase for phrase in ranked if not self._was_heard(phrase)), None)
        if fresh is not None:
            return fresh.format(**fill)
        said = [phrase.format(**fill) for phrase in ranked]
        return next((text for text in said if not self._was_said(text)), said[0])

    def _ranked(self, key: str, phrases: Sequence[str]) -> list[str]:
        """The key's phrases, from the one whose turn it is on."""
        order = list(range(len(phrases)))
        random.Random(f"{self._turn.conversation_id}:{key}").shuffle(order)
        first = self._turn.seq + self._uses.get(key, 0)
        self._uses[key] = self._uses.get(key, 0) + 1
        return [phrases[order[(first + n) % len(order)]] for n in range(len(order))]

    def heard(self, sentence: str) -> bool:
        """Whether an earlier reply has these very words."""
        words = sentence.strip(" .").lower()
        return bool(words) and words in self._heard

    def _was_said(self, text: str) -> bool:
        """Whether an earlier reply has it as a sentence of its own, not as the end of another."""
        return re.search(rf"(?:^|[.!?] ){re.escape(text.lower())}", self._heard) is not None

    def _was_heard(self, phrase: str) -> bool:
        telling = _telling(phrase)
        if telling:
            return telling in self._heard
        whole = _whole(phrase)
        return whole is not None and whole.search(self._heard) is not None


@cache
def _whole(phrase: str) -> re.Pattern[str] | None:
    """A phrase of short words around its gaps, as in "Down by {diff}, to {new} in all."; None where it is all gaps."""
    parts = [re.escape(part.lower()) for part in _GAP.split(phrase)]
    return re.compile(".{1,60}?".join(parts)) if sum(map(len, parts)) >= _TELLING else None


@cache
def _telling(phrase: str) -> str:
    longest = max((part.strip(" .,:;") for part in _GAP.split(phrase)), key=len).lower()
    return longest if len(longest) >= _TELLING else ""
