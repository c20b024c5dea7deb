"""What a feed is made of: the file's source, its records, its bad rows. The readers and the mapping meet here."""

import re
from pathlib import Path
from typing import Literal

import msgspec

from core.errors import Unprocessable

Format = Literal["csv", "tsv", "json", "jsonl", "xml"]
FORMATS: tuple[Format, ...] = ("csv", "tsv", "json", "jsonl", "xml")

_SUFFIXES: dict[str, Format] = {
    ".csv": "csv", ".txt": "csv", ".tsv": "tsv", ".tab": "tsv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".xml": "xml", ".rss": "xml", ".atom": "xml",
}  # fmt: skip


class FeedError(Unprocessable):
    """The file as a whole cannot be read as a feed."""

    code, title = "unreadable_feed", "The feed cannot be read"


class Record(msgspec.Struct, frozen=True):
    """One row as it stands in the file. A field that repeats is joined with `, `."""

    number: int
    fields: dict[str, str]


class BadRow(msgspec.Struct, frozen=True):
    """A row that cannot be used, and why, in a sentence without its number."""

    number: int
    reason: str


class Source(msgspec.Struct, frozen=True):
    """What a file was found to be. `notes` says what was assumed, in sentences for the report."""

    path: Path
    format: Format
    encoding: str
    size_bytes: int
    delimiter: str = ","
    notes: tuple[str, ...] = ()


def field_name(raw: str) -> str:
    """The one spelling of a column's name: lower case, underscores, without the feed's `g:` prefix."""
    return re.sub(r"[\s\-]+", "_", raw.strip().lower()).removeprefix("g:")


def guess_format(path: Path, head: bytes) -> Format | None:
    """The format by the file's name, or else by its first bytes; None where neither tells."""
    known = _SUFFIXES.get(path.suffix.lower())
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith((b"<?xml", b"<rss", b"<feed")):
        return "xml"
    if known == "json" and text.startswith(b"{") and re.match(rb"\{[^\n]*\}\s*\n\s*\{", text):
        return "jsonl"
    if known:
        return known
    return "json" if text.startswith((b"[", b"{")) else None
