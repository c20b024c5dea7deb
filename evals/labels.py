"""Labelled messages: the case, what was known before it, its labels, and the labels of what the parser found.

The language of the labels: data/understanding/README.md.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from aurora.context import shop_sizes
from aurora.types import (
    Analysis,
    Constraint,
    ConstraintValue,
    ConversationState,
    LookOnTable,
    Pending,
    PieceOnTable,
    StyleContext,
    TurnInput,
)  # fmt: skip
from commerce.garments import Slot

DATA = Path(__file__).parent / "data" / "understanding"
_UNSLOTTED = frozenset(("coverage", "warmth", "formality", "other", "brand", "avoid_brand"))
_TOLERANCE = {"temp": 1.5, "formality": 0.1}
"""Degrees Celsius, and steps on our own scale of formality, within which a figure counts as understood."""


class Case(msgspec.Struct, frozen=True):
    """One labelled message. `labels`: see data/understanding/README.md."""

    id: str
    template: str
    message: str
    setup: str | dict[str, Any]
    """The name of a state in setups.toml, or a state as one is written there."""
    labels: tuple[str, ...]


# ── the world before a message ─────────────────────────────────────────────────────────────────────────────────────


@cache
def setups() -> dict[str, ConversationState]:
    """The conversation states that cases start from, by name."""
    return {name: _state(row) for name, row in tomllib.loads((DATA / "setups.toml").read_text("utf-8")).items()}


def state_of(case: Case) -> ConversationState:
    """What was known before the case's message."""
    return setups()[case.setup] if isinstance(case.setup, str) else _state(case.setup)


def _state(row: dict[str, object]) -> ConversationState:
    context = msgspec.convert(row.get("context", {}), StyleContext)
    context = msgspec.structs.replace(
        context, sources={f: "conversation" for f in ("occasion", "department") if getattr(context, f)}
    )
    looks = msgspec.convert(row.get("looks", []), list[list[tuple[str, str, str, str, int]]])
    state = ConversationState(
        context=context,
        constraints=tuple(_constraint(label) for label in msgspec.convert(row.get("constraints", []), list[str])),
        looks=tuple(_look(n, pieces) for n, pieces in enumerate(looks)),
        single=bool(row.get("single", False)),
        asked=msgspec.convert(row.get("asked"), str | None),
    )
    return msgspec.structs.replace(
        state, redo=(state,) if row.get("redo") else (), pending=_pending(state, row.get("pending"))
    )


def _pending(state: ConversationState, row: object) -> Pending | None:
    """The open action of a setup, about the pieces of its slots."""
    if row is None:
        return None
    pending = msgspec.convert(row, Pending)
    about = tuple(piece.product_id for piece in state.looks[pending.look].pieces if piece.slot in pending.slots)
    return msgspec.structs.replace(pending, about=about)


def _look(n: int, pieces: list[tuple[str, str, str, str, int]]) -> LookOnTable:
    made = tuple(
        msgspec.convert(
            {
                "position": position,
                "slot": slot,
                "product_id": str(_id(n, position)),
                "variant_id": str(_id(n, position)),
                "category": category,
                "title": f"{colour} {material} {category}",
                "colour": colour,
                "materials": [material],
                "price": price,
            },
            PieceOnTable,
        )
        for position, (slot, category, colour, material, price) in enumerate(pieces, 1)
    )
    return LookOnTable(outfit_id=UUID(int=1000 + n), pieces=made, total=sum(piece.price for piece in made))


def _id(look: int, position: int) -> UUID:
    return UUID(int=100 * (look + 1) + position)


def _constraint(label: str) -> Constraint:
    """An earlier wish of a setup: `avoid_colour:yellow`, `budget:30000USD`, `category:trainers@shoes`."""
    kind, _, rest = label.partition(":")
    name, _, slot = rest.partition("@")
    value = ConstraintValue(name=name)
    if kind == "budget":
        value = ConstraintValue(amount=int(name[:-3]), currency=name[-3:], per="outfit")
    made = {"kind": kind, "text": label, "value": msgspec.to_builtins(value), "slot": slot or None, "source": "message"}
    return msgspec.convert(made, Constraint)


def turn_of(case: Case) -> TurnInput:
    """The turn that a case stands for."""
    state = state_of(case)
    return TurnInput(
        conversation_id=UUID(int=1),
        message_id=UUID(int=2),
        seq=2 if state.looks or state.asked else 1,
        message=case.message,
        state=state,
        history=(("earlier", "earlier"),) if state.looks else (),
        today="2026-11-22",
    )


# ── labels ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def labels_of(analysis: Analysis, state: ConversationState) -> frozenset[str]:
    """The analysis in the words of the labels: what differs from nothing said, every field of it."""
    return frozenset(
        (
            *_context_labels(analysis),
            *_turn_labels(analysis, state),
            *_edit_labels(analysis, state),
            *map(_constraint_label, analysis.constraints),
        )
    )


def _context_labels(analysis: Analysis) -> Iterator[str]:
    context = analysis.context
    plain = {"o": context.occasion, "d": context.department, "t": context.time_of_day, "u": context.duration}
    yield from (f"{key}={value}" for key, value in plain.items() if value)
    if context.location and context.location.venue:
        yield f"v={context.location.venue}"
    if context.location and context.location.city:
        yield f"city={context.location.city.replace(' ', '_')}"
    if context.mood:
        yield f"m={context.mood.label}"
    if context.weather and context.weather.conditions:
        yield f"cond={context.weather.conditions}"
    if context.weather and context.weather.temperature_c is not None and context.sources.get("weather") == "message":
        yield f"temp={context.weather.temperature_c:g}"


def _turn_labels(analysis: Analysis, state: ConversationState) -> Iterator[str]:
    yield f"intent={analysis.intent}"
    if analysis.slots:
        yield f"slots={','.join(sorted(analysis.slots))}"
    if analysis.owned:
        yield f"own={','.join(sorted(analysis.owned))}"
    if analysis.asks:
        yield f"asks={analysis.asks}"
    if analysis.action:
        yield f"act={analysis.action}"
    if analysis.about and (analysis.asks or analysis.intent != "refine"):
        slots = _slots_on(state)
        yield f"about={','.join(sorted(slots[piece] for piece in analysis.about))}"
    if analysis.language != "en":
        yield f"lang={analysis.language}"


def _edit_labels(analysis: Analysis, state: ConversationState) -> Iterator[str]:
    edit = analysis.edit
    if edit is None:
        return
    slots = _slots_on(state)
    for key, members in (
        ("chg", edit.change),
        ("drop", edit.drop),
        ("add", edit.add),
        ("lock", [slots[i] for i in edit.lock]),
    ):
        if members and analysis.intent == "refine":
            yield f"{key}={','.join(sorted(members))}"
    if edit.direction:
        yield f"dir={edit.direction}"
    if edit.look:
        yield f"look={edit.look}"
    if edit.pick_only and analysis.intent == "refine":
        yield "pick=1"


def _slots_on(state: ConversationState) -> dict[UUID, Slot]:
    return {piece.product_id: piece.slot for look in state.looks for piece in look.pieces}


def _constraint_label(constraint: Constraint) -> str:
    value = constraint.value
    name = value.name or ""
    if constraint.kind == "budget":
        bounds = (
            f"{value.minimum}-{value.amount}"
            if value.minimum and value.amount
            else f">{value.minimum}"
            if value.minimum
            else f"{value.amount}"
        )
        name = f"{bounds}{value.currency}"
    elif constraint.kind == "size":
        # A size whose country was assumed is labelled as it was said.
        size = (value.size or "").removeprefix("US ") if constraint.note == shop_sizes.NOTE else value.size
        name = f"{value.name}={size}"
    elif constraint.kind == "warmth":
        name = "+" if (value.level or 0) > 0 else "-"
    elif constraint.kind == "formality":
        name = f"{value.level:g}"
    slot = "" if constraint.slot is None or constraint.kind in _UNSLOTTED else f"@{constraint.slot}"
    per = "/item" if constraint.kind == "budget" and value.per == "item" else ""
    return f"{constraint.kind}{':' if name else ''}{name.replace(' ', '_')}{slot}{per}"


def expected(case: Case) -> frozenset[str]:
    """The labels of a case with what its setup already holds: earlier context and wishes stand unless taken back."""
    state = state_of(case)
    said = {_sorted(label) for label in case.labels if label[0] not in "+-" and label != "look=0"}
    keys = {label.partition("=")[0] for label in said}
    held = {
        f"{k}={v}" for k, v in (("o", state.context.occasion), ("d", state.context.department)) if v and k not in keys
    }
    wishes = {_constraint_label(constraint) for constraint in state.constraints}
    if "intent=start_over" in said:
        held, wishes = set(), set()
    if "intent=look" in said or "intent=product" in said:
        wishes = {w for w in wishes if w.startswith(("budget", "avoid", "size"))}
    wishes -= {label[1:] for label in case.labels if label[0] == "-"}
    added = {_unslotted(label[1:]) for label in case.labels if label[0] == "+"}
    return frozenset(said | held | wishes | added)


def _sorted(label: str) -> str:
    """A label with its members in order: `chg=shoes,bag` is `chg=bag,shoes`."""
    key, _, members = label.partition("=")
    return f"{key}={','.join(sorted(members.split(',')))}"


def _unslotted(label: str) -> str:
    """A wish whose slot is not compared, without it."""
    return label.partition("@")[0] if field_of(label) in _UNSLOTTED else label


def compare(case: Case, analysis: Analysis) -> tuple[frozenset[str], frozenset[str]]:
    """(labels missed, labels found that should not be); figures count within their tolerance."""
    want, got = expected(case), labels_of(analysis, state_of(case))
    missed, extra = want - got, got - want
    for one in [label for label in missed if field_of(label) in _TOLERANCE]:
        for other in [label for label in extra if field_of(label) == field_of(one)]:
            if abs(_figure(one) - _figure(other)) <= _TOLERANCE[field_of(one)]:
                missed, extra = missed - {one}, extra - {other}
    return missed, extra


def _figure(label: str) -> float:
    return float(label.replace("=", ":").partition(":")[2])


def field_of(label: str) -> str:
    """The field that a label speaks of: `o`, `intent`, `budget`, `avoid_colour` …"""
    return label.split("=")[0].split(":")[0].split("@")[0]


def load(name: str) -> list[Case]:
    """The cases of a slice: `train`, `test`, `adversarial`, `fresh`, `dev2` or `holdout2`; or of a file."""
    lines = (Path(name) if name.endswith(".jsonl") else DATA / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [msgspec.json.decode(line, type=Case) for line in lines]
