"""From rows of the table to looks that can be shown: pieces in slot order, the scores, why a slot is empty."""

from collections.abc import Mapping

import numpy as np

from aurora import harmony
from aurora.outfits.plan import Plan
from aurora.outfits.search import Space
from aurora.outfits.table import Floats, Ints, Table
from aurora.types import Look, Scored
from aurora.weights import grouped
from commerce.colours import lab
from commerce.garments import SLOTS, Slot
from core.money import Money, show


def look(
    space: Space, rows: Ints, empty: dict[Slot, str], *, character: str | None = None, propensity: float = 1.0
) -> Look:
    """The look of these rows."""
    table = space.table
    real = sorted((r for r in rows.tolist() if r < table.count), key=lambda r: SLOTS.index(table.slot[r]))
    pieces = tuple(table.scored[r] for r in real)
    chosen = np.array(real, dtype=np.int64)
    pair_scores, compatibility = _pairs(table, chosen)
    worth = float(space.worth(rows[None, :])[0])
    return Look(
        pieces=pieces,
        total=int(table.price[chosen].sum()),
        overall=min(1.0, max(0.0, worth)),
        compatibility=compatibility,
        profile=_mean(table, chosen, "profile"),
        context=_mean(table, chosen, "context"),
        terms=_terms(space, rows, chosen),
        pair_scores=pair_scores,
        empty=empty,
        character=character,
        propensity=propensity,
    )


def _pairs(table: Table, rows: Ints) -> tuple[dict[str, float], float]:
    """Each piece's mean compatibility with the others, and the look's, weighted by slot; 1 for a single piece."""
    if len(rows) < 2:
        return {table.slot[r]: 1.0 for r in rows.tolist()}, 1.0
    matrix = table.pair[np.ix_(rows, rows)]
    weight = np.outer(table.weight[rows], table.weight[rows])
    np.fill_diagonal(weight, 0.0)
    by_piece = (matrix * weight).sum(axis=1) / weight.sum(axis=1)
    return {table.slot[r]: float(v) for r, v in zip(rows.tolist(), by_piece, strict=True)}, _weighted(matrix, weight)


def _weighted(matrix: Floats, weight: Floats) -> float:
    return float((matrix * weight).sum() / weight.sum())


def _mean(table: Table, rows: Ints, group: str) -> float:
    weight = table.weight[rows]
    values = np.array([grouped(table.scored[r].features, group) for r in rows.tolist()])
    return float((values * weight).sum() / weight.sum()) if len(rows) else 0.0


def _terms(space: Space, rows: Ints, real: Ints) -> dict[str, float]:
    """The look's own measures, 0..1, each high is good."""
    table = space.table
    weight = np.outer(table.weight[real], table.weight[real])
    np.fill_diagonal(weight, 0.0)
    several = len(real) > 1
    terms = {
        name: _weighted(part[np.ix_(real, real)], weight) if several else 1.0 for name, part in table.parts.items()
    }
    colours = [
        v for p in (table.scored[r] for r in real.tolist()) if (v := p.candidate.variant).colour != "multicolour"
    ]
    return terms | {
        "harmony": harmony.palette([lab(v.hex) for v in colours]),
        "thermal": float(space.warmth(rows[None, :])[0]),
        "occasion": float(np.mean([table.scored[r].features["occasion"] for r in real.tolist()])) if len(real) else 0.0,
        "pieces": float((table.piece[real] * table.weight[real]).sum() / table.weight[real].sum())
        if len(real)
        else 0.0,
        "boldness": float((table.bold[real] * table.weight[real]).sum() / table.weight[real].sum())
        if len(real)
        else 0.0,
    }


def empties(
    plan: Plan, table: Table, rows: Ints, reasons: Mapping[Slot, str], most: int | None, owned: tuple[Slot, ...]
) -> dict[Slot, str]:
    """Why each slot that the look could have is empty; slots nobody would miss are not listed."""
    chosen = {table.slot[r] for r in rows.tolist() if r < table.count}
    left = None if most is None else most - int(table.price[rows].sum())
    found: dict[Slot, str] = {}
    for slot in SLOTS:
        if (
            slot in chosen
            or (slot in ("top", "bottom") and "dress" in chosen)
            or (slot == "dress" and {"top", "bottom"} & chosen)
        ):
            continue
        reason = _reason(slot, plan, table, reasons, left, owned)
        if reason:
            found[slot] = reason
    return found


def _reason(
    slot: Slot, plan: Plan, table: Table, reasons: Mapping[Slot, str], left: int | None, owned: tuple[Slot, ...]
) -> str | None:
    if slot in owned:
        return "you wear your own"
    if slot in plan.excluded:
        return "left out, as you asked"
    missed = plan.state(slot) == "needed" or slot in plan.wanted
    if slot in plan.spare and slot in plan.ask.suits:
        return "warm enough without one"
    rows = table.rows(slot)
    if not rows:
        return reasons.get(slot, "nothing for it in the shop") if missed else None
    if not missed or plan.state(slot) == "out":
        return None
    if left is not None and int(table.price[rows].min()) > left:
        return f"nothing under the remaining {show(Money(max(left, 0), _currency(table.scored[rows[0]])))}"
    return "nothing that lifts this look"


def _currency(piece: Scored) -> str:
    return piece.candidate.item.currency
