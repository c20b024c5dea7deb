"""From made files to what is shown: all or nothing, one model in a place, on Aurora's cards; what is left is swept."""

import hashlib
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select, text, update

from assets import orphans, publishing
from assets.jobs import Working
from assets.life import Awaited, NewSource, retire
from assets.limits import Limits
from assets.manifest import Bounds, Described, File, Manifest, Sanity, Took, Up
from assets.models import ProductAsset
from assets.sources import MODELS, AboutModel
from assets.tries import Claim, Overtaken
from aurora.cards import model_of
from aurora.retrieval.goods import Goods
from commerce.item import Item
from commerce.models import Product
from core.db import Sessions
from core.ids import uuid7
from core.objects import Objects, StoreAway
from core.settings import Settings
from tests.factories import make_product, make_variant

pytestmark = [pytest.mark.anyio, pytest.mark.commits]
DESCRIBED = Described(
    triangles=192, drawn_triangles=192, vertices=100, draw_calls=1, nodes=1, meshes=1, materials=("Cloth",),
    textures=(), bounds=Bounds((-1, -1, -1), (1, 1, 1)), size=(2, 2, 2), up=Up("y", True, ""), scale=Sanity(True, ""),
    variants=("Navy", "Red"), animations=(), skins=0, joints=0, morphs=0, extensions=(), gpu_bytes=1,
)  # fmt: skip


class Bench:
    """A product, and models that are made by hand: what publishing stores is bytes to it."""

    def __init__(self, sessions: Sessions, place: Path) -> None:
        settings = Settings(data_dir=place, jwt_secret="x" * 40)
        self.sessions, self.place = sessions, place
        self.objects = Objects.create(settings)
        self.working = Working(self.objects, Limits(), place / "work")
        self.product: Product

    async def begun(self, content: bytes = b"source", *, variant_id: UUID | None = None) -> Claim:
        """A source that a job has taken."""
        sha256 = hashlib.sha256(content).hexdigest()
        new = NewSource(
            id=uuid7(), product_id=self.product.id, variant_id=variant_id, suffix=".glb",
            size_bytes=len(content), sha256=sha256, about=AboutModel(),
        )  # fmt: skip
        await self.objects.put(new.key, content)
        async with self.sessions.begin() as session:
            row, _ = await MODELS.add(session, new)
            row.status, row.attempts = "processing", 1
        return Claim(new.id, self.product.id, 1)

    def manifest(self, mark: str = "") -> Manifest:
        """Two levels, a poster of each colour, a plain one and one that is not right, as files in the folder."""
        told: list[dict[str, Any]] = [
            {"role": "lod", "path": "lod0.glb", "level": 0, "codec": "draco", "triangles": 192, "gpu_bytes": 7},
            {"role": "lod", "path": "lod1.glb", "level": 1, "codec": "draco", "triangles": 96},
            {"role": "ar", "path": "ar.glb", "triangles": 192},
            {"role": "poster", "path": "poster-0.webp", "variant": "Navy", "width": 64, "height": 64},
            {"role": "poster", "path": "poster-1.webp", "variant": "Red", "width": 64, "height": 64},
        ]
        files = [self._file(each, mark) for each in told]
        wrong = File("lod", "lod2.glb", "model/gltf-binary", 1, "0" * 64, False, "Part 1 is missing.", 2)
        return Manifest(DESCRIBED, (), {}, (), (*files, wrong), {}, Took(1, 1, 1))

    def _file(self, told: dict[str, Any], mark: str) -> File:
        data = f"{told['path']}{mark}".encode()
        (self.place / told["path"]).write_bytes(data)
        mime = "model/gltf-binary" if told["path"].endswith("glb") else "image/webp"
        given = {"mime": mime, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "verified": True}
        return msgspec.convert({**given, **told}, File)

    async def publish(self, claim: Claim, mark: str = "") -> None:
        await publishing.publish(self.sessions, self.objects, claim, self.manifest(mark), self.place)

    async def published(self, content: bytes = b"source", **more: Any) -> Claim:
        claim = await self.begun(content, **more)
        await self.publish(claim)
        return claim

    async def in_shop(self) -> set[UUID]:
        """The models that are shown, by any file of theirs."""
        shown = select(ProductAsset.parent_id).where(
            ProductAsset.status == "ready", ProductAsset.retired_at.is_(None), ProductAsset.parent_id.is_not(None)
        )
        async with self.sessions.begin() as session:
            return {id for id in await session.scalars(shown) if id is not None}

    async def keys(self, prefix: str = "models") -> set[str]:
        return {each.key async for batch in self.objects.list(prefix) for each in batch}

    async def item(self) -> Item:
        """The product as Aurora reads it."""
        async with self.sessions.begin() as session:
            told_at = await session.scalar(
                text("SELECT timestamptz_send(updated_at) FROM voguevault.products WHERE id = :id"),
                {"id": self.product.id},
            )
        seen = {self.product.id.bytes: (-1, int.from_bytes(told_at or b"", "big", signed=True))}
        return (await self.goods.told(seen, "none"))[self.product.id.bytes].item

    @property
    def goods(self) -> Goods:
        self._goods = getattr(self, "_goods", None) or Goods(self.sessions, public="https://cdn.example/")
        return self._goods


@pytest.fixture
async def bench(sessions: Sessions, tmp_path: Path) -> Bench:
    found = Bench(sessions, tmp_path)
    async with sessions.begin() as session:
        found.product = await make_product(session)
        await make_variant(session, found.product, size="L")
    return found


async def test_what_was_verified_is_published_and_what_was_not_is_left_out(bench: Bench) -> None:
    claim = await bench.published()

    async with bench.sessions.begin() as session:
        rows = list(await session.scalars(select(ProductAsset).where(ProductAsset.parent_id == claim.id)))
        source = await session.get_one(ProductAsset, claim.id)
    assert [(row.role, row.level, row.status) for row in sorted(rows, key=lambda row: row.position)] == [
        ("lod", 0, "ready"), ("lod", 1, "ready"), ("ar", None, "ready"), ("poster", None, "ready"),
        ("poster", None, "ready"),
    ]  # fmt: skip
    assert {row.storage_key for row in rows} == await bench.keys()
    assert rows[0].details == {"codec": "draco", "gpu_bytes": 7}
    assert (source.status, source.triangles, source.bounds) == ("ready", 192, {"min": [-1, -1, -1], "max": [1, 1, 1]})
    assert [each["path"] for each in (MODELS.about(source).manifest or {})["left_out"]] == ["lod2.glb"]


async def test_a_store_that_goes_away_in_the_middle_publishes_nothing_and_a_second_try_everything(bench: Bench) -> None:
    old = await bench.published(b"old")
    claim = await bench.begun(b"new")
    folder = bench.place / "objects" / "models" / str(claim.id)
    folder.mkdir()
    (folder / "ar").write_text("a file where a folder should be")

    with pytest.raises(StoreAway):
        await bench.publish(claim)

    assert await bench.in_shop() == {old.id}
    assert len([key for key in await bench.keys() if str(claim.id) in key]) == 3, "two levels, and what is in the way"
    (folder / "ar").unlink()
    async with bench.sessions.begin() as session:
        await session.execute(update(ProductAsset).where(ProductAsset.id == claim.id).values(attempts=2))
    await bench.publish(Claim(claim.id, claim.product_id, 2), mark="made anew")
    assert await bench.in_shop() == {claim.id}
    assert len([key for key in await bench.keys() if str(claim.id) in key]) == 5, "of the first try nothing is left"


async def test_a_try_that_was_overtaken_publishes_nothing(bench: Bench) -> None:
    claim = await bench.begun()
    async with bench.sessions.begin() as session:
        await session.execute(update(ProductAsset).where(ProductAsset.id == claim.id).values(attempts=2))

    with pytest.raises(Overtaken):
        await bench.publish(claim)

    assert (await bench.in_shop(), await bench.keys()) == (set(), set())


async def test_a_model_that_is_taken_out_while_it_is_made_does_not_come_back(bench: Bench) -> None:
    claim = await bench.begun()
    async with bench.sessions.begin() as session:
        await retire(session, [claim.id])

    with pytest.raises(Overtaken):
        await bench.publish(claim)


async def test_the_model_that_was_uploaded_last_is_shown_whichever_is_ready_first(bench: Bench) -> None:
    first, second = await bench.begun(b"first"), await bench.begun(b"second")

    await bench.publish(second)
    await bench.publish(first)

    assert await bench.in_shop() == {second.id}


async def test_a_variants_model_stands_beside_the_products(bench: Bench) -> None:
    async with bench.sessions.begin() as session:
        variant = await make_variant(session, bench.product, size="S")
    of_all, of_one = await bench.published(b"all"), await bench.published(b"one", variant_id=variant.id)

    assert await bench.in_shop() == {of_all.id, of_one.id}
    models = {model.variant_id: model for model in (await bench.item()).models}
    assert set(models) == {None, variant.id}


async def test_auroras_cards_show_a_model_from_the_moment_it_is_published(bench: Bench) -> None:
    assert (await bench.item()).models == ()

    claim = await bench.published()

    item = await bench.item()
    shown = model_of(item.models, uuid7(), "red")
    assert shown is not None
    assert shown.url.startswith(f"https://cdn.example/models/{claim.id}/lod0/")
    assert [(lod.level, lod.triangles) for lod in shown.lods] == [(0, 192), (1, 96)]
    reds = hashlib.sha256(b"poster-1.webp").hexdigest()
    assert (shown.poster_url or "").endswith(f"{reds}.webp"), "the poster of the variant's colour"
    green = model_of(item.models, uuid7(), "green")
    assert green is not None
    assert green.poster_url != shown.poster_url
    async with bench.sessions.begin() as session:
        await retire(session, [claim.id])
        await session.execute(text("UPDATE voguevault.products SET updated_at = now()"))
    assert (await bench.item()).models == ()


async def test_the_sweep_removes_what_is_nobodys_and_old_and_nothing_else(bench: Bench) -> None:
    claim, stranger = await bench.published(), uuid7()
    await bench.objects.put(f"models/{stranger}/lod0/{'a' * 64}.glb", b"old")
    await bench.objects.put(f"sources/{stranger}/upload/{'a' * 64}.glb", b"old")
    (bench.working.folder / "intake-1").mkdir(parents=True)
    before = time.time() - 2 * 86_400
    for path in (*(bench.place / "objects").rglob("*"), bench.working.folder / "intake-1"):
        os.utime(path, (before, before))
    await bench.objects.put(f"models/{uuid7()}/lod0/{'b' * 64}.glb", b"young")

    swept = await orphans.sweep(bench.sessions, bench.working)

    assert (swept.sources, swept.objects, swept.folders) == (0, 2, 1)
    assert len(await bench.keys()) == 5 + 1
    assert len(await bench.keys("sources")) == 1
    assert await bench.in_shop() == {claim.id}


async def test_what_was_taken_out_is_kept_a_day_then_forgotten_with_its_objects(bench: Bench) -> None:
    claim = await bench.published()
    async with bench.sessions.begin() as session:
        await retire(session, [claim.id])

    early = await orphans.sweep(bench.sessions, bench.working)
    late = await orphans.sweep(bench.sessions, bench.working, now=datetime.now(UTC) + timedelta(days=1, minutes=1))

    assert (early.sources, early.objects) == (0, 0)
    assert (late.sources, late.objects) == (1, 6)
    assert (await bench.keys(), await bench.keys("sources")) == (set(), set())


async def test_an_upload_that_never_came_is_forgotten_after_a_day(bench: Bench) -> None:
    new = NewSource(
        id=uuid7(), product_id=bench.product.id, variant_id=None, suffix=".glb", size_bytes=1,
        sha256="c" * 64, about=AboutModel(awaited=Awaited(1, datetime.now(UTC))),
    )  # fmt: skip
    async with bench.sessions.begin() as session:
        await MODELS.add(session, new)

    assert (await orphans.sweep(bench.sessions, bench.working)).sources == 0
    late = datetime.now(UTC) + timedelta(days=1, minutes=1)
    assert (await orphans.sweep(bench.sessions, bench.working, now=late)).sources == 1
