# ruff: noqa: E501 - its tables read best with one row a line
"""Words of the catalogue's trade beyond `garments`: what else things are called, what is no garment, what misleads."""

# Added to the words of `garments.CATEGORIES` for reading feeds only: too vague or too rare to be said by a shopper.
CATEGORY_WORDS: dict[str, str] = {
    "t_shirt": "t shirt|tshirt|t-shirts|v tee|henley|henley t-shirt|round neck t-shirt|ringer",
    "tank_top": "tank|racerback|muscle tee|sleeveless t-shirt",
    "top": "high low top|bardot top|bra top|kidswear|knit top|lounge top|bustier|corset top|smock top",
    "sports_top": "sports bra|compression top|jersey t-shirt|football jersey|cricket jersey",
    "shirt": "kurta shirt|casual shirt|formal shirt|denim shirt|work shirt|jackshirt|guayabera|bush shirt",
    "sweater": "sweater vest|pullover sweater|knitted top|pullie",
    "sweatshirt": "sweat top|sweat shirt|hoodless sweatshirt",
    "hoodie": "hoodlie|hooded sweatshirt|hood sweatshirt",
    "tunic": "kurtis|kaftan|caftan",
    "blouse": "saree blouse",
    "jeans": "denim pants",
    "trousers": "capri|capris|capri pants|3 and 4 pants|three fourths|three fourth pants|patiala|salwar|dhoti pants|dhoti|"
    "parachute pants|rain trousers|rain pants|parallel trousers|pyjama pants|harem pants|corduroys",
    "shorts": "short|bermuda|hot pants|capri shorts|3 and 4ths|3 and 4th shorts|lounge shorts|boxer shorts outdoor",
    "leggings": "jegging|stirrups",
    "joggers": "trackpant|pyjama bottoms|lounge pant|track pant|sweat pants|warm up pant|sports pants|sports pant|lower|jogging pant",
    "sports_bottom": "yoga pant|sports tights|running tight|compression tights|gym tights|bike short|cycling short|"
    "compression short|running short|training short|yoga short|gym short|workout short|fitness short",
    "skirt": "lehenga skirt|wrap around|sarong",
    "dress": "bodycon|sheath|kaftan dress|tunic dress|sweater dress|t-shirt dress|shirtdress|jumper dress|skater dress|"
    "denim dress|polo dress|pinafore dress",
    "jumpsuit": "dungaree jumpsuit|overall jumpsuit",
    "playsuit": "short jumpsuit|bodysuit romper|snapsuit|snapsuit romper",
    "suit": "formal suit|bandhgala suit|blazer suit",
    "ethnic_set": "salwar suit|salwar kameez|churidar suit|kurta pyjama|kurta suit|lehenga choli|ghagra|ghagra choli|"
    "sharara|sharara set|dress material|patiala suit|salwar and dupatta|suit material|dhoti set|sherwani set",
    "tracksuit": "track suit|clothing set|co-ords|coord set|co ord set|tracksuits set|sports suit",
    "swimsuit": "swim suit|swimwear|tankini|monokini|bikini set|bikini top|bikini bottom|swimming costume",
    "pyjamas": "night suit|nightsuit|nightdress|nightie|nighty|night dress|night gown|night shirt|sleepshirt|sleep shirt|"
    "sleepwear|pyjama set|pajama set|nightwear|sleep set|lounge set|pyjama|babydoll nightdress",
    "blazer": "sport jacket|tuxedo blazer",
    "waistcoat": "nehru jacket|vest coat|bandi jacket|sleeveless jacket nehru",
    "jacket": "windbreaker|wind jacket|coach jacket|shell|trainer jacket|sleeveless jacket|overshirt jacket",
    "bomber_jacket": "bomber",
    "fleece": "fleece pullover|fleece top|ice fleece",
    "cape": "shrug|kimono jacket",
    "puffer_jacket": "padded coat|quilted coat|down coat",
    "trainers": "runners|low top|mid top|high top|hi top|shoes|shoe|footwear|skate shoes|casual shoe|sneakers|lifestyle shoes|canvas shoe|slip on sneakers|high tops",
    "sports_shoes": "sports shoe|training shoe|football shoes|football shoe|basketball shoes|cricket shoes|tennis shoe|"
    "outdoor shoes|trail running shoes|walking shoes|walking shoe|badminton shoes|indoor shoes|cleats|spikes|track shoes",
    "loafers": "slip on|slip-on|slip on shoes|moccasin|moccassins|boat shoe|driver shoes|drivers|mojaris|mojari|juttis",
    "oxfords": "formal shoe|derbys|derby|monks|double monk|dress shoe|lace up shoes|oxford shoe|monk strap shoes|wingtips",
    "flats": "flatforms|flatform|flat|ballerina shoes|bellies|belly shoes|jutti|pump flats|t-strap flats|flat sandals|mary jane",
    "heels": "pump|stiletto|wedge|wedge heels|platform heels|peep toes|peep toe|block heel|slingbacks|heeled shoe|stilettoes|"
    "platforms",
    "sandals": "sports sandals|sports sandal|floaters|floater|slider|comfort sandals|kolhapuris|chappals|sandle",
    "heeled_sandals": "heeled sandal|wedge sandal|platform sandals",
    "flip_flops": "flip flop|slippers flip flop|flipflops|thong slippers|beach slippers",
    "ankle_boots": "chelsea boot|bootie|desert boot|chukkas|chukka boot|mid-top boots|flat boots|heeled boots",
    "boots": "boot|gladiator boots",
    "slippers": "house slippers|mule slippers",
    "handbag": "bag|bags|handheld bag|shoulder bags|hobo bag|satchel bag|bucket bag",
    "tote": "shopper bag|shopping bag",
    "clutch": "clutches|box clutch|potli|wristlet",
    "crossbody": "sling|satchel messenger",
    "backpack": "back pack|rucksack bag|bagpack|school backpack|kids bag|hiking pack|daypack",
    "belt_bag": "waist pouch|waist pack|hip bag",
    "briefcase": "laptop sleeve bag|office bag|laptop messenger bag|portfolio bag|laptop backpack bag",
    "holdall": "duffle|travel duffel|weekend bag|sports bag|kit bag",
    "luggage": "trolley bag|suitcase|suitcases|trolley|cabin trolley|trolley suitcase|luggage set",
    "scarf": "neckerchief|muffler|stoles|neck warmer|neck gaiter|square scarf|keffiyeh|chunni|dupattas|snood",
    "shawl": "ruana",
    "sun_hat": "beret|sunhat|trilby|boater",
    "cap": "skull cap|snapback|visor|trucker cap|golf cap",
    "beanie": "skull beanie|winter cap|bobble cap|woollen cap",
    "sunglasses": "sunglass|eyewear|wayfarers|aviators|shades|sun glasses|glasses",
    "watch": "chronograph|analogue watch|digital watch|smart watch|watch set|dial watch|fitness band|timepiece|wrist watch|"
    "bracelet watch|watches",
    "necklace": "jewellery set|jewelry set|earring and pendant set|pendant set|necklace and earring set|mangalsutra|pendent|"
    "earrings and necklace set|pendant with chain|necklace and earrings|pendant and earrings|pendant and earring|haar",
    "earrings": "jhumka|jhumkas|ear cuff|ear studs|stud|ear rings|chandbalis|danglers|huggies|earstud",
    "bracelet": "rakhi|kada|anklet|payal|charm bracelet|bracelets set|wristband|armband|kadas|bangle set",
    "ring": "finger ring|finger rings|band ring|toe ring|toe rings|rings set",
    "brooch": "brooches set|lapel pins|pin badge",
    "tie": "neck tie|ties set|cravat",
    "pocket_square": "pocket squares set|handkerchiefs|hanky",
    "cufflinks": "cuff link|cufflink set|cufflinks set",
    "hair_accessory": "maang tika|hairclip|hair band|maang tikka|hair accessories|bandeau headband|bun holder|hair pin|head band",
    "tights": "tight|stocking|hosiery|hold ups",
    "socks": "sock|ankle socks|footies|shoe liners|shoe liner|no show socks|leg warmers|socklets|knee high socks",
    "wallet": "money clip|card case|coin purse|travel wallet|two fold wallet|passport holder|wallets",
    "underwear": "bra|bras|brief|boxer|boxer briefs|boxer brief|trunks|trunk|thong|panty|panties|inner vest|innerwear|"
    "innerwear vest|vest|vests|camisole bra|slip|bodyshaper|shapewear|corset shapewear|wired corset shapewear|corset|"
    "thermal|thermal top|thermal bottom|thermal set|thermal vest|bath robe|bathrobe|robe|robes|lingerie set|bustier bra|"
    "babydoll|baby doll|baby dolls|hipster|hipsters|boyshorts|boy shorts|bralette|undershirt|garter|petticoat|boxers set|"
    "bra and panty|bra and panty set|inner wear|night robe|t-shirt bra|tshirt bra|push up bra|minimizer bra|maternity bra|"
    "nursing bra|tube bra|cotton bra|bra set|crop bra|swim trunk brief",
    "other": "organiser|organizer|desk organiser|runner|bathmat|bath accessories|plant|artificial plant|flower pot|pot|dohar|diwan set|bed set|holder|pen holder|magazine stand|stand|shelf|shelves|book ends|dishes|dish|epilator|hair dryer|trimmer|straightener|oil|beard oil|face oil|beard wash|lip shine|lip gelato|cheekpowder|cheek powder|powder blush|powder|palette|blush palette|nail kit|liner|microliner|archeyeliner|definer|hair masque|masque|facial mist|mist|sheet mask|wax|treatment|polisher|skin polisher|mousse|brightener|face kit|care kit|ink|emulsion|creme|daily cream|anti ageing cream|wrinkle creme|whitening gel|lip pot|micro emulsion|pop holder|skin care|eyeglasses|eyeglass|spectacles|optical frames|reading glasses|computer glasses|accessory gift set|gift set|combo pack|gift box|accessory set|accessory combo|suspenders|suspender|braces|"
    "perfume|eau de toilette|eau de parfum|edt|edp|body mist|deo|deos|deodorant|deodorants|cologne|fragrance|after shave|"
    "aftershave|fragrance gift set|perfume and deo set|perfume set|body spray|talc|"
    "lipstick|lip gloss|lip color|lip colour|lipcolor|lipcolour|lip liner|lip balm|lip crayon|lip conditioner|lip plumper|"
    "gloss|nail polish|nail lacquer|nail enamel|nail color|nail paint|nail colour|remover|kajal|eye liner|eyeliner|mascara|"
    "eye shadow|eyeshadow|eye color|eye colour|eye pencil|foundation|compact|concealer|primer|blush stick|blusher|blushe|"
    "highlighter|illuminator|bronzer|make up|makeup|makeup remover|make-up remover|face wash|face pack|face mask|face scrub|"
    "face gel|face cream|face powder|cleanser|cleansing milk|scrub|toner|lotion|body lotion|moisturiser|moisturizer|serum|"
    "night cream|day cream|massage cream|eye cream|hand cream|foot cream|body butter|sun block|sunblock|sunscreen|sun cream|"
    "whitening cream|shower gel|body wash|soap|shampoo|conditioner|hair color|hair colour|hair oil|hair gel|eye gel|peel|"
    "fruit pack|shaving|razor|brush|brush set|sharpener|tweezers|puff|shimmer|shimmer stick|"
    "curtain|door curtain|window curtain|curtain panel|cushion|cushion cover|pillow|pillow cover|bed sheet|bedsheet|"
    "bedding set|quilt|comforter|blanket|throw|duvet|mattress|towel|bath towel|hand towel|towel set|table runner|runner rug|"
    "table cover|table cloth|placemat|table placemat|napkin|apron|carpet|rug|bath rug|bath mat|doormat|mat|yoga mat|"
    "wine glasses|whiskey glasses|whisky glasses|cocktail glasses|champagne glasses|beer glasses|shot glasses|water glasses|"
    "drinking glasses|wine glass|whiskey glass|whisky glass|champagne glass|beer glass|tumbler|goblet|champagne flute|decanter|"
    "mug|cup|coffee mug|plate|bowl|bottle|water bottle|sipper|flask|jar|tray|dry bin|bin|dustbin|laundry bag|laundry basket|"
    "tissue holder|lamp|lamp shade|table lamp|floor lamp|wall lamp|ceiling lamp|pendant light|hanging lamp|"
    "candle|candle holder|vase|planter|clock|wall clock|"
    "showpiece|figurine|statue|wall art|wall decor|painting|photo frame|mirror|wall sticker|decal|wall shelf|fridge magnet|"
    "basketball|football|ball|racket|racquet|bat|dumbbell|skipping rope|goggles|swimming goggles|helmet|shin guards|"
    "mobile pouch|mobile cover|phone case|phone cover|mobile case|tablet sleeve|ipad sleeve|i-pad cover|ipad cover|"
    "laptop sleeve|shoe bag|travel pouch|toiletry bag|toiletry kit|shoe accessories|shoe lace|shoe laces|shoe care|shoe brush|"
    "insole|insoles|key chain|keychain|key ring|key case|key holder|lunch bag|lunch box|pencil case|toy|soft toy|doll|"
    "travel accessory|travel adaptor|neck pillow|eye mask|watch winder|watch box|jewellery box|headphones|headphone|"
    "earphones|speaker|camera|power bank|charger|face covering|face shield",
}  # fmt: skip

WEAK_HEADS = frozenset(
    ("shoes", "shoe", "footwear", "bag", "bags", "short", "vest", "vests", "brush", "shell", "tight", "tights", "flat",
     "slip on", "stud", "studs", "gloss", "ball", "cup", "puff", "throw", "lower", "remover", "tops", "top", "knit",
     "set", "glasses", "hat", "hats", "trainer", "holder", "stand", "oil", "ink", "liner", "powder", "plant", "pot", "runner", "chain", "cuff", "wrap", "pouch", "trunk", "trunks", "mule", "pump", "slip",
     "scrub", "compact", "robe", "tank", "heel", "clutch", "jacket", "shimmer", "brief", "primer", "foundation")
)  # fmt: skip
"""Heads that name several things: the confidence says so."""

LAST_RESORT = frozenset(("kidswear",))
"""Heads that say next to nothing: any other garment in the title goes before them."""

# Phrases that hold a garment's word without naming one. They hide it from the search.
NEUTRAL = (
    "tie dye", "tie dyed", "tie up", "tie ups", "tie front", "tie neck", "tie waist", "tie detail", "tie and dye", "cap sleeve",
    "cap sleeves", "cap sleeved", "cap toe", "ring detail", "o ring", "belt loops", "belt detail", "slip on style", "top handle",
    "top stitch", "shirt collar", "polo collar", "polo assn", "u s polo", "us polo", "polo neck",
    "boot cut", "bootcut", "boot leg", "heel tab", "heel height", "chain strap", "chain detail", "chain reaction", "ball gown skirt",
    "sweater knit", "jersey knit", "cuff detail", "cuffed hem", "shawl collar", "scarf print", "sneaker sole", "hooded", "shoe sole",
    "suit collar", "wrap front", "wrap around", "flat front", "flat knit", "flat heel", "short sleeve", "short sleeves", "half sleeve",
    "tank style", "under shirt", "one piece", "two piece", "pack of", "combo pack of", "set of", "pair of", "combo of", "watch out", "top gear",
    "jean paul", "jeans co", "jeans wear", "watch dial", "bath and body", "pencil fit", "wedge fit", "ring spun", "brush stroke",
    "brush strokes", "brush print", "brush sole", "bow tie neck", "necktie collar", "coat hanger", "flats sole", "handbag charm",
    "throw back", "mat finish", "bow detail", "kraus jeans", "pepe jeans", "lee jeans", "jacket style", "shirt style", "dress code",
    "football club", "ball print", "cup size", "bowl print", "sock lining", "tunic length", "compact fit", "tight fit", "short fit",
    "skirt style", "sun shade", "boots cut", "bow front", "belt bag strap", "bin ends", "vest top style", "camera print", "new balance",
)  # fmt: skip

REFINEMENTS: dict[str, tuple[tuple[frozenset[str], str], ...]] = {
    "jacket": (
        (frozenset(("denim", "jeans", "jean")), "denim_jacket"),
        (frozenset(("leather", "biker", "moto")), "leather_jacket"),
        (frozenset(("bomber", "varsity")), "bomber_jacket"),
        (frozenset(("puffer", "padded", "quilted", "down", "insulated")), "puffer_jacket"),
        (frozenset(("rain", "waterproof", "rainproof", "raincoat")), "raincoat"),
        (frozenset(("nehru", "bandi")), "waistcoat"),
        (frozenset(("track", "fleece", "softshell")), "fleece"),
        (frozenset(("ski", "snow", "parka")), "parka"),
    ),
    "trainers": (
        (
            frozenset(
                (
                    "running",
                    "sports",
                    "sport",
                    "training",
                    "football",
                    "basketball",
                    "cricket",
                    "tennis",
                    "gym",
                    "trail",
                    "walking",
                    "badminton",
                    "racing",
                    "soccer",
                    "futsal",
                    "golf",
                )
            ),
            "sports_shoes",
        ),
        (frozenset(("formal", "oxford", "derby", "brogue")), "oxfords"),
        (frozenset(("hiking", "trekking")), "hiking_boots"),
        (frozenset(("loafer", "loafers", "moccasin", "boat")), "loafers"),
        (frozenset(("boot", "boots")), "ankle_boots"),
        (frozenset(("ballerina", "ballet")), "flats"),
        (frozenset(("heel", "heels", "heeled", "stiletto", "pump")), "heels"),
    ),
    "loafers": ((frozenset(("sneakers", "sneaker", "canvas", "skate")), "trainers"),),
    "handbag": (
        (frozenset(("laptop", "office", "briefcase")), "briefcase"),
        (frozenset(("duffel", "duffle", "gym", "travel", "weekender")), "holdall"),
        (frozenset(("sling", "messenger", "crossbody", "cross")), "crossbody"),
        (frozenset(("tote", "beach", "shopper")), "tote"),
        (frozenset(("trolley",)), "luggage"),
        (frozenset(("waist", "belt", "bum")), "belt_bag"),
        (frozenset(("school", "backpack", "rucksack")), "backpack"),
        (frozenset(("clutch",)), "clutch"),
    ),
    "sun_hat": ((frozenset(("beanie", "knitted", "woolly", "bobble")), "beanie"),),
    "trousers": (
        (frozenset(("formal", "suit", "tuxedo")), "suit_trousers"),
        (frozenset(("track", "jogging", "jogger", "warmup", "lounge")), "joggers"),
        (frozenset(("yoga", "gym", "training", "running", "bikram", "workout")), "sports_bottom"),
        (frozenset(("cargo",)), "cargos"),
        (frozenset(("chino", "chinos")), "chinos"),
        (frozenset(("denim", "jeans")), "jeans"),
    ),
    "shorts": (
        (
            frozenset(("running", "training", "yoga", "cycling", "bike", "compression", "gym", "workout", "fitness")),
            "sports_bottom",
        ),
        (frozenset(("swim", "board", "swimming")), "swim_shorts"),
    ),
    "tights": ((frozenset(("running", "training", "gym", "sports", "yoga", "compression")), "sports_bottom"),),
    "t_shirt": ((frozenset(("polo",)), "polo"), (frozenset(("innerwear", "thermal")), "underwear")),
    "dress": ((frozenset(("cocktail", "party")), "cocktail_dress"), (frozenset(("evening", "gown", "ball")), "gown")),
    "sweatshirt": ((frozenset(("hooded", "hood", "hoodie")), "hoodie"),),
    "top": ((frozenset(("crop", "cropped")), "crop_top"), (frozenset(("tank",)), "tank_top")),
    "coat": ((frozenset(("trench",)), "trench_coat"), (frozenset(("rain", "waterproof")), "raincoat")),
    "boots": (
        (frozenset(("ankle", "chelsea", "desert", "chukka")), "ankle_boots"),
        (frozenset(("hiking", "trekking", "walking")), "hiking_boots"),
        (frozenset(("snow", "winter")), "snow_boots"),
        (frozenset(("rain", "wellington", "rubber")), "rain_boots"),
    ),
    "cap": ((frozenset(("beanie", "woollen", "knitted")), "beanie"),),
}
"""Category → (any of these words in the title, the category that it then is), tried in order."""

# The ids of Google's product taxonomy that clothes are listed under.
GOOGLE_CATEGORIES = {
    "2271": "dress", "204": "trousers", "207": "shorts", "1581": "skirt", "212": "top", "5598": "jacket",
    "203": "jacket", "187": "trainers", "3032": "handbag", "201": "watch", "178": "sunglasses", "169": "belt",
    "173": "sun_hat", "176": "tie", "177": "scarf", "170": "gloves", "191": "bracelet", "194": "earrings",
    "196": "necklace", "200": "ring", "209": "socks", "211": "swimsuit", "213": "underwear", "1594": "suit",
    "208": "pyjamas", "100": "backpack", "5250": "jumpsuit", "110": "briefcase", "103": "holdall",
}  # fmt: skip

# Phrases that hold a colour's word without naming one: brands, fruit, films, finishes.
NOT_COLOURS = (
    "black coffee", "ivory tag", "mother of pearl", "silver moon", "red tape", "red rose", "red bull", "black panther", "pink panther", "orange county", "blue heaven",
    "blue tooth", "green lantern", "indigo nation", "yellow stone", "rose tattoo", "mint condition", "tan theta", "sky diver", "stone free",
    "blackberrys", "silver streak", "golden gate", "white collar", "red chief", "peach tree", "do u speak green", "speak green",
    "lime light", "stone washed", "stone wash", "stone studded", "natural fit", "natural fibre", "natural leather", "natural blend",
    "steel strap", "steel case", "steel dial", "sapphire crystal", "sapphire glass", "berry print", "cherry print",
    "multi pack", "multi function", "multi pocket", "multi strap", "multi purpose", "ash wood", "heather brand", "sand stone", "stone work",
    "marine corps", "royal diadem", "royal polo", "honey by", "pearl drop", "butter soft", "milk maid", "natural rubber", "clay mask",
    "ruby tuesday", "black label", "blue label", "red label", "white label", "orange tab", "red tab", "red sox", "white sox", "black hawks",
    "leather brand", "walnut wood", "pine cone", "cherry blossom", "metallic finish button", "multi coloured print lining", "red wings",
    "pearls", "with pearl", "pearl detail", "freshwater pearl", "white pearl", "jet ski", "jet pack", "jet lag", "sky line", "ink fruit",
)  # fmt: skip
