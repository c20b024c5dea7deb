"""The features of candidates: what each says of a piece for this shopper and this moment, 0..1, as one array.

All slots of a turn are computed at once, and what depends on a colour or a kind only once per colour or kind: the
figures are in docs/scoring.md.
"""

from collections.abc import Callable

import numpy as np

from aurora.features import moment, shopper, words
from aurora.features.colours import LIGHT_WHEN_SOBER, minds_colours, wrong_colour
from aurora.features.turn import Array, Facts, Turn, Wants, about, facts, in_colours, usual_prices, wants
from aurora.weights import FEATURES

__all__ = [
    "LIGHT_WHEN_SOBER", "Array", "Facts", "Wants", "about", "facts", "in_colours", "matrix", "minds_colours",
    "recolour", "usual_prices", "wants", "wrong_colour",
]  # fmt: skip

OF_COLOUR = ("palette", "affinity", "price", "size", "occasion", "colour", "quiet", "boldness")
"""The features that may differ between the variants of one product."""


def matrix(found: Facts, wanted: Wants, usual: Array) -> Array:
    """(n, len(FEATURES)) of 0..1, columns as in `weights.FEATURES`. usual: `usual_prices` of the turn's candidates."""
    turn = Turn(found, wanted, usual)
    values = np.empty((len(found.items), len(FEATURES)))
    for column, name in enumerate(FEATURES):
        values[:, column] = _FEATURES[name](turn)
    return np.clip(values, 0.0, 1.0, out=values)


def recolour(values: Array, found: Facts, wanted: Wants, usual: Array) -> Array:
    """The rows of the products' other variants, from those of the products: the features of colour anew."""
    turn, more = Turn(found, wanted, usual), values.copy()
    for name in OF_COLOUR:
        more[:, FEATURES.index(name)] = _FEATURES[name](turn)
    return np.clip(more, 0.0, 1.0, out=more)


_FEATURES: dict[str, Callable[[Turn], Array]] = {
    "relevance": words.relevance,
    "taste": shopper.taste,
    "affinity": shopper.affinity,
    "palette": shopper.palette,
    "brand": shopper.brand,
    "price": shopper.price,
    "size": shopper.size,
    "formality": moment.formality,
    "thermal": moment.warmth,
    "season": moment.season,
    "occasion": moment.occasion,
    "category": words.category,
    "colour": words.colour,
    "quiet": moment.quiet,
    "comfort": shopper.comfort,
    "boldness": shopper.boldness,
    "popularity": moment.popularity,
}
