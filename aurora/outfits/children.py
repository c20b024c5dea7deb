"""Which unisex pieces a child may be shown: not what is cut, priced or meant for a grown-up."""

from collections.abc import Mapping

from aurora.types import Scored
from commerce.garments import CATEGORIES, Department, Slot

# A unisex piece may cost this many times the dearest child's own of its slot, and be at most this formal.
_DEARER, _FORMAL = 1.25, 0.6


def suited(by_slot: Mapping[Slot, tuple[Scored, ...]], department: Department | None) -> dict[Slot, tuple[Scored, ...]]:
    """Without what is a grown-up's, where a child is dressed; slots in which nothing is left are left out."""
    if department not in ("girls", "boys"):
        return dict(by_slot)
    found = {slot: tuple(p for p in pieces if _for_child(p, pieces)) for slot, pieces in by_slot.items()}
    return {slot: pieces for slot, pieces in found.items() if pieces}


def _for_child(piece: Scored, among: tuple[Scored, ...]) -> bool:
    item = piece.candidate.item
    if item.department != "unisex":
        return True
    own = [p.candidate.variant.price for p in among if p.candidate.item.department != "unisex"]
    sized = CATEGORIES[item.category].sizes != "one_size"
    dear = bool(own) and piece.candidate.variant.price > _DEARER * max(own)
    return not (sized or dear or item.formality > _FORMAL)
