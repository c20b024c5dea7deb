"""Styling facts of a product from whatever a feed says of it, each with its confidence and what told.

    facts(title, description, hints)
      category      field → title → merchant's path → description     (category)
      department    gender and age fields → title → path → category   (department)
      colours       field → title → description                       (colour)
      pattern, materials, cut, fit, heel, waterproof                  (cut)
      clo, coverage, formality, seasons, occasions                    (wear)

Pure. What it gets right, and how far its confidences can be trusted, is measured by `evals run derivation`.
"""

import re
from typing import Any

import msgspec

from commerce.derive import category as derive_category
from commerce.derive import colour as derive_colour
from commerce.derive import cut as derive_cut
from commerce.derive import department as derive_department
from commerce.derive import wear as derive_wear
from commerce.derive.colour import Colour
from commerce.derive.department import Audience
from commerce.garments import CATEGORIES, DEPARTMENTS, Department, Fit, Heel, Pattern, Season, Slot

HEAD = 300
"""Characters of a description that say what a product is; further on it is care, delivery and other products."""
LOW = 0.5
"""Below this confidence a fact is counted as uncertain in the import's report."""


class Hints(msgspec.Struct, frozen=True):
    """What a feed says in fields of its own, as it says it; empty where it does not."""

    category: str = ""
    """An id of `garments.CATEGORIES`: a mapping's own word, believed."""
    product_type: str = ""
    google_category: str = ""
    gender: str = ""
    age_group: str = ""
    colour: str = ""
    material: str = ""
    pattern: str = ""
    season: str = ""
    usage: str = ""
    default_department: Department | None = None


class Derived(msgspec.Struct, frozen=True):
    """One fact with its confidence 0..1 and its source: field, title, path, description, category or default."""

    value: Any
    confidence: float
    source: str


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that Aurora needs to know of a product. `derivation` has one entry per field."""

    category: str
    slot: Slot | None
    department: Department
    colours: tuple[Colour, ...]
    pattern: Pattern
    materials: tuple[str, ...]
    formality: float
    seasons: tuple[Season, ...]
    clo: float
    coverage: float | None
    waterproof: bool | None
    heel: Heel | None
    fit: Fit | None
    occasions: tuple[str, ...]
    cut: dict[str, str]
    derivation: dict[str, Derived]

    @property
    def uncertain(self) -> tuple[str, ...]:
        """The fields derived with a confidence below LOW."""
        return tuple(name for name, fact in self.derivation.items() if fact.confidence < LOW)


def facts(title: str, description: str = "", hints: Hints | None = None) -> Facts:
    """The styling facts of one product. Title and description are plain text (`derive_text`)."""
    hints = hints or Hints()
    category = _category(title, description, hints)
    kind = str(category.value)
    everything = f"{title} | {hints.usage} | {description}"
    colours, colour = _colours(title, description, hints)
    audience = _department(title, description, hints, kind)
    pattern = _pattern(title, description, hints)
    materials = _materials(title, description, hints)
    cut = derive_cut.cut(everything, kind)
    clo = derive_wear.clo(kind, cut, materials.value, everything)
    seasons = _seasons(title, description, hints, kind, clo, materials.value)
    named = f"{title} | {hints.usage}"
    occasions = derive_wear.occasions(named)
    heel, dry = derive_cut.heel(everything, kind), derive_cut.waterproof(everything, kind)
    told = "title" if cut or materials.value else "category"
    derivation = {
        "category": category, "department": Derived(audience.department, audience.confidence, audience.source),
        "colour": colour, "pattern": pattern, "materials": materials, "seasons": seasons,
        "clo": Derived(clo, 0.75 if cut or materials.value else 0.6, told) if clo else Derived(clo, 1.0, "category"),
    }  # fmt: skip
    if heel:
        derivation["heel"] = Derived(heel[0], heel[1], "title" if heel[1] > 0.5 else "category")
    if dry:
        derivation["waterproof"] = Derived(dry[0], dry[1], "title" if dry[1] > 0.7 else "category")
    return Facts(
        category=kind, slot=CATEGORIES[kind].slot, department=audience.department, colours=colours,
        pattern=pattern.value, materials=materials.value, seasons=seasons.value, clo=clo,
        formality=derive_wear.formality(kind, named), coverage=derive_wear.coverage(kind, cut),
        waterproof=dry[0] if dry else None, heel=heel[0] if heel else None, fit=derive_cut.fit(everything),
        occasions=occasions, cut=cut, derivation=derivation,
    )  # fmt: skip


def brand_of(title: str) -> str:
    """The brand that a title opens with, where a department follows it (`Reid & Taylor Men Blue Shirt`), or ""."""
    match = re.match(
        r"\s*(.{2,40}?)\s+(?:wo)?men'?s?\b|\s*(.{2,40}?)\s+(?:unisex|girl'?s?|boy'?s?|kid'?s?|infants?)\b", title, re.I
    )
    words = ((match[1] or match[2]) if match else "").split()
    return " ".join(words) if 0 < len(words) <= 4 else ""


_GENERIC = frozenset(
    ("top", "jacket", "trousers", "shorts", "dress", "trainers", "handbag", "t_shirt", "sweater", "sweatshirt", "coat",
     "boots", "sandals", "scarf", "sun_hat", "oxfords", "heels", "other")
)  # fmt: skip
"""Categories that merchants use for several of ours: a title that names a closer one of the same slot refines them."""


def _category(title: str, description: str, hints: Hints) -> Derived:
    named = derive_category.of_title(title)
    if hints.category in CATEGORIES:
        closer = named is not None and named.confidence > 0.9 and hints.category in _GENERIC - {"other"}
        if closer and named and CATEGORIES[named.category].slot == CATEGORIES[hints.category].slot:
            return Derived(named.category, 0.95, "title")
        return Derived(hints.category, 0.99, "field")
    path = derive_category.of_path(hints.product_type) or derive_category.of_path(hints.google_category)
    if named and path:
        return _agreed(named, path)
    if named:
        return Derived(named.category, named.confidence, "title")
    if path:
        return Derived(path.category, path.confidence, "path")
    told = derive_category.of_description(description[:HEAD])
    return Derived(told.category, told.confidence, "description") if told else Derived("other", 0.2, "default")


def _agreed(named: derive_category.Named, path: derive_category.Named) -> Derived:
    """Title and path together: alike they are surer; unlike, a strong title wins and says so."""
    if named.category == path.category:
        return Derived(named.category, 0.99, "title")
    if CATEGORIES[named.category].slot == CATEGORIES[path.category].slot:
        return (
            Derived(named.category, named.confidence, "title")
            if named.confidence > 0.8
            else Derived(path.category, path.confidence, "path")
        )
    if named.confidence > path.confidence:
        return Derived(named.category, round(named.confidence - 0.15, 2), "title")
    return Derived(path.category, round(path.confidence - 0.2, 2), "path")


def _department(title: str, description: str, hints: Hints, category: str) -> Audience:
    for found in (
        derive_department.of_fields(hints.gender, hints.age_group), derive_department.of_text(title),
        derive_department.of_text(hints.product_type, "path"), derive_department.of_category(category, title),
    ):  # fmt: skip
        if found:
            return derive_department.for_category(found, category)
    if hints.default_department in DEPARTMENTS:
        return Audience(hints.default_department, 0.6, "default")
    told = derive_department.of_text(description[:HEAD], "description")
    return Audience(told.department, 0.6, "description") if told else derive_department.DEFAULT


def _colours(title: str, description: str, hints: Hints) -> tuple[tuple[Colour, ...], Derived]:
    """Every colour, the main one first. The title's further ones stand behind a field's."""
    sources = (
        ("field", derive_colour.of_field(hints.colour) if hints.colour else (), 1.0),
        ("title", derive_colour.of_text(title), 1.0),
        ("description", derive_colour.of_text(description[:HEAD])[:2], 0.6),
    )
    for source, found, trust in sources:
        if found:
            colours = found[:4]
            return colours, Derived([c.name for c in colours], round(colours[0].confidence * trust, 2), source)
    return (derive_colour.UNKNOWN,), Derived([], 0.0, "default")


def _pattern(title: str, description: str, hints: Hints) -> Derived:
    for source, text, trust in (
        ("field", hints.pattern, 1.05),
        ("title", title, 1.0),
        ("description", description[:HEAD], 0.8),
    ):
        found = derive_cut.pattern(text) if text else None
        if found:
            return Derived(found[0], round(min(found[1] * trust, 0.99), 2), source)
    return Derived("plain", 0.55, "default")


def _materials(title: str, description: str, hints: Hints) -> Derived:
    for source, text, sure in (
        ("field", hints.material, 0.98),
        ("title", title, 0.9),
        ("description", description, 0.75),
    ):
        found = derive_cut.materials(text) if text else ()
        if found:
            return Derived(found, sure, source)
    return Derived((), 0.5, "default")


def _seasons(
    title: str, description: str, hints: Hints, category: str, clo: float, materials: tuple[str, ...]
) -> Derived:
    if hints.season:
        return Derived(derive_wear.seasons(hints.season), 0.8, "field")
    for source, text, sure in (("title", title, 0.85), ("description", description, 0.6)):
        found = derive_wear.seasons(text)
        if found:
            return Derived(found, sure, source)
    return Derived(derive_wear.usual_seasons(category, clo, materials), 0.5, "category")
