"""What the staff does with an upload, whatever it is: sends it, asks after it, tries again, takes out, brings back.

The routes of models and photographs say what is asked and answered; what is done is here. The work on an upload is a
job (`assets.tries`), so that all of it is answered at once.
"""

import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec
from litestar import Response
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from assets.life import About, Kind, NewSource, hold, is_idle
from assets.models import ProductAsset
from commerce.admin_goods.products import NO_STORE
from core import audit, idempotency
from core.access import Principal, principal_of
from core.db import Sessions
from core.desk import AnyRequest
from core.idempotency import Answer
from core.objects import Objects

__all__ = ["ASKED", "Asked", "Counter", "staff"]
A = TypeVar("A", bound=About)
T = TypeVar("T")


class Asked(msgspec.Struct, frozen=True):
    """A request about one upload."""

    request: AnyRequest
    product_id: UUID
    asset_id: UUID
    sessions: Sessions
    objects: Objects


async def _asked(
    request: AnyRequest,
    product_id: FromPath[UUID],
    asset_id: FromPath[UUID],
    sessions: NamedDependency[Sessions],
    objects: NamedDependency[Objects],
) -> Asked:
    return Asked(request, product_id, asset_id, sessions, objects)


ASKED = {"asked": Provide(_asked)}


def staff(request: AnyRequest) -> Principal:
    """Who asks, where a guard has let somebody in."""
    actor = principal_of(request)
    assert actor is not None, "a guard asks for somebody"
    return actor


class Counter(msgspec.Struct, Generic[A, T], frozen=True):
    """Where one kind of uploads is handed in. one: the path of one of them; told: as the staff sees it now."""

    kind: Kind[A]
    one: str
    told: Callable[[AsyncSession, Objects, ProductAsset], Awaitable[T]]

    def location(self, row: ProductAsset) -> dict[str, str]:
        """The header that says where to ask for it."""
        product, asset = str(row.product_id), str(row.id)
        return {"Location": self.one.replace("{product_id:uuid}", product).replace("{asset_id:uuid}", asset)}

    async def record(
        self, session: AsyncSession, request: AnyRequest, deed: str, row: ProductAsset, diff: Any = None
    ) -> None:
        """Writes into the audit log who did what."""
        await audit.record(session, principal_of(request), f"{self.kind.name}.{deed}", "product_asset", row.id, diff)

    async def stored(self, sessions: Sessions, objects: Objects, new: NewSource[A], path: Path) -> NewSource[A]:
        """The upload, with its file in the store, unless that is there: then with the id of the one that has it."""
        async with sessions.begin() as session:
            row = await session.scalar(self.kind.known(new.product_id, new.variant_id, new.sha256))
        if row is None or is_idle(row, self.kind.about(row)):
            await objects.put(row.storage_key if row else new.key, path)
        return msgspec.structs.replace(new, id=row.id) if row else new

    async def take_in(
        self, request: AnyRequest, sessions: Sessions, objects: Objects, new: NewSource[A], *, matters: Any
    ) -> Response[Any]:
        """The upload's row as it stands, put to work where it is new, failed before, or awaited what has now come.

        matters: what makes another request of it, for its `Idempotency-Key`.
        """
        actor = staff(request)

        async def doing(session: AsyncSession) -> Answer:
            row, fresh = await self.kind.add(session, new)
            if fresh:
                await self.kind.enqueue(session, row.id)
                diff = {"file": [None, new.about.filename], "product_id": [None, str(new.product_id)]}
                await self.record(session, request, "uploaded", row, diff)
            elif row.id == new.id and is_idle(row, self.kind.about(row)):
                await self.kind.work_again(session, row)
            return Answer(await self.told(session, objects, row), 202, self.location(row))

        sha256 = hashlib.sha256(msgspec.json.encode(matters)).hexdigest()
        return await idempotency.once(request, sessions, str(actor.user_id), doing, body_sha256=sha256)

    async def get_one(self, asked: Asked) -> Response[T]:
        """How far it is."""
        async with asked.sessions.begin() as session:
            row = await self.kind.locked(session, asked.product_id, asked.asset_id)
            return Response(await self.told(session, asked.objects, row), headers=NO_STORE)

    async def retry(self, asked: Asked) -> Response[T]:
        """It, put to work again."""
        async with asked.sessions.begin() as session:
            row = await self.kind.locked(session, asked.product_id, asked.asset_id)
            await self.kind.retry(session, asked.objects, row)
            await self.record(session, asked.request, "retried", row)
            found = await self.told(session, asked.objects, row)
        return Response(found, headers={**NO_STORE, **self.location(row)})

    async def take_out(self, asked: Asked) -> Response[T]:
        """It, out of the shop; nothing is done where it is out already."""
        async with asked.sessions.begin() as session:
            await hold(session, asked.product_id)
            row = await self.kind.locked(session, asked.product_id, asked.asset_id)
            if row.retired_at is None:
                diff = {"in_shop": [row.status == "ready", False]}
                await self.kind.take_out(session, row)
                await self.record(session, asked.request, "taken_out", row, diff)
            found = await self.told(session, asked.objects, row)
        return Response(found, headers=NO_STORE)

    async def bring_back(self, asked: Asked) -> Response[T]:
        """It, in its place again."""
        async with asked.sessions.begin() as session:
            await hold(session, asked.product_id)
            row = await self.kind.locked(session, asked.product_id, asked.asset_id)
            await self.kind.bring_back(session, row)
            await self.record(session, asked.request, "brought_back", row)
            found = await self.told(session, asked.objects, row)
        return Response(found, headers=NO_STORE)
