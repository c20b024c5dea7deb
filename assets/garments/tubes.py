"""Bodices that end below the shoulders: on straps, strapless, off the shoulder, over one of them, tied at the neck."""

import msgspec
import numpy as np

from assets.garments.bodice import Bodice, on, panels
from assets.garments.curves import Cord, blend, smooth, spline
from assets.garments.sheets import Array, Sheet, mirrored, sheet, turned
from assets.garments.sleeves import Sleeve, arm_ring
from assets.garments.work import Work

__all__ = ["BARE", "make_bare", "tube_top"]
BARE = ("strapless", "off_shoulder", "one_shoulder", "halter", "sweetheart")
_ROWS, _COLUMNS = 30, 17


def half_tube(body: Bodice, top: Array, side: int) -> Sheet:
    """The left half of a front or back whose upper edge is at heights `top` from the centre to the side."""
    angle = np.linspace(0, np.pi / 2, len(top))
    t = np.linspace(0, 1, _ROWS)[:, None]
    y = body.hem + (top[None, :] - body.hem) * t
    x = np.sin(angle) ** (2 / 2.3) * body.section(np.minimum(y, body.underarm))[..., 0]
    return on(body, x, y, side, out=0.0)


def _top(centre: float, side: float, shape: str, side_of: int) -> Array:
    share = np.linspace(0, 1, _COLUMNS)
    line = blend(np.full(_COLUMNS, centre), np.full(_COLUMNS, side), smooth(share, 0.25, 1.0))
    if shape == "sweetheart" and side_of > 0:
        line = line - 0.030 * np.exp(-((share / 0.16) ** 2)) + 0.014 * np.exp(-(((share - 0.42) / 0.22) ** 2))
    if shape == "v" and side_of > 0:
        line = line - 0.075 * np.clip(1 - share / 0.55, 0, 1)
    return line


class Top(msgspec.Struct, frozen=True):
    """The upper edge of a tube: its height at the centre and the sides in metres, its shape, and whether on straps."""

    centre: float
    side: float
    shape: str = ""
    straps: bool = True


def tube_top(work: Work, body: Bodice, top: Top, thick: float) -> None:
    """A tube about the trunk, on straps where it has them."""
    centre, side, shape = top.centre, top.side, top.shape
    low = 0.02 if work.order.has("open_back") else 0.0
    halves = [
        half_tube(body, _top(centre, side, shape, 1), 1),
        half_tube(body, _top(side + 0.005 - low, side, "", -1), -1),
    ]
    work.add("body", "cloth", *halves, *(mirrored(one) for one in halves), thick=thick)
    if top.straps:
        _straps(work, body, centre - (0.05 if shape == "v" else 0.0), side)


def _straps(work: Work, body: Bodice, centre: float, side: float) -> None:
    broad = 0.011 if work.order.category in ("swimsuit", "sports_top") else 0.0055
    x = 0.088
    fore = body.at(x, max(centre, side) - 0.006, 1, out=0.003)
    over = np.array((x * 0.98, float(body.ridge(np.array(x))) + 0.001, -0.022))
    rear = body.at(x * 0.85, side - 0.004, -1, out=0.003)
    mid_f, mid_b = body.at(x * 1.02, 1.395, 1, out=0.003), body.at(x * 0.95, 1.39, -1, out=0.003)
    if work.order.word("neckline") == "halter":
        nape = np.array((0.0, work.form.neck_y + 0.012, -0.085))
        path = spline(
            [
                list(fore),
                list(body.at(x * 0.8, 1.40, 1, out=0.004)),
                [0.068, work.form.neck_y + 0.004, -0.02],
                list(nape),
            ],
            34,
        )
    else:
        path = spline([list(fore), list(mid_f), list(over), list(mid_b), list(rear)], 40)
    work.tube("straps", "cloth", path, Cord(broad, 8, flat=0.22, up=np.array((1.0, 0, 0))), both=True)


class Bare(msgspec.Struct, frozen=True):
    """A piece with bare shoulders. thick: its cloth; arm: the ease of its sleeves; metres."""

    neck: str
    sleeved: str
    thick: float
    arm: float


def make_bare(work: Work, body: Bodice, bare: Bare) -> None:
    """The trunk (and sleeves) of a piece with bare shoulders."""
    neck, sleeved, thick, arm = bare.neck, bare.sleeved, bare.thick, bare.arm
    body = msgspec.structs.replace(body, follow=max(body.follow, 0.85))
    side = body.underarm - 0.012
    if neck == "one_shoulder":
        return _one_shoulder(work, body, sleeved, thick, arm)
    shape = "sweetheart" if neck == "sweetheart" else "v" if neck == "v" else ""
    tube_top(
        work,
        body,
        Top(
            {"sweetheart": 1.335, "square": 1.315, "halter": 1.36}.get(neck, 1.325),
            side,
            shape=shape,
            straps=neck != "strapless" and neck != "off_shoulder" and (sleeved == "strap" or neck == "halter"),
        ),
        thick,
    )
    if neck == "off_shoulder":
        _off_shoulder(work, body, sleeved, thick, arm)
    return None


def _off_shoulder(work: Work, body: Bodice, sleeved: str, thick: float, arm: float) -> None:
    from assets.garments.sleeves import LENGTHS

    turn = np.linspace(0, 2 * np.pi, 97)
    wide, deep = work.form.shoulder_x + 0.042, 0.135
    rows = []
    for dy, out in ((-0.085, 0.004), (-0.06, 0.010), (-0.02, 0.011), (0.005, 0.004), (0.008, -0.002)):
        z = (deep + out) * np.cos(turn) - 0.012
        y = 1.352 + dy + 0.020 * np.sin(turn) ** 2 - 0.012 * np.cos(turn)
        rows.append(np.stack([(wide + out) * np.sin(turn), y, z], axis=1))
    work.add("band", "cloth", sheet(np.stack(rows)), thick=0.003, depth=0.004)
    if LENGTHS.get(sleeved, 0) > 0.2:
        angle = np.linspace(0, 2 * np.pi, 33)
        told = Sleeve(length=LENGTHS[sleeved], ease=arm, hem=0.012)
        rings = np.stack([arm_ring(body, told, float(at), angle) for at in np.linspace(0.10, told.length, 22)])
        work.add("sleeves", "cloth", turned(sheet(rings)), both=True, thick=thick)


def _one_shoulder(work: Work, body: Bodice, sleeved: str, thick: float, arm: float) -> None:
    """The left half is a whole bodice, the right half a tube; the edge runs from the neck to below the right arm."""
    from assets.garments.sleeves import LENGTHS, sleeve

    neck = msgspec.structs.replace(body.neck, deep=0.10, back=0.07)
    whole = msgspec.structs.replace(body, neck=neck)
    fronts = panels(whole)
    left = [fronts[0], fronts[2]]
    share = np.linspace(0, 1, _COLUMNS)
    right = []
    for k, half in ((1, left[0]), (-1, left[1])):
        centre = float(half.points[:, 0 if k > 0 else -1, 1].max())
        right.append(
            mirrored(
                half_tube(
                    body, blend(np.full(_COLUMNS, centre), np.full(_COLUMNS, body.underarm - 0.012), share**0.8), k
                )
            )
        )
    arms = [sleeve(whole, Sleeve(length=LENGTHS[sleeved], ease=arm, hem=0.010))] if sleeved in LENGTHS else []
    work.add("body", "cloth", *left, *right, *arms, thick=thick)
