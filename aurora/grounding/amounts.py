# ruff: noqa: E501 - word tables and patterns read best one idea a line
"""Prices, totals, budgets and differences: every sum of money in a sentence has one true meaning."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

import msgspec

from aurora.budgets import as_said
from aurora.grounding import money_words as words
from aurora.grounding.belonging import owners
from aurora.grounding.comparisons import CHEAPEST, MOST, superlative
from aurora.grounding.facts import Facts, PieceFacts
from aurora.grounding.garment_words import is_suit
from aurora.grounding.money import Amount, find_amounts
from aurora.grounding.reading import Mention, Reading, look_spoken_of, looks_named
from aurora.names import CHARACTER

__all__ = ["budgets", "wrong_amounts"]


def wrong_amounts(reading: Reading) -> Iterator[str]:
    """The sums of money in the sentence that are not what they claim to be."""
    for amount in find_amounts(reading.rest):
        if not _is_true(amount, reading):
            yield reading.text[amount.start : amount.end]


_CLAUSE = re.compile(r"[;:—–]|,\s*(?:and|while|but|und|aber|et|mais|y|pero)\b", re.IGNORECASE)
_THERE = re.compile(r"\b(?:it|they|this|that|these|those)\b", re.IGNORECASE)


def _is_true(amount: Amount, reading: Reading) -> bool:
    value = amount.minor
    if value is None:
        return False
    reading = _in_clause(amount, reading)
    if amount.currencies and reading.facts.currency not in amount.currencies:
        return _is_original_budget(amount, reading.facts)
    if words.CONVERTED.search(reading.text[: amount.start]):  # "€250 ($270)": what was said, and what it is worth here
        return value in {s.target.amount for c in reading.facts.constraints if (s := as_said(c)) and c.value.original}
    if not words.HEDGE.search(reading.text[: amount.start]):
        return _is_exact(amount, value, reading)
    known = _totals_and_prices(reading) | _differences(reading) | budgets(reading.facts)
    near = [one for one in known if _is_near(value, one)]
    return any(_is_exact(msgspec.structs.replace(amount, minor=one), one, reading) for one in near)


def _is_near(said: int, true: int) -> bool:
    """Whether a hedged sum is near enough: a dollar or a fiftieth off; a twentieth where it is a round figure."""
    return abs(true - said) <= max(100, true * 0.02) or (said % 500 == 0 and abs(true - said) <= true * 0.05)


def _in_clause(amount: Amount, reading: Reading) -> Reading:
    """The reading with the look that the amount's own clause speaks of: "this is $90; the second one is $60"."""
    breaks = [0, *(m.start() for m in _CLAUSE.finditer(reading.text)), len(reading.text)]
    start = max(at for at in breaks if at <= amount.start)
    end = min(at for at in breaks if at >= amount.end)
    if (start, end) == (0, len(reading.text)):
        return reading
    # The clause's own look, else the one named before it: "the second look is lighter, but it costs $60".
    told = reading.text[start:end] if looks_named(reading.text[start:end]) else reading.text[:end]
    if looks_named(told):
        return msgspec.structs.replace(reading, look=look_spoken_of(told, len(reading.facts.looks)))
    look = 0 if looks_named(reading.text) else reading.look
    return msgspec.structs.replace(reading, look=look)


def _is_exact(amount: Amount, value: int, reading: Reading) -> bool:
    before = reading.text[max(0, amount.start - 45) : amount.start]
    after = reading.text[amount.end : amount.end + 30]
    if words.OFF.match(after):
        if words.OFF_BEFORE.match(after):
            return value in _differences(reading)
        return words.TAKES.search(before) is not None and value in _differences(reading)
    if (told := _look_told(amount, reading)) is not None:
        return value == reading.facts.totals[told]
    relation = _relation(value, before, after, reading)
    return relation if relation is not None else value in _meanings(amount, reading)


def _relation(value: int, before: str, after: str, reading: Reading) -> bool | None:
    """Truth of a sum that is told in relation to the budget or the look before; None where it is told of neither."""
    facts = reading.facts
    held, total = budgets(facts), _total(reading)
    if (apart := _apart(value, after, reading)) is not None:
        return apart
    if words.LEAVES.search(before) and re.match(r"\s*(?:of|in|from|inside|free)\b", after):
        return total is not None and any(b - total == value for b in held)
    if words.REMAINING.search(before):
        return total is not None and any(b - total == value for b in held)
    if words.LEFT.match(after) and not words.BUDGET_BEFORE.search(before):
        return total is not None and any(b - total == value for b in held)
    if words.ABOVE.match(after):
        return total is not None and any(total - b == value for b in held)
    if words.LESS.match(after) or words.SAVES.search(before):
        return value in _differences(reading) and _is_right_way(value, before, after, reading)
    if words.OVER.search(before) and _NO.search(reading.text) and not _NONE.search(reading.text):
        return _spent(reading) <= value  # "you spend no more than $300"
    if _NONE.search(reading.text) and words.OVER.search(before):
        return max((piece.price for piece in _spoken_of(reading)), default=0) <= value
    if words.UNDER.search(before):
        return (value in held or not words.YOURS.search(before)) and _spent(reading) <= value
    if words.OVER.search(before):
        return (value in held or not words.YOURS.search(before)) and _spent(reading) > value
    if words.BUDGET_BEFORE.search(before) or words.BUDGET_AFTER.match(after):
        return value in held
    if (words.WAS.search(before) or words.BEFORE.match(after)) and facts.base is not None:
        olds = {facts.base.total, *(piece.price for piece in facts.base.pieces)}
        return value in olds or value in _totals_and_prices(reading)
    if words.YOURS.search(before) and (not reading.mentions or (value in held and words.ENDS.match(after))):
        return value in held
    return None


_APART = re.compile(
    r"\s*(?:(?P<less>below|under|less than|cheaper than)|above|over|more than|dearer than)\s+(?:the|your|those|these)?\s*",
    re.IGNORECASE,
)


def _apart(value: int, after: str, reading: Reading) -> bool | None:
    """Truth of a sum between two pieces, "one dollar below the flats"; None where it is told of no two."""
    at = reading.text.find(after) if after else -1
    right = next((m for m in reading.mentions if at >= 0 and m.start >= at), None)
    told = _APART.fullmatch(reading.text[at : right.start]) if right is not None else None
    left = next((m for m in reversed(reading.mentions) if m.end <= at), None)
    if told is None or left is None or right is None:
        return None
    sign = -1 if told["less"] else 1
    return any((a.price - b.price) * sign == value for a in left.pieces for b in right.pieces)


def _look_told(amount: Amount, reading: Reading) -> int | None:
    """The look that is named last before the sum by its character or place: "the bolder one is $200, the third $90"."""
    facts, words_for = reading.facts, CHARACTER[reading.facts.language]
    since = max((one.end for one in find_amounts(reading.rest) if one.end <= amount.start), default=0)
    told = reading.text[since : amount.start].lower()
    if len(facts.totals) < 2 or not _JUST_A_SUM.search(told):
        return None
    found = {
        told.rfind(name): n
        for n, character in enumerate(facts.characters)
        for name in (words_for.get(character or "-", "-"), words_for.get(str(n), "-"))
        if name in told and name != "-"
    }
    return found[max(found)] if found else None


_JUST_A_SUM = re.compile(
    r"(?:one|\bder \w+e|\bla \S+(?: \S+)?(?: \S+)?)\s*(?:,|\(|at|for|is|would be|stands next to it for|, at|für|kostet|wäre bei|bei|liegt bei|à|est à|serait à|por|cuesta|saldría por|daneben kostet)?\s*(?:für )?\(?$"
)
_DEARER = re.compile(r"^\s*(?:more|dearer|extra|mehr|teurer|de plus|plus cher|más(?! barato))\b", re.IGNORECASE)
_RISES = re.compile(
    r"\b(?:up|rises?|climbs?|adds?|steigt|mehr|augmente|monte|plus|sube|añade|aumenta)\b", re.IGNORECASE
)
_NO = re.compile(r"\b(?:no|not|never|nicht|nie|pas|jamais|nunca)\b|n['’]t\b", re.IGNORECASE)
_NONE = re.compile(
    r"\b(?:none|nothing|no (?:single |one )?(?:piece|item|thing|part)|not (?:one|a single)|kein einzig\w+|pas une? seule?|ni un[oa]? sol[oa]?|keine[sr]?|nichts|aucune?|rien|ningun[oa]?|ningún|nada)\b",
    re.IGNORECASE,
)


def _is_right_way(value: int, before: str, after: str, reading: Reading) -> bool:
    """Whether a difference to the look before is told as what it is, dearer or cheaper."""
    base, totals = reading.facts.base, reading.facts.totals
    if base is None or not totals or value != abs(base.total - totals[0]):
        return True
    dearer = bool(_DEARER.match(after) or _RISES.search(before))
    return (totals[0] > base.total) is dearer


def _spoken_of(reading: Reading) -> list[PieceFacts]:
    named = [piece for mention in reading.mentions for piece in mention.pieces]
    return named or list(reading.table)


def _spent(reading: Reading) -> int:
    """What is held against a bound: the pieces spoken of where the sentence names some, else the whole look."""
    if reading.mentions and not words.TOTAL.search(reading.text):
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
    if last is not None and total is not None and words.LESS_ONE.match(reading.text[: last.start]):
        return {total - piece.price for piece in last.pieces}
    if words.ANY_LOOK.search(reading.text[: amount.start]) and len(reading.facts.totals) > 1:
        return set(reading.facts.totals[1:]) | ({total} if total is not None else set())
    if total is not None and words.IT_COSTS.search(reading.text[: amount.start]) and looks_named(reading.text):
        return {total}
    if (best := _told_as_most(amount, reading)) is not None:
        return {best}
    if total is not None and _OTHERS.search(reading.text[: amount.start]):
        return set(reading.facts.totals[1:])
    part = _own_part(amount, reading)
    if part is not None and not _sums(amount, reading):
        return part
    beside = last is not None and words.AT_PIECE.match(reading.text[last.end : amount.start]) is not None
    if beside and last is not None and amount.minor not in _sums(amount, reading):
        return {piece.price for piece in last.pieces} | _suit(last, reading)
    if _sums(amount, reading) and not beside:
        return {total or -1} | _sums(amount, reading)
    if (
        beside
        and amount.minor in _sums(amount, reading)
        and words.PLURAL_BE.search(reading.text[last.end : amount.start] if last else "")
    ):
        return _sums(amount, reading)
    if words.TOTAL.search(reading.text) and not beside:
        return {total} | _sums(amount, reading) if total is not None else _sums(amount, reading)
    if total is not None and words.LOOK_AT.search(reading.text[: amount.start]):
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


def _told_as_most(amount: Amount, reading: Reading) -> int | None:
    """The price of "the dearest dress costs $30", where no title says which one is meant."""
    told = [match for match in MOST.finditer(reading.text[: amount.start]) if superlative(match) != "warmest"]
    if (
        not told
        or any(m.exact for m in reading.mentions)
        or re.search(r"[,;:.]", reading.text[told[-1].end() : amount.start])
    ):
        return None
    prices = [piece.price for piece in reading.table]
    return min(prices) if superlative(told[-1]) in CHEAPEST else max(prices)


def _own_part(amount: Amount, reading: Reading) -> set[int] | None:
    """What a sum may be by its own part of the sentence: "the look is $320, and the shorts are the most of it at $120"."""
    breaks = [0, *(m.end() for m in words.PART.finditer(reading.text)), len(reading.text) + 1]
    if len(breaks) < 3 or words.LOOK_AT.search(reading.text[: amount.start]):
        return None
    start = max(at for at in breaks if at <= amount.start)
    end = min(at for at in breaks if at > amount.start)
    if (
        start
        and not reading.text[start : amount.start].strip()
        and not words.TOTAL.search(reading.text[amount.end : end])
    ):
        start = max(at for at in breaks if at < start)  # "the bag is the dearest, $125, and …"
    named = [m for m in reading.mentions if start <= m.start < end]
    if len(named) == 1:
        return {piece.price for piece in named[0].pieces} | _suit(named[0], reading)
    if not named and start == 0 and words.COSTS_IT.match(reading.text) and len(reading.focus) == 1:
        return {reading.focus[0].price}
    return None


_OTHERS = re.compile(
    r"\b(?:other (?:two )?(?:looks|options|outfits|ideas)|alternatives|(?:anderen|weiteren) (?:looks|vorschläge|varianten)|"
    r"autres (?:tenues|propositions|idées)|otr[oa]s (?:dos )?(?:looks|opciones|propuestas|conjuntos))\b",
    re.IGNORECASE,
)


def _suit(mention: Mention, reading: Reading) -> set[int]:
    """The sum of a jacket and its trousers, where "the suit" is spoken of."""
    if len(mention.pieces) < 2 or not is_suit(reading.text[mention.start : mention.end]):
        return set()
    return {sum(piece.price for piece in mention.pieces)}


def _speaks_of_pieces(reading: Reading) -> bool:
    return re.search(r"\b(?:each|apiece|a piece|they)\b", reading.text, re.IGNORECASE) is not None


def _sums(amount: Amount, reading: Reading) -> set[int]:
    """The sums of pieces that a sentence with "together" names: all of it, or those since the sum told before."""
    if re.search(r"\bboth\b", reading.text, re.IGNORECASE) and len(reading.table) == 2 and not reading.mentions:
        return {sum(piece.price for piece in reading.table)}
    since = max((one.end for one in find_amounts(reading.rest) if one.end <= amount.start), default=0)
    until = min((one.start for one in find_amounts(reading.rest) if one.start >= amount.end), default=len(reading.text))
    if not words.SUM.search(reading.text[since:until]):
        return set()
    groups = (
        reading.mentions,
        [m for m in reading.mentions if since <= m.start < amount.start],
        [m for m in reading.mentions if amount.end <= m.start < until],
    )
    return {_sum_of(group) for group in groups if len(group) >= 2}


def _sum_of(mentions: Sequence[Mention]) -> int:
    unique: dict[object, PieceFacts] = {m.pieces[0].product_id: m.pieces[0] for m in mentions}
    return sum(piece.price for piece in unique.values())
