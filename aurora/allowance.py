"""What a shopper and an address may take of a language model in an hour and in a day, counted in tokens.

Asked before a turn and charged after it, by what it took: how much that will be nobody knows before. Whoever has taken
more than there was goes on without the model until it is made up for; Aurora then speaks in her own words.
"""

import asyncio
from collections.abc import Sequence

import msgspec

from core.limits import Limiter, Policy, RateLimited, Spent

__all__ = ["SPENT", "Allowance", "Left", "Whose"]
SPENT = "token_quota"
"""`responder.reason` of a turn that asked no model for this."""
SHARED = 5
"""An address may take so many times what a shopper may: a household, an office, a phone network stand behind one."""


class Whose(msgspec.Struct, frozen=True):
    """Who pays. shopper: None for a stranger, who has no id before the answer and is known by the address alone."""

    address: str
    shopper: str | None = None


class Left(msgspec.Struct, frozen=True):
    """What is left before a turn. `spent` says why no model may be asked; None while it may."""

    spent: str | None = None
    headers: dict[str, str] = {}


class Allowance:
    """Tokens by the hour and by the day, for each shopper (an account's or a visitor's) and each address."""

    def __init__(self, limiter: Limiter, *, per_hour: int, per_day: int) -> None:
        self._limiter = limiter
        self._own = (_policy("tokens-hour", per_hour, 3600), _policy("tokens-day", per_day, 86_400))
        self._shared = (
            _policy("tokens-hour-address", SHARED * per_hour, 3600),
            _policy("tokens-day-address", SHARED * per_day, 86_400),
        )

    async def ask(self, whose: Whose) -> Left:
        """Whether a model may be asked, and what is left, as `RateLimit` headers of the narrowest quota."""
        found = await asyncio.gather(*(self._one(policy, who) for policy, who in self._quotas(whose)))
        told = [one for one in found if one is not None]
        if not told:
            return Left()
        least = min(told, key=lambda one: one.remaining)
        return Left(None if least.remaining else SPENT, least.headers())

    async def charge(self, whose: Whose, tokens: int) -> None:
        if tokens:
            await asyncio.gather(*(self._limiter.charge(policy, who, tokens) for policy, who in self._quotas(whose)))

    def _quotas(self, whose: Whose) -> Sequence[tuple[Policy, str]]:
        own = [(policy, whose.shopper) for policy in self._own] if whose.shopper else []
        return [*own, *((policy, whose.address) for policy in self._shared)]

    async def _one(self, policy: Policy, who: str) -> Spent | None:
        """What is left of one quota, nothing where more was taken than there was; None where nobody counts."""
        try:
            return await self._limiter.take(policy, who, cost=0)
        except RateLimited as refused:
            return Spent(policy, 0, refused.retry_after_s or 1)


def _policy(name: str, quota: int, window_s: int) -> Policy:
    return Policy(name, quota, window_s, unit="tokens")
