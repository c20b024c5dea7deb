"""The range as Google's Merchant Center reads it: RSS 2.0 and tab-separated text.

Source: Google's product data specification (Merchant Center help, 7052112).
"""

from collections.abc import AsyncIterator
from xml.sax.saxutils import escape

from commerce.feeds_out.goods import Good

_TITLE, _DESCRIPTION = 150, 5000
COLUMNS = (
    "id", "item_group_id", "title", "description", "link", "image_link", "availability", "price", "sale_price", "brand",
    "gtin", "identifier_exists", "condition", "color", "size", "gender", "age_group", "material", "pattern",
    "product_type",
)  # fmt: skip


def attributes(good: Good) -> dict[str, str]:
    """The attributes that the product has, by Google's names. Without a GTIN it says that there is none."""
    given = {
        "id": good.id,
        "item_group_id": good.group_id,
        "title": good.title[:_TITLE],
        "description": good.description[:_DESCRIPTION],
        "link": good.link,
        "image_link": good.image,
        "availability": "in_stock" if good.available else "out_of_stock",
        "price": good.price,
        "sale_price": good.sale_price,
        "brand": good.brand,
        "gtin": good.gtin,
        "identifier_exists": None if good.gtin else "no",
        "condition": "new",
        "color": good.colour,
        "size": good.size,
        "gender": good.gender,
        "age_group": good.age_group,
        "material": good.material,
        "pattern": good.pattern,
        "product_type": good.product_type,
    }
    return {name: value for name, value in given.items() if value}


async def xml(batches: AsyncIterator[list[Good]], public_url: str) -> AsyncIterator[bytes]:
    """An RSS 2.0 document, in pieces."""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n'
        f"<channel>\n<title>VogueVault</title>\n<link>{escape(public_url)}</link>\n"
        "<description>Everything that VogueVault sells</description>\n"
    ).encode()
    async for batch in batches:
        yield "".join(map(_item, batch)).encode()
    yield b"</channel>\n</rss>\n"


async def tsv(batches: AsyncIterator[list[Good]]) -> AsyncIterator[bytes]:
    """A table with a heading, in pieces."""
    yield ("\t".join(COLUMNS) + "\n").encode()
    async for batch in batches:
        yield "".join(map(_row, batch)).encode()


def _item(good: Good) -> str:
    fields = "".join(f"<g:{name}>{escape(_plain(value))}</g:{name}>" for name, value in attributes(good).items())
    return f"<item>{fields}</item>\n"


def _row(good: Good) -> str:
    given = attributes(good)
    return "\t".join(_plain(given.get(name, "")) for name in COLUMNS) + "\n"


def _plain(value: str) -> str:
    """One line of what XML 1.0 may hold."""
    return "".join(each if each.isprintable() else " " for each in value)
