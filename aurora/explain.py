# ruff: noqa: E501 - phrases read best one a line
"""Reasons in words, read off the score: a reason is given only where its term counted for the piece.

How much a feature counted is its weight times what its value is above neutral (0.5): what was taken as unknown explains
nothing. Popularity and exploration are never given as reasons.
"""

from collections.abc import Callable, Sequence
from zlib import crc32

from aurora.composer.words import OCCASION, capital, colour, degrees, join, money
from aurora.grounding import is_plural
from aurora.types import Analysis, ContextMatch, Look, Match, Scored
from commerce.garments import CATEGORIES
from core.money import Money

__all__ = ["context_match", "item_why", "look_title", "look_why", "reasons"]

NEUTRAL = 0.5
COUNTS = 0.1
"""The least that a feature's value must be above neutral to be given as a reason."""
NEAR = 0.75
"""The least value of the colour feature for "close to the navy you asked for": 12 in CIE76, half the names' spacing."""
GOOD = 0.6
"""The least value of a whole-look term that is told as good."""


def reasons(piece: Scored) -> tuple[str, ...]:
    """The features that spoke for the piece, strongest first."""
    counted = {
        name: term / piece.features[name] * (piece.features[name] - NEUTRAL)
        for name, term in piece.terms.items()
        if piece.features.get(name, 0.0) >= NEUTRAL + COUNTS and term > 0
    }
    return tuple(sorted(counted, key=lambda name: -counted[name]))


def item_why(piece: Scored, look: Look, analysis: Analysis) -> str:
    """One sentence with the piece's one or two strongest reasons that can be told; of its place in the look where none can."""
    language = analysis.language
    clauses: list[str] = []
    about: set[str] = set()
    for name in reasons(piece):
        teller, subject = _TELLERS.get(name), _SUBJECT.get(name, name)
        clause = teller(piece, analysis) if teller and subject not in about else None
        if clause:
            clauses.append(clause)
            about.add(subject)
        if len(clauses) == 2:
            break
    if not clauses:
        clauses = [_plain(piece, look, analysis)]
    text = join(clauses, language) if language != "en" else _join_clauses(clauses, piece)
    return capital(text) + "."


def _join_clauses(clauses: Sequence[str], piece: Scored) -> str:
    pronoun = agree_with(piece)["it"]
    told = [clause if clause.startswith(("its ", "their ")) else f"{pronoun} {clause}" for clause in clauses]
    return ", and ".join(told)


def agree_with(piece: Scored) -> dict[str, str]:
    """The words that agree with the piece as a subject."""
    item = piece.candidate.item
    many = is_plural(item.title, item.category)
    return {"it": "they" if many else "it", "is": "are" if many else "is", "s": "" if many else "s", "es": "" if many else "es",
            "its": "their" if many else "its", "has": "have" if many else "has"}  # fmt: skip


Teller = Callable[[Scored, Analysis], str | None]


def _told(key: str, piece: Scored, analysis: Analysis, **fill: str) -> str:
    ways = _CLAUSES[analysis.language][key]
    way = ways[crc32(piece.candidate.item.product_id.bytes + key.encode()) % len(ways)]
    return way.format(**agree_with(piece), **fill)


def _occasion(piece: Scored, analysis: Analysis) -> str | None:
    named = analysis.context.occasion
    if named is None:
        return None
    occ = OCCASION[analysis.language][named]
    key = "occasion.made" if named in piece.candidate.item.occasions else "occasion"
    return _told(key, piece, analysis, occ=occ)


def _formality(piece: Scored, analysis: Analysis) -> str | None:
    named = analysis.context.occasion
    return _told("formality", piece, analysis, occ=OCCASION[analysis.language][named]) if named else None


def _thermal(piece: Scored, analysis: Analysis) -> str | None:
    weather = analysis.context.weather
    if weather is None:
        return None
    if weather.conditions in ("rain", "snow") and piece.candidate.item.waterproof:
        return _told("dry", piece, analysis)
    if weather.temperature_c is None:
        return None
    there = degrees(weather.temperature_c, analysis.language)
    if (
        analysis.language == "en"
        and piece.candidate.item.materials
        and piece.candidate.item.slot not in ("shoes", "bag")
    ):
        return _told("thermal.made", piece, analysis, degrees=there, material=piece.candidate.item.materials[0])
    return _told("thermal", piece, analysis, degrees=there)


def _colour(piece: Scored, analysis: Analysis) -> str | None:
    slot, own = piece.candidate.item.slot, piece.candidate.variant.colour
    asked = [
        c.value.name for c in analysis.constraints if c.kind == "colour" and c.slot in (None, slot) and c.value.name
    ]
    if not asked:
        return None
    if own not in asked and piece.features.get("colour", 0.0) < NEAR:
        return None
    if own in asked:
        return _told("colour", piece, analysis, colour=colour(own, analysis.language))
    return _told(
        "colour.near", piece, analysis, colour=colour(own, analysis.language), asked=colour(asked[0], analysis.language)
    )


def _palette(piece: Scored, analysis: Analysis) -> str | None:
    return _told("palette", piece, analysis, colour=colour(piece.candidate.variant.colour, analysis.language))


def _category(piece: Scored, analysis: Analysis) -> str | None:
    category = piece.candidate.item.category
    asked = {c.value.name for c in analysis.constraints if c.kind == "category"}
    if category not in asked or analysis.intent == "product":
        return None
    kind = CATEGORIES[category]
    noun = kind.plural if agree_with(piece)["it"] == "they" else kind.noun
    return _told("category", piece, analysis, noun=noun)


def _brand(piece: Scored, analysis: Analysis) -> str | None:
    own = piece.candidate.item.brand
    asked = any(c.kind == "brand" and (c.value.name or "").casefold() == own.casefold() for c in analysis.constraints)
    return _told("brand" if asked else "brand.liked", piece, analysis, brand=own)


def _taste(piece: Scored, analysis: Analysis) -> str | None:
    return _told("taste", piece, analysis) if piece.candidate.taste is not None else None


def _price(piece: Scored, analysis: Analysis) -> str | None:
    budget = next((c.value for c in analysis.constraints if c.kind == "budget" and c.value.amount), None)
    amount = budget.amount if budget else analysis.context.budget.amount if analysis.context.budget else None
    item, price = piece.candidate.item, piece.candidate.variant.price
    if amount is None or price > amount:
        return None
    shown = money(Money(price, item.currency), analysis.language)
    if analysis.intent == "product" or (budget and budget.per == "item"):
        return _told("price.one", piece, analysis, price=shown)
    return _told("price", piece, analysis, price=shown) if price <= 0.6 * amount else None


def _comfort(piece: Scored, analysis: Analysis) -> str | None:
    style, duration = analysis.context.style, analysis.context.duration
    if duration in ("full_day", "overnight", "multi_day"):
        return _told("comfort.long", piece, analysis)
    return _told("comfort", piece, analysis) if style and style.comfort and style.comfort >= 6 else None


def _boldness(piece: Scored, analysis: Analysis) -> str | None:
    style = analysis.context.style
    if style is None or style.boldness is None:
        return None
    return _told("bold" if style.boldness >= 6 else "quiet", piece, analysis)


def _season(piece: Scored, analysis: Analysis) -> str | None:
    return None if analysis.context.weather is None else _told("season", piece, analysis)


# Two features about one thing are told once, by the stronger.
_SUBJECT = {"formality": "occasion", "season": "weather", "thermal": "weather", "palette": "colour"}
_TELLERS: dict[str, Teller] = {
    "occasion": _occasion, "formality": _formality, "thermal": _thermal, "colour": _colour, "palette": _palette,
    "category": _category, "brand": _brand, "taste": _taste, "price": _price, "comfort": _comfort, "boldness": _boldness,
    "season": _season,
}  # fmt: skip


def _plain(piece: Scored, look: Look, analysis: Analysis) -> str:
    """The reason that always holds where a piece is shown: its fit with the others, or its match with the words."""
    with_others = len(look.pieces) > 1
    return _told("pair" if with_others else "relevance", piece, analysis)


_CLAUSES: dict[str, dict[str, Sequence[str]]] = {
    "en": {
        "occasion": ("feel{s} right for {occ}", "suit{s} {occ}", "{is} a natural for {occ}", "make{s} sense for {occ}", "{is} what I'd reach for with {occ} in mind"),
        "occasion.made": ("{is} meant for {occ}", "{is} sold with {occ} in mind"),
        "formality": ("{is} as dressed-up as {occ} asks", "{is} just smart enough for {occ}", "{is} neither too much nor too little for {occ}", "get{s} the tone right for {occ}"),
        "thermal": ("{has} the right weight for {degrees}", "suit{s} {degrees}", "{is} neither too warm nor too light for {degrees}"),
        "thermal.made": ("{its} {material} is the right weight for {degrees}", "{its} {material} suits {degrees}", "{is} {material}, right for {degrees}"),
        "dry": ("{is} waterproof, for the weather", "{is} waterproof, so the wet is no worry"),
        "colour": ("come{s} in the {colour} you asked for", "{is} in {colour}, as you asked"),
        "colour.near": ("come{s} in {colour}, close to the {asked} you asked for", "{is} in {colour}, the nearest to {asked} that fits"),
        "palette": ("{is} in {colour}, one of your shades", "keep{s} to your colours with {colour}"),
        "category": ("{is} the {noun} you asked for", "answer{s} your wish for {noun}"),
        "brand": ("{is} by {brand}, as you asked", "come{s} from {brand}, the label you named"),
        "brand.liked": ("{is} by {brand}, a label you like", "come{s} from {brand}, one of your labels"),
        "taste": ("{is} close to what you have liked before", "look{s} like other pieces you kept"),
        "price": ("leave{s} room in the budget at {price}", "take{s} a fair share of your budget at {price}"),
        "price.one": ("stay{s} inside your budget at {price}", "fit{s} your budget at {price}"),
        "comfort": ("{is} easy to wear", "feel{s} as easy as you like it"),
        "comfort.long": ("stay{s} comfortable through a long day", "{is} easy enough for hours of wear"),
        "bold": ("{is} as bold as you like it", "{has} the boldness you asked for"),
        "quiet": ("{is} as quiet as you like it", "stay{s} as calm as you like"),
        "season": ("{is} right for this weather", "suit{s} the time of year"),
        "pair": ("go{es} with everything else here", "tie{s} in with the rest of the look", "sit{s} easily beside the others"),
        "relevance": ("come{s} closest to what you described", "{is} the nearest to your words"),
    },
    "de": {
        "occasion": ("passt für {occ}",), "occasion.made": ("ist für {occ} gedacht",), "formality": ("ist so festlich, wie es der Anlass verlangt",),
        "thermal": ("passt zu {degrees}",), "dry": ("ist wasserdicht",), "colour": ("in der gewünschten Farbe: {colour}",),
        "colour.near": ("{colour} liegt nahe an {asked}",), "palette": ("{colour} gehört zu deinen Farben",), "category": ("ist das gewünschte Stück",),
        "brand": ("von {brand}, wie gewünscht",), "brand.liked": ("von {brand}, einer Marke, die du magst",), "taste": ("ähnelt dem, was dir gefallen hat",),
        "price": ("lässt mit {price} Luft im Budget",), "price.one": ("liegt mit {price} im Budget",), "comfort": ("ist bequem",),
        "comfort.long": ("bleibt den ganzen Tag bequem",), "bold": ("ist so mutig, wie du es magst",), "quiet": ("ist so ruhig, wie du es magst",),
        "season": ("passt zum Wetter",), "pair": ("passt zu allem anderen hier",), "relevance": ("kommt deinen Worten am nächsten",),
    },
    "fr": {
        "occasion": ("convient pour {occ}",), "occasion.made": ("est pensé pour {occ}",), "formality": ("a le niveau d'élégance que l'occasion demande",),
        "thermal": ("convient à {degrees}",), "dry": ("est imperméable",), "colour": ("dans la couleur demandée : {colour}",),
        "colour.near": ("{colour} est proche de {asked}",), "palette": ("{colour} fait partie de vos couleurs",), "category": ("est la pièce demandée",),
        "brand": ("de chez {brand}, comme demandé",), "brand.liked": ("de chez {brand}, une marque que vous aimez",), "taste": ("ressemble à ce que vous avez aimé",),
        "price": ("laisse de la marge à {price}",), "price.one": ("reste dans le budget à {price}",), "comfort": ("est facile à porter",),
        "comfort.long": ("reste confortable toute la journée",), "bold": ("est aussi audacieux que vous aimez",), "quiet": ("est aussi discret que vous aimez",),
        "season": ("convient au temps qu'il fait",), "pair": ("va avec tout le reste",), "relevance": ("est au plus près de vos mots",),
    },
    "es": {
        "occasion": ("va bien para {occ}",), "occasion.made": ("está pensado para {occ}",), "formality": ("es tan formal como pide la ocasión",),
        "thermal": ("va bien con {degrees}",), "dry": ("es impermeable",), "colour": ("en el color que pediste: {colour}",),
        "colour.near": ("{colour} se acerca a {asked}",), "palette": ("{colour} es uno de tus colores",), "category": ("es la prenda que pediste",),
        "brand": ("de {brand}, como pediste",), "brand.liked": ("de {brand}, una marca que te gusta",), "taste": ("se parece a lo que te ha gustado",),
        "price": ("deja margen con {price}",), "price.one": ("entra en tu presupuesto con {price}",), "comfort": ("es fácil de llevar",),
        "comfort.long": ("sigue siendo cómodo todo el día",), "bold": ("es tan atrevido como te gusta",), "quiet": ("es tan discreto como te gusta",),
        "season": ("va bien con este tiempo",), "pair": ("combina con todo lo demás",), "relevance": ("es lo más cercano a lo que describes",),
    },
}  # fmt: skip


# ── the whole look ─────────────────────────────────────────────────────────────────────────────────────────────────


def look_why(look: Look, analysis: Analysis) -> str:
    """One sentence with the two strongest whole-look terms; for a single product, its own reason."""
    if len(look.pieces) == 1:
        return item_why(look.pieces[0], look, analysis)
    words = _LOOK[analysis.language]
    strong = [name for name, value in look.terms.items() if value >= GOOD and name in words]
    told: list[str] = []
    for name in sorted(strong, key=lambda name: -look.terms[name] * _TELLING.get(name, 1.0)):
        clause = _look_clause(name, look, analysis)
        if clause is not None and len(told) < 2:
            told.append(clause)
    link = ", and " if analysis.language == "en" else f" {_AND[analysis.language]} "
    return capital(link.join(told or [words["any"][0]])) + "."


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
    ways = _LOOK[analysis.language][name]
    way = ways[crc32(b"".join(piece.candidate.item.product_id.bytes for piece in look.pieces)) % len(ways)]
    weather, occ = analysis.context.weather, analysis.context.occasion
    if name == "thermal":
        if weather is None or weather.temperature_c is None:
            return None
        return way.format(degrees=degrees(weather.temperature_c, analysis.language))
    if name == "occasion":
        return way.format(occ=OCCASION[analysis.language][occ]) if occ else None
    if name == "pattern":
        patterned = sum(piece.candidate.item.pattern != "plain" for piece in look.pieces)
        return way if patterned > 1 else None
    return way.format(colours=_colours(look, analysis)) if _colours(look, analysis) or name != "harmony" else None


def _colours(look: Look, analysis: Analysis) -> str:
    """The look's two or three colours in words; empty where it has but one."""
    names = list(dict.fromkeys(piece.candidate.variant.colour for piece in look.pieces))
    shown = [colour(each, analysis.language) for each in names if each != "multicolour"][:3]
    return join(shown, analysis.language) if len(shown) > 1 else ""


_LOOK: dict[str, dict[str, Sequence[str]]] = {
    "en": {
        "harmony": ("{colours} sit well side by side", "{colours} belong together", "{colours} keep each other company", "{colours} hold together", "{colours} are easy neighbours", "{colours} give it a calm line"),
        "formality": ("no piece is dressier than the next", "everything in it is equally dressed-up", "nothing in it is smarter than the rest", "all of it speaks at the same volume"),
        "pattern": ("the patterns leave each other room", "no pattern fights another"),
        "thermal": ("the layers add up to the right warmth for {degrees}", "put together it is warm enough for {degrees}", "as a whole it is right for {degrees}", "the weight of it suits {degrees}"),
        "occasion": ("it fits {occ}", "all of it makes sense for {occ}", "all of it suits {occ}"),
        "pair": ("the pieces are easy to wear with one another", "each piece gets on with the next"),
        "pairs": ("the pieces are easy to wear with one another", "each piece gets on with the next"),
        "kinds": ("these kinds of pieces are often worn together", "it is a mix that people know how to wear"),
        "season": ("all of it is for the same season", "it stays in one season"),
        "any": ("of what the shop has, these go together best",),
    },
    "de": {
        "harmony": ("die Farben passen zusammen: {colours}",), "formality": ("alles ist gleich festlich",), "pattern": ("kein Muster stört das andere",),
        "thermal": ("zusammen ist es richtig für {degrees}",), "occasion": ("es passt für {occ}",), "pair": ("die Teile passen zueinander",),
        "pairs": ("die Teile passen zueinander",), "any": ("das passt von allem am besten zusammen",),
    },
    "fr": {
        "harmony": ("les couleurs vont ensemble : {colours}",), "formality": ("tout a le même niveau d'élégance",), "pattern": ("aucun motif ne gêne l'autre",),
        "thermal": ("l'ensemble convient à {degrees}",), "occasion": ("cela convient pour {occ}",), "pair": ("les pièces vont bien ensemble",),
        "pairs": ("les pièces vont bien ensemble",), "any": ("c'est ce qui va le mieux ensemble",),
    },
    "es": {
        "harmony": ("los colores combinan: {colours}",), "formality": ("todo tiene el mismo grado de elegancia",), "pattern": ("ningún estampado estorba a otro",),
        "thermal": ("en conjunto va bien con {degrees}",), "occasion": ("va bien para {occ}",), "pair": ("las prendas combinan entre sí",),
        "pairs": ("las prendas combinan entre sí",), "any": ("es lo que mejor combina",),
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
    if analysis.context.occasion is None:
        return colours or capital(_LOOK_NOUN[language])
    occ = OCCASION[language][analysis.context.occasion]
    link = {"en": "for", "de": "für", "fr": "pour", "es": "para"}[language]
    return f"{colours or capital(_LOOK_NOUN[language])} {link} {occ}"


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
