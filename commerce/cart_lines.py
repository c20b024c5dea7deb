"""What is put into a bag, and what was put there: plain data."""

from uuid import UUID

import msgspec


class NewLine(msgspec.Struct, frozen=True):
    """So many of a variant, and the look that put it there."""

    variant_id: UUID
    quantity: int = 1
    outfit_id: UUID | None = None


class Placed(msgspec.Struct, frozen=True):
    """Of a variant: how many were put in at once, and how many there were then."""

    variant_id: UUID
    added: int
    after: int
