"""The feeds are read back, and have every attribute that their readers require."""

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import httpx
import pytest

from commerce import tables
from commerce.feeds_out import agents, sitemap
from commerce.feeds_out.goods import Address, Good
from core.db import Sessions
from tests.commerce.test_catalogue import client, site  # noqa: F401 - fixtures
from tests.factories import make_product, make_variant

pytestmark = [pytest.mark.anyio, pytest.mark.commits]
URL = "http://127.0.0.1:8000"
G = "{http://base.google.com/ns/1.0}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
REQUIRED_BY_GOOGLE = {
    "id", "title", "description", "link", "image_link", "availability", "price", "brand", "condition", "color",
    "gender", "age_group", "item_group_id",
}  # fmt: skip
REQUIRED_BY_OPENAI = {
    "is_eligible_search", "is_eligible_checkout", "item_id", "title", "description", "url", "brand", "image_url",
    "price", "availability", "seller_name", "seller_url", "group_id", "listing_has_variations",
    "store_country", "target_countries",
}  # fmt: skip


async def stocked(sessions: Sessions) -> None:
    """A shirt & blouse in navy M and a reduced white L that is sold out; a girls' dress; a draft; an archived one."""
    async with sessions.begin() as session:
        shirt = await make_product(session, title='Shirt & "blouse" <new>', description="One\ttwo\nthree\x0b.")
        await make_variant(
            session, shirt, sku="WHITE-L", colour="white", colour_hex="#ffffff", size="L", price=4500,
            compare_at_price=6000, gtin="4006381333931", stock=0,
        )  # fmt: skip
        await make_product(session, title="Dress", category="dress", slot="dress", department="girls", size=None)
        await make_product(session, title="Draft", status="draft")
        await make_product(session, title="Archived", status="archived")


async def got(client: httpx.AsyncClient, path: str) -> httpx.Response:  # noqa: F811
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    assert "max-age" in answer.headers["cache-control"]
    return answer


async def test_googles_xml_has_every_required_attribute_of_every_variant(
    client: httpx.AsyncClient,  # noqa: F811
    sessions: Sessions,
) -> None:
    await stocked(sessions)
    items = ElementTree.fromstring((await got(client, "/feeds/google.xml")).content).findall("./channel/item")
    found = [{field.tag.removeprefix(G): field.text or "" for field in item} for item in items]

    assert len(found) == 3
    for one in found:
        assert one.keys() >= REQUIRED_BY_GOOGLE
        assert "gtin" in one or one["identifier_exists"] == "no"
        assert one["image_link"].startswith(f"{URL}/images/")
    [white] = [one for one in found if one["id"] == "WHITE-L"]
    assert white["title"] == 'Shirt & "blouse" <new>'
    assert white["description"] == "One two three ."
    assert (white["price"], white["sale_price"], white["availability"]) == ("60.00 USD", "45.00 USD", "out_of_stock")
    assert (white["gtin"], white["size"], white["color"]) == ("4006381333931", "L", "white")
    [dress] = [one for one in found if one["title"] == "Dress"]
    assert (dress["gender"], dress["age_group"], "size" in dress) == ("female", "kids", False)
    assert len({one["item_group_id"] for one in found}) == 2


async def test_the_table_says_the_same_as_the_xml(
    client: httpx.AsyncClient,  # noqa: F811
    sessions: Sessions,
) -> None:
    await stocked(sessions)
    items = ElementTree.fromstring((await got(client, "/feeds/google.xml")).content).findall("./channel/item")
    xml = [{field.tag.removeprefix(G): field.text or "" for field in item} for item in items]
    rows = csv.DictReader(io.StringIO((await got(client, "/feeds/google.tsv")).text), delimiter="\t", quoting=3)

    assert [{name: value for name, value in row.items() if value} for row in rows] == xml


async def test_the_agents_feed_has_a_line_a_variant_with_what_is_required(
    client: httpx.AsyncClient,  # noqa: F811
    sessions: Sessions,
) -> None:
    await stocked(sessions)
    rows = [json.loads(line) for line in (await got(client, "/feeds/acp.jsonl")).text.splitlines()]

    assert len(rows) == 3
    for row in rows:
        assert row.keys() >= REQUIRED_BY_OPENAI
        assert (row["is_eligible_search"], row["is_eligible_checkout"]) == (True, False)
        assert row["url"].startswith(f"{URL}/products/")
        assert {"DE", "US"} <= set(row["target_countries"])
        assert "return_policy" not in row, "the shop that comes has no such page"
    [white] = [row for row in rows if row["item_id"] == "WHITE-L"]
    assert (white["price"], white["sale_price"], white["availability"]) == ("60.00 USD", "45.00 USD", "out_of_stock")


async def test_a_feeds_batches_leave_nothing_out(
    client: httpx.AsyncClient,  # noqa: F811
    sessions: Sessions,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with sessions.begin() as session:
        made = {(await make_product(session)).title for _ in range(7)}
    monkeypatch.setattr("commerce.feeds_out.goods._batches.__kwdefaults__", {"size": 2})
    rows = [json.loads(line) for line in (await got(client, "/feeds/acp.jsonl")).text.splitlines()]

    assert [row["title"] for row in rows] == sorted(made, key=lambda title: int(title.split()[-1]))


async def test_the_sitemap_has_the_pages_and_what_is_for_sale(
    client: httpx.AsyncClient,  # noqa: F811
    sessions: Sessions,
) -> None:
    await stocked(sessions)
    tree = ElementTree.fromstring((await got(client, "/sitemap.xml")).content)
    found = [url.findtext(f"{SITEMAP}loc") or "" for url in tree.findall(f"{SITEMAP}url")]

    assert found[:2] == [f"{URL}/", f"{URL}/shop"]
    assert len(found) == 4
    assert all(address.startswith(f"{URL}/products/") for address in found[2:])
    assert (await client.get("/sitemaps/1")).status_code == 200
    assert [(await client.get(f"/sitemaps/{part}")).status_code for part in ("0", "2")] == [404, 404]


async def test_the_files_of_a_long_sitemap_hold_every_address_once() -> None:
    async def batches() -> AsyncIterator[list[Address]]:
        for start in range(0, 120_000, 5000):
            yield [Address(f"p{number}", datetime(2026, 1, 1, tzinfo=UTC)) for number in range(start, start + 5000)]

    index = ElementTree.fromstring(sitemap.index(120_000, "https://shop.example/"))
    names = [one.findtext(f"{SITEMAP}loc") for one in index]
    assert names == [f"https://shop.example/sitemaps/{part}" for part in (1, 2, 3)]
    seen: list[str] = []
    for part in (1, 2, 3):
        pieces = [piece async for piece in sitemap.pages(batches(), "https://shop.example", part=part)]
        found = [one.findtext(f"{SITEMAP}loc") or "" for one in ElementTree.fromstring(b"".join(pieces))]
        assert len(found) <= sitemap.MOST
        seen += found
    assert len(seen) == len(set(seen)) == 120_002


async def test_robots_may_read_the_range_and_nobodys_own_pages(client: httpx.AsyncClient) -> None:  # noqa: F811
    robots = RobotFileParser()
    robots.parse((await got(client, "/robots.txt")).text.splitlines())

    assert robots.site_maps() == [f"{URL}/sitemap.xml"]
    assert [robots.can_fetch("*", f"{URL}{path}") for path in ("/shop", "/products/x", "/api/products")] == [True] * 3
    closed = ("/account", "/orders/1", "/api/cart", "/admin")
    assert [robots.can_fetch("*", f"{URL}{path}") for path in closed] == [False] * 4


async def test_every_address_that_llms_txt_names_is_there(client: httpx.AsyncClient) -> None:  # noqa: F811
    told: Any = await got(client, "/llms.txt")
    assert told.text.startswith("# VogueVault\n\n> ")
    named = [part.split(")")[0] for part in told.text.split(f"]({URL}")[1:]]

    assert len(named) == 8
    statuses = {path: (await client.get(path)).status_code for path in named if path not in ("/", "/shop")}
    assert set(statuses.values()) == {200}, statuses


def test_what_a_merchants_tables_say_of_returns_is_told_to_agents() -> None:
    facts: dict[str, Any] = dict.fromkeys(Good.__struct_fields__, "x")
    good = Good(**facts)
    given = b"""
[policies]
store_country = "DE"
return_policy = "https://shop.example/returns"
[[shipping]]
id = "standard"
name = "Standard"
countries = ["FR", "*", "DE"]
price = { EUR = 500 }
days = [2, 4]
"""
    row = agents.row(good, URL, "Shop", tables.read(given, "mine"))

    assert (row["store_country"], row["return_policy"]) == ("DE", "https://shop.example/returns")
    assert row["target_countries"] == ["DE", "FR"]
