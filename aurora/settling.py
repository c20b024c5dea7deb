"""An edit of a look as the search is to read it: without insisting on what that look was shown without. Pure."""

from collections.abc import Sequence

import msgspec

from aurora.receipts import verify
from aurora.types import Analysis, Constraint, Outfit, TurnInput

_WISHES = frozenset(("colour", "material", "pattern", "brand", "category", "fit", "waterproof"))


def settled(turn: TurnInput, analysis: Analysis) -> Analysis:
    """The analysis of an edit without insisting on what the look on the table was shown without.

    An earlier wish that gave way then would else change pieces now that nobody mentions; it goes on to rank.
    """
    edit = analysis.edit
    if edit is None or turn.state.single or edit.look >= len(turn.table):
        return analysis
    look = (turn.table[edit.look],)
    open_slots = {*edit.change, *edit.add}
    analysis = _affordable(analysis, look[0], turn.state.constraints)
    constraints = tuple(
        msgspec.structs.replace(c, hard=False)
        if c.kind in _WISHES
        and c.source == "conversation"
        and c.slot not in open_slots
        and verify(c, look).status != "kept"
        else c
        for c in analysis.constraints
    )
    return msgspec.structs.replace(analysis, constraints=constraints)


def _affordable(analysis: Analysis, look: Outfit, before: Sequence[Constraint]) -> Analysis:
    """The analysis with a budget that the look on the table goes over already raised to what that look costs.

    Else an edit would empty slots that nobody mentioned. The receipts read the budget as it was said. before: what was
    in force; a sum that the client sends with every message is no news.
    """
    old = {c.value.amount for c in before if c.kind == "budget"}

    def raised(c: Constraint) -> Constraint:
        is_known = c.source == "conversation" or (c.source == "request" and c.value.amount in old)
        is_over = c.kind == "budget" and is_known and c.value.per != "item"
        if not is_over or verify(c, (look,)).status != "relaxed":
            return c
        return msgspec.structs.replace(c, value=msgspec.structs.replace(c.value, amount=look.total.amount))

    return msgspec.structs.replace(analysis, constraints=tuple(raised(c) for c in analysis.constraints))
