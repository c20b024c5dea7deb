"""`evals models gate`: every upload of the public sets at the gate, and through the whole pipeline if it is admitted.

Hostile uploads have a verdict each (those of kind "noise" have none: random bytes, of which only a crash is wrong).
Invalid ones are the test files of validators and importers: whatever is admitted must come out without any error.
"""

import asyncio
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import click
import msgspec

from assets import gate, processing
from assets.limits import Limits
from core.errors import InvalidInput
from evals.commands import progress, said_plainly
from evals.datasets import public_folder
from evals.models3d.outcomes import census
from evals.models3d.tables import Words

Set = Literal["hostile", "invalid", "valid"]
SETS: tuple[Set, ...] = ("hostile", "invalid", "valid")
WITHIN_S, WITHIN_BYTES = 10.0, 2**30
_LIMITS = Limits()
_FACES = (".glb", ".gltf")


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a set. expect: accept or reject, "" where any verdict is right."""

    id: str
    entry: str
    expect: str = ""
    kind: str = ""

    @property
    def awaited(self) -> str:
        return "" if self.kind == "noise" else self.expect


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an upload. reason: of a refusal, at the gate or behind it; left: errors in what was made of it.

    gate_s: seconds of wall time at the gate; cpu_s and peak_bytes: of the pipeline, where it ran.
    """

    set: Set
    id: str
    awaited: str
    found: Literal["accept", "reject", "crash"]
    reason: str = ""
    sentence: str = ""
    repaired: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    gate_s: float = 0.0
    peak_bytes: int = 0

    @property
    def wrong(self) -> bool:
        """Whether it is another verdict than the awaited one, or none, or took too much, or an error was let out."""
        other = self.awaited not in ("", self.found)
        return (
            other
            or self.found == "crash"
            or bool(self.left)
            or self.gate_s > WITHIN_S
            or self.peak_bytes > WITHIN_BYTES
        )


def uploads(name: Set) -> list[Upload]:
    """The files of a set. Raises InvalidInput where it is not there."""
    listing = public_folder() / "models3d" / f"{name}.json"
    if not listing.is_file():
        raise InvalidInput(f"The public models are not here: {listing}. Set EVALS_DATA to the folder that has them.")
    listed = msgspec.json.decode(listing.read_bytes(), type=list[Upload])
    return [msgspec.structs.replace(each, expect="accept") for each in listed] if name == "valid" else listed


async def judged(
    name: Set, files: Sequence[Upload], *, process: bool, advance: Callable[[int], object]
) -> list[Verdict]:
    """The verdict on each file, one after the other."""
    found = []
    for each in files:
        with tempfile.TemporaryDirectory(prefix="gate-") as held:
            found.append(await _verdict(name, each, Path(held), process=process))
        advance(1)
    return found


async def _verdict(name: Set, upload: Upload, folder: Path, *, process: bool) -> Verdict:
    about = Verdict(set=name, id=upload.id, awaited=upload.awaited, found="accept")
    began = time.monotonic()
    try:
        admitted = await gate.admit(_package(upload, folder / "package"), _LIMITS)
        about = msgspec.structs.replace(about, gate_s=time.monotonic() - began)
        (folder / "out").mkdir()
        return await _processed(about, admitted, folder / "out") if process else about
    except gate.Refused as refusal:
        took = about.gate_s or time.monotonic() - began
        return msgspec.structs.replace(
            about, found="reject", reason=refusal.reason, sentence=refusal.detail, gate_s=took
        )
    except Exception as error:  # the edge of a command: that it happens is what is measured
        return msgspec.structs.replace(about, found="crash", reason=type(error).__name__, sentence=str(error)[:300])


def _package(upload: Upload, into: Path) -> gate.Package:
    """As it would be uploaded: a .glb or .zip alone, a .gltf with what lies beside it."""
    path = public_folder() / "models3d" / upload.entry
    if path.suffix != ".gltf" or upload.kind:
        return gate.unpack(path, path.name, into, _LIMITS)
    beside = [each for each in sorted(path.parent.rglob("*")) if each.is_file() and each.suffix not in _FACES]
    return gate.gather({str(each.relative_to(path.parent)): each for each in (path, *beside)}, into, _LIMITS)


async def _processed(about: Verdict, admitted: gate.Admitted, out: Path) -> Verdict:
    """The verdict with what the pipeline made of it; an independent reader looks for errors in every file."""
    manifest = await processing.process(admitted, out, _LIMITS)
    made = await census([str(out / each.path) for each in manifest.files if each.path.endswith(".glb")])
    wrong = [f"{Path(each.path).name}: {what}" for each in made for what in (*each.errors, each.unreadable) if what]
    repaired = (*(fault.code for fault in admitted.errors), *(each.code for each in manifest.repairs))
    return msgspec.structs.replace(about, repaired=repaired, left=tuple(wrong), peak_bytes=manifest.took.peak_bytes)


def summary(found: Sequence[Verdict]) -> Words:
    """A row for each set: how many of which verdict, and what is wrong."""
    heads = (
        "set",
        "files",
        "admitted",
        "repaired",
        "refused",
        "other than awaited",
        "crashed",
        "errors left",
        "slowest s",
    )
    rows = []
    for name in SETS:
        of = [each for each in found if each.set == name]
        if not of:
            continue
        counts = (
            len(of), sum(each.found == "accept" for each in of), sum(bool(each.repaired) for each in of),
            sum(each.found == "reject" for each in of), sum(each.awaited not in ("", each.found) for each in of),
            sum(each.found == "crash" for each in of), sum(bool(each.left) for each in of),
        )  # fmt: skip
        rows.append((name, *map(str, counts), f"{max(each.gate_s for each in of):.2f}"))
    return Words(heads, tuple(rows))


def reasons(found: Sequence[Verdict]) -> Words:
    """How often each reason was given, in each set."""
    counted = {name: Counter(each.reason for each in found if each.set == name and each.reason) for name in SETS}
    known = sorted(set().union(*counted.values()), key=lambda reason: -sum(each[reason] for each in counted.values()))
    return Words(("reason", *SETS), tuple((each, *(str(counted[name][each] or "") for name in SETS)) for each in known))


@click.command("gate")
@click.argument("names", nargs=-1, type=click.Choice(SETS), metavar="[hostile|invalid|valid]…")
@click.option(
    "--process/--no-process", default=True, show_default=True, help="Take what is admitted through the pipeline."
)
@click.option("--ids", default="", help="Only files whose id has this in it.")
@click.option("--each", is_flag=True, help="A line for every file too.")
@click.option("--json", "as_json", is_flag=True)
def gate_command(names: tuple[Set, ...], process: bool, ids: str, each: bool, as_json: bool) -> None:
    """The verdict on every hostile and invalid upload, and that nothing admitted comes out with an error.

    Exits with status 1 where a verdict is another than the awaited one, something crashed, took more than 10 s at the
    gate or 1 GiB, or an error was left in what was made.
    """
    found: list[Verdict] = []
    with said_plainly():
        for name in names or SETS[:2]:
            files = [one for one in uploads(name) if ids in one.id]
            with progress(name, len(files)) as advance:
                found += asyncio.run(judged(name, files, process=process, advance=advance))
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) * 1024
    if as_json:
        click.echo(msgspec.json.encode({"verdicts": found, "peak_bytes": peak}))
    else:
        _say(found, peak, each=each)
    if peak > WITHIN_BYTES or any(one.wrong for one in found):
        raise click.exceptions.Exit(1)


def _say(found: Sequence[Verdict], peak_bytes: int, *, each: bool) -> None:
    from evals.models3d.commands import out

    for one in found:
        if each or one.wrong:
            said = (one.reason, one.sentence or ", ".join(one.repaired), "; ".join(one.left))
            click.echo(f"{'WRONG ' if one.wrong else ''}{one.found} {one.set}/{one.id}: {' '.join(filter(None, said))}")
    out.print(summary(found).terminal())
    out.print(reasons(found).terminal())
    click.echo(f"The largest process had {peak_bytes / 2**20:.0f} MiB.")
