"""An edit of a look that is over its budget: what nobody mentioned stays, whoever named the sum."""

import pytest

from aurora.settling import settled
from aurora.types import Analysis, Constraint, ConstraintValue, ConversationState, Edit, Source, StyleContext
from tests.aurora.looks import outfit, turn


def asked(amount: int, source: Source) -> Constraint:
    value = ConstraintValue(amount=amount, currency="USD", per="outfit")
    return Constraint(kind="budget", text="a budget", value=value, source=source)


def amount_for(source: Source, before: int) -> int | None:
    """The budget that an edit of the shoes is searched under. before: the one in force till now."""
    look = outfit("Canvas Trainers", "Leather Penny Loafers")
    cap = asked(look.total.amount - 1_000, source)
    state = ConversationState(constraints=(asked(before, "conversation"),))
    said = turn("swap the shoes", state=state, table=(look,))
    found = settled(
        said, Analysis(intent="refine", context=StyleContext(), edit=Edit(change=("shoes",)), constraints=(cap,))
    )
    return found.constraints[0].value.amount


@pytest.mark.parametrize("source", ["conversation", "request"])
def test_a_budget_that_the_look_was_shown_over_takes_nothing_from_it(source: Source) -> None:
    total = outfit("Canvas Trainers", "Leather Penny Loafers").total.amount
    assert amount_for(source, total - 1_000) == total


@pytest.mark.parametrize(("source", "before"), [("message", -1_000), ("request", 50_000)])
def test_a_new_budget_is_searched_under_as_it_is(source: Source, before: int) -> None:
    total = outfit("Canvas Trainers", "Leather Penny Loafers").total.amount
    assert amount_for(source, total + before) == total - 1_000
