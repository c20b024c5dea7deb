"""GET /feeds/…, /sitemap.xml, /robots.txt, /llms.txt: streamed from the database, to be kept by who fetches them."""

from collections.abc import AsyncIterator
from typing import Any, ClassVar

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from commerce.checkout.routes import Checkout
from commerce.feeds_out import agents, google, sitemap
from commerce.feeds_out.goods import addresses, count, goods
from core.db import Sessions
from core.desk import refusals
from core.errors import NotFound

_KEPT = {"Cache-Control": "public, max-age=900"}
_SELLER = "VogueVault"


class Outlook(msgspec.Struct, frozen=True):
    """Where the shop is reached from outside."""

    public_url: str


class NoSuchPart(NotFound):
    code: ClassVar[str] = "sitemap_part_not_found"


@get(
    "/feeds/google.xml",
    media_type="application/xml",
    tags=["feeds"],
    summary="The range for Google's Merchant Center, as RSS 2.0",
)
async def google_xml(sessions: NamedDependency[Sessions], outlook: NamedDependency[Outlook]) -> Stream:
    return _stream(google.xml(goods(sessions, outlook.public_url), outlook.public_url), "application/xml")


@get(
    "/feeds/google.tsv",
    media_type="text/tab-separated-values",
    tags=["feeds"],
    summary="The range for Google's Merchant Center, as tab-separated text",
)
async def google_tsv(sessions: NamedDependency[Sessions], outlook: NamedDependency[Outlook]) -> Stream:
    return _stream(google.tsv(goods(sessions, outlook.public_url)), "text/tab-separated-values")


@get(
    "/feeds/acp.jsonl",
    media_type="application/jsonl",
    tags=["feeds"],
    summary="The range for shopping agents: OpenAI/ACP product feed, JSON Lines",
)
async def acp(
    sessions: NamedDependency[Sessions], outlook: NamedDependency[Outlook], checkout: NamedDependency[Checkout]
) -> Stream:
    batches = goods(sessions, outlook.public_url)
    lines = agents.lines(batches, outlook.public_url, _SELLER, checkout.tables)
    return _stream(lines, "application/jsonl")


@get(
    "/sitemap.xml",
    media_type="application/xml",
    tags=["feeds"],
    summary="The addresses of all pages, or the index of their files",
)
async def whole_sitemap(sessions: NamedDependency[Sessions], outlook: NamedDependency[Outlook]) -> Response[Any]:
    products = await count(sessions)
    if products + len(sitemap.PAGES) > sitemap.MOST:
        return Response(sitemap.index(products, outlook.public_url), media_type="application/xml", headers=_KEPT)
    return _stream(sitemap.pages(addresses(sessions), outlook.public_url), "application/xml")


@get(
    "/sitemaps/{part:int}",
    media_type="application/xml",
    tags=["feeds"],
    summary="One file of the sitemap's index",
    responses=refusals(404),
)
async def part_of_sitemap(
    part: FromPath[int], sessions: NamedDependency[Sessions], outlook: NamedDependency[Outlook]
) -> Stream:
    if not 1 <= part <= -(-(await count(sessions) + len(sitemap.PAGES)) // sitemap.MOST):
        raise NoSuchPart(f"The sitemap has no part {part}. Begin at /sitemap.xml.")
    return _stream(sitemap.pages(addresses(sessions), outlook.public_url, part=part), "application/xml")


@get("/robots.txt", include_in_schema=False, sync_to_thread=False)
def robots(outlook: NamedDependency[Outlook]) -> Response[str]:
    return Response(sitemap.robots(outlook.public_url), media_type="text/plain", headers=_KEPT)


@get("/llms.txt", include_in_schema=False, sync_to_thread=False)
def llms(outlook: NamedDependency[Outlook]) -> Response[str]:
    return Response(sitemap.llms(outlook.public_url), media_type="text/markdown", headers=_KEPT)


def _stream(pieces: AsyncIterator[bytes], media_type: str) -> Stream:
    # Litestar adds the character set itself to what is text.
    whole = media_type if media_type.startswith("text/") else f"{media_type}; charset=utf-8"
    return Stream(pieces, media_type=whole, headers=_KEPT)


HANDLERS = (google_xml, google_tsv, acp, whole_sitemap, part_of_sitemap, robots, llms)
