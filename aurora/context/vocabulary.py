"""English words of the trade and what each stands for. Data: other languages lay theirs over it (`languages`)."""

from collections.abc import Iterable
from functools import cache

from aurora.context import wordlists
from aurora.context.mentions import Lexicon, Meaning, lexicon_of
from commerce.colours import NAMED
from commerce.garments import CATEGORIES, SLOTS

# Words that name a whole slot, not one kind of garment.


# Names of things that are colours only beside a garment, after "in", or among other colours.
DOUBTFUL_COLOURS = frozenset(
    ("wine", "rose", "mint", "lemon", "stone", "sand", "salmon", "lime", "plum", "copper", "bronze", "gold", "silver",
     "peach", "apricot", "coral", "tan", "camel", "chocolate", "sage", "denim", "rust")
)  # fmt: skip

ANIMAL = ("leather", "suede", "wool", "silk", "cashmere", "fur", "down", "mohair", "angora", "alpaca")
WOOLS = ("wool", "cashmere", "mohair", "angora", "alpaca")


# Phrases that hold a word of the trade and mean something else.
# Words of the trade are respelt towards; these ordinary words of the grammar too.
GRAMMAR_WORDS = [
    "something", "outfit", "wedding", "interview", "funeral", "graduation", "without", "instead", "please",
    "cheaper", "warmer", "colour", "colours", "evening", "budget", "waterproof", "birthday", "husband",
    "boyfriend", "girlfriend", "daughter", "brother", "sister", "different", "another", "expensive", "comfortable",
    "christmas", "casual", "formal", "nervous", "excited", "january", "february", "september", "october",
    "november", "december", "everything", "anything", "second", "third", "weather", "summer", "winter", "autumn",
    "spring", "brunch", "festival", "meeting", "conference", "presentation", "dollars", "pounds", "around",
    "between", "dinner", "cheapest",
]  # fmt: skip


PATTERNED = "patterned"
"""Any pattern at all: what refuses it wants plain things."""


def table(section: str) -> dict[str, tuple[str, ...]]:
    """A section of the trade's words: value → phrases."""
    return wordlists.table("vocabulary", section)


def _entries(kind: str, section: str, names: Iterable[str] | None = None) -> dict[str, Meaning]:
    rows = table(section)
    found = {}
    for value in names if names is not None else rows:
        for word in (value.replace("_", " "), *rows.get(value, ())):
            found[word] = Meaning(kind, value)
    return found


def _levels(kind: str) -> dict[str, Meaning]:
    return {
        word: Meaning(kind, kind if float(level) > -1 else word, float(level))
        for level, words in table(kind).items()
        for word in words
    }


# "Silk tie" is a tie of silk: the garments' own phrases with such a word are left to be read as two.
_DESCRIBING = frozenset(("silk", "linen", "wool", "waterproof", "straw", "canvas", "knitted", "woolly"))
# Words of the table of garments that mean something else too often.
_NOT_GARMENTS = wordlists.phrases("grammar", "vocabulary_not_garments")


def _garments() -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    extra = table("categories")
    for category in CATEGORIES.values():
        if category.id == "other":
            continue
        meaning = Meaning("category", category.id, slot=category.slot)
        for word in (category.noun, category.plural, *category.words, *extra.get(category.id, ())):
            if word.split()[0] in _DESCRIBING and category.noun != word:
                continue
            found[word] = meaning
            if not word.endswith("s"):
                found.setdefault(word + ("es" if word.endswith(("x", "ch", "sh")) else "s"), meaning)
    slot_words = table("slots")
    for slot in SLOTS:
        found.update(dict.fromkeys(slot_words[slot], Meaning("category", slot, slot=slot)))
    for word in _NOT_GARMENTS:
        found.pop(word, None)
    return found | {"vest": Meaning("category", "tank_top", slot="top")}


@cache
def english() -> Lexicon:
    """Every English phrase of the trade, later tables over earlier ones."""
    entries = {
        **_entries("colour", "colours", NAMED), **_entries("material", "materials"), **_entries("pattern", "patterns"),
        **dict.fromkeys(wordlists.phrases("vocabulary", "patterned"), Meaning("pattern", PATTERNED)),
        **_entries("fit", "fits"), **_levels("coverage"), **_levels("formality"), **_levels("warmth"),
        **dict.fromkeys(wordlists.phrases("vocabulary", "waterproof"), Meaning("waterproof", "waterproof")),
        **_entries("palette", "palettes"), **_entries("other", "other"), **_entries("animal_free", "animal_free"),
        **_garments(), **_entries("heel", "heels"), "denim": Meaning("material", "denim"),
    }  # fmt: skip
    for word in (
        "regular",
        "flat",
        "low",
        "mid",
        "high",
        "down",
        "poly",
        "cord",
        "check",
        "checks",
        "animal",
        "graphic",
    ):
        entries.pop(word, None)
    entries |= {"flat": Meaning("heel", "flat"), "lace": Meaning("pattern", "lace")}
    entries["black tie"] = Meaning("black_tie")
    return lexicon_of(entries | dict.fromkeys(wordlists.phrases("vocabulary", "idle"), Meaning("idle")))
