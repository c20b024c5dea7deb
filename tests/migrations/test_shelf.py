"""A product says what of it is on offer; every change of a price is written down, with the lowest of 30 days."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from commerce import loading
from commerce.models import Product, ProductVariant, StockLevel
from commerce.rows import ProductRow, VariantRow
from core.ids import uuid7
from core.models import AuditEntry
from tests.factories import add, make_product, make_variant

pytestmark = pytest.mark.anyio


async def offer(session: AsyncSession, product: Product) -> tuple[Any, ...]:
    query = select(Product.offer_price, Product.offer_currency, Product.offer_sizes, Product.offer_colours)
    return tuple((await session.execute(query.where(Product.id == product.id))).one())


async def priced(session: AsyncSession, variant: ProductVariant, price: int) -> int | None:
    """Sets the price; the lowest of the 30 days before, as the row says it then."""
    statement = update(ProductVariant).where(ProductVariant.id == variant.id).values(price=price)
    return await session.scalar(statement.returning(ProductVariant.lowest_price_30d))


async def changed_before(session: AsyncSession, variant: ProductVariant, days: int, old: int, new: int) -> None:
    """A change of price so many days ago, as the trigger would have written it then."""
    at = datetime.now(UTC) - timedelta(days=days)
    diff = {"price": [old, new], "currency": "USD"}
    values = {"entity": "product_variant", "entity_id": variant.id, "action": "price_changed", "diff": diff}
    await add(session, AuditEntry(id=uuid7(), actor_kind="system", created_at=at, **values))


async def only_variant(session: AsyncSession, product: Product) -> ProductVariant:
    return (await session.scalars(select(ProductVariant).where(ProductVariant.product_id == product.id))).one()


async def test_a_product_offers_what_is_in_stock_of_it(session: AsyncSession) -> None:
    product = await make_product(session, price=5900, size="M", colour="navy")
    await make_variant(session, product, size="l", colour="navy", price=4900)
    await make_variant(session, product, size="S", colour="red", price=100, stock=0)

    assert await offer(session, product) == (4900, "USD", ["L", "M"], ["navy"])


async def test_what_sells_out_is_offered_no_more_and_comes_back(session: AsyncSession) -> None:
    product = await make_product(session, stock=1)
    variant = await only_variant(session, product)
    level = update(StockLevel).where(StockLevel.variant_id == variant.id)

    await session.execute(level.values(reserved=1))
    assert await offer(session, product) == (None, None, [], [])
    await session.execute(level.values(reserved=0))
    assert await offer(session, product) == (5900, "USD", ["M"], ["navy"])


async def test_a_new_currency_and_a_variant_that_is_deleted_change_the_offer(session: AsyncSession) -> None:
    product = await make_product(session, size=None)
    variant = await only_variant(session, product)
    await session.execute(update(ProductVariant).where(ProductVariant.id == variant.id).values(currency="EUR"))
    assert await offer(session, product) == (5900, "EUR", [], ["navy"])

    await session.execute(delete(ProductVariant).where(ProductVariant.id == variant.id))
    assert await offer(session, product) == (None, None, [], [])


async def test_a_first_reduction_remembers_the_price_before(session: AsyncSession) -> None:
    variant = await only_variant(session, await make_product(session, price=5900))

    assert await priced(session, variant, 3900) == 5900


async def test_a_price_raised_shortly_before_a_reduction_does_not_count_as_the_one_before(
    session: AsyncSession,
) -> None:
    variant = await only_variant(session, await make_product(session, price=9900))
    await changed_before(session, variant, 10, 5900, 9900)

    assert await priced(session, variant, 6900) == 5900


async def test_what_was_dearer_or_cheaper_more_than_thirty_days_ago_does_not_count(session: AsyncSession) -> None:
    variant = await only_variant(session, await make_product(session, price=5900))
    await changed_before(session, variant, 31, 3000, 5900)

    assert await priced(session, variant, 4900) == 5900


async def test_a_price_raised_again_ends_the_reduction(session: AsyncSession) -> None:
    variant = await only_variant(session, await make_product(session, price=5900))
    await priced(session, variant, 3900)

    assert await priced(session, variant, 5900) is None


async def test_every_change_of_a_price_is_written_down_also_an_imports(session: AsyncSession) -> None:
    def row(price: int) -> ProductRow:
        variants = tuple(
            VariantRow(sku=sku, colour="navy", hex="#1c2742", size=sku[-1], price=price, currency="USD", quantity=3)
            for sku in ("TEE-M", "TEE-L")
        )
        return ProductRow(
            feed_key="tee", title="Tee", description="", brand="Alder", department="women", category="t_shirt",
            slot="top", variants=variants,
        )  # fmt: skip

    await loading.load(session, [row(2000)])
    await loading.load(session, [row(1500)])
    await loading.load(session, [row(1500)])

    query = text("SELECT diff FROM voguevault.audit_log WHERE action = 'price_changed'")
    assert list(await session.scalars(query)) == [{"price": [2000, 1500], "currency": "USD"}] * 2
    lowest = await session.scalars(text("SELECT lowest_price_30d FROM voguevault.product_variants"))
    assert list(lowest) == [2000, 2000]


async def test_another_column_writes_nothing_down(session: AsyncSession) -> None:
    variant = await only_variant(session, await make_product(session))
    await session.execute(update(ProductVariant).where(ProductVariant.id == variant.id).values(colour="black"))

    assert await session.scalar(text("SELECT count(*) FROM voguevault.audit_log")) == 0
