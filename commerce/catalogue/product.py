"""GET /api/products/{slug}: one product with its variants, pictures, 3D models and where it stands in the shop."""

from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.catalogue.cards import Availability, availability, prices
from commerce.catalogue.listing import tagged
from commerce.catalogue.photographs import Picture, photographs
from commerce.garments import CATEGORIES
from commerce.item import picture_url
from commerce.models import Product, ProductVariant, StockLevel
from core.db import Sessions
from core.desk import AnyRequest, refusals
from core.errors import NotFound
from core.money import Money
from core.objects import ROUTE, Objects


class ProductNotFound(NotFound):
    code: ClassVar[str] = "product_not_found"
    title: ClassVar[str] = "No such product"


class VariantView(msgspec.Struct, frozen=True):
    """A size and colour. `compare_at` is the price before a reduction, `lowest_30_days` that of 30 days before."""

    variant_id: UUID
    sku: str
    gtin: str | None
    colour: str
    hex: str
    size: str | None
    price: Money
    compare_at: Money | None
    lowest_30_days: Money | None
    in_stock: bool
    availability: Availability
    image_url: str


class Crumb(msgspec.Struct, frozen=True):
    label: str
    url: str


class Model3D(msgspec.Struct, frozen=True):
    """A 3D model, ready to be shown; `level` 0 is the finest of its levels of detail."""

    key: str
    role: str
    level: int | None
    mime: str
    bytes: int
    triangles: int | None
    variant_id: UUID | None


class ProductView(msgspec.Struct, frozen=True, kw_only=True):
    """A product as its page shows it."""

    product_id: UUID
    slug: str
    url: str
    title: str
    brand: str
    department: str
    category: str
    slot: str | None
    description: str
    materials: tuple[str, ...]
    pattern: str
    waterproof: bool | None
    seasons: tuple[str, ...]
    occasions: tuple[str, ...]
    availability: Availability
    breadcrumbs: tuple[Crumb, ...]
    media: tuple[Picture, ...]
    models: tuple[Model3D, ...]
    variants: tuple[VariantView, ...]


@get(
    "/api/products/{slug:str}",
    tags=["catalogue"],
    summary="One product with its variants",
    description="The answer has an `ETag`.",
    responses=refusals(404),
)
async def get_product(
    slug: FromPath[str], request: AnyRequest, sessions: NamedDependency[Sessions], objects: NamedDependency[Objects]
) -> Response[Any]:
    async with sessions.begin() as session:
        found = await shown(session, slug, public=objects.public)
    if found is None:
        raise ProductNotFound(f"The shop has no product {slug!r}.")
    return tagged(request, msgspec.json.encode(found))


async def shown(session: AsyncSession, slug: str, *, public: str = f"{ROUTE}/") -> ProductView | None:
    """The product of this slug; None where none is for sale. public: what stands in front of a photograph's key."""
    if "\x00" in slug:  # which PostgreSQL takes in no text
        return None
    product = await session.scalar(select(Product).where(Product.slug == slug, Product.status == "active"))
    if product is None:
        return None
    rows = (await session.execute(_variants(product.id))).all()
    assets = (await session.execute(text(_ASSETS), {"id": product.id})).all()
    photos = await photographs(session, product.id, product.title, public=public)
    return ProductView(
        product_id=product.id,
        slug=product.slug,
        url=f"/products/{product.slug}",
        title=product.title,
        brand=product.brand,
        department=product.department,
        category=product.category,
        slot=product.slot,
        description=product.description,
        materials=tuple(product.materials),
        pattern=product.pattern,
        waterproof=product.waterproof,
        seasons=tuple(product.seasons),
        occasions=tuple(product.occasions),
        availability=availability(sum(max(0, units) for _, units in rows)),
        breadcrumbs=_crumbs(product),
        media=_media(product, [variant for variant, _ in rows], photos),
        models=tuple(
            Model3D(a.storage_key, a.role, a.level, a.mime, a.bytes, a.triangles, a.variant_id) for a in assets
        ),
        variants=tuple(_variant(variant, units, product.image_url) for variant, units in rows),
    )


def _variants(product_id: UUID) -> Any:
    units = func.coalesce(func.sum(StockLevel.on_hand - StockLevel.reserved), 0)
    return (
        select(ProductVariant, units)
        .outerjoin(StockLevel, StockLevel.variant_id == ProductVariant.id)
        .where(ProductVariant.product_id == product_id)
        .group_by(ProductVariant.id)
        .order_by(ProductVariant.colour, ProductVariant.id)
    )


def _crumbs(product: Product) -> tuple[Crumb, ...]:
    """From the whole shop to the product."""
    within = {"department": product.department}
    category = CATEGORIES.get(product.category)
    return (
        Crumb("Shop", "/shop"),
        Crumb(product.department.capitalize(), f"/shop?{urlencode(within)}"),
        Crumb(
            (category.plural if category else product.category.replace("_", " ")).capitalize(),
            f"/shop?{urlencode({**within, 'category': product.category})}",
        ),
        Crumb(product.title, f"/products/{product.slug}"),
    )


def _media(product: Product, variants: list[ProductVariant], photos: tuple[Picture, ...]) -> tuple[Picture, ...]:
    """The product's photographs; where it has none of all its colours, also a picture of each colour that has none."""
    pictured = {photo.colour for photo in photos}
    colours = {variant.colour: variant for variant in reversed(variants)}
    drawn = [
        Picture(picture_url(one.id, one.image_url, product.image_url), f"{product.title}, {colour}", colour, one.id)
        for colour, one in sorted(colours.items())
        if not {colour, None} & pictured
    ]
    return (*photos, *drawn)


def _variant(variant: ProductVariant, units: int, product_image: str | None) -> VariantView:
    price, compare_at, lowest = prices(variant)
    return VariantView(
        variant_id=variant.id,
        sku=variant.sku,
        gtin=variant.gtin,
        colour=variant.colour,
        hex=variant.colour_hex,
        size=variant.size,
        price=price,
        compare_at=compare_at,
        lowest_30_days=lowest,
        in_stock=units > 0,
        availability=availability(units),
        image_url=picture_url(variant.id, variant.image_url, product_image),
    )


_ASSETS = """
SELECT kind, role, level, storage_key, mime, bytes, triangles, variant_id, alt, details
FROM voguevault.product_assets
WHERE product_id = :id AND status = 'ready' AND retired_at IS NULL
    AND kind = 'model' AND role IN ('lod', 'draco', 'usdz')
ORDER BY kind, role, level NULLS LAST, position, id"""
