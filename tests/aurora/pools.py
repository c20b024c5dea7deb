"""Pools of candidates for the tests of scoring and composing: plain products by hand, and whole random shops by
seed."""

import random
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from aurora.types import (
    Analysis,
    Candidate,
    Constraint,
    ConstraintValue,
    Location,
    Look,
    LookOnTable,
    PieceOnTable,
    Pool,
    StyleContext,
    Weather,
)
from commerce.colours import NAMED
from commerce.garments import CATEGORIES, SLOTS, Slot
from commerce.item import Item, Variant

_PATTERNS = ("plain", "plain", "plain", "striped", "checked", "floral", "dotted", "animal", "textured")
_MATERIALS = ("cotton", "wool", "leather", "polyester", "linen", "silk", "cashmere")
_COLOURS = tuple(name for name in NAMED if name != "multicolour")


def candidate(
    category: str, number: int = 1, *, colour: str = "navy", price: int = 5000, available: int = 5, **facts: Any
) -> Candidate:
    """One candidate of that category with its usual formality and warmth; `facts` override fields of the item or the
    candidate."""
    kind = CATEGORIES[category]
    assert kind.slot is not None
    product_id = UUID(int=(list(CATEGORIES).index(category) + 1) * 100_000 + number * 10)
    variant = Variant(
        UUID(int=product_id.int + 1), f"{category}-{number}", colour, NAMED[colour], "M", price, available
    )
    of_candidate: dict[str, Any] = {
        k: facts.pop(k) for k in ("similarity", "fused", "taste", "locked", "lexical", "owned") if k in facts
    }
    item = Item(
        product_id=product_id, slug=f"{category}-{number}", title=f"{colour} {kind.noun} {number}",
        brand=facts.pop("brand", "Maison"),
        category=category, slot=kind.slot, department=facts.pop("department",
                          "women"), formality=facts.pop("formality", kind.formality),
        clo=facts.pop("clo", kind.clo), popularity=facts.pop("popularity", 0.5), variants=(variant,), **facts,
    )  # fmt: skip
    return Candidate(item=item, variant=variant, **{"similarity": 0.4, "fused": 0.015, **of_candidate})


def in_colours(category: str, *colours: str, number: int = 1, **facts: Any) -> Candidate:
    """A candidate that is to be had in every one of the colours; the first is the one retrieval brings."""
    found = [candidate(category, number, colour=colour, **facts) for colour in colours]
    variants = tuple(
        msgspec.structs.replace(
            c.variant, variant_id=UUID(int=c.variant.variant_id.int + 1 + n), sku=f"{c.variant.sku}-{n}"
        )
        for n, c in enumerate(found)
    )
    item = msgspec.structs.replace(found[0].item, variants=variants)
    return msgspec.structs.replace(found[0], item=item, variant=variants[0])


def pool(*candidates: Candidate, empty: dict[Slot, str] | None = None) -> Pool:
    by_slot = {slot: tuple(c for c in candidates if c.item.slot == slot) for slot in SLOTS}
    return Pool(by_slot={slot: found for slot, found in by_slot.items() if found}, empty=empty or {})


def shop(seed: int, per_slot: int, slots: Iterable[Slot] = SLOTS) -> Pool:
    """A random but plausible pool: `per_slot` candidates of each slot, every category of the slot about equally
    often."""
    chance = random.Random(seed)
    made = []
    for slot in slots:
        kinds = [c.id for c in CATEGORIES.values() if c.slot == slot]
        for number in range(per_slot):
            kind = chance.choice(kinds)
            made.append(
                candidate(
                    kind, number + 1, colour=chance.choice(_COLOURS), price=int(10 ** chance.uniform(3.0, 4.7)),
                    available=chance.randint(1, 30),
                    pattern=chance.choice(_PATTERNS), materials=(chance.choice(_MATERIALS),),
                    popularity=chance.random(),
                    similarity=chance.uniform(0.1, 0.7), fused=1 / (60 + number),
                    waterproof=chance.choice((True, False, None)),
                    heel=chance.choice(("flat", "low", "mid", "high", None)) if slot == "shoes" else None,
                    coverage=chance.choice((None, 0.3, 0.6, 0.9)), brand=chance.choice(("Maison", "Atelier", "Nord")),
                )
            )  # fmt: skip
    return pool(*made)


def look_wish(*constraints: Constraint, **fields: Any) -> Analysis:
    """An analysis that asks for a look; `temperature`, `conditions`, `venue` and fields of StyleContext or Analysis
    as keywords."""
    weather = Weather(temperature_c=fields.pop("temperature", None), conditions=fields.pop("conditions", None))
    place = Location(venue=fields.pop("venue")) if "venue" in fields else None
    of_analysis: dict[str, Any] = {k: fields.pop(k) for k in ("intent", "slots", "owned", "edit") if k in fields}
    known = weather if weather.temperature_c is not None or weather.conditions else None
    context = StyleContext(weather=known, location=place, **fields)
    return Analysis(**{"intent": "look", **of_analysis}, context=context, constraints=constraints)


def budget(amount: int, **fields: Any) -> Constraint:
    return Constraint(
        kind="budget", text="my budget", value=ConstraintValue(amount=amount, currency="USD", per="outfit", **fields)
    )


def wish(
    kind: Any, name: str | None = None, slot: Slot | None = None, *, hard: bool = True, **value: Any
) -> Constraint:
    return Constraint(kind=kind, text=f"{kind} {name}", value=ConstraintValue(name=name, **value), slot=slot, hard=hard)


def on_table(look: Look) -> LookOnTable:
    """The look as it lies on the table afterwards."""
    pieces = tuple(_piece_on_table(i + 1, p.candidate) for i, p in enumerate(look.pieces))
    return LookOnTable(outfit_id=UUID(int=1), pieces=pieces, total=look.total)


def _piece_on_table(position: int, found: Candidate) -> PieceOnTable:
    return PieceOnTable(
        position=position, slot=found.item.slot, product_id=found.item.product_id, variant_id=found.variant.variant_id,
        title=found.item.title, category=found.item.category, colour=found.variant.colour,
        materials=found.item.materials, price=found.variant.price,
    )  # fmt: skip
