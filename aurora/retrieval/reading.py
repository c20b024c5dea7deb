"""Statements on connections of their own, so that two cores can work on one search."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from aurora.retrieval.statement import Statement
from aurora.vector_index import PROBES
from core.db import Sessions

# Set once for a connection and left: nothing else in the shop walks a vector index, and a plan of its own for each call
# costs others a tenth of a millisecond. Under a filter the index is looked through to the end before a slot counts as
# empty, and what it brings then is put in order afterwards; a plan made for all sizes and prices took 7 times as long;
# workers started for a query of milliseconds cost more than they bring.
SETTINGS = f"""
SELECT set_config('ivfflat.probes', '{PROBES}', false), set_config('ivfflat.iterative_scan', 'relaxed_order', false),
       set_config('plan_cache_mode', 'force_custom_plan', false),
       set_config('max_parallel_workers_per_gather', '0', false)
"""
_SET = "aurora.retrieval"


async def read(sessions: Sessions, asked: Statement) -> Sequence[Row[Any]]:
    """The rows of one statement, which is a transaction of its own.

    It holds one connection and no other meanwhile: searches that each held one and waited for a second could come to
    wait for each other.
    """
    async with sessions() as session:
        connection = await session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        await prepare(connection)
        return (await connection.exec_driver_sql(asked.sql, asked.values)).all()


async def prepare(connection: AsyncConnection) -> None:
    """Makes the connection one to search on."""
    info = connection.sync_connection.info if connection.sync_connection else {}
    if _SET not in info:
        await connection.exec_driver_sql(SETTINGS)
        info[_SET] = True
