"""Our pipeline beside others' optimisers: bytes, triangles, time, memory, faults, losses, looks; a model and in sum."""

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
import numpy as np

from evals.models3d.corpus import Model
from evals.models3d.likeness import likeness
from evals.models3d.outcomes import OTHERS, Made, Output, made
from evals.models3d.pixels import psnr
from evals.models3d.stage import Drawn, NotDrawn, Shot, Stage, opened
from evals.models3d.tools import OURS, ToolFailed

TOOLS = (OURS, *OTHERS)
LEVELS = (0, 1, 2, 3)
OVERSHOOT = 1.02
"""Triangles over those asked for that are allowed."""


class Looks(msgspec.Struct, frozen=True, kw_only=True):
    """How a published file looks beside the original: with its codec and its smaller textures."""

    model: str
    tool: str
    level: int
    ssim: float = 0.0
    psnr: float = 0.0
    failed: str = ""


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A tool's files of one level in sum, over the models that it made."""

    tool: str
    level: int
    models: int
    bytes_in: int
    bytes_out: int
    by_codec: dict[str, int] = {}
    """Models for which each codec was chosen."""
    if_only: dict[str, float] = {}
    """Codec → the ratio, were it taken for every model that it can hold and the chosen one for the others."""
    triangles_in: int = 0
    triangles_out: int = 0
    overshoot: float = 0.0
    """The most triangles over those that were aimed at, as a share of the aim; 1.0 is on it."""
    overshoot_of: str = ""
    raised: int = 0
    """Models that were given more triangles than this level is to have."""
    faulty: int = 0
    """Models with validator errors after decoding."""
    losing: int = 0
    """Models that lack something of their source."""
    ssim: float | None = None
    ssim_worst: float | None = None
    psnr: float | None = None

    @property
    def ratio(self) -> float:
        return self.bytes_out / max(1, self.bytes_in)


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What a tool took, over the models that it made. Ours makes every level and more, others one file."""

    tool: str
    models: int
    refused: int
    failed: int
    cpu_s_mean: float
    cpu_s_most: float
    wall_s_mean: float
    wall_s_most: float
    peak_bytes_most: int
    gate_cpu_s_mean: float = 0.0


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """One run over all models. columns: over every model a tool made; shared: over those that every tool made."""

    models: int
    bytes_in: int
    columns: tuple[Column, ...]
    shared: tuple[Column, ...]
    costs: tuple[Cost, ...]
    made: tuple[Made, ...]
    looks: tuple[Looks, ...]


Advance = Callable[[int], None]


async def compare(
    models: Sequence[Model], kept: Path, *, tools: Sequence[str], shot: Shot | None, advance: Advance = lambda _: None
) -> Compared:
    """Every tool over every model. shot: how the files are drawn, None for not at all."""
    found: list[Made] = []
    looks: list[Looks] = []
    async with AsyncExitStack() as leaving:
        stage = await leaving.enter_async_context(opened(kept / "pictures")) if shot else None
        for model in models:
            mine = [await made_or_why(tool, model, kept) for tool in tools]
            found += mine
            if stage is not None and shot is not None:
                looks += await _looks(stage, model, mine, shot)
            advance(1)
    return in_sum(models, found, looks)


async def made_or_why(tool: str, model: Model, kept: Path) -> Made:
    try:
        return await made(tool, model, kept / "outcomes")
    except ToolFailed as error:
        about = Made(model=model.id, tool=tool, bytes_in=model.bytes, triangles_in=model.triangles)
        return msgspec.structs.replace(about, failed=str(error))


async def _looks(stage: Stage, model: Model, found: Sequence[Made], shot: Shot) -> list[Looks]:
    try:
        original = await stage.draw(model.entry, shot)
    except NotDrawn as error:
        return [Looks(model=model.id, tool=one.tool, level=0, failed=str(error)) for one in found]
    return [
        await _look(stage, one, output, original, shot)
        for one in found
        for output in one.outputs
        if output.level is not None
    ]


async def _look(stage: Stage, one: Made, output: Output, original: Drawn, shot: Shot) -> Looks:
    assert output.level is not None
    seen = Looks(model=one.model, tool=one.tool, level=output.level)
    try:
        alike = likeness(original, await stage.draw(Path(output.path), shot, original.camera))
    except NotDrawn as error:
        return msgspec.structs.replace(seen, failed=str(error))
    return msgspec.structs.replace(
        seen, ssim=float(np.mean(alike.ssim)), psnr=psnr(float(np.mean(alike.squared_error)))
    )


# ── in sum ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def in_sum(models: Sequence[Model], found: Sequence[Made], looks: Sequence[Looks]) -> Compared:
    """The sums of what was made."""
    tools = list(dict.fromkeys(each.tool for each in found))
    by_all = {model.id for model in models} - {each.model for each in found if not each.outputs}
    return Compared(
        models=len(models),
        bytes_in=sum(model.bytes for model in models),
        columns=_columns(tools, found, looks),
        shared=_columns(tools, [each for each in found if each.model in by_all], looks),
        costs=tuple(_cost(tool, [each for each in found if each.tool == tool]) for tool in tools),
        made=tuple(found),
        looks=tuple(looks),
    )


def _columns(tools: Sequence[str], found: Sequence[Made], looks: Sequence[Looks]) -> tuple[Column, ...]:
    columns = []
    for tool in tools:
        for level in LEVELS:
            mine = [(each, output) for each in found if each.tool == tool and (output := each.output(level))]
            names = {each.model for each, _ in mine}
            seen = [each for each in looks if (each.tool, each.level) == (tool, level) and each.model in names]
            if mine:
                columns.append(_column(tool, level, mine, [each for each in seen if not each.failed]))
    return tuple(columns)


def _column(tool: str, level: int, mine: Sequence[tuple[Made, Output]], seen: Sequence[Looks]) -> Column:
    outputs = [output for _, output in mine]
    over = {each.model: _over(output) for each, output in mine}
    most = max(over, key=lambda name: over[name])
    codecs = sorted({each.codec for each in outputs if each.codec})
    return Column(
        tool=tool,
        level=level,
        models=len(mine),
        bytes_in=sum(each.bytes_in for each, _ in mine),
        bytes_out=sum(output.bytes for output in outputs),
        by_codec={codec: sum(output.codec == codec for output in outputs) for codec in codecs},
        if_only={
            codec: sum(output.tried.get(codec, output.bytes) for output in outputs)
            / sum(each.bytes_in for each, _ in mine)
            for codec in sorted({name for output in outputs for name in output.tried})
        },
        triangles_in=sum(each.triangles_in for each, _ in mine),
        triangles_out=sum(output.triangles or 0 for output in outputs),
        overshoot=over[most],
        overshoot_of=most if over[most] > 1 else "",
        raised=sum(output.raised_from is not None for output in outputs),
        faulty=sum(output.census is not None and _faulty(output) for output in outputs),
        losing=sum(bool(output.lost) for output in outputs),
        ssim=float(np.mean([each.ssim for each in seen])) if seen else None,
        ssim_worst=min((each.ssim for each in seen), default=None),
        psnr=float(np.mean([each.psnr for each in seen])) if seen else None,
    )


def _over(output: Output) -> float:
    """Triangles reached over those aimed at; 0 where nothing was aimed at."""
    return (output.triangles or 0) / output.target if output.target else 0.0


def _faulty(output: Output) -> bool:
    return output.census is not None and bool(output.census.error_count or output.census.unreadable)


def _cost(tool: str, mine: Sequence[Made]) -> Cost:
    done = [each for each in mine if each.outputs]
    return Cost(
        tool=tool,
        models=len(done),
        refused=sum(bool(each.refused) for each in mine),
        failed=sum(bool(each.failed) for each in mine),
        cpu_s_mean=float(np.mean([each.cpu_s for each in done])) if done else 0.0,
        cpu_s_most=max((each.cpu_s for each in done), default=0.0),
        wall_s_mean=float(np.mean([each.wall_s for each in done])) if done else 0.0,
        wall_s_most=max((each.wall_s for each in done), default=0.0),
        peak_bytes_most=max((each.peak_bytes for each in done), default=0),
        gate_cpu_s_mean=float(np.mean([each.gate_cpu_s for each in done])) if done else 0.0,
    )
