"""The worker's part: one photograph to its files and the shop, however often it has to begin anew.

As of models (`assets.publishing`): rows of the files first, then the objects, then all is ready in one transaction.
"""

import asyncio
import shutil
from pathlib import Path, PurePosixPath
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import delete, func, update
from sqlalchemy.ext.asyncio import AsyncSession

from assets.images import rows
from assets.images.making import Made, PictureRefused, Rendition, make
from assets.jobs import TRIES, Working
from assets.models import ProductAsset
from assets.node import NodeFailed
from assets.publishing import Claim, Overtaken, mine
from commerce.models import ProductVariant
from core import audit, outbox
from core.db import Sessions
from core.ids import uuid7
from core.objects import key_of
from core.outbox import Event, Handler

__all__ = ["handler"]
log = structlog.get_logger("images")
_UNREADABLE = "The stored file is not the one that was uploaded. Upload it again."
_GIVEN_UP = "The photograph could not be stored for more than a day. Try it again, or ask whoever runs the shop."


class _Taken(msgspec.Struct, frozen=True):
    """A photograph that this try works on."""

    claim: Claim
    key: str
    sha256: str


def handler(sessions: Sessions, working: Working) -> Handler:
    """What is done about an uploaded photograph (`outbox` source "image")."""

    async def handle(event: Event) -> None:
        taken = await _take(sessions, UUID(event.payload["asset_id"]))
        if taken is None:
            return
        place = working.folder / str(taken.claim.id)
        try:
            await _work(sessions, working, taken, place)
        except Overtaken:
            log.info("images.overtaken", asset=str(taken.claim.id))
        except PictureRefused as refused:
            await _end(sessions, taken, refused.detail, reason=refused.reason, kept=False)
            await working.objects.delete(taken.key)
        except NodeFailed as failed:
            log.warning("images.worker_failed", asset=str(taken.claim.id), reason=failed.reason, errors=failed.errors)
            if await _crashed(sessions, taken) < TRIES[failed.reason]:
                raise
            sentence = f"The picture could not be read, {TRIES[failed.reason]} times. {failed} Export it smaller."
            await _end(sessions, taken, sentence, reason="picture_too_much", kept=True)
        except Exception:
            if event.attempts >= outbox.MOST_ATTEMPTS:
                await _end(sessions, taken, _GIVEN_UP, reason="store", kept=True)
            raise
        finally:
            await asyncio.to_thread(shutil.rmtree, place, ignore_errors=True)

    return handle


async def _take(sessions: Sessions, id: UUID) -> _Taken | None:
    """The photograph, for one more try; None where there is nothing to do: it is done, taken out or gone."""
    started = (
        update(ProductAsset)
        .where(
            ProductAsset.id == id, ProductAsset.retired_at.is_(None),
            ProductAsset.status.in_(("uploaded", "processing")),
        )
        .values(status="processing", attempts=ProductAsset.attempts + 1, processing_at=func.now())
        .returning(ProductAsset)
    )  # fmt: skip
    async with sessions.begin() as session:
        row = await session.scalar(started)
        if row is None or row.sha256 is None:
            return None
        return _Taken(Claim(row.id, row.product_id, row.attempts), row.storage_key, row.sha256)


async def _work(sessions: Sessions, working: Working, taken: _Taken, place: Path) -> None:
    await asyncio.to_thread(shutil.rmtree, place, ignore_errors=True)
    (place / "out").mkdir(parents=True)
    file = place / f"upload{PurePosixPath(taken.key).suffix}"
    sha256 = await working.objects.fetch(taken.key, file, most_bytes=working.limits.image_bytes)
    if sha256 != taken.sha256:
        raise PictureRefused("picture_broken", _UNREADABLE)
    made = await make(file, place / "out", working.limits)
    await _publish(sessions, working, taken.claim, made, place / "out")


async def _publish(sessions: Sessions, working: Working, claim: Claim, made: Made, out: Path) -> None:
    files = {_key(claim.id, file): file for file in made.files}
    async with sessions.begin() as session:
        await mine(session, claim)
        await session.execute(delete(ProductAsset).where(ProductAsset.parent_id == claim.id))
        session.add_all(_row(claim, n, key, file) for n, (key, file) in enumerate(files.items()))
    for key, file in files.items():
        await working.objects.put(key, out / file.path)
    async with sessions.begin() as session:
        await _show(session, claim, made)


async def _show(session: AsyncSession, claim: Claim, made: Made) -> None:
    """Everything of the photograph is ready, and where it comes first it is shown."""
    if await rows.hold(session, claim.product_id) is None:
        raise Overtaken
    row = await mine(session, claim)
    ready = update(ProductAsset).where(ProductAsset.parent_id == claim.id).values(
        status="ready", variant_id=row.variant_id
    )  # fmt: skip
    await session.execute(ready.execution_options(synchronize_session=False))
    told = msgspec.structs.replace(rows.about(row), reason=None, blur=made.blur, colours=made.colours)
    row.status, row.error, row.width, row.height = "ready", None, made.width, made.height
    row.details = rows.kept_as(told)
    await session.flush()
    await rows.main(session, row.product_id, row.variant_id)
    if told.take_colour and row.variant_id is not None:
        await _colour(session, row.variant_id, made)
    await audit.record(session, None, "image.published", "product_asset", row.id, {"status": ["processing", "ready"]})


async def _colour(session: AsyncSession, variant_id: UUID, made: Made) -> None:
    """The variant, in all its sizes, has the first colour of its photograph: what harmony is reckoned with."""
    variant = await session.get_one(ProductVariant, variant_id)
    seen, before = made.colours[0].hex, variant.colour_hex
    same = (ProductVariant.product_id == variant.product_id, ProductVariant.colour == variant.colour)
    change = update(ProductVariant).where(*same).values(colour_hex=seen)
    await session.execute(change.execution_options(synchronize_session=False))
    await audit.record(session, None, "variant.colour_seen", "product_variant", variant_id, {"hex": [before, seen]})


async def _end(sessions: Sessions, taken: _Taken, sentence: str, *, reason: str, kept: bool) -> None:
    """Failed, with the sentence for whoever uploaded it; nothing where somebody else works on it by now."""
    async with sessions.begin() as session:
        try:
            row = await mine(session, taken.claim)
        except Overtaken:
            return
        row.status, row.error = "failed", sentence
        row.details = rows.kept_as(msgspec.structs.replace(rows.about(row), reason=reason, kept=kept))


async def _crashed(sessions: Sessions, taken: _Taken) -> int:
    """How often the child failed at this file, this time included."""
    async with sessions.begin() as session:
        row = await mine(session, taken.claim)
        told = rows.about(row)
        row.details = rows.kept_as(msgspec.structs.replace(told, crashes=told.crashes + 1))
        return told.crashes + 1


def _key(id: UUID, file: Rendition) -> str:
    return key_of("images", id, f"w{file.width}", file.sha256, PurePosixPath(file.path).suffix)


def _row(claim: Claim, position: int, key: str, file: Rendition) -> ProductAsset:
    return ProductAsset(
        id=uuid7(), product_id=claim.product_id, parent_id=claim.id, kind="image", role="gallery", status="processing",
        storage_key=key, sha256=file.sha256, mime=file.mime, bytes=file.bytes, width=file.width, height=file.height,
        position=position,
    )  # fmt: skip
