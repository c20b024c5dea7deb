"""Where the catalogue's vectors lie: the rows of a leaf, and with them its graph, in order of likeness.

A search walks from a vector to those like it. Each is read from a page, and pages that no cache holds are what a walk
waits for: laid beside each other, those that are alike share pages (docs/decisions/0002-vector-layout.md has what it
saves). The order is that of the vectors' signs, the first dimension first, which is a hash of where they point; what is
written later lies where there is room, so a shop whose catalogue turned over arranges anew.

Sign bits as a hash of direction: Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Sessions
from core.errors import Conflict

LEAST = 1000
"""Rows from which on a leaf is arranged: of fewer, the caches hold all."""
Progress = Callable[[int], None]
"""Called with the number of leaves done so far."""


class InUse(Conflict):
    code, title = "vectors_in_use", "The vectors are in use"


async def leaves(sessions: Sessions, least: int = LEAST) -> list[str]:
    """Tables of vectors that have at least so many rows, by name."""
    async with sessions() as session:
        names = (await session.scalars(text(_LEAVES))).all()
        counts = [(name, (await session.execute(text(f"SELECT count(*) FROM {name}"))).scalar_one()) for name in names]  # noqa: S608
    return [name for name, count in counts if count >= least]


async def arrange(
    sessions: Sessions, names: Sequence[str], progress: Progress | None = None, *, wait_s: float = 5.0
) -> None:
    """Lays the rows of these leaves in order, each in a transaction of its own, and builds their graphs anew.

    A leaf is locked meanwhile, about 4 s for 10,000 rows, and searches wait for it. wait_s: for so long the others that
    use it are waited for; then InUse is raised. What is arranged by then stays so, and a second run begins anew.
    """
    for number, name in enumerate(names, start=1):
        try:
            async with sessions.begin() as session:
                await _arrange(session, name, wait_s)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
                raise InUse(f"{name} is in use: arrange when the shop is quieter.") from error
            raise
        if progress:
            progress(number)


async def _arrange(session: AsyncSession, name: str, wait_s: float) -> None:
    await session.execute(text(f"SET LOCAL lock_timeout = '{wait_s:.3f}s'"))
    await session.execute(text(f"CREATE INDEX arranged ON {name} (binary_quantize(embedding))"))
    await session.execute(text(f"CLUSTER {name} USING arranged"))
    await session.execute(text("DROP INDEX voguevault.arranged"))
    await session.execute(text(f"ANALYZE {name}"))


_LOCK_NOT_AVAILABLE = "55P03"
_LEAVES = """
SELECT relid::regclass::text FROM pg_partition_tree('voguevault.product_embeddings') WHERE isleaf ORDER BY 1
"""
