"""What an experiment must not make worse: latency, turns without a look, handoffs, looks over the budget, returns.

Non-inferiority: an arm holds a guardrail once the interval of how much worse it is lies below the margin, and breaks
it once the interval lies above. Each interval is 95 % by itself: an arm passes when *all* hold, and a test that all of
several hypotheses must pass needs no correction (Berger, Technometrics 24(4), 1982). Counted over all shoppers who had
a turn under the experiment, with or without a look, so that an arm that shows nothing does not lose its witnesses.
"""

from collections.abc import Mapping
from typing import Literal

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import InvalidInput
from evals.statistics.sequential import Moments, Running, difference

MARGINS: dict[str, float] = {
    "latency_ms": 50.0,
    "empty_looks": 0.02,
    "handoffs": 0.02,
    "over_budget": 0.02,
    "returns": 0.01,
}
"""Guardrail → how much more of it is borne unless the experiment's `margins` say otherwise. latency_ms: mean of a
shopper's turns until the cards can be drawn; empty_looks, over_budget: share of a shopper's turns that composed;
handoffs, returns: share of shoppers."""
Word = Literal["held", "broken", "cannot tell", "too early"]

_SUMS = """
WITH turns AS (
  SELECT coalesce(c.user_id, c.visitor_id) AS subject, t.versions ->> 'arm' AS arm, t.started_at,
    (t.timings ->> 'cards_at')::float8 AS ms, coalesce(t.candidates -> 'pool', '{}') <> '{}' AS composed,
    jsonb_array_length(coalesce(t.reply -> 'outfits', '[]')) = 0 AS bare,
    t.reply -> 'actions' @> '[{"kind": "handoff.requested"}]' AS handed,
    t.reply -> 'constraints' @> '[{"kind": "budget", "status": "relaxed"}]' AS over
  FROM voguevault.turns t JOIN voguevault.conversations c ON c.id = t.conversation_id
  WHERE t.status = 'done' AND t.versions ->> 'experiment' = :experiment
), shoppers AS (
  SELECT subject, min(arm) AS arm, avg(ms) AS latency_ms,
    avg(bare::int) FILTER (WHERE composed) AS empty_looks, avg(over::int) FILTER (WHERE composed) AS over_budget,
    bool_or(handed)::int AS handoffs, bool_or(EXISTS (
      SELECT FROM voguevault.interactions i
      WHERE i.kind = 'return' AND i.occurred_at >= turns.started_at
        AND coalesce(i.user_id, i.visitor_id) = turns.subject))::int AS returns
  FROM turns GROUP BY subject HAVING count(DISTINCT arm) = 1
)
SELECT arm, metric, count(value), coalesce(sum(value), 0)::float8, coalesce(sum(value * value), 0)::float8
FROM shoppers, LATERAL (VALUES ('latency_ms', latency_ms), ('empty_looks', empty_looks::float8),
  ('over_budget', over_budget::float8), ('handoffs', handoffs::float8), ('returns', returns::float8)
) AS each (metric, value)
GROUP BY arm, metric
"""


class Guard(msgspec.Struct, frozen=True, kw_only=True):
    """One arm beside the first, in one guardrail."""

    arm: str
    metric: str
    more: Running | None
    """How much more of what nobody wants; None before both arms have enough shoppers."""
    margin: float
    word: Word


Sums = Mapping[tuple[str, str], Moments]


async def sums(session: AsyncSession, experiment: str) -> Sums:
    """(arm, guardrail) → its moments over shoppers."""
    rows = await session.execute(text(_SUMS), {"experiment": experiment})
    return {(arm, metric): Moments(n, total, squares) for arm, metric, n, total, squares in rows}


def judged(found: Sums, arms: tuple[str, ...], margins: Mapping[str, float]) -> tuple[Guard, ...]:
    """Every arm beside the first in every guardrail. InvalidInput where `margins` names none."""
    if unknown := sorted(set(margins) - set(MARGINS)):
        raise InvalidInput(f"There is no guardrail {unknown[0]!r}; {', '.join(MARGINS)}.")
    first, *others = arms
    borne = {**MARGINS, **margins}
    nothing = Moments(0, 0.0, 0.0)
    return tuple(
        _guard(other, metric, difference(found.get((first, metric), nothing), found.get((other, metric), nothing)),
               borne[metric])
        for other in others
        for metric in MARGINS
    )  # fmt: skip


def _guard(arm: str, metric: str, more: Running | None, margin: float) -> Guard:
    word: Word = "too early" if more is None else "cannot tell"
    if more is not None and more.high < margin:
        word = "held"
    elif more is not None and more.low > margin:
        word = "broken"
    return Guard(arm=arm, metric=metric, more=more, margin=margin, word=word)
