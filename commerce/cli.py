"""`aurora catalog import`: a merchant's feed into the shop, with a report."""

import asyncio
import csv
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import asyncpg
import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from sqlalchemy.exc import ProgrammingError

from commerce import importer
from commerce.feed import mapping as feed_mapping
from commerce.feed import money as feed_money
from commerce.feed import report as feed_report
from commerce.feed.products import Terms
from commerce.feed.record import FORMATS, Format
from commerce.feed.report import Report
from commerce.garments import CATEGORIES, DEPARTMENTS, SLOTS, Department
from commerce.importer import Plan
from core import settings as core_settings
from core.connect import database_url
from core.db import database
from core.errors import AppError, Unavailable
from core.money import Money

T = TypeVar("T")


@click.group()
def catalog() -> None:
    """What the shop sells: bring in a merchant's feed."""


@catalog.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mapping",
    default="google",
    show_default=True,
    metavar="NAME|FILE.toml",
    help=f"How the feed's columns are read: one of {', '.join(feed_mapping.names())}, or a file of your own.",
)
@click.option("--format", "format_", type=click.Choice(FORMATS), help="Where the file's name does not tell it.")
@click.option("--currency", metavar="CODE", help="Of prices that name none. Default: the mapping's, then CURRENCY.")
@click.option("--default-price", metavar="MONEY", help="For rows without a price, such as 29.90 or '29.90 EUR'.")
@click.option(
    "--price-by-category",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Prices for rows without one: CSV with the columns category and price, or TOML. A slot's name "
    "(top, shoes …) stands for all its categories.",
)
@click.option("--default-stock", type=click.IntRange(0, 10**9), metavar="N", help="For rows without a quantity.")
@click.option("--default-department", type=click.Choice(DEPARTMENTS), help="Where no field and no word tells it.")
@click.option("--strict", is_flag=True, help="At the first bad row stop, write nothing and exit 1.")
@click.option("--dry-run", is_flag=True, help="Read, derive and report; write nothing, need no database.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON on standard output, no progress bar.")
@click.option(
    "--report",
    "report_file",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE",
    help="Write the report with every skipped row to FILE, as JSON.",
)
@click.pass_context
def import_(
    ctx: click.Context,
    file: Path,
    mapping: str,
    format_: Format | None,
    currency: str | None,
    default_price: str | None,
    price_by_category: Path | None,
    default_stock: int | None,
    default_department: Department | None,
    strict: bool,
    dry_run: bool,
    as_json: bool,
    report_file: Path | None,
) -> None:
    """Import a catalogue from FILE: CSV, TSV, JSON, JSON Lines, RSS or Atom.

    Field names are those of Google's merchant product specification, unless --mapping says otherwise; rows with one
    item_group_id are sizes and colours of one product. Styling facts (category, department, colours, materials,
    warmth …) are derived from what the feed has, with a confidence each. Importing the same file again changes
    nothing; what is gone from a feed stays as it is in the shop.

    \b
    Exit codes
      0  every row is in the shop
      1  nothing was imported, or --strict found a bad row
      2  the command line is wrong, or the feed lacks prices or stock and no option gives them
      3  imported, but some rows were skipped; the report names them
    """
    settings = core_settings.load()
    chosen = _or_usage(lambda: feed_mapping.load(mapping))
    code = _currency(currency or chosen.currency or settings.currency)
    terms = Terms(
        currency=code,
        default_stock=default_stock,
        default_department=default_department,
        default_price=_or_usage(lambda: feed_money.price(default_price, code)) if default_price else None,
        price_by_category=_or_usage(lambda: _price_list(price_by_category, code)) if price_by_category else {},
    )
    plan = Plan(path=file, mapping=chosen, terms=terms, format=format_, strict=strict, dry_run=dry_run)
    report = _run(plan, ctx, quiet=as_json)
    if not (currency or chosen.currency):
        report.notes.append(f"Prices without a currency were taken as {code}, the shop's own (CURRENCY).")
    if report_file:
        report_file.write_bytes(feed_report.to_json(report))
    if as_json:
        click.echo(feed_report.to_json(report))
    else:
        feed_report.show(report, Console())
    sys.exit(report.exit_code)


def _run(plan: Plan, ctx: click.Context, *, quiet: bool) -> Report:
    try:
        with _progress(quiet) as progress:
            if plan.dry_run:
                return asyncio.run(importer.run(plan, None, progress=progress))
            with _url(ctx) as url:
                return asyncio.run(_import(plan, url, progress))
    except importer.FeedLacks as error:
        raise click.UsageError(error.detail) from None
    except AppError as error:
        click.secho(error.detail, fg="red", err=True)
        sys.exit(1)


async def _import(plan: Plan, url: str, progress: importer.Progress) -> Report:
    async with database(url, pool_size=1) as sessions:
        try:
            return await importer.run(plan, sessions, progress=progress)
        except ProgrammingError as error:
            if isinstance(
                error.orig and error.orig.__cause__, asyncpg.UndefinedTableError | asyncpg.InvalidSchemaNameError
            ):
                raise Unavailable("The database has no tables yet. Run `aurora migrate` first.") from None
            raise


@contextmanager
def _url(ctx: click.Context) -> Iterator[str]:
    """The database: `ctx.obj` where the caller gives one, or else what the settings say."""
    if isinstance(ctx.obj, str):
        yield ctx.obj
    else:
        with database_url(core_settings.load()) as url:
            yield url


@contextmanager
def _progress(quiet: bool) -> Iterator[importer.Progress]:
    names = {"read": "Reading the file", "load": "Importing products"}
    rate = TextColumn("{task.fields[rate]}")
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        rate,
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bar:
        tasks = {step: bar.add_task(name, total=None, visible=step == "read", rate="") for step, name in names.items()}

        def tell(step: str, done: int, total: int) -> None:
            speed = bar.tasks[tasks[step]].speed or 0
            shown = f"{speed / 1e6:.1f} MB/s" if step == "read" else f"{done:,} of {total:,}, {speed:,.0f} a second"
            bar.update(tasks[step], completed=done, total=total, visible=True, rate=shown)

        yield tell


def _or_usage(make: Callable[[], T]) -> T:
    """What `make` gives; what it refuses is a mistake on the command line."""
    try:
        return make()
    except (AppError, ValueError) as error:
        raise click.UsageError(str(error)) from None


def _currency(code: str) -> str:
    if len(code) != 3 or not code.isalpha() or not code.isupper():
        raise click.UsageError(f"--currency must be an ISO 4217 code such as USD, not {code!r}.")
    return code


def _price_list(path: Path, currency: str) -> dict[str, Money]:
    """Category or slot → price. Raises ValueError naming the line that is wrong."""
    if path.suffix == ".toml":
        try:
            pairs = [(str(k), str(v)) for k, v in tomllib.loads(path.read_text(encoding="utf-8")).items()]
        except tomllib.TOMLDecodeError as error:
            raise ValueError(f"{path.name}: {error}") from None
    else:
        with path.open(encoding="utf-8-sig", newline="") as file:
            pairs = [(row.get("category") or "", row.get("price") or "") for row in csv.DictReader(file)]
    prices = {}
    for name, text in pairs:
        if name not in CATEGORIES and name not in SLOTS:
            raise ValueError(
                f"{path.name}: {name!r} is neither a category nor a slot; categories: {', '.join(CATEGORIES)}."
            )
        try:
            prices[name] = feed_money.price(text, currency)
        except ValueError as error:
            raise ValueError(f"{path.name}, {name}: {error}") from None
    return prices
