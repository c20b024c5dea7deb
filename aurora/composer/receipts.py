"""What gave way and what could not be checked, said once and in the shopper's language."""

import re

from aurora.composer.briefing import Briefing, Line, is_single
from aurora.composer.pieces import agree, titled
from aurora.composer.voice import Voice
from aurora.composer.words import capital, join, money, wish
from aurora.types import Constraint, Outfit, OutfitItem
from core.money import Money

__all__ = ["is_change", "receipts"]

RECEIPTS = frozenset(("receipts",))


def receipts(briefing: Briefing, voice: Voice) -> list[Line]:
    """What gave way and what could not be checked; nothing for what was kept."""
    if not briefing.outfits:
        return []
    relaxed = [c for c in briefing.constraints if c.status == "relaxed" and not _is_unasked(c, briefing)]
    unsure = [c for c in briefing.constraints if c.status == "unverifiable" and not _is_old(c, briefing)]
    unsure = [c for c in unsure if c.kind != "warmth"]
    texts = [_over_budget(c, briefing.outfits[0], voice) for c in relaxed if c.kind == "budget"]
    texts += [_no_other(c, briefing, voice) for c in relaxed if is_change(c)]
    others = [c for c in relaxed if c.kind != "budget" and not is_change(c)]
    wishes = [wish(c, voice.language) for c in others]
    if len(others) == 1:
        texts.append(_gave_way(others[0], briefing, voice))
    elif others:
        texts.append(voice.say("relaxed.many", wishes=join(wishes, voice.language)))
    abroad = [c for c in unsure if c.kind == "budget" and c.value.currency not in (None, briefing.turn.currency)]
    for constraint in abroad:
        shown = {"wish": wish(constraint, voice.language), "currency": briefing.outfits[0].total.currency}
        texts.append(voice.say("unverifiable.rate", **shown))
    unsure = [c for c in unsure if c not in abroad]
    if len(unsure) == 1 and voice.language == "en" and _piece_of(unsure[0].note, briefing) is not None:
        texts.append(voice.say("unverifiable.note", note=_note(unsure[0].note or "", briefing)))
    elif unsure:
        texts.append(voice.say("unverifiable", wishes=join([wish(c, voice.language) for c in unsure], voice.language)))
    return [Line(" ".join(text for text in texts if text), RECEIPTS)] if texts else []


def _is_old(constraint: Constraint, briefing: Briefing) -> bool:
    """Whether it was in force, and told, before this turn. What cannot be checked is told once in a conversation."""
    return any(
        (c.kind, c.value, c.slot) == (constraint.kind, constraint.value, constraint.slot)
        for c in briefing.turn.state.constraints
    )


def is_change(constraint: Constraint) -> bool:
    """Whether it is the receipt of an edit that found no other piece, which is no wish of the shopper's by name."""
    return constraint.kind == "other" and constraint.value.name == "change" and constraint.status == "relaxed"


def _no_other(constraint: Constraint, briefing: Briefing, voice: Voice) -> str:
    """That there is no other piece within the limits."""
    note = _note(constraint.note or "there is nothing else within your limits", briefing)
    return voice.say("relaxed.change", note=note, Note=capital(note))


def _is_unasked(constraint: Constraint, briefing: Briefing) -> bool:
    """Whether it is a piece that nobody asked to keep: that it changed is told with the change."""
    asked = {c.value.product_id for c in briefing.analysis.constraints if c.kind == "lock"}
    return constraint.kind == "lock" and constraint.value.product_id not in asked


def _gave_way(constraint: Constraint, briefing: Briefing, voice: Voice) -> str:
    """The wish that gave way with its reason, where there is one in the reply's language."""
    named = wish(constraint, voice.language)
    if voice.language != "en" or not constraint.note:
        return voice.say("relaxed.one", wish=named, Wish=capital(named))
    note = _note(constraint.note, briefing)
    tells = (constraint.value.name or "-") in note or _piece_of(constraint.note, briefing) is not None
    return voice.say("relaxed.note" if tells else "relaxed.why", wish=named, note=note)


def _piece_of(note: str | None, briefing: Briefing) -> tuple[int, OutfitItem] | None:
    """The piece whose title the note begins with, and which look it is in."""
    every = [(n, item) for n, outfit in enumerate(briefing.outfits) for item in outfit.items]
    return next(((n, item) for n, item in every if note and note.startswith(item.title)), None)


def _note(note: str, briefing: Briefing) -> str:
    """The receipt's note as it follows a colon: a title it begins with gets its article, and a verb that agrees."""
    text, found = note.strip().rstrip("."), _piece_of(note, briefing)
    if found is None:
        return text[:1].lower() + text[1:]
    n, item = found
    after = text.removeprefix(item.title)
    if agree([item])["is"] == "are":
        after = re.sub(r"^ is\b", " are", after)
    place = f"in the {_ORDINAL[n]} look, " if 0 < n < len(_ORDINAL) and not is_single(briefing) else ""
    return f"{place}{titled(item)}{after}"


_ORDINAL = ("first", "second", "third")


def _over_budget(constraint: Constraint, outfit: Outfit, voice: Voice) -> str:
    value, currency = constraint.value, outfit.total.currency
    spent = max(i.price.amount for i in outfit.items) if value.per == "item" and outfit.items else outfit.total.amount
    if value.amount is None or value.currency != currency or spent <= value.amount:
        return voice.say("relaxed.one", wish=wish(constraint, voice.language), Wish=capital(wish(constraint)))
    shown = {
        "budget": money(Money(value.amount, currency), voice.language),
        "total": money(Money(spent, currency), voice.language),
        "over": money(Money(spent - value.amount, currency), voice.language),
    }
    return voice.say("relaxed.budget", **shown)
