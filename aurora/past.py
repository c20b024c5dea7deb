"""What a conversation and its visitor bring into the next turn."""

from typing import Any, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import Uuid, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from aurora.context import shop_brands
from aurora.models import Conversation, OutfitRow
from aurora.types import ConversationState, Outfit

T = TypeVar("T")
HISTORY = 6


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """A stranger's first turn has next to nothing of it."""

    state: ConversationState
    table: tuple[Outfit, ...]
    before: tuple[Outfit, ...]
    """The looks that "undo" brings back, and `after` those of "redo"."""
    after: tuple[Outfit, ...]
    history: tuple[tuple[str, str], ...]
    """Messages and replies, the newest last."""
    tokens: int
    """Of a language model, that the conversation has taken."""
    is_running: bool
    """Whether a turn of the conversation is not ended."""
    is_noted: bool
    """Whether anything was said or learned of the visitor's taste."""
    owns: bool
    brands: tuple[str, ...]
    """Of the catalogue's brands those that the message may name."""


# One statement, since a follow-up took eight round trips before its search began. Most who begin a conversation are
# strangers, of whom one look says that there is nothing to read. A brand is looked up as the next one in order, so that
# it is always the index that answers, whatever is thought of how common it is.
_PAST = text("""
SELECT
  EXISTS (SELECT FROM voguevault.style_profiles WHERE visitor_id = :visitor)
    OR EXISTS (SELECT FROM voguevault.interactions WHERE visitor_id = :visitor) AS is_noted,
  EXISTS (SELECT FROM voguevault.wardrobe_items WHERE visitor_id = :visitor) AS owns,
  (SELECT CAST(COALESCE(sum(prompt_tokens + completion_tokens), 0) AS bigint) FROM voguevault.turns
   WHERE conversation_id = :conversation) AS tokens,
  EXISTS (SELECT FROM voguevault.turns WHERE conversation_id = :conversation AND status = 'running') AS is_running,
  (SELECT array_agg(ARRAY[h.message, COALESCE(h.reply, '')] ORDER BY h.seq) FROM (
     SELECT seq, message, reply->>'reply' AS reply FROM voguevault.turns
     WHERE conversation_id = :conversation AND status = 'done' ORDER BY seq DESC LIMIT :history) AS h) AS history,
  ARRAY(
    SELECT DISTINCT near.brand FROM unnest(CAST(:said AS text[])) AS said, LATERAL (
      SELECT p.brand FROM voguevault.products AS p WHERE lower(p.brand) >= said ORDER BY lower(p.brand) LIMIT 1
    ) AS near WHERE lower(near.brand) = said
  ) AS brands
""").bindparams(bindparam("visitor", type_=Uuid), bindparam("conversation", type_=Uuid))


async def past_of(session: AsyncSession, conversation: Conversation, visitor_id: UUID, message: str) -> Past:
    """What the conversation has for a turn that answers `message`."""
    said = list(shop_brands.candidates(message))
    asked = {"visitor": visitor_id, "conversation": conversation.id, "history": HISTORY, "said": said}
    read = (await session.execute(_PAST, asked)).one()
    state = decode(conversation.state, ConversationState) if conversation.state else ConversationState()
    table, before, after = await _looks(session, state, _last(state.undo), _last(state.redo))
    return Past(
        state=state,
        table=table,
        before=before,
        after=after,
        history=tuple((message, reply) for message, reply in read.history or ()),
        tokens=read.tokens,
        is_running=read.is_running,
        is_noted=read.is_noted,
        owns=read.owns,
        brands=tuple(read.brands),
    )


def _last(states: tuple[ConversationState, ...]) -> ConversationState:
    return states[-1] if states else ConversationState()


async def _looks(session: AsyncSession, *states: ConversationState) -> list[tuple[Outfit, ...]]:
    """Of each state the cards of the looks on the table, in their order."""
    ids = {look.outfit_id for state in states for look in state.looks}
    found: dict[UUID, Outfit] = {}
    if ids:
        rows = await session.execute(select(OutfitRow.id, OutfitRow.snapshot).where(OutfitRow.id.in_(ids)))
        found = {id: decode(snapshot, Outfit) for id, snapshot in rows}
    return [tuple(found[look.outfit_id] for look in state.looks if look.outfit_id in found) for state in states]


def decode(value: Any, kind: type[T]) -> T:
    """What a JSON column holds, as what it was written from."""
    return msgspec.convert(value, kind, strict=False)
