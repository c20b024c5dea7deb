"""Looks: pieces chosen together, the best first. Pure; how it works and what was measured is in docs/composition.md."""

from aurora.outfits import compose as _new
from aurora.outfits import edits as _edits
from aurora.outfits import products as _products
from aurora.outfits.alternatives import renamed
from aurora.outfits.whole import sealed
from aurora.types import Analysis, Composition, LookOnTable, Scored
from commerce.garments import Slot

__all__ = ["compose", "renamed"]


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
        return sealed(_edits.edited(scored, analysis, base, empty, count, seed))
    return sealed(_new.new_look(scored, analysis, empty, count, seed))
