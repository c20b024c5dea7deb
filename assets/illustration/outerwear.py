"""Jackets, coats and capes: what each category adds to a piece that hangs from the shoulders."""

# ruff: noqa: E501 - a shape's path reads best on one line

import msgspec

from assets.illustration.fronts import draw_belt, draw_closure
from assets.illustration.necks import draw_inside, draw_neck
from assets.illustration.pen import both, close, flip, line, path
from assets.illustration.sketch import Sketch
from assets.illustration.torso import HEMS, WAIST, Torso
from assets.illustration.upper import Style, Upper, draw_upper, opening_of

STYLES: dict[str, Style] = {
    "blazer": Style(neck="notch", closure="single_breasted", cuff="none", hem="none", shape="fitted", pocket="flap_pockets"),
    "waistcoat": Style(neck="v", sleeve="sleeveless", length="waist", closure="single_breasted", shape="fitted", hem="none", tail=4),
    "coat": Style(neck="notch", length="knee", closure="single_breasted", cuff="none", hem="none", pocket="flap_pockets"),
    "trench_coat": Style(neck="notch", length="knee", closure="double_breasted", shape="belted", cuff="none", pocket="side_pockets"),
    "raincoat": Style(neck="hood", length="thigh", closure="snap", shape="a_line", pocket="flap_pockets"),
    "jacket": Style(neck="shirt_collar", closure="zip", pocket="side_pockets"),
    "denim_jacket": Style(neck="shirt_collar", length="waist", closure="button", cuff="shirt", hem="none"),
    "leather_jacket": Style(neck="notch", length="waist", closure="zip", shape="fitted", cuff="none", hem="none", pocket="zip_pockets"),
    "bomber_jacket": Style(neck="stand", length="waist", closure="zip", shape="boxy", cuff="rib", hem="rib", pocket="zip_pockets"),
    "puffer_jacket": Style(neck="stand", closure="zip", quilted=True, pocket="zip_pockets"),
    "parka": Style(neck="hood", length="thigh", closure="zip", pocket="flap_pockets"),
    "fleece": Style(neck="stand", closure="zip", cuff="hem", pocket="zip_pockets"),
    "gilet": Style(neck="stand", sleeve="sleeveless", closure="zip", quilted=True, pocket="zip_pockets"),
}  # fmt: skip


def draw_outerwear(s: Sketch) -> str:
    category = s.spec.category
    if category == "cape":
        return _cape(s)
    style = STYLES[category]
    up = draw_upper(s, _outer(style))
    _ADDITIONS.get(category, _nothing)(s, up)
    if s.has("quilting") and not style.quilted:
        _diamonds(s, up)
    if s.has("epaulettes"):
        tab = path("M11 1.6L20 3.6L19.6 6.6L10.6 4.6Z")
        for shape in (tab, flip(tab)):
            s.piece(shape, shade=None, shadow=False)
        s.button(12, 3.4, 0.6)
        s.button(-12, 3.4, 0.6)
    if s.has("reflective"):
        y = up.body.armhole + 8
        half = up.body.width_at(y) - 0.3
        s.line(line((-half, y), (half, y)), 4.6, colour="#c9ced1")
        s.line(line((-half, y), (half, y)), 1.2, colour="#f4f6f7")
    if s.has("fringe"):
        for k in range(-7, 8):
            s.line(line((k * 2.6, 22 - abs(k) * 0.4), (k * 2.7, 33 - abs(k) * 0.3)), 1.3)
    return s.page(largest=5.2)


def _outer(style: Style) -> Style:
    return msgspec.structs.replace(style, outer=True)


def _nothing(s: Sketch, up: Upper) -> None:
    """Its cut says it all."""


def _blazer(s: Sketch, up: Upper) -> None:
    s.line(path("M8.6 22.6L15.6 21.2L15.8 23.4L8.8 24.8Z"), 1.1)
    s.seam(both(path(f"M13.4 34Q12.6 44 14 {up.body.corner[1] - 14}")))
    if s.word("closure", "single_breasted") == "single_breasted":
        _x, y = up.body.corner
        s.line(
            path(f"M-2 {y - 9}Q-1.6 {y - 2} -6 {y + 0.4}M0 {y - 8}Q0.4 {y - 2} 5 {y + 0.4}"), 1.3, colour=s.tones.line
        )


def _waistcoat(s: Sketch, up: Upper) -> None:
    y = up.body.corner[1]
    s.seam(both(path(f"M15 30Q11.6 40 12.6 {y - 3}")))
    s.line(both(path(f"M16.6 {y - 9}L8.4 {y - 7.6}L8.6 {y - 5.4}L16.8 {y - 6.8}Z")), 1.1)


def _coat(s: Sketch, up: Upper) -> None:
    y = up.body.corner[1]
    if y > 90:
        s.fold((-11, WAIST + 16), (-13, y - 2), 1, 1.1)
        s.fold((12, WAIST + 12), (14, y - 4), -1, 1.1)


def _trench(s: Sketch, up: Upper) -> None:
    flap = path("M7.6 8L19.8 6.6Q21.4 20 20 26Q12 29 4 25Z")
    s.piece(flap, shade="right")
    s.stitch(path("M19 7.6Q20 20 18.8 25Q12 27.4 5.2 24.2"))
    if not s.has("belt") and up.closure != "belt":
        draw_belt(s, up.body.width_at(WAIST) + 0.4, WAIST, buckle=True)
    if up.neck in ("notch", "peak", "shawl"):
        draw_neck(
            s,
            up.neck,
            opening_of(up.neck, "single_breasted", outer=True) if up.closure != "double_breasted" else up.opening,
        )
    _coat(s, up)


def _denim(s: Sketch, up: Upper) -> None:
    half = up.body.width_at(22) - 1.5
    y = up.body.corner[1]
    s.seam(path(f"M{-half} 20.5L{half} 20.5"))
    s.stitch(path(f"M{-half} 21.8L{half} 21.8"))
    for sign in (1, -1):
        s.seam(line((sign * 6, 21), (sign * 7.4, y - 5)))
        s.stitch(line((sign * 6.8, 21), (sign * 8.2, y - 5)))
        s.seam(line((sign * 15.6, 21), (sign * 12.6, y - 5)))
    flap = path("M6.8 19.4L16.6 19.4L16.6 23L11.7 25.4L6.8 23Z")
    for shape in (flap, flip(flap)):
        s.piece(shape, shade="down", shadow=False)
    s.button(11.7, 23, 0.8)
    s.button(-11.7, 23, 0.8)
    x = up.body.corner[0]
    s.piece(path(f"M{-x} {y - 4.6}L{x} {y - 4.6}L{x} {y + 0.4}L{-x} {y + 0.4}Z"), shade="across", shadow=False)
    s.stitch(path(f"M{-x} {y - 3.6}L{x} {y - 3.6}"))
    s.button(0, y - 2, 0.9)


def _biker(s: Sketch, up: Upper) -> None:
    y = up.body.corner[1]
    if up.neck == "notch":
        s.zip(path(f"M9 24L-8 {y - 1}"), pull=(8.4, 25.4), width=2.4)
        s.zip(path("M-16.6 25L-8.6 22.6"), width=2)
    s.seam(both(path("M22 20Q15 19 12.4 13")))
    if s.has("belt"):
        s.button(8.6, 13, 0.6)
        s.button(-8.6, 13, 0.6)
    s.stitch(path(f"M{-up.body.corner[0] + 0.5} {y - 3.4}L{up.body.corner[0] - 0.5} {y - 3.4}"))


def _rain(s: Sketch, up: Upper) -> None:
    half = up.body.width_at(21) - 1
    s.seam(path(f"M{-half} 21Q0 24.4 {half} 21"))
    if s.has("storm_flap"):
        s.line(both(line((3.4, up.opening.depth + 2), (3.4, up.body.corner[1]))), 1.2)


def _parka(s: Sketch, up: Upper) -> None:
    y = WAIST + 1
    half = up.body.width_at(y) - 0.2
    s.stitch(path(f"M{-half} {y}Q0 {y + 1.6} {half} {y}"))
    s.rope(path(f"M-3 {y + 0.8}Q-4.4 {y + 7} -3.6 {y + 12}"), 1.6, s.accent)
    s.rope(path(f"M3 {y + 0.8}Q4 {y + 6} 3.8 {y + 10}"), 1.6, s.accent)
    s.line(both(line((3.2, up.opening.depth + 1), (3.2, up.body.corner[1]))), 1.1)


def _fleece(s: Sketch, up: Upper) -> None:
    s.piece(path("M8 20.6L17 20L17 29.4L8 29.8Z"), fill=s.accent, shade=None, shadow=False)
    s.zip(line((8.6, 22.4), (16.4, 22)), width=1.8)


def _diamonds(s: Sketch, up: Upper) -> None:
    end = up.body.corner[1]
    for k in range(-8, 18):
        y = k * 9.0
        segments = []
        for sign in (1, -1):
            top, bottom = max(y, up.body.armhole - 10), min(y + 38, end)
            if top < bottom:
                segments.append(line((sign * (-19 + (top - y)), top), (sign * (-19 + (bottom - y)), bottom)))
        for one in segments:
            s.line(one, 1, opacity=0.6)


def _cape(s: Sketch) -> str:
    neck, closure = s.word("neckline", "collarless"), s.word("closure", "hook")
    end = HEMS[s.word("length", "hip")]
    spread = 31.0 + (end - 40) * (0.18 if s.word("shape", "a_line") == "a_line" else 0.06)
    sleeve = s.word("sleeve", "long")
    opening = opening_of(neck, closure, outer=True)
    draw_inside(s, neck, opening, strap=False)
    w, d = opening.width, opening.depth
    right = path(
        f"M0 {d}Q{w} {d * 0.7} {w} 0Q17 1.6 22 8Q{spread - 4} 22 {spread} {end - 8}Q{spread * 0.55} {end + 3} 0 {end}"
    )
    s.piece(close(right))
    for x, bend in ((-0.62, 1), (-0.3, 0.6), (0.34, -0.6), (0.66, -1)):
        s.fold((x * 20, 24), (x * spread, end - 2), bend * 2, 1.0)
    slit = end - 8 if sleeve == "long" else end - 18
    s.line(both(path(f"M20.6 {slit - 18}Q22.6 {slit - 8} 22.4 {slit}")), 2.2, colour=s.tones.line)
    s.stitch(
        path(
            f"M{-spread + 1} {end - 10}Q{-spread * 0.55} {end + 0.6} 0 {end - 2}Q{spread * 0.55} {end + 0.6} {spread - 1} {end - 10}"
        )
    )
    s.line(line((0, d), (0, end)), 1.4, colour=s.tones.line)
    draw_closure(s, Torso(side=((spread, end),)), closure, d, outer=True)
    draw_neck(s, neck, opening)
    if closure in ("hook", "tie"):
        s.button(0, d + 2, 1.3)
    if s.has("fringe"):
        for k in range(-12, 13):
            x = k / 12.5 * spread
            s.line(line((x, end - 7 * (k / 12.5) ** 2 - 0.5), (x * 1.01, end + 6 - 7 * (k / 12.5) ** 2)), 1.3)
    return s.page(largest=5.0)


_ADDITIONS = {
    "blazer": _blazer, "waistcoat": _waistcoat, "coat": _coat, "trench_coat": _trench, "denim_jacket": _denim,
    "leather_jacket": _biker, "raincoat": _rain, "parka": _parka, "fleece": _fleece,
}  # fmt: skip
