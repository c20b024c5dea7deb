"""A turn's way into the database and out of it: begin, finish, fail. Each is one short transaction."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from aurora import taste_store
from aurora.cards import pieces_by_product
from aurora.experiments import Assignment
from aurora.experiments.record import exposure, versions_of
from aurora.models import Conversation, OutfitItemRow, OutfitRow, Turn
from aurora.past import Held, decode, held, past_of
from aurora.pipeline import Outcome
from aurora.taste import effective
from aurora.types import ChatReply, ChatRequest, Outfit, OwnedPiece, Profile, TurnInput
from aurora.wardrobe import owned
from core import db
from core.db import Sessions
from core.errors import Conflict, NotFound
from core.ids import uuid7
from core.llm import NOTHING, Usage
from core.problems import Problem

STALE = timedelta(seconds=90)
"""A turn that runs for longer has lost its server, and the conversation goes on without it."""
LOST = "the server was lost in the middle of the turn"


class ConversationNotFound(NotFound):
    code: ClassVar[str] = "conversation_not_found"
    title: ClassVar[str] = "No such conversation"


class TurnInProgress(Conflict):
    code: ClassVar[str] = "turn_in_progress"
    title: ClassVar[str] = "Aurora is still answering"


class Shop(msgspec.Struct, frozen=True):
    """What a turn must know of the shop: its currency and what others are worth in it."""

    currency: str
    rates: dict[str, float] = {}
    embedding_model: str = ""
    """The model whose vectors a shopper's taste is compared with; one learned in another's space is left out."""
    token_cap: int = 200_000
    """Tokens of a language model per conversation; beyond it, or beyond the cost, Aurora goes on without the model."""
    cost_cap_micros: int = 500_000


class Begun(msgspec.Struct, frozen=True):
    """A turn that may run, and its row on the way into the database."""

    turn: TurnInput
    written: asyncio.Task[None]
    """Done when the row is committed. Before that, and if it fails, nobody is told anything of the turn."""


async def begin(
    sessions: Sessions, request: ChatRequest, visitor_id: UUID, shop: Shop, *, spent: str | None = None
) -> Begun | ChatReply:
    """All that the turn reads, while its row is being written as running, in 3 ms in which the turn can run already; or
    the stored reply where the message came before. spent: why the shopper may ask no model now, if so.

    Where there is nothing to lock, a new conversation by a message that nobody can send twice, each of the two is a
    statement without a transaction around it.
    Raises ConversationNotFound (also where it is someone else's) and TurnInProgress.
    """
    async with AsyncExitStack() as stack:
        connection = await stack.enter_async_context(db.direct(db.engine_of(sessions)))
        driver = await db.driver(connection)
        if request.conversation_id or request.client_message_id:
            await stack.enter_async_context(driver.transaction())
        turn = await _read(connection, driver, request, visitor_id, shop)
        if isinstance(turn, ChatReply):
            return turn
        turn = turn if spent is None else msgspec.structs.replace(turn, spent=spent)
        writing = _write(stack.pop_all(), driver, turn, request, visitor_id)
        return Begun(turn, asyncio.create_task(writing, name=f"begin {turn.message_id}"))


async def _read(
    connection: AsyncConnection, driver: asyncpg.Connection, request: ChatRequest, visitor_id: UUID, shop: Shop
) -> TurnInput | ChatReply:
    talk, id = await _locked(driver, request, visitor_id), uuid7()
    past = await past_of(driver, talk, visitor_id, request.message, request.client_message_id)
    profile, wardrobe = Profile(), tuple[OwnedPiece, ...]()
    if past.was_sent or past.is_running or past.is_noted or past.owns:
        async with AsyncSession(connection, expire_on_commit=False) as session, session.begin():
            stored = await _seen_before(session, request, visitor_id) if past.was_sent else None
            if stored is not None:
                return stored
            if past.is_running:
                await _no_other_running(session, talk.id)
            if past.is_noted:
                profile = await load_profile(session, visitor_id, shop.embedding_model)
            wardrobe = await owned(session, visitor_id) if past.owns else ()
    return TurnInput(
        conversation_id=talk.id,
        message_id=id,
        seq=talk.last_seq + 1,
        message=request.message,
        client=request.context,
        state=past.state,
        profile=profile,
        table=past.table,
        before=past.before,
        after=past.after,
        history=past.history,
        wardrobe=wardrobe,
        brands=past.brands,
        spent=_cap_reached(talk.cost_micros, past.tokens, shop),
        currency=shop.currency,
        rates=shop.rates,
        today=datetime.now(UTC).date().isoformat(),
        seed=id.int & 0x7FFFFFFF,
    )


async def _locked(driver: asyncpg.Connection, request: ChatRequest, visitor_id: UUID) -> Held:
    """The conversation. Two deliveries of one message wait for each other, at its row or, where it is to be made, at
    the message's id; the second then finds the first one's turn. Raises ConversationNotFound."""
    if request.conversation_id is not None:
        found = await held(driver, request.conversation_id, visitor_id)
        if found is None:
            raise _not_yours(request.conversation_id)
        return found
    if request.client_message_id:
        key = f"turn:{visitor_id}:{request.client_message_id}"
        await driver.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", key)
    return Held(uuid7())


async def _write(
    taken: AsyncExitStack, driver: asyncpg.Connection, turn: TurnInput, request: ChatRequest, visitor_id: UUID
) -> None:
    async with taken:
        await driver.execute(
            _BEGIN, turn.conversation_id, visitor_id, turn.message[:80], turn.seq, turn.message_id,
            request.client_message_id, turn.message, msgspec.json.encode(turn).decode(), datetime.now(UTC),
        )  # fmt: skip


_BEGIN = """
WITH talk AS (
  INSERT INTO voguevault.conversations (id, visitor_id, title, last_seq) VALUES ($1, $2, $3, $4)
  ON CONFLICT (id) DO UPDATE SET last_seq = EXCLUDED.last_seq RETURNING id
)
INSERT INTO voguevault.turns (id, conversation_id, seq, client_message_id, message, input, started_at)
SELECT $5, talk.id, $4, $6, $7, CAST(CAST($8 AS text) AS jsonb), $9 FROM talk
"""


def _cap_reached(cost_micros: int, tokens: int, shop: Shop) -> str | None:
    if cost_micros >= shop.cost_cap_micros:
        return "cost_cap"
    return "token_cap" if tokens >= shop.token_cap else None


async def _seen_before(session: AsyncSession, request: ChatRequest, visitor_id: UUID) -> ChatReply | None:
    query = (
        select(Turn)
        .join(Conversation, Conversation.id == Turn.conversation_id)
        .where(Conversation.visitor_id == visitor_id, Turn.client_message_id == request.client_message_id)
        .order_by(Turn.id.desc())
        .limit(1)
    )
    if request.conversation_id:
        query = query.where(Turn.conversation_id == request.conversation_id)
    row = await session.scalar(query)
    if row is None:
        return None
    if row.status == "done":
        return decode(row.reply, ChatReply)
    if _is_running(row):
        raise TurnInProgress("This message is being answered already. Ask again in a moment.", retry_after_s=2)
    # It failed or lost its server: the id is free for another try, the row stays as a trace.
    row.client_message_id = None
    if row.status == "running":
        _give_up(row)
    await session.flush()
    return None


def _give_up(row: Turn) -> None:
    row.status, row.error = "failed", LOST
    row.completed_at = datetime.now(UTC)


async def give_up_running(session: AsyncSession) -> None:
    """Marks all running turns as failed, so that their conversations go on at once and not when they are stale.

    For the start of the only server that there is: another one's turns may still run.
    """
    await session.execute(
        update(Turn).where(Turn.status == "running").values(status="failed", error=LOST, completed_at=datetime.now(UTC))
    )


def _is_running(row: Turn) -> bool:
    return row.status == "running" and row.started_at > datetime.now(UTC) - STALE


async def own_conversation(session: AsyncSession, id: UUID, visitor_id: UUID, *, lock: bool = False) -> Conversation:
    """The visitor's own conversation. Raises ConversationNotFound, also where it is someone else's."""
    query = select(Conversation).where(Conversation.id == id, Conversation.visitor_id == visitor_id)
    found = await session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise _not_yours(id)
    return found


def _not_yours(id: UUID) -> ConversationNotFound:
    return ConversationNotFound(
        f"There is no conversation {id} of yours. Leave conversation_id out to begin a new one."
    )


async def _no_other_running(session: AsyncSession, conversation_id: UUID) -> None:
    running = await session.scalars(
        select(Turn).where(Turn.conversation_id == conversation_id, Turn.status == "running")
    )
    for row in running:
        if _is_running(row):
            raise TurnInProgress("Aurora is still answering your last message. Wait for it to end.", retry_after_s=2)
        _give_up(row)


async def load_profile(session: AsyncSession, visitor_id: UUID, embedding_model: str) -> Profile:
    """What is known of the visitor, stated and learned; an empty profile for a stranger."""
    now = datetime.now(UTC)
    known = await taste_store.known(session, visitor_id, embedding_model, now)
    learned = known.learned
    return Profile(
        **msgspec.structs.asdict(taste_store.stated(known.row)),
        taste=learned.vector if learned else None,
        taste_trust=learned.taste.trust(now) if learned else 1.0,
        leanings=effective(learned.taste if learned else None, known.corrections, now),
    )


async def finish(
    session: AsyncSession, outcome: Outcome, versions: dict[str, str], under: Assignment | None = None
) -> None:
    """Writes what was decided and said: the turn, its looks, and the state the conversation is now in; and that the
    shopper was exposed to the arm, where it made looks.

    Writing it twice (the answer to a commit was lost) changes nothing.
    """
    turn, reply, usage, chosen = outcome.turn, outcome.reply, outcome.usage, outcome.recommendation
    teams = {outfit.outfit_id: team for outfit, team in zip(chosen.outfits, chosen.teams, strict=False)}
    written = await session.execute(
        update(Turn)
        .where(Turn.id == turn.message_id, Turn.status != "done")
        .values(
            status="done",
            context=msgspec.to_builtins(reply.context),
            reply=msgspec.to_builtins(reply),
            candidates=_considered(outcome),
            versions=versions | versions_of(under, teams),
            timings=outcome.timings,
            prompt_tokens=usage.prompt_tokens,
            completion_tokens=usage.completion_tokens,
            cost_micros=usage.cost_micros or 0,
            degraded_reason=reply.responder.reason if reply.responder.degraded else None,
            completed_at=datetime.now(UTC),
        )
        .returning(Turn.id)
    )
    if written.first() is None:
        return
    conversation = await session.get_one(Conversation, turn.conversation_id)
    conversation.state = msgspec.to_builtins(outcome.state)
    conversation.locale = outcome.state.language
    conversation.cost_micros += usage.cost_micros or 0
    await _save_looks(session, outcome)
    if under and chosen.looks and conversation.visitor_id:
        session.add(exposure(under, turn.message_id, conversation.visitor_id, teams))


def _considered(outcome: Outcome) -> dict[str, Any]:
    chosen = outcome.recommendation
    considered: dict[str, Any] = {"pool": chosen.pool_sizes, "widened": list(chosen.widened)}
    if outcome.understood.asked or outcome.understood.failed:
        considered["understood"] = {"asked": list(outcome.understood.asked), "failed": outcome.understood.failed}
    return considered


async def _save_looks(session: AsyncSession, outcome: Outcome) -> None:
    """The looks made in this turn; one shown again (undo, a pick) has its row already."""
    chosen, turn = outcome.recommendation, outcome.turn
    if not chosen.looks:
        return
    owner = (await session.get_one(Conversation, turn.conversation_id)).visitor_id
    for rank, (outfit, look) in enumerate(zip(chosen.outfits, chosen.looks, strict=True)):
        session.add(_outfit_row(outfit, look.propensity, rank, turn, owner))
    await session.flush()
    for outfit, look in zip(chosen.outfits, chosen.looks, strict=True):
        scored = pieces_by_product((look,))
        for item in outfit.items:
            if item.owned:
                continue  # it is none of the shop's
            piece = scored[item.product_id]
            session.add(
                OutfitItemRow(
                    outfit_id=outfit.outfit_id,
                    slot=item.slot,
                    position=item.position,
                    product_id=item.product_id,
                    variant_id=item.variant_id,
                    price=item.price.amount,
                    features=dict(piece.features),
                    terms=dict(piece.terms),
                    propensity=look.propensity,
                    locked=item.locked,
                )
            )


def _outfit_row(outfit: Outfit, propensity: float, rank: int, turn: TurnInput, owner: UUID | None) -> OutfitRow:
    return OutfitRow(
        id=outfit.outfit_id,
        turn_id=turn.message_id,
        visitor_id=owner,
        kind="recommended",
        visibility="private",
        rank=rank,
        title=outfit.title,
        total=outfit.total.amount,
        currency=outfit.total.currency,
        scores=msgspec.to_builtins(outfit.scores),
        emotional_fit=msgspec.to_builtins(outfit.emotional_fit),
        explanation=outfit.why,
        snapshot=msgspec.to_builtins(outfit),
        propensity=propensity,
    )


async def fail(session: AsyncSession, turn: TurnInput, problem: Problem, usage: Usage = NOTHING) -> None:
    """Marks the turn as failed, so that the conversation can go on at once; what it took of a model counts for it."""
    failed = await session.execute(
        update(Turn)
        .where(Turn.id == turn.message_id, Turn.status == "running")
        .values(
            status="failed",
            error=f"{problem.code}: {problem.detail}"[:1000],
            prompt_tokens=usage.prompt_tokens,
            completion_tokens=usage.completion_tokens,
            cost_micros=usage.cost_micros or 0,
            completed_at=datetime.now(UTC),
        )
        .returning(Turn.id)
    )
    if failed.first() is not None and usage.cost_micros:
        conversation = await session.get_one(Conversation, turn.conversation_id)
        conversation.cost_micros += usage.cost_micros
