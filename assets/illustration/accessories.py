"""Belts, ties, gloves, socks, wallets: small things in free units; and what is never part of a look."""

# ruff: noqa: E501 - a shape's path reads best on one line

from assets.illustration.bags import chain
from assets.illustration.necks import bow
from assets.illustration.pen import Path, both, box, ellipse, flip, line, path
from assets.illustration.shading import tones
from assets.illustration.sketch import Sketch

BRASS = tones("#b79a63")


def draw_belt(s: Sketch) -> str:
    shape = s.word("shape", "plain")
    if shape == "sash":
        s.piece(path("M-120 -16Q0 0 120 -16L122 14Q0 32 -122 14Z"))
        for tail in ("M-8 4Q-34 60 -30 130L-4 126Q4 60 8 4Z", "M4 4Q34 50 44 108L66 100Q50 40 18 0Z"):
            s.piece(path(tail), shade="right")
        bow(s, 4, 2, 46)
        return s.page(width=300, height=300, largest=1.4)
    if shape == "chain":
        chain(s, path("M-120 -30C-90 30 90 30 120 -30"), 9, s.tones.base, s.tones.line)
        chain(s, path("M10 16Q14 50 12 90"), 9, s.tones.base, s.tones.line)
        return s.page(width=300, height=240, largest=1.4)
    half = 22.0 if shape == "wide" else 13.0
    s.piece(path(f"M-112 {-half - 30}C-112 {-half - 76} 112 {-half - 76} 112 {-half - 30}L112 {half - 30}C112 {half - 66} -112 {half - 66} -112 {half - 30}Z"), fill=s.tones.deep, cloth=False,
            shade=None)  # fmt: skip
    s.piece(
        path(
            f"M-112 {-half - 30}C-112 {-half + 26} 112 {-half + 26} 112 {-half - 30}L112 {half - 30}C112 {half + 28} -112 {half + 28} -112 {half - 30}Z"
        )
    )
    if shape == "woven":
        for k in range(-9, 10):
            y = 10 - (k / 10) ** 2 * 36
            s.line(
                path(
                    f"M{k * 11 - 5} {y - half}L{k * 11 + 5} {y + half}M{k * 11 + 5} {y - half}L{k * 11 - 5} {y + half}"
                ),
                1.4,
                opacity=0.8,
            )
    else:
        s.stitch(
            path(
                f"M-109 {-half - 24}C-106 {-half + 31} 106 {-half + 31} 109 {-half - 24}M-109 {half - 36}C-106 {half + 22} 106 {half + 22} 109 {half - 36}"
            )
        )
        for x in (30, 46, 62):
            s.fill(ellipse(x, 9 - x * x / 700, 2.3), s.tones.inside)
    s.line(box(-26, 12 - half - 6, 36, half * 2 + 10, 6), 6.5, colour=BRASS.line)
    s.line(box(-26, 12 - half - 6, 36, half * 2 + 10, 6), 4.2, colour=BRASS.base)
    s.line(line((-24, 11), (12, 10)), 4, colour=BRASS.base)
    s.piece(box(18, 11 - half - 1, 10, half * 2 + 2, 2), shade="down", shadow=False)
    return s.page(width=300, height=200, largest=1.4)


def draw_tie(s: Sketch) -> str:
    shape = s.word("shape", "classic")
    wide = {"slim": 17.0, "knit": 19.0}.get(shape, 27.0)
    square = shape == "knit"
    low = 200 if square else 196
    s.piece(
        path(f"M-9 4L{-wide * 0.62 + 12} {low - 40}L{wide * 0.5 + 12} {low - 30}L13 4Z"), fill=s.tones.shade, turn=30
    )
    s.piece(path(f"M-11 6C-13 60 {-wide} 120 {-wide} {low - 24}" + (f"L{-wide} {low}L{wide} {low}" if square else f"L0 {low + 6}") + f"L{wide} {low - 24}C{wide} 120 13 60 11 6Z"),
            turn=0 if square else 35)  # fmt: skip
    s.piece(path("M-20 -26L20 -26Q18 -10 12 8L-12 8Q-18 -10 -20 -26Z"), turn=-25)
    s.fold((-4, 10), (-2, 44), 2, 1.8)
    for sign in (1, -1):
        s.rope(path(f"M{sign * 18} -24Q{sign * 44} -52 0 -62"), 9, tones(s.tones.shade))
    s.piece(path("M-20 -26L20 -26Q18 -10 12 8L-12 8Q-18 -10 -20 -26Z"), turn=-25)
    return s.page(width=160, height=380, largest=1.45)


def draw_bow_tie(s: Sketch) -> str:
    soft = s.word("shape", "pre_tied") == "self_tie"
    back = path("M0 0L92 -34L88 40Z" if not soft else "M0 -2C30 -22 70 -40 96 -28L90 38C66 42 30 18 0 4Z")
    for shape in (back, flip(back)):
        s.piece(shape, fill=s.tones if soft else None, shade="down", turn=12)
    front = path("M0 0C34 -34 62 -40 84 -40Q92 0 84 38C62 38 34 30 0 0Z")
    for shape in (flip(front), front):
        s.piece(shape, shade="down", turn=-12 if shape is front else 12)
    for sign in (1, -1):
        s.fold((sign * 12, -3), (sign * 54, -20), sign * -2, 2)
        s.fold((sign * 12, 3), (sign * 50, 16), sign * 2, 2)
    s.piece(path("M-14 -20Q0 -24 14 -20Q17 0 14 20Q0 24 -14 20Q-17 0 -14 -20Z"), shade="across")
    s.fold((-4, -16), (-3, 16), 2, 1.6)
    return s.page(width=260, height=170, largest=1.5)


def draw_gloves(s: Sketch) -> str:
    shape = s.word("shape", "gloves")
    low = 150.0 if shape == "opera" else 74.0
    hand = (
        "M-30 {l}L-32 20Q-58 -8 -50 -22Q-42 -28 -30 -8L-30 -40Q-34 -92 -27 -94Q-18 -95 -15 -46L-11 -44Q-12 -112 -4 -113Q5 -113 5 -44L9 -43Q12 -104 20 -104Q28 -102 24 -40L27 -38"
        "Q34 -78 40 -76Q47 -74 42 -30Q40 10 34 30L34 {l}Z"
    )
    mitten = "M-30 {l}L-32 20Q-60 -6 -52 -22Q-42 -30 -30 -6L-31 -44Q-28 -106 4 -106Q40 -104 40 -40Q40 10 34 30L34 {l}Z"
    for dx, mirror in ((-52, False), (52, True)):
        with s.at(dx, 0 if not mirror else 8):
            shape_path = path((mitten if shape == "mittens" else hand).replace("{l}", str(low)))
            s.piece(flip(shape_path) if mirror else shape_path, shade="across")
            sign = -1 if mirror else 1
            if shape == "mittens" or s.has("cable", "ribbing"):
                s.piece(box(-36 if mirror else -34, low - 34, 70, 36, 4), shade="across")
                for k in range(8):
                    s.line(line((-28 + k * 8, low - 31), (-28 + k * 8, low - 1)), 1.2, opacity=0.7)
            else:
                for x in (-9, 4, 17):
                    s.line(line((sign * x, 0), (sign * (x - 1), -30)), 1.4)
                s.stitch(line((-30 if not mirror else -34, low - 8), (34 if not mirror else 30, low - 8)))
            if s.has("touchscreen"):
                s.fill(ellipse(sign * -25, -86, 5, 7), s.accent.base)
    return s.page(width=260, height=330, largest=1.5)


def draw_socks(s: Sketch) -> str:
    tall = {"crew": 120.0, "ankle": 66.0, "knee": 200.0, "trainer": 40.0}[s.word("shape", "crew")]
    count = 3 if s.has("three_pack", "five_pack") else 2
    for k in range(count):
        with s.at(k * 62.0, -k * 6.0):
            _sock(s, tall, tones(s.accent.base) if count == 3 and k == 1 else None)
    return s.page(width=270, height=330, largest=1.5)


def _sock(s: Sketch, tall: float, fill: object) -> None:
    own = s.accent if fill else None
    s.piece(
        path(f"M-24 {-tall}L24 {-tall}L25 -14Q30 8 66 22Q92 34 84 50Q76 62 44 58Q4 54 -14 36Q-30 18 -25 -14Z"), fill=own
    )
    trim = s.accent if own is None else s.tones
    s.piece(path("M-25 -8Q-30 18 -14 36L10 10Q-4 -2 -25 -8Z"), fill=trim, shade=None, shadow=False, outline=False)
    s.piece(path("M58 19Q92 32 84 50Q78 60 58 59Q48 40 58 19Z"), fill=trim, shade=None, shadow=False, outline=False)
    rib = min(34.0, tall * 0.6)
    s.piece(
        path(f"M-25 {-tall}L25 {-tall}L25 {-tall + rib}L-25 {-tall + rib}Z"),
        fill=own or s.tones,
        shade="across",
        shadow=False,
    )
    for k in range(9):
        s.line(
            line((-20 + k * 5, -tall + 2), (-20 + k * 5, -tall + rib - 2)), 1, opacity=0.6, colour=(own or s.tones).seam
        )


def draw_tights(s: Sketch) -> str:
    sheer = s.word("shape", "opaque") == "sheer" or s.spec.surface == "sheer"
    right = path(
        "M0 4L20 4C24 24 26 40 25 60C24 110 20 150 20 190C20 230 14 260 16 300Q34 312 40 322Q38 330 20 328L2 322Q0 300 3 260C4 220 2 180 1 120L0 66"
    )
    leg = Path((*right.segments, ("Z", ())))
    for shape in (flip(leg), leg):
        s.piece(shape, opacity=0.78 if sheer else 1, shade="right" if shape is leg else "left")
    s.piece(box(-21, -2, 42, 12, 3), shade="across")
    s.line(both(path("M2 16Q14 40 4 62")), 1.1)
    s.seam(line((0, 10), (0, 66)))
    if s.word("shape", "opaque") == "ribbed":
        for k in range(1, 5):
            s.line(both(path(f"M{k * 4.6} 14Q{k * 5.2} 120 {k * 3.6 + 2} 296")), 1, opacity=0.7)
    return s.page(width=190, height=400, largest=1.3)


def draw_wallet(s: Sketch) -> str:
    match s.word("shape", "bifold"):
        case "card_holder":
            for k, tone in enumerate((s.accent, tones("#d9d4c9"), s.accent)):
                s.piece(
                    box(-72, -64 + k * 13, 144, 60, 8),
                    fill=tones(tone.light) if k == 2 else tone,
                    cloth=False,
                    shade=None,
                )
            s.piece(
                path("M-80 -28L-34 -28Q-26 -12 0 -12Q26 -12 34 -28L80 -28L80 58Q80 66 72 66L-72 66Q-80 66 -80 58Z"),
                shade="down",
            )
            s.line(line((-80, 6), (80, 6)) + line((-80, 34), (80, 34)), 1.4, colour=s.tones.line)
        case "zip_around":
            s.piece(box(-92, -52, 184, 104, 12), shade="down")
            s.zip(path("M-86 42L-86 -40Q-86 -46 -78 -46L78 -46Q86 -46 86 -40L86 44"), pull=(86, 46), width=4)
        case _:
            s.piece(box(-84, -58, 172, 118, 8), fill=tones(s.tones.deep), cloth=False, shade=None)
            s.piece(box(-88, -62, 172, 118, 8), shade="down")
            s.line(line((-82, -62), (-82, 56)), 1.6)
    s.stitch(
        box(
            -74,
            -48 if s.word("shape", "bifold") != "card_holder" else -22,
            148,
            96 if s.word("shape", "bifold") != "card_holder" else 80,
            6,
        )
    )
    s.piece(box(34, 36, 26, 8, 2), fill=BRASS, cloth=False, shade="down", shadow=False)
    return s.page(width=250, height=190, largest=1.4)


def draw_underwear(s: Sketch) -> str:
    """Folded linen, tied with a ribbon."""
    for k, y in enumerate((46.0, 18.0, -10.0)):
        s.piece(
            path(f"M-92 {y}Q-98 {y + 14} -90 {y + 30}Q0 {y + 38} 90 {y + 30}Q98 {y + 14} 92 {y}Q0 {y + 9} -92 {y}Z"),
            shade="down" if k else "across",
        )
        s.stitch(path(f"M-84 {y + 24}Q0 {y + 31} 84 {y + 24}"))
    s.piece(path("M-92 -10Q-72 -42 -58 -46Q0 -52 58 -46Q72 -42 92 -10Q0 0 -92 -10Z"), shade="up")
    s.line(path("M-78 -18Q0 -8 78 -18"), 2.4, colour=s.tones.lighter if not s.tones.pale else s.tones.seam, dash="2 3")
    s.line(path("M0 -48L0 84"), 9, colour=s.accent.line)
    s.line(path("M0 -48L0 84"), 7, colour=s.accent.base)
    bow(s, 0, -12, 34, s.accent)
    return s.page(width=250, height=220, largest=1.35, stands=True)


def draw_luggage(s: Sketch) -> str:
    s.line(both(path("M22 -92L22 -168Q22 -176 14 -176L0 -176")), 8, colour="#4d4a47")
    s.line(both(path("M22 -92L22 -168Q22 -176 14 -176L0 -176")), 5, colour="#a9a59e")
    s.piece(box(-82, -96, 164, 214, 20))
    for x in (-54, -27, 0, 27, 54):
        s.line(line((x, -84), (x, 106)), 3, colour=s.tones.deep, opacity=0.7)
        s.line(line((x + 3.4, -84), (x + 3.4, 106)), 2, colour=s.tones.lighter, opacity=0.5)
    s.line(box(-82, -96, 164, 214, 20).placed(0.965, 0, 0.4), 1.2)
    s.rope(path("M-26 -94Q-26 -112 -14 -112L14 -112Q26 -112 26 -94"), 8, tones("#2f2d2d"), measured=False)
    s.piece(box(-13, 0, 26, 15, 3), fill=BRASS, cloth=False, shade="down")
    for x in (-62, 62):
        s.piece(box(x - 9, 116, 18, 10, 2), fill=tones("#3a3836"), cloth=False, shade=None)
        s.piece(ellipse(x, 132, 9), fill=tones("#2b2a2c"), cloth=False, shade="round")
    return s.page(width=230, height=370, largest=1.3, stands=True)


def draw_other(s: Sketch) -> str:
    """A gift box: nothing is known of what is in it."""
    s.piece(box(-84, -30, 168, 118, 3))
    s.piece(box(-94, -62, 188, 36, 4), shade="down")
    s.piece(box(-13, -62, 26, 36), fill=s.accent, cloth=False, shade="across", shadow=False)
    s.piece(box(-13, -26, 26, 114), fill=s.accent, cloth=False, shade="across", shadow=False)
    for tail in ("M0 -62Q-26 -52 -40 -36L-26 -32Q-10 -48 0 -62Z", "M0 -62Q26 -52 40 -36L26 -32Q10 -48 0 -62Z"):
        s.piece(path(tail), fill=s.accent, cloth=False, shade="down")
    bow(s, 0, -66, 46, s.accent)
    return s.page(width=230, height=230, largest=1.25, stands=True)


def draw_umbrella(s: Sketch) -> str:
    if s.word("shape", "crook") == "folding":
        s.piece(path("M-20 -80L20 -80L24 60Q0 70 -24 60Z"))
        for x in (-11, 0, 11):
            s.fold((x, -78), (x * 1.3, 58), 1.5, 1.6)
        s.piece(box(-22, -28, 44, 13, 3), fill=s.accent, cloth=False, shade="across")
        s.piece(box(-13, 62, 26, 40, 9), fill=tones("#2b2a2c"), cloth=False, shade="across")
        s.piece(box(-15, -92, 30, 13, 5), fill=tones("#2b2a2c"), cloth=False, shade="across")
        return s.page(width=150, height=330, largest=1.9)
    s.rope(path("M0 -70L0 118Q0 140 20 140Q38 140 38 120"), 7, tones("#7a4f30"))
    s.line(line((0, -84), (0, -66)), 5, colour="#4a4744")
    s.piece(
        path(
            "M-120 10C-110 -94 110 -94 120 10Q100 -6 80 10Q60 -6 40 10Q20 -6 0 10Q-20 -6 -40 10Q-60 -6 -80 10Q-100 -6 -120 10Z"
        ),
        shade="down",
    )
    for x in (-80, -40, 0, 40, 80):
        s.line(path(f"M0 -68Q{x * 0.7} -50 {x} 10"), 1.3, colour=s.tones.line)
    return s.page(width=300, height=340, largest=1.45)
