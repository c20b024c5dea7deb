"""Signed webhooks, and how they go astray: twice, late, in another order, not at all."""

import asyncio
import json
from collections import deque
from typing import Any

import httpx
from stripe import WebhookSignature

from tests.stripe_stand_in.state import Object, Stripe

__all__ = ["Sender", "Signed", "sign"]

Signed = tuple[bytes, str]
"""The body, and its `Stripe-Signature`."""


def sign(event: Object, secret: str, *, at: int | None = None) -> Signed:
    """The event as it is sent. at: Unix seconds of the signature, now where it is left out."""
    body = json.dumps(event)
    return body.encode(), WebhookSignature.generate_signature_header(body, secret, at)


class Sender:
    """Sends every event to `url`. times: how often each; delay_s: how late; drop: the types that are never sent;
    backwards: holds events back until `flush`, which sends the newest first."""

    def __init__(self, stripe: Stripe, url: str, secret: str) -> None:
        self.url, self.secret = url, secret
        self.times, self.delay_s, self.drop, self.backwards = 1, 0.0, frozenset[str](), False
        self.answers: list[tuple[str, int]] = []
        self._held: deque[Object] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        stripe.emitted = self._take

    def _take(self, event: Object) -> None:
        if event["type"] in self.drop or "*" in self.drop:
            return
        if self.backwards:
            self._held.appendleft(event)
        else:
            self._start(event)

    def _start(self, event: Object) -> None:
        for _ in range(self.times):
            task = asyncio.create_task(self.send(event))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def flush(self) -> None:
        """Sends what was held back, and waits until nothing is under way."""
        while self._held:
            await self.send(self._held.popleft())
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def send(self, event: Object) -> None:
        """Delivers one event; tried again four times where the shop does not take it. Source: Stripe's documentation
        of webhooks: any answer but 2xx is tried again, for days there and for a moment here."""
        await asyncio.sleep(self.delay_s)
        async with httpx.AsyncClient(timeout=20) as client:
            for wait in (0.2, 1, 2, 4, 0):
                body, signature = sign(event, self.secret)
                status = await self._post(client, body, signature)
                self.answers.append((event["type"], status))
                if 200 <= status < 300:
                    return
                await asyncio.sleep(wait)

    async def _post(self, client: httpx.AsyncClient, body: bytes, signature: str) -> int:
        headers: dict[str, Any] = {"Stripe-Signature": signature, "Content-Type": "application/json"}
        try:
            return (await client.post(self.url, content=body, headers=headers)).status_code
        except httpx.TransportError:
            return 0
