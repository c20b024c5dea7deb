"""Understanding, from the outside: one message and what was known before it, to an `Analysis`."""

import time
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aurora.context import analyse
from aurora.types import (
    Analysis,
    ClientContext,
    Constraint,
    ConstraintValue,
    ConversationState,
    LookOnTable,
    PieceOnTable,
    Profile,
    Style,
    StyleContext,
    TurnInput,
)
from commerce.garments import Slot
from core.money import Money


def piece(position: int, slot: Slot, category: str, colour: str, material: str, price: int) -> PieceOnTable:
    return PieceOnTable(
        position=position,
        slot=slot,
        product_id=UUID(int=position),
        variant_id=UUID(int=50 + position),
        category=category,
        title=f"{colour} {category}",
        colour=colour,
        materials=(material,),
        price=price,
    )


LOOK = LookOnTable(
    outfit_id=UUID(int=900),
    pieces=(
        piece(1, "top", "blouse", "white", "silk", 8000),
        piece(2, "bottom", "trousers", "black", "wool", 9000),
        piece(3, "outerwear", "blazer", "navy", "wool", 15000),
        piece(4, "shoes", "heels", "black", "leather", 12000),
        piece(5, "bag", "tote", "tan", "leather", 9000),
    ),
    total=53000,
)
SECOND = LookOnTable(outfit_id=UUID(int=901), pieces=(piece(6, "dress", "dress", "red", "cotton", 9000),), total=9000)
TABLE = ConversationState(
    looks=(LOOK, SECOND), query="office",
    context=StyleContext(occasion="work", department="women", sources={"occasion": "message", "department": "message"}),
)  # fmt: skip


def hear(message: str, state: ConversationState | None = None, **turn: object) -> Analysis:
    fields: dict[str, object] = {"client": ClientContext(), "profile": Profile(), **turn}
    made = TurnInput(
        conversation_id=UUID(int=1), message_id=UUID(int=2), seq=1, message=message, state=state or ConversationState()
    )
    return analyse(msgspec.structs.replace(made, **fields))


def wishes(analysis: Analysis, kind: str) -> list[str | None]:
    return [c.value.name for c in analysis.constraints if c.kind == kind]


# ── what is said ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_wedding_with_a_budget_and_a_refusal_is_read_in_full() -> None:
    found = hear("I need an outfit for a summer wedding in Lisbon, under 200 dollars, no heels please")
    assert found.intent == "look"
    assert found.context.occasion == "wedding_guest"
    assert found.context.budget == Money(20000, "USD")
    assert found.context.location is not None
    assert (found.context.location.city, found.context.location.country) == ("Lisbon", "PT")
    assert [(c.kind, c.text) for c in found.constraints] == [("budget", "under 200 dollars"), ("heel", "no heels")]


@pytest.mark.parametrize(
    ("message", "refused"),
    [
        ("office outfit, no black, navy or brown", ["black", "navy", "brown"]),
        ("anything but black for a wedding", ["black"]),
        ("outfit, not black but navy", ["black"]),
        ("I don't dislike black", []),
        ("I wouldn't mind black", []),
        ("dress for a date: hate black, hate red", ["black", "red"]),
        ("party outfit without red. Green shoes please", ["red"]),
        ("pink washes me out, party outfit", ["pink"]),
    ],
)
def test_a_refusal_reaches_as_far_as_it_means(message: str, refused: list[str]) -> None:
    assert wishes(hear(message), "avoid_colour") == refused


@pytest.mark.parametrize(
    ("message", "amount", "minimum", "per"),
    [
        ("work outfit $150-250", 25000, 15000, "outfit"),
        ("work outfit up to 1,000 dollars", 100000, None, "outfit"),
        ("work outfit, 2k max", 200000, None, "outfit"),
        ("work outfit for under two hundred dollars", 20000, None, "outfit"),
        ("work outfit around $200", 22000, 18000, "outfit"),
        ("work outfit, nothing over $50 a piece", 5000, None, "item"),
        ("work outfit for at least 300 dollars", None, 30000, "outfit"),
        ("I don't want to spend more than 200 on a work outfit", 20000, None, "outfit"),
    ],
)
def test_a_budget_is_read_with_its_bounds(message: str, amount: int | None, minimum: int | None, per: str) -> None:
    (found,) = [c for c in hear(message).constraints if c.kind == "budget"]
    assert (found.value.amount, found.value.minimum, found.value.per) == (amount, minimum, per)


@pytest.mark.parametrize(
    "message",
    [
        "I'm 34 and need a work outfit",
        "party for 50 people, outfit",
        "outfit for the 24th of May",
        "outfit for 8pm, it is 30 degrees",
        "size 12, work outfit",
        "a work outfit for 2 days",
        "EU 42 shoes",
        "my son is 6",
        "wedding in 2027, outfit",
        "W32 jeans",
    ],
)
def test_ages_counts_dates_times_sizes_and_degrees_are_no_money(message: str) -> None:
    assert wishes(hear(message), "budget") == []


def test_a_budget_in_another_currency_is_converted_at_the_rate_and_says_so() -> None:
    (found,) = hear("work outfit under 100 euros", rates={"EUR": 1.1}).constraints
    assert found.value == ConstraintValue(
        amount=11000, currency="USD", per="outfit", original=Money(10000, "EUR"), rate=1.1
    )
    assert found.status == "kept"


def test_a_budget_in_another_currency_without_a_rate_is_unverifiable() -> None:
    (found,) = hear("work outfit under 100 euros").constraints
    assert (found.value.amount, found.value.currency, found.status) == (10000, "EUR", "unverifiable")


def test_yen_have_no_cents() -> None:
    (found,) = hear("work outfit under 20000 yen", rates={"JPY": 0.007}).constraints
    assert found.value.amount == 14000


def test_vegan_refuses_every_animal_material() -> None:
    (refused,) = [c for c in hear("I'm vegan, outfit for work").constraints if c.kind == "avoid_material"]
    assert refused.value.name == "animal"
    assert refused.value.members == (
        "leather", "suede", "wool", "silk", "cashmere", "fur", "down", "mohair", "angora", "alpaca",
    )  # fmt: skip


def test_what_is_allowed_after_all_leaves_the_rest_of_a_refused_group() -> None:
    state = msgspec.structs.replace(TABLE, constraints=hear("I'm vegan, outfit for work").constraints)
    (refused,) = [
        c
        for c in hear("wool trousers are fine after all, wool please", state).constraints
        if c.kind == "avoid_material"
    ]
    assert "wool" not in refused.value.members
    assert "leather" in refused.value.members


@pytest.mark.parametrize(
    ("message", "department"),
    [
        ("outfit for my husband", "men"),
        ("outfit for my husband's birthday party", None),
        ("a date with my boyfriend, outfit", None),
        ("my wife needs an outfit", "women"),
        ("outfit for my 8-year-old daughter", "girls"),
        ("outfit for my son, he's 6", "boys"),
        ("my daughter is 22 and needs an outfit", "women"),
        ("girls night out, outfit please", None),
        ("an outfit for work", None),
        ("gender neutral outfit", "unisex"),
    ],
)
def test_a_department_is_taken_only_where_it_is_said(message: str, department: str | None) -> None:
    assert hear(message).context.department == department


def test_an_unknown_department_is_asked_for_once_and_the_look_is_asked_for_all_the_same() -> None:
    first = hear("I need an outfit for a wedding")
    assert first.intent == "look"
    assert first.question == "Shall I look in women's or men's clothes?"
    again = hear("something in navy", ConversationState(asked=first.question, context=first.context))
    assert again.question != first.question


@pytest.mark.parametrize(
    ("message", "celsius"),
    [("work outfit, 75F", 23.9), ("work outfit, minus 5 degrees", -5), ("work outfit, 18°C", 18)],
)
def test_degrees_are_read_in_celsius(message: str, celsius: float) -> None:
    weather = hear(message).context.weather
    assert weather is not None
    assert weather.temperature_c == pytest.approx(celsius)


def test_july_in_sydney_is_winter_and_marked_as_a_guess() -> None:
    found = hear("outfit for a wedding in Sydney in July").context
    assert found.weather is not None
    assert found.weather.temperature_c is not None
    assert found.weather.temperature_c < 20
    assert found.sources["weather"] == "inferred"


def test_an_owned_garment_is_not_wished_for() -> None:
    found = hear("I already have black shoes, need an outfit for brunch")
    assert found.owned == ("shoes",)
    assert found.constraints == ()


def test_one_kind_of_garment_is_a_product_and_its_price_is_its_own() -> None:
    found = hear("show me white trainers under 80")
    assert (found.intent, found.slots) == ("product", ("shoes",))
    (budget,) = [c for c in found.constraints if c.kind == "budget"]
    assert (budget.value.amount, budget.value.per, budget.slot) == (8000, "item", "shoes")
    assert found.context.budget is None


@pytest.mark.parametrize(
    ("message", "language", "occasion"),
    [
        ("Ich brauche ein Outfit für eine Hochzeit, kein Schwarz", "de", "wedding_guest"),
        ("Je cherche une tenue pour un entretien, pas de noir", "fr", "interview"),
        ("¿Qué me pongo para una fiesta? nada de negro", "es", "party"),
    ],
)
def test_german_french_and_spanish_are_understood(message: str, language: str, occasion: str) -> None:
    found = hear(message)
    assert (found.language, found.context.occasion) == (language, occasion)
    assert wishes(found, "avoid_colour") == ["black"]


def test_a_slip_of_the_keyboard_is_read_as_it_was_meant() -> None:
    found = hear("weding outfit wihtout lether in burgandy")
    assert found.context.occasion == "wedding_guest"
    assert (wishes(found, "avoid_material"), wishes(found, "colour")) == (["leather"], ["burgundy"])


# ── the look on the table ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("message", "change", "drop", "add"),
    [
        ("swap the shoes", ("shoes",), (), ()),
        ("not leather", ("shoes", "bag"), (), ()),
        ("no heels", ("shoes",), (), ()),
        ("in navy", ("top", "bottom", "outerwear"), (), ()),
        ("no bag", (), ("bag",), ()),
        ("add a scarf", (), (), ("accessory",)),
        ("make the shoes red", ("shoes",), (), ()),
        ("keep everything but the shoes", ("shoes",), (), ()),
        ("nothing black", ("bottom", "shoes"), (), ()),
    ],
)
def test_a_refinement_changes_what_it_names_and_nothing_else(
    message: str, change: object, drop: object, add: object
) -> None:
    found = hear(message, TABLE)
    assert found.intent == "refine"
    assert found.edit is not None
    assert (found.edit.change, found.edit.drop, found.edit.add, found.edit.lock) == (change, drop, add, ())


@pytest.mark.parametrize(
    ("message", "change", "drop"),
    [
        ("perfect! but the bag is ugly", ("bag",), ()),
        ("the shoes are too high", ("shoes",), ()),
        ("something else", ("top", "bottom", "outerwear", "shoes", "bag"), ()),
        ("what if it rains?", ("outerwear", "shoes"), ()),
        ("I have my own bag", (), ("bag",)),
        ("nothing over 100 for the shoes", ("shoes",), ()),
        ("nothing over 500 for the shoes", (), ()),
    ],
)
def test_what_a_shopper_complains_of_is_what_changes(message: str, change: object, drop: object) -> None:
    found = hear(message, TABLE)
    assert found.intent == "refine"
    assert found.edit is not None
    assert (found.edit.change, found.edit.drop) == (change, drop)


def test_keeping_the_jacket_locks_the_blazer() -> None:
    found = hear("keep the jacket but swap the shoes", TABLE)
    assert found.edit is not None
    assert (found.edit.lock, found.edit.change) == ((UUID(int=3),), ("shoes",))
    assert [(c.kind, c.value.product_id) for c in found.constraints] == [("lock", UUID(int=3))]


def test_cheaper_sets_a_direction_and_no_budget() -> None:
    found = hear("cheaper please", TABLE)
    assert found.edit is not None
    assert (found.edit.direction, found.edit.change, found.constraints) == ("cheaper", (), ())


@pytest.mark.parametrize(
    ("message", "look"),
    [("the second one", 1), ("option 2", 1), ("2nd one", 1), ("the last one", 1), ("the red one", 1)],
)
def test_a_look_is_picked_by_its_place_or_its_colour(message: str, look: int) -> None:
    edit = hear(message, TABLE).edit
    assert edit is not None
    assert (edit.look, edit.pick_only, edit.change) == (look, True, ())


def test_another_department_changes_every_piece_and_drops_sizes() -> None:
    size = Constraint(kind="size", text="UK 10", value=ConstraintValue(name="top", size="UK 10"), slot="top")
    cap = Constraint(kind="budget", text="under 300", value=ConstraintValue(amount=30000, currency="USD", per="outfit"))
    found = hear("what about for men?", msgspec.structs.replace(TABLE, constraints=(size, cap)))
    assert found.context.department == "men"
    assert [c.kind for c in found.constraints] == ["budget"]
    assert found.edit is not None
    assert found.edit.change == ("top", "bottom", "outerwear", "shoes", "bag")


def test_a_new_budget_replaces_the_old_one() -> None:
    cap = Constraint(kind="budget", text="under 300", value=ConstraintValue(amount=30000, currency="USD", per="outfit"))
    found = hear("actually under 150", msgspec.structs.replace(TABLE, constraints=(cap,)))
    assert [c.value.amount for c in found.constraints] == [15000]


def test_not_black_takes_back_black_and_refuses_it() -> None:
    black = Constraint(kind="colour", text="black", value=ConstraintValue(name="black"))
    found = hear("not black", msgspec.structs.replace(TABLE, constraints=(black,)))
    assert [(c.kind, c.value.name) for c in found.constraints] == [("avoid_colour", "black")]


def test_start_over_clears_everything_and_undo_brings_it_back() -> None:
    cap = Constraint(kind="budget", text="under 300", value=ConstraintValue(amount=30000, currency="USD", per="outfit"))
    earlier = msgspec.structs.replace(TABLE, constraints=(cap,))
    blank = hear("start over", earlier)
    assert (blank.intent, blank.constraints, blank.context) == ("start_over", (), StyleContext())
    back = hear("undo", ConversationState(undo=(earlier,), looks=TABLE.looks))
    assert (back.intent, back.constraints, back.context) == ("undo", (cap,), TABLE.context)


def test_a_question_changes_no_wish() -> None:
    cap = Constraint(kind="budget", text="under 300", value=ConstraintValue(amount=30000, currency="USD", per="outfit"))
    found = hear("is the bag waterproof?", msgspec.structs.replace(TABLE, constraints=(cap,)))
    assert (found.intent, found.asks, found.constraints) == ("ask", "waterproof", (cap,))


def test_with_nothing_on_the_table_a_comparison_is_a_plain_wish() -> None:
    found = hear("something warmer and dressier for work")
    assert found.edit is None
    assert [(c.kind, c.value.level) for c in found.constraints] == [("warmth", 0.2), ("formality", 0.7)]


# ── where a field comes from ───────────────────────────────────────────────────────────────────────────────────────


def test_the_message_wins_over_the_request_and_the_request_over_the_profile() -> None:
    client, profile = (
        ClientContext(department="men", occasion="work"),
        Profile(department="women", budget=Money(9000, "USD")),
    )
    found = hear("an outfit for a wedding", client=client, profile=profile).context
    assert (found.occasion, found.department, found.budget) == ("wedding_guest", "men", Money(9000, "USD"))
    assert found.sources == {"occasion": "message", "department": "request", "budget": "profile"}


def test_what_was_said_earlier_wins_over_the_request() -> None:
    found = hear("in navy", TABLE, client=ClientContext(department="men")).context
    assert (found.department, found.sources["department"]) == ("women", "conversation")


def test_what_the_request_avoids_stands_as_a_hard_limit() -> None:
    found = hear("an outfit for work", client=ClientContext(style=Style(avoid=("yellow", "leather", "frills"))))
    assert [(c.kind, c.value.name, c.hard, c.source) for c in found.constraints] == [
        ("avoid_colour", "yellow", True, "request"),
        ("avoid_material", "leather", True, "request"),
        ("other", "not frills", False, "request"),
    ]


# ── whatever comes ─────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.text(min_size=1, max_size=400), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_text_is_analysed_and_twice_the_same(message: str, table: bool) -> None:
    state = TABLE if table else ConversationState()
    found = hear(message, state)
    assert found == hear(message, state)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Analysis) == found


_PARTS = [
    "no", "not", "swap", "keep", "the", "shoes", "jacket", "black", "leather", "under",
    "200", "$", "second", "one", "for", "my", "husband", "wedding", "cheaper", ",",
    "and", "or", "but", "bag", "size", "12", "add", "everything", "except",
]  # fmt: skip


@given(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=25))
@settings(max_examples=150, deadline=None)
def test_an_edit_names_only_pieces_of_the_look_it_edits(parts: list[str]) -> None:
    found = hear(" ".join(parts), TABLE)
    if found.edit is not None:
        look = TABLE.looks[found.edit.look]
        assert set(found.edit.lock) <= {p.product_id for p in look.pieces}
        assert set(found.edit.drop) <= {p.slot for p in look.pieces}
        assert not set(found.edit.add) & {p.slot for p in look.pieces}
        assert not set(found.edit.change) & set(found.edit.drop)


HOSTILE = {
    "numbers": "1 " * 2000,
    "sums": "$1-" * 1300,
    "refusals": "no " * 1300,
    "lists": "not black , " * 330,
    "owned": "with my black " * 285,
    "ligatures": "ﷺ" * 4000,
    "marks": "a" + "\u0301" * 3999,
    "invisible": "\u200b\u202e" * 2000,
    "one word": "a" * 4000,
    "ages": "son 7 year old " * 260,
    "swaps": "swap the shoes for boots " * 160,
    "slips": "trousre " * 500,
    "blank": " " * 4000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_message_is_read_in_bounded_time(name: str) -> None:
    # About 20 ms of CPU at worst on the machine this was written on; the bound leaves room for a slower one.
    message = HOSTILE[name][:4000]
    hear(message, TABLE)
    started = time.process_time()
    hear(message, TABLE)
    assert time.process_time() - started < 0.15


def test_invisible_characters_do_not_hide_a_word() -> None:
    assert wishes(hear("outfit, no bl\u200back\u202e please"), "avoid_colour") == ["black"]


def test_a_letter_is_never_the_size_of_the_shoes_beside_it() -> None:
    sizes = hear("smart casual for men, I wear size L and shoes 43").context.sizes
    assert sizes is not None
    assert (sizes.top, sizes.bottom, sizes.shoes) == ("L", "L", "43")
