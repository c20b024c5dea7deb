"""Why a slot is empty: the smallest set of limits that nothing in the shop holds together, in words."""

import asyncio
from collections.abc import Iterable, Sequence
from itertools import combinations

from aurora.retrieval.plan import Plan, SlotPlan
from aurora.retrieval.reading import read
from aurora.retrieval.statement import Asked, held, leaf, numbered
from commerce.garments import Slot
from core.db import Sessions

_NOUNS: dict[Slot, str] = {
    "top": "tops", "bottom": "bottoms", "dress": "dresses", "outerwear": "outerwear", "shoes": "shoes", "bag": "bags",
    "accessory": "accessories",
}  # fmt: skip


async def reasons(sessions: Sessions, wish: Plan, asked: Asked, slots: Sequence[SlotPlan]) -> dict[Slot, str]:
    """For each of the empty slots: "nothing in size 46 under 80.00 USD". Slots are rarely empty."""
    found = await asyncio.gather(*(_reason(sessions, wish, asked, slot) for slot in slots))
    return {slot.slot: why for slot, why in zip(slots, found, strict=True)}


async def _reason(sessions: Sessions, wish: Plan, asked: Asked, slot: SlotPlan) -> str:
    failing = await _failures(sessions, wish, asked, slot)
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


async def _failures(sessions: Sessions, wish: Plan, asked: Asked, slot: SlotPlan) -> list[frozenset[int]]:
    """Which limits what is in stock fails, each pattern once: of a product those that no variant of it holds; where
    there are none, since it fails them only together, those of each of its variants."""
    some, this, values = held(slot, asked)
    values |= {"excluded": list(wish.excluded)}

    async def patterns(sql: str, tests: Sequence[str], **more: str) -> set[frozenset[int]]:
        fails = ", ".join(f"NOT COALESCE({test}, false)" for test in tests)
        fails = f"ARRAY[{fails}]" if fails else "CAST('{}' AS bool[])"
        parts = [sql.format(fails=fails, table=leaf(slot, name), **more) for name in slot.departments]
        rows = await read(sessions, numbered("\nUNION\n".join(parts), values))
        return {frozenset(n for n, failed in enumerate(row.fails) if failed) for row in rows}

    found = await patterns(_OF_PRODUCTS, some)
    if frozenset() in found:
        may_hold = " AND ".join(f"COALESCE({sql}, false)" for sql in some) or "true"
        found = found - {frozenset()} | await patterns(_OF_VARIANTS, this, may_hold=may_hold)
    return list(found)


_OF_PRODUCTS = """
SELECT DISTINCT {fails} AS fails FROM {table} AS e
WHERE e.model = :model AND e.in_stock AND e.active AND e.product_id <> ALL(CAST(:excluded AS uuid[]))"""
_OF_VARIANTS = """
SELECT DISTINCT {fails} AS fails
FROM {table} AS e JOIN voguevault.product_variants AS v ON v.product_id = e.product_id
WHERE e.model = :model AND e.in_stock AND e.active AND e.product_id <> ALL(CAST(:excluded AS uuid[])) AND {may_hold}
  AND EXISTS (SELECT FROM voguevault.stock_levels AS s WHERE s.variant_id = v.id AND s.on_hand > s.reserved)
"""
