"""GET /api/admin/audit: who changed what, the newest first."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from sqlalchemy import select, tuple_

from commerce.admin_goods.products import NO_STORE
from commerce.catalogue import cursor as cursors
from commerce.catalogue.cursor import Cursor
from core.access import admin, scope
from core.db import Sessions
from core.desk import refusals
from core.errors import FieldError, InvalidInput
from core.models import AuditEntry

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_US = 4_000_000_000_000_000
_ORDER = "audit"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One change. diff: {field: [before, after]}."""

    id: UUID
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    action: str
    entity: str
    entity_id: UUID | None
    diff: dict[str, Any]
    request_id: str | None


class Trail(msgspec.Struct, frozen=True):
    entries: tuple[Entry, ...]
    next_cursor: str | None


@get("/api/admin/audit", guards=[admin, scope("accounts:read")], tags=["admin: audit"],
     summary="Who changed what, the newest first", responses=refusals(400, 401, 403))  # fmt: skip
async def list_entries(
    sessions: NamedDependency[Sessions],
    entity: Annotated[str | None, QueryParameter(max_length=100)] = None,
    entity_id: Annotated[UUID | None, QueryParameter()] = None,
    actor_id: Annotated[UUID | None, QueryParameter()] = None,
    cursor: Annotated[str | None, QueryParameter(max_length=200)] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> Response[Trail]:
    given = {"entity": entity and entity.replace("\x00", ""), "entity_id": entity_id, "actor_id": actor_id}
    query = select(AuditEntry).filter_by(**{name: value for name, value in given.items() if value is not None})
    if cursor:
        seen = cursors.read(cursor, order=_ORDER)
        query = query.where(tuple_(AuditEntry.created_at, AuditEntry.id) < (_time(seen.key), seen.id))
    query = query.order_by(AuditEntry.created_at.desc(), AuditEntry.id.desc()).limit(limit + 1)
    async with sessions.begin() as session:
        rows = (await session.scalars(query)).all()
    entries = tuple(_entry(row) for row in rows[:limit])
    more = cursors.written(Cursor(_ORDER, _microseconds(entries[-1].at), entries[-1].id)) if len(rows) > limit else None
    return Response(Trail(entries, more), headers=NO_STORE)


def _entry(row: AuditEntry) -> Entry:
    return Entry(
        id=row.id, at=row.created_at, actor_kind=row.actor_kind, actor_id=row.actor_id, action=row.action,
        entity=row.entity, entity_id=row.entity_id, diff=row.diff, request_id=row.request_id,
    )  # fmt: skip


def _microseconds(at: datetime) -> float:
    """Since 1970; whole numbers of this size are exact in a float."""
    return (at - _EPOCH) / timedelta(microseconds=1)


def _time(microseconds: float) -> datetime:
    if not 0 <= microseconds <= _MOST_US:
        detail = "Take it from `next_cursor` of the page before, or leave it out for the first page."
        raise InvalidInput(f"cursor: {detail}", errors=(FieldError("cursor", detail),))
    return _EPOCH + timedelta(microseconds=round(microseconds))


HANDLERS = (list_entries,)
