"""Graded rankings: what a piece is worth to a request, judged piece by piece, and how well a score orders them.

`data/ranking/README.md` says who judged and how. A case is one slot of one request: candidates as retrieval brought
them, the analysis and profile they were scored for, and a grade 0..3 for each. `evals/suites/ranking.py` holds the
scores to them, `evals/weights.py` learns from them.
"""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora import features
from aurora.types import Analysis, Candidate, Profile
from commerce.garments import SLOTS, Slot

DATA = Path(__file__).parent / "data" / "ranking"
Array = NDArray[np.float64]
AT = 3
"""What a look or a list shows of a slot."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One slot of one request. grades: 3 just right, 2 good, 1 passable, 0 wrong."""

    id: str
    request: str
    message: str
    slot: Slot
    usual: float
    """The middle price of the whole pool's slot, minor units."""
    analysis: Analysis
    profile: Profile = Profile()
    candidates: tuple[Candidate, ...]
    grades: tuple[int, ...]
    judge: str = ""


class Choice(msgspec.Struct, frozen=True):
    """Alternatives of which some are better than others: what is learned from."""

    group: str
    """Alternatives of one request, or of one shopper, stay together when data is split."""
    values: Array
    """(n, features)."""
    grades: Array
    """(n,) higher is better; of a logged choice 1 for what was chosen and 0 for the rest."""
    weight: float = 1.0


def load(path: Path = DATA / "judged.jsonl") -> list[Case]:
    """The judged cases; ValueError where a case has not one grade 0..3 for each candidate."""
    cases = [msgspec.json.decode(line, type=Case) for line in path.read_bytes().splitlines() if line.strip()]
    for case in cases:
        if len(case.grades) != len(case.candidates) or not {*case.grades} <= {0, 1, 2, 3}:
            raise ValueError(
                f"{path}: {case.id} needs a grade of 0 to 3 for each of {len(case.candidates)} candidates."
            )
    return cases


def choice(case: Case) -> Choice:
    """The case as features, computed by the code that Aurora runs."""
    wanted = features.wants(case.analysis, case.profile)
    usual = np.ones(len(SLOTS))
    usual[SLOTS.index(case.slot)] = case.usual
    values = features.matrix(features.facts(case.candidates), wanted, usual)
    return Choice(case.request, values, np.array(case.grades, dtype=np.float64))


def pairs(found: Choice) -> Array:
    """(m, features) the better alternative minus the worse, for every two whose grades differ."""
    better = found.grades[:, None] > found.grades[None, :]
    first, second = np.nonzero(better)
    return np.asarray(found.values[first] - found.values[second])


def plain(candidate: Candidate) -> dict[str, Any]:
    """A candidate as a case keeps it: the variant that was shown, no copy, nothing that is its default."""
    item = msgspec.structs.replace(candidate.item, variants=(candidate.variant,), description="", image_url=None)
    made: dict[str, Any] = msgspec.to_builtins(msgspec.structs.replace(candidate, item=item))
    made["item"] = {key: value for key, value in made["item"].items() if value not in (None, "", [], ())}
    return {key: value for key, value in made.items() if value is not None}
