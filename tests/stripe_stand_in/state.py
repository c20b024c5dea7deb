"""What Stripe would hold, and what may be done to it. Source: Stripe's API reference, version 2026-10-28.endive."""

import copy
import secrets
import time
from collections.abc import Callable
from typing import Any, Literal

__all__ = ["API_VERSION", "Card", "Fault", "Stripe"]

API_VERSION = "2026-10-28.endive"
Object = dict[str, Any]
Params = dict[str, Any]
_CANCELLABLE = ("requires_payment_method", "requires_capture", "requires_action", "requires_confirmation")
Card = Literal["good", "declined", "asks_3ds", "slow"]
"""What the shopper pays with; `slow` is a method of payment whose money comes days later."""


class Fault(Exception):
    """An error as Stripe tells it."""

    def __init__(
        self, message: str, *, status: int = 400, kind: str = "invalid_request_error", code: str | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": kind, "code": code, "message": message}}


class Stripe:
    """One account. `emitted` is called with every event as it happens; `ahead_s` sets its clock forward."""

    def __init__(self) -> None:
        self.sessions: dict[str, Object] = {}
        self.intents: dict[str, Object] = {}
        self.charges: dict[str, Object] = {}
        self.refunds: dict[str, Object] = {}
        self.disputes: dict[str, Object] = {}
        self.events: dict[str, Object] = {}
        self.emitted: Callable[[Object], None] = lambda _event: None
        self.ahead_s = 0
        self.refunds_take_time = False

    def now(self) -> int:
        return int(time.time()) + self.ahead_s

    # ---- checkout sessions

    def create_session(self, params: Params) -> Object:
        now = self.now()
        _require(params, "mode", "line_items")
        if params["mode"] != "payment":
            raise Fault("This stand-in knows only sessions of mode payment.")
        ui_mode = params.get("ui_mode", "hosted_page")
        if ui_mode not in ("hosted_page", "embedded_page", "elements"):
            raise Fault(f"Invalid ui_mode: must be one of hosted_page, embedded_page, or elements, not {ui_mode}")
        _require(params, "success_url" if ui_mode == "hosted_page" else "return_url")
        expires_at = int(params.get("expires_at", now + 86400))
        if not now + 1800 <= expires_at <= now + 86400:
            raise Fault("`expires_at` must lie between 30 minutes and 24 hours from now.")
        prices = [(one["price_data"], int(one.get("quantity", 1))) for one in params["line_items"]]
        total = sum(int(price["unit_amount"]) * quantity for price, quantity in prices)
        _check_amount(total, prices[0][0]["currency"].upper())
        id = _id("cs_test")
        aside = params.get("payment_intent_data", {})
        self.sessions[id] = {
            "id": id, "object": "checkout.session", "created": now, "livemode": False, "mode": "payment",
            "ui_mode": ui_mode, "status": "open", "payment_status": "unpaid", "amount_total": total,
            "amount_subtotal": total, "currency": prices[0][0]["currency"].lower(), "expires_at": expires_at,
            "client_reference_id": params.get("client_reference_id"), "customer_email": params.get("customer_email"),
            "client_secret": None if ui_mode == "hosted_page" else f"{id}_secret_{secrets.token_hex(8)}",
            "metadata": dict(params.get("metadata", {})), "payment_intent": None, "customer": None,
            "return_url": params.get("return_url"), "success_url": params.get("success_url"), "url": None,
            "payment_method_types": ["card"],
            "_intent": dict(aside),
        }  # fmt: skip
        return self.sessions[id]

    def session(self, id: str) -> Object:
        self.pass_time()
        return _found(self.sessions, id, "checkout.session")

    def expire_session(self, id: str) -> Object:
        session = self.session(id)
        if session["status"] != "open":
            raise Fault(f"Only an open Checkout Session can be expired; this one is {session['status']}.")
        return self._expire(session)

    def pass_time(self) -> None:
        """Expires what is past its time."""
        for session in self.sessions.values():
            if session["status"] == "open" and session["expires_at"] <= self.now():
                self._expire(session)

    def _expire(self, session: Object) -> Object:
        session["status"] = "expired"
        intent = self.intents.get(session["payment_intent"] or "")
        if intent is not None and intent["status"] in ("requires_payment_method", "requires_action"):
            self._cancel(intent, "abandoned")
        self._emit("checkout.session.expired", session)
        return session

    # ---- what the shopper does

    def pay(self, id: str, card: Card = "good") -> Object:
        """The shopper's press on "pay" in the Payment Element. The session as it stands then."""
        session = self.session(id)
        if session["status"] != "open":
            raise Fault(f"This session is {session['status']}.")
        if session["payment_intent"] is None:
            session["payment_intent"] = self._intent_of(session)["id"]
        intent = self.intents[session["payment_intent"]]
        if card == "declined":
            self._decline(intent)
        elif card == "asks_3ds":
            intent["status"], intent["next_action"] = "requires_action", {"type": "use_stripe_sdk"}
            self._emit("payment_intent.requires_action", intent)
        elif card == "slow":
            intent["status"], session["status"] = "processing", "complete"
            self._emit("payment_intent.processing", intent)
            self._emit("checkout.session.completed", session)
        else:
            self._take(intent, session)
        return session

    def authenticate(self, id: str, *, passed: bool = True) -> Object:
        """The shopper's answer to 3-D Secure."""
        session = self.session(id)
        intent = self.intents[session["payment_intent"]]
        if intent["status"] != "requires_action" or session["status"] != "open":
            raise Fault("Nobody was asked to authenticate.")
        intent["next_action"] = None
        if passed:
            self._take(intent, session)
        else:
            self._decline(intent, "payment_intent_authentication_failure")
        return session

    def settle(self, id: str, *, arrived: bool = True) -> Object:
        """The money of a slow method arrives, or does not."""
        session = self.session(id)
        intent = self.intents[session["payment_intent"]]
        if intent["status"] != "processing":
            raise Fault("There is nothing under way.")
        if arrived:
            self._capture(intent, intent["amount"], self._charge(intent))
            session["payment_status"] = "paid"
            self._emit("checkout.session.async_payment_succeeded", session)
        else:
            self._decline(intent, "payment_method_provider_decline")
            self._emit("checkout.session.async_payment_failed", session)
        return session

    def dispute(self, intent_id: str, reason: str = "fraudulent") -> Object:
        """The card's holder goes to the bank."""
        charge = self.charges[self.intent(intent_id)["latest_charge"]]
        id = _id("du")
        self.disputes[id] = {
            "id": id, "object": "dispute", "created": self.now(), "amount": charge["amount"], "charge": charge["id"],
            "currency": charge["currency"], "payment_intent": intent_id, "reason": reason, "status": "needs_response",
            "metadata": {}, "evidence": {}, "livemode": False, "balance_transactions": [],
        }  # fmt: skip
        charge["disputed"] = True
        self._emit("charge.dispute.created", self.disputes[id])
        return self.disputes[id]

    def close_dispute(self, id: str, status: Literal["won", "lost"]) -> Object:
        dispute = _found(self.disputes, id, "dispute")
        dispute["status"] = status
        self._emit("charge.dispute.closed", dispute)
        return dispute

    # ---- payment intents

    def create_intent(self, params: Params) -> Object:
        _require(params, "amount", "currency")
        intent = self._new_intent(
            int(params["amount"]), params["currency"].lower(), params.get("metadata", {}),
            params.get("capture_method", "automatic_async"),
        )  # fmt: skip
        if str(params.get("confirm", "")).lower() == "true":
            self.confirm_intent(intent["id"], params)
        return intent

    def confirm_intent(self, id: str, params: Params) -> Object:
        intent = self.intent(id)
        if intent["status"] not in ("requires_payment_method", "requires_confirmation"):
            raise _unexpected(intent, "confirm")
        if params.get("payment_method", "").endswith("chargeDeclined"):
            self._decline(intent)
            raise Fault("Your card was declined.", status=402, kind="card_error", code="card_declined")
        self._take(intent, None)
        return intent

    def intent(self, id: str) -> Object:
        return _found(self.intents, id, "payment_intent")

    def capture_intent(self, id: str, params: Params) -> Object:
        intent = self.intent(id)
        if intent["status"] != "requires_capture":
            raise _unexpected(intent, "capture")
        amount = int(params.get("amount_to_capture") or intent["amount"])
        if not 0 < amount <= intent["amount_capturable"]:
            raise Fault("The amount to capture is more than can be captured.", code="amount_too_large")
        self._capture(intent, amount, self.charges[intent["latest_charge"]])
        session = self._session_of(id)
        if session is not None:
            session["payment_status"] = "paid"
        return intent

    def cancel_intent(self, id: str) -> Object:
        intent, session = self.intent(id), self._session_of(id)
        if session is not None and session["status"] == "open":
            raise Fault("This PaymentIntent belongs to a Checkout Session that is open: expire the session instead.")
        if intent["status"] not in _CANCELLABLE:
            raise _unexpected(intent, "cancel")
        self._cancel(intent, "requested_by_customer")
        return intent

    # ---- refunds

    def create_refund(self, params: Params) -> Object:
        charge = self._charge_to_refund(params)
        left = charge["amount_captured"] - charge["amount_refunded"]
        amount = int(params.get("amount", left))
        if left <= 0:
            raise Fault(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
        if not 0 < amount <= left:
            raise Fault(f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})")
        id = _id("re")
        self.refunds[id] = {
            "id": id, "object": "refund", "created": self.now(), "amount": amount, "charge": charge["id"],
            "currency": charge["currency"], "payment_intent": charge["payment_intent"], "reason": params.get("reason"),
            "metadata": dict(params.get("metadata", {})), "balance_transaction": None,
            "status": "pending" if self.refunds_take_time else "succeeded", "receipt_number": None,
        }  # fmt: skip
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
        self._emit("refund.created", self.refunds[id])
        self._emit("charge.refunded", charge)
        return self.refunds[id]

    def end_refund(self, id: str, *, arrived: bool) -> Object:
        """The bank takes a refund, or sends it back."""
        refund = _found(self.refunds, id, "refund")
        refund["status"] = "succeeded" if arrived else "failed"
        if not arrived:
            refund["failure_reason"] = "lost_or_stolen_card"
            charge = self.charges[refund["charge"]]
            charge["amount_refunded"] -= refund["amount"]
            charge["refunded"] = False
        self._emit("refund.updated" if arrived else "refund.failed", refund)
        return refund

    # ---- inside

    def _intent_of(self, session: Object) -> Object:
        aside = session["_intent"]
        return self._new_intent(
            session["amount_total"],
            session["currency"],
            aside.get("metadata", {}),
            aside.get("capture_method", "automatic_async"),
        )

    def _new_intent(self, amount: int, currency: str, metadata: Params, capture: str) -> Object:
        id = _id("pi")
        self.intents[id] = {
            "id": id, "object": "payment_intent", "created": self.now(), "livemode": False, "amount": amount,
            "amount_received": 0, "amount_capturable": 0, "currency": currency, "capture_method": capture,
            "status": "requires_payment_method", "metadata": dict(metadata), "latest_charge": None, "canceled_at": None,
            "cancellation_reason": None, "last_payment_error": None, "next_action": None, "payment_method": None,
            "client_secret": f"{id}_secret_{secrets.token_hex(8)}", "payment_method_types": ["card"],
            "confirmation_method": "automatic",
        }  # fmt: skip
        self._emit("payment_intent.created", self.intents[id])
        return self.intents[id]

    def _take(self, intent: Object, session: Object | None) -> None:
        intent["last_payment_error"] = None
        charge = self._charge(intent)
        if intent["capture_method"] == "manual":
            intent["status"], intent["amount_capturable"] = "requires_capture", intent["amount"]
            self._emit("charge.succeeded", charge)
            self._emit("payment_intent.amount_capturable_updated", intent)
        else:
            self._capture(intent, intent["amount"], charge)
        if session is not None:
            session["status"] = "complete"
            session["payment_status"] = "unpaid" if intent["capture_method"] == "manual" else "paid"
            self._emit("checkout.session.completed", session)

    def _charge(self, intent: Object) -> Object:
        id = _id("ch")
        self.charges[id] = {
            "id": id, "object": "charge", "created": self.now(), "livemode": False, "amount": intent["amount"],
            "amount_captured": 0, "amount_refunded": 0, "captured": False, "refunded": False, "disputed": False,
            "currency": intent["currency"], "payment_intent": intent["id"], "metadata": dict(intent["metadata"]),
            "paid": True, "status": "succeeded", "billing_details": {}, "failure_code": None,
        }  # fmt: skip
        intent["latest_charge"] = id
        return self.charges[id]

    def _capture(self, intent: Object, amount: int, charge: Object) -> None:
        intent["status"], intent["amount_received"], intent["amount_capturable"] = "succeeded", amount, 0
        charge["captured"], charge["amount_captured"] = True, amount
        self._emit("charge.captured" if intent["capture_method"] == "manual" else "charge.succeeded", charge)
        self._emit("payment_intent.succeeded", intent)

    def _decline(self, intent: Object, code: str = "card_declined") -> None:
        intent["status"] = "requires_payment_method"
        intent["last_payment_error"] = {"type": "card_error", "code": code, "message": "Your card was declined."}
        self._emit("payment_intent.payment_failed", intent)

    def _cancel(self, intent: Object, reason: str) -> None:
        intent["status"], intent["canceled_at"], intent["amount_capturable"] = "canceled", self.now(), 0
        intent["cancellation_reason"] = reason
        self._emit("payment_intent.canceled", intent)

    def _session_of(self, intent_id: str) -> Object | None:
        return next((one for one in self.sessions.values() if one["payment_intent"] == intent_id), None)

    def _charge_to_refund(self, params: Params) -> Object:
        if "payment_intent" in params:
            intent = self.intent(params["payment_intent"])
            if intent["status"] != "succeeded":
                raise _unexpected(intent, "refund")
            return self.charges[intent["latest_charge"]]
        _require(params, "charge")
        return _found(self.charges, params["charge"], "charge")

    def _emit(self, kind: str, about: Object) -> None:
        id = _id("evt")
        self.events[id] = {
            "id": id, "object": "event", "api_version": API_VERSION, "created": self.now(), "livemode": False,
            "type": kind, "pending_webhooks": 1, "request": {"id": None, "idempotency_key": None},
            "data": {"object": copy.deepcopy({name: value for name, value in about.items() if name[0] != "_"})},
        }  # fmt: skip
        self.emitted(self.events[id])


def _id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"


def _found(kept: dict[str, Object], id: str, kind: str) -> Object:
    if id not in kept:
        raise Fault(f"No such {kind}: '{id}'", status=404, code="resource_missing")
    return kept[id]


def _require(params: Params, *names: str) -> None:
    for name in names:
        if name not in params:
            raise Fault(f"Missing required param: {name}.", code="parameter_missing")


def _unexpected(intent: Object, verb: str) -> Fault:
    detail = f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}."
    return Fault(detail, code="payment_intent_unexpected_state")


def _check_amount(amount: int, currency: str) -> None:
    """Source: Stripe's documentation, "Supported currencies"."""
    step = 100 if currency in ("ISK", "UGX") else 10 if currency in ("BHD", "JOD", "KWD", "OMR", "TND") else 1
    if amount % step:
        raise Fault(f"Invalid amount: {currency} amounts must be evenly divisible by {step}.")
