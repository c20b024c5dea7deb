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


def refused(*constraints: Constraint) -> tuple[str, ...]:
    """The titles of what an edit that says just these holds on to."""
    look = outfit("Canvas Trainers", "Leather Penny Loafers")
    analysis = Analysis(intent="refine", context=StyleContext(), edit=Edit(), constraints=constraints)
    found = settled(turn("not green please", table=(look,)), analysis)
    assert found.edit is not None
    return tuple(item.title for item in look.items if item.product_id in found.edit.lock)


def test_a_refusal_holds_on_to_all_that_it_does_not_speak_of() -> None:
    """A jacket was put in the bag in L; "not green" then took the raincoat away, which there is none of in L."""
    size = Constraint(kind="size", text="L", value=ConstraintValue(size="L", names=("top",)), source="conversation")
    leather = Constraint(kind="avoid_material", text="no leather", value=ConstraintValue(name="leather"), slot="bag")
    assert refused(size, leather) == ("Canvas Trainers", "Leather Penny Loafers")
    assert refused(size) == ()
