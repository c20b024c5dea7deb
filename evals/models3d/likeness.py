"""How like the original a model's levels of detail look: ours beside others', under one camera.

The camera is worked out once, from the original. What counts are the pixels that the original or the level covers, so
that a lost part costs what it covered and a moved border is not forgiven. Both are drawn by plain three.js.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median

import msgspec
import numpy as np

from assets import node
from evals.models3d.corpus import Half, Model
from evals.models3d.pixels import psnr, squared_error, ssim
from evals.models3d.stage import Drawn, NotDrawn, Shot, Stage, opened
from evals.models3d.tools import HELD, OURS, Level, ToolFailed, levels
from evals.statistics import Estimate, Paired, mean, paired_ratio


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """How one level of one model looks. Means over the views; of `squared_error` the PSNR is made."""

    model: str
    group: str
    half: Half
    tool: str
    ratio: float
    triangles: int = 0
    of_triangles: int = 0
    ssim: float = 0.0
    ssim_worst: float = 0.0
    """Of the worst view."""
    psnr: float = 0.0
    bytes: int = 0
    cpu_s: float = 0.0
    failed: str = ""
    """Why there is nothing to see, where there is nothing."""

    @property
    def reached(self) -> float:
        """Triangles as a share of the original's."""
        return self.triangles / max(1, self.of_triangles)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A tool at a ratio, over the models that every tool made."""

    ratio: float
    tool: str
    models: int
    ssim: Estimate
    ssim_median: float
    ssim_worst: float
    worst_model: str
    psnr: Estimate
    psnr_median: float
    psnr_worst: float
    reached: float
    reached_most: float
    ssim_gain: Paired | None = None
    """Of ours over this tool."""
    psnr_gain: Paired | None = None
    wins: int = 0
    """Models on which ours looks more like the original than this tool's, by SSIM, beyond 0.001."""
    losses: int = 0


Advance = Callable[[int], None]


async def measure(
    models: Sequence[Model],
    kept: Path,
    *,
    tools: Sequence[str],
    ratios: Sequence[float],
    shot: Shot,
    advance: Advance = lambda _: None,
) -> list[Seen]:
    """Every level of every model by every tool, as it looks. kept: where levels and pictures are kept."""
    found: list[Seen] = []
    async with opened(kept / "pictures") as stage:
        for model in models:
            found += await of_model(stage, model, kept, tools=tools, ratios=ratios, shot=shot)
            advance(1)
    return found


async def of_model(
    stage: Stage, model: Model, kept: Path, *, tools: Sequence[str], ratios: Sequence[float], shot: Shot
) -> list[Seen]:
    """Every level of one model by every tool."""
    try:
        original = await stage.draw(model.entry, shot)
    except NotDrawn as error:
        return [_failed(model, tool, ratio, str(error)) for tool in tools for ratio in ratios]
    found = []
    for tool in tools:
        try:
            made = await levels(tool, model, ratios, kept / "levels")
        except (ToolFailed, node.NodeFailed) as error:
            found += [_failed(model, tool, ratio, f"{error} {getattr(error, 'errors', '')}") for ratio in ratios]
            continue
        found += [await _seen(stage, model, original, tool, level, shot) for level in made]
    return found


async def _seen(stage: Stage, model: Model, original: Drawn, tool: str, level: Level, shot: Shot) -> Seen:
    try:
        drawn = await stage.draw(level.path, shot, original.camera)
    except NotDrawn as error:
        return _failed(model, tool, level.ratio, str(error))
    alike = likeness(original, drawn)
    return Seen(
        model=model.id,
        group=model.group,
        half=model.half,
        tool=tool,
        ratio=level.ratio,
        triangles=drawn.triangles,
        of_triangles=original.triangles,
        ssim=float(np.mean(alike.ssim)),
        ssim_worst=min(alike.ssim),
        psnr=psnr(float(np.mean(alike.squared_error))),
        bytes=level.path.stat().st_size,
        cpu_s=level.cpu_s,
    )


class Alike(msgspec.Struct, frozen=True):
    """(n,) for n views."""

    ssim: list[float]
    squared_error: list[float]


def likeness(original: Drawn, drawn: Drawn) -> Alike:
    """How alike two files look from each view, on the pixels that either covers; a view of neither is left out."""
    where = original.solid | drawn.solid
    views = [view for view in zip(original.colours, drawn.colours, where, strict=True) if view[2].any()]
    return Alike([ssim(*view) for view in views], [squared_error(*view) for view in views])


def _failed(model: Model, tool: str, ratio: float, why: str) -> Seen:
    return Seen(model=model.id, group=model.group, half=model.half, tool=tool, ratio=ratio, failed=why.strip() or "?")


# ── in sum ─────────────────────────────────────────────────────────────────────────────────────────────────────────


ON_AIM = 1.05
"""A tool that stops early keeps more triangles than the others, and looks the better for it."""


def on_aim(seen: Sequence[Seen]) -> list[Seen]:
    """Those of models that every tool took down to the triangles that were asked for, each ratio by itself.

    Ours is there as it is when held to its target: production gives more where a model would not look like itself.
    """
    held = [each for each in seen if each.tool != OURS]
    beside = {(each.model, each.ratio) for each in held if each.failed or each.reached > each.ratio * ON_AIM}
    return [each for each in held if (each.model, each.ratio) not in beside]


def rows(seen: Sequence[Seen]) -> list[Row]:
    """A row for each ratio and tool, over the models that every tool made, so that the rows can be compared.

    Gains are those of ours as production makes it where it is among them, else of ours held to the target.
    """
    tools = list(dict.fromkeys(each.tool for each in seen))
    found = []
    for ratio in sorted({each.ratio for each in seen}, reverse=True):
        at = {(each.model, each.tool): each for each in seen if each.ratio == ratio and not each.failed}
        names = [name for name in dict.fromkeys(each.model for each in seen) if all((name, t) in at for t in tools)]
        if names:
            ours = [at[name, best] for name in names] if (best := _ours(tools)) else None
            found += [_row([at[name, tool] for name in names], ours) for tool in tools]
    return found


def _ours(tools: Sequence[str]) -> str | None:
    return next((tool for tool in (OURS, HELD) if tool in tools), None)


def _row(mine: Sequence[Seen], ours: Sequence[Seen] | None) -> Row:
    groups = [each.group for each in mine]
    worst = min(mine, key=lambda each: each.ssim)
    against = None if ours is None or mine[0].tool == ours[0].tool else ours
    return Row(
        ratio=mine[0].ratio,
        tool=mine[0].tool,
        models=len(mine),
        ssim=mean([each.ssim for each in mine], groups),
        ssim_median=median(each.ssim for each in mine),
        ssim_worst=worst.ssim,
        worst_model=worst.model,
        psnr=mean([each.psnr for each in mine], groups),
        psnr_median=median(each.psnr for each in mine),
        psnr_worst=min(each.psnr for each in mine),
        reached=float(np.mean([each.reached for each in mine])),
        reached_most=max(each.reached for each in mine),
        ssim_gain=_gain((e.ssim for e in mine), (e.ssim for e in against), groups) if against else None,
        psnr_gain=_gain((e.psnr for e in mine), (e.psnr for e in against), groups) if against else None,
        wins=_more(against, mine),
        losses=_more(mine, against),
    )


def _gain(theirs: Iterable[float], ours: Iterable[float], groups: Sequence[str]) -> Paired | None:
    return paired_ratio([(value, 1.0) for value in theirs], [(value, 1.0) for value in ours], groups)


def _more(one: Sequence[Seen] | None, other: Sequence[Seen] | None) -> int:
    pairs = zip(one or (), other or (), strict=False)
    return sum(a.ssim > b.ssim + 0.001 for a, b in pairs)
