"""The search of a turn: plan, statements side by side, candidates in the variant that fits best."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora.embedder import Embedder
from aurora.embeddings import vector_literal
from aurora.retrieval import statement
from aurora.retrieval.candidates import Chosen, Eligible, Fitting, candidates
from aurora.retrieval.emptiness import reasons
from aurora.retrieval.goods import Goods, Told, when
from aurora.retrieval.plan import Plan, SlotPlan, plan
from aurora.retrieval.ranking import MATCHED, Ranked, rank, unpacked
from aurora.retrieval.reading import Row, read
from aurora.retrieval.statement import Asked
from aurora.retrieval.vectors import QueryVectors
from aurora.types import Analysis, Candidate, ConversationState, Pool
from commerce.garments import Slot
from core.db import Sessions
from core.objects import ROUTE

Rows = dict[Slot, list[bytes]]
"""What was found by slot, packed as `ranking.FOUND`."""
Words = dict[Slot, dict[bytes, float]]
"""Products by slot that hold every word of the query, best first, and how well."""
Use = Callable[[dict[Slot, Ranked]], Awaitable[None]]
"""What is done with some of the slots as soon as they are ranked; one in which nothing was found is not among them."""


class Retriever:
    """Finds candidates in the catalogue. What it keeps between searches is checked against the database in each.

    public: what stands in front of the keys of 3D models."""

    def __init__(self, sessions: Sessions, embedder: Embedder, *, public: str = f"{ROUTE}/") -> None:
        self._sessions = sessions
        self._model = embedder.model
        self._vectors = QueryVectors(embedder)
        self._goods = Goods(sessions, public=public)

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
        vector = await self._vectors.of(wish.query)
        asked = Asked(model=self._model, vector=vector, taste=vector_literal(taste) if taste else None)
        pooled = await self._pooled(wish, asked, analysis, per_slot)
        gone = frozenset(wish.locked) - pooled.staying
        if gone:
            # A piece that was to stay is sold out: its slot is searched like any other.
            wish = plan(analysis, state, gone=gone)
            pooled = await self._pooled(wish, asked, analysis, per_slot)
        found = pooled.by_slot()
        empty = await reasons(self._sessions, wish, asked, [s for s in wish.slots if s.slot not in found])
        widened = [*_widened(wish, found, pooled.having), *(["similarity"] if asked.vector is None else [])]
        return Pool(by_slot=found, widened=tuple(widened), empty=empty)

    def forget(self) -> None:
        """Lets go of what is kept between searches, as a server that has just started."""
        self._goods.forget()
        self._vectors.forget()

    # ── finding ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def sought(self, wish: Plan, asked: Asked) -> dict[Slot, Ranked]:
        """What the plan finds in each of its slots, ranked."""
        found: dict[Slot, Ranked] = {}

        async def keep(ranked: dict[Slot, Ranked]) -> None:
            found.update(ranked)

        await self._through(wish, asked, keep)
        return found

    async def _through(self, wish: Plan, asked: Asked, use: Use) -> None:
        """Searches the slots in two halves, side by side. What is found in one is used while the other may still be
        looked for."""
        one, other = _halves(wish.slots)
        first = asyncio.ensure_future(self._near(wish, asked, one, matching=True))
        second = asyncio.ensure_future(self._near(wish, asked, other))

        async def ranked(slots: Sequence[SlotPlan], half: Awaitable[tuple[Rows, Words]]) -> None:
            near, _ = await half
            _, words = await first
            await use(await self._ranked(wish, asked, slots, near, words))

        await asyncio.gather(ranked(one, first), ranked(other, second))

    async def _near(self, wish: Plan, asked: Asked, slots: Sequence[SlotPlan], **how: bool) -> tuple[Rows, Words]:
        """The nearest by slot, and the products that hold the query's words."""
        if not slots:
            return {}, {}
        found = await read(self._sessions, statement.near(asked, wish, slots, **how))
        return _by_slot(found), {row.slot: _matched(row.rows) for row in found if row.kind == "words"}

    async def _ranked(
        self, wish: Plan, asked: Asked, slots: Sequence[SlotPlan], near: Rows, words: Words
    ) -> dict[Slot, Ranked]:
        """What was found by nearness and by words, and the pieces on the table. Where the shopper insists on what none
        of them has, it is looked for in the whole slot: it may still be in the shop."""
        rows = _together(near, await self._named(wish, asked, slots, words))
        ranked = {slot.slot: _rank(rows[slot.slot], words, slot, wish) for slot in slots if slot.slot in rows}
        starved = [slot for slot in slots if slot.strict and not (slot.slot in ranked and ranked[slot.slot].has_wanted)]
        if starved:
            insisted, _ = await self._near(wish, asked, starved, complete=True, insisting=True)
            rows = _together(insisted, rows)
            ranked |= {slot.slot: _rank(rows[slot.slot], words, slot, wish) for slot in starved if slot.slot in rows}
        return ranked

    async def _named(self, wish: Plan, asked: Asked, slots: Sequence[SlotPlan], words: Words) -> Rows:
        """Of the products that matched and the pieces on the table those that hold the limits."""
        if not (words or wish.kept or wish.excluded):
            return {}
        ids = {slot.slot: [*_best(words.get(slot.slot, {})), *wish.kept, *wish.excluded] for slot in slots}
        ids = {slot: some for slot, some in ids.items() if some}
        return _by_slot(await read(self._sessions, statement.named(asked, wish, ids))) if ids else {}

    # ── choosing ───────────────────────────────────────────────────────────────────────────────────────────────────

    async def _pooled(self, wish: Plan, asked: Asked, analysis: Analysis, per_slot: int) -> "_Pooled":
        fitting, pooled = Fitting.of(wish, analysis), _Pooled({}, {}, set())
        slots = {slot.slot: slot for slot in wish.slots}

        async def choose(ranked: dict[Slot, Ranked]) -> None:
            chosen = [_within(slots[name], found, wish, per_slot) for name, found in ranked.items()]
            told = await self._told(chosen)
            for each in chosen:
                pooled.found[each.slot] = candidates(each, told, fitting, Eligible.under(slots[each.slot]))
            pooled.having.update(name for name, found in ranked.items() if found.has_wanted)

        async def stay() -> None:
            if wish.locked:
                rows = await read(self._sessions, statement.locked(asked, wish))
                chosen = [_staying(row) for row in rows]
                told = await self._told(chosen)
                for each in chosen:
                    found = candidates(each, told, fitting, None, locked=True)
                    pooled.locked[each.slot] = (*pooled.locked.get(each.slot, ()), *found)

        await asyncio.gather(self._through(wish, asked, choose), stay())
        return pooled

    async def _told(self, chosen: Sequence[Chosen]) -> dict[bytes, Told]:
        seen = {id: times for each in chosen for id, times in zip(each.products, each.seen, strict=True)}
        return await self._goods.told(seen, self._model)


class _Pooled(msgspec.Struct, frozen=True):
    """Candidates by slot: those found, the pieces that stay, and in which slots something has all that is wanted."""

    found: dict[Slot, tuple[Candidate, ...]]
    locked: dict[Slot, tuple[Candidate, ...]]
    having: set[Slot]

    @property
    def staying(self) -> set[UUID]:
        """Products that were to stay and can."""
        return {each.item.product_id for some in self.locked.values() for each in some}

    def by_slot(self) -> dict[Slot, tuple[Candidate, ...]]:
        """Slots in the order of their names; a piece that stays fills its slot alone."""
        all_found = self.found | self.locked
        return {slot: all_found[slot] for slot in sorted(all_found) if all_found[slot]}


_OTHER_HALF = ("top", "shoes", "accessory")


def _halves(slots: Sequence[SlotPlan]) -> tuple[list[SlotPlan], list[SlotPlan]]:
    """The slots in two shares of like work, for two cores; the second is empty where there is little to share.

    Measured over 100,000 products, processor ms of the database: women 10.9 and 8.3, men 8.9 and 7.9, all 14.3
    and 11.8.
    """
    other = [slot for slot in slots if slot.slot in _OTHER_HALF]
    one = [slot for slot in slots if slot.slot not in _OTHER_HALF]
    return (one, other) if one else (other, [])


def _by_slot(rows: Sequence[Row]) -> Rows:
    return {row.slot: [row.rows] for row in rows if row.kind == "near" and row.rows}


def _together(one: Rows, other: Rows) -> Rows:
    return {slot: [*one.get(slot, ()), *other.get(slot, ())] for slot in one | other}


def _matched(packed: bytes) -> dict[bytes, float]:
    rows = np.frombuffer(packed, dtype=MATCHED)
    return dict(zip(rows["product"].tolist(), rows["rank"].tolist(), strict=True))


def _best(words: Mapping[bytes, float]) -> list[UUID]:
    return [UUID(bytes=product) for product in list(words)[: statement.BY_WORDS]]


def _rank(rows: Sequence[bytes], words: Words, slot: SlotPlan, wish: Plan) -> Ranked:
    return rank(unpacked(rows), words.get(slot.slot, {}), thrifty=wish.thrifty)


def _within(slot: SlotPlan, ranked: Ranked, wish: Plan, per_slot: int) -> Chosen:
    """The first `per_slot` and every piece on the table that holds the limits; last the ones that the shopper wants
    replaced. Else only what has what is wanted, where the shopper spoke of this slot and anything has it."""
    rows = ranked.order
    if slot.strict or wish.kept or wish.excluded:
        rows = rows[_places(slot, ranked, wish, per_slot)]
    else:
        rows = rows[:per_slot]
    found = ranked.found[rows]
    return Chosen(
        slot=slot.slot,
        products=found["product"].tolist(),
        seen=list(zip(found["offered_at"].tolist(), found["told_at"].tolist(), strict=True)),
        similarity=_similarity(found["distance"]),
        taste=_taste(found["unlike"]),
        fused=ranked.fused[rows].tolist(),
        lexical=np.minimum(np.nan_to_num(ranked.lexical[rows]), 1.0).tolist(),
    )


def _places(slot: SlotPlan, ranked: Ranked, wish: Plan, per_slot: int) -> list[int]:
    """Places in the order of those that come, as `_within` says."""
    kept, excluded = ({product.bytes for product in some} for some in (wish.kept, wish.excluded))
    ids = ranked.ids()
    wanted = ranked.found["wanted"].astype(bool)[ranked.order].tolist()
    insisted = slot.strict and any(wanted)
    come = [n for n, id in enumerate(ids) if not insisted or wanted[n] or id in kept or id in excluded]
    staying = [n for n in come if ids[n] not in excluded]
    places = staying[:per_slot] + [n for n in staying[per_slot:] if ids[n] in kept]
    return places + [n for n in come if ids[n] in excluded]


def _staying(row: Row) -> Chosen:
    return Chosen(
        slot=row.slot,
        products=[row.id.bytes],
        seen=[(when(row.offered_at), when(row.told_at))],
        similarity=_similarity(np.array([row.distance], dtype=np.float64)),
        taste=_taste(np.array([row.unlike], dtype=np.float64)),
        fused=[0.0],
        lexical=[0.0],
    )


def _similarity(distance: NDArray[np.float64]) -> list[float]:
    """Cosines of distances; 0 where there is none."""
    cosines: list[float] = np.nan_to_num(1 - distance).tolist()
    return cosines


def _taste(unlike: NDArray[np.float64]) -> list[float | None]:
    """Cosines of the shopper's taste; None where there is none."""
    known = (1 - unlike).tolist()
    return [None if value != value else value for value in known]


def _widened(wish: Plan, found: Mapping[Slot, Sequence[Candidate]], having: set[Slot]) -> list[str]:
    """Names of what was wanted and let go, as `colour:bag`: no product in the slot has all that was wanted."""
    return [
        f"{condition.name}:{slot.slot}"
        for slot in wish.slots
        if slot.slot in found and slot.slot not in having
        for condition in slot.wanted
    ]
