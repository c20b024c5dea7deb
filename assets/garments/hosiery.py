"""Gloves, tights and socks."""

import numpy as np

from assets.garments.curves import Cord, blend, spline
from assets.garments.legs import LEGS, Legs, legs_of
from assets.garments.nearby import trunk
from assets.garments.sheets import Array, mirrored, sheet
from assets.garments.sleeves import Sleeve, arm_ring
from assets.garments.work import Work

__all__ = ["make_gloves", "make_hosiery"]


def make_gloves(work: Work) -> None:
    body = trunk(work, 0.0)
    shape = work.order.word("shape", "gloves")
    start = 0.30 if shape == "opera" else 0.485
    angle = np.linspace(0, 2 * np.pi, 33)
    told = Sleeve(length=0.56, ease=0.004, hem=0.006)
    reach = np.linspace(start, 0.548, 14)
    rings = [arm_ring(body, told, float(at), angle) for at in reach]
    centre = rings[-1].mean(axis=0)
    hand = ((0.25, 0.034, 0.020), (0.6, 0.041, 0.019), (1.0, 0.042, 0.017))
    mitten = ((1.5, 0.040, 0.018), (1.85, 0.033, 0.015), (2.05, 0.018, 0.009), (2.1, 0.002, 0.001))
    palm = [_palm(centre, each, 0.010, angle) for each in hand]
    if shape == "mittens":
        palm += [_palm(centre, each, 0.012, angle) for each in mitten]
    grid = np.stack([*rings, *palm])
    folds = (
        0.0015
        * np.sin(np.linspace(0, 40, len(grid)))[:, None]
        * np.ones((1, 33))
        * (np.arange(len(grid)) < 14)[:, None]
    )
    work.add("gloves", "cloth", sheet(grid[:, ::-1], None, folds), both=True, thick=0.0025, depth=0.003)
    if shape != "mittens":
        _fingers(work, centre)
    thumb = spline(
        [centre + (0.004, -0.025, 0.030), centre + (0.008, -0.055, 0.058), centre + (0.010, -0.088, 0.066)], 9
    )
    work.tube("thumbs", "cloth", thumb, Cord(np.linspace(0.0130, 0.0098, 9), 12), both=True)
    if work.order.has("cable") or shape == "mittens":
        band = np.stack(
            [arm_ring(body, told, float(at), angle, 0.003) for at in np.linspace(start - 0.01, start + 0.05, 5)]
        )
        work.add("cuffs", "cloth:rib", sheet(band[:, ::-1]), both=True, thick=0.002, depth=0.002)


def _palm(centre: Array, told: tuple[float, float, float], drift: float, angle: Array) -> Array:
    """(n, 3): once round the hand. told: how far down it, and half its width and depth there."""
    t, wide, deep = told
    x = centre[0] + drift * t + deep * -np.cos(angle)
    return np.stack([x, centre[1] - 0.085 * t + 0 * angle, centre[2] + 0.012 * t + wide * np.sin(angle)], axis=1)


def _fingers(work: Work, centre: Array) -> None:
    knuckles = np.array((centre[0] + 0.010, centre[1] - 0.082, centre[2] + 0.012))
    fat = np.array([0.0108, 0.011, 0.0108, 0.0106, 0.0104, 0.0102, 0.010, 0.0097, 0.0092, 0.0082])
    for k, (z, long) in enumerate(((0.030, 0.066), (0.011, 0.074), (-0.009, 0.070), (-0.028, 0.056))):
        base = knuckles + (0.0, 0.0, z)
        path = spline([base + (0, 0.012, 0), base + (0.003, -long * 0.45, 0.001), base + (0.001, -long, 0.002 * k)], 10)
        work.tube("fingers", "cloth", path, Cord(fat, 12), both=True)


def make_hosiery(work: Work) -> None:
    order = work.order
    if order.category == "tights":
        told = Legs(form=work.form, shape=LEGS["skinny"], top=1.04, hem=0.10, ease=0.001, folds=0.0)
        made = legs_of(told)
        work.add("legs", "cloth", *made, *(mirrored(one) for one in made), thick=0.001, depth=0.002)
    top = (
        {"knee": 0.43, "crew": 0.24, "ankle": 0.135, "trainer": 0.10}.get(order.word("shape", "crew"), 0.24)
        if order.category == "socks"
        else 0.12
    )
    turn = np.linspace(0, 2 * np.pi, 33)
    foot = [_foot_ring(work, share, turn) for share in 1 - 0.55 * np.linspace(0, 1, 12) ** 1.35]
    leg = [_ankle_ring(work, float(y), turn) for y in np.linspace(0.10, top, max(int((top - 0.10) / 0.012), 3))]
    corner = np.stack([(foot[-1] + leg[0])[:, 0] / 2, foot[-1][:, 1], leg[0][:, 2]], axis=1)
    bend = [blend(blend(foot[-1], corner, t), blend(corner, leg[0], t), t) for t in np.linspace(0, 1, 10)[1:-1]]
    middle = foot[0].mean(axis=0)
    grid = np.stack([blend(foot[0], middle, 0.95) + (0, 0, 0.001), *foot, *bend, *leg])[:, ::-1]
    ribs = 0.0009 * np.sin(turn * 24)[None, ::-1] * (grid[..., 1] > top - 0.05)
    work.add("socks", "cloth", sheet(grid, None, ribs), both=True, thick=0.002, depth=0.003)


def _foot_ring(work: Work, share: float, turn: Array) -> Array:
    """(n, 3): once round the left foot at a share of its length from the heel; a quarter turn is its upper side."""
    blunt = max(1 - max((share - 0.72) / 0.28, 0.0) ** 2.6, 0.03) ** 0.5
    wide = 0.040 * blunt * (1 if share > 0.5 else 0.78 + 0.22 * share * 2)
    high = (0.022 + 0.052 * (1 - share) ** 1.5) * blunt
    z = share * work.form.foot - 0.078
    low = 0.006 + 0.022 * (1 - blunt)
    return np.stack([0.097 + wide * np.cos(turn) + 0.03 * z, low + high * (1 + np.sin(turn)), 0 * turn + z], axis=1)


def _ankle_ring(work: Work, y: float, turn: Array) -> Array:
    """(n, 3): once round the left leg at a height; a quarter turn is its front."""
    x, z, wide, deep = work.form.leg(y) + (0, -0.002, 0.003, 0.003)
    return np.stack([x + wide * np.cos(turn), 0 * turn + y, z + deep * np.sin(turn)], axis=1)
