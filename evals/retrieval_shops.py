"""Shops that retrieval is measured on: the demo range, and a sample of a real catalogue through the importer's mapping.

What is on sale is read off the rows before any database has them, so that questions do not depend on what is searched.
Each shop lies in servers of its own under DATA_DIR; it is filled once and kept, since loading and embedding are
idempotent.
"""

import asyncio
import csv
import random
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import msgspec

import migrations
from aurora.embedder import LocalEmbedder
from aurora.embeddings import embed_catalogue
from commerce import demo, loading
from commerce.feed import mapping as feed_mapping
from commerce.feed.products import Terms, build
from commerce.feed.record import Record, field_name
from commerce.garments import Department, Slot
from commerce.rows import ProductRow
from core import settings as core_settings
from core.db import database
from core.embedded import running
from core.errors import InvalidInput
from core.money import Money
from evals.datasets import public_folder
from evals.datasets.known import dataset
from evals.suite import Options

SHOPS = ("demo", "catalogue")
SAMPLE = 6_000
"""Rows drawn of a catalogue: a few hundred for each kind, and embedded in a minute or two."""
SEED = 22
MAPPING = "fashion_product_images"


class Product(msgspec.Struct, frozen=True):
    """A product on sale as a judge knows it: by its own columns, whatever retrieval makes of them."""

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


def shop_of(options: Options) -> str:
    """The shop that a run asks. InvalidInput where there is none of the name, or its data is absent."""
    name = options.settings.get("shop", SHOPS[0])
    if name not in SHOPS:
        raise InvalidInput(f"There is no shop {name!r}; there are {' and '.join(SHOPS)}.")
    if name == "catalogue" and not dataset("fashion-product-images").present:
        raise InvalidInput(f"The catalogue is not in {public_folder()}.")
    return name


@cache
def rows_of(shop: str) -> tuple[ProductRow, ...]:
    """What the shop is loaded with."""
    return tuple(demo.products()) if shop == "demo" else tuple(_imported(labels().values()))


@cache
def labels() -> dict[str, dict[str, str]]:
    """Feed key → the catalogue's own columns, of a sample drawn without replacement, in the order of the file."""
    path = public_folder() / "catalogues" / "fashion_product_images.csv"
    with path.open(encoding="utf-8", newline="") as file:
        every = list(csv.DictReader(file))
    drawn = sorted(random.Random(SEED).sample(range(len(every)), min(SAMPLE, len(every))))
    return {every[n]["id"]: every[n] for n in drawn}


def _imported(rows: Iterable[Mapping[str, str]]) -> Iterator[ProductRow]:
    """The rows as an import makes them products; what has no price or stock gets one that no measure reads."""
    chosen = feed_mapping.load(MAPPING)
    currency = chosen.currency or "USD"
    terms = Terms(
        currency=currency, default_price=Money(2_900, currency), default_stock=20,
        brand_from_title=chosen.brand_from_title,
    )  # fmt: skip
    for number, row in enumerate(rows, start=1):
        fields = {field_name(name): value or "" for name, value in row.items() if name}
        found = feed_mapping.apply(chosen, Record(number, fields))
        if isinstance(found, feed_mapping.FeedRow):
            product = build((found,), terms, datetime(2026, 1, 1, tzinfo=UTC)).row
            if product is not None:
                yield product


def on_sale(rows: Iterable[ProductRow]) -> tuple[Product, ...]:
    """What is searched of the rows: what goes into looks and is in stock."""
    return tuple(
        Product(
            feed_key=row.feed_key, title=row.title, brand=row.brand, department=row.department, slot=row.slot,
            category=row.category, colours=tuple(v.colour for v in row.variants if v.quantity),
            materials=tuple(row.materials), pattern=row.pattern, occasions=tuple(row.occasions),
            seasons=tuple(row.seasons), fit=row.fit, heel=row.heel, waterproof=row.waterproof,
        )
        for row in rows
        if row.slot and any(variant.quantity for variant in row.variants)
    )  # fmt: skip


@contextmanager
def stocked(options: Options) -> Iterator[Mapping[str, str]]:
    """The shop, loaded, embedded and kept; yields its database_url."""
    shop = shop_of(options)
    home: Path = core_settings.load().data_dir / f"evals-{shop}"
    home.mkdir(parents=True, exist_ok=True)
    with running(home) as servers:
        asyncio.run(_filled(servers.database_url, shop))
        yield {"database_url": servers.database_url}


async def _filled(url: str, shop: str) -> None:
    await migrations.upgrade(url)
    async with database(url) as sessions:
        async with sessions.begin() as session:
            await loading.load(session, list(rows_of(shop)))
        await embed_catalogue(sessions, LocalEmbedder())
