"""3D models over HTTP: what an upload answers, what shoppers and staff see, what is refused and why."""

import asyncio
import hashlib
import io
import json
import zipfile
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from assets import node
from core import outbox
from core.db import Sessions
from core.models import AuditEntry
from tests.assets.studio import Studio, shop, small
from tests.aurora.contract import check_problem

__all__ = ["shop"]  # the fixture
pytestmark = [
    pytest.mark.anyio, pytest.mark.commits, pytest.mark.skipif(not node.installed(), reason="aurora assets install"),
]  # fmt: skip


async def test_an_upload_is_answered_at_once_shown_when_it_is_ready_and_handed_out_for_ever(shop: Studio) -> None:
    answer = await shop.upload(small(), metadata='{"made_by": "Studio North"}')

    told = answer.json()
    assert (answer.status_code, told["status"], told["filename"]) == (202, "uploaded", "shoe.glb")
    assert answer.headers["Location"] == f"{shop.admin}/{told['asset_id']}"
    assert told["metadata"] == {"made_by": "Studio North"}
    assert await shop.shown() == []

    (done,) = await shop.work()

    assert done.outcome == "done", done.error
    ready = (await shop.client.get(answer.headers["Location"])).json()
    assert (ready["status"], ready["in_shop"], ready["progress"]) == ("ready", True, None)
    (model,) = await shop.shown()
    assert model["asset_id"] == told["asset_id"]
    assert [level["level"] for level in model["lods"]] == [0, 1, 2, 3]
    assert model["lods"][0]["triangles"] == 4 * 8 * 8 - 4 * 8
    assert model["bounds"]["max"] == pytest.approx([0.1, 0.1, 0.1], abs=1e-3)
    assert model["lods"][0]["gpu_bytes"] > 0
    assert model["ar"]["mime"] == "model/gltf-binary"
    await _is_handed_out(shop, model)


async def _is_handed_out(shop: Studio, model: dict[str, Any]) -> None:
    """Whole, in part, and only once, to anybody."""
    url, size = model["lods"][0]["url"], model["lods"][0]["bytes"]
    shop.client.headers.pop("Authorization")

    whole = await shop.client.get(url)
    part = await shop.client.get(url, headers={"Range": "bytes=4-7"})
    end = await shop.client.get(url, headers={"Range": "bytes=-5"})
    beyond = await shop.client.get(url, headers={"Range": f"bytes={size}-"})
    again = await shop.client.get(url, headers={"If-None-Match": whole.headers["ETag"]})
    head = await shop.client.head(url)

    assert (whole.status_code, len(whole.content), whole.content[:4]) == (200, size, b"glTF")
    assert whole.headers["ETag"] == f'"{hashlib.sha256(whole.content).hexdigest()}"'
    assert whole.headers["Content-Type"] == "model/gltf-binary"
    assert whole.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert whole.headers["Access-Control-Allow-Origin"] == "*"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert (part.status_code, part.content) == (206, whole.content[4:8])
    assert part.headers["Content-Range"] == f"bytes 4-7/{size}"
    assert end.content == whole.content[-5:]
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{size}")
    assert (again.status_code, again.content) == (304, b"")
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(size))


async def test_the_same_bytes_are_the_same_model(shop: Studio) -> None:
    first = await shop.made(small())

    again = await shop.upload(small(), "other name.glb")
    elsewhere = await shop.upload(small(), variant_id=str(shop.variant.id))

    assert (again.status_code, again.json()["asset_id"], again.json()["status"]) == (202, first["asset_id"], "ready")
    assert elsewhere.json()["asset_id"] != first["asset_id"], "another place is another model"
    assert len({key for key in await shop.stored() if key.startswith("sources/")}) == 2
    async with shop.sessions.begin() as session:
        assert len(await outbox.due(session, slow=True)) == 1, "and what is ready is not worked on again"


async def test_an_idempotency_key_gives_the_first_answer_again_and_refuses_another_file(shop: Studio) -> None:
    first = await shop.upload(small(), key="one")
    again = await shop.upload(small(), key="one")
    other = await shop.upload(small(1), key="one")

    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]
    check_problem(other.json(), 422)
    assert other.json()["code"] == "idempotency_key_reused"
    assert len(await shop.rows()) == 1


async def test_a_gltf_with_its_files_and_a_zip_of_them_are_taken(shop: Studio) -> None:
    files = _as_gltf(small())
    form = [("file", (name, data, "application/octet-stream")) for name, data in files.items()]

    answer = await shop.client.post(shop.admin, files=form)
    same = await shop.client.post(shop.admin, files=list(reversed(form)))
    await shop.work()

    assert answer.status_code == 202, answer.text
    assert answer.json()["filename"] == "ball.zip"
    assert same.json()["asset_id"] == answer.json()["asset_id"], "in whatever order they come"
    assert (await shop.told(answer.json()["asset_id"]))["status"] == "ready"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    zipped = await shop.upload(held.getvalue(), "other.zip", variant_id=str(shop.variant.id))
    assert (zipped.status_code, zipped.json()["filename"]) == (202, "other.zip")


async def test_a_file_that_is_no_model_is_refused_with_a_sentence_and_nothing_is_left(shop: Studio) -> None:
    picture = await shop.upload(b"\x89PNG\r\n\x1a\n" + bytes(100), "shoe.glb")
    word = await shop.upload(b"hello", "shoe.docx")
    nothing = await shop.client.post(shop.admin, data={"metadata": "{}"}, files={"x": ("", b"")})
    plain = await shop.client.post(shop.admin, json={})

    check_problem(picture.json(), 422)
    assert (picture.json()["code"], picture.json()["reason"]) == ("model_refused", "wrong_ending")
    assert "PNG" in picture.json()["detail"]
    assert (word.status_code, word.json()["reason"]) == (422, "not_a_model")
    assert nothing.status_code in (400, 422)
    assert (plain.status_code, plain.json()["code"]) == (415, "multipart_expected")
    assert await shop.rows() == []
    assert await shop.stored() == []
    assert list((shop.working.folder).glob("*")) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("variant_id", "x"), ("metadata", "[1]"), ("metadata", '{"a": "\\u0000"}'), ("colour", "red"),
     ("metadata", json.dumps({"a": "x" * 20_000}))],
)  # fmt: skip
async def test_a_field_that_cannot_be_is_refused_by_its_name(shop: Studio, field: str, value: str) -> None:
    answer = await shop.upload(small(), **{field: value})

    check_problem(answer.json(), 400)
    assert answer.json()["errors"][0]["field"] == field
    assert await shop.rows() == []


async def test_too_many_bytes_are_refused_before_they_are_read(shop: Studio) -> None:
    most = 100 * 2**20
    head = f"POST {shop.admin} HTTP/1.1\r\nHost: x\r\nAuthorization: {shop.client.headers['Authorization']}\r\n"
    head += f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {most * 2}\r\n\r\n"
    url = httpx.URL(str(shop.client.base_url))
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(head.encode())
    async with asyncio.timeout(10):
        status = await reader.readline()
    writer.close()

    assert b" 413 " in status


async def test_what_the_gate_refuses_ends_with_its_sentence_and_leaves_nothing_in_the_store(shop: Studio) -> None:
    broken = bytearray(small())
    broken[8:12] = (len(broken) + 400).to_bytes(4, "little")

    told = await shop.made(bytes(broken))

    assert (told["status"], told["reason"], told["retriable"]) == ("failed", "glb_length", False)
    assert told["error"]
    assert await shop.shown() == []
    assert await shop.stored() == []
    again = await shop.client.post(f"{shop.admin}/{told['asset_id']}/retry")
    check_problem(again.json(), 409)
    assert again.json()["code"] == "model_source_gone"
    anew = await shop.upload(bytes(broken))
    assert (anew.json()["asset_id"], anew.json()["status"]) == (told["asset_id"], "uploaded"), "it is looked at again"


async def test_a_new_model_replaces_the_old_one_when_it_is_ready_and_the_old_one_can_come_back(shop: Studio) -> None:
    old = await shop.made(small())
    new = (await shop.upload(small(1))).json()
    assert [model["asset_id"] for model in await shop.shown()] == [old["asset_id"]], "until the new one is ready"

    await shop.work()

    assert [model["asset_id"] for model in await shop.shown()] == [new["asset_id"]]
    listed = (await shop.client.get(shop.admin)).json()["models"]
    assert [(each["asset_id"], each["in_shop"]) for each in listed] == [
        (new["asset_id"], True),
        (old["asset_id"], False),
    ]
    assert listed[1]["forgotten_at"] is not None
    back = await shop.client.post(f"{shop.admin}/{old['asset_id']}/restore")
    assert back.status_code == 200, back.text
    assert [model["asset_id"] for model in await shop.shown()] == [old["asset_id"]]
    assert (await shop.told(new["asset_id"]))["in_shop"] is False


async def test_what_is_taken_out_is_gone_for_shoppers_and_written_down(shop: Studio, sessions: Sessions) -> None:
    made = await shop.made(small())

    out = await shop.client.delete(f"{shop.admin}/{made['asset_id']}")
    twice = await shop.client.delete(f"{shop.admin}/{made['asset_id']}")

    assert (out.status_code, twice.status_code, out.json()["in_shop"]) == (200, 200, False)
    assert await shop.shown() == []
    async with sessions.begin() as session:
        actions = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions == ["model.uploaded", "model.published", "model.taken_out"]
    back = await shop.client.post(f"{shop.admin}/{made['asset_id']}/restore")
    again = await shop.client.post(f"{shop.admin}/{made['asset_id']}/restore")
    assert back.json()["in_shop"] is True
    assert again.json()["code"] == "model_not_taken_out"


async def test_only_the_staff_uploads_and_only_for_products_that_are_there(shop: Studio) -> None:
    path = shop.admin.replace(str(shop.product.id), "01890000-0000-7000-8000-000000000000")
    unknown = await shop.client.post(path, files={"file": ("a.glb", small())})
    variant = await shop.upload(small(), variant_id="01890000-0000-7000-8000-000000000000")
    await shop.sign_in("customer")
    customer = await shop.upload(small())
    shop.client.headers.pop("Authorization")
    guest = await shop.upload(small())

    assert (unknown.status_code, unknown.json()["code"]) == (404, "model_product_not_found")
    assert variant.status_code == 404
    assert (customer.status_code, guest.status_code) == (403, 401)
    assert await shop.rows() == []
    assert await shop.stored() == []


async def test_a_large_file_goes_to_the_store_by_itself(shop: Studio) -> None:
    data = small()
    about = {"filename": "shoe.glb", "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    announced = (await shop.client.post(f"{shop.admin}/uploads", json=about)).json()
    complete = f"{shop.admin}/uploads/{announced['upload_id']}/complete"
    early = await shop.client.post(complete)
    assert (early.status_code, early.json()["code"]) == (409, "model_upload_missing")
    assert announced["model"]["status"] == "awaiting_upload"
    assert await shop.work() == []

    to = announced["upload"]
    forged = await shop.client.put(to["url"][:-1] + ("1" if to["url"][-1] == "0" else "0"), content=data)
    elsewhere = await shop.client.put(to["url"].replace(".glb", ".zip"), content=data)
    stored = await shop.client.put(to["url"], content=data, headers=to["headers"])
    done = await shop.client.post(complete)
    await shop.work()

    assert (forged.status_code, elsewhere.status_code, stored.status_code) == (403, 403, 204)
    assert (done.status_code, done.json()["status"]) == (202, "uploaded")
    assert (await shop.told(announced["upload_id"]))["status"] == "ready"
    same = (await shop.client.post(f"{shop.admin}/uploads", json=about)).json()
    assert (same["upload_id"], same["upload"]) == (announced["upload_id"], None)


async def test_another_file_than_was_announced_is_refused(shop: Studio) -> None:
    data = small()
    other = data[:-1] + b"\1"
    about = {"filename": "shoe.glb", "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    announced = (await shop.client.post(f"{shop.admin}/uploads", json=about)).json()

    await shop.client.put(announced["upload"]["url"], content=other)
    await shop.client.post(f"{shop.admin}/uploads/{announced['upload_id']}/complete")
    await shop.work()

    told = await shop.told(announced["upload_id"])
    assert (told["status"], told["reason"]) == ("failed", "not_what_was_announced")
    assert await shop.stored() == []


@pytest.mark.parametrize(
    "path", ["/objects/sources/x/y.glb", "/objects/%2e%2e/secret", "/objects/models/..%2f..%2fsecret",
             "/objects//etc/passwd", "/objects/models/A.GLB", "/objects/models/x%00y"]
)  # fmt: skip
async def test_nothing_but_public_objects_is_handed_out(shop: Studio, path: str) -> None:
    assert (await shop.client.get(path)).status_code in (403, 404)


def _as_gltf(glb: bytes) -> dict[str, bytes]:
    """The same model as a .gltf with a file beside it."""
    length = int.from_bytes(glb[12:16], "little")
    tree: dict[str, Any] = json.loads(glb[20 : 20 + length])
    body = glb[28 + length :]
    tree["buffers"] = [{"byteLength": len(body), "uri": "ball.bin"}]
    return {"ball.gltf": json.dumps(tree).encode(), "ball.bin": body}
