"""The gate measured: hostile sentences that get through, and true ones that do not.

    evals run grounding [--sentences 3000] [--seed 1] [--show] [--json]

Looks are real ones of the demo catalogue, recorded in `data/grounding/looks.jsonl`. Hostile sentences are made from
their facts (`evals.hostile`), arrive in random pieces as tokens do, and are cut and checked by the code of the reply.
True sentences were written by hand, set by set, before the gate had read them; the figure that counts is the one of
each set's first reading, which `data/grounding/README.md` keeps.
"""

import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from uuid import UUID

import click
import msgspec
from rich.console import Console
from rich.table import Table

from aurora.cards import on_table
from aurora.composer import Briefing
from aurora.grounding import Violation, check, look_of
from aurora.reply import Sentences, facts, named_on
from aurora.types import Analysis, Constraint, Intent, Language, Outfit, StyleContext, TurnInput
from evals.confusion import wilson
from evals.hostile import hostile

__all__ = ["SETS", "Refusal", "briefings", "by_look", "grounding", "released", "true_sentences", "wrongly_refused"]

DATA = Path(__file__).parent / "data" / "grounding"
SETS = ("first", "second", "third", "fourth", "fifth", "sixth")
_LOOKS = ("looks.jsonl", "looks_abroad.jsonl")


class Recorded(msgspec.Struct, frozen=True):
    """A turn as it went over the wire, with what a reply is made from."""

    name: str
    intent: Intent
    messages: tuple[str, ...]
    context: StyleContext
    constraints: tuple[Constraint, ...]
    outfits: tuple[Outfit, ...]
    base: Outfit | None = None
    language: Language = "en"


class Refusal(msgspec.Struct, frozen=True):
    look: str
    sentence: str
    violations: tuple[Violation, ...]


@cache
def briefings() -> dict[str, Briefing]:
    """Name → the recorded turn as the reply is given it."""
    lines = [line for name in _LOOKS for line in (DATA / name).read_text(encoding="utf-8").splitlines()]
    return {row.name: _briefing(row) for row in (msgspec.json.decode(line, type=Recorded) for line in lines)}


def _briefing(row: Recorded) -> Briefing:
    *earlier, message = row.messages
    turn = TurnInput(
        conversation_id=UUID(int=1),
        message_id=UUID(int=2),
        seq=len(row.messages),
        message=message,
        history=tuple((text, "") for text in earlier),
    )
    analysis = Analysis(intent=row.intent, context=row.context, constraints=row.constraints, language=row.language)
    base = on_table(row.base) if row.base else None
    return Briefing(turn=turn, analysis=analysis, outfits=row.outfits, constraints=row.constraints, base=base)


# ── true sentences ─────────────────────────────────────────────────────────────────────────────────────────────────


def true_sentences(name: str) -> Iterator[tuple[str, list[str]]]:
    """(look, its sentences in order) of a set; none where there is no such set."""
    return by_look(f"true_{name}")


def by_look(name: str) -> Iterator[tuple[str, list[str]]]:
    """(look, its sentences in order) of a file of sentences; none where there is no such file."""
    look, said = "", list[str]()
    file = DATA / f"{name}.txt"
    for line in (file.read_text(encoding="utf-8") if file.exists() else "").splitlines():
        if line.startswith("## "):
            if said:
                yield look, said
            look, said = line.removeprefix("## ").strip(), []
        elif line and not line.startswith("#"):
            said.append(line)
    if said:
        yield look, said


def wrongly_refused(name: str) -> tuple[list[Refusal], int]:
    """The true sentences of a set that the gate refuses, and how many there are. "It" means what was named before."""
    refused, count = list[Refusal](), 0
    for look, sentences in true_sentences(name):
        told = facts(briefings()[look])
        focus, at = frozenset[UUID](), 0
        for sentence in sentences:
            count += 1
            if found := check(sentence, told, focus, at):
                refused.append(Refusal(look, sentence, tuple(found)))
            focus, at = named_on(sentence, told) or focus, look_of(sentence, told, at)
    return refused, count


# ── hostile sentences ──────────────────────────────────────────────────────────────────────────────────────────────


def released(count: int, seed: int) -> tuple[Counter[str], list[Refusal]]:
    """Hostile sentences by kind, and those of which a piece got through the gate."""
    chance = random.Random(seed)
    looks = {id(told): told for told in map(facts, briefings().values())}
    made, through = Counter[str](), list[Refusal]()
    for told, lie in hostile(tuple(looks.values()), count, seed):
        made[lie.kind] += 1
        # What "it" may mean after another sentence: one of the pieces, or nothing where it stands first.
        before = chance.choice(((), (chance.choice(told.looks[0]).product_id,)))
        for sentence in _cut(lie.text, chance):
            if not check(sentence, told, before):
                through.append(Refusal(lie.kind, sentence, ()))
    return made, through


def _cut(text: str, chance: random.Random) -> Iterator[str]:
    """The sentences of a text that comes in pieces of one to nine characters."""
    cutter = Sentences()
    while text:
        size = chance.randint(1, 9)
        yield from cutter.feed(text[:size])
        text = text[size:]
    yield from cutter.finish()


# ── the command ────────────────────────────────────────────────────────────────────────────────────────────────────


@click.command()
@click.option("--sentences", default=3000, show_default=True, help="How many hostile sentences to make.")
@click.option("--seed", default=1, show_default=True)
@click.option("--show", is_flag=True, help="List every sentence judged wrongly.")
@click.option("--json", "as_json", is_flag=True)
def grounding(sentences: int, seed: int, show: bool, as_json: bool) -> None:
    """What the grounding gate lets through and what it refuses wrongly; exit 1 if a hostile sentence gets through."""
    made, through = released(sentences, seed)
    sets = {name: wrongly_refused(name) for name in SETS if (DATA / f"true_{name}.txt").exists()}
    if as_json:
        report = {
            "hostile": {"sentences": made.total(), "released": len(through), "kinds": dict(made), "seed": seed},
            "true": {name: {"sentences": n, "refused": len(wrong)} for name, (wrong, n) in sets.items()},
        }
        click.echo(msgspec.json.encode(report).decode())
    else:
        _print(made, through, sets, seed)
        if show:
            _list(through, [refusal for wrong, _ in sets.values() for refusal in wrong])
    sys.exit(1 if through else 0)


def _print(
    made: Counter[str], through: Sequence[Refusal], sets: dict[str, tuple[list[Refusal], int]], seed: int
) -> None:
    table = Table("sentences", "n", "wrong", "rate", "95 % interval")
    rows = {f"hostile, {len(made)} kinds, seed {seed}: released": (len(through), made.total())}
    rows |= {f"true, {name} set: refused": (len(wrong), n) for name, (wrong, n) in sets.items()}
    for label, (wrong, n) in rows.items():
        low, high = msgspec.structs.astuple(wilson(wrong, n))
        table.add_row(label, str(n), str(wrong), f"{wrong / max(1, n):.3f}", f"{low:.4f} to {high:.4f}")
    Console().print(table)


def _list(through: Sequence[Refusal], refused: Sequence[Refusal]) -> None:
    for refusal in through:
        click.echo(f"RELEASED {refusal.look}: {refusal.sentence!r}")
    for refusal in refused:
        why = ", ".join(f"{violation.kind} {violation.words!r}" for violation in refusal.violations)
        click.echo(f"refused  {refusal.look}: {refusal.sentence}  [{why}]")
