# ruff: noqa: E501 - word tables and patterns read best one idea a line
"""Prices, totals, budgets and differences: every sum of money in a sentence has one true meaning."""

import re
from collections.abc import Iterator
from itertools import combinations

import msgspec

from aurora.budgets import as_said
from aurora.grounding.belonging import owners
from aurora.grounding.facts import Facts, PieceFacts
from aurora.grounding.reading import Mention, Reading, look_spoken_of
from core.money import exponent

__all__ = ["Amount", "budgets", "find_amounts", "wrong_amounts"]


class Amount(msgspec.Struct, frozen=True):
    """A sum of money at [start, end). `minor` is None where the figure could not be read."""

    start: int
    end: int
    minor: int | None
    currencies: frozenset[str]
    """The currencies it may be in; empty where none is written."""


_SYMBOLS = {
    "$": "USD CAD AUD NZD SGD HKD MXN", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY CNY", "₹": "INR", "kr": "SEK NOK DKK",
    "dollar": "USD CAD AUD NZD SGD", "dollars": "USD CAD AUD NZD SGD", "bucks": "USD CAD AUD", "euro": "EUR", "euros": "EUR",
    "pound": "GBP", "pounds": "GBP", "quid": "GBP", "rupee": "INR", "rupees": "INR", "yen": "JPY", "francs": "CHF",
    "dólares": "USD", "cents": "USD EUR", "usd": "USD", "eur": "EUR", "gbp": "GBP", "inr": "INR", "jpy": "JPY", "chf": "CHF",
    "cad": "CAD", "aud": "AUD", "sek": "SEK", "rs": "INR", "rs.": "INR",
}  # fmt: skip
_FIGURE = r"\d[\d.,’']*\d|\d"
_SPELT = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "thousand",
]
_VALUES = {word: value for value, word in enumerate(_SPELT[:20], start=1)} | dict(
    zip(_SPELT[19:27], range(20, 100, 10), strict=True)
)
_WORDS = rf"(?:(?:{'|'.join(_SPELT)})(?:[\s-]+(?:and\s+)?)?)+"
_UNIT = r"US\$|[$€£¥₹]|(?:dollars?|bucks|euros?|pounds?|quid|rupees?|yen|francs|dólares|USD|EUR|GBP|INR|JPY|CHF|CAD|AUD|SEK|Rs\.?|kr)\b"
_MONEY = re.compile(
    rf"(?P<before>US\$|[$€£¥₹]|\b(?:USD|EUR|GBP|INR|JPY|CHF|CAD|AUD|SEK|Rs\.?)\s?)\s?(?P<a>{_FIGURE})(?P<k>k\b)?"
    rf"|(?<![\w.,])(?P<b>{_FIGURE})\s?(?P<after>{_UNIT})"
    rf"|\b(?P<c>{_WORDS})\s*(?P<unit>dollars?|bucks|euros?|pounds?|quid|rupees?)\b"
    rf"|\b(?:costs?|priced at|price of|price is|for (?:only|just)|pay|paying|worth|retails? (?:at|for))\s+(?:only |just |about |around )?"
    rf"(?P<d>{_FIGURE})(?![\d%°]|\s*(?:degrees|pieces|looks|days|hours))",
    re.IGNORECASE,
)


def find_amounts(text: str) -> Iterator[Amount]:
    """Every sum of money in `text`, with or without its currency, in figures or in English words."""
    for match in _MONEY.finditer(text):
        unit = (match["before"] or match["after"] or match["unit"] or "").strip().lower().rstrip(".")
        currencies = frozenset(_SYMBOLS.get(unit, _SYMBOLS.get(unit.upper(), "")).split())
        places = exponent(next(iter(sorted(currencies)), "USD"))
        if match["c"]:
            major: float | None = _spelt(match["c"])
        else:
            major = _major(match["a"] or match["b"] or match["d"])
        if major is not None and match["k"]:
            major *= 1000
        yield Amount(match.start(), match.end(), None if major is None else round(major * 10**places), currencies)


def _major(figure: str) -> float | None:
    """The number a figure stands for, in whichever way its thousands and decimals are written."""
    text = figure.replace("’", "").replace("'", "")
    last = max(text.rfind("."), text.rfind(","))
    if last >= 0:
        decimals = len(text) - last - 1
        mixed = "." in text and "," in text
        if decimals == 3 and not mixed:
            text = re.sub(r"[.,]", "", text)
        else:
            text = re.sub(r"[.,]", "", text[:last]) + "." + text[last + 1 :]
    try:
        return float(text)
    except ValueError:
        return None


def _spelt(words: str) -> float:
    total = current = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word == "hundred":
            current = max(current, 1) * 100
        elif word == "thousand":
            total, current = total + max(current, 1) * 1000, 0
        else:
            current += _VALUES.get(word, 0)
    return float(total + current)


# ── what a sum may mean ────────────────────────────────────────────────────────────────────────────────────────────

_TOTAL = re.compile(
    r"\b(?:total(?:s|ling|ing)?|altogether|all told|the (?:whole )?lot\b|bill|you(?:'re|’re| are) (?:now )?at|(?:brings?|takes?|gets?) (?:you|us|it|things) (?:down |up )?to|whole evening|all[- ]in|in all|comes? (?:to|in at|out at)|coming to|came to|adds? up|whole (?:look|outfit|thing)|"
    r"the look|the outfit|this look|this outfit|look (?:is|costs)|everything|together|insgesamt|zusammen|gesamt|summe|au total|en tout|"
    r"ensemble|en total|todo|suma)\b",
    re.IGNORECASE,
)
_BUDGET_BEFORE = re.compile(
    r"\b(?:budget(?: (?:of|is|was))?|limit(?: of)?|cap(?: of)?|ceiling(?: of)?|(?<!add )(?<!adds )(?<!adding )up to|max(?:imum)?(?: of)?|unter|höchstens|limite(?: de)?|"
    r"presupuesto(?: de)?|moins de|menos de|sous)\s*(?:your|the|deine[mnrs]?|tu|los|las|les|vos|tes)?\s*$",
    re.IGNORECASE,
)
_UNDER = re.compile(r"\b(?:under|below|within|inside|beneath|less than|unter|sous|moins de|menos de|por debajo de)\s*(?:your|the|that)?\s*$", re.I)  # fmt: skip
_OVER = re.compile(
    r"\b(?:over|above|beyond|past|more than|exceeds?|exceeding|über|plus de|más de)\s*(?:your|the|that)?\s*$", re.I
)
_YOURS = re.compile(r"\b(?:your|that|the|dein(?:e[mnrs]?)?|tu|ton|votre)\s*$", re.IGNORECASE)
_BUDGET_AFTER = re.compile(
    r"^\s*(?:budget|limit|cap|ceiling|mark|line|you (?:set|gave|named|mentioned|asked)|maximum)\b", re.IGNORECASE
)
_LEFT = re.compile(
    r"^\s*(?:left|stays?\b|of (?:your budget|it|that|the budget) (?:is |are )?(?:still )?(?:left|in hand|unspent|to spare|remaining|free)|of your budget is left|to spare|spare|remaining|still|in hand|under\b|below\b|less than your|inside|unspent|shy of|short of|frei|übrig|de reste|de sobra|por debajo|unter|sous)",
    re.IGNORECASE,
)
_LEAVES = re.compile(r"\b(?:leav(?:es?|ing)|lässt|bleiben|laisse|deja)\s*(?:you|about|with|dir)?\s*$", re.IGNORECASE)
_ABOVE = re.compile(
    r"^\s*(?:over\b|above\b|more than your|beyond|past\b|too (?:much|high|dear)|über|au-dessus|de más|por encima)",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"^\s*(?:cheaper|less|lower|down|lighter|saved|saving|günstiger|weniger|moins cher|de moins|moins|más barato|menos|more|dearer|extra|mehr|teurer|de plus|plus cher|más)\b",
    re.IGNORECASE,
)
_SAVES = re.compile(
    r"\b(?:sav(?:es?|ed|ing)(?: of)?|by|adds?|drops?|dropped|cuts?|took|takes|trims?|trimmed|knock(?:s|ed)|um|keeps?)\s*(?:you|about|off|another|it)?\s*$",
    re.IGNORECASE,
)
_WAS = re.compile(
    r"\b(?:was|were|from|before|instead of|down from|up from|than|not|statt|von|au lieu de|de|en vez de)\s*(?:the\s*)?$",
    re.IGNORECASE,
)
_REMAINING = re.compile(r"\b(?:remaining|il reste|quedan|bleiben)\s*$", re.IGNORECASE)
_TAKES = re.compile(r"\b(?:takes?|took|taking)\s*$", re.IGNORECASE)
_BEFORE = re.compile(r"^\s*before\b", re.IGNORECASE)
_ENDS = re.compile(r"^\s*(?:$|[.,;:!?]|and\b|budget\b)", re.IGNORECASE)
_OFF = re.compile(r"^\s*(?:off\b|discount|reduction|rabatt|de réduction|de descuento)", re.IGNORECASE)
_OFF_BEFORE = re.compile(
    r"^\s*off\s+(?:the|your)\s+(?:last|previous|earlier|first|old)\s+(?:look|version|one|total|price)\b", re.IGNORECASE
)
_PART = re.compile(r",\s+|\s+and\s+(?=(?:brings?|takes?|leaves?|makes?|keeps?)\b)")
_ANY_LOOK = re.compile(
    r"\b(?:a|an|another)\s+(?:[\w-]+\s+){0,2}(?:version|look|option|alternative|outfit|take|idea)\b", re.IGNORECASE
)
_AT_PIECE = re.compile(
    r"^[\s,]*(?:(?:alone|itself|on its own)\s+)?(?:\(|at\b|for\b|is\b|are\b|costs?\b|:|à\b|für\b|por\b|–|—|-|,)?[\s(]*(?:only|just|priced at|at|a)?\s*$",
    re.IGNORECASE,
)


_PLURAL_BE = re.compile(r"\b(?:are|cost|come to|make|total)\b", re.IGNORECASE)
_LOOK_AT = re.compile(
    r"\b(?:look|option|outfit|one|version|alternative)\W+(?:is|at|for|comes? to|costs?)?\s*\(?$", re.IGNORECASE
)


def wrong_amounts(reading: Reading) -> Iterator[str]:
    """The sums of money in the sentence that are not what they claim to be."""
    for amount in find_amounts(reading.rest):
        if not _is_true(amount, reading):
            yield reading.text[amount.start : amount.end]


_HEDGE = re.compile(r"\b(?:about|around|roughly|nearly|almost|some|a good|close to|a little (?:over|under|more than|less than)|just (?:over|under)|approximately)\s*$", re.I)  # fmt: skip
_CONVERTED = re.compile(r"(?:[€£₹¥]\s?[\d.,]*\d|\d\s?[€£₹¥]) \($")
_CLAUSE = re.compile(r"[;:—–]|,\s*(?:and|while|but)\b")
_THERE = re.compile(r"\b(?:it|they|this|that|these|those)\b", re.IGNORECASE)


def _is_true(amount: Amount, reading: Reading) -> bool:
    value = amount.minor
    if value is None:
        return False
    reading = _in_clause(amount, reading)
    if amount.currencies and reading.facts.currency not in amount.currencies:
        return _is_original_budget(amount, reading.facts)
    if _CONVERTED.search(reading.text[: amount.start]):  # "€250 ($270)": what was said, and what it is worth here
        return value in {s.target.amount for c in reading.facts.constraints if (s := as_said(c)) and c.value.original}
    if not _HEDGE.search(reading.text[: amount.start]):
        return _is_exact(amount, value, reading)
    known = _totals_and_prices(reading) | _differences(reading) | budgets(reading.facts)
    near = [one for one in known if abs(one - value) <= max(100, one * 0.02)]
    return any(_is_exact(msgspec.structs.replace(amount, minor=one), one, reading) for one in near)


def _in_clause(amount: Amount, reading: Reading) -> Reading:
    """The reading with the look that the amount's own clause speaks of: "this is $90; the second one is $60"."""
    breaks = [0, *(m.start() for m in _CLAUSE.finditer(reading.text)), len(reading.text)]
    start = max(at for at in breaks if at <= amount.start)
    end = min(at for at in breaks if at >= amount.end)
    if (start, end) == (0, len(reading.text)):
        return reading
    return msgspec.structs.replace(reading, look=look_spoken_of(reading.text[start:end], len(reading.facts.looks)))


def _is_exact(amount: Amount, value: int, reading: Reading) -> bool:
    before = reading.text[max(0, amount.start - 45) : amount.start]
    after = reading.text[amount.end : amount.end + 30]
    if _OFF.match(after):
        if _OFF_BEFORE.match(after):
            return value in _differences(reading)
        return _TAKES.search(before) is not None and value in _differences(reading)
    relation = _relation(value, before, after, reading)
    return relation if relation is not None else value in _meanings(amount, reading)


def _relation(value: int, before: str, after: str, reading: Reading) -> bool | None:
    """Truth of a sum that is told in relation to the budget or the look before; None where it is told of neither."""
    facts = reading.facts
    held, total = budgets(facts), _total(reading)
    if _LEAVES.search(before) and re.match(r"\s*(?:of|in|from|inside|free)\b", after):
        return total is not None and any(b - total == value for b in held)
    if _REMAINING.search(before):
        return total is not None and any(b - total == value for b in held)
    if _LEFT.match(after) and not _BUDGET_BEFORE.search(before):
        return total is not None and any(b - total == value for b in held)
    if _ABOVE.match(after):
        return total is not None and any(total - b == value for b in held)
    if _LESS.match(after) or _SAVES.search(before):
        return value in _differences(reading)
    if _UNDER.search(before):
        return (value in held or not _YOURS.search(before)) and _spent(reading) <= value
    if _OVER.search(before):
        return (value in held or not _YOURS.search(before)) and _spent(reading) > value
    if _BUDGET_BEFORE.search(before) or _BUDGET_AFTER.match(after):
        return value in held
    if (_WAS.search(before) or _BEFORE.match(after)) and facts.base is not None:
        olds = {facts.base.total, *(piece.price for piece in facts.base.pieces)}
        return value in olds or value in _totals_and_prices(reading)
    if _YOURS.search(before) and (not reading.mentions or (value in held and _ENDS.match(after))):
        return value in held
    return None


def _spent(reading: Reading) -> int:
    """What is held against a bound: the pieces spoken of where the sentence names some, else the whole look."""
    if reading.mentions and not _TOTAL.search(reading.text):
        return max(piece.price for mention in reading.mentions for piece in mention.pieces)
    total = _total(reading)
    return total if total is not None else 0


def _total(reading: Reading) -> int | None:
    totals = reading.facts.totals
    return totals[reading.look] if reading.look < len(totals) else None


def budgets(facts: Facts) -> frozenset[int]:
    """The bounds of what may be spent and the sum that was said, in the shop's currency."""
    held = [c for c in facts.constraints if c.kind == "budget"]
    amounts = {c.value.amount for c in held} | {c.value.minimum for c in held}
    amounts |= {said.target.amount for c in held if (said := as_said(c)) is not None}
    if facts.context.budget is not None and facts.context.budget.currency == facts.currency:
        amounts.add(facts.context.budget.amount)
    return frozenset(amount for amount in amounts if amount is not None)


def _is_original_budget(amount: Amount, facts: Facts) -> bool:
    held = [c for c in facts.constraints if c.value.original is not None]
    said = [each.amount if (each := as_said(c)) else c.value.original for c in held]
    said += [facts.context.budget]
    return any(one is not None and one.amount == amount.minor and one.currency in amount.currencies for one in said)


def _differences(reading: Reading) -> set[int]:
    facts = reading.facts
    totals = {abs(a - b) for a, b in combinations(facts.totals, 2)}
    if facts.base is not None and facts.totals:
        totals.add(abs(facts.base.total - facts.totals[0]))
    prices = [piece.price for mention in reading.mentions for piece in mention.pieces]
    if len(reading.mentions) >= 2:
        totals |= {abs(a - b) for a, b in combinations(prices, 2)}
    total = _total(reading)
    totals |= {abs(b - total) for b in budgets(facts)} if total is not None else set()
    return totals


def _totals_and_prices(reading: Reading) -> set[int]:
    return set(reading.facts.totals) | {piece.price for piece in reading.table}


def _meanings(amount: Amount, reading: Reading) -> set[int]:
    """The values that a bare sum at this place may have: the price of the piece it belongs to, or the total."""
    total = _total(reading)
    last = next((m for m in reversed(reading.mentions) if m.end <= amount.start), None)
    following = next((m for m in reading.mentions if m.start >= amount.end), None)
    if following is not None and re.match(
        r"\s*of (?:it|that|this|the total) (?:is|goes|are)\b", reading.text[amount.end :]
    ):
        return {piece.price for piece in following.pieces}
    if last is not None and total is not None and _LESS_ONE.match(reading.text[: last.start]):
        return {total - piece.price for piece in last.pieces}
    if _ANY_LOOK.search(reading.text[: amount.start]) and len(reading.facts.totals) > 1:
        return set(reading.facts.totals[1:]) | ({total} if total is not None else set())
    part = _own_part(amount, reading)
    if part is not None and not _sums(reading):
        return part
    beside = last is not None and _AT_PIECE.match(reading.text[last.end : amount.start]) is not None
    if beside and last is not None and amount.minor not in _sums(reading):
        return {piece.price for piece in last.pieces} | _suit(last, reading)
    if _sums(reading) and not beside:
        return {total or -1} | _sums(reading)
    if (
        beside
        and amount.minor in _sums(reading)
        and _PLURAL_BE.search(reading.text[last.end : amount.start] if last else "")
    ):
        return _sums(reading)
    if _TOTAL.search(reading.text) and not beside:
        return {total} | _sums(reading) if total is not None else _sums(reading)
    if total is not None and _LOOK_AT.search(reading.text[: amount.start]):
        return {total}
    groups = owners(reading, amount.start, amount.end)
    if reading.mentions:
        return {piece.price for group in groups for piece in group} | (_suit(last, reading) if last else set())
    if total is not None and "budget" in reading.text.lower():
        return {total}
    if reading.focus:
        whole = set() if _THERE.match(reading.text.lstrip()) and len(reading.focus) == 1 else {total or -1}
        return whole | ({reading.focus[0].price} if len(reading.focus) == 1 else set())
    single = len(reading.table) == 1
    return {total} if total is not None and (single or not _speaks_of_pieces(reading)) else set()


def _own_part(amount: Amount, reading: Reading) -> set[int] | None:
    """What a sum may be by its own part of the sentence: "the look is $320, and the shorts are the most of it at $120"."""
    breaks = [0, *(m.end() for m in _PART.finditer(reading.text)), len(reading.text) + 1]
    if len(breaks) < 3 or _LOOK_AT.search(reading.text[: amount.start]):
        return None
    start = max(at for at in breaks if at <= amount.start)
    end = min(at for at in breaks if at > amount.start)
    named = [m for m in reading.mentions if start <= m.start < end]
    if len(named) == 1:
        return {piece.price for piece in named[0].pieces} | _suit(named[0], reading)
    costs = start == 0 and re.match(r"\W*(?:it|they)\s+costs?\b", reading.text, re.IGNORECASE)
    if not named and costs and len(reading.focus) == 1:
        return {reading.focus[0].price}
    return None


_LESS_ONE = re.compile(
    r"^\W*(?:take away|leave out|without|skip|minus|drop)\s+(?:the|those|these|that)?\s*$", re.IGNORECASE
)


def _suit(mention: Mention, reading: Reading) -> set[int]:
    """The sum of a jacket and its trousers, where "the suit" is spoken of."""
    if len(mention.pieces) < 2 or reading.text[mention.start : mention.end].lower() != "suit":
        return set()
    return {sum(piece.price for piece in mention.pieces)}


def _speaks_of_pieces(reading: Reading) -> bool:
    return re.search(r"\b(?:each|apiece|a piece|they)\b", reading.text, re.IGNORECASE) is not None


def _sums(reading: Reading) -> set[int]:
    """The sum of the pieces that a sentence with "together" names."""
    if re.search(r"\bboth\b", reading.text, re.IGNORECASE) and len(reading.table) == 2 and not reading.mentions:
        return {sum(piece.price for piece in reading.table)}
    if len(reading.mentions) < 2 or "together" not in reading.text.lower():
        return set()
    unique: dict[object, PieceFacts] = {m.pieces[0].product_id: m.pieces[0] for m in reading.mentions}
    return {sum(piece.price for piece in unique.values())}
