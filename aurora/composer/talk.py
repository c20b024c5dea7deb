# ruff: noqa: E501 - phrases read best one a line
"""What is said where no look is chosen: small talk, actions, the handoff, starting over."""

import re

from aurora.composer.briefing import Briefing, Line
from aurora.composer.pieces import agree, listed
from aurora.composer.voice import Voice
from aurora.composer.words import capital
from aurora.fencing import plain

__all__ = ["acted", "talked"]

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
        done = any(action.kind == "handoff.requested" for action in briefing.actions)
        return [Line(voice.say("handoff.done" if done else "handoff.not"), _ANSWER)]
    if intent == "undo":
        return [Line(voice.say("undo.nothing"), _ANSWER)]
    if intent == "start_over":
        return [Line(voice.say("start_over"), _ANSWER), Line(voice.say("start_over.next"), _NEXT)]
    return [Line(voice.say("out_of_scope"), _ANSWER), Line(voice.say("out_of_scope.next"), _NEXT)]


def _kind(briefing: Briefing) -> str:
    message = briefing.turn.message
    if _THANKS.search(message):
        return "smalltalk.thanks"
    return "smalltalk.hello" if _HELLO.match(message) else "smalltalk.other"


def acted(briefing: Briefing, voice: Voice) -> list[Line]:
    """What really happened, action by action; where nothing did, how it is done."""
    if not briefing.actions:
        return [Line(_not_done(briefing, voice), _ANSWER)]
    items = briefing.table[0].items if briefing.table else ()
    words = listed(items, voice.language)
    told = []
    for action in briefing.actions:
        detail = plain(action.detail, 200).rstrip(".") or words
        if action.kind == "cart.added" and action.detail:
            # Only what went in is named; where the action says what, its words are used.
            words, grammar = detail, {"is": "are" if " and " in detail else "is"}
        else:
            grammar = agree(items) if items else agree([], "")
        key = "handoff.done" if action.kind == "handoff.requested" else f"act.{action.kind}"
        told.append(voice.say(key, **grammar | {"list": words, "List": capital(words), "detail": detail}))
    return [Line(" ".join(told), _ANSWER)]


def _not_done(briefing: Briefing, voice: Voice) -> str:
    if not briefing.table:
        return voice.say("act.nothing")
    return voice.say(f"act.not.{briefing.analysis.action or 'show_3d'}")
