"""A message read once: its tokens, its language, and the mentions in it with their polarity and their garments."""

from collections.abc import Sequence
from functools import cache

import msgspec

from aurora.context import (
    brands,
    corrections,
    covering,
    directions,
    figures,
    intents,
    languages,
    money,
    mood,
    motifs,
    negation,
    occasions,
    own_sizes,
    owned,
    past,
    people,
    phrases,
    places,
    shop_brands,
    size_pairs,
    sizes,
    stated_sizes,
    weather,
    wordlists,
)  # fmt: skip
from aurora.context.mentions import Lexicon, Mention, find, lexicon
from aurora.context.money import Sum
from aurora.context.owned import Owned
from aurora.context.sizes import Said
from aurora.context.text import Text, read
from aurora.context.vocabulary import GRAMMAR_WORDS, PATTERNED, english
from aurora.types import Language, TurnInput

_MOST = 200
"""Mentions that are weighed; a message of 4,000 characters that was meant has fewer."""


class Reading(msgspec.Struct, frozen=True):
    """What stands in the message, before anything is concluded from it."""

    text: Text
    language: Language
    mentions: tuple[Mention, ...]
    compared: tuple[Mention, ...]
    owned: Owned
    sums: tuple[Sum, ...]
    """The sums of money that bound the spending."""
    sizes: tuple[Said, ...]


@cache
def known_words() -> frozenset[str]:
    """Every word that a typing slip may be respelt as."""
    trade = {word for phrase, meaning in english().phrases.items() if meaning.kind != "idle" for word in phrase}
    foreign = {word for language in ("de", "fr", "es") for phrase in languages.overlay(language) for word in phrase}
    foreign |= languages.vocabulary() | intents.greetings()
    return frozenset(trade | foreign | occasions.vocabulary() | directions.vocabulary() | set(GRAMMAR_WORDS))


@cache
def ordinary_words() -> frozenset[str]:
    """Words of the grammar that are spelt as they are meant, but that no slip is respelt as."""
    idle = frozenset(w for phrase, meaning in english().phrases.items() if meaning.kind == "idle" for w in phrase)
    return (
        idle
        | wordlists.words("grammar")
        | wordlists.words("bag")
        | wordlists.words("motifs")
        | figures.vocabulary()
        | mood.vocabulary()
        | weather.vocabulary()
        | people.vocabulary()
        | intents.vocabulary()
    )


@cache
def _lexicon(language: Language) -> Lexicon:
    return lexicon({**english().phrases, **languages.overlay(language)})


def read_message(
    message: str, before: Language, currency: str, *, first: bool, known_brands: Sequence[str] = ()
) -> Reading:
    """The reading of a message; `before` is the conversation's language so far, `currency` the shop's.

    known_brands: those of the catalogue that the message may name (`shop_brands.candidates`).
    """
    text = read(message, known_words(), ordinary_words())
    language = languages.detect(text, before, first=first)
    compared = directions.find_directions(text) if language == "en" else languages.directions(text, language)
    compared = [m for m in corrections.of_compared(text, compared) if not _is_reason(text.line, m)]
    covered = {at for mention in compared for at in range(mention.start, mention.end)}
    told = past.find(text) if language == "en" else past.Told()
    sums = tuple(s for s in corrections.of_sums(text, money.find(text, currency)) if s.start not in told.all)
    covered |= places.span(text) | {at for said in sums for at in range(said.start, said.end)}
    found = [
        m
        for m in _neckwear(text, find(text, _lexicon(language)))
        if m.kind == "idle" or not covered & set(range(m.start, m.end))
    ]
    named_by = _brands(text, language, found, compared, sums, known_brands)
    named = {at for brand in named_by for at in range(brand.start, brand.end)}
    # "Coats & More" is a brand and asks for no coat.
    found = [m for m in found if not named & set(range(m.start, m.end))]
    thought_up = motifs.find(text, found, frozenset(covered | named), _spelt())
    found = sorted(
        [*found, *_feathers(text, found), *covering.find(text, found), *named_by, *thought_up],
        key=lambda mention: mention.start,
    )[:_MOST]
    weighed = frozenset(at for m in compared for at in range(m.start, m.end) if language != "en" or _is_less(text, at))
    marked = negation.mark(text, found, languages.refusals(language), compared=weighed)
    marked = past.mark(_too_much(text, _unpatterned(marked)), told)
    joined = phrases.join(text, [m for m in marked if m.kind != "idle"], adjectives_follow=language in ("fr", "es"))
    corrected = corrections.contradicted(corrections.of_mentions(text, corrections.doubted(text, joined)))
    settled, has = owned.mark(text, _settle(text, corrected))
    priced = frozenset(at for said in sums for at in range(said.start, said.end))
    said = own_sizes.own_first(text, sizes.find(text, settled, priced | named))
    measured = size_pairs.paired(text, settled, said)
    settled = stated_sizes.mark(text, settled, measured)
    return Reading(text, language, tuple(settled), tuple(compared), has, sums, tuple(measured))


def read_whole(turn: TurnInput) -> Reading:
    """The reading of the turn's message."""
    first = not turn.history and turn.seq <= 1
    return read_message(turn.message, turn.state.language, turn.currency, first=first, known_brands=turn.brands)


def _brands(
    text: Text,
    language: Language,
    found: list[Mention],
    compared: Sequence[Mention],
    sums: Sequence[Sum],
    known_brands: Sequence[str],
) -> list[Mention]:
    """The brands that the message names: those of the catalogue, and what is written like one."""
    of_shop = shop_brands.find(text, known_brands, _spelt(), capitals=language != "de")
    taken = {at for brand in of_shop for at in range(brand.start, brand.end)}
    trade = frozenset(at for m in found for at in range(m.start, m.end))
    priced = {at for m in compared for at in range(m.start, m.end)} | {at for s in sums for at in range(s.start, s.end)}
    written = brands.find(text, brands.Known(trade, frozenset(priced), _spelt(), capitals=language != "de"))
    return [*of_shop, *(m for m in written if taken.isdisjoint(range(m.start, m.end)))]


@cache
def _spelt() -> frozenset[str]:
    return known_words() | ordinary_words()


def _neckwear(text: Text, mentions: list[Mention]) -> list[Mention]:
    """The mentions with "a black tie" as a colour and a garment, and the dress code "black tie" left out."""
    found: list[Mention] = []
    for mention in mentions:
        if mention.kind != "black_tie":
            found.append(mention)
        elif occasions.is_neckwear(text, mention.start, mention.end):
            found.append(Mention(kind="colour", value="black", start=mention.start, end=mention.end - 1))
            found.append(
                Mention(kind="category", value="tie", start=mention.end - 1, end=mention.end, slot="accessory")
            )
    return found


def _too_much(text: Text, mentions: list[Mention]) -> list[Mention]:
    """The mentions with a fit refused that is complained of: "too tight"; "not too tight" is refused already."""
    return [
        msgspec.structs.replace(m, negated=True)
        if (m.kind == "fit" or (m.kind == "coverage" and m.level == _BARE))
        and not m.negated
        and not m.idle
        and "too" in text.line[max(0, m.start - 2) : m.start]
        else m
        for m in mentions
    ]


def _unpatterned(mentions: list[Mention]) -> list[Mention]:
    """The mentions with "no prints" as the wish for plain things; of patterns that are not refused nothing is said."""
    return [
        msgspec.structs.replace(m, value="plain", negated=False) if m.value == PATTERNED else m
        for m in mentions
        if m.value != PATTERNED or m.negated
    ]


_BARE = -1.0
"""The level of coverage of what shows skin."""


def _is_reason(words: list[str], compared: Mention) -> bool:
    """True for the "safer" of "a crossbody is safer than the tote": why one piece is wanted, and no direction."""
    before = words[max(0, compared.start - 1) : compared.start]
    return words[compared.end : compared.end + 1] == ["than"] and before in (["is"], ["are"], ["'s"], ["be"])


def _is_less(text: Text, at: int) -> bool:
    """A "less expensive bag" is no bag the less."""
    return text.line[at] == "less"


def _settle(text: Text, mentions: list[Mention]) -> list[Mention]:
    """A refusal of a described garment refuses the description ("no black shoes"); a heel word implies heels."""
    settled: list[Mention] = []
    for n, mention in enumerate(mentions):
        describes = [
            m
            for m in mentions[max(0, n - 4) : n]
            if m.kind in ("colour", "material", "pattern", "fit", "coverage", "warmth", "heel")
            and m.slot == mention.slot
            and 0 <= mention.start - m.end <= 3
            and m.negated
        ]
        if mention.kind == "category" and mention.negated and describes:
            mention = msgspec.structs.replace(mention, negated=False, idle=True)
        settled.append(mention)
    return _shift_refusals(settled)


def _shift_refusals(mentions: list[Mention]) -> list[Mention]:
    """ "Leather shoes are out" refuses the leather, not the shoes: the refusal moves to what describes."""
    moved = list(mentions)
    for n, mention in enumerate(mentions[1:], 1):
        before = mentions[n - 1]
        describes = (
            before.kind in ("colour", "material", "pattern")
            and before.slot == mention.slot
            and before.end == mention.start
        )
        if mention.kind == "category" and mention.negated and describes and not before.negated and not before.idle:
            moved[n - 1] = msgspec.structs.replace(before, negated=True)
            moved[n] = msgspec.structs.replace(mention, negated=False, idle=True)
    return moved


def _feathers(text: Text, found: list[Mention]) -> list[Mention]:
    """Down as a material, which only a refusal tells from the way down: "no down", "without down"."""
    words, taken = text.line, {m.start for m in found}
    return [
        Mention(kind="material", value="down", start=at, end=at + 1)
        for at in text.positions({"down"})
        if at and at not in taken and words[at - 1] in ("no", "without", "nor", "avoid", "of", "or")
        and words[at + 1 : at + 2] in ([], ["."], [","], ["!"], ["please"], ["filling"], ["feathers"], ["or"], ["and"])
    ]  # fmt: skip
