import msgspec
import pytest
from sqlalchemy import text

from aurora.retrieval import statement
from aurora.retrieval.plan import plan
from aurora.retrieval.reading import read
from aurora.retrieval.statement import Asked, Statement
from aurora.types import Constraint, ConversationState
from core.db import database
from tests.aurora.retrieving import look, wish

pytestmark = pytest.mark.anyio

ASKED = Asked(model="m", vector="[1]")


def _is_wide(*constraints: Constraint, asked: Asked = ASKED) -> bool:
    wanted = plan(look(*constraints), ConversationState())
    return statement.near(asked, wanted, wanted.slots).is_wide


def test_one_plan_serves_only_where_nothing_narrows_what_the_index_brings() -> None:
    assert _is_wide()
    assert not _is_wide(wish("avoid_material", name="leather"))
    assert not _is_wide(wish("category", name="boots", slot="shoes"))
    assert not _is_wide(asked=Asked(model="m", vector=None))


async def test_a_search_that_something_narrows_has_a_plan_of_its_own_and_nobody_else_works_under_either(
    empty_database_url: str,
) -> None:
    narrow = Statement("SELECT current_setting('plan_cache_mode') AS mode, pg_backend_pid() AS pid", ())
    wide = msgspec.structs.replace(narrow, is_wide=True)
    async with database(empty_database_url, pool_size=1) as sessions:
        rows = [(await read(sessions, each))[0] for each in (narrow, wide, wide, narrow)]
        async with sessions() as session:
            own = (await session.execute(text(narrow.sql))).one()

    assert [row.mode for row in rows] == ["force_custom_plan", *["force_generic_plan"] * 2, "force_custom_plan"]
    assert rows[0].pid == rows[3].pid != rows[1].pid == rows[2].pid
    assert own.mode == "auto"
    assert own.pid not in {row.pid for row in rows}


async def test_a_long_statement_is_parsed_once(empty_database_url: str) -> None:
    kept = "SELECT count(*) AS kept FROM pg_prepared_statements WHERE statement LIKE '%a limit%'"
    long = Statement(f"{kept} /* {'a limit ' * 2500} */", ())
    async with database(empty_database_url, pool_size=1) as sessions:
        assert [(await read(sessions, long))[0].kept for _ in range(2)] == [1, 1]
