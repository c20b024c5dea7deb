"""Colours: names, hex values, CIELAB coordinates and families.

The hex values of the names are this project's own choice of a typical textile shade, not a standard's.
"""

import math
from functools import cache

import msgspec


class Lab(msgspec.Struct, frozen=True, array_like=True):
    """CIELAB under D65, 2° observer: L 0..100, a and b about -128..127."""

    l: float  # noqa: E741 - the coordinate's own name
    a: float
    b: float

    @property
    def chroma(self) -> float:
        return math.hypot(self.a, self.b)

    @property
    def hue_deg(self) -> float:
        """Hue angle 0..360."""
        return math.degrees(math.atan2(self.b, self.a)) % 360


NAMED: dict[str, str] = {
    "black": "#16161a", "charcoal": "#36393f", "grey": "#84878c", "silver": "#c0c2c6", "white": "#fafafa",
    "ivory": "#fbf6e6", "cream": "#f4ead2", "ecru": "#e8dfc8", "beige": "#d9c7a7", "sand": "#d3bd97",
    "stone": "#bdb3a2", "taupe": "#8f7f70", "camel": "#b98b56", "tan": "#c19a6b", "khaki": "#a59a6f",
    "brown": "#6b4430", "chocolate": "#4a2c20", "cognac": "#96522c", "rust": "#a8472a", "terracotta": "#c0603f",
    "orange": "#e8782a", "peach": "#f6bd97", "apricot": "#f3a566", "coral": "#ee7560", "salmon": "#ee9281",
    "red": "#c1202f", "burgundy": "#681c2d", "wine": "#722235", "maroon": "#621d1f", "pink": "#eb94ad",
    "blush": "#efc8c4", "dusty pink": "#d0a0a0", "hot pink": "#e0347f", "fuchsia": "#c72a81", "magenta": "#b5206d",
    "rose": "#cf6a7c", "lavender": "#b7a6d6", "lilac": "#c4a9d0", "mauve": "#9c7592", "purple": "#64368b",
    "plum": "#5a2a4c", "aubergine": "#3d2138", "navy": "#1c2742", "blue": "#2f5fa8", "royal blue": "#2545a8",
    "cobalt": "#1c46ab", "sky blue": "#92c0e3", "light blue": "#acc9e6", "powder blue": "#b8d0e0",
    "denim": "#48658b", "indigo": "#31366c", "teal": "#1d6c70", "turquoise": "#36b5b2", "aqua": "#76cdd2",
    "mint": "#addcc3", "green": "#2f7a46", "emerald": "#13724c", "forest green": "#234a33", "olive": "#64652f",
    "sage": "#98a587", "lime": "#a8cd3b", "yellow": "#f1cd3b", "mustard": "#c8962a", "lemon": "#f5e67b",
    "gold": "#c49a3f", "rose gold": "#c78c80", "bronze": "#87613a", "copper": "#ac643c", "multicolour": "#a58f8f",
    "off-white": "#f6f1e4", "nude": "#dfb99c", "sea green": "#2f8f73", "neon green": "#58e03c",
    "neon yellow": "#e3f23a",
}  # fmt: skip
"""Colour name → typical hex. `multicolour` is a stand-in: code that compares colours must leave it out."""

NEUTRALS = frozenset(
    ("black", "charcoal", "grey", "silver", "white", "ivory", "cream", "ecru", "beige", "sand", "stone", "taupe",
     "camel", "tan", "khaki", "brown", "chocolate", "navy", "denim", "off-white", "nude")
)  # fmt: skip

FAMILIES: dict[str, tuple[str, ...]] = {
    "white": ("off-white", "ivory"),
    "grey": ("charcoal", "silver"),
    "beige": ("sand", "nude", "ecru", "stone", "tan"),
    "brown": ("chocolate", "cognac", "camel", "tan", "taupe", "bronze"),
    "red": ("burgundy", "wine", "maroon"),
    "orange": ("rust", "terracotta", "apricot", "coral"),
    "pink": ("blush", "dusty pink", "hot pink", "fuchsia", "magenta", "rose", "salmon"),
    "purple": ("lavender", "lilac", "mauve", "plum", "aubergine"),
    "blue": ("navy", "royal blue", "cobalt", "sky blue", "light blue", "powder blue", "denim", "indigo"),
    "navy": ("indigo",),
    "green": ("emerald", "forest green", "olive", "sage", "mint", "lime", "sea green", "neon green"),
    "yellow": ("mustard", "lemon", "neon yellow"),
}
"""What the everyday word for a colour covers besides itself. Whoever says blue means navy and denim too; distance does
not tell: sky blue lies 45 from blue in CIELAB, and navy 18 from black."""
SAME_SHADE = 12.0
"""CIE76 distance within which two names mean one colour: ivory is a white (8.5), cream (14) is none."""
# Chroma below _GREYISH has no hue that one would name.
_SAME_HUE_DEG, _GREYISH = 35.0, 10.0


@cache
def shades(name: str) -> tuple[str, ...]:
    """Names that count as the colour `name`, where it is wished for and where it is refused: itself, its family, what
    says so in its own words ("sky blue" is blue), and what one can hardly tell from it. An unknown one is only itself.
    """
    if name not in NAMED or name == "multicolour":
        return (name,)
    family = FAMILIES.get(name, ())
    return tuple(
        other for other in NAMED
        if other in (name, *family)
        or (other != "multicolour" and (other.split()[-1] == name or _hardly_differs(NAMED[name], NAMED[other])))
    )  # fmt: skip


def is_shade(name: str, colour: str, hex_code: str) -> bool:
    """Whether a piece of that colour counts as `name`. A colour that has no name here is taken for the nearest."""
    if colour == name or colour.split()[-1:] == [name]:
        return True
    return (colour if colour in NAMED else nearest_name(hex_code)) in shades(name)


def _hardly_differs(one: str, other: str) -> bool:
    """Near by distance, and of like hue: a dark green may lie near black and is none."""
    a, b = lab(one), lab(other)
    if delta_e(a, b) >= SAME_SHADE:
        return False
    if min(a.chroma, b.chroma) < _GREYISH:
        return abs(a.chroma - b.chroma) < _GREYISH
    turn = abs(a.hue_deg - b.hue_deg)
    return min(turn, 360 - turn) <= _SAME_HUE_DEG


@cache
def lab(hex_code: str) -> Lab:
    """CIELAB of an sRGB hex such as `#1f2a44`. Source: IEC 61966-2-1 (sRGB, D65), CIE 15:2018 (CIELAB)."""
    r, g, b = (_linear(int(hex_code[i : i + 2], 16) / 255) for i in (1, 3, 5))
    x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047
    y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b
    z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883
    fx, fy, fz = _f(x), _f(y), _f(z)
    return Lab(116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz))


def hex_of(colour: Lab) -> str:
    """The sRGB hex nearest to a CIELAB colour: the inverse of `lab`, each channel clipped to the gamut."""
    fy = (colour.l + 16) / 116
    x, y, z = (
        scale * (f**3 if f > 6 / 29 else (116 * f - 16) * 27 / 24389)
        for scale, f in ((0.95047, fy + colour.a / 500), (1.0, fy), (1.08883, fy - colour.b / 200))
    )
    channels = (
        3.2404542 * x - 1.5371385 * y - 0.4985314 * z,
        -0.9692660 * x + 1.8760108 * y + 0.0415560 * z,
        0.0556434 * x - 0.2040259 * y + 1.0572252 * z,
    )
    return "#" + "".join(f"{round(255 * _gamma(min(max(channel, 0.0), 1.0))):02x}" for channel in channels)


def _gamma(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _f(t: float) -> float:
    return math.cbrt(t) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116


def delta_e(one: Lab, other: Lab) -> float:
    """CIE76 distance; about 2.3 is just noticeable."""
    return math.dist((one.l, one.a, one.b), (other.l, other.a, other.b))


@cache
def nearest_name(hex_code: str) -> str:
    """The named colour nearest to `hex_code` in CIELAB."""
    here = lab(hex_code)
    return min((name for name in NAMED if name != "multicolour"), key=lambda name: delta_e(here, lab(NAMED[name])))
