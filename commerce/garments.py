"""What garments are: slots, departments, categories and their styling defaults. Pure data, shared by import,
understanding, composition and illustration.

`clo` is the thermal insulation of one garment in clo (1 clo = 0.155 m²·K/W). Source: ISO 9920:2007 and ASHRAE 55-2020,
table 5.2.2.2C; a category not listed there takes the value of its nearest relative. `formality` is 0 (home, beach) ..
1 (white tie), our own scale, anchored at: t-shirt .2, jeans .3, chinos .5, blazer .7, suit trousers .8, evening gown .95.
"""

from typing import Literal

import msgspec

Slot = Literal["top", "bottom", "dress", "outerwear", "shoes", "bag", "accessory"]
SLOTS: tuple[Slot, ...] = ("top", "bottom", "dress", "outerwear", "shoes", "bag", "accessory")
Department = Literal["women", "men", "unisex", "girls", "boys"]
DEPARTMENTS: tuple[Department, ...] = ("women", "men", "unisex", "girls", "boys")
Season = Literal["spring", "summer", "autumn", "winter"]
SEASONS: tuple[Season, ...] = ("spring", "summer", "autumn", "winter")
Pattern = Literal[
    "plain", "striped", "checked", "dotted", "floral", "animal", "geometric", "abstract", "paisley", "camouflage",
    "graphic", "embroidered", "lace", "colourblock", "houndstooth", "herringbone", "tie_dye", "textured", "sequinned",
]  # fmt: skip
Heel = Literal["flat", "low", "mid", "high"]
"""Heel height: flat < 2 cm, low < 5 cm, mid < 8 cm, high from 8 cm."""
Fit = Literal["slim", "regular", "relaxed", "oversized"]
LETTERS = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL", "4XL", "5XL")
"""Sizes in letters, smallest first."""
SizeSystem = Literal["alpha", "waist", "eu_shoe", "eu_dress", "one_size", "age"]

# Which slots count together as which key of the contract's `sizes`.
SIZE_KEY: dict[Slot, str | None] = {
    "top": "top", "outerwear": "top", "bottom": "bottom", "dress": "dress", "shoes": "shoes", "bag": None,
    "accessory": None,
}  # fmt: skip


class Category(msgspec.Struct, frozen=True):
    """One kind of garment. `slot` is None for what is sold but never part of a look (underwear, luggage, scent)."""

    id: str
    slot: Slot | None
    noun: str
    plural: str
    words: tuple[str, ...]
    """Other words for it, singular, lower case, British and American; the noun itself is implied."""
    clo: float
    formality: float
    sizes: SizeSystem = "alpha"


def _c(
    id: str,
    slot: Slot | None,
    noun: str,
    plural: str,
    words: str,
    clo: float,
    formality: float,
    sizes: SizeSystem = "alpha",
) -> Category:
    return Category(id, slot, noun, plural, tuple(w for w in words.split("|") if w), clo, formality, sizes)


_ALL = (
    # tops
    _c("t_shirt", "top", "t-shirt", "t-shirts", "tee|tshirt|tee shirt|t shirt", 0.09, 0.20),
    _c("tank_top", "top", "tank top", "tank tops", "vest top|sleeveless top|singlet|cami top|tank", 0.06, 0.15),
    _c("camisole", "top", "camisole", "camisoles", "cami", 0.06, 0.50),
    _c("crop_top", "top", "crop top", "crop tops", "cropped top|bralette top", 0.06, 0.25),
    _c("bodysuit", "top", "bodysuit", "bodysuits", "", 0.12, 0.40),
    _c("top", "top", "top", "tops", "halter top|peplum top|tube top", 0.12, 0.40),
    _c("blouse", "top", "blouse", "blouses", "pussy bow blouse|wrap blouse", 0.20, 0.60),
    _c("shirt", "top", "shirt", "shirts", "button-down|button down|oxford shirt|dress shirt|overshirt", 0.25, 0.60),
    _c("polo", "top", "polo shirt", "polo shirts", "polo|polo tee", 0.17, 0.40),
    _c("turtleneck", "top", "roll-neck", "roll-necks", "turtleneck|turtle neck|roll neck|polo neck", 0.30, 0.55),
    _c("sweater", "top", "jumper", "jumpers", "sweater|pullover|knit|knitted jumper|knitwear", 0.31, 0.45),
    _c("cardigan", "top", "cardigan", "cardigans", "cardi|knitted cardigan", 0.31, 0.45),
    _c("sweatshirt", "top", "sweatshirt", "sweatshirts", "crew sweat", 0.34, 0.15),
    _c("hoodie", "top", "hoodie", "hoodies", "hooded sweatshirt|hoody", 0.36, 0.12),
    _c("tunic", "top", "tunic", "tunics", "kurti", 0.25, 0.45),
    _c("kurta", "top", "kurta", "kurtas", "", 0.28, 0.55),
    _c("sports_top", "top", "sports top", "sports tops", "training top|running top|jersey|rash guard|sports bra", 0.10, 0.05),
    # bottoms
    _c("jeans", "bottom", "jeans", "jeans", "jean|denims", 0.24, 0.30, "waist"),
    _c("trousers", "bottom", "trousers", "trousers", "pants|slacks|trouser|pant|palazzos|palazzo|cigarette pants", 0.24, 0.65, "waist"),
    _c("suit_trousers", "bottom", "suit trousers", "suit trousers", "dress pants|tuxedo trousers|dress trousers|formal trousers", 0.24, 0.82, "waist"),
    _c("chinos", "bottom", "chinos", "chinos", "chino|khakis", 0.22, 0.50, "waist"),
    _c("cargos", "bottom", "cargo trousers", "cargo trousers", "cargos|cargo pants|cargo", 0.24, 0.20, "waist"),
    _c("culottes", "bottom", "culottes", "culottes", "culotte|gauchos", 0.18, 0.50),
    _c("shorts", "bottom", "shorts", "shorts", "bermudas|short pants|bermuda shorts", 0.08, 0.20, "waist"),
    _c("skirt", "bottom", "skirt", "skirts", "mini skirt|midi skirt|maxi skirt|pencil skirt|pleated skirt|skort", 0.16, 0.50),
    _c("leggings", "bottom", "leggings", "leggings", "legging|jeggings|churidar|treggings", 0.15, 0.15),
    _c("joggers", "bottom", "joggers", "joggers", "sweatpants|track pants|jogging bottoms|jogger|trackpants|lounge pants", 0.28, 0.10),
    _c("sports_bottom", "bottom", "training tights", "training tights", "running tights|training shorts|running shorts|yoga pants|cycling shorts", 0.12, 0.05),
    _c("swim_shorts", "bottom", "swim shorts", "swim shorts", "board shorts|swimming trunks|swim trunks|boardshorts", 0.06, 0.05),
    # whole-body pieces: slot `dress`
    _c("dress", "dress", "dress", "dresses", "midi dress|maxi dress|mini dress|sundress|shirt dress|wrap dress|slip dress|frock", 0.29, 0.55, "eu_dress"),
    _c("cocktail_dress", "dress", "cocktail dress", "cocktail dresses", "party dress", 0.25, 0.78, "eu_dress"),
    _c("gown", "dress", "gown", "gowns", "evening gown|ball gown|evening dress|ballgown", 0.33, 0.95, "eu_dress"),
    _c("jumpsuit", "dress", "jumpsuit", "jumpsuits", "boiler suit|catsuit", 0.40, 0.50, "eu_dress"),
    _c("playsuit", "dress", "playsuit", "playsuits", "romper|short jumpsuit", 0.25, 0.30, "eu_dress"),
    _c("dungarees", "dress", "dungarees", "dungarees", "overalls|dungaree|pinafore", 0.35, 0.20),
    _c("suit", "dress", "suit", "suits", "two-piece suit|three-piece suit|tuxedo|trouser suit|pantsuit", 0.75, 0.85),
    _c("sari", "dress", "sari", "saris", "saree|sarees", 0.50, 0.80, "one_size"),
    _c("ethnic_set", "dress", "kurta set", "kurta sets", "lehenga|lehenga choli|salwar suit|salwar kameez|anarkali|sherwani|kurta set|dress material", 0.50, 0.75),
    _c("tracksuit", "dress", "tracksuit", "tracksuits", "jogging suit|co-ord set", 0.60, 0.10),
    _c("swimsuit", "dress", "swimsuit", "swimsuits", "bathing suit|bikini|swimming costume|one-piece swimsuit|swimwear", 0.04, 0.05),
    _c("pyjamas", "dress", "pyjamas", "pyjamas", "pajamas|pyjama set|pjs|nightwear set|night suit|nightdress|nightgown|onesie|loungewear set", 0.50, 0.03),
    # outerwear
    _c("blazer", "outerwear", "blazer", "blazers", "suit jacket|sport coat|sports jacket|dinner jacket|tuxedo jacket", 0.36, 0.72),
    _c("waistcoat", "outerwear", "waistcoat", "waistcoats", "suit vest|nehru jacket", 0.13, 0.70),
    _c("coat", "outerwear", "coat", "coats", "overcoat|wool coat|peacoat|pea coat|duffle coat|topcoat", 0.60, 0.65),
    _c("trench_coat", "outerwear", "trench coat", "trench coats", "trench|mac|mackintosh", 0.45, 0.65),
    _c("raincoat", "outerwear", "raincoat", "raincoats", "rain jacket|waterproof jacket|anorak|shell jacket|cagoule", 0.31, 0.30),
    _c("jacket", "outerwear", "jacket", "jackets", "shacket|utility jacket|harrington|windcheater", 0.36, 0.40),
    _c("denim_jacket", "outerwear", "denim jacket", "denim jackets", "jean jacket|trucker jacket", 0.30, 0.25),
    _c("leather_jacket", "outerwear", "leather jacket", "leather jackets", "biker jacket|moto jacket", 0.38, 0.40),
    _c("bomber_jacket", "outerwear", "bomber jacket", "bomber jackets", "bomber|varsity jacket|flight jacket", 0.36, 0.30),
    _c("puffer_jacket", "outerwear", "puffer jacket", "puffer jackets", "puffer|down jacket|padded jacket|quilted jacket|puffa", 0.60, 0.25),
    _c("parka", "outerwear", "parka", "parkas", "winter parka|ski jacket|snow jacket", 0.70, 0.25),
    _c("fleece", "outerwear", "fleece", "fleeces", "fleece jacket|track jacket|softshell", 0.40, 0.12),
    _c("gilet", "outerwear", "gilet", "gilets", "body warmer|puffer vest|quilted vest|down vest", 0.25, 0.25),
    _c("cape", "outerwear", "cape", "capes", "poncho|kimono|shrug|bolero|wrap jacket", 0.25, 0.60),
    # shoes
    _c("trainers", "shoes", "trainers", "trainers", "sneakers|sneaker|trainer|casual shoes|canvas shoes|plimsolls|tennis shoes|kicks", 0.04, 0.22, "eu_shoe"),
    _c("sports_shoes", "shoes", "running shoes", "running shoes", "sports shoes|training shoes|football boots|gym shoes|running shoe", 0.04, 0.05, "eu_shoe"),
    _c("flats", "shoes", "flats", "flats", "ballet flats|ballerinas|ballet pumps|flat shoes|ballerina|mary janes", 0.02, 0.50, "eu_shoe"),
    _c("loafers", "shoes", "loafers", "loafers", "loafer|moccasins|boat shoes|driving shoes|penny loafers|slip-ons", 0.04, 0.60, "eu_shoe"),
    _c("oxfords", "shoes", "oxford shoes", "oxford shoes", "brogues|derby shoes|derbies|oxfords|formal shoes|dress shoes|lace-ups|monk straps|brogue", 0.04, 0.80, "eu_shoe"),
    _c("heels", "shoes", "heels", "heels", "pumps|stilettos|court shoes|high heels|heeled shoes|block heels|kitten heels|heel|wedges", 0.02, 0.78, "eu_shoe"),
    _c("sandals", "shoes", "sandals", "sandals", "sandal|gladiators|sliders|slides", 0.02, 0.25, "eu_shoe"),
    _c("heeled_sandals", "shoes", "heeled sandals", "heeled sandals", "strappy heels|strappy sandals|wedge sandals", 0.02, 0.72, "eu_shoe"),
    _c("espadrilles", "shoes", "espadrilles", "espadrilles", "espadrille|alpargatas", 0.02, 0.35, "eu_shoe"),
    _c("mules", "shoes", "mules", "mules", "mule|clogs", 0.02, 0.45, "eu_shoe"),
    _c("flip_flops", "shoes", "flip-flops", "flip-flops", "flip flops|thongs|beach sandals", 0.02, 0.03, "eu_shoe"),
    _c("ankle_boots", "shoes", "ankle boots", "ankle boots", "chelsea boots|booties|desert boots|chukka boots|ankle boot", 0.08, 0.50, "eu_shoe"),
    _c("boots", "shoes", "boots", "boots", "knee boots|knee-high boots|combat boots|boot|biker boots|cowboy boots", 0.10, 0.40, "eu_shoe"),
    _c("hiking_boots", "shoes", "hiking boots", "hiking boots", "walking boots|trekking boots|trail shoes|hiking shoes", 0.10, 0.08, "eu_shoe"),
    _c("rain_boots", "shoes", "wellington boots", "wellington boots", "wellies|rain boots|gumboots|wellingtons", 0.08, 0.08, "eu_shoe"),
    _c("snow_boots", "shoes", "snow boots", "snow boots", "winter boots", 0.12, 0.12, "eu_shoe"),
    _c("slippers", "shoes", "slippers", "slippers", "slipper|house shoes", 0.03, 0.02, "eu_shoe"),
    # bags
    _c("handbag", "bag", "handbag", "handbags", "shoulder bag|purse|satchel|top-handle bag|hand bag|hobo", 0, 0.60, "one_size"),
    _c("tote", "bag", "tote bag", "tote bags", "tote|shopper|beach bag|canvas bag|basket bag", 0, 0.40, "one_size"),
    _c("clutch", "bag", "clutch", "clutches", "evening bag|clutch bag|minaudiere|pouch", 0, 0.82, "one_size"),
    _c("crossbody", "bag", "crossbody bag", "crossbody bags", "cross-body bag|messenger bag|sling bag|camera bag", 0, 0.40, "one_size"),
    _c("backpack", "bag", "backpack", "backpacks", "rucksack|daypack|school bag|knapsack", 0, 0.15, "one_size"),
    _c("belt_bag", "bag", "belt bag", "belt bags", "bum bag|fanny pack|waist bag|waist pouch", 0, 0.12, "one_size"),
    _c("briefcase", "bag", "briefcase", "briefcases", "laptop bag|work bag|document bag|portfolio", 0, 0.75, "one_size"),
    _c("holdall", "bag", "holdall", "holdalls", "duffel bag|duffle bag|weekender|gym bag|travel bag|duffel", 0, 0.25, "one_size"),
    # accessories
    _c("belt", "accessory", "belt", "belts", "", 0, 0.50, "one_size"),
    _c("scarf", "accessory", "scarf", "scarves", "neck scarf|stole|dupatta|bandana", 0.08, 0.50, "one_size"),
    _c("shawl", "accessory", "shawl", "shawls", "wrap|pashmina", 0.15, 0.70, "one_size"),
    _c("sun_hat", "accessory", "hat", "hats", "sun hat|straw hat|fedora|bucket hat|panama hat|wide-brim hat", 0.02, 0.40, "one_size"),
    _c("cap", "accessory", "cap", "caps", "baseball cap|flat cap", 0.01, 0.10, "one_size"),
    _c("beanie", "accessory", "beanie", "beanies", "woolly hat|bobble hat|knitted hat", 0.05, 0.12, "one_size"),
    _c("fascinator", "accessory", "fascinator", "fascinators", "headpiece", 0, 0.88, "one_size"),
    _c("gloves", "accessory", "gloves", "gloves", "mittens|glove", 0.06, 0.50, "one_size"),
    _c("sunglasses", "accessory", "sunglasses", "sunglasses", "shades|sunnies", 0, 0.35, "one_size"),
    _c("watch", "accessory", "watch", "watches", "wristwatch|smartwatch", 0, 0.60, "one_size"),
    _c("necklace", "accessory", "necklace", "necklaces", "pendant|chain|choker|necklace set|jewellery set", 0, 0.65, "one_size"),
    _c("earrings", "accessory", "earrings", "earrings", "earring|studs|hoops|drop earrings", 0, 0.65, "one_size"),
    _c("bracelet", "accessory", "bracelet", "bracelets", "bangle|cuff|bangles|armlet", 0, 0.60, "one_size"),
    _c("ring", "accessory", "ring", "rings", "signet ring", 0, 0.60, "one_size"),
    _c("brooch", "accessory", "brooch", "brooches", "lapel pin", 0, 0.70, "one_size"),
    _c("tie", "accessory", "tie", "ties", "necktie|silk tie", 0.01, 0.82, "one_size"),
    _c("bow_tie", "accessory", "bow tie", "bow ties", "bowtie|dickie bow", 0.01, 0.92, "one_size"),
    _c("pocket_square", "accessory", "pocket square", "pocket squares", "handkerchief", 0, 0.85, "one_size"),
    _c("cufflinks", "accessory", "cufflinks", "cufflinks", "cuff links|cufflink", 0, 0.88, "one_size"),
    _c("hair_accessory", "accessory", "hair accessory", "hair accessories", "headband|hair clip|scrunchie|hairband|alice band", 0, 0.40, "one_size"),
    _c("tights", "accessory", "tights", "tights", "stockings|pantyhose", 0.02, 0.60),
    _c("socks", "accessory", "socks", "socks", "sock", 0.02, 0.30, "one_size"),
    _c("umbrella", "accessory", "umbrella", "umbrellas", "brolly", 0, 0.45, "one_size"),
    _c("wallet", "accessory", "wallet", "wallets", "card holder|purse wallet|cardholder", 0, 0.50, "one_size"),
    # sold, but never part of a look
    _c("underwear", None, "underwear", "underwear", "bra|briefs|boxers|trunk|panties|knickers|lingerie|thermals|shapewear|camisole set|baby doll|robe|bath robe", 0.04, 0.0),
    _c("luggage", None, "suitcase", "suitcases", "luggage|trolley bag|cabin case|trolley", 0, 0.4, "one_size"),
    _c("other", None, "product", "products", "", 0, 0.4, "one_size"),
)  # fmt: skip

CATEGORIES: dict[str, Category] = {category.id: category for category in _ALL}
"""Every category by its id, in slot order."""
