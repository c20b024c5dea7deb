"""`evals check FILE`: whether a file of labelled messages can be run, and where not, by line and field."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import click
import msgspec

from aurora.types import ConstraintKind, Duration, Intent, Language, Occasion, TimeOfDay, Venue
from commerce.colours import NAMED
from commerce.garments import CATEGORIES, SLOTS, Department
from evals.labels import Case, field_of, state_of

_VALUES: dict[str, frozenset[str]] = {
    "intent": frozenset(get_args(Intent)), "o": frozenset(get_args(Occasion)), "d": frozenset(get_args(Department)),
    "t": frozenset(get_args(TimeOfDay)), "u": frozenset(get_args(Duration)), "v": frozenset(get_args(Venue)),
    "lang": frozenset(get_args(Language)), "pick": frozenset("1"),
}  # fmt: skip
_SLOTTED = frozenset(("slots", "own", "chg", "drop", "add", "lock", "about"))
_FREE = frozenset(("m", "city", "temp", "cond", "asks", "act", "look", "dir"))
_KINDS = frozenset(get_args(ConstraintKind))
_NAMES = {"colour": frozenset(NAMED), "category": frozenset((*CATEGORIES, *SLOTS))}


class Fault(msgspec.Struct, frozen=True):
    line: int
    field: str
    what: str

    def show(self) -> str:
        return f"line {self.line}, {self.field}: {self.what}"


def check(path: Path) -> list[Fault]:
    """Every fault of the file, in the order of its lines."""
    seen: dict[str, int] = {}
    faults = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if line.strip():
            faults += [Fault(number, field, what) for field, what in _line(line, seen, number)]
    return faults


def _line(line: bytes, seen: dict[str, int], number: int) -> Iterator[tuple[str, str]]:
    try:
        row = msgspec.json.decode(line, type=dict[str, Any])
        case = msgspec.convert(row, Case)
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        yield "the line", str(wrong)
        return
    if unknown := sorted(set(row) - set(Case.__struct_fields__)):
        yield unknown[0], "is no field of a case"
    if case.id in seen:
        yield "id", f"{case.id!r} is line {seen[case.id]}'s"
    seen.setdefault(case.id, number)
    if not case.message.strip():
        yield "message", "is blank"
    yield from _setup(case)
    yield from _labels(case.labels)


def _setup(case: Case) -> Iterator[tuple[str, str]]:
    try:
        state_of(case)
    except KeyError:
        yield "setup", f"{case.setup!r} is no state of setups.toml"
    except (msgspec.ValidationError, ValueError, TypeError) as wrong:
        yield "setup", str(wrong)


def _labels(labels: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if not labels:
        yield "labels", "nobody has labelled this"
    elif sum(label.startswith("intent=") for label in labels) != 1:
        yield "labels", "need exactly one intent=…"
    for label in labels:
        wrong = _wish(label) if label[:1] in ("+", "-") else _told(label)
        if wrong:
            yield f"labels, {label!r}", wrong


def _told(label: str) -> str | None:
    key, equals, value = label.partition("=")
    if key in _VALUES:
        return None if value in _VALUES[key] else f"{key} is one of {', '.join(sorted(_VALUES[key]))}"
    if key in _SLOTTED:
        wrong = sorted(set(value.split(",")) - set(SLOTS))
        return f"{wrong[0]!r} is no slot; {', '.join(SLOTS)}" if wrong else None
    if key not in _FREE or not equals or not value:
        return f"is no label; {', '.join(sorted((*_VALUES, *_SLOTTED, *_FREE)))}, or a wish with + or -"
    return None


def _wish(label: str) -> str | None:
    kind = field_of(label[1:])
    name, _, slot = label[1:].removesuffix("/item").partition(":")[2].partition("@")
    if kind not in _KINDS:
        return f"{kind!r} is no kind of wish; {', '.join(sorted(_KINDS))}"
    if slot and slot not in SLOTS:
        return f"{slot!r} is no slot; {', '.join(SLOTS)}"
    named = kind.removeprefix("avoid_")
    is_known = named not in _NAMES or {name, name.replace("_", " ")} & _NAMES[named]
    return None if is_known else f"{name!r} is no {named}"


@click.command("check")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def check_command(file: Path) -> None:
    """Say what is wrong in a file of labelled messages, by line and field; exit 1 where anything is."""
    faults = check(file)
    for fault in faults:
        click.echo(fault.show())
    if not faults:
        click.echo(f"All in order: `evals run understanding --set slices={file}` runs it.")
    sys.exit(1 if faults else 0)
