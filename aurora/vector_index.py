"""The vector indexes of the search: inverted lists on each leaf of `product_embeddings` that is large enough for them.

What is near to what decides the lists, so they are made of the vectors that are there, and made anew once a leaf has
grown or shrunk by half or holds another model's vectors. Vectors that come meanwhile go into the list that is nearest.
Why lists and how many: docs/decisions/0002-vector-layout.md.
"""

import math
import secrets
from collections.abc import Sequence

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db import Sessions

WORTHWHILE = 1000
"""Rows of a leaf from which lists are quicker than comparing all."""
MOST = 1000
"""Lists at most: making 1,000 takes 250 MB of working memory, and their centres are compared in every search."""
PROBES = 48
"""Lists that are looked through at first; more where the filter leaves too few."""
_LOCK = "aurora.vector_index"


class Leaf(msgspec.Struct, frozen=True):
    """A leaf and its vector indexes, each with what was noted at its making."""

    table: str
    rows: int
    model: str | None
    indexes: tuple[str, ...]
    note: str | None
    """Of its one valid index; None where there is none or several."""

    @property
    def due(self) -> bool:
        """Whether its index is to be made anew, or dropped."""
        if self.rows < WORTHWHILE:
            return bool(self.indexes)
        made_of = self.note.rsplit(" ", 1) if self.note and len(self.indexes) == 1 else []
        if len(made_of) != 2 or made_of[0] != self.model:
            return True
        return not 2 / 3 <= self.rows / max(1, int(made_of[1])) <= 3 / 2


def lists(rows: int) -> int:
    """Lists for so many rows; a search then compares about 19 √rows of them."""
    return min(MOST, round(2.5 * math.sqrt(rows)))


async def renew(sessions: Sessions) -> int:
    """Makes the indexes that are due and drops those that they replace; how many were made.

    The shop goes on meanwhile: nothing that reads or writes waits for it. A second run beside this one does nothing.
    """
    made: int = 0
    async with sessions() as session:
        connection = await session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        if not await connection.scalar(text("SELECT pg_try_advisory_lock(hashtext(:key))"), {"key": _LOCK}):
            return 0
        try:
            for leaf in await leaves(connection):
                if leaf.due:
                    made += await _renew(connection, leaf)
        finally:
            await connection.execute(text("SELECT pg_advisory_unlock(hashtext(:key))"), {"key": _LOCK})
    return made


async def leaves(connection: AsyncConnection) -> Sequence[Leaf]:
    """Every leaf by name."""
    found = (await connection.execute(text(_LEAVES))).all()
    counts = {row.table: row for row in (await connection.execute(text(_counting([row.table for row in found])))).all()}
    return [
        Leaf(row.table, counts[row.table].rows, counts[row.table].model, tuple(row.indexes), row.note) for row in found
    ]


async def _renew(connection: AsyncConnection, leaf: Leaf) -> int:
    """1 where the leaf got a new index, 0 where it needs none."""
    made = 0
    if leaf.rows >= WORTHWHILE:
        name = f"{leaf.table}_lists_{secrets.token_hex(3)}"
        await connection.execute(text("SET maintenance_work_mem = '512MB'"))
        await connection.execute(text(_MAKE.format(name=name, table=leaf.table, lists=lists(leaf.rows))))
        await connection.execute(text(f"COMMENT ON INDEX voguevault.{name} IS '{_quoted(leaf)}'"))
        await connection.execute(text("RESET maintenance_work_mem"))
        made = 1
    for old in leaf.indexes:
        await connection.execute(text(f"DROP INDEX CONCURRENTLY IF EXISTS voguevault.{old}"))
    return made


def _quoted(leaf: Leaf) -> str:
    """The note of a new index, what it is made of, as an SQL literal's inside."""
    return f"{leaf.model} {leaf.rows}".replace("'", "''").replace(":", r"\:")


_MAKE = """
CREATE INDEX CONCURRENTLY {name} ON voguevault.{table} USING ivfflat (embedding halfvec_cosine_ops)
WITH (lists = {lists})"""

# An index whose making was broken off is not valid: it has no note and goes with the next one.
_LEAVES = """
SELECT c.relname AS table, coalesce(array_agg(i.relname ORDER BY i.relname) FILTER (WHERE a.amname = 'ivfflat'), '{}')
  AS indexes, min(obj_description(i.oid, 'pg_class')) FILTER (WHERE a.amname = 'ivfflat' AND x.indisvalid) AS note
FROM pg_partition_tree('voguevault.product_embeddings') AS t
JOIN pg_class AS c ON c.oid = t.relid
JOIN pg_index AS x ON x.indrelid = c.oid JOIN pg_class AS i ON i.oid = x.indexrelid JOIN pg_am AS a ON a.oid = i.relam
WHERE t.isleaf GROUP BY c.relname ORDER BY c.relname
"""


def _counting(tables: Sequence[str]) -> str:
    """SQL of the rows of each leaf and the model that most of them are of."""
    one = "SELECT '{0}' AS table, count(*) AS rows, mode() WITHIN GROUP (ORDER BY model) AS model FROM voguevault.{0}"
    return "\nUNION ALL\n".join(one.format(table) for table in tables)
