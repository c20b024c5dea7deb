"""Up, down and up again, empty and filled, one revision at a time, and what an operator is told when it cannot be."""

import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import anyio
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

import migrations
from core.db import create_engine, create_sessions
from tests.factories import make_one_of_everything

pytestmark = pytest.mark.anyio

VERSIONS = Path(migrations.__file__).parent / "versions"
REVISIONS = sorted(path.name[:4] for path in VERSIONS.glob("0*.py"))
OBJECTS = """
    SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'voguevault'
"""


async def scalar(url: str, query: str) -> object:
    engine = create_engine(url, pool_size=1)
    async with engine.begin() as connection:
        found: object = (await connection.execute(text(query))).scalar() if query.lstrip()[:6] == "SELECT" else None
        if found is None and query.lstrip()[:6] != "SELECT":
            await connection.execute(text(query))
    await engine.dispose()
    return found


async def fill(url: str) -> None:
    engine = create_engine(url)
    async with create_sessions(engine).begin() as session:
        await make_one_of_everything(session)
        for table in migrations.metadata().sorted_tables:
            assert await session.scalar(select(func.count()).select_from(table)), f"{table.name} is empty"
    await engine.dispose()


async def test_a_filled_database_goes_down_to_nothing_and_up_again(empty_database_url: str) -> None:
    await migrations.upgrade(empty_database_url)
    await fill(empty_database_url)
    await migrations.downgrade(empty_database_url, "base")
    assert await migrations.current(empty_database_url) is None
    assert await scalar(empty_database_url, "SELECT count(*) FROM pg_namespace WHERE nspname = 'voguevault'") == 0
    await migrations.upgrade(empty_database_url)
    await fill(empty_database_url)
    assert await migrations.differences(empty_database_url) == []


async def test_each_revision_of_a_filled_database_goes_down_and_up_on_its_own(empty_database_url: str) -> None:
    await migrations.upgrade(empty_database_url)
    await fill(empty_database_url)
    for revision, below in zip(reversed(REVISIONS), [*reversed(REVISIONS[:-1]), "base"], strict=True):
        before = await scalar(empty_database_url, OBJECTS)
        await migrations.downgrade(empty_database_url, below)
        await migrations.upgrade(empty_database_url, revision)
        assert await scalar(empty_database_url, OBJECTS) == before
        await migrations.downgrade(empty_database_url, below)


async def test_an_upgrade_of_the_newest_changes_nothing(database_url: str) -> None:
    before = await scalar(database_url, OBJECTS)
    await migrations.upgrade(database_url)
    assert await scalar(database_url, OBJECTS) == before
    assert (await migrations.current(database_url),) == migrations.heads()


async def test_a_database_that_was_never_migrated_stands_nowhere(empty_database_url: str) -> None:
    assert await migrations.current(empty_database_url) is None


def test_revisions_are_one_line_of_numbers() -> None:
    script = ScriptDirectory(str(VERSIONS.parent))
    line = [revision.revision for revision in script.walk_revisions()]
    assert list(reversed(line)) == REVISIONS == [f"{n:04}" for n in range(1, len(REVISIONS) + 1)]


@pytest.mark.parametrize("path", sorted(VERSIONS.glob("0*.py")), ids=lambda path: path.stem)
def test_each_direction_of_each_migration_gives_up_soon_where_a_table_is_busy(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for direction in ("upgrade", "downgrade"):
        body = source.split(f"def {direction}() -> None:\n", 1)[1]
        code = [line for line in body.splitlines()[:4] if not line.lstrip().startswith('"""')]
        assert code[0] == """    op.execute("SET LOCAL lock_timeout = '5s'")"""


async def test_a_migration_that_fails_half_way_leaves_nothing(empty_database_url: str) -> None:
    await migrations.upgrade(empty_database_url, "0003")
    await scalar(empty_database_url, "CREATE TABLE voguevault.orders (id int)")
    before = await scalar(empty_database_url, OBJECTS)
    with pytest.raises(DBAPIError, match='relation "orders" already exists'):
        await migrations.upgrade(empty_database_url)
    assert await migrations.current(empty_database_url) == "0003"
    assert await scalar(empty_database_url, OBJECTS) == before
    await scalar(empty_database_url, "DROP TABLE voguevault.orders")
    await migrations.upgrade(empty_database_url)


async def test_migrations_are_found_wherever_the_package_lies(
    empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No alembic.ini and no working directory is needed: a wheel has neither."""
    monkeypatch.chdir(tmp_path)
    await migrations.upgrade(empty_database_url, "0001")
    assert await migrations.current(empty_database_url) == "0001"


async def test_a_new_revision_is_numbered_bounded_and_runs(empty_database_url: str, tmp_path: Path) -> None:
    """In a copy of the package, since a revision is written beside the others."""
    copy = shutil.copytree(VERSIONS.parent, tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    await migrations.upgrade(empty_database_url)
    await scalar(empty_database_url, "ALTER TABLE voguevault.users DROP COLUMN locale")
    program = """
import asyncio, sys, migrations
assert migrations.__file__.startswith(sys.argv[2]), migrations.__file__
asyncio.run(migrations.revise(sys.argv[1], "Add a locale"))
asyncio.run(migrations.upgrade(sys.argv[1]))
assert asyncio.run(migrations.differences(sys.argv[1])) == []
asyncio.run(migrations.downgrade(sys.argv[1], "-1"))
"""
    done = await anyio.run_process(
        [sys.executable, "-c", program, empty_database_url, str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(VERSIONS.parents[1])},
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    [written] = {path.name for path in (copy / "versions").glob("0*.py")} - {p.name for p in VERSIONS.glob("0*.py")}
    assert written == f"{int(REVISIONS[-1]) + 1:04}_add_a_locale.py"
    assert (copy / "versions" / written).read_text().count("SET LOCAL lock_timeout = '5s'") == 2
    assert (await migrations.current(empty_database_url),) == migrations.heads()


@pytest.fixture
async def role_url(empty_database_url: str) -> Iterator[str]:  # type: ignore[misc]
    """URL of the empty database for a role that owns no extension and may create no untrusted one."""
    name, password = f"plain_{secrets.token_hex(4)}", secrets.token_hex(8)
    database = urlsplit(empty_database_url)
    await scalar(empty_database_url, f"CREATE ROLE {name} LOGIN PASSWORD '{password}'")
    await scalar(empty_database_url, f'GRANT CREATE ON DATABASE "{database.path[1:]}" TO {name}')
    host = database.netloc.rpartition("@")[2]
    yield database._replace(netloc=f"{name}:{password}@{host}").geturl()
    await scalar(empty_database_url, f"DROP OWNED BY {name} CASCADE")
    await scalar(empty_database_url, f"DROP ROLE {name}")


async def test_a_role_that_may_not_create_extensions_is_told_what_to_ask_for(
    role_url: str, empty_database_url: str
) -> None:
    with pytest.raises(RuntimeError, match="An administrator can run in this database") as told:
        await migrations.upgrade(role_url)
    assert await migrations.current(role_url) is None
    for statement in str(told.value).split("database: ")[1].rstrip(";").split("; "):
        await scalar(empty_database_url, statement)
    await migrations.upgrade(role_url)
    assert (await migrations.current(role_url),) == migrations.heads()


async def test_an_extension_in_another_schema_is_named(empty_database_url: str) -> None:
    await scalar(empty_database_url, "CREATE SCHEMA extensions")
    await scalar(empty_database_url, "CREATE EXTENSION citext WITH SCHEMA extensions")
    with pytest.raises(RuntimeError, match="ALTER EXTENSION citext SET SCHEMA public"):
        await migrations.upgrade(empty_database_url)
