"""What is looked for in each slot: the analysis turned into conditions, before any SQL runs."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal
from uuid import UUID

import msgspec

from aurora.retrieval.shades import AVOIDED, WANTED, shades
from aurora.retrieval.sizes import ONE_SIZE, fitting
from aurora.types import Analysis, Constraint, ConversationState, LookOnTable
from commerce.garments import CATEGORIES, SIZE_KEY, SLOTS, Department, Slot
from core.money import Money, show

Level = Literal["vector", "product", "variant"]
"""Which table a condition reads: e (product_embeddings), p (products), v (product_variants)."""


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """One filter: SQL over the aliases e, p, v with its bind values, and the limit in words ("in size 46")."""

    name: str
    """Constraint kind; what `Pool.widened` reports."""
    words: str
    level: Level
    sql: str
    values: dict[str, Any] = {}


class SlotPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What one slot is searched for."""

    slot: Slot
    departments: tuple[Department, ...]
    limits: tuple[Condition, ...] = ()
    """Never let go: budget, exclusions, sizes, heel, waterproof."""
    wanted: tuple[Condition, ...] = ()
    """Held while the slot has anything that answers them; otherwise let go and reported."""
    strict: bool = False
    """True where a product that lacks what is wanted is not shown beside those that have it."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A search over all slots, and the pieces of the look on the table that come with it."""

    slots: tuple[SlotPlan, ...]
    query: str
    locked: tuple[UUID, ...] = ()
    """Products that stay, whatever the limits say."""
    kept: tuple[UUID, ...] = ()
    """Pieces on the table that may stay: loaded where they hold the limits."""
    excluded: tuple[UUID, ...] = ()
    """Pieces that the shopper wants replaced: loaded where they hold the limits, beside others and never as one."""
    variants: dict[UUID, UUID] = {}
    """Product on the table → the variant that was shown."""
    soft: tuple[Condition, ...] = ()
    """Preferences over p: they decide which of the nearest come into the pool, and never what may."""
    thrifty: bool = False
    """True where price matters: the cheapest of the nearest come in too."""


def plan(analysis: Analysis, state: ConversationState, *, gone: frozenset[UUID] = frozenset()) -> Plan:
    """The search that an analysis asks for.

    gone: pieces that were to stay and are sold out; their slots are filled.
    """
    base = _base(analysis, state)
    locked = [product for product in _locked(analysis, base) if product not in gone]
    changed = set(analysis.edit.change) if analysis.edit else set()
    pieces = base.pieces if base else ()
    held = {piece.slot for piece in pieces if piece.product_id in locked}
    asked = {*_slots(analysis, state, base), *(piece.slot for piece in pieces if piece.product_id in gone)}
    slots = [slot for slot in SLOTS if slot in asked and slot not in held]
    spent = sum(piece.price for piece in pieces if piece.product_id in locked)
    edit = analysis.edit
    return Plan(
        slots=tuple(_slot_plan(slot, analysis, spent, alone=len(slots) == 1) for slot in slots),
        query=analysis.query.strip() or "clothes to wear together",
        locked=tuple(locked),
        kept=tuple(p.product_id for p in pieces if p.product_id not in locked and p.slot not in changed),
        excluded=tuple(p.product_id for p in pieces if p.slot in changed and p.product_id not in locked),
        variants={piece.product_id: piece.variant_id for piece in pieces},
        soft=tuple(_soft(analysis)),
        thrifty=any(c.kind == "budget" for c in analysis.constraints)
        or analysis.context.budget is not None
        or (edit is not None and edit.direction == "cheaper"),
    )


def _base(analysis: Analysis, state: ConversationState) -> LookOnTable | None:
    """The look that is edited; a list of single products is searched anew instead."""
    if analysis.edit is None or not state.looks or state.single or analysis.intent == "product":
        return None
    return state.looks[min(analysis.edit.look, len(state.looks) - 1)]


def _locked(analysis: Analysis, base: LookOnTable | None) -> dict[UUID, None]:
    """Product ids that stay, in order: said to stay, or not mentioned by an edit that names slots."""
    edit = analysis.edit
    stay = list(edit.lock) if edit else []
    stay += [c.value.product_id for c in analysis.constraints if c.kind == "lock" and c.value.product_id]
    if edit and base and (edit.change or edit.drop or edit.add):
        touched = {*edit.change, *edit.drop, *_displaced({*edit.change, *edit.add})}
        stay += [piece.product_id for piece in base.pieces if piece.slot not in touched]
    return dict.fromkeys(stay)


def _displaced(filled: set[Slot]) -> set[Slot]:
    """The slots that a dress takes the place of, and the other way round: what lies there does not stay."""
    displaced: set[Slot] = set()
    if "dress" in filled:
        displaced |= {"top", "bottom"}
    if filled & {"top", "bottom"}:
        displaced.add("dress")
    return displaced


def _slots(analysis: Analysis, state: ConversationState, base: LookOnTable | None) -> set[Slot]:
    """The slots to fill."""
    edit = analysis.edit
    named = {*analysis.slots, *_named_slots(analysis)}
    if analysis.intent == "product":
        wanted = named or set(SLOTS)
    elif analysis.intent == "refine" and state.single:
        wanted = named or {piece.slot for look in state.looks for piece in look.pieces}
    elif edit and base and (edit.change or edit.add or edit.drop):
        wanted = {*edit.change, *edit.add}
    elif edit and base and edit.direction != "warmer":
        wanted = {piece.slot for piece in base.pieces} | named
    else:
        wanted = set(SLOTS)
    left_out = {*analysis.owned, *(edit.drop if edit else ())}
    left_out |= {c.value.name for c in _hard(analysis, "avoid_category") if c.value.name in SLOTS}
    return {slot for slot in wanted if slot not in left_out}


def _named_slots(analysis: Analysis) -> Iterator[Slot]:
    for constraint in _hard(analysis, "category"):
        slot = _slot_of(constraint.value.name)
        if slot:
            yield slot


def _slot_of(name: str | None) -> Slot | None:
    """The slot of a category's id; a slot's name is its own."""
    if name in CATEGORIES:
        return CATEGORIES[name].slot
    return next((slot for slot in SLOTS if slot == name), None)


def _hard(analysis: Analysis, *kinds: str, slot: Slot | None = None) -> list[Constraint]:
    """Enforced constraints of the kinds; with `slot`, only those that speak of it or of the whole look."""
    return [
        c
        for c in analysis.constraints
        if c.hard and c.kind in kinds and (slot is None or c.slot is None or c.slot == slot)
    ]


def departments(asked: Department | None, slot: Slot) -> tuple[Department, ...]:
    """Departments whose clothes one may wear who asked for `asked`; children carry unisex bags and accessories.

    Who says that unisex is fine does not ask for the label: few clothes carry it, and no look is made of those alone.
    """
    if asked is None or asked == "unisex":
        return ("women", "men", "unisex")
    if asked in ("women", "men"):
        return (asked, "unisex")
    return (asked, "unisex") if slot in ("bag", "accessory") else (asked,)


def _slot_plan(slot: Slot, analysis: Analysis, spent: int, *, alone: bool) -> SlotPlan:
    wanted = list(_wanted(slot, analysis))
    spoken_of = any(c.slot == slot for c in _hard(analysis, "colour", "material", "pattern", "fit"))
    strict = {"category", "brand"} & {condition.name for condition in wanted}
    return SlotPlan(
        slot=slot,
        departments=departments(analysis.context.department, slot),
        limits=tuple(_limits(slot, analysis, spent)),
        wanted=tuple(wanted),
        strict=bool(wanted) and (alone or spoken_of or bool(strict)),
    )


# ── limits ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _limits(slot: Slot, analysis: Analysis, spent: int) -> Iterator[Condition]:
    yield from _price(slot, analysis, spent)
    yield from _size(slot, analysis)
    yield from _avoided(slot, analysis)
    if slot == "shoes":
        yield from _heel(analysis)
    if slot in ("outerwear", "shoes", "bag"):
        yield from _waterproof(slot, analysis)
    yield from _coverage(slot, analysis)


def _price(slot: Slot, analysis: Analysis, spent: int) -> Iterator[Condition]:
    """At most what the budget leaves: of the whole look after the pieces that stay, or for each item."""
    caps = [
        (c.value.amount - (spent if c.value.per != "item" else 0), c.value.currency)
        for c in _hard(analysis, "budget", slot=slot)
        if c.value.amount is not None and c.value.currency and c.status != "unverifiable"
    ]
    if not caps:
        return
    amount, currency = min(caps, key=lambda cap: cap[0])
    words = f"under {show(Money(max(amount, 0), currency))}"
    sql = "e.min_price <= :cap AND v.price <= :cap"
    yield Condition(name="budget", words=words, level="variant", sql=sql, values={"cap": amount})


def _size(slot: Slot, analysis: Analysis) -> Iterator[Condition]:
    key = SIZE_KEY[slot]
    if key is None:
        return
    said = [c.value.size for c in _hard(analysis, "size", slot=slot) if c.value.name == key and c.value.size]
    known = getattr(analysis.context.sizes, key, None) if analysis.context.sizes else None
    sizes = said or ([known] if known else [])
    if sizes:
        labels = {label for size in sizes for label in fitting(key, size, analysis.context.department)}
        sql = "(v.size IS NULL OR upper(v.size) = ANY(CAST(:sizes AS text[])))"
        values = {"sizes": [*sorted(labels), *ONE_SIZE]}
        yield Condition(name="size", words=f"in size {' or '.join(sizes)}", level="variant", sql=sql, values=values)


def _avoided(slot: Slot, analysis: Analysis) -> Iterator[Condition]:
    def names(kind: str) -> list[str]:
        return [c.value.name for c in _hard(analysis, kind, slot=slot) if c.value.name]

    if colours := names("avoid_colour"):
        values = {"no_colours": sorted({shade for name in colours for shade in shades(name, AVOIDED)})}
        sql = "v.colour <> ALL(CAST(:no_colours AS text[]))"
        yield Condition(
            name="avoid_colour", words=f"that is not {_or(colours)}", level="variant", sql=sql, values=values
        )
    if materials := names("avoid_material"):
        sql = f"NOT {_MATERIAL.format(bind='no_materials')}"
        values = {"no_materials": _material_words(materials)}
        yield Condition(
            name="avoid_material", words=f"without {_or(materials)}", level="product", sql=sql, values=values
        )
    if categories := [name for name in names("avoid_category") if name not in SLOTS]:
        sql = "p.category <> ALL(CAST(:no_categories AS text[]))"
        words = f"other than {_or([_plural(name) for name in categories])}"
        yield Condition(
            name="avoid_category", words=words, level="product", sql=sql, values={"no_categories": categories}
        )
    if brands := names("avoid_brand"):
        sql = "lower(p.brand) <> ALL(CAST(:no_brands AS text[]))"
        values = {"no_brands": [brand.lower() for brand in brands]}
        yield Condition(name="avoid_brand", words=f"not by {_or(brands)}", level="product", sql=sql, values=values)
    if patterns := names("avoid_pattern"):
        sql = "p.pattern <> ALL(CAST(:no_patterns AS text[]))"
        yield Condition(
            name="avoid_pattern",
            words=f"not {_or(patterns)}",
            level="product",
            sql=sql,
            values={"no_patterns": patterns},
        )


# A material is named by any word of a label ("leather" in "nappa leather"), unless the label says that it is not real.
_MATERIAL = (
    "EXISTS (SELECT FROM unnest(p.materials) AS m WHERE lower(m) ~ ANY(CAST(:{bind} AS text[])) "
    "AND lower(m) !~ '\\m(vegan|faux|imitation|synthetic)\\M')"
)


def _material_words(names: Sequence[str]) -> list[str]:
    """POSIX patterns that find each name as whole words; a plain name holds letters, spaces and hyphens only."""
    return [f"\\m{''.join(c if c.isalnum() else '.' for c in name.lower())}\\M" for name in names]


def _heel(analysis: Analysis) -> Iterator[Condition]:
    heights = ("flat", "low", "mid", "high")
    highest = [heights.index(c.value.name) for c in _hard(analysis, "heel", slot="shoes") if c.value.name in heights]
    if highest:
        values = {"no_heels": list(heights[min(highest) + 1 :])}
        # Where the shop does not state a heel, only a category that is one by its name is left out.
        sql = (
            "(p.heel <> ALL(CAST(:no_heels AS text[])) OR p.heel IS NULL "
            "AND p.category NOT IN ('heels', 'heeled_sandals'))"
        )
        words = f"with a {heights[min(highest)]} heel" if min(highest) else "without heels"
        yield Condition(name="heel", words=words, level="product", sql=sql, values=values)


def _waterproof(slot: Slot, analysis: Analysis) -> Iterator[Condition]:
    """Enforced where it was said of this slot, and on outerwear where it was said of the whole look."""
    if any(c.slot == slot or slot == "outerwear" for c in _hard(analysis, "waterproof", slot=slot)):
        yield Condition(name="waterproof", words="that keeps water out", level="product", sql="p.waterproof")


def _coverage(slot: Slot, analysis: Analysis) -> Iterator[Condition]:
    levels = [c.value.level for c in _hard(analysis, "coverage", slot=slot) if c.value.level is not None]
    if levels and slot in ("top", "bottom", "dress"):
        sql = "(p.coverage >= :coverage OR p.coverage IS NULL)"
        values = {"coverage": max(levels)}
        yield Condition(name="coverage", words="that covers as much", level="product", sql=sql, values=values)


# ── wishes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _wanted(slot: Slot, analysis: Analysis) -> Iterator[Condition]:
    def names(kind: str) -> list[str]:
        return [c.value.name for c in _hard(analysis, kind, slot=slot) if c.value.name]

    categories = [name for name in names("category") if name in CATEGORIES and CATEGORIES[name].slot == slot]
    if categories:
        sql, values = "p.category = ANY(CAST(:categories AS text[]))", {"categories": categories}
        yield Condition(
            name="category", words=_or([_plural(n) for n in categories]), level="product", sql=sql, values=values
        )
    if brands := names("brand"):
        sql, lowered = "lower(p.brand) = ANY(CAST(:brands AS text[]))", {"brands": [brand.lower() for brand in brands]}
        yield Condition(name="brand", words=f"by {_or(brands)}", level="product", sql=sql, values=lowered)
    if colours := names("colour"):
        near = {"colours": sorted({shade for name in colours for shade in shades(name, WANTED)})}
        sql = "p.colours && CAST(:colours AS text[]) AND v.colour = ANY(CAST(:colours AS text[]))"
        yield Condition(name="colour", words=f"in {_or(colours)}", level="variant", sql=sql, values=near)
    if materials := names("material"):
        sql, found = _MATERIAL.format(bind="materials"), {"materials": _material_words(materials)}
        yield Condition(name="material", words=f"made of {_or(materials)}", level="product", sql=sql, values=found)
    if patterns := names("pattern"):
        sql = "p.pattern = ANY(CAST(:patterns AS text[]))"
        yield Condition(name="pattern", words=_or(patterns), level="product", sql=sql, values={"patterns": patterns})
    if fits := names("fit"):
        sql = "p.fit = ANY(CAST(:fits AS text[]))"
        yield Condition(name="fit", words=f"with a {_or(fits)} fit", level="product", sql=sql, values={"fits": fits})


def _soft(analysis: Analysis) -> Iterator[Condition]:
    """Preferences and what the context suggests: each is worth one point where it holds."""
    context = analysis.context
    if context.occasion:
        sql = ":occasion = ANY(p.occasions)"
        yield Condition(name="occasion", words="", level="product", sql=sql, values={"occasion": context.occasion})
    season = _season(analysis)
    if season:
        sql = "(p.seasons = '{}' OR :season = ANY(p.seasons))"
        yield Condition(name="season", words="", level="product", sql=sql, values={"season": season})
    if context.weather and context.weather.conditions in ("rain", "snow"):
        yield Condition(name="weather", words="", level="product", sql="p.waterproof")
    palette = [*(context.style.palette if context.style else ()), *_names(analysis, "colour")]
    if palette:
        near = {"palette": sorted({shade for name in palette for shade in shades(name.lower(), WANTED)})}
        sql = "p.colours && CAST(:palette AS text[])"
        yield Condition(name="palette", words="", level="product", sql=sql, values=near)
    if materials := _names(analysis, "material"):
        sql = _MATERIAL.format(bind="soft_materials")
        found = {"soft_materials": _material_words(materials)}
        yield Condition(name="material", words="", level="product", sql=sql, values=found)
    levels = [c.value.level for c in analysis.constraints if c.kind == "formality" and c.value.level is not None]
    if levels:
        sql = "abs(p.formality - :formality) <= 0.2"
        yield Condition(name="formality", words="", level="product", sql=sql, values={"formality": levels[-1]})


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
