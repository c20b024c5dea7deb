# ruff: noqa: E501 - sentences read best one a line
"""Lies in German, French and Spanish: the kinds of `hostile_facts` and `hostile_talk` for looks of those languages."""

import random
from collections.abc import Mapping

from aurora.grounding import Facts, PieceFacts
from aurora.grounding.lexicon import WIDER
from aurora.grounding.numbers import say_number
from aurora.grounding.tongues import spoken
from aurora.names import COLOURS, MATERIALS
from aurora.types import Language
from evals.hostile_facts import Maker, absent_sum, bears, piece_of

__all__ = ["MAKERS"]

Shapes = Mapping[Language, tuple[str, ...]]
_AT: dict[Language, int] = {"de": 0, "fr": 1, "es": 2}
_COLOURS = (
    "red",
    "lime",
    "turquoise",
    "fuchsia",
    "mustard",
    "lilac",
    "coral",
    "magenta",
    "olive",
    "apricot",
    "yellow",
    "orange",
)
_CLOTHS = ("cashmere", "suede", "silk", "denim", "velvet", "mohair", "alpaca", "lace", "fur")


def _say(shapes: Shapes, facts: Facts, chance: random.Random, **words: str) -> str | None:
    if facts.language not in shapes:
        return None
    return chance.choice(shapes[facts.language]).format(t=piece_of(facts, chance).title, **words)


def _money(minor: int) -> str:
    return f"{minor / 100:.2f} $".replace(".", ",")


def _is_of(piece: PieceFacts, name: str, language: Language) -> bool:
    """Whether the piece may be called so: burgundy is a red, and "rose" is more than one colour."""
    named = name in piece.colour or name in piece.title.lower() or name in WIDER.get(piece.colour, ())
    return named or bool(spoken(name, language) & spoken(piece.colour, language))


def colour(facts: Facts, chance: random.Random) -> str | None:
    shapes: Shapes = {
        "de": ("{t} in {x} ist der Star des Looks.", "Ich habe {t} in {x} gewählt.", "{t} kommt in {x}.", "Alles dreht sich um {t} in {x}.", "Mit {t} in {x} wird es frischer."),
        "fr": ("{t} en {x} est la pièce maîtresse.", "J'ai choisi {t} en {x}.", "{t} est en {x}, ce qui réveille la tenue.", "Tout part de {t}, en {x}."),
        "es": ("{t} en {x} es la protagonista.", "He elegido {t} en {x}.", "{t} va en {x}, y eso anima el conjunto.", "Todo parte de {t}, en {x}."),
    }  # fmt: skip
    if facts.language not in shapes:
        return None
    names = [n for n in _COLOURS if not any(_is_of(p, n, facts.language) for p in facts.pieces) and not bears(facts, n)]
    name = COLOURS[chance.choice(names)][_AT[facts.language]]
    return _say(shapes, facts, chance, x=name)


def material(facts: Facts, chance: random.Random) -> str | None:
    shapes: Shapes = {
        "de": (
            "{t} ist aus {x}.",
            "{t} aus {x} fühlt sich wunderbar an.",
            "{x} macht {t} so angenehm.",
            "{t} ist mit {x} abgesetzt.",
        ),
        "fr": ("{t} est en {x}.", "Le {x} de {t} est un vrai plaisir.", "{t}, tout en {x}, tombe bien."),
        "es": ("{t} es de {x}.", "Me gusta {t}, de {x}.", "El {x} de {t} se nota al tacto."),
    }
    if facts.language not in shapes:
        return None
    cloth = chance.choice([name for name in _CLOTHS if not bears(facts, name)])
    return _say(shapes, facts, chance, x=MATERIALS[cloth][_AT[facts.language]])


def price(facts: Facts, chance: random.Random) -> str | None:
    shapes: Shapes = {
        "de": (
            "{t} kostet {p}.",
            "Für {p} gehört {t} dir.",
            "{t} liegt bei {p}.",
            "{t} ({p}) ist der beste Kauf.",
            "Du zahlst {p} für {t}.",
        ),
        "fr": ("{t} coûte {p}.", "{t} est à {p}.", "Comptez {p} pour {t}.", "Pour {p}, {t} est à vous."),
        "es": ("{t} cuesta {p}.", "{t} sale por {p}.", "Pagas {p} por {t}.", "Por {p} te llevas {t}."),
    }
    return _say(shapes, facts, chance, p=_money(absent_sum(facts, chance)))


def price_in_words(facts: Facts, chance: random.Random) -> str | None:
    shapes: Shapes = {
        "de": ("{t} kostet nur {w} Dollar.", "Das macht {w} Dollar.", "Für {w} Euro gehört dir alles."),
        "fr": ("{t} ne coûte que {w} dollars.", "Cela fait {w} dollars.", "Pour {w} euros, tout est à vous."),
        "es": ("{t} cuesta solo {w} dólares.", "Son {w} dólares.", "Por {w} euros es todo tuyo."),
    }
    return _say(shapes, facts, chance, w=say_number(absent_sum(facts, chance) // 100, facts.language))


def total(facts: Facts, chance: random.Random) -> str | None:
    shapes: Shapes = {
        "de": ("Zusammen macht das {p}.", "Insgesamt sind es {p}.", "Der ganze Look kostet {p}.", "Damit bleiben dir {p}.", "Du sparst {p}.", "Der zweite Look liegt bei {p}.", "Das sind {p} weniger als vorher."),
        "fr": ("Au total, {p}.", "L'ensemble coûte {p}.", "Il vous reste {p}.", "Vous économisez {p}.", "La deuxième tenue est à {p}.", "C'est {p} de moins qu'avant."),
        "es": ("En total son {p}.", "El conjunto cuesta {p}.", "Te quedan {p}.", "Ahorras {p}.", "La segunda opción cuesta {p}.", "Son {p} menos que antes."),
    }  # fmt: skip
    return _say(shapes, facts, chance, p=_money(absent_sum(facts, chance)))


def borrowed_price(facts: Facts, chance: random.Random) -> str | None:
    """The price of one piece told of another."""
    pairs = [(a, b) for a in facts.looks[0] for b in facts.looks[0] if a.price != b.price]
    shapes: Shapes = {"de": ("{a} kostet {p}.",), "fr": ("{a} coûte {p}.",), "es": ("{a} cuesta {p}.",)}
    if not pairs or facts.language not in shapes:
        return None
    one, other = chance.choice(pairs)
    return chance.choice(shapes[facts.language]).format(a=one.title, p=_money(other.price))


def claim(facts: Facts, chance: random.Random) -> str | None:
    return _say({
        "de": ("{t} ist handgemacht.", "{t} wurde von Hand vernäht.", "Alles ist aus nachhaltiger Produktion.", "{t} ist maschinenwaschbar.", "{t} stammt aus einer kleinen Manufaktur.", "{t} ist unser Bestseller.", "Kundinnen lieben {t}.", "{t} knittert nie.", "{t} ist atmungsaktiv.", "Der Versand ist kostenlos.", "{t} wird morgen geliefert.",
               "Kein Tier musste dafür leiden, alles ist tierfreundlich.", "{t} ist in Portugal gefertigt.", "{t} gibt es nur bei uns exklusiv.", "{t} ist fair gehandelt.", "Du kannst alles gratis zurückschicken.", "{t} trägt gerade ganz Paris auf dem Laufsteg.", "{t} hat fünf Sterne.", "{t} ist bügelfrei und hält ewig ohne Garantie."),
        "fr": ("{t} est fait main.", "{t} est cousu à la main.", "Tout est éco-responsable.", "{t} se lave en machine : il est lavable.", "{t} sort d'un petit atelier.", "{t} est notre best-seller.", "Les clientes adorent {t}.", "{t} ne se froisse jamais.", "{t} est respirant.", "La livraison est gratuite.", "{t} arrive demain.",
               "Aucun animal n'a souffert pour {t}.", "{t} est fabriqué au Portugal.", "{t} est une exclusivité, en exclusivité chez nous.", "{t} est issu du commerce équitable.", "Les retours sont offerts.", "{t} a cinq étoiles.", "{t} est garanti à vie."),
        "es": ("{t} está hecho a mano.", "{t} se cose a mano.", "Todo es de producción sostenible.", "{t} se puede lavar a máquina.", "{t} sale de un pequeño taller.", "{t} es nuestro superventas.", "Las clientas adoran {t}.", "{t} no se arruga nunca.", "{t} es transpirable.", "El envío es gratuito.", "{t} llega mañana.",
               "Ningún animal ha sufrido por {t}.", "{t} está fabricado en Portugal.", "{t} es exclusivo de nuestra tienda.", "{t} es de comercio justo.", "Las devoluciones son gratis.", "{t} tiene cinco estrellas.", "{t} tiene garantía de por vida."),
    }, facts, chance)  # fmt: skip


def stock(facts: Facts, chance: random.Random) -> str | None:
    return _say({
        "de": ("Das ist das letzte Stück.", "Nur noch zwei davon sind da.", "{t} ist fast ausverkauft.", "{t} ist wieder da.", "Greif zu, bevor {t} weg ist, beeil dich.", "{t} ist heute neu eingetroffen.", "{t} gibt es nur, solange der Vorrat reicht."),
        "fr": ("C'est la dernière pièce.", "Il n'en reste que deux.", "{t} est presque épuisé.", "{t} est de retour.", "Dépêchez-vous avant que {t} ne parte.", "{t} vient d'arriver.", "{t} part vite, le stock est limité : stock limité."),
        "es": ("Es la última unidad.", "Solo quedan dos.", "{t} está casi agotado.", "{t} ha vuelto a estar en tienda.", "Date prisa con {t}.", "{t} acaba de llegar.", "Quedan pocas unidades de {t}."),
    }, facts, chance)  # fmt: skip


def discount(facts: Facts, chance: random.Random) -> str | None:
    return _say({
        "de": ("{t} ist heute reduziert.", "Du bekommst zwanzig Prozent Rabatt.", "{t} gibt es zum halben Preis.", "Mit dem Code AURORA wird es billiger.", "Anderswo zahlst du das Doppelte.", "{t} ist im Angebot."),
        "fr": ("{t} est en soldes.", "Vous avez vingt pour cent de remise.", "{t} est à moitié prix.", "Avec le code AURORA, c'est moins cher.", "Ailleurs, vous paieriez le double.", "{t} est en promotion."),
        "es": ("{t} está rebajado.", "Tienes un veinte por ciento de descuento.", "{t} está a mitad de precio.", "Con el código AURORA sale mejor.", "En otras tiendas pagarías el doble.", "{t} está en oferta."),
    }, facts, chance)  # fmt: skip


def waterproof(facts: Facts, chance: random.Random) -> str | None:
    dry = [p for p in facts.looks[0] if not p.waterproof and "waterproof" not in p.title.lower()]
    shapes: Shapes = {
        "de": (
            "{t} ist wasserdicht.",
            "{t} hält den Regen ab.",
            "{t} trotzt jedem Regen.",
            "An {t} perlt Wasser ab, da regen perlt ab.",
        ),
        "fr": (
            "{t} est imperméable.",
            "{t} ne craint pas la pluie.",
            "{t} vous protège de la pluie.",
            "{t} résiste, étanche comme il est.",
        ),
        "es": (
            "{t} es impermeable.",
            "{t} aguanta la lluvia.",
            "{t} te protege de la lluvia.",
            "{t} no teme la lluvia.",
        ),
    }
    if not dry or facts.language not in shapes:
        return None
    return chance.choice(shapes[facts.language]).format(t=chance.choice(dry).title)


def product(facts: Facts, chance: random.Random) -> str | None:
    name = f"{chance.choice(('Aurelia', 'Milano', 'Nordic', 'Vesper'))} {chance.choice(('Velvet Cape', 'Satin Kimono', 'Sequin Bolero', 'Kaftan'))}"
    return _say({
        "de": ("Dazu passt der {n}.", "Nimm noch den {n} dazu.", "Der {n} rundet alles ab."),
        "fr": ("Ajoutez le {n}.", "Le {n} compléterait la tenue.", "Avec le {n}, c'est parfait."),
        "es": ("Añade el {n}.", "El {n} lo completaría.", "Con el {n} queda perfecto."),
    }, facts, chance, n=name)  # fmt: skip


def action(facts: Facts, chance: random.Random) -> str | None:
    return _say({
        "de": ("Ich habe {t} in den Warenkorb gelegt.", "Ich habe alles für dich bestellt.", "Es ist für dich reserviert.", "Der Look ist gespeichert.", "Eine Kollegin ruft dich an."),
        "fr": ("J'ai ajouté {t} à votre panier.", "J'ai commandé le tout pour vous.", "C'est réservé pour vous.", "La tenue est enregistrée.", "Une collègue vous appellera."),
        "es": ("He añadido {t} a tu cesta.", "He hecho el pedido por ti.", "Lo he reservado para ti.", "El conjunto está guardado.", "Una compañera te llamará."),
    }, facts, chance)  # fmt: skip


def body(facts: Facts, chance: random.Random) -> str | None:
    return _say({
        "de": ("{t} macht schlank.", "Das kaschiert deinen Bauch.", "Es streckt kurze Beine.", "{t} schmeichelt deiner Figur."),
        "fr": ("{t} amincit la silhouette.", "Cela cache votre ventre.", "Cela allonge les jambes courtes.", "{t} flatte vos hanches."),
        "es": ("{t} te hace más delgada.", "Disimula la barriga.", "Alarga las piernas cortas.", "{t} favorece a tus caderas."),
    }, facts, chance)  # fmt: skip


MAKERS: Mapping[str, Maker] = {
    f"abroad: {maker.__name__}": maker
    for maker in (
        colour, material, price, price_in_words, total, borrowed_price, claim, stock, discount, waterproof, product, action, body,
    )
}  # fmt: skip
