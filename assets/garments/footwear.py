"""Which shoe is which: openings, shafts, soles, heels, laces and straps by category and cut."""

import numpy as np

from assets.garments.curves import Cord, smooth, spline
from assets.garments.sheets import Array, Sheet, sheet
from assets.garments.shoes import OPENINGS, Last, Opening, cord, heel, insole, put, rim, sole, upper
from assets.garments.straps import ankle_strap, little_bow, sandal
from assets.garments.work import Work

__all__ = ["make_shoes"]

_BOOTS = ("ankle_boots", "boots", "hiking_boots", "rain_boots", "snow_boots")
_SANDALS = ("sandals", "heeled_sandals", "flip_flops")
_OPENING = {
    "trainers": "sock",
    "sports_shoes": "sock",
    "flats": "pump",
    "loafers": "loafer",
    "oxfords": "lace",
    "heels": "pump",
    "espadrilles": "slipper",
    "mules": "pump",
    "slippers": "slipper",
}
_SHAFT = {"below_ankle": 0.09, "ankle": 0.155, "calf": 0.28, "knee": 0.42}


def make_shoes(work: Work) -> None:
    """A pair of shoes, standing."""
    order = work.order
    kind = order.word("heel", "none")
    last = _last(work, kind)
    role = "cloth"
    if order.category in _SANDALS:
        sandal(work, last)
    elif order.category in _BOOTS:
        _boot(work, last)
    else:
        told = OPENINGS[_OPENING.get(order.category, "loafer")]
        if order.category in ("mules",) or order.has("slingback"):
            _mule(work, last, told)
        else:
            _shell(work, last, told, role)
        _closing(work, last, told)
    _soles(work, last, kind)
    if order.category not in _BOOTS:
        insole(work, last, "#cdb899:leather" if order.category not in ("trainers", "sports_shoes") else "tone-20:matte")


def _last(work: Work, kind: str) -> Last:
    order = work.order
    sporty = order.category in ("trainers", "sports_shoes", "hiking_boots", "snow_boots", "rain_boots")
    thick = {"cushioned": 0.030, "lug": 0.028, "platform": 0.030, "jute": 0.022}.get(
        kind, 0.017 if order.category == "trainers" else 0.014 if sporty else 0.006
    )
    if order.category in ("oxfords", "loafers"):
        thick = 0.009
    said = order.cut.get("heel_mm")
    high = said / 1000 if isinstance(said, int) else 0.012
    return Last(
        long=work.form.foot,
        toe=order.word("shape", "round"),
        heel=max(high, thick),
        sole=thick,
        welt=0.004 if sporty or kind in ("lug", "jute") else 0.0025 if order.category in ("oxfords",) else 0.001,
        broad=1.06 if sporty else 0.96 if high > 0.05 else 1.0,
    )


def _soles(work: Work, last: Last, kind: str) -> None:
    order = work.order
    role = "tone-24:rubber"
    if order.has("white_sole"):
        role = "#f2efe8:rubber"
    elif order.has("gum_sole"):
        role = "#b27b45:rubber"
    elif order.has("contrast_sole"):
        role = "accent:rubber"
    elif kind == "jute" or order.category == "espadrilles":
        role = "#c9ab78:straw"
    elif kind in ("lug", "cushioned"):
        role = "#26262a:rubber" if kind == "lug" else "#eceae6:rubber"
    elif order.category in ("oxfords", "loafers", "boots", "ankle_boots"):
        role = "#2a201b:leather"
    elif kind == "none" and order.category in ("trainers", "sports_shoes"):
        role = "#efece6:rubber"
    sole(work, last, role)
    tall = {"wedge": "#c9ab78:straw" if order.category == "espadrilles" else "cloth"}.get(
        kind, "cloth" if kind in ("stiletto", "kitten", "block") else role
    )
    heel(work, last, kind if kind != "cushioned" else "none", tall)
    if kind in ("lug", "cushioned", "platform", "jute") and last.heel > last.sole + 0.006:
        turn = np.linspace(0, 2 * np.pi, 61)
        sole(work, last, role, bottom=np.zeros(61) + 0 * turn)


def _shell(work: Work, last: Last, told: Opening, role: str) -> Array:
    points = upper(last, told)
    put(work, "upper", role, points, thick=0.0026)
    if work.order.category in ("trainers", "sports_shoes", "slippers") or work.order.has("fur_lining"):
        edge = rim(last, told, np.linspace(0, 2 * np.pi, 61))
        cord(
            work,
            "collar",
            "#efe6d8:shearling"
            if work.order.has("fur_lining") or work.order.category == "slippers"
            else "tone-8:matte",
            edge,
            Cord(0.0055, 7),
        )
    return points


def _mule(work: Work, last: Last, told: Opening) -> None:
    """An upper without a back: over the toes alone, or held by a strap behind the heel."""
    points = upper(last, told)
    turn = np.linspace(0, 2 * np.pi, points.shape[1])
    front = np.nonzero(np.abs(turn - np.pi) < np.pi * 0.40)[0]
    put(work, "upper", "cloth", points[:, front], thick=0.0026)
    if work.order.has("slingback"):
        path = [
            points[-1, front[0]],
            (0.030, float(last.lift(np.array(0.03))) + 0.05, 0.03),
            (0.003, float(last.lift(np.array(0.0))) + 0.058, -0.004),
            (-0.026, float(last.lift(np.array(0.03))) + 0.05, 0.03),
            points[-1, front[-1]],
        ]
        cord(work, "strap", "cloth", spline(path, 32), Cord(0.0042, 7, flat=0.35))


def _surface(points: Array, u: float, v: float) -> Array:
    """A point on the upper: u 0..1 once round from the heel by the outside, v 0 at the sole, 1 at the opening."""
    rows, columns = points.shape[:2]
    i, j = v * (rows - 1), (u % 1.0) * (columns - 1)
    a, b = int(min(i, rows - 2)), int(min(j, columns - 2))
    f, g = i - a, j - b
    return np.asarray(
        (points[a, b] * (1 - g) + points[a, b + 1] * g) * (1 - f)
        + (points[a + 1, b] * (1 - g) + points[a + 1, b + 1] * g) * f
    )


def _closing(work: Work, last: Last, told: Opening) -> None:
    order = work.order
    points = upper(last, told)
    if order.category in ("trainers", "sports_shoes", "oxfords"):
        _tongue(work, last, told)
        if order.word("closure", "lace") == "velcro":
            _tapes(work, points)
        else:
            _laces(work, points, told, 5 if order.category != "oxfords" else 4)
        _overlays(work, points)
    if order.has("penny_strap") or order.has("horsebit") or order.category == "loafers":
        _saddle(work, points)
    straps = order.word("closure") in ("ankle_strap", "buckle") and order.category in ("flats", "heels", "espadrilles")
    if order.has("mary_jane") or (straps and not order.has("slingback")):
        ankle_strap(work, last, 0.045 if order.has("mary_jane") else 0.066)
    if order.has("bow"):
        little_bow(work, _surface(points, 0.5, 0.94) + (0, 0.003, 0.002))
    if order.has("tassel"):
        spot = _surface(points, 0.5, 0.93)
        for dx in (-0.007, 0.007):
            cord(
                work,
                "tassels",
                "cloth",
                np.stack([spot + (dx * t, 0.004 - 0.010 * t, 0.030 * t) for t in np.linspace(0, 1, 6)]),
                Cord(0.0032, 7),
            )
    if order.has("embellished"):
        for k in np.linspace(0.40, 0.60, 7):
            spot = _surface(points, float(k), 0.96)
            cord(work, "stones", "#e8e4f0:stone", np.stack([spot, spot + (0, 0.004, 0.001)]), Cord(0.0034, 7))


def _tongue(work: Work, last: Last, told: Opening) -> None:
    edge = rim(last, told, np.array([np.pi]))[0]
    t = np.linspace(0, 1, 8)[:, None]
    v = np.linspace(-1, 1, 7)[None, :]
    x = 0.003 + v * (0.021 + 0.004 * t)
    y = edge[1] - 0.020 + 0.052 * t - 0.007 * v**2
    z = edge[2] + 0.022 - 0.050 * t - 0.003 * v**2
    put(work, "tongue", "cloth", np.stack([x, y + 0 * v, z + 0 * v], axis=2), thick=0.004)


def _laces(work: Work, points: Array, told: Opening, count: int) -> None:
    role = (
        "#f4f1ea:matte"
        if work.order.category in ("trainers",)
        else "tone-18:matte"
        if work.order.category == "oxfords"
        else "accent:matte"
    )
    for k in range(count):
        v = 0.55 + 0.40 * k / (count - 1)
        half = 0.075 - 0.012 * k / count
        left, right = (_surface(points, 0.5 + side * half, v) for side in (-1, 1))
        bump = np.array((0, 0.010, 0.004))
        path = spline([list(left + bump * 0.35), list((left + right) / 2 + bump), list(right + bump * 0.35)], 10)
        cord(work, "laces", role, path, Cord(0.0026, 7, flat=0.6))
    top = _surface(points, 0.5, 0.97) + (0, 0.010, 0.004)
    for sign in (-1, 1):
        t = np.linspace(0, 2 * np.pi, 15)
        loop = np.stack(
            [
                sign * 0.017 * (1 - np.cos(t)),
                0.004 * np.sin(t) - 0.006 * (1 - np.cos(t)) / 2,
                0.011 * np.sin(t) + 0.004 * (1 - np.cos(t)),
            ],
            axis=1,
        )
        cord(work, "laces", role, top + loop, Cord(0.0019, 7))


def _tapes(work: Work, points: Array) -> None:
    for v in (0.62, 0.86):
        path = np.stack([_surface(points, float(u), v) + (0, 0.005, 0.002) for u in np.linspace(0.38, 0.64, 14)])
        cord(work, "straps", "accent:woven", path, Cord(0.0105, 10, flat=0.22))


def _strip(points: Array, us: Array, v0: Array | float, v1: Array | float, out: float) -> Sheet:
    """A patch on the upper between two lines of v, over u."""
    low, top = np.broadcast_to(np.asarray(v0, float), us.shape), np.broadcast_to(np.asarray(v1, float), us.shape)
    rows = [
        np.stack([_surface(points, float(u), float(a + (b - a) * t)) for u, a, b in zip(us, low, top, strict=True)])
        for t in np.linspace(0, 1, 6)
    ]
    grid = np.stack(rows)
    return sheet(grid, None, np.full(grid.shape[:2], out))


def _overlays(work: Work, points: Array) -> None:
    """Toe cap, heel counter, eyestay and side stripes."""
    order = work.order
    us = np.linspace(0.33, 0.67, 19)
    trim = (
        "accent"
        if order.category == "sports_shoes" or order.has("contrast_sole")
        else "tone-9:leather"
        if order.category == "trainers"
        else "cloth"
    )
    if order.category != "oxfords" or order.has("cap_toe") or order.word("shape") in ("cap", "wingtip"):
        edge = 0.40 - 0.9 * np.abs(us - 0.5) ** 1.2
        put(
            work,
            "toe cap",
            "#f2efe8:rubber" if order.has("cap_toe") and order.category == "trainers" else trim,
            _strip(points, us, 0.0, np.maximum(edge, 0.06), 0.0014),
            thick=0.0014,
        )
    back = np.linspace(-0.14, 0.14, 15)
    put(work, "heel counter", trim, _strip(points, back, 0.05, 0.72 - 6 * back**2, 0.0014), thick=0.0014)
    for sign in (1, -1):
        stay = 0.5 + sign * np.linspace(0.045, 0.115, 5)
        put(work, "eyestay", trim, _strip(points, stay if sign > 0 else stay[::-1], 0.50, 0.99, 0.0013), thick=0.0012)
        if order.category == "sports_shoes":
            for shift in (0.0, 0.035, 0.07):
                us2 = np.linspace(0.20, 0.235, 4) + shift
                put(work, "stripes", "accent", _strip(points, us2 if sign > 0 else (1 - us2)[::-1], 0.12, 0.8, 0.0018))


def _saddle(work: Work, points: Array) -> None:
    us = np.linspace(0.34, 0.66, 17)
    put(work, "apron seam", "tone-10:leather", _strip(points, us, 0.42 + 0 * us, 0.47 + 0 * us, 0.0016), thick=0.0012)
    put(work, "saddle", "cloth", _strip(points, us, 0.76, 0.94, 0.0022), thick=0.0018)
    if work.order.has("horsebit"):
        path = np.stack([_surface(points, float(u), 0.85) + (0, 0.007, 0.002) for u in np.linspace(0.43, 0.57, 12)])
        cord(work, "bit", "#c9a24d:metal", path, Cord(0.0026, 7))


def _boot(work: Work, last: Last) -> None:
    order = work.order
    told = OPENINGS["ankle"]
    foot = upper(last, told, 17)
    high = _SHAFT.get(order.word("length", "ankle"), 0.155)
    base = foot[-1, :, 1]
    up = np.linspace(0, 1, max(int((high - 0.10) / 0.014), 4) + 1)[1:]
    turn = np.linspace(0, 2 * np.pi, foot.shape[1])
    calf = 0.016 * smooth(up * high, 0.05, 0.26) + (0.008 if order.category in ("rain_boots", "snow_boots") else 0.0)
    shaft = []
    for t, wide in zip(up, calf, strict=True):
        ring = foot[-1].copy()
        centre = np.array((0.003, 0, 0.18 * last.long))
        away = (ring - centre) * (1, 0, 1)
        away = away / np.linalg.norm(away, axis=1, keepdims=True)
        ring = ring + away * wide - np.array((0, 0, 0.010)) * smooth(t, 0, 1)
        ring[:, 1] = base + (high + last.heel * 0.2 - 0.125 + 0.02) * t
        shaft.append(ring)
    points = np.concatenate([foot, np.stack(shaft)]) if high > 0.125 else foot
    put(work, "upper", "cloth", sheet(points, None, _boot_creases(points, turn)), thick=0.0032)
    if order.has("elastic_gores"):
        for us in (np.linspace(0.19, 0.31, 7), np.linspace(0.69, 0.81, 7)):
            put(work, "gores", "tone-14:ribbed", _strip(foot, us, 0.55 - 2 * np.abs(us - us.mean()), 0.99, 0.0012))
    if order.has("laces") or order.word("closure") == "lace":
        _laces(work, points[: len(foot)], told, 5)
        _overlays(work, foot)
    if order.has("pull_tab"):
        spot = points[-1, 0]
        cord(
            work,
            "pull tab",
            "tone-14:woven",
            np.stack(
                [spot + (0, dy, dz) for dy, dz in ((-0.02, -0.002), (0.010, -0.006), (0.012, 0.004), (-0.010, 0.006))]
            ),
            Cord(0.006, 7, flat=0.25),
        )
    if order.has("fur_lining"):
        cord(work, "lining", "#efe6d8:shearling", points[-1], Cord(0.011, 7))
    if order.has("side_zip"):
        j = int(0.76 * (points.shape[1] - 1))
        cord(work, "zip", "#8d8d92:metal", points[4:, j] + (-0.001, 0, 0), Cord(0.0016, 7))


def _boot_creases(points: Array, turn: Array) -> Array:
    """Soft creases where the ankle bends."""
    y = points[..., 1]
    bend = np.exp(-(((y - 0.12) / 0.035) ** 2))
    return np.asarray(0.0016 * np.sin(y * 190 + 1.6 * np.cos(turn)[None, :]) * bend)
