"""`evals list | run | compare | show`: what the data team types. Long work shows a bar; `--json` is for scripts."""

import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
import msgspec
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from aurora.versions import fingerprint
from core import settings as core_settings
from core.errors import AppError, InvalidInput
from evals import cassettes, gates, report, results, runs, selfcheck
from evals.comparing import Comparison, compare
from evals.datasets.known import KNOWN, dataset
from evals.discovery import find, suites
from evals.results import ALL, Figure, Result
from evals.runs import Manifest, Record
from evals.solving import cases_of, solve_all
from evals.suite import ModelMode, Options, Suite
from evals.variants import Variant
from evals.variants import load as load_variant

out = Console()


def runs_folder() -> Path:
    """Where runs are kept: under DATA_DIR."""
    return core_settings.load().data_dir / "evals"


@contextmanager
def said_plainly() -> Iterator[None]:
    """An expected failure as a sentence and exit code 1."""
    try:
        yield
    except AppError as error:
        raise click.ClickException(error.detail) from None


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(what, total=total)
        yield lambda more: progress.advance(task, more)


# ── list ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@click.command("list")
@click.option(
    "--runs", "of_runs", is_flag=True, help="The runs that are kept, the latest first, instead of the suites."
)
def list_command(of_runs: bool) -> None:
    """The suites and their metrics, or the runs that are kept."""
    if of_runs:
        table = Table("run", "variant", "model", "cases", "last touched")
        for run, when, answered in runs.listed(runs_folder()):
            options = run.manifest.options
            table.add_row(run.name, options.variant.name, options.model, str(answered), f"{when:%Y-%m-%d %H:%M}")
    else:
        table = Table("suite", "cases", "headline metrics", "what it asks")
        for suite in suites().values():
            headline = ", ".join(metric.name for metric in suite.metrics if metric.headline)
            table.add_row(suite.name, str(len(cases_of(suite, Options()))), headline, suite.about)
    out.print(table)


# ── run ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@click.command("run")
@click.argument("suite")
@click.option(
    "--variant", type=click.Path(path_type=Path), help="TOML file that says what differs from what is shipped."
)
@click.option("--model", type=click.Choice(["none", "live", "recorded"]), default="none", show_default=True,
              help="Language model: none, the configured one, or its answers as they were recorded.")  # fmt: skip
@click.option(
    "--metric", "metrics", multiple=True, type=click.Path(path_type=Path), help="A file with a METRIC of your own."
)
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="What the suite lets one choose.")
@click.option("--limit", type=click.IntRange(1), help="Only so many cases, drawn by the seed.")
@click.option("--seed", default=1, show_default=True)
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes.")
@click.option("--fresh", is_flag=True, help="Answer every case anew instead of going on.")
@click.option("--slices", is_flag=True, help="Print the headline figures of every slice too; the report has them all.")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON on standard output.")
def run_command(
    suite: str, variant: Path | None, model: ModelMode, metrics: tuple[Path, ...], settings: tuple[str, ...],
    limit: int | None, seed: int, workers: int, fresh: bool, slices: bool, as_json: bool,
) -> None:  # fmt: skip
    """Run SUITE, a name of `evals list` or a file, and print its figures with their intervals."""
    with said_plainly():
        found = find(suite, metrics=metrics)
        options = Options(
            variant=load_variant(variant) if variant else Variant(), model=model, seed=seed, limit=limit,
            settings=_settings(found, settings),
        )  # fmt: skip
        folder, result, _ = run_suite(found, suite, options, metrics=metrics, workers=workers, fresh=fresh)
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(result) + b"\n")
    else:
        _print(result, slices=slices)
        out.print(f"[dim]{os.path.relpath(folder)}/report.html[/dim]")


def run_suite(
    suite: Suite, named: str, options: Options, *, metrics: Sequence[Path] = (), workers: int = 1, fresh: bool = False
) -> tuple[Path, Result, list[Record]]:
    """(its folder, the result, the records) of a run, answered as far as it was not yet."""
    if options.model != "none" and not suite.asks_model:
        raise InvalidInput(f"Suite {suite.name} asks no language model: leave --model out.")
    run = runs.started(runs_folder(), manifest(suite, options), fresh=fresh)
    with progress(suite.name, len(cases_of(suite, options))) as advance:
        records = solve_all(run, suite, named, metrics=metrics, workers=workers, advance=advance)
    result = results.result(run, suite, records, warnings=_warnings(suite))
    results.save(run, result)
    report.write(run, suite, result, records)
    return run.folder, result, records


def manifest(suite: Suite, options: Options) -> Manifest:
    """All that tells the run from others: a change to Aurora, to the suite, to its cases or data makes another run."""
    data = {name: dataset(name).sha256() for name in suite.datasets}
    data["cases"] = hashlib.sha256(msgspec.json.encode(cases_of(suite, options))).hexdigest()
    versions = {package: fingerprint(package) for package in ("aurora", "commerce", "core")}
    if options.model == "live":
        versions["model"] = options.variant.model or core_settings.load().chat_model
    if options.model == "recorded":
        data["cassette"] = cassettes.digest(options, suite.name)
    return Manifest(suite=suite.name, options=options, versions=versions, code=runs.fingerprint(suite), data=data)


def _warnings(suite: Suite) -> list[str]:
    """What is absent of the suite's data, and what leaks in it: part of every run."""
    sets = [dataset(name) for name in suite.datasets]
    absent = [f"{one.name} is absent: {', '.join(one.files)} under {one.folder}." for one in sets if not one.present]
    return absent + [f"{one.name}: {leak.show()}" for one in sets for leak in one.leaks()]


def _settings(suite: Suite, given: Sequence[str]) -> dict[str, str]:
    """`key=value` pairs; UsageError where the suite has no such key."""
    pairs = dict(one.partition("=")[::2] for one in given)
    for key in pairs:
        if key not in suite.setting_names:
            known = ", ".join(suite.setting_names) or "none"
            raise click.UsageError(f"Suite {suite.name} has no setting {key!r}; it has {known}.")
    return pairs


def _print(result: Result, *, slices: bool) -> None:
    out.print(f"[bold]{result.manifest.suite}[/bold]: {result.about}")
    table = Table("metric", "value", "95 % interval", "n", "unscored", "clusters")
    for figure in result.figures:
        _row(table, figure, figure.metric, ALL)
        for name, seen in figure.slices.items() if slices and figure.headline else ():
            if name != ALL and seen.value is not None:  # of what is asked of some slices alone there would be dozens
                _row(table, figure, f"  {name}", name)
    out.print(table)
    failed = f", {result.failed} failed" if result.failed else ""
    out.print(f"{result.cases} cases{failed}; {result.ms_p50:.1f} ms p50, {result.ms_p95:.1f} ms p95")
    for warning in result.warnings:
        out.print(f"[yellow]{warning}[/yellow]")


def _row(table: Table, figure: Figure, label: str, slice_name: str) -> None:
    seen = figure.slices[slice_name]
    name = f"[bold]{label}[/bold]" if figure.headline and slice_name == ALL else label
    if seen.value is None:
        table.add_row(name, "–", "", "0", str(seen.unscored), "0")
    else:
        interval = f"{seen.low:.3f} … {seen.high:.3f}" if seen.low is not None else ""
        table.add_row(name, f"{seen.value:.3f}", interval, str(seen.n), str(seen.unscored), str(seen.clusters))


# ── compare ────────────────────────────────────────────────────────────────────────────────────────────────────────


@click.command("compare")
@click.argument("a")
@click.argument("b")
@click.option("--json", "as_json", is_flag=True)
def compare_command(a: str, b: str, as_json: bool) -> None:
    """Whether run B is better than run A: paths, or SUITE/KEY as in `evals list --runs`. Exit 1 if it is worse."""
    with said_plainly():
        first, second = (runs.opened(runs_folder(), name) for name in (a, b))
        compared = compare(find(first.manifest.suite), first, second)
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(compared) + b"\n")
    else:
        _print_comparison(compared)
    sys.exit(1 if compared.verdict == "worse" else 0)


def _print_comparison(compared: Comparison) -> None:
    table = Table("metric", "slice", "a → b", "b − a, 95 % interval", "p", "d", "n", "", box=box.SIMPLE)
    for one in compared.differences:
        if (seen := one.found) is not None and (one.headline or one.slice == ALL):
            effect = "" if seen.effect is None else f"{seen.effect:+.2f}"
            table.add_row(
                one.metric, one.slice, f"{seen.a:.3f} → {seen.b:.3f}",
                f"{seen.gain:+.3f}, {seen.low:+.3f} … {seen.high:+.3f}", f"{one.p_adjusted:.3f}", effect, str(one.n),
                "" if one.verdict == "cannot tell" else one.verdict,
            )  # fmt: skip
    out.print(table)
    out.print(
        f"{compared.cases} cases in both"
        + (f", {compared.only_a + compared.only_b} in one alone" if compared.only_a + compared.only_b else "")
    )
    out.print(f"[bold]{compared.sentence}[/bold]")


# ── show ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@click.command("show")
@click.argument("case")
@click.option("--run", "name", required=True, help="A path, SUITE/KEY, or a suite's name for its latest run.")
def show_command(case: str, name: str) -> None:
    """One CASE of a run in full: what was asked, what came, what was right, how it scored."""
    with said_plainly():
        run = runs.opened(runs_folder(), name)
    found = [record for record in run.records() if record.case.id == case or record.case.id.endswith(case)]
    if not found:
        raise click.ClickException(f"Run {run.name} has no case {case!r}.")
    for record in found:
        click.echo(msgspec.json.format(msgspec.json.encode(record), indent=2).decode())


# ── report ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@click.command("report")
@click.argument("name", metavar="RUN")
@click.option("--against", help="Another run: the report then shows how RUN differs from it.")
@click.option("--out", "to", type=click.Path(path_type=Path), help="Where to write. Default: report.html in the run.")
@click.option("--open", "show", is_flag=True, help="Open it in the browser.")
def report_command(name: str, against: str | None, to: Path | None, show: bool) -> None:
    """The report of RUN as one HTML file: figures, plots, every case."""
    with said_plainly():
        run = runs.opened(runs_folder(), name)
        suite, records = find(run.manifest.suite), run.records()
        compared = compare(suite, runs.opened(runs_folder(), against), run) if against else None
    path = report.write(run, suite, results.result(run, suite, records), records, compared, to=to)
    click.echo(path)
    if show:
        click.launch(str(path.absolute()))


# ── gates ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@click.command("baseline")
@click.argument("suite")
@click.option("--because", required=True, help="Why this is how it should be from now on; kept with it.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True)
def baseline_command(suite: str, because: str, workers: int) -> None:
    """Accept how SUITE does now as what later changes are held to."""
    with said_plainly():
        found = find(suite)
        _, result, records = run_suite(found, suite, Options(settings=dict(found.gated)), workers=workers)
    click.echo(gates.accept(found, result.manifest, records, because))


@click.command("gate")
@click.argument("names", nargs=-1, metavar="[SUITE]…")
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True)
def gate_command(names: tuple[str, ...], workers: int) -> None:
    """Hold the fast suites, or those named, to their baselines; exit 1 where a headline metric lost too much."""
    closed = 0
    for name in names or [suite.name for suite in suites().values() if suite.fast]:
        with said_plainly():
            suite = find(name)
            against = gates.baseline(suite)
            began = time.monotonic()
            _, _, records = run_suite(suite, name, Options(settings=dict(suite.gated)), workers=workers)
            gate = gates.held(suite, records, against)
        click.echo(f"{gate.sentence} {time.monotonic() - began:.0f} s")
        closed += bool(gate.closed)
    sys.exit(1 if closed else 0)


# ── the floor itself ───────────────────────────────────────────────────────────────────────────────────────────────


@click.command("selfcheck")
@click.argument("suite", default="outfits")
@click.option("--seeds", default=4, show_default=True, type=click.IntRange(2), help="Runs of the same variant.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(10), help="Cases of each run.")
@click.option("--repetitions", default=selfcheck.REPETITIONS, show_default=True, type=click.IntRange(20))
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True)
def selfcheck_command(suite: str, seeds: int, limit: int, repetitions: int, workers: int) -> None:
    """How often two runs of the very same variant are called different; exit 1 where it is more than one in twenty."""
    with said_plainly():
        found = find(suite)
        drawn = sorted(record.case.id for record in run_suite(found, suite, Options(limit=limit), workers=workers)[2])
        by_seed = [_of(found, suite, seed, drawn, workers) for seed in range(1, seeds + 1)]
    with progress("comparisons", repetitions) as advance:
        checked = selfcheck.check(found, by_seed, repetitions=repetitions, advance=advance)
    low, high = checked.interval.low, checked.interval.high
    click.echo(f"{suite}: {checked.better + checked.worse} of {repetitions} comparisons of equals called different")
    click.echo(
        f"that is {checked.share:.1%} [{low:.1%}, {high:.1%}], allowed are 5 %; {checked.moved:.1%} of cases moved"
    )
    if not checked.moved:
        click.echo("No headline score moved from seed to seed, so nothing was tried: this shows nothing of the floor.")
    sys.exit(0 if checked.honest else 1)


def _of(suite: Suite, named: str, seed: int, cases: Sequence[str], workers: int) -> list[Record]:
    """The records of the cases under the seed, in their order."""
    kept = set(cases)
    only = replace(suite, cases=lambda options: [case for case in suite.cases(options) if case.id in kept])
    _, _, records = run_suite(only, named, Options(seed=seed), workers=workers)
    return sorted((record for record in records if record.case.id in kept), key=lambda record: record.case.id)


# ── data ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@click.command("datasets")
@click.argument("name", required=False)
def datasets_command(name: str | None) -> None:
    """The data sets, or one of them in full: origin, licence, hash, traps, and what leaks from part to part."""
    if name is None:
        table = Table("name", "here", "MB", "licence", "what it is", box=box.SIMPLE)
        for one in KNOWN:
            size = f"{one.size_bytes / 1e6:.1f}" if one.present else ""
            table.add_row(one.name, "yes" if one.present else "no", size, one.licence, one.about)
        out.print(table)
        return
    with said_plainly():
        one = dataset(name)
    facts = {"about": one.about, "from": one.origin, "licence": one.licence, "SHA-256": one.sha256()}
    for label, value in facts.items():
        out.print(f"[bold]{label}[/bold] {value}", highlight=False)
    for trap in one.traps:
        out.print(f"[yellow]beware[/yellow] {trap}", highlight=False)
    for leak in one.leaks():
        out.print(f"[red]leak[/red] {leak.show()}", highlight=False)
