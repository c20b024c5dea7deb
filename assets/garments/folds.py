"""How cloth falls: small waves that are pushed out of a smooth surface, in metres.

Sums of a few sines of warped coordinates: cheap, the same on every machine, and without a beginning or an end.
"""

import msgspec
import numpy as np

from assets.garments.sheets import Array

__all__ = ["Crease", "creases", "drape", "gathers"]


def drape(round_: Array, down: Array, *, size: float, count: int = 7, seed: int = 1) -> Array:
    """Long folds that run down. round_: the angle about the limb; down: metres along it; size: about half their depth.

    `count` folds go round, so that the last meets the first.
    """
    chance = np.random.default_rng(seed)
    total = np.zeros(np.broadcast(round_, down).shape)
    for k, share in ((count, 0.55), (count + 3, 0.35), (max(count - 3, 2), 0.4)):
        phase, pull, twist = chance.uniform(0, 6.28, 3)
        lean = 0.5 * np.sin(down * (3 + pull) + twist)
        total += share * np.sin(k * round_ + phase + lean) * (0.75 + 0.25 * np.sin(down * 5 + pull))
    return np.asarray(size * total)


class Crease(msgspec.Struct, frozen=True):
    """How cloth creases. size: about half their depth; pitch: metres from one to the next."""

    size: float
    seed: int = 1
    pitch: float = 0.055


def creases(round_: Array, along: Array, told: Crease) -> Array:
    """Short creases across a limb, slanting, as where a sleeve bends."""
    chance = np.random.default_rng(told.seed)
    total = np.zeros(np.broadcast(round_, along).shape)
    for k in range(3):
        phase, lean, fade = chance.uniform(0, 6.28, 3)
        wave = (
            6.28 / (told.pitch * (1 + 0.35 * k)) * along
            + (1 + 0.6 * np.sin(lean)) * np.cos(round_ + lean) * 1.6
            + phase
        )
        total += np.sin(wave) * (0.5 + 0.5 * np.cos(round_ + fade)) * (0.7 + 0.3 * np.sin(along * 9 + fade)) / (k + 1.2)
    return np.asarray(told.size * 0.55 * total)


def gathers(across: Array, *, size: float, pitch: float, seed: int = 1) -> Array:
    """Fine upright gathers, about one every `pitch` metres along `across`."""
    phase = np.random.default_rng(seed).uniform(0, 6.28, 3)
    one = np.sin(6.28 / pitch * across + phase[0] + 0.9 * np.sin(across * 17 + phase[1]))
    return np.asarray(size * (0.7 * one + 0.3 * np.sin(6.28 / (pitch * 1.7) * across + phase[2])))
