"""What the shop asks of whoever moves the money."""

from typing import ClassVar, Literal, Protocol
from uuid import UUID

import msgspec

from core.errors import Unavailable, Unprocessable
from core.money import Money

__all__ = [
    "Gateway", "GatewayDispute", "GatewayDown", "GatewayPayment", "GatewayRefund", "GatewayRefused", "Opened",
    "Opening", "PaymentState", "RefundState",
]  # fmt: skip

PaymentState = Literal["pending", "requires_action", "authorised", "succeeded", "failed", "cancelled"]
RefundState = Literal["pending", "succeeded", "failed"]


class GatewayDown(Unavailable):
    """It could not be asked, or did not answer: what it did is not known."""

    code: ClassVar[str] = "payment_provider_away"
    title: ClassVar[str] = "The payment provider does not answer"


class GatewayRefused(Unprocessable):
    """It was asked and said no; asking again is of no use."""

    code: ClassVar[str] = "payment_refused"
    title: ClassVar[str] = "The payment provider refused"


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """A payment to be opened. key: the same one opens the same payment, asked for with the same facts. expires_at:
    Unix seconds."""

    payment_id: UUID
    order_id: UUID
    number: str
    total: Money
    email: str
    key: str
    expires_at: int
    capture_later: bool = False
    """Only authorise: the stock is scarce, and is committed before the money is taken."""
    lines: tuple[tuple[str, int, int], ...] = ()
    """(name, unit amount, quantity), for the provider's page; what the total holds besides follows as one more."""


class Opened(msgspec.Struct, frozen=True):
    """client_secret: for the provider's element in the browser."""

    provider_id: str
    status: PaymentState
    client_secret: str | None = None


class GatewayRefund(msgspec.Struct, frozen=True):
    """payment_id: our row's, where the refund is one of ours."""

    provider_id: str
    amount: int
    status: RefundState
    payment_id: UUID | None = None
    error: str | None = None


class GatewayDispute(msgspec.Struct, frozen=True):
    """A charge that its card's holder disputes. status: the provider's own word."""

    provider_id: str
    amount: int
    status: str
    reason: str


class GatewayPayment(msgspec.Struct, frozen=True, kw_only=True):
    """How a payment stands at the provider, minor units. order_id: the order that it was opened for."""

    provider_id: str
    status: PaymentState
    amount: int
    currency: str
    captured: int = 0
    order_id: UUID | None = None
    refunds: tuple[GatewayRefund, ...] = ()
    disputes: tuple[GatewayDispute, ...] = ()
    error_code: str | None = None
    error: str | None = None


class Gateway(Protocol):
    """Each call may be made again with the same key and does nothing twice. Raises GatewayDown, GatewayRefused."""

    @property
    def name(self) -> str:
        """As it stands in `payments.provider`."""

    @property
    def test_mode(self) -> bool:
        """Whether no real card is taken."""

    @property
    def publishable_key(self) -> str | None: ...

    async def open(self, asked: Opening) -> Opened: ...

    async def fetch(self, provider_id: str) -> GatewayPayment: ...

    async def capture(self, provider_id: str, key: str) -> GatewayPayment: ...

    async def cancel(self, provider_id: str, key: str) -> GatewayPayment:
        """Ends a payment that was not made, also one that was only authorised; one that was made, or that is under way,
        is returned as it stands."""

    async def refund(self, provider_id: str, amount: int, *, payment_id: UUID, key: str) -> GatewayRefund: ...
