"""Statements of a search on connections of their own, so that two cores can work on one search."""

from collections.abc import Sequence
from typing import Any, cast

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from aurora.retrieval.statement import Statement
from core import db
from core.db import Sessions

# Set once for a connection and left: nobody else works on it. strict_order keeps the order exact under filters, and
# what the index brings is looked through to the end before a slot counts as empty; ef_search as measured in
# docs/decisions/0002-vector-layout.md; workers started for a query of milliseconds cost more than they bring.
# A plan made for all sizes and prices took 2 to 7 times as long as one of its own. Where nothing narrows what the index
# brings, it is the same plan, and making it anew took 2 of 12.5 ms of the database.
SETTINGS = """
SELECT set_config('hnsw.ef_search', '250', false), set_config('hnsw.iterative_scan', 'strict_order', false),
       set_config('hnsw.max_scan_tuples', '1000000', false),
       set_config('max_parallel_workers_per_gather', '0', false),
       set_config('plan_cache_mode', '{plans}', false)
"""
PLANS = {True: "force_generic_plan", False: "force_custom_plan"}
_SET = "aurora.retrieval"


class Row(asyncpg.Record):  # type: ignore[misc]
    """A row whose columns are its attributes."""

    def __getattr__(self, name: str) -> Any:
        return self[name]


def engines(sessions: Sessions) -> list[AsyncEngine]:
    """Those that searches are made on: wide ones on the first, all others on the second. Not the shop's own: with one
    plan for each call its other statements take up to six times as long (0.62 and 0.10 ms for what a turn reads), and a
    connection would have to be told each time that the mode changes."""
    return [db.beside(db.engine_of(sessions), PLANS[is_wide]) for is_wide in (True, False)]


async def read(sessions: Sessions, asked: Statement) -> Sequence[Row]:
    """The rows of one statement, which is a transaction of its own.

    It holds one connection and no other meanwhile: searches that each held one and waited for a second could come to
    wait for each other. Raises DBAPIError as a session would.
    """
    wide, narrow = engines(sessions)
    async with db.direct(wide if asked.is_wide else narrow) as connection:
        driver = await _prepared(connection, PLANS[asked.is_wide])
        return cast(Sequence[Row], await driver.fetch(asked.sql, *asked.values, record_class=Row))


async def _prepared(connection: AsyncConnection, plans: str) -> asyncpg.Connection:
    taken = await connection.get_raw_connection()
    driver = cast(asyncpg.Connection, taken.driver_connection)
    if _SET not in taken.info:
        await driver.execute(SETTINGS.format(plans=plans))
        taken.info[_SET] = True
    return driver
