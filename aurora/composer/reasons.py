"""What speaks for one piece, in clauses: read off the score terms that counted, the wishes it holds and its neighbours.

A clause is offered only where its source bears it out: a feature of the score that counted for the piece
(`counted`), a wish in force that the piece holds by its facts, or a neighbour in the look. `aurora.explain` chooses
among them so that the pieces of a look do not say the same.
"""

from collections.abc import Callable, Iterator
from typing import Any
from zlib import crc32

import msgspec

from aurora.budgets import Said, as_said
from aurora.composer.reason_words import CLAUSES, SEASON
from aurora.composer.words import budget_said, colour, degrees, join, material, money, pattern
from aurora.grounding import is_plural
from aurora.types import Analysis, Look, Scored
from commerce.colours import NAMED, delta_e, lab
from commerce.garments import CATEGORIES, SIZE_KEY, Season
from core.money import Money

__all__ = ["COLD", "GOOD", "HOT", "NEUTRAL", "Reason", "agree_with", "counted", "fallback", "generic", "options"]

NEUTRAL = 0.5
COUNTS = 0.1
"""The least that a feature's value must be above neutral to be given as a reason."""
SHARE = 0.1
"""The least part of the piece's strongest contribution that a term must have made to be given as a reason."""
NEAR = 0.75
"""The least value of the colour feature for "close to the navy you asked for"."""
_CLOSE = 30.0
"""CIE76 distance within which a colour is close to the one asked for: denim is 27 from navy, royal blue 46."""
GOOD = 0.6
"""The least value of a whole-look term, or of a piece's fit with its neighbours, that is told as good."""
HOT, COLD = 22.0, 12.0
"""°C from which a light cloth, and up to which a warm one, is a reason."""

_LIGHT = frozenset(("linen", "cotton", "silk", "viscose", "lyocell", "modal", "chiffon", "straw", "raffia", "canvas"))
_WARM = frozenset(
    ("wool", "merino wool", "merino", "cashmere", "mohair", "alpaca", "fleece", "down", "shearling", "tweed", "flannel")
)
_SOFT = frozenset(("cashmere", "merino wool", "merino", "modal", "jersey", "fleece", "silk", "velvet", "lyocell"))
_LONG = frozenset(("full_day", "overnight", "multi_day"))

# Median of each feature over the 12,731 candidates of sixty demo conversations, where it is not neutral: what is above
# it tells a piece from the others of its slot.
USUAL = {"price": 0.62, "formality": 0.97, "thermal": 0.71, "season": 0.7, "comfort": 0.63, "boldness": 0.86}


class Reason(msgspec.Struct, frozen=True):
    kind: str
    """What it speaks of: two reasons of one kind in a look are avoided."""
    key: str
    """What exactly it says: no two pieces of a look share one."""
    source: str
    """The feature of the score it is read off; `wish` for a constraint held, `look` for a neighbour, `fact`."""
    clause: str
    worth: float
    """How much it tells; a wish that was held is worth most, what is true of most pieces least."""


def counted(piece: Scored) -> tuple[str, ...]:
    """The features that spoke for the piece, strongest first: above neutral, and a tenth of the strongest or more."""
    features = piece.features
    lifts = {
        name: term / value * (value - NEUTRAL)
        for name, term in piece.terms.items()
        if term > 0 and (value := features.get(name, 0.0)) >= NEUTRAL + COUNTS
    }
    least = SHARE * max(lifts.values(), default=0.0)
    return tuple(sorted((name for name in lifts if lifts[name] >= least), key=lambda name: -lifts[name]))


def options(piece: Scored, look: Look, analysis: Analysis) -> tuple[Reason, ...]:
    """Everything that can be said for the piece, best first."""
    if len(look.pieces) == 1:  # one of a kind on its own, however the turn came to show it
        analysis = msgspec.structs.replace(analysis, intent="product")
    found = [*_wishes(piece, analysis), *_neighbours(piece, look, analysis)]
    for name in counted(piece):
        if name in _TELLERS:
            found += [_weighed(reason, name, piece) for reason in _TELLERS[name](piece, analysis)]
    return tuple(sorted(found, key=lambda reason: -reason.worth))


def _weighed(reason: Reason, feature: str, piece: Scored) -> Reason:
    """The reason with what its term made above the usual added to its worth."""
    above = piece.terms[feature] * (1 - USUAL.get(feature, NEUTRAL) / piece.features[feature])
    return msgspec.structs.replace(reason, worth=reason.worth + above, source=feature)


def fallback(piece: Scored, look: Look, analysis: Analysis) -> Reason:
    """What always holds: for one product its match with the words, in a look what the piece is."""
    if len(look.pieces) < 2:
        return _say("relevance", piece, analysis, "fact", 0.0)
    made_of = piece.candidate.item.materials[:1]
    shade = colour(piece.candidate.variant.colour, analysis.language)
    if not made_of:
        return _say("fact.colour", piece, analysis, "fact", 0.0, piece.candidate.item.title, colour=shade)
    cloth = material(made_of[0], analysis.language)
    return _say("fact", piece, analysis, "fact", 0.0, piece.candidate.item.title, colour=shade, material=cloth)


def agree_with(piece: Scored) -> dict[str, str]:
    """The words that agree with the piece as a subject."""
    item = piece.candidate.item
    return _MANY if is_plural(item.title, item.category) else _ONE


_ONE = {"it": "it", "is": "is", "s": "s", "es": "es", "its": "its", "has": "has", "it_obj": "it"}
_MANY = {"it": "they", "is": "are", "s": "", "es": "", "its": "their", "has": "have", "it_obj": "them"}


def _say(
    key: str, piece: Scored, analysis: Analysis, source: str, worth: float, what: str = "", **fill: object
) -> Reason:
    ways = CLAUSES[analysis.language][key]
    way = ways[crc32(piece.candidate.item.product_id.bytes + key.encode()) % len(ways)]
    clause = way.format(**agree_with(piece) | fill)
    return Reason(key.partition(".")[0], f"{key}:{what}", source, clause, worth)


# ── wishes that the piece holds ────────────────────────────────────────────────────────────────────────────────────


def _wishes(piece: Scored, analysis: Analysis) -> Iterator[Reason]:
    for constraint in analysis.constraints:
        if constraint.slot in (None, piece.candidate.item.slot) and constraint.kind in _HOLDS:
            yield from _HOLDS[constraint.kind](piece, constraint.value.name or "", analysis)


def _asked_colour(piece: Scored, name: str, analysis: Analysis) -> Iterator[Reason]:
    own = piece.candidate.variant.colour
    shades = {"colour": colour(own, analysis.language), "asked": colour(name, analysis.language)}
    if own == name:
        yield _say("colour", piece, analysis, "wish", 3.0, name, **shades)
    elif "colour" in counted(piece) and _is_near(piece, name) and not _is_named(own, analysis):
        yield _say("colour.near", piece, analysis, "colour", 2.5, own, **shades)


def _is_near(piece: Scored, name: str) -> bool:
    """By the colours themselves: the feature may speak of another colour that was wished, or of another piece."""
    if name not in NAMED or piece.features["colour"] < NEAR:
        return False
    return delta_e(lab(piece.candidate.variant.hex), lab(NAMED[name])) <= _CLOSE


def _is_named(own: str, analysis: Analysis) -> bool:
    return any(c.kind == "colour" and c.value.name == own for c in analysis.constraints)


def _asked_material(piece: Scored, name: str, analysis: Analysis) -> Iterator[Reason]:
    if name in piece.candidate.item.materials:
        yield _say("asked.material", piece, analysis, "wish", 3.0, name, material=material(name, analysis.language))


def _without(piece: Scored, name: str, analysis: Analysis) -> Iterator[Reason]:
    item = piece.candidate.item
    if not item.materials or item.slot not in ("shoes", "bag", "outerwear") or name in item.materials:
        return
    cloth = material(item.materials[0], analysis.language)
    if name == "leather" and "vegan leather" in item.materials and analysis.language == "en":
        yield _say("without.vegan", piece, analysis, "wish", 2.0)
    elif not any(name in made_of for made_of in item.materials):
        avoided = material(name, analysis.language)
        yield _say("without", piece, analysis, "wish", 1.6, cloth, made=cloth, material=avoided)


def _heel(piece: Scored, name: str, analysis: Analysis) -> Iterator[Reason]:
    if piece.candidate.item.heel in ("flat", "low"):
        yield _say(f"heel.{piece.candidate.item.heel}", piece, analysis, "wish", 3.0)


def _no_heels(piece: Scored, name: str, analysis: Analysis) -> Iterator[Reason]:
    if name in ("heels", "heeled_sandals"):
        yield from _heel(piece, name, analysis)


def _asked_dry(piece: Scored, name: str, analysis: Analysis) -> Iterator[Reason]:
    if piece.candidate.item.waterproof:
        yield _say("dry.asked", piece, analysis, "wish", 3.0)


def _asked_pattern(piece: Scored, name: str, analysis: Analysis) -> Iterator[Reason]:
    if piece.candidate.item.pattern == name and analysis.language == "en":
        yield _say("pattern.asked", piece, analysis, "wish", 3.0, pattern=pattern(name, analysis.language))


def _asked_fit(piece: Scored, name: str, analysis: Analysis) -> Iterator[Reason]:
    if piece.candidate.item.fit == name and analysis.language == "en":
        yield _say("fit.asked", piece, analysis, "wish", 2.8, fit=name)


def _asked_category(piece: Scored, name: str, analysis: Analysis) -> Iterator[Reason]:
    if piece.candidate.item.category == name and analysis.intent != "product":
        yield _say("category", piece, analysis, "wish", 0.8, name, noun=_noun(piece))


def _asked_brand(piece: Scored, name: str, analysis: Analysis) -> Iterator[Reason]:
    if name.casefold() == piece.candidate.item.brand.casefold():
        yield _say("brand", piece, analysis, "wish", 2.5, brand=piece.candidate.item.brand)


_HOLDS: dict[str, Callable[[Scored, str, Analysis], Iterator[Reason]]] = {
    "colour": _asked_colour, "material": _asked_material, "avoid_material": _without, "heel": _heel,
    "avoid_category": _no_heels, "waterproof": _asked_dry, "pattern": _asked_pattern, "fit": _asked_fit,
    "category": _asked_category, "brand": _asked_brand,
}  # fmt: skip


# ── features of the score ──────────────────────────────────────────────────────────────────────────────────────────


def _thermal(piece: Scored, analysis: Analysis) -> Iterator[Reason]:
    weather, item = analysis.context.weather, piece.candidate.item
    if weather is None:
        return
    if weather.conditions in ("rain", "snow") and item.waterproof:
        yield _say(f"dry.{weather.conditions}", piece, analysis, "", 2.5)
    if weather.temperature_c is None or item.slot == "bag":
        return
    celsius = weather.temperature_c
    yield from _cloth(piece, celsius, degrees(celsius, analysis.language), analysis)
    if item.clo >= 0.06 and HOT > celsius > COLD:
        yield _say("weight", piece, analysis, "", 0.6, degrees=degrees(celsius, analysis.language))


def _cloth(piece: Scored, celsius: float, there: str, analysis: Analysis) -> Iterator[Reason]:
    """What its cloth and its insulation, against the usual of its kind, do in this heat or cold."""
    item, kind = piece.candidate.item, CATEGORIES[piece.candidate.item.category]
    cloth = item.materials[0] if item.materials else ""
    said: dict[str, Any] = {"degrees": there, "material": material(cloth, analysis.language)}
    if celsius >= HOT and item.slot != "accessory":
        if cloth in _LIGHT:
            yield _say("warmth.light", piece, analysis, "", 1.5, cloth, **said)
        elif 0 < item.clo <= 0.9 * kind.clo and analysis.language == "en":
            yield _say("warmth.lighter", piece, analysis, "", 1.2, item.category, plural=kind.plural, **said)
    if celsius <= COLD:
        if cloth in _WARM:
            yield _say("warmth.warm", piece, analysis, "", 1.6, cloth, **said)
        elif item.clo >= 1.1 * kind.clo > 0 and analysis.language == "en":
            yield _say("warmth.warmer", piece, analysis, "", 1.3, item.category, plural=kind.plural, **said)


def _palette(piece: Scored, analysis: Analysis) -> Iterator[Reason]:
    own = piece.candidate.variant.colour
    if piece.features["palette"] >= 0.95:
        yield _say("palette", piece, analysis, "", 2.0, own, colour=colour(own, analysis.language))


def _brand(piece: Scored, analysis: Analysis) -> Iterator[Reason]:
    if not any(c.kind == "brand" for c in analysis.constraints):
        yield _say("brand.liked", piece, analysis, "", 1.8, brand=piece.candidate.item.brand)


def _taste(piece: Scored, analysis: Analysis) -> Iterator[Reason]:
    if piece.candidate.taste is not None:
        yield _say("taste", piece, analysis, "", 1.5)


def budget_of(analysis: Analysis) -> tuple[Said, bool] | None:
    """The budget as it was said, and whether it holds for each piece; None where none was given."""
    for constraint in analysis.constraints:
        said = as_said(constraint)
        if said is not None and constraint.slot is None:
            return said, constraint.value.per == "item"
    given = analysis.context.budget
    return (Said(given, given, about=False), False) if given else None


def _price(piece: Scored, analysis: Analysis) -> Iterator[Reason]:
    held, item, price = budget_of(analysis), piece.candidate.item, piece.candidate.variant.price
    if held is None or held[0].limit.currency != item.currency or price >= held[0].target.amount:
        return
    said, each = held
    shown = {
        "price": money(Money(price, item.currency), analysis.language),
        "budget": budget_said(said, analysis.language, hedged=False),
        "left": money(Money(said.target.amount - price, item.currency), analysis.language),
    }
    if analysis.intent == "product" or each:
        yield _say("price.one", piece, analysis, "", 1.2, **shown)
    elif price <= 0.15 * said.target.amount:
        yield _say("price", piece, analysis, "", 0.65, **shown)


def _comfort(piece: Scored, analysis: Analysis) -> Iterator[Reason]:
    item, style = piece.candidate.item, analysis.context.style
    if piece.features["comfort"] < USUAL["comfort"]:
        return
    cared = bool(style and style.comfort and style.comfort >= 6) or analysis.context.duration in _LONG
    worth = 1.6 if cared else 0.8
    soft = next((name for name in item.materials[:1] if name in _SOFT), None)
    if item.heel == "flat" and not any(c.kind == "heel" for c in analysis.constraints):
        yield _say("ease.flat", piece, analysis, "", worth + 0.2)
    if soft and item.slot not in ("bag", "shoes"):
        yield _say("ease.soft", piece, analysis, "", worth, soft, material=material(soft, analysis.language))
    if item.fit in ("relaxed", "oversized") and analysis.language == "en":
        yield _say("ease.room", piece, analysis, "", worth, fit=item.fit)
    if "elastane" in item.materials and item.slot in ("top", "bottom", "dress"):
        yield _say("ease.give", piece, analysis, "", worth - 0.1)
    if cared:
        yield _say("ease", piece, analysis, "", 0.5)


def _boldness(piece: Scored, analysis: Analysis) -> Iterator[Reason]:
    style, own = analysis.context.style, piece.candidate.variant.colour
    if style is None or style.boldness is None or piece.features["boldness"] < USUAL["boldness"]:
        return
    pattern, shade = piece.candidate.item.pattern, colour(own, analysis.language)
    if style.boldness >= 6 and pattern != "plain" and analysis.language == "en":
        yield _say("pattern.bold", piece, analysis, "", 1.8, pattern=pattern.replace("_", "-"))
    elif style.boldness >= 6:
        yield _say("bold", piece, analysis, "", 1.2, own, colour=shade)
    elif style.boldness <= 4 and pattern == "plain":
        yield _say("quiet", piece, analysis, "", 1.0, own, colour=shade)


def _season(piece: Scored, analysis: Analysis) -> Iterator[Reason]:
    seasons: tuple[Season, ...] = piece.candidate.item.seasons
    if analysis.context.weather is None or not seasons or len(seasons) > 2:
        return
    names = [SEASON[analysis.language][season] for season in seasons]
    yield _say("season", piece, analysis, "", 0.5, seasons=join(names, analysis.language))


def _size(piece: Scored, analysis: Analysis) -> Iterator[Reason]:
    key, size, sizes = SIZE_KEY[piece.candidate.item.slot], piece.candidate.variant.size, analysis.context.sizes
    known = getattr(sizes, key) if key and sizes is not None else None
    if key and size and known and known.casefold() == size.casefold():
        yield _say("size", piece, analysis, "", 0.7, key, size=size)


_TELLERS: dict[str, Callable[[Scored, Analysis], Iterator[Reason]]] = {
    "thermal": _thermal, "palette": _palette, "brand": _brand, "taste": _taste, "price": _price, "comfort": _comfort,
    "boldness": _boldness, "season": _season, "size": _size,
}  # fmt: skip


# ── neighbours in the look ─────────────────────────────────────────────────────────────────────────────────────────

_DRESSED_FIRST = ("dress", "bottom", "top", "outerwear", "shoes", "bag", "accessory")


def _neighbours(piece: Scored, look: Look, analysis: Analysis) -> Iterator[Reason]:
    """The colour it takes up or goes with, and the only pattern; only where the piece gets on with its neighbours."""
    item, own = piece.candidate.item, piece.candidate.variant.colour
    others = [other for other in look.pieces if other.candidate.item.product_id != item.product_id]
    if not others or look.pair_scores.get(item.slot, look.compatibility) < GOOD:
        return
    alone = len(others) > 1 and all(other.candidate.item.pattern == "plain" for other in others)
    if item.pattern != "plain" and alone and analysis.language == "en":
        yield _say("pattern.only", piece, analysis, "look", 1.1, pattern=pattern(item.pattern, analysis.language))
    rank = _DRESSED_FIRST.index(item.slot)
    for other in sorted(others, key=lambda other: _DRESSED_FIRST.index(other.candidate.item.slot)):
        theirs, noun = other.candidate.variant.colour, _noun(other)
        if "multicolour" in (theirs, own):
            continue
        said = {"colour": colour(theirs, analysis.language), "noun": noun}
        before = _DRESSED_FIRST.index(other.candidate.item.slot) < rank
        if theirs == own and before:
            yield _say("echo", piece, analysis, "look", 0.9, theirs, **said)
        elif theirs != own and (before or rank == 0) and other.candidate.item.slot != "accessory":
            yield _say("beside", piece, analysis, "look", 0.7 - 0.01 * rank, noun, **said)


def _noun(piece: Scored) -> str:
    item = piece.candidate.item
    kind = CATEGORIES[item.category]
    return kind.plural if is_plural(item.title, item.category) else kind.noun


def generic(piece: Scored, analysis: Analysis, occasion: str | None) -> Iterator[Reason]:
    """What is true of most pieces that are shown: the occasion and the level of dress. For single products only."""
    names = counted(piece)
    if occasion is None:
        return
    if "occasion" in names and analysis.context.occasion in piece.candidate.item.occasions:
        yield _say("occasion.made", piece, analysis, "occasion", 0.5, occ=occasion)
    elif "occasion" in names:
        yield _say("occasion", piece, analysis, "occasion", 0.4, occ=occasion)
    if "formality" in names:
        yield _say("occasion.dress", piece, analysis, "formality", 0.3, occ=occasion)
