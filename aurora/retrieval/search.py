"""The search of a turn: plan, statements side by side, candidates in the variant that fits best."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
import numpy as np
from sqlalchemy import Row

from aurora.embedder import Embedder
from aurora.embeddings import vector_literal
from aurora.retrieval import statement
from aurora.retrieval.candidates import Chosen, Eligible, Fitting, candidate
from aurora.retrieval.emptiness import reasons
from aurora.retrieval.goods import Goods, when
from aurora.retrieval.plan import Plan, SlotPlan, plan
from aurora.retrieval.ranking import Ranked, rank, unpacked
from aurora.retrieval.reading import read
from aurora.retrieval.statement import Asked
from aurora.types import Analysis, Candidate, ConversationState, Pool
from commerce.garments import Slot
from core.db import Sessions
from core.errors import Unavailable

Rows = dict[Slot, list[bytes]]
"""What was found by slot, packed as `ranking.FOUND`."""


class Sought(msgspec.Struct, frozen=True):
    """What a plan found: products by slot, ranked, and the pieces that stay."""

    ranked: dict[Slot, Ranked]
    locked: tuple[Chosen, ...]

    def having(self) -> set[Slot]:
        """Slots in which something has all that is wanted."""
        return {slot for slot, ranked in self.ranked.items() if ranked.found["wanted"].any()}


class Retriever:
    """Finds candidates in the catalogue. What it keeps between searches is checked against the database in each."""

    def __init__(self, sessions: Sessions, embedder: Embedder) -> None:
        self._sessions = sessions
        self._embedder = embedder
        self.goods = Goods(sessions)

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
        asked = Asked(
            model=self._embedder.model,
            vector=await self._vector(plan(analysis, state).query),
            taste=vector_literal(taste) if taste else None,
        )
        wish = plan(analysis, state)
        sought = await self.sought(wish, asked)
        found = await self._pool(wish, sought, analysis, per_slot)
        gone = frozenset(wish.locked) - {c.item.product_id for cs in found.values() for c in cs if c.locked}
        if gone:
            # A piece that was to stay is sold out: its slot is searched like any other.
            wish = plan(analysis, state, gone=gone)
            sought = await self.sought(wish, asked)
            found = await self._pool(wish, sought, analysis, per_slot)
        empty = await reasons(self._sessions, wish, asked, [s for s in wish.slots if s.slot not in found])
        widened = [*_widened(wish, found, sought.having()), *(["similarity"] if asked.vector is None else [])]
        return Pool(by_slot=found, widened=tuple(widened), empty=empty)

    async def _vector(self, query: str) -> str | None:
        """The query's vector as pgvector reads it; None where the embedding service is down."""
        try:
            (vector,) = await self._embedder.embed([query])
        except Unavailable:
            return None
        return vector_literal(vector.tolist())

    # ── finding ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def sought(self, wish: Plan, asked: Asked) -> Sought:
        """What the plan finds: the statements side by side, and the ranking."""
        one, other = _halves(wish.slots)
        near, more, (named, words), locked = await asyncio.gather(
            self._near(wish, asked, one),
            self._near(wish, asked, other),
            self._named(wish, asked),
            self._locked(wish, asked),
        )
        rows = _together(near, more, named)
        ranked = {slot: rank(unpacked(found), words, thrifty=wish.thrifty) for slot, found in rows.items() if found}
        sought = Sought(ranked, locked)
        return await self._completed(wish, asked, sought, rows, words)

    async def _completed(
        self, wish: Plan, asked: Asked, sought: Sought, rows: Rows, words: Mapping[bytes, float]
    ) -> Sought:
        """The same after a search of the whole of slots in which nothing was among the nearest that the shopper insists
        on, or nothing at all: it may still be in the shop."""
        having = sought.having()
        starved = [slot for slot in wish.slots if slot.strict and slot.slot not in having]
        bare = [slot for slot in wish.slots if slot.slot not in sought.ranked and slot not in starved and slot.limits]
        if not starved and not bare:
            return sought
        more = await asyncio.gather(
            self._near(wish, asked, starved, complete=True, insisting=True),
            self._near(wish, asked, bare, complete=True),
        )
        rows = _together(*more, rows)
        ranked = {slot: rank(unpacked(found), words, thrifty=wish.thrifty) for slot, found in rows.items() if found}
        return Sought(ranked, sought.locked)

    async def _near(
        self, wish: Plan, asked: Asked, slots: Sequence[SlotPlan], *, complete: bool = False, insisting: bool = False
    ) -> Rows:
        if not slots:
            return {}
        told = statement.near(asked, wish, slots, complete=complete, insisting=insisting)
        return _by_slot(await read(self._sessions, told))

    async def _named(self, wish: Plan, asked: Asked) -> tuple[Rows, dict[bytes, float]]:
        """Products that hold every word of the query, with their ranks, and the pieces on the table."""
        if not wish.slots:
            return {}, {}
        matching = await read(self._sessions, statement.matching(wish))
        ids: dict[Slot, list[UUID]] = {}
        for row in sorted(matching, key=lambda row: (-row.rank, row.id)):
            of_slot = ids.setdefault(row.slot, [])
            if len(of_slot) < statement.BY_WORDS:
                of_slot.append(row.id)
        if wish.kept or wish.excluded:
            ids = {slot.slot: [*ids.get(slot.slot, ()), *wish.kept, *wish.excluded] for slot in wish.slots}
        words = {row.id.bytes: row.rank for row in matching}
        return _by_slot(await read(self._sessions, statement.named(asked, wish, ids))) if ids else {}, words

    async def _locked(self, wish: Plan, asked: Asked) -> tuple[Chosen, ...]:
        if not wish.locked:
            return ()
        rows = await read(self._sessions, statement.locked(asked, wish))
        return tuple(
            Chosen(
                product=row.id.bytes, slot=row.slot, seen=(when(row.offered_at), when(row.told_at)), locked=True,
                distance=_number(row.distance), unlike=_number(row.unlike),
            )
            for row in rows
        )  # fmt: skip

    # ── choosing ───────────────────────────────────────────────────────────────────────────────────────────────────

    async def _pool(
        self, wish: Plan, sought: Sought, analysis: Analysis, per_slot: int
    ) -> dict[Slot, tuple[Candidate, ...]]:
        chosen = list(_chosen(wish, sought, per_slot))
        items = await self.goods.items({each.product: each.seen for each in chosen}, self._embedder.model)
        admit = {slot.slot: Eligible.under(slot) for slot in wish.slots}
        fitting = Fitting.of(wish, analysis)
        pool: dict[Slot, list[Candidate]] = {}
        for each in chosen:
            item = items.get(each.product)
            found = candidate(each, item, fitting, None if each.locked else admit[each.slot]) if item else None
            if found is not None:
                pool.setdefault(each.slot, []).append(found)
        return {slot: tuple(pool[slot]) for slot in sorted(pool)}


_ONE_HALF = ("top", "outerwear", "bag")


def _halves(slots: Sequence[SlotPlan]) -> tuple[list[SlotPlan], list[SlotPlan]]:
    """The slots in two shares of like work, for two cores: all of them are 12 filled leaves for most departments."""
    one = [slot for slot in slots if slot.slot in _ONE_HALF]
    return one, [slot for slot in slots if slot.slot not in _ONE_HALF]


def _by_slot(rows: Sequence[Row[Any]]) -> Rows:
    return {row.slot: [row.rows] for row in rows if row.rows}


def _together(*parts: Rows) -> Rows:
    return {
        slot: [rows for part in parts for rows in part.get(slot, ())] for slot in {s for part in parts for s in part}
    }


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _chosen(wish: Plan, sought: Sought, per_slot: int) -> Iterator[Chosen]:
    """The products that come into the pool, slot by slot; a piece that stays fills its slot alone."""
    filled = {each.slot for each in sought.locked}
    yield from sought.locked
    for slot in wish.slots:
        ranked = sought.ranked.get(slot.slot)
        if ranked is not None and slot.slot not in filled:
            yield from _within(slot, ranked, wish, per_slot)


def _within(slot: SlotPlan, ranked: Ranked, wish: Plan, per_slot: int) -> Iterator[Chosen]:
    """The first `per_slot` and every piece on the table; last the ones that the shopper wants replaced. Only what has
    what is wanted, where the shopper spoke of this slot and anything has it."""
    order = ranked.order
    wanted = ranked.found["wanted"].astype(bool)
    if slot.strict and wanted.any():
        order = order[wanted[order]]
    ids = [product.tobytes() for product in ranked.found["product"][order]]
    kept, excluded = ({product.bytes for product in some} for some in (wish.kept, wish.excluded))
    staying = [n for n, product in enumerate(ids) if product not in excluded]
    places = staying[:per_slot] + [n for n in staying[per_slot:] if ids[n] in kept]
    places += [n for n, product in enumerate(ids) if product in excluded]
    rows = order[places]
    columns = (ranked.found[name][rows].tolist() for name in ("offered_at", "told_at", "distance", "unlike"))
    lexical = np.nan_to_num(ranked.lexical[rows]).tolist()
    for n, offered_at, told_at, distance, unlike, fused, rank_by_words in zip(
        places, *columns, ranked.fused[rows].tolist(), lexical, strict=True
    ):
        yield Chosen(
            product=ids[n], slot=slot.slot, seen=(offered_at, told_at), distance=distance, unlike=unlike, fused=fused,
            lexical=rank_by_words,
        )  # fmt: skip


def _widened(wish: Plan, found: Mapping[Slot, Sequence[Candidate]], having: set[Slot]) -> list[str]:
    """Names of what was wanted and let go, as `colour:bag`: no product in the slot has all that was wanted."""
    return [
        f"{condition.name}:{slot.slot}"
        for slot in wish.slots
        if slot.slot in found and slot.slot not in having
        for condition in slot.wanted
    ]
