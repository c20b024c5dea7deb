"""Outfits to learn from and questions to answer, read from public sets: Mango's and Polyvore's.

The public sets are measured with and never shipped; they are looked for beside the checkout (`../shared/data/outfits`).
"""

import csv
import json
import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from aurora.compatibility import Piece, Recipe
from aurora.compatibility.layer import Ints
from commerce.colours import NAMED, lab
from evals.compatibility_examples import Outfits

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "outfits"


class Question(msgspec.Struct, frozen=True):
    """Fill in the blank: rows of pieces. `fresh`: the answer is in no outfit that was learned from."""

    context: Ints
    answers: Ints
    right: int
    fresh: bool
    apart: bool = False
    """The answer was never in one outfit with any piece of the context."""


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked: questions, and sets that are an outfit (1) or not (0)."""

    questions: Sequence[Question]
    sets: Sequence[Ints]
    labels: Sequence[int]
    owners: Sequence[int]
    """The outfit that each set is or was made from."""


_WHOLE = ("kind", "colour", "cloth")
_CROSSED = (
    ("kind", "colour"), ("kind", "cloth"), ("family", "hue"), ("family", "colour"), ("kind", "hue"), _WHOLE,
    ("base",), ("family", "cloth"), ("kind", "base"), ("wide", "colour"), ("family", "range"),
)  # fmt: skip
_FACTS = (("kind",), ("colour",), ("hue",), ("cloth",), ("family",))
_LIFTS = (
    (("kind", "colour"), ("kind", "colour")), (("kind", "colour"), ("colour",)), (("kind",), ("colour",)),
    (("colour",), ("colour",)), (("kind",), ("kind",)), (("kind", "cloth"), ("kind", "cloth")),
    (("cloth",), ("cloth",)),
    (("family", "hue"), ("family", "hue")), (("family", "hue"), ("colour",)),
    (_WHOLE, _WHOLE), (("kind", "colour"), ("kind", "cloth")), (_WHOLE, ("kind",)), (_WHOLE, ("colour",)),
    (_WHOLE, ("family", "hue")), (_WHOLE, ("kind", "colour")), (("family", "colour"), ("family", "colour")),
    (("kind", "hue"), ("kind", "hue")), (("kind", "colour"), ("family", "hue")),
    (("wide", "hue"), ("wide", "hue")), (("base",), ("base",)), (("kind", "base"), ("kind", "base")),
    (("kind", "base"), ("family", "hue")), (("family", "colour"), ("family", "hue")),
    (("family", "cloth"), ("family", "cloth")), (("family", "range"), ("family", "range")),
    (("family", "colour"), ("colour",)), (("family", "hue"), ("hue",)),
)  # fmt: skip
_OF_ITEMS = (
    (("item",), ("item",)), (("item",), ("model",)), (("model",), ("model",)), (("item",), ("kind", "colour")),
    (("item",), ("colour",)), (("item",), ("kind",)), (("item",), ("kind", "cloth")), (("item",), ("family", "hue")),
    (("model",), ("kind", "colour")), (("model",), ("colour",)), (("model",), ("kind",)),
)  # fmt: skip
_SAME = (("colour",), ("hue",), ("cloth",), ("base",), ("family",))


def first_day(families: Iterable[str] = ()) -> Recipe:
    """Features that a shop has before it has any outfit: facts, colour, and which other colours a piece comes in."""
    return Recipe(
        tokens=_FACTS + _CROSSED, lifts=_LIFTS, same=_SAME, shown=tuple(sorted(set(families))), use_words=True,
        counted=(("kind", "colour"), _WHOLE),
    )  # fmt: skip


def with_history(families: Iterable[str] = ()) -> Recipe:
    """The same and what the shop's outfits tell of each piece and of its other colours."""
    day = first_day(families)
    named = (("item",), ("model",))
    return msgspec.structs.replace(
        day, tokens=(*day.tokens, *named), lifts=(*day.lifts, *_OF_ITEMS), counted=(*named, *day.counted), naming=named,
    )  # fmt: skip


# ── Mango ──────────────────────────────────────────────────────────────────────────────────────────────────────────

# Common Spanish words of colour and the shade they stand for; what is not here has no CIELAB.
_SPANISH = {
    "negro": "black", "crudo": "ecru", "offwhite": "off-white", "oro": "gold", "blanco": "white", "verde": "green",
    "marron": "brown", "azul": "blue", "rojo": "red", "plata": "silver", "gris": "grey", "rosa": "pink",
    "arena": "sand", "naranja": "orange", "tejano": "denim", "piedra": "stone", "celeste": "sky blue",
    "mostaza": "mustard", "fucsia": "fuchsia", "cuero": "cognac", "antracita": "charcoal",
    "granate": "maroon", "terracota": "terracotta",
    "caldero": "rust", "topo": "taupe", "morado": "purple", "amarillo": "yellow", "caramelo": "tan",
    "burdeos": "burgundy", "botella": "forest green", "turquesa": "turquoise", "malva": "mauve", "marino": "navy",
    "vison": "taupe", "perla": "silver", "tabaco": "brown", "agua": "aqua", "vino": "wine", "lima": "lime",
    "oliva": "olive", "ocre": "mustard", "vainilla": "cream", "fresa": "red", "marfil": "ivory", "lila": "lilac",
    "hielo": "powder blue", "cobre": "copper", "chicle": "hot pink", "petroleo": "teal", "coffee": "chocolate",
    "cereza": "wine", "mandarina": "orange", "menta": "mint", "tinta": "navy", "esmeralda": "emerald",
    "canela": "rust", "musgo": "olive", "violeta": "purple", "ceniza": "grey", "ciruela": "plum",
}  # fmt: skip
_LIGHTER = {"claro": 18.0, "light": 18.0, "pastel": 14.0, "soft": 10.0, "palo": 8.0, "oscuro": -16.0, "noche": -12.0}


def spanish_colour(name: str) -> tuple[str, tuple[float, float, float]] | None:
    """The nearest of our colour names and CIELAB of a Spanish colour; None for a word that is not known."""
    words = name.casefold().split()
    known = [_SPANISH.get(word, word) for word in words if word in _SPANISH or word in NAMED]
    if not known:
        return None
    # Black denim is black, blue denim denim.
    base = known[-1] if known[0] == "denim" else known[0]
    colour = lab(NAMED[base])
    shift = sum(_LIGHTER.get(word, 0.0) for word in words)
    fade = 0.6 if shift > 5 else 1.0
    return base, (min(98.0, max(5.0, colour.l + shift)), colour.a * fade, colour.b * fade)


class Mango(msgspec.Struct, frozen=True):
    """The set as read: what is learned from, what is asked, and the families there are."""

    train: Outfits
    valid: Task
    families: tuple[str, ...]


def mango(folder: Path = SHARED) -> Mango:
    """Mango's outfits; FileNotFoundError where the files are absent. Stand-ins are of one family and year; the year is
    read for that alone, never as a fact."""
    with (folder / "mango_products.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    splits = json.loads((folder / "mango_splits.json").read_text("utf-8"))
    at = {row["cod_modelo_color"]: n for n, row in enumerate(rows)}
    groups = np.array([f"{r['des_product_family']}|{Path(r['des_filename']).name[:4]}" for r in rows])
    sets = [_rows(at, splits["outfits"][str(n)]) for n in splits["split"]["train"]]
    task = Task(
        questions=_questions(splits["fitb_valid"], at, sets),
        sets=[_rows(at, q["items"]) for q in splits["compat_valid"]],
        labels=[q["label"] for q in splits["compat_valid"]],
        owners=[int(q["outfit"]) for q in splits["compat_valid"]],
    )
    offered: dict[str, list[str]] = {}
    for row in rows:
        offered.setdefault(_model_of(row), []).append(row["des_color_specification_esp"])
    pieces = [_mango_piece(row, offered[_model_of(row)]) for row in rows]
    train = Outfits(pieces=pieces, sets=sets, group=np.unique(groups, return_inverse=True)[1])
    return Mango(train, task, tuple(sorted({row["des_product_family"] for row in rows})))


def _model_of(row: dict[str, str]) -> str:
    return row["cod_modelo_color"].partition("-")[0]


def _mango_piece(row: dict[str, str], offered: Sequence[str]) -> Piece:
    """offered: the colours that its model comes in, as the catalogue has them; basics come in many."""
    own = row["des_color_specification_esp"]
    colour = spanish_colour(own)
    facts = {
        "item": row["cod_modelo_color"], "model": _model_of(row), "kind": row["des_product_type"],
        "family": row["des_product_family"], "wide": row["des_product_aggregated_family"],
        "colour": own, "base": own.split()[0], "hue": row["des_agrup_color_eng"], "cloth": row["des_fabric"],
        "range": str(min(len(offered), 4)),
    }  # fmt: skip
    others = tuple(dict.fromkeys(name for name in offered if name != own))
    return Piece(facts=tuple(facts.items()), words=others, lab=colour[1] if colour else None)


def _rows(at: dict[str, int], names: Sequence[str]) -> Ints:
    return np.array([at[name] for name in dict.fromkeys(names)], dtype=np.int64)


def _questions(asked: Sequence[dict[str, Any]], at: dict[str, int], sets: Sequence[Ints]) -> list[Question]:
    """The questions, each with what the learned outfits know of its answer."""
    beside: dict[int, set[int]] = {}
    for rows in sets:
        for row in rows.tolist():
            beside.setdefault(row, set()).update(rows.tolist())
    found = []
    for one in asked:
        context, answers = _rows(at, one["question"]), np.array([at[c] for c in one["candidates"]], dtype=np.int64)
        known = beside.get(int(answers[one["answer"]]), set())
        found.append(Question(context, answers, one["answer"], not known, not known & set(context.tolist())))
    return found


# ── Polyvore ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Polyvore(msgspec.Struct, frozen=True):
    """The set as read: all outfits, and for every outfit its questions and sets."""

    outfits: Outfits
    task: Task
    owner: Sequence[int]
    """The outfit of each question."""


_WORD = re.compile(r"[a-zà-ÿ]+")


def polyvore(folder: Path = SHARED, choice: str = "same_category") -> Polyvore:
    """Polyvore's outfits by title, category and price; likes measure the crawl and are not read."""
    held = json.loads((folder / "polyvore_valid.json").read_text("utf-8"))
    at = {name: n for n, name in enumerate(held["items"])}
    number = {name: n for n, name in enumerate(held["outfits"])}
    asked, tried = held[f"fitb_{choice}"], held[f"compat_{choice}"]
    questions = [
        Question(_rows(at, q["question"]), np.array([at[c] for c in q["candidates"]]), q["answer"], fresh=True)
        for q in asked
    ]
    category = np.array([item["category"] for item in held["items"].values()])
    usual = _usual_prices(held["items"].values())
    return Polyvore(
        Outfits(
            pieces=[_polyvore_piece(item, usual[item["category"]]) for item in held["items"].values()],
            sets=[_rows(at, outfit["items"]) for outfit in held["outfits"].values()],
            group=np.unique(category, return_inverse=True)[1],
            matched=False,
        ),
        Task(
            questions=questions,
            sets=[_rows(at, q["items"]) for q in tried],
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


def by_title() -> Recipe:
    """Features of Polyvore's pieces."""
    kind, price, colour, length, ending = ("kind",), ("price",), ("colour",), ("length",), ("ending",)
    tier, first, brand, last = ("tier",), ("first",), ("brand",), ("last",)
    return Recipe(
        tokens=(kind, price, ("kind", "price"), colour, length, ending, tier, first, brand),
        lifts=((kind, kind), (price, price), (colour, colour), (kind, price), (kind, colour), (length, length),
            (ending, ending), (tier, tier), (first, first), (first, tier), (first, price), (brand, brand),
            (tier, kind), (length, price), (tier, length), (last, last), (first, kind), (first, length), (tier, ending),
        ),
        same=(colour, price, ending, length, tier, first, brand, last), use_words=True,
    )  # fmt: skip
