"""`evals run compatibility` and `evals train compatibility`: how well Aurora's model tells what goes together."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec
import numpy as np
from numpy.typing import NDArray

import aurora.compatibility
from aurora import compatibility
from aurora.compatibility import Model, Recipe
from evals import compatibility_data as data
from evals import compatibility_own as own
from evals.compatibility_examples import Outfits
from evals.compatibility_figures import Figure, auc_of, credit, mean_of
from evals.compatibility_training import Method, Trainer
from evals.compatibility_zero import (
    Judge,
    as_composed,
    by_hand,
    by_hand_kinds,
    by_its_pairs,
    by_model,
    translated_mango,
    translated_polyvore,
)

SEED = 20261122
WEIGHTS = Path(aurora.compatibility.__file__).with_name("compatibility.npz")
CARD = WEIGHTS.with_suffix(".card.json")
FOLDS = 5
OF_TITLES = Method(size=32, vectors=2, shrink=5e-4, hidden=32, rounds=6)
FIRST_DAY = Method(forget=0.0, hidden=32, rounds=6)
OWN = Method(size=24, vectors=2, forget=0.0, rounds=8, hidden=16, layers=1)


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """One model on one task."""

    name: str
    fitb: Figure
    auc: Figure
    fresh: Figure
    """Questions whose answer is in no outfit learned from."""
    apart: Figure
    """Questions whose answer was never in one outfit with its context."""


def figures(name: str, task: data.Task, answers: Sequence[NDArray[np.float64]], worth: NDArray[np.float64]) -> Figures:
    """The figures of scores: per question those of its answers, and one per set."""
    credits = [credit(scores, q.right) for q, scores in zip(task.questions, answers, strict=True)]
    asked = list(zip(task.questions, credits, strict=True))
    return Figures(
        name=name,
        fitb=mean_of(credits, SEED),
        auc=auc_of(task.labels, worth, task.owners or range(len(task.labels)), SEED),
        fresh=mean_of([c for q, c in asked if q.fresh], SEED),
        apart=mean_of([c for q, c in asked if q.apart], SEED),
    )


def judged(name: str, task: data.Task, judge: Judge) -> Figures:
    """The figures of any judge of completions and sets."""
    answers = [judge.completions(q.context, q.answers) for q in task.questions]
    return figures(name, task, answers, judge.sets(task.sets))


# ── the four measurements ──────────────────────────────────────────────────────────────────────────────────────────


def on_mango(recipe: Recipe, method: Method, name: str, seed: int = SEED) -> Figures:
    """Learned from Mango's train part, asked on its valid part."""
    held = data.mango()
    model = Trainer(held.train, recipe, method, seed).fit(name, "Mango, train part")
    return judged(name, held.valid, by_model(model, held.train.pieces))


def on_polyvore(seed: int = SEED) -> Figures:
    """Five-fold over Polyvore's outfits, stand-ins of the same category; each outfit is asked by the model that has not
    seen it."""
    held = data.polyvore()
    fold = np.random.default_rng(seed).permutation(len(held.outfits.sets)) % FOLDS
    answers: dict[int, NDArray[np.float64]] = {}
    worth = np.zeros(len(held.task.sets))
    for number in range(FOLDS):
        sets = [rows for rows, f in zip(held.outfits.sets, fold, strict=True) if f != number]
        learned = msgspec.structs.replace(held.outfits, sets=sets)
        model = Trainer(learned, data.by_title(), OF_TITLES, seed).fit("polyvore", "Polyvore, four folds of five")
        judge = by_model(model, held.outfits.pieces)
        for n, owner in enumerate(held.owner):
            if fold[owner] == number:
                answers[n] = judge.completions(held.task.questions[n].context, held.task.questions[n].answers)
        mine = [n for n, owner in enumerate(held.task.owners) if fold[owner] == number]
        worth[mine] = judge.sets([held.task.sets[n] for n in mine])
    scores = [answers[n] for n in range(len(held.owner))]
    return figures("Polyvore: title, category, price", held.task, scores, worth)


def from_nothing(model: Model) -> list[Figures]:
    """The shipped model and the rules by hand on public sets that neither has seen, translated into our categories and
    colours."""
    found = []
    for name, task, pieces in (translated_mango(), translated_polyvore()):
        for title, judge in (
            ("kinds by hand", by_hand_kinds(pieces)),
            ("kinds, colours, formality by hand", by_hand(pieces)),
            ("shipped model's pairs", by_its_pairs(model, pieces)),
            ("shipped model, colours, formality", as_composed(model, pieces)),
            ("shipped model", by_model(model, pieces)),
        ):
            found.append(judged(f"{name}, {title}", task, judge))
    return found


_PARTS = {
    "history": lambda: [on_mango(data.with_history(data.mango().families), Method(), "Mango: with outfit history")],
    "first-day": lambda: [on_mango(data.first_day(data.mango().families), FIRST_DAY, "Mango: first day")],
    "polyvore": lambda: [on_polyvore()],
    "shipped": lambda: from_nothing(compatibility.shipped()),
}


@click.command("compatibility")
@click.option("--part", type=click.Choice(sorted(_PARTS)), multiple=True, help="Only this measurement; all by default.")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
def run_command(part: tuple[str, ...], as_json: bool) -> None:
    """Fill in the blank and compatible or not, on outfits that stylists and shoppers made."""
    if not (data.SHARED / "mango_splits.json").exists():
        click.echo(f"Skipped: the outfits are not at {data.SHARED}.", err=True)
        sys.exit(3)
    found = [figures for name in part or tuple(_PARTS) for figures in _PARTS[name]()]
    click.echo(msgspec.json.encode(found).decode() if as_json else shown(found))


def shown(found: Sequence[Figures]) -> str:
    """The figures as lines."""
    lines = []
    for one in found:
        lines += [one.name, f"  fill in the blank  {one.fitb}", f"  area under curve   {one.auc}"]
        lines += [f"  answer unseen      {one.fresh}"] if 0 < one.fresh.count < one.fitb.count else []
        lines += [f"  never beside it    {one.apart}"] if one.apart.count else []
    return "\n".join(lines)


# ── training ───────────────────────────────────────────────────────────────────────────────────────────────────────


@click.command("compatibility")
@click.option("--data", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A shop's outfits.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=WEIGHTS, show_default=True)
@click.option("--seed", type=int, default=SEED, show_default=True)
def train_command(path: Path | None, out: Path, seed: int) -> None:
    """Learn what goes together, from this project's own looks or a shop's outfits (JSONL); write the weights."""
    learned = own.of_shop(path) if path else own.own()
    recipe = own.shop_recipe(learned) if path else own.own_recipe()
    trained_on = f"a shop's own outfits: {path.name}" if path else own.TRAINED_ON
    method = msgspec.structs.replace(OWN, forget=0.2 if recipe.naming else 0.0) if path else OWN
    model = Trainer(learned, recipe, method, seed).fit("own-1" if path is None else "shop-1", trained_on)
    written = model.under(msgspec.structs.replace(model.card, **scale(model, learned)))
    compatibility.write(written, out)
    out.with_suffix(".card.json").write_bytes(card_of(written, learned, recipe, method))
    click.echo(f"{len(learned.sets)} outfits of {len(learned.pieces)} pieces → {out}")


def scale(model: Model, learned: Outfits, mean: float = 0.66, spread: float = 0.30) -> dict[str, float]:
    """`centre` and `spread` of the card under which pairs of different slots have this mean and standard deviation.

    Composing weighs pairs against the other terms, and an empty slot against what fills it, on the scale that kinds
    had by hand: over pairs of the demo catalogue from different slots their mean was 0.66, their deviation 0.30.
    """
    chance = np.random.default_rng(3)
    coded = model.code(learned.pieces)
    i, j = chance.integers(0, len(learned.pieces), (2, 20_000))
    apart = (coded.family[i] != coded.family[j]).any(axis=1)
    both = model.judge(coded, i[apart], j[apart]).sum(axis=0)
    found = {"centre": float(np.median(both)), "spread": float(both.std())}
    for _ in range(200):
        told = 1 / (1 + np.exp(-(both - found["centre"]) / found["spread"]))
        found["centre"] -= found["spread"] * (mean - float(told.mean()))
        found["spread"] *= 1 + 0.3 * (float(told.std()) / spread - 1)
    # The last bits are of the order of summation: the same looks give the same file.
    return {name: round(value, 6) for name, value in found.items()}


def card_of(model: Model, learned: Outfits, recipe: Recipe, method: Method) -> bytes:
    """The model card: what it is, from what, with which features."""
    told = {
        "card": model.card, "method": method, "pieces": len(learned.pieces), "features": model.names,
        "is": own.WHAT_IT_IS if not model.card.version.startswith("shop") else "learned from a shop's own outfits",
    }  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"
