"""What is worn on the head, and before the eyes."""

import msgspec
import numpy as np

from assets.garments.curves import Cord, lathe, smooth, spline
from assets.garments.necks import Bow, bow
from assets.garments.sheets import Array, Sheet, sheet
from assets.garments.work import Spot, Work

__all__ = ["make_beanie", "make_cap", "make_fascinator", "make_hair", "make_hat", "make_sunglasses"]
HEAD_Y = 1.632
"""Height of the head's middle."""


def _dome(work: Work, profile: Array, *, ease: float = 0.006) -> Sheet:
    """A crown over the head; profile (n, 2): shares of the head's half width, heights above its middle in metres."""
    wide, _, deep = work.form.head
    rows = profile * (1.0, 1.0)
    made = lathe(np.stack([rows[:, 0], rows[:, 1] + HEAD_Y], axis=1), 48, squash=(wide + ease, deep + ease))
    return sheet(made.points + (0, 0, -0.004), made.cloth)


def make_hat(work: Work) -> None:
    """A hat with a crown and a brim."""
    shape = work.order.word("shape", "wide_brim")
    soft = shape == "bucket"
    low = 0.030
    crown = {
        "bucket": [(1.10, low), (1.04, 0.085), (0.98, 0.118), (0.90, 0.126), (0.45, 0.130), (0.0, 0.131)],
        "boater": [(1.04, low), (1.04, 0.115), (1.02, 0.122), (0.96, 0.124), (0.5, 0.124), (0.0, 0.124)],
    }.get(shape, [(1.04, low), (1.02, 0.070), (0.97, 0.110), (0.88, 0.138), (0.62, 0.150), (0.25, 0.140), (0.0, 0.136)])
    fine = spline(crown, 22)
    made = _dome(work, fine)
    if shape in ("fedora", "panama", "wide_brim"):
        p = made.points.copy()
        front = np.clip(p[..., 2] / 0.1, -1, 1) * smooth(p[..., 1], HEAD_Y + 0.07, HEAD_Y + 0.145)
        crease = np.exp(-((p[..., 0] / 0.020) ** 2)) * smooth(p[..., 1], HEAD_Y + 0.115, HEAD_Y + 0.15)
        pinch = np.exp(-(((np.abs(p[..., 0]) - 0.05) / 0.025) ** 2)) * np.clip(front, 0, 1)
        p[..., 1] += -0.022 * crease + 0.008 * np.clip(front, 0, 1)
        p[..., 0] -= np.sign(p[..., 0]) * 0.014 * pinch
        made = sheet(p, made.cloth)
    work.add("crown", "cloth", made, thick=0.0025)
    reach = {"wide_brim": 0.125, "bucket": 0.058, "panama": 0.070, "fedora": 0.060, "boater": 0.062}.get(shape, 0.07)
    work.add(
        "brim",
        "cloth",
        _brim(work, Brim(low, reach, soft=soft, dip=shape in ("fedora", "panama"), wave=shape == "wide_brim")),
        thick=0.0026,
        depth=0.0026,
    )
    if not soft:
        wide, _, deep = work.form.head
        band = lathe(
            np.array(
                [
                    (1.05, HEAD_Y + low - 0.002),
                    (1.062, HEAD_Y + low + 0.004),
                    (1.05, HEAD_Y + low + 0.030),
                    (1.03, HEAD_Y + low + 0.033),
                ]
            ),
            48,
            squash=(wide + 0.006, deep + 0.006),
        )
        work.add(
            "ribbon", "accent:satin" if work.order.accent else "#221d1e:satin", sheet(band.points + (0, 0, -0.004))
        )


class Brim(msgspec.Struct, frozen=True):
    """A brim `reach` metres broad, from `low` metres above the head's middle; soft: hanging; dip: lower at the front;
    wave: falling in waves."""

    low: float
    reach: float
    soft: bool
    dip: bool
    wave: bool


def _brim(work: Work, brim: Brim) -> Sheet:
    low, reach, soft, dip, wave = brim.low, brim.reach, brim.soft, brim.dip, brim.wave
    wide, _, deep = work.form.head
    turn = np.linspace(0, 2 * np.pi, 73)[None, :]
    t = np.linspace(0, 1, 9)[:, None]
    base = 1.10 if soft else 1.04
    x = ((wide + 0.006) * base + reach * t * (0.82 if soft else 1.0)) * np.sin(turn)
    z = ((deep + 0.006) * base + reach * t * (0.82 if soft else 1.0)) * np.cos(turn) - 0.004
    y = HEAD_Y + low - reach * t * (0.75 if soft else 0.06) + 0 * turn
    if dip:
        y = y + 0.020 * t**2 * np.abs(np.sin(turn)) ** 1.5 - 0.014 * t**2 * np.clip(np.cos(turn), 0, 1)
    if wave:
        y = y + 0.012 * t**2 * np.sin(2 * turn + 0.6) - 0.018 * t**2
    return sheet(np.stack([x, y, z], axis=2)[::-1])


def make_cap(work: Work) -> None:
    flat = work.order.word("shape") == "flat"
    low = 0.020
    if flat:
        crown = [(1.06, low), (1.22, 0.050), (1.25, 0.075), (1.10, 0.105), (0.7, 0.118), (0.0, 0.122)]
    else:
        crown = [(1.04, low), (1.05, 0.050), (1.00, 0.085), (0.84, 0.118), (0.52, 0.138), (0.0, 0.145)]
    made = _dome(work, spline(crown, 20))
    p = made.points.copy()
    if flat:
        front = smooth(p[..., 2], -0.06, 0.10)
        p[..., 1] -= 0.036 * front * smooth(p[..., 1], HEAD_Y + 0.03, HEAD_Y + 0.12)
        p[..., 2] += 0.022 * front
    work.add("crown", "cloth", sheet(p, made.cloth), thick=0.0026)
    wide, _, deep = work.form.head
    v = np.linspace(-1, 1, 25)[None, :]
    t = np.linspace(0, 1, 9)[:, None]
    long = 0.035 if flat else 0.072
    angle = v * (1.05 if not flat else 0.95)
    x = (wide + 0.008) * 1.03 * np.sin(angle) * (1 + 0.05 * t)
    z = (
        (deep + 0.008) * 1.03 * np.cos(angle)
        - 0.004
        + long * t * (1 - np.abs(v) ** 2.6) ** 0.6
        + 0.010 * t
        + (0.022 if flat else 0)
    )
    y = HEAD_Y + low + 0.004 - 0.020 * t - 0.018 * v**2 * (0.3 + t)
    work.add("peak", "cloth", sheet(np.stack([x, y, z], axis=2)[::-1]), thick=0.004, depth=0.004)
    if not flat:
        work.knob(
            "button",
            "cloth",
            Spot(np.array((0, HEAD_Y + 0.143, -0.004)), np.array((0, 1.0, 0))),
            np.array([(0.009, 0), (0.009, 0.003), (0.006, 0.006), (0, 0.007)]),
        )
        for k in range(6):
            a = k * np.pi / 3 + 0.52
            seam = spline(
                [
                    (r * (wide + 0.0075) * np.sin(a), HEAD_Y + y2, r * (deep + 0.0075) * np.cos(a) - 0.004)
                    for r, y2 in crown
                ],
                18,
            )
            work.tube("seams", "cloth", seam, Cord(0.0012, 5))


def make_beanie(work: Work) -> None:
    shape = work.order.word("shape", "cuffed")
    slouch = shape == "slouch"
    crown = [(1.06, 0.012), (1.09, 0.06), (1.05, 0.10), (0.92, 0.135), (0.60, 0.162), (0.25, 0.172), (0.0, 0.174)]
    made = _dome(work, spline(crown, 26), ease=0.010)
    turn = np.linspace(0, 2 * np.pi, made.points.shape[1])[None, :]
    top = smooth(made.points[..., 1], HEAD_Y + 0.10, HEAD_Y + 0.17)
    p = made.points + np.stack([0 * top, 0 * top, -0.045 * top], axis=2) * (1.0 if slouch else 0.2)
    folds = 0.003 * np.abs(np.sin(turn * 11)) * (0.35 + top)
    if work.order.has("cable"):
        folds = folds + 0.003 * np.sin(turn * 12 + 2.2 * np.sin(made.points[..., 1] * 120))
    work.add("crown", "cloth", sheet(p, made.cloth, folds), thick=0.004)
    cuff = _dome(
        work,
        np.array([(1.12, 0.004), (1.19, 0.008), (1.20, 0.035), (1.18, 0.060), (1.12, 0.064), (1.07, 0.060)]),
        ease=0.010,
    )
    ribs = (
        0.0022 * np.abs(np.sin(np.linspace(0, 2 * np.pi, cuff.points.shape[1]) * 40))[None, :] + 0 * cuff.points[..., 0]
    )
    work.add("turn-up", "cloth:rib", sheet(cuff.points, cuff.cloth, ribs))
    if work.order.has("pom_pom") or shape == "bobble":
        _pompom(work, np.array((0, HEAD_Y + 0.198, -0.012)), 0.036)


def _pompom(work: Work, centre: Array, radius: float) -> None:
    a, b = np.meshgrid(np.linspace(0, 2 * np.pi, 41), np.linspace(0.001, np.pi - 0.001, 21))
    fuzz = (
        1
        + 0.10 * np.sin(9 * a + 3 * np.sin(7 * b)) * np.sin(8 * b + 2 * np.cos(5 * a))
        + 0.05 * np.sin(17 * a) * np.sin(15 * b)
    )
    r = radius * fuzz * 1.0
    r[:, -1] = r[:, 0]
    points = np.stack([r * np.sin(b) * np.sin(a), r * np.cos(b), r * np.sin(b) * np.cos(a)], axis=2) + centre
    work.add("bobble", "accent:shearling" if work.order.accent else "cloth:shearling", sheet(points[::-1]))


def make_fascinator(work: Work) -> None:
    tilt = np.array((0.045, HEAD_Y + 0.108, 0.035))
    axis = np.array((0.42, 0.86, 0.25))
    disc = np.array([(0.001, -0.004), (0.070, -0.010), (0.078, -0.006), (0.072, 0.002), (0.035, 0.012), (0.0, 0.014)])
    if work.order.word("shape") == "halo":
        turn = np.linspace(0.15, np.pi - 0.15, 40)
        wide, _, _deep = work.form.head
        for r, lift in ((0.020, 0.0), (0.013, 0.018), (0.013, -0.018)):
            path = np.stack(
                [(wide + 0.014) * 1.1 * np.cos(turn), HEAD_Y + 0.02 + 0.115 * np.sin(turn), 0.012 + lift + 0 * turn],
                axis=1,
            )
            work.tube("halo", "cloth:satin", path, Cord(r, 12))
    else:
        work.knob("disc", "cloth", Spot(tilt, axis), disc, 40)
    if work.order.has("bow") or work.order.word("shape") == "disc":
        bow(work, "bow", "cloth:satin", tilt + (0.0, 0.020, 0.020), Bow(0.055, 0.045))
    for k in range(5):
        a = -0.5 + 0.32 * k
        path = spline(
            [
                tilt,
                tilt + (0.03 * a, 0.045, -0.02),
                tilt + (0.09 * a + 0.02, 0.085 + 0.01 * k, -0.06),
                tilt + (0.15 * a + 0.03, 0.075, -0.11),
            ],
            16,
        )
        share = np.linspace(0, 1, 16)[:, None]
        feather = 0.016 * np.sin(np.pi * np.clip(share * 0.93 + 0.05, 0, 1)) ** 0.7
        lie = np.linspace(-1, 1, 5)[None, :, None] * feather[:, None] * np.array((1.0, 0.15, 0.2))
        work.add(
            "feathers",
            "cloth",
            sheet(path[:, None] + lie + np.array((0, 0.006, 0)) * (1 - np.linspace(-1, 1, 5)[None, :, None] ** 2)),
        )


def make_hair(work: Work) -> None:
    shape = work.order.word("shape", "headband")
    wide, _, _ = work.form.head
    turn = np.linspace(-0.25, np.pi + 0.25, 60)
    if shape == "headband":
        path = np.stack(
            [(wide + 0.006) * np.cos(turn), HEAD_Y + 0.004 + 0.118 * np.sin(turn), 0.018 + 0.010 * np.sin(turn)], axis=1
        )
        work.tube(
            "band",
            "cloth",
            path,
            Cord(0.014 * (0.65 + 0.35 * np.clip(np.sin(turn), 0, 1)), 12, flat=0.42, up=np.array((0, 0.2, 1.0))),
        )
        return
    centre = (
        np.array((wide * 0.72, HEAD_Y + 0.075, 0.030)) if shape == "clip" else np.array((0.0, HEAD_Y + 0.050, -0.118))
    )
    if work.order.has("bow"):
        bow(work, "bow", "cloth", centre + (0, 0, 0.012), Bow(0.060, 0.045, tails=0.09))
    elif shape == "claw":
        for sign in (1, -1):
            t = np.linspace(0, 1, 13)
            spine = (
                np.stack(
                    [sign * (0.006 + 0.022 * np.sin(np.pi * t)), 0.045 - 0.09 * t, -0.010 - 0.014 * np.sin(np.pi * t)],
                    axis=1,
                )
                + centre
            )
            work.tube("claw", "cloth", spine, Cord(0.007, 10, flat=0.6))
            for k in (2, 4, 6, 8, 10):
                tooth = spline(
                    [spine[k], spine[k] + (-sign * 0.012, -0.002, -0.014), spine[k] + (-sign * 0.026, -0.004, 0.006)],
                    10,
                )
                work.tube("claw", "cloth", tooth, Cord(np.linspace(0.0042, 0.0022, 10), 8))
    else:
        path = (
            np.stack(
                [
                    np.linspace(-0.032, 0.032, 14),
                    0.010 * np.linspace(-1, 1, 14),
                    0.006 - 0.006 * np.linspace(-1, 1, 14) ** 2,
                ],
                axis=1,
            )
            + centre
        )
        work.tube("clip", "cloth", path, Cord(0.0075, 10, flat=0.45))


_LENSES = {
    "cat_eye": (0.031, 0.022, 2.6, 0.34),
    "aviator": (0.030, 0.026, 2.3, -0.25),
    "round": (0.025, 0.025, 2.0, 0.0),
    "square": (0.030, 0.023, 4.5, 0.06),
    "oval": (0.029, 0.020, 2.0, 0.0),
    "wrap": (0.036, 0.021, 3.0, 0.1),
}


def make_sunglasses(work: Work) -> None:
    half, high, square, lift = _LENSES.get(work.order.word("shape", "square"), _LENSES["square"])
    wide, _, deep = work.form.head
    y, z = HEAD_Y + 0.014, deep + 0.012
    turn = np.linspace(0, 2 * np.pi, 49)
    c, s = np.cos(turn), np.sin(turn)
    x = half * np.sign(c) * np.abs(c) ** (2 / square)
    up = high * np.sign(s) * np.abs(s) ** (2 / square) + lift * 0.022 * np.clip(c, 0, 1) * (
        0.4 + 0.6 * np.clip(s, 0, 1)
    )
    centre = half + 0.0085
    rim = np.stack([centre + x, y + up, z - 2.6 * (centre + x) ** 2], axis=1)
    metal = work.order.word("shape") in ("aviator", "round")
    role, thick = ("#c9a24d:metal", 0.0014) if metal else ("cloth:acetate", 0.0031)
    work.add("frame", role, _ring_tube(rim, thick), both=True)
    t = np.linspace(0, 1, 7)[:, None]
    middle = rim[:-1].mean(axis=0)
    lens = middle + (rim - middle) * (1 - t[:, None])
    lens[..., 2] = z - 2.6 * lens[..., 0] ** 2 + 0.002
    work.add("lenses", "#17140f:glass", sheet(lens), both=True)
    bridge = spline([rim[25 - 1 + 0], (0.0, y + high * 0.35, z + 0.001), rim[24] * (-1, 1, 1)], 12)
    work.tube("frame", role, bridge + (0, high * 0.25, 0), Cord(thick * 1.1, 10))
    side = rim[5]
    temple = spline(
        [
            side,
            (wide + 0.010, y + high * 0.4, z - 0.030),
            (wide + 0.010, y + high * 0.35, 0.0),
            (wide + 0.006, y - 0.004, -0.030),
            (wide + 0.002, y - 0.042, -0.045),
        ],
        28,
    )
    work.tube(
        "frame",
        role,
        temple,
        Cord(thick * np.linspace(1.15, 0.9, 28), 10, flat=0.55 if not metal else 1.0, up=np.array((0, 1.0, 0))),
        both=True,
    )


def _ring_tube(path: Array, radius: float) -> Sheet:
    """A closed ring of round section whose axis is z."""
    ahead = np.roll(path[:-1], -1, axis=0) - np.roll(path[:-1], 1, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    across = np.cross(ahead, (0, 0, 1.0))
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    a = np.linspace(0, 2 * np.pi, 11)[None, :, None]
    up = np.cross(across, ahead)
    ring = path[:-1, None] + radius * (np.cos(a) * across[:, None] + np.sin(a) * up[:, None])
    return sheet(np.concatenate([ring, ring[:1]])[::-1])
