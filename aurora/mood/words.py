# ruff: noqa: E501 - clauses read best one a line
"""What `aurora.mood` says, by language: clauses per dimension and level. Kind, and never about the body.

{x} is the piece that moves the measure most, {c} its colour; a clause with {c} is passed over where a look has none to
name, and one that names nothing is taken where the sentence has named that piece already. Clauses of one list mean the
same.
"""

from typing import Literal

from aurora.types import Language

Level = Literal["high", "middle", "low"]
Clauses = dict[str, tuple[str, ...]]
QUARTERS = ("", "tense", "low", "bright", "calm")

_EN: Clauses = {
    "confidence.high": (
        "it suits the moment, the {x} above all",
        "nothing here argues with the {x}",
        "it looks meant, from the {x} outwards",
        "the pieces hold together and suit the moment",
    ),
    "confidence.middle": (
        "it is close to what the moment asks, the {x} most of all",
        "the {x} and the rest agree well enough",
        "it is about right for the moment, led by the {x}",
    ),
    "confidence.low": (
        "the {x} could sit closer to what the moment asks",
        "the moment might ask for something else than the {x}",
        "it sits a little apart from what the moment asks",
    ),
    "authenticity.high": (
        "it is close to what you like, the {x} most of all",
        "the {x} could have been chosen by you",
        "your taste is easy to hear in the {x}",
        "it is close to what you like",
    ),
    "authenticity.middle": (
        "it is partly your taste, most clearly in the {x}",
        "the {x} could well be yours, the rest I am less sure of",
    ),
    "authenticity.unknown": ("I am still learning what you like", "how much it is you, you know better than I do yet"),
    "authenticity.low": (
        "the {x} would be a step away from what you usually like",
        "the {x} may not be your usual taste",
        "it may be a step away from what you usually like",
    ),
    "happiness.high": (
        "the {c} lifts the whole look",
        "the {c} keeps it cheerful",
        "the colours are friendlier than most, led by the {c}",
        "the colours are friendlier than most",
    ),
    "happiness.middle": (
        "the {c} keeps the colours between loud and quiet",
        "the colours are neither loud nor dull",
    ),
    "happiness.low": (
        "the {c} keeps the colours on the quiet side",
        "the colours are quiet rather than cheerful, the {c} most of all",
        "the colours are quiet rather than cheerful",
    ),
    "comfort.high": (
        "it is easy to wear for hours, the {x} above all",
        "the {x} will still be easy at the end of the day",
        "it asks little of you, least of all the {x}",
        "it is easy to wear for hours",
    ),
    "comfort.middle": (
        "most of it is easy to wear for hours, the {x} first",
        "it is comfortable enough, the {x} more than the rest",
    ),
    "comfort.low": (
        "over a long day the {x} may ask for a little patience",
        "you may be glad to change out of the {x} by the evening",
        "the {x} would not be the easiest to wear for hours",
        "over a long day it may ask for a little patience",
    ),
    "comfort.weather": (
        "for this weather you may want a layer more or less",
        "it is not quite made for this temperature",
    ),
    "empowerment.high": (
        "the {c} gives it presence",
        "it has presence, the {c} above all",
        "it holds its own anywhere",
    ),
    "empowerment.middle": (
        "it has a quiet presence, led by the {c}",
        "it has a quiet presence",
    ),
    "empowerment.low": (
        "it is soft-spoken, the {c} especially",
        "it stays in the background rather than asking for attention",
        "it leaves the attention to others",
        "it speaks softly",
    ),
}  # fmt: skip
_DE: Clauses = {
    "confidence.high": ("es passt zum Anlass, vor allem „{x}“", "„{x}“ gibt den Ton an", "es passt zum Anlass und ist in sich stimmig"),
    "confidence.middle": ("es ist nah an dem, was der Anlass verlangt, vor allem „{x}“", "„{x}“ und der Rest vertragen sich gut genug"),
    "confidence.low": ("„{x}“ könnte näher am Anlass oder am Rest sein", "der Anlass verlangt vielleicht etwas anderes als „{x}“", "es steht ein wenig neben dem, was der Anlass verlangt"),
    "authenticity.high": ("es ist nah an dem, was dir gefällt, vor allem „{x}“", "in „{x}“ steckt viel von deinem Geschmack", "es ist nah an dem, was dir gefällt"),
    "authenticity.middle": ("es ist zum Teil dein Geschmack, am meisten „{x}“", "„{x}“ könnte gut zu dir passen, beim Rest bin ich weniger sicher"),
    "authenticity.unknown": ("ich lerne deinen Geschmack noch kennen", "wie sehr es deins ist, weißt du noch besser als ich"),
    "authenticity.low": ("„{x}“ ist einen Schritt weg von dem, was dir sonst gefällt", "„{x}“ ist vielleicht nicht dein üblicher Geschmack", "es ist vielleicht einen Schritt weg von dem, was dir sonst gefällt"),
    "happiness.high": ("die Farben sind freundlicher als meist, vor allem das Stück in {c}", "das Stück in {c} heitert den ganzen Look auf", "die Farben sind freundlicher als meist"),
    "happiness.middle": ("die Farben sind weder laut noch matt", "das Stück in {c} hält die Farben im Gleichgewicht"),
    "happiness.low": ("die Farben sind eher ruhig als fröhlich, vor allem das Stück in {c}", "die Farben sind eher ruhig als fröhlich"),
    "comfort.high": ("es trägt sich stundenlang leicht, vor allem „{x}“", "„{x}“ bleibt auch am Ende des Tages bequem", "es trägt sich stundenlang leicht"),
    "comfort.middle": ("das meiste davon trägt sich leicht, allen voran „{x}“", "es ist bequem genug, „{x}“ mehr als der Rest"),
    "comfort.low": ("an einem langen Tag verlangt „{x}“ etwas Geduld", "am Abend wechselst du „{x}“ vielleicht gern", "an einem langen Tag verlangt es etwas Geduld"),
    "comfort.weather": ("bei diesem Wetter darf es eine Schicht mehr oder weniger sein", "für diese Temperatur ist es nicht ganz gemacht"),
    "empowerment.high": ("das Stück in {c} gibt dem Look Präsenz", "der Look hat Präsenz"),
    "empowerment.middle": ("es hat eine leise Präsenz, vor allem in {c}", "es hat eine leise Präsenz"),
    "empowerment.low": ("es spricht leise, vor allem das Stück in {c}", "es hält sich eher im Hintergrund"),
}  # fmt: skip
_FR: Clauses = {
    "confidence.high": ("la tenue convient au moment, surtout « {x} »", "« {x} » donne le ton", "la tenue convient au moment et se tient bien"),
    "confidence.middle": ("la tenue est proche de ce que le moment demande, surtout « {x} »", "« {x} » et le reste s'entendent assez bien"),
    "confidence.low": ("« {x} » pourrait être plus proche du moment ou du reste", "le moment demande peut-être autre chose que « {x} »", "la tenue s'écarte un peu de ce que le moment demande"),
    "authenticity.high": ("elle est proche de ce que vous aimez, surtout « {x} »", "on reconnaît votre goût dans « {x} »", "elle est proche de ce que vous aimez"),
    "authenticity.middle": ("c'est en partie votre goût, surtout « {x} »", "« {x} » pourrait bien être à votre goût, le reste est moins sûr"),
    "authenticity.unknown": ("j'apprends encore ce que vous aimez", "si c'est bien vous, vous le savez encore mieux que moi"),
    "authenticity.low": ("« {x} » est à un pas de ce que vous aimez d'habitude", "« {x} » n'est peut-être pas votre goût habituel", "elle est peut-être à un pas de ce que vous aimez d'habitude"),
    "happiness.high": ("les couleurs sont plus gaies que d'ordinaire, surtout la pièce en {c}", "la pièce en {c} égaie toute la tenue", "les couleurs sont plus gaies que d'ordinaire"),
    "happiness.middle": ("les couleurs ne sont ni criardes ni ternes", "la pièce en {c} garde l'équilibre des couleurs"),
    "happiness.low": ("les couleurs sont calmes plutôt que gaies, surtout la pièce en {c}", "les couleurs sont calmes plutôt que gaies"),
    "comfort.high": ("elle se porte des heures sans effort, surtout « {x} »", "« {x} » reste confortable jusqu'au soir", "elle se porte des heures sans effort"),
    "comfort.middle": ("l'essentiel est facile à porter, « {x} » en premier", "c'est assez confortable, « {x} » plus que le reste"),
    "comfort.low": ("« {x} » demande un peu de patience sur une longue journée", "le soir, vous quitterez peut-être volontiers « {x} »", "elle demande un peu de patience sur une longue journée"),
    "comfort.weather": ("par ce temps, une couche de plus ou de moins serait bienvenue", "elle n'est pas tout à fait faite pour cette température"),
    "empowerment.high": ("la pièce en {c} donne de la présence", "la tenue a de la présence"),
    "empowerment.middle": ("elle a une présence discrète, surtout en {c}", "elle a une présence discrète"),
    "empowerment.low": ("elle parle doucement, surtout la pièce en {c}", "elle reste plutôt en retrait"),
}  # fmt: skip
_ES: Clauses = {
    "confidence.high": ("es adecuado para el momento, sobre todo «{x}»", "«{x}» marca el tono", "es adecuado para el momento y combina bien"),
    "confidence.middle": ("está cerca de lo que pide el momento, sobre todo «{x}»", "«{x}» y lo demás se llevan bastante bien"),
    "confidence.low": ("«{x}» podría estar más cerca del momento o del resto", "el momento quizá pida otra cosa que «{x}»", "se aparta un poco de lo que pide el momento"),
    "authenticity.high": ("está cerca de lo que te gusta, sobre todo «{x}»", "en «{x}» se reconoce tu gusto", "está cerca de lo que te gusta"),
    "authenticity.middle": ("es en parte tu gusto, sobre todo «{x}»", "«{x}» podría ser muy tuyo, de lo demás estoy menos segura"),
    "authenticity.unknown": ("todavía estoy aprendiendo lo que te gusta", "cuánto tiene de ti lo sabes aún mejor que yo"),
    "authenticity.low": ("«{x}» está a un paso de lo que sueles preferir", "«{x}» quizá no sea tu gusto habitual", "quizá esté a un paso de lo que sueles preferir"),
    "happiness.high": ("los colores son más alegres de lo habitual, sobre todo la prenda en {c}", "la prenda en {c} alegra todo el conjunto", "los colores son más alegres de lo habitual"),
    "happiness.middle": ("los colores no son ni chillones ni apagados", "la prenda en {c} mantiene el equilibrio de los colores"),
    "happiness.low": ("los colores son más tranquilos que alegres, sobre todo la prenda en {c}", "los colores son más tranquilos que alegres"),
    "comfort.high": ("se lleva con facilidad durante horas, sobre todo «{x}»", "«{x}» seguirá siendo cómodo al final del día", "se lleva con facilidad durante horas"),
    "comfort.middle": ("casi todo es fácil de llevar, empezando por «{x}»", "es bastante cómodo, «{x}» más que lo demás"),
    "comfort.low": ("«{x}» pide algo de paciencia en un día largo", "por la noche quizá te apetezca cambiar «{x}»", "pide algo de paciencia en un día largo"),
    "comfort.weather": ("con este tiempo vendría bien una capa más o menos", "no está del todo pensado para esta temperatura"),
    "empowerment.high": ("la prenda en {c} da presencia", "el conjunto tiene presencia"),
    "empowerment.middle": ("tiene una presencia discreta, sobre todo en {c}", "tiene una presencia discreta"),
    "empowerment.low": ("habla en voz baja, sobre todo la prenda en {c}", "se queda más bien en segundo plano"),
}  # fmt: skip
CLAUSES: dict[Language, Clauses] = {"en": _EN, "de": _DE, "fr": _FR, "es": _ES}
JOIN: dict[Language, str] = {"en": ", and ", "de": ", und ", "fr": ", et ", "es": ", y "}
BUT: dict[Language, str] = {"en": ", though ", "de": ", nur: ", "fr": ", mais ", "es": ", aunque "}
OPENINGS: dict[Language, dict[str, tuple[str, ...]]] = {
    "en": {"": ("",), "tense": ("To feel at ease: ", "For steadier nerves: "), "low": ("For a gentler day: ", "Something kind: "), "bright": ("For your good mood: ", "In the same spirit: "), "calm": ("Unhurried: ", "At your pace: ")},
    "de": {"": ("",), "tense": ("Damit du dich sicher fühlst: ",), "low": ("Für einen sanfteren Tag: ",), "bright": ("Zu deiner guten Laune: ",), "calm": ("Ganz in Ruhe: ",)},
    "fr": {"": ("",), "tense": ("Pour vous sentir à l'aise : ",), "low": ("Pour une journée plus douce : ",), "bright": ("Pour votre bonne humeur : ",), "calm": ("Tout en douceur : ",)},
    "es": {"": ("",), "tense": ("Para sentirte a gusto: ",), "low": ("Para un día más amable: ",), "bright": ("Para tu buen humor: ",), "calm": ("Con calma: ",)},
}  # fmt: skip
"""By the quarter of the mood circle that was spoken of; the empty one where nothing was."""
