"""`evals extract fashion-iq`: captions and their parses to be marked by a reader, and the marks kept.

    evals extract fashion-iq --out marks.tsv [--count 200]
    evals extract fashion-iq --take marks.tsv

The first writes captions and parses: after the parse, one letter a change is to be filled in (r right, w wrong) and the
number of changes that the caption states and the parse lacks. The second keeps the marks without the captions. The
marked file holds captions: it stays out of the repository. `evals run fashion-iq` makes figures of the marks.
"""

import csv
import hashlib
from collections.abc import Iterable
from pathlib import Path

import click
import msgspec

from evals.datasets import public_folder
from evals.datasets.fashion_iq import Caption, sample
from evals.datasets.fashion_iq import load as load_captions
from evals.datasets.known import dataset
from evals.dialogues import captions

JUDGEMENTS = Path(__file__).parent / "data" / "fashion_iq_judgements.jsonl"
SEED = 20261122


class Judgement(msgspec.Struct, frozen=True):
    """What a reader found of one caption's parse."""

    key: str
    parse: str
    """Digest of the parse that was read."""
    marks: str
    """One letter for each change: r or w."""
    missed: int
    """Changes that the caption states and the parse lacks."""


def digest(parse: tuple[str, ...]) -> str:
    """48 bits of the parse; the same changes give the same."""
    return hashlib.sha256("\n".join(parse).encode()).hexdigest()[:12]


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
@click.option("--count", type=click.IntRange(1), default=200, show_default=True, help="Captions to write for reading.")
@click.option("--seed", type=int, default=SEED, show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write a sample to be marked here.")
@click.option("--take", "marked", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Keep its marks.")
def fashion_iq(count: int, seed: int, out: Path | None, marked: Path | None) -> None:
    """Write captions of Fashion IQ with their parses to be marked by a reader, or keep the marks of such a file."""
    if (out is None) == (marked is None):
        raise click.UsageError("Give --out to write a sample, or --take to keep the marks of one.")
    if out is not None:
        folder = public_folder() / "dialogues"
        if not dataset("fashion-iq").present:
            raise click.ClickException(f"Fashion IQ is not in {folder}.")
        write_for_reading(out, sample(load_captions(folder), count, seed=seed), load())
        click.echo(f"{count} captions → {out}")
    if marked is not None:
        try:
            judgements = take(marked)
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        keep(judgements)
        click.echo(f"{len(judgements)} captions' marks → {JUDGEMENTS}")
