"""The staff's products, prices and stock over HTTP: who may, what is refused, what is written down."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select, text, update

from aurora.app import create_app
from commerce.models import Product, ProductVariant, StockLevel
from commerce.outward import endpoints
from core.access import AccessTokens, Role
from core.db import Sessions
from core.models import AuditEntry, WebhookEvent
from core.settings import Settings
from core.visitors import signing_secrets
from tests.app_server import served
from tests.factories import make_product, make_user, make_variant

pytestmark = [pytest.mark.anyio, pytest.mark.commits]
SETTINGS = Settings(jwt_secret="a secret of the tests, forty characters.", log_level="ERROR")
VARIANT = {
    "sku": "TEE-M",
    "colour": "navy",
    "hex": "#1c2742",
    "size": "M",
    "price": 2000,
    "currency": "USD",
    "on_hand": 4,
}
TEE = {"title": "Boxy tee", "department": "women", "category": "t_shirt", "status": "active", "variants": [VARIANT]}


@pytest.fixture(scope="module")
async def site(database_url: str, servers: Any, anyio_backend: str) -> AsyncIterator[str]:
    async with served(create_app(SETTINGS, database_url=database_url, redis_url=servers.redis_url)) as base_url:
        yield base_url


@pytest.fixture
async def client(site: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=site, timeout=30) as client:
        yield client


async def signed_in(client: httpx.AsyncClient, sessions: Sessions, role: Role = "staff") -> None:
    """Makes the client's requests those of somebody of this role."""
    async with sessions.begin() as session:
        user = await make_user(session, role=role)
    token = AccessTokens(*signing_secrets(SETTINGS)).issue(user.id, role, 0)
    client.headers["Authorization"] = f"Bearer {token}"


async def trail(sessions: Sessions, action: str) -> list[dict[str, Any]]:
    async with sessions.begin() as session:
        return list(await session.scalars(select(AuditEntry.diff).where(AuditEntry.action == action)))


async def stock_of(sessions: Sessions, sku: str) -> int | None:
    async with sessions.begin() as session:
        query = select(StockLevel.on_hand).join(ProductVariant, ProductVariant.id == StockLevel.variant_id)
        return await session.scalar(query.where(ProductVariant.sku == sku))


NOBODY = UUID(int=7)
ROUTES = (
    ("GET", "/api/admin/products"),
    ("POST", "/api/admin/products"),
    ("GET", f"/api/admin/products/{NOBODY}"),
    ("PATCH", f"/api/admin/products/{NOBODY}"),
    ("POST", f"/api/admin/products/{NOBODY}/archive"),
    ("POST", f"/api/admin/products/{NOBODY}/restore"),
    ("POST", "/api/admin/prices"),
    ("POST", "/api/admin/stock"),
    ("GET", "/api/admin/audit"),
)


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_only_the_staff_gets_in(client: httpx.AsyncClient, sessions: Sessions, method: str, path: str) -> None:
    assert (await client.request(method, path, json={})).status_code == 401
    await signed_in(client, sessions, "customer")
    assert (await client.request(method, path, json={})).status_code == 403


async def test_a_product_that_is_created_is_sold_and_written_down(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    await signed_in(client, sessions)
    made = await client.post("/api/admin/products", json=TEE, headers={"Idempotency-Key": "one"})
    again = await client.post("/api/admin/products", json=TEE, headers={"Idempotency-Key": "one"})

    assert (made.status_code, again.status_code) == (201, 201)
    assert made.json() == again.json()
    assert made.json()["variants"][0]["on_hand"] == 4
    shown = (await client.get(f"/api/products/{made.json()['slug']}")).json()
    assert (shown["slot"], shown["variants"][0]["availability"]) == ("top", "in_stock")
    assert await trail(sessions, "product.created") == [{"title": [None, "Boxy tee"]}]


async def test_a_sku_that_is_taken_creates_nothing(client: httpx.AsyncClient, sessions: Sessions) -> None:
    await signed_in(client, sessions)
    await client.post("/api/admin/products", json=TEE)
    refused = await client.post("/api/admin/products", json={**TEE, "title": "Another"})

    assert (refused.status_code, refused.json()["code"]) == (409, "sku_taken")
    listed = (await client.get("/api/admin/products")).json()
    assert [line["title"] for line in listed["products"]] == ["Boxy tee"]


async def test_a_further_size_is_sold_once_a_version_later(client: httpx.AsyncClient, sessions: Sessions) -> None:
    await signed_in(client, sessions)
    made = (await client.post("/api/admin/products", json=TEE)).json()
    url = f"/api/admin/products/{made['product_id']}/variants"
    large = {**VARIANT, "sku": "TEE-L-SAGE", "size": "L", "colour": "sage", "hex": "#8a9a7b"}

    added = [await client.post(url, json=large, headers={"Idempotency-Key": "one"}) for _ in range(2)]
    taken = await client.post(url, json={**large, "sku": "ANOTHER"})
    stale = await client.post(url, json={**large, "sku": "TEE-XL", "size": "XL"}, headers={"If-Match": '"1"'})
    nowhere = await client.post(url.replace(made["product_id"], str(UUID(int=7))), json=large)

    assert [answer.status_code for answer in added] == [201, 201]
    assert added[0].json() == added[1].json()
    assert [(one["sku"], one["on_hand"]) for one in added[0].json()["variants"]] == [("TEE-M", 4), ("TEE-L-SAGE", 4)]
    assert added[0].json()["version"] == made["version"] + 1
    assert (taken.status_code, taken.json()["code"]) == (409, "sku_taken")
    assert (stale.status_code, nowhere.status_code) == (412, 404)
    assert await trail(sessions, "product.variant_added") == [{"sku": [None, "TEE-L-SAGE"]}]
    async with sessions.begin() as session:
        assert (await session.scalars(select(Product.colours))).all() == [["navy", "sage"]]


async def test_who_listens_hears_of_what_the_staff_changed_and_of_nothing_that_stayed(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    await signed_in(client, sessions)
    async with sessions.begin() as session:
        wanted = endpoints.Subscription(url="https://shop.example/hook", kinds=("product.*", "stock.*"))
        endpoint_id = await endpoints.register(session, wanted)
    made = (await client.post("/api/admin/products", json=TEE)).json()
    url = f"/api/admin/products/{made['product_id']}"
    for title in ("Boxier tee", "Boxier tee"):
        await client.patch(url, json={"title": title})
    await client.post("/api/admin/stock", json={"lines": [{"sku": "TEE-M", "on_hand": 9}]})
    await client.post("/api/admin/prices", json={"lines": [{"sku": "TEE-M", "price": 1500}], "dry_run": True})

    query = select(WebhookEvent).where(WebhookEvent.source == endpoints.source_of(endpoint_id))
    async with sessions.begin() as session:
        told = [row.payload for row in await session.scalars(query.order_by(WebhookEvent.id))]
    assert [(one["type"], one["data"].get("version"), one["data"].get("skus")) for one in told] == [
        ("product.changed", 1, None), ("product.changed", 2, None), ("stock.changed", None, ["TEE-M"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"category": "hat_rack"}, "category"),
        ({"occasions": ["heist"]}, "occasions"),
        ({"variants": [{**VARIANT, "compare_at": 2000}]}, "variants[0].compare_at"),
    ],
)
async def test_a_product_that_cannot_be_is_refused_by_its_field(
    client: httpx.AsyncClient, sessions: Sessions, wrong: dict[str, Any], field: str
) -> None:
    await signed_in(client, sessions)
    refused = await client.post("/api/admin/products", json={**TEE, **wrong})

    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, field)


async def test_a_change_names_the_version_that_was_looked_at(client: httpx.AsyncClient, sessions: Sessions) -> None:
    await signed_in(client, sessions)
    made = (await client.post("/api/admin/products", json=TEE)).json()
    path = f"/api/admin/products/{made['product_id']}"

    first = await client.patch(path, json={"title": "Boxier tee", "materials": ["cotton"]}, headers={"If-Match": '"1"'})
    late = await client.patch(path, json={"title": "Boxiest tee"}, headers={"If-Match": '"1"'})
    later = await client.patch(path, json={"title": "Boxiest tee", "version": 1})
    odd = await client.patch(path, json={"title": "Boxiest tee"}, headers={"If-Match": "abc"})

    assert (first.status_code, first.json()["version"], first.headers["etag"]) == (200, 2, '"2"')
    assert [(one.status_code, one.json()["code"]) for one in (late, later, odd)] == [
        (412, "version_gone"),
        (409, "product_changed"),
        (400, "invalid_input"),
    ]
    assert (await client.get(path)).json()["title"] == "Boxier tee"
    expected = {"title": ["Boxy tee", "Boxier tee"], "materials": [[], ["cotton"]]}
    assert await trail(sessions, "product.changed") == [expected]


async def test_a_change_of_nothing_is_no_new_version(client: httpx.AsyncClient, sessions: Sessions) -> None:
    await signed_in(client, sessions)
    made = (await client.post("/api/admin/products", json=TEE)).json()
    same = await client.patch(f"/api/admin/products/{made['product_id']}", json={"title": "Boxy tee"})

    assert same.json()["version"] == 1
    assert await trail(sessions, "product.changed") == []


async def test_what_is_archived_is_not_sold_until_it_is_restored(client: httpx.AsyncClient, sessions: Sessions) -> None:
    await signed_in(client, sessions)
    made = (await client.post("/api/admin/products", json=TEE)).json()
    path, page = f"/api/admin/products/{made['product_id']}", f"/api/products/{made['slug']}"

    assert (await client.post(f"{path}/archive")).json()["status"] == "archived"
    assert (await client.get(page)).status_code == 404
    assert (await client.post(f"{path}/restore")).json()["status"] == "active"
    assert (await client.get(page)).status_code == 200
    assert await trail(sessions, "product.archived") == [{"status": ["active", "archived"]}]


async def test_the_staffs_list_finds_by_sku_word_and_status_page_by_page(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    await signed_in(client, sessions)
    async with sessions.begin() as session:
        names = [(await make_product(session, title=f"Dress {n}", status="draft")).title for n in range(3)]
        await make_variant(session, await make_product(session, title="Boots", description=""), sku="B-1", size="L")

    async def listed(query: str) -> Any:
        return (await client.get(f"/api/admin/products?{query}")).json()

    assert [line["title"] for line in (await listed("q=B-1"))["products"]] == ["Boots"]
    first = await listed("q=dress&status=draft&limit=2")
    second = await listed(f"q=dress&status=draft&limit=2&cursor={first['next_cursor']}")
    assert [line["title"] for line in (*first["products"], *second["products"])] == names[::-1]
    assert second["next_cursor"] is None


async def two_skus(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        product = await make_product(session)
        for sku, size in (("A-1", "S"), ("A-2", "L")):
            await make_variant(session, product, sku=sku, size=size, price=5900, stock=5)


async def test_stock_is_set_for_all_lines_and_written_down_once(client: httpx.AsyncClient, sessions: Sessions) -> None:
    await signed_in(client, sessions)
    await two_skus(sessions)
    lines = [{"sku": "A-1", "on_hand": 9}, {"sku": "A-2", "on_hand": 5}]
    dry = (await client.post("/api/admin/stock", json={"lines": lines, "dry_run": True})).json()
    assert (dry["changed"], dry["unchanged"], await stock_of(sessions, "A-1")) == (1, 1, 5)

    done = (await client.post("/api/admin/stock", json={"lines": lines})).json()
    assert (done["changes"], await stock_of(sessions, "A-1")) == ([{"sku": "A-1", "before": [5], "after": [9]}], 9)
    assert await trail(sessions, "stock.set") == [{"A-1": [[5], [9]]}]


async def test_one_wrong_line_changes_nothing_and_every_wrong_line_is_named(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    await signed_in(client, sessions)
    await two_skus(sessions)
    async with sessions.begin() as session:
        a_2 = select(ProductVariant.id).where(ProductVariant.sku == "A-2").scalar_subquery()
        await session.execute(update(StockLevel).where(StockLevel.variant_id == a_2).values(reserved=3))
    skus = [("A-1", 9), ("A-2", 2), ("NONE", 1), ("A-1", 7)]
    refused = await client.post(
        "/api/admin/stock", json={"lines": [{"sku": sku, "on_hand": units} for sku, units in skus]}
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "bulk_refused")
    errors = {error["field"]: error["detail"] for error in refused.json()["errors"]}
    assert errors.keys() == {"lines[1].on_hand", "lines[2].sku", "lines[3].sku"}
    assert "3 are reserved" in errors["lines[1].on_hand"]
    assert (await stock_of(sessions, "A-1"), await trail(sessions, "stock.set")) == (5, [])


async def test_prices_come_from_a_table_too_and_a_reduction_keeps_the_price_before(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    await signed_in(client, sessions)
    await two_skus(sessions)
    table = "\ufeffsku,price,compare_at\r\nA-1,4900,5900\r\nA-2,6900,\r\n"
    done = await client.post("/api/admin/prices", content=table.encode(), headers={"Content-Type": "text/csv"})

    assert (done.status_code, done.json()["changed"]) == (200, 2)
    async with sessions.begin() as session:
        columns = "sku, price, compare_at_price, lowest_price_30d"
        query = text(f"SELECT {columns} FROM voguevault.product_variants WHERE sku LIKE 'A-%' ORDER BY sku")  # noqa: S608
        rows = [tuple(row) for row in await session.execute(query)]
    assert rows == [("A-1", 4900, 5900, 5900), ("A-2", 6900, None, None)]


@pytest.mark.parametrize(
    "table", ["sku,cost\nA-1,3\n", "sku,price\nA-1,cheap\n", "sku,price\n", "\xff\xfe", 'sku,price\n"A-1,3']
)
async def test_a_table_that_cannot_be_read_is_refused(
    client: httpx.AsyncClient, sessions: Sessions, table: str
) -> None:
    await signed_in(client, sessions)
    await two_skus(sessions)
    body = table.encode("latin-1")
    refused = await client.post("/api/admin/prices", content=body, headers={"Content-Type": "text/csv"})

    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_input")


async def test_the_trail_is_the_admins_newest_first_page_by_page(client: httpx.AsyncClient, sessions: Sessions) -> None:
    await signed_in(client, sessions)
    made = (await client.post("/api/admin/products", json=TEE)).json()
    for title in ("Two", "Three"):
        await client.patch(f"/api/admin/products/{made['product_id']}", json={"title": title})
    assert (await client.get("/api/admin/audit")).status_code == 403
    await signed_in(client, sessions, "admin")

    query = f"entity=product&entity_id={made['product_id']}&limit=2"
    first = (await client.get(f"/api/admin/audit?{query}")).json()
    second = (await client.get(f"/api/admin/audit?{query}&cursor={first['next_cursor']}")).json()
    actions = [entry["action"] for entry in (*first["entries"], *second["entries"])]
    assert actions == ["product.changed", "product.changed", "product.created"]
    assert first["entries"][0]["diff"] == {"title": ["Two", "Three"]}
    assert all(UUID(entry["actor_id"]) for entry in first["entries"])


async def test_two_who_change_one_version_at_once_do_not_both_win(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    await signed_in(client, sessions)
    made = (await client.post("/api/admin/products", json=TEE)).json()
    path = f"/api/admin/products/{made['product_id']}"
    answers = await asyncio.gather(*(client.patch(path, json={"title": f"Tee {n}", "version": 1}) for n in range(5)))

    assert sorted(one.status_code for one in answers) == [200, 409, 409, 409, 409]
    async with sessions.begin() as session:
        assert await session.scalar(select(Product.version)) == 2
