"""Rate limits by the generic cell rate algorithm (GCRA), atomic in one Lua script over Redis's own clock.

Source: ITU-T I.371 (GCRA as virtual scheduling); headers: draft-ietf-httpapi-ratelimit-headers-11.
"""

from collections.abc import Callable
from typing import Any, ClassVar

import msgspec
import structlog
from litestar import Request
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.errors import TooManyRequests

log = structlog.get_logger("limits")

# KEYS[1] the bucket; ARGV: emission interval in µs, burst tolerance in µs, cost in cells, 1 to take it in any case.
# Returns {allowed 0|1, µs until one more cell fits, µs until the bucket is full again}.
_GCRA = """
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local interval, tolerance, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local tat = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local new_tat = tat + interval * cost
local wait = new_tat - tolerance - now
if wait > 0 and ARGV[4] ~= '1' then return {0, wait, tat - now} end
redis.call('SET', KEYS[1], string.format('%.0f', new_tat), 'PX', math.ceil((new_tat - now) / 1000) + 1)
return {1, 0, new_tat - now}
"""


class RateLimited(TooManyRequests):
    """A quota is used up. `headers` say of which policy."""

    code: ClassVar[str] = "rate_limited"

    def __init__(self, detail: str, *, retry_after_s: int, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail, retry_after_s=retry_after_s)
        self.headers = headers or {}


class Policy(msgspec.Struct, frozen=True):
    """`quota` requests, or what else `unit` names, in `window_s` seconds, all at once if the shopper likes."""

    name: str
    quota: int
    window_s: int
    unit: str = "requests"


class Spent(msgspec.Struct, frozen=True):
    """What is left after a request: for the `RateLimit` headers."""

    policy: Policy
    remaining: int
    reset_s: int

    def headers(self) -> dict[str, str]:
        name = self.policy.name
        return {
            "RateLimit-Policy": f'"{name}";q={self.policy.quota};w={self.policy.window_s}',
            "RateLimit": f'"{name}";r={self.remaining};t={self.reset_s}',
        }


def merged(*headers: dict[str, str]) -> dict[str, str]:
    """All of them; where several tell of a quota, as the lists that `RateLimit` and `RateLimit-Policy` are."""
    found: dict[str, str] = {}
    for name, value in (pair for each in headers for pair in each.items()):
        found[name] = f"{found[name]}, {value}" if name in found and name.startswith("RateLimit") else value
    return found


class Limiter:
    """Takes cells from buckets in Redis. While Redis is away requests pass, and each is logged: a shop that turns
    everybody away because a counter is down serves nobody (docs/decisions/0003)."""

    def __init__(self, redis: "Redis") -> None:
        self._script = redis.register_script(_GCRA)

    async def take(self, policy: Policy, who: str, *, cost: int = 1) -> Spent | None:
        """What is left of `who`'s quota; None where Redis could not be asked. With a cost of 0 it is only asked whether
        anything is owed. Raises RateLimited."""
        return await self._ask(policy, who, cost, in_any_case=False)

    async def charge(self, policy: Policy, who: str, cost: int) -> None:
        """Takes what was used already, also more than there was: who owes is refused until it is made up for."""
        await self._ask(policy, who, cost, in_any_case=True)

    async def _ask(self, policy: Policy, who: str, cost: int, *, in_any_case: bool) -> Spent | None:
        interval = max(1, policy.window_s * 1_000_000 // policy.quota)
        tolerance = interval * policy.quota
        try:
            allowed, wait_us, busy_us = await self._script(
                keys=[f"limit:{policy.name}:{who}"], args=[interval, tolerance, cost, int(in_any_case)]
            )
        except (RedisError, OSError) as error:
            log.warning("limits.unavailable", policy=policy.name, error=type(error).__name__)
            return None
        spent = Spent(policy, max(0, (tolerance - int(busy_us)) // interval), -(-int(busy_us) // 1_000_000))
        if not allowed:
            wait_s = -(-int(wait_us) // 1_000_000)
            raise RateLimited(
                f"At most {policy.quota} {policy.unit} in {policy.window_s} s. Try again in {wait_s} s.",
                retry_after_s=wait_s,
                headers=spent.headers(),
            )
        return spent


Who = Callable[[Request[Any, Any, Any]], str | None]
"""Whose quota a request takes from: `ip:…`, `user:…`, `key:…`; None for nobody's."""
_UNCOUNTED = ("/health", "/static", "/images", "/objects", "/api/webhooks")
"""Watchers, files that a cache answers, and events of payments, which prove by a signature whose they are."""
_READS = ("GET", "HEAD", "OPTIONS")


def throttle(limiter: Limiter, reads: Policy, writes: Policy, who: Who) -> Any:
    """Middleware: every request takes one from the quota for reading or for writing of `who`.

    A route that has a quota of its own tells of that one in its headers. Raises RateLimited.
    """

    def wrap(app: ASGIApp) -> ASGIApp:
        async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != ScopeType.HTTP or scope["path"].startswith(_UNCOUNTED):
                await app(scope, receive, send)
                return
            whose = who(Request(scope))
            policy = reads if scope["method"] in _READS else writes
            spent = await limiter.take(policy, whose) if whose else None
            await app(scope, receive, _telling(spent, send) if spent else send)

        return middleware

    return wrap


def _telling(spent: Spent, send: Send) -> Send:
    async def tell(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableScopeHeaders.from_message(message)
            if "RateLimit" not in headers:
                headers.update(spent.headers())
        await send(message)

    return tell
