"""The fixtures that every other test leans on, and what the models promise to whoever uses them."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, inspect, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import configure_mappers

import migrations
from aurora.models import ProductEmbedding, StyleProfile
from commerce.models import Product
from core.db import Base, Sessions
from core.models import AuditEntry, User
from tests.conftest import emptying
from tests.factories import make_embedding, make_one_of_everything, make_product, make_user

pytestmark = pytest.mark.anyio


async def test_what_a_session_commits_is_gone_after_the_test(session: AsyncSession) -> None:
    await make_user(session, email="gone@example.com")
    await session.commit()
    await session.rollback()
    assert await session.scalar(select(func.count()).select_from(User)) == 1


async def test_it_is_gone(session: AsyncSession) -> None:
    assert await session.scalar(select(func.count()).select_from(User)) == 0


async def test_two_sessions_see_what_the_other_has_committed_and_emptying_takes_everything(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        await make_one_of_everything(session)
    async with sessions.begin() as other:
        for table in migrations.metadata().sorted_tables:
            assert await other.scalar(select(func.count()).select_from(table)), f"{table} has no row"
        for statement in emptying():
            await other.execute(text(statement))
        for table in migrations.metadata().sorted_tables:
            assert await other.scalar(select(func.count()).select_from(table)) == 0, f"{table} was not emptied"


async def test_emptying_leaves_the_audit_log_guarded(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        for statement in emptying():
            await session.execute(text(statement))
    async with sessions() as session:
        session.add(AuditEntry(actor_kind="system", action="seeded", entity="products"))
        await session.flush()
        with pytest.raises(Exception, match="DELETE is refused"):
            await session.execute(text("DELETE FROM voguevault.audit_log"))


def test_no_model_has_a_relationship_that_could_query_behind_ones_back() -> None:
    configure_mappers()
    migrations.metadata()
    assert [m.class_.__name__ for m in Base.registry.mappers if m.relationships] == []
    assert len(list(Base.registry.mappers)) == 24


async def test_a_new_row_gets_a_time_ordered_id_and_the_databases_defaults(session: AsyncSession) -> None:
    first, second = await make_product(session), await make_product(session)
    assert isinstance(first.id, UUID)
    assert first.id.version == 7
    assert first.id.hex[:12] <= second.id.hex[:12]
    assert (first.status, first.pattern, first.seasons, first.version) == ("active", "plain", [], 1)
    assert abs(datetime.now(UTC) - first.created_at) < timedelta(minutes=1)


async def test_updated_at_moves_with_the_orm_and_is_readable_at_once(session: AsyncSession) -> None:
    product = await make_product(session)
    before = product.updated_at
    await asyncio.sleep(0.002)
    product.title = "Another"
    await session.flush()
    assert not inspect(product).expired_attributes & {"updated_at"}
    assert product.updated_at > before
    assert await session.scalar(select(Product.updated_at)) == product.updated_at


async def test_updated_at_moves_with_plain_sql_and_can_be_set_by_hand(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        product = await make_product(session)
    async with sessions.begin() as session:
        await session.execute(text("UPDATE voguevault.products SET title = 'Another'"))
        moved = await session.scalar(select(Product.updated_at))
        assert moved is not None
        assert moved > product.updated_at
        chosen = datetime(2030, 1, 1, tzinfo=UTC)
        await session.execute(update(Product).values(updated_at=chosen))
        assert await session.scalar(select(Product.updated_at)) == chosen


async def test_an_address_is_the_same_in_capitals(session: AsyncSession) -> None:
    await make_user(session, email="Ada@Example.com")
    assert (await session.scalars(select(User.email).where(User.email == "ada@example.COM"))).one() == "Ada@Example.com"


async def test_a_vector_comes_back_as_it_went_in_up_to_half_precision(session: AsyncSession) -> None:
    user = await make_user(session)
    session.add(StyleProfile(user_id=user.id, taste=[0.25] * 384, taste_model="m"))
    await session.flush()
    session.expire_all()
    taste = await session.scalar(select(StyleProfile.taste))
    assert taste is not None
    assert taste == [0.25] * 384


async def test_nearest_products_come_first(session: AsyncSession) -> None:
    near, far = await make_product(session), await make_product(session)
    await make_embedding(session, near)
    await make_embedding(session, far, embedding=[0.0, 1.0] + [0.0] * 382)
    distance = ProductEmbedding.embedding.cosine_distance([1.0, 0.1] + [0.0] * 382)
    rows = (await session.execute(select(ProductEmbedding.product_id).order_by(distance))).scalars().all()
    assert rows == [near.id, far.id]


def test_commerce_can_add_a_line_without_knowing_the_stylist(database_url: str) -> None:
    """Its foreign key to outfits is a string, and a flush must not look for the table that nobody has imported."""
    program = """
import asyncio, sys
from core.db import database
from core.ids import uuid7
from commerce.models import Cart, CartItem, Product, ProductVariant

async def main(url):
    async with database(url) as sessions, sessions() as session:
        product = Product(slug="s", title="S", department="men", category="shirt", slot="top")
        cart = Cart(token_hash="0" * 64, currency="USD")
        session.add_all([product, cart])
        await session.flush()
        variant = ProductVariant(product_id=product.id, sku="S", colour="red", colour_hex="#ff0000", price=1,
                                 currency="USD")
        session.add(variant)
        await session.flush()
        session.add(CartItem(cart_id=cart.id, variant_id=variant.id, unit_price=1))
        await session.flush()
        assert "aurora.models" not in sys.modules

asyncio.run(main(sys.argv[1]))
"""
    done = subprocess.run([sys.executable, "-c", program, database_url], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
