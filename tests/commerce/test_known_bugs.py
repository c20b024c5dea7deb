"""The bugs that other shops have shipped: each stands in the docs' tables with tests that are named after it."""

import re
from pathlib import Path

import msgspec

ROOT = Path(__file__).parents[2]
TABLES = ("docs/checkout.md", "docs/payments.md")
HEADING = "## Bugs that other shops have shipped"
CLASSES = {
    "oversell", "oversell_inside_one_request", "charged_but_no_order", "webhook_and_complete", "webhook_before",
    "duplicate_delivery", "refund_double_booked", "empty_secret", "stale_cart_price", "amount_not_bound_to_order",
    "tax_rounding", "coupon_limit_race", "cart_merge", "deadlock_by_line_order",
}  # fmt: skip
"""What issue trackers of shop platforms report again and again; one that is taken out of the docs is missed here."""


class Row(msgspec.Struct, frozen=True):
    """A bug's name as a test would have it, where it was reported, and the tests that the docs give for it."""

    name: str
    reports: str
    tests: tuple[str, ...]


def rows() -> list[Row]:
    found = []
    for file in TABLES:
        section = (ROOT / file).read_text(encoding="utf-8").split(HEADING, 1)[1].split("\n## ", 1)[0]
        for line in re.findall(r"^\| (?!Bug |---)(.+) \|$", section, re.MULTILINE):
            bug, reports, tests = line.split(" | ")
            found.append(Row(bug.lower().replace(" ", "_"), reports, tuple(re.findall(r"`(test_\w+)`", tests))))
    return found


def written() -> set[str]:
    """The names of all tests of the shop."""
    files = (ROOT / "tests/commerce").glob("test_*.py")
    return {
        name for file in files for name in re.findall(r"^(?:async )?def (test_\w+)\(", file.read_text(), re.MULTILINE)
    }


def test_every_known_bug_has_its_row() -> None:
    assert sorted(row.name for row in rows()) == sorted(CLASSES)
    assert [row.name for row in rows() if not row.reports.strip()] == []


def test_every_known_bug_has_a_test_that_is_named_after_it() -> None:
    unnamed = [row.name for row in rows() if not any(test.startswith(f"test_{row.name}_") for test in row.tests)]
    missing = {test for row in rows() for test in row.tests} - written()
    assert (unnamed, missing) == ([], set())
