"""GET /api/aurora/conversations, GET and DELETE /api/aurora/conversations/{id}."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import delete, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from sqlalchemy import delete as sql_delete
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aurora import handoffs
from aurora.modelled import with_models
from aurora.models import Conversation, OutfitRow, Turn
from aurora.store import own_conversation
from aurora.types import Answer, ChatReply
from core.db import Sessions
from core.desk import AnyRequest, Desk, refusals
from core.objects import Objects

PAGE = 50


class ConversationSummary(msgspec.Struct, frozen=True):
    conversation_id: UUID
    title: str | None
    turns: int
    created_at: datetime
    updated_at: datetime


class Conversations(msgspec.Struct, frozen=True):
    """Newest first. `next` is the cursor of the following page, null on the last."""

    conversations: tuple[ConversationSummary, ...]
    next: UUID | None


class TurnView(msgspec.Struct, frozen=True):
    message: str
    sent_at: datetime
    reply: ChatReply | None
    """None where the turn failed or still runs."""
    status: str


class HandoffView(msgspec.Struct, frozen=True):
    """That a person was called, and what came of it."""

    number: str
    status: Literal["open", "answered", "closed"]
    contact: str | None
    answers: tuple[Answer, ...]


class ConversationView(msgspec.Struct, frozen=True):
    conversation_id: UUID
    title: str | None
    turns: tuple[TurnView, ...]
    handoff: HandoffView | None
    """The newest one; null where no person was called."""


Cursor = Annotated[UUID | None, QueryParameter(name="before", description="Cursor: the `next` of the page before")]


@get("/api/aurora/conversations", tags=["aurora"], summary="Your conversations", responses=refusals(400, 401))
async def list_conversations(
    request: AnyRequest, desk: NamedDependency[Desk], sessions: NamedDependency[Sessions], cursor: Cursor = None
) -> Conversations:
    visitor = desk.identify(request)
    query = select(Conversation).where(Conversation.visitor_id == visitor.id)
    if cursor:
        query = query.where(Conversation.id < cursor)
    async with sessions.begin() as session:
        rows = list(await session.scalars(query.order_by(Conversation.id.desc()).limit(PAGE + 1)))
    found = tuple(
        ConversationSummary(row.id, row.title, row.last_seq, row.created_at, row.updated_at) for row in rows[:PAGE]
    )
    return Conversations(found, found[-1].conversation_id if len(rows) > PAGE else None)


@get(
    "/api/aurora/conversations/{conversation_id:uuid}",
    tags=["aurora"],
    summary="One conversation with its turns",
    responses=refusals(401, 404),
)
async def get_conversation(
    request: AnyRequest,
    conversation_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    objects: NamedDependency[Objects],
) -> ConversationView:
    visitor = desk.identify(request)
    async with sessions.begin() as session:
        conversation = await own_conversation(session, conversation_id, visitor.id)
        rows = await session.scalars(select(Turn).where(Turn.conversation_id == conversation.id).order_by(Turn.seq))
        turns = await _today(session, objects.public, [_view(row) for row in rows])
        called = await handoffs.of_conversation(session, conversation.id)
    return ConversationView(conversation.id, conversation.title, turns, _handoff(called) if called else None)


def _view(row: Turn) -> TurnView:
    return TurnView(
        row.message, row.started_at, msgspec.convert(row.reply, ChatReply | None, strict=False), row.status
    )  # fmt: skip


async def _today(session: AsyncSession, public: str, turns: Sequence[TurnView]) -> tuple[TurnView, ...]:
    """The turns with the 3D models that their looks have now."""
    said = [turn.reply.outfits if turn.reply else () for turn in turns]
    found = iter(await with_models(session, public, [outfit for outfits in said for outfit in outfits]))
    replace = msgspec.structs.replace
    return tuple(
        replace(turn, reply=replace(turn.reply, outfits=tuple(islice(found, len(turn.reply.outfits)))))
        if turn.reply else turn
        for turn in turns
    )  # fmt: skip


def _handoff(row: handoffs.Row) -> HandoffView:
    return HandoffView(row.number, row.status, row.handoff.contact, row.handoff.answers)


@delete(
    "/api/aurora/conversations/{conversation_id:uuid}",
    tags=["aurora"],
    summary="Forget a conversation",
    description="Its turns go with it, and what a person was given of it; looks that were saved stay.",
    responses=refusals(401, 404),
)
async def delete_conversation(
    request: AnyRequest,
    conversation_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
) -> None:
    visitor = desk.identify(request)
    async with sessions.begin() as session:
        conversation = await own_conversation(session, conversation_id, visitor.id, lock=True)
        await _forget(session, conversation.id)


async def _forget(session: AsyncSession, id: UUID) -> None:
    turns = select(Turn.id).where(Turn.conversation_id == id)
    await handoffs.forget(session, id)
    await session.execute(sql_delete(OutfitRow).where(OutfitRow.turn_id.in_(turns), OutfitRow.kind == "recommended"))
    await session.execute(sql_delete(Conversation).where(Conversation.id == id))
