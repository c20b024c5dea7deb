"""The job of a model: killed, cancelled or unlucky, it ends with a published model or a sentence, never between."""

import asyncio
import contextlib
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from assets import node, telling
from assets.tries import TRIES
from core.outbox import Work
from tests.assets.studio import Studio, shop, small

__all__ = ["shop"]  # the fixture
pytestmark = [
    pytest.mark.anyio, pytest.mark.commits, pytest.mark.skipif(not node.installed(), reason="aurora assets install"),
]  # fmt: skip


async def _pid(script: str) -> int:
    """The process of a child of ours that runs this script, as soon as there is one."""
    async with asyncio.timeout(60):
        while (found := _child(script)) is None:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.02)
    return found


def _child(script: str) -> int | None:
    for each in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = int((each / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and script.encode() in (each / "cmdline").read_bytes():
                return int(each.name)
    return None


async def _kill_in_work(shop: Studio) -> Work:
    """What the worker says of a try in which Node is killed."""
    working = asyncio.create_task(shop.work())
    os.kill(await _pid("main.mjs"), signal.SIGKILL)
    (done,) = await working
    return done


async def test_node_that_is_killed_is_started_again_and_the_model_comes_out(shop: Studio) -> None:
    id = (await shop.upload(small())).json()["asset_id"]

    done = await _kill_in_work(shop)

    assert done.outcome == "again"
    told = await shop.told(id)
    assert (told["status"], told["error"], told["progress"]["say"]) == ("processing", None, "Trying again soon")
    assert await shop.shown() == []
    assert list(shop.working.folder.glob("*")) == []
    await shop.later()
    (done,) = await shop.work()
    assert done.outcome == "done", done.error
    assert len(await shop.shown()) == 1
    assert (await shop.told(id))["attempts"] == 2


async def test_node_that_dies_every_time_fails_the_model_with_a_sentence_and_it_can_be_tried_again(
    shop: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TRIES, "crash", 1)
    id = (await shop.upload(small())).json()["asset_id"]

    done = await _kill_in_work(shop)

    assert done.outcome == "done"
    told = await shop.told(id)
    assert (told["status"], told["reason"], told["retriable"]) == ("failed", "worker_crash", True)
    assert "1 times" in told["error"]
    answer = await shop.client.post(f"{shop.admin}/{id}/retry")
    assert (answer.status_code, answer.json()["status"], answer.json()["error"]) == (202, "uploaded", None)
    assert (await shop.client.post(f"{shop.admin}/{id}/retry")).json()["code"] == "model_not_failed"
    await shop.work()
    assert (await shop.told(id))["status"] == "ready"


async def test_a_worker_that_is_shut_down_leaves_the_job_due_and_no_child_behind(shop: Studio) -> None:
    id = (await shop.upload(small())).json()["asset_id"]
    working = asyncio.create_task(shop.work())
    await _pid("main.mjs")

    working.cancel()
    await asyncio.gather(working, return_exceptions=True)

    assert _child("main.mjs") is None
    assert (await shop.told(id))["status"] == "processing"
    (done,) = await shop.work()
    assert done.outcome == "done", "due at once, without waiting for the lease"
    assert len(await shop.shown()) == 1


async def test_whoever_waits_is_told_how_far_it_is(shop: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "_TELL_S", 0.02)
    id = (await shop.upload(small())).json()["asset_id"]
    working = asyncio.create_task(shop.work())
    told: list[Any] = []
    while not working.done():
        told.append(await shop.told(id))
        await asyncio.sleep(0.05)
    await working

    seen = [(each["status"], each["progress"]["stage"]) for each in told if each["progress"]]
    assert ("validating", "check") in seen
    assert {status for status, _ in seen} == {"validating", "processing"}
    assert len(set(seen)) >= 4, seen
    assert all(each["progress"]["say"] for each in told if each["progress"])


async def test_a_model_that_is_taken_out_while_it_is_worked_on_stays_out(shop: Studio) -> None:
    id = (await shop.upload(small())).json()["asset_id"]
    working = asyncio.create_task(shop.work())
    await _pid("main.mjs")
    await shop.client.delete(f"{shop.admin}/{id}")
    (done,) = await working

    assert done.outcome == "done"
    assert await shop.shown() == []
    back = await shop.client.post(f"{shop.admin}/{id}/restore")
    assert back.status_code == 200
    await shop.work()
    assert [model["asset_id"] for model in await shop.shown()] == [id]
