"""GET /health/live and GET /health/ready."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import msgspec
import structlog
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from redis.asyncio import Redis
from sqlalchemy import text

import migrations
from aurora.embedder import Embedder
from core import outbox
from core.db import Sessions
from core.jobs import Jobs

TIMEOUT_S = 3.0
log = structlog.get_logger("health")


class Live(msgspec.Struct, frozen=True):
    status: str = "ok"


class Check(msgspec.Struct, frozen=True):
    ok: bool
    detail: str
    ms: float


class Work(msgspec.Struct, frozen=True):
    """What the workers have to do: rows that are due, since when the oldest is, rows that were given up. A server takes
    traffic without a worker; what is put off then waits. workers: None where the queue cannot be asked."""

    workers: int | None
    due: int
    oldest_due_at: datetime | None
    given_up: int


class Ready(msgspec.Struct, frozen=True):
    """`ready` is true where every check is; otherwise the answer is a 503 that says which is not."""

    ready: bool
    checks: dict[str, Check]
    work: Work | None


class Health:
    """What must work before a server takes traffic."""

    def __init__(self, sessions: Sessions, redis: "Redis", embedder: Embedder, jobs: Jobs) -> None:
        self._sessions = sessions
        self._redis = redis
        self._embedder = embedder
        self._jobs = jobs
        self._heads = migrations.heads()

    async def check(self) -> Ready:
        probes: dict[str, Callable[[], Awaitable[str]]] = {
            "database": self._database,
            "migrations": self._migrations,
            "redis": self._ping,
            "embeddings": self._embeddings,
        }
        checks = {name: await _timed(probe) for name, probe in probes.items()}
        return Ready(all(check.ok for check in checks.values()), checks, await self._work())

    async def _work(self) -> Work | None:
        """None where the database cannot be asked: `checks` say so."""
        try:
            async with asyncio.timeout(TIMEOUT_S), self._sessions() as session:
                left = await outbox.backlog(session)
            return Work(await self._jobs.workers(), left.due, left.oldest_due_at, left.given_up)
        except Exception as error:  # as in `_timed`
            log.warning("health.work_unknown", error=type(error).__name__)
            return None

    async def _database(self) -> str:
        async with self._sessions() as session:
            version: str = (await session.execute(text("SHOW server_version"))).scalar_one()
        return f"PostgreSQL {version}"

    async def _migrations(self) -> str:
        async with self._sessions() as session:
            found = await session.scalar(text("SELECT version_num FROM alembic.alembic_version"))
        if found not in self._heads:
            raise NotReady(f"the database stands at {found}, the code needs {self._heads}: run `aurora migrate`")
        return str(found)

    async def _ping(self) -> str:
        await self._redis.ping()
        return "answers"

    async def _embeddings(self) -> str:
        await self._embedder.embed(["ready"])
        counted = text("SELECT count(*) FROM voguevault.product_embeddings WHERE model = :model")
        async with self._sessions() as session:
            count = await session.scalar(counted, {"model": self._embedder.model})
        if not count:
            raise NotReady("no product has a vector of this model: run `aurora seed` or `aurora embed`")
        return f"{self._embedder.model}: {count} products"


class NotReady(Exception):
    """A check that ran and found something missing; says what helps."""


async def _timed(probe: Callable[[], Awaitable[str]]) -> Check:
    start = time.perf_counter()
    try:
        ok, detail = True, await asyncio.wait_for(probe(), TIMEOUT_S)
    except NotReady as missing:
        ok, detail = False, str(missing)
    except Exception as error:  # a health check's very job is to report whatever is wrong
        ok, detail = False, type(error).__name__
    return Check(ok, detail, round((time.perf_counter() - start) * 1000, 1))


@get("/health/live", tags=["health"], summary="The process runs")
async def live() -> Live:
    return Live()


@get(
    "/health/ready",
    tags=["health"],
    summary="The server can take traffic",
    responses={503: ResponseSpec(Ready, generate_examples=False, description="A check failed")},
)
async def ready(health: NamedDependency[Health]) -> Response[Any]:
    found = await health.check()
    return Response(found, status_code=200 if found.ready else 503, headers={"Cache-Control": "no-store"})
