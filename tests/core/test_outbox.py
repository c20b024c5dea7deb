"""The outbox: rows written with what they belong to, leased, done, tried again, given up; and Redis lost meanwhile."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from redis.asyncio import Redis
from sqlalchemy import select, text, update

from core import jobs as queue
from core import outbox
from core.db import Sessions
from core.jobs import Jobs
from core.models import WebhookEvent
from core.outbox import Event, GaveUp

pytestmark = [pytest.mark.anyio, pytest.mark.commits]


async def _put(sessions: Sessions, key: str = "hello", **more: Any) -> UUID:
    async with sessions.begin() as session:
        id = await outbox.put(
            session, source="mail", key=key, kind="greeting", target="mailto:ada@example.com", payload={"n": 1}, **more
        )
    assert id is not None
    return id


async def _row(sessions: Sessions, id: UUID) -> WebhookEvent:
    async with sessions.begin() as session:
        return (await session.scalars(select(WebhookEvent).where(WebhookEvent.id == id))).one()


class Doer:
    """Keeps what it was given; fails as often as it was told to."""

    def __init__(self, *failures: Exception) -> None:
        self.seen: list[Event] = []
        self._failures = list(failures)

    async def __call__(self, event: Event) -> None:
        self.seen.append(event)
        if self._failures:
            raise self._failures.pop(0)

    @property
    def handlers(self) -> dict[tuple[outbox.Direction, str], outbox.Handler]:
        return {("out", "mail"): self}


async def test_what_is_rolled_back_was_never_written(sessions: Sessions) -> None:
    async with sessions() as session, session.begin() as transaction:
        await outbox.put(session, source="mail", key="k", kind="greeting", target="mailto:a@b.c", payload={})
        await transaction.rollback()

    async with sessions.begin() as session:
        assert await outbox.due(session) == []


async def test_the_same_key_is_written_once(sessions: Sessions) -> None:
    await _put(sessions)

    async with sessions.begin() as session:
        again = await outbox.put(session, source="mail", key="hello", kind="x", target="mailto:b@c.d", payload={})

    assert again is None


async def test_an_event_is_done_once_and_never_again(sessions: Sessions) -> None:
    id, doer = await _put(sessions), Doer()

    first = await outbox.work(sessions, id, doer.handlers)
    second = await outbox.work(sessions, id, doer.handlers)

    assert (first.outcome, second.outcome) == ("done", "not_due")
    assert [event.payload for event in doer.seen] == [{"n": 1}]
    row = await _row(sessions, id)
    assert row.processed_at is not None
    assert row.next_attempt_at is None


async def test_twenty_workers_do_it_once(sessions: Sessions) -> None:
    id, doer = await _put(sessions), Doer()

    await asyncio.gather(*(outbox.work(sessions, id, doer.handlers) for _ in range(20)))

    assert len(doer.seen) == 1


async def test_what_fails_is_due_again_later_and_says_why(sessions: Sessions) -> None:
    id, doer = await _put(sessions), Doer(OSError("no route"))

    failed = await outbox.work(sessions, id, doer.handlers)

    row = await _row(sessions, id)
    assert failed.outcome == "again"
    assert row.last_error == "OSError: no route"
    assert row.next_attempt_at is not None
    assert timedelta(seconds=5) < row.next_attempt_at - datetime.now(UTC) < timedelta(seconds=15)
    assert (await outbox.work(sessions, id, doer.handlers)).outcome == "not_due"


async def test_what_will_never_work_is_given_up_at_once(sessions: Sessions) -> None:
    id, doer = await _put(sessions), Doer(GaveUp("No such mailbox."))

    assert (await outbox.work(sessions, id, doer.handlers)).outcome == "given_up"

    row = await _row(sessions, id)
    assert (row.processed_at, row.next_attempt_at, row.last_error) == (None, None, "No such mailbox.")


async def test_after_fifteen_tries_it_is_given_up(sessions: Sessions) -> None:
    id, doer = await _put(sessions), Doer(*[OSError("down")] * 20)

    outcomes = []
    for _ in range(16):
        outcomes.append((await outbox.work(sessions, id, doer.handlers)).outcome)
        async with sessions.begin() as session:
            await session.execute(
                update(WebhookEvent)
                .where(WebhookEvent.next_attempt_at.is_not(None))
                .values(next_attempt_at=text("now()"))
            )

    assert outcomes == ["again"] * 14 + ["given_up", "not_due"]


async def test_an_event_without_a_handler_is_given_up_and_says_so(sessions: Sessions) -> None:
    id = await _put(sessions)

    done = await outbox.work(sessions, id, {})

    assert done.outcome == "given_up"
    assert done.error == "Nothing handles out events of 'mail'."


async def test_a_lease_that_nobody_settled_runs_out(sessions: Sessions) -> None:
    id = await _put(sessions)
    async with sessions.begin() as session:
        await session.execute(update(WebhookEvent).values(attempts=1, next_attempt_at=text("now() - interval '1 s'")))
    doer = Doer()

    assert (await outbox.work(sessions, id, doer.handlers)).outcome == "done"
    assert doer.seen[0].attempts == 2


async def test_what_waits_is_not_due_until_it_is_released(sessions: Sessions) -> None:
    await _put(sessions, "stock:1:ada", due_at=outbox.WAITING)
    await _put(sessions, "stock:10:ada", due_at=outbox.WAITING)

    async with sessions.begin() as session:
        assert await outbox.due(session) == []
        assert await outbox.release(session, source="mail", key_prefix="stock:1:") == 1
    async with sessions.begin() as session:
        assert len(await outbox.due(session)) == 1


async def _put_slow(sessions: Sessions) -> UUID:
    async with sessions.begin() as session:
        id = await outbox.put(session, source="model", key="m", kind="model.process", target="asset:1", payload={})
    assert id is not None
    return id


async def test_slow_work_has_a_lane_of_its_own(sessions: Sessions) -> None:
    quick, slow, doer = await _put(sessions), await _put_slow(sessions), Doer()
    handlers: dict[tuple[outbox.Direction, str], outbox.Handler] = {("out", "model"): doer, **doer.handlers}

    async with sessions.begin() as session:
        assert (await outbox.due(session), await outbox.due(session, slow=True)) == ([quick], [slow])
    assert (await outbox.work(sessions, slow, handlers)).outcome == "not_due"
    assert (await outbox.work(sessions, quick, handlers, slow=True)).outcome == "not_due"
    assert doer.seen == []
    assert (await outbox.work(sessions, slow, handlers, slow=True)).outcome == "done"


async def test_slow_work_keeps_its_lease_and_is_due_at_once_where_it_is_cancelled(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "_RENEW_S", 0.05)
    id, begun = await _put_slow(sessions), asyncio.Event()

    async def endless(_: Event) -> None:
        begun.set()
        await asyncio.sleep(60)

    working = asyncio.create_task(outbox.work(sessions, id, {("out", "model"): endless}, slow=True))
    await begun.wait()
    leased = (await _row(sessions, id)).next_attempt_at
    async with asyncio.timeout(5):
        while (await _row(sessions, id)).next_attempt_at == leased:  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.02)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)

    row = await _row(sessions, id)
    assert (row.attempts, row.processed_at) == (0, None)
    async with sessions.begin() as session:
        assert await outbox.due(session, slow=True) == [id]


async def test_slow_work_ends_where_somebody_else_has_the_lease(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "_RENEW_S", 0.05)
    id, ended = await _put_slow(sessions), []

    async def endless(_: Event) -> None:
        try:
            async with sessions.begin() as session:
                await session.execute(update(WebhookEvent).values(attempts=WebhookEvent.attempts + 1))
            await asyncio.sleep(60)
        finally:
            ended.append(True)

    done = await outbox.work(sessions, id, {("out", "model"): endless}, slow=True)

    assert ended == [True]
    assert (done.error or "").startswith("LeaseLost")
    row = await _row(sessions, id)
    assert (row.attempts, row.last_error) == (2, None), "what the other one does is left alone"


async def test_the_worker_does_slow_work_without_being_handed_it(sessions: Sessions, redis_url: str) -> None:
    doer, jobs = Doer(), Jobs(redis_url)
    working = queue.worker(jobs, sessions, {("out", "model"): doer}, [])
    running = asyncio.create_task(working.start())
    try:
        await _put_slow(sessions)
        await _until(lambda: len(doer.seen) == 1)
    finally:
        await working.stop()
        await asyncio.gather(running, return_exceptions=True)
        await jobs.close()
    assert len(doer.seen) == 1, "and once"


async def test_the_queue_does_what_was_handed_over_and_the_sweep_finds_what_redis_lost(
    sessions: Sessions, redis_url: str
) -> None:
    doer, jobs = Doer(), Jobs(redis_url)
    lost = await _put(sessions, "lost")
    await jobs.hand_over(lost)
    async with Redis.from_url(redis_url) as redis:
        await redis.flushdb()
    working = queue.worker(jobs, sessions, doer.handlers, [])
    running = asyncio.create_task(working.start())
    try:
        await _until(lambda: len(doer.seen) == 1)
        given = await _put(sessions, "given")
        await jobs.hand_over(given)
        await _until(lambda: len(doer.seen) == 2)
    finally:
        await working.stop()
        await asyncio.gather(running, return_exceptions=True)
        await jobs.close()

    assert [event.external_id for event in doer.seen] == ["lost", "given"]


async def test_handing_over_while_redis_is_away_is_no_error(sessions: Sessions) -> None:
    jobs = Jobs("redis://127.0.0.1:1/0")

    await jobs.hand_over(await _put(sessions))

    async with sessions.begin() as session:
        assert len(await outbox.due(session)) == 1


async def _until(what: Any, seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not what():  # noqa: ASYNC110 - the worker tells nobody
            await asyncio.sleep(0.02)
