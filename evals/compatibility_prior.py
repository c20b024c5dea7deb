"""Which kinds go together as set by hand, 0..1: what the shipped model was distilled from, and is measured against.

Every category belongs to some of ten worlds; two kinds go together as far as they share worlds, with exceptions.
"""

from aurora.occasions import LAYERED
from aurora.outfits import kinds
from commerce.garments import CATEGORIES

# b business, c street, d dressed evening, e ethnic, h holiday and beach, l at home, m smart casual, o outdoors, s
# sport, w winter
_WORLDS = {
    "t_shirt": "chlmos", "tank_top": "chls", "camisole": "dm", "crop_top": "ch", "bodysuit": "cdm", "top": "cdm",
    "blouse": "bdm", "shirt": "bcdm", "polo": "chm", "turtleneck": "bcmw", "sweater": "cmow", "cardigan": "clmw",
    "sweatshirt": "clos", "hoodie": "clos", "tunic": "ehm", "kurta": "e", "sports_top": "so", "jeans": "cmow",
    "trousers": "bcdm", "suit_trousers": "bd", "chinos": "bcm", "cargos": "co", "culottes": "mdb", "shorts": "cho",
    "skirt": "bcdm", "leggings": "clos", "joggers": "cls", "sports_bottom": "so", "swim_shorts": "h",
    "dress": "bcdhm", "cocktail_dress": "d", "gown": "d", "jumpsuit": "cdm", "playsuit": "ch", "dungarees": "co",
    "suit": "bd", "sari": "de", "ethnic_set": "de", "tracksuit": "ls", "swimsuit": "h", "pyjamas": "l",
    "blazer": "bdm", "waistcoat": "bdm", "coat": "bdmw", "trench_coat": "bdm", "raincoat": "co", "jacket": "cmo",
    "denim_jacket": "chm", "leather_jacket": "cdm", "bomber_jacket": "cs", "puffer_jacket": "cosw", "parka": "cow",
    "fleece": "os", "gilet": "cow", "cape": "dem", "trainers": "chmols", "sports_shoes": "so", "flats": "bcdm",
    "loafers": "bcm", "oxfords": "bd", "heels": "bdm", "sandals": "ceh", "heeled_sandals": "deh",
    "espadrilles": "ch", "mules": "cehm", "flip_flops": "hl", "ankle_boots": "bcdmw", "boots": "cmow",
    "hiking_boots": "o", "rain_boots": "o", "snow_boots": "ow", "slippers": "l", "handbag": "bdem", "tote": "bchm",
    "clutch": "de", "crossbody": "chmo", "backpack": "chos", "belt_bag": "chos", "briefcase": "b",
    "holdall": "chos", "belt": "bcdm", "scarf": "bcmw", "shawl": "bdemw", "sun_hat": "hcm", "cap": "chos",
    "beanie": "cosw", "fascinator": "d", "gloves": "bcmow", "sunglasses": "chmos", "watch": "bcdms",
    "necklace": "bcdehm", "earrings": "bcdehm", "bracelet": "bcdehm", "ring": "bcdehm", "brooch": "bde",
    "tie": "bd", "bow_tie": "d", "pocket_square": "bd", "cufflinks": "bd", "hair_accessory": "cdehm",
    "tights": "bdmw", "socks": "clmosw", "umbrella": "bcmow", "wallet": "bcm",
}  # fmt: skip
_EXCEPTIONS = {
    ("suit", "cape"): 0.2, ("gown", "blazer"): 0.2, ("gown", "trench_coat"): 0.4, ("jumpsuit", "waistcoat"): 0.3,
    ("blouse", "fleece"): 0.2, ("dress", "fleece"): 0.2, ("dress", "parka"): 0.5, ("tracksuit", "fleece"): 0.2,
    ("denim_jacket", "jeans"): 0.5, ("shorts", "coat"): 0.2, ("shorts", "tights"): 0.2,
    ("heeled_sandals", "tights"): 0.2, ("jumpsuit", "tights"): 0.2, ("gown", "tights"): 0.6,
    ("tunic", "skirt"): 0.3, ("tunic", "leggings"): 1.0, ("kurta", "leggings"): 1.0, ("kurta", "trousers"): 0.8,
    ("kurta", "sandals"): 0.9, ("kurta", "jeans"): 0.7, ("kurta", "flats"): 0.8, ("kurta", "loafers"): 0.7,
    ("belt", "dress"): 0.5, ("belt", "sari"): 0.3, ("turtleneck", "necklace"): 0.7, ("turtleneck", "scarf"): 0.5,
    ("swimsuit", "trainers"): 0.3, ("swim_shorts", "trainers"): 0.5, ("slippers", "socks"): 0.6,
    ("slippers", "pyjamas"): 1.0,
}  # fmt: skip


def together(one: str, other: str) -> float:
    """How well two kinds go together: 0.05 for a clash, 0.25 for nothing shared, 1 where one's worlds lie within the
    other's."""
    if kinds.clash(one, other):
        return kinds.CLASHING
    if any(a in LAYERED and CATEGORIES[b].slot == "top" for a, b in ((one, other), (other, one))):
        return 0.95
    known = _EXCEPTIONS.get((one, other), _EXCEPTIONS.get((other, one)))
    if known is not None:
        return known
    worlds, others = set(_WORLDS.get(one, "c")), set(_WORLDS.get(other, "c"))
    return 0.25 + 0.75 * len(worlds & others) / min(len(worlds), len(others))
