"""Trousers and shorts: two legs from a waistband, in centimetres; y = 0 is the waist's top edge."""

# ruff: noqa: E501 - a shape's path reads best on one line

import msgspec

from assets.illustration.pen import Path, both, flip, line, path
from assets.illustration.shading import tones
from assets.illustration.sketch import Sketch
from assets.illustration.skirts import draw_waistband


class Leg(msgspec.Struct, frozen=True):
    """Widths of one leg, flat, at thigh, knee and a full-length hem; and the gap between the hems' inner edges."""

    thigh: float
    knee: float
    hem: float
    gap: float = 2.4


LEGS: dict[str, Leg] = {
    "skinny": Leg(23, 15.5, 10.5, 5), "slim": Leg(25, 18.5, 15, 4), "straight": Leg(27, 22, 20.5), "tapered": Leg(28.5, 21.5, 14.5, 5),
    "wide": Leg(30, 29.5, 31, 1.6), "flared": Leg(26, 19.5, 29, 2.4), "bootcut": Leg(26, 20.5, 23.5, 2.4), "barrel": Leg(30, 32, 18, 4),
}  # fmt: skip
HEM = {"thigh": 39.0, "above_knee": 51.0, "knee": 61.0, "calf": 78.0, "ankle": 94.0, "full": 103.0}
FULL, KNEE = 103.0, 60.0


class Usual(msgspec.Struct, frozen=True, kw_only=True):
    shape: str = "straight"
    length: str = "full"
    closure: str = "fly"
    rise: str = "mid"
    fixed: bool = False
    """Its closure is its own: the cut's is that of the top that goes with it."""


USUAL: dict[str, Usual] = {
    "jeans": Usual(), "trousers": Usual(closure="side_zip"), "suit_trousers": Usual(), "chinos": Usual(shape="tapered"),
    "cargos": Usual(), "culottes": Usual(shape="wide", length="calf", closure="side_zip", rise="high"),
    "shorts": Usual(length="above_knee"), "leggings": Usual(shape="skinny", closure="elastic", rise="high"),
    "joggers": Usual(shape="tapered", length="ankle", closure="drawstring"),
    "sports_bottom": Usual(shape="skinny", closure="elastic", rise="high"),
    "swim_shorts": Usual(length="above_knee", closure="drawstring"),
}  # fmt: skip


class Pair(msgspec.Struct, frozen=True):
    """Landmarks of one pair: half waist, waistband's height, crotch, and the right leg's hem (outer, inner, height)."""

    waist: float
    band: float
    crotch: float
    outer: float
    inner: float
    end: float
    right: Path


def pair(shape: str, length: str, rise: str) -> Pair:
    leg, end = LEGS[shape], HEM[length]
    waist = {"low": 19.4, "mid": 18.4, "high": 17.0}[rise]
    crotch = {"low": 24.0, "mid": 27.5, "high": 31.0}[rise]
    band = {"low": 3.4, "mid": 3.8, "high": 4.4}[rise]
    hip = min(max(22.4, leg.thigh - 2.6), 25)
    share = min(max((end - KNEE) / (FULL - KNEE), 0), 1)
    knee_gap = 1.6 + (leg.gap - 1.6) * 0.5
    if end <= KNEE + 2:
        near = (end - crotch) / (KNEE - crotch)
        wide = leg.thigh + (leg.knee - leg.thigh) * near + (2.2 if shape in ("straight", "wide") else 0.6)
        inner, outer = 1.0 + near, 1.0 + near + wide
        outside = f"C{hip + 0.5} 29 {outer} {end - 12} {outer} {end}"
        inside = f"Q{inner} {crotch + 8} 0 {crotch}"
    else:
        wide = leg.knee + (leg.hem - leg.knee) * share
        inner = knee_gap + (leg.gap - knee_gap) * share
        outer = inner + wide
        knee = knee_gap + leg.knee
        lean = (outer - knee) * 0.35
        outside = f"C{hip + 0.5} 31 {knee - lean * 0.6} {KNEE - 16} {knee} {KNEE}C{knee + lean * 0.6} {KNEE + 10} {outer - lean * 0.4} {end - 12} {outer} {end}"
        inside = (
            f"C{inner} {end - 14} {knee_gap} {KNEE + 10} {knee_gap} {KNEE}Q{knee_gap * 0.8} {crotch + 9} 0 {crotch}"
        )
    right = path(
        f"M0 {band + 0.8}L{waist} {band}C{waist + 1.8} {band + 7} {hip - 0.4} 15 {hip} 22{outside}Q{(outer + inner) / 2} {end + 1.2} {inner} {end}{inside}"
    )
    return Pair(waist, band, crotch, outer, inner, end, right)


def draw_bottom(s: Sketch) -> str:
    usual = USUAL[s.spec.category]
    made = draw_legs(s, usual)
    _ADDITIONS.get(s.spec.category, _nothing)(s, made)
    return s.page(largest=5.0)


def draw_legs(s: Sketch, usual: Usual) -> Pair:
    """A pair of trousers with its waistband, seams, pockets and hems."""
    shape, length = s.word("shape", usual.shape), s.word("length", usual.length)
    closure = usual.closure if usual.fixed else s.word("closure", usual.closure)
    made = pair(
        shape if shape in LEGS else usual.shape, length if length in HEM else usual.length, s.word("rise", usual.rise)
    )
    for right in (False, True):
        leg = Path((*made.right.segments, ("Z", ())))
        s.piece(leg if right else flip(leg), shade="right" if right else "left", outline=False)
    s.line(path(f"M0 {made.band}L0 {made.crotch}"), 1.2)
    s.line(close_legs(made), 1.5, colour=s.tones.line)
    _creases(s, made, shape)
    _trims(s, made, closure)
    draw_waistband(s, made.waist, made.band, closure)
    return made


def close_legs(made: Pair) -> Path:
    """The outline of both legs, open at the waistband."""
    return both(Path((("M", (made.waist, made.band)), *made.right.segments[2:])))


def _creases(s: Sketch, made: Pair, shape: str) -> None:
    middle = (made.outer + made.inner) / 2
    for sign in (1, -1):
        s.fold((sign * 1, made.crotch - 1), (sign * 10, made.crotch + 6), sign * -1.2, 0.7)
        s.fold((sign * 1, made.crotch + 3), (sign * 8.4, made.crotch + 12), sign * -1, 0.6)
        if made.end > 70 and shape not in ("skinny",):
            s.fold((sign * (made.inner + 1), made.end - 5), (sign * (middle + 2), made.end - 11), sign * 1, 0.6)
            s.fold((sign * (middle - 6), KNEE + 2), (sign * (middle + 4), KNEE - 1), sign * 1, 0.5)


def _trims(s: Sketch, made: Pair, closure: str) -> None:
    x, y, b = made.waist, made.end, made.band
    middle = (made.outer + made.inner) / 2
    if closure == "fly":
        s.seam(path(f"M3.4 {b + 0.6}L3.4 {made.crotch - 11}Q3 {made.crotch - 6} 0 {made.crotch - 5}"))
    if s.has("pleats"):
        for at in (0.42, 0.6):
            s.line(both(line((x * at, b), (x * at + 0.4, b + 13))), 1.3)
    if s.has("pleats") or s.spec.category in ("suit_trousers", "culottes"):
        s.line(both(path(f"M{x * 0.52} {b + 8}Q{middle - 1} 40 {middle} {y}")), 1.2)
        s.line(
            both(path(f"M{x * 0.52 + 0.7} {b + 9}Q{middle - 0.3} 40 {middle + 0.7} {y}")),
            0.9,
            colour=s.tones.lighter,
            opacity=0.6,
        )
    if s.has("side_stripe"):
        s.line(_outseam(made, 1.3), 5, colour=s.accent.base)
    if s.has("patch_pockets", "cargo_pockets") or s.spec.category == "cargos":
        cargo(s, made)
    if s.has("zip_pockets"):
        s.zip(both(line((x - 1, b + 5), (x + 3, b + 17))), width=2)
    cuffs(s, made)


def _outseam(made: Pair, inset: float) -> Path:
    flat = made.right.placed(1, -inset, 0)
    return both(Path((("M", (made.waist - inset, made.band)), *flat.segments[2:-1][: 3 if made.end > KNEE + 2 else 2])))


def cuffs(s: Sketch, made: Pair) -> None:
    """The leg's end: rib, turn-up, frayed, or a stitched hem."""
    o, i, y = made.outer, made.inner, made.end
    if s.has("ribbing") or s.spec.category == "joggers" or s.spec.category == "tracksuit":
        band = path(
            f"M{i - 0.4} {y - 5.4}L{o + 0.3} {y - 5.4}L{o - 1.2} {y + 0.4}Q{(o + i) / 2} {y + 1.4} {i + 1} {y + 0.4}Z"
        )
        for shape in (band, flip(band)):
            s.piece(shape, fill=s.tones, shade="across", shadow=False)
        for k in range(1, 7):
            x = i + (o - i) * k / 7
            s.line(both(line((x, y - 5), (x, y + 0.2))), 0.9, opacity=0.7)
    elif s.has("turn_ups"):
        band = path(
            f"M{i - 0.5} {y - 5}L{o + 0.6} {y - 5}L{o + 0.5} {y + 0.4}Q{(o + i) / 2} {y + 1.6} {i - 0.3} {y + 0.4}Z"
        )
        for shape in (band, flip(band)):
            s.piece(shape, shade="down")
    elif s.has("raw_hem", "distressed"):
        for k in range(13):
            x = i + (o - i) * k / 12
            s.line(both(line((x, y), (x + (k % 3 - 1) * 0.4, y + 2.2))), 1, colour=s.tones.lighter)
    else:
        s.stitch(both(path(f"M{i + 0.4} {y - 2.2}Q{(o + i) / 2} {y - 1.2} {o - 0.5} {y - 2.2}")))


def cargo(s: Sketch, made: Pair) -> None:
    """A bellows pocket on each thigh."""
    y = min(made.crotch + 15, made.end - 20)
    pocket = path(f"M{made.outer - 11} {y}L{made.outer - 0.4} {y}L{made.outer} {y + 16}L{made.outer - 11.6} {y + 16}Z")
    flap = path(f"M{made.outer - 12} {y - 1}L{made.outer} {y - 1}L{made.outer} {y + 4.4}L{made.outer - 12} {y + 4.4}Z")
    for shape in (pocket, flap):
        s.piece(shape, shade="down")
        s.piece(flip(shape), shade="down")
    s.button(made.outer - 6, y + 2.6, 0.8)
    s.button(6 - made.outer, y + 2.6, 0.8)


def _nothing(s: Sketch, made: Pair) -> None:
    """Its cut says it all."""


def _jeans(s: Sketch, made: Pair) -> None:
    x, b = made.waist, made.band
    s.line(both(path(f"M{x * 0.45} {b + 0.8}Q{x * 0.5} {b + 9} {x + 3.6} {b + 10.4}")), 1.2)
    s.stitch(both(path(f"M{x * 0.45 - 0.8} {b + 0.8}Q{x * 0.5 - 1} {b + 10} {x + 3.8} {b + 11.4}")))
    s.stitch(path(f"M4.2 {b + 0.6}L4.2 {made.crotch - 11}Q4 {made.crotch - 5} 0 {made.crotch - 4}"))
    s.stitch(_outseam(made, 1.2))
    for at in (0.3, 0.72):
        for sign in (1, -1):
            s.piece(path(f"M{sign * x * at - 0.9} -0.4L{sign * x * at + 0.9} -0.4L{sign * x * at + 0.9} {b + 0.8}L{sign * x * at - 0.9} {b + 0.8}Z"),
                    shade=None, shadow=False)  # fmt: skip
    fade = path(f"M{made.inner + 6} {made.crotch + 6}Q{made.inner + 13} {made.crotch + 16} {made.inner + 11} {min(KNEE + 6, made.end - 6)}"
                f"Q{made.inner + 5} {made.crotch + 22} {made.inner + 6} {made.crotch + 6}Z")  # fmt: skip
    for shape in (fade, flip(fade)):
        s.fill(shape, s.tones.lighter, 0.22)
    if s.has("distressed"):
        for k in range(4):
            s.line(
                line((7 + k * 0.4, KNEE - 4 + k * 2), (16 - k * 0.5, KNEE - 4.4 + k * 2)), 1.4, colour=s.tones.lighter
            )


def _slant(s: Sketch, made: Pair) -> None:
    x, b = made.waist, made.band
    s.line(both(line((x * 0.74, b + 0.4), (x + 4.2, b + 14))), 1.3)
    s.stitch(both(line((x * 0.7, b + 0.8), (x + 3.4, b + 14.6))))


def _leggings(s: Sketch, made: Pair) -> None:
    s.stitch(both(path(f"M{made.waist * 0.55} {made.band}Q14 30 {(made.outer + made.inner) / 2 + 3} {made.end}")))
    if s.spec.category == "sports_bottom":
        panel = both(
            path(
                f"M{made.waist * 0.8} {made.band + 2}Q{made.outer - 1} 24 {made.outer - 4} {min(KNEE - 8, made.end - 4)}"
            )
        )
        s.line(panel, 3, colour=s.accent.base)
    if s.has("reflective"):
        s.line(both(line((made.outer - 3, made.end - 9), (made.outer - 3.6, made.end - 4))), 2.4, colour="#d6d9dc")


def _swim(s: Sketch, made: Pair) -> None:
    s.line(
        both(path(f"M{made.outer - 0.6} {made.end}Q{made.outer - 5} {made.end - 3} {made.outer - 1} {made.end - 11}")),
        2,
        colour=s.accent.base,
    )
    s.fill(path(f"M{made.waist - 6} {made.band + 12}L{made.waist - 1} {made.band + 11}L{made.waist - 1} {made.band + 14}L{made.waist - 6} {made.band + 15}Z"),
           tones(s.accent.base).base)  # fmt: skip


_ADDITIONS = {
    "jeans": _jeans, "trousers": _slant, "suit_trousers": _slant, "chinos": _slant, "shorts": _slant, "cargos": _slant,
    "joggers": _slant, "leggings": _leggings, "sports_bottom": _leggings, "swim_shorts": _swim,
}  # fmt: skip
