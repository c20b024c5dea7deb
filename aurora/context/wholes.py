"""Whether a garment is asked for by itself, or only as a wish within a whole look."""

import msgspec

from aurora.context.mentions import Mention

_ARTICLES = frozenset(("a", "an", "some", "ein", "eine", "einen", "un", "une", "una", "des", "unos", "unas"))
_GREETING = frozenset(("hi", "hello", "hey", "please", ",", "need", "i", "want", "the", "just", "ok", "so", "and"))


def _is_headed(words: list[str], mentions: tuple[Mention, ...], garment: Mention) -> bool:
    """True for "a plain but well cut linen dress for the office": the message begins with what it asks for."""
    article = next((at for at in range(garment.start - 1, -1, -1) if words[at] in _ARTICLES), None)
    if article is None or not set(words[:article]) <= _GREETING:
        return False
    others = [m for m in mentions if article < m.start < garment.start and m.kind == "category"]
    return not others and not {"outfit", "look", "with", ".", "!", "?"} & set(words[article : garment.start])


class Asked(msgspec.Struct, frozen=True):
    """What stands in the message beside its garments."""

    looks: tuple[Mention, ...]
    """Words for a look ("an outfit", "everything with it")."""
    occasion: bool
    requests: bool


def is_part_of_look(words: list[str], mentions: tuple[Mention, ...], first: Mention, beside: Asked) -> bool:
    """True where the garment is only a wish within a whole look ("an outfit with a red dress")."""
    looks = beside.looks
    if beside.occasion and "wear" in words[max(0, first.start - 3) : first.start]:
        return True
    if not looks:
        if _is_headed(words, mentions, first):
            return False
        return not beside.requests and beside.occasion and len(words) > 6 and not (first.start <= 3)
    if any(m.end <= first.start and "with" in words[m.end : first.start] for m in looks):
        return True
    noun = any(
        words[m.start]
        in (
            "outfit", "outfits", "ensemble", "wardrobe", "capsule", "attire", "head", "complete", "whole", "full",
            "tenue", "conjunto", "dress", "style", "what", "was", "que", "clothes", "kit", "put", "help",
            "kleidung", "vetements", "ropa", "dressed", "how",
        )
        for m in looks
    )  # fmt: skip
    weak = all(words[m.start] in ("look", "looks", "something", "wear") for m in looks)
    if noun or not weak:
        return True
    return any(
        (words[m.start] in ("look", "looks") and words[max(0, m.start - 1)] in _LED_BY)
        or (words[m.start] in ("something", "wear") and m.start < first.start)
        for m in looks
    )


_LED_BY = frozenset(
    ("a", "the", "evening", "work", "casual", "summer", "winter", "my", "smart", "whole", "full", "this")
)
