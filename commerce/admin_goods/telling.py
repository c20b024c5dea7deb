"""Tells those who listen of the range: a product that was made or changed, prices and stock that were set."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from commerce.models import Product
from commerce.outward import announce

__all__ = ["changed", "were_set"]
MOST = 1000
"""So many SKUs are named in one message; `count` says how many there were."""


async def changed(session: AsyncSession, product: Product) -> None:
    about = {
        "product_id": str(product.id), "slug": product.slug, "status": product.status, "version": product.version,
    }  # fmt: skip
    await announce(session, "product.changed", product.id, about)


async def were_set(session: AsyncSession, what: Literal["price", "stock"], skus: Sequence[str]) -> None:
    about = {"what": what, "count": len(skus), "skus": list(skus[:MOST])}
    await announce(session, "product.changed" if what == "price" else "stock.changed", None, about)
