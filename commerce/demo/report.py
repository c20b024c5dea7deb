"""What the demo range holds, in counts and quantiles."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import quantiles

from commerce.demo.coverage import BANDS, FLOOR, Cell, matrix
from commerce.garments import DEPARTMENTS, SLOTS
from commerce.rows import ProductRow

_TRIGRAM = 3


def variety(rows: Sequence[ProductRow]) -> tuple[float, float]:
    """Type-token ratio of the descriptions' words, and the share of distinct sentences-in-order (1 = no two alike)."""
    words = [word for row in rows for word in re.findall(r"[\w'-]+", row.description.lower())]
    return len(set(words)) / len(words), len({row.description for row in rows}) / len(rows)


def shared_trigrams(rows: Sequence[ProductRow]) -> float:
    """Mean share of a description's word trigrams that the one before it has too, 0..1; low reads varied."""
    grams = [_trigrams(row.description) for row in rows]
    shares = [len(a & b) / max(len(b), 1) for a, b in pairwise(grams)]
    return sum(shares) / max(len(shares), 1)


def _trigrams(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[\w'-]+", text.lower())
    return {tuple(words[i : i + _TRIGRAM]) for i in range(len(words) - _TRIGRAM + 1)}


def prices(rows: Sequence[ProductRow]) -> list[float]:
    """One price in USD per product, ascending."""
    return sorted(row.variants[0].price / 100 for row in rows)


def tables(rows: Sequence[ProductRow]) -> Iterator[str]:
    """The report as Markdown, line by line."""
    variants = [variant for row in rows for variant in row.variants]
    sold_out = sum(1 for v in variants if v.quantity == 0) / len(variants)
    last = sum(1 for v in variants if 0 < v.quantity < 3) / len(variants)
    yield f"{len(rows):,} products, {len(variants):,} variants, {len({r.brand for r in rows})} houses."
    yield f"{sold_out:.0%} of variants are sold out, {last:.0%} are down to the last one or two."
    sale = sum(1 for r in rows if r.variants[0].compare_at_price) / len(rows)
    yield f"{sale:.0%} of products are on sale."
    yield ""
    yield from _by_slot(rows)
    yield from _quantiles(rows)
    yield from _by_occasion(rows)
    ratio, distinct = variety(rows)
    yield f"Descriptions: type-token ratio {ratio:.3f}, distinct {distinct:.1%},"
    yield f"trigrams shared with the description before: {shared_trigrams(rows):.2%}."
    yield ""
    yield from _coverage(matrix(rows, ("women", "men")))


def _by_slot(rows: Sequence[ProductRow]) -> Iterator[str]:
    count = Counter((row.slot, row.department) for row in rows)
    yield "| slot | " + " | ".join(DEPARTMENTS) + " | all |"
    yield "|---|" + "---:|" * (len(DEPARTMENTS) + 1)
    for slot in SLOTS:
        numbers = [count[slot, department] for department in DEPARTMENTS]
        yield f"| {slot} | " + " | ".join(map(str, [*numbers, sum(numbers)])) + " |"
    totals = [sum(1 for row in rows if row.department == department) for department in DEPARTMENTS]
    yield "| all | " + " | ".join(map(str, [*totals, len(rows)])) + " |"
    yield ""


def _quantiles(rows: Sequence[ProductRow]) -> Iterator[str]:
    yield "| USD | least | 10 % | 25 % | median | 75 % | 90 % | most |"
    yield "|---|" + "---:|" * 7
    for slot in (*SLOTS, None):
        some = prices([row for row in rows if slot in (None, row.slot)])
        tenths, quarters = quantiles(some, n=10), quantiles(some, n=4)
        figures = (some[0], tenths[0], quarters[0], quarters[1], quarters[2], tenths[8], some[-1])
        yield f"| {slot or 'all'} | " + " | ".join(f"{figure:,.2f}" for figure in figures) + " |"
    yield ""


def _by_occasion(rows: Sequence[ProductRow]) -> Iterator[str]:
    count = Counter((occasion, row.department) for row in rows for occasion in row.occasions)
    yield "| occasion | " + " | ".join(DEPARTMENTS) + " |"
    yield "|---|" + "---:|" * len(DEPARTMENTS)
    for occasion in FLOOR:
        yield f"| {occasion} | " + " | ".join(str(count[occasion, department]) for department in DEPARTMENTS) + " |"
    yield ""


def _coverage(cells: Sequence[Cell]) -> Iterator[str]:
    yield "Fewest choices over all occasions (women, men), and what is missing:"
    yield ""
    yield "| weather | tops | bottoms | dresses (women) | shoes | outerwear | waterproof | bags | accessories |"
    yield "|---|" + "---:|" * 8
    for band in BANDS:
        here = [cell for cell in cells if cell.band == band.name]
        least = [min(getattr(cell, name) for cell in here) for name in ("top", "bottom")]
        least.append(min(cell.dress for cell in here if cell.department == "women"))
        least += [min(getattr(c, name) for c in here) for name in ("shoes", "outerwear", "rain", "bag", "accessory")]
        yield f"| {band.name} | " + " | ".join(map(str, least)) + " |"
    yield ""
    gaps = [f"{c.department}, {c.occasion}, {c.band}: {', '.join(c.missing)}" for c in cells if c.missing]
    yield "Gaps: " + ("; ".join(gaps) if gaps else f"none in {len(cells)} cells.")
