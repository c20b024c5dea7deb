# ruff: noqa: E501 - phrases read best one a line
"""Phrases for what the shop has of a piece, in the four languages."""

from collections.abc import Mapping

from aurora.composer.voice import Phrases
from aurora.types import Language

__all__ = ["SHOP"]

_EN: Phrases = {
    "offer.sizes": ("{X} come{s} in {list}.", "There {is} {list} of {x} just now.", "You can have {x} in {list}."),
    "offer.sizes.chosen": ("{X} come{s} in {list}; I chose {size}.", "You can have {x} in {list}; the card has {size}."),
    "offer.size.yes": ("Yes, {x} come{s} in {size}.", "{X} {is} there in {size}, yes."),
    "offer.size.no": ("Not in {size}: {x} come{s} in {list}.", "No {size} just now; {x} {is} to be had in {list}."),
    "offer.none": ("{X} {is} sold out in every size just now.",),
    "offer.colours": ("{X} {is} {colour}; {it} come{s} in {list} too.", "Here {it} {is} {colour}, and there is {list} as well: {x}."),
    "offer.colour.only": ("{X} {is} {colour}, the only colour there is.", "{X} come{s} in {colour} and nothing else."),
    "offer.colour.yes": ("Yes, {x} come{s} in {colour}.", "{X} {is} there in {colour}, yes."),
    "offer.colour.no": ("No {wanted}, I'm afraid: {x} come{s} in {list}.", "Not in {wanted}; {x} {is} to be had in {list}."),
}  # fmt: skip

_DE: Phrases = {
    "offer.sizes": ("{x} gibt es in {list}.",),
    "offer.sizes.chosen": ("{x} gibt es in {list}; gewählt ist {size}.",),
    "offer.size.yes": ("Ja, {x} gibt es in {size}.",),
    "offer.size.no": ("In {size} gerade nicht: {x} gibt es in {list}.",),
    "offer.none": ("{x}: zurzeit in keiner Größe zu haben.",),
    "offer.colours": ("{x}: hier in {colour}, es gibt auch {list}.",),
    "offer.colour.only": ("{x} gibt es nur in {colour}.",),
    "offer.colour.yes": ("Ja, {x} gibt es in {colour}.",),
    "offer.colour.no": ("In {wanted} nicht: {x} gibt es in {list}.",),
}  # fmt: skip

_FR: Phrases = {
    "offer.sizes": ("{x} existe en {list}.",),
    "offer.sizes.chosen": ("{x} existe en {list} ; j'ai pris {size}.",),
    "offer.size.yes": ("Oui, {x} existe en {size}.",),
    "offer.size.no": ("Pas en {size} : {x} existe en {list}.",),
    "offer.none": ("{x} : plus aucune taille en ce moment.",),
    "offer.colours": ("{x} : ici en {colour}, et aussi en {list}.",),
    "offer.colour.only": ("{x} n'existe qu'en {colour}.",),
    "offer.colour.yes": ("Oui, {x} existe en {colour}.",),
    "offer.colour.no": ("Pas en {wanted} : {x} existe en {list}.",),
}  # fmt: skip

_ES: Phrases = {
    "offer.sizes": ("Tallas que hay: {list} ({x}).",),
    "offer.sizes.chosen": ("Tallas que hay: {list}; elegí la {size} ({x}).",),
    "offer.size.yes": ("Sí, en la {size} hay: {x}.",),
    "offer.size.no": ("En la {size} no queda: {x}, en {list}.",),
    "offer.none": ("{x}: ahora mismo no queda ninguna talla.",),
    "offer.colours": ("{x}: aquí en {colour}, y también en {list}.",),
    "offer.colour.only": ("{x}: solo en {colour}.",),
    "offer.colour.yes": ("Sí, en {colour} hay: {x}.",),
    "offer.colour.no": ("En {wanted} no: {x}, en {list}.",),
}  # fmt: skip

SHOP: Mapping[Language, Phrases] = {"en": _EN, "de": _DE, "fr": _FR, "es": _ES}
