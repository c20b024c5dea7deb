"""A product as schema.org says it, for the head of its page: a ProductGroup with a Product a variant.

Source: schema.org ProductGroup, and what Google documents as required of it (name; a variant's name, image and offer
with price and currency; hasVariant, variesBy, productGroupID).
"""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from commerce.catalogue.product import ProductView, VariantView, shown
from core.money import Money, exponent

_SCHEMA = "https://schema.org"
_AVAILABILITY = {"in_stock": "InStock", "few_left": "LimitedAvailability", "out_of_stock": "OutOfStock"}
_AUDIENCE = {
    "women": ("female", "adult"), "men": ("male", "adult"), "unisex": ("unisex", "adult"), "girls": ("female", "kids"),
    "boys": ("male", "kids"),
}  # fmt: skip


async def jsonld(session: AsyncSession, slug: str, public_url: str) -> list[dict[str, Any]] | None:
    """The page's structured data: the product, and the path to it; None where no such product is for sale."""
    found = await shown(session, slug)
    return None if found is None else [group(found, public_url), path(found, public_url)]


def group(product: ProductView, public_url: str) -> dict[str, Any]:
    """The ProductGroup. Colours and sizes vary where there is more than one of them."""
    url = public_url.rstrip("/")
    varies = [
        f"{_SCHEMA}/{name}"
        for name, values in (
            ("color", {one.colour for one in product.variants}),
            ("size", {one.size for one in product.variants}),
        )
        if len(values) > 1
    ]
    gender, age = _AUDIENCE[product.department]
    return _filled(
        {
            "@context": f"{_SCHEMA}/",
            "@type": "ProductGroup",
            "@id": f"{url}{product.url}#product",
            "name": product.title,
            "description": product.description,
            "url": f"{url}{product.url}",
            "brand": {"@type": "Brand", "name": product.brand} if product.brand else None,
            "productGroupID": str(product.product_id),
            "material": ", ".join(product.materials),
            "pattern": product.pattern,
            "audience": {"@type": "PeopleAudience", "suggestedGender": gender, "audienceType": age},
            "variesBy": varies,
            "hasVariant": [_variant(product, one, url) for one in product.variants],
        }
    )


def path(product: ProductView, public_url: str) -> dict[str, Any]:
    """The BreadcrumbList."""
    url = public_url.rstrip("/")
    return {
        "@context": f"{_SCHEMA}/",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": crumb.label, "item": f"{url}{crumb.url}"}
            for place, crumb in enumerate(product.breadcrumbs, start=1)
        ],
    }


def decimal(money: Money) -> str:
    """The amount as a plain decimal figure, exact: `59.00`."""
    places = exponent(money.currency)
    whole, rest = divmod(money.amount, 10**places)
    return f"{whole}.{rest:0{places}}" if places else str(whole)


def _variant(product: ProductView, one: VariantView, url: str) -> dict[str, Any]:
    named = ", ".join(part for part in (product.title, one.colour, one.size) if part)
    return _filled(
        {
            "@type": "Product",
            "sku": one.sku,
            "gtin": one.gtin,
            "name": named,
            "color": one.colour,
            "size": one.size,
            "image": absolute(one.image_url, url),
            "offers": {
                "@type": "Offer",
                "url": f"{url}{product.url}#{one.variant_id}",
                "price": decimal(one.price),
                "priceCurrency": one.price.currency,
                "availability": f"{_SCHEMA}/{_AVAILABILITY[one.availability]}",
                "itemCondition": f"{_SCHEMA}/NewCondition",
            },
        }
    )


def absolute(address: str, public_url: str) -> str:
    """The address as others can reach it."""
    return f"{public_url.rstrip('/')}{address}" if address.startswith("/") else address


def _filled(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if fact not in (None, "", [])}
