"""What must hold in every conversation, checked on the reply alone and with no code of the stylist's."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec

from aurora.types import Analysis, ChatReply, Constraint, Outfit, OutfitItem
from commerce.colours import shades
from tests.aurora.contract import check_reply
from tests.aurora.conversation_stock import Stock

_FAKE = frozenset(("vegan", "faux", "imitation", "synthetic"))


class Limit(msgspec.Struct, frozen=True):
    """A hard limit as the shopper said it. kind: a constraint's; name: of a colour or material; amount: in cents."""

    kind: str
    name: str = ""
    amount: int = 0


class Shopper(msgspec.Struct, frozen=True):
    """What was said so far and still stands, and what is on the table."""

    stock: Stock
    department: str | None = None
    limits: tuple[Limit, ...] = ()
    owned: frozenset[str] = frozenset()
    single: bool = False
    table: tuple[Outfit, ...] = ()

    def with_limit(self, limit: Limit) -> "Shopper":
        """The new limit beside the others; of budgets the last one stands."""
        kept = tuple(old for old in self.limits if not (old.kind == limit.kind == "budget") and old != limit)
        return msgspec.structs.replace(self, limits=(*kept, limit))


class Step(msgspec.Struct, frozen=True):
    """One turn: who asked what, what was on the table before, and the reply."""

    message: str
    before: Shopper
    after: Shopper
    """With the looks that the reply shows; those before where it shows none."""
    reply: ChatReply
    analysis: Analysis
    """What was understood."""

    @property
    def first(self) -> Outfit:
        """The recommendation."""
        return self.reply.outfits[0]

    def relaxed(self, kind: str, name: str = "") -> bool:
        """True where a receipt says that the wish gave way or cannot be told."""
        return any(
            c.status != "kept" and c.kind == kind and (not name or name in (c.value.name or ""))
            for c in self.reply.constraints
        )


Property = Literal[
    "contract", "hard limits", "department", "names nothing else", "names every card", "unmentioned pieces stay",
    "references", "points at a kind", "does what was asked", "undo",
]  # fmt: skip


class Verdict(msgspec.Struct, frozen=True):
    """One thing that was looked at in a turn; `fault` says what was wrong with it."""

    about: Property
    fault: str = ""


Verdicts = Iterator[Verdict]


def pieces(outfit: Outfit) -> dict[str, tuple[Any, Any]]:
    """Slot → the very thing that is shown there."""
    return {item.slot: (item.product_id, item.variant_id) for item in outfit.items}


def in_slot(outfit: Outfit, slot: str) -> OutfitItem | None:
    return next((item for item in outfit.items if item.slot == slot), None)


def is_of(name: str, materials: Sequence[str]) -> bool:
    """True where a label states the real material."""
    words = [material.casefold().replace("-", " ").split() for material in materials]
    return any(name in each and not _FAKE & set(each) for each in words)


def is_coloured(name: str, item: OutfitItem) -> bool:
    return item.colour.name == name or item.colour.name.endswith(f" {name}")


# ── what holds in every turn ───────────────────────────────────────────────────────────────────────────────────────


def always(step: Step, titles: Sequence[str]) -> Verdicts:
    """What is looked at whatever was asked. titles: every title of the catalogue, the longest first."""
    yield _contract(step)
    if step.reply.outfits:
        for limit in step.after.limits:
            yield Verdict("hard limits", _limit(limit, step))
        if step.after.department is not None:
            yield Verdict("department", _department(step))
    yield Verdict("names nothing else", _names_nothing_else(step, titles))


def _contract(step: Step) -> Verdict:
    try:
        check_reply(msgspec.json.decode(msgspec.json.encode(step.reply)))
    except Exception as error:  # any breach of the contract is a fault of the turn, not of the run
        return Verdict("contract", str(error).splitlines()[0][:200])
    return Verdict("contract")


def _limit(limit: Limit, step: Step) -> str:
    receipt = _receipt(limit, step.reply.constraints, single=step.after.single)
    if receipt is None:
        return f"no receipt of {limit.kind} {limit.name}{limit.amount or ''}"
    if receipt.status != "kept":
        return "" if receipt.note else f"{limit.kind} gave way without a note"
    broken = next((found for outfit in step.reply.outfits if (found := _breaks(limit, outfit))), None)
    return f"{limit.kind} {limit.name} said to be kept, but {broken}" if broken else ""


def _receipt(limit: Limit, constraints: Sequence[Constraint], *, single: bool) -> Constraint | None:
    """The receipt of a limit of the whole look; where one kind of product is asked for it may speak of that one."""
    for constraint in constraints:
        same = limit.kind == "budget" or limit.name in constraint.value.members
        if constraint.kind == limit.kind and (single or constraint.slot in (None, "shoes")) and same:
            return constraint
    return None


def _breaks(limit: Limit, outfit: Outfit) -> str | None:
    if limit.kind == "budget":
        return f"the look is {outfit.total.amount}" if outfit.total.amount > limit.amount else None
    for item in outfit.items:
        if limit.kind == "avoid_colour" and (is_coloured(limit.name, item) or item.colour.name in shades(limit.name)):
            return f"{item.title} is {item.colour.name}"
        if limit.kind == "avoid_material" and is_of(limit.name, item.materials):
            return f"{item.title} is {'/'.join(item.materials)}"
        if limit.kind == "avoid_category" and limit.name in (item.category, item.slot):
            return f"{item.title} is one"
        if limit.kind == "heel" and item.slot == "shoes" and item.heel not in (None, "flat"):
            return f"{item.title} has a {item.heel} heel"
    return None


def _department(step: Step) -> str:
    asked = step.after.department
    for item in (item for outfit in step.reply.outfits for item in outfit.items):
        if item.department not in (asked, "unisex"):
            return f"{item.title} is for {item.department}, asked for {asked}"
    return ""


def _names_nothing_else(step: Step, titles: Sequence[str]) -> str:
    """A product that is neither shown nor on the table before (what was replaced may be named)."""
    shown = (*step.reply.outfits, *step.before.table)
    rest = step.reply.reply
    for title in sorted({item.title for outfit in shown for item in outfit.items}, key=len, reverse=True):
        rest = rest.replace(title, "·")
    return next((f"{title!r} is not shown" for title in titles if title in rest), "")


def named(step: Step, items: Sequence[OutfitItem]) -> Verdicts:
    """Whether the reply names every one of the pieces by its title."""
    left_out = [item.title for item in items if item.title not in step.reply.reply]
    yield Verdict("names every card", f"{left_out[0]!r} is shown and not named" if left_out else "")


# ── what an edit promises ──────────────────────────────────────────────────────────────────────────────────────────


def asked(fault: str = "") -> Verdict:
    """What the message asked for was done; else what was wrong."""
    return Verdict("does what was asked", fault)


def shows_looks(step: Step) -> Verdicts:
    yield asked("" if step.reply.outfits else "shows nothing")


def only_changes(step: Step, slots: frozenset[str], *, base: int = 0) -> Verdicts:
    """In every look shown, pieces outside `slots` are those of the look that was edited; of products, in the first."""
    was = pieces(step.before.table[base])
    fault = "" if step.reply.outfits else "shows nothing"
    for n, outfit in enumerate(step.reply.outfits[: 1 if step.before.single else None]):
        now = pieces(outfit)
        for slot in sorted((was.keys() | now.keys()) - slots):
            if was.get(slot) != now.get(slot):
                fault = fault or f"{slot} of look {n + 1} was not mentioned and changed"
    yield Verdict("unmentioned pieces stay", fault)
    if step.reply.outfits:
        new = [i for i in step.first.items if was.get(i.slot) != (i.product_id, i.variant_id)]
        yield from named(step, new)


def is_look(step: Step, expected: Outfit, *, about: Property = "references") -> Verdicts:
    """The recommendation is just the expected look."""
    if not step.reply.outfits:
        yield Verdict(about, f"expected {_titles(expected)}, got nothing")
        return
    same = pieces(step.first) == pieces(expected)
    yield Verdict(about, "" if same else f"expected {_titles(expected)}, got {_titles(step.first)}")
    yield from named(step, step.first.items)


def _titles(outfit: Outfit) -> str:
    return ", ".join(f"{item.title} in {item.colour.name}" for item in outfit.items)


def first_words(title: str) -> str:
    """The name by which one would speak of a product: "the Selene"."""
    return re.split(r"[\s,]", title)[0]
