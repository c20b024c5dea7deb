# ruff: noqa: E501 - word tables read best one idea a line
"""The lexicon of a language: colours, cloths, patterns and garments as German, French and Spanish bend them.

Names come from `aurora.names`, which the composer speaks by, so that the gate reads whatever can be said; their forms
are made by rule. A meaning may be several names of ours: "rose" is pink or rose.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from aurora.grounding.lexicon import COLOUR_WORDS, MATERIAL_WORDS, PATTERN_WORDS, WIDER
from aurora.names import COLOURS, GARMENTS, MATERIALS, PATTERNS
from aurora.types import Language

__all__ = ["colours", "garments", "materials", "patterns", "spoken"]

_AT: dict[Language, int] = {"de": 0, "fr": 1, "es": 2}
_BASIC = ("blue", "green", "grey", "red", "pink", "brown", "yellow", "white", "black", "orange", "purple")
_CUTS = frozenset(("plain", "slim", "regular", "relaxed", "oversized", "flat", "low", "mid", "high"))
"""Rows of the table of patterns that name a cut or a heel."""


@cache
def colours(language: Language) -> dict[str, str]:
    """Word → colour names of ours, joined by | where the word is more than one."""
    return COLOUR_WORDS | _merged(_colour_forms(language)) if language != "en" else COLOUR_WORDS


@cache
def materials(language: Language) -> dict[str, str]:
    if language == "en":
        return MATERIAL_WORDS
    known = set(MATERIAL_WORDS.values())
    pairs = [
        (form, _MEANS.get(name, name)) for name, word in _words(MATERIALS, language) for form in _cloth(word, language)
    ]
    return MATERIAL_WORDS | _merged((form, name) for form, name in pairs if name in known or name in _OWN)


@cache
def patterns(language: Language) -> dict[str, str]:
    if language == "en":
        return PATTERN_WORDS
    told = [(word, name) for name, word in _words(PATTERNS, language) if name not in _CUTS]
    forms = _merged((form, name) for word, name in told for form in _bent(word, language))
    return PATTERN_WORDS | forms | _rows(_PATTERNS_ABROAD[language])


@cache
def garments(language: Language) -> Mapping[str, frozenset[str]]:
    """Garment words of the language beside those that `garment_words` has for every language: word → categories."""
    if language == "en":
        return {}
    table: dict[str, set[str]] = {}
    for category, plural in _words(GARMENTS, language):
        for form in (plural, *_singular(plural, language)):
            table.setdefault(form.lower(), set()).add(category)
    for word, categories in _rows(_GARMENTS_ABROAD[language]).items():
        table.setdefault(word, set()).update(categories.split("+"))
    return {word: frozenset(found) for word, found in table.items() if word not in _ELSE}


def spoken(name: str, language: Language) -> frozenset[str]:
    """The words of the language for one of our colour names, lower case."""
    return frozenset(word for word, meaning in colours(language).items() if name in meaning.split("|"))


# ── forms ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_MEANS = {"merino wool": "merino", "vegan leather": "faux leather", "silver": "sterling silver", "gold": "gold metal"}
_OWN = frozenset(("vegan suede", "polyurethane", "acetate", "jute", "brass", "stainless steel", "resin"))
"""Cloths of the table that the English list has no word for."""


def _words(table: Mapping[str, tuple[str, str, str]], language: Language) -> Iterator[tuple[str, str]]:
    for name, words in table.items():
        yield name, words[_AT[language]]


_NO_WORD = frozenset(("or", "vino", "vinos", "vinoes", "ante", "antes", "argent"))
"""Names that mean something else more often than the colour or cloth; their longer forms are read."""


def _merged(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, dict[str, None]] = {}
    for word, meaning in pairs:
        if word.lower() in _NO_WORD:
            continue
        found.setdefault(word.lower(), {})[meaning] = None
    return {word: "|".join(meanings) for word, meanings in found.items()}


def _colour_forms(language: Language) -> Iterator[tuple[str, str]]:
    basic = {name: word for name, word in _words(COLOURS, language) if name in _BASIC}
    for name, word in _words(COLOURS, language):
        for form in _bent(word, language):
            yield form, name
        for wide in WIDER.get(name, frozenset()) & basic.keys():
            yield from ((form, name) for form in _shaded(word, basic[wide], language))


def _shaded(word: str, basic: str, language: Language) -> Iterator[str]:
    """Salbeigrün, vert sauge, verde salvia: a shade with the colour that it is one of."""
    if language == "de":
        yield from _bent(f"{word}{basic.lower()}", language)
    else:
        yield f"{basic} {word}"


def _bent(word: str, language: Language) -> Iterator[str]:
    """The word in its genders and numbers, made by rule; forms that nobody uses do no harm."""
    yield word
    if language == "de":
        stem = word.removesuffix("e") if word.islower() else word
        yield from (f"{stem}{ending}" for ending in ("e", "er", "es", "en", "em"))
        yield f"{word}farben"
        yield f"{word}ton"
    elif language == "fr":
        if " " not in word:
            yield from (f"{word}{ending}" for ending in ("e", "s", "es"))
            yield from {"blanc": ("blanche", "blanches"), "violet": ("violette", "violettes")}.get(word, ())
    else:
        *before, last = word.rsplit(" ", 1) if word.startswith("de ") else [word]
        lead = f"{before[0]} " if before else ""
        stem = last.removesuffix("o")
        if last != stem:
            yield from (f"{lead}{stem}{ending}" for ending in ("a", "os", "as"))
        else:
            yield from (f"{lead}{last}s", f"{lead}{last}es")


def _cloth(word: str, language: Language) -> Iterator[str]:
    yield word
    if language == "de":
        yield from (f"{word.lower()}{ending}" for ending in ("n",))
        if word.startswith("veganem "):
            noun = word.removeprefix("veganem ")
            yield from (f"vegane{ending} {noun}" for ending in ("s", "n", ""))
    elif language == "fr" and word.endswith("végan"):
        yield from (f"{word}e", word.replace("végan", "vegan"))


def _singular(plural: str, language: Language) -> Iterator[str]:
    """The singulars that a plural may have come from."""
    if language == "fr":
        yield " ".join(word.removesuffix("s") for word in plural.split())
        if plural.endswith("eaux"):
            yield plural[:-1]
    elif language == "es":
        first, *rest = plural.split()
        for single in {first.removesuffix("s"), first.removesuffix("es"), _accented(first.removesuffix("es"))}:
            yield " ".join((single, *(word.removesuffix("s") for word in rest)))
    else:
        for ending in ("s", "er", "en", "n", "e"):
            if plural.endswith(ending) and " " not in plural and len(plural) > len(ending) + 3:
                yield plural[: -len(ending)]


def _accented(word: str) -> str:
    last = {"on": "ón", "in": "ín", "an": "án"}.get(word[-2:])
    return f"{word[:-2]}{last}" if last else word


def _rows(rows: str) -> dict[str, str]:
    """`meaning: word | word` lines as word → meaning."""
    table: dict[str, str] = {}
    for row in rows.strip().splitlines():
        meaning, _, words = row.partition(":")
        table.update({word.strip(): meaning.strip() for word in words.split("|")})
    return table


_PATTERNS_ABROAD: dict[Language, str] = {
    "de": """
        striped: streifen | gestreifte | gestreiften | gestreiftes | gestreifter | nadelstreifen
        checked: karo | karos | karomuster | karierte | karierter | kariertes | karierten
        dotted: punkte | punkten | tupfen | gepunktete | gepunkteten | gepunktetes | gepunkteter
        floral: blumen | blumenmuster | blumendruck | blüten | blütenmuster | florale | floraler | floralem | florales | floral
        animal: leopardenmuster | leo | zebramuster | schlangenmuster
        herringbone: fischgrat | fischgrät | fischgratmuster
        houndstooth: hahnentritt | hahnentrittmuster
    """,
    "fr": """
        striped: rayures | à rayures | rayés | rayées
        checked: carreau | carreaux | quadrillé | quadrillée
        dotted: pois
        floral: fleur | fleurs | à fleurs | motif floral | fleuris | fleuries | florale
        animal: léopard | zèbre | imprimé animal
        herringbone: chevrons
        houndstooth: pied de poule
    """,
    "es": """
        striped: raya | a rayas | rayado | rayada
        checked: cuadro | a cuadros | cuadritos
        dotted: lunar | topos
        floral: flor | flores | floral | florales | floreado | floreada | florido
        animal: leopardo | cebra
        herringbone: espiga | espiguilla
        houndstooth: pata de gallo
    """,
}

_ELSE = frozenset(("punto", "cinta", "sello", "serviette", "tuch", "medias", "basket", "caba", "puces"))
"""Words that mean something else more often than the garment."""
_GARMENTS_ABROAD: dict[Language, str] = {
    "de": """
        boots+ankle_boots+hiking_boots+rain_boots+snow_boots: boots | wanderschuhe | schneestiefel | gummistiefel | winterstiefel | wanderstiefel | stiefelette
        sweater+cardigan+turtleneck+sweatshirt: strick | rolli | rollkragen | pulli | strickpullover
        blazer+jacket: sakko | jackett | blazer
        waistcoat: anzugweste
        suit_trousers+trousers: anzughose | stoffhose
        clutch+handbag: clutch | abendtasche
        tote+handbag+crossbody: beutel | stoffbeutel | tragetasche | schultertasche | handtasche
        backpack: rucksack
        briefcase: aktentasche | laptoptasche
        hair_accessory: haarband | haarreif | haarschmuck
        beanie+cap: mütze | beanie
        scarf+shawl: schal | tuch | stola
        tights: strumpfhose | strümpfe
        socks: socken
        bracelet: armreif | armband
        ring: ring
        earrings: ohrring | creolen
        oxfords: schnürschuhe | oxfords | derbys
        loafers: loafers | mokassins | slipper
        flats: ballerinas
        heels+heeled_sandals: pumps | high heels
        shirt: oberhemd
        pocket_square: einstecktuch
        bow_tie: fliege
        sunglasses: sonnenbrille
        umbrella: regenschirm | schirm
        sun_hat: strohhut | sonnenhut
        parka: parka
        coat: wollmantel | wintermantel
        suit: anzug
        jeans: jeans
        shorts: shorts
        jumpsuit+playsuit+dungarees: overall | latzhose
    """,
    "fr": """
        loafers: loafers | mocassins | mocassin
        oxfords: derbies | richelieus | souliers
        flats: ballerines | ballerine
        heels: escarpins | escarpin
        blazer: blazer | veston
        clutch: pochette | pochettes
        tote+handbag: cabas | fourre-tout | sac à main
        briefcase: serviette | porte-documents | mallette
        backpack: sac à dos
        tights: collants | collant
        socks: chaussettes
        bracelet: jonc | bracelet | bracelets
        ring: bague | chevalière
        earrings: boucles | puces
        hair_accessory: bandeau | serre-tête
        beanie+cap: casquette
        scarf+shawl: étole | châle
        trousers+suit_trousers: pantalon de costume
        parka: parka
        sweater+turtleneck+cardigan+sweatshirt: tricot | maille
        shirt: chemise
        pocket_square: pochette de costume
        bow_tie: nœud papillon
        sunglasses: lunettes de soleil | lunettes
        umbrella: parapluie
        sun_hat: chapeau de paille | capeline
        suit: costume | tailleur
        jumpsuit+playsuit+dungarees: salopette
    """,
    "es": """
        loafers: mocasín
        oxfords: zapatos de cordones | derbys
        flats: bailarinas | manoletinas
        heels: salones
        blazer: americana | blazer | bléiser
        clutch: cartera | bolso de mano
        tote+handbag: bolsa | capazo
        briefcase: maletín | portafolios
        backpack: mochila
        tights: medias | pantis
        socks: calcetines
        bracelet: pulsera | brazalete
        ring: anillo | sello
        earrings: aretes
        hair_accessory: diadema | cinta
        beanie+cap: gorra
        scarf+shawl: chal | fular
        gloves: guante
        parka: parka
        sweater+turtleneck+cardigan+sweatshirt: suéter | jersey | punto
        shirt: camisa
        pocket_square: pañuelo de bolsillo
        bow_tie: pajarita
        sunglasses: gafas | gafas de sol
        umbrella: paraguas
        sun_hat: pamela | sombrero de paja
        suit: traje
        jumpsuit+playsuit+dungarees: mono | peto
    """,
}
