"""What one piece is like to wear and to look at: bold or quiet, comfortable or not. Each 0..1, our own scales."""

from functools import cache, lru_cache

from aurora import harmony
from commerce.colours import lab
from commerce.garments import Fit, Heel
from commerce.item import Item, Variant

# How much a pattern draws the eye.
_LOUDNESS = {
    "plain": 0.0, "textured": 0.1, "herringbone": 0.15, "embroidered": 0.4, "lace": 0.35, "houndstooth": 0.4,
    "striped": 0.35, "checked": 0.4, "dotted": 0.45, "colourblock": 0.6, "paisley": 0.6, "geometric": 0.6,
    "floral": 0.6, "graphic": 0.65, "abstract": 0.7, "camouflage": 0.65, "tie_dye": 0.8, "animal": 0.85,
    "sequinned": 1.0,
}  # fmt: skip
_SHOWY = {
    "gown": 0.3, "cocktail_dress": 0.3, "leather_jacket": 0.25, "crop_top": 0.25, "cape": 0.25,
    "fascinator": 0.5, "heeled_sandals": 0.15, "heels": 0.15, "sari": 0.3, "clutch": 0.1, "playsuit": 0.1,
    "bow_tie": 0.1,
}  # fmt: skip
_EASE = {
    "t_shirt": 0.85, "sweater": 0.85, "cardigan": 0.85, "sweatshirt": 0.95, "hoodie": 0.95, "joggers": 1.0,
    "leggings": 0.9, "tracksuit": 0.95, "pyjamas": 1.0, "sports_top": 0.85, "sports_bottom": 0.85,
    "trainers": 0.95, "sports_shoes": 0.95, "slippers": 1.0, "flats": 0.75, "loafers": 0.7, "oxfords": 0.5,
    "heels": 0.25, "heeled_sandals": 0.25, "mules": 0.6, "sandals": 0.75, "ankle_boots": 0.65, "boots": 0.6,
    "suit": 0.4, "suit_trousers": 0.45, "blazer": 0.5, "shirt": 0.6, "jeans": 0.6, "gown": 0.35,
    "cocktail_dress": 0.4, "crop_top": 0.5, "tie": 0.3, "bow_tie": 0.3, "clutch": 0.45, "backpack": 0.85,
    "crossbody": 0.85, "tights": 0.4, "fascinator": 0.4, "dungarees": 0.65,
}  # fmt: skip
_HEEL = {"flat": 0.1, "low": 0.0, "mid": -0.2, "high": -0.4}
_FIT = {"slim": -0.12, "regular": 0.0, "relaxed": 0.1, "oversized": 0.12}
_CLOTH = {
    "cotton": 0.05, "jersey": 0.1, "cashmere": 0.1, "merino": 0.08, "modal": 0.1, "viscose": 0.04,
    "linen": 0.04, "silk": 0.04, "elastane": 0.06, "fleece": 0.08, "wool": 0.0, "polyester": -0.04,
    "acrylic": -0.05, "leather": -0.04, "sequin": -0.15,
}  # fmt: skip


def boldness(item: Item, variant: Variant) -> float:
    """How much a piece draws the eye: colour, pattern, kind. A black plain t-shirt has about .1, a red sequinned
    gown 1."""
    return _boldness(variant.hex, item.pattern, item.category)


@cache
def _boldness(hex_code: str, pattern: str, category: str) -> float:
    colour = harmony.as_array((lab(hex_code),))
    # Colour activity over our names runs −1.2 (grey) .. 2.0 (hot pink); neutrals do not shout, however dark or light.
    active = min(1.0, max(0.0, (float(harmony.activity(colour)[0]) + 1.2) / 3.2)) * (
        1 - 0.7 * float(harmony.neutrality(colour)[0])
    )
    return min(1.0, 0.5 * active + 0.5 * _LOUDNESS[pattern] + _SHOWY.get(category, 0.0))


def comfort(item: Item) -> float:
    """How easy a piece is to wear for hours: kind, heel, fit, cloth. Joggers have 1, stilettos about 0."""
    return _comfort(item.category, item.materials, item.heel, item.fit)


@lru_cache(10_000)
def _comfort(category: str, materials: tuple[str, ...], heel: Heel | None, fit: Fit | None) -> float:
    cloth = sum(_CLOTH.get(name.casefold(), 0.0) for name in materials[:3])
    ease = _EASE.get(category, 0.65) + (_HEEL[heel] if heel else 0.0) + (_FIT[fit] if fit else 0.0)
    return min(1.0, max(0.0, ease + cloth))
