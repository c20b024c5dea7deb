"""Pieces of what is shown put together anew: a look built around one of them, or one look with a piece of another.

"Build a look around the first one", "an outfit with the black ones"; "the first look with the shoes of the second".
"""

from collections.abc import Iterator, Sequence

import msgspec

from aurora.context import references, wordlists
from aurora.context.mentions import Mention
from aurora.context.text import Text
from aurora.types import ConversationState, PieceOnTable

_AROUND = frozenset(wordlists.phrases("mixing", "around"))
_WITH = frozenset(wordlists.phrases("mixing", "with"))
_OF = frozenset(wordlists.phrases("mixing", "of"))
_LOOKS = frozenset(wordlists.phrases("mixing", "looks"))
_ARTICLES = frozenset(wordlists.phrases("mixing", "articles"))
_BUILDING = frozenset(wordlists.phrases("mixing", "building"))
_LONGEST = 30
"""Words of a message that puts pieces together."""
_NEAR = 4


class Mix(msgspec.Struct, frozen=True):
    """The look that stays the ground, and the pieces of others that come into it."""

    look: int
    pieces: tuple[PieceOnTable, ...]


def mixed(text: Text, mentions: Sequence[Mention], state: ConversationState) -> Mix | None:
    """One look with pieces of others; None where the message names no piece of a second look."""
    if len(state.looks) < 2 or len(text.line) > _LONGEST or state.single:
        return None
    named = list(_named(text, mentions, state))
    ordinals = references.look_places(text, state)
    looks = [look for _, look in ordinals]
    if not named or (len(set(looks)) < 2 and not _brings(text, looks)):
        return None
    if len(set(looks)) < 2:
        return Mix(0, tuple(piece for _, _, piece in named))
    of_pieces = {at for at, _, _ in named}
    ground = next((look for at, look in ordinals if at not in of_pieces), named[0][1])
    brought = tuple(piece for _, look, piece in named if look != ground)
    return Mix(ground, brought) if brought else None


_BRINGING = frozenset(wordlists.phrases("mixing", "bringing"))
_ELSE = frozenset(wordlists.phrases("mixing", "no_mix"))


def _brings(text: Text, looks: Sequence[int]) -> bool:
    """True for "I prefer the shoes of the second look": a piece of another look is wanted in the one in front."""
    said = set(text.line)
    return bool(looks) and looks[0] > 0 and bool(_BRINGING & said) and not _ELSE & said


def _named(
    text: Text, mentions: Sequence[Mention], state: ConversationState
) -> Iterator[tuple[int, int, PieceOnTable]]:
    """(token of the ordinal, its look, the piece) of every "the shoes of the second" and "the second one's shoes"."""
    words = text.line
    garments = [m for m in mentions if m.kind == "category" and m.slot is not None]
    for at, look in references.look_places(text, state):
        before = [m for m in garments if m.end <= at and at - m.end <= _NEAR and _OF & set(words[m.end : at])]
        after = [m for m in garments if 0 < m.start - at <= _NEAR and "'s" in words[at : m.start]]
        garment = after[0] if after else before[-1] if before else None
        piece = references.piece(state.looks[look], garment) if garment is not None else None
        if piece is not None:
            yield at, look, piece


def _worn_again(text: Text, mentions: Sequence[Mention], state: ConversationState) -> PieceOnTable | None:
    """The piece of "something for dinner with the same trousers" and "what else would go with those trousers?"."""
    words = text.line
    garments = [m for m in mentions if m.kind == "category" and not m.idle and not m.negated]
    if len(garments) != 1:
        return None
    start = garments[0].start
    before = words[max(0, start - 4) : start]
    is_same = before[-1:] == ["same"] and bool(_WITH & set(before))
    is_asked = words[0] == "what" and "with" in before and bool(_POINTING & set(before)) and bool(_GOING & set(words))
    return references.piece(state.looks[0], garments[0]) if is_same or is_asked else None


_GOING = frozenset(("go", "goes", "work", "works", "wear"))


def around(text: Text, mentions: Sequence[Mention], state: ConversationState) -> PieceOnTable | None:
    """The piece that a whole look is to be built around; None where the message asks for none.

    With products on the table one is meant by its place or its colour, and the first where none is named.
    """
    words = text.line
    if not state.looks or len(words) > _LONGEST:
        return None
    if not state.single and (kept := _worn_again(text, mentions, state)) is not None:
        return kept
    at = next((n for n, w in enumerate(words) if w in _LOOKS and _ARTICLES & set(words[max(0, n - 3) : n])), None)
    join = next((n for n, w in enumerate(words) if w in _AROUND or (w in _WITH and at is not None and n > at)), None)
    if at is None or (join is None and not _BUILDING & set(words)):
        return None
    if state.single:
        index = references.look_index(text, state)
        pieces = [look.pieces[0] for look in state.looks]
        if index is not None:
            return pieces[index]
        described = [m for m in mentions if m.kind in ("colour", "material")]
        hit = next((p for p in pieces if described and all(references.matches(p, m) for m in described)), None)
        pointed = {"it", "this", "that", "these", "those", "them", "one"} & set(words)
        return hit or (pieces[0] if pointed else None)
    garment = next((m for m in mentions if m.kind == "category" and join is not None and m.start > join), None)
    is_pointed = garment is not None and _POINTING & set(words[max(0, garment.start - 3) : garment.start])
    index = references.look_index(text, state) or 0
    return references.piece(state.looks[index], garment) if garment is not None and is_pointed else None


_POINTED = frozenset(("it", "them", "these", "those", "daraus", "drumherum"))
_POINTING = frozenset(
    ("the", "that", "those", "these", "this", "den", "die", "das", "le", "la", "les", "el", "los", "las")
)
