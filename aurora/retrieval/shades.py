"""How far a shade is from a named colour."""

from functools import lru_cache

from commerce.colours import NAMED, delta_e, lab


@lru_cache(maxsize=65_536)
def distance(name: str, hex_code: str) -> float:
    """CIE76 distance of a shade from the named colour; infinite where the name is not known."""
    return delta_e(lab(NAMED[name]), lab(hex_code)) if name in NAMED else float("inf")
