"""JSON and JSON Lines feeds, one item at a time: an array of any length is never held whole."""

import codecs
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from commerce.feed.record import BadRow, FeedError, Record, Source, field_name
from commerce.feed.text_files import checked

ITEM_LIMIT = 4 << 20
"""Characters of one item. A larger one means brackets that do not close."""
_CHUNK = 1 << 18
_MARKS = re.compile(r'[\[\]{}]|"(?:[^"\\]|\\.)*"?', re.DOTALL)


def lines(file: BinaryIO, source: Source) -> Iterator[Record | BadRow]:
    """One record a line; the number is the line's. Blank lines are passed over."""
    decode = codecs.getdecoder(source.encoding)
    for number, line in enumerate(file, start=1):
        text = decode(line, "replace")[0].strip().lstrip("\ufeff")
        if text:
            yield _record(number, text)


def items(file: BinaryIO, source: Source) -> Iterator[Record | BadRow]:
    """The objects of the first array of objects: `[{…}]`, `{"items": [{…}]}`. Raises FeedError where there is none."""
    buffer = _Buffer(file, source.encoding)
    if not buffer.enter_array():
        raise FeedError(f"{source.path.name} holds no list of objects.")
    number = 0
    while (text := buffer.next_object(source.path.name)) is not None:
        number += 1
        yield _record(number, text)


class _Buffer:
    """The undecided end of the text: what was read and not yet given out."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._text = ""
        self._ended = False

    def enter_array(self) -> bool:
        """Goes behind the bracket of the first array whose first element is an object."""
        while True:
            found = re.search(r"\[\s*(?=\{)", self._text)
            if found:
                self._text = self._text[found.end() :]
                return True
            if not self._more():
                return False
            if len(self._text) > ITEM_LIMIT:
                return False

    def next_object(self, name: str) -> str | None:
        """The text of the next object, or None where the array ends. Raises FeedError where the text breaks off."""
        while True:
            start = re.match(r"[\s,]*", self._text)
            rest = self._text[start.end() :] if start else self._text
            if rest.startswith("]"):
                return None
            end = _end_of_value(rest)
            if end is not None:
                self._text = rest[end:]
                return rest[:end]
            if len(rest) > ITEM_LIMIT or not self._more():
                raise FeedError(f"{name} breaks off: an item's brackets or quotes do not close.")

    def _more(self) -> bool:
        if self._ended:
            return False
        chunk = self._file.read(_CHUNK)
        self._ended = not chunk
        self._text = (self._text + self._decoder.decode(chunk, final=not chunk)).lstrip("\ufeff")
        return True


def _end_of_value(text: str) -> int | None:
    """Where the first value ends, or None where more text is needed. Strings are skipped whole."""
    depth = 0
    for mark in _MARKS.finditer(text):
        token = mark.group()
        if token.startswith('"'):
            if len(token) == 1 or not token.endswith('"'):
                return None
        elif token in "[{":
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                return mark.end()
            if depth < 0:  # a bare value (number, string, null) before the array's own end
                return mark.start()
    return None


def _record(number: int, text: str) -> Record | BadRow:
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError) as error:
        return BadRow(number, f"is not valid JSON: {error}")
    if not isinstance(value, dict):
        return BadRow(number, f"is not an object but {_kind(value)}")
    return checked(number, {field_name(name): _text(part) for name, part in value.items() if part is not None})


def _kind(value: object) -> str:
    return {list: "a list", str: "a string", type(None): "null"}.get(type(value), "a number")


def _text(value: Any) -> str:
    """A JSON value as a cell: lists joined, `{"value": "59.00", "currency": "USD"}` as a price, the rest as JSON."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(_text(part) for part in value if part is not None)
    if isinstance(value, dict) and "value" in value and "currency" in value:
        return f"{value['value']} {value['currency']}"
    if isinstance(value, dict):
        return msgspec.json.encode(value).decode()
    return repr(value) if isinstance(value, float) else str(value)
