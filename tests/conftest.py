"""Real servers for every test: one PostgreSQL database per xdist worker, built by the migrations, and a Redis.

With TEST_DATABASE_URL and TEST_REDIS_URL the servers are theirs (the role must be allowed to create databases);
otherwise each worker starts its own embedded ones when the first test asks. One set per worker and not one for all:
starting takes 1 s, and nothing has to outlive the worker that began it.
"""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
import redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

import migrations
from core.db import Sessions, create_engine, create_sessions
from core.embedded import Servers, running


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> int:
    """Number of the xdist worker; 0 without xdist."""
    name = getattr(request.config, "workerinput", {}).get("workerid", "gw0")
    return int(name.removeprefix("gw"))


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """The given servers, or embedded ones where one of the two is not given."""
    database_url, redis_url = os.environ.get("TEST_DATABASE_URL"), os.environ.get("TEST_REDIS_URL")
    if database_url and redis_url:
        yield Servers(database_url, redis_url, ())
        return
    with running(tmp_path_factory.mktemp("servers") / "data") as embedded:
        asyncio.run(_hurry(embedded.database_url))
        yield Servers(database_url or embedded.database_url, redis_url or embedded.redis_url, embedded.started)


@pytest.fixture(scope="session")
def database_url(servers: Servers) -> Iterator[str]:
    """URL of this worker's database, at the newest revision and empty."""
    with created_database(servers.database_url) as url:
        asyncio.run(migrations.upgrade(url))
        yield url


@pytest.fixture
def empty_database_url(servers: Servers) -> Iterator[str]:
    """URL of a database of the test's own, in which nothing was done yet."""
    with created_database(servers.database_url) as url:
        yield url


@pytest.fixture(scope="session")
async def engine(database_url: str, anyio_backend: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def session(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """A session whose commits are savepoints: all that the test does is rolled back at its end."""
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with AsyncSession(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as session:
            yield session
        await outer.rollback()


@pytest.fixture
async def sessions(engine: AsyncEngine) -> AsyncIterator[Sessions]:
    """Sessions that commit for real; every table is emptied afterwards."""
    yield create_sessions(engine)
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: [sync.execute(text(statement)) for statement in emptying()])


@pytest.fixture
def redis_url(servers: Servers, worker: int) -> Iterator[str]:
    """URL of this worker's numbered database, emptied after the test."""
    url = urlsplit(servers.redis_url)._replace(path=f"/{worker}").geturl()
    yield url
    with redis.Redis.from_url(url) as client:
        client.flushdb()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real data sets beside the checkout; the test is skipped where they are absent."""
    path = Path(__file__).parents[2] / "shared" / "data"
    if not path.is_dir():
        pytest.skip(f"needs the data sets in {path}")
    return path.resolve()


@contextmanager
def created_database(server_url: str) -> Iterator[str]:
    """URL of a new database on the server, dropped at the end of the block."""
    name = f"test_{secrets.token_hex(6)}"
    asyncio.run(_on(server_url, f'CREATE DATABASE "{name}"'))
    try:
        yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
    finally:
        asyncio.run(_on(server_url, f'DROP DATABASE "{name}" WITH (FORCE)'))


def emptying() -> list[str]:
    """The statements that empty every table, children first; guards that refuse it are set aside meanwhile.

    DELETE, not TRUNCATE, which makes new files for 35 HNSW indexes: a median of 30 ms against 150 ms for a row or two
    in every table.
    """
    guards = (("audit_log", "append_only"), ("orders", "placed_stays"))
    tables = reversed(migrations.metadata().sorted_tables)
    return [
        *(f"ALTER TABLE voguevault.{table} DISABLE TRIGGER {guard}" for table, guard in guards),
        *(f"DELETE FROM {table.fullname}" for table in tables),  # noqa: S608 - names of our own tables
        "ALTER TABLE voguevault.audit_log ENABLE ALWAYS TRIGGER append_only",
        "ALTER TABLE voguevault.orders ENABLE TRIGGER placed_stays",
    ]


async def _hurry(url: str) -> None:
    """Lets a server of the tests' own forget in a crash: each new and dropped database would wait for the disk."""
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        await _on(url, f"ALTER SYSTEM SET {setting} = off")
    await _on(url, "SELECT pg_reload_conf()")


async def _on(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url.replace("postgresql+asyncpg://", "postgresql://", 1))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
