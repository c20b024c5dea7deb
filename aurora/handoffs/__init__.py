"""Calling a person: a handoff with the transcript and the looks, which staff read, answer and close on the CLI.

A handoff is a row of the inbox (`webhook_events`: direction in, source aurora), due from the start and processed when a
person closes it. One is open per conversation at most.
"""

from datetime import UTC, datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

import msgspec
from sqlalchemy import Text, cast, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aurora.models import Turn
from aurora.types import Action, Answer, Outfit, TurnInput
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


class AmbiguousNumber(Conflict):
    code: ClassVar[str] = "handoff_ambiguous"
    title: ClassVar[str] = "Two handoffs have this number"


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
    answers: tuple[Answer, ...] = ()
    """What staff wrote, oldest first."""


class Row(msgspec.Struct, frozen=True):
    """A handoff with when it came and when it was closed."""

    reference: UUID
    number: str
    """As it is said to people."""
    asked_at: datetime
    closed_at: datetime | None
    handoff: Handoff

    @property
    def status(self) -> Literal["open", "answered", "closed"]:
        return "closed" if self.closed_at else "answered" if self.handoff.answers else "open"


class Called(msgspec.Struct, frozen=True):
    """`again` is true where a person had been called already and has not closed it."""

    row: Row
    again: bool

    @property
    def contact(self) -> str | None:
        return self.row.handoff.contact


def number_of(reference: UUID) -> str:
    """The last 32 bits of a reference, which are random (RFC 9562 §5.7), in two groups: short enough to be read out."""
    digits = reference.hex[-8:].upper()
    return f"{digits[:4]}-{digits[4:]}"


def action(row: Row, *, again: bool, outfit: Outfit | None = None) -> Action:
    """The handoff as a reply tells of it."""
    return Action(
        kind="handoff.requested", reference=row.reference, number=row.number, status=row.status,
        contact=row.handoff.contact, answers=row.handoff.answers, again=again,
        outfit_id=outfit.outfit_id if outfit else None,
    )  # fmt: skip


async def request(session: AsyncSession, turn: TurnInput, visitor_id: UUID, *, contact: str | None) -> Called:
    """Files a handoff for the conversation, or adds the contact to the one that is open."""
    there = await session.scalar(_of(turn.conversation_id).where(WebhookEvent.processed_at.is_(None)).with_for_update())
    if there is not None:
        known = contact or there.payload.get("contact")
        there.payload = {**there.payload, "contact": known}
        await session.flush()
        return Called(_row(there), again=True)
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
    await session.refresh(row, ["created_at"])
    return Called(_row(row), again=False)


async def of_conversation(session: AsyncSession, conversation_id: UUID) -> Row | None:
    """The conversation's newest handoff, closed or not."""
    row = await session.scalar(_of(conversation_id).order_by(WebhookEvent.id.desc()).limit(1))
    return _row(row) if row is not None else None


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


async def answer(session: AsyncSession, reference: UUID, *, by: str, text: str) -> Row:
    """The handoff with what staff wrote to the shopper, who sees it in the conversation.

    Raises HandoffNotFound, AlreadyClosed.
    """
    row = await _open(session, reference)
    said = Answer(by=by.strip(), at=datetime.now(UTC), text=text.strip())
    answers = [*(row.payload.get("answers") or []), msgspec.to_builtins(said)]
    row.payload = {**row.payload, "answers": answers}
    _audit(session, "handoff.answered", reference, {"by": by, "text": text})
    await session.flush()
    return _row(row)


async def close(session: AsyncSession, reference: UUID, *, by: str, note: str = "") -> None:
    """Marks the handoff as dealt with; who did it is in the audit log. Raises HandoffNotFound, AlreadyClosed."""
    row = await _open(session, reference)
    row.processed_at, row.next_attempt_at = datetime.now(UTC), None
    _audit(session, "handoff.closed", reference, {"by": by, "note": note})


def _audit(session: AsyncSession, action: str, reference: UUID, diff: dict[str, str]) -> None:
    entry = {"actor_kind": "system", "action": action, "entity": "webhook_event", "entity_id": reference, "diff": diff}
    session.add(AuditEntry(id=uuid7(), **entry))


async def referred(session: AsyncSession, said: str) -> UUID:
    """The reference that staff mean by a number or a whole reference. Raises HandoffNotFound, AmbiguousNumber."""
    plain = said.replace("-", "").lower()
    query = select(WebhookEvent.id).where(WebhookEvent.source == SOURCE, WebhookEvent.event_type == TYPE)
    query = query.where(func.right(func.replace(cast(WebhookEvent.id, Text), "-", ""), len(plain)) == plain).limit(2)
    found = list(await session.scalars(query)) if len(plain) in (8, 32) else []
    if len(found) > 1:
        raise AmbiguousNumber(f"Two handoffs have the number {said}. Give the whole reference: {found[0]}, {found[1]}.")
    if not found:
        raise HandoffNotFound(f"There is no handoff {said}. `aurora handoffs list --all` shows those there are.")
    return found[0]


async def _open(session: AsyncSession, reference: UUID) -> WebhookEvent:
    row = await _get(session, reference, lock=True)
    if row.processed_at is not None:
        raise AlreadyClosed(f"Handoff {number_of(reference)} was closed at {row.processed_at:%Y-%m-%d %H:%M} UTC.")
    return row


async def _get(session: AsyncSession, reference: UUID, *, lock: bool = False) -> WebhookEvent:
    query = select(WebhookEvent).where(
        WebhookEvent.id == reference, WebhookEvent.source == SOURCE, WebhookEvent.event_type == TYPE
    )
    row = await session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise HandoffNotFound(f"There is no handoff {reference}. `aurora handoffs list --all` shows those there are.")
    return row


def _row(row: WebhookEvent) -> Row:
    handoff = msgspec.convert(row.payload, Handoff, strict=False)
    return Row(row.id, number_of(row.id), row.created_at, row.processed_at, handoff)
