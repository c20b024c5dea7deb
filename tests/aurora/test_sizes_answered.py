import msgspec

from aurora.types import Pending
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
