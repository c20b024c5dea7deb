"""Bags from the front, in units of about two millimetres: x = 0 is the middle, y = 0 the body's top edge."""

# ruff: noqa: E501 - a shape's path reads best on one line

import msgspec

from assets.illustration.necks import bow
from assets.illustration.pen import Path, both, box, close, ellipse, flip, line, path, spline
from assets.illustration.shading import tones
from assets.illustration.sketch import Sketch

GOLD = tones("#c2a15c")
SIZES = {"mini": 0.62, "small": 0.76, "medium": 0.9, "large": 1.0}
_USUAL = {
    "handbag": ("trapeze", "medium", "top_handle", "zip"), "tote": ("rectangle", "large", "two_handles", "open"),
    "clutch": ("envelope", "small", "none", "magnet"), "crossbody": ("box", "small", "crossbody", "flap"),
    "backpack": ("rectangle", "large", "backpack", "zip"), "belt_bag": ("half_moon", "small", "waist", "zip"),
    "briefcase": ("rectangle", "medium", "top_handle", "zip"), "holdall": ("cylinder", "large", "two_handles", "zip"),
}  # fmt: skip
_BODIES: dict[str, tuple[str, float]] = {
    "rectangle": ("M0 0L74 0Q80 0 80 6L84 96Q84 106 74 106L0 106", 80), "trapeze": ("M0 0L56 0Q62 0 64 6L92 98Q94 108 82 108L0 108", 62),
    "half_moon": ("M0 0L86 0Q94 0 93 10C90 66 50 92 0 92", 88), "hobo": ("M0 22Q50 24 86 -22Q98 -8 92 40C86 86 46 96 0 96", 84),
    "bucket": ("M0 0L58 0Q62 0 62 6L54 112Q53 120 44 120L0 120", 60), "box": ("M0 0L70 0Q78 0 78 8L78 82Q78 90 70 90L0 90", 76),
    "envelope": ("M0 0L96 0Q100 0 100 5L100 104Q100 110 94 110L0 110", 98), "round": ("M0 0C72 0 72 116 0 116", 40),
    "cylinder": ("M0 0L98 0Q122 2 122 40Q122 84 98 86L0 86", 98), "baguette": ("M0 0L92 0Q98 0 98 8L92 52Q90 62 78 62L0 62", 94),
    "basket": ("M0 0L88 0Q92 0 91 6C90 60 76 104 60 106L0 106", 90), "slouch": ("M0 4Q40 8 72 -2Q80 30 92 74Q96 106 70 110Q30 114 0 112", 70),
    "pouch": ("M0 0Q30 4 44 -4Q50 10 70 50Q86 94 60 104Q30 110 0 108", 46),
}  # fmt: skip
_BACKPACKS = {
    "rectangle": "M0 -22C34 -22 62 -10 66 26L70 122Q70 136 56 136L0 136",
    "cylinder": "M0 -18L46 -18Q58 -18 60 -6L66 124Q66 136 54 136L0 136",
}
_WIDE = {
    "briefcase": (1.28, 0.98),
    "tote": (1.02, 1.24),
    "clutch": (1.0, 0.62),
    "holdall": (1.0, 1.05),
    "belt_bag": (1.0, 0.68),
}


def draw_bag(s: Sketch) -> str:
    shape, size, strap, closure = (
        s.word(key, usual)
        for key, usual in zip(("shape", "length", "strap", "closure"), _USUAL[s.spec.category], strict=True)
    )
    kx, ky = _WIDE.get(s.spec.category, (1.0, 1.0))
    outline, top = _BODIES[shape]
    if s.spec.category == "backpack":
        outline = _BACKPACKS.get(shape, _BACKPACKS["rectangle"])
    half = path(outline).mapped(kx, 0, 0, ky, 0, 0)
    xs, ys = zip(*half.points(), strict=True)
    wide, high = max(xs), max(ys)
    _handles(s, strap, top * kx, wide, behind=True)
    s.piece(close(half))
    _body(s, shape, half, wide, high)
    _closure(s, closure, shape, Face(top * kx, wide, high))
    _details(s, wide, high)
    _handles(s, strap, top * kx, wide, behind=False)
    k = SIZES[size]
    tall = strap in ("shoulder", "crossbody", "chain", "backpack")
    return s.page(
        width=300 * (k + 1) / 2, height=(390 if tall else 320) * (k + 1) / 2, largest=1.9, stands=strap != "waist"
    )


def _handles(s: Sketch, strap: str, top: float, wide: float, *, behind: bool) -> None:
    own = s.accent if s.has("contrast_handles") else tones(s.tones.shade)
    match strap, behind:
        case "two_handles", True:
            s.rope(path(f"M{-top * 0.5} 6C{-top * 0.5} -88 {top * 0.5} -88 {top * 0.5} 6"), 6, tones(own.deep))
        case "two_handles", False:
            s.rope(path(f"M{-top * 0.56} 16C{-top * 0.56} -72 {top * 0.56} -72 {top * 0.56} 16"), 7, own)
            _tabs(s, top * 0.56, 14)
        case "top_handle", True:
            s.rope(
                path(
                    f"M{-min(top, 60) * 0.6} 6C{-min(top, 60) * 0.62} -58 {min(top, 60) * 0.62} -58 {min(top, 60) * 0.6} 6"
                ),
                8,
                own,
            )
        case "top_handle", False:
            _tabs(s, min(top, 60) * 0.6, 4)
        case (("shoulder" | "crossbody"), True):
            rise = -120 if strap == "shoulder" else -168
            width = 9 if strap == "shoulder" else 5
            s.rope(path(f"M{-top * 0.94} 6C{-top * 0.9} {rise} {top * 0.9} {rise} {top * 0.94} 6"), width, own)
        case (("shoulder" | "crossbody"), False):
            for x in (-top * 0.94, top * 0.94):
                s.line(ellipse(x, 6, 5, 6), 2.6, colour=GOLD.base)
        case "chain", True:
            chain(s, path(f"M{-top * 0.9} 6C{-top} -128 {top} -128 {top * 0.9} 6"), 5)
        case "wrist", True:
            s.rope(path(f"M{wide - 8} 14C{wide + 44} -6 {wide + 48} 70 {wide - 2} 30"), 5, own)
        case "waist", True:
            s.rope(
                path(
                    f"M{-wide + 6} 12C{-wide - 70} -20 {-wide - 30} -92 0 -92C{wide + 30} -92 {wide + 70} -20 {wide - 6} 12"
                ),
                12,
                own,
            )
            s.piece(box(-14, -102, 28, 20, 4), fill=tones("#2b2a2c"), cloth=False, shade="down")
        case "backpack", True:
            for sign in (1, -1):
                s.rope(path(f"M{sign * 30} -14C{sign * 96} 4 {sign * 104} 76 {sign * 66} 118"), 13, tones(s.tones.deep))
            s.rope(path("M-14 -18C-14 -48 14 -48 14 -18"), 7, own)
        case _:
            pass


def _tabs(s: Sketch, x: float, y: float) -> None:
    for at in (x, -x):
        s.piece(
            box(at - 6, y, 12, 17, 4), fill=s.accent if s.has("contrast_handles") else None, shade="down", shadow=False
        )
        s.fill(ellipse(at, y + 11, 1.7), GOLD.base)


def chain(s: Sketch, shape: Path, width: float, own: str = GOLD.base, edge: str = GOLD.line) -> None:
    """A chain along a path: links as dashes with a dark edge and a light."""
    s.piece(shape, fill="none", cloth=False, shade=None, outline=False, shadow=False)
    s.line(shape, width, colour=edge, dash=f"{width * 1.2:.1f} {width * 1.5:.1f}")
    s.line(shape, width * 0.62, colour=own, dash=f"{width * 1.2:.1f} {width * 1.5:.1f}")
    s.line(shape, 1.1, colour=edge, opacity=0.8)


def _body(s: Sketch, shape: str, half: Path, wide: float, high: float) -> None:
    if shape == "basket" or s.has("woven"):
        for k in range(1, 9):
            y = high * k / 9
            x = wide * (1 - max(0.0, y / high - 0.3) * 0.42) if shape == "basket" else wide - 4
            s.line(
                path(f"M{-x} {y}Q0 {y + 3} {x} {y}"),
                3,
                colour=s.tones.deep,
                dash="6 4" if k % 2 else "4 6",
                opacity=0.55,
            )
    elif shape in ("slouch", "hobo", "pouch", "bucket"):
        s.fold((-wide * 0.3, high * 0.2), (-wide * 0.46, high * 0.8), 6, 2.4)
        s.fold((wide * 0.34, high * 0.16), (wide * 0.5, high * 0.7), -6, 2.4)
        s.fold((0, high * 0.22), (wide * 0.06, high * 0.6), 4, 1.8)
    elif shape == "cylinder":
        s.line(
            both(path(f"M{wide * 0.8} 1Q{wide * 0.74} {high / 2} {wide * 0.8} {high - 1}")), 1.6, colour=s.tones.line
        )
    if s.has("quilting"):
        for k in range(-6, 7):
            s.line(
                line((k * 22 - 30, 8), (k * 22 + 30, high - 4)) + line((k * 22 + 30, 8), (k * 22 - 30, high - 4)),
                1,
                opacity=0.5,
            )
    inner = half.mapped(0.93, 0, 0, 0.94, 0, high * 0.025)
    if s.spec.category not in ("tote", "backpack") and shape not in ("basket", "envelope"):
        s.stitch(both(inner))


class Face(msgspec.Struct, frozen=True):
    """A bag's front: half its width at the upper edge and at its widest, and its height."""

    top: float
    wide: float
    high: float


def _closure(s: Sketch, closure: str, shape: str, face: Face) -> None:
    top, wide, high = face.top, face.wide, face.high
    if s.spec.category == "backpack":
        _pack(s, closure, wide)
        return
    match closure:
        case "flap" | "magnet" | "buckle" | "snap" if shape not in ("rectangle", "basket", "hobo") or closure == "flap":
            point = shape in ("envelope",)
            low = high * (0.62 if point else 0.52)
            edge = (
                f"M0 -1L{top} -1Q{top + 4} 0 {top + 3} 6L0 {low}"
                if point
                else f"M0 -1L{top} -1Q{top + 5} 4 {top + 5} {low * 0.6}Q{top + 4} {low} {top - 12} {low}L0 {low}"
            )
            s.piece(close(path(edge)), shade="down")
            s.stitch(both(path(edge).mapped(0.95, 0, 0, 0.93, 0, 0)))
            if closure == "buckle" or s.has("buckle"):
                s.rope(line((0, low - 14), (0, low + 14)), 8)
                s.line(box(-8, low - 6, 16, 14, 2), 2.8, colour=GOLD.base)
            else:
                s.button(0, low - (12 if point else 9), 4.4, GOLD)
        case "clasp":
            s.line(path(f"M{-top} 2Q0 -3 {top} 2"), 6, colour=GOLD.line)
            s.line(path(f"M{-top} 2Q0 -3 {top} 2"), 4, colour=GOLD.base)
            s.button(-3.4, -5, 4, GOLD)
            s.button(3.6, -6, 4, GOLD)
        case "drawstring" | "tie":
            s.line(path(f"M{-top * 0.9} 14Q0 20 {top * 0.9} 14"), 2.4, colour=s.tones.line, dash="7 5")
            s.rope(path("M-4 18Q-26 34 -20 58"), 3.4, s.accent)
            s.rope(path("M4 18Q24 30 22 52"), 3.4, s.accent)
        case "zip":
            y = 8 if shape not in ("hobo", "slouch") else 24
            bend = 4 if shape not in ("half_moon", "round") else 10
            s.zip(path(f"M{-top * 0.84} {y}Q0 {y + bend} {top * 0.84} {y}"), pull=(top * 0.74, y + 6), width=3.4)
        case "open":
            s.fill(path(f"M{-top + 3} 1.5Q0 9 {top - 3} 1.5Q0 -2 {-top + 3} 1.5Z"), s.tones.inside, 0.8)
            s.stitch(path(f"M{-top} 11L{top} 11"))
        case _:
            s.button(0, 12, 4, GOLD)


def _pack(s: Sketch, closure: str, wide: float) -> None:
    if closure == "roll_top" or s.has("roll_top"):
        s.piece(box(-wide * 0.86, -26, wide * 1.72, 20, 8), shade="down")
        s.line(line((-wide * 0.8, -12), (wide * 0.8, -12)), 1.2)
        for x in (-28, 28):
            s.rope(line((x, -8), (x, 46)), 7, tones(s.tones.deep))
            s.piece(box(x - 7, 32, 14, 11, 2), fill=tones("#2b2a2c"), cloth=False, shade=None)
    else:
        s.zip(path("M-56 40C-54 -4 -34 -13 0 -13C34 -13 54 -4 56 40"), pull=(50, 14), width=3.2)
    s.piece(path("M-48 62Q-48 54 -40 54L40 54Q48 54 48 62L50 118Q50 126 42 126L-42 126Q-50 126 -50 118Z"), shade="down")
    s.zip(path("M-44 66Q0 60 44 66"), pull=(38, 70), width=2.8)
    if s.has("reflective"):
        s.line(line((-48, 98), (48, 98)), 5, colour="#d2d7da")
    for side in (path("M68 78Q82 82 80 104Q80 126 70 130Z"),) if s.has("bottle_pocket", "side_pockets") else ():
        for shape in (side, flip(side)):
            s.piece(shape, fill=s.accent, shade="right")


def _details(s: Sketch, wide: float, high: float) -> None:
    if s.spec.category == "briefcase":
        s.zip(
            path(f"M{-wide * 0.84} {high * 0.44}L{wide * 0.84} {high * 0.44}"), pull=(-wide * 0.78, high * 0.5), width=3
        )
        s.line(box(-wide * 0.9, high * 0.4, wide * 1.8, high * 0.52, 5), 1.2)
    elif s.has("front_pocket") and s.spec.category != "backpack":
        s.piece(box(-wide * 0.66, high * 0.46, wide * 1.32, high * 0.42, 7), shade="down", shadow=False)
        s.zip(path(f"M{-wide * 0.58} {high * 0.54}L{wide * 0.58} {high * 0.54}"), width=2.8)
    if s.has("side_pockets") and s.spec.category != "backpack":
        s.line(both(path(f"M{wide * 0.5} {high * 0.44}L{wide * 0.94} {high * 0.4}")), 1.6, colour=s.tones.line)
    if s.spec.category == "holdall":
        for x in (-44, 44):
            s.rope(line((x, 8), (x, high - 2)), 7, tones(s.tones.shade), measured=False)
    if s.has("logo_plate"):
        s.piece(box(-11, high * 0.68, 22, 7, 2), fill=GOLD, cloth=False, shade="down", shadow=False)
    if s.has("padlock"):
        s.piece(box(-6, high * 0.5, 12, 11, 2), fill=GOLD, cloth=False, shade="down")
        s.line(
            path(f"M-4 {high * 0.5}Q-4 {high * 0.5 - 9} 0 {high * 0.5 - 9}Q4 {high * 0.5 - 9} 4 {high * 0.5}"),
            2,
            colour=GOLD.base,
        )
    if s.has("beads", "embellished", "studs"):
        for row in range(4):
            for step in range(-6, 7):
                at, y = step * wide / 7 + (row % 2) * wide / 14, high * 0.7 + row * high * 0.075
                if abs(at) < wide * 0.88:
                    s.fill(ellipse(at, y, 2.1), s.accent.lighter)
    if s.has("tassel"):
        _tassel(s, wide * 0.62, high * 0.08)
    if s.has("fringe"):
        for k in range(-9, 10):
            s.line(line((k * wide / 10, high * 0.6), (k * wide / 10, high + 16)), 2, colour=s.tones.deep)
    if s.has("bow"):
        bow(s, 0, high * 0.4, 24)
    if s.has("tie_top"):
        bow(s, 0, 2, 16)


def _tassel(s: Sketch, x: float, y: float) -> None:
    s.line(line((x, y), (x, y + 14)), 2, colour=s.accent.line)
    s.fill(ellipse(x, y + 16, 4), s.accent.base)
    for k in range(-3, 4):
        s.line(
            spline([(x, y + 18), (x + k, y + 30), (x + k * 1.4, y + 44)]),
            1.8,
            colour=s.accent.base if k % 2 else s.accent.shade,
        )
