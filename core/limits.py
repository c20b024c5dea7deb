"""Rate limits by the generic cell rate algorithm (GCRA), atomic in one Lua script over Redis's own clock.

Source: ITU-T I.371 (GCRA as virtual scheduling); headers: draft-ietf-httpapi-ratelimit-headers-11.
"""

from typing import ClassVar

import msgspec
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.errors import TooManyRequests

log = structlog.get_logger("limits")

# KEYS[1] the bucket; ARGV: emission interval in µs, burst tolerance in µs, cost in cells.
# Returns {allowed 0|1, µs until one more cell fits, µs until the bucket is full again}.
_GCRA = """
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local interval, tolerance, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local tat = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local new_tat = tat + interval * cost
local wait = new_tat - tolerance - now
if wait > 0 then return {0, wait, tat - now} end
redis.call('SET', KEYS[1], string.format('%.0f', new_tat), 'PX', math.ceil((new_tat - now) / 1000) + 1)
return {1, 0, new_tat - now}
"""


class RateLimited(TooManyRequests):
    code: ClassVar[str] = "rate_limited"


class Policy(msgspec.Struct, frozen=True):
    """`quota` requests in `window_s` seconds, all at once if the shopper likes."""

    name: str
    quota: int
    window_s: int


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


class Limiter:
    """Takes cells from buckets in Redis. While Redis is away requests pass, and each is logged: a shop that turns
    everybody away because a counter is down serves nobody (docs/decisions/0003)."""

    def __init__(self, redis: "Redis") -> None:
        self._script = redis.register_script(_GCRA)

    async def take(self, policy: Policy, who: str, *, cost: int = 1) -> Spent | None:
        """What is left of `who`'s quota; None where Redis could not be asked. Raises RateLimited."""
        interval = policy.window_s * 1_000_000 // policy.quota
        tolerance = interval * policy.quota
        try:
            allowed, wait_us, busy_us = await self._script(
                keys=[f"limit:{policy.name}:{who}"], args=[interval, tolerance, cost]
            )
        except (RedisError, OSError) as error:
            log.warning("limits.unavailable", policy=policy.name, error=type(error).__name__)
            return None
        if not allowed:
            wait_s = -(-int(wait_us) // 1_000_000)
            raise RateLimited(
                f"At most {policy.quota} requests in {policy.window_s} s. Try again in {wait_s} s.",
                retry_after_s=wait_s,
            )
        return Spent(policy, max(0, (tolerance - int(busy_us)) // interval), -(-int(busy_us) // 1_000_000))
