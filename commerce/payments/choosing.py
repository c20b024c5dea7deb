"""Which gateway the shop has."""

from commerce.payments.gateway import Gateway
from commerce.payments.rehearsal import Rehearsal
from commerce.payments.stripe_gateway import StripeGateway
from core.db import Sessions
from core.settings import Settings

__all__ = ["create"]


def create(settings: Settings, sessions: Sessions) -> Gateway:
    """Stripe where there is a key to it, else the test mode, in which no card is taken."""
    if not settings.stripe_secret_key:
        return Rehearsal(sessions)
    return StripeGateway(
        settings.stripe_secret_key,
        publishable_key=settings.stripe_publishable_key,
        return_url=f"{settings.public_url.rstrip('/')}/checkout/{{order}}",
        api_base=settings.stripe_api_base,
    )
