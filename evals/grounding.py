"""What the grounding gate is measured on: recorded looks, true sentences of them, and hostile ones.

Looks are real ones of the demo catalogue, recorded in `data/grounding/looks.jsonl`. Hostile sentences are made from
their facts (`evals.hostile`), arrive in random pieces as tokens do, and are cut and checked by the code of the reply.
True sentences were written by hand, set by set, before the gate had read them; the figure that counts is the one of
each set's first reading, which `data/grounding/README.md` keeps.
"""

import random
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from uuid import UUID

import msgspec

from aurora.cards import on_table
from aurora.composer import Briefing
from aurora.grounding import Facts, check, look_of, read
from aurora.grounding.belonging import stated
from aurora.grounding.money import find_amounts
from aurora.reply import Sentences, facts, named_on
from aurora.types import Analysis, Constraint, Intent, Language, Outfit, StyleContext, TurnInput
from evals.hostile import Hostile, hostile

__all__ = ["LIES", "SETS", "Judged", "briefings", "by_look", "claims_in", "cut", "judged", "lies", "told_of"]

DATA = Path(__file__).parent / "data" / "grounding"
SETS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
LIES = ("hostile_by_hand", "hostile_second", "hostile_third", "hostile_fourth", "hostile_fifth")
"""Files of hostile sentences by hand."""
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


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence as the gate read it."""

    sentence: str
    violations: tuple[str, ...] = ()
    """Rule and words of each; none where it may be released."""
    claims: int = 0


@cache
def briefings() -> dict[str, Briefing]:
    """Name → the recorded turn as the reply is given it."""
    lines = [line for name in _LOOKS for line in (DATA / name).read_text(encoding="utf-8").splitlines()]
    return {row.name: _briefing(row) for row in (msgspec.json.decode(line, type=Recorded) for line in lines)}


@cache
def told_of(look: str) -> Facts:
    """The facts of a recorded look."""
    return facts(briefings()[look])


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


# ── sentences by hand ──────────────────────────────────────────────────────────────────────────────────────────────


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


# ── hostile sentences ──────────────────────────────────────────────────────────────────────────────────────────────


@cache
def lies(count: int, seed: int) -> tuple[tuple[str, Hostile], ...]:
    """(look, sentence) of so many hostile sentences, made from the facts of the recorded looks."""
    looks = {id(told_of(name)): name for name in briefings()}
    return tuple((looks[id(told)], lie) for told, lie in hostile(tuple(map(told_of, briefings())), count, seed))


def cut(text: str, chance: random.Random) -> list[str]:
    """The sentences of a text that comes in pieces of one to nine characters, as tokens do."""
    cutter, found = Sentences(), list[str]()
    while text:
        size = chance.randint(1, 9)
        found += cutter.feed(text[:size])
        text = text[size:]
    return found + list(cutter.finish())


# ── judging ────────────────────────────────────────────────────────────────────────────────────────────────────────


def judged(sentences: Sequence[str], told: Facts, focus: frozenset[UUID] = frozenset()) -> list[Judged]:
    """The sentences as the gate reads them one after the other: "it" means what was named before."""
    found, at = list[Judged](), 0
    for sentence in sentences:
        violations = check(sentence, told, focus, at)
        words = tuple(f"{violation.kind}: {violation.words}" for violation in violations)
        found.append(Judged(sentence=sentence, violations=words, claims=claims_in(sentence, told)))
        focus, at = named_on(sentence, told) or focus, look_of(sentence, told, at)
    return found


def claims_in(sentence: str, told: Facts) -> int:
    """How much of it could be false by what it names: pieces and houses, colours, materials and patterns, sums."""
    reading = read(sentence, told)
    of_words = sum(len(found) for found in stated(reading).values())
    return len(reading.mentions) + of_words + sum(1 for _ in find_amounts(reading.rest))
