"""Cities with their country and typical warmth by month: a climate guess where no weather is known."""

import math
from functools import cache

import msgspec

from aurora.context import wordlists
from aurora.context.text import Text, split

# name|…, country, typical daytime °C in January and in July, rounded to what a stylist needs; set down from general
# knowledge, not measured. The year between is a cosine. A warmer January than July is the southern hemisphere.
_CITIES = """
london GB 7 22;manchester GB 6 19;birmingham GB 6 20;edinburgh GB 6 18;glasgow GB 6 18;liverpool GB 7 19;leeds GB 6 20;bristol GB 7 21;cardiff GB 7 20;belfast GB 7 18;brighton GB 7 20;oxford GB 7 22;cambridge GB 7 22;york GB 6 20;cornwall GB 9 19;bath GB 7 21;
dublin IE 8 19;cork IE 8 19;galway IE 8 18;paris FR 7 25;lyon FR 7 27;marseille FR 11 30;nice FR 13 27;bordeaux FR 10 27;toulouse FR 9 28;strasbourg FR 5 25;cannes FR 13 28;lille FR 6 23;chamonix FR 2 23;provence FR 10 29;monaco MC 13 27;
berlin DE 3 25;munich|munchen|muenchen DE 3 24;hamburg DE 4 22;cologne|koeln DE 5 24;frankfurt DE 4 25;stuttgart DE 4 25;dresden DE 3 24;leipzig DE 3 25;dusseldorf|duesseldorf DE 5 24;vienna|wien AT 3 27;salzburg AT 3 25;innsbruck AT 3 25;graz AT 3 26;zurich|zuerich CH 3 25;geneva CH 5 26;basel CH 5 26;bern CH 3 24;zermatt CH -2 17;st moritz CH -4 17;
madrid ES 10 32;barcelona ES 14 28;seville|sevilla ES 16 36;valencia ES 16 30;malaga ES 17 30;bilbao ES 13 25;ibiza ES 15 30;mallorca|majorca ES 15 31;tenerife ES 21 28;granada ES 12 34;marbella ES 17 30;lisbon|lisboa|lissabon PT 15 28;porto PT 14 25;algarve|faro PT 16 29;madeira PT 19 24;
rome|roma|rom IT 12 31;milan|milano|mailand IT 6 30;venice|venedig IT 7 28;florence|firenze|florenz IT 11 32;naples IT 13 30;turin IT 7 28;bologna IT 7 31;palermo IT 15 30;tuscany IT 10 30;sicily IT 15 31;amalfi|positano IT 13 30;lake como IT 7 28;capri IT 13 29;
athens|athen GR 13 34;santorini GR 14 29;mykonos GR 14 28;crete GR 16 30;corfu GR 14 31;thessaloniki GR 9 32;istanbul TR 9 29;ankara TR 4 30;antalya TR 15 34;bodrum TR 15 34;nicosia CY 15 37;cyprus CY 16 34;malta|valletta MT 16 31;
amsterdam NL 6 22;rotterdam NL 6 22;the hague NL 6 21;utrecht NL 6 23;brussels|bruxelles BE 6 23;antwerp BE 6 23;bruges BE 6 21;ghent BE 6 22;luxembourg LU 3 23;copenhagen|kopenhagen DK 4 22;aarhus DK 3 21;stockholm SE 0 23;gothenburg SE 3 21;malmo SE 3 22;oslo NO -1 22;bergen NO 4 18;tromso NO -2 15;helsinki FI -2 22;lapland|rovaniemi FI -8 20;reykjavik IS 2 14;iceland IS 2 14;
warsaw PL 1 25;krakow|cracow PL 1 25;gdansk PL 2 21;prague|prag CZ 1 25;budapest HU 3 28;bucharest RO 3 31;sofia BG 3 29;belgrade RS 5 29;zagreb HR 4 27;dubrovnik HR 12 28;split HR 11 30;ljubljana SI 4 27;bratislava SK 3 28;tallinn EE -2 21;riga LV -1 23;vilnius LT -2 23;kyiv|kiev UA -2 26;moscow RU -5 24;saint petersburg|st petersburg RU -4 23;
new york|nyc|manhattan|brooklyn US 4 29;boston US 2 28;chicago US 0 29;washington dc|dc US 6 32;philadelphia US 5 31;miami US 24 32;orlando US 22 33;atlanta US 12 32;nashville US 9 32;new orleans US 17 33;austin US 17 35;houston US 17 34;dallas US 14 36;denver US 8 32;las vegas|vegas US 14 41;phoenix US 20 41;los angeles|la US 20 28;hollywood US 20 28;san francisco US 14 20;san diego US 19 25;seattle US 8 25;portland US 8 27;minneapolis US -4 29;detroit US 0 28;hawaii|honolulu|maui US 27 31;aspen US 1 26;alaska|anchorage US -5 19;savannah US 15 33;charleston US 15 32;the hamptons US 4 28;palm springs US 21 42;napa US 15 28;salt lake city US 4 34;
toronto CA 0 27;montreal CA -5 26;vancouver CA 7 23;calgary CA -2 23;ottawa CA -5 27;quebec CA -8 25;banff CA -5 22;mexico city MX 21 23;cancun MX 28 33;tulum MX 28 33;havana CU 26 32;jamaica|kingston JM 29 32;barbados BB 28 30;bahamas|nassau BS 25 32;bermuda BM 21 30;
rio|rio de janeiro BR 31 26;sao paulo BR 28 23;buenos aires AR 30 16;patagonia AR 20 6;santiago CL 30 15;lima PE 26 19;cusco PE 19 20;bogota CO 20 19;cartagena CO 31 32;medellin CO 27 28;quito EC 19 20;montevideo UY 28 15;
sydney AU 27 17;melbourne AU 26 14;brisbane AU 29 22;perth AU 31 18;adelaide AU 29 15;hobart AU 22 12;canberra AU 29 12;gold coast AU 28 21;cairns AU 31 26;darwin AU 32 31;byron bay AU 28 20;auckland NZ 24 15;wellington NZ 21 12;christchurch NZ 23 11;queenstown NZ 22 8;fiji FJ 31 27;
cape town ZA 27 18;johannesburg ZA 26 17;durban ZA 28 23;pretoria ZA 29 20;nairobi KE 26 22;zanzibar TZ 32 29;mauritius MU 30 25;marrakech|marrakesh MA 18 37;casablanca MA 17 26;cairo EG 19 35;sharm el sheikh EG 22 38;tunis TN 16 33;lagos NG 33 28;accra GH 33 28;addis ababa ET 23 20;seychelles SC 30 28;
dubai AE 24 41;abu dhabi AE 24 42;doha QA 22 42;riyadh SA 20 43;jeddah SA 29 39;kuwait KW 19 46;tel aviv IL 18 30;jerusalem IL 12 30;beirut LB 17 31;amman JO 13 33;tehran IR 9 37;muscat OM 25 38;bahrain BH 20 39;petra JO 12 31;
mumbai|bombay IN 31 30;delhi|new delhi IN 20 36;bangalore|bengaluru IN 28 28;chennai IN 29 36;kolkata IN 26 33;hyderabad IN 29 31;pune IN 30 28;jaipur IN 23 35;goa IN 32 29;udaipur IN 24 32;kerala|kochi IN 32 30;shimla IN 9 22;ahmedabad IN 28 33;manali IN 5 22;kathmandu NP 18 28;colombo LK 31 30;dhaka BD 25 32;karachi PK 26 33;lahore PK 19 36;maldives MV 30 31;
tokyo JP 10 30;kyoto JP 9 32;osaka JP 9 32;sapporo JP -1 25;okinawa JP 20 32;seoul KR 2 29;busan KR 8 27;beijing CN 2 31;shanghai CN 8 32;shenzhen CN 20 33;chengdu CN 10 30;hong kong HK 19 32;taipei TW 19 34;macau MO 18 31;bangkok TH 32 33;phuket TH 32 31;chiang mai TH 29 32;singapore SG 30 31;kuala lumpur MY 32 33;bali ID 31 28;jakarta ID 30 32;manila PH 30 32;boracay PH 29 31;hanoi VN 20 33;ho chi minh city|saigon VN 32 33;phnom penh KH 31 33;angkor wat KH 31 33;yangon MM 32 30;
scotland GB 6 18;wales GB 7 19;ireland IE 8 19;france FR 8 25;germany DE 4 24;spain ES 12 31;italy IT 10 30;portugal PT 15 28;greece GR 13 32;norway NO 0 20;sweden SE 1 22;finland FI -3 21;denmark DK 4 21;switzerland CH 3 24;austria AT 3 25;croatia HR 9 29;turkey TR 9 32;australia AU 28 17;new zealand NZ 23 13;south africa ZA 27 18;japan JP 9 30;india IN 25 32;thailand TH 32 32;vietnam VN 25 33;mexico MX 25 30;brazil BR 30 26;argentina AR 30 15;canada CA -3 25;egypt EG 20 37;morocco MA 18 33;california US 18 28;florida US 22 32;texas US 15 35;england GB 7 21;the alps FR -1 20;the caribbean BB 28 31;alps FR -1 20;chile CL 28 15;peru PE 22 19;kenya KE 27 23;cornish coast GB 9 19
"""  # noqa: E501
_WORDS_TOO = frozenset(
    [
        "nice",
        "bath",
        "cork",
        "split",
        "la",
        "dc",
        "rome",
        "rio",
        "york",
        "reading",
        "turkey",
        "wellington",
        "darwin",
        "phoenix",
        "florence",
        "cairo",
        "prag",
        "rom",
        "faro",
        "portland",
        "jamaica",
        "chile",
        "perth",
        "bali",
    ]
)
_SOUTHERN = frozenset(
    ["AU", "NZ", "ZA", "AR", "CL", "UY", "BR", "PE", "ZW", "NA", "BW", "MZ", "MG", "MU", "FJ", "BO", "PY"]
)
_COUNTRIES = frozenset(wordlists.phrases("grammar", "places_countries"))


class Place(msgspec.Struct, frozen=True):
    """A place of the gazetteer; `is_city` is False for a country or a region."""

    name: str
    country: str
    january_c: float
    july_c: float
    is_city: bool

    def temperature_c(self, month: int) -> float:
        """Typical daytime temperature of a month 1..12, by a cosine between January and July."""
        mean, swing = (self.january_c + self.july_c) / 2, (self.january_c - self.july_c) / 2
        return round(mean + swing * math.cos((month - 1) * math.pi / 6))


@cache
def _gazetteer() -> dict[tuple[str, ...], Place]:
    found = {}
    for row in _CITIES.replace("\n", "").split(";"):
        if row:
            names, country, january, july = row.rsplit(" ", 3)
            spelt = names.split("|")
            place = Place(_title(spelt[0]), country, float(january), float(july), spelt[0] not in _COUNTRIES)
            found.update({split(name): place for name in spelt})
    return found


@cache
def _begins() -> frozenset[str]:
    return frozenset(name[0] for name in _gazetteer())


def _title(name: str) -> str:
    small = ("de", "el", "wat", "dc")
    return " ".join("DC" if w == "dc" else w if w in small[:2] else w.capitalize() for w in name.split())


def find(text: Text) -> Place | None:
    """The place that the message names; a name that is also a word needs "in" or "to" and a capital letter."""
    words = text.line
    gazetteer = _gazetteer()
    found = None
    begins = _begins()
    for at in text.positions(begins):
        for length in range(min(4, len(words) - at), 0, -1):
            place = gazetteer.get(tuple(words[at : at + length]))
            if place is not None and _is_meant(text, words, at, length):
                found = place
                break
    return found


def span(text: Text) -> set[int]:
    """The tokens of every city that is named, so that Cape Town is no cape."""
    words = text.line
    gazetteer = _gazetteer()
    taken: set[int] = set()
    begins = _begins()
    for at in text.positions(begins):
        for length in range(min(4, len(words) - at), 1, -1):
            if tuple(words[at : at + length]) in gazetteer:
                taken.update(range(at, at + length))
                break
    return taken


def _is_meant(text: Text, words: list[str], at: int, length: int) -> bool:
    before = words[at - 1] if at else ""
    if length > 1:
        return True
    placed = before in ("in", "to", "at", "near", "around", "visiting", "from", "nach", "en", "a", "of", ",")
    is_name = text.clean[text.tokens[at].start].isupper() and not text.clean[: text.tokens[at].end].isupper()
    if words[at] in _WORDS_TOO:
        return (
            placed
            and before not in ("a", "of", ",", "at")
            and (is_name or words[at] not in ("nice", "split", "bath", "turkey", "reading", "la", "cork"))
        )
    return placed or is_name or len(words[at]) >= 5


def is_southern(country: str | None) -> bool:
    """True for a country whose winter is in July."""
    return country in _SOUTHERN


def by_city(city: str) -> Place | None:
    """The place of that name, or None where the gazetteer has none."""
    return _gazetteer().get(split(city))
