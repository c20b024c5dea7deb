# ruff: noqa: E501 - patterns read best one idea a line
"""Answers about the shop itself: how it delivers, how one pays, sends back and saves. Read off its own settings."""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from aurora.composer.briefing import Briefing, Line
from aurora.composer.voice import Voice
from aurora.composer.words import capital, money
from aurora.types import Delivery, Terms
from core.money import Money

__all__ = ["served"]

_ANSWER = frozenset(("answer", "next"))
_SERVICE = {
    "delivery": r"\b(?:deliver\w*|ship(?:s|ping|ped|ment)?|postage|arrive\w*|courier|liefer\w*|versand\w*|versend\w*|livr\w+|expédi\w+|entreg\w+|envío\w*|envi(?:áis|as|an|ar))\b",
    "returns": r"\b(?:return(?:s|ed|ing)? (?:it|them|this|these|policy|the)|send (?:it|them|this) back|refund\w*|exchange (?:it|them)|money back|zurück(?:geben|schicken|senden)|rückgabe|umtausch\w*|retourn\w+|rembours\w+|devol\w+|reembols\w+)\b|\breturns\?",
    "wrapping": r"\bgift[- ]?(?:wrap\w*|box\w*)|\bwrap(?:ped|ping)? (?:it|as a gift)|\bgeschenk(?:verpack\w*|papier)|\bpa(?:quet|pier)[- ]cadeau|\benvuel\w+ (?:para|de) regalo|\bpapel de regalo",
    "discount": r"\b(?:discounts?|coupons?|vouchers?|promo(?:tion)?(?:al)? ?codes?|student price|rabatt\w*|gutschein\w*|nachlass|réductions?|remises?|codes? promo|descuentos?|cupon(?:es)?|cupón)\b|\d ?% off\b|\bbest price\b|\bif you give me\b|\bboth for\b",
    "payment": r"\b(?:pay(?:pal|ment|ing)?|check ?out|klarna|credit card|debit card|apple pay|google pay|instal?ments?|bezahl\w*|zahl(?:en|ung\w*)|rechnung|ratenzahlung|payer|paiement\w*|carte (?:bancaire|bleue)|pagar|pago|tarjeta|a plazos)\b",
}  # fmt: skip
_READ = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _SERVICE.items()}


def served(briefing: Briefing, voice: Voice) -> list[Line]:
    """The answer where the message asks about the shop itself; empty where it does not.

    What is asked for a reply is answered there: a price that was too high brings cheaper pieces, and no talk of codes.
    """
    kind = next((name for name, words in _READ.items() if words.search(briefing.turn.message)), None)
    if kind is None or briefing.analysis.intent not in ("ask", "smalltalk", "out_of_scope"):
        return []
    if kind == "payment" and briefing.analysis.asks == "price":
        return []  # "what do I still have to pay?" asks for a sum
    told = _delivery(briefing, voice) if kind == "delivery" else _other(kind, briefing.terms, voice)
    return [Line(" ".join(capital(text) for text in told), _ANSWER)]


def _other(kind: str, terms: Terms, voice: Voice) -> list[str]:
    if kind == "payment":
        return [voice.say("shop.payment" if terms.takes_cards else "shop.payment.test")]
    if kind == "returns" and terms.return_days is not None:
        return [voice.say("shop.returns", days=terms.return_days)]
    return [voice.say(f"shop.{kind}" if kind != "returns" else "shop.unknown")]


# ── delivery ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _delivery(briefing: Briefing, voice: Voice) -> list[str]:
    """Each way there is to the country that the message names, else to the shop's own and abroad."""
    terms = briefing.terms
    there = _country(briefing.turn.message)
    ways = [way for way in terms.delivery if there is None or there in way.countries or "*" in way.countries]
    if not ways:
        return [voice.say("shop.delivery.not" if terms.delivery and there else "shop.unknown")]
    home = [way for way in ways if terms.home in way.countries]
    ordered = [*home, *(way for way in ways if way not in home)] if there is None else ways
    told = [voice.say("shop.delivery", ways="; ".join(_way(way, briefing, voice) for way in ordered))]
    total = briefing.table[0].total if briefing.table else None
    if total is not None and there is not None and _is_free(ordered, total):
        told.append(voice.say("shop.delivery.free_now"))
    return told


def _way(way: Delivery, briefing: Briefing, voice: Voice) -> str:
    currency, language = briefing.turn.currency, voice.language
    days = voice.say("shop.day" if way.days == (1, 1) else "shop.days", least=way.days[0], most=way.days[1])
    cost = money(Money(way.price, currency), language)
    if way.free_from is None:
        return voice.say("shop.way", name=way.name, days=days, cost=cost)
    free = money(Money(way.free_from, currency), language)
    return voice.say("shop.way.free", name=way.name, days=days, cost=cost, free=free)


def _is_free(ways: Sequence[Delivery], total: Money) -> bool:
    return any(way.free_from is not None and total.amount >= way.free_from for way in ways)


def _country(message: str) -> str | None:
    """The ISO code of the first country that the message names, as far as `countries.txt` has it."""
    found = _names().search(message.lower())
    return _codes()[found.group()] if found else None


@cache
def _codes() -> dict[str, str]:
    lines = (files("aurora.composer") / "countries.txt").read_text("utf-8").splitlines()
    rows = (line.partition(":") for line in lines if line)
    return {name.strip(): code for code, _, names in rows for name in names.split("|")}


@cache
def _names() -> re.Pattern[str]:
    longest = sorted(_codes(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")
