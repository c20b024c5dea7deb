# ruff: noqa: E501 - forms read best one a line
"""The catalogue of notes: each form in English, German, French and Spanish. {x} is a title or several; no verb agrees with
one outside English, whose number and gender are not known."""

from aurora.types import Language

__all__ = ["CLAUSES", "FEEDBACK", "FORMS", "NEUTRAL", "NOTHING", "SLOTS_MANY", "WISHES", "Form"]

Form = tuple[str, str, str, str]

FORMS: tuple[Form, ...] = (
    # ── receipts read off the look ──
    ("The catalogue does not state this, so I ranked by it and cannot promise it", "Der Katalog sagt dazu nichts; ich habe danach sortiert und kann es nicht versprechen", "Le catalogue ne le précise pas : j'ai classé selon ce critère, sans pouvoir le promettre", "El catálogo no lo indica: he ordenado por ello y no puedo prometerlo"),
    ("One of the looks has no {slot}", "In einem der Looks fehlt: {slot}", "Il manque dans une des tenues : {slot}", "Falta en uno de los conjuntos: {slot}"),
    ("There is no {slot} in this look", "In diesem Look fehlt: {slot}", "Il manque dans cette tenue : {slot}", "En este conjunto falta: {slot}"),
    ("No rate from {currency} to {rate} is set, so I could not compare", "Für {currency} in {rate} ist kein Kurs hinterlegt, deshalb konnte ich nicht vergleichen", "Aucun taux de {currency} vers {rate} n'est fixé, je n'ai donc pas pu comparer", "No hay cambio de {currency} a {rate}, así que no he podido comparar"),
    ("no rate from {currency} to {rate} is known", "für {currency} in {rate} ist kein Kurs bekannt", "aucun taux de {currency} vers {rate} n'est connu", "no se conoce el cambio de {currency} a {rate}"),
    ("no rate from {currency} to {rate}", "kein Kurs von {currency} in {rate}", "pas de taux de {currency} vers {rate}", "sin cambio de {currency} a {rate}"),
    ("at 1 {currency} = {rate}", "zum Kurs 1 {currency} = {rate}", "au taux de 1 {currency} = {rate}", "al cambio 1 {currency} = {rate}"),
    ("about: a tenth over or under is allowed", "ungefähr: ein Zehntel mehr oder weniger ist erlaubt", "environ : un dixième de plus ou de moins est permis", "aproximado: se permite una décima parte más o menos"),
    ("{money} over, up to {money2} over in the alternatives: I found no complete look for less", "{money} darüber, in den Alternativen bis {money2}: für weniger fand ich keinen ganzen Look", "{money} de plus, jusqu'à {money2} dans les autres tenues : pas de tenue complète à moins", "{money} de más, hasta {money2} en las otras opciones: no hay conjunto completo por menos"),
    ("{money} over: I found no complete look for less", "{money} darüber: für weniger fand ich keinen ganzen Look", "{money} de plus : je n'ai pas trouvé de tenue complète à moins", "{money} de más: no he encontrado un conjunto completo por menos"),
    ("up to {money} over in the alternatives", "in den Alternativen bis {money} darüber", "jusqu'à {money} de plus dans les autres tenues", "hasta {money} de más en las otras opciones"),
    ("{money} under the least you named", "{money} unter dem Mindesten, das du genannt hast", "{money} sous le minimum que vous avez donné", "{money} por debajo del mínimo que dijiste"),
    ("{money} over: {x}", "{money} darüber: {x}", "{money} de plus : {x}", "{money} de más: {x}"),
    ("{money} over", "{money} darüber", "{money} de plus", "{money} de más"),
    ("The piece you kept could not stay in this look", "Das behaltene Stück konnte in diesem Look nicht bleiben", "La pièce gardée n'a pas pu rester dans cette tenue", "La prenda que guardaste no ha podido quedarse en este conjunto"),
    ("that piece is no longer to be had", "dieses Stück ist nicht mehr zu haben", "cette pièce n'est plus disponible", "esa prenda ya no está disponible"),
    ("How warm it is depends on what else is worn", "Wie warm es ist, hängt davon ab, was sonst getragen wird", "La chaleur dépend de ce qu'on porte avec", "Cuánto abriga depende de lo demás que lleves"),
    ("This look is less warm than that", "Dieser Look ist weniger warm", "Cette tenue est moins chaude que cela", "Este conjunto abriga menos"),
    ("This look could be warmer still", "Dieser Look könnte noch wärmer sein", "Cette tenue pourrait être plus chaude encore", "Este conjunto podría abrigar más aún"),
    ("This look is warmer than that", "Dieser Look ist wärmer", "Cette tenue est plus chaude que cela", "Este conjunto abriga más"),
    ("Nothing that fits comes in {colour}", "Nichts Passendes gibt es in {colour}", "Rien de ce qui convient n'existe en {colour}", "Nada de lo que encaja viene en {colour}"),
    ("Nothing that fits is made of {material}", "Nichts Passendes ist aus {material}", "Rien de ce qui convient n'est en {material}", "Nada de lo que encaja es de {material}"),
    ("Nothing by {brand} fits; the shop may not carry it", "Nichts von {brand} passt; vielleicht führt der Shop die Marke nicht", "Rien de {brand} ne convient ; la boutique ne l'a peut-être pas", "Nada de {brand} encaja; quizá la tienda no lo tenga"),
    ("Nothing {pattern} fits", "Nichts Passendes ist {pattern}", "Rien de {pattern} ne convient", "No encaja nada {pattern}"),
    ("There is no {kind} that fits", "Nichts davon passt: {kind}", "Rien de tel ne convient : {kind}", "Nada de esto encaja: {kind}"),
    ("The shop does not state what {x} is made of", "Woraus es ist, sagt der Shop nicht: {x}", "La boutique ne précise pas la matière : {x}", "La tienda no indica de qué es: {x}"),
    ("The shop does not state the heel of {x}", "Den Absatz nennt der Shop nicht: {x}", "La boutique ne précise pas le talon : {x}", "La tienda no indica el tacón: {x}"),
    ("The shop does not state whether {x} keeps water out", "Ob wasserdicht, sagt der Shop nicht: {x}", "La boutique ne précise pas si c'est imperméable : {x}", "La tienda no indica si es impermeable: {x}"),
    ("The shop does not state the fit of {x}", "Die Passform nennt der Shop nicht: {x}", "La boutique ne précise pas la coupe : {x}", "La tienda no indica el corte: {x}"),
    ("The shop does not state how much {x} covers", "Wie viel es bedeckt, sagt der Shop nicht: {x}", "La boutique ne précise pas ce que cela couvre : {x}", "La tienda no indica cuánto cubre: {x}"),
    ("No size is chosen for {x} yet", "Noch ohne Größe: {x}", "Taille encore à choisir : {x}", "Talla aún por elegir: {x}"),
    ("{x} is not in stock in {size}", "In {size} nicht auf Lager: {x}", "Pas en stock en {size} : {x}", "Sin existencias en {size}: {x}"),
    ("{x} is sized {size}, which is your {wish} by the usual tables", "Größe {size}, nach den üblichen Tabellen deine {wish}: {x}", "Taille {size}, votre {wish} d'après les tables usuelles : {x}", "Talla {size}, tu {wish} según las tablas usuales: {x}"),
    ("{x} is sized {size}; compare it with your {wish}", "Größe {size}, mit deiner {wish} zu vergleichen: {x}", "Taille {size}, à comparer avec votre {wish} : {x}", "Talla {size}, para comparar con tu {wish}: {x}"),
    ("{x} has a {level} heel", "Absatz {level}: {x}", "Talon {level} : {x}", "Tacón {level}: {x}"),
    ("{x} has {material} in it", "Mit {material}: {x}", "Avec {material} : {x}", "Lleva {material}: {x}"),
    ("{x} does not keep water out", "Nicht wasserdicht: {x}", "Pas imperméable : {x}", "No es impermeable: {x}"),
    ("{x} is cut {level}", "Schnitt {level}: {x}", "Coupe {level} : {x}", "Corte {level}: {x}"),
    ("{x} covers less than you asked", "Bedeckt weniger als gewünscht: {x}", "Couvre moins que demandé : {x}", "Cubre menos de lo que pediste: {x}"),
    ("{x} is rather casual for the occasion", "für den Anlass eher leger: {x}", "plutôt décontracté pour l'occasion : {x}", "algo informal para la ocasión: {x}"),
    ("{x} is rather dressy for the occasion", "für den Anlass eher elegant: {x}", "plutôt habillé pour l'occasion : {x}", "algo formal para la ocasión: {x}"),
    ("{x} is unusual for the occasion", "für den Anlass ungewöhnlich: {x}", "inhabituel pour l'occasion : {x}", "poco habitual para la ocasión: {x}"),
    ("{x} is dressier than you asked", "Eleganter als gewünscht: {x}", "Plus habillé que demandé : {x}", "Más formal de lo que pediste: {x}"),
    ("{x} is more casual than you asked", "Lässiger als gewünscht: {x}", "Plus décontracté que demandé : {x}", "Más informal de lo que pediste: {x}"),
    ("{x} is by {brand}", "Von {brand}: {x}", "De {brand} : {x}", "De {brand}: {x}"),
    ("{x} is one", "So eines ist dabei: {x}", "Il y en a une : {x}", "Hay una así: {x}"),
    # ── receipts of the composition ──
    ("not stated for {x}", "nicht angegeben: {x}", "non précisé : {x}", "no se indica: {x}"),
    ("{x} stayed because you kept it", "geblieben, weil du es behalten wolltest: {x}", "gardé à votre demande : {x}", "se queda porque lo guardaste: {x}"),
    ("{x} stays: there are no other {kind} within your limits", "bleibt, denn innerhalb deiner Grenzen gibt es nichts anderes ({kind}): {x}", "reste, car rien d'autre ({kind}) n'entre dans vos limites : {x}", "se queda, porque no hay otra cosa ({kind}) dentro de tus límites: {x}"),
    ("{x} could not stay: it is sold out in your size, or outside your limits", "konnte nicht bleiben, in deiner Größe ausverkauft oder außerhalb deiner Grenzen: {x}", "n'a pas pu rester, épuisé dans votre taille ou hors de vos limites : {x}", "no ha podido quedarse, agotado en tu talla o fuera de tus límites: {x}"),
    ("no piece within your other limits has it", "kein Stück innerhalb deiner übrigen Grenzen hat es", "aucune pièce dans vos autres limites ne l'a", "ninguna prenda dentro de tus otros límites lo tiene"),
    ("nothing within your other limits has it; {x} comes nearest", "nichts innerhalb deiner übrigen Grenzen hat es; am nächsten kommt {x}", "rien dans vos autres limites ne l'a ; le plus proche : {x}", "nada dentro de tus otros límites lo tiene; lo más cercano: {x}"),
    ("nothing that keeps to your other limits goes further that way", "nichts innerhalb deiner übrigen Grenzen geht weiter in diese Richtung", "rien dans vos autres limites ne va plus loin dans ce sens", "nada dentro de tus otros límites va más lejos en eso"),
    ("nothing in the shop is left under this", "darunter bleibt im Shop nichts übrig", "il ne reste rien dans la boutique avec cela", "con eso no queda nada en la tienda"),
    ("no {kind} that keep to the rest", "keine, die zum Rest passen: {kind}", "rien qui respecte le reste : {kind}", "nada que respete lo demás: {kind}"),
    # ── why a slot is empty ──
    ("you wear your own", "du trägst dein eigenes Stück", "vous portez le vôtre", "llevas el tuyo"),
    ("left out, as you asked", "weggelassen, wie gewünscht", "laissé de côté, comme demandé", "fuera, como pediste"),
    ("warm enough without one", "auch ohne warm genug", "assez chaud sans", "abriga bastante sin ello"),
    ("nothing for it in the shop", "dafür gibt es im Shop nichts", "rien pour cela dans la boutique", "no hay nada para eso en la tienda"),
    ("nothing under the remaining {money}", "nichts für die übrigen {money}", "rien pour les {money} restants", "nada por los {money} que quedan"),
    ("nothing that lifts this look", "nichts, was diesen Look besser macht", "rien qui améliore cette tenue", "nada que mejore este conjunto"),
    ("nothing within your limits", "nichts innerhalb deiner Grenzen", "rien dans vos limites", "nada dentro de tus límites"),
    ("you asked for none: {wish}", "das wolltest du nicht: {wish}", "vous n'en vouliez pas : {wish}", "no querías: {wish}"),
    ("nothing here keeps to “{wish}”", "nichts hier hält „{wish}“ ein", "rien ici ne respecte « {wish} »", "nada aquí respeta «{wish}»"),
    ("no other {kind} in stock", "sonst nichts auf Lager: {kind}", "rien d'autre en stock : {kind}", "nada más en existencias: {kind}"),
    ("no {kind} in stock", "nichts auf Lager: {kind}", "rien en stock : {kind}", "sin existencias: {kind}"),
    ("sold out", "ausverkauft", "épuisé", "agotado"),
    ("{x} is {colour}", "In {colour}: {x}", "En {colour} : {x}", "En {colour}: {x}"),
)  # fmt: skip
"""The special before the general: the first form that a note has is taken."""

NOTHING: Form = ("nothing", "nichts", "rien", "nada")
CLAUSES: tuple[Form, ...] = (
    ("in size {size}", "in Größe {size}", "en taille {size}", "en talla {size}"),
    ("under {money}", "unter {money}", "à moins de {money}", "por menos de {money}"),
    ("that is not {colour}", "außer in {colour}", "sauf en {colour}", "salvo en {colour}"),
    ("without heels", "ohne Absatz", "sans talon", "sin tacón"),
    ("without {material}", "ohne {material}", "sans {material}", "sin {material}"),
    ("other than {kind}", "außer {kind}", "hormis {kind}", "salvo {kind}"),
    ("not by {brand}", "außer von {brand}", "hors {brand}", "salvo de {brand}"),
    ("not {pattern}", "nicht {pattern}", "non {pattern}", "que no sea {pattern}"),
    ("with a {level} heel", "mit Absatz {level}", "à talon {level}", "con tacón {level}"),
    ("with a {level} fit", "mit Schnitt {level}", "de coupe {level}", "de corte {level}"),
    ("that keeps water out", "das wasserdicht ist", "qui soit imperméable", "que sea impermeable"),
    ("that covers as much", "das so viel bedeckt", "qui couvre autant", "que cubra tanto"),
    ("by {brand}", "von {brand}", "de chez {brand}", "de la marca {brand}"),
    ("in {colour}", "in {colour}", "en {colour}", "en {colour}"),
    ("made of {material}", "aus {material}", "en matière {material}", "hecho de {material}"),
)  # fmt: skip
"""What a search was held to, as it follows "nothing"."""

WISHES: tuple[Form, ...] = (
    ("other tops", "andere Oberteile", "d'autres hauts", "otras partes de arriba"),
    ("other bottoms", "andere Hosen oder Röcke", "d'autres bas", "otras partes de abajo"),
    ("other dresses", "andere Kleider", "d'autres robes", "otros vestidos"),
    ("other outer layers", "andere Jacken", "d'autres vestes", "otras chaquetas"),
    ("other coats or jackets", "andere Mäntel oder Jacken", "d'autres manteaux ou vestes", "otros abrigos o chaquetas"),
    ("other outerwear", "andere Jacken", "d'autres vestes", "otras chaquetas"),
    ("other shoes", "andere Schuhe", "d'autres chaussures", "otros zapatos"),
    ("other bags", "andere Taschen", "d'autres sacs", "otros bolsos"),
    ("other accessories", "andere Accessoires", "d'autres accessoires", "otros accesorios"),
    ("a cheaper look", "ein günstigerer Look", "une tenue moins chère", "un conjunto más barato"),
    ("a dearer look", "ein teurerer Look", "une tenue plus chère", "un conjunto más caro"),
    ("a warmer look", "ein wärmerer Look", "une tenue plus chaude", "un conjunto que abrigue más"),
    ("a lighter look", "ein leichterer Look", "une tenue plus légère", "un conjunto más ligero"),
    ("a dressier look", "ein eleganterer Look", "une tenue plus habillée", "un conjunto más elegante"),
    ("a more casual look", "ein lässigerer Look", "une tenue plus décontractée", "un conjunto más informal"),
    ("a bolder look", "ein mutigerer Look", "une tenue plus audacieuse", "un conjunto más atrevido"),
    ("a quieter look", "ein ruhigerer Look", "une tenue plus discrète", "un conjunto más discreto"),
    ("a more comfortable look", "ein bequemerer Look", "une tenue plus confortable", "un conjunto más cómodo"),
)
SLOTS_MANY: tuple[Form, ...] = (
    ("tops", "Oberteile", "hauts", "partes de arriba"),
    ("top", "Oberteil", "haut", "parte de arriba"),
    ("bottoms", "Hosen oder Röcke", "bas", "partes de abajo"),
    ("bottom half", "Hose oder Rock", "bas", "parte de abajo"),
    ("bottom", "Hose oder Rock", "bas", "parte de abajo"),
    ("dresses", "Kleider", "robes", "vestidos"),
    ("dress", "Kleid", "robe", "vestido"),
    ("outerwear", "Jacken und Mäntel", "vestes et manteaux", "chaquetas y abrigos"),
    ("outer layers", "Jacken und Mäntel", "vestes et manteaux", "chaquetas y abrigos"),
    ("coats or jackets", "Mäntel oder Jacken", "manteaux ou vestes", "abrigos o chaquetas"),
    ("outer layer", "Jacke", "veste", "chaqueta"),
    ("shoes", "Schuhe", "chaussures", "zapatos"),
    ("bags", "Taschen", "sacs", "bolsos"),
    ("bag", "Tasche", "sac", "bolso"),
    ("accessories", "Accessoires", "accessoires", "accesorios"),
    ("accessory", "Accessoire", "accessoire", "accesorio"),
)
NEUTRAL: dict[Language, str] = {
    "en": "not within your other wishes",
    "de": "mit deinen übrigen Wünschen nicht zu vereinbaren",
    "fr": "pas compatible avec vos autres souhaits",
    "es": "no compatible con tus otros deseos",
}
FEEDBACK: dict[str, Form] = {
    "profile": ("Noted. You can see in your profile what I made of it.", "Notiert. In deinem Profil siehst du, was ich daraus gemacht habe.", "C'est noté. Votre profil montre ce que j'en ai retenu.", "Anotado. En tu perfil puedes ver qué he sacado de ello."),
    "visit": ("Noted for this visit. Allow personalisation in your profile, and I will remember it.", "Für diesen Besuch notiert. Erlaube in deinem Profil die Personalisierung, dann merke ich es mir.", "C'est noté pour cette visite. Autorisez la personnalisation dans votre profil, et je m'en souviendrai.", "Anotado para esta visita. Permite la personalización en tu perfil y lo recordaré."),
    "nothing": ("Thank you. It helps to make the answers better; it says nothing of your taste.", "Danke. Das hilft, die Antworten besser zu machen; über deinen Geschmack sagt es nichts.", "Merci. Cela aide à améliorer les réponses ; cela ne dit rien de vos goûts.", "Gracias. Ayuda a mejorar las respuestas; no dice nada de tu gusto."),
}  # fmt: skip
