# ruff: noqa: E501 - patterns read best one idea a line
"""What is told as more or less than something else, in price or warmth: so by the figures, or refused."""

import re
from collections.abc import Iterator

from aurora.grounding.belonging import owners
from aurora.grounding.reading import Reading
from aurora.names import CHARACTER
from commerce.colours import NAMED, lab
from commerce.garments import CATEGORIES

__all__ = ["CHEAPEST", "MOST", "superlative", "wrong_comparisons", "wrong_shades", "wrong_sides"]

# "the cheaper one", "the bolder one": the name of an alternative, which its card bears.
_MORE = re.compile(
    r"\b(?P<w>cheaper|less expensive|more affordable|dearer|pricier|more expensive|warmer|cooler|lighter|dressier|smarter)\b(?:\s+than\b)?",
    re.IGNORECASE,
)
MOST = re.compile(
    r"\b(?:the|your)\s+(?P<w>cheapest|least expensive|most affordable|warmest|dearest|most expensive|priciest)\b"
    r"|\b(?P<down>(?:günstigste|billigste|preiswerteste)[nrs]?|(?:le|la|les) moins ch(?:er|ère)s?|(?:el|la|lo|los|las) más (?:barat[oa]|económic[oa])s?"
    r"|(?:el|la) (?:vestido|prenda|pieza) más (?:barat[oa]|económic[oa]))\b"
    r"|\b(?P<up>teuerste[nrs]?|(?:le|la|les) plus ch(?:er|ère)s?|(?:el|la|lo|los|las) más car[oa]s?|(?:el|la) (?:vestido|prenda|pieza) más car[oa])\b",
    re.IGNORECASE,
)


CHEAPEST = frozenset(("cheapest", "least expensive", "most affordable"))


def superlative(match: re.Match[str]) -> str:
    """The English word for what is told as most."""
    groups = match.groupdict()
    return "cheapest" if groups["down"] else "dearest" if groups["up"] else groups["w"].lower()


_COSTS = re.compile(r"\b(?:costs?|is|are)\s+(?P<w>more|less)(?:\s+expensive)?\s+than\b", re.IGNORECASE)


_SHADE = re.compile(r"\b(?P<w>darker|deeper|paler|lighter|brighter) than\b", re.IGNORECASE)
_FIRST_LOOK = re.compile(r"\s*(?:this|that|the (?:first|other))\b", re.IGNORECASE)
_BUDGET = re.compile(
    r"\b(?P<over>over|above|beyond|exceeds?)\s+(?:your\s+|the\s+)?(?:whole\s+)?(?:budget|limit)\b"
    r"|\b(?:under|within|inside|below)\s+(?:your\s+|the\s+)?(?:budget|limit)\b",
    re.IGNORECASE,
)


def wrong_sides(reading: Reading) -> Iterator[str]:
    """Words that put the look on the wrong side of the budget of the whole outfit; any, where there is none."""
    held = [c.value.amount for c in reading.facts.constraints if c.kind == "budget" and c.value.per != "item"]
    budget = next((amount for amount in held if amount is not None), None)
    for match in _BUDGET.finditer(reading.rest):
        if budget is None or reading.look >= len(reading.facts.totals) or len(reading.table) < 2:
            continue
        if (reading.facts.totals[reading.look] > budget) is not bool(match["over"]):
            yield match.group()


def wrong_comparisons(reading: Reading) -> Iterator[str]:
    """Comparisons of price and warmth in the sentence that the facts contradict or cannot bear out."""
    for match in _COSTS.finditer(reading.rest):
        word = "dearer" if match["w"].lower() == "more" else "cheaper"
        right = next((m for m in reading.mentions if m.start >= match.end()), None)
        if right is None and reading.look and _FIRST_LOOK.match(reading.rest[match.end() :]):
            here, first = (
                reading.facts.totals[min(reading.look, len(reading.facts.totals) - 1)],
                reading.facts.totals[0],
            )
            if not (here < first if word == "cheaper" else here > first):
                yield match.group()
        near = right is not None and len(reading.text[match.end() : right.start].split()) <= 3
        if near and _compares(word, match, reading) is not True:
            yield match.group()
    for match in _MORE.finditer(reading.rest):
        if _NOTHING.search(reading.text[: match.start()]):
            continue
        if re.match(r"\s+one\b", reading.text[match.end() :]) and _is_character(f"the {match['w']} one", reading):
            continue
        if _OTHER_LOOK.match(reading.text[match.end() :]) and not reading.look:
            if not _another(match["w"].lower(), reading):
                yield match.group()
            continue
        if _OFFERED.match(reading.text) or re.search(
            r"\b(?:want|would you|if you|shall|could|can|something)\b", reading.text[: match.start()], re.I
        ):
            continue
        if _compares(match["w"].lower(), match, reading) is False:
            yield match.group()
    for match in MOST.finditer(reading.rest):
        if not _is_character(match.group(), reading) and not _is_most(superlative(match), match, reading):
            yield match.group()


def wrong_shades(reading: Reading) -> Iterator[str]:
    """Comparisons of two pieces' colours, by how light they are; "lighter" may be of warmth too, and then is so."""
    for match in _SHADE.finditer(reading.rest):
        left = next((m for m in reversed(reading.mentions) if m.end <= match.start()), None)
        right = next((m for m in reading.mentions if m.start >= match.end()), None)
        if left is None or right is None or len(reading.text[match.end() : right.start].split()) > 3:
            continue
        a, b = left.pieces[0], right.pieces[0]
        darker = match["w"].lower() in ("darker", "deeper")
        is_so = _lightness(a.colour) < _lightness(b.colour) if darker else _lightness(a.colour) > _lightness(b.colour)
        if not is_so and not (match["w"].lower() == "lighter" and a.clo < b.clo):
            yield match.group()


def _lightness(colour: str) -> float:
    """L* of a colour's name; of one that has no name here, nan, which is neither lighter nor darker than any."""
    return lab(NAMED[colour]).l if colour in NAMED else float("nan")


def _is_character(words: str, reading: Reading) -> bool:
    """Whether another look is called so for what its card says; the cheaper one has to be cheaper too."""
    facts, names = reading.facts, CHARACTER[reading.facts.language]
    bearers = [n for n, one in enumerate(facts.characters) if n and one and names.get(one, one) == words.lower()]
    dear = [n for n in bearers if facts.characters[n] == "the cheaper one" and facts.totals[n] >= facts.totals[0]]
    return bool(bearers) and not dear


_NOTHING = re.compile(r"\b(?:nothing|none|no piece)\b[^,;:.!?]*$", re.IGNORECASE)
_OFFERED = re.compile(r"^(?:want|shall|should|would|do you|fancy|if|say|tell|just say)\b", re.IGNORECASE)


_OTHER_LOOK = re.compile(r"\s+(?:version|look|option|alternative|outfit|take|idea)\b", re.IGNORECASE)


def _another(word: str, reading: Reading) -> bool:
    """Whether some other look is cheaper, or dearer, than the first."""
    totals = reading.facts.totals
    if word in ("cheaper", "less expensive", "more affordable"):
        return any(total < totals[0] for total in totals[1:])
    if word in ("dearer", "pricier", "more expensive"):
        return any(total > totals[0] for total in totals[1:])
    return len(totals) > 1


_OF_TWO = re.compile(r"\s*(?:one\b|pair\b)?\s*of the (?:two|three|lot|pair)\b", re.IGNORECASE)


def _compares(word: str, match: re.Match[str], reading: Reading) -> bool | None:
    """Whether the comparison holds; None where it is not one of price or warmth, or has nothing to be held against."""
    down = word in ("cheaper", "less expensive", "more affordable", "cooler", "lighter")
    by_price = word not in ("warmer", "cooler", "lighter", "dressier", "smarter")
    if word in ("dressier", "smarter"):
        return None
    if re.match(r"\s*most\b", reading.text[match.end() :]):
        return not by_price and _is_unusual(match, reading, less=down)
    left = next((m for m in reversed(reading.mentions) if m.end <= match.start()), None)
    right = next((m for m in reading.mentions if m.start >= match.end()), None)
    if left and right and "than" in reading.text[match.start() : right.start].lower():
        rest = [m for m in reading.mentions if m.start >= right.start]
        a, others = left.pieces[0], [m.pieces[0] for m in rest]
        if word == "lighter":
            return None  # of colour or of warmth: `wrong_shades`
        together = len(others) > 1 and "together" in reading.text[match.end() :].lower()
        b = sum(piece.price for piece in others) if together else others[0].price
        if not by_price:
            return a.clo < others[0].clo if down else a.clo > others[0].clo
        return a.price < b if down else a.price > b
    if left and _OF_TWO.match(reading.text[match.end() :]):
        every = {piece.product_id: piece.price if by_price else piece.clo for piece in reading.table}
        best = min(every.values()) if down else max(every.values())
        return len(set(every.values())) > 1 and all(every.get(piece.product_id) == best for piece in left.pieces)
    facts = reading.facts
    if by_price and left and len(reading.table) > 1 and all(len(look) == 1 for look in facts.looks):
        prices = [piece.price for piece in reading.table]
        best = min(prices) if down else max(prices)
        return len(set(prices)) > 1 and all(piece.price == best for piece in left.pieces)
    if by_price and facts.base is not None and facts.totals:
        here, there = facts.totals[0], facts.base.total
        if reading.look:
            here, there = facts.totals[min(reading.look, len(facts.totals) - 1)], facts.totals[0]
        return here < there if down else here > there
    if by_price and len(facts.totals) > 1 and reading.look < len(facts.totals):
        here, there = facts.totals[reading.look], facts.totals[0]
        return here < there if down else here > there
    return False if by_price else None


def _is_unusual(match: re.Match[str], reading: Reading, *, less: bool) -> bool:
    """Whether the piece spoken of is warmer, or less warm, than its kind usually is."""
    groups = owners(reading, match.start(), match.start())
    apart = [piece.clo - CATEGORIES[piece.category].clo for group in groups for piece in group]
    return any(by < 0 if less else by > 0 for by in apart)


def _is_most(word: str, match: re.Match[str], reading: Reading) -> bool:
    groups = owners(reading, match.start(), match.end())
    pieces = [piece for group in groups for piece in group]
    every = reading.table
    kind = next((m for m in reading.mentions if m.start >= match.end()), None)
    named = next((m for m in reversed(reading.mentions) if m.end <= match.start()), None)
    if kind is not None and named is not None and not reading.text[match.end() : kind.start].strip():
        pieces, every, groups = list(named.pieces), (*kind.pieces, *named.pieces), (named.pieces,)
    if not pieces or not every or len(groups) != 1 or (not reading.mentions and not reading.focus):
        return False
    if word == "warmest":
        return any(piece.clo == max(p.clo for p in every) for piece in pieces)
    prices = [p.price for p in every]
    wanted = min(prices) if word in CHEAPEST else max(prices)
    return any(piece.price == wanted for piece in pieces)
