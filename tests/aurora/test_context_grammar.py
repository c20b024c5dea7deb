"""What is understood by grammar rather than by a phrase: covering, exceptions, the weather, lengths of time, sizes."""

import msgspec
import pytest

from aurora.context.shop_brands import candidates
from aurora.types import Analysis
from tests.aurora.test_context import TABLE, hear, wishes


@pytest.mark.parametrize(
    "message",
    [
        "a party dress that hides my tummy",
        "something for work, I hate my arms, please cover them",
        "a gown to disguise my hips",
    ],
)
def test_what_is_to_cover_the_body_is_a_wish_for_coverage(message: str) -> None:
    assert [c.value.level for c in hear(message).constraints if c.kind == "coverage"] == [0.8]


def test_covering_something_else_wishes_no_coverage() -> None:
    assert wishes(hear("an outfit for work, my desk is under a cover in the back office"), "coverage") == []


@pytest.mark.parametrize(
    ("message", "direction"),
    [
        ("and if it gets chilly later?", "warmer"),
        ("was ist, wenn es kalt wird?", "warmer"),
        ("et s'il fait froid ?", "warmer"),
        ("¿y si hace frío?", "warmer"),
        ("glam it up a little", "dressier"),
        ("jazz the look up", "bolder"),
        ("tone that down", "quieter"),
        ("that is twice what I meant to pay", "cheaper"),
        ("it's way over what we can afford", "cheaper"),
    ],
)
def test_a_direction_is_heard_by_its_grammar(message: str, direction: str) -> None:
    found = hear(message, TABLE)
    assert found.edit is not None
    assert (found.intent, found.edit.direction) == ("refine", direction)


def test_more_than_can_be_spent_is_no_complaint_where_it_is_ruled_out() -> None:
    found = hear("please do not go past what we agreed to spend", TABLE)
    assert found.edit is None or found.edit.direction is None


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("only the blazer can stay", {"outerwear"}),
        ("just the heels stay please", {"shoes"}),
        ("nur die Bluse bleibt", {"top"}),
    ],
)
def test_what_alone_may_stay_lets_all_else_go(message: str, kept: set[str]) -> None:
    found = hear(message, TABLE)
    assert found.edit is not None
    assert {*found.edit.change} == {"top", "bottom", "outerwear", "shoes", "bag"} - kept


def test_what_is_liked_but_for_two_pieces_changes_both() -> None:
    found = hear("I like everything except the blazer and the bag", TABLE)
    assert found.edit is not None
    assert (found.edit.change, found.edit.lock) == (("outerwear", "bag"), ())


@pytest.mark.parametrize(
    ("message", "duration"),
    [
        ("6 nights in Porto, what should I pack", "multi_day"),
        ("a trip of twelve days, outfit please", "multi_day"),
        ("a wedding in 3 weeks, what do I wear", None),
        ("I married two years ago, an outfit for a party", None),
    ],
)
def test_a_count_of_days_is_a_length_and_no_date(message: str, duration: str | None) -> None:
    assert hear(message).context.duration == duration


@pytest.mark.parametrize("message", ["dress me for gran's 80th", "my 40th on Saturday, what do I wear"])
def test_whose_birthday_it_is_names_the_party(message: str) -> None:
    assert hear(message).context.occasion == "party"


def test_a_day_of_a_month_is_no_birthday() -> None:
    assert hear("an outfit for the 20th of May").context.occasion is None


@pytest.mark.parametrize(
    ("message", "department"),
    [
        ("everyday clothes, woman 34", "women"),
        ("I'm 41m, need a coat", "men"),
        ("party look for a tall girl", "women"),
        ("party look for a small girl", "girls"),
        ("my son turns 9, a party outfit for him", "boys"),
        ("70f outside, a picnic", None),
    ],
)
def test_for_whom_it_is_follows_from_age_and_size(message: str, department: str | None) -> None:
    assert hear(message).context.department == department


@pytest.mark.parametrize(
    ("message", "asks"),
    [
        ("does the blazer come in a 44?", "size"),
        ("is the blouse in stock in medium?", "stock"),
        ("which do you prefer, 1 or 2", "compare"),
        ("can you dance in those heels?", "other"),
        ("y those shoes", "why"),
        ("can the blazer go in the washing machine?", "material"),
    ],
)
def test_a_question_is_heard_by_its_grammar(message: str, asks: str) -> None:
    found = hear(message, TABLE)
    assert (found.intent, found.asks) == ("ask", asks)


def test_a_bag_that_is_not_needed_is_no_question_of_the_basket() -> None:
    found = hear("don't need a bag", TABLE)
    assert found.edit is not None
    assert (found.intent, found.action, found.edit.drop) == ("refine", None, ("bag",))


def test_stripes_that_make_one_look_wide_are_refused_and_praise_is_not() -> None:
    assert wishes(hear("a summer dress, stripes make me look huge"), "avoid_pattern") == ["striped"]
    assert wishes(hear("a summer dress, stripes make me look taller"), "avoid_pattern") == []


def test_a_code_that_is_one_colour_is_not_refused_with_the_other() -> None:
    found = hear("the dress code is green and gold is banned, a party outfit")
    assert (wishes(found, "colour"), wishes(found, "avoid_colour")) == (["green"], ["gold"])


def test_a_brand_of_the_catalogue_stands_before_a_garment() -> None:
    message = "show me Roadster shirts"
    assert "roadster" in candidates(message)
    found = hear(message, brands=("Roadster",))
    assert (wishes(found, "brand"), wishes(found, "category")) == (["Roadster"], ["shirt"])


def test_a_colour_that_opens_a_message_is_no_brand() -> None:
    found = hear("Plum dresses please", brands=("Plum",))
    assert (wishes(found, "brand"), wishes(found, "colour")) == ([], ["plum"])


@pytest.mark.parametrize(
    ("message", "asks", "about"),
    [
        ("the blouse, does it run small?", "size", 1),
        ("the tote - real leather or fake?", "material", 5),
        ("would the heels be here by friday?", "stock", 4),
        ("can the blazer cope with rain", "waterproof", 3),
        ("how high are those heels", "other", 4),
        ("gibt es die Bluse in 42?", "size", 1),
        ("le blazer existe en 40 ?", "size", 3),
    ],
)
def test_a_question_knows_its_topic_and_its_piece(message: str, asks: str, about: int) -> None:
    found = hear(message, TABLE)
    assert (found.intent, found.asks, [piece.int for piece in found.about]) == ("ask", asks, [about])


def test_a_cloth_that_is_wished_for_is_not_asked_about() -> None:
    found = hear("got the tote in suede?", TABLE)
    assert found.intent == "refine"


@pytest.mark.parametrize(
    "message",
    [
        "everything but the heels can go",
        "all except the heels should change",
        "the heels can stay, everything else can go",
    ],
)
def test_all_but_one_piece_may_go(message: str) -> None:
    found = hear(message, TABLE)
    assert found.edit is not None
    assert (found.edit.change, [piece.int for piece in found.edit.lock]) == (("top", "bottom", "outerwear", "bag"), [4])
    assert wishes(found, "heel") == []


@pytest.mark.parametrize(
    "message", ["where is my parcel", "I'd like a refund", "comment renvoyer mon colis", "wo ist mein Paket"]
)
def test_what_the_shops_office_is_asked_goes_to_people(message: str) -> None:
    assert hear(message).intent == "handoff"


@pytest.mark.parametrize(
    ("message", "colour"),
    [
        ("ein bordeauxrotes Kleid", "burgundy"),
        ("ein Kleid in Himmelblau", "sky blue"),
        ("eine dunkelgraue Hose", "charcoal"),
        ("une robe bleu marine", "navy"),
        ("un jupe en moutarde", "mustard"),
        ("un vestido verde esmeralda", "emerald"),
        ("una falda gris oscuro", "charcoal"),
    ],
)
def test_colours_of_our_own_replies_are_heard_in_their_languages(message: str, colour: str) -> None:
    assert wishes(hear(message), "colour") == [colour]


def test_a_week_somewhere_is_a_journey() -> None:
    found = hear("what do I pack for a week in Norway")
    assert (found.context.occasion, found.context.duration) == ("travel", "multi_day")


def test_a_sum_for_the_rest_is_the_budget() -> None:
    found = hear("wedding in May, men's, 400 for the rest")
    assert found.context.budget is not None
    assert found.context.budget.amount == 40000


def after(message: str, said: str) -> Analysis:
    """What the message means after another of the shopper's, with the look on the table."""
    return hear(message, TABLE, history=((said, "…"),), seq=2)


def test_ones_are_of_what_was_asked_about() -> None:
    found = after("too shiny, brown ones", "why those heels")
    assert found.edit is not None
    assert (found.edit.change, [(c.value.name, c.slot) for c in found.constraints if c.kind == "colour"]) == (
        ("shoes",),
        [("brown", "shoes")],
    )


def test_what_it_is_swapped_for_is_wished_of_it() -> None:
    found = after("swop it for something silver", "how much is the tote")
    assert [(c.value.name, c.slot) for c in found.constraints if c.kind == "colour"] == [("silver", "bag")]


def test_sizes_beside_a_deed_say_of_what_they_are() -> None:
    found = hear("I'll take it all. M, and 38 in shoes", TABLE)
    assert (found.action, found.about) == ("add_to_bag", ())
    assert {(c.slot, c.value.size) for c in found.constraints if c.kind == "size"} == {
        ("top", "M"), ("bottom", "M"), ("outerwear", "M"), ("shoes", "38"),
    }  # fmt: skip


def test_to_bag_the_lot_speaks_of_no_handbag() -> None:
    found = hear("bag the lot", TABLE)
    assert (found.intent, found.action, found.about) == ("act", "add_to_bag", ())


def test_what_is_left_out_stays_out_where_only_some_may_stay() -> None:
    found = hear("no blazer, only the blouse and the trousers can stay", TABLE)
    assert found.edit is not None
    assert ({*found.edit.change}, found.edit.drop) == ({"shoes", "bag"}, ("outerwear",))


def test_shorter_takes_longer_back() -> None:
    longer = hear("longer please", TABLE)
    state = msgspec.structs.replace(TABLE, constraints=longer.constraints)
    found = hear("shorter after all", state)
    assert [c.kind for c in longer.constraints if c.kind == "coverage"] == ["coverage"]
    assert [c.kind for c in found.constraints if c.kind == "coverage"] == []


def test_a_parcel_is_asked_after_beside_a_look_too() -> None:
    assert hear("where's my parcel", TABLE).intent == "handoff"


def test_what_a_piece_is_to_match_is_the_shoppers_own() -> None:
    found = hear("a belt to match brown shoes")
    assert (found.intent, found.slots, found.owned) == ("product", ("accessory",), ("shoes",))


@pytest.mark.parametrize(
    ("message", "department"), [("my dad's 70th, he's XL", "men"), ("she takes a 12, a gala", "women")]
)
def test_whose_size_is_told_is_dressed(message: str, department: str) -> None:
    assert hear(message).context.department == department


def test_a_piece_of_another_look_comes_into_the_one_in_front() -> None:
    found = hear("I prefer the dress from the second look", TABLE)
    assert found.edit is not None
    assert (found.edit.look, found.edit.change, [piece.int for piece in found.edit.lock]) == (0, ("dress",), [6])


def test_whether_a_piece_comes_in_a_colour_is_asked_in_other_languages_too() -> None:
    found = hear("gibt es die Bluse auch in Dunkelgrün?", TABLE)
    assert (found.intent, found.asks, [piece.int for piece in found.about]) == ("ask", "colour", [1])


@pytest.mark.parametrize("message", ["find me a less expensive bag", "less pricey bag please", "a less costly bag"])
def test_a_less_expensive_bag_is_a_bag(message: str) -> None:
    """ "Less" before a piece refuses it ("less lace"); before what is compared it refuses nothing."""
    edit = hear(message, TABLE).edit
    assert edit is not None
    assert (edit.change, edit.drop, edit.direction) == (("bag",), (), "cheaper")


@pytest.mark.parametrize(
    "message", ["My cousin marries in Lisbon in June", "my brother marries on Saturday, I hate heels"]
)
def test_somebody_who_marries_has_guests(message: str) -> None:
    assert hear(message).context.occasion == "wedding_guest"
