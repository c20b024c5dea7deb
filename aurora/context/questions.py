"""The one clarifying question of a turn: only where the answer changes the look and cannot be guessed."""

from aurora.types import Intent, Language

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
