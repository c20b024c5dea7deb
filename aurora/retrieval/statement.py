"""The one SQL statement of a search, assembled from fixed fragments; every value is bound, never written into it.

Of a product's variants one per colour is brought, the one that was shown, else the cheapest: all of them, 18 each for
280 products, took 17 ms more to carry and 15 ms more to read (measured).

Shape: near (a leg per slot over its partitions, nearest first, and one by words) → merged (a row per product) → placed
(reciprocal-rank fusion, and which of the nearest come into the pool) → facts and variants of those only.
"""

import re
from typing import Any

import msgspec

from aurora.retrieval.plan import Condition, Plan, SlotPlan

NEAREST = 120
"""Products per leg from which the pool is chosen."""
REACH = 1000
"""Nearest products of a slot among which what is wanted is looked for first. The planner takes an overlap of arrays for
far rarer than it is and would rank the whole slot: for a colour in seven slots 3 times the work (measured)."""
REACH_BESIDE = 400
"""The same where others are shown beside what has it: fewer will do."""
BY_WORDS = 40
"""Products per slot that the full-text leg may add."""
RRF_K = 60
"""Source: Cormack, Clarke & Büttcher, "Reciprocal rank fusion", SIGIR 2009."""
LEXICAL_WEIGHT = 0.5
"""Of the full-text ranking beside the vector ranking's 1; see docs/retrieval.md for the measurement."""

_BIND = re.compile(r"(?<!:):([a-z_]+)")


_DISTANCE = "e.embedding <=> (SELECT query FROM asked)"


class Statement(msgspec.Struct, frozen=True):
    sql: str
    values: dict[str, Any]


class _Values:
    """Bind values by name; a slot's own get its name in front."""

    def __init__(self) -> None:
        self.all: dict[str, Any] = {}

    def sql(self, condition: Condition, prefix: str) -> str:
        for name, value in condition.values.items():
            self.all[f"{prefix}_{name}"] = value
        return _BIND.sub(rf":{prefix}_\1", condition.sql)


def statement(
    plan: Plan, *, model: str, vector: str | None, taste: str | None, per_slot: int, complete: bool = False
) -> Statement:
    """The whole search. Without a vector (the embedder is down) words and popularity stand in for nearness.

    complete: look for what is wanted in all of the slot, not among the REACH nearest.
    """
    values = _Values()
    legs = [_LOCKED_LEG] if plan.locked else []
    eligible = []
    for slot in plan.slots:
        limits = [(c, values.sql(c, slot.slot)) for c in slot.limits]
        wanted = [(c, values.sql(c, slot.slot)) for c in slot.wanted]
        legs += _legs(slot, limits, wanted, plan, by_vector=vector is not None, complete=complete)
        variant = [part for c, sql in limits if c.level == "variant" for part in sql.split(" AND ") if "v." in part]
        if variant:
            eligible.append(f"WHEN '{slot.slot}' THEN {' AND '.join(variant)}")
    soft = " + ".join(f"COALESCE({values.sql(c, 'soft')}, false)::int" for c in plan.soft) or "0"
    cheap = (
        "row_number() OVER (PARTITION BY slot, wanted ORDER BY min_price, fused DESC) * 3"
        if plan.thrifty
        else "NULL::bigint"
    )
    sql = _FRAME.format(
        query="CAST(:vector AS halfvec(384))" if vector else "NULL::halfvec(384)",
        taste="CAST(:taste AS halfvec(384))" if taste else "NULL::halfvec(384)",
        legs="\nUNION ALL\n".join(legs),
        soft=soft,
        cheap=cheap,
        k=RRF_K,
        weight=LEXICAL_WEIGHT,
        pinned="".join(f" OR p.id = ANY(CAST(:{name} AS uuid[]))" for name in _on_table(plan)),
        eligible=f"CASE placed.slot {' '.join(eligible)} ELSE true END" if eligible else "true",
    )
    everywhere = {"model": model, "words": plan.query, "per_slot": per_slot, "vector": vector, "taste": taste}
    everywhere |= {"locked": list(plan.locked), "kept": list(plan.kept), "excluded": list(plan.excluded)}
    everywhere |= {"shown": list(plan.variants.values())}
    used = set(_BIND.findall(sql))
    return Statement(sql, {name: value for name, value in {**values.all, **everywhere}.items() if name in used})


def nearest(slot: SlotPlan, *, model: str, vector: str, count: int, exact: bool) -> Statement:
    """The slot's nearest under its limits, as (product_id, distance): what the index finds, or all of them compared.

    For measuring recall. Adding 0 hides the order from the index.
    """
    values = _Values()
    bound = [(c, values.sql(c, slot.slot)) for c in slot.limits]
    order = f"({_DISTANCE}) + 0" if exact else _DISTANCE
    sql = _NEAREST.format(leg=_leg(slot, bound, [], order=order, joined=False, limit=count))
    return Statement(sql, {**values.all, "model": model, "vector": vector})


_NEAREST = """
WITH asked AS MATERIALIZED (SELECT CAST(:vector AS halfvec(384)) AS query)
SELECT leg.product_id, leg.embedding <=> asked.query AS distance FROM {leg} AS leg CROSS JOIN asked ORDER BY 2
"""


class SlotLimits(msgspec.Struct, frozen=True):
    """A slot's limits as SQL over e, p and v, in the plan's order, with their values."""

    partitions: str
    conditions: tuple[str, ...]
    values: dict[str, Any]


def bound_for(slot: SlotPlan) -> SlotLimits:
    """The limits alone, for asking which of them nothing holds."""
    values = _Values()
    conditions = tuple(values.sql(condition, slot.slot) for condition in slot.limits)
    return SlotLimits(_in_partitions(slot), conditions, values.all)


Bound = list[tuple[Condition, str]]


def _legs(slot: SlotPlan, limits: Bound, wanted: Bound, plan: Plan, *, by_vector: bool, complete: bool) -> list[str]:
    """The slot's legs: with what is wanted, without it, by words, and the pieces on the table."""
    order = _DISTANCE if by_vector else "p.popularity DESC, p.id"
    out = ["e.product_id <> ALL(CAST(:excluded AS uuid[]))"] if plan.excluded else []
    legs = [_leg(slot, limits, out, order=order, joined=not by_vector)]
    if wanted and (complete or not by_vector):
        legs.append(_leg(slot, [*limits, *wanted], out, order=order, wanted=True, joined=True))
    elif wanted:
        legs.append(_reaching_leg(slot, [*limits, *wanted], out))
    legs.append(_words_leg(slot, [*limits, *wanted], out, wanted=bool(wanted)))
    ids = [f"e.product_id = ANY(CAST(:{name} AS uuid[]))" for name in _on_table(plan)]
    legs += [_leg(slot, limits, [one], order=order, joined=True) for one in ids]
    return legs


def _on_table(plan: Plan) -> list[str]:
    """The binds that name pieces on the table: those that may stay, and those to be replaced, which come last."""
    return [name for name in ("kept", "excluded") if getattr(plan, name)]


def _leg(
    slot: SlotPlan,
    bound: Bound,
    more: list[str],
    *,
    order: str,
    joined: bool,
    wanted: bool = False,
    limit: int = NEAREST,
) -> str:
    """The nearest products of the slot's partitions that hold the conditions; joins no table it does not need."""
    where = [_in_partitions(slot), "e.model = :model", "e.in_stock", *_where(bound), *more]
    needs_product = joined or any("p." in condition for condition in where)
    join = "JOIN voguevault.products p ON p.id = e.product_id AND p.status = 'active'" if needs_product else ""
    return _LEG.format(
        slot=slot.slot, wanted=str(wanted).lower(), join=join, where=" AND ".join(where), order=order, limit=limit
    )


_LEG = """(
  SELECT '{slot}' AS slot, {wanted} AS wanted, false AS locked, e.product_id, e.min_price, e.embedding,
         NULL::float8 AS lexical
  FROM voguevault.product_embeddings e {join}
  WHERE {where}
  ORDER BY {order}
  LIMIT {limit}
)"""


def _reaching_leg(slot: SlotPlan, bound: Bound, more: list[str]) -> str:
    """Like `_leg`, but only the REACH nearest are tried against the conditions."""
    cheap = [part for condition, sql in bound for part in sql.split(" AND ") if part.startswith("e.")]
    inner = [_in_partitions(slot), "e.model = :model", "e.in_stock", *cheap, *more]
    outer = [condition for condition in _where(bound) if condition not in cheap]
    return _REACHING_LEG.format(
        slot=slot.slot,
        inner=" AND ".join(inner),
        outer=" AND ".join(outer),
        reach=REACH if slot.strict else REACH_BESIDE,
        limit=NEAREST,
    )


_REACHING_LEG = """(
  SELECT '{slot}', true, false, e.product_id, e.min_price, e.embedding, NULL::float8
  FROM (
    SELECT e.product_id, e.min_price, e.embedding, e.embedding <=> (SELECT query FROM asked) AS distance
    FROM voguevault.product_embeddings e
    WHERE {inner}
    ORDER BY e.embedding <=> (SELECT query FROM asked)
    LIMIT {reach}
  ) AS e
  JOIN voguevault.products p ON p.id = e.product_id AND p.status = 'active'
  WHERE {outer}
  ORDER BY e.distance
  LIMIT {limit}
)"""


def _words_leg(slot: SlotPlan, bound: Bound, more: list[str], *, wanted: bool) -> str:
    """Products that hold every word of the query; the inner limit bounds the ranking of a common word."""
    where = [_in_partitions(slot), "e.model = :model", "e.in_stock", *_where(bound), *more]
    return _WORDS_LEG.format(slot=slot.slot, wanted=str(wanted).lower(), where=" AND ".join(where), limit=BY_WORDS)


_WORDS_LEG = """(
  SELECT '{slot}', {wanted}, false, e.product_id, e.min_price, e.embedding,
         ts_rank_cd(p.search, asked.words)::float8 AS lexical
  FROM asked, voguevault.products p JOIN voguevault.product_embeddings e ON e.product_id = p.id
  WHERE p.search @@ asked.words AND p.slot = '{slot}' AND p.status = 'active' AND {where}
  LIMIT {limit}
)"""


_LOCKED_LEG = """(
  SELECT p.slot, false AS wanted, true AS locked, p.id AS product_id, NULL::bigint AS min_price, e.embedding,
         NULL::float8 AS lexical
  FROM voguevault.products p
  LEFT JOIN voguevault.product_embeddings e
    ON e.product_id = p.id AND e.slot = p.slot AND e.department = p.department AND e.model = :model
  WHERE p.id = ANY(CAST(:locked AS uuid[])) AND p.slot IS NOT NULL
)"""


def _in_partitions(slot: SlotPlan) -> str:
    """Literals, not binds: the planner leaves out the other partitions."""
    names = ", ".join(f"'{department}'" for department in slot.departments)
    return f"e.slot = '{slot.slot}' AND e.department IN ({names})"


def _where(bound: Bound) -> list[str]:
    """Conditions on e and p as they are; those on variants as one EXISTS over variants in stock.

    What a variant condition says of e or p stands outside it too, where it is cheap.
    """
    where = [sql for condition, sql in bound if condition.level != "variant"]
    parts = [part for condition, sql in bound if condition.level == "variant" for part in sql.split(" AND ")]
    where += [part for part in parts if "v." not in part]
    of_variants = [part for part in parts if "v." in part]
    # A price alone needs no variant: min_price is the cheapest in stock, kept true by trigger.
    if any("v.price" not in part for part in of_variants):
        where.append(
            "EXISTS (SELECT FROM voguevault.product_variants v JOIN voguevault.stock_levels s ON s.variant_id = v.id "
            f"WHERE v.product_id = e.product_id AND s.on_hand > s.reserved AND {' AND '.join(of_variants)})"
        )
    return where


_FRAME = """
WITH asked AS MATERIALIZED (
  SELECT {query} AS query, {taste} AS taste, voguevault.search_query(:words) AS words
), near AS (
{legs}
), merged AS (
  SELECT n.slot, n.product_id, bool_or(n.wanted) AS wanted, bool_or(n.locked) AS locked,
         max(n.lexical) AS lexical, min(n.min_price) AS min_price,
         min(n.embedding <=> asked.query) AS distance, min(n.embedding <=> asked.taste) AS unlike
  FROM near n CROSS JOIN asked
  GROUP BY n.slot, n.product_id
), fused AS (
  SELECT m.*,
         1.0 / ({k} + row_number() OVER (PARTITION BY m.slot ORDER BY m.distance, p.popularity DESC))
         + CASE WHEN m.lexical IS NULL THEN 0
           ELSE {weight} / ({k} + row_number() OVER (PARTITION BY m.slot ORDER BY m.lexical DESC NULLS LAST)) END
         AS fused,
         {soft} AS soft
  FROM merged m JOIN voguevault.products p ON p.id = m.product_id
  WHERE p.status = 'active'
), placed AS (
  SELECT *, row_number() OVER (PARTITION BY slot, wanted, locked
                               ORDER BY least(by_fused, by_soft, by_price), fused DESC) AS place
  FROM (
    SELECT *, row_number() OVER (PARTITION BY slot, wanted ORDER BY fused DESC) AS by_fused,
           row_number() OVER (PARTITION BY slot, wanted ORDER BY soft DESC, fused DESC) AS by_soft,
           {cheap} AS by_price
    FROM fused
  ) AS ranked
)
SELECT placed.slot, placed.wanted, placed.locked, placed.distance, placed.lexical, placed.fused, placed.unlike,
       p.id, p.slug, p.title, p.brand, p.category, p.department, p.description, p.pattern, p.materials, p.formality,
       p.seasons, p.clo, p.coverage, p.waterproof, p.heel, p.fit, p.occasions, p.popularity, p.image_url,
       p.attributes->>'set' AS set,
       sale.currency, sale.variants
FROM placed
JOIN voguevault.products p ON p.id = placed.product_id
CROSS JOIN LATERAL (
  SELECT min(one.currency) AS currency,
         json_agg(json_build_array(one.id, one.sku, one.colour, one.colour_hex, one.size, one.price, one.available)
           ORDER BY one.price, one.id)::text AS variants
  FROM (
    SELECT DISTINCT ON (v.colour) v.*, stock.available
    FROM voguevault.product_variants v
    CROSS JOIN LATERAL (
      SELECT sum(s.on_hand - s.reserved) AS available FROM voguevault.stock_levels s WHERE s.variant_id = v.id
    ) AS stock
    WHERE v.product_id = p.id AND stock.available > 0 AND (placed.locked OR {eligible})
    ORDER BY v.colour, v.id = ANY(CAST(:shown AS uuid[])) DESC, v.price, stock.available DESC, v.id
  ) AS one
) AS sale
WHERE (placed.place <= :per_slot{pinned}) AND sale.variants IS NOT NULL
ORDER BY placed.slot, placed.wanted DESC, placed.place
"""
