"""Embedding the catalogue: incremental, resumable, and one model at a time."""

from collections.abc import Sequence

import numpy as np
import pytest
from sqlalchemy import select, text, update

from aurora.embedder import DIMENSIONS, Vectors, unit
from aurora.embeddings import Described, checksum, count, embed_catalogue, product_text
from aurora.models import ProductEmbedding
from commerce.models import Product
from core.db import Sessions
from tests.factories import make_product, make_variant

pytestmark = pytest.mark.anyio


class Spy:
    """A real embedder of its own kind: letters counted, so that it is quick, told apart by a model name."""

    def __init__(self, model: str = "letters-1", fail_after: int | None = None) -> None:
        self.model = model
        self.calls: list[int] = []
        self.fail_after = fail_after

    async def embed(self, texts: Sequence[str]) -> Vectors:
        if self.fail_after is not None and len(self.calls) >= self.fail_after:
            raise ConnectionError("the machine went down")
        self.calls.append(len(texts))
        counts = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, words in enumerate(texts):
            for letter in words.encode():
                counts[row, letter] += 1
        return unit(counts)


async def fill(sessions: Sessions, number: int) -> list[Product]:
    async with sessions.begin() as session:
        return [await make_product(session, title=f"Poplin shirt {n}") for n in range(number)]


async def stored(sessions: Sessions) -> list[ProductEmbedding]:
    async with sessions() as session:
        return list((await session.scalars(select(ProductEmbedding).order_by(ProductEmbedding.product_id))).all())


def test_the_text_of_a_product_holds_its_occasions_and_facts() -> None:
    product = Described(
        title="Riverside midi",
        category="dress",
        description="Cut on the bias.",
        colours=["navy", "cream"],
        materials=["silk"],
        pattern="floral",
        occasions=["wedding_guest", "brunch"],
    )
    assert product_text(product) == "for wedding guest, brunch: Riverside midi, dress, navy and cream, silk, floral"


def test_where_the_facts_are_scant_whole_sentences_of_the_copy_are_added() -> None:
    copy = "Cut on the bias. " + "It moves as you do. " * 40
    words = product_text(Described(title="Riverside midi", category="dress", description=copy, colours=["navy"]))
    assert words.startswith("Riverside midi, dress, navy. Cut on the bias. It moves as you do.")
    assert words.endswith("It moves as you do.")
    assert 570 < len(words) <= 600


def test_a_plain_pattern_and_a_noun_that_the_title_has_are_not_said_again() -> None:
    product = Described(title="Linen dress", category="dress", pattern="plain", materials=["linen"])
    assert product_text(product) == "Linen dress, linen"


async def test_every_product_for_sale_gets_a_vector_with_price_and_stock(sessions: Sessions) -> None:
    products = await fill(sessions, 3)
    async with sessions.begin() as session:
        await make_variant(session, products[0], size="L", price=1900, stock=1)
        await make_product(session, slot=None, category="underwear")
        await make_product(session, status="archived")
    spy = Spy()
    seen: list[int] = []
    counts = await embed_catalogue(sessions, spy, batch=2, progress=seen.append)
    rows = await stored(sessions)
    assert (counts.seen, counts.embedded, counts.unchanged, counts.removed) == (3, 3, 0, 0)
    assert await count(sessions) == 3
    assert spy.calls == [2, 1]
    assert seen == [2, 3, 3]
    assert {row.product_id: (row.min_price, row.in_stock) for row in rows} == {
        products[0].id: (1900, True),
        products[1].id: (5900, True),
        products[2].id: (5900, True),
    }
    assert {row.model for row in rows} == {"letters-1"}


async def test_a_second_run_embeds_only_what_changed(sessions: Sessions) -> None:
    products = await fill(sessions, 4)
    await embed_catalogue(sessions, Spy())
    async with sessions.begin() as session:
        await session.execute(update(Product).where(Product.id == products[2].id).values(title="Silk blouse"))
    spy = Spy()
    counts = await embed_catalogue(sessions, spy)
    assert (counts.embedded, counts.unchanged) == (1, 3)
    assert spy.calls == [1]
    changed = next(row for row in await stored(sessions) if row.product_id == products[2].id)
    words = product_text(
        Described(title="Silk blouse", category="shirt", description="A crisp cotton shirt.", colours=["navy"],
                  materials=["cotton"], pattern="plain")
    )  # fmt: skip
    assert changed.checksum == checksum("letters-1", words)


async def test_a_run_that_is_cut_off_loses_one_batch_and_goes_on_where_it_was(sessions: Sessions) -> None:
    await fill(sessions, 5)
    with pytest.raises(ConnectionError):
        await embed_catalogue(sessions, Spy(fail_after=2), batch=2)
    assert len(await stored(sessions)) == 4
    spy = Spy()
    counts = await embed_catalogue(sessions, spy, batch=2)
    assert (counts.embedded, counts.unchanged) == (1, 4)
    assert spy.calls == [1]


async def test_another_models_vectors_stay_until_the_new_one_covers_everything(sessions: Sessions) -> None:
    await fill(sessions, 3)
    await embed_catalogue(sessions, Spy("letters-1"))
    with pytest.raises(ConnectionError):
        await embed_catalogue(sessions, Spy("letters-2", fail_after=1), batch=2)
    models = sorted(row.model for row in await stored(sessions))
    assert models == ["letters-1"] * 3 + ["letters-2"] * 2
    counts = await embed_catalogue(sessions, Spy("letters-2"), batch=2)
    assert counts.replaced == 3
    assert {row.model for row in await stored(sessions)} == {"letters-2"}


async def test_a_product_that_is_no_longer_for_sale_loses_its_vector(sessions: Sessions) -> None:
    products = await fill(sessions, 3)
    await embed_catalogue(sessions, Spy())
    async with sessions.begin() as session:
        await session.execute(update(Product).where(Product.id == products[0].id).values(status="archived"))
        await session.execute(update(Product).where(Product.id == products[1].id).values(slot=None))
    counts = await embed_catalogue(sessions, Spy())
    assert counts.removed == 1
    assert [row.product_id for row in await stored(sessions)] == [products[2].id]


async def test_a_product_that_changes_department_takes_its_vector_along(sessions: Sessions) -> None:
    (product,) = await fill(sessions, 1)
    await embed_catalogue(sessions, Spy())
    async with sessions.begin() as session:
        await session.execute(update(Product).where(Product.id == product.id).values(department="men"))
    spy = Spy()
    await embed_catalogue(sessions, spy)
    assert spy.calls == []
    assert [row.department for row in await stored(sessions)] == ["men"]


async def test_memory_is_bounded_by_the_page_and_no_transaction_stays_open_while_embedding(sessions: Sessions) -> None:
    await fill(sessions, 3)
    waiting: list[int] = []

    class Watching(Spy):
        async def embed(self, texts: Sequence[str]) -> Vectors:
            query = (
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE state = 'idle in transaction' AND datname = current_database()"
            )
            async with sessions() as session:
                waiting.append((await session.execute(text(query))).scalar_one())
            return await super().embed(texts)

    await embed_catalogue(sessions, Watching(), batch=1)
    assert waiting == [0, 0, 0]
