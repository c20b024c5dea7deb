"""Brands as they are said: a capitalised name after "by", "from" or a refusal, whole, with its signs and figures."""

from collections.abc import Set

import msgspec

from aurora.context import places, wordlists
from aurora.context.mentions import Mention
from aurora.context.text import Text

_NOT_BRANDS = frozenset(wordlists.phrases("grammar", "reading_not_brands"))
_DATES = frozenset(wordlists.phrases("grammar", "brands_dates"))
_NAMING = frozenset(("by", "from", "von", "brand", "label", "designer"))
_REFUSING = frozenset(("no", "not", "without", "avoid", "except", "nothing", "never", "sans", "sin", "hate", "skip"))
_JOINTS = frozenset(("of", "by", "and", "de", "the"))
_INSIDE = frozenset(("&", "'", ".", "+"))
_ABBREVIATED = frozenset(("assn", "inc", "ltd", "bros", "corp", "mfg"))
"""Words whose full stop belongs to them; that of "Co." at the end of a message is the sentence's."""
_MOST = 6
"""Words of a name."""
_LEAST = 4
"""Letters of a single unknown word that is a name without "by" before it: "no DIY" names none."""


class Known(msgspec.Struct, frozen=True):
    """What a name is told from."""

    trade: frozenset[int]
    """Tokens that are words of the trade."""
    sums: frozenset[int]
    """Tokens of sums and comparisons, which no name reaches into."""
    words: Set[str]
    """Every word that is no name by itself."""
    capitals: bool = True
    """False where every noun is written with a capital, as in German."""


def find(text: Text, known: Known) -> list[Mention]:
    """The brands that are named, each as it is written; nothing of a message all in capitals."""
    found: list[Mention] = []
    if text.clean.isupper():
        return found
    for at in text.positions(_NAMING | _REFUSING):
        start = at + 1
        if start >= len(text.tokens) or (found and start < found[-1].end):
            continue
        end = _end(text, start, known)
        is_bare = text.line[at] in _REFUSING
        is_named = _is_unread(text, start, end, known) if is_bare else _is_plain(text, start, end, known)
        if is_bare or _REFUSING & set(text.line[max(0, at - 2) : at]):
            end = _with_figure(text, end, known)
        if end > start and is_named and places.by_city(text.words(start, end)) is None:
            found.append(Mention(kind="brand", value=text.words(start, end), start=start, end=end))
    return found


def _end(text: Text, start: int, known: Known) -> int:
    """Where the name that begins at the token ends; `start` where none begins."""
    end = start
    for _ in range(_MOST):
        first = end + (end > start and text.line[end : end + 1] != [] and text.line[end] in (*_JOINTS, "&"))
        if not _is_name(text, first, known) or (end > start and text.line[first] in _DATES):
            break
        end = _word_end(text, first)
        if _is_closed(text, end):
            break
    return end


def _with_figure(text: Text, end: int, known: Known) -> int:
    """The end with the figure of "no Lane 12 please", which says no size: nobody refuses one so."""
    rest = text.line[end : end + 2]
    is_figure = rest[:1] != [] and rest[0].isdecimal() and end not in known.sums
    return end + 1 if is_figure and (len(rest) == 1 or rest[1] in _CLOSING) else end


_CLOSING = frozenset((",", ".", "!", "?", ";", "please", "though", "either", "thanks"))


def _word_end(text: Text, at: int) -> int:
    """Where the word at the token ends: "HERE&NOW", "U.S." and "20Dresses" are one."""
    tokens, end = text.tokens, at + 1
    while end < len(tokens) and tokens[end].glued:
        sign = text.clean[tokens[end].start]
        follows = end + 1 < len(tokens) and tokens[end + 1].glued and text.clean[tokens[end + 1].start].isalnum()
        if not sign.isalnum() and not (sign in _INSIDE and (follows or (sign == "." and _is_short(text, end)))):
            break
        end += 1
    return end


def _is_short(text: Text, stop: int) -> bool:
    """True where the full stop at the token ends a shortened word and no sentence."""
    word = text.clean[text.tokens[stop - 1].start : text.tokens[stop - 1].end].casefold()
    if word in _ABBREVIATED or (len(word) == 1 and text.line[stop - 2 : stop - 1] == ["."]):
        return True
    after = text.clean[text.tokens[stop].end :].lstrip()
    return (word == "co" or len(word) == 1) and after[:1].islower()


def _is_closed(text: Text, end: int) -> bool:
    """True where a sign ends the name."""
    return end >= len(text.tokens) or (text.line[end] != "&" and not text.clean[text.tokens[end].start].isalnum())


def _is_name(text: Text, at: int, known: Known) -> bool:
    """True for a capital, for figures with a capital behind them, and in German for no word of the trade."""
    if at >= len(text.tokens) or at in known.sums:
        return False
    if at in known.trade and not known.capitals:
        return False
    first = text.clean[text.tokens[at].start]
    if first.isdecimal() and at + 1 < len(text.tokens):
        first = text.clean[text.tokens[at + 1].start]
    return first.isupper()


def _is_plain(text: Text, start: int, end: int, known: Known) -> bool:
    """True for the name after "by": no day, no place, no word that stands there otherwise."""
    if end <= start or text.line[start] in _DATES or set(range(start, end)) <= known.trade:
        return False
    if any(word not in _NOT_BRANDS for word in text.line[start + 1 : end] if word.isalnum()):
        return True
    raw = text.words(start, end)
    return text.line[start] not in _NOT_BRANDS or (raw.isupper() and len(raw) > 1)


def _is_unread(text: Text, start: int, end: int, known: Known) -> bool:
    """True for the "Wrenkin" of "no Wrenkin please": capitals in a message in small letters, of no known words.

    Among several words one that is no word of the trade is enough ("not Blue Heron"), but not where capitals only raise
    the voice ("no LEATHER SHOES AT ALL").
    """
    if end <= start or _is_title(text):
        return False
    if "&" in text.line[start:end] or _is_figured(text.words(start, end)):
        return True
    inside = [at for at in range(start, end) if text.clean[text.tokens[at].start].isalpha()]
    raw = [text.clean[text.tokens[at].start : text.tokens[at].end] for at in inside]
    strange = [
        word
        for at, word in zip(inside, raw, strict=True)
        if at not in known.trade and word.lower() not in known.words and text.line[at] not in known.words
    ]
    if text.words(start, end).isupper():
        return bool(strange) and not known.trade & set(inside) and max(map(len, raw)) >= _LEAST
    if len(inside) > 1:
        return not set(inside) <= known.trade and text.line[start] not in _DATES
    return any(len(word) >= _LEAST for word in strange)


def _is_figured(name: str) -> bool:
    """True for "20Harbours": figures that no size and no sum is written with."""
    letters = name.lstrip("0123456789")
    return len(letters) < len(name) and len(letters) > _LEAST and letters[0].isupper() and letters[1].islower()


def _is_title(text: Text) -> bool:
    """True for a message that is written like a headline, where a capital says nothing."""
    letters = [text.clean[token.start] for token in text.tokens if text.clean[token.start].isalpha()]
    return sum(letter.isupper() for letter in letters) * 2 > len(letters) > 5
