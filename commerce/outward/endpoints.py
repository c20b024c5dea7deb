"""Who listens: endpoints as rows of the outbox that are never due, with all that is known of them in `payload`."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import Conflict, NotFound, Unprocessable
from core.ids import uuid7
from core.models import WebhookEvent

__all__ = [
    "KINDS", "MOST_ENDPOINTS", "MOST_FAILURES", "Endpoint", "EndpointNotFound", "Listening", "Subscription",
    "TooManyEndpoints", "change", "endpoint", "endpoints", "note", "register", "remove", "rotate", "source_of",
]  # fmt: skip
SOURCE = "endpoint"
MOST_ENDPOINTS = 50
MOST_FAILURES = 15
"""So many tries in a row that failed end an endpoint, as elsewhere (Spree's `webhook_endpoint`)."""
OVERLAP = timedelta(hours=24)
"""For so long after a rotation messages are signed with the secret before, too."""
KINDS = (
    "order.placed", "order.updated", "order.shipped", "order.delivered", "order.cancelled", "order.return_asked",
    "order.returned", "order.refunded",
    "payment.failed", "payment.disputed", "product.changed", "stock.changed", "ping",
)  # fmt: skip
Kind = Annotated[str, Meta(pattern=r"^(\*|[a-z_]+\.\*|[a-z_]+\.[a-z_]+)$", max_length=60)]


class EndpointNotFound(NotFound):
    code: ClassVar[str] = "webhook_endpoint_not_found"
    title: ClassVar[str] = "No such endpoint"


class TooManyEndpoints(Unprocessable):
    code: ClassVar[str] = "webhook_endpoints_limit"
    title: ClassVar[str] = "Too many endpoints"


class UnknownKind(Unprocessable):
    code: ClassVar[str] = "webhook_kind_unknown"
    title: ClassVar[str] = "Nothing is told of this kind"


class EndpointOff(Conflict):
    code: ClassVar[str] = "webhook_endpoint_disabled"
    title: ClassVar[str] = "The endpoint is switched off"


class Subscription(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an endpoint is registered with. kinds: `order.placed`, `order.*`, `*`."""

    url: Annotated[str, Meta(min_length=9, max_length=2000)]
    kinds: Annotated[tuple[Kind, ...], Meta(min_length=1, max_length=20)] = ("*",)
    description: Annotated[str, Meta(max_length=200)] = ""


class Listening(msgspec.Struct, frozen=True, kw_only=True):
    """What an endpoint's row holds. disabled: by whom or for what it is off; None where it is on."""

    kinds: tuple[str, ...]
    description: str = ""
    version: int = 1
    rotated_at: datetime | None = None
    failures: int = 0
    disabled: str | None = None

    def versions(self, now: datetime) -> tuple[int, ...]:
        """Those of the secret that messages are signed with now."""
        fresh = self.rotated_at is not None and now - self.rotated_at < OVERLAP
        return (self.version, self.version - 1) if fresh else (self.version,)

    def hears(self, kind: str) -> bool:
        return self.disabled is None and any(
            wanted in ("*", kind) or (wanted.endswith(".*") and kind.startswith(wanted[:-1])) for wanted in self.kinds
        )


class Endpoint(msgspec.Struct, frozen=True):
    """A listener. `failures`: tries in a row that failed."""

    id: UUID
    url: str
    kinds: tuple[str, ...]
    description: str
    secret_version: int
    failures: int
    disabled: str | None
    created_at: datetime


def source_of(endpoint_id: UUID) -> str:
    """The outbox's source of what an endpoint is told."""
    return f"webhook:{endpoint_id}"


async def register(session: AsyncSession, wanted: Subscription) -> UUID:
    """The id of a new endpoint, whose address was admitted before. Raises TooManyEndpoints, UnknownKind."""
    _know(wanted.kinds)
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(SOURCE, 0))))
    count = select(func.count()).select_from(WebhookEvent).where(*_IS)
    if (await session.scalar(count) or 0) >= MOST_ENDPOINTS:
        raise TooManyEndpoints(f"There are {MOST_ENDPOINTS} endpoints already. Remove one first.")
    id = uuid7()
    held = Listening(kinds=wanted.kinds, description=wanted.description)
    row = WebhookEvent(
        id=id, direction="out", source=SOURCE, external_id=str(id), event_type=SOURCE, target_url=wanted.url,
        payload=msgspec.to_builtins(held), processed_at=func.now(),
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return id


async def endpoints(session: AsyncSession) -> list[Endpoint]:
    """All of them, the oldest first."""
    return [_shown(row) for row in await session.scalars(select(WebhookEvent).where(*_IS).order_by(WebhookEvent.id))]


async def endpoint(session: AsyncSession, id: UUID) -> tuple[Endpoint, Listening]:
    """Raises EndpointNotFound."""
    row = await session.scalar(_query(id))
    if row is None:
        raise EndpointNotFound(f"There is no endpoint {id}.")
    return _shown(row), _held(row)


async def change(session: AsyncSession, id: UUID, wanted: Subscription, *, enabled: bool) -> Endpoint:
    """Sets what the endpoint is registered with; one that is switched on again begins without failures.

    Raises EndpointNotFound, UnknownKind.
    """
    _know(wanted.kinds)
    row = await _locked(session, id)
    held = _held(row)
    disabled = None if enabled else held.disabled or "Switched off by an admin."
    changed = msgspec.structs.replace(
        held, kinds=wanted.kinds, description=wanted.description, disabled=disabled,
        failures=0 if enabled and held.disabled else held.failures,
    )  # fmt: skip
    row.target_url = wanted.url
    return await _kept(session, row, changed)


async def rotate(session: AsyncSession, id: UUID, *, now: datetime | None = None) -> Endpoint:
    """Gives the endpoint its next secret; the one before signs too for `OVERLAP`. Raises EndpointNotFound."""
    row = await _locked(session, id)
    held = _held(row)
    return await _kept(
        session, row, msgspec.structs.replace(held, version=held.version + 1, rotated_at=now or datetime.now(UTC))
    )


async def remove(session: AsyncSession, id: UUID) -> None:
    """Forgets the endpoint; what it was still to be told is given up. Raises EndpointNotFound."""
    row = await _locked(session, id)
    pending = (WebhookEvent.source == source_of(id), WebhookEvent.processed_at.is_(None))
    await session.execute(
        update(WebhookEvent).where(*pending).values(next_attempt_at=None, last_error="The endpoint was removed.")
    )
    await session.execute(delete(WebhookEvent).where(WebhookEvent.id == row.id))


async def note(session: AsyncSession, id: UUID, *, failed: str | None) -> Literal["disabled"] | None:
    """Counts a try; `disabled` where it was the one too many in a row. Nothing where the endpoint is gone."""
    row = await session.scalar(_query(id).with_for_update())
    if row is None:
        return None
    held = _held(row)
    failures = held.failures + 1 if failed else 0
    if failures == held.failures:
        return None
    ends = failures >= MOST_FAILURES and held.disabled is None
    reason = f"{MOST_FAILURES} tries in a row failed, the last one: {failed}"[:500] if ends else held.disabled
    await _kept(session, row, msgspec.structs.replace(held, failures=failures, disabled=reason))
    return "disabled" if ends else None


_IS = (WebhookEvent.direction == "out", WebhookEvent.source == SOURCE)


def _query(id: UUID) -> Select[WebhookEvent]:
    return select(WebhookEvent).where(*_IS, WebhookEvent.id == id).execution_options(populate_existing=True)


async def _locked(session: AsyncSession, id: UUID) -> WebhookEvent:
    row = await session.scalar(_query(id).with_for_update())
    if row is None:
        raise EndpointNotFound(f"There is no endpoint {id}.")
    return row


async def _kept(session: AsyncSession, row: WebhookEvent, held: Listening) -> Endpoint:
    row.payload = msgspec.to_builtins(held)
    await session.flush()
    return _shown(row)


def _held(row: WebhookEvent) -> Listening:
    return msgspec.convert(row.payload, Listening)


def _shown(row: WebhookEvent) -> Endpoint:
    held: Any = _held(row)
    return Endpoint(
        row.id, row.target_url or "", held.kinds, held.description, held.version, held.failures, held.disabled,
        row.created_at,
    )  # fmt: skip


def _know(kinds: tuple[str, ...]) -> None:
    """Raises UnknownKind where a kind could never be told."""
    for wanted in kinds:
        probe = Listening(kinds=(wanted,))
        if not any(probe.hears(kind) for kind in KINDS):
            raise UnknownKind(f"Nothing is ever told of kind {wanted!r}. There are {', '.join(KINDS)}.")
