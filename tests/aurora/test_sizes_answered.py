import msgspec
import pytest

from aurora.types import Deed, Pending
from commerce.garments import Slot
from tests.aurora.test_context import LOOK, TABLE, hear


def test_a_lone_letter_is_the_size_of_every_piece_that_waits_for_one() -> None:
    slots: tuple[Slot, ...] = ("top", "bottom", "shoes")
    waits = Pending(action="add_to_bag", about=tuple(p.product_id for p in LOOK.pieces if p.slot in slots), slots=slots)
    waiting = msgspec.structs.replace(TABLE, pending=waits)

    def told(message: str) -> dict[Slot | None, str | None]:
        return {c.slot: c.value.size for c in hear(message, waiting).constraints if c.kind == "size"}

    assert told("M and 39") == {"top": "M", "bottom": "M", "shoes": "39"}
    assert told("blouse S, shoes 39") == {"top": "S", "shoes": "39"}


def test_number_two_is_the_second_look_and_no_size() -> None:
    """ "Which size (28, 30 …)?", "number 2": the shoes came in 35, a child's 2."""
    shoes = next(p for p in LOOK.pieces if p.slot == "shoes")
    waits = Pending(action="add_to_bag", about=(shoes.product_id,), slots=("shoes",))
    waiting = msgspec.structs.replace(TABLE, pending=waits)

    picked = hear("number 2", waiting)
    assert picked.edit is not None
    assert (picked.intent, picked.edit.look, picked.edit.pick_only) == ("refine", 1, True)
    assert hear("size 38", waiting).intent == "act"


@pytest.mark.parametrize("message", ["#2", "number 2", "Nummer 2", "le numéro 2"])
def test_a_number_after_something_was_put_in_is_a_look_and_no_count(message: str) -> None:
    """ "Add the second one's dress to my bag", "#2": two of everything in the second look went in."""
    shown = msgspec.structs.replace(TABLE, deeds=(Deed(),))
    picked = hear(message, shown)
    assert picked.edit is not None
    assert (picked.intent, picked.edit.look, picked.count) == ("refine", 1, None)


def test_who_starts_over_with_a_size_does_not_answer_which_size() -> None:
    """ "Which size …?", "start over. I need …, tops in 8Y": the answer was taken, and the old look went on."""
    tops = tuple(p.product_id for p in LOOK.pieces if p.slot == "top")
    waiting = msgspec.structs.replace(TABLE, pending=Pending(action="add_to_bag", about=tops, slots=("top",)))

    anew = hear("start over. I need an outfit for a wedding, nothing in linen, tops in M", waiting)
    assert (anew.intent, anew.context.occasion) == ("look", "wedding_guest")
    assert {c.kind for c in anew.constraints} == {"avoid_material", "size"}
    assert hear("I need an outfit for a wedding, tops in M", waiting).intent == "look"
