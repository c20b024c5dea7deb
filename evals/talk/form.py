"""Whether replies read as a form: how far they are alike once titles and sums are taken out.

distinct-n: different n-grams over all n-grams. Source: Li et al., A diversity-promoting objective function for neural
conversation models, NAACL 2016. A sentence that comes twice in one conversation is what a shopper would notice.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_SUM = re.compile(r"[$€£]\s?[\d.,]*\d|\d[\d.,\u202f]*\s?[$€£]")
_NAMES = re.compile(r"(?:\bthe )?¤(?:(?:, | and | und | et | y | e )(?:the )?¤)*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+|[¤#]")


class Said(msgspec.Struct, frozen=True):
    """A reply as it was heard, with the titles that stood in it or on its cards."""

    reply: str
    titles: tuple[str, ...]


def skeleton(said: Said) -> str:
    """The reply with every list of titles as ¤ and every sum as #."""
    text = said.reply
    for title in sorted(set(said.titles), key=len, reverse=True):
        text = re.sub(re.escape(title), "¤", text, flags=re.IGNORECASE)
    return _NAMES.sub("¤", _SUM.sub("#", text))


def repeated(talk: Sequence[Said]) -> dict[str, int]:
    """Sentences that came more than once in a conversation, titles and sums aside → how often, the oftenest first."""
    counted = Counter(sentence for said in talk for sentence in _SENTENCE.split(skeleton(said)) if sentence)
    return {sentence: times for sentence, times in counted.most_common() if times > 1}


def distinct_n(talks: Sequence[Sequence[Said]], n: int) -> float | None:
    """Different n-grams of words over all n-grams of all replies, 0..1; None where there are none."""
    grams = Counter(gram for talk in talks for said in talk for gram in _grams(skeleton(said), n))
    return len(grams) / grams.total() if grams else None


def _grams(text: str, n: int) -> Iterator[tuple[str, ...]]:
    words = [word.lower() for word in _WORD.findall(text)]
    yield from (tuple(words[at : at + n]) for at in range(len(words) - n + 1))
