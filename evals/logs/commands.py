"""`evals funnel` and `evals logs generate | export`."""

import asyncio
import html
import math
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from core import settings as core_settings
from core.connect import database_url
from evals.commands import progress, said_plainly
from evals.logs import cluster, funnel, generated, shop
from evals.logs.funnel import Row, Step
from evals.logs.parquet import DIMENSIONS, PARTS, STEPS, parts

out = Console()


@click.group()
def logs() -> None:
    """Interaction logs as Parquet: make a simulated one, or take the shop's out under pseudonyms."""


@logs.command()
@click.option(
    "--rows", "events", default=1_000_000, show_default=True, type=click.IntRange(1_000), help="About so many."
)
@click.option("--out", "to", required=True, type=click.Path(path_type=Path), help="Folder to write to.")
@click.option("--seed", default=1, show_default=True)
@click.option("--memory-mb", default=1024, show_default=True, type=click.IntRange(128))
def generate(events: int, to: Path, seed: int, memory_mb: int) -> None:
    """A SIMULATED log, for measuring how the floor copes with size."""
    with progress("parts", PARTS) as advance:
        written = generated.generate(to, events, seed=seed, memory_mb=memory_mb, advance=advance)
    click.echo(f"{written:,} simulated events in {to}")


@logs.command()
@click.option("--out", "to", required=True, type=click.Path(path_type=Path), help="Folder to write to, empty or new.")
def export(to: Path) -> None:
    """The shop's events that were agreed to, as Parquet, under pseudonyms that lead back to nobody."""
    if to.exists() and any(to.iterdir()):
        raise click.UsageError(f"{to} is not empty; name another folder, since two exports share no pseudonyms.")
    with said_plainly(), database_url(core_settings.load()) as url:
        written = asyncio.run(shop.export(url, to))
    click.echo(f"{written:,} events in {to}")


@click.command("funnel")
@click.option("--by", type=click.Choice(DIMENSIONS), help="One funnel for each value.")
@click.option("--parquet", type=click.Path(path_type=Path), help="A log's folder instead of the shop's database.")
@click.option("--ray", "address", help="Address of a Ray cluster to read --parquet on; `local` starts one here.")
@click.option(
    "--memory-mb", default=1024, show_default=True, type=click.IntRange(128), help="At most, for each reader."
)
@click.option("--html", "page", type=click.Path(path_type=Path), help="Also write a page with bars.")
@click.option("--json", "as_json", is_flag=True)
def funnel_command(
    by: str | None, parquet: Path | None, address: str | None, memory_mb: int, page: Path | None, as_json: bool
) -> None:
    """From impression to return: how many come to each step, by occasion, slot, arm …"""
    with said_plainly():
        rows = _rows(by, parquet, address, memory_mb)
    if page:
        page.write_text(_page(rows, by), encoding="utf-8")
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(rows) + b"\n")
    elif not rows:
        out.print("Nothing has happened yet: no impressions, no clicks.")
    else:
        out.print(_table(rows, by))


def _rows(by: str | None, parquet: Path | None, address: str | None, memory_mb: int) -> list[Row]:
    if parquet is None:
        if address:
            raise click.UsageError("--ray reads a log: name its folder with --parquet.")
        with database_url(core_settings.load()) as url:
            return asyncio.run(shop.counted(url, by))
    with progress("parts", len(parts(parquet))) as advance:
        if address:
            return cluster.funnel(parquet, by, address=address, memory_mb=memory_mb, advance=advance)
        return funnel.funnel(parquet, by, memory_mb=memory_mb, advance=advance)


def _table(rows: Sequence[Row], by: str | None) -> Table:
    table = Table(by or "", "shoppers", *STEPS, "bought for")
    for row in rows:
        table.add_row(row.group, f"{row.shoppers:,}", *map(_cell, row.steps), f"{row.value / 100:,.2f}")
    return table


def _cell(step: Step) -> str:
    seen = step.share
    if seen.value is None or seen.low is None or seen.high is None:
        return f"{step.count:,}"
    return f"{step.count:,}\n{seen.value:.1%} [{seen.low:.1%}, {seen.high:.1%}]"


# ── the page ───────────────────────────────────────────────────────────────────────────────────────────────────────

_STYLE = """
:root { color-scheme: light dark; --bar: light-dark(#7b2d43, #d98aa2); --line: light-dark(#e6ddd0, #38333b); }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif;
  background: light-dark(#faf6ef, #17151a); color: light-dark(#221d1e, #f1ebe4); }
section { border-top: 1px solid var(--line); padding: .8rem 0; } h1, h2 { font-weight: 500; } h2 { font-size: 1.1rem; }
dl { display: grid; grid-template-columns: 7rem 1fr; gap: .3rem .8rem; align-items: center; margin: 0; }
dd { margin: 0; }
.bar { height: 1.1rem; background: var(--bar); border-radius: 4px; min-width: 2px; } small { opacity: .75; }
"""


def _page(rows: Sequence[Row], by: str | None) -> str:
    """The funnels as bars; a bar is as long as the root of its share of the impressions, so that small ones are
    seen."""
    title = "Funnel" + (f" by {by}" if by else "")
    body = "".join(_section(row) for row in rows) or "<p>Nothing has happened yet.</p>"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style><h1>{title}</h1>"
        f"<p><small>Under each count: the share of the step before, with its 95 % interval over shoppers. "
        f"A bar is as long as the square root of its share of the impressions.</small></p>{body}</html>"
    )


def _section(row: Row) -> str:
    first = max(1, row.steps[0].count)
    bars = "".join(
        f"<dt>{step.name.replace('_', ' ')}</dt>"
        f'<dd><div class="bar" style="width:{100 * math.sqrt(min(1, step.count / first)):.1f}%"></div>'
        f"<small>{html.escape(_cell(step))}</small></dd>"
        for step in row.steps
    )
    heading = f"{html.escape(row.group)} <small>{row.shoppers:,} shoppers</small>"
    return f"<section><h2>{heading}</h2><dl>{bars}</dl></section>"
