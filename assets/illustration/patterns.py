"""The 19 patterns as SVG tiles in two colours. A tile is drawn on 24..48 units; `scale` sizes its repeat."""

# ruff: noqa: E501 - a shape's path reads best on one line

from collections.abc import Callable

import msgspec

from assets.illustration.shading import Tones, mixed, shifted

SCALES = {"fine": 0.62, "medium": 1.0, "bold": 1.7}


class Tile(msgspec.Struct, frozen=True):
    width: float
    height: float
    body: str


def tile(pattern: str, ground: Tones, accent: Tones) -> Tile | None:
    """The pattern's tile on a ground colour; None for plain, what is unknown, and what is no repeat (colourblock)."""
    draw = _TILES.get(pattern)
    return draw(ground, accent) if draw else None


def _striped(ground: Tones, accent: Tones) -> Tile:
    return Tile(22, 22, f'<path d="M0 5.5H22" stroke="{accent.base}" stroke-width="7"/>')


def _checked(ground: Tones, accent: Tones) -> Tile:
    a, g = accent.base, ground.deep
    body = (
        f'<path d="M9 0V36M0 9H36" stroke="{a}" stroke-width="11" opacity=".42"/>'
        f'<path d="M27 0V36M0 27H36" stroke="{a}" stroke-width="1.4" opacity=".9"/>'
        f'<path d="M18.5 0V36M0 18.5H36" stroke="{g}" stroke-width="2.6" opacity=".5"/>'
    )
    return Tile(36, 36, body)


def _dotted(ground: Tones, accent: Tones) -> Tile:
    return Tile(20, 20, f'<g fill="{accent.base}"><circle cx="5" cy="5" r="3.1"/><circle cx="15" cy="15" r="3.1"/></g>')


def _flower(x: float, y: float, r: float, petal: str, heart: str) -> str:
    spots = ((0, -1), (0.95, -0.31), (0.59, 0.81), (-0.59, 0.81), (-0.95, -0.31))
    petals = "".join(f'<circle cx="{x + dx * r:.1f}" cy="{y + dy * r:.1f}" r="{r * 0.68:.1f}"/>' for dx, dy in spots)
    return f'<g fill="{petal}">{petals}</g><circle cx="{x}" cy="{y}" r="{r * 0.5:.1f}" fill="{heart}"/>'


def _floral(ground: Tones, accent: Tones) -> Tile:
    leaf = mixed(accent.base, "#5d7a52", 0.75)
    body = (
        f'<g fill="{leaf}"><path d="M14 20q10 1 13 11q-11 0-13-11ZM35 8q-9-3-15 3q9 5 15-3ZM38 34q8 3 8 12q-9-3-8-12Z'
        f'M8 40q-7 0-7 8q8-1 7-8Z"/></g>'
        + _flower(12, 13, 5.4, accent.base, shifted(accent.base, 26))
        + _flower(36, 30, 6.6, mixed(accent.base, ground.lighter, 0.35), accent.deep)
        + _flower(13, 38, 3.4, shifted(accent.base, 14), accent.deep)
        + _flower(40, 9, 2.6, accent.base, ground.light)
    )
    return Tile(50, 50, body)


def _animal(ground: Tones, accent: Tones) -> Tile:
    inner, spot = mixed(ground.base, accent.base, 0.35), accent.deep if not ground.dark else accent.base
    body = (
        f'<g fill="{inner}"><ellipse cx="10" cy="9" rx="5" ry="4"/><ellipse cx="29" cy="13" rx="4.4" ry="5"/>'
        f'<ellipse cx="15" cy="28" rx="5" ry="4.4"/><ellipse cx="33" cy="32" rx="4.4" ry="3.6"/></g>'
        f'<g fill="none" stroke="{spot}" stroke-width="3.2" stroke-linecap="round">'
        '<path d="M5 8q2-5 7-4M15 8q0 4-4 6M5 12q1 2 2 2M25 11q2-5 6-3M33 15q-1 4-5 4M24 15q0 2 1 3M10 26q2-4 7-3'
        'M20 28q0 4-4 5M9 30q1 3 3 3M29 30q3-3 6-1M37 33q-1 3-5 3M2 21q2-2 4 0M22 3q2 1 3 0M22 22l3 1M4 37q2-1 3 1"/></g>'
    )
    return Tile(40, 40, body)


def _geometric(ground: Tones, accent: Tones) -> Tile:
    light = mixed(ground.base, accent.base, 0.45)
    return Tile(
        28,
        28,
        f'<path d="M14 1L27 14L14 27L1 14Z" fill="{light}"/><path d="M14 7L21 14L14 21L7 14Z" fill="{accent.base}"/>'
        f'<path d="M0-4L4 0L0 4L-4 0ZM28-4L32 0L28 4L24 0ZM0 24L4 28L0 32L-4 28ZM28 24L32 28L28 32L24 28Z" '
        f'fill="{accent.base}"/>',
    )


def _abstract(ground: Tones, accent: Tones) -> Tile:
    third, fourth = mixed(ground.base, accent.base, 0.5), ground.lighter if ground.dark else ground.deep
    return Tile(
        64,
        64,
        f'<path d="M4 10q12-12 26-3q10 8 0 17q-14 8-23 1q-9-6-3-15Z" fill="{accent.base}"/>'
        f'<path d="M40 34q10-9 19 0q6 12-4 19q-14 6-19-4q-3-8 4-15Z" fill="{third}"/>'
        f'<path d="M6 44q10-8 22 2M8 51q10-8 20 2M45 8q8 5 14-2M44 15q9 5 15-2" fill="none" stroke="{fourth}" '
        f'stroke-width="3" stroke-linecap="round"/><circle cx="38" cy="24" r="3" fill="{accent.base}"/>',
    )


def _paisley(ground: Tones, accent: Tones) -> Tile:
    drop = "M0-10c8 2 11 10 7 16c-4 5-12 5-15-1c-2-5 1-9 5-9c3 0 5 3 3 5"
    inner = "M0 0c3 0 4 3 2 5c-2 2-5 1-5-1"
    light = mixed(ground.base, accent.base, 0.35)
    one = (
        f'<path d="{drop}" fill="{light}" stroke="{accent.base}" stroke-width="1.8"/>'
        f'<path d="{inner}" fill="none" stroke="{accent.base}" stroke-width="1.4"/>'
    )
    dots = f'<g fill="{accent.base}"><circle cx="31" cy="8" r="1.8"/><circle cx="8" cy="34" r="1.8"/></g>'
    return Tile(40, 44, f'<g transform="translate(12 14)">{one}</g>'
                        f'<g transform="translate(31 33) rotate(160)">{one}</g>{dots}')  # fmt: skip


def _camouflage(ground: Tones, accent: Tones) -> Tile:
    two, three, four = shifted(ground.base, -14), mixed(ground.base, accent.base, 0.45), shifted(ground.base, 14)
    return Tile(
        64,
        64,
        f'<path d="M3 8q10-9 20-2q6 6 14 2q8 6-2 12q-9 0-14 5q-14 2-18-6q-5-6 0-11Z" fill="{two}"/>'
        f'<path d="M38 30q10-4 17 2q8 8 0 14q-8 0-10 7q-12 4-14-6q-1-12 7-17Z" fill="{three}"/>'
        f'<path d="M4 40q10-6 16 2q6 8-2 13q-12 5-16-3q-3-7 2-12ZM46 6q8-5 13 2q2 8-6 9q-10-2-7-11Z" fill="{four}"/>'
        f'<path d="M22 28q8-3 10 3q-2 6-9 4q-5-3-1-7Z" fill="{two}"/>',
    )


def _embroidered(ground: Tones, accent: Tones) -> Tile:
    thread = accent.base
    return Tile(
        52,
        52,
        f'<g fill="none" stroke="{thread}" stroke-width="1.5" stroke-linecap="round"><path d="M12 30q2-10 8-16'
        f'M15 22q-6 0-7-4q6-1 7 4M17 18q5 2 9-1q-5-4-9 1M38 52q2-8 7-13M41 45q-5 0-6-4q5 0 6 4"/></g>'
        + _flower(21, 11, 2.8, thread, accent.lighter)
        + _flower(46, 36, 2.3, thread, accent.lighter)
        + f'<circle cx="40" cy="14" r="1.3" fill="{thread}"/><circle cx="10" cy="42" r="1.3" fill="{thread}"/>',
    )


def _lace(ground: Tones, accent: Tones) -> Tile:
    thread = ground.lighter if not ground.pale else ground.seam
    return Tile(
        30,
        30,
        f'<g fill="none" stroke="{thread}" stroke-width=".7" opacity=".9">'
        '<path d="M0 0L30 30M30 0L0 30M15 0V30M0 15H30"/><circle cx="15" cy="15" r="9"/><circle cx="0" cy="0" r="6"/>'
        '<circle cx="30" cy="0" r="6"/><circle cx="0" cy="30" r="6"/><circle cx="30" cy="30" r="6"/></g>'
        + _flower(15, 15, 4, thread, ground.base),
    )


def _houndstooth(ground: Tones, accent: Tones) -> Tile:
    """Woven as the cloth is: four dark and four light threads each way in a 2/2 twill, a thread 3 units wide."""
    cells = "".join(
        f"M{3 * x} {3 * y}h3v3h-3Z" for y in range(8) for x in range(8) if (x if (x + y) % 4 < 2 else y) < 4
    )
    return Tile(24, 24, f'<path d="{cells}" fill="{accent.base}" stroke="{accent.base}" stroke-width=".3"/>')


def _herringbone(ground: Tones, accent: Tones) -> Tile:
    return Tile(
        20,
        10,
        f'<path d="M0 10L10 0M-5 5L5-5M5 15L15 5M10 0L20 10M15-5L25 5M5 5L15 15" stroke="{accent.base}" '
        'stroke-width="1.9" opacity=".75"/>',
    )


def _tie_dye(ground: Tones, accent: Tones) -> Tile:
    rings = "".join(
        f'<circle cx="80" cy="75" r="{r}" fill="none" stroke="{colour}" stroke-width="{width}" opacity="{alpha}" '
        f'stroke-dasharray="{dash}"/>'
        for r, colour, width, alpha, dash in (
            (12, accent.base, 15, 0.75, "19 4"), (34, accent.lighter, 12, 0.6, "28 7"), (54, accent.base, 14, 0.6, "34 5"),
            (74, ground.lighter, 10, 0.7, "40 9"), (92, accent.base, 13, 0.45, "30 12"),
        )
    )  # fmt: skip
    return Tile(160, 150, rings)


def _textured(ground: Tones, accent: Tones) -> Tile:
    mark = ground.seam
    return Tile(18, 12, f'<path d="M1 2h6M10 5h7M3 8h5M11 11h5" stroke="{mark}" stroke-width="1.1" opacity=".6" '
                        'stroke-linecap="round"/>')  # fmt: skip


def _sequinned(ground: Tones, accent: Tones) -> Tile:
    return Tile(
        12,
        10,
        f'<g stroke="{ground.shade}" stroke-width=".6"><circle cx="3" cy="3" r="2.9" fill="{ground.light}"/>'
        f'<circle cx="9" cy="8" r="2.9" fill="{ground.shade}"/><circle cx="9" cy="3" r="2.4" fill="{ground.lighter}"/>'
        f'<circle cx="3" cy="8" r="2.6" fill="{ground.base}"/></g><circle cx="8.4" cy="2.2" r=".9" fill="#fff"/>'
        '<circle cx="2.4" cy="2.4" r=".6" fill="#fff" opacity=".7"/>',
    )


_TILES: dict[str, Callable[[Tones, Tones], Tile]] = {
    "striped": _striped, "checked": _checked, "dotted": _dotted, "floral": _floral, "animal": _animal,
    "geometric": _geometric, "abstract": _abstract, "paisley": _paisley, "camouflage": _camouflage,
    "embroidered": _embroidered, "lace": _lace, "houndstooth": _houndstooth, "herringbone": _herringbone,
    "tie_dye": _tie_dye, "textured": _textured, "sequinned": _sequinned,
}  # fmt: skip
