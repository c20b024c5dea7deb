"""The best complete look within given axes, exactly: a grid over clothes, shoes and outerwear, with an admissible
bound for the rest.

A look is six rows of the table, one per position: two for the clothes (top and bottom; a dress and nothing; a suit
and the shirt under it), shoes, outerwear, bag, accessory. Its worth is

    pieces · Σ w_s q_s / Σ w_s  +  pairs · Σ w_s w_t c_st / Σ w_s w_t  +  thermal · fit(clo)  +  spend · use(total)

(weights.json), an empty slot counting with what emptiness is worth. The first four positions are laid out as one
grid; for each of its cells the best bag and the best accessory that the budget leaves are added as if they did not
meet, which can only be too good. Cells are then completed exactly in the order of that bound until none left can win.
"""

import math
from collections.abc import Sequence
from copy import copy
from itertools import accumulate, pairwise

import msgspec
import numpy as np

from aurora import thermal
from aurora.outfits.table import Bools, Floats, Ints, Table
from aurora.weights import weights

POSITIONS = 6
_BATCH, _FIRST, _MORE = 48, 8, 8
# Cells whose bound is this near the highest are completed together.
_NEAR = 0.004
# So many looks in all are simply all tried; from so many on, what they share is added up once.
_FEW, _MANY = 4096, 128
# Who names a budget wants what it buys: from this share of it on it is well used, from the other down not at all.
_USED, _UNUSED = 0.8, 0.3
_ONE, _OTHER = np.triu_indices(POSITIONS, 1)
_CORE_ONE, _CORE_OTHER = np.triu_indices(4, 1)


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What every look must hold: totals in minor units, and for each mask at least one piece of it."""

    most: int | None = None
    least: int | None = None
    any_of: tuple[Bools, ...] = ()
    """(rows,) each: the pieces that answer one wish for the whole look."""

    @property
    def bind(self) -> bool:
        """False where any look holds them."""
        return self.most is not None or self.least is not None or bool(self.any_of)


class Space:
    """All looks over six axes of table rows, and their worth."""

    def __init__(self, table: Table, axes: Sequence[Sequence[int]], demand: thermal.Demand, limits: Limits) -> None:
        """axes: POSITIONS lists of rows, none empty; a position out of play is [table.void]."""
        self.table, self.demand, self.limits = table, demand, limits
        self.axes = [np.array(axis, dtype=np.int64) for axis in axes]
        look = weights().look
        w = np.array([table.weight[axis[0]] for axis in self.axes])
        pairs = float((w.sum() ** 2 - (w**2).sum()) / 2)
        self.unary: Floats = (look["pieces"] / (float(w.sum()) or 1.0)) * table.weighted_piece
        self.binary: Floats = (look["pairs"] / (pairs or 1.0)) * table.weighted_pair
        self.for_weather, self.for_spend = look["thermal"], look["spend"]
        self.sizes = tuple(len(axis) for axis in self.axes[:4])
        self._among: Floats | None = None
        self._bounds: Floats | None = None

    def liking(self, rows: Floats) -> "Space":
        """The same space with so much added to the worth of each row."""
        other = copy(self)
        other.unary, other._bounds = self.unary + rows, None
        return other

    # ── exact worth ────────────────────────────────────────────────────────────────────────────────────────────

    def worth(self, looks: Ints, warmth: Floats | None = None) -> Floats:
        """(m,) the worth 0..1 of (m, POSITIONS) looks, whatever the limits. warmth: theirs, where it is known."""
        if len(looks) == 0:
            return np.zeros(0)
        joined = self._joined(looks) if len(looks) < _MANY else self._joined_once(looks)
        spent = self.use(self.table.price[looks].sum(axis=1))
        fit = self.warmth(looks) if warmth is None else warmth
        return np.asarray(joined + self.for_weather * fit + self.for_spend * spent)

    def _joined(self, looks: Ints) -> Floats:
        """(m,) what pieces and pairs are worth."""
        pairs = self.binary[looks[:, _ONE], looks[:, _OTHER]]
        return np.asarray(self.unary[looks].sum(axis=1) + pairs.sum(axis=1))

    def _joined_once(self, looks: Ints) -> Floats:
        """`_joined`, with what all the looks share added up once."""
        same = (looks == looks[0]).all(axis=0)
        shared, free = looks[0, same], np.flatnonzero(~same).tolist()
        among = self.binary[shared[:, None], shared]
        own = self.unary + self.binary[shared].sum(axis=0)
        total = np.full(len(looks), self.unary[shared].sum() + (among.sum() - among.trace()) / 2)
        for n, i in enumerate(free):
            total += own[looks[:, i]]
            for j in free[n + 1 :]:
                total += self.binary[looks[:, i], looks[:, j]]
        return total

    def use(self, total: Ints | Floats) -> Floats:
        """How well looks of these totals use the budget, 0..1, rising with the total; 1 where there is none."""
        most = self.limits.most
        if not most:
            return np.ones(np.shape(total))
        return np.clip((total / most - _UNUSED) / (_USED - _UNUSED), 0, 1)

    def warmth(self, looks: Ints) -> Floats:
        """(m,) how well each look suits the weather."""
        clo = self.table.clo[looks]
        core = clo[:, :4].sum(axis=1)
        return thermal.fits(
            thermal.summed(core + clo[:, 5]), thermal.summed(core - clo[:, 3]), thermal.summed(core), self.demand
        )

    def allowed(self, looks: Ints) -> Bools:
        """(m,) whether the limits hold."""
        good = self._affordable(self.table.price[looks].sum(axis=1))
        for mask in self.limits.any_of:
            good &= mask[looks].any(axis=1)
        return good

    def _affordable(self, total: Ints | Floats) -> Bools:
        """Whether looks of these totals keep to the sums named."""
        good = np.ones(total.shape, dtype=np.bool_)
        if self.limits.most is not None:
            good &= total <= self.limits.most
        if self.limits.least is not None:
            good &= total >= self.limits.least
        return good

    # ── the search ─────────────────────────────────────────────────────────────────────────────────────────────

    def best(self) -> tuple[float, Ints] | None:
        """The worth and rows of the best look within the limits; None where there is none."""
        if math.prod(len(axis) for axis in self.axes) <= _FEW:
            return self._tried()
        bound = self.bounds()
        most = bound.max()
        if most == -np.inf:
            return None
        cells, found, batch = self._highest(np.flatnonzero(bound >= most - _NEAR), _BATCH), None, _BATCH
        done = np.zeros(len(bound), dtype=np.bool_)
        while len(cells):
            found, batch = self._best_of(cells, found), _MORE * batch
            done[cells] = True
            better = bound > (-np.inf if found is None else found[0])
            cells = self._highest(np.flatnonzero(better & ~done), batch)
        return found

    def _tried(self) -> tuple[float, Ints] | None:
        """The best look, by trying every one: all of them as one grid over the axes."""
        axes = self.axes
        value = self.unary[axes[0]]
        for position in range(1, POSITIONS):
            value = value[..., None] + self._met(position, self.unary[axes[position]])
        value += self.for_weather * self._suiting()
        if self.limits.bind:
            total = _grid([self.table.price[axis].astype(np.float64) for axis in axes])
            value += self.for_spend * self.use(total)
            value[~self._kept(total)] = -np.inf
        else:
            value += self.for_spend
        top = int(value.argmax())
        worth = float(value.flat[top])
        at = np.unravel_index(top, value.shape)
        return None if worth == -np.inf else (worth, np.array([axis[i] for axis, i in zip(axes, at, strict=True)]))

    def _suiting(self) -> Floats:
        """How well each look of the grid suits the weather; one figure where all are as warm, as one product is in
        several colours."""
        clo = [self.table.clo[axis] for axis in self.axes]
        clo = [warm[:1] if (warm == warm[0]).all() else warm for warm in clo]
        core = _grid(clo[:4])
        carried, layer = core[..., None, None], (core - clo[3])[..., None, None]
        whole = thermal.summed(carried + clo[5])
        return thermal.fits(whole, thermal.summed(layer), thermal.summed(carried), self.demand)

    def _kept(self, total: Floats) -> Bools:
        """Over the grid of all axes, whether the limits hold. total: what each look costs."""
        good = self._affordable(total)
        for mask in self.limits.any_of:
            good &= _grid([mask[axis].astype(np.float64) for axis in self.axes]) > 0
        return good

    def _highest(self, cells: Ints, count: int) -> Ints:
        """Of the cells so many with the highest bounds, those first."""
        bound = self.bounds()
        if len(cells) > count:
            cells = cells[np.argpartition(-bound[cells], count)[:count]]
        return np.asarray(cells[np.argsort(-bound[cells], kind="stable")])

    def _best_of(self, cells: Ints, found: tuple[float, Ints] | None) -> tuple[float, Ints] | None:
        """The best completion of the cells, or what was found before; only those are completed whose closer bound
        leaves them a chance."""
        bound = self.closer(cells)
        order = np.argsort(-bound, kind="stable")
        cells, bound, size = cells[order], bound[order], _FIRST
        left = bound > (-np.inf if found is None else found[0])
        while left.any():
            cells, bound = cells[left], bound[left]
            found = self._better(cells[:size], found)
            cells, bound, size = cells[size:], bound[size:], _MORE * size
            left = bound > (-np.inf if found is None else found[0])
        return found

    def _better(self, cells: Ints, found: tuple[float, Ints] | None) -> tuple[float, Ints] | None:
        """The best completion of the cells, or what was found before where that is as good."""
        looks, worth = self.complete(cells)
        if len(looks) == 0:
            return found
        top = int(worth.argmax())
        better = found is None or worth[top] > found[0]
        return (float(worth[top]), looks[top]) if better else found

    def complete(self, cells: Ints) -> tuple[Ints, Floats]:
        """(m, POSITIONS) and (m,): each cell with its best bag and accessory within the limits, and what that look is
        worth; cells that have none are left out."""
        core, (bags, extras) = self.cell_rows(cells), self.axes[4:]
        bag, extra = self._added(core)
        value = bag[:, :, None] + self._between(4, 5)
        value += (extra + self._warmed(core, extras))[:, None, :]
        price = self.table.price
        if self.limits.bind:
            total = price[core].sum(axis=1)[:, None, None] + (price[bags][:, None] + price[extras])
            value += self.for_spend * self.use(total)
            value[~self._within(core, total)] = -np.inf
        else:
            value += self.for_spend
        flat = value.reshape(len(cells), -1)
        pick = flat.argmax(axis=1)
        worth = flat[np.arange(len(cells)), pick] + self._of_core(core)
        chosen = np.column_stack([core, bags[pick // len(extras)], extras[pick % len(extras)]])
        kept = np.isfinite(worth)
        return np.asarray(chosen[kept]), np.asarray(worth[kept])

    def _of_core(self, core: Ints) -> Floats:
        """(m,) what the first four positions are worth by themselves."""
        pairs = self.binary[core[:, _CORE_ONE], core[:, _CORE_OTHER]]
        return np.asarray(self.unary[core].sum(axis=1) + pairs.sum(axis=1))

    def _added(self, core: Ints) -> tuple[Floats, Floats]:
        """(m, bags) and (m, extras) what each of them adds to each core."""
        bags, extras = self.axes[4:]
        rows = np.concatenate([bags, extras])
        near = self.binary[:, rows]
        added = near.take(core[:, 0], axis=0)
        for position in range(1, core.shape[1]):
            added += near.take(core[:, position], axis=0)
        added += self.unary[rows]
        return added[:, : len(bags)], added[:, len(bags) :]

    def _warmed(self, core: Ints, extras: Ints) -> Floats:
        """(m, extras) what the weather's fit of each core with each accessory is worth: most are as warm as each
        other."""
        clo = self.table.clo[core]
        worn = clo.sum(axis=1)
        known, same = _distinct(self.table.clo[extras])
        fit = thermal.fits(
            thermal.summed(worn[:, None] + known),
            thermal.summed(worn - clo[:, 3])[:, None],
            thermal.summed(worn)[:, None],
            self.demand,
        )
        return np.asarray((self.for_weather * fit).take(same, axis=1))

    def _within(self, core: Ints, total: Ints) -> Bools:
        """(m, bags, extras) whether the limits hold. total: what each look costs."""
        good, (bags, extras) = self._affordable(total), self.axes[4:]
        for mask in self.limits.any_of:
            there: Bools = np.asarray(mask[core].any(axis=1))
            good &= there[:, None, None] | (mask[bags][:, None] | mask[extras])
        return good

    def cell_rows(self, cells: Ints) -> Ints:
        """(m, 4) table rows of grid cells."""
        return np.column_stack(self.cell_columns(cells))

    def cell_columns(self, cells: Ints) -> list[Ints]:
        """For each of the first four positions the (m,) table rows of grid cells."""
        at = np.unravel_index(cells, self.sizes)
        return [axis.take(i) for axis, i in zip(self.axes, at, strict=False)]

    # ── the bound ──────────────────────────────────────────────────────────────────────────────────────────────

    def bounds(self) -> Floats:
        """(cells,) the most that any completion of each cell can be worth; −inf where none is within the limits."""
        if self._bounds is None:
            self._bounds = self._bound().reshape(-1)
        return self._bounds

    def closer(self, cells: Ints) -> Floats:
        """(m,) the most that any completion of these cells can be worth, nearer than `bounds`: with the bag and the
        accessory that are best for the very cell, as if they did not meet and the dearest of the other were paid for.
        """
        core, (bags, extras), price = self.cell_rows(cells), self.axes[4:], self.table.price
        bag, extra = self._added(core)
        bag, extra = bag + self._between(4, 5).max(axis=1), extra + self._warmed(core, extras)
        if self.limits.most is None:
            return np.asarray(self._of_core(core) + self.for_spend + bag.max(axis=1) + extra.max(axis=1))
        spent = price[core].sum(axis=1)[:, None]
        with_bag, with_extra = spent + price[bags], spent + price[extras]
        bag[with_bag + price[extras].min() > self.limits.most] = -np.inf
        extra[with_extra + price[bags].min() > self.limits.most] = -np.inf
        paid_bag = bag + self.for_spend * self.use(with_bag + price[extras].max())
        paid_extra = extra + self.for_spend * self.use(with_extra + price[bags].max())
        best = np.minimum(bag.max(axis=1) + paid_extra.max(axis=1), paid_bag.max(axis=1) + extra.max(axis=1))
        return np.asarray(self._of_core(core) + best)

    def _bound(self) -> Floats:
        """Over the grid. What depends on three positions alone is added up before the fourth comes in."""
        axes, price = self.axes, self.table.price
        spent = _grid([price[axis].astype(np.float64) for axis in axes[:4]])
        value, fourth = self.unary[axes[0]], self.unary[axes[3]] + self.for_spend
        for position in (1, 2):
            value = value[..., None] + self._met(position, self.unary[axes[position]])
        for position, other in ((4, 5), (5, 4)):
            inner, outer = self._extra(position, spent, float(price[axes[other]].min()))
            value, fourth = value + inner, fourth + outer
        fourth = fourth + self._between(4, 5).max()
        whole = value[..., None] + self._met(3, fourth)
        whole += self.for_weather * self._warmest()
        if self.limits.bind:
            dearest = sum(float(price[axis].max()) for axis in axes[4:])
            whole += self.for_spend * (self.use(spent + dearest) - 1)
            whole[~self._reachable(spent)] = -np.inf
        return np.asarray(whole)

    def _met(self, position: int, own: Floats) -> Floats:
        """Over the grid up to this position: its pieces' own worth, and that of their pairs with those before."""
        added = own
        for before in range(position):
            added = added[..., None, :] + self._between(before, position)
        return added

    def _between(self, one: int, other: int) -> Floats:
        """(axis, axis) what each pair of the one position's rows with the other's is worth."""
        if self._among is None:
            # Each two axes gathered by themselves took 4 µs, fifteen times.
            every, ends = np.concatenate(self.axes), list(accumulate(map(len, self.axes), initial=0))
            self._among = self.binary[every[:, None], every]
            self._span = [slice(*span) for span in pairwise(ends)]
        return self._among[self._span[one], self._span[other]]

    def _extra(self, position: int, spent: Floats, others: float) -> tuple[Floats, Floats]:
        """At least the most that this position can add: over the first three axes the best row that the budget leaves,
        and over the fourth the best with the outerwear, as if they could be two."""
        rows = self.axes[position]
        near = self.unary[rows][:, None] + self._between(position, 0)
        near = near[:, :, None] + self._between(position, 1)[:, None, :]
        inner = near[..., None] + self._between(position, 2)[:, None, None, :]
        if self.limits.most is not None:
            left = self.limits.most - others - spent.min(axis=3)
            inner[self.table.price[rows][:, None, None, None] > left] = -np.inf
        return inner.max(axis=0), self._between(3, position).max(axis=1)

    def _warmest(self) -> Floats:
        """Over the grid, the weather's fit with the warmest accessory there is: more on top never lowers it, see
        `thermal.fits`. Pieces as warm as each other are reckoned with once."""
        clo = self.table.clo
        distinct = [_distinct(clo[axis]) for axis in self.axes[:4]]
        known = [values for values, _ in distinct]
        layer = thermal.summed(_grid(known[:3]))[..., None]
        worn = _grid(known)
        most = clo[self.axes[5]].max()
        fit = thermal.fits(thermal.summed(worn + most), layer, thermal.summed(worn), self.demand)
        for axis in (3, 2, 1, 0):
            fit = fit.take(distinct[axis][1], axis=axis)
        return fit

    def _reachable(self, spent: Floats) -> Bools:
        rows, price = self.axes[4:], self.table.price
        good = np.ones(spent.shape, dtype=np.bool_)
        if self.limits.most is not None:
            good &= spent + float(sum(price[axis].min() for axis in rows)) <= self.limits.most
        if self.limits.least is not None:
            good &= spent + float(sum(price[axis].max() for axis in rows)) >= self.limits.least
        for mask in self.limits.any_of:
            if not (mask[rows[0]].any() or mask[rows[1]].any()):
                good &= _grid([mask[axis].astype(np.float64) for axis in self.axes[:4]]) > 0
        return good


def _distinct(values: Floats) -> tuple[Floats, Ints]:
    """The different values in order, and which of them each is: `np.unique` of a dozen in a third of its time."""
    listed = values.tolist()
    place = {value: n for n, value in enumerate(sorted(set(listed)))}
    return np.array(list(place)), np.array([place[value] for value in listed])


def _grid(columns: Sequence[Floats]) -> Floats:
    """Every sum of one of each column."""
    total = columns[0]
    for column in columns[1:]:
        total = total[..., None] + column
    return np.asarray(total)
