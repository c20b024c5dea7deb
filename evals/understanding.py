"""How well Aurora understands: all fields exact, and precision and recall by field, on messages labelled by hand.

`evals run understanding` prints the test slice (templates that training never saw) and the adversarial slice.
A case is a message, what was known before it, and labels; labels are compared with the `Analysis` of the real parser.
"""

import json
import math
import random
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from uuid import UUID

import click
import msgspec

from aurora.context import analyse
from aurora.types import (
    Analysis,
    Constraint,
    ConstraintValue,
    ConversationState,
    LookOnTable,
    PieceOnTable,
    StyleContext,
    TurnInput,
)  # fmt: skip

DATA = Path(__file__).parent / "data" / "understanding"
_UNSLOTTED = frozenset(("coverage", "warmth", "formality", "other", "brand", "avoid_brand"))
_TOLERANCE_C = 1.5


class Case(msgspec.Struct, frozen=True):
    """One labelled message. `labels`: see data/understanding/README.md."""

    id: str
    template: str
    message: str
    setup: str
    labels: tuple[str, ...]


class Proportion(msgspec.Struct, frozen=True):
    """Successes of n with the Wilson interval at 95 %. Source: Wilson, J. Am. Stat. Assoc. 22(158), 1927."""

    successes: int
    n: int

    @property
    def value(self) -> float:
        return self.successes / self.n if self.n else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        if not self.n:
            return (math.nan, math.nan)
        z, p, n = 1.96, self.value, self.n
        centre, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return ((centre - spread) / (1 + z * z / n), (centre + spread) / (1 + z * z / n))

    def show(self) -> str:
        """`0.962 [0.950, 0.971] n=1200`."""
        low, high = self.interval
        return f"{self.value:.3f} [{low:.3f}, {high:.3f}] n={self.n}"


class Report(msgspec.Struct, frozen=True):
    """Exact matches of a slice, true positives, false positives and misses by field, and what went wrong."""

    exact: Proportion
    fields: dict[str, tuple[int, int, int]]
    failures: tuple[tuple[Case, tuple[str, ...], tuple[str, ...]], ...]
    """(case, labels missed, labels found that should not be)"""


# ── the world before a message ─────────────────────────────────────────────────────────────────────────────────────


@cache
def setups() -> dict[str, ConversationState]:
    """The conversation states that cases start from, by name."""
    return {name: _state(row) for name, row in tomllib.loads((DATA / "setups.toml").read_text("utf-8")).items()}


def _state(row: dict[str, object]) -> ConversationState:
    context = msgspec.convert(row.get("context", {}), StyleContext)
    context = msgspec.structs.replace(
        context, sources={f: "conversation" for f in ("occasion", "department") if getattr(context, f)}
    )
    looks = msgspec.convert(row.get("looks", []), list[list[tuple[str, str, str, str, int]]])
    return ConversationState(
        context=context,
        constraints=tuple(_constraint(label) for label in msgspec.convert(row.get("constraints", []), list[str])),
        looks=tuple(_look(n, pieces) for n, pieces in enumerate(looks)),
        single=bool(row.get("single", False)),
        asked=msgspec.convert(row.get("asked"), str | None),
    )


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
    state = setups()[case.setup]
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
            *_turn_labels(analysis),
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


def _turn_labels(analysis: Analysis) -> Iterator[str]:
    yield f"intent={analysis.intent}"
    if analysis.slots:
        yield f"slots={','.join(sorted(analysis.slots))}"
    if analysis.owned:
        yield f"own={','.join(sorted(analysis.owned))}"
    if analysis.asks:
        yield f"asks={analysis.asks}"
    if analysis.action:
        yield f"act={analysis.action}"
    if analysis.language != "en":
        yield f"lang={analysis.language}"


def _edit_labels(analysis: Analysis, state: ConversationState) -> Iterator[str]:
    edit = analysis.edit
    if edit is None:
        return
    slots = {piece.product_id: piece.slot for look in state.looks for piece in look.pieces}
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
        name = f"{value.name}={value.size}"
    elif constraint.kind == "warmth":
        name = "+" if (value.level or 0) > 0 else "-"
    elif constraint.kind == "formality":
        name = f"{value.level:g}"
    slot = "" if constraint.slot is None or constraint.kind in _UNSLOTTED else f"@{constraint.slot}"
    per = "/item" if constraint.kind == "budget" and value.per == "item" else ""
    return f"{constraint.kind}{':' if name else ''}{name.replace(' ', '_')}{slot}{per}"


def expected(case: Case) -> frozenset[str]:
    """The labels of a case with what its setup already holds: earlier context and wishes stand unless taken back."""
    state = setups()[case.setup]
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
    return frozenset(said | held | wishes | {_unslotted(label[1:]) for label in case.labels if label[0] == "+"})


def _sorted(label: str) -> str:
    """A label with its members in order: `chg=shoes,bag` is `chg=bag,shoes`."""
    key, _, members = label.partition("=")
    return f"{key}={','.join(sorted(members.split(',')))}"


def _unslotted(label: str) -> str:
    """A wish whose slot is not compared, without it."""
    return label.partition("@")[0] if field_of(label) in _UNSLOTTED else label


def compare(case: Case) -> tuple[frozenset[str], frozenset[str]]:
    """(labels missed, labels found that should not be); a temperature counts within 1.5 °C."""
    want, got = expected(case), labels_of(analyse(turn_of(case)), setups()[case.setup])
    missed, extra = want - got, got - want
    for one in [label for label in missed if label.startswith("temp=")]:
        for other in [label for label in extra if label.startswith("temp=")]:
            if abs(float(one[5:]) - float(other[5:])) <= _TOLERANCE_C:
                missed, extra = missed - {one}, extra - {other}
    return missed, extra


# ── measuring ──────────────────────────────────────────────────────────────────────────────────────────────────────


def load(name: str) -> list[Case]:
    """The cases of a slice: `train`, `test` or `adversarial`."""
    lines = (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [msgspec.json.decode(line, type=Case) for line in lines]


def field_of(label: str) -> str:
    """The field that a label speaks of: `o`, `intent`, `budget`, `avoid_colour` …"""
    return label.split("=")[0].split(":")[0].split("@")[0]


def measure(cases: Iterable[Case]) -> Report:
    """All-fields-exact over the cases, and hits, false alarms and misses by field."""
    hits, alarms, misses = Counter[str](), Counter[str](), Counter[str]()
    failures = []
    n = 0
    for case in cases:
        n += 1
        missed, extra = compare(case)
        hits.update(field_of(label) for label in expected(case) - missed)
        misses.update(field_of(label) for label in missed)
        alarms.update(field_of(label) for label in extra)
        if missed or extra:
            failures.append((case, tuple(sorted(missed)), tuple(sorted(extra))))
    fields = {f: (hits[f], alarms[f], misses[f]) for f in sorted(hits.keys() | alarms.keys() | misses.keys())}
    return Report(Proportion(n - len(failures), n), fields, tuple(failures))


_WARM = (
    "red shoes for a wedding please, I am nervous",
    "Ich suche ein Kleid",
    "Je cherche une robe",
    "Busco un vestido",
)


def latency_ms(messages: Iterable[str]) -> list[float]:
    """Milliseconds of CPU of `analyse` for each message, sorted; the first calls, which build tables, are left out."""
    times = []
    turn = turn_of(Case("", "", "warm up please", "table", ()))
    for message in _WARM:
        analyse(msgspec.structs.replace(turn, message=message))
    for message in messages:
        one = msgspec.structs.replace(turn, message=message[:4000])
        started = time.process_time()
        analyse(one)
        times.append((time.process_time() - started) * 1000)
    return sorted(times)


def long_messages(cases: list[Case], count: int = 100) -> list[str]:
    """Messages of 4,000 characters, each made of the cases' messages in another order; the seed is fixed."""
    shuffled = random.Random(1)
    return [" ".join(case.message for case in shuffled.sample(cases, len(cases)))[:4000] for _ in range(count)]


def _percentile(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))]


def _print_report(name: str, report: Report, *, failures: int) -> None:
    out = sys.stdout.write
    out(f"\n{name}: all fields exact {report.exact.show()}\n")
    out(f"  {'field':16} {'precision':>28} {'recall':>28}\n")
    for field, (hit, alarm, miss) in report.fields.items():
        out(f"  {field:16} {Proportion(hit, hit + alarm).show():>28} {Proportion(hit, hit + miss).show():>28}\n")
    for case, missed, extra in report.failures[:failures]:
        out(f"  ✗ [{case.template}] {case.message!r}\n      missed {list(missed)} extra {list(extra)}\n")


@click.command()
@click.option("--failures", type=click.IntRange(0), default=0, help="Print this many failures of each slice.")
@click.option(
    "--slice", "slices", multiple=True, default=("test", "adversarial"), show_default=True, help="Which slices."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of the tables.")
def understanding(failures: int, slices: tuple[str, ...], as_json: bool) -> None:
    """What Aurora understands of labelled messages: all fields exact, precision and recall by field, latency."""
    reports = {name: measure(load(name)) for name in slices}
    if as_json:
        found = {
            name: {"exact": r.exact.value, "n": r.exact.n, "interval": r.exact.interval, "fields": r.fields}
            for name, r in reports.items()
        }
        click.echo(json.dumps(found))
        return
    for name, report in reports.items():
        _print_report(name, report, failures=failures)
    times = latency_ms([case.message for name in slices for case in load(name)])
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    click.echo(f"\nlatency: p50 {p50:.2f} ms, p99 {p99:.2f} ms, n={len(times)}")


if __name__ == "__main__":
    understanding()
