"""Which colour names a shopper means by one: shades of it, by CIELAB."""

from functools import cache, lru_cache

from commerce.colours import NAMED, Lab, delta_e, lab

WANTED = 24.0
"""CIE76 distance within which a shade answers a wish for a colour: about the spacing of the names."""
AVOIDED = 12.0
"""CIE76 distance within which a shade counts as the colour that was excluded: nearer, lest "not black" takes navy."""
HUE_DEG = 35.0
GREYISH = 10.0
"""Chroma below which a colour has no hue that one would name."""


@cache
def shades(name: str, within: float) -> tuple[str, ...]:
    """Names of commerce.colours that count as `name`, nearest first; only itself where it is not a known colour.

    A name that ends with the wanted one is a shade of it by its own words ("sky blue" is blue, at distance 45).
    """
    if name not in NAMED or name == "multicolour":
        return (name,)
    here = lab(NAMED[name])
    near = {
        other: 0.0 if other == name else delta_e(here, lab(code))
        for other, code in NAMED.items()
        if other != "multicolour" and (other.split()[-1] == name or _alike(here, lab(code), within))
    }
    return tuple(sorted(near, key=near.__getitem__))


@lru_cache(maxsize=65_536)
def distance(name: str, hex_code: str) -> float:
    """CIE76 distance of a shade from the named colour; infinite where the name is not known."""
    return delta_e(lab(NAMED[name]), lab(hex_code)) if name in NAMED else float("inf")


def _alike(one: Lab, other: Lab, within: float) -> bool:
    """Near by distance, and of like hue: navy lies 18 from black and is not a black."""
    if delta_e(one, other) >= within:
        return False
    if min(one.chroma, other.chroma) < GREYISH:
        return abs(one.chroma - other.chroma) < GREYISH
    turn = abs(one.hue_deg - other.hue_deg)
    return min(turn, 360 - turn) <= HUE_DEG
