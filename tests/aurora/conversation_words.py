# ruff: noqa: E501 - phrases read best one a line
"""How shoppers put things, in four languages: data, written for the generated conversations and read by nobody else."""

from collections.abc import Mapping, Sequence
from random import Random

import msgspec

from aurora.types import Language


class Said(msgspec.Struct, frozen=True):
    """Words, and the language in which they are to be answered; None where they are of no language or of two."""

    text: str
    language: Language | None = "en"


COLOURS: Mapping[str, Mapping[str, str]] = {
    "de": {"black": "Schwarz", "white": "Weiß", "red": "Rot", "green": "Grün", "brown": "Braun", "pink": "Rosa"},
    "fr": {"black": "noir", "white": "blanc", "red": "rouge", "green": "vert", "brown": "marron", "pink": "rose"},
    "es": {"black": "negro", "white": "blanco", "red": "rojo", "green": "verde", "brown": "marrón", "pink": "rosa"},
}
NOUNS: Mapping[str, Mapping[str, str]] = {
    "de": {"shoes": "Schuhe"}, "fr": {"shoes": "chaussures"}, "es": {"shoes": "zapatos"},
}  # fmt: skip
"""Plurals, as the sentences below need them."""
ORDINALS: Mapping[str, Sequence[Sequence[str]]] = {
    "en": (
        ("the first one", "number 1", "option 1", "the first look"),
        ("the second one", "number 2", "I prefer the 2nd", "option 2", "look 2", "let's go with the second", "#2",
         "show me the second one", "I like the second one best"),
        ("the third one", "number 3", "I prefer the 3rd", "option three", "the third look", "can I see the third one?"),
    ),
    "de": (("der erste",), ("der zweite", "Nummer 2", "zeig mir den zweiten", "lieber das zweite"), ("der dritte", "Nummer 3")),
    "fr": (("la première",), ("la deuxième", "le numéro 2", "je préfère la deuxième"), ("la troisième", "le numéro 3")),
    "es": (("el primero",), ("el segundo", "el número 2", "prefiero el segundo"), ("el tercero", "el número 3")),
}  # fmt: skip
LAST = {
    "en": ("the last one", "I prefer the last one", "the last look"),
    "de": ("der letzte",),
    "fr": ("la dernière",),
    "es": ("el último",),
}

PHRASES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "en": {
        "swap": ("swap the {noun}", "different {noun} please", "change the {noun}", "can I see other {noun}?" , "I don't like the {noun}",
                 "the {noun} isn't for me, something else", "not those {noun}" , "show me another {noun}"),
        "cheaper": ("cheaper please", "can you make it cheaper?", "that's too expensive", "a bit cheaper", "something less pricey", "too dear for me"),
        "warmer": ("warmer please", "something warmer", "I'll be cold in that", "make it warmer"),
        "dressier": ("a bit more formal", "make it dressier", "smarter please", "more elegant"),
        "more_casual": ("more casual please", "dress it down a bit", "a bit more relaxed", "less formal"),
        "refuse": ("not {name} please", "no {name}", "nothing {name}", "without {name}", "I can't stand {name}", "anything but {name}"),
        "recolour": ("in {colour} instead", "make it {colour}", "can I have the whole thing in {colour}?", "I'd rather have {colour}"),
        "recolour piece": ("make the {noun} {colour}", "the {noun} in {colour} please", "can the {noun} be {colour}?", "{colour} {noun} instead"),
        "owned": ("I already have {noun}", "I already own the {noun}", "I've got {noun} at home"),
        "drop": ("lose the {noun}", "drop the {noun}", "without the {noun}", "no {noun} needed", "skip the {noun}"),
        "keep": ("keep the {noun}", "I love the {noun}", "the {noun} can stay", "hold on to the {noun}", "leave the {noun} as it is"),
        "cheaper piece": ("cheaper {noun} please", "the {noun} cost too much", "find me less expensive {noun}"),
        "undo": ("undo", "undo that", "go back", "no, go back to the one before", "I liked it better before", "take that back"),
        "redo": ("redo", "no, redo that", "bring it back"),
        "bag": ("add it to my bag", "put the look in my bag", "I'll take it", "add everything to my cart", "I want to buy the whole look"),
        "bag piece": ("add the {noun} to my bag", "put the {noun} in my basket", "I'll take the {noun}", "only the {noun} into my bag please"),
    },
    "de": {
        "swap": ("andere {noun} bitte", "tausch die {noun}", "die {noun} gefallen mir nicht"),
        "cheaper": ("günstiger bitte", "das ist zu teuer", "etwas billiger"),
        "warmer": ("wärmer bitte", "etwas Wärmeres"),
        "dressier": ("etwas eleganter", "formeller bitte"),
        "more_casual": ("etwas lässiger", "legerer bitte"),
        "refuse": ("kein {name}", "nichts in {name}", "bloß kein {name}"),
        "recolour": ("lieber in {colour}", "bitte in {colour}"),
        "owned": ("{noun} habe ich schon", "ich habe schon {noun}"),
        "keep": ("behalte die {noun}", "die {noun} können bleiben"),
        "undo": ("rückgängig", "mach das rückgängig", "zurück zum vorigen"),
        "bag": ("leg den Look in den Warenkorb", "ich nehme alles"),
    },
    "fr": {
        "swap": ("change les {noun}", "d'autres {noun} s'il te plaît", "je n'aime pas les {noun}"),
        "cheaper": ("moins cher s'il vous plaît", "c'est trop cher", "un peu moins cher"),
        "warmer": ("plus chaud s'il vous plaît", "quelque chose de plus chaud"),
        "dressier": ("un peu plus élégant", "plus habillé"),
        "more_casual": ("plus décontracté", "un peu moins formel"),
        "refuse": ("pas de {name}", "rien en {name}", "sans {name}"),
        "recolour": ("plutôt en {colour}", "en {colour} s'il vous plaît"),
        "owned": ("j'ai déjà des {noun}", "j'ai déjà les {noun}"),
        "keep": ("garde les {noun}", "on garde les {noun}"),
        "undo": ("annule", "annule ça", "reviens en arrière"),
        "bag": ("ajoute la tenue au panier", "je prends tout"),
    },
    "es": {
        "swap": ("cambia los {noun}", "otros {noun} por favor", "no me gustan los {noun}"),
        "cheaper": ("más barato por favor", "es demasiado caro", "un poco más barato"),
        "warmer": ("algo más abrigado", "más abrigado por favor"),
        "dressier": ("un poco más elegante", "más formal"),
        "more_casual": ("más informal", "un poco menos formal"),
        "refuse": ("nada de {name}", "sin {name}", "nada en {name}"),
        "recolour": ("mejor en {colour}", "en {colour} por favor"),
        "owned": ("ya tengo {noun}", "los {noun} ya los tengo"),
        "keep": ("quédate con los {noun}", "mantén los {noun}"),
        "undo": ("deshazlo", "deshacer", "vuelve al anterior"),
        "bag": ("añade el conjunto a la cesta", "me lo llevo todo"),
    },
}  # fmt: skip


def say(random: Random, move: str, language: Language, **slots: str) -> Said:
    """One way to put the move. Who began in another language than English goes on in it two times in three."""
    foreign = PHRASES[language].get(move) if language != "en" and random.random() < 2 / 3 else None
    if foreign is None:
        return Said(random.choice(PHRASES["en"][move]).format(**slots))
    words = {key: in_tongue(value, language) for key, value in slots.items()}
    if None in words.values():
        return Said(random.choice(PHRASES["en"][move]).format(**slots))
    return Said(random.choice(foreign).format(**words), language)


def in_tongue(word: str, language: Language) -> str | None:
    """A colour's or slot's word in that language, None where we have none."""
    return COLOURS[language].get(word) or NOUNS[language].get(word)
