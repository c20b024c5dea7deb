"""German, French and Spanish: which language a message is in, and the words of the trade laid over the English ones."""

from functools import cache
from typing import cast

from aurora.context.mentions import Lexicon, Meaning
from aurora.context.occasions import OCCASIONS
from aurora.context.text import Text, split
from aurora.types import Language, Occasion
from commerce.garments import CATEGORIES, SLOTS, Slot

_STOP: dict[Language, str] = {
    "en": "the and for to of my is i what with please need want show looking me you can do are it that this have would like not something wear but a an in on",
    "de": "ich brauche suche fuer eine einen ein der die das und nicht kein keine ohne mit zum zur bitte mir was soll anziehen zeig meine mein hochzeit auf im etwas unter lieber ist am wie hallo danke oder passt nichts moechte haette gerne gern habe euro guenstiger waermer tausch guten",
    "fr": "je cherche pour une un le la les des et pas sans avec du de mon ma mes est que quoi veux voudrais besoin porter tenue robe mariage moins bonjour merci svp plait montre moi dois j' chaussures d' l' au aux en s'il plus cher change quelque chose",
    "es": "necesito busco para una un el la los las y no sin con de mi es que quiero quisiera llevar boda vestido ropa por favor muestrame hola gracias algo menos ponerme me en del traje zapatos mas barato cambia tengo nada",
}
_REFUSE = {
    "de": "kein|keine|keinen|nicht|ohne|niemals|keinesfalls|bloss nicht|auf keinen fall",
    "fr": "pas de|pas|sans|jamais|aucun|aucune|surtout pas|ni|pas d'",
    "es": "sin|nada de|nunca|ningun|ninguna|ni|no quiero",
}
_COLOURS = {
    "de": "schwarz:black|schwarze:black|schwarzen:black|schwarzes:black|schwarzer:black|weiss:white|weisse:white|weissen:white|weisses:white|rot:red|rote:red|roten:red|rotes:red|blau:blue|blaue:blue|blauen:blue|blaues:blue|gruen:green|gruene:green|gruenen:green|gruenes:green|gelb:yellow|gelbe:yellow|gelbes:yellow|grau:grey|graue:grey|grauen:grey|grauer:grey|braun:brown|braune:brown|braunen:brown|rosa:pink|lila:purple|marineblau:navy|dunkelblau:navy|dunkelblaues:navy|dunkelblauen:navy|beige:beige|beigen:beige|tuerkis:turquoise|hellblau:light blue|dunkelgruen:forest green|weinrot:burgundy|grauen anzug:grey",
    "fr": "noir:black|noire:black|noirs:black|noires:black|blanc:white|blanche:white|blancs:white|blanches:white|rouge:red|rouges:red|bleu:blue|bleue:blue|bleus:blue|bleues:blue|vert:green|verte:green|verts:green|jaune:yellow|jaunes:yellow|gris:grey|grise:grey|marron:brown|rose:pink|roses:pink|violet:purple|violette:purple|bleu marine:navy|marine:navy|beige:beige|bordeaux:burgundy|creme:cream|ecru:ecru|dore:gold|doree:gold|argent:silver|vert fonce:forest green|bleu ciel:sky blue",
    "es": "negro:black|negra:black|negros:black|negras:black|blanco:white|blanca:white|blancos:white|blancas:white|rojo:red|roja:red|rojos:red|rojas:red|azul:blue|azules:blue|verde:green|verdes:green|amarillo:yellow|amarilla:yellow|gris:grey|grises:grey|marron:brown|marrones:brown|rosa:pink|morado:purple|morada:purple|azul marino:navy|beige:beige|burdeos:burgundy|dorado:gold|dorada:gold|plateado:silver|crema:cream|celeste:sky blue|naranja:orange",
}
_GARMENTS = {
    "de": "kleid:dress|kleider:dress|abendkleid:gown|cocktailkleid:cocktail_dress|sommerkleid:dress|hose:trousers|hosen:trousers|anzug:suit|anzuege:suit|hemd:shirt|hemden:shirt|bluse:blouse|blusen:blouse|rock:skirt|roecke:skirt|jacke:jacket|jacken:jacket|mantel:coat|maentel:coat|wintermantel:coat|pullover:sweater|pulli:sweater|schuhe:shoes|schuhen:shoes|schuh:shoes|stiefel:boots|turnschuhe:trainers|sneaker:trainers|absaetze:heels|absatz:heels|pumps:heels|stoeckelschuhe:heels|high heels:heels|sandalen:sandals|tasche:bag|taschen:bag|handtasche:handbag|rucksack:backpack|guertel:belt|krawatte:tie|schal:scarf|muetze:beanie|hut:sun_hat|jeans:jeans|t-shirt:t_shirt|strickjacke:cardigan|regenjacke:raincoat|regenmantel:raincoat|halskette:necklace|ohrringe:earrings|schmuck:accessory|blazer:blazer|sakko:blazer|weste:waistcoat|badeanzug:swimsuit|lederjacke:leather_jacket|ballerinas:flats|halbschuhe:oxfords|oberteil:top|uhr:watch|shorts:shorts|kapuzenpulli:hoodie",
    "fr": "robe:dress|robes:dress|robe de soiree:gown|robe de cocktail:cocktail_dress|pantalon:trousers|pantalons:trousers|costume:suit|costumes:suit|chemise:shirt|chemises:shirt|chemisier:blouse|chemisiers:blouse|jupe:skirt|jupes:skirt|veste:jacket|vestes:jacket|manteau:coat|manteaux:coat|pull:sweater|pulls:sweater|chaussures:shoes|chaussure:shoes|bottes:boots|bottines:ankle_boots|baskets:trainers|talons:heels|talons hauts:heels|escarpins:heels|sandales:sandals|sac:bag|sacs:bag|sac a main:handbag|sac a dos:backpack|ceinture:belt|cravate:tie|echarpe:scarf|foulard:scarf|chapeau:sun_hat|bonnet:beanie|jean:jeans|t-shirt:t_shirt|gilet:cardigan|impermeable:raincoat|collier:necklace|boucles d'oreilles:earrings|bijoux:accessory|blazer:blazer|maillot de bain:swimsuit|mocassins:loafers|ballerines:flats|combinaison:jumpsuit|veste en cuir:leather_jacket|blouson:jacket|montre:watch|short:shorts",
    "es": "vestido:dress|vestidos:dress|vestido de noche:gown|vestido largo:gown|pantalon:trousers|pantalones:trousers|traje:suit|trajes:suit|camisa:shirt|camisas:shirt|blusa:blouse|blusas:blouse|falda:skirt|faldas:skirt|chaqueta:jacket|chaquetas:jacket|abrigo:coat|abrigos:coat|jersey:sweater|sueter:sweater|zapatos:shoes|zapato:shoes|botas:boots|botines:ankle_boots|zapatillas:trainers|deportivas:trainers|tacones:heels|tacon:heels|sandalias:sandals|bolso:bag|bolsos:bag|mochila:backpack|cinturon:belt|corbata:tie|bufanda:scarf|panuelo:scarf|sombrero:sun_hat|gorro:beanie|vaqueros:jeans|camiseta:t_shirt|camisetas:t_shirt|rebeca:cardigan|impermeable:raincoat|gabardina:trench_coat|collar:necklace|pendientes:earrings|joyas:accessory|blazer:blazer|americana:blazer|banador:swimsuit|mocasines:loafers|bailarinas:flats|mono:jumpsuit|chaqueta de cuero:leather_jacket|cazadora:jacket|reloj:watch|sudadera:hoodie",
}
_MATERIALS = {
    "de": "leder:leather|wolle:wool|seide:silk|baumwolle:cotton|leinen:linen|pelz:fur|samt:velvet|wildleder:suede|kaschmir:cashmere|aus leder:leather|polyester:polyester",
    "fr": "cuir:leather|laine:wool|soie:silk|coton:cotton|lin:linen|fourrure:fur|velours:velvet|daim:suede|cachemire:cashmere|en cuir:leather|dentelle:lace",
    "es": "cuero:leather|piel:leather|lana:wool|seda:silk|algodon:cotton|lino:linen|pieles:fur|terciopelo:velvet|ante:suede|cachemira:cashmere",
}
_OCCASIONS: dict[str, str] = {
    "de": "hochzeit:wedding_guest|hochzeitsgast:wedding_guest|trauung:wedding_guest|vorstellungsgespraech:interview|bewerbungsgespraech:interview|beerdigung:funeral|trauerfeier:funeral|buero:work|arbeit:work|strand:beach|urlaub:travel|reise:travel|party:party|geburtstag:party|geburtstagsfeier:party|abendessen:evening|oper:evening|theater:evening|date:date|verabredung:date|rendezvous:date|abschlussfeier:graduation|abiball:graduation|wandern:outdoor|wanderung:outdoor|picknick:outdoor|sport:sport|fitnessstudio:sport|laufen:sport|alltag:everyday|zuhause:lounge|sofa:lounge|festival:festival|konzert:festival|besprechung:business_formal|geschaeftstermin:business_formal|gala:black_tie|cocktailparty:cocktail|brunch:brunch|taufe:brunch|weihnachtsfeier:party|silvester:party",
    "fr": "mariage:wedding_guest|noces:wedding_guest|entretien:interview|entretien d'embauche:interview|enterrement:funeral|obseques:funeral|bureau:work|travail:work|plage:beach|vacances:travel|voyage:travel|fete:party|anniversaire:party|soiree:evening|diner:evening|opera:evening|rendez-vous:date|rendez-vous amoureux:date|rencard:date|remise de diplome:graduation|randonnee:outdoor|pique-nique:outdoor|sport:sport|course a pied:sport|quotidien:everyday|tous les jours:everyday|maison:lounge|canape:lounge|festival:festival|concert:festival|reunion:business_formal|gala:black_tie|cocktail:cocktail|brunch:brunch|bapteme:brunch",
    "es": "boda:wedding_guest|entrevista:interview|entrevista de trabajo:interview|funeral:funeral|entierro:funeral|oficina:work|trabajo:work|playa:beach|vacaciones:travel|viaje:travel|fiesta:party|cumpleanos:party|cena:evening|opera:evening|teatro:evening|cita:date|primera cita:date|graduacion:graduation|senderismo:outdoor|excursion:outdoor|picnic:outdoor|gimnasio:sport|correr:sport|diario:everyday|dia a dia:everyday|casa:lounge|sofa:lounge|festival:festival|concierto:festival|reunion:business_formal|gala:black_tie|coctel:cocktail|brunch:brunch|bautizo:brunch|nochevieja:party",
}
_DIRECTIONS = {
    "de": "guenstiger:cheaper|billiger:cheaper|preiswerter:cheaper|waermer:warmer|eleganter:dressier|schicker:dressier|lockerer:more_casual|legerer:more_casual|bequemer:comfier|mutiger:bolder|schlichter:quieter",
    "fr": "moins cher:cheaper|moins chere:cheaper|plus chaud:warmer|plus chic:dressier|plus elegant:dressier|plus elegante:dressier|plus decontracte:more_casual|plus confortable:comfier|plus audacieux:bolder|plus sobre:quieter|plus habille:dressier",
    "es": "mas barato:cheaper|mas economico:cheaper|mas barata:cheaper|mas abrigado:warmer|mas elegante:dressier|mas informal:more_casual|mas comodo:comfier|mas atrevido:bolder|mas discreto:quieter|mas formal:dressier",
}


def detect(text: Text, before: Language, *, first: bool) -> Language:
    """The language by its commonest words; a message too short to tell keeps the conversation's."""
    votes = dict.fromkeys(_STOP, 0.0)
    for token in text.tokens:
        for language in votes:
            votes[language] += token.word in _stop(language)
            votes[language] += 1.5 * (token.word in _marks(language))
    best = max(votes, key=lambda language: (votes[language], language == before, language == "en"))
    lead = votes[best] - votes[before]
    if votes[best] == 0 or (best != before and lead < (1 if first or len(text.tokens) <= 3 else 1.5)):
        return before
    return best


@cache
def _stop(language: Language) -> frozenset[str]:
    return frozenset(_STOP[language].split())


@cache
def _marks(language: Language) -> frozenset[str]:
    """Garments, colours, occasions and directions that only this language has."""
    if language == "en":
        return frozenset()
    words = {
        w
        for table in (_COLOURS, _GARMENTS, _OCCASIONS, _DIRECTIONS)
        for pair in table[language].split("|")
        for w in split(pair.split(":")[0])
    }
    return frozenset(w for w in words if len(w) > 3 and w not in _ENGLISH_TOO)


_ENGLISH_TOO = frozenset(
    ["party", "sport", "festival", "gala", "brunch", "cocktail", "theater", "opera", "date", "concert", "beige", "blazer", "shorts", "short", "jeans", "pumps", "ballerinas", "pull", "costume", "robe", "blouson", "marine", "bordeaux", "rose", "collier", "violet", "gilet", "bonnet", "ballerines", "mono", "ante", "jersey", "gorro", "piel", "cita", "rosa", "lila", "rock", "hose", "anzug", "sandals", "jean", "montre", "sneaker", "orange", "creme", "foulard", "pullover", "soiree", "picnic", "bolero", "blouse", "polyester", "maison", "vert", "celeste", "americana", "sofa", "funeral", "rebeca", "casa", "blanc", "noir", "rouge", "silver", "baskets", "deportivas", "diner", "plus", "mas", "moins", "high", "heels", "shirt", "tirt", "ecru", "veste"]
) - {
    "hose",
    "anzug",
    "noir",
    "blanc",
    "rouge",
    "celeste",
    "casa",
    "montre",
    "rebeca",
    "deportivas",
    "moins",
    "veste",
    "foulard",
    "piel",
    "cita",
}


@cache
def overlay(language: Language) -> Lexicon:
    """The trade's words in that language; they stand before the English ones where both have a word."""
    if language == "en":
        return {}
    found: Lexicon = {}
    found.update({split(w): Meaning("colour", v) for w, v in _pairs(_COLOURS[language])})
    found.update(
        {
            split(w): Meaning("material", v) if v != "lace" else Meaning("pattern", "lace")
            for w, v in _pairs(_MATERIALS[language])
        }
    )
    for word, value in _pairs(_GARMENTS[language]):
        slot = value if value in SLOTS and value not in CATEGORIES else CATEGORIES[value].slot
        found[split(word)] = Meaning("category", value, slot=cast(Slot | None, slot))
    return found


def _pairs(table: str) -> list[tuple[str, str]]:
    return [cast(tuple[str, str], tuple(pair.rsplit(":", 1))) for pair in table.split("|")]


@cache
def _phrases(language: Language, table: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    source = {"occasion": _OCCASIONS, "direction": _DIRECTIONS}[table]
    return tuple((split(w), v) for w, v in _pairs(source[language])) if language in source else ()


def _last(text: Text, phrases: tuple[tuple[tuple[str, ...], str], ...]) -> list[str]:
    words = tuple(token.word for token in text.tokens)
    return [value for at in range(len(words)) for phrase, value in phrases if words[at : at + len(phrase)] == phrase]


def occasion(text: Text, language: Language) -> Occasion | None:
    """The occasion in German, French or Spanish words; None in English or where none is named."""
    found = _last(text, _phrases(language, "occasion"))
    order = list(OCCASIONS)
    return max((cast(Occasion, f) for f in found), key=order.index, default=None)


def direction(text: Text, language: Language) -> str | None:
    """The comparison in German, French or Spanish words."""
    found = _last(text, _phrases(language, "direction"))
    return found[-1] if found else None


@cache
def refusals(language: Language) -> tuple[tuple[str, ...], ...]:
    """Words of refusal in that language."""
    return tuple(split(w) for w in _REFUSE[language].split("|")) if language in _REFUSE else ()
