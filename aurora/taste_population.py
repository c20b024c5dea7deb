"""What the shop's shoppers like on the whole, by department: where a taste starts from, and what a slot usually costs.

Read from the catalogue, whose `popularity` is the shoppers' (`aurora learn popularity`) or, before there are any, the
seller's. Kept for a while in the process: it moves slowly, and a wrong hour of it does no harm.
"""

import time

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from aurora.taste import Prior
from commerce.garments import Department

KEPT_S = 900.0


class Population(msgspec.Struct, frozen=True):
    usual: dict[tuple[str, str], float]
    """(slot, department) → the median of its products' cheapest prices, minor units."""
    priors: dict[str, Prior]
    """Department → facet and value → −1..1: how much more popular its products are than the department's."""

    def prior(self, department: Department | None) -> Prior:
        return self.priors.get(department, {}) if department else {}


class Populations:
    """The population, read anew when it is older than KEPT_S."""

    def __init__(self) -> None:
        self._kept: Population | None = None
        self._until = 0.0

    async def get(self, session: AsyncSession) -> Population:
        if self._kept is None or time.monotonic() > self._until:
            self._kept = await read(session)
            self._until = time.monotonic() + KEPT_S
        return self._kept


async def read(session: AsyncSession) -> Population:
    """The population as the catalogue is now."""
    usual = {(row.slot, row.department): float(row.usual) for row in await session.execute(text(_USUAL))}
    priors: dict[str, dict[tuple[str, str], float]] = {}
    for row in await session.execute(text(_LEANINGS)):
        prior = min(1.0, max(-1.0, row.prior))
        priors.setdefault(row.department, {})[(row.facet, row.value)] = prior
    return Population(usual, priors)  # type: ignore[arg-type]  # the facets are those of the statement below


_USUAL = """
SELECT slot, department, percentile_cont(0.5) WITHIN GROUP (ORDER BY min_price) AS usual
FROM voguevault.product_embeddings WHERE in_stock GROUP BY slot, department
"""

# Popularity runs 0..1, so that twice its distance from the department's mean runs −1..1; twenty products' worth of
# nothing keeps a brand of one product near 0.
_LEANINGS = """
WITH sold AS (
  SELECT department, brand, category, pattern, materials, colours,
         2 * (popularity - avg(popularity) OVER (PARTITION BY department)) AS lift
  FROM voguevault.products WHERE status = 'active' AND slot IS NOT NULL
), said AS (
  SELECT department, 'brand' AS facet, brand AS value, lift FROM sold
  UNION ALL SELECT department, 'category', category, lift FROM sold
  UNION ALL SELECT department, 'pattern', pattern, lift FROM sold
  UNION ALL SELECT department, 'material', m, lift FROM sold CROSS JOIN unnest(materials) AS m
  UNION ALL SELECT department, 'colour', c, lift FROM sold CROSS JOIN unnest(colours) AS c
)
SELECT department, facet, value, sum(lift) / (count(*) + 20) AS prior FROM said GROUP BY department, facet, value
"""
