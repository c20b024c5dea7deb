"""`aurora assets install | process`: the 3D worker's packages, and its pipeline on a file of one's own."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from urllib.parse import unquote

import click
import msgspec
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from assets import gate, node, processing
from assets.garments.cli import garments
from assets.limits import Limits, limits_of
from assets.manifest import File, Manifest
from core import settings as core_settings

__all__ = ["group"]
console = Console(stderr=True)
tables = Console()


@click.group("assets")
def group() -> None:
    """3D models: what a shopper's phone gets of what a modelling tool exported."""


group.add_command(garments)


@group.command()
def install() -> None:
    """Install what the 3D worker is written with and what pages draw models with, by their locks' hashes; once."""
    with console.status("Installing the packages for Node …"):
        node.install_all()
    console.print("The 3D worker is installed, and what pages draw models with.")


@group.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where the files go.")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest as JSON.")
def process(file: Path, out: Path, as_json: bool) -> None:
    """Check FILE (.glb, .gltf with its files, .zip) and make of it what is served: levels of detail, AR, posters."""
    limits = limits_of(core_settings.load())
    out.mkdir(parents=True, exist_ok=True)
    try:
        with nullcontext(_silent) if as_json or not sys.stderr.isatty() else _bar() as tell:
            manifest = asyncio.run(_processed(file, out, limits, tell))
    except (node.NodeFailed, node.NodeMissing) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(msgspec.json.encode(manifest).decode())
    else:
        _show(manifest, file.stat().st_size)
        console.print(f"Written to {out}.")


async def _processed(file: Path, out: Path, limits: Limits, tell: Callable[[node.Progress], None]) -> Manifest:
    with tempfile.TemporaryDirectory(prefix="aurora-model-") as held:
        package = _packed(file, Path(held), limits)
        tell(node.Progress("gate", 0, 1, "Checking the file"))
        admitted = await gate.admit(package, limits)
        return await processing.process(admitted, out, limits, progress=tell)


def _packed(file: Path, into: Path, limits: Limits) -> gate.Package:
    if file.suffix.lower() != ".gltf":
        return gate.unpack(file, file.name, into, limits)
    return gate.gather({name: file.parent / name for name in _named(file)}, into, limits)


def _named(file: Path) -> list[str]:
    """The model's own name and those of the files beside it that it asks for."""
    try:
        told = json.loads(file.read_bytes())
        asked = [each["uri"] for kind in ("buffers", "images") for each in told.get(kind, []) if "uri" in each]
    except (ValueError, TypeError, AttributeError, RecursionError):
        asked = []  # the gate will say what is wrong with it
    beside = {unquote(each) for each in asked if isinstance(each, str) and not each.startswith("data:")}
    root = file.parent.resolve()
    inside = (each for each in sorted(beside) if (root / each).resolve().is_relative_to(root))
    return [file.name, *(each for each in inside if (root / each).is_file())]


def _silent(_: node.Progress) -> None:
    return None


@contextmanager
def _bar() -> Iterator[Callable[[node.Progress], None]]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Checking the file", total=None)
        yield lambda told: progress.update(task, description=told.say, completed=told.done, total=told.of)


def _show(manifest: Manifest, bytes_in: int) -> None:
    source = manifest.source
    held = (("triangle", source.triangles), ("material", len(source.materials)), ("texture", len(source.textures)))
    console.print(", ".join(f"{count:,} {name}{'' if count == 1 else 's'}" for name, count in held) + ".")
    for sanity in (source.scale, source.up):
        if sanity.say:
            console.print(escape(sanity.say), style=None if sanity.sane else "yellow")
    for note in (*manifest.repairs, *manifest.warnings):
        console.print(f"• {escape(note.say)}", style="yellow")
    table = Table("file", "codec", "triangles", "bytes", "of the input", "GPU memory")
    for each in manifest.files:
        table.add_row(*_row(each, bytes_in))
    tables.print(table)
    took = manifest.took
    console.print(f"{took.wall_s:.1f} s, {took.cpu_s:.1f} s of CPU, at most {took.peak_bytes / 2**20:.0f} MiB.")


def _row(each: File, bytes_in: int) -> tuple[str, ...]:
    triangles = "" if each.triangles is None else f"{each.triangles:,}"
    memory = "" if each.gpu_bytes is None else f"{each.gpu_bytes / 2**20:.1f} MiB"
    name = each.path if each.verified else f"[red]{each.path} (left out)[/red]"
    return name, each.codec or "", triangles, f"{each.bytes:,}", f"{each.bytes / bytes_in:.1%}", memory
