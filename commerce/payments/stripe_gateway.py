"""Stripe, through its SDK: a Checkout Session a payment, whose Payment Element the browser shows.

Our payment's id in the ledger is the session's; the PaymentIntent behind it is found from there. Every POST carries the
key of its row. Source: Stripe's API reference, version 2026-10-28.endive (Checkout Sessions with `ui_mode: elements`,
separate authorisation and capture, refunds, disputes, events).
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import msgspec
import stripe
import structlog
from stripe import HTTPXClient, StripeClient

from commerce.payments.gateway import (
    GatewayDispute,
    GatewayDown,
    GatewayPayment,
    GatewayRefund,
    GatewayRefused,
    Opened,
    Opening,
    PaymentState,
    RefundState,
)
from commerce.payments.stripe_units import of_stripe, to_stripe
from core.money import Money

__all__ = ["KINDS", "Hint", "StripeGateway", "Subject"]
log = structlog.get_logger("payments")
T = TypeVar("T")

KINDS = (
    "checkout.session.completed", "checkout.session.expired", "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed", "payment_intent.succeeded", "payment_intent.payment_failed",
    "payment_intent.canceled", "payment_intent.requires_action", "payment_intent.amount_capturable_updated",
    "charge.refunded", "refund.created", "refund.updated", "refund.failed", "charge.dispute.created",
    "charge.dispute.updated", "charge.dispute.closed",
)  # fmt: skip
"""The events that say something of a payment."""
_INTENTS: dict[str, PaymentState] = {
    "requires_payment_method": "pending",
    "requires_confirmation": "pending",
    "processing": "pending",
    "requires_action": "requires_action",
    "requires_capture": "authorised",
    "canceled": "cancelled",
    "succeeded": "succeeded",
}
_REFUNDS: dict[str, RefundState] = {
    "pending": "pending",
    "requires_action": "pending",
    "succeeded": "succeeded",
    "failed": "failed",
    "canceled": "failed",
}


class Hint(msgspec.Struct, frozen=True):
    """What is kept of an event: which object it is about. Names, addresses and cards are not."""

    kind: str
    object: str
    id: str
    created: int
    payment_intent: str | None = None
    payment_id: str | None = None


class Subject(msgspec.Struct, frozen=True):
    """Our payment that an event is about, and its session where the event names it."""

    payment_id: UUID
    provider_id: str | None


class StripeGateway:
    """A `commerce.payments.gateway.Gateway`. return_url: where the browser returns; `{order}` is the order's id.

    retries: how often the SDK itself asks again, half a second and more apart.
    """

    name: ClassVar[str] = "stripe"

    def __init__(
        self, secret_key: str, *, publishable_key: str | None, return_url: str, api_base: str | None = None,
        retries: int = 2,
    ) -> None:  # fmt: skip
        http = HTTPXClient(timeout=20, allow_sync_methods=False)
        addresses: Any = {"api": api_base} if api_base else {}
        self._client = StripeClient(secret_key, http_client=http, max_network_retries=retries, base_addresses=addresses)
        self._http = http
        self.publishable_key = publishable_key
        self.test_mode = "_test_" in secret_key
        self._return_url = return_url

    async def open(self, asked: Opening) -> Opened:
        params = self._params(asked)
        session = await self._ask(lambda: self._client.v1.checkout.sessions.create_async(params, _key(asked.key)))
        return Opened(session.id, "pending", session.client_secret)

    async def fetch(self, provider_id: str) -> GatewayPayment:
        params: Any = {"expand": ["payment_intent.latest_charge"]}
        session = await self._ask(lambda: self._client.v1.checkout.sessions.retrieve_async(provider_id, params))
        intent: Any = session.payment_intent
        charge = intent.latest_charge if intent else None
        refunds = await self._refunds(intent.id) if charge and charge.amount_captured else ()
        disputes = await self._disputes(intent.id) if charge and charge.disputed else ()
        return _payment(session, refunds, disputes)

    async def capture(self, provider_id: str, key: str) -> GatewayPayment:
        intent = await self._intent(provider_id)
        if intent is not None and intent.status == "requires_capture":
            await self._unless_past(
                lambda: self._client.v1.payment_intents.capture_async(intent.id, None, _key(key)),
            )
        return await self.fetch(provider_id)

    async def cancel(self, provider_id: str, key: str) -> GatewayPayment:
        session = await self._ask(lambda: self._client.v1.checkout.sessions.retrieve_async(provider_id))
        if session.status == "open":
            await self._unless_past(
                lambda: self._client.v1.checkout.sessions.expire_async(provider_id, None, _key(key))
            )
        intent = await self._intent(provider_id)
        if intent is not None and intent.status == "requires_capture":
            await self._unless_past(
                lambda: self._client.v1.payment_intents.cancel_async(intent.id, None, _key(f"{key}:intent"))
            )
        return await self.fetch(provider_id)

    async def refund(self, provider_id: str, amount: int, *, payment_id: UUID, key: str) -> GatewayRefund:
        """The refund, made once: Stripe forgets keys after a day, so one with our row's id is looked for first."""
        intent = await self._intent(provider_id)
        if intent is None:
            raise GatewayRefused("There is no payment to give back.")
        made = next((one for one in await self._refunds(intent.id) if one.payment_id == payment_id), None)
        if made is not None:
            return made
        back = to_stripe(Money(amount, intent.currency.upper()))
        params: Any = {"payment_intent": intent.id, "amount": back, "metadata": {"payment_id": str(payment_id)}}
        return _refund(await self._ask(lambda: self._client.v1.refunds.create_async(params, _key(key))))

    async def subject(self, hint: Hint) -> Subject | None:
        """The payment of ours that the event is about; None where the account has it from elsewhere."""
        if hint.object in ("checkout.session", "payment_intent"):
            id = _uuid(hint.payment_id)
            session_id = hint.id if hint.object == "checkout.session" else None
        elif hint.payment_intent:
            intent = await self._ask(lambda: self._client.v1.payment_intents.retrieve_async(str(hint.payment_intent)))
            id, session_id = _uuid(_metadata(intent).get("payment_id")), None
        else:
            return None
        if id is None:
            return None
        intent_id = hint.id if hint.object == "payment_intent" else hint.payment_intent
        return Subject(id, session_id or await self._session_of(intent_id))

    async def events(self, since: int) -> AsyncIterator[tuple[str, Hint]]:
        """Ids and hints of what happened since then (Unix seconds), the newest first."""
        params: Any = {"created": {"gte": since}, "types": list(KINDS), "limit": 100}
        found = await self._ask(lambda: self._client.v1.events.list_async(params))
        async for event in found.auto_paging_iter():
            yield event.id, hint_of(event.to_dict())

    async def close(self) -> None:
        await self._http.close_async()  # type: ignore[no-untyped-call]

    def _params(self, asked: Opening) -> Any:
        """One line for the whole: the total is the shop's to compute, to the last cent."""
        about = {"order_id": str(asked.order_id), "payment_id": str(asked.payment_id), "number": asked.number}
        product = {"name": f"Order {asked.number}", "description": _told(asked)}
        price = {
            "currency": asked.total.currency.lower(),
            "unit_amount": to_stripe(asked.total),
            "product_data": product,
        }
        return {
            "mode": "payment",
            "ui_mode": "elements",
            "client_reference_id": str(asked.order_id),
            "customer_email": asked.email,
            "line_items": [{"quantity": 1, "price_data": price}],
            "metadata": about,
            "payment_intent_data": {
                "metadata": about,
                "capture_method": "manual" if asked.capture_later else "automatic_async",
            },
            "expires_at": asked.expires_at,
            "return_url": self._return_url.format(order=asked.order_id),
        }

    async def _intent(self, provider_id: str) -> Any:
        params: Any = {"expand": ["payment_intent"]}
        session = await self._ask(lambda: self._client.v1.checkout.sessions.retrieve_async(provider_id, params))
        return session.payment_intent

    async def _session_of(self, intent_id: str | None) -> str | None:
        params: Any = {"payment_intent": intent_id, "limit": 1}
        found = await self._ask(lambda: self._client.v1.checkout.sessions.list_async(params))
        return found.data[0].id if found.data else None

    async def _refunds(self, intent_id: str) -> tuple[GatewayRefund, ...]:
        params: Any = {"payment_intent": intent_id, "limit": 100}
        found = await self._ask(lambda: self._client.v1.refunds.list_async(params))
        return tuple([_refund(one) async for one in found.auto_paging_iter()])

    async def _disputes(self, intent_id: str) -> tuple[GatewayDispute, ...]:
        params: Any = {"payment_intent": intent_id, "limit": 100}
        found = await self._ask(lambda: self._client.v1.disputes.list_async(params))
        return tuple(
            GatewayDispute(one.id, of_stripe(one.amount, one.currency), one.status, one.reason) for one in found.data
        )

    async def _unless_past(self, call: Callable[[], Awaitable[Any]]) -> None:
        """Does what may have been overtaken: a session that was just paid cannot be ended, which is no fault."""
        try:
            await self._ask(call)
        except GatewayRefused as error:
            log.info("payments.overtaken", detail=error.detail)

    async def _ask(self, call: Callable[[], Awaitable[T]]) -> T:
        """The answer. Raises GatewayRefused where it was a no, GatewayDown where nothing is known."""
        try:
            return await call()
        except (stripe.APIConnectionError, stripe.RateLimitError, stripe.APIError) as error:
            log.warning("payments.gateway_away", error=type(error).__name__, code=error.http_status)
            raise GatewayDown("The payment provider does not answer. Nothing was lost; try again.") from None
        except (stripe.AuthenticationError, stripe.PermissionError) as error:
            log.error("payments.gateway_shut", error=type(error).__name__, detail=str(error))
            raise GatewayDown("The payment provider does not let the shop in.") from None
        except stripe.StripeError as error:
            log.warning("payments.gateway_refused", error=type(error).__name__, code=error.code, detail=str(error))
            raise GatewayRefused(error.user_message or "The payment provider refused.") from None


def hint_of(event: Any) -> Hint:
    """What is kept of an event as Stripe sends it. Raises msgspec.ValidationError, KeyError, TypeError."""
    about = event["data"]["object"]
    facts = {
        "kind": event["type"], "object": about["object"], "id": about["id"], "created": event["created"],
        "payment_intent": about.get("payment_intent"), "payment_id": (about.get("metadata") or {}).get("payment_id"),
    }  # fmt: skip
    return msgspec.convert(facts, Hint)


def _payment(session: Any, refunds: tuple[GatewayRefund, ...], disputes: tuple[GatewayDispute, ...]) -> GatewayPayment:
    intent = session.payment_intent
    status: PaymentState = "cancelled" if session.status == "expired" else "pending"
    captured, error = 0, None
    if intent is not None:
        captured, error = intent.amount_received or 0, intent.last_payment_error
        if session.status != "expired" or captured:
            status = "succeeded" if captured else _INTENTS.get(intent.status, "pending")
        if session.status == "complete" and intent.status == "requires_payment_method":
            status = "failed"  # a slow method's money did not come; this session cannot be paid any more
    return GatewayPayment(
        provider_id=session.id,
        status=status,
        amount=of_stripe(session.amount_total, session.currency),
        currency=session.currency.upper(),
        captured=of_stripe(captured, session.currency),
        order_id=_uuid(session.client_reference_id),
        refunds=refunds,
        disputes=disputes,
        error_code=error.code if error else None,
        error=error.message if error else None,
    )


def _refund(one: Any) -> GatewayRefund:
    why = getattr(one, "failure_reason", None)
    status = _REFUNDS.get(one.status or "", "pending")
    amount = of_stripe(one.amount, one.currency)
    return GatewayRefund(one.id, amount, status, _uuid(_metadata(one).get("payment_id")), why)


def _metadata(one: Any) -> dict[str, str]:
    return one.metadata.to_dict() if one.metadata else {}


def _told(asked: Opening) -> str:
    return ", ".join(f"{quantity} × {name}" for name, _, quantity in asked.lines)[:500] or asked.number


def _key(key: str) -> Any:
    return {"idempotency_key": key}


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
