"""Vectors are laid in order of likeness, and nothing else changes."""

import numpy as np
import pytest
from sqlalchemy import text

from aurora.arranging import InUse, arrange, leaves
from aurora.embeddings import vector_literal
from core.db import Sessions
from tests.factories import make_embedding, make_product

pytestmark = pytest.mark.anyio
LEAF = "voguevault.product_embeddings_top_women"
NEAREST = f"SELECT product_id FROM {LEAF} ORDER BY embedding <=> CAST(:near AS halfvec(384)) LIMIT 5"  # noqa: S608


async def filled(sessions: Sessions, count: int) -> np.ndarray:
    """So many shirts for women with random vectors, which are given back."""
    vectors = np.random.default_rng(5).standard_normal((count, 384))
    async with sessions.begin() as session:
        for number, vector in enumerate(vectors):
            product = await make_product(session, title=f"Poplin shirt {number}")
            await make_embedding(session, product, embedding=vector.tolist())
    return vectors


async def asked(sessions: Sessions, query: str, **values: str) -> list[tuple[str, ...]]:
    async with sessions() as session:
        return [tuple(row) for row in await session.execute(text(query), values)]


async def test_vectors_of_like_signs_lie_beside_each_other_and_are_found_as_before(sessions: Sessions) -> None:
    vectors = await filled(sessions, 60)
    indexes = "SELECT indexname FROM pg_indexes WHERE schemaname = 'voguevault' ORDER BY 1"
    lying = f"SELECT binary_quantize(embedding)::text FROM {LEAF} ORDER BY ctid"  # noqa: S608
    near = vector_literal(vectors[7].tolist())
    were = [await asked(sessions, query) for query in (indexes, lying)], await asked(sessions, NEAREST, near=near)

    assert LEAF in await leaves(sessions, least=60)
    assert LEAF not in await leaves(sessions, least=61)
    done: list[int] = []
    await arrange(sessions, [LEAF], done.append)

    are = [await asked(sessions, query) for query in (indexes, lying)], await asked(sessions, NEAREST, near=near)
    assert done == [1]
    assert were[0][1] != are[0][1] == sorted(were[0][1])
    assert (are[0][0], are[1]) == (were[0][0], were[1])


async def test_vectors_that_others_keep_locked_stay_where_they_are(sessions: Sessions) -> None:
    await filled(sessions, 3)
    async with sessions.begin() as other:
        await other.execute(text(f"LOCK TABLE {LEAF} IN ACCESS SHARE MODE"))
        with pytest.raises(InUse, match="in use: arrange when"):
            await arrange(sessions, [LEAF], wait_s=0.05)
    assert len(await asked(sessions, f"SELECT 1 FROM {LEAF}")) == 3  # noqa: S608
