"""The colours of looks, settled: the best of every colour in which their very pieces are to be had, tried together."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
import numpy as np

from aurora.outfits import limits
from aurora.outfits.alternatives import Option
from aurora.outfits.search import Space
from aurora.outfits.table import Table, table
from aurora.types import Constraint, Scored
from commerce.garments import Slot

# What a colour that no earlier look shows in that slot is worth to an alternative: less than any clash costs.
_NEW_COLOUR = 0.004


class Colours:
    """Candidates of one slot in all their colours, best first."""

    def __init__(self, pieces: Sequence[Scored]) -> None:
        self.pieces = pieces
        self._places: dict[int, list[int]] = {}
        """By product."""
        for place, piece in enumerate(pieces):
            known = self._places.get(number := piece.candidate.item.product_id.int)
            if known is None:
                self._places[number] = [place]
            else:
                known.append(place)

    def first(self) -> tuple[Scored, ...]:
        """Every product once, in the colour that comes first."""
        return tuple([self.pieces[places[0]] for places in self._places.values()])

    def of(self, products: Iterable[int]) -> list[Scored]:
        """All colours of these products, best first."""
        places = [place for product in products for place in self._places.get(product, ())]
        return [self.pieces[place] for place in sorted(places)]


def settled(
    options: Sequence[Option],
    by_slot: Mapping[Slot, Colours],
    nothing: Mapping[Slot, str],
    wishes: Sequence[Constraint],
) -> list[Option]:
    """The same products in the colours in which each look is worth most, within the same limits.

    wishes: those that one piece is enough for, as the options hold them
    in order. A colour that the looks before have not is preferred by a little.
    """
    worn = [{p.candidate.item.product_id.int for p in _pieces(option)} for option in options]
    ids = set[int]().union(*worn)
    found = {slot: kept for slot, pieces in by_slot.items() if (kept := pieces.of(ids))}
    if sum(map(len, found.values())) == len(ids):
        return list(options)
    rows = table(found, nothing, looks=worn)
    masks = tuple(mask for _, mask in limits.masks(rows, wishes))
    done: list[Option] = []
    for option in options:
        axes = _axes(option, rows)
        bounds = msgspec.structs.replace(option.space.limits, any_of=masks[: len(option.space.limits.any_of)])
        done.append(_best(option, Space(rows, axes, option.space.demand, bounds), done))
    return done


def _pieces(option: Option) -> list[Scored]:
    rows = option.space.table
    return [rows.scored[r] for r in option.rows.tolist() if r < rows.count]


def _axes(option: Option, rows: Table) -> list[list[int]]:
    """By position the colours of its product; an empty slot stays empty."""
    before = option.space.table
    colours: dict[int, list[int]] = {}
    for row, piece in enumerate(rows.scored):
        colours.setdefault(piece.candidate.item.product_id.int, []).append(row)
    axes = []
    for old in option.rows.tolist():
        slot = before.slot_at(old)
        if old < before.count:
            axes.append(colours[before.scored[old].candidate.item.product_id.int])
        else:
            axes.append([rows.void] if slot is None else [rows.empty(slot)])
    return axes


def _best(option: Option, space: Space, shown: Sequence[Option]) -> Option:
    """The option in the best colours of the space, or as it was where its limits let none through."""
    if all(len(axis) == 1 for axis in space.axes):
        return option
    liking, seen = np.zeros(len(space.unary)), {_colour(p) for other in shown for p in _pieces(other)}
    if shown:
        liking[: space.table.count] = [_NEW_COLOUR * (_colour(p) not in seen) for p in space.table.scored]
    best = space.liking(liking).best()
    if best is None:
        return option
    worth, rows = best
    return msgspec.structs.replace(option, space=space, rows=rows, worth=worth - float(liking[rows].sum()))


def _colour(piece: Scored) -> tuple[Slot, str]:
    return piece.candidate.item.slot, piece.candidate.variant.colour


def one_each(pieces: Sequence[Scored]) -> tuple[Scored, ...]:
    """Every product once, in the colour that comes first."""
    return Colours(pieces).first()
