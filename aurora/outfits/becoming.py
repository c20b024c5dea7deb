"""The pieces in colours that the occasion bears: no burgundy coat comes into a look for a funeral."""

from collections.abc import Sequence

from aurora import features
from aurora.features.colours import WRONG
from aurora.types import Analysis, Constraint, Profile, Scored


def becoming(pieces: Sequence[Scored], analysis: Analysis, constraints: Sequence[Constraint]) -> tuple[Scored, ...]:
    """The pieces whose colour the occasion would have; all of them where it would have none, or where the shopper
    named a colour for one of their slots or for no slot."""
    slots = {None, *(p.candidate.item.slot for p in pieces)}
    wanted = features.wants(analysis, Profile())
    if not features.minds_colours(wanted) or any(c.kind == "colour" and c.slot in slots for c in constraints):
        return tuple(pieces)

    def bears(piece: Scored) -> bool:
        item, variant = piece.candidate.item, piece.candidate.variant
        may_be_light = item.category in features.LIGHT_WHEN_SOBER
        return features.wrong_colour(variant.colour, variant.hex, wanted, may_be_light=may_be_light) < WRONG

    return tuple(p for p in pieces if p.candidate.locked or bears(p)) or tuple(pieces)
