"""From rows of the table to looks that can be shown: pieces in slot order, the scores, why a slot is empty."""

from collections.abc import Mapping, Sequence

import numpy as np

from aurora import harmony
from aurora.outfits.plan import Plan
from aurora.outfits.search import Space
from aurora.outfits.table import Floats, Ints, Table
from aurora.types import Look, Scored
from aurora.weights import grouped
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
    weight, pair_scores = table.weight[chosen], _by_piece(table, chosen)
    together, *parts = _together([table.pair, *table.parts.values()], chosen, weight)
    warmth = space.warmth(rows[None, :])
    return Look(
        pieces=pieces,
        total=int(table.price[chosen].sum()),
        overall=min(1.0, max(0.0, float(space.worth(rows[None, :], warmth)[0]))),
        compatibility=together,
        profile=_mean([grouped(p.features, "profile") for p in pieces], weight),
        context=_mean([grouped(p.features, "context") for p in pieces], weight),
        terms=dict(zip(table.parts, parts, strict=True), thermal=float(warmth[0])) | _terms(table, chosen, weight),
        pair_scores={p.candidate.item.slot: score for p, score in zip(pieces, pair_scores, strict=True)},
        empty=empty,
        character=character,
        propensity=propensity,
    )


def _by_piece(table: Table, rows: Ints) -> list[float]:
    """Each piece's mean compatibility with the others, weighted by slot; 1 for a single piece."""
    if len(rows) < 2:
        return [1.0] * len(rows)
    weight = table.weight[rows]
    pairs = table.pair[rows[:, None], rows]
    others = weight.sum() - weight
    means: list[float] = ((pairs @ weight - pairs.diagonal() * weight) / others).tolist()
    return means


def _together(matrices: Sequence[Floats], rows: Ints, weight: Floats) -> list[float]:
    """Of each matrix the mean over the pairs of these rows, weighted by slot; 1 for fewer than two."""
    if len(rows) < 2:
        return [1.0] * len(matrices)
    one, other = harmony.every_two(len(rows))
    share = weight[one] * weight[other]
    at = rows[one], rows[other]
    # A mean of ones may come out a rounding error above one.
    means: list[float] = np.minimum(1.0, np.array([m[at] for m in matrices]) @ (share / share.sum())).tolist()
    return means


def _mean(values: Sequence[float] | Floats, weight: Floats) -> float:
    return min(1.0, float(weight @ np.asarray(values) / weight.sum())) if len(weight) else 0.0


def _terms(table: Table, real: Ints, weight: Floats) -> dict[str, float]:
    """The look's own measures beside those of its pairs and the weather, 0..1, each high is good."""
    shade = table.shade[real]
    shade = shade[shade >= 0]
    occasion = [table.scored[r].features["occasion"] for r in real.tolist()]
    return {
        "harmony": harmony.settled(table.shades[shade[:, None], shade]),
        "occasion": sum(occasion) / len(occasion) if occasion else 0.0,
        "pieces": _mean(table.piece[real], weight),
        "boldness": _mean(table.bold[real], weight),
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
