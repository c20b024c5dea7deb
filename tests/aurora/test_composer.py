# ruff: noqa: E501
"""The composer's voice: what it must say, that it is true, its grammar, and that it does not repeat itself."""

import re
from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from msgspec import structs

from aurora.composer import Briefing, compose, phrases, pieces_due, suggestions
from aurora.composer.pieces import titled
from aurora.composer.words import a, join, money
from aurora.grounding import check, facts_of
from aurora.types import Action, Constraint, ConstraintValue, ConversationState, Edit, Language
from commerce.colours import is_shade
from core.money import Money
from tests.aurora.looks import briefing, budget, item, on_table, outfit, random_briefing, wish

LANGUAGES: tuple[Language, ...] = ("en", "de", "fr", "es")
SENTENCES = re.compile(r"(?<=[.!?])\s+")


def text_of(told: Briefing) -> str:
    return " ".join(line.text for line in compose(told))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_piece_is_named_exactly_once(language: Language) -> None:
    for seed in range(100):
        told = random_briefing(seed, language=language)
        text = text_of(told)
        for piece in pieces_due(told):
            assert text.count(piece.title) == 1, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_total_is_said_as_it_is(language: Language) -> None:
    for seed in range(50):
        told = random_briefing(seed, language=language)
        assert money(told.outfits[0].total, language) in text_of(told)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_every_sentence_of_ours_passes_the_gate(language: Language) -> None:
    """The gate is an independent reader of the composer. Offers may name what is not there, statements may not."""
    checked, refused = 0, []
    for seed in range(200 if language == "en" else 120):
        told = random_briefing(seed, language=language)
        facts = facts_of(told.table, told.analysis, told.constraints, messages=(told.turn.message,))
        for sentence in SENTENCES.split(text_of(told)):
            checked += 1
            if wrong := check(sentence, facts):
                refused.append((sentence, wrong))
    assert checked > 500
    assert not refused, refused[:5]


def test_one_conversation_never_uses_the_same_sentence_twice() -> None:
    for conversation in range(20):
        history: tuple[tuple[str, str], ...] = ()
        openings: list[str] = []
        for seq in range(1, 7):
            told = random_briefing(conversation, seq=seq, seed=seq, conversation=conversation + 1, history=history[-6:])
            lines = compose(told)
            openings.append(lines[0].text)
            history = (*history, (told.turn.message, " ".join(line.text for line in lines)))
        assert len(set(openings)) == len(openings), openings


def test_the_same_turn_always_gives_the_same_words() -> None:
    assert text_of(random_briefing(7)) == text_of(random_briefing(7))


def test_two_hundred_replies_do_not_read_as_a_form() -> None:
    """distinct-n: different n-grams over all n-grams, product titles and figures taken out. Li et al., NAACL 2016."""
    words: list[list[str]] = []
    for seed in range(200):
        told = random_briefing(seed)
        text = text_of(told)
        for piece in pieces_due(told):
            text = text.replace(piece.title, "X")
        words.append(re.findall(r"[a-z']+|[A-Z]\w*", re.sub(r"\$[\d,.]+", "", text)))
    fours = Counter(tuple(reply[n : n + 4]) for reply in words for n in range(len(reply) - 3))
    whole = {" ".join(reply) for reply in words}
    assert len(whole) == 200
    assert len(fours) / sum(fours.values()) > 0.10
    assert max(fours.values()) < 200


REFUSED_WORDS = re.compile(r"\b(?:sorry|apolog|unfortunately|unable)|\{|\}|  |\b(\w+) \1\b", re.IGNORECASE)
EVERY_INTENT = ("look", "product", "refine", "ask", "act", "smalltalk", "out_of_scope", "handoff", "start_over", "undo")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("intent", EVERY_INTENT)
@pytest.mark.parametrize("shown", [0, 1, 3])
def test_every_turn_gets_a_reply_that_is_never_empty_and_never_an_apology(
    language: Language, intent: Any, shown: int
) -> None:
    for seed in range(12):
        made = random_briefing(seed, looks=max(1, shown), intent=intent, language=language)
        told = Briefing(
            turn=made.turn, analysis=made.analysis, outfits=made.outfits[:shown], constraints=made.constraints
        )
        text = text_of(told)
        assert text
        assert not REFUSED_WORDS.search(text), text
        assert text[-1] in ".?!"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_no_phrase_with_a_gap_that_english_does_not_fill(language: Language) -> None:
    ours = phrases("en")
    for key, ways in phrases(language).items():
        assert ways
        if key in ours:
            english = set(re.findall(r"\{(\w+)\}", " ".join(ours[key])))
            told = set(re.findall(r"\{(\w+)\}", " ".join(ways)))
            assert told <= english | {"x", "y", "list", "rest", "first"}, key


# ── grammar ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_plural_garments_take_plural_verbs() -> None:
    for seed in range(150):
        text = text_of(random_briefing(seed))
        assert not re.search(
            r"(?:Trousers|Jeans|Chinos|Boots|Loafers|Sandals|Trainers|Shoes|Earrings) (?:is|sets|comes|carries|grounds|goes|leads)\b",
            text,
        ), text
        assert not re.search(
            r"(?:Dress|Jumper|Blouse|Coat|Blazer|Gown|Jumpsuit|Tote|Bag) (?:are|set|come|carry|go|lead|ground)\b", text
        ), text


def test_the_article_follows_the_sound() -> None:
    assert [a(word) for word in ("hour", "uniform", "off-white shirt", "euro", "blazer")] == [
        "an hour", "a uniform", "an off-white shirt", "a euro", "a blazer",
    ]  # fmt: skip


def test_lists_and_money_are_written_as_the_language_does() -> None:
    assert join(["a", "b", "c"]) == "a, b and c"
    assert join(["zapatos", "hilo"], "es") == "zapatos e hilo"
    assert money(Money(17700, "USD")) == "$177"
    assert money(Money(17750, "USD")) == "$177.50"
    assert money(Money(17700, "EUR"), "de") == "177,00 €"
    assert money(Money(123456, "EUR"), "de") == "1.234,56 €"
    assert money(Money(8000, "JPY")) == "¥8,000"
    assert money(Money(17700, "SEK")) == "177.00 SEK"


# ── refinements ────────────────────────────────────────────────────────────────────────────────────────────────────

BEFORE = outfit("Satin Slip Dress", "Block-Heel Sandals", "Satin Evening Clutch")
AFTER = outfit("Satin Slip Dress", "Canvas Trainers", "Satin Evening Clutch")


def test_a_refinement_says_what_changed_what_stayed_and_what_it_did_to_the_total() -> None:
    told = briefing(AFTER, intent="refine", base=on_table(BEFORE), edit=Edit(change=("shoes",)))
    text = text_of(told)
    assert "Canvas Trainers" in text
    assert "Block-Heel Sandals" not in text
    assert "$203" in text
    assert text.index("$50") < text.index("Canvas Trainers")  # the saving comes first
    assert re.search(r"(?:instead of|in place of|the place of|traded|swapped) the heeled sandals", text)
    assert text.index("Satin Slip Dress") > text.index("Canvas Trainers")  # what stays is named, after what changed


def test_what_a_look_holds_already_is_said_and_remembered() -> None:
    told = briefing(
        AFTER, intent="refine", base=on_table(AFTER), edit=Edit(), constraints=(wish("avoid_material", "wool"),)
    )
    text = text_of(told)
    assert "wool" in text
    assert "already" in text or "nothing has to change" in text
    assert re.search(r"remember|keep", text)
    assert "limits" not in text


def test_a_refinement_that_changed_nothing_says_so() -> None:
    told = briefing(BEFORE, intent="refine", base=on_table(BEFORE), edit=Edit(direction="cheaper"))
    text = text_of(told)
    assert re.search(r"Nothing cheaper|as low as", text)
    assert "$253" in text


def test_a_piece_that_stayed_out_of_the_look_is_not_told_as_kept() -> None:
    """A lock that the shopper never asked for and that gave way is told with the swap, not as a broken wish."""
    lock = Constraint(kind="lock", text="", value=ConstraintValue(product_id=UUID(int=7)), status="relaxed")
    told = briefing(AFTER, intent="refine", base=on_table(BEFORE), edit=Edit(change=("shoes",)))
    assert "gave way" not in text_of(structs.replace(told, constraints=(lock,)))


def test_a_dropped_slot_is_told() -> None:
    told = briefing(outfit("Satin Slip Dress", "Block-Heel Sandals"), intent="refine", base=on_table(BEFORE))
    assert re.search(r"(?:out|[Ww]ithout) the clutch|clutch is gone", text_of(told))


def test_a_picked_look_is_named_and_an_undone_one_too() -> None:
    for intent, edit in (("refine", Edit(look=1, pick_only=True)), ("undo", None)):
        told = briefing(AFTER, intent=intent, base=on_table(BEFORE), edit=edit)
        assert all(piece.title in text_of(told) for piece in AFTER.items)


def test_products_that_are_brought_back_are_told_apart_by_their_prices() -> None:
    shown = [outfit("Canvas Trainers"), outfit("Leather Penny Loafers")]
    alike = [structs.replace(one, items=(structs.replace(one.items[0], title="Logo Hoodie"),)) for one in shown]
    text = text_of(briefing(*alike, intent="undo", state=ConversationState(single=True)))
    assert all(money(one.items[0].price) in text for one in alike)
    assert text.count("Logo Hoodie") == 2


# ── receipts ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_broken_budget_is_told_with_how_far() -> None:
    text = text_of(briefing(BEFORE, constraints=(budget(20000, status="relaxed"),)))
    assert "$200" in text
    assert "$53" in text or "$253" in text


def test_what_gave_way_and_what_cannot_be_checked_is_told_in_our_words() -> None:
    held = (
        wish("colour", "navy", status="relaxed", note="Nothing that fits comes in navy."),
        wish("material", "hemp", status="unverifiable"),
    )
    text = text_of(briefing(BEFORE, constraints=held))
    assert "navy" in text
    assert "hemp" in text


def test_a_kept_piece_that_breaks_a_refusal_is_told_with_what_was_refused() -> None:
    bow = BEFORE.items[-1].title
    for number in range(12):
        refused = wish("avoid_material", "polyester", status="relaxed", note=f"{bow} stayed because you kept it")
        assert "polyester" in text_of(briefing(BEFORE, constraints=(refused,), seed=number, conversation=number + 1))


def test_what_was_kept_is_not_told_as_given_way() -> None:
    assert "yellow" not in text_of(briefing(BEFORE, constraints=(wish("avoid_colour", "yellow"),)))


def test_the_question_is_the_only_one_and_the_last_word() -> None:
    for seed in range(30):
        text = text_of(random_briefing(seed, question="Is it for the day or the evening?"))
        assert text.endswith("Is it for the day or the evening?")
        assert text.count("?") == 1


def test_what_the_shop_does_not_carry_is_said_with_the_nearest_step() -> None:
    told = briefing(intent="product", constraints=(wish("category", "kurta"),), message="a kurta")
    assert "kurta" in text_of(told).lower()
    told = briefing(constraints=(wish("colour", "lime"), wish("material", "silk")))
    assert "lime and silk" in text_of(told)
    assert re.search(r"silk", text_of(told).split(".")[1])


# ── questions ──────────────────────────────────────────────────────────────────────────────────────────────────────

COAT = outfit("Wrap Midi Dress", "Belted Trench Coat", "Suede Chelsea Boots", "Pearl Drop Earrings")


def answer_to(message: str, asks: Any, **fields: Any) -> str:
    return text_of(briefing(intent="ask", message=message, asks=asks, table=(COAT, BEFORE), **fields))


def test_questions_are_answered_from_the_facts_of_the_piece_meant() -> None:
    assert "suede" in answer_to("what are the boots made of?", "material").lower()
    assert "$169" in answer_to("how much is the coat?", "price")
    assert "$422" in answer_to("how much is it all?", "price")
    assert "waterproof" in answer_to("is the coat waterproof?", "waterproof")
    assert "camel" in answer_to("what colour is the trench?", "colour")
    assert "EU 39" in answer_to("which size are the boots?", "size")
    assert "in stock" in answer_to("is the coat in stock?", "stock")
    assert "silver" in answer_to("what colour is the second one's clutch, the second look?", "colour")


def test_a_fact_that_is_missing_is_not_guessed() -> None:
    for message, asks in (("what are the earrings made of?", "material"), ("are the boots waterproof?", "waterproof")):
        text = answer_to(message, asks)
        assert re.search(r"can't tell|doesn't say|isn't stated", text), text


def test_a_yes_is_only_said_of_what_is_so() -> None:
    puffer = outfit("Wrap Midi Dress", "Quilted Puffer Jacket", "Canvas Trainers")
    text = text_of(briefing(intent="ask", message="is the jacket waterproof?", asks="waterproof", table=(puffer,)))
    assert "not waterproof" in text


def test_which_is_warmer_compares_the_two() -> None:
    text = answer_to("which is warmer, the dress or the coat?", "warmth")
    assert "Belted Trench Coat is" in text
    assert re.search(r"warmer than the Wrap|twice as warm as the Wrap|three times as warm", text)


def test_a_question_about_the_whole_look_is_answered_in_groups() -> None:
    text = answer_to("is it waterproof?", "waterproof")
    assert re.search(r"(?:The|the) trench coat is waterproof|Yes, the trench coat", text)
    assert text.count("boots") == 1
    assert "; " in answer_to("what is it all made of?", "material")
    assert "in stock" in answer_to("is it all in stock?", "stock")


def test_why_is_answered_with_what_answers_the_shopper() -> None:
    shoes = item("Suede Chelsea Boots", 2, why="They are waterproof, for the rain.")
    dress = item("Wrap Midi Dress", 1, why="It sits well with the brown of the boots.")
    shown = structs.replace(COAT, items=(dress, shoes), why="Burgundy and brown belong together.")
    text = text_of(briefing(intent="ask", message="why?", asks="why", table=(shown,)))
    assert text.startswith("Burgundy and brown belong together. The ankle boots are waterproof, for the rain.")
    one = text_of(briefing(intent="ask", message="why the boots?", asks="why", table=(shown,)))
    assert one.startswith("The Suede Chelsea Boots are waterproof")


def test_it_means_the_look_after_a_reply_about_the_look() -> None:
    history = (("cheaper", "That takes $30 off, to $422. The Belted Trench Coat instead of the coat."),)
    assert "$422" in answer_to("how much is it?", "price", history=history)


def test_where_much_of_the_budget_is_left_more_is_offered() -> None:
    for seed in range(20):
        told = random_briefing(seed)
        total = told.outfits[0].total.amount
        text = text_of(structs.replace(told, constraints=(budget(3 * total),)))
        assert re.search(r"step up|finer|spend more|put some of it", text), text
        assert money(told.outfits[0].total) in text


def test_a_look_is_told_shortly() -> None:
    lengths = sorted(len(text_of(random_briefing(seed)).split()) for seed in range(100))
    assert lengths[50] <= 70
    assert lengths[95] <= 90


def test_it_means_what_was_answered_about_last() -> None:
    history = (("how much is the coat?", "The Belted Trench Coat is $169."),)
    assert "cotton" in answer_to("and what is it made of?", "material", history=history)
    assert "viscose" not in answer_to("and what is it made of?", "material", history=history)


def test_a_question_without_a_look_says_that_there_is_none() -> None:
    assert "no look" in text_of(briefing(intent="ask", message="is it waterproof?", asks="waterproof"))


# ── actions and chips ──────────────────────────────────────────────────────────────────────────────────────────────


def test_only_what_happened_is_claimed() -> None:
    done = briefing(
        intent="act", message="add it", action="add_to_bag", table=(BEFORE,), actions=(Action("cart.added"),)
    )
    not_done = briefing(intent="act", message="add it", action="add_to_bag", table=(BEFORE,))
    assert re.search(r"in your bag|Added to your bag", text_of(done))
    assert re.search(r"Nothing was added|added nothing", text_of(not_done))


def test_a_handoff_is_claimed_only_when_it_was_filed() -> None:
    assert "can't" in text_of(briefing(intent="handoff", message="a person please")) or "nobody" in text_of(
        briefing(intent="handoff", message="a person please")
    )
    filed = briefing(intent="handoff", message="a person please", actions=(Action("handoff.requested"),))
    assert "person" in text_of(filed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_three_different_chips_in_every_state(language: Language) -> None:
    states = [
        random_briefing(3, language=language),
        briefing(intent="smalltalk", message="hi", language=language),
        briefing(
            *(outfit(title) for title in ("Canvas Trainers", "Leather Penny Loafers")),
            intent="product",
            language=language,
        ),
    ]
    for told in states:
        chips = suggestions(told)
        assert len(chips) == len(set(chips)) == 3


def test_a_chip_never_offers_a_colour_that_is_unwanted_or_there_already() -> None:
    for seed in range(60):
        told = random_briefing(seed, constraints=(wish("avoid_colour", "navy"),))
        worn = {piece.colour.name for piece in told.outfits[0].items}
        for chip in suggestions(told):
            colour = re.match(r"In (\w+) instead", chip)
            assert colour is None or colour[1] not in worn | {"navy"}


def test_cheaper_is_not_offered_where_nothing_was() -> None:
    shown = outfit("Canvas Trainers")
    state = ConversationState(single=True, looks=(on_table(shown),))
    edit = Edit(direction="cheaper")
    told = briefing(shown, intent="refine", state=state, base=on_table(shown), edit=edit, message="cheaper")
    assert "Make it cheaper" not in suggestions(told)
    assert len(suggestions(told)) == 3


def test_a_colour_is_only_offered_where_something_comes_in_it() -> None:
    had = frozenset((("burgundy", "#6d1a36"), ("sky blue", "#87ceeb")))
    for seed in range(60):
        told = random_briefing(seed, colours=had if seed % 2 else frozenset())
        worn = told.outfits[0].items
        offered = {chip for chip in suggestions(told) if re.match(r"In .* instead", chip)}
        is_worn = any(is_shade("burgundy", piece.colour.name, piece.colour.hex) for piece in worn)
        assert offered <= ({"In burgundy instead"} if seed % 2 and not is_worn else set())


def test_products_are_all_named_with_their_prices() -> None:
    shown = [outfit(title) for title in ("Canvas Trainers", "Leather Penny Loafers", "Polished Derby Shoes")]
    text = text_of(briefing(*shown, intent="product", message="shoes"))
    for one in shown:
        assert text.count(one.items[0].title) == 1
        assert money(one.total) in text


def test_a_product_refined_is_still_shown_as_products() -> None:
    shown = [outfit(title) for title in ("Canvas Trainers", "Polished Derby Shoes")]
    state = ConversationState(single=True, looks=(on_table(shown[0]),))
    text = text_of(briefing(*shown, intent="refine", state=state, message="cheaper"))
    assert all(one.items[0].title in text for one in shown)


def test_a_title_that_begins_with_the_takes_no_second_article() -> None:
    piece = item("Canvas Trainers", title="The Weekend Trainer", product_id=UUID(int=5))
    assert titled(piece) == "The Weekend Trainer"


@pytest.mark.parametrize("seq", range(1, 9))
def test_a_suit_jacket_is_not_put_on_for_the_way_there(seq: int) -> None:
    """ "Add the Calder wool suit jacket when you step out", for a funeral."""
    suit = outfit("Crisp Poplin Shirt", "Wool Suit Trousers", "Double-Breasted Wool Blazer", "Polished Derby Shoes")
    text = text_of(briefing(suit, seq=seq))
    assert not any(words in text for words in ("step out", "way there", "For outside", "outer layer"))


def test_the_total_stands_now_before_the_reasons_and_now_after_them() -> None:
    look = outfit("Crisp Poplin Shirt", "Tapered Chinos", "Canvas Trainers")
    told = structs.replace(
        look, items=tuple(structs.replace(one, why="It is navy, as you asked.") for one in look.items)
    )
    orders = {
        text_of(briefing(told, seed=seed)).find("$163") < text_of(briefing(told, seed=seed)).find("as you asked")
        for seed in range(20)
    }
    assert orders == {True, False}
