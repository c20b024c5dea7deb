"""The bench builds a shop of its own and measures real turns on it."""

from pathlib import Path

import numpy as np
import pytest

from aurora.bench import Figures, Report, bench_turn, show
from aurora.bench.shop import Near
from aurora.bench.turns import MESSAGES
from aurora.bench.wire import arrivals
from aurora.embedder import LocalEmbedder
from core.embedded import Servers

pytestmark = pytest.mark.anyio


@pytest.mark.slow
async def test_the_bench_builds_a_shop_times_every_stage_and_measures_recall(empty_database_url: str) -> None:
    said: list[str] = []
    report = await bench_turn(empty_database_url, products=150, turns=len(MESSAGES), embedded=50, say=said.append)
    assert (report.products, report.turn.n) == (150, 12)
    assert report.vectors == "50 by the model, the others derived from them"
    assert {"analyse", "retrieve", "score", "compose", "mood", "cards"} <= set(report.stages)
    assert 0 < report.search.p50 <= report.search.p95
    assert all(figure.cpu is not None and figure.cpu >= 0 for figure in report.stages.values())
    assert report.database_cpu is not None
    assert set(report.cold) == {"retrieve", "turn"}
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


@pytest.mark.slow
async def test_the_cards_arrive_over_http_before_the_turn_is_complete(
    empty_database_url: str, servers: Servers, tmp_path: Path
) -> None:
    await bench_turn(empty_database_url, products=150, turns=len(MESSAGES), embedded=50, say=lambda _: None)
    seen = await arrivals(
        database_url=empty_database_url,
        redis_url=servers.redis_url,
        model="minilm-l6-v2-int8 near 50",
        data_dir=tmp_path,
        count=len(MESSAGES),
    )
    assert len(seen.cards) == len(seen.completed) == len(MESSAGES)
    assert all(0 < cards <= turn for cards, turn in zip(seen.cards, seen.completed, strict=True))
    names = ["to the server", "in front of the turn", "analyse", "retrieve", "score", "compose", "mood", "cards"]
    assert list(seen.spans) == [*names, "to the client"]
    assert all(span > 0 for spans in seen.spans.values() for span in spans)
    assert np.sum(list(seen.spans.values()), axis=0) == pytest.approx(seen.cards, abs=0.5)
    assert 0 < np.median(seen.empty) < np.median(seen.cards)


def test_the_table_names_every_figure() -> None:
    report = Report(
        products=100_000,
        vectors="all by the model",
        stages={"analyse": Figures(1.2, 3.4, 120, 1.1)},
        turn=Figures(30.0, 61.5, 120, 12.0),
        cold={"turn": Figures(41.0, 70.0, 120, 20.0)},
        search=Figures(20.0, 40.0, 120),
        database_cpu=14.2,
        wire={"cards on the wire": Figures(28.0, 50.0, 120)},
        spans={"in front of the turn": Figures(3.0, 5.0, 120), "to the client": Figures(0.4, 0.8, 120)},
        recall={"top": 0.987, "shoes": 0.975},
        recall_all=0.99,
        recall_p5=0.95,
        bound="retrieve 60% and compose 20% of a warm turn; finding products and ranking them alone 20.0 ms",
    )
    assert show(report).splitlines() == [
        "100,000 products; vectors: all by the model",
        "                        p50 ms    p95 ms    cpu ms       n",
        "analyse                    1.2       3.4       1.1     120",
        "turn                      30.0      61.5      12.0     120",
        "search alone              20.0      40.0               120",
        "turn, cold                41.0      70.0      20.0     120",
        "cards on the wire         28.0      50.0               120",
        "of the cards on the wire",
        "  in front of the turn     3.0       5.0               120",
        "  to the client            0.4       0.8               120",
        "database, a turn                              14.2",
        "recall@40 against exact search: mean 0.990, 5th percentile 0.950, worst slot shoes 0.975",
        "  top                    0.987",
        "  shoes                  0.975",
        "bound by retrieve 60% and compose 20% of a warm turn; finding products and ranking them alone 20.0 ms",
    ]
