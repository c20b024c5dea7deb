"""Jewellery and what is like it: metal, stones and pearls, in free units."""

# ruff: noqa: E501 - a shape's path reads best on one line

import itertools
import math

from assets.illustration.bags import chain
from assets.illustration.pen import Path, both, box, ellipse, line, path, spline
from assets.illustration.shading import Tones, tones
from assets.illustration.sketch import Sketch

PEARL = tones("#f2ebe0")


def metal(s: Sketch) -> Tones:
    return s.tones


def stone(s: Sketch, x: float, y: float, r: float, fill: Tones | None = None) -> None:
    """A faceted stone in its setting."""
    own = fill or s.accent
    s.piece(ellipse(x, y, r + 1.4), shade="metal", shadow=False)
    s.piece(ellipse(x, y, r), fill=own, cloth=False, shade="round", outline=False, shadow=False)
    points = [(x + r * math.cos(a * math.pi / 4), y + r * math.sin(a * math.pi / 4)) for a in range(8)]
    inner = [(x + r * 0.5 * math.cos(a * math.pi / 4), y + r * 0.5 * math.sin(a * math.pi / 4)) for a in range(8)]
    s.line(
        Path(tuple(segment for a, b in zip(points, inner, strict=True) for segment in line(a, b).segments)),
        0.6,
        colour=own.lighter,
    )
    s.line(line(*inner, inner[0]), 0.7, colour=own.lighter)


def pearl(s: Sketch, x: float, y: float, r: float, fill: Tones | None = None) -> None:
    s.piece(ellipse(x, y, r), fill=fill or PEARL, cloth=False, shade="round")
    s.fill(ellipse(x - r * 0.3, y - r * 0.34, r * 0.24), "#fff", 0.9)


def _ring_of(x: float, y: float, rx: float, ry: float, width: float) -> Path:
    """A ring's face: an ellipse with a hole (the hole drawn the other way round)."""
    outer, inner = ellipse(x, y, rx, ry), ellipse(-x, y, rx - width, ry - width)
    return outer + inner.mapped(-1, 0, 0, 1, 0, 0)


def draw_necklace(s: Sketch) -> str:
    shape, size = s.word("shape", "pendant"), s.word("length", "medium")
    drop = {"mini": 78.0, "small": 104.0, "medium": 132.0, "large": 170.0}[size]
    drop = 74.0 if shape == "choker" else drop
    arc = [
        (70 * math.cos(a), -drop * 0.55 + drop * 0.62 * (1 - math.sin(a)) * 0 + drop * 0.62 * math.sin(a))
        for a in _angles(-28, 208, 26)
    ]
    loop = spline([(x, y if y < 0 else y * 1.2) for x, y in arc])
    low = max(y for _, y in loop.points())
    if shape == "strand" or s.has("pearl") or (shape != "pendant" and s.spec.surface == "pearl"):
        for x, y in _along(arc, 31):
            pearl(
                s,
                x,
                y * (1.2 if y > 0 else 1),
                5.4 if shape != "statement" else 6.4,
                None if s.spec.surface != "stone" else s.tones,
            )
    elif shape == "choker":
        s.piece(loop, fill="none", cloth=False, shade=None, outline=False, shadow=False)
        s.line(loop, 11, colour=s.tones.line)
        s.line(loop, 9, colour=s.tones.base)
        s.line(loop, 2, colour=s.tones.lighter)
    else:
        chain(s, loop, 5.4 if shape in ("chain", "statement") else 2.8, s.tones.base, s.tones.line)
    if shape == "pendant":
        s.line(ellipse(0, low + 2, 2.6), 1.6, colour=s.tones.line)
        if s.has("pearl"):
            pearl(s, 0, low + 13, 9)
        elif s.has("stone"):
            stone(s, 0, low + 14, 9)
        else:
            s.piece(ellipse(0, low + 16, 12), shade="metal")
            s.line(ellipse(0, low + 16, 8.6), 0.9, colour=s.tones.line)
    elif shape == "statement":
        for k, x in enumerate((-44, -23, 0, 23, 44)):
            stone(s, x, low - abs(x) * 0.42 + 10, 8 + (4 - abs(k - 2) * 2), s.accent)
    return s.page(width=250, height=310, largest=2)


def _angles(start: float, end: float, count: int) -> list[float]:
    return [math.radians(start + (end - start) * k / (count - 1)) for k in range(count)]


def _along(points: list[tuple[float, float]], count: int) -> list[tuple[float, float]]:
    """`count` points at even distances along a line."""
    lengths = [0.0]
    for one, two in itertools.pairwise(points):
        lengths.append(lengths[-1] + math.dist(one, two))
    made = []
    for k in range(count):
        at = lengths[-1] * k / (count - 1)
        i = max(j for j in range(len(points) - 1) if lengths[j] <= at + 1e-9)
        share = (at - lengths[i]) / max(lengths[i + 1] - lengths[i], 1e-9)
        (x1, y1), (x2, y2) = points[i], points[i + 1]
        made.append((x1 + (x2 - x1) * share, y1 + (y2 - y1) * share))
    return made


def draw_earrings(s: Sketch) -> str:
    shape = s.word("shape", "hoops")
    size = {"mini": 0.7, "small": 0.85, "medium": 1.0, "large": 1.25}[s.word("length", "medium")]
    for x in (-34.0, 34.0):
        with s.at(x, 0, size if shape in ("hoops", "drops", "chandelier") else 1):
            _earring(s, shape)
    return s.page(width=240 * (0.5 + size / 2), height=280 * (0.5 + size / 2), largest=3.2)


def _earring(s: Sketch, shape: str) -> None:
    if shape not in ("studs", "huggies"):
        s.line(path("M0 -2Q1 -15 7 -12Q10 -9 7 -3"), 1.8, colour=s.tones.line)
    gem = s.has("stone") or s.spec.surface == "stone"
    match shape:
        case "hoops":
            s.piece(_ring_of(0, 24, 24, 26, 4.4), shade="metal")
        case "huggies":
            s.piece(_ring_of(0, 10, 13, 14, 6), shade="metal")
        case "studs":
            if s.has("pearl") or s.spec.surface == "pearl":
                pearl(s, 0, 0, 12)
            else:
                stone(s, 0, 0, 11, s.accent if gem else s.tones)
        case "chandelier":
            s.piece(path("M0 -2L17 18Q0 26 -17 18Z"), shade="metal")
            for k in range(-3, 4):
                x, low = k * 5.2, 26 + (3 - abs(k)) * 5.5
                s.line(line((x, 19), (x, low)), 1.4, colour=s.tones.line)
                pearl(s, x, low + 3.4, 2.8, s.accent if gem else s.tones)
        case _:
            s.line(line((0, -1), (0, 20)), 2, colour=s.tones.line)
            if s.has("pearl") or s.spec.surface == "pearl":
                pearl(s, 0, 30, 10)
            else:
                s.piece(
                    path("M0 16Q13 32 11 41Q8 51 0 51Q-8 51 -11 41Q-13 32 0 16Z"),
                    fill=s.accent if gem else None,
                    cloth=False,
                    shade="metal",
                )


def draw_bracelet(s: Sketch) -> str:
    shape = s.word("shape", "chain")
    match shape:
        case "bangle" | "cuff":
            wide = 15 if shape == "bangle" else 34
            s.piece(
                path(f"M-74 0C-74 -36 74 -36 74 0L74 {wide * 0.5}C74 -22 -74 -22 -74 {wide * 0.5}Z"),
                fill=s.tones.deep,
                cloth=False,
                shade=None,
            )
            s.piece(
                path(f"M-74 0C-74 42 74 42 74 0L74 {wide}C74 {wide + 42} -74 {wide + 42} -74 {wide}Z"), shade="metal"
            )
            if s.has("engraved", "hammered", "twisted", "braided"):
                s.line(
                    path(f"M-70 {wide * 0.5 + 4}C-66 {wide * 0.5 + 40} 66 {wide * 0.5 + 40} 70 {wide * 0.5 + 4}"),
                    3,
                    colour=s.tones.line,
                    dash="5 4",
                )
        case _:
            ring = [(76 * math.cos(a), 44 * math.sin(a)) for a in _angles(-90, 270, 33)]
            if shape in ("beads", "strand") or s.spec.surface in ("pearl", "stone"):
                for x, y in ring[:-1]:
                    pearl(s, x, y, 7.8, PEARL if s.spec.surface == "pearl" else s.tones)
            else:
                chain(s, spline(ring), 7, s.tones.base, s.tones.line)
                s.piece(box(-9, 38, 18, 13, 4), shade="metal")
    return s.page(width=240, height=220, largest=1.8)


def draw_ring(s: Sketch) -> str:
    shape = s.word("shape", "band")
    for k in range(3 if shape == "stack" else 1):
        with s.at(0, k * 15 - 8):
            width = 6.5 if shape in ("stack", "solitaire") else 13
            s.piece(
                path(f"M-42 0C-42 -52 42 -52 42 0L42 {width}C42 -36 -42 -36 -42 {width}Z"),
                fill=s.tones.deep,
                cloth=False,
                shade="across",
            )
            s.piece(
                path(f"M-42 0C-42 50 42 50 42 0L42 {width}C42 {width + 54} -42 {width + 54} -42 {width}Z"),
                shade="metal",
            )
    if shape == "signet":
        s.piece(ellipse(0, 44, 20, 17), shade="metal")
        s.line(ellipse(0, 44, 15.5, 13), 1, colour=s.tones.line)
        s.line(path("M-6 50L0 37L6 50M-3.4 46L3.4 46"), 1.4, colour=s.tones.line)
    elif shape == "solitaire" or s.has("stone"):
        stone(s, 0, 46, 12, s.accent if s.has("stone") else tones("#dfe9f2"))
    return s.page(width=180, height=200, largest=2.3)


def draw_brooch(s: Sketch) -> str:
    match s.word("shape", "round"):
        case "bar":
            s.piece(box(-52, -7, 104, 14, 6), shade="metal")
            for x in (-34, 0, 34):
                pearl(s, x, 0, 6, PEARL if s.spec.surface == "pearl" else s.accent)
        case "flower":
            for k in range(6):
                with s.at(0, 0):
                    s.piece(ellipse(0, -24, 13, 20).turned(k * 60), shade="metal")
            pearl(s, 0, 0, 11)
        case _:
            s.piece(_ring_of(0, 0, 40, 40, 9), shade="metal")
            stone(s, 0, 0, 24)
            for k in range(12):
                a = k * math.pi / 6
                pearl(s, 35.5 * math.cos(a), 35.5 * math.sin(a), 3.4)
    return s.page(width=190, height=190, largest=2.2)


def draw_cufflinks(s: Sketch) -> str:
    shape = s.word("shape", "round")
    for x in (-34.0, 34.0):
        with s.at(x, 0):
            s.piece(path("M-4 8L4 8L5 40L-5 40Z"), shade="metal")
            s.piece(box(-16, 38, 32, 8, 4), shade="metal")
            _face(s, shape)
    return s.page(width=230, height=200, largest=2.2)


def _face(s: Sketch, shape: str) -> None:
    match shape:
        case "square":
            s.piece(box(-20, -20, 40, 40, 5), shade="metal")
            s.piece(box(-13, -13, 26, 26, 3), fill=s.accent, cloth=False, shade="round", shadow=False)
        case "bar":
            s.piece(box(-25, -9, 50, 18, 8), shade="metal")
            s.line(both(line((4, -6), (4, 6))), 1.2, colour=s.tones.line)
        case "knot":
            for turn in (0, 60, 120):
                s.piece(ellipse(0, 0, 21, 9).turned(turn), shade="metal")
            s.piece(ellipse(0, 0, 8), shade="round", shadow=False)
        case _:
            s.piece(ellipse(0, 0, 22), shade="metal")
            s.piece(ellipse(0, 0, 15), fill=s.accent, cloth=False, shade="round", shadow=False)


def draw_watch(s: Sketch) -> str:
    shape = s.word("shape", "round")
    strap = s.accent if s.spec.surface == "metal" and s.word("closure", "buckle") == "buckle" else s.tones
    steel = tones("#c3c2bf") if s.spec.surface != "metal" else s.tones
    wide = {"rectangle": 15.0, "square": 20.0}.get(shape, 18.0)
    for sign in (1, -1):
        s.piece(
            path(
                f"M{-wide} {sign * 26}L{wide} {sign * 26}L{wide * 0.78} {sign * 104}Q0 {sign * 110} {-wide * 0.78} {sign * 104}Z"
            ),
            fill=strap,
            shade="across",
        )
        s.line(both(line((wide - 3, sign * 34), (wide * 0.78 - 2.4, sign * 100))), 1, colour=strap.seam, dash="3 2.4")
    for y in (66, 78, 90):
        s.fill(ellipse(0, y, 2), strap.inside)
    s.line(box(-wide * 0.9, -112, wide * 1.8, 14, 3), 3.4, colour=steel.seam)
    s.piece(box(38 if shape == "round" else 34, -5, 8, 10, 2), fill=steel, cloth=False, shade="down")
    _case(s, shape, steel)
    return s.page(width=200, height=360, largest=1.6)


def _case(s: Sketch, shape: str, steel: Tones) -> None:
    face = tones("#f5f1e8") if not s.has("chronograph") else tones("#22262e")
    if shape in ("round", "digital"):
        outer, inner = (
            (ellipse(0, 0, 40), ellipse(0, 0, 33))
            if shape == "round"
            else (box(-36, -38, 72, 76, 18), box(-29, -31, 58, 62, 12))
        )
    else:
        w = 36 if shape == "square" else 29
        outer, inner = box(-w, -40, 2 * w, 80, 8), box(-w + 6, -34, 2 * w - 12, 68, 4)
    s.piece(outer, fill=steel, cloth=False, shade="metal")
    s.piece(inner, fill=tones("#1d2126") if shape == "digital" else face, cloth=False, shade="round", shadow=False)
    if shape == "digital":
        s.line(
            path("M-18 -8L-18 8M-10 -8L-2 -8L-2 0L-10 0L-10 8L-2 8M6 -8L14 -8L14 8L6 8ZM20 -8L20 8"),
            2.6,
            colour="#bfe6d6",
        )
        return
    ry, rx = 28, 28 if shape != "rectangle" else 18
    for k in range(12):
        a = k * math.pi / 6
        s.line(
            line((rx * 0.86 * math.sin(a), -ry * 0.86 * math.cos(a)), (rx * math.sin(a), -ry * math.cos(a))),
            2.2 if k % 3 == 0 else 1.2,
            colour=face.line,
        )
    s.line(line((0, 0), (-10, -12)), 2.6, colour=face.line)
    s.line(line((0, 0), (10, -17)), 2, colour=face.line)
    s.line(line((0, 4), (2, 20)), 1, colour="#a8472a")
    s.fill(ellipse(0, 0, 2.4), face.line)
    if s.has("date_window"):
        s.line(box(13, -4, 9, 8, 1), 1, colour=face.line)
    if s.has("chronograph"):
        for x, y in ((-12, 3), (12, 3), (0, 14)):
            s.line(ellipse(x, y, 6), 1, colour=face.line)


def draw_sunglasses(s: Sketch) -> str:
    shape = s.word("shape", "square")
    lens = {
        "cat_eye": "M8 -12C26 -20 54 -24 76 -28C78 -6 68 20 44 22C20 23 8 8 8 -12Z", "aviator": "M8 -14C24 -20 56 -20 68 -14C72 8 58 34 38 34C18 34 6 10 8 -14Z",
        "round": "M42 -26C78 -26 78 28 42 28C6 28 6 -26 42 -26Z", "oval": "M42 -20C80 -20 80 22 42 22C4 22 4 -20 42 -20Z",
        "wrap": "M6 -14C30 -22 64 -22 84 -12C82 8 66 22 44 20C20 20 8 8 6 -14Z",
    }.get(shape, "M10 -22L68 -23Q76 -23 75 -14L71 14Q69 24 58 24L24 24Q12 24 10 12Z")  # fmt: skip
    thin = shape == "aviator" or (shape == "round" and s.spec.surface == "metal")
    glass = tones("#3d4247") if not s.tones.dark else tones("#4b4a44")
    s.line(both(path("M75 -17Q74 -42 60 -60Q56 -65 51 -61")), 6 if not thin else 3.4, colour=s.tones.line)
    s.line(both(path("M75 -17Q74 -42 60 -60Q56 -65 51 -61")), 4 if not thin else 2, colour=s.tones.shade)
    s.line(path("M-11 -10Q0 -19 11 -10"), 7 if not thin else 3.6, colour=s.tones.line)
    s.line(path("M-11 -10Q0 -19 11 -10"), 5 if not thin else 2, colour=s.tones.base)
    for mirror in (False, True):
        frame = path(lens)
        frame = frame.mapped(-1, 0, 0, 1, 0, 0) if mirror else frame
        s.piece(frame, shade="down")
        inner = path(lens).mapped(
            0.84 if not thin else 0.93, 0, 0, 0.82 if not thin else 0.93, 42 * (0.16 if not thin else 0.07), 0
        )
        inner = inner.mapped(-1, 0, 0, 1, 0, 0) if mirror else inner
        s.piece(inner, fill=glass, cloth=False, shade="up", shadow=False)
        x = -56 if mirror else 28
        s.fill(path(f"M{x} -12L{x + 9} -13L{x + 1} 12L{x - 7} 11Z"), "#fff", 0.22)
    return s.page(width=310, height=200, largest=1.75)
