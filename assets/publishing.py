"""From what the worker made to what is served: all of a model at once, or nothing of it.

    announced   rows of all files, `processing`: whoever looks for orphans knows whose the objects are
    stored      the objects, under keys by their content, so that doing it again changes nothing
    published   in one transaction every row is ready, and what was shown before goes

Dead at any point it leaves the model before as it was; the next try begins with the stored source.
"""

from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assets import sources
from assets.manifest import File, Manifest
from assets.models import ProductAsset
from commerce.models import Product
from core import audit
from core.db import Sessions
from core.ids import uuid7
from core.objects import Objects, key_of

__all__ = ["Claim", "Overtaken", "mine", "publish"]
_IN_ROW = {
    "role", "path", "mime", "bytes", "sha256", "verified", "error", "level", "triangles", "width", "height", "bounds",
}  # fmt: skip
"""Of a file, what its row has columns for, or has no use for."""


class Claim(msgspec.Struct, frozen=True):
    """A try at one model: its `attempts` are what tells it from the tries before and after."""

    id: UUID
    product_id: UUID
    attempt: int


class Overtaken(Exception):
    """Somebody else works on the model by now, or it was taken out meanwhile: what was made is not wanted."""


async def mine(session: AsyncSession, claim: Claim) -> ProductAsset:
    """The source's row, locked. Raises Overtaken."""
    row = await session.scalar(
        select(ProductAsset)
        .where(
            ProductAsset.id == claim.id,
            ProductAsset.attempts == claim.attempt,
            ProductAsset.status.in_(("validating", "processing")),
            ProductAsset.retired_at.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise Overtaken
    return row


async def publish(sessions: Sessions, objects: Objects, claim: Claim, manifest: Manifest, out: Path) -> None:
    """Stores and publishes every file that was verified. out: where the manifest's paths are.

    Raises Overtaken, and StoreAway where something could not be stored: then nothing is published.
    """
    verified = [file for file in manifest.files if file.verified]
    files = {_key(claim.id, position, file): file for position, file in enumerate(verified)}
    async with sessions.begin() as session:
        await mine(session, claim)
        await session.execute(delete(ProductAsset).where(ProductAsset.parent_id == claim.id))
        session.add_all(_row(claim, position, key, file) for position, (key, file) in enumerate(files.items()))
    for key, file in files.items():
        await objects.put(key, out / file.path)
    async with sessions.begin() as session:
        await _show(session, claim, manifest)
    await _tidy(objects, claim, set(files))


async def _show(session: AsyncSession, claim: Claim, manifest: Manifest) -> None:
    # The product first: so do stock and prices, and who is told of a change of its row waits for nothing else.
    product = await session.get(Product, claim.product_id, with_for_update={"key_share": True})
    if product is None:
        raise Overtaken
    row = await mine(session, claim)
    await session.execute(
        update(ProductAsset)
        .where(ProductAsset.parent_id == claim.id)
        .values(status="ready", variant_id=row.variant_id)
        .execution_options(synchronize_session=False)
    )
    told = msgspec.structs.replace(sources.about(row), progress=None, reason=None, manifest=_said(manifest))
    row.status, row.error, row.details = "ready", None, sources.kept_as(told)
    row.triangles = manifest.source.triangles
    row.bounds = msgspec.to_builtins(manifest.source.bounds)
    await session.flush()
    await _replace(session, row)
    product.updated_at = func.now()
    diff = {"status": ["processing", "ready"], "files": [0, sum(file.verified for file in manifest.files)]}
    await audit.record(session, None, "model.published", "product_asset", row.id, diff)


async def _replace(session: AsyncSession, row: ProductAsset) -> None:
    """One model is shown in a place: that which was uploaded last."""
    shown = select(ProductAsset.id).where(
        *sources.place_of(row), ProductAsset.status == "ready", ProductAsset.retired_at.is_(None)
    )
    *before, last = sorted(await session.scalars(shown))
    if before:
        await sources.retire(session, before)
        diff = {"shown": [str(before[-1]), str(last)]}
        await audit.record(session, None, "model.replaced", "product_asset", last, diff)


async def _tidy(objects: Objects, claim: Claim, keys: set[str]) -> None:
    """Removes what tries before this one left."""
    async for batch in objects.list(f"models/{claim.id}"):
        await objects.delete(*(each.key for each in batch if each.key not in keys))


def _key(id: UUID, position: int, file: File) -> str:
    name = f"lod{file.level}" if file.role == "lod" else file.role
    name = name if file.variant is None else f"{name}-{position}"
    return key_of("models", id, name, file.sha256, PurePosixPath(file.path).suffix)


def _row(claim: Claim, position: int, key: str, file: File) -> ProductAsset:
    told: dict[str, Any] = msgspec.to_builtins(file)
    return ProductAsset(
        id=uuid7(), product_id=claim.product_id, parent_id=claim.id, kind="model", role=file.role, level=file.level,
        status="processing", storage_key=key, sha256=file.sha256, mime=file.mime, bytes=file.bytes,
        triangles=file.triangles, width=file.width, height=file.height, bounds=told.get("bounds"), position=position,
        details={name: value for name, value in told.items() if name not in _IN_ROW},
    )  # fmt: skip


def _said(manifest: Manifest) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(manifest)
    left_out = [file for file in found.pop("files") if not file["verified"]]
    return {**found, "left_out": left_out}
