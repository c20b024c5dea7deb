"""GET /images/{variant_id}.svg over a real database."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar, Request, Response
from litestar.di import Provide
from sqlalchemy import select

from assets.illustration import Spec, draw
from assets.pictures import get_picture
from assets.styled import shown_by
from commerce.models import ProductVariant
from core.db import Sessions
from core.errors import AppError
from core.ids import uuid7
from tests import factories

pytestmark = pytest.mark.anyio


def _problem(_: Request[Any, Any, Any], error: AppError) -> Response[dict[str, str]]:
    return Response({"code": error.code}, status_code=error.status)


@pytest.fixture
async def client(sessions: Sessions) -> AsyncIterator[httpx.AsyncClient]:
    app: Any = Litestar(
        [get_picture],
        dependencies={"sessions": Provide(lambda: sessions, sync_to_thread=False)},
        exception_handlers={AppError: _problem},
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop") as client:
        yield client


async def _variant(sessions: Sessions, **columns: Any) -> UUID:
    async with sessions.begin() as session:
        product = await factories.make_product(session, **columns)
        found = await session.scalar(select(ProductVariant.id).where(ProductVariant.product_id == product.id))
        assert found is not None
        return found


async def test_a_variant_is_drawn_from_its_products_cut_and_its_own_colour(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    attributes: dict[str, Any] = {"cut": {"neckline": "v", "scale": "bold"}, "accent": "#f4ead2", "surface": "knit"}
    variant = await _variant(sessions, category="sweater", pattern="striped", attributes=attributes)
    answer = await client.get(f"/images/{variant}.svg")
    assert answer.status_code == 200
    assert answer.text == draw(Spec("sweater", attributes["cut"], "#1c2742", "#f4ead2", "striped", "knit", "bold"))
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["cache-control"] == "public, max-age=86400"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'"


async def test_what_the_reader_already_has_is_not_sent_again(client: httpx.AsyncClient, sessions: Sessions) -> None:
    variant = await _variant(sessions)
    tag = (await client.get(f"/images/{variant}.svg")).headers["etag"]
    for header in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = await client.get(f"/images/{variant}.svg", headers={"If-None-Match": header})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (await client.get(f"/images/{variant}.svg", headers={"If-None-Match": '"other"'})).status_code == 200


async def test_products_that_look_different_have_different_tags(client: httpx.AsyncClient, sessions: Sessions) -> None:
    plain, dotted = await _variant(sessions), await _variant(sessions, pattern="dotted")
    tags = {(await client.get(f"/images/{variant}.svg")).headers["etag"] for variant in (plain, dotted)}
    assert len(tags) == 2


async def test_unknown_variants_and_other_names_are_not_found(client: httpx.AsyncClient, sessions: Sessions) -> None:
    variant = await _variant(sessions)
    for name in (f"{uuid7()}.svg", f"{variant}.png", f"{variant}", "hat.svg", f"{variant}.svg.svg"):
        answer = await client.get(f"/images/{name}")
        assert (answer.status_code, answer.json()) == (404, {"code": "picture_not_found"})


async def test_a_draft_has_no_picture(client: httpx.AsyncClient, sessions: Sessions) -> None:
    variant = await _variant(sessions, status="draft")
    assert (await client.get(f"/images/{variant}.svg")).status_code == 404


async def test_an_imported_product_without_a_cut_is_drawn_with_what_is_known(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    variant = await _variant(
        sessions, category="heels", slot="shoes", heel="low", materials=["satin"], attributes={"cut": "none"}
    )
    answer = await client.get(f"/images/{variant}.svg")
    assert answer.text == draw(Spec("heels", {"heel_mm": 35}, "#1c2742", None, "plain", "sheen"))


async def test_materials_tell_the_surface() -> None:
    assert shown_by("jeans", ["cotton denim"]) == "denim"
    assert shown_by("sweater", ["silk"]) == "knit"
    assert shown_by("shirt", ["cotton"]) is None
