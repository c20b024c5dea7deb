# ruff: noqa: E501 - word tables read best one idea a line
"""Words and grammar in the four languages: money, lists, occasions, slots, colours, wishes."""

import re
from collections.abc import Sequence

from aurora.budgets import Said, as_said
from aurora.names import CHARACTER, named_in
from aurora.types import Constraint, Language, Occasion, StyleContext
from commerce.garments import CATEGORIES, SLOTS, Slot
from core.money import Money, exponent, show

__all__ = [
    "CHARACTER",
    "OCCASION",
    "SLOT",
    "a",
    "budget_said",
    "capital",
    "colour",
    "degrees",
    "join",
    "material",
    "money",
    "occasion",
    "pattern",
    "wish",
]

_SIGN = {"USD": "$", "EUR": "€", "GBP": "£", "INR": "₹", "JPY": "¥"}
_AND: dict[Language, str] = {"en": "and", "de": "und", "fr": "et", "es": "y"}


def money(amount: Money, language: Language = "en") -> str:
    """`$177`, `$59.50`, `177,00 €`: as a shop in that language writes it; the code where we have no sign for it."""
    sign = _SIGN.get(amount.currency)
    if sign is None:
        return show(amount)
    places = exponent(amount.currency)
    value = amount.amount / 10**places
    if language == "en":
        whole = amount.amount % 10**places == 0
        return f"{sign}{value:,.0f}" if whole else f"{sign}{value:,.{places}f}"
    thousands = "\u202f" if language == "fr" else "."
    figure = f"{value:,.{places}f}".replace(".", "|").replace(",", thousands).replace("|", ",")
    return f"{figure} {sign}"


_ABOUT: dict[Language, str] = {"en": "about {}", "de": "etwa {}", "fr": "environ {}", "es": "unos {}"}


def budget_said(said: Said, language: Language = "en", *, hedged: bool = True) -> str:
    """`$300`, `about $300`, `€300 ($324)`: the figure that the shopper said, and what it is worth here.

    hedged: False leaves out the "about".
    """
    shown = money(said.amount, language)
    if said.amount.currency != said.limit.currency:
        shown = f"{shown} ({money(said.target, language)})"
    return _ABOUT[language].format(shown) if said.about and hedged else shown


def join(words: Sequence[str], language: Language = "en") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    last = words[-1]
    link = _AND[language]
    if language == "es" and re.match(r"h?[iíyIÍ](?![aeoú])", last):
        link = "e"
    return f"{', '.join(words[:-1])} {link} {last}"


def a(noun: str) -> str:
    """The noun with its English article, by sound: an hour, a uniform, an off-white shirt."""
    lower = noun.lower()
    vowel = (lower[:1] in "aeiou" and not re.match(r"(?:uni|use|euro|one|u\b)", lower)) or bool(
        re.match(r"h(?:our|onest|eir)", lower)
    )
    return f"{'an' if vowel else 'a'} {noun}"


def capital(text: str) -> str:
    """The text with its first letter upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


OCCASION: dict[Language, dict[Occasion, str]] = {
    "en": {
        "everyday": "every day", "work": "work", "business_formal": "a formal day at work", "interview": "your interview",
        "wedding_guest": "the wedding", "black_tie": "a black-tie evening", "cocktail": "cocktails", "party": "the party",
        "date": "your date", "evening": "the evening", "brunch": "brunch", "travel": "the trip", "beach": "the beach",
        "outdoor": "a day outdoors", "sport": "training", "lounge": "a day at home", "festival": "the festival",
        "funeral": "the funeral", "graduation": "graduation",
    },
    "de": {
        "everyday": "den Alltag", "work": "die Arbeit", "business_formal": "einen förmlichen Arbeitstag", "interview": "dein Vorstellungsgespräch",
        "wedding_guest": "die Hochzeit", "black_tie": "einen festlichen Abend", "cocktail": "die Cocktailstunde", "party": "die Party",
        "date": "dein Date", "evening": "den Abend", "brunch": "den Brunch", "travel": "die Reise", "beach": "den Strand",
        "outdoor": "einen Tag draußen", "sport": "das Training", "lounge": "einen Tag zu Hause", "festival": "das Festival",
        "funeral": "die Trauerfeier", "graduation": "die Abschlussfeier",
    },
    "fr": {
        "everyday": "tous les jours", "work": "le travail", "business_formal": "une journée de travail formelle", "interview": "votre entretien",
        "wedding_guest": "le mariage", "black_tie": "une soirée habillée", "cocktail": "le cocktail", "party": "la fête",
        "date": "votre rendez-vous", "evening": "la soirée", "brunch": "le brunch", "travel": "le voyage", "beach": "la plage",
        "outdoor": "une journée dehors", "sport": "le sport", "lounge": "une journée à la maison", "festival": "le festival",
        "funeral": "les obsèques", "graduation": "la remise des diplômes",
    },
    "es": {
        "everyday": "el día a día", "work": "el trabajo", "business_formal": "un día de trabajo formal", "interview": "tu entrevista",
        "wedding_guest": "la boda", "black_tie": "una noche de etiqueta", "cocktail": "el cóctel", "party": "la fiesta",
        "date": "tu cita", "evening": "la noche", "brunch": "el brunch", "travel": "el viaje", "beach": "la playa",
        "outdoor": "un día al aire libre", "sport": "el entrenamiento", "lounge": "un día en casa", "festival": "el festival",
        "funeral": "el funeral", "graduation": "la graduación",
    },
}  # fmt: skip

SLOT: dict[Language, dict[Slot, str]] = {
    "en": dict(zip(SLOTS, ("top", "bottoms", "dress", "outer layer", "shoes", "bag", "accessory"), strict=True)),
    "de": dict(zip(SLOTS, ("Oberteil", "Hose oder Rock", "Kleid", "Jacke", "Schuhe", "Tasche", "Accessoire"), strict=True)),
    "fr": dict(zip(SLOTS, ("haut", "bas", "robe", "veste", "chaussures", "sac", "accessoire"), strict=True)),
    "es": dict(zip(SLOTS, ("parte de arriba", "parte de abajo", "vestido", "chaqueta", "zapatos", "bolso", "accesorio"), strict=True)),
}  # fmt: skip


def colour(name: str, language: Language = "en") -> str:
    """The colour's name in the language."""
    return named_in(language, name, "colour")


def material(name: str, language: Language = "en") -> str:
    return named_in(language, name, "material")


def pattern(name: str, language: Language = "en") -> str:
    """The pattern's name, or that of a cut or heel, in the language."""
    return named_in(language, name, "pattern").replace("_", "-")


def occasion(context: StyleContext, language: Language = "en") -> str | None:
    """The occasion as it follows "for": `the wedding`, `die Hochzeit`."""
    return OCCASION[language].get(context.occasion) if context.occasion else None


def degrees(celsius: float, language: Language = "en") -> str:
    figure = f"{celsius:.0f}" if celsius == round(celsius) else f"{celsius:.1f}"
    figure = figure.replace("-", "−")
    if language != "en":
        figure = figure.replace(".", ",")
    unit = {"en": "degrees", "de": "Grad", "fr": "degrés", "es": "grados"}[language]
    return f"{figure} {unit if language != 'en' or figure != '1' else 'degree'}"


_NO: dict[Language, str] = {"en": "no", "de": "kein", "fr": "pas de", "es": "sin"}
_KIND: dict[Language, dict[str, str]] = {
    "en": {"waterproof": "waterproof", "warmth": "the warmth", "formality": "how dressed-up it is", "coverage": "the coverage", "lock": "the piece you kept",
           "heel": "{} heels", "fit": "a {} fit", "size": "size {}", "pattern": "{}", "budget": "a budget of {}", "flat": "flat shoes"},
    "de": {"waterproof": "wasserdicht", "warmth": "die Wärme", "formality": "der Grad an Eleganz", "coverage": "die Bedeckung", "lock": "das behaltene Stück",
           "heel": "Absatzhöhe {}", "fit": "Passform {}", "size": "Größe {}", "pattern": "Muster {}", "budget": "ein Budget von {}", "flat": "flache Schuhe"},
    "fr": {"waterproof": "imperméable", "warmth": "la chaleur", "formality": "le niveau d'élégance", "coverage": "la couvrance", "lock": "la pièce gardée",
           "heel": "talons {}", "fit": "coupe {}", "size": "taille {}", "pattern": "motif {}", "budget": "un budget de {}", "flat": "chaussures plates"},
    "es": {"waterproof": "impermeable", "warmth": "el abrigo", "formality": "el grado de elegancia", "coverage": "la cobertura", "lock": "la prenda que guardas",
           "heel": "tacón {}", "fit": "corte {}", "size": "talla {}", "pattern": "estampado {}", "budget": "un presupuesto de {}", "flat": "zapatos planos"},
}  # fmt: skip


def wish(constraint: Constraint, language: Language = "en") -> str:
    """The wish in our own words: `navy`, `no leather`, `a budget of $200`. Never the shopper's raw text."""
    value, kind, words = constraint.value, constraint.kind, _KIND[language]
    name = value.name or ""
    if (said := as_said(constraint)) is not None:
        return words["budget"].format(budget_said(said, language))
    if kind == "heel" and name == "flat":
        return words["flat"]
    if kind == "size":
        return words["size"].format(value.size or name)
    if kind == "other" and name:
        return f"“{name}”"
    if kind in ("heel", "fit", "pattern"):
        return words[kind].format(pattern(name, language))
    if kind in words:
        return words[kind]
    bare = kind.removeprefix("avoid_")
    noun = {"colour": colour, "material": material, "category": _category}.get(bare, lambda n, _: n)(name, language)
    if not noun:
        return {"en": "that wish", "de": "dieser Wunsch", "fr": "ce souhait", "es": "ese deseo"}[language]
    return f"{_NO[language]} {noun}" if kind.startswith("avoid_") else noun


def _category(name: str, language: Language) -> str:
    if name in CATEGORIES:
        return CATEGORIES[name].plural if language == "en" else named_in(language, name, "category")
    return SLOT[language].get(name, name)  # type: ignore[call-overload, no-any-return]
