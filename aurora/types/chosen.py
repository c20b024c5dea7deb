"""What was found, scored and composed."""

from collections.abc import ItemsView, Iterator, Mapping

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora.types.understood import Constraint
from aurora.types.vocabulary import Percent
from commerce.garments import Slot
from commerce.item import Item, Variant


class Candidate(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A product that passed the hard filters of its slot, in the variant that fits best."""

    item: Item
    variant: Variant
    similarity: float
    """Cosine of the query and the product, -1..1."""
    lexical: float = 0.0
    """Full-text rank, 0..1."""
    fused: float = 0.0
    """Reciprocal-rank fusion of both; the order in which candidates come."""
    taste: float | None = None
    """Cosine of the shopper's taste vector and the product; None for a stranger."""
    locked: bool = False
    owned: bool = False
    """True for a piece the shopper has already: its price is 0, it is locked, and it is never bought."""


class Pool(msgspec.Struct, frozen=True, kw_only=True):
    """Candidates by slot, best first, and how the pool was made."""

    by_slot: dict[Slot, tuple[Candidate, ...]]
    widened: tuple[str, ...] = ()
    """Names of soft filters that were let go so that a slot is not empty."""
    empty: dict[Slot, str] = {}
    """Slots for which nothing is in the shop under the hard limits, with the limit that empties it, in words."""


class Row(Mapping[str, float]):
    """One row of a matrix under its columns' names. Hundreds are made in a turn and a few are read: a dict of each
    took as long as scoring did, and a list of each a quarter of it. What is read is read thirty times: then a dict."""

    __slots__ = ("_known", "_matrix", "_names", "_row")

    def __init__(self, names: tuple[str, ...], matrix: NDArray[np.float64], row: int) -> None:
        self._names = names
        self._matrix = matrix
        self._row = row
        self._known: dict[str, float] | None = None

    def _read(self) -> dict[str, float]:
        if self._known is None:
            self._known = dict(zip(self._names, self._matrix[self._row].tolist(), strict=True))
        return self._known

    def __getitem__(self, name: str) -> float:
        known = self._known
        return (self._read() if known is None else known)[name]

    def items(self) -> ItemsView[str, float]:
        return self._read().items()

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self) == dict(other)

    __hash__ = None  # type: ignore[assignment]  # as a dict has none

    def __repr__(self) -> str:
        return repr(dict(self))


class Scored(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A candidate with its score and the terms it is made of."""

    candidate: Candidate
    score: float
    """0..1."""
    terms: Mapping[str, float]
    """Feature name → contribution to the score (weight × value); they sum to the score before squashing."""
    features: Mapping[str, float]
    """Feature name → value in 0..1."""
    parts: tuple["Scored", ...] = ()
    """Of a layered pair, which stands for two pieces of one slot while a look is composed: the one under, the one over
    it. Empty for a piece, and for everything in a look."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces that go together, in slot order."""

    pieces: tuple[Scored, ...]
    total: int
    overall: float
    compatibility: float
    profile: float
    context: float
    terms: dict[str, float] = {}
    """Whole-look terms 0..1: harmony, formality, pattern, thermal, pair, occasion …"""
    pair_scores: dict[str, float] = {}
    """Slot → mean pair compatibility of that piece with the others."""
    empty: dict[Slot, str] = {}
    character: str | None = None
    """How an alternative differs: the bolder one, the cheaper one …"""
    propensity: float = 1.0


class Composition(msgspec.Struct, frozen=True, kw_only=True):
    """The looks, best first, and which constraints gave way."""

    looks: tuple[Look, ...]
    relaxed: tuple[Constraint, ...] = ()
    """Constraints that could not be held, with status and note filled in."""


class EmotionalFit(msgspec.Struct, frozen=True, kw_only=True):
    """0..100 each; `reasons` gives one clause per dimension."""

    confidence: Percent
    authenticity: Percent
    happiness: Percent
    comfort: Percent
    empowerment: Percent
    summary: str
    reasons: dict[str, str] = {}
