"""What must hold in every conversation, checked on the reply alone and with no code of the stylist's."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal
from uuid import UUID

import msgspec

from aurora.types import ChatReply, Constraint, Language, Outfit, OutfitItem
from commerce.garments import CATEGORIES
from evals.talk.languages import language_of
from evals.talk.limits import Limit, breaks, pieces, receipt_of, says_sum
from evals.talk.stock import Stock
from tests.aurora.contract import check_reply
from tests.aurora.conversation_words import COLOURS


class Shopper(msgspec.Struct, frozen=True):
    """What was said so far and still stands, and what is on the table."""

    stock: Stock
    department: str | None = None
    limits: tuple[Limit, ...] = ()
    owned: frozenset[str] = frozenset()
    single: bool = False
    table: tuple[Outfit, ...] = ()
    kept: frozenset[UUID] = frozenset()
    """Products that are to stay until they are spoken of again."""
    language: Language = "en"
    focus: str | None = None
    """The slot of the one piece that was spoken of last, in the turn just before."""
    pointed: bool = False
    """Whether it was the only thing spoken of: then "it" is that piece; else only "them" is, where it is a pair."""

    def with_limit(self, limit: Limit) -> "Shopper":
        """The new limit beside the others; of budgets of one kind and of sizes of one key the last one stands."""
        same = [old for old in self.limits if old == limit or _replaces(limit, old)]
        return msgspec.structs.replace(self, limits=(*(old for old in self.limits if old not in same), limit))

    def without(self, *kinds: str) -> "Shopper":
        return msgspec.structs.replace(self, limits=tuple(limit for limit in self.limits if limit.kind not in kinds))


def _replaces(new: Limit, old: Limit) -> bool:
    if new.kind != old.kind:
        return False
    return new.each == old.each if new.kind == "budget" else new.kind == "size" and new.name == old.name


class Step(msgspec.Struct, frozen=True):
    """One turn: who asked what, what was on the table before, and the reply."""

    message: str
    before: Shopper
    after: Shopper
    """With the looks that the reply shows; those before where it shows none."""
    reply: ChatReply
    bag: tuple[dict[UUID, int], dict[UUID, int]] = ({}, {})
    """Variant → number in the bag, before and after."""

    @property
    def first(self) -> Outfit:
        """The recommendation."""
        return self.reply.outfits[0]

    def relaxed(self, kind: str, name: str = "", slot: str | None = None) -> bool:
        """True where a receipt says that the wish, of that slot or of the look, gave way or cannot be told."""
        return any(
            c.status != "kept" and c.kind == kind and (not name or name in (c.value.name or ""))
            and (slot is None or c.slot in (None, slot))
            for c in self.reply.constraints
        )  # fmt: skip


Property = Literal[
    "contract", "cards are true", "hard limits", "says what gave way", "department", "kept pieces stay",
    "names nothing else", "names every card", "points at every other", "language", "unmentioned pieces stay",
    "references", "does what was asked", "undo", "bag",
]  # fmt: skip


class Verdict(msgspec.Struct, frozen=True):
    """One thing that was looked at in a turn; `fault` says what was wrong with it. status: of a limit's receipt."""

    about: Property
    fault: str = ""
    status: str = ""


Verdicts = Iterator[Verdict]


def alone(outfit: Outfit) -> list[OutfitItem]:
    """The pieces that share their slot with no other, so that the slot's word is theirs; none that is owned."""
    slots = [item.slot for item in outfit.items]
    return [item for item in outfit.items if slots.count(item.slot) == 1 and not item.owned]


# ── what holds in every turn ───────────────────────────────────────────────────────────────────────────────────────


def always(step: Step, language: Language | None) -> Verdicts:
    """What is looked at whatever was asked. language: that of the message, where it can be told."""
    yield _contract(step)
    if step.reply.outfits:
        yield Verdict("cards are true", _cards(step))
        for limit in step.after.limits:
            yield from _limit(limit, step)
        if step.after.department is not None:
            yield Verdict("department", _department(step))
        for product_id in step.after.kept:
            yield Verdict("kept pieces stay", _kept(product_id, step))
        yield from _named(step)
    yield Verdict("names nothing else", _names_nothing_else(step))
    if language is not None:
        spoken = language_of(step.reply.reply, [item.title for item in _every(step)])
        if spoken is not None:
            yield Verdict("language", "" if spoken == language else f"answered in {spoken}")


def _contract(step: Step) -> Verdict:
    try:
        check_reply(msgspec.json.decode(msgspec.json.encode(step.reply)))
    except Exception as error:  # any breach of the contract is a fault of the turn, not of the run
        return Verdict("contract", str(error).splitlines()[0][:200])
    return Verdict("contract")


def _cards(step: Step) -> str:
    """Whatever a card says is what the shop's tables say of the variant."""
    for item in (item for outfit in step.reply.outfits for item in outfit.items if not item.owned):
        good = step.before.stock.goods.get(item.variant_id)
        if good is None:
            return f"{item.title}: no such variant"
        said = (item.product_id, item.title, item.brand, item.department, item.category, item.price.amount)
        true = (good.product_id, good.title, good.brand, good.department, good.category, good.price)
        if said != true or item.colour.name != good.colour or (item.size is not None and item.size != good.size):
            return f"{item.title} is shown as {said}, {item.colour.name}, {item.size}; it is {good}"
        if set(item.materials) - set(good.materials) or good.available < 1:
            return f"{item.title}: {item.materials}, {good.materials}, {good.available} left"
    return ""


def _limit(limit: Limit, step: Step) -> Verdicts:
    receipt = receipt_of(limit, step.reply.constraints, single=step.after.single)
    broken = next((found for outfit in step.reply.outfits if (found := breaks(limit, outfit))), None)
    if receipt is None and not limit.told and broken is None:
        yield Verdict("hard limits", status="kept")
        return
    if receipt is None:
        yield Verdict("hard limits", f"no receipt of {limit.kind} {limit.name}{limit.size}{limit.amount or ''}", "none")
        return
    if receipt.status == "kept":
        fault = f"{limit.kind} {limit.name} said to be kept, but {broken}" if broken else ""
    elif not receipt.note:
        fault = f"{limit.kind} is {receipt.status} without a note"
    else:
        fault = f"{limit.kind} {limit.name} said to give way, but nothing breaks it" if _idle(receipt, broken) else ""
    yield Verdict("hard limits", fault, receipt.status)
    if receipt.status == "relaxed" and breaks(limit, step.first):
        yield Verdict("says what gave way", "" if _told(limit, receipt, step.reply.reply) else f"no word of {limit}")


def _idle(receipt: Constraint, broken: str | None) -> bool:
    return receipt.status == "relaxed" and broken is None and receipt.kind != "size"


def _told(limit: Limit, receipt: Constraint, reply: str) -> bool:
    """Whether the reply speaks of the limit at all: by its name, its sum, or the shopper's words for it."""
    if limit.kind == "budget":
        return says_sum(reply, limit.amount)
    heard = reply.casefold()
    names = [limit.name, limit.size, receipt.text, *(words.get(limit.name, "") for words in COLOURS.values())]
    if limit.name in CATEGORIES:
        names += [CATEGORIES[limit.name].noun, CATEGORIES[limit.name].plural]
    return any(name and name.casefold() in heard for name in names)


def _department(step: Step) -> str:
    asked = step.after.department
    for item in (item for outfit in step.reply.outfits for item in outfit.items if not item.owned):
        if item.department not in (asked, "unisex"):
            return f"{item.title} is for {item.department}, asked for {asked}"
    return ""


def _kept(product_id: UUID, step: Step) -> str:
    """Every look has the piece, or a receipt says that it gave way."""
    if all(any(item.product_id == product_id for item in outfit.items) for outfit in step.reply.outfits):
        return ""
    told = any(c.kind == "lock" and c.value.product_id == product_id and c.status != "kept" and c.note
               for c in step.reply.constraints)  # fmt: skip
    return "" if told else "a piece that was to stay is gone, and no word of it"


def _every(step: Step) -> list[OutfitItem]:
    return [item for outfit in (*step.reply.outfits, *step.before.table) for item in outfit.items]


def _names_nothing_else(step: Step) -> str:
    """A product that is neither shown nor on the table before (what was replaced may be named)."""
    rest = step.reply.reply
    for title in sorted({item.title for item in _every(step)}, key=len, reverse=True):
        rest = rest.replace(title, "·")
    return next((f"{title!r} is not shown" for title in step.before.stock.titles if title in rest), "")


def _named(step: Step) -> Verdicts:
    """The reply names every piece of the recommendation by its title, every product of a new list; the others can be
    reached from it: each by a piece that only it has, its character, its price, its number, or all of them together."""
    outfits = step.reply.outfits
    old = {item.product_id for outfit in step.before.table for item in outfit.items}
    is_list = all(len(outfit.items) == 1 and outfit.items[0].product_id not in old for outfit in outfits)
    items = [item for outfit in (outfits if is_list else outfits[:1]) for item in outfit.items]
    left_out = [item.title for item in items if not item.owned and item.title not in step.reply.reply]
    yield Verdict("names every card", f"{left_out[0]!r} is shown and not named" if left_out else "")
    if not is_list and len(outfits) > 1:
        lost = next((n for n in range(1, len(outfits)) if not _reached(n, outfits, step.reply.reply)), None)
        yield Verdict("points at every other", "" if lost is None else f"no word of look {lost + 1}")


_NUMBERED = (
    r"\b(second|2nd|zweite\w*|deuxième|segund[oa])\b", r"\b(third|3rd|dritte\w*|troisième|tercer[oa]?)\b",
)  # fmt: skip
_TOGETHER = {
    1: r"\b(other|another|alternative|one more|andere\w*|weitere\w*|ander\w*|autre|otr[oa])\b",
    2: r"\b(others|alternatives|two (more|other)\w*|other two|both|two further|zwei (weitere|andere)\w*|beiden anderen|"
       r"deux autres|otr[oa]s dos|dos más)\b",
}  # fmt: skip


def _reached(n: int, outfits: Sequence[Outfit], reply: str) -> bool:
    words, one = reply.casefold(), outfits[n]
    others = {item.title for m, outfit in enumerate(outfits) if m != n for item in outfit.items}
    if any(item.title in reply for item in one.items if item.title not in others):
        return True
    if (one.character and one.character in words) or says_sum(reply, one.total.amount):
        return True
    numbered = _NUMBERED[n - 1 : n]
    return any(re.search(pattern, words) for pattern in (*numbered, _TOGETHER[2], _TOGETHER[min(len(outfits) - 1, 2)]))


# ── what an edit promises ──────────────────────────────────────────────────────────────────────────────────────────


def asked(fault: str = "") -> Verdict:
    """What the message asked for was done; else what was wrong."""
    return Verdict("does what was asked", fault)


def shows_looks(step: Step) -> Verdicts:
    yield asked("" if step.reply.outfits else "shows nothing")


def only_changes(step: Step, slots: frozenset[str], *, base: Outfit | None = None) -> Verdicts:
    """In every look shown, pieces outside `slots` are those of the look that was edited; of products, in the first."""
    was = pieces(base or step.before.table[0])
    fault = "" if step.reply.outfits else "shows nothing"
    for n, outfit in enumerate(step.reply.outfits[: 1 if step.before.single else None]):
        now = pieces(outfit)
        for slot in sorted((was.keys() | now.keys()) - slots):
            if was.get(slot) != now.get(slot):
                fault = fault or f"{slot} of look {n + 1} was not mentioned and changed"
    yield Verdict("unmentioned pieces stay", fault)


def is_look(step: Step, expected: Outfit) -> Verdicts:
    """The recommendation is just the expected look."""
    if not step.reply.outfits:
        yield Verdict("references", f"expected {_titles(expected)}, got nothing")
        return
    same = pieces(step.first) == pieces(expected)
    yield Verdict("references", "" if same else f"expected {_titles(expected)}, got {_titles(step.first)}")


def _titles(outfit: Outfit) -> str:
    return ", ".join(f"{item.title} in {item.colour.name}" for item in outfit.items)


def name_of(item: OutfitItem) -> str:
    """The name by which one would speak of a product: its brand where the title begins with it, else "the Selene"."""
    return item.brand if item.brand and item.title.startswith(item.brand) else re.split(r"[\s,]", item.title)[0]
