"""What a shopper may say of the whole look, and what has to come of it."""

from collections.abc import Sequence
from random import Random

import msgspec

from aurora.types import Language, Outfit, OutfitItem
from evals.talk.limits import Limit, breaks, is_coloured, is_of, pieces
from evals.talk.stock import MONEY
from tests.aurora.conversation_checks import Shopper, Step, Verdict, Verdicts, asked, only_changes, shows_looks
from tests.aurora.conversation_pieces import released, said_move, with_what_is_under
from tests.aurora.conversation_references import Maker, Move
from tests.aurora.conversation_requests import any_limit, request, whole_looks
from tests.aurora.conversation_words import say

CLOTHES = frozenset(("top", "bottom", "dress", "outerwear"))


def refuse(random: Random, now: Shopper) -> Move | None:
    limit = any_limit(random, now.stock)
    words = say(random, "refuse", now.language, name=limit.name)
    gone = [item for item in now.table[0].items if _is_against(limit, item)]
    return said_move("refuse", words, released(now.with_limit(limit), *gone), lambda step: _refused(step, limit))


def _refused(step: Step, limit: Limit) -> Verdicts:
    """What breaks the new limit may change; in a list of products also what does not state what it is made of."""
    yield from shows_looks(step)
    against = frozenset(i.slot for i in step.before.table[0].items if not i.owned and _is_against(limit, i))
    unstated = limit.kind == "avoid_material" and not all(i.materials for i in step.before.table[0].items)
    if step.reply.outfits and not ((against or unstated) and step.before.single):
        changing = with_what_is_under(step, "dress") | against if "dress" in against else against
        yield from only_changes(step, changing)


def _is_against(limit: Limit, item: OutfitItem) -> bool:
    """Whether a piece is of what is refused; where nothing is stated the title may say it."""
    if limit.kind == "avoid_colour":
        return is_coloured(limit.name, item)
    return is_of(limit.name, item.materials or (item.title,))


def cheaper(random: Random, now: Shopper) -> Move | None:
    return said_move("cheaper", say(random, "cheaper", now.language), now, _cheaper)


def _cheaper(step: Step) -> Verdicts:
    yield from shows_looks(step)
    if not step.reply.outfits or step.relaxed("other", "cheaper"):
        return
    was, now = step.before.table[0].total.amount, step.first.total.amount
    if now >= was:
        yield asked(f"not cheaper: {now} after {was}, and no word of it")


def towards(random: Random, now: Shopper) -> Move | None:
    direction = random.choice(("warmer", "dressier", "more_casual"))
    return said_move(direction, say(random, direction, now.language), now, lambda step: _went(step, direction))


def _went(step: Step, direction: str) -> Verdicts:
    """The look as a whole went there; dressier and more casual by the plain mean over what is worn. Where a receipt
    says that the wish gave way it at least did not go the other way."""
    yield from shows_looks(step)
    if not step.reply.outfits or step.relaxed("other", direction):
        return
    before, after = step.before.table[0], step.first
    if direction == "warmer":
        gone, wish = sum(i.clo for i in after.items) - sum(i.clo for i in before.items), "warmth"
    else:
        gone, wish = (_formality(after) - _formality(before)) * (1 if direction == "dressier" else -1), "formality"
    if gone < 0 or (gone == 0 and not step.relaxed(wish)):
        yield asked(f"not {direction} by {gone:.3f}, and no word of it")


def _formality(outfit: Outfit) -> float:
    worn = [i.formality for i in outfit.items]
    return sum(worn) / len(worn)


def recolour(random: Random, now: Shopper) -> Move | None:
    colour = random.choice(now.stock.colours)
    if now.focus is not None or any(limit.name == colour for limit in now.limits):
        return None  # "in navy" is of the piece that was spoken of just before
    words = say(random, "recolour", now.language, colour=colour)
    if now.pointed and "it" in words.text.split():
        return None  # "make it navy" may be of the piece that was to stay
    return said_move("recolour", words, now, lambda step: _recoloured(step, colour))


def _recoloured(step: Step, colour: str) -> Verdicts:
    """Clothes change to the colour or not at all, and one of them has it; what cannot be had is in a receipt."""
    yield from shows_looks(step)
    if not step.reply.outfits or step.before.single:
        return
    yield from only_changes(step, CLOTHES)
    was = pieces(step.before.table[0])
    for item in step.first.items:
        is_new = (item.product_id, item.colour.name) not in was.get(item.slot, frozenset())
        if is_new and not is_coloured(colour, item) and not step.relaxed("colour", colour, item.slot):
            yield asked(f"the {item.slot} was changed and is {item.colour.name}, not {colour}")
    has = any(is_coloured(colour, item) for item in step.first.items)
    if not has and not step.relaxed("colour", colour):
        yield asked(f"nothing is {colour}, and no word of it")


def other_department(random: Random, now: Shopper) -> Move | None:
    """For somebody else: what was said of one's own feet, sizes and pieces is not theirs."""
    other = random.choice([d for d in now.stock.departments if d != now.department])
    said = msgspec.structs.replace(now.without("heel", "size"), department=other, kept=frozenset())
    message = random.choice((f"what about for {other}?", f"for {other} instead", f"actually it's for {other}"))
    return Move("department", message, said, whole_looks if not now.single else shows_looks)


def budget(random: Random, now: Shopper) -> Move | None:
    if now.single or now.department is None:
        return None
    amount, (word, sign) = random.choice(now.stock.budgets[now.department]), MONEY[now.stock.currency]
    message = random.choice(
        (
            f"under {amount} {word} please",
            f"my budget is {amount} {word} now",
            f"actually, {sign}{amount} max",
            f"keep it under {sign}{amount}",
        )
    )
    limit = Limit("budget", amount=amount * 100)
    said = now.with_limit(limit)
    if breaks(limit, now.table[0]):
        said = msgspec.structs.replace(said, kept=now.kept)
    return Move("budget", message, said, shows_looks)


def anew(random: Random, now: Shopper) -> Move | None:
    """Another look for somebody else, in the middle of the talk about this one."""
    if "women" not in now.stock.departments:
        return None
    message = random.choice(
        ("something for the beach, women", "an outfit for work, women", "a new look for a party, women")
    )
    kept = now if now.department == "women" else now.without("heel", "size")
    if now.single:  # what was said of the trainers is not said of the look
        kept = msgspec.structs.replace(kept, limits=())
    said = msgspec.structs.replace(kept, department="women", single=False, kept=frozenset())
    return Move("asks anew", message, said, shows_looks)


def around(random: Random, now: Shopper) -> Move | None:
    """A whole look with a product of the list in it."""
    n = random.randrange(min(2, len(now.table)))
    item = now.table[n].items[0]
    message = f"build a look around the {('first', 'second')[n]} one"
    said = msgspec.structs.replace(now, single=False, kept=frozenset((item.product_id,)), limits=())

    def check(step: Step) -> Verdicts:
        yield from shows_looks(step)
        there = bool(step.reply.outfits) and any(i.product_id == item.product_id for i in step.first.items)
        yield Verdict("references", "" if there and len(step.first.items) > 1 else f"no look with the {item.title}")

    return Move("around it", message, said, check)


def start_over(random: Random, now: Shopper) -> Move | None:
    if random.random() < 0.5:
        anew = request(random, now.stock)
        message = f"start over. {anew.message}"
        language: Language | None = anew.language if anew.language == "en" else None
        return msgspec.structs.replace(anew, kind="start over with a request", message=message, language=language)
    return Move("start over", "start over", Shopper(stock=now.stock), _blank, language=None, blank=True)


def _blank(step: Step) -> Verdicts:
    yield asked()
    if step.reply.outfits or any(c.source != "request" for c in step.reply.constraints):
        yield asked("something is left after starting over")


OF_LOOKS: Sequence[Maker] = (refuse, refuse, cheaper, towards, towards, recolour, other_department, budget, anew)
OF_PRODUCTS: Sequence[Maker] = (cheaper, refuse, refuse, around)
