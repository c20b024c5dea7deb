"""The bodies of bags: their sizes and forms, their skin, and where they are carried."""

import msgspec
import numpy as np

from assets.garments.curves import smooth
from assets.garments.sheets import Array, Sheet, sheet
from assets.garments.work import Work

__all__ = ["Body", "arch", "at", "body_sheet", "front", "outline", "place_of", "shape_of"]
_N = 65


class Body(msgspec.Struct, frozen=True):
    """A bag's size in metres and its form: exponents of its outline seen from the front and from above, how much
    narrower it is at the top in width and in depth, how far its upper edge sags, and whether it is open."""

    wide: float
    high: float
    deep: float
    square: float = 6.0
    plan: float = 4.0
    taper: float = 0.0
    pinch: float = 0.35
    sag: float = 0.0
    open_: bool = False
    lower: float = 6.0


SHAPES: dict[str, Body] = {
    "rectangle": Body(0.27, 0.20, 0.10),
    "trapeze": Body(0.31, 0.22, 0.13, taper=0.28),
    "half_moon": Body(0.29, 0.17, 0.075, lower=2.0, pinch=0.4),
    "hobo": Body(0.35, 0.24, 0.10, lower=2.4, sag=0.07, pinch=0.75),
    "bucket": Body(0.22, 0.24, 0.18, plan=2.0, taper=-0.12, pinch=0.0, open_=True),
    "box": Body(0.20, 0.14, 0.075, pinch=0.0),
    "envelope": Body(0.25, 0.15, 0.028, pinch=0.2),
    "round": Body(0.19, 0.19, 0.07, square=2.0, lower=2.0, pinch=0.2),
    "cylinder": Body(0.50, 0.27, 0.27, square=2.4, lower=2.4, pinch=0.0),
    "baguette": Body(0.28, 0.14, 0.07, lower=4.0, pinch=0.4),
    "basket": Body(0.40, 0.29, 0.17, lower=4.0, taper=-0.16, pinch=-0.1, open_=True),
    "slouch": Body(0.42, 0.34, 0.14, lower=4.0, sag=0.03, pinch=0.5, open_=True),
    "pouch": Body(0.22, 0.17, 0.08, lower=2.6, pinch=0.7, sag=0.02),
}
_SIZE = {"mini": 0.72, "small": 0.86, "medium": 1.0, "large": 1.18}


def shape_of(work: Work) -> Body:
    order = work.order
    told = SHAPES.get(order.word("shape", "rectangle"), SHAPES["rectangle"])
    grow = _SIZE.get(order.word("length", "medium"), 1.0)
    match order.category:
        case "tote" if order.word("shape") == "rectangle":
            told = Body(0.34, 0.29, 0.13, taper=-0.10, pinch=0.15, open_=order.word("closure") == "open")
        case "briefcase":
            told = Body(0.39, 0.28, 0.08, square=9, pinch=0.15)
        case "backpack":
            told = (
                Body(0.28, 0.42, 0.15, square=4.5, plan=4, pinch=0.45)
                if order.word("shape") != "cylinder"
                else Body(0.28, 0.44, 0.19, square=5, plan=2.3, pinch=0.5)
            )
            grow = 1.0 if order.word("length") != "large" else 1.08
        case "holdall":
            told = SHAPES["cylinder"]
            grow = 0.92
        case "belt_bag":
            told = Body(0.27, 0.13, 0.07, lower=2.2, pinch=0.3)
            grow = 1.0
        case "crossbody" if order.word("shape") == "rectangle":
            told = Body(0.23, 0.17, 0.07, square=6, pinch=0.2)
    scaled = {name: getattr(told, name) * grow for name in ("wide", "high", "deep", "sag")}
    return msgspec.structs.replace(told, **scaled)


def place_of(work: Work, told: Body) -> Array:
    """Where the middle of the bag's foot is, as it is carried."""
    hip = float(work.form.body(work.form.hip_y)[0])
    match work.order.category:
        case "backpack":
            return np.array((0.0, 0.96, -0.215))
        case "belt_bag":
            return np.array((0.03, 0.93, 0.175))
        case "crossbody":
            return np.array((-hip - 0.075, 0.80 - told.high * 0.3, 0.085))
        case "clutch":
            return np.array((0.335, 0.745, 0.13))
        case "holdall":
            return np.array((0.50, 0.325, 0.06))
    strap = work.order.word("strap", "top_handle")
    if strap in ("shoulder", "chain", "two_handles") and work.order.category in ("handbag", "tote"):
        return np.array((hip + 0.155, 0.86 - told.high * 0.55, 0.01))
    return np.array((0.385, 0.735 - told.high - arch(work, told), 0.055))


def arch(work: Work, told: Body) -> float:
    return 0.055 if work.order.category == "briefcase" else 0.10


def facing(work: Work) -> bool:
    """Whether its broad side faces the wearer's side rather than the front."""
    strap = work.order.word("strap", "")
    return work.order.category in ("holdall", "briefcase", "tote", "handbag") and strap != "none"


def at(work: Work, told: Body, points: Array) -> Array:
    """From the bag's own frame (x across, y up from its foot, z to its front) to where it is carried."""
    p = np.asarray(points, float)
    if facing(work):
        p = np.stack([p[..., 2], p[..., 1], -p[..., 0]], axis=-1)
    elif work.order.category == "backpack":
        p = p * (-1, 1, -1)
    return np.asarray(p + place_of(work, told))


def outline(told: Body, t: Array) -> tuple[Array, Array, Array]:
    """Half width, half depth and height at shares 0..1 of the way up."""
    low = (1 - (1 - np.clip(t / 0.5, 0, 1)) ** told.lower) ** (1 / told.lower)
    top = (
        (1 - np.clip((t - 0.5) / 0.5, 0, 1) ** told.square) ** (1 / told.square) if not told.open_ else np.ones_like(t)
    )
    shape = low * np.maximum(top, 0.0)
    half = told.wide / 2 * shape * (1 - told.taper * (t - 0.3))
    foot = smooth(t, -0.02, 0.10) ** 0.5 * 0.12 + 0.88
    deep = told.deep / 2 * (1 - told.pinch * t**1.4) * foot * np.clip(shape * 1.6, 0, 1) ** 0.6
    return half, deep, told.high * t


def body_sheet(told: Body) -> Sheet:
    """The bag's skin, foot first, once round from its front's middle."""
    t = np.concatenate([[0.0, 0.0], np.linspace(0, 1, 25) ** 0.9, [] if told.open_ else [1.0]])
    half, deep, y = outline(told, t)
    shrink = np.concatenate([[0.02, 0.85], np.ones(25), [] if told.open_ else [0.5]])
    a = np.linspace(0, 2 * np.pi, _N)[None, :]
    bend = 2 / told.plan
    x = (
        (np.maximum(half, told.wide * 0.16 if told.lower > 3 else 0.02) * shrink)[:, None]
        * np.sign(np.sin(a))
        * np.abs(np.sin(a)) ** bend
    )
    z = (np.maximum(deep, 0.004) * shrink)[:, None] * np.sign(np.cos(a)) * np.abs(np.cos(a)) ** bend
    sag = told.sag * (t**2)[:, None] * (1 - (x / (told.wide / 2)) ** 2)
    swell = 0.006 * np.sin(np.pi * t)[:, None] * np.abs(np.cos(a)) * (told.deep > 0.05)
    points = np.stack([x, y[:, None] - sag, z], axis=2)
    u = np.cumsum(np.concatenate([[0.0], np.hypot(np.diff(x[len(t) // 2]), np.diff(z[len(t) // 2]))]))
    cloth = np.stack([np.broadcast_to(u, x.shape), np.broadcast_to(-y[:, None], x.shape)], axis=2)
    return sheet(points, cloth, swell)


def front(told: Body, x: Array, t: Array, out: float, side: int = 1) -> Array:
    """Points on the front over x (metres) and t (share of the height), `out` off it."""
    half, deep, y = outline(told, t)
    share = np.clip(np.abs(x) / np.maximum(half, 1e-4), 0, 0.97)
    z = deep * (1 - share**told.plan) ** (1 / told.plan) + 0.006 * np.sin(np.pi * t) * (told.deep > 0.05) + out
    sag = told.sag * t**2 * (1 - (x / (told.wide / 2)) ** 2)
    return np.stack([x, y - sag, side * z], axis=-1)
