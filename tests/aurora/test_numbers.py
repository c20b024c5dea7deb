"""Number words in four languages: said, and read back where a sum is written out."""

import pytest

from aurora.grounding.numbers import MOST, read_number, say_number
from aurora.types import Language


@pytest.mark.parametrize(
    ("number", "language", "words"),
    [
        (21, "en", "twenty-one"),
        (120, "en", "one hundred and twenty"),
        (1005, "en", "one thousand and five"),
        (21, "de", "einundzwanzig"),
        (225, "de", "zweihundertfünfundzwanzig"),
        (71, "fr", "soixante et onze"),
        (80, "fr", "quatre-vingts"),
        (95, "fr", "quatre-vingt-quinze"),
        (200, "fr", "deux cents"),
        (35, "es", "treinta y cinco"),
        (100, "es", "cien"),
        (101, "es", "ciento uno"),
        (1250, "es", "mil doscientos cincuenta"),
    ],
)
def test_a_number_is_said_as_the_language_says_it(number: int, language: Language, words: str) -> None:
    assert say_number(number, language) == words


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_every_number_that_is_said_is_read_back(language: Language) -> None:
    wrong = [n for n in range(MOST + 1) if read_number(f"only {say_number(n, language)} ") != (n, 5)]
    assert wrong == []


def test_the_longest_number_before_a_place_is_read() -> None:
    assert read_number("it costs a hundred and five ") == (105, 9)
    assert read_number("two looks at twenty ") == (20, 13)
    assert read_number("it is very ") is None


def test_a_number_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="0 to 1999"):
        say_number(2000)
