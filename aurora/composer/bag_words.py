# ruff: noqa: E501 - phrases read best one a line
"""Phrases for what the bag holds, what came out of it and what stays as it is, and for how a handoff stands."""

from collections.abc import Mapping

from aurora.composer.voice import Phrases
from aurora.types import Language

__all__ = ["BAG"]

_EN: Phrases = {
    "bag.there": ("{List} {is} in your bag already.", "You have {list} in your bag already."),
    "bag.there.beside": ("{List} {was} there already.", "{List} {was} in it before, so I left that as it is."),
    "bag.removed": ("{List} {is} out of your bag again.", "I've taken {list} out of your bag."),
    "bag.left": ("What is left comes to {cart}.", "The bag comes to {cart} now."),
    "bag.empty": ("Your bag is empty.", "There's nothing in your bag."),
    "bag.shown": ("In your bag: {list}.", "Your bag holds {list}."),
    "bag.total": ("Together {cart}.", "That's {cart} in all."),
    "bag.kept.changed": ("You've changed that in your bag since, so I left it as it is.",),
    "bag.kept.gone": ("There isn't enough of that left any more, so nothing went back into your bag.",),
    "bag.kept.paid": ("That bag has been checked out, so I can't take anything out of it.",),
    "bag.kept.paying": ("Your bag is being paid for at this moment, so I left it alone.",),
    "bag.kept.not_there": ("There's nothing of that in your bag.", "That isn't in your bag."),
    "bag.short": ("Only one more of {x} is left, so I've added nothing.",),
    "bag.short.many": ("Only {left} more of {x} are left, so I've added nothing.",),
    "wishlist.removed": ("The look is no longer saved.", "It's off your saved looks again."),
    "size.known": ("I took {size}, the size I know of you.", "{size} is the size I know of you."),
    "size.known.many": ("The sizes are the ones I know of you.", "I went by the sizes I know of you."),
    "handoff.number": ("Your number is {number}.",),
    "handoff.open": ("Nobody has answered yet; it's filed under {number}.", "It's filed under {number}, and nobody has answered so far."),
    "handoff.answer": ("{by} answered on {day}: “{text}”",),
    "handoff.closed": ("Your request {number} was closed without an answer here.",),
    "handoff.none": ("You haven't asked for a person in this conversation.",),
    "ask.another": ("Shall I add one more?", "Would you like another one?"),
    "ask.another.many": ("Shall I add all of it once more?", "Would you like each of them once more?"),
}  # fmt: skip

_DE: Phrases = {
    "bag.there": ("Schon im Warenkorb: {list}.",),
    "bag.there.beside": ("Schon vorher im Warenkorb: {list}.",),
    "bag.removed": ("Wieder aus dem Warenkorb genommen: {list}.",),
    "bag.left": ("Der Warenkorb steht jetzt bei {cart}.",),
    "bag.empty": ("Dein Warenkorb ist leer.",),
    "bag.shown": ("Im Warenkorb: {list}.",),
    "bag.total": ("Zusammen {cart}.",),
    "bag.kept.changed": ("Das hast du im Warenkorb inzwischen geändert, also lasse ich es so.",),
    "bag.kept.gone": ("Davon ist nicht mehr genug da, also habe ich nichts zurückgelegt.",),
    "bag.kept.paid": ("Dieser Warenkorb ist schon bestellt, daraus kann ich nichts mehr nehmen.",),
    "bag.kept.paying": ("Dein Warenkorb wird gerade bezahlt, also lasse ich ihn, wie er ist.",),
    "bag.kept.not_there": ("Davon liegt nichts in deinem Warenkorb.",),
    "bag.short": ("Davon gibt es nur noch eins, deshalb habe ich nichts hinzugefügt: {x}.",),
    "bag.short.many": ("Davon gibt es nur noch {left}, deshalb habe ich nichts hinzugefügt: {x}.",),
    "wishlist.removed": ("Der Look ist nicht mehr gespeichert.",),
    "size.known": ("Ich habe {size} genommen, deine Größe, wie ich sie kenne.",),
    "size.known.many": ("Die Größen sind die, die ich von dir kenne.",),
    "handoff.number": ("Deine Nummer ist {number}.",),
    "handoff.open": ("Noch hat niemand geantwortet; deine Anfrage hat die Nummer {number}.",),
    "handoff.answer": ("{by} hat am {day} geantwortet: „{text}“",),
    "handoff.closed": ("Deine Anfrage {number} wurde ohne Antwort an dieser Stelle geschlossen.",),
    "handoff.none": ("In diesem Gespräch hast du noch keinen Menschen gerufen.",),
    "ask.another": ("Soll ich noch eins dazulegen?",),
    "ask.another.many": ("Soll ich alles noch einmal dazulegen?",),
}  # fmt: skip

_FR: Phrases = {
    "bag.there": ("Déjà dans votre panier : {list}.",),
    "bag.there.beside": ("S'y trouvait déjà : {list}.",),
    "bag.removed": ("J'ai retiré de votre panier : {list}.",),
    "bag.left": ("Le panier est maintenant à {cart}.",),
    "bag.empty": ("Votre panier est vide.",),
    "bag.shown": ("Dans votre panier : {list}.",),
    "bag.total": ("Ensemble, {cart}.",),
    "bag.kept.changed": ("Vous l'avez modifié dans le panier depuis, je n'y touche donc pas.",),
    "bag.kept.gone": ("Il n'en reste plus assez, je n'ai donc rien remis dans le panier.",),
    "bag.kept.paid": ("Ce panier a été commandé, je ne peux plus rien en retirer.",),
    "bag.kept.paying": ("Votre panier est en cours de paiement, je n'y touche donc pas.",),
    "bag.kept.not_there": ("Il n'y a rien de cela dans votre panier.",),
    "bag.short": ("Il n'en reste qu'un exemplaire, je n'ai donc rien ajouté : {x}.",),
    "bag.short.many": ("Il n'en reste que {left}, je n'ai donc rien ajouté : {x}.",),
    "wishlist.removed": ("La tenue n'est plus enregistrée.",),
    "size.known": ("J'ai pris {size}, la taille que je connais de vous.",),
    "size.known.many": ("Les tailles sont celles que je connais de vous.",),
    "handoff.number": ("Votre numéro est {number}.",),
    "handoff.open": ("Personne n'a encore répondu ; votre demande porte le numéro {number}.",),
    "handoff.answer": ("{by} a répondu le {day} : « {text} »",),
    "handoff.closed": ("Votre demande {number} a été close sans réponse ici.",),
    "handoff.none": ("Vous n'avez encore demandé personne dans cette conversation.",),
    "ask.another": ("J'en ajoute un exemplaire de plus ?",),
    "ask.another.many": ("J'ajoute le tout encore une fois ?",),
}  # fmt: skip

_ES: Phrases = {
    "bag.there": ("Ya está en tu cesta: {list}.",),
    "bag.there.beside": ("Ya estaba en la cesta: {list}.",),
    "bag.removed": ("He sacado de tu cesta: {list}.",),
    "bag.left": ("La cesta suma ahora {cart}.",),
    "bag.empty": ("Tu cesta está vacía.",),
    "bag.shown": ("En tu cesta: {list}.",),
    "bag.total": ("En total, {cart}.",),
    "bag.kept.changed": ("Lo has cambiado en la cesta desde entonces, así que lo dejo como está.",),
    "bag.kept.gone": ("Ya no queda suficiente, así que no he vuelto a meter nada.",),
    "bag.kept.paid": ("Esa cesta ya está pedida, no puedo sacar nada de ella.",),
    "bag.kept.paying": ("Tu cesta se está pagando ahora mismo, así que la dejo como está.",),
    "bag.kept.not_there": ("No hay nada de eso en tu cesta.",),
    "bag.short": ("Solo queda una unidad, así que no he añadido nada: {x}.",),
    "bag.short.many": ("Solo quedan {left}, así que no he añadido nada: {x}.",),
    "wishlist.removed": ("El conjunto ya no está guardado.",),
    "size.known": ("He tomado la {size}, la talla que conozco de ti.",),
    "size.known.many": ("Las tallas son las que conozco de ti.",),
    "handoff.number": ("Tu número es {number}.",),
    "handoff.open": ("Todavía no ha contestado nadie; tu petición tiene el número {number}.",),
    "handoff.answer": ("{by} contestó el {day}: «{text}»",),
    "handoff.closed": ("Tu petición {number} se cerró sin respuesta aquí.",),
    "handoff.none": ("En esta conversación aún no has pedido hablar con nadie.",),
    "ask.another": ("¿Añado uno más?",),
    "ask.another.many": ("¿Lo añado todo otra vez?",),
}  # fmt: skip

BAG: Mapping[Language, Phrases] = {"en": _EN, "de": _DE, "fr": _FR, "es": _ES}
