"""The worker: does what the outbox's rows ask for, and what is done again and again.

`aurora serve` on embedded servers runs one beside itself; elsewhere there are as many as one likes.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import structlog

from assets import jobs as models
from assets import orphans
from assets.images import jobs as photographs
from aurora import purchases
from aurora.embedder import LOCAL_MODEL
from aurora.feedback import Learning
from aurora.taste_population import Populations
from commerce import mails, stock
from commerce.mails.links import Links
from commerce.orders import back_in_stock
from commerce.outward import sending
from commerce.outward.addresses import Doorkeeper
from commerce.outward.signing import Signing
from commerce.payments import choosing
from commerce.payments import working as payments
from commerce.payments.gateway import Gateway
from commerce.payments.reconciling import reconcile
from core import idempotency, mail
from core import jobs as queue
from core.db import Sessions, database
from core.jobs import Cron, Jobs
from core.objects import Objects
from core.outbox import Direction, Handler
from core.settings import Settings
from core.visitors import signing_secrets

__all__ = ["beside", "crons", "handlers", "run"]
log = structlog.get_logger("worker")
_RESTART_S = 2.0


def handlers(sessions: Sessions, gateway: Gateway, settings: Settings) -> dict[tuple[Direction, str], Handler]:
    """What is done about each kind of event, by direction and source."""

    secrets = signing_secrets(settings)
    links = Links(settings.public_url, *secrets)
    model = LOCAL_MODEL if settings.embedding_model == "local" else settings.embedding_model
    learning = Learning(Populations(), model)
    working = models.Working.create(settings, Objects.create(settings))
    return {
        **payments.handlers(sessions, gateway),
        ("out", "model"): models.handler(sessions, working),
        ("out", "image"): photographs.handler(sessions, working),
        ("out", "mail"): mails.handler(mail.create(settings), settings.mail_from, links),
        ("out", "purchase"): purchases.handler(sessions, learning),
        ("out", "webhook"): sending.handler(sessions, Signing(*secrets), Doorkeeper()),
    }


def crons(sessions: Sessions, gateway: Gateway, settings: Settings) -> list[Cron]:
    """What is done again and again, once among all workers."""
    hold_for = timedelta(minutes=settings.checkout_hold_minutes)

    async def expire_holds() -> None:
        async with sessions.begin() as session:
            await stock.expire(session)

    async def tell_of_stock() -> None:
        async with sessions.begin() as session:
            await back_in_stock.tell(session)

    async def forget_keys() -> None:
        async with sessions.begin() as session:
            await idempotency.forget_expired(session)

    async def sweep_models() -> None:
        await orphans.sweep(sessions, models.Working.create(settings, Objects.create(settings)))

    async def heal_payments() -> None:
        await reconcile(sessions, gateway, hold_for=hold_for)

    return [
        Cron("expire_holds", "* * * * *", expire_holds),
        Cron("heal_payments", "*/5 * * * *", heal_payments),
        Cron("tell_of_stock", "* * * * *", tell_of_stock),
        Cron("forget_keys", "17 3 * * *", forget_keys),
        Cron("sweep_models", "23 * * * *", sweep_models, timeout_s=600),
    ]


async def run(settings: Settings, database_url: str, redis_url: str, *, parent: int | None = None) -> None:
    """Works until SIGTERM or SIGINT; of a `parent` that has died it is not left over."""
    jobs = Jobs(redis_url)
    async with database(database_url) as sessions:
        gateway = choosing.create(settings, sessions)
        working = queue.worker(
            jobs, sessions, handlers(sessions, gateway, settings), crons(sessions, gateway, settings),
            slow=settings.model_jobs_at_once,
        )  # fmt: skip
        log.info("worker.ready", pid=os.getpid())
        watching = asyncio.create_task(_end_with(parent, working)) if parent else None
        await working.start()
        if watching:
            watching.cancel()
    await jobs.close()


async def _end_with(parent: int, working: Any) -> None:
    while os.getppid() == parent:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(1)
    working.event.set()


@asynccontextmanager
async def beside(database_url: str, redis_url: str) -> AsyncIterator[None]:
    """A worker as a process of its own, for as long as the block lasts; started again whenever it dies."""
    keeping = asyncio.create_task(_keep(database_url, redis_url))
    try:
        yield
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping


async def _keep(database_url: str, redis_url: str) -> None:
    environment = {**os.environ, "DATABASE_URL": database_url, "REDIS_URL": redis_url}
    while True:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "aurora", "worker", "--parent", str(os.getpid()),
            env=environment, start_new_session=True,
        )  # fmt: skip
        try:
            status = await process.wait()
            log.warning("worker.died", status=status)
        except asyncio.CancelledError:
            await _stop(process)
            raise
        await asyncio.sleep(_RESTART_S)


async def _stop(process: Any) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), 20)
    except TimeoutError:
        process.kill()
        await process.wait()
