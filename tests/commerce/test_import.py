"""`aurora catalog import` from file to database, and what it says of it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import msgspec
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from commerce import importer
from commerce.cli import catalog
from commerce.feed import mapping as feed_mapping
from commerce.feed import products as feed_products
from commerce.feed.mapping import FeedRow
from commerce.feed.products import Terms
from commerce.feed.record import FeedError
from commerce.feed.report import Report
from commerce.feed.spool import Spool
from commerce.importer import FeedLacks, Plan, RowRefused
from commerce.models import Product, ProductVariant, StockLevel
from core.db import Sessions
from core.money import Money

pytestmark = [pytest.mark.anyio, pytest.mark.commits]

HEADER = (
    "id,item_group_id,title,description,brand,price,sale_price,availability,quantity,color,size,gender,product_type\n"
)
TEES = (
    "T-S,TEE,Acme Striped T-shirt,<p>Soft <b>cotton</b>.</p>,Acme,29.00 USD,,in_stock,4,Navy,S,male,Clothing > Tops\n"
    "T-M,TEE,Acme Striped T-shirt,,Acme,29.00 USD,19.00 USD,in_stock,2,Navy,m,male,Clothing > Tops\n"
    "T-R,TEE,Acme Striped T-shirt,,Acme,29.00 USD,,out_of_stock,9,Red,M,male,Clothing > Tops\n"
)
SHOES = 'S1,,Acme Leather Oxford Shoes,Formal.,Acme,"1,129.00 USD",,in_stock,1,Dark Brown,42,male,Shoes\n'


@pytest.fixture
def feed(tmp_path: Path) -> Callable[..., Path]:
    def write(*rows: str, header: str = HEADER, name: str = "feed.csv") -> Path:
        path = tmp_path / name
        path.write_text(header + "".join(rows), encoding="utf-8")
        return path

    return write


def plan(path: Path, mapping: str = "google", *, strict: bool = False, **terms: Any) -> Plan:
    settled = Terms(**{"currency": "USD", **terms})
    return Plan(path=path, mapping=feed_mapping.load(mapping), terms=settled, strict=strict)


async def count(sessions: Sessions, table: type[Product | ProductVariant | StockLevel]) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_a_feed_arrives_as_products_with_variants_stock_and_facts(
    sessions: Sessions, feed: Callable[..., Path]
) -> None:
    report = await importer.run(plan(feed(TEES, SHOES)), sessions)
    assert (report.imported, report.variants["imported"], report.skipped, report.exit_code) == (2, 4, [], 0)
    async with sessions() as session:
        tee = (await session.execute(select(Product).where(Product.feed_key == "TEE"))).scalar_one()
        assert (tee.title, tee.description, tee.brand) == ("Acme Striped T-shirt", "Soft cotton.", "Acme")
        assert (tee.category, tee.slot, tee.department, tee.pattern) == ("t_shirt", "top", "men", "striped")
        assert (tee.materials, tee.colours) == (["cotton"], ["navy", "red"])
        assert tee.attributes["derivation"]["department"] == {"value": "men", "confidence": 0.99, "source": "field"}
        variants = select(ProductVariant, StockLevel.on_hand).join(StockLevel).order_by(ProductVariant.sku)
        rows = {
            v.sku: (v.size, v.colour, v.price, v.compare_at_price, units)
            for v, units in await session.execute(variants)
        }
    assert rows == {
        "S1": ("42", "chocolate", 112900, None, 1),
        "T-M": ("M", "navy", 1900, 2900, 2),
        "T-R": ("M", "red", 2900, None, 0),
        "T-S": ("S", "navy", 2900, None, 4),
    }


async def test_a_second_import_changes_nothing_and_a_changed_row_is_updated(
    sessions: Sessions, feed: Callable[..., Path]
) -> None:
    await importer.run(plan(feed(TEES, SHOES)), sessions)
    again = await importer.run(plan(feed(TEES, SHOES)), sessions)
    assert (again.imported, again.updated, again.unchanged) == (0, 0, 2)
    changed = await importer.run(plan(feed(TEES, SHOES.replace("1,129.00", "999.00"))), sessions)
    assert (changed.imported, changed.updated, changed.unchanged) == (0, 1, 1)


async def test_rows_of_a_product_may_stand_anywhere(sessions: Sessions, feed: Callable[..., Path]) -> None:
    first, second, third = TEES.splitlines(keepends=True)
    report = await importer.run(plan(feed(first, SHOES, second, SHOES.replace("S1", "S2"), third)), sessions)
    assert (report.imported, report.variants["imported"]) == (3, 5)


async def test_bad_rows_are_named_by_number_and_cost_nobody_else(sessions: Sessions, feed: Callable[..., Path]) -> None:
    report = await importer.run(
        plan(
            feed(
                TEES,
                "X1,,,No title,Acme,5 USD,,in_stock,1,Red,M,male,\n",
                "X2,,Cap,,Acme,five,,in_stock,1,Red,M,male,\n",
                "X3,,Cap,,Acme,,,in_stock,1,Red,M,male,\n",
                "T-S,,Cap,,Acme,5 USD,,in_stock,1,Red,M,male,\n",
                ",,Cap,,Acme,5 USD,,in_stock,1,Red,M,male,\n",
                "X4,,Cap,,Acme,5 USD,,in_stock,lots,Red,M,male,\n",
                "T-X,TEE,Acme Striped T-shirt,,Acme,5 USD,,in_stock,1,navy,S,male,\n",
                "X5,,Cap,,Acme,5 USD,4 EUR,in_stock,1,Red,M,male,\n",
                "X6,short\n",
            )
        ),
        sessions,
    )
    assert [(s.row, s.reason) for s in report.skipped] == [
        (5, "has no title"),
        (6, "the price 'five' is not a figure such as 59.00 USD"),
        (7, "has no price (its category is cap); --default-price or --price-by-category gives one"),
        (8, "has the id 'T-S', which row 2 has already"),
        (9, "has no id"),
        (10, "the quantity 'lots' is not a number"),
        (11, "has the same colour 'navy' and size 'S' as row 2 of the same product"),
        (12, "has its price in USD but its sale price in EUR"),
        (13, "has 2 fields where the header has 13"),
    ]
    assert (report.imported, report.exit_code) == (1, 3)
    assert await count(sessions, ProductVariant) == 3


async def test_strict_writes_nothing_when_any_row_is_bad(sessions: Sessions, feed: Callable[..., Path]) -> None:
    late = "T-X,TEE,Acme Striped T-shirt,,Acme,5 USD,,in_stock,1,navy,S,male,\n"
    with pytest.raises(RowRefused, match=r"Row 6 has the same colour 'navy' and size 'S' as row 2.*--strict"):
        await importer.run(plan(feed(TEES, SHOES, late), strict=True), sessions)
    assert await count(sessions, Product) == 0
    whole = await importer.run(plan(feed(TEES, SHOES), strict=True), sessions)
    assert whole.imported == 2


async def test_strict_rolls_back_what_was_loaded_before_a_conflict(
    sessions: Sessions, feed: Callable[..., Path]
) -> None:
    await importer.run(plan(feed(SHOES)), sessions)
    moved = SHOES.replace("S1,,", "S1,OTHER,")
    with pytest.raises(RowRefused, match="belongs to another product"):
        await importer.run(plan(feed(TEES, moved), strict=True), sessions)
    assert await count(sessions, Product) == 1


async def test_a_value_that_the_database_refuses_costs_only_its_product(
    sessions: Sessions, feed: Callable[..., Path]
) -> None:
    unpriced = SHOES.replace('"1,129.00 USD"', "")
    report = await importer.run(plan(feed(TEES, unpriced), default_price=Money(10**19, "USD")), sessions)
    assert (report.imported, len(report.skipped)) == (1, 1)
    assert report.skipped[0].sku == "S1"
    assert report.skipped[0].reason.startswith("the database refuses it")


async def test_an_id_that_no_index_takes_is_refused(sessions: Sessions, feed: Callable[..., Path]) -> None:
    report = await importer.run(plan(feed(TEES, SHOES.replace("S1", "S" * 201))), sessions)
    assert [(s.row, s.reason) for s in report.skipped] == [(5, "has an id of more than 200 characters")]


async def test_a_feed_without_prices_or_stock_is_told_so_by_name(sessions: Sessions, feed: Callable[..., Path]) -> None:
    bare = feed("1,Red Cap\n", header="id,title\n")
    with pytest.raises(FeedLacks, match=r"feed\.csv has no prices.*--default-price.*no stock .*--default-stock"):
        await importer.run(plan(bare), sessions)
    assert await count(sessions, Product) == 0
    prices = {"cap": Money(900, "USD"), "top": Money(1900, "USD")}
    report = await importer.run(plan(bare, default_stock=3, price_by_category=prices), sessions)
    assert report.imported == 1
    async with sessions() as session:
        assert await session.scalar(select(ProductVariant.price)) == 900


async def test_json_and_xml_feeds_give_the_same_products(sessions: Sessions, feed: Callable[..., Path]) -> None:
    item = {
        "id": "S1",
        "title": "Leather Oxford Shoes",
        "price": "50 USD",
        "quantity": 2,
        "color": "Brown",
        "gender": "male",
    }
    tags = "".join(f"<g:{name}>{value}</g:{name}>" for name, value in item.items())
    xml = f'<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item>{tags}</item></channel></rss>'
    first = await importer.run(plan(feed(json.dumps([item]), header="", name="a.json")), sessions)
    second = await importer.run(plan(feed(json.dumps(item), header="", name="a.jsonl")), sessions)
    third = await importer.run(plan(feed(xml, header="", name="a.xml")), sessions)
    assert (first.imported, second.unchanged, third.unchanged) == (1, 1, 1)


async def test_a_file_that_breaks_off_keeps_what_was_read_and_says_so(
    sessions: Sessions, feed: Callable[..., Path]
) -> None:
    items = "".join(
        f"<item><id>{n}</id><title>Cap</title><price>5 USD</price><quantity>1</quantity></item>" for n in range(3)
    )
    report = await importer.run(plan(feed(f"<rss>{items}<item><id>", header="", name="a.xml")), sessions)
    assert report.imported == 3
    assert "not well-formed after item 3" in report.skipped[0].reason
    with pytest.raises(FeedError):
        await importer.run(plan(feed("<rss><item>", header="", name="b.xml")), sessions)


# ── the command ────────────────────────────────────────────────────────────────────────────────────────────────────


async def invoke(url: str | None, *arguments: str | Path) -> Result:
    """The command in a thread, since it has an event loop of its own."""
    run = CliRunner().invoke
    return await anyio.to_thread.run_sync(lambda: run(catalog, ["import", *map(str, arguments)], obj=url))


async def test_the_command_prints_and_writes_its_report(
    sessions: Sessions, database_url: str, feed: Callable[..., Path], tmp_path: Path
) -> None:
    bad = "X1,,,,,,,,,,,,\n"
    result = await invoke(database_url, feed(TEES, bad), "--report", tmp_path / "report.json")
    assert result.exit_code == 3, result.output
    assert "1 imported, 0 updated, 0 unchanged, 1 rows skipped" in result.output
    assert "row 5 has no title" in result.output
    report = json.loads((tmp_path / "report.json").read_text())
    assert (report["imported"], report["slots"], report["skipped"][0]["row"]) == (1, {"top": 1}, 5)
    again = await invoke(database_url, feed(TEES), "--json")
    assert (again.exit_code, json.loads(again.stdout)["unchanged"]) == (0, 1)


async def test_the_command_says_by_its_exit_code_how_it_went(
    sessions: Sessions, database_url: str, feed: Callable[..., Path]
) -> None:
    bad = "X1,,,,,,,,,,,,\n"
    assert (await invoke(database_url, feed(TEES, bad), "--strict")).exit_code == 1
    assert await count(sessions, Product) == 0
    assert (await invoke(database_url, feed("X1,,,,,5 USD,,,1,,,,\n"))).exit_code == 1
    lacking = await invoke(database_url, feed("1,Red Cap\n", header="id,title\n"))
    assert (lacking.exit_code, "--default-price" in lacking.output) == (2, True)
    for wrong in (
        ("--mapping", "nope"),
        ("--currency", "dollars"),
        ("--default-price", "much"),
        ("--default-stock", "-1"),
    ):
        assert (await invoke(database_url, feed(TEES), *wrong)).exit_code == 2


async def test_a_dry_run_needs_no_database(feed: Callable[..., Path]) -> None:
    result = await invoke("postgresql://nobody@127.0.0.1:1/none", feed(TEES, SHOES), "--dry-run")
    assert result.exit_code == 0, result.output
    assert "2 would be imported" in result.output


async def test_prices_by_category_are_read_from_a_file(
    sessions: Sessions, database_url: str, feed: Callable[..., Path], tmp_path: Path
) -> None:
    rows = feed("1,Red Cap\n2,Blue Shirt\n3,Tote Bag\n", header="id,title\n")
    prices = tmp_path / "prices.csv"
    prices.write_text("category,price\ncap,9.00\ntop,19.00 USD\n")
    result = await invoke(
        database_url, rows, "--default-stock", "1", "--price-by-category", prices, "--default-price", "5"
    )
    assert result.exit_code == 0, result.output
    async with sessions() as session:
        assert (await session.scalars(select(ProductVariant.price).order_by(ProductVariant.sku))).all() == [
            900,
            1900,
            500,
        ]
    prices.write_text("category,price\nhats,9.00\n")
    wrong = await invoke(database_url, rows, "--price-by-category", prices)
    assert (wrong.exit_code, "'hats' is neither a category nor a slot" in wrong.output) == (2, True)


async def test_a_database_without_tables_asks_for_the_migration(
    empty_database_url: str, feed: Callable[..., Path]
) -> None:
    result = await invoke(empty_database_url, feed(TEES))
    assert result.exit_code == 1
    assert "Run `aurora migrate` first." in result.output


# ── the parts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_shades_of_one_name_keep_their_own_words() -> None:
    now = datetime.now(UTC)
    rows = tuple(
        FeedRow(
            number=n,
            fields={"id": str(n), "item_group_id": "G", "title": "Tee", "price": "5", "quantity": "1", "color": c},
        )
        for n, c in enumerate(("Navy", "Midnight", "midnight"), start=2)
    )
    product = feed_products.build(rows, Terms(currency="USD"), now)
    assert product.row is not None
    assert [v.colour for v in product.row.variants] == ["navy", "midnight"]
    assert [bad.number for bad in product.bad] == [4]


def test_the_spool_gives_rows_back_by_product_in_their_order() -> None:
    def row(number: int, sku: str, group: str) -> FeedRow:
        return FeedRow(number=number, fields={"id": sku, "item_group_id": group, "title": f"Title {group}"})

    with Spool() as spool:
        rows = [row(2, "a", "B"), row(3, "b", "A"), row(4, "c", "B"), row(5, "d", "C")]
        assert [spool.add(r) for r in rows] == [None] * 4
        assert spool.add(row(6, "a", "Z")) == 2
        assert spool.count() == 3
        assert spool.namesakes() == 0
        assert list(spool.groups()) == [(rows[1],), (rows[0], rows[2]), (rows[3],)]


def test_the_exit_code_of_a_report() -> None:
    assert Report(file="f", mapping="m").exit_code == 1
    assert Report(file="f", mapping="m", unchanged=1).exit_code == 0


# ── the real catalogues ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.shared_data
async def test_luma_becomes_147_products_with_1847_variants(sessions: Sessions, shared_data: Path) -> None:
    report = await importer.run(plan(shared_data / "catalogues" / "magento_luma.csv", "magento_luma"), sessions)
    assert (report.imported, report.variants["imported"], report.skipped) == (147, 1847, [])
    assert report.departments == {"women": 75, "men": 72}
    async with sessions() as session:
        hoodie = (await session.execute(select(Product).where(Product.feed_key == "MH01"))).scalar_one()
        assert (hoodie.title, hoodie.category, hoodie.department) == ("Chaz Kangeroo Hoodie", "hoodie", "men")
        assert hoodie.colours == ["black", "grey", "orange"]
        assert (hoodie.pattern, hoodie.materials) == ("colourblock", ["wool"])
        assert "<" not in hoodie.description
        sizes = select(ProductVariant.size).where(ProductVariant.product_id == hoodie.id).distinct()
        assert set((await session.scalars(sizes)).all()) == {"XS", "S", "M", "L", "XL"}


@pytest.mark.slow
@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("file", "mapping", "products", "skipped", "terms"),
    [
        ("myntra.csv", "myntra", 12491, 0, {"default_stock": 5}),
        ("aws_retail_demo.jsonl", "aws_retail_demo", 2465, 0, {}),
        ("fashion_product_images.csv", "fashion_product_images", 44334, 7,
         {"default_stock": 5, "default_price": Money(2900, "USD")}),
    ],
)  # fmt: skip
async def test_the_other_real_catalogues_are_read_whole(
    shared_data: Path, file: str, mapping: str, products: int, skipped: int, terms: dict[str, Any]
) -> None:
    read = plan(shared_data / "catalogues" / file, mapping, **terms)
    report = await importer.run(msgspec.structs.replace(read, dry_run=True), None)
    assert (report.imported, len(report.skipped)) == (products, skipped)
