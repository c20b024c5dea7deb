"""The stylist that a run measures: production's own, on a shop of the evaluation's own, under the run's variant.

A variant that improves or changes Aurora is put in through the doors that production has (weights, fusion, model). One
that does harm on purpose is a subclass here, so that production has no door for it.
"""

import random
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import msgspec

from aurora import weights as scoring_weights
from aurora.embedder import LocalEmbedder
from aurora.feedback import Learning
from aurora.pipeline import Stylist
from aurora.retrieval import Retriever
from aurora.running import Turns
from aurora.taste_population import Populations
from aurora.types import Analysis, Candidate, Composition, ConstraintValue, Pool, Profile, Scored, TurnInput
from aurora.wardrobe.pieces import Worn
from commerce.garments import Slot
from core.db import Sessions, database
from core.errors import InvalidInput
from core.llm import ChatModel
from core.telemetry import Timings
from evals.shops import DAYS
from evals.suite import Options
from evals.variants import Variant


class Placed(msgspec.Struct, frozen=True):
    """Aurora in one shop."""

    sessions: Sessions
    stylist: Stylist
    turns: Turns


@asynccontextmanager
async def stylist(options: Options, prepared: Mapping[str, str]) -> AsyncIterator[Stylist]:
    """Aurora in the whole shop, without a language model, as the variant has her."""
    async with _by_database(options, {"": prepared["database_url"]}, None) as placed:
        yield placed[""].stylist


@asynccontextmanager
async def stylists(
    options: Options, prepared: Mapping[str, str], model: ChatModel | None = None
) -> AsyncIterator[tuple[Placed, ...]]:
    """Aurora in the shop of each day that was prepared, in their order, as the variant has her."""
    days = {f"day-{day}": prepared[f"day-{day}"] for day in range(DAYS)}
    async with _by_database(options, days, model) as placed:
        yield tuple(placed.values())


@asynccontextmanager
async def _by_database(
    options: Options, urls: Mapping[str, str], model: ChatModel | None
) -> AsyncIterator[dict[str, Placed]]:
    variant = options.variant
    _refuse_what_has_no_door(variant, model)
    embedder = LocalEmbedder()
    async with AsyncExitStack() as stack:
        if variant.weights or variant.features:
            stack.enter_context(scoring_weights.using(chosen_weights(variant)))
        placed = {}
        for name, url in urls.items():
            sessions = await stack.enter_async_context(database(url))
            retriever = Retriever(sessions, embedder)
            aurora = Harmed(retriever, variant, options.seed) if _does_harm(variant) else Stylist(retriever)
            aurora.model = model
            placed[name] = Placed(sessions, aurora, Turns(sessions, aurora, Learning(Populations(), embedder.model)))
        yield placed
        for each in placed.values():
            await each.turns.finish_all()


def chosen_weights(variant: Variant) -> scoring_weights.Weights:
    """The variant's weights: its file's or the shipped ones, with its features' own values over them."""
    file = Path(variant.weights) if variant.weights else None
    try:
        return scoring_weights.varied(variant.name, file, variant.features)
    except (OSError, ValueError) as wrong:
        raise InvalidInput(f"Variant {variant.name!r}: {wrong}") from wrong


def _refuse_what_has_no_door(variant: Variant, model: ChatModel | None) -> None:
    for name in ("compatibility", "words_every", "words_some", "exploration", *(() if model else ("model",))):
        if getattr(variant, name) is not None:
            raise InvalidInput(f"Variant {variant.name!r} names {name!r}, which suites of looks cannot vary yet.")


# ── harm on purpose ────────────────────────────────────────────────────────────────────────────────────────────────


def _does_harm(variant: Variant) -> bool:
    return variant.shuffle or variant.candidates < 1 or variant.budget != 1


class Harmed(Stylist):
    """A stylist with a fault that an evaluation has to find."""

    def __init__(self, retriever: Retriever, variant: Variant, seed: int):
        super().__init__(retriever)
        self.variant = variant
        self.seed = seed

    def score(self, pool: Pool, wished: Analysis, profile: Profile) -> dict[Slot, tuple[Scored, ...]]:
        """Of fewer candidates, or with the scores dealt anew among those of a slot."""
        chance = random.Random(self.seed)
        found = super().score(self._thinned(pool, chance), wished, profile)
        if not self.variant.shuffle:
            return found
        return {slot: _dealt(pieces, chance) for slot, pieces in found.items()}

    def _thinned(self, pool: Pool, chance: random.Random) -> Pool:
        if self.variant.candidates == 1:
            return pool
        return msgspec.structs.replace(
            pool, by_slot={slot: _some(found, self.variant.candidates, chance) for slot, found in pool.by_slot.items()}
        )

    async def _compose(
        self, turn: TurnInput, wished: Analysis, sought: Analysis, *, timings: Timings
    ) -> tuple[Worn, Composition]:
        """Under a budget that is not the one that was said."""
        return await super()._compose(turn, self._loosened(wished), self._loosened(sought), timings=timings)

    def _loosened(self, analysis: Analysis) -> Analysis:
        def loosened(value: ConstraintValue) -> ConstraintValue:
            amount = None if value.amount is None else round(value.amount * self.variant.budget)
            return msgspec.structs.replace(value, amount=amount)

        constraints = tuple(
            msgspec.structs.replace(c, value=loosened(c.value)) if c.kind == "budget" else c
            for c in analysis.constraints
        )
        return msgspec.structs.replace(analysis, constraints=constraints)


def _some(found: tuple[Candidate, ...], share: float, chance: random.Random) -> tuple[Candidate, ...]:
    kept = set(chance.sample(range(len(found)), max(1, round(share * len(found))))) if found else set()
    return tuple(candidate for n, candidate in enumerate(found) if n in kept)


def _dealt(pieces: tuple[Scored, ...], chance: random.Random) -> tuple[Scored, ...]:
    """The same pieces, each with another's score."""
    scores = [piece.score for piece in pieces]
    chance.shuffle(scores)
    dealt = [msgspec.structs.replace(piece, score=score) for piece, score in zip(pieces, scores, strict=True)]
    return tuple(sorted(dealt, key=lambda piece: -piece.score))
