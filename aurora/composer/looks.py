"""What is said of looks and products: the recommendation, its total, its receipts, what a refinement changed."""

import re
from collections.abc import Iterable, Sequence

from aurora.composer.briefing import Briefing, Line, is_single, pieces_due
from aurora.composer.pieces import agree, listed, priced, voice_of
from aurora.composer.voice import Voice
from aurora.composer.words import SLOT, capital, degrees, join, money, occasion, wish
from aurora.types import Constraint, Outfit, OutfitItem
from commerce.garments import Slot
from core.money import Money, exponent

__all__ = ["closing", "look", "missing", "nothing", "picked", "products", "receipts", "refined"]

OPENING, WHY, TOTAL, RECEIPTS, NEXT, QUESTION = (
    frozenset((key,)) for key in ("opening", "why", "total", "receipts", "next", "question")
)


def named(items: Iterable[OutfitItem]) -> frozenset[str]:
    """The keys of lines that name the items."""
    return frozenset(f"piece:{item.product_id}" for item in items)


# ── a look ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def look(briefing: Briefing, voice: Voice) -> list[Line]:
    """The recommendation: an opening, every piece once, the reason, the total, the alternatives."""
    outfit = briefing.outfits[0]
    lines = [Line(_opening(briefing, voice, outfit), OPENING), *_pieces(outfit.items, voice)]
    if outfit.why:
        lines.append(Line(outfit.why, WHY))
    lines.append(Line(_total(briefing, voice, outfit), TOTAL))
    lines += _empty(briefing, voice, outfit)
    return lines + _alternatives(briefing, voice)


def _opening(briefing: Briefing, voice: Voice, outfit: Outfit) -> str:
    context = briefing.analysis.context
    occ, mood, weather = occasion(context, voice.language), context.mood, context.weather
    said = context.sources.get("occasion") in (None, "message", "request")
    if context.occasion == "funeral":
        return voice.say("open.funeral")
    if mood is not None and mood.valence <= -0.25:
        return voice.say("open.low")
    if mood is not None and mood.valence >= 0.5 and voice.chance.random() < 0.7:
        return voice.say("open.high")
    if occ and said:
        key = "open.work" if context.occasion in _DAILY and voice.has("open.work") else "open.occasion"
        return voice.say(key, occ=occ, Occ=capital(occ), tone=_tone(outfit))
    if weather is not None and weather.temperature_c is not None:
        there = degrees(weather.temperature_c, voice.language)
        return voice.say("open.weather", degrees=there, Degrees=capital(there))
    return voice.say("open.plain")


_DAILY = ("everyday", "work", "business_formal", "sport", "lounge", "travel", "outdoor")


def _tone(outfit: Outfit) -> str:
    formality = sum(item.formality for item in outfit.items) / max(1, len(outfit.items))
    words = ("easy", "relaxed", "smart but easy", "polished", "sharp", "properly dressed-up")
    return words[sum(formality >= edge for edge in (0.25, 0.4, 0.55, 0.68, 0.82))]


def _pieces(items: Sequence[OutfitItem], voice: Voice) -> list[Line]:
    """Sentences that name each item once, in the order in which one dresses."""
    if not items:
        return []
    if voice.language != "en":
        return [Line(voice.say("look", list=listed(items, voice.language)), named(items))]
    by_slot: dict[Slot, list[OutfitItem]] = {}
    for item in items:
        by_slot.setdefault(item.slot, []).append(item)
    clothes = [*by_slot.get("dress", []), *by_slot.get("top", []), *by_slot.get("bottom", [])]
    over, shoes = by_slot.get("outerwear", []), by_slot.get("shoes", [])
    rest = [*by_slot.get("bag", []), *by_slot.get("accessory", [])]
    texts = [*_clothes(clothes, voice), *(_one("over", item, voice) for item in over)]
    return [Line(" ".join([*texts, *_finish(shoes, rest, voice)]), named(items))]


def _clothes(clothes: Sequence[OutfitItem], voice: Voice) -> list[str]:
    if not clothes:
        return []
    if len(clothes) == 1:
        return [_one("base.one", clothes[0], voice)]
    first, second, *more = clothes
    key = "base.layered" if first.slot == "dress" else "base.pair"
    fill = voice_of(first, "en") | voice_of(second, "en", "y", "_y")
    text = voice.say(key, **fill | {"ies": fill["ies"]})
    return [text, *([voice.say("also", list=listed(more))] if more else [])]


def _one(key: str, item: OutfitItem, voice: Voice) -> str:
    return voice.say(key, **voice_of(item, voice.language))


def _finish(shoes: Sequence[OutfitItem], rest: Sequence[OutfitItem], voice: Voice) -> list[str]:
    if shoes and rest:
        everything = listed([*shoes, *rest])
        fill = {"rest": listed([*shoes[1:], *rest]), "all": everything, "All": capital(everything)}
        return [voice.say("finish.both", **voice_of(shoes[0], "en") | fill)]
    if shoes:
        more = [voice.say("also", list=listed(shoes[1:]))] if shoes[1:] else []
        return [_one("finish.shoes", shoes[0], voice), *more]
    return [voice.say("finish.rest", rest=listed(rest))] if rest else []


def missing(briefing: Briefing, voice: Voice, said: frozenset[str]) -> list[Line]:
    """A line for the pieces that are due and were not named yet."""
    left = [item for item in pieces_due(briefing) if f"piece:{item.product_id}" not in said]
    if not left:
        return []
    return [Line(voice.say("also", list=listed(left, voice.language)), named(left))]


# ── money ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _total(briefing: Briefing, voice: Voice, outfit: Outfit) -> str:
    total = outfit.total
    fill = {"total": money(total, voice.language)}
    held = _budget(briefing.constraints, total.currency)
    if held is None or held.amount < total.amount:
        return voice.say("total", **fill)
    left = held.amount - total.amount
    if left == 0:
        return voice.say("total.exact" if voice.has("total.exact") else "total", **fill)
    more = {"left": money(Money(left, total.currency), voice.language), "budget": money(held, voice.language)}
    return voice.say("total.under", **fill, **more)


def _budget(constraints: Iterable[Constraint], currency: str) -> Money | None:
    """The budget of the whole outfit in the shop's currency, where there is one."""
    for constraint in constraints:
        value = constraint.value
        whole = value.per != "item" and constraint.slot is None and value.currency == currency
        if constraint.kind == "budget" and whole and value.amount is not None:
            return Money(value.amount, currency)
    return None


# ── receipts ───────────────────────────────────────────────────────────────────────────────────────────────────────


def receipts(briefing: Briefing, voice: Voice) -> list[Line]:
    """What gave way and what could not be checked; nothing for what was kept."""
    if not briefing.outfits:
        return []
    relaxed = [c for c in briefing.constraints if c.status == "relaxed"]
    unsure = [c for c in briefing.constraints if c.status == "unverifiable"]
    texts = [_over_budget(c, briefing.outfits[0], voice) for c in relaxed if c.kind == "budget"]
    wishes = [wish(c, voice.language) for c in relaxed if c.kind != "budget"]
    if len(wishes) == 1:
        texts.append(voice.say("relaxed.one", wish=wishes[0], Wish=capital(wishes[0])))
        texts += _notes(relaxed, voice)
    elif wishes:
        texts.append(voice.say("relaxed.many", wishes=join(wishes, voice.language)))
    if unsure:
        texts.append(voice.say("unverifiable", wishes=join([wish(c, voice.language) for c in unsure], voice.language)))
    return [Line(" ".join(text for text in texts if text), RECEIPTS)] if texts else []


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


def _notes(relaxed: Sequence[Constraint], voice: Voice) -> list[str]:
    """The reason that the receipt gives, in the one language in which it is written."""
    if voice.language != "en":
        return []
    notes = [c.note.strip() for c in relaxed if c.kind != "budget" and c.note]
    return [capital(note) if note.endswith((".", "!", "?")) else capital(note) + "." for note in notes[:1]]


def _empty(briefing: Briefing, voice: Voice, outfit: Outfit) -> list[Line]:
    """The first slot that was left open, where its reason is in the reply's language."""
    if voice.language != "en" or not outfit.empty_slots:
        return []
    slot = outfit.empty_slots[0]
    why = _FIGURE.sub(lambda found: _short(found, outfit.total.currency), slot.why.strip().rstrip("."))
    return [Line(voice.say("empty", slot=SLOT["en"][slot.slot], why=why[:1].lower() + why[1:]), frozenset(("empty",)))]


_FIGURE = re.compile(r"(\d[\d,]*(?:\.\d+)?) ([A-Z]{3})\b")


def _short(found: re.Match[str], currency: str) -> str:
    """`29.00 USD`, as `core.money.show` writes it, in the manner of the rest of the reply."""
    if found[2] != currency:
        return found[0]
    return money(Money(round(float(found[1].replace(",", "")) * 10 ** exponent(currency)), currency))


def _alternatives(briefing: Briefing, voice: Voice) -> list[Line]:
    others = briefing.outfits[1:]
    if not others:
        return []
    character = others[0].character
    fill = {"price": money(others[0].total, voice.language), "character": character, "n": len(others)}
    agreeing = {"s_n": "" if len(others) == 1 else "s", "are": "is" if len(others) == 1 else "are"}
    key = "alternatives" if character or voice.language != "en" else "alternatives.plain"
    text = voice.say(key, **fill, **agreeing)
    if key == "alternatives.plain":
        text = text.replace(f" {len(others)} ", f" {_COUNT.get(len(others), len(others))} ")
        text = text.replace("one more ways", "one more way")
    return [Line(text, frozenset(("alternatives",)))]


_COUNT = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


# ── products of one kind ───────────────────────────────────────────────────────────────────────────────────────────


def products(briefing: Briefing, voice: Voice) -> list[Line]:
    """The products shown, each with its price, and why the first is first."""
    items = [outfit.items[0] for outfit in briefing.outfits]
    first, rest = items[0], items[1:]
    if not rest:
        text = voice.say("product.one", list=priced(items, voice.language))
    else:
        shown = priced([first], voice.language)
        fill = {"first": shown, "First": capital(shown), "rest": priced(rest, voice.language)}
        text = voice.say("product.many", **agree([first]) | fill)
    lines = [Line(text, named(items) | TOTAL)]
    return [*lines, Line(_about(first, voice), WHY)] if first.why else lines


def _about(item: OutfitItem, voice: Voice) -> str:
    """The item's own reason. Where it begins with a pronoun, several products stand before it: it says which."""
    start, _, after = item.why.partition(" ")
    if voice.language != "en" or start not in ("It", "They"):
        return item.why
    return f"{'The first ones' if start == 'They' else 'The first one'} {after}"


# ── refinements ────────────────────────────────────────────────────────────────────────────────────────────────────


def refined(briefing: Briefing, voice: Voice) -> list[Line]:
    """What changed against the look before, what stayed, and what it did to the total."""
    outfit, base = briefing.outfits[0], briefing.base
    if base is None:
        return look(briefing, voice)
    before = {piece.variant_id for piece in base.pieces}
    new = [item for item in outfit.items if item.variant_id not in before]
    kept = [item for item in outfit.items if item.variant_id in before]
    gone = {piece.slot for piece in base.pieces} - {item.slot for item in outfit.items}
    if not new and not gone:
        return [Line(voice.say("refine.stuck", list=listed(outfit.items, voice.language)), named(outfit.items))]
    lines = [Line(voice.say("refine.open"), OPENING), *_new(new, voice), *_gone(gone, voice)]
    if kept:
        words = listed(kept, voice.language)
        lines.append(Line(voice.say("refine.kept", list=words, List=capital(words), **agree(kept)), named(kept)))
    lines += [Line(item.why, WHY) for item in new[:1] if item.why and len(new) == 1 and not kept]
    return [*lines, Line(_difference(base.total, outfit.total, voice), TOTAL)]


def _new(new: Sequence[OutfitItem], voice: Voice) -> list[Line]:
    if not new:
        return []
    if len(new) == 1 and voice.has("refine.one"):
        fill = voice_of(new[0], voice.language) | {"slot": SLOT[voice.language][new[0].slot]}
        plural = new[0].slot in ("shoes", "bottom")
        text = voice.say("refine.one", **fill | {"is": "are" if plural else "is"})
        why = f" {new[0].why}" if new[0].why else ""
        return [Line(text + why, named(new))]
    return [Line(voice.say("refine.many", list=listed(new, voice.language)), named(new))]


def _gone(gone: set[Slot], voice: Voice) -> list[Line]:
    if not gone:
        return []
    words = join([SLOT[voice.language][slot] for slot in sorted(gone)], voice.language)
    many = len(gone) > 1 or bool(gone & {"shoes", "bottom"})
    return [Line(voice.say("refine.dropped", slots=words, **{"is": "are" if many else "is"}), frozenset(("dropped",)))]


def _difference(old: int, new: Money, voice: Voice) -> str:
    key = "refine.same" if old == new.amount else "refine.down" if new.amount < old else "refine.up"
    shown = {
        "old": money(Money(old, new.currency), voice.language),
        "new": money(new, voice.language),
        "diff": money(Money(abs(old - new.amount), new.currency), voice.language),
    }
    return voice.say(key, **shown)


def picked(briefing: Briefing, voice: Voice, key: str) -> list[Line]:
    """The look that was chosen or brought back, as it was."""
    items = pieces_due(briefing)
    return [Line(voice.say(key, list=listed(items, voice.language)), named(items))]


# ── nothing, and the end ───────────────────────────────────────────────────────────────────────────────────────────


def nothing(briefing: Briefing, voice: Voice) -> list[Line]:
    """An honest "we don't have that", with the nearest step."""
    hard = [c for c in briefing.constraints if c.hard and c.kind not in ("lock", "size")]
    what = next((c for c in hard if c.kind == "category"), None)
    limits = [c for c in hard if c is not what]
    if what is not None and not limits:
        noun = wish(what, voice.language)
        text = voice.say("none.what", what=noun, What=capital(noun))
    elif hard:
        text = voice.say("none.wishes", wishes=join([wish(c, voice.language) for c in hard], voice.language))
    else:
        text = voice.say("none.plain")
    loosest = limits[-1] if limits else None
    step = voice.say("none.next", wish=wish(loosest, voice.language)) if loosest else voice.say("none.next.plain")
    return [Line(text, frozenset(("answer",))), Line(step, NEXT)]


def closing(briefing: Briefing, voice: Voice) -> list[Line]:
    """The clarifying question where there is one, else an offer of the next step."""
    if briefing.analysis.question:
        return [Line(briefing.analysis.question, QUESTION | NEXT)]
    if is_single(briefing):
        return [Line(voice.say("next.product"), NEXT)]
    if briefing.analysis.intent in ("refine", "undo") and briefing.base is not None:
        return [Line(voice.say("next.after"), NEXT)]
    slots = [item.slot for item in briefing.outfits[0].items] if briefing.outfits else []
    swap: Slot = voice.chance.choice([slot for slot in slots if slot in ("shoes", "bag", "top")] or ["shoes"])
    plural = "shoes" if swap == "shoes" else f"{swap}s"
    return [Line(voice.say("next.look", slot=SLOT[voice.language][swap], plural=plural), NEXT)]
