"""Nobody reaches what is another's: every route of the app is walked with another shopper's ids.

The routes are those that the app has, so that a new one is covered: a path parameter that is not known here fails.
"""

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute
from sqlalchemy import text

from aurora.app import create_app
from core.db import database
from core.embedded import Servers
from core.ids import uuid7
from core.settings import Settings
from tests.api.people import Kind, belongings, person
from tests.factories import sha256

pytestmark = [pytest.mark.anyio, pytest.mark.commits]

OWNED = {"conversation_id", "outfit_id", "event_id", "piece_id", "order_id", "item_id", "address_id", "key_id"}
"""Parameters that name what is somebody's: `belongings` makes one of each."""
EVERYBODYS = {"slug", "product_id", "file_path", "name", "path", "section", "part", "queue", "key", "code"}
"""Parameters that name what everybody may see (a product, a page's file), or what one's own bag has by name."""
REFUSED = (401, 403, 404)


class Way(msgspec.Struct, frozen=True):
    """A method on a path template, such as GET /api/aurora/outfits/{outfit_id}."""

    method: str
    path: str
    parameters: tuple[str, ...]

    def filled(self, ids: dict[str, str]) -> str:
        return self.path.format(**{**dict.fromkeys(EVERYBODYS, "x"), **ids})

    def names(self, ids: dict[str, str]) -> bool:
        """Whether it leads to one of these."""
        return bool(OWNED.intersection(self.parameters) & ids.keys()) and not self.is_admins

    @property
    def is_admins(self) -> bool:
        return self.path.startswith(("/api/admin", "/admin/jobs/api"))


def ways(app: Litestar) -> Iterator[Way]:
    """All that the app answers but OPTIONS and HEAD, with the path as OpenAPI writes it."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            names = tuple(route.path_parameters)
            for method in sorted(route.methods - {"OPTIONS", "HEAD"}):
                yield Way(str(method), route.path_format, names)


@pytest.fixture(scope="module")
def app(shop_url: str, servers: Servers, shop_settings: Settings) -> Litestar:
    """The app whose routes and whose OpenAPI document are read; it is not served."""
    return create_app(shop_settings, database_url=shop_url, redis_url=servers.redis_url)


@pytest.fixture
async def people(site: str, shop_url: str, shop_settings: Settings) -> AsyncIterator[Any]:
    """Makes browsers, which are closed at the test's end."""
    made: list[httpx.AsyncClient] = []

    async def make(kind: Kind) -> httpx.AsyncClient:
        made.append(await person(site, kind, shop_url, shop_settings))
        return made[-1]

    yield make
    for each in made:
        await each.aclose()


def test_every_path_parameter_is_known_here(app: Litestar) -> None:
    named = {(way.path, name) for way in ways(app) if not way.is_admins for name in way.parameters}

    unknown = {(path, name) for path, name in named if name not in OWNED | EVERYBODYS}
    assert unknown == set(), "add what these name to OWNED and tests.api.people.belongings, or to EVERYBODYS"


@pytest.mark.parametrize("owner", ["guest", "customer"])
@pytest.mark.parametrize("other", ["guest", "customer", "staff"])
async def test_what_is_somebodys_is_refused_to_anybody_else(
    app: Litestar, people: Any, shop_url: str, owner: Kind, other: Kind
) -> None:
    ada, bob = await people(owner), await people(other)
    ids = await belongings(ada)
    assert OWNED - ids.keys() == (set() if owner == "customer" else {"address_id", "key_id"})
    document = app.openapi_schema.to_schema()
    before = await _everything(shop_url, ids)

    for way in ways(app):
        if way.names(ids):
            answer = await _ask(bob, way, ids, document)
            if answer.status_code not in REFUSED:  # a page that holds nothing before its script asks the API
                strange = await _ask(bob, way, {**ids, **{name: str(uuid7()) for name in OWNED}}, document)
                assert not way.path.startswith("/api/"), (way, answer.text)
                assert answer.content == strange.content, way

    assert await _everything(shop_url, ids) == before
    for way in ways(app):  # the ids were good: their owner reads all of them
        if way.method == "GET" and way.names(ids):
            assert (await _ask(ada, way, ids, document)).status_code in (200, 304), way


@pytest.mark.parametrize("other", ["guest", "customer", "staff"])
async def test_no_list_shows_what_is_anothers(app: Litestar, people: Any, other: Kind) -> None:
    ada, bob = await people("customer"), await people(other)
    ids = await belongings(ada)

    for way in ways(app):
        if way.method == "GET" and not way.parameters and way.path.startswith("/api/") and not way.is_admins:
            answer = await bob.get(way.path)
            assert answer.status_code < 500, (way, answer.text)
            assert [name for name, id in ids.items() if id in answer.text] == [], way


@pytest.mark.parametrize(("other", "status"), [("guest", 401), ("customer", 403)])
async def test_admins_routes_are_closed_to_shoppers(
    app: Litestar, people: Any, shop_url: str, other: Kind, status: int
) -> None:
    bob = await people(other)
    ids = await belongings(await people("customer"))
    document = app.openapi_schema.to_schema()

    for way in ways(app):
        if way.is_admins:
            answer = await _ask(bob, way, {**dict.fromkeys(way.parameters, ids["order_id"]), **ids}, document)
            assert answer.status_code == status, (way, answer.status_code, answer.text)


async def _ask(client: httpx.AsyncClient, way: Way, ids: dict[str, str], document: dict[str, Any]) -> httpx.Response:
    operation = document["paths"].get(way.path, {}).get(way.method.lower(), {})
    content = operation.get("requestBody", {}).get("content", {})
    body = {kind: _example(schema["schema"], document) for kind, schema in content.items()}.get("application/json")
    query = {
        each["name"]: _example(each["schema"], document)
        for each in operation.get("parameters", []) if each["in"] == "query" and each.get("required")
    }  # fmt: skip
    return await client.request(way.method, way.filled(ids), json=body, params=query)


def _example(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    """The least that the schema allows."""
    if "$ref" in schema:
        return _example(document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], document)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    for choice in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
        return _example(choice, document)
    kind = schema.get("type")
    if kind == "object":
        wanted = schema.get("required", ())
        return {name: _example(part, document) for name, part in schema.get("properties", {}).items() if name in wanted}
    if kind == "array":
        return [_example(schema["items"], document)] * max(1, schema.get("minItems", 1))
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    if kind == "boolean":
        return True
    if kind == "string":
        formats = {"uuid": "01890000-0000-7000-8000-000000000000", "date-time": "2030-01-01T00:00:00Z"}
        tried = (formats.get(schema.get("format", "")), "x" * 12, "US", "ada@example.com", "https://shop.example/")
        good = (text for text in tried if text and re.search(schema.get("pattern", ""), text)
                and len(text) <= schema.get("maxLength", len(text)))  # fmt: skip
        return next(good, "x")
    return None


async def _everything(database_url: str, ids: dict[str, str]) -> str:
    """A digest of the rows that have one of the ids in them, of every table."""
    tables = text(
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = 'voguevault' AND table_type = 'BASE TABLE'"
    )
    rows: list[str] = []
    async with database(database_url) as sessions, sessions() as session:
        for table in sorted(await session.scalars(tables)):
            found = text(f"SELECT t::text FROM voguevault.{table} t WHERE t::text ~ :ids")  # noqa: S608 - our own names
            rows += sorted(await session.scalars(found, {"ids": "|".join(ids.values())}))
    assert rows
    return sha256("\n".join(rows))
