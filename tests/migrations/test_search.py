"""Full-text search over products: what is found, what comes first, and that no text can stop a product."""

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.models import Product
from tests.factories import make_product

pytestmark = pytest.mark.anyio


async def found(session: AsyncSession, words: str) -> list[str]:
    """Slugs of what matches, best first."""
    query = func.voguevault.search_query(words)
    rank = func.ts_rank_cd(Product.search, query)
    statement = select(Product.slug).where(Product.search.op("@@")(query)).order_by(rank.desc(), Product.slug)
    return list(await session.scalars(statement))


async def test_a_word_in_the_title_outranks_one_in_brand_category_or_colour_and_those_the_description(
    session: AsyncSession,
) -> None:
    plain = {"title": "Shirt", "description": "", "brand": "", "category": "shirt", "colour": "white"}
    for slug, change in {
        "in-description": {"description": "Goes with olive."},
        "in-colour": {"colour": "olive"},
        "in-title": {"title": "Olive shirt"},
        "nowhere": {},
    }.items():
        await make_product(session, slug=slug, **{**plain, **change})  # type: ignore[arg-type]
    assert await found(session, "olive") == ["in-title", "in-colour", "in-description"]


async def test_accents_plurals_and_underscores_do_not_matter(session: AsyncSession) -> None:
    await make_product(session, slug="boots", title="Crème brûlée", category="ankle_boots", brand="Chloé")
    for words in ("creme", "CRÈME", "ankle boot", "boots", "chloe", "Chloé ankle"):
        assert await found(session, words) == ["boots"], words
    assert await found(session, "sandals") == []


async def test_what_is_searched_follows_the_row(session: AsyncSession) -> None:
    await make_product(session, slug="one", title="Linen shirt")
    await session.execute(update(Product).values(title="Velvet blazer", colours=["plum"]))
    assert await found(session, "linen") == []
    assert await found(session, "plum velvet") == ["one"]


async def test_no_text_is_too_long_or_too_odd(session: AsyncSession) -> None:
    words = " ".join(f"word{n}" for n in range(300_000))
    await make_product(session, slug="long", description=words, title="T" * 5000)
    await make_product(session, slug="odd", title="<b>'&|!:*() \\ \u200b🧥", description="%_;--")
    assert await found(session, "word17") == ["long"]
    for hostile in ("'", "& | !", '"', "((((", "a:*", "\\", "-", "", "%", words):
        await found(session, hostile)


async def test_search_goes_by_its_index(session: AsyncSession) -> None:
    await session.execute(text("SET LOCAL enable_seqscan = off"))
    plan = await session.execute(
        text("EXPLAIN SELECT id FROM voguevault.products WHERE search @@ voguevault.search_query('linen')")
    )
    assert "ix_products_search" in "\n".join(plan.scalars())
