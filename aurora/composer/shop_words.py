# ruff: noqa: E501 - phrases read best one a line
"""Phrases for what the shop has of a piece, and for answers that take a sum or a judgement, in the four languages."""

from collections.abc import Mapping

from aurora.composer.voice import Phrases
from aurora.types import Language

__all__ = ["SHOP"]

_EN: Phrases = {
    "offer.sizes": ("{X} come{s} in {list}.", "You can have {x} in {list}."),
    "offer.sizes.chosen": ("{X} come{s} in {list}; I chose {size}.", "You can have {x} in {list}; the card has {size}."),
    "offer.size.yes": ("Yes, {x} come{s} in {size}.", "{X} {is} there in {size}, yes."),
    "offer.size.no": ("Not in {size}: {x} come{s} in {list}.", "No {size} just now; {x} {is} to be had in {list}."),
    "offer.none": ("{X} {is} sold out in every size just now.",),
    "offer.colours": ("{X} {is} {colour}; {it} come{s} in {list} too.", "Here {it} {is} {colour}, and there is {list} as well: {x}."),
    "offer.colour.only": ("{X} {is} {colour}, the only colour there is.", "{X} come{s} in {colour} and nothing else."),
    "offer.colour.yes": ("Yes, {x} come{s} in {colour}.", "{X} {is} there in {colour}, yes."),
    "offer.colour.no": ("No {wanted}, I'm afraid: {x} come{s} in {list}.", "Not in {wanted}; {x} {is} to be had in {list}."),
    # ── sums and judgements ──
    "answer.left": ("That leaves {left} of your {budget}.", "So {left} of your {budget} is left."),
    "answer.converted": ("That is about {sum}, at 1 {code} = {rate} {own}.", "About {sum}, that is (1 {code} = {rate} {own})."),
    "answer.no_rate": ("I have no rate for that currency, so I'd rather not guess.",),
    "answer.at.cold": ("At {degrees} this look would be too cool; {x} {is} the warmest piece in it. Say “warmer” and I'll change that.", "Not at {degrees}: it would be too cool, even with {x}. Say “warmer” and I'll see to it."),
    "answer.at.warm": ("At {degrees} it would be too warm; {x} {is} the first thing I'd change. Say “lighter” and I will.",),
    "answer.at.right": ("Yes, at {degrees} you'd be comfortable; {x} {is} the warmest piece in it.", "It's right for {degrees} too."),
    "answer.dressed": ("Yes. {why}", "I think so. {why}"),
    "answer.dressed.least": ("{X} {is} the least dressed-up piece; that is the one I'd change.",),
    "answer.absent": ("This look has no {noun}.", "I see no {noun} in this look."),
    "answer.absent.here": ("I see no {noun} among these.",),
    "answer.mind": ("I'd take {x}.", "{x}, if you ask me.", "My choice would be {x}."),
    "answer.mind.cheaper": ("{y} costs {diff} less, if that matters more.", "To save {diff}, take {y}."),
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
    # ── sums and judgements ──
    "answer.left": ("Von {budget} bleiben also {left}.",),
    "answer.converted": ("Das sind etwa {sum}, bei 1 {code} = {rate} {own}.",),
    "answer.no_rate": ("Für diese Währung kenne ich keinen Kurs.",),
    "answer.at.cold": ("Bei {degrees} wäre das zu kühl; am wärmsten ist {x}. Sag „wärmer“, dann ändere ich es.",),
    "answer.at.warm": ("Bei {degrees} wäre das zu warm. Sag „leichter“, dann ändere ich es.",),
    "answer.at.right": ("Ja, auch bei {degrees} passt das; am wärmsten ist {x}.",),
    "answer.dressed": ("Ja. {why}",),
    "answer.dressed.least": ("Am wenigsten elegant ist {x}; das würde ich tauschen.",),
    "answer.absent": ("So ein Teil ist nicht im Look ({noun}).",),
    "answer.absent.here": ("So etwas liegt noch nicht hier ({noun}).",),
    "answer.mind": ("Meine Wahl: {x}.",),
    "answer.mind.cheaper": ("{diff} weniger kostet {y}.",),
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
    # ── sums and judgements ──
    "answer.left": ("Sur {budget}, il vous reste {left}.",),
    "answer.converted": ("Cela fait environ {sum}, à 1 {code} = {rate} {own}.",),
    "answer.no_rate": ("Je ne connais pas de taux pour cette monnaie.",),
    "answer.at.cold": ("À {degrees}, ce serait trop léger ; la pièce la plus chaude : {x}. Dites « plus chaud » et je change.",),
    "answer.at.warm": ("À {degrees}, ce serait trop chaud. Dites « plus léger » et je change.",),
    "answer.at.right": ("Oui, cela va aussi à {degrees} ; la pièce la plus chaude : {x}.",),
    "answer.dressed": ("Oui. {why}",),
    "answer.dressed.least": ("La pièce la moins habillée : {x} ; c'est elle que je changerais.",),
    "answer.absent": ("Il n'y en a pas dans cette tenue ({noun}).",),
    "answer.absent.here": ("Il n'y en a pas encore ici ({noun}).",),
    "answer.mind": ("Mon choix : {x}.",),
    "answer.mind.cheaper": ("{diff} de moins pour {y}.",),
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
    # ── sums and judgements ──
    "answer.left": ("De {budget} te quedan {left}.",),
    "answer.converted": ("Son unos {sum}, a 1 {code} = {rate} {own}.",),
    "answer.no_rate": ("No tengo cambio para esa moneda.",),
    "answer.at.cold": ("Con {degrees} abrigaría poco; lo que más abriga es {x}. Di «más abrigado» y lo cambio.",),
    "answer.at.warm": ("Con {degrees} daría calor. Di «más fresco» y lo cambio.",),
    "answer.at.right": ("Sí, con {degrees} también va bien; lo que más abriga es {x}.",),
    "answer.dressed": ("Sí. {why}",),
    "answer.dressed.least": ("Lo menos arreglado es {x}; eso cambiaría.",),
    "answer.absent": ("De eso no hay en este conjunto ({noun}).",),
    "answer.absent.here": ("De eso aún no hay aquí ({noun}).",),
    "answer.mind": ("Mi elección: {x}.",),
    "answer.mind.cheaper": ("Por {diff} menos, {y}.",),
}  # fmt: skip

SHOP: Mapping[Language, Phrases] = {"en": _EN, "de": _DE, "fr": _FR, "es": _ES}
