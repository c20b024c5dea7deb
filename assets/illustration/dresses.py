"""Dresses and gowns: a bodice and a skirt in one outline, in centimetres."""

# ruff: noqa: E501 - a shape's path reads best on one line

from assets.illustration.fronts import draw_belt, draw_closure, draw_pockets
from assets.illustration.necks import bow, draw_inside, draw_neck
from assets.illustration.pen import both, line, path
from assets.illustration.sketch import Sketch
from assets.illustration.skirts import Fall, draw_fall, flare
from assets.illustration.sleeves import draw_sleeves
from assets.illustration.torso import HEMS, NECKS, Torso, bodice

WAIST = 40.0
_USUAL = {
    "dress": ("crew", "short", "knee", "a_line"), "cocktail_dress": ("sweetheart", "strap", "above_knee", "sheath"),
    "gown": ("v", "sleeveless", "floor", "a_line"),
}  # fmt: skip
_WAISTS = {
    "sheath": 16.8, "shift": 20.6, "a_line": 17.2, "fit_flare": 16.2, "wrap": 16.8, "slip": 18.6, "shirt": 18.4, "column": 17.6,
    "mermaid": 16.0, "ball": 15.8, "empire": 18.8, "smock": 22.0, "tiered": 18.4, "knit": 18.6, "bodycon": 15.8, "pinafore": 18.0,
}  # fmt: skip
_SEAMED = ("fit_flare", "ball", "a_line", "shirt", "tiered", "pinafore")


def draw_dress(s: Sketch) -> str:
    neck, sleeve, length, shape = (
        s.word(key, usual)
        for key, usual in zip(("neckline", "sleeve", "length", "shape"), _USUAL[s.spec.category], strict=True)
    )
    shape = "a_line" if shape not in _WAISTS else shape
    body, start, waist = torso(shape, HEMS[length])
    opening = NECKS.get(neck, NECKS["crew"])
    draw_inside(s, neck, opening, strap=sleeve == "strap" or (neck == "sweetheart" and sleeve == "sleeveless"))
    cuff = "rib" if shape == "knit" or s.has("ribbing") else "shirt" if shape == "shirt" else "hem"
    draw_sleeves(s, body, sleeve, cuff=cuff, right=neck != "one_shoulder")
    s.piece(bodice(body, neck, sleeve, opening))
    below = tuple(point for point in body.side if point[1] > start + 1)
    fall = Fall(shape, waist, start, below, body.tail)
    if below:
        draw_fall(s, fall)
    _bodice_details(s, fall, body, opening.depth)
    draw_pockets(
        s, Torso(chest=body.chest, armhole=body.armhole, side=((waist + 4, start + 22), (waist + 5, start + 32)))
    )
    closure = s.word("closure", "back_zip")
    if shape == "shirt" or closure in ("button", "half_button", "zip", "half_zip"):
        draw_closure(s, body, "button" if shape == "shirt" and closure != "half_button" else closure, opening.depth)
    if sleeve != "strap" and not (neck in ("sweetheart", "square") and sleeve == "sleeveless"):
        draw_neck(s, neck, opening, rib=shape == "knit")
    _waist(s, fall, closure, neck)
    s.stitch(
        path(
            f"M{-body.corner[0] + 0.6} {body.corner[1] - 2}Q0 {body.corner[1] - 2 + body.tail * 1.7} {body.corner[0] - 0.6} {body.corner[1] - 2}"
        )
    )
    return s.page(largest=4.3, width=340, height=405)


def torso(shape: str, end: float) -> tuple[Torso, float, float]:
    """A dress's outline, the height at which its skirt begins, and the half width there."""
    waist = _WAISTS[shape]
    start = 30.0 if shape == "empire" else WAIST
    if shape in ("shift", "smock"):
        side = ((waist, start), *flare("shift" if shape == "shift" else "smock", waist - 2, start, end)[1:])
    else:
        side = ((waist, start), *flare(shape, waist, start, end))
    tail = 1.2 if shape in ("sheath", "column", "bodycon", "knit", "shift") else 3.4
    return Torso(shoulder=18.2, slope=4.0, chest=21.8, armhole=21.0, side=side, hem=end, tail=tail), start, waist


def _bodice_details(s: Sketch, fall: Fall, body: Torso, depth: float) -> None:
    shape, start, waist = fall.shape, fall.start, fall.waist
    if shape in ("sheath", "fit_flare", "a_line", "mermaid", "ball", "column", "bodycon") and not s.has(
        "draped", "ruching"
    ):
        s.seam(both(path(f"M{waist * 0.55} {start}Q{waist * 0.52} {start - 8} {body.chest - 9} {body.armhole + 7}")))
    if s.has("draped", "ruching"):
        for k in range(7):
            y = body.armhole + 1 + k * 4
            s.fold((-body.width_at(y) + 0.8, y - 2), (body.width_at(y + 8) - 1, y + 6), 2.4, 0.7)
    if s.has("pin_tucks", "shirring"):
        for x in (3.0, 4.6, 6.2, 7.8):
            s.line(both(line((x, depth + 2), (x, start - 4))), 0.9, opacity=0.7)
    if s.has("embroidery", "applique", "lace_trim", "beads"):
        for k in range(-3, 4):
            x, y = k * 3.6, depth + 5 + abs(k) * -1.2
            s.line(
                path(f"M{x - 1.2} {y}Q{x} {y - 3} {x + 1.2} {y}Q{x} {y + 3} {x - 1.2} {y}Z"), 1.1, colour=s.accent.base
            )


def _waist(s: Sketch, fall: Fall, closure: str, neck: str) -> None:
    shape, start, half = fall.shape, fall.start, fall.waist + 0.2
    if s.has("belt"):
        draw_belt(s, half, start, buckle=True)
    elif s.has("tie_waist") or shape == "wrap" or closure in ("tie", "wrap", "belt"):
        draw_belt(s, half, start, buckle=False, tied=True)
    elif shape in _SEAMED or shape == "empire":
        s.line(path(f"M{-half} {start}Q0 {start + 1.6} {half} {start}"), 1.3)
    if s.has("smocked_waist", "elastic_waist", "drawstring_waist"):
        for y in (start - 1.6, start + 1.6):
            s.stitch(path(f"M{-half} {y}Q0 {y + 1.6} {half} {y}"))
    if s.has("bow") and neck != "tie_neck":
        bow(s, 0, start + 0.6, 7.5)
