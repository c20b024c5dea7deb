"""Aurora's own voice: a reply made of facts by rule. It speaks without a model and finishes what one leaves unsaid."""

from aurora.composer import changes, looks
from aurora.composer.acts import acted, asking
from aurora.composer.answers import answer
from aurora.composer.briefing import Briefing, Line, in_one_language, is_single, pieces_due
from aurora.composer.chips import suggestions
from aurora.composer.en import PHRASES
from aurora.composer.others import OTHERS
from aurora.composer.receipts import receipts
from aurora.composer.serving import served
from aurora.composer.talk import talked
from aurora.composer.voice import Phrases, Voice
from aurora.types import Language

__all__ = ["Briefing", "Line", "asking", "complete", "compose", "is_single", "phrases", "pieces_due", "suggestions"]


_SHOWS = ("look", "product", "refine", "undo", "redo")


_EDITS = ("look", "product", "refine")


def phrases(language: Language) -> Phrases:
    return PHRASES if language == "en" else OTHERS[language]


def compose(briefing: Briefing) -> tuple[Line, ...]:
    """The whole reply, line by line. Never empty; the same briefing gives the same words."""
    briefing = in_one_language(briefing)
    voice = Voice(briefing.turn, briefing.analysis.language, phrases(briefing.analysis.language))
    lines = [line for line in _body(briefing, voice) if line.says != looks.WHY or not voice.heard(line.text)]
    if briefing.outfits and briefing.analysis.intent in _EDITS and briefing.analysis.asks:
        lines += answer(briefing, voice)[:1]  # an edit and a question in one message: both are answered
    if briefing.outfits and briefing.analysis.intent in _SHOWS:
        lines += looks.missing(briefing, voice, _said(lines))
        lines += receipts(briefing, voice)
        lines += looks.beside(briefing, voice)
    if briefing.analysis.question:
        lines = [line for line in lines if "next" not in line.says or "answer" in line.says]
        lines += looks.closing(briefing, voice)
    elif briefing.outfits and briefing.analysis.intent in _SHOWS and not _asks_already(lines):
        lines += looks.closing(briefing, voice)
    return tuple(lines)


def complete(briefing: Briefing, said: frozenset[str]) -> tuple[Line, ...]:
    """What is still owed when someone else spoke first: pieces not named, what gave way, the answer, the question.

    said: keys as in `Line.says` of what is out already. With nothing out, the whole reply.
    """
    if not said:
        return compose(briefing)
    briefing = in_one_language(briefing)
    voice = Voice(briefing.turn, briefing.analysis.language, phrases(briefing.analysis.language))
    lines: list[Line] = []
    if briefing.outfits:
        lines += looks.missing(briefing, voice, said)
        lines += receipts(briefing, voice)
        lines += looks.beside(briefing, voice)
    elif "answer" not in said:
        lines += [line for line in _body(briefing, voice) if "answer" in line.says]
    if briefing.analysis.question or ("next" not in said and briefing.outfits):
        lines += looks.closing(briefing, voice)
    return tuple(lines)


def _asks_already(lines: list[Line]) -> bool:
    """Whether a next step is offered or something is asked: a reply asks once."""
    return "next" in _said(lines) or any("?" in line.text for line in lines)


def _said(lines: list[Line]) -> frozenset[str]:
    return frozenset(key for line in lines for key in line.says)


def _body(briefing: Briefing, voice: Voice) -> list[Line]:
    analysis, edit = briefing.analysis, briefing.analysis.edit
    if analysis.intent in _SHOWS and briefing.outfits:
        if analysis.intent in ("undo", "redo"):
            return changes.undone(briefing, voice)
        if edit is not None and edit.pick_only:
            return changes.picked(briefing, voice)
        if is_single(briefing):
            return looks.products(briefing, voice)
        return changes.refined(briefing, voice) if analysis.intent == "refine" else looks.look(briefing, voice)
    if analysis.intent in ("look", "product", "refine"):
        return looks.nothing(briefing, voice)
    if told := served(briefing, voice):
        return told
    if analysis.intent == "ask":
        return answer(briefing, voice)
    return acted(briefing, voice) if analysis.intent == "act" else talked(briefing, voice)
