"""What is said of a look that was on the table: refined, chosen, brought back, or right already."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from aurora.composer import looks
from aurora.composer.briefing import Briefing, Line, is_single, pieces_due
from aurora.composer.pieces import agree, listed, priced, short, titled, voice_of
from aurora.composer.reason_words import CLAUSES
from aurora.composer.receipts import is_change
from aurora.composer.towards import replaced, towards
from aurora.composer.voice import Voice
from aurora.composer.words import SLOT, capital, colour, join, money, wish
from aurora.grounding import is_plural
from aurora.types import Constraint, Language, LookOnTable, Outfit, OutfitItem, PieceOnTable
from commerce.garments import CATEGORIES
from core.money import Money

__all__ = ["picked", "refined", "undone"]

OPENING, WHY, TOTAL = (frozenset((key,)) for key in ("opening", "why", "total"))


def refined(briefing: Briefing, voice: Voice) -> list[Line]:
    """What changed for what, the saving first where it is one; that the rest stayed; the new total."""
    outfit, base = briefing.outfits[0], briefing.base
    if base is None:
        return looks.look(briefing, voice)
    before = {piece.variant_id for piece in base.pieces}
    new = [item for item in outfit.items if item.variant_id not in before]
    kept = [item for item in outfit.items if item.variant_id in before]
    gone = _left_open(new, base, outfit)
    if not new and not gone:
        return [*_unchanged(briefing, outfit, voice), _kept(kept, voice)]
    answered = _is_answer(briefing)
    recoloured = [item for item in new if _before(item, base) is not None]
    others = [item for item in new if item not in recoloured]
    lines = [
        *_recoloured(recoloured, base, voice),
        *_new(others, replaced(others, base, outfit), _set_aside(others, gone), voice),
        *_gone(gone, new, base, voice),
    ]
    because = towards(others, briefing, voice) or (_because(others[0], voice) if len(new) == 1 and others else "")
    if because:
        lines.append(Line(because, WHY))
    if kept:
        lines.append(_kept(kept, voice))
    total = _difference(base, outfit.total, voice)
    if answered:
        return [Line(voice.say("answered"), OPENING), *lines, total]
    return [total, *lines] if outfit.total.amount < base.total else [*lines, total]


def _because(item: OutfitItem, voice: Voice) -> str:
    """What speaks for the one new piece; outside English, where reasons are no sentences, introduced."""
    if voice.heard(item.why):
        return ""
    if voice.language == "en" or not item.why:
        return item.why
    if item.why.rstrip(".").lower() in map(str.lower, CLAUSES[voice.language]["category"]):
        return ""  # that it is the piece that was asked for, the sentence before says
    return voice.say("refine.why", why=item.why[:1].lower() + item.why[1:] if voice.language != "de" else item.why)


def _is_answer(briefing: Briefing) -> bool:
    """Whether the message answers the question that stood open, rather than asking for a change of its own."""
    edit = briefing.analysis.edit
    return briefing.turn.state.asked is not None and (edit is None or (edit.direction is None and not edit.change))


def _before(item: OutfitItem, base: LookOnTable) -> PieceOnTable | None:
    """The same product as it stood in the look before, in another colour or size."""
    return next((piece for piece in base.pieces if piece.product_id == item.product_id), None)


def _recoloured(items: Sequence[OutfitItem], base: LookOnTable, voice: Voice) -> list[Line]:
    """The pieces that stayed in another colour, with the colour; in another size of the same colour, with the size."""
    if not items:
        return []
    told = [f"{titled(item, voice.language)} {_IN[voice.language]} {_now(item, base, voice)}" for item in items]
    fill = {"list": join(told, voice.language), "List": capital(join(told, voice.language))}
    return [Line(voice.say("refine.colour", **fill | agree(items)), looks.named(items))]


_IN: dict[Language, str] = {"en": "in", "de": "in", "fr": "en", "es": "en"}


def _now(item: OutfitItem, base: LookOnTable, voice: Voice) -> str:
    old = _before(item, base)
    if old is not None and old.colour == item.colour.name and item.size:
        return _SIZE[voice.language].format(item.size)
    return colour(item.colour.name, voice.language)


_SIZE: dict[Language, str] = {"en": "size {}", "de": "Größe {}", "fr": "taille {}", "es": "talla {}"}


def _left_open(new: Sequence[OutfitItem], base: LookOnTable, outfit: Outfit) -> list[PieceOnTable]:
    """The pieces that went and that nothing came in for."""
    there, answered = {item.product_id for item in outfit.items}, replaced(new, base, outfit).values()
    return [piece for piece in base.pieces if piece.product_id not in there and piece not in answered]


def _set_aside(new: Sequence[OutfitItem], gone: Sequence[PieceOnTable]) -> list[PieceOnTable]:
    """The pieces that went for another way to dress: top and bottom for a dress, or a dress for them."""
    slots = {item.slot for item in new}
    aside = {"top", "bottom"} if "dress" in slots else {"dress"} if slots & {"top", "bottom"} else set()
    return [piece for piece in gone if piece.slot in aside]


def _new(
    new: Sequence[OutfitItem], left: Mapping[UUID, PieceOnTable], aside: Sequence[PieceOnTable], voice: Voice
) -> list[Line]:
    """Each new piece with the one it took the place of; all of them with what went for another way to dress."""
    if not new:
        return []
    if voice.language != "en":
        old = left.get(new[0].product_id) if len(new) == 1 else None
        fill = {"x": titled(new[0], voice.language), "old": old.title} if old else {}
        key = "refine.one" if old else "refine.many"
        return [Line(voice.say(key, **fill, list=listed(new, voice.language)), looks.named(new))]
    for_them = join([f"the {_noun(piece)}" for piece in aside])
    if len(new) == 1:
        old = left.get(new[0].product_id)
        went = _old(old, new[0]) if old else for_them
        key = "refine.one" if went else "refine.added"
        return [Line(voice.say(key, **voice_of(new[0], "en"), old=went), looks.named(new))]
    swapped = [_swapped(item, left.get(item.product_id)) for item in new if item.product_id in left or not for_them]
    instead = [titled(item) for item in new if item.product_id not in left and for_them]
    swapped += [f"{' with '.join(instead)} for {for_them}"] if instead else []
    return [Line(voice.say("refine.many", list=join(swapped)), looks.named(new))]


def _swapped(item: OutfitItem, old: PieceOnTable | None) -> str:
    return f"{titled(item)} for {_old(old, item)}" if old is not None else titled(item)


def _old(old: PieceOnTable, new: OutfitItem) -> str:
    """The piece that went, by its noun where that tells it from the new one, else by its title."""
    noun = _noun(old)
    alike = old.category == new.category or noun in short(new) or short(new) in noun
    return f"the {old.title}" if alike else f"the {noun}"


def _kept(kept: Sequence[OutfitItem], voice: Voice) -> Line:
    """What stays, by name: the reply to a refinement names each card as well."""
    names = listed(kept, voice.language)
    fill = agree(kept) if voice.language == "en" else {}
    return Line(
        voice.say("refine.kept", **fill | {"list": names, "List": capital(names)}), looks.named(kept) | {"kept"}
    )


def _gone(gone: Sequence[PieceOnTable], new: Sequence[OutfitItem], base: LookOnTable, voice: Voice) -> list[Line]:
    """The pieces that were taken out; not those that a dress took the place of."""
    aside = _set_aside(new, gone)
    pieces = [piece for piece in gone if piece not in aside]
    if not pieces:
        return []
    plural = len(pieces) > 1 or any(is_plural(piece.title, piece.category) for piece in pieces)
    names = [_noun(piece) if voice.language == "en" else SLOT[voice.language][piece.slot] for piece in pieces]
    fill = {"slots": join(list(dict.fromkeys(names)), voice.language), "is": "are" if plural else "is"}
    return [Line(voice.say("refine.dropped", **fill), frozenset(("dropped",)))]


def _noun(piece: PieceOnTable) -> str:
    kind = CATEGORIES[piece.category]
    return kind.plural if is_plural(piece.title, piece.category) else kind.noun


def _difference(base: LookOnTable, new: Money, voice: Voice) -> Line:
    key = "refine.same" if base.total == new.amount else "refine.down" if new.amount < base.total else "refine.up"
    shown = {
        "old": money(Money(base.total, new.currency), voice.language),
        "new": money(new, voice.language),
        "diff": money(Money(abs(base.total - new.amount), new.currency), voice.language),
    }
    return Line(voice.say(key, **shown), TOTAL | OPENING)


# ── nothing changed ────────────────────────────────────────────────────────────────────────────────────────────────


def _unchanged(briefing: Briefing, outfit: Outfit, voice: Voice) -> list[Line]:
    """The look holds what was wished already, which is remembered; or nothing better is to be had."""
    if any(is_change(c) for c in briefing.constraints):
        return []  # the receipt says that there is no other, and stands for the rest
    fresh = _fresh(briefing)
    total = {"total": money(outfit.total, voice.language)}
    if fresh and all(constraint.status == "kept" for constraint in fresh):
        avoided = [c for c in fresh if c.kind.startswith("avoid_")]
        if avoided:
            names = join([_bare(c, voice) for c in avoided], voice.language)
            return [Line(voice.say("already.without", what=names, What=capital(names)), OPENING)]
        names = join([wish(c, voice.language) for c in fresh], voice.language)
        return [Line(voice.say("already", what=names, What=capital(names)), OPENING)]
    edit = briefing.analysis.edit
    cheaper = edit is not None and edit.direction == "cheaper" and voice.has("stuck.cheaper")
    key = "stuck.cheaper" if cheaper else "answered.same" if _is_answer(briefing) else "stuck"
    return [Line(voice.say(key, **total), OPENING | TOTAL)]


def _fresh(briefing: Briefing) -> list[Constraint]:
    """The wishes of this turn: in force now, and not before it."""
    before = {(c.kind, c.value, c.slot) for c in briefing.turn.state.constraints}
    return [c for c in briefing.constraints if (c.kind, c.value, c.slot) not in before and c.kind != "lock"]


def _bare(constraint: Constraint, voice: Voice) -> str:
    """`leather` of "no leather"."""
    named = wish(constraint, voice.language)
    for no in ("no ", "kein ", "pas de ", "sin "):
        named = named.removeprefix(no)
    return named


# ── chosen and brought back ────────────────────────────────────────────────────────────────────────────────────────


def picked(briefing: Briefing, voice: Voice) -> list[Line]:
    """The look that was chosen: its pieces, what makes it different, its total against the first."""
    items, outfit = pieces_due(briefing), briefing.outfits[0]
    lines = [Line(voice.say("pick", list=listed(items, voice.language)), looks.named(items))]
    if outfit.why and len(items) > 1:
        lines.append(Line(outfit.why, WHY))
    return [*lines, Line(_against_first(briefing, outfit, voice), TOTAL)]


def _against_first(briefing: Briefing, outfit: Outfit, voice: Voice) -> str:
    """The total, and what it is more or less than that of the look that stood first before."""
    shown = {"total": money(outfit.total, voice.language)}
    table = briefing.turn.table
    first = table[0] if table and table[0].outfit_id != outfit.outfit_id else None
    if first is None or first.total.amount == outfit.total.amount or not voice.has("pick.less"):
        return voice.say("total", **shown) if len(outfit.items) > 1 else _price(outfit, voice)
    apart = abs(first.total.amount - outfit.total.amount)
    key = "pick.less" if outfit.total.amount < first.total.amount else "pick.more"
    character = f"{outfit.character}, " if outfit.character and not outfit.character.startswith("the cheaper") else ""
    difference = money(Money(apart, outfit.total.currency), voice.language)
    return capital(voice.say(key, **shown, diff=difference, character=character))


def _price(outfit: Outfit, voice: Voice) -> str:
    return voice.say("price.one", total=money(outfit.total, voice.language), **agree(outfit.items))


def undone(briefing: Briefing, voice: Voice) -> list[Line]:
    """The look that was brought back, as it was: by undo the one before, by redo the one after it. Products with their
    prices, which tell those of one title apart."""
    items = pieces_due(briefing)
    names = (priced if is_single(briefing) else listed)(items, voice.language)
    return [Line(voice.say(briefing.analysis.intent, list=names), looks.named(items))]
