"""What shoppers tell beside their wishes: other shops, earlier buys, complaints, what they own, whom it is for."""

import msgspec
import pytest

from tests.aurora.test_context import TABLE, hear, wishes


@pytest.mark.parametrize(
    "message",
    [
        "I have two speakers to greet, need something for a conference",
        "I already have seats for the opera, what do I wear",
        "we have been round all the shops, help me find a coat",
        "I have fathers and sons coming to my party, an outfit please",
        "I own a brewery and need a jacket",
    ],
)
def test_a_word_that_people_use_is_no_slip_of_a_garment(message: str) -> None:
    found = hear(message)
    assert found.owned == ()
    assert found.owned_pieces == ()


def test_a_real_slip_is_still_respelt() -> None:
    assert wishes(hear("a red jumpr for work"), "category") == ["sweater"]


@pytest.mark.parametrize(
    ("message", "refused"),
    [
        ("j'ai horreur du rouge, une tenue pour le bureau", ["red"]),
        ("ein Outfit fürs Büro, ich hasse Schwarz", ["black"]),
        ("odio el rojo, un conjunto para la oficina", ["red"]),
        ("je déteste le vert", ["green"]),
    ],
)
def test_hatred_refuses_in_every_language(message: str, refused: list[str]) -> None:
    found = hear(message)
    assert wishes(found, "avoid_colour") == refused
    assert wishes(found, "colour") == []


@pytest.mark.parametrize(
    ("message", "direction"),
    [
        ("moins élégant", "more_casual"),
        ("un peu moins chic s'il te plaît", "more_casual"),
        ("weniger auffällig bitte", "quieter"),
        ("nicht so steif", "more_casual"),
        ("menos arreglado", "more_casual"),
        ("pas assez chaud", "warmer"),
        ("poco abrigado", "warmer"),
        ("das ist mir zu leger", "dressier"),
    ],
)
def test_less_of_it_leads_the_other_way_in_every_language(message: str, direction: str) -> None:
    found = hear(message, TABLE)
    assert found.edit is not None
    assert (found.intent, found.edit.direction, found.edit.change) == ("refine", direction, ())


def test_not_too_dear_refuses_no_garment() -> None:
    assert wishes(hear("ein nicht zu teures Kleid, Damen"), "avoid_category") == []


def test_what_is_forgotten_is_wished_no_more() -> None:
    wished = hear("velvet shoes for a party, women")
    state = msgspec.structs.replace(TABLE, constraints=wished.constraints)
    assert wishes(hear("oh, forget velvet", state), "material") == []


def test_what_is_not_to_be_forgotten_is_added() -> None:
    found = hear("and don't forget a hat", TABLE)
    assert found.edit is not None
    assert (found.edit.add, found.edit.drop) == (("accessory",), ())


# ── a figure in the place of another ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("message", "amount"),
    [
        ("hmm, actually make that 240", 24000),
        ("sorry, I meant 310", 31000),
        ("ok, 275 then", 27500),
        ("not 300, 350", 35000),
        ("can we stretch to 400", 40000),
        ("lieber 250", 25000),
        ("mejor 320", 32000),
        ("260", 26000),
    ],
)
def test_a_bare_figure_takes_the_place_of_the_limit_in_force(message: str, amount: int) -> None:
    before = hear("a work outfit for women, at most 300 dollars")
    found = hear(message, msgspec.structs.replace(TABLE, constraints=before.constraints))
    assert found.intent == "refine"
    assert [(c.value.amount, c.value.per) for c in found.constraints if c.kind == "budget"] == [(amount, "outfit")]
    assert found.context.budget is not None
    assert found.context.budget.amount == amount


def test_the_limit_of_one_piece_stays_that_of_the_piece() -> None:
    before = hear("white trainers under 90 dollars, women's")
    found = hear("make it 70", msgspec.structs.replace(TABLE, constraints=before.constraints))
    assert [(c.value.amount, c.slot) for c in found.constraints if c.kind == "budget"] == [(7000, "shoes")]


@pytest.mark.parametrize("message", ["number 2", "make it 5", "42 please, in navy", "there will be 250 guests"])
def test_another_number_is_no_limit(message: str) -> None:
    before = hear("a work outfit for women, at most 300 dollars")
    found = hear(message, msgspec.structs.replace(TABLE, constraints=before.constraints))
    assert [c.value.amount for c in found.constraints if c.kind == "budget"] == [30000]


@pytest.mark.parametrize("message", ["make it 150", "200 then"])
def test_without_a_limit_a_bare_figure_is_none(message: str) -> None:
    assert hear(message, TABLE).context.budget is None


# ── what has been ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "message",
    [
        "the ones in the mall were over 200 and beige. I need an outfit for work, women",
        "I paid 300 for velvet last winter, so now an outfit for work, women",
        "I tried a red one on and it looked cheap. an outfit for work, women",
    ],
)
def test_what_has_been_wishes_nothing(message: str) -> None:
    found = hear(message)
    assert [c.kind for c in found.constraints if c.hard] == []
    assert found.context.budget is None
    assert found.context.occasion == "work"


def test_a_polite_past_wishes() -> None:
    found = hear("I was hoping for something red under 120, party, women")
    assert wishes(found, "colour") == ["red"]
    assert found.context.budget is not None


def test_too_tight_asks_for_more_room() -> None:
    found = hear("the trousers are too tight", TABLE)
    assert wishes(found, "fit") == ["relaxed"]
    assert found.edit is not None
    assert found.edit.change == ("bottom",)


# ── what the shopper has ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("message", ["I also have green sandals", "I still have my brown boots", "I do have loafers"])
def test_what_one_also_has_is_not_sold(message: str) -> None:
    found = hear(message, TABLE)
    assert found.owned == ("shoes",)
    assert wishes(found, "category") == []


@pytest.mark.parametrize(
    "message", ["I own a tuxedo already, what goes with it?", "I already have a suit for the party"]
)
def test_who_has_a_suit_has_jacket_and_trousers(message: str) -> None:
    found = hear(message)
    assert found.owned == ("bottom", "outerwear")
    assert {(p.slot, p.category) for p in found.owned_pieces} == {("outerwear", "blazer"), ("bottom", "suit_trousers")}


# ── whom and what it is for ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("message", ["something for me too, 44 shoes", "and an outfit for them as well please"])
def test_another_wearer_is_asked_whose_clothes(message: str) -> None:
    found = hear(message, TABLE)
    assert (found.intent, found.context.department) == ("look", None)
    assert found.question == "Shall I look in women's or men's clothes?"


def test_another_wearer_who_is_named_is_not_asked() -> None:
    found = hear("and an outfit for my brother as well", TABLE)
    assert (found.context.department, found.question) == ("men", None)


def test_a_garment_that_a_message_begins_with_is_what_is_wanted() -> None:
    found = hear("a light but really well cut cotton dress for the office under 45 dollars, women")
    assert (found.intent, found.slots) == ("product", ("dress",))
    assert [(c.value.amount, c.value.per) for c in found.constraints if c.kind == "budget"] == [(4500, "item")]


def test_a_garment_within_a_look_stays_a_wish() -> None:
    assert hear("wedding in Spain with friends next summer, women, a red dress").intent == "look"


def test_of_two_degrees_of_dressing_up_the_higher_is_meant() -> None:
    found = hear("opening night at the opera, elegant, women")
    levels = [c.value.level for c in found.constraints if c.kind == "formality"]
    assert (found.context.occasion, levels) == ("evening", [0.85])


# ── what is allowed again, and lengths ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("refused", "message"),
    [("no heels", "heels are ok"), ("no leather", "leather is fine after all"), ("no black", "black is allowed")],
)
def test_what_is_allowed_again_is_neither_refused_nor_wished(refused: str, message: str) -> None:
    before = hear(f"a work outfit for women, {refused}")
    assert len(before.constraints) == 1
    found = hear(message, msgspec.structs.replace(TABLE, constraints=before.constraints))
    assert (found.intent, found.constraints) == ("refine", ())
    assert found.edit is not None
    assert found.edit.change == ()


def test_longer_is_said_of_the_hem() -> None:
    found = hear("a bit longer please", TABLE)
    assert [(c.kind, c.value.level) for c in found.constraints] == [("coverage", 0.7)]
    assert found.edit is not None
    assert found.edit.change == ("bottom",)
    assert hear("this takes no longer than a minute, party outfit").constraints == ()
