"""The suite of judged pieces: what it scores, what it leaves unscored, and that harm is seen."""

import asyncio
import math
from pathlib import Path

import pytest

from aurora.weights import FEATURES
from core.errors import InvalidInput
from evals.discovery import find
from evals.results import result
from evals.runs import Manifest, started
from evals.solving import solve_all
from evals.statistics import Estimate
from evals.suite import Case, Options
from evals.suites.ranking import SUITE, Ordered
from evals.variants import Variant


def figures(folder: Path, **varied: object) -> dict[str, Estimate]:
    options = Options(variant=Variant(**varied))  # type: ignore[arg-type]
    run = started(folder, Manifest(suite="ranking", options=options))
    return {one.metric: one.overall for one in result(run, SUITE, solve_all(run, SUITE, "ranking")).figures}


def test_every_judged_case_is_scored_or_counted_as_unscored(tmp_path: Path) -> None:
    for found in figures(tmp_path).values():
        assert (found.n + found.unscored, found.clusters) == (93, 33)
        assert found.value is not None
        assert found.value > 0.7


def test_scores_dealt_anew_order_no_better_than_chance(tmp_path: Path) -> None:
    found = figures(tmp_path, name="dealt", shuffle=True)["AUC"]
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.5 < found.high


def test_a_variant_orders_by_its_own_weights(tmp_path: Path) -> None:
    # By relevance alone, which is one of seventeen features.
    others = dict.fromkeys(FEATURES, 0.0) | {"relevance": 1.0}
    shipped, varied = figures(tmp_path), figures(tmp_path, name="words only", features=others)
    assert varied["AUC"].value != shipped["AUC"].value


def test_what_changes_no_order_is_refused() -> None:
    opened = SUITE.open(Options(variant=Variant(name="dearer", budget=2.0)), {})
    with pytest.raises(InvalidInput, match="budget"):
        asyncio.run(opened.__aenter__())


def test_a_case_in_two_orders_worked_by_hand() -> None:
    case = Case(id="x", expected=[2, 1, 0])
    auc = find("ranking").metric("AUC").score
    assert auc is not None
    assert auc(case, Ordered((5.0, 1.0, 3.0))) == pytest.approx(2 / 3)
    assert auc(case, Ordered((3.0, 2.0, 1.0))) == 1.0


def test_what_was_judged_good_is_relevant_and_without_any_there_is_no_figure() -> None:
    suite = find("ranking")
    case, poor = Case(id="x", expected=[0, 3, 1, 2]), Case(id="y", expected=[0, 1])
    # Scores order 3, 0, 1, 2 (grades): relevant at the places 1 and 4.
    of = {name: suite.metric(name).score for name in ("MAP@3", "MRR", "hit rate@1")}
    found = {name: score(case, Ordered((3.0, 4.0, 2.0, 1.0))) for name, score in of.items() if score is not None}
    assert found == {"MAP@3": pytest.approx(1 / 2), "MRR": 1.0, "hit rate@1": 1.0}
    for score in of.values():
        assert score is not None
        assert math.isnan(score(poor, Ordered((1.0, 2.0))) or 0.0)
