"""Paths: absolute M, L, Q, C, Z segments that can be mirrored, joined, moved and measured before they become text."""

import math
import re
from collections.abc import Iterable, Sequence

import msgspec

_TOKEN = re.compile(r"[MLQCZ]|-?\d*\.?\d+(?:e-?\d+)?")
_ARITY = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}
Point = tuple[float, float]


class Path(msgspec.Struct, frozen=True):
    """Segments as (command, flat coordinates)."""

    segments: tuple[tuple[str, tuple[float, ...]], ...]

    def __add__(self, other: "Path") -> "Path":
        return Path(self.segments + other.segments)

    def points(self) -> Iterable[Point]:
        for _, flat in self.segments:
            yield from zip(flat[::2], flat[1::2], strict=True)

    def placed(self, scale: float, dx: float, dy: float) -> "Path":
        return self.mapped(scale, 0, 0, scale, dx, dy)

    def mapped(self, a: float, b: float, c: float, d: float, e: float, f: float) -> "Path":
        """The affine map (x, y) → (ax + cy + e, bx + dy + f), SVG's matrix order."""
        return Path(
            tuple(
                (
                    command,
                    tuple(
                        value
                        for x, y in zip(flat[::2], flat[1::2], strict=True)
                        for value in (a * x + c * y + e, b * x + d * y + f)
                    ),
                )
                for command, flat in self.segments
            )
        )

    def turned(self, degrees: float, about: Point = (0, 0)) -> "Path":
        """Rotated clockwise on the page about a point."""
        (x, y), angle = about, math.radians(degrees)
        cos, sin = math.cos(angle), math.sin(angle)
        return self.mapped(cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y)

    def text(self) -> str:
        return "".join(command + " ".join(map(figure, flat)) for command, flat in self.segments)


def figure(value: float) -> str:
    """A number as short as it can be at a tenth of a unit."""
    text = "%.1f" % value  # noqa: UP031 - a third faster than an f-string, and half of a drawing's time
    return text[:-2] if text[-2:] == ".0" else text


def path(text: str) -> Path:
    """Reads `M0 0L10 5C…Z`; a command's letter may be left out when it repeats."""
    segments: list[tuple[str, tuple[float, ...]]] = []
    command, numbers = "M", list[float]()
    for token in _TOKEN.findall(text):
        if token in _ARITY:
            command = token
            if token == "Z":
                segments.append(("Z", ()))
            continue
        numbers.append(float(token))
        if len(numbers) == _ARITY[command]:
            segments.append((command, tuple(numbers)))
            numbers.clear()
    return Path(tuple(segments))


def flip(shape: Path) -> Path:
    """Mirrored left to right about x = 0."""
    return shape.mapped(-1, 0, 0, 1, 0, 0)


def reverse(shape: Path) -> Path:
    """The same open line, drawn from its end."""
    ends = [flat[-2:] for _, flat in shape.segments]
    back: list[tuple[str, tuple[float, ...]]] = [("M", ends[-1])]
    for index in range(len(shape.segments) - 1, 0, -1):
        command, flat = shape.segments[index]
        middle = [flat[i : i + 2] for i in range(0, len(flat) - 2, 2)][::-1]
        back.append((command, tuple(v for pair in (*middle, ends[index - 1]) for v in pair)))
    return Path(tuple(back))


def close(right: Path, left: Path | None = None) -> Path:
    """A closed outline: down the right half, and back up the left one (the mirrored right one, if not given)."""
    back = reverse(flip(right if left is None else left))
    return Path((*right.segments, ("L", back.segments[0][1]), *back.segments[1:], ("Z", ())))


def both(shape: Path) -> Path:
    """A detail and its mirror image, as one path."""
    return shape + flip(shape)


def ellipse(x: float, y: float, rx: float, ry: float | None = None) -> Path:
    ry = rx if ry is None else ry
    k, m = 0.5523 * rx, 0.5523 * ry
    return Path(
        (
            ("M", (x + rx, y)),
            ("C", (x + rx, y + m, x + k, y + ry, x, y + ry)),
            ("C", (x - k, y + ry, x - rx, y + m, x - rx, y)),
            ("C", (x - rx, y - m, x - k, y - ry, x, y - ry)),
            ("C", (x + k, y - ry, x + rx, y - m, x + rx, y)),
            ("Z", ()),
        )
    )


def box(x: float, y: float, w: float, h: float, r: float = 0) -> Path:
    if not r:
        return path(f"M{x} {y}L{x + w} {y}L{x + w} {y + h}L{x} {y + h}Z")
    e, s = x + w, y + h
    return path(
        f"M{x + r} {y}L{e - r} {y}Q{e} {y} {e} {y + r}L{e} {s - r}Q{e} {s} {e - r} {s}L{x + r} {s}"
        f"Q{x} {s} {x} {s - r}L{x} {y + r}Q{x} {y} {x + r} {y}Z"
    )


def line(*points: Point) -> Path:
    return Path((("M", points[0]), *(("L", point) for point in points[1:])))


def spline(points: Sequence[Point], *, closed: bool = False, tension: float = 1.0) -> Path:
    """A smooth line through the points (Catmull-Rom, as cubic Béziers)."""
    n, k = len(points), tension / 6
    segments: list[tuple[str, tuple[float, ...]]] = [("M", points[0])]
    for i in range(n if closed else n - 1):
        before = points[(i - 1) % n] if closed or i else points[0]
        start, end = points[i], points[(i + 1) % n]
        after = points[(i + 2) % n] if closed or i + 2 < n else end
        one = (start[0] + (end[0] - before[0]) * k, start[1] + (end[1] - before[1]) * k)
        two = (end[0] - (after[0] - start[0]) * k, end[1] - (after[1] - start[1]) * k)
        segments.append(("C", (*one, *two, *end)))
    return Path((*segments, ("Z", ()))) if closed else Path(tuple(segments))


def sliver(start: Point, end: Point, *, bend: float, width: float) -> Path:
    """A fold: a line that is thick in its middle and ends in nothing. `bend` is to the right of its direction."""
    (x1, y1), (x2, y2) = start, end
    length = math.hypot(x2 - x1, y2 - y1) or 1
    nx, ny = -(y2 - y1) / length, (x2 - x1) / length
    mx, my = (x1 + x2) / 2, (y1 + y2) / 2
    near, far = bend - width, bend + width
    return path(f"M{x1} {y1}Q{mx + nx * near} {my + ny * near} {x2} {y2}Q{mx + nx * far} {my + ny * far} {x1} {y1}Z")


def bounds(shapes: Iterable[Path]) -> tuple[float, float, float, float]:
    """x and y of the smallest box round all control points: (left, top, right, bottom)."""
    xs, ys = zip(*(point for shape in shapes for point in shape.points()), strict=True)
    return min(xs), min(ys), max(xs), max(ys)
