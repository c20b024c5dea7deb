"""Whole conversations by script, judged turn by turn by what then stands: each several times, as chance has it.

A trial of a script differs from the next in what production draws: how each message is put, what is in stock that day,
what is explored, the choice of words. `--set trials=8` tries oftener; pass^k is the chance that k trials all succeed.
"""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import msgspec
from sqlalchemy import text

from aurora.types import Outfit
from core.db import Sessions
from evals.cassettes import SETTING, answering, chat_model
from evals.metrics.reliability import mean_pass_hat_k, pass_hat_k
from evals.shops import demo_days, lot
from evals.stylist import Placed, stylists
from evals.suite import Case, Metric, Options, Solve, Solved, Suite
from evals.talk.form import Said, distinct_n, repeated
from evals.talk.judging import ABOUT, About, Moment, Verdict, in_force, judged
from evals.talk.limits import Limit
from evals.talk.room import Room
from evals.talk.scripts import Script, scripts

TRIALS = 4


class Turned(msgspec.Struct, frozen=True, kw_only=True):
    """A turn as it was held and judged."""

    said: str
    reply: str
    outfits: list[dict[str, Any]]
    faults: list[Verdict]
    tried: dict[str, int]
    """What it was judged by → how many things."""
    question: str | None = None
    responder: str = "composer"
    reason: str | None = None
    """Why a model's words are not the reply, where one was asked."""


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """A whole trial."""

    turns: list[Turned]

    def counted(self, about: str | None = None) -> tuple[float, float] | None:
        """(held, tried) of one kind of thing, or of all; None where nothing was."""
        tried = sum(n for turn in self.turns for name, n in turn.tried.items() if about in (None, name))
        broken = sum(about in (None, fault.about) for turn in self.turns for fault in turn.faults)
        return (tried - broken, tried) if tried else None

    @property
    def passed(self) -> bool:
        return not any(turn.faults for turn in self.turns)

    @property
    def replies(self) -> list[Said]:
        """Each with the titles that stood on cards until then."""
        titles, found = dict[str, None](), list[Said]()
        for turn in self.turns:
            titles |= dict.fromkeys(item["title"] for outfit in turn.outfits for item in outfit["items"])
            found.append(Said(turn.reply, tuple(titles)))
        return found


# ── cases ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _cases(options: Options) -> Iterable[Case]:
    for script in scripts():
        for trial in range(1, options.count("trials", TRIALS) + 1):
            name = f"{script.id}/{trial}"
            yield Case(
                id=name, cluster=script.id, input=_said(script, options.seed, name),
                expected=msgspec.to_builtins(script),
                slices={"about": script.about, "language": script.language},
            )  # fmt: skip


def _said(script: Script, seed: int, name: str) -> list[str]:
    chance = Random(f"{seed}/{name}/words")
    return [chance.choice(turn.say) for turn in script.turn]


# ── solving ────────────────────────────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def _opened(options: Options, prepared: Mapping[str, str]) -> AsyncIterator[Solve]:
    async with chat_model(options, "conversation") as model, stylists(options, prepared, model) as days:
        titles = [await _titles(day.sessions) for day in days]

        async def solve(case: Case) -> Talk:
            drawn = lot(options.seed, case.id)
            with answering(case.id):
                return await _held(case, days[drawn.day], titles[drawn.day], drawn.seed)

        yield solve


async def _titles(sessions: Sessions) -> list[str]:
    async with sessions() as session:
        found = await session.scalars(text("SELECT DISTINCT title FROM voguevault.products"))
        return sorted(found, key=len, reverse=True)


async def _held(case: Case, shop: Placed, titles: Sequence[str], seed: int) -> Talk:
    script = msgspec.convert(case.expected, Script)
    room = Room(shop.sessions, shop.turns, seed, case.id)
    limits, tables, held = tuple[Limit, ...](), list[tuple[Outfit, ...]](), list[Turned]()
    for turn, message in zip(script.turn, case.input, strict=True):
        reply = await room.say(message, script.context)
        limits = in_force(limits, turn)
        bag = await room.bag() if turn.bag is not None else {}
        found = judged(Moment(script, turn, reply, tuple(tables), limits, bag, titles))
        held.append(
            Turned(
                said=message, reply=reply.reply, outfits=msgspec.to_builtins(reply.outfits),
                faults=[verdict for verdict in found if verdict.fault],
                tried=dict(Counter(verdict.about for verdict in found)),
                question=reply.question, responder=reply.responder.kind,
                reason=reply.responder.reason,
            )
        )  # fmt: skip
        tables.append(reply.outfits or (tables[-1] if tables else ()))
    return Talk(turns=held)


# ── judging ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _pass_hat(k: int) -> Callable[[Sequence[Solved]], float]:
    """Trials that a resample holds several times are of a script that was drawn several times: they are its weight."""

    def pooled(solved: Sequence[Solved]) -> float:
        trials: dict[str, dict[str, bool]] = defaultdict(dict)
        times = Counter(one.case.id for one in solved)
        for one in solved:
            trials[one.case.group][one.case.id] = one.output is not None and one.output.passed
        return mean_pass_hat_k(
            [(sum(passed.values()), len(passed), times[next(iter(passed))]) for passed in trials.values()], k
        )

    return pooled


def _share(name: About, about: str) -> Metric:
    return Metric(name=name, about=about, ratio=lambda case, talk: talk.counted(name))


SUITE = Suite(
    name="conversation",
    about="Scripted conversations: what stands after every turn, several trials of each.",
    cases=_cases,
    open=_opened,
    prepare=demo_days,
    output=Talk,
    asks_model=True,
    fast=True,
    gated={"trials": "2"},
    setting_names=("trials", SETTING),
    metrics=(
        Metric(name="passed", about="Whether every turn of the trial held (pass^1).", headline=True, allowed_loss=0.02,
               score=lambda case, talk: float(talk.passed)),
        Metric(name="held", about="Of all that was looked at in all turns, what held.", headline=True,
               allowed_loss=0.003, ratio=lambda case, talk: talk.counted()),
        *(Metric(name=f"pass^{k}", about=pass_hat_k.__doc__ or "", pool=_pass_hat(k)) for k in (2, TRIALS)),
        *(_share(name, about) for name, about in ABOUT.items()),
        Metric(name="no sentence twice", about="Whether no sentence came twice in the trial, titles and sums aside.",
               score=lambda case, talk: float(not repeated(talk.replies))),
        Metric(name="distinct-4", about="Different runs of four words over all of the trial (Li et al. 2016).",
               score=lambda case, talk: distinct_n([talk.replies], 4)),
    ),
)  # fmt: skip
