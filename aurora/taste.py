"""What a shopper's own feedback says of their taste: from events to leanings and a vector. Pure.

A leaning is how far the shopper stands from what the shop's shoppers think: the shrunken mean of their verdicts,
`(Σ weight + k · prior) / (Σ |weight| + k)`, less the prior. So it is 0 where nothing was said, one's own voice takes
over as n / (n + k) does, and liking what everybody likes says less; what everybody likes is in the products'
popularity. Weights fade with age. The same events give the same taste, whatever happened between them, so that an event
taken away leaves no trace.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
import numpy as np
from numpy.typing import NDArray

Verdict = Literal[
    "like", "dislike", "worn", "returned", "purchased", "clicked", "tried_on", "saved", "shared", "bagged", "unbagged"
]
"""What shoppers say (the contract's seven), and what they do: save or share a look, put something into the bag and take
it out again."""
Facet = Literal["colour", "brand", "category", "pattern", "material", "formality", "price"]
FACETS: tuple[Facet, ...] = ("colour", "brand", "category", "pattern", "material", "formality", "price")
Vector = NDArray[np.float64]

EVIDENCE: dict[Verdict, float] = {
    "purchased": 2.0,
    "worn": 1.5,
    "like": 1.0,
    "saved": 0.8,
    "shared": 0.8,
    "bagged": 0.8,
    "unbagged": 0.0,
    "tried_on": 0.4,
    "clicked": 0.15,
    "dislike": -1.0,
    "returned": -1.0,
}
"""What a verdict weighs against one like; our own scale. A click may be mere curiosity, money is not. What was
taken out of the bag may have been one too many: it is no dislike."""
_FAMILY: dict[Verdict, str] = {
    "like": "opinion", "dislike": "opinion", "purchased": "deed", "returned": "deed",
    "bagged": "bag", "unbagged": "bag",
}  # fmt: skip
"""Verdicts of one family replace each other on the same thing: who returns what was bought has not bought it."""
HALF_LIFE_DAYS = 120.0
"""A verdict weighs half after four months: a season, and not a lifetime."""
SHRINK = 5.0
"""Likes of which one's own voice weighs as much as everybody's: a single one moves a leaning by a sixth."""
SHRINK_VECTOR = 8.0
EXPECTED, EXPECTED_OF = 0.5, 8.0
"""The cosine that a stranger's verdicts are taken to have with what the others foretell, until eight likes tell."""
KEPT_LEANINGS = 80


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict on one piece. A verdict on a look of n pieces is n events with `share` 1/n."""

    id: UUID
    object_id: UUID
    """The product or look that was judged."""
    product_id: UUID
    title: str
    verdict: Verdict
    at: datetime
    share: float = 1.0
    rating: int | None = None
    """Stars, 1..5, which say more than the verdict: 3 is neither for nor against."""
    facts: dict[Facet, tuple[str, ...]] = {}
    """The piece's values of each facet, which share the event's weight."""
    vector: tuple[float, ...] | None = None


class Example(msgspec.Struct, frozen=True):
    product_id: UUID
    title: str
    verdict: Verdict
    at: datetime


class Leaning(msgspec.Struct, frozen=True, kw_only=True):
    """Liking or disliking one value of a facet, and what it was learned from; sums as of `Taste.as_of`."""

    facet: Facet
    value: str
    total: float
    """Σ weight."""
    evidence: float
    """Σ |weight|."""
    prior: float = 0.0
    """What the shop's shoppers think, −1..1."""
    counts: dict[Verdict, int] = {}
    last_at: datetime
    examples: tuple[Example, ...] = ()
    """The newest three."""

    def strength(self, faded: float = 1.0) -> float:
        """−1 dislikes .. 1 likes, shrunk. faded: by how much the evidence has faded since it was summed."""
        own = faded * (self.total - self.evidence * self.prior) / (faded * self.evidence + SHRINK)
        return max(-1.0, min(1.0, own))


class Taste(msgspec.Struct, frozen=True, kw_only=True):
    """All that was learned of a shopper, as of one moment."""

    as_of: datetime
    events: int = 0
    """Verdicts that count: replaced ones do not."""
    leanings: tuple[Leaning, ...] = ()
    evidence: float = 0.0
    """Σ |weight| behind the vector."""
    pull: float = 0.0
    """Length of Σ weight · vector: short where likes contradict each other."""
    constancy: float = 1.0
    """0..2, 1 for a stranger: how far the leanings foretell the verdicts that they were made from, each by the others.
    Of a shopper who says now this and now that, little is to be learned."""

    def trust(self, now: datetime) -> float:
        """0..1 how much the taste vector is to be believed: n / (n + k) times how much the likes agree."""
        faded = decay(self.as_of, now)
        return faded * self.pull / (faded * self.evidence + SHRINK_VECTOR)

    def strengths(self, now: datetime) -> dict[tuple[Facet, str], float]:
        return {(each.facet, each.value): self.strength(each, now) for each in self.leanings}

    def strength(self, leaning: Leaning, now: datetime) -> float:
        """−1 dislikes .. 1 likes, as scoring uses it."""
        return max(-1.0, min(1.0, self.constancy * leaning.strength(decay(self.as_of, now))))


class Learned(msgspec.Struct, frozen=True):
    taste: Taste
    vector: tuple[float, ...] | None
    """Unit vector in the embedding space; None where nothing speaks."""


Prior = Mapping[tuple[Facet, str], float]


def decay(then: datetime, now: datetime) -> float:
    """1 now, ½ after HALF_LIFE_DAYS; 1 for what lies in the future."""
    days = max(0.0, (now - then).total_seconds() / 86_400)
    return float(0.5 ** (days / HALF_LIFE_DAYS))


def weight(event: Event, now: datetime) -> float:
    """The signed weight of an event: its verdict, its stars where given, its share, its age."""
    base = EVIDENCE[event.verdict]
    if event.rating is not None:
        base = abs(base) * (event.rating - 3) / 2
    return base * event.share * decay(event.at, now)


def standing(events: Iterable[Event]) -> list[Event]:
    """The events that count, oldest first: of one family on one thing only the newest, so that ten clicks are one."""
    newest: dict[tuple[UUID, UUID, str], Event] = {}
    for event in sorted(events, key=lambda e: (e.at, e.id)):
        key = (event.object_id, event.product_id, _FAMILY.get(event.verdict, event.verdict))
        newest.pop(key, None)
        newest[key] = event
    return list(newest.values())


def learn(events: Iterable[Event], now: datetime, prior: Prior | None = None) -> Learned:
    """What these events say, as of `now`; strongest leanings first."""
    counted = standing(events)
    pull, evidence = _summed(counted, now)
    length = float(np.linalg.norm(pull)) if pull is not None else 0.0
    leanings = sorted(_leanings(counted, now, prior or {}), key=lambda each: -abs(each.strength()))
    taste = Taste(
        constancy=_constancy(counted, leanings, now),
        as_of=now,
        events=len({event.id for event in counted}),
        leanings=tuple(leanings[:KEPT_LEANINGS]),
        evidence=evidence,
        pull=length,
    )
    unit = tuple((pull / length).tolist()) if pull is not None and length > 1e-6 else None
    return Learned(taste, unit)


def _summed(events: Sequence[Event], now: datetime) -> tuple[Vector | None, float]:
    """Σ weight · vector and Σ |weight| over the events that have a vector."""
    known = [(weight(event, now), event.vector) for event in events if event.vector is not None]
    if not known:
        return None, 0.0
    weights = np.array([w for w, _ in known])
    return weights @ np.array([vector for _, vector in known]), float(np.abs(weights).sum())


def _constancy(events: Sequence[Event], leanings: Sequence[Leaning], now: datetime) -> float:
    """How far each verdict agrees with what the others say of such a piece, 0..2; 1 before there are any.

    The cosine of the verdicts' weights and what was foretold of them, leaving each one out, shrunken towards EXPECTED
    as if EXPECTED_OF likes had borne it out, against EXPECTED. All that was said of one look or product is left out
    at once.
    """
    said = [weight(event, now) for event in events]
    sums = {(each.facet, each.value): (each.total, each.evidence) for each in leanings}
    own: dict[tuple[UUID, Facet, str], tuple[float, float]] = {}
    for event, whole in zip(events, said, strict=True):
        for facet, value, part in _parts(event):
            total, evidence = own.get((event.object_id, facet, value), (0.0, 0.0))
            own[event.object_id, facet, value] = total + part * whole, evidence + abs(part * whole)
    told = []
    for event in events:
        others = 0.0
        for facet, value, part in _parts(event):
            (total, evidence), (mine, weighed) = sums[facet, value], own[event.object_id, facet, value]
            others += part * (total - mine) / (evidence - weighed + SHRINK)
        told.append(others)
    lengths = math.hypot(*said) * math.hypot(*told)
    if lengths < 1e-9:
        return 1.0
    agreed = max(0.0, math.fsum(a * b for a, b in zip(said, told, strict=True)) / lengths)
    heard = math.fsum(map(abs, said))
    return (EXPECTED_OF + heard * agreed / EXPECTED) / (EXPECTED_OF + heard)


def _parts(event: Event) -> Iterable[tuple[Facet, str, float]]:
    """The values of the event's piece, each with its share of the verdict among those of its facet."""
    for facet, values in event.facts.items():
        for value in dict.fromkeys(values):
            yield facet, value, 1 / len(set(values))


def _leanings(events: Sequence[Event], now: datetime, prior: Prior) -> list[Leaning]:
    about: dict[tuple[Facet, str], list[tuple[Event, float]]] = {}
    for event in events:
        whole = weight(event, now)
        for facet, value, part in _parts(event):
            about.setdefault((facet, value), []).append((event, part * whole))
    return [
        Leaning(
            facet=facet,
            value=value,
            total=math.fsum(w for _, w in said),
            evidence=math.fsum(abs(w) for _, w in said),
            prior=prior.get((facet, value), 0.0),
            counts=_counts([event for event, _ in said]),
            last_at=said[-1][0].at,
            examples=_examples([event for event, _ in said]),
        )
        for (facet, value), said in about.items()
    ]


def _counts(events: Sequence[Event]) -> dict[Verdict, int]:
    """How often each verdict was given, a look counting once."""
    return dict(Counter(verdict for _, verdict in {(event.id, event.verdict) for event in events}))


def _examples(events: Sequence[Event]) -> tuple[Example, ...]:
    newest = {event.product_id: event for event in events}
    last = sorted(newest.values(), key=lambda e: (e.at, e.id), reverse=True)[:3]
    return tuple(Example(e.product_id, e.title, e.verdict, e.at) for e in last)


# ── bands, so that formality and price are facets like the others ──────────────────────────────────────────────────

_FORMALITY = ((0.3, "casual"), (0.55, "smart casual"), (0.78, "smart"), (math.inf, "formal"))
_PRICE = ((0.6, "lower"), (1.6, "middle"), (math.inf, "higher"))


def formality_band(formality: float) -> str:
    """casual below jeans' .3 …, formal from suit trousers' .8 on (`commerce.garments`)."""
    return next(name for most, name in _FORMALITY if formality < most)


def price_band(price: float, usual: float) -> str:
    """Against what the slot usually costs: lower under 0.6 of it, higher from 1.6 times."""
    return next(name for most, name in _PRICE if price < most * max(usual, 1.0))


# ── corrections ────────────────────────────────────────────────────────────────────────────────────────────────────


class Correction(msgspec.Struct, frozen=True):
    """What the shopper says of a leaning themselves; it wins over what was learned until it is taken back."""

    facet: Facet
    value: str
    verdict: Literal["like", "dislike", "ignore"]
    at: datetime


_SAID = {"like": 1.0, "dislike": -1.0, "ignore": 0.0}
_FAINT = 0.02


def effective(taste: Taste | None, corrections: Iterable[Correction], now: datetime) -> dict[str, dict[str, float]]:
    """Facet → value → −1..1, as scoring uses it: learned, unless the shopper said otherwise; faint ones left out."""
    strengths = taste.strengths(now) if taste else {}
    strengths |= {(each.facet, each.value): _SAID[each.verdict] for each in corrections}
    found: dict[str, dict[str, float]] = {}
    for (facet, value), strength in strengths.items():
        if abs(strength) >= _FAINT:
            found.setdefault(facet, {})[value] = strength
    return found
