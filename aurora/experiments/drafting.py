"""Team-draft interleaving: one list out of two, such that neither side gains by where its picks stand. Pure.

As two captains pick players: whoever has fewer picks goes next, a coin decides where both have as many, and each takes
the best of its own ranking that is not like anything picked already. What a shopper then does with a look is credit of
the captain who picked it. Source: Radlinski, Kurup & Joachims, CIKM 2008; Chapelle, Joachims, Radlinski & Yue, ACM TOIS
30(1), 2012.
"""

import random
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import TypeVar
from uuid import UUID

import msgspec

from aurora.types import Look

T = TypeVar("T")
NEW_PIECES = 2
"""In how many pieces looks that are shown beside each other differ at least, as the contract of the chat has it."""


class Pick(msgspec.Struct, frozen=True):
    team: int
    """0 or 1."""
    place: int
    """In the team's own ranking."""


def draft(
    first: Sequence[T], second: Sequence[T], count: int, *, is_like: Callable[[T, T], bool], chance: random.Random
) -> tuple[Pick, ...]:
    """Up to `count` picks of two rankings, best first, no two of them alike.

    A team that has nothing new left lets the other go on alone. The chances of the two are the same whatever the
    rankings: swapping them swaps the teams.
    """
    rankings = (first, second)
    picks: list[Pick] = []
    while len(picks) < count:
        had = [sum(pick.team == team for pick in picks) for team in (0, 1)]
        ahead = chance.randrange(2) if had[0] == had[1] else int(had[0] > had[1])
        shown = [rankings[pick.team][pick.place] for pick in picks]
        pick = _next(rankings, ahead, shown, is_like) or _next(rankings, 1 - ahead, shown, is_like)
        if pick is None:
            break
        picks.append(pick)
    return tuple(picks)


def _next(
    rankings: tuple[Sequence[T], Sequence[T]], team: int, shown: Sequence[T], is_like: Callable[[T, T], bool]
) -> Pick | None:
    for place, one in enumerate(rankings[team]):
        if not any(is_like(one, other) for other in shown):
            return Pick(team, place)
    return None


def coin(experiment: str, turn_id: UUID) -> random.Random:
    """The turn's chance in this experiment, the same when the turn is run again and unlike any other of the turn's."""
    return random.Random(f"{experiment}: draft: {turn_id}")


def likeness(first: Sequence[Look], second: Sequence[Look]) -> Callable[[Look, Look], bool]:
    """Whether two looks are too much the same to stand beside each other: fewer pieces differ than do anywhere within
    one of the rankings (one, where only the shoes are swapped), NEW_PIECES at most."""
    within = [_apart(one, other) for ranking in (first, second) for one, other in combinations(ranking, 2)]
    least = max(1, min((NEW_PIECES, *within)))

    def is_like(one: Look, other: Look) -> bool:
        return _apart(one, other) < min(least, len(one.pieces), len(other.pieces))

    return is_like


def _apart(one: Look, other: Look) -> int:
    """How many pieces each has that the other has not; of the two counts the smaller."""
    worn, beside = ({piece.candidate.variant.variant_id for piece in look.pieces} for look in (one, other))
    return min(len(worn), len(beside)) - len(worn & beside)
