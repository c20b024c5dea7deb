"""One turn, read from top to bottom: understand, retrieve, score, compose, feel, say."""

from collections.abc import AsyncIterator, Sequence
from copy import copy
from typing import Protocol
from uuid import UUID

import msgspec

from aurora import acting, mood, outfits, scoring, states
from aurora.acting import Done
from aurora.composer import asking
from aurora.composer.notes import localised
from aurora.context import analyse
from aurora.events import ChatEvent, ContextReady, OutfitsReady, ReplyDelta, TurnCompleted
from aurora.experiments import Assignment
from aurora.receipts import in_sizes, receipts
from aurora.reply import Briefing, Spoken, speak, suggestions
from aurora.retrieval import Retriever
from aurora.settling import recoloured, settled
from aurora.shown import Ranked, Remembered, colours_to_be_had, drafted, drawn_cards
from aurora.states import CHOOSES, DOES, is_single
from aurora.types import (
    Action,
    Analysis,
    ChatReply,
    Composition,
    Constraint,
    ConversationState,
    Edit,
    EmotionalFit,
    Look,
    LookOnTable,
    OnOffer,
    Outfit,
    Pool,
    Profile,
    Responder,
    Scored,
    Terms,
    TurnInput,
)
from aurora.understanding_llm import Understood, understand
from aurora.wardrobe.pieces import Worn, wear
from aurora.weights import using, weights
from commerce.garments import Slot
from core.llm import ChatModel, Usage
from core.telemetry import Timings

SHOWN = 3
"""Looks a turn shows: the recommendation and two alternatives."""
PRODUCTS_SHOWN = 6
CONTRACTED = frozenset(("cart.added", "cart.needs_size", "wishlist.saved", "handoff.requested"))
"""The kinds of action that the chat contract names; a reply has others in `also`."""
LOOKED_UP = frozenset(("size", "colour", "stock", "other"))
"""What a question asks that the cards do not hold: what else the shop has of the pieces."""
_SOUGHT_BY = ("occasion", "department", "weather", "sizes", "style", "time_of_day", "duration")
"""Fields of the context that choose products, the budget aside, which has a receipt."""


class Recommendation(msgspec.Struct, frozen=True, kw_only=True):
    """What deterministic code decided: the looks, their cards, the receipts, and what it was decided from."""

    analysis: Analysis
    outfits: tuple[Outfit, ...] = ()
    looks: tuple[Look, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    done: Done | None = None
    """What came of what the turn asked to be done; None where nothing was."""
    pool_sizes: dict[str, int] = {}
    widened: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    """Of an interleaving, the arm that chose each look; empty otherwise."""
    found: Ranked | None = None
    """What the looks were drawn from; None where the turn searched for nothing."""

    @property
    def actions(self) -> tuple[Action, ...]:
        return self.done.actions if self.done else ()


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """A finished turn, for the record."""

    turn: TurnInput
    recommendation: Recommendation
    reply: ChatReply
    understood: Understood
    state: ConversationState
    spoken: Spoken
    timings: dict[str, float]

    @property
    def usage(self) -> Usage:
        """What both calls of a language model took, for understanding and for wording."""
        first, spoken = self.understood.usage or Usage(0, 0, None), self.spoken
        costs = [cost for cost in (first.cost_micros, spoken.cost_micros) if cost is not None]
        return Usage(
            prompt_tokens=first.prompt_tokens + spoken.prompt_tokens,
            completion_tokens=first.completion_tokens + spoken.completion_tokens,
            cost_micros=sum(costs) if costs else None,
        )


class Doer(Protocol):
    """Does what a turn asks for, as far as it can be done; the stylist herself has no hands."""

    async def do(self, turn: TurnInput, analysis: Analysis) -> Done | None: ...

    async def look_up(self, shown: Sequence[Outfit]) -> dict[UUID, tuple[OnOffer, ...]]: ...


class Stylist:
    """Aurora. Holds no state between turns; the same object serves chat, outfit generation, bench and evals."""

    def __init__(
        self,
        retriever: Retriever,
        model: ChatModel | None = None,
        versions: dict[str, str] | None = None,
        terms: Terms | None = None,
    ):
        self.retriever = retriever
        self.model = model
        self.versions = versions or {}
        self.terms = terms or Terms()

    async def recommend(
        self, turn: TurnInput, *, timings: Timings | None = None, under: Assignment | None = None
    ) -> Recommendation:
        """What to show for the turn: understanding and choosing, without words."""
        clock = timings or Timings()
        with clock.stage("analyse"):
            analysis = acting.heard(turn, analyse(turn))
        return await self.choose(turn, analysis, timings=clock, under=under)

    async def choose(
        self, turn: TurnInput, analysis: Analysis, *, timings: Timings, under: Assignment | None = None
    ) -> Recommendation:
        """The looks for an analysed turn, by the weights of the arm it is under. Undo and a mere pick show what was
        composed before, unchanged."""
        shown = _shown_before(turn, analysis)
        if shown is not None or analysis.intent not in CHOOSES:
            # A turn that shows nothing new is read off the looks that are on the table still.
            cards_shown = shown or ()
            held = receipts(analysis.constraints, cards_shown or turn.table, context=analysis.context)
            cards_shown, held = localised(cards_shown, held, analysis.language)
            return Recommendation(analysis=analysis, outfits=cards_shown, constraints=held)
        if under and under.rival:
            found = await self._drafted(turn, analysis, timings, under, under.rival)
        else:
            with using(under.weights if under else weights()):
                found = await self._ranked(turn, analysis, timings)
        analysis, worn = found.analysis, found.worn
        with timings.stage("cards"):
            drawn = drawn_cards(found, turn.currency)
            held = receipts(analysis.constraints, drawn, found.relaxed, context=analysis.context)
            drawn, held = localised(drawn, held, analysis.language)
        return Recommendation(
            analysis=analysis,
            outfits=drawn,
            looks=found.looks,
            constraints=held,
            pool_sizes=_sizes(worn.pool),
            widened=worn.pool.widened,
            teams=found.teams,
            found=found,
        )

    async def _drafted(
        self, turn: TurnInput, analysis: Analysis, timings: Timings, under: Assignment, rival: Assignment
    ) -> Ranked:
        both = copy(self)
        both.retriever = Remembered(self.retriever)
        with using(under.weights):
            one = await both._ranked(turn, analysis, timings)
        with using(rival.weights):
            other = await both._ranked(turn, analysis, timings)
        return drafted(turn, under, one, other)

    async def _ranked(self, turn: TurnInput, analysis: Analysis, timings: Timings) -> Ranked:
        wished = settled(turn, analysis)
        worn, composed = await self._compose(turn, wished, wished, timings=timings)
        wider = outfits.wider(composed, wished)
        if wider is not None:
            worn, composed = await self._compose(turn, wished, wider, timings=timings)
        halves = outfits.in_halves(composed, wished)
        if halves is not None:
            of_halves, tried = await self._compose(turn, halves, halves, timings=timings)
            if (suits := outfits.suited(tried)).looks:
                worn, composed, analysis = of_halves, suits, halves
        with timings.stage("mood"):
            looks, fits = _by_mood(composed, analysis, turn)
        by = (weights(),) * len(looks)
        return Ranked(analysis=analysis, worn=worn, relaxed=composed.relaxed, looks=looks, fits=fits, by=by)

    async def _compose(
        self, turn: TurnInput, wished: Analysis, sought: Analysis, *, timings: Timings
    ) -> tuple[Worn, Composition]:
        """What was found by `sought` and what was composed of it for `wished`."""
        single = is_single(turn.state, wished)
        with timings.stage("retrieve"):
            pool = await self.retriever.search(sought, turn.state, taste=turn.profile.taste)
            worn = Worn(pool, wished) if single else wear(pool, wished, turn.conversation_id, turn.currency)
            pool, wished = worn.pool, worn.analysis
        with timings.stage("score"):
            scored = self.score(pool, wished, turn.profile)
        with timings.stage("compose"):
            base = _base(turn.state, wished)
            wished = recoloured(wished, pool, base)
            count = PRODUCTS_SHOWN if single else SHOWN
            composed = outfits.compose(scored, wished, base=base, empty=pool.empty, count=count, seed=turn.seed)
        return worn, _favourite_first(composed, turn.state, wished)

    def score(self, pool: Pool, wished: Analysis, profile: Profile) -> dict[Slot, tuple[Scored, ...]]:
        """Every candidate with its score; a method of its own so that an evaluation can do harm here on purpose."""
        return scoring.score(pool, wished, profile)

    async def respond(
        self, turn: TurnInput, doer: Doer | None = None, under: Assignment | None = None
    ) -> AsyncIterator[ChatEvent | Outcome]:
        """The turn's events in the contract's order. The Outcome comes before `turn.completed`, so that whoever
        records it does so before the client is told that the turn is complete. Without a doer nothing is done, and
        the reply says so."""
        clock = Timings()
        model = self.model if turn.spent is None else None
        with clock.stage("analyse"):
            understood = await understand(turn, model)
            analysis = acting.heard(turn, understood.analysis)
        heard = localised((), analysis.constraints, analysis.language)[1]
        yield ContextReady(turn.conversation_id, turn.message_id, analysis.context, heard)
        chosen = await self.choose(turn, analysis, timings=clock, under=under)
        analysis = chosen.analysis
        if doer is not None and analysis.intent in DOES:
            with clock.stage("act"):
                chosen = _with(turn, chosen, await doer.do(turn, analysis))
            analysis = chosen.analysis
        yield OutfitsReady(chosen.outfits, tuple(action for action in chosen.actions if action.kind in CONTRACTED))
        clock.ms["cards_at"] = round(sum(ms for name, ms in clock.ms.items()), 3)
        briefing = await self._briefed(turn, chosen, doer, clock)
        spoken: Spoken | None = None
        with clock.stage("reply"):
            async for part in speak(briefing, model):
                if isinstance(part, Spoken):
                    spoken = part
                else:
                    yield ReplyDelta(part)
        assert spoken is not None, "speak() ends with a Spoken"
        reply = _reply(turn, chosen, briefing, spoken)
        yield Outcome(
            turn=turn,
            recommendation=chosen,
            reply=reply,
            understood=understood,
            state=states.after(turn.state, analysis, chosen.outfits, chosen.done),
            spoken=spoken,
            timings=clock.ms,
        )
        yield TurnCompleted(reply)

    async def _briefed(self, turn: TurnInput, chosen: Recommendation, doer: Doer | None, clock: Timings) -> Briefing:
        """What the reply is made of; with what else the shop has of the pieces, where that is asked."""
        briefing = Briefing(
            turn=turn,
            analysis=chosen.analysis,
            outfits=chosen.outfits,
            constraints=chosen.constraints,
            actions=chosen.actions,
            base=_base(turn.state, chosen.analysis),
            terms=self.terms,
        )
        if doer is not None and chosen.analysis.asks in LOOKED_UP and briefing.table:
            with clock.stage("look_up"):
                briefing = msgspec.structs.replace(briefing, on_offer=await doer.look_up(briefing.table))
        return briefing


def _reply(turn: TurnInput, chosen: Recommendation, briefing: Briefing, spoken: Spoken) -> ChatReply:
    """What the client gets when all is said."""
    analysis = chosen.analysis
    return ChatReply(
        conversation_id=turn.conversation_id,
        message_id=turn.message_id,
        reply=spoken.text,
        context=analysis.context,
        constraints=chosen.constraints,
        outfits=chosen.outfits,
        question=analysis.question,
        suggestions=suggestions(msgspec.structs.replace(briefing, colours=colours_to_be_had(chosen.found))),
        actions=tuple(action for action in chosen.actions if action.kind in CONTRACTED),
        also=tuple(action for action in chosen.actions if action.kind not in CONTRACTED),
        responder=_responder(spoken, turn, analysis),
        look_url=chosen.done.look_url if chosen.done else None,
    )


def _with(turn: TurnInput, chosen: Recommendation, done: Done | None) -> Recommendation:
    """The recommendation with what was done; what an action leaves open is the turn's question, and the sizes that it
    settled are those of the receipts."""
    question = asking(done.actions, chosen.analysis.language) if done else None
    analysis = msgspec.structs.replace(chosen.analysis, question=question)
    chosen = msgspec.structs.replace(chosen, analysis=analysis, done=done)
    if done is None or not done.sizes:
        return chosen
    meant = [look for look in turn.table if any(item.product_id in done.sizes for item in look.items)][:1]
    sized = in_sizes(meant or turn.table, done.sizes)

    def read(c: Constraint) -> Constraint:
        return localised((), receipts((c,), sized), analysis.language)[1][0] if c.kind == "size" else c

    return msgspec.structs.replace(chosen, constraints=tuple(map(read, chosen.constraints)))


def _responder(spoken: Spoken, turn: TurnInput, analysis: Analysis) -> Responder:
    """Who spoke; where a model would have, but for the conversation's cap, that too."""
    if turn.spent is None or analysis.intent not in CHOOSES:
        return spoken.responder
    return msgspec.structs.replace(spoken.responder, degraded=True, reason=turn.spent)


def _shown_before(turn: TurnInput, analysis: Analysis) -> tuple[Outfit, ...] | None:
    if analysis.intent == "undo":
        return turn.before if turn.state.undo else turn.table
    if analysis.intent == "redo":
        return turn.after if turn.state.redo else turn.table
    edit = analysis.edit
    if edit is not None and edit.pick_only and edit.look < len(turn.table):
        chosen = turn.table[edit.look]
        return (chosen, *(look for look in turn.table if look is not chosen))
    return _still_holding(turn, analysis)


def _still_holding(turn: TurnInput, analysis: Analysis) -> tuple[Outfit, ...] | None:
    """Of a list of products, those that hold the new wish ("no silk"); None where it has to be searched anew.

    It has to where the first one does not hold it, or fewer than two are left.
    """
    is_bare = analysis.edit is not None and not _changes(analysis.edit)
    if not (turn.state.single and analysis.intent == "refine" and is_bare):
        return None
    if any(getattr(analysis.context, name) != getattr(turn.state.context, name) for name in _SOUGHT_BY):
        return None
    # What an earlier wish had to give way for is told already, and is no reason to search again.
    new = [c for c in analysis.constraints if c.source == "message"]
    left = tuple(o for o in turn.table if all(c.status == "kept" for c in receipts(new, (o,))))
    return left if left and left[0] is turn.table[0] and len(left) >= min(2, len(turn.table)) else None


def _changes(edit: Edit) -> bool:
    return bool(edit.change or edit.drop or edit.add or edit.lock or edit.direction)


def _base(state: ConversationState, analysis: Analysis) -> LookOnTable | None:
    """The look that is edited, its pieces locked as far as they still are: "swap the shoes" releases kept ones."""
    if analysis.edit is None or not state.looks:
        return None
    base = state.looks[min(analysis.edit.look, len(state.looks) - 1)]
    locked = {constraint.value.product_id for constraint in analysis.constraints if constraint.kind == "lock"}
    pieces = tuple(msgspec.structs.replace(piece, locked=piece.product_id in locked) for piece in base.pieces)
    return msgspec.structs.replace(base, pieces=pieces)


def _by_mood(
    composed: Composition, analysis: Analysis, turn: TurnInput
) -> tuple[tuple[Look, ...], tuple[EmotionalFit, ...]]:
    fits = tuple(mood.fit(look, analysis.context, turn.profile, language=analysis.language) for look in composed.looks)
    order = mood.rank(composed.looks, fits, analysis.context)
    return outfits.renamed(tuple(composed.looks[n] for n in order)), tuple(fits[n] for n in order)


def _favourite_first(composed: Composition, state: ConversationState, analysis: Analysis) -> Composition:
    """Of products, the one on top stays on top where the new list has it and nothing was said against it."""
    if not (state.single and state.looks and analysis.edit is not None and not _changes(analysis.edit)):
        return composed
    top = state.looks[0].pieces[0]
    first = [look for look in composed.looks if look.pieces[0].candidate.variant.variant_id == top.variant_id]
    rest = [look for look in composed.looks if look not in first]
    return msgspec.structs.replace(composed, looks=outfits.renamed((*first, *rest))) if first else composed


def _sizes(pool: Pool) -> dict[str, int]:
    return {slot: len(candidates) for slot, candidates in pool.by_slot.items()}
