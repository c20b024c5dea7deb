"""Questions, deeds, corrections and answers to our own questions, said of what is on the table."""

from uuid import UUID

import msgspec
import pytest

from aurora.types import Analysis, ConversationState, LookOnTable, OwnedPiece, Pending
from commerce.garments import Slot
from tests.aurora.test_context import LOOK, SECOND, TABLE, hear, piece, wishes

TRAINERS = ConversationState(
    looks=tuple(
        LookOnTable(outfit_id=UUID(int=910 + n), pieces=(piece(10 + n, "shoes", "trainers", colour, "", 9),), total=9)
        for n, colour in enumerate(("white", "black", "navy"))
    ),
    single=True,
    context=TABLE.context,
)  # fmt: skip
WAITING = msgspec.structs.replace(
    TABLE,
    pending=Pending(
        action="add_to_bag",
        about=tuple(p.product_id for p in LOOK.pieces if p.slot in ("top", "shoes")),
        slots=("top", "shoes"),
    ),
    asked="Which sizes shall I take: the blouse and the heels?",
)


def slots(found: Analysis) -> set[Slot]:
    return {p.slot for look in (*TABLE.looks, *TRAINERS.looks) for p in look.pieces if p.product_id in found.about}


# ── questions ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("message", "asks", "about"),
    [
        ("is the blazer waterproof?", "waterproof", {"outerwear"}),
        ("what are the heels made of", "material", {"shoes"}),
        ("can you tell me the sizes of the trousers", "size", {"bottom"}),
        ("blouse price?", "price", {"top"}),
        ("would my mother like it?", "other", set()),
        ("who makes the bag?", "brand", {"bag"}),
        ("what's the difference between the two?", "compare", set()),
        ("do the bag and the shoes match?", "other", {"bag", "shoes"}),
        ("was kostet der Blazer?", "price", {"outerwear"}),
        ("combien coûte le sac ?", "price", {"bag"}),
        ("¿es impermeable?", "waterproof", set()),
    ],
)
def test_a_question_says_what_it_asks_and_about_which_pieces(message: str, asks: str, about: set[Slot]) -> None:
    found = hear(message, TABLE)
    assert (found.intent, found.asks, slots(found)) == ("ask", asks, about)
    assert found.constraints == TABLE.constraints


@pytest.mark.parametrize(
    "message",
    [
        "have you any knitwear that people rate well?",
        "any blouse you would recommend to a teacher?",
        "got a cheap coat?",
    ],
)
def test_a_wish_put_as_a_question_is_no_question(message: str) -> None:
    assert hear(message, TRAINERS).intent == "product"


def test_a_message_may_edit_and_ask() -> None:
    found = hear("cheaper please, and is the blazer waterproof?", TABLE)
    assert found.edit is not None
    assert (found.intent, found.edit.direction, found.asks) == ("refine", "cheaper", "waterproof")
    assert slots(found) == {"outerwear"}


def test_a_question_before_an_edit_is_heard_too() -> None:
    found = hear("why those heels? swap the bag", TABLE)
    assert found.edit is not None
    assert (found.intent, found.edit.change, found.asks) == ("refine", ("bag",), "why")


# ── deeds ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("message", "look", "about"),
    [
        ("add the shoes to my bag", 0, {"shoes"}),
        ("put everything but the bag in my cart", 0, {"top", "bottom", "outerwear", "shoes"}),
        ("I'll take the second one", 1, set()),
        ("buy it", 0, set()),
        ("let me get both", 0, set()),
        ("ich nehme die Bluse", 0, {"top"}),
    ],
)
def test_a_deed_says_with_which_pieces(message: str, look: int, about: set[Slot]) -> None:
    found = hear(message, TABLE)
    assert found.edit is not None
    assert (found.intent, found.action, found.edit.look) == ("act", "add_to_bag", look)
    assert slots(found) == about
    assert not (found.edit.change)
    assert not (found.edit.drop)


def test_a_size_said_with_a_deed_is_bound_to_its_piece() -> None:
    found = hear("add the shoes to my bag in 39", TABLE)
    (size,) = [c for c in found.constraints if c.kind == "size"]
    assert (size.value.name, size.value.size, size.slot) == ("shoes", "39", "shoes")
    assert found.context.sizes is not None
    assert (found.context.sizes.shoes, found.context.sizes.top) == ("39", None)


@pytest.mark.parametrize(
    "message",
    [
        "I'd like to buy a coat",
        "don't add it to my bag",
        "take the bag off",
        "hold on to the bag, other shoes",
        "what should I buy?",
    ],
)
def test_what_only_sounds_like_a_deed_puts_nothing_in_the_bag(message: str) -> None:
    assert hear(message, TABLE).intent != "act"


@pytest.mark.parametrize(
    ("message", "sizes"),
    [
        ("M and 39", {"top": "M", "shoes": "39"}),
        ("shoes 38, blouse S", {"shoes": "38", "top": "S"}),
        ("the heels in 40 please", {"shoes": "40"}),
    ],
)
def test_the_answer_to_which_size_completes_the_deed(message: str, sizes: dict[str, str]) -> None:
    found = hear(message, WAITING)
    assert WAITING.pending is not None
    assert (found.intent, found.action, found.about) == ("act", "add_to_bag", WAITING.pending.about)
    assert {c.value.name: c.value.size for c in found.constraints if c.kind == "size"} == sizes


@pytest.mark.parametrize(("message", "intent"), [("show me in 3d", "act"), ("cheaper", "refine"), ("why?", "ask")])
def test_while_sizes_are_missing_other_things_can_be_said(message: str, intent: str) -> None:
    found = hear(message, WAITING)
    assert found.intent == intent
    assert not [c for c in found.constraints if c.kind == "size"]


# ── back and forth ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_redo_brings_back_what_was_undone() -> None:
    undone = msgspec.structs.replace(TABLE, redo=(msgspec.structs.replace(TABLE, query="undone"),))
    assert [hear(m, undone).intent for m in ("redo", "bring it back", "undo")] == ["redo", "redo", "undo"]
    assert hear("redo", undone).query == "undone"


def test_the_third_of_two_is_said_not_to_be_there() -> None:
    found = hear("the third one", TABLE)
    assert found.edit is not None
    assert (found.intent, found.edit.look, found.edit.pick_only) == ("refine", 0, True)
    assert found.question == "There are only two here. Which of them do you mean?"


def test_a_look_is_picked_by_what_only_it_has() -> None:
    found = hear("I prefer the one with the dress", TABLE)
    assert found.edit is not None
    assert (found.edit.look, found.edit.pick_only) == (1, True)


def test_another_kind_of_product_is_a_request_of_its_own() -> None:
    state = msgspec.structs.replace(TRAINERS, constraints=hear("white trainers under 90").constraints)
    found = hear("what about a coat?", state)
    assert (found.intent, found.slots) == ("product", ("outerwear",))
    assert [c.kind for c in found.constraints] == ["category"]


def test_what_is_not_understood_does_not_throw_the_look_away() -> None:
    found = hear("xylo quib vorpal", TABLE)
    assert found.intent == "out_of_scope"
    assert found.confidence < 0.5


# ── corrections ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("message", "kind", "expected"),
    [
        ("a black coat, or rather a navy one", "colour", ["navy"]),
        ("sandals, actually boots please", "category", ["boots"]),
        ("a shirt, sorry, a blouse", "category", ["blouse"]),
        ("I usually wear black, but not black this time, a dress", "avoid_colour", ["black"]),
    ],
)
def test_what_is_taken_back_is_no_wish(message: str, kind: str, expected: list[str]) -> None:
    found = hear(message)
    assert wishes(found, kind) == expected
    assert "black" not in wishes(found, "colour")


def test_a_corrected_sum_stands() -> None:
    (found,) = [c for c in hear("a work outfit under 200, sorry, 150").constraints if c.kind == "budget"]
    assert found.value.amount == 15000


def test_a_corrected_edit_changes_only_what_it_ends_with() -> None:
    found = hear("swap the bag, no, sorry, the shoes", TABLE)
    assert found.edit is not None
    assert found.edit.change == ("shoes",)


# ── what is owned ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_the_shopper_has_is_told_by_kind_colour_and_material() -> None:
    found = hear("I have a navy blazer, what goes with it? women's")
    assert found.owned == ("outerwear",)
    assert found.owned_pieces == (OwnedPiece(slot="outerwear", category="blazer", colour="navy"),)
    assert not found.constraints


def test_a_piece_of_the_wardrobe_is_known_again() -> None:
    stored = OwnedPiece(slot="shoes", category="boots", colour="black", title="Old boots", piece_id=UUID(int=7))
    assert hear("an outfit for work with my black boots", wardrobe=(stored,)).owned_pieces == (stored,)
    assert hear("an outfit for work with my brown boots", wardrobe=(stored,)).owned_pieces[0].piece_id is None


def test_the_looks_that_are_asked_about_are_those_on_the_table() -> None:
    found = hear("how much is the dress?", TABLE)
    assert found.edit is not None
    assert (found.edit.look, found.about) == (1, (SECOND.pieces[0].product_id,))
