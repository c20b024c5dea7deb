"""The bag in words, in four languages: what is there, what came out, what was left alone; and how a handoff stands."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from aurora.composer import asking, compose
from aurora.types import Action, Answer, BagLine, SizeNeeded
from core.money import Money
from tests.aurora import looks

LANGUAGES = ("en", "de", "fr", "es")
OUTFIT = looks.outfit("Wrap Midi Dress", "Block-Heel Sandals")


def line(title: str, size: str | None = None, quantity: int = 1, **more: Any) -> BagLine:
    item = looks.item(title)
    return BagLine(
        product_id=item.product_id, variant_id=item.variant_id, slot=item.slot, title=title, colour=item.colour.name,
        size=size, price=item.price, quantity=quantity, **more,
    )  # fmt: skip


def told(*actions: Action, action: str = "add_to_bag", intent: str = "act", language: str = "en", seed: int = 0) -> str:
    briefing = looks.briefing(
        intent=intent, action=action, actions=actions, table=(OUTFIT,), language=language, conversation=seed + 1
    )
    return " ".join(each.text for each in compose(briefing))


DRESS, SANDALS = line("Wrap Midi Dress", "M"), line("Block-Heel Sandals", "39", quantity=2)
EUROS = Money(12_300, "USD")
NEW: dict[str, Action] = {
    "there": Action(kind="cart.there", lines=(DRESS,)),
    "removed": Action(kind="cart.removed", lines=(DRESS,), cart_total=EUROS),
    "emptied": Action(kind="cart.removed", lines=(DRESS, SANDALS)),
    "shown": Action(kind="cart.shown", lines=(DRESS, SANDALS), cart_total=EUROS),
    "bare": Action(kind="cart.shown"),
    "changed": Action(kind="cart.kept", why="changed"),
    "paid": Action(kind="cart.kept", why="paid"),
    "paying": Action(kind="cart.kept", why="paying"),
    "not_there": Action(kind="cart.kept", why="not_there"),
    "unsaved": Action(kind="wishlist.removed", outfit_id=UUID(int=7)),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_can_happen_is_said_in_words_of_its_own(language: str) -> None:
    said = {name: told(action, language=language) for name, action in NEW.items()}

    assert len(set(said.values())) == len(said)
    for name, action in NEW.items():
        for each in action.lines:
            assert each.title in said[name]
        if action.cart_total:
            assert "123" in said[name]


def test_it_reads_as_english() -> None:
    assert told(NEW["there"]) in (
        "The Wrap Midi Dress in M is in your bag already.",
        "You have the Wrap Midi Dress in M in your bag already.",
    )
    assert "two of the Block-Heel Sandals in 39" in told(NEW["shown"])
    assert told(NEW["emptied"]).endswith(("Your bag is empty.", "There's nothing in your bag."))


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_more_is_offered_only_where_nothing_else_went_in(language: Any) -> None:
    added = Action(kind="cart.added", lines=(SANDALS,), total=EUROS, cart_total=EUROS)

    one, all_of_it = (
        asking((NEW["there"],), language),
        asking((Action(kind="cart.there", lines=(DRESS, SANDALS)),), language),
    )

    assert one
    assert all_of_it
    assert one != all_of_it
    assert asking((added, NEW["there"]), language) is None


def test_too_few_are_not_called_sold_out() -> None:
    need = SizeNeeded(product_id=DRESS.product_id, slot="dress", title="Wrap Midi Dress", sizes=(), left=2)

    words = told(Action(kind="cart.needs_size", needs=(need,)))

    assert words == "Only 2 more of the Wrap Midi Dress are left, so I've added nothing."
    assert asking((Action(kind="cart.needs_size", needs=(need,), offer=(SANDALS.product_id,)),)) is None


def test_a_size_that_nobody_named_is_said_to_be_known() -> None:
    known = line("Wrap Midi Dress", "M", size_from="profile")

    words = told(Action(kind="cart.added", lines=(known,), total=EUROS, cart_total=EUROS))

    assert "the size I know of you" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_handoff_tells_its_number_and_its_newest_answer(language: str) -> None:
    base: dict[str, Any] = {"kind": "handoff.requested", "reference": UUID(int=1), "number": "3F9A-01C2"}
    grace = Answer(by="Grace", at=datetime(2026, 11, 22, tzinfo=UTC), text="Yes, we have it in blue.\u202e")

    def say(action: str | None, **fields: Any) -> str:
        given = (Action(**base, **fields),) if fields else ()
        return told(*given, intent="handoff", action=action, language=language)  # type: ignore[arg-type]

    assert "3F9A-01C2" in say(None, status="open", contact="ada@example.com")
    assert "3F9A-01C2" in say("handoff_status", status="open", again=True)
    answered = say("handoff_status", status="answered", again=True, answers=(grace,))
    assert "Grace" in answered
    assert "Yes, we have it in blue." in answered
    assert "\u202e" not in answered
    assert "3F9A" not in say("handoff_status")
