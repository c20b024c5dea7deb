"""Uploaded models, as one kind of uploads (`assets.life`): one is shown in a place, and a file may be awaited."""

from typing import Any, ClassVar

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from assets.life import About, Awaited, Kind, Refusals, retire
from assets.models import ProductAsset
from core.errors import Conflict, NotFound

__all__ = [
    "MODELS", "AboutModel", "ModelGone", "ModelNotFound", "NotTakenOut", "NothingToRetry", "SameModelThere",
    "await_file", "shown",
]  # fmt: skip


class ModelNotFound(NotFound):
    code: ClassVar[str] = "model_not_found"
    title: ClassVar[str] = "No such 3D model"


class NothingToRetry(Conflict):
    code: ClassVar[str] = "model_not_failed"
    title: ClassVar[str] = "Only a model that failed is tried again"


class ModelGone(Conflict):
    code: ClassVar[str] = "model_source_gone"
    title: ClassVar[str] = "The uploaded file was not kept"


class SameModelThere(Conflict):
    code: ClassVar[str] = "model_already_there"
    title: ClassVar[str] = "The same model is there already"


class NotTakenOut(Conflict):
    code: ClassVar[str] = "model_not_taken_out"
    title: ClassVar[str] = "The model is not taken out"


class AboutModel(About, frozen=True, kw_only=True, omit_defaults=True):
    """What `details` of a model hold. manifest: all that the worker said but the files, which are rows."""

    metadata: dict[str, Any] = msgspec.field(default_factory=dict)
    manifest: dict[str, Any] | None = None


async def shown(session: AsyncSession, row: ProductAsset) -> list[ProductAsset]:
    """The models that are shown in the place of this one, the last uploaded last."""
    query = MODELS.in_place(row.product_id, row.variant_id).where(ProductAsset.status == "ready")
    return sorted(await session.scalars(query), key=lambda each: each.id)


async def _give_way(session: AsyncSession, row: ProductAsset) -> None:
    """What was brought back is shown, and what was shown in its place goes."""
    if row.status == "ready" and row.retired_at is None:
        await retire(session, [each.id for each in await shown(session, row) if each.id != row.id])


MODELS = Kind(
    name="model",
    noun="3D model",
    details=AboutModel,
    refusals=Refusals(
        missing=ModelNotFound, not_failed=NothingToRetry, gone=ModelGone, not_out=NotTakenOut,
        same_there=SameModelThere,
    ),
    settle=_give_way,
)  # fmt: skip


def await_file(row: ProductAsset, awaited: Awaited) -> None:
    """Waits for a file again that was refused or did not come."""
    row.status, row.error = "uploaded", None
    MODELS.note(row, awaited=awaited, reason=None, kept=True)
