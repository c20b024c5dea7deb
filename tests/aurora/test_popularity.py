"""Popularity: smoothed, one voice a shopper, only what was consented to, and the same again for the same events."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aurora import popularity
from aurora.models import Interaction
from aurora.taste import HALF_LIFE_DAYS
from aurora.taste_population import read
from commerce.models import Product
from core.ids import uuid7
from tests.factories import make_product

pytestmark = pytest.mark.anyio
USUAL = 0.3


async def shop(session: AsyncSession, *brands: str) -> list[Product]:
    """Products of these brands, and two that nobody speaks of, all of the usual popularity."""
    made = [await make_product(session, popularity=USUAL, brand=brand) for brand in (*brands, "Quiet", "Quiet")]
    return made[: len(brands)]


async def say(session: AsyncSession, product: Product, kind: str, visitor: UUID | None = None, **columns: Any) -> None:
    consent = columns.pop("consent", ["personalisation"])
    event = {"object_kind": "product", "object_id": product.id, "product_id": product.id, "consent": consent}
    session.add(Interaction(kind=kind, visitor_id=visitor or uuid7(), **{**event, **columns}))
    await session.flush()


async def popularities(session: AsyncSession, *products: Product) -> list[float]:
    await popularity.learn(session)
    found = {row.id: row.popularity for row in await session.execute(select(Product.id, Product.popularity))}
    return [found[product.id] for product in products]


async def test_two_likes_and_a_dislike_are_smoothed_towards_what_is_usual(session: AsyncSession) -> None:
    (liked, quiet) = await shop(session, "Halden", "Solana")
    for kind in ("like", "like", "dislike"):
        await say(session, liked, kind)
    assert await popularities(session, liked, quiet) == [pytest.approx((10 * USUAL + 2) / (10 + 3), abs=1e-4), USUAL]


async def test_the_same_events_learned_again_change_nothing(session: AsyncSession) -> None:
    (liked,) = await shop(session, "Halden")
    await say(session, liked, "purchase")
    assert await popularity.learn(session) == 1
    assert await popularity.learn(session) == 0


async def test_one_shopper_is_one_voice_however_often_they_click(session: AsyncSession) -> None:
    clicked, fan = await shop(session, "Halden", "Solana")
    one, other = uuid7(), uuid7()
    for _ in range(20):
        await say(session, clicked, "click", one)
    for kind in ("like", "worn", "purchase", "save"):
        await say(session, fan, kind, other)
    values = await popularities(session, clicked, fan)
    assert values == pytest.approx([(10 * USUAL + 0.15) / 10.15, (10 * USUAL + 2) / 12], abs=1e-4)


async def test_what_was_not_consented_to_says_nothing(session: AsyncSession) -> None:
    (liked,) = await shop(session, "Halden")
    await say(session, liked, "like", consent=[])
    assert await popularities(session, liked) == [USUAL]


async def test_an_old_like_counts_half_and_stars_turn_it_round(session: AsyncSession) -> None:
    old, starred = await shop(session, "Halden", "Solana")
    await say(session, old, "like", occurred_at=datetime.now(UTC) - timedelta(days=HALF_LIFE_DAYS))
    await say(session, starred, "purchase", rating=1)
    values = await popularities(session, old, starred)
    assert values == pytest.approx([(10 * USUAL + 0.5) / 10.5, 10 * USUAL / 12], abs=1e-3)


async def test_a_look_shares_its_verdict_among_its_pieces(session: AsyncSession) -> None:
    first, second = await shop(session, "Halden", "Solana")
    pieces = {"pieces": [{"product_id": str(product.id)} for product in (first, second)]}
    await say(session, first, "like", object_kind="outfit", object_id=uuid7(), product_id=None, data=pieces)
    assert await popularities(session, first, second) == pytest.approx([(10 * USUAL + 0.5) / 10.5] * 2, abs=1e-4)


async def test_what_is_popular_is_where_a_strangers_taste_starts_in_that_department(session: AsyncSession) -> None:
    (liked,) = await shop(session, "Halden")
    for _ in range(30):
        await say(session, liked, "like")
    await popularity.learn(session)
    population = await read(session)
    halden, quiet = (population.prior("women")["brand", name] for name in ("Halden", "Quiet"))
    assert halden > 0 > quiet
    assert population.prior("men") == {}
    assert population.prior(None) == {}
