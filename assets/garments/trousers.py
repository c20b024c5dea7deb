"""Trousers, shorts and leggings: their cuts, pockets, flies, stripes and hems."""

import msgspec
import numpy as np

from assets.garments.legs import HEM, LEGS, RISES, Legs, hip_patch, hip_ring, leg_patch, legs_of, waistband
from assets.garments.sheets import mirrored, sheet, turned
from assets.garments.stitches import jeans_seams
from assets.garments.work import Work

__all__ = ["make_bottom", "trims"]


class Usual(msgspec.Struct, frozen=True, kw_only=True):
    shape: str = "straight"
    length: str = "full"
    closure: str = "fly"
    rise: str = "mid"
    folds: float = 0.007
    thick: float = 0.0028
    press: bool = False


USUAL = {
    "jeans": Usual(thick=0.0034),
    "trousers": Usual(closure="side_zip", press=True),
    "suit_trousers": Usual(press=True),
    "chinos": Usual(shape="tapered"),
    "cargos": Usual(),
    "culottes": Usual(shape="wide", length="calf", closure="side_zip", rise="high"),
    "shorts": Usual(length="above_knee"),
    "leggings": Usual(shape="skinny", closure="elastic", rise="high", folds=0.0008, thick=0.0016),
    "joggers": Usual(shape="tapered", length="ankle", closure="drawstring"),
    "sports_bottom": Usual(shape="skinny", closure="elastic", rise="high", folds=0.0008, thick=0.0016),
    "swim_shorts": Usual(length="above_knee", closure="drawstring"),
}


def legs_for(work: Work, usual: Usual) -> Legs:
    order = work.order
    length = order.word("length", usual.length)
    short = HEM.get(length, 0.04) > 0.4 and order.word("shape", usual.shape) != "skinny"
    shape = LEGS.get(order.word("shape", usual.shape), LEGS[usual.shape])
    if short:
        shape = msgspec.structs.replace(shape, knee=shape.thigh + 0.030, thigh=shape.thigh + 0.010)
    return Legs(
        form=work.form,
        shape=shape,
        top=RISES.get(order.word("rise", usual.rise), 1.01),
        hem=HEM.get(length, HEM[usual.length]),
        folds=usual.folds,
        ease=0.003 if shape.thigh < 0.006 else 0.008,
        drop=0.012 if order.category == "joggers" else 0.0,
        press=usual.press and not short,
        pleats=order.has("pleats"),
    )


def make_bottom(work: Work) -> None:
    """A pair of trousers or shorts with its waistband, fly, pockets and hems."""
    usual = USUAL[work.order.category]
    told = legs_for(work, usual)
    made = legs_of(told)
    work.add("legs", "cloth", *made, *(mirrored(one) for one in made), thick=usual.thick)
    waistband(work, told, work.order.word("closure", usual.closure))
    trims(work, told)


def trims(work: Work, told: Legs) -> None:
    """Fly, pockets, stripes, turn-ups and ribbed ends."""
    order = work.order
    top, t = told.top - 0.034, np.linspace(0, 1, 10)
    if order.word("closure", USUAL[order.category].closure if order.category in USUAL else "") == "fly":
        ys = np.broadcast_to(np.linspace(top - 0.12, top, 10)[:, None], (10, 5))
        wide = 0.034 * np.sqrt(np.clip(t * 1.6, 0.02, 1))[:, None]
        work.add(
            "fly",
            "cloth",
            hip_patch(told, wide * np.linspace(0, 1, 5)[None, :], ys, 1, 0.0045),
            thick=0.002,
            depth=0.003,
        )
    if order.category == "jeans" or order.has("patch_pockets"):
        for sign in (1, -1):
            v = np.linspace(-1, 1, 7)[None, :]
            ys = top - 0.055 - 0.135 * (1 - t)[:, None] + 0.018 * np.abs(v) * (1 - t)[:, None]
            work.add(
                "back pockets",
                "cloth",
                hip_patch(told, 0.086 * sign + 0.062 * v * (0.88 + 0.12 * t[:, None]), ys, -1, 0.0055),
                thick=0.003,
                depth=0.003,
            )
    if order.category not in ("leggings", "sports_bottom"):
        _slant(work, told, top)
    if order.category == "jeans":
        jeans_seams(work, told, top)
    if order.category == "cargos" or order.has("cargo_pockets"):
        _cargo(work, told)
    if order.has("side_stripe"):
        _stripe(work, told)
    if order.has("turn_ups") or order.has("ribbing") or order.category == "joggers":
        _ends(work, told, ribbed=not order.has("turn_ups"))


def _slant(work: Work, told: Legs, top: float) -> None:
    """The lips of the front pockets: slanting, or round on jeans."""
    t = np.linspace(0, 1, 12)[:, None]
    hips = float(told.hips(np.array(top - 0.08))[0])
    if work.order.category == "jeans":
        xs, ys = hips * (0.52 + 0.42 * t**2), top - 0.075 * np.sqrt(np.clip(t, 0, 1))
    else:
        xs, ys = hips * (0.66 + 0.26 * t), top - 0.155 * t
    across = np.linspace(-0.004, 0.004, 3)[None, :]
    for sign in (1, -1):
        made = hip_patch(told, sign * (xs + across), np.broadcast_to(ys + across * 0.5, (12, 3)), 1, 0.0035)
        work.add("pockets", "cloth", turned(made) if sign > 0 else made, thick=0.0016, depth=0.002)


def _cargo(work: Work, told: Legs) -> None:
    t, v = np.linspace(0, 1, 8)[:, None], np.linspace(-1, 1, 9)[None, :]
    for low, high, out in ((0.44, 0.60, 0.012), (0.575, 0.615, 0.017)):
        edge = (1 - v**8) * (1 - (2 * t - 1) ** 8)
        made = leg_patch(told, 0.12 - 0.80 * v + 0 * t, low + (high - low) * t + 0 * v, 0.002)
        work.add(
            "cargo pockets",
            "cloth",
            sheet(made.points, made.cloth, out * edge**0.3),
            both=True,
            thick=0.003,
            depth=0.003,
        )


def _stripe(work: Work, told: Legs) -> None:
    ys = np.linspace(told.hem + 0.004, told.crotch - 0.13, 30)[:, None]
    made = leg_patch(told, -0.11 * np.linspace(-1, 1, 4)[None, :] + 0 * ys, ys + np.zeros((1, 4)), 0.007)
    role = "cloth:satin" if work.order.has("satin_lapels") else "accent"
    up = np.linspace(told.crotch - 0.13, told.top - 0.04, 16)
    strip = np.stack([hip_ring(told, float(y), 0.008, 401)[96:105:3] for y in up])
    near = made.points[-1, ::-1].mean(axis=0) - strip[0].mean(axis=0)
    strip[:6] += (near * np.linspace(1, 0, 6)[:, None])[:, None, :]
    work.add("stripe", role, made, both=True)
    work.add("stripe", role, sheet(strip), both=True)


def _ends(work: Work, told: Legs, *, ribbed: bool) -> None:
    angle = np.linspace(2 * np.pi, 0, 41)[None, :]
    if ribbed:
        rows = (
            ((0.0, -0.030), (0.015, -0.026), (0.05, -0.022), (0.064, 0.003))
            if told.shape.hem > 0.03
            else ((0.0, 0.002), (0.03, 0.003), (0.06, 0.002))
        )
    else:
        rows = ((0.0, 0.006), (0.003, 0.009), (0.038, 0.009), (0.041, 0.005))
    ys = np.array([told.hem + dy - (0.02 if ribbed else 0.0) for dy, _ in rows])[:, None] + 0 * angle
    made = leg_patch(told, angle + 0 * ys, np.maximum(ys, 0.03), 0.0)
    axis = told.ring(np.array(told.hem))
    away = made.points - np.array((axis[0], 0, axis[1]))
    away = away * (1, 0, 1) / np.linalg.norm(away * (1, 0, 1), axis=2, keepdims=True)
    points = (
        made.points * (1, 0, 1)
        + np.stack([0 * ys, ys, 0 * ys], axis=2)
        + away * np.array([out for _, out in rows])[:, None, None]
    )
    work.add("hems", "cloth:rib" if ribbed else "cloth", sheet(points), both=True, thick=0.003, depth=0.004)
