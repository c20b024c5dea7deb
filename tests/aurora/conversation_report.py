"""What a run of generated conversations comes to: how often each property held, with an interval, and where not."""

from collections import Counter
from collections.abc import Iterable
from math import sqrt

import click
import msgspec

from tests.aurora.conversation_checks import Verdict

_Z = 1.959964
"""Of a normal distribution, for 95 %."""


class Fault(msgspec.Struct, frozen=True):
    seed: int
    turn: int
    kind: str
    message: str
    about: str
    what: str

    def __str__(self) -> str:
        return f"seed {self.seed} turn {self.turn} [{self.kind}] {self.message!r}: {self.about}: {self.what}"


class Tally:
    """Counts over conversations. A property is looked at at most once a turn: it holds where nothing of it is wrong."""

    def __init__(self) -> None:
        self.conversations = 0
        self.moves, self.wrong_moves = Counter[str](), Counter[str]()
        self.tried, self.held = Counter[str](), Counter[str]()
        self.looks = 0
        self.faults: list[Fault] = []

    def add(self, seed: int, turn: int, kind: str, message: str, verdicts: Iterable[Verdict]) -> list[Fault]:
        """Counts one turn; its faults."""
        found = list(verdicts)
        faults = [Fault(seed, turn, kind, message, v.about, v.fault) for v in found if v.fault]
        self.moves[kind] += 1
        self.wrong_moves[kind] += bool(faults)
        for about in {v.about for v in found}:
            self.tried[about] += 1
            self.held[about] += not any(fault.about == about for fault in faults)
        self.faults += faults
        return faults

    def show(self) -> None:
        """Prints the tables."""
        click.echo(f"\n{'move':28}{'turns':>7}{'wrong':>7}")
        for kind, count in sorted(self.moves.items()):
            click.echo(f"{kind:28}{count:7}{self.wrong_moves[kind]:7}")
        click.echo(f"\n{'property':28}{'turns':>7}{'held':>7}   share    95 %")
        for about, count in sorted(self.tried.items()):
            low, high = interval(self.held[about], count)
            share = self.held[about] / count
            click.echo(f"{about:28}{count:7}{self.held[about]:7}  {share:7.2%}  {low:.2%} .. {high:.2%}")
        bad = len({fault.seed for fault in self.faults})
        turns = self.moves.total()
        click.echo(f"\n{self.conversations} conversations, {turns} turns, {self.looks} looks; faults in {bad} of them")


def interval(held: int, tried: int) -> tuple[float, float]:
    """The 95 % interval of a share. Where none failed the lower end is the rule of three's, 1 − 3/n.

    Sources: Wilson, JASA 22(158), 1927; Hanley & Lippman-Hand, JAMA 249(13), 1983.
    """
    if held == tried:
        return max(0.0, 1 - 3 / tried), 1.0
    p, z2 = held / tried, _Z**2
    middle = (p + z2 / (2 * tried)) / (1 + z2 / tried)
    half = _Z / (1 + z2 / tried) * sqrt(p * (1 - p) / tried + z2 / (4 * tried**2))
    return max(0.0, middle - half), min(1.0, middle + half)
