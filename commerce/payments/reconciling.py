"""Heals what was lost between the shop and its gateway: payments nobody told of, checkouts nobody ended."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import or_, select

from commerce.models import Cart, Order, Payment
from commerce.payments import paying
from commerce.payments.gateway import Gateway, GatewayDown
from commerce.payments.inbox import catch_up
from commerce.payments.paying import OPEN
from commerce.payments.stripe_gateway import StripeGateway
from core.db import Sessions

__all__ = ["Reconciled", "reconcile"]
log = structlog.get_logger("payments")


class Reconciled(msgspec.Struct, frozen=True):
    """How many payments were looked at, how many of them had news, how many checkouts were called off, how many events
    were never delivered, how often the gateway did not answer."""

    looked_at: int = 0
    advanced: int = 0
    called_off: int = 0
    missed: int = 0
    away: int = 0


async def reconcile(sessions: Sessions, gateway: Gateway, *, hold_for: timedelta) -> Reconciled:
    """Stores the events that were lost, looks at every payment and refund that is still open, then ends the checkouts
    whose time is over.

    Each is a transaction of its own; one at which the gateway does not answer is left for the next time.
    """
    looked_at = advanced = called_off = missed = away = 0
    if isinstance(gateway, StripeGateway):
        try:
            missed = await catch_up(sessions, gateway)
        except GatewayDown:
            away += 1
    for id in await _open(sessions, gateway.name):
        looked_at += 1
        try:
            advanced += (await paying.look(sessions, gateway, id)).outcome != "unchanged"
        except GatewayDown:
            away += 1
        except Exception as error:  # one that cannot be healed must not keep the others from it
            log.error("payments.not_reconciled", payment=str(id), exc_info=error)
    for order_id in await _overdue(sessions, hold_for):
        try:
            called_off += await paying.call_off(sessions, gateway, order_id)
        except GatewayDown:
            away += 1
    found = Reconciled(looked_at, advanced, called_off, missed, away)
    if advanced or called_off or missed or away:
        log.info("payments.reconciled", **msgspec.to_builtins(found))
    return found


async def _open(sessions: Sessions, provider: str) -> Sequence[UUID]:
    """Charges that may still change, and those of which a refund may."""
    refunds = select(Payment.parent_id).where(Payment.kind == "refund", Payment.status == "pending")
    query = select(Payment.id).where(
        Payment.kind == "charge",
        Payment.provider == provider,
        Payment.provider_id.is_not(None),
        or_(Payment.status.in_(OPEN), Payment.id.in_(refunds)),
    )
    async with sessions.begin() as session:
        return (await session.scalars(query.order_by(Payment.created_at))).all()


async def _overdue(sessions: Sessions, hold_for: timedelta) -> Sequence[UUID]:
    """Orders whose time to be paid is over, and those that nobody pays for any more, though their payment is open."""
    open_charge = select(Payment.id).where(
        Payment.order_id == Order.id, Payment.kind == "charge", Payment.status.in_(OPEN)
    )
    late = (Order.status == "pending") & (Cart.completing_at < datetime.now(UTC) - hold_for)
    left = Cart.completing_at.is_(None) & open_charge.exists()
    query = select(Order.id).join(Cart, Cart.id == Order.cart_id).where(late | left).order_by(Order.id)
    async with sessions.begin() as session:
        return (await session.scalars(query)).all()
