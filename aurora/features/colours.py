"""How near a colour is to a named one, and which colours the moment or the shopper would not have."""

from functools import lru_cache

from aurora.features.turn import Wants
from commerce.colours import NAMED, delta_e, lab

WRONG = 1.0
LIGHT_WHEN_SOBER = ("shirt", "blouse")
"""What may be light where only dark colours will do."""
# CIE76 at which a colour no longer counts as the one that was named, and the scale of "close".
_NEAR = 24.0


@lru_cache(20_000)
def likeness(name: str, colour: str, hex_code: str) -> float:
    """1 for the named colour, falling with the distance in CIELAB, 0 from twice the spacing of the names on."""
    if colour == name:
        return 1.0
    if name not in NAMED:
        return 1.0 if name in colour.split() else 0.0
    return max(0.0, 1 - delta_e(lab(NAMED[name]), lab(hex_code)) / (2 * _NEAR))


def minds_colours(wanted: Wants) -> bool:
    """False where `wrong_colour` is 0 for every colour."""
    ask = wanted.ask
    return bool(ask.colours_out or ask.colours_best or ask.sober or wanted.avoid or wanted.palette)


def wrong_colour(name: str, hex_code: str, wanted: Wants, *, may_be_light: bool) -> float:
    """1 for a colour that the occasion or the shopper would not have, 0.5 for one far from the shopper's palette.

    may_be_light: the piece is one of LIGHT_WHEN_SOBER.
    """
    ask = wanted.ask
    if name in ask.colours_out or name in wanted.avoid or (ask.sober and _bright(hex_code, may_be_light)):
        return WRONG
    if wanted.palette:
        return 0.5 * (1 - max(likeness(liked, name, hex_code) for liked in wanted.palette))
    return 0.1 if ask.colours_best and name not in ask.colours_best else 0.0


def _bright(hex_code: str, may_be_light: bool) -> bool:
    """Lighter than a mid grey or clearly coloured; a light shirt is what is worn under a dark suit."""
    colour = lab(hex_code)
    return colour.chroma > 25 or (colour.l > 55 and not may_be_light)
