"""Each of the four real catalogues: imported by the command, browsed by its facets, and talked to, over HTTP.

Every N-th row of the file, so that embedding takes seconds; `aurora catalog import` takes the whole files.
"""

import asyncio
import csv
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from click.testing import CliRunner

import migrations
from aurora import embeddings
from aurora.app import create_app
from aurora.embedder import create as create_embedder
from commerce.cli import catalog
from core.db import Sessions, database
from core.embedded import Servers
from core.settings import Settings
from tests.app_server import served
from tests.aurora.contract import check_reply
from tests.aurora.talk import say
from tests.conftest import created_database

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.shared_data]


class Case(msgspec.Struct, frozen=True):
    """A catalogue, which of its rows are taken, what the command must be told, and a budget to ask for."""

    mapping: str
    file: str
    every: int
    currency: str
    opener: str
    cap: int
    arguments: tuple[str, ...] = ()
    one_price: bool = False
    """It has no prices; all of it is given the same."""


CASES = (
    Case(
        "myntra", "myntra.csv", 24, "INR", "An outfit for work, women, under 9000 rupees", 900_000,
        ("--default-stock", "10"),
    ),
    Case(
        "fashion_product_images", "fashion_product_images.csv", 90, "USD", "An outfit for work, men, under 300 dollars",
        30_000, ("--default-price", "49.90", "--default-stock", "10"), one_price=True,
    ),
    Case("aws_retail_demo", "aws_retail_demo.jsonl", 3, "USD", "An outfit for work, women, under 400 dollars", 40_000),
    Case("magento_luma", "magento_luma.csv", 1, "USD", "An outfit for sport, men, under 200 dollars", 20_000),
)  # fmt: skip


def sample(file: Path, every: int, place: Path) -> Path:
    """A copy of the file with its header, if it has one, and every N-th of its records."""
    csv.field_size_limit(10**9)
    target = place / file.name
    if file.suffix == ".jsonl":
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        target.write_text("".join(lines[::every]), encoding="utf-8")
        return target
    with file.open(encoding="utf-8", newline="") as source, target.open("w", encoding="utf-8", newline="") as drain:
        rows = csv.reader(source)
        writer = csv.writer(drain)
        writer.writerow(next(rows))
        writer.writerows(row for n, row in enumerate(rows) if n % every == 0)
    return target


def do_import(url: str, file: Path, case: Case) -> dict[str, Any]:
    """The report of `aurora catalog import`."""
    done = CliRunner().invoke(
        catalog, ["import", str(file), "--mapping", case.mapping, "--json", *case.arguments], obj=url
    )
    assert done.exit_code in (0, 3), done.output
    report: dict[str, Any] = msgspec.json.decode(done.stdout)
    return report


@asynccontextmanager
async def talking_to(url: str, redis_url: str, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a real server over the database."""
    app = create_app(settings, database_url=url, redis_url=redis_url)
    async with served(app) as base_url, httpx.AsyncClient(base_url=base_url, timeout=60) as client:
        yield client


def garments_of(reply: dict[str, Any]) -> dict[str, str]:
    return {item["slot"]: item["product_id"] for item in reply["outfits"][0]["items"]}


def total_of(reply: dict[str, Any]) -> int:
    amount: int = reply["outfits"][0]["total"]["amount"]
    return amount


def check_turn(reply: dict[str, Any], case: Case) -> None:
    """As the contract has it, in the catalogue's currency, within the budget, and every piece named."""
    check_reply(reply)
    assert reply["outfits"], reply["reply"]
    for outfit in reply["outfits"]:
        assert outfit["total"]["currency"] == case.currency
        assert {item["price"]["currency"] for item in outfit["items"]} == {case.currency}
        assert outfit["total"]["amount"] <= case.cap
        assert all(each["why"] for each in outfit["empty_slots"])
    assert [item["title"] for item in reply["outfits"][0]["items"] if item["title"] not in reply["reply"]] == []


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=case.mapping) for case in CASES],
)
async def test_a_conversation_over_a_real_catalogue_is_complete_and_honest(
    case: Case, servers: Servers, shared_data: Path, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path, currency=case.currency, chat_rate_per_minute=1000, log_level="ERROR")
    file = await asyncio.to_thread(sample, shared_data / "catalogues" / case.file, case.every, tmp_path)
    context = created_database(servers.database_url)
    url = await asyncio.to_thread(context.__enter__)
    try:
        await migrations.upgrade(url)
        report = await asyncio.to_thread(do_import, url, file, case)
        async with database(url) as sessions:
            counts = await embeddings.embed_catalogue(sessions, create_embedder(settings))
        async with talking_to(url, servers.redis_url, settings) as client:
            first = await say(client, case.opener)
            cheaper = await say(client, "cheaper", first["conversation_id"])
            swapped = await say(client, "swap the shoes", first["conversation_id"])
    finally:
        await asyncio.to_thread(context.__exit__, *sys.exc_info())
    print(case.mapping, report.get("rows"), counts, *(turn["reply"] for turn in (first, cheaper, swapped)), sep="\n")  # noqa: T201

    for turn in (first, cheaper, swapped):
        check_turn(turn, case)
    assert total_of(cheaper) < total_of(first)
    before, after = garments_of(cheaper), garments_of(swapped)
    assert {slot: id for slot, id in after.items() if slot != "shoes"} == {
        slot: id for slot, id in before.items() if slot != "shoes"
    }
    if "shoes" in before:
        assert after.get("shoes") != before["shoes"] or "shoes" not in after


async def listed(client: httpx.AsyncClient, **asked: Any) -> dict[str, Any]:
    answer = await client.get("/api/products", params={"limit": 100, **asked})
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


async def check_facets(client: httpx.AsyncClient, found: dict[str, Any], case: Case) -> int:
    """How many values were tried: each, chosen alone, finds as many products as it says, and only such."""
    tried = 0
    for facet in found["facets"]:
        name = facet["name"]
        for value in facet["values"][:4]:
            if name == "price_range":
                low, _, high = value["value"].partition("-")
                chosen = {"price_min": low, **({"price_max": high} if high else {})}
            else:
                chosen = {name: value["value"]}
            there = await listed(client, **chosen, facets=False)
            assert there["total"] == value["count"] > 0, (case.mapping, chosen)
            if name in ("department", "category", "brand"):
                assert {card[name].lower() for card in there["products"]} == {value["value"].lower()}
            tried += 1
    return tried


def check_values(found: dict[str, Any], case: Case) -> None:
    """Values that a shopper can choose by: none twice, none that is nearly everything."""
    facets = {facet["name"]: facet["values"] for facet in found["facets"]}
    brands = [value["value"].casefold() for value in facets["brand"]]
    assert len(brands) == len(set(brands))
    if not case.one_price:
        assert len(facets["price_range"]) >= 3
        assert max(value["count"] for value in facets["price_range"]) <= 0.7 * found["total"]
    for name in ("department", "category", "colour"):
        assert len(facets[name]) >= 2, name


async def walked(client: httpx.AsyncClient, **asked: Any) -> list[dict[str, Any]]:
    """Every product of every page."""
    page = await listed(client, **asked)
    cards: list[dict[str, Any]] = page["products"]
    while page["next_cursor"]:
        page = await listed(client, **asked, cursor=page["next_cursor"])
        cards += page["products"]
    return cards


@pytest.mark.commits
@pytest.mark.parametrize("case", [pytest.param(case, id=case.mapping) for case in CASES])
async def test_a_real_catalogue_is_browsed_by_its_facets(
    case: Case, database_url: str, sessions: Sessions, servers: Servers, shared_data: Path, tmp_path: Path
) -> None:
    """On the tests' own database, which `sessions` empties."""
    settings = Settings(data_dir=tmp_path, currency=case.currency, log_level="ERROR")
    file = await asyncio.to_thread(sample, shared_data / "catalogues" / case.file, case.every, tmp_path)
    report = await asyncio.to_thread(do_import, database_url, file, case)
    async with talking_to(database_url, servers.redis_url, settings) as client:
        found = await listed(client)
        tried = await check_facets(client, found, case)
        cards = await walked(client, sort="price_asc", facets=False)

    assert found["total"] == report["imported"] == len({card["product_id"] for card in cards}) == len(cards)
    assert {card["price"]["currency"] for card in cards} == {case.currency}
    prices = [card["price"]["amount"] for card in cards]
    assert prices == sorted(prices)
    assert tried > 20
    check_values(found, case)
