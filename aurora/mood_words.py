"""What `aurora.mood` says, by language: a clause per dimension and level, a sentence per look. Kind, and never about
the body."""

from typing import Literal

from aurora.types import Language

Level = Literal["high", "middle", "low"]

REASONS: dict[Language, dict[str, dict[Level, str]]] = {
    "en": {
        "confidence": {
            "high": "the level of dress is right and the pieces hold together",
            "middle": "it is close to what the moment asks",
            "low": "it sits a little apart from what the moment asks",
        },
        "authenticity": {
            "high": "it is close to what you like",
            "middle": "I am still learning what you like",
            "low": "it is a step away from what you usually like",
        },
        "happiness": {
            "high": "the colours have more warmth and life than most",
            "middle": "the colours are neither loud nor dull",
            "low": "the colours are on the calm, cool side",
        },
        "comfort": {
            "high": "it is easy to wear for hours and warm enough",
            "middle": "most of it is easy to wear for hours",
            "low": "over a long day it asks for a little patience",
        },
        "empowerment": {
            "high": "the colours are deep and the look has presence",
            "middle": "it has a quiet presence",
            "low": "it stays in the background",
        },
    },
    "de": {
        "confidence": {
            "high": "es passt zum Anlass und ist in sich stimmig",
            "middle": "es ist nah an dem, was der Anlass verlangt",
            "low": "es steht ein wenig neben dem, was der Anlass verlangt",
        },
        "authenticity": {
            "high": "es ist nah an dem, was dir gefällt",
            "middle": "ich lerne deinen Geschmack noch kennen",
            "low": "es ist einen Schritt weg von dem, was dir sonst gefällt",
        },
        "happiness": {
            "high": "die Farben sind warm und lebendig",
            "middle": "die Farben sind ausgewogen",
            "low": "die Farben sind ruhig und kühl",
        },
        "comfort": {
            "high": "die Schnitte sind bequem und die Wärme stimmt",
            "middle": "das meiste davon trägt sich leicht",
            "low": "an einem langen Tag verlangt es etwas Geduld",
        },
        "empowerment": {
            "high": "die Farben haben Gewicht und der Look hat Präsenz",
            "middle": "es hat eine leise Präsenz",
            "low": "es hält sich im Hintergrund",
        },
    },
    "fr": {
        "confidence": {
            "high": "la tenue convient au moment et se tient bien",
            "middle": "la tenue est proche de ce que le moment demande",
            "low": "la tenue s'écarte un peu de ce que le moment demande",
        },
        "authenticity": {
            "high": "elle est proche de ce que vous aimez",
            "middle": "j'apprends encore ce que vous aimez",
            "low": "elle est à un pas de ce que vous aimez d'habitude",
        },
        "happiness": {
            "high": "les couleurs sont chaudes et vives",
            "middle": "les couleurs sont équilibrées",
            "low": "les couleurs sont calmes et fraîches",
        },
        "comfort": {
            "high": "les coupes sont faciles à porter et la chaleur est juste",
            "middle": "l'essentiel est facile à porter",
            "low": "elle demande un peu de patience sur une longue journée",
        },
        "empowerment": {
            "high": "les couleurs ont du poids et la tenue a de la présence",
            "middle": "elle a une présence discrète",
            "low": "elle reste en retrait",
        },
    },
    "es": {
        "confidence": {
            "high": "es adecuado para el momento y combina bien",
            "middle": "está cerca de lo que pide el momento",
            "low": "se aparta un poco de lo que pide el momento",
        },
        "authenticity": {
            "high": "está cerca de lo que te gusta",
            "middle": "todavía estoy aprendiendo lo que te gusta",
            "low": "está a un paso de lo que sueles preferir",
        },
        "happiness": {
            "high": "los colores son cálidos y vivos",
            "middle": "los colores son equilibrados",
            "low": "los colores son tranquilos y frescos",
        },
        "comfort": {
            "high": "los cortes son cómodos y abriga lo justo",
            "middle": "casi todo es fácil de llevar",
            "low": "pide algo de paciencia en un día largo",
        },
        "empowerment": {
            "high": "los colores tienen peso y el conjunto tiene presencia",
            "middle": "tiene una presencia discreta",
            "low": "se queda en segundo plano",
        },
    },
}
JOIN: dict[Language, str] = {"en": ", and ", "de": ", und ", "fr": ", et ", "es": ", y "}
OPENINGS: dict[Language, dict[str, str]] = {
    "en": {"": "", "tense": "To feel at ease: ", "low": "For a gentler day: ", "bright": "For your good mood: "
                          "", "calm": "Unhurried: "},
    "de": {
        "": "", "tense": "Damit du dich sicher fühlst: ", "low": "Für einen sanfteren Tag: ", "bright": "Zu "
                          "deiner guten Laune: ",
        "calm": "Ganz in Ruhe: ",
    },
    "fr": {
        "": "", "tense": "Pour vous sentir à l'aise : ", "low": "Pour une journée plus douce : ",
        "bright": "Pour votre bonne humeur : ", "calm": "Tout en douceur : ",
    },
    "es": {
        "": "", "tense": "Para sentirte a gusto: ", "low": "Para un día más amable: ", "bright": "Para tu buen humor: ",
        "calm": "Con calma: ",
    },
}  # fmt: skip
"""By the quarter of the mood circle that was spoken of; the empty one where nothing was."""
