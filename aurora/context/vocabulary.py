"""English words of the trade and what each stands for. Data: other languages lay theirs over it (`languages`)."""

from functools import cache

from aurora.context.mentions import Lexicon, Meaning, lexicon_of
from commerce.colours import NAMED
from commerce.garments import CATEGORIES, SLOTS, Slot

# Words that name a whole slot, not one kind of garment.
SLOT_WORDS: dict[Slot, str] = {
    "top": "top|tops|upper half|shirt or top",
    "bottom": "bottoms|bottom half|bottom|something on the bottom",
    "dress": "one piece|one-piece outfit",
    "outerwear": "outerwear|outer layer|layer|layers|cover up|coverup|something over it|something on top",
    "shoes": "shoes|shoe|footwear|pair of shoes",
    "bag": "bag|bags",
    "accessory": "accessory|accessories|jewellery|jewels|jewelry",
}

CATEGORY_WORDS = {
    "t_shirt": "tees|t-shirts|tshirts", "shirt": "button up|button-up|linen shirt|shirts", "sweater": "sweaters|knits|jersey jumper",
    "turtleneck": "turtlenecks|roll necks|polo necks", "hoodie": "hoodies", "polo": "polos|polo shirts",
    "jeans": "boyfriend jeans|mom jeans|mum jeans|skinny jeans|jean", "trousers": "dress trousers|wide leg trousers",
    "skirt": "midi skirts|mini skirts|maxi skirts", "shorts": "short pants", "leggings": "jeggings",
    "dress": "midi dresses|maxi dresses|sundresses|dresses|frocks|midi|maxi", "gown": "evening gowns|ball gowns",
    "suit": "suits|tux|tuxedos|two piece suit|three piece suit|pant suit", "jumpsuit": "jumpsuits",
    "coat": "overcoats|wool coats|winter coat|winter coats", "raincoat": "rain coat|rain jackets|waterproof coat",
    "jacket": "jackets", "blazer": "blazers|suit jackets|dinner jackets|sports coat",
    "leather_jacket": "leather jackets|biker jackets", "puffer_jacket": "puffer coat|puffers|down coat|padded coat",
    "waistcoat": "waistcoats", "cape": "ponchos|boleros",
    "trainers": "trainers|tennis shoe|runners", "sports_shoes": "running shoes|gym shoes", "heels": "stiletto|wedge|pump|high heel|heel",
    "flats": "flat shoes|flat shoe|ballet flat|pair of flats", "oxfords": "formal shoe|dress shoe|smart shoes", "loafers": "loafers|moccasin",
    "boots": "boots|knee high boots", "ankle_boots": "ankle boots|chelsea boot|bootie", "sandals": "sandals|slider",
    "rain_boots": "wellington|welly", "hiking_boots": "hiking boot|walking boot",
    "handbag": "handbags|shoulder bags|purses", "tote": "totes|shoppers", "clutch": "clutches", "crossbody": "cross body|crossbody bags|crossbody",
    "backpack": "backpacks|rucksacks", "sun_hat": "hat|hats|sun hats", "scarf": "scarves|scarfs", "belt": "belts",
    "necklace": "necklaces|pearls|pendants", "earrings": "earrings", "bracelet": "bracelets", "tie": "ties|neckties",
    "tights": "pantyhose|hosiery", "swimsuit": "bikinis|swimsuits|swim suit", "watch": "watches", "ring": "rings",
    "pyjamas": "pjs|pyjamas", "tracksuit": "tracksuits",
}  # fmt: skip

COLOUR_WORDS = {
    "grey": "greys|light grey", "charcoal": "dark grey|anthracite|slate", "ivory": "off white|off-white", "beige": "nude|oatmeal|buff",
    "burgundy": "bordeaux|oxblood|dark red|deep red", "wine": "wine red|wine coloured", "purple": "violet", "navy": "navy blue|dark blue|midnight blue",
    "light blue": "pale blue|baby blue|pastel blue", "forest green": "dark green|bottle green|hunter green|deep green",
    "emerald": "emerald green", "olive": "olive green|army green|khaki green", "sage": "sage green", "mint": "mint green", "teal": "petrol",
    "blush": "pale pink|light pink|baby pink|pastel pink", "hot pink": "bright pink|neon pink|shocking pink", "chocolate": "dark brown|espresso|chocolate brown",
    "mustard": "ochre|mustard yellow", "gold": "golden", "silver": "silvery", "red": "bright red|scarlet|crimson|reds", "sky blue": "azure",
    "royal blue": "electric blue|bright blue", "multicolour": "multicoloured|multicolored|rainbow|colour block colours", "black": "all black|jet black|blacks|noir",
    "white": "pure white|all white|bright white", "tan": "light brown", "yellow": "bright yellow|pastel yellow", "camel": "caramel", "green": "bright green|greens",
    "lilac": "pastel purple|light purple", "orange": "bright orange|neon orange", "blue": "blues", "pink": "pinks|pinkish", "aubergine": "eggplant",
}  # fmt: skip
# Names of things that are colours only beside a garment, after "in", or among other colours.
DOUBTFUL_COLOURS = frozenset(
    ("wine", "rose", "mint", "lemon", "stone", "sand", "salmon", "lime", "plum", "copper", "bronze", "gold", "silver",
     "orange", "peach", "apricot", "coral", "tan", "camel", "chocolate", "ivory", "olive", "sage", "denim", "rust")
)  # fmt: skip

MATERIALS = {
    "leather": "real leather|genuine leather|leathers|cowhide", "faux leather": "vegan leather|fake leather|pleather|pu leather|imitation leather",
    "suede": "nubuck", "wool": "woollen|woolen|merino|lambswool|woolly", "cashmere": "kashmir", "silk": "silky|mulberry silk", "satin": "satiny",
    "cotton": "cottons|organic cotton", "linen": "linens", "denim": "", "velvet": "velour", "polyester": "poly", "nylon": "", "viscose": "rayon",
    "tweed": "", "corduroy": "cord|cords", "fur": "real fur", "faux fur": "fake fur", "down": "goose down|duck down|feather down|feathers", "mohair": "",
    "angora": "", "alpaca": "", "lycra": "spandex|elastane", "chiffon": "", "tulle": "", "jersey": "jersey fabric", "canvas": "", "synthetic": "synthetics|synthetic fabrics|man made fabrics",
    "latex": "", "mesh": "", "crochet": "", "straw": "raffia",
}  # fmt: skip
ANIMAL = ("leather", "suede", "wool", "silk", "cashmere", "fur", "down", "mohair", "angora", "alpaca")
WOOLS = ("wool", "cashmere", "mohair", "angora", "alpaca")

PATTERNS = {
    "plain": "solid|unpatterned|plain colours|solid colours|block colour|single colour", "striped": "stripes|stripe|stripy|stripey|pinstripe|pinstripes|pinstriped",
    "checked": "check|checks|plaid|tartan|gingham|checkered|chequered", "dotted": "dots|polka dot|polka dots|spotted|spots|spotty", "floral": "florals|flowers|flowery|flower print|floral print|floral prints",
    "animal": "animal print|animal prints|leopard|leopard print|zebra|zebra print|snakeskin|snake print|tiger print", "geometric": "geometric print", "abstract": "abstract print",
    "paisley": "", "camouflage": "camo|camo print", "graphic": "graphic print|slogan|logo print|logos|big logos|logo", "embroidered": "embroidery", "lace": "lacy",
    "houndstooth": "dogtooth", "herringbone": "", "tie_dye": "tie dye", "sequinned": "sequins|sequin|sequined|sparkly|glittery|glitter",
    "colourblock": "colour block|colour blocking",
}  # fmt: skip

FITS = {
    "slim": "slim fit|fitted|tight|skinny|figure hugging|tailored fit|close fitting|tight fitting|bodycon|clingy|form fitting",
    "regular": "regular fit|straight fit|classic fit", "relaxed": "relaxed fit|loose|loose fitting|loose fit|looser|flowy|roomy|baggy fit|floaty|wide leg",
    "oversized": "oversize|baggy|slouchy|boxy",
}  # fmt: skip
HEELS = {
    "flat": "flat heel|flat heels|no heel|zero heel", "low": "low heel|low heels|low heeled|kitten heel|kitten heels|small heel|small heels|tiny heel",
    "mid": "mid heel|mid heels|block heels|block heel|medium heel|medium heels", "high": "high heel|high heels|stilettos|sky high heels|very high heels",
}  # fmt: skip
COVERAGE = {
    0.9: "modest|modestly|modest clothing|hijab friendly|fully covered|floor length|full coverage|ankle length|covers everything|covering everything",
    0.8: "long sleeves|long sleeve|long sleeved|cover my arms|covers my arms|covered arms|sleeves to the wrist|covered up|cover my shoulders|covers my shoulders|covered shoulders|shoulders covered|arms covered|high neck|high neckline|cover my legs|covers my legs|conservative|covers the shoulders|cover up my arms|sleeves",
    0.6: "knee length|below the knee|covers my knees|cover my knees|three quarter sleeves|short sleeves",
    -1.0: "revealing|too short|low cut|plunging|skimpy|see through|sheer|backless|too revealing|too tight and short|cleavage|bare shoulders|sleeveless|strapless|short hemline|showing skin|too much skin|skin on show",
}  # fmt: skip
FORMALITY = {
    0.2: "very casual|super casual|laid back|dressed down|low key", 0.3: "casual|casually|informal|relaxed and casual|streetwear",
    0.5: "smart casual|smart-casual|not too dressy|polished casual", 0.6: "business casual|semi casual|smart|smartly",
    0.7: "dressy|elegant|elegantly|semi formal|semi-formal|sophisticated|polished|classy|chic|refined|glamorous|glam|fancy",
    0.85: "formal|formally|very smart|very formal|business attire|professional|ultra elegant",
}  # fmt: skip
WARMTH = {
    0.2: "warm|keeps me warm|keep me warm|keep warm|cosy|cozy|insulated|layered up|toasty|snug|feel the cold|easily cold|always cold|get cold easily|always freezing|warm enough",
    0.4: "really warm|very warm|super warm|extra warm|thermal", -0.2: "lightweight|breathable|airy|cool enough|light and airy|keeps me cool|keep me cool|keep cool|not too warm|not too hot|run hot|overheat easily|sweat easily|always hot|summery",
}  # fmt: skip
WATERPROOF = "waterproof|water resistant|water-resistant|rainproof|rain proof|water repellent|showerproof|weatherproof|keeps the rain out|keep the rain out|keep me dry|stay dry|keeps me dry"
PALETTES = {
    "neutral colours": "neutrals|neutral colours|neutral tones|neutral", "pastel colours": "pastels|pastel|pastel colours", "earth tones": "earthy tones|earthy colours|earthy|earth colours",
    "bright colours": "bright colours|brights|bold colours|colourful|vivid colours|loud colours|bright", "dark colours": "dark colours|darker colours|dark tones|dark", "jewel tones": "jewel colours|jewel tone",
}  # fmt: skip
OTHER = {
    "inexpensive": "cheap|inexpensive|affordable|budget friendly|low budget|on a budget|not too expensive|not expensive|good value|reasonably priced|thrifty|on a shoestring",
    "comfortable": "comfortable|comfortably|easy to move in|easy to walk in|i can walk in|i can dance in|soft",
    "bold": "bold|eye catching|standout|stand out|statement|daring|striking|edgy|unusual|quirky", "understated": "understated|subtle|minimalist|minimal|simple|discreet|nothing flashy|not too flashy|flashy|inconspicuous|timeless|classic",
    "sustainable": "sustainable|eco friendly|ethical|ethically made|recycled", "machine washable": "machine washable|easy to wash|easy care", "with pockets": "pockets|with pockets",
    "breastfeeding friendly": "breastfeeding friendly|nursing friendly", "maternity": "maternity|pregnant|bump friendly", "petite": "petite", "plus size": "plus size|plus-size", "tall": "tall fit",
    "vintage": "vintage|retro", "bohemian": "boho|bohemian", "packs small": "packable|packs small|doesn't crease|crease free|wrinkle free", "romantic style": "feminine|girly", "sporty": "sporty|athleisure",
    "preppy": "preppy", "goth": "goth|gothic|grunge|punk", "stretchy": "stretchy|stretch",
}  # fmt: skip
PROPER = {
    "animal_free": "vegan|animal free|cruelty free|no animal products|no animal|animal products|animal materials|anything animal|from animals|plant based"
}

# Phrases that hold a word of the trade and mean something else.
IDLE = (
    "dress me|dress code|dress up|dress for|dress well|dress my|dress down|dress a|dress him|dress her|to dress|should i dress|what to dress|dress the part|dressing|"
    "suit me|suits me|suit my|would suit|will suit|might suit|best suits|suits you|suit you|what suits|that suits|following suit|"
    "tie in|tie together|tie it together|ties it together|tie the knot|tying the knot|ring me|rings a bell|ring a bell|"
    "does this work|would it work|will it work|it works|that works|work for me|works for me|does it work|would work|will work|could work|make it work|work with|works with|that work|which work|"
    "to date|up to date|what date|date is|save the date|the date|cut off date|new in|at the top|on top of that|top notch|on top of|top of the|over the top|top of my|heels over head|head over heels|"
    "match my|matches my|party of|third party|work in progress|evening out the|in light of|light up|lights|in the spotlight|down to|calm down|cool down|break down|narrow down|come down|go down|sit down|tone down|down payment|cut down|up and down|upside down|slow down|put down|bring down|"
    "check out|checkout|double check|check it|check if|check the|can you check|please check|check with|fit in|fits in|fit the|fit for|does it fit|check whether|"
    "feel flat|fall flat|my flat|a flat fee|in my flat|boots on|cap it|cap of|capped|watch out|watch it|watching|watch a|watch the|watch my|to watch|shoot|"
    "in the red|out of the blue|feeling blue|the blues|green light|green fingers|white lie|grey area|red tape|pink slip|black friday|black sheep|red carpet rollout|red flag|golden rule|orange juice|"
    "wrap up|wrap it up|wrapped|belt and braces|below the belt|get the boot|pump up|pumped|spot on|on the spot|hit the spot|cover letter|cover charge|in short|short on|short notice|for short|soft spot|in a tight spot|tight budget|tight deadline|money is tight|tight for|"
    "smart phone|be smart|smart choice|smart idea|classic film|dark side|after dark|in the dark|cool with|i'm cool|cool thanks|cool name|hot date|hot desk|warm welcome|warm up|warming up|cold feet|cold call|it's a bit loud|small talk|top tip|chain of|hoops to|jersey city|fleece me|that's rich|"
    "bright side|bright idea|bold move|bold of|plain sailing|simple question|simple as|wind down|winding down|rain check|snowed under|fancy a|fancy going|do you fancy|smart of you|stone age|stretch the budget|professional opinion|professional photographer"
)
# Words of the trade are respelt towards; these ordinary words of the grammar too.
GRAMMAR_WORDS = ["something", "outfit", "wedding", "interview", "funeral", "graduation", "without", "instead", "please", "cheaper", "warmer", "colour", "colours", "evening", "budget", "waterproof", "birthday", "husband", "boyfriend", "girlfriend", "daughter", "brother", "sister", "different", "another", "expensive", "comfortable", "christmas", "casual", "formal", "nervous", "excited", "january", "february", "september", "october", "november", "december", "everything", "anything", "second", "third", "weather", "summer", "winter", "autumn", "spring", "brunch", "festival", "meeting", "conference", "presentation", "dollars", "pounds", "around", "between", "dinner"]


def _entries(kind: str, table: dict[str, str]) -> dict[str, Meaning]:
    found = {}
    for value, words in table.items():
        for word in filter(None, (value.replace("_", " "), *words.split("|"))):
            found[word] = Meaning(kind, value)
    return found


def _levels(kind: str, table: dict[float, str]) -> dict[str, Meaning]:
    return {word: Meaning(kind, kind, level) for level, words in table.items() for word in words.split("|")}


def _garments() -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for category in CATEGORIES.values():
        if category.id == "other":
            continue
        meaning = Meaning("category", category.id, slot=category.slot)
        extra = filter(None, CATEGORY_WORDS.get(category.id, "").split("|"))
        for word in (category.noun, category.plural, *category.words, *extra):
            found[word] = meaning
            if " " not in word and word.isalpha() and not word.endswith("s"):
                found.setdefault(word + ("es" if word.endswith(("x", "ch", "sh")) else "s"), meaning)
    for slot in SLOTS:
        for word in SLOT_WORDS[slot].split("|"):
            found[word] = Meaning("category", slot, slot=slot)
    for word in (
        "studs",
        "chain",
        "cuff",
        "wrap",
        "pouch",
        "portfolio",
        "mac",
        "shades",
        "vest",
        "trunk",
        "robe",
        "stole",
        "mule",
        "boxers",
    ):
        found.pop(word, None)
    found["knickers"] = found["bra"]
    found["vest"] = Meaning("category", "tank_top", slot="top")
    return found


@cache
def english() -> Lexicon:
    """Every English phrase of the trade, later tables over earlier ones."""
    entries = {
        **_entries("colour", {name: COLOUR_WORDS.get(name, "") for name in NAMED}),
        **_entries("material", MATERIALS), **_entries("pattern", PATTERNS), **_entries("fit", FITS),
        **_entries("heel", HEELS), **_levels("coverage", COVERAGE), **_levels("formality", FORMALITY),
        **_levels("warmth", WARMTH), **dict.fromkeys(WATERPROOF.split("|"), Meaning("waterproof", "waterproof")),
        **_entries("palette", PALETTES), **_entries("other", OTHER), **_entries("animal_free", PROPER), **_garments(),
        **_entries("heel", HEELS),
        **dict.fromkeys(IDLE.split("|"), Meaning("idle")),
    }  # fmt: skip
    for word in ("regular", "down", "poly", "cord", "lace", "check", "checks", "animal", "graphic", "logo"):
        entries.pop(word, None)
    entries["lace"] = Meaning("pattern", "lace")
    return lexicon_of(entries)
