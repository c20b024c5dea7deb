"""Where a page ended, as an opaque word that says nothing to its holder and is refused where it is not ours."""

import base64
import binascii
from uuid import UUID

import msgspec

from core.errors import FieldError, InvalidInput


class Cursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The order, and the key and id of the last product that was shown."""

    order: str
    key: float
    id: UUID


def written(cursor: Cursor) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def read(word: str, *, order: str) -> Cursor:
    """The cursor that `written` made in this order. Raises InvalidInput."""
    try:
        raw = base64.urlsafe_b64decode(word.encode() + b"=" * (-len(word) % 4))
        cursor = msgspec.json.decode(raw, type=Cursor)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise _refused("Take it from `next_cursor` of the page before, or leave it out for the first page.") from None
    if cursor.order != order:
        raise _refused(f"It belongs to sort={cursor.order}. Leave it out to begin again in this order.")
    return cursor


def _refused(detail: str) -> InvalidInput:
    return InvalidInput(f"cursor: {detail}", errors=(FieldError("cursor", detail),))
