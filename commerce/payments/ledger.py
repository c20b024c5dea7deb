"""The ledger: what a payment's news does to it, forward only; and the refunds that follow.

Every function here runs in the caller's transaction, takes the order's lock, and calls no gateway.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from commerce import stock
from commerce.cart import OutOfStock
from commerce.models import Cart, Order, OrderItem, Payment
from commerce.orders import states, telling
from commerce.payments.gateway import GatewayPayment, GatewayRefund, PaymentState, RefundState
from core import audit, outbox
from core.errors import Unprocessable
from core.ids import uuid7

__all__ = [
    "MOVES", "Applied", "Pieces", "RefundTooLarge", "add_charge", "add_refund", "apply", "apply_refund", "fail_refund",
    "refundable",
]  # fmt: skip
log = structlog.get_logger("payments")

# Money that came in is recorded whatever was thought before; a charge that succeeded is only ever refunded.
MOVES: Mapping[PaymentState, frozenset[PaymentState]] = {
    "pending": frozenset({"requires_action", "authorised", "succeeded", "failed", "cancelled"}),
    "requires_action": frozenset({"authorised", "succeeded", "failed", "cancelled"}),
    "authorised": frozenset({"succeeded", "failed", "cancelled"}),
    "failed": frozenset({"succeeded", "authorised"}),
    "cancelled": frozenset({"succeeded"}),
    "succeeded": frozenset(),
}
Outcome = Literal["unchanged", "advanced", "secured", "placed", "mismatch", "too_late", "sold_out", "duplicate"]
_GIVEN_BACK = ("mismatch", "too_late", "sold_out", "duplicate")
_LONG = timedelta(days=7)
"""For so long a card's authorisation holds at most, and what was authorised keeps its stock."""
_REFUNDS: Mapping[RefundState, frozenset[RefundState]] = {
    "pending": frozenset({"succeeded", "failed"}),
    "succeeded": frozenset({"failed"}),  # a bank may send a refund back later
    "failed": frozenset(),
}


class RefundTooLarge(Unprocessable):
    code = "refund_too_large"
    title = "More than was paid"


class Pieces(msgspec.Struct, frozen=True):
    """So many of an order's line that a refund gives back, and what they are worth."""

    item_id: UUID
    quantity: int
    worth: int


class Applied(msgspec.Struct, frozen=True):
    """What the news did. `secured`: the stock is the order's, and the money may be taken. events: outbox rows to hand
    over after the commit."""

    outcome: "Outcome"
    events: tuple[UUID, ...] = ()


async def add_charge(
    session: AsyncSession, order: Order, provider: str, *, details: Mapping[str, Any] | None = None
) -> Payment:
    """A pending charge of the order's total, under a key of its own: `charge:{order}:{n}`."""
    count = select(func.count()).select_from(Payment).where(Payment.order_id == order.id, Payment.kind == "charge")
    row = Payment(
        id=uuid7(), order_id=order.id, kind="charge", provider=provider, amount=order.total, currency=order.currency,
        idempotency_key=f"charge:{order.id}:{(await session.scalar(count) or 0) + 1}", status="pending",
        details=dict(details or {}),
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return row


async def apply(session: AsyncSession, payment_id: UUID, found: GatewayPayment) -> Applied:
    """Brings the charge and its order to what the provider says of it, if that is ahead of what is known.

    Money that cannot be for this order (another amount, currency or order), that comes for an order that was cancelled
    or paid already, or whose stock is gone, is given back whole.
    """
    order_id = await session.scalar(select(Payment.order_id).where(Payment.id == payment_id))
    if order_id is None:
        raise LookupError(f"There is no payment {payment_id}.")
    order = await states.locked(session, order_id)
    charge = (await session.scalars(_locked(payment_id))).one()
    outcome = await _advance(session, order, charge, found)
    refunded = [await apply_refund(session, charge, one) for one in found.refunds]
    disputed = await _note_disputes(session, charge, found)
    events: tuple[UUID, ...] = ()
    if outcome in _GIVEN_BACK:
        events = await _give_back(session, order, charge, found, outcome)
    elif outcome == "secured":
        events = _told(await _ask(session, charge, "capture"))
    await session.flush()
    await states.settle(session, order.id)
    if outcome == "unchanged" and (any(refunded) or disputed):
        outcome = "advanced"
    return Applied(outcome, events)


async def apply_refund(session: AsyncSession, charge: Payment, found: GatewayRefund) -> bool:
    """Whether the refund's news changed something: its row is advanced, or written where it was made elsewhere."""
    row = await _refund_row(session, charge, found)
    now = msgspec.convert(row.status, RefundState)
    changed = row.provider_id is None or (found.status != now and found.status in _REFUNDS[now])
    if row.provider_id is None:
        row.provider_id = found.provider_id
    if found.status != now and found.status in _REFUNDS[now]:
        row.status, row.error = found.status, found.error
        if found.status == "succeeded":
            await telling.refunded(session, await session.get_one(Order, charge.order_id), row)
        else:
            await _take_back_pieces(session, row)
    await session.flush()
    given_back = int(await session.scalar(_refunded(charge.id)) or 0)
    charge.refunded_amount = min(given_back, charge.captured_amount)
    return changed


async def add_refund(
    session: AsyncSession, order_id: UUID, amount: int, *, reason: str, pieces: Sequence[Pieces] = ()
) -> tuple[Payment, UUID | None]:
    """A pending refund of the order's successful charge, and the outbox row that has it made.

    pieces: what of the order's lines was counted as given back with it, and is not where the money does not arrive.
    Raises RefundTooLarge where more than what is left of the charge is asked for, what is on its way included.
    """
    await states.locked(session, order_id)
    query = select(Payment).where(Payment.order_id == order_id, Payment.kind == "charge", Payment.status == "succeeded")
    charge = (await session.scalars(query.with_for_update())).first()
    left = await refundable(session, charge) if charge is not None else 0
    if charge is None or not 0 < amount <= left:
        raise RefundTooLarge(f"At most {left} can be given back of this order, not {amount}.", refundable=left)
    return await _new_refund(session, charge, amount, reason, pieces)


async def fail_refund(session: AsyncSession, charge: Payment, refund: Payment, why: str) -> UUID | None:
    """Books that the provider refused a refund; where others gave part of the money back meanwhile, what is left of it
    is given back instead: that refund's outbox row. The caller has the order's lock."""
    refund.status, refund.error = "failed", why
    await session.flush()
    left = await refundable(session, charge)
    if not 0 < left < refund.amount:
        if left:
            await _take_back_pieces(session, refund)
        return None
    return (await _new_refund(session, charge, left, refund.details.get("reason", "")))[1]


async def refundable(session: AsyncSession, charge: Payment) -> int:
    """What is left of a charge after the refunds that were made or are on their way, minor units."""
    query = select(func.coalesce(func.sum(Payment.amount), 0)).where(
        Payment.parent_id == charge.id, Payment.status.in_(("pending", "succeeded"))
    )
    return charge.captured_amount - int(await session.scalar(query) or 0)


async def _advance(session: AsyncSession, order: Order, charge: Payment, found: GatewayPayment) -> Outcome:
    now = msgspec.convert(charge.status, PaymentState)
    if charge.provider_id is None:
        charge.provider_id = found.provider_id
    if found.status == now and found.error is not None:
        charge.error_code, charge.error = found.error_code, found.error  # a card was declined; another may be tried
    if charge.captured_amount or found.status == now or found.status not in MOVES[now]:
        return "unchanged"
    charge.error_code, charge.error = found.error_code, found.error
    if found.status not in ("authorised", "succeeded"):
        charge.status = found.status
        if found.status == "failed":
            await telling.payment_failed(session, order, charge)
        await session.flush()
        return "advanced"
    if found.status == "succeeded":
        charge.captured_amount = min(found.captured, charge.amount)
    if not (_fits(order, charge, found) and await _sells_what_it_said(session, order, charge)):
        return await _refuse(session, charge, found, "mismatch")
    paid = select(Payment.id).where(
        Payment.order_id == order.id, Payment.kind == "charge", Payment.status.in_(("authorised", "succeeded")),
        Payment.id != charge.id,
    )  # fmt: skip
    if await session.scalar(paid) is not None:
        return await _refuse(session, charge, found, "duplicate")
    charge.status = found.status
    await session.flush()
    if order.status == "cancelled":
        return "too_late"
    return await (_place if found.status == "succeeded" else _secure)(session, order)


def _fits(order: Order, charge: Payment, found: GatewayPayment) -> bool:
    """Whether amount, currency and order are those of the order as it is now: a bag that was changed after its payment
    was opened costs something else."""
    captured = charge.amount if found.status == "succeeded" else 0
    told = (found.amount, found.captured, found.currency, found.order_id)
    return told == (charge.amount, captured, charge.currency, order.id) and order.total == charge.amount


async def _sells_what_it_said(session: AsyncSession, order: Order, charge: Payment) -> bool:
    """Whether the order still has the lines that its payment was opened for: another bag may cost the same."""
    opened_for = charge.details.get("terms")
    return opened_for is None or opened_for == states.terms(await states.items_of(session, order.id))


async def _secure(session: AsyncSession, order: Order) -> Outcome:
    """Keeps the order's stock for it until its money is taken; where it is gone the order ends."""
    wanted: dict[UUID, int] = {}
    for item in await states.items_of(session, order.id):
        if item.variant_id is not None:
            wanted[item.variant_id] = wanted.get(item.variant_id, 0) + item.quantity
    now = datetime.now(UTC)
    try:
        async with session.begin_nested():
            await stock.hold(session, order.cart_id, wanted, until=now + _LONG)
    except OutOfStock as error:
        await states.cancel(session, order.id, reason=f"Sold out while it was paid for: {error.detail}")
        return "sold_out"
    cart = await session.get_one(Cart, order.cart_id)
    cart.completing_at = cart.completing_at or now
    return "secured"


async def _place(session: AsyncSession, order: Order) -> Outcome:
    id = order.id  # what is rolled back is forgotten of the row
    try:
        async with session.begin_nested():
            return "placed" if await states.place(session, id) else "advanced"
    except OutOfStock as error:
        await states.cancel(session, id, reason=f"Sold out while it was paid for: {error.detail}")
        return "sold_out"


async def _refuse(
    session: AsyncSession, charge: Payment, found: GatewayPayment, why: Literal["mismatch", "duplicate"]
) -> Outcome:
    """Money that is not this order's stands in the ledger as a charge that failed, with what was taken and why."""
    charge.status, charge.error_code = "failed", why
    charge.error = "The payment does not match its order." if why == "mismatch" else "The order was paid already."
    charge.details = {**charge.details, "found": _plain(found)}
    await session.flush()
    return why


async def _give_back(
    session: AsyncSession, order: Order, charge: Payment, found: GatewayPayment, why: str
) -> tuple[UUID, ...]:
    """Lets go what was only authorised, gives back what was taken: all of it, whatever the order's amount is."""
    log.warning("payments.given_back", order=order.number, why=why, amount=found.captured or found.amount)
    about = {"why": [None, why], "amount": [None, found.amount], "currency": [None, found.currency]}
    await audit.record(session, None, "payment.given_back", "order", order.id, about)
    if found.status == "authorised":
        return _told(await _ask(session, charge, "void"))
    given = sum(one.amount for one in found.refunds if one.status != "failed")
    if found.captured <= given:
        return ()
    _, event = await _new_refund(session, charge, found.captured - given, why)
    return _told(event)


async def _ask(session: AsyncSession, charge: Payment, what: Literal["capture", "void"]) -> UUID | None:
    """Has the worker take what was authorised, or let it go."""
    return await outbox.put(
        session, source="payment", key=f"{what}:{charge.idempotency_key}", kind=f"payment.{what}",
        target=f"payment:{charge.id}", payload={"payment_id": str(charge.id)},
    )  # fmt: skip


def _told(event: UUID | None) -> tuple[UUID, ...]:
    return (event,) if event else ()


async def _note_disputes(session: AsyncSession, charge: Payment, found: GatewayPayment) -> bool:
    """Whether there is news of a dispute; it stands in the charge's details and in the audit log."""
    known = charge.details.get("disputes", {})
    told = {one.provider_id: msgspec.to_builtins(one) for one in found.disputes}
    if told == known:
        return False
    charge.details = {**charge.details, "disputes": told}
    diff = {"disputes": [known, told]}
    await audit.record(session, None, "payment.disputed", "order", charge.order_id, diff)
    return True


async def _take_back_pieces(session: AsyncSession, refund: Payment) -> None:
    """The pieces whose money did not go back after all count as not given back: it can be asked for again. Once."""
    await session.flush()
    counted = msgspec.convert(refund.details.get("pieces", ()), tuple[Pieces, ...])
    for one in counted:
        item = await session.get_one(OrderItem, one.item_id, populate_existing=True)
        item.refunded = max(0, item.refunded - one.quantity)
        item.refunded_total = max(0, item.refunded_total - one.worth)
    if counted:
        refund.details = {name: value for name, value in refund.details.items() if name != "pieces"}
    await session.flush()


async def _new_refund(
    session: AsyncSession, charge: Payment, amount: int, reason: str, pieces: Sequence[Pieces] = ()
) -> tuple[Payment, UUID | None]:
    count = (
        select(func.count()).select_from(Payment).where(Payment.order_id == charge.order_id, Payment.kind == "refund")
    )
    key = f"refund:{charge.order_id}:{(await session.scalar(count) or 0) + 1}"
    row = Payment(
        id=uuid7(), order_id=charge.order_id, parent_id=charge.id, kind="refund", provider=charge.provider,
        idempotency_key=key, status="pending", amount=amount, currency=charge.currency,
        details={"reason": reason, **({"pieces": msgspec.to_builtins(pieces)} if pieces else {})},
    )  # fmt: skip
    session.add(row)
    await session.flush()
    event = await outbox.put(
        session, source="refund", key=key, kind="refund.make", target=f"payment:{row.id}",
        payload={"payment_id": str(row.id)},
    )  # fmt: skip
    return row, event


async def _refund_row(session: AsyncSession, charge: Payment, found: GatewayRefund) -> Payment:
    """The refund's row: by the provider's id, by ours, else a new one: it was made on the provider's own pages."""
    known = await session.scalar(select(Payment).where(Payment.provider_id == found.provider_id).with_for_update())
    if known is None and found.payment_id is not None:
        known = await session.scalar(_locked(found.payment_id).where(Payment.parent_id == charge.id))
    if known is not None:
        return known
    row = Payment(
        id=uuid7(), order_id=charge.order_id, parent_id=charge.id, kind="refund", provider=charge.provider,
        provider_id=found.provider_id, idempotency_key=f"refund:elsewhere:{found.provider_id}", status="pending",
        amount=found.amount, currency=charge.currency, details={"reason": "made elsewhere"},
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return row


def _refunded(charge_id: UUID) -> Any:
    return select(func.coalesce(func.sum(Payment.amount), 0)).where(
        Payment.parent_id == charge_id, Payment.status == "succeeded"
    )


def _locked(payment_id: UUID) -> Any:
    query = select(Payment).where(Payment.id == payment_id).with_for_update()
    return query.execution_options(populate_existing=True)


def _plain(found: GatewayPayment) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(found)
    return plain
