"""The bench builds a shop of its own and measures real turns on it."""

import numpy as np
import pytest

from aurora.bench import MESSAGES, Figures, Near, Report, bench_turn, show
from aurora.embedder import LocalEmbedder

pytestmark = pytest.mark.anyio


@pytest.mark.slow
async def test_the_bench_builds_a_shop_times_every_stage_and_measures_recall(empty_database_url: str) -> None:
    said: list[str] = []
    report = await bench_turn(empty_database_url, products=150, turns=len(MESSAGES), embedded=50, say=said.append)
    assert (report.products, report.turn.n) == (150, 12)
    assert report.vectors == "50 by the model, the others derived from them"
    assert {"analyse", "retrieve", "score", "compose", "mood", "cards"} <= set(report.stages)
    assert 0 < report.sql.p50 <= report.sql.p95
    assert report.stages["retrieve"].p50 < report.turn.p95
    assert set(report.recall) == {"top", "bottom", "dress", "outerwear", "shoes", "bag", "accessory"}
    assert report.recall_all == 1.0
    assert "150 products loaded" in said
    again: list[str] = []
    await bench_turn(empty_database_url, products=150, turns=len(MESSAGES), embedded=50, say=again.append)
    assert "150 vectors, 0 of them new" in again


async def test_a_derived_vector_lies_near_that_of_the_most_similar_text() -> None:
    local = LocalEmbedder(threads=1)
    near = Near(local, "near", 3)
    texts = ["navy wool coat for winter", "red silk dress for a party", "white leather trainers"]
    given = await near.embed(texts)
    (derived,) = await near.embed(["navy wool coat for the winter days"])
    assert np.linalg.norm(derived) == pytest.approx(1, abs=1e-5)
    assert derived @ given[0] == pytest.approx(0.98, abs=0.01)
    assert not np.array_equal(derived, given[0])


def test_the_table_names_every_figure() -> None:
    report = Report(
        products=100_000,
        vectors="all by the model",
        stages={"analyse": Figures(1.2, 3.4, 120)},
        turn=Figures(30.0, 61.5, 120),
        sql=Figures(20.0, 40.0, 120),
        recall={"top": 0.987},
        recall_all=0.99,
        recall_p5=0.95,
    )
    assert show(report).splitlines() == [
        "100,000 products; vectors: all by the model",
        "                    p50 ms    p95 ms       n",
        "analyse                1.2       3.4     120",
        "turn                  30.0      61.5     120",
        "SQL alone             20.0      40.0     120",
        "recall@40 against exact search: mean 0.990, 5th percentile 0.950",
        "  top                0.987",
    ]
