"""Which message comes next: of what makes sense after what is on the table."""

from collections.abc import Sequence
from random import Random

import msgspec

from aurora.types import Action
from tests.aurora.conversation_checks import Shopper, Step, Verdicts, asked
from tests.aurora.conversation_deeds import bag_another, bag_it, bag_look, bag_piece, sizes_told, take, take_out
from tests.aurora.conversation_moves import OF_LOOKS, OF_PRODUCTS, start_over
from tests.aurora.conversation_pieces import OF_IT, OF_PIECES
from tests.aurora.conversation_references import (
    Maker,
    Move,
    asks_look,
    asks_piece,
    by_kind,
    by_piece,
    cheaper_one,
    coloured,
    from_another,
    ordinal,
    priced,
    titled,
)
from tests.aurora.conversation_requests import request
from tests.aurora.conversation_words import say


class Chance(msgspec.Struct, frozen=True):
    """What the turns before allow."""

    undo: bool = False
    redo: bool = False
    waiting: Action | None = None
    """A deed that waits for sizes."""
    added: Action | None = None
    """What went into the bag in the turn before."""
    chips: tuple[str, ...] = ()
    """What the reply before suggested to say."""


def follow_up(random: Random, now: Shopper, chance: Chance) -> Move:
    """A message that makes sense after what is on the table."""
    if not now.table:
        return request(random, now.stock)
    if chance.waiting is not None and random.random() < 0.8:
        told = sizes_told(random, now, chance.waiting)
        if told is not None:
            return told
    if chance.added is not None and random.random() < 0.5:
        return take_out(random, now, chance.added)
    if chance.chips and random.random() < 0.08:
        return chip(random, now, chance.chips)
    makers: list[Maker] = [*(_OF_PRODUCTS if now.single else _OF_LOOKS), *_OF_BOTH]
    makers += [*([undo] * 3 if chance.undo else ()), *([redo] * 6 if chance.redo else ())]
    if now.focus is not None and not now.single and random.random() < 0.5:
        makers = list(_OF_IT)
    for _ in range(200):
        move = random.choice(makers)(random, now)
        if move is not None:
            return move
        makers += _OF_BOTH
    raise AssertionError("nothing can be said")


def undo(random: Random, now: Shopper) -> Move:
    """The one before comes back; the runner knows which that is and lays it into `after`."""
    words = say(random, "undo", now.language)
    return Move("undo", words.text, now, _nothing, goes="back", language=None)


def redo(random: Random, now: Shopper) -> Move:
    words = say(random, "redo", "en")
    return Move("redo", words.text, now, _nothing, goes="forth", language=None)


def _nothing(step: Step) -> Verdicts:
    return iter(())


def chip(random: Random, now: Shopper, chips: Sequence[str]) -> Move:
    """What the reply itself suggested does something: a question is answered, anything else shows or does it."""
    message = random.choice(chips)

    def check(step: Step) -> Verdicts:
        done = bool(step.reply.outfits or step.reply.actions or step.reply.also)
        if message.endswith("?"):
            yield asked("a question showed looks" if step.reply.outfits else "")
        else:
            yield asked("" if done else "the reply's own suggestion does nothing")

    return Move("chip", message, now, check, language=None)


def question(random: Random, now: Shopper) -> Move | None:
    message = random.choice(
        ("is it waterproof?", "how much is it?", "why this one?", "what is it made of?", "which one is warmer?",
         "is it in stock?", "will it keep me warm?")
    )  # fmt: skip
    return Move("question", message, now, _shows_none, chooses=False)


def talk(random: Random, now: Shopper) -> Move | None:
    message = random.choice(("thanks!", "hello", "ha, lovely", "you're a star"))
    return Move("talk", message, now, _shows_none, chooses=False, language=None)


def _shows_none(step: Step) -> Verdicts:
    yield asked("a question or small talk showed looks" if step.reply.outfits else "")


_OF_LOOKS: tuple[Maker, ...] = (
    *OF_PIECES, *OF_LOOKS, ordinal, ordinal, ordinal, cheaper_one, priced, by_kind, by_piece, by_piece, from_another,
    asks_piece, asks_piece, asks_look, bag_look, bag_piece, bag_another,
)  # fmt: skip
_OF_PRODUCTS: tuple[Maker, ...] = (
    *OF_PRODUCTS,
    ordinal,
    ordinal,
    cheaper_one,
    priced,
    coloured,
    coloured,
    titled,
    titled,
)
_OF_BOTH: tuple[Maker, ...] = (question, talk, start_over, take)
_OF_IT: tuple[Maker, ...] = (*OF_IT, bag_it)
