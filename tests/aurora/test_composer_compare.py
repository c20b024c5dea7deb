"""Side by side, in stock, in which size, and why: answers read off the cards, exactly as far as they know."""

from typing import Any

import pytest
from msgspec import structs

from aurora.composer import Briefing, compose
from aurora.grounding import looks_named
from aurora.thermal import ensemble_clo
from aurora.types import Edit, Language, Outfit, StyleContext
from tests.aurora.looks import briefing, on_table, outfit

LANGUAGES: tuple[Language, ...] = ("en", "de", "fr", "es")
COOL = outfit("Satin Slip Dress", "Block-Heel Sandals", "Satin Evening Clutch")
WARM = outfit("Merino Roll-Neck", "Wool Suit Trousers", "Wool-Cashmere Overcoat", "Suede Chelsea Boots")
COATS = tuple(outfit(title) for title in ("Belted Trench Coat", "Wool-Cashmere Overcoat", "Quilted Puffer Jacket"))


def asked(message: str, asks: Any, *looks: Outfit, **fields: Any) -> str:
    told: Briefing = briefing(intent="ask", message=message, asks=asks, table=looks, **fields)
    return " ".join(line.text for line in compose(told))


def of(look: Outfit, title: str, **changes: Any) -> Outfit:
    """The look with facts of one piece changed."""
    items = tuple(structs.replace(item, **changes) if item.title == title else item for item in look.items)
    return structs.replace(look, items=items)


# ── side by side ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_ordinals_name_looks_in_their_order() -> None:
    assert looks_named("which is warmer, the 2nd or the first?") == (1, 0)
    assert looks_named("is it warm?") == ()


@pytest.mark.parametrize("seq", [1, 2])
def test_the_warmer_of_two_looks_is_told_by_their_clo(seq: int) -> None:
    cool, warm = (ensemble_clo(item.clo for item in look.items) for look in (COOL, WARM))
    assert warm > cool + 0.1
    text = asked("which is warmer, the first or the second?", "warmth", COOL, WARM, seq=seq)
    assert "The second is" in text
    assert "Wool-Cashmere Overcoat" in text
    swapped = asked("which is warmer, the first or the second?", "warmth", WARM, COOL, seq=seq)
    assert "The first is" in swapped


def test_looks_that_are_about_as_warm_are_called_so() -> None:
    assert "about as warm" in asked("which is warmer, the first or the second?", "warmth", COOL, COOL)


@pytest.mark.parametrize(
    "message",
    ["compare the first two", "which would you pick, 1 or 2?", "1 vs 2", "1 oder 2?", "los dos primeros, ¿cuál?"],
)
def test_looks_counted_in_figures_or_together_are_compared(message: str) -> None:
    text = asked(message, "compare", COOL, WARM, COOL)
    assert "The first comes to $253, the second to $636." in text
    assert "third" not in text


def test_a_sum_names_no_look() -> None:
    assert "comes to" not in asked("is it nearer 1 or 2 $ in all?", "compare", COOL, WARM)


@pytest.mark.parametrize("message", ["is it machine washable?", "can I tumble dry the dress?", "ist es waschbar?"])
def test_of_washing_it_is_said_that_it_is_not_stated(message: str) -> None:
    language: Language = "de" if message.startswith("ist") else "en"
    text = asked(message, "material", COOL, language=language).lower()
    assert "label" in text or "etikett" in text
    assert "satin" not in text.replace("satin slip dress", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_looks_are_compared_by_total_and_warmth(language: Language) -> None:
    text = asked("compare the first and the second look", "compare", COOL, WARM, language=language)
    for total in ("253", "636"):
        assert total in text
    assert "look" not in text.lower() or language in ("en", "de")


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("de", "vergleiche den ersten und den zweiten"),
        ("fr", "la première ou la deuxième ?"),
        ("es", "¿el primero o el segundo?"),
    ],
)
def test_ordinals_of_the_other_languages_name_looks_too(language: Language, message: str) -> None:
    text = asked(message, "other", COOL, WARM, language=language)
    assert "253,00" in text
    assert "636,00" in text


def test_a_look_that_is_not_there_is_compared_with_nothing() -> None:
    text = asked("which is warmer, the first or the second?", "warmth", COOL)
    assert "only this one" in text
    assert "warmer" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_coats_stand_side_by_side_with_all_that_is_known(language: Language) -> None:
    text = asked("compare the two coats", "compare", *COATS, language=language)
    for known in ("Belted Trench Coat", "Wool-Cashmere Overcoat", "169", "299", "130"):
        assert known in text
    assert "Quilted Puffer Jacket" not in text
    assert {"en": "camel", "de": "Camel", "fr": "camel", "es": "camel"}[language] in text
    assert {"en": "waterproof", "de": "wasserdicht", "fr": "imperméable", "es": "impermeable"}[language] in text


def test_a_fact_that_the_shop_does_not_state_is_left_out_of_a_comparison() -> None:
    text = asked("compare the trench coat and the overcoat", "compare", COATS[0], COATS[1])
    assert text.count("waterproof") == 1  # of the trench it is stated, of the overcoat it is not


# ── stock and sizes ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("left", [1, 2, 3])
def test_what_is_left_is_counted_exactly(language: Language, left: int) -> None:
    look = of(COOL, "Satin Slip Dress", available=left)
    text = asked("is the Satin Slip Dress the last one?", "stock", look, language=language)
    last = {"en": "last", "de": "letzte", "fr": "dernière", "es": "última"}[language]
    assert (last in text) == (left == 1)
    assert left == 1 or str(left) in text


def test_plenty_is_told_as_four_or_more_and_never_as_the_last() -> None:
    text = asked("is the Satin Slip Dress the last one?", "stock", COOL)
    assert "4 or more" in text
    assert "last" not in text


def test_how_many_are_left_is_not_guessed_where_the_size_is_open() -> None:
    look = of(COOL, "Satin Slip Dress", size=None, available=1)
    text = asked("is the Satin Slip Dress the last one?", "stock", look)
    assert "in stock" in text.lower()
    assert "last" not in text
    assert "card" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_open_size_is_chosen_on_the_card_and_not_unstated(language: Language) -> None:
    look = of(COOL, "Block-Heel Sandals", size=None)
    text = asked("what size are the Block-Heel Sandals?", "size", look, language=language)
    assert {"en": "card", "de": "Karte", "fr": "carte", "es": "ficha"}[language] in text
    assert "stated" not in text
    assert "doesn't say" not in text


def test_these_are_all_the_products_that_are_shown() -> None:
    text = asked("are these the last ones?", "stock", *(of(coat, coat.items[0].title, available=2) for coat in COATS))
    assert all(coat.items[0].title in text for coat in COATS)
    assert "Wool-Cashmere" not in asked("is it the last one?", "stock", *COATS)


def test_a_bag_comes_in_one_size() -> None:
    assert "one size" in asked("what size is the Satin Evening Clutch?", "size", COOL)


# ── why ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_why_with_one_reason_gets_a_second_from_the_look(language: Language) -> None:
    one = {"en": "It is satin.", "de": "Satin.", "fr": "En satin.", "es": "De satén."}[language]
    good = structs.replace(COOL.items[0].scores, compatibility=0.8)
    look = of(COOL, "Satin Slip Dress", why=one, scores=good)
    text = asked("why the Satin Slip Dress?", "why", look, language=language)
    assert {"en": "emerald", "de": "Smaragdgrün", "fr": "vert émeraude", "es": "verde esmeralda"}[language] in text


def test_a_colour_that_does_not_go_is_no_second_reason() -> None:
    bad = structs.replace(COOL.items[0].scores, compatibility=0.3)
    look = of(COOL, "Satin Slip Dress", why="It is satin.", scores=bad)
    assert "emerald" not in asked("why the Satin Slip Dress?", "why", look, context=StyleContext())


# ── the way that was asked for ─────────────────────────────────────────────────────────────────────────────────────

DIRECTIONS = (
    ("warmer", "Belted Trench Coat", "Wool-Cashmere Overcoat"),
    ("dressier", "Canvas Trainers", "Polished Derby Shoes"),
)


@pytest.mark.parametrize(("direction", "old", "new"), DIRECTIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_piece_that_came_in_for_warmth_is_told_by_its_warmth(
    language: Language, direction: Any, old: str, new: str
) -> None:
    before, after = (outfit("Crisp Poplin Shirt", "Tapered Chinos", title) for title in (old, new))
    after = of(after, new, why="It takes only $14.99 of your $100.")
    told = briefing(
        after,
        intent="refine",
        base=on_table(before),
        edit=Edit(direction=direction),
        table=(before,),
        language=language,
    )
    text = " ".join(line.text for line in compose(told))
    words = {
        "warmer": {"en": "warmer", "de": "wärmer", "fr": "plus chaud", "es": "abriga más"},
        "dressier": {"en": "dressier", "de": "eleganter", "fr": "plus habillé", "es": "viste más"},
    }
    assert words[direction][language] in text
    assert "takes only" not in text


def test_a_piece_that_is_no_warmer_is_not_called_so() -> None:
    before, after = (outfit("Crisp Poplin Shirt", title) for title in ("Tapered Chinos", "Tapered Chinos"))
    after = of(after, "Tapered Chinos", variant_id=before.outfit_id, product_id=before.outfit_id)
    told = briefing(after, intent="refine", base=on_table(before), edit=Edit(direction="warmer"), table=(before,))
    assert "warmer" not in " ".join(line.text for line in compose(told))
