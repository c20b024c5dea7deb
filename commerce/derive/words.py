"""Words of a title or a description, and the longest phrases of a lexicon in them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Generic, TypeVar

import msgspec

V = TypeVar("V")

BREAK = "|"
"""The token of a comma, a bracket, a dash between words, the end of a sentence."""
_TOKENS = re.compile(r"[^\W_]+(?:'[a-z]+)?|[&+/]|(?<=\s)-+(?=\s)|[,;:|()\[\].!?\n]")
_ASCII = str.maketrans({"–": " - ", "—": " - ", "•": " | ", "·": " | ", "’": "'", "‘": "'", "…": " | "})
_JOINERS = {"&": "and", "+": "and", "/": "and", "n": "and", "w": "with"}


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """Lower-case words without accents or possessives; `&` is `and`, a hyphen inside a word parts it (`t-shirt` → t,
    shirt), and what separates phrases is BREAK."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_ASCII)).encode("ascii", "ignore").decode()
    return tuple(_word(token) for token in _TOKENS.findall(text.lower()))


@lru_cache(maxsize=65536)
def _word(token: str) -> str:
    if token in _JOINERS:
        return _JOINERS[token]
    if token[0].isalnum():
        return token.removesuffix("'s").replace("'", "")
    return BREAK


class Match(msgspec.Struct, Generic[V], frozen=True):
    """A phrase found: tokens[start:end] is it, `value` what the lexicon says of it."""

    start: int
    end: int
    value: V


class Lexicon(Generic[V]):
    """Phrases with a value each. `find` is leftmost-longest and never overlaps, so `shirt dress` hides `shirt`."""

    def __init__(self, phrases: Mapping[str, V] | Iterable[tuple[str, V]]) -> None:
        pairs = phrases.items() if isinstance(phrases, Mapping) else phrases
        self._by_first: dict[str, dict[tuple[str, ...], V]] = {}
        self._longest: dict[str, int] = {}
        for phrase, value in pairs:
            words = tokens(phrase)
            self._by_first.setdefault(words[0], {}).setdefault(words, value)
            self._longest[words[0]] = max(self._longest.get(words[0], 0), len(words))

    def find(self, words: tuple[str, ...]) -> Iterator[Match[V]]:
        """Every match, left to right."""
        end = 0
        known = self._by_first
        for at, word in enumerate(words):
            if word in known and at >= end:
                found = self._at(words, at)
                if found:
                    end = found.end
                    yield found

    def first(self, words: tuple[str, ...]) -> V | None:
        """The value of the first match, or None."""
        return next((match.value for match in self.find(words)), None)

    def _at(self, words: tuple[str, ...], at: int) -> Match[V] | None:
        phrases = self._by_first[words[at]]
        for length in range(self._longest[words[at]], 0, -1):
            phrase = words[at : at + length]
            if phrase in phrases:
                return Match(at, at + len(phrase), phrases[phrase])
        return None


def plural(phrase: str) -> str:
    """The phrase with its last word in the plural, by English spelling; a word that ends in s stays."""
    if phrase.endswith("s") and not phrase.endswith("ss"):
        return phrase
    if re.search(r"(?:ss|ch|sh|x)$", phrase):
        return phrase + "es"
    if re.search(r"[^aeiou]y$", phrase):
        return phrase[:-1] + "ies"
    return phrase + "s"
