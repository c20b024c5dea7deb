"""An edit laid out: what of the look on the table stays, what must change, what may, and what could take its place."""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from aurora import occasions
from aurora.columns import columns
from aurora.outfits import compose, layers, limits, relayering, shown, whole
from aurora.outfits.becoming import becoming
from aurora.outfits.plan import Plan, plan
from aurora.outfits.recolour import one_each
from aurora.outfits.search import POSITIONS, Limits, Space
from aurora.outfits.table import Bools, Ints, Table, table
from aurora.outfits.whole import CLOTHES
from aurora.types import Analysis, Constraint, ConstraintValue, Direction, Edit, LookOnTable, Scored
from commerce.garments import SLOTS, Slot

# The longest list of pieces for one slot that an edit looks through.
_LONGEST = 20
_LOOSE = frozenset(("outerwear", "bag", "accessory"))
PLURAL: dict[Slot, str] = {
    "top": "tops", "bottom": "bottoms", "dress": "dresses", "outerwear": "outerwear", "shoes": "shoes", "bag": "bags",
    "accessory": "accessories",
}  # fmt: skip
CLEAR_PRICE = 0.10
"""A cheaper look is at least this much cheaper, where that can be had."""
MEASURES: dict[Direction, tuple[str, int, float]] = {
    "cheaper": ("price", -1, CLEAR_PRICE), "dearer": ("price", 1, CLEAR_PRICE), "warmer": ("clo", 1, 0.10),
    "cooler": ("clo", -1, 0.10), "dressier": ("formality", 1, 0.06), "more_casual": ("formality", -1, 0.06),
    "bolder": ("bold", 1, 0.06), "quieter": ("bold", -1, 0.06), "comfier": ("ease", 1, 0.05),
}  # fmt: skip
"""Direction → measure, its sign, and what counts as clearly more: a share of the price, else the measure's own unit."""


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """The look on the table laid out for the search: what is where, what must change and what may."""

    space: Space
    plan: Plan
    slots: frozenset[Slot]
    """The slots that the edited look is to have."""
    base: Ints
    """(POSITIONS,) rows of the look as it is; an empty row where a piece is missing."""
    before: Ints
    """(POSITIONS,) the same with pieces that are no longer to be had too: a direction is measured against it."""
    options: tuple[tuple[int, ...], ...]
    """By position, the rows that could take the piece's place, best first."""
    must: tuple[int, ...]
    may: tuple[int, ...]
    loose: tuple[int, ...]
    """Positions of outerwear, bag and accessory that may be left out before a budget gives way."""
    scope: tuple[int, ...]
    """Positions that a direction is measured over."""
    any_of: tuple[tuple[Constraint, Bools], ...]
    reasons: dict[Slot, str]
    lost: tuple[Constraint, ...]
    """Receipts of pieces that should have stayed and are no longer to be had."""
    sheltered: bool = False
    """True where weather or warmth is spoken of and the edit does not ask for more or less of it: it is to be kept out
    as well as before."""


class Pieces(msgspec.Struct, frozen=True, kw_only=True):
    """The look on the table as candidates, and what the edit does to each slot."""

    was: dict[Slot, Scored | None]
    """None for a piece that is no longer among the candidates, or against a limit."""
    gone: dict[Slot, Scored]
    """What is known of such a piece, for measuring only."""
    refused: frozenset[Slot]
    """Slots whose piece is against a limit."""
    fitting: dict[Slot, tuple[Scored, ...]]
    """By slot, what could come in."""
    locked: frozenset[Slot]
    target: frozenset[Slot]
    """Slots of the edited look."""
    must: frozenset[Slot]
    free: frozenset[Slot]
    layer: bool
    """True where outerwear may come on top that was not there."""


def frame(
    scored: Mapping[Slot, tuple[Scored, ...]], analysis: Analysis, base: LookOnTable, empty: Mapping[Slot, str]
) -> Frame:
    """The edit of `analysis` on the look `base`, laid out."""
    constraints = limits.in_force(analysis)
    found = limits.keep(scored, constraints, empty)
    its_plan = plan(found.by_slot, analysis, constraints, frozenset())
    pieces = _pieces(scored, analysis, base, found, its_plan)
    rows = _rows(pieces, its_plan, analysis, constraints)
    currency = rows.scored[0].candidate.item.currency if rows.scored else "USD"
    money = limits.budget(constraints, currency)
    masks = tuple(limits.masks(rows, constraints))
    bounds = Limits(
        most=money.value.amount if money else None,
        least=money.value.minimum if money else None,
        any_of=tuple(mask for _, mask in masks),
    )
    edit = analysis.edit or Edit()
    spots = _places(pieces.target | ({"outerwear"} if pieces.layer else frozenset()))
    coloured = frozenset(s for c in constraints if c.kind == "colour" and (s := limits.slot_of(c)))
    coloured |= frozenset(edit.change) if edit.bring else frozenset()
    current, options = _spread(rows, spots, pieces, edit, coloured)
    before = [rows.row_of(pieces.gone[s]) if s in pieces.gone else r for s, r in zip(spots, current, strict=True)]
    must = tuple(i for i, slot in enumerate(spots) if slot in pieces.must and options[i])
    may = tuple(i for i, slot in enumerate(spots) if options[i] and slot in pieces.free)
    return Frame(
        space=Space(rows, [[row] for row in current], its_plan.demand, bounds),
        plan=its_plan,
        slots=pieces.target,
        base=np.array(current, dtype=np.int64),
        before=np.array(before, dtype=np.int64),
        options=options,
        must=must,
        may=may,
        loose=tuple(i for i, slot in enumerate(spots) if slot in pieces.free and slot in _LOOSE),
        scope=must if edit.change else tuple(range(POSITIONS)),
        any_of=masks,
        reasons=found.empty,
        sheltered=_is_cared_for(its_plan, constraints)
        and edit.direction not in ("warmer", "cooler")
        and not edit.pick_only,
        lost=(
            *_lost(pieces, base, edit, shown.brought(scored, base), bounds.most),
            *_alone(pieces, base, spots, options, edit),
        ),
    )


def _is_cared_for(its_plan: Plan, constraints: Sequence[Constraint]) -> bool:
    """Whether warmth matters: the weather is known, or the shopper said that they get cold."""
    return its_plan.demand.known or any(c.kind == "warmth" for c in constraints)


def _pieces(
    scored: Mapping[Slot, tuple[Scored, ...]],
    analysis: Analysis,
    base: LookOnTable,
    found: limits.Filtered,
    its_plan: Plan,
) -> Pieces:
    """What stays: every piece that is not to change, that the limits allow, or that is locked."""
    constraints = limits.in_force(analysis)
    was = shown.on_table(scored, base)
    # A piece that the shopper says they own comes in where the shop's was, or where nothing was.
    own = shown.brought(scored, base)
    edit = relayering.without_one_layer(analysis, was, base, constraints)
    edit = msgspec.structs.replace(edit, add=(*edit.add, *own)) if own else edit
    ids = {c.value.product_id for c in analysis.constraints if c.kind == "lock"} | set(edit.lock)
    ids |= {p.product_id for p in base.pieces if p.locked}
    # What comes from another look may be the same product in another colour: then it is not the old one that stays.
    brought = frozenset(edit.change) if edit.bring else frozenset[Slot]()
    locked = frozenset(s for s, p in was.items() if p is not None and s not in brought and shown.products(p) <= ids)
    stays = {
        s for s, p in was.items()
        if p is not None and (s in locked or limits.passes(p, scored.get(s, ()), constraints))
    }  # fmt: skip
    fitting = {
        slot: _from_another_look(scored.get(slot, ()), slot, edit)
        or _fitting(slot, found, its_plan, analysis, constraints)
        for slot in SLOTS
    }
    mine = {slot: next(p for p in scored[slot] if p.candidate.owned) for slot in own}
    layered = relayering.changes(was, analysis, edit, constraints, frozenset(i for i in ids if i), own=mine)
    fitting |= relayering.options(layered, was, scored, fitting, its_plan, analysis)
    refused = {s: p for s, p in was.items() if p and s not in locked and limits.is_refused(p, constraints)}
    target = _target(
        was, frozenset(stays) | _for_want(was, refused, locked, edit, fitting), locked, edit, its_plan, fitting
    )
    asked = {*edit.change, *(slot for slot, change in layered.items() if change.adds or change.must_drop)}
    must = frozenset(s for s in target if s not in stays or (s in asked and s not in locked))
    whole = not (edit.change or edit.add or edit.drop)
    out = target | its_plan.excluded | set(analysis.owned)
    layer = edit.direction == "warmer" and whole and "outerwear" not in out
    coat: set[Slot] = {"outerwear"} if layer else set()
    free = frozenset(target - must - locked | coat) if whole else frozenset()
    gone = shown.stand_ins(p for p in base.pieces if was[p.slot] is None and p.slot not in own)
    return Pieces(
        was=was | dict.fromkeys(refused), gone=gone | refused, refused=frozenset(refused), fitting=fitting,
        locked=locked, target=target, must=must, free=free, layer=layer,
    )  # fmt: skip


def _for_want(
    was: Mapping[Slot, Scored | None],
    refused: Mapping[Slot, Scored],
    locked: frozenset[Slot],
    edit: Edit,
    fitting: Mapping[Slot, Sequence[Scored]],
) -> frozenset[Slot]:
    """The slots that are to change and may stay as they are beside a piece of clothing that is kept, or was not spoken
    of and that nothing else is worn with: no red top goes under the dungarees, and those are to stay."""
    is_kept = bool(locked & set(CLOTHES) - set(edit.change))
    dress, top = was.get("dress"), was.get("top")
    if dress is not None and top is not None and not {"dress", "bottom"} & {*edit.change, *edit.add, *edit.drop}:
        over = dress.candidate.item.category
        is_kept |= not any(whole.worn_together(over, p.candidate.item.category) for p in fitting["top"])
    return frozenset(edit.change) & was.keys() - refused.keys() if is_kept else frozenset()


def _from_another_look(pieces: tuple[Scored, ...], slot: Slot, edit: Edit) -> tuple[Scored, ...]:
    """The pieces that are to come from another look, in the colour they have there: said to stay, in a slot that
    changes."""
    found = (p for p in pieces if slot in edit.change and p.candidate.item.product_id in edit.lock)
    return tuple(shown.in_one_of(p, edit.bring) for p in found)


def _fitting(
    slot: Slot, found: limits.Filtered, its_plan: Plan, analysis: Analysis, constraints: Sequence[Constraint]
) -> tuple[Scored, ...]:
    """What could come in. What is asked for by name comes even where occasion or weather would not have it: a coat
    on a warm day."""
    may_come = found.by_slot.get(slot, ())
    fit = compose.in_place(slot, may_come, its_plan.out_of_place, analysis.context.occasion) or may_come
    return becoming(fit, analysis, constraints)


def _rows(pieces: Pieces, its_plan: Plan, analysis: Analysis, constraints: Sequence[Constraint]) -> Table:
    """The table of the pieces that stay and of all that could come in."""
    direction = analysis.edit.direction if analysis.edit else None
    by_slot: dict[Slot, tuple[Scored, ...]] = {}
    for slot in pieces.target | pieces.free:
        may_come = pieces.fitting[slot] if slot in pieces.must | pieces.free else ()
        fitting = _beside_a_dress(slot, may_come, pieces)
        was = pieces.was.get(slot) or pieces.gone.get(slot)
        asked = any(c.kind == "colour" and limits.slot_of(c) == slot for c in constraints)
        # Grey and charcoal of one dress are no two ideas, even where the colour is what was asked for.
        fitting = one_each(tuple(p for p in fitting if not (asked and was and whole.is_very(p, was))))
        by_slot[slot] = _listed(fitting, was, direction)
    return table(by_slot, its_plan.nothing)


def _beside_a_dress(slot: Slot, may_come: tuple[Scored, ...], pieces: Pieces) -> tuple[Scored, ...]:
    """With a top beside it, a whole-body piece is one that is worn with it, and the top one that goes with that;
    without one it is none that wants a top."""
    if slot not in ("dress", "top") or "dress" not in pieces.target:
        return may_come
    if "top" not in pieces.target:
        return tuple(p for p in may_come if p.candidate.item.category not in occasions.LAYERED)
    other: Slot = "top" if slot == "dress" else "dress"
    there = pieces.was.get(other)
    others = pieces.fitting[other] if other in pieces.must or there is None else (there,)
    beside = {p.candidate.item.category for p in others}
    kinds = {p.candidate.item.category for p in may_come}
    fit = {k for k in kinds if any(whole.worn_together(*((k, b) if slot == "dress" else (b, k))) for b in beside)}
    return tuple(p for p in may_come if p.candidate.item.category in fit and not p.parts)


def _spread(
    rows: Table, spots: Sequence[Slot | None], pieces: Pieces, edit: Edit, recolour: frozenset[Slot]
) -> tuple[list[int], tuple[tuple[int, ...], ...]]:
    """By position the row that is there and the rows that could come instead. recolour: slots whose piece may come
    again in another colour."""
    current, options = [], []
    for slot in spots:
        piece = pieces.was.get(slot) if slot else None
        row = rows.void if slot is None else rows.empty(slot) if piece is None else rows.row_of(piece)
        ghost = rows.row_of(pieces.gone[slot]) if slot in pieces.gone else row
        others = [r for r in rows.rows(slot) if not _same(rows, r, ghost)] if slot else []
        if slot not in recolour:
            others = [r for r in others if not _same(rows, r, ghost, colour=False)]
        if slot == "outerwear" and edit.direction == "cooler":
            others.append(rows.empty("outerwear"))
        current.append(row)
        options.append(tuple(others))
    return current, tuple(options)


def _same(rows: Table, one: int, other: int, *, colour: bool = True) -> bool:
    """The same product, in the same colour where that counts; another size of it is no change."""
    if one == other or other >= rows.count:
        return one == other
    a, b = rows.scored[one], rows.scored[other]
    return a.candidate.item.product_id == b.candidate.item.product_id and (not colour or whole.is_very(a, b))


def _target(
    was: Mapping[Slot, Scored | None],
    stays: frozenset[Slot],
    locked: frozenset[Slot],
    edit: Edit,
    its_plan: Plan,
    fitting: Mapping[Slot, Sequence[Scored]],
) -> frozenset[Slot]:
    """The slots of the edited look: what was there and what is asked for, and of the clothes those that dress
    somebody. A dress takes the place of top and bottom and they of it; a top over or under a dress is a layer."""
    filled = frozenset((*edit.add, *edit.change))
    meant = frozenset(was) - set(edit.drop) - its_plan.excluded | filled | locked
    if "dress" in filled and "dress" not in was:
        meant -= {"top", "bottom"} - locked - set(edit.add)
    elif "bottom" in filled:
        meant -= {"dress"} - locked
    own = {
        slot: frozenset((piece.candidate.item.category,))
        for slot, piece in was.items() if piece is not None and slot in stays and slot not in edit.drop
    }  # fmt: skip
    others = {slot: frozenset(p.candidate.item.category for p in fitting[slot]) for slot in CLOTHES}
    have = whole.Wardrobe(
        meant=meant & set(CLOTHES),
        kinds={s: own.get(s, others[s]) if s not in filled else others[s] | own.get(s, set()) for s in CLOTHES},
        asked=filled & set(CLOTHES),
        locked=locked,
        open=frozenset(edit.drop) | its_plan.excluded | its_plan.owned | (frozenset(whole.gaps(was)) - filled),
    )
    return meant - set(CLOTHES) | whole.clothes(have)


def _places(target: frozenset[Slot]) -> list[Slot | None]:
    """The slot at each position of the search."""
    first: Slot | None = "dress" if "dress" in target else "top" if "top" in target else None
    second: Slot | None = "bottom" if "bottom" in target else "top" if first == "dress" and "top" in target else None
    rest: list[Slot | None] = [s if s in target else None for s in ("shoes", "outerwear", "bag", "accessory")]
    return [first, second, *rest]


def _listed(pieces: tuple[Scored, ...], was: Scored | None, direction: Direction | None) -> tuple[Scored, ...]:
    """The longest list that is searched: the best by score and, of the rest, those that go furthest in the direction
    (or cost least); the piece on the table among them."""
    if len(pieces) > _LONGEST:
        best, rest = pieces[: _LONGEST * 2 // 3], pieces[_LONGEST * 2 // 3 :]
        name, sign, _ = MEASURES[direction or "cheaper"]
        reach = sign * getattr(columns([p.candidate for p in rest]), name)
        far = np.argsort(-reach, kind="stable")[: _LONGEST - len(best)]
        pieces = best + tuple([rest[i] for i in sorted(far.tolist())])
    return pieces if was is None or any(p is was for p in pieces) else (*pieces, was)


def _lost(
    pieces: Pieces, base: LookOnTable, edit: Edit, own: Sequence[Slot], most: int | None
) -> tuple[Constraint, ...]:
    """Receipts of the pieces that nobody asked to change and that could not stay. The pool does not say which of the
    two it was: sold out in the shopper's size, or against a limit that is new. That a piece dearer than the budget for
    the whole look goes needs no word."""
    filled = {*edit.change, *edit.add, *own}
    aside: set[Slot] = {*edit.change, *edit.drop, *own, *pieces.refused}
    aside |= {"top", "bottom"} if "dress" in filled else set()
    aside |= {"dress"} if filled & {"top", "bottom"} else set()
    return tuple(
        Constraint(
            kind="lock", text=piece.title, value=ConstraintValue(product_id=piece.product_id), slot=piece.slot,
            status="relaxed",
            note=f"{piece.title} could not stay: it is sold out in your size, or outside your limits",
        )
        for piece in base.pieces
        if piece.product_id not in shown.products(pieces.was.get(piece.slot))
        and piece.slot not in aside
        and (most is None or piece.price <= most or piece.locked)
    )  # fmt: skip


def _alone(
    pieces: Pieces,
    base: LookOnTable,
    spots: Sequence[Slot | None],
    options: Sequence[Sequence[int]],
    edit: Edit,
) -> tuple[Constraint, ...]:
    """Receipts of pieces that were to change and stay, for there is no other. One that comes in another colour has
    changed."""
    colours = {(piece.product_id, piece.colour) for piece in base.pieces}
    return tuple(
        no_other(layers.parts(piece)[-1].candidate.item.title, slot, PLURAL[slot])
        for slot, others in zip(spots, options, strict=True)
        if slot and slot in edit.change and not others and (piece := pieces.was.get(slot)) is not None
        # What was to come from another look may be what is there already.
        and not (edit.bring and shown.products(piece) & set(edit.lock))
        and all((p.candidate.item.product_id, p.candidate.variant.colour) in colours for p in layers.parts(piece))
    )  # fmt: skip


def no_other(title: str, slot: Slot, kind: str) -> Constraint:
    """The receipt of a piece that was to change and stays. kind: what there is no other of, as a plural."""
    return Constraint(
        kind="other", text=f"other {kind}", value=ConstraintValue(name="change"), slot=slot, status="relaxed",
        note=f"{title} stays: there are no other {kind} within your limits",
    )  # fmt: skip


_AS_ASKED: dict[Direction, str] = {
    "cheaper": "a cheaper look", "dearer": "a dearer look", "warmer": "a warmer look", "cooler": "a lighter look",
    "dressier": "a dressier look", "more_casual": "a more casual look", "bolder": "a bolder look",
    "quieter": "a quieter look", "comfier": "a more comfortable look",
}  # fmt: skip


def direction_receipt(direction: Direction) -> Constraint:
    """What is said where nothing goes the direction that was asked for."""
    return Constraint(
        kind="other", text=_AS_ASKED[direction], value=ConstraintValue(name=direction), status="relaxed",
        note="nothing that keeps to your other limits goes further that way",
    )  # fmt: skip
