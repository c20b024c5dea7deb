"""Photographs in the shop: uploaded by the staff, shown on pages, in lists and feeds, put in order, taken out."""

from typing import Any

import httpx
import pytest
from PIL import Image

from assets import node
from commerce.models import Product, ProductVariant
from core.objects import StoreAway
from tests.assets.photos import SHADES, saved, scene
from tests.assets.studio import Studio, shop
from tests.aurora.contract import check_problem

__all__ = ["shop"]  # the fixture
pytestmark = [
    pytest.mark.anyio, pytest.mark.commits, pytest.mark.skipif(not node.installed(), reason="aurora assets install"),
]  # fmt: skip
NAVY = saved(scene(400, 500))
RED = saved(Image.new("RGB", (300, 300), SHADES[1]))


def place(shop: Studio) -> str:
    return f"/api/admin/products/{shop.product.id}/images"


async def upload(shop: Studio, data: bytes, **fields: str) -> httpx.Response:
    return await shop.client.post(place(shop), files={"file": ("look.jpg", data, "image/jpeg")}, data=fields)


async def made(shop: Studio, data: bytes, **fields: str) -> dict[str, Any]:
    """An uploaded photograph, worked on, as the staff sees it."""
    answer = await upload(shop, data, **fields)
    assert answer.status_code == 202, answer.text
    await shop.work()
    found: dict[str, Any] = (await shop.client.get(answer.headers["Location"])).json()
    return found


async def media(shop: Studio) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await shop.client.get(f"/api/products/{shop.product.slug}")).json()["media"]
    return found


async def drawn(shop: Studio) -> list[bool]:
    """Of each picture on the product's page, whether it is our own drawing."""
    return [each["url"].startswith("/images/") for each in await media(shop)]


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    problem: dict[str, Any] = answer.json()
    check_problem(problem, status)
    assert (answer.status_code, problem["code"]) == (status, code)
    return problem


async def in_lists(shop: Studio) -> tuple[str | None, str | None]:
    """What lists show of the product, and of its variant."""
    async with shop.sessions.begin() as session:
        product = await session.get_one(Product, shop.product.id)
        variant = await session.get_one(ProductVariant, shop.variant.id)
        return product.image_url, variant.image_url


async def test_a_photograph_is_answered_at_once_and_shown_everywhere_when_it_is_ready(shop: Studio) -> None:
    answer = await upload(shop, NAVY, alt="Front, on a hanger")
    told = answer.json()
    assert (answer.status_code, told["status"], told["in_shop"]) == (202, "uploaded", False)
    assert await drawn(shop) == [True]

    await shop.work()

    ready = (await shop.client.get(answer.headers["Location"])).json()
    assert (ready["status"], ready["in_shop"], ready["width"], ready["height"]) == ("ready", True, 400, 500)
    assert [shade["name"] for shade in ready["colours"]] == ["navy", "red"]
    (first,) = await media(shop)
    assert (first["alt"], first["colour"], first["width"]) == ("Front, on a hanger", None, 400)
    assert first["blur"].startswith("data:image/webp;base64,")
    assert first["shades"] == [shade["hex"] for shade in ready["colours"]]
    assert [source["mime"] for source in first["sources"]] == ["image/avif", "image/webp", "image/jpeg"]
    listed, of_variant = await in_lists(shop)
    assert of_variant is None
    assert listed is not None
    assert listed in first["sources"][1]["srcset"]
    picture = await shop.client.get(listed)
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/webp")
    assert picture.headers["Cache-Control"] == "public, max-age=31536000, immutable"


async def test_the_same_bytes_are_the_same_photograph(shop: Studio) -> None:
    one = await made(shop, NAVY)
    again = (await upload(shop, NAVY)).json()
    assert (again["asset_id"], again["status"]) == (one["asset_id"], "ready")
    assert await shop.work() == []
    assert len((await shop.client.get(place(shop))).json()["images"]) == 1


async def test_the_first_in_order_is_shown_in_lists_and_what_is_taken_out_is_not(shop: Studio) -> None:
    one, other = await made(shop, NAVY), await made(shop, RED, position="1")

    async def first() -> str | None:
        listed = (await in_lists(shop))[0]
        return listed.split("/")[3] if listed else None

    assert await first() == one["asset_id"]
    changed = await shop.client.patch(f"{place(shop)}/{one['asset_id']}", json={"position": 2, "alt": "Back"})
    assert (changed.status_code, changed.json()["alt"]) == (200, "Back")
    assert await first() == other["asset_id"]
    await shop.client.delete(f"{place(shop)}/{other['asset_id']}")
    assert await first() == one["asset_id"]
    out = (await shop.client.delete(f"{place(shop)}/{one['asset_id']}")).json()
    assert (out["in_shop"], await first()) == (False, None)
    assert await drawn(shop) == [True]
    back = await shop.client.post(f"{place(shop)}/{one['asset_id']}/restore")
    assert (back.status_code, await first()) == (200, one["asset_id"])
    refused(await shop.client.post(f"{place(shop)}/{one['asset_id']}/restore"), 409, "image_not_taken_out")


async def test_a_variant_may_take_the_colour_that_is_seen(shop: Studio) -> None:
    await made(shop, NAVY, variant_id=str(shop.variant.id), take_colour="true")
    async with shop.sessions.begin() as session:
        variant = await session.get_one(ProductVariant, shop.variant.id)
        seen = variant.colour_hex
    photo = (await media(shop))[0]
    assert (photo["shades"][0], photo["variant_id"], photo["colour"]) == (seen, str(shop.variant.id), variant.colour)
    assert (await in_lists(shop))[1] is not None


async def test_what_is_no_picture_is_refused_and_nothing_is_kept(shop: Studio) -> None:
    problem = refused(await upload(shop, b"<svg/>" * 50), 422, "picture_refused")
    assert problem["reason"] == "picture_format"
    refused(await upload(shop, NAVY, alt="x" * 501), 400, "image_form_invalid")
    refused(await upload(shop, NAVY, take_colour="true"), 400, "image_form_invalid")
    other = "00000000-0000-4000-8000-000000000000"
    refused(await upload(shop, NAVY, variant_id=other), 404, "model_product_not_found")
    assert (await shop.rows(), await shop.stored()) == ([], [])


async def test_a_picture_that_cannot_be_read_to_its_end_fails_with_a_sentence(shop: Studio) -> None:
    told = await made(shop, NAVY[: len(NAVY) // 2] + b"\xff\xd9")
    assert (told["status"], told["reason"], told["retriable"]) == ("failed", "picture_broken", False)
    assert "cannot be read to its end" in told["error"]
    assert await shop.stored() == []
    refused(await shop.client.post(f"{place(shop)}/{told['asset_id']}/retry"), 409, "image_not_failed")


async def test_a_store_that_is_away_delays_a_photograph_and_publishes_nothing_of_it(
    shop: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await upload(shop, NAVY)
    put, left = shop.working.objects.put, 2

    async def failing(key: str, source: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise StoreAway("The object store does not answer.")
        await put(key, source)

    with monkeypatch.context() as away:
        away.setattr(shop.working.objects, "put", failing)
        (tried,) = await shop.work()
    assert tried.outcome == "again"
    assert await drawn(shop) == [True]
    await shop.later()
    await shop.work()
    assert (await shop.client.get(answer.headers["Location"])).json()["status"] == "ready"
    assert len(await shop.stored()) == 1 + 2 * 3
