"""What was bought, noted as what is done by words and buttons: each piece with the look that it came from."""

from uuid import UUID

from sqlalchemy import func, select, update

from aurora.feedback import Learning, Thing
from commerce.models import Cart, Order, OrderItem
from core.db import Sessions
from core.errors import NotFound
from core.models import WebhookEvent
from core.outbox import Event, Handler

__all__ = ["handler"]


def handler(sessions: Sessions, learning: Learning) -> Handler:
    """The outbox's handler of purchases. Each is learned from once: the row is done in the same transaction."""

    async def learn(event: Event) -> None:
        async with sessions.begin() as session:
            done = update(WebhookEvent).where(WebhookEvent.id == event.id, WebhookEvent.processed_at.is_(None))
            done = done.values(processed_at=func.now(), next_attempt_at=None)
            if await session.scalar(done.returning(WebhookEvent.id)) is None:
                return
            order_id = UUID(event.payload["order_id"])
            whose = select(func.coalesce(Order.user_id, Cart.visitor_id)).join(Cart, Cart.id == Order.cart_id)
            shopper_id = await session.scalar(whose.where(Order.id == order_id))
            lines = select(OrderItem.outfit_id, OrderItem.product_id).where(OrderItem.order_id == order_id)
            for outfit_id, product_id in (await session.execute(lines.order_by(OrderItem.position))).all():
                if shopper_id is None or product_id is None:
                    continue
                try:
                    async with session.begin_nested():
                        thing = Thing(outfit_id=outfit_id, product_id=product_id)
                        await learning.note(session, shopper_id, "purchased", thing)
                except NotFound:  # it is sold no more: nothing is known of it to learn from
                    continue

    return learn
