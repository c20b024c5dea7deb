"""A small shop with real goods behind a real server, for what is asked of every route alike."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from aurora.app import create_app
from commerce import demo
from core.embedded import Servers
from core.settings import Settings
from tests.api.walking import settings_for
from tests.app_server import served
from tests.conftest import created_database
from tests.stocked import fill

EVERY = 6
"""Of the demo catalogue's products one in so many: enough for a look, embedded in a second."""


@pytest.fixture(scope="session")
def shop_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings_for(tmp_path_factory.mktemp("api"))


@pytest.fixture(scope="session")
def shop_url(servers: Servers, shop_settings: Settings) -> Iterator[str]:
    with created_database(servers.database_url) as url:
        asyncio.run(fill(url, shop_settings, list(demo.products())[::EVERY]))
        yield url


@pytest.fixture(scope="session")
async def site(shop_url: str, servers: Servers, shop_settings: Settings, anyio_backend: str) -> AsyncIterator[str]:
    """The base URL of a server over the small shop."""
    app = create_app(shop_settings, database_url=shop_url, redis_url=servers.redis_url)
    async with served(app) as base_url:
        yield base_url
