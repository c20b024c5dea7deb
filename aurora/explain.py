# ruff: noqa: E501 - phrases read best one a line
"""Reasons in words, read off the score: a reason is given only where its term counted for the piece.

How much a feature counted is its weight times what its value is above neutral (0.5): what was taken as unknown explains
nothing. Popularity and exploration are never given as reasons. What can be said of a piece is `aurora.composer.reasons`;
here is chosen what is said, so that the pieces of a look give different reasons and concrete ones come first. The
occasion and the level of dress, which nearly every shown piece meets, are said of the whole look.
"""

import re
from collections import Counter
from collections.abc import Sequence
from zlib import crc32

from aurora.composer.reasons import COLD, GOOD, HOT, NEUTRAL, Reason, agree_with, counted, fallback, generic, options
from aurora.composer.words import OCCASION, capital, colour, degrees, join
from aurora.types import Analysis, ContextMatch, Look, Match, Scored

__all__ = ["context_match", "item_whys", "look_title", "look_why", "reasons", "told"]

SECOND = 0.85
"""The least worth of a second reason: what would say little is left out."""
AGAIN = 0.9
"""What a reason loses for each reason of its kind that the look gives already."""


def reasons(piece: Scored) -> tuple[str, ...]:
    """The features that spoke for the piece, strongest first."""
    return counted(piece)


def item_whys(look: Look, analysis: Analysis) -> tuple[str, ...]:
    """A sentence for each piece, in the look's order, with the one or two reasons that tell it from the others."""
    chosen = told(look, analysis)
    return tuple(_sentence(piece, chosen[_key(piece)], analysis) for piece in look.pieces)


def _sentence(piece: Scored, given: Sequence[Reason], analysis: Analysis) -> str:
    clauses = [reason.clause for reason in given]
    text = _predicate(clauses, piece) if analysis.language == "en" else ", ".join(clauses)
    return capital(text) + "."


def told(look: Look, analysis: Analysis) -> dict[bytes, tuple[Reason, ...]]:
    """Product id → the reasons given for it. No two pieces of the look share one.

    Every piece gets its best reason, the one with the least to choose from first; then a second where it says enough.
    """
    pieces = {_key(piece): piece for piece in look.pieces}
    open_to = {key: list(_alone(piece, look, analysis)) for key, piece in pieces.items()}
    chosen: dict[bytes, tuple[Reason, ...]] = {}
    kinds: Counter[str] = Counter()
    used: set[str] = set()
    for key in sorted(open_to, key=lambda key: len({reason.kind for reason in open_to[key]})):
        reason = _best(open_to[key], used, kinds) or fallback(pieces[key], look, analysis)
        chosen[key] = (reason,)
        used.add(reason.key)
        kinds[reason.kind] += 1
    for key in pieces:
        had = chosen[key][0]
        second = _best([r for r in open_to[key] if r.kind != had.kind], used, kinds)
        if second is not None and second.worth - AGAIN * kinds[second.kind] >= SECOND:
            chosen[key] = (had, second)
            used.add(second.key)
            kinds[second.kind] += 1
    return {key: _style_first(given, pieces[key], look, analysis) for key, given in chosen.items()}


def _style_first(given: tuple[Reason, ...], piece: Scored, look: Look, analysis: Analysis) -> tuple[Reason, ...]:
    """The reasons with size and price last; where there is nothing else, after what the piece is."""
    style = tuple(reason for reason in given if reason.kind not in _LAST) or (fallback(piece, look, analysis),)
    return (*style, *sorted((reason for reason in given if reason.kind in _LAST), key=lambda r: _LAST.index(r.kind)))


_LAST = ("size", "price")
"""Kinds of reasons that say nothing of how a piece looks or wears."""


def _key(piece: Scored) -> bytes:
    return piece.candidate.item.product_id.bytes


def _best(open_to: Sequence[Reason], used: set[str], kinds: Counter[str]) -> Reason | None:
    free = [reason for reason in open_to if reason.key not in used]
    return max(free, key=lambda reason: reason.worth - AGAIN * kinds[reason.kind], default=None)


def _alone(piece: Scored, look: Look, analysis: Analysis) -> tuple[Reason, ...]:
    """What can be said of the piece: of a single product the occasion too, for no sentence about a look says it."""
    found = options(piece, look, analysis)
    if len(look.pieces) > 1:
        return found or (fallback(piece, look, analysis),)
    occasion = analysis.context.occasion
    named = OCCASION[analysis.language][occasion] if occasion else None
    return (*found, *generic(piece, analysis, named), fallback(piece, look, analysis))


_VERB = re.compile(r"^(?:is|are|has|have) ")


def _predicate(clauses: Sequence[str], piece: Scored) -> str:
    """`they are flat, as you asked, and go with the navy of the skirt`: a verb that both clauses share is said once."""
    first, *more = clauses
    text = f"{agree_with(piece)['it']} {first}"
    for clause in more:
        same = _VERB.match(first)
        if same and clause.startswith(same.group()):
            clause = clause[same.end() :]
        text += f"{',' if ',' in first else ''} and {clause}"
    return text


# ── the whole look ─────────────────────────────────────────────────────────────────────────────────────────────────


def look_why(look: Look, analysis: Analysis) -> str:
    """One sentence with the two strongest whole-look terms; not for a single product, which has its own reason."""
    words = _LOOK[analysis.language]
    strong = [name for name, value in look.terms.items() if value >= GOOD and name in words]
    said: list[tuple[str, str]] = []
    for name in sorted(strong, key=lambda name: -look.terms[name] * _TELLING.get(name, 1.0)):
        clause = _look_clause(name, look, analysis)
        if clause is not None and len(said) < 2:
            said.append((name, clause))
    # The colours stand first: after "it is right for the wedding" they would be read as colours of every piece.
    clauses = [clause for _, clause in sorted(said, key=lambda told: told[0] != "harmony")]
    link = ", and " if analysis.language == "en" else f", {_AND[analysis.language]} "
    return capital(link.join(clauses or [words["any"][0]])) + "."


_AND = {"en": "and", "de": "und", "fr": "et", "es": "y"}
# What says something of this look is told before what is true of most.
_TELLING = {
    "harmony": 1.4,
    "thermal": 1.2,
    "occasion": 1.1,
    "formality": 0.8,
    "season": 0.6,
    "pair": 0.6,
    "pairs": 0.6,
    "kinds": 0.4,
}


def _look_clause(name: str, look: Look, analysis: Analysis) -> str | None:
    weather, occ = analysis.context.weather, analysis.context.occasion
    if name == "thermal":
        if weather is None or weather.temperature_c is None:
            return None
        felt = (
            "thermal.hot" if weather.temperature_c >= HOT else "thermal.cold" if weather.temperature_c <= COLD else name
        )
        return _way(felt, look, analysis).format(degrees=degrees(weather.temperature_c, analysis.language))
    if name == "occasion":
        named = OCCASION[analysis.language][occ] if occ and occ not in _UNNAMED else None
        level = "occasion.easy" if occ in _CASUAL else name
        return _way(level, look, analysis).format(occ=named) if named else None
    if name == "pattern":
        patterned = sum(piece.candidate.item.pattern != "plain" for piece in look.pieces)
        return _way(name, look, analysis) if patterned > 1 else None
    shades = _colours(look, analysis)
    return _way(name, look, analysis).format(colours=shades) if shades or name != "harmony" else None


def _way(name: str, look: Look, analysis: Analysis) -> str:
    words = _LOOK[analysis.language]
    ways = words.get(name) or words[name.partition(".")[0]]
    return ways[crc32(b"".join(piece.candidate.item.product_id.bytes for piece in look.pieces)) % len(ways)]


def _colours(look: Look, analysis: Analysis) -> str:
    """The look's two or three colours in words; empty where it has but one."""
    worn = [piece for piece in look.pieces if piece.candidate.item.slot != "accessory"]
    names = list(dict.fromkeys(piece.candidate.variant.colour for piece in worn))
    shown = [colour(each, analysis.language) for each in names if each != "multicolour"][:3]
    return join(shown, analysis.language) if len(shown) > 1 else ""


_LOOK: dict[str, dict[str, Sequence[str]]] = {
    "en": {
        "harmony": ("{colours} sit well side by side", "{colours} belong together", "{colours} go easily together", "{colours} are easy neighbours", "{colours} do well next to each other"),
        "formality": ("no piece is dressier than the next", "everything in it is equally dressed-up", "nothing in it is smarter than the rest"),
        "pattern": ("the patterns leave each other room", "no pattern fights another"),
        "thermal": ("the layers are right for {degrees}", "as a whole it is right for {degrees}"),
        "thermal.hot": ("all of it is light enough for {degrees}", "it stays light at {degrees}", "nothing in it is too warm for {degrees}"),
        "thermal.cold": ("the layers add up to enough warmth for {degrees}", "put together it is warm enough for {degrees}"),
        "occasion.easy": ("all of it makes sense for {occ}", "all of it suits {occ}"),
        "occasion": ("the level of dress is right for {occ}", "it is as dressed-up as {occ} asks", "all of it suits {occ}", "it is neither too much nor too little for {occ}"),
        "pair": ("the pieces are easy to wear with one another", "each piece gets on with the next"),
        "pairs": ("the pieces are easy to wear with one another", "each piece gets on with the next"),
        "kinds": ("these kinds of pieces are often worn together", "it is a mix that people know how to wear"),
        "season": ("all of it is for the same season", "it stays in one season"),
        "any": ("of what the shop has, these go together best",),
    },
    "de": {
        "harmony": ("die Farben passen zusammen: {colours}", "{colours} passen gut zusammen", "{colours} vertragen sich gut"), "formality": ("alles ist gleich festlich",), "pattern": ("kein Muster stört das andere",),
        "thermal": ("die Schichten sind richtig für {degrees}", "bei {degrees} ist es weder zu warm noch zu kühl"), "occasion": ("es passt für {occ}", "für {occ} ist es weder zu viel noch zu wenig", "für {occ} stimmt der Grad an Eleganz"), "pair": ("die Teile passen zueinander",),
        "pairs": ("die Teile passen zueinander", "jedes Teil lässt sich gut mit dem nächsten tragen"), "any": ("das passt von allem am besten zusammen",),
    },
    "fr": {
        "harmony": ("les couleurs vont ensemble : {colours}", "{colours} vont bien ensemble", "{colours} s'accordent bien"), "formality": ("tout a le même niveau d'élégance",), "pattern": ("aucun motif ne gêne l'autre",),
        "thermal": ("l'ensemble convient à {degrees}", "avec {degrees}, on n'a ni trop chaud ni froid"), "occasion": ("cela convient pour {occ}", "pour {occ}, ce n'est ni trop ni trop peu", "pour {occ}, c'est le bon niveau d'élégance"), "pair": ("les pièces vont bien ensemble",),
        "pairs": ("les pièces vont bien ensemble", "chaque pièce se porte bien avec la suivante"), "any": ("c'est ce qui va le mieux ensemble",),
    },
    "es": {
        "harmony": ("los colores combinan: {colours}", "{colours} combinan bien", "{colours} se llevan bien"), "formality": ("todo tiene el mismo grado de elegancia",), "pattern": ("ningún estampado estorba a otro",),
        "thermal": ("en conjunto va bien con {degrees}", "con {degrees} abriga lo justo"), "occasion": ("va bien para {occ}", "para {occ} no es ni mucho ni poco", "para {occ} es el grado justo de elegancia"), "pair": ("las prendas combinan entre sí",),
        "pairs": ("las prendas combinan entre sí", "cada prenda va bien con la siguiente"), "any": ("es lo que mejor combina",),
    },
}  # fmt: skip


def look_title(look: Look, analysis: Analysis) -> str:
    """A short name of the look: its leading colours and, where it is known, what it is for. A single product's is its title."""
    if len(look.pieces) == 1:
        return look.pieces[0].candidate.item.title
    language = analysis.language
    names = list(dict.fromkeys(p.candidate.variant.colour for p in look.pieces if p.candidate.item.slot != "accessory"))
    shown = [colour(name, language) for name in names if name != "multicolour"][:2]
    colours = capital(join(shown, language))
    if analysis.context.occasion is None or analysis.context.occasion in _UNNAMED:
        return colours or capital(_LOOK_NOUN[language])
    occ = OCCASION[language][analysis.context.occasion]
    link = {"en": "for", "de": "für", "fr": "pour", "es": "para"}[language]
    return f"{colours or capital(_LOOK_NOUN[language])} {link} {occ}"


_CASUAL = frozenset(("brunch", "travel", "beach", "outdoor", "sport", "festival"))
_UNNAMED = ("everyday", "lounge")
"""Occasions that are no event: a look for them is not announced as one."""
_LOOK_NOUN = {"en": "a look", "de": "ein Look", "fr": "une tenue", "es": "un conjunto"}


def context_match(look: Look, analysis: Analysis) -> ContextMatch:
    """Whether the look meets the occasion, the weather and the duration, each only where it is known."""
    context, words = analysis.context, _MATCH[analysis.language]
    occasion = weather = duration = None
    if context.occasion is not None:
        value = min(_mean(look, "occasion"), _mean(look, "formality"))
        good = value >= NEUTRAL
        occasion = Match(
            good,
            words["occasion" if good else "occasion.not"].format(occ=OCCASION[analysis.language][context.occasion]),
        )
    if context.weather is not None and context.weather.temperature_c is not None:
        good = look.terms.get("thermal", _mean(look, "thermal")) >= NEUTRAL
        there = degrees(context.weather.temperature_c, analysis.language)
        weather = Match(good, words["weather" if good else "weather.not"].format(degrees=there))
    if context.duration is not None:
        good = _mean(look, "comfort") >= NEUTRAL or context.duration == "few_hours"
        duration = Match(good, words["duration" if good else "duration.not"])
    return ContextMatch(occasion=occasion, weather=weather, duration=duration)


def _mean(look: Look, feature: str) -> float:
    values = [piece.features[feature] for piece in look.pieces if feature in piece.features]
    return sum(values) / len(values) if values else NEUTRAL


_MATCH: dict[str, dict[str, str]] = {
    "en": {
        "occasion": "Dressed for {occ}.", "occasion.not": "Not quite what {occ} asks for.", "weather": "Right for {degrees}.",
        "weather.not": "Not ideal for {degrees}.", "duration": "Comfortable for that long.", "duration.not": "May get uncomfortable over that long.",
    },
    "de": {
        "occasion": "Passend für {occ}.", "occasion.not": "Nicht ganz passend für {occ}.", "weather": "Richtig für {degrees}.",
        "weather.not": "Nicht ideal für {degrees}.", "duration": "Bequem für diese Zeit.", "duration.not": "Über diese Zeit vielleicht unbequem.",
    },
    "fr": {
        "occasion": "Convient pour {occ}.", "occasion.not": "Pas tout à fait pour {occ}.", "weather": "Convient à {degrees}.",
        "weather.not": "Pas idéal pour {degrees}.", "duration": "Confortable pour cette durée.", "duration.not": "Peut gêner sur cette durée.",
    },
    "es": {
        "occasion": "Adecuado para {occ}.", "occasion.not": "No del todo para {occ}.", "weather": "Adecuado para {degrees}.",
        "weather.not": "No es ideal para {degrees}.", "duration": "Cómodo para ese tiempo.", "duration.not": "Puede incomodar en ese tiempo.",
    },
}  # fmt: skip
