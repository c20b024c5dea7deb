"""Edits beside what is kept, what is owned, and what lies in another look."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from aurora import outfits, scoring
from aurora.types import (
    Analysis,
    Candidate,
    Composition,
    Constraint,
    ConstraintValue,
    Edit,
    Look,
    LookOnTable,
    OwnedPiece,
    Pool,
    Profile,
    Scored,
)
from aurora.wardrobe.pieces import wear
from commerce.garments import Slot
from tests.aurora.pools import candidate, in_colours, look_wish, on_table, pool, wish

MEN: dict[str, Any] = {"department": "men"}
RAINCOAT = candidate("raincoat", waterproof=True, colour="black", **MEN)
HIKING = (
    candidate("t_shirt", colour="white", **MEN), candidate("trousers", colour="black", **MEN),
    candidate("hiking_boots", waterproof=True, colour="black", **MEN), RAINCOAT,
)  # fmt: skip
FLEECE = OwnedPiece(slot="outerwear", category="fleece", colour="green")


def composed(found: Pool, analysis: Analysis, base: LookOnTable | None = None) -> Composition:
    scored = scoring.score(found, analysis, Profile())
    return outfits.compose(scored, analysis, base=base, empty=found.empty, count=1, seed=0)


def table_of(*candidates: Candidate) -> LookOnTable:
    pieces = tuple(Scored(candidate=c, score=0.5, terms={}, features={}) for c in candidates)
    total = sum(c.variant.price for c in candidates)
    return on_table(Look(pieces=pieces, total=total, overall=0.5, compatibility=0.5, profile=0.5, context=0.5))


def worn(look: Look) -> dict[Slot, list[str]]:
    found: dict[Slot, list[str]] = {}
    for piece in look.pieces:
        found.setdefault(piece.candidate.item.slot, []).append(piece.candidate.item.category)
    return found


def kept(one: Candidate) -> Constraint:
    return Constraint(kind="lock", text="keep it", value=ConstraintValue(product_id=one.item.product_id))


def test_ones_own_fleece_joins_the_raincoat_that_is_worn_over_it() -> None:
    asked = look_wish(intent="refine", department="men", conditions="rain", occasion="outdoor", edit=Edit())
    mine = wear(pool(*HIKING), msgspec.structs.replace(asked, owned=("outerwear",), owned_pieces=(FLEECE,)),
                UUID(int=7), "USD")  # fmt: skip

    look = composed(mine.pool, mine.analysis, table_of(*HIKING)).looks[0]

    assert worn(look)["outerwear"] == ["fleece", "raincoat"]
    assert {s: k for s, k in worn(look).items() if s != "outerwear"} == {
        "top": ["t_shirt"], "bottom": ["trousers"], "shoes": ["hiking_boots"],
    }  # fmt: skip
    assert look.total == sum(c.variant.price for c in HIKING)


def test_ones_own_jacket_that_is_worn_with_no_other_takes_the_place_of_the_shops() -> None:
    denim = candidate("denim_jacket", **MEN)
    mine = OwnedPiece(slot="outerwear", category="bomber_jacket", colour="black")
    asked = look_wish(intent="refine", department="men", edit=Edit())
    asked = msgspec.structs.replace(asked, owned=("outerwear",), owned_pieces=(mine,))
    worn_by = wear(pool(*HIKING[:3], denim), asked, UUID(int=7), "USD")

    look = composed(worn_by.pool, worn_by.analysis, table_of(*HIKING[:3], denim)).looks[0]

    assert worn(look)["outerwear"] == ["bomber_jacket"]


def test_a_piece_of_another_look_comes_in_the_colour_it_has_there() -> None:
    beanie = in_colours("beanie", "navy", "camel", **MEN)
    camel = beanie.item.variants[1]
    edit = Edit(change=("accessory",), lock=(beanie.item.product_id,), bring=(camel.variant_id,))
    asked = look_wish(kept(beanie), intent="refine", department="men", occasion="outdoor", edit=edit)

    composition = composed(pool(*HIKING, beanie), asked, table_of(*HIKING, beanie))

    hat = next(p.candidate for p in composition.looks[0].pieces if p.candidate.item.slot == "accessory")
    assert (hat.item.category, hat.variant.colour) == ("beanie", "camel")
    assert not [c for c in composition.relaxed if c.kind == "other"]


def test_a_piece_of_another_look_that_is_there_already_stays_without_an_excuse() -> None:
    beanie = candidate("beanie", **MEN)
    edit = Edit(change=("accessory",), lock=(beanie.item.product_id,), bring=(beanie.variant.variant_id,))
    asked = look_wish(kept(beanie), intent="refine", department="men", occasion="outdoor", edit=edit)

    composition = composed(pool(*HIKING, beanie), asked, table_of(*HIKING, beanie))

    assert worn(composition.looks[0])["accessory"] == ["beanie"]
    assert not [c for c in composition.relaxed if c.kind == "other"]


@pytest.mark.parametrize("is_kept", [True, False])
def test_dungarees_outlast_a_wish_for_a_top_that_does_not_go_under_them(is_kept: bool) -> None:
    """ "Make the top red": no red top goes under them, and they were kept, or not spoken of."""
    dungarees, tee, hoodie = candidate("dungarees"), candidate("t_shirt"), candidate("hoodie", colour="red")
    shoes = candidate("trainers")
    asked = look_wish(
        *((kept(dungarees),) if is_kept else ()),
        wish("colour", "red", "top"),
        intent="refine",
        department="women",
        edit=Edit(change=("top",)),
    )

    composition = composed(pool(dungarees, tee, hoodie, shoes), asked, table_of(tee, dungarees, shoes))

    assert worn(composition.looks[0]) == {"top": ["t_shirt"], "dress": ["dungarees"], "shoes": ["trainers"]}
    assert [c.kind for c in composition.relaxed if c.kind == "colour"] == ["colour"]
