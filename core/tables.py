"""What tables share: the columns of every row and the spelling of constraints. Imports nothing of ours but `core`.

Packages name each other's tables in foreign keys by string (`voguevault.outfits.id`), so that no import runs upward.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Uuid, func
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import uuid7

SHA256_HEX = "^[0-9a-f]{64}$"
CURRENCY = "^[A-Z]{3}$"
CENTS = 10**12
"""The largest amount a column of money may hold, as in `core.money.MinorUnits`."""

Timestamp = DateTime(timezone=True)


class Stamped:
    """When a row was made and last changed.

    The clock of `updated_at` is Python's in the ORM, since a server-side one would expire the attribute at each flush;
    for SQL written by hand a trigger keeps it (`voguevault.touch_updated_at`).
    """

    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now(), sort_order=1000)
    updated_at: Mapped[datetime] = mapped_column(
        Timestamp, server_default=func.now(), onupdate=lambda: datetime.now(UTC), sort_order=1001
    )


class Identified(Stamped):
    """A stamped row known by a UUID version 7 that the application makes."""

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7, sort_order=-1)


def one_of(column: str, values: Sequence[str]) -> CheckConstraint:
    """A check named after `column` that it holds one of `values`; NULL passes, as in every check.

    Text with a check and not an enumeration type: values can then be added and taken away in a transaction.
    """
    return CheckConstraint(f"{column} IN ({_quoted(values)})", name=column)


def all_of(column: str, values: Sequence[str]) -> CheckConstraint:
    """A check named after the text array `column` that it holds nothing but `values`."""
    return CheckConstraint(f"{column} <@ ARRAY[{_quoted(values)}]::text[]", name=column)


def matches(column: str, pattern: str) -> CheckConstraint:
    """A check named after `column` that it matches a POSIX regular expression."""
    return CheckConstraint(f"{column} ~ '{pattern}'", name=column)


def between(column: str, low: float, high: float) -> CheckConstraint:
    """A check named after `column` that it lies from `low` to `high`, both allowed; NaN sorts above all, and is not."""
    return CheckConstraint(f"{column} BETWEEN {low} AND {high}", name=column)


def not_negative(column: str) -> CheckConstraint:
    """A check named after `column` that it is 0 or more."""
    return CheckConstraint(f"{column} >= 0", name=column)


def json_object(column: str) -> CheckConstraint:
    """A check named after `column` that its JSON is an object; NULL passes."""
    return CheckConstraint(f"jsonb_typeof({column}) = 'object'", name=column)


def json_array(column: str) -> CheckConstraint:
    """A check named after `column` that its JSON is an array; NULL passes."""
    return CheckConstraint(f"jsonb_typeof({column}) = 'array'", name=column)


def rule(name: str, condition: str) -> CheckConstraint:
    """A check over several columns, named `ck_<table>_<name>`."""
    return CheckConstraint(condition, name=name)


def _quoted(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)
