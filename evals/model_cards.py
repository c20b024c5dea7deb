"""The model card: one shape for everything that `evals train` learns, written beside the weights.

The same data and seed give the same weights and the same card, byte for byte: it names no day and no machine.
Source of what a card has to say: Mitchell et al., Model Cards for Model Reporting, FAT* 2019.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from evals.statistics import Estimate

DIGITS = 4
"""Of figures: the last bits hang on the order of summation."""


class Learned(msgspec.Struct, frozen=True, kw_only=True):
    """A set that was learned from or measured on."""

    name: str
    origin: str
    licence: str
    sha256: str
    counts: dict[str, int] = {}
    """What there is of it → how many."""


class ModelCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a model is, from what, how well it does, and what it cannot."""

    model: str
    what: str
    command: str
    """Gives these weights again."""
    seed: int
    data: tuple[Learned, ...]
    method: dict[str, Any] = {}
    metrics: dict[str, Estimate]
    """On what was left out of the learning; the metric's name says of what."""
    limits: tuple[str, ...]
    weights: dict[str, str] = {}
    """File beside the card → its SHA-256."""


def write(card: ModelCard, path: Path, files: Iterable[Path]) -> ModelCard:
    """Writes the card with the digests of its weights, which stand in the same folder; returns what was written."""
    whole = msgspec.structs.replace(
        card,
        weights={file.name: sha256(file) for file in sorted(files)},
        metrics={name: _rounded(found) for name, found in card.metrics.items()},
    )
    path.write_bytes(msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n")
    return whole


def read(path: Path) -> ModelCard:
    """msgspec.ValidationError says what is no card."""
    return msgspec.json.decode(path.read_bytes(), type=ModelCard)


def show(card: ModelCard) -> str:
    """The card in a few lines."""
    return "\n".join(
        [
            f"{card.model}: {card.what}",
            *(f"  {one.name}: {_counted(one.counts)} ({one.origin}; {one.licence})" for one in card.data),
            *(f"  {name}: {found.show()}" for name, found in card.metrics.items()),
        ]
    )


def sha256(*files: Path) -> str:
    """Of the files' bytes, one after the other."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _rounded(found: Estimate) -> Estimate:
    low, value, high = (None if x is None else round(x, DIGITS) for x in (found.low, found.value, found.high))
    return msgspec.structs.replace(found, low=low, value=value, high=high)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in counts.items())
