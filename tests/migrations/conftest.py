"""A committed row in every table, once for each module that asks for it."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db import create_sessions
from tests.conftest import emptying
from tests.factories import make_one_of_everything


@pytest.fixture(scope="module")
async def filled(engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    """The engine of a database that holds at least one row in each table; emptied at the module's end."""
    async with create_sessions(engine).begin() as session:
        await make_one_of_everything(session)
    yield engine
    async with engine.begin() as connection:
        for statement in emptying():
            await connection.execute(text(statement))
