"""What the sizes of a message come to: constraints, and garments that are only named to say of what a size is."""

from collections.abc import Iterable

import msgspec

from aurora.context.mentions import Mention
from aurora.context.size_systems import speaks_of_feet
from aurora.context.sizes import APART, Said
from aurora.context.text import Text
from aurora.types import Constraint, ConstraintValue
from commerce.garments import SIZE_KEY, Department, Slot

_KEY_SLOTS: dict[str, Slot] = {"top": "top", "bottom": "bottom", "dress": "dress", "shoes": "shoes"}
_WISHING = frozenset(
    ("need", "want", "like", "looking", "after", "find", "show", "see", "get", "buy", "love", "prefer")
)


def mark(text: Text, mentions: list[Mention], said: list[Said]) -> list[Mention]:
    """The mentions with the garments idle that only say of what a size is ("I'm a UK 10 in dresses")."""
    stating = [one for one in said if one.key is not None and _is_about_oneself(text, one)]
    listed = [one for one in said if one.key is not None and _is_of_bare_garment(text, mentions, one)]
    stating += listed if len({one.key for one in said if one in listed or one.key == "clothes"}) > 1 else []
    return [
        msgspec.structs.replace(m, idle=True)
        if m.kind == "category" and not m.negated and any(_is_beside(m, one) for one in stating)
        else m
        for m in mentions
    ]


def _is_of_bare_garment(text: Text, mentions: list[Mention], said: Said) -> bool:
    """True for an item of "jacket 42, trousers 34, shoes 44": nothing but a garment and its size between two stops."""
    for mention in mentions:
        if mention.kind != "category" or not _is_beside(mention, said):
            continue
        start, end = min(mention.start, said.start), max(mention.end, said.end)
        before = text.line[start - 1] if start else ","
        after = text.line[end] if end < len(text.line) else "."
        is_bare = end - start <= mention.end - mention.start + said.end - said.start
        if is_bare and before in APART | {"in", ":", "with", "my"} and after in APART:
            return True
    return False


def _is_about_oneself(text: Text, said: Said) -> bool:
    """True for "I wear W32 jeans" and "my shoe size is 39", not for "jeans in W32"."""
    near = text.line[max(0, said.start - 4) : said.end + 1]
    if _WISHING & set(near):
        return False
    return bool({"i", "my", "am", "wear", "wears", "take", "takes", "usually"} & set(near)) or near[:1] == ["size"]


def _is_beside(mention: Mention, said: Said) -> bool:
    key = SIZE_KEY.get(mention.slot) if mention.slot else None
    inside = said.start <= mention.start < said.end
    return key == said.key and (inside or (-3 <= mention.start - said.end <= 2 and mention.end >= said.start - 1))


def constraints(said: Iterable[Said]) -> list[Constraint]:
    """One size constraint each; a letter without a garment is one for tops, bottoms and dresses alike."""
    found: list[Constraint] = []
    for one in said:
        key = one.key or _key_of(one.size)
        names = CLOTHES if key == "clothes" else ()
        value = ConstraintValue(name=key, names=names, size=one.size)
        found.append(Constraint(kind="size", text=one.words, value=value, slot=_KEY_SLOTS.get(key)))
    return found


CLOTHES = ("top", "bottom", "dress")
"""The keys of a size that no garment is named with."""


_LARGEST_SHOE = 49


def of_wearer(text: Text, said: Iterable[Said], department: Department | None) -> list[Said]:
    """The sizes with a woman's bare "size 42" as that of her clothes, where nothing speaks of feet; and anybody's
    beside a size of shoes, since it is none of theirs."""
    said = list(said)
    has_shoes = any(one.key == "shoes" for one in said)
    is_of_clothes = has_shoes or (department == "women" and not speaks_of_feet(" ".join(text.line)))
    return [
        msgspec.structs.replace(one, key="clothes")
        if is_of_clothes and one.key is None and _is_european(one.size)
        else one
        for one in said
    ]


def _is_european(size: str) -> bool:
    return size.isdecimal() and _DRESSES[0] <= int(size) <= _DRESSES[1]


_DRESSES = (35, 54)
"""European numbers of women's clothes that are no waist in inches."""


def _key_of(size: str) -> str:
    """What a size without a garment is of: a letter, a low number and a number of a country's are of all clothes."""
    if not size.isdigit() or int(size) <= 24 or int(size) > _LARGEST_SHOE:
        return "clothes"
    return "bottom" if int(size) <= 34 else "shoes"
