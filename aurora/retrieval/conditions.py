"""What a slot is filtered by, as SQL: limits that are never let go, wishes that may be, preferences that only rank."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from aurora.retrieval.sizes import ONE_SIZE, fitting
from aurora.types import Analysis, Constraint
from commerce.colours import shades
from commerce.garments import CATEGORIES, SIZE_KEY, SLOTS, Slot
from core.money import Money, show


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """One filter over a product's search row (alias e), or over each of its variants (v), with its bind values.

    A condition on variants says it over the search row too, which knows what is in stock: `some` holds where a
    variant may hold it, `every` where each of them does. Where two conditions have to meet in one variant and neither
    holds for every one, the variants are looked at.
    """

    name: str
    """Constraint kind; what `Pool.widened` reports."""
    words: str
    """The limit in words: "in size 46"."""
    sql: str
    some: str = ""
    every: str = ""
    values: dict[str, Any] = {}

    @property
    def of_variants(self) -> bool:
        return bool(self.some)


def hard(analysis: Analysis, *kinds: str, slot: Slot | None = None) -> list[Constraint]:
    """Enforced constraints of the kinds; with `slot`, only those that speak of it or of the whole look."""
    return [
        c
        for c in analysis.constraints
        if c.hard and c.kind in kinds and (slot is None or c.slot is None or c.slot == slot)
    ]


# ── limits ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def limits(slot: Slot, analysis: Analysis, spent: int, *, worn: int = 0) -> Iterator[Condition]:
    """What holds for every candidate of a slot. spent: what the pieces that stay cost. worn: of a look that is over its
    budget already, what its piece in the slot costs: that much may be spent on it still."""
    yield from _price(slot, analysis, spent, worn)
    yield from _size(slot, analysis)
    yield from _avoided(slot, analysis)
    if slot == "shoes":
        yield from _heel(analysis)
    if slot in ("outerwear", "shoes", "bag"):
        yield from _waterproof(slot, analysis)
    yield from _coverage(slot, analysis)


def _price(slot: Slot, analysis: Analysis, spent: int, worn: int) -> Iterator[Condition]:
    """At most what the budget leaves: of the whole look after the pieces that stay, or for each item."""

    def left(c: Constraint, amount: int) -> int:
        if c.value.per == "item":
            return amount
        return amount - spent if c.source == "message" else max(amount - spent, worn)

    caps = [
        (left(c, c.value.amount), c.value.currency)
        for c in hard(analysis, "budget", slot=slot)
        if c.value.amount is not None and c.value.currency and c.status != "unverifiable"
    ]
    if not caps:
        return
    amount, currency = min(caps, key=lambda cap: cap[0])
    words = f"under {show(Money(max(amount, 0), currency))}"
    yield Condition(
        name="budget", words=words, sql="v.price <= :cap", values={"cap": amount},
        some="e.min_price <= :cap", every="e.max_price <= :cap",
    )  # fmt: skip


def _size(slot: Slot, analysis: Analysis) -> Iterator[Condition]:
    key = SIZE_KEY[slot]
    if key is None:
        return
    said = [c.value.size for c in hard(analysis, "size", slot=slot) if key in c.value.members and c.value.size]
    known = getattr(analysis.context.sizes, key, None) if analysis.context.sizes else None
    sizes = said or ([known] if known else [])
    if sizes:
        labels = {label for size in sizes for label in fitting(key, size, analysis.context.department)}
        yield Condition(
            name="size", words=f"in size {' or '.join(sizes)}",
            sql="coalesce(upper(v.size), '') = ANY(CAST(:sizes AS text[]))",
            some="e.sizes && CAST(:sizes AS text[])", every="e.sizes <@ CAST(:sizes AS text[])",
            values={"sizes": ["", *sorted(labels), *ONE_SIZE]},
        )  # fmt: skip


def _avoided(slot: Slot, analysis: Analysis) -> Iterator[Condition]:
    def names(kind: str) -> list[str]:
        return [name for c in hard(analysis, kind, slot=slot) for name in c.value.members]

    if colours := names("avoid_colour"):
        values = {"no_colours": sorted({shade for name in colours for shade in shades(name)})}
        yield Condition(
            name="avoid_colour", words=f"that is not {_or(colours)}",
            sql="v.colour <> ALL(CAST(:no_colours AS text[]))",
            some="NOT e.colours <@ CAST(:no_colours AS text[])", every="NOT e.colours && CAST(:no_colours AS text[])",
            values=values,
        )  # fmt: skip
    if materials := names("avoid_material"):
        sql = f"NOT {_MATERIAL.format(bind='no_materials')}"
        values = {"no_materials": _material_words(materials)}
        yield Condition(name="avoid_material", words=f"without {_or(materials)}", sql=sql, values=values)
    if categories := [name for name in names("avoid_category") if name not in SLOTS]:
        sql = "e.category <> ALL(CAST(:no_categories AS text[]))"
        words = f"other than {_or([_plural(name) for name in categories])}"
        yield Condition(name="avoid_category", words=words, sql=sql, values={"no_categories": categories})
    if brands := names("avoid_brand"):
        sql = "lower(e.brand) <> ALL(CAST(:no_brands AS text[]))"
        values = {"no_brands": [brand.lower() for brand in brands]}
        yield Condition(name="avoid_brand", words=f"not by {_or(brands)}", sql=sql, values=values)
    if patterns := names("avoid_pattern"):
        sql = "e.pattern <> ALL(CAST(:no_patterns AS text[]))"
        yield Condition(
            name="avoid_pattern",
            words=f"not {_or(patterns)}",
            sql=sql,
            values={"no_patterns": patterns},
        )


# A material is named by any word of a label ("leather" in "nappa leather"), unless the label says that it is not real.
# The labels are looked at one by one only where the word is in them at all: that took 6 µs a product.
_MATERIAL = (
    "(lower(array_to_string(e.materials, '/')) ~ ANY(CAST(:{bind} AS text[])) AND EXISTS (SELECT FROM "
    "unnest(e.materials) AS m WHERE lower(m) ~ ANY(CAST(:{bind} AS text[])) "
    "AND lower(m) !~ '\\m(vegan|faux|imitation|synthetic)\\M'))"
)


def _material_words(names: Sequence[str]) -> list[str]:
    """POSIX patterns that find each name as whole words; a plain name holds letters, spaces and hyphens only."""
    return [f"\\m{''.join(c if c.isalnum() else '.' for c in name.lower())}\\M" for name in names]


def _heel(analysis: Analysis) -> Iterator[Condition]:
    heights = ("flat", "low", "mid", "high")
    highest = [heights.index(c.value.name) for c in hard(analysis, "heel", slot="shoes") if c.value.name in heights]
    if highest:
        values = {"no_heels": list(heights[min(highest) + 1 :])}
        # Where the shop does not state a heel, only a category that is one by its name is left out.
        sql = (
            "(e.heel <> ALL(CAST(:no_heels AS text[])) OR e.heel IS NULL "
            "AND e.category NOT IN ('heels', 'heeled_sandals'))"
        )
        words = f"with a {heights[min(highest)]} heel" if min(highest) else "without heels"
        yield Condition(name="heel", words=words, sql=sql, values=values)


def _waterproof(slot: Slot, analysis: Analysis) -> Iterator[Condition]:
    """Enforced where it was said of this slot, and on outerwear where it was said of the whole look."""
    if any(c.slot == slot or slot == "outerwear" for c in hard(analysis, "waterproof", slot=slot)):
        yield Condition(name="waterproof", words="that keeps water out", sql="e.waterproof")


def _coverage(slot: Slot, analysis: Analysis) -> Iterator[Condition]:
    levels = [c.value.level for c in hard(analysis, "coverage", slot=slot) if c.value.level is not None]
    if levels and slot in ("top", "bottom", "dress"):
        sql = "(e.coverage >= :coverage OR e.coverage IS NULL)"
        values = {"coverage": max(levels)}
        yield Condition(name="coverage", words="that covers as much", sql=sql, values=values)


# ── wishes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def wishes(slot: Slot, analysis: Analysis) -> Iterator[Condition]:
    def names(kind: str) -> list[str]:
        return [name for c in hard(analysis, kind, slot=slot) for name in c.value.members]

    categories = [name for name in names("category") if name in CATEGORIES and CATEGORIES[name].slot == slot]
    if categories:
        sql, values = "e.category = ANY(CAST(:categories AS text[]))", {"categories": categories}
        yield Condition(name="category", words=_or([_plural(n) for n in categories]), sql=sql, values=values)
    if brands := names("brand"):
        sql, lowered = "lower(e.brand) = ANY(CAST(:brands AS text[]))", {"brands": [brand.lower() for brand in brands]}
        yield Condition(name="brand", words=f"by {_or(brands)}", sql=sql, values=lowered)
    if colours := names("colour"):
        near = {"colours": sorted({shade for name in colours for shade in shades(name)})}
        yield Condition(
            name="colour", words=f"in {_or(colours)}", sql="v.colour = ANY(CAST(:colours AS text[]))",
            some="e.colours && CAST(:colours AS text[])", every="e.colours <@ CAST(:colours AS text[])", values=near,
        )  # fmt: skip
    if materials := names("material"):
        sql, found = _MATERIAL.format(bind="materials"), {"materials": _material_words(materials)}
        yield Condition(name="material", words=f"made of {_or(materials)}", sql=sql, values=found)
    if patterns := names("pattern"):
        sql = "e.pattern = ANY(CAST(:patterns AS text[]))"
        yield Condition(name="pattern", words=_or(patterns), sql=sql, values={"patterns": patterns})
    if fits := names("fit"):
        sql = "e.fit = ANY(CAST(:fits AS text[]))"
        yield Condition(name="fit", words=f"with a {_or(fits)} fit", sql=sql, values={"fits": fits})


def preferences(analysis: Analysis) -> Iterator[Condition]:
    """Preferences and what the context suggests: each is worth one point where it holds."""
    context = analysis.context
    if context.occasion:
        sql = ":occasion = ANY(e.occasions)"
        yield Condition(name="occasion", words="", sql=sql, values={"occasion": context.occasion})
    season = _season(analysis)
    if season:
        sql = "(e.seasons = '{}' OR :season = ANY(e.seasons))"
        yield Condition(name="season", words="", sql=sql, values={"season": season})
    if context.weather and context.weather.conditions in ("rain", "snow"):
        yield Condition(name="weather", words="", sql="e.waterproof")
    palette = [*(context.style.palette if context.style else ()), *_names(analysis, "colour")]
    if palette:
        near = {"palette": sorted({shade for name in palette for shade in shades(name.lower())})}
        sql = "e.all_colours && CAST(:palette AS text[])"
        yield Condition(name="palette", words="", sql=sql, values=near)
    if materials := _names(analysis, "material"):
        sql = _MATERIAL.format(bind="soft_materials")
        found = {"soft_materials": _material_words(materials)}
        yield Condition(name="material", words="", sql=sql, values=found)
    levels = [c.value.level for c in analysis.constraints if c.kind == "formality" and c.value.level is not None]
    if levels:
        sql = "abs(e.formality - :formality) <= 0.2"
        yield Condition(name="formality", words="", sql=sql, values={"formality": levels[-1]})


def _season(analysis: Analysis) -> str | None:
    """The season whose clothes the temperature asks for; None where it is mild or not known."""
    celsius = analysis.context.weather.temperature_c if analysis.context.weather else None
    if celsius is None or 10 < celsius < 22:
        return None
    return "summer" if celsius >= 22 else "winter"


def _names(analysis: Analysis, kind: str) -> list[str]:
    """What was named without insistence, or for the whole look."""
    return [
        c.value.name for c in analysis.constraints if c.kind == kind and c.value.name and (not c.hard or not c.slot)
    ]


def _plural(category: str) -> str:
    return CATEGORIES[category].plural if category in CATEGORIES else category


def _or(names: Sequence[str]) -> str:
    return " or ".join(names)
