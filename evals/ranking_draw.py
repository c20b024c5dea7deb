"""`evals extract ranking`: cases to be judged, drawn from what Aurora retrieves, in an order that says nothing."""

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import click
import msgspec
import numpy as np

from aurora import scoring
from aurora.context import analyse
from aurora.embedder import Embedder
from aurora.embedder import create as create_embedder
from aurora.retrieval import Retriever
from aurora.types import Analysis, Candidate, ClientContext, Pool, Profile, TurnInput
from commerce.garments import Slot
from core import settings as core_settings
from core.connect import database_url
from core.db import database
from core.money import Money, show
from evals.ranking import DATA, Case, plain

SLOTS_EACH, EACH = 3, 6


class Request(msgspec.Struct, frozen=True):
    """A wish in words, with what a client and a profile would say."""

    id: str
    message: str
    client: ClientContext = ClientContext()
    profile: Profile = Profile()


@click.command("ranking")
@click.option("--requests", type=click.Path(path_type=Path, exists=True), default=DATA / "requests.json")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The cases, without grades, as JSON lines.")
@click.option("--seed", default=22, show_default=True)
def ranking(requests: Path, out: Path, seed: int) -> None:
    """Draw candidates for each request and print the sheet to judge them from."""
    asked = msgspec.json.decode(requests.read_bytes(), type=list[Request])
    settings = core_settings.load()
    with database_url(settings) as url:
        cases = asyncio.run(_draw(url, create_embedder(settings), asked, seed))
    out.write_bytes(b"".join(msgspec.json.encode(each) + b"\n" for each in cases))
    for case in cases:
        click.echo(sheet(msgspec.convert(case, Case)))


async def _draw(url: str, embedder: Embedder, asked: list[Request], seed: int) -> list[dict[str, Any]]:
    chance = random.Random(seed)
    cases: list[dict[str, Any]] = []
    async with database(url) as sessions:
        retriever = Retriever(sessions, embedder)
        for request in asked:
            turn = TurnInput(
                conversation_id=UUID(int=1), message_id=UUID(int=2), seq=1, message=request.message,
                client=request.client, profile=request.profile, today="2026-06-01",
            )  # fmt: skip
            analysis = analyse(turn)
            pool = await retriever.search(analysis, turn.state)
            cases += _cases(request, analysis, pool, chance)
    return cases


def _cases(request: Request, analysis: Analysis, pool: Pool, chance: random.Random) -> Iterator[dict[str, Any]]:
    """One case for each of some slots: two of the best by score, the nearest, and others from anywhere."""
    scored = scoring.score(pool, analysis, request.profile)
    slots = sorted(slot for slot, found in scored.items() if len(found) >= 2 * EACH)
    for slot in chance.sample(slots, min(SLOTS_EACH, len(slots))):
        given = pool.by_slot[slot]
        ranked = [piece.candidate for piece in scored[slot]]
        nearest = max(given, key=lambda c: c.fused)
        drawn = {c.item.product_id: c for c in (*chance.sample(ranked[:8], 2), *chance.sample(ranked, len(ranked)))}
        first = dict(list(drawn.items())[: EACH - 1]) | {nearest.item.product_id: nearest}
        yield _case(request, analysis, slot, given, chance.sample(list(first.values()), len(first)))


def _case(
    request: Request, analysis: Analysis, slot: Slot, pool: tuple[Candidate, ...], drawn: list[Candidate]
) -> dict[str, Any]:
    return {
        "id": f"{request.id}-{slot}",
        "request": request.id,
        "message": request.message,
        "slot": slot,
        "usual": float(np.median([c.variant.price for c in pool])),
        "analysis": msgspec.to_builtins(analysis),
        "profile": {k: v for k, v in msgspec.to_builtins(request.profile).items() if v},
        "candidates": [plain(candidate) for candidate in drawn],
        "grades": [0] * len(drawn),
        "judge": "",
    }


def sheet(case: Case) -> str:
    """The case as a judge reads it: the request, and each piece with what a card would show; no score, and none of the
    seller's words on occasions and seasons, which the score reads too."""
    lines = [f"{case.id} | {case.message} | {_known(case)}"]
    for number, candidate in enumerate(case.candidates, start=1):
        item, variant = candidate.item, candidate.variant
        facts = (
            item.title, item.category, variant.colour, item.pattern if item.pattern != "plain" else "",
            "+".join(item.materials), show(Money(variant.price, item.currency)), item.heel or "", item.fit or "",
            "waterproof" if item.waterproof else "",
        )  # fmt: skip
        lines.append(f"  {number} " + " · ".join(fact for fact in facts if fact))
    return "\n".join(lines)


def _known(case: Case) -> str:
    weather, profile = case.analysis.context.weather, case.profile
    known = (
        f"{weather.temperature_c:g}°C" if weather and weather.temperature_c is not None else "",
        weather.conditions or "" if weather else "",
        f"palette {'/'.join(profile.palette)}" if profile.palette else "",
        f"boldness {profile.boldness}" if profile.boldness else "",
        f"comfort {profile.comfort}" if profile.comfort else "",
        f"learned {profile.leanings}" if profile.leanings else "",
    )
    return ", ".join(each for each in known if each)
