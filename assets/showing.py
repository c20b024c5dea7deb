"""3D models as they are told: to everybody what is ready, to the staff everything."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from assets.life import Step, forgotten_at, is_retriable
from assets.manifest import Described, Note
from assets.models import ProductAsset
from assets.sources import MODELS
from commerce.models import Product
from core.objects import Objects

__all__ = [
    "Level",
    "Link",
    "Poster",
    "PublicModel",
    "PublicModels",
    "StaffModel",
    "public_models",
    "staff_model",
    "staff_models",
]


class Level(msgspec.Struct, frozen=True):
    """A level of detail; 0 is the finest. gpu_bytes: estimated memory on a graphics card; codec: of its geometry."""

    level: int
    url: str
    mime: str
    bytes: int
    triangles: int | None
    vertices: int | None
    draw_calls: int | None
    codec: str | None
    gpu_bytes: int | None


class Link(msgspec.Struct, frozen=True):
    """A file for a viewer of its own: a plain GLB for AR on Android, USDZ for iOS."""

    url: str
    mime: str
    bytes: int
    triangles: int | None
    gpu_bytes: int | None


class Poster(msgspec.Struct, frozen=True):
    """A picture of the model. colour: the colour variant that it shows, by the model's own name for it."""

    url: str
    mime: str
    bytes: int
    width: int | None
    height: int | None
    colour: str | None


class Box(msgspec.Struct, frozen=True):
    """Metres, in the rest pose; y is up."""

    min: tuple[float, float, float]
    max: tuple[float, float, float]


class PublicModel(msgspec.Struct, frozen=True, kw_only=True):
    """A model that is in the shop. variant_id: null where it stands for every variant; colours: names that the model
    itself knows (KHR_materials_variants)."""

    asset_id: UUID
    variant_id: UUID | None
    lods: tuple[Level, ...]
    ar: Link | None
    usdz: Link | None
    posters: tuple[Poster, ...]
    thumbnail: Poster | None
    bounds: Box | None
    colours: tuple[str, ...]
    animations: tuple[str, ...]
    updated_at: datetime


class PublicModels(msgspec.Struct, frozen=True):
    product_id: UUID
    models: tuple[PublicModel, ...]


class LeftOut(msgspec.Struct, frozen=True):
    """A file that was made but is not right, and so is not published; `say` tells why."""

    role: str
    level: int | None
    say: str


class StaffModel(msgspec.Struct, frozen=True, kw_only=True):
    """A model to the staff, whatever became of it.

    status: `awaiting_upload` until its file is in the store, `uploaded` until somebody works on it, `validating`,
    `processing`, then `ready` or `failed`. error: a sentence, reason: its stable code (docs/models-gate.md).
    in_shop: whether shoppers see it. forgotten_at: when what was taken out is gone for good. retriable: whether its
    file was kept, so that it can be tried again.
    """

    asset_id: UUID
    product_id: UUID
    variant_id: UUID | None
    filename: str
    bytes: int | None
    sha256: str | None
    metadata: dict[str, Any]
    status: str
    progress: Step | None
    error: str | None
    reason: str | None
    attempts: int
    in_shop: bool
    retriable: bool
    forgotten_at: datetime | None
    repairs: tuple[Note, ...]
    warnings: tuple[Note, ...]
    left_out: tuple[LeftOut, ...]
    figures: Described | None
    model: PublicModel | None
    created_at: datetime
    updated_at: datetime


async def public_models(session: AsyncSession, objects: Objects, product_id: UUID) -> tuple[PublicModel, ...] | None:
    """The models of a product that is sold: its own first, then by variant. None where none such is sold."""
    sold = select(Product.id).where(Product.id == product_id, Product.status == "active")
    if await session.scalar(sold) is None:
        return None
    rows = await session.scalars(_models(product_id).where(ProductAsset.retired_at.is_(None)))
    return tuple(model for _, model in _grouped(rows, objects) if model is not None)


async def staff_models(session: AsyncSession, objects: Objects, product_id: UUID) -> tuple[StaffModel, ...]:
    """All that were uploaded for a product and are not forgotten, the newest first."""
    grouped = _grouped(await session.scalars(_models(product_id)), objects)
    found = [_staff(source, model) for source, model in grouped]
    return tuple(sorted(found, key=lambda each: each.asset_id, reverse=True))


async def staff_model(session: AsyncSession, objects: Objects, row: ProductAsset) -> StaffModel:
    """One of them."""
    await session.refresh(row)
    below = await session.scalars(
        select(ProductAsset).where(ProductAsset.parent_id == row.id).execution_options(populate_existing=True)
    )
    return _staff(row, _public(row, list(below), objects))


def _models(product_id: UUID) -> Select[ProductAsset]:
    query = select(ProductAsset).where(ProductAsset.product_id == product_id, ProductAsset.kind == "model")
    order = (ProductAsset.variant_id.asc().nulls_first(), ProductAsset.id)
    return query.order_by(*order).execution_options(populate_existing=True)


def _grouped(rows: Iterable[ProductAsset], objects: Objects) -> list[tuple[ProductAsset, PublicModel | None]]:
    """Each source with the model that is made of it, if it is ready."""
    listed = list(rows)
    below: dict[UUID, list[ProductAsset]] = {}
    for row in listed:
        if row.parent_id is not None:
            below.setdefault(row.parent_id, []).append(row)
    return [(row, _public(row, below.get(row.id, []), objects)) for row in listed if row.role == "source"]


def _public(source: ProductAsset, rows: Sequence[ProductAsset], objects: Objects) -> PublicModel | None:
    ready = sorted((row for row in rows if row.status == "ready"), key=lambda row: row.position)
    if source.status != "ready" or not ready:
        return None
    figures = (MODELS.about(source).manifest or {}).get("source", {})
    by_role: dict[str, list[ProductAsset]] = {}
    for row in ready:
        by_role.setdefault(row.role, []).append(row)
    return PublicModel(
        asset_id=source.id,
        variant_id=source.variant_id,
        lods=tuple(_level(row, objects) for row in sorted(by_role.get("lod", ()), key=lambda row: row.level or 0)),
        ar=next((_link(row, objects) for row in by_role.get("ar", ())), None),
        usdz=next((_link(row, objects) for row in by_role.get("usdz", ())), None),
        posters=tuple(_poster(row, objects) for row in by_role.get("poster", ())),
        thumbnail=next((_poster(row, objects) for row in by_role.get("thumbnail", ())), None),
        bounds=msgspec.convert(source.bounds, Box) if source.bounds else None,
        colours=tuple(figures.get("variants", ())),
        animations=tuple(each["name"] for each in figures.get("animations", ())),
        updated_at=source.updated_at,
    )


def _level(row: ProductAsset, objects: Objects) -> Level:
    told = row.details
    return Level(
        row.level or 0, objects.url(row.storage_key), row.mime, row.bytes or 0, row.triangles, told.get("vertices"),
        told.get("draw_calls"), told.get("codec"), told.get("gpu_bytes"),
    )  # fmt: skip


def _link(row: ProductAsset, objects: Objects) -> Link:
    return Link(objects.url(row.storage_key), row.mime, row.bytes or 0, row.triangles, row.details.get("gpu_bytes"))


def _poster(row: ProductAsset, objects: Objects) -> Poster:
    colour = row.details.get("variant")
    return Poster(objects.url(row.storage_key), row.mime, row.bytes or 0, row.width, row.height, colour)


def _staff(row: ProductAsset, model: PublicModel | None) -> StaffModel:
    told = MODELS.about(row)
    said = told.manifest or {}
    return StaffModel(
        asset_id=row.id,
        product_id=row.product_id,
        variant_id=row.variant_id,
        filename=told.filename,
        bytes=row.bytes,
        sha256=row.sha256,
        metadata=told.metadata,
        status="awaiting_upload" if told.awaited else row.status,
        progress=told.progress,
        error=row.error,
        reason=told.reason,
        attempts=row.attempts,
        in_shop=model is not None and row.retired_at is None,
        retriable=is_retriable(row, told),
        forgotten_at=forgotten_at(row),
        repairs=msgspec.convert(said.get("repairs", ()), tuple[Note, ...]),
        warnings=msgspec.convert(said.get("warnings", ()), tuple[Note, ...]),
        left_out=tuple(
            LeftOut(file["role"], file.get("level"), file.get("error") or "") for file in said.get("left_out", ())
        ),
        figures=_figures(said),
        model=model,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _figures(said: dict[str, Any]) -> Described | None:
    try:
        return msgspec.convert(said["source"], Described)
    except (KeyError, msgspec.ValidationError):  # none, or as an earlier version of the worker said them
        return None
