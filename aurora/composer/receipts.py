"""What gave way and what could not be checked, said once and in the shopper's language."""

import re
from collections.abc import Sequence

from aurora.budgets import as_said
from aurora.composer.briefing import Briefing, Line, is_single
from aurora.composer.pieces import agree, short, titled, voice_of
from aurora.composer.voice import Voice
from aurora.composer.words import budget_said, capital, join, money, wish
from aurora.types import Constraint, Outfit, OutfitItem
from commerce.garments import CATEGORIES
from core.money import Money

__all__ = ["is_change", "is_remark", "receipts"]

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
    texts += [_remarked(c, briefing, voice) for c in relaxed if is_remark(c) and _is_new(c, briefing)][:1]
    others = [c for c in relaxed if c.kind != "budget" and not is_change(c) and not is_remark(c)]
    wishes = _once(others, voice)
    if len(wishes) == 1:
        told = [c for c in others if c.note] if len(others) == 1 else []
        texts.append(_gave_way(told[0], briefing, voice) if told else _lost(wishes[0], voice))
    elif wishes:
        texts.append(voice.say("relaxed.many", wishes=join(wishes, voice.language)))
    abroad = [c for c in unsure if c.kind == "budget" and c.value.currency not in (None, briefing.turn.currency)]
    for constraint in abroad:
        shown = {"wish": wish(constraint, voice.language), "currency": briefing.outfits[0].total.currency}
        texts.append(voice.say("unverifiable.rate", **shown))
    unsure = [c for c in unsure if c not in abroad]
    if len(unsure) == 1 and _names_a_piece(unsure[0].note, briefing, voice):
        texts.append(voice.say("unverifiable.note", note=_note(unsure[0].note or "", briefing)))
    elif unsure:
        texts.append(voice.say("unverifiable", wishes=join(_once(unsure, voice), voice.language)))
    return [Line(" ".join(text for text in texts if text), RECEIPTS)] if texts else []


def _once(constraints: Sequence[Constraint], voice: Voice) -> list[str]:
    """The wishes in words, none twice; what was said of a garment stands before it, as in "white trainers"."""
    words: dict[str, None] = {}
    garments = {c.slot: c for c in constraints if c.kind == "category" and c.slot is not None}
    said_of = {id(c) for c in constraints if c.kind in ("colour", "material") and c.slot in garments}
    for constraint in constraints:
        own = [c for c in constraints if id(c) in said_of and c.slot == constraint.slot]
        if voice.language == "en" and constraint.kind == "category" and own:
            words[" ".join(dict.fromkeys(wish(c) for c in (*own, constraint)))] = None
        elif voice.language != "en" or id(constraint) not in said_of:
            words[wish(constraint, voice.language)] = None
    return list(words)


def _lost(named: str, voice: Voice) -> str:
    return voice.say("relaxed.one", wish=named, Wish=capital(named))


def _is_old(constraint: Constraint, briefing: Briefing) -> bool:
    """Whether it was in force, and told, before this turn. What cannot be checked is told once in a conversation."""
    return any(
        (c.kind, c.value, c.slot) == (constraint.kind, constraint.value, constraint.slot)
        for c in briefing.turn.state.constraints
    )


def is_change(constraint: Constraint) -> bool:
    """Whether it is the receipt of an edit that found no other piece, which is no wish of the shopper's by name."""
    return constraint.kind == "other" and constraint.value.name == "change" and constraint.status == "relaxed"


def is_remark(constraint: Constraint) -> bool:
    """Whether it says that a piece is not what the occasion asks."""
    return constraint.kind == "other" and constraint.value.name == "occasion"


def _is_new(constraint: Constraint, briefing: Briefing) -> bool:
    """Whether the piece it names came in with this turn: what was remarked once is not again."""
    before = briefing.base.pieces if briefing.base else ()
    return all(piece.product_id != constraint.value.product_id for piece in before)


def _remarked(constraint: Constraint, briefing: Briefing, voice: Voice) -> str:
    note = _note(constraint.note or "", briefing)
    return voice.say("remark.occasion", note=note, Note=capital(note))


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
    if not constraint.note:
        return _lost(named, voice)
    note = _note(constraint.note, briefing)
    if voice.language != "en":
        return voice.say("relaxed.why", wish=named, note=note)
    # "The bow stayed because you kept it" says nothing of polyester, nor "has a high heel" of flat ones.
    is_limit = constraint.kind == "heel" or constraint.kind.startswith("avoid_")
    about_a_piece = _piece_of(constraint.note, briefing) is not None and not is_limit
    tells = (constraint.value.name or "-") in note or about_a_piece
    return voice.say("relaxed.note" if tells else "relaxed.why", wish=named, note=note)


def _names_a_piece(note: str | None, briefing: Briefing, voice: Voice) -> bool:
    """Whether the note names a piece of a look: in English it begins with its title, else it ends with it."""
    if note is None or voice.language == "en":
        return _piece_of(note, briefing) is not None
    return any(item.title in note for outfit in briefing.outfits for item in outfit.items)


def _piece_of(note: str | None, briefing: Briefing) -> tuple[int, OutfitItem] | None:
    """The piece whose title the note begins with, and which look it is in."""
    every = [(n, item) for n, outfit in enumerate(briefing.outfits) for item in outfit.items]
    return next(((n, item) for n, item in every if note and note.startswith(item.title)), None)


def _note(note: str, briefing: Briefing) -> str:
    """The receipt's note as it follows a colon: a title it begins with gets its article, and a verb that agrees."""
    text, found = _nearest(_plural(note.strip().rstrip(".")), briefing), _piece_of(note, briefing)
    if found is None:
        return text[:1].lower() + text[1:]
    n, item = found
    after = text.removeprefix(item.title)
    if agree([item])["is"] == "are":
        after = re.sub(r"^ stays\b", " stay", re.sub(r"^ is\b", " are", after))
    place = f"in the {_ORDINAL[n]} look, " if 0 < n < len(_ORDINAL) and not is_single(briefing) else ""
    return f"{place}{titled(item)}{after}"


def _nearest(note: str, briefing: Briefing) -> str:
    """`…; the Court Shoes come nearest`: the title with its article, and the verb that agrees."""
    for item in (item for outfit in briefing.outfits for item in outfit.items):
        if note.endswith(f"; {item.title} comes nearest"):
            return f"{note.partition('; ')[0]}; {titled(item)} come{agree([item])['s']} nearest"
    return note


def _plural(note: str) -> str:
    """`there are no boots that fit`, for a kind whose name is a plural."""
    many = re.match(r"(there) is( no (?:\w+ )*\w*[^s\W]s)( that fit)s$", note, re.IGNORECASE)
    kind = many[2].removeprefix(" no ") if many else ""
    plural = any(kind == category.plural == category.noun for category in CATEGORIES.values())
    return f"{many[1]} are{many[2]}{many[3]}" if many and plural else note


_ORDINAL = ("first", "second", "third")


def _over_budget(constraint: Constraint, outfit: Outfit, voice: Voice) -> str:
    """That the look costs more than it was to; of a sum for a piece, which piece does and by how much."""
    said, currency = as_said(constraint), outfit.total.currency
    dearest = _dearest(constraint, outfit)
    spent = dearest.price if dearest else outfit.total
    if said is None or said.limit.currency != currency or spent.amount <= said.limit.amount:
        return _lost(wish(constraint, voice.language), voice)
    over = money(Money(spent.amount - said.target.amount, currency), voice.language)
    shown = {"budget": budget_said(said, voice.language, hedged=False), "over": over}
    if dearest is None:
        return voice.say("relaxed.budget", **shown, total=money(spent, voice.language))
    part = f"the {short(dearest)}" if constraint.slot else "a piece"
    piece = voice_of(dearest, voice.language) | {"price": money(spent, voice.language), "part": part}
    return voice.say("relaxed.budget.piece", **shown, **piece)


def _dearest(constraint: Constraint, outfit: Outfit) -> OutfitItem | None:
    """The dearest piece that the sum is for; None where it is for the whole look."""
    if constraint.value.per != "item" and constraint.slot is None:
        return None
    held = [item for item in outfit.items if constraint.slot in (None, item.slot)]
    return max(held, key=lambda item: item.price.amount, default=None)
