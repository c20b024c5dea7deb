"""What a run of generated conversations comes to: how often each property held, with an interval, and where not."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import sqrt
from pathlib import Path

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
    wording: int = 0

    def __str__(self) -> str:
        again = f".{self.wording}" if self.wording else ""
        return f"seed {self.seed}{again} turn {self.turn} [{self.kind}] {self.message!r}: {self.about}: {self.what}"


class Talk(msgspec.Struct):
    """One conversation, counted. A property is looked at at most once a turn: it holds where nothing of it is wrong."""

    seed: int
    wording: int = 0
    looks: int = 0
    moves: dict[str, int] = {}
    wrong_moves: dict[str, int] = {}
    tried: dict[str, int] = {}
    held: dict[str, int] = {}
    statuses: dict[str, int] = {}
    """Of the receipts of hard limits."""
    faults: list[Fault] = []
    meant: list[str] = []
    """Each message before it was worded otherwise."""
    states: list[str] = []
    """What the conversation held after each turn."""

    def add(self, turn: int, kind: str, message: str, verdicts: Iterable[Verdict]) -> list[Fault]:
        """Counts one turn; its faults."""
        found = list(verdicts)
        faults = [Fault(self.seed, turn, kind, message, v.about, v.fault, self.wording) for v in found if v.fault]
        _count(self.moves, kind)
        _count(self.wrong_moves, kind, bool(faults))
        for about in {v.about for v in found}:
            _count(self.tried, about)
            _count(self.held, about, not any(fault.about == about for fault in faults))
        for verdict in found:
            if verdict.status:
                _count(self.statuses, verdict.status)
        self.faults += faults
        return faults


def _count(counts: dict[str, int], key: str, n: int = 1) -> None:
    counts[key] = counts.get(key, 0) + n


class Tally:
    """Counts over conversations."""

    def __init__(self, talks: Iterable[Talk] = ()) -> None:
        self.talks = list(talks)

    @property
    def faults(self) -> list[Fault]:
        return [fault for talk in self.talks for fault in talk.faults]

    @property
    def looks(self) -> int:
        return sum(talk.looks for talk in self.talks)

    def summed(self, name: str) -> Counter[str]:
        total = Counter[str]()
        for talk in self.talks:
            total.update(getattr(talk, name))
        return total

    @property
    def tried(self) -> Counter[str]:
        return self.summed("tried")

    @property
    def held(self) -> Counter[str]:
        return self.summed("held")

    def show(self) -> None:
        """Prints the tables."""
        moves, wrong = self.summed("moves"), self.summed("wrong_moves")
        click.echo(f"\n{'move':28}{'turns':>7}{'wrong':>7}")
        for kind, count in sorted(moves.items()):
            click.echo(f"{kind:28}{count:7}{wrong[kind]:7}")
        click.echo(f"\n{'property':28}{'turns':>7}{'held':>7}   share    95 %")
        for about, held, count in self.lines():
            low, high = interval(held, count)
            click.echo(f"{about:28}{count:7}{held:7}  {held / count:7.2%}  {low:.2%} .. {high:.2%}")
        told = ", ".join(f"{n} {status}" for status, n in self.summed("statuses").most_common())
        click.echo(f"\nreceipts of hard limits: {told}")
        bad = len({fault.seed for fault in self.faults})
        click.echo(
            f"{len(self.talks)} conversations, {moves.total()} turns, {self.looks} looks; faults in {bad} of them"
        )

    def lines(self) -> list[tuple[str, int, int]]:
        """Property, how often it held, how often it was looked at."""
        held = self.held
        return [(about, held[about], count) for about, count in sorted(self.tried.items())]


def table(tallies: dict[str, Tally]) -> str:
    """The properties of several catalogues side by side, in Markdown."""
    heads = [f"{name}: {len(t.talks)} conversations, {t.summed('moves').total()} turns" for name, t in tallies.items()]
    rows = ["| | " + " | ".join(f"{head} | 95 %" for head in heads) + " |", "|---|" + "---:|---|" * len(heads)]
    for about in sorted({about for t in tallies.values() for about in t.tried}):
        cells = [_cell(t.held[about], t.tried[about]) for t in tallies.values()]
        rows.append(f"| {about} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _cell(held: int, tried: int) -> str:
    if not tried:
        return "| "
    low, high = interval(held, tried)
    return f"{held} of {tried} | {low:.2%} .. {high:.2%}"


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


# ── the same conversation in other words ───────────────────────────────────────────────────────────────────────────


class Wordings(msgspec.Struct, frozen=True):
    """How conversations fare that were held in several wordings. A turn is compared as far as the same was meant up to
    it: where other looks came of the other words, the next message may be another."""

    seeds: int
    all_clean: int
    """In which no wording had a fault."""
    runs: int
    clean: int
    turns: int
    same: int
    """After which the conversation held the same as in the plain wording."""
    ends: int
    same_ends: int
    """Conversations in another wording that ran the same script, and those of them that ended in the same state."""

    def __str__(self) -> str:
        faultless = f"without a fault {self.clean} of {self.runs}, in all wordings {self.all_clean} of {self.seeds}"
        ends = f"at the end of {self.same_ends} of {self.ends} conversations"
        return f"{faultless}; the same state after {self.same} of {self.turns} turns, {ends}"


def wordings(talks: Iterable[Talk]) -> Wordings:
    by_seed = defaultdict[int, list[Talk]](list)
    for talk in talks:
        by_seed[talk.seed].append(talk)
    several = [sorted(each, key=lambda talk: talk.wording) for each in by_seed.values() if len(each) > 1]
    pairs = [(each[0], other) for each in several for other in each[1:]]
    alike = [_alike(plain, other) for plain, other in pairs]
    whole = [(plain, other) for plain, other in pairs if plain.meant == other.meant]
    return Wordings(
        seeds=len(several),
        all_clean=sum(not any(talk.faults for talk in each) for each in several),
        runs=sum(map(len, several)),
        clean=sum(not talk.faults for each in several for talk in each),
        turns=sum(map(len, alike)),
        same=sum(map(sum, alike)),
        ends=len(whole),
        same_ends=sum(plain.states[-1] == other.states[-1] for plain, other in whole),
    )


def _alike(plain: Talk, other: Talk) -> Sequence[bool]:
    """For each turn that both have, as long as the same was meant: whether both hold the same after it."""
    found = []
    for n in range(min(len(plain.meant), len(other.meant))):
        if plain.meant[n] != other.meant[n]:
            break
        found.append(plain.states[n] == other.states[n])
    return found


# ── kept between runs ──────────────────────────────────────────────────────────────────────────────────────────────


class Ledger:
    """The conversations that were held already, one JSON line each; several processes may write to one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)

    def talks(self) -> list[Talk]:
        """Each seed and wording once, the newest."""
        if not self._path.is_file():
            return []
        lines = self._path.read_bytes().splitlines()
        found = [msgspec.json.decode(line, type=Talk) for line in lines if line]
        return list({(talk.seed, talk.wording): talk for talk in found}.values())

    def add(self, talk: Talk) -> None:
        with self._path.open("ab", buffering=0) as file:
            file.write(msgspec.json.encode(talk) + b"\n")
