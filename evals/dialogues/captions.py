"""What Aurora takes a relative caption of Fashion IQ to change about the garment that lies before the shopper."""

from uuid import UUID

from aurora.context import analyse
from aurora.types import Analysis, Constraint, ConversationState, LookOnTable, PieceOnTable, StyleContext, TurnInput
from commerce.garments import CATEGORIES
from evals.datasets.fashion_iq import CATEGORIES_OF, Caption


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
