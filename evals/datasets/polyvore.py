"""Polyvore Outfits as read: collages by title, category and price. Vasileva et al., ECCV 2018, validation; Apache-2.0.

Likes measure when the set was crawled and are not read.
"""

import json
import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from aurora.compatibility import Piece
from commerce.colours import NAMED, lab
from evals.compatibility_examples import Outfits, Question, Task, rows_of
from evals.datasets import public_folder


class Polyvore(msgspec.Struct, frozen=True):
    """The set as read: all outfits, and for every outfit its questions and sets."""

    outfits: Outfits
    task: Task
    owner: Sequence[int]
    """The outfit of each question."""


_WORD = re.compile(r"[a-zà-ÿ]+")


def load(folder: Path | None = None, choice: str = "same_category") -> Polyvore:
    """Polyvore's outfits by title, category and price; likes measure the crawl and are not read."""
    folder = folder or public_folder() / "outfits"
    held = json.loads((folder / "polyvore_valid.json").read_text("utf-8"))
    at = {name: n for n, name in enumerate(held["items"])}
    number = {name: n for n, name in enumerate(held["outfits"])}
    asked, tried = held[f"fitb_{choice}"], held[f"compat_{choice}"]
    questions = [
        Question(rows_of(at, q["question"]), np.array([at[c] for c in q["candidates"]]), q["answer"], fresh=True)
        for q in asked
    ]
    category = np.array([item["category"] for item in held["items"].values()])
    usual = _usual_prices(held["items"].values())
    return Polyvore(
        Outfits(
            pieces=[_polyvore_piece(item, usual[item["category"]]) for item in held["items"].values()],
            sets=[rows_of(at, outfit["items"]) for outfit in held["outfits"].values()],
            group=np.unique(category, return_inverse=True)[1],
            matched=False,
        ),
        Task(
            questions=questions,
            sets=[rows_of(at, q["items"]) for q in tried],
            labels=[q["label"] for q in tried],
            owners=[number[q["outfit"]] for q in tried],
        ),
        [number[q["outfit"]] for q in asked],
    )


def _usual_prices(items: Iterable[dict[str, Any]]) -> dict[str, float]:
    """What a piece of each category usually costs: the median of logarithms, drawn to that of all as by five pieces."""
    prices: dict[str, list[float]] = {}
    for item in items:
        prices.setdefault(item["category"], []).extend([math.log(item["price"])] if (item["price"] or 0) > 0 else [])
    whole = float(np.median(np.concatenate([np.array(found) for found in prices.values()])))
    return {
        name: math.exp((len(found) * float(np.median(found or [whole])) + 5 * whole) / (len(found) + 5))
        for name, found in prices.items()
    }


def _polyvore_piece(item: dict[str, Any], usual: float) -> Piece:
    words = tuple(dict.fromkeys(_WORD.findall(item["title"].casefold())))
    facts = {"kind": item["category"], "length": str(min(len(words), 9))}
    price = float(item["price"]) if item["price"] and item["price"] > 0 else None
    # Prices end as a shop lets them end, and lack where a shop lets them lack.
    facts["price"] = str(round(2 * math.log(price))) if price else "none"
    # Dear or cheap for what it is, in steps of ×1.65.
    facts["tier"] = str(max(-5, min(5, round(2 * math.log(price / usual))))) if price else "none"
    facts |= {"first": words[0], "brand": " ".join(words[:2]), "last": words[-1]} if words else {}
    facts["ending"] = f"{round(price * 100) % 100:02d}" if price else "none"
    named = next((word for word in words if word in NAMED), None)
    colour = lab(NAMED[named]) if named else None
    if named:
        facts["colour"] = named
    return Piece(
        facts=tuple(facts.items()), words=words, price=price and price / usual,
        lab=(colour.l, colour.a, colour.b) if colour else None,
    )  # fmt: skip
