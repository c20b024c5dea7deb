"""Sixty generated conversations over the demo shop; more by hand: `python -m tests.aurora.conversations --n 1000`."""

from collections.abc import AsyncIterator

import pytest

from core.settings import Settings
from tests.aurora.conversations import Shop, converse, opened

pytestmark = pytest.mark.anyio
FIRST = 0


@pytest.fixture(scope="module")
async def house(shop_url: str, shop_settings: Settings, anyio_backend: str) -> AsyncIterator[Shop]:
    async with opened(shop_url, shop_settings) as shop:
        yield shop


@pytest.mark.parametrize("first", range(FIRST, FIRST + 60, 10))
async def test_limits_hold_and_pieces_stay_in_ten_conversations(house: Shop, first: int) -> None:
    faults = [fault for seed in range(first, first + 10) for fault in (await converse(house, seed))[0]]

    assert not faults, "\n".join(map(str, faults))
