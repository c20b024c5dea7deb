"""How many go from one step to the next: impression → click → try-on → cart → purchase → return, by a dimension.

A shopper who likes to click clicks often, so the share of impressions that are clicked is a ratio of sums over
shoppers, with the interval that this has (delta method; Deng, Knoblich & Lu, KDD 2018). Everything it needs is sums
over shoppers: they are worked out part by part, and added up.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from core.errors import InvalidInput
from evals.logs.parquet import DIMENSIONS, STEPS, Connection, parts, reading, table

Z = 1.959964
ALL = "all"


class Sums(msgspec.Struct, frozen=True):
    """Over the shoppers of a group: how many there are, and sums, squares and products of what each did by step."""

    shoppers: int
    totals: tuple[int, ...]
    """(steps,)"""
    squares: tuple[int, ...]
    products: tuple[int, ...]
    """(steps − 1,) of each step with the one before it."""
    value: int
    """Minor units of what was bought."""

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.shoppers + other.shoppers,
            _added(self.totals, other.totals), _added(self.squares, other.squares),
            _added(self.products, other.products), self.value + other.value,
        )  # fmt: skip


class Share(msgspec.Struct, frozen=True):
    """Of those at the step before, how many came to this one; None where nobody was there."""

    value: float | None
    low: float | None
    high: float | None
    of: int


class Step(msgspec.Struct, frozen=True):
    name: str
    count: int
    share: Share


class Row(msgspec.Struct, frozen=True):
    """The funnel of one group."""

    group: str
    shoppers: int
    steps: tuple[Step, ...]
    value: int


Grouped = Mapping[str, Sums]


def funnel(
    folder: Path, by: str | None = None, *, memory_mb: int = 1024, scratch: Path | None = None,
    advance: Callable[[int], None] = lambda n: None,
) -> list[Row]:  # fmt: skip
    """The funnels of every value of a dimension, or of all together, most impressions first.

    One part is read at a time, in at most so much memory. InvalidInput names the dimensions that there are.
    """
    found: list[Grouped] = []
    with reading(memory_mb, scratch or folder / ".scratch") as connection:
        for files in parts(folder):
            found.append(sums(connection, files, by))
            advance(1)
    return rows(added(found))


def sums(connection: Connection, files: Sequence[Path], by: str | None) -> Grouped:
    """Group → sums over the shoppers of some files, which hold all events of each of them."""
    return of_rows(connection.execute(sql(table(list(files)), by)).fetchall())


def added(parts_of: Iterable[Grouped]) -> dict[str, Sums]:
    """The groups of many parts as one."""
    total: dict[str, Sums] = {}
    for grouped in parts_of:
        for group, one in grouped.items():
            total[group] = total[group] + one if group in total else one
    return total


def rows(grouped: Grouped) -> list[Row]:
    made = [
        Row(group, one.shoppers, tuple(_step(one, n) for n in range(len(STEPS))), one.value)
        for group, one in grouped.items()
    ]
    return sorted(made, key=lambda row: (-row.steps[0].count, row.group))


def _step(one: Sums, n: int) -> Step:
    if n == 0:
        return Step(STEPS[0], one.totals[0], Share(None, None, None, 0))
    return Step(STEPS[n], one.totals[n], _share(one, n))


def _share(one: Sums, n: int) -> Share:
    """The ratio of two steps' totals with its interval by the delta method, shoppers as the units."""
    below, above = one.totals[n - 1], one.totals[n]
    if below == 0:
        return Share(None, None, None, 0)
    ratio = above / below
    spread = one.squares[n] - 2 * ratio * one.products[n - 1] + ratio**2 * one.squares[n - 1]
    correction = one.shoppers / (one.shoppers - 1) if one.shoppers > 1 else 1.0
    half = Z * math.sqrt(max(0.0, spread * correction)) / below
    return Share(ratio, max(0.0, ratio - half), ratio + half, below)


def sql(source: str, by: str | None) -> str:
    """The sums of a table of events, in SQL that DuckDB and PostgreSQL both speak. InvalidInput as above."""
    if by is not None and by not in DIMENSIONS:
        raise InvalidInput(f"--by {by}: a log has {', '.join(DIMENSIONS)}.")
    column = "occurred_at::date" if by == "day" else by
    group = f"'{ALL}'" if by is None else f"coalesce(CAST({column} AS VARCHAR), '–')"
    counts = ", ".join(f"count(*) FILTER (WHERE kind = '{name}') AS s{n}" for n, name in enumerate(STEPS))
    steps = range(len(STEPS))
    outer = [
        "count(*)", *(f"sum(s{n})" for n in steps), *(f"sum(s{n} * s{n})" for n in steps),
        *(f"sum(s{n - 1} * s{n})" for n in steps[1:]), "sum(paid)",
    ]  # fmt: skip
    return f"""
        SELECT grp, {", ".join(outer)} FROM (
          SELECT {group} AS grp, shopper, {counts}, coalesce(sum(value) FILTER (WHERE kind = 'purchase'), 0) AS paid
          FROM {source} AS events GROUP BY 1, 2) AS each_shopper
        GROUP BY grp"""  # noqa: S608 — the names are ours, the dimension is one of DIMENSIONS


def of_rows(answer: Iterable[Sequence[Any]]) -> dict[str, Sums]:
    """Group → sums, from the rows of `sql`."""
    return {str(row[0]): _sums(row[1:]) for row in answer}


def _sums(row: Sequence[Any]) -> Sums:
    k, numbers = len(STEPS), tuple(int(value) for value in row)
    return Sums(numbers[0], numbers[1 : 1 + k], numbers[1 + k : 1 + 2 * k], numbers[1 + 2 * k : 3 * k], numbers[3 * k])


def _added(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(x + y for x, y in zip(a, b, strict=True))
