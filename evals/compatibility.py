"""`evals train compatibility`: learns what goes together. `evals.suites.compatibility` measures it."""

from pathlib import Path

import click
import msgspec
import numpy as np

import aurora.compatibility
from aurora import compatibility
from aurora.compatibility import Model, Recipe
from evals import compatibility_own as own
from evals import model_cards
from evals.compatibility_examples import Outfits, Rivals, folds
from evals.compatibility_training import Method, Trainer
from evals.compatibility_zero import by_model
from evals.metrics.compatibility import fill_in_the_blank
from evals.model_cards import Learned, ModelCard, sha256
from evals.statistics import Estimate, mean

SEED = 20261122
WEIGHTS = Path(aurora.compatibility.__file__).with_name("compatibility.npz")
FOLDS = 5
OURS = (
    "Nobody's taste but its authors': what was left out was made by the same rules, and is told too well.",
    "Of outfits of public sets it tells little: docs/public-figures.md.",
    "The demo catalogue is a part of what was learned from, the looks laid out by hand the other.",
)
SHOPS = ("What a shop's outfits do not hold, it does not know.", "Stand-ins are of one kind and department.")
TREES = "Boosted beside the layer, for thousands of outfits whose pieces have ids: 50 or so; each costs a turn time."
OF_TITLES = Method(size=32, vectors=2, shrink=5e-4, hidden=32, rounds=6)
FIRST_DAY = Method(size=32, vectors=4, shrink=2e-4, forget=0.0, hidden=32, rounds=6, whole=0.3)
WITH_HISTORY = Method(layers=2, whole=0.3, trees=200)
OWN = Method(size=24, vectors=2, forget=0.0, rounds=8, hidden=16, layers=1)


@click.command("compatibility")
@click.option("--data", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A shop's outfits.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=WEIGHTS, show_default=True)
@click.option("--seed", type=int, default=SEED, show_default=True)
@click.option("--trees", type=click.IntRange(0, 1000), default=0, show_default=True, help=TREES)
def train_command(path: Path | None, out: Path, seed: int, trees: int) -> None:
    """Learn what goes together, from this project's own looks or a shop's outfits (JSONL); write weights and card."""
    if trees and not path:
        raise click.UsageError("Trees are for a shop's outfits: name them with --data.")
    learned = own.of_shop(path) if path else own.own()
    recipe = own.shop_recipe(learned, walked=trees > 0) if path else own.own_recipe()
    trained_on = f"a shop's own outfits: {path.name}" if path else own.TRAINED_ON
    method = OWN
    if path:
        method = msgspec.structs.replace(OWN, forget=0.2 if recipe.naming else 0.0, trees=trees)
    model = Trainer(learned, recipe, method, seed).fit("own-1" if path is None else "shop-1", trained_on)
    written = model.under(msgspec.structs.replace(model.card, **scale(model, learned)))
    compatibility.write(written, out)
    card = card_of(written, learned, method, path)
    card = msgspec.structs.replace(card, metrics=left_out(learned, recipe, method, seed))
    click.echo(model_cards.show(model_cards.write(card, out.with_suffix(".card.json"), [out])))


def left_out(learned: Outfits, recipe: Recipe, method: Method, seed: int) -> dict[str, Estimate]:
    """How a model of four fifths of the outfits completes those of the last, each piece asked beside three stand-ins.

    Near copies are in one part; intervals are over outfits. Chance is 0.25 and 0.5.
    """
    at = folds(learned.sets, len(learned.pieces), FOLDS, seed)
    known = [rows for rows, fold in zip(learned.sets, at, strict=True) if fold]
    # A look that counts several times in learning is asked once.
    asked = list({tuple(rows): rows for rows, fold in zip(learned.sets, at, strict=True) if not fold}.values())
    model = Trainer(msgspec.structs.replace(learned, sets=known), recipe, method, seed).fit("held", "four fifths")
    judge, chance = by_model(model, learned.pieces), np.random.default_rng(seed)
    use = np.bincount(np.concatenate(learned.sets), minlength=len(learned.pieces)).astype(np.float64)
    rivals = Rivals(learned.group, use, np.zeros(len(use), dtype=np.int64), chance)
    right, whole = list[tuple[float, str]](), list[tuple[float, str]]()
    for number, outfit in enumerate(asked):
        others = rivals.others(outfit, 3)
        for place, found in enumerate(others):
            if len(found) == 3:
                answers = np.concatenate([outfit[place : place + 1], found])
                scores = judge.completions(np.delete(outfit, place), answers)
                right.append((fill_in_the_blank(scores, 0), str(number)))
        if all(len(found) for found in others):
            good, bad = judge.sets([outfit, np.array([found[0] for found in others])])
            whole.append((float(good > bad) + 0.5 * float(good == bad), str(number)))
    named = {"fill in the blank, outfits left out": right, "outfit above one of stand-ins, outfits left out": whole}
    return {name: mean([one for one, _ in seen], [of for _, of in seen]) for name, seen in named.items()}


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


def card_of(model: Model, learned: Outfits, method: Method, shop: Path | None) -> ModelCard:
    """Of the model, its figures still to come."""
    counts = {"outfits": len(learned.sets), "pieces": len(learned.pieces)}
    data = Learned(
        name=shop.stem if shop else "own looks", origin=model.card.trained_on,
        licence="the shop's" if shop else "the project's", sha256=sha256(shop or own.LOOKS), counts=counts,
    )  # fmt: skip
    return ModelCard(
        model="compatibility", seed=model.card.seed, data=(data,), metrics={}, limits=SHOPS if shop else OURS,
        what=f"What a shop's outfits say goes together ({model.card.version})." if shop else own.WHAT_IT_IS,
        command=_command(shop, method),
        method={"card": model.card, "method": method, "features": model.names},
    )  # fmt: skip


def _command(shop: Path | None, method: Method) -> str:
    """What learns the model again."""
    data = f" --data {shop.name}" if shop else ""
    return f"evals train compatibility{data}{f' --trees {method.trees}' if method.trees else ''}"
