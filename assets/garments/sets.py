"""Pieces of two halves worn as one: jumpsuits, dungarees, pyjamas, tracksuits, suits, swimwear, saris."""

import msgspec
import numpy as np

from assets.garments import legs, trousers
from assets.garments.bodice import Laid, patch
from assets.garments.clothes import USUAL, bodice_of, make_upper
from assets.garments.curves import Cord, spline
from assets.garments.sheets import Sheet, mirrored, sheet
from assets.garments.skirts import SKIRTS, skirt
from assets.garments.tubes import Top, tube_top
from assets.garments.work import Spot, Work

__all__ = ["make_set"]
_TOPS = {
    "jumpsuit": "top",
    "playsuit": "top",
    "pyjamas": "shirt",
    "tracksuit": "fleece",
    "suit": "blazer",
    "ethnic_set": "kurta",
    "sari": "crop_top",
    "dungarees": "camisole",
}


def make_set(work: Work) -> None:
    category = work.order.category
    if category == "swimsuit":
        return _swimsuit(work)
    usual = USUAL[_TOPS[category]]
    joined = category in ("jumpsuit", "playsuit", "dungarees")
    lower = _lower(work, joined)
    if category == "dungarees":
        return _bib(work, lower)
    hem = lower.top - 0.01 if joined else 1.04 if category == "sari" else 0.66 if category == "ethnic_set" else 0.86
    usual = msgspec.structs.replace(
        usual,
        follow=0.75 if joined else usual.follow,
        closure="pullover" if category in ("jumpsuit", "playsuit") else usual.closure,
        waves=0.003,
    )
    body = bodice_of(work, usual, hem=hem)
    body = msgspec.structs.replace(
        body, seam=None, flare=0.0, follow=usual.follow, waves=0.003, ease=0.012 if joined else body.ease
    )
    make_upper(work, usual, body)
    if category == "sari":
        _drape_sari(work)
    return None


def _lower(work: Work, joined: bool) -> legs.Legs:
    order = work.order
    shape = legs.LEGS.get(order.word("shape", "straight"), legs.LEGS["straight"])
    length = order.word("length", "full")
    hem = legs.HEM.get(length, 0.05)
    if hem > 0.4:
        shape = msgspec.structs.replace(shape, knee=shape.thigh + 0.035)
    told = legs.Legs(
        form=work.form, shape=shape, top=1.075 if joined else 1.02, hem=hem, ease=0.014, folds=0.005, drop=0.01
    )
    if order.category == "sari":
        return told
    made = legs.legs_of(told)
    work.add("legs", "cloth", *made, *(mirrored(one) for one in made), thick=0.0026)
    if joined:
        ring = legs.hip_ring(told, told.top, 0.008, 97)
        rows = [ring * (1, 0, 1) + (0, told.top + dy, 0) for dy in (-0.020, -0.010, 0.010, 0.020)]
        work.add("waist", "cloth", sheet(np.stack(rows)), thick=0.003, depth=0.003)
    else:
        legs.waistband(work, told, "drawstring" if order.category in ("pyjamas", "tracksuit") else "fly")
        trousers.trims(work, told)
    return told


def _bib(work: Work, lower: legs.Legs) -> None:
    """A bib with braces over the shoulders, crossing at the back."""
    usual = USUAL["camisole"]
    body = msgspec.structs.replace(
        bodice_of(work, usual, hem=1.06), ease=0.020, waves=0.0, follow=0.5, seam=None, flare=0.0
    )
    work.add(
        "bib",
        "cloth",
        patch(body, (-0.115, 0.115), (lower.top - 0.01, 1.285), Laid(0.004, (16, 15))),
        thick=0.003,
        depth=0.004,
    )
    work.add(
        "bib",
        "cloth",
        patch(body, (-0.07, 0.07), (1.15, 1.25), Laid(0.009, (8, 9), round_=0.01)),
        thick=0.0025,
        depth=0.003,
    )
    work.add(
        "bib",
        "cloth",
        patch(body, (-0.15, 0.15), (lower.top - 0.01, 1.15), Laid(0.004, (8, 15)), side=-1),
        thick=0.003,
        depth=0.004,
    )
    for sign in (1, -1):
        path = [
            body.at(0.095 * sign, 1.272, 1, out=0.010),
            body.at(0.088 * sign, 1.38, 1, out=0.010),
            np.array((0.085 * sign, float(body.ridge(np.array(0.085))) + 0.012, -0.02)),
            body.at(0.070 * sign, 1.36, -1, out=0.010),
            body.at(-0.060 * sign, 1.14, -1, out=0.009),
        ]
        work.tube("braces", "cloth", spline(path, 40), Cord(0.017, 8, flat=0.12, up=np.array((1.0, 0, 0))))
        work.button(
            "buckles",
            "#b08d57:metal",
            Spot(body.at(0.095 * sign, 1.265, 1, out=0.012), np.array((0, 0.1, 1.0))),
            0.011,
            0.004,
        )


def _swimsuit(work: Work) -> None:
    order = work.order
    bikini = order.word("shape", "one_piece") == "bikini"
    body = bodice_of(work, USUAL["swimsuit"], hem=1.20 if bikini else 0.955)
    tube_top(work, body, Top(1.285, 1.245), 0.002)
    _briefs(work, top=0.955 if not bikini else 0.93)


def _briefs(work: Work, top: float) -> None:
    """From the hips to between the legs, cut high at the sides."""
    told = legs.Legs(form=work.form, shape=legs.LEGS["skinny"], top=top, ease=0.002, folds=0.0)
    angle = np.linspace(0, np.pi, 33)
    low, high = told.crotch - 0.012, top - 0.055
    cut = low + (high - low) * np.abs(np.sin(angle)) ** 1.3
    t = np.linspace(1, 0, 16)[:, None]
    y = top + (cut - top) * t
    hips = told.hips(y)
    x = hips[..., 0] * np.sin(angle) ** (2 / 2.2) * (1 - 0.55 * t**3 * np.abs(np.cos(angle)))
    z = legs.hip_depth(told, hips, np.cos(angle)[None, :], y) * (1 - 0.25 * t**4 * np.abs(np.cos(angle)))
    half = np.stack([x, y, z], axis=2)
    one: Sheet = sheet(half)
    work.add("briefs", "cloth", one, mirrored(one), thick=0.002, depth=0.003)
    front, back = half[0, :3], half[0, -3:][::-1]
    s = np.linspace(0, 1, 11)[:, None, None]
    strap = front + (back - front) * s - np.array((0, 0.016, 0)) * np.sin(np.pi * s)
    work.add("briefs", "cloth", sheet(strap), mirrored(sheet(strap)), thick=0.002, depth=0.002)


def _drape_sari(work: Work) -> None:
    """A pleated skirt, and the end of the cloth over the left shoulder."""
    work.add(
        "skirt",
        "cloth",
        skirt(work.form, msgspec.structs.replace(SKIRTS["pleated"], flare=0.16, pleats=26), 1.04, 0.03),
        thick=0.002,
    )
    body = bodice_of(work, USUAL["crop_top"], hem=1.04)
    t, v = np.linspace(0, 1, 40)[:, None], np.linspace(-1, 1, 11)[None, :]
    path = spline(
        [
            list(body.at(-0.15, 0.98, 1, out=0.03)),
            list(body.at(0.0, 1.18, 1, out=0.03)),
            list(body.at(0.10, 1.36, 1, out=0.03)),
            [0.12, 1.475, -0.02],
            list(body.at(0.13, 1.30, -1, out=0.03)),
            list(body.at(0.14, 0.95, -1, out=0.04)),
            [0.15, 0.62, -0.19],
        ],
        40,
    )
    lie = np.stack([0.075 * (1 + 0 * t), 0.05 * (1 - t), 0.0 * t], axis=2)[:, 0] * (1.0)
    grid = path[:, None] + v[..., None] * lie[:, None]
    folds = 0.006 * np.sin(v * 9) * np.ones_like(t)
    work.add("drape", "cloth", sheet(grid, None, folds), thick=0.002, depth=0.002)
