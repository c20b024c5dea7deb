"""What is on the front of a piece: closures, pockets, belts and trimmings, in the bodice's centimetres."""

# ruff: noqa: E501 - a shape's path reads best on one line

from assets.illustration.necks import bow
from assets.illustration.pen import Path, both, box, close, ellipse, flip, line, path, spline
from assets.illustration.shading import tones
from assets.illustration.sketch import Sketch
from assets.illustration.torso import Torso

METAL = tones("#b9b4aa")


def draw_closure(s: Sketch, body: Torso, closure: str, top: float, *, outer: bool = False) -> None:
    """Buttons, zips, toggles … from the neckline's depth to the hem."""
    end = body.corner[1] + body.tail
    match closure:
        case "button" | "snap":
            _placket(s, top, end - (0 if not outer else 1), metal=closure == "snap", outer=outer)
        case "half_button":
            s.piece(
                path(f"M-1.7 {top + 0.3}L1.7 {top + 0.3}L1.7 {top + 14}L-1.7 {top + 14}Z"), shade=None, shadow=False
            )
            for k in range(3):
                s.button(0, top + 2.4 + k * 4.6, 0.75)
        case "zip":
            s.zip(line((0, top), (0, end - 0.4)), pull=(0, top + 3))
            s.stitch(both(line((1.9, top + 1), (1.9, end - 0.6))))
        case "half_zip":
            s.zip(line((0, top - 9), (0, top + 15)), pull=(0, top + 3))
            s.stitch(path(f"M-1.6 {top + 1}L-1.6 {top + 16}L1.6 {top + 16}L1.6 {top + 1}"))
        case "single_breasted" if top > 20 and end < 62:
            _column(s, 0, (top + 2, end - 6), 4, 1.0)
        case "single_breasted":
            s.line(line((-2, top + 1), (-2, end - 1)), 1.3, colour=s.tones.line)
            _column(s, 0, (top + 0.5, min(end - 16, top + 62)), 3 if end - top > 46 else 2, 1.3)
        case "double_breasted":
            s.line(path(f"M-7 {top + 1}L-9 {top + 6}L-9 {end - 0.6}"), 1.3, colour=s.tones.line)
            for x in (-6, 6):
                _column(s, x, (top + 2, min(end - 16, top + 44)), 3 if end - top > 40 else 2, 1.4)
        case "toggle":
            s.line(line((-2, top), (-2, end - 1)), 1.3, colour=s.tones.line)
            for k in range(4):
                _toggle(s, top + 6 + k * 13)
        case "hook":
            s.line(line((0, top), (0, end)), 1.3, colour=s.tones.line)
            s.fill(ellipse(0, top + 1.6, 0.9), METAL.base)
        case "open":
            s.piece(path(f"M0 {top - 1}Q-2.4 {(top + end) / 2} -5 {end}L5 {end}Q2.4 {(top + end) / 2} 0 {top - 1}Z"), fill=s.tones.inside, cloth=False,
                    shade=None)  # fmt: skip
        case "tie" | "lace" if outer:
            bow(s, 0, top + 2, 6)
        case _:
            pass


def _placket(s: Sketch, top: float, end: float, *, metal: bool, outer: bool) -> None:
    half = 2.0 if outer else 1.7
    s.line(both(line((half, top), (half, end))), 1.1)
    s.stitch(both(line((half - 0.6, top), (half - 0.6, end))))
    gap = 8.6 if end - top < 75 else 11
    count = max(int((end - top - 5) / gap), 1)
    for k in range(count):
        s.button(0, top + 3.6 + k * gap, 1.0 if outer else 0.8, METAL if metal else None)


def _column(s: Sketch, x: float, reach: tuple[float, float], count: int, r: float) -> None:
    """`count` buttons from reach[0] down to reach[1], at most 16 apart."""
    top, end = reach
    gap = min((end - top) / max(count - 1, 1), 16)
    for k in range(count):
        s.button(x, top + k * gap, r)


def _toggle(s: Sketch, y: float) -> None:
    horn = tones("#b98b56")
    s.line(path(f"M-10 {y}L8 {y}"), 3, colour=s.tones.line)
    s.line(path(f"M-10 {y}L8 {y}"), 1.6, colour=s.accent.base)
    s.piece(path(f"M-4.4 {y - 1.1}Q-1 {y - 1.9} 2.6 {y - 1}Q3.4 {y} 2.6 {y + 1}Q-1 {y + 1.9} -4.4 {y + 1.1}Q-5.2 {y} -4.4 {y - 1.1}Z"), fill=horn,
            cloth=False, shade="down", shadow=False)  # fmt: skip
    for x in (-10, 8):
        s.piece(
            path(f"M{x - 2} {y - 2.4}L{x + 2} {y - 2.4}L{x + 2} {y + 2.4}L{x - 2} {y + 2.4}Z"),
            fill=s.tones,
            shade=None,
            shadow=False,
        )


def draw_pockets(s: Sketch, body: Torso, *, usual: str | None = None) -> None:
    """The pockets that the details name, or the category's usual ones."""
    end = body.corner[1]
    low = min(end - 15, 60) if end > 58 else end - 12
    out = body.width_at(low)
    kinds = [d for d in s.details if d.endswith(("pocket", "pockets"))] or ([usual] if usual else [])
    for kind in kinds:
        match kind:
            case "chest_pocket":
                s.piece(path("M7.4 21L15.8 20.4L15.8 29.4Q11.8 32.4 7.4 29.8Z"), shade=None, shadow=False)
                s.stitch(path("M7.4 22.6L15.8 22"))
            case "patch_pockets":
                pocket = path(
                    f"M{out * 0.32} {low - 8}L{out * 0.82} {low - 8.6}L{out * 0.82} {low + 5}Q{out * 0.58} {low + 7} {out * 0.32} {low + 5}Z"
                )
                for shape in (pocket, flip(pocket)):
                    s.piece(shape, shade=None, shadow=False)
                s.stitch(both(line((out * 0.33, low - 6.4), (out * 0.81, low - 7))))
            case "flap_pockets":
                flap = path(
                    f"M{out * 0.34} {low - 7}L{out * 0.84} {low - 8.4}L{out * 0.85} {low - 3.2}Q{out * 0.6} {low - 2} {out * 0.35} {low - 2}Z"
                )
                for shape in (flap, flip(flap)):
                    s.piece(shape, shade="down")
            case "side_pockets" | "zip_pockets":
                slit = line((out * 0.62, low - 10), (out * 0.84, low + 3))
                if kind == "zip_pockets":
                    s.zip(both(slit), width=2)
                else:
                    s.line(both(slit), 1.4)
                    s.stitch(both(line((out * 0.56, low - 9.6), (out * 0.78, low + 3))))
            case "kangaroo_pocket":
                _kangaroo(s, end, out)
            case _:
                pass


def _kangaroo(s: Sketch, end: float, out: float) -> None:
    s.piece(
        close(
            path(f"M0 {end - 24}L{out * 0.38} {end - 24}L{out * 0.66} {end - 11}L{out * 0.66} {end - 6}L0 {end - 5.6}")
        ),
        shade=None,
        shadow=False,
    )
    s.stitch(both(line((out * 0.36, end - 23.4), (out * 0.62, end - 11))))


def draw_hem(s: Sketch, body: Torso, kind: str) -> None:
    """The lower edge: rib, stitched hem, raw, or frilled."""
    x, y = body.corner
    low = y + body.tail
    if kind == "rib":
        band = close(
            path(
                f"M0 {low - 5.6}C{x * 0.5} {low - 5.6} {x * 0.8} {y - 5.4} {x - 0.1} {y - 5.6}L{x - 0.8} {y}C{x * 0.7} {y + 0.4} {x * 0.5} {low} 0 {low}"
            )
        )
        s.piece(band, fill=s.accent if s.has("contrast_cuffs") else s.tones, shade="across", shadow=False)
        n = max(int(x / 1.9), 4)
        for k in range(1, n):
            at = x * k / n
            s.line(both(line((at, low - 5), (at * 0.99, low - 0.4))), 0.9, opacity=0.65)
    elif kind == "hem":
        s.stitch(path(f"M{-x + 0.4} {y - 2.2}C{-x * 0.72} {y + body.tail * 0.2 - 2} {-x * 0.5} {low - 2} 0 {low - 2}"
                      f"C{x * 0.5} {low - 2} {x * 0.72} {y + body.tail * 0.2 - 2} {x - 0.4} {y - 2.2}"))  # fmt: skip
    elif kind == "frill":
        s.line(path(f"M{-x} {y - 9}C{-x * 0.5} {low - 8} {x * 0.5} {low - 8} {x} {y - 9}"), 1.3)
        for k in range(-5, 6):
            s.line(line((x * k / 5.6, low - 7.6), (x * k / 5.4, low - 1.6)), 0.9, opacity=0.6)


def draw_belt(s: Sketch, half: float, y: float, *, buckle: bool, tied: bool = False) -> None:
    """A belt round the waist at height y, buckled or tied."""
    s.piece(
        path(f"M{-half} {y - 2}Q0 {y - 0.8} {half} {y - 2}L{half + 0.2} {y + 2}Q0 {y + 3.2} {-half - 0.2} {y + 2}Z"),
        shade="across",
    )
    if buckle:
        s.piece(path(f"M3 {y + 1.6}L6.4 {y + 12}L2.6 {y + 12.8}L0 {y + 2}Z"), shade="down")
        s.line(box(-3, y - 2.4, 6.2, 6.4, 0.8), 2.4, colour="#7c6a52" if not s.tones.dark else "#a9a096")
        s.line(line((0, y + 0.8), (3.2, y + 0.8)), 1.6, colour="#7c6a52" if not s.tones.dark else "#a9a096")
    elif tied:
        for tail in (
            path(f"M1 {y}Q4.6 {y + 9} 4 {y + 20}L7.6 {y + 19}Q8 {y + 8} 3 {y - 0.4}Z"),
            path(f"M-0.6 {y}Q-0.4 {y + 10} -3.4 {y + 16}L0.4 {y + 17}Q3 {y + 9} 2 {y}Z"),
        ):
            s.piece(tail, shade="down")
        bow(s, 1.2, y + 0.6, 6.4)


def draw_quilting(s: Sketch, body: Torso, *, top: float, gap: float = 9, inset: float = 0) -> None:
    """Down baffles: seams across, with the puff of light above and shade below each."""
    y = top
    end = body.corner[1]
    while y < end - 3:
        x = body.width_at(y) - 0.4 - (inset if y < body.armhole else 0)
        seam = path(f"M{-x} {y}Q{-x * 0.5} {y + 1.8} 0 {y + 1.4}Q{x * 0.5} {y + 1.8} {x} {y}")
        s.fill(
            path(f"M{-x} {y}Q0 {y + 3.4} {x} {y}Q0 {y - 3.2} {-x} {y}Z"),
            s.tones.deep if not s.tones.dark else s.tones.inside,
            0.45,
        )
        s.fill(
            path(f"M{-x * 0.9} {y + 3}Q0 {y + 5.6} {x * 0.9} {y + 3}Q0 {y + 8} {-x * 0.9} {y + 3}Z"),
            s.tones.lighter,
            0.3,
        )
        s.line(seam, 1.3, colour=s.tones.line if not s.tones.dark else s.tones.seam)
        y += gap


def draw_cables(s: Sketch, body: Torso, top: float) -> None:
    """Cables of a knit: plaits down the body."""
    end = body.corner[1] - 7
    for x in (-13.0, 0.0, 13.0):
        start = top + (2 if not x else -4)
        for phase in (1, -1):
            points = [(x + phase * (2 if k % 2 else -2), start + k * 4.2) for k in range(int((end - start) / 4.2) + 1)]
            s.line(spline(points), 2.6, colour=s.tones.deep if not s.tones.dark else s.tones.inside, opacity=0.6)
            s.line(spline(points), 1.2, colour=s.tones.lighter, opacity=0.8)
        s.line(line((x - 4, start), (x - 4, end)) + line((x + 4, start), (x + 4, end)), 1, opacity=0.6)


def draw_fair_isle(s: Sketch, body: Torso) -> None:
    """A patterned yoke round the shoulders."""
    for y, tone in (
        (13.0, s.accent.base),
        (18.0, s.tones.lighter if s.tones.dark else s.accent.light),
        (23.0, s.accent.base),
    ):
        half = min(body.shoulder - 1, body.width_at(y) - 2)
        points = [
            (-half + half * 2 * k / 22, y + (1.5 if k % 2 else -1.5) + 1.6 * (1 - abs(k - 11) / 11)) for k in range(23)
        ]
        s.line(line(*points), 2.4, colour=tone)
    for k in range(-6, 7):
        s.fill(ellipse(k * 2.9, 17.2 + 3.6, 0.7), s.accent.base)


def draw_print(s: Sketch, kind: str = "sun") -> None:
    """A motif on the chest."""
    one, two = s.accent.base, s.accent.lighter if s.accent.dark else s.accent.deep
    s.fill(ellipse(0, 25, 8.4), one)
    s.fill(path("M-12 30Q-6 25 -1 29Q5 33 12 28.4L10 35Q0 40 -10 35Z"), two)
    s.line(path("M-9 33.4Q-3 30 1.6 33Q6 35.6 10 32.6"), 1.6, colour=s.tones.base)
    for k in range(5):
        s.line(line((-4 + k * 2, 41), (-2.6 + k * 2, 41)), 2, colour=one)


def scalloped(left: float, right: float, y: float, depth: float, count: int) -> Path:
    """A frilled line of `count` scallops."""
    step = (right - left) / count
    arcs = "".join(f"Q{left + step * (k + 0.5)} {y + depth} {left + step * (k + 1)} {y}" for k in range(count))
    return path(f"M{left} {y}{arcs}")
