"""A SIMULATED log of any size, plainly labelled: for measuring how the floor copes, never for learning anything of
people.

Shoppers open turns, see a look's pieces in places, and click, try on, take, buy and send back with chances that
depend on the place, the occasion and the arm of an experiment. Every draw is a hash of what it is for, so that a log
follows from its size and seed alone.
"""

from collections.abc import Callable
from pathlib import Path

from evals.logs.parquet import PARTS, Connection, reading, table

EACH = 40
"""Impressions of a shopper, about."""
EVENTS_PER_IMPRESSION = 1.1463
CLICK, TRY, CART, BUY, BACK = 0.12, 0.30, 0.25, 0.35, 0.18
ARM_B_LIFT = 1.05
"""How much oftener arm B is clicked: the truth that a report has to find."""
NOTE = "SIMULATED. No shopper did any of this.\n"

# u(x): a uniform number in [0, 1) that follows from its argument.
_IMPRESSIONS = """
CREATE OR REPLACE TEMP MACRO u(x) AS (hash(x) % 1000003) / 1000003.0;
CREATE OR REPLACE TEMP TABLE seen AS
SELECT i, s AS shopper, {part}::UBIGINT * 1000000000 + i // 6 AS turn, (i % 6 + 1)::UTINYINT AS position,
  list_extract(['top', 'bottom', 'shoes', 'outerwear', 'bag', 'accessory'], (i % 6 + 1)::INT) AS slot,
  list_extract(['work', 'party', 'wedding_guest', 'everyday', 'travel'],
    (1 + hash((s, 'o', {seed})) % 5)::INT) AS occasion,
  list_extract(['women', 'men', 'unisex'], (1 + hash((s, 'd', {seed})) % 3)::INT) AS department,
  list_extract(['en', 'en', 'en', 'de', 'fr', 'es'], (1 + hash((s, 'l', {seed})) % 6)::INT) AS language,
  CASE WHEN u((s, 'arm', {seed})) < 0.5 THEN 'a' ELSE 'b' END AS arm,
  (hash((i, 'p', {seed}, {part})) % 100000)::UINTEGER AS product,
  (0.02 + 0.96 * u((i, 'q', {seed}, {part})))::FLOAT AS propensity,
  TIMESTAMP '2026-01-01' + to_seconds((u((i // 6, 't', {seed}, {part})) * 7776000)::BIGINT) AS moment,
  0.5 + u((s, 'keen', {seed})) AS keen
FROM (SELECT range AS i, {part}::UBIGINT + {parts} * (range // {each}) AS s FROM range({impressions}));
"""
_EVENTS = """
COPY (
  WITH clicked AS (SELECT *, u((i, 'c', {seed}, {part})) < {click} * keen * 1.5 / (1 + 0.25 * position)
      * (CASE arm WHEN 'b' THEN {lift} ELSE 1 END) AS c FROM seen),
  tried AS (SELECT *, u((i, 'y', {seed}, {part})) < {tries} AS y FROM clicked WHERE c),
  taken AS (SELECT *, u((i, 'k', {seed}, {part})) < {cart} AS k FROM tried WHERE y),
  bought AS (SELECT *, u((i, 'b', {seed}, {part})) < {buy} AS b, 1500 + (u((product, 'price')) * 15000)::BIGINT AS paid
    FROM taken WHERE k),
  events AS (
    SELECT *, 'impression' AS kind, 0 AS later, NULL::BIGINT AS paid FROM seen
    UNION ALL BY NAME SELECT * EXCLUDE (c), 'click' AS kind, 5 AS later, NULL::BIGINT AS paid FROM clicked WHERE c
    UNION ALL BY NAME SELECT * EXCLUDE (c, y), 'try_on' AS kind, 20 AS later, NULL::BIGINT AS paid FROM tried WHERE y
    UNION ALL BY NAME SELECT * EXCLUDE (c, y, k), 'cart_add' AS kind, 60 AS later, NULL::BIGINT AS paid
      FROM taken WHERE k
    UNION ALL BY NAME SELECT * EXCLUDE (c, y, k, b), 'purchase' AS kind, 600 AS later FROM bought WHERE b
    UNION ALL BY NAME SELECT * EXCLUDE (c, y, k, b), 'return' AS kind, 800000 AS later FROM bought
      WHERE b AND u((i, 'r', {seed}, {part})) < {back})
  SELECT moment + to_seconds(later) AS occurred_at, kind, shopper, turn, product, position, propensity, occasion, slot,
    department, language, 'simulated' AS experiment, arm, paid AS value
  FROM events
) TO '{file}' (FORMAT parquet, COMPRESSION zstd)
"""


def generate(
    folder: Path, events: int, *, seed: int = 1, memory_mb: int = 1024, advance: Callable[[int], None] = lambda n: None
) -> int:
    """Writes about so many simulated events under `folder`; how many they became. One part at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README").write_text(NOTE)
    impressions = max(6, round(events / EVENTS_PER_IMPRESSION / PARTS / 6) * 6)
    written = 0
    with reading(memory_mb, folder / ".scratch") as connection:
        for part in range(PARTS):
            written += _part(connection, folder, part, impressions, seed)
            advance(1)
    return written


def _part(connection: Connection, folder: Path, part: int, impressions: int, seed: int) -> int:
    place = folder / f"part={part:02}"
    place.mkdir(exist_ok=True)
    file = place / "0.parquet"
    connection.execute(_IMPRESSIONS.format(part=part, parts=PARTS, each=EACH, impressions=impressions, seed=seed))
    connection.execute(_EVENTS.format(
        part=part, seed=seed, file=str(file).replace("'", "''"),
        click=CLICK, tries=TRY, cart=CART, buy=BUY, back=BACK, lift=ARM_B_LIFT,
    ))  # fmt: skip
    counted = connection.execute(f"SELECT count(*) FROM {table([file])}").fetchone()  # noqa: S608 — a path of ours
    return int(counted[0]) if counted else 0
