"""Which parts of the emotional fit have anything to do with how people rated what they wore: RentTheRunway's rentals.

Of a rental is known what kind of garment, for what, how the size turned out, the month and the rating. No colour, no
cloth, no person's taste: of our facts only the level of dress, the ease of the kind and its warmth can be computed.
Their relation to the rating is measured within occasion, and where it says so within the kind of garment too: the area
under the curve, 0.5 where there is none. A case is an item with its rentals, since its raters saw the same dress.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora import occasions, traits
from aurora.types import Occasion
from commerce.garments import CATEGORIES
from commerce.item import Item
from evals.datasets import public_folder, renttherunway
from evals.datasets.known import dataset
from evals.datasets.renttherunway import Rented
from evals.metrics.ranking import stratified_auc
from evals.suite import Case, Metric, Options, Ratio, Solved, Suite, each

EASE = (0.0, 0.38, 0.5, 0.68, 1.01)
_OCCASIONS = get_args(Occasion)
_KINDS = tuple(CATEGORIES)
USUAL_CLO = CATEGORIES["cocktail_dress"].clo
"""Of what is mostly rented: above it is warm, below it light."""


class Facts(msgspec.Struct, frozen=True):
    """What can be told of an item's rentals, each in their order."""

    ease: float
    """Of the kind, 0..1: what comfort reads."""
    formality: tuple[float, ...]
    """Fit of the kind's level of dress to the occasion's band, 0..1: what confidence reads."""
    warmth: tuple[float, ...]
    """Insulation of the kind that suits the month, −1..1: clo above the usual in December, below it in July."""
    fits: tuple[int, ...]
    top: tuple[int, ...]
    occasion: tuple[int, ...]
    kind: int


@cache
def _rented() -> tuple[Rented, ...]:
    return tuple(renttherunway.load(public_folder() / "logs" / "renttherunway.parquet"))


def _cases(options: Options) -> Iterable[Case]:
    """None where the data is absent."""
    for one in _rented() if dataset("renttherunway").present else ():
        yield case(one)


def case(one: Rented) -> Case:
    return Case(id=f"{one.item}/{one.kind}", input=msgspec.to_builtins(one), cluster=one.item)


def facts(case: Case) -> Facts:
    """The facts of an item, by the functions that Aurora runs."""
    one = msgspec.convert(case.input, Rented)
    winter = [math.cos(2 * math.pi * (rental.month - 1) / 12) for rental in one.rentals]
    return Facts(
        ease=ease(one.kind),
        formality=tuple(_formality(one.kind, rental.occasion) for rental in one.rentals),
        warmth=tuple(cold * (CATEGORIES[one.kind].clo - USUAL_CLO) for cold in winter),
        fits=tuple(int(rental.fits) for rental in one.rentals),
        top=tuple(int(rental.is_top) for rental in one.rentals),
        occasion=tuple(_OCCASIONS.index(rental.occasion) for rental in one.rentals),
        kind=_KINDS.index(one.kind),
    )


@cache
def _formality(kind: str, occasion: Occasion) -> float:
    return occasions.formality_fit(CATEGORIES[kind].formality, occasions.asks(occasion, None, "women"))


@cache
def ease(kind: str) -> float:
    """Of a plain one of the kind."""
    plain = msgspec.convert(
        {"product_id": "0" * 32, "slug": "", "title": "", "brand": "", "category": kind, "department": "women",
         "slot": CATEGORIES[kind].slot}, Item,
    )  # fmt: skip
    return traits.comfort(plain)


# ── judging ────────────────────────────────────────────────────────────────────────────────────────────────────────

Column = Callable[[Facts], tuple[float, ...]]
COLUMNS: dict[str, Column] = {
    "fits": lambda found: found.fits,
    "top": lambda found: found.top,
    "formality": lambda found: found.formality,
    "warmth": lambda found: found.warmth,
    "ease": lambda found: (found.ease,) * len(found.top),
    "occasion": lambda found: found.occasion,
    "occasion and kind": lambda found: tuple(len(_OCCASIONS) * found.kind + one for one in found.occasion),
}


@cache
def _array(values: tuple[float, ...]) -> NDArray[np.float64]:
    """The same values again and again: a bootstrap asks for each item's in a hundred draws."""
    return np.array(values, dtype=np.float64)


def _related(fact: str, outcome: str, within: str) -> Callable[[Sequence[Solved]], float]:
    def area(solved: Sequence[Solved]) -> float:
        held = [one.output for one in solved if one.output is not None]
        of = {
            name: np.concatenate([_array(COLUMNS[name](found)) for found in held]) for name in (fact, outcome, within)
        }
        return stratified_auc(of[outcome], of[fact], of[within].astype(np.int64))

    return area


def _relation(name: str, fact: str, outcome: str, within: str) -> Metric:
    about = f"Area under the curve of {fact} for {outcome}, over pairs of rentals of one {within}."
    # What the emotional fit reads is what a change to it is decided by.
    return Metric(name=name, about=about, pool=_related(fact, outcome, within), allowed_loss=0.01,
                  headline=fact in ("formality", "ease") and outcome == "top")  # fmt: skip


def _top(low: float, high: float) -> Ratio:
    def share(case: Case, found: Facts) -> tuple[float, float] | None:
        return (float(sum(found.top)), float(len(found.top))) if low <= found.ease < high else None

    return share


def _metrics() -> Iterator[Metric]:
    yield Metric(name="top ratings", about="Rentals rated highest, over all.", ratio=_top(0.0, 2.0))
    for low, high in pairwise(EASE):
        name = f"top ratings, ease {low:.2f} to {min(1.0, high):.2f}"
        yield Metric(name=name, about="The same of kinds of this ease.", ratio=_top(low, high))
    yield _relation("size → rating", "fits", "top", "occasion and kind")
    yield _relation("level of dress → rating", "formality", "top", "occasion")
    yield _relation("ease → rating", "ease", "top", "occasion")
    yield _relation("ease → size fits", "ease", "fits", "occasion")
    yield _relation("warmth → rating", "warmth", "top", "occasion and kind")


SUITE = Suite(
    name="rentals",
    about="Have the facts behind the emotional fit to do with how rented clothes were rated (RentTheRunway)?",
    cases=_cases,
    open=each(facts),
    output=Facts,
    metrics=tuple(_metrics()),
    datasets=("renttherunway",),
)
