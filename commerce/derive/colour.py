# ruff: noqa: E501 - its tables read best with one row a line
"""Colours that words name: a name of `colours.NAMED`, its hex, and how sure that is.

A name is found as the longest phrase (`navy blue`, `rose gold`); `light` and `dark` before it move its lightness in
CIELAB by 14; an unknown word is taken for the known colour that it ends in (`heather grey`), or left out.
"""

import msgspec

from commerce.colours import NAMED, hex_of, lab, nearest_name
from commerce.derive.lexicon import NOT_COLOURS
from commerce.derive.words import Lexicon, tokens

# What the trade calls them → our name.
SYNONYMS: dict[str, str] = {
    "navy": "navy blue|midnight blue|midnight|dark blue|ink blue|marine blue|french navy|ink|marine|dark navy",
    "blue": "bluish|medium blue|mid blue|azure|cerulean|electric blue|bright blue|airforce blue|air force blue|sapphire|yale blue",
    "sky blue": "sky|baby blue|ice blue|carolina blue", "light blue": "pale blue|chambray|washed blue light", "denim": "denim blue|washed blue|"
    "stonewash|steel blue|dusty blue", "royal blue": "royal|ultramarine|cobalt blue", "teal": "teal blue|petrol|petrol blue|peacock|peacock blue|teal green",
    "turquoise": "turquoise blue|cyan", "aqua": "aqua blue|aquamarine|seafoam|tiffany blue|light turquoise", "indigo": "indigo blue",
    "grey": "gray|greyish|grey melange|gray melange|grey marl|heather grey|heather gray|heather|ash|ash grey|slate|slate grey|pewter|melange|"
    "light grey|light gray|dk grey|medium grey", "charcoal": "anthracite|graphite|dark grey|dark gray|charcoal grey|charcoal gray|gunmetal|gunmetal toned|gun metal",
    "silver": "steel|silver toned|metallic|platinum|chrome|stainless steel|oxidised silver|silver plated|sterling silver|pewter silver",
    "gold": "golden|gold toned|gold plated|antique gold|brass|champagne gold|yellow gold", "rose gold": "rose gold toned|rose gold plated",
    "bronze": "bronze toned|antique bronze", "copper": "copper toned", "black": "jet black|jet|onyx|ebony|noir|blackish|jet set black|black out",
    "white": "snow white|bright white|optic white|whitish|pure white|blanc", "off-white": "off white|offwhite|eggshell|chalk|milk|milky white|pearl white|winter white",
    "ivory": "alabaster", "cream": "cream coloured|vanilla|champagne|butter|creme coloured", "ecru": "oatmeal|oats|unbleached|oat",
    "beige": "buff|biscuit|fawn", "nude": "skin|skin colour|skin coloured|skin tone|blush nude", "sand": "sandy|desert sand", "stone": "pebble|putty",
    "taupe": "mushroom|mushroom brown|mink|greige", "camel": "camel brown|caramel|toffee|honey", "tan": "tan brown|light brown|nutmeg", "khaki": "khakhi|dark khaki",
    "brown": "brownish|walnut|hazel|dark tan|chestnut|tobacco|russet brown|medium brown|mahogany|copper brown|leather brown",
    "chocolate": "coffee|coffee brown|dark brown|mocha|espresso|chocolate brown|cocoa|choco brown|deep brown", "cognac": "whisky|bourbon|saddle",
    "rust": "rust orange|rust brown|brick|brick red|rusty|burnt orange|sienna", "terracotta": "clay", "orange": "tangerine|orangish|bright orange|pumpkin",
    "peach": "peach coloured|peachy|melon", "coral": "coral pink|coral red|coral orange|living coral", "salmon": "salmon pink",
    "red": "scarlet|crimson|cherry|cherry red|ruby|tomato red|vermilion|reddish|bright red|poppy|poppy red|fire red|brick crimson",
    "burgundy": "bordeaux|oxblood|merlot|dark red|deep red|claret|berry|cranberry", "maroon": "maroonish",
    "pink": "pinkish|bubblegum pink|bubblegum|candy pink|carnation|flamingo pink", "blush": "light pink|pale pink|baby pink|powder pink|blush pink|shell pink",
    "hot pink": "neon pink|shocking pink|fluorescent pink|bright pink|barbie pink", "fuchsia": "fuschia|fuchsia pink|fuschia pink|rani pink|raspberry",
    "rose": "rose pink|rosewood|dusty rose", "dusty pink": "mauve pink|antique pink|old rose|rose dust", "lavender": "lavender blue|periwinkle|wisteria",
    "purple": "violet|purplish|amethyst|grape|indigo purple|royal purple", "plum": "prune|mulberry|dark purple", "aubergine": "eggplant",
    "mint": "mint green|pistachio", "green": "greenish|grass green|kelly green|leaf green|parrot green|apple green|bright green|jade|jade green|shamrock",
    "forest green": "dark green|bottle green|hunter green|pine|pine green|deep green", "emerald": "emerald green", "olive": "olive green|military green|army green|moss|moss green|"
    "olive drab|military olive|khaki green", "sage": "sage green|eucalyptus", "lime": "lime green|chartreuse", "sea green": "seagreen|sea foam green",
    "neon green": "fluorescent green|flourescent green|fluo green|volt green", "neon yellow": "fluorescent yellow|volt|fluo yellow|flourescent yellow",
    "yellow": "yellowish|sunshine yellow|canary|canary yellow|bright yellow|sunflower|corn yellow", "mustard": "mustard yellow|ochre|mustard brown|turmeric", "lemon": "lemon yellow|pale yellow|light yellow",
    "multicolour": "multi|multicolor|multi colour|multi color|multi coloured|multi colored|multicoloured|multicolored|assorted|rainbow|multi colors|multi coloured print",
}  # fmt: skip
_SHADES = {"light": 14.0, "pale": 18.0, "pastel": 16.0, "dark": -14.0, "deep": -12.0, "dk": -14.0, "lt": 14.0}


class Colour(msgspec.Struct, frozen=True):
    """A colour that was read: `name` is one of `colours.NAMED`, `hex` its shade, confidence 0..1."""

    name: str
    hex: str
    confidence: float


def _lexicon() -> Lexicon[str | None]:
    phrases: list[tuple[str, str | None]] = [(phrase, None) for phrase in NOT_COLOURS]
    phrases += [(name, name) for name in NAMED]
    for name, words in SYNONYMS.items():
        for word in words.split("|"):
            phrases += [(word, name), (f"{word} coloured", name), (f"{word} colored", name)]
    phrases += [(f"{name} {ending}", name) for name in NAMED for ending in ("coloured", "colored", "colour", "color")]
    return Lexicon(phrases)


_LEXICON = _lexicon()
UNKNOWN = Colour("multicolour", NAMED["multicolour"], 0.0)
"""What a product without any colour word gets: code that compares colours leaves `multicolour` out."""


def of_text(text: str) -> tuple[Colour, ...]:
    """The colours that running text names, in its order, each once."""
    words = tokens(text)
    found: dict[str, Colour] = {}
    for match in _LEXICON.find(words):
        if match.value is not None:
            before = words[match.start - 1] if match.start else ""
            shade = _shaded(match.value, before)
            found.setdefault(shade.name, shade)
    return tuple(found.values())


def of_field(text: str) -> tuple[Colour, ...]:
    """The colours of a colour field (`Navy/White`, `Heather Grey`, `#1f2a44`, `Mahogany Dream`).

    A field that is wholly a known name is sure; one that only ends in one, or names one among other words, is less so.
    """
    if is_hex(text):
        code = text.lower()
        return (Colour(nearest_name(code), code, 0.9),)
    whole = " ".join(tokens(text))
    colours = of_text(text)
    if not colours or any(" ".join(tokens(c.name)) == whole for c in colours):
        return colours
    known = {word for match in _LEXICON.find(tokens(text)) for word in tokens(text)[match.start : match.end]}
    share = len(known) / max(len(set(tokens(text)) - {"and", "|"}), 1)
    return tuple(
        msgspec.structs.replace(c, confidence=round(c.confidence * min(1.0, 0.6 + 0.4 * share), 2)) for c in colours
    )


def is_hex(text: str) -> bool:
    return len(text) == 7 and text[0] == "#" and all(c in "0123456789abcdefABCDEF" for c in text[1:])


def _shaded(name: str, before: str) -> Colour:
    move = _SHADES.get(before)
    if move is None or name == "multicolour":
        return Colour(name, NAMED[name], 0.95)
    here = lab(NAMED[name])
    return Colour(name, hex_of(type(here)(min(max(here.l + move, 4), 97), here.a, here.b)), 0.9)
