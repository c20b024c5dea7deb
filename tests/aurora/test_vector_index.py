"""The lists of a leaf: made once it is large, used by a search, made anew when they no longer fit."""

from collections.abc import AsyncIterator
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy import delete, insert, select, text, update

from aurora import vector_index
from aurora.models import ProductEmbedding
from commerce.models import Product
from core.db import Sessions
from core.ids import uuid7
from tests.factories import MODEL, sha256

pytestmark = pytest.mark.anyio
TABLE = "product_embeddings_top_women"


@pytest.fixture(autouse=True)
async def no_lists_are_left(sessions: Sessions) -> AsyncIterator[None]:
    """Indexes outlive the rows that a test leaves behind."""
    yield
    async with sessions.begin() as session:
        await session.execute(delete(ProductEmbedding))
    await vector_index.renew(sessions)


async def fill_leaf(sessions: Sessions, count: int) -> list[UUID]:
    """Ids of `count` new women's tops with random unit vectors, the same ones in every run."""
    products = [{"id": (id := uuid7()), "slug": f"top-{id}"} for _ in range(count)]
    same = {"title": "Top", "department": "women", "category": "top", "slot": "top"}
    vectors = np.random.default_rng(7).normal(size=(count, 384))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = [
        {"product_id": product["id"], "embedding": vector.tolist(), "checksum": sha256(product["id"])}
        for product, vector in zip(products, vectors, strict=True)
    ]
    async with sessions.begin() as session:
        await session.execute(insert(Product).values(same), products)
        await session.execute(insert(ProductEmbedding).values(slot="top", department="women", model=MODEL), rows)
    return [row["product_id"] for row in rows]


async def leaf(sessions: Sessions) -> vector_index.Leaf:
    async with sessions() as session:
        (found,) = [each for each in await vector_index.leaves(await session.connection()) if each.table == TABLE]
    return found


async def test_a_large_leaf_gets_lists_and_a_small_one_none(sessions: Sessions) -> None:
    await fill_leaf(sessions, vector_index.WORTHWHILE - 1)
    assert await vector_index.renew(sessions) == 0
    await fill_leaf(sessions, 1)
    assert await vector_index.renew(sessions) == 1
    found = await leaf(sessions)
    assert (found.rows, len(found.indexes), found.note) == (1000, 1, f"{MODEL} 1000")
    definition = "SELECT indexdef FROM pg_indexes WHERE indexname = :name"
    async with sessions() as session:
        made = await session.scalar(text(definition), {"name": found.indexes[0]})
    assert made.endswith("USING ivfflat (embedding halfvec_cosine_ops) WITH (lists='79')")
    assert await vector_index.renew(sessions) == 0


async def test_the_nearest_of_a_large_leaf_are_found_by_its_lists(sessions: Sessions) -> None:
    ids = await fill_leaf(sessions, 1000)
    await vector_index.renew(sessions)
    (name,) = (await leaf(sessions)).indexes
    async with sessions.begin() as session:
        await session.execute(text(f"ANALYZE voguevault.{TABLE}"))
        # What a page costs on an SSD, as the embedded server has it; at 4, a disk's, so small a leaf is sorted instead.
        await session.execute(text("SET LOCAL random_page_cost = 1.1"))
        this = await session.scalar(select(ProductEmbedding.embedding).where(ProductEmbedding.product_id == ids[300]))
        query = f"SELECT product_id FROM voguevault.{TABLE} ORDER BY embedding <=> '{this}' LIMIT 10"  # noqa: S608
        plan = "\n".join((await session.execute(text(f"EXPLAIN {query}"))).scalars())
        nearest = (await session.execute(text(query))).scalars().all()
    assert f"Index Scan using {name}" in plan
    assert len(nearest) == 10
    assert nearest[0] == ids[300]


async def test_lists_are_made_anew_once_the_leaf_has_grown_by_more_than_half(sessions: Sessions) -> None:
    await fill_leaf(sessions, 1000)
    await vector_index.renew(sessions)
    before = await leaf(sessions)
    await fill_leaf(sessions, 500)
    assert await vector_index.renew(sessions) == 0
    await fill_leaf(sessions, 1)
    assert await vector_index.renew(sessions) == 1
    after = await leaf(sessions)
    assert after.note == f"{MODEL} 1501"
    assert len(after.indexes) == 1
    assert after.indexes != before.indexes


async def test_lists_of_another_models_vectors_are_made_anew(sessions: Sessions) -> None:
    await fill_leaf(sessions, 1000)
    await vector_index.renew(sessions)
    async with sessions.begin() as session:
        await session.execute(update(ProductEmbedding).values(model="it's another: model"))
    assert await vector_index.renew(sessions) == 1
    assert (await leaf(sessions)).note == "it's another: model 1000"


async def test_a_leaf_that_became_small_loses_its_lists(sessions: Sessions) -> None:
    ids = await fill_leaf(sessions, 1000)
    await vector_index.renew(sessions)
    async with sessions.begin() as session:
        await session.execute(delete(ProductEmbedding).where(ProductEmbedding.product_id == ids[0]))
    assert await vector_index.renew(sessions) == 0
    assert (await leaf(sessions)).indexes == ()
