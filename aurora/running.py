"""Turns that run to their end whether or not their client stays."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from copy import copy
from typing import TypeAlias
from uuid import UUID

import msgspec
import structlog
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from aurora import store
from aurora.acting import Done
from aurora.acting.deeds import Deeds
from aurora.events import ChatEvent, TurnCompleted, TurnFailed, name_and_data
from aurora.experiments import Assignment
from aurora.feedback import Learning
from aurora.pipeline import Outcome, Stylist
from aurora.types import Analysis, ChatReply, OnOffer, Outfit, TurnInput
from core import sse
from core.db import Sessions
from core.errors import AppError, Unavailable
from core.llm import NOTHING
from core.metering import Metered
from core.problems import Problem, problem_of

RETRIES_S = (0.2, 0.5, 1.0, 2.0, 4.0)
"""Pauses before recording is tried again: a database that was killed is back within two seconds (core/embedded)."""
TURN_TIMEOUT_S = 68.0
"""Seconds that a turn may take beside what a language model may."""
log = structlog.get_logger("turn")


Events: TypeAlias = "asyncio.Queue[ChatEvent | None]"
Charge: TypeAlias = Callable[[int], Awaitable[None]]
"""Has whoever pays for a turn charged with the tokens that it took."""


class Turns:
    """Starts turns as tasks of their own. The queue feeds a client; the record does not depend on one."""

    def __init__(self, sessions: Sessions, stylist: Stylist, learning: Learning) -> None:
        self._sessions = sessions
        self._learning = learning
        self._stylist = stylist
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def asks_a_model(self) -> bool:
        """Whether turns take a language model's tokens at all."""
        return self._stylist.model is not None

    def start(
        self,
        turn: TurnInput,
        under: Assignment | None = None,
        written: asyncio.Task[None] | None = None,
        charge: Charge | None = None,
    ) -> Events:
        """The turn's events as they happen, then None; chosen by the weights of the arm that it runs under.

        written: done when the turn's row is committed. Nothing else of the turn is written before, and whoever reads
        the events waits for it first. charge: told what the turn took of a language model, also where the client left
        and where the turn failed.
        """
        meter = Metered(self._stylist.model) if self._stylist.model is not None else None
        this = _Running(turn, under, asyncio.Queue(), written, charge, meter)
        task = asyncio.create_task(self._run(this), name=f"turn {turn.message_id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return this.events

    async def finish_all(self, timeout_s: float = 15.0) -> None:
        """Waits for the turns under way, so that a stopping server loses none."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=timeout_s)

    async def _run(self, this: "_Running") -> None:
        try:
            async with asyncio.timeout(this.patience_s), Deeds(self._sessions, self._learning) as deeds:
                await self._tell(this, deeds)
        except Exception as error:  # the stream's edge: whatever happened, the client and the record are told
            problem = self._problem(this.turn, error)
            await this.settle()
            if this.written is not None:
                await asyncio.wait((this.written,))
            recorded = await self._record_failure(this, problem)
            this.events.put_nowait(TurnFailed(problem))
            this.events.put_nowait(None)
            if not recorded:
                await self._record_failure(this, problem, RETRIES_S)
        else:
            this.events.put_nowait(None)

    async def _tell(self, this: "_Running", deeds: Deeds) -> None:
        """The turn's events; of something that was done nothing is told before it is committed with the turn."""
        held: list[ChatEvent] = []
        stylist = copy(self._stylist)
        stylist.model = this.meter
        async for event in stylist.respond(this.turn, _Afterwards(this, deeds), this.under):
            if isinstance(event, Outcome):
                await this.settle()
            if not isinstance(event, Outcome):
                held.append(event)
            elif deeds.is_open:
                await store.finish(deeds.session, event, self._stylist.versions, this.under)
                await deeds.commit()
            else:
                await this.is_written()
                await self._record(event, this.under)
            if not deeds.is_open:
                for each in held:
                    this.events.put_nowait(each)
                held.clear()
                # Who sends the events goes first: the cards waited for 3 ms of composing words and recording them.
                await asyncio.sleep(0)

    async def _record(self, outcome: Outcome, under: Assignment | None) -> None:
        for pause_s in (*RETRIES_S, None):
            try:
                async with self._sessions.begin() as session:
                    await store.finish(session, outcome, self._stylist.versions, under)
            except (DBAPIError, InterfaceError, OSError) as error:
                if pause_s is None or not is_away(error):
                    raise
                log.warning("turn.record_retried", turn=str(outcome.turn.message_id), error=type(error).__name__)
                await asyncio.sleep(pause_s)
            else:
                log.info("turn.recorded", turn=str(outcome.turn.message_id), **outcome.timings)
                return

    def _problem(self, turn: TurnInput, error: Exception) -> Problem:
        if is_away(error):
            error = database_away()
        if not isinstance(error, AppError):
            log.error("turn.crashed", turn=str(turn.message_id), exc_info=error)
        return problem_of(error, instance=f"/api/aurora/conversations/{turn.conversation_id}")

    async def _record_failure(self, this: "_Running", problem: Problem, pauses_s: tuple[float, ...] = ()) -> bool:
        """Whether the conversation can go on: while the turn counts as running, the next message is refused."""
        for pause_s in (*pauses_s, None):
            try:
                async with self._sessions.begin() as session:
                    await store.fail(session, this.turn, problem, this.meter.usage if this.meter else NOTHING)
            except (DBAPIError, OSError) as lost:
                log.warning("turn.failure_not_recorded", turn=str(this.turn.message_id), error=type(lost).__name__)
                await asyncio.sleep(pause_s or 0)
            else:
                return True
        return False


class _Running(msgspec.Struct, frozen=True):
    """A turn under way: where its events go, and its row on the way into the database."""

    turn: TurnInput
    under: Assignment | None
    events: Events
    written: asyncio.Task[None] | None
    charge: Charge | None = None
    meter: Metered | None = None

    @property
    def patience_s(self) -> float:
        """Seconds until the turn is given up: later than its model, so that the composer still has the last word."""
        return TURN_TIMEOUT_S + (this.timeouts.total_s if (this := self.meter) is not None else 0.0)

    async def settle(self) -> None:
        """Charges what the turn took of a language model and was not charged yet."""
        if self.charge is not None and self.meter is not None:
            await self.charge(self.meter.due())

    async def is_written(self) -> None:
        """Waits until the turn's row is there. Raises what kept it from being written."""
        if self.written is not None:
            await asyncio.shield(self.written)


class _Afterwards(msgspec.Struct, frozen=True):
    """Does what a turn asks for once its row is there."""

    this: _Running
    deeds: Deeds

    async def do(self, turn: TurnInput, analysis: Analysis) -> Done | None:
        await self.this.is_written()
        return await self.deeds.do(turn, analysis)

    async def look_up(self, shown: Sequence[Outfit]) -> dict[UUID, tuple[OnOffer, ...]]:
        return await self.deeds.look_up(shown)


def database_away() -> Unavailable:
    return Unavailable("The shop's database is away for a moment. Please send your message again.", retry_after_s=2)


def is_away(error: BaseException) -> bool:
    """Whether the database could not be reached, went away, or had no connection free in time, as against refusing what
    it was told."""
    if isinstance(error, PoolTimeout):
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or isinstance(error, InterfaceError) or _names_away(error.orig)
    # asyncio raises a plain OSError where every address of a host refused.
    return isinstance(error, ConnectionError | TimeoutError | socket.gaierror) or type(error) is OSError


def _names_away(cause: BaseException | None) -> bool:
    # InternalClientError: the server died while it was spoken to, and the connection is left in the midst of that.
    gone = ("CannotConnectNow", "AdminShutdown", "CrashShutdown", "TooManyConnections", "Connection", "InternalClient")
    while cause is not None:
        if isinstance(cause, OSError) or type(cause).__name__.startswith(gone):
            return True
        cause = cause.__cause__
    return False


def as_stream(queue: Events) -> AsyncIterator[bytes]:
    """The events as server-sent events, with a comment every 15 s of silence."""
    return sse.stream(queue, _encoded)


def _encoded(event: ChatEvent) -> bytes:
    return sse.encode(*name_and_data(event))


async def as_reply(queue: Events) -> ChatReply | Problem:
    """The finished reply, or the problem that the turn ended with."""
    last: ChatReply | Problem | None = None
    while (event := await queue.get()) is not None:
        if isinstance(event, TurnCompleted):
            last = event.reply
        elif isinstance(event, TurnFailed):
            last = event.problem
    assert last is not None, "a turn ends with turn.completed or turn.failed"
    return last
