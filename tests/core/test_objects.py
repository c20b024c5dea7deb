"""The object store over files: what is a key, who may read, what is signed, and what a store that is away means."""

import os
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from core.objects import BadKey, Objects, StoreAway, is_public, key_of, mime_of, sha256_of
from core.settings import Settings

pytestmark = pytest.mark.anyio
ASSET = UUID("01890000-0000-7000-8000-000000000000")
SHA256 = "5" * 64
KEY = f"models/{ASSET}/lod0/{SHA256}.glb"


@pytest.fixture
def objects(tmp_path: Path) -> Objects:
    return Objects.create(Settings(data_dir=tmp_path, jwt_secret="s" * 40))


async def _all(chunks: AsyncIterator[bytes]) -> bytes:
    return b"".join([chunk async for chunk in chunks])


def test_a_key_says_whose_it_is_what_it_is_and_who_may_read_it() -> None:
    assert key_of("models", ASSET, "lod0", SHA256, ".glb") == KEY
    assert (sha256_of(KEY), mime_of(KEY), is_public(KEY)) == (SHA256, "model/gltf-binary", True)
    assert mime_of(KEY.replace(".glb", ".usdz")) == "model/vnd.usdz+zip"
    assert not is_public(key_of("sources", ASSET, "upload", SHA256, ".zip"))


@pytest.mark.parametrize(
    "key",
    ["", "models", "/models/a", "models/../a", "models/a/..", "models//a", "models/.hidden", "models/a\\b",
     "models/a\n", "models/a%2e", "models/A", "secrets/a", "models/a/" + "x" * 200, "models/a b", "models/ä",
     "models/a#1"],
)  # fmt: skip
async def test_nothing_else_is_a_key(objects: Objects, key: str) -> None:
    for doing in (objects.put(key, b"x"), objects.head(key), objects.open(key), objects.delete(key),
                  objects.sign("GET", key, timedelta(minutes=1))):  # fmt: skip
        with pytest.raises(BadKey):
            await doing


async def test_what_is_put_is_read_back_whole_and_in_parts(objects: Objects, tmp_path: Path) -> None:
    file = tmp_path / "large"
    data = os.urandom(9_000_000)
    file.write_bytes(data)
    await objects.put(KEY, file)

    whole, part = await objects.open(KEY), await objects.open(KEY, start=5, stop=9)

    assert whole is not None
    assert part is not None
    assert (whole.size_bytes, await _all(whole.chunks)) == (len(data), data)
    assert (part.start, part.stop, await _all(part.chunks)) == (5, 9, data[5:9])
    await objects.put(KEY, b"again")
    again = await objects.open(KEY, stop=100)
    assert again is not None
    assert await _all(again.chunks) == b"again"
    assert [each.name for each in (tmp_path / "objects").rglob("*") if each.is_file()] == [f"{SHA256}.glb"]


async def test_what_is_not_there_is_none_and_can_be_removed(objects: Objects, tmp_path: Path) -> None:
    assert await objects.head(KEY) is None
    assert await objects.open(KEY) is None
    assert await objects.fetch(KEY, tmp_path / "x", most_bytes=9) is None
    await objects.delete(KEY, KEY)


async def test_a_fetch_tells_the_hash_and_takes_nothing_that_is_too_long(objects: Objects, tmp_path: Path) -> None:
    await objects.put(KEY, b"abc")

    assert (await objects.fetch(KEY, tmp_path / "x", most_bytes=3) or "")[:8] == "ba7816bf"
    assert (tmp_path / "x").read_bytes() == b"abc"
    assert await objects.fetch(KEY, tmp_path / "y", most_bytes=2) is None


async def test_listing_brings_all_under_a_prefix_and_nothing_else(objects: Objects) -> None:
    keys = {f"models/{ASSET}/{n}/{SHA256}.glb" for n in range(700)}
    for key in keys:
        await objects.put(key, b"")
    await objects.put(f"sources/{ASSET}/upload/{SHA256}.glb", b"")

    batches = [batch async for batch in objects.list("models")]

    assert {each.key for batch in batches for each in batch} == keys
    assert max(len(batch) for batch in batches) <= 500


async def test_a_signature_holds_for_one_method_one_key_and_its_time(objects: Objects, tmp_path: Path) -> None:
    signed = await objects.sign("PUT", KEY, timedelta(minutes=15))
    path, query = urlsplit(signed.url).path, parse_qs(urlsplit(signed.url).query)
    expires, signature = query["expires"][0], query["signature"][0]

    assert path == f"/objects/{KEY}"
    assert signed.headers == {"Content-Type": "model/gltf-binary"}
    assert timedelta(minutes=14) < signed.expires_at - datetime.now(UTC) <= timedelta(minutes=15)
    assert objects.is_signed("PUT", KEY, expires, signature)
    assert not objects.is_signed("GET", KEY, expires, signature)
    assert not objects.is_signed("PUT", KEY.replace("lod0", "lod1"), expires, signature)
    assert not objects.is_signed("PUT", KEY, str(int(expires) + 1), signature)
    assert not objects.is_signed("PUT", KEY, "x", signature)
    old = await objects.sign("PUT", KEY, timedelta(seconds=-5))
    query = parse_qs(urlsplit(old.url).query)
    assert not objects.is_signed("PUT", KEY, query["expires"][0], query["signature"][0])
    others = Objects.create(Settings(data_dir=tmp_path, jwt_secret="o" * 40, jwt_secrets_retired=("s" * 40,)))
    assert others.is_signed("PUT", KEY, expires, signature), "a secret that was retired still verifies"
    assert not Objects.create(Settings(data_dir=tmp_path, jwt_secret="o" * 40)).is_signed(
        "PUT", KEY, expires, signature
    )


async def test_a_cdn_stands_in_front_of_what_is_public(tmp_path: Path) -> None:
    objects = Objects.create(Settings(data_dir=tmp_path, cdn_url="https://cdn.example/shop/"))

    assert objects.url(KEY) == f"https://cdn.example/shop/{KEY}"
    assert Objects.create(Settings(data_dir=tmp_path)).url(KEY) == f"/objects/{KEY}"


async def test_files_may_lie_elsewhere(tmp_path: Path) -> None:
    objects = Objects.create(Settings(data_dir=tmp_path, storage_url=f"file://{tmp_path}/with%20space"))
    await objects.put(KEY, b"x")

    assert (tmp_path / "with space" / KEY).read_bytes() == b"x"


async def test_a_store_that_cannot_be_written_is_away_and_says_nothing_of_its_inside(
    objects: Objects, tmp_path: Path
) -> None:
    (tmp_path / "objects" / "models").write_text("a file where a folder should be")

    with pytest.raises(StoreAway) as away:
        await objects.put(KEY, b"x")

    assert (away.value.status, away.value.retry_after_s) == (503, 5)
    assert str(tmp_path) not in away.value.detail


async def test_an_s3_that_nobody_answers_for_is_away_within_seconds(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in {"ACCESS_KEY_ID": "a", "SECRET_ACCESS_KEY": "b", "REGION": "us-east-1"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    objects = Objects.create(Settings(data_dir=tmp_path, storage_url="s3://shop"))
    began = time.monotonic()

    with pytest.raises(StoreAway):
        await objects.head(KEY)

    assert time.monotonic() - began < 12


async def test_what_a_dead_process_left_half_written_is_not_listed_and_dropped_later(
    objects: Objects, tmp_path: Path
) -> None:
    await objects.put(KEY, b"x")
    left = tmp_path / "objects" / f"{KEY}#1"
    left.write_bytes(b"hal")

    assert [each.key async for batch in objects.list("models") for each in batch] == [KEY]
    assert objects.drop_unfinished(datetime.now(UTC) - timedelta(days=1)) == 0
    assert objects.drop_unfinished(datetime.now(UTC) + timedelta(seconds=1)) == 1
    assert (left.exists(), (tmp_path / "objects" / KEY).exists()) == (False, True)
