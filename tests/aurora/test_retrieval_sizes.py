"""Which labels fit a size that a shopper names."""

import pytest

from aurora.retrieval.sizes import fitting
from commerce.garments import Department


@pytest.mark.parametrize(
    ("size", "department", "fits", "fits_not"),
    [
        ("50", "men", {"50", "EU 50", "W34", "34", "34/32", "M"}, {"L", "W50", "22"}),
        ("EU 46", "men", {"46", "W30", "S"}, {"W46", "M"}),
        ("W50", "men", {"W50", "50"}, {"W34", "M"}),
        ("34", "men", {"34", "W34", "L"}, {"50", "W18"}),
        ("40", "women", {"40", "EU 40", "UK 12", "L"}, {"5XL"}),
        ("28", "women", {"28", "W28", "M"}, {"EU 28"}),
    ],
)
def test_trousers_by_a_country_s_number_are_told_from_those_by_inches(
    size: str, department: Department, fits: set[str], fits_not: set[str]
) -> None:
    labels = set(fitting("bottom", size, department))
    assert fits <= labels
    assert not fits_not & labels
