"""How precisely Aurora parses what shoppers want changed: Fashion IQ's captions, judged by reading.

    evals run fashion-iq ../shared/data/dialogues --sample 200 --seed 20261122 --out marks.tsv
    evals run fashion-iq ../shared/data/dialogues --take marks.tsv
    evals run fashion-iq ../shared/data/dialogues [--json]

The first writes captions and parses to be marked by a reader: after the parse, one letter a change (r right, w wrong)
and the number of changes that the caption states and the parse lacks. The second keeps the marks without the captions.
The last, also after either, prints the figures. A mark counts only while the parse is the one that was read, so that
figures go stale visibly. The marked file holds captions: it stays out of the repository.
"""

import csv
import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path

import click
import msgspec

from evals.confusion import wilson
from evals.dialogues import captions
from evals.dialogues.captions import Caption

JUDGEMENTS = Path(__file__).parent / "data" / "fashion_iq_judgements.jsonl"
SEED = 20261122
_COVERED = 3000


class Judgement(msgspec.Struct, frozen=True):
    """What a reader found of one caption's parse."""

    key: str
    parse: str
    """Digest of the parse that was read."""
    marks: str
    """One letter for each change: r or w."""
    missed: int
    """Changes that the caption states and the parse lacks."""


class Figure(msgspec.Struct, frozen=True):
    """A value with its 95 % interval; nan where nothing of the kind occurs."""

    value: float
    low: float
    high: float

    def show(self) -> str:
        """`0.912 [0.901, 0.923]`."""
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


class Precision(msgspec.Struct, frozen=True):
    """What the judgements amount to; intervals are Wilson's over changes, captions taken as independent."""

    read: int
    """Captions whose judgement still holds."""
    stale: int
    """Captions whose parse is another than the one that was read."""
    changes: int
    precision: Figure
    recall: Figure
    whole: Figure
    """Captions parsed wholly right: nothing wrong, nothing missed."""
    silent: int
    """Captions read that got no parse."""


class Coverage(msgspec.Struct, frozen=True):
    """How many of a sample of all captions get any parse."""

    captions: int
    parsed: Figure


def measure(judgements: Iterable[Judgement], parses: dict[str, tuple[str, ...]]) -> Precision:
    """The figures of the judgements that still hold. parses: caption's key → what is parsed of it now."""
    rows = list(judgements)
    held = [row for row in rows if row.key in parses and digest(parses[row.key]) == row.parse]
    marks = "".join(row.marks for row in held)
    right, missed = marks.count("r"), sum(row.missed for row in held)
    return Precision(
        read=len(held), stale=len(rows) - len(held), changes=len(marks), precision=_figure(right, len(marks)),
        recall=_figure(right, right + missed), silent=sum(not row.marks for row in held),
        whole=_figure(sum("w" not in row.marks and not row.missed for row in held), len(held)),
    )  # fmt: skip


def _figure(right: int, count: int) -> Figure:
    interval = wilson(right, count)
    return Figure(right / count if count else float("nan"), interval.low, interval.high)


def digest(parse: tuple[str, ...]) -> str:
    """48 bits of the parse; the same changes give the same."""
    return hashlib.sha256("\n".join(parse).encode()).hexdigest()[:12]


def coverage(found: list[Caption], *, seed: int) -> Coverage:
    """The share of captions, of 3,000 drawn, of which anything is parsed."""
    drawn = captions.sample(found, _COVERED, seed=seed)
    return Coverage(len(drawn), _figure(sum(bool(captions.parse(one)) for one in drawn), len(drawn)))


def load(path: Path = JUDGEMENTS) -> list[Judgement]:
    """The judgements that are kept; none where there is no file."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [msgspec.json.decode(line, type=Judgement) for line in lines]


def write_for_reading(path: Path, drawn: list[Caption], judged: Iterable[Judgement] = ()) -> None:
    """One line a caption to be marked: key, caption, parse, marks, missed; marks that still hold are filled in."""
    known = {(one.key, one.parse): one for one in judged}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t")
        for one in drawn:
            parse = captions.parse(one)
            mark = known.get((one.key, digest(parse)))
            filled = (mark.marks, str(mark.missed)) if mark else ("", "")
            writer.writerow((one.key, one.text.strip(), "; ".join(parse), *filled))


def take(path: Path) -> list[Judgement]:
    """The judgements of a marked file. ValueError names the line whose marks do not match its parse."""
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        for key, _, parse, marks, missed in csv.reader(file, delimiter="\t"):
            parts = tuple(part for part in parse.split("; ") if part)
            if len(marks) != len(parts) or set(marks) - {"r", "w"} or not missed.isdecimal():
                raise ValueError(f"{key}: {len(parts)} changes are marked {marks!r}, missed {missed!r}.")
            found.append(Judgement(key, digest(parts), marks, int(missed)))
    return found


def keep(judgements: list[Judgement], path: Path = JUDGEMENTS) -> None:
    """Writes the judgements, which hold no caption."""
    path.write_text("".join(msgspec.json.encode(one).decode() + "\n" for one in judgements), encoding="utf-8")


@click.command("fashion-iq")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--sample", type=click.IntRange(1), default=200, show_default=True, help="Captions to write for reading.")
@click.option("--seed", type=int, default=SEED, show_default=True)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write a sample to be marked to this file."
)
@click.option("--take", "marked", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Keep its marks.")
@click.option("--json", "as_json", is_flag=True, help="All figures as JSON.")
def fashion_iq(directory: Path, sample: int, seed: int, out: Path | None, marked: Path | None, as_json: bool) -> None:
    """How precisely changes are parsed from Fashion IQ's captions, by marks of a reader."""
    found = captions.load(directory)
    if out is not None:
        write_for_reading(out, captions.sample(found, sample, seed=seed), load())
    if marked is not None:
        try:
            keep(take(marked))
        except ValueError as error:
            raise click.ClickException(str(error)) from error
    judgements = load()
    wanted = {one.key for one in judgements}
    precision = measure(judgements, {c.key: captions.parse(c) for c in found if c.key in wanted})
    covered = coverage(found, seed=seed)
    if as_json:
        both = {"precision": precision, "coverage": covered}
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(both)) + b"\n")
        return
    click.echo(
        f"of {covered.captions} captions some change is parsed in {covered.parsed.show()}\n"
        f"read: {precision.read} captions ({precision.stale} stale), {precision.changes} changes parsed\n"
        f"precision {precision.precision.show()}, recall {precision.recall.show()}\n"
        f"captions wholly right {precision.whole.show()}, without any parse {precision.silent}"
    )


if __name__ == "__main__":
    fashion_iq()
