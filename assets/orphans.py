"""What is left over, removed once a day has passed: models that were taken out, uploads that never came, objects and
working folders of nobody.

An object's key names the row that it belongs to, and that row is written before the object: one without a row belongs
to nobody and never will.
"""

import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import delete, or_, select

from assets.jobs import Working
from assets.life import KEPT
from assets.models import ProductAsset
from core.db import Sessions
from core.objects import PREFIXES, Listed, Objects

__all__ = ["Swept", "sweep"]
log = structlog.get_logger("models")
GRACE = timedelta(days=1)
"""Younger than this nothing is taken for left over: a job or an upload may be under way."""


class Swept(msgspec.Struct, frozen=True):
    """How much was removed. sources: rows of models; objects: of the store; folders: of this machine."""

    sources: int
    objects: int
    folders: int


async def sweep(sessions: Sessions, working: Working, *, now: datetime | None = None) -> Swept:
    """Removes all that is left over. Raises StoreAway."""
    before = (now or datetime.now(UTC)) - GRACE
    sources = await _forget(sessions, before)
    await _refused(sessions, working.objects)
    objects = 0
    for prefix in PREFIXES:
        async for batch in working.objects.list(prefix):
            objects += await _nobodys(sessions, working.objects, [each for each in batch if each.modified_at < before])
    folders = _folders(working.folder, before) + working.objects.drop_unfinished(before)
    found = Swept(sources, objects, folders)
    log.info("models.swept", **msgspec.structs.asdict(found))
    return found


async def _forget(sessions: Sessions, before: datetime) -> int:
    """Rows of uploads that were taken out for longer than they are kept, or were announced and never came."""
    awaited = ProductAsset.details.has_key("awaited") & (ProductAsset.created_at < before)
    out = ProductAsset.retired_at < before + GRACE - KEPT
    gone = delete(ProductAsset).where(ProductAsset.role == "source", or_(out, awaited))
    async with sessions.begin() as session:
        return len((await session.scalars(gone.returning(ProductAsset.id))).all())


async def _refused(sessions: Sessions, objects: Objects) -> None:
    """Files that were refused, where a store that was away has kept them."""
    lately = datetime.now(UTC) - 7 * GRACE
    refused = select(ProductAsset.storage_key).where(
        ProductAsset.role == "source",
        ProductAsset.status == "failed",
        ProductAsset.details["kept"].as_boolean().is_(False),
        ProductAsset.updated_at > lately,
    )
    async with sessions.begin() as session:
        keys = list(await session.scalars(refused))
    await objects.delete(*keys)


async def _nobodys(sessions: Sessions, objects: Objects, listed: Iterable[Listed]) -> int:
    """Removes those of the objects whose row there is not."""
    owners = {each.key: _owner(each.key) for each in listed}
    wanted = {owner for owner in owners.values() if owner is not None}
    if not owners:
        return 0
    async with sessions.begin() as session:
        there = set(await session.scalars(select(ProductAsset.id).where(ProductAsset.id.in_(wanted))))
    gone = [key for key, owner in owners.items() if owner not in there]
    await objects.delete(*gone)
    return len(gone)


def _owner(key: str) -> UUID | None:
    try:
        return UUID(key.split("/", 2)[1])
    except (ValueError, IndexError):
        return None


def _folders(below: Path, before: datetime) -> int:
    """Working folders and files of jobs and uploads that died."""
    left = [each for each in below.glob("*") if each.stat().st_mtime < before.timestamp()]
    for each in left:
        if each.is_dir():
            shutil.rmtree(each, ignore_errors=True)
        else:
            each.unlink(missing_ok=True)
    return len(left)
