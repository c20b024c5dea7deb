"""The shop's own events: counted where they lie, or taken out as Parquet under pseudonyms.

Counting gives sums over shoppers and nothing of any one of them, so all events count. Taking out is only of events
whose shopper agreed to analytics; a pseudonym is a keyed hash (HMAC-SHA-256, RFC 2104) whose key is drawn for the
export and thrown away, so that two exports cannot be joined and nobody can be looked up. What was said stays in the
shop.
"""

import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import text

from core.db import database
from evals.logs import funnel
from evals.logs.parquet import COLUMNS, PARTS, Connection, reading

BATCH = 20_000
_PSEUDONYMS = ("shopper", "turn", "product")

# A piece has its own slot; an event of a whole look has none and counts once, not once a piece.
_EVENTS = """
SELECT i.occurred_at, i.kind, coalesce(i.user_id, i.visitor_id) AS shopper, i.turn_id AS turn, i.product_id AS product,
  coalesce(i.position, p.position) AS position, coalesce(i.propensity, p.propensity) AS propensity,
  t.context ->> 'occasion' AS occasion, coalesce(p.slot, pr.slot) AS slot, t.context ->> 'department' AS department,
  c.locale AS language, i.experiment, i.arm, i.value
FROM voguevault.interactions i
LEFT JOIN voguevault.turns t ON t.id = i.turn_id
LEFT JOIN voguevault.conversations c ON c.id = t.conversation_id
LEFT JOIN voguevault.products pr ON pr.id = i.product_id
LEFT JOIN LATERAL (SELECT oi.slot, oi.position, oi.propensity FROM voguevault.outfit_items oi
  WHERE oi.outfit_id = i.outfit_id AND oi.product_id = i.product_id LIMIT 1) p ON true
"""
_AGREED = " WHERE 'analytics' = ANY(i.consent)"


async def counted(url: str, by: str | None = None) -> list[funnel.Row]:
    """The shop's funnels of every value of a dimension, or of all together."""
    async with database(url) as sessions, sessions() as session:
        answer = await session.execute(text(funnel.sql(f"({_EVENTS})", by).replace(":", r"\:")))
        return funnel.rows(funnel.of_rows([tuple(row) for row in answer]))


async def export(url: str, folder: Path, *, advance: Callable[[int], None] = lambda n: None) -> int:
    """Writes the events that were agreed to under `folder`, in parts of whole shoppers; how many there were."""
    key, written = secrets.token_bytes(32), 0
    async with database(url) as sessions:
        async for batch in _batches(sessions):
            _spill(folder, [_pseudonymous(row, key) for row in batch])
            written += len(batch)
            advance(len(batch))
    _pack(folder)
    return written


async def _batches(sessions: Any) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
    async with sessions() as session:
        stream = await session.stream(text(_EVENTS + _AGREED), execution_options={"yield_per": BATCH})
        async for rows in stream.mappings().partitions(BATCH):
            yield rows


def _pseudonymous(row: Mapping[str, Any], key: bytes) -> dict[str, Any]:
    def number(value: object, bits: int) -> int | None:
        if value is None:
            return None
        digest = hmac.digest(key, str(value).encode(), hashlib.sha256)
        return int.from_bytes(digest[: bits // 8])

    made = dict(row)
    made |= {"occurred_at": row["occurred_at"].strftime("%Y-%m-%d %H:%M:%S"), "shopper": number(row["shopper"], 64)}
    made |= {"turn": number(row["turn"], 64), "product": number(row["product"], 32)}
    return made


def _spill(folder: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Adds the rows to their parts' files of lines."""
    by_part: dict[int, list[bytes]] = {}
    for row in rows:
        by_part.setdefault(row["shopper"] % PARTS, []).append(msgspec.json.encode(row) + b"\n")
    for part, lines in by_part.items():
        place = folder / f"part={part:02}"
        place.mkdir(parents=True, exist_ok=True)
        with (place / "0.jsonl").open("ab") as file:
            file.write(b"".join(lines))


def _pack(folder: Path) -> None:
    """Turns the parts' lines into Parquet."""
    with reading(512, folder / ".scratch") as connection:
        for lines in sorted(folder.glob("part=*/*.jsonl")):
            _packed(connection, lines)


def _packed(connection: Connection, lines: Path) -> None:
    types = ", ".join(f"{name}: '{kind}'" for name, kind in COLUMNS.items())
    source, target = (str(path).replace("'", "''") for path in (lines, lines.with_suffix(".parquet")))
    read = f"read_json('{source}', format = 'newline_delimited', columns = {{{types}}})"
    chosen = f"SELECT {', '.join(COLUMNS)} FROM {read}"  # noqa: S608 — names and paths are ours
    connection.execute(f"COPY ({chosen}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
    lines.unlink()
