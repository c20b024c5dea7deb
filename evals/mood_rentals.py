"""Which parts of the emotional fit have anything to do with how people rated what they wore: RentTheRunway's rentals.

Of a rental is known what kind of garment, for what, how the size turned out, the month and the rating (Misra, Wan &
McAuley, RecSys 2018). No colour, no cloth, no person's taste: of our facts only the level of dress, the ease of the
kind and its warmth can be computed. Their relation to the rating is measured within occasion, and where it says so
within the kind of garment; items are drawn whole for the intervals.
"""

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from aurora import occasions, traits
from aurora.types import Occasion
from commerce.garments import CATEGORIES
from commerce.item import Item
from evals.compatibility_figures import Figure, interval

Floats = NDArray[np.float64]
OCCASIONS: dict[str, Occasion] = {
    "wedding": "wedding_guest", "formal affair": "black_tie", "party": "party", "everyday": "everyday", "work": "work",
    "date": "date", "vacation": "travel",
}  # fmt: skip
"""Rented for → our occasion; "other" has none."""
KINDS = {
    "sheath": "cocktail_dress", "shift": "dress", "maxi": "dress", "mini": "cocktail_dress", "romper": "playsuit",
    "shirtdress": "dress", "frock": "dress", "ballgown": "gown", "down": "puffer_jacket", "pants": "trousers",
    "pant": "trousers", "trouser": "trousers", "trousers": "trousers", "legging": "leggings", "vest": "gilet",
    "tank": "tank_top", "bomber": "bomber_jacket", "culotte": "culottes", "culottes": "culottes", "pullover": "sweater",
    "midi": "skirt", "skirts": "skirt", "knit": "sweater", "poncho": "cape", "peacoat": "coat", "tee": "t_shirt",
    "t-shirt": "t_shirt", "trench": "trench_coat", "cami": "camisole", "overcoat": "coat", "duster": "coat",
    "overalls": "dungarees", "jogger": "joggers", "sweatpants": "joggers", "tight": "leggings",
}  # fmt: skip
"""Their word → our category, where it is not our own word."""
TOP_RATING = 10.0


class Rentals(msgspec.Struct, frozen=True):
    """Rentals whose occasion and kind we know, row by row, each (n,)."""

    item: Floats
    occasion: NDArray[np.object_]
    kind: NDArray[np.object_]
    top: Floats
    """1 where the rating is the highest, as it is of two in three."""
    fits: Floats
    """1 where the size turned out right."""
    formality: Floats
    """Fit of the kind's level of dress to the occasion's band, 0..1: what confidence reads."""
    ease: Floats
    """Ease of the kind, 0..1: what comfort reads."""
    warmth: Floats
    """Insulation of the kind that suits the month, −1..1: clo above the usual in December, below it in July."""


class Relation(msgspec.Struct, frozen=True):
    """How a fact stands to an outcome: the area under the curve for it, 0.5 where there is none, over pairs of rentals
    that share the stratum."""

    fact: str
    outcome: str
    within: str
    auc: Figure


class Step(msgspec.Struct, frozen=True):
    """Share of top ratings among rentals of one level of a fact."""

    fact: str
    low: float
    high: float
    share: Figure


def load(path: Path) -> Rentals:
    """The rentals with a rating, a known occasion and a known kind. Needs duckdb, of the development group."""
    raw = _columns(path)
    ours = np.array([KINDS.get(word, word) for word in raw["category"]], dtype=object)
    keep = np.array([name in OCCASIONS for name in raw["rented_for"]])
    keep &= np.array([kind in CATEGORIES and CATEGORIES[kind].slot is not None for kind in ours])
    asked = np.array([OCCASIONS[name] for name in raw["rented_for"][keep]], dtype=object)
    kinds = ours[keep]
    winter = np.cos(2 * np.pi * (raw["review_month"][keep] - 1) / 12)
    clo = np.array([CATEGORIES[kind].clo for kind in kinds])
    return Rentals(
        item=raw["item_id"][keep],
        occasion=asked,
        kind=kinds,
        top=(raw["rating"][keep] == TOP_RATING).astype(np.float64),
        fits=(raw["fit"][keep] == "fit").astype(np.float64),
        formality=_formality(kinds, asked),
        ease=np.array([_ease(kind) for kind in kinds]),
        warmth=np.asarray(winter * (clo - float(np.median(clo)))),
    )


def _columns(path: Path) -> dict[str, NDArray[Any]]:
    try:
        import duckdb
    except ModuleNotFoundError as error:
        raise click.ClickException("Reading the rentals needs duckdb: install the development group.") from error
    asked = """SELECT item_id::DOUBLE AS item_id, rating, rented_for, category, fit,
                      review_month::DOUBLE AS review_month
               FROM read_parquet(?) WHERE rating IS NOT NULL AND rented_for IS NOT NULL"""
    with duckdb.connect() as session:
        session.execute("SET threads = 1")
        found: dict[str, NDArray[Any]] = session.execute(asked, [str(path)]).fetchnumpy()
    return found


def _formality(kinds: NDArray[np.object_], asked: NDArray[np.object_]) -> Floats:
    known = {
        (kind, name): occasions.formality_fit(CATEGORIES[kind].formality, occasions.asks(name, None, "women"))
        for kind in set(kinds) for name in set(asked)
    }  # fmt: skip
    return np.array([known[pair] for pair in zip(kinds, asked, strict=True)])


@cache
def _ease(kind: str) -> float:
    slot = CATEGORIES[kind].slot
    assert slot is not None
    plain = msgspec.convert(
        {"product_id": "0" * 32, "slug": "", "title": "", "brand": "", "category": kind, "slot": slot,
         "department": "women"}, Item,
    )  # fmt: skip
    return traits.comfort(plain)


def relations(rentals: Rentals, *, times: int = 200) -> tuple[Relation, ...]:
    """Every fact that can be computed against every outcome that was reported."""
    occasion, both = (
        rentals.occasion,
        np.array([f"{a}|{b}" for a, b in zip(rentals.occasion, rentals.kind, strict=True)]),
    )
    asked = [
        ("the size fits", rentals.fits, "top rating", rentals.top, "occasion and kind", both),
        ("level of dress", rentals.formality, "top rating", rentals.top, "occasion", occasion),
        ("ease of the kind", rentals.ease, "top rating", rentals.top, "occasion", occasion),
        ("ease of the kind", rentals.ease, "size fits", rentals.fits, "occasion", occasion),
        ("warmth for the month", rentals.warmth, "top rating", rentals.top, "occasion and kind", both),
    ]
    return tuple(
        Relation(fact, outcome, within, by_item(rentals.item, stratified(values, truth, strata), times))
        for fact, values, outcome, truth, within, strata in asked
    )


def stratified(values: Floats, truth: Floats, strata: NDArray[np.object_]) -> Callable[[NDArray[np.int64]], float]:
    """The area under the curve of `values` for `truth` over pairs that share a stratum, of any rows: the strata's own
    areas, weighted by their pairs."""
    _, code = np.unique(strata.astype(str), return_inverse=True)

    def measure(rows: NDArray[np.int64]) -> float:
        order = rows[np.argsort(code[rows], kind="stable")]
        won = pairs = 0.0
        for part in np.split(order, np.flatnonzero(np.diff(code[order])) + 1):
            good = truth[part] == 1
            up, down = float(good.sum()), float((~good).sum())
            won += float(rankdata(values[part])[good].sum()) - up * (up + 1) / 2 if up and down else 0.0
            pairs += up * down
        return won / pairs if pairs else float("nan")

    return measure


def by_item(item: Floats, measure: Callable[[NDArray[np.int64]], float], times: int) -> Figure:
    """`measure` of all rows with its interval over items drawn whole, since one item's raters saw the same dress."""
    order = np.argsort(item, kind="stable")
    rows_of = np.split(order, np.flatnonzero(np.diff(item[order])) + 1)
    return interval(
        lambda drawn: measure(np.concatenate([rows_of[n] for n in drawn])), len(rows_of), seed=20261122, times=times
    )


def steps(rentals: Rentals, *, times: int = 200) -> tuple[Step, ...]:
    """The share of top ratings by level of dress and by ease: what a calibration would have to stand on."""
    found = []
    for name, values, edges in (
        ("level of dress", rentals.formality, (0.0, 0.25, 0.5, 0.75, 0.999, 1.01)),
        ("ease of the kind", rentals.ease, (0.0, 0.38, 0.5, 0.68, 1.01)),
    ):
        for low, high in pairwise(edges):
            here = (values >= low) & (values < high)
            if here.sum() >= 100:
                truth = rentals.top[here]
                found.append(Step(name, low, min(1.0, high), by_item(rentals.item[here], _share(truth), times)))
    return tuple(found)


def _share(truth: Floats) -> Callable[[NDArray[np.int64]], float]:
    return lambda rows: float(truth[rows].mean())
