# ruff: noqa: E501 - messages read best one a line
"""One thing that a shopper may say, and the ways to point at what is on the table. What is meant is taken from the
looks themselves, and whether it was understood from the looks, the bag and the words that come back."""

from collections.abc import Callable
from random import Random
from typing import Literal

import msgspec

from aurora.types import ClientContext, Language, Outfit, OutfitItem
from commerce.garments import CATEGORIES
from evals.talk.limits import Pieces, in_slot, is_coloured, pieces, says_sum
from evals.talk.stock import MONEY
from tests.aurora.conversation_checks import Shopper, Step, Verdict, Verdicts, alone, asked, is_look, name_of
from tests.aurora.conversation_words import LAST, ORDINALS, Said

Check = Callable[[Step], Verdicts]
Way = Literal["", "back", "forth"]


class Move(msgspec.Struct, frozen=True):
    """A message, what stands once it is said, and its own check. chooses: it changes what undo brings back.

    goes: back or forth among what was chosen. focus: the slot of the one piece it speaks of, pointed: and of nothing else. language: in which it is
    to be answered, None where its words do not tell. deed: the bag is looked at. blank: nothing
    is on the table afterwards. context: what the client says. owns: what is put into the wardrobe before.
    """

    kind: str
    message: str
    said: Shopper
    check: Check
    chooses: bool = True
    goes: Way = ""
    focus: str | None = None
    pointed: bool = False
    language: Language | None = "en"
    deed: bool = False
    blank: bool = False
    context: ClientContext = ClientContext()
    owns: tuple[str, str] | None = None


Maker = Callable[[Random, Shopper], Move | None]


def picked(kind: str, words: Said, now: Shopper, chosen: Outfit) -> Move:
    """One of the looks comes first, as it was; what was kept in another is of the past."""
    said = msgspec.structs.replace(now, kept=frozenset())
    return Move(kind, words.text, said, lambda step: is_look(step, chosen), language=words.language)


def noun_of(item: OutfitItem) -> str:
    """The word by which a shopper would speak of the piece."""
    is_plain = item.slot in ("shoes", "bag", "top") or item.category in ("dress", "cocktail_dress", "gown")
    return item.slot if is_plain else CATEGORIES[item.category].noun


def pronoun(item: OutfitItem) -> str:
    return "them" if is_plural(item) else "it"


def is_plural(item: OutfitItem) -> bool:
    kind = CATEGORIES[item.category]
    return item.slot == "shoes" or (noun_of(item) == kind.noun and kind.noun == kind.plural)


def ordinal(random: Random, now: Shopper) -> Move | None:
    if len(now.table) < 2:
        return None
    language: Language = now.language if random.random() < 0.6 else "en"
    if random.random() < 0.2:
        return picked("the last one", Said(random.choice(LAST[language]), None), now, now.table[-1])
    n = random.randrange(1, min(3, len(now.table)))
    return picked("ordinal", Said(random.choice(ORDINALS[language][n]), None), now, now.table[n])


def cheaper_one(random: Random, now: Shopper) -> Move | None:
    """By what an alternative is called, where just one is called so; or the cheapest, where no two cost the same."""
    if random.random() < 0.5:
        least = min(outfit.total.amount for outfit in now.table)
        found = [outfit for outfit in now.table if outfit.total.amount == least]
        if len(found) > 1 or len(now.table) < 2:
            return None
        return picked(
            "the cheapest", Said(random.choice(("the cheapest one", "I'll go for the cheapest"))), now, found[0]
        )
    called = [outfit for outfit in now.table[1:] if outfit.character]
    if not called or now.single:
        return None
    chosen = random.choice(called)
    message = random.choice((f"{chosen.character}", f"I'd go with {chosen.character}", f"{chosen.character} please"))
    return picked("by character", Said(message), now, chosen)


def priced(random: Random, now: Shopper) -> Move | None:
    chosen = random.choice(now.table)
    same = [o for o in now.table if o.total.amount // 100 == chosen.total.amount // 100]
    if len(same) > 1:
        return None
    sign = MONEY[chosen.total.currency][1]
    amount = f"{sign}{chosen.total.amount / 100:.2f}".removesuffix(".00")
    return picked("by price", Said(random.choice((f"the {amount} one", f"the one for {amount}"))), now, chosen)


def coloured(random: Random, now: Shopper) -> Move | None:
    """Of products, by colour."""
    chosen = random.choice(now.table)
    colour = chosen.items[0].colour.name
    if len([o for o in now.table if is_coloured(colour, o.items[0]) or colour in o.items[0].colour.name]) > 1:
        return None
    words = random.choice((f"the {colour} one", f"I like the {colour} one", f"the {colour} one please"))
    return picked("by colour", Said(words), now, chosen)


def by_piece(random: Random, now: Shopper) -> Move | None:
    """Of looks, by a piece in a colour that no other look has there: "the one with the black shoes"."""
    chosen = random.choice(now.table)
    if not alone(chosen):
        return None
    item = random.choice(alone(chosen))
    colour = item.colour.name
    rivals = [o for o in now.table if o is not chosen
              and any(is_coloured(colour, i) and (i.slot == item.slot or noun_of(i) == noun_of(item)) for i in o.items)]  # fmt: skip
    if rivals or len(now.table) < 2 or item.owned:
        return None
    words = random.choice(
        (f"the one with the {colour} {noun_of(item)}", f"I prefer the look with the {colour} {noun_of(item)}")
    )
    return picked("by coloured piece", Said(words), now, chosen)


def by_kind(random: Random, now: Shopper) -> Move | None:
    """The look with a kind of garment that no other look has."""
    kinds = [{item.category for item in outfit.items} for outfit in now.table]
    n = random.randrange(len(kinds))
    only = sorted(kinds[n] - {kind for m, others in enumerate(kinds) if m != n for kind in others})
    if not only or len(kinds) < 2:
        return None
    word = CATEGORIES[random.choice(only)].noun
    return picked(
        "by kind",
        Said(random.choice((f"the one with the {word}", f"I prefer the one with the {word}"))),
        now,
        now.table[n],
    )


def titled(random: Random, now: Shopper) -> Move | None:
    """By the whole title, or by its first word where no other product on the table bears it."""
    chosen = random.choice(now.table)
    title = chosen.items[0].title
    if sum(o.items[0].title == title for o in now.table) > 1:
        return None
    name = name_of(chosen.items[0])
    is_name = len(name) > 2 and sum(name in i.title or name == i.brand for o in now.table for i in o.items) == 1
    if not is_name or random.random() < 0.4:
        return picked("by whole title", Said(f"the {title} please"), now, chosen)
    return picked("by title", Said(random.choice((f"the {name} one", f"I prefer the {name}"))), now, chosen)


def from_another(random: Random, now: Shopper) -> Move | None:
    """A piece of another look in this one."""
    if len(now.table) < 2:
        return None
    n = random.randrange(1, min(3, len(now.table)))
    ours, theirs = pieces(now.table[0]), now.table[n]
    mine = {item.slot for item in alone(now.table[0])}
    able = [i for i in alone(theirs) if i.slot in mine and pieces(theirs)[i.slot] != ours[i.slot]
            and i.slot in ("shoes", "bag", "outerwear", "accessory")]  # fmt: skip
    if not able:
        return None
    item, nth = random.choice(able), ("first", "second", "third")[n]
    message = random.choice(
        (f"the first one, but with the {noun_of(item)} from the {nth}", f"the first one with the {noun_of(item)} of the {nth} one",
         f"can I have the {nth} one's {noun_of(item)} with the first look?")
    )  # fmt: skip
    expected = {**ours, item.slot: pieces(theirs)[item.slot]}
    said = msgspec.structs.replace(now, kept=now.kept - {product for product, _ in ours[item.slot]})
    return Move("a piece of another", message, said, lambda step: _mixed(step, expected))


def _mixed(step: Step, expected: Pieces) -> Verdicts:
    same = bool(step.reply.outfits) and pieces(step.first) == expected
    yield Verdict("references", "" if same else "not the first look with that one piece of the other")


# ── questions about a piece: the answer tells which was meant ──────────────────────────────────────────────────────


def asks_piece(random: Random, now: Shopper) -> Move | None:
    """What a piece costs or what colour it is; half the time of another look than the first."""
    n = random.randrange(min(3, len(now.table)))
    if now.single or not alone(now.table[n]):
        return None
    item = random.choice(alone(now.table[n]))
    noun, verb = noun_of(item), "are" if is_plural(item) else "is"
    whose = f"the {noun}" if n == 0 else f"the {('first', 'second', 'third')[n]} one's {noun}"
    does = "do" if is_plural(item) else "does"
    message, check = random.choice(
        ((f"how much {verb} {whose}?", _tells_price), (f"what {does} {whose} cost?", _tells_price),
         (f"what colour {verb} {whose}?", _tells_colour))
    )  # fmt: skip
    return Move("asks about a piece", message, now, lambda step: check(step, item), chooses=False,
                focus=item.slot if n == 0 else None, pointed=True)  # fmt: skip


def _tells_price(step: Step, item: OutfitItem) -> Verdicts:
    yield asked("a question showed looks" if step.reply.outfits else "")
    yield Verdict(
        "references", "" if says_sum(step.reply.reply, item.price.amount) else f"not what the {item.title} costs"
    )


def _tells_colour(step: Step, item: OutfitItem) -> Verdicts:
    yield asked("a question showed looks" if step.reply.outfits else "")
    words = step.reply.reply.replace(item.title, " ")
    yield Verdict("references", "" if item.colour.name in words else f"not the colour of the {item.title}")


def asks_look(random: Random, now: Shopper) -> Move | None:
    """What a whole look costs."""
    n = random.randrange(min(3, len(now.table)))
    nth = ("first", "second", "third")[n]
    message = f"how much is the {nth} one?" if random.random() < 0.7 else f"what does the {nth} one cost?"
    amount = now.table[n].total.amount

    def check(step: Step) -> Verdicts:
        yield asked("a question showed looks" if step.reply.outfits else "")
        yield Verdict(
            "references", "" if says_sum(step.reply.reply, amount) else f"not what look {n + 1} costs, {amount}"
        )

    return Move("asks about a look", message, now, check, chooses=False)


def focused(now: Shopper) -> OutfitItem | None:
    """What "it" or "them" is: the one piece that was spoken of just before; None where there is a doubt."""
    item = in_slot(now.table[0], now.focus) if now.focus else None
    return item if item is not None and (now.pointed or is_plural(item)) else None
