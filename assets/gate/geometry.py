"""The vertices looked at: indices that exist, positions that are numbers, a scene of a sensible size."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from assets.gate.document import Accessor, Primitive
from assets.gate.model import Model
from assets.gate.payloads import DRACO
from assets.gate.refusal import Refused, said
from assets.gate.scene import Shown

__all__ = ["check"]
Bounds = npt.NDArray[np.float64]
_RANGES = {5120: 127.0, 5121: 255.0, 5122: 32767.0, 5123: 65535.0}


def check(model: Model, shown: Iterable[Shown]) -> None:
    """Refuses triangles of vertices that are not there, positions that are no numbers or too large, and a scene
    without extent. Packed geometry is believed here; `validate.mjs` unpacks it and looks again."""
    packed = _packed(model)
    bounds = {index: _positions(model, index, index in packed) for index in sorted(_position_accessors(model))}
    looked: set[tuple[int, int]] = set()
    for index, mesh in enumerate(model.document.meshes):
        for primitive in mesh.primitives:
            _indices(model, primitive, said(mesh.name or index), looked)
    _extent(model, shown, bounds)


def _position_accessors(model: Model) -> set[int]:
    used: set[int] = set()
    for primitive in model.document.primitives():
        for each in (primitive.attributes, *primitive.targets):
            if "POSITION" in each:
                used.add(each["POSITION"])
    return used


def _positions(model: Model, index: int, packed: bool) -> Bounds | None:
    """(2, 3) smallest and largest position of an accessor, looked at or, where it is packed, as declared."""
    accessor = model.document.accessors[index]
    if accessor.type != "VEC3":
        raise Refused("accessor_kind", f"Positions (accessor {index}) are not of three numbers. Export it again.")
    values = None if packed else model.array(accessor)
    if values is None:
        return _declared(model, accessor)
    ends = np.stack((values.min(axis=0), values.max(axis=0))).astype(np.float64)
    if not np.isfinite(ends).all():
        raise Refused(
            "not_finite", f"A position (accessor {index}) is infinite or not a number. Clean the mesh, export it again."
        )
    _sensible(model, ends)
    _declared(model, accessor)
    return _scaled(accessor, ends)


def _packed(model: Model) -> set[int]:
    """Positions that only Draco's payload has: their accessors stand for them without a view."""
    accessors = model.document.accessors
    named = (each.attributes.get("POSITION") for each in model.document.primitives() if DRACO in each.extensions)
    return {index for index in named if index is not None and accessors[index].buffer_view is None}


def _declared(model: Model, accessor: Accessor) -> Bounds | None:
    if accessor.min is None or accessor.max is None or not len(accessor.min) == len(accessor.max) == 3:
        return None
    ends = np.array([accessor.min, accessor.max], np.float64)
    _sensible(model, ends)
    return _scaled(accessor, ends)


def _sensible(model: Model, ends: Bounds) -> None:
    if float(np.abs(ends).max()) > model.limits.coordinate:
        raise Refused(
            "coordinate_size",
            f"A coordinate is {float(np.abs(ends).max()):.3g}; the limit is {model.limits.coordinate:.0e}. "
            "Check the units, export it again.",
        )


def _scaled(accessor: Accessor, ends: Bounds) -> Bounds:
    return ends / _RANGES.get(accessor.component_type, 1.0) if accessor.normalized else ends


def _indices(model: Model, primitive: Primitive, name: str, looked: set[tuple[int, int]]) -> None:
    position = primitive.attributes.get("POSITION")
    if primitive.indices is None or position is None:
        return
    accessor, vertices = model.document.accessors[primitive.indices], model.document.accessors[position].count
    if (primitive.indices, vertices) in looked:
        return
    looked.add((primitive.indices, vertices))
    if accessor.component_type not in (5121, 5123, 5125) or accessor.type != "SCALAR":
        raise Refused("accessor_kind", f"The indices of the mesh {name} are no whole numbers. Export it again.")
    if DRACO in primitive.extensions and accessor.buffer_view is None:
        return
    values = model.array(accessor)
    if values is not None and int(values.max()) >= vertices:
        raise Refused(
            "index_outside",
            f"The mesh {name} names vertex {int(values.max()):,}, of {vertices:,}. Export the model again.",
        )


def _extent(model: Model, shown: Iterable[Shown], bounds: dict[int, Bounds | None]) -> None:
    """Refuses a scene that is a point, or that its transforms blow up."""
    low, high = np.full(3, np.inf), np.full(3, -np.inf)
    for each in shown:
        for primitive in model.document.meshes[each.mesh].primitives:
            ends = bounds.get(primitive.attributes.get("POSITION", -1))
            if ends is None:
                continue
            corners = _corners(ends) if each.skinned else _moved(_corners(ends), each.matrix)
            low, high = np.minimum(low, corners.min(axis=0)), np.maximum(high, corners.max(axis=0))
    if np.isposinf(low).all():
        return
    if not np.isfinite([low, high]).all():
        raise Refused("coordinate_size", "A node's transform makes the model infinitely large. Apply transforms first.")
    _sensible(model, np.stack((low, high)))
    longest = float((high - low).max())
    if longest < model.limits.extent:
        raise Refused(
            "no_extent",
            f"The whole model is {longest:.1g} m long: it lies in one point. Check scales, export it again.",
        )


def _corners(ends: Bounds) -> Bounds:
    x, y, z = ends.T
    return np.stack(np.meshgrid(x, y, z), axis=-1).reshape(8, 3)


def _moved(corners: Bounds, matrix: Bounds) -> Bounds:
    with np.errstate(all="ignore"):
        moved: Bounds = corners @ matrix[:3, :3].T + matrix[:3, 3]
    return moved
