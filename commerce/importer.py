"""One import from file to report.

    survey     read, map, spool; what the feed as a whole lacks is said before anything is written
    run        group by product → derive → load in batches → report

A bad row never stops the rest. Strict: the first bad row raises `RowRefused`, and nothing is written.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import ClassVar

import asyncpg
import msgspec
from sqlalchemy.exc import DataError, IntegrityError

from commerce import loading
from commerce.feed import Feed
from commerce.feed import mapping as feed_mapping
from commerce.feed import products as feed_products
from commerce.feed.mapping import LeftOut, Mapping
from commerce.feed.products import Terms
from commerce.feed.record import BadRow, FeedError, Format
from commerce.feed.report import Report, Skipped, Tally
from commerce.feed.spool import Spool
from commerce.rows import ProductRow
from core.db import Sessions
from core.errors import Unprocessable

Progress = Callable[[str, int, int], None]
"""Called with the step (`read`, `load`), how far it is and how far it goes."""
_TOLD_EVERY = 500
# A value that a check or a type of the database refuses: the row's fault. Anything else is the database's own trouble.
_REFUSALS = (
    DataError,
    IntegrityError,
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    UnicodeEncodeError,
    OverflowError,
)


class RowRefused(Unprocessable):
    """Strict, and this row is bad: nothing was written."""

    code: ClassVar[str] = "row_refused"
    title: ClassVar[str] = "A row of the feed is bad"


class FeedLacks(Unprocessable):
    """The feed has no prices or no stock, and no option says what to take."""

    code: ClassVar[str] = "feed_lacks"
    title: ClassVar[str] = "The feed lacks something that a shop needs"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What to import and how. `terms.currency` is for prices that name none."""

    path: Path
    mapping: Mapping
    terms: Terms
    format: Format | None = None
    strict: bool = False
    dry_run: bool = False


def _silent(step: str, done: int, total: int) -> None:
    pass


async def run(plan: Plan, sessions: Sessions | None, *, progress: Progress = _silent) -> Report:
    """Imports the file and says what happened. `sessions` may be None only for a dry run.

    A batch is one transaction, or with `strict` all of them are. Raises FeedError, FeedLacks, and RowRefused if strict.
    """
    started = time.perf_counter()
    tally = Tally(plan.path.name, plan.mapping.name, dry_run=plan.dry_run)
    with Spool() as spool:
        _survey(plan, spool, tally, progress)
        products = _products(plan, spool, tally, progress)
        if plan.dry_run or sessions is None:
            tally.counts = loading.Counts(imported=sum(1 for _ in products))
        elif plan.strict:
            async with sessions.begin() as session:
                while batch := list(islice(products, loading.BATCH)):
                    tally.counts += _agreed(await loading.load(session, batch))
        else:
            while batch := list(islice(products, loading.BATCH)):
                await _load(sessions, batch, tally)
    return tally.report(time.perf_counter() - started)


def _agreed(counts: loading.Counts) -> loading.Counts:
    """The counts, where there is no conflict. Raises RowRefused."""
    for conflict in counts.conflicts:
        raise RowRefused(f"SKU {conflict.sku}: {conflict.reason}. Nothing was imported (--strict).")
    return counts


async def _load(sessions: Sessions, products: list[ProductRow], tally: Tally) -> None:
    """Writes a batch in one transaction; where the database refuses it, each product in its own."""
    try:
        async with sessions.begin() as session:
            tally.counts += await loading.load(session, products)
    except _REFUSALS as refusal:
        if len(products) > 1:
            for product in products:
                await _load(sessions, [product], tally)
            return
        reason = str(getattr(refusal, "orig", refusal)).splitlines()[0]
        tally.skipped.append(Skipped(None, f"the database refuses it: {reason}", products[0].variants[0].sku))


def _survey(plan: Plan, spool: Spool, tally: Tally, progress: Progress) -> None:
    """Reads the whole file into the spool. Raises FeedLacks where no row has what every row needs."""
    feed = Feed(plan.path, format=plan.format or plan.mapping.format)
    tally.notes += feed.source.notes
    priced = stocked = wanting = 0
    for item in _items(feed, tally, plan):
        if isinstance(item, BadRow):
            _refuse(item, plan, tally)
        elif isinstance(item, LeftOut):
            tally.left_out[item.reason] += 1
        elif (earlier := spool.add(item)) is not None:
            _refuse(BadRow(item.number, f"has the id {item['id']!r}, which row {earlier} has already"), plan, tally)
        elif not item.parent:
            priced += bool(item["price"])
            stocked += bool(item["quantity"]) or item["availability"].lower().startswith(("out", "pre", "back"))
            wanting += 1
        if tally.rows % _TOLD_EVERY == 0:
            progress("read", feed.position, feed.source.size_bytes)
    progress("read", feed.source.size_bytes, feed.source.size_bytes)
    if namesakes := spool.namesakes():
        tally.notes.append(
            f"{namesakes:,} products have the same title as another one; each is kept, with its own slug."
        )
    if wanting:
        _complain(plan, priced=priced, stocked=stocked)


def _items(feed: Feed, tally: Tally, plan: Plan) -> Iterator[feed_mapping.FeedRow | BadRow | LeftOut]:
    """Mapped rows. Where the file breaks off in the middle, what was read before it still counts."""
    try:
        for record in feed.records():
            tally.rows += 1
            yield record if isinstance(record, BadRow) else feed_mapping.apply(plan.mapping, record)
    except FeedError as error:
        if tally.rows == 0:
            raise
        yield BadRow(tally.rows + 1, error.detail)


def _complain(plan: Plan, *, priced: int, stocked: int) -> None:
    lacks = []
    terms = plan.terms
    if not priced and terms.default_price is None and not terms.price_by_category:
        lacks.append(
            f"{plan.path.name} has no prices. Give them with --default-price 29.90 or --price-by-category FILE."
        )
    if not stocked and terms.default_stock is None:
        lacks.append(f"{plan.path.name} has no stock quantities. Say how many of each there are: --default-stock 10.")
    if lacks:
        read = plan.mapping.fields
        columns = " ".join(f"`{f}` is read from {', '.join(read[f])}." for f in ("price", "quantity") if f in read)
        raise FeedLacks(" ".join([*lacks, columns, "Nothing was imported."]))


def _products(plan: Plan, spool: Spool, tally: Tally, progress: Progress) -> Iterator[ProductRow]:
    """The feed's products, each with its facts; bad rows go to the tally."""
    now = datetime.now(UTC)
    terms = msgspec.structs.replace(plan.terms, brand_from_title=plan.mapping.brand_from_title)
    total = spool.count()
    for done, rows in enumerate(spool.groups(), start=1):
        product = feed_products.build(rows, terms, now)
        for bad in product.bad:
            _refuse(bad, plan, tally)
        if product.row is not None:
            tally.product(product.row.category, product.row.slot, product.row.department, product.uncertain)
            yield product.row
        if done % _TOLD_EVERY == 0 or done == total:
            progress("load", done, total)


def _refuse(bad: BadRow, plan: Plan, tally: Tally) -> None:
    if plan.strict:
        raise RowRefused(f"Row {bad.number} {bad.reason}. Nothing was imported (--strict).")
    tally.skip(bad)
