"""Scarves, shawls and pocket squares, in free units."""

# ruff: noqa: E501 - a shape's path reads best on one line

import itertools

from assets.illustration.pen import both, flip, line, path
from assets.illustration.sketch import Sketch


def draw_scarf(s: Sketch) -> str:
    match s.word("shape", "long"):
        case "square":
            s.piece(path("M-92 -60Q0 -72 92 -60L96 66Q0 78 -96 66Z"), shade="down")
            s.line(path("M-84 -52Q0 -63 84 -52L88 58Q0 69 -88 58Z"), 4, colour=s.accent.base)
            s.fold((-88, 60), (20, -50), 10, 3)
            s.fold((90, 62), (0, -20), -8, 3)
        case "snood":
            s.piece(path("M-80 -30C-90 60 90 60 80 -30C90 -70 -90 -70 -80 -30Z"))
            s.piece(
                path("M-62 -34C-60 -4 60 -4 62 -34C58 -56 -58 -56 -62 -34Z"),
                fill=s.tones.inside,
                cloth=False,
                shade=None,
                shadow=False,
            )
            for k in range(3):
                s.fold((-76 + k * 4, -6 + k * 12), (74 - k * 6, -10 + k * 13), 24, 3)
        case shape:
            wide = 15.0 if shape == "skinny" else 27.0
            _long_scarf(s, wide)
    return s.page(width=290, height=360, largest=1.5)


def _long_scarf(s: Sketch, wide: float) -> None:
    for sign, low in ((-1, 150), (1, 132)):
        tail = path(
            f"M8 -24Q{30 - wide * 0.6} 40 {28 - wide} {low}L{28 + wide} {low}Q{32 + wide} 20 {22 + wide * 0.7} -34Z"
        )
        s.piece(tail if sign > 0 else flip(tail))
        s.fold((sign * 24, -10), (sign * 26, low - 6), sign * 5, 2)
        if s.has("fringe") or s.spec.surface not in ("sheen", "sheer"):
            for k in range(10):
                x = sign * 28 - wide + wide * 2 * k / 9
                s.line(
                    line((x, low), (x + (k % 3 - 1) * 1.2, low + 17)),
                    2,
                    colour=s.tones.line if not s.tones.dark else s.tones.shade,
                )
    s.piece(path(f"M-48 -40C-56 -2 50 14 56 -38C52 -62 {20} -58 0 -52C-24 -58 -46 -58 -48 -40Z"), turn=8)
    s.fold((-44, -34), (50, -34), 26, 3)
    s.fold((-34, -42), (40, -44), 16, 2.4)


def draw_shawl(s: Sketch) -> str:
    if s.word("shape", "rectangle") == "triangle":
        edge = [(-118.0, -70.0), (0.0, 96.0), (118.0, -70.0)]
        s.piece(path("M-118 -70Q0 -92 118 -70Q66 20 0 96Q-66 20 -118 -70Z"), shade="down")
    else:
        edge = [(-112.0, 96.0), (-16.0, 96.0), (16.0, 96.0), (112.0, 96.0)]
        s.piece(
            path(
                "M-20 -92Q-88 -78 -104 -16L-112 96L-16 96L-7 -36Q0 -54 7 -36L16 96L112 96L104 -16Q88 -78 20 -92Q0 -74 -20 -92Z"
            )
        )
        s.piece(
            path("M-20 -92Q0 -74 20 -92Q16 -66 0 -48Q-16 -66 -20 -92Z"), fill=s.tones.inside, cloth=False, shade=None
        )
        s.line(both(line((17, 76), (110, 76))), 4, colour=s.accent.base)
    for sign in (1, -1):
        s.fold((sign * 28, -84), (sign * 46, 84 if len(edge) > 3 else 0), sign * 6, 3)
        s.fold((sign * 52, -72), (sign * 84, 84 if len(edge) > 3 else -30), sign * 5, 2.4)
    for (x1, y1), (x2, y2) in itertools.pairwise(edge):
        for k in range(15 if x2 - x1 > 40 else 0):
            x, y = x1 + (x2 - x1) * k / 14, y1 + (y2 - y1) * k / 14
            s.line(
                line((x, y), (x + (k % 3 - 1), y + 17)), 1.6, colour=s.tones.line if not s.tones.dark else s.tones.seam
            )
    return s.page(width=280, height=320, largest=1.5)


def draw_square(s: Sketch) -> str:
    """A pocket square, folded to its points."""
    for shape in (
        "M-52 70L-66 -22L-30 -58L4 -10L10 70Z",
        "M-30 70L-24 -40L10 -82L40 -30L40 70Z",
        "M0 70L14 -24L52 -56L66 -10L52 70Z",
    ):
        s.piece(
            path(shape), turn=20 if shape.startswith("M-52") else -16 if shape.startswith("M0") else 0, shade="right"
        )
    s.line(path("M-60 -18L-30 -50L0 -8M-18 -37L10 -74L36 -27M20 -20L51 -48L61 -8"), 3, colour=s.accent.base)
    s.seam(line((-50, 62), (50, 62)))
    return s.page(width=200, height=230, largest=1.7)
