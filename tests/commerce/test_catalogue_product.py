"""One product over HTTP and as structured data."""

from typing import Any

import httpx
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.catalogue import jsonld
from commerce.catalogue.jsonld import decimal
from commerce.catalogue.product import shown
from commerce.models import Product, ProductVariant
from core.db import Sessions
from core.money import Money
from tests.commerce.test_catalogue import client, site  # noqa: F401 - fixtures
from tests.factories import make_asset, make_product, make_variant

pytestmark = pytest.mark.anyio
URL = "https://shop.example"


async def shirt(session: AsyncSession, **columns: Any) -> Product:
    """A shirt in navy M (two left) and white L (sold out), the white one reduced."""
    product = await make_product(session, title="Poplin shirt", stock=2, **columns)
    white = await make_variant(session, product, colour="white", colour_hex="#ffffff", size="L", price=6000, stock=0)
    reduced = update(ProductVariant).where(ProductVariant.id == white.id)
    await session.execute(reduced.values(price=4500, compare_at_price=6000, gtin="4006381333931"))
    return product


async def test_a_product_says_what_each_variant_costs_and_whether_it_is_there(session: AsyncSession) -> None:
    product = await shirt(session)
    found = await shown(session, product.slug)

    assert found is not None
    assert found.availability == "few_left"
    assert [(one.colour, one.availability, one.price.amount) for one in found.variants] == [
        ("navy", "few_left", 5900),
        ("white", "out_of_stock", 4500),
    ]
    assert [one.compare_at for one in found.variants] == [None, Money(6000, "USD")]
    assert found.variants[1].lowest_30_days == Money(6000, "USD")


async def test_the_path_to_a_product_leads_through_its_department_and_category(session: AsyncSession) -> None:
    found = await shown(session, (product := await shirt(session)).slug)

    assert found is not None
    assert [(crumb.label, crumb.url) for crumb in found.breadcrumbs] == [
        ("Shop", "/shop"),
        ("Women", "/shop?department=women"),
        ("Shirts", "/shop?department=women&category=shirt"),
        ("Poplin shirt", f"/products/{product.slug}"),
    ]


async def test_models_are_shown_when_they_are_ready_the_finest_first(session: AsyncSession) -> None:
    product = await shirt(session)
    ready = {"status": "ready", "sha256": "0" * 64, "bytes": 1000, "kind": "model"}
    source = await make_asset(session, product.id, role="source", **ready)
    for level in (1, 0):
        await make_asset(session, product.id, role="lod", level=level, parent_id=source.id, triangles=900, **ready)
    await make_asset(session, product.id, role="lod", level=2, parent_id=source.id, kind="model", status="processing")
    found = await shown(session, product.slug)

    assert found is not None
    assert [(one.role, one.level) for one in found.models] == [("lod", 0), ("lod", 1)]


@pytest.mark.parametrize("status", ["draft", "archived"])
async def test_what_is_not_for_sale_has_no_page(session: AsyncSession, status: str) -> None:
    assert await shown(session, (await shirt(session, status=status)).slug) is None
    assert await shown(session, "no-such\x00thing") is None


async def test_structured_data_has_what_google_requires_of_variants(session: AsyncSession) -> None:
    product = await shirt(session)
    told = await jsonld(session, product.slug, URL)

    assert told is not None
    group, path = told
    assert group["@type"] == "ProductGroup"
    assert group["productGroupID"] == str(product.id)
    assert group["variesBy"] == ["https://schema.org/color", "https://schema.org/size"]
    assert len(group["hasVariant"]) == 2
    for one in group["hasVariant"]:
        assert one["@type"] == "Product"
        assert one["name"]
        assert one["image"].startswith(f"{URL}/images/")
        assert one["offers"]["priceCurrency"] == "USD"
        assert one["offers"]["url"].startswith(f"{URL}/products/{product.slug}#")
    prices = {one["color"]: (one["offers"]["price"], one["offers"]["availability"]) for one in group["hasVariant"]}
    assert prices == {
        "navy": ("59.00", "https://schema.org/LimitedAvailability"),
        "white": ("45.00", "https://schema.org/OutOfStock"),
    }
    assert [one.get("gtin") for one in group["hasVariant"]] == [None, "4006381333931"]
    assert [place["position"] for place in path["itemListElement"]] == [1, 2, 3, 4]
    assert await jsonld(session, "no-such-thing", URL) is None


@pytest.mark.parametrize(
    ("money", "expected"), [((5, "USD"), "0.05"), ((5900, "JPY"), "5900"), ((1234, "KWD"), "1.234")]
)
def test_a_price_is_written_exactly_in_its_currency(money: tuple[int, str], expected: str) -> None:
    assert decimal(Money(*money)) == expected


@pytest.mark.commits
async def test_the_route_answers_with_a_tag_and_a_404_that_names_the_slug(
    client: httpx.AsyncClient,  # noqa: F811
    sessions: Sessions,
) -> None:
    async with sessions.begin() as session:
        slug = (await shirt(session)).slug
    first = await client.get(f"/api/products/{slug}")
    again = await client.get(f"/api/products/{slug}", headers={"If-None-Match": first.headers["etag"]})
    gone = await client.get("/api/products/no-such-thing")

    assert (first.status_code, first.json()["slug"], again.status_code) == (200, slug, 304)
    assert (gone.status_code, gone.json()["code"]) == (404, "product_not_found")
