"""CSV and TSV feeds: what encoding and delimiter a file has, and its rows one by one."""

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from commerce.feed.record import BadRow, FeedError, Format, Record, Source, field_name, guess_format

# A longer field means a quote that was never closed; without a limit it would swallow the rest of the file.
FIELD_LIMIT = 1 << 20
_CHUNK = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def sniff(path: Path, format: Format | None) -> Source:
    """What the file is. Raises FeedError where it is empty, missing or of no format that is read."""
    if not path.is_file():
        raise FeedError(f"{path} is not a file.")
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(65536)
        if not head.strip():
            raise FeedError(f"{path.name} is empty.")
        chosen = format or guess_format(path, head)
        if chosen is None:
            raise FeedError(f"The format of {path.name} cannot be told from its name or content; say it with --format.")
        encoding, notes = ("xml", ()) if chosen == "xml" else _encoding(file, head, path.name)
    delimiter = _delimiter(head.decode("utf-8" if encoding == "xml" else encoding, "replace"), chosen)
    return Source(path, chosen, encoding, size, delimiter, notes)


def rows(file: BinaryIO, source: Source) -> Iterator[Record | BadRow]:
    """The data rows of a delimited file; the header is row 1. Raises FeedError without a usable header."""
    csv.field_size_limit(FIELD_LIMIT)
    text = io.TextIOWrapper(file, encoding=source.encoding, errors="replace", newline="")
    reader = csv.reader(text, delimiter=source.delimiter)
    header = _header(next(reader, []), source.path.name)
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadRow(number, _broken(error, reader.line_num))
            continue
        if any(cells):
            yield _record(number, header, cells)


def checked(number: int, fields: dict[str, str]) -> Record | BadRow:
    """The record, or why its text cannot be stored: PostgreSQL takes no NUL, and � marks bytes that were no text."""
    for name, value in fields.items():
        if "\x00" in value:
            return BadRow(number, f"`{name}` holds a NUL byte")
        if "�" in value:
            return BadRow(number, f"`{name}` holds bytes that are not text in the file's encoding")
    return Record(number, fields)


def _record(number: int, header: list[str], cells: list[str]) -> Record | BadRow:
    if len(cells) < len(header):
        return BadRow(number, f"has {len(cells)} fields where the header has {len(header)}")
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        return BadRow(number, f"has {len(cells)} fields where the header has {len(header)}; is a delimiter unquoted?")
    return checked(number, {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name})


def _header(cells: list[str], name: str) -> list[str]:
    header = [field_name(cell) for cell in cells]
    twice = sorted({cell for cell in header if cell and header.count(cell) > 1})
    if len([cell for cell in header if cell]) < 2:
        raise FeedError(f"{name} has no header row with column names.")
    if twice:
        raise FeedError(f"{name} names a column twice: {', '.join(twice)}.")
    return header


def _broken(error: csv.Error, line: int) -> str:
    if "field larger" in str(error):
        return f"has a quote that is never closed (by line {line}); the lines it swallowed are lost"
    return f"is not well-formed: {error} (line {line})"


def _encoding(file: BinaryIO, head: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding, ()
    sides = head[1::2].count(0), head[::2].count(0)
    if max(sides) > len(head) / 5:
        guess = "utf-16-le" if sides[0] > sides[1] else "utf-16-be"
        return guess, (f"{name} has no byte-order mark and was read as {guess.upper()}.",)
    wrong = _first_wrong_byte(file)
    if wrong is None:
        return "utf-8", ()
    return "cp1252", (f"{name} is not UTF-8 (byte {wrong:,}) and was read as Windows-1252.",)


def _first_wrong_byte(file: BinaryIO) -> int | None:
    """Where the file stops being UTF-8, or None. Reads all of it: 0.3 s per 100 MB."""
    file.seek(0)
    decoder, done = codecs.getincrementaldecoder("utf-8")(), 0
    while chunk := file.read(_CHUNK):
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            return done + error.start
        done += len(chunk)
    return None


def _delimiter(head: str, format: Format) -> str:
    if format == "tsv":
        return "\t"
    line = next((line for line in head.lstrip("\ufeff").splitlines() if line.strip()), "")
    outside = "".join(line.split('"')[::2])
    return max(",;\t|", key=outside.count)
