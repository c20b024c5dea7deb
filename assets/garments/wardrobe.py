"""Which maker makes which category, and how far out each piece is worn."""

from collections.abc import Callable

from assets.garments.bags import make_bag
from assets.garments.clothes import USUAL, make_upper
from assets.garments.footwear import make_shoes
from assets.garments.hats import make_beanie, make_cap, make_fascinator, make_hair, make_hat, make_sunglasses
from assets.garments.order import Order
from assets.garments.sets import make_set
from assets.garments.skirts import make_skirt
from assets.garments.smalls import make_small
from assets.garments.trousers import make_bottom
from assets.garments.work import Work
from commerce.garments import CATEGORIES

__all__ = ["make", "make_parts"]


def make(order: Order) -> bytes:
    """The product as a GLB file; the same order gives the same bytes."""
    work = Work(order)
    layer = make_parts(work)
    return work.bytes(layer)


def make_parts(work: Work) -> int:
    """Makes all parts; returns the layer in which it is worn, 0 next to the skin."""
    category = work.order.category
    if category in USUAL and category not in _MAKERS:
        make_upper(work, USUAL[category])
        return USUAL[category].layer
    _MAKERS.get(category, make_small)(work)
    return 1


_MAKERS: dict[str, Callable[[Work], None]] = {
    **dict.fromkeys(
        (
            "jeans",
            "trousers",
            "suit_trousers",
            "chinos",
            "cargos",
            "culottes",
            "shorts",
            "leggings",
            "joggers",
            "sports_bottom",
            "swim_shorts",
        ),
        make_bottom,
    ),
    "skirt": make_skirt,
    **dict.fromkeys(
        ("jumpsuit", "playsuit", "pyjamas", "tracksuit", "suit", "ethnic_set", "sari", "dungarees", "swimsuit"),
        make_set,
    ),
    "sun_hat": make_hat,
    "cap": make_cap,
    "beanie": make_beanie,
    "fascinator": make_fascinator,
    "hair_accessory": make_hair,
    "sunglasses": make_sunglasses,
    **dict.fromkeys([each.id for each in CATEGORIES.values() if each.slot == "shoes"], make_shoes),
    **dict.fromkeys([each.id for each in CATEGORIES.values() if each.slot == "bag"], make_bag),
}
