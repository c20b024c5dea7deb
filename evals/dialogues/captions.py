"""Fashion IQ's relative captions, and what Aurora takes each to change about the garment that lies before the shopper.

Origin: Wu et al., Fashion IQ, CVPR 2021, github.com/XiaoxiaoGuo/fashion-iq. Licence: CDLA. Captions were written by
people who saw two pictures ("is more muted and reaches the wrists"): one on the table, and the one that they wanted.
"""

import hashlib
import json
import random
from pathlib import Path
from uuid import UUID

import msgspec

from aurora.context import analyse
from aurora.types import Analysis, Constraint, ConversationState, LookOnTable, PieceOnTable, StyleContext, TurnInput
from commerce.garments import CATEGORIES

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


def parse(caption: Caption) -> tuple[str, ...]:
    """What Aurora takes the caption to change, where the shopper says it of the one garment on the table."""
    return changes(analyse(_turn(caption)), CATEGORIES_OF[caption.part])


def changes(analysis: Analysis, category: str) -> tuple[str, ...]:
    """What is to change, in order: the direction, then every wish of this message as `kind=name`.

    The level that goes with a direction is no change of its own, nor is naming what lies on the table: its category.
    """
    edit = analysis.edit
    direction = edit.direction if edit is not None else None
    directed = [f"direction={direction}"] if direction else []
    wished = [
        _label(c)
        for c in analysis.constraints
        if c.source == "message"
        and c.kind not in ("lock", _LEVELS.get(direction or ""))
        and not (c.kind == "category" and c.value.name == category)
    ]
    return tuple(dict.fromkeys((*directed, *wished)))


_LEVELS = {"warmer": "warmth", "cooler": "warmth", "dressier": "formality", "more_casual": "formality"}


def _label(constraint: Constraint) -> str:
    value = constraint.value
    if constraint.kind == "budget":
        return f"budget={value.minimum or ''}-{value.amount or ''}{value.currency}"
    if constraint.kind == "size":
        return f"size={value.size}"
    named = value.name or (f"{value.level:g}" if value.level is not None else "yes")
    return f"{constraint.kind}={named}"


def _turn(caption: Caption) -> TurnInput:
    category = CATEGORIES[CATEGORIES_OF[caption.part]]
    one = UUID(int=1)
    piece = PieceOnTable(
        position=1, slot=category.slot or "top", product_id=one, variant_id=one, title=category.noun,
        category=category.id, colour="", materials=(), price=0,
    )  # fmt: skip
    state = ConversationState(
        context=StyleContext(department="women", sources={"department": "conversation"}),
        looks=(LookOnTable(outfit_id=one, pieces=(piece,), total=0),), single=True, query=category.noun,
    )  # fmt: skip
    return TurnInput(
        conversation_id=one, message_id=UUID(int=2), seq=2, message=caption.text, state=state,
        history=((f"show me a {category.noun}", "Here is one."),), today="2026-11-22",
    )  # fmt: skip
