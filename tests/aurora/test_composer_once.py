"""What a reply says once: a receipt in its turn, an offer at its end, an answer as an answer."""

import re
from uuid import UUID

import pytest
from msgspec import structs

from aurora.composer import Briefing, compose
from aurora.grounding import check, facts_of
from aurora.types import ConversationState, Edit, Language
from core.money import Money
from tests.aurora.looks import briefing, budget, on_table, outfit, random_briefing, wish

LANGUAGES: tuple[Language, ...] = ("en", "de", "fr", "es")
BEFORE = outfit("Satin Slip Dress", "Block-Heel Sandals", "Satin Evening Clutch")


def text_of(told: Briefing) -> str:
    return " ".join(line.text for line in compose(told))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_checked_is_said_in_the_turn_it_is_new_and_not_again(language: Language) -> None:
    unsure = wish("material", "hemp", status="unverifiable")
    first = briefing(BEFORE, constraints=(unsure,), language=language)
    later = structs.replace(first, turn=structs.replace(first.turn, state=ConversationState(constraints=(unsure,))))
    assert "hemp" in text_of(first)
    assert "hemp" not in text_of(later)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_budget_without_a_rate_says_why_it_was_not_compared(language: Language) -> None:
    text = text_of(
        briefing(BEFORE, constraints=(budget(30000, status="unverifiable", currency="EUR"),), language=language)
    )
    assert "€" in text
    assert "USD" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edit_that_finds_no_other_piece_says_so_once_and_names_no_wish_called_change(language: Language) -> None:
    receipt = wish("other", "change", status="relaxed", note="no other bags within your limits, so the clutch stays")
    told = briefing(
        BEFORE,
        intent="refine",
        base=on_table(BEFORE),
        edit=Edit(change=("bag",)),
        constraints=(receipt,),
        language=language,
    )
    text = text_of(told)
    assert "change”" not in text
    assert "limits, so I" not in text
    assert text.count("limits") <= 1


def test_the_answer_to_our_question_is_not_told_as_a_failure_to_find() -> None:
    asked = ConversationState(asked="Shall I look in women's or men's clothes?", looks=(on_table(BEFORE),))
    told = briefing(BEFORE, intent="refine", base=on_table(BEFORE), state=asked, message="women's")
    assert not re.search(r"nothing better|beats this", text_of(told))
    assert "$253" in text_of(told)


def test_a_reply_asks_once() -> None:
    for seed in range(120):
        made = random_briefing(seed)
        for told in (
            made,
            structs.replace(
                made,
                analysis=structs.replace(made.analysis, intent="refine", edit=Edit(direction="cheaper")),
                base=on_table(made.outfits[0]),
            ),
        ):
            assert text_of(told).count("?") <= 1, text_of(told)


def test_six_turns_use_six_ways_to_tell_a_dearer_look() -> None:
    history: tuple[tuple[str, str], ...] = ()
    dearer = outfit("Beaded Column Gown", "Block-Heel Sandals", "Satin Evening Clutch")
    told = []
    for seq in range(2, 8):
        made = briefing(dearer, intent="refine", base=on_table(BEFORE), edit=Edit(), seq=seq, seed=seq, history=history)
        text = text_of(made)
        told.append(next(s for s in re.split(r"(?<=[.!?])\s+", text) if "$403" in s))
        history = (*history, ("more", text))[-6:]
    assert len({re.sub(r"\$\d+", "N", sentence) for sentence in told}) == 6, told


def test_a_reason_that_was_told_is_not_told_again() -> None:
    why = "It repeats the emerald of the dress."
    before = outfit("Satin Slip Dress", "Canvas Trainers", "Satin Evening Clutch")
    items = tuple(structs.replace(item, why=why) if item.slot == "bag" else item for item in BEFORE.items)
    after = structs.replace(BEFORE, items=(items[0], before.items[1], items[2]))
    gone = structs.replace(before, items=before.items[:2])
    told = briefing(after, intent="refine", base=on_table(gone), edit=Edit(add=("bag",)))
    again = structs.replace(told, turn=structs.replace(told.turn, history=(("a bag", why),)))
    assert why in text_of(told)
    assert why not in text_of(again)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [2, 6])
def test_a_pick_from_a_list_of_products_points_at_every_other_once(language: Language, count: int) -> None:
    titles = ("Crisp Poplin Shirt", "Linen Camp-Collar Shirt", "Merino Roll-Neck", "Ribbed Cotton Tee")
    shown = tuple(outfit(title) for title in (*titles, "Lace-Trim Camisole", "Cable-Knit Jumper")[:count])
    for seq in range(2, 8):
        told = briefing(*shown, intent="refine", edit=Edit(pick_only=True), language=language, seq=seq)
        text = text_of(told)
        assert all(text.count(one.items[0].title) == 1 for one in shown), text
        facts = facts_of(told.table, told.analysis)
        assert not [found for found in (check(line.text, facts) for line in compose(told)) if found]


def test_products_of_one_title_are_told_apart_by_their_prices() -> None:
    one, other = outfit("Crisp Poplin Shirt"), outfit("Crisp Poplin Shirt")
    dearer = structs.replace(other.items[0], price=Money(7100, "USD"), product_id=UUID(int=77))
    told = briefing(
        one, structs.replace(other, items=(dearer,), total=dearer.price), intent="refine", edit=Edit(pick_only=True)
    )
    assert "the Crisp Poplin Shirt at $71" in text_of(told)


def test_why_a_look_is_right_is_not_told_again_when_it_is_picked() -> None:
    why = "The layers are right for 22 degrees, and it suits the wedding."
    other = structs.replace(outfit("Wrap Midi Dress", "Canvas Trainers"), why=why)
    told = briefing(other, BEFORE, intent="refine", edit=Edit(pick_only=True), seq=2)
    again = structs.replace(told, turn=structs.replace(told.turn, history=(("a look", f"Here. {why}"),)))
    assert why in text_of(told)
    assert why not in text_of(again)


@pytest.mark.parametrize("language", LANGUAGES)
def test_six_picks_and_six_swaps_use_six_sentences_each(language: Language) -> None:
    sandals = structs.replace(BEFORE.items[1], title="Canvas Trainers", product_id=UUID(int=7), variant_id=UUID(int=8))
    swapped = structs.replace(BEFORE, items=(BEFORE.items[0], sandals, BEFORE.items[2]))
    shirts = (outfit("Crisp Poplin Shirt"), outfit("Linen Camp-Collar Shirt"), outfit("Merino Roll-Neck"))
    picks = briefing(*shirts, intent="refine", edit=Edit(pick_only=True), language=language)
    swaps = briefing(swapped, intent="refine", base=on_table(BEFORE), edit=Edit(change=("shoes",)), language=language)
    for made, key in ((picks, "alternatives"), (swaps, f"piece:{UUID(int=7)}")):
        history: tuple[tuple[str, str], ...] = ()
        for seq in range(2, 8):
            told = structs.replace(made, turn=structs.replace(made.turn, seq=seq, history=history))
            line = next(line.text for line in compose(told) if key in line.says)
            assert line not in " ".join(reply for _, reply in history), line
            history = (*history, ("again", text_of(told)))
