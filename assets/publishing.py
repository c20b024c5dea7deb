"""A model that was made, published: its files as rows, and which model is shown in its place."""

from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from assets import storing
from assets.life import retire
from assets.manifest import File, Manifest
from assets.models import ProductAsset
from assets.sources import MODELS, shown
from assets.storing import Making
from assets.tries import Claim
from core import audit
from core.db import Sessions
from core.ids import uuid7
from core.objects import Objects, key_of

__all__ = ["publish"]
_IN_ROW = {
    "role", "path", "mime", "bytes", "sha256", "verified", "error", "level", "triangles", "width", "height", "bounds",
}  # fmt: skip
"""Of a file, what its row has columns for, or has no use for."""


async def publish(sessions: Sessions, objects: Objects, claim: Claim, manifest: Manifest, out: Path) -> None:
    """Stores and publishes every file that was verified. out: where the manifest's paths are.

    Raises Overtaken, and StoreAway where something could not be stored: then nothing is published.
    """

    async def show(session: AsyncSession, row: ProductAsset) -> None:
        MODELS.note(row, progress=None, reason=None, manifest=_said(manifest))
        row.triangles = manifest.source.triangles
        row.bounds = msgspec.to_builtins(manifest.source.bounds)
        await session.flush()
        await _replace(session, row)

    verified = [file for file in manifest.files if file.verified]
    files = tuple((_row(claim, position, file), out / file.path) for position, file in enumerate(verified))
    await storing.publish(sessions, objects, Making(MODELS, claim, "models", files, show))


async def _replace(session: AsyncSession, row: ProductAsset) -> None:
    """One model is shown in a place: that which was uploaded last."""
    *before, last = (each.id for each in await shown(session, row))
    if before:
        await retire(session, before)
        diff = {"shown": [str(before[-1]), str(last)]}
        await audit.record(session, None, "model.replaced", "product_asset", last, diff)


def _key(id: UUID, position: int, file: File) -> str:
    name = f"lod{file.level}" if file.role == "lod" else file.role
    name = name if file.variant is None else f"{name}-{position}"
    return key_of("models", id, name, file.sha256, PurePosixPath(file.path).suffix)


def _row(claim: Claim, position: int, file: File) -> ProductAsset:
    told: dict[str, Any] = msgspec.to_builtins(file)
    return ProductAsset(
        id=uuid7(), product_id=claim.product_id, parent_id=claim.id, kind="model", role=file.role, level=file.level,
        status="processing", storage_key=_key(claim.id, position, file), sha256=file.sha256, mime=file.mime,
        bytes=file.bytes, triangles=file.triangles, width=file.width, height=file.height, bounds=told.get("bounds"),
        position=position, details={name: value for name, value in told.items() if name not in _IN_ROW},
    )  # fmt: skip


def _said(manifest: Manifest) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(manifest)
    left_out = [file for file in found.pop("files") if not file["verified"]]
    return {**found, "left_out": left_out}
