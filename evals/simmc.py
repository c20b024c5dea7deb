"""How well shoppers in a real shop are understood: acts and slot values on SIMMC 2's development dialogues.

    evals run simmc ../shared/data/dialogues [--system untrained|trained|both] [--part all|read|held] [--json]

`untrained` is Aurora's own parser behind a thin mapping to SIMMC's names. `trained` puts linear models on top of it,
cross-validated by dialogue. The parser is improved on the `read` half; nobody reads the mistakes of the `held` half.
"""

import sys
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from evals.dialogues import data, trained, untrained
from evals.dialogues.data import Dialogue, Wares
from evals.dialogues.frames import Measured, Pair, measure

PARTS = ("all", "read", "held")
SYSTEMS = ("untrained", "trained")


class Outcome(msgspec.Struct, frozen=True):
    """One system's figures on one part of the dialogues."""

    system: str
    part: str
    measured: Measured


class Report(msgspec.Struct, frozen=True):
    """What was measured, on what, from which seed."""

    source: str
    sha256: str
    as_documented: bool
    """Whether the file is the one that docs/public-dialogues.md speaks of."""
    seed: int
    folds: int
    outcomes: tuple[Outcome, ...]


def run(directory: Path, *, systems: tuple[str, ...], part: str, folds: int, seed: int) -> Report:
    """The figures of the systems on a part of the dialogues."""
    dialogues, wares = data.load(directory), data.wares(directory)
    chosen = _part(dialogues, part)
    outcomes = []
    for system in systems:
        pairs = [p for p in _pairs(system, dialogues, wares, folds=folds, seed=seed) if p.dialogue in chosen]
        outcomes.append(Outcome(system, part, measure(pairs, seed=seed)))
    digest = data.digest(directory)
    return Report(
        source="SIMMC 2.0 dev, CC BY-NC-SA 4.0", sha256=digest, as_documented=digest == data.SHA256, seed=seed,
        folds=folds, outcomes=tuple(outcomes),
    )  # fmt: skip


def _part(dialogues: list[Dialogue], part: str) -> frozenset[int]:
    read, held = data.halves(dialogues)
    chosen = {"all": dialogues, "read": read, "held": held}[part]
    return frozenset(dialogue.id for dialogue in chosen)


def _pairs(system: str, dialogues: list[Dialogue], wares: Wares, *, folds: int, seed: int) -> list[Pair]:
    if system == "trained":
        return trained.cross_validate(dialogues, wares, parts=folds, seed=seed)
    return [pair for dialogue in dialogues for pair in untrained.understand(dialogue, wares)]


def show(outcome: Outcome, console: Console) -> None:
    """Prints one system's figures."""
    found = outcome.measured
    console.rule(f"[bold]{outcome.system}[/], {outcome.part}: {found.dialogues} dialogues, {found.turns} turns")
    console.print(
        f"act accuracy [bold]{found.act.show()}[/]\nslot values: F1 [bold]{found.f1.show()}[/], "
        f"precision {found.precision.show()}, recall {found.recall.show()}\nasked about: F1 {found.asked.show()}",
        highlight=False,
    )
    console.print(_act_table(found), _slot_table(found))


def _act_table(found: Measured) -> Table:
    table = Table("act", "true", "found", "right", box=None)
    for act, (true, said, right) in found.acts.items():
        table.add_row(act or "(none)", str(true), str(said), str(right))
    return table


def _slot_table(found: Measured) -> Table:
    table = Table("slot", "true", "found", "right", "precision", "recall", "F1", box=None)
    for slot, f in found.slots.items():
        table.add_row(
            slot, str(f.true), str(f.found), str(f.right), f"{f.precision:.3f}", f"{f.recall:.3f}", f"{f.f1:.3f}"
        )
    return table


@click.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--system", type=click.Choice((*SYSTEMS, "both")), default="both", show_default=True)
@click.option("--part", type=click.Choice(PARTS), default="all", show_default=True, help="Which half is scored.")
@click.option("--folds", type=click.IntRange(2), default=5, show_default=True, help="Parts of the cross-validation.")
@click.option("--seed", type=int, default=data.SEED, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="All figures as JSON.")
def simmc(directory: Path, system: str, part: str, folds: int, seed: int, as_json: bool) -> None:
    """Acts and slot values on SIMMC 2's dialogues, with Aurora's parser alone and with models trained on top."""
    systems = SYSTEMS if system == "both" else (system,)
    report = run(directory, systems=systems, part=part, folds=folds, seed=seed)
    if as_json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(report)) + b"\n")
        return
    console = Console()
    console.print(f"{report.source}, sha256 {report.sha256[:12]}…, seed {seed}, {folds} folds", highlight=False)
    for outcome in report.outcomes:
        show(outcome, console)


if __name__ == "__main__":
    simmc()
