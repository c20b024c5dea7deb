"""The shop that generated conversations are held in, and the room for each."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from aurora.embedder import create as create_embedder
from aurora.feedback import Learning
from aurora.pipeline import Stylist
from aurora.retrieval import Retriever
from aurora.running import Turns
from aurora.taste_population import Populations
from core.db import Sessions, database
from core.settings import Settings
from evals.talk import room, stock
from evals.talk.room import TurnFailed
from evals.talk.stock import Stock

__all__ = ["Room", "Shop", "TurnFailed", "opened"]


class Shop(msgspec.Struct, frozen=True):
    sessions: Sessions
    turns: Turns
    stock: Stock


@asynccontextmanager
async def opened(url: str, settings: Settings) -> AsyncIterator[Shop]:
    """The shop behind a database that is filled."""
    embedder = create_embedder(settings)
    async with database(url) as sessions:
        async with sessions() as session:
            here = await stock.of(session)
        stylist = Stylist(Retriever(sessions, embedder))
        turns = Turns(sessions, stylist, Learning(Populations(), embedder.model))
        yield Shop(sessions, turns, here)
        await turns.finish_all()


class Room(room.Room):
    """A talk in the shop."""

    def __init__(self, shop: Shop, seed: int, wording: int = 0) -> None:
        super().__init__(shop.sessions, shop.turns, seed, wording, currency=shop.stock.currency)
