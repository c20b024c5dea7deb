# ruff: noqa: E501 - its tables read best with one row a line
"""How a garment is made, as its words say: pattern, materials, cut, fit, heel, waterproofing. Tables, then readers.

The names of cuts are those of the demo catalogue's vocabulary, so that one illustration serves both.
"""

import re
from collections.abc import Mapping
from typing import TypeVar

from commerce.derive.words import Lexicon, tokens
from commerce.garments import CATEGORIES, Fit, Heel, Pattern

K = TypeVar("K", bound=str)


def _table(words: Mapping[K, str]) -> Lexicon[K]:
    return Lexicon([(word, key) for key, group in words.items() for word in group.split("|")])


_PATTERNS: Lexicon[Pattern] = _table({
    "striped": "striped|stripe|stripes|pinstripe|pinstriped|pin stripe|breton",
    "checked": "checked|check|checks|checkered|chequered|plaid|tartan|gingham|argyle|windowpane|buffalo check|glen check|prince of wales",
    "dotted": "polka dot|polka dots|polka|dotted|dots|spotted", "floral": "floral|floral print|flower print|flowers|flower|botanical|rose print|ditsy|floral printed",
    "animal": "animal print|leopard|leopard print|zebra|zebra print|snake print|snakeskin|tiger print|cheetah|python print|animal",
    "geometric": "geometric|geometric print|chevron|aztec|ikat|zigzag|zig zag|ethnic print|ethnic motifs|tribal|tribal print|mosaic",
    "abstract": "abstract|abstract print|marbled|brush strokes|ombre|watercolour", "paisley": "paisley|bandhani|bandhej", "camouflage": "camouflage|camo",
    "graphic": "graphic|graphic print|typography|slogan|logo print|printed|print|prints|screen print|photo print|cartoon|digital print|conversational|block print",
    "embroidered": "embroidered|embroidery|chikankari|zari|thread work|mirror work|aari|embellished|beaded|applique", "lace": "lace|crochet|schiffli|eyelet|broderie anglaise",
    "colourblock": "colourblock|colourblocked|colorblock|colorblocked|color blocked|colour blocked|colour block|color block|solid highlight|two tone|contrast panel|panelled",
    "houndstooth": "houndstooth|hounds tooth|dogtooth|puppytooth", "herringbone": "herringbone", "tie_dye": "tie dye|tie dyed|tie and dye|batik|shibori|dip dye",
    "textured": "textured|self design|self designed|self check|jacquard|brocade|quilted|cable knit|cable|ribbed|woven design|woven|basket weave|croc|croco|pebbled|embossed|weave",
    "sequinned": "sequinned|sequined|sequin|sequins|glitter|shimmer|metallic print", "plain": "solid|plain|solids|unprinted",
})  # fmt: skip
# A word that is said of almost anything gives way to a special one: `floral printed` is floral.
_VAGUE: frozenset[Pattern] = frozenset(("graphic", "textured", "plain"))

_MATERIALS: Lexicon[str | None] = Lexicon([
    *((phrase, None) for phrase in ("leather look", "silk screen", "silk touch", "non leather", "leather free", "no leather", "cotton candy", "denim look",
        "denim blue", "silk finish", "cotton touch", "wool blend free", "wool look", "canvas bag print", "canvas print", "jersey number", "football jersey",
        "cricket jersey", "replica jersey", "jersey", "mesh lining", "lace up", "lace ups", "shoe lace", "shoe laces", "laces", "lace closure",
        "velvet touch", "gold toned", "silver toned", "gold plated", "silver plated", "rubber outsole", "rubber sole", "rubber print", "denim jersey")),
    *((word, name) for name, group in {
        "cotton": "cotton|organic cotton|pima cotton|supima|poplin|khadi|mulmul|voile|cambric|terry cotton|percale|seersucker|oxford cloth", "linen": "linen|flax",
        "wool": "wool|woollen|woolen|lambswool|worsted|wool blend|woolen blend|virgin wool|boiled wool", "merino": "merino|merino wool",
        "cashmere": "cashmere|pashmina", "alpaca": "alpaca", "mohair": "mohair|angora",
        "silk": "silk|mulberry silk|chanderi|kanjeevaram|banarasi|tussar|raw silk|dupion|bhagalpuri|art silk|silk blend", "satin": "satin|sateen",
        "chiffon": "chiffon", "georgette": "georgette", "crepe": "crepe", "organza": "organza", "tulle": "tulle|net", "velvet": "velvet|velour", "lace": "lace|crochet",
        "denim": "denim|chambray", "leather": "leather|genuine leather|nappa|full grain leather|nubuck|calfskin|sheepskin|patent leather",
        "faux leather": "faux leather|vegan leather|pu leather|pu|synthetic leather|leatherette|imitation leather|artificial leather|eco leather", "suede": "suede",
        "faux fur": "faux fur|fake fur", "fur": "fur|shearling", "corduroy": "corduroy|cord", "tweed": "tweed", "flannel": "flannel", "fleece": "fleece|polar fleece|sherpa|polarfleece",
        "down": "down filled|down fill|goose down|duck down|down", "polyester": "polyester|poly|polycotton|microfiber|microfibre|microsuede|dri fit|luma tech", "nylon": "nylon|polyamide|ripstop|parachute",
        "viscose": "viscose|rayon|viscose rayon|liva", "modal": "modal|bamboo|bamboo viscose", "lyocell": "lyocell|tencel", "elastane": "elastane|spandex|lycra", "acrylic": "acrylic",
        "canvas": "canvas", "mesh": "mesh", "rubber": "rubber|eva|silicone|croslite", "straw": "straw|raffia|rattan|jute|wicker|seagrass|bamboo straw",
        "synthetic": "synthetic|synthetics|manmade", "gold": "18k gold|14k gold|22k gold|solid gold", "silver": "sterling silver|925 silver", "steel": "stainless steel|steel",
        "brass": "brass|alloy|copper", "pearl": "pearl|pearls|freshwater pearl", "hemp": "hemp", "cork": "cork", "plastic": "plastic|polycarbonate|acetate", "knit": "knit|knitted",
    }.items() for word in group.split("|")),
])  # fmt: skip

_SLEEVES: Lexicon[str] = _table({
    "sleeveless": "sleeveless|no sleeves|armless|racerback|spaghetti strap|shoulder straps|spaghetti straps|strappy top", "strap": "spaghetti|thin straps", "cap": "cap sleeve|cap sleeves|cap sleeved",
    "short": "short sleeve|short sleeves|short sleeved|half sleeve|half sleeves|half sleeved|roll up sleeves short", "elbow": "elbow length sleeves|elbow sleeves",
    "three_quarter": "three quarter sleeve|three quarter sleeves|3 and 4 sleeve|3 and 4 sleeves|3 and 4th sleeves|three quarters sleeves|3 quarter sleeves|bracelet sleeves",
    "long": "long sleeve|long sleeves|long sleeved|full sleeve|full sleeves|full sleeved", "bell": "bell sleeve|bell sleeves|flared sleeves", "balloon": "balloon sleeve|balloon sleeves|bishop sleeves",
    "batwing": "batwing|dolman|batwing sleeves", "flutter": "flutter sleeve|flutter sleeves", "puff_short": "puff sleeve|puff sleeves|puffed sleeves",
})  # fmt: skip
_NECKLINES: Lexicon[str] = _table({
    "crew": "crew neck|round neck|crewneck|crew|rn", "v": "v neck|v necked|vneck|v tee", "scoop": "scoop neck|scooped neck|scoop", "boat": "boat neck|bateau",
    "square": "square neck", "halter": "halter|halter neck", "off_shoulder": "off shoulder|off the shoulder|bardot|bardot neck|cold shoulder", "one_shoulder": "one shoulder",
    "sweetheart": "sweetheart|sweetheart neck", "strapless": "strapless|tube top|bandeau", "cowl": "cowl|cowl neck", "mock": "mock collar|mock neck|high neck", "roll": "turtleneck|turtle neck|roll neck|polo neck",
    "henley": "henley|henley neck", "hood": "hooded|hood|hoodie", "shirt_collar": "shirt collar|spread collar|cutaway collar|classic collar", "button_down": "button down collar|button down",
    "grandad": "mandarin collar|band collar|mandarin neck|chinese collar|nehru collar|stand collar|grandad collar", "polo": "polo collar|polo", "notch": "notched lapel|notch lapel",
    "peak": "peak lapel|peaked lapel", "shawl": "shawl lapel|shawl collar", "tie_neck": "tie up neck|pussy bow|tie neck", "keyhole": "keyhole neck",
})  # fmt: skip
_LENGTHS: Lexicon[str] = _table({
    "mini": "mini|micro|mini length|above knee length mini", "above_knee": "above knee|above knee length|above the knee|thigh length", "knee": "knee length|knee|at knee", "midi": "midi|calf length|mid calf|tea length|midi length",
    "ankle": "ankle length|maxi|full length dress", "floor": "floor length|ankle grazing gown", "full": "full length", "calf": "capri|capris|cropped trousers|three fourths|3 and 4th|three fourth",
    "cropped": "cropped|crop|waist length", "hip": "hip length|regular length", "thigh": "longline|long line|tunic length",
})  # fmt: skip
_FITS: Lexicon[Fit] = _table({
    "slim": "slim|slim fit|skinny|super skinny|skinny fit|tailored fit|fitted|bodycon|muscle fit|tapered fit|super slim", "regular": "regular fit|straight fit|classic fit|standard fit|comfort fit",
    "relaxed": "relaxed|relaxed fit|loose fit|loose|wide leg|baggy|boyfriend|mom fit|flared|easy fit|boxy", "oversized": "oversized|oversize|slouchy|boxy oversized",
})  # fmt: skip
_SHAPES: Lexicon[str] = _table({
    "skinny": "skinny|super skinny", "slim": "slim leg", "straight": "straight|straight leg|straight cut", "tapered": "tapered|tapered fit", "wide": "wide leg|palazzo|palazzos|parallel",
    "flared": "flared|flare|bell bottom", "bootcut": "bootcut|boot cut", "a_line": "a line", "sheath": "sheath", "shift": "shift", "fit_flare": "fit and flare|skater", "wrap": "wrap",
    "bodycon": "bodycon", "pencil": "pencil", "pleated": "pleated", "tiered": "tiered", "peplum": "peplum", "empire": "empire", "point": "pointed toe|pointed|point toe", "round": "round toe|round toed",
    "open": "open toe|open toed", "peep": "peep toe", "square": "square toe|square toed", "almond": "almond toe",
})  # fmt: skip
_HEELS: Lexicon[Heel] = _table({
    "flat": "flat|flats|flat heel|flatform|ballerina|ballerinas", "low": "kitten heel|kitten heels|low heel|stacked heel|low heels",
    "mid": "block heel|block heels|wedge|wedges|wedge heel|mid heel|cuban heel|platform heel", "high": "stiletto|stilettos|high heel|high heels|slim heel|pencil heel",
})  # fmt: skip
_HEEL_CM = re.compile(
    r"(\d{1,2}(?:\.\d)?)\s*-?\s*(cm|mm|inch(?:es)?|in|\")\s*(?:high\s+)?(?:block |stiletto |kitten )?heel",
    re.IGNORECASE,
)
_HEEL_OF = {"heels": "high", "heeled_sandals": "high"}
_WATER = re.compile(
    r"(?<!not )(?<!non-)\b(?:waterproof|rainproof|water[- ]?repellent|water[- ]?resistant|gore-?tex|weather[- ]?proof|showerproof)\b"
)
_NOT_WATER = re.compile(r"\b(?:not|non|isn't)[- ](?:\w+ )?(?:waterproof|water[- ]?resistant)\b")
_ALWAYS_DRY = frozenset(("raincoat", "rain_boots", "umbrella"))


def pattern(text: str) -> tuple[Pattern, float] | None:
    """The pattern that words name, a special one before a vague one, and its confidence."""
    found = [match.value for match in _PATTERNS.find(tokens(text))]
    special = next((value for value in found if value not in _VAGUE), None)
    if special:
        return special, 0.93
    return (found[0], 0.9 if found[0] == "plain" else 0.75) if found else None


def materials(text: str) -> tuple[str, ...]:
    """The materials that words name, in their order, each once; what only looks like one (`leather look`) is left out."""
    return tuple(dict.fromkeys(match.value for match in _MATERIALS.find(tokens(text)) if match.value))


def cut(text: str, category: str) -> dict[str, str]:
    """Neckline, sleeve, length and shape as far as words say them and the category has them."""
    slot = CATEGORIES[category].slot
    words = tokens(text)
    read: dict[str, str | None] = {}
    if slot in ("top", "dress", "outerwear"):
        read |= {"neckline": _NECKLINES.first(words), "sleeve": _SLEEVES.first(words)}
    if slot in ("top", "bottom", "dress", "outerwear"):
        read["length"] = _LENGTHS.first(words)
    if slot in ("top", "bottom", "dress", "shoes"):
        read["shape"] = _SHAPES.first(words)
    return {key: value for key, value in read.items() if value}


def fit(text: str) -> Fit | None:
    """The fit that words name, or None."""
    return _FITS.first(tokens(text))


def heel(text: str, category: str) -> tuple[Heel, float] | None:
    """Heel height of a shoe and its confidence: a stated height, a word, or what the category usually has; else None."""
    if CATEGORIES[category].slot != "shoes":
        return None
    stated = _HEEL_CM.search(text)
    if stated:
        unit = {"cm": 1.0, "mm": 0.1}.get(stated[2].lower(), 2.54)
        height = float(stated[1]) * unit
        return ("flat" if height < 2 else "low" if height < 5 else "mid" if height < 8 else "high"), 0.97
    named = _HEELS.first(tokens(text))
    if named:
        return named, 0.85
    usual = _HEEL_OF.get(category, "flat")
    return ("high" if usual == "high" else "flat"), 0.5


def waterproof(text: str, category: str) -> tuple[bool, float] | None:
    """Whether it keeps rain out, where it is said or goes without saying; None where nothing tells."""
    low = text.lower()
    if _NOT_WATER.search(low):
        return False, 0.9
    if CATEGORIES[category].slot in ("top", "bottom", "outerwear", "shoes", "bag") and _WATER.search(low):
        return True, 0.9
    return (True, 0.7) if category in _ALWAYS_DRY else None
