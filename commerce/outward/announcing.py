"""Tells whoever listens, in the transaction in which it happens."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from commerce.outward import endpoints
from core import outbox
from core.ids import uuid7

__all__ = ["announce", "tell"]


async def announce(
    session: AsyncSession, kind: str, entity_id: UUID | None, data: Mapping[str, Any], *, key: str | None = None
) -> list[UUID]:
    """Writes a message to every endpoint that listens for `kind`; the outbox's ids, to be handed over after the commit.

    kind: one of `endpoints.KINDS`; data: what is told, without anything personal that the listener has no need of; key:
    what makes it the same message, so that an endpoint is told once. Left out, every call is another one.
    """
    message = key or f"{kind}:{entity_id}:{uuid7()}"
    listening = await endpoints.endpoints(session)
    hearing = [each.id for each in listening if each.disabled is None and _hears(each, kind)]
    told = [await tell(session, each, kind, data, key=message) for each in hearing]
    return [id for id in told if id is not None]


async def tell(
    session: AsyncSession, endpoint_id: UUID, kind: str, data: Mapping[str, Any], *, key: str
) -> UUID | None:
    """Writes a message to one endpoint, whether or not it listens for the kind; None where it was told before."""
    payload = {"type": kind, "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"), "data": dict(data)}
    return await outbox.put(
        session, source=endpoints.source_of(endpoint_id), key=key, kind=kind, target=f"endpoint:{endpoint_id}",
        payload=payload,
    )  # fmt: skip


def _hears(endpoint: endpoints.Endpoint, kind: str) -> bool:
    return endpoints.Listening(kinds=endpoint.kinds).hears(kind)
