"""An edit of the look on the table: what must change changes, as little else as possible, and only where it has to."""

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from uuid import UUID

import msgspec
import numpy as np

from aurora.outfits import alternatives, compose, layers, limits, looks, promises, whole
from aurora.outfits.alternatives import Option, Options
from aurora.outfits.frame import MEASURES, PLURAL, Frame, direction_receipt, no_other
from aurora.outfits.frame import frame as lay_out
from aurora.outfits.search import POSITIONS, Limits, Space
from aurora.outfits.table import Ints
from aurora.types import Analysis, Composition, Constraint, Direction, Edit, Look, LookOnTable, Scored
from commerce.garments import SLOTS, Slot

# Looks that are tried for one number of changes; lists are cut evenly so that their product stays under it.
_TRIES = 6_000
_DESCRIBED = 200
_STRAIGHT = frozenset(("formality", "bold", "ease"))
"""Measures in which no piece may go against the direction, and the plain mean goes it too."""


def edited(
    scored: dict[Slot, tuple[Scored, ...]],
    analysis: Analysis,
    base: LookOnTable,
    empty: dict[Slot, str],
    count: int,
    seed: int,
) -> Composition:
    """The look as edited, and alternatives that differ from it in the changed pieces only."""
    edit = analysis.edit or Edit()
    frame = lay_out(scored, analysis, base, empty)
    solved = _solve(frame, edit.direction)
    first, others = solved.first, solved.others
    options = [first]
    changed = [p for p in range(POSITIONS) if first.rows[p] != frame.before[p]]
    if changed and not edit.pick_only:
        new = min(alternatives.NEW_PIECES, len(changed))
        spare = compose.SPARE if any(piece.parts for piece in frame.space.table.scored) else 0
        options += alternatives.choose(first, others, count - 1 + spare, random.Random(seed), new=new)
        options = _distinct(options)[:count]
    shown = tuple(look for option in options if (look := _look(frame, option, analysis, base.empty)).pieces)
    direction = (direction_receipt(edit.direction),) if solved.unmet and edit.direction else ()
    held = limits.receipts(limits.in_force(analysis), shown)
    exposed = promises.shelter_receipts(first.space, frame.before, first.rows) if frame.sheltered and changed else ()
    stuck = _stuck(frame, solved.stays)
    return Composition(looks=shown, relaxed=(*held, *frame.lost, *stuck, *exposed, *direction))


def _stuck(frame: Frame, stays: Sequence[int]) -> tuple[Constraint, ...]:
    """Receipts of pieces that were to change and have nothing that goes with the rest."""
    rows = frame.space.table
    found = [rows.scored[r] for p in stays if (r := int(frame.base[p])) < rows.count]
    return tuple(
        no_other(layers.parts(piece)[-1].candidate.item.title, (slot := piece.candidate.item.slot), PLURAL[slot])
        for piece in found
    )


def _distinct(options: Sequence[Option]) -> list[Option]:
    """The options that differ from each before them in two products or more: of a jacket with and without its coat
    only the first. An edit of one slot leaves no more than that, the old piece and the new one."""
    kept: dict[frozenset[UUID], Option] = {}
    for option in options:
        mine = compose.products(option)
        if all(len(mine ^ other) >= alternatives.NEW_PIECES for other in kept):
            kept[mine] = option
    return list(kept.values())


def _look(frame: Frame, option: Option, analysis: Analysis, before: Mapping[Slot, str]) -> Look:
    """The option as a look. A slot that was empty before and is not filled now stays empty for its reason."""
    edit = analysis.edit or Edit()
    chosen = {frame.space.table.slot[r] for r in option.rows.tolist() if r < frame.space.table.count}
    missed = {*analysis.owned, *frame.plan.excluded, *edit.drop, *frame.slots, *before} - chosen
    missed -= {"top", "bottom"} if "dress" in chosen else {"dress"} if {"top", "bottom"} <= chosen else set()
    missed |= set(whole.gaps(chosen))
    empty: dict[Slot, str] = {
        slot: _why_empty(slot, frame, analysis, before.get(slot)) for slot in SLOTS if slot in missed
    }
    shown = looks.look(option.space, option.rows, empty, character=option.character, propensity=option.propensity)
    return layers.unfolded(shown)


def _why_empty(slot: Slot, frame: Frame, analysis: Analysis, before: str | None) -> str:
    if slot in analysis.owned:
        return "you wear your own"
    if slot in frame.plan.excluded or (analysis.edit and slot in analysis.edit.drop):
        return "left out, as you asked"
    return frame.reasons.get(slot) or before or whole.NOTHING_LEFT


# ── searching ──────────────────────────────────────────────────────────────────────────────────────────────────────


Goal = tuple[str, int, float]
"""A measure, its sign, and how far beyond the look on the table it must go."""


class Solved(msgspec.Struct, frozen=True):
    """The edited look and what else could be."""

    first: Option
    others: Options
    unmet: bool = False
    """True where the direction could not be gone at all."""
    stays: tuple[int, ...] = ()
    """Positions that were to change and could not beside the rest."""


def _solve(frame: Frame, direction: Direction | None) -> Solved:
    """The best look with the fewest changes that holds everything; else what gives way least. Shelter from the weather
    gives way before a direction does, with a receipt."""
    clear = _goal(frame, direction, clearly=True)
    loose = msgspec.structs.replace(frame, sheltered=False)
    for laid in (frame, loose) if frame.sheltered else (frame,):
        found = _reached(laid, direction, clear)
        if found is not None:
            return Solved(*found)
    # What has to change does not go the other way, as long as anything else can be had.
    frame = _droppable(loose)
    still = (clear[0], clear[1], 0.0) if clear else None
    most = Limits(most=_cheapest(frame))
    found = _fewest(frame, still, most) or _fewest(frame, None, most) or _fewest(frame, None, Limits())
    if found is not None:
        return Solved(*found, unmet=direction is not None)
    return _as_many(frame, direction)


def _as_many(frame: Frame, direction: Direction | None) -> Solved:
    """The look in which as many of the pieces change that are to as can: no shirt goes over a dress, and where the shop
    has one cardigan that stays while the rest changes."""
    for count in range(1, len(frame.must)):
        tried = []
        for stays in combinations(frame.must, count):
            left = tuple(p for p in frame.must if p not in stays)
            found = _fewest(msgspec.structs.replace(frame, must=left), None, frame.space.limits)
            tried += [Solved(*found, unmet=direction is not None, stays=stays)] if found is not None else []
        if tried:
            return max(tried, key=lambda solved: solved.first.worth)
    first = Option(space=frame.space, rows=frame.base, worth=float(frame.space.worth(frame.base[None, :])[0]))
    return Solved(first, alternatives.described(first, []), unmet=direction is not None)


def _reached(frame: Frame, direction: Direction | None, clear: Goal | None) -> tuple[Option, Options] | None:
    """The best look that goes the direction, clearly or at all, within limits that give way one by one."""
    for goal, bounds in (
        (clear, frame.space.limits),
        (_goal(frame, direction, clearly=False), frame.space.limits),
        *_slack(frame, clear),
    ):
        found = _fewest(frame, goal, bounds)
        if found is not None:
            return found
    return _fewest(_droppable(frame), clear, frame.space.limits)


def _droppable(frame: Frame) -> Frame:
    """The frame in which outerwear, bag and accessory, where they may change, may also be left out."""
    rows = frame.space.table
    options = list(frame.options)
    for p in frame.loose:
        slot = rows.slot_at(int(frame.base[p]))
        if slot is not None and rows.empty(slot) not in options[p]:
            options[p] = (*options[p], rows.empty(slot))
    may = tuple(sorted({*frame.may, *frame.loose}))
    return msgspec.structs.replace(frame, options=tuple(options), may=may)


def _goal(frame: Frame, direction: Direction | None, *, clearly: bool) -> Goal | None:
    if direction is None:
        return None
    name, sign, clear = MEASURES[direction]
    rows = frame.space.table
    scope = frame.before[list(frame.scope)]
    if name == "price":
        clear *= float(rows.price[scope].sum())
    elif len(frame.scope) < POSITIONS:
        clear *= float(rows.weight[scope].sum() / max(rows.weight[frame.before].sum(), 1e-9))
    return name, sign, clear if clearly else (1.0 if name == "price" else 1e-6)


def _slack(frame: Frame, goal: Goal | None) -> Iterator[tuple[Goal | None, Limits]]:
    """Weaker and weaker limits: without the least total, then without the wishes for some piece."""
    bounds = frame.space.limits
    if bounds.least is not None:
        yield goal, msgspec.structs.replace(bounds, least=None)
    for kept in range(len(frame.any_of) - 1, -1, -1):
        yield goal, Limits(most=bounds.most, any_of=tuple(mask for _, mask in frame.any_of[:kept]))


def _cheapest(frame: Frame) -> int | None:
    """The least that the look can cost once the pieces that must change have changed."""
    price = frame.space.table.price
    open_at = {*frame.must, *frame.may}
    if frame.space.limits.most is None:
        return None
    total = 0
    for p in range(POSITIONS):
        stays = [] if p in frame.must else [int(frame.base[p])]
        total += min(int(price[r]) for r in (*stays, *(frame.options[p] if p in open_at else ())))
    return total


def _fewest(frame: Frame, goal: Goal | None, bounds: Limits) -> tuple[Option, Options] | None:
    """The best look with as few optional changes as hold goal and limits, and the others with the same changes."""
    space = Space(frame.space.table, [[r] for r in frame.base.tolist()], frame.space.demand, bounds)
    for extra in range(len(frame.may) + 1):
        sets = [(*frame.must, *some) for some in combinations(frame.may, extra)]
        best: tuple[float, Ints, tuple[int, ...]] | None = None
        for changed in sets:
            tried = _holding(space, frame, _looks(frame, changed, len(sets)), goal)
            if len(tried) == 0:
                continue
            worth = space.worth(tried)
            top = int(np.argmax(worth))
            if best is None or worth[top] > best[0]:
                best = float(worth[top]), tried[top], changed
        if best is not None:
            first = Option(space=space, rows=best[1], worth=best[0])
            same = _holding(space, frame, _looks(frame, best[2], 1), goal)
            worth = space.worth(same)
            near = np.argsort(-worth, kind="stable")[:_DESCRIBED]
            return first, alternatives.described(first, [(space, same[near], worth[near])])
    return None


def _looks(frame: Frame, changed: Sequence[int], sets: int) -> Ints:
    """(m, POSITIONS) every look with new pieces at just these positions."""
    if not changed:
        return frame.base[None, :]
    longest = max(2, int((_TRIES / sets) ** (1 / len(changed))))
    lists = [_cut(frame, frame.options[p], longest) for p in changed]
    grid = np.stack([g.reshape(-1) for g in np.meshgrid(*lists, indexing="ij")], axis=1)
    made = np.repeat(frame.base[None, :], len(grid), axis=0)
    made[:, list(changed)] = grid
    return made


def _cut(frame: Frame, rows: Sequence[int], longest: int) -> Ints:
    """The list cut to length: half the best, half the cheapest of the rest."""
    if len(rows) <= longest:
        return np.array(rows, dtype=np.int64)
    half = (longest + 1) // 2
    price = frame.space.table.price
    return np.array([*rows[:half], *sorted(rows[half:], key=lambda r: int(price[r]))[: longest - half]], dtype=np.int64)


def _holding(space: Space, frame: Frame, tried: Ints, goal: Goal | None) -> Ints:
    """The looks within the limits that can be worn, reach the goal and hold what every edit promises."""
    rows, before = space.table, frame.before
    good = space.allowed(tried) & promises.wearable(rows, tried)
    good &= promises.suits_whole(rows, frame.base, frame.must, tried)
    if goal is not None:
        name, sign, clear = goal
        was = alternatives.measure(rows, before[None, :], name)[0]
        good &= sign * (alternatives.measure(rows, tried, name) - was) >= clear - 1e-9
        if name in _STRAIGHT and clear > 0:
            good &= promises.straight(rows, before, tried, name, sign)
    promised = [promises.clashes(rows, tried) <= promises.clashes(rows, before[None, :])[0]]
    promised += [promises.sheltered(space, before, tried)] if frame.sheltered else []
    for kept in promised:
        # Nothing else changes for the sake of a promise; where a change was asked for, it comes with what there is.
        good = good & kept if not frame.must or (good & kept).any() else good
    return tried[good]
