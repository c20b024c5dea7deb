"""Tops, outerwear and dresses: a bodice with sleeves, a neck, a front, and a skirt or legs below it."""

import msgspec
import numpy as np

from assets.garments import fronts, necks
from assets.garments.bodice import Bodice, panels
from assets.garments.sheets import Sheet, mirrored, sheet
from assets.garments.sleeves import LENGTHS, Sleeve, cuff, sleeve
from assets.garments.tubes import BARE, Bare, make_bare
from assets.garments.work import Work

__all__ = ["HEMS", "Usual", "bodice_of", "make_upper"]

HEMS = {
    "cropped": 1.06,
    "waist": 0.955,
    "hip": 0.845,
    "thigh": 0.71,
    "mini": 0.66,
    "above_knee": 0.56,
    "knee": 0.47,
    "calf": 0.33,
    "midi": 0.30,
    "ankle": 0.14,
    "full": 0.10,
    "floor": 0.025,
}
"""Height of the hem above the floor, in metres."""


class Usual(msgspec.Struct, frozen=True, kw_only=True):
    """How a category is usually cut, in metres: what hangs where its cut says nothing."""

    ease: float = 0.016
    follow: float = 0.4
    waves: float = 0.007
    shoulder: float = 0.0
    drop: float = 0.0
    arm: float = 0.018
    wrist: float = 0.012
    thick: float = 0.0026
    layer: int = 1
    neck: str = "crew"
    sleeve: str = "long"
    length: str = "hip"
    shape: str = "straight"
    closure: str = "pullover"
    rib: bool = False
    """Whether hem and cuffs are ribbed."""
    puff: float = 0.0
    """Depth of its quilted channels."""
    lift: float = 0.0


_KNITTED = Usual(
    ease=0.024,
    follow=0.4,
    waves=0.004,
    shoulder=0.008,
    drop=0.012,
    arm=0.022,
    wrist=0.012,
    thick=0.005,
    layer=2,
    rib=True,
)
_JACKET = Usual(
    ease=0.040,
    follow=0.3,
    shoulder=0.012,
    drop=0.02,
    arm=0.030,
    wrist=0.022,
    thick=0.005,
    layer=3,
    neck="shirt_collar",
    closure="zip",
    waves=0.007,
)
_COAT = Usual(
    ease=0.050,
    follow=0.25,
    shoulder=0.014,
    drop=0.028,
    arm=0.036,
    wrist=0.030,
    thick=0.006,
    layer=4,
    neck="notch",
    closure="single_breasted",
    length="knee",
    waves=0.013,
    lift=0.006,
)
_PUFFER = Usual(
    ease=0.065,
    follow=0.15,
    shoulder=0.012,
    drop=0.028,
    arm=0.052,
    wrist=0.034,
    thick=0.008,
    layer=4,
    neck="stand",
    closure="zip",
    puff=0.016,
    waves=0.0,
)
_SHIRT = Usual(
    ease=0.020, follow=0.5, arm=0.017, wrist=0.008, neck="shirt_collar", closure="button", waves=0.006, drop=0.006
)
_DRESS = Usual(
    ease=0.012,
    follow=0.85,
    arm=0.014,
    wrist=0.010,
    sleeve="short",
    length="knee",
    shape="a_line",
    waves=0.012,
    closure="back_zip",
    layer=1,
)

USUAL: dict[str, Usual] = {
    "t_shirt": Usual(sleeve="short", arm=0.024, wrist=0.030),
    "tank_top": Usual(ease=0.008, follow=0.8, neck="scoop", sleeve="sleeveless"),
    "camisole": Usual(ease=0.010, follow=0.6, neck="v", sleeve="strap"),
    "crop_top": Usual(ease=0.006, follow=0.9, sleeve="cap", length="cropped", neck="square"),
    "bodysuit": Usual(ease=0.004, follow=1.0, neck="scoop"),
    "top": Usual(ease=0.016, follow=0.5, neck="boat"),
    "blouse": msgspec.structs.replace(_SHIRT, ease=0.022),
    "shirt": _SHIRT,
    "polo": Usual(sleeve="short", neck="polo", closure="half_button", arm=0.022, wrist=0.022),
    "turtleneck": msgspec.structs.replace(_KNITTED, neck="roll", ease=0.014, follow=0.6, thick=0.004),
    "sweater": _KNITTED,
    "cardigan": msgspec.structs.replace(_KNITTED, closure="button", neck="v"),
    "sweatshirt": msgspec.structs.replace(_KNITTED, thick=0.004),
    "hoodie": msgspec.structs.replace(_KNITTED, neck="hood", thick=0.004, closure="zip"),
    "tunic": Usual(ease=0.03, neck="v", length="thigh", waves=0.008),
    "kurta": Usual(ease=0.022, neck="grandad", length="thigh", closure="half_button", waves=0.006),
    "sports_top": Usual(ease=0.009, follow=0.6, sleeve="short"),
    "blazer": msgspec.structs.replace(
        _JACKET,
        ease=0.032,
        follow=0.62,
        neck="notch",
        closure="single_breasted",
        waves=0.003,
        arm=0.030,
        wrist=0.030,
        lift=0.012,
        drop=0.018,
    ),
    "waistcoat": Usual(
        ease=0.026,
        follow=0.75,
        neck="v",
        sleeve="sleeveless",
        length="waist",
        closure="single_breasted",
        thick=0.004,
        layer=2,
        waves=0.001,
    ),
    "coat": _COAT,
    "trench_coat": msgspec.structs.replace(_COAT, closure="double_breasted"),
    "raincoat": msgspec.structs.replace(_COAT, neck="hood", closure="zip", length="thigh", lift=0.0),
    "jacket": _JACKET,
    "denim_jacket": msgspec.structs.replace(_JACKET, closure="button", length="waist", ease=0.034),
    "fleece": msgspec.structs.replace(_JACKET, neck="stand", thick=0.007),
    "leather_jacket": msgspec.structs.replace(_JACKET, length="waist", ease=0.032, follow=0.55, waves=0.004),
    "bomber_jacket": msgspec.structs.replace(_JACKET, neck="funnel", length="waist", rib=True, ease=0.048),
    "puffer_jacket": _PUFFER,
    "gilet": msgspec.structs.replace(_PUFFER, sleeve="sleeveless", puff=0.012, ease=0.05),
    "parka": msgspec.structs.replace(_COAT, neck="hood", closure="zip", length="thigh", ease=0.06),
    "cape": msgspec.structs.replace(
        _COAT, sleeve="sleeveless", neck="collarless", closure="open", ease=0.05, follow=0.0
    ),
    "dress": _DRESS,
    "cocktail_dress": msgspec.structs.replace(_DRESS, ease=0.007),
    "gown": msgspec.structs.replace(_DRESS, ease=0.007, length="floor"),
    "swimsuit": Usual(ease=0.003, follow=1.0, sleeve="strap", neck="scoop", waves=0.0, layer=0),
}

_FOLLOW = {
    "fitted": 0.35,
    "boxy": -0.3,
    "loose": -0.25,
    "straight": 0.0,
    "belted": 0.35,
    "cocoon": -0.3,
    "a_line": -0.1,
    "smock": -0.2,
    "peplum": 0.4,
    "wrap": 0.2,
}
_EASE = {"fitted": -0.006, "boxy": 0.012, "loose": 0.016, "cocoon": 0.022, "smock": 0.014}


_UNDER_COATS_M, _UNDER_VESTS_M = 0.039, 0.034
"""What is worn over a jumper, or over a shirt, stands off the body by this much and more, however it is fitted."""


class Skirted(msgspec.Struct, frozen=True):
    """A dress's shape: where its waist seam is (None: cut in one), and the flare, folds and their number below."""

    seam: float | None
    flare: float
    waves: float
    folds: int = 7
    follow: float = 0.9


DRESSES = {
    "sheath": Skirted(None, 0.0, 0.002, 5, 0.95),
    "shift": Skirted(None, 0.09, 0.006, 7, 0.25),
    "a_line": Skirted(1.07, 0.30, 0.014, 8),
    "fit_flare": Skirted(1.07, 0.46, 0.024, 9),
    "wrap": Skirted(1.08, 0.24, 0.014, 7),
    "slip": Skirted(None, 0.07, 0.010, 7, 0.75),
    "shirt": Skirted(1.07, 0.20, 0.012, 7, 0.7),
    "column": Skirted(None, 0.03, 0.008, 7, 0.85),
    "mermaid": Skirted(None, 0.0, 0.006, 9, 1.0),
    "ball": Skirted(1.06, 0.66, 0.045, 10, 1.0),
    "empire": Skirted(1.19, 0.26, 0.014, 8),
    "smock": Skirted(1.17, 0.20, 0.016, 10, 0.5),
    "tiered": Skirted(1.08, 0.34, 0.018, 11, 0.7),
    "knit": Skirted(None, 0.0, 0.003, 6, 0.75),
    "bodycon": Skirted(None, -0.02, 0.001, 5, 1.0),
    "pinafore": Skirted(1.07, 0.25, 0.010, 7),
}


def bodice_of(work: Work, usual: Usual, hem: float | None = None) -> Bodice:
    """The trunk of what is ordered."""
    order = work.order
    shape = order.word("shape", usual.shape)
    neck = order.word("neckline", usual.neck)
    sleeved = order.word("sleeve", usual.sleeve)
    body = Bodice(
        form=work.form,
        ease=usual.ease + _EASE.get(shape, 0.0),
        follow=min(max(usual.follow + _FOLLOW.get(shape, 0.0), 0.0), 1.0),
        hem=hem if hem is not None else HEMS.get(order.word("length", usual.length), HEMS[usual.length]),
        waves=usual.waves,
        shoulder=usual.shoulder
        - (0.028 if sleeved == "sleeveless" else 0.0)
        + (0.02 if shape in ("boxy", "cocoon") else 0.0),
        drop=usual.drop + {"batwing": 0.06}.get(sleeved, 0.0),
        neck=necks.NECKLINES.get(neck, necks.NECKLINES["crew"]),
        lift=usual.lift,
        puff=usual.puff,
        over=_UNDER_COATS_M if usual.layer > 2 else _UNDER_VESTS_M if order.category == "waistcoat" else 0.0,
        flare={"a_line": 0.22, "peplum": 0.5, "smock": 0.12, "cocoon": -0.04, "loose": 0.05}.get(
            shape, 0.03 if usual.layer > 2 else 0.0
        ),
        tail=0.03 if order.category == "shirt" else 0.0,
        seed=3 + len(order.category),
    )
    if order.slot == "dress" and shape in DRESSES:
        told = DRESSES[shape]
        body = msgspec.structs.replace(
            body, seam=told.seam, flare=told.flare, waves=told.waves, folds=told.folds, follow=told.follow
        )
    return body


def make_upper(work: Work, usual: Usual, body: Bodice | None = None) -> Bodice:
    """The whole upper piece: trunk, sleeves, neck, front, pockets, hem."""
    order = work.order
    body = body or bodice_of(work, usual)
    neck, sleeved = order.word("neckline", usual.neck), order.word("sleeve", usual.sleeve)
    if neck in BARE or (sleeved == "strap" and order.slot != "outerwear"):
        make_bare(work, body, Bare(neck, sleeved, usual.thick, usual.arm))
    else:
        trunk = panels(body)
        if usual.puff:
            trunk = [_channelled(one, usual.puff) for one in trunk]
        work.add("body", "cloth", *trunk, *_arms(work, usual, body, sleeved), thick=usual.thick)
        necks.finish(work, body, neck)
    closure = order.word("closure", usual.closure)
    fronts.close(work, body, closure, body.neck_point[1] - body.neck.deep)
    fronts.pockets(work, body)
    _hems(work, usual, body)
    if order.has("belt", "tie_waist") or closure in ("belt", "wrap", "tie") or order.word("shape") == "belted":
        tied = order.has("tie_waist") or (closure in ("tie", "wrap", "belt") and order.category != "trench_coat")
        fronts.belt(work, body, work.form.waist_y + 0.005, tied=tied, wide=0.045 if order.slot == "outerwear" else 0.03)
    return body


def _arms(work: Work, usual: Usual, body: Bodice, sleeved: str) -> list[Sheet]:
    """Both sleeves, to be sewn to the trunk; their cuffs are added by themselves."""
    if sleeved not in LENGTHS:
        return []
    shape = {"puff_short": "puff", "puff_long": "puff"}.get(
        sleeved, sleeved if sleeved in ("bell", "balloon", "batwing", "flutter") else "plain"
    )
    told = Sleeve(
        length=LENGTHS[sleeved],
        ease=usual.arm,
        hem=usual.wrist if LENGTHS[sleeved] > 0.35 else usual.arm + 0.006,
        shape=shape,
        wrinkles=0.0 if usual.puff else 0.0045 if usual.layer > 2 else 0.0055,
    )
    if usual.layer > 2 and sleeved == "long":
        told = msgspec.structs.replace(told, length=told.length + 0.006 * usual.layer)
    made = sleeve(body, told)
    if usual.puff:
        made = _channelled(made, usual.puff * 0.8)
    _cuffs(work, usual, body, told, sleeved)
    return [made, mirrored(made)]


def _cuffs(work: Work, usual: Usual, body: Bodice, told: Sleeve, sleeved: str) -> None:
    order = work.order
    role = "accent" if order.has("contrast_cuffs", "tipping") else "cloth"
    if (usual.rib or order.has("ribbing")) and sleeved in ("long", "three_quarter"):
        band = cuff(body, told, deep=0.062, tight=max(told.hem - 0.002, 0.006))
        work.add(
            "cuffs", "accent:rib" if role == "accent" else "cloth:rib", band, both=True, thick=usual.thick, depth=0.004
        )
    elif order.category in ("shirt", "blouse", "denim_jacket") and sleeved in ("long", "balloon", "puff_long"):
        band = cuff(
            body, told, deep=0.075 if order.has("french_cuffs") else 0.058, tight=0.026 if sleeved == "balloon" else 0.0
        )
        work.add("cuffs", role, band, both=True, thick=0.003, depth=0.003)
    elif order.has("tipping", "contrast_cuffs", "ribbing", "fur_trim") or sleeved.startswith("puff"):
        work.add(
            "cuffs",
            role if sleeved.startswith("puff") else role + ":rib",
            cuff(body, told, deep=0.022),
            both=True,
            thick=0.003,
            depth=0.003,
        )


def _channelled(one: Sheet, puff: float) -> Sheet:
    """Down in channels that run round."""
    level = np.abs(np.sin(np.pi * one.cloth[..., 1] / 0.088)) ** 0.62
    soft = 0.0016 * np.sin(one.cloth[..., 0] * 90 + one.cloth[..., 1] * 30)
    return sheet(one.points, one.cloth, one.folds + puff * (level - 0.55) + soft * level)


def _hems(work: Work, usual: Usual, body: Bodice) -> None:
    """A ribbed band at the hem, a frill of tiers, or nothing."""
    order = work.order
    if (usual.rib and order.category not in ("cardigan",)) or (
        order.has("smocked_waist", "elastic_waist") and order.slot == "outerwear"
    ):
        ring = fronts.round_body(body, body.hem + 0.004)
        pull = 0.012 if order.category in ("bomber_jacket", "hoodie", "sweatshirt") else 0.006
        axis = np.array((0.0, 0.0, float(ring[:, 2].mean())))
        rows = [
            ring
            + (axis - ring * (1, 0, 1)) / np.linalg.norm((axis - ring * (1, 0, 1)), axis=1, keepdims=True) * inset
            + (0, dy, 0)
            for inset, dy in (
                (pull + 0.004, -0.060),
                (pull, -0.045),
                (pull * 0.5, -0.012),
                (-0.003, 0.004),
                (0.001, 0.010),
            )
        ]
        work.add(
            "hem",
            "accent:rib" if order.has("contrast_collar") else "cloth:rib",
            sheet(np.stack(rows)),
            thick=usual.thick,
            depth=0.004,
        )
    if order.word("shape") == "tiered" and body.seam is not None:
        for share in (0.36, 0.70):
            y = body.seam - (body.seam - body.hem) * share
            ring = fronts.round_body(body, y, out=0.004 + body.waves)
            rows = [ring * (1 + 0.012 * t, 1, 1 + 0.012 * t) + (0, 0.006 - 0.014 * t, 0) for t in (0.0, 0.5, 1.0)]
            work.add("tiers", "cloth", sheet(np.stack(rows[::-1])), thick=0.002, depth=0.002)
