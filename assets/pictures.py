"""GET /images/{variant_id}.svg: the drawing of a variant that has no photograph, made from its styling facts."""

import hashlib
from functools import lru_cache
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy import select

from assets.illustration import VERSION, Spec, draw
from assets.styled import Styled, accent_of, cut_of, surface_of
from commerce.models import Product, ProductVariant
from core.db import Sessions
from core.errors import NotFound

HEADERS = {
    "Cache-Control": "public, max-age=86400",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}


class PictureNotFound(NotFound):
    code: ClassVar[str] = "picture_not_found"
    title: ClassVar[str] = "No such picture"


@get("/images/{name:str}", include_in_schema=False)
async def get_picture(
    name: FromPath[str], request: Request[Any, Any, Any], sessions: NamedDependency[Sessions]
) -> Response[bytes]:
    variant_id = _variant_id(name)
    async with sessions.begin() as session:
        row = (
            await session.execute(
                select(
                    Product.category,
                    Product.pattern,
                    Product.materials,
                    Product.heel,
                    Product.attributes,
                    ProductVariant.colour_hex,
                )
                .join(Product, Product.id == ProductVariant.product_id)
                .where(ProductVariant.id == variant_id, Product.status != "draft")
            )
        ).one_or_none()
    if row is None:
        raise PictureNotFound(f"There is no picture {name!r}.")
    spec = spec_of(row, row.colour_hex)
    key = msgspec.json.encode(spec, order="deterministic")
    tag = f'"{hashlib.sha256(b"%d:%s" % (VERSION, key)).hexdigest()[:32]}"'
    headers = {**HEADERS, "ETag": tag}
    if _matches(request.headers.get("if-none-match"), tag):
        return Response(b"", status_code=304, headers=headers, media_type="image/svg+xml")
    return Response(_drawn(key), headers=headers, media_type="image/svg+xml")


def spec_of(product: Styled, hex_code: str) -> Spec:
    """What to draw for a product in a colour."""
    cut = cut_of(product)
    return Spec(
        category=product.category,
        cut=cut,
        hex=hex_code,
        accent=accent_of(product),
        pattern=product.pattern,
        surface=surface_of(product),
        scale=scale if isinstance(scale := cut.get("scale"), str) else None,
    )


def _variant_id(name: str) -> UUID:
    stem, dot, suffix = name.partition(".")
    try:
        variant_id = UUID(stem)
    except ValueError:
        variant_id = None
    if variant_id is None or (dot, suffix) != (".", "svg"):
        raise PictureNotFound(f"There is no picture {name!r}.")
    return variant_id


def _matches(header: str | None, tag: str) -> bool:
    """If-None-Match compares weakly. Source: RFC 9110, section 13.1.2."""
    tags = [part.strip().removeprefix("W/") for part in (header or "").split(",")]
    return tag in tags or "*" in tags


@lru_cache(maxsize=2048)
def _drawn(key: bytes) -> bytes:
    return draw(msgspec.json.decode(key, type=Spec)).encode()
