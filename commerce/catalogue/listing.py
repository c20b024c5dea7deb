"""GET /api/products: what the shop sells, by words and facets, page by page."""

import hashlib
from typing import Any, Literal

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.catalogue import cursor as cursors
from commerce.catalogue import words
from commerce.catalogue.asking import MOST_VALUES, Asked, asked
from commerce.catalogue.cards import Card, cards
from commerce.catalogue.cursor import Cursor
from commerce.catalogue.shelf import FACETS, Choice, Found, Shelf
from commerce.catalogue.stocking import Stock
from commerce.garments import CATEGORIES, DEPARTMENTS, LETTERS, SEASONS
from core.access import principal_of
from core.db import Sessions
from core.desk import AnyRequest, refusals
from core.money import Money, show

_GUESTS = "public, max-age=15, stale-while-revalidate=60"
_OWN = "private, no-cache"


class FacetValue(msgspec.Struct, frozen=True):
    """`count` is how many products there were with this value beside all other filters; the facet's own chosen values
    do not narrow it."""

    value: str
    label: str
    count: int
    selected: bool


class Facet(msgspec.Struct, frozen=True):
    """A facet with its most frequent values; `more` are not shown."""

    name: str
    label: str
    values: tuple[FacetValue, ...]
    more: int = 0


class Way(msgspec.Struct, frozen=True):
    """A filter without which so many products would be found."""

    drop: str
    count: int


class Nothing(msgspec.Struct, frozen=True):
    """Why there is nothing to see, and which filter to drop, the most helpful first."""

    message: str
    ways: tuple[Way, ...]


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """One page of products. `total` counts all pages; with `total_is` "at_least" the words found more than are counted.
    `nothing` is set where there is none."""

    products: tuple[Card, ...]
    total: int
    total_is: Literal["exact", "at_least"]
    facets: tuple[Facet, ...]
    sort: str
    next_cursor: str | None
    nothing: Nothing | None = None


@get(
    "/api/products",
    tags=["catalogue"],
    summary="List and search products, with facets",
    description="Values of one facet widen, facets narrow. The answer has an `ETag`.",
    dependencies={"wanted": Provide(asked, sync_to_thread=False)},
    responses=refusals(400, 503),
)
async def list_products(
    request: AnyRequest,
    wanted: NamedDependency[Asked],
    stock: NamedDependency[Stock],
    sessions: NamedDependency[Sessions],
) -> Response[Any]:
    shelf = await stock.shelf()
    async with sessions.begin() as session:
        found = await listed(session, shelf, wanted, stock)
    return tagged(request, msgspec.json.encode(found))


def tagged(request: AnyRequest, body: bytes) -> Response[Any]:
    """The body under an entity tag of its own, or 304 where the client has it. Source: RFC 9110, section 13.1.2."""
    tag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": _GUESTS if principal_of(request) is None else _OWN}
    sent = [part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")]
    if tag in sent or "*" in sent:
        return Response(None, status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


async def listed(session: AsyncSession, shelf: Shelf, wanted: Asked, stock: Stock) -> Listing:
    """The page that is asked for. Raises InvalidInput where its cursor is none."""
    after = cursors.read(wanted.cursor, order=wanted.sort) if wanted.cursor else None
    wanted = _as_spelt(wanted, shelf)
    ranks = await stock.matching(session, wanted.words) if wanted.words else None
    choice = wanted.choice()
    if ranks is not None:
        choice = msgspec.structs.replace(choice, among=frozenset(ranks))
    found = shelf.find(choice, facets=FACETS if wanted.facets else ())
    behind = (after.key, after.id) if after else None
    more = wanted.limit + 1
    if wanted.sort == "relevance":
        page = shelf.ranked(found, ranks or {}, after=behind, limit=more)
    else:
        page = shelf.page(found, wanted.sort, after=behind, limit=more)
    shown, last = page[: wanted.limit], len(page) < more
    return Listing(
        products=await cards(session, [id for _, id in shown]),
        total=found.total,
        total_is="at_least" if ranks is not None and len(ranks) == words.MOST else "exact",
        facets=tuple(_facet(name, found, wanted, stock.currency) for name in FACETS) if wanted.facets else (),
        sort=wanted.sort,
        next_cursor=None if last else cursors.written(Cursor(wanted.sort, *shown[-1])),
        nothing=_nothing(found, wanted, choice) if found.total == 0 else None,
    )


def _as_spelt(wanted: Asked, shelf: Shelf) -> Asked:
    """With brands as the facet spells them."""
    if "brand" not in wanted.values:
        return wanted
    brands = frozenset(shelf.spelt(brand) for brand in wanted.values["brand"])
    return msgspec.structs.replace(wanted, values={**wanted.values, "brand": brands})


def _facet(name: str, found: Found, wanted: Asked, currency: str) -> Facet:
    counts, chosen = found.counts[name], wanted.values.get(name, frozenset())
    each = sorted(counts.keys() | chosen, key=lambda value: (value not in chosen, -counts.get(value, 0), value))
    kept = sorted(each[:MOST_VALUES], key=lambda value: _place(name, value, counts))
    values = (FacetValue(value, _label(name, value, currency), counts.get(value, 0), value in chosen) for value in kept)
    return Facet(name, _NAMES.get(name, name.capitalize()), tuple(values), len(each) - len(kept))


def _place(name: str, value: str, counts: dict[str, int]) -> tuple[float, str]:
    """Where a value stands in its facet: in its own order where it has one, else by count."""
    if name == "size":
        letter = LETTERS.index(value) if value in LETTERS else None
        return (letter, "") if letter is not None else (100 + _number(value), value)
    if name in _ORDERED:
        return float(_ORDERED[name].index(value)), ""
    if name == "price_range":
        return float(value.split("-")[0]), ""
    return -counts.get(value, 0), value


_NAMES = {"price_range": "Price", "available": "Availability"}
_ORDERED: dict[str, tuple[str, ...]] = {
    "department": DEPARTMENTS, "season": SEASONS, "available": ("true", "false"),
}  # fmt: skip


def _number(size: str) -> float:
    digits = "".join(each for each in size if each.isdecimal() or each == ".")
    try:
        return float(digits)
    except ValueError:
        return 1000.0


def _label(name: str, value: str, currency: str) -> str:
    if name == "category" and value == "other":
        return "everything else"
    if name == "category":
        return CATEGORIES[value].plural if value in CATEGORIES else value.replace("_", " ")
    if name == "price_range":
        low, _, high = value.partition("-")
        start = show(Money(int(low), currency))
        return f"{start} to {show(Money(int(high), currency))}" if high else f"{start} and more"
    if name == "available":
        return "in stock" if value == "true" else "sold out"
    return value.replace("_", " ")


def _nothing(found: Found, wanted: Asked, choice: Choice) -> Nothing:
    ways = [Way(name, count) for name, count in found.without.items() if count]
    ways.sort(key=lambda way: (-way.count, way.drop))
    if wanted.words and not choice.among:
        return Nothing(f"Nothing is called {wanted.words!r}. Try fewer words, or others.", tuple(ways))
    if ways:
        return Nothing(f"Nothing is all of this. Without {ways[0].drop} there are {ways[0].count}.", tuple(ways))
    if choice.filters:
        return Nothing("Nothing is all of this. Drop two of the filters, or begin again.", ())
    return Nothing("There is nothing for sale yet.", ())
