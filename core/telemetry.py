"""Structured logs with a request id, and a stage timer."""

import logging
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import structlog
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from structlog.dev import plain_traceback
from structlog.tracebacks import ExceptionDictTransformer

from core.ids import uuid7

_NOISY = (
    "httpx", "httpx2", "httpcore", "openai", "asyncio", "uvicorn.access", "alembic", "sqlalchemy.engine", "saq",
)  # fmt: skip
_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")
log = structlog.get_logger("http")


def configure(level: str = "INFO", style: Literal["json", "console"] = "console") -> None:
    """Sends all logs, ours and the libraries', to standard error as one line each."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    # No traceback shows variables: they hold connection URLs with their passwords, and take seconds to render.
    render: list[structlog.types.Processor] = (
        [
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(),
        ]
        if style == "json"
        else [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain_traceback)]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[
        structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render]))  # fmt: skip
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level)
    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)


class Timings:
    """Milliseconds by stage, filled by `with timings.stage("retrieve"): …`."""

    def __init__(self) -> None:
        self.ms: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.ms[name] = round(self.ms.get(name, 0.0) + (time.perf_counter() - start) * 1000, 3)


def request_log(app: ASGIApp) -> ASGIApp:
    """Middleware: gives every request an id (the client's `X-Request-Id` where it is sane) and logs its end."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        sent = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        request_id = sent if _ID.match(sent) else str(uuid7())
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.bind_contextvars(request_id=request_id)
        start, status = time.perf_counter(), 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableScopeHeaders.from_message(message)["X-Request-Id"] = request_id
            await send(message)

        try:
            await app(scope, receive, send_with_id)
        finally:
            ms = round((time.perf_counter() - start) * 1000, 1)
            quiet = scope["path"].startswith(("/health", "/static", "/images"))
            (log.debug if quiet else log.info)(
                "request", method=scope["method"], path=scope["path"], status=status, ms=ms
            )
            structlog.contextvars.unbind_contextvars("request_id")

    return middleware
