"""Budgets: under, around, at least, between; dollars, quid, euros, k; for the look, a piece or one slot."""

import msgspec

from aurora.context import figures, wordlists
from aurora.context.figures import Number
from aurora.context.mentions import Mention
from aurora.context.text import Text, by_first
from aurora.types import Constraint, ConstraintValue
from commerce.garments import Slot
from core.money import Money, exponent

_SIGNS = {"$": "DOLLAR", "€": "EUR", "£": "GBP", "₹": "INR", "¥": "JPY"}
_WORDS = {word: code for code, words in wordlists.table("grammar", "currencies").items() for word in words}
_DOLLARS = frozenset(("USD", "CAD", "AUD", "NZD", "SGD", "HKD"))
_MOST = wordlists.phrases("grammar", "money_most")
_SPEND = wordlists.phrases("grammar", "money_spend")
_ABOUT = (
    "around", "about", "roughly", "approximately", "approx", "circa", "~", "somewhere around", "in the region of",
    "near", "etwa", "ungefaehr", "rund", "environ", "autour de", "alrededor de", "unos", "ca",
)  # fmt: skip
_LEAST = (
    "at least", "over", "more than", "above", "from", "minimum", "minimum of", "upwards of", "starting at",
    "no less than", "not less than", "mindestens", "ueber", "plus de", "au moins", "mas de", "al menos",
)  # fmt: skip
_AFTER_MOST = (
    ("max",), ("maximum",), ("tops",), ("top",), ("or", "less"), ("or", "under"), ("or", "below"), ("at", "most"),
    ("limit",), ("budget",), ("to", "spend"), ("in", "total"), ("total",), ("at", "the", "most"), ("all", "in"),
    ("hoechstens",), ("maximal",), ("altogether",), ("overall",), ("insgesamt",), ("zusammen",), ("en", "tout"),
    ("au", "total"), ("en", "total"), ("for", "everything"), ("for", "the", "lot"),
)  # fmt: skip
_AFTER_ABOUT = (("or", "so"), ("ish",), ("or", "thereabouts"), ("give", "or", "take"), ("more", "or", "less"))
_AFTER_LEAST = (("or", "more"), ("and", "up"), ("plus",), ("minimum",), ("or", "above"))
_EACH = (
    ("each",), ("per", "piece"), ("per", "item"), ("a", "piece"), ("apiece",), ("per", "garment"), ("an", "item"),
    ("for", "each"), ("on", "each"), ("for", "any", "one"), ("pro", "stueck"), ("piece",), ("par", "piece"),
    ("por", "prenda"), ("a", "pop"), ("per", "thing"), ("for", "every", "piece"), ("je", "stueck"), ("pro", "teil"),
    ("la", "piece"), ("chacun",), ("chacune",), ("cada", "uno"), ("cada", "una"), ("cada", "prenda"),
)  # fmt: skip
_LOOK = (
    ("for", "the", "whole"), ("in", "total"), ("all", "in"), ("total",), ("for", "everything"), ("altogether",),
    ("for", "the", "lot"), ("for", "the", "look"), ("for", "the", "outfit"), ("overall",), ("insgesamt",),
    ("zusammen",), ("en", "tout"), ("au", "total"), ("en", "total"),
)  # fmt: skip
ABOUT = "about"
"""How the note of a sum begins that is meant roughly."""
_STRONG_SPEND = frozenset(("budget", "spend", "spending", "afford", "limit", "presupuesto"))


class Sum(msgspec.Struct, frozen=True):
    """A sum of money that was said, with its bounds in minor units of `currency`."""

    most: int | None
    least: int | None
    about: int | None
    currency: str
    start: int
    end: int
    per_item: bool
    whole: bool
    slot: Slot | None = None
    """The slot that it limits, where that is known from an earlier turn."""


class _Amount(msgspec.Struct, frozen=True):
    number: Number
    currency: str | None
    start: int
    end: int


def find(text: Text, shop: str) -> list[Sum]:
    """Every sum of the message that is a limit on spending, in order."""
    words = tuple(text.line)
    amounts = [_amount(words, number) for number in figures.find(text)]
    sums: list[Sum] = []
    skip, taken = False, 0
    for n, amount in enumerate(amounts):
        if skip:
            skip = False
            continue
        following = amounts[n + 1] if n + 1 < len(amounts) else None
        pair = following if following is not None and _is_range(text, words, amount, following) else None
        said = _sum(text, words, amount, pair, shop, taken=taken)
        if said is not None:
            sums.append(said)
            skip, taken = pair is not None, said.end
    return sums


def _amount(words: tuple[str, ...], number: Number) -> _Amount:
    start, end, currency = number.start, number.end, None
    if start and (
        sign := _SIGNS.get(words[start - 1]) or (_WORDS.get(words[start - 1]) if words[start - 1] != "pounds" else None)
    ):
        currency, start = sign, start - 1
    if start and words[start] == "$" and words[start - 1] in ("us", "a", "au", "c", "ca"):
        currency, start = {"us": "USD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD"}[words[start - 1]], start - 1
    if end < len(words) and (word := _SIGNS.get(words[end]) or _WORDS.get(words[end])):
        currency, end = currency or word, end + 1
    return _Amount(number, currency, start, end)


def _is_range(text: Text, words: tuple[str, ...], one: _Amount, two: _Amount) -> bool:
    between = words[one.end : two.start]
    if between in (("-",), ("to",), ("bis",), ("a",), ("y",), ("und",), ("et",)) or (
        between == ("and",) and "between" in words[max(0, one.start - 2) : one.start]
    ):
        return two.number.value > one.number.value
    # "100-200": the hyphen was dropped between glued tokens
    return between == () and text.tokens[two.start].glued and two.number.value > one.number.value


def _sum(
    text: Text, words: tuple[str, ...], amount: _Amount, pair: _Amount | None, shop: str, *, taken: int
) -> Sum | None:
    """taken: where the sum before ends, whose "per item" and "no piece over" say nothing of this one."""
    last = pair or amount
    currency = last.currency or amount.currency
    # "Fifty a piece tops": what is said of each stands between the sum and the word that makes it a limit.
    each = next((len(p) for p in _stands(_EACH_FIRST, words, last.end)), 0)
    of_each = _is_of_each(words, amount.start, taken)
    cue, after = _cue_before(words, amount.start), _cue_after(words, last.end) or _cue_after(words, last.end + each)
    # "About 180 tops" is a limit: the word after it settles what the word before left open.
    cue = after if cue is None or (cue == "about" and after == "most") else cue
    if cue is None and each and taken:
        cue = "most"
    if not (_is_money(text, words, amount, last, currency, cue) or (of_each and cue == "least")):
        return None
    code = _code(currency, shop)
    value = _minor(last.number.value, code)
    low = _minor(
        amount.number.value
        if last.number.value < 1000 or amount.number.grouped or amount.number.value >= 20
        else amount.number.value * 1000,
        code,
    )
    end = _skip_cue(words, last.end)
    per_item = _is_each_after(words, last.end) or words[max(taken, amount.start - 3) : amount.start][:2] == (
        "per", "item",
    )  # fmt: skip
    whole = any(_stands(_LOOK_FIRST, words, last.end + k) for k in (0, 1))
    shape = {"currency": code, "start": amount.start, "end": end, "per_item": per_item or of_each, "whole": whole}
    if pair is not None:
        return msgspec.convert({"most": value, "least": low, "about": None, **shape}, Sum)
    kind = "most" if cue in (None, "spend") else cue
    if kind == "least" and _is_denied(words, amount.start):
        kind = "most"
    bounds = {name: value if name == kind else None for name in ("most", "least", "about")}
    return msgspec.convert({**bounds, **shape}, Sum)


_PIECES = frozenset(("piece", "item", "garment", "thing", "one", "stueck", "teil", "piece", "prenda"))
_ANY = frozenset(("no", "any", "each", "every", "single", "kein", "keines", "aucune", "ninguna"))


def _is_each_after(words: tuple[str, ...], at: int) -> bool:
    """True for "110 per item", "50 max each" and "90, each"; "1000, no piece over 130" begins a sum of its own."""
    for start in range(at, min(len(words), at + 3)):
        if phrases := _stands(_EACH_FIRST, words, start):
            is_own = _STOPS.isdisjoint(words[at:start])
            return is_own or any(words[start + len(p) : start + len(p) + 1] in ((), (",",), (".",)) for p in phrases)
    return False


def _is_of_each(words: tuple[str, ...], at: int, taken: int) -> bool:
    """True for "no piece over 145" and "every single item under 90"."""
    near = words[max(taken, at - 6) : at]
    return any(word in _PIECES and n and near[n - 1] in _ANY for n, word in enumerate(near))


def _is_money(
    text: Text, words: tuple[str, ...], amount: _Amount, last: _Amount, currency: str | None, cue: str | None
) -> bool:
    if currency is not None:
        return not (
            currency == "GBP"
            and words[last.end - 1] in ("pounds", "pound")
            and words[last.end : last.end + 1] in (("overweight",), ("heavier",), ("lighter",))
        )
    capped = cue == "most"
    if not all(figures.is_plain_amount(text, one.number, capped=capped) for one in (last, amount)):
        return False
    if last is not amount and "between" in words[max(0, amount.start - 2) : amount.start]:
        return last.number.value >= 20
    near = words[max(0, amount.start - 6) : amount.start] + words[last.end : last.end + 3]
    spends = any(word in _STRONG_SPEND for word in near)
    if cue is None and _stands_alone(words, amount, last):
        return last.number.value >= 50
    if cue is None and (amount.start == 0 or words[amount.start - 1] in _STOPS) and _is_spent(words, last):
        return last.number.value >= 50
    if cue == "most":
        return last.number.value >= 5
    if cue in ("about", "spend") or (cue == "least"):
        return (spends and last.number.value >= 5) or (
            cue == "about" and last.number.value >= 40 and _is_over(words, last)
        )
    return spends and last.number.value >= 10


_STOPS = frozenset((",", ".", ";", "!", "?", ":", "-"))


_SMALL = frozenset(
    (
        "in",
        "it",
        "i",
        "for",
        "please",
        "and",
        "but",
        "if",
        "with",
        "no",
        "not",
        "so",
        "or",
        "on",
        "we",
        "my",
        "is",
        "the",
        "that",
    )
)
_SURELY = 100
"""From here "around 300" is money whatever follows but what is counted ("300 guests")."""


def _is_over(words: tuple[str, ...], last: _Amount) -> bool:
    """True where nothing counted follows: the end, a stop, a small word; a high figure is enough by itself."""
    after = words[last.end : last.end + 1]
    if after == ("s",):
        return False  # "around 1990s"
    return not after or after[0] in _STOPS | _SMALL or last.number.value >= _SURELY


_FOR_ALL = frozenset(
    (("for", "the", "rest"), ("for", "the", "lot"), ("for", "the", "outfit"), ("for", "the", "whole"),
     ("for", "everything"), ("for", "all"), ("for", "it"))
)  # fmt: skip


def _is_spent(words: tuple[str, ...], last: _Amount) -> bool:
    """True for the first words of "two hundred for a party outfit": a sum, for what it buys."""
    after = words[last.end : last.end + 2]
    is_of_all = words[last.end : last.end + 3] in _FOR_ALL or words[last.end : last.end + 2] in _FOR_ALL
    return (
        (last.number.grouped or is_of_all)
        and after[:1] in (("for",), ("fuer",), ("pour",), ("para",))
        and len(after) == 2
    )


def _stands_alone(words: tuple[str, ...], amount: _Amount, last: _Amount) -> bool:
    """True for the last item of "wedding, men's, 400"."""
    return amount.start > 1 and words[amount.start - 1] in (",", ";", "|") and last.end == len(words)


def _cue_before(words: tuple[str, ...], at: int) -> str | None:
    if (
        at
        and words[at - 1] in ("the", "a", "is", "only", ":", "just", "like", "us")
        and words[at - 2 : at - 1] not in (("budget",),)
    ):
        at -= 1
    for length in (4, 3, 2, 1):
        phrase = " ".join(words[max(0, at - length) : at]) if at >= length else ""
        if phrase in _CUES:
            return _CUES[phrase]
    return None


_CUES = {
    phrase: cue
    for cue, phrases in (("spend", _SPEND), ("least", _LEAST), ("about", _ABOUT), ("most", _MOST))
    for phrase in phrases
}


_AFTERS = by_first((*_AFTER_MOST, *_AFTER_ABOUT, *_AFTER_LEAST))
_AFTER_CUES: dict[tuple[str, ...], str] = {
    phrase: cue
    for cue, phrases in (("least", _AFTER_LEAST), ("about", _AFTER_ABOUT), ("most", _AFTER_MOST))
    for phrase in phrases
}
_RANK = ("most", "about", "least")
_EACH_FIRST, _LOOK_FIRST = by_first(_EACH), by_first(_LOOK)


def _stands(table: dict[str, list[tuple[str, ...]]], words: tuple[str, ...], at: int) -> list[tuple[str, ...]]:
    """The phrases of a table that stand at a place."""
    phrases = table.get(words[at], ()) if at < len(words) else ()
    return [phrase for phrase in phrases if words[at : at + len(phrase)] == phrase]


def _cue_after(words: tuple[str, ...], at: int) -> str | None:
    cues = [_AFTER_CUES[phrase] for phrase in _stands(_AFTERS, words, at)]
    return min(cues, key=_RANK.index, default=None)


def _skip_cue(words: tuple[str, ...], at: int) -> int:
    ends = [at + len(p) for table in (_AFTER_MOST, _AFTER_ABOUT, _EACH) for p in table if words[at : at + len(p)] == p]
    return max(ends, default=at)


def _is_denied(words: tuple[str, ...], at: int) -> bool:
    return any(
        word in ("not", "no", "nothing", "never", "without", "nicht", "nichts", "pas")
        for word in words[max(0, at - 8) : at]
    )


def _code(currency: str | None, shop: str) -> str:
    if currency is None or (currency == "DOLLAR" and shop in _DOLLARS):
        return shop
    return "USD" if currency == "DOLLAR" else currency


def _minor(value: float, currency: str) -> int:
    return min(round(value * float(10 ** exponent(currency))), 10**12)


def constraint(
    said: Sum, words: str, *, slot: Slot | None, per_item: bool, shop: str, rates: dict[str, float]
) -> Constraint:
    """The budget as a hard limit in the shop's currency; about a sum allows a tenth over it.

    Without a rate the constraint keeps the currency that was said and is `unverifiable`.
    """
    note = None
    most, least = said.most, said.least
    if said.about is not None:
        most, least = round(said.about * 1.1), round(said.about * 0.9)
        note = f"{ABOUT}: a tenth over or under is allowed"
    per = "item" if per_item else "outfit"
    if said.currency == shop:
        value = msgspec.convert({"amount": most, "currency": shop, "minimum": least, "per": per}, ConstraintValue)
        return Constraint(kind="budget", text=words, value=value, note=note, slot=slot)
    original = Money(most if most is not None else said.least or 0, said.currency)
    rate = rates.get(said.currency)
    factor = (rate or 1.0) * 10 ** (exponent(shop) - exponent(said.currency)) if rate else 1.0
    value = ConstraintValue(
        amount=None if most is None else round(most * factor),
        currency=shop if rate else said.currency,
        minimum=None if least is None else round(least * factor),
        per="item" if per_item else "outfit",
        original=original,
        rate=rate,
    )
    if rate:
        return Constraint(kind="budget", text=words, value=value, note=note, slot=slot)
    return Constraint(kind="budget", text=words, value=value, slot=slot, status="unverifiable", hard=False,
                      note=f"no rate from {said.currency} to {shop} is known")  # fmt: skip


def slot_of(said: Sum, text: Text, mentions: list[Mention]) -> Slot | None:
    """The slot that a sum speaks of: "80 for the shoes", "shoes under 80"; None for the whole look."""
    words = text.line
    for mention in mentions:
        if mention.kind != "category" or mention.slot is None or mention.negated:
            continue
        gap = words[said.end : mention.start] if mention.start >= said.end else None
        if gap is not None and len(gap) <= 4 and gap and gap[0] in ("for", "on", "fuer", "pour", "para"):
            return mention.slot
    return None


def nearest_garment(said: Sum, text: Text, mentions: list[Mention]) -> Slot | None:
    """The garment that a sum follows at once ("trainers under 80")."""
    words = text.line
    for mention in reversed(mentions):
        if mention.kind == "category" and mention.end <= said.start and not mention.negated:
            gap = words[mention.end : said.start]
            is_close = len(gap) <= 4 and not any(
                word in (",", ".", "and", "with", "but", "i", ";", "!", "?") for word in gap
            )
            return mention.slot if is_close else None
    return None
