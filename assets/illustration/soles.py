"""Soles and heels under a last (millimetres), and laces over it."""

# ruff: noqa: E501 - a shape's path reads best on one line

from assets.illustration.last import BALL, CORK, GUM, JUTE, LENGTH, RUBBER, WHITE, Last, Usual
from assets.illustration.pen import Point, ellipse, line, path
from assets.illustration.shading import Tones, tones
from assets.illustration.sketch import Sketch


def draw_sole(s: Sketch, last: Last, usual: Usual) -> None:
    heel = s.word("heel", usual.heel)
    end = LENGTH + last.tip
    if heel in ("stiletto", "kitten", "block", "cuban", "stacked") and last.heel > last.sole + 6:
        _heeled(s, last, heel, end)
    elif heel in ("wedge", "platform", "jute") or last.heel > last.sole + 14:
        _solid(s, last, end, _sole_tone(s, usual, heel), roped=heel == "jute" or usual.sole == "jute")
    else:
        _flat(s, last, usual, heel, end)


def _sole_tone(s: Sketch, usual: Usual, heel: str) -> Tones:
    if s.has("gum_sole"):
        return GUM
    if s.has("contrast_sole"):
        return s.accent
    if usual.sole == "jute" or heel == "jute":
        return JUTE
    if s.has("white_sole") or usual.sole in ("cup", "foam"):
        return WHITE
    if usual.sole == "lug" or heel == "lug":
        return RUBBER
    if usual.sole == "flat":
        return (
            CORK if s.spec.category == "sandals" else s.accent if s.spec.category == "slippers" else tones(s.tones.deep)
        )
    return tones(s.tones.deep) if heel in ("wedge", "platform") else tones("#3a2a20")


def _flat(s: Sketch, last: Last, usual: Usual, heel: str, end: float) -> None:
    tone = _sole_tone(s, usual, heel)
    t, h = last.sole, last.heel
    top = path(
        f"M-4 {-h}C60 {-h + 1} 120 {-t} {BALL} {-t}Q{end - 20} {-t} {end + 3} {-t - 6}Q{end + 6} {-t * 0.4} {end - 12} 0L8 0Q-8 {-h * 0.4} -4 {-h}Z"
    )
    s.piece(top, fill=tone, cloth=False, shade="down")
    if heel == "lug" or usual.sole == "lug":
        for k in range(14):
            x = 6 + k * (end - 20) / 14
            s.fill(path(f"M{x} -5L{x + 9} -5L{x + 8} 2L{x + 1} 2Z"), tone.line if not tone.dark else tone.inside)
        s.line(path(f"M0 {-h * 0.62}Q120 {-t * 0.5} {end} {-t * 0.62}"), 1.2, colour=tone.seam)
    elif heel == "cushioned" or usual.sole == "foam":
        s.line(
            path(f"M2 {-h * 0.45}Q90 {-t * 0.15} 140 {-t * 0.55}Q200 {-t * 0.8} {end - 6} {-t * 0.4}"),
            3,
            colour=s.accent.base,
        )
        s.line(path(f"M4 -3L{end - 16} -3"), 2.4, colour=tone.seam)
    elif usual.sole == "cup":
        s.line(
            path(f"M-3 {-h * 0.62}Q120 {-t * 0.6} {end + 2} {-t * 0.72}"),
            1.6,
            colour=s.accent.base if s.has("contrast_sole") else tone.seam,
        )
        s.stitch(path(f"M-3 {-h + 4}Q120 {-t + 4} {end} {-t - 1}"), tone.seam)
    if s.has("cleats"):
        for x in (20, 60, 150, 190, 230):
            s.piece(path(f"M{x} -1L{x + 14} -1L{x + 10} 10L{x + 4} 10Z"), fill=RUBBER, cloth=False, shade=None)


def _heeled(s: Sketch, last: Last, heel: str, end: float) -> None:
    own = s.accent if s.has("contrast_heel") else tones("#3d2a1e") if heel == "stacked" else tones(s.tones.shade)
    h = last.heel
    back, front, foot = {
        "stiletto": (4, 50, (12, 20)), "kitten": (4, 50, (16, 26)), "cuban": (2, 74, (12, 62)), "stacked": (0, 78, (2, 76)),
    }.get(heel, (2, 68, (4, 60)))  # fmt: skip
    low = last.bed(front) + 4
    s.piece(path(f"M{back} {-h + 2}C{back + 1} {-h * 0.6} {foot[0] - 2} {-h * 0.4} {foot[0]} 0L{foot[1]} 0C{foot[1] + 1} {-h * 0.45} {front - 14} {low * 0.8} {front} {low}Z"),
            fill=own, cloth=False, shade="right")  # fmt: skip
    if heel in ("stacked", "block", "cuban"):
        for k in range(1, 4 if heel == "stacked" else 1):
            s.line(line((foot[0] + 1, -h * k / 4), (front - 4, -h * k / 4)), 0.9, colour=own.seam)
        s.line(line((foot[0], -1.5), (foot[1], -1.5)), 3, colour="#1d1a19")
    t = last.sole
    sole = path(
        f"M0 {-h}C50 {-h + 2} 110 {-t - 8} {BALL} {-t}Q{end - 20} {-t} {end} {-t - 5}L{end - 4} {-t + 3}Q{end - 30} 0 {BALL} 0C120 {-2} 66 {-h + 16} {front - 6} {low + 2}L0 {-h + 7}Z"
    )
    s.piece(sole, fill=tones("#3a2a20") if not s.tones.dark else tones("#221d1b"), cloth=False, shade=None)


def _solid(s: Sketch, last: Last, end: float, tone: Tones, *, roped: bool) -> None:
    t, h = last.sole, last.heel
    body = path(
        f"M-2 {-h}C50 {-h + 2} 120 {-t - 6} {BALL} {-t}Q{end - 20} {-t} {end + 1} {-t - 6}Q{end + 4} -6 {end - 16} 0L12 0Q-6 {-h * 0.5} -2 {-h}Z"
    )
    s.piece(body, fill=tone, cloth=False, shade="across")
    if not roped:
        return
    rows = max(int(h / 9), 2)
    for k in range(1, rows + 1):
        share = k / (rows + 1)
        s.line(path(f"M{1 + share * 8} {-h * (1 - share)}C60 {(-h + 2) * (1 - share)} 120 {(-t - 4) * (1 - share)} {BALL} {-t * (1 - share)}"
                    f"L{end - 4} {(-t - 3) * (1 - share)}"), 2.4, colour=tone.seam, dash="4 2.5", opacity=0.8)  # fmt: skip


def laces(s: Sketch, eyes: list[Point], *, width: float = 26) -> None:
    own = (
        WHITE
        if s.spec.category in ("trainers", "sports_shoes")
        else s.accent
        if s.spec.category == "hiking_boots"
        else tones(s.tones.deep)
    )
    if s.spec.category not in ("trainers", "sports_shoes", "hiking_boots") and s.tones.dark:
        own = tones(s.tones.lighter)
    for x, y in eyes:
        s.rope(line((x, y), (x - width * 0.5, y + width * 0.86)), 3.6, own, measured=False)
        s.fill(ellipse(x - width * 0.5, y + width * 0.86, 2.6), "#6d6a66")
    x, y = eyes[0]
    s.rope(path(f"M{x - 2} {y + 4}Q{x - 28} {y - 14} {x - 22} {y + 8}Q{x - 18} {y + 16} {x - 2} {y + 6}Q{x + 20} {y - 12} {x + 24} {y + 2}Q{x + 20} {y + 12} {x} {y + 6}"), 2.8, own,
           measured=False)  # fmt: skip
