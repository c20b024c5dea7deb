"""What a reply says once: a receipt in its turn, an offer at its end, an answer as an answer."""

import re

import pytest
from msgspec import structs

from aurora.composer import Briefing, compose
from aurora.types import ConversationState, Edit, Language
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
