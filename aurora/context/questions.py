"""The one clarifying question of a turn: only where the answer changes the look and cannot be guessed."""

from functools import cache

import msgspec

from aurora.types import Intent, Language
from commerce.garments import CATEGORIES, SLOTS, Slot

_DEPARTMENT: dict[Language, str] = {
    "en": "Shall I look in women's or men's clothes?", "de": "Soll ich bei Damen oder Herren schauen?",
    "fr": "Je cherche côté femme ou côté homme ?", "es": "¿Busco en mujer o en hombre?",
}  # fmt: skip
_CHILD: dict[Language, str] = {
    "en": "How old is the child?",
    "de": "Wie alt ist das Kind?",
    "fr": "Quel âge a l'enfant ?",
    "es": "¿Qué edad tiene?",
}
_OCCASION: dict[Language, str] = {
    "en": "What is it for?", "de": "Wofür ist es?", "fr": "C'est pour quelle occasion ?", "es": "¿Para qué ocasión es?",
}  # fmt: skip


_ANOTHER: dict[Language, str] = {
    "en": "There is {one} in this look already. Shall I swap it for another?",
    "de": "So ein Teil gehört schon zum Look. Soll ich es gegen ein anderes tauschen?",
    "fr": "Il y en a déjà dans cette tenue. Je change pour autre chose ?",
    "es": "Ya hay uno en este look. ¿Lo cambio por otro?",
}
_MISSING: dict[Language, str] = {
    "en": "There is no {name} in this look. Shall I look for one?",
    "de": "So ein Teil ist nicht im Look. Soll ich eins suchen?",
    "fr": "Il n'y en a pas dans cette tenue. Je t'en cherche ?",
    "es": "No hay ninguno en este look. ¿Busco uno?",
}
_NONE_TO_DROP: dict[Language, str] = {
    "en": "There is no {name} in this look to take off. Is there something else you would leave out?",
    "de": "So ein Teil ist gar nicht im Look. Soll etwas anderes weg?",
    "fr": "Il n'y en a pas dans cette tenue. Tu veux enlever autre chose ?",
    "es": "No hay ninguno en este look. ¿Quitamos otra cosa?",
}
_PLURAL = frozenset(("shoes",))
_NOUNS: dict[Slot, str] = {"outerwear": "outer layer", "bottom": "bottom half"}


_ONLY: dict[Language, str] = {
    "en": "There is only one here now. Is that the one you mean?",
    "de": "Hier ist nur noch eins. Meinst du das?",
    "fr": "Il n'en reste qu'un ici. C'est celui-là ?",
    "es": "Aquí solo queda uno. ¿Te refieres a ese?",
}
_FEW: dict[Language, str] = {
    "en": "There are only {n} here. Which of them do you mean?",
    "de": "Hier sind nur {n}. Welches davon meinst du?",
    "fr": "Il n'y en a que {n} ici. Lequel veux-tu dire ?",
    "es": "Aquí solo hay {n}. ¿A cuál te refieres?",
}
_COUNTS: dict[Language, tuple[str, ...]] = {
    "en": ("two", "three", "four", "five", "six"), "de": ("zwei", "drei", "vier", "fünf", "sechs"),
    "fr": ("deux", "trois", "quatre", "cinq", "six"), "es": ("dos", "tres", "cuatro", "cinco", "seis"),
}  # fmt: skip


def too_few(count: int, language: Language) -> str:
    """What is said where a look is named that is not there: how many there are, and which is meant."""
    if count <= 1:
        return _ONLY[language]
    name = _COUNTS[language][count - 2] if count - 2 < len(_COUNTS[language]) else str(count)
    return _FEW[language].format(n=name)


class Offer(msgspec.Struct, frozen=True):
    """What a question of ours offers: another piece in the slot, or one where there is none."""

    slot: Slot


def offering(is_there: bool, slot: Slot, name: str, language: Language) -> str:
    """What is said where a piece to be added is there already, or one to be kept is not; an offer with it."""
    noun = CATEGORIES[name].noun if name in CATEGORIES else _NOUNS.get(slot, slot)
    if language != "en":
        return (_ANOTHER if is_there else _MISSING)[language]
    if slot in _PLURAL or (name in CATEGORIES and CATEGORIES[name].noun == CATEGORIES[name].plural):
        if is_there:
            return f"There are {noun} in this look already. Shall I swap them for others?"
        return f"There are no {noun} in this look. Shall I look for some?"
    if not is_there:
        return _MISSING["en"].format(name=noun)
    return _ANOTHER["en"].format(one=f"an {noun}" if noun[0] in "aeiou" else f"a {noun}")


def none_to_drop(slot: Slot, name: str, language: Language) -> str:
    """What is said where a piece is to be left out that is not there."""
    noun = CATEGORIES[name].noun if name in CATEGORIES else _NOUNS.get(slot, slot)
    return _NONE_TO_DROP[language].format(name=noun).replace("There is no shoes", "There are no shoes")


@cache
def _offers() -> dict[str, Offer]:
    """Every English offer and its slot. In the other languages an offer names no slot, so that "ja" takes none."""
    names = [(slot, slot) for slot in SLOTS] + [(c.slot, c.id) for c in CATEGORIES.values() if c.slot is not None]
    return {offering(there, slot, name, "en"): Offer(slot) for slot, name in names for there in (True, False)}


def offer(asked: str | None) -> Offer | None:
    """What the question that stands open offers; None where it asks something else."""
    return _offers().get(asked) if asked else None


_NEXT: dict[Language, str] = {
    "en": "I've dressed you for the first of the two. Shall I find an outfit for the {name} next?",
    "de": "Das ist erst für das eine. Soll ich danach ein Outfit für den anderen Anlass suchen ({name})?",
    "fr": "Voilà pour le premier des deux. Je cherche ensuite une tenue pour l'autre occasion ({name}) ?",
    "es": "Esto es para lo primero. ¿Te busco después un conjunto para la otra ocasión ({name})?",
}


def next_event(name: str, language: Language) -> str:
    """What is said where a message names two events: that the first is dressed for, and the offer of the second."""
    return _NEXT[language].format(name=name.lower() if language == "en" else name)


def is_about_occasion(question: str | None, language: Language) -> bool:
    """True where the question asks what the look is for."""
    return question == _OCCASION[language]


def ask(
    intent: Intent,
    language: Language,
    *,
    department: bool,
    occasion: bool,
    child: bool,
    gendered: bool,
    asked: str | None,
) -> str | None:
    """The question, or None.

    department, occasion: known already. gendered: the garments say enough. asked: the question asked last.
    """
    question = None
    if child and not department and intent in ("look", "product"):
        question = _CHILD[language]
    elif not department and not gendered and intent in ("look", "product"):
        question = _DEPARTMENT[language]
    elif intent == "look" and not occasion:
        question = _OCCASION[language]
    return None if question == asked else question
