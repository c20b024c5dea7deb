"""What a shopper may say next, and what has to come of it: the grammar of the generated conversations."""

from collections.abc import Sequence
from random import Random

import msgspec

from aurora.types import Outfit, OutfitItem
from commerce.colours import shades
from tests.aurora.conversation_checks import (
    Limit,
    Shopper,
    Step,
    Verdict,
    Verdicts,
    asked,
    first_words,
    in_slot,
    is_coloured,
    is_of,
    only_changes,
    pieces,
    shows_looks,
)
from tests.aurora.conversation_references import (
    Maker,
    Move,
    by_kind,
    cheaper_one,
    coloured,
    ordinal,
    priced,
    take,
    titled,
)
from tests.aurora.conversation_requests import any_limit, request, whole_looks
from tests.aurora.conversation_stock import MONEY

NOUNS = {"shoes": "shoes", "bag": "bag"}
CLOTHES = frozenset(("top", "bottom", "dress", "outerwear"))


# ── follow-ups ─────────────────────────────────────────────────────────────────────────────────────────────────────


def follow_up(random: Random, now: Shopper, *, can_undo: bool) -> Move:
    """A message that makes sense after what is on the table."""
    if not now.table:
        return request(random, now.stock)
    makers: list[Maker] = list(_OF_PRODUCTS if now.single else _OF_LOOKS)
    makers += _OF_BOTH
    if can_undo:
        makers += [undo, undo]
    while True:
        move = random.choice(makers)(random, now)
        if move is not None:
            return move


def undo(random: Random, now: Shopper) -> Move:
    """The one before comes back; the runner knows which that is and lays it into `after`."""
    message = random.choice(("undo", "undo that", "go back", "no, go back to the one before"))
    return Move("undo", message, now, lambda step: iter(()), undoes=True)


def swap(random: Random, now: Shopper) -> Move | None:
    item = _some_piece(random, now.table[0])
    noun = _noun(item)
    message = random.choice((f"swap the {noun}", f"different {noun} please", f"change the {noun}"))
    return Move("swap", message, now, lambda step: _swapped(step, item.slot))


def _swapped(step: Step, slot: str) -> Verdicts:
    yield from shows_looks(step)
    if not step.reply.outfits:
        return
    yield from only_changes(step, _with_what_is_under(slot))
    was, now = pieces(step.before.table[0]), pieces(step.first)
    said_so = step.relaxed("other", "change") or slot in {empty.slot for empty in step.first.empty_slots}
    if was.get(slot) == now.get(slot) and not said_so:
        yield asked(f"nothing else came for the {slot}")


def _with_what_is_under(slot: str) -> frozenset[str]:
    """The slots that change with it: a suit in whose place a dress comes takes along the shirt that was under it."""
    return frozenset((slot, "top")) if slot == "dress" else frozenset((slot,))


def swap_by_name(random: Random, now: Shopper) -> Move | None:
    item = _some_piece(random, now.table[0])
    name = first_words(item.title)
    if sum(first_words(i.title) == name for outfit in now.table for i in outfit.items if i.slot != item.slot):
        return None
    return Move("swap by name", f"swap the {name}", now, lambda step: _swapped(step, item.slot))


def keep_and_swap(random: Random, now: Shopper) -> Move | None:
    if len(now.table[0].items) < 2:
        return None
    kept, other = random.sample(now.table[0].items, 2)
    message = f"keep the {_noun(kept)} but swap the {_noun(other)}"
    return Move("keep and swap", message, now, lambda step: _swapped(step, other.slot))


def owned(random: Random, now: Shopper) -> Move | None:
    slot = random.choice(("shoes", "bag"))
    if in_slot(now.table[0], slot) is None:
        return None
    said = msgspec.structs.replace(now, owned=now.owned | {slot})
    noun = NOUNS[slot]
    message = random.choice((f"I already have {'shoes' if slot == 'shoes' else 'a bag'}", f"I already own the {noun}"))
    return Move("owned", message, said, lambda step: _left_out(step, slot))


def drop(random: Random, now: Shopper) -> Move | None:
    slots = [s for s in ("bag", "accessory", "outerwear") if in_slot(now.table[0], s)]
    if not slots:
        return None
    slot = random.choice(slots)
    item = in_slot(now.table[0], slot)
    assert item is not None
    message = random.choice((f"lose the {_noun(item)}", f"drop the {_noun(item)}", f"without the {_noun(item)}"))
    return Move("drop", message, now, lambda step: _left_out(step, slot))


def _left_out(step: Step, slot: str) -> Verdicts:
    yield from shows_looks(step)
    if not step.reply.outfits:
        return
    yield from only_changes(step, frozenset((slot,)))
    if in_slot(step.first, slot) is not None:
        yield asked(f"the {slot} is still there")


def add(random: Random, now: Shopper) -> Move | None:
    noun, slot = random.choice((("bag", "bag"), ("jacket", "outerwear"), ("belt", "accessory"), ("coat", "outerwear")))
    there = in_slot(now.table[0], slot)
    if slot in now.owned or (there is not None and noun != "bag"):
        return None
    message = random.choice((f"add a {noun}", f"can you add a {noun}?", f"finish it with a {noun}"))
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
    yield from shows_looks(step)
    if step.reply.outfits:
        yield from only_changes(step, frozenset())


def refuse(random: Random, now: Shopper) -> Move | None:
    limit = any_limit(random, now.stock)
    name = limit.name
    message = random.choice((f"not {name} please", f"no {name}", f"nothing {name}", f"without {name}"))
    return Move("refuse", message, now.with_limit(limit), lambda step: _refused(step, limit.kind, name))


def _refused(step: Step, kind: str, name: str) -> Verdicts:
    """What breaks the new limit may change; in a list of products also what does not state what it is made of."""
    yield from shows_looks(step)
    breaks = frozenset(i.slot for i in step.before.table[0].items if _breaks(kind, name, i))
    unstated = kind == "avoid_material" and not all(i.materials for i in step.before.table[0].items)
    if step.reply.outfits and not ((breaks or unstated) and step.before.single):
        yield from only_changes(step, breaks)


def _breaks(kind: str, name: str, item: OutfitItem) -> bool:
    """Whether a piece is of what is refused; where nothing is stated the title may say it."""
    if kind == "avoid_colour":
        return _nearly(name, item)
    return is_of(name, item.materials or (item.title,))


def cheaper(random: Random, now: Shopper) -> Move | None:
    message = random.choice(("cheaper please", "can you make it cheaper?", "that's too expensive", "a bit cheaper"))
    return Move("cheaper", message, now, _cheaper)


def _cheaper(step: Step) -> Verdicts:
    yield from shows_looks(step)
    if not step.reply.outfits or step.relaxed("other", "cheaper"):
        return
    was, now = step.before.table[0].total.amount, step.first.total.amount
    if now >= was:
        yield asked(f"not cheaper: {now} after {was}, and no word of it")


def cheaper_piece(random: Random, now: Shopper) -> Move | None:
    item = _some_piece(random, now.table[0])
    return Move("cheaper piece", f"cheaper {_noun(item)} please", now, lambda step: _cheaper_piece(step, item))


def _cheaper_piece(step: Step, was: OutfitItem) -> Verdicts:
    yield from shows_looks(step)
    if not step.reply.outfits:
        return
    yield from only_changes(step, frozenset((was.slot,)))
    now = in_slot(step.first, was.slot)
    if now is None or (now.price.amount >= was.price.amount and not step.relaxed("other")):
        yield asked(f"the {was.slot} is not cheaper, and no word of it")


def warmer(random: Random, now: Shopper) -> Move | None:
    message, direction = random.choice(
        (("warmer please", "warmer"), ("a bit more formal", "dressier"), ("more casual please", "more_casual"))
    )
    return Move(direction, message, now, lambda step: _went(step, direction))


def _went(step: Step, direction: str) -> Verdicts:
    yield from shows_looks(step)
    if not step.reply.outfits or step.relaxed("other", direction):
        return
    before, after = step.before.table[0], step.first
    if direction == "warmer":
        if sum(i.clo for i in after.items) <= sum(i.clo for i in before.items):
            yield asked("not warmer, and no word of it")
    elif (_formality(after) - _formality(before)) * (1 if direction == "dressier" else -1) <= 0:
        yield asked(f"not {direction}, and no word of it")


def _formality(outfit: Outfit) -> float:
    worn = [i.formality for i in outfit.items]
    return sum(worn) / len(worn)


def recolour(random: Random, now: Shopper) -> Move | None:
    colour = random.choice(now.stock.colours)
    if any(limit.name == colour for limit in now.limits):
        return None
    message = random.choice((f"in {colour} instead", f"make it {colour}"))
    return Move("recolour", message, now, lambda step: _recoloured(step, colour))


def _recoloured(step: Step, colour: str) -> Verdicts:
    yield from shows_looks(step)
    if step.reply.outfits and not step.before.single:
        yield from only_changes(step, CLOTHES)
        was = pieces(step.before.table[0])
        for item in step.first.items:
            is_new = was.get(item.slot) != (item.product_id, item.variant_id)
            if is_new and not _nearly(colour, item) and not step.relaxed("colour"):
                yield asked(f"the {item.slot} was changed and is {item.colour.name}, not {colour}")


def _nearly(colour: str, item: OutfitItem) -> bool:
    """True for a shade that counts as the colour."""
    return is_coloured(colour, item) or item.colour.name in shades(colour)


def recolour_piece(random: Random, now: Shopper) -> Move | None:
    item, colour = _some_piece(random, now.table[0]), random.choice(now.stock.colours)
    if any(limit.name == colour for limit in now.limits):
        return None
    noun = _noun(item)
    message = random.choice(
        (f"make the {noun} {colour}", f"the {noun} in {colour} please", f"I like the {noun}, but make it {colour}")
    )
    if message.startswith("I like"):
        return Move("recolour it", message, now, lambda step: _it_recoloured(step, item.slot, colour))
    return Move("recolour piece", message, now, lambda step: _piece_recoloured(step, item.slot, colour))


def _it_recoloured(step: Step, slot: str, colour: str) -> Verdicts:
    """ "It" is the piece that was liked, and nothing else."""
    edit = step.analysis.edit
    right = edit is not None and set(edit.change) <= {slot} and step.analysis.intent == "refine"
    yield Verdict(
        "references", "" if right else f"it was taken for {edit.change if edit else 'nothing'}, not for the {slot}"
    )
    yield from _piece_recoloured(step, slot, colour)


def _piece_recoloured(step: Step, slot: str, colour: str) -> Verdicts:
    yield from shows_looks(step)
    if not step.reply.outfits:
        return
    yield from only_changes(step, _with_what_is_under(slot))
    item = in_slot(step.first, slot)
    if (item is None or not _nearly(colour, item)) and not step.relaxed("colour"):
        yield asked(f"the {slot} is {item.colour.name if item else 'gone'}, not {colour}, and no word of it")


def keep_missing(random: Random, now: Shopper) -> Move | None:
    if in_slot(now.table[0], "dress") is not None:
        return None
    return Move("keep what is missing", "keep the dress and make it navy", now, _missing)


def _missing(step: Step) -> Verdicts:
    yield from _unchanged(step)
    if "dress" not in (step.reply.question or ""):
        yield Verdict("references", "no word that there is no dress")


# ── what changes nothing ───────────────────────────────────────────────────────────────────────────────────────────


def question(random: Random, now: Shopper) -> Move | None:
    message = random.choice(("is it waterproof?", "how much is it?", "why this one?", "what is it made of?"))
    return Move("question", message, now, _shows_none, chooses=False)


def talk(random: Random, now: Shopper) -> Move | None:
    return Move("talk", random.choice(("thanks!", "great", "hello", "sounds good")), now, _talked, chooses=False)


def _shows_none(step: Step) -> Verdicts:
    yield asked("a question showed looks" if step.reply.outfits else "")


def _talked(step: Step) -> Verdicts:
    yield asked("small talk showed looks" if step.reply.outfits else "")


# ── the whole look ─────────────────────────────────────────────────────────────────────────────────────────────────


def other_department(random: Random, now: Shopper) -> Move | None:
    other = random.choice([d for d in now.stock.departments if d != now.department])
    limits = tuple(limit for limit in now.limits if limit.kind != "heel")
    said = msgspec.structs.replace(now, department=other, limits=limits)
    message = random.choice((f"what about for {other}?", f"for {other} instead"))
    return Move("department", message, said, whole_looks if not now.single else shows_looks)


def budget(random: Random, now: Shopper) -> Move | None:
    if now.single or now.department is None:
        return None
    amount, word = random.choice(now.stock.budgets[now.department]), MONEY[now.stock.currency][0]
    message = random.choice((f"under {amount} {word} please", f"my budget is {amount} {word} now"))
    return Move("budget", message, now.with_limit(Limit("budget", amount=amount * 100)), shows_looks)


def start_over(random: Random, now: Shopper) -> Move | None:
    if random.random() < 0.5:
        anew = request(random, now.stock)
        message = f"start over. {anew.message}"
        return msgspec.structs.replace(anew, kind="start over with a request", message=message)
    return Move("start over", "start over", Shopper(stock=now.stock), _blank)


def anew(random: Random, now: Shopper) -> Move | None:
    """Another look for somebody else, in the middle of the talk about this one."""
    if "women" not in now.stock.departments:
        return None
    message = random.choice(
        ("a dress for brunch, women", "something for the beach, women", "an outfit for work, women")
    )
    limits = tuple(limit for limit in now.limits if limit.kind != "heel")
    said = msgspec.structs.replace(now, department="women", limits=limits, single=False)
    return Move("asks anew", message, said, shows_looks)


def _blank(step: Step) -> Verdicts:
    yield asked()
    if step.reply.outfits or any(c.source != "request" for c in step.reply.constraints):
        yield asked("something is left after starting over")


def _some_piece(random: Random, outfit: Outfit) -> OutfitItem:
    return random.choice(outfit.items)


def _noun(item: OutfitItem) -> str:
    """The word by which a shopper would speak of the piece."""
    return {"shoes": "shoes", "bag": "bag", "top": "top", "dress": "dress"}.get(item.slot) or _words(item.category)


def _words(category: str) -> str:
    return category.replace("_", " ")


_OF_LOOKS: Sequence[Maker] = (
    swap, swap, swap_by_name, keep_and_swap, owned, drop, add, add, refuse, refuse, cheaper, cheaper_piece, warmer,
    recolour, recolour_piece, recolour_piece, keep_missing, ordinal, ordinal, cheaper_one, priced, other_department,
    budget, by_kind, anew,
)  # fmt: skip
_OF_PRODUCTS: Sequence[Maker] = (cheaper, ordinal, ordinal, cheaper_one, priced, coloured, titled, refuse)
_OF_BOTH: Sequence[Maker] = (question, talk, start_over, take)
