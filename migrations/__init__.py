"""Alembic migrations: the only way a schema is made, in tests too.

Called from Python, with no alembic.ini, from a checkout or an installed wheel:

    await upgrade(url)                  to the newest revision
    await downgrade(url, "base")        back to nothing
    await current(url), heads()         where a database stands, where it should
    await differences(url)              what the models and the database differ in
    await revise(url, "Add a table")    writes a new revision from that
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from core.db import SCHEMA, Base, create_engine

ALEMBIC_SCHEMA = "alembic"
# Session lock that keeps two starting servers from migrating at once; any constant will do.
_LOCK = 7_305_811_034_427


def metadata() -> MetaData:
    """Every table of ours. The models are imported here, above all packages, since none may import upward."""
    for package in ("core", "commerce", "assets", "aurora"):
        import_module(f"{package}.models")
    return Base.metadata


def ours(name: str | None, kind: str, parents: object) -> bool:
    """Whether a reflected name is to be compared with the models: our schema, and in it parents but no partitions."""
    if kind == "schema":
        return name == SCHEMA
    if kind == "table":
        return f"{SCHEMA}.{name}" in Base.metadata.tables
    return True


async def upgrade(url: str, revision: str = "head") -> None:
    """Brings the database at `url` up to `revision` in one transaction; several processes may call it at once."""
    await _run(url, lambda config: command.upgrade(config, revision))


async def downgrade(url: str, revision: str) -> None:
    """Takes the database at `url` back to `revision` ("base" for nothing), with its data; in one transaction."""
    await _run(url, lambda config: command.downgrade(config, revision))


async def revise(url: str, message: str) -> None:
    """Writes the next revision from what the models and the database at `url`, which is at the newest, differ in.

    It is a draft: Alembic sees no checks (see `differences`), and does not know how to keep what a column held.
    """
    number = f"{int(heads()[0]) + 1:04}"
    await _run(url, lambda config: command.revision(config, message, autogenerate=True, rev_id=number))


async def differences(url: str) -> list[Any]:
    """What Alembic finds that the models and the database at `url` differ in: empty where the schema is the models'.

    It sees tables, columns, defaults, keys and indexes, but no checks, generated expressions or partitions.
    """

    def compare(connection: Connection) -> list[Any]:
        _settle(connection)
        return list(compare_metadata(MigrationContext.configure(connection, opts=comparison()), metadata()))

    engine = create_engine(url, pool_size=1)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(compare)
    finally:
        await engine.dispose()


async def current(url: str) -> str | None:
    """The revision at which the database at `url` stands; None for one that was never migrated."""
    engine = create_engine(url, pool_size=1)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_current)
    finally:
        await engine.dispose()


def heads() -> tuple[str, ...]:
    """The newest revisions of the code; one, unless two branches wait to be merged."""
    return tuple(ScriptDirectory.from_config(_config()).get_heads())


def comparison() -> dict[str, Any]:
    """Alembic's options: which names it looks at, how it compares, where its own table lives."""
    return {
        "include_schemas": True,
        "include_name": ours,
        "compare_type": True,
        "compare_server_default": True,
        "version_table_schema": ALEMBIC_SCHEMA,
    }


def _settle(connection: Connection) -> None:
    """Makes `public` the default schema: for a role that is called like our schema it would be ours, and Alembic,
    which gives tables of the default schema no schema, would then find none of them."""
    connection.execute(text("SET search_path = public"))
    connection.dialect.default_schema_name = "public"


def _current(connection: Connection) -> str | None:
    context = MigrationContext.configure(connection, opts={"version_table_schema": ALEMBIC_SCHEMA})
    return context.get_current_revision()


def _config() -> Config:
    config = Config()
    # Config reads % as an interpolation, and a checkout may lie anywhere.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    return config


async def _run(url: str, work: Callable[[Config], object]) -> None:
    engine = create_engine(url, pool_size=1)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_locked, work)
    finally:
        await engine.dispose()


def _locked(connection: Connection, work: Callable[[Config], object]) -> None:
    connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
    try:
        _settle(connection)
        connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{ALEMBIC_SCHEMA}"'))
        connection.commit()
        config = _config()
        config.attributes["connection"] = connection
        work(config)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    finally:
        connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
        connection.commit()
