"""What "it" means after a garment: "keep the jacket and make it navy" asks for that jacket in navy."""

from collections.abc import Mapping, Set

import msgspec

from aurora.context.mentions import Mention
from aurora.context.phrases import DESCRIBING
from aurora.context.text import Text
from commerce.garments import CATEGORIES, Slot

_MAKING = frozenset(("make", "turn", "get", "have", "want", "change", "see"))
_IT = frozenset(("it", "them", "that", "those", "these"))
_WHOLE = frozenset(("all", "a", "an", "look", "outfit", "more", "less"))
_ENDS = frozenset((".", "!", "?", ";", "but", "though"))
_FARTHEST = 5
"""Words between the garment and its "it"."""


class Resolved(msgspec.Struct, frozen=True):
    """The mentions with what is wished of "it" bound to its garment, and the garments (as indices) that are meant."""

    mentions: tuple[Mention, ...]
    remade: frozenset[int] = frozenset()
    look: int | None = None
    """Of which look the garment is, where the message before named another than the first."""


def resolve(text: Text, mentions: tuple[Mention, ...]) -> Resolved:
    """Binds the attributes after "make it" to the last garment before it; "make it all navy" means the whole look."""
    words = text.line
    bound, remade = list(mentions), set()
    for n, garment in enumerate(mentions):
        if garment.kind != "category" or garment.idle or garment.negated:
            continue
        last = min([m.start for m in mentions[n + 1 :] if m.kind == "category"] + [garment.end + _FARTHEST])
        at = _it(words, garment.end, last)
        if at is None:
            continue
        end = next((i for i in range(at, len(words)) if words[i] in _ENDS), len(words))
        for k in range(n + 1, len(bound)):
            mention = bound[k]
            if mention.kind in DESCRIBING and mention.slot is None and at < mention.start < end:
                bound[k] = msgspec.structs.replace(mention, slot=garment.slot)
                remade.add(n)
    return Resolved(tuple(bound), frozenset(remade))


def earlier(
    text: Text,
    mentions: tuple[Mention, ...],
    before: tuple[Mention, ...],
    worn: Mapping[Slot, str],
    *,
    asked: bool,
    kept: Set[Slot] = frozenset(),
) -> Resolved | None:
    """The mentions with "it" or "them" as what the message before spoke of: "swap them" is of two where two were named.

    before: the mentions of that message. worn: the slots on the table and what is there. asked: it was a question, and
    "I'll take it" takes what was asked about. kept: slots that were told to stay, which are meant only where nothing
    else was named ("keep the watch but swap the shoes", "make them blue"). None where nothing is taken up, where the
    message names a garment itself, or where "it" could be one of several.
    """
    words = text.line
    named = {m.slot: m for m in before if m.kind == "category" and m.slot in worn}
    named = {slot: m for slot, m in named.items() if slot not in kept} or named
    if len(words) > _SHORT or not named or any(m.kind == "category" for m in mentions):
        return None
    wishes = [m for m in mentions if m.kind in DESCRIBING and m.slot is None]
    if len(named) == 1 and (ones := _ones(words, wishes)) is not None:
        return _taken(ones - 1, list(named.values()), worn, mentions, remade=False, since=ones - 4)
    for at in range(len(words) - 1):
        is_swap = words[at] in _SWAPPING or (asked and words[at] in _TAKING)
        is_made = words[at] in _MAKING and bool(wishes)
        is_refused = words[at] in ("like", "love", "want") and "not" in words[max(0, at - 3) : at]
        if words[at + 1] not in _IT or not (is_swap or is_made or is_refused):
            continue
        if len(named) > 1 and words[at + 1] not in _SEVERAL:
            return None
        # Shoes are "they": to make "it" red is said of the look, and so is all that is said of "it" where they stay.
        pairs = [slot for slot in named if _is_pair(slot, worn)]
        if words[at + 1] == "it" and words[at] != "keep" and pairs and (is_made or kept & set(pairs)):
            return None
        if words[at + 2 : at + 3] and words[at + 2] in (*_WHOLE, *_LOOSE):
            return None
        return _taken(at, list(named.values()), worn, mentions, remade=is_made)
    return None


def _ones(words: list[str], wishes: list[Mention]) -> int | None:
    """Where the "ones" of "brown ones please" stands, which are of what was spoken of; "the brown ones" are shown."""
    for at in (at for at, word in enumerate(words) if word in ("ones", "one")):
        described = next((m for m in wishes if m.end == at), None)
        before = words[described.start - 1] if described is not None and described.start else ""
        if described is not None and before not in ("the", "that", "those", "these", "this", "which"):
            return at
    return None


def _is_pair(slot: Slot | None, worn: Mapping[Slot, str]) -> bool:
    """True for shoes, trousers and whatever else has a plural only."""
    kind = CATEGORIES.get(worn[slot]) if slot is not None else None
    return slot == "shoes" or (kind is not None and kind.noun == kind.plural)


def _taken(
    at: int,
    garments: list[Mention],
    worn: Mapping[Slot, str],
    mentions: tuple[Mention, ...],
    *,
    remade: bool,
    since: int | None = None,
) -> Resolved:
    """The mentions with the garments in the place of the word after `at`; what is wished after it is wished of each.

    since: the token from which on it is wished, where that is not `at`.
    """
    first = at if since is None else since
    taken, bound = [], [m for m in mentions if not _is_free(m, first)]
    for garment in garments:
        value = worn[garment.slot] if garment.slot is not None else garment.value
        taken.append(msgspec.structs.replace(garment, value=value, start=at + 1, end=at + 2, negated=False, idle=False))
        bound += [msgspec.structs.replace(m, slot=garment.slot) for m in mentions if _is_free(m, first)]
    everything = tuple(sorted([*taken, *bound], key=lambda m: m.start))
    return Resolved(everything, frozenset(n for n, m in enumerate(everything) if m in taken) if remade else frozenset())


def _is_free(mention: Mention, at: int) -> bool:
    return mention.kind in DESCRIBING and mention.slot is None and mention.start > at


_SEVERAL = frozenset(("them", "those", "these"))
_SWAPPING = frozenset(("swap", "change", "replace", "switch", "exchange", "drop", "lose", "remove", "ditch", "keep"))
_TAKING = frozenset(("put", "take", "add", "buy", "get", "order", "pop", "save", "have", "purchase"))
_LOOSE = frozenset(("back", "up", "to", "under", "below", "around", "at", "as", "simple", "on", "off"))
_SHORT = 10


def _it(words: list[str], start: int, last: int) -> int | None:
    """Where "it" stands after a verb of making, between the garment and `last`; None where it is the whole look."""
    for at in range(start, min(last, len(words) - 1)):
        if words[at] in _MAKING and words[at + 1] in _IT and words[at + 2 : at + 3] not in [[w] for w in _WHOLE]:
            return at + 1
    return None
