"""`evals models`: our 3D pipeline beside the tools that others use, on the public models."""

import asyncio
import functools
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console

from assets import node
from evals.commands import progress, runs_folder, said_plainly
from evals.models3d import comparison, likeness, sheets, tables, tools
from evals.models3d.corpus import Model
from evals.models3d.corpus import models as known_models
from evals.models3d.figures import write
from evals.models3d.gate import gate_command
from evals.models3d.stage import VIEWS, Shot, opened

out = Console(width=None if sys.stdout.isatty() else 220)
_CACHE = click.option(
    "--cache", "kept", type=click.Path(file_okay=False, path_type=Path), help="Default: under DATA_DIR."
)
_WRITE = click.option("--write", "writing", is_flag=True, help="Write the baseline and the page of figures.")


@click.group("models")
def models() -> None:
    """3D models: how they look after simplification, what they weigh, what is lost; ours and others'."""


models.add_command(gate_command)


@models.command("install")
def install_command() -> None:
    """Install the tools to compare with, and three.js, from their lock."""
    try:
        node.install(tools.HERE)
    except node.NodeMissing as error:
        raise click.ClickException(str(error)) from None


def _numbers(_: click.Context, __: click.Parameter, value: str) -> tuple[int, ...]:
    try:
        found = tuple(int(part) for part in value.split(","))
    except ValueError:
        raise click.BadParameter("Numbers with commas between them are wanted.") from None
    if not set(found) <= set(tools.RATIOS):
        raise click.BadParameter(f"The levels are {', '.join(map(str, tools.RATIOS))}.")
    return found


def _tools(known: tuple[str, ...], value: str) -> tuple[str, ...]:
    found = tuple(value.split(","))
    if not set(found) <= set(known):
        raise click.BadParameter(f"The tools are {', '.join(known)}.")
    return found


def _drawn(command: Callable[..., None]) -> Callable[..., None]:
    """The options of how models are drawn, handed to the command as its `shot`."""

    @click.option("--views", default=4, show_default=True, type=click.IntRange(1, len(VIEWS)))
    @click.option("--pixels", default=384, show_default=True, type=click.IntRange(64, 800))
    @click.option("--moment", type=click.FloatRange(0, 1), help="Of the first animation; left out, the file's pose.")
    @functools.wraps(command)
    def with_shot(*, views: int, pixels: int, moment: float | None, **others: Any) -> None:
        command(shot=Shot(views=VIEWS[:views], pixels=pixels, moment=moment), **others)

    return with_shot


def _picked(command: Callable[..., None]) -> Callable[..., None]:
    """The options of which models are measured, handed to the command as `chosen`, beside the ids that were named."""

    @click.option("--half", type=click.Choice(["tune", "report"]), help="One half of the models only.")
    @click.option("--least-triangles", default=500, show_default=True, help="Models below are not worth simplifying.")
    @click.option("--models", "count", type=click.IntRange(1), help="So many only, the smallest first.")
    @functools.wraps(command)
    def with_models(
        *, ids: tuple[str, ...], half: str | None, least_triangles: int, count: int | None, **others: Any
    ) -> None:
        with said_plainly():
            known = known_models(ids, least_triangles=0 if ids else least_triangles)
        command(ids=ids, chosen=[model for model in known if half in (None, model.half)][:count], **others)

    return with_models


@models.command("likeness")
@click.argument("ids", nargs=-1, metavar="[ID]…")
@click.option("--lods", default="1,2,3", show_default=True, callback=_numbers, help="A half, a quarter, a tenth.")
@click.option("--tools", "names", default=",".join(tools.TOOLS), show_default=True)
@_picked
@_drawn
@click.option("--each", is_flag=True, help="A line for every model too.")
@click.option("--json", "as_json", is_flag=True)
@_CACHE
@_WRITE
def likeness_command(
    ids: tuple[str, ...], chosen: list[Model], lods: tuple[int, ...], names: str, shot: Shot, each: bool,
    as_json: bool, kept: Path | None, writing: bool,
) -> None:  # fmt: skip
    """How like the original the levels of detail look, by SSIM and PSNR under one camera; all models or those named."""
    wanted = _tools(tools.TOOLS, names)
    with said_plainly():
        ratios = [tools.RATIOS[lod] for lod in lods]
        with progress("models", len(chosen)) as advance:
            measuring = likeness.measure(
                chosen, kept or cache_folder(), tools=wanted, ratios=ratios, shot=shot, advance=advance
            )
            seen = asyncio.run(measuring)
    rows, fair = likeness.rows(seen), likeness.rows(likeness.on_aim(seen))
    if writing:
        write(likeness=rows, on_aim=fair)
    if as_json:
        click.echo(msgspec.json.encode({"rows": rows, "on_aim": fair, "seen": seen}))
        return
    if each or ids:
        out.print(tables.each_level(seen).terminal())
    out.print(tables.likeness(rows).terminal())
    out.print("Where every tool got down to what was asked for, within 5 %:")
    out.print(tables.likeness(fair).terminal())
    for one in seen:
        if one.failed:
            click.echo(f"{one.tool} at {one.ratio:g} of {one.model}: {one.failed}", err=True)


@models.command("compare")
@click.argument("ids", nargs=-1, metavar="[ID]…")
@click.option("--tools", "names", default=",".join(comparison.TOOLS), show_default=True)
@click.option("--views", default=2, show_default=True, type=click.IntRange(0, len(VIEWS)), help="0: nothing is drawn.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="An HTML page with pictures.")
@click.option("--json", "as_json", is_flag=True)
@_CACHE
@_WRITE
def compare_command(
    ids: tuple[str, ...], names: str, views: int, report: Path | None, as_json: bool, kept: Path | None, writing: bool
) -> None:
    """Our whole pipeline beside others' optimisers: bytes, triangles, time, memory, faults, losses and looks."""
    wanted, kept = _tools(comparison.TOOLS, names), kept or cache_folder()
    shot = Shot(views=VIEWS[:views]) if views else None
    with said_plainly():
        chosen = known_models(ids)
        with progress("models", len(chosen)) as advance:
            found = asyncio.run(comparison.compare(chosen, kept, tools=wanted, shot=shot, advance=advance))
    if writing:
        write(compared=found)
    if report:
        report.write_text(asyncio.run(_report(kept, found, chosen, shot or Shot())), "utf-8")
    if as_json:
        click.echo(msgspec.json.encode(found))
        return
    for table in (tables.each_model(found), tables.columns(found.columns), tables.columns(found.shared)):
        out.print(table.terminal())
    out.print(tables.costs(found.costs).terminal())


async def _report(kept: Path, found: comparison.Compared, chosen: Sequence[Model], shot: Shot) -> str:
    async with opened(kept / "pictures") as stage:
        return await sheets.report(stage, found, chosen, shot, command="evals models compare")


@models.command("show")
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@click.option("--tools", "names", default=tools.OURS, show_default=True)
@click.option("--views", default=4, show_default=True, type=click.IntRange(1, len(VIEWS)))
@click.option("--to", "folder", default=Path("."), type=click.Path(file_okay=False, path_type=Path), show_default=True)
@_CACHE
def show_command(ids: tuple[str, ...], names: str, views: int, folder: Path, kept: Path | None) -> None:
    """A PNG for each model: the original and what is made of it, side by side, drawn by three.js."""
    wanted, kept = _tools(comparison.TOOLS, names), kept or cache_folder()
    with said_plainly():
        for path in asyncio.run(_shown(known_models(ids), wanted, kept, Shot(views=VIEWS[:views]), folder)):
            click.echo(str(path))


async def _shown(chosen: Sequence[Model], wanted: Sequence[str], kept: Path, shot: Shot, folder: Path) -> list[Path]:
    paths = []
    async with opened(kept / "pictures") as stage:
        for model in chosen:
            found = [await comparison.made_or_why(tool, model, kept) for tool in wanted]
            cards = await sheets.of_model(stage, model, found, shot, halved=False)
            paths.append(folder / f"{model.id}.png")
            await stage.photograph(sheets.page(model.id, sheets.sheet(cards)), paths[-1], width=1600)
    return paths


def cache_folder() -> Path:
    """Where levels and pictures are kept."""
    return runs_folder() / "models3d"
