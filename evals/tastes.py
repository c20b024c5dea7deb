"""Invented shoppers whose taste nobody told: what they say of what they are shown, and how they are served by it.

They have a hidden liking of things, look at the demo range and say what they think of what they are shown.
Their rule of choice knows nothing of the scorer: a liking for each colour, brand, pattern and cloth, for details of the
cut (which no feature reads) and for dear or cheap, drawn at random, and noise. After so many verdicts, pieces that they
never saw are ranked: does what they like stand higher than for a stranger? It checks the machinery, and not people.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec
import numpy as np

from aurora import scoring, taste
from aurora.embedder import LocalEmbedder, Vectors
from aurora.embeddings import Described, product_text
from aurora.taste import Event, Verdict
from aurora.types import Analysis, Candidate, Pool, Profile, StyleContext
from commerce import demo
from commerce.item import Item, Variant
from commerce.rows import ProductRow
from evals.metrics.ranking import intra_list_diversity, miscalibration, ndcg_of_scores
from evals.ranking import Array

NOW = datetime(2026, 11, 1, tzinfo=UTC)
AFTER = (0, 1, 5, 10, 20, 50)
"""Verdicts after which it is measured."""
AT = 10
SHOWN, POOL, POOLS = 6, 40, 12
NOISE = 0.5
"""Of a hidden liking's standard deviation: nobody is of one mind twice."""


Voice = Literal["own", "random"]
"""own: what the shopper thinks, with noise. random: like or dislike by the toss of a coin, of anything on the page."""
Order = Sequence[tuple[int, float]]
"""(product, score), best first."""


class Range(msgspec.Struct, frozen=True):
    """The demo range for one department, each product in one colour, with its vector."""

    rows: Sequence[ProductRow]
    candidates: Sequence[Candidate]
    vectors: Vectors


async def demo_range(department: str, *, embedded: bool = True) -> Range:
    """What is in stock for the department; not embedded, its vectors are zeros."""
    rows = sold(department)
    texts = [product_text(_described(row)) for row in rows]
    vectors = await LocalEmbedder().embed(texts) if embedded else np.zeros((len(texts), 384), dtype=np.float32)
    return Range(rows, [_candidate(row, n) for n, row in enumerate(rows)], vectors)


def sold(department: str) -> list[ProductRow]:
    """What of the demo range is in stock for the department."""
    return [
        row for row in demo.products()
        if row.department == department and row.slot and any(variant.quantity for variant in row.variants)
    ]  # fmt: skip


def _described(row: ProductRow) -> Described:
    return Described(
        title=row.title, category=row.category, description=row.description, brand=row.brand,
        colours=[v.colour for v in row.variants], materials=row.materials, pattern=row.pattern, occasions=row.occasions,
    )  # fmt: skip


def _candidate(row: ProductRow, number: int) -> Candidate:
    first = next(v for v in row.variants if v.quantity)
    variant = Variant(UUID(int=2 * number + 1), first.sku, first.colour, first.hex, first.size, first.price, 4)
    assert row.slot is not None
    item = Item(
        product_id=UUID(int=2 * number), slug=row.feed_key, title=row.title, brand=row.brand, category=row.category,
        slot=row.slot, department=row.department, pattern=row.pattern, materials=row.materials,
        formality=row.formality, seasons=row.seasons, clo=row.clo, occasions=row.occasions,
        popularity=row.popularity, variants=(variant,),
    )  # fmt: skip
    return Candidate(item=item, variant=variant, similarity=0.4, fused=0.015)


def liking(goods: Range, chance: np.random.Generator) -> Array:
    """(n,) what one invented shopper thinks of each product, mean 0 and standard deviation 1."""
    total = np.zeros(len(goods.rows))
    for facet, weight in (("colour", 1.0), ("brand", 0.6), ("pattern", 0.6), ("material", 0.5), ("cut", 0.8)):
        drawn: dict[str, float] = {}
        for n, row in enumerate(goods.rows):
            values = _values(row, goods.candidates[n], facet)
            said = [drawn.setdefault(value, float(chance.standard_normal())) for value in values]
            total[n] += weight * (sum(said) / len(said) if said else 0.0)
    price = np.log([c.variant.price for c in goods.candidates])
    total += 0.5 * chance.standard_normal() * (price - price.mean()) / price.std()
    return np.asarray((total - total.mean()) / total.std())


def _values(row: ProductRow, candidate: Candidate, facet: str) -> Sequence[str]:
    cut: dict[str, Any] = row.attributes.get("cut", {})
    by: dict[str, Sequence[str]] = {
        "colour": (candidate.variant.colour,),
        "brand": (row.brand,),
        "pattern": (row.pattern,),
        "material": row.materials,
        "cut": [f"{name}:{value}" for name, value in cut.items() if isinstance(value, str)],
    }
    return by[facet]


# ── a shopper's way through the shop ───────────────────────────────────────────────────────────────────────────────

LOOKING = Analysis(intent="look", context=StyleContext(department="women"))


def profile(goods: Range, events: Sequence[Event], parts: frozenset[str]) -> Profile:
    """What a turn knows after these verdicts. parts: which of `vector` and `leanings` are used."""
    learned = taste.learn(events, NOW)
    return Profile(
        taste=learned.vector if "vector" in parts else None,
        taste_trust=learned.taste.trust(NOW),
        leanings=taste.effective(learned.taste, (), NOW) if "leanings" in parts else {},
    )


def ranked(goods: Range, among: Sequence[int], known: Profile) -> list[tuple[int, float]]:
    """(product, score) of some products of one slot, best first."""
    likes = goods.vectors[list(among)] @ np.array(known.taste) if known.taste else [None] * len(among)
    candidates = [
        msgspec.structs.replace(goods.candidates[n], taste=None if like is None else float(like))
        for n, like in zip(among, likes, strict=True)
    ]
    slot = candidates[0].item.slot
    scored = scoring.score(Pool(by_slot={slot: tuple(candidates)}), LOOKING, known)[slot]
    return [(piece.candidate.item.product_id.int // 2, piece.score) for piece in scored]


def verdicts(goods: Range, likes: Array, count: int, pools: Sequence[Sequence[int]], chance: np.random.Generator,
             parts: frozenset[str], voice: Voice = "own") -> list[Event]:  # fmt: skip
    """What the shopper said of what was shown: of each page the best liked, or the worst where nothing pleases."""
    said: list[Event] = []
    while len(said) < count:
        pool = pools[len(said) % len(pools)]
        page = [n for n, _ in ranked(goods, pool, profile(goods, said, parts))[:SHOWN]]
        felt = chance.standard_normal(len(page)) * (NOISE if voice == "own" else 1.0)
        felt += likes[page] if voice == "own" else 0.0
        verdict: Verdict = "like" if felt.max() > -felt.min() else "dislike"
        product = page[int(felt.argmax() if verdict == "like" else felt.argmin())]
        said.append(_event(goods, product, verdict, len(said)))
    return said


def _event(goods: Range, product: int, verdict: Verdict, number: int) -> Event:
    row, candidate = goods.rows[product], goods.candidates[product]
    return Event(
        id=UUID(int=number), object_id=UUID(int=product), product_id=UUID(int=2 * product), title=row.title,
        verdict=verdict, at=NOW - timedelta(days=1, seconds=-number),
        facts={
            "colour": (candidate.variant.colour,), "brand": (row.brand,), "category": (row.category,),
            "pattern": (row.pattern,), "material": tuple(row.materials),
        },
        vector=tuple(goods.vectors[product].tolist()),
    )  # fmt: skip


class Served(msgspec.Struct, frozen=True):
    """A shopper after so many verdicts: how well what was never seen is ordered, and what stands first."""

    ndcg: float
    """NDCG@10; grades 3, 2, 1 for the most liked tenth, the next 15 and the next 25 in a hundred of the pool."""
    page: float
    """Mean hidden liking of the six best placed, in standard deviations."""
    moved: float
    """Share of the pairs that stand the other way round than for a stranger (Kendall's distance), 0..1."""
    shown: tuple[tuple[int, ...], ...]
    """Of each pool the ten best placed."""
    miscalibrated: float
    """Divergence of the colours shown from those of what is most liked (Steck 2018)."""
    diversity: float
    """Mean cosine distance between two of the ten."""


def served(goods: Range, number: int, seed: int, parts: frozenset[str], voice: Voice = "own") -> dict[int, Served]:
    """AFTER → how the shopper of that number is served; what they judged is never among what is measured."""
    chance = np.random.default_rng((seed, number))
    likes = liking(goods, chance)
    seen, fresh = halves(goods, chance)
    said = verdicts(goods, likes, AFTER[-1], seen, chance, parts, voice)
    stranger = [ranked(goods, pool, Profile()) for pool in fresh]
    found = {}
    for count in AFTER:
        known = profile(goods, said[:count], parts)
        orders = [ranked(goods, pool, known) for pool in fresh]
        found[count] = _served(goods, likes, fresh, stranger, orders)
    return found


def _served(
    goods: Range, likes: Array, pools: Sequence[Sequence[int]], stranger: Sequence[Order], orders: Sequence[Order]
) -> Served:
    shown = tuple(tuple(product for product, _ in order[:AT]) for order in orders)
    return Served(
        ndcg=float(np.mean([_ndcg(order, likes, pool) for order, pool in zip(orders, pools, strict=True)])),
        page=float(np.mean([likes[list(ten[:SHOWN])].mean() for ten in shown])),
        moved=float(np.mean([moved(before, now) for before, now in zip(stranger, orders, strict=True)])),
        shown=shown,
        miscalibrated=miscalibration(_colours(goods, _best(likes, pools)), _colours(goods, sum(shown, ()))),
        diversity=float(np.mean([intra_list_diversity(goods.vectors[list(ten)].astype(np.float64)) for ten in shown]))
        if goods.vectors.any() else 0.0,
    )  # fmt: skip


def _best(likes: Array, pools: Sequence[Sequence[int]]) -> list[int]:
    """The ten most liked of each pool: what would be shown to somebody who is known wholly."""
    return [n for pool in pools for n in sorted(pool, key=lambda n: -likes[n])[:AT]]


def _colours(goods: Range, products: Sequence[int]) -> dict[str, float]:
    """Colour → its share."""
    counted = Counter(goods.candidates[n].variant.colour for n in products)
    return {colour: count / len(products) for colour, count in counted.items()}


def _ndcg(order: Order, likes: Array, pool: Sequence[int]) -> float:
    cuts = np.quantile(likes[list(pool)], (0.5, 0.75, 0.9))
    grades = np.searchsorted(cuts, likes[[product for product, _ in order]], side="right").astype(np.float64)
    return ndcg_of_scores(grades, np.array([score for _, score in order]), AT)


def moved(before: Order, after: Order) -> float:
    """Kendall's distance of two orders of the same products, as the share of their pairs that disagree."""
    place = {product: n for n, (product, _) in enumerate(after)}
    order = np.array([place[product] for product, _ in before])
    turned = np.triu(order[:, None] > order[None, :], 1).sum()
    return float(turned) / max(1, len(order) * (len(order) - 1) // 2)


def halves(goods: Range, chance: np.random.Generator) -> tuple[list[list[int]], list[list[int]]]:
    """Pools of one slot each to learn from, and pools of other products to measure on."""
    seen: list[list[int]] = []
    fresh: list[list[int]] = []
    slots = [c.item.slot for c in goods.candidates]
    for slot in ("top", "bottom", "shoes", "outerwear", "bag", "dress"):
        of_slot = chance.permutation([n for n, its in enumerate(slots) if its == slot]).tolist()
        half = len(of_slot) // 2
        seen += [of_slot[:half][:POOL]]
        fresh += [of_slot[half:][:POOL]]
    return seen, fresh
