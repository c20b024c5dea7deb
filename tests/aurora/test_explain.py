"""Reasons are read off the score, and only where a term counted."""

import random
import re

import pytest
from msgspec import structs

from aurora.explain import context_match, item_whys, look_title, look_why, reasons, told
from aurora.types import Analysis, Language, Look, Scored, Sizes, StyleContext, Weather
from tests.aurora.looks import analysis, look, random_outfit, scored, wish


def item_why(piece: Scored, shown: Look, analysed: Analysis) -> str:
    """The sentence of that piece of the look."""
    return item_whys(shown, analysed)[shown.pieces.index(piece)]


WEDDING = analysis(context=StyleContext(occasion="wedding_guest", weather=Weather(temperature_c=12.0)))


def test_the_strongest_term_comes_first() -> None:
    piece = scored(
        "Satin Slip Dress", terms={"occasion": 0.9, "thermal": 0.4}, features={"occasion": 0.9, "thermal": 0.8}
    )
    assert reasons(piece) == ("occasion", "thermal")


def test_a_term_that_hardly_counted_beside_the_others_is_no_reason() -> None:
    piece = scored("Satin Slip Dress", terms={"occasion": 9.0, "price": 0.2}, features={"occasion": 0.9, "price": 0.7})
    assert reasons(piece) == ("occasion",)


COLD = analysis(
    context=StyleContext(occasion="work", weather=Weather(temperature_c=-3.0, conditions="snow")),
    constraints=(wish("heel", "flat"), wish("colour", "navy")),
)
EVERY = ("occasion", "formality", "thermal", "comfort", "season", "price", "palette", "boldness")


def dressed(chance: random.Random) -> Look:
    """A whole look of the shelf with score terms as they come."""
    pieces = []
    for card in random_outfit(chance).items:
        values = {name: round(chance.random(), 3) for name in EVERY}
        pieces.append(scored(card.title, terms={name: 0.8 * value for name, value in values.items()}, features=values))
    return look(*pieces, terms={"harmony": 0.8})


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_no_two_pieces_of_a_look_give_the_same_reason(language: Language) -> None:
    analysed = structs.replace(COLD, language=language)
    for seed in range(150):
        shown = dressed(random.Random(seed))
        keys = [reason.key for given in told(shown, analysed).values() for reason in given]
        assert len(keys) == len(set(keys)), keys
        assert all(given for given in told(shown, analysed).values())


def test_every_reason_from_the_score_is_among_the_terms_that_counted() -> None:
    cited = 0
    for seed in range(150):
        shown = dressed(random.Random(seed))
        given = told(shown, COLD)
        for piece in shown.pieces:
            for reason in given[piece.candidate.item.product_id.bytes]:
                if reason.source not in ("wish", "look", "fact"):
                    assert reason.source in reasons(piece)
                    cited += 1
    assert cited > 50


def test_the_occasion_is_said_of_the_look_and_not_of_its_pieces() -> None:
    for seed in range(100):
        shown = dressed(random.Random(seed))
        assert not any("work" in item_why(piece, shown, COLD) for piece in shown.pieces)


def test_what_was_asked_for_and_what_a_piece_is_made_of_are_told_first() -> None:
    values = dict.fromkeys(EVERY, 0.95)
    jumper, shoes, coat = (
        scored(title, terms=dict.fromkeys(EVERY, 0.9), features=values)
        for title in ("Merino Roll-Neck", "Leather Penny Loafers", "Belted Trench Coat")
    )
    shown = look(jumper, shoes, coat)
    assert "navy" in item_why(jumper, shown, COLD)
    assert re.search(r"^They are flat, (?:as you asked|so no heels)", item_why(shoes, shown, COLD))
    assert "waterproof" in item_why(coat, shown, COLD)
    assert "snow" in item_why(coat, shown, COLD)


def test_a_warm_cloth_is_a_reason_in_the_cold_and_a_light_one_in_the_heat() -> None:
    values = {"thermal": 0.9}
    hot = analysis(context=StyleContext(weather=Weather(temperature_c=27.0)))
    jumper, shirt = (
        scored(title, terms={"thermal": 0.8}, features=values)
        for title in ("Cable-Knit Jumper", "Linen Camp-Collar Shirt")
    )
    both = look(jumper, shirt)
    assert "wool" in item_why(jumper, both, COLD)
    assert "−3 degrees" in item_why(jumper, both, COLD)
    assert "linen" in item_why(shirt, both, hot)
    assert "27 degrees" in item_why(shirt, both, hot)
    assert "27 degrees" not in item_why(jumper, both, hot)


def test_two_clauses_share_their_verb() -> None:
    values = {"thermal": 0.9, "comfort": 0.9}
    style = StyleContext(weather=Weather(temperature_c=27.0), duration="full_day")
    trousers = scored("Linen Camp-Collar Shirt", terms=dict.fromkeys(values, 0.8), features=values)
    why = item_why(trousers, look(trousers, scored("Canvas Trainers")), analysis(context=style))
    assert not re.search(r"\b(?:is|are)\b.*\band (?:is|are)\b", why), why


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
    asked = analysis(constraints=(wish("colour", "navy"),))
    near = scored("Straight-Leg Jeans", terms={"colour": 0.8}, features={"colour": 0.8})
    far = scored("Straight-Leg Jeans", terms={"colour": 0.7}, features={"colour": 0.65})
    assert "navy" not in item_why(far, look(far), asked)
    exact = scored("Merino Roll-Neck", terms={"colour": 0.9}, features={"colour": 1.0})
    assert "denim" in item_why(near, look(near), asked)
    assert "navy" in item_why(exact, look(exact), asked)
    assert "close to" in item_why(near, look(near), asked) or "nearest" in item_why(near, look(near), asked)


def test_plural_pieces_take_plural_verbs() -> None:
    shoes = scored("Canvas Trainers", terms={"occasion": 0.9}, features={"occasion": 0.9})
    assert item_why(shoes, look(shoes), WEDDING).startswith("They ")
    assert not item_why(shoes, look(shoes), WEDDING).startswith("They is")


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_every_piece_has_one_sentence_in_every_language(language: Language) -> None:
    asked = analysis(context=WEDDING.context, language=language)
    terms = dict.fromkeys(("occasion", "thermal", "colour", "price", "formality", "season"), 0.5)
    piece = scored("Satin Slip Dress", terms=terms, features=dict.fromkeys(terms, 0.9))
    for text in (item_why(piece, look(piece), asked), look_why(look(piece, piece), asked)):
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


def test_a_title_for_no_event_is_its_colours_alone() -> None:
    everyday = analysis(context=StyleContext(occasion="everyday"))
    assert look_title(look(scored("Merino Roll-Neck"), scored("Tapered Chinos")), everyday) == "Navy and stone"


def test_a_match_is_told_only_where_the_context_is_known() -> None:
    piece = scored("Satin Slip Dress", features={"occasion": 0.9, "formality": 0.8, "thermal": 0.2})
    match = context_match(look(piece), WEDDING)
    assert match.occasion is not None
    assert match.occasion.ok
    assert match.weather is not None
    assert not match.weather.ok
    assert match.duration is None
    assert context_match(look(piece), analysis()).occasion is None


def test_a_colour_that_is_far_from_the_one_asked_for_is_not_called_close_whatever_the_feature_says() -> None:
    asked = analysis(constraints=(wish("colour", "navy"),))
    far = scored("Block-Heel Sandals", terms={"colour": 0.9}, features={"colour": 0.9})
    assert "navy" not in item_why(far, look(far), asked)


def test_a_size_is_the_shoppers_only_where_they_said_it() -> None:
    fits = {"terms": {"size": 0.9}, "features": {"size": 1.0}}
    said = analysis(context=StyleContext(sizes=Sizes(dress="M")))
    dress = scored("Satin Slip Dress", **fits)
    assert "your size" not in item_why(dress, look(dress, scored("Canvas Trainers")), said)
    same = analysis(context=StyleContext(sizes=Sizes(dress="38")))
    assert "your size, 38" in item_why(dress, look(dress, scored("Canvas Trainers")), same)
