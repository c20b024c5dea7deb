"""`evals online report EXPERIMENT`: what an experiment in production has found, as of any day."""

import asyncio
import sys
from pathlib import Path
from typing import Literal

import click
import msgspec
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from aurora.experiments import Experiment, load
from aurora.experiments.record import EXPOSURE, SUBJECT
from core import settings as core_settings
from core.connect import database_url
from core.db import database
from core.errors import InvalidInput, NotFound
from evals import guardrails, interleaved
from evals.commands import said_plainly
from evals.guardrails import Guard
from evals.statistics.sequential import LEAST, Joint, Moments, Running, difference, foretold, sample_ratio_p

METRICS = ("click", "like", "cart_add")
"""Kinds of interaction; a metric is the share of the exposed shoppers who did it at least once since."""
BROKEN = 0.001
"""Below this p the arms are not dealt as they should be, and no figure is to be believed."""
out = Console()
Word = Literal["better", "worse", "cannot tell", "too early"]

BEFORE_DAYS = 28
"""What a shopper did in so many days before they were first exposed foretells what they do after (CUPED)."""

# By shopper and not by what an event says of itself: what was put in the bag from a product's own page counts too.
_SUMS = f"""
WITH exposed AS (
  SELECT {SUBJECT} AS subject, min(arm) AS arm, min(occurred_at) AS since, count(DISTINCT arm) AS arms
  FROM voguevault.interactions
  WHERE experiment = :experiment AND kind = 'page_event' AND data ->> 'event' = '{EXPOSURE}'
  GROUP BY 1
), events AS (
  SELECT {SUBJECT} AS subject, kind, occurred_at FROM voguevault.interactions WHERE kind = ANY(:kinds)
), did AS (
  SELECT e.subject, i.kind, bool_or(i.occurred_at >= e.since) AS after, bool_or(i.occurred_at < e.since) AS before
  FROM exposed e
  JOIN events i ON i.subject = e.subject AND i.occurred_at >= e.since - make_interval(days => {BEFORE_DAYS})
  GROUP BY 1, 2
)
SELECT CASE WHEN e.arms = 1 THEN e.arm END AS arm, count(DISTINCT e.subject) AS shoppers, d.kind,
  count(*) FILTER (WHERE d.after) AS did, count(*) FILTER (WHERE d.before) AS before,
  count(*) FILTER (WHERE d.after AND d.before) AS both
FROM exposed e LEFT JOIN did d USING (subject)
GROUP BY GROUPING SETS ((1), (1, d.kind))
ORDER BY GROUPING(d.kind) DESC
"""  # noqa: S608 - our own constants


class Arm(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    shoppers: int
    """Exposed ones."""
    did: dict[str, int]
    """Metric → how many of them."""
    before: dict[str, int] = {}
    """Metric → how many of them did so before they were exposed."""
    both: dict[str, int] = {}
    """Metric → how many of them did so before and after."""

    def joint(self, metric: str) -> Joint:
        """Of 0 and 1 the square is the value itself."""
        after, before = float(self.did.get(metric, 0)), float(self.before.get(metric, 0))
        return Joint(
            after=Moments(self.shoppers, after, after), before=Moments(self.shoppers, before, before),
            products=float(self.both.get(metric, 0)),
        )  # fmt: skip


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One arm beside the first, in one metric."""

    arm: str
    metric: str
    gain: Running | None
    """None before both arms have enough shoppers."""
    word: Word


class Report(msgspec.Struct, frozen=True, kw_only=True):
    experiment: str
    arms: tuple[Arm, ...]
    mixed: int
    """Shoppers who saw more than one arm, since the split was changed under way; they are left out."""
    sample_ratio_p: float | None
    """None where an arm is switched off: its size is no longer comparable."""
    found: tuple[Found, ...]
    guardrails: tuple[Guard, ...] = ()
    verdict: str


async def report(url: str, experiment: Experiment) -> Report:
    """The experiment from the shop's interactions."""
    async with database(url) as sessions, sessions() as session:
        answer = await session.execute(text(_SUMS), {"experiment": experiment.name, "kinds": list(METRICS)})
        rows = [tuple(row) for row in answer]
        guarded = await guardrails.sums(session, experiment.name)
    shoppers: dict[str | None, int] = {}
    counts: dict[tuple[str | None, str], tuple[int, int, int]] = {}
    for arm, count, kind, *done in rows:
        shoppers[arm] = max(count, shoppers.get(arm, 0))
        counts[arm, kind] = (done[0], done[1], done[2])

    def counted(arm: str, n: int) -> dict[str, int]:
        return {metric: counts.get((arm, metric), (0, 0, 0))[n] for metric in METRICS}

    arms = tuple(
        Arm(name=name, shoppers=shoppers.get(name, 0), did=counted(name, 0), before=counted(name, 1),
            both=counted(name, 2))
        for name in experiment.arms
    )  # fmt: skip
    guards = guardrails.judged(guarded, tuple(experiment.arms), experiment.margins)
    return judged(experiment, arms, mixed=shoppers.get(None, 0), guards=guards)


def judged(experiment: Experiment, arms: tuple[Arm, ...], *, mixed: int = 0, guards: tuple[Guard, ...] = ()) -> Report:
    """Every arm beside the first in every metric; the intervals hold for all of them together, at all times."""
    first, *others = arms
    alpha = 0.05 / (len(others) * len(METRICS))
    found = tuple(_found(first, other, metric, alpha) for other in others for metric in METRICS)
    p = _ratio_p(experiment, arms)
    return Report(
        experiment=experiment.name,
        arms=arms,
        mixed=mixed,
        sample_ratio_p=p,
        found=found,
        guardrails=guards,
        verdict=_verdict(arms, found, p, guards),
    )


def _found(first: Arm, other: Arm, metric: str, alpha: float) -> Found:
    gain = difference(*foretold((first.joint(metric), other.joint(metric))), alpha=alpha)
    word: Word = "too early" if gain is None else "cannot tell"
    if gain is not None and gain.decided:
        word = "better" if gain.low > 0 else "worse"
    return Found(arm=other.name, metric=metric, gain=gain, word=word)


def _ratio_p(experiment: Experiment, arms: tuple[Arm, ...]) -> float | None:
    shares = experiment.shares
    if not all(shares.values()):
        return None
    return sample_ratio_p(tuple(arm.shoppers for arm in arms), tuple(shares[arm.name] for arm in arms))


def _verdict(arms: tuple[Arm, ...], found: tuple[Found, ...], p: float | None, guards: tuple[Guard, ...]) -> str:
    if p is not None and p < BROKEN:
        return f"Broken: arms so uneven come of chance with p = {p:.1g}. Believe none of the figures."
    said = [f"{one.arm} is {one.word} in {one.metric}" for one in found if one.word in ("better", "worse")]
    said += [f"{one.arm} breaks the guardrail {one.metric}" for one in guards if one.word == "broken"]
    if said:
        return "; ".join(said) + "."
    if all(one.word == "too early" for one in found):
        return f"Too early: every arm needs {LEAST} exposed shoppers, the smallest has {min(a.shoppers for a in arms)}."
    return "Cannot tell: every interval holds 0."


# ── the command ────────────────────────────────────────────────────────────────────────────────────────────────────


@click.group()
def online() -> None:
    """Experiments in production."""


@online.command("report")
@click.argument("experiment")
@click.option("--experiments", type=click.Path(path_type=Path), help="The definitions, instead of EXPERIMENTS.")
@click.option("--json", "as_json", is_flag=True)
def report_command(experiment: str, experiments: Path | None, as_json: bool) -> None:
    """Click, like and bag by arm, with intervals that may be looked at every day; 95 % over all of them together.

    Of an experiment that interleaves: whose looks were clicked, tried on or put in the bag."""
    settings = core_settings.load()
    with said_plainly():
        defined = _defined(experiment, experiments or settings.experiments)
        with database_url(settings) as url:
            found = asyncio.run(_made(url, defined))
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
    elif isinstance(found, interleaved.Report):
        interleaved.show(out, found)
    else:
        _print(found)


async def _made(url: str, experiment: Experiment) -> Report | interleaved.Report:
    return await (interleaved.report if experiment.kind == "interleave" else report)(url, experiment)


def _defined(name: str, path: Path | None) -> Experiment:
    if path is None:
        raise InvalidInput("No experiments are defined: set EXPERIMENTS or name a file with --experiments.")
    by_name = {one.name: one for one in load(path).experiments}
    if name not in by_name:
        raise NotFound(f"{path} defines no experiment {name!r}; it has {', '.join(by_name) or 'none'}.")
    return by_name[name]


def _print(found: Report) -> None:
    arms = Table("arm", "shoppers", *METRICS)
    for arm in found.arms:
        arms.add_row(arm.name, f"{arm.shoppers:,}", *(f"{arm.did[m] / max(1, arm.shoppers):.2%}" for m in METRICS))
    out.print(arms)
    gains = Table("arm", "metric", f"beside {found.arms[0].name}", "interval, valid at all times", "")
    for one in found.found:
        shown = (f"{one.gain.difference:+.2%}", f"{one.gain.low:+.2%} … {one.gain.high:+.2%}") if one.gain else ("", "")
        gains.add_row(one.arm, one.metric, *shown, one.word)
    out.print(gains)
    guards = Table("arm", "guardrail", f"more than {found.arms[0].name}", "interval, valid at all times", "margin", "")
    for guard in found.guardrails:
        more = guard.more
        shown = (f"{more.difference:+.4g}", f"{more.low:+.4g} … {more.high:+.4g}") if more else ("", "")
        guards.add_row(guard.arm, guard.metric, *shown, f"{guard.margin:g}", guard.word)
    out.print(guards)
    p = "not tested, an arm is off" if found.sample_ratio_p is None else f"p = {found.sample_ratio_p:.3f}"
    out.print(f"sample ratio: {p}; shoppers left out who saw more than one arm: {found.mixed:,}")
    out.print(found.verdict)
