"""What an occasion asks of a look: a formality band, the slots it needs, what is out of place there, colours and
loudness.

Pure tables; our own reading of common dress codes, meant to be argued with. Formality is the scale of
`commerce.garments`.
"""

from functools import cache

import msgspec

from aurora.types import Occasion, TimeOfDay
from commerce.garments import CATEGORIES, SLOTS, Department, Slot

_HOME = frozenset(("pyjamas", "slippers"))
_SWIM = frozenset(("swimsuit", "swim_shorts", "flip_flops"))
_SPORT = frozenset(
    (
        "sports_top",
        "sports_bottom",
        "sports_shoes",
        "tracksuit",
        "leggings",
        "joggers",
        "hoodie",
        "sweatshirt",
        "tank_top",
    )
)
_ROUGH = frozenset(("hiking_boots", "rain_boots", "snow_boots", "backpack", "belt_bag", "holdall", "fleece",
                          "cap", "beanie",
                    "cargos", "dungarees", "puffer_jacket", "parka", "gilet"))  # fmt: skip
_CASUAL = frozenset(("t_shirt", "crop_top", "jeans", "shorts", "trainers", "sandals", "denim_jacket",
                          "bomber_jacket", "playsuit",
                     "espadrilles", "flip_flops", "tote"))  # fmt: skip
_SHOW = frozenset(("gown", "cocktail_dress", "fascinator", "bow_tie", "clutch", "cufflinks"))
_STRICT = frozenset(("suit_trousers", "oxfords", "briefcase", "suit", "tie", "pocket_square"))
_DRESSED = _HOME | _SWIM | _SPORT | _ROUGH
_FORMAL = _DRESSED | _CASUAL
_FESTIVE = frozenset(("briefcase", "gloves"))


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What an occasion asks. Sets hold category ids and colour names."""

    formality: tuple[float, float]
    needs: frozenset[Slot] = frozenset()
    """Slots that a complete look has here, beside clothes and shoes."""
    suits: frozenset[Slot] = frozenset()
    """Slots that help here and may stay empty."""
    out: frozenset[str] = frozenset()
    """Categories out of place."""
    best: frozenset[str] = frozenset()
    """Categories at home."""
    colours_out: frozenset[str] = frozenset()
    colours_best: frozenset[str] = frozenset()
    coverage: float = 0.0
    """The least share of the body part that should be covered."""
    sober: bool = False
    """True where only dark, muted colours will do, a white shirt aside."""
    loudest: float = 1.0
    """The boldness (`traits.boldness`) from which a piece is too loud."""
    tailored: bool = False
    """True where a jacket and trousers of one suit are what one wears."""
    only_over: frozenset[str] = frozenset()
    """Outer layers that are worn here over a jacket and never in its place; they are in `out` too."""
    leads: Slot | None = None
    """The slot that one thinks of first here: women are first shown a dress at a wedding."""


class _Manners(msgspec.Struct, frozen=True):
    """How an occasion is borne beside its level of dress; names of colours are separated by blanks."""

    no: str = ""
    colours: str = ""
    coverage: float = 0.0
    loudest: float = 1.0
    sober: bool = False


_FREE = _Manners()


def _ask(
    formality: tuple[float, float],
    best: str = "",
    *,
    out: frozenset[str] = _HOME | _SWIM,
    suits: str = "bag accessory",
    manners: _Manners = _FREE,
) -> Ask:
    """Names in `best` and `suits` are separated by blanks; what is at home is never out of place."""
    home = frozenset(best.split())
    return Ask(
        formality=formality,
        suits=frozenset(slot for slot in SLOTS if slot in suits.split()),
        out=out - home,
        best=home,
        colours_out=frozenset(manners.no.split()),
        colours_best=frozenset(manners.colours.split()),
        coverage=manners.coverage,
        loudest=manners.loudest,
        sober=manners.sober,
    )


_ASKS: dict[Occasion, Ask] = {
    "everyday": _ask(
        (0.15, 0.6),
        "jeans t_shirt shirt sweater trainers crossbody",
        out=_HOME | _SWIM | _SHOW | {"holdall"},
    ),
    "work": _ask(
        (0.45, 0.8),
        "shirt blouse trousers chinos blazer loafers tote briefcase dress",
        suits="bag accessory outerwear",
        out=_DRESSED | _SHOW | {"crop_top", "shorts"},
        manners=_Manners(coverage=0.35, loudest=0.8),
    ),
    "business_formal": _ask(
        (0.65, 0.9),
        "suit suit_trousers shirt blouse blazer oxfords heels briefcase tie",
        suits="bag accessory outerwear",
        out=_FORMAL | _SHOW - {"cufflinks"},
        manners=_Manners(coverage=0.4, loudest=0.6),
    ),
    "interview": _ask(
        (0.58, 0.85),
        "shirt blouse trousers suit_trousers blazer suit loafers oxfords briefcase",
        suits="bag accessory outerwear",
        out=_FORMAL | _SHOW,
        manners=_Manners(coverage=0.45, loudest=0.55),
    ),
    "wedding_guest": _ask(
        (0.6, 0.88),
        "dress cocktail_dress suit blazer heels heeled_sandals clutch oxfords tie fascinator pocket_square "
        "jumpsuit sari ethnic_set",
        suits="bag accessory outerwear",
        out=_FORMAL | _FESTIVE,
        manners=_Manners(no="white ivory cream", coverage=0.2),
    ),
    "black_tie": _ask(
        (0.82, 1.0),
        "gown suit heels heeled_sandals clutch oxfords bow_tie cufflinks suit_trousers sari",
        suits="bag accessory outerwear",
        out=_FORMAL
        | _FESTIVE
        | {
            "polo",
            "chinos",
            "boots",
            "loafers",
            "backpack",
            "sun_hat",
            "sweater",
            "cardigan",
            "cargos",
            "crossbody",
            "belt",
            "dress",
        },
    ),
    "cocktail": _ask(
        (0.6, 0.88),
        "cocktail_dress dress heels heeled_sandals clutch suit blazer jumpsuit camisole",
        suits="bag accessory outerwear",
        out=_FORMAL | _FESTIVE,
    ),
    "party": _ask(
        (0.4, 0.85),
        "cocktail_dress dress camisole jumpsuit heels heeled_sandals clutch leather_jacket shirt",
        out=_DRESSED | _FESTIVE,
    ),
    "date": _ask(
        (0.4, 0.78),
        "dress camisole blouse shirt jeans heels ankle_boots blazer leather_jacket loafers",
        out=_DRESSED | _FESTIVE,
    ),
    "evening": _ask(
        (0.55, 0.88),
        "cocktail_dress dress gown blazer shirt heels clutch jumpsuit suit",
        out=_DRESSED | _FESTIVE | {"shorts", "t_shirt"},
    ),
    "brunch": _ask(
        (0.28, 0.62),
        "dress blouse shirt jeans skirt flats loafers tote crossbody",
        out=_HOME | _SWIM | _SHOW - {"clutch"} | {"holdall", "briefcase", "tracksuit"},
    ),
    "travel": _ask(
        (0.1, 0.5),
        "trainers joggers jeans t_shirt sweater cardigan backpack holdall crossbody",
        suits="bag accessory outerwear",
        out=_HOME | _SWIM | _SHOW | {"heels", "heeled_sandals", "suit", "tie"},
    ),
    "beach": _ask(
        (0.02, 0.4),
        "swimsuit swim_shorts shorts sandals flip_flops sun_hat sunglasses tote tank_top tunic playsuit espadrilles",
        out=_HOME
        | _SHOW
        | _STRICT
        | {
            "heels",
            "boots",
            "ankle_boots",
            "coat",
            "blazer",
            "trousers",
            "turtleneck",
            "sweater",
            "hiking_boots",
            "rain_boots",
            "snow_boots",
            "tights",
            "gloves",
            "beanie",
            "parka",
            "puffer_jacket",
        },
    ),
    "outdoor": _ask(
        (0.03, 0.4),
        "hiking_boots fleece raincoat parka puffer_jacket backpack cargos leggings cap beanie sweater",
        suits="bag accessory outerwear",
        out=_HOME
        | _SHOW
        | _STRICT
        | {"heels", "heeled_sandals", "flats", "mules", "flip_flops", "blazer", "handbag", "swimsuit"},
    ),
    "sport": _ask(
        (0.0, 0.18),
        "sports_top sports_bottom sports_shoes tracksuit leggings joggers holdall cap",
        out=_HOME
        | _SHOW
        | _STRICT
        | {
            "jeans",
            "chinos",
            "trousers",
            "skirt",
            "heels",
            "heeled_sandals",
            "flats",
            "loafers",
            "mules",
            "espadrilles",
            "sandals",
            "flip_flops",
            "boots",
            "ankle_boots",
            "shirt",
            "blouse",
            "blazer",
            "coat",
            "dress",
            "sweater",
            "cardigan",
            "handbag",
            "belt",
            "necklace",
            "turtleneck",
            "polo",
            "camisole",
            "denim_jacket",
            "leather_jacket",
            "trench_coat",
            "rain_boots",
            "suit",
            "jumpsuit",
            "dungarees",
        },
    ),
    "lounge": _ask(
        (0.0, 0.3),
        "pyjamas slippers joggers hoodie sweatshirt t_shirt leggings tracksuit cardigan",
        suits="",
        out=_SHOW | _STRICT | {"heels", "heeled_sandals", "blazer", "coat"},
    ),
    "festival": _ask(
        (0.08, 0.5),
        "boots denim_jacket shorts t_shirt crop_top belt_bag crossbody playsuit sunglasses sun_hat rain_boots trainers",
        out=_HOME | _SHOW | _STRICT | {"heels", "heeled_sandals", "blazer", "coat", "swimsuit"},
    ),
    "funeral": _ask(
        (0.58, 0.9),
        "suit dress shirt blouse suit_trousers trousers coat blazer oxfords flats loafers tie",
        suits="bag accessory outerwear",
        out=_FORMAL | _SHOW | {"sunglasses"},
        manners=_Manners(
            no="red orange yellow pink coral fuchsia magenta lime turquoise mint lemon gold peach apricot salmon",
            colours="black charcoal navy grey",
            coverage=0.45,
            loudest=0.25,
            sober=True,
        ),
    ),
    "graduation": _ask(
        (0.5, 0.85),
        "dress suit shirt blouse blazer trousers heels loafers oxfords handbag",
        suits="bag accessory outerwear",
        out=_DRESSED | {"shorts", "crop_top"},
    ),
}
_ANY = _ask((0.15, 0.70), out=_HOME | _SWIM | _SHOW)
_EVENING = ("evening", "night")
_BAGS = frozenset(c.id for c in CATEGORIES.values() if c.slot == "bag")
_OVER = frozenset(c.id for c in CATEGORIES.values() if c.slot == "outerwear")
_DRESS_FIRST: dict[Department, tuple[Occasion, ...]] = {
    "women": ("wedding_guest", "black_tie", "cocktail", "evening"), "girls": ("wedding_guest", "party"),
}  # fmt: skip
_SUIT_FIRST = ("business_formal", "interview", "wedding_guest", "black_tie", "funeral")
_WITHOUT_BAG = ("black_tie", "wedding_guest", "cocktail", "party", "date", "evening", "funeral", "graduation")
# Men's sandals are casual; women's may be as dressy as court shoes.
_SHOD = ("work", "date", "party", "graduation", "evening")
_CHILDREN_DRESS_UP = ("wedding_guest", "black_tie", "funeral", "graduation", "cocktail")
_GROWN_UP = frozenset(("briefcase", "clutch", "cufflinks", "tights", "fascinator", "heels", "heeled_sandals", "wallet",
                        "ring"))  # fmt: skip


@cache
def asks(occasion: Occasion | None, time_of_day: TimeOfDay | None = None, department: Department | None = None) -> Ask:
    """What the occasion asks at that time of day; with none named, what a look for nothing in particular asks.

    In the evening a dressed occasion starts 0.05 more formal; children are never asked for more than 0.75, and for more
    than 0.6, a tie or a blazer only where a family dresses up: a birthday party is no ball. Men are
    given no
    bag for a dressed occasion, and where a suit is worn the jacket comes before any coat.
    """
    ask = _ASKS[occasion] if occasion else _ANY
    low, high = ask.formality
    out, needs, suits = ask.out, ask.needs, ask.suits
    if time_of_day in _EVENING and low >= 0.4:
        low = min(low + 0.05, high)
    if department in ("girls", "boys"):
        dressed = occasion in _CHILDREN_DRESS_UP
        low, high = min(low, 0.45 if dressed else 0.3), min(high, 0.75 if dressed else 0.6)
        out = out | _GROWN_UP | (frozenset() if dressed else {"tie", "bow_tie", "blazer", "waistcoat"})
    if occasion == "lounge" or (department in ("men", "boys") and occasion in _WITHOUT_BAG):
        out, suits = out | _BAGS, suits - {"bag"}
    if department == "men" and occasion in _SHOD:
        out = out | {"sandals", "espadrilles"}
    tailored, only_over = department == "men" and occasion in _SUIT_FIRST, frozenset[str]()
    if tailored:
        only_over = frozenset(c for c in WORN_OVER if WORN_OVER[c] & _TAILORED) - out
        out, needs = out | _OVER - {"blazer"}, needs | {"outerwear"}
    return msgspec.structs.replace(
        ask, formality=(low, high), out=out, needs=needs, suits=suits, tailored=tailored, only_over=only_over,
        leads="dress" if occasion in _DRESS_FIRST.get(department or "unisex", ()) else None,
    )  # fmt: skip


def formality_fit(formality: float, ask: Ask) -> float:
    """1 within the band, falling to 0 at 0.35 outside it: from a suit down to jeans, about."""
    low, high = ask.formality
    return max(0.0, 1 - max(low - formality, formality - high, 0.0) / 0.35)


LAYERED = frozenset(("suit", "dungarees"))
"""Whole-body pieces that are worn over a top: a look with one has a top on purpose."""
UNDER: dict[str, frozenset[str]] = {
    "suit": frozenset(("shirt", "blouse", "turtleneck", "camisole", "top", "bodysuit", "t_shirt")),
    "dungarees": frozenset(("t_shirt", "shirt", "turtleneck", "sweater", "blouse", "tank_top", "top", "bodysuit")),
}
"""What goes under each of them."""
_TAILORED = frozenset(("blazer",))
_THIN_TOPS = frozenset(("shirt", "blouse", "t_shirt", "polo", "top", "camisole", "tank_top", "turtleneck"))
WORN_OVER: dict[str, frozenset[str]] = {
    "coat": _TAILORED, "trench_coat": _TAILORED,
    "raincoat": _TAILORED | {"fleece", "gilet"}, "parka": frozenset(("fleece", "gilet")),
    "cardigan": _THIN_TOPS, "sweater": frozenset(("shirt", "t_shirt")),
}  # fmt: skip
"""What each is worn over in its own slot: a coat over a suit jacket, a jumper over a shirt."""
OVER_DRESS: dict[str, frozenset[str]] = {"cardigan": frozenset(("dress", "jumpsuit", "playsuit"))}
"""The tops that are worn over a whole-body piece, and over which."""
