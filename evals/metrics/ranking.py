"""How good an order is, and what a shop's rankings are like together.

A ranking is given as grades in ranked order (0: not relevant) or as ids. nan where the question does not arise; the
floor counts that as unscored.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Floats = NDArray[np.float64]
Grades = Sequence[float] | NDArray[np.float64] | NDArray[np.int64]
_FEW = 100
"""Up to so many every pair is looked at, which takes less time than ranks."""


# ── one ranking against what is relevant ───────────────────────────────────────────────────────────────────────────


def ndcg_at_k(relevance: Grades, k: int, *, every: Grades | None = None) -> float:
    """Normalised discounted cumulative gain of one ranking at k, 0..1; nan where nothing is relevant.

    relevance: (n,) graded relevance >= 0, in ranked order; gain 2^rel − 1, discount log2(rank + 1). every: grades of
    all that could have been ranked, in any order, which make the ideal; without it, those of the ranking.
    Source: Järvelin & Kekäläinen, ACM TOIS 20(4), 2002; the gain: Burges et al., ICML 2005.
    """
    ideal = _gained(np.sort(np.asarray(relevance if every is None else every, dtype=np.float64))[::-1], k)
    return _gained(np.asarray(relevance, dtype=np.float64), k) / ideal if ideal > 0 else math.nan


def _gained(relevance: Floats, k: int) -> float:
    best = relevance[:k]
    return float((2.0**best - 1) @ (1 / np.log2(np.arange(len(best)) + 2)))


def ndcg_of_scores(relevance: Grades, scores: Grades, k: int) -> float:
    """The same of the order that scores make; grades that tie in the score share their places' discount.

    relevance, scores: (n,) in the same order. Source of the ties: McSherry & Najork, ECIR 2008.
    """
    grades, held = np.asarray(relevance, dtype=np.float64), np.asarray(scores, dtype=np.float64)
    gain = 2.0**grades - 1
    discount = np.where(np.arange(len(gain)) < k, 1 / np.log2(np.arange(len(gain)) + 2), 0.0)
    ideal = float(np.sort(gain)[::-1] @ discount)
    if ideal == 0:
        return math.nan
    _, tie = np.unique(-held, return_inverse=True)
    order = np.argsort(-held, kind="stable")
    shared = np.bincount(tie[order], weights=discount) / np.bincount(tie)
    return float(gain @ shared[tie]) / ideal


def average_precision_at_k(relevance: Grades, k: int, *, relevant: int | None = None) -> float:
    """Mean of the precision at each relevant place among the first k, 0..1; nan where nothing is relevant.

    relevance: (n,) > 0 is relevant. relevant: how many there are in all, of which k at most can be found. Mean over
    rankings it is MAP@k. Source: Manning, Raghavan & Schütze, Introduction to Information Retrieval, 2008, §8.4.
    """
    hits = np.asarray(relevance, dtype=np.float64) > 0
    possible = min(k, int(hits.sum()) if relevant is None else relevant)
    if possible == 0:
        return math.nan
    found = hits[:k]
    precision = np.cumsum(found) / (np.arange(len(found)) + 1)
    return float((precision * found).sum() / possible)


def reciprocal_rank(relevance: Grades) -> float:
    """1 / the place of the first relevant one, 0 where none was found; its mean is MRR. Voorhees, TREC-8, 1999."""
    places = np.flatnonzero(np.asarray(relevance, dtype=np.float64) > 0)
    return 1 / (int(places[0]) + 1) if len(places) else 0.0


def hit_at_k(relevance: Grades, k: int) -> float:
    """1 where anything relevant is among the first k, else 0; its mean is the hit rate."""
    return float((np.asarray(relevance, dtype=np.float64)[:k] > 0).any())


def precision_at_k(relevance: Grades, k: int) -> float:
    """Share of the first k places that hold something relevant, 0..1; a place that holds nothing is a miss."""
    return float((np.asarray(relevance, dtype=np.float64)[:k] > 0).sum() / k)


def recall_at_k(relevance: Grades, k: int, *, relevant: int) -> float:
    """Share of the relevant that is among the first k, 0..1, of more than k such k being all that could be found; nan
    where nothing is relevant."""
    if relevant == 0:
        return math.nan
    return float((np.asarray(relevance, dtype=np.float64)[:k] > 0).sum() / min(relevant, k))


def agreement_at_k(found: Sequence[Hashable], exact: Sequence[Hashable], k: int) -> float:
    """Share of the exact first k that the first k found hold, 0..1: recall of an approximate search; nan of nothing."""
    wanted = set(exact[:k])
    return len(wanted & set(found[:k])) / len(wanted) if wanted else math.nan


def auc(relevance: Grades, scores: Grades) -> float:
    """Share of pairs of different grades that the scores order rightly, ties half, 0..1; nan without such a pair.

    relevance, scores: (n,). Of two grades it is the area under the ROC curve (Hanley & McNeil, Radiology 143, 1982),
    counted by ranks (Mann & Whitney, Annals of Mathematical Statistics 18(1), 1947).
    """
    grades, held = np.asarray(relevance, dtype=np.float64), np.asarray(scores, dtype=np.float64)
    won, pairs = _ordered(grades, held)
    return won / pairs if pairs else math.nan


def stratified_auc(relevance: Grades, scores: Grades, strata: Sequence[Hashable] | NDArray[np.int64]) -> float:
    """The same over pairs that share a stratum: the strata's own areas, weighed by their pairs.

    strata: (n,) names or numbers. What differs from stratum to stratum (the occasion, the question) then says nothing.
    """
    grades, held = np.asarray(relevance, dtype=np.float64), np.asarray(scores, dtype=np.float64)
    numbers = np.unique(np.asarray(strata), return_inverse=True)[1]
    order = np.argsort(numbers, kind="stable")
    counted = [
        _ordered(grades[part], held[part]) for part in np.split(order, np.flatnonzero(np.diff(numbers[order])) + 1)
    ]
    pairs = sum(count for _, count in counted)
    return sum(won for won, _ in counted) / pairs if pairs else math.nan


def _ordered(grades: Floats, scores: Floats) -> tuple[float, float]:
    """(pairs of different grades in the right order, ties half; such pairs)."""
    if len(grades) <= _FEW:
        better = grades[:, None] > grades[None, :]
        ahead = np.sign(scores[:, None] - scores[None, :])[better]
        return float((1 + ahead).sum() / 2), float(len(ahead))
    levels = np.unique(grades)
    won = pairs = 0.0
    for low, high in combinations(levels.tolist(), 2):
        up, down = scores[grades == high], scores[grades == low]
        rank = rankdata(np.concatenate([up, down]))[: len(up)]
        won += float(rank.sum()) - len(up) * (len(up) + 1) / 2
        pairs += len(up) * len(down)
    return won, pairs


# ── many rankings together ─────────────────────────────────────────────────────────────────────────────────────────


def coverage(shown: Sequence[Sequence[Hashable]], catalogue: int) -> float:
    """Share of the catalogue that is shown to anybody, 0..1. Source: Ge, Delgado-Battenfeld & Jannach, RecSys 2010."""
    return len({item for ranking in shown for item in ranking}) / catalogue if catalogue else math.nan


def gini(counts: Grades) -> float:
    """How unevenly exposure is spread over the catalogue, 0 (evenly) .. (n − 1)/n (one has it all); nan of no exposure.

    counts: (n,) how often each item of the catalogue was shown, those never shown too.
    Source: Fleder & Hosanagar, Management Science 55(5), 2009.
    """
    held = np.sort(np.asarray(counts, dtype=np.float64))
    total = held.sum()
    if total == 0:
        return math.nan
    n = len(held)
    return float((2 * np.arange(1, n + 1) - n - 1) @ held / (n * total))


def novelty(ranking: Sequence[Hashable], popularity: Mapping[Hashable, float]) -> float:
    """Mean self-information −log2 p of what is shown, bits; nan of nothing.

    popularity: item → share of shoppers who know it, in (0, 1]. Source: Zhou et al., PNAS 107(10), 2010.
    """
    return float(-np.log2([popularity[item] for item in ranking]).mean()) if len(ranking) else math.nan


def intra_list_diversity(vectors: Floats) -> float:
    """Mean cosine distance between two of a list, 0..2; nan of fewer than two.

    vectors: (n, d), none of them zero. Source: Ziegler et al., WWW 2005.
    """
    n = len(vectors)
    if n < 2:
        return math.nan
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return float(1 - ((unit @ unit.T).sum() - n) / (n * (n - 1)))


def miscalibration(taste: Mapping[str, float], shown: Mapping[str, float], *, alpha: float = 0.01) -> float:
    """Kullback–Leibler divergence of what is shown from the shopper's taste, >= 0, 0 where they agree.

    taste, shown: kind → share, each summing to 1; the shares shown are drawn to the taste by alpha so that what is not
    shown stays finite. Source: Steck, RecSys 2018.
    """
    return sum(
        share * math.log(share / ((1 - alpha) * shown.get(kind, 0.0) + alpha * share))
        for kind, share in taste.items()
        if share > 0
    )
