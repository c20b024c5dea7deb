"""What a message points at among what is shown: "the cheaper one", "the $26 one", "the Selene", "the blue dress"."""

import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from itertools import pairwise

import msgspec

from aurora.context import directions, references
from aurora.context.mentions import Mention
from aurora.context.text import Text
from aurora.types import ConversationState, Language, LookOnTable, Outfit, PieceOnTable
from commerce.garments import CATEGORIES

_POINTING = frozenset(("the", "that", "those", "these", "this"))
_JOINTS = frozenset(("-", "'s"))
_NEAR = 60
"""Tokens of a message in which a title is looked for: who points says little else."""
_ONE = frozenset(("one", "ones", "pair"))
_LOOKS = _ONE | {"look", "outfit", "option", "version", "alternative", "choice", "set"}
_CHARACTERS = {
    "cheaper": "cheaper", "warmer": "warmer", "cooler": "lighter", "dressier": "dressier", "more_casual": "relaxed",
    "bolder": "bolder", "quieter": "quieter", "comfier": "comfortable",
}  # fmt: skip
"""Direction → the word by which `aurora.outfits` names an alternative that goes there."""
_LEAST = frozenset(("cheapest", "lowest"))
_MOST = frozenset(("dearest", "priciest", "costliest"))
_EDITING = frozenset(("swap", "change", "replace", "switch", "make", "add", "show", "find", "need", "want", "instead"))
_PRICED = re.compile(
    r"\b(?:the|that)\s+(?:one|look|outfit|pair)\s+(?:for|at|that costs|which costs|costing)\s+[$€£₹¥]?"
    r"(?P<a>\d+(?:[.,]\d\d)?)"
    r"|\b(?:the|that)\s+[$€£₹¥]?(?P<b>\d+(?:[.,]\d\d)?)\s*(?:dollars?|bucks|euros?|quid|pounds?|usd|eur|gbp)?\s+"
    r"(?:one|look|outfit|pair)\b",
    re.IGNORECASE,
)
_FAMILIES: dict[str, frozenset[str]] = {
    "blue": frozenset(("navy", "cobalt", "royal blue", "sky blue", "light blue", "powder blue", "denim", "indigo")),
    "red": frozenset(("burgundy", "wine", "maroon", "rust", "coral")),
    "green": frozenset(("emerald", "forest green", "olive", "sage", "mint", "lime", "sea green")),
    "pink": frozenset(("blush", "dusty pink", "hot pink", "fuchsia", "magenta", "rose", "salmon")),
    "purple": frozenset(("lavender", "lilac", "mauve", "plum", "aubergine")),
    "grey": frozenset(("charcoal", "silver", "taupe", "stone")),
    "brown": frozenset(("chocolate", "cognac", "tan", "camel")),
    "white": frozenset(("ivory", "cream", "ecru", "off-white")),
    "yellow": frozenset(("mustard", "lemon")),
}  # fmt: skip
"""What somebody means who says a plain colour of something before their eyes, where nothing there is just that."""


class Pointed(msgspec.Struct, frozen=True):
    """A piece on the table that the tokens `start` to before `end` mean."""

    look: int
    piece: PieceOnTable
    start: int
    end: int
    named: bool = False
    """True where they are words of its title."""

    def mention(self, *, negated: bool) -> Mention:
        """The piece as the garment that it is."""
        return Mention(
            kind="category", value=self.piece.category, slot=self.piece.slot, start=self.start, end=self.end,
            negated=negated,
        )  # fmt: skip


def look_picked(
    text: Text,
    mentions: Sequence[Mention],
    compared: Sequence[Mention],
    state: ConversationState,
    table: Sequence[Outfit],
) -> int | None:
    """The look that a comparison or a price names among those shown; None where it asks for another one."""
    by_price = priced(text, state)
    if by_price is not None or len(state.looks) < 2:
        return by_price
    by_kind = _with_kind(text, mentions, state)
    if by_kind is not None:
        return by_kind
    totals = [look.total for look in state.looks]
    words = text.line
    for at in text.positions(_LEAST | _MOST | {"expensive"}):
        word = words[at]
        is_pick = words[at + 1 : at + 2] == [] or words[at + 1] in {*_LOOKS, "of", "please", ".", "!", ","}
        if word in _LEAST and is_pick:
            return totals.index(min(totals))
        if is_pick and (word in _MOST or (word == "expensive" and words[at - 1] == "most" and at)):
            return totals.index(max(totals))
    for mention in compared:
        after = words[mention.end : mention.end + 1]
        if after and after[0] in _LOOKS and mention.start and words[mention.start - 1] in _POINTING:
            return _by_character(directions.name_of(mention), totals, table)
    return None


def unspent(text: Text, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions without the garment that only says which look is meant, and without what describes it."""
    words = text.line
    naming = [m for m in mentions if m.kind == "category" and _is_of_look(words, m.start)]
    spent = {n for m in naming for n in range(m.start - 3, m.end)}
    return tuple(m for m in mentions if m.start not in spent or (m.kind == "category" and m not in naming))


def _by_character(direction: str, totals: Sequence[int], table: Sequence[Outfit]) -> int | None:
    """The first alternative that was named so; for the price also one that merely is."""
    word = _CHARACTERS.get(direction)
    for index, outfit in enumerate(table):
        if word and index and word in (outfit.character or ""):
            return index
    if direction == "cheaper" and min(totals) < totals[0]:
        return totals.index(min(totals))
    if direction == "dearer" and max(totals) > totals[0]:
        return totals.index(max(totals))
    return None


def _with_kind(text: Text, mentions: Sequence[Mention], state: ConversationState) -> int | None:
    """The look of "the one with the flats", where only one of those shown has such a piece."""
    words = text.line
    for mention in mentions:
        if mention.kind != "category" or not _is_of_look(words, mention.start):
            continue
        before = range(mention.start - 3, mention.start)
        described = [m for m in mentions if m.kind in ("colour", "material") and m.start in before]
        for is_named in (_is_kind, _is_of_slot):
            having = [
                n
                for n, look in enumerate(state.looks)
                if any(
                    is_named(p, mention) and all(_answers(p, m, loosely=False) for m in described) for p in look.pieces
                )
            ]
            if len(having) == 1 or (having and described):
                return having[0]
    return None


def _is_of_look(words: Sequence[str], at: int) -> bool:
    """True where "the one with the …", "the look that has …" stands before the garment; not "one with a …" alone."""
    for n in range(at - 1, max(0, at - 7), -1):
        if words[n] in _HAVING and words[n - 1] in (*_LOOKS, "that", "which"):
            head = n - 1 if words[n - 1] in _LOOKS else n - 2
            return head > 0 and words[head] in _LOOKS and words[head - 1] in _POINTING
        if words[n] in _CLOSED:
            return False
    return False


_HAVING = frozenset(("with", "has", "featuring", "having", "in"))
_CLOSED = frozenset((".", ",", "!", "?", ";", "but", "and"))


def _is_kind(piece: PieceOnTable, garment: Mention) -> bool:
    return garment.value == piece.category


def _is_of_slot(piece: PieceOnTable, garment: Mention) -> bool:
    """True for the top that a shirt is, where none is called a top; before its kind, a dress is no kurta."""
    return garment.value in (piece.category, piece.slot)


def priced(text: Text, state: ConversationState) -> int | None:
    """The look of "the $25.99 one" or "the one for 26": to the cent, else to the unit; None where no look costs it."""
    found = _PRICED.search(text.clean)
    if found is None:
        return None
    said = (found["a"] or found["b"]).replace(",", ".")
    if "." in said:
        exact = round(float(said) * 100)
        return next((n for n, look in enumerate(state.looks) if look.total == exact), None)
    whole = int(said)
    for near in (lambda total: total == whole * 100, lambda total: whole in (total // 100, round(total / 100))):
        hit = next((n for n, look in enumerate(state.looks) if near(look.total)), None)
        if hit is not None:
            return hit
    return None


# ── pieces ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def pointed(
    text: Text, mentions: Sequence[Mention], state: ConversationState, known: frozenset[str], *, capitals: bool = True
) -> Pointed | None:
    """The piece that a title or a description with "the" means; the recommendation's own pieces before the others'.

    known: the words of the trade, which alone are no name ("midi dress" is in many titles). capitals: False where every
    noun is written with one, as in German.
    """
    return _by_title(text, mentions, state, known, capitals=capitals) or _by_description(text, mentions, state)


def unnamed(text: Text, found: Pointed) -> Text:
    """The text with every word of the name as its first: the "Fille" of "swap the Belle Fille" is nobody's daughter."""
    line = [text.line[found.start] if found.start < n < found.end else word for n, word in enumerate(text.line)]
    index: dict[str, list[int]] = {}
    for n, word in enumerate(line):
        index.setdefault(word, []).append(n)
    return msgspec.structs.replace(text, line=line, index=index)


def renamed(message: str, state: ConversationState) -> str:
    """The message with a whole title of what is shown as the plain word for it: its words are a name and no wish.

    Signs and blanks between the title's words may differ. Of a list the product is named by its place, in the
    conversation's language; of a look by its kind, in English alone.
    """
    if not (state.single or state.language == "en"):
        return message
    for index, look in enumerate(state.looks):
        for piece in look.pieces:
            found = _whole(piece.title).search(message) if " " in piece.title.strip() else None
            if found is None:
                continue
            plain = CATEGORIES[piece.category].noun if piece.category in CATEGORIES else piece.slot
            places = _PLACES[state.language]
            name = places[index] if state.single and index < len(places) else plain
            before = message[: found.start()].rstrip()
            is_bare = state.language == "en" and not before.casefold().endswith(_ARTICLES)
            return f"{message[: found.start()]}{'the ' if is_bare else ''}{name}{message[found.end() :]}"
    return message


@lru_cache(maxsize=512)
def _whole(title: str) -> re.Pattern[str]:
    """The title's words in their order, and the full stop that ends it."""
    words = r"\W+".join(re.escape(word) for word in re.findall(r"\w+", title))
    return re.compile(rf"(?<!\w){words}(?!\w)" if words else r"(?!)", re.IGNORECASE)


_PLACES: dict[Language, tuple[str, ...]] = {
    "en": tuple(
        f"{place} one"
        for place in ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
    ),
    "de": tuple(
        f"die {place}"
        for place in ["erste", "zweite", "dritte", "vierte", "fünfte", "sechste", "siebte", "achte", "neunte", "zehnte"]
    ),
    "fr": tuple(f"la {place}" for place in ["première", "deuxième", "troisième", "quatrième", "cinquième", "sixième"]),
    "es": tuple(f"la {place}" for place in ["primera", "segunda", "tercera", "cuarta", "quinta", "sexta"]),
}
_ARTICLES = ("the", "that", "this", "those", "these", "one's", "my")


def _by_title(
    text: Text, mentions: Sequence[Mention], state: ConversationState, known: frozenset[str], *, capitals: bool
) -> Pointed | None:
    raw = [text.clean[token.start : token.end] for token in text.tokens[:_NEAR]]
    said = [word.casefold() for word in raw]
    # "Rosa" is a name where "rosa" is a colour; at the beginning every word is written so.
    names = {word.casefold() for word in raw[1:] if capitals and word[:1].isupper() and not word.isupper()}
    pointed = frozenset() if text.clean.isupper() else _in_capitals(raw)
    colours = {m.value for m in mentions if m.kind == "colour"}
    best: tuple[tuple[int, bool], Pointed] | None = None
    for index, look in enumerate(state.looks):
        for piece in look.pieces:
            is_so_written = piece.title.partition(" ")[0].isupper()
            run = _run(said, _words_of(piece.title), known, names | pointed if is_so_written else names)
            if run is None or _is_refused(mentions, run[0]):
                continue
            rank = (run[1] - run[0], piece.colour in colours)
            if best is None or rank > best[0]:
                best = rank, Pointed(index, piece, *run, named=True)
    return best[1] if best else None


def _is_refused(mentions: Sequence[Mention], at: int) -> bool:
    """True for "nothing by 612 League": a brand is refused, whatever of it is shown."""
    return any(m.kind == "brand" and m.negated and m.start <= at < m.end for m in mentions)


def _in_capitals(raw: Sequence[str]) -> frozenset[str]:
    """The words in capitals that are pointed at: "swap the ONLY" means the brand's."""
    return frozenset(
        word.casefold()
        for before, word in pairwise(raw)
        if len(word) > 1 and word.isupper() and before.casefold() in _ARTICLES
    )


class _Title(msgspec.Struct, frozen=True):
    """A title's words as those of a message are told apart: "C9" is two, and "HERE&NOW" three."""

    words: tuple[str, ...]
    name: int
    """How many of them are its first word."""


@lru_cache(maxsize=512)
def _words_of(title: str) -> _Title:
    first, _, rest = title.strip().casefold().partition(" ")
    name = _SIGNED.findall(first)
    return _Title((*name, *_WORDS.findall(rest)), len(name))


_SHAPED = frozenset(("neck", "shirt", "line", "back", "strap", "bar"))
"""What a letter before it makes a shape of and no name: V-neck, A-line, T-strap."""
_WORDS = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_SIGNED = re.compile(rf"{_WORDS.pattern}|[^\w\s-]")


def _run(said: Sequence[str], title: _Title, known: frozenset[str], names: Set[str]) -> tuple[int, int] | None:
    """The longest row of the title's words in the message that holds its name: its first word, and no common one."""
    name = title.words[: title.name]
    joined = "".join(name)
    if len(joined) < 2 or (joined in known and joined not in names) or (len(name[0]) == 1 and _SHAPED & set(name)):
        return None
    starts = (n for n in range(len(said) - len(name) + 1) if tuple(said[n : n + len(name)]) == name)
    start = next(starts, None)
    if start is None:
        return None
    end = start
    rest = list(title.words)
    while end < len(said) and rest and (said[end] in rest or said[end] in _JOINTS):
        if said[end] not in _JOINTS:
            rest = rest[rest.index(said[end]) + 1 :]
        end += 1
    return start, end


def _by_description(text: Text, mentions: Sequence[Mention], state: ConversationState) -> Pointed | None:
    for chain in _chains(text.line, mentions):
        closed = text.line[chain[-1].end : chain[-1].end + 1]
        is_one = bool(closed) and closed[0] in _ONE
        is_full = {"category"} < {m.kind for m in chain}
        if not is_one and (not is_full or _EDITING & set(text.line)):
            continue
        for loosely in (False, True):
            found = _first(chain, state.looks, loosely=loosely)
            if found is not None and (is_one or found[0] > 0):
                return Pointed(*found, chain[0].start, chain[-1].end + is_one)
    return None


def _chains(words: Sequence[str], mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Rows of describing words and garments that follow a pointing word without a gap."""
    plain = [m for m in mentions if m.kind in ("colour", "material", "category") and not m.idle]
    for n, first in enumerate(plain):
        if not first.start or words[first.start - 1] not in _POINTING:
            continue
        chain = [first]
        for mention in plain[n + 1 :]:
            if mention.start != chain[-1].end:
                break
            chain.append(mention)
        yield chain


def _first(chain: Sequence[Mention], looks: Sequence[LookOnTable], *, loosely: bool) -> tuple[int, PieceOnTable] | None:
    for index, look in enumerate(looks):
        for piece in look.pieces:
            if all(_answers(piece, mention, loosely=loosely) for mention in chain):
                return index, piece
    return None


def _answers(piece: PieceOnTable, mention: Mention, *, loosely: bool) -> bool:
    if references.matches(piece, mention):
        return True
    if mention.kind == "material" and mention.value == piece.colour:
        return True  # denim is a colour as well
    if mention.kind == "category":
        return mention.value == piece.slot or (loosely and mention.slot == piece.slot)
    return loosely and mention.kind == "colour" and piece.colour in _FAMILIES.get(mention.value, ())
