"""Why a slot is empty: the smallest set of limits that nothing in the shop holds together, in words."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from aurora.retrieval.plan import Plan, SlotPlan
from aurora.retrieval.statement import bound_for
from commerce.garments import Slot

_NOUNS: dict[Slot, str] = {
    "top": "tops", "bottom": "bottoms", "dress": "dresses", "outerwear": "outerwear", "shoes": "shoes", "bag": "bags",
    "accessory": "accessories",
}  # fmt: skip


async def reasons(session: AsyncSession, wish: Plan, model: str, slots: Sequence[SlotPlan]) -> dict[Slot, str]:
    """For each of the empty slots: "nothing in size 46 under 80.00 USD". One query each; slots are rarely empty."""
    return {slot.slot: await _reason(session, wish, model, slot) for slot in slots}


async def _reason(session: AsyncSession, wish: Plan, model: str, slot: SlotPlan) -> str:
    failing = await _failures(session, wish, model, slot)
    if not failing:
        return f"no {_NOUNS[slot.slot]} in stock"
    guilty = smallest_conflict(failing, len(slot.limits))
    if not guilty:
        return f"no other {_NOUNS[slot.slot]} in stock"
    return " ".join(["nothing", *(slot.limits[n].words for n in sorted(guilty, key=lambda n: _place(slot, n)))])


def _place(slot: SlotPlan, number: int) -> int:
    """Size is said before price: "in size 46 under 80.00 USD"."""
    return {"size": 0, "budget": 2}.get(slot.limits[number].name, 1)


def smallest_conflict(failing: Iterable[frozenset[int]], limits: int) -> tuple[int, ...]:
    """The smallest set of limits of which every variant fails at least one; empty where some variant holds all.

    failing: for each kind of variant there is, the numbers of the limits that it fails.
    """
    kinds = list(failing)
    for size in range(1, limits + 1):
        for some in combinations(range(limits), size):
            if all(fails.intersection(some) for fails in kinds):
                return some
    return ()


async def _failures(session: AsyncSession, wish: Plan, model: str, slot: SlotPlan) -> list[frozenset[int]]:
    """Which limits the variants in stock fail, each pattern once."""
    bound = bound_for(slot)
    tests = ", ".join(f"NOT COALESCE({sql}, false)" for sql in bound.conditions)
    # A budget alone needs no variant: min_price is the cheapest in stock, kept true by trigger.
    priced = all(limit.name == "budget" for limit in slot.limits)
    if priced:
        tests = tests.replace("v.price", "e.min_price")
    sql = (_PRICES if priced else _FAILURES).format(
        tests=f"ARRAY[{tests}]" if tests else "CAST('{}' AS bool[])", partitions=bound.partitions
    )
    values: dict[str, Any] = {**bound.values, "model": model, "excluded": list(wish.excluded)}
    rows = (await session.execute(text(sql), values)).scalars()
    return [frozenset(n for n, fails in enumerate(row) if fails) for row in rows]


_FAILURES = """
SELECT DISTINCT {tests}
FROM voguevault.product_embeddings e
JOIN voguevault.products p ON p.id = e.product_id AND p.status = 'active'
JOIN voguevault.product_variants v ON v.product_id = p.id
WHERE {partitions} AND e.model = :model AND e.in_stock AND p.id <> ALL(CAST(:excluded AS uuid[]))
  AND EXISTS (SELECT FROM voguevault.stock_levels s WHERE s.variant_id = v.id AND s.on_hand > s.reserved)
"""

_PRICES = """
SELECT DISTINCT {tests}
FROM voguevault.product_embeddings e
JOIN voguevault.products p ON p.id = e.product_id AND p.status = 'active'
WHERE {partitions} AND e.model = :model AND e.in_stock AND p.id <> ALL(CAST(:excluded AS uuid[]))
"""
