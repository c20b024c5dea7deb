"""Webhooks to others: where they may go, how they are signed, tried again, ended; over a real socket."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from standardwebhooks import Webhook, WebhookVerificationError

from commerce.outward import announce, endpoints
from commerce.outward.addresses import AddressRefused, Doorkeeper
from commerce.outward.endpoints import EndpointNotFound, Subscription, UnknownKind
from commerce.outward.sending import handler
from commerce.outward.signing import Signing, hkdf
from core import outbox
from core.db import Sessions
from core.ids import uuid7
from core.models import AuditEntry, WebhookEvent

pytestmark = [pytest.mark.anyio, pytest.mark.commits]
SIGNING = Signing(b"a secret of forty characters, more or less")


def test_keys_are_derived_as_the_rfc_says() -> None:
    """RFC 5869, test case 1."""
    salt, info = bytes(range(13)), bytes(range(0xF0, 0xFA))

    assert hkdf(b"\x0b" * 22, salt=salt, info=info, size=42).hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )


class Listener:
    """An HTTP server that keeps what it is sent and answers as it is told to."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        self.says = b"ok"
        self.pause_s = 0.0
        self.location: str | None = None
        self.url = ""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:]) if name}
        body = await reader.readexactly(int(headers["content-length"]))
        self.requests.append((headers, body))
        await asyncio.sleep(self.pause_s)
        also = f"Location: {self.location}\r\n" if self.location else ""
        writer.write(f"HTTP/1.1 {self.status} X\r\n{also}Connection: close\r\n\r\n".encode() + self.says)
        with suppress(ConnectionError):
            await writer.drain()
        writer.close()


@pytest.fixture
async def listener() -> AsyncIterator[Any]:
    listening = Listener()
    server = await asyncio.start_server(listening, "127.0.0.1", 0)
    listening.url = f"http://shop.test:{server.sockets[0].getsockname()[1]}/hook?x=1"
    async with server:
        yield listening


async def on_loopback(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def sender(sessions: Sessions, **more: Any) -> dict[tuple[outbox.Direction, str], outbox.Handler]:
    return {("out", "webhook"): handler(sessions, SIGNING, Doorkeeper(on_loopback, loopback=True), **more)}


async def registered(sessions: Sessions, url: str, *kinds: str) -> UUID:
    async with sessions.begin() as session:
        return await endpoints.register(session, Subscription(url=url, kinds=kinds or ("*",)))


async def told(sessions: Sessions, kind: str = "order.placed", **data: Any) -> list[UUID]:
    async with sessions.begin() as session:
        return await announce(session, kind, uuid7(), data)


async def row(sessions: Sessions, id: UUID) -> WebhookEvent:
    async with sessions.begin() as session:
        return await session.get_one(WebhookEvent, id)


async def state(sessions: Sessions, id: UUID) -> endpoints.Endpoint:
    async with sessions.begin() as session:
        return (await endpoints.endpoint(session, id))[0]


async def test_a_message_verifies_with_the_secret_that_was_shown(sessions: Sessions, listener: Any) -> None:
    id = await registered(sessions, listener.url)

    (message,) = await told(sessions, total=5900)
    done = await outbox.work(sessions, message, sender(sessions))

    assert done.outcome == "done"
    ((headers, body),) = listener.requests
    said = Webhook(SIGNING.secret(id, 1)).verify(body, headers)
    assert (said["type"], said["data"]) == ("order.placed", {"total": 5900})
    assert headers["webhook-id"] == str(message)
    assert headers["host"].startswith("shop.test:")
    with pytest.raises(WebhookVerificationError):
        Webhook(SIGNING.secret(id, 1)).verify(body + b" ", headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(SIGNING.secret(uuid7(), 1)).verify(body, headers)


async def test_after_a_rotation_the_old_secret_and_the_new_one_verify(sessions: Sessions, listener: Any) -> None:
    id = await registered(sessions, listener.url)
    async with sessions.begin() as session:
        await endpoints.rotate(session, id)

    (message,) = await told(sessions)
    await outbox.work(sessions, message, sender(sessions))

    ((headers, body),) = listener.requests
    for version in (1, 2):
        Webhook(SIGNING.secret(id, version)).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(SIGNING.secret(id, 3)).verify(body, headers)


async def test_a_changed_signing_secret_is_noticed_by_no_listener(sessions: Sessions, listener: Any) -> None:
    id, old, new = await registered(sessions, listener.url), Signing(b"old"), Signing(b"new", b"old")
    (message,) = await told(sessions)

    send = handler(sessions, new, Doorkeeper(on_loopback, loopback=True))
    await outbox.work(sessions, message, {("out", "webhook"): send})

    ((headers, body),) = listener.requests
    Webhook(old.secret(id, 1)).verify(body, headers)
    Webhook(new.secret(id, 1)).verify(body, headers)


async def test_who_does_not_listen_for_a_kind_is_not_told(sessions: Sessions, listener: Any) -> None:
    orders = await registered(sessions, listener.url, "order.*")
    await registered(sessions, listener.url, "stock.changed")

    (message,) = await told(sessions, "order.shipped")

    assert (await row(sessions, message)).source == f"webhook:{orders}"
    assert await told(sessions, "product.changed") == []


async def test_the_same_event_is_told_once(sessions: Sessions, listener: Any) -> None:
    await registered(sessions, listener.url)
    async with sessions.begin() as session:
        first = await announce(session, "order.placed", None, {}, key="order.placed:1")
        second = await announce(session, "order.placed", None, {}, key="order.placed:1")

    assert (len(first), second) == (1, [])


async def test_a_kind_that_is_never_told_cannot_be_listened_for(sessions: Sessions) -> None:
    with pytest.raises(UnknownKind, match=r"order\.dreamt"):
        await registered(sessions, "https://shop.test/", "order.dreamt")


@pytest.mark.parametrize("status", [301, 400, 404, 500, 503])
async def test_what_is_no_success_is_tried_again_later(sessions: Sessions, listener: Any, status: int) -> None:
    await registered(sessions, listener.url)
    listener.status, listener.location = status, listener.url

    (message,) = await told(sessions)
    done = await outbox.work(sessions, message, sender(sessions))

    assert (done.outcome, done.error) == ("again", f"Refused: answered {status}")
    assert len(listener.requests) == 1, "a redirect is not followed"


async def test_who_does_not_answer_in_time_is_not_waited_for(sessions: Sessions, listener: Any) -> None:
    await registered(sessions, listener.url)
    listener.pause_s = 5

    (message,) = await told(sessions)
    async with asyncio.timeout(3):
        done = await outbox.work(sessions, message, sender(sessions, timeout_s=0.2))

    assert done.outcome == "again"


async def test_of_an_endless_answer_only_the_beginning_is_read(sessions: Sessions, listener: Any) -> None:
    await registered(sessions, listener.url)
    listener.says = b"x" * 50_000_000

    (message,) = await told(sessions)
    async with asyncio.timeout(5):
        assert (await outbox.work(sessions, message, sender(sessions))).outcome == "done"


async def test_fifteen_failures_in_a_row_end_an_endpoint_and_are_noted(sessions: Sessions, listener: Any) -> None:
    id = await registered(sessions, listener.url)
    listener.status = 500
    for _ in range(14):
        await outbox.work(sessions, (await told(sessions))[0], sender(sessions))
    assert (await state(sessions, id)).disabled is None

    last = (await told(sessions))[0]
    waiting = (await told(sessions))[0]
    await outbox.work(sessions, last, sender(sessions))

    ended = await state(sessions, id)
    assert (ended.failures, ended.disabled is None) == (15, False)
    async with sessions.begin() as session:
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.entity_id == id))).one()
    assert (entry.actor_kind, entry.action) == ("system", "webhook_endpoint.disabled")
    assert (await outbox.work(sessions, waiting, sender(sessions))).outcome == "given_up"
    assert await told(sessions) == []
    assert len(listener.requests) == 15


async def test_a_success_forgives_the_failures_before_it(sessions: Sessions, listener: Any) -> None:
    id = await registered(sessions, listener.url)
    listener.status = 500
    for _ in range(3):
        await outbox.work(sessions, (await told(sessions))[0], sender(sessions))
    listener.status = 204
    await outbox.work(sessions, (await told(sessions))[0], sender(sessions))

    assert (await state(sessions, id)).failures == 0


async def test_a_message_that_arrived_can_be_sent_again_under_its_id(sessions: Sessions, listener: Any) -> None:
    await registered(sessions, listener.url)
    (message,) = await told(sessions)
    await outbox.work(sessions, message, sender(sessions))

    async with sessions.begin() as session:
        assert await outbox.again(session, message)
    await outbox.work(sessions, message, sender(sessions))

    assert {headers["webhook-id"] for headers, _ in listener.requests} == {str(message)}
    assert len({body for _, body in listener.requests}) == 1


async def test_a_removed_endpoint_is_told_nothing_more(sessions: Sessions, listener: Any) -> None:
    id = await registered(sessions, listener.url)
    (message,) = await told(sessions)
    async with sessions.begin() as session:
        await endpoints.remove(session, id)

    assert (await outbox.work(sessions, message, sender(sessions))).outcome == "not_due"
    assert (await row(sessions, message)).last_error == "The endpoint was removed."
    assert listener.requests == []
    with pytest.raises(EndpointNotFound):
        await state(sessions, id)


async def test_no_secret_stands_in_the_database(sessions: Sessions, listener: Any) -> None:
    id = await registered(sessions, listener.url)
    async with sessions.begin() as session:
        kept = await session.get_one(WebhookEvent, id)

    assert SIGNING.secret(id, 1).removeprefix("whsec_") not in json.dumps(kept.payload)
    assert sorted(kept.payload) == ["description", "disabled", "failures", "kinds", "rotated_at", "version"]


async def test_an_endpoints_row_is_never_work(sessions: Sessions, listener: Any) -> None:
    id = await registered(sessions, listener.url)

    async with sessions.begin() as session:
        assert await outbox.due(session) == []
        assert (await outbox.backlog(session)).given_up == 0
    assert (await outbox.work(sessions, id, sender(sessions))).outcome == "not_due"


PRIVATE = [
    "127.0.0.1", "10.0.0.8", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "fe80::1%eth0",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
async def test_what_leads_off_the_public_internet_is_refused(address: str) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return ["93.184.216.34", address]

    with pytest.raises(AddressRefused):
        await Doorkeeper(resolve).admit("https://shop.test/hook")


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "64:ff9b::808:808"])
async def test_what_is_on_the_public_internet_is_let_through(address: str) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return [address]

    target = await Doorkeeper(resolve).admit("https://shop.test/hook?a=1")

    assert (target.address, target.authority, target.path) == (address, "shop.test", "/hook?a=1")


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.test/", "ftp://shop.test/", "https:///x", "https://user@shop.test/", "https://u:p@shop.test/",
        "https://shop.test/#x", "https://shop.test:99999/", "https://sh op.test/", "https://shöp.test/", "nonsense",
        "https://shop.test/\r\nX: y", "https://[::1", "https://shop.test/" + "x" * 2000,
    ],
)  # fmt: skip
async def test_what_is_no_good_address_is_refused(url: str) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return ["93.184.216.34"]

    with pytest.raises(AddressRefused):
        await Doorkeeper(resolve).admit(url)


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://localhost/"])
async def test_this_machine_is_refused_however_it_is_written(url: str) -> None:
    with pytest.raises((AddressRefused, OSError)):
        await Doorkeeper().admit(url)


async def test_a_name_that_changes_its_mind_is_not_followed(sessions: Sessions, listener: Any) -> None:
    """DNS rebinding: good when it was registered, this machine when it is sent to."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])

    async def resolve(host: str, port: int) -> Sequence[str]:
        return next(answers)

    doorkeeper, url = Doorkeeper(resolve), listener.url.replace("http:", "https:")
    await doorkeeper.admit(url)
    await registered(sessions, url)
    (message,) = await told(sessions)

    done = await outbox.work(sessions, message, {("out", "webhook"): handler(sessions, SIGNING, doorkeeper)})

    assert done.outcome == "given_up"
    assert "127.0.0.1" in (done.error or "")
    assert listener.requests == []


async def test_a_switched_off_endpoint_begins_anew_when_it_is_switched_on(sessions: Sessions) -> None:
    id = await registered(sessions, "https://shop.test/")
    async with sessions.begin() as session:
        for _ in range(15):
            await endpoints.note(session, id, failed="answered 500")
    wanted = Subscription(url="https://shop.test/new")
    async with sessions.begin() as session:
        on = await endpoints.change(session, id, wanted, enabled=True)

    assert (on.url, on.failures, on.disabled) == ("https://shop.test/new", 0, None)
    async with sessions.begin() as session:
        off = await endpoints.change(session, id, wanted, enabled=False)
    assert off.disabled == "Switched off by an admin."
