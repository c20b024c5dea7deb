"""Quotas on every route: by address, by account and key, over servers that share a Redis, and without Redis."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from aurora.app import create_app
from core.access import AccessTokens
from core.ids import uuid7
from core.limits import Limiter, Policy, RateLimited
from core.settings import Settings
from core.visitors import signing_secrets
from tests.app_server import served
from tests.aurora.contract import check_problem

pytestmark = [pytest.mark.anyio, pytest.mark.commits]


@asynccontextmanager
async def shop(place: Path, database_url: str, redis_url: str, **quotas: Any) -> AsyncIterator[httpx.AsyncClient]:
    settings = Settings(data_dir=place, log_level="ERROR", **quotas)
    app = create_app(settings, database_url=database_url, redis_url=redis_url)
    async with served(app) as base_url, httpx.AsyncClient(base_url=base_url, timeout=30) as client:
        yield client


async def test_two_servers_share_one_quota_and_tell_of_it(tmp_path: Path, database_url: str, redis_url: str) -> None:
    quota = {"rate_reads_per_minute": 5}
    async with (
        shop(tmp_path, database_url, redis_url, **quota) as one,
        shop(tmp_path, database_url, redis_url, **quota) as other,
    ):
        answers = [await client.get("/api/cart") for client in (one, other, one, other, one)]
        refused = await other.get("/api/cart")
        uncounted = await other.get("/health/live")

    assert [answer.status_code for answer in answers] == [200] * 5
    assert [answer.headers["RateLimit"].split(";")[1] for answer in answers] == ["r=4", "r=3", "r=2", "r=1", "r=0"]
    assert answers[0].headers["RateLimit-Policy"] == '"reads";q=5;w=60'
    check_problem(refused.json(), 429)
    assert refused.json()["code"] == "rate_limited"
    assert 1 <= int(refused.headers["Retry-After"]) <= 12
    assert refused.headers["RateLimit-Policy"] == '"reads";q=5;w=60'
    assert uncounted.status_code == 200


async def test_writes_have_a_quota_of_their_own(tmp_path: Path, database_url: str, redis_url: str) -> None:
    async with shop(tmp_path, database_url, redis_url, rate_writes_per_minute=1) as client:
        written = [(await client.post("/api/cart/quote", json={})).status_code for _ in range(2)]
        read = await client.get("/api/cart")

    assert (written[0] != 429, written[1], read.status_code) == (True, 429, 200)


async def test_an_account_pays_for_itself_too_and_a_credential_is_no_way_around(
    tmp_path: Path, database_url: str, redis_url: str
) -> None:
    settings = Settings(data_dir=tmp_path)
    token = AccessTokens(*signing_secrets(settings)).issue(uuid7(), "customer", 0)
    async with shop(tmp_path, database_url, redis_url, rate_reads_per_minute=3) as client:
        signed = [await client.get("/api/cart", headers={"Authorization": f"Bearer {token}"}) for _ in range(2)]
        forged = await client.get("/api/cart", headers={"Authorization": "Bearer nonsense"})
        after = await client.get("/api/cart", headers={"Authorization": "Bearer nonsense"})
    async with Redis.from_url(redis_url) as redis:
        keys = sorted([key.decode().split(":")[2] async for key in redis.scan_iter("limit:reads:*")])

    assert [answer.status_code for answer in signed] == [200, 200]
    assert keys == ["ip", "user"]
    assert (forged.status_code, after.status_code) == (401, 429), "guessing credentials is counted"


async def test_without_redis_the_shop_goes_on(tmp_path: Path, database_url: str) -> None:
    async with shop(tmp_path, database_url, "redis://127.0.0.1:1/0", rate_reads_per_minute=1) as client:
        answers = [await client.get("/api/cart") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert "RateLimit" not in answers[0].headers


async def test_what_was_used_is_charged_also_beyond_the_quota_and_owed(redis_url: str) -> None:
    policy, who = Policy("tokens", quota=1000, window_s=1000, unit="tokens"), str(uuid7())
    async with Redis.from_url(redis_url) as redis:
        limiter = Limiter(redis)
        await limiter.charge(policy, who, 900)
        left = await limiter.take(policy, who, cost=0)
        await limiter.charge(policy, who, 400)

        with pytest.raises(RateLimited, match="1000 tokens") as refused:
            await limiter.take(policy, who, cost=0)

    assert left is not None
    assert left.remaining in (100, 101)
    assert 298 <= (refused.value.retry_after_s or 0) <= 300
