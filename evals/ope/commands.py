"""`evals ope bandit | simulate`: how well the estimators do where the truth is known. `evals ope log`: the shop's."""

import asyncio
import sys
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from core import settings as core_settings
from core.connect import database_url
from evals.commands import progress, said_plainly
from evals.ope import bandit as open_bandit
from evals.ope import shop
from evals.ope.diagnostics import Diagnostics
from evals.ope.estimators import CLAIMS
from evals.ope.simulation import RUNS, World, simulate
from evals.statistics import Estimate

LOGS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "logs"
out = Console()


@click.group()
def ope() -> None:
    """What another policy would have earned, from what this one logged."""


@ope.command()
@click.option("--folder", type=click.Path(path_type=Path), default=LOGS, help="Where open_bandit_*.csv are.")
@click.option("--json", "as_json", is_flag=True)
def bandit(folder: Path, as_json: bool) -> None:
    """Open Bandit, random → BTS: every estimator beside what BTS earned in its own log."""
    with said_plainly():
        found = open_bandit.evaluate(
            open_bandit.read(folder / "open_bandit_random_men.csv"),
            open_bandit.read(folder / "open_bandit_bts_men.csv"),
        )
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
        return
    table = Table("estimator", "clicks an impression", "95 % interval", "relative error", "published", "covers")
    table.add_row("on policy", f"{found.on_policy.value:.5f}", _interval(found.on_policy), "", "", "")
    for one in found.estimators:
        published = "" if one.published is None else f"{one.published:.3f}"
        claims = "yes" if one.covers else "no" if one.name in CLAIMS else "claims none"
        table.add_row(
            one.name,
            f"{one.estimate.value:.5f}",
            _interval(one.estimate),
            f"{one.relative_error:.3f}",
            published,
            claims,
        )
    out.print(table)
    _print_diagnostics(found.diagnostics)


@ope.command("simulate")
@click.option("--runs", default=RUNS, show_default=True, type=click.IntRange(10))
@click.option("--rows", default=1_500, show_default=True, type=click.IntRange(50), help="Decisions in a log.")
@click.option("--sharpness", default=1.0, show_default=True, help="How far the judged policy is from the logging one.")
@click.option("--seed", default=5, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def simulate_command(runs: int, rows: int, sharpness: float, seed: int, as_json: bool) -> None:
    """A SIMULATION: how often each estimator's interval holds a truth that is known; exit 1 outside 93 to 97 %."""
    with progress("simulated logs", runs) as advance:
        found = simulate(World(rows=rows, sharpness=sharpness, seed=seed), runs, advance=lambda: advance(1))
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
    else:
        out.print(f"Simulation, not shoppers. The policy is worth {found.truth:.4f}; {runs} logs of {rows} decisions.")
        table = Table("estimator", "bias", "root mean square error", "covers", "95 % interval", "claims to")
        for one in found.estimators:
            between = f"{one.covered.low:.3f} … {one.covered.high:.3f}"
            claims = "yes" if one.name in CLAIMS else "no"
            table.add_row(one.name, f"{one.bias:+.5f}", f"{one.rmse:.5f}", f"{one.share:.3f}", between, claims)
        out.print(table)
    honest = all(0.93 <= one.share <= 0.97 for one in found.estimators if one.name in CLAIMS)
    sys.exit(0 if honest else 1)


@ope.command("log")
@click.option("--parquet", type=click.Path(path_type=Path), help="A log's folder instead of the shop's database.")
@click.option("--json", "as_json", is_flag=True)
def log_command(parquet: Path | None, as_json: bool) -> None:
    """The shop's own log: what never exploring would have earned in looks taken up a turn, or always exploring."""
    with said_plainly():
        found = shop.evaluate(_turns(parquet))
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
        return
    out.print(
        f"{found.turns:,} turns; in {found.chosen_by_chance:,} the last look was left to chance, in {found.explored:,} "
        f"it was not the best. Taken up a turn: {found.logged.value:.4f} {_interval(found.logged)}"
    )
    table = Table("policy", "estimator", "looks taken up a turn", "95 % interval")
    for one in found.policies:
        for name, seen in (("IPS", one.ips), ("SNIPS", one.snips), ("by place", one.by_place)):
            table.add_row(one.policy, name, f"{seen.value:.4f}", _interval(seen))
    out.print(table)
    for one in found.policies:
        out.print(f"{one.policy}:")
        _print_diagnostics(one.diagnostics)


def _turns(parquet: Path | None) -> shop.Turns:
    if parquet is not None:
        return shop.from_parquet(parquet)
    with database_url(core_settings.load()) as url:
        return asyncio.run(shop.from_database(url))


def _interval(seen: Estimate) -> str:
    return "" if seen.low is None or seen.high is None else f"{seen.low:.5f} … {seen.high:.5f}"


def _print_diagnostics(seen: Diagnostics) -> None:
    quantiles = ", ".join(f"{name} {value:.2f}" for name, value in seen.quantiles.items())
    out.print(
        f"{seen.rows:,} rows are worth {seen.effective:,.0f}; of the policy, {seen.unsupported:.1%} was never shown"
    )
    out.print(f"weights: mean {seen.mean_weight:.3f} ± {seen.mean_error:.3f}, {quantiles}, largest {seen.largest:.1f}")
    if seen.clipped:
        out.print(f"{seen.clipped:.1%} of the rows are clipped, which moves the value by at most {seen.clip_bias:.5f}")
    for warning in seen.warnings:
        out.print(f"[yellow]{warning}[/yellow]")
