"""Many who want the same few units, through two real server processes: `aurora bench buyers` for one round of each bag.

The command does fifty rounds of two hundred buyers (docs/checkout.md has what came of it); this is the fast selection.
"""

from pathlib import Path

import pytest

from aurora.bench.buyers import KINDS, Kind, Outcome, Rush, rush
from commerce.invariants import Broken
from core.db import Sessions

pytestmark = [pytest.mark.anyio, pytest.mark.commits]


@pytest.mark.slow
async def test_buyers_at_once_through_two_servers_get_exactly_what_there_is(
    database_url: str, redis_url: str, sessions: Sessions, tmp_path: Path
) -> None:
    asked = Rush(rounds=1, buyers=50, units=8, servers=2)

    found = await rush(asked, database_url=database_url, redis_url=redis_url, data_dir=tmp_path, say=lambda _: None)

    assert [(one.orders, one.oversold, one.broken) for one in found] == [((8,), 0, ()), ((8,), 0, ()), ((4,), 0, ())]
    assert [one.answers for one in found] == [
        {"201": 8, "409 out_of_stock": 42}, {"201": 8, "409 out_of_stock": 42}, {"201": 4, "409 out_of_stock": 46},
    ]  # fmt: skip
    assert all(one.holds for one in found)


def outcome(**figures: object) -> Outcome:
    held = {
        "kind": "a bag", "expected": 8, "orders": (8, 8), "oversold": 0, "answers": {"201": 16}, "broken": (),
        "seconds": 1.0,
    }  # fmt: skip
    return Outcome(**{**held, **figures})  # type: ignore[arg-type]


def test_a_round_that_sold_less_an_answer_that_is_another_and_a_broken_invariant_are_failures() -> None:
    assert outcome().holds
    assert not outcome(orders=(8, 7)).holds
    assert not outcome(orders=(8, 9), oversold=1).holds
    assert not outcome(answers={"201": 15, "500 internal_error": 1}).holds
    assert not outcome(broken=(Broken("an invariant", "a row", "1", "2"),)).holds


@pytest.mark.parametrize(("kind", "sold"), [(KINDS[0], 20), (KINDS[1], 20), (KINDS[2], 10)])
def test_of_twenty_units_each_bag_can_be_sold_so_often(kind: Kind, sold: int) -> None:
    assert kind.sold(20) == sold
