"""The database: declarative base, engine, sessions. One transaction per request, job or command."""

import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import msgspec
from sqlalchemy import MetaData, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

SCHEMA = "voguevault"

# Constraint names that a migration can rely on; PostgreSQL cuts identifiers at 63 bytes.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table of ours, in schema `voguevault`."""

    metadata = MetaData(schema=SCHEMA, naming_convention=NAMING)


TRUSTED_S = 5.0
"""For so long a pooled connection that nobody closed is taken to be alive without asking."""
Sessions = async_sessionmaker[AsyncSession]


def create_engine(url: str, *, pool_size: int = 10) -> AsyncEngine:
    """An engine over `url`, a libpq URL; several hosts (`postgresql://h1,h2/db`) fail over to the primary.

    asyncpg reads the URL itself, since SQLAlchemy's parser does not know several hosts.
    """
    dsn = url.replace("postgresql+asyncpg://", "postgresql://", 1).replace("postgres://", "postgresql://", 1)

    async def connect() -> asyncpg.Connection:
        several = "," in dsn.split("//", 1)[1].split("/", 1)[0]
        return await asyncpg.connect(
            dsn,
            timeout=10,
            target_session_attrs="read-write" if several else "any",
            # Our tables are always named with their schema; a role of the schema's name must not make it implicit.
            server_settings={"application_name": "voguevault", "jit": "off", "search_path": "public"},
        )

    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=connect, pool_size=pool_size, max_overflow=pool_size,
        json_serializer=_json, json_deserializer=msgspec.json.decode,
    )  # fmt: skip
    _watch(engine)
    return engine


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _watch(engine: AsyncEngine) -> None:
    """Replaces connections that are found closed as they are taken from the pool, without asking each time.

    SQLAlchemy's own `pool_pre_ping` costs three round trips (BEGIN, a query, ROLLBACK) at every checkout, of which a
    turn makes five. asyncpg knows of a connection that was closed from the other side; only one that was idle for
    longer, and may have been forgotten by something between, is asked.
    """

    @event.listens_for(engine.sync_engine, "checkin")
    def returned(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        record.info["returned"] = time.monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def taken(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        if connection.driver_connection.is_closed():
            raise InvalidatePoolError
        if time.monotonic() - record.info.get("returned", math.inf) > TRUSTED_S:
            try:
                engine.dialect.do_ping(connection)
            except (engine.dialect.loaded_dbapi.Error, OSError) as error:
                raise InvalidatePoolError from error


def create_sessions(engine: AsyncEngine) -> Sessions:
    """A factory of sessions; `async with sessions.begin() as session` is one transaction."""
    return async_sessionmaker(engine, expire_on_commit=False)


@asynccontextmanager
async def database(url: str, *, pool_size: int = 10) -> AsyncIterator[Sessions]:
    """Sessions over a fresh engine, which is disposed of at the end: for commands and jobs."""
    engine = create_engine(url, pool_size=pool_size)
    try:
        yield create_sessions(engine)
    finally:
        await engine.dispose()
