import time

from core.ids import uuid7
from core.money import Money, show


def test_money_is_shown_in_the_decimals_of_its_currency() -> None:
    shown = [show(Money(5900, "USD")), show(Money(1234567, "EUR")), show(Money(8000, "JPY")), show(Money(1500, "KWD"))]

    assert shown == ["59.00 USD", "12,345.67 EUR", "8,000 JPY", "1.500 KWD"]


def test_ids_sort_by_the_time_they_were_made() -> None:
    first = uuid7()
    time.sleep(0.002)
    second = uuid7()

    assert first < second
    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    assert abs((first.int >> 80) / 1000 - time.time()) < 5
