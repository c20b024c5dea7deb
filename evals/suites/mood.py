"""The five emotional measures of a look: do they rise with what they are said to measure, and do their numbers mean
what they say? On looks of the demo range that the scale was not fitted on.

Each look is composed by Aurora from a random hand of the range, for a random shopper in a random weather
(`evals.mood_scale`). A number is the share of looks for the occasion that have less of it: over fresh looks a tenth
should lie below 10, a fifth below 20 and so on. No measure has a ground truth in public data; `feeling` and `rentals`
say what data there is.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import get_args

import msgspec
import numpy as np

from aurora import mood
from aurora.mood import Facts
from aurora.types import Occasion, Profile
from evals import mood_scale
from evals.metrics.calibration import decile_error
from evals.metrics.ranking import stratified_auc
from evals.mood_scale import Worn
from evals.suite import Case, Metric, Options, Solved, Suite, each

EACH = 4
STEP = 0.1
"""By how much a fact is raised where it is asked whether the number shown falls."""
SEED = 7
"""Another than the scale was drawn by."""


class Felt(msgspec.Struct, frozen=True):
    """The numbers of a look, 1..99 by dimension; nothing where nothing could be composed."""

    percents: dict[str, int]
    shown: dict[str, int]
    """The same for a shopper whose taste is not known, but for authenticity, which then says nothing."""
    steps: dict[str, tuple[int, int]]
    """Dimension → (facts that were raised, those that made the number fall)."""


def _cases(options: Options) -> Iterable[Case]:
    for occasion in get_args(Occasion):
        for department in ("women", "men"):
            for hand in mood_scale.HANDS:
                for n in range(EACH):
                    name = f"{occasion}/{department}/{hand}/{n}"
                    asked = {"occasion": occasion, "department": department, "hand": hand,
                             "seed": SEED * 100_000_000 + zlib.crc32(name.encode()) % 100_000_000}  # fmt: skip
                    yield Case(id=name, input=asked, slices={"department": department})


def _felt(case: Case) -> Felt | None:
    asked = case.input
    drawn = mood_scale.drawn(
        asked["occasion"], each=1, hands=(asked["hand"],), seed=asked["seed"], departments=(asked["department"],)
    )
    return felt(drawn[0]) if drawn else None


def felt(worn: Worn) -> Felt:
    """The numbers of a look for its shopper and for a stranger."""
    occasion = worn.context.occasion
    known = mood.facts(worn.look, worn.context, worn.profile)
    percents = mood.percents_of(mood.measures(known), occasion)
    stranger = mood.facts(worn.look, worn.context, Profile())
    shown = mood.percents_of(mood.measures(stranger), occasion) | {"authenticity": percents["authenticity"]}
    return Felt(percents, shown, {name: _steps(known, occasion, name) for name in mood.DIMENSIONS})


def _steps(facts: Facts, occasion: str | None, dimension: str) -> tuple[int, int]:
    """Raises every fact that the dimension reads, one by one; lightness cheers, and is raised for happiness."""
    before = mood.measures(facts)[dimension]
    shown = mood.percents_of(mood.measures(facts), occasion)[dimension]
    tried = fell = 0
    for raised in _raised(facts, lighter=dimension == "happiness"):
        now = mood.measures(raised)
        if now[dimension] != before:
            tried += 1
            fell += mood.percents_of(now, occasion)[dimension] < shown or now[dimension] < before
    return tried, fell


def _raised(facts: Facts, *, lighter: bool) -> Iterator[Facts]:
    for name in Facts.__struct_fields__:
        signed = name in ("activity", "weight", "heat")
        value = getattr(facts, name) + (-STEP if name == "weight" and lighter else STEP)
        yield msgspec.structs.replace(facts, **{name: min(1.0, max(-1.0 if signed else 0.0, value))})


# ── judging ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _apart(name: str) -> Callable[[Sequence[Solved]], float | None]:
    return lambda solved: decile_error([one.output.percents[name] / 100 for one in solved if one.output])


def _all_apart(solved: Sequence[Solved]) -> float | None:
    """Mean over the five measures of the distance of the deciles of fresh looks from 0.1, 0.2 .. 0.9."""
    found = [_apart(name)(solved) for name in mood.DIMENSIONS]
    return float(np.mean([one for one in found if one is not None])) if found[0] is not None else None


def _with_the_hand(name: str) -> Callable[[Sequence[Solved]], float]:
    """Pairs of looks for one occasion and department from hands of different sizes: has the larger hand's look more?"""

    def area(solved: Sequence[Solved]) -> float:
        held = [one for one in solved if one.output]
        return stratified_auc(
            [one.case.input["hand"] for one in held], [one.output.percents[name] for one in held],
            ["/".join(one.case.id.split("/")[:2]) for one in held],
        )  # fmt: skip

    return area


def _monotone(case: Case, felt: Felt | None) -> tuple[float, float] | None:
    if felt is None:
        return None
    tried = sum(count for count, _ in felt.steps.values())
    return float(tried - sum(fell for _, fell in felt.steps.values())), float(tried)


def _by_dimension() -> Iterator[Metric]:
    for name in mood.DIMENSIONS:
        yield Metric(name=f"{name}: error of deciles", about=decile_error.__doc__ or "", pool=_apart(name),
                     better="lower")  # fmt: skip
        yield Metric(name=f"{name} with the hand", about=_with_the_hand.__doc__ or "", pool=_with_the_hand(name))
        yield Metric(name=f"{name} shown", about="Mean number that a stranger is shown, of looks of the largest hand.",
                     score=_shown(name), high=100.0)  # fmt: skip


def _shown(name: str) -> Callable[[Case, Felt | None], float | None]:
    largest = max(mood_scale.HANDS)
    return lambda case, felt: float(felt.shown[name]) if felt and case.input["hand"] == largest else None


SUITE = Suite(
    name="mood",
    about="Do the emotional measures of a look rise with their facts, and do their numbers mean what they say?",
    cases=_cases,
    open=each(_felt),
    output=Felt | None,
    metrics=(
        Metric(name="monotone", about="Facts raised by 0.1, one by one: the share that let no number fall.",
               ratio=_monotone, headline=True),
        Metric(name="error of deciles", about=_all_apart.__doc__ or "", pool=_all_apart, better="lower",
               headline=True, allowed_loss=0.01),
        *_by_dimension(),
    ),
)  # fmt: skip
