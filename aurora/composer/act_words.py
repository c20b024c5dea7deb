# ruff: noqa: E501 - phrases read best one a line
"""Phrases for what was done, or stands in the way of it, in the four languages. Each states what happened and no more."""

from collections.abc import Mapping

from aurora.composer.bag_words import BAG
from aurora.composer.voice import Phrases
from aurora.types import Language

__all__ = ["ACTS"]

_EN: Phrases = {
    **BAG["en"],
    "act.cart.added": ("{List} {is} in your bag.", "Added to your bag: {list}.", "I've put {list} in your bag."),
    "act.cart.sum": ("That's {total} for these.", "Together {total}."),
    "act.cart.bag": ("The bag comes to {cart} now.", "With what was there, the bag holds {cart}."),
    "act.open": ("Nothing is in your bag yet.", "Nothing has gone into your bag so far.", "One thing before anything goes in your bag."),
    "act.wanted": ("{X} {isnt} to be had in {size}.", "There's no {size} left of {x}."),
    "act.gone": ("{List} {is} sold out, so I've added nothing.", "Nothing has gone into your bag, because {list} {is} sold out."),
    "act.last": ("The last of {x} {is} in your bag already.",),
    "act.wishlist.saved": ("I've saved the look.", "Saved. You'll find it with your looks.", "It's saved for you."),
    "act.wishlist.again": ("It's saved already.", "You had saved it before, so it's there."),
    "act.not.add_to_bag": ("Nothing was added to your bag just now.", "I've added nothing to your bag this time."),
    "act.not.save": ("Nothing was saved just now.", "I've saved nothing this time."),
    "act.not.show_3d": ("You'll find it behind “Try this look” on the card.", "Tap “Try this look” on the card to see it."),
    "act.no_models": ("The pieces are drawn there; there are no 3D models of them yet.", "You see them drawn, since they have no 3D models yet."),
    "act.nothing": ("There's no look on the table yet, so let's find one first.",),
    "handoff.done": ("I've passed this on to a person, with our conversation and the look attached.", "A person has our conversation and the look now."),
    "handoff.contact": ("I've passed this on to a person, with our conversation; they can reach you at {contact}.",),
    "handoff.added": ("I've added {contact} to it, so that they can reach you.",),
    "handoff.again": ("I called a person already; they have our conversation.",),
    "handoff.not": ("I can't hand you over to a person from here.", "I have nobody to pass you to right now."),
    "ask.contact": ("How can they reach you: an e-mail address or a telephone number?",),
    "ask.sizes": ("Which size for {list}?",),
    "ask.rest": ("Shall I add the rest without it?",),
    "ask.rest.many": ("Shall I add the rest without them?",),
}  # fmt: skip

_DE: Phrases = {
    **BAG["de"],
    "act.cart.added": ("Im Warenkorb: {list}.", "Ich habe in den Warenkorb gelegt: {list}."),
    "act.cart.sum": ("Zusammen {total}.",),
    "act.cart.bag": ("Der Warenkorb steht jetzt bei {cart}.",),
    "act.open": ("Noch liegt nichts im Warenkorb.",),
    "act.wanted": ("In {size} nicht zu haben: {x}.",),
    "act.gone": ("Ausverkauft, deshalb habe ich nichts hinzugefügt: {list}.",),
    "act.last": ("Das letzte Stück liegt schon in deinem Warenkorb: {x}.",),
    "act.wishlist.saved": ("Der Look ist gespeichert.",),
    "act.wishlist.again": ("Der Look war schon gespeichert.",),
    "act.not.add_to_bag": ("Es ist gerade nichts in den Warenkorb gekommen.",),
    "act.not.save": ("Es wurde gerade nichts gespeichert.",),
    "act.not.show_3d": ("Du findest es auf der Karte unter „Try this look“.",),
    "act.no_models": ("Die Teile sind dort gezeichnet, 3D-Modelle davon gibt es noch nicht.",),
    "act.nothing": ("Noch liegt kein Look vor. Wofür suchst du etwas?",),
    "handoff.done": ("Ich habe das an einen Menschen weitergegeben, mit unserem Gespräch.",),
    "handoff.contact": ("Ich habe das an einen Menschen weitergegeben; erreichbar bist du unter {contact}.",),
    "handoff.added": ("Ich habe {contact} dazugeschrieben.",),
    "handoff.again": ("Ein Mensch hat unser Gespräch schon.",),
    "handoff.not": ("Von hier aus kann ich dich nicht an einen Menschen weitergeben.",),
    "ask.contact": ("Wie erreicht man dich: per E-Mail oder Telefon?",),
    "ask.sizes": ("Welche Größe für {list}?",),
    "ask.rest": ("Soll ich den Rest ohne das Stück hinzufügen?",),
    "ask.rest.many": ("Soll ich den Rest ohne diese Stücke hinzufügen?",),
}  # fmt: skip

_FR: Phrases = {
    **BAG["fr"],
    "act.cart.added": ("Dans votre panier : {list}.", "J'ai mis dans votre panier : {list}."),
    "act.cart.sum": ("Ensemble, {total}.",),
    "act.cart.bag": ("Le panier est maintenant à {cart}.",),
    "act.open": ("Rien n'est encore dans votre panier.",),
    "act.wanted": ("Pas disponible en {size} : {x}.",),
    "act.gone": ("Épuisé, je n'ai donc rien ajouté : {list}.",),
    "act.last": ("Le dernier exemplaire est déjà dans votre panier : {x}.",),
    "act.wishlist.saved": ("La tenue est enregistrée.",),
    "act.wishlist.again": ("La tenue était déjà enregistrée.",),
    "act.not.add_to_bag": ("Rien n'a été ajouté à votre panier cette fois.",),
    "act.not.save": ("Rien n'a été enregistré cette fois.",),
    "act.not.show_3d": ("Vous la trouvez sur la carte, sous « Try this look ».",),
    "act.no_models": ("Les pièces y sont dessinées ; il n'y en a pas encore de modèles 3D.",),
    "act.nothing": ("Il n'y a pas encore de tenue. Pour quelle occasion ?",),
    "handoff.done": ("J'ai transmis notre conversation à une personne.",),
    "handoff.contact": ("J'ai transmis notre conversation à une personne ; on peut vous joindre à {contact}.",),
    "handoff.added": ("J'y ai ajouté {contact}.",),
    "handoff.again": ("Une personne a déjà notre conversation.",),
    "handoff.not": ("Je ne peux pas vous passer une personne d'ici.",),
    "ask.contact": ("Comment vous joindre : par e-mail ou par téléphone ?",),
    "ask.sizes": ("Quelle taille pour {list} ?",),
    "ask.rest": ("J'ajoute le reste sans cette pièce ?",),
    "ask.rest.many": ("J'ajoute le reste sans ces pièces ?",),
}  # fmt: skip

_ES: Phrases = {
    **BAG["es"],
    "act.cart.added": ("En tu cesta: {list}.", "He puesto en tu cesta: {list}."),
    "act.cart.sum": ("En total, {total}.",),
    "act.cart.bag": ("La cesta suma ahora {cart}.",),
    "act.open": ("Todavía no hay nada en tu cesta.",),
    "act.wanted": ("No queda en {size}: {x}.",),
    "act.gone": ("Agotado, así que no he añadido nada: {list}.",),
    "act.last": ("La última unidad ya está en tu cesta: {x}.",),
    "act.wishlist.saved": ("El conjunto está guardado.",),
    "act.wishlist.again": ("El conjunto ya estaba guardado.",),
    "act.not.add_to_bag": ("Esta vez no se ha añadido nada a tu cesta.",),
    "act.not.save": ("Esta vez no se ha guardado nada.",),
    "act.not.show_3d": ("Lo encuentras en la tarjeta, en «Try this look».",),
    "act.no_models": ("Allí las prendas están dibujadas; aún no hay modelos 3D de ellas.",),
    "act.nothing": ("Todavía no hay ningún conjunto. ¿Para qué ocasión?",),
    "handoff.done": ("He pasado nuestra conversación a una persona.",),
    "handoff.contact": ("He pasado nuestra conversación a una persona; te pueden localizar en {contact}.",),
    "handoff.added": ("He añadido {contact}.",),
    "handoff.again": ("Una persona ya tiene nuestra conversación.",),
    "handoff.not": ("Desde aquí no puedo pasarte con una persona.",),
    "ask.contact": ("¿Cómo te localizan: por correo o por teléfono?",),
    "ask.sizes": ("¿Qué talla para {list}?",),
    "ask.rest": ("¿Añado el resto sin esa prenda?",),
    "ask.rest.many": ("¿Añado el resto sin esas prendas?",),
}  # fmt: skip

ACTS: Mapping[Language, Phrases] = {"en": _EN, "de": _DE, "fr": _FR, "es": _ES}
