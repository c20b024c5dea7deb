"""What invented shoppers are shown, and what they do: the real pipeline's looks, and a rule of choice that is known.

A look's worth to a shopper is how well it suits the request, for which everybody has the same eye (mean over its pieces
of dress code, occasion, warmth and season, as the features of scoring measure them, all alike and not as the shipped
weights have them), and how much it is to their own taste (a liking drawn for each colour, brand, pattern and material).
Some shoppers take up much and some hardly anything, whatever they are shown. A look is looked at by its place, later
ones less, and taken up with a logistic chance of its worth. Examination by position: Craswell, Zoeter, Taylor & Ramsey,
WSDM 2008.
"""

import random
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora.experiments.drafting import draft, likeness
from aurora.types import Look, Scored

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SUITING = ("formality", "occasion", "thermal", "season")
SUIT, TASTE, READY, BASE = 0.5, 1.0, 1.0, -1.0
"""Log-odds for one standard deviation of suiting, of taste and of a shopper's readiness; and of a middling look."""
LOOKED_AT = (1.0, 0.65, 0.45)
"""The chance that a shopper looks at each place."""
DRAFTS = 64
"""Coins that are thrown for each request; a shopper meets one of the lists that came of them."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request, what either arm shows for it, and lists drafted of both."""

    chance: Floats
    """(looks,) log-odds by suiting alone, of all looks that either shows."""
    spread: Floats
    """(looks, looks) a square root of how tastes of the looks go together: times a normal draw it is a taste."""
    lists: tuple[Ints, Ints]
    """The looks of either arm, in order."""
    drafts: tuple[tuple[Ints, Ints], ...]
    """(looks, teams) of each drafted list."""


def asked(pairs: Sequence[tuple[Sequence[Look], Sequence[Look]]], seed: int) -> list[Asked]:
    """The requests that both arms answered, ready to be met by shoppers."""
    every = [look for one, other in pairs for look in (*one, *other)]
    suits = np.array([_suits(look) for look in every])
    names = sorted({value for look in every for piece in look.pieces for value in _values(piece)})
    column = {name: n for n, name in enumerate(names)}
    tastes = np.array([_facets(look, column) for look in every])
    centre, scale = tastes.mean(axis=0), float(np.sqrt(tastes.var(axis=0).sum()))
    odds = BASE + SUIT * (suits - suits.mean()) / suits.std()
    made, at = [], 0
    for n, (one, other) in enumerate(pairs):
        here = slice(at, at + len(one) + len(other))
        at = here.stop
        made.append(_asked(one, other, odds[here], TASTE * (tastes[here] - centre) / scale, f"{seed}: {n}"))
    return made


def _asked(one: Sequence[Look], other: Sequence[Look], odds: Floats, tastes: Floats, seed: str) -> Asked:
    values, vectors = np.linalg.eigh(tastes @ tastes.T)
    chance, is_like = random.Random(seed), likeness(one, other)
    starts = (0, len(one))
    drafts = []
    for _ in range(DRAFTS):
        picks = draft(one, other, max(len(one), len(other)), is_like=is_like, chance=chance)
        looks = np.array([starts[pick.team] + pick.place for pick in picks])
        drafts.append((looks, np.array([pick.team for pick in picks])))
    return Asked(
        chance=odds, spread=vectors * np.sqrt(np.maximum(values, 0.0)),
        lists=(np.arange(len(one)), len(one) + np.arange(len(other))), drafts=tuple(drafts),
    )  # fmt: skip


def _suits(look: Look) -> float:
    return float(np.mean([piece.features[name] for piece in look.pieces for name in SUITING]))


def _facets(look: Look, column: dict[str, int]) -> Floats:
    found = np.zeros(len(column))
    for piece in look.pieces:
        for value in _values(piece):
            found[column[value]] += 1 / len(look.pieces)
    return found


def _values(piece: Scored) -> tuple[str, ...]:
    item = piece.candidate.item
    return (f"colour {piece.candidate.variant.colour}", f"brand {item.brand}", f"pattern {item.pattern}",
            *(f"material {material}" for material in item.materials))  # fmt: skip


# ── what shoppers do ───────────────────────────────────────────────────────────────────────────────────────────────


def taken(met: Asked, looks: Ints, chance: np.random.Generator) -> NDArray[np.bool_]:
    """(places,) which looks of a list a new shopper takes up."""
    worth = READY * chance.standard_normal() + met.chance + met.spread @ chance.standard_normal(len(met.chance))
    odds = np.array(LOOKED_AT)[: len(looks)] / (1 + np.exp(-worth[looks]))
    return np.asarray(chance.random(len(looks)) < odds)
