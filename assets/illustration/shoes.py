"""Shoes in profile, toe to the right, on a last (millimetres); flip-flops from above."""

# ruff: noqa: E501 - a shape's path reads best on one line

from collections.abc import Callable

from assets.illustration.boots import draw_boot
from assets.illustration.last import BALL, HEIGHTS, LENGTH, SHAFTS, USUAL, Last, Usual
from assets.illustration.necks import bow
from assets.illustration.pen import Path, box, ellipse, line, path, spline
from assets.illustration.shading import tones
from assets.illustration.sketch import Sketch
from assets.illustration.soles import draw_sole, laces


def draw_shoe(s: Sketch) -> str:
    usual = USUAL[s.spec.category]
    heel, shape = s.word("heel", usual.heel), s.word("shape", usual.shape)
    last = _last(s, usual, heel, shape)
    family = _family(s, usual, shape)
    _FAMILIES[family](s, last, usual)
    if family != "thong":
        s.paired(-30 if last.heel < 70 else -36, -22)
    return s.page(width=336, height=350, largest=1.16, stands=True)


def _last(s: Sketch, usual: Usual, heel: str, shape: str) -> Last:
    height = float(s.cut.get("heel_mm", HEIGHTS[heel]))
    if heel == "none":
        height = min(height, 30)
    sole = {"cup": 20.0, "foam": 22.0, "lug": 20.0, "jute": 20.0, "flat": 14.0}.get(usual.sole, 5.0)
    sole = {"platform": 30.0, "lug": 20.0, "cushioned": 22.0, "wedge": 12.0, "jute": 20.0}.get(heel, sole)
    tip = {"point": 16.0, "almond": 6.0, "square": -4.0}.get(shape, 0.0)
    return Last(max(height, sole), sole, tip, {"point": 16.0, "almond": 24.0, "square": 20.0}.get(shape, 32.0))


def _family(s: Sketch, usual: Usual, shape: str) -> str:
    if usual.family == "closed" and shape in ("open", "strappy", "cross_strap", "fisherman"):
        return "open"
    return usual.family


def _closed(s: Sketch, last: Last, usual: Usual) -> None:
    top = SHAFTS[s.word("length", usual.shaft)]
    if top > 70:
        draw_boot(s, last, usual, top)
        return
    draw_sole(s, last, usual)
    s.piece(upper(last), turn=-8)
    _topline(s, last)
    _toe(s, last, s.word("shape", usual.shape))
    _vamp(s, last, usual)


def upper(last: Last) -> Path:
    """A low closed shoe: heel counter, collar, tongue, vamp and toe."""
    b, end, toe = last.bed, LENGTH + last.tip, last.toe_height
    return path(
        f"M-2 {b(0) + 1}C-8 {b(0) - 26} -2 {b(0) - 46} 3 {b(0) - 62}Q22 {b(20) - 66} 34 {b(36) - 56}Q66 {b(60) - 46} 88 {b(88) - 64}"
        f"L112 {b(110) - 78}C140 {b(140) - 70} 178 {b(180) - 46} 206 {b(206) - toe - 12}C{end - 32} {b(230) - toe - 6} {end - 2} {b(end) - toe * 0.8} {end} {b(end) - 4}"
        f"L{end} {b(end) + 1}Q{BALL} {b(BALL) + 1} {BALL} {b(BALL) + 1}C120 {b(120) + 2} 60 {b(50) + 2} -2 {b(0) + 1}Z"
    )


def _topline(s: Sketch, last: Last) -> None:
    b = last.bed
    s.piece(path(f"M3 {b(0) - 62}Q22 {b(20) - 66} 34 {b(36) - 56}Q66 {b(60) - 46} 88 {b(88) - 64}L112 {b(110) - 78}Q86 {b(88) - 82} 60 {b(60) - 66}Q30 {b(30) - 74} 3 {b(0) - 62}Z"),
            fill=s.tones.inside, cloth=False, shade=None)  # fmt: skip


def _toe(s: Sketch, last: Last, shape: str) -> None:
    b, end = last.bed, LENGTH + last.tip
    match shape:
        case "cap" | "wingtip":
            x = end - 52
            wing = f"M{x + 8} {b(x) - last.toe_height - 11}Q{x - 6} {b(x) - 20} {x - 2} {b(x)}"
            if shape == "wingtip":
                wing = f"M{x - 12} {b(x) - last.toe_height - 16}Q{x + 2} {b(x) - 24} {x - 34} {b(x) - 20}Q{x - 64} {b(x) - 14} {x - 80} {b(x)}"
            s.line(path(wing), 1.5, colour=s.tones.line)
            if s.has("broguing") or shape == "wingtip":
                s.line(path(wing).placed(1, -4, 0), 2, colour=s.tones.line, dash="0.5 4.5")
        case "apron" | "moc":
            s.line(path(f"M126 {b(126) - 62}C160 {b(160) - 58} 200 {b(200) - 40} 226 {b(226) - 34}Q{end - 14} {b(end) - 28} {end - 12} {b(end) - 18}"
                        f"Q{end - 40} {b(230) - 22} 206 {b(206) - 22}Q160 {b(160) - 30} 128 {b(128) - 34}"), 1.4, colour=s.tones.line)  # fmt: skip
        case "peep":
            s.fill(ellipse(end - 6, b(end) - 9, 9, 7), s.tones.inside)
        case _:
            pass


def _vamp(s: Sketch, last: Last, usual: Usual) -> None:
    b = last.bed
    closure = s.word("closure", usual.closure)
    if s.spec.category in ("trainers", "sports_shoes"):
        _sporty(s, last)
    elif s.spec.category == "oxfords":
        s.line(
            path(f"M122 {b(120) - 74}Q96 {b(96) - 40} 112 {b(112) - 20}Q150 {b(150) - 34} 172 {b(172) - 46}"),
            1.4,
            colour=s.tones.line,
        )
        s.line(path(f"M0 {b(0) - 30}Q40 {b(40) - 24} 60 {b(60) - 2}"), 1.2)
    elif s.spec.category == "loafers":
        _saddle(s, last)
    if closure == "lace" or s.has("laces"):
        laces(s, [(118 + k * 15, b(118 + k * 15) - 73 + k * 8.5 + k * k * 0.5) for k in range(4)])
    if closure == "velcro" or s.has("velcro", "double_strap"):
        for k in range(2 if s.has("double_strap") else 1):
            x = 112 + k * 30
            s.piece(
                path(
                    f"M{x} {b(x) - 76 + k * 14}L{x + 20} {b(x) - 70 + k * 16}L{x + 2} {b(x) - 22 + k * 3}L{x - 18} {b(x) - 26 + k * 3}Z"
                ),
                fill=s.accent,
                shade="down",
            )
    if closure == "buckle" or s.has("buckle"):
        s.piece(path(f"M108 {b(108) - 76}L130 {b(130) - 68}L112 {b(112) - 14}L90 {b(90) - 16}Z"), shade="down")
        s.line(box(102, b(104) - 46, 16, 16, 2), 2.6, colour="#b79a63")


def _sporty(s: Sketch, last: Last) -> None:
    b, end = last.bed, LENGTH + last.tip
    trim = s.accent
    s.piece(
        path(f"M-2 {b(0) + 1}C-7 {b(0) - 24} -2 {b(0) - 44} 2 {b(0) - 56}Q24 {b(24) - 40} 44 {b(44) + 1}Z"),
        fill=trim,
        shade=None,
        shadow=False,
    )
    s.piece(path(f"M{end - 58} {b(end - 58)}Q{end - 52} {b(end) - 26} {end - 40} {b(end - 40) - 36}Q{end - 4} {b(end) - 26} {end} {b(end) - 4}L{end} {b(end) + 1}Z"),
            fill=trim if s.word("shape", "round") == "cap" or s.has("cap_toe") else tones(s.tones.shade), shade=None, shadow=False)  # fmt: skip
    if s.spec.category == "sports_shoes":
        s.line(
            path(
                f"M70 {b(70) - 6}Q110 {b(110) - 40} 166 {b(166) - 42}M92 {b(90) - 4}Q126 {b(126) - 30} 176 {b(176) - 34}"
            ),
            5,
            colour=trim.base,
        )
        if s.has("perforated", "reflective"):
            s.line(
                path(f"M196 {b(196) - 34}L232 {b(232) - 20}M192 {b(192) - 24}L222 {b(222) - 12}"),
                2.6,
                colour="#e8e9ea",
                dash="0.4 6",
            )
    else:
        s.line(
            path(f"M98 {b(98) - 60}Q92 {b(92) - 30} 104 {b(104)}M172 {b(172) - 52}Q150 {b(150) - 24} 152 {b(152)}"), 1.2
        )
        s.line(path(f"M58 {b(58) - 4}L96 {b(96) - 46}M72 {b(72) - 4}L108 {b(108) - 46}"), 4.5, colour=trim.base)
    s.stitch(path(f"M100 {b(100) - 68}Q116 {b(116) - 46} 150 {b(150) - 34}Q180 {b(180) - 28} 196 {b(196) - 40}"))


def _saddle(s: Sketch, last: Last) -> None:
    b = last.bed
    s.piece(
        path(
            f"M112 {b(112) - 74}L140 {b(140) - 66}Q130 {b(130) - 30} 132 {b(132)}L104 {b(104)}Q104 {b(104) - 40} 112 {b(112) - 74}Z"
        ),
        shade="down",
        shadow=False,
    )
    if s.has("tassel"):
        for x in (142, 150):
            s.line(path(f"M132 {b(132) - 64}Q{x - 2} {b(x) - 62} {x} {b(x) - 46}"), 4, colour=s.tones.line)
            s.line(
                line((x - 3, b(x) - 46), (x - 4, b(x) - 32))
                + line((x, b(x) - 46), (x, b(x) - 31))
                + line((x + 3, b(x) - 46), (x + 4, b(x) - 32)),
                1.4,
                colour=s.tones.line,
            )
    elif s.has("horsebit"):
        s.line(path(f"M112 {b(112) - 52}Q126 {b(126) - 46} 140 {b(140) - 48}"), 4, colour="#c0a05e")
        for x in (114, 138):
            s.line(ellipse(x, b(x) - 50, 6, 8), 2.6, colour="#c0a05e")
    else:
        s.fill(path(f"M116 {b(116) - 56}L132 {b(132) - 53}L128 {b(128) - 44}L114 {b(114) - 46}Z"), s.tones.inside)


def _low(s: Sketch, last: Last, usual: Usual) -> None:
    """Pumps and ballet flats: a topline low enough to show the foot's arch."""
    b, end, toe = last.bed, LENGTH + last.tip, last.toe_height
    sling = s.has("slingback")
    draw_sole(s, last, usual)
    s.piece(path(f"M8 {b(8) - 44}Q60 {b(60) - 6} 112 {b(112) - 10}Q150 {b(150) - 22} 176 {b(176) - 36}L160 {b(160) - 8}Q80 {b(80) + 1} 10 {b(10)}Z"), fill=s.tones.inside,
            cloth=False, shade=None)  # fmt: skip
    vamp = (f"Q176 {b(176) - 26} 192 {b(192) - 38}C{end - 48} {b(end - 48) - toe - 14} {end - 6} {b(end) - toe * 0.7} {end} {b(end) - 3}L{end} {b(end) + 1}"
            f"Q{BALL} {b(BALL) + 1} {BALL} {b(BALL) + 1}")  # fmt: skip
    if sling:
        s.piece(path(f"M112 {b(112) + 1}L116 {b(116) - 24}{vamp}L112 {b(112) + 1}Z"), turn=-8)
        s.rope(path(f"M118 {b(118) - 20}Q60 {b(60) - 26} 6 {b(6) - 52}"), 5)
        s.rope(path(f"M6 {b(6) - 52}Q1 {b(0) - 30} 4 {b(4) - 2}"), 5)
    else:
        s.piece(path(f"M-2 {b(0) + 1}C-8 {b(0) - 22} -2 {b(0) - 40} 4 {b(4) - 56}Q24 {b(24) - 50} 50 {b(50) - 28}Q96 {b(96) - 16} 130 {b(130) - 20}{vamp}C120 {b(120) + 2} 60 {b(50) + 2} -2 {b(0) + 1}Z"),
                turn=-8)  # fmt: skip
    shape = s.word("shape", usual.shape)
    if shape == "cap":
        s.line(
            path(f"M{end - 44} {b(end) - toe - 8}Q{end - 52} {b(end) - 10} {end - 46} {b(end)}"),
            1.5,
            colour=s.tones.line,
        )
    if shape == "peep":
        s.fill(ellipse(end - 5, b(end) - 8, 8, 6), s.tones.inside)
    _low_straps(s, last, usual)


def _low_straps(s: Sketch, last: Last, usual: Usual) -> None:
    b = last.bed
    if s.has("ankle_strap") or (s.word("closure", usual.closure) == "ankle_strap" and not s.has("slingback")):
        ankle_strap(s, last)
    if s.has("mary_jane", "t_bar", "double_strap"):
        s.rope(path(f"M96 {b(96) - 16}Q106 {b(106) - 52} 128 {b(128) - 54}Q146 {b(146) - 48} 148 {b(148) - 24}"), 8)
        s.line(box(96, b(100) - 36, 10, 11, 2), 2.2, colour="#c0a05e")
        if s.has("t_bar"):
            s.rope(path(f"M138 {b(138) - 52}Q170 {b(170) - 46} 190 {b(190) - 36}"), 7)
    if s.has("bow"):
        bow(s, 200, b(200) - 38, 20)
    if s.has("embellished", "studs"):
        for k in range(5):
            x = 196 + k * 11
            s.button(x, b(x) - 32 + k * 2.6, 4, tones("#e9e4da"))


def ankle_strap(s: Sketch, last: Last) -> None:
    """A strap round the ankle, with its buckle and the stay up from the heel."""
    y = last.bed(10) - 92
    s.rope(path(f"M4 {last.bed(4) - 8}Q-4 {y + 40} 8 {y + 6}"), 6)
    s.line(path(f"M8 {y + 4}Q50 {y - 20} 78 {y}"), 7, colour=s.tones.inside)
    s.rope(path(f"M8 {y + 4}Q50 {y + 20} 78 {y}"), 6)
    s.line(box(38, y + 5, 11, 12, 2), 2.4, colour="#c0a05e")


def _open(s: Sketch, last: Last, usual: Usual) -> None:
    b = last.bed
    draw_sole(s, last, usual)
    footbed = path(
        f"M0 {b(0)}C50 {b(50) - 1} 120 {b(120) - 1} {BALL} {b(BALL)}Q{LENGTH - 20} {b(240)} {LENGTH} {b(LENGTH)}L{LENGTH} {b(LENGTH) - 4}Q{BALL} {b(BALL) - 6} {BALL} {b(BALL) - 6}C120 {b(120) - 7} 50 {b(50) - 7} 0 {b(0) - 6}Z"
    )
    s.piece(footbed, fill=tones("#b89a78") if last.heel < 40 else None, cloth=last.heel >= 40, shade=None)
    shape = s.word("shape", usual.shape)
    match shape:
        case "cross_strap":
            _straps(s, last, ((132, 196, 58, 26), (196, 132, 58, 26)))
        case "fisherman":
            _straps(s, last, ((116, 132, 60, 15), (150, 160, 58, 15), (184, 190, 50, 15), (216, 220, 38, 15)))
            s.rope(path(f"M112 {b(112) - 58}Q180 {b(180) - 58} 240 {b(240) - 12}"), 12)
        case "strappy":
            _straps(s, last, ((176, 212, 40, 9), (196, 226, 32, 9), (214, 240, 24, 9)))
        case "thong":
            _thong(s, last)
        case _:
            _straps(s, last, ((168, 214, 46, 30 if last.heel < 40 else 24),))
    closure = s.word("closure", usual.closure)
    if closure == "ankle_strap" or s.has("ankle_strap"):
        ankle_strap(s, last)
    elif closure in ("buckle", "velcro"):
        _back_strap(s, last, buckle=closure == "buckle")


def _straps(s: Sketch, last: Last, bands: tuple[tuple[float, float, float, float], ...]) -> None:
    """Bands over the foot, each from x1 on the near edge to x2 at its top, so high and so wide."""
    b = last.bed
    for x1, x2, height, width in bands:
        arch = path(f"M{x1 - width / 2} {b(x1) + 1}Q{(x1 + x2) / 2 - width * 0.6} {b(x1) - height} {x2 - width / 2} {b(x2) - height}L{x2 + width * 0.6} {b(x2) - height * 0.86}"
                    f"Q{(x1 + x2) / 2 + width * 0.7} {b(x1) - height * 0.7} {x1 + width / 2} {b(x1) + 1}Z")  # fmt: skip
        s.piece(arch, turn=-20, shade="down")
        if s.has("woven", "embellished") and width > 12:
            for k in (0.3, 0.5, 0.7):
                s.button(x1 + (x2 - x1) * k, b(x1) - height * k, 2.4, tones("#d8c089"))


def _back_strap(s: Sketch, last: Last, *, buckle: bool) -> None:
    b = last.bed
    y = b(6) - 60
    s.rope(path(f"M14 {b(14) - 2}Q-6 {y + 30} 4 {y}Q40 {y - 10} 96 {y + 4}Q120 {y + 16} 136 {b(136) - 2}"), 11)
    if buckle:
        s.line(box(64, y - 12, 16, 16, 2), 2.6, colour="#8f8b84")
    else:
        s.piece(box(52, y - 12, 36, 16, 3), fill=s.accent, shade=None)


def _thong(s: Sketch, last: Last) -> None:
    b = last.bed
    s.rope(path(f"M126 {b(126) - 2}Q176 {b(176) - 66} 222 {b(222) - 30}Q230 {b(230) - 18} 230 {b(230) - 3}"), 10)
    s.rope(path(f"M222 {b(222) - 30}Q198 {b(198) - 40} 180 {b(180) - 3}"), 10)


def _flip_flop(s: Sketch, last: Last, usual: Usual) -> None:
    """Seen from above, as flip-flops are known: two soles and their straps."""
    for dx in (0, 122):
        with s.at(dx, 0):
            sole = spline([(0, -130), (34, -118), (46, -70), (40, -10), (36, 50), (38, 96), (22, 128), (-6, 132), (-30, 112), (-34, 60),
                           (-40, 0), (-48, -60), (-36, -116)], closed=True)  # fmt: skip
            s.piece(sole.placed(1, 0, 6), fill=tones(s.tones.deep), cloth=False, shade=None)
            s.piece(sole, fill=s.accent, cloth=False, shade="across")
            for x, bend in ((-40, -36), (38, 34)):
                s.rope(path(f"M{x} -4Q{bend} -62 0 -84"), 11)
            s.rope(path("M0 -84L0 -76"), 11)
            s.button(0, -80, 5)


def _mule(s: Sketch, last: Last, usual: Usual) -> None:
    b, end, toe = last.bed, LENGTH + last.tip, last.toe_height
    draw_sole(s, last, usual)
    s.piece(path(f"M0 {b(0)}C50 {b(50) - 1} 120 {b(120) - 1} {BALL} {b(BALL)}L{BALL} {b(BALL) - 6}C120 {b(120) - 9} 50 {b(50) - 9} 2 {b(0) - 8}Z"), fill=tones("#c9ae8c"),
            cloth=False, shade=None)  # fmt: skip
    s.piece(path(f"M118 {b(118) + 1}Q112 {b(112) - 44} 142 {b(142) - 66}Q172 {b(172) - 62} 204 {b(204) - toe - 16}C{end - 32} {b(230) - toe - 8} {end - 4} {b(end) - toe * 0.8} {end} {b(end) - 3}L{end} {b(end) + 1}L{BALL} {b(BALL) + 1}Z"),
            turn=-8)  # fmt: skip
    s.stitch(path(f"M124 {b(124) - 2}Q120 {b(120) - 40} 146 {b(146) - 60}"))
    if s.has("buckle"):
        s.piece(path(f"M122 {b(122) - 44}L168 {b(168) - 60}L172 {b(172) - 46}L122 {b(122) - 28}Z"), shade="down")
        s.line(box(138, b(140) - 54, 17, 18, 3), 2.8, colour="#b79a63")


def _slipper(s: Sketch, last: Last, usual: Usual) -> None:
    b = last.bed
    high = s.word("length", "below_ankle") == "ankle"
    draw_sole(s, last, usual)
    if high:
        draw_boot(s, last, usual, 112)
        return
    lining = tones("#efe6d6")
    s.piece(
        path(f"M2 {b(0) - 4}Q60 {b(60) - 26} 120 {b(120) - 30}L124 {b(124) - 2}L4 {b(0)}Z"),
        fill=lining,
        cloth=False,
        shade=None,
    )
    s.piece(path(f"M104 {b(104) + 1}Q98 {b(98) - 48} 132 {b(132) - 70}C176 {b(176) - 78} {LENGTH - 4} {b(240) - 62} {LENGTH + 2} {b(LENGTH) - 4}L{LENGTH} {b(LENGTH) + 1}L{BALL} {b(BALL) + 1}Z"),
            turn=-6)  # fmt: skip
    fluff = [(104 + k * 4.2, b(104) - 2 - k * 9.2 + (k % 2) * 3) for k in range(8)]
    s.line(spline(fluff), 15, colour=lining.seam)
    s.line(spline(fluff), 13, colour=lining.base)
    s.line(spline(fluff), 3, colour=lining.shade, dash="1 6")


def _espadrille(s: Sketch, last: Last, usual: Usual) -> None:
    b = last.bed
    draw_sole(s, last, usual)
    s.piece(path(f"M-2 {b(0) + 1}Q-8 {b(0) - 34} 4 {b(4) - 58}Q40 {b(40) - 40} 78 {b(78) - 36}Q108 {b(108) - 40} 132 {b(132) - 62}C180 {b(180) - 62} {LENGTH - 6} {b(240) - 50} {LENGTH} {b(LENGTH)}L{BALL} {b(BALL) + 1}C120 {b(120) + 2} 60 {b(50) + 2} -2 {b(0) + 1}Z"),
            turn=-8)  # fmt: skip
    s.piece(
        path(
            f"M4 {b(4) - 58}Q40 {b(40) - 40} 78 {b(78) - 36}Q108 {b(108) - 40} 132 {b(132) - 62}Q70 {b(70) - 66} 4 {b(4) - 58}Z"
        ),
        fill=s.tones.inside,
        cloth=False,
        shade=None,
    )
    s.stitch(
        path(f"M2 {b(2) - 4}C60 {b(60) - 4} 120 {b(120) - 4} {BALL} {b(BALL) - 5}L{LENGTH - 4} {b(LENGTH) - 5}"),
        "#a88d5c",
    )
    s.line(path(f"M150 {b(150) - 60}Q140 {b(140) - 30} 146 {b(146)}"), 1.3)
    if s.word("shape", "round") == "peep":
        s.fill(ellipse(LENGTH - 5, b(LENGTH) - 9, 9, 7), s.tones.inside)
    if s.word("closure", "slip_on") == "tie" or s.has("ankle_strap"):
        ankle_strap(s, last)


_FAMILIES: dict[str, Callable[[Sketch, Last, Usual], None]] = {
    "closed": _closed, "low": _low, "open": _open, "thong": _flip_flop, "mule": _mule, "slipper": _slipper, "espadrille": _espadrille,
}  # fmt: skip
