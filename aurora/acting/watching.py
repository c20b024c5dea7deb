"""What is put into the bag and taken out of it by the page's buttons, noted as what is done by words."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from aurora.feedback import Learning, Thing
from commerce.cart import Owner
from commerce.cart_routes import BagWatch
from commerce.cart_view import CartLine


class LearningWatch(BagWatch):
    """Notes each line with the look that it came from, and learns from it."""

    def __init__(self, learning: Learning) -> None:
        self._learning = learning

    async def put_in(self, session: AsyncSession, owner: Owner, lines: Sequence[CartLine]) -> None:
        await self._learning.note(session, owner.visitor_id, "bagged", *map(_thing, lines))

    async def taken_out(self, session: AsyncSession, owner: Owner, line: CartLine) -> None:
        await self._learning.note(session, owner.visitor_id, "unbagged", _thing(line))


def _thing(line: CartLine) -> Thing:
    return Thing(outfit_id=line.outfit_id, product_id=line.product_id)
