"""What is logged as a look's propensity is how often the whole stylist shows it, the feelings' reordering included."""

import math
from collections import Counter
from uuid import UUID

import pytest

from aurora.app import build_stylist
from aurora.embedder import create as create_embedder
from aurora.outfits.alternatives import EXPLORE
from aurora.shown import Remembered
from aurora.types import Look, TurnInput
from core.db import database
from core.settings import Settings

pytestmark = pytest.mark.anyio
SEEDS = 150
Pieces = tuple[UUID, ...]


def turn(seed: int) -> TurnInput:
    id = UUID(int=seed + 1)
    return TurnInput(
        conversation_id=id, message_id=id, seq=1, seed=seed, today="2026-06-01",
        message="dinner date, women, under $400, I am a bit nervous",
    )  # fmt: skip


def pieces(look: Look) -> Pieces:
    return tuple(piece.candidate.item.product_id for piece in look.pieces)


async def test_over_many_seeds_each_look_is_shown_as_often_as_was_logged(
    shop_url: str, shop_settings: Settings
) -> None:
    async with database(shop_url) as sessions:
        stylist = build_stylist(shop_settings, sessions, create_embedder(shop_settings))
        stylist.retriever = Remembered(stylist.retriever)
        runs = [(await stylist.recommend(turn(seed))).looks for seed in range(SEEDS)]
    shown = Counter(pieces(look) for looks in runs for look in looks)
    logged: dict[Pieces, set[float]] = {}
    for looks in runs:
        for look in looks:
            logged.setdefault(pieces(look), set()).add(round(look.propensity, 9))

    explored = [found for found, said in logged.items() if said != {1.0}]
    assert len(explored) > 1
    for found, said in logged.items():
        [probability] = said
        error = math.sqrt(probability * (1 - probability) / SEEDS)
        assert abs(shown[found] / SEEDS - probability) <= 4 * error
    assert all(sum(look.propensity < 1 for look in looks) <= 1 for looks in runs)
    rare = [min(look.propensity for look in looks) < 0.5 for looks in runs]
    assert sum(rare) / SEEDS <= EXPLORE + 4 * math.sqrt(EXPLORE * (1 - EXPLORE) / SEEDS)
