# ruff: noqa: E501 - patterns read best one idea a line
"""The words around a sum of money that say what it is a sum of, in the four languages: total, budget, rest, saving, past.

Patterns named …_BEFORE or ending in $ are searched in the text before the sum, those beginning with ^ after it.
"""

import re

__all__ = [
    "ABOVE", "ANY_LOOK", "AT_PIECE", "BEFORE", "BUDGET_AFTER", "BUDGET_BEFORE", "CONVERTED", "COSTS_IT", "ENDS", "HEDGE", "IT_COSTS", "LEAVES",
    "LEFT", "LESS", "LESS_ONE", "LOOK_AT", "OFF", "OFF_BEFORE", "OVER", "PART", "PLURAL_BE", "REMAINING", "SAVES", "SUM",
    "TAKES", "TOTAL", "UNDER", "WAS", "YOURS",
]  # fmt: skip


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


TOTAL = _words(
    r"\b(?:total(?:s|ling|ing)?|altogether|all told|the (?:whole )?lot\b|bill|you(?:'re|’re| are) (?:now )?at|(?:brings?|takes?|gets?) (?:you|us|it|things) (?:down |up )?to|whole evening|all[- ]in|in all|comes? (?:to|in at|out at)|coming to|came to|adds? up|whole (?:look|outfit|thing)|"
    r"the look|the outfit|this look|this outfit|look (?:is|costs)|everything|together|"
    r"insgesamt|zusammen|gesamt\w*|summe|in summe|alles in allem|(?:der|ganze[rn]?|gesamte) (?:look|outfit)|unterm strich|bist du bei|landest du bei|kommst du auf|"
    r"au total|le total|votre total|en tout|l[’']ensemble|ensemble|la tenue|tout compris|revient à|"
    r"en total|el total|tu total|todo|en conjunto|el conjunto|el look|la suma|se queda en)\b"
)
SUM = _words(
    r"\b(?:together|combined|between them|as a pair|the pair of them|zusammen|gemeinsam|im paar|ensemble|à eux deux|à elles deux|les deux|juntos|juntas|suman|sumados|entre los dos|entre las dos|los dos|las dos|ambos|forman|bilden|machen|font|come to|make(?:s)? (?:up )?)\b"
)
BUDGET_BEFORE = _words(
    r"\b(?:budget(?: (?:of|is|was|von|de))?|limit(?: of)?|cap(?: of)?|ceiling(?: of)?|(?<!add )(?<!adds )(?<!adding )up to|max(?:imum)?(?: of)?|unter|höchstens|limite(?: de)?|"
    r"presupuesto(?: de)?|moins de|menos de|sous)\s*(?:your|the|deine[mnrs]?|tu|tus|los|las|les|vos|tes)?\s*$"
)
UNDER = _words(
    r"\b(?:under|below|within|inside|beneath|less than|unter|unterhalb(?: von)?|sous|(?:en )?dessous de|moins de|en deçà de|menos de|(?:por )?debajo de|inferior a)\s*(?:your|the|that|deine[mnrs]?|den|der|vos|votre|tes|les|tus?|los|las)?\s*$"
)
OVER = _words(
    r"\b(?:over|above|beyond|past|more than|exceeds?|exceeding|(?:übersteig|überschreit)\w+|über|mehr als|plus de|dépass\w+|au-dessus de|más de|por encima de|pasan? de|superan?|excede[n]?)\s*(?:your|the|that|deine[mnrs]?|den|vos|votre|tus?|los)?\s*$"
)
YOURS = _words(r"\b(?:your|that|the|dein(?:e[mnrs]?)?|tu|tus|ton|tes|vos|votre)\s*$")
BUDGET_AFTER = _words(r"^\s*(?:budget|limit|cap|ceiling|mark|line|you (?:set|gave|named|mentioned|asked)|maximum)\b")
LEFT = _words(
    r"^\s*(?:left|stays?\b|of (?:your \S+|your budget|it|that|the budget) (?:is |are )?(?:still )?(?:left|in hand|unspent|to spare|remain(?:ing|s)?|stays?|free)|of your budget is left|to spare|spare|remaining|still|in hand|under\b|below\b|less than your|inside|unspent|shy of|short of|"
    r"(?:bleib(?:en|t) )?(?:dir )?(?:noch )?(?:frei|übrig|unter|weniger,? als du)|de reste|restants?|de sobra|de margen|de marge|(?:por )?debajo|en dessous|sous)"
)
LEAVES = _words(
    r"\b(?:leav(?:es?|ing)|lässt|bleib(?:en|t)|laisse|deja)\s*(?:you|about|with|dir|noch|euch|vous|te|un peu plus de|etwas mehr als)*\s*$"
)
REMAINING = _words(
    r"\b(?:remaining|(?:il )?(?:vous |te )?reste(?:nt)?|(?:te |os |le )?(?:quedan?|sobran?)|bleib(?:en|t)(?: dir| dir noch| noch)?)\s*(?:donc|encore|noch|aún|todavía|a little more than|un peu plus de|un poco más de|etwas mehr als|knapp|fast|casi|presque|environ|unos|etwa)?\s*$"
)
ABOVE = _words(
    r"^\s*(?:over\b|above\b|more than your|beyond|past\b|too (?:much|high|dear)|über|zu viel|au-dessus|de trop|de más|por encima)"
)
LESS = _words(
    r"^\s*(?:cheaper|less|lower|down|lighter|saved|saving|ahead|better off|günstiger|weniger|billiger|gespart|moins cher|de moins|moins|d[’']économie|más barato|menos|de ahorro|more|dearer|extra|mehr|teurer|de plus|plus cher|más)\b"
)
SAVES = _words(
    r"\b(?:sav(?:es?|ed|ing)(?: of)?|by|adds?|drops?|dropped|cuts?|took|takes|trims?|trimmed|knock(?:s|ed)|um|keeps?"
    r"|spar(?:st|en|t)(?: du)?(?: (?:damit|dabei|gegenüber dem ersten|im vergleich))?|économis(?:ez|e|es|ant)|gagne[zs]?|(?:te )?ahorra[sn]?|ahorro de|ersparnis(?: von)?)\s*(?:you|about|off|another|it|dir|noch|etwa|environ|unos)?\s*$"
)
WAS = _words(
    r"\b(?:was|were|from|before|instead of|down from|up from|than|not|statt|anstatt|von|vorher|zuvor|au lieu de|contre|de|avant|en vez de|frente a|antes)\s*(?:the\s*)?$"
)
TAKES = _words(r"\b(?:takes?|took|taking)\s*$")
BEFORE = _words(r"^\s*(?:before|vorher|zuvor|avant|auparavant|antes)\b")
ENDS = _words(r"^\s*(?:$|[.,;:!?]|and\b|budget\b)")
OFF = _words(r"^\s*(?:off\b|discount|reduction|rabatt|nachlass|de réduction|de remise|de descuento|de rebaja)")
OFF_BEFORE = _words(
    r"^\s*off\s+(?:the|your)\s+(?:last|previous|earlier|first|old)\s+(?:look|version|one|total|price)\b"
)
PART = _words(
    r",\s+|\s+and\s+(?=(?:brings?|takes?|leaves?|makes?|keeps?)\b)|\s+(?:y|et|und)\s+(?=(?:el|la|le|der|das|die|deja|laisse|lässt)\b)"
)
ANY_LOOK = _words(r"\b(?:a|an|another)\s+(?:[\w-]+\s+){0,2}(?:version|look|option|alternative|outfit|take|idea)\b")
AT_PIECE = _words(
    r"^[\s,]*(?:(?:alone|itself|on its own)\s+)?(?:\(|at\b|for\b|is\b|are\b|costs?\b|:|à\b|für\b|mit\b|por\b|con\b|kostet\b|kosten\b|coûte(?:nt)?\b|cuestan?\b|–|—|-|,)?[\s(]*(?:only|just|priced at|at|a|nur|gerade|seulement|que|solo)?\s*$"
)
PLURAL_BE = _words(r"\b(?:are|cost|come to|make|total|kosten|coûtent|font|cuestan|suman)\b")
LOOK_AT = _words(
    r"\b(?:look|option|outfit|one|version|alternative|vorschlag|variante|tenue|proposition|opción|propuesta|primera?|segunda?|tercera?)\W+(?:is|at|for|comes? to|costs?|kostet|coûte|tombe à|cuesta|sube a|baja a)?\s*\(?$"
)
HEDGE = _words(
    r"\b(?:about|around|roughly|nearly|almost|some|a good|close to|a little (?:over|under|more than|less than)|just (?:over|under)|approximately|etwa|rund|knapp|fast|ungefähr|gut|etwas (?:mehr|weniger) als|environ|presque|à peine|un peu (?:plus|moins) de|unos|casi|alrededor de|(?:un )?poco (?:más|menos) de)\s*$"
)
CONVERTED = _words(r"(?:[€£₹¥]\s?[\d.,]*\d|\d\s?[€£₹¥]) \($")
LESS_ONE = _words(
    r"^\W*(?:take away|leave out|without|skip|minus|drop|ohne|sans|sin)\s+(?:the|those|these|that|den|die|das|le|la|les|el|los|las)?\s*$"
)
IT_COSTS = _words(
    r"(?:[;:,–—]|\b(?:and|und|et|y|but|aber|mais|pero)\b)\s*(?:it|er|sie|es|il|elle)?\s*(?:costs?|kostet|coûte|cuesta|vale|comes to|sube a|baja a|tombe à|passe à|liegt bei)\s*(?:only|just|nur|que|solo)?\s*$"
)
COSTS_IT = _words(
    r"\W*(?:it|they|er|sie|es|il|elle|ils|elles)?\s*(?:costs?|kostet|kosten|coûte|coûtent|cuestan?|vale|valen)\b"
)
