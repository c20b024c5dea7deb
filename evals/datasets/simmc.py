"""SIMMC 2 dialogues as published, split by dialogue.

Origin: SIMMC 2.0 (DSTC10 track 3), development part, github.com/facebookresearch/simmc2; Kottur et al., EMNLP 2021.
Licence: CC BY-NC-SA 4.0: it may be measured on; nothing of it is copied, and no weights trained on it are kept.
"""

import hashlib
import json
import random
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from evals.dialogues.frames import Frame

SHA256 = "4a662df3ee8d7a95fc5ad91c0366bca651322b615c6d0e8d4e3858884c451c94"
"""Of simmc2_dev.json, on which the figures in docs/public-dialogues.md were taken."""
SEED = 20261122


class Turn(msgspec.Struct, frozen=True):
    """What the shopper said, what the seller did and said before, and the shopper's frame."""

    said: str
    before: str
    """The seller's words just before; empty at the start."""
    before_act: str
    """The seller's own act just before, as the seller knows it; empty at the start."""
    frame: Frame


class Dialogue(msgspec.Struct, frozen=True):
    id: int
    turns: tuple[Turn, ...]


class Wares(msgspec.Struct, frozen=True, dict=True):
    """The values that the shop's own catalogue has, by slot: what any seller knows without having heard a shopper."""

    values: dict[str, frozenset[str]]

    @cached_property
    def brands(self) -> tuple[str, ...]:
        return tuple(sorted(self.values["brand"]))


def load(directory: Path) -> list[Dialogue]:
    """The dialogues of simmc2_dev.json, in the file's order."""
    rows = json.loads((directory / "simmc2_dev.json").read_text("utf-8"))["dialogue_data"]
    return [Dialogue(int(row["dialogue_idx"]), _turns(row["dialogue"])) for row in rows]


def digest(directory: Path) -> str:
    """SHA-256 of the dialogues' file."""
    return hashlib.sha256((directory / "simmc2_dev.json").read_bytes()).hexdigest()


def wares(directory: Path) -> Wares:
    """The catalogue of the shop's garments: simmc2_objects.json without its furniture."""
    names = {"color": "color", "pattern": "pattern", "brand": "brand", "sleeve_length": "sleeveLength", "type": "type"}
    objects = json.loads((directory / "simmc2_objects.json").read_text("utf-8")).values()
    garments = [one for one in objects if "asset_type" in one]
    return Wares({slot: frozenset(one[key] for one in garments if one[key]) for key, slot in names.items()})


def _turns(rows: list[dict[str, Any]]) -> tuple[Turn, ...]:
    found, before, act = [], "", ""
    for row in rows:
        found.append(Turn(row["transcript"], before, act, _frame(row["transcript_annotated"])))
        before, act = row["system_transcript"], row["system_transcript_annotated"]["act"]
    return tuple(found)


def _frame(row: dict[str, Any]) -> Frame:
    """The frame with values as SIMMC compares them: the text of whatever stands there."""
    attributes = row["act_attributes"]
    slots = frozenset((name, str(value)) for name, value in attributes["slot_values"].items())
    return Frame(row["act"], slots, frozenset(attributes["request_slots"]))


def folds(dialogues: list[Dialogue], count: int, *, seed: int = SEED) -> list[list[Dialogue]]:
    """The dialogues dealt into `count` parts by a seeded shuffle; every dialogue is in exactly one, whole."""
    shuffled = sorted(dialogues, key=lambda dialogue: dialogue.id)
    random.Random(seed).shuffle(shuffled)
    return [shuffled[n::count] for n in range(count)]


def halves(dialogues: list[Dialogue], *, seed: int = SEED) -> tuple[list[Dialogue], list[Dialogue]]:
    """The half whose mistakes may be read while the parser is improved, and the half that is only scored."""
    read, held = folds(dialogues, 2, seed=seed)
    return read, held
