"""`evals public`: Aurora's figures on the public sets, beside what was measured or published there by others.

    evals public              every set that is here; runs go on where they stopped
    evals public mango simmc  these alone; the other rows stay as they are
    evals public --fresh      every case answered anew: a run is told by its suite's code, not by what trains a model

Writes `evals/baselines/public.json` and the table in `docs/public-figures.md`. What a set is asked by is a row of
`ASKED`: a suite with its settings, a metric and a slice. Floors are from the README that the data came with; they were
measured on the same files, or stand there as published on the same task.
"""

import subprocess
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import click
import msgspec

from evals.commands import run_suite, said_plainly
from evals.datasets import public_folder
from evals.datasets.known import dataset
from evals.discovery import find
from evals.ope import bandit
from evals.results import Result
from evals.statistics import Estimate
from evals.suite import Options

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "evals" / "baselines" / "public.json"
PAGE = ROOT / "docs" / "public-figures.md"
_ANSWERING = ("aurora", "commerce", "evals", ":!evals/baselines")
"""What a figure may change with; what is written of it is not."""
BEGIN, END = "<!-- written by `evals public` -->", "<!-- to here -->"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that is asked for."""

    of: str
    """The data set."""
    what: str
    suite: str = ""
    settings: dict[str, str] = {}
    metric: str = ""
    slice: str = "all"
    floors: dict[str, float] = {}
    """What others reach → their value."""
    why: str = ""
    """Why there is no figure, where there is none."""

    @property
    def command(self) -> str:
        return " ".join(["evals run", self.suite, *(f"--set {key}={value}" for key, value in self.settings.items())])


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A figure as it was found."""

    of: str
    what: str
    found: Estimate
    """value, its 95 % interval, cases and clusters; None where there is none, and `why`."""
    floors: dict[str, float] = {}
    command: str = ""
    metric: str = ""
    why: str = ""
    data: str = ""
    """SHA-256 of the set's files."""
    measured: str = ""
    """The day, ISO 8601."""
    commit: str = ""
    """Of the code that answered; with "+" where the working tree held changes."""


# ── what is asked ──────────────────────────────────────────────────────────────────────────────────────────────────


def _floors(of: str, **values: float) -> dict[str, dict[str, float]]:
    """figure → {name: value}"""
    return {figure: {of: value} for figure, value in values.items()}


def _joined(*parts: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    return {
        figure: {name: value for part in parts for name, value in part.get(figure, {}).items()}
        for figure in dict.fromkeys(figure for part in parts for figure in part)
    }


_CHANCE = _floors("chance", blank=0.25, auc=0.50, cold=0.25)
_COUNTED = _floors("attribute co-occurrence", blank=0.44, auc=0.73, cold=0.43)
_FIRST = _floors("attributes, colour and text, no history", blank=0.48, auc=0.85, cold=0.50)
_LEARNED = _floors("pairwise and set models", blank=0.62, auc=0.93, cold=0.57)
_POLYVORE = _joined(
    _floors("chance", blank=0.25, auc=0.50), _floors("TF-IDF cosine", blank=0.417, auc=0.669),
    _floors("title and category", blank=0.475, auc=0.778), _floors("title, category and price", blank=0.506, auc=0.800),
)  # fmt: skip
_MANGO = {
    "history": ("learned from Mango, with outfit history", _joined(_CHANCE, _COUNTED, _LEARNED)),
    "first-day": ("learned from Mango, first day", _joined(_CHANCE, _COUNTED, _FIRST)),
    "shipped": ("shipped, has seen none of it", _joined(_CHANCE, _COUNTED)),
}
_SIMMC = {
    "act accuracy": {"n-gram logistic regression": 0.922},
    "slot values F1": {"n-gram logistic regression": 0.60, "GPT-2 (published, challenge's test)": 0.838,
                       "best (published, challenge's test)": 0.915},
}  # fmt: skip
_FIT = {"body and garment (macro AUC)": 0.650, "with item rates (macro AUC)": 0.750, "majority class (accuracy)": 0.738}


def _compatibility() -> Iterable[Asked]:
    for part, (what, floors) in _MANGO.items():
        for figure, metric, of in (
            ("blank", "fill in the blank", "set=mango"), ("auc", "AUC", "set=mango"),
            ("cold", "fill in the blank", "answer=cold"),
        ):  # fmt: skip
            told = "fill in the blank, answer never seen" if figure == "cold" else metric
            yield Asked(of="mango", what=f"{told}: {what}", suite="compatibility", settings={"part": part},
                        metric=metric, slice=of, floors=floors[figure])  # fmt: skip
    for part, what in (("polyvore", "learned from Polyvore, five-fold"), ("shipped", "shipped, has seen none of it")):
        for figure, metric in (("blank", "fill in the blank"), ("auc", "AUC")):
            yield Asked(
                of="polyvore", what=f"{metric}, same category: {what}", suite="compatibility", settings={"part": part},
                metric=metric, slice="set=polyvore", floors=_POLYVORE[figure],
            )  # fmt: skip


def _words() -> Iterable[Asked]:
    for system in ("untrained", "trained"):
        for metric, floors in _SIMMC.items():
            yield Asked(of="simmc", what=f"{metric}: {system}", suite="simmc", settings={"system": system},
                        metric=metric, floors=floors)  # fmt: skip
    for metric in ("precision", "recall", "wholly right", "some parse"):
        yield Asked(of="fashion-iq", what=f"changes of a garment: {metric}", suite="fashion-iq", metric=metric)
    for system, metrics in (
        ("aurora", ("valence right", "arousal right", "heard", "false alarms", "rank of valence")),
        ("trained", ("valence right", "rank of valence")),
    ):
        for metric in metrics:
            what = "Aurora" if system == "aurora" else "a linear model of the data's own, for comparison"
            yield Asked(of="goemotions", what=f"mood in words, {metric}: {what}", suite="feeling",
                        settings={"system": system}, metric=metric)  # fmt: skip


def _rentals() -> Iterable[Asked]:
    for metric in ("size → rating", "level of dress → rating", "ease → rating", "warmth → rating"):
        yield Asked(of="renttherunway", what=f"AUC, {metric}", suite="rentals", metric=metric,
                    floors={"chance": 0.50})  # fmt: skip
    yield Asked(of="renttherunway", what="fit of a size", floors=_FIT, why="Aurora foretells no fit")


ASKED: tuple[Asked, ...] = (*_compatibility(), *_words(), *_rentals())


# ── measuring ──────────────────────────────────────────────────────────────────────────────────────────────────────


def measured(sets: Sequence[str] = (), *, fresh: bool = False) -> list[Row]:
    """The rows of the sets that are here, all by default. fresh: whether every case is answered anew."""
    wanted = [one for one in ASKED if (not sets or one.of in sets) and dataset(one.of).present]
    runs: dict[str, Result] = {}
    for one in wanted:
        if one.suite and one.command not in runs:
            options = Options(settings=one.settings)
            _, runs[one.command], _ = run_suite(find(one.suite), one.suite, options, fresh=fresh)
    found = [_row(one, _estimate(one, runs[one.command]) if one.suite else Estimate(value=None)) for one in wanted]
    if (not sets or "open-bandit" in sets) and dataset("open-bandit").present:
        found += _open_bandit()
    return found


def _estimate(asked: Asked, result: Result) -> Estimate:
    slices = next(figure.slices for figure in result.figures if figure.metric == asked.metric)
    return slices[asked.slice]


def _row(asked: Asked, found: Estimate) -> Row:
    return Row(
        of=asked.of, what=asked.what, found=found, floors=asked.floors, why=asked.why, metric=asked.metric,
        command=asked.command if asked.suite else "", data=dataset(asked.of).sha256(),
        measured=date.today().isoformat(), commit=commit(),
    )  # fmt: skip


def _open_bandit() -> list[Row]:
    """The relative error of each estimator of what BTS earned; its interval is what the estimate's own leaves open,
    what BTS earned in its own log being taken as the truth."""
    logs = public_folder() / "logs"
    found = bandit.evaluate(
        bandit.read(logs / "open_bandit_random_men.csv"), bandit.read(logs / "open_bandit_bts_men.csv")
    )
    truth = found.on_policy.value
    assert truth, "BTS earned clicks"
    rows = []
    for one in found.estimators:
        asked = Asked(of="open-bandit", what=f"relative error, random → BTS: {one.name.upper()}",
                      floors={} if one.published is None else {"published": one.published})  # fmt: skip
        error = _relative(one.estimate, truth)
        rows.append(msgspec.structs.replace(_row(asked, error), command="evals ope bandit", metric="relative error"))
    return rows


def _relative(seen: Estimate, truth: float) -> Estimate:
    assert seen.value is not None, "an estimator estimates"
    error = abs(seen.value - truth) / truth
    if seen.low is None or seen.high is None:
        return msgspec.structs.replace(seen, value=error)
    ends = [abs(end - truth) / truth for end in (seen.low, seen.high)]
    least = 0.0 if seen.low <= truth <= seen.high else min(ends)
    return msgspec.structs.replace(seen, value=error, low=least, high=max(ends))


def commit() -> str:
    """The commit in short, with "+" where files that answer are changed; "" outside a checkout."""
    try:
        head = _git("rev-parse", "--short=9", "HEAD")
        return head + ("+" if _git("status", "--porcelain", "--", *_ANSWERING) else "")
    except (OSError, subprocess.CalledProcessError):
        return ""


def _git(*arguments: str) -> str:
    told = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return told.stdout.strip()


# ── what is kept ───────────────────────────────────────────────────────────────────────────────────────────────────


def load(path: Path = KEPT) -> list[Row]:
    return msgspec.json.decode(path.read_bytes(), type=list[Row]) if path.exists() else []


def merged(before: Sequence[Row], now: Sequence[Row], sets: Sequence[str]) -> list[Row]:
    """What was measured now, in the order of the sets; before it what is kept of sets that were not asked."""
    kept = [row for row in before if sets and row.of not in sets]
    order = list(dict.fromkeys([*(one.of for one in ASKED), "open-bandit"]))
    return sorted([*kept, *now], key=lambda row: order.index(row.of))


def save(rows: Sequence[Row], path: Path = KEPT) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(rows), indent=1) + b"\n")


def table(rows: Sequence[Row]) -> str:
    """The rows as Markdown, a table a set."""
    parts = []
    for of in dict.fromkeys(row.of for row in rows):
        mine = [row for row in rows if row.of == of]
        days = ", ".join(sorted({f"{row.measured} at {row.commit}" for row in mine if row.measured})) or "not yet"
        lines = [_line(row) for row in mine]
        parts.append(f"### {of}\n\nMeasured: {days}.\n\n| figure | Aurora | n | clusters | others |\n"
                     "|---|---|---:|---:|---|\n" + "\n".join(lines))  # fmt: skip
    return "\n\n".join(parts)


def _line(row: Row) -> str:
    floors = ", ".join(f"{name} {value:.3f}" for name, value in row.floors.items())
    seen = row.found
    if seen.value is None:
        return f"| {row.what} | none: {row.why} | | | {floors} |"
    between = "" if seen.low is None or seen.high is None else f" [{seen.low:.3f}, {seen.high:.3f}]"
    return f"| {row.what} | {seen.value:.3f}{between} | {seen.n:,} | {seen.clusters:,} | {floors} |"


def write_page(rows: Sequence[Row], path: Path = PAGE) -> None:
    """Puts the tables between the page's marks."""
    page = path.read_text("utf-8")
    path.write_text(
        page[: page.index(BEGIN) + len(BEGIN)] + f"\n\n{table(rows)}\n\n" + page[page.index(END) :], "utf-8"
    )


@click.command("public")
@click.argument("sets", nargs=-1, metavar="[SET]…")
@click.option("--fresh", is_flag=True, help="Answer every case anew: after a change to what a model is learned by.")
@click.option("--json", "as_json", is_flag=True, help="The rows as JSON, and nothing is written.")
def public_command(sets: tuple[str, ...], fresh: bool, as_json: bool) -> None:
    """Measure Aurora on the public sets, all or those named, and write the figures beside what others reach."""
    known = dict.fromkeys([*(one.of for one in ASKED), "open-bandit"])
    with said_plainly():
        for name in sets:
            if name not in known:
                raise click.UsageError(f"There is no public set {name!r} with figures; there are {', '.join(known)}.")
        for name in sets or known:
            if not dataset(name).present:
                click.echo(f"{name} is absent: {dataset(name).folder}", err=True)
        found = measured(sets, fresh=fresh)
    if as_json:
        click.echo(msgspec.json.encode(found))
        return
    if not found:
        raise click.ClickException("None of the sets is here; nothing was measured.")
    rows = merged(load(), found, list(sets) or [row.of for row in found])
    save(rows)
    write_page(rows)
    click.echo(f"{len(found)} figures → {KEPT.relative_to(ROOT)}, {PAGE.relative_to(ROOT)}")
