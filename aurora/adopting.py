"""What the stylist keeps of a person: it follows a guest into their account, is handed out, and is erased.

Everything is kept by the shopper's id, so that following is giving the rows another id. Of two style profiles one is
made: what the account says stands, what it leaves open is the guest's. Locks are taken in the order of a deed: the bag
(whose keeper comes first), then the shopper's taste.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from aurora import handoffs, taste_store
from aurora.feedback import Learning
from aurora.models import Conversation, Interaction, OutfitRow, StyleProfile, Turn, WardrobeItem
from aurora.taste_store import ANALYTICS, CONSENT, Stored
from commerce.cart_merge import Notice
from core.models import WebhookEvent

__all__ = ["Styling"]
_KEPT = (Conversation, OutfitRow, WardrobeItem, Interaction)
_STATED = ("department", "comfort", "boldness")
_LISTS = ("palette", "avoid", "brands")
_PIECE = ("title", "slot", "category", "colour", "material", "formality", "clo", "wear_count", "worn_at", "created_at")
_EVENT = (
    "occurred_at", "kind", "object_kind", "object_id", "product_id", "outfit_id", "turn_id", "position", "rating",
    "reason", "value", "currency", "experiment", "arm", "consent",
)  # fmt: skip


class Styling:
    """Conversations, looks, wardrobe, style profile and what was learned from."""

    def __init__(self, learning: Learning) -> None:
        self._learning = learning

    async def adopt(self, session: AsyncSession, guest_id: UUID, user_id: UUID) -> Sequence[Notice]:
        population = await self._learning.populations.get(session)
        for id in sorted((guest_id, user_id)):
            await taste_store.one_at_a_time(session, id)
        moved = [await _give(session, table, guest_id, user_id) for table in _KEPT]
        profile = await _merge_profiles(session, guest_id, user_id)
        await _give_handoffs(session, guest_id, user_id)
        if profile or any(moved):
            await self._withdraw(session, user_id)
            now = taste_store.now_utc()
            await taste_store.relearn(session, user_id, self._learning.embedding_model, population, now)
        return ()

    @staticmethod
    async def _withdraw(session: AsyncSession, user_id: UUID) -> None:
        """The guest's events serve nothing that the account does not agree to."""
        agreed = taste_store.agreed(await taste_store.profile_row(session, user_id))
        for purpose in {ANALYTICS, CONSENT} - set(agreed):
            await taste_store.withdraw(session, user_id, purpose)

    async def export(self, session: AsyncSession, user_id: UUID) -> Mapping[str, Any]:
        looks = await _mine(session, OutfitRow, user_id)
        return {
            "conversations": [await _conversation(session, row) for row in await _mine(session, Conversation, user_id)],
            "looks": [{"kind": row.kind, "visibility": row.visibility, **row.snapshot} for row in looks],
            "wardrobe": [_told(row, _PIECE) for row in await _mine(session, WardrobeItem, user_id)],
            "style_profile": _profile(await taste_store.profile_row(session, user_id)),
            "interactions": [_told(row, _EVENT) for row in await _mine(session, Interaction, user_id)],
        }

    async def erase(self, session: AsyncSession, user_id: UUID) -> None:
        """Conversations, looks, wardrobe and profile go; events stay as nobody's, each under a stranger's id."""
        await taste_store.one_at_a_time(session, user_id)
        mine = select(Conversation.id).where(Conversation.visitor_id == user_id)
        for id in list(await session.scalars(mine)):
            await handoffs.forget(session, id)
        turns = select(Turn.id).where(Turn.conversation_id.in_(mine))
        await session.execute(_quietly(delete(OutfitRow).where(OutfitRow.turn_id.in_(turns))))
        for table in (OutfitRow, Conversation, WardrobeItem, StyleProfile):
            await session.execute(_quietly(delete(table).where(table.visitor_id == user_id)))
        await taste_store.anonymise(session, user_id)


async def _give(session: AsyncSession, table: Any, guest_id: UUID, user_id: UUID) -> int:
    given = update(table).where(table.visitor_id == guest_id).values(visitor_id=user_id)
    return int((await session.execute(_quietly(given))).rowcount)  # type: ignore[attr-defined]


async def _give_handoffs(session: AsyncSession, guest_id: UUID, user_id: UUID) -> None:
    """The calls for a person name whose they are, too."""
    payload = func.jsonb_set(WebhookEvent.payload, ["visitor_id"], func.to_jsonb(str(user_id)), type_=JSONB)
    mine = (WebhookEvent.source == handoffs.SOURCE) & (WebhookEvent.payload["visitor_id"].astext == str(guest_id))
    await session.execute(_quietly(update(WebhookEvent).where(mine).values(payload=payload)))


async def _merge_profiles(session: AsyncSession, guest_id: UUID, user_id: UUID) -> bool:
    """One profile of the two; whether there was anything to merge."""
    guests, own = await taste_store.profile_row(session, guest_id), await taste_store.profile_row(session, user_id)
    if guests is None:
        return False
    if own is None:
        guests.visitor_id = user_id
        await session.flush()
        return True
    _fill(own, guests)
    await session.delete(guests)
    await session.flush()
    return True


def _fill(own: StyleProfile, guests: StyleProfile) -> None:
    """What the account leaves open becomes what the guest said."""
    for name in _STATED:
        if getattr(own, name) is None:
            setattr(own, name, getattr(guests, name))
    for name in _LISTS:
        if not getattr(own, name):
            setattr(own, name, list(getattr(guests, name) or ()))
    own.sizes = {**(guests.sizes or {}), **(own.sizes or {})}
    if own.budget_amount is None:
        own.budget_amount, own.budget_currency = guests.budget_amount, guests.budget_currency
    if CONSENT not in (own.consent or {}):  # nothing was decided: the same person did so a moment ago
        own.consent = {**(own.consent or {}), **(guests.consent or {})}
    kept, theirs = taste_store.stored(own), taste_store.stored(guests)
    corrections = {(each.facet, each.value): each for each in (*theirs.corrections, *kept.corrections)}
    own.learned = msgspec.to_builtins(Stored(kept.taste, tuple(corrections.values())))


async def _mine(session: AsyncSession, table: Any, user_id: UUID) -> list[Any]:
    order = table.occurred_at if table is Interaction else table.created_at
    return list(await session.scalars(select(table).where(table.visitor_id == user_id).order_by(order, table.id)))


async def _conversation(session: AsyncSession, row: Conversation) -> dict[str, Any]:
    turns = await session.scalars(select(Turn).where(Turn.conversation_id == row.id).order_by(Turn.seq))
    called = await handoffs.of_conversation(session, row.id)
    return {
        "conversation_id": row.id,
        "title": row.title,
        "began_at": row.created_at,
        "turns": [{"at": turn.started_at, "message": turn.message, "reply": turn.reply} for turn in turns],
        "handoff": msgspec.to_builtins(called.handoff.answers) if called else None,
    }


def _profile(row: StyleProfile | None) -> dict[str, Any] | None:
    if row is None:
        return None
    names = (*_STATED, *_LISTS, "sizes", "budget_amount", "budget_currency", "learned", "consent")
    return _told(row, names)


def _told(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _quietly(statement: Any) -> Any:
    return statement.execution_options(synchronize_session=False)
