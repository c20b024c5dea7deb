"""What to look for, in words: the message without what it refuses, what it costs, and the words of asking."""

from aurora.context import figures
from aurora.context.reading import Reading
from aurora.types import Occasion

_PLAIN = frozenset(
    [
        "i", "a", "an", "the", "to", "for", "of", "and", "or", "but", "in", "on", "at", "my", "me", "it", "is",
        "are", "be", "am", "was", "do", "does", "did", "not", "no", "please", "can", "could", "would", "should",
        "you", "your", "we", "us", "he", "she", "they", "him", "her", "them", "this", "that", "these", "those",
        "with", "without", "something", "anything", "want", "need", "looking", "look", "looks", "show", "find",
        "get", "give", "have", "has", "had", "got", "what", "which", "who", "how", "when", "where", "why", "if",
        "so", "as", "just", "also", "really", "very", "quite", "bit", "lot", "some", "any", "more", "less", "too",
        "will", "'s", "going", "go", "hi", "hello", "hey", "thanks", "thank", "like", "love", "make", "made",
        "keep", "swap", "change", "replace", "switch", "different", "another", "other", "instead", "one", "ones",
        "outfit", "outfits", "wear", "wearing", "up", "from", "by", "about", "there", "here", "all", "now", "then",
        "than", "been", "being", "into", "out", "over", "under", "around", "max", "budget", "dollars", "euros",
        "pounds", "bucks", "quid", "ich", "brauche", "suche", "ein", "eine", "einen", "der", "die", "das", "und",
        "mit", "zum", "zur", "je", "cherche", "un", "une", "le", "la", "les", "des", "et", "pas", "avec", "du",
        "de", "mon", "ma", "busco", "necesito", "el", "los", "las", "y", "con", "mi", "que",
    ]
)  # fmt: skip
_SPOKEN: dict[Occasion, str] = {
    "wedding_guest": "wedding guest", "business_formal": "business formal", "black_tie": "black tie evening", "date": "date night",
    "everyday": "everyday casual", "work": "office", "lounge": "loungewear at home", "sport": "sports training", "outdoor": "outdoor walking",
}  # fmt: skip
_LONGEST = 400


def query_of(reading: Reading, earlier: str, occasion: Occasion | None) -> str:
    """The positive content words of the message after those of the look on the table, then the occasion; ≤ 400 characters."""
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
