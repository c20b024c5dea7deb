"""A new look: pick the candidates, lay out the ways to dress, search each, give way where nothing holds, add
alternatives."""

import random
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from aurora import occasions, thermal
from aurora.outfits import alternatives, children, kinds, layers, limits, looks
from aurora.outfits.alternatives import Option
from aurora.outfits.plan import Plan, Way, out_of_place, plan
from aurora.outfits.recolour import Colours, one_each, settled
from aurora.outfits.search import Limits, Space
from aurora.outfits.table import Bools, Table, table
from aurora.outfits.whole import CLOTHES
from aurora.types import Analysis, Composition, Constraint, Look, Occasion, Scored
from commerce.garments import SLOTS, Slot

CUT = 12
"""Candidates per slot that the search sees; what it costs is measured in docs/composition.md."""
_CHEAP = 3
# How much worse the look may be that dresses as the occasion is first thought of: a dress at a wedding.
_FIRST_OF_ALL = 0.03
# A shirt and shoes that go with a suit are at most this much less formal than the occasion: no flannel at the board.
_UNDER_A_SUIT = 0.15
SPARE = 2
"""Alternatives beyond those that are shown, where layers may make some of them too alike."""
# Above the cheapest complete look, when the budget buys none: how much more an alternative may cost.
_OVER = 1.15


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """All that the search of one look needs."""

    table: Table
    every: Mapping[Slot, Colours]
    """The candidates in all their colours; the table has each in one."""
    plan: Plan
    constraints: tuple[Constraint, ...]
    any_of: tuple[tuple[Constraint, Bools], ...]
    most: int | None
    least: int | None
    reasons: Mapping[Slot, str]
    owned: tuple[Slot, ...]
    locked: frozenset[Slot]
    """Slots whose piece is given: kept, or the shopper's own."""


def new_look(
    scored: dict[Slot, tuple[Scored, ...]], analysis: Analysis, empty: dict[Slot, str], count: int, seed: int
) -> Composition:
    """The best look and its alternatives, from the whole pool."""
    constraints = limits.in_force(analysis)
    locked = _locked(scored, constraints)
    found = limits.keep(scored, constraints, empty)
    task = _task(scored, found, locked, analysis, constraints)
    first, spaces = _first(task)
    if first is None or (first.rows >= task.table.count).all():
        return Composition(looks=(), relaxed=_unmet(constraints))
    spare = SPARE if any(piece.parts for piece in task.table.scored) else 0
    options = [first, *alternatives.others(first, spaces, count - 1 + spare, random.Random(seed))]
    options = _apart(options)[:count]
    coloured = settled(options, task.every, task.plan.nothing, [c for c, _ in task.any_of])
    shown = tuple(_look(task, option, dressed) for option, dressed in zip(options, coloured, strict=True))
    return Composition(looks=shown, relaxed=limits.receipts(constraints, shown))


def _apart(options: Sequence[Option]) -> list[Option]:
    """The options of which each has at least two products that those before it have not, and they that it has not.

    The search tells pairs of layers apart as wholes: a jacket with a coat and the same jacket alone are two rows.
    """
    kept: list[tuple[Option, frozenset[UUID]]] = []
    for option in options:
        mine = products(option)
        if all(min(len(mine - other), len(other - mine)) >= alternatives.NEW_PIECES for _, other in kept):
            kept.append((option, mine))
    return [option for option, _ in kept]


def products(option: Option) -> frozenset[UUID]:
    """The products of an option, each layer of a pair on its own."""
    rows = option.space.table
    chosen = [rows.scored[r] for r in option.rows.tolist() if r < rows.count]
    return frozenset(p.candidate.item.product_id for piece in chosen for p in layers.parts(piece))


def _look(task: Task, option: Option, dressed: Option) -> Look:
    empty = looks.empties(task.plan, task.table, option.rows, task.reasons, task.most, task.owned)
    shown = looks.look(dressed.space, dressed.rows, empty, character=option.character, propensity=option.propensity)
    return layers.unfolded(shown)


def _unmet(constraints: Sequence[Constraint]) -> tuple[Constraint, ...]:
    """With no look at all, the exclusions that emptied the shop are named."""
    note = "nothing in the shop is left under this"
    return tuple(
        msgspec.structs.replace(c, status="relaxed", note=note) for c in constraints if c.kind in limits.EXCLUSIONS
    )


def _locked(scored: Mapping[Slot, Sequence[Scored]], constraints: Sequence[Constraint]) -> dict[Slot, Scored]:
    """The piece that must stay in each slot; of two in one slot the first, and the receipt of the other tells."""
    ids = {c.value.product_id for c in constraints if c.kind == "lock"}
    found: dict[Slot, Scored] = {}
    for slot, pieces in scored.items():
        staying = [p for p in pieces if p.candidate.locked or (ids and p.candidate.item.product_id in ids)]
        if staying:
            found[slot] = staying[0]
    return found


def _task(
    scored: Mapping[Slot, tuple[Scored, ...]],
    found: limits.Filtered,
    locked: dict[Slot, Scored],
    analysis: Analysis,
    constraints: tuple[Constraint, ...],
) -> Task:
    out = out_of_place(analysis)
    occasion = analysis.context.occasion
    # Where suits are sold whole, a coat over one in the cold needs no jacket between them.
    demand = thermal.demand(analysis.context)
    whole_suits = (
        demand.known
        and demand.outerwear
        and any(p.candidate.item.category == "suit" for p in found.by_slot.get("dress", ()))
    )
    ask = occasions.asks(occasion, analysis.context.time_of_day, analysis.context.department)
    out_over = out - ask.only_over if whole_suits else out
    suited = {
        slot: in_place(slot, pieces, out_over if slot == "outerwear" else out, occasion)
        for slot, pieces in found.by_slot.items()
    }
    suited = _without_oddities(suited, out)
    suited = children.suited(suited, analysis.context.department) | {s: (p,) for s, p in locked.items()}
    its_plan = plan(suited, analysis, constraints, frozenset(locked))
    kept = occasions.OVER_DRESS.keys() if any(way.under for way in its_plan.ways) else frozenset[str]()
    wishes = [c for c in constraints if limits.for_some_piece(c)]
    whole = _whole_suits(suited, CUT // 2 if its_plan.ask.tailored else 2)
    every = {slot: Colours(pieces) for slot, pieces in suited.items()}
    pruned = {slot: prune(pieces.first(), wishes, whole, kept) for slot, pieces in every.items()}
    for slot, pairs in _layered(scored, suited, its_plan, constraints, whole).items():
        every[slot] = Colours((*suited[slot], *pairs))
        pruned[slot] = (*pruned[slot], *one_each(pairs))
    rows = table(pruned, its_plan.nothing, open_colours=True, filled=_filled(its_plan, frozenset(locked)))
    currency = rows.scored[0].candidate.item.currency if rows.scored else "USD"
    budget = limits.budget(constraints, currency)
    return Task(
        table=rows, every=every, plan=its_plan, constraints=constraints, any_of=tuple(limits.masks(rows, constraints)),
        most=budget.value.amount if budget else None, least=budget.value.minimum if budget else None,
        reasons=found.empty, owned=analysis.owned, locked=frozenset(locked),
    )  # fmt: skip


def _filled(its_plan: Plan, locked: frozenset[Slot]) -> list[frozenset[Slot]]:
    """The slots that each way to dress may fill."""
    beside = frozenset(s for s in SLOTS if s not in CLOTHES and (s in locked or its_plan.state(s) != "out"))
    return [beside | {s for s in (way.first, way.second) if s} for way in its_plan.ways]


def _layered(
    scored: Mapping[Slot, tuple[Scored, ...]],
    suited: Mapping[Slot, tuple[Scored, ...]],
    its_plan: Plan,
    constraints: Sequence[Constraint],
    suits: frozenset[str],
) -> dict[Slot, tuple[Scored, ...]]:
    """The layered pairs of the slots in which the weather asks for a second layer, or the shopper does by its kind."""
    made: dict[Slot, tuple[Scored, ...]] = {}
    for slot in layers.LAYERING:
        if slot in suited and _is_layered(slot, its_plan, constraints):
            wishes = [c for c in constraints if c.kind not in limits.EXCLUSIONS and limits.speaks_of(c, slot)]
            every = [p for p in limits.allowed(scored[slot], slot, constraints) if goes(p, its_plan)]
            mine = [p for p in suited[slot] if p.candidate.locked]
            made[slot] = layers.pairs(mine or every, every, wishes, suits=suits)
            made[slot] += layers.pairs(every, mine, wishes, suits=suits) if mine else ()
    return made


def _is_layered(slot: Slot, its_plan: Plan, constraints: Sequence[Constraint]) -> bool:
    if slot in its_plan.excluded | its_plan.owned or its_plan.state(slot) == "out":
        return False
    asked = {c.value.name for c in constraints if c.kind == "category" and limits.slot_of(c) == slot}
    demand = its_plan.demand
    cold = demand.known and (demand.low >= layers.COLD_CLO or (demand.wet and slot == "outerwear"))
    return cold or (slot == "outerwear" and its_plan.ask.tailored and bool(asked & its_plan.ask.only_over))


def goes(piece: Scored, its_plan: Plan) -> bool:
    """Whether the piece is not out of place, or only without a jacket under it."""
    kind = piece.candidate.item.category
    return kind not in its_plan.out_of_place or kind in its_plan.ask.only_over


def in_place(
    slot: Slot, pieces: tuple[Scored, ...], out: frozenset[str], occasion: Occasion | None
) -> tuple[Scored, ...]:
    """Without the categories that are out of place and what is sold for black tie and not for this occasion (a tuxedo
    shirt under a suit); clothes and shoes are worn all the same where nothing else is."""
    fit = tuple([p for p in pieces if p.candidate.item.category not in out])
    if occasion not in (None, "black_tie"):
        fit = tuple([p for p in fit if "black_tie" not in (o := p.candidate.item.occasions) or occasion in o])
    return fit or (pieces if slot in ("top", "bottom", "dress", "shoes") else ())


def _without_oddities(suited: dict[Slot, tuple[Scored, ...]], out: frozenset[str]) -> dict[Slot, tuple[Scored, ...]]:
    """The slots without whole-body pieces that are all out of place, where top and bottom are not: no pyjamas at a
    wedding in a shop without the suit that was asked for."""
    odd = {s for s, pieces in suited.items() if all(p.candidate.item.category in out for p in pieces)}
    if "dress" in odd and {"top", "bottom"} <= suited.keys() - odd:
        return {slot: pieces for slot, pieces in suited.items() if slot != "dress"}
    return suited


def _whole_suits(by_slot: Mapping[Slot, Sequence[Scored]], count: int) -> frozenset[str]:
    """The best `count` suits of which both halves are there."""
    worth: dict[str, list[float]] = {}
    for slot in ("bottom", "outerwear"):
        for name in {n: p.score for p in reversed(by_slot.get(slot, ())) if (n := p.candidate.item.set)}.items():
            worth.setdefault(name[0], []).append(name[1])
    whole = sorted((n for n, scores in worth.items() if len(scores) == 2), key=lambda n: -sum(worth[n]))
    return frozenset(whole[:count])


def prune(
    pieces: Sequence[Scored],
    wishes: Sequence[Constraint],
    suits: frozenset[str] = frozenset(),
    kinds: Iterable[str] = (),
) -> tuple[Scored, ...]:
    """The best CUT by score; the three cheapest, the best two for each wish and of each of `kinds`, and the halves of
    `suits` are among them, in the place of the last."""
    if len(pieces) <= CUT:
        return tuple(pieces)
    must = sorted(pieces, key=lambda p: p.candidate.variant.price)[:_CHEAP]
    for wish in wishes:
        must += [p for p in pieces if limits.holds(wish, p.candidate)][:2]
    if suits:
        of_suits = layers.halves(pieces, suits)
        must += [p for p in pieces if p.candidate.item.product_id in of_suits]
    left = dict.fromkeys((*occasions.LAYERED, *kinds), 2)
    for piece in pieces:
        if left.get(kind := piece.candidate.item.category, 0):
            left[kind] -= 1
            must.append(piece)
    chosen = {id(p) for p in must}
    for piece in pieces:
        if len(chosen) >= CUT:
            break
        chosen.add(id(piece))
    return tuple(p for p in pieces if id(p) in chosen)


# ── the search, and what gives way ─────────────────────────────────────────────────────────────────────────────────


def _first(task: Task) -> tuple[Option | None, list[Space]]:
    """The best look and the spaces it came from. First wishes for the look give way, the last first; then slots that
    may be
    empty; the budget last, to the cheapest complete look."""
    for kept in range(len(task.any_of), -1, -1):
        masks = tuple(mask for _, mask in task.any_of[:kept])
        bounds = Limits(most=task.most, least=task.least, any_of=masks)
        for strict, suit in ((True, True), (True, False), (False, False)):
            found = _search(task, bounds, strict, suit=suit) if task.plan.ask.tailored or not suit else (None, [])
            if found[0] is not None:
                return found
    found = _search(task, Limits(most=task.most), strict=False) if task.least is not None else (None, [])
    return found if found[0] is not None or task.most is None else _cheapest(task)


def _search(task: Task, bounds: Limits, strict: bool, *, suit: bool = False) -> tuple[Option | None, list[Space]]:
    laid_out = [(way, _space(task, way, bounds, strict, suit)) for way in task.plan.ways]
    ways = [way for way, space in laid_out if space is not None]
    spaces = [space for _, space in laid_out if space is not None]
    best: Option | None = None
    for space, way in zip(spaces, ways, strict=True):
        found = space.best()
        if found is not None and (best is None or found[0] + _lead(task, way) > best.worth + _lead(task, best.way)):
            best = Option(space=space, rows=found[1], worth=found[0], way=way)
    return best, spaces


def _lead(task: Task, way: Way | None) -> float:
    """What a way is preferred by: a dress where one is looked for first."""
    return _FIRST_OF_ALL if way is not None and way.first is not None and way.first == task.plan.ask.leads else 0.0


def _space(task: Task, way: Way, bounds: Limits, strict: bool, suit: bool) -> Space | None:
    axes = _axes(task, way, strict)
    if axes is not None and suit and way.over != "suit":
        axes = _suits_only(task.table, axes, task.plan.ask.formality[0] - _UNDER_A_SUIT)
    return None if axes is None else Space(task.table, axes, task.plan.demand, bounds)


def _axes(task: Task, way: Way, strict: bool) -> list[list[int]] | None:
    """The rows of each position; None where a part of the clothes has none. Not strict: outerwear and bag may stay
    empty."""
    first, second = _clothes(task.table, way)
    if not first or not second:
        return None
    axes = [first, second]
    for slot in ("shoes", "outerwear", "bag", "accessory"):
        rows, state = _beside(task, way, slot), task.plan.state(slot)
        if slot in task.locked:
            axes.append(rows)
        elif state == "out":
            axes.append([task.table.void])
        elif (
            state == "needed"
            and rows
            and (slot == "shoes" or (strict and not (way.over == "suit" and slot == "outerwear")))
        ):
            axes.append(rows)
        else:
            axes.append([*rows, task.table.empty(slot)])
    return axes


def _beside(task: Task, way: Way, slot: Slot) -> list[int]:
    """The rows of a slot that can be worn with this way to dress: no blazer over a whole suit, and a coat that is worn
    only over a jacket nowhere else than over a suit or in a pair."""
    rows, scored = task.table.rows(slot), task.table.scored
    if slot != "outerwear" or slot in task.locked:
        return rows
    kind = {r: scored[r].candidate.item.category for r in rows}
    if way.over:
        return [r for r in rows if not kinds.clash(way.over, kind[r]) and not scored[r].parts]
    return [r for r in rows if kind[r] not in task.plan.ask.only_over & task.plan.out_of_place]


def _suits_only(rows: Table, axes: list[list[int]], least: float) -> list[list[int]] | None:
    """The axes with only the halves of whole suits, tops and shoes of at least that formality; None where
    there is no suit."""
    sets = [{rows.scored[r].candidate.item.set for r in axis if r < rows.count} - {None} for axis in (axes[1], axes[3])]
    whole = sets[0] & sets[1]
    halves = [[r for r in axis if r < rows.count and rows.scored[r].candidate.item.set in whole] for axis in axes]
    dressed = [[r for r in axis if rows.formality[r] >= least] or axis for axis in axes]
    return [dressed[0], halves[1], dressed[2], halves[3], *axes[4:]] if whole else None


def _clothes(rows: Table, way: Way) -> tuple[list[int], list[int]]:
    if way.first is None:
        return [rows.void], [rows.void]
    first = rows.rows(way.first)
    second = rows.rows(way.second) if way.second else [rows.void]
    if way.first != "dress":
        return first, second
    category, over = [s.candidate.item.category for s in rows.scored], way.over
    second = [r for r in second if r >= rows.count or not rows.scored[r].parts]
    if over:
        under = occasions.UNDER[over]
        return [r for r in first if category[r] == over], [r for r in second if category[r] in under]
    first = [r for r in first if category[r] not in occasions.LAYERED]
    if not way.under:
        return first, second
    second = [r for r in second if category[r] in occasions.OVER_DRESS]
    dresses = frozenset().union(*(occasions.OVER_DRESS[category[r]] for r in second))
    return [r for r in first if category[r] in dresses], second


def _cheapest(task: Task) -> tuple[Option | None, list[Space]]:
    """The cheapest complete look, optional slots empty; of equally cheap ones the best."""
    least: int | None = None
    for way in task.plan.ways:
        axes = _axes(task, way, strict=False)
        if axes is not None:
            total = sum(int(task.table.price[axis].min()) for axis in axes)
            least = total if least is None else min(least, total)
    if least is None:
        return None, []
    first, _ = _search(task, Limits(most=least), strict=False)
    _, spaces = _search(task, Limits(most=int(least * _OVER)), strict=False)
    return first, spaces
