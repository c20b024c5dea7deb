"""Fashion IQ's relative captions as read. Wu et al., CVPR 2021, github.com/XiaoxiaoGuo/fashion-iq; CDLA.

Written by people who saw two pictures ("is more muted and reaches the wrists"): one on the table, the one they wanted.
"""

import hashlib
import json
import random
from pathlib import Path

import msgspec

CATEGORIES_OF = {"dress": "dress", "shirt": "shirt", "toptee": "top"}
"""File of Fashion IQ → our category of what lies on the table."""


class Caption(msgspec.Struct, frozen=True):
    """One caption: the second of a row is by the other annotator."""

    part: str
    row: int
    number: int
    text: str

    @property
    def key(self) -> str:
        """Where it stands, and what it says as far as 48 bits tell; says nothing of its words."""
        said = hashlib.sha256(self.text.encode()).hexdigest()[:12]
        return f"{self.part}-{self.row}-{self.number}-{said}"


def load(directory: Path) -> list[Caption]:
    """Every caption of the three files that says anything."""
    found = []
    for part in CATEGORIES_OF:
        rows = json.loads((directory / f"fashion_iq_{part}.json").read_text("utf-8"))
        found += [
            Caption(part, n, m, text)
            for n, row in enumerate(rows)
            for m, text in enumerate(row["captions"])
            if text.strip()
        ]
    return found


def sample(captions: list[Caption], count: int, *, seed: int) -> list[Caption]:
    """`count` captions drawn without replacement."""
    return random.Random(seed).sample(captions, min(count, len(captions)))
