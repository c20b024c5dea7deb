"""Brands of the catalogue as a message says them: in any case, of ordinary words too, by the frame they stand in."""

from collections.abc import Sequence, Set
from functools import cache

from aurora.context import wordlists
from aurora.context.mentions import Mention
from aurora.context.text import Text, clean, read
from aurora.context.vocabulary import english

_NAMING = frozenset(wordlists.phrases("grammar", "shop_brands_naming"))
"""After these stands a name and nothing else: "by", "from", "brand"."""
_BEFORE = _NAMING | frozenset(wordlists.phrases("grammar", "shop_brands_before"))
"""After these a name may stand: refusals, "only", "or" of a list."""
_AFTER = frozenset(wordlists.phrases("grammar", "shop_brands_after"))
"""Before these a name may end: "Roadrunner please"."""
_CLOSING = _AFTER | frozenset(
    (",", ".", "!", "?", ";", "though", "either", "or", "nor", "and", "for", "und", "y", "et", "ou")
)
_BEFORE_GARMENT = 4
"""Tokens of a name that stands right before a garment: "Roadster shirts"."""
_LONGEST = 12
"""Tokens of a name, signs counted: "U.S. Polo Assn. Denim Co." has ten."""
_OPENING = frozenset((".", "!", "?", ":", "\n"))
_MOST = 400
"""Names that are asked for; a message of 4,000 characters that was meant has fewer."""


def candidates(message: str) -> tuple[str, ...]:
    """What could be a brand by where it stands, in small letters, as the catalogue is asked for it; mostly nothing."""
    text = read(message, frozenset())
    spans = dict.fromkeys(span for at in range(len(text.line)) for span in _spans(text, at))
    return tuple(dict.fromkeys(text.words(start, end).lower() for start, end in spans))[:_MOST]


def _spans(text: Text, at: int) -> list[tuple[int, int]]:
    """The spans that the frame at the token opens or closes."""
    line, count = text.line, len(text.line)
    found = []
    if line[at] in _BEFORE:
        found += [(at + 1, end) for end in range(at + 2, min(count, at + 1 + _LONGEST) + 1)]
    if line[at] in _AFTER:
        found += [(start, at) for start in range(max(0, at - _LONGEST), at)]
    if line[at] in _garments():
        found += [(start, at) for start in range(max(0, at - _BEFORE_GARMENT), at)]
    return found


@cache
def _garments() -> frozenset[str]:
    """The single words that are garments."""
    known = english()
    return frozenset(word for word in known.alone if known.phrases[(word,)].kind == "category")


def find(text: Text, names: Sequence[str], ordinary: Set[str], *, capitals: bool = True) -> list[Mention]:
    """The brands among `names` that stand in a frame of the message, as the catalogue spells them; none overlapping.

    names: brands of the catalogue, which `candidates` asked for. ordinary: words that are no name by themselves. A name
    of such words is one after "by", or in the catalogue's own capitals: "no plum" refuses a colour, "no Plum" the
    brand, where there is one. capitals: False where every noun is written with a capital, as in German.
    """
    known = {clean(name).lower(): name for name in names}
    if not known:
        return []
    spans = [span for at in range(len(text.line)) for span in _spans(text, at)]
    named = [span for span in spans if text.words(*span).lower() in known]
    found: list[Mention] = []
    taken: set[int] = set()
    for start, end in sorted(set(named), key=lambda span: (span[0] - span[1], span[0])):
        name = known[text.words(start, end).lower()]
        if taken.isdisjoint(range(start, end)) and _is_meant(text, start, end, name, ordinary, capitals=capitals):
            found.append(Mention(kind="brand", value=name, start=start, end=end))
            taken |= set(range(start, end))
    return sorted(found, key=lambda mention: mention.start)


def _is_meant(text: Text, start: int, end: int, name: str, ordinary: Set[str], *, capitals: bool) -> bool:
    """True for an unusual word, for what stands after "by", and for ordinary words in the catalogue's capitals."""
    before = text.line[start - 1] if start else ""
    words = [text.words(at, at + 1).lower() for at in range(start, end)]
    if any(word.isalpha() and word not in ordinary for word in words):
        # "No gap at the waist" goes on; a small word that is a name ends its phrase.
        is_small = len(words) == 1 and text.words(start, end).islower() and before not in _NAMING
        return not is_small or end == len(text.line) or text.line[end] in _CLOSING | _garments()
    goes_on = end < len(text.line) and text.words(end, end + 1)[:1].isupper()
    if before in _NAMING and text.line[max(0, start - 2) : start - 1] != ["made"] and not goes_on:
        return True
    is_opening = start == 0 or text.line[start - 1] in _OPENING
    if is_opening and end < len(text.line) and text.line[end] in _garments():
        # "Plum shirts" begins with a capital whatever it means.
        return False
    is_written = text.words(start, end) == clean(name) and not name.islower()
    return is_written and capitals and not goes_on and not _is_loud(text)


def _is_loud(text: Text) -> bool:
    """True where capitals say nothing: a message in capitals, or written like a headline."""
    letters = [text.clean[token.start] for token in text.tokens if text.clean[token.start].isalpha()]
    return text.clean.isupper() or sum(letter.isupper() for letter in letters) * 2 > len(letters) > 5
