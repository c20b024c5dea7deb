"""Every page of the shop: its addresses, its frame, and what its browser may load.

A page is a frame that the server writes and a script that fills it. What must be seen without a script is in the frame:
that no real card is taken, where there is none to be taken. Source of the policy: CSP Level 3; Stripe's own hosts as
its documentation lists them.
"""

from datetime import timedelta
from pathlib import Path
from textwrap import shorten
from typing import Any
from urllib.parse import urlsplit

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response, get
from litestar.datastructures import CacheControlHeader
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.static_files import create_static_files_router

from commerce.catalogue.jsonld import group, path
from commerce.catalogue.product import shown
from commerce.checkout.routes import Checkout
from commerce.mails.links import Links
from core.db import Sessions
from core.objects import Objects, StoreAway
from web import three

__all__ = ["PAGES", "PRODUCT", "Page", "handlers", "in_script", "policy"]

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
STRIPE = "https://js.stripe.com"
_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page. script: the module that fills it. pays: a card may be asked for on it, by Stripe's own script.
    draws: it shows 3D models. uploads: large files go from it to the store itself."""

    name: str
    title: str
    paths: tuple[str, ...]
    script: str
    template: str = "page.html"
    kind: str = "page"
    waiting: str = "One moment …"
    pays: bool = False
    draws: bool = False
    uploads: bool = False


class Head(msgspec.Struct, frozen=True):
    """What the head of a page says of it alone: its title, and for search engines a sentence and structured data."""

    title: str
    description: str = ""
    data: str = ""


PAGES = (
    Page(name="index", title="Aurora", paths=("/",), script="chat", template="index.html", kind="chat", draws=True),
    Page(
        name="look",
        title="Look",
        paths=("/looks/{outfit_id:uuid}",),
        script="look",
        waiting="Fetching the look …",
        draws=True,
    ),
    Page(name="shop", title="Shop", paths=("/shop",), script="shop", waiting="Fetching what is in stock …"),
    Page(name="bag", title="Your bag", paths=("/bag",), script="basket", waiting="Looking into your bag …"),
    Page(
        name="checkout",
        title="Checkout",
        paths=("/checkout", "/checkout/{order_id:uuid}"),
        script="checkout",
        pays=True,
    ),
    Page(
        name="order",
        title="Your order",
        paths=("/orders/{order_id:uuid}",),
        script="order",
        waiting="Fetching the order …",
    ),
    Page(
        name="account",
        title="Your account",
        paths=("/account", "/account/{part:str}", "/verify", "/reset", "/orders"),
        script="account",
    ),
    Page(
        name="admin",
        title="Behind the counter",
        paths=("/admin", "/admin/{section:str}"),
        script="admin",
        kind="page admin",
        uploads=True,
    ),
)

PRODUCT = Page(
    name="product",
    title="Product",
    paths=("/products/{slug:str}",),
    script="product",
    waiting="Fetching the product …",
    draws=True,
)
_SENTENCE = 160


def policy(page: Page, publishable_key: str | None, models: str = "/", store: str | None = None) -> str:
    """The page's Content-Security-Policy. Stripe's hosts are let in only where a card can be paid with; store: the
    origin that a page that uploads puts large files to, where it is not the shop's own.

    Styles may be inline for the swatches' colours; pictures may come from where a feed says, over TLS.
    """
    stripe = page.pays and publishable_key is not None
    told = {
        "default-src": "'self'",
        "img-src": "'self' data: https:",
        "style-src": "'self' 'unsafe-inline'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "object-src": "'none'",
    }
    if page.draws:
        told |= three.policy(models)
    if page.uploads and store is not None:
        told |= {"connect-src": f"'self' {store}"}
    if stripe:
        told |= {
            "script-src": f"'self' {STRIPE} https://*.js.stripe.com",
            "frame-src": f"{STRIPE} https://*.js.stripe.com https://hooks.stripe.com",
            "connect-src": "'self' https://api.stripe.com",
        }
    return "; ".join(f"{name} {allowed}" for name, allowed in told.items())


def handlers() -> list[Any]:
    """The routes of all pages, and of the scripts, styles and pictures that they are made of."""
    files = create_static_files_router(
        path="/static", directories=[STATIC], cache_control=CacheControlHeader(max_age=300, public=True)
    )
    return [*(_handler(page) for page in PAGES), show_product, files, *three.routes()]


def _handler(page: Page) -> Any:
    @get(list(page.paths), include_in_schema=False, name=page.name)
    async def show(checkout: NamedDependency[Checkout], objects: NamedDependency[Objects]) -> Response[str]:
        return _page(page, checkout, objects, store=await _store(objects) if page.uploads else None)

    return show


@get(list(PRODUCT.paths), include_in_schema=False, name=PRODUCT.name)
async def show_product(
    slug: FromPath[str],
    checkout: NamedDependency[Checkout],
    sessions: NamedDependency[Sessions],
    links: NamedDependency[Links],
    objects: NamedDependency[Objects],
) -> Response[str]:
    """The product's page, with what a search engine reads of it; a 404 where no such product is for sale."""
    async with sessions.begin() as session:
        product = await shown(session, slug)
    if product is None:
        return _page(PRODUCT, checkout, objects, status=404)
    data = [group(product, links.shop), path(product, links.shop)]
    description = shorten(product.description, _SENTENCE, placeholder=" …")
    return _page(PRODUCT, checkout, objects, Head(product.title, description, in_script(data)))


async def _store(objects: Objects) -> str | None:
    """The origin of a store that takes files from browsers itself; None where that is this shop, or it is away."""
    if objects.folder is not None:
        return None
    try:
        at = urlsplit((await objects.sign("PUT", "probe/origin", timedelta(minutes=1))).url)
    except StoreAway:
        return None
    return f"{at.scheme}://{at.netloc}"


def in_script(data: Any) -> str:
    """The data as JSON that ends no script element, whatever it says."""
    return msgspec.json.encode(data).decode().replace("<", "\\u003c")


def _page(
    page: Page,
    checkout: Checkout,
    objects: Objects,
    head: Head | None = None,
    *,
    status: int = 200,
    store: str | None = None,
) -> Response[str]:
    gateway = checkout.gateway
    headers = {
        "Content-Security-Policy": policy(page, gateway.publishable_key, objects.public, store),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Cache-Control": "no-cache",
    }
    facts = {
        "page": page,
        "head": head or Head(page.title),
        "test_mode": gateway.test_mode,
        "import_map": three.IMPORT_MAP if page.draws and three.installed() else None,
        "countries": sorted({code for one in checkout.tables.shipping for code in one.countries}),
    }
    body = _TEMPLATES.get_template(page.template).render(facts)
    return Response(body, status_code=status, media_type="text/html", headers=headers)
