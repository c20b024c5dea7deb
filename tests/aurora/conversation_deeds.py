"""The bag, asked for in words: the right pieces, all of them or none, and the bag itself is looked at."""

import re
from collections import Counter
from collections.abc import Sequence
from random import Random
from uuid import UUID

import msgspec

from aurora.types import Action, ChatReply, Outfit, OutfitItem
from evals.talk.limits import pieces
from tests.aurora.conversation_checks import Shopper, Step, Verdict, Verdicts, asked
from tests.aurora.conversation_pieces import some_piece
from tests.aurora.conversation_references import Move, focused, noun_of, pronoun
from tests.aurora.conversation_words import Said, say


def bag_look(random: Random, now: Shopper) -> Move | None:
    if now.single:
        return None
    words = say(random, "bag", now.language)
    if now.pointed and re.search(r"\bit\b", words.text):
        return None  # "it" may be the piece that was asked about just before
    return _bagging("bag the look", words, now, now.table[0].items, now.table[0])


def bag_piece(random: Random, now: Shopper) -> Move | None:
    item = some_piece(random, now.table[0])
    if item.owned or now.single:
        return None
    return _bagging("bag a piece", say(random, "bag piece", "en", noun=noun_of(item)), now, (item,), now.table[0])


def bag_it(random: Random, now: Shopper) -> Move | None:
    item = focused(now)
    if item is None or item.owned or now.single or not now.pointed:
        return None
    words = random.choice((f"put {pronoun(item)} in my bag", f"I'll take {pronoun(item)}"))
    return _bagging("bag it", Said(words), now, (item,), now.table[0])


def bag_another(random: Random, now: Shopper) -> Move | None:
    """A piece of another look than the first."""
    if len(now.table) < 2 or now.single:
        return None
    n = random.randrange(1, min(3, len(now.table)))
    item = some_piece(random, now.table[n])
    if item.owned:
        return None
    words = f"add the {('first', 'second', 'third')[n]} one's {noun_of(item)} to my bag"
    return _bagging("bag another's piece", Said(words), now, (item,), now.table[n])


def take(random: Random, now: Shopper) -> Move | None:
    """To take one is to want it in the bag."""
    if len(now.table) < 2:
        return None
    words = random.choice(("I'll take the second one", "put the second one in my bag", "add the second one to my cart"))
    return _bagging("take", Said(words), now, now.table[1].items, now.table[1])


def _bagging(kind: str, words: Said, now: Shopper, items: tuple[OutfitItem, ...], look: Outfit) -> Move:
    meant = {item.product_id for item in items if not item.owned}
    return Move(
        kind, words.text, now, lambda step: _bagged(step, meant, look), chooses=False, language=words.language,
        deed=True,
    )  # fmt: skip


def bag_deeds(reply: ChatReply) -> list[Action]:
    """All that the reply says was done with the bag, or stands in the way of it."""
    return [action for action in (*reply.actions, *reply.also) if action.kind.startswith("cart.")]


def _bagged(step: Step, meant: set[UUID], look: Outfit) -> Verdicts:
    """The deeds are about the pieces that were meant, and the bag grew by them or not at all."""
    deeds = bag_deeds(step.reply)
    concerned = {product for deed in deeds for product in _concerned(deed)}
    yield asked("" if deeds else "no deed for the bag")
    yield Verdict("references", "" if concerned == meant else f"{len(concerned)} pieces, meant were {len(meant)}")
    if step.reply.outfits and pieces(step.first) != pieces(look):
        yield Verdict("references", "shows another look than the one that was taken from")
    yield Verdict("bag", _in_step(step, deeds))


def _concerned(deed: Action) -> set[UUID]:
    lines = {line.product_id for line in deed.lines}
    return lines | {need.product_id for need in deed.needs} | set(deed.product_ids)


def _in_step(step: Step, deeds: Sequence[Action]) -> str:
    """What is wrong between what the reply says of the bag and the bag."""
    before, after = Counter(step.bag[0]), Counter(step.bag[1])
    told = Counter[UUID]()
    for deed in deeds:
        sign = {"cart.added": 1, "cart.removed": -1}.get(deed.kind, 0)
        told.update({line.variant_id: sign * line.quantity for line in deed.lines if sign})
    changed = {id: after[id] - before[id] for id in before | after if after[id] != before[id]}
    if changed != {id: n for id, n in told.items() if n}:
        return f"{changed} in the bag, told was {dict(told)}"
    goods = step.before.stock.goods
    lines = [line for deed in deeds if deed.kind == "cart.added" for line in deed.lines]
    wrong = next((line for line in lines if line.price.amount != goods[line.variant_id].price), None)
    return f"{wrong.title} at another price than the shop's" if wrong else ""


def take_out(random: Random, now: Shopper, added: Action) -> Move:
    """What went into the bag just now comes out of it again."""
    message = random.choice(("take it out again", "undo", "no, take that out of my bag again", "undo that please"))
    meant = {line.variant_id: line.quantity for line in added.lines}

    def check(step: Step) -> Verdicts:
        deeds = bag_deeds(step.reply)
        gone = Counter(step.bag[0]) - Counter(step.bag[1])
        yield asked("" if gone == meant else f"{sum(gone.values())} pieces came out, {sum(meant.values())} had gone in")
        yield Verdict("bag", _in_step(step, deeds))

    return Move("take out", message, now, check, chooses=False, deed=True, language=None)


def sizes_told(random: Random, now: Shopper, action: Action) -> Move | None:
    """The sizes that were asked for, one for each piece; then all that was wanted is in the bag."""
    if (
        action.kind != "cart.needs_size"
        or not action.needs
        or any(not need.sizes or need.wanted for need in action.needs)
    ):
        return None
    chosen = {need.product_id: random.choice(need.sizes) for need in action.needs}
    slots = [need.slot for need in action.needs]
    if len(set(slots)) < len(slots):
        return None
    by_product = {item.product_id: item for outfit in now.table for item in outfit.items}
    if any(product not in by_product for product in chosen):
        return None
    parts = [f"the {noun_of(by_product[product])} in {size}" for product, size in chosen.items()]
    message = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    meant = _concerned(action)

    def check(step: Step) -> Verdicts:
        done = next((deed for deed in bag_deeds(step.reply) if deed.kind == "cart.added"), None)
        if done is None:
            yield asked("sizes were told, and nothing is in the bag")
            return
        yield Verdict("references", "" if _concerned(done) == meant else "other pieces than those that waited")
        sizes = {line.product_id: line.size for line in done.lines}
        wrong = next((p for p, size in chosen.items() if sizes.get(p) != size), None)
        yield Verdict(
            "bag", f"{sizes.get(wrong)} for {chosen[wrong]}" if wrong else _in_step(step, bag_deeds(step.reply))
        )

    said = msgspec.structs.replace(now, focus=None)
    for slot, key in (("top", "top"), ("shoes", "shoes")):
        told = [size for need, size in zip(action.needs, chosen.values(), strict=True) if need.slot == slot]
        if told:
            said = said.without("size") if any(x.kind == "size" and x.name == key for x in said.limits) else said
    return Move("tells sizes", message, said, check, chooses=False, deed=True, language=None)
