"""Questions about what is shown: whether a message asks, what about, and where in it the question stands."""

import re
from functools import cache
from itertools import pairwise
from typing import Literal

import msgspec

from aurora.context import wordlists
from aurora.context.mentions import Lexicon, Meaning, Mention, find, lexicon_of
from aurora.context.text import Text

Asked = Literal[
    "why", "price", "material", "waterproof", "warmth", "size", "colour", "stock", "brand", "reviews", "compare",
    "other",
]  # fmt: skip
_RANKED: tuple[Asked, ...] = (
    "why", "compare", "stock", "waterproof", "price", "brand", "reviews", "size", "warmth", "material", "colour",
    "other",
)  # fmt: skip
"""Where a question has several topics, the first of these is meant: "how much is the wool coat?" asks the price."""
_QUESTION_WORDS = frozenset(wordlists.phrases("asking", "question_words"))
_VERBS = frozenset(wordlists.phrases("asking", "verbs"))
_POINTERS = frozenset(wordlists.phrases("asking", "pointers"))
_PRONOUNS = frozenset(wordlists.phrases("asking", "pronouns"))
_WH = frozenset(
    ("when", "how", "what", "which", "who", "where", "wann", "wie", "was", "welche", "quand", "quel", "quelle",
     "cuando", "que", "cual")
)  # fmt: skip
_INDEFINITE = frozenset(
    ("any", "some", "a", "an", "another", "more", "other", "which", "what", "anything", "something", "me")
)
_DEFINITE = frozenset(("the", "that", "those", "these", "it", "they", "them", "their", "both", "its", "this", "your"))
_LIKE = frozenset(("like", "similar", "same", "as"))
_COMPARING = frozenset(
    ("which", "is", "are", "does", "do", "will", "would", "was", "were", "who", "how", "what", "welcher",
     "welche", "welches", "ist", "sind", "est", "quel", "quelle", "es", "cual", "son", "lequel", "laquelle")
)  # fmt: skip
_STATING = frozenset(("es", "son", "est", "sont", "esta", "estan", "tiene", "tienen", "c'", "ca"))
"""Verbs that begin a statement too in their language, so that only a question mark tells."""
_TERSE = 3
_JOINTS = frozenset(
    (",", "and", "also", "but", "oh", "plus", "then", "und", "et", "y", "aber", "mais", "pero", "-", "so", "ok",
     "okay", "hm", "hmm", "well", "right")
)  # fmt: skip
_STOPS = frozenset((".", "!", "?", ";", "\n"))


@cache
def _phrases(name: str) -> Lexicon:
    return lexicon_of(dict.fromkeys(wordlists.phrases("asking", name), Meaning(name)))


@cache
def _topics() -> Lexicon:
    rows = wordlists.table("asking", "topics")
    return lexicon_of({phrase: Meaning("topic", name) for name, phrases in rows.items() for phrase in phrases})


def vocabulary() -> frozenset[str]:
    """Every word of the phrases of this module."""
    tables = [_topics(), *(_phrases(name) for name in ("tell", "requests", "nouns", "idle"))]
    return frozenset(word for table in tables for phrase in table.phrases for word in phrase)


def asked(text: Text, mentions: tuple[Mention, ...], *, compares: bool, fresh: bool = False) -> Asked | None:
    """What a question about the look is about; None for a request put as a question ("can you make it cheaper?").

    compares: a comparison was found. fresh: an occasion with a wish for an outfit is named.
    """
    words = text.line
    if _is_why(words):
        return "why"
    if _CUSTOM.search(" ".join(words)):
        return "other"
    tells = bool(find(text, _phrases("tell")))
    points = _points(words) or bool(_ONE_OR_THE_OTHER.search(" ".join(words)))
    if not (tells or is_question(text)) or (fresh and not points):
        return None
    if compares and not tells and not (points and _first(words) in _COMPARING):
        return None
    topic = _topic(text, words, mentions)
    if topic == "compare" and _ONE_OR_THE_OTHER.search(" ".join(words)):
        return "compare"
    if _asks_of_cloth(words, mentions):
        return "material"
    if find(text, _whys()):
        return "why"
    if not tells and _wishes_for(words, mentions):
        return None
    if tells:
        return topic if topic is not None or not points else "other"
    if (
        find(text, _phrases("requests"))
        and not _asks_whether_one_can(words)
        and not _is_about_shown(text, words, mentions, topic)
    ):
        return None
    if topic is None or topic == "other":
        is_of_shown = _asks_of_shown(words) or (topic == "other" and points and _first(words) in ("how", "what"))
        return "other" if is_of_shown and not find(text, _phrases("idle")) else None
    return topic


_CUSTOM = re.compile(
    r"^(?:so |and |but )?(?:do|does|must|should) (?:\w+ ){1,2}(?:really )?(?:have|need) to (?:wear|dress|be)\b"
    r"|^(?:so |and |but )?(?:is|are) (?:a |the )?\w+ (?:required|compulsory|obligatory|mandatory|necessary|a must)\b"
)
""" "Do men have to wear a tie?": what is worn, and no wish for one."""


def _wishes_for(words: list[str], mentions: tuple[Mention, ...]) -> bool:
    """True where a garment is asked for and none is spoken of that is there: "have you any knitwear that people rate
    well?", "a cheap coat, got one?", "anything along the lines of those, better rated?"."""
    if not _INDEFINITE & set(words):
        return False
    if _LIKE & set(words) and {"anything", "something"} & set(words):
        return True
    definite = {at for at, word in enumerate(words) if word in _DEFINITE and word != "which"}
    if definite:
        return False
    garments = [m for m in mentions if m.kind == "category" and not m.idle]
    return any(_is_indefinite(words, garment) for garment in garments) or "recommend" in words or "suggest" in words


def _is_indefinite(words: list[str], garment: Mention) -> bool:
    before = words[max(0, garment.start - 5) : garment.start]
    return bool(_INDEFINITE & set(before))


def _is_why(words: list[str]) -> bool:
    is_short = words[0] in ("y", "yy") and words[1:2] != [] and words[1] in _ENGLISH_AFTER_WHY
    return (
        is_short
        or (words[0] in ("why", "warum", "wieso", "pourquoi") and words[1:2] != ["not"])
        or words[:2] in (["how", "come"], ["por", "que"])
    )


_ENGLISH_AFTER_WHY = frozenset(("the", "this", "that", "these", "those", "did", "do", "is", "are", "so", "would"))
"""Words after which the "y" before them is "why" and not the Spanish "and"."""


def is_question(text: Text) -> bool:
    """True where the message asks, by its mark or its first word."""
    words = text.line
    first = _first(words)
    if first in ("do", "does") and "not" in words[:3]:
        return False
    if words[0] == "do" and words[1:2] in (["it"], ["that"], ["this"]) and "?" not in words:
        return False
    if first in _STATING and "?" not in words:
        # "es impermeable" of something shown: nobody tells a shop that its coat is waterproof.
        topics = {m.value for m in find(text, _topics())}
        return len(words) <= _TERSE and bool(topics & {"waterproof", "material", "stock"})
    if "?" in words or first in _QUESTION_WORDS or first in _VERBS or _asks_whether_one_can(words):
        return True
    if _is_asked_late(words) or _HOW_MUCH.search(" ".join(words)):
        return True
    return tuple(words[:2]) in _CAN_IT or bool(_ONE_OR_THE_OTHER.search(" ".join(words)))


_HOW_MUCH = re.compile(
    r"(?<!matter )(?<!care )(?<!know )(?<!idea )\bhow much "
    r"(?:together|in|all|are|is|do|does|for|would|will|altogether)\b"
)


def _is_asked_late(words: list[str]) -> bool:
    """True for "the navy ones, what do they go for": the question follows what it is about."""
    at = words.index(",") if "," in words[1:6] else 0
    return (
        at > 0
        and words[0] in _POINTERS
        and words[at + 1 : at + 2] != []
        and (words[at + 1] in _QUESTION_WORDS or words[at + 1] in _VERBS)
    )


_CAN_IT = frozenset(
    (can, it)
    for can in ("can", "could", "might", "may", "should", "shall")
    for it in ("the", "it", "they", "this", "that", "these", "those")
)


_DOING = frozenset(wordlists.phrases("asking", "doing"))


def _asks_whether_one_can(words: list[str]) -> bool:
    """True for "can I walk in those" and "could you dance in it": what one does in clothes, and no request of us."""
    at = next(
        (n for n, word in enumerate(words[:4]) if word in ("can", "could", "will", "would", "may", "should")), None
    )
    if at is None or words[at + 1 : at + 2] not in (["i"], ["you"], ["one"], ["we"], ["she"], ["he"], ["people"]):
        return False
    return bool(_DOING & set(words[at + 2 : at + 5]))


def _first(words: list[str]) -> str:
    """The first word that carries meaning."""
    return next((word for word in words if word not in _JOINTS), "")


def _points(words: list[str]) -> bool:
    """True where the message speaks of something shown: "it", "the coat", "those", "which"."""
    return any(word in _POINTERS or word in _PRONOUNS for word in words)


def _topic(text: Text, words: list[str], mentions: tuple[Mention, ...]) -> Asked | None:
    described = {at for m in mentions if m.kind == "other" and m.value not in _ASKED_OF for at in range(m.start, m.end)}
    named = {m.value for m in find(text, _topics()) if m.start not in described}
    line = " ".join(words)
    if _IN_A_SIZE.search(line):
        named.add("size")
    if _WHAT_BE.search(line):
        named.add("price")
    if _BY_A_DAY.search(line):
        named.add("stock")
    if _ONE_OR_THE_OTHER.search(line):
        named.add("compare")
    does_come = words[0] in ("do", "does") and bool({"come", "exist"} & set(words))
    if (does_come or _COMING & set(words)) and any(
        m.kind == "colour" and words[m.start - 1] in ("in", "en") for m in mentions
    ):
        named.add("colour")
    if any(m.kind == "material" for m in mentions) and _has_copula(words):
        named.add("material")
    return next((name for name in _RANKED if name in named), None)


_ASKED_OF = frozenset(("machine washable", "stretchy", "with pockets"))
"""What is asked of a piece as often as it is wished for."""
_IN_A_SIZE = re.compile(
    r"\b(?:come|comes|stock|available|have (?:it|them|that|those)) in (?:a |an |size )?"
    r"(?:xx?s|x{0,3}l|[2-5]xl|s|m|small|medium|large|\d|1\d|2[0-8])\b(?! (?:colours?|shades?|sizes?|weeks?|days?))"
    r"|\b(?:in|to|en|la|size|groesse|taille|talla) (?:a |an |la |size |der )?(?:3[2-9]|4\d|5[0-8])(?:[.,]5)?\b"
    r"(?! ?(?:%|degrees?|°|minutes?|hours?|days?|euros?|dollars?|years?))"
)
_WHAT_BE = re.compile(
    r"\bwhat (?:would|will) (?:just |only )?(?:the|that|those|it|they)(?: \w+)? (?:be|come to|run to)$"
)
""" "What would just the blouse be": what it costs."""
_BY_A_DAY = re.compile(
    r"\b(?:here|come|arrive|have|get|there|delivered|receive) (?:\w+ ){0,3}?(?:by|before|for|until|on) "
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\bby (?:tomorrow|next week|the weekend|christmas)\b"
)
"""A day by which it should be there."""
_ONE = (
    r"(?:(?:look|outfit|option|number|no|nr|#|the) )?(?:1|2|3|one|two|three|first|second|third)"
    r"(?: (?:one|look|outfit|option))?"
)
_ONE_OR_THE_OTHER = re.compile(
    r"\b(?:better|best|nicer|prefer|choose|pick|which|rather|smarter|favourite|recommend)\b"
    rf".*\b{_ONE} ?,? (?:or|vs|versus) (?:the )?{_ONE}\b"
    rf"|\b{_ONE} (?:or|vs|versus) (?:the )?{_ONE}\b"
    r".*\b(?:better|best|nicer|prefer|choose|pick|which|rather|recommend)\b"
)
"""Two looks to choose between: "which is better for the office, 1 or 2"."""


_REAL = frozenset(("real", "really", "genuine", "proper", "fake", "actual", "actually", "true", "pure", "or", "faux"))


def _asks_of_cloth(words: list[str], mentions: tuple[Mention, ...]) -> bool:
    """True for "the blazer - wool or fake?" and "real leather?": a cloth that is doubted, and none that is wished."""
    cloth = next((m for m in mentions if m.kind == "material" and not m.negated), None)
    if cloth is None or "?" not in words or words[cloth.start - 1 : cloth.start] == ["in"]:
        return False
    near = {*words[max(0, cloth.start - 3) : cloth.start], *words[cloth.end : cloth.end + 2]}
    is_wished = bool({"have", "got", "any", "a", "an", "show", "find", "some"} & set(words[: cloth.start]))
    return bool(_REAL & near) and not is_wished


@cache
def _whys() -> Lexicon:
    rows = [row for row in wordlists.table("asking", "topics")["why"] if " " in row]
    return lexicon_of(dict.fromkeys(rows, Meaning("why")))


_COMING = frozenset(
    (
        "gibt",
        "existe",
        "existent",
        "hay",
        "erhaeltlich",
        "disponible",
        "tienen",
    )
)
"""With a colour after "in" these ask whether there is one: "gibt es das Kleid auch in Dunkelgrün?"."""


def _has_copula(words: list[str]) -> bool:
    return bool({"is", "are", "ist", "sind", "est", "sont", "es", "son"} & set(words[:6]))


def _is_about_shown(text: Text, words: list[str], mentions: tuple[Mention, ...], topic: Asked | None) -> bool:
    """True for "can I get the sizes?" and "do you have the red flats in stock?", which ask and do not wish."""
    if find(text, _phrases("nouns")) and topic is not None:
        return True
    is_of_garment = bool({("can", "the"), ("could", "the"), ("can", "it"), ("could", "it")} & set(pairwise(words)))
    if is_of_garment and topic in ("material", "waterproof", "warmth", "size", "stock"):
        return not any(m.kind in ("colour", "pattern") for m in mentions)
    if _first(words) in _WH and words[1:2] not in (["about"], ["if"], ["else"]) and topic not in (None, "other"):
        return True
    return topic == "stock" and any(word in _POINTERS for word in words)


def _asks_of_shown(words: list[str]) -> bool:
    """True where a question's verb stands before what it speaks of: "would my mother approve of this?"."""
    first = _first(words)
    if _asks_whether_one_can(words):
        return bool({*_POINTERS, *_PRONOUNS} & set(words))
    if first in _VERBS or (first in _QUESTION_WORDS and first not in ("how", "what")):
        return bool({*_POINTERS, *_PRONOUNS} & set(words))
    return False


# ── a question beside something else ───────────────────────────────────────────────────────────────────────────────


class Parted(msgspec.Struct, frozen=True):
    """A message cut in two: its question and the rest, each as the shopper wrote it."""

    question: str
    rest: str


def part(text: Text) -> Parted | None:
    """The question of a message that says something else too ("cheaper, and is the coat waterproof?"), or None."""
    words = text.line
    if _ONE_OR_THE_OTHER.search(" ".join(words)):
        return None
    start = next((at for at in range(1, len(words)) if _begins(words, at)), None)
    if start is not None:
        end = next((at + 1 for at in range(start, len(words)) if words[at] in _STOPS), len(words))
    elif "?" in words[:-1]:
        start = 0
        end = words.index("?") + 1
    else:
        return None
    rest = f"{text.words(0, _before(words, start))} {text.words(end, len(words))}".strip()
    question = text.words(start, end)
    if _is_taken_up(words, start, end):
        return None
    return Parted(question, rest) if len(rest) > 2 and end - start > 1 else None


def _is_taken_up(words: list[str], start: int, end: int) -> bool:
    """True for "the blouse, does it run big?": what stands before only names what the question's "it" is."""
    named = [word for word in words[:start] if word not in _JOINTS]
    return 1 < len(named) <= 4 and named[0] in _POINTERS and bool(_PRONOUNS & set(words[start + 1 : end]))


def _before(words: list[str], at: int) -> int:
    """The position before the words that join a question to what stands before it."""
    while at and words[at - 1] in _JOINTS:
        at -= 1
    return at


def _begins(words: list[str], at: int) -> bool:
    """True where a question begins at `at`: after a stop, or after "and" where no noun could stand."""
    if words[at] not in _QUESTION_WORDS and words[at] not in _VERBS:
        return False
    if words[at + 1 : at + 2] in (["about"], ["if"], ["not"], ["you"], ["i"], ["for"]) and words[at] != "do":
        return False
    before = words[at - 1]
    if before in _STOPS:
        return True
    # "shoes, which are too high": what follows a bare comma describes.
    is_joined = before in _JOINTS and before != "so" and (before != "," or words[at] not in ("which", "that", "was"))
    return is_joined and words[at + 1 : at + 2] != []
