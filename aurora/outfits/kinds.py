"""Which kinds of garment go together, 0..1: a prior by hand over pairs of categories, to be replaced by one learned
from looks.

Every category belongs to some of ten worlds; two kinds go together as far as they share worlds. The exceptions are
written out.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from aurora.occasions import LAYERED, UNDER
from commerce.garments import CATEGORIES

# b business, c street, d dressed evening, e ethnic, h holiday and beach, l at home, m smart casual, o outdoors, s
# sport, w winter
_WORLDS = {
    "t_shirt": "chlmos", "tank_top": "chls", "camisole": "dm", "crop_top": "ch", "bodysuit": "cdm", "top": "cdm",
                          "blouse": "bdm",
    "shirt": "bcdm", "polo": "chm", "turtleneck": "bcmw", "sweater": "cmow", "cardigan": "clmw", "sweatshirt": "clos",
    "hoodie": "clos", "tunic": "ehm", "kurta": "e", "sports_top": "so",
    "jeans": "cmow", "trousers": "bcdm", "suit_trousers": "bd", "chinos": "bcm", "cargos": "co",
                          "culottes": "mdb", "shorts": "cho",
    "skirt": "bcdm", "leggings": "clos", "joggers": "cls", "sports_bottom": "so", "swim_shorts": "h",
    "dress": "bcdhm", "cocktail_dress": "d", "gown": "d", "jumpsuit": "cdm", "playsuit": "ch", "dungarees": "co",
                          "suit": "bd",
    "sari": "de", "ethnic_set": "de", "tracksuit": "ls", "swimsuit": "h", "pyjamas": "l",
    "blazer": "bdm", "waistcoat": "bdm", "coat": "bdmw", "trench_coat": "bdm", "raincoat": "co", "jacket": "cmo",
                          "denim_jacket": "chm",
    "leather_jacket": "cdm", "bomber_jacket": "cs", "puffer_jacket": "cosw", "parka": "cow", "fleece": "os",
                          "gilet": "cow", "cape": "dem",
    "trainers": "chmols", "sports_shoes": "so", "flats": "bcdm", "loafers": "bcm", "oxfords": "bd",
                          "heels": "bdm", "sandals": "ceh",
    "heeled_sandals": "deh", "espadrilles": "ch", "mules": "cehm", "flip_flops": "hl", "ankle_boots": "bcdmw",
                          "boots": "cmow",
    "hiking_boots": "o", "rain_boots": "o", "snow_boots": "ow", "slippers": "l",
    "handbag": "bdem", "tote": "bchm", "clutch": "de", "crossbody": "chmo", "backpack": "chos",
                          "belt_bag": "chos", "briefcase": "b",
    "holdall": "chos",
    "belt": "bcdm", "scarf": "bcmw", "shawl": "bdemw", "sun_hat": "hcm", "cap": "chos", "beanie": "cosw",
                          "fascinator": "d",
    "gloves": "bcmow", "sunglasses": "chmos", "watch": "bcdms", "necklace": "bcdehm", "earrings": "bcdehm",
                          "bracelet": "bcdehm",
    "ring": "bcdehm", "brooch": "bde", "tie": "bd", "bow_tie": "d", "pocket_square": "bd", "cufflinks": "bd",
                          "hair_accessory": "cdehm",
    "tights": "bdmw", "socks": "clmosw", "umbrella": "bcmow", "wallet": "bcm",
}  # fmt: skip
_EXCEPTIONS = {
    ("suit", "blazer"): 0.05, ("suit", "denim_jacket"): 0.05, ("suit", "bomber_jacket"): 0.1,
    ("suit", "leather_jacket"): 0.1, ("suit", "jacket"): 0.1, ("suit", "cape"): 0.2, ("gown", "blazer"): 0.2,
    ("gown", "trench_coat"): 0.4, ("dress", "waistcoat"): 0.1, ("cocktail_dress", "waistcoat"): 0.05,
    ("gown", "waistcoat"): 0.05, ("jumpsuit", "waistcoat"): 0.3, ("blouse", "fleece"): 0.2,
    ("dress", "fleece"): 0.2, ("dress", "parka"): 0.5, ("tracksuit", "fleece"): 0.2, ("denim_jacket", "jeans"): 0.5,
    ("shorts", "coat"): 0.2, ("shorts", "tights"): 0.2, ("shorts", "parka"): 0.1, ("shorts", "puffer_jacket"): 0.1,
    ("sandals", "tights"): 0.05, ("sandals", "socks"): 0.05, ("flip_flops", "socks"): 0.05,
    ("heeled_sandals", "tights"): 0.2, ("heels", "socks"): 0.1, ("jeans", "tights"): 0.05,
    ("trousers", "tights"): 0.05, ("chinos", "tights"): 0.05, ("joggers", "tights"): 0.05,
    ("leggings", "tights"): 0.05, ("suit_trousers", "tights"): 0.05, ("jumpsuit", "tights"): 0.2,
    ("swimsuit", "tights"): 0.05, ("gown", "tights"): 0.6, ("tunic", "skirt"): 0.3, ("tunic", "leggings"): 1.0,
    ("kurta", "leggings"): 1.0, ("kurta", "trousers"): 0.8, ("kurta", "sandals"): 0.9, ("kurta", "jeans"): 0.7,
    ("kurta", "flats"): 0.8, ("kurta", "loafers"): 0.7, ("belt", "dress"): 0.5, ("belt", "leggings"): 0.05,
    ("belt", "joggers"): 0.05, ("belt", "tracksuit"): 0.05, ("belt", "swimsuit"): 0.05, ("belt", "pyjamas"): 0.05,
    ("belt", "sari"): 0.3, ("turtleneck", "necklace"): 0.7, ("turtleneck", "scarf"): 0.5,
    ("swimsuit", "socks"): 0.05, ("swimsuit", "trainers"): 0.3, ("swim_shorts", "trainers"): 0.5,
    ("slippers", "socks"): 0.6, ("slippers", "pyjamas"): 1.0,
}  # fmt: skip
# Worn only with these: a tie on a t-shirt clashes, whatever else is shared.
_ONLY_WITH = {
    "tie": frozenset(("shirt", "suit")), "bow_tie": frozenset(("shirt", "suit")), "cufflinks": frozenset(("shirt",
                          "suit")),
    "pocket_square": frozenset(("shirt", "suit", "blouse", "turtleneck", "t_shirt", "top")),
}  # fmt: skip
CLASH = 0.1
"""From here down two kinds clash: their pair counts for a third of what it would."""
KINDS = tuple(CATEGORIES)
_NUMBER = {kind: number for number, kind in enumerate(KINDS)}


def number(kind: str) -> int:
    """Row of a category in `prior`."""
    return _NUMBER[kind]


@cache
def prior() -> NDArray[np.float64]:
    """(kinds, kinds) 0..1, symmetric: 0.25 for nothing shared, 1 where one's worlds lie within the other's."""
    return np.array([[_together(one, other) for other in KINDS] for one in KINDS])


def _together(one: str, other: str) -> float:
    for kind, only in ((one, other), (other, one)):
        if kind in _ONLY_WITH and CATEGORIES[only].slot in ("top", "dress") and only not in _ONLY_WITH[kind]:
            return 0.05
    for over, under in ((one, other), (other, one)):
        if over in LAYERED and CATEGORIES[under].slot == "top":
            return 0.95 if under in UNDER[over] else 0.05
    known = _EXCEPTIONS.get((one, other), _EXCEPTIONS.get((other, one)))
    if known is not None:
        return known
    worlds, others = set(_WORLDS.get(one, "c")), set(_WORLDS.get(other, "c"))
    return 0.25 + 0.75 * len(worlds & others) / min(len(worlds), len(others))
