"""The report of an experiment: what is counted, a lift that is there, an A/A, and arms that were dealt unevenly."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import numpy as np
import pytest
from click.testing import CliRunner

from aurora.experiments import Arm, Experiment
from core.ids import uuid7
from evals import online
from evals.__main__ import main
from evals.online import judged, report
from tests.evals.happened import filled

HALVES = Experiment(name="halves", layer=(0.0, 1.0), arms={"a": Arm(), "b": Arm()})
EACH = 600
NOW = datetime.now(UTC)
DEFINED = "[experiments.halves]\nlayer = [0, 1]\narms = { a = {}, b = {} }\n"


def _arms(a: int, b: int, clicks: tuple[int, int] = (0, 0)) -> tuple[online.Arm, ...]:
    sizes = zip(("a", "b"), (a, b), clicks, strict=True)
    return tuple(online.Arm(name=name, shoppers=n, did={"click": done}) for name, n, done in sizes)


def test_arms_dealt_unevenly_are_called_broken_whatever_they_found() -> None:
    found = judged(HALVES, _arms(1000, 1300, (100, 600)))
    assert found.verdict.startswith("Broken")


def test_before_a_hundred_shoppers_each_it_is_too_early() -> None:
    found = judged(HALVES, _arms(99, 100, (0, 100)))
    assert found.verdict == "Too early: every arm needs 100 exposed shoppers, the smallest has 99."


def test_where_an_arm_is_off_its_size_is_not_compared() -> None:
    off = msgspec.structs.replace(HALVES, arms={"a": Arm(), "b": Arm(fraction=0)})
    found = judged(off, _arms(1000, 200, (300, 20)))
    assert (found.sample_ratio_p, found.verdict) == (None, "b is worse in click.")


def test_looking_at_equal_arms_every_day_cries_wolf_in_at_most_five_of_a_hundred() -> None:
    """Over all three metrics together: 300 experiments of 20 days, 100 shoppers an arm each day."""
    chance = np.random.default_rng(5)
    did = np.cumsum(chance.binomial(100, [0.3, 0.15, 0.05], size=(300, 2, 20, 3)), axis=2)

    def alarmed(one: int) -> bool:
        days = (
            judged(HALVES, tuple(
                online.Arm(name=name, shoppers=100 * (day + 1),
                           did=dict(zip(online.METRICS, did[one, n, day].tolist(), strict=True)))
                for n, name in enumerate("ab")
            ))
            for day in range(20)
        )  # fmt: skip
        return any(found.verdict != "Cannot tell: every interval holds 0." for found in days)

    assert sum(alarmed(one) for one in range(300)) / 300 <= 0.05


# ── from the shop's interactions ───────────────────────────────────────────────────────────────────────────────────


def _event(shopper: int, kind: str, hours: float, **columns: object) -> dict[str, object]:
    told = {"object_kind": "product", "object_id": UUID(int=1), "experiment": None, "arm": None, "data": {}}
    at = {"id": uuid7(), "occurred_at": NOW + timedelta(hours=hours), "kind": kind, "visitor_id": UUID(int=shopper)}
    return {**told, **at, **columns}


def _exposed(shopper: int, experiment: str, arm: str, hours: float = 0) -> dict[str, object]:
    columns = {"object_kind": "turn", "experiment": experiment, "arm": arm, "data": {"event": "exposure"}}
    return _event(shopper, "page_event", hours, **columns)


def _happened() -> list[dict[str, object]]:
    """Two experiments on the same shoppers: in `halves` b is clicked by 45 of 100 and a by 25; in `same` none is."""
    chance, rows = np.random.default_rng(7), []
    for shopper in range(1, 2 * EACH + 1):
        arm, other = "ab"[shopper % 2], "ab"[shopper // 2 % 2]
        rows += [_exposed(shopper, "halves", arm), _exposed(shopper, "halves", arm, 0.5)]
        rows.append(_exposed(shopper, "same", other))
        if chance.random() < (0.45 if arm == "b" else 0.25):
            rows += [_event(shopper, "click", 0.6), _event(shopper, "click", 0.7)]
        if chance.random() < 0.10:
            rows.append(_event(shopper, "like", 0.6))
        rows.append(_event(shopper, "cart_add", -1))  # before the exposure: it proves nothing
    stranger, mixed = 10_000, 10_001
    rows += [_event(stranger, "click", 0.6), _exposed(mixed, "halves", "a"), _exposed(mixed, "halves", "b", 0.1)]
    return rows


@pytest.fixture
def shop_url(empty_database_url: str) -> str:
    return filled(empty_database_url, _happened())


def test_a_lift_is_found_an_a_a_is_not_and_each_shopper_counts_once(
    shop_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = asyncio.run(report(shop_url, HALVES))
    assert [(arm.name, arm.shoppers) for arm in found.arms] == [("a", EACH), ("b", EACH)]
    assert (found.mixed, found.sample_ratio_p) == (1, 1.0)
    click = found.found[0]
    assert click.gain is not None
    assert click.gain.low < 0.20 < click.gain.high
    assert found.verdict == "b is better in click."
    assert all(arm.did["cart_add"] == 0 for arm in found.arms)
    assert 0.06 < found.arms[0].did["like"] / EACH < 0.14

    same = asyncio.run(report(shop_url, msgspec.structs.replace(HALVES, name="same")))
    assert (same.verdict, same.mixed) == ("Cannot tell: every interval holds 0.", 0)

    (tmp_path / "e.toml").write_text(DEFINED)
    monkeypatch.setenv("DATABASE_URL", shop_url)
    monkeypatch.setenv("EXPERIMENTS", str(tmp_path / "e.toml"))
    printed = CliRunner().invoke(main, ["online", "report", "halves"], catch_exceptions=False)
    assert "b is better in click." in printed.output
    as_json = CliRunner().invoke(main, ["online", "report", "halves", "--json"], catch_exceptions=False)
    assert msgspec.json.decode(as_json.stdout_bytes, type=online.Report) == found


def test_an_experiment_that_is_not_defined_is_answered_with_those_that_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "e.toml").write_text(DEFINED)
    lost = CliRunner().invoke(main, ["online", "report", "hats", "--experiments", str(tmp_path / "e.toml")])
    assert (lost.exit_code, "it has halves." in lost.output) == (1, True)
