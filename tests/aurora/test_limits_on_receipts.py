"""Whatever was asked, in whatever looks: each limit holds in all of them, or its receipt says that it does not.

What holds is read by `evals.talk.limits`, which shares no code with the stylist.
"""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aurora import cards, mood, outfits, scoring
from aurora.receipts import receipts
from aurora.types import Analysis, Composition, Constraint, ConstraintValue, Look, Outfit, Profile
from commerce.garments import SLOTS
from evals.talk.limits import Limit, breaks
from tests.aurora.pools import candidate, look_wish, pool, shop

_NAMES: dict[str, tuple[str, ...]] = {
    "avoid_colour": ("black", "blue", "navy", "white", "red", "green"),
    "avoid_material": ("leather", "wool", "silk", "polyester"),
    "avoid_category": ("heels", "jeans", "blazer", "dress", "bag", "trainers"),
    "avoid_brand": ("Maison", "nord"),
    "heel": ("flat",),
}
_LIMITS = st.one_of(
    *(st.builds(Limit, kind=st.just(kind), name=st.sampled_from(names)) for kind, names in _NAMES.items()),
    st.builds(Limit, kind=st.just("budget"), amount=st.integers(1_000, 150_000), each=st.booleans()),
)


def as_constraint(limit: Limit) -> Constraint:
    value: dict[str, Any] = {"name": limit.name}
    if limit.kind == "budget":
        value = {"amount": limit.amount, "currency": "USD", "per": "item" if limit.each else "outfit"}
    return Constraint(kind=limit.kind, text=str(limit), value=ConstraintValue(**value))  # type: ignore[arg-type]


def drawn(look: Look, analysis: Analysis) -> Outfit:
    return cards.outfit(look, mood.fit(look, analysis.context, Profile()), analysis, currency="USD")


def held_or_told(limits: list[Limit], analysis: Analysis, shown: tuple[Outfit, ...], composed: Composition) -> None:
    told = receipts(analysis.constraints, shown, composed.relaxed, context=analysis.context)
    for limit, constraint in zip(limits, analysis.constraints, strict=True):
        mine = [c for c in told if (c.kind, c.value, c.text) == (constraint.kind, constraint.value, constraint.text)]
        broken = [found for outfit in shown if (found := breaks(limit, outfit))]
        assert len(mine) == 1, f"{limit} has {len(mine)} receipts"
        assert mine[0].status == "kept" or mine[0].note, f"{limit} is {mine[0].status} without a note"
        assert not (broken and mine[0].status == "kept"), f"{limit} is said to be kept, but {broken[0]}"
        assert broken or mine[0].status != "relaxed", f"{limit} is said to give way, and nothing breaks it"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(limits=st.lists(_LIMITS, unique=True, max_size=5), seed=st.integers(0, 40))
def test_every_limit_holds_in_the_looks_composed_for_it_or_its_receipt_says_so(limits: list[Limit], seed: int) -> None:
    analysis = look_wish(*map(as_constraint, limits), department="women")
    scored = scoring.score(shop(seed, 6), analysis, Profile())
    composed = outfits.compose(scored, analysis, base=None, empty={}, count=3, seed=seed)

    held_or_told(limits, analysis, tuple(drawn(look, analysis) for look in composed.looks), composed)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(limits=st.lists(_LIMITS, unique=True, min_size=1, max_size=5), seed=st.integers(0, 10_000))
def test_whatever_look_is_shown_its_receipts_tell_what_it_breaks(limits: list[Limit], seed: int) -> None:
    chance = Random(seed)
    analysis = look_wish(*map(as_constraint, limits), department="women")
    found = scoring.score(shop(seed % 50, 4), analysis, Profile())
    pieces = tuple(chance.choice(found[slot]) for slot in SLOTS if chance.random() < 0.7 or slot == "shoes")
    total = sum(piece.candidate.variant.price for piece in pieces)
    look = Look(pieces=pieces, total=total, overall=0.5, compatibility=0.5, profile=0.5, context=0.5)

    held_or_told(limits, analysis, (drawn(look, analysis),), Composition(looks=()))


@pytest.mark.parametrize("kind", ["heels", "heeled_sandals"])
def test_a_heeled_kind_whose_height_is_not_stated_is_no_flat_shoe(kind: str) -> None:
    analysis = look_wish(as_constraint(Limit("heel", "flat")))
    (piece,) = scoring.score(pool(candidate(kind)), analysis, Profile())["shoes"]
    look = Look(pieces=(piece,), total=5000, overall=0.5, compatibility=0.5, profile=0.5, context=0.5)

    told = receipts(analysis.constraints, (drawn(look, analysis),))

    assert (told[0].status, told[0].note) == ("relaxed", f"{piece.candidate.item.title} has a raised heel.")
