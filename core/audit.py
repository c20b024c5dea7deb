"""Who changed what: one entry a change, in the transaction of the change. Nobody can alter an entry afterwards."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from core.access import Principal
from core.models import AuditEntry

__all__ = ["record"]


async def record(
    session: AsyncSession,
    actor: Principal | UUID | None,
    action: str,
    entity: str,
    entity_id: UUID | None,
    diff: Mapping[str, Any] | None = None,
) -> None:
    """Notes a change. actor: None where the shop itself acts; diff: {field: [before, after]}, never a secret.

    The request's id is taken from the log's context.
    """
    id = actor.user_id if isinstance(actor, Principal) else actor
    key = actor.key_id if isinstance(actor, Principal) else None
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    entry = AuditEntry(
        actor_kind="system" if id is None else "agent" if key else "user", actor_id=key or id, action=action,
        entity=entity, entity_id=entity_id, diff=dict(diff or {}), request_id=request_id,
    )  # fmt: skip
    session.add(entry)
    await session.flush()
