"""The worker's part: one uploaded model through gate, worker and store, however often it has to begin anew."""

import asyncio
from pathlib import Path

import msgspec

from assets import processing, publishing
from assets.gate import Refused, admit, unpack
from assets.life import Step
from assets.limits import Limits, limits_of
from assets.manifest import Manifest
from assets.node import NodeFailed
from assets.sources import MODELS
from assets.telling import Telling
from assets.tries import UNREADABLE, Craft, Try, fetched
from assets.tries import handler as trying
from core.db import Sessions
from core.objects import Objects
from core.outbox import Handler
from core.settings import Settings

__all__ = ["Working", "handler"]


class Working(msgspec.Struct, frozen=True):
    """Where a job works, a folder of this machine that is empty again afterwards, and what it makes of a model."""

    objects: Objects
    limits: Limits
    folder: Path
    options: processing.Options = processing.Options()

    @classmethod
    def create(cls, settings: Settings, objects: Objects) -> "Working":
        return cls(objects, limits_of(settings), settings.data_dir / "work" / "models")


def handler(sessions: Sessions, working: Working) -> Handler:
    """What is done about an uploaded model (`outbox` source "model")."""

    async def make(one: Try) -> None:
        telling = Telling(sessions, one.claim)
        async with telling.on():
            manifest = await _made(working, one, telling)
            telling.say(Step("publish", say="Storing what was made"))
            await publishing.publish(sessions, working.objects, one.claim, manifest, one.place / "out")

    return trying(sessions, working.objects, working.folder, Craft(MODELS, "validating", make, _blamed))


async def _made(working: Working, one: Try, telling: Telling) -> Manifest:
    """What is made of the model, below the folder `out`."""
    place, limits = one.place, working.limits
    for folder in ("package", "out"):
        (place / folder).mkdir()
    telling.say(Step("fetch", say="Fetching the file"))
    if not await fetched(working.objects, one, place / "upload", most_bytes=limits.upload_bytes):
        raise Refused("not_what_was_announced", UNREADABLE)
    telling.say(Step("check", say="Checking the file"))
    package = await asyncio.to_thread(unpack, place / "upload", one.filename, place / "package", limits)
    admitted = await admit(package, limits)
    await telling.processing()
    return await processing.process(admitted, place / "out", limits, options=working.options, progress=telling.hear)


def _blamed(failed: NodeFailed, times: int) -> Refused:
    remedy = "Reduce the model, or split it, and upload it again."
    sentence = f"The model could not be worked on, {times} times. {failed} {remedy}"
    return Refused(f"worker_{failed.reason}", sentence)
