"""Pieces as words in a sentence: articles, agreement, lists."""

from collections.abc import Sequence
from typing import Any

from aurora.composer.words import capital, join, money
from aurora.grounding import is_plural
from aurora.types import Language, OutfitItem
from commerce.garments import CATEGORIES

__all__ = ["agree", "listed", "priced", "short", "shortly", "titled", "voice_of"]


def titled(item: OutfitItem, language: Language = "en") -> str:
    """`the Merino Roll-Neck`, `your own jeans`; in the other languages the bare title, whose gender is not known."""
    title = " ".join(item.title.split())
    if item.owned:
        return _OWN[language].format(title)
    return title if language != "en" or title.lower().startswith("the ") else f"the {title}"


_OWN: dict[Language, str] = {
    "en": "your own {}",
    "de": "{} (schon deins)",
    "fr": "{} (déjà à vous)",
    "es": "{} (ya es tuyo)",
}


def short(item: OutfitItem) -> str:
    """What the piece is, in one or two words: `trench coat`, `boots`; flats are shoes, for "the flats are flat"."""
    if item.category == "flats":
        return "shoes"
    kind = CATEGORIES[item.category]
    return kind.plural if is_plural(item.title, item.category) else kind.noun


def shortly(items: Sequence[OutfitItem]) -> list[str]:
    """`the coat`, `the boots`: the noun where it tells the piece from the other items, else the title."""
    nouns = [short(item) for item in items]
    return [f"the {noun}" if nouns.count(noun) == 1 else titled(item) for noun, item in zip(nouns, items, strict=True)]


def listed(items: Sequence[OutfitItem], language: Language = "en") -> str:
    return join([titled(item, language) for item in items], language)


def priced(items: Sequence[OutfitItem], language: Language = "en") -> str:
    """`the X at $59 and the Y at $75`; with brackets outside English."""
    shape = "{} at {}" if language == "en" else "{} ({})"
    shown = [titled(item, language) for item in items]
    told = [
        name if item.owned else shape.format(name, money(item.price, language))
        for name, item in zip(shown, items, strict=True)
    ]
    return join(told, language)


def agree(items: Sequence[OutfitItem], suffix: str = "") -> dict[str, Any]:
    """The words that agree with the items as a subject, for a phrase's gaps: {s} {es} {is} {has} {it} {its} …"""
    many = len(items) > 1 or any(is_plural(item.title, item.category) for item in items)
    words = {
        "s": "" if many else "s",
        "es": "" if many else "es",
        "ies": "y" if many else "ies",
        "is": "are" if many else "is",
        "was": "were" if many else "was",
        "has": "have" if many else "has",
        "it": "they" if many else "it",
        "It": "They" if many else "It",
        "its": "their" if many else "its",
        "it_obj": "them" if many else "it",
    }
    return {name + suffix: word for name, word in words.items()}


def voice_of(item: OutfitItem, language: Language, name: str = "x", suffix: str = "") -> dict[str, Any]:
    """The gaps for one piece: {x}, {X} and what agrees with it."""
    words = titled(item, language)
    return {name: words, name.upper(): capital(words), **agree([item], suffix)}
