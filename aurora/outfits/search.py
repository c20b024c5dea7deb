"""The best complete look within given axes, exactly: a grid over clothes, shoes and outerwear, with an admissible
bound for the rest.

A look is six rows of the table, one per position: two for the clothes (top and bottom; a dress and nothing; a suit
and the
shirt under it), shoes, outerwear, bag, accessory. Its worth is

    pieces · Σ w_s q_s / Σ w_s  +  pairs · Σ w_s w_t c_st / Σ w_s w_t  +  thermal · fit(clo)  +  spend · use(total)

(weights.json), an empty slot counting with what emptiness is worth. The first four positions are laid out as one
grid; for
each of its cells the best bag and the best accessory that the budget leaves are added as if they did not meet, which
can only
be too good. Cells are then completed exactly in the order of that bound until none left can win.
"""

from collections.abc import Sequence

import msgspec
import numpy as np

from aurora import thermal
from aurora.outfits.table import Bools, Floats, Ints, Table
from aurora.weights import weights

POSITIONS = 6
_BATCH = 48
# Who names a budget wants what it buys: from this share of it on it is well used, from the other down not at all.
_USED, _UNUSED = 0.8, 0.3
_PAIRS = tuple((i, j) for i in range(POSITIONS) for j in range(i + 1, POSITIONS))


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What every look must hold: totals in minor units, and for each mask at least one piece of it."""

    most: int | None = None
    least: int | None = None
    any_of: tuple[Bools, ...] = ()
    """(rows,) each: the pieces that answer one wish for the whole look."""


class Space:
    """All looks over six axes of table rows, and their worth."""

    def __init__(self, table: Table, axes: Sequence[Sequence[int]], demand: thermal.Demand, limits: Limits) -> None:
        """axes: POSITIONS lists of rows, none empty; a position out of play is [table.void]."""
        self.table, self.demand, self.limits = table, demand, limits
        self.axes = [np.array(axis, dtype=np.int64) for axis in axes]
        look = weights().look
        w = [float(table.weight[axis[0]]) for axis in self.axes]
        pairs = sum(w[i] * w[j] for i, j in _PAIRS) or 1.0
        self.unary: Floats = look["pieces"] * table.weight * table.piece / (sum(w) or 1.0)
        self.binary: Floats = look["pairs"] * np.outer(table.weight, table.weight) * table.pair / pairs
        self.for_weather, self.for_spend = look["thermal"], look["spend"]
        self.sizes = tuple(len(axis) for axis in self.axes[:4])
        self._bounds: Floats | None = None

    # ── exact worth ────────────────────────────────────────────────────────────────────────────────────────────

    def worth(self, looks: Ints) -> Floats:
        """(m,) the worth 0..1 of (m, POSITIONS) looks, whatever the limits."""
        if len(looks) == 0:
            return np.zeros(0)
        total = self.unary[looks].sum(axis=1)
        fixed = (looks == looks[0]).all(axis=0)
        for i, j in _PAIRS:
            one, other = (
                (int(looks[0, i]) if fixed[i] else looks[:, i]),
                (int(looks[0, j]) if fixed[j] else looks[:, j]),
            )
            total += self.binary[one, other]
        return np.asarray(
            total
            + self.for_weather * self.warmth(looks)
            + self.for_spend * self.use(self.table.price[looks].sum(axis=1))
        )

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
        total = self.table.price[looks].sum(axis=1)
        good = np.ones(len(looks), dtype=np.bool_)
        if self.limits.most is not None:
            good &= total <= self.limits.most
        if self.limits.least is not None:
            good &= total >= self.limits.least
        for mask in self.limits.any_of:
            good &= mask[looks].any(axis=1)
        return good

    # ── the search ─────────────────────────────────────────────────────────────────────────────────────────────

    def best(self) -> tuple[float, Ints] | None:
        """The worth and rows of the best look within the limits; None where there is none. Equal worth: the first
        rows win."""
        bound = self.bounds()
        left = np.flatnonzero(np.isfinite(bound))
        if len(left) > 4 * _BATCH:
            # The first batch without sorting all: the bound is so tight that few cells are left after it.
            top = left[np.argpartition(-bound[left], _BATCH)[:_BATCH]]
            found = self._better(top, None)
            left = np.setdiff1d(left[bound[left] > found[0]], top, assume_unique=True) if found else left
        else:
            found = None
        left = left[np.argsort(-bound[left], kind="stable")]
        for start in range(0, len(left), _BATCH):
            cells = left[start : start + _BATCH]
            if found is not None and bound[cells[0]] <= found[0]:
                break
            found = self._better(cells, found)
        return found

    def _better(self, cells: Ints, found: tuple[float, Ints] | None) -> tuple[float, Ints] | None:
        """The best completion of the cells, or what was found before where that is as good."""
        looks = self.complete(cells)
        if len(looks) == 0:
            return found
        worth = self.worth(looks)
        top = int(np.argmax(worth))
        better = found is None or worth[top] > found[0]
        return (float(worth[top]), looks[top]) if better else found

    def complete(self, cells: Ints) -> Ints:
        """(m, POSITIONS): each cell with its best bag and accessory within the limits; cells that have none are left
        out."""
        core = self.cell_rows(cells)
        bags, extras = self.axes[4], self.axes[5]
        shape = (len(cells), len(bags), len(extras))
        value = (
            self._joined(core, bags)[:, :, None]
            + self._joined(core, extras)[:, None, :]
            + self.binary[bags[:, None], extras[None, :]]
        )
        clo = self.table.clo[core].sum(axis=1)
        layer = clo - self.table.clo[core[:, 3]]
        whole = thermal.summed(clo[:, None] + self.table.clo[extras][None, :])
        warmth = thermal.fits(whole, thermal.summed(layer)[:, None], thermal.summed(clo)[:, None], self.demand)
        price = self.table.price
        total = price[core].sum(axis=1)[:, None, None] + price[bags][None, :, None] + price[extras][None, None, :]
        value = value + self.for_weather * warmth[:, None, :] + self.for_spend * self.use(total)
        good: Bools = np.ones(shape, dtype=np.bool_)
        if self.limits.most is not None:
            good &= total <= self.limits.most
        if self.limits.least is not None:
            good &= total >= self.limits.least
        for mask in self.limits.any_of:
            in_core: Bools = np.asarray(mask[core].any(axis=1))
            good &= in_core[:, None, None] | mask[bags][None, :, None] | mask[extras][None, None, :]
        flat = np.where(good, value, -np.inf).reshape(len(cells), -1)
        pick = flat.argmax(axis=1)
        kept = np.isfinite(flat[np.arange(len(cells)), pick])
        chosen = np.column_stack([core, bags[pick // len(extras)], extras[pick % len(extras)]])
        return np.asarray(chosen[kept])

    def _joined(self, core: Ints, rows: Ints) -> Floats:
        """(m, r) what each of the rows adds to each core."""
        joined = self.unary[rows][None, :] + self.binary[core[:, 0]][:, rows]
        for position in range(1, 4):
            joined = joined + self.binary[core[:, position]][:, rows]
        return joined

    def cell_rows(self, cells: Ints) -> Ints:
        """(m, 4) table rows of grid cells."""
        return np.column_stack(
            [axis[i] for axis, i in zip(self.axes, np.unravel_index(cells, self.sizes), strict=False)]
        )

    # ── the bound ──────────────────────────────────────────────────────────────────────────────────────────────

    def bounds(self) -> Floats:
        """(cells,) the most that any completion of each cell can be worth; −inf where none is within the limits."""
        if self._bounds is None:
            self._bounds = self._bound()
        return self._bounds

    def _bound(self) -> Floats:
        axes, price = self.axes, self.table.price
        spent = self._grid([price[axis].astype(np.float64) for axis in axes[:4]])
        cheapest = [float(price[axis].min()) for axis in axes[4:]]
        value = self._grid([self.unary[axis] for axis in axes[:4]])
        for i, j in ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)):
            shape = [1, 1, 1, 1]
            shape[i], shape[j] = len(axes[i]), len(axes[j])
            value = value + self.binary[np.ix_(axes[i], axes[j])].reshape(shape)
        value = value + self._extra(4, spent, cheapest[1]) + self._extra(5, spent, cheapest[0])
        dearest = sum(float(price[axis].max()) for axis in axes[4:])
        value = value + self.binary[np.ix_(axes[4], axes[5])].max() + self.for_weather * self._warmest()
        value = value + self.for_spend * self.use(spent + dearest)
        value = np.where(self._reachable(spent, sum(cheapest)), value, -np.inf)
        return value.reshape(-1)

    def _grid(self, columns: Sequence[Floats]) -> Floats:
        a, b, c, d = columns
        return np.asarray(
            a[:, None, None, None] + b[None, :, None, None] + c[None, None, :, None] + d[None, None, None, :]
        )

    def _extra(self, position: int, spent: Floats, others: float) -> Floats:
        """Over the grid, at least the most that this position can add: the best row that the budget leaves with
        clothes and
        shoes, and the best with the outerwear, as if they could be two. Split so, it costs a twelfth of the whole
        grid."""
        rows, most = self.axes[position], self.limits.most
        inner = self.unary[rows] + sum(
            self.binary[np.ix_(axis, rows)].reshape([len(axis) if i == j else 1 for j in range(3)] + [len(rows)])
            for i, axis in enumerate(self.axes[:3])
        )
        if most is not None:
            left = most - others - spent.min(axis=3)[..., None]
            inner = np.where(self.table.price[rows] <= left, inner, -np.inf)
        outer = self.binary[np.ix_(self.axes[3], rows)].max(axis=1)
        return np.asarray(inner.max(axis=3)[..., None] + outer)

    def _warmest(self) -> Floats:
        """Over the grid, the weather's fit with the warmest accessory there is: more on top never lowers it, see
        `thermal.fits`."""
        clo = [self.table.clo[axis] for axis in self.axes]
        core = self._grid(clo[:4])
        layer = self._grid([*clo[:3], np.zeros_like(clo[3])])
        return thermal.fits(
            thermal.summed(core + clo[5].max()), thermal.summed(layer), thermal.summed(core), self.demand
        )

    def _reachable(self, spent: Floats, cheapest: float) -> Bools:
        good = np.ones(spent.shape, dtype=np.bool_)
        if self.limits.most is not None:
            good &= spent + cheapest <= self.limits.most
        if self.limits.least is not None:
            good &= (
                spent + float(self.table.price[self.axes[4]].max() + self.table.price[self.axes[5]].max())
                >= self.limits.least
            )
        for mask in self.limits.any_of:
            if not (mask[self.axes[4]].any() or mask[self.axes[5]].any()):
                good &= self._grid([mask[axis].astype(np.float64) for axis in self.axes[:4]]) > 0
        return good
