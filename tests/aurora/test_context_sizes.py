"""Sizes in letters and words, beside the garment that they are the size of."""

import pytest

from aurora.types import ConversationState
from tests.aurora.test_context import TABLE, hear


@pytest.mark.parametrize(
    ("message", "key", "size"),
    [
        ("any XL coats?", "top", "XL"),
        ("a small red jumper", "top", "S"),
        ("extra extra large trousers", "bottom", "XXL"),
        ("do you have blouses in M?", "top", "M"),
        ("an extra large black wool coat", "top", "XL"),
        ("a dress in size small please", "dress", "S"),
    ],
)
def test_a_letter_or_word_of_size_is_read_before_the_garment_and_after_in(message: str, key: str, size: str) -> None:
    found = hear(message)
    assert [(c.value.name, c.value.size) for c in found.constraints if c.kind == "size"] == [(key, size)]
    assert found.slots != ()


@pytest.mark.parametrize(
    "message",
    [
        "what sizes does the coat come in", "a slightly large dress", "a small bag", "a small check shirt",
        "the shirt is too small", "I'm in M&S and need a dress", "something for a week in L.A.", "not a large coat",
    ],
)  # fmt: skip
def test_what_is_no_size_gives_none(message: str) -> None:
    assert [c for c in hear(message).constraints if c.kind == "size"] == []


def test_asking_for_a_garment_in_a_size_still_asks_for_the_garment() -> None:
    assert hear("find me a parka in large").slots == ("outerwear",)
    assert hear("I wear large tops, find me a jacket").slots == ("outerwear",)


def sizes(message: str, state: ConversationState | None = None) -> dict[str | None, str | None]:
    return {c.value.name: c.value.size for c in hear(message, state).constraints if c.kind == "size"}


def test_a_garment_s_own_size_wins_over_that_of_the_person() -> None:
    assert sizes("sandals in 38 for my wife, she's a size 42") == {"shoes": "38", "dress": "42"}


def test_the_person_s_size_said_later_leaves_the_shoes_theirs() -> None:
    before = hear("ankle boots in 38, women")
    found = sizes("she is a size 42", ConversationState(constraints=before.constraints, context=before.context))
    assert found == {"shoes": "38", "clothes": "42"}


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("black boots under 150 dollars, women, 37", {"shoes": "37"}),
        ("loafers, men's, 43 please", {"shoes": "43"}),
        ("a green dress, women, 36", {"dress": "36"}),
        ("I need 41 boots, women", {"shoes": "41"}),
    ],
)
def test_a_number_by_itself_is_the_size_of_the_only_garment(message: str, said: dict[str, str]) -> None:
    assert sizes(message) == said


def test_a_list_of_garments_with_sizes_wishes_none_of_them() -> None:
    found = hear("interview at an insurer, men, 40 long jacket, trousers 32, shoes 43")
    assert {c.value.name: c.value.size for c in found.constraints} == {"top": "M", "bottom": "32", "shoes": "43"}
    assert found.intent == "look"


def test_sizes_of_pieces_on_the_table_change_no_piece() -> None:
    found = hear("blouse M, trousers 30", TABLE)
    assert found.edit is not None
    assert found.edit.change == ()
    assert {c.value.name: c.value.size for c in found.constraints} == {"top": "M", "bottom": "30"}


def test_a_sum_is_no_size() -> None:
    assert sizes("boots, women, under 40 dollars") == {}


@pytest.mark.parametrize(
    "message",
    [
        "soy mujer, talla 42 y número 38, una boda",
        "Größe 42 und Schuhe 38, Hochzeit, Damen",
        "je fais du 42, pointure 38, mariage, femme",
        "size 42 and shoes 38, wedding, women",
    ],
)
def test_the_size_of_clothes_and_that_of_shoes_are_kept_apart_in_every_language(message: str) -> None:
    found = hear(message)
    assert {(c.value.name, c.value.size) for c in found.constraints if c.kind == "size"} == {
        ("clothes", "42"), ("shoes", "38"),
    }  # fmt: skip
    assert found.intent == ("product" if "Größe" in message else "look")


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("mens outfit for work, sizes 50 and 34", {"top": "50", "bottom": "34"}),
        ("shirt and jeans for a man, sizes M and 32", {"top": "M", "bottom": "32"}),
        ("outfit for a man, sizes L and 44", {"top": "L", "shoes": "44"}),
        ("men's L, 34, 44 shoes", {"clothes": "L", "bottom": "34", "shoes": "44"}),
    ],
)
def test_two_sizes_in_one_breath_are_each_of_something(message: str, said: dict[str, str]) -> None:
    assert sizes(message) == said


@pytest.mark.parametrize(
    "message",
    ["wedding, I'm a woman, I hate heels, size 40, shoes 39", "woman, size 40, shoe size 39", "I wear a 40, shoes 39"],
)
def test_a_size_beside_that_of_the_shoes_is_none_of_theirs(message: str) -> None:
    assert sizes(message) == {"clothes": "40", "shoes": "39"}


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("size 12 UK woman, feet 5, wedding", {"clothes": "UK 12", "shoes": "5"}),
        ("I am a 10 UK in dresses", {"dress": "UK 10"}),
        ("size 12 (UK) dress", {"dress": "UK 12"}),
        ("38 EU shoes, women", {"shoes": "EU 38"}),
        ("something under 50 us dollars", {}),
        ("fiesta el 12 de junio, mujer", {}),
    ],
)
def test_a_country_may_be_said_after_its_number(message: str, said: dict[str, str]) -> None:
    assert sizes(message) == said


def test_who_a_size_is_told_of_tells_the_department() -> None:
    assert hear("size 12 UK woman, feet 5, wedding").context.department == "women"
    assert hear("wedding, size 52 man, under 300").context.department == "men"


def test_a_bare_size_is_american_in_a_shop_that_sells_in_dollars_and_the_receipt_says_so() -> None:
    found = next(c for c in hear("black trainers for women, size 8").constraints if c.kind == "size")
    assert (found.value.size, found.note) == ("US 8", "read as an American size")


def test_a_child_s_bare_size_and_a_european_one_stay_as_they_are_said() -> None:
    assert sizes("a dress for my daughter, size 8") == {"clothes": "8"}
    assert sizes("trainers for women, size 39") == {"shoes": "39"}


@pytest.mark.parametrize("message", ["woman, size 42, party outfit", "women's linen outfit, size 42"])
def test_a_woman_s_bare_european_size_is_of_her_clothes(message: str) -> None:
    assert sizes(message) == {"clothes": "42"}


@pytest.mark.parametrize("letter", ["XXL", "3XL", "2xl"])
def test_letters_that_nothing_else_could_be_are_a_size_wherever_they_stand(letter: str) -> None:
    assert list(sizes(f"I'm a {letter} woman and need a party outfit")) == ["clothes"]


def test_how_tall_one_is_is_no_size_of_shoes() -> None:
    assert sizes("I'm 5 foot 3, boots for women") == {}
