"""Shops to measure in: the demo catalogue on servers of the evaluation's own, and the same on other days.

A shop never has everything. What is out of stock on a day is drawn by the day's number, so that runs under different
seeds meet different candidates, as production's turns do; runs under the same seed meet the same.
"""

import asyncio
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

import asyncpg
import msgspec

import migrations
from aurora.embedder import LocalEmbedder
from aurora.embeddings import embed_catalogue
from commerce import demo, loading
from core import settings as core_settings
from core.db import database
from core.embedded import running
from evals.suite import Options

DAYS = 4
SOLD_OUT_PCT = 15
"""Of all products, on a day; 927 of the demo catalogue's 1,084 are left on one, and each day other ones."""


@contextmanager
def demo_shop(options: Options) -> Iterator[Mapping[str, str]]:
    """The demo catalogue, loaded, embedded and kept under DATA_DIR; yields its database_url."""
    home = core_settings.load().data_dir / "evals-shop"
    home.mkdir(parents=True, exist_ok=True)
    with running(home) as servers:
        asyncio.run(_stocked(servers.database_url))
        yield {"database_url": servers.database_url}


@contextmanager
def demo_days(options: Options) -> Iterator[Mapping[str, str]]:
    """The same on `DAYS` days, each a database of its own, made anew; yields day-0, day-1, … beside database_url."""
    with demo_shop(options) as prepared:
        url = prepared["database_url"]
        yield {**prepared, **{f"day-{day}": asyncio.run(_a_day(url, day)) for day in range(DAYS)}}


async def _stocked(url: str) -> None:
    await migrations.upgrade(url)
    async with database(url) as sessions:
        async with sessions.begin() as session:
            await loading.load(session, list(demo.products()))
        await embed_catalogue(sessions, LocalEmbedder())


async def _a_day(url: str, day: int) -> str:
    """URL of a copy of the shop in which what is drawn for the day is sold out."""
    whole = urlsplit(url.replace("postgresql+asyncpg://", "postgresql://", 1))
    name, other = f"day_{day}", whole._replace(path="/postgres")
    await _on(other.geturl(), f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
              f'CREATE DATABASE "{name}" TEMPLATE "{whole.path.strip("/")}"')  # fmt: skip
    await _on(whole._replace(path=f"/{name}").geturl(), sold_out_on(day))
    return urlsplit(url)._replace(path=f"/{name}").geturl()


async def _on(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def sold_out_on(day: int) -> str:
    """The statement that sells out of what is drawn for the day."""
    # The key of a product in its feed is the same wherever the catalogue is loaded; its id is not.
    return f"""
UPDATE voguevault.stock_levels SET on_hand = reserved WHERE variant_id IN (
  SELECT v.id FROM voguevault.product_variants v JOIN voguevault.products p ON p.id = v.product_id
  WHERE mod(abs(hashtextextended(p.feed_key, {day}::bigint) / 2), 100) < {SOLD_OUT_PCT})
"""  # noqa: S608 - both are numbers of ours


# ── what is drawn ──────────────────────────────────────────────────────────────────────────────────────────────────


class Lot(msgspec.Struct, frozen=True):
    """What chance decides for one case of a run: the day, the turn's own seed (exploration, choice of words), and
    which of several wordings is said."""

    day: int
    seed: int
    wording: float
    """0 <= wording < 1, to be scaled to how many there are."""

    def pick(self, wordings: tuple[str, ...]) -> str:
        return wordings[int(self.wording * len(wordings))]


def lot(seed: int, key: str) -> Lot:
    """The case's lot under the run's seed. key: the case's id, or its cluster's where its cases are to share a lot."""
    chance = random.Random(f"{seed}/{key}")
    return Lot(chance.randrange(DAYS), chance.getrandbits(31), chance.random())
