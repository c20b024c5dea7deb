"""What goes together: which piece fills the blank of an outfit, and is a set an outfit or not, on two public sets.

    evals run compatibility                        the shipped model, which has seen neither set, in our own words
    evals run compatibility --set judge=by-hand    the rules that it was distilled from
    evals run compatibility --set part=history     the same class of model, learned from Mango's own train part
    evals run compatibility --set part=first-day   the same without what outfits tell of a piece
    evals run compatibility --set part=polyvore    five-fold over Polyvore; who answers has not seen the outfit

Wrong answers are matched as the data's README says (Mango: family, year, seen or not; Polyvore: category). Slices of
Mango: `answer=cold`, in no outfit learned from; `beside=never`, in none with any piece of its context.
"""

import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from aurora import compatibility
from aurora.compatibility import Model, Piece
from core.errors import InvalidInput
from evals import compatibility_recipes as recipes
from evals import compatibility_zero as zero
from evals.compatibility import FIRST_DAY, FOLDS, OF_TITLES, SEED, WITH_HISTORY
from evals.compatibility_examples import Task
from evals.compatibility_training import Trainer
from evals.compatibility_zero import Judge
from evals.datasets import mango, polyvore
from evals.datasets.known import dataset
from evals.metrics.compatibility import fill_in_the_blank
from evals.metrics.ranking import stratified_auc
from evals.suite import Case, Metric, Options, Solve, Solved, Suite
from evals.variants import Variant

PARTS = ("shipped", "history", "first-day", "polyvore")
JUDGES: dict[str, Callable[[Model, Sequence[Piece]], Judge]] = {
    "model": zero.by_model,
    "pairs": zero.by_its_pairs,
    "composed": zero.as_composed,
    "by-hand": lambda model, pieces: zero.by_hand(pieces),
    "kinds": lambda model, pieces: zero.by_hand_kinds(pieces),
}
"""Of the shipped part. pairs: added as the search adds them; composed: beside colours and formality, as once weighed;
by-hand: kinds, colours and formality without a model; kinds: the first of these alone."""


class Told(msgspec.Struct, frozen=True):
    """The scores of a question's answers in their order, or the one of a set."""

    scores: tuple[float, ...]


class Asked(msgspec.Struct, frozen=True):
    """A task with the pieces that it speaks of; owners: the outfit of each question, where more are of one."""

    task: Task
    pieces: Sequence[Piece]
    owners: Sequence[int] = ()


# ── the questions ──────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def asked(part: str) -> dict[str, Asked]:
    """Name of a set → what is asked of it. InvalidInput where there is no such part."""
    if part not in PARTS:
        raise InvalidInput(f"There is no part {part!r}; there are {', '.join(PARTS)}.")
    if part == "polyvore":
        held = polyvore.load()
        return {"polyvore": Asked(held.task, held.outfits.pieces, held.owner)}
    if part == "shipped":
        _, on_mango, of_mango = zero.translated_mango()
        _, on_polyvore, of_polyvore = zero.translated_polyvore()
        return {"mango": Asked(on_mango, of_mango), "polyvore": Asked(on_polyvore, of_polyvore, polyvore.load().owner)}
    valid = mango.load()
    return {"mango": Asked(valid.valid, valid.train.pieces)}


def _part(options: Options) -> str:
    return options.settings.get("part", PARTS[0])


def _cases(options: Options) -> Iterable[Case]:
    """None where the data is absent."""
    if not all(dataset(name).present for name in ("mango", "polyvore")):
        return
    for name, of in asked(_part(options)).items():
        yield from _questions(name, of)
        for n, (rows, label, owner) in enumerate(zip(of.task.sets, of.task.labels, of.task.owners, strict=True)):
            yield Case(
                id=f"{name}/set/{n}", input={"pieces": _named(of, rows)}, expected=label,
                cluster=f"{name}/{owner}", slices={"set": name},
            )  # fmt: skip


def _questions(name: str, of: Asked) -> Iterator[Case]:
    for n, one in enumerate(of.task.questions):
        slices = {"set": name}
        if name == "mango":
            slices |= {"answer": "cold" if one.fresh else "seen", "beside": "never" if one.apart else "before"}
        yield Case(
            id=f"{name}/question/{n}",
            input={"context": _named(of, one.context), "answers": _named(of, one.answers)}, expected=one.right,
            # Mango asks one question of an outfit.
            cluster=f"{name}/{of.owners[n]}" if of.owners else "", slices=slices,
        )  # fmt: skip


def _named(of: Asked, rows: Iterable[int]) -> list[str]:
    """Pieces as somebody can read them."""
    pieces = [of.pieces[int(row)] for row in rows]
    return [" ".join(piece.words) or " ".join(_known(piece)) for piece in pieces]


def _known(piece: Piece) -> Iterator[str]:
    facts = dict(piece.facts)
    yield from (facts[name] for name in ("item", "colour", "kind") if name in facts)


# ── who answers ────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _prepared(options: Options) -> Iterator[Mapping[str, str]]:
    """Learns what the part needs, and lays it where the workers find it."""
    with tempfile.TemporaryDirectory() as scratch:
        for n, model in enumerate(learned(_part(options), options.seed)):
            compatibility.write(model, Path(scratch) / f"{n}.npz")
        yield {"models": scratch}


def learned(part: str, seed: int) -> Iterator[Model]:
    """The models of a part: none of the shipped one, of Polyvore one for each fold. Seed 1 is the published deal."""
    deal = SEED + seed - 1
    if part == "polyvore":
        held = polyvore.load()
        fold = dealt(len(held.outfits.sets), deal)
        for number in range(FOLDS):
            sets = [rows for rows, f in zip(held.outfits.sets, fold, strict=True) if f != number]
            kept = msgspec.structs.replace(held.outfits, sets=sets)
            yield Trainer(kept, recipes.by_title(), OF_TITLES, deal).fit("polyvore", "Polyvore, four folds of five")
    elif part in ("history", "first-day"):
        whole = mango.load()
        day = part == "first-day"
        recipe = (recipes.first_day if day else recipes.with_history)(whole.families)
        yield Trainer(whole.train, recipe, FIRST_DAY if day else WITH_HISTORY, deal).fit(part, "Mango, train part")


def dealt(outfits: int, seed: int) -> Any:
    """(outfits,) the fold of each."""
    return np.random.default_rng(seed).permutation(outfits) % FOLDS


@asynccontextmanager
async def _opened(options: Options, prepared: Mapping[str, str]) -> AsyncIterator[Solve]:
    part = _part(options)
    _refuse_what_pairs_nothing(options.variant, part)
    judge = _of_polyvore(options, prepared) if part == "polyvore" else _of_all(part, options, prepared)
    tasks = {name: of.task for name, of in asked(part).items()}

    async def solve(case: Case) -> Told:
        name, kind, number = case.id.split("/")
        who = judge(name, int(number), kind)
        if kind == "set":
            return Told((float(who.sets([tasks[name].sets[int(number)]])[0]),))
        one = tasks[name].questions[int(number)]
        return Told(tuple(who.completions(one.context, one.answers).tolist()))

    yield solve


Who = Callable[[str, int, str], Judge]
"""Of a set's name, a case's number and its kind."""


def _of_all(part: str, options: Options, prepared: Mapping[str, str]) -> Who:
    """One judge for each set."""
    given = options.settings.get("judge", "model")
    if given not in JUDGES or (part != "shipped" and given != "model"):
        raise InvalidInput(f"Part {part!r} has no judge {given!r}; the shipped part has {', '.join(JUDGES)}.")
    if part != "shipped":
        path = Path(prepared["models"]) / "0.npz"
    elif options.variant.compatibility:
        path = Path(options.variant.compatibility)
    else:
        path = None
    model = compatibility.read(path.read_bytes()) if path else compatibility.shipped()
    judges = {name: JUDGES[given](model, of.pieces) for name, of in asked(part).items()}
    return lambda name, number, kind: judges[name]


def _of_polyvore(options: Options, prepared: Mapping[str, str]) -> Who:
    """The judge that has not seen the case's outfit."""
    held = polyvore.load()
    fold = dealt(len(held.outfits.sets), SEED + options.seed - 1)
    models = [compatibility.read((Path(prepared["models"]) / f"{n}.npz").read_bytes()) for n in range(FOLDS)]
    judges = [zero.by_model(model, held.outfits.pieces) for model in models]
    owners = {"question": held.owner, "set": held.task.owners}
    return lambda name, number, kind: judges[int(fold[owners[kind][number]])]


def _refuse_what_pairs_nothing(variant: Variant, part: str) -> None:
    varied = ("name", "compatibility") if part == "shipped" else ("name",)
    usual = Variant()
    for name in Variant.__struct_fields__:
        if name not in varied and getattr(variant, name) != getattr(usual, name):
            raise InvalidInput(f"Variant {variant.name!r} names {name!r}, which changes nothing in part {part!r}.")


# ── judging ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _filled(case: Case, told: Told) -> float | None:
    return None if _is_set(case) else fill_in_the_blank(told.scores, case.expected)


def _is_set(case: Case) -> bool:
    return "/set/" in case.id


def _area(solved: Sequence[Solved]) -> float | None:
    """Area under the curve of sets that are an outfit against those that are not, within each public set."""
    of_sets = [one for one in solved if one.output is not None]
    return stratified_auc(
        [one.case.expected for one in of_sets], [one.output.scores[0] for one in of_sets],
        [one.case.slices["set"] for one in of_sets],
    ) if of_sets else None  # fmt: skip


SUITE = Suite(
    name="compatibility",
    about="Which piece completes an outfit, and is a set one, on what stylists and shoppers put together.",
    cases=_cases,
    open=_opened,
    prepare=_prepared,
    output=Told,
    metrics=(
        Metric(name="fill in the blank", about=fill_in_the_blank.__doc__ or "", score=_filled, headline=True,
               allowed_loss=0.01),
        Metric(name="AUC", about=_area.__doc__ or "", pool=_area, pools=_is_set, headline=True,
               allowed_loss=0.01),
    ),
    datasets=("mango", "polyvore"),
    setting_names=("part", "judge"),
)  # fmt: skip
