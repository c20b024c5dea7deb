"""`evals models`: our 3D pipeline beside the tools that others use, on the public models."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec
from rich import box
from rich.console import Console
from rich.table import Table

from assets import node
from evals.commands import progress, runs_folder, said_plainly
from evals.models3d import likeness, tools
from evals.models3d.corpus import models as known_models
from evals.models3d.stage import VIEWS, Shot
from evals.statistics import Paired

out = Console(width=None if sys.stdout.isatty() else 200)


@click.group("models")
def models() -> None:
    """3D models: how they look after simplification, what they weigh, what is lost; ours and others'."""


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
    if not set(found) <= set(likeness.RATIOS):
        raise click.BadParameter(f"The levels are {', '.join(map(str, likeness.RATIOS))}.")
    return found


def _tools(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    found = tuple(value.split(","))
    if not set(found) <= set(tools.TOOLS):
        raise click.BadParameter(f"The tools are {', '.join(tools.TOOLS)}.")
    return found


@models.command("likeness")
@click.argument("ids", nargs=-1, metavar="[ID]…")
@click.option("--lods", default="1,2,3", show_default=True, callback=_numbers, help="A half, a quarter, a tenth.")
@click.option("--tools", "names", default=",".join(tools.TOOLS), show_default=True, callback=_tools)
@click.option("--views", default=4, show_default=True, type=click.IntRange(1, len(VIEWS)))
@click.option("--pixels", default=384, show_default=True, type=click.IntRange(64, 800))
@click.option("--moment", type=click.FloatRange(0, 1), help="Of the first animation; left out, the pose of the file.")
@click.option("--half", type=click.Choice(["tune", "report"]), help="One half of the models only.")
@click.option("--least-triangles", default=500, show_default=True, help="Models below are not worth simplifying.")
@click.option("--models", "count", type=click.IntRange(1), help="So many only, the smallest first.")
@click.option("--cache", "kept", type=click.Path(file_okay=False, path_type=Path), help="Default: under DATA_DIR.")
@click.option("--each", is_flag=True, help="A line for every model too.")
@click.option("--json", "as_json", is_flag=True)
def likeness_command(
    ids: tuple[str, ...], lods: tuple[int, ...], names: tuple[str, ...], views: int, pixels: int,
    moment: float | None, half: str | None, least_triangles: int, count: int | None, kept: Path | None,
    each: bool, as_json: bool,
) -> None:  # fmt: skip
    """How like the original the levels of detail look, by SSIM and PSNR under one camera; all models or those named."""
    with said_plainly():
        chosen = known_models(ids, least_triangles=0 if ids else least_triangles)
        chosen = [model for model in chosen if half in (None, model.half)][:count]
        shot = Shot(views=VIEWS[:views], pixels=pixels, moment=moment)
        with progress("models", len(chosen)) as advance:
            seen = asyncio.run(
                likeness.measure(
                    chosen,
                    kept or cache_folder(),
                    tools=names,
                    ratios=[likeness.RATIOS[lod] for lod in lods],
                    shot=shot,
                    advance=advance,
                )
            )
    found = likeness.rows(seen)
    if as_json:
        click.echo(msgspec.json.encode({"rows": found, "seen": seen}))
        return
    if each or ids:
        out.print(_each(seen))
    out.print(_table(found))
    for one in seen:
        if one.failed:
            click.echo(f"{one.tool} at {one.ratio:g} of {one.model}: {one.failed}", err=True)


def cache_folder() -> Path:
    """Where levels and pictures are kept."""
    return runs_folder() / "models3d"


def _each(seen: Sequence[likeness.Seen]) -> Table:
    names = ("model", "half", "asked", "tool", "triangles", "reached", "SSIM", "worst view", "PSNR dB", "KB", "")
    table = Table(*names, box=box.SIMPLE)
    for one in seen:
        table.add_row(
            one.model, one.half, f"{one.ratio:g}", one.tool, f"{one.triangles:,}", f"{one.reached:.3f}",
            f"{one.ssim:.4f}", f"{one.ssim_worst:.4f}", f"{one.psnr:.2f}", f"{one.bytes / 1000:,.0f}",
            "failed" if one.failed else "",
        )  # fmt: skip
    return table


def _table(found: Sequence[likeness.Row]) -> Table:
    table = Table(
        "asked", "tool", "n", "SSIM mean", "median", "worst", "PSNR mean", "median", "worst", "reached", "most",
        "ours: SSIM", "ours: PSNR", "won : lost", box=box.SIMPLE,
    )  # fmt: skip
    for row in found:
        table.add_row(
            f"{row.ratio:g}", row.tool, str(row.models), f"{row.ssim.value or 0:.4f}", f"{row.ssim_median:.4f}",
            f"{row.ssim_worst:.3f} {row.worst_model}", f"{row.psnr.value or 0:.2f}", f"{row.psnr_median:.2f}",
            f"{row.psnr_worst:.2f}", f"{row.reached:.3f}", f"{row.reached_most:.3f}", _gain(row.ssim_gain, 4),
            _gain(row.psnr_gain, 2), f"{row.wins} : {row.losses}" if row.ssim_gain else "",
        )  # fmt: skip
    return table


def _gain(gain: Paired | None, digits: int) -> str:
    if gain is None:
        return ""
    between = f" [{gain.low:+.{digits}f}, {gain.high:+.{digits}f}]" if gain.clusters > 1 else ""
    return f"{gain.gain:+.{digits}f}{between}"
