"""A shop's database with goods in it, as it is before anybody comes."""

from collections.abc import Iterable

import migrations
from aurora import embeddings
from aurora.embedder import create
from commerce import loading
from commerce.rows import ProductRow
from core.db import database
from core.settings import Settings

__all__ = ["fill"]


async def fill(url: str, settings: Settings, products: Iterable[ProductRow]) -> None:
    """The products, loaded and embedded as the settings say."""
    await migrations.upgrade(url)
    async with database(url) as sessions:
        async with sessions.begin() as session:
            await loading.load(session, list(products))
        await embeddings.embed_catalogue(sessions, create(settings))
