"""The front desk: who is asking, and whether they may ask again already."""

from typing import Any

import msgspec
from litestar import Request
from litestar.datastructures import Cookie

from core import visitors
from core.access import MissingScope, principal_of
from core.limits import Limiter, Policy
from core.problems import refusals as refusals
from core.visitors import Visitor, VisitorTokens

AnyRequest = Request[Any, Any, Any]
SHOPPING = "shop"
"""The scope of an API key that acts as its owner does: chats, fills the bag, buys."""


class Admission(msgspec.Struct, frozen=True):
    """A visitor who was let in, and what the reply must carry so that they are known from now on."""

    visitor: Visitor
    headers: dict[str, str]
    cookies: list[Cookie]


class Desk:
    """Identifies visitors and takes from their quota."""

    def __init__(
        self, tokens: VisitorTokens, limiter: Limiter, policy: Policy, *, secure_cookies: bool, trust_proxy: bool
    ) -> None:
        self._tokens = tokens
        self._limiter = limiter
        self._policy = policy
        self._secure_cookies = secure_cookies
        self._trust_proxy = trust_proxy

    def identify(self, request: AnyRequest) -> Visitor:
        """The shopper behind the request: the account that is signed in, else the visitor, a new one where there is
        none. Raises BadVisitorToken, and MissingScope for a key that was not made to shop with."""
        principal = principal_of(request)
        if principal is None:
            return self.guest(request)
        if not principal.may(SHOPPING):
            raise MissingScope(f"This API key lacks the scope {SHOPPING!r}.")
        return Visitor(principal.user_id, "", user_id=principal.user_id)

    def guest(self, request: AnyRequest) -> Visitor:
        """The visitor whose token the request carries, whoever is signed in. Raises BadVisitorToken."""
        return self._tokens.identify(
            header=request.headers.get(visitors.HEADER), cookie=request.cookies.get(visitors.COOKIE)
        )

    async def admit(self, request: AnyRequest, policy: Policy | None = None) -> Admission:
        """The visitor, having paid for one request under `policy`, or under the desk's own where none is given. A
        stranger pays by address, so that leaving the token out does not buy another quota.
        Raises BadVisitorToken, RateLimited."""
        visitor = self.identify(request)
        who = self.address(request) if visitor.fresh else str(visitor.id)
        spent = await self._limiter.take(policy or self._policy, who)
        quota = spent.headers() if spent else {}
        if visitor.user_id:
            return Admission(visitor, quota, [])
        return Admission(visitor, {visitors.HEADER: visitor.token, **quota}, [self._cookie(visitor)])

    async def spend(self, policy: Policy, who: str, *, cost: int = 1) -> dict[str, str]:
        """Takes from a quota of `who`'s, an address or an account; the headers that say what is left. Raises
        RateLimited."""
        spent = await self._limiter.take(policy, who, cost=cost)
        return spent.headers() if spent else {}

    def address(self, request: AnyRequest) -> str:
        """The caller's IP address; behind a trusted proxy the one that it names."""
        forwarded = request.headers.get("X-Forwarded-For", "") if self._trust_proxy else ""
        return forwarded.split(",")[-1].strip() or (request.client.host if request.client else "unknown")

    def _cookie(self, visitor: Visitor) -> Cookie:
        return Cookie(
            key=visitors.COOKIE,
            value=visitor.token,
            max_age=visitors.MAX_AGE_S,
            httponly=True,
            samesite="lax",
            secure=self._secure_cookies,
            path="/",
        )
