"""Sandals, and the straps and bows of other shoes."""

import msgspec
import numpy as np

from assets.garments.curves import Cord, blend, spline
from assets.garments.sheets import Array
from assets.garments.shoes import OPENINGS, Last, cord, put, upper
from assets.garments.work import Work

__all__ = ["ankle_strap", "little_bow", "sandal"]


def ankle_strap(work: Work, last: Last, high: float) -> None:
    """A strap round the ankle or over the instep, and its buckle."""
    turn = np.linspace(0, 2 * np.pi, 40)
    base = float(last.lift(np.array(0.03)))
    if high < 0.06:
        z = 0.40 * last.long
        t = np.linspace(0, np.pi, 20)
        path = np.stack(
            [
                0.003 + 0.034 * np.cos(t),
                float(last.lift(np.array(z))) + 0.030 + 0.036 * np.sin(t),
                z + 0.010 * np.sin(t),
            ],
            axis=1,
        )
    else:
        path = np.stack(
            [0.003 + 0.034 * np.sin(turn), base + high + 0.008 * np.cos(turn), 0.040 - 0.042 * np.cos(turn)], axis=1
        )
    cord(work, "strap", "cloth", path, Cord(0.0055, 8, flat=0.3))
    spot = path[len(path) // 4 if high >= 0.06 else 3]
    cord(work, "buckle", "#c9a24d:metal", spot + np.array([(0.003, -0.006, 0), (0.004, 0.006, 0.002)]), Cord(0.003, 7))


def little_bow(work: Work, spot: Array) -> None:
    """A flat bow on the toe."""
    for sign in (-1, 1):
        t = np.linspace(0, 2 * np.pi, 13)
        loop = np.stack([sign * 0.011 * (1 - np.cos(t)), 0.005 * np.sin(t), 0.004 * (1 - np.cos(t)) / 2], axis=1)
        cord(work, "bow", "cloth", spot + loop, Cord(0.0034, 7, flat=0.5))
    cord(work, "bow", "cloth", spot + np.array([(-0.002, 0, 0), (0.002, 0.001, 0.001)]), Cord(0.004, 7))


def sandal(work: Work, last: Last) -> None:
    order = work.order
    shape = order.word("shape", "open")
    told = OPENINGS["pump"]
    points = upper(last, msgspec.structs.replace(told, front=0.45, high_front=0.062))
    bed = blend(last.feather(np.linspace(0, 2 * np.pi, 61), 0.0), points[0], 0.0)
    put(
        work,
        "footbed",
        "#c8a983:leather" if order.category != "flip_flops" else "cloth",
        np.stack([bed, bed + (0, 0.003, 0)]),
    )
    if shape == "thong":
        return _thong(work, last)
    bands = {
        "cross_strap": ((0.66, 0.0), (0.60, 0.0)),
        "fisherman": ((0.74, 0.0), (0.66, 0.0), (0.58, 0.0)),
        "strappy": ((0.76, 0.0), (0.62, 0.0)),
    }.get(shape, ((0.70, 0.0),))
    wide = (
        0.014
        if shape in ("cross_strap",) or order.has("double_strap")
        else 0.010
        if order.category == "sandals"
        else 0.0065
    )
    for share, _ in bands:
        path = _over(last, share, share - (0.06 if shape == "cross_strap" else 0.02))
        cord(work, "straps", "cloth", path, Cord(wide, 10, flat=0.16))
    if shape == "fisherman":
        cord(
            work,
            "straps",
            "cloth",
            np.stack([_over(last, s, s)[10] + (0, 0.002, 0) for s in np.linspace(0.82, 0.48, 12)]),
            Cord(0.008, 7, flat=0.2),
        )
    if order.word("closure") in ("ankle_strap", "buckle", "velcro") or order.category == "heeled_sandals":
        ankle_strap(work, last, 0.075 if order.category == "heeled_sandals" else 0.066)
        back = np.array(
            [(0.003, float(last.lift(np.array(0.0))) + y, -0.002 - 0.001 * y) for y in np.linspace(0.0, 0.078, 8)]
        )
        cord(work, "straps", "cloth", back, Cord(0.010, 8, flat=0.2))
    return None


def _thong(work: Work, last: Last) -> None:
    """Two straps from between the toes."""
    mid = np.array((0.0, float(last.lift(np.array(0.80 * last.long))) + 0.004, 0.80 * last.long))
    for side in (-1, 1):
        end = last.feather(np.array([np.pi * (0.60 if side > 0 else 1.40)]))[0]
        arch = (mid + end) / 2 + (0, 0.042, -0.01)
        path = spline([list(mid), list(mid + (0, 0.022, -0.010)), list(arch), list(end)], 18)
        cord(work, "straps", "cloth", path, Cord(0.0058, 7, flat=0.4))


def _over(last: Last, outer: float, inner: float) -> Array:
    """A path over the foot from the sole's outer edge to its inner one, at shares of the length."""
    t = np.linspace(0, 1, 21)
    z = (outer + (inner - outer) * t) * last.long
    half = 0.046 - 0.08 * abs(outer - 0.68) ** 1.5
    high = 0.040 + 0.050 * max(0.68 - outer, 0) * 2
    return np.stack([0.004 + half * np.cos(np.pi * t), last.lift(z) + high * np.sin(np.pi * t) ** 0.75, z], axis=1)
