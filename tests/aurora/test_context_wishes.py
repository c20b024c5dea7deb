"""Wishes that are put in unusual words: things in no vocabulary, hems, what others wear, sums, sizes, events, names."""

import msgspec
import pytest

from tests.aurora.test_context import TABLE, hear, wishes


@pytest.mark.parametrize(
    ("message", "thing"),
    [
        ("a t-shirt for my son, 5, he wants dinosaurs", "dinosaurs"),
        ("a shirt with parrots on it", "parrots"),
        ("ein T-Shirt mit Drachen für meinen Sohn, 4", "drachen"),
    ],
)
def test_what_no_vocabulary_has_is_a_soft_wish_of_its_own_words(message: str, thing: str) -> None:
    (found,) = [c for c in hear(message).constraints if c.kind == "other"]
    assert (found.value.name, found.hard) == (thing, False)
    assert hear(message).intent == "product"


def test_such_a_wish_about_a_look_changes_what_can_bear_it() -> None:
    found = hear("he wants dinosaurs", TABLE)
    assert found.edit is not None
    assert (found.intent, found.edit.change) == ("refine", ("top",))


@pytest.mark.parametrize("message", ["I want advice for a wedding", "I want to impress my boss", "he loves it"])
def test_what_is_said_in_passing_is_no_such_wish(message: str) -> None:
    assert wishes(hear(message), "other") == []


@pytest.mark.parametrize(
    ("message", "change", "name"),
    [("could it be sleeveless", ("top",), "sleeveless"), ("shorter", ("bottom",), "shorter")],
)
def test_sleeves_and_hems_are_heard(message: str, change: tuple[str, ...], name: str) -> None:
    found = hear(message, TABLE)
    assert found.edit is not None
    assert (found.edit.change, wishes(found, "other")) == (change, [name])


@pytest.mark.parametrize(
    "message",
    ["everyone will be in black, so I'd rather not be", "wedding, everybody wears black and I want to stand out"],
)
def test_what_others_wear_is_refused_where_the_shopper_would_rather_not(message: str) -> None:
    assert wishes(hear(message), "avoid_colour") == ["black"]
    assert wishes(hear("wedding, everybody wears black"), "avoid_colour") == []


def test_what_is_granted_before_another_wish_is_not_wished() -> None:
    found = hear("navy's fine but I'd like it in burgundy", TABLE)
    assert wishes(found, "colour") == ["burgundy"]


@pytest.mark.parametrize(
    ("message", "amount", "minimum", "per"),
    [
        ("a party look, about fifty bucks a piece tops", 5000, None, "item"),
        ("a party look between one fifty and two fifty dollars", 25000, 15000, "outfit"),
        ("party outfit between 100 and 200", 20000, 10000, "outfit"),
        ("two hundred for a party outfit", 20000, None, "outfit"),
        ("party outfit 200 all in", 20000, None, "outfit"),
        ("party outfit, 1.2k", 120000, None, "outfit"),
        ("no piece over 145 dollars, party outfit", 14500, None, "item"),
        ("party outfit, not more than 80 for shoes", 8000, None, "item"),
    ],
)
def test_sums_are_read_as_they_are_spoken(message: str, amount: int, minimum: int | None, per: str) -> None:
    (found,) = [c for c in hear(message).constraints if c.kind == "budget"]
    assert (found.value.amount, found.value.minimum, found.value.per) == (amount, minimum, per)


@pytest.mark.parametrize(
    "message", ["party outfit, they are in their 30s and 40s", "meeting at two thirty, work outfit"]
)
def test_ages_and_hours_are_no_sums(message: str) -> None:
    assert wishes(hear(message), "budget") == []


def test_a_limit_of_each_piece_and_one_of_the_whole_stand_beside_each_other() -> None:
    first = hear("party outfit, max $50 per item")
    state = TABLE.__class__(looks=TABLE.looks, constraints=first.constraints, context=first.context)
    found = [c.value for c in hear("keep it under $180", state).constraints if c.kind == "budget"]
    assert [(v.amount, v.per) for v in found] == [(5000, "item"), (18000, "outfit")]


def sizes(message: str) -> dict[str | None, str | None]:
    return {c.value.name: c.value.size for c in hear(message).constraints if c.kind == "size"}


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("a dress, US 8", {"dress": "US 8"}),
        ("blazer in IT 42, women", {"top": "EU 38"}),
        ("a dress, French size 38", {"dress": "EU 38"}),
        ("a men's suit, IT 50", {"dress": "EU 50"}),
        ("jeans W32 L34", {"bottom": "32"}),
        ("brown boots in size thirty eight", {"shoes": "38"}),
        ("dress 38, blazer M", {"dress": "38", "top": "M"}),
        ("the dress in 10Y", {"dress": "10Y"}),
        ("make it 42, a t-shirt for my daughter of 6", {}),
    ],
)
def test_sizes_are_read_with_their_system(message: str, said: dict[str, str]) -> None:
    assert sizes(message) == said


def test_a_letter_without_a_garment_is_one_constraint_for_clothes() -> None:
    (found,) = [c for c in hear("party outfit, size M").constraints if c.kind == "size"]
    assert (found.value.name, found.value.members, found.slot) == ("clothes", ("top", "bottom", "dress"), None)


def test_a_garment_s_size_said_later_leaves_the_others_theirs() -> None:
    first = hear("party outfit, size M")
    state = TABLE.__class__(looks=TABLE.looks, constraints=first.constraints, context=first.context)
    found = {c.value.members: c.value.size for c in hear("the dress in 38", state).constraints if c.kind == "size"}
    assert found == {("top", "bottom"): "M", ("dress",): "38"}


def test_of_two_events_the_first_is_dressed_for_and_the_second_is_offered() -> None:
    found = hear("brunch on Saturday and a wedding on Sunday, women")
    assert (found.context.occasion, found.question) == (
        "brunch",
        "I've dressed you for the first of the two. Shall I find an outfit for the wedding next?",
    )
    state = TABLE.__class__(looks=TABLE.looks, context=found.context, asked=found.question)
    taken = hear("yes please", state, history=(("brunch", f"Here it is. {found.question}"),))
    assert (taken.intent, taken.context.occasion, taken.context.department) == ("look", "wedding_guest", "women")


def test_one_event_of_two_parts_is_one_event() -> None:
    found = hear("dinner and theatre on Friday, women")
    assert (found.context.occasion, found.question) == ("evening", None)


@pytest.mark.parametrize(
    ("message", "brand"),
    [
        ("office outfit, no Wrenkin please", "Wrenkin"),
        ("office outfit, not Basket & Twine though", "Basket & Twine"),
        ("office outfit, nothing by United Looms of Verrano", "United Looms of Verrano"),
    ],
)
def test_a_brand_is_refused_by_its_capital(message: str, brand: str) -> None:
    assert wishes(hear(message), "avoid_brand") == [brand]


@pytest.mark.parametrize(
    "message", ["party outfit, no Lycra", "not Friday but Saturday, a party", "no XXL logos, party"]
)
def test_a_capital_of_another_word_is_no_brand(message: str) -> None:
    assert wishes(hear(message), "avoid_brand") == []


@pytest.mark.parametrize(
    ("message", "department"),
    [("dinner in November, man, under $350", "men"), ("a talk at a conference, woman, size M", "women")],
)
def test_a_bare_item_of_a_list_says_for_whom(message: str, department: str) -> None:
    assert hear(message).context.department == department


def test_german_compounds_and_shorthand_are_read_as_their_words() -> None:
    found = hear("grauer Wollmantel für den Winter")
    assert (wishes(found, "material"), wishes(found, "category")) == (["wool"], ["coat"])
    short = hear("wht tee wmn M")
    assert (wishes(short, "colour"), wishes(short, "category"), short.context.department) == (
        ["white"],
        ["t_shirt"],
        "women",
    )


def test_what_is_only_allowed_is_asked_for_by_nobody() -> None:
    found = hear("heels ok", TABLE)
    assert (found.intent, wishes(found, "category")) == ("refine", [])


# ── two things in one breath ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "message",
    [
        "brunch, women, max $60 per item, $150 max",
        "brunch, women, my budget is 150 dollars, no piece over 60 dollars",
        "brunch, women, no piece over 60 dollars, $150 max",
        "brunch, women, 150 in total, 60 each",
        "brunch, women, not more than 60 a piece, and 150 altogether",
        "Brunch, Damen, 60 $ pro Teil, 150 $ insgesamt",
    ],
)
def test_a_sum_for_every_piece_and_one_for_the_look_are_both_heard(message: str) -> None:
    sums = {(c.value.per, c.value.amount) for c in hear(message).constraints if c.kind == "budget"}
    assert sums == {("item", 6000), ("outfit", 15000)}


def test_a_refused_colour_is_not_bound_to_the_shoes_of_the_next_wish() -> None:
    for message in (
        "dinner, women, no red, flat shoes only",
        "an outfit for a party, women, nothing red and flat shoes",
    ):
        assert [c.slot for c in hear(message).constraints if c.kind == "avoid_colour"] == [None]
    described = hear("dinner, women, black, leather shoes")
    assert [c.slot for c in described.constraints if c.kind == "colour"] == ["shoes"]
    assert [c.slot for c in hear("a dress in red, flat shoes only").constraints if c.kind == "colour"] == ["dress"]


def test_what_is_refused_before_something_owned_is_refused_and_not_owned() -> None:
    for message in ("a party, girls, I don't want jeans, I already have shoes", "girls, no jeans, I have some shoes"):
        found = hear(message)
        assert (found.owned, wishes(found, "avoid_category")) == (("shoes",), ["jeans"])
    assert hear("a wedding, women, shoes, I already have").owned == ("shoes",)


def test_who_cannot_wear_heels_wears_none_to_the_next_occasion_either() -> None:
    state = msgspec.structs.replace(TABLE, constraints=hear("work, women, no heels, something formal").constraints)
    found = hear("something for the beach, women", state)
    assert (found.intent, wishes(found, "heel"), wishes(found, "formality")) == ("look", ["flat"], [])


@pytest.mark.parametrize(
    ("message", "hard"),
    [
        ("an outfit, women, flat shoes only, ideally a navy bag", True),
        ("an outfit, women, flat shoes, maybe a navy bag", True),
        ("an outfit, women, flat shoes, ideally", False),
        ("an outfit, women, flat shoes if possible, and a navy bag", False),
        ("an outfit, women, flat shoes, that would be nice", False),
    ],
)
def test_what_is_ideally_wished_of_the_bag_softens_nothing_before_it(message: str, hard: bool) -> None:
    """ "Flat shoes only, ideally a navy bag" brought heels to the next look."""
    heels = [c for c in hear(message).constraints if c.kind == "heel"]
    assert [(c.value.name, c.hard) for c in heels] == [("flat", hard)]
