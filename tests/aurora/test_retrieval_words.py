"""What the statement tells ranking of the query's words, over products whose vectors are set by hand."""

from collections.abc import Sequence

import numpy as np
import pytest

from aurora.embeddings import vector_literal
from aurora.retrieval import statement
from aurora.retrieval.plan import Plan, SlotPlan
from aurora.retrieval.ranking import unpacked
from aurora.retrieval.reading import read
from aurora.retrieval.statement import Asked
from core.db import Sessions
from tests.factories import MODEL, make_embedding, make_product

pytestmark = pytest.mark.anyio
TOP = SlotPlan(slot="top", departments=("women",))


def towards(angle: float) -> list[float]:
    """A unit vector so far from the query's."""
    return [float(np.cos(angle)), float(np.sin(angle)), *[0.0] * 382]


async def stock(sessions: Sessions, *titles: str) -> None:
    """Products with these titles, the first nearest to the query."""
    async with sessions.begin() as session:
        for number, title in enumerate(titles):
            product = await make_product(session, title=title, description="", brand="Alder", materials=[])
            await make_embedding(session, product, embedding=towards(number / 10))


async def words(sessions: Sessions, query: str) -> Sequence[float]:
    """How much of the query's words each product holds, the nearest first."""
    asked = Asked(model=MODEL, vector=vector_literal(towards(0)))
    rows = await read(sessions, statement.near(asked, Plan(slots=(TOP,), query=query), (TOP,)))
    found = unpacked([row.rows for row in rows if row.kind == "near"])
    return [float(held) for held in found["words"][np.argsort(found["distance"])]]


async def test_what_holds_more_of_the_words_is_told_from_what_holds_fewer_and_none(sessions: Sessions) -> None:
    await stock(sessions, "Linen smock", "Velvet smock with ruffles", "Velvet blouse with ruffles and bows")
    none, some, most = await words(sessions, "velvet ruffles bows for a soirée")
    assert none == 0
    assert 0 < some < most


async def test_a_title_says_more_than_the_kind(sessions: Sessions) -> None:
    await stock(sessions, "Alder oxford", "Plain shirt")
    by_kind, by_title = await words(sessions, "shirt")
    assert 0 < by_kind < by_title


@pytest.mark.parametrize("query", ["or", "or or -or", "'\" | & ! <->", "velvet' OR \"", "", "-velvet", "ór velvet or"])
async def test_no_query_is_read_as_an_operator(sessions: Sessions, query: str) -> None:
    await stock(sessions, "Velvet smock", "Linen smock")
    velvet, linen = await words(sessions, query)
    assert linen == 0
    assert (velvet > 0) == ("velvet" in query)
