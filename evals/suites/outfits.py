"""Looks on the demo catalogue: are limits kept, is somebody dressed, does it suit, do the alternatives differ?

Requests are made of an occasion, a department, a weather, limits and a language; what must hold is given as data beside
the words (`context` of the chat request), so that the judge never depends on how the words were read. What a run's seed
draws for each is what chance decides in production: how it is put, what is in stock that day, and what is explored.
"""

import random
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import msgspec
import numpy as np

from aurora.pipeline import Recommendation
from aurora.types import ClientContext, Look, TurnInput
from aurora.weights import FEATURES, shipped
from commerce.colours import is_shade
from core.telemetry import Timings
from evals.metrics import outfits as measure
from evals.shops import demo_days, lot
from evals.stylist import stylists
from evals.suite import Case, Metric, Options, Solve, Suite

CASES, SEED = 300, 11
BUDGETS = (None, 9_000, 18_000, 35_000, 80_000)
AVOIDED = (None, "black", "red", "beige", "blue")
WEATHERS = (
    {"temperature_c": 3, "conditions": "rain"},
    {"temperature_c": 14},
    {"temperature_c": 29, "conditions": "clear"},
)
# Language → how one asks, occasion → its words.
WORDS: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "en": (("something to wear {}", "I need an outfit {}", "what should I wear {}?", "what do I wear {}?"), {
        "wedding_guest": "to a friend's wedding", "work": "to the office", "interview": "to a job interview",
        "party": "to a birthday party", "date": "on a first date", "everyday": "around town", "funeral": "to a funeral",
        "outdoor": "on a long walk", "black_tie": "to a black-tie dinner",
    }),
    "de": (("ein Outfit {}", "ich brauche etwas {}", "was ziehe ich {} an?"), {
        "wedding_guest": "für eine Hochzeit", "work": "fürs Büro", "party": "für eine Party",
    }),
    "fr": (("une tenue {}", "je cherche une tenue {}", "qu'est-ce que je mets {} ?"), {
        "wedding_guest": "pour un mariage", "work": "pour le bureau", "party": "pour une fête",
    }),
    "es": (("un conjunto {}", "necesito ropa {}", "¿qué me pongo {}?"), {
        "wedding_guest": "para una boda", "work": "para la oficina", "party": "para una fiesta",
    }),
}  # fmt: skip


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What a request was answered with."""

    outfits: list[dict[str, Any]]
    """The looks as on the wire, the recommendation first."""
    gave_way: tuple[str, ...]
    """Kinds of limits that the receipt says were relaxed."""
    terms: dict[str, float] = {}
    """Of the first look: harmony, formality, thermal … 0..1, by the rules of composition."""
    suits: float | None = None
    """Mean score of the first look's pieces by the weights that are shipped, whatever the run's own are, 0..1."""
    ms: dict[str, float] = {}


# ── cases ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _cases(options: Options) -> Iterable[Case]:
    chance = random.Random(SEED)
    for n in range(CASES):
        language = chance.choices(tuple(WORDS), (7, 1, 1, 1))[0]
        asks, occasions = WORDS[language]
        occasion = chance.choice(tuple(occasions))
        department, weather = chance.choice(("women", "men")), chance.choice(WEATHERS)
        budget, avoided = chance.choice(BUDGETS), chance.choice(AVOIDED)
        context: dict[str, Any] = {"department": department, "occasion": occasion, "weather": weather}
        if budget:
            context["budget"] = {"amount": budget, "currency": "USD"}
        if avoided:
            context["style"] = {"avoid": [avoided]}
        name = f"look-{n:03}"
        message = lot(options.seed, name).pick(asks).format(occasions[occasion])
        yield Case(
            id=name, input={"message": message, "context": context}, expected=context,
            slices={
                "occasion": occasion, "department": department, "language": language,
                "budget": str(budget // 100) if budget else "none", "temperature": str(weather["temperature_c"]),
            },
        )  # fmt: skip


# ── solving ────────────────────────────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def opened(options: Options, prepared: Mapping[str, str]) -> AsyncIterator[Solve]:
    async with stylists(options, prepared) as days:

        async def solve(case: Case) -> Shown:
            clock, drawn = Timings(), lot(options.seed, case.group)
            turn = TurnInput(
                conversation_id=UUID(int=1), message_id=UUID(int=1 + drawn.seed), seq=1, today="2026-06-15",
                message=case.input["message"], client=msgspec.convert(case.input["context"], ClientContext),
                seed=drawn.seed,
            )  # fmt: skip
            return shown(await days[drawn.day].stylist.recommend(turn, timings=clock), clock)

        yield solve


def shown(chosen: Recommendation, clock: Timings) -> Shown:
    first = chosen.looks[0] if chosen.looks else None
    return Shown(
        outfits=msgspec.to_builtins(chosen.outfits),
        gave_way=tuple(c.kind for c in chosen.constraints if c.status == "relaxed"),
        terms=first.terms if first else {},
        suits=_judged(first) if first else None,
        ms=clock.ms,
    )


def _judged(look: Look) -> float:
    """The mean over pieces of σ(intercept + Σ weight · feature) with the shipped weights."""
    by = shipped()
    beta = np.array([by.features[name] for name in FEATURES])
    rows = np.array([[piece.features[name] for name in FEATURES] for piece in look.pieces if piece.features])
    return float((1 / (1 + np.exp(-(by.intercept + rows @ beta)))).mean()) if len(rows) else 0.0


# ── judging ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _limits(case: Case, answer: Shown) -> float:
    """1 where every look keeps what was asked, or the receipt says what gave way; 0 where it is broken in silence."""
    return float(all(_broken(case, look) <= set(answer.gave_way) for look in answer.outfits))


def _broken(case: Case, look: dict[str, Any]) -> set[str]:
    """The kinds of limits that the look breaks."""
    wanted, found = case.expected, set()
    if (budget := wanted.get("budget")) and look["total"]["amount"] > budget["amount"]:
        found.add("budget")
    for item in look["items"]:
        if item["department"] not in (wanted["department"], "unisex", None):
            found.add("department")
        for name in wanted.get("style", {}).get("avoid", ()):
            if is_shade(name, item["colour"]["name"], item["colour"]["hex"]):
                found.add("avoid_colour")
    return found


def _first(measured: Callable[[Case, dict[str, Any]], float | None]) -> Callable[[Case, Shown], float | None]:
    """A figure of the recommendation; unscored where there is none."""
    return lambda case, answer: measured(case, answer.outfits[0]) if answer.outfits else None


def _complete(case: Case, answer: Shown) -> float:
    return float(bool(answer.outfits) and measure.is_complete([item["slot"] for item in answer.outfits[0]["items"]]))


def _over(case: Case, look: dict[str, Any]) -> float | None:
    budget = case.expected.get("budget")
    return None if budget is None else float(measure.budget_use(look["total"]["amount"], budget["amount"]) > 1)


def _use(case: Case, look: dict[str, Any]) -> float | None:
    budget = case.expected.get("budget")
    return None if budget is None else min(2.0, measure.budget_use(look["total"]["amount"], budget["amount"]))


def _term(name: str) -> Callable[[Case, Shown], float | None]:
    return lambda case, answer: answer.terms.get(name)


def _formality(case: Case, look: dict[str, Any]) -> float:
    return measure.spread([item["formality"] for item in look["items"] if item["slot"] not in ("bag", "accessory")])


def _diversity(case: Case, answer: Shown) -> float | None:
    return measure.diversity([[item["product_id"] for item in look["items"]] for look in answer.outfits])


SUITE = Suite(
    name="outfits",
    about="Looks on the demo catalogue: limits, completeness, fit, colours, warmth, alternatives.",
    cases=_cases,
    open=opened,
    prepare=demo_days,
    output=Shown,
    fast=True,
    metrics=(
        Metric(name="limits held or told", about=_limits.__doc__ or "", score=_limits, headline=True),
        Metric(name="complete", about=measure.is_complete.__doc__ or "", score=_complete,
               headline=True, allowed_loss=0.01),
        Metric(name="suits", about="Mean score of the first look's pieces by the shipped weights.",
               score=lambda case, answer: answer.suits, headline=True, allowed_loss=0.005),
        Metric(name="over budget", about="Share of recommendations that cost more than was said, told or not.",
               score=_first(_over), better="lower", headline=True),
        Metric(name="budget use", about=measure.budget_use.__doc__ or "", score=_first(_use), high=2.0),
        Metric(name="harmony", about="Of the first look's colours, by Ou & Luo's model.", score=_term("harmony")),
        Metric(name="thermal fit", about="Of the first look's clo against the weather.", score=_term("thermal")),
        Metric(name="formality spread", about=measure.spread.__doc__ or "", score=_first(_formality), better="lower"),
        Metric(name="diversity", about=measure.diversity.__doc__ or "", score=_diversity),
        Metric(name="ms", about="Milliseconds from message to looks.", better="lower", high=5_000,
               score=lambda case, answer: sum(answer.ms.values())),
    ),
)  # fmt: skip
