"""/api/admin/jobs, what is due and what was given up, and /admin/jobs, the queue's own page, for admins.

The page is a frame that holds nothing; its script asks for the rest with the session of whoever is signed in.
"""

import gzip
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from redis.exceptions import RedisError
from saq.job import Job
from saq.web.common import STATIC_PATH, job_dict
from sqlalchemy import ColumnElement, select

from core import audit, outbox
from core.access import admin, principal_of, scope
from core.db import Sessions
from core.desk import AnyRequest
from core.errors import NotFound, Unavailable
from core.jobs import Jobs
from core.models import WebhookEvent
from core.problems import refusals

__all__ = ["ROUTES"]
MOST = 100
GUARDS = [admin, scope("jobs:read")]
NO_STORE = {"Cache-Control": "no-store"}
TAGS = ["admin: jobs"]
ROOT = "/admin/jobs"


class JobNotFound(NotFound):
    code: ClassVar[str] = "job_not_found"
    title: ClassVar[str] = "No such job"


class QueueAway(Unavailable):
    code: ClassVar[str] = "queue_unavailable"
    title: ClassVar[str] = "The queue cannot be asked now"


class Undone(msgspec.Struct, frozen=True):
    """A row that failed. target: where it goes, without the address of a person."""

    id: UUID
    direction: str
    source: str
    kind: str
    target: str | None
    attempts: int
    last_error: str | None
    created_at: datetime
    next_attempt_at: datetime | None


class Standing(msgspec.Struct, frozen=True):
    """How the shop's work stands. `failing` will be tried again, `given_up` will not; the newest 100 of each.

    workers: how many there are, null where the queue cannot be asked.
    """

    due: int
    oldest_due_at: datetime | None
    failing: tuple[Undone, ...]
    given_up: tuple[Undone, ...]
    given_up_count: int
    workers: int | None


@get("/api/admin/jobs", tags=TAGS, summary="What is due, what fails, what was given up", guards=GUARDS)
async def list_jobs(sessions: NamedDependency[Sessions], jobs: NamedDependency[Jobs]) -> Response[Standing]:
    undone = WebhookEvent.processed_at.is_(None)
    given_up = (undone, WebhookEvent.next_attempt_at.is_(None))
    failing = (undone, WebhookEvent.next_attempt_at.is_not(None), WebhookEvent.last_error.is_not(None))
    async with sessions.begin() as session:
        backlog = await outbox.backlog(session)
        shown = Standing(
            backlog.due, backlog.oldest_due_at, await _newest(session, *failing), await _newest(session, *given_up),
            backlog.given_up, await jobs.workers(),
        )  # fmt: skip
    return Response(shown, headers=NO_STORE)


async def _newest(session: Any, *which: ColumnElement[bool]) -> tuple[Undone, ...]:
    query = select(WebhookEvent).where(*which).order_by(WebhookEvent.id.desc()).limit(MOST)
    return tuple(_undone(row) for row in await session.scalars(query))


def _undone(row: WebhookEvent) -> Undone:
    target = "mailto:…" if (row.target_url or "").startswith("mailto:") else row.target_url
    return Undone(
        row.id, row.direction, row.source, row.event_type, target, row.attempts, row.last_error, row.created_at,
        row.next_attempt_at,
    )  # fmt: skip


@post(
    "/api/admin/jobs/{job_id:uuid}/retry",
    status_code=200,
    tags=TAGS,
    summary="Try a row that was given up, or fails, again now",
    guards=GUARDS,
    responses=refusals(JobNotFound),
)
async def retry_job(
    request: AnyRequest, job_id: FromPath[UUID], sessions: NamedDependency[Sessions], jobs: NamedDependency[Jobs]
) -> Response[Undone]:
    undone = select(WebhookEvent).where(WebhookEvent.id == job_id, WebhookEvent.processed_at.is_(None))
    async with sessions.begin() as session:
        row = await session.scalar(undone)
        if row is None:
            raise JobNotFound(f"Nothing that is still to be done has the id {job_id}.")
        await outbox.again(session, job_id)
        await audit.record(session, principal_of(request), "job.retried", "webhook_event", job_id)
        await session.refresh(row)
        shown = _undone(row)
    await jobs.hand_over(job_id)
    return Response(shown, headers=NO_STORE)


_FRAME = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Jobs</title><link rel="stylesheet" href="{ROOT}/static/pico.min.css">
</head>
<body><div id="app"></div><script type="module" src="{ROOT}/static/begin.js"></script></body>
</html>
"""
_BEGIN = f"""// The queue's page asks as whoever is signed in. Its script wants `root_path` to be there before it.
import {{ signed }} from "/static/session.js";

const plain = window.fetch;
const ours = (address) => typeof address === "string" && address.startsWith("{ROOT}/api/");
// The full address tells the session's own request from the page's.
window.fetch = (address, options) =>
  ours(address) ? signed(new URL(address, location).href, options) : plain(address, options);
globalThis.root_path = "{ROOT}";
for (const name of ["snabbdom.js", "app.js"]) {{
  const script = Object.assign(document.createElement("script"), {{ src: `{ROOT}/static/${{name}}`, async: false }});
  document.head.append(script);
}}
"""
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
_KINDS = {"css": "text/css", "js": "text/javascript"}


@get(
    [ROOT, f"{ROOT}/queues/{{queue:str}}", f"{ROOT}/queues/{{queue:str}}/jobs/{{key:str}}"],
    include_in_schema=False,
    sync_to_thread=False,
)
def show_page() -> Response[str]:
    return Response(_FRAME, media_type="text/html", headers=_HEADERS)


@get(f"{ROOT}/static/{{name:str}}", include_in_schema=False, sync_to_thread=False)
def get_asset(name: FromPath[str]) -> Response[bytes]:
    content = _assets().get(name)
    if content is None:
        raise JobNotFound(f"The page has no file {name!r}.")
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "public, max-age=300"}
    return Response(content, media_type=_KINDS[name.rsplit(".", 1)[1]], headers=headers)


@cache
def _assets() -> dict[str, bytes]:
    """The page's files by name: the queue's own, and the script that begins them."""
    plain = {path.name: path.read_bytes() for path in STATIC_PATH.iterdir() if path.suffix[1:] in _KINDS}
    packed = {path.stem: gzip.decompress(path.read_bytes()) for path in STATIC_PATH.glob("*.gz")}
    return {**plain, **packed, "begin.js": _BEGIN.encode()}


@get([f"{ROOT}/api/queues", f"{ROOT}/api/queues/{{queue:str}}"], include_in_schema=False, guards=GUARDS)
async def show_queue(jobs: NamedDependency[Jobs], queue: str | None = None) -> Response[dict[str, Any]]:
    try:
        info = await jobs.queue.info(jobs=queue is not None, limit=MOST)
    except (RedisError, OSError):
        raise _away() from None
    return Response({"queues": [info]} if queue is None else {"queue": info}, headers=NO_STORE)


@get(f"{ROOT}/api/queues/{{queue:str}}/jobs/{{key:str}}", include_in_schema=False, guards=GUARDS)
async def show_job(jobs: NamedDependency[Jobs], key: FromPath[str]) -> Response[dict[str, Any]]:
    return Response({"job": job_dict(await _job(jobs, key))}, headers=NO_STORE)


@post(
    f"{ROOT}/api/queues/{{queue:str}}/jobs/{{key:str}}/{{deed:str}}",
    include_in_schema=False,
    guards=GUARDS,
    status_code=200,
)
async def act_on_job(jobs: NamedDependency[Jobs], key: FromPath[str], deed: FromPath[str]) -> Response[dict[str, Any]]:
    job = await _job(jobs, key)
    if deed == "retry":
        await job.retry("retried by an admin")
    elif deed == "abort":
        await job.abort("aborted by an admin")
    else:
        raise JobNotFound(f"A job can be retried or aborted, not {deed!r}.")
    return Response({}, headers=NO_STORE)


async def _job(jobs: Jobs, key: str) -> Job:
    try:
        found = await jobs.queue.job(key)
    except (RedisError, OSError):
        raise _away() from None
    if found is None:
        raise JobNotFound(f"The queue has no job {key!r}.")
    return found


def _away() -> QueueAway:
    return QueueAway("Redis does not answer. What is to be done is safe in the database.", retry_after_s=5)


ROUTES: Sequence[Any] = (list_jobs, retry_job, show_page, get_asset, show_queue, show_job, act_on_job)
