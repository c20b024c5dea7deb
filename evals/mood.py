"""`evals run mood`: what of the emotional fit can be held against data, and what cannot; `evals train mood`: its scale.

    evals run mood ../shared/data [--part said|rentals|scale] [--json]

said: is the shopper's mood heard right in words (GoEmotions)? rentals: has any of our facts to do with how people
rated what they wore (RentTheRunway)? scale: on looks it was not fitted on, does 70 mean more than seven in ten?
Of the five measures none has a ground truth in public data; docs/mood.md says what stands for each.
"""

import sys
from pathlib import Path
from typing import get_args

import click
import msgspec
import numpy as np
from rich.console import Console
from rich.table import Table

from aurora import mood
from aurora.types import Occasion, Profile
from evals import mood_rentals, mood_said, mood_scale
from evals.mood_rentals import Relation, Step
from evals.mood_said import Said

PARTS = ("said", "rentals", "scale")
SCALE = Path(mood.__file__).with_name("mood_scale.json")
_FRESH = 7


class Spread(msgspec.Struct, frozen=True):
    """One measure on looks that the scale was not fitted on."""

    dimension: str
    error: float
    """Mean distance, in points, of the nine deciles of the percents of fresh hands of all sizes from 10, 20 .. 90."""
    tenth: float
    median: float
    ninetieth: float
    """Of the percents that a shopper is shown: looks of large hands only."""


class Report(msgspec.Struct, frozen=True):
    """All that was measured; None for a part that was not asked for or whose data is absent."""

    said: Said | None = None
    relations: tuple[Relation, ...] = ()
    steps: tuple[Step, ...] = ()
    spreads: tuple[Spread, ...] = ()
    absent: tuple[str, ...] = ()


def run(directory: Path, parts: tuple[str, ...] = PARTS) -> Report:
    """The parts asked for, from the public data under `directory`."""
    report = Report()
    dev, train = (directory / "dialogues" / f"goemotions_{name}.tsv" for name in ("dev", "train"))
    rented = directory / "logs" / "renttherunway.parquet"
    if "said" in parts and dev.exists():
        heard = [mood_said.hear(sentence) for sentence in mood_said.load(dev)]
        learned = mood_said.load(train) if train.exists() else ()
        report = msgspec.structs.replace(report, said=mood_said.measure(heard, learned))
    if "rentals" in parts and rented.exists():
        found = mood_rentals.load(rented)
        report = msgspec.structs.replace(
            report, relations=mood_rentals.relations(found), steps=mood_rentals.steps(found)
        )
    if "scale" in parts:
        report = msgspec.structs.replace(report, spreads=spreads())
    absent = tuple(str(p) for part, p in (("said", dev), ("rentals", rented)) if part in parts and not p.exists())
    return msgspec.structs.replace(report, absent=absent)


def spreads(*, each: int = 4) -> tuple[Spread, ...]:
    """How the percents lie on fresh looks for every occasion."""
    rows: list[dict[str, int]] = []
    shown: list[dict[str, int]] = []
    for occasion in get_args(Occasion):
        for one in mood_scale.drawn(occasion, each=each, seed=_FRESH):
            fresh = mood.percents_of(mood.measures(mood.facts(one.look, one.context, one.profile)), occasion)
            rows.append(fresh)
            if one.hand == max(mood_scale.HANDS):
                stranger = mood.facts(one.look, one.context, Profile())
                shown.append(
                    mood.percents_of(mood.measures(stranger), occasion) | {"authenticity": fresh["authenticity"]}
                )
    return tuple(_spread(name, [row[name] for row in rows], [row[name] for row in shown]) for name in mood.DIMENSIONS)


def _spread(name: str, all_hands: list[int], shown: list[int]) -> Spread:
    nominal = np.linspace(10, 90, 9)
    error = float(np.abs(np.quantile(all_hands, nominal / 100) - nominal).mean())
    tenth, median, ninetieth = (float(v) for v in np.quantile(shown, (0.1, 0.5, 0.9)))
    return Spread(name, round(error, 2), tenth, median, ninetieth)


def show(report: Report, console: Console) -> None:
    """Prints what was measured."""
    if report.said:
        _show_said(report.said, console)
    if report.relations:
        table = Table("fact", "outcome", "pairs within", "AUC", box=None, title="rentals (n: items)")
        for one in report.relations:
            table.add_row(one.fact, one.outcome, one.within, str(one.auc))
        for step in report.steps:
            table.add_row(f"{step.fact} {step.low:.2f}–{step.high:.2f}", "share of top ratings", "", str(step.share))
        console.print(table)
    if report.spreads:
        table = Table("measure", "error of deciles", "shown: 10 %", "median", "90 %", box=None, title="scale")
        for s in report.spreads:
            table.add_row(s.dimension, f"{s.error:.1f}", f"{s.tenth:.0f}", f"{s.median:.0f}", f"{s.ninetieth:.0f}")
        console.print(table)
    for path in report.absent:
        console.print(f"[yellow]{path} is absent: not measured.[/]")


def _show_said(said: Said, console: Console) -> None:
    console.print(
        f"mood in words, {said.sentences:,} sentences\n"
        f"heard where a mood is labelled {said.heard_felt}, where none is {said.heard_neutral}\n"
        f"valence right where heard {said.valence_right}, arousal {said.arousal_right}\n"
        f"Spearman of valence {said.rank}\n"
        f"a linear model of the data's own train part: right {said.trained_right}, Spearman {said.trained_rank}",
        highlight=False,
    )
    table = Table("label", "sentences", "heard", "right sign", box=None)
    for one in said.labels:
        signed = one.label in mood_said.PLEASANT | mood_said.UNPLEASANT
        table.add_row(one.label, str(one.count), str(one.heard), str(one.right) if signed else "–")
    console.print(table)


@click.command("mood")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--part", "parts", type=click.Choice(PARTS), multiple=True, default=PARTS, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="All figures as JSON.")
def mood_command(directory: Path, parts: tuple[str, ...], as_json: bool) -> None:
    """How the shopper's mood is heard, and what the emotional fit of a look can be held against."""
    report = run(directory, parts)
    if as_json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(report)) + b"\n")
        return
    show(report, Console())


@click.command("mood")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=SCALE, show_default=True)
@click.option("--seed", type=int, default=mood_scale.SEED, show_default=True)
def train_command(out: Path, seed: int) -> None:
    """Fit the scale of the emotional measures on looks composed from the demo range; write its deciles."""
    scale = mood_scale.fitted(seed=seed)
    out.write_bytes(msgspec.json.format(msgspec.json.encode(scale), indent=0) + b"\n")
    click.echo(f"{scale.looks} looks → {out}")
