"""Hats, caps, beanies and fascinators, in free units; y = 0 is the edge of the head opening."""

# ruff: noqa: E501 - a shape's path reads best on one line

import math

from assets.illustration.necks import bow
from assets.illustration.pen import ellipse, line, path, spline
from assets.illustration.shading import Tones, tones
from assets.illustration.sketch import Sketch


def draw_hat(s: Sketch) -> str:
    shape = s.word("shape", "wide_brim")
    if shape == "bucket":
        return _bucket(s)
    brim, crown, height = {
        "wide_brim": (128.0, 50.0, 58.0),
        "panama": (98.0, 52.0, 62.0),
        "fedora": (96.0, 52.0, 66.0),
    }.get(shape, (96.0, 52.0, 40.0))
    dip = 26 if shape in ("wide_brim", "panama") else 18
    curl = -10 if shape == "fedora" else 0
    s.piece(
        path(
            f"M{-brim} {2 + curl}C{-brim * 0.9} {dip + 16} {brim * 0.9} {dip + 16} {brim} {2 + curl}C{brim * 0.8} {-dip + 4} {-brim * 0.8} {-dip + 4} {-brim} {2 + curl}Z"
        ),
        shade="down",
    )
    s.line(
        path(f"M{-brim + 7} {4 + curl}C{-brim * 0.84} {dip + 9} {brim * 0.84} {dip + 9} {brim - 7} {4 + curl}"),
        1,
        opacity=0.8,
    )
    if shape == "boater":
        s.piece(
            path(f"M{-crown} -2L{-crown} {-height}Q0 {-height - 11} {crown} {-height}L{crown} -2Q0 12 {-crown} -2Z")
        )
        s.piece(ellipse(0, -height - 1, crown, 7), shade=None)
    elif shape == "wide_brim":
        s.piece(path(f"M{-crown} -2C{-crown} {-height * 1.3} {crown} {-height * 1.3} {crown} -2Q0 14 {-crown} -2Z"))
    else:
        s.piece(
            path(
                f"M{-crown} -2C{-crown - 1} {-height * 0.7} {-crown * 0.8} {-height - 8} {-crown * 0.4} {-height - 4}Q0 {-height + 10} {crown * 0.4} {-height - 4}C{crown * 0.8} {-height - 8} {crown + 1} {-height * 0.7} {crown} -2Q0 12 {-crown} -2Z"
            )
        )
        s.fold((-crown * 0.5, -height + 2), (-crown * 0.24, -26), 5, 2.4)
        s.fold((crown * 0.5, -height + 2), (crown * 0.26, -26), -5, 2.4)
    _hat_band(s, crown)
    return s.page(width=300, height=240, largest=1.5)


def _hat_band(s: Sketch, crown: float) -> None:
    band = s.accent
    s.piece(
        path(f"M{-crown} -3L{-crown + 0.4} -17Q0 -3 {crown - 0.4} -17L{crown} -3Q0 12 {-crown} -3Z"),
        fill=band,
        cloth=False,
        shade="across",
        shadow=False,
    )
    if s.has("ribbon", "bow"):
        with s.at(-crown * 0.7, -7):
            bow(s, 0, 0, 12, band)
    if s.has("feather"):
        _feather(s, crown * 0.7, -6, 52)


def _bucket(s: Sketch) -> str:
    s.piece(path("M-56 0C-64 18 -80 38 -92 46Q0 74 92 46C80 38 64 18 56 0Q0 14 -56 0Z"), shade="down")
    for k in range(1, 4):
        s.stitch(path(f"M{-60 - k * 8} {k * 11}Q0 {20 + k * 14} {60 + k * 8} {k * 11}"))
    s.piece(path("M-56 1Q-54 -48 -44 -60Q0 -74 44 -60Q54 -48 56 1Q0 16 -56 1Z"))
    s.line(path("M-44 -60Q0 -48 44 -60"), 1.2)
    s.seam(path("M0 -54L0 7"))
    s.stitch(path("M-56 -3Q0 11 56 -3"))
    for x in (-36, -27, 27, 36):
        s.fill(ellipse(x, -20, 1.9), s.tones.line)
    if s.has("ribbon"):
        s.line(path("M-55 -6Q0 8 55 -6"), 8, colour=s.accent.base)
    return s.page(width=270, height=230, largest=1.6)


def draw_cap(s: Sketch) -> str:
    if s.word("shape", "baseball") == "flat":
        s.piece(path("M-86 16C-92 -22 -50 -52 6 -48C56 -46 88 -22 94 8Q60 26 8 26Q-50 30 -86 16Z"))
        s.piece(path("M26 22Q70 18 92 4Q120 12 118 24Q84 34 36 30Q26 28 26 22Z"), shade="down")
        s.line(path("M-70 14Q-30 -34 30 -46M-20 24Q10 -20 60 -38"), 1.2)
        s.stitch(path("M-84 10Q-40 24 20 20"))
        s.button(6, -48, 3.4, s.tones)
        return s.page(width=280, height=200, largest=1.5)
    five = s.word("shape", "baseball") == "five_panel"
    s.piece(
        path(
            "M-62 14C-70 -46 -36 -72 4 -70C48 -68 66 -36 64 6Q20 20 -62 14Z"
            if not five
            else "M-62 14C-64 -40 -50 -58 0 -60C50 -60 64 -40 64 6Q20 20 -62 14Z"
        )
    )
    s.piece(
        path("M10 12Q42 4 64 2Q104 10 124 30Q126 38 114 36Q64 20 18 24Q8 20 10 12Z"),
        fill=s.accent if s.spec.pattern == "colourblock" else None,
        shade="down",
    )
    for k in (1, 2, 3):
        s.stitch(path(f"M{18 + k * 4} {20 - k * 2}Q{60 + k * 6} {14 - k * 2} {112 - k * 8} {31 - k * 5}"))
    for seam in (
        ("M4 -70Q-14 -30 -10 16", "M4 -70Q36 -40 42 8", "M4 -70Q-44 -50 -44 15")
        if not five
        else ("M-30 -56Q-34 -10 -30 16", "M34 -55Q40 -20 40 9")
    ):
        s.seam(path(seam))
    s.button(4, -70, 3.6, s.tones)
    for x, y in ((-26, -38), (26, -40)):
        s.line(ellipse(x, y, 2), 1.2, colour=s.tones.line)
    return s.page(width=270, height=210, largest=1.5)


def draw_beanie(s: Sketch) -> str:
    shape = s.word("shape", "cuffed")
    tall = 104 if shape == "slouch" else 84
    if shape == "earflap":
        for sign in (1, -1):
            s.piece(
                path(f"M{sign * 62} -14L{sign * 66} 34Q{sign * 58} 60 {sign * 44} 52Q{sign * 30} 30 {sign * 24} -4Z")
            )
            s.rope(path(f"M{sign * 50} 52Q{sign * 54} 80 {sign * 48} 104"), 4, s.accent)
    lean = 18 if shape == "slouch" else 0
    s.piece(
        path(f"M-62 -6C-68 -60 {-36 + lean} {-tall} {lean} {-tall}C{40 + lean * 1.6} {-tall} 68 -58 62 -6Q0 8 -62 -6Z"),
        turn=0,
    )
    for k in range(-5, 6):
        x = k * 10.5
        if s.has("cable") and k % 3 == 0:
            points = [
                (x * (1 - j / 14) + (3.4 if j % 2 else -3.4) + lean * j / 9, -14 - j * (tall - 30) / 9)
                for j in range(9)
            ]
            s.line(spline(points), 3.6, colour=s.tones.deep, opacity=0.55)
            s.line(spline([(a + 1, b) for a, b in points]), 1.6, colour=s.tones.lighter, opacity=0.8)
        else:
            s.line(path(f"M{x} -8Q{x * 0.95} {-tall * 0.6} {x * 0.14 + lean} {-tall + 4}"), 1.1, opacity=0.7)
    if shape != "slouch" or s.has("turn_up"):
        s.piece(path("M-65 -18Q0 -4 65 -18L64 16Q0 30 -64 16Z"), shade="across")
        for k in range(-9, 10):
            s.line(line((k * 6.6, -10.5 - abs(k) * 0.5), (k * 6.5, 21 - abs(k) * 0.5)), 1.2, opacity=0.7)
    if shape == "bobble" or s.has("pom_pom"):
        _pom(s, lean, -tall - 14)
    return s.page(width=230, height=290, largest=1.7)


def _pom(s: Sketch, x: float, y: float) -> None:
    points = [
        (
            x + (24 + (3 if k % 2 else -2)) * math.cos(k * math.pi / 12),
            y + (24 + (3 if k % 2 else -2)) * math.sin(k * math.pi / 12),
        )
        for k in range(24)
    ]
    s.piece(spline(points, closed=True), fill=s.accent, cloth=False, shade="round")
    for k in range(18):
        a, r = k * 2.4, 5 + k
        s.line(
            line(
                (x + r * math.cos(a), y + r * math.sin(a)),
                (x + (r + 5) * math.cos(a + 0.2), y + (r + 5) * math.sin(a + 0.2)),
            ),
            1.2,
            colour=s.accent.seam,
            opacity=0.7,
        )


def _feather(s: Sketch, x: float, y: float, length: float, own: Tones | None = None) -> None:
    own = own or s.accent
    s.piece(path(f"M{x} {y}C{x + length * 0.2} {y - length * 0.5} {x + length * 0.5} {y - length} {x + length * 0.86} {y - length * 1.16}"
                 f"C{x + length} {y - length * 0.7} {x + length * 0.6} {y - length * 0.2} {x} {y}Z"), fill=own, cloth=False, shade="right")  # fmt: skip
    s.line(
        path(f"M{x} {y}Q{x + length * 0.4} {y - length * 0.56} {x + length * 0.86} {y - length * 1.16}"),
        1.2,
        colour=own.line,
    )
    for k in range(1, 7):
        t = k / 7.4
        px, py = x + length * 0.84 * t, y - length * 1.14 * t
        s.line(line((px, py), (px + length * 0.12, py + length * 0.03)), 0.9, colour=own.seam)


def draw_fascinator(s: Sketch) -> str:
    shape = s.word("shape", "disc")
    match shape:
        case "halo":
            s.line(path("M-78 30C-84 -66 84 -66 78 30"), 30, colour=s.tones.line)
            s.line(path("M-78 30C-84 -66 84 -66 78 30"), 27, colour=s.tones.base)
            s.piece(path("M-92 30C-98 -84 98 -84 92 30L64 30C66 -46 -66 -46 -64 30Z"))
            for k in range(7):
                a = math.pi * (0.12 + k * 0.126)
                s.fold((-64 * math.cos(a), 18 - 62 * math.sin(a)), (-90 * math.cos(a), 22 - 90 * math.sin(a)), 3, 2)
        case "pillbox":
            s.piece(path("M-62 -26L-62 16Q0 42 62 16L62 -26Z"))
            s.piece(ellipse(0, -26, 62, 19), shade="down")
        case "spray":
            s.line(path("M-70 40C-70 -20 60 -40 72 30"), 5, colour=s.tones.line)
            for turn in (-50, -26, 0, 24):
                s.piece(path("M0 0C-12 -30 -12 -66 2 -92C16 -66 14 -30 0 0Z").turned(turn), shade="right")
                s.line(path("M0 0Q-2 -46 2 -92").turned(turn), 1.1)
        case _:
            s.piece(ellipse(0, 0, 84, 34).turned(-10), shade="down")
            s.line(ellipse(0, -1, 70, 27).turned(-10), 1.1)
    if shape != "spray":
        for turn in (20, 44):
            with s.at(26, -6):
                s.piece(
                    path("M0 0C-9 -26 -8 -60 4 -82C13 -58 12 -26 0 0Z").turned(turn),
                    fill=s.accent,
                    shade="right",
                    cloth=False,
                )
                s.line(path("M0 0Q-1 -42 4 -82").turned(turn), 1, colour=s.accent.line)
    if s.has("net") or shape == "pillbox":
        for k in range(-5, 6):
            s.line(
                path(f"M{k * 13} 6Q{k * 15} 34 {k * 11} 58M{k * 13} 6Q{k * 13 + 22} 34 {k * 11 + 24} 54"),
                0.8,
                colour=s.tones.line,
                opacity=0.7,
            )
    bow(s, 14, 0, 24 if s.has("bow") else 17)
    if s.has("pearl", "beads"):
        s.button(14, 0, 5, tones("#f2ebe0"))
    return s.page(width=250, height=250, largest=1.5)


def draw_hair(s: Sketch) -> str:
    match s.word("shape", "headband"):
        case "headband":
            s.piece(path("M-82 84C-112 -96 112 -96 82 84Q76 90 70 84C92 -64 -92 -64 -70 84Q-76 90 -82 84Z"))
            if s.has("bow"):
                bow(s, 30, -40, 30)
            for k in range(5):
                if s.has("pearl", "stone"):
                    s.button(-50 + k * 25, -40 + abs(k - 2) * 8, 5, tones("#f2ebe0"))
        case "claw":
            s.piece(path("M-70 -10C-60 -50 60 -50 70 -10L60 0Q0 -22 -60 0Z"), shade="down")
            for k in range(-3, 4):
                s.piece(
                    path(f"M{k * 18 - 6} -8Q{k * 19 - 4} 26 {k * 13} 50Q{k * 19 + 8} 26 {k * 18 + 7} -8Z"),
                    shade="right",
                )
            s.piece(path("M-16 -34Q0 -66 16 -34Z"), shade="down")
        case "scrunchie":
            points = [
                (
                    (60 + (8 if k % 2 else -3)) * math.cos(k * math.pi / 14),
                    (54 + (8 if k % 2 else -3)) * math.sin(k * math.pi / 14),
                )
                for k in range(28)
            ]
            hole = spline(
                [(-26 * math.cos(a * math.pi / 6), 21 * math.sin(a * math.pi / 6)) for a in range(12)], closed=True
            )
            s.piece(spline(points, closed=True) + hole, shade="round")
            for k in range(28):
                a = k * math.pi / 14
                s.line(
                    line((30 * math.cos(a), 25 * math.sin(a)), (50 * math.cos(a + 0.1), 44 * math.sin(a + 0.1))),
                    1.2,
                    opacity=0.7,
                )
        case "ribbon":
            for sign in (1, -1):
                s.piece(path(f"M0 0Q{sign * 26} 50 {sign * 34} 110L{sign * 14} 104Q{sign * 8} 50 0 0Z"), shade="down")
            bow(s, 0, 0, 62)
        case _:
            s.piece(path("M-74 10Q-78 -6 -60 -10L66 -18Q80 -14 76 0Q60 14 -62 16Q-72 16 -74 10Z"), shade="metal")
            s.line(path("M-64 4L66 -8"), 1.4, colour=s.tones.line)
            if s.has("bow"):
                bow(s, 0, -4, 46)
            for k in range(5):
                if s.has("pearl", "stone", "beads"):
                    s.button(-44 + k * 24, 2 - k * 2, 6, tones("#f2ebe0"))
    return s.page(width=240, height=250, largest=1.7)
