"""Which products a shopper's words find, and how well: PostgreSQL's full-text search, the last word as a beginning."""

import re
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

MOST = 2000
"""So many of the products that words find are ranked and counted. Where there are more, the most popular are taken."""

_WORD = re.compile(r"[^\W_]{2,40}\Z")


async def matching(session: AsyncSession, words: str) -> dict[UUID, float]:
    """Product → rank of what the words find, at most MOST of them.

    Understands quotes, `or` and `-`. The last word counts also as the beginning of one, since it may be still typed.
    """
    head, _, last = words.rstrip().rpartition(" ")
    beginning = last if _WORD.fullmatch(last) and words.count('"') % 2 == 0 and last.lower() != "or" else None
    given = {"words": words, "head": head, "last": beginning, "most": MOST}
    query = await session.scalar(text(_QUERY), given)
    if not query:
        return {}
    rows = (await session.execute(text(_MATCHES), {"query": query, "most": MOST})).all()
    return {row.id: row.rank for row in rows}


# A head of stop words only ("a", "the") asks for nothing, and must not find all.
_QUERY = """
SELECT (voguevault.search_query(:words) || CASE
    WHEN CAST(:last AS text) IS NULL THEN ''::tsquery
    WHEN numnode(voguevault.search_query(:head)) = 0
        THEN to_tsquery('pg_catalog.english', voguevault.plain(CAST(:last AS text)) || ':*')
    ELSE voguevault.search_query(:head)
        && to_tsquery('pg_catalog.english', voguevault.plain(CAST(:last AS text)) || ':*')
END)::text"""

_MATCHES = """
WITH found AS MATERIALIZED (
    SELECT id, search FROM voguevault.products
    WHERE status = 'active' AND search @@ CAST(:query AS tsquery)
    ORDER BY popularity DESC, id LIMIT :most
)
SELECT id, ts_rank(search, CAST(:query AS tsquery))::float8 AS rank FROM found"""
