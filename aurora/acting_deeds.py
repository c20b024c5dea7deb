"""Doing what a turn's plan says, in one transaction with the turn's record: both are kept, or neither."""

from contextlib import AsyncExitStack
from types import TracebackType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aurora import acting, handoffs, lookbook
from aurora.acting import Done, Plan
from aurora.models import Conversation
from aurora.types import Action, Analysis, OutfitItem, Pending, TurnInput
from commerce import cart
from commerce.cart import NewLine, Owner
from commerce.cart_view import Sellable
from commerce.models import ProductVariant
from core.db import Sessions


class Deeds:
    """The deeds of one turn. While it `is_open`, something was done that is not committed: nobody may be told yet."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
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
            return await _save(session, wanted, visitor_id)
        if wanted.kind == "add_to_bag":
            return await _add(session, wanted, analysis, visitor_id)
        assert wanted.outfit is not None
        return Done(look_url=f"/looks/{wanted.outfit.outfit_id}")


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
