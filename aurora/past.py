"""What a conversation and its visitor bring into the next turn."""

from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import msgspec

from aurora.context import shop_brands
from aurora.types import ConversationState, Outfit

T = TypeVar("T")
HISTORY = 6


class Held(msgspec.Struct, frozen=True):
    """The conversation in which a turn begins; a new one has nothing yet."""

    id: UUID
    last_seq: int = 0
    cost_micros: int = 0
    state: ConversationState = ConversationState()


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
    was_sent: bool
    """Whether a message with the same `client_message_id` came before."""
    is_noted: bool
    """Whether anything was said or learned of the visitor's taste."""
    owns: bool
    brands: tuple[str, ...]
    """Of the catalogue's brands those that the message may name."""


_HELD = """
SELECT state::text AS state, last_seq, cost_micros FROM voguevault.conversations
WHERE id = $1 AND visitor_id = $2 FOR UPDATE
"""

# One statement, since a follow-up took eight round trips before its search began. Most who begin a conversation are
# strangers, of whom one look says that there is nothing to read. A brand is looked up as the next one in order, so that
# it is always the index that answers, whatever is thought of how common it is.
_PAST = """
SELECT
  EXISTS (SELECT FROM voguevault.style_profiles WHERE visitor_id = $1)
    OR EXISTS (SELECT FROM voguevault.interactions WHERE visitor_id = $1) AS is_noted,
  EXISTS (SELECT FROM voguevault.wardrobe_items WHERE visitor_id = $1) AS owns,
  (SELECT CAST(COALESCE(sum(prompt_tokens + completion_tokens), 0) AS bigint) FROM voguevault.turns
   WHERE conversation_id = $2) AS tokens,
  EXISTS (SELECT FROM voguevault.turns WHERE conversation_id = $2 AND status = 'running') AS is_running,
  $3::text IS NOT NULL AND EXISTS (
    SELECT FROM voguevault.conversations AS c JOIN voguevault.turns AS t ON t.conversation_id = c.id
    WHERE c.visitor_id = $1 AND t.client_message_id = $3
  ) AS was_sent,
  (SELECT array_agg(ARRAY[h.message, COALESCE(h.reply, '')] ORDER BY h.seq) FROM (
     SELECT seq, message, reply->>'reply' AS reply FROM voguevault.turns
     WHERE conversation_id = $2 AND status = 'done' ORDER BY seq DESC LIMIT $4) AS h) AS history,
  ARRAY(
    SELECT DISTINCT near.brand FROM unnest($5::text[]) AS said, LATERAL (
      SELECT p.brand FROM voguevault.products AS p WHERE lower(p.brand) >= said ORDER BY lower(p.brand) LIMIT 1
    ) AS near WHERE lower(near.brand) = said
  ) AS brands
"""


async def held(driver: asyncpg.Connection, id: UUID, visitor_id: UUID) -> Held | None:
    """The visitor's own conversation, locked until the transaction ends; None where it is none of theirs."""
    row = await driver.fetchrow(_HELD, id, visitor_id)
    if row is None:
        return None
    return Held(id, row["last_seq"], row["cost_micros"], _json(row["state"], ConversationState))


async def past_of(
    driver: asyncpg.Connection, talk: Held, visitor_id: UUID, message: str, client_message_id: str | None
) -> Past:
    """What the conversation has for a turn that answers `message`."""
    said = list(shop_brands.candidates(message))
    read = await driver.fetchrow(_PAST, visitor_id, talk.id, client_message_id, HISTORY, said)
    table, before, after = await _looks(driver, talk.state, _last(talk.state.undo), _last(talk.state.redo))
    return Past(
        state=talk.state,
        table=table,
        before=before,
        after=after,
        history=tuple((message, reply) for message, reply in read["history"] or ()),
        tokens=read["tokens"],
        is_running=read["is_running"],
        was_sent=read["was_sent"],
        is_noted=read["is_noted"],
        owns=read["owns"],
        brands=tuple(read["brands"]),
    )


def _last(states: tuple[ConversationState, ...]) -> ConversationState:
    return states[-1] if states else ConversationState()


async def _looks(driver: asyncpg.Connection, *states: ConversationState) -> list[tuple[Outfit, ...]]:
    """Of each state the cards of the looks on the table, in their order."""
    ids = {look.outfit_id for state in states for look in state.looks}
    found: dict[UUID, Outfit] = {}
    if ids:
        query = "SELECT id, snapshot::text AS snapshot FROM voguevault.outfits WHERE id = ANY($1)"
        found = {row["id"]: _json(row["snapshot"], Outfit) for row in await driver.fetch(query, ids)}
    return [tuple(found[look.outfit_id] for look in state.looks if look.outfit_id in found) for state in states]


def _json(text: str, kind: type[T]) -> T:
    return msgspec.json.decode(text, type=kind, strict=False)


def decode(value: Any, kind: type[T]) -> T:
    """What a JSON column holds, as what it was written from."""
    return msgspec.convert(value, kind, strict=False)
