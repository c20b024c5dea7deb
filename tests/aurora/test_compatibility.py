"""The compatibility model: what it computes, that its file says all of it, and what the shipped weights hold."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aurora import compatibility
from aurora.compatibility import Card, Model, Piece, Recipe
from aurora.compatibility.layer import Net, pooled
from aurora.compatibility.lifts import Level, Lift
from aurora.compatibility.pieces import hue_of, made_piece, piece_of
from aurora.compatibility.trees import Trees
from aurora.compatibility.walks import Walks
from aurora.outfits import kinds
from commerce.colours import NAMED, lab
from commerce.garments import CATEGORIES, SLOTS
from tests.aurora.pools import shop


def piece(kind: str, colour: str = "navy") -> Piece:
    return made_piece(category=kind, colour=colour, hex=NAMED[colour])


def tiny() -> Model:
    """Two kinds, seen together: vectors (1, 2) and (3, −1), and a layer that passes on the factor and the lift."""
    recipe = Recipe(tokens=(("kind",),), lifts=((("kind",), ("kind",)),))
    count = np.array([3.0, 3.0], dtype=np.float32)
    rows = np.array([3.0, 3.0], dtype=np.float32)
    lift = Lift(("kind",), ("kind",), np.array([1, 2]), count, rows, rows, 6.0, 1.0)
    width = len(compatibility.feature_names(recipe))
    straight = np.zeros((width, 2), dtype=np.float32)
    straight[0, 0] = straight[2, 1] = 1.0
    nothing = np.zeros((width, 1), dtype=np.float32)
    net = Net(
        nothing[:, 0],
        np.ones(width, np.float32),
        nothing,
        np.zeros(1, np.float32),
        np.zeros((1, 2), np.float32),
        straight,
    )
    left = np.array([[1.0, 2.0], [3.0, -1.0]], dtype=np.float32)
    right = np.array([[1.0, 0.0], [0.5, 4.0]], dtype=np.float32)
    vocabulary: dict[Level, dict[str, int]] = {("kind",): {"shirt": 0, "jeans": 1}}
    card = Card(version="tiny", trained_on="nothing", recipe=recipe, seed=0, outfits=4)
    return Model(card, vocabulary, (left, right), np.zeros(0, np.float32), [lift], net)


def test_a_pair_is_its_factor_and_its_lift_worked_by_hand() -> None:
    model = tiny()
    coded = model.code([piece("shirt"), piece("jeans"), piece("boots")])
    first, second = model.judge(coded, np.array([0, 0]), np.array([1, 2]))
    # (1, 2)·(0.5, 4) + (3, −1)·(1, 0) = 8.5 + 3; the lift ln((3 + 1) / (3·3/6 + 1)) = ln 1.6; boots are not known.
    assert first.tolist() == [11.5, 0.0]
    assert second.tolist() == pytest.approx([np.log(1.6), 0.0])


def test_a_pair_is_told_how_often_each_was_worn_and_its_factor_without_names() -> None:
    """Kinds (1, 2) and (3, −1); the one piece that has a name is (10, 0) more to the left."""
    plain = tiny()
    named = Recipe(
        tokens=(("kind",), ("item",)), lifts=plain.card.recipe.lifts, counted=(("kind",),), naming=(("item",),)
    )
    names = compatibility.feature_names(named)
    width = len(names)
    net = Net(
        np.zeros(width, np.float32), np.ones(width, np.float32), np.zeros((width, 0), np.float32),
        np.zeros(0, np.float32), np.zeros((0, 2), np.float32), np.zeros((width, 2), np.float32),
    )  # fmt: skip
    factor = np.vstack([plain.factor[0], [10.0, 0.0]]), np.vstack([plain.factor[1], [0.0, 0.0]])
    rows = np.array([3.0, 7.0], dtype=np.float32)
    lift = msgspec.structs.replace(plain.lifts[0], rows=rows)
    card = msgspec.structs.replace(plain.card, recipe=named)
    model = Model(card, plain.vocabulary | {("item",): {"x": 0}}, factor, np.zeros(0, np.float32), [lift], net)
    pieces = [Piece(facts=(("kind", "shirt"), ("item", "x"))), Piece(facts=(("kind", "jeans"),)), piece("boots")]
    found = model.features(model.code(pieces), np.array([0, 0]), np.array([1, 2]))
    told = dict(zip(names, found.T[0].tolist(), strict=True))
    # (11, 2)·(0.5, 4) + (3, −1)·(1, 0) = 13.5 + 3, and 8.5 + 3 without the name; three and seven outfits.
    assert (told["factor"], told["factor unnamed"], told["factor unnamed one way"]) == (16.5, 11.5, 8.5)
    assert (told["rarer kind"], told["commoner kind"]) == pytest.approx((np.log(4), np.log(8)))
    beside = dict(zip(names, found.T[1].tolist(), strict=True))
    assert (beside["rarer kind"], beside["commoner kind"]) == pytest.approx((0, np.log(4)))


STEP = Trees(
    start=np.array([0, 3], dtype=np.int32), feature=np.zeros(4, dtype=np.int32),
    threshold=np.array([5.0, np.inf, np.inf, np.inf]), child=np.array([1, 1, 2, 3], dtype=np.int32),
    value=np.array([0, -1, 2, 0.5], dtype=np.float32),
)  # fmt: skip
"""Two trees: −1 up to a factor of 5 and 2 past it, and a leaf alone of a half."""


def stepping() -> Model:
    plain = tiny()
    return Model(plain.card, plain.vocabulary, plain.factor, plain.rare, plain.lifts, plain.net, STEP)


def test_trees_add_the_leaves_that_a_pair_falls_into_to_its_first_number(tmp_path: Path) -> None:
    compatibility.write(stepping(), tmp_path / "one.npz")
    for model in (stepping(), compatibility.read((tmp_path / "one.npz").read_bytes()), stepping().under(tiny().card)):
        coded = model.code([piece("shirt"), piece("jeans"), piece("boots")])
        first, second = model.judge(coded, np.array([0, 0]), np.array([1, 2]))
        # Without trees 11.5 and 0: see above.
        assert first.tolist() == [11.5 + 2.5, -0.5]
        assert second.tolist() == pytest.approx([np.log(1.6), 0.0])


def test_walks_lead_to_what_shares_company_worked_by_hand() -> None:
    """The first and the second were worn together twice, the second and the third as often."""
    once = ("item",)
    rows = np.array([2.0, 4.0, 2.0], dtype=np.float32)
    lift = Lift(once, once, np.array([1, 3, 5, 7]), np.full(4, 2, dtype=np.float32), rows, rows, 8.0, 1.0)
    by_one, by_two = Walks(lift).of(np.array([0, 0, 1, -1]), np.array([2, 1, 0, 1]))
    # Two steps, first to third: 2 · 2 / 4 = 1, by chance 2 · 2 / 8; none to the second, by chance 2 · 4 / 8.
    assert by_one.tolist() == pytest.approx([np.log(2 / 1.5), np.log(1 / 2), np.log(1 / 2), 0.0])
    # Three steps, first to second: 2 · 2 · 2 / (4 · 2) over the first again and as much over the third.
    assert by_two.tolist() == pytest.approx([np.log(1 / 1.5), np.log(3 / 2), np.log(3 / 2), 0.0])


def test_a_set_is_the_mean_of_one_number_and_the_soft_maximum_of_the_other() -> None:
    judged = np.array([[1.0, 3.0, 5.0], [0.0, np.log(3.0), 2.0]])
    assert pooled(judged, np.array([2, 1])).tolist() == pytest.approx([2.0 + np.log(2.0), 7.0])


def test_a_set_is_judged_by_all_its_pairs_and_a_completion_by_its_own() -> None:
    model = tiny()
    coded = model.code([piece("shirt"), piece("jeans"), piece("boots")])
    # The pair of known kinds is worth 11.5 and ln 1.6, those with boots nothing: see above.
    looks = model.of_sets(coded, [np.array([0, 1]), np.array([0, 1, 2])])
    assert looks.tolist() == pytest.approx([11.5 + np.log(1.6), 11.5 / 3 + np.log((1.6 + 1 + 1) / 3)])
    ends = model.completions(coded, np.array([0, 2]), np.array([1]))
    assert ends.tolist() == pytest.approx([11.5 / 2 + np.log((1.6 + 1) / 2)])


def test_the_file_gives_the_same_model_back_and_holds_no_pickle(tmp_path: Path) -> None:
    pieces = [piece("shirt"), piece("jeans"), piece("boots")]
    compatibility.write(tiny(), tmp_path / "one.npz")
    again = compatibility.read((tmp_path / "one.npz").read_bytes())
    assert again.card == tiny().card
    assert (again.matrix(pieces) == tiny().matrix(pieces)).all()
    with np.load(tmp_path / "one.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays.files)


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    model = tiny()
    model.card = msgspec.structs.replace(model.card, format=99)
    compatibility.write(model, tmp_path / "new.npz")
    with pytest.raises(ValueError, match="format 99"):
        compatibility.read((tmp_path / "new.npz").read_bytes())


# ── the shipped weights ────────────────────────────────────────────────────────────────────────────────────────────


@given(st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_what_two_pieces_are_worth_does_not_depend_on_order_or_company(seed: int) -> None:
    pool = shop(seed, 5)
    pieces = [piece_of(c.item, c.variant) for found in pool.by_slot.values() for c in found]
    model = compatibility.shipped()
    whole = model.matrix(pieces)
    assert (whole == whole.T).all()
    assert ((whole >= 0) & (whole <= 1)).all()
    order = np.random.default_rng(seed).permutation(len(pieces))[:9]
    assert (model.matrix([pieces[i] for i in order]) == whole[np.ix_(order, order)]).all()


def test_the_shipped_model_reads_what_any_shop_knows_and_no_identity() -> None:
    recipe = compatibility.shipped().card.recipe
    assert {fact for level in recipe.tokens for fact in level} == {"kind", "colour", "hue", "cloth", "pattern"}
    assert set(recipe.shown) == set(SLOTS)
    assert "own looks" in compatibility.shipped().card.trained_on


@pytest.mark.parametrize(
    ("one", "better", "worse"),
    [
        (("suit_trousers", "navy"), ("blouse", "ivory"), ("hoodie", "grey")),
        (("trainers", "white"), ("jeans", "indigo"), ("gown", "emerald")),
        (("gown", "emerald"), ("clutch", "gold"), ("backpack", "olive")),
        (("hiking_boots", "brown"), ("backpack", "olive"), ("clutch", "gold")),
        (("oxfords", "black"), ("suit", "charcoal"), ("swim_shorts", "navy")),
    ],
)
def test_what_is_worn_together_is_worth_more(
    one: tuple[str, str], better: tuple[str, str], worse: tuple[str, str]
) -> None:
    together = compatibility.shipped().matrix([piece(*one), piece(*better), piece(*worse)])
    assert together[0, 1] > together[0, 2] + 0.1


def test_a_category_that_was_never_learned_is_judged_all_the_same() -> None:
    every = [piece(kind) for kind, category in CATEGORIES.items() if category.slot]
    assert np.isfinite(compatibility.shipped().matrix(every)).all()


# ── rules and colours ──────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_never_worn_together_is_a_rule_in_both_orders() -> None:
    clashes = kinds.clashes()
    assert (clashes == clashes.T).all()
    for one, other in (("sandals", "socks"), ("tie", "t_shirt"), ("suit", "hoodie"), ("suit", "blazer")):
        assert clashes[kinds.number(one), kinds.number(other)]
    assert not clashes[kinds.number("suit"), kinds.number("shirt")]


@pytest.mark.parametrize(
    ("name", "hue"),
    [
        ("black", "black"), ("white", "white"), ("grey", "grey"), ("beige", "beige"), ("brown", "brown"),
        ("red", "red"), ("yellow", "yellow"), ("green", "green"), ("blue", "blue"), ("purple", "purple"),
        ("navy", "navy"), ("pink", "pink"), ("orange", "orange"),
    ],
)  # fmt: skip
def test_every_plain_colour_is_of_its_own_family(name: str, hue: str) -> None:
    assert hue_of(lab(NAMED[name])) == hue


def test_many_colours_have_none_to_compare() -> None:
    found = piece("scarf", "multicolour")
    assert found.lab is None
    assert "colour" not in dict(found.facts)
