"""What is true of the looks on the table: the only things a released sentence may say."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from uuid import UUID

import msgspec

from aurora.fencing import clean
from aurora.grounding.garment_words import find_garments
from aurora.grounding.lexicon import find_words
from aurora.grounding.tongues import colours, materials
from aurora.types import Action, Analysis, Constraint, Language, LookOnTable, Outfit, OutfitItem, StyleContext
from commerce.garments import CATEGORIES, Fit, Heel, Slot

__all__ = ["Facts", "PieceFacts", "facts_of", "is_plural"]


class PieceFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of one look. None means that the shop does not state it, so neither may the reply."""

    look: int
    position: int
    product_id: UUID
    title: str
    brand: str
    category: str
    slot: Slot
    colour: str
    materials: tuple[str, ...]
    pattern: str
    price: int
    size: str | None
    in_stock: bool
    available: int | None
    waterproof: bool | None
    heel: Heel | None
    fit: Fit | None
    clo: float

    @property
    def plural(self) -> bool:
        return is_plural(self.title, self.category)


@lru_cache(4096)
def is_plural(title: str, category: str) -> bool:
    """Whether a piece takes a plural verb: these trousers are, this dress is."""
    kind = CATEGORIES[category]
    ends = [word for word in clean(title).lower().replace("-", " ").split() if word.endswith("s")]
    return kind.noun == kind.plural and bool(set(ends) - {"dress", "princess", "classics"})


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a sentence is held against. `looks[0]` is the recommendation."""

    looks: tuple[tuple[PieceFacts, ...], ...] = ()
    totals: tuple[int, ...] = ()
    fits: tuple[tuple[int, ...], ...] = ()
    """The emotional-fit figures of each look."""
    characters: tuple[str | None, ...] = ()
    """How each look differs, as its card says: the bolder one."""
    currency: str = "USD"
    language: Language = "en"
    context: StyleContext = StyleContext()
    constraints: tuple[Constraint, ...] = ()
    actions: tuple[str, ...] = ()
    base: LookOnTable | None = None
    question: str | None = None
    words: str = ""
    """The shopper's own words, this turn's and earlier ones, lower case."""
    wished_colours: frozenset[str] = frozenset()
    wished_materials: frozenset[str] = frozenset()
    wished_garments: frozenset[str] = frozenset()
    secret: frozenset[tuple[str, ...]] = frozenset()
    """Runs of words of the prompt: text that holds one of them leaks it."""

    @property
    def pieces(self) -> tuple[PieceFacts, ...]:
        """Every piece of every look, the recommendation's first."""
        return tuple(piece for look in self.looks for piece in look)


def facts_of(
    outfits: Sequence[Outfit],
    analysis: Analysis,
    constraints: Sequence[Constraint] = (),
    *,
    actions: Sequence[Action] = (),
    base: LookOnTable | None = None,
    messages: Sequence[str] = (),
    secret: frozenset[tuple[str, ...]] = frozenset(),
    currency: str = "USD",
) -> Facts:
    """The facts of a turn. `messages` are the shopper's, newest last."""
    held = tuple(constraints) or analysis.constraints
    said = " ".join(clean(message).lower() for message in messages)
    return Facts(
        looks=tuple(tuple(_piece(n, item) for item in outfit.items) for n, outfit in enumerate(outfits)),
        totals=tuple(outfit.total.amount for outfit in outfits),
        fits=tuple(_fit(outfit) for outfit in outfits),
        characters=tuple(outfit.character for outfit in outfits),
        currency=outfits[0].total.currency if outfits else currency,
        language=analysis.language,
        context=analysis.context,
        constraints=held,
        actions=tuple(action.kind for action in actions),
        base=base,
        question=analysis.question,
        words=said,
        wished_colours=_wished(held, ("colour", "avoid_colour")) | _heard(said, colours(analysis.language)),
        wished_materials=_wished(held, ("material", "avoid_material")) | _heard(said, materials(analysis.language)),
        wished_garments=_wished(held, ("category", "avoid_category")) | _garments_heard(said, analysis.language),
        secret=secret,
    )


def _piece(look: int, item: OutfitItem) -> PieceFacts:
    return PieceFacts(
        look=look,
        position=item.position,
        product_id=item.product_id,
        title=clean(item.title),
        brand=clean(item.brand),
        category=item.category,
        slot=item.slot,
        colour=item.colour.name.lower(),
        materials=tuple(material.lower() for material in item.materials),
        pattern=item.pattern,
        price=item.price.amount,
        size=item.size,
        in_stock=item.in_stock,
        available=item.available,
        waterproof=item.waterproof,
        heel=item.heel,
        fit=item.fit,
        clo=item.clo,
    )


def _fit(outfit: Outfit) -> tuple[int, ...]:
    fit = outfit.emotional_fit
    return fit.confidence, fit.authenticity, fit.happiness, fit.comfort, fit.empowerment


def _wished(constraints: Iterable[Constraint], kinds: tuple[str, ...]) -> frozenset[str]:
    return frozenset(
        name.lower() for c in constraints if c.kind in kinds for name in (*c.value.members, c.value.name) if name
    )


def _heard(said: str, lexicon: dict[str, str]) -> frozenset[str]:
    return frozenset(name for found in find_words(said, lexicon) for name in found.meaning.split("|"))


def _garments_heard(said: str, language: Language) -> frozenset[str]:
    return frozenset(category for found in find_garments(said, language) for category in found.categories)
