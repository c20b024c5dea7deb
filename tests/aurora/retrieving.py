"""A small shop of its own for the tests of retrieval, and what is asked of it."""

from typing import Any

from sqlalchemy import update

from aurora.embedder import LocalEmbedder
from aurora.embeddings import embed_catalogue
from aurora.retrieval import Retriever
from aurora.types import (
    Analysis,
    Constraint,
    ConstraintKind,
    ConstraintValue,
    ConversationState,
    Pool,
    Sizes,
    StyleContext,
)
from commerce.colours import NAMED
from commerce.garments import Slot
from commerce.models import Product, ProductVariant
from core.db import Sessions
from tests.factories import make_product

NOTHING = ConversationState()


class Shop:
    """A catalogue of a few products, and the retriever over it."""

    def __init__(self, sessions: Sessions, embedder: LocalEmbedder) -> None:
        self.sessions = sessions
        self.embedder = embedder
        self.retriever = Retriever(sessions, embedder)

    async def add(self, title: str, slot: str, category: str, **columns: Any) -> Product:
        colour = columns.get("colour", "navy")
        async with self.sessions.begin() as session:
            product = await make_product(session, title=title, slot=slot, category=category, **columns)
            hexes = update(ProductVariant).where(ProductVariant.product_id == product.id)
            await session.execute(hexes.values(colour_hex=NAMED[colour]))
            return product

    async def open(self) -> None:
        await embed_catalogue(self.sessions, self.embedder)

    async def pool(self, analysis: Analysis, state: ConversationState = NOTHING, **more: Any) -> Pool:
        return await self.retriever.search(analysis, state, **more)


def wish(kind: ConstraintKind, *, slot: Slot | None = None, hard: bool = True, **value: Any) -> Constraint:
    return Constraint(kind=kind, text=kind, value=ConstraintValue(**value), slot=slot, hard=hard)


def budget(amount: int, *, per: str = "outfit") -> Constraint:
    return wish("budget", amount=amount, currency="USD", per=per)


def look(*constraints: Constraint, query: str = "something nice", sizes: Sizes | None = None, **more: Any) -> Analysis:
    context = more.pop("context", StyleContext(department="women", sizes=sizes))
    return Analysis(intent=more.pop("intent", "look"), context=context, constraints=constraints, query=query, **more)


def titles(pool: Pool, slot: Slot) -> list[str]:
    return [candidate.item.title for candidate in pool.by_slot.get(slot, ())]
