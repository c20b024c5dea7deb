"""POST /api/admin/prices and /api/admin/stock: many SKUs at once, all or none, as JSON or CSV, dry if one likes."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, TypeVar

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from msgspec import Meta
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.admin_goods import telling
from commerce.admin_goods.products import NO_STORE, TAGS, WRITES
from core import audit
from core.access import principal_of
from core.db import Sessions
from core.desk import AnyRequest, refusals
from core.errors import FieldError, InvalidInput, Unprocessable
from core.money import MinorUnits

MOST = 20_000
TOLD = 1000
"""So many changes are listed in the answer; all are counted."""
Sku = Annotated[str, Meta(min_length=1, max_length=200)]
Wanted = TypeVar("Wanted", "Prices", "Stocks")
Units = Annotated[int, Meta(ge=0, le=10**6)]


class BulkRefused(Unprocessable):
    code: ClassVar[str] = "bulk_refused"
    title: ClassVar[str] = "Nothing was changed, since some lines are wrong"


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A variant by its SKU."""

    sku: Sku


class PriceLine(Line, frozen=True, forbid_unknown_fields=True):
    """A variant's price in minor units of its currency; `compare_at` left out takes a reduction back."""

    price: MinorUnits
    compare_at: MinorUnits | None = None


class StockLine(Line, frozen=True, forbid_unknown_fields=True):
    """What lies at the main location, with what is reserved of it."""

    on_hand: Units


class Prices(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lines: Annotated[tuple[PriceLine, ...], Meta(min_length=1, max_length=MOST)]
    dry_run: bool = False


class Stocks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lines: Annotated[tuple[StockLine, ...], Meta(min_length=1, max_length=MOST)]
    dry_run: bool = False


class Change(msgspec.Struct, frozen=True):
    sku: str
    before: tuple[int | None, ...]
    after: tuple[int | None, ...]


class Outcome(msgspec.Struct, frozen=True):
    """What was changed, or would be. before and after: price and compare_at, or units."""

    changed: int
    unchanged: int
    dry_run: bool
    changes: tuple[Change, ...]


@post("/api/admin/prices", status_code=200, guards=WRITES, tags=TAGS, summary="Set many prices, all or none",
      description="JSON `{lines: [{sku, price, compare_at}], dry_run}`, or CSV with these columns and `?dry_run=true`.",
      responses=refusals(400, 401, 403, 422))  # fmt: skip
async def set_prices(request: AnyRequest, sessions: NamedDependency[Sessions]) -> Response[Outcome]:
    wanted = await _read(request, Prices, PriceLine)
    async with sessions.begin() as session:
        known = await _known(session, _PRICES, [line.sku for line in wanted.lines])
        wrong = _wrong(wanted.lines, known)
        for at, line in enumerate(wanted.lines):
            if line.compare_at is not None and line.compare_at <= line.price:
                wrong.append(FieldError(f"lines[{at}].compare_at", f"It must be above the price, {line.price}."))
        after = {line.sku: (line.price, line.compare_at) for line in wanted.lines}
        found = await _apply(request, session, _SET_PRICES, "price", known, after, wrong, dry=wanted.dry_run)
    return Response(found, headers=NO_STORE)


@post("/api/admin/stock", status_code=200, guards=WRITES, tags=TAGS, summary="Set what lies in stock, all or none",
      description="JSON `{lines: [{sku, on_hand}], dry_run}`, or CSV with these columns and `?dry_run=true`. "
      "Never below what is reserved for carts and orders.",
      responses=refusals(400, 401, 403, 422))  # fmt: skip
async def set_stock(request: AnyRequest, sessions: NamedDependency[Sessions]) -> Response[Outcome]:
    wanted = await _read(request, Stocks, StockLine)
    async with sessions.begin() as session:
        known = await _known(session, _STOCK, [line.sku for line in wanted.lines])
        wrong = _wrong(wanted.lines, known)
        for at, line in enumerate(wanted.lines):
            reserved = known[line.sku][1] or 0 if line.sku in known else 0
            if line.on_hand < reserved:
                wrong.append(FieldError(f"lines[{at}].on_hand", f"{reserved} are reserved. Set so many at least."))
        after: dict[str, tuple[int | None, ...]] = {line.sku: (line.on_hand,) for line in wanted.lines}
        before = {sku: values[:1] for sku, values in known.items()}
        found = await _apply(request, session, _SET_STOCK, "stock", before, after, wrong, dry=wanted.dry_run)
    return Response(found, headers=NO_STORE)


async def _apply(
    request: AnyRequest,
    session: AsyncSession,
    statement: str,
    what: Literal["price", "stock"],
    before: Mapping[str, tuple[int | None, ...]],
    after: Mapping[str, tuple[int | None, ...]],
    wrong: Sequence[FieldError],
    *,
    dry: bool,
) -> Outcome:
    """Writes what differs, with one audit entry of it. Raises BulkRefused, naming every wrong line."""
    if wrong:
        raise BulkRefused(f"{len(wrong)} of {len(after)} lines are wrong; nothing was changed.", errors=tuple(wrong))
    changes = [Change(sku, before[sku], values) for sku, values in after.items() if before[sku] != values]
    if changes and not dry:
        columns = zip(*(change.after for change in changes), strict=True)
        given = {f"v{at}": list(column) for at, column in enumerate(columns)}
        await session.execute(text(statement), {"skus": [change.sku for change in changes], **given})
        diff = {change.sku: [list(change.before), list(change.after)] for change in changes}
        await audit.record(session, principal_of(request), f"{what}.set", what, None, diff)
        await telling.were_set(session, what, [change.sku for change in changes])
    return Outcome(len(changes), len(after) - len(changes), dry, tuple(changes[:TOLD]))


def _wrong(lines: Sequence[Line], known: Mapping[str, tuple[int | None, ...]]) -> list[FieldError]:
    """Lines whose SKU nobody has, or that came before."""
    wrong, seen = [], set()
    for at, line in enumerate(lines):
        if line.sku not in known:
            wrong.append(FieldError(f"lines[{at}].sku", f"There is no variant {line.sku!r}."))
        elif line.sku in seen:
            wrong.append(FieldError(f"lines[{at}].sku", f"{line.sku!r} stands above already. Leave one of them out."))
        seen.add(line.sku)
    return wrong


async def _known(session: AsyncSession, query: str, skus: Sequence[str]) -> dict[str, tuple[int | None, ...]]:
    """SKU → what it has now. The rows are locked, in the order in which everybody takes them."""
    rows = await session.execute(text(query), {"skus": [sku for sku in skus if "\x00" not in sku]})
    return {row[0]: tuple(row[1:]) for row in rows}


async def _read(request: AnyRequest, kind: type[Wanted], line: type[PriceLine] | type[StockLine]) -> Wanted:
    """The lines, of JSON or of CSV. Raises InvalidInput."""
    body = await request.body()
    try:
        if request.content_type[0] == "text/csv":
            return msgspec.convert(_table(body, request, line), kind, strict=False)
        return msgspec.json.decode(body, type=kind)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput(f"body: {error}", errors=(FieldError("body", str(error)),)) from None


def _table(body: bytes, request: AnyRequest, line: type[PriceLine] | type[StockLine]) -> dict[str, Any]:
    """The rows as JSON would have them; an empty cell is one that is left out."""
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
    lines = [{name: value for name, value in row.items() if name and value not in (None, "")} for row in rows]
    unknown = {name or "" for row in rows for name in row} - set(line.__struct_fields__)
    if unknown:
        raise msgspec.ValidationError(f"unknown column {min(unknown)!r}; take {', '.join(line.__struct_fields__)}")
    return {"lines": lines, "dry_run": request.query_params.get("dry_run") == "true"}


_PRICES = """
SELECT v.sku, v.price, v.compare_at_price FROM voguevault.product_variants AS v
WHERE v.sku = ANY (CAST(:skus AS text[])) ORDER BY v.product_id, v.id FOR NO KEY UPDATE"""
_STOCK = """
SELECT v.sku, l.on_hand, l.reserved
FROM voguevault.stock_levels AS l JOIN voguevault.product_variants AS v ON v.id = l.variant_id
WHERE v.sku = ANY (CAST(:skus AS text[])) AND l.location = 'main'
ORDER BY v.product_id, v.id FOR NO KEY UPDATE OF l"""
_SET_PRICES = """
UPDATE voguevault.product_variants AS v SET price = i.price, compare_at_price = i.compared
FROM unnest(CAST(:skus AS text[]), CAST(:v0 AS bigint[]), CAST(:v1 AS bigint[])) AS i (sku, price, compared)
WHERE v.sku = i.sku"""
_SET_STOCK = """
UPDATE voguevault.stock_levels AS l SET on_hand = i.units
FROM unnest(CAST(:skus AS text[]), CAST(:v0 AS int[])) AS i (sku, units)
    JOIN voguevault.product_variants AS v ON v.sku = i.sku
WHERE l.variant_id = v.id AND l.location = 'main'"""

HANDLERS = (set_prices, set_stock)
