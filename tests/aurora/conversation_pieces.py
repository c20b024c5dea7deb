"""What a shopper may say of one piece of the look, and what has to come of it."""

from collections.abc import Sequence
from random import Random

import msgspec

from aurora.types import Outfit, OutfitItem
from commerce.garments import CATEGORIES
from evals.talk.limits import in_slot, is_coloured, pieces
from tests.aurora.conversation_checks import (
    Shopper,
    Step,
    Verdict,
    Verdicts,
    alone,
    asked,
    name_of,
    only_changes,
    shows_looks,
)
from tests.aurora.conversation_references import Check, Maker, Move, focused, is_plural, noun_of, pronoun
from tests.aurora.conversation_words import Said, say

_WHOLE_BODY_OVER_A_TOP = frozenset(("suit", "dungarees"))


def said_move(kind: str, words: Said, said: Shopper, check: Check, focus: str | None = None) -> Move:
    """A move of those words, answered in their language."""
    return Move(kind, words.text, said, check, language=words.language, focus=focus)


def released(now: Shopper, *items: OutfitItem | None) -> Shopper:
    """Pieces that are spoken of need not stay any more."""
    return msgspec.structs.replace(now, kept=now.kept - {item.product_id for item in items if item})


def some_piece(random: Random, outfit: Outfit) -> OutfitItem:
    """A piece that is not the shopper's own, and alone in its slot where there is such a one."""
    return random.choice(alone(outfit) or outfit.items)


def swap(random: Random, now: Shopper) -> Move | None:
    item = some_piece(random, now.table[0])
    noun = noun_of(item)
    words = say(random, "swap", now.language, noun=noun)
    if "those" in words.text and not is_plural(item):
        return None
    return said_move("swap", words, released(now, item), lambda step: _swapped(step, item.slot), focus=item.slot)


def _swapped(step: Step, slot: str) -> Verdicts:
    yield from shows_looks(step)
    if not step.reply.outfits:
        return
    yield from only_changes(step, with_what_is_under(step, slot))
    was, now = pieces(step.before.table[0]), pieces(step.first)
    said_so = step.relaxed("other", "change") or slot in {empty.slot for empty in step.first.empty_slots}
    if was.get(slot) == now.get(slot) and not said_so:
        yield asked(f"nothing else came for the {slot}")


def with_what_is_under(step: Step, slot: str) -> frozenset[str]:
    """The slots that change with it: a suit in whose place a dress comes takes along the shirt that was under it."""
    looks = (step.before.table[0], *step.reply.outfits)
    layered = any(item.category in _WHOLE_BODY_OVER_A_TOP for look in looks for item in look.items)
    return frozenset((slot, "top")) if slot == "dress" and layered else frozenset((slot,))


def swap_by_name(random: Random, now: Shopper) -> Move | None:
    item = some_piece(random, now.table[0])
    name = name_of(item)
    if len(name) < 3 or sum(
        name in i.title or name == i.brand for o in now.table for i in o.items if i.slot != item.slot
    ):
        return None
    return Move(
        "swap by name", f"swap the {name}", released(now, item), lambda step: _swapped(step, item.slot), focus=item.slot
    )


def keep_and_swap(random: Random, now: Shopper) -> Move | None:
    able = alone(now.table[0])
    if len(able) < 2:
        return None
    kept, other = random.sample(able, 2)
    message = random.choice(
        (
            f"keep the {noun_of(kept)} but swap the {noun_of(other)}",
            f"I love the {noun_of(kept)}, but change the {noun_of(other)}",
        )
    )
    said = released(now, other)
    said = msgspec.structs.replace(said, kept=said.kept | {kept.product_id})
    return Move("keep and swap", message, said, lambda step: _swapped(step, other.slot), focus=other.slot)


def keep(random: Random, now: Shopper) -> Move | None:
    """One piece, or two, are to stay from now on."""
    items = alone(now.table[0])
    if not items:
        return None
    item = random.choice(items)
    said = msgspec.structs.replace(now, kept=now.kept | {item.product_id})
    if len(items) > 2 and random.random() < 0.3:
        other = random.choice([i for i in items if i is not item])
        said = msgspec.structs.replace(said, kept=said.kept | {other.product_id})
        return Move("keep two", f"keep the {noun_of(item)} and the {noun_of(other)}", said, _unchanged)
    words = say(random, "keep", now.language, noun=noun_of(item))
    return msgspec.structs.replace(said_move("keep", words, said, _unchanged), pointed=True)


def keep_change_rest(random: Random, now: Shopper) -> Move | None:
    item = some_piece(random, now.table[0])
    if len(now.table[0].items) < 3:
        return None
    said = msgspec.structs.replace(now, kept=frozenset((item.product_id,)))
    noun = noun_of(item)
    message = random.choice((f"keep the {noun}, change everything else", f"only the {noun} can stay, swap the rest"))
    return Move("change the rest", message, said, lambda step: _rest_changed(step, item))


def _rest_changed(step: Step, kept: OutfitItem) -> Verdicts:
    yield from shows_looks(step)
    if step.reply.outfits:
        was, now = pieces(step.before.table[0]), pieces(step.first)
        own = {item.slot for item in step.first.items if item.owned}  # one wears what one has, and is told so
        yield Verdict("unmentioned pieces stay", "" if was[kept.slot] == now.get(kept.slot) else "the kept piece went")
        stayed = [slot for slot in was.keys() & now.keys() - {kept.slot} if was[slot] == now[slot] and slot not in own]
        if stayed and not step.relaxed("other"):
            yield asked(f"the {stayed[0]} was to change, and no word of it")


def swap_it(random: Random, now: Shopper) -> Move | None:
    """ "It" is the piece that was spoken of just before."""
    item = focused(now)
    if item is None or item.owned:
        return None
    word = pronoun(item)
    message = random.choice((f"swap {word}", f"change {word}", f"I don't like {word}, show me something else"))
    return Move(
        "swap it", message, released(now, item), lambda step: _meant(step, _swapped(step, item.slot)), focus=item.slot
    )


def recolour_it(random: Random, now: Shopper) -> Move | None:
    item, colour = focused(now), random.choice(now.stock.colours)
    if item is None or item.owned or is_coloured(colour, item) or any(limit.name == colour for limit in now.limits):
        return None
    message = random.choice((f"make {pronoun(item)} {colour}", f"can I have {pronoun(item)} in {colour}?"))
    return Move(
        "recolour it",
        message,
        released(now, item),
        lambda step: _meant(step, _piece_recoloured(step, item.slot, colour)),
        focus=item.slot,
    )


def keep_it(random: Random, now: Shopper) -> Move | None:
    item = focused(now)
    if item is None:
        return None
    said = msgspec.structs.replace(now, kept=now.kept | {item.product_id})
    message = random.choice((f"I love {pronoun(item)}, keep {pronoun(item)}", f"keep {pronoun(item)}"))
    return Move("keep it", message, said, lambda step: _meant(step, _unchanged(step)))


def _meant(step: Step, verdicts: Verdicts) -> Verdicts:
    """The same verdicts, and one on the pronoun: it was understood where all of them hold."""
    found = list(verdicts)
    yield from found
    wrong = next((v.fault for v in found if v.fault), "")
    yield Verdict("references", f"the pronoun: {wrong}" if wrong else "")


def owned(random: Random, now: Shopper) -> Move | None:
    slot = random.choice(("shoes", "bag"))
    item = in_slot(now.table[0], slot)
    if item is None or item.owned:
        return None
    words = say(random, "owned", now.language, noun=slot)
    if slot == "bag":
        words = msgspec.structs.replace(
            words, text=words.text.replace("already have bag", "already have a bag").replace("got bag", "got a bag")
        )
    said = msgspec.structs.replace(released(now, item), owned=now.owned | {slot})
    return said_move("owned", words, said, lambda step: _left_out(step, slot))


def drop(random: Random, now: Shopper) -> Move | None:
    able = [item for item in alone(now.table[0]) if item.slot in ("bag", "accessory", "outerwear")]
    if not able:
        return None
    item = random.choice(able)
    slot = item.slot
    words = say(random, "drop", "en", noun=noun_of(item))
    return said_move("drop", words, released(now, item), lambda step: _left_out(step, slot))


def _left_out(step: Step, slot: str) -> Verdicts:
    yield from shows_looks(step)
    if not step.reply.outfits:
        return
    yield from only_changes(step, frozenset((slot,)))
    item = in_slot(step.first, slot)
    if item is not None and not item.owned:
        yield asked(f"the {slot} is still there")


def shed(random: Random, now: Shopper) -> Move | None:
    """Of two pieces that are worn over each other one goes, the other stays."""
    slots = [item.slot for item in now.table[0].items]
    able = [i for i in now.table[0].items if slots.count(i.slot) == 2 and not i.owned]
    if not able:
        return None
    item = random.choice(able)
    other = next(i for i in now.table[0].items if i.slot == item.slot and i is not item)
    if item.category == other.category:
        return None
    words = say(random, "drop", "en", noun=CATEGORIES[item.category].noun)
    return said_move("shed a layer", words, released(now, item), lambda step: _shed(step, item, other))


def _shed(step: Step, item: OutfitItem, other: OutfitItem) -> Verdicts:
    yield from shows_looks(step)
    if step.reply.outfits:
        yield from only_changes(step, frozenset((item.slot,)))
        left = {i.product_id for i in step.first.items}
        if item.product_id in left:
            yield asked(f"the {item.title} is still there")
        yield Verdict("unmentioned pieces stay", "" if other.product_id in left else f"the {other.title} went too")


def add(random: Random, now: Shopper) -> Move | None:
    noun, slot = random.choice(
        (("bag", "bag"), ("jacket", "outerwear"), ("belt", "accessory"), ("coat", "outerwear"), ("scarf", "accessory"))
    )
    there = in_slot(now.table[0], slot)
    if slot in now.owned or (there is not None and noun != "bag"):
        return None
    forms = [f"add a {noun}", f"can you add a {noun}?", f"finish it with a {noun}"]
    message = random.choice(forms if there else [*forms, f"I need a {noun} with it"])
    check = _unchanged if there is not None else lambda step: _added(step, slot)
    return Move("add again" if there else "add", message, now, check)


def _added(step: Step, slot: str) -> Verdicts:
    yield from shows_looks(step)
    if not step.reply.outfits:
        return
    yield from only_changes(step, frozenset((slot,)))
    if in_slot(step.first, slot) is None and slot not in {empty.slot for empty in step.first.empty_slots}:
        yield asked(f"no {slot} came, and no word why")


def _unchanged(step: Step) -> Verdicts:
    """Nothing of the look is changed; the reply may show it again or only speak of it."""
    if step.reply.outfits:
        yield from only_changes(step, frozenset())
    else:
        yield Verdict("unmentioned pieces stay")


def cheaper_piece(random: Random, now: Shopper) -> Move | None:
    item = some_piece(random, now.table[0])
    words = say(random, "cheaper piece", "en", noun=noun_of(item))
    if "cost too much" in words.text and not is_plural(item):
        words = Said(f"the {noun_of(item)} costs too much")
    return said_move(
        "cheaper piece", words, released(now, item), lambda step: _cheaper_piece(step, item), focus=item.slot
    )


def _cheaper_piece(step: Step, was: OutfitItem) -> Verdicts:
    yield from shows_looks(step)
    if not step.reply.outfits:
        return
    yield from only_changes(step, with_what_is_under(step, was.slot))
    now = in_slot(step.first, was.slot)
    if (now is None or now.price.amount >= was.price.amount) and not step.relaxed("other"):
        yield asked(f"the {was.slot} is not cheaper, and no word of it")


def recolour_piece(random: Random, now: Shopper) -> Move | None:
    item, colour = some_piece(random, now.table[0]), random.choice(now.stock.colours)
    if any(limit.name == colour for limit in now.limits):
        return None
    noun = noun_of(item)
    if random.random() < 0.3:
        message = f"I like the {noun}, but make {pronoun(item)} {colour}"
        return Move(
            "recolour it",
            message,
            released(now, item),
            lambda step: _meant(step, _piece_recoloured(step, item.slot, colour)),
            focus=item.slot,
        )
    words = say(random, "recolour piece", "en", noun=noun, colour=colour)
    return said_move(
        "recolour piece",
        words,
        released(now, item),
        lambda step: _piece_recoloured(step, item.slot, colour),
        focus=item.slot,
    )


def _piece_recoloured(step: Step, slot: str, colour: str) -> Verdicts:
    yield from shows_looks(step)
    if not step.reply.outfits:
        return
    yield from only_changes(step, with_what_is_under(step, slot))
    item = in_slot(step.first, slot)
    if (item is None or not is_coloured(colour, item)) and not step.relaxed("colour", colour, slot):
        yield asked(f"the {slot} is {item.colour.name if item else 'gone'}, not {colour}, and no word of it")


def two_at_once(random: Random, now: Shopper) -> Move | None:
    """Two pieces change in one message, each in its way."""
    able = alone(now.table[0])
    if len(able) < 3:
        return None
    one, two = random.sample(able, 2)
    colour = random.choice(now.stock.colours)
    if any(limit.name == colour for limit in now.limits):
        return None
    message = f"swap the {noun_of(one)} and make the {noun_of(two)} {colour}"

    def check(step: Step) -> Verdicts:
        yield from shows_looks(step)
        if step.reply.outfits:
            yield from only_changes(step, with_what_is_under(step, one.slot) | with_what_is_under(step, two.slot))
            item = in_slot(step.first, two.slot)
            if (item is None or not is_coloured(colour, item)) and not step.relaxed("colour", colour, two.slot):
                yield asked(f"the {two.slot} is not {colour}, and no word of it")
            if pieces(step.first).get(one.slot) == pieces(step.before.table[0])[one.slot] and not step.relaxed("other"):
                yield asked(f"nothing else came for the {one.slot}")

    return Move("two at once", message, released(now, one, two), check)


def keep_missing(random: Random, now: Shopper) -> Move | None:
    if in_slot(now.table[0], "dress") is not None:
        return None
    return Move("keep what is missing", "keep the dress and make it navy", now, _missing)


def _missing(step: Step) -> Verdicts:
    yield from _unchanged(step)
    if "dress" not in step.reply.reply:
        yield Verdict("references", "no word that there is no dress")


OF_PIECES: Sequence[Maker] = (
    swap, swap, swap_by_name, keep_and_swap, keep, keep, keep_change_rest, owned, drop, shed, shed, add, add,
    cheaper_piece, recolour_piece, recolour_piece, two_at_once, keep_missing,
)  # fmt: skip
OF_IT: Sequence[Maker] = (swap_it, recolour_it, keep_it)
