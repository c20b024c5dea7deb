"""What the shop tells of products: facts and the variants in stock, kept decoded while they are as they were."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

import msgspec

from aurora.retrieval.models import MODELS, models_of
from aurora.retrieval.reading import Row, read
from aurora.retrieval.statement import Statement
from commerce.derive.text import plain
from commerce.garments import CATEGORIES
from commerce.item import Item, Variant
from core.db import Sessions
from core.objects import ROUTE

KEPT = 8192
"""Products that stay decoded: 85 MB at 18 variants each (measured)."""


class Told(msgspec.Struct, frozen=True):
    """A product as it was told at two times, its facts' and its offers'."""

    told_at: int
    offered_at: int
    item: Item
    """With one variant per colour, the cheapest, of which the one most in stock: what is shown where nothing limits the
    choice. Made once, since for 280 products of 15 variants it takes as long as the ranking."""
    variants: tuple[Variant, ...]
    """All in stock, by price and then by units."""


class Goods:
    """Reads products by id. Each is asked for with the times of its rows as the search has just seen them, so that what
    was decoded before serves only while the database says the same; it is never the truth itself.

    public: what stands in front of the keys of 3D models."""

    def __init__(self, sessions: Sessions, *, kept: int = KEPT, public: str = f"{ROUTE}/") -> None:
        self._sessions = sessions
        self._public = public
        self._kept = kept
        self._told: dict[bytes, Told] = {}

    async def told(self, seen: Mapping[bytes, tuple[int, int]], model: str) -> dict[bytes, Told]:
        """Products by the bytes of their id.

        seen: id → when its offers and when its facts were last changed.
        """
        have: dict[bytes, Told] = {}
        lacking = []
        for product, (offered_at, told_at) in seen.items():
            told = self._told.pop(product, None)
            if told is not None and told.offered_at == offered_at and told.told_at == told_at:
                have[product] = self._told[product] = told  # what was used last is thrown out last
            else:
                lacking.append(UUID(bytes=product))
        if lacking:
            rows = await read(self._sessions, Statement(_FACTS, (lacking, model)))
            new = {row.id.bytes: _told(row, self._public) for row in rows}
            have |= new
            self._told |= new
        while len(self._told) > self._kept:
            del self._told[next(iter(self._told))]
        return have

    def forget(self) -> None:
        """Lets go of everything, as a server that has just started."""
        self._told.clear()


_FACTS = f"""
SELECT p.id, p.slug, p.title, p.brand, p.category, p.slot, p.department, p.description, p.pattern, p.materials,
       p.formality, p.seasons, p.clo, p.coverage, p.waterproof, p.heel, p.fit, p.occasions, p.popularity, p.image_url,
       p.attributes->>'set' AS set,
       (SELECT v.currency FROM voguevault.product_variants AS v WHERE v.product_id = p.id LIMIT 1) AS currency,
       COALESCE(e.offers, (SELECT o.offers FROM voguevault.on_offer(p.id) AS o), '[]') AS offers,
       ({MODELS}) AS models,
       timestamptz_send(p.updated_at) AS told_at, timestamptz_send(e.updated_at) AS offered_at
FROM voguevault.products AS p
LEFT JOIN voguevault.product_embeddings AS e
  ON e.product_id = p.id AND e.slot = p.slot AND e.department = p.department AND e.model = $2
WHERE p.id = ANY(CAST($1 AS uuid[]))
"""  # noqa: S608 - a text of ours

_offers = msgspec.json.Decoder(tuple[tuple[UUID, str, str, str, str | None, int, int], ...])


def _told(row: Row, public: str) -> Told:
    variants = tuple(Variant(*columns) for columns in _offers.decode(row.offers))
    item = Item(
        product_id=UUID(bytes=row.id.bytes),
        slug=row.slug,
        title=plain(row.title) or CATEGORIES[row.category].noun,
        brand=plain(row.brand),
        category=row.category,
        slot=row.slot,
        department=row.department,
        description=row.description,
        pattern=row.pattern,
        materials=tuple(row.materials),
        formality=row.formality,
        seasons=tuple(row.seasons),
        clo=row.clo,
        coverage=row.coverage,
        waterproof=row.waterproof,
        heel=row.heel,
        fit=row.fit,
        occasions=tuple(row.occasions),
        popularity=row.popularity,
        set=row.set,
        currency=row.currency,
        image_url=row.image_url,
        variants=by_colour(variants),
        models=models_of(row.models, public),
    )
    return Told(when(row.told_at), when(row.offered_at), item, variants)


def by_colour(variants: Iterable[Variant], shown: Collection[UUID] = ()) -> tuple[Variant, ...]:
    """Of each colour the variant that was shown, else the first."""
    first: dict[str, Variant] = {}
    for variant in variants:
        if variant.colour not in first or (shown and variant.variant_id in shown):
            first[variant.colour] = variant
    return tuple(first.values())


def when(sent: bytes | None) -> int:
    """A time as PostgreSQL sends it, in microseconds; -1 for none."""
    return int.from_bytes(sent, "big", signed=True) if sent is not None else -1
