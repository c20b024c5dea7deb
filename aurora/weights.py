"""The weights that scoring and composing run on: read once from weights.json, checked, frozen."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

import msgspec

from commerce.garments import Slot

FEATURES = (
    "relevance", "taste", "affinity", "palette", "brand", "price", "size", "formality", "thermal", "season", "occasion",
    "category", "colour", "quiet", "comfort", "boldness", "popularity",
)  # fmt: skip
"""The features of a scored item, in the order of the feature matrix; `docs/scoring.md` says what each means."""
GROUPS: dict[str, tuple[str, ...]] = {
    "relevance": ("relevance", "category", "colour"),
    "profile": ("taste", "affinity", "palette", "brand", "comfort", "boldness", "size"),
    "context": ("formality", "thermal", "season", "occasion", "quiet", "price"),
}
"""The contract's item scores → the features each is the weighted mean of."""


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an empty slot is worth: the score and the pair compatibility that a piece must beat to be added."""

    piece: float
    pair: float


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    trained_on: str
    features: dict[str, float]
    intercept: float
    slots: dict[Slot, float]
    pair: dict[str, float]
    look: dict[str, float]
    nothing: dict[str, Nothing]


_in_use: ContextVar[Weights | None] = ContextVar("weights", default=None)


def weights() -> Weights:
    """The weights of this turn: those of the variant or arm it runs under (`using`), else those that are shipped."""
    return _in_use.get() or shipped()


@contextmanager
def using(chosen: Weights) -> Iterator[None]:
    """Whatever runs within, and the tasks begun there, scores and composes by these weights; nothing else does."""
    token = _in_use.set(chosen)
    try:
        yield
    finally:
        _in_use.reset(token)


@cache
def shipped() -> Weights:
    """The weights beside this module; ValueError where they do not name exactly the features that are computed."""
    return read(Path(__file__).with_name("weights.json").read_bytes())


def read(content: bytes) -> Weights:
    """Weights from JSON; msgspec.ValidationError or ValueError with what is wrong."""
    found = msgspec.json.decode(content, type=Weights)
    if set(found.features) != set(FEATURES):
        raise ValueError(
            f"weights.json names other features than scoring computes: {sorted(set(found.features) ^ set(FEATURES))}"
        )
    for part in ("pair", "look"):
        total = sum(getattr(found, part).values())
        if abs(total - 1) > 1e-9:
            raise ValueError(f"the weights of {part!r} must sum to 1, they sum to {total}")
    return found


def varied(name: str, file: Path | None, features: Mapping[str, float]) -> Weights:
    """The weights of `file`, or those shipped, with some features' own values over them; `name` goes into the version.

    OSError where there is no such file, ValueError with what is wrong in it or names no feature.
    """
    found = read(file.read_bytes()) if file else shipped()
    if unknown := sorted(set(features) - set(FEATURES)):
        raise ValueError(f"there is no feature {unknown[0]!r}; {', '.join(FEATURES)}.")
    if not features:
        return found
    return msgspec.structs.replace(found, version=f"{found.version} as {name}", features={**found.features, **features})


def grouped(features: Mapping[str, float], group: str) -> float:
    """The contract's score `group` of one piece, 0..1: the mean of its features, weighted as in the score."""
    names, by_name = GROUPS[group], weights().features
    total, worth = 0.0, 0.0
    for name in names:
        total += by_name[name]
        worth += by_name[name] * features[name]
    return worth / total
