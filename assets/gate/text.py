"""The description's JSON, measured before anything parses it, and parsed so that every reader must agree on it."""

import json
import math
import re
from typing import Any

import msgspec
import numpy as np

from assets.gate.refusal import Refused, said
from assets.limits import Limits

__all__ = ["Parsed", "parse"]
_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
"""Possessive, and content with an unclosed string: linear in any text."""
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_UNSAFE = "__proto__"


class Parsed(msgspec.Struct, frozen=True):
    """The description as plain objects. cleaned: keys were dropped that some JavaScript takes for something else."""

    tree: dict[str, Any]
    cleaned: bool


def parse(text: bytes, limits: Limits) -> Parsed:
    """The object that `text` is. Numbers such as 3.0 are whole, as the Khronos validator reads them.

    Refused: more bytes, values or nesting than the limits; text that is not strict UTF-8 JSON; a key that stands twice
    in one object (readers choose differently); numbers that are not finite.
    """
    _measure(text, limits)
    if text.startswith(b"\xef\xbb\xbf"):
        raise Refused("json_text", "The description begins with a byte order mark. Save it as UTF-8 without one.")
    reading = _Reading()
    try:
        tree = json.loads(
            text.decode("utf-8"),
            object_pairs_hook=reading.pairs,
            parse_float=_number,
            parse_constant=_constant,
        )
    except UnicodeDecodeError:
        raise Refused("json_text", "The description is not UTF-8 text. Export the model again.") from None
    except json.JSONDecodeError as error:
        raise Refused(
            "json_text", f"The description is not valid JSON: {error.msg} at character {error.pos:,}. Export it again."
        ) from None
    except ValueError:  # a whole number of more than 4,300 digits
        raise Refused("json_number", "The description holds a number that cannot be held. Export it again.") from None
    if _SURROGATE.search(text) and not _encodable(tree):
        raise Refused("json_text", "The description holds half a character. Export the model again.")
    if not isinstance(tree, dict):
        raise Refused("json_shape", "The description is not a JSON object. Export the model again as glTF 2.0.")
    return Parsed(tree, reading.cleaned)


def _encodable(tree: Any) -> bool:
    try:
        json.dumps(tree, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _measure(text: bytes, limits: Limits) -> None:
    if len(text) > limits.json_bytes:
        size, most = len(text) // 2**20, limits.json_bytes // 2**20
        raise Refused("json_size", f"The description has {size:,} MiB; the limit is {most}. Keep data in .bin files.")
    marks = np.frombuffer(_STRINGS.sub(b"", text), np.uint8)
    opened, closed = np.isin(marks, (0x5B, 0x7B)), np.isin(marks, (0x5D, 0x7D))
    values = int(np.count_nonzero(marks == 0x2C)) + int(np.count_nonzero(opened)) + 1
    if values > limits.json_values:
        raise Refused(
            "json_size", f"The description has {values:,} values; the limit is {limits.json_values:,}. Join meshes."
        )
    steps = opened[opened | closed].astype(np.int32) * 2 - 1
    depth = int(np.cumsum(steps).max(initial=0))
    if depth > limits.json_depth:
        raise Refused(
            "json_depth",
            f"The description is nested {depth:,} deep; the limit is {limits.json_depth}. Export it again.",
        )


class _Reading:
    """What the parser calls for every object, and what it saw."""

    cleaned = False

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            seen: set[str] = set()
            twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
            raise Refused("json_duplicate", f"The key “{said(twice)}” stands twice in one object. Export it again.")
        if _UNSAFE in found:
            del found[_UNSAFE]
            self.cleaned = True
        return found


def _number(text: str) -> float | int:
    value = float(text)
    if not math.isfinite(value):
        raise Refused("json_number", f"The number {said(text, 24)} cannot be held. Export the model again.")
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _constant(text: str) -> float:
    raise Refused("json_number", f"The description holds {text}, which is not JSON. Export the model again.")
