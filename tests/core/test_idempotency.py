"""`Idempotency-Key` over a real socket: the same key, another body, two at once, failures of ours and refusals."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, ClassVar

import httpx
import pytest
from litestar import Litestar, Response, post
from litestar.di import NamedDependency, Provide
from sqlalchemy import func, select

from core import idempotency
from core.db import Sessions
from core.desk import AnyRequest
from core.errors import Conflict
from core.idempotency import Answer
from core.models import IdempotencyKey, User
from core.problems import HANDLERS
from tests.app_server import served

pytestmark = [pytest.mark.anyio, pytest.mark.commits]


class Refused(Conflict):
    code: ClassVar[str] = "refused"


@post("/users")
async def make_user(request: AnyRequest, sessions: NamedDependency[Sessions]) -> Response[bytes]:
    body = await request.json()

    async def doing(session: Any) -> Answer:
        session.add(User(email=body["email"]))
        await session.flush()
        if body.get("wait"):
            await asyncio.sleep(body["wait"])
        if body.get("refuse"):
            raise Refused("Not today.", retry_after_s=3, why="monday")
        if body.get("crash"):
            raise RuntimeError
        return Answer({"email": body["email"]}, headers={"Location": "/users/1"})

    return await idempotency.once(request, sessions, "ada", doing)


@pytest.fixture
async def client(sessions: Sessions) -> AsyncIterator[httpx.AsyncClient]:
    app = Litestar(
        [make_user],
        dependencies={"sessions": Provide(lambda: sessions, sync_to_thread=False)},
        exception_handlers=HANDLERS,
        openapi_config=None,
    )
    async with served(app) as url, httpx.AsyncClient(base_url=url) as client:
        yield client


async def _made(sessions: Sessions) -> int:
    async with sessions.begin() as session:
        return await session.scalar(select(func.count()).select_from(User)) or 0


async def test_the_same_request_is_done_once_and_answered_alike(client: httpx.AsyncClient, sessions: Sessions) -> None:
    send: dict[str, Any] = {"json": {"email": "a@example.com"}, "headers": {"Idempotency-Key": "k1"}}

    first, second = await client.post("/users", **send), await client.post("/users", **send)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert second.headers["Location"] == "/users/1"
    assert ("Idempotent-Replayed" in first.headers, second.headers["Idempotent-Replayed"]) == (False, "true")
    assert await _made(sessions) == 1


async def test_another_body_under_the_same_key_is_refused(client: httpx.AsyncClient, sessions: Sessions) -> None:
    key = {"Idempotency-Key": "k1"}
    await client.post("/users", json={"email": "a@example.com"}, headers=key)

    other = await client.post("/users", json={"email": "b@example.com"}, headers=key)

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert await _made(sessions) == 1


async def test_of_ten_at_once_one_is_done_and_the_others_are_told_or_given_its_answer(
    client: httpx.AsyncClient, sessions: Sessions
) -> None:
    send: dict[str, Any] = {"json": {"email": "a@example.com", "wait": 0.3}, "headers": {"Idempotency-Key": "k1"}}

    answers = await asyncio.gather(*(client.post("/users", **send) for _ in range(10)))

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses.count(201) >= 1
    assert set(statuses) <= {201, 409}
    assert all("Retry-After" in answer.headers for answer in answers if answer.status_code == 409)
    assert await _made(sessions) == 1


async def test_a_failure_of_ours_is_not_kept_and_leaves_nothing(client: httpx.AsyncClient, sessions: Sessions) -> None:
    key = {"Idempotency-Key": "k1"}
    crashed = await client.post("/users", json={"email": "a@example.com", "crash": True}, headers=key)

    assert crashed.status_code == 500
    assert await _made(sessions) == 0
    async with sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(IdempotencyKey)) == 0


async def test_a_refusal_undoes_the_work_and_is_given_again(client: httpx.AsyncClient, sessions: Sessions) -> None:
    send: dict[str, Any] = {"json": {"email": "a@example.com", "refuse": True}, "headers": {"Idempotency-Key": "k1"}}

    first, second = await client.post("/users", **send), await client.post("/users", **send)

    assert [a.status_code for a in (first, second)] == [409, 409]
    assert second.json()["why"] == "monday"
    assert second.headers["Retry-After"] == "3"
    assert second.headers["Content-Type"] == "application/problem+json"
    assert await _made(sessions) == 0


@pytest.mark.parametrize("key", ["", "x" * 256])
async def test_a_key_that_is_none_is_named(client: httpx.AsyncClient, key: str) -> None:
    answer = await client.post("/users", json={"email": "a@example.com"}, headers={"Idempotency-Key": key})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "Idempotency-Key")


async def test_without_a_key_each_request_is_its_own(client: httpx.AsyncClient, sessions: Sessions) -> None:
    for email in ("a@example.com", "b@example.com"):
        assert (await client.post("/users", json={"email": email})).status_code == 201

    assert await _made(sessions) == 2
