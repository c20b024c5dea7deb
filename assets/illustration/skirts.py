"""Skirts, alone and of dresses: how the cloth falls from a waist to a hem, in centimetres."""

# ruff: noqa: E501 - a shape's path reads best on one line

import itertools
import math

import msgspec

from assets.illustration.necks import bow
from assets.illustration.pen import Path, Point, both, box, close, line, path, spline
from assets.illustration.sketch import Sketch
from assets.illustration.torso import smooth


def flare(shape: str, waist: float, start: float, end: float) -> tuple[Point, ...]:
    """The side of a skirt from below its waist at height `start` to its hem's corner at `end`; `waist` half width."""
    fall = end - start
    hip = (waist + 5.6, start + 20)
    match shape:
        case "pencil" | "sheath":
            return hip, (waist + 3.6, end)
        case "bodycon":
            return (waist + 5.8, start + 19), (waist + 2.4, end)
        case "straight" | "column" | "knit":
            return hip, (waist + 5.2, end)
        case "slip":
            return (waist + 5, start + 20), (waist + 5 + fall * 0.07, end)
        case "full" | "fit_flare":
            return (waist + 5 + fall * 0.13, start + fall * 0.3), (waist + 5 + fall * 0.4, end)
        case "ball":
            return (waist + 17, start + fall * 0.2), (waist + 32, start + fall * 0.55), (waist + 41, end)
        case "mermaid":
            return (waist + 5.6, start + 19), (waist + 1.6, start + fall * 0.56), (waist + 18, end)
        case "tiered" | "smock":
            return (waist + 4 + fall * 0.1, start + fall * 0.33), (waist + 5 + fall * 0.28, end)
        case "pleated":
            return (waist + 5, start + 16), (waist + 6 + fall * 0.2, end)
        case _:
            return (waist + 5 + fall * 0.02, start + 18), (waist + 6 + fall * 0.22, end)


class Fall(msgspec.Struct, frozen=True):
    """A skirt: its shape, half its waist, the height at which it begins, its side down to the hem's corner, and how
    much lower the hem hangs in the middle."""

    shape: str
    waist: float
    start: float
    side: tuple[Point, ...]
    tail: float = 2.0


def draw_fall(s: Sketch, told: Fall) -> None:
    """Pleats, tiers, folds and slits between the waist and the hem."""
    shape, waist, start, tail = told.shape, told.waist, told.start, told.tail
    x, end = told.side[-1]
    fall = end - start
    if shape == "pleated" or s.has("pleats"):
        _pleats(s, told)
    elif shape == "tiered":
        _tiers(s, told)
    else:
        _folds(s, told)
    if shape == "wrap":
        s.line(
            path(f"M{-waist * 0.3} {start}Q{x * 0.1} {start + fall * 0.6} {x * 0.42} {end + tail * 0.7}"),
            1.5,
            colour=s.tones.line,
        )
        s.stitch(
            path(
                f"M{-waist * 0.3 - 1.4} {start}Q{x * 0.1 - 1.6} {start + fall * 0.6} {x * 0.42 - 1.6} {end + tail * 0.6}"
            )
        )
    if s.has("side_slit"):
        _slit(s, x * 0.52, start + fall * 0.42, end, tail)
    if s.has("back_vent") and shape != "wrap":
        s.line(line((0, end - 12), (0, end + tail)), 1.4, colour=s.tones.line)
    if s.has("ruffles"):
        _frill(s, x, end, tail)
    if s.has("buttons"):
        s.line(line((-1.8, start), (-1.8, end + tail)), 1.2)
        for k in range(max(int(fall / 9), 2)):
            s.button(0, start + 5 + k * 9, 0.9)
    if s.has("tulle_overlay"):
        veil(s, told)


def _folds(s: Sketch, told: Fall) -> None:
    shape, waist, start = told.shape, told.waist, told.start
    x, end = told.side[-1]
    fall = end - start
    full = {"full": 9, "fit_flare": 9, "ball": 13, "mermaid": 6, "a_line": 6, "smock": 8, "empire": 6, "shirt": 5, "wrap": 4,
            "slip": 3}.get(shape, 2)  # fmt: skip
    reach = 0.5 if shape == "mermaid" else 0.92
    for k in range(full):
        share = (k + 0.5) / full * 2 - 1
        share *= 0.9
        top = end - fall * (reach * (0.62 if k % 2 else 1)) if full > 3 else end - fall * (0.5 if k % 2 else 0.7)
        s.fold(
            (waist * share * (0.9 + (top - start) / fall * 0.5), top + 1),
            (x * share, end - 0.6),
            share * -2.2,
            0.35 + x / 60,
        )


def _pleats(s: Sketch, told: Fall) -> None:
    n, waist, start, tail = 12, told.waist, told.start, told.tail
    x, end = told.side[-1]
    for k in range(1, n):
        share = k / n * 2 - 1
        low = end + tail * (1 - share * share)
        one, two = (waist * share, start + 1), (x * share, low)
        s.fill(path(f"M{one[0]} {one[1]}L{two[0]} {two[1]}L{two[0] + x / n * 0.9} {two[1] - 0.3}Z"), s.tones.deep, 0.35)
        s.line(line(one, two), 1.0)


def _tiers(s: Sketch, told: Fall) -> None:
    waist, start, side, tail = told.waist, told.start, told.side, told.tail
    points = ((waist, start), *side)
    for tier in range(3):
        low = start + (side[-1][1] - start) * (0.36, 0.68, 1.0)[tier]
        high = start + (side[-1][1] - start) * (0.0, 0.36, 0.68)[tier]
        half = at_height(points, low)
        if tier < 2:
            edge = path(f"M{-half} {low}Q0 {low + tail * 2} {half} {low}")
            s.line(edge, 1.5, colour=s.tones.line)
            s.line(
                path(f"M{-half} {low + 1}Q0 {low + tail * 2 + 2} {half} {low + 1}"),
                2.2,
                colour=s.tones.deep,
                opacity=0.35,
            )
        n = 7 + tier * 2
        for k in range(n):
            share = ((k + 0.5) / n * 2 - 1) * 0.94
            bow_down = tail * (1 - share * share)
            near = at_height(points, high)
            s.fold(
                (near * share, high + 1.6 + bow_down),
                (half * share, high + (low - high) * (0.72 if k % 2 else 0.5)),
                0.4,
                0.5,
            )


def at_height(points: tuple[Point, ...], y: float) -> float:
    """Half width at a height, along straight lines between points that run down."""
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        if y <= y2:
            return x1 + (x2 - x1) * (y - y1) / max(y2 - y1, 1e-6)
    return points[-1][0]


def _slit(s: Sketch, x: float, top: float, end: float, tail: float) -> None:
    low = end + tail * 0.7
    s.fill(path(f"M{x} {top}Q{x + 1} {(top + low) / 2} {x + 5.5} {low - 0.4}L{x - 1} {low}Z"), s.tones.inside)
    s.line(path(f"M{x + 5.5} {low - 0.4}Q{x + 1} {(top + low) / 2} {x} {top}L{x - 1} {low}"), 1.3, colour=s.tones.line)


def _frill(s: Sketch, x: float, end: float, tail: float) -> None:
    wave = [
        (x * (k / 8 - 1) * 0.99, end - 8 + tail * (1 - (k / 8 - 1) ** 2) + (0.7 if k % 2 else -0.5)) for k in range(17)
    ]
    s.line(spline(wave), 1.4, colour=s.tones.line)
    for k in range(1, 16):
        share = k / 8 - 1
        s.line(
            line(
                (x * share, end - 7 + tail * (1 - share * share)),
                (x * share * 1.02, end - 2.4 + tail * (1 - share * share)),
            ),
            1,
            opacity=0.6,
        )


def veil(s: Sketch, told: Fall) -> None:
    """Tulle over a skirt: a pale haze with fine folds and a loose edge."""
    waist, start, tail = told.waist, told.start, told.tail
    x, end = told.side[-1]
    for k in range(9):
        share = (k / 8 * 2 - 1) * 0.92
        s.line(
            path(f"M{waist * share} {start}Q{x * share * 0.8} {(start + end) / 2} {x * share} {end}"),
            0.8,
            colour=s.tones.lighter,
            opacity=0.7,
        )
    wave = [(x * (k / 7 - 1) * 0.98, end - 3 + tail * (1 - (k / 7 - 1) ** 2) + (1 if k % 2 else -1)) for k in range(15)]
    s.line(spline(wave), 1.2, colour=s.tones.lighter)


HEM = {"mini": 42.0, "above_knee": 50.0, "knee": 60.0, "midi": 76.0, "ankle": 93.0}


def draw_skirt(s: Sketch) -> str:
    shape = s.word("shape", "a_line")
    end = HEM[s.word("length", "knee")]
    waist = {"low": 18.6, "mid": 17.4, "high": 16.2}[s.word("rise", "mid")]
    band = {"low": 3.0, "mid": 3.8, "high": 5.6}[s.word("rise", "mid")]
    side = flare(shape, waist + 0.3, band, end)
    tail = 2.4 if shape not in ("pencil", "straight") else 0.8
    s.piece(skirt_outline(waist + 0.3, band, side, tail), shade="across")
    draw_fall(s, Fall(shape, waist, band + 0.5, side, tail))
    if shape in ("pencil", "straight", "a_line") and not s.has("pleats"):
        for share in (0.5, 0.72):
            s.seam(both(line((waist * share, band), (waist * share + 0.6, band + 11))))
    _hem(s, side, tail)
    closure = s.word("closure", "side_zip")
    draw_waistband(s, waist, band, closure)
    if shape == "wrap" or closure == "wrap":
        bow(s, -waist * 0.42, band - 1, 5)
    return s.page(largest=5.2)


def skirt_outline(waist: float, start: float, side: tuple[Point, ...], tail: float) -> Path:
    """The closed outline of a skirt that hangs from a waist."""
    x, y = side[-1]
    right = Path((("M", (0, start)), ("L", (waist, start)), *smooth(((waist, start), *side)),
                  ("C", (x * 0.72, y + tail * 0.7, x * 0.4, y + tail, 0, y + tail))))  # fmt: skip
    return close(right)


def _hem(s: Sketch, side: tuple[Point, ...], tail: float) -> None:
    x, y = side[-1]
    if s.has("fringe"):
        for k in range(29):
            share = k / 14 - 1
            low = y + tail * (1 - share * share)
            s.line(line((x * share, low - 1), (x * share + math.sin(k) * 0.6, low + 5.5)), 1.2, colour=s.tones.line)
        return
    s.stitch(path(f"M{-x + 0.6} {y - 2}Q0 {y - 2 + tail * 1.6} {x - 0.6} {y - 2}"))


def draw_waistband(s: Sketch, waist: float, height: float, closure: str) -> None:
    """A waistband: elastic, drawstring, with a button, a buckle or a zip at its side."""
    s.piece(
        path(f"M{-waist} 0Q0 1.6 {waist} 0L{waist + 0.6} {height}Q0 {height + 1.6} {-waist - 0.6} {height}Z"),
        shade="across",
    )
    if closure in ("elastic", "drawstring") or s.has("elastic_waist", "drawstring_waist", "smocked_waist"):
        n = 17
        for k in range(1, n):
            share = k / n * 2 - 1
            y = 0.9 * (1 - share * share)
            s.line(line((waist * share, y + 0.6), (waist * share, y + height - 0.5)), 0.9, opacity=0.65)
    if closure == "drawstring" or s.has("drawstring_waist"):
        s.rope(path(f"M-1.4 {height * 0.5}Q-4 {height + 5} -3 {height + 11}"), 1.8, s.accent)
        s.rope(path(f"M1.4 {height * 0.5}Q3.4 {height + 4} 3.6 {height + 9}"), 1.8, s.accent)
    elif closure in ("fly", "button"):
        s.button(0, height * 0.5 + 0.8, 0.9)
    elif closure == "buckle":
        s.line(box(-2.4, 0, 4.8, height + 1.6, 0.6), 2, colour="#8a7a5e")
    elif closure == "side_zip":
        s.seam(line((waist - 0.9, height + 1), (waist + 2.6, height + 13)))
