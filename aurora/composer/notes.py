# ruff: noqa: E501 - forms read best one a line
"""Receipt notes and reasons for empty slots in the shopper's language.

The stages that decide write one English sentence per case. Here is the catalogue of those forms with their German, French
and Spanish wording; what fills a form (titles, colours, sums, sizes) is said in the language too. A note in any of the four
languages can be said in any other, since a look that stays on the table keeps its reasons. A form that is not here is said
by a neutral sentence, never in English.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Literal

import msgspec

from aurora.composer.note_forms import CLAUSES, FEEDBACK, FORMS, NEUTRAL, NOTHING, SLOTS_MANY, WISHES, Form
from aurora.composer.words import capital, colour, join, material, money, pattern
from aurora.names import COLOURS, MATERIALS, PATTERNS, named_in
from aurora.types import Constraint, Language, Outfit
from commerce.garments import CATEGORIES
from core.money import Money, exponent

__all__ = ["feedback_note", "localised", "note"]

_LANGUAGES: tuple[Language, ...] = ("en", "de", "fr", "es")
_HOLE = re.compile(r"\{(\w+)\}")
_SHARED = frozenset(("rate", "currency", "size", "wish", "x", "brand"))
"""What fills a form as it is in every language."""


def feedback_note(kept: Literal["profile", "visit", "nothing"], language: Language) -> str:
    """What became of a verdict, in the language."""
    return FEEDBACK[kept][_LANGUAGES.index(language)]


def localised(
    outfits: Sequence[Outfit], constraints: Sequence[Constraint], language: Language
) -> tuple[tuple[Outfit, ...], tuple[Constraint, ...]]:
    """The cards and receipts with every note and reason in the language."""
    if language == "en" and not _FOREIGN.search(" ".join(_texts(outfits))):
        return tuple(outfits), tuple(constraints)
    told = tuple(_outfit(outfit, language) for outfit in outfits)
    return told, tuple(_constraint(constraint, language) for constraint in constraints)


_FOREIGN = re.compile(r"\b(?:nichts|kein|ohne|warm genug|rien|sans|assez|nada|sin|no hay|bastante)\b", re.IGNORECASE)


def _texts(outfits: Iterable[Outfit]) -> Iterable[str]:
    return (slot.why for outfit in outfits for slot in outfit.empty_slots)


def _outfit(outfit: Outfit, language: Language) -> Outfit:
    slots = tuple(msgspec.structs.replace(slot, why=note(slot.why, language)) for slot in outfit.empty_slots)
    return msgspec.structs.replace(outfit, empty_slots=slots)


def _constraint(constraint: Constraint, language: Language) -> Constraint:
    text = constraint.text
    if constraint.kind == "other" and constraint.status == "relaxed":
        text = _wish(text, language)
    said = note(constraint.note, language) if constraint.note else None
    return msgspec.structs.replace(constraint, note=said, text=text)


def _wish(text: str, language: Language) -> str:
    """`other shoes` and `a cheaper look`, which a receipt bears where the shopper's words were "swap" or "cheaper"."""
    at = _LANGUAGES.index(language)
    return next((row[at] for row in WISHES if text in row), text)


def note(text: str, language: Language) -> str:
    """The note in the language; a neutral sentence where its form is unknown. A closing full stop is kept."""
    stop = "." if text.endswith(".") else ""
    bare = text.strip().rstrip(".")
    for form, source, found in _matching(bare, FORMS[:-1]):
        return text if source == language else _said(form, found, language, bare) + stop
    if (composed := _composed(bare, language)) is not None:
        return composed + stop
    for form, source, found in _matching(bare, FORMS[-1:]):
        return text if source == language else _said(form, found, language, bare) + stop
    return text if language == "en" else NEUTRAL[language] + stop


def _said(form: Form, found: Mapping[str, str], language: Language, text: str) -> str:
    target = form[_LANGUAGES.index(language)]
    said = _HOLE.sub(lambda hole: _fill(hole[1], found[hole[1]], language), target)
    return capital(said) if text[:1].isupper() else said


def _matching(text: str, forms: Sequence[Form]) -> Iterable[tuple[Form, Language, dict[str, str]]]:
    for language in _LANGUAGES:
        for form in forms:
            if match := _pattern(form[_LANGUAGES.index(language)]).fullmatch(text):
                yield form, language, match.groupdict()


@cache
def _pattern(form: str) -> re.Pattern[str]:
    parts = _HOLE.split(form)
    body = "".join(re.escape(part) if n % 2 == 0 else f"(?P<{part}>.+?)" for n, part in enumerate(parts))
    return re.compile(body, re.IGNORECASE)


# ── what fills a form ──────────────────────────────────────────────────────────────────────────────────────────────


def _fill(hole: str, words: str, language: Language) -> str:
    if hole in _SHARED:
        return words
    return _FILL[hole.rstrip("0123456789")](words, language)


def _amount(words: str, language: Language) -> str:
    found = re.fullmatch(r"([\d,]+(?:\.\d+)?) ([A-Z]{3})", words)
    if found is None:
        return words
    return money(Money(round(float(found[1].replace(",", "")) * 10 ** exponent(found[2])), found[2]), language)


def _listed(words: str, one: Callable[[str], str], language: Language) -> str:
    """`black, navy or red`, each said in the language."""
    names = re.split(r", | or | oder | ou | o ", words)
    return join([one(name) for name in names], language).replace(*_OR[language])


_OR: Mapping[Language, tuple[str, str]] = {
    "en": (" and ", " or "), "de": (" und ", " oder "), "fr": (" et ", " ou "), "es": (" y ", " o "),
}  # fmt: skip


def _in_table(
    table: Mapping[str, tuple[str, str, str]], say: Callable[[str, Language], str]
) -> Callable[[str, Language], str]:
    def said(words: str, language: Language) -> str:
        return _listed(words, lambda name: say(_english(table).get(name.lower(), name), language), language)

    return said


_ENGLISH: dict[int, dict[str, str]] = {}


def _english(table: Mapping[str, tuple[str, str, str]]) -> dict[str, str]:
    """A word of any language → our English name."""
    if id(table) not in _ENGLISH:
        _ENGLISH[id(table)] = {
            word.lower(): name for name, row in reversed(list(table.items())) for word in (*row, name)
        }
    return _ENGLISH[id(table)]


def _garment(words: str, language: Language) -> str:
    return _listed(words, lambda name: _kind(name, language), language)


def _kind(word: str, language: Language) -> str:
    found = next((c for c in CATEGORIES.values() if word in (c.noun, c.plural, c.id)), None)
    if found is not None:
        plural = found.plural if language == "en" else named_in(language, found.id, "category")
        return plural if plural != found.id else _slot(found.slot or word, language)
    return _slot(word, language)


def _slot(word: str, language: Language) -> str:
    at = _LANGUAGES.index(language)
    return next((row[at] for row in SLOTS_MANY if word in row), word)


def _level(word: str, language: Language) -> str:
    return pattern(_english(PATTERNS).get(word.lower(), word), language)


_FILL: Mapping[str, Callable[[str, Language], str]] = {
    "money": _amount,
    "colour": _in_table(COLOURS, colour),
    "material": _in_table(MATERIALS, material),
    "pattern": _in_table(PATTERNS, pattern),
    "kind": _garment,
    "slot": _slot,
    "level": _level,
}


# ── "nothing in size 46 under 80.00 USD": what no piece in the shop holds together ───────────────────────────────────


def _composed(text: str, language: Language) -> str | None:
    """The reason of a search, clause by clause; None where a clause is unknown."""
    for source in _LANGUAGES:
        at, to = _LANGUAGES.index(source), _LANGUAGES.index(language)
        left, said = text, [NOTHING[to]]
        if not left.lower().startswith(f"{NOTHING[at]} "):
            continue
        left = left[len(NOTHING[at]) + 1 :]
        while left:
            step = _clause(left, at)
            if step is None:
                break
            form, found, left = step
            said.append(_HOLE.sub(lambda hole, found=found: _fill(hole[1], found[hole[1]], language), form[to]))  # type: ignore[misc]
        if not left:
            return text if source == language else " ".join(said)
    return None


def _clause(text: str, at: int) -> tuple[Form, dict[str, str], str] | None:
    """The clause that a text begins with, what fills it, and what is left: the shortest filling that lets the rest begin
    another."""
    for form in CLAUSES:
        ends = "|".join(
            re.escape(_HOLE.split(other[at])[0].strip()) for other in CLAUSES if _HOLE.split(other[at])[0].strip()
        )
        pattern_ = re.compile(rf"{_pattern(form[at]).pattern}(?=$|\s(?:{ends})\b)", re.IGNORECASE)
        if match := pattern_.match(text):
            return form, match.groupdict(), text[match.end() :].lstrip()
    return None
