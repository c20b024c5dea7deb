"""Everything that hangs from the shoulders, put together: outline, sleeves, neck, front, hem."""

# ruff: noqa: E501 - a shape's path reads best on one line

import msgspec

from assets.illustration.fronts import (
    draw_belt,
    draw_cables,
    draw_closure,
    draw_fair_isle,
    draw_hem,
    draw_pockets,
    draw_print,
    draw_quilting,
)
from assets.illustration.necks import bow, draw_inside, draw_neck
from assets.illustration.pen import Point, both, line, path
from assets.illustration.sketch import Sketch
from assets.illustration.sleeves import draw_sleeves
from assets.illustration.torso import HEMS, NECKS, WAIST, Neck, Torso, bodice


class Style(msgspec.Struct, frozen=True, kw_only=True):
    """What a category looks like where its cut says nothing, and what the cut cannot say."""

    neck: str = "crew"
    sleeve: str = "long"
    length: str = "hip"
    shape: str = "straight"
    closure: str = "pullover"
    cuff: str = "hem"
    hem: str = "hem"
    tail: float = 0.8
    pocket: str | None = None
    outer: bool = False
    quilted: bool = False
    rib_neck: bool = False
    fixed: bool = False
    """Length and shape are its own: the cut's are those of the legs that go with it."""


class Upper(msgspec.Struct, frozen=True):
    """The words in force for one drawing, and the body that they make."""

    neck: str
    sleeve: str
    closure: str
    opening: Neck
    body: Torso


def read(s: Sketch, style: Style) -> Upper:
    neck, sleeve = s.word("neckline", style.neck), s.word("sleeve", style.sleeve)
    closure = s.word("closure", style.closure)
    shape, length = (
        (style.shape, style.length) if style.fixed else (s.word("shape", style.shape), s.word("length", style.length))
    )
    body = shaped(shape, length, outer=style.outer, tail=style.tail)
    return Upper(neck, sleeve, closure, opening_of(neck, closure, outer=style.outer), body)


def opening_of(neck: str, closure: str, *, outer: bool) -> Neck:
    opening = NECKS.get(neck, NECKS["crew"])
    if neck in ("notch", "peak", "shawl"):
        if closure == "double_breasted":
            return Neck(8.4, opening.depth * 0.5, "v")
        if closure in ("zip", "belt", "button", "open", "hook", "wrap"):
            return Neck(8.4, opening.depth * 0.8, "v")
    if outer and neck == "v":
        return Neck(9, 27, "v")
    return opening


def shaped(shape: str, length: str, *, outer: bool, tail: float) -> Torso:
    """A torso of one of the tops' or coats' shapes."""
    chest = (25.6 if outer else 24.0) + {"fitted": -1.4, "boxy": 2.6, "loose": 2.0, "cocoon": 2.6, "smock": 1.0}.get(
        shape, 0
    )
    end = HEMS[length] - (4 if shape == "boxy" and not outer else 0)
    return Torso(
        shoulder=chest - 4.4,
        chest=chest,
        armhole=24.5 if outer else 23,
        side=_side(shape, chest, end),
        hem=end,
        tail=tail,
    )


def _side(shape: str, chest: float, end: float) -> tuple[Point, ...]:
    below = max(end - WAIST, 0)
    waist, hem = {
        "fitted": (-3.6, -0.8 + below * 0.03), "boxy": (0.2, 0.3), "loose": (1.0, 2.4 + below * 0.03), "wrap": (-3.6, below * 0.06),
        "peplum": (-5.2, 6.5), "smock": (2.6, 5.0), "cocoon": (2.8, -2.6), "a_line": (-0.8, 1.5 + below * 0.16),
        "belted": (-3.8, 1.4 + below * 0.07),
    }.get(shape, (-0.9, -0.4 + below * 0.035))  # fmt: skip
    if end < WAIST + 3:
        return ((chest + waist * 0.8, end),)
    if shape == "cocoon":
        return (chest + waist, WAIST + below * 0.4), (chest + hem, end)
    return (chest + waist, WAIST), (chest + hem, end)


def draw_upper(s: Sketch, style: Style) -> Upper:
    """The piece, in its parts; what a category adds comes after."""
    up = read(s, style)
    strap = up.sleeve == "strap" or (up.neck == "sweetheart" and up.sleeve == "sleeveless")
    draw_inside(s, up.neck, up.opening, strap=strap)
    cuff = "rib" if style.cuff == "hem" and s.has("ribbing") and up.sleeve in ("long", "three_quarter") else style.cuff
    draw_sleeves(s, up.body, up.sleeve, cuff=cuff, right=up.neck != "one_shoulder")
    slant = 7.0 if not style.fixed and s.word("shape", style.shape) == "asymmetric" else 0.0
    s.piece(bodice(up.body, up.neck, up.sleeve, up.opening, slant=slant))
    _surface(s, up, style)
    hem = "rib" if style.hem == "hem" and s.has("ribbing") and style.rib_neck else style.hem
    draw_hem(s, up.body, "none" if slant else hem)
    _folds(s, up)
    draw_pockets(s, up.body, usual=style.pocket)
    draw_closure(s, up.body, up.closure, _closing_top(up), outer=style.outer)
    if not strap or up.neck not in ("crew", "boat"):
        _neck(s, up, rib=style.rib_neck)
    _waist(s, up)
    return up


def _neck(s: Sketch, up: Upper, *, rib: bool) -> None:
    if up.sleeve == "strap" or (up.neck in ("sweetheart", "square") and up.sleeve == "sleeveless"):
        return
    draw_neck(s, up.neck, up.opening, rib=rib)


def _closing_top(up: Upper) -> float:
    if up.neck in ("mock", "roll", "funnel", "stand") and up.closure in ("zip", "half_zip"):
        return {"mock": -2.0, "roll": -5.0, "funnel": -4.2, "stand": -2.6}[up.neck] + (
            9 if up.closure == "half_zip" else 0
        )
    if up.neck in ("notch", "peak", "shawl") and up.closure == "double_breasted":
        return NECKS[up.neck].depth
    return up.opening.depth


def _surface(s: Sketch, up: Upper, style: Style) -> None:
    if style.quilted:
        draw_quilting(s, up.body, top=12, inset=6.2 if up.sleeve == "sleeveless" else 0)
    elif s.has("cable"):
        draw_cables(s, up.body, up.opening.depth)
    if s.has("fair_isle"):
        draw_fair_isle(s, up.body)
    if s.has("print_front") or s.spec.pattern == "graphic":
        draw_print(s)
    if s.has("pin_tucks", "bib_front", "pleats") and up.body.corner[1] < 82:
        for x in (4.0, 5.6, 7.2, 8.8):
            s.line(both(line((x, up.opening.depth + 2), (x, up.opening.depth + 24))), 0.9, opacity=0.8)
    if s.has("side_stripe"):
        x = up.body.chest
        s.line(
            both(path(f"M{x - 1.6} {up.body.armhole + 1}L{up.body.corner[0] - 1.6} {up.body.corner[1]}")),
            4,
            colour=s.accent.base,
        )


def _folds(s: Sketch, up: Upper) -> None:
    chest, armhole = up.body.chest, up.body.armhole
    end = up.body.corner[1]
    for sign in (1, -1):
        s.fold((sign * (chest - 0.8), armhole + 1.5), (sign * (chest - 11), armhole + 11), sign * 1.6, 0.8)
        if end > 58:
            s.fold((sign * (up.body.width_at(52) - 0.6), 54), (sign * (up.body.width_at(46) - 9), 47), sign * -1.2, 0.7)
    if s.has("darts"):
        s.seam(both(line((chest - 1, armhole + 6), (chest - 10, armhole + 3))))
    if s.has("draped", "ruching"):
        for k in range(6):
            y = armhole + 4 + k * 5
            s.fold((-up.body.width_at(y) + 1, y - 3), (up.body.width_at(y + 8) - 2, y + 5), 3, 0.8)


def _waist(s: Sketch, up: Upper) -> None:
    half = up.body.width_at(WAIST) + 0.4
    if s.word("shape", "") == "peplum":
        s.line(path(f"M{-half} {WAIST}Q0 {WAIST + 2} {half} {WAIST}"), 1.4)
        for x in (-0.7, -0.35, 0, 0.35, 0.7):
            s.fold((half * x, WAIST + 2), (half * x * 1.5, up.body.corner[1] - 2), x * 2, 0.9)
    if s.has("belt") or up.closure == "belt":
        draw_belt(s, half, WAIST, buckle=up.closure != "belt", tied=up.closure == "belt")
    elif s.has("tie_waist") or up.closure in ("tie", "wrap"):
        if up.body.corner[1] > WAIST + 4:
            draw_belt(s, half, WAIST, buckle=False, tied=True)
    elif s.has("drawstring_waist", "smocked_waist", "shirring"):
        for y in (WAIST - 1.2, WAIST + 1.2):
            s.stitch(path(f"M{-half} {y}Q0 {y + 1.4} {half} {y}"))
    if s.has("bow") and up.neck not in ("tie_neck",):
        bow(s, 0, WAIST if up.body.corner[1] > 80 else up.opening.depth + 3, 7)
