# ruff: noqa: E501 - its tables read best with one row a line
"""For whom a product is: from gender and age fields, from the title's words, from what only one sex is sold."""

import msgspec

from commerce.derive.words import Lexicon, tokens
from commerce.garments import Department

_ADULT: Lexicon[str] = Lexicon({
    "women": "f", "woman": "f", "womens": "f", "ladies": "f", "lady": "f", "female": "f", "her": "f", "wmns": "f", "wn": "f", "femme": "f",
    "men": "m", "man": "m", "mens": "m", "gents": "m", "gentlemen": "m", "male": "m", "him": "m", "homme": "m", "groom": "m",
    "girl": "g", "girls": "g", "boy": "b", "boys": "b", "unisex": "u",
    "kids": "k", "kid": "k", "infant": "k", "infants": "k", "toddler": "k", "toddlers": "k", "baby": "k", "children": "k", "child": "k", "newborn": "k",
    "junior": "k", "teens": "k", "juniors": "k", "teen": "k", "kidswear": "k",
    # what is no sign of a department
    "spider man": "", "bat man": "", "iron man": "", "super man": "", "x men": "", "boyfriend": "", "baby blue": "", "baby pink": "", "baby doll": "",
    "baby dolls": "", "girl power": "", "mr men": "", "boy shorts": "", "baby soft": "", "for him and her": "u", "men and women": "u", "women and men": "u",
    "boys and girls": "k", "girls and boys": "k", "boyshorts": "", "kid leather": "", "kid suede": "", "man made": "", "bad boy": "", "playboy": "",
})  # fmt: skip
_FEMININE = frozenset(
    ("sari", "dress", "cocktail_dress", "gown", "heels", "heeled_sandals", "flats", "blouse", "camisole", "skirt", "tunic",
     "clutch", "handbag", "earrings", "necklace", "bracelet", "tights", "leggings", "crop_top", "playsuit", "jumpsuit",
     "fascinator", "bodysuit", "ring", "brooch", "shawl", "tote", "hair_accessory", "culottes", "mules", "swimsuit")
)  # fmt: skip
_MASCULINE = frozenset(
    ("tie", "bow_tie", "cufflinks", "pocket_square", "suit", "swim_shorts", "waistcoat", "briefcase")
)
_FEMININE_WORDS = frozenset(("bra", "bras", "panty", "panties", "lingerie", "nightdress", "babydoll", "lipstick", "nail", "kajal", "mascara",
                             "saree", "sari", "dupatta", "lehenga", "kurti", "camisole", "eyeliner", "lip", "bikini", "hipster",
                             "salwar", "churidar", "patiala", "purse", "stockings", "eye", "blush", "foundation", "lipcolor"))  # fmt: skip
_MASCULINE_WORDS = frozenset(("trunk", "trunks", "boxers", "sherwani", "shave", "tuxedo"))
_GENDERS = {"female": "f", "f": "f", "women": "f", "woman": "f", "womens": "f", "ladies": "f", "male": "m", "m": "m", "men": "m", "man": "m",
            "mens": "m", "unisex": "u", "girls": "g", "girl": "g", "boys": "b", "boy": "b", "unisex kids": "k", "kids": "k"}  # fmt: skip
_CHILD_AGES = frozenset(("newborn", "infant", "toddler", "kids", "kid", "child", "children"))


class Audience(msgspec.Struct, frozen=True):
    """A department, how sure it is, 0..1, and what told: field, title, path, category, default."""

    department: Department
    confidence: float
    source: str


def of_fields(gender: str, age_group: str) -> Audience | None:
    """The department of a feed's `gender` and `age_group`, or None where neither says."""
    sex = _GENDERS.get(gender.strip().lower().replace("'", ""), "")
    child = age_group.strip().lower() in _CHILD_AGES
    if not sex and not child:
        return None
    return _audience(f"{sex}{'k' if child else ''}", "field", 0.99)


def of_text(text: str, source: str = "title") -> Audience | None:
    """The department that words name (`Women`, `Boy's`, `for him`), or None."""
    signs = "".join(match.value for match in _ADULT.find(tokens(text)))
    return _audience(signs, source, 0.97) if signs else None


def of_category(category: str, title: str) -> Audience | None:
    """The department that a kind of product is nearly always sold to, or None."""
    words = set(tokens(title))
    if category in _FEMININE or words & _FEMININE_WORDS:
        return Audience("women", 0.8, "category")
    if category in _MASCULINE or words & _MASCULINE_WORDS:
        return Audience("men", 0.75, "category")
    return None


def for_category(audience: Audience, category: str) -> Audience:
    """The audience, a child of no stated sex with the girls where the product is one that girls wear."""
    if audience.department == "boys" and audience.confidence < 0.5 and category in _FEMININE:
        return Audience("girls", 0.7, audience.source)
    return audience


DEFAULT = Audience("unisex", 0.3, "default")


def _audience(signs: str, source: str, sure: float) -> Audience:
    """Reads signs: f, m (adults or, with k, children), g, b, u, k. A child of no stated sex is put with the boys: clothes
    in `unisex` would be offered to adults."""
    child = "k" in signs or "g" in signs or "b" in signs
    feminine, masculine = "f" in signs or "g" in signs, "m" in signs or "b" in signs
    if feminine == masculine:
        return Audience("boys" if child else "unisex", 0.4 if child else sure, source)
    if child:
        return Audience("girls" if feminine else "boys", sure, source)
    return Audience("women" if feminine else "men", sure, source)
