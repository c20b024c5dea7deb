"""Connections of the pool: those that went away are replaced before anybody works on them, some are set apart."""

import asyncio
import contextlib

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from core import db
from core.db import beside, create_engine, create_sessions, direct, driver

pytestmark = pytest.mark.anyio

PID = text("SELECT pg_backend_pid()")


async def backend(engine: AsyncEngine) -> int:
    async with create_sessions(engine).begin() as session:
        return int((await session.execute(PID)).scalar_one())


async def end(url: str, pid: int) -> None:
    engine = create_engine(url, pool_size=1)
    async with engine.begin() as connection:
        assert (await connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})).scalar()
    await engine.dispose()
    await asyncio.sleep(0.05)


async def test_a_connection_that_the_server_closed_is_replaced(database_url: str) -> None:
    engine = create_engine(database_url, pool_size=1)
    before = await backend(engine)
    assert await backend(engine) == before
    await end(database_url, before)
    assert await backend(engine) != before
    await engine.dispose()


async def test_one_that_was_idle_is_asked_before_it_is_used(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "TRUSTED_S", -1.0)
    engine = create_engine(database_url, pool_size=1)
    before = await backend(engine)
    async with engine.connect() as connection:
        asked = "SELECT query FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND pid = :pid"
        other = create_engine(database_url, pool_size=1)
        async with other.connect() as watcher:
            last = (await watcher.execute(text(asked), {"pid": before})).scalar()
        await other.dispose()
        assert last == "ROLLBACK;"  # of the ping
        assert (await connection.execute(PID)).scalar() == before
    await engine.dispose()


async def test_engines_beside_it_are_one_for_each_purpose_and_end_with_it(database_url: str) -> None:
    engine = create_engine(database_url, pool_size=1)
    one, other = beside(engine, "one"), beside(engine, "other")
    assert beside(engine, "one") is one
    assert len({await backend(each) for each in (engine, one, other)}) == 3
    await engine.dispose()
    assert [each.sync_engine.pool.checkedin() for each in (one, other)] == [0, 0]  # type: ignore[attr-defined]
    assert beside(engine, "one") is not one
    await engine.dispose()


async def test_a_process_opens_twenty_connections_at_most(database_url: str) -> None:
    engine = create_engine(database_url)
    pools = [each.sync_engine.pool for each in (engine, beside(engine, "one"), beside(engine, "other"))]
    assert sum(pool.size() + pool._max_overflow for pool in pools) == 20  # type: ignore[attr-defined]
    await engine.dispose()


async def test_what_fails_past_sqlalchemy_fails_as_in_a_session(database_url: str) -> None:
    engine = create_engine(database_url, pool_size=1)
    before = await backend(engine)
    with pytest.raises(DBAPIError, match="division by zero") as refused:
        await past_sqlalchemy(engine, "SELECT 1 / 0")
    assert not refused.value.connection_invalidated
    assert await backend(engine) == before
    with pytest.raises(DBAPIError) as lost:
        await past_sqlalchemy(engine, "SELECT pg_terminate_backend(pg_backend_pid())", "SELECT 1")
    assert lost.value.connection_invalidated
    assert await backend(engine) != before
    await engine.dispose()


async def past_sqlalchemy(engine: AsyncEngine, *statements: str) -> None:
    async with direct(engine) as connection:
        for statement in statements:
            with contextlib.suppress(asyncpg.ConnectionDoesNotExistError):
                await (await driver(connection)).fetch(statement)
