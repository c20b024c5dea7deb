"""A variant: how a run differs from Aurora as shipped. Plain data in a TOML file, so that a run can be told by it.

    name = "half the candidates"
    candidates = 0.5

    [features]
    popularity = 0.0

What it names is put in place in `evals.stylist`; the pipeline is production's. The last three fields do harm on
purpose: a floor that does not call them worse measures nothing.
"""

import tomllib
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from core.errors import InvalidInput


class Variant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is not named is as shipped."""

    name: str = "as shipped"
    weights: str | None = None
    """Path of a weights.json."""
    compatibility: str | None = None
    """Path of a compatibility.npz."""
    features: dict[str, float] = {}
    """Feature of the score → its weight, over those of `weights`."""
    words_every: float | None = None
    words_some: float | None = None
    """Weights of the two full-text rankings in the fusion (`aurora.retrieval.ranking.Fusion`)."""
    exploration: Annotated[float, Meta(ge=0, le=1)] | None = None
    """Share of the turns that explore."""
    model: str | None = None
    """Chat model, where the run has one."""
    candidates: Annotated[float, Meta(gt=0, le=1)] = 1.0
    """Share of each slot's candidates that is kept, drawn by the seed: below 1 it does harm."""
    shuffle: bool = False
    """Whether the scores of each slot's candidates are dealt anew: does harm."""
    budget: Annotated[float, Meta(gt=0)] = 1.0
    """Factor on the budget that the composer is told, not on the one that is judged: above 1 it does harm."""


def load(path: Path) -> Variant:
    """The variant of a TOML file, named after the file where it names itself not. InvalidInput says what is wrong."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return msgspec.convert({"name": path.stem, **data}, Variant)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as wrong:
        raise InvalidInput(f"{path}: {wrong}") from wrong
