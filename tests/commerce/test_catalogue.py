"""The list of products over HTTP: words, facets, pages, what is refused, what is cached."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text, update

from aurora.app import create_app
from commerce.models import Product
from core.db import Sessions
from core.settings import Settings
from tests.app_server import served
from tests.factories import make_product, make_variant

pytestmark = [pytest.mark.anyio, pytest.mark.commits]


@pytest.fixture(scope="module")
async def site(
    database_url: str, servers: Any, tmp_path_factory: pytest.TempPathFactory, anyio_backend: str
) -> AsyncIterator[str]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("catalogue"), log_level="ERROR")
    app = create_app(settings, database_url=database_url, redis_url=servers.redis_url)
    stock: Any = app.dependencies["stock"]
    stock.dependency().max_age_s = 0.0  # what a test has just written is what its next request reads
    async with served(app) as base_url:
        yield base_url


@pytest.fixture
async def client(site: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=site, timeout=30) as client:
        yield client


async def stocked(sessions: Sessions) -> dict[str, UUID]:
    """Four products: two shirts, a dress that is reduced, boots that are sold out."""
    async with sessions.begin() as session:
        poplin = await make_product(
            session, title="Poplin shirt", price=5900, popularity=0.9, occasions=["work"], seasons=["spring"]
        )
        await make_variant(session, poplin, colour="white", colour_hex="#ffffff", size="L", price=6100)
        linen = await make_product(
            session, title="Linen shirt", price=8900, department="men", popularity=0.5, materials=["linen"]
        )
        dress = await make_product(
            session,
            title="Wrap dress",
            description="Ties at the side.",
            category="dress",
            slot="dress",
            price=12_000,
            colour="red",
            popularity=0.7,
        )
        await session.execute(
            text(
                "UPDATE voguevault.product_variants SET price = 9000, compare_at_price = 12000 WHERE product_id = :id"
            ),
            {"id": dress.id},
        )
        boots = await make_product(
            session, title="Boots", description="", category="boots", slot="shoes", stock=0, popularity=0.1
        )
        return {"poplin": poplin.id, "linen": linen.id, "dress": dress.id, "boots": boots.id}


async def listed(client: httpx.AsyncClient, query: str = "") -> Any:
    answer = await client.get(f"/api/products?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def titles(found: Any) -> list[str]:
    return [product["title"] for product in found["products"]]


def counts(found: Any, facet: str) -> dict[str, int]:
    [one] = [each for each in found["facets"] if each["name"] == facet]
    return {value["value"]: value["count"] for value in one["values"]}


async def test_the_whole_catalogue_comes_most_popular_first_with_its_facets(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    await stocked(sessions)
    found = await listed(client)

    assert titles(found) == ["Poplin shirt", "Wrap dress", "Linen shirt", "Boots"]
    assert (found["total"], found["total_is"], found["next_cursor"]) == (4, "exact", None)
    assert counts(found, "department") == {"women": 3, "men": 1}
    assert counts(found, "category") == {"shirt": 2, "dress": 1, "boots": 1}
    assert counts(found, "colour") == {"navy": 2, "red": 1, "white": 1}
    assert counts(found, "available") == {"true": 3, "false": 1}
    assert counts(found, "price_range") == {"5000-9999": 3}


async def test_a_facets_counts_ignore_its_own_choice_and_obey_the_others(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    await stocked(sessions)
    found = await listed(client, "category=shirt&department=women")

    assert titles(found) == ["Poplin shirt"]
    assert counts(found, "department") == {"women": 1, "men": 1}
    assert counts(found, "category") == {"shirt": 1, "dress": 1, "boots": 1}


async def test_two_values_of_a_facet_widen(client: httpx.AsyncClient, sessions: Sessions) -> None:
    await stocked(sessions)

    assert titles(await listed(client, "category=boots&category=dress")) == ["Wrap dress", "Boots"]
    assert titles(await listed(client, "size=l&size=XL")) == ["Poplin shirt"]
    assert titles(await listed(client, "price_min=8000&price_max=8899")) == []
    assert titles(await listed(client, "price_min=8900&price_max=9000&available=true")) == ["Wrap dress", "Linen shirt"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("price_asc", ["Poplin shirt", "Linen shirt", "Wrap dress", "Boots"]),
        ("price_desc", ["Wrap dress", "Linen shirt", "Poplin shirt", "Boots"]),
        ("newest", None),
    ],
)
async def test_pages_follow_each_other_in_every_order(
    client: httpx.AsyncClient, sessions: Sessions, sort: str, expected: list[str] | None
) -> None:
    await stocked(sessions)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        found = await listed(client, f"sort={sort}&limit=1" + (f"&cursor={cursor}" if cursor else ""))
        seen += titles(found)
        cursor = found["next_cursor"]

    assert len(seen) == 4
    assert seen == (expected or titles(await listed(client, f"sort={sort}")))


async def test_words_find_by_stem_and_by_the_beginning_of_the_last(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    await stocked(sessions)

    assert titles(await listed(client, "q=shirts")) == ["Poplin shirt", "Linen shirt"]
    assert titles(await listed(client, "q=crisp+pop")) == ["Poplin shirt"]
    assert titles(await listed(client, "q=shirt+-linen")) == ["Poplin shirt"]
    found = await listed(client, "q=wrap&department=women")
    assert (titles(found), found["sort"]) == (["Wrap dress"], "relevance")
    assert counts(found, "category") == {"dress": 1}


@pytest.mark.parametrize("words", ["the", "%00", "'", "a:*", "((", '"', "or", "-", "\\", "é"])
async def test_words_that_say_nothing_find_nothing_or_all_and_never_break(
    client: httpx.AsyncClient, sessions: Sessions, words: str
) -> None:
    await stocked(sessions)

    assert (await client.get("/api/products", params={"q": words})).status_code == 200


async def test_a_card_says_what_it_was_and_the_lowest_of_thirty_days(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    await stocked(sessions)
    [card] = (await listed(client, "category=dress"))["products"]

    assert card["price"] == {"amount": 9000, "currency": "USD"}
    assert card["compare_at"] == card["lowest_30_days"] == {"amount": 12_000, "currency": "USD"}
    assert (card["availability"], card["sizes"], card["has_3d"]) == ("in_stock", ["M"], False)
    assert [swatch["colour"] for swatch in card["colours"]] == ["red"]


async def test_how_many_are_left_is_not_told_only_that_they_are_few(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    async with sessions.begin() as session:
        await make_product(session, title="Last ones", stock=2)
        await make_product(session, title="Gone", stock=0)
        await make_product(session, title="Plenty", stock=40)
    found = {card["title"]: card["availability"] for card in (await listed(client))["products"]}

    assert found == {"Last ones": "few_left", "Gone": "out_of_stock", "Plenty": "in_stock"}


async def test_where_nothing_is_left_the_answer_says_what_to_drop(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    await stocked(sessions)
    found = await listed(client, "category=dress&department=men")

    assert (found["products"], found["total"]) == ([], 0)
    assert found["nothing"]["ways"] == [{"drop": "category", "count": 1}, {"drop": "department", "count": 1}]
    assert "Without category there are 1" in found["nothing"]["message"]


async def test_an_archived_product_leaves_the_list(client: httpx.AsyncClient, sessions: Sessions) -> None:
    ids = await stocked(sessions)
    await listed(client)
    async with sessions.begin() as session:
        await session.execute(update(Product).where(Product.id == ids["poplin"]).values(status="archived"))

    assert "Poplin shirt" not in titles(await listed(client))


@pytest.mark.parametrize(
    ("query", "field", "remedy"),
    [
        ("colur=red", "colur", "Did you mean colour?"),
        ("category=dres", "category", "Did you mean dress?"),
        ("season=monsoon", "season", "Take one of spring, summer, autumn, winter."),
        ("sort=relevance", "sort", "wants words"),
        ("sort=cheapest", "sort", ""),
        ("limit=0", "limit", ""),
        ("price_min=-1", "price_min", ""),
        ("price_min=9&price_max=8", "price_max", "Swap the two"),
        ("cursor=nonsense", "cursor", "next_cursor"),
        ("cursor=WyJuZXdlc3QiLDEsIngiXQ", "cursor", "next_cursor"),
    ],
)
async def test_what_is_not_understood_is_refused_with_its_field_and_remedy(
    client: httpx.AsyncClient, query: str, field: str, remedy: str
) -> None:
    answer = await client.get(f"/api/products?{query}")

    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["field"] == field
    assert remedy in error["detail"]


async def test_a_cursor_of_another_order_is_refused(client: httpx.AsyncClient, sessions: Sessions) -> None:
    await stocked(sessions)
    cursor = (await listed(client, "limit=1"))["next_cursor"]

    answer = await client.get(f"/api/products?sort=newest&cursor={cursor}")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "cursor")


async def test_a_guest_who_has_the_page_gets_no_body(client: httpx.AsyncClient, sessions: Sessions) -> None:
    await stocked(sessions)
    first = await client.get("/api/products")
    again = await client.get("/api/products", headers={"If-None-Match": f"W/{first.headers['etag']}"})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "public" in first.headers["cache-control"]
    async with sessions.begin() as session:
        await session.execute(update(Product).values(title="Another name"))
    changed = await client.get("/api/products", headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
