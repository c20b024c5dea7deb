"""Mango as read: outfits of a fashion house's stylists to learn from, and questions on others of theirs.

A datathon's public export; no licence is stated. Measured with and never shipped. The digits of an item's code tell its
year: it is read to find stand-ins, never as a fact.
"""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from aurora.compatibility import Piece
from aurora.compatibility.layer import Ints
from commerce.colours import NAMED, lab
from evals.compatibility_examples import Outfits, Question, Task, rows_of
from evals.datasets import public_folder

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


def load(folder: Path | None = None) -> Mango:
    """Mango's outfits; FileNotFoundError where the files are absent. Stand-ins are of one family and year; the year is
    read for that alone, never as a fact."""
    folder = folder or public_folder() / "outfits"
    with (folder / "mango_products.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    splits = json.loads((folder / "mango_splits.json").read_text("utf-8"))
    at = {row["cod_modelo_color"]: n for n, row in enumerate(rows)}
    groups = np.array([f"{r['des_product_family']}|{Path(r['des_filename']).name[:4]}" for r in rows])
    sets = [rows_of(at, splits["outfits"][str(n)]) for n in splits["split"]["train"]]
    task = Task(
        questions=_questions(splits["fitb_valid"], at, sets),
        sets=[rows_of(at, q["items"]) for q in splits["compat_valid"]],
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


def _questions(asked: Sequence[dict[str, Any]], at: dict[str, int], sets: Sequence[Ints]) -> list[Question]:
    """The questions, each with what the learned outfits know of its answer."""
    beside: dict[int, set[int]] = {}
    for rows in sets:
        for row in rows.tolist():
            beside.setdefault(row, set()).update(rows.tolist())
    found = []
    for one in asked:
        context, answers = rows_of(at, one["question"]), np.array([at[c] for c in one["candidates"]], dtype=np.int64)
        known = beside.get(int(answers[one["answer"]]), set())
        found.append(Question(context, answers, one["answer"], not known, not known & set(context.tolist())))
    return found
