"""Shoes and boots: an upper drawn over a last, between the line where it meets the sole and the line of its opening."""

import msgspec
import numpy as np

from assets.garments.curves import Cord, blend, eased, hermite, smooth
from assets.garments.sheets import Array, Sheet, sheet, turned
from assets.garments.work import Work

__all__ = ["OPENINGS", "Last", "Opening", "cord", "heel", "insole", "put", "rim", "sole", "upper"]
_ROUND = 61
_OUT_TURN = 0.12
"""Toes point outward by so many radians."""


class Last(msgspec.Struct, frozen=True, kw_only=True):
    """The form of one shoe in metres. Its own frame: x to the outside, z to the toe, the heel's back at z = 0."""

    long: float
    toe: str = "round"
    heel: float = 0.012
    sole: float = 0.010
    welt: float = 0.003
    """How far the sole stands out."""
    broad: float = 1.0

    @property
    def point(self) -> float:
        """How much longer than the foot the toe is."""
        return {"point": 0.030, "almond": 0.014, "wingtip": 0.012, "cap": 0.006, "square": 0.010}.get(self.toe, 0.002)

    def lift(self, z: Array) -> Array:
        """Height of the foot's underside above the ground."""
        share = np.clip(z / self.long, -0.05, 1.2)
        rise = eased((0.0, 0.16, 0.30, 0.52, 0.68, 0.84, 1.1), (1.0, 0.97, 0.80, 0.30, 0.03, 0.0, 0.0), share)
        spring = 0.010 * np.clip((share - 0.76) / 0.3, 0, 1) ** 2
        return np.asarray(self.sole + (self.heel - self.sole) * rise * (self.heel > self.sole) + spring)

    def feather(self, turn: Array, out: float = 0.0) -> Array:
        """(n, 3): the line where upper and sole meet.

        turn: 0 at the heel's back, a quarter on the outside, half at the toe.
        """
        long = self.long + self.point
        c, s = np.cos(turn), np.sin(turn)
        z = long / 2 * (1 - c)
        share = z / long
        half = self.broad * eased(
            (0.0, 0.06, 0.15, 0.32, 0.45, 0.68, 0.80, 0.92, 1.0),
            (0.012, 0.024, 0.032, 0.0325, 0.033, 0.045, 0.043, 0.027, 0.004),
            share,
        )
        if self.toe in ("point", "almond", "wingtip"):
            half = half * (1 - (0.30 if self.toe == "point" else 0.12) * smooth(share, 0.72, 1.0))
        if self.toe == "square":
            half = np.maximum(half, 0.026 * smooth(share, 0.8, 0.9) * (share < 0.999))
        inner = np.where(s < 0, 0.94 - 0.16 * np.exp(-(((share - 0.42) / 0.16) ** 2)), 1.0)
        soft = np.clip(np.abs(s) * 3.2, 0, 1) ** 0.6
        x = (
            np.sign(s) * (half * inner * soft)
            + 0.007 * np.sin(np.pi * np.clip(share, 0, 1))
            - 0.006 * smooth(share, 0.7, 1.0)
        )
        away = np.stack([np.sign(s) * np.clip(np.abs(s) * 2, 0, 1), -c], axis=1)
        away /= np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
        return np.stack([x + out * away[:, 0], self.lift(z), z + out * away[:, 1]], axis=1)


class Opening(msgspec.Struct, frozen=True):
    """Where the foot goes in: from and to (share of the length), half width, heights at back, side and front."""

    back: float
    front: float
    wide: float
    high_back: float
    high_side: float
    high_front: float


OPENINGS = {
    "pump": Opening(0.0, 0.70, 0.031, 0.058, 0.030, 0.026),
    "loafer": Opening(0.0, 0.50, 0.031, 0.062, 0.048, 0.062),
    "lace": Opening(0.01, 0.43, 0.031, 0.068, 0.052, 0.080),
    "ankle": Opening(0.00, 0.36, 0.036, 0.125, 0.125, 0.125),
    "slipper": Opening(0.02, 0.52, 0.030, 0.05, 0.042, 0.064),
    "sock": Opening(0.01, 0.44, 0.034, 0.078, 0.060, 0.088),
}


def rim(last: Last, told: Opening, turn: Array) -> Array:
    """(n, 3): the edge of the opening, its points matched to the feather line's."""
    long = last.long
    middle, half = (told.back + told.front) / 2 * long, (told.front - told.back) / 2 * long
    z = middle - half * np.cos(turn)
    x = told.wide * np.sign(np.sin(turn)) * np.abs(np.sin(turn)) ** 0.85 + 0.003
    share = (1 - np.cos(turn)) / 2
    high = eased(
        (0.0, 0.25, 0.5, 0.78, 1.0),
        (
            told.high_back,
            told.high_back * 0.35 + told.high_side * 0.65,
            told.high_side,
            (told.high_side + told.high_front) / 2,
            told.high_front,
        ),
        share,
    )
    return np.stack([x, last.lift(z) + high, z], axis=1)


def upper(last: Last, told: Opening, rows: int = 15) -> Array:
    """(rows, n, 3): the upper's points, from the feather line to the opening."""
    turn = np.linspace(0, 2 * np.pi, _ROUND)
    low, top = last.feather(turn), rim(last, told, turn)
    gap = np.linalg.norm(top - low, axis=1, keepdims=True)
    toe = smooth((1 - np.cos(turn)) / 2, 0.55, 1.0)[:, None]
    away = low * (1, 0, 1) - np.array((0.003, 0, 0.45 * last.long))
    away = away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
    leave = np.array((0, 1.0, 0)) * (0.045 + 0.012 * toe + gap * 0.25 * (1 - toe)) + away * (0.012 + 0.010 * toe)
    slope = np.array((0.0, 0.42, -1.0))
    arrive = blend(np.broadcast_to(np.array((0.0, 1.0, 0.0)), low.shape) * gap * 0.8, slope * gap * 1.1, toe)
    t = np.linspace(0, 1, rows) ** 1.15
    return hermite(low, top, leave, arrive, t)


def placed(work: Work, points: Array) -> Array:
    """From the left shoe's frame to the wearer's: where the foot stands."""
    c, s = np.cos(_OUT_TURN), np.sin(_OUT_TURN)
    x, z = points[..., 0], points[..., 2] - 0.078
    return np.stack([x * c + z * s + 0.096, points[..., 1], -x * s + z * c], axis=-1)


def put(work: Work, part: str, role: str, *grids: Array | Sheet, thick: float = 0.0, up: bool = False) -> None:
    """Adds grids given in the shoe's frame, for both feet; their outside is away from the foot, or (up) above."""
    made = []
    for grid in grids:
        one = _facing(work, grid if isinstance(grid, Sheet) else sheet(grid), up=up)
        made.append(Sheet(placed(work, one.points), one.cloth, one.folds))
    work.add(part, role, *made, both=True, thick=thick, depth=max(thick, 0.002))


def _facing(work: Work, one: Sheet, *, up: bool) -> Sheet:
    p = one.points
    normal = np.cross(p[:-1, 1:] - p[:-1, :-1], p[1:, :-1] - p[:-1, :-1])
    away = np.array((0, 1.0, 0)) if up else p[:-1, :-1] - np.array((0.003, 0.045, 0.45 * work.form.foot))
    return one if float((normal * away).sum()) > 0 else turned(one)


def cord(work: Work, part: str, role: str, path: Array, made: Cord) -> None:
    """A cord given in the shoe's frame, for both feet; a flat one lies on the foot."""
    if made.flat != 1:
        made = msgspec.structs.replace(made, up=np.array((0.0, 0.3, 1.0)))
    work.tube(part, role, placed(work, np.asarray(path, float)), made, both=True)


def sole(work: Work, last: Last, role: str, *, bottom: Array | None = None, part: str = "sole") -> None:
    """A sole of the last's thickness that follows its underside; bottom: heights of its lower face."""
    turn = np.linspace(0, 2 * np.pi, _ROUND)
    top = last.feather(turn, last.welt) + (0, 0.003, 0)
    low = last.feather(turn, last.welt * 0.8)
    low[:, 1] = np.maximum(low[:, 1] - last.sole, 0.0) if bottom is None else bottom
    inner = last.feather(turn, -0.004) + (0, 0.004, 0)
    under = low.copy()
    under[:, 0] = 0.004 + (low[:, 0] - 0.004) * 0.02
    rows = np.stack([under, low, low + (0, 0.001, 0), blend(low, top, 0.5), top, inner])
    put(work, part, role, rows)


def heel(work: Work, last: Last, kind: str, role: str) -> None:
    """The heel below the seat, where it is a body of its own."""
    high = float(last.lift(np.array(0.02))) - last.sole * 0.5
    if kind == "wedge":
        sole(work, last, role, bottom=np.zeros(_ROUND), part="heel")
    elif kind in _HEELS and high >= 0.012:
        put(work, "heel", role, _heel(last, kind))


_HEELS = {
    "stiletto": (0.020, 0.0055, 2.6),
    "kitten": (0.019, 0.0075, 2.0),
    "block": (0.027, 0.024, 1.0),
    "stacked": (0.031, 0.029, 1.0),
    "cuban": (0.028, 0.020, 1.0),
}
"""Kind → half width at the seat and on the ground in metres, and how soon it narrows."""


def _heel(last: Last, kind: str) -> Array:
    seat, foot, soon = _HEELS[kind]
    slim = soon > 1
    angle = np.linspace(0, 2 * np.pi, 25)
    rows = []
    for t in np.linspace(0, 1, 7):
        r, back = foot + (seat - foot) * (1 - t) ** soon, 0.002 + (0.010 if slim else 0.004) * t
        z = back + r * (1 - np.cos(angle))
        z = z if slim else np.minimum(z, back + 1.75 * r)
        rows.append(np.stack([0.002 + r * np.sin(angle), (last.lift(z) - last.sole * 0.6) * (1 - t), z], axis=1))
    rows.append(rows[-1] * 0.02 + rows[-1].mean(axis=0) * 0.98)
    return np.stack(rows)


def insole(work: Work, last: Last, role: str) -> None:
    """The bed under the foot."""
    turn = np.linspace(0, 2 * np.pi, _ROUND)
    edge = last.feather(turn, -0.003) + (0, 0.002, 0)
    spine = edge * (0, 1, 1) + (0.003, 0, 0)
    put(work, "insole", role, np.stack([edge, blend(edge, spine, 0.5), spine]), up=True)
