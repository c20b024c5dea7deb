"""How far replies read as a form: the counts of `evals run repeats`, worked by hand."""

from evals.repeats import Said, conversations, form_of, skeleton


def said(reply: str, *titles: str) -> Said:
    return Said("en", "…", reply, titles)


def test_titles_and_sums_are_taken_out() -> None:
    one = said(
        "Wear the Satin Dress, the Silk Scarf and the Flat Shoes for $59.50.", "Satin Dress", "Silk Scarf", "Flat Shoes"
    )
    assert skeleton(one) == "Wear ¤ for #."
    assert skeleton(said("Zusammen 1.059,50 $.")) == "Zusammen #."


def test_two_replies_that_differ_in_titles_only_are_one_form() -> None:
    form = form_of([[said("I chose the Satin Dress.", "Satin Dress")], [said("I chose the Silk Scarf.", "Silk Scarf")]])
    assert (form.replies, form.different, form.openings, form.with_a_repeat) == (2, 1, 1, 0)
    assert form.distinct_2 == 0.5  # "i chose", "chose ¤", both twice


def test_a_sentence_that_comes_twice_in_a_conversation_is_counted() -> None:
    form = form_of([[said("Fine. It is $5."), said("Good. It is $7.")], [said("It is $9.")]])
    assert (form.with_a_repeat, form.conversations) == (1, 2)
    assert form.repeated == {"It is #.": 1}


def test_the_conversations_are_in_four_languages_of_six_turns_each() -> None:
    talks = list(conversations())
    assert {language for language, _ in talks} == {"en", "de", "fr", "es"}
    assert {len(messages) for _, messages in talks} == {6}
