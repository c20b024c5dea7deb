"""How an emotional fit is put into words: which piece moves each measure, a clause for each, one honest sentence."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from zlib import crc32

import msgspec

from aurora import harmony, traits
from aurora.mood.words import BUT, CLAUSES, JOIN, OPENINGS, Level
from aurora.names import named_in
from aurora.types import Language, Look, Scored
from commerce.colours import lab
from commerce.garments import CATEGORIES

HIGH, LOW = 60, 30
"""Above six looks in ten a measure is worth praise; below three in ten it is said."""


class Said(msgspec.Struct, frozen=True):
    """One sentence about the look, and a clause for each dimension."""

    summary: str
    reasons: dict[str, str]


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be said: percents by dimension, and what colours the words."""

    percents: dict[str, int]
    matters: Sequence[str]
    """Dimensions that ease the mood that was spoken of, first."""
    quarter: str
    stranger: bool
    """True where too little is known of the shopper to speak of their taste."""
    solemn: bool
    """True where cheer and presence are nothing to praise: of a look for a funeral they are not spoken of."""
    out_of_weather: bool
    suits: Sequence[float]
    """How well each piece suits the occasion and the others, in the look's order."""
    likeness: Sequence[float]
    """How like each piece is to the shopper's taste."""
    weights: Sequence[float]
    """What each piece counts for."""


def level(percent: int) -> Level:
    return "high" if percent >= HIGH else "low" if percent < LOW else "middle"


def told(look: Look, measured: Measured, language: Language) -> Said:
    """The words; the same look is always told the same way, other looks in other words."""
    chance = crc32(b"".join(piece.candidate.variant.variant_id.bytes for piece in look.pieces))
    movers = {name: _mover(look, name, measured) for name in measured.percents}
    reasons = {
        name: _clause(piece, name, measured, language, chance >> (3 * n))
        for n, (name, piece) in enumerate(movers.items())
    }
    return Said(_summary(movers, measured, reasons, language, chance), reasons)


def _summary(
    movers: Mapping[str, Scored | None], measured: Measured, reasons: Mapping[str, str], language: Language, chance: int
) -> str:
    """What is best for this mood, or stands out; then what is clearly low, if anything: nothing low is dressed up."""
    percents = measured.percents
    falling = sorted(percents, key=lambda name: -percents[name])
    falling = [name for name in falling if not _untold(name, measured)]
    order = [name for name in dict.fromkeys([*measured.matters, *falling]) if name in falling]
    told = [name for name in order if level(percents[name]) == "high"] or [
        name for name in order if level(percents[name]) == "middle"
    ]
    lowest = falling[-1]
    weak = lowest if level(percents[lowest]) == "low" and lowest not in told[:1] else None
    openings = OPENINGS[language][measured.quarter]
    first, *second = (told or falling)[: 1 if weak else 2]
    sentence = openings[chance % len(openings)] + reasons[first]
    for name, link in [*((name, JOIN) for name in second), *([(weak, BUT)] if weak and weak != first else [])]:
        again = movers[name] is movers[first]
        clause = _clause(movers[name], name, measured, language, chance, bare=True) if again else reasons[name]
        sentence += link[language] + clause
    return sentence[0].upper() + sentence[1:] + "."


def _unsure(name: str, measured: Measured) -> bool:
    return name == "authenticity" and measured.stranger


def _untold(name: str, measured: Measured) -> bool:
    return _unsure(name, measured) or (measured.solemn and name in _BY_COLOUR)


def _clause(
    piece: Scored | None, name: str, measured: Measured, language: Language, chance: int, *, bare: bool = False
) -> str:
    """A clause about the measure and the piece that moves it. bare: one that names neither piece nor colour, where
    there is one."""
    here = level(measured.percents[name])
    key = f"{name}.{'unknown' if _unsure(name, measured) else 'middle' if _untold(name, measured) else here}"
    if name == "comfort" and here == "low" and measured.out_of_weather:
        key = "comfort.weather"
    shade = _shade(piece, language) if piece else None
    clauses = CLAUSES[language][key]
    fitting = [c for c in clauses if ("{c}" not in c or shade) and ("{x}" not in c or piece)]
    if bare:
        fitting = [c for c in clauses if "{" not in c] or fitting
    return fitting[chance % len(fitting)].format(x=_noun(piece, language) if piece else "", c=shade)


def _mover(look: Look, name: str, measured: Measured) -> Scored | None:
    """The piece that lifts the measure most above the look's mean, or where it is low drags it down most; a piece
    with a colour to name for the measures that colours make, no trimming for confidence. None where there is none."""
    rises = level(measured.percents[name]) != "low"
    pieces = list(range(len(look.pieces)))
    values: Sequence[float]
    if name in _BY_COLOUR:
        pieces = [n for n in pieces if look.pieces[n].candidate.variant.colour != "multicolour"]
        values = [_of_colour(name, look.pieces[n]) for n in range(len(look.pieces))]
    elif name == "comfort":
        values = [traits.comfort(piece.candidate.item) for piece in look.pieces]
    elif name == "authenticity":
        values = measured.likeness
    else:
        pieces = [n for n in pieces if look.pieces[n].candidate.item.slot not in ("bag", "accessory")] or pieces
        values = measured.suits
    if not pieces:
        return None
    mean = sum(values) / len(values)
    sign = 1 if rises else -1
    return look.pieces[max(pieces, key=lambda n: sign * (values[n] - mean) * measured.weights[n])]


_BY_COLOUR: dict[str, Callable[[harmony.Emotion], float]] = {
    "happiness": lambda felt: felt.heat / 1.1 + felt.activity / 1.6 - 0.5 * felt.weight / 1.5,
    "empowerment": lambda felt: felt.weight / 1.5 + felt.activity / 1.6,
}
"""As the measures weigh them (`aurora.mood.measures`)."""


def _of_colour(name: str, piece: Scored) -> float:
    return _BY_COLOUR[name](felt(piece.candidate.variant.hex))


@lru_cache(1_000)
def felt(hex_code: str) -> harmony.Emotion:
    """The emotion of one colour."""
    return harmony.emotion((lab(hex_code),))


def _noun(piece: Scored, language: Language) -> str:
    """`trainers`; in the other languages the title, whose gender need not be known."""
    item = piece.candidate.item
    if language != "en":
        return " ".join(item.title.split())
    return "shoes" if item.category == "flats" else CATEGORIES[item.category].noun


def _shade(piece: Scored, language: Language) -> str | None:
    name = piece.candidate.variant.colour
    return None if name == "multicolour" else named_in(language, name, "colour")
