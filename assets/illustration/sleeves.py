"""Sleeves: a tube from the shoulder's end along the arm, in centimetres; and what closes it at the wrist."""

# ruff: noqa: E501 - a shape's path reads best on one line

import math
from collections.abc import Callable

import msgspec

from assets.illustration.pen import Path, Point, flip, line, path
from assets.illustration.sketch import Sketch
from assets.illustration.torso import Torso


class Arm(msgspec.Struct, frozen=True):
    """Length along the arm, angle off the vertical in degrees, width of the opening, and widths of its swell."""

    length: float
    angle: float
    opening: float
    outer: float = 1.2
    inner: float = 0.0
    drop: float = 0.0
    """How much lower the underarm sits (batwing)."""


ARMS: dict[str, Arm] = {
    "cap": Arm(9, 56, 15), "short": Arm(21, 35, 17.5), "elbow": Arm(32, 25, 16), "three_quarter": Arm(44, 19, 13.5),
    "long": Arm(58, 13.5, 11), "puff_short": Arm(20, 30, 14, 8.5, 5), "puff_long": Arm(57, 16, 10, 6, 0),
    "bell": Arm(52, 19, 23, -1), "balloon": Arm(55, 17, 11, 5.5, 5.5), "batwing": Arm(46, 30, 11, 0.5, 0, 15),
    "flutter": Arm(17, 44, 22, 2.5),
}  # fmt: skip


_GATHERED = ("puff_short", "balloon", "puff_long")


class Sleeve(msgspec.Struct, frozen=True):
    """A right sleeve's outline, the two ends of its opening, the direction of the arm, and whether it ends in gathers."""

    outline: Path
    outer: Point
    inner: Point
    along: Point
    angle: float
    gathered: bool

    def band(self, height: float, flare: float = 0.3) -> Path:
        """The strip at the opening, `height` deep."""
        (x1, y1), (x2, y2), (ux, uy) = self.outer, self.inner, self.along
        nx, ny = -uy * flare, ux * flare
        return path(
            f"M{x1 - ux * height - nx} {y1 - uy * height - ny}L{x1 - nx} {y1 - ny}L{x2 + nx} {y2 + ny}"
            f"L{x2 - ux * height + nx} {y2 - uy * height + ny}Z"
        )


def sleeve(kind: str, body: Torso) -> Sleeve | None:
    """The right sleeve of a kind on a body; None for sleeveless and straps."""
    arm = ARMS.get(kind)
    if arm is None:
        return None
    angle = math.radians(arm.angle)
    ux, uy = math.sin(angle), math.cos(angle)
    nx, ny = -uy, ux
    sx, sy = body.shoulder - 0.2, body.slope
    underarm = (body.chest + (1 if arm.drop else -0.4), body.armhole + arm.drop)
    x1, y1 = sx + ux * arm.length, sy + uy * arm.length
    x2, y2 = x1 + nx * arm.opening, y1 + ny * arm.opening
    third, low = arm.length * 0.34, arm.length * (0.42 if arm.inner else 0.3)
    swell = arm.outer if kind in ("balloon", "puff_short") else 0.6
    outer = (
        f"C{sx + ux * third - nx * arm.outer} {sy + uy * third - ny * arm.outer - (3 if kind.startswith('puff') else 0)} "
        f"{x1 - ux * third - nx * swell} {y1 - uy * third - ny * swell} {x1} {y1}"
    )
    dip = 1.5 if kind in ("bell", "flutter") else 0.5
    mouth = f"Q{(x1 + x2) / 2 + ux * dip} {(y1 + y2) / 2 + uy * dip} {x2} {y2}"
    inner = (
        f"C{x2 - ux * low + nx * arm.inner} {y2 - uy * low + ny * arm.inner} "
        f"{underarm[0] + ux * 5} {underarm[1] + uy * 5} {underarm[0]} {underarm[1]}"
    )
    outline = path(f"M{sx - 3} {sy - 0.5}L{sx} {sy}{outer}{mouth}{inner}L{body.chest - 7} {body.armhole - 3}Z")
    return Sleeve(outline, (x1, y1), (x2, y2), (ux, uy), arm.angle, kind in _GATHERED)


def draw_sleeves(s: Sketch, body: Torso, kind: str, *, cuff: str = "hem", right: bool = True) -> None:
    """Both sleeves (or the left one), behind the body. `cuff`: hem, rib, shirt, turned, strap, none."""
    made = sleeve(kind, body)
    if made is None:
        return
    for mirror in (False, True) if right else (True,):
        _draw(s, made, kind, cuff, mirror=mirror)


def _draw(s: Sketch, made: Sleeve, kind: str, cuff: str, *, mirror: bool) -> None:
    def side(shape: Path) -> Path:
        return flip(shape) if mirror else shape

    turn = made.angle if mirror else -made.angle
    s.piece(side(made.outline), turn=turn, shade="left" if mirror else "right")
    (x1, y1), (x2, y2), (ux, uy) = made.outer, made.inner, made.along
    length = math.hypot(x1, y1)
    if made.gathered:
        for share in (0.18, 0.4, 0.62, 0.84):
            x, y = x1 + (x2 - x1) * share, y1 + (y2 - y1) * share
            s.line(side(line((x - ux * 1.5, y - uy * 1.5), (x - ux * 6, y - uy * 6))), 1, opacity=0.8)
    if length > 38 and kind != "bell":
        x, y = x1 + (x2 - x1) * 0.8 - ux * 22, y1 + (y2 - y1) * 0.8 - uy * 22
        s.line(side(line((x, y), (x + 5, y - 1.2))), 1, opacity=0.45)
    _cuff(s, made, cuff, side, turn)


def _cuff(s: Sketch, made: Sleeve, cuff: str, side: Callable[[Path], Path], turn: float) -> None:
    fill = s.accent if s.has("contrast_cuffs") else None
    (x1, y1), (x2, y2), (ux, uy) = made.outer, made.inner, made.along
    if cuff == "rib":
        s.piece(side(made.band(5.5, 0.1)), fill=fill or s.tones, turn=turn, shade="down")
        ribs(s, [side(line((x1 + (x2 - x1) * k - ux * 5, y1 + (y2 - y1) * k - uy * 5),
                           (x1 + (x2 - x1) * k, y1 + (y2 - y1) * k))) for k in (0.14, 0.28, 0.42, 0.56, 0.7, 0.84)])  # fmt: skip
    elif cuff in ("shirt", "turned") or made.gathered:
        s.piece(
            side(made.band(6.5 if cuff == "turned" or s.has("french_cuffs") else 4.6, 0.5)),
            fill=fill,
            turn=turn,
            shade="down",
        )
        if cuff == "shirt" and not made.gathered:
            x, y = x1 + (x2 - x1) * 0.72 - ux * 2.3, y1 + (y2 - y1) * 0.72 - uy * 2.3
            (centre,) = side(path(f"M{x} {y}")).points()
            s.button(*centre, 0.75)
    elif cuff == "hem":
        s.stitch(side(line((x1 - ux * 2, y1 - uy * 2), (x2 - ux * 2, y2 - uy * 2))))


def ribs(s: Sketch, lines: list[Path]) -> None:
    for one in lines:
        s.line(one, 0.9, opacity=0.75)
