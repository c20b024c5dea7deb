"""How a message changes the look on the table: what is swapped, dropped, added, kept, and in which direction."""

from functools import cache
from uuid import UUID

import msgspec

from aurora.context import directions, references, replacing, verbs, wordlists
from aurora.context.mentions import Lexicon, Meaning, Mention, find, lexicon_of
from aurora.context.text import Text
from aurora.context.wishes import HEELED
from aurora.types import ConversationState, Direction, Edit, LookOnTable, PieceOnTable
from commerce.garments import SLOTS, Slot

_CLAUSE = verbs.CLAUSE
_RECOLOURED: tuple[Slot, ...] = ("top", "bottom", "dress", "outerwear")
_HEMMED: tuple[Slot, ...] = ("dress", "bottom")
_SLEEVED: tuple[Slot, ...] = ("top", "dress")
_SLEEVE_WORDS = frozenset(
    ("sleeve", "sleeves", "sleeved", "sleeveless", "arms", "shoulders", "neck", "neckline", "strapless", "backless",
     "cut", "plunging", "cleavage")
)  # fmt: skip
_EXPOSED: tuple[Slot, ...] = ("outerwear", "shoes")
_OPTIONAL = replacing.OPTIONAL
_UNLIKE = frozenset(("skirt", "shorts", "jumpsuit", "playsuit", "suit", "pyjamas"))
"""Garments that nobody takes for another of the same slot, as one does a blazer for a jacket."""
_ATTRIBUTES = frozenset(
    (
        "colour", "material", "pattern", "fit", "heel", "coverage", "formality", "warmth", "waterproof", "other",
        "palette", "motif",
    )
)  # fmt: skip


class Roles(msgspec.Struct, frozen=True):
    """What each garment word of a message is there for, as indices into its mentions."""

    change: frozenset[int] = frozenset()
    keep: frozenset[int] = frozenset()
    drop: frozenset[int] = frozenset()
    add: frozenset[int] = frozenset()
    subject: frozenset[int] = frozenset()
    """Named only so that it can be changed, kept or asked about: wishes nothing of its own."""
    remade: frozenset[int] = frozenset()
    """Wanted otherwise than it is: nothing is done where it is not there."""
    rest: str = ""
    """"keep" or "change" where the message says so of everything else; see `verbs.of_the_rest`."""


def roles(
    text: Text, mentions: list[Mention], *, remade: frozenset[int] = frozenset(), pointed: Mention | None = None
) -> Roles:
    """The role of every garment that is mentioned, by the verb before it in its clause.

    remade: garments that are to be had otherwise ("keep the jacket and make it navy"). pointed: a piece on the table.
    """
    words = text.line
    found: dict[str, set[int]] = {"change": set(), "keep": set(), "drop": set(), "add": set(), "subject": set()}
    for n, mention in enumerate(mentions):
        if mention.kind != "category" or mention.idle:
            continue
        verb, between = ("change", []) if n in remade else verbs.of(words, mentions, mention)
        is_result = (
            verb == "change"
            and bool({"for", "with", "to", "into", "gegen", "par", "por"} & set(between))
            and any(
                m.kind == "category" and m.end <= mention.start and m.start >= mention.start - len(between)
                for m in mentions[max(0, n - 6) : n]
            )
        )
        if is_result or (verb == "change" and between[:1] in (["it"], ["them"], ["that"]) and _is_new(words, mention)):
            continue
        if verb in found:
            found[verb].add(n)
        if verb in ("change", "keep", "drop") or mention is pointed or _is_pointed(words, mention):
            found["subject"].add(n)
    return Roles(
        **{name: frozenset(numbers) for name, numbers in found.items()}, remade=remade, rest=verbs.of_the_rest(words)
    )


_POINTERS = replacing.POINTERS


def _is_new(words: list[str], mention: Mention) -> bool:
    """True for the skirt of "make it a skirt": what the look is to have."""
    return bool({"a", "an", "some"} & set(words[max(0, mention.start - 3) : mention.start]))


def _is_pointed(words: list[str], mention: Mention) -> bool:
    before = words[max(0, mention.start - 2) : mention.start]
    return before[-1:] != [] and (
        before[-1] in _POINTERS | {"than"} or (len(before) == 2 and before[0] in ("the", "those", "that"))
    )


def build(
    text: Text,
    mentions: list[Mention],
    said: Roles,
    compared: list[Mention],
    state: ConversationState,
    *,
    picked: int | None = None,
) -> Edit:
    """The edit of the look on the table by its words; `state.looks` is not empty. picked: a look already made out."""
    ordinal = references.look_index(text, state)
    index = ordinal if ordinal is not None else (picked or 0)
    look = state.looks[index]
    direction = directions.name_of(compared[-1]) if compared else _wished_way(mentions)
    change, drop, add, lock = _parts(text, mentions, said, look)
    if compared and not change:
        change = _compared_slots(text, mentions, compared[-1], look)
    if not (change or drop or add or lock or direction) and _is_of_the_clothes(mentions):
        # Nothing else is recoloured for clothes that were to stay, and the receipt says that the wish gave way.
        clothes = [p for p in look.pieces if p.slot in _RECOLOURED and p.locked]
        change, lock = {p.slot for p in clothes}, [p.product_id for p in clothes]
    owned_change = tuple(s for s in SLOTS if s in change)
    nothing = not (owned_change or drop or add or lock or direction)
    return Edit(
        look=index,
        change=owned_change,
        drop=tuple(s for s in SLOTS if s in drop),
        add=tuple(s for s in SLOTS if s in add),
        lock=tuple(lock),
        direction=direction,
        pick_only=nothing and (ordinal is not None or picked is not None),
    )


def _wished_way(mentions: list[Mention]) -> Direction | None:
    """The way that a wish of the whole look goes: "it needs to be comfy" asks for more comfort than there is."""
    is_of_piece = any(m.kind == "category" and not m.idle for m in mentions)
    wished = {m.value for m in mentions if m.kind == "other" and m.slot is None and not (m.idle or m.negated)}
    return "comfier" if "comfortable" in wished and not is_of_piece else None


def _is_of_the_clothes(mentions: list[Mention]) -> bool:
    """True where a colour, pattern or cloth is wished of the look as a whole."""
    wished = [m for m in mentions if not m.idle]
    kinds = ("colour", "pattern", "material", "palette")
    return bool(wished) and all(m.kind in kinds and m.slot is None and not m.negated for m in wished)


def _parts(
    text: Text, mentions: list[Mention], said: Roles, look: LookOnTable
) -> tuple[set[Slot], set[Slot], set[Slot], list[UUID]]:
    worn = {piece.slot for piece in look.pieces}
    change: set[Slot] = set()
    drop: set[Slot] = set()
    add: set[Slot] = set()
    lock: list[UUID] = []
    inverted = said.rest in ("keep", "change")
    complaints = find(text, _complaints())
    for n, mention in enumerate(mentions):
        if mention.idle or mention.kind != "category" or mention.slot is None:
            continue
        slot, piece = mention.slot, references.piece(look, mention)
        if inverted and mention.negated:
            if said.rest == "keep":
                change.add(slot)
            elif piece is not None:
                lock.append(piece.product_id)
        elif n in said.keep:
            if piece is not None:
                lock.append(piece.product_id)
        elif mention.negated or n in said.drop:
            _refuse(
                mention,
                piece is not None and (mention.value in (piece.category, slot) or n in said.subject),
                look,
                change,
                drop,
                is_drop=n in said.drop or n not in said.subject,
            )
        elif (n in said.add and slot not in worn) or replacing.goes_over(text, mention, look, is_add=n in said.add):
            add.add(slot)
        elif (n in said.add and _is_there(mentions, mention, piece)) or (
            n in said.remade and _is_missing(mention, look)
        ):
            continue
        elif n in said.change or n not in said.subject or _asks_for_others(text, mention, complaints):
            (change if slot in worn else add).add(slot)
    _attributes(text, mentions, said, look, change)
    replacing.make_room(text, mentions, said.change, look, replacing.Slots(change, drop, add))
    if said.rest in ("change", "only"):
        kept_out = drop if said.rest == "only" else set()
        change |= {p.slot for p in look.pieces if p.product_id not in lock} - kept_out
    return change, drop - change, add, lock


def _is_there(mentions: list[Mention], mention: Mention, piece: PieceOnTable | None) -> bool:
    """True where what is to be added is in the look: "add a bag" beside a tote; "add a red bag" asks for another."""
    described = any(m.kind in _ATTRIBUTES and m.slot == mention.slot and not m.idle for m in mentions)
    return piece is not None and mention.value in (piece.category, piece.slot) and not described


class Remark(msgspec.Struct, frozen=True):
    """What the message takes for granted and is not so: a piece to be kept that is missing, one to be added that is
    there."""

    is_there: bool
    slot: Slot
    name: str
    """The garment's category, or its slot."""
    is_drop: bool = False
    """It was to be left out, and is not there."""


def remark(mentions: list[Mention], said: Roles, look: LookOnTable) -> Remark | None:
    """The first such thing, or None."""
    worn = {piece.slot for piece in look.pieces}
    for n, mention in enumerate(mentions):
        if mention.kind != "category" or mention.idle or mention.slot is None:
            continue
        slot, piece = mention.slot, references.piece(look, mention)
        if n in said.drop and n in said.subject and piece is None:
            return Remark(False, slot, mention.value, is_drop=True)
        if mention.negated:
            continue
        if n in said.add and slot in worn and _is_there(mentions, mention, piece):
            return Remark(True, slot, mention.value)
        if (n in said.keep or n in said.remade) and _is_missing(mention, look):
            return Remark(False, slot, mention.value)
    return None


def _is_missing(mention: Mention, look: LookOnTable) -> bool:
    """True where nothing in the look can be meant: no piece in the slot, or trousers where a skirt is named."""
    piece = references.piece(look, mention)
    in_slot = [p for p in look.pieces if p.slot == mention.slot]
    if not in_slot:
        return True
    is_unlike = piece is not None and mention.value != piece.category
    return is_unlike and bool(_UNLIKE & {mention.value, piece.category if piece else ""}) and mention.value != "bottom"


def _refuse(
    mention: Mention, is_worn: bool, look: LookOnTable, change: set[Slot], drop: set[Slot], *, is_drop: bool
) -> None:
    slot = mention.slot
    if slot is None:
        return
    is_worn = is_worn or (mention.value in ("jacket", "coat") and any(p.slot == slot for p in look.pieces))
    if mention.value in HEELED:
        if any(p.category in HEELED for p in look.pieces):
            change.add("shoes")
    elif slot in _OPTIONAL and is_worn and is_drop:
        drop.add(slot)
    elif is_worn:
        change.add(slot)


_ANOTHER = frozenset(("different", "other", "another", "new", "nicer", "better"))


def _asks_for_others(text: Text, mention: Mention, complaints: list[Mention]) -> bool:
    """True for "not sure about the trousers, got others?" and for "the bag is ugly"."""
    after = text.line[mention.end : mention.end + 6]
    if _ANOTHER & set(after) and {"one", "ones", "pair", "?"} & set(after):
        return True
    if {"others", "alternatives"} & set(text.line) or "something else" in text.clean.lower():
        return True
    return any(0 <= c.start - mention.end <= 4 or 0 <= mention.start - c.end <= 2 for c in complaints)


@cache
def _complaints() -> Lexicon:
    return lexicon_of(dict.fromkeys(wordlists.phrases("intents", "complaints"), Meaning("complaint")))


@cache
def _another_look() -> Lexicon:
    return lexicon_of(dict.fromkeys(wordlists.phrases("intents", "another_look"), Meaning("another")))


def completed(
    text: Text, edit: Edit, state: ConversationState, *, owned: tuple[Slot, ...], wet: bool, dear: frozenset[Slot]
) -> Edit:
    """The edit with what follows from the rest of the message.

    owned: slots that the shopper fills, which are left empty. wet: rain or snow was named. dear: slots whose piece
    costs more than was just allowed for it.
    """
    look = state.looks[edit.look]
    worn = {piece.slot for piece in look.pieces if not piece.locked and piece.product_id not in edit.lock}
    change, drop = {*edit.change, *(dear & worn)}, {*edit.drop, *(p.slot for p in look.pieces if p.slot in owned)}
    add = set(edit.add)
    is_bare = not (change or drop or add or edit.lock or edit.direction)
    if is_bare and find(text, _another_look()):
        change = worn
    elif is_bare and wet:
        change |= {s for s in _EXPOSED if s in worn}
        if all(piece.slot != "outerwear" for piece in look.pieces):
            add.add("outerwear")
    if is_bare and not (change or drop or add):
        return edit
    return msgspec.structs.replace(
        edit, pick_only=False, change=_ordered(change - drop), drop=_ordered(drop), add=_ordered(add)
    )


def _ordered(slots: set[Slot]) -> tuple[Slot, ...]:
    return tuple(slot for slot in SLOTS if slot in slots)


def _attributes(text: Text, mentions: list[Mention], said: Roles, look: LookOnTable, change: set[Slot]) -> None:
    """A colour, material, pattern … that is wanted or refused changes the slots that it speaks of or that break it."""
    words = text.line
    spoken_of = {m.slot for m in mentions if m.kind in _ATTRIBUTES and not m.negated}
    worn = {piece.slot: piece for piece in look.pieces if not piece.locked or piece.slot in spoken_of}
    kept = {mentions[n].slot for n in said.keep}
    for mention in mentions:
        if mention.idle or mention.kind not in _ATTRIBUTES:
            continue
        after = words[mention.end : mention.end + 1]
        is_plain = mention.kind not in ("colour", "material")
        if (
            is_plain
            and after in (["one"], ["ones"], ["pair"])
            and words[max(0, mention.start - 1) : mention.start]
            in (
                ["the"],
                ["those"],
                ["that"],
            )
        ):
            continue
        if mention.negated:
            if mention.kind in ("colour", "material") and not (mention.slot and mention.slot not in worn):
                broken = {
                    p.slot for p in worn.values() if references.matches(p, mention) and (mention.slot in (None, p.slot))
                }
                change |= {s for s in broken if s not in kept}
            elif mention.kind == "coverage":
                spoken = {mention.slot} if mention.slot else {mentions[n].slot for n in said.subject}
                change |= {slot for slot in worn if slot in spoken}
            elif mention.kind == "heel" and any(p.category in HEELED for p in look.pieces):
                change.add("shoes")
            continue
        if mention.slot is not None:
            change.update({mention.slot} & set(worn) - kept if mention.slot in kept else {mention.slot} & set(worn))
        elif mention.kind in ("colour", "pattern", "material", "palette") and not change:
            able = set(worn) if len(look.pieces) == 1 else {s for s in _RECOLOURED if s in worn}
            change |= able - kept
        elif mention.kind == "heel":
            change.add("shoes")
        elif mention.kind == "motif" and not change:
            change |= set(worn) if len(look.pieces) == 1 else {s for s in _SLEEVED if s in worn} - kept
        elif mention.kind == "coverage" and not change:
            cut = _SLEEVED if _SLEEVE_WORDS & set(words[mention.start : mention.end]) else _HEMMED
            change |= set(worn) if len(look.pieces) == 1 else {s for s in cut if s in worn} - kept


def _compared_slots(text: Text, mentions: list[Mention], compared: Mention, look: LookOnTable) -> set[Slot]:
    """The slots that a comparison speaks of: "cheaper shoes", "the jacket is too heavy"; none for the whole look."""
    worn = {piece.slot for piece in look.pieces}
    words = text.line
    for mention in mentions:
        if mention.kind != "category" or mention.idle or mention.negated or mention.slot not in worn:
            continue
        near = 0 <= mention.start - compared.end <= 2 or 0 <= compared.start - mention.end <= 3
        if near and not any(
            word in _CLAUSE for word in words[min(mention.end, compared.end) : max(mention.start, compared.start)]
        ):
            return {mention.slot}
    return set()
