"""The figures of retrieval worked by hand, the grades of the queries, and which fusion is chosen."""

import math
from uuid import UUID

import numpy as np
import pytest

from aurora.retrieval.ranking import FOUND, FUSION, Fusion, rank
from commerce import demo
from commerce.garments import Department
from evals import retrieval, retrieval_queries
from evals.compatibility_figures import Figure
from evals.retrieval import TEXT, VECTORS, Line, Searched, Way
from evals.retrieval_figures import ndcg, recall, reciprocal_rank
from evals.retrieval_queries import Query, Request, agreement, grade
from evals.retrieval_shops import Product

LOG3 = math.log2(3)


def product(number: int, **facts: object) -> Product:
    values: dict[str, object] = {
        "feed_key": str(number), "title": f"Plain shirt {number}", "brand": "Alder", "department": "women",
        "slot": "top", "category": "shirt", "colours": ("navy",), "materials": ("cotton",), "pattern": "plain",
        "occasions": ("work",), "seasons": (), "fit": None, "heel": None, "waterproof": None,
    }  # fmt: skip
    return Product(**{"id": UUID(int=number), **values, **facts})  # type: ignore[arg-type]


# ── figures ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_gain_of_a_ranking_is_held_against_the_best_that_the_shop_allows() -> None:
    # 2^1-1 at place 1 and 2^2-1 at place 2, against 3, 1, 1 at the places 1, 2 and 3.
    ideal = 3 + 1 / LOG3 + 1 / 2
    assert ndcg([1, 2, 0], [0, 1, 1, 2]) == pytest.approx((1 + 3 / LOG3) / ideal)
    assert ndcg([2, 1, 1], [0, 1, 1, 2]) == pytest.approx(1)


def test_what_was_not_found_counts_against_a_ranking() -> None:
    assert ndcg([1], [1, 1]) == pytest.approx(1 / (1 + 1 / LOG3))
    assert ndcg([], [1]) == 0


def test_nothing_below_the_cut_gains() -> None:
    assert ndcg([0, 3], [3], k=1) == 0
    assert ndcg([3, 0], [3, 3, 3], k=1) == pytest.approx(1)


def test_recall_counts_the_best_grade_only_and_at_most_as_many_as_fit() -> None:
    assert recall([2, 1, 0, 2], [2, 2, 2, 1, 1], k=3) == pytest.approx(1 / 3)
    assert recall([2, 2], [2] * 10, k=2) == 1


def test_the_reciprocal_rank_is_that_of_the_first_of_the_best_grade() -> None:
    assert reciprocal_rank([1, 0, 2, 2], [2, 2, 1]) == pytest.approx(1 / 3)
    assert reciprocal_rank([1, 0], [2, 1]) == 0


def test_where_nothing_is_relevant_there_is_no_figure() -> None:
    assert all(math.isnan(figure([0, 0], [0, 0, 0])) for figure in (ndcg, recall, reciprocal_rank))


# ── grades ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_request_grades_by_kind_first_and_then_by_each_attribute() -> None:
    request = Request(
        say="", who="women", kinds=("shirt",), with_={"materials": ("silk", "cotton"), "waterproof": (True,)}
    )
    assert grade(request, product(1)) == 2
    assert grade(request, product(1, waterproof=True)) == 3
    assert grade(request, product(1, materials=("wool",))) == 1
    assert grade(request, product(1, category="polo", waterproof=True)) == 0


def test_labels_that_were_not_named_count_for_nothing() -> None:
    truth = {"articleType": "Shirts", "baseColour": "Red", "usage": "Formal", "season": "Fall"}
    other = {**truth, "baseColour": "Blue"}
    assert agreement(truth, other, ("articleType", "usage")) == 2
    assert agreement(truth, other, ("articleType", "baseColour", "usage")) == 2
    assert agreement(truth, {**truth, "articleType": "Tops"}, ("articleType", "usage")) == 0


def test_every_request_by_hand_is_answered_by_something_in_the_demo_range() -> None:
    rows = [row for row in demo.products() if row.slot and any(variant.quantity for variant in row.variants)]
    sold = [
        product(
            number, title=row.title, brand=row.brand, department=row.department, slot=row.slot, category=row.category,
            colours=tuple(v.colour for v in row.variants if v.quantity), materials=row.materials, pattern=row.pattern,
            occasions=row.occasions, seasons=row.seasons, fit=row.fit, heel=row.heel, waterproof=row.waterproof,
        )
        for number, row in enumerate(rows)
    ]  # fmt: skip
    queries = list(retrieval_queries.asked(sold))
    assert len(queries) == 60
    assert [query.message for query in queries if max(query.grades.values(), default=0) < 2] == []


def test_a_question_about_labels_is_worded_and_graded_by_them_within_the_department() -> None:
    row = {"articleType": "Shirts", "baseColour": "Red", "usage": "Formal", "season": "Fall"}
    rows = {"1": row, "2": {**row, "baseColour": "Blue"}, "3": row, "4": {**row, "articleType": "Tops"}}
    departments: dict[int, Department] = {1: "men", 2: "men", 3: "women", 4: "men"}
    sold = [product(n, department=department) for n, department in departments.items()]
    queries = list(retrieval_queries.labelled(sold, rows, 20))
    assert len(queries) == 20
    men = [query for query in queries if query.department == "men" and UUID(int=1) in query.grades]
    assert men
    assert all(UUID(int=3) not in query.grades for query in men)
    assert all(query.grades.get(UUID(int=4), 0) in (0, max(query.grades.values())) for query in queries)
    assert queries == list(retrieval_queries.labelled(sold, rows, 20))


def test_a_name_is_asked_for_only_where_it_tells_the_product_from_its_like() -> None:
    alike = [product(n, title="Plain poplin shirt") for n in range(5)]
    assert list(retrieval_queries.names(alike, 9)) == []
    (query,) = retrieval_queries.names([*alike, product(9, title="Wide linen smock", brand="Birch")], 9)
    assert query.message.startswith("Birch ")
    assert query.grades == {UUID(int=9): 1}


# ── ways ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def searched() -> Searched:
    """Four products, the nearest first; the third holds every word, the second and third some; the third is right."""
    rows = [
        (UUID(int=n).bytes, n / 10, math.nan, 0.5, 100, 0, 0, words, 0, 0)
        for n, words in enumerate((0.0, 0.2, 0.6, 0.0), start=1)
    ]
    ranked = rank(np.array(rows, dtype=FOUND), {UUID(int=3).bytes: 0.7})
    grades = {UUID(int=3): 2, UUID(int=4): 1, UUID(int=8): 1}
    return Searched(Query(slice="names", message="", slot="top", department="women", grades=grades), ranked)


def test_without_weights_the_order_is_that_of_the_vectors() -> None:
    assert searched().graded(VECTORS) == [0, 0, 2, 1]


def test_full_text_alone_ranks_only_what_it_matched() -> None:
    assert searched().graded(TEXT) == [2, 0]


def test_with_weights_what_the_words_match_rises() -> None:
    assert searched().graded(Way(Fusion(1, 0.1))) == [2, 0, 0, 1]


def test_a_slot_in_which_nothing_was_found_scores_nothing() -> None:
    nothing = Searched(searched().query, None)
    scores = retrieval.scores([nothing, searched()], VECTORS)
    assert scores["mrr"].tolist() == [0, 1 / 3]
    assert scores["recall@40"].tolist() == [0, 1]
    assert not nothing.named


def line(way: Way, gain: float, *, low: float, high: float, slice_: str = "names", half: str = "chosen on") -> Line:
    figures = dict.fromkeys(retrieval.MEASURES, Figure(gain, low, high, 9))
    return Line(slice=slice_, setting="turn", half=half, way=str(way), figures=figures, beyond=figures, matched=1)


def test_the_best_fusion_is_the_one_that_gains_most_of_those_that_no_slice_loses_by() -> None:
    bold, safe, meek = Way(Fusion(2, 0.5)), Way(Fusion(1, 0.1)), Way(Fusion(0.5, 0.05))
    lines = [
        line(VECTORS, 0, low=0, high=0), line(VECTORS, 0, low=0, high=0, slice_="requests"),
        line(bold, 0.3, low=0.2, high=0.4), line(bold, -0.005, low=-0.008, high=-0.002, slice_="requests"),
        line(safe, 0.1, low=0.0, high=0.2), line(safe, -0.005, low=-0.02, high=0.01, slice_="requests"),
        line(meek, 0.01, low=0.0, high=0.2), line(meek, 0.0, low=0, high=0, slice_="requests"),
    ]  # fmt: skip
    assert retrieval.best(lines) == str(safe)


def test_the_reported_half_has_no_say() -> None:
    lines = [
        line(VECTORS, 0, low=0, high=0), line(Way(Fusion(1, 0.1)), -0.2, low=-0.3, high=-0.1),
        line(Way(Fusion(1, 0.1)), 0.9, low=0.8, high=1, half="reported"),
    ]  # fmt: skip
    assert retrieval.best(lines) == str(VECTORS)


def test_what_runs_is_among_what_is_measured() -> None:
    assert Way(FUSION) in retrieval.WAYS
    assert len({str(way) for way in retrieval.WAYS}) == len(retrieval.WAYS)
