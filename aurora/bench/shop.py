"""The shop that the bench measures on: generated once, kept, its vectors by the model or derived from a few of them."""

import time
from collections.abc import Callable, Sequence
from itertools import islice

import click
import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text

from aurora import arranging
from aurora.embedder import Embedder, LocalEmbedder, Vectors, unit
from aurora.embeddings import embed_catalogue
from commerce import demo, loading
from core.db import Sessions

Say = Callable[[str], None]


def model_name(embedded: int | None) -> str:
    """Under which the bench's vectors are stored: derived ones are nobody's but the bench's."""
    return LocalEmbedder.model if embedded is None else f"{LocalEmbedder.model} near {embedded}"


async def stock_up(sessions: Sessions, products: int, say: Say) -> None:
    """Loads the generated range up to `products`; what is there already is not generated for again."""
    async with sessions() as session:
        there = int((await session.execute(text("SELECT count(*) FROM voguevault.products"))).scalar_one())
    if there > products:
        raise click.ClickException(f"The bench shop holds {there} products already; give another --data-dir.")
    rows = islice(demo.scale(products, 1), there, None)
    while chunk := list(islice(rows, 2000)):
        async with sessions.begin() as session:
            await loading.load(session, chunk)
        there += len(chunk)
        if there % 20_000 == 0 or there == products:
            say(f"{there} products loaded")


async def embed(sessions: Sessions, embedder: Embedder, say: Say) -> None:
    last = time.monotonic()

    def progress(done: int) -> None:
        nonlocal last
        if time.monotonic() - last > 15:
            last = time.monotonic()
            say(f"{done} products have vectors")

    counts = await embed_catalogue(sessions, embedder, batch=512, progress=progress)
    say(f"{counts.seen} vectors, {counts.embedded} of them new")
    if counts.embedded:
        await arranging.arrange(sessions, await arranging.leaves(sessions))
        say("vectors arranged")
        async with sessions() as session:
            connection = await session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
            await connection.execute(text("VACUUM ANALYZE"))


class Near:
    """Embeds the first `limit` texts, and answers any other with the vector of the most similar of those, shaken.

    For load work only: a shop's vectors in a fraction of the time, with the density of a real one and no meaning of
    its own. Likeness is that of hashed words; the noise has length 0.2.
    """

    _BUCKETS = 256

    def __init__(self, embedder: LocalEmbedder, model: str, limit: int | None) -> None:
        self.embedder = embedder
        self.model = model
        self.limit = limit
        self.words = np.empty((0, self._BUCKETS), dtype=np.float32)
        self.vectors = np.empty((0, 384), dtype=np.float32)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        if self.limit is None:
            return await self.embedder.embed(texts)
        words = self._hashed(texts)
        if len(self.vectors) < self.limit:
            vectors = await self.embedder.embed(texts)
            self.words = np.concatenate([self.words, words])
            self.vectors = np.concatenate([self.vectors, vectors])
            return vectors
        noise = np.random.default_rng(len(texts) + int(words.sum())).standard_normal((len(texts), 384))
        return unit(self.vectors[(words @ self.words.T).argmax(axis=1)] + (0.2 * unit_rows(noise)).astype(np.float32))

    def _hashed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        counts = np.zeros((len(texts), self._BUCKETS), dtype=np.float32)
        for row, words in enumerate(texts):
            for word in words.split():
                counts[row, sum(word.encode()) * 31 % self._BUCKETS] += 1
        return unit(counts)


def unit_rows(noise: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths: NDArray[np.float64] = np.linalg.norm(noise, axis=1, keepdims=True)
    return noise / lengths
