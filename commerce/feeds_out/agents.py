"""The range as shopping agents read it: the OpenAI/ACP product feed, a JSON object a line.

Source: OpenAI's product feed specification (developers.openai.com/commerce). A variant may be found; it is bought in
the shop, so that `is_eligible_checkout` is false.
"""

from collections.abc import AsyncIterator
from typing import Any

import msgspec

from commerce.feeds_out.goods import Good
from commerce.tables import Tables

_TITLE, _DESCRIPTION = 150, 5000


def row(good: Good, public_url: str, seller: str, tables: Tables) -> dict[str, Any]:
    """One variant by the feed's names; what it has not is left out."""
    url = public_url.rstrip("/")
    given = {
        "is_eligible_search": True,
        "is_eligible_checkout": False,
        "item_id": good.id,
        "gtin": good.gtin,
        "title": good.title[:_TITLE],
        "description": good.description[:_DESCRIPTION],
        "url": good.link,
        "brand": good.brand or seller,
        "condition": "new",
        "product_category": good.product_type,
        "material": good.material,
        "age_group": good.age_group,
        "image_url": good.image,
        "price": good.price,
        "sale_price": good.sale_price,
        "availability": "in_stock" if good.available else "out_of_stock",
        "group_id": good.group_id,
        "listing_has_variations": True,
        "color": good.colour,
        "size": good.size,
        "gender": good.gender,
        "seller_name": seller,
        "seller_url": url,
        "store_country": tables.policies.store_country,
        "target_countries": list(tables.countries) or None,
        "return_policy": tables.policies.return_policy,
    }
    return {name: value for name, value in given.items() if value is not None}


async def lines(
    batches: AsyncIterator[list[Good]], public_url: str, seller: str, tables: Tables
) -> AsyncIterator[bytes]:
    """JSON Lines, in pieces."""
    async for batch in batches:
        yield b"".join(msgspec.json.encode(row(good, public_url, seller, tables)) + b"\n" for good in batch)
