"""Wishes of one message as constraints, and the set in force after they are laid over the earlier one."""

from collections.abc import Iterable

import msgspec

from aurora.context import wordlists
from aurora.context.mentions import Mention
from aurora.context.text import Text
from aurora.context.vocabulary import ANIMAL, WOOLS
from aurora.types import Constraint, ConstraintKind, ConstraintValue
from commerce.garments import CATEGORIES, SLOTS, Slot

HEELED = frozenset(("heels", "heeled_sandals"))
_HEDGES = wordlists.sequences("grammar", "wishes_hedges")
_PLURAL_KINDS = frozenset(
    ("avoid_colour", "avoid_material", "avoid_category", "avoid_pattern", "avoid_brand", "lock", "other", "size")
)
_OPPOSITE = {
    "colour": "avoid_colour",
    "material": "avoid_material",
    "category": "avoid_category",
    "pattern": "avoid_pattern",
    "brand": "avoid_brand",
}
_EXCLUSIVE = ({"inexpensive", "luxurious"}, {"bold", "understated"})
_OF_A_PRODUCT = frozenset(("colour", "pattern", "material", "fit", "coverage"))
_BREAKS = frozenset((".", "!", "?", ";", "but", "\n"))


def of(text: Text, mentions: Iterable[Mention]) -> list[Constraint]:
    """A constraint for every wish, in the shopper's words; what is idle wishes nothing."""
    found: dict[tuple[str, ConstraintValue, Slot | None], Constraint] = {}
    for mention in mentions:
        if mention.idle or mention.kind in ("idle", "none"):
            continue
        for constraint in _constraints(text, mention):
            found.setdefault((constraint.kind, constraint.value, constraint.slot), constraint)
    return [c for c in found.values() if not _is_outworn(c, found.values()) and not _is_outdone(c, found.values())]


def _is_outdone(one: Constraint, wished: Iterable[Constraint]) -> bool:
    """True for the "elegant" of "an elegant opera premiere": of two degrees of dressing up the higher is meant."""
    level = one.value.level or 0.0
    return one.kind == "formality" and any(
        c.kind == "formality" and c.slot == one.slot and (c.value.level or 0.0) > level > 0.5 for c in wished
    )


def _is_outworn(one: Constraint, wished: Iterable[Constraint]) -> bool:
    """True for heels where flat shoes are wished for in the same breath ("two hours in heels … flat shoes please")."""
    return (
        one.kind == "category"
        and one.value.name in HEELED
        and any(c.kind == "heel" and c.value.name == "flat" for c in wished)
    )


def _constraints(text: Text, mention: Mention) -> list[Constraint]:
    words = _words(text, mention)
    hard = not _hedged(text, mention) or mention.negated
    make = {
        "category": _category, "animal_free": _animal_free, "heel": _heel, "coverage": _coverage, "formality": _level,
        "warmth": _level, "material": _material,
    }.get(mention.kind, _named)  # fmt: skip
    return [msgspec.structs.replace(c, text=words, hard=c.hard and hard) for c in make(mention)]


def _words(text: Text, mention: Mention) -> str:
    if not mention.negated:
        return text.words(mention.start, mention.end)
    words = text.line
    cues = (
        "not", "no", "without", "never", "avoid", "hate", "nothing", "anything", "except", "allergic", "nor", "neither",
        "kein", "keine", "keinen", "nicht", "ohne", "pas", "sans", "sin", "nada", "skip", "lose", "ditch", "drop",
        "remove", "instead", "than",
    )  # fmt: skip
    for at in range(mention.start - 1, max(-1, mention.start - 9), -1):
        if words[at] in _BREAKS:
            break
        if words[at] in cues:
            return text.words(at, mention.end)
    return f"not {text.words(mention.start, mention.end)}"


_AFTERTHOUGHTS = wordlists.sequences("grammar", "wishes_afterthoughts")


def _hedged(text: Text, mention: Mention) -> bool:
    """True for "maybe in blue" and "blue if possible": a preference, no condition."""
    words = text.line
    start = mention.start
    while start > max(0, mention.start - 6) and words[start - 1] not in _BREAKS and words[start - 1] != ",":
        start -= 1
    return _holds(tuple(words[start : mention.start]), _HEDGES) or _holds(_after(words, mention.end), _AFTERTHOUGHTS)


def _after(words: list[str], end: int) -> tuple[str, ...]:
    """What could be an afterthought. Of "flat shoes, ideally navy bag" nothing is: the "ideally" goes on to the bag; of
    "flat shoes, ideally" it is."""
    near = words[end : end + 5]
    comma = near.index(",") if "," in near else len(near)
    clause = words[end + comma + 1 : end + comma + 6]
    following = clause[_longest(clause) :][:1]
    is_last = clause[:1] in _SUMMING or following in _CLOSING or not any(word[0].isalnum() for word in following)
    return tuple(near if is_last else near[:comma])


_SUMMING = (["that"], ["it"], ["this"], ["which"])
_CLOSING = (["please"], ["thanks"], ["too"])


def _longest(clause: list[str]) -> int:
    """How many words of an afterthought the clause begins with."""
    return max((len(p) for p in _AFTERTHOUGHTS if tuple(clause[: len(p)]) == p), default=0)


def _holds(window: tuple[str, ...], phrases: tuple[tuple[str, ...], ...]) -> bool:
    return any(p[0] in window and any(window[n : n + len(p)] == p for n in range(len(window))) for p in phrases)


def _one(
    kind: ConstraintKind, name: str | None, slot: Slot | None, *, hard: bool = True, level: float | None = None
) -> list[Constraint]:
    return [Constraint(kind=kind, text="", value=ConstraintValue(name=name, level=level), hard=hard, slot=slot)]


def _named(mention: Mention) -> list[Constraint]:
    """Colour, pattern, fit, waterproof, palette and other wishes."""
    kind = mention.kind
    if kind == "waterproof":
        return [] if mention.negated else _one("waterproof", None, mention.slot)
    if kind == "fit":
        if mention.negated:
            return _one("fit", "relaxed" if mention.value == "slim" else "regular", mention.slot)
        return _one("fit", mention.value, mention.slot)
    if kind in ("palette", "other", "motif"):
        name = f"not {mention.value}" if mention.negated else mention.value
        return _one("other", name, mention.slot, hard=False)
    if kind == "brand" and mention.negated:
        return _one("avoid_brand", mention.value, mention.slot)
    refused: dict[str, ConstraintKind] = {"colour": "avoid_colour", "pattern": "avoid_pattern"}
    wanted: dict[str, ConstraintKind] = {"colour": "colour", "pattern": "pattern", "brand": "brand"}
    if mention.negated and kind == "pattern" and mention.value == "plain":
        return _one("other", "not plain", mention.slot, hard=False)
    if kind in wanted:
        return _one(refused[kind] if mention.negated else wanted[kind], mention.value, mention.slot)
    return []


def _material(mention: Mention) -> list[Constraint]:
    if not mention.negated:
        return _one("material", mention.value, mention.slot)
    return _refused(mention.value, WOOLS if mention.value == "wool" else (), mention.slot)


def _refused(name: str, names: tuple[str, ...], slot: Slot | None) -> list[Constraint]:
    """One refusal of a material, or of all that are called so: who refuses wool refuses cashmere."""
    value = ConstraintValue(name=name, names=names)
    return [Constraint(kind="avoid_material", text="", value=value, slot=slot)]


def _category(mention: Mention) -> list[Constraint]:
    if mention.negated:
        if mention.value in HEELED:
            return _one("heel", "flat", "shoes")
        return _one("avoid_category", mention.value, mention.slot)
    is_whole_slot = mention.value in SLOTS and (mention.value not in CATEGORIES or mention.value == "top")
    if is_whole_slot and mention.slot not in ("bag", "accessory", "outerwear"):
        return []
    return _one("category", mention.value, mention.slot)


def _animal_free(mention: Mention) -> list[Constraint]:
    """Vegan, and "no animal products": every material that comes from an animal is refused."""
    return _refused("animal", ANIMAL, mention.slot)


def _heel(mention: Mention) -> list[Constraint]:
    if mention.negated:
        return _one("heel", {"high": "low", "flat": "mid"}.get(mention.value, "flat"), "shoes")
    return _one("heel", mention.value, "shoes")


_TOO_BARE = frozenset(("too short", "too revealing", "too tight and short", "too much skin"))
"""What is only ever complained of."""


def _coverage(mention: Mention) -> list[Constraint]:
    level = mention.level or 0.0
    if level < 0 and mention.negated:
        return _one("coverage", None, mention.slot, level=0.7)
    if level < 0 and mention.value in _TOO_BARE:
        return _one("coverage", None, mention.slot, level=0.7)
    if level < 0:
        return _one("other", mention.value, mention.slot, hard=False)
    return [] if mention.negated else _one("coverage", None, mention.slot, level=level)


def _level(mention: Mention) -> list[Constraint]:
    level = mention.level or 0.0
    if mention.kind == "formality":
        level = (0.5 if level > 0.5 else 0.6) if mention.negated else level
        return _one("formality", None, mention.slot, hard=False, level=level)
    return _one("warmth", None, mention.slot, hard=False, level=-level if mention.negated else level)


# ── the set in force ───────────────────────────────────────────────────────────────────────────────────────────────


def lay_over(
    earlier: Iterable[Constraint], new: Iterable[Constraint], *, also: bool = False, single: bool = False
) -> tuple[Constraint, ...]:
    """The earlier set edited by the new wishes; of the same kind and slot the new one stands, refusals add up.

    A refusal removes the wish that it contradicts and the other way round. also: "black as well" keeps the earlier.
    single: all wishes are of one product, so that a new colour replaces the old one whatever it was said of.
    """
    fresh = list(new)
    kept = [_narrowed(c, fresh) for c in earlier if not any(_gives_way(c, n, also=also, single=single) for n in fresh)]
    seen = {(c.kind, c.value, c.slot) for c in fresh}
    return (*(c for c in kept if (c.kind, c.value, c.slot) not in seen), *fresh)


def _narrowed(old: Constraint, fresh: Iterable[Constraint]) -> Constraint:
    """A refused group without what is now wished for: "wool is fine after all" leaves the rest of it refused; and the
    size of all clothes without that of the garment whose own is now said."""
    wished = {n.value.name for n in fresh if _OPPOSITE.get(n.kind) == old.kind or n.kind == old.kind == "size"}
    if not wished & set(old.value.names):
        return old
    names = tuple(name for name in old.value.names if name not in wished)
    return msgspec.structs.replace(old, value=msgspec.structs.replace(old.value, names=names))


_BARE = frozenset(wordlists.table("vocabulary", "coverage")["-1.0"])
"""What wishes less cover, which more of it takes back: "longer", and then "shorter after all"."""


def _gives_way(old: Constraint, new: Constraint, *, also: bool, single: bool = False) -> bool:
    same_name = old.value.name == new.value.name or bool(set(old.value.members) & set(new.value.members))
    is_one_size = new.kind == old.kind == "size" and not new.value.names
    if old.value.names and (_OPPOSITE.get(new.kind) == old.kind or is_one_size):
        return not _narrowed(old, [new]).value.names
    overlap = old.slot is None or new.slot is None or old.slot == new.slot
    if _OPPOSITE.get(new.kind) == old.kind or _OPPOSITE.get(old.kind) == new.kind:
        if not (overlap and same_name):
            return new.kind == "avoid_category" and new.value.name == old.slot and old.kind == "category"
        # "no black shoes" leaves a black look standing.
        return new.slot is None or old.slot is not None
    if new.kind == "category" and old.kind == "avoid_category" and old.value.name == new.slot:
        return True
    if new.kind == "category" and old.kind == "heel" and new.value.name in HEELED and old.value.name == "flat":
        return True
    if {old.kind, new.kind} == {"other", "coverage"} and overlap and {old.value.name, new.value.name} & _BARE:
        return True
    if old.kind == new.kind == "other" and {old.value.name, new.value.name} in _EXCLUSIVE:
        return True
    if old.kind != new.kind or (also and new.kind != "budget"):
        return False
    if new.kind == "size":
        return same_name
    if new.kind in _PLURAL_KINDS:
        return False
    if new.kind == "budget":
        return old.slot == new.slot and old.value.per == new.value.per
    if single and new.kind in _OF_A_PRODUCT:
        return True
    return old.slot == new.slot or (new.slot is None and new.kind in ("colour", "formality", "warmth", "coverage"))


def without(constraints: Iterable[Constraint], kinds: frozenset[str]) -> tuple[Constraint, ...]:
    """The constraints that are not of `kinds`."""
    return tuple(c for c in constraints if c.kind not in kinds)
