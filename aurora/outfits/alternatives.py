"""Other looks beside the first: each new in at least two pieces, and different in character, which it is named
after."""

import math
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
_CELLS, _NEAR_CELLS, _EACH = 24, 3000, 11
# A worth point given up for one notch of character; worse looks than _WORST below the first are not shown for
# variety's sake.
_FOR_CHARACTER, _WORST = 0.05, 0.12
# Worth points given up for pieces that no look shown has, and for another way to dress (a dress instead of two pieces).
_FOR_NEW, _FOR_WAY = 0.06, 0.03
# Exploration: this often the last alternative is drawn evenly from the next best ones instead of being the best.
EXPLORE, _AMONG = 0.1, 4
# How much less those may be worth; and what a look loses whose character another look of the turn has.
_CLOSE, _REPEATED = 0.04, 0.05


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


MEASURES = ("price", "clo", "bold", "formality", "ease")
"""What characters are told by: a look's price (minor units), clo, and mean boldness, formality and ease weighted by
slot over its pieces."""
_MEASURED = [MEASURES.index(c.measure) for c in CHARACTERS]
_SIGN = np.array([float(c.sign) for c in CHARACTERS])
_NOTCH = np.array([c.notch for c in CHARACTERS])


def measure(table: Table, looks: Ints, name: str) -> Floats:
    """(m,) one of MEASURES."""
    return np.asarray(measures(table, looks)[:, MEASURES.index(name)])


def measures(table: Table, looks: Ints) -> Floats:
    """(m, MEASURES) of (m, positions) looks."""
    return _by_measure(table, looks.T).T


def _by_measure(table: Table, looks: Sequence[Ints] | Ints) -> Floats:
    """(MEASURES, m) of looks: (m,) rows for each position."""
    total = table.measured.take(looks[0], axis=1)
    for rows in looks[1:]:
        total += table.measured.take(rows, axis=1)
    total[3:] /= np.maximum(total[2], 1e-9)
    total[2:5] = total[3:]
    total[1] = thermal.summed(total[1])
    return total[:5]


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """Looks that could be shown beside the first, one below the other, and how they stand to it."""

    spaces: tuple[Space, ...]
    space: Ints
    """(m,) index into `spaces`."""
    rows: Ints
    """(m, POSITIONS)."""
    worth: Floats
    character: Ints
    """(m,) index into CHARACTERS of the clearest difference; −1 where none is clear."""
    notches: Floats
    """By how many notches it goes that way."""

    def __len__(self) -> int:
        return len(self.rows)

    def option(self, i: int, propensity: float = 1.0) -> Option:
        """One of them."""
        return Option(
            space=self.spaces[int(self.space[i])], rows=self.rows[i], worth=float(self.worth[i]),
            character=CHARACTERS[int(self.character[i])].name if self.character[i] >= 0 else None,
            notches=float(self.notches[i]), propensity=propensity,
        )  # fmt: skip


def others(first: Option, spaces: Sequence[Space], count: int, chance: random.Random) -> list[Option]:
    """Up to `count` alternatives to the first, best first; fewer where nothing else is new and good enough."""
    return choose(first, described(first, _gather(first, spaces)), count, chance, new=NEW_PIECES)


def choose(first: Option, options: Options, count: int, chance: random.Random, *, new: int) -> list[Option]:
    """Of the options the best `count`, one after the other, each `new` pieces apart from those before it."""
    if not len(options):
        return []
    rows, table = options.rows, first.space.table
    fresh = apart(rows, first.rows, table.count) >= new
    merit = options.worth + _FOR_CHARACTER * np.minimum(options.notches, 2.0)
    chosen, shown = list[int](), [first.rows]
    found: list[Option] = []
    while len(found) < count and fresh.any():
        repeated = np.isin(options.character, options.character[chosen])
        now = merit - _REPEATED * repeated + _variety(rows, shown, table)
        left = np.flatnonzero(fresh)
        ranked = left[np.argsort(-now[left], kind="stable")]
        last = len(found) == count - 1 and count > 1
        drawn, propensity = _draw(options, ranked, chance) if last else (int(ranked[0]), 1.0)
        chosen.append(drawn)
        shown.append(rows[drawn])
        found.append(options.option(drawn, propensity))
        fresh &= apart(rows, rows[drawn], table.count) >= new
    return found


def _variety(looks: Ints, shown: Sequence[Ints], rows: Table) -> Floats:
    """(m,) what each look is worth for being another idea than those shown: by the share (slot weight) of pieces that
    none of them has, and where it dresses in another way."""
    worn, dress = rows.measured[2], np.zeros(rows.void + 1, dtype=np.bool_)
    dress[[*rows.rows("dress"), rows.empty("dress")]] = True
    new = worn.copy()
    new[np.concatenate(shown)] = 0.0
    share = new[looks].sum(axis=1) / np.maximum(worn[looks].sum(axis=1), 1e-9)
    known = {bool(dress[look[0]]) for look in shown}
    other = np.array([way not in known for way in (False, True)])[dress[looks[:, 0]].astype(np.int64)]
    return np.asarray(_FOR_NEW * share + _FOR_WAY * other)


def _draw(options: Options, ranked: Ints, chance: random.Random) -> tuple[int, float]:
    """The best, or now and then one of the next; and the probability with which it is shown."""
    best = int(ranked[0])
    near = ranked[1:][options.worth[best] - options.worth[ranked[1:]] < _CLOSE][:_AMONG].tolist()
    if not near:
        return best, 1.0
    if chance.random() < EXPLORE:
        return chance.choice(near), EXPLORE / len(near)
    return best, 1 - EXPLORE


def apart(looks: Ints, seen: Ints, pieces: int) -> Ints:
    """(m,) how many pieces each look and the seen one have that the other has not; of the two counts the smaller.

    pieces: rows of the table from there on are no pieces.
    """
    known = seen[seen < pieces]
    # Counted in one go: a piece as 16, and as one more where both have it.
    counts = np.full(pieces + 1, 16)
    counts[known] = 17
    counts[pieces] = 0
    told = counts.take(looks, mode="clip").sum(axis=1)
    return np.asarray(np.minimum(told >> 4, len(known)) - (told & 15))


def _gather(first: Option, spaces: Sequence[Space]) -> list[tuple[Space, Ints, Floats]]:
    """Good looks that differ enough, for every character: the best cells by bound plus what the character adds,
    completed."""
    found = []
    for space in spaces:
        bound = space.bounds()
        cells = np.flatnonzero(bound >= max(first.worth - _WORST, _among_the_best(bound)))
        fresh = np.zeros(space.table.void + 1, dtype=np.int64)
        fresh[: space.table.count] = 1
        fresh[first.rows] = 0
        new = np.add.reduce([fresh.take(rows) for rows in space.cell_columns(cells)])
        kept = np.flatnonzero(new >= NEW_PIECES)
        if len(kept):
            cells = cells[kept]
            found.append((space, *space.complete(_picked(space, cells, bound[cells], new[kept]))))
    return found


def _among_the_best(bound: Floats) -> float:
    """What a bound must be to be among about the _NEAR_CELLS best, by every _EACHth of them: to sort 20,000 takes
    longer than to bound them."""
    if len(bound) <= _NEAR_CELLS:
        return -math.inf
    sample = bound[::_EACH]
    rank = len(sample) * _NEAR_CELLS // len(bound)
    return float(-np.partition(-sample, rank)[rank])


def _picked(space: Space, cells: Ints, bound: Floats, new: Ints) -> Ints:
    """The best cells by bound and newness, and by bound and each character."""
    core = space.cell_columns(cells)
    told = _by_measure(space.table, core)
    low = told.min(axis=1)[:, None]
    spread = told.max(axis=1)[:, None] - low
    told -= low
    told /= np.where(spread > 0, spread, 1.0)
    # In single precision: what is as good as the last to seven digits comes along.
    value = np.empty((1 + len(CHARACTERS), len(cells)), dtype=np.float32)
    value[0] = bound + _FOR_NEW / len(core) * new
    rising, falling = bound + 2 * _FOR_CHARACTER * told, bound + 2 * _FOR_CHARACTER * (1 - told)
    for n, character in enumerate(CHARACTERS, start=1):
        value[n] = (rising if character.sign > 0 else falling)[MEASURES.index(character.measure)]
    last = -min(_CELLS, len(cells))
    return np.asarray(cells[(value >= np.partition(value, last, axis=1)[:, last, None]).any(axis=0)])


def renamed(looks: Sequence[Look]) -> tuple[Look, ...]:
    """The looks with their characters told against the first, no two the same: "the cheaper one" is one of them.

    The clearest difference is named first; a look whose every clear difference is another's name has none.
    """
    if not looks:
        return ()
    told = [_of_look(look) for look in looks]
    amounts = np.array([[_amount(c, told[0], now) for c in CHARACTERS] for now in told])
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


def described(first: Option, found: Sequence[tuple[Space, Ints, Floats]]) -> Options:
    """Each look with the character in which it differs most from the first; looks that are too much worse are left
    out."""
    table = first.space.table
    rows = np.concatenate([looks for _, looks, _ in found]) if found else np.zeros((0, len(first.rows)), np.int64)
    worth = np.concatenate([worth for _, _, worth in found]) if found else np.zeros(0)
    space = np.repeat(np.arange(len(found)), [len(looks) for _, looks, _ in found])
    near = worth >= first.worth - _WORST
    rows, worth, space = rows[near], worth[near], space[near]
    notches = _notches(measures(table, first.rows[None, :])[0], measures(table, rows))
    most = notches.argmax(axis=1)
    amount = notches[np.arange(len(rows)), most]
    return Options(
        spaces=tuple(space for space, _, _ in found), space=space, rows=rows, worth=worth,
        character=np.where(amount >= 1, most, -1), notches=np.maximum(amount, 0.0),
    )  # fmt: skip


def _notches(before: Floats, now: Floats) -> Floats:
    """(m, characters) by how many notches each look goes each character's way from the first."""
    notch = np.where(np.array(_MEASURED) == 0, _NOTCH * max(float(before[0]), 1.0), _NOTCH)
    return np.asarray((now - before)[:, _MEASURED] * _SIGN / notch)
