"""What hangs from the shoulders: the shape of its surface, and the four panels that it is sewn from."""

import math

import msgspec
import numpy as np

from assets.garments.curves import blend, eased, smooth
from assets.garments.folds import Crease, creases, drape
from assets.garments.form import Form
from assets.garments.sheets import Array, Sheet, mirrored, sheet, turned

__all__ = ["Bodice", "Neckline", "armhole", "front_panel", "neck_edge", "neckline", "on", "panels", "patch"]
_ROUND = 2.3
"""Exponent of the super-ellipse that a trunk's section is."""
_CAP_M = 0.15
_COLUMNS, _NECK_COLUMNS, _RISE_ROWS = 15, 7, 15


class Neckline(msgspec.Struct, frozen=True):
    """An opening: how far it is wider than the neck, how deep in front and behind, and the way its edge runs."""

    wide: float = 0.012
    deep: float = 0.085
    back: float = 0.018
    curve: str = "round"


class Bodice(msgspec.Struct, frozen=True, kw_only=True):
    """A piece that hangs from the shoulders, in metres. follow: 0 hangs straight from the breast, 1 goes with the
    waist.

    flare: how much the half width grows per metre below the waist; waves: how deep its folds are at the hem.
    """

    form: Form
    ease: float = 0.015
    follow: float = 0.4
    hem: float = 0.83
    flare: float = 0.0
    waves: float = 0.004
    folds: int = 7
    shoulder: float = 0.0
    """How far the shoulder seam reaches beyond the shoulder, or (negative) ends before it."""
    drop: float = 0.0
    """How much deeper than the arm the armhole is."""
    neck: Neckline = Neckline()
    tail: float = 0.0
    """How much lower the hem hangs at the middle than at the sides."""
    seam: float | None = None
    """Height of a waist seam from which a skirt falls in flares."""
    lift: float = 0.0
    """Padding of the shoulders."""
    puff: float = 0.0
    """How far quilted channels stand out: what lies on the cloth lies above them."""
    over: float = 0.0
    """How far at least it stands off what is worn below it, where anything is."""
    seed: int = 1

    @property
    def underarm(self) -> float:
        return self.form.underarm_y - self.drop - self.ease * 0.6

    @property
    def tip(self) -> tuple[float, float]:
        """Where the shoulder seam ends: x and y."""
        form = self.form
        x = form.shoulder_x + self.shoulder + self.ease * 0.35
        slope = (form.neck_y - form.shoulder_y) / (form.shoulder_x - form.neck_x)
        y = form.neck_y - slope * (x - form.neck_x) + self.ease * 0.45 + self.lift
        return x, y - max(0.0, x - form.shoulder_x) ** 2 * 6

    @property
    def neck_point(self) -> tuple[float, float]:
        x = self.form.neck_x + self.neck.wide
        return x, float(self.ridge(np.array(x)))

    def ridge(self, x: Array) -> Array:
        """Height of the line along the shoulders that parts front and back."""
        form, (tip_x, tip_y) = self.form, self.tip
        x = np.abs(x)
        top = form.neck_y + self.ease * 0.4
        on = top + (tip_y - top) * (x - form.neck_x) / (tip_x - form.neck_x)
        neck = top + 0.05 * (1 - (x / form.neck_x) ** 2)
        return np.asarray(np.where(x < form.neck_x, neck, on))

    def section(self, y: Array | float) -> Array:
        """(…, 3): half width, front and back depth of the cloth at heights y."""
        y = np.asarray(y, float)
        form, low = self.form, np.minimum(np.asarray(y, float), self.underarm)
        body = form.body(low)
        breast = np.maximum(form.body(1.265), form.body(self.underarm))
        waist = form.body(form.waist_y)
        hang = np.maximum(body, np.where((low < 1.265)[..., None], breast * (0.985, 0.97, 0.985), breast))
        follow = self.follow * np.where(low < form.waist_y, 0.75, 1.0)[..., None]
        shape = hang + (body - hang) * follow
        if self.seam is not None:
            under = smooth(self.seam - low, 0.0, 0.02)[..., None]
            skirt = np.maximum(waist + (body - waist) * np.clip(1 - self.flare * 1.2, 0, 1), waist)
            shape = shape + (skirt - shape) * under
        start = self.seam if self.seam is not None else form.waist_y + 0.12
        wide = self.flare * np.maximum(0.0, start - low)[..., None] * np.array((1.0, 0.8, 0.85))
        stood = shape + self.ease * np.array((1.0, 0.9, 0.9)) + wide
        under = body + (hang - body) * 0.6 + self.over
        return np.asarray(np.maximum(stood, under) if self.over else stood)

    def at(self, x: Array | float, y: Array | float, side: int = 1, *, out: float = 0.0) -> Array:
        """Points (…, 3) on the front (side 1) or the back (-1) at x and y, `out` metres off the cloth."""
        x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
        section = self.section(y)
        width = self._reach(y, section[..., 0])
        depth = self._depth(y, section, side)
        share = np.clip(np.abs(x) / width, 0, 1)
        bulge = (1 - share**_ROUND) ** (1 / _ROUND)
        close = np.clip((self.ridge(x) - y) / _CAP_M, 0, 1)
        cap = (1 - (1 - close) ** 2.4) ** (1 / 2.4)
        base = blend(self._ridge_z(x), self.form.middle(y), cap)
        points = np.stack([x, y, base + side * depth * bulge * cap], axis=-1)
        return points if out == 0 else points + out * self._outward(points, side, cap, share)

    def _reach(self, y: Array, width: Array) -> Array:
        """Half width of the trunk where arms are thought away."""
        up = smooth(y, self.underarm, self.form.shoulder_y)
        return np.asarray(blend(width, max(self.tip[0], float(width.max())) + 0.012, up))

    def _depth(self, y: Array, section: Array, side: int) -> Array:
        k = 1 if side > 0 else 2
        upper = self.form.body(y)[..., k] + self.ease * 0.8
        return np.asarray(
            np.where(
                y > self.underarm,
                upper + (section[..., k] - upper) * (1 - smooth(y, self.underarm, self.underarm + 0.06)),
                section[..., k],
            )
        )

    def _ridge_z(self, x: Array) -> Array:
        return eased((0.0, self.form.neck_x, self.tip[0]), (-0.035, -0.035, -0.012), np.abs(x))

    def _outward(self, points: Array, side: int, cap: Array, share: Array) -> Array:
        lean = np.stack([np.sign(points[..., 0]) * share**1.5, 1 - cap, side * (1 - share**4) + 1e-3 * side], axis=-1)
        return np.asarray(lean / np.linalg.norm(lean, axis=-1, keepdims=True))


def neckline(body: Bodice, side: int, p: Array) -> Array:
    """(…, 2): x and y along the neck's edge; p: 0 at the centre, 1 at the shoulder seam."""
    neck = body.neck
    wide, top = body.neck_point
    deep = neck.deep if side > 0 else neck.back
    match neck.curve if side > 0 else "round":
        case "v":
            x, fall = wide * (0.86 * p + 0.14 * p**3), 1 - p * (0.9 + 0.1 * p)
        case "square":
            bend = 0.58
            x = wide * np.minimum(p / bend, 1.0) * (0.93 + 0.07 * smooth(p, bend, 1))
            fall = 1 - np.clip((p - bend) / (1 - bend), 0, 1)
        case "boat":
            x, fall = wide * p, (1 - p**2.2)
        case "heart":
            x = wide * p
            fall = 1 - 0.30 * np.sin(np.pi * np.clip(p / 0.8, 0, 1)) ** 0.8 - smooth(p, 0.72, 1.0) * 1.0
        case _:
            x, fall = wide * np.sin(p * np.pi / 2), np.cos(p * np.pi / 2) ** 1.1
    return np.stack([x, top - deep * fall], axis=-1)


def _top(body: Bodice, side: int) -> Array:
    """(columns, 2): where each column of a panel ends, from the centre by the neck point to the shoulder's tip."""
    p = np.linspace(0, 1, _NECK_COLUMNS)
    edge = neckline(body, side, p)
    x = np.linspace(edge[-1, 0], body.tip[0], _COLUMNS - _NECK_COLUMNS + 1)[1:]
    return np.concatenate([edge, np.stack([x, body.ridge(x)], axis=1)])


def armhole(body: Bodice, y: Array, side: int) -> Array:
    """x of the armhole's edge at heights from the underarm to the shoulder's tip."""
    width = float(body.section(body.underarm)[0])
    tip_x, tip_y = body.tip
    t = np.clip((y - body.underarm) / (tip_y - body.underarm), 0, 1)
    scoop = (0.020 if side > 0 else 0.010) + max(0.0, width - tip_x) * 0.2
    return np.asarray(blend(width, tip_x, t**1.2) - scoop * np.sin(np.pi * t**0.62) ** 1.5)


def _heights(body: Bodice) -> Array:
    """Shares of the way from the hem to the underarm: close where cloth creases, wider where it only hangs."""
    whole = body.underarm - body.hem
    hung = body.form.waist_y - 0.16 - body.hem
    if hung < 0.05:
        return np.linspace(0, 1, max(int(whole / 0.022), 6))
    share = hung / whole
    lower, upper = max(int(hung / 0.042), 2), int((whole - hung) / 0.022)
    return np.concatenate([np.linspace(0, share, lower + 1)[:-1], np.linspace(share, 1, upper)])


def front_panel(body: Bodice, side: int = 1, rows: int | None = None) -> Sheet:
    """The left half of the front (or, side -1, of the back), from the hem to the neck, the shoulder and the armhole."""
    top = _top(body, side)
    below = np.linspace(0, 1, rows) if rows else _heights(body)
    angle = np.linspace(0, np.pi / 2, _COLUMNS)
    round_x = np.sin(angle) ** (2 / _ROUND)
    half = np.where(top[:, 1] > body.underarm + 0.05, body.underarm, top[:, 1] - 0.05)
    half = half + np.linspace(0, 1, _COLUMNS) ** 3 * (body.underarm - half)
    low = body.hem - body.tail * (np.cos(angle) ** 2 - 0.5)
    t_low, t_up = below[:, None], np.linspace(0, 1, _RISE_ROWS)[1:, None]
    y = np.concatenate([blend(low, half, t_low), blend(half, top[:, 1], 1 - (1 - t_up) ** 1.25)])
    over = y > body.underarm
    edge = np.where(over, armhole(body, y, side), body.section(y)[..., 0])
    share = blend(round_x, top[:, 0] / body.tip[0], np.concatenate([np.zeros_like(t_low), smooth(t_up)]) ** 0.9)
    x = edge * share
    x[-1] = top[:, 0]
    points = body.at(x, y, side)
    return _finished(body, points, angle, side)


def _finished(body: Bodice, points: Array, angle: Array, side: int) -> Sheet:
    """The panel with its cloth coordinates, its folds and the flares of its skirt."""
    y = points[..., 1]
    folds = _falls(body, np.broadcast_to(angle, y.shape), y, side)
    made = sheet(points, _cloth(body, np.broadcast_to(angle, y.shape), y, side), folds)
    return made if side > 0 else turned(made)


def _cloth(body: Bodice, angle: Array, y: Array, side: int) -> Array:
    chest = body.section(1.25)
    reach = math.sqrt((chest[0] ** 2 + (chest[1 if side > 0 else 2]) ** 2) / 2) * angle
    u = reach if side > 0 else math.pi * float(chest[0]) * 0.9 - reach
    return np.stack([u, -y], axis=-1)


def _falls(body: Bodice, angle: Array, y: Array, side: int) -> Array:
    """How far folds push the cloth out; angle: 0 at the centre, a quarter turn at the side."""
    start = body.seam if body.seam is not None else body.underarm - 0.05
    fall = smooth(start - y, 0.0, max(start - body.hem, 0.05)) ** 0.8
    size = body.waves * fall + 0.0012 * smooth(body.underarm + 0.08 - y, 0, 0.12)
    round_ = angle if side > 0 else np.pi - angle
    hung = drape(round_, y, size=1.0, count=body.folds, seed=body.seed) * size
    pulled = creases(round_ * 2, y + 0.15 * angle, Crease(body.waves * 0.5, seed=body.seed + 5, pitch=0.075))
    near_waist = np.exp(-(((y - body.form.waist_y) / 0.07) ** 2)) * min(body.follow, 0.8) * smooth(angle, 0.3, 1.2)
    near_arm = np.exp(-(((y - body.underarm + 0.03) / 0.06) ** 2)) * smooth(angle, 0.5, 1.3)
    return np.asarray(hung + pulled * (near_waist + near_arm))


class Laid(msgspec.Struct, frozen=True):
    """How a rectangle of cloth lies on another: `out` metres off it, in so many rows and columns.

    round_: how far its lower edge is drawn up at the corners; swell: how much fuller it is in its middle.
    """

    out: float = 0.003
    size: tuple[int, int] = (8, 8)
    round_: float = 0.0
    swell: float = 0.0


def patch(body: Bodice, x: tuple[float, float], y: tuple[float, float], laid: Laid, side: int = 1) -> Sheet:
    """A rectangle of cloth from x[0] to x[1] and y[0] to y[1] on the front or the back."""
    rows, columns = laid.size
    across, up = np.linspace(0, 1, columns)[None, :], np.linspace(0, 1, rows)[:, None]
    xs = np.broadcast_to(x[0] + (x[1] - x[0]) * across, (rows, columns))
    ys = y[0] + (y[1] - y[0]) * up + laid.round_ * np.abs(2 * across - 1) ** 3 * (1 - up)
    full = laid.swell * (4 * across * (1 - across)) ** 0.5 * (4 * up * (1 - up)) ** 0.5
    return on(body, xs, ys, side, out=laid.out + full)


def on(body: Bodice, x: Array, y: Array, side: int = 1, *, out: Array | float = 0.003) -> Sheet:
    """A sheet over any grid of x and y that follows the cloth and its folds; columns from right to left."""
    share = np.clip(np.abs(x) / body._reach(y, body.section(y)[..., 0]), 0, 1)
    angle = np.arcsin(share ** (_ROUND / 2))
    folds = _falls(body, angle, y, side) + out + body.puff * 0.5
    made = sheet(body.at(x, y, side), _cloth(body, angle * np.sign(x), y, side), folds)
    return made if side > 0 else turned(made)


def panels(body: Bodice) -> list[Sheet]:
    """The four panels of the trunk: left and right front, left and right back."""
    front, back = front_panel(body), front_panel(body, -1)
    return [front, mirrored(front), back, mirrored(back)]


def _edge(body: Bodice, side: int, p: Array) -> Array:
    line = neckline(body, side, p)
    return body.at(line[..., 0], line[..., 1], side)


def neck_edge(body: Bodice, count: int = 12) -> Array:
    """(4 count + 1, 3): the neck's edge once round, from the centre front by the left shoulder and the back."""
    p = np.linspace(0, 1, count + 1)
    front, back = (_edge(body, side, p) for side in (1, -1))
    left = np.concatenate([front, back[::-1][1:]])
    right = left * (-1, 1, 1)
    return np.concatenate([left, right[::-1][1:]])
