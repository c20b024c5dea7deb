"""What a shopper wrote, with what could tell who they are taken out. Pure.

Each kind is replaced by its name in brackets, so that the sentence still reads. Names are the hard part: a word that
begins with a capital, and is not among those that the parser knows or our own labelled messages use, is taken for a
name in any place of the sentence. So more goes than must: a rare brand or town reads `[name]` too. What is left out of
doubt costs a case a little; what is left in would cost a person more.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from aurora.context import wordlists

DATA = Path(__file__).parent / "data" / "understanding"
_STREET = (
    r"street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|square|sq|terrace|way|close|straße|strasse|str"
    r"|weg|platz|allee|gasse|rue|chemin|impasse|calle|avenida|plaza|paseo|via|viale|piazza|rua"
)
_GERMAN_STREET = r"[^\W\d_]*(?:straße|strasse|str\.|weg|platz|allee|gasse)"
_NUMBER = r"\d{1,5}\s?[a-zA-Z]?\b"
_NAMED = (
    r"my name is|my name's|name is|i am called|they call me|call me(?!\s+(?:on|at|back|when|if|a|the|up)\b)"
    r"|ich hei(?:ß|ss)e|mein name ist|je m'appelle|mon nom est|me llamo|mi nombre es|mi chiamo|meu nome é|chamo-me"
    r"|signed|regards|cheers|(?:viele|liebe) grüße|cordialement|saludos"
)
_KIN = (
    r"friend|sister|brother|cousin|aunt|uncle|daughter|son|wife|husband|boyfriend|girlfriend|partner|boss|colleague|niece"
    r"|nephew|freundin|freund|schwester|bruder|cousine|tante|onkel|tochter|sohn|frau|mann|amie|ami|soeur|sœur|frère|amiga"
    r"|amigo|hermana|hermano|prima|primo"
)
_ORDER = r"order|bestellung|commande|pedido|ordine|encomenda|invoice|rechnung|tracking"
_MONEY = r"usd|eur|gbp|dollars?|euros?|pounds?|[$€£]"


class Cleaned(NamedTuple):
    text: str
    removed: Counter[str]
    """Kind → how many were taken out."""


def redacted(text: str, known: Collection[str] = ()) -> Cleaned:
    """The text without e-mail addresses, links, handles, card, account, phone and order numbers, addresses and names.

    known: words that are the shopper's own name where there is an account, whatever their case.
    """
    removed: Counter[str] = Counter()
    for kind, pattern, is_one in _PATTERNS:
        text = _without(text, kind, pattern, is_one, removed)
    for word in sorted({word for name in known for word in name.split() if len(word) > 1}, key=len, reverse=True):
        text = _without(text, "name", re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE), _always, removed)
    return Cleaned(_without(text, "name", _CAPITALISED, _is_unknown, removed), removed)


def _without(
    text: str, kind: str, pattern: re.Pattern[str], is_one: Callable[[str], bool], removed: Counter[str]
) -> str:
    """The text with every match that is one replaced; a group named `kept` stays."""

    def replaced(match: re.Match[str]) -> str:
        if not is_one(match.group(0)):
            return match.group(0)
        removed[kind] += 1
        kept = match.groupdict().get("kept") or ""
        return f"{kept}[{kind}]"

    return pattern.sub(replaced, text)


def _always(found: str) -> bool:
    return True


def is_card(found: str) -> bool:
    """Whether the digits pass Luhn's test. Source: ISO/IEC 7812-1, annex B."""
    digits = [int(c) for c in found if c.isdigit()][::-1]
    total = sum(digits[0::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return 13 <= len(digits) <= 19 and total % 10 == 0


def _is_long(found: str) -> bool:
    """Seven digits or more: no price, size or year."""
    return sum(c.isdigit() for c in found) >= 7


def _is_unknown(word: str) -> bool:
    return _plain(re.sub("['’]s$", "", word)) not in _vocabulary()


def _plain(word: str) -> str:
    """In small letters, without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


@cache
def _vocabulary() -> frozenset[str]:
    """The words that the parser knows and those of our own labelled messages; of these, words that no message has in
    small letters only from German, which writes every noun large."""
    known = {_plain(word) for file in _PHRASES for word in wordlists.words(file)} | {*_WRITTEN_LARGE.split()}
    for path in sorted(DATA.glob("*.jsonl")):
        for line in path.read_bytes().splitlines():
            case = msgspec.json.decode(line, type=dict[str, object])
            is_german = "lang=de" in msgspec.convert(case["labels"], list[str])
            words = re.findall(r"[^\W\d_]+", str(case["message"]))
            known.update(_plain(word) for word in words if is_german or word.islower() or len(word) == 1)
    return frozenset(known)


_PHRASES = (
    "acts", "adjectives", "asking", "bag", "directions", "grammar", "intents", "languages", "mood", "motifs",
    "negation", "occasions", "offers", "shorthand", "vocabulary", "weather",
)  # fmt: skip
"""Not people's, where a name could stand."""
_WRITTEN_LARGE = """
aurora monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
september october november december christmas easter hanukkah diwali eid usd eur gbp chf us uk eu xs xl xxl ok english
german french spanish italian portuguese i'm i'd i'll i've sommer winter herbst fruhling bestellung rechnung order
invoice commande pedido nr
"""
_CAPITALISED = re.compile(r"(?<![\w\[])[A-ZÀ-ÖØ-Þ][^\W\d_]*(?:['’][^\W\d_]+)?")


def _any(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_PATTERNS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("email", _any(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), _always),
    ("email", _any(r"[\w.+-]+\s*(?:\(at\)|\[at\])\s*[\w-]+\s*(?:\(dot\)|\[dot\]|\.)\s*\w+"), _always),
    ("link", _any(r"(?:https?://|www\.)\S+"), _always),
    ("handle", _any(r"(?<!\w)@\w[\w.]+"), _always),
    ("account", re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,3})?\b"), _always),
    ("card", _any(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)"), is_card),
    ("order", _any(rf"(?P<kept>\b(?:{_ORDER})\b(?:\s*(?:number|no\.?|nr\.?|nummer|numéro|número|n°|id|is|#|:))*"
                   r"\s*#?\s*)(?=[\w-]*\d)[\w-]{4,}"), _always),
    ("order", re.compile(r"#\s?(?=[\w-]*\d)[\w-]{4,}|\b[A-Z]{2,4}-\d[\dA-Z-]{3,}\b"), _always),
    ("phone", _any(r"(?<!\w)\+?\(?\d(?:[\s()./-]{0,2}\d){6,18}(?!\w)"), _is_long),
    ("address", _any(rf"\b{_NUMBER},?\s+(?:[^\W\d_]+\.?\s+){{0,3}}(?:{_STREET})\b\.?(?:,?\s*\d{{4,5}})?"), _always),
    ("address", _any(rf"\b(?:{_GERMAN_STREET}|(?:{_STREET})\s+(?:[^\W\d_]+\s+){{1,4}}?)\s*{_NUMBER}"), _always),
    ("address", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"), _always),
    ("address", _any(rf"(?<![\d.,$€£])\b\d{{5}}(?:-\d{{4}})?\b(?![.,]?\d|\s*(?:{_MONEY}))"), _always),
    ("name", re.compile(rf"(?P<kept>\b(?i:{_NAMED})\b[\s,:]*)[^\W\d_]+(?:\s+[A-ZÀ-Þ][^\W\d_]+)?"), _always),
    ("name", re.compile(rf"(?P<kept>\b(?i:{_KIN})\s+)[A-ZÀ-Þ][^\W\d_]+"), _always),
)  # fmt: skip
