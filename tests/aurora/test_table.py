"""The table that looks are searched in: what is read of its pieces, and which of them come into it."""

import random

import numpy as np

from aurora import outfits, scoring
from aurora.outfits import layers
from aurora.outfits.table import beside, table
from aurora.types import Profile, Scored
from commerce.garments import Slot
from tests.aurora.pools import candidate, look_wish, pool, shop


def scored(seed: int, per_slot: int = 5) -> dict[Slot, tuple[Scored, ...]]:
    return scoring.score(shop(seed, per_slot), look_wish(), Profile())


def test_a_layer_beside_what_is_under_it_is_judged_as_in_the_whole_table() -> None:
    for seed in range(6):
        pieces = scored(seed, per_slot=12)["outerwear"]
        rows, block = table({"outerwear": pieces}, {}), beside(pieces[:4], pieces[4:])
        for name, found in block.items():
            np.testing.assert_allclose(found, rows.parts[name][:4, 4:], rtol=0, atol=1e-12)


def test_a_layered_pair_is_the_same_product_in_the_next_turn() -> None:
    one, other = (scored(seed)["outerwear"] for seed in (3, 3))
    same = layers.layered(one[0], one[1]).candidate
    again = layers.layered(one[0], one[1]).candidate
    anew = layers.layered(other[0], other[1]).candidate
    assert again.item is same.item
    assert again.variant is same.variant
    assert anew.item is not same.item
    assert anew.item == same.item


def test_a_piece_that_is_told_anew_makes_another_layered_pair() -> None:
    under, over, dearer = (
        scoring.score(pool(candidate(kind, price=price)), look_wish(), Profile())["outerwear"][0]
        for kind, price in (("blazer", 5000), ("coat", 9000), ("coat", 12000))
    )
    assert layers.layered(under, over).candidate.variant.price == 14_000
    assert layers.layered(under, dearer).candidate.variant.price == 17_000


def test_pairs_that_no_look_can_have_are_not_judged_and_the_others_as_before() -> None:
    found = scored(2)
    whole = table(found, {})
    some = table(found, {}, filled=[frozenset(("top", "bottom", "shoes")), frozenset(("dress", "shoes"))])
    slot = np.array(whole.slot)
    kinds, before = some.parts["kinds"], whole.parts["kinds"]
    for one, other in (("top", "bottom"), ("top", "shoes"), ("dress", "shoes")):
        at = np.ix_(slot == one, slot == other)
        np.testing.assert_array_equal(kinds[at], before[at])
    together = kinds[np.ix_(slot == "dress", slot == "bottom")]
    clashing = before[np.ix_(slot == "dress", slot == "bottom")] <= 0.05
    assert (together[~clashing] == 1.0).all()
    assert (before[np.ix_(slot == "dress", slot == "bottom")] < 1.0).all()


def test_of_dozens_of_jackets_under_one_suits_name_three_are_tried() -> None:
    chance = random.Random(1)
    jackets = [candidate("blazer", n, set="one", similarity=chance.random(), department="men") for n in range(30)]
    trousers = [candidate("suit_trousers", n, set="one", department="men") for n in range(30)]
    rest = [candidate(kind, department="men") for kind in ("shirt", "oxfords", "tie")]
    asked = look_wish(occasion="interview", department="men")
    pieces = scoring.score(pool(*jackets, *trousers, *rest), asked, Profile())
    best = [p.candidate.item.product_id for p in pieces["outerwear"][:3]]
    assert layers.halves(pieces["outerwear"], frozenset(("one",))) == frozenset(best)
    assert layers.halves(pieces["outerwear"], frozenset(("two",))) == frozenset()
    first = outfits.compose(pieces, asked, base=None, empty={}).looks[0]
    assert {"blazer", "suit_trousers"} <= {p.candidate.item.category for p in first.pieces}
