"""Open Bandit: fashion shown by two policies in the same week, so that an estimate can be held to the truth.

From the log of the random policy the value of Bernoulli Thompson sampling (BTS) is estimated, and compared with what
BTS earned in its own log. BTS looks at no context; how often it showed each item in each position of its own log is
taken for its chances (its clicks are not read for that). Data: Saito et al., NeurIPS Datasets and Benchmarks 2021,
small sample of campaign "men", CC BY 4.0.
"""

import csv
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from core.errors import NotFound
from evals.ope.diagnostics import Diagnostics, diagnose
from evals.ope.estimators import NAMES, Name, asymptotic, terms
from evals.ope.logged import Floats, Ints, Log
from evals.ope.models import crossfitted, logistic
from evals.statistics import Estimate, mean

PUBLISHED: dict[Name, float] = {"dm": 0.157, "ips": 0.311, "dr": 0.292}
"""Relative errors that the authors of the data report for random → BTS on the small sample."""
POSITIONS = 3
_FEATURES = 4


class Impressions(msgspec.Struct, frozen=True):
    """A policy's log, one row an item in a position."""

    item: Ints
    position: Ints
    click: Floats
    propensity: Floats
    shopper: tuple[tuple[str, ...], ...]


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """One estimator against what the policy earned."""

    name: Name
    estimate: Estimate
    relative_error: float
    published: float | None
    covers: bool
    """Whether its interval holds the value that the policy had in its own log."""


class OpenBandit(msgspec.Struct, frozen=True, kw_only=True):
    on_policy: Estimate
    logged: Estimate
    """What the random policy earned."""
    estimators: tuple[Judged, ...]
    diagnostics: Diagnostics


def read(path: Path) -> Impressions:
    """A log of Open Bandit; NotFound where it is absent."""
    if not path.exists():
        raise NotFound(f"{path} is not there; Open Bandit's small sample (campaign men) is needed.")
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return Impressions(
        item=np.array([int(row["item_id"]) for row in rows]),
        position=np.array([int(row["position"]) - 1 for row in rows]),
        click=np.array([float(row["click"]) for row in rows]),
        propensity=np.array([float(row["propensity_score"]) for row in rows]),
        shopper=tuple(tuple(row[f"user_feature_{n}"] for n in range(_FEATURES)) for row in rows),
    )


def shown_by(log: Impressions, items: int) -> Floats:
    """(positions, items) how often each item was shown in each position."""
    counts = np.zeros((POSITIONS, items))
    np.add.at(counts, (log.position, log.item), 1)
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))


def evaluate(random: Impressions, bts: Impressions) -> OpenBandit:
    """Every estimator of what BTS earns, from the random policy's log alone."""
    items = int(max(random.item.max(), bts.item.max())) + 1
    policy = shown_by(bts, items)[random.position]
    log = Log(
        context=np.column_stack((np.eye(POSITIONS)[random.position], _known(random.shopper))),
        action=random.item, propensity=random.propensity, reward=random.click, actions=items,
    )  # fmt: skip
    truth = mean(bts.click.tolist(), [str(n) for n in range(len(bts.click))])
    assert truth.value is not None
    found = terms(log, policy, crossfitted(log, policy, logistic))
    return OpenBandit(
        on_policy=truth,
        logged=mean(random.click.tolist(), list(log.owners())),
        estimators=tuple(_judged(name, asymptotic(found[name]), truth.value) for name in NAMES),
        diagnostics=diagnose(log, policy),
    )


def _judged(name: Name, seen: Estimate, truth: float) -> Judged:
    assert seen.value is not None
    covers = seen.low is not None and seen.high is not None and seen.low <= truth <= seen.high
    return Judged(
        name=name, estimate=seen, relative_error=abs(seen.value - truth) / truth,
        published=PUBLISHED.get(name), covers=covers,
    )  # fmt: skip


def _known(shoppers: Sequence[tuple[str, ...]]) -> Floats:
    """(n, values) of the shoppers' features, each value a column of 0 and 1."""
    columns = []
    for n in range(_FEATURES):
        names = [shopper[n] for shopper in shoppers]
        values = sorted(set(names))
        columns.append(np.eye(len(values))[[values.index(name) for name in names]])
    return np.column_stack(columns)
