"""Calling a person: a handoff with the transcript and the looks, which staff read and close on the command line.

A handoff is a row of the inbox (`webhook_events`: direction in, source aurora), due from the start and processed when a
person closes it. One is open per conversation at most.
"""

from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from aurora.models import Turn
from aurora.types import Outfit, TurnInput
from commerce.models import Cart
from core.errors import Conflict, NotFound
from core.ids import uuid7
from core.models import AuditEntry, WebhookEvent

SOURCE, TYPE = "aurora", "handoff.requested"
TRANSCRIPT = 40
"""Turns that a handoff carries, the newest ones."""


class HandoffNotFound(NotFound):
    code: ClassVar[str] = "handoff_not_found"
    title: ClassVar[str] = "No such handoff"


class AlreadyClosed(Conflict):
    code: ClassVar[str] = "handoff_closed"
    title: ClassVar[str] = "The handoff is closed"


class Said(msgspec.Struct, frozen=True):
    message: str
    reply: str | None
    """None for the message that asked for a person."""


class Handoff(msgspec.Struct, frozen=True, kw_only=True):
    """What a person needs to go on where Aurora stopped."""

    conversation_id: UUID
    visitor_id: UUID
    message: str
    contact: str | None
    language: str
    transcript: tuple[Said, ...]
    looks: tuple[Outfit, ...]


class Called(msgspec.Struct, frozen=True):
    """`again` is true where a person had been called already and has not closed it."""

    reference: UUID
    contact: str | None
    again: bool


class Row(msgspec.Struct, frozen=True):
    """A handoff with when it came and when it was closed."""

    reference: UUID
    asked_at: datetime
    closed_at: datetime | None
    handoff: Handoff


async def request(session: AsyncSession, turn: TurnInput, visitor_id: UUID, *, contact: str | None) -> Called:
    """Files a handoff for the conversation, or adds the contact to the one that is open."""
    there = await session.scalar(_of(turn.conversation_id).where(WebhookEvent.processed_at.is_(None)).with_for_update())
    if there is not None:
        known = contact or there.payload.get("contact")
        there.payload = {**there.payload, "contact": known}
        await session.flush()
        return Called(there.id, known, again=True)
    known = contact or await _email(session, visitor_id)
    handoff = Handoff(
        conversation_id=turn.conversation_id,
        visitor_id=visitor_id,
        message=turn.message,
        contact=known,
        language=turn.state.language,
        transcript=(*await _transcript(session, turn.conversation_id), Said(turn.message, None)),
        looks=turn.table,
    )
    row = WebhookEvent(
        id=uuid7(), direction="in", source=SOURCE, external_id=str(turn.message_id), event_type=TYPE,
        payload=msgspec.to_builtins(handoff), next_attempt_at=datetime.now(UTC),
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return Called(row.id, known, again=False)


def _of(conversation_id: UUID) -> Any:
    return select(WebhookEvent).where(
        WebhookEvent.direction == "in", WebhookEvent.source == SOURCE, WebhookEvent.event_type == TYPE,
        WebhookEvent.payload["conversation_id"].astext == str(conversation_id),
    )  # fmt: skip


async def _transcript(session: AsyncSession, conversation_id: UUID) -> tuple[Said, ...]:
    rows = await session.execute(
        select(Turn.message, Turn.reply["reply"].astext)
        .where(Turn.conversation_id == conversation_id, Turn.status == "done")
        .order_by(Turn.seq.desc())
        .limit(TRANSCRIPT)
    )
    return tuple(Said(message, reply) for message, reply in reversed(rows.all()))


async def _email(session: AsyncSession, visitor_id: UUID) -> str | None:
    """The address that the visitor gave at a checkout; None where there is none."""
    query = select(Cart.email).where(Cart.visitor_id == visitor_id, Cart.email.is_not(None))
    return await session.scalar(query.order_by(Cart.updated_at.desc()).limit(1))


async def forget(session: AsyncSession, conversation_id: UUID) -> None:
    """Deletes the handoffs of a conversation that is forgotten, with all that was said in them."""
    ids = list(await session.scalars(_of(conversation_id).with_only_columns(WebhookEvent.id)))
    await session.execute(delete(WebhookEvent).where(WebhookEvent.id.in_(ids)))


# ── for staff ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def listed(session: AsyncSession, *, closed: bool = False, limit: int = 100) -> tuple[Row, ...]:
    """The open handoffs, oldest first; with `closed` the closed ones too."""
    query = select(WebhookEvent).where(WebhookEvent.source == SOURCE, WebhookEvent.event_type == TYPE)
    if not closed:
        query = query.where(WebhookEvent.processed_at.is_(None))
    rows = await session.scalars(query.order_by(WebhookEvent.id).limit(limit))
    return tuple(_row(row) for row in rows)


async def shown(session: AsyncSession, reference: UUID) -> Row:
    """One handoff. Raises HandoffNotFound."""
    return _row(await _get(session, reference))


async def close(session: AsyncSession, reference: UUID, *, by: str, note: str = "") -> None:
    """Marks the handoff as dealt with; who did it is in the audit log. Raises HandoffNotFound, AlreadyClosed."""
    row = await _get(session, reference, lock=True)
    if row.processed_at is not None:
        raise AlreadyClosed(f"Handoff {reference} was closed at {row.processed_at:%Y-%m-%d %H:%M} UTC.")
    row.processed_at, row.next_attempt_at = datetime.now(UTC), None
    diff = {"by": by, "note": note}
    session.add(
        AuditEntry(
            id=uuid7(), actor_kind="system", action="handoff.closed", entity="webhook_event", entity_id=reference,
            diff=diff,
        )
    )  # fmt: skip


async def _get(session: AsyncSession, reference: UUID, *, lock: bool = False) -> WebhookEvent:
    query = select(WebhookEvent).where(
        WebhookEvent.id == reference, WebhookEvent.source == SOURCE, WebhookEvent.event_type == TYPE
    )
    row = await session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise HandoffNotFound(f"There is no handoff {reference}. `aurora handoffs list --all` shows those there are.")
    return row


def _row(row: WebhookEvent) -> Row:
    return Row(row.id, row.created_at, row.processed_at, msgspec.convert(row.payload, Handoff, strict=False))
