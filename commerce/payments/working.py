"""What the worker does for payments."""

from commerce.payments import inbox, paying
from commerce.payments.gateway import Gateway
from core.db import Sessions
from core.outbox import Direction, Event, Handler

__all__ = ["handlers"]


def handlers(sessions: Sessions, gateway: Gateway) -> dict[tuple[Direction, str], Handler]:
    """By direction and source: refunds to be made, authorisations to be captured or let go, Stripe's events."""

    async def refund(event: Event) -> None:
        await paying.make_refund(sessions, gateway, event)

    async def finish(event: Event) -> None:
        await paying.finish(sessions, gateway, event)

    async def news(event: Event) -> None:
        await inbox.handle(sessions, gateway, event)

    return {("out", "refund"): refund, ("out", "payment"): finish, ("in", inbox.SOURCE): news}
