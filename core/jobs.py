"""The queue: SAQ over Redis, which says only *when*. What is to be done is a row in PostgreSQL (`core.outbox`).

A request hands the id of its row to the queue after its commit, so that work begins at once; whatever was not handed
over, or was lost with Redis, is found by a sweep of the rows that are due. An id twice in the queue does no harm: a row
is leased before it is worked on.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError
from saq import CronJob, Queue, Worker
from saq.queue.redis import RedisQueue

from core import outbox
from core.db import Sessions

__all__ = ["Cron", "Jobs", "Periodic", "sweep", "worker"]
log = structlog.get_logger("jobs")
NAME = "voguevault"
TIMEOUT_S = 100
"""Shorter than a row's lease, so that a job that was given up does not overlap with its next try."""
SWEEP_S = 5
LOOK_S = 1.0
"""How often the slow lane looks for work. It needs no queue: what takes minutes may wait for a second."""

Periodic = Callable[[], Awaitable[object]]


class Cron(msgspec.Struct, frozen=True):
    """Something that is done again and again, once among all workers: name, five fields of cron, what."""

    name: str
    cron: str
    run: Periodic
    timeout_s: int = TIMEOUT_S


class Jobs:
    """The queue's near end, for those who give work."""

    def __init__(self, redis_url: str) -> None:
        self.queue: Queue = RedisQueue(Redis.from_url(redis_url, socket_connect_timeout=2), name=NAME)

    async def hand_over(self, *ids: UUID | None) -> None:
        """Has rows that were committed worked on now. While Redis is away nothing happens: the sweep finds them."""
        for id in ids:
            if id is None:
                continue
            with contextlib.suppress(RedisError, OSError):
                await self.queue.enqueue("work", id=str(id), key=f"work:{id}", timeout=TIMEOUT_S, retries=1, ttl=3600)

    async def workers(self) -> int | None:
        """How many workers told of themselves within the last minute; None where Redis cannot be asked."""
        try:
            return len((await self.queue.info())["workers"])
        except (RedisError, OSError):
            return None

    async def close(self) -> None:
        await self.queue.disconnect()


async def sweep(sessions: Sessions, jobs: Jobs) -> int:
    """Hands over every row that is due, but for what is slow; how many."""
    async with sessions.begin() as session:
        ids = await outbox.due(session)
    await jobs.hand_over(*ids)
    return len(ids)


def worker(
    jobs: Jobs,
    sessions: Sessions,
    handlers: Mapping[tuple[outbox.Direction, str], outbox.Handler],
    crons: Sequence[Cron],
    *,
    concurrency: int = 8,
    slow: int = 1,
) -> "Worker[Any]":
    """A worker that does what the rows ask for, and sweeps. `start()` runs it until SIGTERM or `stop()`.

    slow: how much of what takes minutes (`outbox.SLOW`) is done at once, beside everything else.
    """

    async def work(_: Any, *, id: str) -> dict[str, Any]:
        done = await outbox.work(sessions, UUID(id), handlers)
        if done.error is not None:
            raise RuntimeError(done.error)  # seen on the queue's page; the row decides what comes next
        found: dict[str, Any] = msgspec.to_builtins(done)
        return found

    beside: list[asyncio.Task[None]] = []

    async def begin(_: Any) -> None:
        beside.append(asyncio.create_task(_sweep_on(sessions, jobs)))
        beside.extend(asyncio.create_task(_slowly(sessions, handlers)) for _ in range(slow))

    async def end(_: Any) -> None:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)

    return Worker(
        jobs.queue,
        [("work", work)],
        concurrency=concurrency,
        cron_jobs=[CronJob(_named(each), cron=each.cron, timeout=each.timeout_s, ttl=3600) for each in crons],
        startup=[begin],
        shutdown=[end],
        shutdown_grace_period_s=10,
    )


async def _sweep_on(sessions: Sessions, jobs: Jobs) -> None:
    while True:
        try:
            await sweep(sessions, jobs)
        except Exception as error:
            log.warning("jobs.sweep_failed", exc_info=error)
        await asyncio.sleep(SWEEP_S)


async def _slowly(sessions: Sessions, handlers: Mapping[tuple[outbox.Direction, str], outbox.Handler]) -> None:
    """One after the other, the longest due first, for as long as it runs."""
    while True:
        try:
            async with sessions.begin() as session:
                ids = await outbox.due(session, limit=1, slow=True)
            for id in ids:
                await outbox.work(sessions, id, handlers, slow=True)
        except Exception as error:
            log.warning("jobs.lane_failed", exc_info=error)
            ids = ()
        if not ids:
            await asyncio.sleep(LOOK_S)


def _named(cron: Cron) -> Any:
    """The function under the name by which SAQ knows it."""

    async def run(_: Any) -> None:
        await cron.run()

    run.__qualname__ = cron.name
    return run
