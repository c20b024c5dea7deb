"""Experiments on invented shoppers, many times over: how often they find what is true, and after how many shoppers."""

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec
import numpy as np

from evals.population.world import Asked, Floats, taken
from evals.statistics import Interval, wilson
from evals.statistics.sequential import Running, difference, mean_of, moments

Design = Literal["A/B", "interleaving"]
DESIGNS: tuple[Design, ...] = ("A/B", "interleaving")
EVERY, MOST = 100, 6_000
"""Shoppers between two looks at an experiment, and after which it is given up."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Many experiments of one design with the same two arms."""

    design: Design
    runs: int
    worse: int
    """That called the second arm worse, at whatever look."""
    better: int
    shoppers: float | None
    """Until it was called worse, the median run; None where fewer than half did."""

    @property
    def share(self) -> Interval:
        """95 % interval of how often it was called worse."""
        return wilson(self.worse, self.runs)


def repeated(
    requests: Sequence[Asked],
    design: Design,
    runs: int,
    seed: int,
    *,
    most: int = MOST,
    advance: Callable[[], None] = lambda: None,
) -> Found:
    """`runs` experiments, each with up to `most` shoppers of its own, looked at after every EVERY of them until it
    speaks."""
    verdicts: list[tuple[int, Running | None]] = []
    for run in range(runs):
        chance = np.random.default_rng([seed, run, DESIGNS.index(design)])
        verdicts.append((_compared if design == "A/B" else _drafted)(requests, most, chance))
        advance()
    worse = [n for n, said in verdicts if said is not None and said.high < 0]
    late = sorted(worse) + [most + 1] * (runs - len(worse))
    return Found(
        design=design, runs=runs, worse=len(worse),
        better=sum(said is not None and said.low > 0 for _, said in verdicts),
        shoppers=float(np.median(late)) if 2 * len(worse) > runs else None,
    )  # fmt: skip


def _compared(requests: Sequence[Asked], most: int, chance: np.random.Generator) -> tuple[int, Running | None]:
    """Each shopper sees the looks of one arm; what counts is whether they took any up."""
    arm = chance.integers(0, 2, most)
    did = np.empty(most)

    def meet(n: int) -> None:
        met = requests[int(chance.integers(len(requests)))]
        did[n] = taken(met, met.lists[arm[n]], chance).any()

    def read(n: int) -> Running | None:
        one, other = did[:n][arm[:n] == 0], did[:n][arm[:n] == 1]
        return difference(moments(one), moments(other))

    return _looked_at(meet, read, most)


def _drafted(requests: Sequence[Asked], most: int, chance: np.random.Generator) -> tuple[int, Running | None]:
    """Each shopper sees looks of both arms; what counts is whose more were taken up."""
    won: Floats = np.empty(most)

    def meet(n: int) -> None:
        met = requests[int(chance.integers(len(requests)))]
        looks, teams = met.drafts[int(chance.integers(len(met.drafts)))]
        took = taken(met, looks, chance)
        won[n] = np.sign((took & (teams == 1)).sum() - (took & (teams == 0)).sum())

    return _looked_at(meet, lambda n: mean_of(moments(won[:n])), most)


def _looked_at(
    meet: Callable[[int], None], read: Callable[[int], Running | None], most: int
) -> tuple[int, Running | None]:
    """(shoppers, what is said) at the first look at which anything is; None at the end."""
    for n in range(most):
        meet(n)
        if (n + 1) % EVERY == 0 and (said := read(n + 1)) is not None and said.decided:
            return n + 1, said
    return most, None
