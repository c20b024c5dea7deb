"""What was done, told as it happened: the bag, the saved look, the person called, and the question left open."""

from typing import Any
from uuid import UUID

import pytest
from msgspec import structs

from aurora.composer import asking, compose
from aurora.types import Action, BagLine, Language, Model3D, Outfit, SizeNeeded
from core.money import Money
from tests.aurora.looks import briefing, outfit

LANGUAGES: tuple[Language, ...] = ("en", "de", "fr", "es")
LOOK = outfit("Wrap Midi Dress", "Suede Chelsea Boots")
DRESS, BOOTS = (item.product_id for item in LOOK.items)


def bought(title: str, product_id: UUID, size: str | None, price: int, quantity: int = 1) -> BagLine:
    return BagLine(
        product_id=product_id, variant_id=product_id, slot="dress", title=title, colour="red", size=size,
        price=Money(price, "USD"), quantity=quantity,
    )  # fmt: skip


ADDED = Action(
    kind="cart.added",
    lines=(bought("Wrap Midi Dress", DRESS, "M", 8500), bought("Suede Chelsea Boots", BOOTS, "EU 39", 13900)),
    total=Money(22400, "USD"),
    cart_total=Money(30000, "USD"),
)
OPEN = SizeNeeded(product_id=BOOTS, slot="shoes", title="Suede Chelsea Boots", sizes=("EU 38", "EU 39"))
GONE = SizeNeeded(product_id=DRESS, slot="dress", title="Wrap Midi Dress", sizes=())


def told(*actions: Action, intent: Any = "act", **fields: Any) -> str:
    given = {"message": "add it", "action": "add_to_bag", "table": (LOOK,)} | fields
    return " ".join(line.text for line in compose(briefing(intent=intent, actions=actions, **given)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_went_in_is_named_once_with_its_size_and_its_sum(language: Language) -> None:
    text = told(ADDED, language=language)
    for words in ("Wrap Midi Dress", "Suede Chelsea Boots", "EU 39", "224", "300"):
        assert text.count(words) == 1, text


def test_one_piece_needs_no_sum() -> None:
    one = structs.replace(ADDED, lines=ADDED.lines[:1], total=Money(8500, "USD"), cart_total=Money(8500, "USD"))
    text = told(one)
    assert "the wrap midi dress in m" in text.lower()
    assert "$" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_size_is_asked_for_with_what_there_is_and_nothing_is_claimed(language: Language) -> None:
    needs = Action(kind="cart.needs_size", needs=(OPEN,))
    question = asking((needs,), language)
    assert question is not None
    assert "EU 38, EU 39" in question
    text = told(needs, language=language, question=question)
    assert text.endswith(question)
    assert text.count("?") == question.count("?")


def test_a_size_that_is_not_to_be_had_is_named() -> None:
    needs = Action(kind="cart.needs_size", needs=(structs.replace(OPEN, wanted="EU 41"),))
    text = told(needs, question=asking((needs,)))
    assert "EU 41" in text
    assert "in your bag" not in text


def test_what_is_sold_out_stops_all_of_it_and_the_rest_is_offered() -> None:
    needs = Action(kind="cart.needs_size", needs=(GONE,), offer=(BOOTS,))
    assert asking((needs,)) == "Shall I add the rest without it?"
    text = told(needs, question=asking((needs,)))
    assert "sold out" in text
    assert "nothing" in text.lower()


def test_the_last_ones_are_told_as_in_the_bag_already() -> None:
    needs = Action(kind="cart.needs_size", needs=(structs.replace(GONE, in_bag=1),))
    assert "in your bag already" in told(needs)


def test_saving_twice_is_not_told_as_saving_again() -> None:
    assert "already" in told(Action(kind="wishlist.saved", again=True)) or "before" in told(
        Action(kind="wishlist.saved", again=True)
    )
    assert "already" not in told(Action(kind="wishlist.saved"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_handoff_says_where_they_can_be_reached_only_once_that_is_known(language: Language) -> None:
    called = Action(kind="handoff.requested")
    assert asking((called,), language) is not None
    known = Action(kind="handoff.requested", contact="ada@example.org")
    assert asking((known,), language) is None
    assert "ada@example.org" in told(known, intent="handoff", language=language)
    added = Action(kind="handoff.requested", contact="ada@example.org", again=True)
    assert "ada@example.org" in told(added, intent="handoff", language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_3d_model_is_claimed_where_there_is_none(language: Language) -> None:
    text = told(action="show_3d", message="show me in 3d", language=language)
    assert "Try this look" in text
    assert "3D" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_opens_in_3d_is_said_to_and_pieces_without_a_model_are_told(language: Language) -> None:
    model = Model3D(url="/objects/a.glb")
    some = structs.replace(LOOK, items=(structs.replace(LOOK.items[0], model_3d=model), *LOOK.items[1:]))
    every = structs.replace(LOOK, items=tuple(structs.replace(item, model_3d=model) for item in LOOK.items))

    def shown(look: Outfit) -> str:
        return told(action="show_3d", message="show me in 3d", language=language, table=(look,))

    assert "Try this look" not in shown(some) + shown(every)
    assert "3D" in shown(every)
    assert len(shown(some)) > len(shown(every))


def test_an_owned_piece_is_the_shoppers_own_and_has_no_price() -> None:
    own = structs.replace(LOOK.items[1], owned=True, price=Money(0, "USD"))
    shown = structs.replace(LOOK, items=(LOOK.items[0], own), total=LOOK.items[0].price)
    text = " ".join(line.text for line in compose(briefing(shown)))
    assert "our own Suede Chelsea Boots" in text
    price = told(intent="ask", asks="price", message="how much are the boots?", table=(shown,))
    assert "nothing" in price
    assert "$0" not in price


@pytest.mark.parametrize("language", LANGUAGES)
def test_redo_brings_back_or_says_that_there_is_nothing(language: Language) -> None:
    back = " ".join(line.text for line in compose(briefing(LOOK, intent="redo", language=language)))
    assert all(item.title in back for item in LOOK.items)
    assert told(intent="redo", message="redo", language=language)


def test_an_edit_and_a_question_in_one_message_are_both_answered() -> None:
    text = " ".join(
        line.text
        for line in compose(briefing(LOOK, intent="refine", asks="material", message="and what are the boots made of?"))
    )
    assert "Wrap Midi Dress" in text
    assert "suede" in text.replace("Suede Chelsea", "")


def test_shown_in_3d_the_pieces_without_a_model_are_named() -> None:
    """ "“See it in 3D” on a card shows that piece alone" was said of a button that shows the whole look."""
    look = outfit("Crisp Poplin Shirt", "Tapered Chinos", "Canvas Trainers")
    model = Model3D("/objects/shirt.glb")
    shown = structs.replace(look, items=(structs.replace(look.items[0], model_3d=model), *look.items[1:]))
    text = " ".join(line.text for line in compose(briefing(intent="act", action="show_3d", table=(shown,))))
    assert "he chinos and the trainers" in text
    assert "3D" in text
    assert "on a card" not in text
    whole = structs.replace(look, items=tuple(structs.replace(one, model_3d=model) for one in look.items))
    text = " ".join(line.text for line in compose(briefing(intent="act", action="show_3d", table=(whole,))))
    assert "model" not in text
