"""Whom the clothes are for: said outright, never assumed from an occasion, a garment or another person nearby."""

import re
from functools import cache
from itertools import pairwise
from typing import cast

from aurora.context import corrections, figures, wordlists
from aurora.context.mentions import Lexicon, Meaning, find, lexicon_of
from aurora.context.text import Text
from commerce.garments import DEPARTMENTS, Department

_EVENTS = frozenset(
    [
        "wedding", "birthday", "party", "funeral", "graduation", "anniversary", "house", "place", "office",
        "parents", "family", "friends", "engagement", "dinner", "ball", "60th", "50th", "40th", "30th", "70th",
        "retirement", "christening", "memorial", "stag", "hen",
    ]
)  # fmt: skip
_WANTS = frozenset(
    [
        "needs", "need", "wants", "want", "is", "has", "loves", "likes", "would", "will", "wears", "looks",
        "prefers", "hates", "braucht", "sucht", "wear", "zur", "zum", "'s", "turning",
    ]
)  # fmt: skip


@cache
def _said() -> Lexicon:
    entries = {
        word: Meaning("department", name) for name, words in wordlists.table("people", "said").items() for word in words
    }
    return lexicon_of(entries | dict.fromkeys(wordlists.phrases("people", "not_people"), Meaning("none")))


@cache
def _implied() -> Lexicon:
    return lexicon_of(
        {
            word: Meaning("department", name)
            for name, words in wordlists.table("people", "implied").items()
            for word in words
        }
    )


@cache
def _by_word(section: str) -> dict[str, Department]:
    rows = wordlists.table("people", section)
    return {word: department for department in DEPARTMENTS for word in rows.get(department, ())}


def _kin() -> dict[str, Department]:
    return _by_word("kin")


def department(text: Text, *, answering: bool = False) -> Department | None:
    """Men, women, boys, girls or unisex where the message says for whom; None where it does not.

    "for my husband" and "my husband needs" say so; "my husband's birthday", "a date with my husband" do not.
    answering: True where we asked for whom, so that a bare "him" or "my wife" is an answer.
    """
    corrected = corrections.tail(text)
    after = _department(corrected, answering=answering) if corrected is not None else None
    return after or _department(text, answering=answering)


def _department(text: Text, *, answering: bool) -> Department | None:
    words = text.line
    child, myself = _child(words), _myself(words)
    if child is not None and (myself is None or {"for", "needs", "wants"} & set(words)):
        return child
    relative = _relative(words, answering=answering, only_for=myself is not None)
    found = [m for m in find(text, _said()) if m.kind == "department" and not _denied(words, m.start)]
    if relative is not None:
        return relative
    if myself is not None:
        return myself
    if {"men", "women"} <= {m.value for m in found} and not _asks_switch(words):
        return "unisex" if "and" in words or "or" in words else cast(Department, found[-1].value)
    grown = _grown(words) or _measured(words)
    if grown is not None and not any(m.value in ("men", "women") for m in found):
        return grown
    if found:
        return cast(Department, found[-1].value)
    return _answer(words) if answering else _listed(words) or _aged(words)


_ITEMS: dict[str, Department] = {
    "man": "men", "guy": "men", "bloke": "men", "dude": "men", "gentleman": "men",
    "f": "women", "woman": "women", "lady": "women",
    "mann": "men", "frau": "women", "homme": "men", "femme": "women", "hombre": "men", "mujer": "women",
}  # fmt: skip
_ENDS = frozenset((",", ".", ";", "!", "?", "-", "/", "\n"))


def _listed(words: list[str]) -> Department | None:
    """The department of an item of a list: "dinner in November, man, under 350", "size 12 UK woman"."""
    for at, word in enumerate(words):
        before, after = words[at - 1 : at] if at else ["."], words[at + 1 : at + 2] or ["."]
        is_apart = before[0] in _ENDS or _is_sized(words[:at])
        if word in _ITEMS and is_apart and after[0] in _ENDS and (at or after != ["."]) and after != ["!"]:
            return _ITEMS[word]
    return None


def _is_sized(before: list[str]) -> bool:
    """True where a size ends: "size 12", "UK", "12 EU"."""
    return before[-1:] in (["uk"], ["eu"]) or (before[-2:-1] == ["size"] and before[-1].isdecimal())


_SMALL = frozenset(("little", "small", "young", "toddler", "baby", "school", "year", "old", "tiny", "primary", "other"))
_GROWN = re.compile(
    r"\b(?:for|should|would|does) (?:a|an) (?:(?:very|really|quite|rather) )?([a-z]+) "
    r"(girl|gal|lass|lady|woman|guy|lad|bloke|chap|dude|gent|man)\b(?! ')"
)


def _grown(words: list[str]) -> Department | None:
    """The department of "for a curvy girl" and "for a tall guy": nobody says so of a child."""
    found = _GROWN.search(" ".join(words)) if {"for", "should", "would", "does"} & set(words) else None
    is_old = found is not None and found.group(1) == "old" and found.group(2) not in ("girl", "lad", "lass", "gal")
    if found is None or (found.group(1) in _SMALL | figures.vocabulary() and not is_old):
        return None
    return "women" if found.group(2) in ("girl", "gal", "lass", "lady", "woman") else "men"


_HAS_SIZE = re.compile(
    r"\b(he|she) (?:(?:is|'s|wears|takes|usually takes|needs|normally wears) (?:a |an |in )?(?:size )?)"
    r"(?:xx?s|x{0,3}l|s|m|small|medium|large|\d{2})\b(?! (?:years?|and a half|on|in|today|this|next|tomorrow))"
)


def _measured(words: list[str]) -> Department | None:
    """The department of "he's XL" and "she takes a 12": whose size is told is to be dressed."""
    found = _HAS_SIZE.search(" ".join(words))
    if found is None:
        return None
    return "men" if found.group(1) == "he" else "women"


_SEX_AND_AGE = re.compile(
    r"(?:^|[,.;(!?:] |\bam |\bplease )(?:a )?"
    r"(?:(?:(woman|female|lady|girl)|(man|male|guy|bloke|lad|dude))(?: ?[,/(])?|(f)|(m)) (1[5-9]|[2-9]\d)"
    r"(?= ?(?:$|[,.;)!?]))"
    r"|\b(?:1[5-9]|[2-9]\d) ?[,/]? ?(?:(female|woman)|(male|man))(?= ?(?:$|[,.;)!?]))"
    r"|\bam (?:1[5-9]|[2-9]\d) (?:(f)|(m))\b"
)


def _aged(words: list[str]) -> Department | None:
    """The department of "woman 28", "34, male" and "28f": a sex beside an age."""
    found = _SEX_AND_AGE.search(" ".join(words))
    if found is None:
        return None
    return "women" if any(found.group(n) for n in (1, 3, 6, 8)) else "men"


_MYSELF = re.compile(
    r"\bi (?:am|'m) (?:a |an |just a )?(?:[a-z]+ ){0,2}?"
    r"(man|guy|bloke|dude|lad|gentleman|male|woman|lady|female|gal|girl)\b"
    r"(?! (?:of|who|that) (?:is|was))"
)
_NOT_MYSELF = frozenset(
    (
        "not",
        "for",
        "with",
        "seeing",
        "meeting",
        "marrying",
        "dating",
        "looking",
        "the",
        "after",
        "buying",
        "dressing",
        "her",
        "his",
    )
)


def _myself(words: list[str]) -> Department | None:
    """The department of "I'm a man in my fifties"; None for "I'm with a woman"."""
    found = _MYSELF.search(" ".join(words))
    if found is None or _NOT_MYSELF & set(found.group().split()):
        return None
    return "women" if found.group(1) in ("woman", "lady", "female", "gal", "girl") else "men"


def implied(text: Text) -> Department | None:
    """The department that a role implies (bridesmaid, best man): inferred, not said."""
    found = find(text, _implied())
    return cast(Department, found[-1].value) if found else None


def _asks_switch(words: list[str]) -> bool:
    return "not" in words or "actually" in words or "instead" in words


def _denied(words: list[str], start: int) -> bool:
    before = words[max(0, start - 4) : start]
    return bool({"not", "no"} & set(before)) and "just" not in before and "only" not in before and "," not in before


def _answer(words: list[str]) -> Department | None:
    bare = _by_word("bare")
    found = [bare[word] for word in words if word in bare]
    return found[0] if len(words) <= 8 and found else None


def _relative(words: list[str], *, answering: bool, only_for: bool = False) -> Department | None:
    kin = _kin()
    for at in [at for at, word in enumerate(words) if word in kin]:
        word = words[at]
        after = words[at + 1] if at + 1 < len(words) else ""
        if (
            after == "'s"
            and (
                at + 2 >= len(words) or words[at + 2] not in ("turning", "after", "looking", "going", "getting", "been")
            )
        ) or after in _EVENTS:
            continue
        before = words[max(0, at - 5) : at]
        is_for = any(
            w in ("for", "fuer", "pour", "para", "dress", "dressing", "style", "buying", "gift") for w in before
        ) and not {"party", "dinner", "birthday", "date", "gift", "wedding"} & set(words[at + 1 : at + 2])
        is_for = is_for and not {"with", "of", "by", "from"} & set(before[-4:])
        if only_for and not is_for:
            continue
        if (
            is_for
            or (
                before[-1:] in (["my"], ["meine"], ["mein"], ["mon"], ["ma"], ["mi"])
                and (after in _WANTS or before[:1] == ["soll"])
            )
            or (answering and len(words) <= 6)
        ):
            return kin[word]
    return None


_IS_AGED = re.compile(r"\b(?:she|he) (?:'s|is) (\d{1,2})\b(?! (?:months|weeks|%|cm|feet))")
_AGE = re.compile(r"\b(\d{1,2})[ -]?(?:years?|yrs?|yo|yr|y)[ -]?(?:old|o)?\b")


_AGES = {word: str(n) for n, word in enumerate(figures.UNITS)}


def _child(words: list[str]) -> Department | None:
    """Girls or boys for a daughter or a son of at most fourteen; women or men for an older one; None without an age."""
    words = [_AGES.get(word, word) for word in words]
    line = " ".join(words)
    for at, word in enumerate(words):
        if word not in (
            "godson",
            "goddaughter",
            "daughter",
            "son",
            "granddaughter",
            "grandson",
            "tochter",
            "sohn",
            "hija",
            "hijo",
            "fils",
            "girl",
            "boy",
            "niece",
            "nephew",
        ):
            continue
        if words[at + 1 : at + 2] == ["'s"] and words[at + 2 : at + 3] not in (["outfit"], ["look"], ["clothes"]):
            continue
        near = words[max(0, at - 8) : at + 8]
        if "wedding" in words[at + 1 : at + 3]:
            continue
        female = word in ("daughter", "goddaughter", "granddaughter", "tochter", "hija", "girl", "niece")
        found = _AGE.search(" ".join(near)) or (_AGE.search(line) if word not in ("girl", "boy") else None)
        found = found or _IS_AGED.search(line) or _AGE_BEFORE.search(line)
        age = int(found.group(1)) if found else _bare_age(words, at)
        if age is None and not {"little", "toddler", "kid", "baby", "young", "small", "kleine", "kleinen"} & set(near):
            continue
        if age is not None and age > 14:
            return "women" if female else "men"
        return "girls" if female else "boys"
    return None


_AGE_BEFORE = re.compile(r"\b(\d{1,2}) (?:[(,/] ?)?(?:girl|boy)\b")
_BEFORE_AGE = frozenset(
    (",", "(", "is", "who", "aged", "turning", "turns", "turned", "age", "'s", "he", "she", "will", "be", "just",
     "almost", "nearly", "about", "now", "only", "has", "and")
)  # fmt: skip


def _bare_age(words: list[str], at: int) -> int | None:
    """The age in "my daughter, 9," or "daughter (9)" or "my son is 6"."""
    for word in words[at + 1 : at + 6]:
        if word.isdecimal() and word.isascii() and int(word) < 30:
            return int(word)
        if word not in _BEFORE_AGE:
            return None
    return None


def has_child_without_age(text: Text) -> bool:
    """True where the clothes are for a daughter or son whose age is not said, so that the department is open."""
    words = text.line
    pairs = pairwise(words)
    return (
        _child(words) is None
        and (("for", "my") in pairs or bool({"needs", "wants"} & set(words)))
        and bool({"daughter", "son", "kid", "child"} & set(words))
    )


def vocabulary() -> frozenset[str]:
    """Every word of the phrases of this module, and of kin."""
    return frozenset(word for phrase in _said().phrases for word in phrase) | frozenset(_kin())


_FOR_WHOM = re.compile(
    r"\b(?:something|anything|one|an? (?:outfit|look|set)|clothes|what about) for (?:me|my \w+|him|her|them)"
    r" (?:too|as well|also)\b"
    r"|\b(?:now|and|also) (?:something|one|an? (?:outfit|look)) for (?:me|him|her|my \w+)\b"
)


def is_for_another(text: Text) -> bool:
    """True where clothes for a second wearer are asked for ("something for me too"), whose body nobody knows."""
    return len(text.line) <= 40 and _FOR_WHOM.search(" ".join(text.line)) is not None
