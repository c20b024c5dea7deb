"""What a turn is to do beside talking: read off its analysis and what waits, without a database."""

import re
from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec

from aurora.types import Analysis, Deed, Outfit, OutfitItem, Sizes, TurnInput
from commerce.garments import SIZE_KEY

__all__ = ["Plan", "contact_in", "heard", "plan"]

Kind = Literal[
    "add_to_bag",
    "take_out",
    "put_back",
    "show_bag",
    "unsave",
    "save",
    "show_3d",
    "handoff",
    "handoff_status",
    "contact",
]

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
    count: int | None = None
    """How many of each; None where no number was said."""
    more: bool = False
    """True where they come on top of what the bag holds."""
    deed: Deed | None = None
    """What is taken back."""
    whole: bool = False
    """True where everything is taken out of the bag."""
    contact: str | None = None


def heard(turn: TurnInput, analysis: Analysis) -> Analysis:
    """The analysis in the light of what was done and what waits.

    A message with the address that a handoff waits for says that and nothing else. "Undo" after a deed takes the deed
    back and leaves the looks: they are as they were when it was done. "Redo" after that does it again.
    """
    pending = turn.state.pending
    if pending is not None and pending.action == "handoff" and contact_in(turn.message) is not None:
        return _as_it_was(turn, analysis, intent="handoff", action=None)
    if analysis.intent == "undo" and turn.state.deeds:
        return _as_it_was(turn, analysis, intent="act", action="take_back")
    if analysis.intent == "redo" and turn.state.undone:
        return _as_it_was(turn, analysis, intent="act", action="put_back")
    return analysis


def _as_it_was(turn: TurnInput, analysis: Analysis, **said: object) -> Analysis:
    state = turn.state
    return msgspec.structs.replace(
        analysis, asks=None, question=None, edit=None, about=(), context=state.context, constraints=state.constraints,
        query=state.query, owned=state.owned, owned_pieces=state.owned_pieces, **said,
    )  # fmt: skip


def contact_in(message: str) -> str | None:
    """An e-mail address or telephone number in the text, as it was written."""
    found = _EMAIL.search(message) or _PHONE.search(message)
    return found.group().rstrip(".!?") if found else None


def plan(turn: TurnInput, analysis: Analysis) -> Plan | None:
    """What the turn is to do; None where it does nothing, or there is no look to do it with."""
    if analysis.intent == "handoff":
        return _for_a_person(turn, analysis)
    if analysis.intent != "act" or analysis.action is None:
        return None
    if analysis.action == "take_back" and turn.state.deeds:
        last = turn.state.deeds[-1]
        return Plan(kind="take_out" if last.saved is None else "unsave", deed=last)
    if analysis.action == "put_back" and turn.state.undone:
        return Plan(kind="put_back", deed=turn.state.undone[-1])
    if analysis.action == "show_bag":
        return Plan(kind="show_bag")
    last_in = next((deed for deed in reversed(turn.state.deeds) if deed.lines), None)
    if analysis.action == "take_out" and analysis.whole:
        return Plan(kind="take_out", whole=True)
    if analysis.action == "take_out" and not analysis.about and last_in is not None:
        return Plan(kind="take_out", deed=last_in)
    if analysis.action == "take_back" or analysis.action == "put_back" or analysis.action == "handoff_status":
        return None
    if not turn.table:
        return None
    index, items = _meant(turn, analysis)
    completes = _completes(turn, analysis)
    pending = turn.state.pending
    return Plan(
        kind=analysis.action,
        look=index,
        outfit=turn.table[index],
        items=tuple(item for item in items if not item.owned),
        chosen=dict(pending.chosen) if pending is not None and completes else {},
        sizes={item.product_id: size for item in items if (size := _said(item, analysis)) is not None},
        count=analysis.count,
        more=analysis.more or (pending is not None and completes and pending.more),
    )


def _for_a_person(turn: TurnInput, analysis: Analysis) -> Plan:
    if analysis.action == "handoff_status":
        return Plan(kind="handoff_status")
    pending = turn.state.pending
    waits = pending is not None and pending.action == "handoff"
    contact = contact_in(turn.message)
    look = turn.table[0] if turn.table else None
    return Plan(kind="contact" if waits and contact else "handoff", outfit=look, contact=contact)


def _completes(turn: TurnInput, analysis: Analysis) -> bool:
    """Whether the message answers what an earlier turn left open."""
    pending = turn.state.pending
    return pending is not None and pending.action == analysis.action and pending.about == analysis.about


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


def _said(item: OutfitItem, analysis: Analysis) -> str | None:
    """The size that this very message gives the piece: for its slot by name, else for its kind of clothes."""
    said = [c.value for c in analysis.constraints if c.kind == "size" and c.source == "message" and c.slot == item.slot]
    if said:
        return said[-1].size
    key = SIZE_KEY[item.slot]
    sizes = [c.value for c in analysis.constraints if c.kind == "size" and c.source == "message"]
    told = {member for value in sizes for member in value.members}
    if key is None or key not in told or analysis.context.sources.get("sizes") != "message":
        return None
    found: str | None = getattr(analysis.context.sizes or Sizes(), key)
    return found
