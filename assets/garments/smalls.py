"""Belts, scarves, ties, umbrellas, wallets: the small things of a look; and who makes the smaller ones."""

from itertools import pairwise

import numpy as np

from assets.garments.curves import Cord, lathe, smooth, spline
from assets.garments.folds import drape
from assets.garments.fronts import round_body
from assets.garments.hosiery import make_gloves, make_hosiery
from assets.garments.jewellery import JEWELLERY
from assets.garments.nearby import Hang, neck_ring, trunk
from assets.garments.necks import Bow, bow
from assets.garments.sheets import Array, sheet
from assets.garments.work import Work

__all__ = ["make_small"]
_GOLD = "#c9a24d:metal"


def make_small(work: Work) -> None:
    _MAKERS.get(work.order.category, _box)(work)


def _belt(work: Work) -> None:
    shape = work.order.word("shape", "plain")
    body, y = trunk(work, 0.020, follow=1.0), 1.005
    wide = {"wide": 0.062, "chain": 0.012, "sash": 0.07}.get(shape, 0.033)
    ring = round_body(body, y)
    rows = np.stack([ring + (0, dy, 0) for dy in np.linspace(-wide / 2, wide / 2, 5)])
    work.add("strap", "cloth:leather" if work.order.hide else "cloth", sheet(rows), thick=0.0036, depth=0.0036)
    centre = ring[0] + (0, 0, 0.008)
    h, w = wide * 0.72, max(wide * 0.62, 0.022)
    frame = spline(
        [
            (-w, -h, 0),
            (0, -h, 0.001),
            (w, -h, 0),
            (w, 0, 0),
            (w, h, 0),
            (0, h, 0.001),
            (-w, h, 0),
            (-w, 0, 0),
            (-w, -h, 0),
        ],
        49,
    )
    work.tube("buckle", "#b9b9bd:metal" if shape == "plain" else _GOLD, frame + centre, Cord(0.0030, 9))
    work.tube(
        "buckle",
        "#b9b9bd:metal" if shape == "plain" else _GOLD,
        centre + np.array([(-w, 0, 0.001), (0, 0, 0.004), (w * 0.98, 0, 0.003)]),
        Cord(0.0022, 7),
    )
    t = np.linspace(0.02, 0.155, 10)
    index = (t * (len(ring) - 1)).astype(int)
    tail = np.stack([ring[index] * (1.03, 1, 1.03) + (0, dy, 0.004) for dy in np.linspace(-wide / 2, wide / 2, 4)])
    work.add("strap", "cloth:leather" if work.order.hide else "cloth", sheet(tail), thick=0.003, depth=0.003)


def _scarf(work: Work) -> None:
    order = work.order
    square = order.word("shape", "long") in ("square",)
    fat = 0.018 if square else 0.036
    loop = neck_ring(work, Hang(work.form.neck_x + fat * 0.9, 0.075 + fat * 0.7, 0.05, 0.012 + fat * 0.4))
    wrap = np.linspace(0, 2 * np.pi, 17)
    turn = np.linspace(0, 2 * np.pi, len(loop))
    away = loop * (1, 0, 1)
    away = away / np.linalg.norm(away, axis=1, keepdims=True)
    for k in range(1 if square else 2):
        shift = (0, -0.030 * k, 0.012 * k)
        r = fat * (1 + 0.12 * np.sin(5 * turn + k))[:, None, None]
        ring = (loop + shift)[:, None] + r * (
            np.cos(wrap)[None, :, None] * away[:, None] * 0.72 + np.sin(wrap)[None, :, None] * np.array((0, 1.15, 0))
        )
        folds = 0.006 * np.sin(4 * wrap[None, :] + 3 * np.sin(turn[:, None] * 2 + k)) + 0.003 * np.sin(
            9 * wrap[None, :] + turn[:, None] * 4
        )
        work.add("wrap", "cloth", sheet(ring[::-1], None, folds * (0.5 if square else 1.0)))
    if square:
        bow(work, "knot", "cloth", loop[0] + (0, -0.008, fat + 0.006), Bow(0.06, 0.05, tails=0.10))
        return
    for sign, long in ((1, 0.50), (-1, 0.42)):
        _tail(work, loop[0] + (0.028 * sign, -0.03, 0.028), sign, long, 0.085)


def _tail(work: Work, start: Array, sign: int, long: float, half: float) -> None:
    """A hanging end of a scarf, with its fringe."""
    body = trunk(work, 0.05)
    s = np.linspace(0, 1, 22)
    y = start[1] - long * s
    x = start[0] + sign * (0.018 * s + 0.006 * np.sin(4 * s))
    front = body.at(x, np.minimum(y, 1.40), 1)[:, 2]
    z = np.maximum(front, 0.05) + 0.020 - 0.008 * s + (start[2] - front[0] - 0.02) * np.exp(-s * 8)
    v = np.linspace(-1, 1, 13)[None, :]
    wide = half * (0.34 + 0.66 * smooth(s, 0.0, 0.5))[:, None]
    grid = np.stack([x[:, None] + v * wide, y[:, None] + 0 * v, z[:, None] - 0.020 * v**2], axis=2)
    folds = drape(v * 2.4, s[:, None] * 0.4, size=0.009, count=3, seed=3 + sign) * (1 - 0.35 * s[:, None])
    work.add("ends", "cloth", sheet(grid[::-1], None, folds[::-1]), thick=0.0035, depth=0.0035)
    if work.order.has("fringe"):
        for k in range(13):
            at = grid[-1, k] + (0, 0.0, folds[-1, k])
            path = np.array([at, at + (0.002 * sign, -0.022, 0.001), at + (0.003 * np.sin(k * 2.0), -0.055, 0.0)])
            work.tube("fringe", "cloth:plain", path, Cord(np.array([0.0026, 0.0022, 0.0016]), 5))


def _shawl(work: Work) -> None:
    """Laid about the shoulders and open in front, down to the elbows."""
    form = work.form
    t = np.linspace(0, 1, 26)[:, None]
    u = np.linspace(0.30, 2 * np.pi - 0.30, 97)[None, :]
    sine, cosine = np.sin(u), np.cos(u)
    out = smooth(t, 0.0, 0.55)
    x = (
        (form.neck_x + 0.012 + (form.shoulder_x + 0.045 - form.neck_x) * out + 0.045 * t**2)
        * np.sign(sine)
        * np.abs(sine) ** 0.8
    )
    z = (0.072 + 0.075 * out + 0.025 * t) * cosine - 0.020 - 0.02 * out
    side = np.abs(sine) ** 1.5
    drop = (0.075 * side * out + 0.30 * t * (1 - side) + 0.34 * side * smooth(t, 0.42, 1.0)) + 0.10 * t * (
        cosine > 0
    ) * cosine**2
    y = form.neck_y + 0.012 - drop
    folds = drape(u, t * 0.4, size=0.011, count=9, seed=5) * smooth(t, 0.15, 0.7)
    grid = np.stack([x, y + 0 * u, z], axis=2)
    work.add("shawl", "cloth", sheet(grid[::-1], None, folds[::-1]), thick=0.003, depth=0.003)
    if work.order.has("fringe"):
        for k in range(1, 96, 3):
            end = grid[-1, k]
            path = np.array([end, end + (0, -0.030, 0), end + (0.003 * np.sin(k), -0.065, 0.003 * np.cos(k))])
            work.tube("fringe", "cloth:plain", path, Cord(np.array([0.0028, 0.0022, 0.0015]), 5))


def _tie(work: Work) -> None:
    body = trunk(work, 0.020, follow=0.5)
    slim = 0.72 if work.order.word("shape") in ("slim", "knit") else 1.0
    top = work.form.neck_y - 0.062
    s = np.linspace(0, 1, 26)
    y = top - 0.03 - 0.40 * s
    half = slim * np.concatenate([np.interp(s[:23], (0, 0.12, 0.9), (0.014, 0.019, 0.041)), [0.040, 0.020, 0.0015]])
    tip = np.concatenate([s[:23], [0.905, 0.95, 1.0]])
    y = top - 0.03 - 0.40 * tip
    z = body.at(np.zeros(26), y, 1)[:, 2] + 0.008
    v = np.linspace(-1, 1, 9)[None, :]
    grid = np.stack([v * half[:, None], y[:, None] + 0 * v, z[:, None] + 0.004 * (1 - v**2)], axis=2)
    bias = np.stack([(grid[..., 0] - grid[..., 1]) * 0.7, (grid[..., 0] + grid[..., 1]) * 0.7], axis=2)
    work.add(
        "blade",
        "cloth" if work.order.word("shape") != "knit" else "cloth:knit",
        sheet(grid[::-1], bias[::-1]),
        thick=0.003,
        depth=0.003,
    )
    knot = np.stack([np.array([(-0.022, 0.004), (-0.019, 0.009), (0.0, 0.012), (0.019, 0.009), (0.022, 0.004)])] * 1)[0]
    rows = [
        np.stack([knot[:, 0] * w * slim, np.full(5, top + dy), knot[:, 1] * 1.2 + z[0] + 0.004], axis=1)
        for w, dy in ((0.62, -0.040), (0.72, -0.034), (0.98, -0.012), (1.08, 0.002), (0.9, 0.008))
    ]
    work.add("knot", "cloth", sheet(np.stack(rows)), thick=0.004, depth=0.004)
    loop = neck_ring(work, Hang(work.form.neck_x + 0.006, 0.068, 0.062, 0.010))
    work.tube("loop", "cloth", loop[2:-2], Cord(0.011, 8, flat=0.25, up=np.array((0, 1.0, 0))))


def _bow_tie(work: Work) -> None:
    y = work.form.neck_y - 0.058
    bow(work, "bow", "cloth", np.array((0.0, y, 0.092)), Bow(0.060, 0.052))
    loop = neck_ring(work, Hang(work.form.neck_x + 0.006, 0.072, 0.058, 0.008))
    work.tube("band", "cloth", loop[2:-2], Cord(0.009, 8, flat=0.25, up=np.array((0, 1.0, 0))))


def _pocket_square(work: Work) -> None:
    body = trunk(work, 0.050)
    base = body.at(0.088, 1.285, 1, out=0.006)
    for k, (dx, high) in enumerate(((-0.018, 0.042), (0.004, 0.056), (0.024, 0.038))):
        t, v = np.linspace(0, 1, 9)[:, None], np.linspace(-1, 1, 9)[None, :]
        wide = 0.026 * (1 - t) ** 0.8
        grid = np.stack(
            [
                base[0] + dx + v * wide + 0.004 * t * (k - 1),
                base[1] - 0.012 + (high + 0.012) * t + 0 * v,
                base[2] + 0.003 * k + 0.005 * np.sin(np.pi * t) - 0.006 * v**2,
            ],
            axis=2,
        )
        work.add("square", "cloth", sheet(grid), thick=0.0012, depth=0.0012)
    foot = np.stack(
        [
            np.stack([base[0] + np.linspace(-0.045, 0.045, 9), np.full(9, base[1] + dy), np.full(9, base[2])], axis=1)
            for dy in (-0.05, -0.008)
        ]
    )
    work.add("square", "cloth", sheet(foot), thick=0.001)


def _umbrella(work: Work) -> None:
    """Furled, hanging from the hand."""
    top = np.array((-0.40, 0.78, 0.09))
    long = 0.62 if work.order.word("shape") == "crook" else 0.26
    t = np.linspace(0, 1, 24)[:, None]
    turn = np.linspace(0, 2 * np.pi, 65)[None, :]
    r = (0.012 + (0.030 if long > 0.4 else 0.026) * np.sin(np.pi * np.clip(0.10 + 0.72 * t, 0, 1)) ** 0.8) * (
        1 - 0.55 * t**2
    )
    saw = ((turn * 8 / (2 * np.pi) + 0.6 * t) % 1.0) ** 1.4
    x, z = (r * (0.86 + 0.22 * saw) * np.sin(turn), r * (0.86 + 0.22 * saw) * np.cos(turn))
    y = top[1] - 0.06 - long * t + 0 * turn
    points = np.stack([top[0] + x, y, top[2] + z], axis=2)
    points[:, -1] = points[:, 0]
    work.add("canopy", "cloth", sheet(points[::-1]))
    work.tube(
        "tip",
        "#8d8d92:metal",
        np.array([(top[0], top[1] - 0.05 - long, top[2]), (top[0], top[1] - 0.11 - long, top[2])]),
        Cord(0.004, 8),
    )
    a = np.linspace(0, np.pi * 1.05, 18)
    if long > 0.4:
        crook = np.stack(
            [top[0] + 0 * a, top[1] + 0.05 + 0.042 * np.sin(a), top[2] + 0.042 - 0.042 * np.cos(a)], axis=1
        )
        path = np.concatenate([[(top[0], top[1] - 0.09, top[2])], crook])
        work.tube("handle", "#6b4327:acetate", path, Cord(0.0085, 12))
    else:
        work.tube(
            "handle",
            "#1d1b1e:rubber",
            np.array([(top[0], top[1] - 0.08, top[2]), (top[0], top[1] + 0.03, top[2])]),
            Cord(0.013, 12),
        )
    band = lathe(np.array([(0.040, 0.0), (0.041, 0.008), (0.040, 0.016)]) * (0.92, 1), 32)
    work.add("band", "cloth", sheet(band.points + (top[0], top[1] - 0.06 - long * 0.34, top[2])))


def _box(work: Work) -> None:
    """A flat folded case held in the hand, as wallets are."""
    a = np.linspace(0, 2 * np.pi, 65)[None, :]
    t = np.array([0.0, 0.0, 0.03, 0.10, 0.5, 0.90, 0.97, 1.0, 1.0])[:, None]
    inset = np.array([0.02, 0.95, 0.99, 1.0, 1.0, 1.0, 0.99, 0.95, 0.02])[:, None]
    half, wide, high = 0.0075, 0.057, 0.088
    x = half * inset * np.sign(np.cos(a)) * np.abs(np.cos(a)) ** 0.25
    z = wide * inset * np.sign(np.sin(a)) * np.abs(np.sin(a)) ** 0.25
    centre = np.array((0.375, 0.620, 0.10))
    case = sheet(np.stack([x, high * t + 0 * a, -z], axis=2) + centre)
    work.add("case", "cloth:calf" if work.order.hide else "cloth", case)
    rim = [(-1, 1), (0.9, 1), (0.9, -1), (-1, -1)]
    for side in (1, -1):
        path = [(side * half * 0.98, high / 2 * (1 + 0.89 * y), (wide - 0.006) * z2) for z2, y in rim]
        fine = np.concatenate([*(np.linspace(p, q, 9)[:-1] for p, q in pairwise(path)), path[-1:]])
        work.tube("seam", "tone-14:matte", centre + fine, Cord(0.0006, 4))


_MAKERS = {
    "belt": _belt,
    "scarf": _scarf,
    "shawl": _shawl,
    "tie": _tie,
    "bow_tie": _bow_tie,
    "pocket_square": _pocket_square,
    "gloves": make_gloves,
    "tights": make_hosiery,
    "socks": make_hosiery,
    "umbrella": _umbrella,
    "wallet": _box,
    **JEWELLERY,
}
