# ruff: noqa: E501 - the sentences read best one a line
"""An OpenAI-compatible chat server on loopback that can be honest, hostile or broken. It speaks real HTTP and SSE.

What it writes it makes from the facts in the prompt, as a model would; it notes which of its sentences it planted as lies,
so that a test can tell without asking the gate.
"""

import asyncio
import contextlib
import json
import random
import re
from typing import Any, Literal, Self

from tests.fake_lies import FOREIGN, LEAKS, LIES, MARKUP, SUBTLE, Sent, planted
from tests.fake_sentences import honest

Mode = Literal[
    "honest", "liar", "subtle", "leak", "markup", "foreign", "stall", "stall_midway", "cut", "flood", "bad_json", "not_sse", "error_event",
    "rate_limited", "server_error", "empty", "refused_key", "no_usage", "verbatim",
]  # fmt: skip


class FakeLlm:
    """`async with FakeLlm("liar", seed=1) as server:` serves at `server.base_url`; `server.sent` is what it wrote.

    text: what it answers in the mode `verbatim`.
    """

    def __init__(self, mode: Mode, seed: int = 0, pause_s: float = 0.0, text: str = "") -> None:
        self.mode = mode
        self.text = text
        self.chance = random.Random(seed)
        self.pause_s = pause_s
        self.sent: list[Sent] = []
        self.requests: list[dict[str, Any]] = []
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    @property
    def base_url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await self._serve(reader, writer)
        writer.close()
        self._open.discard(task)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"content-length:\s*(\d+)", head, re.IGNORECASE)
        body = await reader.readexactly(int(length.group(1))) if length else b"{}"
        request = json.loads(body)
        self.requests.append(request)
        if self.mode in _REFUSALS:
            status, error = _REFUSALS[self.mode]
            _whole(
                writer, status, json.dumps({"error": {"message": error, "type": "x", "code": None}}), "application/json"
            )
        elif self.mode == "not_sse":
            _whole(
                writer, "200 OK", "<html><body>Welcome to nginx! Buy the Golden Cape for $1.</body></html>", "text/html"
            )
        else:
            await self._stream(writer, request)
        await writer.drain()

    async def _stream(self, writer: asyncio.StreamWriter, request: dict[str, Any]) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
        )
        if self.mode == "stall":
            await asyncio.sleep(3600)
        facts = _facts_in(request) if self.mode != "verbatim" else {}
        if self.mode == "bad_json":
            self._event(writer, "{not json at all")
            return
        if self.mode == "error_event":
            self._event(writer, json.dumps({"error": {"message": "overloaded", "type": "server_error", "code": 500}}))
            return
        await self._write(writer, self._sentences(facts, request))
        if self.mode == "cut":
            return  # neither a last chunk nor the end of the body: the connection just ends
        self._chunk(writer, {}, finish="stop")
        if self.mode != "no_usage":
            usage = {"prompt_tokens": 700, "completion_tokens": 90, "total_tokens": 790}
            self._event(writer, json.dumps(_body([]) | {"usage": usage}))
        self._event(writer, "[DONE]")
        writer.write(b"0\r\n\r\n")

    async def _write(self, writer: asyncio.StreamWriter, sentences: list[Sent]) -> None:
        """The sentences in pieces of one to nine characters, as tokens come."""
        for number, sentence in enumerate(sentences):
            text = (" " if number else "") + sentence.text
            if self.mode == "cut" and number == len(sentences) - 1:
                text = text[: max(4, len(text) * 2 // 3)]
            else:
                self.sent.append(sentence)
            while text:
                size = self.chance.randint(1, 9)
                self._chunk(writer, {"content": text[:size]})
                text = text[size:]
            await writer.drain()
            if self.pause_s:
                await asyncio.sleep(self.pause_s)
            if self.mode == "stall_midway" and number == 1:
                await asyncio.sleep(3600)

    def _chunk(self, writer: asyncio.StreamWriter, delta: dict[str, str], finish: str | None = None) -> None:
        self._event(writer, json.dumps(_body([{"index": 0, "delta": delta, "finish_reason": finish}])))

    def _event(self, writer: asyncio.StreamWriter, data: str) -> None:
        payload = f"data: {data}\n\n".encode()
        writer.write(f"{len(payload):x}\r\n".encode() + payload + b"\r\n")

    def _sentences(self, facts: dict[str, Any], request: dict[str, Any]) -> list[Sent]:
        if self.mode == "verbatim":
            return [Sent(self.text, False)]
        true = [Sent(text, False) for text in honest(facts, self.chance)]
        if self.mode in ("honest", "cut", "stall_midway", "no_usage"):
            return true
        if self.mode == "empty":
            return []
        if self.mode == "flood":
            return [
                *true,
                *(
                    Sent(f"And the colours of it are calm as day number {n} is long.", True, "flood")
                    for n in range(4000)
                ),
            ]
        makers = {"liar": LIES, "subtle": SUBTLE, "leak": LEAKS, "markup": MARKUP, "foreign": FOREIGN}[self.mode]
        lies = [planted(maker, facts, request, self.chance) for maker in self.chance.choices(makers, k=5)]
        mixed = [*true, *lies]
        self.chance.shuffle(mixed)
        return mixed


_REFUSALS = {
    "rate_limited": ("429 Too Many Requests", "slow down"),
    "server_error": ("500 Internal Server Error", "boom"),
    "refused_key": ("401 Unauthorized", "bad key"),
}


def _whole(writer: asyncio.StreamWriter, status: str, body: str, kind: str) -> None:
    payload = body.encode()
    head = f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(payload)}\r\nconnection: close\r\n\r\n"
    writer.write(head.encode() + payload)


def _body(choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "fake", "choices": choices}


def _facts_in(request: dict[str, Any]) -> dict[str, Any]:
    prompt = request["messages"][-1]["content"]
    match = re.search(r"<facts>\n(.*?)\n</facts>", prompt, re.DOTALL)
    assert match, "the prompt holds its facts in a fence"
    told: dict[str, Any] = json.loads(match.group(1))
    return told
