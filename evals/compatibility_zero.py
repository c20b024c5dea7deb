"""Judges of completions and sets, and the public sets in our own categories and colours: for what has not seen them."""

import re
from collections.abc import Callable, Sequence
from functools import cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from aurora import harmony
from aurora.compatibility import Model, Piece
from aurora.compatibility.layer import Ints
from aurora.compatibility.pieces import made_piece
from commerce.colours import NAMED, hex_of, nearest_name
from commerce.colours import Lab as LabColour
from commerce.garments import CATEGORIES
from evals import compatibility_prior as prior
from evals.compatibility_examples import Task
from evals.datasets import mango, polyvore

Floats = NDArray[np.float64]


class Judge(msgspec.Struct, frozen=True):
    """Scores of answers to a context (context, answers), and of sets."""

    completions: Callable[[Ints, Ints], Floats]
    sets: Callable[[Sequence[Ints]], Floats]


def by_model(model: Model, pieces: Sequence[Piece]) -> Judge:
    """The learned model."""
    coded = model.code(pieces)
    return Judge(
        lambda context, answers: model.completions(coded, context, answers), lambda sets: model.of_sets(coded, sets)
    )


def by_pairs(together: Callable[[Ints], Floats]) -> Judge:
    """Any score of pairs, `together(rows)` giving those of every two of the rows; a set is worth their mean."""

    def completions(context: Ints, answers: Ints) -> Floats:
        whole = together(np.concatenate([context, answers]))
        return np.asarray(whole[: len(context), len(context) :].mean(axis=0))

    def sets(found: Sequence[Ints]) -> Floats:
        return np.array([together(rows)[np.triu_indices(len(rows), 1)].mean() for rows in found])

    return Judge(completions, sets)


def by_hand_kinds(pieces: Sequence[Piece]) -> Judge:
    """The kinds as set by hand alone; 0.5 where a kind is not known."""
    kinds = [dict(piece.facts).get("kind") for piece in pieces]
    return by_pairs(lambda rows: np.array([[_kinds(kinds[a], kinds[b]) for b in rows] for a in rows]))


def _kinds(one: str | None, other: str | None) -> float:
    return 0.5 if one is None or other is None else _known(one, other)


@cache
def _known(one: str, other: str) -> float:
    return prior.together(one, other)


def by_hand(pieces: Sequence[Piece]) -> Judge:
    """Kinds, colours and formality as composing weighed them before it had a model."""
    kinds = [dict(piece.facts).get("kind") for piece in pieces]
    return _weighed(pieces, lambda rows: np.array([[_kinds(kinds[a], kinds[b]) for b in rows] for a in rows]))


def as_composed(model: Model, pieces: Sequence[Piece]) -> Judge:
    """The model's pairs beside colours and formality, added up as composing does."""
    return _weighed(pieces, lambda rows: model.matrix([pieces[row] for row in rows.tolist()]))


def by_its_pairs(model: Model, pieces: Sequence[Piece]) -> Judge:
    """The model's pairs alone, added up as composing does."""
    return by_pairs(lambda rows: model.matrix([pieces[row] for row in rows.tolist()]))


def _weighed(pieces: Sequence[Piece], kinds: Callable[[Ints], Floats]) -> Judge:
    lab = np.array([piece.lab or (np.nan,) * 3 for piece in pieces])
    formality = np.array([np.nan if piece.formality is None else piece.formality for piece in pieces])

    def together(rows: Ints) -> Floats:
        colours = np.nan_to_num(harmony.matrix(lab[rows]), nan=0.62)
        apart = np.abs(formality[rows][:, None] - formality[rows][None, :])
        close = np.nan_to_num(np.clip(1 - (apart - 0.1) / 0.5, 0, 1), nan=0.8)
        return np.asarray(0.32 * colours + 0.26 * close + 0.2 * kinds(rows))

    return by_pairs(together)


# ── the public sets in our words ───────────────────────────────────────────────────────────────────────────────────

Translated = tuple[str, Task, list[Piece]]


def translated_mango() -> Translated:
    """Mango's valid part, pieces by our categories and colours; what has no category of ours keeps its colour alone."""
    held = mango.load()
    pieces = []
    for piece in held.train.pieces:
        facts = dict(piece.facts)
        pieces.append(_ours(facts["kind"], LabColour(*piece.lab) if piece.lab else None))
    return "Mango valid", held.valid, pieces


def translated_polyvore() -> Translated:
    """Polyvore, same category: our category from category and title, the colour that the title names."""
    held = polyvore.load()
    pieces = []
    for piece in held.outfits.pieces:
        words, kind = " ".join(piece.words), dict(piece.facts)["kind"]
        pieces.append(_ours(kind, LabColour(*piece.lab) if piece.lab else None, words))
    return "Polyvore same category", held.task, pieces


def _ours(kind: str, colour: LabColour | None, title: str = "") -> Piece:
    category = category_of(kind) or category_of(title)
    code = hex_of(colour) if colour else NAMED["multicolour"]
    name = nearest_name(code) if colour else "multicolour"
    if category is not None:
        return made_piece(category=category, colour=name, hex=code)
    bare = made_piece(category="other", colour=name, hex=code)
    kept = tuple((fact, value) for fact, value in bare.facts if fact not in ("kind", "family"))
    return msgspec.structs.replace(bare, facts=kept, formality=None)


@cache
def category_of(text: str) -> str | None:
    """The category whose word is the longest in the text, singular or plural; None where there is none."""
    told = f" {' '.join(re.findall(r'[a-z-]+', text.casefold()))} "
    found = [(len(word), id) for word, id in _words().items() if f" {word} " in told]
    return max(found)[1] if found else None


@cache
def _words() -> dict[str, str]:
    known: dict[str, str] = {}
    for category in CATEGORIES.values():
        for word in (category.noun, category.plural, *category.words):
            known.setdefault(word, category.id)
            known.setdefault(word + "s", category.id)
            known.setdefault(word + "es", category.id)
    known.pop("pieces", None)
    return known
