"""What finishes a neck: bands, stands, rolls, collars with points, lapels, hoods, bows."""

from collections.abc import Callable

import msgspec
import numpy as np

from assets.garments.bodice import Bodice, Neckline, neck_edge, neckline, on
from assets.garments.curves import Cord, blend, hermite, loop, smooth, spline
from assets.garments.folds import drape
from assets.garments.sheets import Array, Sheet, mirrored, sheet, turned
from assets.garments.work import Spot, Work

__all__ = ["NECKLINES", "collar", "finish", "hood", "lapels", "stand"]

NECKLINES = {
    "crew": Neckline(0.014, 0.085),
    "v": Neckline(0.020, 0.17, 0.018, "v"),
    "scoop": Neckline(0.040, 0.135, 0.05),
    "boat": Neckline(0.062, 0.055, 0.022, "boat"),
    "square": Neckline(0.048, 0.135, 0.05, "square"),
    "halter": Neckline(0.010, 0.16, 0.05, "v"),
    "cowl": Neckline(0.050, 0.13, 0.04),
    "mock": Neckline(0.006, 0.062),
    "roll": Neckline(0.006, 0.062),
    "henley": Neckline(0.014, 0.085),
    "hood": Neckline(0.018, 0.095),
    "shirt_collar": Neckline(0.006, 0.070),
    "button_down": Neckline(0.006, 0.070),
    "wing": Neckline(0.005, 0.062),
    "grandad": Neckline(0.008, 0.072),
    "polo": Neckline(0.008, 0.075),
    "camp": Neckline(0.014, 0.150, 0.016, "v"),
    "tie_neck": Neckline(0.008, 0.075),
    "ruffle": Neckline(0.008, 0.066),
    "notch": Neckline(0.016, 0.34, 0.010, "v"),
    "peak": Neckline(0.016, 0.33, 0.010, "v"),
    "shawl": Neckline(0.016, 0.35, 0.010, "v"),
    "funnel": Neckline(0.012, 0.070),
    "collarless": Neckline(0.016, 0.090),
    "stand": Neckline(0.010, 0.068),
    "wrap_v": Neckline(0.024, 0.25, 0.02, "v"),
    "bib": Neckline(0.05, 0.2, 0.05),
    "sweetheart": Neckline(0.075, 0.175, 0.05, "heart"),
    "off_shoulder": Neckline(0.1, 0.1, 0.1, "boat"),
    "one_shoulder": Neckline(0.02, 0.1),
    "strapless": Neckline(0.1, 0.1, 0.1, "boat"),
}
_UP = np.array((0.0, 1.0, 0.0))


def _outward(edge: Array) -> Array:
    """Level unit vectors away from the neck's axis."""
    axis = (edge.min(axis=0) + edge.max(axis=0)) / 2
    away = (edge - axis) * (1, 0, 1)
    return np.asarray(away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9))


def ring(edge: Array, profile: Array) -> Sheet:
    """A collar about the neck: profile ((rows, 2) or (rows, columns, 2)): metres outward and up from the edge."""
    wide = profile[:, None, :] if profile.ndim == 2 else profile
    away = _outward(edge)
    return sheet(edge + wide[..., :1] * away + wide[..., 1:] * _UP)


def finish(work: Work, body: Bodice, neck: str) -> None:
    """Adds what the neckline is finished with; where nothing special is said, a narrow band."""
    rib = work.order.has("ribbing") or work.order.category in ("sweatshirt", "sweater", "cardigan", "t_shirt", "polo")
    role = "accent:rib" if work.order.has("tipping", "contrast_collar") else "cloth:rib" if rib else "cloth"
    match neck:
        case "mock":
            stand(work, body, 0.045, role=role)
        case "stand" | "funnel":
            stand(work, body, 0.05 if neck == "stand" else 0.06, role=role if rib else "cloth", open_=True)
        case "roll":
            _roll(work, body, role)
        case "shirt_collar" | "button_down" | "wing" | "polo":
            collar(work, body, neck)
        case "grandad":
            stand(work, body, 0.028, open_=True)
        case "camp":
            _camp(work, body)
        case "notch" | "peak" | "shawl":
            lapels(work, body, neck)
        case "tie_neck":
            stand(work, body, 0.024)
            _bow(work, body)
        case "ruffle":
            _ruffle(work, body)
        case "cowl":
            _cowl(work, body)
        case "hood":
            hood(work, body)
        case "halter" | "off_shoulder" | "strapless" | "one_shoulder" | "bib" | "sweetheart":
            pass
        case _:
            _band(work, body, role, 0.019 if rib else 0.010)


def _band(work: Work, body: Bodice, role: str, wide: float) -> None:
    """A flat band about the neckline, on the cloth."""
    neck = body.neck
    inner = msgspec.structs.replace(
        body, neck=Neckline(neck.wide - wide * 0.55, neck.deep - wide, max(neck.back - wide * 0.6, 0.0), neck.curve)
    )
    rows = [blend(neck_edge(body), neck_edge(inner), t) for t in (0.0, 0.35, 0.7, 1.0)]
    folds = np.array([0.001, 0.0025, 0.0025, 0.001])[:, None] * np.ones((1, len(rows[0])))
    work.add("neckband", role, sheet(np.stack(rows), None, folds), thick=0.002, depth=0.003)


def stand(work: Work, body: Bodice, high: float, *, role: str = "cloth", open_: bool = False) -> None:
    edge = neck_edge(body)
    lean = np.array([(0.000, -0.004), (0.001, high * 0.3), (-0.003, high * 0.7), (-0.005, high)])
    one = ring(edge, lean)
    if open_:
        one = sheet(one.points[:, 1:-1], one.cloth[:, 1:-1])
    work.add("collar", role, one, thick=0.0028, depth=0.003)


def _roll(work: Work, body: Bodice, role: str) -> None:
    profile = np.array(
        [
            (0.0, -0.004),
            (-0.004, 0.03),
            (-0.007, 0.065),
            (-0.004, 0.078),
            (0.004, 0.079),
            (0.009, 0.068),
            (0.012, 0.04),
            (0.016, 0.014),
            (0.019, 0.006),
        ]
    )
    edge = neck_edge(body)
    made = ring(edge, profile)
    slack = drape(loop(len(edge))[None, :], profile[:, 1:], size=0.002, count=6, seed=4)
    work.add(
        "collar",
        "cloth:rib" if role == "cloth" else role,
        sheet(made.points, made.cloth, slack),
        thick=0.0028,
        depth=0.004,
    )


def _leaf(body: Bodice, top: Array, edge: Array, roll: float, rows: int = 7) -> Sheet:
    """A collar's leaf from the top of its stand, over a roll, down to its edge."""
    away = _outward(np.concatenate([top, top * (-1, 1, 1)]))[: len(top)]
    leave = away * roll * 1.6 + _UP * roll * 2.2
    arrive = (edge - top) * 0.9 - _UP * roll + away * roll * 0.4
    return turned(sheet(hermite(top, edge, leave, arrive, np.linspace(0, 1, rows))))


def _half(edge: Array) -> Array:
    """The left half of the neck's edge, from the centre front to the centre back."""
    return edge[: len(edge) // 2 + 1]


def collar(work: Work, body: Bodice, kind: str) -> None:
    """A stand and a leaf with points, as a shirt has."""
    high = {"polo": 0.022, "wing": 0.036}.get(kind, 0.030)
    edge = neck_edge(body)
    half = _half(edge)
    rise = high * (0.72 + 0.28 * smooth(np.linspace(0, 1, len(half)), 0, 0.3))
    top = half + np.stack([0 * rise, rise, 0 * rise], axis=1) + _outward(edge)[: len(half)] * -0.003
    role = "accent" if work.order.has("contrast_collar", "tipping") else "cloth"
    profile = np.stack([half + (top - half) * t for t in (-0.12, 0.35, 0.7, 1.0)])
    work.add("collar", role, sheet(profile), mirrored(sheet(profile)), thick=0.0022, depth=0.003)
    if kind == "wing":
        return
    long = {"polo": 0.050, "button_down": 0.076}.get(kind, 0.068) * (1.15 if work.order.slot == "outerwear" else 1.0)
    x, y = float(half[0, 0]), float(half[0, 1])
    neck_x, _ = body.neck_point
    out = 0.007
    tip = body.at(x + long * 0.72, y - long * 0.62, 1, out=out)
    fore = body.at(neck_x + 0.012, y + 0.022 - long * 0.25, 1, out=out + 0.004)
    side = np.array((neck_x + 0.030, float(body.ridge(np.array(neck_x + 0.030))) + 0.010, -0.035))
    rear = body.at(neck_x * 0.7, half[-1, 1] - 0.018, -1, out=out + 0.002)
    back = body.at(0.0, half[-1, 1] - 0.024, -1, out=out)
    work.add(
        "collar leaf",
        role,
        leaf := _leaf(body, top, spline([tip, fore, side, rear, back], len(half)), 0.007),
        mirrored(leaf),
        thick=0.0024,
        depth=0.003,
    )
    if kind == "button_down":
        for sign in (1, -1):
            work.button(
                "buttons",
                "#e9e4d8:plastic",
                Spot((tip + (-0.006, 0.008, 0.004)) * (sign, 1, 1), np.array((0, 0.2, 1.0))),
                0.004,
                0.002,
            )


def _camp(work: Work, body: Bodice) -> None:
    """An open collar that lies flat, with a small lapel below it."""
    half = _half(neck_edge(body))
    neck_x, _ = body.neck_point
    y = float(half[0, 1])
    points = [
        body.at(0.088, y + 0.052, 1, out=0.006),
        body.at(neck_x + 0.045, y + 0.105, 1, out=0.008),
        np.array((neck_x + 0.040, float(body.ridge(np.array(neck_x + 0.040))) + 0.008, -0.035)),
        body.at(neck_x * 0.7, half[-1, 1] - 0.03, -1, out=0.008),
        body.at(0.0, half[-1, 1] - 0.036, -1, out=0.007),
    ]
    first = len(half) // 5
    top = half[first:] + (0, 0.004, 0)
    leaf = _leaf(body, top, spline(points, len(top)), 0.008)
    work.add("collar", "cloth", leaf, mirrored(leaf), thick=0.0022, depth=0.003)
    work.add(
        "lapels",
        "cloth",
        _lapel(body, first / (len(half) // 2), lambda p: 0.078 * p**0.8, 0.012),
        both=True,
        thick=0.0022,
        depth=0.003,
    )


def _lapel(body: Bodice, top: float, width: Callable[[Array], Array], rise: float, out: float = 0.005) -> Sheet:
    """Cloth folded back along the left neck edge, from its foot (p 0) to `top`; width(p 0..1) in metres."""
    p = np.linspace(0, 1, 16)
    foot = neckline(body, 1, p * top)
    s = np.linspace(0, 1, 7)[None, :]
    wide = width(p)[:, None]
    x = foot[:, :1] + wide * s
    y = foot[:, 1:] + rise * p[:, None] ** 3 * s
    made = on(
        body, x, y, 1, out=out + 0.006 * np.sin(np.pi * np.clip(s * 1.1, 0, 1)) * np.minimum(wide / 0.05, 1) + 0 * x
    )
    made.points[:, 0] = body.at(foot[:, 0], foot[:, 1], 1, out=0.001)
    return made


def lapels(work: Work, body: Bodice, kind: str) -> None:
    """Lapels and the collar above them, as tailoring has."""
    satin, fur = work.order.has("satin_lapels"), work.order.has("fur_trim")
    role = "cloth:satin" if satin else "accent" if work.order.has("contrast_collar") or fur else "cloth"
    broad = 1.15 if work.order.slot == "outerwear" and work.order.category != "blazer" else 1.0
    half = _half(neck_edge(body))
    if kind == "shawl":

        def grown(p: Array) -> Array:
            return np.asarray((0.012 + 0.062 * np.sin(np.pi * np.clip(p, 0, 1) ** 0.75 * 0.82)) * broad)

        work.add("lapels", role, _lapel(body, 1.0, grown, 0.0), both=True, thick=0.003, depth=0.004)
        first = int(len(half) // 2 * 0.98)
        high = neckline(body, 1, np.array(1.0))
        tip = body.at(high[0] + float(grown(np.array(1.0))), high[1], 1, out=0.008)
    else:
        cut = 0.74
        peak = 0.045 if kind == "peak" else 0.004
        work.add(
            "lapels",
            role,
            _lapel(body, cut, lambda p: (0.004 + 0.086 * p**0.85) * broad, peak),
            both=True,
            thick=0.003,
            depth=0.004,
        )
        first = int(len(half) // 2 * (cut - 0.02))
        foot = neckline(body, 1, np.array(cut))
        tip = body.at(foot[0] + 0.058 * broad, foot[1] + 0.028, 1, out=0.009)
    neck_x, _ = body.neck_point
    side = np.array((neck_x + 0.036, float(body.ridge(np.array(neck_x + 0.036))) + 0.010, -0.036))
    points = [
        tip,
        side,
        body.at(neck_x * 0.72, half[-1, 1] - 0.026, -1, out=0.009),
        body.at(0.0, half[-1, 1] - 0.032, -1, out=0.008),
    ]
    top = half[first:] + _UP * 0.020 * smooth(np.linspace(0, 1, len(half) - first), 0.0, 0.6)[:, None]
    upper = "cloth" if role == "cloth:satin" and kind != "shawl" else role
    leaf = _leaf(body, top, spline(points, len(top)), 0.008)
    work.add("collar", upper, leaf, mirrored(leaf), thick=0.003, depth=0.004)
    fall = sheet(np.stack([half[first:] + (top - half[first:]) * t for t in (0.0, 0.5, 1.0)]))
    work.add("collar", upper, fall, mirrored(fall))


def hood(work: Work, body: Bodice) -> None:
    """A hood that lies on the back, its front edge running round the neck."""
    edge = neck_edge(body, 11)
    turn = np.linspace(0, 2 * np.pi, len(edge))
    rear = ((1 - np.cos(turn)) / 2) ** 1.3
    rows = []
    down = np.linspace(0, 1, 11)
    for t in down:
        up = (
            0.050 * np.sin(np.pi * min(t * 1.5, 1.0) * 0.62) * (0.7 + 0.5 * rear)
            - (0.035 + 0.20 * rear) * max(t - 0.34, 0) ** 1.25 * 1.5
        )
        out = 0.006 + (0.030 + 0.070 * rear) * np.sin(np.pi * 0.80 * t) ** 0.9 + 0.004 * t
        rows.append(np.stack([out, up], axis=1))
    made = ring(edge, np.stack(rows))
    pleat = drape(turn[None, :], 0.2 * down[:, None], size=0.006, count=5, seed=9) * down[:, None]
    work.add("hood", "cloth", turned(sheet(made.points, made.cloth, pleat)), thick=0.003, depth=0.006)
    inner = np.stack(
        [
            np.stack([0.012 + 0.012 * t - 0.010 * rear * t, 0.030 - 0.075 * t * rear - 0.02 * t], axis=1)
            for t in np.linspace(0, 1, 4)
        ]
    )
    work.add("hood", "cloth", ring(edge, inner), thick=0.002, depth=0.003)
    if work.order.has("fur_trim"):
        path = (edge + _outward(edge) * 0.032 + _UP * (0.040 + 0.02 * rear[:, None]))[2:-2]
        work.tube("fur", "accent:shearling", path, Cord(0.024, 12))
    elif work.order.category in ("hoodie", "sweatshirt"):
        for sign in (1, -1):
            start = body.at(0.035 * sign, edge[0, 1] - 0.006, 1, out=0.012)
            end = body.at(0.042 * sign, edge[0, 1] - 0.17, 1, out=0.010)
            work.tube(
                "cords",
                "#e8e6e0:matte",
                spline([start, (start + end) / 2 + (0.004 * sign, 0, 0.002), end], 14),
                Cord(0.0028, 7),
            )


def _bow(work: Work, body: Bodice) -> None:
    y = float(neck_edge(body)[0, 1])
    centre = body.at(0.0, y - 0.005, 1, out=0.018)
    bow(work, "bow", "cloth", centre, Bow(0.075, 0.05, tails=0.22))


class Bow(msgspec.Struct, frozen=True):
    """A bow's measures in metres: half its width, the height of its loops, the length of its tails."""

    half: float
    high: float
    tails: float = 0.0


def bow(work: Work, part: str, role: str, centre: Array, tied: Bow) -> None:
    """A tied bow facing the front: two loops, a knot, and its tails."""
    half, high, tails = tied.half, tied.high, tied.tails
    t = np.linspace(0, 1, 17)[:, None]
    v = np.linspace(-1, 1, 7)[None, :]
    reach = np.sin(np.pi * t) ** 0.8
    x = half * (0.06 + 0.94 * reach) + 0 * v
    y = v * high / 2 * (0.22 + 0.78 * reach**0.8) - 0.10 * high * reach
    z = 0.26 * half * np.sin(2 * np.pi * t) * (1 - 0.3 * v * v) + 0.04 * half * np.sin(v * 5) * reach
    wing = sheet(np.stack([x, y, z], axis=2) + centre)
    work.add(part, role, wing, both=False, thick=0.0016, depth=0.002)
    other = sheet((wing.points - centre) * (-1, 1, 1) + centre)
    work.add(part, role, turned(other), thick=0.0016, depth=0.002)
    work.knob(
        part,
        role,
        Spot(centre - np.array((0, high * 0.2, 0.006)), np.array((0, 0, 1.0))),
        np.array([(0.16, 0.0), (0.19, 0.1), (0.15, 0.26), (0.0, 0.30)]) * high * 1.0 + 0.0,
        12,
    )
    for sign in (1, -1) if tails else ():
        s = np.linspace(0, 1, 9)[:, None]
        path = centre + np.concatenate([sign * (0.008 + 0.030 * s), -s * tails, 0.010 * np.sin(s * 5 + sign)], axis=1)
        wide = 0.012 + 0.024 * s
        lie = np.linspace(-1, 1, 4)[None, :, None] * wide[:, None] * np.array((1.0, 0.12 * sign, 0.15))
        work.add(part, role, sheet((path[:, None] + lie)[::-1]), thick=0.0014, depth=0.002)


def _ruffle(work: Work, body: Bodice) -> None:
    edge = neck_edge(body, 20)
    turn = np.linspace(0, 2 * np.pi, len(edge))
    rows = [
        np.stack([0.004 * t + 0.011 * t * np.sin(16 * turn), 0.036 * t + 0 * turn], axis=1)
        for t in np.linspace(0, 1, 5)
    ]
    work.add("frill", "cloth", ring(edge, np.stack(rows)), thick=0.0014, depth=0.002)


def _cowl(work: Work, body: Bodice) -> None:
    """Loose folds that swing below the neck in front."""
    p = np.linspace(-1, 1, 25)
    for k, (drop, out) in enumerate(((0.0, 0.012), (0.035, 0.016), (0.075, 0.014))):
        x = p * (body.neck_point[0] * (1 + 0.12 * k))
        high = body.neck_point[1] - 0.01 - body.neck.deep * (1 - p**2) - drop * (1 - np.abs(p) ** 2.5) - 0.012 * k
        made = on(
            body,
            np.stack([x * 0.96, x, x]),
            np.stack([high + 0.018, high + 0.004, high - 0.030]),
            1,
            out=np.array([0.002, out, 0.001])[:, None] * (1 - np.abs(p) ** 3)[None, :],
        )
        work.add("cowl", "cloth", turned(made), thick=0.0014, depth=0.002)
