"""A database in which shoppers did things."""

import asyncio
from typing import Any

from sqlalchemy import insert

import migrations
from aurora.models import Interaction
from core.db import database

__all__ = ["filled"]


def filled(url: str, rows: list[dict[str, Any]]) -> str:
    """The URL of an empty database in which there are these interactions now."""

    async def fill() -> None:
        await migrations.upgrade(url)
        async with database(url) as sessions, sessions.begin() as session:
            await session.execute(insert(Interaction), rows)

    asyncio.run(fill())
    return url
