"""Figures as feeds write them: prices, quantities, availability. Every refusal says what was read."""

import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from core.money import Money, exponent

_SYMBOLS = {
    "€": "EUR", "£": "GBP", "₹": "INR", "rs": "INR", "rs.": "INR", "¥": "JPY", "zł": "PLN", "₺": "TRY", "₩": "KRW",
    "us$": "USD", "a$": "AUD", "c$": "CAD", "₫": "VND", "₪": "ILS", "฿": "THB", "r$": "BRL", "chf": "CHF",
}  # fmt: skip
# Signs that several currencies share: they agree with the feed's own currency, and mean the first one without it.
_SHARED = {
    "$": ("USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN"), "kr": ("SEK", "NOK", "DKK", "ISK"),
    "kr.": ("DKK", "SEK", "NOK"),
}  # fmt: skip
_PRICE = re.compile(
    r"^\s*(?P<before>[^\d\s,.'’\-][^\d\s]*)?\s*(?P<figure>\d[\d\s.,'’]*)\s*(?P<after>[^\d\s.,\-]\S*)?\s*$"
)
_MOST = 10**12


def price(text: str, currency: str | None) -> Money:
    """The price that `text` says, in `currency` where it names none.

    Reads `59.00 USD`, `USD 59`, `$1,299.00`, `₹1,299`, `59,95 €`, `1.299,00 EUR`. A single comma before exactly
    three digits separates thousands; a point there is ambiguous. Raises ValueError with a sentence.
    """
    match = _PRICE.match(text.replace("\u00a0", " ").replace("\u202f", " "))
    if match is None:
        raise ValueError(f"the price {text!r} is not a figure such as 59.00 USD")
    code = _currency(match["before"], match["after"], currency)
    if code is None:
        raise ValueError(f"the price {text!r} names no currency; say it with --currency")
    amount = _minor(match["figure"].strip(), code, text)
    if not 0 < amount <= _MOST:
        raise ValueError(f"the price {text!r} is zero" if amount == 0 else f"the price {text!r} is too large")
    return Money(amount, code)


def _currency(before: str | None, after: str | None, default: str | None) -> str | None:
    for sign in (after, before):
        if sign is None:
            continue
        if re.fullmatch(r"[A-Za-z]{3}", sign):
            return sign.upper()
        shared = _SHARED.get(sign.lower())
        if shared:
            return default if default in shared else shared[0]
        if sign.lower() in _SYMBOLS:
            return _SYMBOLS[sign.lower()]
        if sign not in ("-", "/-", ",-"):
            raise ValueError(f"the currency {sign!r} is not known")
    return default


def _minor(figure: str, currency: str, text: str) -> int:
    figure = re.sub(r"[\s'’]", "", figure).rstrip(".,")
    marks = [mark for mark in figure if mark in ".,"]
    decimal = marks[-1] if marks else ""
    if len(set(marks)) == 1 and (len(marks) > 1 or _thousands(figure, decimal, currency, text)):
        decimal = ""
    whole, _, part = figure.rpartition(decimal) if decimal else (figure, "", "")
    whole = re.sub(r"[.,]", "", whole)
    units = Decimal(f"{whole or 0}.{part or 0}").scaleb(exponent(currency))
    return int(units.to_integral_value(ROUND_HALF_UP))


def _thousands(figure: str, mark: str, currency: str, text: str) -> bool:
    if len(figure) - figure.index(mark) - 1 != 3 or exponent(currency) == 3:
        return False
    if mark == "." and not figure.startswith("0"):
        raise ValueError(f"the price {text!r} is ambiguous: write 1299.00 or 1.30")
    return mark == ","


def quantity(text: str) -> int:
    """Units in stock: `12`, `12.0000`. Below zero is none. Raises ValueError."""
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        raise ValueError(f"the quantity {text!r} is not a number") from None
    if value != value or value > 10**9:
        raise ValueError(f"the quantity {text!r} is not a number that stock can be")
    return max(int(value), 0)


_AVAILABLE = {"in_stock", "instock", "available", "yes", "true", "1", "limited_availability"}
_UNAVAILABLE = {
    "out_of_stock", "outofstock", "oos", "no", "false", "0", "preorder", "backorder", "sold_out", "discontinued",
}  # fmt: skip


def available(text: str) -> bool:
    """Whether `availability` means that it can be bought now; `preorder` and `backorder` cannot. Raises ValueError."""
    word = re.sub(r"[\s\-]+", "_", text.strip().lower().rsplit("/", 1)[-1])
    if word in _AVAILABLE:
        return True
    if word in _UNAVAILABLE:
        return False
    raise ValueError(f"the availability {text!r} is not in_stock, out_of_stock, preorder or backorder")


def in_effect(text: str, now: datetime) -> bool:
    """Whether `now` lies in a `sale_price_effective_date` (`start/end`, ISO 8601). Raises ValueError."""
    try:
        start, end = (datetime.fromisoformat(part.strip()) for part in text.split("/"))
        return start.astimezone() <= now <= end.astimezone()
    except ValueError:
        raise ValueError(f"the sale's dates {text!r} are not two ISO 8601 times with / between") from None


def gtin(text: str) -> str | None:
    """The GTIN's digits where they are a GTIN-8, -12, -13 or -14 with a right check digit, or else None (GS1 §7.9)."""
    digits = re.sub(r"[\s\-]", "", text)
    if not digits.isdecimal() or len(digits) not in (8, 12, 13, 14):
        return None
    total = sum(int(d) * (3 if place % 2 else 1) for place, d in enumerate(reversed(digits)))
    return digits if total % 10 == 0 else None
