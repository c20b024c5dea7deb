# ruff: noqa: E501 - patterns read best one idea a line
"""What a shop's words like to promise and no fact of a look bears out, in the four languages of the replies.

Scarcity, service, how a thing turns out in size, what prices will do, other shops, who else wears it. `DETAILS` are parts of
a garment, which a title may name.
"""

from collections.abc import Mapping

from aurora.types import Language

__all__ = ["DETAILS", "PROMISES"]

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_EN = (
    # scarcity and hurry
    r"(?:hardly|barely|scarcely) (?:any|a|one)(?: (?!dollar|euro|money|budget)\w+){0,3} left|(?:sizes?|pairs?|stocks?|numbers|units?) (?:(?:are|is|have|has|already|all|nearly|almost|getting|now) )+(?:gone|going|left|limited|low|thin|scarce|short|selling)|stocks? (?:is|are|has|won't|will)|down to (?:the|our) (?:last|final|few)|(?:last|final|remaining) (?:handful|ones?|pairs?|pieces?|sizes?|units?|items?)|sells? out|(?:still|be) (?:there|here|around|available)(?: \w+)? (?:tomorrow|tonight|next week|by)|gone (?:by |before )?(?:tomorrow|tonight|soon)|be quick|don['’]t (?:wait|sleep on)|act (?:fast|now)|snap (?:it|them) up|somebody else|in (?:high|great|short) (?:demand|supply)|scarce|hard to (?:get|find|come by)|disappears? fast",
    # service
    rf"(?:be|is|are) with you (?:by|in|on|within|before|tomorrow|tonight|next|at)|(?:at|on) your (?:door|doorstep)|in your hands (?:by|in|on|tomorrow)|d[ei]spatch\w*|courier|parcel|postage|warehouse|tracking|customs|(?:have|get|receive) (?:it|them|this|these|everything|the \w+) (?:by|within|tomorrow|tonight|overnight|in \w+ (?:days?|hours?|weeks?)|on {_DAY})|(?:send|bring|take|ship|give|hand|mail)(?:s|ing)? (?:it|them|this|these|everything|anything|the \w+) back|days to (?:return|send|decide|change|try|bring|think)|swap (?:it|them) for (?:nothing|free)|insur(?:ed|ance)|exchange[sd]?|our (?:[\w-]+ )?(?:shops?|stores?|branch(?:es)?|boutiques?|tailors?|seamstress\w*|atelier|workshop|showroom|team|staff)|(?:get|have) (?:it|them) (?:altered|taken in|taken up|hemmed)|alterations?|take (?:it|them|the \w+) up for you|(?:before|with|plus|including|excluding|without) (?:sales )?tax\w*|vat|customs dut(?:y|ies)",
    # how it turns out in size
    r"(?:runs?|comes? up) (?:a (?:little|bit|touch) |slightly |quite |very |rather )?(?:small|large|big|narrow|wide|tight|true to size)|true to size|(?:a|one|half a|two) (?:full |half )?sizes? (?:up|down|bigger|larger|smaller|lower|higher)|siz(?:e|ing) (?:up|down)|half[- ]sizes?|half a size|(?:generous|tight|snug) (?:in|on|round|around) (?:the )?(?:size|toes?|chest|hips|waist|shoulders)|you(?:['’]re| are| take| need| wear|['’]ll need|['’]d be| will be)(?: probably| surely| certainly)? an? \d+",
    # what the price was, will be, or is elsewhere
    r"(?:full|old|regular|usual|original|normal|list|retail|recommended|everyday) price|prices? (?:goes|go|is going|are going|will|rises?|ends?|doubles?|changes?)|goes back (?:up|to)|(?:up|down) (?:tomorrow|next week|at midnight|after today)|(?:only |just )?(?:today|tonight) only|only today|department stores?|(?:other|another|any other|most|any) (?:shop|store|boutique|retailer|brand|label|house)s?|competitors?|online|(?:find|get|buy|pay|costs?|better|cheaper)(?: \w+){0,6} (?:any|some)where(?: else)?|for the price of|charges?(?: \w+){0,3} (?:more|double|triple|twice|times)",
    # who else wears it
    r"(?:worn|loved|chosen|adored|approved|recommended|photographed) by(?! you)|(?:everybody|everyone|people|brides|guests|women|ladies|gentlemen|insiders|editors|stars|colleagues)(?: \w+){0,3} (?:will be|are|is|['’]s|be) (?:wearing|buying|choosing|ordering|talking|raving|asking)|most (?:people|women|men|customers|shoppers|brides|guests|of our) \w+|all the (?:brides|editors|rage|stars|women|men|guests)|must[- ]haves?|it[- ]bags?|(?:front )?cover of|on the cover|magazines?|runways?|catwalks?|duchess|princess(?:es)?|queens?|actress(?:es)?|influencers?|(?:film|movie|pop) stars?",
    # how long it lasts
    r"(?:a few|several|some|a couple of) (?:hundred|thousand)s?|hundreds|weighs?(?! in)|\w+ (?:grams?|kilos?|kilograms?|ounces?|gramm|grammes?|gramos?)|dr(?:y|ies) (?:with)?in (?:minutes|seconds|no time|an hour|hours|a day)|quick[- ]dry\w*",
    r"lasts? (?:you )?(?:a lifetime|forever|for (?:years|decades|ever)|years|decades|longer than)|never (?:wears?|goes) (?:out(?! of (?:style|fashion))|through)|never comes? out|indestructible|unbreakable|(?:river|stream|deep[- ]water) crossings?|underwater",
)
_DE = (
    r"(?:kaum|fast|nur|bloß) (?:noch )?(?:welche|keine|einige|wenige|ein paar|einzelne|restliche)(?: \w+){0,2}(?: (?:da|übrig|zu haben|vorhanden|stück\w*|exemplar\w*))?|restposten|bestand|bestände|gehen (?:schnell )?(?:weg|aus)|wer zuerst kommt|schnell zugreifen|heiß begehrt|rar",
    r"(?:ist|sind|hast|habt|bekommst|kriegst) (?:\w+ ){0,4}(?:bei dir|vor der tür|im haus|in den händen)|(?:schick|send|bring)\w* (?:\w+ ){0,3}zurück|zurück(?:schick|send|geb|bring)\w*|tage (?:lang )?(?:zeit|rückgabe)|anders (?:zu )?überleg\w*|unser(?:e[nrms]?)? (?:\w+ )?(?:laden|läden|geschäft|filiale|schneider\w*|boutique|lager|team)|steuern?|zoll|porto|paket\w*|abhol\w*",
    r"(?:fällt|fallen|fielen) (?:\w+ ){0,2}(?:klein|groß|eng|weit|schmal|normal|kürzer|länger)\w* ?(?:aus)?|(?:eine|halbe|ganze|zwei)[rn]? (?:halbe |ganze )?(?:nummer|größe)n? (?:größer|kleiner|höher|tiefer|mehr|weniger)|(?:nimm|bestell\w*|wähl\w*) (?:\w+ ){0,3}(?:in )?(?:größe )?\d\d",
    r"(?:voll|alt|regulär|ursprünglich|üblich|normal)e[nr]? preis|preis(?:e)? (?:steigt|steigen|fällt|fallen|gilt|gelten|geht|erhöht)|andere(?:n|s|r)? (?:geschäft|laden|läden|shop|händler|marke)\w*|online|nirgend(?:s|wo) (?:\w+ )?(?:billiger|günstiger)|(?:jede[rn]?|alle|viele) (?:gäste?|frau|frauen|männer|leute|braut|bräute|kollegen)|titelseite|magazin\w*|laufsteg\w*|herzogin|prinzessin|schauspieler\w*|hält (?:ein leben lang|ewig|jahrelang|für immer)",
)
_FR = (
    r"il (?:y )?en (?:a|reste) (?:plus )?(?:très )?peu(?! plus| moins)|(?:très )?peu (?:en|de) (?:rayon|stock|pièces?|exemplaires?|tailles?)|en rayon|stocks?|fond(?:ent)? comme|part(?:ent)? vite|(?:ça|cela|elle|il)s? (?:s[’']arrache\w*|part\w* vite)|raret[ée]s?|rares?",
    r"(?:vous|tu) (?:l[’']|les |la |le )?(?:aur|recevr|recev|reço)\w+|chez vous (?:demain|sous|en|dans|avant)|(?:renvo|rapport|retourn)\w+|chang\w+ d[’']avis|jours pour|notre (?:\w+ )?(?:boutique|magasin|atelier|couturi\w+|équipe)|nos (?:boutiques|magasins)|taxes?|tva|douane|colis|à domicile|retir\w+ en",
    r"taille[nt]* (?:\w+ )?(?:petit|grand|juste|normal|large|serré)\w*|(?:une|deux|demi[- ])?(?: ?demi-)?tailles? (?:au-dessus|en dessous|de plus|de moins|supérieure|inférieure)|(?:prenez|prends|commandez|commande|choisis\w*)(?:-la|-le|-les)? (?:\w+ ){0,3}(?:en |un |du )\d\d",
    r"(?:plein|ancien|vrai|juste) (?:tarif|prix)|prix (?:d[’']origine|public|normal|habituel|plein)|prix (?:monte|baisse|augmente|remonte|double)\w*|(?:autre|d[’']autres) (?:boutique|magasin|enseigne|marque)s?|grands? magasins?|en ligne|partout ailleurs|toutes les (?:mariées|invitées|femmes)|tous les (?:invités|hommes)|en couverture|magazines?|podiums?|duchesse|princesse|actrice|toute (?:la|une) vie|des années",
)
_ES = (
    r"(?:apenas|casi no) (?:\w+ ){0,2}(?:queda|hay|exist)\w*(?: \w+)?|existencias|stock|vuela\w* (?:de|en)|se (?:acaba|va|agota)\w* (?:enseguida|pronto|rápido|volando)|muy (?:solicitad|demandad|buscad)[oa]s?|escas[oa]s?",
    r"(?:lo|la|los|las)? ?(?:tienes|tendrás|recibes|recibirás) (?:\w+ ){0,3}(?:en casa|mañana|hoy|en \w+ días)|mañana (?:\w+ ){0,3}(?:en casa|contigo)|(?:devuélve|devuelve|devuelves|cambiar de idea|cambias de idea)\w*|días para|nuestr[oa]s? (?:\w+ )?(?:tienda|boutique|taller|modista|sastre|equipo|almacén)s?|impuestos?|iva|aduana\w*|paquete|a domicilio|recog\w+ en",
    r"talla[n]? (?:\w+ )?(?:pequeño|grande|justo|normal|ancho|estrecho)|(?:una|media|dos) tallas? (?:más|menos|mayor|menor|por encima|por debajo)|(?:pide|pídel[oa]|elige|coge)\w* (?:\w+ ){0,3}(?:en )?(?:la |una |el )?\d\d",
    r"precio (?:original|normal|habitual|completo|antiguo|anterior|sube|baja|vuelve|se dobla)|(?:otra|otras|cualquier|ninguna) (?:tienda|marca)s?|grandes almacenes|en línea|online|por internet|en ningún (?:sitio|lugar)|todas las (?:novias|invitadas|mujeres)|portada|revistas?|duquesa|princesa|actriz|años y años|dura\w* (?:toda|años|siempre)",
)
PROMISES: Mapping[Language, tuple[str, ...]] = {"en": _EN, "de": _DE, "fr": _FR, "es": _ES}
"""Patterns of what is never said, by language; what stands for English is read in every language."""

DETAILS = (
    ("pocket|cargo", r"pockets|(?:an?|inside|inner|breast|back|chest|hip|patch|hidden) pocket(?! squares?)"), ("hood", r"hood(?:ed|s)?"), ("zip", r"zips|zipped|zippers?|(?:a|the|its|front|side|back) zip"), ("button", r"buttons?|buttoned"), ("lined", r"lin(?:ing|ings)|(?:fully |half |fleece-)?lined"),
    ("sole|rubber|jute", r"(?:\w+-|out|in|mid)?soles?|\w+-soled"), ("buckle", r"buckles?|buckled"), ("drawstring", r"drawstrings?"), ("laptop", r"(?:laptop|tablet|notebook computer)s?"), ("touchscreen", r"touch[- ]?screens?"),
    ("canvassed", r"(?:half |fully |full )?canvassed"), ("slit", r"slits?"), ("strap", r"straps?|strappy"), ("cuff", r"cuffs"), ("lapel", r"lapels?"), ("ruffle", r"ruffles?|ruffled"), ("pleat", r"pleats?|pleated"), ("fringe", r"fringe[ds]?|tassels?"),
    ("bead", r"beads?|beaded|beading"), ("elastic", r"elasticated"), ("train", r"a train|its train|the train"), ("bias", r"bias[- ]cut"), ("backless", r"backless|open back"), ("cork", r"corks?"),
)  # fmt: skip
"""Parts and makings of a garment: what a title has to hold, and the words that tell of it."""
