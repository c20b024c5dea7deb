"""Comparisons with what is on the table: "cheaper", "a bit dressier", "too loud"."""

from functools import cache
from typing import cast

from aurora.context.mentions import Lexicon, Meaning, Mention, find, lexicon_of
from aurora.context.text import Text
from aurora.types import Direction

_WORDS: dict[Direction, str] = {
    "cheaper": "cheaper|less expensive|more affordable|lower price|lower the price|bring the price down|bring the cost down|bring down the price|too expensive|too dear|too pricey|cost less|costs less|out of my budget|less money|more budget friendly|spend less|can't afford|cannot afford that|lower budget|knock the price down|get the price down|get the total down|bring the total down|way over what i can pay|too much money|easier on the wallet|kinder to my wallet|less costly|less pricey|over budget|a steal|pricier than i hoped|trim the cost|lower total|reduce the price|reduce the cost|reduce the total|kinder on the purse|above my means",
    "dearer": "more expensive|more luxurious|pricier|splurge|higher end|more upmarket|money is no object|upgrade|more high end|more luxe|better quality|something pricier|treat myself to something better|up the budget a bit|more premium|more exclusive|posher",
    "warmer": "warmer|too cold|more layers|cosier|cozier|more insulation|freeze in that|freeze in this|more warmth|snugger|too thin|too chilly|too light for the weather|toastier|won't keep me warm|be cold in that|be cold in this",
    "cooler": "cooler|lighter|too warm|too hot|less warm|more breathable|airier|sweat in that|sweat in this|too heavy|less layers|fewer layers|thinner fabric|breezier|boil in that|boil in this|melt in that|melt in this",
    "dressier": "more formal|dressier|smarter|fancier|more elegant|dress it up|more dressy|too casual|more polished|classier|not formal enough|less casual|more glamorous|not dressy enough|up the glam|more sophisticated|more professional|not smart enough|more upscale|more refined|more chic|more glam|formal enough version|underdressed in that|sharper",
    "more_casual": "more casual|less formal|more relaxed|too formal|dress it down|too dressy|too smart|less dressy|more laid back|too fancy|more low key|less fancy|more everyday|more informal|too stiff|overdressed in that|less stuffy|too stuffy|a notch more casual|less smart|take the formality down",
    "bolder": "bolder|more daring|more colourful|brighter|more fun|edgier|too boring|more interesting|too plain|spice it up|more statement|more adventurous|jazz it up|more exciting|more personality|too safe|more eye catching|too dull|less boring|braver|punchier|wilder|livelier|louder|with more attitude|more playful|more striking|more oomph|more punch|more pizzazz",
    "quieter": "more subtle|quieter|toned down|tone it down|less flashy|too loud|too bold|simpler|more understated|less bold|more classic|too flashy|more muted|plainer|more discreet|less loud|too much for me|calmer|too busy|less busy|too colourful|too bright|less colourful|more minimal|more minimalist|too showy|less showy|more modest looking|subtler|more neutral|softer look|less in your face",
    "comfier": "comfier|more comfortable|easier to walk in|too uncomfortable|comfortable enough|more practical|uncomfortable|easier to move in|kinder to my feet|softer on my feet|gentler on my feet|more wearable|less restrictive|too restrictive",
}  # fmt: skip
_NOT_DIRECTIONS = "cheaper than|less expensive than|more expensive than|not more expensive|lighter blue|lighter grey|lighter shade|lighter colour|more than|not too formal|not too casual|not too dressy|not too plain|not too boring|not too bold|not too flashy|not too expensive|not too hot|not too warm|not too smart|not too fancy|not too loud|not too bright|not too colourful|not too showy|nothing too formal|nothing too dressy|nothing too fancy|nothing too loud|nothing too bold|nothing too flashy|nothing too colourful|nothing too showy|nothing too bright|nothing too casual|nothing too smart|nothing too expensive|better quality of life|higher end of|smarter than|colder than|lighter bag"


@cache
def _lexicon() -> Lexicon:
    entries = {w: Meaning("direction", name) for name, words in _WORDS.items() for w in words.split("|")}
    return lexicon_of(entries | dict.fromkeys(_NOT_DIRECTIONS.split("|"), Meaning("none")))


def find_directions(text: Text) -> list[Mention]:
    """The comparisons, in order; "which is warmer?" asks and is left to the questions."""
    return [m for m in find(text, _lexicon()) if m.kind == "direction"]


def vocabulary() -> frozenset[str]:
    """Every word of the comparisons."""
    return frozenset(w for phrase in _lexicon() for w in phrase)


def name_of(mention: Mention) -> Direction:
    """The direction that a mention of this module stands for."""
    return cast(Direction, mention.value)
