"""A shop to talk to: the demo catalogue in a database of its own, embedded, behind a real server on loopback."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from aurora.app import create_app
from aurora.embedder import LocalEmbedder
from commerce import demo
from core.embedded import Servers
from core.settings import Settings
from tests.app_server import served
from tests.conftest import created_database
from tests.stocked import fill


@pytest.fixture(scope="session")
def shop_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        data_dir=tmp_path_factory.mktemp("shop"),
        currency_rates={"EUR": 1.08},
        chat_rate_per_minute=100_000,
        log_level="ERROR",
    )


@pytest.fixture(scope="session")
def shop_url(servers: Servers, shop_settings: Settings) -> Iterator[str]:
    """URL of a database with the whole demo catalogue, embedded with the local model."""
    with created_database(servers.database_url) as url:
        asyncio.run(fill(url, shop_settings, demo.products()))
        yield url


@pytest.fixture(scope="session")
async def shop(shop_url: str, servers: Servers, shop_settings: Settings, anyio_backend: str) -> AsyncIterator[str]:
    """Base URL of a server over the demo shop."""
    app = create_app(shop_settings, database_url=shop_url, redis_url=servers.redis_url)
    async with served(app) as base_url:
        yield base_url


@pytest.fixture
async def client(shop: str) -> AsyncIterator[httpx.AsyncClient]:
    """A new visitor's browser: it keeps its cookie."""
    async with httpx.AsyncClient(base_url=shop, timeout=30) as client:
        yield client


@pytest.fixture
async def stranger(shop: str) -> AsyncIterator[httpx.AsyncClient]:
    """Another visitor."""
    async with httpx.AsyncClient(base_url=shop, timeout=30) as client:
        yield client


@pytest.fixture(scope="session")
def local() -> LocalEmbedder:
    return LocalEmbedder(threads=1)
