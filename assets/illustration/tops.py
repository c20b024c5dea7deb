"""Tops and knitwear: what each category adds to a piece that hangs from the shoulders."""

# ruff: noqa: E501 - a shape's path reads best on one line

from assets.illustration.pen import both, flip, line, path
from assets.illustration.sketch import Sketch
from assets.illustration.upper import Style, draw_upper

STYLES: dict[str, Style] = {
    "t_shirt": Style(sleeve="short", rib_neck=True),
    "tank_top": Style(neck="scoop", sleeve="sleeveless", shape="fitted", rib_neck=True),
    "camisole": Style(neck="v", sleeve="strap", shape="fitted", cuff="none"),
    "crop_top": Style(neck="square", sleeve="cap", length="cropped", shape="fitted"),
    "bodysuit": Style(neck="scoop", shape="fitted", hem="none"),
    "top": Style(neck="boat", sleeve="cap"),
    "blouse": Style(neck="tie_neck", shape="loose", closure="button", cuff="shirt", tail=1.5),
    "shirt": Style(neck="shirt_collar", closure="button", cuff="shirt", tail=6),
    "polo": Style(neck="polo", sleeve="short", closure="half_button", rib_neck=True),
    "turtleneck": Style(neck="roll", cuff="rib", hem="rib", shape="fitted", rib_neck=True),
    "sweater": Style(cuff="rib", hem="rib", rib_neck=True),
    "cardigan": Style(neck="v", closure="button", cuff="rib", hem="rib", rib_neck=True),
    "sweatshirt": Style(cuff="rib", hem="rib", rib_neck=True, shape="loose"),
    "hoodie": Style(neck="hood", cuff="rib", hem="rib", shape="loose", pocket="kangaroo_pocket"),
    "tunic": Style(neck="v", sleeve="three_quarter", length="thigh", shape="loose", tail=2),
    "kurta": Style(neck="grandad", length="thigh", closure="half_button", shape="loose"),
    "sports_top": Style(sleeve="short", shape="fitted"),
}  # fmt: skip


def draw_top(s: Sketch) -> str:
    category = s.spec.category
    up = draw_upper(s, STYLES[category])
    match category:
        case "sweatshirt" if up.neck == "crew":
            s.stitch(path("M-2.6 10.8L0 15L2.6 10.8"))
        case "hoodie":
            s.rope(path("M-4.4 10Q-5.6 18 -4.6 26"), 1.8, s.accent)
            s.rope(path("M4.4 10Q5.4 17 4.8 23"), 1.8, s.accent)
        case "bodysuit":
            _legs(s, up.body.corner[0], up.body.corner[1])
        case "tunic" | "kurta":
            x, y = up.body.corner
            s.line(both(line((x - 0.8, y - 1), (x - 2.2, y - 16))), 1.4, colour=s.tones.line)
        case "sports_top":
            _panels(s, up.body.chest, up.body.armhole, up.body.corner)
        case "camisole" if s.has("lace_trim"):
            s.line(both(path(f"M0 {up.opening.depth + 1.4}L11 9.5")), 3, colour=s.tones.lighter, dash="1.5 2.2")
        case _:
            pass
    if s.has("ruffles") and up.neck != "ruffle":
        _frill(s, up.opening.depth)
    return s.page(largest=5.4)


def _legs(s: Sketch, x: float, y: float) -> None:
    """High-cut legs under a bodysuit's hip, with the snaps."""
    brief = path(
        f"M{-x} {y - 1}L{x} {y - 1}L{x - 0.4} {y + 1}Q8 {y + 7} 4.6 {y + 20}Q0 {y + 21} -4.6 {y + 20}Q-8 {y + 7} {-x + 0.4} {y + 1}Z"
    )
    s.piece(brief, shade="across", outline=False)
    s.line(path(f"M{x} {y - 1}L{x - 0.4} {y + 1}Q8 {y + 7} 4.6 {y + 20}Q0 {y + 21} -4.6 {y + 20}Q-8 {y + 7} {-x + 0.4} {y + 1}L{-x} {y - 1}"),
           1.5, colour=s.tones.line)  # fmt: skip
    s.stitch(both(path(f"M{x - 1} {y + 2.6}Q9.6 {y + 8} 6.2 {y + 18}")))
    for k in (-2, 0, 2):
        s.button(k * 1.3, y + 18.4, 0.7)


def _panels(s: Sketch, chest: float, armhole: float, corner: tuple[float, float]) -> None:
    x, y = corner
    panel = path(f"M{chest} {armhole}Q{chest - 7} {(armhole + y) * 0.5} {x - 3.4} {y}L{x} {y}Z")
    for shape in (panel, flip(panel)):
        s.fill(shape, s.accent.base, 0.9)
    s.line(both(path(f"M{chest} {armhole}Q{chest - 7} {(armhole + y) * 0.5} {x - 3.4} {y}")), 1.1)
    if s.has("reflective"):
        s.line(path("M9 17L14 17"), 2.4, colour="#d6d9dc")


def _frill(s: Sketch, depth: float) -> None:
    for sign in (1, -1):
        points = [(sign * (6.5 + (k % 2) * 1.8), depth + k * 3.4) for k in range(9)]
        s.line(line(*points), 1.2)
        s.line(line(*[(x + sign * 2.2, y) for x, y in points]), 1, opacity=0.6)
