"""The gateway of a shop without keys: it takes no card, says so, and does what it is told.

Its state lies in the payment's own row, so that it holds over processes and restarts as a real provider's does.
"""

from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import select

from commerce.models import Payment
from commerce.payments.gateway import GatewayPayment, GatewayRefund, GatewayRefused, Opened, Opening, PaymentState
from core.db import Sessions

__all__ = ["Outcome", "Rehearsal"]

Outcome = Literal["succeed", "decline", "require_action"]
_STATES: dict[Outcome, PaymentState] = {
    "succeed": "succeeded", "decline": "pending", "require_action": "requires_action",
}  # fmt: skip
_PREFIX = "test_"


class Rehearsal:
    """A `commerce.payments.gateway.Gateway` in which only `confirm` makes a payment go anywhere."""

    name = "test"
    test_mode = True
    publishable_key: str | None = None

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def open(self, asked: Opening) -> Opened:
        await self._change(asked.payment_id, {})
        return Opened(f"{_PREFIX}{asked.payment_id}", "pending")

    async def fetch(self, provider_id: str) -> GatewayPayment:
        return await self._change(_row_of(provider_id), {})

    async def capture(self, provider_id: str, key: str) -> GatewayPayment:
        return await self._change(_row_of(provider_id), {"status": "succeeded"}, only_from=("authorised",))

    async def cancel(self, provider_id: str, key: str) -> GatewayPayment:
        open_states = ("pending", "requires_action", "authorised")
        return await self._change(_row_of(provider_id), {"status": "cancelled"}, only_from=open_states)

    async def refund(self, provider_id: str, amount: int, *, payment_id: UUID, key: str) -> GatewayRefund:
        id = _row_of(provider_id)
        found = await self._change(id, {})
        made = next((one for one in found.refunds if one.payment_id == payment_id), None)
        if made is not None:
            return made
        if found.captured - sum(one.amount for one in found.refunds) < amount:
            raise GatewayRefused("More than was paid.")
        one = GatewayRefund(f"{_PREFIX}{payment_id}", amount, "succeeded", payment_id)
        await self._change(id, {"refunds": [*map(msgspec.to_builtins, found.refunds), msgspec.to_builtins(one)]})
        return one

    async def confirm(self, provider_id: str, outcome: Outcome) -> GatewayPayment:
        """What the shopper does on the provider's page. What is to be captured later is only authorised."""
        id = _row_of(provider_id)
        async with self._sessions.begin() as session:
            later = (await session.get_one(Payment, id)).details.get("capture_later")
        status = "authorised" if later and outcome == "succeed" else _STATES[outcome]
        changes = {"status": status, "error": "The test card was declined." if outcome == "decline" else None}
        return await self._change(id, changes, only_from=("pending", "requires_action"))

    async def _change(
        self, id: UUID, changes: dict[str, Any], *, only_from: tuple[str, ...] | None = None
    ) -> GatewayPayment:
        """The payment after the changes, which are left where it is past them."""
        async with self._sessions.begin() as session:
            row = (await session.scalars(select(Payment).where(Payment.id == id).with_for_update())).one()
            state: dict[str, Any] = {"status": "pending", "refunds": [], **row.details.get("test", {})}
            if only_from is None or state["status"] in only_from:
                state |= changes
                row.details = {**row.details, "test": state}
            return GatewayPayment(
                provider_id=f"{_PREFIX}{id}",
                status=msgspec.convert(state["status"], PaymentState),
                amount=row.amount,
                currency=row.currency,
                captured=row.amount if state["status"] == "succeeded" else 0,
                order_id=row.order_id,
                refunds=tuple(msgspec.convert(one, GatewayRefund) for one in state["refunds"]),
                error_code="card_declined" if state.get("error") else None,
                error=state.get("error"),
            )


def _row_of(provider_id: str) -> UUID:
    return UUID(provider_id.removeprefix(_PREFIX))
