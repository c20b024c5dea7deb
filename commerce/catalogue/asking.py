"""What a request for a list of products may ask for, checked: an unknown name or value is refused with its remedy."""

from difflib import get_close_matches
from typing import Annotated, Literal

import msgspec
from litestar.params import QueryParameter

from commerce.catalogue.shelf import Choice
from commerce.garments import CATEGORIES, DEPARTMENTS, SEASONS
from commerce.models import OCCASIONS
from core.desk import AnyRequest
from core.errors import FieldError, InvalidInput

Sort = Literal["relevance", "popularity", "newest", "price_asc", "price_desc"]
MOST_VALUES = 50
_CLOSED = {"department": DEPARTMENTS, "category": tuple(CATEGORIES), "occasion": OCCASIONS, "season": SEASONS}
_OPEN = ("colour", "size", "brand", "material")
FILTERS = (*_CLOSED, *_OPEN)
NAMES = ("q", *FILTERS, "price_min", "price_max", "available", "sort", "limit", "cursor", "facets")

Words = Annotated[str | None, QueryParameter(max_length=200, description="Words; quotes, `or` and `-` are understood")]
Values = Annotated[list[str] | None, QueryParameter(max_items=MOST_VALUES, description="Any of these; repeat the name")]
Price = Annotated[int | None, QueryParameter(ge=0, le=10**12, description="Minor units of the shop's currency")]
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="Products a page")]
CursorWord = Annotated[str | None, QueryParameter(max_length=200, description="`next_cursor` of the page before")]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request that is understood."""

    words: str | None
    values: dict[str, frozenset[str]]
    price_min: int | None
    price_max: int | None
    sort: Sort
    limit: int
    cursor: str | None
    facets: bool

    def choice(self) -> Choice:
        return Choice(self.values, self.price_min, self.price_max)


def asked(
    request: AnyRequest,
    q: Words = None,
    department: Values = None,
    category: Values = None,
    colour: Values = None,
    size: Values = None,
    brand: Values = None,
    occasion: Values = None,
    material: Values = None,
    season: Values = None,
    price_min: Price = None,
    price_max: Price = None,
    available: Annotated[
        bool | None, QueryParameter(description="Only what can be bought, or only what cannot")
    ] = None,
    sort: Annotated[Sort | None, QueryParameter(description="`relevance` wants words")] = None,
    limit: Limit = 24,
    cursor: CursorWord = None,
    facets: Annotated[bool, QueryParameter(description="With the facets and their counts")] = True,
) -> Asked:
    """The request's parameters. Raises InvalidInput naming every one that is wrong."""
    given = {
        "department": department, "category": category, "colour": colour, "size": size, "brand": brand,
        "occasion": occasion, "material": material, "season": season,
    }  # fmt: skip
    words = (q or "").replace("\x00", "").strip() or None
    values = {name: frozenset(each) for name, each in given.items() if each}
    wrong = [*_unknown(request), *_wrong_values(values)]
    if sort == "relevance" and words is None:
        wrong.append(
            FieldError("sort", "relevance wants words in q. Take popularity, newest, price_asc or price_desc.")
        )
    if price_min is not None and price_max is not None and price_min > price_max:
        wrong.append(FieldError("price_max", f"It is below price_min, {price_min}. Swap the two."))
    if wrong:
        raise InvalidInput("; ".join(f"{each.field}: {each.detail}" for each in wrong), errors=tuple(wrong))
    if "size" in values:
        values["size"] = frozenset(size.upper() for size in values["size"])
    if available is not None:
        values["available"] = frozenset({"true" if available else "false"})
    return Asked(
        words=words,
        values=values,
        price_min=price_min,
        price_max=price_max,
        sort=sort or ("relevance" if words else "popularity"),
        limit=limit,
        cursor=cursor,
        facets=facets,
    )


def _unknown(request: AnyRequest) -> list[FieldError]:
    unknown = dict.fromkeys(name for name in request.query_params if name not in NAMES)
    return [FieldError(name, _remedy("There is no such parameter.", name, NAMES)) for name in unknown]


def _wrong_values(values: dict[str, frozenset[str]]) -> list[FieldError]:
    return [
        FieldError(name, _remedy(f"{value!r} is none.", value, known))
        for name, known in _CLOSED.items()
        for value in sorted(values.get(name, ()))
        if value not in known
    ]


def _remedy(what: str, given: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(given.lower().replace("-", "_"), known, n=1, cutoff=0.6)
    return f"{what} Did you mean {near[0]}?" if near else f"{what} Take one of {', '.join(known)}."
