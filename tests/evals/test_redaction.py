"""What is taken out of a message before it may be read: each kind by itself, and what must stay."""

import pytest

from evals.redaction import is_card, redacted

GONE = {
    "email": [
        ("write to jo.doe+shop@mail.example.org please", "write to [email] please"),
        ("it's jo (at) example.org", "it's [email]"),
    ],
    "link": [("like https://example.org/u/jo?x=1 but red", "like [link] but red")],
    "handle": [("i'm @jo.doe_87 there", "i'm [handle] there")],
    "account": [("pay back to DE89 3704 0044 0532 0130 00", "pay back to [account]")],
    "card": [
        ("my card 4111 1111 1111 1111 was refused", "my card [card] was refused"),
        ("5500-0000-0000-0004", "[card]"),
    ],
    "order": [
        ("where is order number 10023457?", "where is order number [order]?"),
        ("my order VV-2026-00123 is late", "my order [order] is late"),
        ("Bestellung Nr. 88121", "Bestellung Nr. [order]"),
        ("about #AB1234", "about [order]"),
    ],
    "phone": [
        ("call me on +44 20 7946 0958", "call me on [phone]"),
        ("(555) 010-4477 is mine", "[phone] is mine"),
        ("0171/2345678", "[phone]"),
    ],
    "address": [
        ("send it to 221b baker street please", "send it to [address] please"),
        ("ich wohne in der Lindenstraße 12a", "ich wohne in der [address]"),
        ("livrez au 12 rue de la paix", "livrez au [address] de la paix"),
        ("it goes to SW1A 2AA", "it goes to [address]"),
        ("it goes to 90210", "it goes to [address]"),
    ],
    "name": [
        ("my name is jo and i need a dress", "my name is [name] and i need a dress"),
        ("it's for my sister Zanele", "it's for my sister [name]"),
        ("a dress for Zanele's wedding", "a dress for [name] wedding"),
        ("ich heiße mandisa", "ich heiße [name]"),
        ("je m'appelle thandeka", "je m'appelle [name]"),
        ("Zanele wants red shoes", "[name] wants red shoes"),
    ],
}


@pytest.mark.parametrize(("kind", "said", "left"), [(kind, *each) for kind, some in GONE.items() for each in some])
def test_what_could_tell_who_it_is_is_gone(kind: str, said: str, left: str) -> None:
    found = redacted(said)
    assert found.text == left
    assert found.removed == {kind: 1}


def test_the_name_of_the_account_goes_in_any_case() -> None:
    assert redacted("thanks, yours zoe m", ("Zoe M", "zm@example.org")).text == "thanks, yours [name] m"


@pytest.mark.parametrize(
    "said",
    [
        "I need a dress for a wedding in June, under 200 dollars",
        "size 38, EU 42 shoes, between 1500 and 2500 euros",
        "a navy blazer for 12500 dollars",
        "Ich brauche ein Kleid für eine Hochzeit im Sommer",
        "une robe noire pour un mariage, moins de 200 €",
        "the 2nd one, but in the 90s style; 25 degrees at 19:30",
        "Aurora, I'm nervous: it's on Saturday",
    ],
)
def test_what_is_about_clothes_stays_as_it_was(said: str) -> None:
    assert redacted(said).text == said


def test_a_long_number_is_a_card_only_by_its_check_digit() -> None:
    assert is_card("4111 1111 1111 1111")
    assert not is_card("4111 1111 1111 1112")
    assert redacted("pay 4111 1111 1111 1112").text == "pay [phone]", "no card, and still nobody's business"
