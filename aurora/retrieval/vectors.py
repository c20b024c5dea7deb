"""The vector of a query, and those of the queries before it."""

from aurora.embedder import Embedder
from aurora.embeddings import vector_literal
from core.errors import Unavailable

KEPT = 1024
"""Queries whose vectors are kept: 4 MB. "Cheaper" and "in navy" ask with the words of the turn before."""


class QueryVectors:
    """Vectors of queries as pgvector reads them; the same text and model give the same vector, so they do not age."""

    def __init__(self, embedder: Embedder, *, kept: int = KEPT) -> None:
        self._embedder = embedder
        self._kept = kept
        self._vectors: dict[tuple[str, str], str] = {}

    async def of(self, query: str) -> str | None:
        """The query's vector; None where the embedding service is down."""
        key = (self._embedder.model, query)
        found = self._vectors.pop(key, None)
        if found is None:
            try:
                (vector,) = await self._embedder.embed([query])
            except Unavailable:
                return None
            found = vector_literal(vector.tolist())
        # What was asked last is forgotten last.
        self._vectors[key] = found
        if len(self._vectors) > self._kept:
            del self._vectors[next(iter(self._vectors))]
        return found

    def forget(self) -> None:
        """Lets go of everything, as a server that has just started."""
        self._vectors.clear()
