"""What was measured, as rows of words: the terminal and the page of figures show the same."""

from collections.abc import Sequence

import msgspec
from rich import box
from rich.table import Table

from evals.models3d.comparison import Column, Compared, Cost, Looks
from evals.models3d.likeness import Row, Seen
from evals.models3d.outcomes import Made
from evals.models3d.tools import OURS
from evals.statistics import Paired


class Words(msgspec.Struct, frozen=True):
    """A table: heads, then rows of as many cells; the first `left` columns are words, the others numbers."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: int = 1

    def terminal(self) -> Table:
        table = Table(box=box.SIMPLE)
        for n, head in enumerate(self.heads):
            table.add_column(head, justify="left" if n < self.left else "right")
        for row in self.rows:
            table.add_row(*row)
        return table

    def markdown(self) -> str:
        lines = [self.heads, ["---"] * self.left + ["---:"] * (len(self.heads) - self.left), *self.rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def likeness(rows: Sequence[Row]) -> Words:
    """Tools at each ratio: mean, median and worst likeness, triangles reached, what ours gains over each."""
    heads = (
        "asked", "tool", "models", "SSIM mean", "median", "worst", "PSNR dB mean", "median", "worst", "reached", "most",
        "ours over it: SSIM", "PSNR dB", "won : lost",
    )  # fmt: skip
    return Words(heads, tuple(_likeness(row) for row in rows), left=2)


def _likeness(row: Row) -> tuple[str, ...]:
    return (
        f"{row.ratio:.0%}", row.tool, str(row.models), f"{row.ssim.value or 0:.4f}", f"{row.ssim_median:.4f}",
        f"{row.ssim_worst:.4f}", f"{row.psnr.value or 0:.2f}", f"{row.psnr_median:.2f}", f"{row.psnr_worst:.2f}",
        f"{row.reached:.3f}", f"{row.reached_most:.3f}", _gain(row.ssim_gain, 4), _gain(row.psnr_gain, 2),
        f"{row.wins} : {row.losses}" if row.ssim_gain else "",
    )  # fmt: skip


def _gain(gain: Paired | None, digits: int) -> str:
    if gain is None:
        return ""
    between = f" [{gain.low:+.{digits}f}, {gain.high:+.{digits}f}]" if gain.clusters > 1 else ""
    return f"{gain.gain:+.{digits}f}{between}"


def each_level(seen: Sequence[Seen]) -> Words:
    """Every level of every model by every tool."""
    heads = (
        "model",
        "half",
        "tool",
        "asked",
        "triangles",
        "reached",
        "SSIM",
        "worst view",
        "PSNR dB",
        "KB",
        "CPU s",
        "",
    )
    rows = tuple(
        (
            one.model, one.half, one.tool, f"{one.ratio:g}", f"{one.triangles:,}", f"{one.reached:.3f}",
            f"{one.ssim:.4f}", f"{one.ssim_worst:.4f}", f"{one.psnr:.2f}", f"{one.bytes / 1000:,.0f}",
            f"{one.cpu_s:.2f}", "failed" if one.failed else "",
        )
        for one in seen
    )  # fmt: skip
    return Words(heads, rows, left=3)


def columns(found: Sequence[Column]) -> Words:
    """Tools in sum: a level of ours a row, one row for each of the others."""
    heads = (
        "tool", "codec", "models", "bytes in", "bytes out", "ratio", "if only one codec", "triangles", "raised",
        "most over aim", "with errors", "with losses", "SSIM mean", "worst", "PSNR dB",
    )  # fmt: skip
    return Words(heads, tuple(_column(one) for one in found), left=2)


def _column(one: Column) -> tuple[str, ...]:
    return (
        f"{one.tool} LOD{one.level}" if one.tool == OURS else one.tool,
        ", ".join(f"{codec} {count}" for codec, count in one.by_codec.items()),
        str(one.models), f"{one.bytes_in:,}", f"{one.bytes_out:,}", f"{one.ratio:.4f}",
        ", ".join(f"{codec} {ratio:.3f}" for codec, ratio in one.if_only.items()),
        f"{one.triangles_out / max(1, one.triangles_in):.3f}", str(one.raised or ""),
        f"{one.overshoot:.3f}" if one.overshoot else "",
        str(one.faulty), str(one.losing), _value(one.ssim, 4), _value(one.ssim_worst, 3), _value(one.psnr, 2),
    )  # fmt: skip


def _value(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def costs(found: Sequence[Cost]) -> Words:
    """What each tool took of time and memory."""
    heads = ("tool", "made", "refused", "failed", "CPU s mean", "most", "wall s mean", "most", "peak MiB", "gate CPU s")
    rows = tuple(
        (
            one.tool, str(one.models), str(one.refused), str(one.failed), f"{one.cpu_s_mean:.2f}",
            f"{one.cpu_s_most:.2f}", f"{one.wall_s_mean:.2f}", f"{one.wall_s_most:.2f}",
            f"{one.peak_bytes_most / 2**20:,.0f}", f"{one.gate_cpu_s_mean:.2f}" if one.gate_cpu_s_mean else "",
        )
        for one in found
    )  # fmt: skip
    return Words(heads, rows)


def each_model(found: Compared) -> Words:
    """Every model by every tool."""
    heads = (
        "model", "tool", "KB in", "LOD0 KB", "ratio", "codec", "LOD1", "LOD2", "LOD3", "triangles", "reached", "SSIM",
        "CPU s", "MiB", "errors", "lost, or why not",
    )  # fmt: skip
    looks = {(each.model, each.tool, each.level): each for each in found.looks}
    return Words(heads, tuple(_model(one, looks.get((one.model, one.tool, 0))) for one in found.made), left=2)


def _model(one: Made, look: Looks | None) -> tuple[str, ...]:
    first = one.output(0)
    if first is None:
        why = one.refused or one.failed.splitlines()[0] if one.refused or one.failed else "nothing was made"
        return (one.model, one.tool, f"{one.bytes_in / 1000:,.0f}", *[""] * 12, why[:90])
    levels = [output for level in (1, 2, 3) if (output := one.output(level))]
    sizes = [f"{each.bytes / 1000:,.0f}" for each in levels] + [""] * (3 - len(levels))
    reached = "/".join(f"{(each.triangles or 0) / max(1, one.triangles_in):.3f}" for each in levels)
    errors = sum(output.census.error_count for output in one.outputs if output.census)
    lost = dict.fromkeys(f"{output.name}: {what}" for output in one.outputs for what in output.lost)
    return (
        one.model, one.tool, f"{one.bytes_in / 1000:,.0f}", f"{first.bytes / 1000:,.0f}",
        f"{first.bytes / max(1, one.bytes_in):.3f}", first.codec, *sizes, f"{first.triangles or 0:,}", reached,
        "" if look is None or look.failed else f"{look.ssim:.4f}", f"{one.cpu_s:.1f}",
        f"{one.peak_bytes / 2**20:,.0f}", str(errors), "; ".join([*lost, *one.left_out])[:90],
    )  # fmt: skip
