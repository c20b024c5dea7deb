# ruff: noqa: E501 - word tables and patterns read best one idea a line
"""What is told as a share or a multiple of another price, or as of one colour with another piece: so, or refused."""

import re
from collections.abc import Iterator
from itertools import combinations

from aurora.grounding.claims import has_colour
from aurora.grounding.facts import PieceFacts
from aurora.grounding.reading import Mention, Reading

__all__ = ["wrong_colour_pairs", "wrong_shares"]

_NEAR = 0.08
"""How far a ratio may be from the share that it is told as, of the share: of a half, from 0.46 to 0.54."""
_WORDS: dict[float, str] = {
    0.1: r"(?:a|one) tenth|ein zehntel|un dixième|(?:una|la) décima parte",
    0.2: r"(?:a|one) fifth|ein fünftel|un cinquième|(?:una|la) quinta parte",
    0.25: r"(?:a|one) quarter|(?:ein|das) viertel|(?:un|le) quart|(?:un|la) (?:cuarto|cuarta parte)",
    1 / 3: r"(?:a|one) third|(?:ein|das) drittel|(?:un|le) tiers|(?:un tercio|la tercera parte|una tercera parte)",
    0.5: r"half|(?:die )?hälfte|halb so viel|(?:la )?moitié|(?:la )?mitad",
    2 / 3: r"two[- ]thirds|zwei drittel|(?:les )?deux tiers|dos tercios",
    0.75: r"three[- ]quarters|drei viertel|(?:les )?trois quarts|tres cuartos",
    1.0: r"(?:the )?same (?:price|money|amount)|as much as|genauso viel|gleich viel|dasselbe|(?:le )?même prix|(?:la )?même chose|autant que|(?:el )?mismo precio|lo mismo",
    2.0: r"twice|double|doppelt so (?:viel|teuer)|das doppelte|(?:le )?double|deux fois|(?:el )?doble|dos veces",
    3.0: r"triple|three times|thrice|dreimal so (?:viel|teuer)|das dreifache|(?:le )?triple|trois fois|tres veces",
    4.0: r"quadruple|four times|viermal so (?:viel|teuer)|das vierfache|(?:le )?quadruple|quatre fois|(?:el )?cuádruple|cuatro veces",
    5.0: r"five times|fünfmal so (?:viel|teuer)|das fünffache|cinq fois|cinco veces",
    10.0: r"ten times|zehnmal so (?:viel|teuer)|das zehnfache|dix fois|diez veces",
}  # fmt: skip
_SHARE = re.compile(
    r"\b(?:" + "|".join(f"(?P<s{n}>{words})" for n, words in enumerate(_WORDS.values())) + r")\b", re.IGNORECASE
)
_OF_PRICE = re.compile(
    r"\b(?:cost\w*|prices?|priced|pay\w*|paid|worth|money|charg\w+|dear\w*|cheap\w*|expens\w+|kost\w+|preis\w*|zahl\w+|teuer\w*|billig\w*|coût\w*|prix|va[ul]\w*|ch(?:er|ère)s?|cuesta\w*|precios?|pag\w+|salen?)\b",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"\b(?:less than|under|below|not even|weniger als|nicht einmal|moins de|moins que|menos de|menos que)\s+(?:(?:about|around)\s+)?$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?:more than|over|above|mehr als|über|plus de|plus que|más de|más que)\s+(?:(?:about|around)\s+)?$",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:total|look|outfit|bill|everything|budget|limit|rest|insgesamt|gesamt\w*|tenue|ensemble|conjunto|presupuesto|todo)\b",
    re.IGNORECASE,
)


def wrong_shares(reading: Reading) -> Iterator[str]:
    """Words that make one price a share or a multiple of another which it is not, or of one that is not on the table."""
    if not _OF_PRICE.search(reading.rest):
        return
    for match in _SHARE.finditer(reading.rest):
        share = next(share for n, share in enumerate(_WORDS) if match[f"s{n}"])
        ratios = _ratios(reading, match)
        before = reading.rest[: match.start()]
        if not ratios or not any(_is_so(ratio, share, before) for ratio in ratios):
            yield match.group()


def _is_so(ratio: float, share: float, before: str) -> bool:
    if _LESS.search(before):
        return ratio < share
    if _MORE.search(before):
        return ratio > share
    return abs(ratio - share) <= _NEAR * share


def _ratios(reading: Reading, match: re.Match[str]) -> list[float]:
    """What the share may be of what: the piece before of the piece after; a piece of the look; the look of the budget."""
    left = [m for m in reading.mentions if m.end <= match.start()]
    right = [m for m in reading.mentions if m.start >= match.end()]
    if share_of_two := _of_two(left, match):
        return share_of_two
    one = left[-1].pieces if left else reading.focus
    if one and right:
        return [a.price / b.price for a in one for b in right[0].pieces if b.price]
    if left and (others := _beside(reading, one)):
        return [a.price / b.price for a in one for b in others if b.price]
    named = one or (right[0].pieces if right else ())
    wholes = [*reading.facts.totals[:1], *(c.value.amount for c in reading.facts.constraints if c.kind == "budget")]
    if not _WHOLE.search(reading.rest) or len(reading.table) < 2:
        return []
    spent = [piece.price for piece in named] or list(reading.facts.totals[:1])
    return [a / b for a in spent for b in wholes if b and (named or a != b)]


def _of_two(left: list[Mention], match: re.Match[str]) -> list[float]:
    """Of two pieces that "cost the same", the one price of the other."""
    same = match.lastgroup == f"s{list(_WORDS).index(1.0)}"
    if not same or len(left) < 2:
        return []
    return [a.price / b.price for a in left[-2].pieces for b in left[-1].pieces if b.price]


def _beside(reading: Reading, one: tuple[PieceFacts, ...]) -> list[PieceFacts]:
    """What a piece is held against where the sentence names no other: what was named before, else the one other product."""
    ids = {piece.product_id for piece in one}
    if before := [piece for piece in reading.focus if piece.product_id not in ids]:
        return before
    alone = all(len(look) == 1 for look in reading.facts.looks)
    others = [piece for piece in reading.facts.pieces if piece.product_id not in ids]
    return others if alone and len(others) == 1 else []


_SAME_COLOUR = re.compile(
    r"\b(?:(?:the |one |a )?(?:same|identical|one|single|shared) (?:colou?r|shade|tone|hue)s?|(?:exactly|perfectly|precisely) in colou?r|(?:the )?(?:very )?colou?r of the(?= )"
    r"|(?:dieselbe|die ?gleiche|gleiche[nrs]?|derselben|der gleichen|einer) farbe|farbgleich|(?:la |le |une )?(?:même|seule) (?:couleur|teinte|ton)|de la couleur d[ue]|(?:el |un )?(?:mismo|solo) (?:color|tono)|del color de)\b",
    re.IGNORECASE,
)
_EVERY = re.compile(
    r"\b(?:everything|all|every (?:single )?(?:piece|thing)|alles?|tout(?:es)?|tous|tod[oa]s?)\b", re.IGNORECASE
)


def wrong_colour_pairs(reading: Reading) -> Iterator[str]:
    """Words that say of pieces that they share a colour where they do not."""
    match = _SAME_COLOUR.search(reading.rest)
    if match is None:
        return
    pieces = _told(reading)
    if any(not _is_shared(a, b) for a, b in combinations(pieces, 2)):
        yield match.group()


def _told(reading: Reading) -> list[tuple[PieceFacts, ...]]:
    groups = [mention.pieces for mention in _distinct(reading.mentions)]
    if len(groups) < 2 and reading.focus:
        groups = [*((piece,) for piece in reading.focus), *groups]
    if len(groups) < 2 and _EVERY.search(reading.rest):
        return [(piece,) for piece in reading.table]
    return groups


def _distinct(mentions: tuple[Mention, ...]) -> list[Mention]:
    return list({frozenset(p.product_id for p in m.pieces): m for m in mentions}.values())


def _is_shared(one: tuple[PieceFacts, ...], other: tuple[PieceFacts, ...]) -> bool:
    return any(has_colour(a, b.colour) or has_colour(b, a.colour) for a in one for b in other)
