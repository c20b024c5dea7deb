"""Necklines, collars, lapels and hoods, drawn over a bodice in its centimetres."""

# ruff: noqa: E501 - a shape's path reads best on one line

from collections.abc import Callable

from assets.illustration.pen import Path, both, close, ellipse, flip, line, path, reverse
from assets.illustration.shading import Tones, tones
from assets.illustration.sketch import Sketch
from assets.illustration.torso import Neck, edge


def draw_inside(s: Sketch, neck: str, opening: Neck, *, strap: bool) -> None:
    """What is seen through the neckline: the inside of the back, and its label."""
    if neck in ("strapless", "off_shoulder", "one_shoulder", "halter", "bib") or strap:
        return
    w, d = opening.width, opening.depth
    back = close(path(f"M0 2.2Q{w * 0.55} 2 {w} 0L{w + 0.5} {d * 0.5}L{w * 0.5} {d + 1.5}L0 {d + 1.5}"))
    s.piece(back, fill=s.tones.inside, cloth=False, shade=None, outline=False)
    if w < 14:
        s.line(path(f"M{-w} 0Q0 4.4 {w} 0"), 1.2, colour=s.tones.line)
        if d > 6:
            s.fill(path("M-2 2.9L2 2.9L2 5L-2 5Z"), s.tones.lighter, 0.75)


def draw_neck(s: Sketch, neck: str, opening: Neck, *, rib: bool = False) -> None:
    """The finish of the neckline: a band, a collar, lapels, a hood, a bow."""
    draw = _FINISHES.get(neck)
    if draw is not None:
        draw(s, opening)
        return
    _band(s, opening, rib=rib, curve=opening.curve)


def _band(s: Sketch, opening: Neck, *, rib: bool, curve: str) -> None:
    w, d = opening.width, opening.depth
    width = 2.3 if rib else 1.3
    out = Neck(w + width, d + width * 1.15, curve)
    inner, outer = (
        path(f"M0 {d}{edge(curve, (w, 0), d)}"),
        path(f"M0 {out.depth}{edge(curve, (out.width, 0.3), out.depth)}"),
    )
    if rib:
        ring = _ring(inner, outer)
        s.piece(ring, fill=s.accent if s.has("tipping", "contrast_collar") else s.tones, shade=None, shadow=False)
    else:
        s.stitch(both(outer))
        s.line(both(inner), 1.5, colour=s.tones.line)
        if s.has("piping", "lace_trim", "contrast_collar", "tipping"):
            s.line(both(outer), 2.2, colour=s.accent.base)


def _ring(inner: Path, outer: Path) -> Path:
    """The band between two half necklines, on both sides, closed at the neck points."""
    left_inner, left_outer = flip(inner), flip(outer)
    right = _strip(inner, outer)
    return right + _strip(left_inner, left_outer)


def _strip(one: Path, other: Path) -> Path:
    back = reverse(other)
    return Path((*one.segments, ("L", back.segments[0][1]), *back.segments[1:], ("Z", ())))


def _stand(height: float, *, fold: bool = False, zipped: bool = False) -> Callable[[Sketch, Neck], None]:
    """A collar that stands: mock, roll (folded over), funnel, the zip jacket's."""

    def draw(s: Sketch, opening: Neck) -> None:
        w, d = opening.width, opening.depth
        top = -height
        s.piece(ellipse(0, top + 0.6, w - 1, 2.2), fill=s.tones.inside, cloth=False, shade=None)
        front = close(path(f"M0 {top + 2.6}Q{w * 0.6} {top + 2.4} {w - 0.9} {top}"
                           f"C{w - 0.6} {top + height * 0.6} {w} -1 {w + 1} 0.6Q{w * 0.62} {d} 0 {d + 0.4}"))  # fmt: skip
        s.piece(front, fill=s.accent if s.has("contrast_collar") else None, shade="across")
        if fold:
            s.line(path(f"M{-w - 0.4} -0.8Q0 {d - 1.6} {w + 0.4} -0.8"), 1.2)
            for x in (-5.4, -3.6, -1.8, 0, 1.8, 3.6, 5.4):
                s.line(line((x, top + 3.2 - abs(x) * 0.16), (x * 1.12, d - 2.4 - abs(x) * 0.35)), 0.9, opacity=0.55)
        if zipped:
            s.stitch(path(f"M{-w + 1.4} {top + 2}Q0 {top + 4.6} {w - 1.4} {top + 2}"))

    return draw


def _collar_back(s: Sketch, opening: Neck, fill: Tones | None, rise: float = 3.4) -> None:
    w = opening.width
    s.piece(
        close(path(f"M0 {-rise - 1.2}Q{w * 0.6} {-rise - 1} {w - 0.4} {-rise}L{w} 0Q{w * 0.5} 3.4 0 3.6")),
        fill=fill,
        shade="up",
    )


def _points(tip: tuple[float, float], *, pinned: bool = False, rise: float = 3.2) -> Callable[[Sketch, Neck], None]:
    """A turned-down collar whose right point is at `tip`."""

    def draw(s: Sketch, opening: Neck) -> None:
        fill = s.accent if s.has("contrast_collar", "tipping") else None
        w, d = opening.width, opening.depth
        s.piece(close(path(f"M0 -1.8Q{w * 0.5} -1.6 {w - 0.8} -{rise}L{w} 0Q{w * 0.55} {d * 0.7} 0 {d}")), fill=s.tones.inside,
                cloth=False, shade=None, outline=False)  # fmt: skip
        _collar_back(s, opening, fill, rise)
        x, y = tip
        flap = path(f"M0.3 {d + 0.2}C{w * 0.36} {d * 0.72} {w - 1.4} 1.6 {w - 0.7} -{rise}Q{w + 1.4} -{rise - 1.4} {w + 2} 0.9"
                    f"Q{x + 1.4} {y * 0.6} {x} {y}Q{x * 0.45} {(y + d) * 0.5 + 1.2} 0.3 {d + 0.2}Z")  # fmt: skip
        for shape in (flap, flip(flap)):
            s.piece(shape, fill=fill, shade="down", turn=-25 if shape is flap else 25)
        s.stitch(
            both(
                path(f"M{w + 0.7} 1.2Q{x + 0.2} {y * 0.6} {x - 0.7} {y - 1.3}Q{x * 0.45} {(y + d) * 0.5} 1.4 {d + 0.4}")
            )
        )
        if pinned:
            s.button(x - 1.2, y - 2.4, 0.55)
            s.button(1.2 - x, y - 2.4, 0.55)

    return draw


def _wing(s: Sketch, opening: Neck) -> None:
    _stand(3.6)(s, opening)
    for shape in (tip := path("M0.4 4.4L7.4 1.2L4.6 7.4Z"), flip(tip)):
        s.piece(shape, shade="down")


def _grandad(s: Sketch, opening: Neck) -> None:
    w, d = opening.width, opening.depth
    s.piece(close(path(f"M0 -2.6Q{w * 0.5} -2.6 {w - 0.6} -2.2L{w} 0.2Q{w * 0.5} 3.2 0 3.4")), shade="up")
    right = path(
        f"M0.5 {d - 2.6}C{w * 0.5} {d - 3.4} {w * 0.86} 1.2 {w - 0.6} -2.2L{w + 1} 0.2C{w * 0.92} {d * 0.66} {w * 0.5} {d + 0.4} 0.5 {d + 0.8}Z"
    )
    for shape in (flip(right), right):
        s.piece(shape, shade="down", fill=s.accent if s.has("contrast_collar") else None)


def _camp(s: Sketch, opening: Neck) -> None:
    d = opening.depth
    _collar_back(s, opening, None)
    flap = path(f"M0.4 {d}L8 -3.2Q10.4 -1.6 10.8 0.6L16.4 7.4L10.4 10.4L12.6 14.6Q6 {d - 1} 0.4 {d}Z")
    for shape in (flip(flap), flap):
        s.piece(shape, shade="down", turn=-30 if shape is flap else 30)
    s.seam(both(path("M10.4 10.4L6.6 7.6")))


def _lapels(kind: str) -> Callable[[Sketch, Neck], None]:
    def draw(s: Sketch, opening: Neck) -> None:
        satin = s.tones
        if s.has("satin_lapels"):
            satin = tones(s.tones.light) if s.tones.dark else s.tones
        fill = satin if s.has("satin_lapels") else (s.accent if s.has("contrast_collar", "fur_trim") else None)
        d, cross = opening.depth, _crossing(s)
        _collar_back(s, Neck(8, 5), fill)
        shapes = _lapel(kind, d, cross)
        for mirror in (True, False):
            for shape in shapes:
                s.piece(
                    flip(shape) if mirror else shape,
                    fill=fill,
                    shade="left" if mirror else "right",
                    turn=24 if mirror else -24,
                )
        if s.has("satin_lapels"):
            gleam = path(f"M9.6 {d * 0.3}L12.4 {d * 0.28}L6.4 {d * 0.74}L4.6 {d * 0.76}Z")
            for shape in (gleam, flip(gleam)):
                s.fill(shape, s.tones.lighter, 0.5)

    return draw


def _crossing(s: Sketch) -> float:
    return 7.0 if s.word("closure", "single_breasted") == "double_breasted" else 0.8


def _lapel(kind: str, d: float, cross: float) -> tuple[Path, ...]:
    if kind == "shawl":
        return (
            path(
                f"M6.6 -3.4Q9.6 -2.4 10.4 1Q16.4 8 15.2 {d * 0.42}Q12.8 {d * 0.72} {-cross} {d + 1}L7.4 2Q7 0 6.6 -3.4Z"
            ),
        )
    tip = "17.6 6.2" if kind == "peak" else "16.4 11.4"
    gorge = "12.6 10.2" if kind == "peak" else "12.6 9.4"
    lapel = path(f"M6.8 3.4L{gorge}L{tip}Q{15.4} {d * 0.55} {-cross} {d + 1}Z")
    collar = path(f"M6.6 -3.4Q9.8 -2.4 10.2 0.8L15 7.2L{gorge}L7 3.8Q6.2 0 6.6 -3.4Z")
    return lapel, collar


def _hood(s: Sketch, opening: Neck) -> None:
    w, d = opening.width, opening.depth
    s.piece(close(path(f"M0 -23C12 -23 16 -12 {w + 3.4} 1.4Q{w * 0.6} {d} 0 {d}")), shade="across")
    s.piece(close(path(f"M0 -18C8.4 -18 10.6 -9 {w - 1.8} 0Q4 {d - 1} 0 {d - 0.6}")), fill=s.tones.inside, cloth=False, shade="down",
            shadow=False)  # fmt: skip
    rim = path(f"M0 -18C8.4 -18 10.6 -9 {w - 1.8} 0Q4 {d - 1} 0 {d - 0.6}")
    if s.has("fur_trim"):
        _fur(s, w, d)
    else:
        s.stitch(both(path(f"M0 -19.6C9.8 -19.6 12.2 -10 {w - 0.2} 0.6Q5 {d + 1} 0.6 {d + 1}")))
    s.line(both(rim), 1.4, colour=s.tones.line)
    s.seam(path("M0 -23L0 -18"))


def _fur(s: Sketch, w: float, d: float) -> None:
    trim = s.accent if not s.accent.dark else tones("#b79f83")
    rim = both(path(f"M0 -19.6C9.6 -19.6 12.4 -9.4 {w} -0.4Q5 {d} 2.4 {d + 3}"))
    for width, colour, dash in (
        (25, trim.line, "1.6 2.2"),
        (22, trim.base, None),
        (26, trim.light, "1.2 3.4"),
        (15, trim.shade, "1 3.1"),
        (8, trim.lighter, "1.4 2.6"),
    ):
        s.line(rim, width, colour=colour, dash=dash)


def _tie_neck(s: Sketch, opening: Neck) -> None:
    _grandad(s, opening)
    y = opening.depth + 0.5
    for tail in (path(f"M-0.6 {y + 1}Q-5 {y + 9} -5.6 {y + 22}L0 {y + 20}Q-0.4 {y + 8} 0.8 {y + 1}Z"),
                 path(f"M0.2 {y + 1}Q5.4 {y + 8} 7 {y + 18}L2.2 {y + 19}Q1.6 {y + 8} -0.6 {y + 1}Z")):  # fmt: skip
        s.piece(tail, shade="down", turn=12)
    bow(s, 0, y, 9)


def bow(s: Sketch, x: float, y: float, reach: float, fill: Tones | None = None) -> None:
    """A bow: two loops and a knot, `reach` to either side."""
    h = reach * 0.52
    loop = path(
        f"M0 0C{reach * 0.4} {-h} {reach} {-h * 1.1} {reach} {-h * 0.1}C{reach} {h * 0.9} {reach * 0.4} {h * 0.8} 0 0Z"
    )
    with s.at(x, y):
        for shape in (loop, flip(loop)):
            s.piece(shape, fill=fill, shade="down", turn=15)
        own = fill or s.tones
        s.line(both(path(f"M{reach * 0.12} 0Q{reach * 0.45} {-h * 0.3} {reach * 0.7} {-h * 0.35}M{reach * 0.12} {h * 0.12}Q{reach * 0.4} {h * 0.2} {reach * 0.6} {h * 0.25}")),
               1, colour=own.seam, opacity=0.7)  # fmt: skip
        s.piece(ellipse(0, 0, reach * 0.17, h * 0.36), fill=fill, shade="round")


def _ruffle(s: Sketch, opening: Neck) -> None:
    w, d = opening.width, opening.depth
    for low, out in ((4.2, 4.2), (0.6, 1.8)):
        frill = close(path(f"M0 {d + low}Q1.8 {d + low + 1.6} 3.2 {d + low - 0.8}Q5.4 {d + low} 6.4 {d + low - 3}Q8.8 {d + low - 3.4} 9 {d + low - 5.6}"
                           f"Q11.4 {d + low - 7} {w + out} 0.4L{w - 0.6} -2.6Q{w * 0.5} {d - 3.4} 0 {d - 2.6}"))  # fmt: skip
        s.piece(frill, shade="down", fill=s.accent if s.has("contrast_collar") else None)
        s.line(
            both(path(f"M3 {d - 2.4}L3.2 {d + low - 0.8}M5.4 {d - 4}L6.4 {d + low - 3}M0 {d - 2}L0 {d + low}")),
            0.9,
            opacity=0.7,
        )


def _wrap(s: Sketch, opening: Neck) -> None:
    d = opening.depth
    s.line(path(f"M9.4 0Q4 {d * 0.5} -3 {d + 5}L-15.5 41"), 1.6, colour=s.tones.line)
    s.stitch(path(f"M10.6 0.3Q5.4 {d * 0.5} -2 {d + 6}L-14 42"))
    s.line(path(f"M-9.4 0Q-6 {d * 0.5} 0 {d}"), 1.5, colour=s.tones.line)
    for x in (-8, -2, 4):
        s.fold((-14 + x * 0.1, 40), (x + 9, 26 - x * 0.4), 1.5, 0.7)


def _cowl(s: Sketch, opening: Neck) -> None:
    s.line(
        both(path(f"M0 {opening.depth}{edge('round', (opening.width, 0), opening.depth)}")), 1.5, colour=s.tones.line
    )
    for down, out in ((4, 1.5), (9, 3), (14.5, 4)):
        y = opening.depth + down
        s.fill(path(f"M{-opening.width - out} {2 + down * 0.5}Q0 {y * 2 - 2} {opening.width + out} {2 + down * 0.5}"
                    f"Q0 {y * 2 + 1.4} {-opening.width - out} {2 + down * 0.5}Z"), s.tones.deep, 0.4)  # fmt: skip


def _polo(s: Sketch, opening: Neck) -> None:
    _points((9.4, 11.4), rise=2.8)(s, opening)
    if s.has("tipping"):
        s.line(both(path("M9.6 1.6Q10 7 8.4 10Q4.4 9.6 1.4 7.6")), 1.4, colour=s.tones.base)


def _off_shoulder(s: Sketch, opening: Neck) -> None:
    band = path("M-24.5 9Q0 17 24.5 9L27 15.5Q0 24 -27 15.5Z")
    s.piece(band, shade="across")
    s.stitch(path("M-26.4 14.2Q0 22.6 26.4 14.2"))


def _halter(s: Sketch, opening: Neck) -> None:
    s.line(both(path(f"M0 {opening.depth}{edge('v', (6.6, 0.4), opening.depth)}")), 1.5, colour=s.tones.line)
    s.line(path("M-8 0.4Q0 -6.4 8 0.4"), 4.2, colour=s.tones.line)
    s.line(path("M-8 0.4Q0 -6.4 8 0.4"), 2.4, colour=s.tones.shade)


def _plain(s: Sketch, opening: Neck) -> None:
    """Its edge is the bodice's own."""


def _one_shoulder(s: Sketch, opening: Neck) -> None:
    for k in (0.0, 4.5, 9.0):
        s.fold((-12 + k * 0.5, 4 + k * 1.2), (20 - k, 30 + k * 1.5), -3, 0.9)


_FINISHES: dict[str, Callable[[Sketch, Neck], None]] = {
    "mock": _stand(4.4), "roll": _stand(8, fold=True), "funnel": _stand(7, zipped=True), "stand": _stand(5.4, zipped=True),
    "shirt_collar": _points((8.4, 12.2)), "button_down": _points((7.2, 13.4), pinned=True), "polo": _polo, "wing": _wing,
    "grandad": _grandad, "camp": _camp, "notch": _lapels("notch"), "peak": _lapels("peak"), "shawl": _lapels("shawl"),
    "hood": _hood, "tie_neck": _tie_neck, "ruffle": _ruffle, "wrap_v": _wrap, "cowl": _cowl, "halter": _halter,
    "off_shoulder": _off_shoulder, "strapless": _plain, "one_shoulder": _one_shoulder, "bib": _plain,
}  # fmt: skip
