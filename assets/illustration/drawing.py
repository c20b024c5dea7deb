"""One garment's picture: the category says which drawing, the cut how."""

from collections.abc import Callable

from assets.illustration import accessories, headwear, jewellery, scarves, sets
from assets.illustration.bags import draw_bag
from assets.illustration.bottoms import draw_bottom
from assets.illustration.dresses import draw_dress
from assets.illustration.outerwear import draw_outerwear
from assets.illustration.shoes import draw_shoe
from assets.illustration.sketch import Sketch
from assets.illustration.skirts import draw_skirt
from assets.illustration.spec import Spec, cleaned
from assets.illustration.tops import draw_top
from commerce.garments import CATEGORIES

VERSION = 1
"""Part of every picture's ETag; raise it when drawings change."""


def draw(spec: Spec) -> str:
    """The garment as one SVG document of 400 × 500 units, without scripts or outside references.

    The same spec gives the same text. What the spec does not say, or says in unknown words, is drawn as usual.
    """
    sketch = Sketch(cleaned(spec))
    return _drawing(sketch.spec.category)(sketch)


def _drawing(category: str) -> Callable[[Sketch], str]:
    if category in _BY_CATEGORY:
        return _BY_CATEGORY[category]
    slot = CATEGORIES[category].slot
    return _BY_SLOT.get(slot, accessories.draw_other)


_BY_SLOT: dict[str | None, Callable[[Sketch], str]] = {
    "top": draw_top, "bottom": draw_bottom, "dress": draw_dress, "outerwear": draw_outerwear, "shoes": draw_shoe,
    "bag": draw_bag,
}  # fmt: skip
_BY_CATEGORY: dict[str, Callable[[Sketch], str]] = {
    "skirt": draw_skirt, "jumpsuit": sets.draw_jumpsuit, "playsuit": sets.draw_jumpsuit,
    "dungarees": sets.draw_dungarees,
    "suit": sets.draw_pair, "tracksuit": sets.draw_pair, "pyjamas": sets.draw_pair, "swimsuit": sets.draw_swimsuit,
    "sari": sets.draw_sari, "ethnic_set": sets.draw_ethnic_set, "belt": accessories.draw_belt,
    "scarf": scarves.draw_scarf, "shawl": scarves.draw_shawl, "sun_hat": headwear.draw_hat, "cap": headwear.draw_cap,
    "beanie": headwear.draw_beanie, "fascinator": headwear.draw_fascinator, "gloves": accessories.draw_gloves,
    "sunglasses": jewellery.draw_sunglasses, "watch": jewellery.draw_watch, "necklace": jewellery.draw_necklace,
    "earrings": jewellery.draw_earrings, "bracelet": jewellery.draw_bracelet, "ring": jewellery.draw_ring,
    "brooch": jewellery.draw_brooch, "tie": accessories.draw_tie, "bow_tie": accessories.draw_bow_tie,
    "pocket_square": scarves.draw_square, "cufflinks": jewellery.draw_cufflinks, "hair_accessory": headwear.draw_hair,
    "tights": accessories.draw_tights, "socks": accessories.draw_socks, "umbrella": accessories.draw_umbrella,
    "wallet": accessories.draw_wallet, "underwear": accessories.draw_underwear, "luggage": accessories.draw_luggage,
    "other": accessories.draw_other,
}  # fmt: skip
