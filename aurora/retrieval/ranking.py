"""Which of what was found comes into the pool, and in which order: reciprocal-rank fusion over arrays."""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray


class Fusion(msgspec.Struct, frozen=True):
    """What the two full-text rankings weigh beside the vectors' 1; docs/retrieval.md has the measurement."""

    every: float = 1.0
    """Of the ranking by what holds every word of the query: names, which vectors hardly know."""
    some: float = 0.25
    """Of the ranking by how many of its words a product among the nearest holds: requests in other words than the
    shop's, of which nothing holds all."""
    k: float = 60.0
    """Source: Cormack, Clarke & Büttcher, "Reciprocal rank fusion", SIGIR 2009."""


FUSION = Fusion()

FOUND = np.dtype(
    [("product", "V16"), ("distance", ">f8"), ("unlike", ">f8"), ("popularity", ">f8"), ("min_price", ">i8"),
     ("points", ">i4"), ("wanted", ">i4"), ("words", ">f4"), ("offered_at", ">i8"), ("told_at", ">i8")]
)  # fmt: skip
"""A found product as `statement` packs it: numbers in network order; distances nan where there is no vector."""

MATCHED = np.dtype([("product", "V16"), ("rank", ">f8")])
"""A product that holds every word of the query, as `statement` packs it, best first."""

Array = NDArray[np.float64]
Numbers = NDArray[np.intp]


class Ranked(msgspec.Struct, frozen=True):
    """The products of a slot, each once, what has what is wanted first and then by place."""

    found: NDArray[np.void]
    fused: Array
    lexical: Array
    """Full-text rank; nan where the words did not match."""
    order: Numbers
    """Row numbers of `found`, best first."""

    @property
    def has_wanted(self) -> bool:
        """Whether something has all that is wanted: then it comes first."""
        return len(self.order) > 0 and bool(self.found["wanted"][self.order[0]])

    def ids(self) -> list[bytes]:
        """Products in order."""
        ids: list[bytes] = self.found["product"][self.order].tolist()
        return ids


def unpacked(rows: Sequence[bytes]) -> NDArray[np.void]:
    """(n,) of FOUND, each product once, as it came first."""
    found = np.frombuffer(b"".join(rows), dtype=FOUND)
    first = dict.fromkeys(found["product"].tolist())
    if len(first) == len(found):
        return found
    seen: set[bytes] = set()
    keep = [n for n, product in enumerate(found["product"].tolist()) if not (product in seen or seen.add(product))]  # type: ignore[func-returns-value]
    return found[keep]


def rank(
    found: NDArray[np.void],
    words: Mapping[bytes, float],
    *,
    thrifty: bool = False,
    fusion: Fusion = FUSION,
) -> Ranked:
    """The order in which products come into a pool.

    Those that have what is wanted come first, then the others. Among each, places are dealt by turns to the best by
    fusion of distance and words, to the one with most points (occasion, season, palette …) and, where price matters, at
    every third place to the cheapest.
    """
    distance = found["distance"].astype(np.float64)
    lexical = (
        np.array([words.get(product, np.nan) for product in found["product"].tolist()])
        if words
        else (np.full(len(found), np.nan))
    )
    fused = _fused(found, distance, lexical, fusion)
    wanted = found["wanted"] > 0
    if not wanted.any():
        return Ranked(found, fused, lexical, _placed(found, fused, thrifty=thrifty))
    groups = (np.flatnonzero(group) for group in (wanted, ~wanted))
    order = [group[_placed(found[group], fused[group], thrifty=thrifty)] for group in groups]
    return Ranked(found, fused, lexical, np.concatenate(order))


def _fused(found: NDArray[np.void], distance: Array, lexical: Array, fusion: Fusion) -> Array:
    """(n,) reciprocal ranks by nearness and by words, added up. What ties by words is as near as it is by distance."""
    fused = 1.0 / (fusion.k + _ranks(distance, -found["popularity"]))
    for weight, value in ((fusion.every, lexical), (fusion.some, found["words"].astype(np.float64))):
        matched = value > 0
        if matched.any():
            fused[matched] += weight / (fusion.k + _ranks(-value[matched], distance[matched]))
    return np.asarray(fused)


def _placed(found: NDArray[np.void], best: Array, *, thrifty: bool) -> Numbers:
    """(n,) row numbers by place; best: how good a row is by fusion."""
    order = np.argsort(-best, kind="stable")
    turns = np.minimum(np.arange(1, len(order) + 1), _turns(-found["points"][order]))
    if thrifty:
        turns = np.minimum(turns, 3 * _turns(found["min_price"][order]))
    return order[np.argsort(turns, kind="stable")]


def _turns(keys: Numbers) -> Numbers:
    """(n,) 1 for the smallest; ties in the order they come in."""
    turns = np.empty(len(keys), dtype=np.intp)
    turns[np.argsort(keys, kind="stable")] = np.arange(1, len(keys) + 1)
    return turns


def _ranks(*keys: Array) -> Array:
    """(n,) 1 for the smallest by the first key, ties by the next; nan last."""
    ranks = np.empty(len(keys[0]), dtype=np.float64)
    ranks[np.lexsort(keys[::-1])] = np.arange(1, len(keys[0]) + 1)
    return ranks
