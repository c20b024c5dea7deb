"""The real `aurora worker` as a process: killed in the middle, Redis emptied meanwhile, and no work is lost."""

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from sqlalchemy import text

import migrations
from commerce import mails
from core.db import Sessions, database
from core.embedded import Servers
from core.jobs import Jobs
from tests.e2e.serving import AURORA, environment, eventually

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
MAILS = 300
ABOUT = {"url": "/account", "reset_url": "https://shop.example/reset"}


@pytest.fixture
async def shop(empty_database_url: str) -> AsyncIterator[Sessions]:
    await migrations.upgrade(empty_database_url)
    async with database(empty_database_url) as sessions:
        yield sessions


@contextmanager
def worker(place: Path, database_url: str, redis_url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker whose mails become files under `place`; killed at the end where it still runs."""
    where = environment(place, DATABASE_URL=database_url, REDIS_URL=redis_url, JWT_SECRET="x" * 40)
    with (place / "worker.log").open("ab") as log:
        process = subprocess.Popen((*AURORA, "worker"), cwd=place, env=where, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def sent(place: Path) -> list[str]:
    """Whom the mails that were sent are to."""
    files = (place / "mail").glob("*.eml")
    return sorted(line for file in files for line in file.read_text().splitlines() if line.startswith("To:"))


async def put_off(sessions: Sessions, first: int, count: int) -> None:
    async with sessions.begin() as session:
        for n in range(first, first + count):
            await mails.write(session, "known_address", to=f"a{n}@example.com", key=f"known:{n}", about=ABOUT)


async def undone(sessions: Sessions) -> int:
    async with sessions() as session:
        return int(
            await session.scalar(text("SELECT count(*) FROM voguevault.webhook_events WHERE processed_at IS NULL")) or 0
        )


async def test_a_worker_that_is_killed_and_a_redis_that_is_emptied_lose_no_work(
    shop: Sessions, empty_database_url: str, servers: Servers, tmp_path: Path
) -> None:
    redis_url = urlsplit(servers.redis_url)._replace(path="/9").geturl()
    await put_off(shop, 0, MAILS)
    with redis.Redis.from_url(redis_url) as queue:
        with worker(tmp_path, empty_database_url, redis_url) as process:
            assert await asyncio.to_thread(eventually, lambda: len(sent(tmp_path)) >= 20, 60, step_s=0.005)
            process.kill()
            process.wait()
        left = await undone(shop)
        assert 0 < left < MAILS, "it was killed in the middle"
        queue.flushdb()
        await put_off(shop, MAILS, 10)  # while nobody works, and nothing is handed over
        async with shop.begin() as session:  # what was leased by the killed one is due again: two minutes go by
            await session.execute(
                text("UPDATE voguevault.webhook_events SET next_attempt_at = now() WHERE processed_at IS NULL")
            )

        with worker(tmp_path, empty_database_url, redis_url) as process:
            deadline = time.monotonic() + 60
            while await undone(shop):
                assert time.monotonic() < deadline, (tmp_path / "worker.log").read_text()
                await asyncio.sleep(0.1)
            jobs = Jobs(redis_url)
            assert await jobs.workers() == 1
            await jobs.close()
            process.terminate()
            assert await asyncio.to_thread(process.wait, 30) == 0
        queue.flushdb()

    assert sorted(set(sent(tmp_path))) == sorted(f"To: a{n}@example.com" for n in range(MAILS + 10))
