"""Queries with graded relevance that retrieval has no say in: what a product is worth is read off its labels.

labelled   a real catalogue's own columns (kind, colour, use, season), worded by data/retrieval/words.toml
requests   sixty shoppers' requests by hand, over the demo range (data/retrieval/requests.toml)
names      brand and a part of a title: the product of that name
"""

import random
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from aurora.retrieval.plan import departments
from commerce.garments import CATEGORIES, Department, Slot
from evals.retrieval_shops import SEED, Product

DATA = Path(__file__).parent / "data" / "retrieval"
Row = Mapping[str, str]
LABELS = ("articleType", "baseColour", "usage", "season")
"""Columns that a catalogue needs for the labelled slice; all but the kind count one grade each where they agree."""
WORDS_OF_A_NAME = (2, 3)
ALIKE = 3
"""A part of a title that more products of the brand share is no name."""


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """One question to one slot. grades: feed key → 0..4, 0 where it is missing."""

    slice: str
    message: str
    slot: Slot
    department: Department
    grades: dict[str, int]


class Words(msgspec.Struct, frozen=True):
    """What a shopper calls the labels."""

    templates: tuple[str, ...]
    kinds: dict[str, tuple[str, ...]]
    colours: dict[str, tuple[str, ...]]
    uses: dict[str, tuple[str, ...]]
    seasons: dict[str, tuple[str, ...]]


class Request(msgspec.Struct, frozen=True, rename={"with_": "with"}):
    """A request by hand: kinds of product that answer it at all, and attributes of which each is worth a grade."""

    say: str
    who: Department
    kinds: tuple[str, ...]
    with_: dict[str, tuple[str | bool, ...]] = {}


@cache
def words() -> Words:
    return msgspec.convert(tomllib.loads((DATA / "words.toml").read_text("utf-8")), Words)


def requests() -> tuple[Request, ...]:
    read = tomllib.loads((DATA / "requests.toml").read_text("utf-8"))["request"]
    return msgspec.convert(read, tuple[Request, ...])


# ── requests by hand ───────────────────────────────────────────────────────────────────────────────────────────────


def asked(products: Collection[Product]) -> Iterator[Query]:
    """The requests with the grades of what is on sale; ValueError where their kinds lie in more than one slot."""
    for request in requests():
        slots = {CATEGORIES[kind].slot for kind in request.kinds}
        slot = slots.pop()
        if slots or slot is None:
            raise ValueError(f"{request.say!r} is not about one slot.")
        grades = {p.feed_key: grade(request, p) for p in worn(products, slot, request.who)}
        yield _query("requests", request.say, slot, request.who, grades)


def grade(request: Request, product: Product) -> int:
    """0 where it is of another kind, else 1 and one more for each attribute that it has."""
    if product.category not in request.kinds:
        return 0
    return 1 + sum(_has(getattr(product, name), wanted) for name, wanted in request.with_.items())


def _has(value: Any, wanted: tuple[str | bool, ...]) -> bool:
    return bool(set(value) & set(wanted)) if isinstance(value, tuple) else value in wanted


# ── a labelled catalogue ───────────────────────────────────────────────────────────────────────────────────────────


def labelled(products: Sequence[Product], rows: Mapping[str, Row], count: int, seed: int = SEED) -> Iterator[Query]:
    """`count` questions about labels, each of a product drawn at random, so that something answers it.

    rows: feed key → the catalogue's own columns. Kinds are drawn evenly: half of a catalogue may be T-shirts.
    """
    chance = random.Random(seed)
    by_kind: dict[str, list[Product]] = {}
    for product in products:
        if (row := rows.get(product.feed_key)) and _worded(row):
            by_kind.setdefault(row["articleType"], []).append(product)
    for _ in range(count if by_kind else 0):
        product = chance.choice(by_kind[chance.choice(sorted(by_kind))])
        yield _labelled(product, products, rows, chance)


def _worded(row: Row) -> bool:
    known = (words().kinds, words().colours, words().uses, words().seasons)
    return all(row.get(label) in of for label, of in zip(LABELS, known, strict=True))


def _labelled(about: Product, products: Sequence[Product], rows: Mapping[str, Row], chance: random.Random) -> Query:
    template = chance.choice(words().templates)
    truth = rows[about.feed_key]
    said = {
        "kind": chance.choice(words().kinds[truth["articleType"]]),
        "colour": chance.choice(words().colours[truth["baseColour"]]),
        "use": chance.choice(words().uses[truth["usage"]]),
        "season": chance.choice(words().seasons[truth["season"]]),
    }
    named = [label for label, field in zip(LABELS, said, strict=True) if f"{{{field}}}" in template]
    grades = {
        product.feed_key: agreement(truth, row, named)
        for product in worn(products, about.slot, about.department)
        if (row := rows.get(product.feed_key))
    }
    return _query("labelled", template.format(**said), about.slot, about.department, grades)


def agreement(truth: Row, row: Row, named: Sequence[str]) -> int:
    """How many of the labels that were named agree; 0 where the kind does not."""
    return sum(truth[label] == row[label] for label in named) if truth["articleType"] == row["articleType"] else 0


# ── names ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def names(products: Sequence[Product], count: int, seed: int = SEED) -> Iterator[Query]:
    """`count` questions for a product by brand and two or three words in a row of its title."""
    drawn = list(products)
    random.Random(seed).shuffle(drawn)
    chance = random.Random(seed + 1)
    found = (query for product in drawn if (query := _name(product, products, chance)))
    return islice(found, count)


def _name(about: Product, products: Sequence[Product], chance: random.Random) -> Query | None:
    """None where no part of the title tells the product from others of its brand."""
    title = [word for word in about.title.split() if re.search(r"\w", word) and word not in about.brand.split()]
    length = chance.choice(WORDS_OF_A_NAME)
    if not about.brand or len(title) < length:
        return None
    start = chance.randrange(len(title) - length + 1)
    part = " ".join(title[start : start + length])
    choices = worn(products, about.slot, about.department)
    if sum(part in p.title and p.brand == about.brand for p in choices) > ALIKE or part not in about.title:
        return None
    same = {p.feed_key: int((p.title, p.brand) == (about.title, about.brand)) for p in choices}
    return _query("names", f"{about.brand} {part}", about.slot, about.department, same)


def worn(products: Collection[Product], slot: Slot, department: Department) -> list[Product]:
    """What of the slot is shown to who asked for the department."""
    return [p for p in products if p.slot == slot and p.department in departments(department, slot)]


def _query(slice_: str, message: str, slot: Slot, department: Department, grades: Mapping[str, int]) -> Query:
    relevant = {product: grade for product, grade in grades.items() if grade}
    return Query(slice=slice_, message=message, slot=slot, department=department, grades=relevant)
