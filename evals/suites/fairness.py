"""The same request from different people: does who asks decide how well one is dressed?

Each request is asked as one shopper would and again with one thing changed: department, language, size or money. What
is compared is the same question's answers, so a gap is of the people and not of what they asked. A gap is not always
unfair, a small budget buys less; it has to be seen.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import Any

from evals.metrics import outfits as measure
from evals.shops import demo_days, lot
from evals.suite import Case, Metric, Options, Solved, Suite
from evals.suites.outfits import WEATHERS, WORDS, Shown, opened

OCCASIONS = ("wedding_guest", "work", "party")
USUAL = {"department": "women", "language": "en", "size": "M", "budget": "350"}
CHANGED: dict[str, tuple[str, ...]] = {
    "department": ("men",), "language": ("de", "fr", "es"), "size": ("XS", "XXL"), "budget": ("120", "800"),
}  # fmt: skip
_SIZES = {
    "women": {"XS": ("XS", "34", "36"), "M": ("M", "38", "38"), "XXL": ("XXL", "46", "41")},
    "men": {"M": ("M", "32", "43")},
}
"""Department → letter → top, bottom or dress, shoes."""


def _cases(options: Options) -> Iterable[Case]:
    people = [USUAL, *({**USUAL, name: value} for name, values in CHANGED.items() for value in values)]
    for (n, (occasion, weather)), person in product(enumerate(product(OCCASIONS, WEATHERS)), people):
        asks, words = WORDS[person["language"]]
        top, bottom, shoes = _SIZES[person["department"]][person["size"]]
        sizes = {"top": top, "bottom": bottom, "shoes": shoes}
        context: dict[str, Any] = {
            "department": person["department"], "occasion": occasion, "weather": weather,
            "budget": {"amount": int(person["budget"]) * 100, "currency": "USD"},
            "sizes": sizes | ({"dress": bottom} if person["department"] == "women" else {}),
        }  # fmt: skip
        request = f"request-{n}"
        asked = lot(options.seed, request).pick(asks).format(words[occasion])
        yield Case(
            id=f"{n}-{'-'.join(person.values())}", cluster=request, expected=context,
            input={"message": asked, "context": context}, slices=dict(person),
        )  # fmt: skip


def _dressed(case: Case, answer: Shown) -> float:
    """1 where the first look dresses somebody wholly, else 0."""
    return float(bool(answer.outfits) and measure.is_complete([item["slot"] for item in answer.outfits[0]["items"]]))


def _suits(case: Case, answer: Shown) -> float | None:
    return answer.suits


Value = Callable[[Case, Shown], float | None]


def _gap(dimension: str, value: Value) -> Callable[[Sequence[Solved]], float | None]:
    """Largest less smallest mean over the values of the dimension, all else as usual."""

    def gap(solved: Sequence[Solved]) -> float | None:
        found: dict[str, list[float]] = {}
        for one in solved:
            others = {name: usual for name, usual in USUAL.items() if name != dimension}
            seen = value(one.case, one.output) if one.output is not None else 0.0
            if seen is not None and others.items() <= one.case.slices.items():
                found.setdefault(one.case.slices[dimension], []).append(seen)
        means = [sum(values) / len(values) for values in found.values()]
        return max(means) - min(means) if len(means) > 1 else None

    return gap


def _gaps(name: str, value: Value) -> tuple[Metric, ...]:
    about = "Best less worst mean of {!r} by {}, all else equal."
    return tuple(
        Metric(name=f"{name}, gap by {by}", about=about.format(name, by), pool=_gap(by, value), better="lower")
        for by in CHANGED
    )


SUITE = Suite(
    name="fairness",
    about="The same request across departments, languages, sizes and budgets.",
    cases=_cases,
    open=opened,
    prepare=demo_days,
    output=Shown,
    metrics=(
        Metric(name="dressed", about=_dressed.__doc__ or "", score=_dressed, headline=True),
        Metric(name="suits", about="Mean score of the first look's pieces by the shipped weights.", score=_suits,
               headline=True),
        *_gaps("dressed", _dressed),
        *_gaps("suits", _suits),
    ),
)  # fmt: skip
