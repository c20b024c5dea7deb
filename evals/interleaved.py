"""What an interleaving has found: whose looks shoppers took up, of those that two arms put before the same eyes.

Of each turn the arm with more looks clicked, tried on or put in the bag wins; of each shopper the mean over the turns
that they saw counts, −1 for the first arm to +1 for the other, since turns of one shopper are not independent. Source:
Chapelle, Joachims, Radlinski & Yue, ACM TOIS 30(1), 2012; Radlinski, Kurup & Joachims, CIKM 2008 (the sign test).
"""

import math
from collections.abc import Iterable
from typing import Literal

import msgspec
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from aurora.experiments import INTERLEAVED, Experiment
from aurora.experiments.record import EXPOSURE, SUBJECT
from core.db import database
from evals.statistics.sequential import LEAST, Moments, Running, mean_of, sample_ratio_p

CREDIT = ("click", "try_on", "cart_add")
"""Kinds of interaction that speak for a look."""
BROKEN = 0.001
Word = Literal["better", "worse", "cannot tell", "too early"]

_CREDITS = f"""
WITH shown AS (
  SELECT {SUBJECT} AS subject, turn_id, data ->> 'first' AS first FROM voguevault.interactions
  WHERE experiment = :experiment AND arm = '{INTERLEAVED}' AND kind = 'page_event' AND data ->> 'event' = '{EXPOSURE}'
    AND turn_id IS NOT NULL
), credits AS (
  SELECT {SUBJECT} AS subject, turn_id, count(DISTINCT outfit_id) FILTER (WHERE arm = :first) AS one,
    count(DISTINCT outfit_id) FILTER (WHERE arm = :other) AS two
  FROM voguevault.interactions WHERE experiment = :experiment AND kind = ANY(:kinds) GROUP BY 1, 2
)
SELECT s.subject::text, s.first, coalesce(c.one, 0), coalesce(c.two, 0)
FROM shown s LEFT JOIN credits c ON c.subject = s.subject AND c.turn_id = s.turn_id
"""  # noqa: S608 - our own constants


class Drafted(msgspec.Struct, frozen=True):
    """One turn that showed looks of both arms: which had the first pick, and how many looks of each were taken up."""

    shopper: str
    first: str
    one: int
    two: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    experiment: str
    arms: tuple[str, str]
    shoppers: int
    turns: int
    wins: tuple[int, int]
    """Shoppers who took up more of the one, and of the other, over all their turns."""
    preference: Running | None
    """Mean over shoppers, −1 the first arm alone to +1 the other alone; its interval holds at all times."""
    sign_p: float
    """Two-sided p of the wins by the binomial law, as if looked at once."""
    first_pick_p: float
    """p of how often each arm had the first pick; below 0.001 the draft is broken."""
    verdict: str


async def report(url: str, experiment: Experiment) -> Report:
    """The interleaving from the shop's interactions."""
    first, other = experiment.arms
    asked = {"experiment": experiment.name, "first": first, "other": other, "kinds": list(CREDIT)}
    async with database(url) as sessions, sessions() as session:
        rows = [Drafted(*row) for row in await session.execute(text(_CREDITS), asked)]
    return judged(experiment, rows)


def judged(experiment: Experiment, turns: Iterable[Drafted]) -> Report:
    """Whose looks were taken up, shopper by shopper."""
    first, other = experiment.arms
    by: dict[str, list[int]] = {}
    firsts = [0, 0]
    for turn in turns:
        by.setdefault(turn.shopper, []).append((turn.two > turn.one) - (turn.two < turn.one))
        firsts[turn.first == other] += 1
    means = [sum(won) / len(won) for won in by.values()]
    wins = (sum(mean < 0 for mean in means), sum(mean > 0 for mean in means))
    preference = mean_of(Moments(len(means), sum(means), sum(mean * mean for mean in means)))
    p = sample_ratio_p((firsts[0], firsts[1]), (0.5, 0.5))
    return Report(
        experiment=experiment.name, arms=(first, other), shoppers=len(means), turns=sum(firsts), wins=wins,
        preference=preference, sign_p=sign_p(*wins), first_pick_p=p,
        verdict=_verdict(first, other, len(means), preference, p),
    )  # fmt: skip


def sign_p(one: int, two: int) -> float:
    """Two-sided exact p of so uneven wins where either is as likely; 1 of none."""
    count, least = one + two, min(one, two)
    if count == 0:
        return 1.0
    logs = [math.lgamma(count + 1) - math.lgamma(k + 1) - math.lgamma(count - k + 1) for k in range(least + 1)]
    tail = sum(math.exp(log - count * math.log(2)) for log in logs)
    return min(1.0, 2 * tail)


def _verdict(first: str, other: str, shoppers: int, preference: Running | None, p: float) -> str:
    if p < BROKEN:
        return f"Broken: first picks so uneven come of chance with p = {p:.1g}. Believe none of the figures."
    if shoppers < LEAST:
        return f"Too early: {LEAST} exposed shoppers are needed, there are {shoppers}."
    if preference is None or not preference.decided:
        return "Cannot tell: the interval holds 0."
    return f"{other} is {'better' if preference.low > 0 else 'worse'} than {first}."


def show(out: Console, found: Report) -> None:
    table = Table("", *found.arms)
    table.add_row("shoppers who took up more of it", *(f"{wins:,}" for wins in found.wins))
    out.print(table)
    if found.preference:
        seen = found.preference
        out.print(f"preference for {found.arms[1]}: {seen.difference:+.3f} [{seen.low:+.3f}, {seen.high:+.3f}], "
                  "valid at all times")  # fmt: skip
    out.print(f"{found.shoppers:,} shoppers, {found.turns:,} turns; sign test, of one look: p = {found.sign_p:.3g}; "
              f"first picks: p = {found.first_pick_p:.3f}")  # fmt: skip
    out.print(found.verdict)
