# ruff: noqa: E501 - phrases read best one a line
"""What is said where no look is chosen: small talk, the handoff, starting over."""

import re

from aurora.composer.acts import handed_over
from aurora.composer.briefing import Briefing, Line
from aurora.composer.voice import Voice

__all__ = ["talked"]

_ANSWER = frozenset(("answer",))
_NEXT = frozenset(("next",))
_THANKS = re.compile(
    r"\b(?:thank\w*|thx|cheers|ta|danke\w*|merci|gracias|bye|goodbye|tschüss|adiós|au revoir)\b", re.IGNORECASE
)
_HELLO = re.compile(
    r"^\W*(?:hi+|hey+|hello|hiya|howdy|good (?:morning|afternoon|evening|day)|yo|hallo|guten \w+|moin|servus|bonjour|salut|bonsoir|hola|buen[oa]s)\b",
    re.IGNORECASE,
)  # fmt: skip


def talked(briefing: Briefing, voice: Voice) -> list[Line]:
    """Small talk, out of scope, handoff and start over."""
    intent = briefing.analysis.intent
    if intent == "smalltalk":
        return [Line(voice.say(_kind(briefing)), _ANSWER | _NEXT)]
    if intent == "handoff":
        return handed_over(briefing, voice)
    if intent in ("undo", "redo"):
        return [Line(voice.say(f"{intent}.nothing"), _ANSWER)]
    if intent == "start_over":
        return [Line(voice.say("start_over"), _ANSWER), Line(voice.say("start_over.next"), _NEXT)]
    return [Line(voice.say("out_of_scope"), _ANSWER), Line(voice.say("out_of_scope.next"), _NEXT)]


def _kind(briefing: Briefing) -> str:
    message, mood = briefing.turn.message, briefing.analysis.context.mood
    told = briefing.analysis.context.sources.get("mood") == "message"
    if mood is not None and told and mood.valence < 0:
        return "smalltalk.kind.self" if mood.label == "insecure" else "smalltalk.kind.low"
    if _THANKS.search(message):
        return "smalltalk.thanks"
    return "smalltalk.hello" if _HELLO.match(message) else "smalltalk.other"
