"""The SQL of a search: fixed fragments put together, every value bound, never written into them.

A search is a few statements that run side by side, each on a connection and a snapshot of its own:

near      the nearest of each slot that hold its limits, over the slot's leaves of `product_embeddings`; the slots are
          shared out over two statements, so that two cores work on them; one of them also finds what matches, the
          products that hold every word of the query
named     products known by id, under the limits: those that matched, and the pieces on the table
locked    the pieces that stay, whatever the limits say

Each leaf is named as a table of its own. Over the parent, planning took 4 to 24 ms of the statement and MergeAppend
brought what the leaves had found in order, where order is made again afterwards; a leaf is planned in 0.1 to 0.3 ms.
"""

import re
from collections.abc import Sequence
from itertools import combinations
from typing import Any
from uuid import UUID

import msgspec

from aurora.retrieval.conditions import Condition
from aurora.retrieval.plan import Plan, SlotPlan
from commerce.garments import Slot

NEAREST = 80
"""Products per slot from which the pool is chosen."""
REACH = 1000
"""Nearest products of a leaf among which what is wanted is looked for first."""
REACH_BESIDE = 400
"""The same where others are shown beside what has it: fewer will do."""
BY_WORDS = 40
"""Products per slot that the words of the query may add, best first."""
MATCHING = 1000
"""Products that are ranked by words at most: what more match is too common a word to say much."""

_WORD = re.compile(r"(?!(?:or|OR)\b)\b\w+")
_BIND = re.compile(r"(?<!:):([a-z][a-z_0-9]*)")


class Statement(msgspec.Struct, frozen=True):
    """SQL with its values in the order of $1, $2, …"""

    sql: str
    values: tuple[Any, ...]
    is_wide: bool = False
    """Whether no value narrows what the index brings, so that one plan serves for all."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What every leg is about: the model, and the query's and the shopper's vectors as pgvector reads them."""

    model: str
    vector: str | None
    """None where the embedding service is down: popularity then stands in for nearness."""
    taste: str | None = None


class _Values:
    """Bind values by name; a slot's own get its name in front."""

    def __init__(self, asked: Asked) -> None:
        self.all: dict[str, Any] = {"model": asked.model, "vector": asked.vector, "taste": asked.taste}

    def sql(self, condition: Condition, sql: str, prefix: str) -> str:
        for name, value in condition.values.items():
            self.all[f"{prefix}_{name}"] = value
        return _BIND.sub(rf":{prefix}_\1", sql)

    def statement(self, sql: str) -> Statement:
        """The SQL with numbers for names."""
        numbers: dict[str, int] = {}
        numbered = _BIND.sub(lambda found: f"${numbers.setdefault(found[1], len(numbers) + 1)}", sql)
        return Statement(numbered, tuple(self.all[name] for name in numbers))


def near(
    asked: Asked,
    plan: Plan,
    slots: Sequence[SlotPlan],
    *,
    matching: bool = False,
    complete: bool = False,
    insisting: bool = False,
) -> Statement:
    """The nearest of each slot under its limits, as (kind, slot, rows).

    matching: also what holds every word of the query, for all slots of the plan. complete: compare all that hold the
    limits, not what the index brings. insisting: only what has what is wanted.
    """
    values = _Values(asked)
    order = (
        "e.popularity DESC, e.product_id" if asked.vector is None else f"({_DISTANCE}) + 0" if complete else _DISTANCE
    )
    parts = [_matching(plan, values)] if matching else []
    for slot in slots:
        bound = [*slot.limits, *(slot.wanted if insisting else ())]
        more = ["e.product_id <> ALL(CAST(:excluded AS uuid[]))"] if plan.excluded else []
        reach = (REACH if slot.strict else REACH_BESIDE) if slot.wanted and not complete else NEAREST
        leaves = [
            f"({_leaf(slot, department, bound, more, asked, values)} ORDER BY {order} LIMIT {reach})"
            for department in slot.departments
        ]
        first = "popularity DESC" if asked.vector is None else "distance"
        found = f"SELECT * FROM ({_UNION.join(leaves)}) AS leaves ORDER BY {first} LIMIT {reach}"  # noqa: S608
        parts.append(_told(slot, found, bound, plan, values, cut=reach > NEAREST))
    values.all["excluded"] = list(plan.excluded)
    search = values.statement(_asked(asked) + _UNION.join(parts))
    is_wide = asked.vector is not None and not plan.excluded and not any(s.limits or s.wanted for s in slots)
    return msgspec.structs.replace(search, is_wide=is_wide)


def leaf(slot: SlotPlan, department: str) -> str:
    """The table in which the slot's products of a department lie."""
    return f"voguevault.product_embeddings_{slot.slot}_{department}"


def named(asked: Asked, plan: Plan, ids: dict[Slot, list[UUID]]) -> Statement:
    """Of the products with these ids, by slot, those that hold the limits."""
    values = _Values(asked)
    parts = []
    for slot in plan.slots:
        if slot.slot in ids:
            values.all[f"{slot.slot}_ids"] = ids[slot.slot]
            this = [f"e.product_id = ANY(CAST(:{slot.slot}_ids AS uuid[]))"]
            leaves = [_leaf(slot, department, slot.limits, this, asked, values) for department in slot.departments]
            parts.append(_told(slot, _UNION.join(leaves), slot.limits, plan, values))
    return values.statement(_asked(asked) + _UNION.join(parts))


def locked(asked: Asked, plan: Plan) -> Statement:
    """The pieces that stay: slot and what is told of a near one; nulls where it has no vector of this model."""
    values = _Values(asked)
    values.all["locked"] = list(plan.locked)
    return values.statement(_asked(asked) + _LOCKED.format(**_distances(asked)))


def nearest(slot: SlotPlan, asked: Asked, *, count: int, exact: bool) -> Statement:
    """The distances of the slot's `count` nearest under its limits, as the search finds them or all compared.

    For measuring recall. Adding 0 hides the order from the index.
    """
    values = _Values(asked)
    order = f"({_DISTANCE}) + 0" if exact else _DISTANCE
    leaves = [
        f"({_leaf(slot, department, slot.limits, [], asked, values)} ORDER BY {order} LIMIT {NEAREST})"
        for department in slot.departments
    ]
    found = _UNION.join(leaves)
    return values.statement(f"{_asked(asked)}SELECT distance FROM ({found}) AS f ORDER BY 1 LIMIT {count}")  # noqa: S608


# ── fragments ──────────────────────────────────────────────────────────────────────────────────────────────────────

_DISTANCE = "e.embedding <=> (SELECT query FROM asked)"
_UNKNOWN = "CAST('NaN' AS float8)"


def _asked(asked: Asked) -> str:
    """The vectors, read once and not for each row."""
    vector, taste = (
        f"CAST(CAST(:{name} AS text) AS halfvec(384))" if given else "NULL::halfvec(384)"
        for name, given in (("vector", asked.vector), ("taste", asked.taste))
    )
    return f"WITH asked AS MATERIALIZED (SELECT {vector} AS query, {taste} AS taste)\n"


def _distances(asked: Asked) -> dict[str, str]:
    return {
        "distance": _DISTANCE if asked.vector else _UNKNOWN,
        "unlike": "e.embedding <=> (SELECT taste FROM asked)" if asked.taste else _UNKNOWN,
    }


def _leaf(
    slot: SlotPlan, department: str, bound: Sequence[Condition], more: list[str], asked: Asked, values: _Values
) -> str:
    """The rows of a leaf of `product_embeddings` that hold the conditions, as far as ranking reads them."""
    where = ["e.model = :model", "e.in_stock", "e.active", *_held(bound, bound, values, slot.slot), *more]
    return _LEAF.format(**_distances(asked), table=leaf(slot, department), where=" AND ".join(where))


_LEAF = """
SELECT e.product_id, {distance} AS distance, {unlike} AS unlike, e.popularity, e.min_price, e.max_price, e.sizes,
  e.colours, e.category, e.brand, e.pattern, e.fit, e.heel, e.waterproof, e.coverage, e.formality, e.materials,
  e.all_colours, e.occasions, e.seasons, e.words, e.updated_at, e.told_at
FROM {table} AS e WHERE {where}"""
_UNION = "\nUNION ALL\n"


def _told(
    slot: SlotPlan, found: str, bound: Sequence[Condition], plan: Plan, values: _Values, *, cut: bool = False
) -> str:
    """What ranking reads of the products found, packed; with `cut`, only of the nearest and what is wanted."""
    points = [f"COALESCE({values.sql(c, c.sql, 'soft')}, false)::int" for c in plan.soft]
    together = [*bound, *(c for c in slot.wanted if c not in bound)]
    wanted = _held(slot.wanted, together, values, slot.slot)
    values.all["any_word"] = " or ".join(_WORD.findall(plan.query))
    return _TOLD.format(
        slot=slot.slot,
        row=_ROW,
        found=found,
        points=" + ".join(points) or "0",
        wanted=f"COALESCE({' AND '.join(wanted)}, false)" if wanted else "false",
        place="row_number() OVER (ORDER BY e.distance)" if cut else "1",
        nearest=NEAREST,
    )


# A row is read as 76 bytes, not as columns: 1,700 rows of ten columns took 5.7 ms to become Python objects, of which
# all but the 280 that are chosen are thrown away.
_ROW = (
    "uuid_send(product_id) || float8send(distance) || float8send(unlike) || float8send(popularity) "
    "|| int8send(min_price) || int4send(points) || int4send(wanted::int) || float4send(words) "
    "|| timestamptz_send(offered_at) || timestamptz_send(told_at)"
)

# ts_rank tells products with more of the words, in title and kind rather than copy, from those with fewer as well as
# ts_rank_cd does, and took under 1 ms for 840 products where that took 14.
_TOLD = """SELECT 'near' AS kind, '{slot}' AS slot, string_agg({row}, CAST('' AS bytea)) AS rows FROM (
  SELECT e.product_id, e.distance, e.unlike, e.popularity, e.min_price, {points} AS points, {wanted} AS wanted,
    ts_rank(e.words, (SELECT voguevault.search_query(:any_word))) AS words,
    e.updated_at AS offered_at, e.told_at, {place} AS place
  FROM ({found}) AS e
) AS told WHERE wanted OR place <= {nearest}"""


def _held(asked_for: Sequence[Condition], together: Sequence[Condition], values: _Values, name: str) -> list[str]:
    """SQL of the conditions `asked_for`; those on variants have to meet in one variant with the others `together`."""
    where = [values.sql(c, c.some if c.of_variants else c.sql, name) for c in asked_for]
    meeting = [c for c in together if c.of_variants]
    if len(meeting) > 1 and any(c.of_variants for c in asked_for):
        where.append(_meet(meeting, values, name))
    return where


def _meet(conditions: Sequence[Condition], values: _Values, name: str) -> str:
    """Whether one variant in stock holds them all: surely where all but one hold for every variant, else by looking."""
    sure = [
        "(" + " AND ".join(values.sql(c, c.every, name) for c in others) + ")"
        for others in combinations(conditions, len(conditions) - 1)
    ]
    each = " AND ".join(values.sql(c, c.sql, name) for c in conditions)
    return f"({' OR '.join(sure)} OR {_LOOKED_AT.format(each=each)})"


# Not as EXISTS: that was hashed, over the variants of the whole shop, 290 ms for a rare size in a rare colour.
_LOOKED_AT = """(SELECT true FROM voguevault.product_variants AS v WHERE v.product_id = e.product_id AND {each}
  AND EXISTS (SELECT FROM voguevault.stock_levels AS s WHERE s.variant_id = v.id AND s.on_hand > s.reserved) LIMIT 1)"""


def held(slot: SlotPlan, asked: Asked) -> tuple[list[str], list[str], dict[str, Any]]:
    """The slot's limits one by one: as SQL that holds where some variant may, and where this variant (v) does; and
    their values by name, for asking which of them nothing holds."""
    values = _Values(asked)
    some = [values.sql(c, c.some or c.sql, slot.slot) for c in slot.limits]
    this = [values.sql(c, c.sql, slot.slot) for c in slot.limits]
    return some, this, values.all


def numbered(sql: str, values: dict[str, Any]) -> Statement:
    """SQL over named values as a statement."""
    named_values = _Values(Asked(model="", vector=None))
    named_values.all = values
    return named_values.statement(sql)


def _matching(plan: Plan, values: _Values) -> str:
    values.all["words"] = plan.query
    values.all["slots"] = [slot.slot for slot in plan.slots]
    values.all["departments"] = sorted({department for slot in plan.slots for department in slot.departments})
    return _MATCHING


_MATCHING = f"""SELECT 'words' AS kind, m.slot,
  string_agg(uuid_send(m.id) || float8send(m.rank), CAST('' AS bytea) ORDER BY m.rank DESC, m.id) AS rows
FROM (
  SELECT p.id, p.slot, CAST(ts_rank_cd(p.search, voguevault.search_query(:words)) AS float8) AS rank
  FROM voguevault.products AS p
  WHERE p.search @@ voguevault.search_query(:words) AND p.status = 'active'
    AND p.slot = ANY(CAST(:slots AS text[])) AND p.department = ANY(CAST(:departments AS text[]))
  LIMIT {MATCHING}
) AS m GROUP BY m.slot"""  # noqa: S608

_LOCKED = """SELECT p.slot, p.id, {distance} AS distance, {unlike} AS unlike,
  timestamptz_send(e.updated_at) AS offered_at, timestamptz_send(p.updated_at) AS told_at
FROM voguevault.products AS p
LEFT JOIN voguevault.product_embeddings AS e
  ON e.product_id = p.id AND e.slot = p.slot AND e.department = p.department AND e.model = :model
WHERE p.id = ANY(CAST(:locked AS uuid[])) AND p.slot IS NOT NULL AND p.status = 'active'"""
