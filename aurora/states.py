"""What a conversation holds after a turn: the wishes in force, the looks on the table, what was undone."""

import msgspec

from aurora import cards
from aurora.acting import Done
from aurora.types import Analysis, ConversationState, Deed, Outfit

UNDO_DEPTH = 10
CHOOSES = frozenset(("look", "product", "refine"))
"""Intents that choose products."""
DOES = frozenset(("act", "handoff"))
"""Intents that do something beside talking."""


def is_single(state: ConversationState, analysis: Analysis) -> bool:
    """Whether the turn shows products of one kind, one to a look."""
    return analysis.intent == "product" or (analysis.intent == "refine" and state.single)


def after(
    before: ConversationState, analysis: Analysis, shown: tuple[Outfit, ...], done: Done | None = None
) -> ConversationState:
    """The conversation after a turn that showed these looks and did that.

    What changes nothing (a question, small talk) leaves no step to undo. A deed is a step of its own, on the looks as
    they lie: it goes onto the stack with them.
    """
    if analysis.intent == "undo":
        return _back(before)
    if analysis.intent == "redo":
        return _forth(before)
    if analysis.intent == "start_over":
        return ConversationState(
            context=analysis.context,
            constraints=analysis.constraints,
            query=analysis.query,
            language=analysis.language,
            undo=_pushed(before),
        )
    if analysis.intent in DOES:
        return _after_deed(before, analysis, done or Done())
    is_pick = bool(shown) and analysis.edit is not None and analysis.edit.pick_only
    if analysis.intent not in CHOOSES and not is_pick:
        return msgspec.structs.replace(before, language=analysis.language)
    return ConversationState(
        context=analysis.context,
        constraints=analysis.constraints,
        looks=tuple(cards.on_table(outfit) for outfit in shown),
        single=before.single if is_pick else is_single(before, analysis),
        query=analysis.query,
        asked=analysis.question,
        language=analysis.language,
        owned=analysis.owned,
        owned_pieces=analysis.owned_pieces,
        undo=_pushed(before),
    )


def _back(state: ConversationState) -> ConversationState:
    """The newest earlier state; the present one can be had back by "redo"."""
    if not state.undo:
        return state
    ahead = (*state.redo, msgspec.structs.replace(_bare(state), deeds=()))[-UNDO_DEPTH:]
    return msgspec.structs.replace(state.undo[-1], undo=state.undo[:-1], redo=ahead)


def _forth(state: ConversationState) -> ConversationState:
    """The state that was undone last."""
    if not state.redo:
        return state
    return msgspec.structs.replace(state.redo[-1], undo=_pushed(state), redo=state.redo[:-1])


def _bare(state: ConversationState) -> ConversationState:
    return msgspec.structs.replace(state, undo=(), redo=(), pending=None, undone=())


def _after_deed(before: ConversationState, analysis: Analysis, done: Done) -> ConversationState:
    """The same looks and wishes, with what stays open and what can be taken back, and with the sizes that were told:
    the next look has them.

    A size that is not to be had is not kept: it may have been no size at all.
    """
    told = tuple(c for c in analysis.constraints if c.kind == "size" and c.source == "message")
    deeds = before.deeds if done.deeds is None else done.deeds[-UNDO_DEPTH:]
    undone = _undone(before, analysis, deeds)
    state = msgspec.structs.replace(
        before, language=analysis.language, pending=done.pending, deeds=deeds, undone=undone
    )
    is_refused = any(need.wanted for action in done.actions for need in action.needs)
    if is_refused or (not told and analysis.context.sources.get("sizes") != "message"):
        return state
    slots = {c.slot for c in told}
    kept = tuple(c for c in before.constraints if not (c.kind == "size" and c.slot in slots))
    sources = {**before.context.sources, "sizes": analysis.context.sources.get("sizes", "message")}
    context = msgspec.structs.replace(before.context, sizes=analysis.context.sizes, sources=sources)
    return msgspec.structs.replace(state, context=context, constraints=(*kept, *told))


def _undone(before: ConversationState, analysis: Analysis, deeds: tuple[Deed, ...]) -> tuple[Deed, ...]:
    """What "redo" could put into the bag after this deed: nothing that is older than something put in since."""
    if analysis.action == "take_back":
        return (*before.undone, *(deed for deed in before.deeds if deed.lines and deed not in deeds))[-UNDO_DEPTH:]
    if len(deeds) <= len(before.deeds):
        return before.undone
    return before.undone[:-1] if analysis.action == "put_back" else ()


def _pushed(state: ConversationState) -> tuple[ConversationState, ...]:
    """The undo stack with `state` on it; a stacked state holds no stack of its own."""
    if not state.looks and not state.constraints:
        return state.undo
    return (*state.undo, _bare(state))[-UNDO_DEPTH:]
