"""Experiments: who is in which arm, what is refused, what switches one off, and what a turn records of it."""

from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from scipy import stats
from sqlalchemy import select

from aurora.app import create_app
from aurora.experiments import Arm, Experiment, Plan, assign, assigned, load
from aurora.experiments.watching import Experiments
from aurora.models import Interaction, OutfitItemRow, OutfitRow, Turn
from aurora.weights import shipped
from core.db import database
from core.embedded import Servers
from core.errors import InvalidInput
from core.ids import uuid7
from core.settings import Settings
from tests.app_server import served
from tests.aurora.talk import say

SHOPPERS = [UUID(int=n) for n in range(8_000)]
SPLIT = {"a": Arm(), "b": Arm()}
HALVES = Experiment(name="halves", layer=(0.0, 1.0), arms=SPLIT)
FILE = """
[experiments.priced]
layer = [0.0, 1.0]
[experiments.priced.arms.shipped]
fraction = {shipped}
[experiments.priced.arms.priced]
fraction = {priced}
features = {{ price = 9.0 }}
"""


def _counts(experiment: Experiment) -> dict[str | None, int]:
    found = [assign(experiment, shopper) for shopper in SHOPPERS]
    return {arm: found.count(arm) for arm in (*experiment.arms, None)}


@pytest.mark.parametrize("weights", [(1.0, 1.0), (3.0, 1.0), (1.0, 2.0, 5.0)])
def test_arms_are_dealt_by_their_weights(weights: tuple[float, ...]) -> None:
    arms = {f"arm {n}": Arm(weight=weight) for n, weight in enumerate(weights)}
    counts = _counts(Experiment(name="uneven", layer=(0.0, 1.0), arms=arms))
    assert counts.pop(None) == 0
    wanted = [weight / sum(weights) * len(SHOPPERS) for weight in weights]
    assert stats.chisquare(list(counts.values()), wanted).pvalue > 0.001


def test_a_shopper_stays_in_their_arm() -> None:
    """Written down: another release, another server and another day must deal the same."""
    dealt = "".join(assign(HALVES, UUID(int=n)) or "-" for n in range(24))
    assert dealt == "bbabaaaaabbbaaabababaaba"


def test_arms_of_two_experiments_on_the_same_shoppers_are_independent() -> None:
    other = msgspec.structs.replace(HALVES, name="the one after")
    pairs = [(assign(HALVES, shopper), assign(other, shopper)) for shopper in SHOPPERS]
    table = [[pairs.count((one, two)) for two in "ab"] for one in "ab"]
    assert stats.chi2_contingency(table).pvalue > 0.001


def test_the_arm_is_independent_of_the_place_in_the_layer() -> None:
    early = _counts(msgspec.structs.replace(HALVES, layer=(0.0, 0.2)))
    assert stats.binomtest(early["a"], early["a"] + early["b"]).pvalue > 0.001


def test_ramping_up_moves_nobody_who_was_in() -> None:
    ramps = [
        msgspec.structs.replace(HALVES, layer=(0.0, end), arms={name: Arm(fraction=fraction) for name in SPLIT})
        for end, fraction in ((0.1, 0.5), (0.4, 0.5), (0.4, 1.0), (1.0, 1.0))
    ]
    for before, after in pairwise(ramps):
        was = {shopper: arm for shopper in SHOPPERS if (arm := assign(before, shopper))}
        now = {shopper: arm for shopper in SHOPPERS if (arm := assign(after, shopper))}
        assert was.items() < now.items()


def test_an_arm_of_fraction_nothing_leaves_its_shoppers_as_shipped_and_moves_no_others() -> None:
    off = msgspec.structs.replace(HALVES, arms={"a": Arm(), "b": Arm(fraction=0)})
    for shopper in SHOPPERS:
        was = assign(HALVES, shopper)
        assert assign(off, shopper) == (was if was == "a" else None)


def test_nobody_is_in_two_experiments_and_the_held_out_are_in_none() -> None:
    layers = {"first": (0.0, 0.3), "second": (0.3, 1.0)}
    both = tuple(Experiment(name=name, layer=layer, arms=SPLIT) for name, layer in layers.items())
    weights = {(one.name, arm): shipped() for one in both for arm in one.arms}
    whole, held = Plan(0.0, both, weights), Plan(0.1, both, weights)
    for shopper in SHOPPERS:
        assert sum(assign(one, shopper) is not None for one in both) == 1
    outside = [shopper for shopper in SHOPPERS if assigned(held, shopper) is None]
    assert len(outside) / len(SHOPPERS) == pytest.approx(0.1, abs=0.012)
    assert all(assigned(held, s) == assigned(whole, s) for s in set(SHOPPERS) - set(outside))


def _written(path: Path, *, shipped: float = 1.0, priced: float = 1.0) -> Path:
    path.write_text(FILE.format(shipped=shipped, priced=priced))
    return path


def test_an_arm_names_what_differs_and_the_rest_is_as_shipped(tmp_path: Path) -> None:
    plan = load(_written(tmp_path / "e.toml"))
    assert plan.weights["priced", "shipped"] is shipped()
    varied = plan.weights["priced", "priced"]
    assert varied.features == {**shipped().features, "price": 9.0}
    assert varied.version == f"{shipped().version} as priced/priced"


def test_an_arm_may_name_a_file_of_weights_beside_the_definitions(tmp_path: Path) -> None:
    mine = msgspec.structs.replace(shipped(), version="mine", intercept=0.5)
    (tmp_path / "mine.json").write_bytes(msgspec.json.encode(mine))
    told = 'layer = [0, 1]\narms = { a = {}, b = { weights = "mine.json" } }'
    (tmp_path / "e.toml").write_text(f"[experiments.mine]\n{told}\n")
    assert load(tmp_path / "e.toml").weights["mine", "b"] == mine


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("[experiments.a]\nlayer = [0, 1]\narms = { a = {} }", "length >= 2"),
        ("[experiments.a]\nlayer = [0.6, 0.5]\narms = { a = {}, b = {} }", "ends before it begins"),
        ("[experiments.a]\nlayer = [0, 1]\narms = { a = {}, b = { features = { charm = 1 } } }", "no feature 'charm'"),
        ("[experiments.a]\nlayer = [0, 1]\narms = { a = {}, b = { weights = 'gone.json' } }", "gone.json"),
        ("[experiments.a]\nlayer = [0, 1]\narms = { a = {}, b = { fraction = 2 } }", "<= 1"),
        (
            "[experiments.a]\nlayer = [0, 0.6]\narms = { a = {}, b = {} }\n"
            "[experiments.b]\nlayer = [0.5, 1]\narms = { a = {}, b = {} }",
            "'a' and 'b' share shoppers",
        ),
    ],
)
def test_a_wrong_definition_is_refused_with_what_is_wrong(tmp_path: Path, told: str, said: str) -> None:
    path = tmp_path / "e.toml"
    path.write_text(told)
    with pytest.raises(InvalidInput, match=said):
        load(path)
    with pytest.raises(InvalidInput, match=said):
        Experiments(path)


def test_a_file_that_is_removed_or_breaks_while_the_shop_is_open_leaves_all_as_shipped(tmp_path: Path) -> None:
    path = _written(tmp_path / "e.toml")
    running = Experiments(path)
    first = running.of(SHOPPERS[0])
    path.unlink()
    assert (first is not None, running.of(SHOPPERS[0])) == (True, None)
    _written(path)
    assert running.of(SHOPPERS[0]) == first
    path.write_text("what?")
    assert running.of(SHOPPERS[0]) is None
    assert Experiments(None).of(SHOPPERS[0]) is None


# ── in the shop ────────────────────────────────────────────────────────────────────────────────────────────────────

OPENER = "an outfit for a summer wedding, women, under 400 dollars"


@pytest.fixture
def definitions(tmp_path: Path) -> Path:
    return _written(tmp_path / "experiments.toml", shipped=0.0)


@pytest.fixture
async def priced(shop_url: str, servers: Servers, shop_settings: Settings, definitions: Path) -> AsyncIterator[str]:
    """A shop in which half the shoppers are in an arm, and the rest in none."""
    settings = msgspec.structs.replace(shop_settings, experiments=definitions)
    async with served(create_app(settings, database_url=shop_url, redis_url=servers.redis_url)) as base_url:
        yield base_url


async def _recorded(url: str, reply: dict[str, Any]) -> tuple[dict[str, str], list[Interaction]]:
    id = UUID(reply["message_id"])
    async with database(url) as sessions, sessions() as session:
        turn = await session.get_one(Turn, id)
        query = select(Interaction).where(Interaction.turn_id == id).order_by(Interaction.occurred_at)
        return turn.versions, list(await session.scalars(query))


Talk = tuple[dict[str, str], list[Interaction], list[Interaction]]


async def _talk(base_url: str, url: str) -> Talk:
    """A new shopper asks, sees and likes a look, and says thanks: what is kept of the first turn, and of the last."""
    async with httpx.AsyncClient(base_url=base_url, timeout=30) as client:
        reply = await say(client, OPENER)
        look = reply["outfits"][0]["outfit_id"]
        seen = {"seen": [{"event_id": str(uuid7()), "outfit_id": look}]}
        assert (await client.post("/api/aurora/impressions", json=seen)).json() == {"noted": 1}
        liked = await client.post("/api/aurora/feedback", json={"verdict": "like", "outfit_id": look})
        assert liked.status_code == 201
        thanks = await say(client, "thank you", reply["conversation_id"])
        versions, rows = await _recorded(url, reply)
        return versions, rows, (await _recorded(url, thanks))[1]


async def _price_weights(url: str, turn_id: UUID | None) -> set[float]:
    """What the price weighed in the scores of the pieces that a turn showed."""
    query = select(OutfitItemRow).join(OutfitRow, OutfitRow.id == OutfitItemRow.outfit_id)
    async with database(url) as sessions, sessions() as session:
        pieces = await session.scalars(query.where(OutfitRow.turn_id == turn_id))
        return {round(piece.terms["price"] / piece.features["price"], 6) for piece in pieces if piece.features["price"]}


@pytest.mark.anyio
@pytest.mark.commits
async def test_the_arm_is_recorded_with_the_turn_the_exposure_and_all_that_follows(
    priced: str, shop_url: str, definitions: Path
) -> None:
    inside: list[Talk] = []
    outside: list[Talk] = []
    while not (inside and outside):  # which half a new visitor is in cannot be chosen
        talk = await _talk(priced, shop_url)
        (inside if "arm" in talk[0] else outside).append(talk)
    for versions, rows, later in inside:
        assert (versions["experiment"], versions["arm"]) == ("priced", "priced")
        assert versions["weights"] == f"{shipped().version} as priced/priced"
        assert [row.kind for row in rows] == ["page_event", "impression", "like"]
        assert {(row.experiment, row.arm) for row in rows} == {("priced", "priced")}
        assert await _price_weights(shop_url, rows[0].turn_id) == {9.0}
        assert later == [], "a turn that made no look exposes nobody"
    for versions, rows, _ in outside:
        assert versions["weights"] == shipped().version
        assert await _price_weights(shop_url, rows[0].turn_id) == {round(shipped().features["price"], 6)}
        assert {(row.kind, row.arm) for row in rows} == {("impression", None), ("like", None)}

    definitions.unlink()  # noqa: ASYNC240 - a test
    versions, rows, _ = await _talk(priced, shop_url)
    assert "arm" not in versions
    assert {row.arm for row in rows} == {None}
