"""Reasons are read off the score, and only where a term counted."""

import pytest

from aurora.explain import context_match, item_why, look_title, look_why, reasons
from aurora.types import Language, StyleContext, Weather
from tests.aurora.looks import analysis, look, scored, wish

WEDDING = analysis(context=StyleContext(occasion="wedding_guest", weather=Weather(temperature_c=12.0)))


def test_the_strongest_term_is_told_first() -> None:
    piece = scored(
        "Satin Slip Dress", terms={"occasion": 0.9, "thermal": 0.4}, features={"occasion": 0.9, "thermal": 0.8}
    )
    assert reasons(piece) == ("occasion", "thermal")
    why = item_why(piece, look(piece), WEDDING)
    assert why.index("wedding") < why.index("12 degrees")


def test_taking_the_cited_term_away_takes_the_reason_away() -> None:
    with_it = scored(
        "Satin Slip Dress", terms={"occasion": 0.9, "thermal": 0.4}, features={"occasion": 0.9, "thermal": 0.8}
    )
    without = scored("Satin Slip Dress", terms={"thermal": 0.4}, features={"thermal": 0.8})
    assert "wedding" in item_why(with_it, look(with_it), WEDDING)
    assert "wedding" not in item_why(without, look(without), WEDDING)


@pytest.mark.parametrize(("term", "value"), [(0.5, 0.5), (0.3, 0.4), (0.0, 0.9), (-0.2, 0.9)])
def test_what_is_unknown_or_did_not_count_is_no_reason(term: float, value: float) -> None:
    assert reasons(scored("Satin Slip Dress", terms={"taste": term}, features={"taste": value})) == ()


def test_popularity_is_never_told() -> None:
    piece = scored("Canvas Trainers", terms={"popularity": 3.0}, features={"popularity": 1.0})
    assert "popular" not in item_why(piece, look(piece, scored("Tapered Chinos")), WEDDING)


def test_a_colour_that_is_only_near_is_not_called_the_one_asked_for() -> None:
    told = analysis(constraints=(wish("colour", "navy"),))
    near = scored("Straight-Leg Jeans", terms={"colour": 0.8}, features={"colour": 0.8})
    far = scored("Straight-Leg Jeans", terms={"colour": 0.7}, features={"colour": 0.65})
    assert "navy" not in item_why(far, look(far), told)
    exact = scored("Merino Roll-Neck", terms={"colour": 0.9}, features={"colour": 1.0})
    assert "denim" in item_why(near, look(near), told)
    assert "navy" in item_why(exact, look(exact), told)
    assert "close to" in item_why(near, look(near), told) or "nearest" in item_why(near, look(near), told)


def test_plural_pieces_take_plural_verbs() -> None:
    shoes = scored("Canvas Trainers", terms={"occasion": 0.9}, features={"occasion": 0.9})
    assert item_why(shoes, look(shoes), WEDDING).startswith("They ")
    assert not item_why(shoes, look(shoes), WEDDING).startswith("They is")


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_every_piece_has_one_sentence_in_every_language(language: Language) -> None:
    told = analysis(context=WEDDING.context, language=language)
    terms = dict.fromkeys(("occasion", "thermal", "colour", "price", "formality", "season"), 0.5)
    piece = scored("Satin Slip Dress", terms=terms, features=dict.fromkeys(terms, 0.9))
    for text in (item_why(piece, look(piece), told), look_why(look(piece, piece), told)):
        assert text.endswith(".")
        assert text.count(".") == 1
        assert "{" not in text


def test_a_look_is_explained_by_its_strong_terms_alone() -> None:
    pieces = (scored("Merino Roll-Neck"), scored("Tapered Chinos"))
    strong = look_why(look(*pieces, terms={"harmony": 0.9, "formality": 0.2}), WEDDING)
    assert "navy" in strong.lower()
    assert "dress" not in strong
    assert "navy" not in look_why(look(*pieces, terms={"harmony": 0.3, "formality": 0.9}), WEDDING).lower()


def test_a_title_names_colours_and_the_occasion() -> None:
    assert (
        look_title(look(scored("Merino Roll-Neck"), scored("Tapered Chinos")), WEDDING)
        == "Navy and stone for the wedding"
    )
    assert look_title(look(scored("Merino Roll-Neck")), WEDDING) == "Merino Roll-Neck"


def test_a_match_is_told_only_where_the_context_is_known() -> None:
    piece = scored("Satin Slip Dress", features={"occasion": 0.9, "formality": 0.8, "thermal": 0.2})
    match = context_match(look(piece), WEDDING)
    assert match.occasion is not None
    assert match.occasion.ok
    assert match.weather is not None
    assert not match.weather.ok
    assert match.duration is None
    assert context_match(look(piece), analysis()).occasion is None
