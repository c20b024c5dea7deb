"""What a turn does beside talking, decided without a database: which pieces go where, in which sizes, what is open.

The shopper's words say what; the shop's stock, as it is now, says whether. What is left open is asked for, and the
answer to the question completes it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

import msgspec

from aurora.retrieval.sizes import ONE_SIZE, fitting
from aurora.types import Action, Analysis, BagLine, Outfit, OutfitItem, Pending, SizeNeeded, Sizes, TurnInput
from commerce.cart_view import Sellable
from commerce.garments import SIZE_KEY
from core.money import Money

Kind = Literal["add_to_bag", "take_out", "show_bag", "save", "show_3d", "handoff", "handoff_status", "contact"]

_LETTERS = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL")
_EMAIL = re.compile(r"[^\s@,;:<>()]+@[^\s@,;:<>()]+\.[^\s@.,;:<>()]{2,}")
# A telephone number has at least seven digits (ITU-T E.164: at most fifteen), however they are grouped.
_PHONE = re.compile(r"\+?\d(?:[\s().\-/]{0,2}\d){6,14}(?!\d)")


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done. `items` are of `outfit` or, for several products of a list, of the looks on the table."""

    kind: Kind
    look: int = 0
    outfit: Outfit | None = None
    items: tuple[OutfitItem, ...] = ()
    chosen: dict[UUID, UUID] = {}
    """Product → variant that an earlier turn settled."""
    sizes: dict[UUID, str] = {}
    """Product → size as it was said; it wins over everything."""
    contact: str | None = None


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a plan, and what stays open."""

    actions: tuple[Action, ...] = ()
    pending: Pending | None = None
    look_url: str | None = None


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Which variant of each piece goes into the bag, and what keeps the others out."""

    taken: dict[UUID, Sellable] = {}
    """Product → variant."""
    needs: tuple[SizeNeeded, ...] = ()


def heard(turn: TurnInput, analysis: Analysis) -> Analysis:
    """The analysis, where the message is the address that a handoff waits for: then it says that and nothing else."""
    pending = turn.state.pending
    if pending is None or pending.action != "handoff" or contact_in(turn.message) is None:
        return analysis
    return msgspec.structs.replace(
        analysis, intent="handoff", action=None, asks=None, question=None, edit=None, about=(),
        context=turn.state.context, constraints=turn.state.constraints, query=turn.state.query,
    )  # fmt: skip


def contact_in(message: str) -> str | None:
    """An e-mail address or telephone number in the text, as it was written."""
    found = _EMAIL.search(message) or _PHONE.search(message)
    return found.group().rstrip(".!?") if found else None


def plan(turn: TurnInput, analysis: Analysis) -> Plan | None:
    """What the turn is to do; None where it does nothing, or there is no look to do it with."""
    if analysis.intent == "handoff":
        pending = turn.state.pending
        waits = pending is not None and pending.action == "handoff"
        contact = contact_in(turn.message)
        look = turn.table[0] if turn.table else None
        return Plan(kind="contact" if waits and contact else "handoff", outfit=look, contact=contact)
    if analysis.intent != "act" or analysis.action is None or not turn.table:
        return None
    index, items = _meant(turn, analysis)
    outfit = turn.table[index]
    return Plan(
        kind=analysis.action,
        look=index,
        outfit=outfit,
        items=tuple(item for item in items if not item.owned),
        chosen=_settled(turn, analysis),
        sizes={item.product_id: size for item in items if (size := _said(item, analysis)) is not None},
    )


def _meant(turn: TurnInput, analysis: Analysis) -> tuple[int, Sequence[OutfitItem]]:
    """The look and the pieces that the action is about: those named, in the look that holds most of them first."""
    index = analysis.edit.look if analysis.edit else 0
    pending = turn.state.pending
    if pending is not None and pending.about and pending.about == analysis.about:
        index = pending.look
    index = min(index, len(turn.table) - 1)
    if not analysis.about:
        return index, turn.table[index].items
    order = sorted(
        range(len(turn.table)),
        key=lambda n: (-len(_among(turn.table[n], analysis.about)), n != index, n),
    )
    found: dict[UUID, OutfitItem] = {}
    for n in order:
        for item in _among(turn.table[n], analysis.about):
            found.setdefault(item.product_id, item)
    if not found:
        return index, turn.table[index].items
    return order[0], [found[id] for id in analysis.about if id in found]


def _among(outfit: Outfit, about: Sequence[UUID]) -> list[OutfitItem]:
    return [item for item in outfit.items if item.product_id in about]


def _settled(turn: TurnInput, analysis: Analysis) -> dict[UUID, UUID]:
    pending = turn.state.pending
    if pending is None or pending.action != analysis.action or pending.about != analysis.about:
        return {}
    return dict(pending.chosen)


def _said(item: OutfitItem, analysis: Analysis) -> str | None:
    """The size that this very message gives the piece: for its slot by name, else for its kind of clothes."""
    for constraint in reversed(analysis.constraints):
        if constraint.kind == "size" and constraint.source == "message" and constraint.slot == item.slot:
            return constraint.value.size
    return _known(item, analysis) if analysis.context.sources.get("sizes") == "message" else None


def _known(item: OutfitItem, analysis: Analysis) -> str | None:
    sizes, key = analysis.context.sizes or Sizes(), SIZE_KEY[item.slot]
    found: str | None = getattr(sizes, key) if key else None
    return found


# ── which variant ──────────────────────────────────────────────────────────────────────────────────────────────────


def choose(
    wanted: Plan, analysis: Analysis, goods: Mapping[UUID, Sequence[Sellable]], in_bag: Mapping[UUID, int]
) -> Choice:
    """The variant of each piece in the colour that was shown, and the pieces whose size is open or that are gone.

    goods: product → its variants as they are now. in_bag: variant → how many are there already; they count as gone.
    """
    taken: dict[UUID, Sellable] = {}
    needs: list[SizeNeeded] = []
    for item in wanted.items:
        shown = [one for one in goods.get(item.product_id, ()) if one.colour == item.colour.name and one.on_sale]
        left = [one for one in shown if one.available > in_bag.get(one.variant_id, 0)]
        size, one = _pick(item, wanted, analysis, shown, left)
        if one is not None:
            taken[item.product_id] = one
        else:
            needs.append(
                SizeNeeded(
                    product_id=item.product_id,
                    slot=item.slot,
                    title=item.title,
                    sizes=tuple(sorted({each.size for each in left if each.size}, key=size_order)),
                    wanted=size,
                    in_bag=sum(in_bag.get(each.variant_id, 0) for each in shown),
                )
            )
    return Choice(taken=taken, needs=tuple(needs))


def _pick(
    item: OutfitItem, wanted: Plan, analysis: Analysis, shown: Sequence[Sellable], left: Sequence[Sellable]
) -> tuple[str | None, Sellable | None]:
    """The size that is meant, and the variant in stock that has it; (None, None) where no size is known."""
    said = wanted.sizes.get(item.product_id)
    if said is not None:
        return said, _fits(item, said, analysis, left)
    settled = wanted.chosen.get(item.product_id) or (item.variant_id if item.size is not None else None)
    if settled is not None:
        size = next((one.size for one in shown if one.variant_id == settled), item.size)
        return size, next((one for one in left if one.variant_id == settled), None)
    if all(is_one_size(one.size) for one in shown):
        return None, next(iter(left), None)
    known = _known(item, analysis)
    return (known, _fits(item, known, analysis, left)) if known is not None else (None, None)


def _fits(item: OutfitItem, size: str, analysis: Analysis, left: Sequence[Sellable]) -> Sellable | None:
    """The variant in the size that was said, in whatever system the shop counts; the very label first."""
    labels = fitting(SIZE_KEY[item.slot] or "top", size, item.department or analysis.context.department)
    by_label = {(one.size or "").strip().upper(): one for one in left}
    return next((by_label[label] for label in labels if label in by_label), None)


def is_one_size(size: str | None) -> bool:
    return size is None or size.strip().upper() in ONE_SIZE


def size_order(size: str) -> tuple[int, float, str]:
    """Letters from XXS up, then numbers by value, then the rest by name."""
    label = size.strip().upper()
    if label in _LETTERS:
        return 0, float(_LETTERS.index(label)), label
    number = re.search(r"\d+(?:[.,]\d)?", label)
    return (1, float(number.group().replace(",", ".")), label) if number else (2, 0.0, label)


# ── what is told ───────────────────────────────────────────────────────────────────────────────────────────────────


def added(wanted: Plan, taken: Mapping[UUID, Sellable], *, cart_id: UUID, cart_total: Money) -> Action:
    """What went into the bag, piece by piece in the order of the card."""
    pieces = [(item, taken[item.product_id]) for item in wanted.items]
    lines = tuple(
        BagLine(
            product_id=item.product_id, variant_id=one.variant_id, slot=item.slot, title=one.title,
            colour=one.colour, size=None if is_one_size(one.size) else one.size, price=Money(one.price, one.currency),
        )
        for item, one in pieces
    )  # fmt: skip
    return Action(
        kind="cart.added",
        detail=_listed([f"the {line.title}" + (f" in {line.size}" if line.size else "") for line in lines]),
        outfit_id=wanted.outfit.outfit_id if wanted.outfit else None,
        cart_id=cart_id,
        lines=lines,
        total=Money(sum(line.price.amount for line in lines), cart_total.currency),
        cart_total=cart_total,
    )


def lacking(wanted: Plan, choice: Choice) -> Done:
    """Nothing was added: what is open, and what the answer will complete."""
    gone = [need.product_id for need in choice.needs if not need.sizes]
    about = tuple(item.product_id for item in wanted.items if item.product_id not in gone)
    settled = {product_id: one.variant_id for product_id, one in choice.taken.items()}
    action = Action(
        kind="cart.needs_size",
        detail=_listed([f"the {need.title}" for need in choice.needs]),
        outfit_id=wanted.outfit.outfit_id if wanted.outfit else None,
        needs=choice.needs,
        product_ids=tuple(item.product_id for item in wanted.items),
        offer=about if gone else (),
    )
    if not about:
        return Done(actions=(action,))
    slots = tuple(dict.fromkeys(need.slot for need in choice.needs if need.sizes))
    waits = Pending(action="add_to_bag", about=about, look=wanted.look, slots=slots, chosen=settled, offered=bool(gone))
    return Done(actions=(action,), pending=waits)


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
