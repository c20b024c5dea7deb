"""Shops that retrieval is measured on: the demo range, and a sample of a real catalogue through the importer's mapping.

Each lies in a database of its own under a directory of the evaluation's own; it is filled once and kept, since loading
and embedding are idempotent.
"""

import csv
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import click
import msgspec
from sqlalchemy import text

import migrations
from aurora.embedder import Embedder
from aurora.embeddings import embed_catalogue
from commerce import demo, importer, loading
from commerce.feed import mapping as feed_mapping
from commerce.feed.products import Terms
from commerce.garments import Department, Slot
from core.db import Sessions, database
from core.embedded import running
from core.money import Money

SAMPLE = 6_000
"""Rows drawn of a catalogue: a few hundred for each kind, and embedded in a minute or two."""
SEED = 22


class Product(msgspec.Struct, frozen=True):
    """A product on sale as a judge knows it: by its own columns, whatever retrieval makes of them."""

    id: UUID
    feed_key: str
    title: str
    brand: str
    department: Department
    slot: Slot
    category: str
    colours: tuple[str, ...]
    materials: tuple[str, ...]
    pattern: str
    occasions: tuple[str, ...]
    seasons: tuple[str, ...]
    fit: str | None
    heel: str | None
    waterproof: bool | None


class Shop(msgspec.Struct, frozen=True):
    sessions: Sessions
    products: tuple[Product, ...]
    """On sale, in stock and embedded, by id."""


@asynccontextmanager
async def demo_shop(home: Path, embedder: Embedder) -> AsyncIterator[Shop]:
    with running(home / "demo") as servers:
        await migrations.upgrade(servers.database_url)
        async with database(servers.database_url) as sessions:
            async with sessions.begin() as session:
                await loading.load(session, list(demo.products()))
            yield await _embedded(sessions, embedder)


@asynccontextmanager
async def catalogue_shop(home: Path, embedder: Embedder, rows: Path, mapping: str) -> AsyncIterator[Shop]:
    """The rows as an import makes them a shop; what has no price or stock gets one that no measure reads."""
    chosen = feed_mapping.load(mapping)
    currency = chosen.currency or "USD"
    terms = Terms(currency=currency, default_price=Money(2_900, currency), default_stock=20)
    with running(home / mapping) as servers:
        await migrations.upgrade(servers.database_url)
        async with database(servers.database_url) as sessions:
            report = await importer.run(importer.Plan(path=rows, mapping=chosen, terms=terms), sessions)
            if report.exit_code not in (0, 3):
                raise click.ClickException(f"Nothing of {rows} could be imported with the mapping {mapping}.")
            yield await _embedded(sessions, embedder)


async def _embedded(sessions: Sessions, embedder: Embedder) -> Shop:
    await embed_catalogue(sessions, embedder)
    async with sessions() as session:
        rows = (await session.execute(text(_PRODUCTS), {"model": embedder.model})).all()
    return Shop(sessions, tuple(msgspec.convert(row, Product, from_attributes=True) for row in rows))


_PRODUCTS = """
SELECT p.id, p.feed_key, p.title, p.brand, p.department, p.slot, p.category, p.colours, p.materials, p.pattern,
       p.occasions, p.seasons, p.fit, p.heel, p.waterproof
FROM voguevault.products AS p
JOIN voguevault.product_embeddings AS e
  ON e.product_id = p.id AND e.slot = p.slot AND e.department = p.department AND e.model = :model
WHERE p.status = 'active' AND e.in_stock
ORDER BY p.id
"""


def sample(catalogue: Path, into: Path, *, rows: int = SAMPLE, seed: int = SEED) -> list[dict[str, str]]:
    """`rows` rows of a CSV catalogue, drawn without replacement and written to `into` in the order of the file."""
    with catalogue.open(encoding="utf-8", newline="") as file:
        every = list(csv.DictReader(file))
    drawn = sorted(random.Random(seed).sample(range(len(every)), min(rows, len(every))))
    chosen = [every[n] for n in drawn]
    write(chosen, into)
    return chosen


def write(rows: Sequence[dict[str, str]], into: Path) -> None:
    with into.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
