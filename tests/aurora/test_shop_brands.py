"""Brands of the catalogue reach the parser with the turn: what the message may name, as the catalogue spells it."""

import pytest

from aurora import store
from aurora.context import analyse
from aurora.store import Begun, Shop
from aurora.types import ChatRequest
from core.db import Sessions
from core.ids import uuid7
from tests.factories import make_product

pytestmark = pytest.mark.anyio


async def test_a_turn_brings_the_brands_that_its_message_may_name_and_no_others(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        for brand in ("Plum", "Tarn & Co", "Harbourlight"):
            await make_product(session, brand=brand)

    begun = await store.begin(sessions, ChatRequest("a party, no plum and nothing by tarn & co"), uuid7(), Shop("USD"))

    assert isinstance(begun, Begun)
    await begun.written
    assert set(begun.turn.brands) == {"Plum", "Tarn & Co"}
    refused = {(c.kind, c.value.name) for c in analyse(begun.turn).constraints}
    assert refused == {("avoid_colour", "plum"), ("avoid_brand", "Tarn & Co")}
