"""Looks: pieces chosen together, the best first. Pure; how it works and what was measured is in docs/composition.md."""

from collections.abc import Callable, Sequence

import msgspec

from aurora.outfits import compose as _new
from aurora.outfits import edits as _edits
from aurora.outfits import limits as _limits
from aurora.outfits import products as _products
from aurora.outfits.alternatives import renamed
from aurora.outfits.limits import left_of_budget
from aurora.outfits.suiting import in_halves, suited
from aurora.outfits.whole import sealed
from aurora.types import Analysis, Composition, Constraint, LookOnTable, Scored
from commerce.garments import Slot

__all__ = ["compose", "in_halves", "left_of_budget", "renamed", "suited", "wider"]


def compose(
    scored: dict[Slot, tuple[Scored, ...]],
    analysis: Analysis,
    *,
    base: LookOnTable | None,
    empty: dict[Slot, str],
    count: int = 3,
    seed: int = 0,
) -> Composition:
    """Up to `count` looks, the recommendation first, and what gave way.

    scored: candidates by slot, best first; for an edit the pieces of `base` are among them. empty: slots for which
    the shop has nothing, with the reason. Every hard limit holds in every look or is named in `relaxed` with how far
    it gave way; every look of several pieces dresses somebody, or names the slots that are empty (`whole.sealed`).
    """
    if analysis.intent == "product":
        return _products.ranked(scored, analysis, empty, count)
    if base is not None and analysis.edit is not None and len(base.pieces) == 1 and not analysis.edit.add:
        return _products.ranked(scored, analysis, empty, count, base)
    if base is not None and analysis.edit is not None and base.pieces:
        return sealed(_in_budget(analysis, lambda a: _edits.edited(scored, a, base, empty, count, seed)))
    return sealed(_in_budget(analysis, lambda a: _new.new_look(scored, a, empty, count, seed)))


def wider(found: Composition, analysis: Analysis) -> Analysis | None:
    """What to search by instead. Where the recommendation is over the budget, without the wishes in its way: a search
    for navy loafers brings no others, and those that cost less may be brown. Where nothing was found at all, without
    the budget: the cheapest is shown. None where neither helps, or single products are over the budget."""
    if not found.looks:
        return _loosened(analysis, [c for c in analysis.constraints if c.hard and c.kind == "budget"])
    if not _limits.is_over(found, analysis) or len(found.looks[0].pieces) < 2:
        return None
    return _loosened(analysis, _giving_way(analysis))


def _loosened(analysis: Analysis, wishes: Sequence[Constraint]) -> Analysis | None:
    """The analysis in which these only rank; None where there are none."""
    if not wishes:
        return None
    loose = tuple(
        msgspec.structs.replace(c, hard=False) if any(c is wish for wish in wishes) else c for c in analysis.constraints
    )
    return msgspec.structs.replace(analysis, constraints=loose)


def _giving_way(analysis: Analysis) -> list[Constraint]:
    return [c for c in analysis.constraints if c.hard and c.kind in _limits.GIVES_WAY and _limits.slot_of(c)]


def _in_budget(analysis: Analysis, composed: Callable[[Analysis], Composition]) -> Composition:
    """What is composed; where that costs more than the budget, without the wishes for a piece that are in its way.

    The last spoken gives way first, and the budget itself where they do not help. The receipts are of all wishes.
    """
    found = composed(analysis)
    wishes = _giving_way(analysis)
    for n in range(len(wishes) - 1, -1, -1):
        if not _limits.is_over(found, analysis):
            break
        left = [c for c in analysis.constraints if not any(c is wish for wish in wishes[n:])]
        tried = composed(msgspec.structs.replace(analysis, constraints=tuple(left)))
        if tried.looks and tried.looks[0].total < found.looks[0].total:
            told = _limits.receipts(wishes[n:], tried.looks)
            found = msgspec.structs.replace(tried, relaxed=(*tried.relaxed, *told))
    return found
