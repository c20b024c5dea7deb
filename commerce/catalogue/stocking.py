"""Keeps a shelf in step with the database, which has the truth: all of it once, then what changed.

Each server has a shelf of its own, made of nothing but rows, so that they need not know of each other; what one of them
shows may be `max_age_s` old while requests come, and no older than `LATE_S` after a silence. The page's products are
read from the database at each request.
"""

import asyncio
import time
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.catalogue import words
from commerce.catalogue.shelf import Shelf, Stocked
from core.db import Sessions

log = structlog.get_logger("catalogue")
LATE_S = 10.0
_BATCH = 2000
_OVERLAP = timedelta(seconds=5)
_COUNTED_EVERY_S = 60.0
_KEPT_S, _KEPT_MOST = 30.0, 200
"""What words found is kept for so long, for so many words: who looks for something turns pages and tries facets."""


class Stock:
    """A shelf that follows the database."""

    def __init__(self, sessions: Sessions, currency: str, *, max_age_s: float = 1.0) -> None:
        self._sessions = sessions
        self.currency = currency
        self.max_age_s = max_age_s
        self._shelf = Shelf()
        self._since: datetime | None = None
        self._read_at = self._counted_at = -LATE_S
        self._took_s = 0.0
        self._refreshing: asyncio.Task[None] | None = None
        self._found: dict[str, tuple[float, dict[UUID, float]]] = {}

    async def shelf(self) -> Shelf:
        """The shelf as it is known. Waits where nothing is known yet, or it was not looked at for long."""
        age = time.monotonic() - self._read_at
        if self._since is None or self.max_age_s == 0 or age > LATE_S + self._took_s:
            await self._refresh()
        elif age > max(self.max_age_s, 10 * self._took_s):
            self._begin()
        return self._shelf

    async def matching(self, session: AsyncSession, asked: str) -> dict[UUID, float]:
        """What the words find, with ranks: see `words.matching`; at most `_KEPT_S` old."""
        now, key = time.monotonic(), " ".join(asked.lower().split())
        kept = self._found.get(key)
        if kept is None or self.max_age_s == 0 or now - kept[0] > _KEPT_S:
            if len(self._found) >= _KEPT_MOST:
                self._found.pop(next(iter(self._found)))
            self._found.pop(key, None)
            kept = self._found[key] = (now, await words.matching(session, asked))
        return kept[1]

    async def _refresh(self) -> None:
        # Shielded: somebody who goes away does not stop what others wait for.
        await asyncio.shield(self._begin())

    def _begin(self) -> "asyncio.Task[None]":
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._read())
            self._refreshing.add_done_callback(_tell)
        return self._refreshing

    async def _read(self) -> None:
        began = time.monotonic()
        async with self._sessions.begin() as session:
            mark = await session.scalar(text(_OLDEST_WRITER))
            if self._since is None or not await self._catch_up(session, self._since):
                self._shelf = await self._all(session)
            self._since = mark - _OVERLAP if mark else None
        self._read_at = time.monotonic()
        self._took_s = self._read_at - began

    async def _all(self, session: AsyncSession) -> Shelf:
        """A new shelf of all that is for sale. Read in batches, so that other requests are answered in between."""
        shelf = Shelf()
        rows = await session.stream(text(f"{_COLUMNS} WHERE status = 'active' ORDER BY id"))
        async for batch in rows.partitions(_BATCH):
            shelf.put([self._stocked(row) for row in batch])
            await asyncio.sleep(0)
        self._counted_at = time.monotonic()
        return shelf

    async def _catch_up(self, session: AsyncSession, since: datetime) -> bool:
        """Whether the shelf is in step now; False where it has to be made anew: something was deleted, or its ids came
        out of order."""
        changed = text(f"{_COLUMNS} WHERE updated_at > :since ORDER BY id")
        rows = (await session.execute(changed, {"since": since})).all()
        gone = [row.id for row in rows if row.status != "active"]
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            self._shelf.put([self._stocked(row) for row in batch if row.status == "active"])
            await asyncio.sleep(0)
        self._shelf.remove(gone)
        if rows or time.monotonic() - self._counted_at > _COUNTED_EVERY_S:
            self._counted_at = time.monotonic()
            there = await session.scalar(text("SELECT count(*) FROM voguevault.products WHERE status = 'active'"))
            return there == len(self._shelf) and self._shelf.in_order
        return True

    def _stocked(self, row: Row[Any]) -> Stocked:
        price = row.offer_price if row.offer_currency == self.currency else None
        one = {
            "department": row.department,
            "category": row.category,
            "brand": row.brand or None,
            "available": "true" if row.offer_price is not None else "false",
        }
        many = {
            "colour": row.offer_colours,
            "size": row.offer_sizes,
            "material": row.materials,
            "occasion": row.occasions,
            "season": row.seasons,
        }
        present = {facet: value for facet, value in one.items() if value is not None}
        return Stocked(row.id, present, many, price, row.popularity, row.created_at)


def _tell(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and task.exception() is not None:
        log.warning("catalogue.shelf_not_read", error=type(task.exception()).__name__)


_COLUMNS = """
SELECT id, status, department, category, brand, materials, occasions, seasons, popularity, created_at, offer_price,
    offer_currency, offer_sizes, offer_colours
FROM voguevault.products"""

# Whatever is committed later was begun later, or is begun already; a row's `updated_at` is no older than its
# transaction's beginning.
_OLDEST_WRITER = """
SELECT coalesce(min(xact_start), now()) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
    AND backend_type = 'client backend'"""
