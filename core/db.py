"""The database: declarative base, engine, sessions. One transaction per request, job or command."""

import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast
from weakref import WeakKeyDictionary

import asyncpg
import msgspec
from sqlalchemy import Engine, MetaData, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
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


class _Beside(msgspec.Struct, frozen=True):
    """Where an engine connects to, and the others over the same database by what they are for."""

    url: str
    pool_size: int
    engines: dict[str, AsyncEngine] = {}


_BESIDE: WeakKeyDictionary[Engine, _Beside] = WeakKeyDictionary()


def create_engine(url: str, *, pool_size: int = 10, overflow: int | None = None) -> AsyncEngine:
    """An engine over `url`, a libpq URL; several hosts (`postgresql://h1,h2/db`) fail over to the primary.

    It opens `pool_size` connections and `overflow` more, by default four for each ten: with two engines `beside` it a
    process opens twice `pool_size` at most, 20. What was used last is taken first, so that few of them keep their plans
    and caches warm.
    """
    overflow = max(1, 4 * pool_size // 10) if overflow is None else overflow
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: _connect(url), pool_size=pool_size, max_overflow=overflow,
        pool_use_lifo=True, hide_parameters=True, json_serializer=_json, json_deserializer=msgspec.json.decode,
    )  # fmt: skip
    _watch(engine)
    _BESIDE[engine.sync_engine] = _Beside(url, pool_size)

    @event.listens_for(engine.sync_engine, "engine_disposed")
    def disposed(_: Engine) -> None:
        kept = _BESIDE[engine.sync_engine].engines
        while kept:
            kept.popitem()[1].sync_engine.dispose()

    return engine


async def _connect(url: str) -> asyncpg.Connection:
    """asyncpg reads the URL itself, since SQLAlchemy's parser does not know several hosts."""
    dsn = url.replace("postgresql+asyncpg://", "postgresql://", 1).replace("postgres://", "postgresql://", 1)
    several = "," in dsn.split("//", 1)[1].split("/", 1)[0]
    return await asyncpg.connect(
        dsn,
        timeout=10,
        target_session_attrs="read-write" if several else "any",
        # asyncpg keeps no longer ones than 15 KiB parsed, and searches under many limits are up to 19.
        max_cacheable_statement_size=64 * 1024,
        # Our tables are always named with their schema; a role of the schema's name must not make it implicit.
        server_settings={"application_name": "voguevault", "jit": "off", "search_path": "public"},
    )


def engine_of(sessions: "Sessions") -> AsyncEngine:
    """The engine on whose connections the sessions work."""
    return cast(AsyncEngine, sessions.kw["bind"])


def beside(engine: AsyncEngine, purpose: str) -> AsyncEngine:
    """Another engine over the same database, one for each purpose: what is set on its connections stays, and nobody
    else works under it. It has three connections for each ten of the first one, and is disposed of with that."""
    known = _BESIDE[engine.sync_engine]
    if purpose not in known.engines:
        known.engines[purpose] = create_engine(known.url, pool_size=max(1, 3 * known.pool_size // 10), overflow=0)
    return known.engines[purpose]


# A connection that was closed is an InterfaceError to asyncpg; one whose server died while it was spoken to may also be
# left in the middle of an operation, which the next one meets as an InternalClientError.
_LOST = (asyncpg.InterfaceError, asyncpg.InternalClientError)


@asynccontextmanager
async def direct(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection of the pool for those who speak to asyncpg (`driver`) and not through SQLAlchemy, which takes 0.3 ms
    more of this process for a statement. Raises DBAPIError as a session would."""
    try:
        async with engine.connect() as connection:
            try:
                yield connection
            except _LOST:
                await connection.invalidate()
                raise
    except (asyncpg.PostgresError, *_LOST) as error:
        raise DBAPIError(None, None, error, connection_invalidated=isinstance(error, _LOST)) from error


async def driver(connection: AsyncConnection) -> asyncpg.Connection:
    """asyncpg's own connection. It is in no transaction but those that it is told to begin."""
    return cast(asyncpg.Connection, (await connection.get_raw_connection()).driver_connection)


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
