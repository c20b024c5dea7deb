"""Which pieces a question or an action is about: "is the coat waterproof?", "add the shoes to my bag", "both"."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from aurora.context import acts, references, wordlists
from aurora.context.mentions import Mention
from aurora.context.receipts import is_umbrella
from aurora.context.text import Text
from aurora.types import ConversationState, LookOnTable, PieceOnTable

_POINTERS = frozenset(wordlists.phrases("asking", "pointers")) | {"my", "your", "just", "only"}
_EXCEPT = (
    ("except",),
    ("but",),
    ("apart", "from"),
    ("without",),
    ("minus",),
    ("ausser",),
    ("sauf",),
    ("excepto",),
    ("menos",),
)
_ALL = frozenset(("everything", "all", "lot", "alles", "tout", "todo", "whole", "rest"))


class About(msgspec.Struct, frozen=True):
    """The look that is spoken of and the pieces of it; no pieces for the whole look."""

    look: int
    pieces: tuple[UUID, ...] = ()


def find(text: Text, mentions: Sequence[Mention], state: ConversationState, look: int, *, fixed: bool) -> About:
    """The pieces on the table that the garments of a message name.

    look: the look spoken of otherwise. fixed: True where the message names it, so that no other look is searched.
    """
    if not state.looks:
        return About(look)
    bags = acts.in_bag(text)
    words = text.line
    of_bag = acts.of_bag(text, has_deed=False) is not None
    garments = [
        m
        for m in mentions
        if m.kind == "category"
        and not bags & set(range(m.start, m.end))
        and not (of_bag and m.value == "bag")
        and not _is_of_size(words, m)
    ]
    if _is_exception(words, garments):
        named = {piece.product_id for m in garments if (piece := references.piece(state.looks[look], m)) is not None}
        rest = tuple(p.product_id for p in state.looks[look].pieces if p.product_id not in named)
        return About(look, rest if named else ())
    found: list[UUID] = []
    for mention in garments:
        described = [m for m in mentions if m.kind in ("colour", "material") and _describes(words, m, mention)]
        hit = _piece(words, mention, described, state, look, fixed=fixed)
        if hit is None:
            continue
        if not found:
            look = hit[0]
        if hit[0] == look and hit[1].product_id not in found:
            found.append(hit[1].product_id)
    return About(look, tuple(found))


_WHOLE = frozenset(("all", "everything", "lot", "it", "them", "both", "alles", "tout", "todo"))


def _is_of_size(words: Sequence[str], garment: Mention) -> bool:
    """True for the shoes of "I'll take it all, 38 in shoes", which only say of what the size is."""
    before = words[max(0, garment.start - 2) : garment.start]
    is_size = len(before) == 2 and before[0][:1].isdigit() and before[1] in ("in", "for", "en", "bei")
    return is_size and bool(_WHOLE & set(words))


def _describes(words: Sequence[str], mention: Mention, garment: Mention) -> bool:
    """True for the colour of "the black bag", not for that of "does the bag come in black?", which it may not have."""
    between = words[garment.end : mention.start]
    return mention.slot == garment.slot and not {"come", "comes", "available", "have"} & set(between)


def _is_exception(words: Sequence[str], garments: Sequence[Mention]) -> bool:
    """True for "everything but the bag"."""
    if not garments or not _ALL & set(words):
        return False
    before = words[max(0, garments[0].start - 3) : garments[0].start]
    return any(tuple(before[n : n + len(cue)]) == cue for n in range(len(before)) for cue in _EXCEPT)


def _piece(
    words: Sequence[str],
    mention: Mention,
    described: Sequence[Mention],
    state: ConversationState,
    look: int,
    *,
    fixed: bool,
) -> tuple[int, PieceOnTable] | None:
    """The piece of the look, else of another: just that garment, else what fills its slot where it is pointed at."""
    order = [look] if fixed else [look, *(n for n in range(len(state.looks)) if n != look)]
    for index in order:
        fitting = [p for p in state.looks[index].pieces if _fits(p, described)]
        exact = [p for p in fitting if p.category == mention.value]
        # "The top" is the t-shirt of this look before it is what is called a top in another.
        exact += [p for p in fitting if p.slot == mention.value]
        if exact:
            return index, exact[0]
    if not (is_umbrella(mention.value) or _is_pointed(words, mention)):
        return None
    for index in order:
        near = _near(state.looks[index], mention, described)
        if near is not None:
            return index, near
    return None


def _near(look: LookOnTable, mention: Mention, described: Sequence[Mention]) -> PieceOnTable | None:
    piece = references.piece(look, mention)
    return piece if piece is not None and _fits(piece, described) else None


def _fits(piece: PieceOnTable, described: Sequence[Mention]) -> bool:
    """True where the piece has every colour that is said of it; a material is asked for as often as it is known."""
    colours = [m for m in described if m.kind == "colour"]
    return all(references.matches(piece, m) for m in colours)


def _is_pointed(words: Sequence[str], mention: Mention) -> bool:
    return bool((_POINTERS | {"'s"}) & set(words[max(0, mention.start - 3) : mention.start]))
