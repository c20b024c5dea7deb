"""German, French and Spanish: which language a message is in, and the words of the trade laid over the English ones."""

from functools import cache
from typing import cast

from aurora.context import wordlists
from aurora.context.directions import graded, of_weather
from aurora.context.mentions import Lexicon, Meaning, Mention, find, lexicon
from aurora.context.occasions import ORDER, Events, events
from aurora.context.text import Text, split
from aurora.context.vocabulary import english
from aurora.names import COLOURS
from aurora.types import Language, Occasion
from commerce.garments import CATEGORIES, SLOTS


def detect(text: Text, before: Language, *, first: bool) -> Language:
    """The language by its commonest words; a message too short to tell keeps the conversation's."""
    votes: dict[Language, float] = {"en": 0.0, "de": 0.0, "fr": 0.0, "es": 0.0}
    weights = _weights()
    for word in text.line:
        for language, weight in weights.get(word, ()):
            votes[language] += weight
    best = max(votes, key=lambda language: (votes[language], language == before, language == "en"))
    lead = votes[best] - votes[before]
    if votes[best] == 0 or (best != before and lead < (1 if first or len(text.tokens) <= 3 else 1.5)):
        return before
    return best


@cache
def _weights() -> dict[str, tuple[tuple[Language, float], ...]]:
    """What each word says for which language: a common word 1, a word that only the language has 1.5 more."""
    found: dict[str, tuple[tuple[Language, float], ...]] = {}
    languages: tuple[Language, ...] = ("en", "de", "fr", "es")
    for language in languages:
        for word in _stop(language) | _marks(language):
            weight = (word in _stop(language)) + 1.5 * (word in _marks(language))
            found[word] = (*found.get(word, ()), (language, weight))
    return found


@cache
def _stop(language: Language) -> frozenset[str]:
    return frozenset(wordlists.table("languages", "common")[language])


@cache
def _marks(language: Language) -> frozenset[str]:
    """Garments, colours, occasions and directions that only this language has."""
    if language == "en":
        return _english_marks()
    words = _named(language)
    return frozenset(w for w in words if len(w) > 3) - frozenset(wordlists.phrases("languages", "english_too"))


@cache
def _named(language: Language) -> frozenset[str]:
    sections = ("colours", "garments", "occasions", "directions")
    return frozenset(w for section in sections for phrase, _ in _pairs(section, language) for w in phrase)


@cache
def _english_marks() -> frozenset[str]:
    """English comparisons, garments and colours that no other language has borrowed: "cheaper" is English."""
    trade = {w for phrase, meaning in english().phrases.items() if meaning.kind in _TRADE for w in phrase}
    compared = {word for phrase, _ in graded() for word in phrase.split(" ")} | {"more", "less", "instead", "another"}
    foreign = vocabulary() | _named("de") | _named("fr") | _named("es")
    borrowed = foreign | frozenset(wordlists.phrases("languages", "english_too"))
    return frozenset(w for w in trade | compared if len(w) > 3 and w.isalpha()) - borrowed


_TRADE = frozenset(("category", "colour", "material", "pattern", "fit", "heel"))


@cache
def overlay(language: Language) -> dict[tuple[str, ...], Meaning]:
    """The trade's words in that language; they stand before the English ones where both have a word."""
    found = _spoken_colours(language)
    found |= {phrase: Meaning("colour", value) for phrase, value in _pairs("colours", language)}
    for phrase, value in _pairs("materials", language):
        found[phrase] = Meaning("pattern" if value == "lace" else "material", value)
    for phrase, value in _pairs("garments", language):
        slot = CATEGORIES[value].slot if value in CATEGORIES else next(s for s in SLOTS if s == value)
        found[phrase] = Meaning("category", value, slot=slot)
    return _descriptions(language) | found


_LATE = {"de": 0, "fr": 1, "es": 2}
_GERMAN_COLOURS = ("schwarz", "weiß", "rot", "blau", "grün", "gelb", "grau", "braun", "beige", "bunt", "violett")
"""Colours that are adjectives; the others are nouns and stay as they are."""
_SHADES = {"de": ("hell{}", "dunkel{}"), "fr": ("{} clair", "{} fonce"), "es": ("{} claro", "{} oscuro")}
"""How a light and a dark shade of a colour are said."""
_SHADED = {
    "blue": ("light blue", "navy"), "green": ("mint", "forest green"), "grey": ("grey", "charcoal"),
    "brown": ("tan", "chocolate"), "pink": ("blush", "hot pink"), "red": ("red", "burgundy"),
}  # fmt: skip


def _spoken_colours(language: Language) -> dict[tuple[str, ...], Meaning]:
    """The colours as our own replies name them, with the endings of the language, and light and dark shades."""
    found: dict[tuple[str, ...], Meaning] = {}
    if language == "en":
        return found
    for value, said in COLOURS.items():
        for form in _coloured(said[_LATE[language]].lower(), language):
            found[split(form)] = Meaning("colour", value)
    for phrase, value in _pairs("colours", language):
        if value in _SHADED and len(phrase) == 1:
            for pattern, shade in zip(_SHADES[language], _SHADED[value], strict=True):
                found.setdefault(split(pattern.format(phrase[0])), Meaning("colour", shade))
    return found


def _coloured(word: str, language: Language) -> list[str]:
    """The forms of a colour's name: German adjectives take their endings, the others a plural."""
    if language == "de" and not word.endswith(_GERMAN_COLOURS):
        return [word]
    if language == "de":
        stem = word.removesuffix("e") if word.endswith("e") and not word.endswith("ee") else word
        return [word] if " " in word else [word, *(stem + ending for ending in ("e", "en", "er", "es", "em"))]
    return [word] if " " in word else [word, word + ("s" if word[-1] in "aeiou" or language == "fr" else "es")]


def _descriptions(language: Language) -> dict[tuple[str, ...], Meaning]:
    """What describes in that language, in every ending: flat, striped, waterproof, warm …"""
    rows = [(form, said) for stem, said in _pairs("adjectives", language) for form in _inflected(stem[-1], language)]
    rows += [(" ".join(phrase), said) for phrase, said in _pairs("descriptions", language)]
    found = {}
    for phrase, said in rows:
        kind, _, value = said.partition("=")
        level = float(value) if kind in ("warmth", "coverage", "formality") else None
        found[tuple(phrase.split(" "))] = Meaning(kind, kind if level is not None else value, level)
    return found


def _inflected(stem: str, language: Language) -> list[str]:
    """The forms of an adjective by its endings."""
    if language == "de":
        return [stem + ending for ending in ("", "e", "en", "er", "es", "em")]
    if language == "fr":
        feminine = stem[:-1] + "re" if stem.endswith("er") else stem if stem.endswith("e") else stem + "e"
        return [stem, stem + "s", feminine, feminine + "s"]
    if stem.endswith("o"):
        return [stem[:-1] + ending for ending in ("o", "a", "os", "as")]
    return [stem, stem + ("s" if stem.endswith(("e", "a")) else "es")]


@cache
def _pairs(section: str, language: Language) -> list[tuple[tuple[str, ...], str]]:
    """Phrases of a section with what each stands for: `kleid:dress` in the file."""
    found = []
    for row in wordlists.table("languages", section).get(language, ()):
        phrase, _, value = row.rpartition(":")
        found.append((split(phrase), value))
    return found


@cache
def _phrases(language: Language, section: str) -> Lexicon:
    return lexicon({phrase: Meaning(section, value) for phrase, value in _pairs(section, language)})


def occasion(text: Text, language: Language) -> Occasion | None:
    """The occasion in German, French or Spanish words; None in English or where none is named."""
    found = find(text, _phrases(language, "occasions"))
    return max((cast(Occasion, m.value) for m in found), key=ORDER.index, default=None)


_PLANNED = 80
"""Words of a message in which two events are looked for: a rant names many."""


def two_events(text: Text, language: Language) -> Events | None:
    """Two events with days of their own, in that language's words or in English ones; none in a long message."""
    if len(text.line) > _PLANNED:
        return None
    return events(text, find(text, _phrases(language, "occasions")))


def directions(text: Text, language: Language) -> list[Mention]:
    """The comparisons in German, French or Spanish words, as those of `aurora.context.directions`; none in English."""
    return find(text, _comparisons(language)) or of_weather(text)


_OPPOSITES = {
    "cheaper": "dearer", "dearer": "cheaper", "warmer": "cooler", "cooler": "warmer", "dressier": "more_casual",
    "more_casual": "dressier", "bolder": "quieter", "quieter": "bolder",
}  # fmt: skip


@cache
def _comparisons(language: Language) -> Lexicon:
    """The phrases of comparison, and every adjective of degree with more, less, too much and not enough of it."""
    found: dict[tuple[str, ...], Meaning] = {}
    for stem, more in _pairs("poles", language):
        less = _OPPOSITES.get(more)
        for form in _inflected(stem[-1], language):
            for degree, way in _pairs("degrees", language):
                toward = more if way == "more" else less
                if toward is not None:
                    found[(*degree, form)] = Meaning("directions", toward)
    plain = {phrase: Meaning("directions", value) for phrase, value in _pairs("directions", language)}
    if language == "de":
        # "Etwas Wärmeres", "einen wärmeren": a comparative is inflected as any adjective.
        plain |= {
            (phrase[0] + ending,): meaning
            for phrase, meaning in plain.items()
            if len(phrase) == 1 and phrase[0].endswith("er")
            for ending in ("e", "en", "es", "er")
        }
    return lexicon(found | plain)


@cache
def refusals(language: Language) -> tuple[tuple[str, ...], ...]:
    """Words of refusal in that language."""
    return tuple(split(phrase) for phrase in wordlists.table("languages", "refusals").get(language, ()))


@cache
def vocabulary() -> frozenset[str]:
    """Every word of the three languages that stands for something."""
    sections = ("colours", "garments", "occasions", "directions", "materials", "descriptions")
    languages: tuple[Language, ...] = ("de", "fr", "es")
    found = {
        w for section in sections for language in languages for phrase, _ in _pairs(section, language) for w in phrase
    }
    found |= {word for language in languages for phrase in _descriptions(language) for word in phrase}
    found |= {word for language in languages for phrase in _comparisons(language).phrases for word in phrase}
    return frozenset(found.union(*(_stop(language) for language in languages)))
