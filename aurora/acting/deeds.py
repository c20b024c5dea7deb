"""Doing what a turn's plan says, in one transaction with the turn's record: both are kept, or neither."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aurora import acting, handoffs, lookbook
from aurora.acting import Done, Plan, bag, looking
from aurora.feedback import Learning, Thing
from aurora.models import Conversation
from aurora.types import Action, Analysis, BagLine, Deed, OnOffer, Outfit, Pending, TurnInput
from core.db import Sessions


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
        match wanted.kind:
            case "handoff" | "contact":
                return await _call_a_person(session, turn, wanted, visitor_id)
            case "handoff_status":
                return await _how_it_stands(session, turn)
            case "show_bag":
                return await bag.shown(session, visitor_id)
            case "put_back":
                assert wanted.deed is not None
                return await bag.put_back(session, wanted.deed, visitor_id, turn.state.deeds)
            case "add_to_bag":
                return await self._add(turn, wanted, analysis, visitor_id)
            case "take_out":
                return await self._take_out(turn, wanted, visitor_id)
            case "save" | "unsave":
                return await self._keep(turn, wanted, visitor_id)
            case "show_3d":
                assert wanted.outfit is not None
                await self._learning.note(session, visitor_id, "tried_on", Thing(outfit_id=wanted.outfit.outfit_id))
                return Done(look_url=f"/looks/{wanted.outfit.outfit_id}")

    async def look_up(self, shown: Sequence[Outfit]) -> dict[UUID, tuple[OnOffer, ...]]:
        """Product → what the shop has of it now, of all that is shown; read in a transaction of its own."""
        products = {item.product_id for outfit in shown for item in outfit.items if not item.owned}
        async with self._sessions() as session:
            return await looking.on_offer(session, products)

    async def _add(self, turn: TurnInput, wanted: Plan, analysis: Analysis, visitor_id: UUID) -> Done:
        done = await bag.add(self.session, wanted, analysis, visitor_id, turn.state.deeds)
        own = {item.product_id for item in wanted.outfit.items} if wanted.outfit else set()
        look = wanted.outfit.outfit_id if wanted.outfit else None
        things = [
            Thing(outfit_id=look if line.product_id in own else None, product_id=line.product_id)
            for line in _lines(done, "cart.added")
        ]
        await self._learning.note(self.session, visitor_id, "bagged", *things)
        return done

    async def _take_out(self, turn: TurnInput, wanted: Plan, visitor_id: UUID) -> Done:
        done = await bag.take_out(self.session, wanted, visitor_id, turn.state.deeds)
        things = [Thing(outfit_id=line.outfit_id, product_id=line.product_id) for line in _lines(done, "cart.removed")]
        await self._learning.note(self.session, visitor_id, "unbagged", *things)
        return done

    async def _keep(self, turn: TurnInput, wanted: Plan, visitor_id: UUID) -> Done:
        """The look saved, or the copy that was saved last given up again."""
        if wanted.deed is not None and wanted.deed.saved is not None:
            await lookbook.forget(self.session, visitor_id, wanted.deed.saved)
            action = Action(kind="wishlist.removed", outfit_id=wanted.deed.saved)
            return Done(actions=(action,), deeds=turn.state.deeds[:-1])
        assert wanted.outfit is not None
        saved = await lookbook.save(self.session, visitor_id, wanted.outfit)
        if not saved.again:
            await self._learning.note(self.session, visitor_id, "saved", Thing(outfit_id=wanted.outfit.outfit_id))
        action = Action(kind="wishlist.saved", detail=wanted.outfit.title, outfit_id=saved.outfit_id, again=saved.again)
        deeds = None if saved.again else (*turn.state.deeds, Deed(saved=saved.outfit_id))
        return Done(actions=(action,), deeds=deeds)


def _lines(done: Done, kind: str) -> tuple[BagLine, ...]:
    return tuple(line for action in done.actions if action.kind == kind for line in action.lines)


async def _call_a_person(session: AsyncSession, turn: TurnInput, wanted: Plan, visitor_id: UUID) -> Done:
    called = await handoffs.request(session, turn, visitor_id, contact=wanted.contact)
    action = handoffs.action(called.row, again=called.again, outfit=wanted.outfit)
    return Done(actions=(action,), pending=Pending(action="handoff") if called.contact is None else None)


async def _how_it_stands(session: AsyncSession, turn: TurnInput) -> Done:
    """The conversation's newest handoff with its answers; no action where nobody was called."""
    row = await handoffs.of_conversation(session, turn.conversation_id)
    return Done(actions=(handoffs.action(row, again=True),) if row else (), pending=turn.state.pending)
