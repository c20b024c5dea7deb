"""Skirts, from the waist to their hem."""

import msgspec
import numpy as np

from assets.garments.curves import smooth
from assets.garments.folds import drape
from assets.garments.form import Form
from assets.garments.legs import Legs, Shape, waistband
from assets.garments.sheets import Array, Sheet, sheet
from assets.garments.work import Spot, Work

__all__ = ["SKIRTS", "make_skirt", "skirt"]
_COLUMNS = 121
HEMS = {"mini": 0.66, "above_knee": 0.56, "knee": 0.47, "midi": 0.29, "ankle": 0.13}


class Skirt(msgspec.Struct, frozen=True):
    """flare: growth of the half width per metre below the hips; waves: depth of its folds; pleats: how many."""

    flare: float
    waves: float = 0.004
    folds: int = 7
    pleats: int = 0
    tiers: int = 0
    taper: float = 0.0


SKIRTS = {
    "pencil": Skirt(0.0, 0.001, 5, taper=0.05),
    "a_line": Skirt(0.30, 0.012, 8),
    "pleated": Skirt(0.22, 0.0, 8, pleats=34),
    "full": Skirt(0.50, 0.030, 10),
    "slip": Skirt(0.12, 0.012, 7),
    "wrap": Skirt(0.18, 0.010, 6),
    "tiered": Skirt(0.30, 0.014, 12, tiers=3),
    "straight": Skirt(0.04, 0.003, 6),
}


def skirt(form: Form, told: Skirt, top: float, hem: float) -> Sheet:
    """The skirt's surface, hem first, once round from the centre front by the left."""
    y = np.linspace(hem, top, max(int((top - hem) / 0.026), 12))[:, None]
    turn = np.linspace(0, 2 * np.pi, _COLUMNS if told.pleats < 1 else told.pleats * 5 + 1)[None, :]
    body = form.body(np.maximum(y[:, 0], form.crotch_y))
    hips = form.body(form.hip_y)
    held = np.where((y < form.hip_y), np.maximum(body, hips)[:, None, :].transpose(0, 1, 2)[:, 0], body) + 0.008
    grow = told.flare * np.maximum(0.0, top - 0.07 - y) - told.taper * np.maximum(0.0, form.hip_y - 0.05 - y)
    cosine, sine = np.cos(turn), np.sin(turn)
    bend = 2 / (2.2 - 0.2 * smooth(top - y, 0, 0.3))
    x = (held[:, :1] + grow) * np.sign(sine) * np.abs(sine) ** bend
    z = (np.where(cosine > 0, held[:, 1:2], held[:, 2:3]) + grow * 0.85) * np.sign(cosine) * np.abs(cosine) ** bend
    points = np.stack([x, y + 0 * turn, z + form.middle(y)], axis=2)
    girth = 1.0 if told.pleats else 0.17
    cloth = np.stack([turn * girth * (1 if not told.pleats else 0.17) + 0 * y, -y + 0 * turn], axis=2)
    return sheet(points, cloth, _falls(told, turn, y, top, hem))


def _falls(told: Skirt, turn: Array, y: Array, top: float, hem: float) -> Array:
    share = smooth(top - 0.05 - y, 0.0, top - hem)
    folds = drape(turn, y, size=told.waves, count=told.folds, seed=12) * share**0.8
    if told.pleats:
        saw = (turn * told.pleats / (2 * np.pi)) % 1.0
        folds = folds + (np.minimum(saw / 0.78, (1 - saw) / 0.22) - 0.5) * (0.006 + 0.022 * share)
    for k in range(1, told.tiers):
        at = top - (top - hem) * (k / told.tiers) ** 0.9
        below = np.clip((at - y) / 0.14, 0, 1)
        folds = folds + np.where(
            y < at, 0.010 * np.exp(-below * 1.5) + 0.004 * np.sin(turn * (24 + 8 * k) + k) * np.exp(-below * 2), 0.0
        )
    return np.asarray(folds + 0 * turn)


def make_skirt(work: Work) -> None:
    order = work.order
    shape = order.word("shape", "a_line")
    told = SKIRTS.get(shape, SKIRTS["a_line"])
    top = {"low": 0.985, "mid": 1.02, "high": 1.07}.get(order.word("rise", "high"), 1.07)
    hem = HEMS.get(order.word("length", "knee"), 0.47)
    made = skirt(work.form, told, top, hem)
    if shape == "wrap":
        folds = made.folds.copy()
        turn = np.linspace(0, 2 * np.pi, made.points.shape[1])[None, :]
        made = sheet(made.points, made.cloth, folds + 0.010 * ((turn > 0.0) & (turn < 0.55)))
    work.add("skirt", "cloth", made, thick=0.0022)
    closure = order.word("closure", "side_zip")
    waistband(
        work,
        Legs(form=work.form, shape=Shape(0, 0, 0, 0), top=top),
        "elastic" if closure == "elastic" else "drawstring" if order.has("drawstring_waist") else "side_zip",
    )
    if closure == "button" or order.has("buttons"):
        _buttons(work, made)


def _buttons(work: Work, made: Sheet) -> None:
    front = made.points[:, 0]
    strip = np.stack([front + (dx, 0, 0.0045) for dx in (-0.016, -0.008, 0.008, 0.016)], axis=1)
    strip = strip + np.stack([0 * made.folds[:, :1], 0 * made.folds[:, :1], made.folds[:, :1]], axis=2)
    work.add("placket", "cloth", sheet(strip), thick=0.003, depth=0.003)
    for k in range(2, len(front) - 2, 4):
        spot = strip[k].mean(axis=0) + (0, 0, 0.001)
        work.button("buttons", "tone-18:plastic", Spot(spot, np.array((0, 0.15, 1.0))), 0.0075, 0.0032)
