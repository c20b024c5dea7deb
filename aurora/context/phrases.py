"""Describing words joined to the garment that they describe."""

import msgspec

from aurora.context import wordlists
from aurora.context.mentions import Mention
from aurora.context.text import Text
from aurora.context.vocabulary import DOUBTFUL_COLOURS

DESCRIBING = frozenset(
    (
        "colour", "material", "pattern", "fit", "heel", "formality", "warmth", "waterproof", "other", "coverage",
        "palette",
    )
)  # fmt: skip
_BREAKS = frozenset(
    [
        ".", "!", "?", ";", ",", "for", "with", "under", "over", "to", "that", "which", "i", "my", "it", "but",
        "instead", "because", "at", "on", "go", "goes", "please",
    ]
)  # fmt: skip
_LINKS = frozenset(
    [
        "in", "with", "made", "from", "of", "should", "be", "is", "are", "to", "out", "a", "an", "the", "some",
        "make", "en", "'s", "was", "were", "would", "could", "came", "more", "all", "really", "come", "comes",
        "available", "do", "have",
        "very", "preferably", "that", "which", ":", "both",
    ]
)  # fmt: skip
_COLOUR_CUES = frozenset(wordlists.phrases("grammar", "phrases_colour_cues"))


def join(text: Text, mentions: list[Mention], *, adjectives_follow: bool = False) -> list[Mention]:
    """The mentions, each describing one with its garment's slot; doubtful colour words that are none are left out.

    "black leather shoes" joins forwards, "the shoes in black" backwards; a word that joins nothing speaks of the look.
    """
    words = text.line
    kept = [m for n, m in enumerate(mentions) if _is_meant(words, mentions, n)]
    joined: list[Mention] = []
    for n, mention in enumerate(kept):
        if mention.kind not in DESCRIBING or mention.slot is not None:
            joined.append(mention)
            continue
        head = (
            _ahead(words, kept, n)
            or _taken_up(words, kept, n)
            or _exchanged(words, kept, n)
            or _behind(words, kept, n, adjectives_follow=adjectives_follow)
            or _in_clause(words, kept, n)
        )
        joined.append(msgspec.structs.replace(mention, slot=head.slot) if head is not None else mention)
        if head is not None and head.end <= mention.start:
            joined += [msgspec.structs.replace(mention, slot=m.slot) for m in _listed_before(words, kept, head)]
    return joined


def _in_clause(words: list[str], mentions: list[Mention], n: int) -> Mention | None:
    """The garment with an article that a clause is about: "the blazer would serve better in charcoal"."""
    start = mentions[n].start
    if mentions[n].kind != "colour" or words[max(0, start - 1) : start] != ["in"]:
        return None
    for garment in reversed(mentions[:n]):
        gap = words[garment.end : start - 1]
        if garment.kind == "category":
            is_pointed = words[max(0, garment.start - 1) : garment.start] in (["the"], ["that"], ["those"], ["these"])
            return garment if is_pointed and len(gap) <= _CLAUSE and not (_BREAKS | {"and"}) & set(gap) else None
    return None


_CLAUSE = 6
_ALL = frozenset(("both", "all"))


def _listed_before(words: list[str], mentions: list[Mention], head: Mention) -> list[Mention]:
    """The garments of "bag and shoes should both be black" before the last, of which the colour is wished too."""
    if not _ALL & set(words[head.end : head.end + 4]):
        return []
    found: list[Mention] = []
    for garment in reversed([m for m in mentions if m.kind == "category" and m.end <= head.start]):
        if not set(words[garment.end : (found[-1] if found else head).start]) <= _JOINING:
            break
        found.append(garment)
    return found


_JOINING = frozenset(("and", "&", "+", ",", "the"))


def _is_meant(words: list[str], mentions: list[Mention], n: int) -> bool:
    mention = mentions[n]
    if mention.kind != "colour" or mention.value not in DOUBTFUL_COLOURS or mention.end - mention.start > 1:
        return True
    before = words[mention.start - 1] if mention.start else ""
    after = words[mention.end] if mention.end < len(words) else ""
    neighbours = [
        m
        for m in mentions[max(0, n - 4) : n + 5]
        if m.kind in ("colour", "category", "material", "pattern")
        and m is not mention
        and abs(m.start - mention.start) <= 3
    ]
    return (
        before in _COLOUR_CUES
        or after in _COLOUR_CUES
        or after in ("washes", "looks", "makes", "one", "ones", "pair", "version")
        or bool(neighbours)
        or len(words) <= 3
    )


def _ahead(words: list[str], mentions: list[Mention], n: int) -> Mention | None:
    """The garment after, with at most two plain words or other describing words between."""
    position, unknown = mentions[n].end, 0
    rest = {m.start: m for m in mentions[n + 1 : n + 8]}
    while position < len(words) and unknown <= 1:
        mention = rest.get(position)
        if mention is not None:
            if mention.kind == "category":
                return mention
            if mention.kind not in DESCRIBING and mention.kind not in ("occasion", "department", "time"):
                return None
            position = mention.end
        elif _leads_on(words, position, mentions[n], rest.get(position + 1)):
            position += 1
        elif words[position] in _BREAKS or words[position] in (
            "and",
            "or",
            "a",
            "the",
            "in",
            "is",
            "one",
            "ones",
            "not",
            "no",
        ):
            return None
        else:
            unknown += words[position] not in ("'s", "coloured", "pair", "of", "pairs")
            position += 1
    return None


def _leads_on(words: list[str], at: int, mention: Mention, following: Mention | None) -> bool:
    """True where the sign or word at `at` goes on to a word that describes the same garment: "black, leather shoes".

    Not where one of the two is refused ("no red, flat shoes only") and not after "in red,", which is complete.
    """
    if following is None or following.kind not in DESCRIBING or following.negated != mention.negated:
        return False
    if words[at] == ",":
        return following.kind != mention.kind and words[max(0, mention.start - 1) : mention.start] != ["in"]
    return words[at] in ("and", "or", "&", "/", "-")


def _taken_up(words: list[str], mentions: list[Mention], n: int) -> Mention | None:
    """The garment taken up: "no brown shoes, black ones", "a jacket, but not a yellow one", "shoes, not black"."""
    mention = mentions[n]
    start = mention.start
    if mention.negated and words[max(0, start - 2) : start] in ([",", "not"], [",", "never"]):
        return next((m for m in mentions[max(0, n - 2) : n] if m.kind == "category" and m.end == start - 2), None)
    at = mention.end
    while at < len(words) and at - mention.end < 2 and words[at] not in ("one", "ones", "pair"):
        at += 1
    is_taken = at < len(words) and words[at] in ("one", "ones", "pair")
    if not is_taken or words[max(0, mention.start - 1)] in ("the", "those", "that", "these", "this"):
        return None
    return next((m for m in reversed(mentions[max(0, n - 6) : n]) if m.kind == "category"), None)


_SOMETHING = frozenset(("something", "anything", "etwas", "was"))
_FOR = frozenset(("for", "with", "to", "into", "by", "gegen", "durch"))


def _exchanged(words: list[str], mentions: list[Mention], n: int) -> Mention | None:
    """The garment that makes room: "swap the bag for something silver", "replace the shoes with something flat"."""
    start = mentions[n].start
    at = next((at for at in range(start - 1, max(-1, start - 4), -1) if words[at] in _SOMETHING), 0)
    if at < 2 or words[at - 1] not in _FOR:
        return None
    return next((m for m in mentions[:n] if m.kind == "category" and m.end == at - 1 and not m.idle), None)


def _behind(words: list[str], mentions: list[Mention], n: int, *, adjectives_follow: bool) -> Mention | None:
    """The garment before, where only linking words and other describing words stand between."""
    position = mentions[n].start - 1
    ends = {m.end - 1: m for m in mentions[max(0, n - 6) : n]}
    linked = adjectives_follow or mentions[n].kind == "colour"
    while position >= 0:
        mention = ends.get(position)
        if mention is not None:
            if mention.kind == "category":
                return mention if linked else None
            if mention.kind not in DESCRIBING:
                return None
            position = mention.start - 1
        elif words[position] in _LINKS or words[position] in ("and", "or", "not", "no", "n't", "without", "instead"):
            linked = True
            position -= 1
        else:
            return None
    return None
