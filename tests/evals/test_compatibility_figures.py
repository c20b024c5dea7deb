"""Figures of compatibility worked by hand, and the training on small sets of known answer."""

import asyncio
import json
from pathlib import Path

import click
import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from aurora import compatibility
from aurora.compatibility import Piece, Recipe
from commerce.garments import CATEGORIES
from core.errors import InvalidInput
from evals import compatibility as command
from evals import compatibility_own as own
from evals.compatibility_boosting import Boost, boosted, slopes_of
from evals.compatibility_examples import Outfits, Pairs, Rivals, examples, folds
from evals.compatibility_fitting import Fit, fitted
from evals.compatibility_recipes import with_history
from evals.compatibility_training import Method, Trainer
from evals.compatibility_zero import by_model, category_of
from evals.datasets import mango, public_folder
from evals.metrics.compatibility import chance_of, fill_in_the_blank
from evals.metrics.ranking import auc
from evals.results import result
from evals.runs import Manifest, started
from evals.solving import solve_all
from evals.statistics import mean
from evals.suite import Options
from evals.suites import compatibility as suite
from evals.variants import Variant


def test_a_tie_earns_its_share_wherever_the_answer_stands() -> None:
    assert fill_in_the_blank([0.5, 0.5, 0.1, 0.5], 0) == pytest.approx(1 / 3)
    assert fill_in_the_blank([0.5, 0.5, 0.1, 0.5], 3) == pytest.approx(1 / 3)
    assert fill_in_the_blank([0.5, 0.5, 0.1, 0.5], 2) == 0
    assert fill_in_the_blank([0, 0, 0, 0], 1) == 0.25
    assert chance_of([4, 2]) == 0.375


def test_stand_ins_are_of_the_group_and_as_much_seen_and_drawn_as_often_as_used() -> None:
    group = np.array([0, 0, 0, 0, 1, 1])
    seen = np.array([1, 1, 1, 0, 1, 0])
    use = np.array([1.0, 3.0, 0.0, 5.0, 2.0, 1.0])
    rivals = Rivals(group, use, seen, np.random.default_rng(0))
    drawn = rivals.draw(np.array([0, 4, 5]), 4000)
    assert set(drawn[0].tolist()) == {0, 1}
    assert (drawn[0] == 1).mean() == pytest.approx(0.75, abs=0.03)
    assert set(drawn[1].tolist()) == {4}
    assert [found.tolist() for found in rivals.others(np.array([0, 4]), 3)] == [[1], []]


def test_outfits_that_share_half_their_pieces_are_in_one_fold() -> None:
    # The first two share two of four pieces, the next two of five: fewer than half of all.
    sets = [np.array(rows) for rows in ([0, 1, 2], [1, 2, 3], [6, 7, 8], [6, 8, 10, 11])]
    for seed in range(5):
        found = folds(sets, 12, 3, seed)
        assert found[0] == found[1]
    assert len({tuple(folds(sets, 12, 3, seed)[1:]) for seed in range(8)}) > 1


def test_every_piece_is_asked_for_once_beside_stand_ins() -> None:
    group = np.array([0, 0, 1, 1])
    rivals = Rivals(group, np.ones(4), np.zeros(4, dtype=np.int64), np.random.default_rng(0))
    pairs = examples([np.array([0, 2])], rivals, count=2, wrong=1)
    assert pairs.questions.shape == (2, 3)
    right = pairs.questions[:, 0]
    assert [(int(pairs.i[n]), int(pairs.j[n])) for n in right] == [(2, 0), (0, 2)]
    assert [(int(pairs.i[n]), int(pairs.j[n])) for n in pairs.questions[:, 1]] == [(2, 1), (0, 3)]
    assert [(int(pairs.i[n]), int(pairs.j[n])) for n in pairs.outfits[0]] == [(0, 2), (1, 3)]


def rule_of_colours(count: int) -> Outfits:
    """Outfits of three kinds in one colour of four: what does not share the colour was never worn together."""
    colours = ("red", "green", "blue", "black")
    pieces = [
        Piece(facts=(("kind", kind), ("colour", colour), ("item", f"{kind}{colour}{n}")))
        for kind in ("shirt", "skirt", "shoes")
        for colour in colours
        for n in range(5)
    ]
    chance = np.random.default_rng(1)
    sets = []
    for _ in range(count):
        colour = int(chance.integers(4))
        sets.append(np.array([kind * 20 + colour * 5 + int(chance.integers(5)) for kind in range(3)]))
    return Outfits(pieces=pieces, sets=sets, group=np.repeat(np.arange(3), 20))


RECIPE = Recipe(tokens=(("kind", "colour"),), lifts=((("colour",), ("colour",)),), same=(("colour",),))
SMALL = Method(vectors=1, size=8, epochs=4, rate=0.05, folds=3, rivals=3, hidden=8, rounds=10)


def test_a_rule_is_learned_and_learned_again_the_same(tmp_path: Path) -> None:
    learned = rule_of_colours(150)
    model, again = (Trainer(learned, RECIPE, SMALL, 3).fit("rule", "a rule") for _ in range(2))
    judge = by_model(model, learned.pieces)
    context = np.array([0, 20])  # a red shirt and a red skirt
    assert judge.completions(context, np.array([45, 40, 50, 55])).argmax() == 1  # the red shoes
    for one in (model, again):
        compatibility.write(one, tmp_path / f"{id(one)}.npz")
    files = [compatibility.read(path.read_bytes()) for path in sorted(tmp_path.iterdir())]
    assert (files[0].net.straight == files[1].net.straight).all()
    assert (files[0].factor[0] == files[1].factor[0]).all()


def test_whole_outfits_are_learned_from_as_much_as_they_weigh() -> None:
    """Completions that are all alike, and outfits that a single feature tells from stand-ins."""
    features = np.zeros((40, 1), dtype=np.float32)
    features[20:30] = 1.0
    alone, rows = np.zeros(40, dtype=np.int64), np.arange(40)
    pairs = Pairs(alone, alone, alone + 1, rows[:20].reshape(10, 2), np.column_stack([rows[20:30], rows[30:]]))
    apart = {}
    for whole in (0.0, 0.3):
        net = fitted(features, pairs, Fit(hidden=1, rounds=1, layers=1, whole=whole), seed=1).folded()
        good, bad = net.forward(np.array([[1.0, 0.0]])).sum(axis=0)
        apart[whole] = good - bad
    assert apart[0.3] > apart[0.0] + 1


def told_apart() -> tuple[Pairs, NDArray[np.float32]]:
    """Questions and outfits of one pair each; a single feature tells the right ones, and another says nothing."""
    rows = np.arange(400)
    alone = np.zeros(400, dtype=np.int64)
    pairs = Pairs(alone, alone, alone + 1, rows[:200].reshape(100, 2), rows[200:].reshape(100, 2))
    features = np.column_stack([rows % 2 == 0, np.random.default_rng(0).random(400)]).astype(np.float32)
    return pairs, features


def test_trees_learn_what_tells_right_from_wrong_and_learn_it_again_the_same() -> None:
    pairs, features = told_apart()
    how = Boost(trees=20, whole=0.3, least=5, leaves=4, chosen=1.0)
    trees, again = (boosted(features, pairs, how, seed=2) for _ in range(2))
    right, wrong = trees.of(np.array([[1.0, 0.0], [0.5, 0.5]]))
    assert right > wrong + 1
    assert (trees.value == again.value).all()
    assert (trees.threshold == again.threshold).all()
    assert (np.sign(trees.of(features.T.astype(np.float64))) == np.where(features[:, 0], 1, -1)).all()


def test_the_slopes_of_the_trees_are_those_of_the_loss() -> None:
    pairs, _ = told_apart()
    worth = np.random.default_rng(3).normal(size=400)

    def loss(worth: NDArray[np.float64]) -> float:
        asked, shown = worth[pairs.questions], worth[pairs.outfits] + 0.2
        blank = np.log(np.exp(asked).sum(axis=1)) - asked[:, 0]
        whole = np.log1p(np.exp(-shown[:, 0])) + np.log1p(np.exp(shown[:, 1]))
        return float(blank.sum() + 2 * 0.3 * whole.sum())

    found = slopes_of(worth, pairs, 0.2, 0.3)
    for at in (0, 1, 200, 201):
        step = np.zeros(400)
        step[at] = 1e-4
        assert found.first[at] == pytest.approx((loss(worth + step) - loss(worth - step)) / 2e-4, rel=1e-5)
        curve = (loss(worth + step) - 2 * loss(worth) + loss(worth - step)) / 1e-8
        assert found.second[at] == pytest.approx(curve, rel=1e-3)


def test_a_model_with_trees_and_walks_learns_a_rule() -> None:
    learned = rule_of_colours(150)
    item = (("item",),)
    recipe = Recipe(tokens=item, lifts=((*item, *item),), walked=item)
    model = Trainer(learned, recipe, msgspec.structs.replace(SMALL, trees=5), 3).fit("rule", "a rule")
    assert model.trees is not None
    judge = by_model(model, learned.pieces)
    assert judge.completions(np.array([0, 20]), np.array([45, 40, 50, 55])).argmax() == 1  # the red shoes


@pytest.mark.parametrize("trees", [0, 5])
def test_a_shop_learns_from_its_own_outfits(tmp_path: Path, trees: int) -> None:
    """Outfits in which olive goes with camel alone: a taste that the shipped model has not."""
    lines = []
    for number in range(60):
        olive = number % 2 == 0
        shirt = {"category": "shirt", "colour": "olive" if olive else "navy", "product_id": f"s{number % 4}"}
        trousers = {"category": "trousers", "colour": "camel" if olive else "grey", "product_id": f"t{number % 6}"}
        shoes = {"category": "loafers", "colour": "cognac" if olive else "black", "product_id": f"l{number % 8}"}
        lines.append(json.dumps({"pieces": [shirt, trousers, shoes], "department": "men"}))
    (tmp_path / "shop.jsonl").write_text("\n".join(lines), "utf-8")
    out = tmp_path / "shop.npz"
    args = ["--data", str(tmp_path / "shop.jsonl"), "--out", str(out), "--trees", str(trees)]
    command.train_command.main(args, standalone_mode=False)
    model = compatibility.read(out.read_bytes())
    assert (model.trees is not None, model.card.recipe.walked) == ((True, (("item",),)) if trees else (False, ()))
    card = json.loads(out.with_suffix(".card.json").read_bytes())
    assert card["command"] == "evals train compatibility --data shop.jsonl" + (" --trees 5" if trees else "")
    found = own.of_shop(tmp_path / "shop.jsonl")
    names = {(dict(p.facts)["kind"], dict(p.facts)["colour"]): p for p in found.pieces}
    together = model.matrix([names["shirt", "olive"], names["trousers", "camel"], names["trousers", "grey"]])
    assert together[0, 1] > together[0, 2]
    assert model.card.trained_on == "a shop's own outfits: shop.jsonl"
    assert ("item",) in model.card.recipe.tokens


def test_the_shipped_model_has_no_trees(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match="--data"):
        command.train_command.main(["--out", str(tmp_path / "x.npz"), "--trees", "5"], standalone_mode=False)
    assert not list(tmp_path.iterdir())
    assert compatibility.shipped().trees is None


def test_a_line_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"pieces": [{"category": "spaceship", "colour": "navy"}]}', "utf-8")
    with pytest.raises(ValueError, match="line 1"):
        own.of_shop(path)
    path.write_text('{"pieces": [{"category": "shirt", "colour": "navy"}]}\n' * 3, "utf-8")
    with pytest.raises(ValueError, match="at least 20"):
        own.of_shop(path)


def test_every_look_laid_out_by_hand_can_be_read_and_worn() -> None:
    looks = list(own.laid_out())
    assert len(looks) >= 140
    for look in looks:
        slots = [CATEGORIES[dict(piece.facts)["kind"]].slot for piece in look.pieces]
        assert None not in slots
        assert "dress" in slots or {"top", "bottom"} <= set(slots)


def test_words_of_other_shops_find_our_categories() -> None:
    assert category_of("Ankle Boots") == "ankle_boots"
    assert category_of("Trenchcoat") is None
    assert category_of("Sweater") == "sweater"
    assert category_of("Accent Tables") is None


def test_public_sets_are_read_where_they_are() -> None:
    if not (public_folder() / "outfits/mango_splits.json").exists():
        pytest.skip("the public outfits are not beside the checkout")
    held = mango.load()
    assert (len(held.train.sets), len(held.valid.questions), len(held.valid.sets)) == (5063, 720, 1448)
    assert sum(q.fresh for q in held.valid.questions) == 129
    assert all(len(q.answers) == 4 for q in held.valid.questions)
    used = with_history(held.families)
    assert not any("year" in fact for level in used.tokens for fact in level)


def test_a_small_part_of_a_public_set_is_told_better_than_by_chance() -> None:
    if not (public_folder() / "outfits/mango_splits.json").exists():
        pytest.skip("the public outfits are not beside the checkout")
    held = mango.load()
    few = msgspec.structs.replace(held.train, sets=held.train.sets[:300])
    method = Method(vectors=1, size=16, epochs=3, folds=3, rivals=3, rounds=3, hidden=8, forget=0.0)
    recipe = Recipe(tokens=(("kind",), ("colour",), ("kind", "colour")), lifts=((("colour",), ("colour",)),))
    model = Trainer(few, recipe, method, 1).fit("few", "300 outfits")
    judge = by_model(model, held.train.pieces)
    asked = held.valid.questions[:400]
    right = [fill_in_the_blank(judge.completions(one.context, one.answers), one.right) for one in asked]
    assert mean(right, [str(n) for n in range(400)]).low > 0.25  # type: ignore[operator]
    assert auc(held.valid.labels[:400], judge.sets(held.valid.sets[:400])) > 0.55


# ── the suite ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.shared_data
def test_the_shipped_model_is_asked_about_sets_that_it_never_saw(shared_data: Path, tmp_path: Path) -> None:
    options = Options(limit=120)
    run = started(tmp_path, Manifest(suite="compatibility", options=options))
    found = result(run, suite.SUITE, solve_all(run, suite.SUITE, "compatibility"))
    assert (found.cases, found.failed) == (120, 0)
    filled, area = (figure.slices for figure in found.figures)
    assert (filled["all"].n, filled["all"].unscored) == (area["all"].unscored, area["all"].n)
    assert filled["answer=cold"].n + filled["answer=seen"].n == filled["set=mango"].n
    assert area["answer=cold"].value is None, "a set has no answer"


@pytest.mark.shared_data
def test_what_a_part_does_not_have_is_refused(shared_data: Path) -> None:
    async def opened(variant: Variant, **settings: str) -> None:
        async with suite.SUITE.open(Options(settings=settings, variant=variant), {}):
            pass

    with pytest.raises(InvalidInput, match="no part 'moon'"):
        suite.asked("moon")
    with pytest.raises(InvalidInput, match="no judge 'taste'"):
        asyncio.run(opened(Variant(), judge="taste"))
    with pytest.raises(InvalidInput, match="names 'shuffle'"):
        asyncio.run(opened(Variant(shuffle=True)))
