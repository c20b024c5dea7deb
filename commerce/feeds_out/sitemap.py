"""The addresses of the shop's pages for search engines, and what those may read.

Source: sitemaps.org 0.9 (at most 50,000 addresses a file, else an index of files); RFC 9309 (robots.txt); llmstxt.org.
"""

from collections.abc import AsyncIterator
from datetime import UTC
from xml.sax.saxutils import escape

from commerce.feeds_out.goods import Address

MOST = 50_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
PAGES = ("/", "/shop")
_CLOSED = ("/api/", "/admin", "/account", "/bag", "/checkout", "/orders/", "/looks/")


def index(products: int, public_url: str) -> str:
    """The index of as many files as so many products and the pages need."""
    url = public_url.rstrip("/")
    files = -(-(products + len(PAGES)) // MOST)
    entries = "".join(
        f"<sitemap><loc>{escape(url)}/sitemaps/{number}</loc></sitemap>\n" for number in range(1, files + 1)
    )
    return f'{_HEAD}<sitemapindex xmlns="{_NAMESPACE}">\n{entries}</sitemapindex>\n'


async def pages(batches: AsyncIterator[list[Address]], public_url: str, *, part: int = 1) -> AsyncIterator[bytes]:
    """One file's addresses, in pieces: those of the pages first, then of the products. part: 1 is the first file."""
    url, first = escape(public_url.rstrip("/")), (part - 1) * MOST
    yield f'{_HEAD}<urlset xmlns="{_NAMESPACE}">\n'.encode()
    if part == 1:
        yield "".join(f"<url><loc>{url}{page}</loc></url>\n" for page in PAGES).encode()
    at = len(PAGES)
    async for batch in batches:
        kept = batch[max(0, first - at) : max(0, first + MOST - at)]
        at += len(batch)
        if kept:
            yield "".join(_entry(each, url) for each in kept).encode()
        if at >= first + MOST:
            break
    yield b"</urlset>\n"


def robots(public_url: str) -> str:
    """What crawlers may read: all but what is somebody's own; of the API, the products."""
    closed = "".join(f"Disallow: {path}\n" for path in _CLOSED)
    return f"User-agent: *\nAllow: /api/products\n{closed}Allow: /\n\nSitemap: {public_url.rstrip('/')}/sitemap.xml\n"


def llms(public_url: str) -> str:
    """What an assistant that reads the shop wants to know, in Markdown."""
    url = public_url.rstrip("/")
    return f"""# VogueVault

> A fashion shop with a stylist, Aurora, who puts together whole looks in conversation. Prices are in minor units and an
> ISO 4217 code; stock is told as in_stock, few_left or out_of_stock.

## Shop

- [Products]({url}/api/products): search with `q`, filter by department, category, colour, size, brand, occasion,
  material, season, price_min and price_max; pages by `cursor`
- [The API]({url}/schema/openapi.json): OpenAPI 3.1; errors are RFC 9457 problem details that say what helps
- [The shop's pages]({url}/shop)

## Feeds

- [Google Merchant, XML]({url}/feeds/google.xml)
- [Google Merchant, TSV]({url}/feeds/google.tsv)
- [OpenAI/ACP product feed, JSON Lines]({url}/feeds/acp.jsonl)
- [Sitemap]({url}/sitemap.xml)

## Optional

- [Aurora]({url}/): ask her for a look; she names what she knows and what she does not
"""


def _entry(address: Address, url: str) -> str:
    changed = address.changed.astimezone(UTC).isoformat(timespec="seconds")
    return f"<url><loc>{url}/products/{escape(address.slug)}</loc><lastmod>{changed}</lastmod></url>\n"
