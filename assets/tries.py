"""One try of the worker at one upload, of whatever kind: taken, worked on in a folder of its own, and ended.

The row says how far it is, for whoever waits. What a person must act on ends it with a sentence: the file of what was
refused is not kept. What may be no fault of the file is tried again: a store that is away until the outbox gives up, a
worker that died or ran out of time or memory a few times.
"""

import asyncio
import contextlib
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assets.gate import Refused
from assets.life import Kind, Step
from assets.models import ProductAsset
from assets.node import NodeFailed
from core import outbox
from core.db import Sessions
from core.objects import Objects
from core.outbox import Event, Handler

__all__ = ["TRIES", "UNREADABLE", "Claim", "Craft", "Overtaken", "Try", "fetched", "handler", "mine"]
log = structlog.get_logger("assets")
TRIES = {"crash": 3, "time": 2, "memory": 2}
"""So often a worker may fail so before the file is blamed: a crash may be a kill, the others a busy machine."""
UNREADABLE = "The stored file is not the one that was uploaded. Upload it again."
_UNFINISHED = ("uploaded", "validating", "processing")


class Claim(msgspec.Struct, frozen=True):
    """A try at one source: its `attempts` are what tells it from the tries before and after."""

    id: UUID
    product_id: UUID
    attempt: int


class Overtaken(Exception):
    """Somebody else works on it by now, or it was taken out meanwhile: what was made is not wanted."""


class Try(msgspec.Struct, frozen=True):
    """What is worked on, and in which empty folder. key, sha256: of the uploaded file."""

    claim: Claim
    key: str
    sha256: str
    filename: str
    place: Path


class Craft(msgspec.Struct, frozen=True):
    """How a kind of uploads is worked on. begins: the status of what was just taken.

    make: from the stored file to what is shown; raises Refused, NodeFailed, Overtaken, StoreAway.
    blamed: what is said of a file at which the worker failed that often.
    """

    kind: Kind[Any]
    begins: str
    make: Callable[[Try], Awaitable[None]]
    blamed: Callable[[NodeFailed, int], Refused]


def handler(sessions: Sessions, objects: Objects, folder: Path, craft: Craft) -> Handler:
    """What is done about an uploaded file (`outbox` source: the kind's name). folder: of this machine."""

    async def handle(event: Event) -> None:
        one = await _take(sessions, folder, craft, UUID(event.payload["asset_id"]))
        if one is None:
            return
        try:
            await asyncio.to_thread(_empty, one.place)
            await craft.make(one)
        except Overtaken:
            log.info(f"{craft.kind.name}.overtaken", asset=str(one.claim.id))
        except Refused as refused:
            await _end(sessions, craft.kind, one.claim, refused, kept=False)
            await objects.delete(one.key)
        except NodeFailed as failed:
            await _failed(sessions, craft, one.claim, failed)
        except Exception:
            if event.attempts >= outbox.MOST_ATTEMPTS:
                await _end(sessions, craft.kind, one.claim, _given_up(craft.kind), kept=True)
            raise
        finally:
            await asyncio.to_thread(shutil.rmtree, one.place, ignore_errors=True)

    return handle


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


async def fetched(objects: Objects, one: Try, into: Path, *, most_bytes: int) -> bool:
    """Whether the file that was stored, now at `into`, is the one that was announced."""
    return await objects.fetch(one.key, into, most_bytes=most_bytes) == one.sha256


async def _take(sessions: Sessions, folder: Path, craft: Craft, id: UUID) -> Try | None:
    """The source, for one more try; None where there is nothing to do: it is done, taken out or gone."""
    started = (
        update(ProductAsset)
        .where(ProductAsset.id == id, ProductAsset.retired_at.is_(None), ProductAsset.status.in_(_UNFINISHED))
        .values(status=craft.begins, attempts=ProductAsset.attempts + 1, processing_at=func.now())
        .returning(ProductAsset)
    )
    async with sessions.begin() as session:
        row = await session.scalar(started)
        if row is None or row.sha256 is None:
            return None
        claim = Claim(row.id, row.product_id, row.attempts)
        return Try(claim, row.storage_key, row.sha256, craft.kind.about(row).filename, folder / str(row.id))


def _empty(place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)


async def _failed(sessions: Sessions, craft: Craft, claim: Claim, failed: NodeFailed) -> None:
    """Raises it again, so that it is tried again, until the file is blamed."""
    log.warning(f"{craft.kind.name}.worker_failed", asset=str(claim.id), reason=failed.reason, errors=failed.errors)
    most = TRIES[failed.reason]
    if await _crashed(sessions, craft.kind, claim) < most:
        raise failed
    await _end(sessions, craft.kind, claim, craft.blamed(failed, most), kept=True)


async def _crashed(sessions: Sessions, kind: Kind[Any], claim: Claim) -> int:
    """How often the worker failed at this file, this time included."""
    async with sessions.begin() as session:
        row = await mine(session, claim)
        crashes: int = kind.about(row).crashes + 1
        kind.note(row, crashes=crashes, progress=Step("wait", say="Trying again soon"))
        return crashes


async def _end(sessions: Sessions, kind: Kind[Any], claim: Claim, refused: Refused, *, kept: bool) -> None:
    """Failed, with the sentence for whoever uploaded it; nothing where somebody else works on it by now."""
    with contextlib.suppress(Overtaken):
        async with sessions.begin() as session:
            row = await mine(session, claim)
            row.status, row.error = "failed", refused.detail
            kind.note(row, progress=None, reason=refused.reason, kept=kept)


def _given_up(kind: Kind[Any]) -> Refused:
    remedy = "Try it again, or ask whoever runs the shop."
    return Refused("store", f"The {kind.noun} could not be stored for more than a day. {remedy}")
