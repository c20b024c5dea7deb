"""What points at the table: looks by price and character, pieces by name and colour, "it", and what is not there."""

import msgspec
import pytest

from aurora.types import Analysis, ConversationState
from commerce.garments import Slot
from tests.aurora.test_context import LOOK, SECOND, TABLE, hear, piece, wishes

DRESSES = ConversationState(
    looks=tuple(
        msgspec.structs.replace(
            SECOND, pieces=(msgspec.structs.replace(piece(n, "dress", "dress", colour, "silk", price), title=title),),
            total=price,
        )
        for n, (title, colour, price) in enumerate(
            [
                ("Vilja midi dress", "coral", 7500), ("Selene plissé dress", "emerald", 2699),
                ("Fenwick slip dress", "navy", 2599), ("Mats fisherman's dress", "white", 5000),
            ], start=20,
        )
    ),
    single=True, context=TABLE.context,
)  # fmt: skip


def edited(analysis: Analysis) -> tuple[set[str], set[str], set[str], int]:
    assert analysis.edit is not None
    return set(analysis.edit.change), set(analysis.edit.add), set(analysis.edit.drop), len(analysis.edit.lock)


@pytest.mark.parametrize(
    ("message", "look"),
    [
        ("the Selene", 1),
        ("I like the Fenwick", 2),
        ("the Fenwick slip dress please", 2),
        ("the Mats fisherman's dress please", 3),
        ("the green one", 1),
        ("the blue one", 2),
        ("the blue dress one", 2),
        ("the $26.99 one", 1),
        ("the one for $75", 0),
        ("the 25.99 dollar one", 2),
        ("the cheapest one", 2),
        ("the most expensive one", 0),
        ("the cheaper one", 2),
        ("number 2", 1),
        ("the last one", 3),
    ],
)
def test_a_pick_is_a_pick_by_name_colour_price_or_place(message: str, look: int) -> None:
    found = hear(message, DRESSES)

    assert found.intent == "refine"
    assert found.edit is not None
    assert (found.edit.look, found.edit.pick_only, found.edit.direction) == (look, True, None)
    assert [c for c in found.constraints if c.kind in ("budget", "colour", "lock")] == []


_TITLED: tuple[tuple[str, Slot, str, str], ...] = (
    ("Vilja bucket hat", "accessory", "sun_hat", "ecru"),
    ("C9 AIRWEAR tights", "accessory", "tights", "grey"),
    ("t-base hooded sweatshirt", "top", "hoodie", "red"),
    ("V-neck jumper", "top", "sweater", "navy"),
    ("Palmela bucket hat", "accessory", "sun_hat", "denim"),
    ("HERE&NOW jacket", "outerwear", "jacket", "teal"),
)
NAMED = ConversationState(
    looks=tuple(
        msgspec.structs.replace(
            SECOND, pieces=(msgspec.structs.replace(piece(n, slot, kind, colour, "linen", 2000), title=title),),
            total=2000 + n,
        )
        for n, (title, slot, kind, colour) in enumerate(_TITLED, start=40)
    ),
    context=TABLE.context,
)  # fmt: skip


@pytest.mark.parametrize(
    ("message", "look"),
    [("I prefer the C9", 1), ("the t-base one", 2), ("I prefer the T-base", 2),
     ("the one with the denim hat", 4), ("I prefer the HERE&NOW", 5)],
)  # fmt: skip
def test_a_name_of_a_letter_and_a_figure_is_one_and_denim_is_a_colour_too(message: str, look: int) -> None:
    found = hear(message, NAMED)

    assert found.edit is not None
    assert (found.edit.look, found.edit.pick_only) == (look, True)


def test_a_name_on_the_table_says_nothing_of_whom_it_is_for() -> None:
    """ "Swap the Belle Fille" showed a girl's dress to a woman."""
    dress = piece(50, "dress", "dress", "black", "lace", 2000)
    fille = msgspec.structs.replace(dress, title="Belle Fille sheath dress")
    table = msgspec.structs.replace(TABLE, looks=(msgspec.structs.replace(SECOND, pieces=(fille,)),))
    found = hear("swap the Belle Fille", table)

    assert found.context.department == "women"
    assert edited(found) == ({"dress"}, set(), set(), 0)


def test_a_v_neck_is_a_cut_and_no_name() -> None:
    found = hear("I'd like a v-neck", NAMED)

    assert found.edit is None or not found.edit.pick_only


def test_them_after_a_question_about_the_second_look_are_its_shoes() -> None:
    shoes = piece(30, "shoes", "heels", "tan", "leather", 9500)
    second = msgspec.structs.replace(SECOND, pieces=(*SECOND.pieces, shoes))
    table = msgspec.structs.replace(TABLE, looks=(TABLE.looks[0], second))
    asked = ("what do the second one's shoes cost?", "The pumps cost $95.")

    found = hear("I'll take them", table, history=(asked,))

    assert (found.action, found.about) == ("add_to_bag", (shoes.product_id,))
    assert found.edit is not None
    assert found.edit.look == 1


def test_cheaper_without_one_is_a_direction() -> None:
    found = hear("cheaper please", DRESSES)
    assert found.edit is not None
    assert (found.edit.direction, found.edit.pick_only) == ("cheaper", False)


def test_a_thing_to_be_had_otherwise_is_changed_and_not_kept() -> None:
    found = hear("keep the blazer and make it red", TABLE)
    assert edited(found) == ({"outerwear"}, set(), set(), 0)
    assert [(c.kind, c.value.name, c.slot) for c in found.constraints] == [("colour", "red", "outerwear")]


def test_it_all_is_the_whole_look() -> None:
    found = hear("I like the blazer, but make it all navy", TABLE)
    assert found.edit is not None
    assert "outerwear" not in found.edit.change
    assert {"top", "bottom"} <= set(found.edit.change)


def test_a_piece_to_be_kept_that_is_not_there_is_said_and_changes_nothing() -> None:
    found = hear("keep the dress and make it navy", TABLE)
    assert found.intent == "refine"
    assert edited(found) == (set(), set(), set(), 0)
    assert found.question == "There is no dress in this look. Shall I look for one?"


def test_a_piece_to_be_added_that_is_there_is_said_and_changes_nothing() -> None:
    found = hear("add a bag", TABLE)
    assert edited(found) == (set(), set(), set(), 0)
    assert found.question == "There is a bag in this look already. Shall I swap it for another?"


@pytest.mark.parametrize(("asked", "slot"), [("add a bag", "bag"), ("keep the dress and make it navy", "dress")])
def test_yes_takes_what_was_offered(asked: str, slot: str) -> None:
    question = hear(asked, TABLE).question
    found = hear("yes please", msgspec.structs.replace(TABLE, asked=question))

    assert found.edit is not None
    assert (*found.edit.change, *found.edit.add) == (slot,)


def test_yes_without_an_offer_starts_nothing() -> None:
    assert hear("yes", TABLE).intent == "smalltalk"


def test_a_described_bag_is_another_one() -> None:
    assert edited(hear("add a red bag", TABLE)) == ({"bag"}, set(), set(), 0)


def test_a_refusal_of_what_is_not_there_stands_and_changes_nothing() -> None:
    found = hear("not linen please", TABLE)
    assert edited(found) == (set(), set(), set(), 0)
    assert wishes(found, "avoid_material") == ["linen"]


def test_a_kept_piece_that_is_to_change_is_kept_no_more() -> None:
    kept = hear("keep the blazer", TABLE)
    assert [c.kind for c in kept.constraints] == ["lock"]
    state = msgspec.structs.replace(TABLE, constraints=kept.constraints)

    assert [c.kind for c in hear("swap the shoes", state).constraints] == ["lock"]
    assert [c.kind for c in hear("swap the blazer", state).constraints] == []


def test_owned_shoes_are_left_out_and_earlier_wishes_stay() -> None:
    first = hear("smart casual outfit for work, women, under 300 dollars, no silk")
    state = msgspec.structs.replace(TABLE, constraints=first.constraints)
    found = hear("I already have shoes", state)

    assert edited(found) == (set(), set(), {"shoes"}, 0)
    assert found.owned == ("shoes",)
    assert [(c.kind, c.text) for c in found.constraints] == [(c.kind, c.text) for c in first.constraints]


@pytest.mark.parametrize(
    ("answer", "department"),
    [("women", "women"), ("men's please", "men"), ("for him", "men"), ("her", "women"), ("Menswear", "men")],
)
def test_the_answer_to_whom_it_is_for_edits_the_look(answer: str, department: str) -> None:
    state = msgspec.structs.replace(
        TABLE, context=msgspec.structs.replace(TABLE.context, department=None, sources={}),
        asked="Shall I look in women's or men's clothes?",
    )  # fmt: skip
    found = hear(answer, state)

    assert (found.intent, found.context.department, found.context.occasion) == ("refine", department, "work")
    assert found.question is None


def test_a_mans_look_has_top_and_bottom_for_a_dress() -> None:
    state = msgspec.structs.replace(TABLE, looks=(SECOND,))
    assert edited(hear("what about for men", state)) == (set(), {"top", "bottom"}, {"dress"}, 0)


def test_starting_over_with_a_request_is_that_request_alone() -> None:
    state = msgspec.structs.replace(TABLE, constraints=hear("no silk").constraints, owned=("shoes",))
    found = hear("start over, a suit for a job interview, men, under 500 dollars", state)

    assert (found.intent, found.context.department, found.context.occasion) == ("look", "men", "interview")
    assert {c.kind for c in found.constraints} == {"budget", "category"}
    assert found.owned == ()


def test_a_bare_start_over_leaves_nothing() -> None:
    found = hear("start over", msgspec.structs.replace(TABLE, constraints=hear("no silk").constraints))
    assert (found.intent, found.constraints, found.context.occasion) == ("start_over", (), None)


def test_the_wish_for_a_missing_piece_lasts_as_long_as_the_offer() -> None:
    asked = hear("keep the dress and make it navy", TABLE)
    state = msgspec.structs.replace(TABLE, constraints=asked.constraints, asked=asked.question)

    assert wishes(hear("yes", state), "colour") == ["navy"]
    assert wishes(hear("cheaper please", state), "colour") == []


def test_a_kept_piece_that_the_shopper_owns_is_left_out() -> None:
    look = TABLE.looks[0]
    kept = tuple(msgspec.structs.replace(p, locked=p.slot == "bag") for p in look.pieces)
    state = msgspec.structs.replace(TABLE, looks=(msgspec.structs.replace(look, pieces=kept),))
    assert edited(hear("I already own the bag", state)) == (set(), set(), {"bag"}, 0)


# ── what is not there ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("message", ["the yellow ones", "the yellow one please"])
def test_a_colour_that_nothing_shown_has_is_a_wish(message: str) -> None:
    found = hear(message, DRESSES)
    assert wishes(found, "colour") == ["yellow"]
    assert edited(found) == ({"dress"}, set(), set(), 0)


@pytest.mark.parametrize("message", ["the sixth one", "number 8", "the ninth please", "el quinto", "le sixième"])
def test_a_place_beyond_the_last_is_said(message: str) -> None:
    found = hear(message, DRESSES)
    assert found.question is not None
    assert edited(found) == (set(), set(), set(), 0)


@pytest.mark.parametrize("message", ["are those the last ones?", "is this the last one?", "is it the last pair?"])
def test_the_last_ones_are_asked_for_and_not_picked(message: str) -> None:
    found = hear(message, DRESSES)
    assert (found.intent, found.asks) == ("ask", "stock")
    assert found.edit is None or found.edit.look == 0


@pytest.mark.parametrize(
    "message",
    ["keep the heels, everything else new", "keep the heels and swap all the others", "love the heels, redo the rest"],
)
def test_everything_else_is_every_other_piece(message: str) -> None:
    assert edited(hear(message, TABLE)) == ({"top", "bottom", "outerwear", "bag"}, set(), set(), 1)


@pytest.mark.parametrize("message", ["take off the hat", "remove the scarf please", "drop the necklace"])
def test_what_is_not_worn_cannot_come_off(message: str) -> None:
    wallet = piece(7, "accessory", "wallet", "brown", "leather", 3000)
    look = msgspec.structs.replace(TABLE.looks[0], pieces=(*TABLE.looks[0].pieces, wallet))
    found = hear(message, msgspec.structs.replace(TABLE, looks=(look,)))
    assert edited(found) == (set(), set(), set(), 0)
    assert found.question is not None
    assert found.question.startswith("There is no ")


def test_a_wallet_is_no_price() -> None:
    wallet = piece(7, "accessory", "wallet", "brown", "leather", 3000)
    look = msgspec.structs.replace(TABLE.looks[0], pieces=(*TABLE.looks[0].pieces, wallet))
    found = hear("the wallet in red please", msgspec.structs.replace(TABLE, looks=(look,)))
    assert found.edit is not None
    assert (found.edit.direction, found.edit.change) == (None, ("accessory",))


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_a_whole_title_said_back_is_a_pick_in_every_conversation(language: str) -> None:
    title = "H.B. Polo Assn. Kids Pink Solid Slim-Fit Trackpants"
    named = msgspec.structs.replace(DRESSES.looks[1].pieces[0], title=title)
    looks = (DRESSES.looks[0], msgspec.structs.replace(DRESSES.looks[1], pieces=(named,)))
    listed = msgspec.structs.replace(DRESSES, looks=looks, language=language)
    for message in (f"the {title} please", f"the {title.replace('-', ' ').lower()} please"):
        found = hear(message, listed)
        assert found.edit is not None
        assert (found.edit.look, found.edit.pick_only) == (1, True)
        assert found.constraints == ()


@pytest.mark.parametrize(
    ("message", "slot", "kind", "name"),
    [
        ("swap the bag for something silver", "bag", "colour", "silver"),
        ("replace the blazer with something in cream", "outerwear", "colour", "cream"),
        ("change the blouse for something linen", "top", "material", "linen"),
    ],
)
def test_what_something_else_is_to_be_is_wished_of_the_garment_that_makes_room(
    message: str, slot: str, kind: str, name: str
) -> None:
    found = hear(message, TABLE)
    assert edited(found) == ({slot}, set(), set(), 0)
    assert [(c.kind, c.value.name, c.slot) for c in found.constraints] == [(kind, name, slot)]


def test_clothes_that_were_to_stay_are_not_recoloured_and_nothing_else_is_in_their_place() -> None:
    dress = msgspec.structs.replace(SECOND.pieces[0], locked=True)
    look = msgspec.structs.replace(SECOND, pieces=(dress, piece(7, "shoes", "flats", "black", "leather", 5000)))
    found = hear("I'd rather have yellow", msgspec.structs.replace(TABLE, looks=(look,)))
    assert found.edit is not None
    assert (found.edit.change, found.edit.lock) == (("dress",), (dress.product_id,))
    assert (wishes(found, "colour"), wishes(found, "lock")) == (["yellow"], [None])


def test_a_garment_that_only_told_which_look_was_meant_is_not_it() -> None:
    for said in ("I prefer the look with the bag", "the first one, but with the bag of the second"):
        table = msgspec.structs.replace(
            TABLE, looks=(TABLE.looks[0], msgspec.structs.replace(SECOND, pieces=(*SECOND.pieces, BAG)))
        )
        table = table if "first" in said else TABLE
        found = hear("make it purple", table, history=((said, "Here it is."),))
        assert found.edit is not None
        assert "bag" not in found.edit.change
    assert edited(hear("make it purple", TABLE, history=(("how much is the bag?", "$90."),))) == (
        {"bag"},
        set(),
        set(),
        0,
    )


BAG = piece(8, "bag", "tote", "red", "leather", 4000)


def test_the_look_with_the_dress_has_what_is_called_so_and_not_all_that_is_worn_like_one() -> None:
    kaftan = piece(30, "dress", "kaftan", "blue", "cotton", 4000)
    looks = (TABLE.looks[0], SECOND, msgspec.structs.replace(SECOND, pieces=(kaftan,)))
    found = hear("I prefer the one with the dress", msgspec.structs.replace(TABLE, looks=looks))
    assert found.edit is not None
    assert (found.edit.look, found.edit.pick_only) == (1, True)


def test_an_english_edit_of_a_foreign_name_stays_english() -> None:
    for before in ("de", "es", "fr"):
        table = msgspec.structs.replace(TABLE, language=before)
        assert hear("swap the Lapis O Lupo", table).language == "en"


@pytest.mark.parametrize("brand", ["ONLY", "AND", "TAG EYE", "COVER STORY"])
def test_a_brand_of_ordinary_words_is_a_name_in_the_title_s_capitals(brand: str) -> None:
    heels = msgspec.structs.replace(LOOK.pieces[3], title=f"{brand} Women Black Heels")
    pieces = (*LOOK.pieces[:3], heels, LOOK.pieces[4])
    state = msgspec.structs.replace(TABLE, looks=(msgspec.structs.replace(LOOK, pieces=pieces),))
    edit = hear(f"swap the {brand}", state).edit
    assert edit is not None
    assert edit.change == ("shoes",)
    shouted = hear("KEEP THE SHOES AND THE BAG", state).edit
    assert shouted is not None
    assert {product.int for product in shouted.lock} == {4, 5}


@pytest.mark.parametrize("refusal", ["nothing by 612 League", "no 612 League please"])
def test_a_brand_that_is_refused_points_at_no_piece_of_it(refusal: str) -> None:
    shirt = msgspec.structs.replace(LOOK.pieces[0], title="612 League Women White Shirt")
    state = msgspec.structs.replace(TABLE, looks=(msgspec.structs.replace(LOOK, pieces=(shirt, *LOOK.pieces[1:])),))
    found = hear(f"start over. show me hoodies, nothing in suede, {refusal}", state, brands=("612 League",))
    assert (wishes(found, "avoid_brand"), wishes(found, "avoid_category")) == (["612 League"], [])


def test_a_brand_of_many_words_and_signs_is_refused_whole() -> None:
    name = "U.S. Polo Assn. Denim Co."
    assert wishes(hear(f"sweatshirts for men, nothing by {name}, nothing in blue", brands=(name,)), "avoid_brand") == [
        name
    ]
