"""Statements on connections of their own, so that two cores can work on one search."""

from collections.abc import Sequence
from typing import Any, cast

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from aurora.retrieval.statement import Statement
from core.db import Sessions

# Set once for a connection and left: nothing else in the shop walks a vector index, and a plan of its own for each call
# costs others a tenth of a millisecond. strict_order keeps the order exact under filters, and what the index brings is
# looked through to the end before a slot counts as empty; ef_search as measured in
# docs/decisions/0002-vector-layout.md; workers started for a query of milliseconds cost more than they bring.
SETTINGS = """
SELECT set_config('hnsw.ef_search', '250', false), set_config('hnsw.iterative_scan', 'strict_order', false),
       set_config('hnsw.max_scan_tuples', '1000000', false),
       set_config('max_parallel_workers_per_gather', '0', false)
"""
# A plan made for all sizes and prices took 2 to 7 times as long as one of its own. Where nothing narrows what the index
# brings, it is the same plan, and making it anew took 2 of 12.5 ms of the database.
PLANS = {True: "SET plan_cache_mode = force_generic_plan", False: "SET plan_cache_mode = force_custom_plan"}
_SET, _PLANS = "aurora.retrieval", "aurora.retrieval.plans"


class Row(asyncpg.Record):  # type: ignore[misc]
    """A row whose columns are its attributes."""

    def __getattr__(self, name: str) -> Any:
        return self[name]


# A connection that was closed is an InterfaceError to asyncpg; one whose server died while it was spoken to may also be
# left in the middle of an operation, which the next one meets as an InternalClientError.
_LOST = (asyncpg.InterfaceError, asyncpg.InternalClientError)


async def read(sessions: Sessions, asked: Statement) -> Sequence[Row]:
    """The rows of one statement, which is a transaction of its own.

    It holds one connection and no other meanwhile: searches that each held one and waited for a second could come to
    wait for each other. It is asyncpg's own, from the shop's pool: through a session a read took 0.3 ms more of this
    process, and a turn makes two or three. Raises DBAPIError as a session would.
    """
    try:
        async with cast(AsyncEngine, sessions.kw["bind"]).connect() as connection:
            try:
                return await _fetched(connection, asked)
            except _LOST:
                await connection.invalidate()
                raise
    except (asyncpg.PostgresError, *_LOST) as error:
        raise DBAPIError(asked.sql, None, error, connection_invalidated=isinstance(error, _LOST)) from error


async def _fetched(connection: AsyncConnection, asked: Statement) -> Sequence[Row]:
    taken = await connection.get_raw_connection()
    driver = cast(asyncpg.Connection, taken.driver_connection)
    if _SET not in taken.info:
        await driver.execute(SETTINGS)
        taken.info[_SET] = True
    if taken.info.get(_PLANS) != asked.is_wide:
        await driver.execute(PLANS[asked.is_wide])
        taken.info[_PLANS] = asked.is_wide
    return cast(Sequence[Row], await driver.fetch(asked.sql, *asked.values, record_class=Row))
