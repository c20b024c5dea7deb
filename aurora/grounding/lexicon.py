# ruff: noqa: E501 - word tables and patterns read best one idea a line
"""Words that state a fact about clothes, in the four languages of the replies, and what each states.

Colours come from `commerce.colours`, garments are in `garment_words`; what is added here is this project's own list.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

import msgspec

from commerce.colours import NAMED

__all__ = [
    "COLOUR_WORDS",
    "MATERIAL_WORDS",
    "PATTERN_WORDS",
    "SUPPORTS",
    "WIDER",
    "Found",
    "blank_idioms",
    "find_words",
    "key",
    "pattern_of",
]


class Found(msgspec.Struct, frozen=True):
    """A word of a lexicon at [start, end) of the text, and what it means."""

    start: int
    end: int
    word: str
    meaning: str


def _table(rows: str) -> dict[str, str]:
    """`meaning: word word_with_blank | …` lines as word → meaning."""
    table: dict[str, str] = {}
    for row in rows.strip().splitlines():
        meaning, _, words = row.partition(":")
        table.update({word.strip(): meaning.strip() for word in words.split("|")})
    return table


# Colour words that are no name of ours map to the nearest one. `red!` is a shade of red: true of a piece that is red, but
# not of a burgundy one, though burgundy is a red.
COLOUR_WORDS: dict[str, str] = {name: name for name in NAMED if name != "multicolour"} | _table("""
    grey: gray | gris | grau | graue | grauer | graues | grauen
    grey!: graphite | slate | pewter | gunmetal
    ivory: off-white | off white
    ivory!: eggshell | pearl white
    cream: crème | creme | cremefarben | cremeweiß
    cream!: vanilla | buttermilk | oatmeal
    beige: nude
    beige!: biscuit | fawn
    wine: bordeaux | oxblood | merlot | weinrot | bordeauxrot
    red: rouge | rouges | rot | rote | roter | rotes | roten | rojo | roja | rojos | rojas
    red!: scarlet | crimson | cherry red | vermilion | ruby
    navy: navy blue | dark blue | marineblau | dunkelblau | bleu marine | azul marino | marine
    navy!: midnight blue | midnight
    blue: bleu | bleue | bleus | bleues | blau | blaue | blauer | blaues | blauen | azul | azules
    blue!: azure | sapphire | cerulean
    light blue: pale blue | hellblau | hellblaue | bleu clair | azul claro | celeste
    light blue!: ice blue | baby blue
    green: vert | verte | verts | vertes | grün | grüne | grüner | grünes | grünen | verde | verdes
    green!: bottle green | jade | kelly green
    yellow: jaune | jaunes | gelb | gelbe | gelber | gelbes | gelben | amarillo | amarilla | amarillos | amarillas
    yellow!: canary | ochre | saffron
    purple: violette | violets | lila | violett | morado | morada | púrpura
    purple!: violet | amethyst
    pink: rosa | rosafarben | rosado | rosada
    pink!: bubblegum
    black: jet | ebony | noir | noire | noirs | noires | schwarz | schwarze | schwarzer | schwarzes | schwarzen | negro | negra | negros | negras
    white: snow white | blanc | blanche | blancs | blanches | weiß | weiße | weißer | weißes | weißen | blanco | blanca | blancos | blancas
    brown: marron | marrons | braun | braune | brauner | braunes | braunen | marrón | marrones
    brown!: chestnut | mahogany | mocha | coffee | espresso | umber
    orange: naranja | naranjas | orangefarben
    orange!: tangerine
    gold: en or | aus gold | de oro | golden | doré | dorée | golden | dorado | dorada
    silver: argenté | argentée | silbern | silberne | plateado | plateada
    turquoise: türkis | turquesa
    charcoal: anthracite | anthrazit | antracita
""")

# Other true names of a colour: a navy piece may be called blue.
WIDER: dict[str, frozenset[str]] = {
    name: frozenset(wider.split("|"))
    for name, wider in {
        "navy": "blue", "denim": "blue|indigo", "indigo": "blue", "royal blue": "blue|cobalt", "cobalt": "blue",
        "sky blue": "blue|light blue", "light blue": "blue|sky blue", "powder blue": "blue|light blue",
        "charcoal": "grey", "silver": "grey", "ivory": "white|cream", "cream": "ivory", "burgundy": "red|wine",
        "wine": "red|burgundy", "maroon": "red|burgundy", "blush": "pink", "dusty pink": "pink", "hot pink": "pink",
        "fuchsia": "pink|magenta", "magenta": "pink", "rose": "pink", "lavender": "purple|lilac",
        "lilac": "purple|lavender", "plum": "purple", "aubergine": "purple", "mint": "green", "emerald": "green",
        "forest green": "green", "olive": "green", "sage": "green", "lime": "green", "mustard": "yellow",
        "lemon": "yellow", "chocolate": "brown", "cognac": "brown|tan", "camel": "tan", "tan": "brown|camel",
        "rust": "orange", "terracotta": "orange|rust", "apricot": "orange", "sand": "beige", "ecru": "cream|beige",
    }.items()
}  # fmt: skip

MATERIAL_WORDS: dict[str, str] = _table("""
    wool: wool | woollen | woolen | woolly | laine | wolle | lana
    merino: merino | merino wool | mérinos | merinowolle | lana merino
    cashmere: cashmere | cachemire | kaschmir | cachemir | cachemira
    mohair: mohair
    alpaca: alpaca | alpaga | alpaka
    angora: angora
    cotton: cotton | coton | baumwolle | algodón | poplin
    linen: linen | lin | leinen | lino
    silk: silk | silken | silky | soie | seide | seda
    satin: satin | satén
    velvet: velvet | velours | samt | terciopelo
    leather: leather | cuir | leder | cuero | piel | calfskin | nappa | lambskin
    suede: suede | daim | wildleder | ante | nubuck
    faux leather: faux leather | vegan leather | kunstleder | simili cuir | cuero sintético | polipiel
    denim: denim
    polyester: polyester | poliéster
    polyamide: polyamide | nylon | polyamid
    viscose: viscose | rayon | viskose | viscosa
    lyocell: lyocell | tencel
    modal: modal
    acrylic: acrylic | acrylique | acryl | acrílico
    elastane: elastane | spandex | lycra | elasthan | élasthanne | elastano
    tweed: tweed
    corduroy: corduroy | cord fabric | cordsamt | pana
    jersey: jersey
    fleece: fleece fabric | sherpa
    canvas: canvas
    rubber: rubber | caoutchouc | gummi | goma
    down: goose down | duck down | down-filled | feather | feathers | duvet filling | daunen
    chiffon: chiffon | gasa
    crepe: crepe | crêpe
    tulle: tulle | tul
    organza: organza
    mesh: mesh
    lace: lace | dentelle | spitze | encaje
    straw: straw | raffia | paille | stroh | rafia
    fur: fur | shearling | sheepskin | fourrure | pelz
    flannel: flannel | flanell | franela
    gore-tex: gore-tex | goretex
    snakeskin: snakeskin | crocodile | crocodile leather | alligator | python
    gold metal: solid gold | real gold | pure gold | 18k gold | 14k gold | gold-plated
    sterling silver: sterling silver | real silver | solid silver | pure silver
    diamond: diamond | diamonds | crystal | crystals
    cork: cork | kork | liège | corcho
    plastic: plastic | plastik | kunststoff | plastique | plástico | vinyl | pvc
    wood: wooden | bamboo
    hemp: hemp | hanf | chanvre | cáñamo
    rubber: latex
    neoprene: neoprene
    metal: of metal | in metal | aus metall | en métal | de metal
    brass: brass | messing | laiton | latón
    stainless steel: steel | stainless steel
    jute: jute
    acetate: acetate
    resin: resin
    platinum: platinum | platin | platine
    pearl: pearl | pearls | perlen | perles
""")

# What a seller may write for a material that is another's name too: evidence → what it supports.
SUPPORTS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("merino", "cashmere"), frozenset(("wool",))),
    "suede": frozenset(("leather",)),
    "nylon": frozenset(("polyamide",)),
    "down": frozenset(("down",)),
    "raffia": frozenset(("straw",)),
    **dict.fromkeys(("brass", "silver", "gold", "steel", "bronze", "pewter"), frozenset(("metal",))),
}

PATTERN_WORDS: dict[str, str] = _table("""
    striped: striped | stripes | stripe | pinstripe | pinstriped | pinstripes | gestreift | rayé | rayée | rayas
    tartan: tartan
    gingham: gingham
    checked: checked | checks | plaid | check pattern | kariert | à carreaux | cuadros
    dotted: dotted | polka dot | polka dots | polka-dot | spotted | gepunktet | à pois | lunares
    floral: floral | flowers | flowery | florals | geblümt | fleuri | fleurie | flores
    animal: leopard | zebra | animal print | snake print | leopard print | tiger print
    geometric: geometric
    paisley: paisley
    camouflage: camouflage | camo
    embroidered: embroidered | embroidery | bestickt | brodé | brodée | bordado | bordada
    colourblock: colour-block | colourblock | colorblock | color-block
    houndstooth: houndstooth
    herringbone: herringbone
    tie_dye: tie-dye | tie dye
    sequinned: sequinned | sequined | sequins | sequin | pailletten | lentejuelas
    graphic: graphic print | graphic | slogan
""")

# Idioms in which a garment's or colour's word is none; blanked before reading. Written for how stylists talk.
_IDIOMS = re.compile(
    r"""\b(?:
      (?:black|white)[ -]tie | little\ black\ dress | red\ carpet | golden\ hour | green\ light | gold\ standard
    | ties?\ (?:it|them|everything|things|the\ (?:look|outfit|whole\ (?:look|thing|outfit)|colours|pieces|rest)|in\b|together|back)
    | ties?\ (?:the|your)\b(?!\ (?:colou?r|shade)) | belt\ (?:the|it)\b | tying\ (?:it|them|everything|things|the\ (?:look|outfit|whole)) | on\ top | at\ the\ top | (?:top|tops|topped)\ (?:it|things|off)\b | over\ the\ top
    | top\ (?:to\ (?:toe|bottom)|pick|choice|half|marks|notch|of\b) | from\ top
    | suits?\ (?=you|your|the|a\b|an\b|both|this|that|every|any|it\b|most|being|all|what|how|an?\ |someone|warm|cool|formal|rain|days?|evenings?|work)
    | (?:will|would|they|should|also|really|to|it)\ suits?\b | suited
    | watch(?:es)?\ (?:for|out|the|how|your|it) | shades?\ of | ring\ true | belt\ and\ braces | belt\ it | cap\ (?:it|off|on)
    | hand\ in\ glove | wraps?\ (?:up|it|around|you) | in\ good\ shape | rose\ to | at\ heart | top\ layer | boots?\ up
    | dress(?:es)?\ (?:code|it|them|this|that|up|down|for|to|the|well|easily) | dressing | dress\ you\b | (?:to|and|you|can|could|will)\ dress
    | level\ of\ dress | over\ the\ moon | in\ the\ pink | tickled\ pink | rain\ check | sport\ (?:it|a|the) | bag\ (?:a|it)\b
    | (?:your|the|to|in|into)\ (?:shopping\ )?(?:bag|basket|cart)\ (?:now|already|with|at)
    | (?:to|in|into)\ (?:your|the)\ (?:shopping\ )?(?:bag|basket)(?=[\s.,!?]|$)
    | watch(?=ing) | (?:at|until|till|past|after|before|by)\ midnight | tank\ up | cape\ town | coat\ of | jackets?\ required | jeans?\ day | skirts?\ (?:the|around)
    | set\ in\ stone | sand\ between | cream\ of | peach\ of\ a | plum\ (?:job|role) | mint\ condition | down\ to\ earth
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def blank_idioms(text: str) -> str:
    """`text` with every idiom's letters replaced by blanks, offsets unchanged."""
    return _IDIOMS.sub(lambda match: " " * len(match.group()), text)


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    body = "|".join(re.escape(word).replace(r"\ ", r"[\s-]+").replace(r"\-", "[- ]?") for word in longest_first)
    return re.compile(rf"(?<![\w])(?:{body})(?![\w])", re.IGNORECASE)


def pattern_of(words: Iterable[str]) -> re.Pattern[str]:
    """A compiled pattern that finds any of `words` as whole words, the longest first; a blank matches a hyphen too."""
    return _pattern(tuple(words))


def find_words(text: str, lexicon: dict[str, str]) -> Iterator[Found]:
    """The lexicon's words in `text`, longest first, none overlapping."""
    lookup = _lookup(tuple(lexicon.items()))
    for match in pattern_of(tuple(lexicon)).finditer(text):
        word = match.group().lower()
        if meaning := lookup.get(key(word)):
            yield Found(match.start(), match.end(), word, meaning)


@cache
def _lookup(pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {key(word): meaning for word, meaning in pairs}


def key(word: str) -> str:
    """The word without blanks and hyphens: T-shirt, tshirt and t shirt are one."""
    return re.sub(r"[\s-]+", "", word.lower())
