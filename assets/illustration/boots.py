"""Boots, from the ankle to the knee, on the same last as the shoes (millimetres)."""

# ruff: noqa: E501 - a shape's path reads best on one line

import msgspec

from assets.illustration.last import BALL, LENGTH, Last, Usual
from assets.illustration.pen import Path, box, ellipse, line, path
from assets.illustration.shading import tones
from assets.illustration.sketch import Sketch
from assets.illustration.soles import draw_sole, laces


class Shaft(msgspec.Struct, frozen=True):
    """Where a boot ends: the height on the page, its width there, and how far above the footbed that is."""

    y: float
    wide: float
    high: float


def draw_boot(s: Sketch, last: Last, usual: Usual, top: float) -> None:
    """A boot whose shaft ends `top` above the footbed."""
    category = s.spec.category
    y = last.bed(20) - top
    wide = 112.0 if category in ("rain_boots", "snow_boots", "slippers") else 96.0 if top > 200 else 92.0
    shaft = Shaft(y, wide, top)
    draw_sole(s, last, usual)
    s.piece(ellipse(wide / 2 + 3, y, wide / 2, 9 if top < 200 else 11), fill=s.tones.inside, cloth=False, shade=None)
    s.piece(outline(last, shaft), turn=-4, shade="across")
    if category == "rain_boots":
        _wellington(s, last, shaft)
    elif category == "snow_boots":
        _snow(s, last, shaft)
    elif category == "hiking_boots":
        _hiking(s, last)
    _fastening(s, last, usual, shaft)
    if s.word("shape", usual.shape) in ("cap", "wingtip") or s.has("cap_toe", "broguing"):
        x = LENGTH + last.tip - 54
        s.line(
            path(f"M{x + 8} {last.bed(x) - last.toe_height - 12}Q{x - 6} {last.bed(x) - 20} {x} {last.bed(x)}"),
            1.5,
            colour=s.tones.line,
        )
    if s.has("fur_lining") or category == "snow_boots":
        _fur(s, y, wide)
    if s.has("pull_tab"):
        s.piece(
            path(f"M-1 {y + 16}Q-10 {y - 16} 0 {y - 20}L8 {y - 20}Q14 {y - 10} 9 {y + 12}Z"),
            fill=s.accent,
            shade=None,
            shadow=False,
        )


def outline(last: Last, shaft: Shaft) -> Path:
    y, wide, top = shaft.y, shaft.wide, shaft.high
    b, end, toe = last.bed, LENGTH + last.tip, last.toe_height
    calf = 10 if top > 200 else 0
    knee = f"C-4 {b(0) - 110} {-6 - calf} {y + 60} 3 {y}" if top > 200 else f"C-6 {b(0) - 70} 0 {y + 20} 3 {y}"
    ankle = b(80) - 104
    leg = (
        f"C{wide + 6 + calf} {y + 60} {wide + 2} {ankle - 34} 102 {ankle}"
        if top > 200
        else f"Q{wide + 6} {(y + ankle) / 2} 104 {max(ankle, y + 12)}"
    )
    return path(
        f"M-2 {b(0) + 1}C-9 {b(0) - 26} -4 {b(0) - 44} 0 {b(0) - 62}{knee}Q{wide / 2} {y + 13} {wide + 3} {y}{leg}"
        f"C118 {b(118) - 66} 166 {b(166) - 56} 204 {b(204) - toe - 12}C{end - 32} {b(230) - toe - 6} {end - 2} {b(end) - toe * 0.8} {end} {b(end) - 4}"
        f"L{end} {b(end) + 1}L{BALL} {b(BALL) + 1}C120 {b(120) + 2} 60 {b(50) + 2} -2 {b(0) + 1}Z"
    )


def _fastening(s: Sketch, last: Last, usual: Usual, shaft: Shaft) -> None:
    y, wide, top = shaft.y, shaft.wide, shaft.high
    b = last.bed
    closure = s.word("closure", usual.closure)
    if s.has("elastic_gores"):
        s.piece(
            path(f"M34 {y + 8}L74 {y + 8}Q70 {b(60) - 70} 58 {b(58) - 46}Q42 {b(42) - 70} 34 {y + 8}Z"),
            fill=tones(s.tones.shade),
            cloth=False,
            shade=None,
            shadow=False,
        )
        for k in range(1, 8):
            x = 34 + k * 5
            s.line(line((x, y + 12), (54 + (x - 54) * 0.3, b(56) - 52)), 1.1, opacity=0.7)
    if closure == "lace" or s.has("laces"):
        rows = 7 if top > 100 else 4
        gap = (b(96) - 88 - y) / max(rows - 4, 1)
        eyes = [(wide + 2, y + 12 + k * gap) for k in range(rows - 4)] if top > 70 else []
        eyes += [(112 + k * 17, b(112 + k * 17) - 84 + k * 10) for k in range(4)]
        s.line(
            path(f"M{wide - 20} {y + 6}Q{wide - 20} {b(90) - 90} 96 {b(96) - 66}Q140 {b(140) - 44} 172 {b(172) - 24}"),
            1.3,
        )
        laces(s, eyes, width=24)
    elif closure in ("side_zip", "zip") or s.has("side_zip"):
        s.zip(path(f"M44 {y + 12}Q42 {b(40) - 110} 50 {b(50) - 30}"), width=3.4)
    elif closure == "velcro" or s.has("velcro"):
        for k in range(2):
            at = y + 46 + k * 62
            s.piece(
                path(f"M40 {at}L{wide + 10} {at + 4}L{wide + 12} {at + 24}L40 {at + 18}Z"), fill=s.accent, shade="down"
            )
    elif closure == "buckle" or s.has("buckle"):
        at = b(40) - 78
        s.rope(path(f"M-2 {at}Q50 {at + 12} 104 {at - 8}"), 11)
        s.line(box(46, at - 6, 18, 20, 2), 2.6, colour="#a99f90")
    elif s.spec.category in ("ankle_boots", "boots") and not s.has("elastic_gores"):
        s.line(path(f"M50 {y + 10}Q46 {b(46) - 60} 58 {b(58)}"), 1.3)
    if top > 200 and s.spec.category == "boots":
        s.fold((94, b(90) - 120), (40, b(40) - 92), 8, 2.6)
        s.fold((98, b(90) - 104), (46, b(40) - 74), 8, 2.2)


def _wellington(s: Sketch, last: Last, shaft: Shaft) -> None:
    b, y, wide = last.bed, shaft.y, shaft.wide
    s.line(
        path(f"M2 {y + 16}Q{wide / 2} {y + 30} {wide + 3} {y + 16}"),
        3,
        colour=s.tones.deep if not s.tones.dark else s.tones.seam,
    )
    s.line(path(f"M206 {b(206) - 46}Q216 {b(216) - 26} 210 {b(210)}"), 1.4)
    s.line(
        path(f"M-2 {b(0) - 16}C60 {b(60) - 14} 130 {b(130) - 14} {LENGTH} {b(LENGTH) - 15}"), 3.4, colour=s.accent.base
    )
    s.fill(
        path(
            f"M{wide - 22} {y + 30}Q{wide - 8} {y + 90} {wide - 20} {b(90) - 90}Q{wide - 26} {y + 90} {wide - 22} {y + 30}Z"
        ),
        "#fff",
        0.28,
    )
    s.fill(
        path(f"M214 {b(214) - 36}Q244 {b(244) - 32} 254 {b(254) - 14}Q236 {b(240) - 22} 214 {b(214) - 36}Z"),
        "#fff",
        0.25,
    )


def _snow(s: Sketch, last: Last, shaft: Shaft) -> None:
    b, y, wide = last.bed, shaft.y, shaft.wide
    shell = path(
        f"M-2 {b(0) + 1}C-9 {b(0) - 24} -4 {b(0) - 40} 0 {b(0) - 54}Q60 {b(60) - 40} 106 {b(106) - 74}C150 {b(150) - 64} 220 {b(220) - 50} {LENGTH} {b(LENGTH) - 4}L{LENGTH} {b(LENGTH) + 1}L{BALL} {b(BALL) + 1}Z"
    )
    s.piece(
        shell,
        fill=tones(s.tones.deep) if not s.tones.dark else tones(s.tones.lighter),
        cloth=False,
        shade="down",
        shadow=False,
    )
    for k in range(1, 4):
        at = y + k * (b(50) - 60 - y) / 4
        s.line(path(f"M0 {at}Q{wide / 2} {at + 12} {wide + 4} {at}"), 1.4)
        s.line(path(f"M4 {at + 6}Q{wide / 2} {at + 18} {wide} {at + 6}"), 2, colour=s.tones.lighter, opacity=0.4)


def _hiking(s: Sketch, last: Last) -> None:
    b = last.bed
    s.piece(path(f"M214 {b(214) + 1}Q212 {b(214) - 28} 220 {b(220) - 40}Q{LENGTH - 6} {b(LENGTH) - 32} {LENGTH} {b(LENGTH) - 4}L{LENGTH} {b(LENGTH) + 1}Z"), fill=tones("#3a3836"),
            cloth=False, shade="down", shadow=False)  # fmt: skip
    s.piece(
        path(f"M-2 {b(0) + 1}C-8 {b(0) - 24} -4 {b(0) - 44} 0 {b(0) - 58}Q36 {b(36) - 44} 56 {b(56) + 1}Z"),
        fill=s.accent,
        shade=None,
        shadow=False,
    )
    s.stitch(path(f"M56 {b(56) - 4}Q92 {b(92) - 30} 96 {b(96) - 74}M108 {b(108)}Q130 {b(130) - 30} 176 {b(176) - 34}"))


def _fur(s: Sketch, y: float, wide: float) -> None:
    fluff = tones("#e9dfcd") if not s.tones.pale else tones("#c9b79c")
    for k in range(9):
        x = 4 + wide * k / 8.4
        s.fill(ellipse(x, y + 3 + (k % 2) * 3, 10, 11), fluff.base)
        s.line(
            path(f"M{x - 8} {y + 4}Q{x - 4} {y - 8} {x + 4} {y - 7}M{x - 2} {y + 12}Q{x + 6} {y + 10} {x + 8} {y + 2}"),
            1,
            colour=fluff.seam,
            opacity=0.8,
        )
