"""Tints of one colour for light, shade, lines and seams, made in CIELAB so that each looks equally far from it."""

from functools import lru_cache

import msgspec

from commerce.colours import Lab, delta_e, hex_of, lab


class Tones(msgspec.Struct, frozen=True):
    """One colour and its relatives, all as hex. `line` is the outline: darker, or lighter where the colour is dark."""

    base: str
    light: str
    lighter: str
    shade: str
    deep: str
    inside: str
    line: str
    seam: str
    dark: bool
    pale: bool


def shifted(hex_code: str, by: float) -> str:
    """The colour with its lightness moved by `by` (L*), within 3..98; chroma fades towards both ends."""
    here = lab(hex_code)
    lightness = min(max(here.l + by, 3.0), 98.0)
    fade = 1 - max(0.0, lightness - 85) / 30
    return hex_of(Lab(lightness, here.a * fade, here.b * fade))


def mixed(one: str, other: str, share: float) -> str:
    """`one` with `share` (0..1) of `other`, in CIELAB."""
    a, b = lab(one), lab(other)
    return hex_of(Lab(*(x + (y - x) * share for x, y in ((a.l, b.l), (a.a, b.a), (a.b, b.b)))))


@lru_cache(maxsize=1024)
def tones(hex_code: str) -> Tones:
    lightness = lab(hex_code).l
    dark = lightness < 34
    return Tones(
        base=hex_code,
        light=shifted(hex_code, 7 if not dark else 9),
        lighter=shifted(hex_code, 16 if not dark else 20),
        shade=shifted(hex_code, -8),
        deep=shifted(hex_code, -18),
        inside=shifted(hex_code, -24 if not dark else -9),
        line=shifted(hex_code, 30 - lightness * 0.2 if dark else -34 if lightness < 80 else -42),
        seam=shifted(hex_code, 20 if dark else -22),
        dark=dark,
        pale=lightness > 84,
    )


@lru_cache(maxsize=4096)
def second(hex_code: str, accent: str | None) -> str:
    """A second colour that reads on the first: the accent itself, or a tint far enough away."""
    if accent and delta_e(lab(hex_code), lab(accent)) >= 18:
        return accent
    return shifted(hex_code, 42 if lab(hex_code).l < 55 else -40)
