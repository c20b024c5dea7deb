"""A bare figure that takes the place of a limit in force: "actually make that 180", "no, I meant 280", "200 then"."""

from itertools import pairwise

import msgspec

from aurora.context import figures, money, wordlists
from aurora.context.money import Sum
from aurora.context.reading import Reading
from aurora.types import Constraint, ConversationState
from core.money import exponent

_AROUND = frozenset(wordlists.phrases("grammar", "revising"))
_LONGEST = 10
_TIMES = 6.0
"""A figure so many times the limit in force, or so small a part of it, is no other limit."""
_BARE_FROM = 60.0
"""From here a figure with no word beside it is no size."""


def revised(reading: Reading, state: ConversationState) -> Reading:
    """The reading; where it only names another figure, with that as a sum in place of the newest limit, and no more."""
    found = _sums(reading, state)
    if found == reading.sums:
        return reading
    return msgspec.structs.replace(reading, sums=found, mentions=(), compared=())


def _sums(reading: Reading, state: ConversationState) -> tuple[Sum, ...]:
    limit = next((c for c in reversed(state.constraints) if c.kind == "budget"), None)
    if reading.sums or limit is None or len(reading.text.tokens) > _LONGEST or reading.sizes:
        return reading.sums
    if state.pending is not None:
        return reading.sums
    numbers = figures.find(reading.text)
    words = reading.text.line
    is_first = bool({("instead", "of"), ("rather", "than"), ("statt",)} & {*pairwise(words), *((w,) for w in words)})
    number = numbers[0 if is_first else -1] if numbers else None
    if number is None or (len(numbers) > 1 and not (is_first or {"not", "no", "nicht", "pas"} & set(words))):
        return reading.sums
    taken = {at for n in numbers for at in range(n.start, n.end)}
    if any(word not in _AROUND for at, word in enumerate(words) if at not in taken):
        return reading.sums
    if not figures.is_plain_amount(reading.text, number) or (len(words) == 1 and number.value < _BARE_FROM):
        return reading.sums
    return (_in_place(number, limit),) if _is_near(number, limit) else reading.sums


def _is_near(number: figures.Number, limit: Constraint) -> bool:
    value = limit.value
    before = value.original.amount if value.original is not None else value.amount or value.minimum or 0
    currency = value.original.currency if value.original is not None else value.currency or "USD"
    said = number.value * 10 ** exponent(currency)
    return before > 0 and 1 / _TIMES <= said / before <= _TIMES


def _in_place(number: figures.Number, limit: Constraint) -> Sum:
    """The limit with another figure: of the same piece, per piece or whole, in the currency that was said."""
    value = limit.value
    currency = value.original.currency if value.original is not None else value.currency or "USD"
    amount = round(number.value * 10 ** exponent(currency))
    is_about = bool(limit.note and limit.note.startswith(money.ABOUT))
    return Sum(
        most=amount if value.amount is not None and not is_about else None,
        least=amount if value.amount is None else None,
        about=amount if is_about else None,
        currency=currency, start=number.start, end=number.end, per_item=value.per == "item",
        whole=limit.slot is None, slot=limit.slot,
    )  # fmt: skip
