"""GET /api/products/{slug}: one product with its variants. Listing and facets come with the shop's pages."""

from typing import ClassVar
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy import func, select

from commerce.item import picture_url
from commerce.models import Product, ProductVariant, StockLevel
from core.db import Sessions
from core.desk import refusals
from core.errors import NotFound
from core.money import Money


class ProductNotFound(NotFound):
    code: ClassVar[str] = "product_not_found"
    title: ClassVar[str] = "No such product"


class VariantView(msgspec.Struct, frozen=True):
    variant_id: UUID
    sku: str
    colour: str
    hex: str
    size: str | None
    price: Money
    in_stock: bool
    image_url: str


class ProductView(msgspec.Struct, frozen=True, kw_only=True):
    product_id: UUID
    slug: str
    title: str
    brand: str
    department: str
    category: str
    slot: str | None
    description: str
    materials: tuple[str, ...]
    pattern: str
    waterproof: bool | None
    variants: tuple[VariantView, ...]


@get(
    "/api/products/{slug:str}",
    tags=["catalogue"],
    summary="One product with its variants",
    responses=refusals(404),
)
async def get_product(slug: FromPath[str], sessions: NamedDependency[Sessions]) -> ProductView:
    async with sessions.begin() as session:
        product = await session.scalar(select(Product).where(Product.slug == slug, Product.status == "active"))
        if product is None:
            raise ProductNotFound(f"The shop has no product {slug!r}.")
        free = select(
            StockLevel.variant_id, func.sum(StockLevel.on_hand - StockLevel.reserved).label("units")
        ).group_by(StockLevel.variant_id)
        stock = free.subquery()
        rows = await session.execute(
            select(ProductVariant, func.coalesce(stock.c.units, 0))
            .outerjoin(stock, stock.c.variant_id == ProductVariant.id)
            .where(ProductVariant.product_id == product.id)
            .order_by(ProductVariant.colour, ProductVariant.id)
        )
        variants = tuple(_variant(variant, units, product.image_url) for variant, units in rows)
    return ProductView(
        product_id=product.id,
        slug=product.slug,
        title=product.title,
        brand=product.brand,
        department=product.department,
        category=product.category,
        slot=product.slot,
        description=product.description,
        materials=tuple(product.materials),
        pattern=product.pattern,
        waterproof=product.waterproof,
        variants=variants,
    )


def _variant(variant: ProductVariant, units: int, product_image: str | None) -> VariantView:
    return VariantView(
        variant_id=variant.id,
        sku=variant.sku,
        colour=variant.colour,
        hex=variant.colour_hex,
        size=variant.size,
        price=Money(variant.price, variant.currency),
        in_stock=units > 0,
        image_url=picture_url(variant.id, variant.image_url, product_image),
    )
