# ruff: noqa: E501 - patterns read best one idea a line
"""Words that claim something of a piece, of stock, of service, and what bears each out."""

import re
from collections.abc import Callable
from functools import cache

import msgspec

from aurora.grounding import claims_abroad
from aurora.grounding.facts import PieceFacts
from aurora.grounding.promises import DETAILS, PROMISES
from aurora.types import Language

__all__ = ["Claim", "claims_of", "stem_of", "words_of"]


class Claim(msgspec.Struct, frozen=True):
    """Words that claim something. `holds` says whether a piece bears it; None: nothing the shop knows ever does."""

    kind: str
    words: re.Pattern[str]
    holds: Callable[[PieceFacts], bool | None] | None = None
    """True, False, or None where the shop does not state it."""
    stem: str | None = None
    """A title or material that contains this bears the claim out."""


def words_of(pattern: str) -> re.Pattern[str]:
    """The pattern as whole words, in any case."""
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


_ENGLISH = (
    Claim("waterproof", words_of(r"(?:water|rain|weather|snow|storm|shower)[- ]?(?:proof|tight|resistant|repellent)(?:ed|ing)?|impermeable|wasserdicht\w*|"
                               r"wasserabweisend\w*|imperméables?|impermeables?|resistentes? al agua|keeps? (?:you |your feet )?dry|(?:keep(?:s|ing)?|holds?|shuts?|shrugs?) (?:the |any |that )?(?:rain|water|wet|damp|weather|drizzle|showers?|snow|storm|downpour) (?:out|off|away|at bay)|(?:stays?|keeps?|remains?) (?:\w+ ){0,3}dry|(?:sheds?|repels?|resists?|survives?|handles?|withstands?|defies|beats?|shrugs off) (?:the |any |a |even )*(?:\w+ )?(?:rain|water|downpour|storm|showers?|snow|weather)|(?:no|not a drop of|never any) (?:rain|water|drop)\b|"
                               r"stands? up to (?:the )?rain|shrugs? off (?:the )?rain|(?:rain|water|drizzle|snow) (?:\w+ )?(?:runs?|rolls?|slides?|beads?|bounces?|drips?) (?:\w+ )?off|laughs? at (?:the )?rain|"
                               r"(?:rain|water) (?:can't|cannot|won't|never) (?:get|come) (?:in|through)"), lambda piece: piece.waterproof),
    Claim("in_stock", words_of(r"in stock|available(?: now)?|ready to ship|auf lager|verfügbar|en stock|disponibles?"), lambda piece: piece.in_stock),
    Claim("sold_out", words_of(r"sold[- ]out|out of stock|unavailable|ausverkauft|épuisée?s?|agotad[oa]s?"), lambda piece: not piece.in_stock),
    *(
        Claim("claim", words_of(words), stem=stem)
        for words, stem in (
            (r"organic(?:ally)?|bio(?:logique|lógico)?", "organic"), (r"recycled?|upcycled|recycelt\w*|recyclée?s?|reciclad[oa]s?", "recycl"),
            (r"vegan\w*|végan\w*|vegan[oa]s?", "vegan"), (r"hand[- ]?(?:made|crafted|stitched|sewn|woven|finished|knitted|painted|embroidered)|(?:made|sewn|stitched|woven|knitted|painted|dyed|finished|cut|tailored) by hand|handgemacht\w*|fait(?:es?|s)? (?:à la )?main|hecho a mano", ""),
            (r"limited[- ]edition|limitierte?\w*|édition limitée|edición limitada", "limited"), (r"stretch(?:y|es)?", "stretch"),
            (r"wind[- ]?proof", "windproof"), (r"breathable", "breathable"), (r"insulated|thermal|quilted|padded", ""),
            (r"reversible", "reversible"), (r"seamless", "seamless"), (r"vintage|pre[- ]loved|second[- ]hand|hand[- ]me[- ]down|heirloom|antique|archive", "vintage"),
            (r"selvedge", "selvedge"), (r"waxed", "waxed"), (r"italian|french|japanese|spanish|portuguese|british|scottish|swiss|parisian|turkish|egyptian|irish", ""),
            *((words, stem) for stem, words in DETAILS),
        )
    ),
    *(
        Claim("claim", words_of(words))
        for words in (
            r"(?:no|not an?|without (?:any )?|never an?) (?:animal|creature|living (?:thing|being)|beast)s?\b|(?:animals?|creatures?) (?:\w+ )?(?:hurt|harmed|suffered?)|sustainabl[ey]|sustainability|eco[- ]?friendly|eco[- ]?conscious|planet[- ]friendly|carbon[- ]neutral|climate[- ]neutral|ethical(?:ly)?(?: made| sourced)?|fair[- ]?trade|cruelty[- ]free|biodegradable|nachhaltig\w*|durables? et|écologiques?|sostenibles?",
            r"artisan(?:al)?|bespoke|made[- ]to[- ]measure|custom[- ]made|couture|one[- ]of[- ]a[- ]kind|exclusive(?:ly)?|exklusiv\w*",
            r"made in \w+|imported from \w+|crafted in \w+|hergestellt in|fabriqué\w* en|hecho en",
            r"(?:never|won't|doesn't|don't|will not) (?:crease|wrinkle|fade|shrink|pill|stain|stretch out|lose its shape)s?(?!\s+(?:your|the))|no animal\w*|hypo[- ]?allergenic|machine[- ]wash(?:able)?|dry[- ]clean(?:able|ed)?|wrinkle[- ]?(?:free|resistant)|crease[- ]?(?:free|resistant|proof)|non[- ]iron|iron[- ]free|odou?r[- ]?(?:free|resistant)|moisture[- ]wicking|sweat[- ]?proof|stain[- ]?(?:proof|resistant)|anti[- ]?(?:bacterial|static|odou?r|microbial)|uv[- ]?(?:protect(?:ion|ive)|proof)|upf ?\d*|fire[- ]?proof|bullet[- ]?proof|scratch[- ]?(?:proof|resistant)|shock[- ]?proof|maschinenwaschbar|lavable",
            r"best[- ]?sell(?:er|ers|ing)|top[- ]rated|highly rated|(?:one|two|three|four|five|\d)[- ]?stars?|rated|reviews?|customers? (?:love|rave|say|adore)|(?:stylists?|editors?|people|shoppers?|women|men|everybody) (?:everywhere )?(?:rate|love|rave|swear)\w*|everyone(?:'s| is) (?:buying|wearing)|most popular|crowd favou?rite|fan favou?rite|trending|viral|award[- ]winning|as seen (?:on|in)|celebrit(?:y|ies)|vogue says|kundenliebling|meistverkauft\w*|más vendid[oa]s?|best[- ]?seller",
            r"last (?:one|pair|piece|few|chance|size)|(?:only|just) (?:a few|few|one|two|three|four|five|\d+) (?:\w+ )?(?:left|remain(?:ing)?|in stock)|(?:a few|few|one|two|three|\d+) (?:\w+ )?left|selling (?:fast|out|quickly)|going fast|gone by|(?:a )?(?:handful|couple) (?:\w+ )?(?:remain|left)\w*|(?:one|two|three|few|some) remaining|looking at (?:it|this|the) (?:\w+ ){0,2}(?:right )?now|almost (?:gone|sold)|nearly (?:gone|sold)|running (?:low|out)|limited (?:stock|time|quantit(?:y|ies))|while (?:stocks?|supplies) lasts?|hurry|flying off|won't last|before (?:it's|it is|they're|they are) gone",
            r"(?:on|in the|flash|summer|winter|final|clearance|our) sales?|sale(?: price| item)?|discount(?:s|ed)?|mark(?:ed)?[- ]?down|reduced|(?:promo(?:tion|tional)?|discount|coupon|voucher|referral) ?codes?|promo(?:tion)?s?|coupons?|vouchers?|bargains?|half[- ]price|half off|\w+ off (?:the )?(?:price|list|retail)|special (?:offer|price|deal)|deals? (?:of|on|today)|best (?:deal|price)|price (?:drop|match|cut)|clearance|black friday|cashback|loyalty points?|gift ?cards?|buy one|(?:third|quarter|half|per ?cent|percent|little|bit|something) off|used to (?:be|cost)|members? (?:pay|get|save)|pays? less|rabatt\w*|reduziert\w*|im angebot|ausverkauf|soldes?|réductions?|remises?|rebajas?|rebajad[oa]s?|descuentos?|oferta",
            r"(?:free|next[- ]day|same[- ]day|express|fast|worldwide|complimentary|overnight)[- ](?:\w+ )?(?:deliver(?:y|ies)|shipping|returns?|exchanges?|alterations?|tailoring)|deliver\w*|we (?:send|ship|bring|post|courier) (?:it|them|this|everything)|shipp(?:ing|ed)|ships|arriv(?:es?|ing) (?:by|on|in|tomorrow|today|before|within)|returns (?:are|policy)|refund(?:s|ed|able)?|money[- ]back|guarantee[ds]?|warrant(?:y|ies)|installments?|pay later|versand\w*|lieferung|geliefert|livraison|livrée?s?|envío|entrega|retours? gratuits?|devoluci\w+|kostenlos\w*|gratuite?s?|gratis",
            r"(?:any|some)where else|elsewhere|in (?:any )?other (?:shops?|stores?|places?)|on the high street|twice (?:that|as much|the price)|double (?:that|the price)|includes? (?:an?|its|matching|free)|comes? with (?:an?|its own|matching)|gift[- ]wrap(?:ped|ping)?|free|for nothing|bonus|complimentary",
            r"new (?:in|arrivals?|season|collection)|just (?:in|landed|arrived)|brand[- ]new|restocked|back in stock|pre[- ]?order|coming soon|neuheit|nouveautés?|novedad(?:es)?",
            r"genuine|authentic (?:leather|silk|wool|cashmere)|real (?:leather|fur|silk)|100 ?%|pure (?:silk|wool|cashmere|cotton|linen|leather)|full[- ]grain|top[- ]grain|patent|certified|patented|designer|luxury brand|lifetime|clinically|proven|doctor|orthop(?:a)?edic|echtleder",
            *PROMISES["en"],
            r"smart ?watch function|heated|bluetooth|gps|anti[- ]theft|rfid|hidden pockets?|memory foam|arch support|non[- ]slip|slip[- ]resistant|steel[- ]toe",
        )
    ),
)  # fmt: skip

_EVIDENCE = (
    ("vegan|végan", "vegan"), ("recy|reci", "recycl"), ("gefütter|doubl|forrad", "lined"), ("gepolster|wattier|matelass|rembourr|ouatin|acolchad", "padded"),
    ("stretch|dehnbar|elast|élast|extensib", "stretch"), ("bio|organi|orgáni", "organic"), ("wendbar|réversib|reversib", "reversible"),
    ("bügelfrei|sans repassage|sin plancha", "easy-iron"), ("atmungs|respirant|transpirab", "breathable"),
)  # fmt: skip
"""How a foreign claim begins, and what a title or material must hold for it to be true."""


@cache
def claims_of(language: Language) -> tuple[Claim, ...]:
    """The claims that a sentence of the language is read for: the English ones, and the language's own."""
    if language == "en":
        return _ENGLISH
    own = [
        Claim("waterproof", words_of(claims_abroad.WATERPROOF[language]), lambda piece: piece.waterproof),
        Claim("in_stock", words_of(claims_abroad.STOCKED[language]), lambda piece: piece.in_stock),
        *(Claim("claim", words_of(pattern)) for pattern in (*claims_abroad.PLAIN[language], *PROMISES[language])),
    ]
    return (*_ENGLISH, *own)


def stem_of(word: str) -> str | None:
    """What a title must hold for a foreign claim to be true; None where nothing does."""
    return next((stem for begins, stem in _EVIDENCE if re.match(begins, word, re.IGNORECASE)), None)
