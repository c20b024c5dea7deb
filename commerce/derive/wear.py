# ruff: noqa: E501 - its tables read best with one row a line
"""When a garment is worn: insulation, coverage, formality, seasons, occasions. From its category, cut and words.

`clo` starts from the category's value and is scaled by what ISO 9920:2007 and ASHRAE 55-2020 (table 5.2.2.2C) list for
the same garment in another cut or cloth: long- to short-sleeved shirt .25 → .19, sleeveless .12; dress short-sleeved
.29, sleeveless .23, long-sleeved .33; trousers thick .24, thin .15; skirt thick .23, thin .14.
"""

from collections.abc import Sequence

from commerce.derive.words import Lexicon, tokens
from commerce.garments import CATEGORIES, Season

_LONG_SLEEVED = frozenset(
    ("blouse", "shirt", "turtleneck", "sweater", "cardigan", "sweatshirt", "hoodie", "tunic", "kurta", "bodysuit",
     "polo", "t_shirt", "top", "sports_top")
)  # fmt: skip
_SHORT_SLEEVED = frozenset(("t_shirt", "polo", "top", "sports_top"))
_SHIRT_SLEEVE = {"sleeveless": 0.5, "strap": 0.45, "cap": 0.65, "short": 0.76, "elbow": 0.82, "three_quarter": 0.9}
_TEE_SLEEVE = {"sleeveless": 0.7, "strap": 0.65, "cap": 0.85, "elbow": 1.1, "three_quarter": 1.3, "long": 1.6}
_DRESS_SLEEVE = {"sleeveless": 0.8, "strap": 0.75, "cap": 0.9, "three_quarter": 1.08, "long": 1.14, "balloon": 1.14}
_LENGTH = {"mini": 0.85, "above_knee": 0.92, "midi": 1.08, "ankle": 1.15, "floor": 1.2, "cropped": 0.85, "thigh": 1.12,
           "calf": 0.8}  # fmt: skip
_THIN = frozenset(("linen", "chiffon", "georgette", "tulle", "organza", "mesh", "silk", "crepe", "viscose", "lyocell"))
_THICK = frozenset(("wool", "merino", "cashmere", "alpaca", "mohair", "fleece", "down", "fur", "faux fur", "corduroy",
                    "tweed", "velvet", "flannel"))  # fmt: skip
_WARM_WORDS = frozenset(
    ("lined", "padded", "quilted", "insulated", "thermal", "winter", "chunky", "sherpa", "heavyweight")
)
_LIGHT_WORDS = frozenset(("lightweight", "sheer", "breathable", "airy", "summer", "thin"))

_SLEEVE_COVER = {"sleeveless": 0.6, "strap": 0.5, "cap": 0.66, "short": 0.75, "elbow": 0.82, "three_quarter": 0.9, "long": 1.0,
                 "bell": 1.0, "balloon": 1.0, "batwing": 0.9, "flutter": 0.7, "puff_short": 0.75}  # fmt: skip
_NECK_COVER = {"v": -0.04, "scoop": -0.05, "off_shoulder": -0.15, "one_shoulder": -0.1, "strapless": -0.2, "halter": -0.1,
               "sweetheart": -0.08, "roll": 0.03, "mock": 0.02}  # fmt: skip
_LENGTH_COVER = {"mini": 0.3, "above_knee": 0.42, "knee": 0.55, "midi": 0.75, "calf": 0.75, "ankle": 0.95, "floor": 1.0, "full": 1.0,
                 "thigh": 0.3, "cropped": 0.85}  # fmt: skip
_USUAL_COVER = {
    "t_shirt": 0.75, "polo": 0.77, "tank_top": 0.6, "camisole": 0.5, "crop_top": 0.5, "shirt": 1.0, "blouse": 0.95,
    "turtleneck": 1.0, "sweater": 1.0, "cardigan": 0.95, "sweatshirt": 1.0, "hoodie": 1.0, "tunic": 0.9, "kurta": 1.0,
    "jeans": 1.0, "trousers": 1.0, "suit_trousers": 1.0, "chinos": 1.0, "cargos": 1.0, "culottes": 0.75, "joggers": 1.0,
    "leggings": 0.95, "shorts": 0.35, "swim_shorts": 0.3, "suit": 1.0, "jumpsuit": 0.95, "playsuit": 0.5, "gown": 0.85,
    "sari": 0.9, "ethnic_set": 1.0, "tracksuit": 1.0, "swimsuit": 0.25, "pyjamas": 0.95, "dungarees": 0.9,
}  # fmt: skip

_FORMALITY: Lexicon[float] = Lexicon({
    "formal": 0.15, "tuxedo": 0.2, "black tie": 0.2, "business": 0.12, "office": 0.1, "dress": 0.0, "semiformal": 0.08,
    "semi formal": 0.08, "smart casual": 0.05, "party": 0.08, "cocktail": 0.12, "evening": 0.12, "festive": 0.12, "ethnic": 0.1,
    "wedding": 0.15, "casual": -0.07, "lounge": -0.2, "sports": -0.15, "sport": -0.15, "training": -0.18, "running": -0.18, "gym": -0.2,
    "yoga": -0.2, "beach": -0.15, "ripped": -0.12, "distressed": -0.12, "washed": -0.04, "graphic": -0.05, "oversized": -0.05, "cargo": -0.08,
    "sequinned": 0.1, "sequin": 0.1, "embellished": 0.08, "velvet": 0.08, "satin": 0.06, "silk": 0.08, "cashmere": 0.06, "tailored": 0.1, "patent": 0.06,
    "denim": -0.1, "hooded": -0.08, "travel": -0.05, "workout": -0.2, "fitness": -0.2,
})  # fmt: skip
_SEASONS: Lexicon[tuple[Season, ...]] = Lexicon({
    "spring": ("spring",), "summer": ("summer",), "autumn": ("autumn",), "fall": ("autumn",), "winter": ("winter",), "wintry": ("winter",),
    "cold": ("winter",), "cold weather": ("autumn", "winter"), "chilly": ("autumn", "winter"), "snow": ("winter",), "hot": ("summer",), "warm": ("spring", "summer"),
    "beach": ("summer",), "thermal": ("winter",), "cool": ("autumn", "spring"), "mild": ("spring", "autumn"), "all weather": (), "monsoon": ("summer", "autumn"),
})  # fmt: skip
_ORDER: tuple[Season, ...] = ("spring", "summer", "autumn", "winter")
_OCCASIONS: Lexicon[tuple[str, ...]] = Lexicon({
    "casual": ("everyday",), "everyday": ("everyday",), "daily": ("everyday",), "smart casual": ("everyday", "work"), "office": ("work",), "work": ("work",), "workwear": ("work",),
    "formal": ("work", "business_formal"), "business": ("business_formal",), "semiformal": ("work",), "interview": ("interview",), "wedding": ("wedding_guest",),
    "bridal": (), "black tie": ("black_tie",), "cocktail": ("cocktail",), "party": ("party",), "partywear": ("party",), "clubbing": ("party",), "date night": ("date",), "evening": ("evening",),
    "brunch": ("brunch",), "travel": ("travel",), "beach": ("beach",), "swim": ("beach",), "outdoor": ("outdoor",), "hiking": ("outdoor",), "trekking": ("outdoor",), "sport": ("sport",), "sports": ("sport",),
    "running": ("sport",), "training": ("sport",), "gym": ("sport",), "yoga": ("sport",), "workout": ("sport",), "fitness": ("sport",), "lounge": ("lounge",), "sleepwear": ("lounge",), "loungewear": ("lounge",),
    "nightwear": ("lounge",), "festival": ("festival",), "festive": ("party",), "graduation": ("graduation",), "work party": ("work", "party"),
})  # fmt: skip


def clo(category: str, cut: dict[str, str], materials: Sequence[str], text: str) -> float:
    """Insulation in clo of this garment; 0 for what does not clothe."""
    base = CATEGORIES[category].clo
    slot = CATEGORIES[category].slot
    if base == 0 or slot in ("shoes", "accessory", None):
        return base
    value = base * _sleeve_factor(category, slot, cut.get("sleeve", ""))
    value *= _LENGTH.get(cut.get("length", ""), 1.0) if slot in ("dress", "bottom", "outerwear", "top") else 1.0
    value *= _cloth_factor(category, materials, text)
    return round(min(max(value, 0.6 * base if slot != "top" else 0.4 * base), 1.7 * base), 3)


def coverage(category: str, cut: dict[str, str]) -> float | None:
    """Share of its part of the body that a garment covers, 0..1; None where neither cut nor category tells."""
    slot = CATEGORIES[category].slot
    usual = _USUAL_COVER.get(category)
    sleeve, length = cut.get("sleeve", ""), cut.get("length", "")
    if slot == "top":
        value = _SLEEVE_COVER.get(sleeve, usual)
        cropped = -0.2 if length == "cropped" and category != "crop_top" else 0.0
        return None if value is None else _share(value + _NECK_COVER.get(cut.get("neckline", ""), 0.0) + cropped)
    if slot == "bottom":
        return _LENGTH_COVER.get(length, usual)
    if slot == "dress":
        below = _LENGTH_COVER.get(length)
        above = _SLEEVE_COVER.get(sleeve)
        if below is None or category not in ("dress", "cocktail_dress", "gown"):
            return usual if below is None else below
        return _share(
            0.6 * below + 0.4 * (0.7 if above is None else above) + _NECK_COVER.get(cut.get("neckline", ""), 0.0)
        )
    return None


def formality(category: str, text: str) -> float:
    """0 (home, beach) .. 1 (white tie): the category's value, moved by words such as formal, party, ripped."""
    moves = {match.value for match in _FORMALITY.find(tokens(text))}
    up, down = max((m for m in moves if m > 0), default=0.0), min((m for m in moves if m < 0), default=0.0)
    return round(min(max(CATEGORIES[category].formality + up + down, 0.0), 1.0), 3)


def seasons(text: str) -> tuple[Season, ...]:
    """The seasons that words name, in the year's order; empty means all year or not said."""
    named = {season for match in _SEASONS.find(tokens(text)) for season in match.value}
    return tuple(season for season in _ORDER if season in named) if len(named) < 4 else ()


def usual_seasons(category: str, value: float, materials: Sequence[str]) -> tuple[Season, ...]:
    """The seasons that a garment's warmth suggests where nothing is said; empty means all year."""
    base = CATEGORIES[category].clo
    if category in ("sandals", "flip_flops", "swimsuit", "swim_shorts", "sun_hat", "espadrilles"):
        return ("spring", "summer")
    if category in ("snow_boots", "beanie", "parka", "puffer_jacket", "gloves"):
        return ("autumn", "winter")
    if base >= 0.2 and (value >= 1.2 * base or set(materials) & _THICK):
        return ("autumn", "winter")
    if "linen" in materials or category == "shorts":
        return ("spring", "summer")
    return ()


def occasions(text: str) -> tuple[str, ...]:
    """Occasions of the contract that the seller's words name, each once."""
    return tuple(dict.fromkeys(o for match in _OCCASIONS.find(tokens(text)) for o in match.value))


def _sleeve_factor(category: str, slot: str | None, sleeve: str) -> float:
    if slot == "dress":
        return _DRESS_SLEEVE.get(sleeve, 1.0)
    if category in _SHORT_SLEEVED:
        return _TEE_SLEEVE.get(sleeve, 1.0)
    return _SHIRT_SLEEVE.get(sleeve, 1.0) if category in _LONG_SLEEVED else 1.0


def _cloth_factor(category: str, materials: Sequence[str], text: str) -> float:
    words = set(tokens(text))
    factor = 1.25 if words & _WARM_WORDS and category not in ("puffer_jacket", "parka") else 1.0
    factor *= 0.85 if words & _LIGHT_WORDS else 1.0
    if set(materials) & _THICK:
        return factor * 1.2
    return factor * 0.8 if set(materials) & _THIN else factor


def _share(value: float) -> float:
    return round(min(max(value, 0.0), 1.0), 2)
