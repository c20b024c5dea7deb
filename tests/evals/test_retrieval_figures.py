"""The figures of retrieval worked by hand, the grades of the questions, and the search itself."""

import asyncio
import math
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from aurora.embedder import LocalEmbedder
from aurora.embeddings import embed_catalogue
from aurora.retrieval.ranking import FOUND, FUSION, Ranked, rank
from commerce import demo, loading
from commerce.garments import Department
from core.db import Sessions
from core.errors import InvalidInput
from evals import retrieval_queries
from evals import retrieval_shops as shops
from evals.results import estimate
from evals.retrieval_queries import Request, agreement, grade
from evals.retrieval_shops import Product
from evals.runs import recorded
from evals.suite import Case, Options, Solved
from evals.suites import retrieval
from evals.suites.retrieval import SUITE, Found
from evals.variants import Variant

pytestmark = pytest.mark.anyio
LOG3 = math.log2(3)


def product(number: int, **facts: object) -> Product:
    values: dict[str, object] = {
        "feed_key": str(number), "title": f"Plain shirt {number}", "brand": "Alder", "department": "women",
        "slot": "top", "category": "shirt", "colours": ("navy",), "materials": ("cotton",), "pattern": "plain",
        "occasions": ("work",), "seasons": (), "fit": None, "heel": None, "waterproof": None,
    }  # fmt: skip
    return Product(**{**values, **facts})  # type: ignore[arg-type]


# ── figures ────────────────────────────────────────────────────────────────────────────────────────────────────────


def of(found: list[int], every: list[int]) -> dict[str, float | None]:
    """Metric → its value, of a ranking with these grades over a shop that has those of `every` and no others."""
    left = list(every)
    for grade_found in found:
        left.remove(grade_found)
    grades = {f"found {n}": g for n, g in enumerate(found) if g} | {f"other {n}": g for n, g in enumerate(left) if g}
    case = Case(id="names/0", input={}, expected=grades, slices={"asked by": "names"})
    answer = Found(tuple(f"found {n}" for n in range(len(found))), None, is_named=False, ms=1.0)
    record = recorded(Solved(case=case, output=answer), SUITE.metrics)
    return {metric.name: estimate(SUITE, metric, [record]).value for metric in SUITE.metrics}


def test_the_gain_of_a_ranking_is_held_against_the_best_that_the_shop_allows() -> None:
    # 2^1-1 at place 1 and 2^2-1 at place 2, against 3, 1, 1 at the places 1, 2 and 3.
    ideal = 3 + 1 / LOG3 + 1 / 2
    assert of([1, 2, 0], [0, 1, 1, 2])["NDCG@10"] == pytest.approx((1 + 3 / LOG3) / ideal)
    assert of([2, 1, 1], [0, 1, 1, 2])["NDCG@10"] == pytest.approx(1)
    assert of([], [1])["NDCG@10"] == 0


def test_recall_counts_the_best_grade_only_and_at_most_as_many_as_fit() -> None:
    assert of([2, 1, 0, 2], [2, 2, 2, 1, 1, 0])["recall@40"] == pytest.approx(2 / 3)
    assert of([2] * 40, [2] * 50)["recall@40"] == 1


def test_the_reciprocal_rank_is_that_of_the_first_of_the_best_grade() -> None:
    assert of([1, 0, 2, 2], [2, 2, 1, 0])["MRR"] == pytest.approx(1 / 3)
    assert of([1, 0], [2, 1, 0])["MRR"] == 0


def test_where_nothing_is_relevant_or_nothing_to_compare_there_is_no_figure() -> None:
    found = of([0, 0], [0, 0, 0])
    assert [found[name] for name in ("NDCG@10", "recall@40", "MRR", "recall@40 against exact search")] == [None] * 4


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
    men = [query for query in queries if query.department == "men" and "1" in query.grades]
    assert men
    assert all("3" not in query.grades for query in men)
    assert all(query.grades.get("4", 0) in (0, max(query.grades.values())) for query in queries)
    assert queries == list(retrieval_queries.labelled(sold, rows, 20))


def test_a_name_is_asked_for_only_where_it_tells_the_product_from_its_like() -> None:
    alike = [product(n, title="Plain poplin shirt") for n in range(5)]
    assert list(retrieval_queries.names(alike, 9)) == []
    (query,) = retrieval_queries.names([*alike, product(9, title="Wide linen smock", brand="Birch")], 9)
    assert query.message.startswith("Birch ")
    assert query.grades == {"9": 1}


# ── searching ──────────────────────────────────────────────────────────────────────────────────────────────────────


def searched() -> Ranked:
    """Four products, the nearest first; the third holds every word, the second and third some."""
    rows = [
        (UUID(int=n).bytes, n / 10, math.nan, 0.5, 100, 0, 0, words, 0, 0)
        for n, words in enumerate((0.0, 0.2, 0.6, 0.0), start=1)
    ]
    return rank(np.array(rows, dtype=FOUND), {UUID(int=3).bytes: 0.7})


def ordered(**weights: float) -> list[int]:
    return [UUID(bytes=product).int for product in retrieval._ordered(searched(), Variant(**weights))]  # type: ignore[arg-type]


def test_without_weights_the_order_is_that_of_the_vectors_and_with_them_what_the_words_match_rises() -> None:
    assert ordered(words_every=0.0, words_some=0.0) == [1, 2, 3, 4]
    assert ordered(words_every=1.0, words_some=0.1) == [3, 2, 1, 4]
    assert ordered() == ordered(words_every=FUSION.every, words_some=FUSION.some)


def test_a_variant_that_changes_nothing_that_is_found_is_refused() -> None:
    async def opened(variant: Variant, **settings: str) -> None:
        async with SUITE.open(Options(variant=variant, settings=settings), {}):
            pass

    with pytest.raises(InvalidInput, match="names 'budget'"):
        asyncio.run(opened(Variant(budget=2.0)))
    with pytest.raises(InvalidInput, match="no limits 'some'"):
        asyncio.run(opened(Variant(), limits="some"))
    with pytest.raises(InvalidInput, match="no shop 'moon'"):
        list(SUITE.cases(Options(settings={"shop": "moon"})))


def test_the_questions_over_the_demo_range_are_the_same_each_time() -> None:
    cases, again = list(SUITE.cases(Options())), list(SUITE.cases(Options()))
    assert cases == again
    assert sum(case.slices["asked by"] == "requests" for case in cases) == 60
    assert sum(case.slices["asked by"] == "names" for case in cases) == retrieval.NAMES


@pytest.mark.shared_data
def test_a_real_catalogue_is_asked_by_its_labels_and_names(shared_data: Path) -> None:
    cases = list(SUITE.cases(Options(settings={"shop": "catalogue"})))
    assert {case.slices["asked by"] for case in cases} == {"labelled", "names"}
    assert all(max(case.expected.values()) > 0 for case in cases), "each is of a product that is there"


async def test_a_shop_is_searched_as_a_turn_searches(sessions: Sessions, database_url: str) -> None:
    """Rows of the demo range in a database of the test's: what a name asks for is brought, and the index is exact."""
    rows = [row for row in shops.rows_of("demo") if row.department == "women" and row.slot == "shoes"][:40]
    async with sessions.begin() as session:
        await loading.load(session, list(rows))
    await embed_catalogue(sessions, LocalEmbedder())
    about = next(one for one in shops.on_sale(rows))
    asked = {"say": f"{about.brand} {about.title}", "slot": "shoes", "department": "women"}
    case = Case(id="names/0", input=asked, expected={about.feed_key: 1}, slices={"asked by": "names"})
    async with SUITE.open(Options(settings={"limits": "none"}), {"database_url": database_url}) as solve:
        found = await solve(case)
    assert about.feed_key in found.products[:3]
    assert found.exact == 1.0
