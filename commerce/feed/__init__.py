"""A merchant feed as a stream of records, whatever its format: CSV, TSV, JSON, JSON Lines, RSS or Atom.

    Feed(path)            what the file is: format, encoding, delimiter, and what had to be assumed
     └─ records()         Record | BadRow, one at a time; memory is bounded by the largest single row

A field's name is normalised (`Image Link`, `g:image_link` → `image_link`), its value is text, stripped. Row numbers are
those a person would look for: in CSV and TSV the header is row 1, in JSON Lines it is the line, elsewhere the item's
place.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from commerce.feed import json_files as feed_json
from commerce.feed import text_files as feed_text
from commerce.feed import xml_files as feed_xml
from commerce.feed.record import BadRow, Format, Record

_READERS = {
    "csv": feed_text.rows, "tsv": feed_text.rows, "json": feed_json.items, "jsonl": feed_json.lines,
    "xml": feed_xml.items,
}  # fmt: skip


class Feed:
    """An open feed. `position` is how many bytes were read, for a progress bar over `source.size_bytes`."""

    def __init__(self, path: Path, *, format: Format | None = None) -> None:
        self.source = feed_text.sniff(path, format)
        self._file: BinaryIO | None = None

    @property
    def position(self) -> int:
        return self._file.tell() if self._file and not self._file.closed else 0

    def records(self) -> Iterator[Record | BadRow]:
        """Every row in file order. Raises FeedError where the rest cannot be read at all."""
        with self.source.path.open("rb") as self._file:
            yield from _READERS[self.source.format](self._file, self.source)
