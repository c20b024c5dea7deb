"""What is said of looks and products: the recommendation, its total, its receipts, what a refinement changed."""

import re
from collections.abc import Iterable, Sequence

from aurora.budgets import Said, as_said
from aurora.composer.briefing import Briefing, Line, is_single, pieces_due
from aurora.composer.pieces import agree, listed, priced, short, shortly, titled, voice_of
from aurora.composer.voice import Voice
from aurora.composer.words import CHARACTER, SLOT, budget_said, capital, degrees, join, money, occasion, wish
from aurora.types import Constraint, Outfit, OutfitItem
from commerce.garments import CATEGORIES, Slot
from core.money import Money, exponent

__all__ = ["beside", "budget_of", "closing", "look", "missing", "named", "nothing", "products", "reasoned"]

OPENING, WHY, TOTAL, NEXT, QUESTION = (frozenset((key,)) for key in ("opening", "why", "total", "next", "question"))


def named(items: Iterable[OutfitItem]) -> frozenset[str]:
    """The keys of lines that name the items."""
    return frozenset(f"piece:{item.product_id}" for item in items)


# ── a look ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def look(briefing: Briefing, voice: Voice) -> list[Line]:
    """The recommendation: an opening, every piece once, the reason, the total, the alternatives."""
    outfit = briefing.outfits[0]
    lines = [Line(_opening(briefing, voice, outfit), OPENING), *_pieces(outfit.items, voice)]
    reasons, total = reasoned(outfit.items, voice), _total(briefing, voice, outfit)
    if reasons and "next" not in total.says and voice.chance.random() < _TOTAL_FIRST:
        # Not with the whole look's reason, whose "it" would then be the sum.
        return [*lines, total, Line(reasons, WHY), *_empty(briefing, voice, outfit)]
    if because := reasons or outfit.why:
        lines.append(Line(because, WHY))
    return [*lines, total, *_empty(briefing, voice, outfit)]


_TOTAL_FIRST = 0.4
"""How often the total comes before the reasons, so that one reply is not built like the last."""


def reasoned(items: Sequence[OutfitItem], voice: Voice, *, telling: bool = True) -> str:
    """The reasons of two pieces by their nouns: those that answer a wish or the weather; empty where none does.

    telling: False takes the first two whatever their reasons are.
    """
    if voice.language != "en":
        return ""
    nouns = dict(zip((item.product_id for item in items), shortly(items), strict=True))
    if telling:
        hits = [(n, item) for item in items for n, words in enumerate(_TELLING) if words.search(item.why)]
        hits = [
            hit for hit in hits if not re.match(r"\w+ (?:is|are) the ", hit[1].why)
        ]  # "the hat is the hat you asked for"
        ranked = sorted(hits, key=lambda hit: hit[0])
        weather = [item.product_id for n, item in ranked if n == len(_TELLING) - 1][1:]
        chosen = list({item.product_id: item for _, item in ranked if item.product_id not in weather}.values())
    else:
        chosen = [item for item in items if item.why]
    told = [f"{nouns[item.product_id]} {_predicate(item)}" for item in chosen]
    told = [text for text in told if not voice.heard(text)]
    if len(told) > 1 and told[0].partition(" than most")[1] and " than most" in told[1]:
        del told[1]
    return capital("; ".join(told[:2])) + "." if told else ""


def _predicate(item: OutfitItem) -> str:
    """The item's reason without its pronoun, and without naming its own kind again: "lighter than most"."""
    after = item.why.rstrip(".").partition(" ")[2]
    return after.replace(f"than most {CATEGORIES[item.category].plural}", "than most")


_TELLING = tuple(
    re.compile(words)
    for words in (
        r"\b(?:you|as you) asked\b|you named|no heels|so no |not leather",
        r"\bfor the (?:rain|snow)|the rain is|wet snow",
        r"one of your|you like|your colours",
        r"degrees?\b",
    )
)
"""What answers the shopper most directly, the most direct first."""


def _says(lines: Sequence[Line]) -> frozenset[str]:
    return frozenset(key for line in lines for key in line.says)


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
    there = degrees(weather.temperature_c, voice.language) if weather and weather.temperature_c is not None else None
    tone = _tone(outfit)
    if occ and said and context.occasion not in ("everyday", "lounge"):
        if there and voice.has("open.both") and not any("degree" in item.why for item in outfit.items):
            return voice.say("open.both", occ=occ, Occ=capital(occ), tone=tone, degrees=there)
        return voice.say("open.occasion", occ=occ, Occ=capital(occ), tone=tone)
    if there:
        return voice.say("open.weather", degrees=there, Degrees=capital(there), tone=tone)
    return voice.say("open.plain", tone=tone, Tone=capital(tone))


def _tone(outfit: Outfit) -> str:
    formality = sum(item.formality for item in outfit.items) / max(1, len(outfit.items))
    words = ("easy", "relaxed", "smart but easy", "polished", "sharp", "properly dressed-up")
    return words[sum(formality >= edge for edge in (0.25, 0.4, 0.55, 0.68, 0.82))]


def _pieces(items: Sequence[OutfitItem], voice: Voice) -> list[Line]:
    """Sentences that name each item once, in the order in which one dresses."""
    if not items:
        return []
    by_slot: dict[Slot, list[OutfitItem]] = {}
    for item in items:
        by_slot.setdefault(item.slot, []).append(item)
    clothes = [*by_slot.get("dress", []), *by_slot.get("top", []), *by_slot.get("bottom", [])]
    if voice.language != "en":
        return [Line(_bare_pieces(clothes, [item for item in items if item not in clothes], voice), named(items))]
    over, shoes = by_slot.get("outerwear", []), by_slot.get("shoes", [])
    rest = [*by_slot.get("bag", []), *by_slot.get("accessory", [])]
    texts = [*_clothes(clothes, voice), *(_one(_over(item), item, voice) for item in over)]
    return [Line(" ".join([*texts, *_finish(shoes, rest, voice)]), named(items))]


def _bare_pieces(clothes: Sequence[OutfitItem], rest: Sequence[OutfitItem], voice: Voice) -> str:
    """The same in one sentence without articles; no verb agrees with a title, whose number and gender are not known."""
    if not clothes or not rest:
        return voice.say("look", list=listed([*clothes, *rest], voice.language))
    names, more = [titled(item, voice.language) for item in clothes], listed(rest, voice.language)
    if len(names) == 2:
        both = join(names, voice.language)
        return voice.say("look.pair", x=names[0], y=names[1], both=both, rest=more)
    return voice.say("look.one", x=join(names, voice.language), rest=more)


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


def _over(item: OutfitItem) -> str:
    """A blazer or waistcoat stays on indoors; the other layers are for the way there and back."""
    return "over.indoors" if item.category in ("blazer", "waistcoat") else "over"


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


ROOMY = 0.35
"""The part of a budget from which on, unspent, spending more is offered."""
_HARDLY = 0.01
"""The part of a budget under which what is left is not worth a word."""
_NEARLY = 0.9
"""The part of "about $300" from which on a total is about that."""


def _total(briefing: Briefing, voice: Voice, outfit: Outfit) -> Line:
    """The total against the budget; where much is left, with the offer to spend it."""
    total = outfit.total
    fill = {"total": money(total, voice.language)}
    said = budget_of(briefing.constraints, total.currency)
    if said is None or said.limit.amount < total.amount:
        return Line(voice.say("total", **fill), TOTAL)
    held, left = said.target, said.target.amount - total.amount
    if said.about and total.amount >= _NEARLY * held.amount:
        return Line(voice.say("total.about", **fill, budget=budget_said(said, voice.language)), TOTAL)
    if left < _HARDLY * held.amount:
        exact = {"budget": budget_said(said, voice.language, hedged=False)}
        key = "total.exact" if left == 0 else "total.close"
        return Line(voice.say(key if voice.has(key) else "total", **fill, **exact), TOTAL)
    more = {
        "left": money(Money(left, total.currency), voice.language),
        "budget": budget_said(said, voice.language, hedged=False),
    }
    roomy = left >= ROOMY * held.amount and not briefing.analysis.question
    if roomy and voice.has("total.roomy"):
        best = _worth_more(outfit)
        noun = {
            "noun": short(best),
            "finer": f"finer {short(best)}" if agree([best])["s"] == "" else f"a finer {short(best)}",
        }
        return Line(voice.say("total.roomy", **fill, **more, **noun), TOTAL | NEXT)
    return Line(voice.say("total.under", **fill, **more), TOTAL)


def _worth_more(outfit: Outfit) -> OutfitItem:
    """The piece on which more could be spent: what is worn most and not kept, the coat before the shoes."""
    order: tuple[Slot, ...] = ("dress", "outerwear", "shoes", "bag", "top", "bottom", "accessory")
    free = [item for item in outfit.items if not item.locked] or list(outfit.items)
    return min(free, key=lambda item: order.index(item.slot))


def budget_of(constraints: Iterable[Constraint], currency: str) -> Said | None:
    """The budget of the whole outfit in the shop's currency, where there is one."""
    for constraint in constraints:
        said = as_said(constraint)
        if said is not None and constraint.value.per != "item" and constraint.slot is None:
            return said if said.limit.currency == currency else None
    return None


# ── what is missing, and what else there is ───────────────────────────────────────────────────────────────────────────


def _empty(briefing: Briefing, voice: Voice, outfit: Outfit) -> list[Line]:
    """The first slot that was left open, where its reason is in the reply's language."""
    if not outfit.empty_slots:
        return []
    slot = outfit.empty_slots[0]
    if voice.language != "en":
        why = slot.why.strip().rstrip(".")
        told = voice.say("empty", slot=SLOT[voice.language][slot.slot], why=why[:1].lower() + why[1:])
        return [Line(told, frozenset(("empty",)))]
    why = _FIGURE.sub(lambda found: _short(found, outfit.total.currency), slot.why.strip().rstrip("."))
    told = voice.say("empty", slot=SLOT["en"][slot.slot], why=why[:1].lower() + why[1:])
    return [Line(told, frozenset(("empty",)))]


_FIGURE = re.compile(r"(\d[\d,]*(?:\.\d+)?) ([A-Z]{3})\b")


def _short(found: re.Match[str], currency: str) -> str:
    """`29.00 USD`, as `core.money.show` writes it, in the manner of the rest of the reply."""
    if found[2] != currency:
        return found[0]
    return money(Money(round(float(found[1].replace(",", "")) * 10 ** exponent(currency)), currency))


def beside(briefing: Briefing, voice: Voice) -> list[Line]:
    """The other looks that are shown, each by its character or place and its total; nothing where there is none.

    Products of one kind are all named already, but for a pick: then the others are, by title.
    """
    others = briefing.outfits[1:3]
    if not others:
        return []
    if is_single(briefing):
        edit = briefing.analysis.edit
        return _not_picked(briefing.outfits, voice) if edit is not None and edit.pick_only else []
    names = _characters(briefing.outfits[0], others, voice)
    prices = [money(other.total, voice.language) for other in others]
    if len(others) == 1:
        return [Line(voice.say("beside.one", a=names[0], A=capital(names[0]), p=prices[0]), BESIDE)]
    fill = {
        "a": names[0],
        "A": capital(names[0]),
        "p": prices[0],
        "b": names[1],
        "B": capital(names[1]),
        "q": prices[1],
    }
    return [Line(voice.say("beside.two", **fill), BESIDE)]


BESIDE = frozenset(("alternatives",))


def _not_picked(outfits: Sequence[Outfit], voice: Voice) -> list[Line]:
    """The products beside the one picked; where two shown have one title, their prices tell them apart."""
    titles = [outfit.items[0].title for outfit in outfits]
    others = [outfit.items[0] for outfit in outfits[1:]]
    named_alike = any(titles.count(item.title) > 1 for item in others)
    names = (priced if named_alike else listed)(others, voice.language)
    key = "rest.one" if len(others) == 1 else "rest.many"
    return [Line(voice.say(key, list=names, List=capital(names)), BESIDE | named(others))]


def _characters(first: Outfit, others: Sequence[Outfit], voice: Voice) -> list[str]:
    """`the bolder one`; its place where it has no character, another has the same, or the cheaper one costs no less."""
    known, named_so = CHARACTER[voice.language], list[str]()
    for n, other in enumerate(others, start=1):
        character = other.character or ""
        dear = character == "the cheaper one" and other.total.amount >= first.total.amount
        alike = [one for one in others if one.character == other.character]
        named_so.append(known[str(n)] if dear or len(alike) > 1 else known.get(character, known[str(n)]))
    return named_so


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
    about = _about(first, voice) if rest else first.why
    return [*lines, Line(about, WHY)] if first.why else lines


def _about(item: OutfitItem, voice: Voice) -> str:
    """The item's own reason. Where it begins with a pronoun, several products stand before it: it says which."""
    start, _, after = item.why.partition(" ")
    if voice.language != "en" or start not in ("It", "They"):
        return item.why
    return f"{'The first ones' if start == 'They' else 'The first one'} {after}"


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
    edit = briefing.analysis.edit
    if edit is not None and edit.pick_only:
        return [Line(voice.say("next.pick"), NEXT)]
    if is_single(briefing):
        return [Line(voice.say("next.product"), NEXT)]
    if briefing.analysis.intent in ("refine", "undo", "redo") and briefing.base is not None:
        return [Line(voice.say("next.after"), NEXT)]
    slots = [item.slot for item in briefing.outfits[0].items] if briefing.outfits else []
    swap: Slot = voice.chance.choice([slot for slot in slots if slot in ("shoes", "bag", "top")] or ["shoes"])
    plural = "shoes" if swap == "shoes" else f"{swap}s"
    return [Line(voice.say("next.look", slot=SLOT[voice.language][swap], plural=plural), NEXT)]
