"""`evals population`: whether experiments on invented shoppers find a harmed arm, and which design does so sooner."""

import asyncio
import random
import sys
from collections.abc import Mapping, Sequence
from uuid import UUID

import click
import msgspec
from rich.console import Console
from rich.table import Table

from aurora.types import ClientContext, Look, TurnInput
from evals.commands import progress, said_plainly
from evals.population.trials import DESIGNS, MOST, Found, repeated
from evals.population.world import asked
from evals.shops import demo_shop
from evals.stylist import stylist
from evals.suite import Options
from evals.suites.outfits import WEATHERS, WORDS
from evals.variants import Variant

ARMS: dict[str, Variant] = {
    "the same": Variant(),
    "scores dealt anew": Variant(name="scores dealt anew", shuffle=True),
    "half the candidates": Variant(name="half the candidates", candidates=0.5),
}
"""The second arm of each experiment; the first is as shipped."""
out = Console()


class Trial(msgspec.Struct, frozen=True):
    arm: str
    found: Found


@click.command("population")
@click.option("--runs", default=200, show_default=True, type=click.IntRange(10), help="Experiments of each kind.")
@click.option("--requests", default=120, show_default=True, type=click.IntRange(10), help="That the pipeline answers.")
@click.option("--seed", default=22, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def population(runs: int, requests: int, seed: int, as_json: bool) -> None:
    """A SIMULATION: do A/B and interleaving find an arm that was harmed on purpose, and none where there is none?"""
    with said_plainly(), demo_shop(Options()) as prepared:
        shown = {name: asyncio.run(answers(prepared, arm, requests, seed)) for name, arm in ARMS.items()}
    trials = []
    with progress("experiments", runs * len(ARMS) * len(DESIGNS)) as advance:
        for name, looks in shown.items():
            pairs = [(one, other) for one, other in zip(shown["the same"], looks, strict=True) if one and other]
            met = asked(pairs, seed)
            trials += [Trial(name, repeated(met, d, runs, seed, advance=lambda: advance(1))) for d in DESIGNS]
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(trials) + b"\n")
    else:
        _print(trials)


async def answers(prepared: Mapping[str, str], arm: Variant, count: int, seed: int) -> list[Sequence[Look]]:
    """What the pipeline shows for each request under an arm."""
    async with stylist(Options(variant=arm, seed=seed), prepared) as aurora:
        return [(await aurora.recommend(turn)).looks for turn in turns(count, seed)]


def turns(count: int, seed: int) -> list[TurnInput]:
    """Requests of an occasion, a department and a weather, in four languages; the same for every arm."""
    chance, found = random.Random(seed), []
    for n in range(count):
        asks, occasions = WORDS[chance.choice(tuple(WORDS))]
        occasion = chance.choice(tuple(occasions))
        context = {
            "department": chance.choice(("women", "men")), "occasion": occasion, "weather": chance.choice(WEATHERS),
        }  # fmt: skip
        turn = TurnInput(
            conversation_id=UUID(int=1), message_id=UUID(int=1 + n), seq=1, today="2026-06-15", seed=n,
            message=chance.choice(asks).format(occasions[occasion]), client=msgspec.convert(context, ClientContext),
        )  # fmt: skip
        found.append(turn)
    return found


def _print(trials: Sequence[Trial]) -> None:
    out.print(f"Simulation, not shoppers. Each experiment is looked at after every 100 shoppers, up to {MOST:,}.")
    table = Table("second arm", "design", "called worse", "95 % interval", "called better", "shoppers, median")
    for trial in trials:
        found, share = trial.found, trial.found.share
        cells = (
            trial.arm, found.design, f"{found.worse / found.runs:.3f}", f"{share.low:.3f} … {share.high:.3f}",
            f"{found.better / found.runs:.3f}", "" if found.shoppers is None else f"{found.shoppers:,.0f}",
        )  # fmt: skip
        table.add_row(*cells)
    out.print(table)
