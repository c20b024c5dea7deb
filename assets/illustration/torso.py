"""The upper body's landmarks in centimetres, and the outline of what is worn on it.

x = 0 is the centre front, y = 0 the point where shoulder and neck meet; y runs down. A half outline runs from the
centre of the neckline round the shoulder and armhole to the underarm, down the side, and to the centre of the hem.
"""

import itertools
import math

import msgspec

from assets.illustration.pen import Path, Point, close, path

WAIST, HIP, KNEE = 42.0, 62.0, 100.0
HEMS = {
    "cropped": 43.0, "waist": 53.0, "hip": 66.0, "thigh": 80.0, "mini": 83.0, "above_knee": 92.0, "knee": 101.0,
    "calf": 117.0, "midi": 119.0, "ankle": 133.0, "full": 138.0, "floor": 145.0,
}  # fmt: skip
"""Where a piece ends, below the neck point."""


class Torso(msgspec.Struct, frozen=True, kw_only=True):
    """Half widths and heights of a piece that hangs from the shoulders."""

    shoulder: float = 20.5
    slope: float = 4.4
    chest: float = 25.0
    armhole: float = 23.0
    side: tuple[Point, ...] = ()
    """From below the underarm to the hem's corner."""
    hem: float = 66.0
    """Height of the hem at the centre."""
    tail: float = 0.0
    """How much lower (or, negative, higher) the hem hangs at the centre than at the sides."""

    @property
    def corner(self) -> Point:
        return self.side[-1]

    def width_at(self, y: float) -> float:
        """Half width of the body at a height, along straight lines between the side's points."""
        if y < self.armhole:
            return self.shoulder - 2.6 + max(0.0, y - self.armhole + 9) * 0.55
        points = ((self.chest, self.armhole), *self.side)
        for (x1, y1), (x2, y2) in itertools.pairwise(points):
            if y <= y2 and y2 > y1:
                return x1 + (x2 - x1) * max(0.0, (y - y1) / (y2 - y1))
        return points[-1][0]


class Neck(msgspec.Struct, frozen=True):
    """An opening: half width, depth at the centre, and the way its edge runs."""

    width: float
    depth: float
    curve: str = "round"


NECKS: dict[str, Neck] = {
    "crew": Neck(8.8, 8.4), "v": Neck(9.2, 20, "v"), "scoop": Neck(11.4, 16), "boat": Neck(15, 4.2, "boat"),
    "square": Neck(11.6, 14, "square"), "halter": Neck(7.2, 17, "v"), "off_shoulder": Neck(20, 13, "boat"),
    "one_shoulder": Neck(9, 8), "sweetheart": Neck(13, 18, "heart"), "strapless": Neck(22, 16, "boat"),
    "cowl": Neck(12.2, 17), "mock": Neck(7.6, 5), "roll": Neck(7.6, 5.4), "henley": Neck(8.8, 8.4),
    "hood": Neck(9.4, 11), "shirt_collar": Neck(7.6, 6.4), "button_down": Neck(7.6, 6.4), "wing": Neck(7.4, 5.4),
    "grandad": Neck(7.8, 6.4), "polo": Neck(7.8, 6.8), "camp": Neck(8.6, 16, "v"), "tie_neck": Neck(7.6, 6.6),
    "ruffle": Neck(7.8, 5.6), "notch": Neck(8.4, 34, "v"), "peak": Neck(8.4, 33, "v"), "shawl": Neck(8.4, 36, "v"),
    "funnel": Neck(8.4, 5), "collarless": Neck(8.8, 9), "stand": Neck(8.2, 5.6), "wrap_v": Neck(9.4, 25, "v"),
    "bib": Neck(9, 12),
}  # fmt: skip


def edge(curve: str, end: Point, depth: float) -> str:
    """The neckline from (0, depth) to `end`, as path text without its M."""
    x, y = end
    match curve:
        case "v":
            return f"Q{x * 0.6} {depth * 0.5 + y * 0.5} {x} {y}"
        case "square":
            return f"L{x - 1.2} {depth}Q{x} {depth} {x} {depth - 1.2}L{x} {y}"
        case "boat":
            return f"Q{x * 0.62} {depth} {x} {y}"
        case "heart":
            return f"C{x * 0.12} {depth - 5.5} {x * 0.7} {depth - 8} {x * 0.97} {depth - 4.5}L{x} {y}"
        case _:
            return f"C{x * 0.6} {depth} {x * 0.98} {y + (depth - y) * 0.6} {x} {y}"


def bodice(body: Torso, neck: str, sleeve: str, opening: Neck, *, slant: float = 0) -> Path:
    """The closed outline of a piece with this neckline and armhole; its hem higher by `slant` on the right, and lower
    by as much on the left."""
    if slant and neck != "one_shoulder":
        top = path(_top(body, neck, sleeve, opening))
        return close(top + _side(_tilted(body, -slant)), top + _side(_tilted(body, slant)))
    if neck == "one_shoulder":
        return close(
            path(f"M0 9Q12 17 {body.chest - 1.5} {body.armhole - 2.5}L{body.chest} {body.armhole}") + _side(body),
            path("M0 9Q6 5 8.6 0" + _shoulder(body, sleeve)) + _side(body),
        )
    return close(path(_top(body, neck, sleeve, opening)) + _side(body))


def _tilted(body: Torso, by: float) -> Torso:
    x, y = body.corner
    return msgspec.structs.replace(body, side=(*body.side[:-1], (x, y + by)), tail=body.tail - by)


def _top(body: Torso, neck: str, sleeve: str, opening: Neck) -> str:
    chest, armhole, depth = body.chest, body.armhole, opening.depth
    if neck == "strapless" or (neck == "sweetheart" and sleeve == "sleeveless"):
        start = f"M0 18C2.2 12.5 13 9.5 {chest - 5} 15.5" if neck == "sweetheart" else f"M0 16.5Q13 14 {chest - 3} 17"
        return f"{start}Q{chest - 1} {armhole - 2} {chest} {armhole}"
    if neck == "off_shoulder":
        return f"M0 13.5Q13 13 {body.shoulder + 0.5} 9.5L{chest} {armhole}"
    if neck == "halter":
        return f"M0 {depth}{edge('v', (6.6, 0.4), depth)}L9.4 0.2C10.4 9 14 {armhole - 3} {chest} {armhole}"
    if sleeve == "strap":
        tip = min(max(opening.width, 10.5), 12.5)
        top = min(8.0, depth - 5)
        return (
            f"M0 {depth}{edge(opening.curve, (tip, top), depth)}L{tip} 0L{tip + 1.5} 0.4L{tip + 1.9} {top}"
            f"C{tip + 2.6} {armhole - 5} {tip + 5} {armhole - 1} {chest} {armhole}"
        )
    return f"M0 {depth}{edge(opening.curve, (opening.width, 0), depth)}{_shoulder(body, sleeve)}"


def _shoulder(body: Torso, sleeve: str) -> str:
    """From the neck point over the shoulder and down the armhole to the underarm."""
    armhole, out = body.armhole, body.shoulder - (4.2 if sleeve == "sleeveless" else 0)
    return (
        f"L{out} {body.slope * out / body.shoulder}C{out - 2.4} {armhole * 0.42} {out - 2.2} {armhole - 4.6} "
        f"{body.chest} {armhole}"
    )


def _side(body: Torso) -> Path:
    points = ((body.chest, body.armhole), *body.side)
    corner_x, corner_y = body.corner
    low = corner_y + body.tail
    hem = path(f"M{corner_x} {corner_y}C{corner_x * 0.72} {corner_y + body.tail * 0.2} {corner_x * 0.5} {low} 0 {low}")
    return Path((*smooth(points), *hem.segments[1:]))


def smooth(points: tuple[Point, ...]) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """Segments through points of a side, vertical at each waist so that it never bulges past them."""
    segments: list[tuple[str, tuple[float, ...]]] = []
    for i, ((x1, y1), (x2, y2)) in enumerate(itertools.pairwise(points)):
        before = points[i - 1] if i else (x1, y1)
        after = points[i + 2] if i + 2 < len(points) else (x2, y2)
        one, two = _lean(before, (x1, y1), (x2, y2)), _lean((x1, y1), (x2, y2), after)
        third = (y2 - y1) / 3
        segments.append(("C", (x1 + one * third, y1 + third, x2 - two * third, y2 - third, x2, y2)))
    return tuple(segments)


def _lean(before: Point, here: Point, after: Point) -> float:
    """dx/dy at a point of a side: 0 where it turns (a waist, a hip), else the mean of both slopes."""
    one = (here[0] - before[0]) / (here[1] - before[1]) if here[1] > before[1] else None
    two = (after[0] - here[0]) / (after[1] - here[1]) if after[1] > here[1] else None
    if one is None or two is None:
        return (two if one is None else one) or 0.0
    return 0.0 if one * two < 0 else math.copysign(min(abs(one), abs(two)), one) * 0.9 + (one + two) * 0.05
