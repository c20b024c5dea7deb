"""In which variants a product that was found is offered."""

from uuid import UUID

import msgspec

from aurora.retrieval.candidates import Chosen, Fitting, candidates
from aurora.retrieval.goods import Told, by_colour
from aurora.retrieval.plan import plan
from aurora.types import Analysis, ConversationState, Edit, LookOnTable, StyleContext
from commerce.item import Variant
from tests.aurora import pools
from tests.aurora.test_context import piece

FOUND = pools.candidate("sandals", colour="white")
SANDALS = FOUND.item.product_id


def variant(number: int, colour: str, size: str) -> Variant:
    return msgspec.structs.replace(FOUND.variant, variant_id=UUID(int=number), colour=colour, size=size)


WHITE, NAVY = variant(1, "white", "28"), variant(2, "navy", "28")
ALL = (variant(3, "white", "38"), variant(4, "navy", "38"), WHITE, NAVY)


def shown_in(*variants: Variant) -> ConversationState:
    """Looks with the sandals, each in one of the variants."""
    worn = (
        msgspec.structs.replace(
            piece(1, "shoes", "sandals", v.colour, "leather", 1299), product_id=SANDALS, variant_id=v.variant_id
        )
        for v in variants
    )
    return ConversationState(
        looks=tuple(LookOnTable(outfit_id=UUID(int=9), pieces=(each,), total=1299) for each in worn)
    )


def test_the_same_shoes_come_from_another_look_in_its_colour_and_size() -> None:
    """ "The first one with the shoes of the third": the third's came in navy and 28, and nothing changed."""
    edit = Edit(change=("shoes",), lock=(SANDALS,), bring=(NAVY.variant_id,))
    analysis = Analysis(intent="refine", context=StyleContext(), edit=edit)
    shown = plan(analysis, shown_in(WHITE, WHITE, NAVY)).variants
    assert shown == {SANDALS: (WHITE.variant_id, NAVY.variant_id)}

    told = Told(0, 0, msgspec.structs.replace(FOUND.item, variants=by_colour(ALL)), ALL)
    sandals = Chosen("shoes", [SANDALS.bytes], [(0, 0)], [0.0], [None], [0.0], [0.0])
    (found,) = candidates(sandals, {SANDALS.bytes: told}, Fitting(shown, {}, None), None, locked=True)
    assert (found.variant, set(found.item.variants)) == (WHITE, {WHITE, NAVY})
