# ruff: noqa: E501 - forms read best one a line
"""Notes of receipts and reasons for empty slots in the shopper's language."""

import re
from pathlib import Path

import pytest

import aurora
from aurora.composer.note_forms import FORMS
from aurora.composer.notes import feedback_note, localised, note
from aurora.types import Constraint, ConstraintValue, Language

ABROAD: list[Language] = ["de", "fr", "es"]


@pytest.mark.parametrize(
    ("english", "german", "french", "spanish"),
    [
        ("nothing in size 46 under 80.00 USD", "nichts in Größe 46 unter 80,00 $", "rien en taille 46 à moins de 80,00 $", "nada en talla 46 por menos de 80,00 $"),
        ("nothing that is not black or navy without leather", "nichts außer in Schwarz oder Marineblau ohne Leder", "rien sauf en noir ou bleu marine sans cuir", "nada salvo en negro o azul marino sin cuero"),
        ("no shoes in stock", "nichts auf Lager: Schuhe", "rien en stock : chaussures", "sin existencias: zapatos"),
        ("Corby boots has leather in it.", "Mit Leder: Corby boots.", "Avec cuir : Corby boots.", "Lleva cuero: Corby boots."),
        ("at 1 EUR = 1.08 USD", "zum Kurs 1 EUR = 1.08 USD", "au taux de 1 EUR = 1.08 USD", "al cambio 1 EUR = 1.08 USD"),
    ],
)  # fmt: skip
def test_a_note_is_said_in_the_language(english: str, german: str, french: str, spanish: str) -> None:
    assert [note(english, language) for language in ABROAD] == [german, french, spanish]
    assert note(english, "en") == english


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form[0][:40])
def test_every_form_can_be_said_in_any_language_and_back(form: tuple[str, str, str, str]) -> None:
    fill = {"money": "12.00 USD", "colour": "navy", "material": "wool", "kind": "shoes", "slot": "bag", "level": "low", "pattern": "striped"}  # fmt: skip
    english = re.sub(r"\{(\w+)\}", lambda hole: fill.get(hole[1].rstrip("0123456789"), "Corby"), form[0])
    for language in ABROAD:
        told = note(english, language)
        assert told != english
        assert note(told, language) == told
        home = note(told, "en")
        assert re.sub(r"[\d,.]+ (?:USD|\$)", "·", home).lower() == re.sub(r"[\d,.]+ USD", "·", english).lower()


def test_an_unknown_note_is_never_told_in_english() -> None:
    for language in ABROAD:
        assert note("a wholly new sentence", language) not in ("a wholly new sentence", "")
    assert note("a wholly new sentence", "en") == "a wholly new sentence"


def test_every_note_that_the_code_writes_has_a_form() -> None:
    """Reads the literals of the receipts and of the composition, so that a new note cannot be forgotten here."""
    package = Path(aurora.__file__).parent
    found = list[str]()
    for file in (package / "receipts.py", *sorted((package / "outfits").glob("*.py"))):
        text = file.read_text(encoding="utf-8")
        notes = re.findall(r'(?:Verdict\("(?:relaxed|unverifiable)", |note=)(f?"[^"\n]*")[),\n]', text)
        notes += re.findall(r'(?:return |: )(f?"[A-Z{][^"\n]*\.")[,\n]', text) if file.stem == "receipts" else []
        for literal in notes:
            found.append(re.sub(r"\{[^{}]*\}", "Corby", literal.lstrip("f").strip('"')))
    found = [text for text in found if not text.endswith(" ")]  # the first half of two lines
    assert len(found) >= 25
    unknown = [
        text for text in found if text != "Corby" and note(text, "de") in (note("unheard of", "de"), note("x.", "de"))
    ]
    assert unknown == []


def test_a_receipt_of_a_direction_names_it_in_the_language() -> None:
    held = Constraint(kind="other", text="a cheaper look", value=ConstraintValue(name="cheaper"), status="relaxed", note="nothing that keeps to your other limits goes further that way")  # fmt: skip
    (told,) = localised((), (held,), "fr")[1]
    assert told.text == "une tenue moins chère"
    assert told.note == "rien dans vos autres limites ne va plus loin dans ce sens"


def test_what_became_of_a_verdict_is_said_in_four_languages() -> None:
    said = {feedback_note("visit", language) for language in ("en", *ABROAD)}
    assert len(said) == 4
