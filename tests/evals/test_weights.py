"""Learned weights: the measures by hand, a fit that finds what is there and stays at home where nothing is."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from msgspec import structs
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aurora.models import Interaction, OutfitItemRow
from aurora.weights import FEATURES, read, weights
from core.ids import uuid7
from evals import logged
from evals import weights as training
from evals.ranking import DATA, Array, Choice, choice, load, pairs
from evals.statistics import mean
from evals.weights import Comparison, Fit, Report, chosen_fit, evaluate, fit, level, paired, prior_weights, written
from tests.factories import make_conversation, make_outfit, make_product, make_turn, make_variant

PRIOR: Array = np.array([prior_weights().features[name] for name in FEATURES])


def column(name: str) -> int:
    return FEATURES.index(name)


def invented(truth: Array, requests: int, seed: int, *, noise: float = 0.0) -> list[Choice]:
    """Choices of five alternatives each, graded 0..4 in the order of `truth`."""
    chance = np.random.default_rng(seed)
    made = []
    for n in range(requests):
        values = chance.random((5, len(FEATURES)))
        scores = values @ truth + noise * chance.standard_normal(5)
        made.append(Choice(f"r{n}", values, np.argsort(np.argsort(scores)).astype(np.float64)))
    return made


# ── the fit ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_any_pair_the_weights_stay_as_they_were() -> None:
    alike = [Choice("r", np.ones((3, len(FEATURES))), np.ones(3))]
    assert fit(paired(alike), PRIOR, 0.4).beta == pytest.approx(PRIOR)


def test_a_feature_that_decides_gets_weight_and_one_that_never_does_loses_it() -> None:
    truth = np.zeros(len(FEATURES))
    truth[column("occasion")] = 3.0
    learned = fit(paired(invented(truth, 300, seed=1, noise=0.1)), PRIOR, 1.6).beta
    assert learned[column("occasion")] > 3 * PRIOR[column("occasion")]
    assert learned[column("relevance")] < 0.5 * PRIOR[column("relevance")]


def test_what_the_judge_could_not_see_is_not_learned_and_no_weight_turns_negative() -> None:
    learned = fit(paired(invented(-PRIOR, 200, seed=2)), PRIOR, 1.6).beta
    assert (learned >= 0).all()
    for name in training.UNSEEN:
        assert learned[column(name)] == PRIOR[column(name)]


def test_the_tighter_the_prior_the_nearer_the_fit_stays_to_it() -> None:
    data = paired(invented(PRIOR[::-1].copy(), 60, seed=3))
    away = [float(np.abs(fit(data, PRIOR, spread).beta - PRIOR).sum()) for spread in training.SPREADS]
    assert away == sorted(away)


def test_a_choice_that_was_shown_rarely_weighs_more() -> None:
    (one,) = invented(PRIOR, 1, seed=4)
    rare = Choice(one.group, one.values, one.grades, weight=5.0)
    assert paired([rare]).weight.sum() == pytest.approx(5 * paired([one]).weight.sum()) == pytest.approx(5 * 4)


def test_no_request_is_learned_from_and_measured_on() -> None:
    for train, test in training._folds(invented(PRIOR, 23, seed=5), seed=6):
        assert not {c.group for c in train} & {c.group for c in test}
        assert len(train) + len(test) == 23


def test_learning_finds_another_taste_than_the_hands_and_says_so_on_requests_left_out() -> None:
    truth = PRIOR.copy()
    truth[[column("price"), column("comfort")]] = 4.0
    report = evaluate(invented(truth, 80, seed=7), PRIOR, seed=8)
    assert (report.auc.gain.low or 0) > 0.02
    assert report.ships


def test_the_same_seed_gives_the_same_figures() -> None:
    few = invented(PRIOR, 20, seed=9, noise=0.5)
    assert training._json(evaluate(few, PRIOR, seed=1)) == training._json(evaluate(few, PRIOR, seed=1))


def test_worse_weights_do_not_ship() -> None:
    held, loss = mean([0.7, 0.7], ["a", "b"]), mean([-0.05, -0.01], ["a", "b"])
    worse = Comparison(prior=held, learned=held, gain=loss)
    none = Comparison(prior=held, learned=held, gain=mean([0.0], ["a"]))
    made = Report(auc=none, ndcg=none, counts={}, fit=Fit(PRIOR, 0.1, 1.0))
    assert made.ships
    assert not structs.replace(made, auc=worse).ships
    assert not structs.replace(made, ndcg=worse).ships


# ── the judged cases and the file ──────────────────────────────────────────────────────────────────────────────────


def test_a_case_without_a_grade_for_each_piece_is_refused(tmp_path: Path) -> None:
    lines = (DATA / "judged.jsonl").read_text("utf-8").splitlines()
    case: dict[str, Any] = json.loads(lines[0])
    case["grades"] = case["grades"][:-1]
    broken = tmp_path / "judged.jsonl"
    broken.write_text(json.dumps(case), "utf-8")
    with pytest.raises(ValueError, match=case["id"]):
        load(broken)


def test_the_judged_cases_are_enough_and_their_features_are_those_that_aurora_computes() -> None:
    found = [choice(case) for case in load()]
    assert sum(len(pairs(each)) for each in found) >= 300
    assert all(each.values.shape == (len(each.grades), len(FEATURES)) for each in found)


def test_the_shipped_weights_are_what_training_makes_of_the_judged_cases() -> None:
    again = chosen_fit([choice(case) for case in load()], PRIOR, 11).beta
    shipped = [weights().features[name] for name in FEATURES]
    assert shipped == pytest.approx(again, abs=0.05)  # features change a little as they are improved


def test_the_file_keeps_everything_else_and_the_level_of_the_scores() -> None:
    found = [choice(case) for case in load()]
    current = json.loads(Path("aurora/weights.json").read_text("utf-8"))
    held = mean([0.7], ["a"])
    same = Comparison(prior=held, learned=held, gain=held)
    report = Report(auc=same, ndcg=same, counts={}, fit=Fit(PRIOR * 1.5, 0.1, 1.0))
    made = read(written(current, prior_weights(), found, report, "a test").encode())
    assert (made.slots, made.pair, made.look, made.nothing) == (
        weights().slots, weights().pair, weights().look, weights().nothing,
    )  # fmt: skip
    values = np.concatenate([each.values for each in found])

    def level_of(intercept: float, beta: Array) -> float:
        return float((1 / (1 + np.exp(-(intercept + values @ beta)))).mean())

    assert level_of(made.intercept, PRIOR * 1.5) == pytest.approx(level_of(prior_weights().intercept, PRIOR), abs=1e-3)
    assert level(found, PRIOR, level_of(-7.4, PRIOR)) == pytest.approx(-7.4, abs=1e-6)


def test_the_same_judgements_and_seed_give_the_same_file_and_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "REPEATS", 1)  # of how it is measured, not of what is learned
    made = []
    for name in ("one", "other"):
        out = tmp_path / name / "weights.json"
        out.parent.mkdir()
        out.write_bytes(Path("aurora/weights.json").read_bytes())
        found = CliRunner().invoke(training.train, ["--out", str(out)], catch_exceptions=False)
        assert found.exit_code == 0, found.output
        made.append((out.read_bytes(), out.with_suffix(".card.json").read_bytes()))
    assert made[0] == made[1]


def test_the_command_prints_the_figures_and_writes_nothing_unless_told() -> None:
    before = Path("aurora/weights.json").read_bytes()
    result = CliRunner().invoke(training.train, [])
    assert result.exit_code == 0, result.output
    assert "gain" in result.output
    assert Path("aurora/weights.json").read_bytes() == before


# ── the log ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.anyio
async def test_the_log_gives_the_piece_that_was_wanted_with_the_probability_it_was_shown_with(
    session: AsyncSession,
) -> None:
    variants = [await make_variant(session, await make_product(session), size="L", colour=c) for c in ("red", "black")]
    turn = await make_turn(session, await make_conversation(session))
    looks = [
        await make_outfit(session, variant, turn_id=turn.id, kind="recommended", rank=rank, propensity=propensity)
        for rank, (variant, propensity) in enumerate(zip(variants, (1.0, 0.25), strict=True))
    ]
    for look, value in zip(looks, (0.9, 0.2), strict=True):
        for item in await _items(session, look.id):
            item.features, item.propensity = dict.fromkeys(FEATURES[:-1], value), look.propensity
    visitor, wanted = uuid7(), looks[1]
    for kind, consent in (("like", ["personalisation"]), ("purchase", [])):
        session.add(
            Interaction(
                kind=kind, visitor_id=visitor, object_kind="outfit", object_id=wanted.id, outfit_id=wanted.id,
                turn_id=turn.id, consent=consent,
            )
        )  # fmt: skip
    await session.flush()

    (found,) = await logged.choices(session)

    assert found.group == str(turn.id)
    best = int(found.grades.argmax())
    assert found.grades[best] == 1.0  # the purchase was not consented to
    assert found.values[best, 0] == 0.2
    assert found.values[best, -1] == 0.5  # a feature that was not yet served
    assert found.weight == 4.0


async def _items(session: AsyncSession, outfit_id: Any) -> list[Any]:
    return list(await session.scalars(select(OutfitItemRow).where(OutfitItemRow.outfit_id == outfit_id)))
