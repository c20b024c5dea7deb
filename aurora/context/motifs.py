"""Wishes that no vocabulary has: "a t-shirt with dinosaurs", "he wants dinosaurs", "something with a dragon on it".

By grammar: what stands as the object of a verb of wishing, or after "with" and a garment, and is no word that anything
else in the message has read. It is searched for and ranks; the shop states nothing of the kind, as the receipt says.
"""

from collections.abc import Sequence, Set

from aurora.context import wordlists
from aurora.context.mentions import Mention
from aurora.context.text import Text
from commerce.garments import Slot

_WISHING = frozenset(wordlists.phrases("motifs", "wishing"))
_WISHERS = frozenset(wordlists.phrases("motifs", "wishers"))
_WITH = frozenset(wordlists.phrases("motifs", "with"))
_ARTICLES = frozenset(wordlists.phrases("motifs", "articles"))
_ENDS = frozenset(wordlists.phrases("motifs", "ends"))
_PLAIN = frozenset(wordlists.phrases("motifs", "plain"))
_DENIED = frozenset(("not", "no", "never", "without", "nothing", "nicht", "kein", "pas", "sin"))
_LONGEST = 3
_MESSAGE = 60
"""Tokens of a message that is looked through: in a longer one "with" joins anything."""


def find(text: Text, mentions: Sequence[Mention], taken: frozenset[int], known: frozenset[str]) -> list[Mention]:
    """The things wished for by words that nothing has read. taken: tokens of sums, places and comparisons.

    known: every word that means something here, in the trade or in the grammar.
    """
    words = text.line
    if len(words) > _MESSAGE:
        return []
    spoken = taken | {at for m in mentions for at in range(m.start, m.end)}
    found = []
    for at in text.positions(_WISHING | _WITH):
        word = words[at]
        garment = _garment_before(mentions, at) if word in _WITH else None
        if word in _WISHING and not _WISHERS & set(words[max(0, at - 2) : at]):
            continue
        if (word in _WITH and garment is None) or _DENIED & set(words[max(0, at - 3) : at]):
            continue
        span = _object(words, at + 1, spoken, known)
        if span is not None:
            name = text.words(*span).lower()
            found.append(Mention(kind="motif", value=name, start=span[0], end=span[1], slot=garment))
    return found


def _garment_before(mentions: Sequence[Mention], at: int) -> Slot | None:
    """The slot of the garment that "with" follows at once."""
    return next((m.slot for m in mentions if m.kind == "category" and m.end == at), None)


def _object(words: Sequence[str], at: int, spoken: Set[int], known: frozenset[str]) -> tuple[int, int] | None:
    """The unread words after a verb, without their article, up to a stop or a small word; None where any is known."""
    while at < len(words) and words[at] in _ARTICLES:
        at += 1
    end = at
    while end < len(words) and words[end] not in _ENDS:
        end += 1
    if not at < end <= at + _LONGEST:
        return None
    strange = all(words[n].isalpha() and len(words[n]) > 2 and n not in spoken for n in range(at, end))
    return (at, end) if strange and not any(words[n] in known or words[n] in _PLAIN for n in range(at, end)) else None
