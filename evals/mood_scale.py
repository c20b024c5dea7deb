"""What an emotional measure is held against: looks of the demo range for the same occasion, good and less good ones.

Each is composed by Aurora from a random handful of the range, for a random shopper in a random weather: from one
product a slot it is whatever fell into the hand, from thirty it is nearly her best. `evals train mood` writes the
quantiles of every measure by occasion to aurora/mood/mood_scale.json; nothing in it is a person's judgement.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import click
import msgspec
import numpy as np

from aurora import mood, outfits, scoring
from aurora.mood import Scale
from aurora.types import Analysis, Candidate, Look, Occasion, Pool, Profile, StyleContext, Weather
from commerce import demo
from commerce.colours import NAMED
from commerce.garments import SLOTS, Slot
from commerce.item import Item, Variant
from commerce.rows import ProductRow, VariantRow
from evals import model_cards
from evals.model_cards import Learned, ModelCard, sha256
from evals.statistics import Estimate, mean

SCALE = Path(mood.__file__).with_name("mood_scale.json")
SEED = 20261122
HANDS = (1, 2, 4, 10, 30)
"""Products a slot of which a look is composed, equally often."""
EACH = 15
"""Hands of each size, for each department, at each occasion."""
FRESH = 3
"""The same of looks that the scale is held to."""
_GROWN_UPS, _CHILDREN = ("women", "men"), ("girls", "boys")
_WEATHER = (None, -2.0, 9.0, 17.0, 24.0, 31.0)


class Worn(msgspec.Struct, frozen=True):
    """A composed look, for whom and what, and of how large a hand."""

    look: Look
    context: StyleContext
    profile: Profile
    hand: int


def drawn(
    occasion: Occasion | None,
    *,
    each: int = EACH,
    hands: Sequence[int] = HANDS,
    seed: int = SEED,
    departments: Sequence[str] = _GROWN_UPS,
) -> list[Worn]:
    """Looks for an occasion; the same ones for the same seed."""
    chance = np.random.default_rng([seed, len(occasion or ""), *map(ord, occasion or "")])
    found: list[Worn] = []
    for department in departments:
        shelf = _shelf(department)
        for hand in hands:
            for _ in range(each):
                found += _composed(shelf, occasion, department, hand, chance)
    return found


def fitted(*, each: int = EACH, seed: int = SEED) -> Scale:
    """The scale: for every occasion, and for none ("any"), the eleven deciles of every measure, of grown-ups' looks and
    of children's."""
    (deciles, looks), (children, more) = (_fitted(each, seed, of) for of in (_GROWN_UPS, _CHILDREN))
    return Scale(version="2", trained_on="looks composed from random hands of the demo range", seed=seed,
                 looks=looks + more, deciles=deciles, children=children)  # fmt: skip


def _fitted(each: int, seed: int, departments: Sequence[str]) -> tuple[dict[str, dict[str, tuple[float, ...]]], int]:
    scale: dict[str, dict[str, tuple[float, ...]]] = {}
    looks = 0
    for occasion in (None, *get_args(Occasion)):
        found = drawn(occasion, each=each, seed=seed, departments=departments)
        looks += len(found)
        raw = [mood.measures(mood.facts(one.look, one.context, one.profile)) for one in found]
        scale[occasion or "any"] = {name: _deciles([r[name] for r in raw]) for name in mood.DIMENSIONS}
    return scale, looks


def _deciles(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(float(v), 4) for v in np.quantile(values, np.linspace(0, 1, 11)))


def _composed(
    shelf: dict[Slot, list[tuple[ProductRow, VariantRow]]], occasion: Occasion | None, department: str, hand: int,
    chance: np.random.Generator,
) -> Iterator[Worn]:  # fmt: skip
    by_slot = {}
    for slot, goods in shelf.items():
        taken = chance.choice(len(goods), size=min(hand, len(goods)), replace=False)
        by_slot[slot] = tuple(
            _candidate(*goods[int(n)], number=100 * SLOTS.index(slot) + i) for i, n in enumerate(taken)
        )
    temperature = _WEATHER[int(chance.integers(len(_WEATHER)))]
    context = msgspec.convert({"occasion": occasion, "department": department}, StyleContext)
    if temperature is not None:
        context = msgspec.structs.replace(context, weather=Weather(temperature_c=temperature))
    analysis, profile = Analysis(intent="look", context=context), _shopper(chance)
    scored = scoring.score(Pool(by_slot=by_slot), analysis, profile)
    for look in outfits.compose(scored, analysis, base=None, empty={}, count=1).looks:
        yield Worn(look, context, profile, hand)


@cache
def _shelf(department: str) -> dict[Slot, list[tuple[ProductRow, VariantRow]]]:
    """What the demo range has for the department, every product in every colour."""
    shelf: dict[Slot, list[tuple[ProductRow, VariantRow]]] = {slot: [] for slot in SLOTS}
    for row in demo.products():
        if row.slot and row.department in (department, "unisex"):
            shelf[row.slot] += [(row, v) for v in {v.colour: v for v in row.variants if v.quantity}.values()]
    return {slot: goods for slot, goods in shelf.items() if goods}


def _candidate(row: ProductRow, of: VariantRow, *, number: int) -> Candidate:
    facts: dict[str, Any] = {name: getattr(row, name) for name in Item.__struct_fields__ if hasattr(row, name)}
    variant = Variant(UUID(int=2 * number + 1), of.sku, of.colour, of.hex, of.size, of.price, 4)
    facts |= {"product_id": UUID(int=2 * number + 2), "slug": row.feed_key, "variants": (variant,)}
    return Candidate(item=Item(**facts), variant=variant, similarity=0.4, fused=0.015)


def _shopper(chance: np.random.Generator) -> Profile:
    """A shopper with likings of their own: colours, cloths, patterns and a boldness."""

    def likings(names: Sequence[str]) -> dict[str, float]:
        return dict(zip(names, chance.uniform(-1, 1, len(names)).tolist(), strict=True))

    colours = [str(name) for name in chance.choice(list(NAMED), size=4, replace=False)]
    leanings = {"colour": likings(list(NAMED)), "material": likings(("cotton", "wool", "silk", "linen", "polyester")),
                "pattern": likings(("plain", "striped", "floral", "checked", "dotted"))}  # fmt: skip
    return Profile(palette=tuple(colours[:3]), avoid=(colours[3],), boldness=int(chance.integers(1, 11)),
                   leanings=leanings)  # fmt: skip


@click.command("mood")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=SCALE, show_default=True)
@click.option("--seed", type=int, default=SEED, show_default=True)
def train_command(out: Path, seed: int) -> None:
    """Fit the scale of the emotional measures on looks composed from the demo range; write its deciles and card."""
    scale = fitted(seed=seed)
    out.write_bytes(msgspec.json.format(msgspec.json.encode(scale), indent=0) + b"\n")
    click.echo(model_cards.show(model_cards.write(card_of(scale), out.with_suffix(".card.json"), [out])))


def held(scale: Scale, *, each: int = FRESH) -> dict[str, Estimate]:
    """Of looks that the scale was not fitted on, the share of each measure between its first and ninth decile: 0.8 is
    right. Occasions are the clusters."""
    inside: dict[str, list[float]] = {name: [] for name in mood.DIMENSIONS}
    groups: list[str] = []
    for occasion in get_args(Occasion):
        for one in drawn(occasion, each=each, seed=scale.seed + 1):
            groups.append(occasion)
            for name, value in mood.measures(mood.facts(one.look, one.context, one.profile)).items():
                deciles = scale.deciles[occasion][name]
                inside[name].append(float(deciles[1] <= value <= deciles[9]))
    return {f"fresh looks within the deciles, {name}": mean(values, groups) for name, values in inside.items()}


def card_of(scale: Scale) -> ModelCard:
    return ModelCard(
        model="mood scale", what="Deciles of every emotional measure among composed looks, by occasion.",
        command=f"evals train mood --seed {scale.seed}", seed=scale.seed, metrics=held(scale),
        data=(
            Learned(name="demo range", origin="made for this project, commerce/demo/data", licence="the project's",
                    sha256=sha256(*sorted((Path(demo.__file__).parent / "data").rglob("*.toml"))),
                    counts={"looks": scale.looks}),
        ),
        method={"hands": HANDS, "hands of each size": EACH, "temperatures": _WEATHER},
        limits=(
            "Nothing in it is a person's judgement: it says how a look stands among Aurora's own.",
            "Of one range: a shop whose goods differ should fit its own.",
        ),
    )  # fmt: skip
