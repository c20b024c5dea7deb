"""Doing what a turn's plan says, in one transaction with the turn's record: both are kept, or neither."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aurora import acting, handoffs, lookbook
from aurora.acting import Done, Plan
from aurora.feedback import note
from aurora.models import Conversation
from aurora.taste_population import Populations
from aurora.types import Action, Analysis, BagLine, Outfit, OutfitItem, Pending, TurnInput
from commerce import cart
from commerce.cart import NewLine, Owner
from commerce.cart_view import Sellable
from commerce.models import ProductVariant
from core.db import Sessions


class Learning(msgspec.Struct, frozen=True):
    """What is needed to learn from a deed: whom shoppers are compared with, and in which space."""

    populations: Populations
    embedding_model: str = ""


class Deeds:
    """The deeds of one turn. While it `is_open`, something was done that is not committed: nobody may be told yet."""

    def __init__(self, sessions: Sessions, learning: Learning) -> None:
        self._sessions = sessions
        self._learning = learning
        self._stack = AsyncExitStack()
        self._session: AsyncSession | None = None

    async def __aenter__(self) -> "Deeds":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session = None
        await self._stack.aclose()  # what was not committed is rolled back

    @property
    def is_open(self) -> bool:
        return self._session is not None

    @property
    def session(self) -> AsyncSession:
        """The session in which the deed was done, for the turn's record."""
        assert self._session is not None, "nothing was done"
        return self._session

    async def commit(self) -> None:
        await self.session.commit()
        self._session = None

    async def do(self, turn: TurnInput, analysis: Analysis) -> Done | None:
        """What came of what the turn asks for; None where it asks for nothing."""
        wanted = acting.plan(turn, analysis)
        if wanted is None:
            return None
        session = self._session = await self._stack.enter_async_context(self._sessions())
        visitor_id = await session.scalar(
            select(Conversation.visitor_id).where(Conversation.id == turn.conversation_id)
        )
        assert visitor_id is not None, "a conversation belongs to a visitor"
        if wanted.kind in ("handoff", "contact"):
            return await _call_a_person(session, turn, wanted, visitor_id)
        if wanted.kind == "save":
            done = await _save(session, wanted, visitor_id)
            await self._learn(visitor_id, "saved", wanted.outfit, ())
            return done
        if wanted.kind == "add_to_bag":
            done = await _add(session, wanted, analysis, visitor_id)
            lines = tuple(line for action in done.actions for line in action.lines)
            await self._learn(visitor_id, "bagged", wanted.outfit, lines)
            return done
        assert wanted.outfit is not None
        return Done(look_url=f"/looks/{wanted.outfit.outfit_id}")

    async def _learn(
        self, visitor_id: UUID, did: Literal["saved", "bagged"], outfit: Outfit | None, lines: Sequence[BagLine]
    ) -> None:
        """Notes what was done with the look, or with each piece that went into the bag."""
        known: dict[str, Any] = {
            "populations": self._learning.populations,
            "embedding_model": self._learning.embedding_model,
        }
        own = {item.product_id for item in outfit.items} if outfit else set()
        outfit_id = outfit.outfit_id if outfit else None
        for line in lines:
            of = outfit_id if line.product_id in own else None
            await note(self.session, visitor_id, did, outfit_id=of, product_id=line.product_id, **known)
        if did == "saved":
            await note(self.session, visitor_id, did, outfit_id=outfit_id, **known)


async def _save(session: AsyncSession, wanted: Plan, visitor_id: UUID) -> Done:
    assert wanted.outfit is not None
    saved = await lookbook.save(session, visitor_id, wanted.outfit)
    action = Action(kind="wishlist.saved", detail=wanted.outfit.title, outfit_id=saved.outfit_id, again=saved.again)
    return Done(actions=(action,))


async def _call_a_person(session: AsyncSession, turn: TurnInput, wanted: Plan, visitor_id: UUID) -> Done:
    called = await handoffs.request(session, turn, visitor_id, contact=wanted.contact)
    action = Action(
        kind="handoff.requested", reference=called.reference, contact=called.contact, again=called.again,
        outfit_id=wanted.outfit.outfit_id if wanted.outfit else None,
    )  # fmt: skip
    return Done(actions=(action,), pending=Pending(action="handoff") if called.contact is None else None)


async def _add(session: AsyncSession, wanted: Plan, analysis: Analysis, visitor_id: UUID) -> Done:
    """The pieces in the bag, all of them or none. Bag and stock are held from the start: nobody comes in between."""
    if not wanted.items:
        return Done()
    owner = Owner(visitor_id)
    bag = await cart.hold(session, owner, channel="aurora")
    goods = await _goods(session, [item.product_id for item in wanted.items], bag.cart_id)
    choice = acting.choose(wanted, analysis, goods, {line.variant_id: line.quantity for line in bag.items})
    if choice.needs:
        return acting.lacking(wanted, choice)
    lines = [NewLine(choice.taken[item.product_id].variant_id, 1, _look_of(wanted, item)) for item in wanted.items]
    bag = await cart.add(session, owner, lines, channel="aurora")
    assert bag.cart_id is not None
    assert bag.items_total is not None
    return Done(actions=(acting.added(wanted, choice.taken, cart_id=bag.cart_id, cart_total=bag.items_total),))


def _look_of(wanted: Plan, item: OutfitItem) -> UUID | None:
    """The look that puts the piece into the bag; none for a piece of another one."""
    return wanted.outfit.outfit_id if wanted.outfit and item in wanted.outfit.items else None


async def _goods(session: AsyncSession, product_ids: list[UUID], cart_id: UUID | None) -> dict[UUID, list[Sellable]]:
    """Product → all of its variants as they are now, held so."""
    query = select(ProductVariant.id).where(ProductVariant.product_id.in_(product_ids))
    found: dict[UUID, list[Sellable]] = {}
    goods = await cart.sellable(session, list(await session.scalars(query)), cart_id=cart_id, lock=True)
    for one in goods.values():
        found.setdefault(one.product_id, []).append(one)
    return found
