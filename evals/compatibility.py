"""`evals train compatibility`: learns what goes together. `evals.suites.compatibility` measures it."""

from pathlib import Path

import click
import msgspec
import numpy as np

import aurora.compatibility
from aurora import compatibility
from aurora.compatibility import Model, Recipe
from evals import compatibility_own as own
from evals.compatibility_examples import Outfits
from evals.compatibility_training import Method, Trainer

SEED = 20261122
WEIGHTS = Path(aurora.compatibility.__file__).with_name("compatibility.npz")
CARD = WEIGHTS.with_suffix(".card.json")
FOLDS = 5
OF_TITLES = Method(size=32, vectors=2, shrink=5e-4, hidden=32, rounds=6)
FIRST_DAY = Method(size=32, vectors=4, shrink=2e-4, forget=0.0, hidden=32, rounds=6)
OWN = Method(size=24, vectors=2, forget=0.0, rounds=8, hidden=16, layers=1)


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
