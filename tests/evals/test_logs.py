"""Logs: a funnel by hand, sums that add up over parts, what a simulated log holds, what an export leaves behind."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import msgspec
import pytest
from click.testing import CliRunner

import migrations
from aurora.models import Interaction
from core.db import database
from core.errors import InvalidInput, NotFound
from evals.__main__ import main
from evals.logs import cluster, funnel, generated, shop
from evals.logs.funnel import Sums, added, rows
from evals.logs.parquet import COLUMNS, parts, table


def _ask(sql: str) -> list[tuple[Any, ...]]:
    return duckdb.connect().execute(sql).fetchall()


def _log(folder: Path, events: list[tuple[int, str, str, str, int | None]]) -> Path:
    """(part, kind, shopper, occasion, value) as a log."""
    for part in {event[0] for event in events}:
        place = folder / f"part={part:02}"
        place.mkdir(parents=True)
        values = ", ".join(
            f"(TIMESTAMP '2026-01-02', '{kind}', {shopper}, '{occasion}', {value if value is not None else 'NULL'})"
            for at, kind, shopper, occasion, value in events if at == part
        )  # fmt: skip
        missing = {"turn", "product", "position", "propensity", "slot", "department", "language", "experiment", "arm"}
        nulls = ", ".join(f"NULL::{COLUMNS[name]} AS {name}" for name in sorted(missing))
        _ask(
            f"COPY (SELECT *, {nulls} FROM (VALUES {values}) "  # noqa: S608
            f"AS v(occurred_at, kind, shopper, occasion, value)) TO '{place / '0.parquet'}'"
        )
    return folder


SEEN = [
    (0, "impression", "1", "work", None), (0, "impression", "1", "work", None), (0, "click", "1", "work", None),
    (0, "impression", "2", "party", None),
    (1, "impression", "3", "work", None), (1, "click", "3", "work", None), (1, "purchase", "3", "work", 500),
]  # fmt: skip


def test_a_funnel_by_hand(tmp_path: Path) -> None:
    (all_of_it,) = funnel.funnel(_log(tmp_path, SEEN))
    assert (all_of_it.shoppers, [step.count for step in all_of_it.steps]) == (3, [4, 2, 0, 0, 1, 0])
    click = all_of_it.steps[1].share
    # Shoppers click (1, 0, 1) of (2, 1, 1) impressions; the residuals from ½ are 0, −½, ½.
    half = 1.959964 * ((0.25 + 0.25) * 3 / 2) ** 0.5 / 4
    assert (click.value, click.of) == (0.5, 4)
    assert click.low == pytest.approx(0.5 - half)
    assert click.high == pytest.approx(0.5 + half)
    assert all_of_it.value == 500
    assert all_of_it.steps[3].share.value is None, "nobody tried anything on"


def test_by_a_dimension_the_largest_comes_first(tmp_path: Path) -> None:
    found = funnel.funnel(_log(tmp_path, SEEN), "occasion")
    assert [(row.group, row.steps[0].count) for row in found] == [("work", 3), ("party", 1)]


def test_what_has_no_value_is_a_group_of_its_own(tmp_path: Path) -> None:
    assert [row.group for row in funnel.funnel(_log(tmp_path, SEEN), "slot")] == ["–"]


def test_sums_of_parts_add_up_to_the_whole() -> None:
    one, two = Sums(1, (2, 1), (4, 1), (2,), 5), Sums(2, (3, 1), (5, 1), (2,), 7)
    assert added([{"a": one}, {"a": two, "b": one}]) == {"a": Sums(3, (5, 2), (9, 2), (4,), 12), "b": one}


def test_an_unknown_dimension_is_answered_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="a log has occasion, slot"):
        funnel.funnel(_log(tmp_path, SEEN), "shoe_size")


def test_a_folder_without_a_log_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="holds no part="):
        parts(tmp_path)


# ── a simulated log ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("log")
    generated.generate(folder, 60_000, seed=3)
    return folder


def test_a_simulated_log_says_so_and_has_about_as_many_events_as_asked(simulated: Path) -> None:
    assert (simulated / "README").read_text().startswith("SIMULATED")
    every = [path for files in parts(simulated) for path in files]
    ((count,),) = _ask("SELECT count(*) FROM " + table(every))  # noqa: S608
    assert count == pytest.approx(60_000, rel=0.1)


def test_no_shopper_is_in_two_parts(simulated: Path) -> None:
    seen: set[int] = set()
    for files in parts(simulated):
        here = {row[0] for row in _ask("SELECT DISTINCT shopper FROM " + table(files))}  # noqa: S608
        assert not here & seen
        seen |= here


def test_the_report_finds_what_was_put_in(simulated: Path) -> None:
    by_arm = {row.group: row.steps for row in funnel.funnel(simulated, "arm")}
    assert by_arm["b"][1].share.value is not None
    assert by_arm["a"][1].share.value is not None
    assert by_arm["b"][1].share.value > by_arm["a"][1].share.value
    (all_of_it,) = funnel.funnel(simulated)
    back = all_of_it.steps[5].share
    assert back.low is not None
    assert back.high is not None
    assert back.low <= generated.BACK <= back.high


def test_the_same_seed_makes_the_same_log_and_another_does_not(simulated: Path, tmp_path: Path) -> None:
    generated.generate(tmp_path / "same", 60_000, seed=3)
    generated.generate(tmp_path / "other", 60_000, seed=4)
    first, same, other = (funnel.funnel(folder) for folder in (simulated, tmp_path / "same", tmp_path / "other"))
    assert first == same
    assert first != other


def test_a_cluster_gives_the_same_to_the_last_digit(simulated: Path) -> None:
    pytest.importorskip("ray", reason="the extra `ray` is not installed")
    assert cluster.funnel(simulated, "arm", address="local", memory_mb=256) == funnel.funnel(simulated, "arm")


def test_the_command_prints_json_and_a_page(simulated: Path, tmp_path: Path) -> None:
    page = tmp_path / "funnel.html"
    arguments = ["funnel", "--parquet", str(simulated), "--by", "occasion", "--json", "--html", str(page)]
    found = CliRunner().invoke(main, arguments, catch_exceptions=False)
    read = msgspec.json.decode(found.stdout_bytes.splitlines()[-1], type=list[funnel.Row])
    assert [row.group for row in read] == [row.group for row in funnel.funnel(simulated, "occasion")]
    assert page.read_text().count('class="bar"') == 5 * 6
    lost = CliRunner().invoke(main, ["funnel", "--parquet", str(tmp_path / "nowhere")])
    assert (lost.exit_code, "holds no part=" in lost.output) == (1, True)


# ── the shop's own ─────────────────────────────────────────────────────────────────────────────────────────────────

ANNE, BEN = UUID(int=0xA), UUID(int=0xB)


async def _happened(url: str) -> None:
    month = datetime.now(UTC).replace(day=15)
    async with database(url) as sessions, sessions.begin() as session:
        for visitor, kind, consent in (
            (ANNE, "impression", ["analytics"]), (ANNE, "impression", ["analytics"]), (ANNE, "click", ["analytics"]),
            (BEN, "impression", []), (BEN, "click", ["personalisation"]),
        ):  # fmt: skip
            session.add(Interaction(
                occurred_at=month, kind=kind, visitor_id=visitor, object_kind="product", object_id=UUID(int=1),
                product_id=UUID(int=1), position=1, consent=consent,
            ))  # fmt: skip


def test_the_shops_events_are_counted_where_they_lie_and_only_the_agreed_ones_leave(
    empty_database_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "log"
    asyncio.run(_counted_and_exported(empty_database_url, folder))
    (left,) = funnel.funnel(folder)
    assert (left.shoppers, [step.count for step in left.steps]) == (1, [2, 1, 0, 0, 0, 0])
    content = b"".join(path.read_bytes() for path in folder.rglob("*.parquet"))
    assert str(ANNE).encode() not in content
    assert not list(folder.rglob("*.jsonl"))


async def _counted_and_exported(url: str, folder: Path) -> None:
    await migrations.upgrade(url)
    assert rows({}) == await shop.counted(url), "nothing has happened yet"
    await _happened(url)
    (everything,) = await shop.counted(url)
    assert (everything.shoppers, [step.count for step in everything.steps]) == (2, [3, 2, 0, 0, 0, 0])
    assert [row.group for row in await shop.counted(url, "day")] == [f"{datetime.now(UTC):%Y-%m}-15"]
    assert await shop.export(url, folder) == 3
