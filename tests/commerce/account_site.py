"""A shop over HTTP for tests of accounts, with two visitors: fixtures to be imported."""

from collections.abc import AsyncIterator

import httpx
import pytest

from core.embedded import Servers
from tests.commerce.shoppers import site_of

__all__ = ["client", "other", "site"]


@pytest.fixture(scope="module")
async def site(
    database_url: str, servers: Servers, worker: int, tmp_path_factory: pytest.TempPathFactory, anyio_backend: str
) -> AsyncIterator[str]:
    """A shop whose limits are counted apart from other workers'."""
    redis_url = f"{servers.redis_url.rsplit('/', 1)[0]}/{worker}"
    async with site_of(database_url, redis_url, tmp_path_factory.mktemp("accounts")) as base_url:
        yield base_url


@pytest.fixture
async def client(site: str, redis_url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=site, timeout=30) as client:
        yield client


@pytest.fixture
async def other(site: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=site, timeout=30) as client:
        yield client
