"""Choices out of the log: of the pieces that one turn showed for one slot, the one that the shopper wanted.

Read from `outfit_items` (features and propensity as served) and `interactions`. What was shown by exploration counts
for more, by one over the probability with which it was shown: then the log speaks of all that could have been shown.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from aurora.taste import EVIDENCE, Verdict
from aurora.taste_store import KIND
from aurora.weights import FEATURES
from evals.ranking import Choice

MOST = 10.0
"""The largest weight that a rarely shown piece gets: clipped, since one lucky exploration is not ten shoppers."""
_UNKNOWN = 0.5

# A verdict on a look speaks of all its pieces. A piece that two looks of a turn share was not chosen between them.
_SHOWN = text("""
SELECT o.turn_id, i.slot, i.product_id, i.features, min(i.propensity) AS propensity,
       COALESCE(json_agg(DISTINCT x.kind) FILTER (WHERE x.kind IS NOT NULL), '[]') AS kinds
FROM voguevault.outfits o
JOIN voguevault.outfit_items i ON i.outfit_id = o.id
LEFT JOIN voguevault.interactions x
  ON x.turn_id = o.turn_id AND 'personalisation' = ANY(x.consent)
     AND (x.object_kind = 'outfit' AND x.outfit_id = o.id OR x.object_kind = 'product' AND x.product_id = i.product_id)
WHERE o.kind = 'recommended' AND NOT i.locked AND EXISTS (
  SELECT FROM voguevault.interactions y WHERE y.turn_id = o.turn_id AND 'personalisation' = ANY(y.consent))
GROUP BY o.turn_id, i.slot, i.product_id, i.features
ORDER BY o.turn_id, i.slot, i.product_id
""")
_OF_KIND: dict[str, Verdict] = {kind: verdict for verdict, kind in KIND.items()}


async def choices(session: AsyncSession) -> list[Choice]:
    """Every turn's slots in which one piece was wanted more than another; only what was consented to."""
    by: dict[tuple[UUID, str], list[Row[Any]]] = {}
    for row in await session.execute(_SHOWN):
        by.setdefault((row.turn_id, row.slot), []).append(row)
    found = [_choice(turn, rows) for (turn, _), rows in by.items()]
    return [each for each in found if len(set(each.grades.tolist())) > 1]


def _choice(turn: UUID, rows: Iterable[Row[Any]]) -> Choice:
    shown = list(rows)
    values = np.array([[row.features.get(name, _UNKNOWN) for name in FEATURES] for row in shown])
    grades = np.array([sum(EVIDENCE[_OF_KIND[kind]] for kind in row.kinds if kind in _OF_KIND) for row in shown])
    wanted = shown[int(grades.argmax())]
    return Choice(str(turn), values, grades, min(MOST, 1 / wanted.propensity))
