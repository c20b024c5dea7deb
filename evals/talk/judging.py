"""What is wrong with a turn, by what its script says and by what holds always. Read off the reply alone."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

import msgspec

from aurora.types import ChatReply, Outfit, OutfitItem
from evals.talk.languages import language_of
from evals.talk.limits import Limit, breaks, is_coloured, is_of, pieces, receipt_of
from evals.talk.scripts import Direction, Script, Turn, limit

About = Literal[
    "understood", "limits", "shown", "asked for", "pieces kept", "references", "undo", "deeds", "questions", "language",
    "true",
]  # fmt: skip
ABOUT: dict[About, str] = {
    "understood": "The reply's context has what was said.",
    "limits": "Every limit in force holds in every look, or its receipt says what gave way.",
    "shown": "Looks, products, or nothing, as was asked for; a piece that was named is of that kind, colour or cloth.",
    "asked for": "The look went the way that was asked for: cheaper, warmer, another pair of shoes.",
    "pieces kept": "No piece that nobody mentioned changed.",
    "references": "The look or piece that was pointed at is the one that was meant.",
    "undo": "Undo and redo bring back the very looks.",
    "deeds": "What was to be done was done, and the bag holds just that.",
    "questions": "At most one question a turn; one where it is needed, none where it is not.",
    "language": "Answered in the shopper's language.",
    "true": "Prices add up, and no product is named that is neither shown nor was on the table.",
}


class Verdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that was looked at; `fault` says what was wrong with it."""

    about: About
    fault: str = ""


class Moment(msgspec.Struct, frozen=True):
    """A turn of a conversation and all that it is judged by."""

    script: Script
    turn: Turn
    reply: ChatReply
    tables: tuple[tuple[Outfit, ...], ...]
    """The looks on the table after each turn before this one; none before the first."""
    limits: tuple[Limit, ...]
    """In force, with this turn's own."""
    bag: Mapping[UUID, int]
    """Variant → number, after the turn."""
    titles: Sequence[str]
    """Of every product of the shop, the longest first."""

    @property
    def before(self) -> tuple[Outfit, ...]:
        return self.tables[-1] if self.tables else ()

    @property
    def first(self) -> Outfit | None:
        """The recommendation, or what is on the table still."""
        shown = self.reply.outfits or self.before
        return shown[0] if shown else None


Verdicts = Iterator[Verdict]


def in_force(before: tuple[Limit, ...], turn: Turn) -> tuple[Limit, ...]:
    """The limits after the turn: a new budget takes an old one's place."""
    new = tuple(limit(text) for text in turn.limits)
    gone = set(turn.lifted) | ({"budget"} if any(each.kind == "budget" for each in new) else set())
    return (*(old for old in before if old.kind not in gone and old not in new), *new)


def judged(moment: Moment) -> list[Verdict]:
    """Everything that was looked at in the turn."""
    return [*_always(moment), *_understood(moment), *_shown(moment), *_edited(moment), *_done(moment)]


# ── always ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _always(moment: Moment) -> Verdicts:
    reply = moment.reply
    single = bool(reply.outfits) and all(len(outfit.items) == 1 for outfit in reply.outfits)
    for each in moment.limits if reply.outfits else ():
        yield Verdict("limits", _limit(each, reply, single=single))
    yield Verdict("true", _sums(reply) or _strangers(moment))
    spoken = language_of(reply.reply, _titles(moment))
    if spoken is not None:
        yield Verdict("language", "" if spoken == moment.script.language else f"answered in {spoken}")
    asked = reply.reply.count("?")
    yield Verdict("questions", f"{asked} questions" if asked > 1 else "")
    if moment.turn.asks is not None and moment.turn.asks != (reply.question is not None):
        yield Verdict("questions", f"asks {reply.question!r}" if reply.question else "asks nothing")


def _limit(limit: Limit, reply: ChatReply, *, single: bool) -> str:
    receipt = receipt_of(limit, reply.constraints, single=single)
    broken = next((found for outfit in reply.outfits if (found := breaks(limit, outfit))), None)
    if broken is None:
        return ""
    told = receipt is not None and receipt.status != "kept" and receipt.note
    return "" if told else f"{limit.kind} {limit.name}: {broken}, and no word of it"


def _sums(reply: ChatReply) -> str:
    for outfit in reply.outfits:
        total = sum(item.price.amount for item in outfit.items if not item.owned)
        if total != outfit.total.amount:
            return f"{outfit.title} is said to be {outfit.total.amount} and is {total}"
    return ""


def _titles(moment: Moment) -> list[str]:
    looks = (*moment.reply.outfits, *(outfit for table in moment.tables for outfit in table))
    return sorted({item.title for outfit in looks for item in outfit.items}, key=len, reverse=True)


def _strangers(moment: Moment) -> str:
    rest = moment.reply.reply
    for title in _titles(moment):
        rest = rest.replace(title, "·")
    return next((f"{title!r} is not shown" for title in moment.titles if title in rest), "")


# ── understood and shown ───────────────────────────────────────────────────────────────────────────────────────────


def _understood(moment: Moment) -> Verdicts:
    context = msgspec.to_builtins(moment.reply.context)
    for name, wanted in moment.turn.context.items():
        found = context.get(name)
        yield Verdict("understood", "" if _holds(wanted, found) else f"{name} is {found}, said was {wanted}")


def _holds(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(_holds(value, found.get(name)) for name, value in wanted.items())
    return bool(wanted == found)


def _shown(moment: Moment) -> Verdicts:
    turn, outfits = moment.turn, moment.reply.outfits
    if turn.shows is not None:
        yield Verdict("shown", _as_was_wanted(turn.shows, moment))
    for slot, wanted in turn.pieces.items():
        worn = [item for item in moment.first.items if item.slot == slot] if moment.first else []
        yield Verdict(
            "shown", "" if any(_is(wanted, item) for item in worn) else f"no {wanted} as {slot}: {_told(worn)}"
        )
    if turn.products:
        others = [item for outfit in outfits for item in outfit.items if not _is(turn.products, item)]
        yield Verdict("shown", f"{_told(others)} is none of {turn.products}" if others or not outfits else "")
    for slot in turn.without:
        worn = [item for item in moment.first.items if item.slot == slot and not item.owned] if moment.first else []
        yield Verdict("asked for", f"{_told(worn)} is still there" if worn else "")


def _as_was_wanted(shows: str, moment: Moment) -> str:
    outfits = moment.reply.outfits
    if shows == "nothing":
        return f"shows {len(outfits)} looks" if outfits else ""
    if shows == "same":
        same = not outfits or pieces(outfits[0]) == pieces(moment.before[0])
        return "" if same else "shows another look"
    if not outfits:
        return "shows nothing"
    single = all(len(outfit.items) == 1 for outfit in outfits)
    return "" if single == (shows == "products") else f"shows {'products' if single else 'looks'}"


def _is(wanted: Mapping[str, str], item: OutfitItem) -> bool:
    return all(_ANY[name](value, item) for name, value in wanted.items())


_ANY: dict[str, Callable[[str, OutfitItem], bool]] = {
    "category": lambda value, item: item.category == value,
    "colour": is_coloured,
    "material": lambda value, item: is_of(value, item.materials),
    "department": lambda value, item: item.department in (value, "unisex"),
    "heel": lambda value, item: item.heel == value,
}


def _told(items: Sequence[OutfitItem]) -> str:
    return ", ".join(f"{item.title} ({item.category}, {item.colour.name})" for item in items) or "nothing"


# ── edits ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _edited(moment: Moment) -> Verdicts:
    turn, first = moment.turn, moment.first
    if turn.back_to is not None:
        wanted = [pieces(outfit) for outfit in moment.tables[turn.back_to - 1]]
        same = [pieces(outfit) for outfit in moment.reply.outfits] == wanted
        yield Verdict("undo", "" if same else f"not the looks of turn {turn.back_to}")
    if not moment.before or first is None:
        return
    was, now = pieces(moment.before[0]), pieces(first)
    if turn.picks is not None and turn.picks <= len(moment.before):  # else the day's stock left nothing to point at
        same = now == pieces(moment.before[turn.picks - 1])
        yield Verdict("references", "" if same else f"the first look is not what was number {turn.picks}")
    if turn.changes is not None:
        yield Verdict("pieces kept", _changed(was, now, moment.turn))
        for slot in turn.changes:
            yield Verdict(
                "asked for", f"the {slot} did not change" if slot in was and was[slot] == now.get(slot) else ""
            )
    for slot in turn.keeps:
        yield Verdict("pieces kept", "" if was.get(slot) == now.get(slot) else f"the {slot} changed")
    if turn.goes is not None:
        before, after = _measured(turn.goes, moment.before[0]), _measured(turn.goes, first)
        yield Verdict("asked for", "" if after > before else f"not {turn.goes}: {before:.2f} → {after:.2f}")


def _changed(was: Mapping[str, Any], now: Mapping[str, Any], turn: Turn) -> str:
    others = sorted((was.keys() | now.keys()) - set(turn.changes or ()))
    moved = [slot for slot in others if was.get(slot) != now.get(slot)]
    return f"{', '.join(moved)} changed too" if moved else ""


def _measured(direction: Direction, outfit: Outfit) -> float:
    """How far the look is in the direction: more is further."""
    if direction in ("cheaper", "dearer"):
        return outfit.total.amount * (-1 if direction == "cheaper" else 1)
    if direction in ("warmer", "lighter"):
        return sum(item.clo for item in outfit.items) * (-1 if direction == "lighter" else 1)
    formality = sum(item.formality for item in outfit.items) / max(1, len(outfit.items))
    return formality * (-1 if direction == "more casual" else 1)


# ── deeds ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _done(moment: Moment) -> Verdicts:
    turn, reply = moment.turn, moment.reply
    if turn.does is not None:
        kinds = [action.kind for action in (*reply.actions, *reply.also)]
        yield Verdict("deeds", "" if turn.does in kinds else f"{turn.does} did not happen: {kinds}")
    if turn.bag is not None:
        yield Verdict("deeds", _in_bag(turn.bag, moment))


def _in_bag(slots: Sequence[str], moment: Moment) -> str:
    look = moment.before[0] if moment.before else moment.first
    wanted = Counter(item.product_id for item in look.items if item.slot in slots) if look else Counter()
    by_variant = {
        line.variant_id: line.product_id
        for action in (*moment.reply.actions, *moment.reply.also) for line in action.lines
    }  # fmt: skip
    shown = {item.variant_id: item.product_id for table in moment.tables for o in table for item in o.items}
    held = Counter({(by_variant | shown).get(variant): number for variant, number in moment.bag.items()})
    return "" if held == wanted else f"the bag holds {sum(held.values())} pieces, meant were {sum(wanted.values())}"
