"""Whole-body pieces with legs, suits and sets of two: tops and trousers put together, in centimetres."""

# ruff: noqa: E501 - a shape's path reads best on one line

from assets.illustration.bottoms import Usual, draw_legs
from assets.illustration.fronts import draw_belt, draw_closure
from assets.illustration.necks import bow, draw_inside, draw_neck
from assets.illustration.pen import Path, both, box, close, flip, line, path
from assets.illustration.shading import tones
from assets.illustration.sketch import Sketch
from assets.illustration.skirts import Fall, draw_fall, flare, skirt_outline
from assets.illustration.sleeves import draw_sleeves
from assets.illustration.torso import NECKS, Torso, bodice
from assets.illustration.upper import Style, draw_upper

_TWO = {
    "suit": (Style(neck="notch", closure="single_breasted", cuff="none", hem="none", shape="fitted", pocket="flap_pockets", outer=True, fixed=True),
             Usual(fixed=True)),
    "tracksuit": (Style(neck="stand", closure="zip", cuff="rib", hem="rib", fixed=True),
                  Usual(shape="tapered", closure="drawstring", fixed=True)),
    "pyjamas": (Style(neck="camp", closure="button", shape="loose", fixed=True), Usual(closure="drawstring", fixed=True)),
}  # fmt: skip


def draw_pair(s: Sketch) -> str:
    """A top in front of the trousers that belong to it."""
    style, usual = _TWO[s.spec.category]
    with s.at(35, 4):
        draw_legs(s, usual)
    with s.at(-17, 0):
        draw_upper(s, style)
        if s.has("piping"):
            s.line(path("M1.6 16L1.6 64"), 1.6, colour=s.accent.base)
        if s.has("side_stripe"):
            s.line(both(path("M20.6 6Q30 30 35.4 58")), 4, colour=s.accent.base)
    return s.page(width=350, height=390)


_BODY = Torso(shoulder=18.2, slope=4.0, chest=21.8, armhole=21.0, side=((18.4, 41.0), (19.4, 45.0)), hem=45)


def draw_jumpsuit(s: Sketch) -> str:
    """A bodice on legs; a playsuit is one on shorts."""
    play = s.spec.category == "playsuit"
    neck, sleeve = s.word("neckline", "v"), s.word("sleeve", "short" if play else "sleeveless")
    closure = s.word("closure", "back_zip")
    with s.at(0, 40):
        draw_legs(
            s,
            Usual(
                shape="wide" if not play else "straight",
                length="thigh" if play else "full",
                closure="side_zip",
                rise="high",
                fixed=True,
            ),
        )
    opening = NECKS.get(neck, NECKS["v"])
    draw_inside(s, neck, opening, strap=sleeve == "strap")
    draw_sleeves(s, _BODY, sleeve, cuff="shirt" if neck == "shirt_collar" else "hem", right=neck != "one_shoulder")
    s.piece(bodice(_BODY, neck, sleeve, opening))
    s.fold((-19, 40), (-8, 26), 2, 0.8)
    s.fold((19, 40), (8, 26), -2, 0.8)
    if closure in ("button", "zip", "half_button", "half_zip"):
        draw_closure(s, _BODY, closure, opening.depth)
    if s.has("flap_pockets", "chest_pocket"):
        flap = path("M6.4 19L15 18.4L15 26L6.4 26.6ZM6 18L15.4 17.4L15.4 20.6L6 21.2Z")
        for shape in (flap, flip(flap)):
            s.piece(shape, shade=None, shadow=False)
    if sleeve != "strap":
        draw_neck(s, neck, opening)
    draw_belt(s, 19, 43, buckle=s.has("belt"), tied=s.has("tie_waist") or closure in ("tie", "wrap"))
    return s.page(largest=4.6)


def draw_dungarees(s: Sketch) -> str:
    for sign in (1, -1):
        s.rope(path(f"M{sign * 12} 12Q{sign * 15} -12 {sign * 4} -24"), 10, tones(s.tones.deep))
    with s.at(0, 40):
        draw_legs(s, Usual(closure="button", rise="high", fixed=True))
    for sign in (1, -1):
        s.rope(path(f"M{sign * 4} -24Q{sign * 16} -20 {sign * 11} 10"), 11)
    s.piece(path("M-13 8Q0 10 13 8L14.6 26Q17 38 19.4 42L-19.4 42Q-17 38 -14.6 26Z"))
    s.stitch(path("M-12 10Q0 12 12 10L13.4 26Q15.6 36 18 40M-12 10L-13.4 26Q-15.6 36 -18 40"))
    s.piece(path("M-8.6 17L8.6 17L8.6 29Q0 33 -8.6 29Z"), shade="down", shadow=False)
    s.stitch(path("M-8 19L8 19M0 19L0 30"))
    for x in (-11, 11):
        s.line(box(x - 2.4, 6, 4.8, 5), 2, colour="#b08a55")
        s.button(x, 11.6, 1.3, tones("#b08a55"))
    s.piece(path("M-19.4 40Q0 41.6 19.4 40L19.8 45Q0 46.6 -19.8 45Z"), shade="across", shadow=False)
    return s.page(largest=4.4)


def draw_swimsuit(s: Sketch) -> str:
    shape = s.word("shape", "one_piece")
    neck, sleeve = s.word("neckline", "scoop"), s.word("sleeve", "strap")
    if shape == "bikini" or s.cut.get("layers") == 2:
        return _bikini(s, neck)
    opening = NECKS.get(neck, NECKS["scoop"])
    low = 61.0 if shape == "one_piece" else 54.0
    body = Torso(shoulder=17.5, slope=4, chest=20.4, armhole=21, side=((16.6, 41.0), (20.6, low)), hem=low, tail=0)
    if shape == "tankini":
        with s.at(0, 62):
            _brief(s, 20.6, 0)
    draw_inside(s, neck, opening, strap=sleeve == "strap")
    draw_sleeves(s, body, sleeve, right=neck != "one_shoulder")
    outline = bodice(body, neck, sleeve, opening)
    if shape == "one_piece":
        _brief(s, 20.6, low - 0.4)
    s.piece(outline, outline=shape != "one_piece")
    if shape == "one_piece":
        s.line(Path(outline.segments[:-1]), 1.2, colour=s.tones.line, opacity=0)
        half = outline.segments
        hem = next(i for i, (_, flat) in enumerate(half) if flat and abs(flat[-1] - low) < 0.01)
        s.line(Path(half[: hem + 1]) + flip(Path(half[: hem + 1])), 1.5, colour=s.tones.line)
    s.seam(both(path("M17.4 30Q10 32 7 27")))
    if s.has("ruffles"):
        for y in (opening.depth + 2, opening.depth + 6):
            s.line(
                path(
                    f"M-15 {y - 2}Q-11 {y + 3} -7.5 {y}Q-3.6 {y + 4} 0 {y + 1}Q3.6 {y + 4} 7.5 {y}Q11 {y + 3} 15 {y - 2}"
                ),
                1.6,
                colour=s.tones.line,
            )
    if s.has("ruching", "draped"):
        for k in range(6):
            s.fold((-17, 32 + k * 4), (17, 35 + k * 4), 2.5, 0.8)
    if sleeve != "strap":
        draw_neck(s, neck, opening)
    return s.page(largest=5.2)


def _brief(s: Sketch, half: float, top: float) -> None:
    edge = f"L{half} {top + 1}Q8.4 {top + 8} 4.4 {top + 19}Q0 {top + 20} 0 {top + 20}"
    s.piece(close(path(f"M0 {top}L{half} {top}{edge}")), outline=False)
    s.line(both(path(f"M{half} {top}{edge}")), 1.5, colour=s.tones.line)
    s.stitch(both(path(f"M{half - 1.5} {top + 3}Q9.6 {top + 9} 6 {top + 18}")))


def _bikini(s: Sketch, neck: str) -> str:
    cup = (
        path("M1 20Q2 8 10.4 3Q18 8 19.4 21Q10 23.6 1 20Z")
        if neck != "strapless"
        else path("M0.6 9Q10 5 20 9L20 21Q10 24 0.6 19Z")
    )
    if neck != "strapless":
        end = "9 -10 3 -18" if neck == "halter" else "11 -8 10.6 -16"
        for sign in (1, -1):
            strap = path(f"M10.4 4Q{end}")
            s.rope(strap if sign > 0 else flip(strap), 2.8)
    for shape in (cup, flip(cup)):
        s.piece(shape, shade="round", turn=12 if shape is cup else -12)
    s.line(path("M-19.4 21Q-10 23.6 0 20.4Q10 23.6 19.4 21"), 4.4, colour=s.tones.line)
    s.line(path("M-19.4 21Q-10 23.6 0 20.4Q10 23.6 19.4 21"), 2.6, colour=s.tones.base)
    if s.has("ruffles"):
        s.line(both(path("M1 22Q4 26 7 23Q10 27 13 23.4Q16 26.6 19 22.4")), 2, colour=s.tones.line)
    bow(s, 0, 20, 5)
    with s.at(0, 42):
        s.piece(close(path("M0 2Q10 1.4 19.6 0L18.6 4.6Q7.6 10 4.2 19Q2 20.6 0 20.6")))
        s.stitch(both(path("M18 5.4Q8.8 10.8 5.6 18.4")))
        for sign in (1, -1):
            if s.word("closure", "tie") == "tie":
                bow(s, sign * 19.6, 2.2, 4)
    return s.page(largest=5.6, width=270, height=330)


def draw_sari(s: Sketch) -> str:
    """A short blouse, a skirt in front pleats, and the pallu over one shoulder, with its border."""
    blouse = Torso(shoulder=18, slope=4, chest=21, armhole=20, side=((18.6, 34.0),), hem=34)
    opening = NECKS.get(s.word("neckline", "scoop"), NECKS["scoop"])
    draw_inside(s, s.word("neckline", "scoop"), opening, strap=False)
    draw_sleeves(s, blouse, s.word("sleeve", "short"))
    s.piece(bodice(blouse, s.word("neckline", "scoop"), s.word("sleeve", "short"), opening), fill=s.accent)
    side = flare("a_line", 17.5, 42, 144)
    s.piece(skirt_outline(17.5, 42, side, 3))
    for k in range(7):
        x = -6 + k * 2.4
        s.fill(path(f"M{x * 0.5} 44L{x * 2.2} 146L{x * 2.2 + 2.6} 146Z"), s.tones.deep, 0.4)
    s.line(path(f"M{-side[-1][0]} 141Q0 149 {side[-1][0]} 141"), 6.5, colour=s.accent.base)
    pallu = path("M19 46Q20 36 17 30Q0 26 -7 0L-17 2.6Q-20 22 -24 44Q-32 84 -30 112L-17 110Q-16 70 -10 40Q2 50 19 54Z")
    s.piece(pallu, turn=25)
    s.line(path("M19 53Q2 49 -9 40M-30 110L-17 108"), 5, colour=s.accent.base)
    for k in range(3):
        s.fold((-14 + k * 2, 6), (16, 36 + k * 5), -5, 1)
        s.fold((-18 + k * 2.4, 14), (-27 + k * 4, 108), 2, 0.9)
    return s.page(largest=4.2, height=405)


def draw_ethnic_set(s: Sketch) -> str:
    """A long kurta over narrow trousers, with its scarf at the shoulder."""
    with s.at(0, 40):
        draw_legs(s, Usual(shape="tapered", length="ankle", closure="elastic", fixed=True))
    neck, sleeve = s.word("neckline", "grandad"), s.word("sleeve", "three_quarter")
    opening = NECKS.get(neck, NECKS["grandad"])
    body = Torso(shoulder=18.6, slope=4, chest=22.2, armhole=21.5, side=((19.6, 41.0), (30.0, 98.0)), hem=98, tail=2)
    draw_inside(s, neck, opening, strap=sleeve == "strap")
    draw_sleeves(s, body, sleeve)
    s.piece(bodice(body, neck, sleeve, opening))
    draw_fall(s, Fall("a_line", 19.6, 42, ((30.0, 98.0),)))
    draw_closure(s, body, "half_button", opening.depth)
    s.line(path("M-29.6 95Q0 101 29.6 95"), 6, colour=s.accent.base)
    s.line(both(line((28.4, 96), (25, 74))), 1.5, colour=s.tones.line)
    draw_neck(s, neck, opening)
    scarf = path("M9 -3Q16 -2 19 4Q25 40 24 92L14 94Q16 44 7 2Z")
    s.piece(scarf, fill=s.accent, turn=4, shade="right")
    for k in range(6):
        s.line(line((14.6 + k * 1.7, 93), (14.6 + k * 1.8, 98)), 1.4, colour=s.accent.line)
    return s.page(largest=4.2, height=400)
