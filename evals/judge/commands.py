"""`evals judge measure | compare`."""

import asyncio
import sys
from collections import Counter
from pathlib import Path

import click
import msgspec

from core import llm
from core import settings as core_settings
from core.errors import InvalidInput
from core.llm import OpenAIChatModel
from evals.commands import said_plainly
from evals.judge.judging import (
    DATA,
    LEAST,
    Agreement,
    Pair,
    Rubric,
    Said,
    judge,
    load_pairs,
    load_rubric,
    measure,
    refuse_unmeasured,
)
from evals.statistics import wilson

_RUBRIC = click.option("--rubric", type=click.Path(path_type=Path), default=DATA / "rubric.toml")


@click.group("judge")
def judge_group() -> None:
    """A language model as a judge, once it was measured against people."""


@judge_group.command("measure")
@click.option("--pairs", type=click.Path(path_type=Path, exists=True), default=DATA / "pairs.jsonl", help="Labelled.")
@_RUBRIC
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where the agreement is kept, as JSON.")
def measure_command(pairs: Path, rubric: Path, out: Path) -> None:
    """How far the model of the settings agrees with people: Cohen's kappa with its interval."""
    with said_plainly():
        found = asyncio.run(_measured(load_rubric(rubric), load_pairs(pairs)))
    out.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2))
    click.echo(
        f"{found.model}: kappa {found.kappa.show()}; swayed by the order {found.swayed}, silent {found.unanswered}"
    )


@judge_group.command("compare")
@click.argument("pairs", type=click.Path(path_type=Path, exists=True))
@_RUBRIC
@click.option("--agreement", type=click.Path(path_type=Path), required=True, help="What `measure` found.")
@click.option("--least", default=LEAST, show_default=True, help="Kappa that the interval's lower end must reach.")
def compare_command(pairs: Path, rubric: Path, agreement: Path, least: float) -> None:
    """Which of two variants answers better, a against b; exit 1 where b is worse. Refused unless measured."""
    with said_plainly():
        kept = msgspec.json.decode(agreement.read_bytes(), type=Agreement) if agreement.exists() else None
        said = asyncio.run(_compared(load_rubric(rubric), load_pairs(pairs), kept, least))
    words = Counter(one.word for one in said)
    a, b = words["a"], words["b"]
    between = wilson(b, a + b)
    click.echo(f"a {a}, b {b}, ties {words['tie']}, silent {words[None]}, swayed {sum(one.swayed for one in said)}")
    click.echo(f"b wins {b} of {a + b}: 95 % interval {between.low:.3f} … {between.high:.3f}")
    sys.exit(1 if between.high < 0.5 else 0)


def _model() -> OpenAIChatModel:
    model = llm.create(core_settings.load())
    if model is None:
        raise InvalidInput("A judge is a language model: set OPENAI_API_KEY, or OPENAI_BASE_URL, and CHAT_MODEL.")
    return model


async def _measured(rubric: Rubric, pairs: list[Pair]) -> Agreement:
    model = _model()
    try:
        return await measure(model, rubric, pairs)
    finally:
        await model.aclose()


async def _compared(rubric: Rubric, pairs: list[Pair], kept: Agreement | None, least: float) -> list[Said]:
    model = _model()
    try:
        refuse_unmeasured(kept, model, rubric, least)
        return [await judge(model, rubric, pair) for pair in pairs]
    finally:
        await model.aclose()
