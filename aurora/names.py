# ruff: noqa: E501 - tables read best one row a line
"""Names of colours, cloths, patterns and garments in German, French and Spanish."""

from collections.abc import Mapping

from aurora.types import Language

__all__ = ["CHARACTER", "COLOURS", "GARMENTS", "MATERIALS", "PATTERNS", "named_in"]


def _table(rows: str) -> dict[str, tuple[str, str, str]]:
    """`english: german | french | spanish` lines."""
    table = {}
    for row in rows.strip().splitlines():
        name, _, words = row.partition(":")
        german, french, spanish = (word.strip() for word in words.split("|"))
        table[name.strip()] = (german, french, spanish)
    return table


COLOURS = _table("""
    black: Schwarz | noir | negro
    white: Weiß | blanc | blanco
    off-white: gebrochenem Weiß | blanc cassé | blanco roto
    ivory: Elfenbein | ivoire | marfil
    cream: Creme | crème | crema
    ecru: Ecru | écru | crudo
    beige: Beige | beige | beige
    sand: Sand | sable | arena
    stone: Steingrau | pierre | piedra
    nude: Nude | nude | nude
    taupe: Taupe | taupe | taupe
    camel: Camel | camel | camel
    tan: Hellbraun | fauve | tostado
    khaki: Khaki | kaki | caqui
    grey: Grau | gris | gris
    charcoal: Anthrazit | anthracite | antracita
    silver: Silber | argenté | plateado
    gold: Gold | doré | dorado
    rose gold: Roségold | or rose | oro rosa
    bronze: Bronze | bronze | bronce
    copper: Kupfer | cuivre | cobre
    brown: Braun | marron | marrón
    chocolate: Schokobraun | chocolat | chocolate
    cognac: Cognac | cognac | coñac
    rust: Rostrot | rouille | óxido
    terracotta: Terrakotta | terre cuite | terracota
    orange: Orange | orange | naranja
    peach: Pfirsich | pêche | melocotón
    apricot: Aprikose | abricot | albaricoque
    coral: Koralle | corail | coral
    salmon: Lachs | saumon | salmón
    red: Rot | rouge | rojo
    wine: Weinrot | lie-de-vin | vino
    burgundy: Bordeauxrot | bordeaux | burdeos
    maroon: Kastanienrot | grenat | granate
    pink: Rosa | rose | rosa
    blush: Zartrosa | rose pâle | rosa pálido
    dusty pink: Altrosa | vieux rose | rosa palo
    hot pink: Knallpink | rose vif | rosa fuerte
    fuchsia: Fuchsia | fuchsia | fucsia
    magenta: Magenta | magenta | magenta
    rose: Rosé | rose | rosa
    purple: Violett | violet | morado
    lavender: Lavendel | lavande | lavanda
    lilac: Flieder | lilas | lila
    mauve: Malve | mauve | malva
    plum: Pflaume | prune | ciruela
    aubergine: Aubergine | aubergine | berenjena
    navy: Marineblau | bleu marine | azul marino
    blue: Blau | bleu | azul
    royal blue: Royalblau | bleu roi | azul real
    cobalt: Kobaltblau | bleu cobalt | azul cobalto
    light blue: Hellblau | bleu clair | azul claro
    sky blue: Himmelblau | bleu ciel | azul cielo
    powder blue: Puderblau | bleu poudré | azul empolvado
    denim: Jeansblau | bleu jean | azul vaquero
    indigo: Indigo | indigo | índigo
    teal: Petrol | bleu canard | verde azulado
    turquoise: Türkis | turquoise | turquesa
    aqua: Aqua | bleu lagon | aguamarina
    mint: Mint | menthe | menta
    green: Grün | vert | verde
    emerald: Smaragdgrün | vert émeraude | verde esmeralda
    forest green: Waldgrün | vert sapin | verde bosque
    sea green: Seegrün | vert d'eau | verde mar
    neon green: Neongrün | vert fluo | verde flúor
    olive: Oliv | olive | oliva
    sage: Salbei | sauge | salvia
    lime: Limette | citron vert | lima
    yellow: Gelb | jaune | amarillo
    neon yellow: Neongelb | jaune fluo | amarillo flúor
    lemon: Zitronengelb | jaune citron | limón
    mustard: Senfgelb | moutarde | mostaza
    multicolour: Bunt | multicolore | multicolor
""")

MATERIALS = _table("""
    wool: Wolle | laine | lana
    merino wool: Merinowolle | laine mérinos | lana merino
    merino: Merinowolle | mérinos | merino
    cashmere: Kaschmir | cachemire | cachemira
    mohair: Mohair | mohair | mohair
    alpaca: Alpaka | alpaga | alpaca
    cotton: Baumwolle | coton | algodón
    linen: Leinen | lin | lino
    silk: Seide | soie | seda
    satin: Satin | satin | satén
    velvet: Samt | velours | terciopelo
    leather: Leder | cuir | cuero
    suede: Wildleder | daim | ante
    vegan leather: veganem Leder | cuir végan | piel vegana
    vegan suede: veganem Wildleder | daim végan | ante vegano
    faux leather: Kunstleder | simili cuir | polipiel
    fur: Pelz | fourrure | pelo
    down: Daunen | duvet | plumón
    denim: Denim | denim | denim
    polyester: Polyester | polyester | poliéster
    polyamide: Polyamid | polyamide | poliamida
    polyurethane: Polyurethan | polyuréthane | poliuretano
    acrylic: Acryl | acrylique | acrílico
    acetate: Acetat | acétate | acetato
    viscose: Viskose | viscose | viscosa
    modal: Modal | modal | modal
    lyocell: Lyocell | lyocell | lyocell
    elastane: Elasthan | élasthanne | elastano
    lace: Spitze | dentelle | encaje
    straw: Stroh | paille | paja
    raffia: Bast | raphia | rafia
    jute: Jute | jute | yute
    rubber: Gummi | caoutchouc | goma
    canvas: Segeltuch | toile | lona
    tweed: Tweed | tweed | tweed
    fleece: Fleece | polaire | forro polar
    jersey: Jersey | jersey | punto
    brass: Messing | laiton | latón
    stainless steel: Edelstahl | acier inoxydable | acero inoxidable
    silver: Silber | argent | plata
    gold: Gold | or | oro
    pearl: Perlen | perle | perla
    resin: Harz | résine | resina
    eva: EVA | EVA | EVA
    animal: Tierisches | matière animale | nada de origen animal
""")

PATTERNS = _table("""
    plain: ohne Muster | uni | liso
    striped: gestreift | rayé | de rayas
    checked: kariert | à carreaux | de cuadros
    dotted: gepunktet | à pois | de lunares
    floral: geblümt | fleuri | de flores
    animal: mit Tiermuster | à motif animal | de estampado animal
    geometric: geometrisch | géométrique | geométrico
    paisley: mit Paisley | cachemire | de cachemira
    camouflage: mit Tarnmuster | camouflage | de camuflaje
    embroidered: bestickt | brodé | bordado
    colourblock: in Farbflächen | color-block | a bloques de color
    houndstooth: mit Hahnentritt | pied-de-poule | de pata de gallo
    herringbone: mit Fischgrat | à chevrons | de espiga
    tie_dye: gebatikt | tie and dye | tie dye
    sequinned: mit Pailletten | à sequins | de lentejuelas
    graphic: mit Aufdruck | imprimé | con dibujo
    textured: strukturiert | texturé | con textura
    abstract: abstrakt | abstrait | abstracto
    tropical: tropisch | tropical | tropical
    slim: schmal | ajustée | ajustado
    regular: normal | droite | recto
    relaxed: locker | ample | holgado
    oversized: oversized | oversize | oversize
    flat: flach | plats | plano
    low: niedrig | bas | bajo
    mid: mittel | moyens | medio
    high: hoch | hauts | alto
""")

GARMENTS = _table("""
    dress: Kleider | robes | vestidos
    gown: Abendkleider | robes du soir | vestidos de noche
    cocktail_dress: Cocktailkleider | robes de cocktail | vestidos de cóctel
    jumpsuit: Overalls | combinaisons | monos
    shirt: Hemden | chemises | camisas
    blouse: Blusen | chemisiers | blusas
    t_shirt: T-Shirts | t-shirts | camisetas
    sweater: Pullover | pulls | jerséis
    cardigan: Strickjacken | gilets en maille | rebecas
    turtleneck: Rollkragenpullover | cols roulés | cuellos altos
    sweatshirt: Sweatshirts | sweats | sudaderas
    hoodie: Kapuzenpullover | sweats à capuche | sudaderas con capucha
    trousers: Hosen | pantalons | pantalones
    jeans: Jeans | jeans | vaqueros
    chinos: Chinos | chinos | chinos
    skirt: Röcke | jupes | faldas
    shorts: Shorts | shorts | pantalones cortos
    leggings: Leggings | leggings | mallas
    jacket: Jacken | vestes | chaquetas
    blazer: Blazer | blazers | americanas
    coat: Mäntel | manteaux | abrigos
    trench_coat: Trenchcoats | trenchs | gabardinas
    raincoat: Regenjacken | imperméables | chubasqueros
    parka: Parkas | parkas | parkas
    boots: Stiefel | bottes | botas
    ankle_boots: Stiefeletten | bottines | botines
    trainers: Turnschuhe | baskets | zapatillas
    sandals: Sandalen | sandales | sandalias
    heels: Pumps | escarpins | tacones
    heeled_sandals: Absatzsandalen | sandales à talons | sandalias de tacón
    flats: flache Schuhe | chaussures plates | zapatos planos
    loafers: Loafer | mocassins | mocasines
    handbag: Handtaschen | sacs à main | bolsos
    tote: Shopper | cabas | bolsos grandes
    clutch: Clutches | pochettes | carteras de mano
    crossbody: Umhängetaschen | sacs bandoulière | bandoleras
    backpack: Rucksäcke | sacs à dos | mochilas
    suit: Anzüge | costumes | trajes
    scarf: Schals | écharpes | bufandas
    belt: Gürtel | ceintures | cinturones
    tie: Krawatten | cravates | corbatas
""")

_AT: Mapping[Language, int] = {"de": 0, "fr": 1, "es": 2}


def named_in(language: Language, name: str, kind: str) -> str:
    """The name in the language; as it is in English or where the table has none. kind: colour, material, pattern, category."""
    table = {"colour": COLOURS, "material": MATERIALS, "pattern": PATTERNS, "category": GARMENTS}[kind]
    if language == "en" or name not in table:
        return name
    return table[name][_AT[language]]


_CHARACTERS = (
    ("the cheaper one", "der günstigere", "la moins chère", "la más barata"),
    ("the bolder one", "der mutigere", "la plus audacieuse", "la más atrevida"),
    ("the quieter one", "der ruhigere", "la plus discrète", "la más discreta"),
    ("the dressier one", "der elegantere", "la plus habillée", "la más elegante"),
    ("the more relaxed one", "der lässigere", "la plus décontractée", "la más informal"),
    ("the warmer one", "der wärmere", "la plus chaude", "la que más abriga"),
    ("the lighter one", "der leichtere", "la plus légère", "la más ligera"),
    ("the more comfortable one", "der bequemere", "la plus confortable", "la más cómoda"),
    ("1", "der zweite", "la deuxième", "la segunda"),
    ("2", "der dritte", "la troisième", "la tercera"),
)
CHARACTER: dict[Language, dict[str, str]] = {
    "en": {name: name for name, *_ in _CHARACTERS} | {"1": "the second one", "2": "the third one"},
    "de": {row[0]: row[1] for row in _CHARACTERS},
    "fr": {row[0]: row[2] for row in _CHARACTERS},
    "es": {row[0]: row[3] for row in _CHARACTERS},
}
"""What tells an alternative from the first look, as `Outfit.character` names it, or its place: of Look, tenue, opción."""
