"""`kill -9` of the worker or the server between two steps of a model's way, with the old model in the shop.

Nothing half-made is ever shown: until the new model is published whole, the old one stands. After a restart the job
ends by itself, from the stored source; a request that died with the server is sent again and makes one model.
"""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from assets import node
from core.db import Sessions
from core.settings import Settings
from tests.assets.studio import Studio, small
from tests.e2e.dying import Fault, Place, Role, answers, start

pytestmark = [
    pytest.mark.anyio, pytest.mark.commits, pytest.mark.slow,
    pytest.mark.skipif(not node.installed(), reason="aurora assets install"),
]  # fmt: skip
WITHIN_S = 120.0
PUT = "core.objects:Objects.put"
WORKERS = (
    Fault("after", "assets.tries:_take"),  # leased and taken, nothing done
    Fault("after", PUT, "lod1"),  # all is made, two levels are stored, the others are not
    Fault("after", "assets.storing:_show"),  # published, not committed
    Fault("before", "core.outbox:_settle", "source='model'"),  # published, the row not marked
)
SERVERS = (
    Fault("after", PUT),  # the file is stored, there is no row of it
    Fault("after", "core.idempotency:_keep"),  # the row is written, not committed
)


class Shop(Studio):
    """A studio whose server and worker are processes of their own."""

    def __init__(self, sessions: Sessions, place: Place, client: httpx.AsyncClient) -> None:
        super().__init__(sessions, place.settings, client)
        self.place = place
        self.alive: dict[Role, Any] = {}

    async def start(self, role: Role, fault: Fault | None = None) -> None:
        self.alive[role] = start(role, self.place, fault)
        if role == "server":
            await self.until(lambda: answers(self.client))

    async def until(self, condition: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(WITHIN_S):
            while not await condition():  # noqa: ASYNC110 - processes and databases tell nobody
                await asyncio.sleep(0.05)

    async def died(self, role: Role) -> None:
        """Waits for the death that was arranged, and holds it to be that one."""

        async def ended() -> bool:
            return self.alive[role].exitcode is not None

        await self.until(ended)
        assert self.alive.pop(role).exitcode == -signal.SIGKILL

    async def work_until_idle(self) -> None:
        """A worker, until nothing is left to do. What a dead one had leased is due: two minutes go by."""
        await self.later()
        await self.start("worker")

        async def idle() -> bool:
            async with self.sessions.begin() as session:
                left = text("SELECT count(*) FROM voguevault.webhook_events WHERE processed_at IS NULL")
                return not await session.scalar(left)

        await self.until(idle)

    def end(self, role: Role) -> None:
        process = self.alive.pop(role)
        process.kill()
        process.join()


@pytest.fixture
async def shop(sessions: Sessions, database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    with closing(socket.socket()) as asked:
        asked.bind(("127.0.0.1", 0))
        port = int(asked.getsockname()[1])
    settings = Settings(data_dir=tmp_path, port=port, jwt_secret="x" * 40, log_level="WARNING")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        found = Shop(sessions, Place(settings, database_url, redis_url), client)
        try:
            await found.open()
            yield found
        finally:
            for role in list(found.alive):
                found.end(role)
            print(found.place.log.read_text() if found.place.log.exists() else "")  # noqa: T201 - where a test fails


async def _is_one_whole_model(shop: Shop, id: str) -> None:
    """This model is in the shop, all of it, and no other object or folder is anywhere."""
    (model,) = await shop.shown()
    assert model["asset_id"] == id
    assert [level["level"] for level in model["lods"]] == [0, 1, 2, 3]
    urls = [each["url"] for each in (*model["lods"], model["ar"], *model["posters"])]
    assert [(await shop.client.head(url)).status_code for url in urls] == [200] * len(urls)
    rows = [row for row in await shop.rows() if row.retired_at is None]
    assert {row.status for row in rows} == {"ready"}
    assert {key for key in await shop.stored() if id in key} == {row.storage_key for row in rows}
    assert list(shop.working.folder.glob("*")) == []


async def test_a_worker_that_is_killed_leaves_the_old_model_until_the_new_is_whole(shop: Shop) -> None:
    """One death after the other: the model that comes out of one is the old one of the next."""
    await shop.start("server")
    made = await shop.made(small())
    assert made["status"] == "ready", made
    old = made["asset_id"]
    for number, fault in enumerate(WORKERS, start=1):
        await shop.start("worker", fault)
        new = (await shop.upload(small(number))).json()["asset_id"]

        await shop.died("worker")

        assert shop.place.died.read_text().splitlines()[-1] == f"{fault.when} {fault.what}"
        (shown,) = await shop.shown()
        assert shown["asset_id"] == (new if fault.what.endswith("_settle") else old), fault
        assert len(shown["lods"]) == 4
        await shop.work_until_idle()
        await _is_one_whole_model(shop, new)
        shop.end("worker")
        old = new


@pytest.mark.parametrize("fault", SERVERS, ids=lambda fault: fault.what.rpartition(":")[2])
async def test_an_upload_that_dies_with_the_server_is_sent_again_and_is_one_model(shop: Shop, fault: Fault) -> None:
    await shop.start("server", fault)
    with pytest.raises(httpx.TransportError):
        await shop.upload(small(), key="one")
    await shop.died("server")
    assert await shop.rows() == []

    await shop.start("server")
    id = (await shop.upload(small(), key="one")).json()["asset_id"]

    assert [str(row.id) for row in await shop.rows()] == [id]
    await shop.work()
    assert [model["asset_id"] for model in await shop.shown()] == [id]
