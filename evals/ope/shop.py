"""The shop's own log: what never exploring would have earned, or always, from what Aurora showed and with what chance.

Of a turn's looks only the last is left to chance (docs/scoring.md): the best alternative, or now and then one of the
next. So a turn is a slate in whose last place the two policies differ, and in which all other weights are 1. Turns
under an experiment are left out: what they show is not by the shipped weights, or of two policies at once.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
from sqlalchemy import text

from aurora.outfits.alternatives import EXPLORE
from core.db import database
from core.errors import NotFound
from evals.logs.parquet import parts, reading, table
from evals.ope.diagnostics import Diagnostics, diagnose
from evals.ope.estimators import Terms, asymptotic
from evals.ope.logged import Floats, Log
from evals.ope.slates import Slates, cascading, standard
from evals.statistics import Estimate

CREDIT = ("click", "try_on", "cart_add")
"""What speaks for a look."""
Policy = Literal["never explore", "always explore"]
POLICIES: tuple[Policy, ...] = ("never explore", "always explore")
_CREDITS = ", ".join(f"'{kind}'" for kind in CREDIT)

# What is done with a piece of a look is done with the look.
_DATABASE = f"""
SELECT coalesce(i.user_id, i.visitor_id)::text AS shopper, o.turn_id::text AS turn, o.rank AS position, o.propensity,
  bool_or(i.kind IN ({_CREDITS})) AS took
FROM voguevault.interactions i JOIN voguevault.outfits o ON o.id = i.outfit_id
WHERE i.kind IN ('impression', {_CREDITS}) AND i.experiment IS NULL AND o.kind = 'recommended'
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3
"""  # noqa: S608 - our own constants
# Of a piece an export does not say in which look it was, so only what was done with whole looks counts.
_PARQUET = f"""
SELECT shopper::VARCHAR, turn::VARCHAR, position, propensity, bool_or(kind IN ({_CREDITS})) AS took
FROM {{}} WHERE kind IN ('impression', {_CREDITS}) AND experiment IS NULL AND product IS NULL AND turn IS NOT NULL
  AND position IS NOT NULL AND propensity IS NOT NULL
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3
"""  # noqa: S608 - our own constants


class Seen(msgspec.Struct, frozen=True):
    """A look that a shopper saw in a turn."""

    shopper: str
    turn: str
    position: int
    propensity: float
    took: bool


class Turns(msgspec.Struct, frozen=True, kw_only=True):
    """The log as slates, one row a turn; a place that was not seen has the chance 1 and the reward 0."""

    shopper: tuple[str, ...]
    propensity: Floats
    """(n, places)."""
    took: Floats
    """(n, places) 1 where the look was taken up."""


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What a policy would have earned, in looks taken up a turn, estimated three ways, and whether the log can say."""

    policy: Policy
    ips: Estimate
    """Unbiased whatever looks do to each other."""
    snips: Estimate
    """Self-normalised: a little biased, steadier."""
    by_place: Estimate
    """Unbiased where what is taken up of the earlier places does not depend on the last; the steadiest."""
    diagnostics: Diagnostics


class OfTheShop(msgspec.Struct, frozen=True, kw_only=True):
    turns: int
    chosen_by_chance: int
    """Turns in which the last look could have been another."""
    explored: int
    logged: Estimate
    """What was earned."""
    policies: tuple[Judged, ...]


async def from_database(url: str) -> Turns:
    """The shop's log. NotFound where nothing was seen yet."""
    async with database(url) as sessions, sessions() as session:
        rows = await session.execute(text(_DATABASE))
        return turns_of(Seen(*row) for row in rows)


def from_parquet(folder: Path, *, memory_mb: int = 1024) -> Turns:
    """A log that was taken out. NotFound where it holds nothing that was seen."""
    rows: list[Seen] = []
    with reading(memory_mb, folder / ".scratch") as connection:
        for files in parts(folder):
            rows += [Seen(*row) for row in connection.execute(_PARQUET.format(table(files))).fetchall()]
    return turns_of(rows)


def turns_of(seen: Iterable[Seen]) -> Turns:
    """Looks put together into turns."""
    by: dict[tuple[str, str], list[Seen]] = {}
    for one in seen:
        by.setdefault((one.shopper, one.turn), []).append(one)
    if not by:
        raise NotFound("The log holds no look that was seen outside of an experiment, so there is nothing to evaluate.")
    places = 1 + max(one.position for looks in by.values() for one in looks)
    propensity, took = np.ones((len(by), places)), np.zeros((len(by), places))
    for n, looks in enumerate(by.values()):
        for one in looks:
            propensity[n, one.position] = one.propensity
            took[n, one.position] = one.took
    return Turns(shopper=tuple(shopper for shopper, _ in by), propensity=propensity, took=took)


def weights(propensity: Floats, policy: Policy) -> Floats:
    """(n, places) how much likelier the policy shows each look than the shop did.

    A chance of 1 left nothing to choose. One of 1 − EXPLORE is the best alternative's; EXPLORE / m is that of each of
    the m next, which "always explore" shows with the chance 1 / m.
    """
    is_best = np.isclose(propensity, 1 - EXPLORE, atol=1e-6)
    free = propensity < 1
    best, drawn = (1 / (1 - EXPLORE), 0.0) if policy == "never explore" else (0.0, 1 / EXPLORE)
    return np.where(free, np.where(is_best, best, drawn), 1.0)


def evaluate(turns: Turns) -> OfTheShop:
    """Both policies from the log, whole shoppers as one."""
    free = (turns.propensity < 1).any(axis=1)
    is_best = np.isclose(turns.propensity, 1 - EXPLORE, atol=1e-6).any(axis=1)
    total = turns.took.sum(axis=1)
    return OfTheShop(
        turns=len(total), chosen_by_chance=int(free.sum()), explored=int((free & ~is_best).sum()),
        logged=asymptotic(Terms(total, np.ones(len(total))), turns.shopper),
        policies=tuple(judged(turns, policy) for policy in POLICIES),
    )  # fmt: skip


def judged(turns: Turns, policy: Policy) -> Judged:
    """One policy from the log."""
    w = weights(turns.propensity, policy)
    slates = Slates(weights=w, reward=turns.took.sum(axis=1), slot_rewards=turns.took)
    whole = standard(slates)
    return Judged(
        policy=policy, ips=asymptotic(whole, turns.shopper),
        snips=asymptotic(Terms(whole.above, w.prod(axis=1)), turns.shopper),
        by_place=asymptotic(cascading(slates), turns.shopper), diagnostics=_diagnosed(turns, policy),
    )  # fmt: skip


def _diagnosed(turns: Turns, policy: Policy) -> Diagnostics:
    """Of the turns as choices between the best alternative (0) and one of the next (1)."""
    last = np.where((turns.propensity < 1).any(axis=1), turns.propensity.min(axis=1), 1.0)
    free = last < 1
    drawn = free & ~np.isclose(last, 1 - EXPLORE, atol=1e-6)
    chance = np.where(free, np.where(drawn, EXPLORE, 1 - EXPLORE), 1.0)
    log = Log(
        context=np.empty((len(last), 0)), action=drawn.astype(np.int64), propensity=chance,
        reward=turns.took.sum(axis=1), actions=2,
    )  # fmt: skip
    to_draw = np.where(free & (policy == "always explore"), 1.0, 0.0)
    return diagnose(log, np.column_stack((1 - to_draw, to_draw)))
