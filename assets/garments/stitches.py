"""Seams that show: thread along fly, pockets and yoke, as jeans have it."""

from itertools import pairwise

import numpy as np

from assets.garments.curves import Cord
from assets.garments.legs import Legs, hip_patch
from assets.garments.sheets import Array
from assets.garments.work import Work

__all__ = ["jeans_seams"]
_THREAD = Cord(0.0013, 4)


def jeans_seams(work: Work, told: Legs, top: float) -> None:
    """The seams of a pair of jeans whose waistband ends at `top`."""
    t = np.linspace(0, 1, 12)
    half = float(told.hips(np.array(top - 0.08))[0])
    fly = 0.030 * np.sqrt(np.clip(t * 1.6, 0, 1))
    for inset in (0.0, 0.006):
        _stitch(work, told, np.maximum(fly - inset, 0.0), top + 0.004 - (0.120 - inset) * (1 - t), 1, 0.0085)
        for sign in (1, -1):
            bow = half * (0.50 + 0.40 * t**2)
            _stitch(work, told, sign * bow, top - 0.006 - inset - 0.075 * np.sqrt(t), 1, 0.0065)
            _stitch(work, told, sign * half * 0.93 * t, top - 0.078 - inset + 0.036 * t, -1, 0.0065)
    for sign in (1, -1):
        _pocket(work, told, top, sign)


def _pocket(work: Work, told: Legs, top: float, sign: int) -> None:
    """Round a back pocket, within its edge, and a bow across it."""
    outline = np.array([(-0.056, -0.059), (-0.050, -0.180), (0.0, -0.1955), (0.050, -0.180), (0.056, -0.059)])
    edge = np.concatenate([np.linspace(a, b, 6)[:-1] for a, b in pairwise(outline)])
    _stitch(work, told, 0.086 * sign + edge[:, 0], top + edge[:, 1] + 0.004, -1, 0.0095)
    v = np.linspace(-1, 1, 13)
    bow = -0.100 - 0.016 * np.cos(np.pi * v) * (1 - np.abs(v)) + 0.012 * np.abs(v)
    _stitch(work, told, 0.086 * sign + 0.050 * v, top + bow, -1, 0.0095)


def _stitch(work: Work, told: Legs, x: Array, y: Array, side: int, out: float) -> None:
    """A thread over x and y on the front (1) or the back (-1) of the hips, `out` metres off them."""
    on = hip_patch(told, x[None, :], y[None, :], 1 if side > 0 else -1, 0.0).points[0]
    away = np.stack([x / float(told.hips(np.array(y.mean()))[0]), 0 * x, np.full(len(x), 0.75 * side)], axis=1)
    on = on if side > 0 else on[::-1]
    work.tube("seams", "thread", on + out * away / np.linalg.norm(away, axis=1, keepdims=True), _THREAD)
