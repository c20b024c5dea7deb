"""From a product that was found to a candidate: which of its variants are offered, and in which one it is shown."""

import math
from uuid import UUID

import msgspec

from aurora.retrieval.goods import Told, by_colour
from aurora.retrieval.plan import Plan, SlotPlan
from aurora.retrieval.shades import distance
from aurora.types import Analysis, Candidate
from commerce.garments import Slot
from commerce.item import Item, Variant


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """A product that comes into the pool, before it is known what it is."""

    product: bytes
    """Its id."""
    slot: Slot
    seen: tuple[int, int]
    """When its offers and its facts were last changed, as the search saw them."""
    distance: float = math.nan
    unlike: float = math.nan
    fused: float = 0.0
    lexical: float = 0.0
    locked: bool = False


class Eligible(msgspec.Struct, frozen=True):
    """Which variants hold a slot's limits: the same that SQL has made sure a product has one of."""

    cap: float = math.inf
    sizes: frozenset[str] | None = None
    without: frozenset[str] = frozenset()

    @classmethod
    def under(cls, slot: SlotPlan) -> "Eligible | None":
        """None where the slot has no limit on variants."""
        bound = {condition.name: condition.values for condition in slot.limits if condition.of_variants}
        if not bound:
            return None
        return cls(
            cap=bound["budget"]["cap"] if "budget" in bound else math.inf,
            sizes=frozenset(bound["size"]["sizes"]) if "size" in bound else None,
            without=frozenset(bound["avoid_colour"]["no_colours"]) if "avoid_colour" in bound else frozenset(),
        )

    def __call__(self, variant: Variant) -> bool:
        return (
            variant.price <= self.cap
            and (self.sizes is None or (variant.size or "").upper() in self.sizes)
            and variant.colour not in self.without
        )


class Fitting(msgspec.Struct, frozen=True):
    """By what the variant is chosen in which a product is shown."""

    shown: dict[UUID, UUID]
    """Product on the table → the variant that was shown."""
    colours: dict[Slot | None, tuple[str, ...]]
    """Colours asked for on a slot; under None those for the whole look."""
    palette: tuple[str, ...]

    @classmethod
    def of(cls, wish: Plan, analysis: Analysis) -> "Fitting":
        colours: dict[Slot | None, tuple[str, ...]] = {}
        for wanted in analysis.constraints:
            if wanted.kind == "colour" and wanted.value.name:
                colours[wanted.slot] = (*colours.get(wanted.slot, ()), wanted.value.name)
        style = analysis.context.style
        return cls(wish.variants, colours, tuple(name.lower() for name in style.palette) if style else ())


def candidate(chosen: Chosen, told: Told, fitting: Fitting, eligible: Eligible | None) -> Candidate | None:
    """The product in the variant that was shown, or in the one that fits best; None where none is eligible any more."""
    shown = fitting.shown.get(told.item.product_id) if fitting.shown else None
    item = told.item if shown is None and eligible is None else _offered(told, shown, eligible)
    variants = item.variants
    if not variants:
        return None
    before = next((v for v in variants if v.variant_id == shown), None) if shown else None
    colours = fitting.colours.get(chosen.slot) or fitting.colours.get(None, ())
    if before and (chosen.locked or not colours):
        variant = before
    elif shown is None and not (colours or fitting.palette):
        variant = variants[0]  # by price, then by units, as they are told
    else:
        variant = _best(variants, colours or fitting.palette)
    return Candidate(
        item=item,
        variant=variant,
        similarity=0.0 if math.isnan(chosen.distance) else 1 - chosen.distance,
        lexical=min(chosen.lexical, 1.0),
        fused=chosen.fused,
        taste=None if math.isnan(chosen.unlike) else 1 - chosen.unlike,
        locked=chosen.locked,
    )


def _offered(told: Told, shown: UUID | None, eligible: Eligible | None) -> Item:
    """The product in its eligible variants, one per colour."""
    variants = by_colour(told.variants if eligible is None else filter(eligible, told.variants), shown)
    return told.item if variants == told.item.variants else msgspec.structs.replace(told.item, variants=variants)


def _best(variants: tuple[Variant, ...], wanted: tuple[str, ...]) -> Variant:
    """The variant nearest to a wanted colour; then the cheapest, then the one most in stock."""
    if len(variants) == 1:
        return variants[0]

    def rank(variant: Variant) -> tuple[float, int, int]:
        away = min([distance(name, variant.hex) for name in wanted]) if wanted else 0.0
        return away, variant.price, -variant.available

    return min(variants, key=rank)
