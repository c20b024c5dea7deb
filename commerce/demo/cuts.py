"""The vocabulary of `attributes["cut"]`: how a garment is shaped, in words that a drawing can be made from.

Every demo product carries `attributes["cut"]`, a dict of these keys (only those that its category has):

key        meaning                                                          value
neckline   neck or collar, lapels of tailoring, hood                        one of NECKLINES
sleeve     sleeve                                                           one of SLEEVES
length     where the piece ends on the body (clothes), shaft height         one of LENGTHS / SHAFTS / SIZES
           (boots), overall size (bags, scarves, hats, jewellery)
shape      silhouette: of the body (tops), leg (bottoms), skirt (dresses),  per category, see CUTS
           toe (shoes), body (bags), form of the object (accessories)
closure    how it is done up                                                one of CLOSURES
heel       kind of heel (shoes only)                                        one of HEELS
heel_mm    heel height in millimetres (shoes only)                          int; flat < 20, low < 50, mid < 80, high
strap      how a bag is carried                                             one of STRAPS
rise       waist height (bottoms only)                                      low | mid | high
layers     how many pieces a set has, drawn side by side (pyjamas,         int, 1 when absent
           tracksuits, bikinis)
details    small things worth drawing                                       list, each in DETAILS[group]
scale      size of the pattern's repeat; absent for plain                   fine | medium | bold

Colour is not here: draw with the variant's `hex`; a second colour for stripes, trims and prints is `accent` (a hex,
always present). The pattern is the product's `pattern`, the surface its first material (`attributes["surface"]`, one
of SURFACES, says how it takes the light). `CUTS[category]` gives the allowed values per key; a test holds the
catalogue to it. Unknown values may appear in imported products, never here: fall back to the first value listed.
"""

SURFACES = ("matte", "soft", "knit", "ribbed", "sheen", "gloss", "sheer", "brushed", "shearling", "denim", "woven",
            "quilted", "metal", "stone", "pearl", "acetate", "mesh", "corduroy", "velvet", "tweed")  # fmt: skip

NECKLINES = ("crew", "v", "scoop", "boat", "square", "halter", "off_shoulder", "one_shoulder", "sweetheart",
             "strapless", "cowl", "mock", "roll", "henley", "hood", "shirt_collar", "button_down", "wing", "grandad",
             "polo", "camp", "tie_neck", "ruffle", "notch", "peak", "shawl", "funnel", "collarless", "stand",
             "wrap_v", "bib")  # fmt: skip
"""notch, peak and shawl are lapels; bib is the bib of dungarees; camp is an open flat collar."""

SLEEVES = ("sleeveless", "strap", "cap", "short", "elbow", "three_quarter", "long", "puff_short", "puff_long", "bell",
           "balloon", "batwing", "flutter")  # fmt: skip

LENGTHS = ("cropped", "waist", "hip", "thigh", "mini", "above_knee", "knee", "calf", "midi", "ankle", "full", "floor")
"""Tops and jackets: cropped, waist, hip, thigh. Coats: hip .. ankle. Skirts and dresses: mini, above_knee, knee, midi,
ankle, floor. Trousers: thigh (short shorts), above_knee, knee, calf, ankle, full."""

SHAFTS = ("below_ankle", "ankle", "calf", "knee")
SIZES = ("mini", "small", "medium", "large")
HEELS = ("none", "stacked", "block", "stiletto", "kitten", "wedge", "platform", "cuban", "lug", "cushioned", "jute")
"""none: a flat sole. lug: a deep-cut rubber sole. cushioned: a thick sports sole. jute: a roped sole."""
STRAPS = ("none", "wrist", "top_handle", "shoulder", "crossbody", "chain", "backpack", "waist", "two_handles")

CLOSURES = ("pullover", "button", "half_button", "zip", "half_zip", "side_zip", "back_zip", "single_breasted",
            "double_breasted", "wrap", "tie", "belt", "toggle", "snap", "hook", "drawstring", "elastic", "fly", "lace",
            "slip_on", "buckle", "ankle_strap", "velcro", "flap", "magnet", "clasp", "roll_top", "open", "pin",
            "none")  # fmt: skip

_TOP = ("fitted", "straight", "boxy", "loose", "wrap", "peplum", "smock", "asymmetric")
_LEG = ("skinny", "slim", "straight", "tapered", "wide", "flared", "bootcut", "barrel")
_SKIRT = ("pencil", "a_line", "pleated", "full", "slip", "wrap", "tiered", "straight")
_DRESS = ("sheath", "shift", "a_line", "fit_flare", "wrap", "slip", "shirt", "column", "mermaid", "ball", "empire",
          "smock", "tiered", "knit", "bodycon", "pinafore")  # fmt: skip
_COAT = ("fitted", "straight", "boxy", "cocoon", "a_line", "loose", "belted")
_TOE = ("round", "almond", "point", "square", "open", "peep", "moc", "apron", "wingtip", "cap", "thong", "cross_strap",
        "fisherman", "strappy")  # fmt: skip
_BAG = ("rectangle", "trapeze", "half_moon", "hobo", "bucket", "box", "envelope", "round", "cylinder", "baguette",
        "basket", "slouch", "pouch")  # fmt: skip

DETAILS: dict[str, tuple[str, ...]] = {
    "clothes": (
        "chest_pocket", "patch_pockets", "flap_pockets", "cargo_pockets", "side_pockets", "kangaroo_pocket", "pleats",
        "darts", "ruffles", "lace_trim", "piping", "contrast_collar", "contrast_cuffs", "tipping", "cable", "ribbing",
        "fair_isle", "fringe", "sequins", "beads", "bow", "belt", "tie_waist", "elastic_waist", "drawstring_waist",
        "side_slit", "back_vent", "epaulettes", "storm_flap", "fur_trim", "quilting", "elbow_patches", "side_stripe",
        "turn_ups", "distressed", "raw_hem", "shirring", "cut_out", "pin_tucks", "bib_front", "french_cuffs",
        "satin_lapels", "reflective", "thumb_holes", "ruching", "open_back", "embroidery", "print_front", "buttons",
        "zip_pockets", "hood", "lined", "smocked_waist", "draped", "cape_back", "train", "tulle_overlay", "applique",
    ),
    "shoes": (
        "laces", "bow", "buckle", "tassel", "penny_strap", "fringe", "broguing", "cap_toe", "t_bar", "mary_jane",
        "slingback", "ankle_strap", "double_strap", "elastic_gores", "pull_tab", "side_zip", "contrast_heel",
        "contrast_sole", "white_sole", "gum_sole", "fur_lining", "velcro", "studs", "embellished", "cut_out",
        "horsebit", "quilting", "reflective", "perforated", "light_up", "cleats", "woven",
    ),
    "bags": (
        "front_pocket", "side_pockets", "buckle", "tassel", "chain", "studs", "quilting", "woven", "contrast_handles",
        "logo_plate", "fringe", "padlock", "embellished", "laptop_sleeve", "bottle_pocket", "roll_top", "reflective",
        "tie_top", "beads", "bow",
    ),
    "accessories": (
        "fringe", "pom_pom", "tassel", "buckle", "bow", "feather", "net", "ribbon", "pearl", "stone", "engraved",
        "twisted", "hammered", "layered", "chronograph", "date_window", "cable", "ribbing", "fur_trim", "turn_up",
        "embroidery", "polarised", "braided", "three_pack", "five_pack", "touchscreen", "print_front",
    ),
}  # fmt: skip
"""Group of the category's slot (clothes for the four garment slots) → details."""

_T = {"neckline": NECKLINES, "sleeve": SLEEVES, "length": ("cropped", "waist", "hip", "thigh"), "shape": _TOP,
      "closure": CLOSURES}  # fmt: skip
_B = {"length": ("thigh", "above_knee", "knee", "calf", "ankle", "full"), "shape": _LEG,
      "closure": ("fly", "side_zip", "back_zip", "elastic", "drawstring", "button"),
      "rise": ("low", "mid", "high")}  # fmt: skip
_S = {**_B, "length": ("mini", "above_knee", "knee", "midi", "ankle"), "shape": _SKIRT,
      "closure": (*_B["closure"], "wrap", "buckle")}  # fmt: skip
_D = {"neckline": NECKLINES, "sleeve": SLEEVES, "length": ("mini", "above_knee", "knee", "midi", "ankle", "floor"),
      "shape": _DRESS, "closure": CLOSURES}  # fmt: skip
_J = {**_D, "length": ("thigh", "above_knee", "calf", "ankle", "full"), "shape": _LEG}
_O = {"neckline": NECKLINES, "sleeve": SLEEVES, "length": ("cropped", "waist", "hip", "thigh", "knee", "calf", "midi"),
      "shape": _COAT, "closure": CLOSURES}  # fmt: skip
_F = {"shape": _TOE, "heel": HEELS, "length": SHAFTS, "closure": CLOSURES}
_G = {"shape": _BAG, "length": SIZES, "strap": STRAPS, "closure": CLOSURES}


def _object(*shapes: str) -> dict[str, tuple[str, ...]]:
    return {"shape": shapes, "length": SIZES, "closure": CLOSURES}


CUTS: dict[str, dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("t_shirt", "tank_top", "camisole", "crop_top", "bodysuit", "top", "blouse", "shirt", "polo",
                     "turtleneck", "sweater", "cardigan", "sweatshirt", "hoodie", "tunic", "kurta", "sports_top"), _T),
    **dict.fromkeys(("jeans", "trousers", "suit_trousers", "chinos", "cargos", "culottes", "shorts", "leggings",
                     "joggers", "sports_bottom", "swim_shorts"), _B),
    "skirt": _S,
    **dict.fromkeys(("dress", "cocktail_dress", "gown"), _D),
    **dict.fromkeys(("jumpsuit", "playsuit", "dungarees", "suit", "ethnic_set", "tracksuit", "pyjamas"), _J),
    "sari": {"neckline": NECKLINES, "sleeve": SLEEVES, "length": ("floor",), "shape": ("column",),
             "closure": ("wrap",)},
    "swimsuit": {"neckline": NECKLINES, "sleeve": SLEEVES, "length": ("waist", "hip"),
                 "shape": ("one_piece", "bikini", "tankini"), "closure": CLOSURES},
    **dict.fromkeys(("blazer", "waistcoat", "coat", "trench_coat", "raincoat", "jacket", "denim_jacket",
                     "leather_jacket", "bomber_jacket", "puffer_jacket", "parka", "fleece", "gilet", "cape"), _O),
    **dict.fromkeys(("trainers", "sports_shoes", "flats", "loafers", "oxfords", "heels", "sandals", "heeled_sandals",
                     "espadrilles", "mules", "flip_flops", "ankle_boots", "boots", "hiking_boots", "rain_boots",
                     "snow_boots", "slippers"), _F),
    **dict.fromkeys(("handbag", "tote", "clutch", "crossbody", "backpack", "belt_bag", "briefcase", "holdall"), _G),
    "belt": _object("plain", "woven", "chain", "wide", "sash"),
    "scarf": _object("long", "square", "snood", "skinny"),
    "shawl": _object("rectangle", "triangle"),
    "sun_hat": _object("wide_brim", "bucket", "panama", "fedora", "boater"),
    "cap": _object("baseball", "flat", "five_panel"),
    "beanie": _object("cuffed", "bobble", "slouch", "earflap"),
    "fascinator": _object("disc", "halo", "spray", "pillbox"),
    "gloves": _object("gloves", "mittens", "opera"),
    "sunglasses": _object("cat_eye", "aviator", "round", "square", "oval", "wrap"),
    "watch": _object("round", "square", "rectangle", "digital"),
    "necklace": _object("pendant", "chain", "choker", "strand", "statement"),
    "earrings": _object("hoops", "studs", "drops", "chandelier", "huggies"),
    "bracelet": _object("chain", "bangle", "cuff", "beads", "strand"),
    "ring": _object("band", "signet", "solitaire", "stack"),
    "brooch": _object("bar", "flower", "round"),
    "tie": _object("classic", "slim", "knit"),
    "bow_tie": _object("self_tie", "pre_tied"),
    "pocket_square": _object("square"),
    "cufflinks": _object("round", "square", "bar", "knot"),
    "hair_accessory": _object("headband", "claw", "scrunchie", "clip", "ribbon"),
    "tights": _object("sheer", "opaque", "ribbed"),
    "socks": _object("crew", "ankle", "knee", "trainer"),
    "umbrella": _object("crook", "folding"),
    "wallet": _object("bifold", "card_holder", "zip_around"),
}  # fmt: skip
"""Category → key → allowed values. `sari` and `ethnic_set` are listed for drawing; the demo range has few of them."""
