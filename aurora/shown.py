"""The looks of a turn, of one arm or drafted from two, and their cards."""

from collections.abc import Sequence

import msgspec

from aurora import cards, outfits
from aurora.experiments import Assignment, drafting
from aurora.retrieval import Retriever
from aurora.types import Analysis, Constraint, ConversationState, EmotionalFit, Look, Outfit, Pool, TurnInput
from aurora.wardrobe.pieces import Worn, marked
from aurora.weights import Weights, using


class Ranked(msgspec.Struct, frozen=True, kw_only=True):
    """What would be shown, best first, before it is drawn."""

    analysis: Analysis
    worn: Worn
    relaxed: tuple[Constraint, ...]
    looks: tuple[Look, ...]
    fits: tuple[EmotionalFit, ...]
    by: tuple[Weights, ...]
    """The weights that each look was chosen by, and is told of by."""
    teams: tuple[str, ...] = ()


class Remembered(Retriever):
    """A retriever for one turn of two arms, which search for the same and differ in what they make of it."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever
        self._found: list[tuple[Analysis, Pool]] = []

    async def search(
        self,
        analysis: Analysis,
        state: ConversationState,
        *,
        taste: Sequence[float] | None = None,
        per_slot: int = 40,
    ) -> Pool:
        """What the retriever finds; what was sought before in this turn is not searched for again."""
        for sought, pool in self._found:
            if sought == analysis:
                return pool
        pool = await self._retriever.search(analysis, state, taste=taste, per_slot=per_slot)
        self._found.append((analysis, pool))
        return pool


def drafted(turn: TurnInput, under: Assignment, one: Ranked, other: Ranked) -> Ranked:
    """The looks of two arms as one list, and whose each is. Where the two read the wish differently (one found nothing
    and asked for less), looks of both would not answer one wish: then all are of the arm that the coin says."""
    assert under.rival is not None, "two arms are drafted from"
    both, names, chance = (one, other), (under.arm, under.rival.arm), drafting.coin(under.experiment, turn.message_id)
    if one.analysis != other.analysis or not (one.looks and other.looks):
        team = chance.randrange(2) if one.looks and other.looks else int(not one.looks)
        return msgspec.structs.replace(both[team], teams=(names[team],) * len(both[team].looks))
    is_like, count = drafting.likeness(one.looks, other.looks), max(len(one.looks), len(other.looks))
    picks = drafting.draft(one.looks, other.looks, count, is_like=is_like, chance=chance)
    return msgspec.structs.replace(
        both[picks[0].team],
        looks=outfits.renamed([both[pick.team].looks[pick.place] for pick in picks]),
        fits=tuple(both[pick.team].fits[pick.place] for pick in picks),
        by=tuple(both[pick.team].by[pick.place] for pick in picks),
        teams=tuple(names[pick.team] for pick in picks),
    )


_COLOURED = frozenset(("top", "bottom", "dress", "outerwear"))


def colours_to_be_had(found: Ranked | None) -> frozenset[tuple[str, str]]:
    """(name, hex) of the colours that something comes in which could take the place of a piece shown first: of a look
    its clothes, as far as they may change and the budget goes. Nothing where nothing was searched for."""
    if found is None or not found.looks:
        return frozenset()
    first = found.looks[0]
    kept = {c.value.product_id for c in found.analysis.constraints if c.kind == "lock"}
    clothes = [
        p for p in first.pieces
        if (len(first.pieces) == 1 or p.candidate.item.slot in _COLOURED) and p.candidate.item.product_id not in kept
    ]  # fmt: skip
    left = outfits.left_of_budget(first, found.analysis)
    return frozenset(
        (variant.colour, variant.hex)
        for piece in clothes
        for other in found.worn.pool.by_slot.get(piece.candidate.item.slot, ())
        for variant in other.item.variants
        if variant.available > 0
        and variant.size == other.variant.size
        and (left is None or variant.price <= piece.candidate.variant.price + left)
    )


def drawn_cards(found: Ranked, currency: str) -> tuple[Outfit, ...]:
    """The cards of the looks; each tells of its scores by the weights it was chosen by."""
    drawn = []
    for look, fit, by in zip(found.looks, found.fits, found.by, strict=True):
        with using(by):
            card = cards.outfit(look, fit, found.analysis, currency=currency)
        drawn.append(marked(card, found.worn.ids, found.analysis.language))
    return tuple(drawn)
