"""Trousers, shorts, leggings and the legs of one-pieces: two legs that part at the crotch."""

import msgspec
import numpy as np

from assets.garments.curves import Cord, blend, eased, smooth
from assets.garments.folds import Crease, creases, drape
from assets.garments.form import Form
from assets.garments.sheets import Array, Sheet, sheet, turned
from assets.garments.work import Spot, Work

__all__ = [
    "HEM",
    "LEGS",
    "RISES",
    "Legs",
    "Shape",
    "hip_depth",
    "hip_patch",
    "hip_ring",
    "leg_patch",
    "legs_of",
    "waistband",
]
HEM = {"thigh": 0.62, "above_knee": 0.545, "knee": 0.47, "calf": 0.30, "ankle": 0.115, "full": 0.040}


class Shape(msgspec.Struct, frozen=True):
    """How far the cloth stands off the leg at the thigh, the knee, the calf and the hem, in metres."""

    thigh: float
    knee: float
    calf: float
    hem: float


LEGS = {
    "skinny": Shape(0.004, 0.004, 0.004, 0.006),
    "slim": Shape(0.010, 0.014, 0.020, 0.040),
    "straight": Shape(0.016, 0.030, 0.036, 0.062),
    "tapered": Shape(0.022, 0.030, 0.026, 0.036),
    "wide": Shape(0.024, 0.058, 0.078, 0.112),
    "flared": Shape(0.010, 0.014, 0.052, 0.104),
    "bootcut": Shape(0.012, 0.018, 0.036, 0.074),
    "barrel": Shape(0.026, 0.070, 0.064, 0.050),
}
RISES = {"low": 0.965, "mid": 1.01, "high": 1.065}
_SIDE, _INNER = 19, 9
_BEND = 2.2


class Legs(msgspec.Struct, frozen=True, kw_only=True):
    """A pair of legs, in metres of height; ease: how far it stands off the hips."""

    form: Form
    shape: Shape
    top: float = 1.01
    hem: float = 0.04
    ease: float = 0.008
    drop: float = 0.0
    """How much lower than the body's the crotch hangs."""
    folds: float = 0.004
    press: bool = False
    """Whether there is a pressed crease down the front."""
    pleats: bool = False

    @property
    def crotch(self) -> float:
        return self.form.crotch_y - 0.012 - self.drop

    def hips(self, y: Array) -> Array:
        """(…, 3): half width, front and back depth of the cloth above the crotch."""
        body = self.form.body(np.maximum(y, self.form.crotch_y))
        return np.asarray(
            body
            + np.array((1.0, 0.8, 0.8))
            * (self.ease + 0.4 * self.shape.thigh * smooth(self.top - 0.06 - y, 0, 0.15))[..., None]
        )

    def ring(self, y: Array) -> Array:
        """(…, 4): x and z of the leg's axis and its half width and half depth, below the crotch."""
        leg = self.form.leg(np.minimum(y, 0.80))
        keys = (0.04, 0.30, 0.48, 0.72, 0.80)
        told = self.shape
        off = eased(keys, (told.hem, told.calf, told.knee, told.thigh, told.thigh * 0.8), y)
        low = np.stack([leg[..., 2] + off, leg[..., 3] * 0.95 + off], axis=-1)
        shift = np.maximum(low[..., 0] - leg[..., 0] * 0.96, 0.0)
        return np.stack([leg[..., 0] + shift, leg[..., 1] * 0.6, low[..., 0], low[..., 1]], axis=-1)


def legs_of(told: Legs) -> list[Sheet]:
    """The sheets of the left leg: its outside from the waist to the hem, and its inside from the crotch to the hem."""
    down = int((told.crotch - told.hem) / 0.024) + 2
    upper = np.linspace(told.top, told.crotch, 13)
    lower = np.linspace(told.crotch, told.hem, max(down, 5))
    outside = np.concatenate([_above(told, upper), _below(told, lower, _outer_angles())[1:]])
    inside = _below(told, lower, _inner_angles())
    inside[0] = _saddle(told)
    # The fork's two ends are the same points in both sheets.
    inside[:, 0], inside[:, -1] = outside[len(upper) - 1 :, -1], outside[len(upper) - 1 :, 0]
    return [_leg_sheet(told, outside[::-1], 0.0), _leg_sheet(told, inside[::-1], np.pi)]


def _outer_angles() -> Array:
    """Round the outside of the leg, from the front of the fork by the side to its back; 0 points to the side."""
    return np.linspace(0.78, -0.78, _SIDE) * np.pi


def _inner_angles() -> Array:
    return np.linspace(-0.78, -1.22, _INNER) * np.pi


def _above(told: Legs, y: Array) -> Array:
    """Half of the hips: from the centre front by the side to the centre back."""
    angle = np.linspace(0, np.pi, _SIDE)
    hips = told.hips(y)
    sine, cosine = np.sin(angle), np.cos(angle)
    x = hips[:, :1] * sine ** (2 / _BEND)
    z = hip_depth(told, hips[:, None, :], cosine[None, :], y[:, None])
    return np.stack([x, np.broadcast_to(y[:, None], x.shape), z], axis=2)


def hip_depth(told: Legs, hips: Array, cosine: Array, y: Array) -> Array:
    """z on the hips; towards the crotch the seam in the middle draws in under the body."""
    deep = np.where(cosine > 0, hips[..., 1], hips[..., 2])
    z = deep * np.sign(cosine) * np.abs(cosine) ** (2 / _BEND)
    low = smooth(told.form.hip_y + 0.10 - y, 0, told.form.hip_y + 0.10 - told.crotch)
    return np.asarray(z * (1 - 0.33 * low * np.abs(cosine) ** 2.2) + told.form.middle(y))


def _below(told: Legs, y: Array, angle: Array) -> Array:
    """Rings of the leg; from the fork's shape at the crotch they grow round."""
    ring = told.ring(y)
    x = ring[:, :1] + ring[:, 2:3] * np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** 0.95
    z = ring[:, 1:2] + ring[:, 3:4] * np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** 0.95
    made = np.stack([x, np.broadcast_to(y[:, None], x.shape), z], axis=2)
    if len(angle) == _SIDE:
        start = _above(told, y[:1])[0]
        share = smooth(told.crotch - y, 0.0, 0.20)[:, None, None] ** 0.9
        made = blend(np.broadcast_to(start * (1, 0, 1), made.shape) * (1, 0, 1) + made * (0, 1, 0), made, share)
    else:
        near = smooth(told.crotch - y, 0.0, 0.16)[:, None]
        made[..., 0] = made[..., 0] * near + np.maximum(made[..., 0], 0.0) * (1 - near) * 0.25
    return made


def _saddle(told: Legs) -> Array:
    """The seam between the legs, from the fork's back under the body to its front."""
    ends = _above(told, np.array([told.crotch]))[0]
    t = np.linspace(0, 1, _INNER)
    z = blend(ends[-1, 2], ends[0, 2], t)
    return np.stack([0 * t, told.crotch - 0.030 * np.sin(np.pi * t), z], axis=1)


def _leg_sheet(told: Legs, points: Array, turn: float) -> Sheet:
    measured = sheet(points)
    y = points[..., 1]
    axis = told.form.leg(np.minimum(y, 0.8))
    angle = np.arctan2(points[..., 2] - axis[..., 1], points[..., 0] - axis[..., 0])
    loose = np.clip(told.ring(np.minimum(y, 0.8))[..., 2] - axis[..., 2], 0.004, 0.08) / 0.05
    below = smooth(told.crotch + 0.03 - y, 0, 0.14)
    folds = (
        drape(angle, y, size=told.folds, count=5, seed=6)
        * below
        * np.minimum(loose, 1.8)
        * smooth(told.crotch - y, 0, 0.3)
    )
    bend = (
        np.exp(-(((y - 0.50) / 0.06) ** 2))
        + 0.9 * np.exp(-(((y - told.crotch + 0.02) / 0.05) ** 2))
        + 1.1 * smooth(0.14 - y, 0, 0.10) * (told.hem < 0.1)
    )
    folds = folds + creases(angle, y, Crease(told.folds * 0.9, seed=7, pitch=0.06)) * bend * below
    folds = folds + 0.0018 * creases(angle, y - 0.3 * np.abs(points[..., 0]), Crease(1.0, seed=8, pitch=0.08)) * np.exp(
        -(((y - told.crotch - 0.05) / 0.06) ** 2)
    )
    if told.press:
        ridge = np.exp(-((np.abs(np.abs(angle) - np.pi / 2) / 0.10) ** 2)) * smooth(told.top - 0.10 - y, 0, 0.2)
        folds = folds * 0.6 + 0.006 * ridge
    if told.pleats:
        share = np.clip(points[..., 0] / 0.17, 0, 1)
        depth = np.exp(-(((share - 0.42) / 0.05) ** 2)) + 0.8 * np.exp(-(((share - 0.62) / 0.05) ** 2))
        folds = folds + 0.006 * depth * (points[..., 2] > 0) * np.exp(-(((told.top - y) / 0.14) ** 2)) * smooth(
            told.top - y, 0, 0.03
        )
    cloth = np.stack([measured.cloth[..., 0] + turn * 0.1, -y], axis=2)
    return sheet(points, cloth, folds)


def hip_ring(told: Legs, y: float, out: float, count: int = 49) -> Array:
    """(n, 3): round the hips at y, from the centre front by the left."""
    angle = np.linspace(0, 2 * np.pi, count)
    hips = told.hips(np.array(y))
    x = (hips[0] + out) * np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** (2 / _BEND)
    deep = np.where(np.cos(angle) > 0, hips[1], hips[2]) + out
    z = deep * np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** (2 / _BEND) + float(told.form.middle(y))
    return np.stack([x, np.full(count, y), z], axis=1)


def hip_patch(told: Legs, x: Array, y: Array, side: int, out: float) -> Sheet:
    """A sheet over x and y on the front (1) or the back (-1) of the hips."""
    hips = told.hips(y)
    sine = np.clip(np.abs(x) / hips[..., 0], 0, 0.999) ** (_BEND / 2)
    z = hip_depth(told, hips, side * np.sqrt(1 - sine**2), y)
    made = sheet(np.stack([x, y, z], axis=-1), np.stack([x, -y], axis=-1), np.full(x.shape, out))
    return made if side > 0 else turned(made)


def waistband(work: Work, told: Legs, closure: str, role: str = "cloth") -> None:
    """The band at the waist; loops and a button for a fly, gathers and a cord for a drawstring."""
    elastic = closure in ("elastic", "drawstring")
    deep = 0.045 if elastic else 0.036
    turn = np.linspace(0, 2 * np.pi, 97 if elastic else 49)
    rows = []
    for t, out in ((0.0, 0.001), (0.15, 0.0045), (0.5, 0.005), (0.85, 0.0045), (1.0, 0.001)):
        ring = hip_ring(told, told.top - deep * (1 - t) + 0.006, out, len(turn))
        if elastic:
            push = np.stack([np.sin(turn), 0 * turn, np.cos(turn)], axis=1)
            ring = ring + push * (0.0022 * np.sin(turn * 46) * np.sin(np.pi * t))[:, None]
        rows.append(ring)
    tight = work.order.category in ("leggings", "sports_bottom")
    work.add(
        "waistband",
        "cloth:rib" if elastic and work.order.has("ribbing") else role,
        sheet(np.stack(rows)),
        thick=0.002 if tight else 0.003,
        depth=0.003,
    )
    front = float(hip_ring(told, told.top - deep / 2 + 0.006, 0.008)[0, 2])
    if closure == "drawstring" or work.order.has("drawstring_waist"):
        for sign in (1, -1):
            path = np.array(
                [
                    (0.012 * sign, told.top - 0.014, front),
                    (0.020 * sign, told.top - 0.05, front + 0.010),
                    (0.026 * sign, told.top - 0.15, front + 0.014),
                ]
            )
            work.tube("cord", "accent:matte" if work.order.accent else "#e8e6e0:matte", path, Cord(0.0028, 7))
    elif not elastic and closure != "side_zip":
        metal = "#b08d57:metal" if work.order.category == "jeans" else "tone-12:plastic"
        work.button(
            "button",
            metal,
            Spot(np.array((0.0, told.top - deep / 2 + 0.006, front - 0.002)), np.array((0, 0, 1.0))),
            0.0085,
            0.004,
        )
        _loops(work, told, deep)


def _loops(work: Work, told: Legs, deep: float) -> None:
    for share in (0.09, 0.22, 0.36, 0.5, 0.64, 0.78, 0.91):
        ys = np.linspace(told.top - deep - 0.004, told.top + 0.008, 5)
        for out in (0.0065,):
            strip = []
            for y in ys:
                ring = hip_ring(told, float(y), out, 401)
                k = int(share * 400)
                strip.append(ring[k - 3 : k + 4 : 3])
            work.add("loops", "cloth", sheet(np.stack(strip)), thick=0.0024)


def leg_patch(told: Legs, angle: Array, y: Array, out: float) -> Sheet:
    """A sheet on the left leg over angles (0 to the side, a quarter turn to the front) and heights."""
    ring = told.ring(y)
    r = np.stack([ring[..., 2], ring[..., 3]], axis=-1) + out
    points = np.stack([ring[..., 0] + r[..., 0] * np.cos(angle), y, ring[..., 1] + r[..., 1] * np.sin(angle)], axis=-1)
    return sheet(points)
