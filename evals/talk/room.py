"""A conversation as the server carries it: every turn through store, stylist and deeds, nothing imitated."""

from collections import Counter
from uuid import UUID, uuid5

import msgspec
from sqlalchemy import delete

from aurora import store
from aurora.models import Conversation, WardrobeItem
from aurora.running import Turns, as_reply
from aurora.types import ChatReply, ChatRequest, ClientContext, ConversationState
from commerce import cart
from commerce.cart import Owner
from commerce.garments import CATEGORIES
from core.db import Sessions
from core.ids import uuid7
from core.problems import Problem

_RATES = {"USD": {"EUR": 1.08}, "INR": {"EUR": 95.0, "USD": 88.0}}
_TODAY = "2026-06-15"
_NAMES = UUID("5b0f4d53-1c1c-4d55-9b0e-6f6b7c1d2e90")
"""Of the conversations: one seed is one conversation, to the wording."""


class TurnFailed(Exception):
    """The turn ended with a problem."""


class Room:
    """One shopper's talk with Aurora. The same seed and wording say the same, turn for turn."""

    def __init__(
        self, sessions: Sessions, turns: Turns, seed: int, wording: int | str = 0, *, currency: str = "USD"
    ) -> None:
        self._sessions, self._turns, self._seed, self._seq = sessions, turns, seed, 0
        self._shop = store.Shop(currency, _RATES[currency])
        self._id = uuid5(_NAMES, f"{seed}:{wording}")
        self._visitor = uuid7()
        self._begun = False

    async def say(self, message: str, context: ClientContext | None = None) -> ChatReply:
        """The finished reply. Raises TurnFailed."""
        begun = await self._turn(message, context)
        last = await as_reply(self._turns.start(begun.turn, None, begun.written))
        if isinstance(last, Problem):
            raise TurnFailed(f"{last.status} {last.title}: {last.detail}")
        return last

    async def _turn(self, message: str, context: ClientContext | None) -> store.Begun:
        await self._begin()
        self._seq += 1
        request = ChatRequest(message, self._id, context=context or ClientContext())
        begun = await store.begin(self._sessions, request, self._visitor, self._shop)
        assert isinstance(begun, store.Begun), "no message is sent twice"
        # The season and the choice of words come of the seed; a run tomorrow is to find the same faults.
        turn = msgspec.structs.replace(begun.turn, today=_TODAY, seed=self._seed * 100 + self._seq)
        return store.Begun(turn, begun.written)

    async def own(self, category: str, colour: str) -> None:
        """Puts a piece into the shopper's wardrobe."""
        kind = CATEGORIES[category]
        assert kind.slot is not None, f"a {kind.noun} is never part of a look"
        row = WardrobeItem(
            id=uuid7(), visitor_id=self._visitor, category=category, slot=kind.slot, colour=colour,
            formality=kind.formality, clo=kind.clo,
        )  # fmt: skip
        async with self._sessions.begin() as session:
            session.add(row)

    async def bag(self) -> Counter[UUID]:
        """Variant → how many of it are in the bag."""
        async with self._sessions() as session:
            view = await cart.read(session, Owner(self._visitor))
        return Counter({line.variant_id: line.quantity for line in view.items})

    async def state(self) -> ConversationState:
        """What the conversation holds now."""
        async with self._sessions() as session:
            row = await session.get_one(Conversation, self._id)
            return msgspec.convert(row.state, ConversationState, strict=False) if row.state else ConversationState()

    async def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        async with self._sessions.begin() as session:
            await session.execute(delete(Conversation).where(Conversation.id == self._id))
            session.add(Conversation(id=self._id, visitor_id=self._visitor, locale="en", state={}, last_seq=0))
