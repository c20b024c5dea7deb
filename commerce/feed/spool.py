"""Rows of a feed on disk, given back by product: memory stays bounded however the feed is ordered.

Every row goes through one temporary SQLite file, also where variants stand together: a row may follow its product
after half a million others, and an id may come twice; neither can be known before the end.
"""

import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from types import TracebackType

import msgspec

from commerce.feed.mapping import FeedRow

_PRAGMAS = (
    "journal_mode = OFF",
    "synchronous = OFF",
    "cache_size = -32768",
    "temp_store = FILE",
    "locking_mode = EXCLUSIVE",
)
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(FeedRow)


class Spool:
    """A context: `add` each row, then `groups` once."""

    def __init__(self) -> None:
        self._directory = tempfile.TemporaryDirectory(prefix="catalogue-")
        self._db = sqlite3.connect(Path(self._directory.name) / "rows.sqlite", isolation_level=None)
        for pragma in _PRAGMAS:
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute("CREATE TABLE feed (number INTEGER, sku TEXT UNIQUE, product TEXT, title INTEGER, body BLOB)")
        self._db.execute("BEGIN")

    def __enter__(self) -> "Spool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._db.close()
        self._directory.cleanup()

    def add(self, row: FeedRow) -> int | None:
        """None where the row was taken; the number of the earlier row where its id was there before."""
        title = zlib.crc32(row["title"].lower().encode("utf-8", "replace"))
        values = (row.number, row["id"], row.group, title, _encoder.encode(row))
        if self._db.execute("INSERT OR IGNORE INTO feed VALUES (?, ?, ?, ?, ?)", values).rowcount:
            return None
        return int(self._db.execute("SELECT number FROM feed WHERE sku = ?", (row["id"],)).fetchone()[0])

    def count(self) -> int:
        """How many products there are."""
        self._db.execute("CREATE INDEX IF NOT EXISTS by_product ON feed (product, number)")
        return int(self._db.execute("SELECT count(DISTINCT product) FROM feed").fetchone()[0])

    def namesakes(self) -> int:
        """How many products have the title of another one."""
        alike = "SELECT count(DISTINCT product) AS n FROM feed GROUP BY title HAVING n > 1"
        return int(self._db.execute(f"SELECT coalesce(sum(n), 0) FROM ({alike})").fetchone()[0])  # noqa: S608

    def groups(self) -> Iterator[tuple[FeedRow, ...]]:
        """The rows of each product, in the feed's order within it."""
        self._db.execute("CREATE INDEX IF NOT EXISTS by_product ON feed (product, number)")
        rows = self._db.execute("SELECT product, body FROM feed INDEXED BY by_product ORDER BY product, number")
        for _, members in groupby(rows, key=lambda row: str(row[0])):
            yield tuple(_decoder.decode(body) for _, body in members)
