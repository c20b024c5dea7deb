"""What happened elsewhere and what is to happen elsewhere, as rows: `webhook_events` is inbox and outbox.

A row is written in the transaction of what it belongs to, so that neither exists without the other. A worker leases due
rows one at a time, does the work, and marks the row; what fails is due again later, and given up after `MOST_ATTEMPTS`.
Work happens at least once: whoever does it must be able to do it twice.
Source: the transactional outbox (Richardson, Microservices Patterns, 2018, §3.2.6).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import ColumnElement, Update, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Sessions
from core.ids import uuid7
from core.models import WebhookEvent

__all__ = [
    "Backlog",
    "Event",
    "GaveUp",
    "Handler",
    "Work",
    "again",
    "backlog",
    "due",
    "put",
    "receive",
    "release",
    "work",
]
log = structlog.get_logger("outbox")

Direction = Literal["in", "out"]
MOST_ATTEMPTS = 15
"""The last one 35 hours after the first, by `_wait`."""
LEASE = timedelta(minutes=2)
SLOW = ("model", "image")
"""Sources whose work takes minutes. It has a lane of its own, and its lease is renewed while it is done."""
_RENEW_S = 20.0
_FORGOTTEN = ("mail",)
"""Sources of which nothing is kept once it is done: a mail names a person, and may hold a link that signs in."""
WAITING = datetime.max.replace(tzinfo=UTC)
"""`next_attempt_at` of a row that waits for `release`: 'infinity' in PostgreSQL."""


class Event(msgspec.Struct, frozen=True):
    """One row that is due. attempts: this one included."""

    id: UUID
    direction: Direction
    source: str
    external_id: str
    event_type: str
    target_url: str | None
    payload: dict[str, Any]
    attempts: int


class LeaseLost(RuntimeError):
    """The work took so long, or this process slept so long, that somebody else does it now."""


class GaveUp(Exception):
    """Raised by a handler that knows that trying again is of no use; the sentence is kept in the row."""


Handler = Callable[[Event], Awaitable[None]]
"""Does what the event asks for, in transactions of its own. Raises where it did not; `GaveUp` where it never will."""


class Backlog(msgspec.Struct, frozen=True):
    """What is not done: rows that may be worked on now, since when the oldest may, and rows that were given up."""

    due: int
    oldest_due_at: datetime | None
    given_up: int


class Work(msgspec.Struct, frozen=True):
    """What became of one event."""

    id: UUID
    outcome: Literal["done", "again", "given_up", "not_due"]
    error: str | None = None


async def put(
    session: AsyncSession,
    *,
    source: str,
    key: str,
    kind: str,
    target: str,
    payload: Mapping[str, Any],
    due_at: datetime | None = None,
) -> UUID | None:
    """Writes what is to be sent, in the caller's transaction; its id, or None where `key` was written before.

    source: who sends it (`mail`, `webhook`); key: what makes it the same thing, unique per source; target: a URL
    (`mailto:…`, `https:…`); due_at: now where left out, `WAITING` until `release`.
    """
    return await _insert(session, "out", source, key, kind, target, payload, due_at)


async def receive(
    session: AsyncSession, *, source: str, key: str, kind: str, payload: Mapping[str, Any]
) -> UUID | None:
    """Stores an event of others' before anything is done about it; its id, or None where it came before."""
    return await _insert(session, "in", source, key, kind, None, payload, None)


async def release(session: AsyncSession, *, source: str, key_prefix: str) -> int:
    """Makes due what was waiting under keys with this prefix; how many."""
    waiting = (
        update(WebhookEvent)
        .where(
            WebhookEvent.direction == "out",
            WebhookEvent.source == source,
            WebhookEvent.external_id.startswith(key_prefix, autoescape=True),
            WebhookEvent.next_attempt_at == WAITING,
            WebhookEvent.processed_at.is_(None),
        )
        .values(next_attempt_at=func.now())
        .returning(WebhookEvent.id)
    )
    return len((await session.scalars(waiting)).all())


async def due(session: AsyncSession, *, limit: int = 500, slow: bool = False) -> Sequence[UUID]:
    """Ids of the rows that may be worked on now, the longest due first. slow: of `SLOW` sources, else of the others."""
    query = (
        select(WebhookEvent.id)
        .where(WebhookEvent.processed_at.is_(None), WebhookEvent.next_attempt_at <= func.now(), _in_lane(slow=slow))
        .order_by(WebhookEvent.next_attempt_at)
        .limit(limit)
    )
    return (await session.scalars(query)).all()


async def backlog(session: AsyncSession) -> Backlog:
    """How much there is to do."""
    due_now = WebhookEvent.next_attempt_at <= func.now()
    query = select(
        func.count().filter(due_now),
        func.min(WebhookEvent.next_attempt_at).filter(due_now),
        func.count().filter(WebhookEvent.next_attempt_at.is_(None)),
    ).where(WebhookEvent.processed_at.is_(None))
    return Backlog(*(await session.execute(query)).one())


async def again(session: AsyncSession, id: UUID) -> bool:
    """Makes a row due now, whether it was done, given up or waits, with all its tries before it; whether there is
    such a row. One that is worked on at this moment may so be done twice, as any may."""
    changed = await session.scalar(
        update(WebhookEvent)
        .where(WebhookEvent.id == id)
        .values(processed_at=None, next_attempt_at=func.now(), attempts=0)
        .returning(WebhookEvent.id)
    )
    return changed is not None


async def work(
    sessions: Sessions, id: UUID, handlers: Mapping[tuple[Direction, str], Handler], *, slow: bool = False
) -> Work:
    """Leases the event, has its handler do it, and marks what became of it. No transaction is open meanwhile.

    handlers: by (direction, source). An event that somebody else has leased, that is done, or that belongs into the
    other lane is `not_due`. Slow work that is cancelled is due again at once: whoever is shut down takes nothing along.
    """
    event = await _lease(sessions, id, slow=slow)
    if event is None:
        return Work(id, "not_due")
    handler = handlers.get((event.direction, event.source.partition(":")[0]))
    try:
        if handler is None:
            raise GaveUp(f"Nothing handles {event.direction} events of {event.source!r}.")
        await (_holding(sessions, event, handler) if slow else handler(event))
    except asyncio.CancelledError:
        if slow:
            await asyncio.shield(_give_back(sessions, event))
        raise
    except GaveUp as error:
        return await _settle(sessions, event, str(error), again=False)
    except Exception as error:
        log.warning("outbox.failed", id=str(id), source=event.source, attempts=event.attempts, exc_info=error)
        sentence = f"{type(error).__name__}: {error}"[:1000]
        return await _settle(sessions, event, sentence, again=event.attempts < MOST_ATTEMPTS)
    return await _settle(sessions, event, None, again=False)


async def _insert(
    session: AsyncSession, direction: Direction, source: str, key: str, kind: str, target: str | None,
    payload: Mapping[str, Any], due_at: datetime | None,
) -> UUID | None:  # fmt: skip
    row = {
        "id": uuid7(), "direction": direction, "source": source, "external_id": key, "event_type": kind,
        "target_url": target, "payload": dict(payload), "next_attempt_at": due_at or func.now(),
    }  # fmt: skip
    written = insert(WebhookEvent).values(**row).on_conflict_do_nothing().returning(WebhookEvent.id)
    found: UUID | None = await session.scalar(written)
    return found


def _in_lane(*, slow: bool) -> ColumnElement[bool]:
    return WebhookEvent.source.in_(SLOW) if slow else WebhookEvent.source.not_in(SLOW)


async def _lease(sessions: Sessions, id: UUID, *, slow: bool) -> Event | None:
    """The event, which for `LEASE` nobody else gets; if this process dies it is due again after that."""
    leased = (
        update(WebhookEvent)
        .where(WebhookEvent.id == id, WebhookEvent.processed_at.is_(None), WebhookEvent.next_attempt_at <= func.now())
        .where(_in_lane(slow=slow))
        .values(attempts=WebhookEvent.attempts + 1, next_attempt_at=func.now() + LEASE)
        .returning(WebhookEvent)
    )
    async with sessions.begin() as session:
        row = await session.scalar(leased)
        if row is None:
            return None
        direction = msgspec.convert(row.direction, Direction)
        return Event(
            row.id, direction, row.source, row.external_id, row.event_type, row.target_url, row.payload, row.attempts
        )


async def _holding(sessions: Sessions, event: Event, handler: Handler) -> None:
    """Does it and keeps the lease meanwhile. Where the lease is lost it is let go of: raises LeaseLost."""
    doing = asyncio.ensure_future(handler(event))
    renewing = asyncio.create_task(_renew(sessions, event))
    try:
        await asyncio.wait((doing, renewing), return_when=asyncio.FIRST_COMPLETED)
        await (doing if doing.done() else renewing)
    finally:
        doing.cancel()
        renewing.cancel()
        await asyncio.gather(doing, renewing, return_exceptions=True)


async def _renew(sessions: Sessions, event: Event) -> None:
    kept = _of(event).values(next_attempt_at=func.now() + LEASE).returning(WebhookEvent.id)
    while True:
        await asyncio.sleep(_RENEW_S)
        try:
            async with sessions.begin() as session:
                if await session.scalar(kept) is None:
                    raise LeaseLost(f"Somebody else works on {event.id} by now.")
        except (SQLAlchemyError, OSError) as error:  # the lease outlives some of these
            log.warning("outbox.not_renewed", id=str(event.id), error=type(error).__name__)


async def _give_back(sessions: Sessions, event: Event) -> None:
    """Due at once, as if it had not been tried."""
    async with sessions.begin() as session:
        await session.execute(_of(event).values(next_attempt_at=func.now(), attempts=event.attempts - 1))


def _of(event: Event) -> Update:
    """The row, while this is the newest try of it."""
    return update(WebhookEvent).where(
        WebhookEvent.id == event.id, WebhookEvent.processed_at.is_(None), WebhookEvent.attempts == event.attempts
    )


async def _settle(sessions: Sessions, event: Event, error: str | None, *, again: bool) -> Work:
    """Done, due again, or given up; nothing where the lease was lost and somebody else has settled it."""
    values: dict[str, Any] = {"last_error": error, "next_attempt_at": None}
    if error is None:
        values["processed_at"] = func.now()
        if event.source in _FORGOTTEN:
            values["payload"] = {}
    elif again:
        values["next_attempt_at"] = func.now() + _wait(event.attempts)
    row = update(WebhookEvent).where(WebhookEvent.id == event.id, WebhookEvent.processed_at.is_(None))
    if error is not None:
        row = row.where(WebhookEvent.attempts == event.attempts)
    async with sessions.begin() as session:
        await session.execute(row.values(**values))
    return Work(event.id, "done" if error is None else "again" if again else "given_up", error)


def _wait(attempts: int) -> timedelta:
    """Ten seconds, doubled each time, at most twelve hours."""
    return timedelta(seconds=min(10 * 2 ** (attempts - 1), 12 * 3600))
