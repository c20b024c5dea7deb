"""Stripe's webhooks: verified, stored under their id, answered at once; what they are about is fetched later.

Source: Stripe's documentation of webhooks: signatures, at least once, in any order.
"""

from datetime import UTC, datetime, timedelta
from typing import ClassVar
from uuid import UUID

import msgspec
import stripe
from litestar import Response, post
from litestar.di import NamedDependency
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.payments import paying
from commerce.payments.gateway import Gateway
from commerce.payments.stripe_gateway import KINDS, Hint, StripeGateway, hint_of
from core import outbox
from core.db import Sessions
from core.desk import AnyRequest, refusals
from core.errors import InvalidInput, NotFound
from core.jobs import Jobs
from core.models import WebhookEvent
from core.outbox import Event, GaveUp

__all__ = ["BadSignature", "NoWebhooks", "Webhooks", "catch_up", "handle", "receive_stripe_event", "store", "take"]
SOURCE = "stripe"
TOLERANCE_S = 300
_OLDEST = timedelta(days=3)
"""For so long Stripe itself tries to deliver an event."""
_OVERLAP = timedelta(hours=1)


class BadSignature(InvalidInput):
    code: ClassVar[str] = "webhook_signature_invalid"
    title: ClassVar[str] = "The signature does not verify"


class NoWebhooks(NotFound):
    code: ClassVar[str] = "webhooks_not_configured"


class Webhooks(msgspec.Struct, frozen=True):
    """secret: without one nothing is taken, since anybody could have signed it."""

    secret: str | None


@post(
    "/api/webhooks/stripe",
    status_code=202,
    tags=["checkout"],
    summary="For Stripe's events",
    description="Stripe calls this; nobody else can sign for it. Answered as soon as the event is stored.",
    responses=refusals(400, 404),
)
async def receive_stripe_event(
    request: AnyRequest,
    sessions: NamedDependency[Sessions],
    webhooks: NamedDependency[Webhooks],
    jobs: NamedDependency[Jobs],
) -> Response[None]:
    found = take(await request.body(), request.headers.get("Stripe-Signature"), webhooks)
    if found is not None:
        async with sessions.begin() as session:
            id = await store(session, *found)
        await jobs.hand_over(id)
    return Response(None, status_code=202)


def take(body: bytes, signature: str | None, webhooks: Webhooks) -> tuple[str, Hint] | None:
    """The id of an event that Stripe signed, and what is kept of it; None of a kind that says nothing of a payment.

    Raises NoWebhooks where there is no secret, BadSignature where it does not verify or is older than five minutes.
    """
    if not webhooks.secret:
        raise NoWebhooks("This shop takes no events: it has no STRIPE_WEBHOOK_SECRET.")
    try:
        stripe.WebhookSignature.verify_header(body, signature, webhooks.secret, TOLERANCE_S)
        event = msgspec.json.decode(body)
        if event["type"] not in KINDS:
            return None
        return msgspec.convert(event["id"], str), hint_of(event)
    except stripe.SignatureVerificationError as error:
        raise BadSignature(str(error.user_message or error)) from None
    except (msgspec.DecodeError, msgspec.ValidationError, LookupError, TypeError, ValueError):
        raise BadSignature("This is not an event of Stripe's.") from None


async def handle(sessions: Sessions, gateway: Gateway, event: Event) -> None:
    """The inbox's handler: fetches the payment that the event is about and applies it.

    A payment that is not in the ledger is looked for again later: its row may not be visible yet.
    """
    if not isinstance(gateway, StripeGateway):
        raise GaveUp("The shop has no key to Stripe any more.")
    subject = await gateway.subject(msgspec.convert(event.payload, Hint))
    if subject is not None:
        await paying.look(sessions, gateway, subject.payment_id, provider_id=subject.provider_id)


async def catch_up(sessions: Sessions, gateway: StripeGateway) -> int:
    """Stores the events that were never delivered, as Stripe lists them; how many. Raises GatewayDown."""
    async with sessions.begin() as session:
        since = await _since(session)
    missed = 0
    async for id, hint in gateway.events(since):
        async with sessions.begin() as session:
            missed += await store(session, id, hint) is not None
    return missed


async def _since(session: AsyncSession) -> int:
    newest = await session.scalar(select(func.max(WebhookEvent.created_at)).where(WebhookEvent.source == SOURCE))
    now = datetime.now(UTC)
    return int(max((newest or now - _OLDEST) - _OVERLAP, now - _OLDEST).timestamp())


async def store(session: AsyncSession, id: str, hint: Hint) -> UUID | None:
    """Keeps the event; its row's id, or None where it came before."""
    payload = msgspec.to_builtins(hint)
    return await outbox.receive(session, source=SOURCE, key=id, kind=hint.kind, payload=payload)
