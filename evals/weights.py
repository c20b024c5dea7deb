"""`evals train weights`: the scorer's weights, learned from graded or chosen alternatives, never far from the hand's.

Pairwise logit, maximum a posteriori: P(a before b) = σ(τ · (x_a − x_b) · β) with β ~ N(β₀, (s · max(β₀, 0.3))²), β ≥ 0.
β₀ are the weights by hand; τ, the judges' steadiness, is fitted to them first, so that what the data does not speak of
stays as it was and keeps its place beside what it does. s is chosen by cross-validation within the training part.
Source of the pairwise likelihood: Bradley & Terry, Biometrika 39, 1952; of a choice of one among several by pairs:
Burges et al., ICML 2005.
"""

import asyncio
import hashlib
import json
import math
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click
import msgspec
import numpy as np
from scipy.optimize import minimize, minimize_scalar

from aurora.weights import FEATURES, Weights, read
from core import settings as core_settings
from core.connect import database_url
from core.db import database
from evals import model_cards
from evals.logged import choices as logged_choices
from evals.metrics.ranking import auc, ndcg_of_scores
from evals.model_cards import Learned, ModelCard, sha256
from evals.ranking import AT, DATA, Array, Choice, choice, load, pairs
from evals.statistics import Estimate, mean

PRIOR = Path(__file__).parent / "data" / "ranking" / "prior.json"
"""The weights by hand: where learning starts from, each time."""
SPREADS = (0.1, 0.2, 0.4, 0.8, 1.6)
UNSEEN = ("taste", "size", "popularity")
"""What a judge of the sheet could not see: these stay as they were set."""
FOLDS, REPEATS = 5, 4
_LEAST_SPREAD = 0.3


class Fit(msgspec.Struct, frozen=True):
    beta: Array
    spread: float
    tau: float


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What is measured on requests that were not learned from; `gain` is learned minus by hand, case by case."""

    prior: Estimate
    learned: Estimate
    gain: Estimate

    def show(self) -> str:
        return f"by hand {self.prior.show()}, learned {self.learned.show()}, gain {self.gain.show()}"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    auc: Comparison
    ndcg: Comparison
    counts: dict[str, int]
    """Requests, alternatives and pairs of different grades that were learned from."""
    fit: Fit

    @property
    def ships(self) -> bool:
        """Whether the learned weights are no worse: a gain in both means, and no loss of 0.01 in AUC within the
        interval."""
        auc, ndcg = self.auc.gain, self.ndcg.gain
        return (auc.value or 0) >= 0 and (ndcg.value or 0) >= 0 and (auc.low or 0) > -0.01


# ── fitting ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Pairs(msgspec.Struct, frozen=True):
    """Differences better − worse, and what each weighs: a choice among n counts as n − 1 comparisons."""

    apart: Array
    weight: Array


def paired(choices: Sequence[Choice]) -> Pairs:
    """All pairs of the choices."""
    rows, weights = [np.zeros((0, len(FEATURES)))], [np.zeros(0)]
    for each in choices:
        apart = pairs(each)
        if len(apart):
            rows.append(apart)
            weights.append(np.full(len(apart), each.weight * (len(each.grades) - 1) / len(apart)))
    return Pairs(np.concatenate(rows), np.concatenate(weights))


def steadiness(data: Pairs, beta: Array) -> float:
    """τ: by how much the score's differences must be stretched to be the odds with which it is right."""
    apart = data.apart @ beta
    found = minimize_scalar(
        lambda log_tau: float(data.weight @ np.logaddexp(0, -np.exp(log_tau) * apart)), bounds=(-4, 4), method="bounded"
    )
    return float(np.exp(found.x))


def fit(data: Pairs, prior: Array, spread: float, unseen: Sequence[str] = UNSEEN) -> Fit:
    """The most probable weights, given the pairs and the prior; those of `unseen` features are the prior's."""
    tau = steadiness(data, prior)
    scale = spread * np.maximum(prior, _LEAST_SPREAD)

    def loss(beta: Array) -> tuple[float, Array]:
        margin = tau * (data.apart @ beta)
        away = (beta - prior) / scale
        value = float(data.weight @ np.logaddexp(0, -margin)) + 0.5 * float(away @ away)
        wrong = data.weight / (1 + np.exp(margin))
        return value, away / scale - tau * (wrong @ data.apart)

    bounds = [(b, b) if name in unseen else (0.0, None) for name, b in zip(FEATURES, prior.tolist(), strict=True)]
    found = minimize(loss, prior, jac=True, method="L-BFGS-B", bounds=bounds)
    return Fit(np.asarray(found.x), spread, tau)


def chosen_fit(choices: Sequence[Choice], prior: Array, seed: int) -> Fit:
    """The fit with the least spread that is within one standard error of the best by the log-likelihood of requests
    left out: with few requests the best one is half luck. Source of the rule: Breiman et al., CART, 1984, §3.4.3."""
    losses: dict[float, list[float]] = {spread: [] for spread in SPREADS}
    for train, test in _folds(choices, seed):
        data, held = paired(train), paired(test)
        for spread in SPREADS:
            found = fit(data, prior, spread)
            loss = held.weight @ np.logaddexp(0, -found.tau * (held.apart @ found.beta))
            losses[spread].append(float(loss) / max(float(held.weight.sum()), 1e-9))
    best = min(SPREADS, key=lambda spread: np.mean(losses[spread]))
    error = float(np.std(losses[best], ddof=1)) / math.sqrt(FOLDS)
    good = (spread for spread in SPREADS if np.mean(losses[spread]) <= np.mean(losses[best]) + error)
    return fit(paired(choices), prior, next(good))


def _folds(choices: Sequence[Choice], seed: int) -> list[tuple[list[Choice], list[Choice]]]:
    """Train and test parts; a request is in one of them only."""
    groups = sorted({each.group for each in choices})
    np.random.default_rng(seed).shuffle(groups)
    fold = {group: number % FOLDS for number, group in enumerate(groups)}
    return [
        ([c for c in choices if fold[c.group] != n], [c for c in choices if fold[c.group] == n]) for n in range(FOLDS)
    ]


# ── measuring ──────────────────────────────────────────────────────────────────────────────────────────────────────


def evaluate(choices: Sequence[Choice], prior: Array, seed: int) -> Report:
    """By hand against learned, on requests left out of the learning, over several partitions."""
    scored: list[tuple[Choice, Array, Array]] = []
    for repeat in range(REPEATS):
        for number, (train, test) in enumerate(_folds(choices, seed + repeat)):
            found = chosen_fit(train, prior, seed + 100 * repeat + number)
            scored += [(each, each.values @ prior, each.values @ found.beta) for each in test]
    return Report(
        auc=_compare(scored, auc, seed),
        ndcg=_compare(scored, partial(ndcg_of_scores, k=AT), seed),
        counts={
            "requests": len({each.group for each in choices}),
            "alternatives": sum(len(each.grades) for each in choices),
            "pairs": sum(len(pairs(each)) for each in choices),
        },
        fit=chosen_fit(choices, prior, seed),
    )


def _compare(
    scored: Sequence[tuple[Choice, Array, Array]], measure: Callable[[Array, Array], float], seed: int
) -> Comparison:
    """Every request a cluster of its slots, in each of the partitions."""
    groups = [each.group for each, _, _ in scored]
    before = [measure(each.grades, by_hand) for each, by_hand, _ in scored]
    after = [measure(each.grades, learned) for each, _, learned in scored]
    return Comparison(
        prior=mean(before, groups, seed=seed),
        learned=mean(after, groups, seed=seed),
        gain=mean([b - a for a, b in zip(before, after, strict=True)], groups, seed=seed),
    )


# ── the file ───────────────────────────────────────────────────────────────────────────────────────────────────────


def level(choices: Sequence[Choice], beta: Array, mean: float) -> float:
    """The intercept at which the alternatives' mean score is `mean`: the worth of an empty slot is set against it."""
    logit = np.concatenate([each.values for each in choices]) @ beta
    low, high = -40.0, 40.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if (1 / (1 + np.exp(-(middle + logit)))).mean() < mean else (low, middle)
    return low


def written(current: dict[str, Any], by_hand: Weights, choices: Sequence[Choice], report: Report, source: str) -> str:
    """weights.json with the learned features and intercept; all else as it is. Its version is told by what it holds."""
    prior = np.array([by_hand.features[name] for name in FEATURES])
    values = np.concatenate([each.values for each in choices])
    mean = float((1 / (1 + np.exp(-(by_hand.intercept + values @ prior)))).mean())
    beta = np.round(report.fit.beta, 3)
    features = dict(zip(FEATURES, beta.tolist(), strict=True))
    version = f"learned-{hashlib.sha256(json.dumps(features).encode()).hexdigest()[:8]}"
    learned = {"features": features, "intercept": round(level(choices, beta, mean), 3)}
    made = current | {"version": version, "trained_on": source} | learned
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def card_of(report: Report, judged: Path, logged: bool, seed: int) -> ModelCard:
    """Of the weights that the report is of."""
    return ModelCard(
        model="scoring weights",
        what="Weights of a scored piece's features: pairwise logit, maximum a posteriori around the weights by hand.",
        command=f"evals train weights --seed {seed} --out aurora/weights.json{' --logged' if logged else ''}",
        seed=seed,
        data=(
            Learned(name=judged.stem, origin="drawn and judged for this project, evals/data/ranking/README.md",
                    licence="the project's", sha256=sha256(judged), counts=report.counts),
            Learned(name="prior", origin="set by hand, where learning starts from", licence="the project's",
                    sha256=sha256(PRIOR), counts={"features": len(FEATURES)}),
        ),
        method={"spread": report.fit.spread, "folds": FOLDS, "partitions": REPEATS, "as by hand": UNSEEN},
        metrics={
            f"{name} on requests left out, {part}": getattr(found, part)
            for name, found in (("AUC", report.auc), (f"NDCG@{AT}", report.ndcg))
            for part in ("prior", "learned", "gain")
        },
        limits=(
            "One judge, a language model: how far it agrees with shoppers is not known.",
            f"What the judge could not see stays as it was set: {', '.join(UNSEEN)}.",
            "A log, where one is read, is the shop's own and is not kept: its digest is not here.",
        ),
    )  # fmt: skip


def prior_weights() -> Weights:
    """The weights by hand."""
    return read(PRIOR.read_bytes())


@click.command("weights")
@click.option("--judged", type=click.Path(path_type=Path, exists=True), default=DATA / "judged.jsonl")
@click.option("--logged", is_flag=True, help="Learn from the choices in the shop's own log too (DATABASE_URL).")
@click.option("--seed", default=11, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Where to write. Default: nowhere, the figures only.")
@click.option("--json", "as_json", is_flag=True)
def train(judged: Path, logged: bool, seed: int, out: Path | None, as_json: bool) -> None:
    """Learn the weights of the scores, print how they do on requests left out, and write them where they are no worse.

    The same file and seed give the same weights.
    """
    by_hand = prior_weights()
    prior = np.array([by_hand.features[name] for name in FEATURES])
    choices = [*(choice(case) for case in load(judged)), *(_from_the_log() if logged else ())]
    report = evaluate(choices, prior, seed)
    click.echo(_json(report) if as_json else show(report, prior))
    if out is not None:
        if not report.ships:
            raise click.ClickException("The learned weights are not shown to be as good as those by hand: not written.")
        digest = sha256(judged)[:16]
        source = f"{judged.name}, sha256 {digest}{', and the log' if logged else ''}, from the prior by hand"
        out.write_text(written(json.loads(out.read_text("utf-8")), by_hand, choices, report, source), "utf-8")
        model_cards.write(card_of(report, judged, logged, seed), out.with_suffix(".card.json"), [out])


def _from_the_log() -> list[Choice]:
    async def read_log(url: str) -> list[Choice]:
        async with database(url) as sessions, sessions() as session:
            return await logged_choices(session)

    with database_url(core_settings.load()) as url:
        found = asyncio.run(read_log(url))
    click.echo(f"{len(found)} choices from the log", err=True)
    return found


def _json(report: Report) -> str:
    found = {"auc": report.auc, "ndcg": report.ndcg, **report.counts}
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode()


def show(report: Report, prior: Array) -> str:
    """The report in words."""
    lines = [
        ", ".join(f"{count} {what}" for what, count in report.counts.items()),
        f"AUC     {report.auc.show()}",
        f"NDCG@{AT}  {report.ndcg.show()}",
        f"spread {report.fit.spread}, steadiness {report.fit.tau:.2f}; {'ships' if report.ships else 'does not ship'}",
    ]
    rows = zip(FEATURES, prior.tolist(), report.fit.beta.tolist(), strict=True)
    return "\n".join([*lines, *(f"  {name:12}{before:8.2f}{after:8.3f}" for name, before, after in rows)])
