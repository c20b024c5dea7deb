"""The 3D models of a product, as a column of what is read of it."""

from uuid import UUID

import msgspec

from commerce.item import ItemModel, ModelLevel

__all__ = ["MODELS", "models_of"]
MODELS = """
SELECT jsonb_agg(jsonb_build_array(a.parent_id, a.variant_id, a.level, a.storage_key, a.triangles, a.bytes,
           a.details->>'variant') ORDER BY a.parent_id, a.level NULLS LAST, a.position)::text
FROM voguevault.product_assets AS a
WHERE a.product_id = p.id AND a.kind = 'model' AND a.role IN ('lod', 'poster') AND a.status = 'ready'
  AND a.retired_at IS NULL
"""
"""Levels and posters of a product `p`, whose row is changed when a model is published, taken out or brought back."""


class _File(msgspec.Struct, frozen=True, array_like=True):
    """A level of detail, or a poster, which has no level."""

    model: UUID
    variant_id: UUID | None
    level: int | None
    key: str
    triangles: int | None
    bytes: int
    colour: str | None


_files = msgspec.json.Decoder(tuple[_File, ...])


def models_of(told: str | None, public: str) -> tuple[ItemModel, ...]:
    """The models of that column. public: what stands in front of a key."""
    if told is None:
        return ()
    files: dict[UUID, list[_File]] = {}
    for file in _files.decode(told):
        files.setdefault(file.model, []).append(file)
    return tuple(_model(each, public) for each in files.values())


def _model(files: list[_File], public: str) -> ItemModel:
    levels = [
        ModelLevel(file.level, public + file.key, file.triangles or 0, file.bytes)
        for file in files
        if file.level is not None
    ]
    posters = [(file.colour, public + file.key) for file in files if file.level is None]
    return ItemModel(files[0].variant_id, tuple(levels), tuple(posters))
