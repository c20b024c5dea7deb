"""Webhooks and jobs over HTTP, as an admin sees them."""

from collections.abc import AsyncIterator

import httpx
import pytest

from core import outbox
from core.db import database
from core.ids import uuid7
from core.settings import Settings
from tests.api.people import person
from tests.aurora.contract import check_problem

pytestmark = [pytest.mark.anyio, pytest.mark.commits]
HOOKS = "/api/admin/webhooks"
URL = "https://93.184.216.34/hook"
"""An address and no name, so that nothing is looked up; nothing is sent, since no worker runs here."""


@pytest.fixture
async def boss(site: str, shop_url: str, shop_settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with await person(site, "admin", shop_url, shop_settings) as client:
        yield client


async def test_an_endpoint_is_registered_once_and_its_secret_is_shown_then_alone(boss: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": str(uuid7())}
    made = await boss.post(HOOKS, json={"url": URL, "kinds": ["order.*"]}, headers=key)
    again = await boss.post(HOOKS, json={"url": URL, "kinds": ["order.*"]}, headers=key)

    id, secret = made.json()["endpoint"]["id"], made.json()["secret"]
    assert (made.status_code, made.headers["Cache-Control"]) == (201, "no-store")
    assert secret.startswith("whsec_")
    assert again.json()["endpoint"]["id"] == id
    assert again.headers["Idempotent-Replayed"] == "true"
    listed = await boss.get(HOOKS)
    assert [each["url"] for each in listed.json()["endpoints"] if each["id"] == id] == [URL]
    assert secret not in listed.text

    rotated = await boss.post(f"{HOOKS}/{id}/secret")
    assert rotated.json()["secret"] != secret
    assert rotated.json()["endpoint"]["secret_version"] == 2
    assert (await boss.delete(f"{HOOKS}/{id}")).status_code == 204
    check_problem((await boss.delete(f"{HOOKS}/{id}")).json(), 404)


@pytest.mark.parametrize("url", ["https://127.0.0.1/x", "https://169.254.169.254/latest", "http://93.184.216.34/"])
async def test_an_address_off_the_public_internet_is_refused_and_nothing_kept(
    boss: httpx.AsyncClient, url: str
) -> None:
    before = (await boss.get(HOOKS)).json()

    refused = await boss.post(HOOKS, json={"url": url})

    check_problem(refused.json(), 422)
    assert refused.json()["code"] == "webhook_address_refused"
    assert (await boss.get(HOOKS)).json() == before


async def test_a_ping_waits_to_be_sent_and_can_be_sent_again(boss: httpx.AsyncClient) -> None:
    id = (await boss.post(HOOKS, json={"url": URL})).json()["endpoint"]["id"]

    ping = (await boss.post(f"{HOOKS}/{id}/ping")).json()
    told = (await boss.get(f"{HOOKS}/{id}/deliveries")).json()["deliveries"]
    again = await boss.post(f"{HOOKS}/{id}/deliveries/{ping['id']}/retry")

    assert (ping["kind"], ping["state"], ping["attempts"]) == ("ping", "waiting", 0)
    assert [each["id"] for each in told] == [ping["id"]]
    assert again.json()["id"] == ping["id"]
    off = {"url": URL, "kinds": ["*"], "enabled": False}
    assert (await boss.put(f"{HOOKS}/{id}", json=off)).json()["disabled"] == "Switched off by an admin."
    check_problem((await boss.post(f"{HOOKS}/{id}/ping")).json(), 409)


async def test_what_was_given_up_is_shown_and_can_be_tried_again(boss: httpx.AsyncClient, shop_url: str) -> None:
    async with database(shop_url) as sessions:
        async with sessions.begin() as session:
            id = await outbox.put(
                session, source="nobody", key=str(uuid7()), kind="x", target="mailto:ada@example.com", payload={}
            )
        assert id is not None
        await outbox.work(sessions, id, {})

    shown = await boss.get("/api/admin/jobs")
    retried = await boss.post(f"/api/admin/jobs/{id}/retry")

    (row,) = [each for each in shown.json()["given_up"] if each["id"] == str(id)]
    assert (row["last_error"], row["target"]) == ("Nothing handles out events of 'nobody'.", "mailto:…")
    assert retried.json()["next_attempt_at"] is not None
    check_problem((await boss.post(f"/api/admin/jobs/{uuid7()}/retry")).json(), 404)


async def test_the_queues_page_has_its_files_and_its_facts(boss: httpx.AsyncClient) -> None:
    frame = await boss.get("/admin/jobs")
    files = [
        await boss.get(f"/admin/jobs/static/{name}") for name in ("begin.js", "app.js", "snabbdom.js", "pico.min.css")
    ]
    queues = await boss.get("/admin/jobs/api/queues")
    queue = await boss.get("/admin/jobs/api/queues/voguevault")

    assert "begin.js" in frame.text
    assert [file.status_code for file in files] == [200] * 4
    assert [each["name"] for each in queues.json()["queues"]] == ["voguevault"]
    assert queue.json()["queue"]["name"] == "voguevault"
