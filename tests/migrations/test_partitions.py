"""Months of interactions, and an index that is really used in a leaf of embeddings."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from aurora.models import Interaction, ProductEmbedding
from commerce.garments import DEPARTMENTS, SLOTS
from commerce.models import Product
from core.ids import uuid7
from tests.factories import MODEL, make_interaction, sha256

pytestmark = pytest.mark.anyio

LEAVES = """
    SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) AS bound FROM pg_partition_tree('voguevault.{}') t
        JOIN pg_class c ON c.oid = t.relid WHERE t.isleaf
"""


async def leaves(session: AsyncSession, table: str) -> dict[str, str]:
    return {row.relname: row.bound for row in await session.execute(text(LEAVES.format(table)))}


def months_from_now(count: int) -> datetime:
    today = datetime.now(UTC)
    return datetime(today.year + (today.month - 1 + count) // 12, (today.month - 1 + count) % 12 + 1, 1, tzinfo=UTC)


async def leaf_of(session: AsyncSession, interaction: Interaction) -> str:
    query = text(
        "SELECT c.relname FROM voguevault.interactions i JOIN pg_class c ON c.oid = i.tableoid WHERE i.id = :id"
    )
    return str(await session.scalar(query, {"id": interaction.id}))


async def test_this_month_and_the_next_three_have_a_partition_and_there_is_a_default(session: AsyncSession) -> None:
    expected = {f"interactions_{months_from_now(n):%Y_%m}" for n in range(4)} | {"interactions_default"}
    assert expected <= set(await leaves(session, "interactions"))


async def test_an_event_lands_in_its_month_by_utc_and_any_other_in_the_default(session: AsyncSession) -> None:
    await session.execute(text("SET LOCAL timezone = 'Pacific/Kiritimati'"))
    first = months_from_now(1)
    in_time = await make_interaction(session, occurred_at=first)
    just_before = await make_interaction(session, occurred_at=first - timedelta(microseconds=1))
    long_ago = await make_interaction(session, occurred_at=datetime(2019, 5, 1, tzinfo=UTC))
    assert await leaf_of(session, in_time) == f"interactions_{first:%Y_%m}"
    assert await leaf_of(session, just_before) == f"interactions_{months_from_now(0):%Y_%m}"
    assert await leaf_of(session, long_ago) == "interactions_default"


async def test_months_that_are_created_late_take_their_events_out_of_the_default(session: AsyncSession) -> None:
    month = months_from_now(5)
    early = await make_interaction(session, occurred_at=month + timedelta(days=3), kind="purchase")
    assert await leaf_of(session, early) == "interactions_default"
    assert await session.scalar(text("SELECT voguevault.ensure_interaction_partitions(5)")) == 2
    assert await leaf_of(session, early) == f"interactions_{month:%Y_%m}"
    assert await session.scalar(select(func.count()).select_from(Interaction)) == 1
    assert await session.scalar(text("SELECT voguevault.ensure_interaction_partitions(5)")) == 0


async def test_a_late_month_has_the_keys_and_triggers_of_the_others(session: AsyncSession) -> None:
    await session.execute(text("SELECT voguevault.ensure_interaction_partitions(4)"))
    query = text("""
        SELECT (SELECT count(*) FROM pg_index WHERE indrelid = c.oid),
            (SELECT count(*) FROM pg_trigger WHERE tgrelid = c.oid),
            (SELECT count(*) FROM pg_constraint WHERE conrelid = c.oid AND contype <> 'n')
        FROM pg_class c WHERE relname = :name
    """)
    shapes = {
        tuple((await session.execute(query, {"name": f"interactions_{months_from_now(n):%Y_%m}"})).one())
        for n in range(5)
    }
    assert shapes == {(7, 1, 12)}


async def test_an_event_is_stored_once(session: AsyncSession) -> None:
    event = await make_interaction(session)
    session.expunge(event)
    with pytest.raises(IntegrityError, match="duplicate key"):
        await make_interaction(session, id=event.id, occurred_at=event.occurred_at)


async def test_every_slot_and_department_has_a_leaf_with_an_hnsw_index(session: AsyncSession) -> None:
    pairs = {f"product_embeddings_{slot}_{department}" for slot in SLOTS for department in DEPARTMENTS}
    assert set(await leaves(session, "product_embeddings")) == pairs
    query = text("SELECT tablename FROM pg_indexes WHERE schemaname = 'voguevault' AND indexdef LIKE :hnsw")
    options = "%USING hnsw (embedding %halfvec_cosine_ops) WITH (m=%16%, ef_construction=%300%)"
    found = set((await session.execute(query, {"hnsw": options})).scalars())
    assert found - {"product_embeddings", *(f"product_embeddings_{slot}" for slot in SLOTS)} == pairs


async def test_the_nearest_of_a_filled_leaf_are_found_by_its_hnsw_index(session: AsyncSession) -> None:
    ids = await fill_leaf(session, 1000)
    await session.execute(text("ANALYZE voguevault.product_embeddings_top_women"))
    # What a page costs on an SSD, as the embedded server has it; at 4, a disk's, so small a leaf is sorted instead.
    await session.execute(text("SET LOCAL random_page_cost = 1.1"))
    this = await session.scalar(select(ProductEmbedding.embedding).where(ProductEmbedding.product_id == ids[300]))
    query = (
        select(ProductEmbedding.product_id)
        .where(ProductEmbedding.slot == "top", ProductEmbedding.department == "women", ProductEmbedding.model == MODEL)
        .order_by(ProductEmbedding.embedding.cosine_distance(this))
        .limit(10)
    )
    spelt = query.compile(dialect=session.get_bind().dialect, compile_kwargs={"literal_binds": True})
    plan = "\n".join((await session.execute(text(f"EXPLAIN {spelt}".replace(":", r"\:")))).scalars())
    assert "Index Scan using product_embeddings_top_women_embedding_idx" in plan
    assert plan.count("product_embeddings_top_women") == plan.count("product_embeddings_")
    nearest = (await session.scalars(query)).all()
    assert len(nearest) == 10
    assert nearest[0] == ids[300]


async def test_a_price_that_changes_makes_no_new_entry_in_the_vector_index(session: AsyncSession) -> None:
    """A page that has room takes the new version of the row: a heap-only tuple, which no index hears of."""
    ids = await fill_leaf(session, 8)
    hot = text("SELECT pg_stat_get_xact_tuples_hot_updated('voguevault.product_embeddings_top_women'::regclass)")
    before = await session.scalar(hot) or 0
    change = update(ProductEmbedding).where(ProductEmbedding.product_id == ids[3])
    await session.execute(change.values(min_price=1, in_stock=True))
    assert await session.scalar(hot) == before + 1


async def fill_leaf(session: AsyncSession, count: int) -> list[UUID]:
    """Ids of `count` new women's tops with random unit vectors, the same ones in every run."""
    products = [{"id": uuid7(), "slug": f"top-{n}"} for n in range(count)]
    same = {"title": "Top", "department": "women", "category": "top", "slot": "top"}
    await session.execute(insert(Product).values(same), products)
    vectors = np.random.default_rng(7).normal(size=(count, 384))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = [
        {"product_id": product["id"], "embedding": vector.tolist(), "checksum": sha256(product["id"])}
        for product, vector in zip(products, vectors, strict=True)
    ]
    await session.execute(insert(ProductEmbedding).values(slot="top", department="women", model=MODEL), rows)
    return [row["product_id"] for row in rows]
