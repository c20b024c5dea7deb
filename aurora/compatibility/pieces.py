"""Products as the compatibility model reads them: the same facts in training and in a turn."""

from functools import lru_cache
from uuid import UUID

from aurora.compatibility import Piece
from commerce.colours import Lab, lab
from commerce.garments import CATEGORIES
from commerce.item import Item, Variant

# From here up in chroma a colour is seen as one; under it black, white or a grey. Lightness parts those.
_COLOURFUL, _BLACK, _WHITE = 10.0, 22.0, 88.0
# CIELAB hue angles (degrees) at which one family of colours ends.
_HUES = ((20, "pink"), (45, "red"), (72, "orange"), (105, "yellow"), (190, "green"), (235, "teal"), (290, "blue"),
         (330, "purple"), (361, "pink"))  # fmt: skip


def hue_of(colour: Lab) -> str:
    """The family of a colour: black, white, grey, beige, brown, navy, or one of seven hues."""
    if colour.chroma < _COLOURFUL:
        return "black" if colour.l < _BLACK else "white" if colour.l > _WHITE else "grey"
    if 40 <= colour.hue_deg < 105 and colour.chroma < 40:
        return "brown" if colour.l < 55 else "beige" if colour.chroma < 30 or colour.l > 70 else "brown"
    if 240 <= colour.hue_deg < 310 and colour.l < 25:
        return "navy"
    return next(name for end, name in _HUES if colour.hue_deg < end)


def piece_of(item: Item, variant: Variant) -> Piece:
    """A product in one colour."""
    return made_piece(
        category=item.category, colour=variant.colour, hex=variant.hex,
        cloth=item.materials[0] if item.materials else "", pattern=item.pattern, formality=item.formality,
        product_id=item.product_id,
    )  # fmt: skip


@lru_cache(50_000)
def made_piece(
    *, category: str, colour: str, hex: str, cloth: str = "", pattern: str = "plain",
    formality: float | None = None, product_id: UUID | str | None = None,
) -> Piece:  # fmt: skip
    """A piece from plain facts; the same facts give the same piece. Price is left out: a look's budget judges it."""
    kind = CATEGORIES[category]
    many = colour == "multicolour"
    found = {"kind": category, "family": kind.slot or "other", "pattern": pattern}
    seen = lab(hex)
    if not many:
        found |= {"colour": colour, "hue": hue_of(seen)}
    if cloth:
        found["cloth"] = cloth.casefold()
    if product_id is not None:
        found |= {"item": f"{product_id}/{colour}", "model": str(product_id)}
    return Piece(
        facts=tuple(found.items()), lab=None if many else (seen.l, seen.a, seen.b),
        formality=kind.formality if formality is None else formality,
    )  # fmt: skip
