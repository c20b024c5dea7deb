"""One thing that a shopper may say, and the ways to point at what is on the table."""

from collections.abc import Callable
from random import Random

import msgspec

from commerce.garments import CATEGORIES
from tests.aurora.conversation_checks import (
    Shopper,
    Step,
    Verdict,
    Verdicts,
    first_words,
    is_coloured,
    is_look,
)
from tests.aurora.conversation_stock import MONEY

Check = Callable[[Step], Verdicts]


class Move(msgspec.Struct, frozen=True):
    """A message, what stands once it is said, and its own check. chooses: it changes what undo brings back."""

    kind: str
    message: str
    said: Shopper
    check: Check
    chooses: bool = True
    undoes: bool = False


Maker = Callable[[Random, Shopper], Move | None]


def ordinal(random: Random, now: Shopper) -> Move | None:
    if len(now.table) < 2:
        return None
    n = random.randrange(1, min(3, len(now.table)))
    words = [
        (f"the {('first', 'second', 'third')[n]} one", f"number {n + 1}", f"I prefer the {('1st', '2nd', '3rd')[n]}"),
        ("the last one", "I prefer the last one"),
    ]
    if random.random() < 0.25:
        return Move("the last one", random.choice(words[1]), now, lambda step: is_look(step, now.table[-1]))
    return Move("ordinal", random.choice(words[0]), now, lambda step: is_look(step, now.table[n]))


def cheaper_one(random: Random, now: Shopper) -> Move | None:
    first = next((o for o in now.table[1:] if o.character == "the cheaper one"), None)
    if first is None:
        return None
    message = random.choice(("the cheaper one", "I'll go with the cheaper one"))
    return Move("the cheaper one", message, now, lambda step: is_look(step, first))


def priced(random: Random, now: Shopper) -> Move | None:
    chosen = random.choice(now.table)
    same = [o for o in now.table if o.total.amount // 100 == chosen.total.amount // 100]
    if len(same) > 1:
        return None
    sign = MONEY[chosen.total.currency][1]
    amount = f"{sign}{chosen.total.amount / 100:.2f}".removesuffix(".00")
    message = random.choice((f"the {amount} one", f"the one for {amount}"))
    return Move("by price", message, now, lambda step: is_look(step, chosen))


def coloured(random: Random, now: Shopper) -> Move | None:
    chosen = random.choice(now.table)
    colour = chosen.items[0].colour.name
    if len([o for o in now.table if is_coloured(colour, o.items[0]) or colour in o.items[0].colour.name]) > 1:
        return None
    return Move("by colour", f"the {colour} one", now, lambda step: is_look(step, chosen))


def by_kind(random: Random, now: Shopper) -> Move | None:
    """The look with a kind of garment that no other look has."""
    kinds = [{item.category for item in outfit.items} for outfit in now.table]
    n = random.randrange(len(kinds))
    only = sorted(kinds[n] - {kind for m, others in enumerate(kinds) if m != n for kind in others})
    if not only or len(kinds) < 2:
        return None
    word = CATEGORIES[random.choice(only)].noun
    message = random.choice((f"the one with the {word}", f"I prefer the one with the {word}"))
    return Move("by kind", message, now, lambda step: is_look(step, now.table[n], about="points at a kind"))


def titled(random: Random, now: Shopper) -> Move | None:
    chosen = random.choice(now.table)
    name = first_words(chosen.items[0].title)
    if len([o for o in now.table if first_words(o.items[0].title) == name]) > 1:
        return None
    message = random.choice((f"the {name}", f"I prefer the {name}", f"the {chosen.items[0].title} please"))
    return Move("by title", message, now, lambda step: is_look(step, chosen))


def take(random: Random, now: Shopper) -> Move | None:
    """To take one is to want it in the bag."""
    if len(now.table) < 2:
        return None
    return Move("take", "I'll take the second one", now, lambda step: _taken(step, 1), chooses=False)


def _taken(step: Step, n: int) -> Verdicts:
    """The look was made out. What goes into the bag is decided outside the conversation and tested there."""
    read, meant = step.analysis, step.before.table[n]
    ids = {item.product_id for item in meant.items}
    right = (read.edit is not None and read.edit.look == n) or (bool(read.about) and set(read.about) <= ids)
    yield Verdict("references", "" if read.intent == "act" and right else f"taken: {read.intent}, not the look meant")
