"""How far a try is, written into its row for whoever waits."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import structlog

from assets.life import Step
from assets.node import Progress
from assets.sources import MODELS
from assets.tries import Claim, Overtaken, mine
from core.db import Sessions

__all__ = ["Telling"]
log = structlog.get_logger("models")
_TELL_S = 1.0


class Telling:
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
        """The gate has let it in. Raises Overtaken."""
        async with self._sessions.begin() as session:
            (await mine(session, self._claim)).status = "processing"

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
        try:
            async with self._sessions.begin() as session:
                MODELS.note(await mine(session, self._claim), progress=step)
        except Overtaken:
            # Another try has the row and tells of itself; this one hears of it where it next writes what counts.
            log.info("models.overtaken", asset=str(self._claim.id))
        except Exception as error:
            log.warning("models.not_told", asset=str(self._claim.id), exc_info=error)
