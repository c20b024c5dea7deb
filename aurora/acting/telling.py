"""What came of a plan, as actions that the reply is worded from, and what stays open."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from aurora.acting.choosing import Choice, Taken, is_one_size
from aurora.acting.plans import Plan
from aurora.types import Action, BagLine, Deed, OutfitItem, Pending
from commerce.cart_lines import Placed
from commerce.cart_view import CartLine, CartView
from core.money import Money

__all__ = ["Done", "adding", "lines_of"]


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a plan, and what stays open."""

    actions: tuple[Action, ...] = ()
    pending: Pending | None = None
    look_url: str | None = None
    deeds: tuple[Deed, ...] | None = None
    """All that can be taken back from now on; None where nothing changed."""
    sizes: dict[UUID, str | None] = {}
    """By product, the sizes that were settled."""


def adding(wanted: Plan, choice: Choice, bag: CartView, before: Sequence[Deed]) -> Done:
    """What is told of a plan to add: all that was missing went in, or nothing did. bag: as it is after that."""
    if choice.needs:
        return msgspec.structs.replace(_lacking(wanted, choice), sizes=_settled(choice))
    items = {item.product_id: item for item in wanted.items}
    there = _there(wanted, choice, items)
    if not choice.taken:
        return Done(actions=there, pending=_offer(wanted, choice))
    assert bag.cart_id is not None
    assert bag.items_total is not None
    lines = tuple(_line(items[id], taken) for id, taken in choice.taken.items())
    now = {line.variant_id: line.quantity for line in bag.items}
    deed = Deed(
        cart_id=bag.cart_id,
        lines=tuple(Placed(line.variant_id, line.quantity, now[line.variant_id]) for line in lines),
    )
    added = Action(
        kind="cart.added",
        detail=_listed(lines),
        outfit_id=wanted.outfit.outfit_id if wanted.outfit else None,
        cart_id=bag.cart_id,
        lines=lines,
        total=Money(sum(line.price.amount * line.quantity for line in lines), bag.items_total.currency),
        cart_total=bag.items_total,
    )
    return Done(actions=(added, *there), deeds=(*before, deed), sizes=_settled(choice))


def _settled(choice: Choice) -> dict[UUID, str | None]:
    return {id: taken.one.size for id, taken in choice.taken.items()}


def _there(wanted: Plan, choice: Choice, items: Mapping[UUID, OutfitItem]) -> tuple[Action, ...]:
    """That pieces are in the bag already, and are not added again."""
    if not choice.there:
        return ()
    lines = tuple(_line(items[id], there) for id, there in choice.there.items())
    about = wanted.outfit.outfit_id if wanted.outfit else None
    return (Action(kind="cart.there", detail=_listed(lines), outfit_id=about, lines=lines),)


def _offer(wanted: Plan, choice: Choice) -> Pending | None:
    """One more of each, where all of it is in the bag already."""
    about = tuple(choice.there)
    chosen = {id: there.one.variant_id for id, there in choice.there.items()}
    if not about or wanted.count is not None:
        return None
    return Pending(action="add_to_bag", about=about, look=wanted.look, chosen=chosen, offered=True, more=True)


def _lacking(wanted: Plan, choice: Choice) -> Done:
    """Nothing was added: what is open, and what the answer will complete."""
    gone = [need.product_id for need in choice.needs if not need.sizes]
    about = tuple(item.product_id for item in wanted.items if item.product_id not in gone)
    settled = {product_id: taken.one.variant_id for product_id, taken in choice.taken.items()}
    action = Action(
        kind="cart.needs_size",
        detail=_list([f"the {need.title}" for need in choice.needs]),
        outfit_id=wanted.outfit.outfit_id if wanted.outfit else None,
        needs=choice.needs,
        product_ids=tuple(item.product_id for item in wanted.items),
        offer=about if gone else (),
    )
    if not set(about) - set(choice.there):
        return Done(actions=(msgspec.structs.replace(action, offer=()),))
    slots = tuple(dict.fromkeys(need.slot for need in choice.needs if need.sizes))
    waits = Pending(
        action="add_to_bag", about=about, look=wanted.look, slots=slots, chosen=settled, offered=bool(gone),
        more=wanted.more,
    )  # fmt: skip
    return Done(actions=(action,), pending=waits)


def _line(item: OutfitItem, taken: Taken) -> BagLine:
    one = taken.one
    return BagLine(
        product_id=item.product_id, variant_id=one.variant_id, slot=item.slot, title=one.title, colour=one.colour,
        size=None if is_one_size(one.size) else one.size, price=Money(one.price, one.currency),
        quantity=taken.quantity, size_from=taken.size_from,
    )  # fmt: skip


def lines_of(lines: Iterable[CartLine], quantities: Mapping[UUID, int] | None = None) -> tuple[BagLine, ...]:
    """Lines of a bag as an action names them, with other quantities where given (by variant)."""
    return tuple(
        BagLine(
            product_id=line.product_id, variant_id=line.variant_id, slot=line.slot, title=line.title,
            colour=line.colour, size=None if is_one_size(line.size) else line.size, price=line.unit_price,
            quantity=(quantities or {}).get(line.variant_id, line.quantity), outfit_id=line.outfit_id,
        )
        for line in lines
    )  # fmt: skip


def _listed(lines: Sequence[BagLine]) -> str:
    return _list([f"the {line.title}" + (f" in {line.size}" if line.size else "") for line in lines])


def _list(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
