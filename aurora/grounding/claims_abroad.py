# ruff: noqa: E501 - patterns read best one idea a line
"""What a German, French or Spanish sentence may claim: patterns by kind of claim, each for one language only.

Written by kind and not by sentence: a kind lists how the language says it in verbs, nouns and adjectives, by their stems.
"""

from collections.abc import Mapping

from aurora.types import Language

__all__ = ["HEELS", "PLAIN", "STOCKED", "UNKNOWN", "WATERPROOF"]

WATERPROOF: Mapping[Language, str] = {
    "de": r"(?:wasser|regen|wetter|schnee|sturm)(?:dicht|fest|abweisend|resistent|sicher|undurchlässig)\w*|imprägniert\w*|(?:hält|halten|lässt|lassen) (?:\w+ ){0,3}(?:regen|wasser|nässe|feuchtigkeit|schauer) (?:\w+ )?(?:ab|draußen|fern|aus|stand|nicht durch)|hält (?:\w+ ){0,2}trocken|(?:füße|sachen|alles|innen\w*) bleib\w* (?:\w+ )?trocken|bleib\w* (?:die |deine )?(?:füße|sachen|innen|drinnen) trocken|(?:regen|wasser|tropfen) (?:perlt|läuft|rinnt|tropft) (?:\w+ )?ab|kein(?:en)? (?:tropfen|regen|wasser) (?:\w+ )?durch|(?:regen|wasser|nässe|sturm) (?:kann|macht|tut) (?:\w+ ){0,3}(?:nichts|kein\w*)|trotzt (?:\w+ )?(?:regen|sturm|wetter)",
    "fr": r"imperméables?|déperlante?s?|étanches?|hydrofuges?|résistante?s? (?:à l[’']eau|à la pluie|aux intempéries)|(?:ne )?crain\w+ (?:ni |pas |rien de )?(?:la pluie|l[’']eau|l[’']averse|les averses)|(?:garde|tient|reste)\w* (?:\w+ ){0,3}(?:au sec|secs?|sèches?)|à l[’']épreuve (?:de l[’']eau|de la pluie)|(?:protège|abrite|isole)\w* (?:\w+ ){0,2}(?:de la pluie|de l[’']eau|des averses)|(?:la pluie|l[’']eau) (?:glisse|coule|ruisselle|perle)",
    "es": r"impermeables?|hidrófug[oa]s?|estanc[oa]s?|repelente?s? al agua|resistentes? (?:al agua|a la lluvia)|(?:aguanta|resiste|soporta|repele)n? (?:\w+ ){0,3}(?:lluvia|agua|tormentas?|chaparr\w+|aguacero\w*)|a prueba de (?:agua|lluvia|tormentas?)|no (?:le |les )?(?:teme|entra|cala|pasa|importa)n? (?:\w+ ){0,3}(?:lluvia|agua|tormenta)|(?:te )?mantiene\w* (?:\w+ ){0,3}sec[oa]s?|protege\w* (?:\w+ ){0,2}(?:de la lluvia|del agua)|(?:la lluvia|el agua) (?:resbala|se desliza)",
}
STOCKED: Mapping[Language, str] = {
    "de": r"auf lager|vorrätig|verfügbar|lieferbar|zu haben",
    "fr": r"en stock|disponibles?",
    "es": r"en stock|disponibles?|en existencias",
}
UNKNOWN: Mapping[Language, str] = {
    "de": r"(?:nicht|keine?) (?:angabe|angegeben|bekannt|genannt|erwähnt|vermerkt)\w*|weiß (?:ich )?nicht|kann (?:ich )?nicht (?:sagen|versprechen|prüfen|bestätigen|garantieren)",
    "fr": r"(?:pas|rien) (?:indiqué|précisé|mentionné|dit)\w*|(?:je )?ne sais|ne (?:peux|puis) (?:pas )?(?:dire|promettre|vérifier|garantir|confirmer)",
    "es": r"no (?:sé|consta|se indica|indica|pone|dice|puedo (?:decir|prometer|comprobar|garantizar|confirmar))",
}
HEELS: Mapping[Language, tuple[str, str, str]] = {
    "de": (r"flach(?:e[nrms]?)?|absatzlos\w*|ohne absatz", r"hoh(?:e[nrms]?) abs(?:a|ä)tz\w*|stilettos?|high heels|pfennigabs\w*", r"halbhoh\w*|mittelhoh\w*"),
    "fr": (r"plate?s?|sans talons?", r"hauts talons|talons? (?:hauts?|aiguilles?|vertigineux)|stilettos?", r"petits? talons?|talons? moyens?"),
    "es": (r"plan[oa]s?|bajit[oa]s?|sin tac[oó]n(?:es)?", r"tac[oó]n(?:es)? (?:alt[oa]s?|de aguja)|de aguja|stilettos?", r"medio tac[oó]n|tac[oó]n medio"),
}  # fmt: skip
"""Words for flat, high and middling heels."""

_DE = (
    # made, by whom and where
    r"(?:von|per|in) hand (?:\w+ )?(?:ge\w+|verarbeitet|bestickt|bemalt|zugeschnitten|gefertigt|vernäht)|hand(?:gemacht|gefertigt|genäht|gestrickt|gewebt|bestickt|bemalt|arbeit|werk|verlesen)\w*|maßgeschneidert\w*|maßanfertigung|nach maß|manufaktur\w*|atelier|werkstatt|kunsthandwerk\w*|einzelstück\w*|unikat\w*",
    r"(?:hergestellt|gefertigt|gemacht|produziert|genäht|gewebt|geschneidert|entworfen) in \w+|in [A-ZÄÖÜ]\w+ (?:hergestellt|gefertigt|gemacht|produziert|genäht|gewebt|geschneidert|entworfen)|(?:italienisch|französisch|spanisch|portugiesisch|japanisch|schottisch|britisch|englisch|schweizer|türkisch|irisch|deutsch)\w*|kommt aus (?:italien|frankreich|spanien|portugal|japan|schottland|irland|paris|mailand)",
    # ethics
    r"nachhaltig\w*|umweltfreundlich\w*|klimaneutral\w*|ökologisch\w*|bio(?:baumwolle|zertifiziert|logisch\w*)?|fair (?:gehandelt|produziert|hergestellt)\w*|fairtrade|recycelt\w*|wiederverwertet\w*|tierfreundlich\w*|tierleid\w*|tierversuch\w*|(?:kein|ohne) tier\w*|tierisch\w*|vegan\w*|ethisch\w*|zertifiziert\w*",
    # care and function
    r"atmungsaktiv\w*|schnelltrocknend\w*|trocknet (?:\w+ )?(?:im nu|schnell|rasch|sofort)|knitter(?:frei|arm|t nicht|t nie)\w*|bügelfrei\w*|(?:maschinen)?waschbar\w*|waschmaschine|pflegeleicht\w*|schmutzabweisend\w*|fleckenabweisend\w*|geruchs\w+|antibakteriell\w*|winddicht\w*|windabweisend\w*|uv-?schutz|hypoallergen\w*|rutschfest\w*|beheizbar\w*|unverwüstlich\w*|reißfest\w*|kratzfest\w*|wendbar\w*|gepolstert\w*|gefüttert\w*|wattiert\w*|stretch\w*|dehnbar\w*|elastisch\w*",
    r"(?:läuft|laufen|geht|gehen|färbt|knittert|verblasst|fusselt) (?:\w+ )?(?:nicht|nie|niemals) ?(?:ein|ab|aus)?",
    # popularity
    r"bestseller|verkaufsschlager|kundenliebling\w*|meistverkauft\w*|(?:beliebtest|gefragtest|begehrtest)\w*|beliebt\w*|kund(?:en|innen) (?:lieben|sagen|schwören|schwärmen|bewerten)|(?:alle|viele|jede[r]?) (?:tragen|kaufen|lieben|wollen)|bewert\w*|rezension\w*|(?:fünf|vier|drei|\d)[- ]?sterne\w*|preisgekrönt\w*|ausgezeichnet mit|im trend|trendteil|angesagt\w*|promi\w*|laufsteg\w*|vogue",
    # stock and hurry
    r"nur noch (?!\d)|letzte[rsn]? (?:stück|exemplar|paar|chance|größe|teil)|(?:fast|bald|schnell) (?:weg|vergriffen|ausverkauft)|vergriffen|ausverkauft|beeil\w*|schnell sein|greif zu|zuschlagen|solange (?:der )?vorrat|begehrt|nicht mehr lange|wieder (?:da|hier|erhältlich|verfügbar|zurück|eingetroffen|auf lager|lieferbar|im sortiment)|neu eingetroffen|neuheit\w*|gerade erst|brandneu\w*|limitiert\w*|exklusiv\w*|sonder(?:angebot|aktion|preis|edition|modell)\w*",
    # money
    r"rabatt\w*|reduziert\w*|(?:sonder)?angebot\w*|schnäppchen|sale|herabgesetzt\w*|ermäßigt\w*|ermäßigung|gutschein\w*|code|aktion\w*|halbe[rn]? preis|zum halben|(?:die )?hälfte|drittel|viertel|prozent|günstiger als (?:sonst|überall|anderswo|woanders|üblich)|(?:anderswo|woanders|andere läden|andere shops)|früher kostete|vorher kostete|normalerweise|geschenkt|gratis|kostenlos\w*|umsonst|das doppelte|ratenzahlung|mitglieder|treuepunkte|bonus",
    # service
    r"versand\w*|versend\w*|versch(?:ickt|icken)\w*|liefer\w*|geliefert|zustell\w*|kommt (?:\w+ )?(?:morgen|übermorgen|heute|am (?:montag|dienstag|mittwoch|donnerstag|freitag|samstag))|morgen (?:\w+ )?(?:da|bei dir)|rückgabe\w*|retoure\w*|umtausch\w*|garantie\w*|geld zurück|erstatt\w*|geschenkverpackung\w*|geschenkverpackt",
    # quality
    r"echtleder|(?:echt|rein|pur)(?:e[nrms]?)? \w*(?:leder|seide|wolle|baumwolle|leinen|kaschmir|gold|silber|pelz|samt)|100 ?%|hundert prozent|designer\w*|luxus\w*|edelst\w*|hochwertigst\w*|lebenslang\w*|für die ewigkeit|vintage|second ?hand|antik\w*",
)
_FR = (
    r"(?:faite?s?|cousue?s?|tissée?s?|tricotée?s?|brodée?s?|peinte?s?|fabriquée?s?|montée?s?|finie?s?) (?:entièrement )?(?:à la )?main|fait[- ]main|artisan\w*|sur mesure|haute couture|couturi\w+|(?:pièce )?unique au monde|exclusi\w+|en exclusivité",
    r"(?:fabriquée?s?|faite?s?|conçue?s?|produite?s?|cousue?s?|tissée?s?|imaginée?s?|dessinée?s?) (?:en|à|au) \w+|(?:vien(?:t|nent)|issue?s?|provien(?:t|nent)) d[’'e]\w* ?(?:un |une )?(?:atelier|maison|usine|(?-i:[A-ZÉ]\w+))\w*|atelier\w*|italien(?:ne)?s?|français(?:e|es)?|espagnol(?:e|s|es)?|portugais(?:e|es)?|japonais(?:e|es)?|écossais(?:e|es)?|parisien(?:ne)?s?|britanniques?|made in",
    r"durable(?:ment)?s?|éco-?(?:responsable|conçu)\w*|écologiques?|éthiques?|équitables?|responsables?|bio(?:logiques?)?|recyclée?s?|recyclables?|upcyclée?s?|végan\w*|vegan\w*|neutre en carbone|respectueu\w+|sans cruauté|aucun animal|origine animale|matière animale|certifiée?s?|label\w*",
    r"respirante?s?|sèche\w* (?:vite|rapidement|en un)|(?:ne )?(?:se )?froisse\w* (?:pas|jamais|peu)|infroissables?|sans repassage|lavables?|passe\w* en machine|machine à laver|anti-?\w+|coupe-vent|protection uv|hypoallergénique\w*|antidérapant\w*|chauffant\w*|inusables?|indéchirables?|increvables?|réversibles?|matelassée?s?|doublée?s?|rembourrée?s?|ouatinée?s?|stretch|extensibles?|élastiques?|(?:ne )?(?:déteint|rétrécit|bouge|peluche)\w* (?:pas|jamais)",
    r"best[- ]?seller\w*|meilleures? ventes?|meilleur vendeur|plus vendue?s?|coup de cœur (?:des|de nos)|plébiscitée?s?|(?:la|le|les) plus (?:populaires?|demandée?s?|aimée?s?)|client(?:e|s|es) (?:adorent|aiment|disent|en)|tout le monde (?:\w+ )?(?:porte|veut|achète|adore)|(?<!mon )avis|notée?s?|(?:cinq|quatre|trois|\d) étoiles|primée?s?|tendance du moment|célébrité\w*|vu(?:e|s|es)? (?:à|dans|sur)|défilé\w*|vogue",
    r"(?:il )?ne (?:vous )?(?:nous )?(?:en )?reste\w* (?:plus )?(?:que|qu[’']\w*)|plus que|dernière?s? (?:pièces?|paires?|chances?|exemplaires?|tailles?|articles?)|presque (?:épuisée?s?|partie?s?)|épuisée?s?|rupture|faites vite|soyez rapide\w*|dépêchez|dépêche|avant qu[’']\w*|stock limité|quantité limitée|édition limitée|limitée?s?|de retour|à nouveau disponible|revien(?:t|nent)(?! à)|revenue?s?|réassort\w*|vient d[’']arriver|arrivage|nouveautés?|nouvelle collection|tout juste arrivée?s?",
    r"soldes?|soldée?s?|en promotion|promos?|promotions?|réductions?|réduite?s?|remises?|rabais|bonne affaire|code(?! vestimentaire)|bon d[’']achat|moitié prix|à moitié|la moitié|(?:un|le) (?:quart|tiers)|deux tiers|pour cent|moins cher (?:qu[’']ailleurs|qu[’']en)|(?<!d[’'])ailleurs|d[’']habitude|le double|bradée?s?|offerte?s?|gratuit\w*|cadeau\w*|en plusieurs fois|mensualités?|fidélité|membres?",
    r"livr(?:aison|ée?s?|é|er|ons)\w*|expédi\w+|envoyée?s?|arriv(?:e|ent|era|eront) (?:\w+ )?(?:demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|sous)|retours?|échange\w*|garanti\w*|remboursée?s?|remboursement\w*|emballage\w*",
    r"véritables?|authentiques?|pure?s?|100 ?%|cent pour cent|créateur\w*|luxe|de luxe|à vie|éternel\w*|vintage|seconde main|d[’']occasion|antiques?",
)
_ES = (
    r"(?:hech|cosid|tejid|bordad|pintad|fabricad|confeccionad|acabad|terminad|elaborad)[oa]s? (?:enteramente )?a mano|se (?:cose|teje|borda|pinta|hace|fabrica|confecciona)n? a mano|a mano|artesan\w*|a medida|alta costura|pieza única|exclusiv\w+|en exclusiva",
    r"(?:hech|fabricad|diseñad|cosid|tejid|confeccionad|producid|elaborad)[oa]s? en \w+|viene\w* de (?:un |una )?(?:taller|[A-ZÁÉÍÓÚ]\w+)|taller\w*|italian[oa]s?|frances(?:a|es|as)?|francés|español(?:a|es|as)?|portugués|portugues\w+|japonés|japones\w+|escocés|escoces\w+|británic[oa]s?|made in",
    r"sostenibl\w+|sostenibilidad|ecológic[oa]s?|eco-?respons\w*|orgánic[oa]s?|étic[oa]s?|comercio justo|reciclad[oa]s?|reciclables?|vegan[oa]s?|neutr[oa]s? en carbono|respetuos[oa]s?|sin crueldad|libres? de crueldad|ningún animal|origen animal|certificad[oa]s?",
    r"transpirables?|seca\w* (?:rápido|enseguida|al instante|en un)|(?:no )?se arruga\w*|no (?:\w+ )?arruga\w*|antiarrugas|sin plancha|lavables?|a máquina|lavadora|anti\w{4,}|cortavientos|protección solar|protección uv|hipoalergénic[oa]s?|antideslizante\w*|calefactable\w*|indestructibl\w+|irrompibl\w+|reversibl\w+|acolchad[oa]s?|forrad[oa]s?|elástic[oa]s?|stretch|(?:no )?(?:destiñe|encoge)\w*|para siempre|toda la vida",
    r"superventas|best[- ]?seller\w*|más vendid[oa]s?|más popular\w*|más pedid[oa]s?|favorit[oa]s? de (?:l[oa]s|nuestr[oa]s)|client[ae]s? (?:adoran|aman|dicen|repiten|la|lo|los)|todo el mundo|todas lo|reseñas?|opiniones|valorad[oa]s?|(?:cinco|cuatro|tres|\d) estrellas|premiad[oa]s?|tendencia\w*|famos[oa]s?|celebridad\w*|pasarela\w*|vogue",
    r"(?:sol[oa]|sólo|únicamente|apenas) (?:nos )?(?:queda|hay|resta)\w*|queda\w* (?:sol[oa]|sólo)|queda\w* (?:un[oa]?|dos|tres|cuatro) (?:unidad\w*|par(?:es)?|piezas?|prendas?|tallas?)|queda\w* (?:muy )?poc[oa]s?|últim[oa]s? (?:unidad\w*|pieza\w*|par\w*|prenda\w*|tallas?|oportunidad)|casi agotad[oa]s?|agotad[oa]s?|se agota\w*|date prisa|daos prisa|corre\b|antes de que|hasta agotar|edición limitada|limitad[oa]s?|ha(?:n)? vuelto|vuelve\w* a (?:estar|haber)|de nuevo (?:en|disponible)|otra vez (?:en|disponible)|acaba\w* de llegar|recién llegad[oa]s?|novedad\w*|nueva (?:colección|temporada)|repuest[oa]s?",
    r"rebaj\w+|oferta\w*|descuent\w+|descontad[oa]s?|promoci\w+|ganga\w*|chollo\w*|código(?! de vestimenta)|cupón|cupones|vale de|mitad de precio|a mitad|(?:a )?la mitad|un (?:tercio|cuarto)|dos tercios|por ciento|más barat[oa]s? que en|en otr[oa]s (?:tiendas?|sitios?|lugar\w*)|en otr[oa] (?:tienda|sitio|lugar)|el doble|normalmente|gratis|gratuit[oa]s?|regal\w+|a plazos|cuotas|soci[oa]s|puntos",
    r"env[ií]o\w*|envía\w*|enviamos|entreg\w+|llega\w* (?:\w+ )?(?:mañana|hoy|el (?:lunes|martes|miércoles|jueves|viernes|sábado)|antes)|devoluci\w+|devolver\w*|cambios gratis|garantía\w*|garantizad[oa]s?|reembols\w+|papel de regalo",
    r"auténtic[oa]s?|genuin[oa]s?|(?:seda|piel|cuero|lana|fibras?) natural(?:es)?|pur[oa]s?|100 ?%|cien por cien\w*|de diseñador|de lujo|lujos[oa]s?|vintage|segunda mano|antig[uü][oa]s?",
)
PLAIN: Mapping[Language, tuple[str, ...]] = {"de": _DE, "fr": _FR, "es": _ES}
"""Claims that only the words of a title or a material can bear out."""
