"""The same pipeline against an S3 server on loopback: signed uploads, headers, and a store that dies in the middle.

moto checks no signatures: what obstore signs is held to botocore's own Signature Version 4 instead.
"""

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

import httpx
import pytest
from botocore.auth import S3SigV4QueryAuth  # type: ignore[import-untyped]
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]
from botocore.credentials import Credentials  # type: ignore[import-untyped]

from assets import node
from core.db import Sessions
from core.objects import Method, Objects, StoreAway, key_of
from core.settings import Settings
from tests.assets.s3 import BUCKET, KEY, REGION, SECRET, Relay, s3
from tests.assets.studio import Studio, small, studio

pytestmark = [
    pytest.mark.anyio, pytest.mark.commits, pytest.mark.skipif(not node.installed(), reason="aurora assets install"),
]  # fmt: skip
NAME = key_of("models", UUID(int=1), "lod0", "a" * 64, ".glb")


@pytest.fixture(scope="module")
async def store(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> AsyncIterator[Relay]:
    async with s3(tmp_path_factory.mktemp("s3")) as relay:
        yield relay


@pytest.fixture
def storage_url(store: Relay, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the objects go, with the credentials for it in the environment."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_REGION", REGION)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{store.port}")
    return f"s3://{BUCKET}/some/prefix"


@pytest.fixture
async def shop(
    sessions: Sessions, database_url: str, redis_url: str, tmp_path: Path, storage_url: str
) -> AsyncIterator[Studio]:
    async with studio(sessions, database_url, redis_url, tmp_path, storage_url=storage_url) as found:
        yield found


async def test_a_signed_upload_becomes_a_model_that_is_handed_out(shop: Studio, store: Relay) -> None:
    data = small()
    about = {"filename": "shoe.glb", "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    announced = (await shop.client.post(f"{shop.admin}/uploads", json=about)).json()
    to = announced["upload"]
    assert urlsplit(to["url"]).port == store.port, "to the store itself"

    async with httpx.AsyncClient() as stranger:
        stored = await stranger.put(to["url"], content=data, headers=to["headers"])
    done = await shop.client.post(f"{shop.admin}/uploads/{announced['upload_id']}/complete")
    (worked,) = await shop.work()

    assert (stored.status_code, done.status_code, worked.outcome) == (200, 202, "done"), worked.error
    (model,) = await shop.shown()
    glb = await shop.client.get(model["lods"][3]["url"], headers={"Range": "bytes=0-3"})
    assert (glb.status_code, glb.content, glb.headers["Content-Type"]) == (206, b"glTF", "model/gltf-binary")
    assert not (shop.settings.data_dir / "objects").exists()
    key = model["lods"][0]["url"].removeprefix("/objects/")
    signed = await shop.working.objects.sign("GET", key, timedelta(minutes=1))
    async with httpx.AsyncClient() as stranger:
        direct = await stranger.get(signed.url)
    assert direct.headers["Content-Type"] == "model/gltf-binary"
    assert direct.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    out = await shop.client.delete(f"{shop.admin}/{model['asset_id']}")
    assert out.json()["in_shop"] is False


async def test_a_store_that_dies_in_the_middle_publishes_nothing_and_the_job_ends_when_it_is_back(
    shop: Studio, store: Relay
) -> None:
    id = (await shop.upload(small())).json()["asset_id"]
    store.dies_at = b"/lod2/"  # two levels are stored

    (failed,) = await shop.work()

    away = await shop.client.get(await _any_key(shop))

    assert (failed.outcome, (failed.error or "")[:9]) == ("again", "StoreAway")
    assert (away.status_code, away.headers["Retry-After"]) == (503, "5")
    refused = await shop.upload(small(1))
    assert (refused.status_code, refused.json()["code"]) == (503, "object_store_unavailable")
    assert await shop.shown() == []
    assert (await shop.told(id))["status"] == "processing"
    assert store.deaths == 1
    assert len([row for row in await shop.rows() if row.role == "source"]) == 1, "what could not be stored is no row"

    await store.start()
    await shop.later()
    (done,) = await shop.work()

    assert done.outcome == "done", done.error
    (model,) = await shop.shown()
    assert model["asset_id"] == id
    named = {row.storage_key for row in await shop.rows()}
    assert {key for key in await shop.stored() if id in key} == named, "what is stored is what the rows name"


async def test_what_is_signed_is_what_botocore_signs(storage_url: str, tmp_path: Path) -> None:
    objects = Objects.create(Settings(data_dir=tmp_path, storage_url=storage_url))
    methods: tuple[Method, ...] = ("PUT", "GET")
    for method in methods:
        signed = await objects.sign(method, NAME, timedelta(minutes=15))
        url = urlsplit(signed.url)
        given = {name: values[0] for name, values in parse_qs(url.query).items()}
        signature = given.pop("X-Amz-Signature")

        assert url.path == f"/{BUCKET}/some/prefix/{NAME}"
        assert given["X-Amz-Expires"] == "900"
        assert signature == _botocores(method, url._replace(query=urlencode(given)).geturl(), given["X-Amz-Date"])


def _botocores(method: str, url: str, at: str) -> str:
    """The signature of a request whose other query parameters are there."""
    request = AWSRequest(method=method, url=url)
    request.context["timestamp"] = at
    auth = S3SigV4QueryAuth(Credentials(KEY, SECRET), "s3", REGION, expires=900)
    canonical = auth.canonical_request(request)
    return str(auth.signature(auth.string_to_sign(request, canonical), request))


async def test_a_bucket_that_is_not_there_is_a_store_that_is_away(storage_url: str, tmp_path: Path) -> None:
    objects = Objects.create(Settings(data_dir=tmp_path, storage_url="s3://nobodys"))

    with pytest.raises(StoreAway):
        await objects.put(NAME, b"x")


async def _any_key(shop: Studio) -> str:
    row = next(row for row in await shop.rows() if row.role == "lod")
    return f"/objects/{row.storage_key}"
