"""POST /api/aurora/chat and POST /api/aurora/outfit/generate."""

import asyncio
from datetime import UTC, datetime
from functools import partial
from typing import Any, ClassVar

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody
from litestar.response import Stream

from aurora import store
from aurora.allowance import Allowance, Left, Whose
from aurora.events import ContextReady, OutfitsReady, ReplyDelta, TurnCompleted
from aurora.experiments.record import exposure
from aurora.experiments.watching import Experiments
from aurora.pipeline import Stylist
from aurora.running import Events, Turns, as_reply, as_stream
from aurora.store import Shop
from aurora.types import ChatReply, ChatRequest, ClientContext, Constraint, Outfit, StyleContext, TurnInput
from core.db import Sessions
from core.desk import AnyRequest, Desk, refusals
from core.errors import AppError, FieldError, InvalidInput
from core.ids import uuid7
from core.limits import merged
from core.problems import MEDIA_TYPE, Problem
from core.visitors import Visitor

MAX_BODY_BYTES = 64 * 1024
"""4,000 characters are at most 48,000 bytes as JSON escapes beyond the BMP; the rest is room for `context`."""
JSON, EVENTS = "application/json", "text/event-stream"


class Talk(msgspec.Struct, frozen=True):
    """What a turn is taken with, as one dependency: each of several is resolved in a task of its own."""

    desk: Desk
    sessions: Sessions
    turns: Turns
    shop: Shop
    experiments: Experiments
    allowance: Allowance


class NotAcceptable(AppError):
    status: ClassVar[int] = 406
    code: ClassVar[str] = "not_acceptable"
    title: ClassVar[str] = "This representation is not offered"


@post(
    "/api/aurora/chat",
    status_code=200,
    request_max_body_size=MAX_BODY_BYTES,
    summary="Talk to Aurora",
    description="One turn of conversation. With `Accept: text/event-stream` it is streamed: context.ready, "
    "outfits.ready, reply.delta …, turn.completed. The default is one JSON document. `RateLimit` tells of requests and "
    "of a language model's tokens; beyond those Aurora answers without one, and `responder.reason` is `token_quota`.",
    tags=["aurora"],
    responses={
        200: ResponseSpec(ChatReply, generate_examples=False, description="The whole turn"),
        **refusals(400, 401, 404, 406, 409, 413, 429, 500, 503),
    },
)
async def chat(request: AnyRequest, data: JSONBody[ChatRequest], talk: NamedDependency[Talk]) -> Response[Any]:
    streamed = _wants_events(request)
    _refuse_unstorable(data)
    admission = await talk.desk.admit(request)
    whose = _payer(request, talk.desk, admission.visitor)
    left = await talk.allowance.ask(whose) if talk.turns.asks_a_model else Left()
    begun = await store.begin(talk.sessions, data, admission.visitor.id, talk.shop, spent=left.spent)
    if isinstance(begun, ChatReply):
        queue = _replay(begun)
    else:
        arm = talk.experiments.of(admission.visitor.id)
        queue = talk.turns.start(begun.turn, arm, begun.written, partial(talk.allowance.charge, whose))
        await asyncio.shield(begun.written)
    headers = {**merged(admission.headers, left.headers), "Cache-Control": "no-store"}
    if streamed:
        headers["X-Accel-Buffering"] = "no"
        return Stream(as_stream(queue), media_type=EVENTS, headers=headers, cookies=admission.cookies)
    last = await as_reply(queue)
    if isinstance(last, Problem):
        return Response(last, status_code=last.status, media_type=MEDIA_TYPE, headers=headers)
    return Response(last, headers=headers, cookies=admission.cookies)


def _payer(request: AnyRequest, desk: Desk, visitor: Visitor) -> Whose:
    return Whose(desk.address(request), None if visitor.fresh else str(visitor.id))


def _wants_events(request: AnyRequest) -> bool:
    best = request.accept.best_match([JSON, EVENTS])
    if best is None:
        raise NotAcceptable(f"Accept must allow {JSON} or {EVENTS}.")
    return best == EVENTS


def _refuse_unstorable(data: ChatRequest) -> None:
    """Raises InvalidInput for a blank message, and for a NUL, which PostgreSQL stores nowhere."""
    if not data.message.strip():
        raise InvalidInput("message: is blank. Say something.", errors=(FieldError("message", "is blank"),))
    if b"\\u0000" in msgspec.json.encode(data):
        raise InvalidInput("A text holds a NUL character. Leave it out.", errors=(FieldError("message", "holds NUL"),))


def _replay(reply: ChatReply) -> Events:
    """A stored turn as the events it had."""
    queue: Events = asyncio.Queue()
    queue.put_nowait(ContextReady(reply.conversation_id, reply.message_id, reply.context, reply.constraints))
    queue.put_nowait(OutfitsReady(reply.outfits, reply.actions))
    queue.put_nowait(ReplyDelta(reply.reply))
    queue.put_nowait(TurnCompleted(reply))
    queue.put_nowait(None)
    return queue


class GenerateRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of POST /api/aurora/outfit/generate: a context alone."""

    context: ClientContext


class Generated(msgspec.Struct, frozen=True):
    """Looks for a context, without conversation or prose."""

    context: StyleContext
    constraints: tuple[Constraint, ...]
    outfits: tuple[Outfit, ...]


@post(
    "/api/aurora/outfit/generate",
    status_code=200,
    request_max_body_size=MAX_BODY_BYTES,
    summary="Outfits for a context",
    description="The engine of the chat from `context` alone: no conversation, no prose; no look is stored.",
    tags=["aurora"],
    responses=refusals(400, 401, 413, 429, 500, 503),
)
async def generate(
    request: AnyRequest,
    data: JSONBody[GenerateRequest],
    desk: NamedDependency[Desk],
    sessions: NamedDependency[Sessions],
    stylist: NamedDependency[Stylist],
    shop: NamedDependency[Shop],
    experiments: NamedDependency[Experiments],
) -> Response[Generated]:
    admission = await desk.admit(request)
    under = experiments.of(admission.visitor.id)
    async with sessions.begin() as session:
        profile = await store.load_profile(session, admission.visitor.id, shop.embedding_model)
    id = uuid7()
    turn = TurnInput(
        conversation_id=id,
        message_id=id,
        seq=1,
        message="An outfit, please.",
        client=data.context,
        profile=profile,
        currency=shop.currency,
        rates=shop.rates,
        today=datetime.now(UTC).date().isoformat(),
        seed=id.int & 0x7FFFFFFF,
    )
    chosen = await stylist.recommend(turn, under=under)
    if under and chosen.outfits:
        async with sessions.begin() as session:
            session.add(exposure(under, None, admission.visitor.id))
    body = Generated(chosen.analysis.context, chosen.constraints, chosen.outfits)
    return Response(body, headers=admission.headers, cookies=admission.cookies)
