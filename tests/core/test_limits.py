import pytest
from redis.asyncio import Redis

from core.ids import uuid7
from core.limits import Limiter, Policy, RateLimited

pytestmark = pytest.mark.anyio


async def test_the_quota_is_given_at_once_and_the_next_is_told_when_to_come_back(redis_url: str) -> None:
    policy, who = Policy("test", quota=3, window_s=60), str(uuid7())
    async with Redis.from_url(redis_url) as redis:
        limiter = Limiter(redis)
        spent = [await limiter.take(policy, who) for _ in range(3)]

        with pytest.raises(RateLimited) as refused:
            await limiter.take(policy, who)

    assert [each.remaining for each in spent if each] == [2, 1, 0]
    assert refused.value.retry_after_s == 20


async def test_one_visitor_does_not_spend_anothers_quota(redis_url: str) -> None:
    policy = Policy("test", quota=1, window_s=60)
    async with Redis.from_url(redis_url) as redis:
        limiter = Limiter(redis)

        assert await limiter.take(policy, str(uuid7())) is not None
        assert await limiter.take(policy, str(uuid7())) is not None


async def test_without_redis_requests_pass_uncounted() -> None:
    async with Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=0.2) as redis:
        assert await Limiter(redis).take(Policy("test", 1, 60), "anyone") is None
