"""Gives the shop's products models: makes them, puts them into the store, and has them worked on as uploads are."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Literal
from uuid import UUID

import msgspec
from sqlalchemy import select

from assets.garments.catalogue import order_of
from assets.garments.order import Order
from assets.garments.wardrobe import make
from assets.life import NewSource
from assets.models import ProductAsset
from assets.sources import MODELS, AboutModel
from commerce.garments import CATEGORIES
from commerce.models import Product, ProductVariant
from core.db import Sessions
from core.ids import uuid7
from core.objects import Objects

__all__ = ["Range", "stock"]
Range = Literal["each", "all"]
"""each: the most popular product of every category and department; all: every product that can be worn."""


class Wanted(msgspec.Struct, frozen=True):
    """A product without a model, and what to make for it."""

    product_id: UUID
    order: Order


async def stock(
    sessions: Sessions, objects: Objects, range_: Range, *, progress: Callable[[int, int], None] = lambda done, of: None
) -> int:
    """How many models were made and put to work; a product that has or awaits one is left alone."""
    wanted = await _wanted(sessions, range_)
    for number, one in enumerate(wanted, 1):
        await _stock(sessions, objects, one)
        progress(number, len(wanted))
    return len(wanted)


async def _stock(sessions: Sessions, objects: Objects, one: Wanted) -> None:
    glb = await asyncio.to_thread(make, one.order)
    new = NewSource(
        id=uuid7(), product_id=one.product_id, variant_id=None, suffix=".glb", size_bytes=len(glb),
        sha256=hashlib.sha256(glb).hexdigest(),
        about=AboutModel(filename=f"{one.order.category}.glb", metadata={"made_by": "garments"}),
    )  # fmt: skip
    await objects.put(new.key, glb)
    async with sessions.begin() as session:
        row, fresh = await MODELS.add(session, new)
        if fresh:
            await MODELS.enqueue(session, row.id)


async def _wanted(sessions: Sessions, range_: Range) -> list[Wanted]:
    has = select(ProductAsset.product_id).where(ProductAsset.kind == "model", ProductAsset.role == "source")
    products = select(Product).where(Product.status != "draft").order_by(Product.popularity.desc(), Product.id)
    colours: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    async with sessions.begin() as session:
        chosen = _chosen(await session.scalars(products), set(await session.scalars(has)), range_)
        found = select(ProductVariant.product_id, ProductVariant.colour, ProductVariant.colour_hex).where(
            ProductVariant.product_id.in_([each.id for each in chosen])
        )
        for id, name, hex_code in await session.execute(found.order_by(ProductVariant.id)):
            colours[id].append((name, hex_code))
        return [Wanted(each.id, order_of(each, colours[each.id])) for each in chosen]


def _chosen(rows: Iterable[Product], served: set[UUID], range_: Range) -> list[Product]:
    """The products to make models for, one of each kind first, so that every slot has something soon."""
    first: list[Product] = []
    rest: list[Product] = []
    kinds: set[tuple[str, str]] = set()
    for product in rows:
        if CATEGORIES[product.category].slot is None:
            continue
        kind = (product.category, product.department)
        mine = rest if kind in kinds else first
        kinds.add(kind)
        if product.id not in served:
            mine.append(product)
    return first + rest if range_ == "all" else first
