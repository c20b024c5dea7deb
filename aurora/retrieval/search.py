"""The search of a turn: plan, one statement, candidates in the variant that fits best."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from aurora.embedder import Embedder
from aurora.embeddings import vector_literal
from aurora.retrieval.emptiness import reasons
from aurora.retrieval.plan import Plan, SlotPlan, plan
from aurora.retrieval.shades import distance
from aurora.retrieval.statement import statement
from aurora.types import Analysis, Candidate, ConversationState, Pool
from commerce.garments import Slot
from commerce.item import Item, Variant
from core.db import Sessions
from core.errors import Unavailable

Rows = Sequence[Row[Any]]

# One round trip for all four. strict_order keeps the order exact under filters; ef_search as measured in
# docs/decisions/0002-vector-layout.md; the plan depends on the slots and limits of the turn, so it is made for them;
# workers started for a query of milliseconds cost more than they bring.
SETTINGS = """
SELECT set_config('hnsw.ef_search', '400', true), set_config('hnsw.iterative_scan', 'strict_order', true),
       set_config('plan_cache_mode', 'force_custom_plan', true),
       set_config('max_parallel_workers_per_gather', '0', true)
"""


class Retriever:
    """Finds candidates in the catalogue. Holds no state; one short read-only transaction per search."""

    def __init__(self, sessions: Sessions, embedder: Embedder) -> None:
        self._sessions = sessions
        self._embedder = embedder

    async def search(
        self,
        analysis: Analysis,
        state: ConversationState,
        *,
        taste: Sequence[float] | None = None,
        per_slot: int = 40,
    ) -> Pool:
        """Up to `per_slot` candidates for each slot that the turn needs, best first.

        Hard limits hold for every candidate that is not locked. What the shopper wants beyond them is held while
        anything answers it; `widened` names what was let go. A piece that stays fills its slot alone.
        """
        wish = plan(analysis, state)
        vector = await self._vector(wish.query)
        likes = vector_literal(taste) if taste else None
        async with self._sessions() as session:
            await session.execute(text(SETTINGS))
            rows = await _rows(session, wish, self._embedder.model, vector, likes, per_slot)
            gone = _sold_out(wish, rows)
            if gone:
                # A piece that was to stay is sold out: its slot is searched like any other.
                wish = plan(analysis, state, gone=gone)
                rows = await _rows(session, wish, self._embedder.model, vector, likes, per_slot)
            starved = _starved(wish, rows)
            if starved:
                rest = msgspec.structs.replace(wish, slots=starved, locked=())
                more = await _rows(session, rest, self._embedder.model, vector, likes, per_slot, complete=True)
                names = {slot.slot for slot in starved}
                rows = [*(row for row in rows if row.slot not in names), *more]
            found = _pool(wish, rows, analysis, per_slot)
            empty = await reasons(session, wish, self._embedder.model, [s for s in wish.slots if s.slot not in found])
        widened = [*_widened(wish, found, rows), *(["similarity"] if vector is None else [])]
        return Pool(by_slot=found, widened=tuple(widened), empty=empty)

    async def _vector(self, query: str) -> str | None:
        """The query's vector as pgvector reads it; None where the embedding service is down."""
        try:
            (vector,) = await self._embedder.embed([query])
        except Unavailable:
            return None
        return vector_literal(vector.tolist())


async def _rows(
    session: AsyncSession,
    wish: Plan,
    model: str,
    vector: str | None,
    taste: str | None,
    per_slot: int,
    *,
    complete: bool = False,
) -> Rows:
    if not wish.slots and not wish.locked:
        return []
    asked = statement(wish, model=model, vector=vector, taste=taste, per_slot=per_slot, complete=complete)
    return (await session.execute(text(asked.sql), asked.values)).all()


def _starved(wish: Plan, rows: Rows) -> tuple[SlotPlan, ...]:
    """Slots in which what the shopper insists on is not among the nearest; it may still be in the shop."""
    having = {row.slot for row in rows if row.wanted}
    return tuple(slot for slot in wish.slots if slot.strict and slot.slot not in having)


def _sold_out(wish: Plan, rows: Rows) -> frozenset[UUID]:
    """Pieces that were to stay and that nobody can buy any more."""
    return frozenset(wish.locked) - {row.id for row in rows if row.locked}


# ── rows to candidates ─────────────────────────────────────────────────────────────────────────────────────────────

_variants = msgspec.json.Decoder(tuple[tuple[UUID, str, str, str, str | None, int, int], ...])


def _pool(wish: Plan, rows: Rows, analysis: Analysis, per_slot: int) -> dict[Slot, tuple[Candidate, ...]]:
    by_slot: dict[Slot, list[Row[Any]]] = {}
    for row in rows:
        by_slot.setdefault(row.slot, []).append(row)
    plans = {slot.slot: slot for slot in wish.slots}
    pool: dict[Slot, tuple[Candidate, ...]] = {}
    for slot, found in by_slot.items():
        chosen = [row for row in found if row.locked] or _within(_chosen(plans[slot], found), wish, per_slot)
        pool[slot] = tuple(_candidate(row, wish, analysis) for row in chosen)
    return pool


def _within(rows: list[Row[Any]], wish: Plan, per_slot: int) -> list[Row[Any]]:
    """The first `per_slot` and every piece on the table; last the ones that the shopper wants replaced."""
    staying = [row for row in rows if row.id not in wish.excluded]
    first = staying[:per_slot] + [row for row in staying[per_slot:] if row.id in wish.kept]
    return first + [row for row in rows if row.id in wish.excluded]


def _chosen(slot: SlotPlan, rows: list[Row[Any]]) -> list[Row[Any]]:
    """What has what is wanted comes first; alone, where the shopper spoke of this slot and anything has it."""
    if not slot.wanted:
        return rows
    having = [row for row in rows if row.wanted]
    if slot.strict and having:
        return having
    return having + [row for row in rows if not row.wanted]


def _widened(wish: Plan, found: dict[Slot, tuple[Candidate, ...]], rows: Rows) -> list[str]:
    """Names of what was wanted and let go, as `colour:bag`: no product in the slot has all that was wanted."""
    having = {row.slot for row in rows if row.wanted}
    return [
        f"{condition.name}:{slot.slot}"
        for slot in wish.slots
        if slot.slot in found and slot.slot not in having
        for condition in slot.wanted
    ]


def _candidate(row: Row[Any], wish: Plan, analysis: Analysis) -> Candidate:
    variants = tuple(Variant(*columns) for columns in _variants.decode(row.variants))
    shown = next((v for v in variants if v.variant_id == wish.variants.get(row.id)), None)
    colours = _wanted_colours(analysis, row.slot)
    best = shown if shown and (row.locked or not colours) else _best(variants, colours, _palette(analysis))
    return Candidate(
        item=_item(row, variants),
        variant=best,
        similarity=1 - row.distance if row.distance is not None else 0.0,
        lexical=min(row.lexical or 0.0, 1.0),
        fused=float(row.fused),
        taste=1 - row.unlike if row.unlike is not None else None,
        locked=row.locked,
    )


def _item(row: Row[Any], variants: tuple[Variant, ...]) -> Item:
    return Item(
        product_id=row.id,
        slug=row.slug,
        title=row.title,
        brand=row.brand,
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
        variants=variants,
    )


def _best(variants: tuple[Variant, ...], colours: tuple[str, ...], palette: tuple[str, ...]) -> Variant:
    """The variant nearest to a wanted colour, else to the palette; then the cheapest, then the one most in stock."""
    wanted = colours or palette

    def rank(variant: Variant) -> tuple[float, int, int]:
        away = min((distance(name, variant.hex) for name in wanted), default=0.0)
        return away, variant.price, -variant.available

    return min(variants, key=rank)


def _wanted_colours(analysis: Analysis, slot: Slot) -> tuple[str, ...]:
    """Colours asked for on this slot; those for the whole look where none is."""
    named = [c for c in analysis.constraints if c.kind == "colour" and c.value.name]
    own = tuple(c.value.name for c in named if c.slot == slot and c.value.name)
    return own or tuple(c.value.name for c in named if c.slot is None and c.value.name)


def _palette(analysis: Analysis) -> tuple[str, ...]:
    return tuple(name.lower() for name in analysis.context.style.palette) if analysis.context.style else ()
