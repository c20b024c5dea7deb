"""Connections of the pool that went away are replaced before anybody works on them."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from core import db
from core.db import create_engine, create_sessions

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
