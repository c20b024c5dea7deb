"""Sends one message to one endpoint: signed, to an address that was checked, with an end to all waiting."""

import asyncio
import ssl
import time
from datetime import UTC, datetime
from uuid import UUID

import httpx2
import msgspec
import structlog

from commerce.outward import endpoints
from commerce.outward.addresses import AddressRefused, Doorkeeper, Target
from commerce.outward.signing import Signing
from core import audit
from core.db import Sessions
from core.outbox import Event, GaveUp, Handler

__all__ = ["Refused", "handler"]
log = structlog.get_logger("webhooks")
_TIMEOUT_S = 15.0
_MOST_BYTES = 4096
"""So much of an answer is read: nothing in it matters but its status."""


class Refused(Exception):
    """The endpoint answered, but not with a 2xx."""

    def __init__(self, status: int) -> None:
        super().__init__(f"answered {status}")
        self.status = status


def handler(sessions: Sessions, signing: Signing, doorkeeper: Doorkeeper, *, timeout_s: float = _TIMEOUT_S) -> Handler:
    """What a worker does about the outbox's rows of source `webhook:…`. Counts failures and ends an endpoint."""

    async def send(event: Event) -> None:
        id = UUID(event.source.partition(":")[2])
        async with sessions.begin() as session:
            try:
                found, held = await endpoints.endpoint(session, id)
            except endpoints.EndpointNotFound:
                raise GaveUp("The endpoint was removed.") from None
        if held.disabled is not None:
            raise GaveUp(f"The endpoint is switched off: {held.disabled}")
        body = msgspec.json.encode(event.payload)
        now = datetime.now(UTC)
        signed = signing.headers(str(event.id), int(time.time()), body, id, held.versions(now))
        try:
            target = await doorkeeper.admit(found.url)
            await asyncio.wait_for(_post(target, body, signed, timeout_s), timeout_s)
        except Exception as error:
            await _count(sessions, id, _sentence(error))
            if isinstance(error, AddressRefused):
                raise GaveUp(error.detail) from None
            raise
        await _count(sessions, id, None)

    return send


async def _post(target: Target, body: bytes, signed: dict[str, str], timeout_s: float) -> None:
    """Raises Refused unless the answer is a 2xx; what the answer says beyond `_MOST_BYTES` is not read."""
    headers = {
        "Host": target.authority, "Content-Type": "application/json", "User-Agent": "VogueVault-Webhooks/1", **signed,
    }  # fmt: skip
    verify: ssl.SSLContext | bool = _tls() if target.scheme == "https" else False
    client = httpx2.AsyncClient(verify=verify, follow_redirects=False, trust_env=False, timeout=timeout_s)
    async with client:
        request = client.build_request(
            "POST", target.url, content=body, headers=headers, extensions={"sni_hostname": target.host}
        )
        answer = await client.send(request, stream=True)
        try:
            read = 0
            async for chunk in answer.aiter_raw():
                read += len(chunk)
                if read >= _MOST_BYTES:
                    break
        finally:
            await answer.aclose()
        if not answer.is_success:
            raise Refused(answer.status_code)


def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


async def _count(sessions: Sessions, id: UUID, failed: str | None) -> None:
    async with sessions.begin() as session:
        ended = await endpoints.note(session, id, failed=failed)
        if ended:
            await audit.record(
                session, None, "webhook_endpoint.disabled", "webhook_endpoint", id, {"reason": [None, failed]}
            )
    if ended:
        log.warning("webhooks.endpoint_disabled", endpoint=str(id), reason=failed)


def _sentence(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "did not answer in time"
    return f"{type(error).__name__}: {error}"[:300]
