"""Other looks beside the first: each new in at least two pieces, and different in character, which it is named
after."""

import random
from collections.abc import Sequence

import msgspec
import numpy as np

from aurora import thermal, traits
from aurora.outfits.plan import Way
from aurora.outfits.search import Space
from aurora.outfits.table import Floats, Ints, Table
from aurora.types import Look
from aurora.weights import weights

NEW_PIECES = 2
_CELLS, _NEAR_CELLS = 24, 3000
# A worth point given up for one notch of character; worse looks than _WORST below the first are not shown for
# variety's sake.
_FOR_CHARACTER, _WORST = 0.05, 0.12
# Worth points given up for pieces that no look shown has, and for another way to dress (a dress instead of two pieces).
_FOR_NEW, _FOR_WAY = 0.06, 0.03
# Exploration: this often the last alternative is drawn evenly from the next best ones instead of being the best.
EXPLORE, _AMONG = 0.1, 4


class Character(msgspec.Struct, frozen=True):
    """One way in which a look can differ: the measure, which direction, and how much of it is one notch."""

    name: str
    measure: str
    sign: int
    notch: float


CHARACTERS = (
    Character("the cheaper one", "price", -1, 0.15),
    Character("the bolder one", "bold", 1, 0.08),
    Character("the quieter one", "bold", -1, 0.08),
    Character("the dressier one", "formality", 1, 0.07),
    Character("the more relaxed one", "formality", -1, 0.07),
    Character("the warmer one", "clo", 1, 0.15),
    Character("the lighter one", "clo", -1, 0.15),
    Character("the more comfortable one", "ease", 1, 0.07),
)


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """A look that could be shown: where it lives, its rows and worth, and how it stands to the first."""

    space: Space
    rows: Ints
    worth: float
    character: str | None = None
    notches: float = 0.0
    propensity: float = 1.0
    way: Way | None = None


def measure(table: Table, looks: Ints, name: str) -> Floats:
    """(m,) a look's price (minor units), clo, or mean boldness, formality or ease weighted by slot over its pieces."""
    if name == "price":
        return np.asarray(table.price[looks].sum(axis=1), dtype=np.float64)
    if name == "clo":
        return thermal.summed(np.asarray(table.clo[looks].sum(axis=1)))
    weight = np.where(looks < table.count, table.weight[looks], 0.0)
    values: Floats = getattr(table, name)[looks]
    return np.asarray((values * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9))


def others(first: Option, spaces: Sequence[Space], count: int, chance: random.Random) -> list[Option]:
    """Up to `count` alternatives to the first, best first; fewer where nothing else is new and good enough."""
    return choose(first, described(first, _gather(first, spaces)), count, chance, new=NEW_PIECES)


def choose(first: Option, options: Sequence[Option], count: int, chance: random.Random, *, new: int) -> list[Option]:
    """Of the options the best `count`, one after the other, each `new` pieces apart from those before it."""
    if not options:
        return []
    rows = np.array([o.rows for o in options])
    count_real = first.space.table.count
    fresh = apart(rows, first.rows, count_real) >= new
    chosen: list[Option] = []
    while len(chosen) < count and fresh.any():
        names = {o.character for o in chosen}
        variety = _variety(rows, [first.rows, *(o.rows for o in chosen)], first.space.table)
        merit = {i: _merit(options[i], names) + variety[i] for i in np.flatnonzero(fresh).tolist()}
        ranked = [options[i] for i in sorted(merit, key=lambda i: -merit[i])]
        last = len(chosen) == count - 1 and count > 1
        chosen.append(_draw(ranked, chance) if last else ranked[0])
        fresh &= apart(rows, chosen[-1].rows, count_real) >= new
    return chosen


def _variety(looks: Ints, shown: Sequence[Ints], rows: Table) -> Floats:
    """(m,) what each look is worth for being another idea than those shown: by the share (slot weight) of pieces that
    none of them has, and where it dresses in another way."""
    weight = np.where(looks < rows.count, rows.weight[looks], 0.0)
    new = ~np.isin(looks, np.concatenate(shown))
    share = (weight * new).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9)
    dress = np.array([rows.slot_at(row) == "dress" for row in range(rows.void + 1)])
    other = ~np.isin(dress[looks[:, 0]], dress[[look[0] for look in shown]])
    return np.asarray(_FOR_NEW * share + _FOR_WAY * other)


def _merit(option: Option, taken: set[str | None]) -> float:
    repeated = 0.05 if option.character in taken else 0.0
    return option.worth + _FOR_CHARACTER * min(option.notches, 2.0) - repeated


def _draw(ranked: Sequence[Option], chance: random.Random) -> Option:
    """The best, or now and then one of the next; its propensity is the probability with which it was shown."""
    near = [o for o in ranked[1:] if ranked[0].worth - o.worth < 0.04][:_AMONG]
    if not near:
        return ranked[0]
    if chance.random() < EXPLORE:
        return msgspec.structs.replace(chance.choice(near), propensity=EXPLORE / len(near))
    return msgspec.structs.replace(ranked[0], propensity=1 - EXPLORE)


def apart(looks: Ints, seen: Ints, pieces: int) -> Ints:
    """(m,) how many pieces each look and the seen one have that the other has not; of the two counts the smaller.

    pieces: rows of the table from there on are no pieces.
    """
    real, known = looks < pieces, seen[seen < pieces]
    shared = (np.isin(looks, known) & real).sum(axis=1)
    return np.asarray(np.minimum(real.sum(axis=1), len(known)) - shared)


def _gather(first: Option, spaces: Sequence[Space]) -> list[tuple[Space, Ints, Floats]]:
    """Good looks that differ enough, for every character: the best cells by bound plus what the character adds,
    completed."""
    found = []
    for space in spaces:
        bound = space.bounds()
        cells = np.flatnonzero(bound >= first.worth - _WORST)
        if len(cells) > _NEAR_CELLS:
            cells = np.sort(cells[np.argpartition(-bound[cells], _NEAR_CELLS)[:_NEAR_CELLS]])
        if len(cells) == 0:
            continue
        core = space.cell_rows(cells)
        new = (~np.isin(core, first.rows) & (core < space.table.count)).sum(axis=1)
        cells, core = cells[new >= NEW_PIECES], core[new >= NEW_PIECES]
        if len(cells) == 0:
            continue
        looks = space.complete(np.unique(np.concatenate(_picks(space, cells, core, bound[cells], first))))
        if len(looks):
            found.append((space, looks, space.worth(looks)))
    return found


def _picks(space: Space, cells: Ints, core: Ints, bound: Floats, first: Option) -> list[Ints]:
    picks = []
    values = _measures(space.table, core)
    fresh = (~np.isin(core, first.rows) & (core < space.table.count)).mean(axis=1)
    for character in (None, *CHARACTERS):
        value = bound.copy()
        if character is not None:
            goes = character.sign * values[character.measure]
            spread = float(np.ptp(goes)) or 1.0
            value += 2 * _FOR_CHARACTER * (goes - goes.min()) / spread
        else:
            value += _FOR_NEW * fresh
        picks.append(cells[np.argpartition(-value, min(_CELLS, len(cells)) - 1)[:_CELLS]])
    return picks


def renamed(looks: Sequence[Look]) -> tuple[Look, ...]:
    """The looks with their characters told against the first, no two the same: "the cheaper one" is one of them.

    The clearest difference is named first; a look whose every clear difference is another's name has none.
    """
    if not looks:
        return ()
    before = _of_look(looks[0])
    amounts = np.array([[_amount(c, before, _of_look(look)) for c in CHARACTERS] for look in looks])
    amounts[0] = -np.inf
    names: dict[int, str] = {}
    while amounts.max() >= 1:
        look, character = (int(i) for i in np.unravel_index(int(amounts.argmax()), amounts.shape))
        names[look] = CHARACTERS[character].name
        amounts[look], amounts[:, character] = -np.inf, -np.inf
    return tuple(msgspec.structs.replace(look, character=names.get(n)) for n, look in enumerate(looks))


def _amount(character: Character, before: dict[str, float], now: dict[str, float]) -> float:
    """By how many notches a look goes the character's way."""
    whole = max(before["price"], 1.0) if character.measure == "price" else 1.0
    return character.sign * (now[character.measure] - before[character.measure]) / (character.notch * whole)


def _of_look(look: Look) -> dict[str, float]:
    """The measures of `measure`, read off a look."""
    by_slot = weights().slots
    found = [(by_slot[p.candidate.item.slot], p.candidate) for p in look.pieces]
    whole = sum(weight for weight, _ in found) or 1.0
    return {
        "price": float(look.total),
        "clo": thermal.ensemble_clo([thermal.clo_of(c.item) for _, c in found]),
        "bold": sum(w * traits.boldness(c.item, c.variant) for w, c in found) / whole,
        "formality": sum(w * c.item.formality for w, c in found) / whole,
        "ease": sum(w * traits.comfort(c.item) for w, c in found) / whole,
    }


def described(first: Option, found: Sequence[tuple[Space, Ints, Floats]]) -> list[Option]:
    """Each look with the character in which it differs most from the first; looks that are too much worse are left
    out."""
    options = []
    before = _measures(first.space.table, first.rows[None, :])
    for space, looks, worth in found:
        notches = _notches(before, _measures(space.table, looks))
        most = notches.argmax(axis=1)
        for i in np.flatnonzero(worth >= first.worth - _WORST).tolist():
            amount = float(notches[i, most[i]])
            name = CHARACTERS[most[i]].name if amount >= 1 else None
            options.append(
                Option(space=space, rows=looks[i], worth=float(worth[i]), character=name, notches=max(0.0, amount))
            )
    return options


def _measures(rows: Table, looks: Ints) -> dict[str, Floats]:
    """(m,) of every measure that characters are told by."""
    return {name: measure(rows, looks, name) for name in {c.measure for c in CHARACTERS}}


def _notches(before: dict[str, Floats], now: dict[str, Floats]) -> Floats:
    """(m, characters) by how many notches each look goes each character's way from the first."""
    ways = []
    for c in CHARACTERS:
        notch = c.notch * (max(float(before[c.measure][0]), 1.0) if c.measure == "price" else 1.0)
        ways.append(c.sign * (now[c.measure] - before[c.measure][0]) / notch)
    return np.column_stack(ways)
