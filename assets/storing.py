"""From what was made of an upload to what is served: all of it at once, or nothing of it.

    announced   rows of all files, `processing`: whoever looks for orphans knows whose the objects are
    stored      the objects, under keys by their content, so that doing it again changes nothing
    published   in one transaction every row is ready, and the source's place shows what it should

Dead at any point it leaves what was shown before as it was; the next try begins with the stored source.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from assets.life import Kind, hold
from assets.models import ProductAsset
from assets.tries import Claim, Overtaken, mine
from core import audit
from core.db import Sessions
from core.objects import Objects

__all__ = ["Making", "publish"]


class Making(msgspec.Struct, frozen=True):
    """What was made in a try. prefix: of its files' keys; files: each row that is to be, with the file for it.

    show: writes into the source's row what is known of it now, and has its place show what it should.
    """

    kind: Kind[Any]
    claim: Claim
    prefix: str
    files: tuple[tuple[ProductAsset, Path], ...]
    show: Callable[[AsyncSession, ProductAsset], Awaitable[None]]


async def publish(sessions: Sessions, objects: Objects, made: Making) -> None:
    """Stores and publishes every file.

    Raises Overtaken, and StoreAway where something could not be stored: then nothing is published.
    """
    stored = {row.storage_key: (row, path) for row, path in made.files}
    async with sessions.begin() as session:
        await mine(session, made.claim)
        await session.execute(delete(ProductAsset).where(ProductAsset.parent_id == made.claim.id))
        session.add_all(row for row, _ in stored.values())
    for key, (_, path) in stored.items():
        await objects.put(key, path)
    async with sessions.begin() as session:
        await _show(session, made)
    async for batch in objects.list(f"{made.prefix}/{made.claim.id}"):  # what tries before this one left
        await objects.delete(*(each.key for each in batch if each.key not in stored))


async def _show(session: AsyncSession, made: Making) -> None:
    if await hold(session, made.claim.product_id) is None:
        raise Overtaken
    row = await mine(session, made.claim)
    ready = update(ProductAsset).where(ProductAsset.parent_id == row.id)
    ready = ready.values(status="ready", variant_id=row.variant_id)
    await session.execute(ready.execution_options(synchronize_session=False))
    row.status, row.error = "ready", None
    await made.show(session, row)
    diff = {"status": ["processing", "ready"], "files": [0, len(made.files)]}
    await audit.record(session, None, f"{made.kind.name}.published", "product_asset", row.id, diff)
