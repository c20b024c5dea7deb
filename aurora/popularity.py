"""`aurora learn popularity`: what the shop's shoppers think of each product, smoothed; where a stranger starts from.

popularity = (k · usual + Σ for) / (k + Σ for + Σ against), where `usual` is the mean popularity of the products of its
department that nobody has spoken of. A product nobody has spoken of keeps what its seller said. One shopper is one
voice: the newest verdict of each kind counts, and all of them together as two likes at most.
"""

import asyncio

import click
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from aurora.taste import EVIDENCE, HALF_LIFE_DAYS
from aurora.taste_store import KIND
from core import settings as core_settings
from core.connect import database_url
from core.db import database

SHRINK = 10.0
"""Likes that weigh as much as knowing nothing: a product with two likes is hardly more popular than one with none."""
VOICE = 2.0

# `data.pieces` names the pieces of a look, which share its verdict; an event without it is about its product.
_LEARN = text("""
WITH weighed AS (SELECT * FROM unnest(CAST(:kinds AS text[]), CAST(:weights AS float8[])) AS w (kind, weight)),
voices AS (
  SELECT DISTINCT ON (coalesce(i.user_id, i.visitor_id), piece.id, i.object_id, i.kind)
         coalesce(i.user_id, i.visitor_id) AS shopper, piece.id AS product_id,
         w.weight / piece.pieces * 0.5 ^ (greatest(extract(epoch FROM now() - i.occurred_at), 0) / 86400 / :half_life)
           * CASE WHEN i.rating IS NULL THEN 1 ELSE sign(w.weight) * (i.rating - 3) / 2.0 END AS weight
  FROM voguevault.interactions i
  JOIN weighed w ON w.kind = i.kind
  CROSS JOIN LATERAL (
    SELECT CAST(p->>'product_id' AS uuid) AS id, count(*) OVER () AS pieces
    FROM jsonb_array_elements(i.data->'pieces') AS p
    UNION ALL
    SELECT i.product_id, 1 WHERE i.product_id IS NOT NULL AND NOT i.data ? 'pieces'
  ) AS piece
  WHERE i.consent && ARRAY['personalisation', 'analytics'] AND i.occurred_at > now() - interval '2 years'
  ORDER BY coalesce(i.user_id, i.visitor_id), piece.id, i.object_id, i.kind, i.occurred_at DESC
), shoppers AS (
  SELECT product_id, greatest(least(sum(weight), :voice), -:voice) AS weight FROM voices GROUP BY product_id, shopper
), said AS (
  SELECT product_id, sum(greatest(weight, 0)) AS pro, sum(greatest(-weight, 0)) AS con FROM shoppers GROUP BY product_id
), usual AS (
  SELECT department, avg(popularity) AS mean FROM voguevault.products p
  WHERE status = 'active' AND NOT EXISTS (SELECT FROM said WHERE product_id = p.id) GROUP BY department
)
UPDATE voguevault.products p
SET popularity = learned.popularity
FROM (
  SELECT q.id, (:shrink * coalesce(u.mean, 0.5) + s.pro) / (:shrink + s.pro + s.con) AS popularity
  FROM said s JOIN voguevault.products q ON q.id = s.product_id LEFT JOIN usual u ON u.department = q.department
) AS learned
WHERE p.id = learned.id AND abs(p.popularity - learned.popularity) > 1e-6
""")


async def learn(session: AsyncSession) -> int:
    """Products whose popularity changed; the same events leave it as it is."""
    values = {
        "kinds": list(KIND.values()),
        "weights": [EVIDENCE[verdict] for verdict in KIND],
        "half_life": HALF_LIFE_DAYS,
        "voice": VOICE,
        "shrink": SHRINK,
    }
    return int((await session.execute(_LEARN, values)).rowcount)  # type: ignore[attr-defined]


@click.group("learn")
def learning() -> None:
    """Learn from what shoppers did."""


@learning.command("popularity")
def command() -> None:
    """Learn each product's popularity from what shoppers did; run it daily."""
    with database_url(core_settings.load()) as url:
        changed = asyncio.run(_run(url))
    click.echo(f"{changed} products have another popularity.")


async def _run(url: str) -> int:
    async with database(url) as sessions, sessions.begin() as session:
        return await learn(session)
