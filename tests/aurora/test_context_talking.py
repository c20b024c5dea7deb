"""What shoppers say in the course of talking: offers taken, "it" of a message ago, the bag, other people's moods."""

from uuid import UUID

import msgspec
import pytest

from aurora.types import Analysis, ConversationState, Deed, Language, Pending
from tests.aurora.test_context import LOOK, SECOND, TABLE, hear, wishes

PRODUCTS = msgspec.structs.replace(
    TABLE,
    single=True,
    looks=tuple(
        msgspec.structs.replace(look, pieces=(look.pieces[n],))
        for look, n in ((LOOK, 3), (msgspec.structs.replace(LOOK, outfit_id=SECOND.outfit_id), 2))
    ),
)


def after(reply: str, message: str, state: ConversationState = TABLE, said: str = "hello") -> Analysis:
    return hear(message, state, history=((said, reply),))


def changed(analysis: Analysis) -> tuple[str, ...]:
    assert analysis.edit is not None
    return analysis.edit.change


# ── offers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("yes", ["yes", "sure, go on", "ok please do", "yes please!"])
def test_a_yes_takes_up_what_the_last_reply_offered(yes: str) -> None:
    found = after("It comes to $300. Shall I swap the shoes?", yes)
    assert found.intent == "refine"
    assert changed(found) == ("shoes",)


def test_a_yes_takes_the_look_that_was_offered_instead() -> None:
    found = after("The second look is bolder, at $90; want to see that instead?", "yes")
    assert found.edit is not None
    assert (found.edit.look, found.edit.pick_only) == (1, True)


@pytest.mark.parametrize(
    ("reply", "yes", "language"),
    [
        ("Soll es günstiger werden?", "ja gerne", "de"),
        ("¿Te busco algo más barato?", "sí", "es"),
        ("Je cherche moins cher ?", "oui", "fr"),
    ],
)
def test_offers_are_taken_in_every_language(reply: str, yes: str, language: str) -> None:
    found = after(reply, yes, msgspec.structs.replace(TABLE, language=language))
    assert found.edit is not None
    assert (found.edit.direction, found.language) == ("cheaper", language)


def test_a_refused_offer_and_one_that_offers_nothing_to_do_change_nothing() -> None:
    for reply, message in (("Shall I swap the shoes?", "no thanks"), ("Does it feel like you?", "yes")):
        found = after(reply, message)
        assert (found.intent, found.edit) == ("smalltalk", None)


# ── what is taken up ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "message", "slot"),
    [
        ("the shoes aren't for me, something else", "swap them", "shoes"),
        ("what colour is the blouse?", "swap it", "top"),
        ("tausch die Schuhe", "make them yellow", "shoes"),
        ("what colour is the blazer?", "can I have it in red?", "outerwear"),
    ],
)
def test_it_is_the_garment_that_the_last_message_spoke_of(said: str, message: str, slot: str) -> None:
    assert changed(after("Here you are.", message, said=said)) == (slot,)


def test_cheaper_and_a_sum_are_said_of_the_look_and_not_of_the_garment() -> None:
    found = after("It is wool.", "make it cheaper", said="is the blazer wool?")
    assert found.edit is not None
    assert (found.edit.change, found.edit.direction) == ((), "cheaper")
    assert found.edit.lock == ()
    assert changed(after("It is wool.", "keep it under $220", said="is the blazer wool?")) == ()


def test_what_was_asked_about_is_what_is_put_in_the_bag() -> None:
    found = after("They are $120.", "put it in my bag", said="how much are the heels?")
    assert (found.action, found.about) == ("add_to_bag", (LOOK.pieces[3].product_id,))


def test_after_starting_over_nothing_of_the_table_is_meant() -> None:
    found = hear("start over. I need an outfit for the beach, women", PRODUCTS)
    assert (found.intent, found.context.occasion) == ("look", "beach")
    assert [c for c in found.constraints if c.kind == "lock"] == []


def test_them_is_the_piece_that_came_whatever_was_asked_for() -> None:
    shorts = msgspec.structs.replace(LOOK.pieces[1], category="shorts")
    look = msgspec.structs.replace(LOOK, pieces=(LOOK.pieces[0], shorts, *LOOK.pieces[2:]))
    found = after("Here you are.", "swap them", msgspec.structs.replace(TABLE, looks=(look,)), said="cheaper trousers")
    assert (changed(found), found.question) == (("bottom",), None)


def test_after_a_question_about_a_whole_look_it_is_the_look() -> None:
    """ "Swap the bag", "how much is the first one?", "make it blue": the bag was made blue."""
    history = (("swap the bag", "Here is another."), ("how much is the first one?", "It is $210."))
    found = hear("make it blue", TABLE, history=history)
    assert changed(found) == ("top", "bottom", "outerwear")


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("quédate con los zapatos", "es"), ("mantén los zapatos", "es"), ("deja los zapatos", "es"),
        ("los zapatos pueden quedarse", "es"), ("laisse les chaussures", "fr"),
        ("les chaussures peuvent rester", "fr"), ("behalte die Schuhe", "de"),
    ],
)  # fmt: skip
def test_what_is_to_stay_is_kept_in_every_language(message: str, language: Language) -> None:
    """ "Quédate con los zapatos" was out of scope, and "cheaper" took the shoes."""
    found = hear(message, msgspec.structs.replace(TABLE, language=language))
    assert found.edit is not None
    assert (found.intent, found.edit.lock, found.edit.change) == ("refine", (LOOK.pieces[3].product_id,), ())


def test_the_top_is_the_blouse_of_this_look_before_the_top_of_another() -> None:
    """ "Put the top in my basket" bought the peplum top of the third look for the t-shirt of the first."""
    top = msgspec.structs.replace(LOOK.pieces[0], category="top", product_id=UUID(int=77))
    other = msgspec.structs.replace(SECOND, pieces=(top,))
    found = hear("put the top in my basket", msgspec.structs.replace(TABLE, looks=(LOOK, other)))
    assert LOOK.pieces[0].category != "top"
    assert (found.action, found.about) == ("add_to_bag", (LOOK.pieces[0].product_id,))


def test_what_did_not_suit_is_still_meant_after_it_was_changed_twice() -> None:
    """ "The jeans aren't for me", "change them", "change them": the last of them changed the cap that came before."""
    jeans = msgspec.structs.replace(LOOK.pieces[1], category="jeans")
    with_jeans = msgspec.structs.replace(LOOK, pieces=(LOOK.pieces[0], jeans, *LOOK.pieces[2:]))
    first = msgspec.structs.replace(TABLE, looks=(with_jeans,))
    table = msgspec.structs.replace(TABLE, undo=(first, TABLE))
    history = (("show me another bag", "."), ("the jeans aren't for me, something else", "."), ("change them", "."))
    assert changed(hear("change them", table, history=history)) == ("bottom",)


def test_new_shoes_that_are_kept_are_not_swapped_again() -> None:
    found = after("Here are new shoes.", "keep them", said="swap the shoes")
    assert found.edit is not None
    assert (found.edit.change, found.edit.lock) == ((), (LOOK.pieces[3].product_id,))


def kept(slot: str) -> ConversationState:
    """The table with one piece that was told to stay."""
    pieces = tuple(msgspec.structs.replace(p, locked=p.slot == slot) for p in LOOK.pieces)
    return msgspec.structs.replace(TABLE, looks=(msgspec.structs.replace(LOOK, pieces=pieces), SECOND))


@pytest.mark.parametrize("message", ["change them", "make them blue", "I don't like them, show me something else"])
def test_them_is_not_the_piece_that_was_to_stay(message: str) -> None:
    found = after("Here you are.", message, kept("bag"), said="keep the bag but swap the shoes")
    assert changed(found) == ("shoes",)
    alone = after("It stays.", message.replace("them", "it"), kept("bag"), said="keep the bag")
    assert changed(alone) == ("bag",)


def test_it_is_neither_kept_shoes_nor_the_heels_that_were_refused() -> None:
    red = after("They stay.", "make it red", kept("shoes"), said="I love the shoes, keep them")
    assert "shoes" not in changed(red)
    navy = after("Here it is.", "make it navy", said="an outfit for a birthday, no boots please")
    assert "shoes" not in changed(navy)
    disliked = after("Here are others.", "make them red", said="I don't like the trousers")
    assert changed(disliked) == ("bottom",)


def test_after_going_back_it_is_the_look() -> None:
    history = (("can the shoes be brown?", "Here they are."), ("go back", "Back to where we were."))
    assert "shoes" not in changed(hear("make it black", TABLE, history=history))


# ── pieces of several looks ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "message",
    [
        "Build a look around the first one",
        "a full look with the black ones",
        "Ein Look um den ersten herum",
        "Une tenue autour du premier",
        "Un conjunto con el primero",
    ],
)
def test_a_look_around_a_product_is_a_new_look_that_holds_it(message: str) -> None:
    found = hear(message, PRODUCTS)
    assert (found.intent, found.edit, found.context.occasion) == ("look", None, "work")
    locks = [c for c in found.constraints if c.kind == "lock"]
    assert [c.value.product_id for c in locks] == [PRODUCTS.looks[0].pieces[0].product_id]


@pytest.mark.parametrize(
    "message",
    ["the first look with the dress of the second", "the first one, but with the dress from the second one"],
)
def test_a_piece_of_another_look_comes_into_the_one_that_is_named(message: str) -> None:
    found = hear(message, TABLE)
    assert found.edit is not None
    assert (found.intent, found.edit.look, found.edit.change) == ("refine", 0, ("dress",))
    assert found.edit.lock == (SECOND.pieces[0].product_id,)


def test_the_look_that_has_a_piece_of_a_colour_is_picked_and_not_recoloured() -> None:
    for message, look in (("I prefer the look with the red dress", 1), ("the one with the tan tote", 0)):
        found = hear(message, TABLE)
        assert found.edit is not None
        assert (found.edit.look, found.edit.pick_only, wishes(found, "colour")) == (look, True, [])
    assert changed(hear("the first one with red shoes", TABLE)) == ("shoes",)


def test_an_edit_names_the_pieces_that_it_speaks_of() -> None:
    assert hear("swap the blazer", TABLE).about == (LOOK.pieces[2].product_id,)
    added = hear("throw a coat over", TABLE)
    assert added.edit is not None
    assert (added.edit.add, added.edit.change) == (("outerwear",), ())
    assert changed(hear("a coat instead of the blazer", TABLE)) == ("outerwear",)


# ── the bag ────────────────────────────────────────────────────────────────────────────────────────────────────────

BOUGHT = msgspec.structs.replace(TABLE, deeds=(Deed(),))


@pytest.mark.parametrize(
    "message",
    [
        "take it out of my bag", "remove the shoes from my basket", "I don't want it in my bag after all",
        "empty my bag", "nimm es aus dem Warenkorb", "retire-le du panier", "quítalo de la cesta",
    ],
)  # fmt: skip
def test_what_leaves_the_bag_is_no_edit_of_the_look(message: str) -> None:
    found = hear(message, TABLE)
    assert (found.intent, found.action) == ("act", "take_out")


def test_take_it_out_again_needs_no_bag_right_after_something_went_in() -> None:
    assert hear("take it out again", BOUGHT).action == "take_out"
    assert hear("take it out again", TABLE).action is None
    assert hear("take out the bag", TABLE).action is None


def test_what_is_taken_out_again_is_all_that_went_in() -> None:
    found = hear(
        "take it out again", BOUGHT, history=(("how much are the heels?", "$120."), ("put it in my bag", "Done."))
    )
    assert (found.action, found.about) == ("take_out", ())


@pytest.mark.parametrize("message", ["what's in my bag?", "is it in my bag already?", "¿qué tengo en la cesta?"])
def test_the_bag_is_shown_when_asked_for(message: str) -> None:
    assert hear(message, TABLE).action == "show_bag"
    assert hear("can you put it in my bag?", TABLE).action == "add_to_bag"


@pytest.mark.parametrize(
    ("message", "count", "more"),
    [("put two of the tote in my bag", 2, False), ("I'll take two", 2, False), ("another one", None, True)],
)
def test_how_many_are_wanted_is_counted(message: str, count: int | None, more: bool) -> None:
    found = hear(message, BOUGHT)
    assert (found.action, found.count, found.more) == ("add_to_bag", count, more)


def test_another_look_is_meant_while_sizes_for_the_first_are_waited_for() -> None:
    waiting = msgspec.structs.replace(TABLE, pending=Pending(action="add_to_bag", about=(LOOK.pieces[0].product_id,)))
    found = hear("put the second one in my bag", waiting)
    assert (found.action, found.edit.look if found.edit else None, found.more) == ("add_to_bag", 1, False)
    assert hear("a second one", waiting).more


def test_a_count_completes_an_add_that_waits() -> None:
    waiting = msgspec.structs.replace(
        TABLE, pending=Pending(action="add_to_bag", about=(LOOK.pieces[4].product_id,), offered=True, more=True)
    )
    found = hear("yes, two", waiting)
    assert (found.action, found.count, found.more, found.about) == ("add_to_bag", 2, True, (LOOK.pieces[4].product_id,))


@pytest.mark.parametrize("message", ["has anyone answered?", "any reply yet?", "hat schon jemand geantwortet?"])
def test_asking_after_an_answer_calls_nobody_anew(message: str) -> None:
    found = hear(message, TABLE)
    assert (found.intent, found.action) == ("handoff", "handoff_status")
    assert hear("can I talk to someone?", TABLE).action is None


# ── feelings ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "message", ["my wife is nervous, an interview outfit for her", "my brother is so excited, party"]
)
def test_another_person_s_mood_is_not_the_shopper_s(message: str) -> None:
    assert hear(message).context.mood is None


def test_the_nearest_person_says_whose_mood_it_is() -> None:
    for message, label in (("my husband says I look sad", "sad"), ("his mum makes me nervous, dinner", "nervous")):
        mood = hear(message).context.mood
        assert mood is not None
        assert mood.label == label


@pytest.mark.parametrize("state", [None, TABLE])
@pytest.mark.parametrize("message", ["do you think I'm fat?", "I'm feeling a bit low today", "I feel awful today"])
def test_a_low_mood_or_a_question_of_the_body_is_talked_of_and_not_dressed(
    message: str, state: ConversationState | None
) -> None:
    found = hear(message, state)
    assert (found.intent, found.edit) == ("smalltalk", None)
    assert found.context.mood is not None
    assert found.context.mood.valence < 0


def test_a_low_mood_beside_a_wish_is_dressed() -> None:
    assert hear("I feel low, find me an outfit for dinner").intent == "look"


def test_manners_set_how_bold_and_how_comfortable_the_clothes_are() -> None:
    for message, boldness, comfort in (("I want to look badass", 8, None), ("something cosy for home", None, 9)):
        style = hear(message).context.style
        assert style is not None
        assert (style.boldness, style.comfort) == (boldness, comfort)


# ── language ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("before", ["de", "fr", "es"])
@pytest.mark.parametrize(
    "message", ["cheaper", "more casual please", "swap the shoes", "keep it under $220", "change them"]
)
def test_a_short_english_message_stays_english_after_a_foreign_opener(message: str, before: str) -> None:
    assert hear(message, msgspec.structs.replace(TABLE, language=before)).language == "en"


def test_a_foreign_message_with_an_english_colour_stays_foreign() -> None:
    german = msgspec.structs.replace(TABLE, language="de")
    found = hear("den Blazer in Navy", german)
    assert (found.language, changed(found), wishes(found, "colour")) == ("de", ("outerwear",), ["navy"])


# ── in other languages ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("message", ["deshazlo", "rückgängig", "annule ça", "mach es rückgängig", "annulez ça"])
def test_undo_is_heard_in_every_language(message: str) -> None:
    assert hear(message, TABLE).intent == "undo"


@pytest.mark.parametrize(
    ("message", "direction"),
    [
        ("etwas Wärmeres", "warmer"),
        ("lieber etwas Eleganteres", "dressier"),
        ("plus chaud", "warmer"),
        ("algo más abrigado", "warmer"),
    ],
)
def test_a_comparison_is_heard_however_it_is_inflected(message: str, direction: str) -> None:
    edit = hear(message, TABLE).edit
    assert edit is not None
    assert edit.direction == direction


@pytest.mark.parametrize(
    "message",
    [
        "Schuhe habe ich schon",
        "ich habe schon Schuhe",
        "j'ai déjà des chaussures",
        "les chaussures, je les ai déjà",
        "ya tengo zapatos",
        "los zapatos ya los tengo",
    ],
)
def test_what_is_owned_is_heard_in_every_language(message: str) -> None:
    found = hear(message, TABLE)
    assert found.owned == ("shoes",)
    assert found.edit is not None
    assert (found.edit.change, found.edit.drop) == ((), ("shoes",))


# ── several pieces ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_them_after_two_pieces_are_both_and_it_is_neither() -> None:
    said = "swap the shoes and the bag"
    assert changed(after("Done.", "swap them again", said=said)) == ("shoes", "bag")
    red = after("Done.", "make them red", said=said)
    assert changed(red) == ("shoes", "bag")
    assert {(c.slot, c.value.name) for c in red.constraints if c.kind == "colour"} == {("shoes", "red"), ("bag", "red")}
    kept = after("Done.", "keep them", said=said)
    assert kept.edit is not None
    assert set(kept.edit.lock) == {LOOK.pieces[3].product_id, LOOK.pieces[4].product_id}
    assert after("Done.", "keep it", said=said).edit != kept.edit


def test_one_look_with_a_piece_of_the_third_is_the_first_with_that_piece_alone() -> None:
    bag = msgspec.structs.replace(LOOK.pieces[4], product_id=SECOND.outfit_id, colour="red")
    third = msgspec.structs.replace(SECOND, pieces=(bag,), total=bag.price)
    table = msgspec.structs.replace(TABLE, looks=(LOOK, SECOND, third))
    edit = hear("the first one, but with the bag from the third", table).edit
    assert edit is not None
    assert (edit.look, edit.change, edit.lock) == (0, ("bag",), (bag.product_id,))


@pytest.mark.parametrize(
    "message", ["Otro accesorio", "Un autre accessoire", "Anderes Accessoire", "Otra parte de arriba"]
)
def test_another_accessory_is_heard_in_every_language(message: str) -> None:
    found = hear(message, TABLE)
    assert found.edit is not None
    assert found.intent == "refine"
    assert {*found.edit.change, *found.edit.add} in ({"accessory"}, {"top"})


def test_which_is_warmer_is_a_question_after_an_ok_too() -> None:
    assert (hear("ok which one is warmer?", TABLE).intent, hear("ok warmer please", TABLE).intent) == ("ask", "refine")


def test_after_a_piece_stays_and_the_rest_changes_it_is_the_look() -> None:
    found = after("Here you are.", "make it yellow", kept("bag"), said="keep the bag, change everything else")
    assert "bag" not in changed(found)


def test_a_refusal_right_after_a_size_of_shoes_is_heard() -> None:
    found = hear("school, boys, my shoe size is 37, no heels please")
    assert (wishes(found, "heel"), [c.value.size for c in found.constraints if c.kind == "size"]) == (["flat"], ["37"])


def test_a_red_bag_wished_for_with_the_look_is_not_what_make_it_yellow_is_of() -> None:
    said = "help me dress for a music festival, women, I'd like a red bag"

    found = hear("make it yellow", TABLE, history=((said, "Here is a look."),))

    assert [c.slot for c in found.constraints if c.kind == "colour"] == [None]


def test_a_sum_is_no_answer_to_which_size() -> None:
    waiting = msgspec.structs.replace(TABLE, pending=Pending(action="add_to_bag", slots=("outerwear",)))

    found = hear("actually, $90 max", waiting)

    assert [(c.kind, c.value.amount) for c in found.constraints if c.kind in ("size", "budget")] == [("budget", 9000)]
