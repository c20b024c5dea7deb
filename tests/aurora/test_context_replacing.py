"""What makes room for what, what is praised, what is doubted, what is asked in passing, and a month said of a look."""

import pytest

from aurora.types import ConversationState, Edit
from tests.aurora.test_context import TABLE, hear, wishes


def _edit(message: str) -> Edit:
    found = hear(message, TABLE)
    assert found.intent == "refine"
    assert found.edit is not None
    return found.edit


@pytest.mark.parametrize(
    "message",
    [
        "a cardigan would be nicer than the blazer",
        "cardigan > blazer",
        "swap the blazer for a cardigan",
        "a cardigan instead of the blazer",
        "I'd prefer a cardigan to the blazer",
    ],
)
def test_a_cardigan_rather_than_the_blazer_comes_over_the_blouse_and_the_blazer_goes(message: str) -> None:
    edit = _edit(message)
    assert (edit.drop, edit.add, edit.change) == (("outerwear",), ("top",), ())


def test_a_piece_of_the_same_slot_takes_its_place() -> None:
    edit = _edit("trainers would be nicer than the heels")
    assert (edit.drop, edit.add, edit.change) == ((), (), ("shoes",))


def test_what_is_better_than_the_trousers_drops_no_trousers() -> None:
    assert _edit("a tan belt rather than the black one, same trousers").drop == ()


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("the blazer is really lovely", {"outerwear"}),
        ("blouse + trousers perfect. everything else different", {"top", "bottom"}),
        ("the heels are absolutely stunning, other bag please", {"shoes"}),
    ],
)
def test_praise_keeps_a_piece(message: str, kept: set[str]) -> None:
    assert {c.slot for c in hear(message, TABLE).constraints if c.kind == "lock"} == kept


@pytest.mark.parametrize(
    ("message", "changed"),
    [
        ("the shoes are so last year, switch em", ("shoes",)),
        ("the trousers are fine. the rest is not", ("top", "outerwear", "shoes", "bag")),
        ("keep the blouse and show me a straw bag", ("bag",)),
        ("something else on my feet", ("shoes",)),
    ],
)
def test_what_is_said_of_a_piece_in_a_clause_of_its_own_changes_that_piece(
    message: str, changed: tuple[str, ...]
) -> None:
    assert _edit(message).change == changed


def test_what_is_only_wondered_at_wishes_nothing() -> None:
    found = hear("brown shoes with navy? black ones please", TABLE)
    assert wishes(found, "colour") == ["black"]


@pytest.mark.parametrize("message", ["make it for November then", "it's in December", "and for winter?"])
def test_a_month_said_of_a_look_makes_it_anew_for_that_weather(message: str) -> None:
    found = hear(message, TABLE)
    assert found.intent == "refine"
    assert found.context.weather is not None
    assert found.context.weather.temperature_c is not None
    assert found.context.weather.temperature_c < 12
    assert found.context.sources["weather"] == "inferred"


@pytest.mark.parametrize(
    ("message", "topic"),
    [
        ("is it cheaper to skip the bag?", "price"),
        ("heels plus tote how much together", "price"),
        ("heels - who by?", "brand"),
        ("does that blouse come in an 18", "size"),
        ("first or second, what would you choose for a client meeting?", "compare"),
        ("talk me through this", "why"),
        ("do men have to wear a tie?", "other"),
        ("how do I care for it?", "material"),
        ("welche würdest du nehmen?", "compare"),
        ("lequel choisirais-tu ?", "compare"),
    ],
)
def test_a_question_is_heard_however_it_is_put(message: str, topic: str) -> None:
    found = hear(message, TABLE)
    assert (found.intent, found.asks) == ("ask", topic)


@pytest.mark.parametrize(
    "message", ["take the second one but with other shoes", "I'll take the second with a different pair of shoes"]
)
def test_who_takes_a_look_with_other_shoes_buys_nothing_yet(message: str) -> None:
    found = hear(message, TABLE)
    assert found.edit is not None
    assert (found.intent, found.action, found.edit.look) == ("refine", None, 1)
    assert (*found.edit.change, *found.edit.add) == ("shoes",)


def test_a_budget_is_taken_back_by_what_is_said_of_it() -> None:
    found = hear("under 300 dollars, women, party outfit")
    assert wishes(found, "budget") != []
    known = ConversationState(looks=TABLE.looks, constraints=found.constraints, context=found.context)
    after = hear("ignore what I said about the budget", known)
    assert (after.intent, wishes(after, "budget")) == ("refine", [])


@pytest.mark.parametrize(
    ("message", "pattern", "refused"),
    [
        ("a work dress for women, no prints", ["plain"], []),
        ("a work dress for women without patterns or logos", ["plain"], ["graphic"]),
        ("a floral print dress for women", ["floral"], []),
    ],
)
def test_no_prints_at_all_wants_plain_things(message: str, pattern: list[str], refused: list[str]) -> None:
    found = hear(message)
    assert (wishes(found, "pattern"), wishes(found, "avoid_pattern")) == (pattern, refused)


def test_a_new_look_is_built_around_the_same_trousers() -> None:
    found = hear("something for dinner with the same trousers", TABLE)
    assert (found.intent, found.context.occasion) == ("look", "evening")
    assert [c.slot for c in found.constraints if c.kind == "lock"] == ["bottom"]


@pytest.mark.parametrize(
    ("message", "slot"),
    [
        ("my mum says the top is too revealing", "dress"),
        ("the skirt is too short", "dress"),
        ("the top is too low cut", "dress"),
        ("not so short", "dress"),
    ],
)
def test_what_is_said_of_a_half_of_the_dress_is_said_of_the_dress(message: str, slot: str) -> None:
    known = ConversationState(looks=TABLE.looks[1:], context=TABLE.context)
    found = hear(message, known)
    assert found.edit is not None
    assert (found.intent, found.edit.change, found.edit.drop) == ("refine", (slot,), ())
    assert [c.value.level for c in found.constraints if c.kind == "coverage"] == [0.7]


def test_one_material_for_another_is_wished_of_what_is_of_the_first() -> None:
    found = hear("swap silk for cotton", TABLE)
    assert found.edit is not None
    assert found.edit.change == ("top",)
    assert [(c.value.name, c.slot) for c in found.constraints if c.kind == "material"] == [("cotton", "top")]


@pytest.mark.parametrize(
    "message",
    [
        "I need something for a festival, men's around 300 it'll be 8 degrees",
        "what do I wear to work, men's around 300 flat shoes only.",
        "work clothes for women around 300 in navy if you can",
    ],
)
def test_about_so_much_is_a_budget_whatever_follows(message: str) -> None:
    found = next(c for c in hear(message).constraints if c.kind == "budget")
    assert (found.value.minimum, found.value.amount) == (27000, 33000)


@pytest.mark.parametrize(
    "message",
    [
        "a party with around 60 people, women",
        "a wedding with around 200 guests, women",
        "a women's look from around 1990s",
    ],
)
def test_about_so_many_is_no_budget(message: str) -> None:
    assert [c for c in hear(message).constraints if c.kind == "budget"] == []


@pytest.mark.parametrize(
    "message",
    ["die Schuhe behalten, anderes Sakko", "quédate con los zapatos, otra chaqueta", "keep the shoes, another blazer"],
)
def test_one_piece_is_kept_and_another_kind_of_the_next_asked_for_in_one_breath(message: str) -> None:
    edit = hear(message, TABLE).edit
    assert edit is not None
    assert (edit.change, [product.int for product in edit.lock]) == (("outerwear",), [4])
