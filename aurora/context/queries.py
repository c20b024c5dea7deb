"""What to look for, in words: the message without what it refuses, what it costs, and the words of asking."""

from aurora.context import figures, wordlists
from aurora.context.reading import Reading
from aurora.types import Occasion

_PLAIN = frozenset(wordlists.phrases("grammar", "queries_plain"))
_SPOKEN: dict[Occasion, str] = {
    "wedding_guest": "wedding guest",
    "business_formal": "business formal",
    "black_tie": "black tie evening",
    "date": "date night",
    "everyday": "everyday casual",
    "work": "office",
    "lounge": "loungewear at home",
    "sport": "sports training",
    "outdoor": "outdoor walking",
}
_LONGEST = 400


def query_of(reading: Reading, earlier: str, occasion: Occasion | None) -> str:
    """The positive content words of the message after those of before, then the occasion; ≤ 400 characters."""
    text = reading.text
    refused = {at for m in reading.mentions if m.negated or m.idle for at in range(m.start, m.end)}
    priced = {at for said in reading.sums for at in range(said.start, said.end)}
    counted = {at for number in figures.find(text) for at in range(number.start, number.end)}
    left_out = refused | priced | counted
    words = [
        token.word for at, token in enumerate(text.tokens)
        if at not in left_out and token.word.isalpha() and len(token.word) > 1 and token.word not in _PLAIN
    ]  # fmt: skip
    spoken = _SPOKEN.get(occasion, occasion.replace("_", " ")) if occasion else ""
    parts = [*earlier.split(), *words, *spoken.split()]
    return " ".join(dict.fromkeys(parts))[:_LONGEST].strip()
