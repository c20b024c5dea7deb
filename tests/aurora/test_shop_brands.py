"""Brands of the catalogue reach the parser with the turn: what the message may name, as the catalogue spells it."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aurora import store
from aurora.context import analyse
from aurora.store import Shop
from aurora.types import ChatRequest, TurnInput
from core.ids import uuid7
from tests.factories import make_product

pytestmark = pytest.mark.anyio


async def test_a_turn_brings_the_brands_that_its_message_may_name_and_no_others(session: AsyncSession) -> None:
    for brand in ("Plum", "Tarn & Co", "Harbourlight"):
        await make_product(session, brand=brand)

    begun = await store.begin(session, ChatRequest("a party, no plum and nothing by tarn & co"), uuid7(), Shop("USD"))

    assert isinstance(begun, TurnInput)
    assert set(begun.brands) == {"Plum", "Tarn & Co"}
    refused = {(c.kind, c.value.name) for c in analyse(begun).constraints}
    assert refused == {("avoid_colour", "plum"), ("avoid_brand", "Tarn & Co")}
