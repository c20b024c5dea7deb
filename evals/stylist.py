"""The stylist that a run measures: production's own, on a shop of the evaluation's own, under the run's variant.

A variant that improves or changes Aurora is put in through the doors that production has (weights, fusion, model). One
that does harm on purpose is a subclass here, so that production has no door for it.
"""

import random
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import msgspec

import migrations
from aurora import weights as scoring_weights
from aurora.embedder import LocalEmbedder
from aurora.embeddings import embed_catalogue
from aurora.pipeline import Stylist
from aurora.retrieval import Retriever
from aurora.types import Analysis, Candidate, Composition, ConstraintValue, Pool, Profile, Scored, TurnInput
from aurora.wardrobe.pieces import Worn
from commerce import demo, loading
from commerce.garments import Slot
from core import settings as core_settings
from core.db import database
from core.embedded import running
from core.errors import InvalidInput
from core.telemetry import Timings
from evals.suite import Options
from evals.variants import Variant


@contextmanager
def demo_shop(options: Options) -> Iterator[Mapping[str, str]]:
    """The demo catalogue, loaded, embedded and kept under DATA_DIR; yields its database_url."""
    import asyncio

    home = core_settings.load().data_dir / "evals-shop"
    home.mkdir(parents=True, exist_ok=True)
    with running(home) as servers:
        asyncio.run(_stocked(servers.database_url))
        yield {"database_url": servers.database_url}


async def _stocked(url: str) -> None:
    await migrations.upgrade(url)
    async with database(url) as sessions:
        async with sessions.begin() as session:
            await loading.load(session, list(demo.products()))
        await embed_catalogue(sessions, LocalEmbedder())


@asynccontextmanager
async def stylist(options: Options, prepared: Mapping[str, str]) -> AsyncIterator[Stylist]:
    """Aurora on the prepared shop, without a language model, as the variant has her."""
    variant = options.variant
    _refuse_what_has_no_door(variant)
    async with database(prepared["database_url"]) as sessions:
        with ExitStack() as stack:
            if variant.weights or variant.features:
                stack.enter_context(scoring_weights.using(chosen_weights(variant)))
            retriever = Retriever(sessions, LocalEmbedder())
            yield Harmed(retriever, variant, options.seed) if _does_harm(variant) else Stylist(retriever)


def chosen_weights(variant: Variant) -> scoring_weights.Weights:
    """The variant's weights: its file's or the shipped ones, with its features' own values over them."""
    file = Path(variant.weights) if variant.weights else None
    try:
        return scoring_weights.varied(variant.name, file, variant.features)
    except (OSError, ValueError) as wrong:
        raise InvalidInput(f"Variant {variant.name!r}: {wrong}") from wrong


def _refuse_what_has_no_door(variant: Variant) -> None:
    for name in ("compatibility", "words_every", "words_some", "exploration", "model"):
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
