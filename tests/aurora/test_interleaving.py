"""Team-draft interleaving: who picks, what is never shown twice, and that each look's arm goes with all done to it."""

import random
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from scipy import stats
from sqlalchemy import select

from aurora.app import create_app
from aurora.embedder import create as create_embedder
from aurora.experiments import INTERLEAVED, Arm, Assignment, Experiment, Plan, assign, assigned, load, subject
from aurora.experiments.drafting import Pick, draft, likeness
from aurora.models import Interaction, OutfitItemRow, OutfitRow, Turn
from aurora.pipeline import Stylist
from aurora.retrieval import Retriever
from aurora.types import Analysis, ConversationState, Look, Pool, Scored, TurnInput
from aurora.weights import shipped, varied
from core.db import database
from core.embedded import Servers
from core.errors import InvalidInput
from core.ids import uuid7
from core.settings import Settings
from tests.app_server import served
from tests.aurora.pools import candidate
from tests.aurora.talk import say

SAME = Experiment(name="both", layer=(0.0, 1.0), kind="interleave", arms={"a": Arm(), "b": Arm()})


def _same(one: str, other: str) -> bool:
    return one == other


def _drafted(first: str, second: str, count: int, seed: int) -> list[tuple[str, int]]:
    picks = draft(first, second, count, is_like=_same, chance=random.Random(seed))
    return [((first, second)[pick.team][pick.place], pick.team) for pick in picks]


def test_each_team_takes_the_best_of_its_own_that_is_not_there_yet() -> None:
    """Worked by hand: whichever coin comes up, a is first to take the shared x or b is; no third thing can happen."""
    found = {tuple(_drafted("xab", "xcd", 4, seed)) for seed in range(200)}
    assert found == {
        (("x", 0), ("c", 1), ("a", 0), ("d", 1)), (("x", 0), ("c", 1), ("d", 1), ("a", 0)),
        (("x", 1), ("a", 0), ("c", 1), ("b", 0)), (("x", 1), ("a", 0), ("b", 0), ("c", 1)),
    }  # fmt: skip


def test_in_every_place_either_team_stands_as_often() -> None:
    for place in range(3):
        teams = Counter(_drafted("abc", "def", 3, seed)[place][1] for seed in range(2_000))
        assert stats.binomtest(teams[0], 2_000).pvalue > 0.001


def test_equal_rankings_give_the_ranking_and_each_team_half_of_it() -> None:
    for seed in range(50):
        found = _drafted("abcd", "abcd", 4, seed)
        assert "".join(look for look, _ in found) == "abcd"
        assert [team for _, team in found].count(0) == 2


def test_a_team_that_has_nothing_new_left_lets_the_other_go_on() -> None:
    assert draft("x", "xyz", 3, is_like=_same, chance=random.Random(0))[-1] == Pick(1, 2)
    assert draft("", "", 3, is_like=_same, chance=random.Random(0)) == ()


def _look(*numbers: int) -> Look:
    pieces = tuple(Scored(candidate=candidate("shirt", number), score=0.5, terms={}, features={}) for number in numbers)
    return Look(pieces=pieces, total=1, overall=0.5, compatibility=0.5, profile=0.5, context=0.5)


def test_looks_stand_beside_each_other_when_they_are_as_far_apart_as_those_of_one_ranking() -> None:
    wide = likeness([_look(1, 2, 3), _look(1, 4, 5)], [_look(6, 7, 8)])
    assert wide(_look(1, 2, 3), _look(1, 2, 9))
    assert not wide(_look(1, 2, 3), _look(1, 8, 9))
    swapped = likeness([_look(1, 2, 3), _look(1, 2, 4)], [_look(1, 2, 5)])
    assert not swapped(_look(1, 2, 3), _look(1, 2, 5))
    assert swapped(_look(1, 2, 3), _look(3, 2, 1))
    single = likeness([_look(1)], [_look(2)])
    assert (single(_look(1), _look(1)), single(_look(1), _look(2))) == (True, False)


def test_every_shopper_of_the_layer_sees_both_and_the_smaller_fraction_counts() -> None:
    half = msgspec.structs.replace(SAME, arms={"a": Arm(), "b": Arm(fraction=0.5)})
    dealt = [assign(half, UUID(int=n)) for n in range(2_000)]
    assert set(dealt) == {INTERLEAVED, None}
    assert dealt.count(INTERLEAVED) / 2_000 == pytest.approx(0.5, abs=0.05)
    off = msgspec.structs.replace(SAME, arms={"a": Arm(), "b": Arm(fraction=0)})
    assert {assign(off, UUID(int=n)) for n in range(100)} == {None}


def test_an_assignment_names_both_arms_with_their_weights() -> None:
    other = varied("b", None, {"price": 9.0})
    under = assigned(Plan(0.0, (SAME,), {("both", "a"): shipped(), ("both", "b"): other}), UUID(int=1))
    assert under is not None
    assert under.rival is not None
    assert (under.arm, under.rival.arm, under.rival.weights) == ("a", "b", other)
    assert under.versions["arm"] == INTERLEAVED


def test_two_devices_of_one_account_are_one_shopper() -> None:
    account = UUID(int=7)
    assert {subject(UUID(int=1), account), subject(UUID(int=2), account)} == {account}
    assert subject(UUID(int=1)) == UUID(int=1)


@pytest.mark.parametrize(
    "arms",
    ["{ a = {}, b = {}, c = {} }", "{ a = {}, b = { weight = 2 } }", "{ a = {}, interleaved = {} }"],
)
def test_what_cannot_be_drafted_from_is_refused(tmp_path: Path, arms: str) -> None:
    (tmp_path / "e.toml").write_text(f'[experiments.x]\nlayer = [0, 1]\nkind = "interleave"\narms = {arms}\n')
    with pytest.raises(InvalidInput, match="interleave"):
        load(tmp_path / "e.toml")


# ── in the shop ────────────────────────────────────────────────────────────────────────────────────────────────────

FILE = """
[experiments.priced]
layer = [0.0, 1.0]
kind = "interleave"
[experiments.priced.arms.shipped]
[experiments.priced.arms.priced]
features = { price = 9.0 }
"""
OPENER = "an outfit for a summer wedding, women, under 400 dollars"


@pytest.fixture
async def drafting_shop(
    shop_url: str, servers: Servers, shop_settings: Settings, tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    """A new visitor's browser in a shop that interleaves."""
    (tmp_path / "experiments.toml").write_text(FILE)
    settings = msgspec.structs.replace(shop_settings, experiments=tmp_path / "experiments.toml")
    async with (
        served(create_app(settings, database_url=shop_url, redis_url=servers.redis_url)) as base_url,
        httpx.AsyncClient(base_url=base_url, timeout=30) as client,
    ):
        yield client


async def _weights_of_the_price(url: str, turn: UUID) -> dict[str, set[float]]:
    """Look → what the price weighed in the scores of its pieces."""
    query = select(OutfitItemRow).join(OutfitRow, OutfitRow.id == OutfitItemRow.outfit_id)
    found: dict[str, set[float]] = {}
    async with database(url) as sessions, sessions() as session:
        for piece in await session.scalars(query.where(OutfitRow.turn_id == turn)):
            if piece.features["price"]:
                by = round(piece.terms["price"] / piece.features["price"], 6)
                found.setdefault(str(piece.outfit_id), set()).add(by)
    return found


async def _kept(url: str, turn: UUID) -> tuple[dict[str, Any], list[Interaction]]:
    async with database(url) as sessions, sessions() as session:
        rows = select(Interaction).where(Interaction.turn_id == turn).order_by(Interaction.occurred_at)
        return (await session.get_one(Turn, turn)).versions, list(await session.scalars(rows))


@pytest.mark.anyio
@pytest.mark.commits
async def test_looks_of_both_arms_are_shown_and_what_is_done_with_each_is_its_own_arms(
    drafting_shop: httpx.AsyncClient, shop_url: str
) -> None:
    client = drafting_shop
    reply = await say(client, OPENER)
    turn, looks = UUID(reply["message_id"]), [outfit["outfit_id"] for outfit in reply["outfits"]]
    for look in looks:
        await client.post("/api/aurora/impressions", json={"seen": [{"event_id": str(uuid7()), "outfit_id": look}]})
    await client.post("/api/aurora/feedback", json={"verdict": "clicked", "outfit_id": looks[1]})
    await client.post("/api/aurora/feedback", json={"verdict": "like", "message_id": str(turn)})
    versions, rows = await _kept(shop_url, turn)
    teams = versions["teams"]
    assert (versions["experiment"], versions["arm"], set(teams)) == ("priced", INTERLEAVED, set(looks))
    assert set(teams.values()) == {"shipped", "priced"}
    told = [(row.kind, row.arm) for row in rows]
    assert told == [
        ("page_event", INTERLEAVED), *(("impression", teams[look]) for look in looks),
        ("click", teams[looks[1]]), ("like", None),
    ]  # fmt: skip
    assert rows[0].data == {"event": "exposure", "teams": teams, "first": teams[looks[0]]}
    assert await _weights_of_the_price(shop_url, turn) == {
        look: {9.0 if team == "priced" else round(shipped().features["price"], 6)} for look, team in teams.items()
    }


@pytest.mark.anyio
@pytest.mark.commits
async def test_looks_generated_outside_of_a_conversation_are_of_the_experiment_too(
    drafting_shop: httpx.AsyncClient, shop_url: str
) -> None:
    async with database(shop_url) as sessions, sessions() as session:
        before = set(await session.scalars(select(Interaction.id)))
    body = {"context": {"occasion": "wedding_guest", "department": "women"}}
    answer = await drafting_shop.post("/api/aurora/outfit/generate", json=body)
    assert len(answer.json()["outfits"]) == 3
    async with database(shop_url) as sessions, sessions() as session:
        new = [row for row in await session.scalars(select(Interaction)) if row.id not in before]
    told = [(row.kind, row.object_kind, row.arm, row.turn_id) for row in new]
    assert told == [("page_event", "page", INTERLEAVED, None)]


class Counting(Retriever):
    """Searches as ever, and keeps what for."""

    wanted: tuple[Analysis, ...] = ()

    async def search(self, analysis: Analysis, state: ConversationState, **more: Any) -> Pool:
        self.wanted = (*self.wanted, analysis)
        return await super().search(analysis, state, **more)


@pytest.mark.anyio
async def test_two_arms_search_once_for_what_both_seek(shop_url: str, shop_settings: Settings) -> None:
    rival = Assignment("both", "b", varied("b", None, {"price": 9.0}))
    turn = TurnInput(conversation_id=UUID(int=1), message_id=UUID(int=2), seq=1, message=OPENER, today="2026-06-15")
    async with database(shop_url) as sessions:
        retriever = Counting(sessions, create_embedder(shop_settings))
        found = await Stylist(retriever).recommend(turn, under=Assignment("both", "a", shipped(), rival=rival))
    assert set(found.teams) == {"a", "b"}
    assert len(retriever.wanted) == 1
