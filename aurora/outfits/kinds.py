"""Which kinds of garment are never worn together: rules, not taste. What goes together beyond them is learned
(`aurora.compatibility`).
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from aurora.occasions import LAYERED, UNDER
from commerce.garments import CATEGORIES

_CLASHES = frozenset((
    ("suit", "blazer"), ("suit", "denim_jacket"), ("suit", "bomber_jacket"), ("suit", "leather_jacket"),
    ("suit", "jacket"), ("dress", "waistcoat"), ("cocktail_dress", "waistcoat"), ("gown", "waistcoat"),
    ("gown", "blazer"), ("gown", "denim_jacket"), ("gown", "bomber_jacket"), ("gown", "raincoat"),
    ("shorts", "parka"), ("shorts", "puffer_jacket"), ("sandals", "tights"), ("sandals", "socks"),
    ("flip_flops", "socks"), ("heels", "socks"), ("jeans", "tights"), ("trousers", "tights"), ("chinos", "tights"),
    ("joggers", "tights"), ("leggings", "tights"), ("suit_trousers", "tights"), ("swimsuit", "tights"),
    ("belt", "leggings"), ("belt", "joggers"), ("belt", "tracksuit"), ("belt", "swimsuit"), ("belt", "pyjamas"),
    ("swimsuit", "socks"), ("jumpsuit", "tights"), ("cargos", "tights"), ("dungarees", "tights"),
    ("tracksuit", "tights"), ("pyjamas", "tights"), ("heeled_sandals", "socks"), ("heeled_sandals", "tights"),
    ("gown", "socks"), ("cocktail_dress", "socks"),
))  # fmt: skip
# Worn only with these: a tie on a t-shirt clashes, whatever else is shared.
_ONLY_WITH = {
    "tie": frozenset(("shirt", "suit")), "bow_tie": frozenset(("shirt", "suit")),
    "cufflinks": frozenset(("shirt", "suit")),
    "pocket_square": frozenset(("shirt", "suit", "blouse", "turtleneck", "t_shirt", "top")),
}  # fmt: skip
CLASH = 0.1
"""From here down two kinds clash: their pair counts for a third of what it would."""
CLASHING = 0.05
KINDS = tuple(CATEGORIES)
_NUMBER = {kind: number for number, kind in enumerate(KINDS)}


def number(kind: str) -> int:
    """Row of a category in `clashes`."""
    return _NUMBER[kind]


@cache
def clashes() -> NDArray[np.bool_]:
    """(kinds, kinds) whether two kinds are never worn together, symmetric."""
    return np.array([[clash(one, other) for other in KINDS] for one in KINDS])


def clash(one: str, other: str) -> bool:
    """Whether the two are never worn together: sandals and socks, a tie and a t-shirt, a suit over a hoodie."""
    for kind, only in ((one, other), (other, one)):
        if kind in _ONLY_WITH and CATEGORIES[only].slot in ("top", "dress") and only not in _ONLY_WITH[kind]:
            return True
    for over, under in ((one, other), (other, one)):
        if over in LAYERED and CATEGORIES[under].slot == "top":
            return under not in UNDER[over]
    return (one, other) in _CLASHES or (other, one) in _CLASHES
