"""The stand-in on a socket of its own, and a gateway whose SDK talks to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from commerce.payments.stripe_gateway import StripeGateway
from tests.app_server import served
from tests.stripe_stand_in.answering import StandIn

__all__ = ["SECRET", "gateway_to", "stand_in"]
SECRET = "whsec_stand_in"


@asynccontextmanager
async def stand_in() -> AsyncIterator[tuple[StandIn, StripeGateway]]:
    """A stand-in that answers until the block is left, and a gateway to it that does not ask again by itself."""
    made = StandIn()
    async with served(made.app) as url:
        gateway = gateway_to(url)
        try:
            yield made, gateway
        finally:
            await gateway.close()


def gateway_to(url: str, *, retries: int = 0) -> StripeGateway:
    return StripeGateway(
        "sk_test_stand_in", publishable_key="pk_test_stand_in", return_url="http://shop.test/orders/{order}",
        api_base=url, retries=retries,
    )  # fmt: skip
