"""Products kept coded: what they are worth together is what the model says of their pieces."""

import msgspec
import numpy as np

from aurora import scoring
from aurora.columns import KEPT
from aurora.compatibility import shipped
from aurora.compatibility.goods import Goods, Pairs
from aurora.compatibility.pieces import piece_of
from aurora.outfits.table import table
from aurora.types import Candidate, Profile
from commerce.garments import SLOTS
from tests.aurora.pools import candidate, look_wish, shop


def of(goods: Goods, found: list[Candidate]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    slots = np.array([SLOTS.index(c.item.slot) for c in found])
    return goods.together([c.item for c in found], [c.variant for c in found], slots[:, None] != slots)


def test_products_go_together_as_their_pieces_do_and_none_is_held_to_its_own_slot() -> None:
    goods, found = Goods(shipped()), [c for pieces in shop(11, 9).by_slot.values() for c in pieces]
    found.append(candidate("scarf", colour="multicolour"))
    slot = np.array([SLOTS.index(c.item.slot) for c in found])
    told = shipped().matrix([piece_of(c.item, c.variant) for c in found])
    expected = np.where(slot[:, None] == slot, 1.0, told)
    for _ in range(2):
        assert (of(goods, found) == expected).all()
    order = np.random.default_rng(3).permutation(len(found))
    assert (of(goods, [found[i] for i in order]) == expected[np.ix_(order, order)]).all()


def test_a_product_that_changes_is_read_anew() -> None:
    goods, skirt, boots = Goods(shipped()), candidate("skirt"), candidate("boots")
    dressier = msgspec.structs.replace(boots, item=msgspec.structs.replace(boots.item, formality=0.9))
    one, other = of(goods, [skirt, boots])[0, 1], of(goods, [skirt, dressier])[0, 1]
    told = shipped().matrix([piece_of(c.item, c.variant) for c in (skirt, boots, dressier)])
    assert (one, other) == (told[0, 1], told[0, 2])
    assert one != other


def test_one_piece_or_none_goes_with_itself() -> None:
    goods = Goods(shipped())
    assert of(goods, [candidate("skirt")]).tolist() == [[1.0]]
    assert of(goods, []).shape == (0, 0)


def test_pairs_that_no_look_has_are_not_judged_and_the_others_come_out_the_same() -> None:
    pieces = scoring.score(shop(3, 9), look_wish(), Profile())
    looks = [{found[n].candidate.item.product_id.int for found in pieces.values()} for n in (0, 1)]
    every, some = table(pieces, {}), table(pieces, {}, looks=looks)
    ids = [s.candidate.item.product_id.int for s in every.scored]
    met = np.array([[any({a, b} <= look for look in looks) for b in ids] for a in ids])
    assert met.any()
    assert not met.all()
    assert (every.parts["kinds"][met] == some.parts["kinds"][met]).all()
    unlike = every.parts["kinds"] != some.parts["kinds"]
    assert unlike.any()
    assert (some.parts["kinds"][unlike] == 1).all()


def test_what_pairs_are_worth_is_kept_until_others_take_their_places_or_all_is_forgotten() -> None:
    pairs, one, other = Pairs(), np.array([3, 3, 9]), np.array([7, 8, 1])
    assert pairs.known(one, other)[1].tolist() == [0, 1, 2]
    pairs.keep(one[:2], other[:2], np.array([0.25, 0.75]))
    worth, new = pairs.known(one, other)
    assert (worth[:2].tolist(), new.tolist()) == ([0.25, 0.75], [2])
    many = np.arange(KEPT), np.full(KEPT, 5)
    for shift in range(2 * Pairs.PLACES // KEPT):
        pairs.keep(many[0], (many[1] + shift) % KEPT, many[0] / KEPT)
    worth, new = pairs.known(many[0], (many[1] + shift) % KEPT)
    known = np.setdiff1d(many[0], new)
    assert len(known) > KEPT // 2
    assert (worth[known] == known / KEPT).all()
    pairs.forget()
    assert len(pairs.known(*many)[1]) == KEPT


def test_rows_that_are_given_out_anew_take_no_pair_of_those_before_with_them() -> None:
    goods, skirt, boots = Goods(shipped()), candidate("skirt"), candidate("boots")
    shirt, trainers = candidate("shirt", colour="red"), candidate("trainers", colour="green")
    of(goods, [skirt, boots])
    goods._places._used = KEPT  # as after so many products
    told = shipped().matrix([piece_of(c.item, c.variant) for c in (shirt, trainers)])
    assert of(goods, [shirt, trainers])[0, 1] == told[0, 1]
