"""A server and a worker, each a process of its own, that SIGKILL ends at a step which the test names.

A step is `before` or `after`, a coroutine function as `module:name`, and words that its arguments must show: the fault
is laid around the shop's own functions from outside, in the process that is to die, and the shop knows nothing of it.
Processes are forked from one that is warm already: started from nothing each would take 3 s.
"""

import asyncio
import functools
import importlib
import multiprocessing
import os
import signal
import sys
from pathlib import Path
from typing import Any, Literal

import httpx
import msgspec
import uvicorn

from aurora import app, worker
from aurora.embedder import Embedder, LocalEmbedder
from commerce.payments import choosing
from core import jobs
from core.db import database
from core.settings import Settings

__all__ = ["Fault", "Place", "Role", "answers", "embedder", "start"]
Role = Literal["server", "worker"]


class Fault(msgspec.Struct, frozen=True):
    """Where a process dies. about: words that the call's arguments must show."""

    when: Literal["before", "after"]
    what: str
    about: str = ""


class Place(msgspec.Struct, frozen=True):
    """Where a shop's processes live; what they print goes to `log`, and where one died to `died`."""

    settings: Settings
    database_url: str
    redis_url: str

    @property
    def log(self) -> Path:
        return self.settings.data_dir / "log"

    @property
    def died(self) -> Path:
        return self.settings.data_dir / "died"


@functools.cache
def embedder() -> Embedder:
    """The shop's own, without threads, which would not live through a fork."""
    return LocalEmbedder(threads=1)


def start(role: Role, place: Place, fault: Fault | None) -> Any:
    """The process, which has just been started."""
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload(["tests.e2e.dying_warm"])
    process = forking.Process(target=_live, args=(role, place, fault), daemon=True)
    process.start()
    return process


def _live(role: Role, place: Place, fault: Fault | None) -> None:
    with place.log.open("ab") as log:
        os.dup2(log.fileno(), sys.stdout.fileno())
        os.dup2(log.fileno(), sys.stderr.fileno())
    if fault is not None:
        _install(fault, place.died)
    if role == "server":
        made = app.create_app(
            place.settings, database_url=place.database_url, redis_url=place.redis_url, embedder=embedder()
        )
        uvicorn.run(made, host="127.0.0.1", port=place.settings.port, log_config=None, access_log=False)
    else:
        asyncio.run(_work(place))


async def _work(place: Place) -> None:
    """The worker, whose reconciler runs at once and not in up to five minutes; it looks for lost work more often."""
    jobs.SWEEP_S = 0.1  # type: ignore[assignment]
    async with database(place.database_url) as sessions:
        gateway = choosing.create(place.settings, sessions)
        for cron in worker.crons(sessions, gateway, place.settings):
            if cron.name == "heal_payments":
                await cron.run()
    await worker.run(place.settings, place.database_url, place.redis_url)


def _install(fault: Fault, died: Path) -> None:
    module, _, path = fault.what.partition(":")
    *way, name = path.split(".")
    owner = functools.reduce(getattr, way, importlib.import_module(module))
    real = getattr(owner, name)

    async def dying(*arguments: Any, **more: Any) -> Any:
        here = fault.about in repr((arguments, more))
        if here and fault.when == "before":
            _die(fault, died)
        answer = await real(*arguments, **more)
        if here:
            _die(fault, died)
        return answer

    setattr(owner, name, dying)


def _die(fault: Fault, died: Path) -> None:
    with died.open("a") as told:
        told.write(f"{fault.when} {fault.what}\n")
    os.kill(os.getpid(), signal.SIGKILL)


async def answers(client: httpx.AsyncClient) -> bool:
    """Whether a server is there."""
    try:
        return (await client.get("/health/live")).status_code == 200
    except httpx.TransportError:
        return False
