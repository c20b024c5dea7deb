# ruff: noqa: E501 - word tables read best one idea a line
"""Words for garments in the four languages, and the categories that each may mean."""

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from aurora.grounding import tongues
from aurora.grounding.lexicon import Found, blank_idioms, key, pattern_of
from aurora.types import Language
from commerce.garments import CATEGORIES

__all__ = ["GarmentFound", "cloths", "compounds", "find_garments", "is_suit"]


class GarmentFound(msgspec.Struct, frozen=True):
    start: int
    end: int
    word: str
    categories: frozenset[str]


_SHOES = frozenset(c.id for c in CATEGORIES.values() if c.slot == "shoes")
_BAGS = frozenset(c.id for c in CATEGORIES.values() if c.slot == "bag")
_TOPS = frozenset(c.id for c in CATEGORIES.values() if c.slot == "top")
_BOTTOMS = frozenset(c.id for c in CATEGORIES.values() if c.slot == "bottom")
_ACCESSORIES = frozenset(c.id for c in CATEGORIES.values() if c.slot == "accessory")
_OUTERWEAR = frozenset(c.id for c in CATEGORIES.values() if c.slot == "outerwear")
_JACKETS = frozenset(("jacket", "blazer", "denim_jacket", "leather_jacket", "bomber_jacket", "puffer_jacket", "raincoat",
                      "fleece", "waistcoat", "parka", "gilet"))  # fmt: skip
_COATS = frozenset(("coat", "trench_coat", "parka", "raincoat", "puffer_jacket", "cape"))
_TROUSERS = frozenset(("trousers", "suit_trousers", "chinos", "cargos", "culottes", "joggers"))
_KNITS = frozenset(("sweater", "cardigan", "turtleneck"))
_BOOTS = frozenset(("boots", "ankle_boots", "hiking_boots", "rain_boots", "snow_boots"))
_DRESSES = frozenset(("dress", "cocktail_dress", "gown"))
_HATS = frozenset(("sun_hat", "cap", "beanie", "fascinator"))
_JEWELLERY = frozenset(("necklace", "earrings", "bracelet", "ring", "brooch", "cufflinks", "watch"))

HYPERNYMS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("shoes", "shoe", "footwear", "schuhe", "schuh", "chaussures", "chaussure", "zapatos", "zapato"), _SHOES),
    **dict.fromkeys(("bag", "bags", "tasche", "taschen", "sac", "sacs", "bolso", "bolsos"), _BAGS),
    **dict.fromkeys(("top", "tops", "oberteil", "haut", "hauts"), _TOPS),
    **dict.fromkeys(("bottoms",), _BOTTOMS),
    **dict.fromkeys(("accessory", "accessories", "accessoire", "accessoires", "accesorio", "accesorios"), _ACCESSORIES),
    **dict.fromkeys(("outerwear", "overlayer"), _OUTERWEAR),
    **dict.fromkeys(("jacket", "jackets", "jacke", "jacken", "veste", "vestes", "chaqueta", "chaquetas"), _JACKETS),
    **dict.fromkeys(("coat", "coats", "mantel", "mäntel", "manteau", "manteaux", "abrigo", "abrigos"), _COATS),
    **dict.fromkeys(("trousers", "pants", "slacks", "hose", "hosen", "pantalon", "pantalons", "pantalón", "pantalones"),
                    _TROUSERS),
    **dict.fromkeys(("knit", "knits", "knitwear", "jumper", "jumpers", "sweater", "sweaters", "pullover", "pull", "jersey top"),
                    _KNITS | {"sweatshirt"}),
    **dict.fromkeys(("boots", "boot", "booties", "stiefel", "bottes", "bottines", "botas", "botines"), _BOOTS),
    **dict.fromkeys(("sandals", "sandal", "sandalen", "sandales", "sandalias"), frozenset(("sandals", "heeled_sandals"))),
    **dict.fromkeys(("heels", "pumps", "stilettos", "absätze", "talons", "tacones"), frozenset(("heels", "heeled_sandals"))),
    **dict.fromkeys(("dress", "dresses", "kleid", "kleider", "robe", "robes", "vestido", "vestidos"), _DRESSES),
    **dict.fromkeys(("hat", "hats", "hut", "hüte", "chapeau", "chapeaux", "sombrero", "sombreros"), _HATS),
    **dict.fromkeys(("jewellery", "jewelry", "schmuck", "bijoux", "joyas"), _JEWELLERY),
    **dict.fromkeys(("shirt", "shirts", "hemd", "hemden", "chemise", "chemises", "camisa", "camisas"),
                    frozenset(("shirt", "polo"))),
    **dict.fromkeys(("suit", "suits", "anzug", "anzüge", "costume", "traje", "trajes"), frozenset(("suit",))),
    **dict.fromkeys(("sneakers", "trainers", "turnschuhe", "baskets", "zapatillas"), frozenset(("trainers", "sports_shoes"))),
    **dict.fromkeys(("rock", "röcke", "jupe", "jupes", "falda", "faldas"), frozenset(("skirt",))),
    **dict.fromkeys(("bluse", "blusen", "chemisier", "blusa", "blusas"), frozenset(("blouse",))),
    **dict.fromkeys(("schal", "tuch", "écharpe", "foulard", "bufanda", "pañuelo"), frozenset(("scarf", "shawl"))),
    **dict.fromkeys(("gürtel", "ceinture", "cinturón"), frozenset(("belt",))),
    **dict.fromkeys(("krawatte", "cravate", "corbata"), frozenset(("tie",))),
    **dict.fromkeys(("weste", "gilet de costume", "chaleco"), frozenset(("waistcoat", "gilet"))),
    **dict.fromkeys(("rollkragenpullover", "col roulé", "cuello alto"), frozenset(("turtleneck",))),
    **dict.fromkeys(("strickjacke", "rebeca"), frozenset(("cardigan",))),
    **dict.fromkeys(("regenmantel", "imperméable", "impermeable"), frozenset(("raincoat", "trench_coat"))),
    **dict.fromkeys(("mütze", "bonnet", "gorro"), frozenset(("beanie", "cap"))),
    **dict.fromkeys(("handschuhe", "gants", "guantes"), frozenset(("gloves",))),
    **dict.fromkeys(("uhr", "montre", "reloj"), frozenset(("watch",))),
    **dict.fromkeys(("kette", "halskette", "collier", "collar"), frozenset(("necklace",))),
    **dict.fromkeys(("ohrringe", "boucles d'oreilles", "pendientes"), frozenset(("earrings",))),
    **dict.fromkeys(("vaqueros", "jeanshose"), frozenset(("jeans",))),
}  # fmt: skip

# Words of the category table that mean something else more often than the garment.
_AMBIGUOUS = frozenset((
    "heel", "chain", "cuff", "mac", "wrap", "tank", "pump", "jersey", "briefs", "trunk", "portfolio", "kicks", "robe",
    "slides", "wedges", "pouch", "product", "products", "thongs", "khakis", "pant", "legging", "shopper", "down jacket",
    "studs", "hoops", "knit", "collar",
))  # fmt: skip

# Garments that no category of ours holds: on the table only where a title has the word.
_UNSOLD = frozenset((
    "kimono", "fedora", "corset", "bustier", "kilt", "leotard", "beret", "tuxedo", "swimsuit", "bikini", "pyjamas", "pajamas", "cloak", "bolero", "poncho", "kaftan", "caftan", "sarong", "waders",
    "overalls", "onesie", "romper", "negligee", "bralette", "bra", "garter", "suspenders", "braces", "cummerbund", "ascot", "cravat", "tiara", "turban", "headscarf", "bandana", "balaclava",
    "visor", "top hat", "bowler", "trilby", "panama", "stetson", "snood", "stole", "muff", "legwarmers", "leg warmers", "stockings", "petticoat", "crinoline", "apron", "tabard", "tunic",
    "anorak", "windbreaker", "windcheater", "cagoule", "duffle", "peacoat", "ulster", "tailcoat", "morning coat", "spencer", "shrug", "capelet", "brogues", "clogs", "moccasins", "plimsolls",
    "galoshes", "wellies", "anklet", "choker", "pendant", "tie clip", "lapel pin", "monocle", "parasol", "briefcase", "satchel", "duffel", "holdall", "weekender", "suitcase", "fanny pack",
    "wallet", "purse", "keyring", "perfume", "fragrance", "lipstick", "make-up", "makeup", "nail polish",
))  # fmt: skip

_NO_SYNONYM = frozenset(
    ("kimono", "kimonos", "poncho", "ponchos", "bolero", "boleros", "shrug", "shrugs")
)  # filed under capes, but no name for another cape

_HOMONYMS = {
    "en": ("rock", "haut", "pull", "costume", "baskets", "collar", "tuch", "hut", "montre", "rebeca", "impermeable"),
    "de": ("pull", "costume", "hat", "haut", "boot"),
    "fr": ("rock", "hose", "hut", "boot", "coat", "mono"),
    "es": ("rock", "hose", "pull", "hut", "tie"),
}


@cache
def _garment_words(language: Language) -> dict[str, frozenset[str]]:
    words: dict[str, set[str]] = {}
    for category in CATEGORIES.values():
        singular = {category.noun, *category.words}
        forms = singular | {category.plural} | {_plural(word) for word in singular}
        for form in forms - _AMBIGUOUS:
            words.setdefault(form, set()).add(category.id)
    for word, categories in HYPERNYMS.items():
        if word not in _HOMONYMS.get(language, ()):
            words.setdefault(word, set()).update(categories)
    for word, ids in tongues.garments(language).items():
        words.setdefault(word, set()).update(ids)
    for form in {*_UNSOLD, *map(_plural, _UNSOLD)}:
        words[form] = set() if form in _NO_SYNONYM else words.get(form, set())
    other = ("product", "products", *_HOMONYMS.get(language, ()))
    words = {word: ids for word, ids in words.items() if word not in other}
    return {word: frozenset(categories) for word, categories in words.items()}


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "ch", "sh")):
        return word if word.endswith("s") else word + "es"
    return word[:-3] + "ves" if word.endswith("arf") else word + "s"


# German joins material and garment: Lederjacke, Wollmantel. Stem → category words or material.
_COMPOUND_END = {
    "jacke": _JACKETS, "jacken": _JACKETS, "mantel": _COATS, "hose": _TROUSERS | {"jeans", "shorts"}, "hosen": _TROUSERS,
    "kleid": _DRESSES, "kleider": _DRESSES, "rock": frozenset(("skirt",)), "schuhe": _SHOES, "schuh": _SHOES,
    "stiefel": _BOOTS, "stiefeletten": _BOOTS, "hemd": frozenset(("shirt", "polo")), "bluse": frozenset(("blouse",)),
    "tasche": _BAGS, "pullover": _KNITS, "weste": frozenset(("waistcoat", "gilet")), "schal": frozenset(("scarf",)),
    "gürtel": frozenset(("belt",)), "sandalen": frozenset(("sandals", "heeled_sandals")),
}  # fmt: skip
_COMPOUND_START = {
    "wildleder": "suede", "kunstleder": "faux leather", "leder": "leather", "merino": "merino", "baumwoll": "cotton",
    "woll": "wool", "seiden": "silk", "leinen": "linen", "samt": "velvet", "kaschmir": "cashmere", "denim": "denim",
    "satin": "satin", "spitzen": "lace", "cord": "corduroy", "pelz": "fur", "daunen": "down", "tweed": "tweed",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]{6,}")


def compounds(text: str) -> Iterator[tuple[GarmentFound, Found | None]]:
    """German compounds in `text`: the garment and, where the first part names one, its material."""
    for match in _WORD.finditer(text):
        word = match.group().lower()
        for ending, categories in _COMPOUND_END.items():
            if word.endswith(ending) and len(word) > len(ending) + 2:
                garment = GarmentFound(match.start(), match.end(), word, categories)
                start = next((s for s in _COMPOUND_START if word.startswith(s)), None)
                made_of = Found(match.start(), match.end(), word, _COMPOUND_START[start]) if start else None
                yield garment, made_of
                break


_CLOTH_END = re.compile(
    r"(?:anteil|mischung|gemisch|stoff|gewebe|futter|faser|fasern|strick|qualität|material|besatz|einsatz|einsätze)e?[ns]?$"
)


def cloths(text: str) -> Iterator[Found]:
    """German words for a cloth or its share that begin with a material: Baumwollanteil, Seidenfutter."""
    for match in _WORD.finditer(text):
        word = match.group().lower()
        start = next((s for s in _COMPOUND_START if word.startswith(s)), None)
        if start and _CLOTH_END.search(word):
            yield Found(match.start(), match.end(), word, _COMPOUND_START[start])


def find_garments(text: str, language: Language = "en") -> Iterator[GarmentFound]:
    """Garment words in `text` with the categories that each may mean; idioms such as "suits you" are not garments."""
    words = _garment_words(language)
    lookup = _garment_lookup(language)
    read = blank_idioms(text)
    for match in pattern_of(tuple(words)).finditer(read):
        word = match.group().lower()
        yield GarmentFound(match.start(), match.end(), word, lookup[key(word)])
    if language == "de":
        yield from (garment for garment, _ in compounds(read))


@cache
def _garment_lookup(language: Language) -> dict[str, frozenset[str]]:
    merged: dict[str, frozenset[str]] = {}
    for word, categories in _garment_words(language).items():
        merged[key(word)] = merged.get(key(word), frozenset()) | categories
    return merged


_SUITS = frozenset(("suit", "suits", "anzug", "anzüge", "costume", "costumes", "traje", "trajes", "tailleur"))


def is_suit(word: str) -> bool:
    """Whether the word is a suit, which the shop may sell as a jacket and trousers."""
    return word.lower() in _SUITS
