"""At most once for every POST that creates: the same `Idempotency-Key` gives the first answer again.

The answer is stored in the transaction that did the work. A second request with the key is told so while the first is
under way, is refused with another body, and later gets the stored answer and `Idempotent-Replayed: true`. What failed
on our side is never stored. Source: draft-ietf-httpapi-idempotency-key-header-07.
"""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

import msgspec
from litestar import Response
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Sessions
from core.desk import AnyRequest
from core.errors import AppError, Conflict, FieldError, InvalidInput, Unprocessable
from core.ids import uuid7
from core.models import IdempotencyKey
from core.problems import MEDIA_TYPE, problem_of

__all__ = ["HEADER", "Answer", "IdempotencyKeyInvalid", "KeyInFlight", "KeyReused", "forget_expired", "once"]
HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"


class IdempotencyKeyInvalid(InvalidInput):
    code: ClassVar[str] = "idempotency_key_invalid"


class KeyReused(Unprocessable):
    code: ClassVar[str] = "idempotency_key_reused"
    title: ClassVar[str] = "This Idempotency-Key was used for another request"


class KeyInFlight(Conflict):
    code: ClassVar[str] = "idempotency_key_in_flight"
    title: ClassVar[str] = "The same request is being worked on"


class Answer(msgspec.Struct, frozen=True):
    """What a handler answers with: a Struct, its status, and headers that belong to it for good."""

    content: Any
    status: int = 201
    headers: dict[str, str] = {}


Doing = Callable[[AsyncSession], Awaitable[Answer]]


async def once(
    request: AnyRequest, sessions: Sessions, principal: str, doing: Doing, *, body_sha256: str | None = None
) -> Response[bytes]:
    """The answer of `doing`, which runs in one transaction and at most once per key; without a key it just runs.

    principal: whose key it is (a user's or a visitor's id); the scope is the request's path. body_sha256: of a body
    that was not kept, and of all that matters in it. A refusal (an AppError
    below 500 that `doing` raises) undoes what was done and is stored as the answer too.
    Raises IdempotencyKeyInvalid, KeyReused, KeyInFlight, and what `doing` raises.
    """
    key = request.headers.get(HEADER)
    if key is None:
        async with sessions.begin() as session:
            answer = await doing(session)
        return _response(answer.status, _encoded(answer), answer.headers)
    if not 1 <= len(key) <= 255 or not key.isprintable():
        detail = "Send 1 to 255 printable characters, a UUID for instance."
        raise IdempotencyKeyInvalid(f"{HEADER}: {detail}", errors=(FieldError(HEADER, detail),))
    scope = f"{request.method} {request.url.path}"
    sha256 = body_sha256 or hashlib.sha256(await request.body()).hexdigest()
    async with sessions.begin() as session:
        stored = await _claimed(session, scope, principal, key, sha256)
        if stored is not None:
            return stored
        try:
            async with session.begin_nested():
                answer = await doing(session)
        except AppError as error:
            if error.status >= 500:
                raise
            answer = _refusal(request, error)
        await _keep(session, (scope, principal, key), answer)
    return _response(answer.status, _encoded(answer), answer.headers)


async def _claimed(session: AsyncSession, scope: str, principal: str, key: str, sha256: str) -> Response[bytes] | None:
    """The stored answer; None where the key is new, and now ours until the transaction ends."""
    lock = func.pg_try_advisory_xact_lock(func.hashtextextended(f"{scope}\x1f{principal}\x1f{key}", 0))
    if not await session.scalar(select(lock)):
        raise KeyInFlight("The same request is being worked on. Ask again in a moment.", retry_after_s=1)
    await session.execute(
        delete(IdempotencyKey).where(*_is(scope, principal, key), IdempotencyKey.expires_at <= func.now())
    )
    await session.execute(
        insert(IdempotencyKey)
        .values(id=uuid7(), scope=scope, principal=principal, key=key, body_sha256=sha256)
        .on_conflict_do_nothing()
    )
    query = select(IdempotencyKey).where(*_is(scope, principal, key))
    row = (await session.scalars(query)).one()
    if row.body_sha256 != sha256:
        raise KeyReused("This key came with another body before. Use a new key for a new request.")
    if row.status == "in_flight":
        return None
    headers = {**(row.response_headers or {}), REPLAYED: "true"}
    return _response(row.response_status or 200, row.response_body or b"", headers)


def _is(scope: str, principal: str, key: str) -> tuple[Any, ...]:
    return IdempotencyKey.scope == scope, IdempotencyKey.principal == principal, IdempotencyKey.key == key


async def forget_expired(session: AsyncSession) -> int:
    """Deletes the keys whose time is over; how many."""
    gone = delete(IdempotencyKey).where(IdempotencyKey.expires_at <= func.now()).returning(IdempotencyKey.id)
    return len((await session.scalars(gone)).all())


async def _keep(session: AsyncSession, which: tuple[str, str, str], answer: Answer) -> None:
    row = (await session.scalars(select(IdempotencyKey).where(*_is(*which)))).one()
    row.status, row.response_status = "done", answer.status
    row.response_headers, row.response_body = answer.headers, _encoded(answer)
    await session.flush()


def _refusal(request: AnyRequest, error: AppError) -> Answer:
    request_id = request.scope.get("state", {}).get("request_id")
    problem = problem_of(error, instance=request.url.path, request_id=request_id)
    content = {**msgspec.to_builtins(problem), **msgspec.to_builtins(error.extra_members)}
    headers = {"Content-Type": MEDIA_TYPE}
    if error.retry_after_s is not None:
        headers["Retry-After"] = str(error.retry_after_s)
    return Answer(content, error.status, headers)


def _encoded(answer: Answer) -> bytes:
    return msgspec.json.encode(answer.content)


def _response(status: int, body: bytes, headers: dict[str, str]) -> Response[bytes]:
    rest = {name: value for name, value in headers.items() if name != "Content-Type"}
    media_type = headers.get("Content-Type", "application/json")
    return Response(body, status_code=status, media_type=media_type, headers={"Cache-Control": "no-store", **rest})
