"""The worker's part: one uploaded model through gate, worker and store, however often it has to begin anew.

The row says how far it is, for whoever waits. What a person must act on ends it with a sentence: the file of what was
refused is not kept. What may be no fault of the file is tried again: a store that is away until the outbox gives up, a
worker that died or ran out of time or memory a few times.
"""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import func, select, update

from assets import processing, publishing, sources
from assets.gate import Refused, admit, unpack
from assets.limits import Limits, limits_of
from assets.manifest import Manifest
from assets.models import ProductAsset
from assets.node import NodeFailed, Progress
from assets.publishing import Claim, Overtaken
from assets.sources import Step
from core import outbox
from core.db import Sessions
from core.objects import Objects
from core.outbox import Event, Handler
from core.settings import Settings

__all__ = ["TRIES", "Working", "handler"]
log = structlog.get_logger("models")
TRIES = {"crash": 3, "time": 2, "memory": 2}
"""So often a worker may fail so before the file is blamed: a crash may be a kill, the others a busy machine."""
_TELL_S = 1.0
_UNREADABLE = "The stored file is not the one that was uploaded. Upload it again."
_GIVEN_UP = "The model could not be stored for more than a day. Try it again, or ask whoever runs the shop."


class Working(msgspec.Struct, frozen=True):
    """Where a job works, a folder of this machine that is empty again afterwards, and what it makes of a model."""

    objects: Objects
    limits: Limits
    folder: Path
    options: processing.Options = processing.Options()

    @classmethod
    def create(cls, settings: Settings, objects: Objects) -> "Working":
        return cls(objects, limits_of(settings), settings.data_dir / "work" / "models")


class _Taken(msgspec.Struct, frozen=True):
    """A source that this try works on."""

    claim: Claim
    key: str
    sha256: str
    filename: str


def handler(sessions: Sessions, working: Working) -> Handler:
    """What is done about an uploaded model (`outbox` source "model")."""

    async def handle(event: Event) -> None:
        taken = await _take(sessions, UUID(event.payload["asset_id"]))
        if taken is None:
            return
        place = working.folder / str(taken.claim.id)
        try:
            await _work(sessions, working, taken, place)
        except Overtaken:
            log.info("models.overtaken", asset=str(taken.claim.id))
        except Refused as refused:
            await _end(sessions, taken, refused.detail, reason=refused.reason, kept=False)
            await working.objects.delete(taken.key)
        except NodeFailed as failed:
            log.warning("models.worker_failed", asset=str(taken.claim.id), reason=failed.reason, errors=failed.errors)
            if await _crashed(sessions, taken) < TRIES[failed.reason]:
                raise
            await _end(sessions, taken, _blamed(failed), reason=f"worker_{failed.reason}", kept=True)
        except Exception:
            if event.attempts >= outbox.MOST_ATTEMPTS:
                await _end(sessions, taken, _GIVEN_UP, reason="store", kept=True)
            raise
        finally:
            await asyncio.to_thread(shutil.rmtree, place, ignore_errors=True)

    return handle


async def _take(sessions: Sessions, id: UUID) -> _Taken | None:
    """The source, for one more try; None where there is nothing to do: it is done, taken out or gone."""
    started = (
        update(ProductAsset)
        .where(
            ProductAsset.id == id,
            ProductAsset.retired_at.is_(None),
            ProductAsset.status.in_(("uploaded", "validating", "processing")),
        )
        .values(status="validating", attempts=ProductAsset.attempts + 1, processing_at=func.now())
        .returning(ProductAsset)
    )
    async with sessions.begin() as session:
        row = await session.scalar(started)
        if row is None or row.sha256 is None:
            return None
        claim = Claim(row.id, row.product_id, row.attempts)
        return _Taken(claim, row.storage_key, row.sha256, sources.about(row).filename)


async def _work(sessions: Sessions, working: Working, taken: _Taken, place: Path) -> None:
    await asyncio.to_thread(shutil.rmtree, place, ignore_errors=True)
    for folder in ("package", "out"):
        (place / folder).mkdir(parents=True)
    limits, telling = working.limits, _Telling(sessions, taken.claim)
    telling.say(Step("fetch", say="Fetching the file"))
    async with telling.on():
        await _fetch(working, taken, place / "upload")
        telling.say(Step("check", say="Checking the file"))
        package = await asyncio.to_thread(unpack, place / "upload", taken.filename, place / "package", limits)
        admitted = await admit(package, limits)
        await telling.processing()
        manifest: Manifest = await processing.process(
            admitted, place / "out", limits, options=working.options, progress=telling.hear
        )
        telling.say(Step("publish", say="Storing what was made"))
        await publishing.publish(sessions, working.objects, taken.claim, manifest, place / "out")


async def _fetch(working: Working, taken: _Taken, into: Path) -> None:
    """The source as a file. Raises Refused where it is not what was announced: its sender stored something else."""
    sha256 = await working.objects.fetch(taken.key, into, most_bytes=working.limits.upload_bytes)
    if sha256 != taken.sha256:
        raise Refused("not_what_was_announced", _UNREADABLE)


async def _end(sessions: Sessions, taken: _Taken, sentence: str, *, reason: str, kept: bool) -> None:
    """Failed, with the sentence for whoever uploaded it; nothing where somebody else works on it by now."""
    with contextlib.suppress(Overtaken):
        async with sessions.begin() as session:
            row = await publishing.mine(session, taken.claim)
            told = msgspec.structs.replace(sources.about(row), progress=None, reason=reason, kept=kept)
            row.status, row.error, row.details = "failed", sentence, sources.kept_as(told)


async def _crashed(sessions: Sessions, taken: _Taken) -> int:
    """How often the worker failed at this file, this time included."""
    async with sessions.begin() as session:
        row = await publishing.mine(session, taken.claim)
        told = sources.about(row)
        told = msgspec.structs.replace(told, crashes=told.crashes + 1, progress=Step("wait", say="Trying again soon"))
        row.details = sources.kept_as(told)
        return told.crashes


def _blamed(failed: NodeFailed) -> str:
    remedy = "Reduce the model, or split it, and upload it again."
    return f"The model could not be worked on, {TRIES[failed.reason]} times. {failed} {remedy}"


class _Telling:
    """Writes how far a job is into its row, once a second at most."""

    def __init__(self, sessions: Sessions, claim: Claim) -> None:
        self._sessions, self._claim = sessions, claim
        self._latest: Step | None = None

    def say(self, step: Step) -> None:
        self._latest = step

    def hear(self, progress: Progress) -> None:
        """From the worker."""
        self._latest = Step(progress.stage, progress.done, progress.of, progress.say)

    async def processing(self) -> None:
        """The gate has let it in."""
        async with self._sessions.begin() as session:
            (await publishing.mine(session, self._claim)).status = "processing"

    @contextlib.asynccontextmanager
    async def on(self) -> AsyncIterator[None]:
        """Tells for as long as the block runs. Not being able to tell stops nothing."""
        telling = asyncio.create_task(self._tell())
        try:
            yield
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    async def _tell(self) -> None:
        told: Step | None = None
        while True:
            if self._latest is not told:
                told = self._latest
                await self._write(told)
            await asyncio.sleep(_TELL_S)

    async def _write(self, step: Step | None) -> None:
        of_this_try = (ProductAsset.id == self._claim.id, ProductAsset.attempts == self._claim.attempt)
        try:
            async with self._sessions.begin() as session:
                row = await session.scalar(select(ProductAsset).where(*of_this_try).with_for_update())
                if row is not None and row.status in ("validating", "processing"):
                    told = msgspec.structs.replace(sources.about(row), progress=step)
                    row.details = sources.kept_as(told)
        except Exception as error:
            log.warning("models.not_told", asset=str(self._claim.id), exc_info=error)
