"""Sheets of cloth: grids of points in metres, what they are sewn into, and the finish of their edges.

The frame is the wearer's: y up from the floor, z to the front, x to the wearer's left; metres throughout.
"""

from collections.abc import Callable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Mesh", "Sheet", "joined", "lined", "mirrored", "moved", "sewn", "sheet", "turned"]
Array = NDArray[np.float64]
_WELD_M = 1e-4
_DEEP_M = 0.10
"""So far from an opening the inside of a garment is as dark as it gets."""


class Sheet(msgspec.Struct, frozen=True):
    """A grid of points (rows, columns, 3), its cloth coordinates (rows, columns, 2) in metres along the cloth, and how
    far each point is pushed out along the normal by folds (rows, columns)."""

    points: Array
    cloth: Array
    folds: Array


class Mesh(msgspec.Struct, frozen=True):
    """Triangles: points and normals (n, 3), cloth coordinates (n, 2) in metres, light 0..1 (n,) that is baked in, and
    triangles (m, 3) that turn anticlockwise seen from outside."""

    points: Array
    normals: Array
    cloth: Array
    light: Array
    triangles: NDArray[np.int64]


def sheet(points: Array, cloth: Array | None = None, folds: Array | None = None) -> Sheet:
    """A sheet; without cloth coordinates it measures its own rows and columns."""
    if cloth is None:
        cloth = np.stack([_along(points, 1), _along(points, 0)], axis=2)
    return Sheet(points, cloth, np.zeros(points.shape[:2]) if folds is None else folds)


def _along(points: Array, axis: int) -> Array:
    """The mean length from the first row (axis 0) or column (axis 1) to each, one value for each of them."""
    steps = np.linalg.norm(np.diff(points, axis=axis), axis=2).mean(axis=1 - axis)
    reach = np.concatenate([[0.0], np.cumsum(steps)])
    full = reach[:, None] if axis == 0 else reach[None, :]
    return np.broadcast_to(full, points.shape[:2]).copy()


def turned(one: Sheet) -> Sheet:
    """The same sheet with its outside in."""
    return Sheet(one.points[:, ::-1], one.cloth[:, ::-1], one.folds[:, ::-1])


def mirrored(one: Sheet) -> Sheet:
    """The sheet on the other side of the body; its outside stays out."""
    flipped = Sheet(one.points * (-1, 1, 1), one.cloth * (-1, 1), one.folds)
    return turned(flipped)


def moved(mesh: Mesh, change: Callable[[Array], Array]) -> Mesh:
    """The mesh with its points changed by a map that keeps directions (a shift, a uniform scale)."""
    return msgspec.structs.replace(mesh, points=change(mesh.points))


def sewn(sheets: Sequence[Sheet], *, folds: float = 1.0) -> Mesh:
    """The sheets as one surface: where edges meet, normals and folds agree. Folds darken what they push in."""
    points = np.concatenate([one.points.reshape(-1, 3) for one in sheets])
    cloth = np.concatenate([one.cloth.reshape(-1, 2) for one in sheets])
    pushed = np.concatenate([one.folds.reshape(-1) for one in sheets]) * folds
    triangles = _triangles(sheets)
    same = _welded(points)
    depth = _mean(pushed, same)
    points = points + _normals(points, triangles, same) * depth[:, None]
    solid = _solid(points, triangles)
    light = np.clip(1.0 + depth * 14.0, 0.72, 1.0)
    return Mesh(points, _normals(points, solid, same), cloth, light, solid)


def _triangles(sheets: Sequence[Sheet]) -> NDArray[np.int64]:
    made, start = [], 0
    for one in sheets:
        rows, columns = one.points.shape[:2]
        index = np.arange(start, start + rows * columns).reshape(rows, columns)
        a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]
        # The shorter diagonal of each quad folds less.
        flat = one.points.reshape(-1, 3)
        one_way = np.linalg.norm(flat[a - start] - flat[c - start], axis=-1)
        other = np.linalg.norm(flat[b - start] - flat[d - start], axis=-1)
        cross = (one_way <= other + 1e-9)[..., None]
        first = np.where(cross, np.stack([a, b, c], -1), np.stack([a, b, d], -1))
        second = np.where(cross, np.stack([a, c, d], -1), np.stack([b, c, d], -1))
        made += [first.reshape(-1, 3), second.reshape(-1, 3)]
        start += rows * columns
    return np.concatenate(made)


def _solid(points: Array, triangles: NDArray[np.int64]) -> NDArray[np.int64]:
    """The triangles that have an area: grids close to a point at tips."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    return np.asarray(triangles[area > 1e-10])


def _welded(points: Array) -> NDArray[np.int64]:
    """For each point the number of the place where it is; points within a tenth of a millimetre share one."""
    keys = np.round(points / _WELD_M).astype(np.int64)
    same = np.unique(keys, axis=0, return_inverse=True)[1]
    return np.asarray(same.reshape(-1), np.int64)


def _mean(values: Array, same: NDArray[np.int64]) -> Array:
    total = np.bincount(same, values)
    return np.asarray((total / np.maximum(np.bincount(same), 1))[same])


def _normals(points: Array, triangles: NDArray[np.int64], same: NDArray[np.int64]) -> Array:
    """Unit normals (n, 3), the area-weighted mean of the triangles about each place."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    face = np.cross(b - a, c - a)
    total = np.zeros((same.max() + 1, 3))
    for k in range(3):
        np.add.at(total, same[triangles[:, k]], face)
    size = np.linalg.norm(total, axis=1, keepdims=True)
    unit = np.where(size > 1e-15, total / np.maximum(size, 1e-15), (0.0, 1.0, 0.0))
    return np.asarray(unit[same])


def lined(mesh: Mesh, thickness: float, *, depth: float = 0.007, inside: float = 0.45) -> Mesh:
    """The surface with an inside and a rounded edge of `thickness` metres, as cloth has.

    depth: how far within the outside the inside lies away from openings, so that coarse versions do not show it
    through; inside: its baked light where it is deepest.
    """
    same = _welded(mesh.points)
    edges = _rim(mesh.triangles, same)
    if not len(edges):
        return mesh
    rim = np.unique(edges)
    far = _distance(mesh.points, mesh.points[rim])
    inset = thickness + (depth - thickness) * np.clip(far / 0.03, 0, 1)
    shade = 0.82 + (inside - 0.82) * np.clip(far / _DEEP_M, 0, 1)
    inner = Mesh(mesh.points - mesh.normals * inset[:, None], -mesh.normals, mesh.cloth, shade, mesh.triangles[:, ::-1])
    return joined([mesh, inner, _bound(mesh, edges, thickness)])


def _rim(triangles: NDArray[np.int64], same: NDArray[np.int64]) -> NDArray[np.int64]:
    """Edges (k, 2) that one triangle has alone, in its turning; vertices of the mesh."""
    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    where = np.sort(same[edges], axis=1)
    _, first, count = np.unique(where, axis=0, return_index=True, return_counts=True)
    alone = edges[first[count == 1]]
    return np.asarray(alone[same[alone[:, 0]] != same[alone[:, 1]]])


def _distance(points: Array, to: Array) -> Array:
    """From each point to the nearest of `to`, in metres."""
    nearest = np.full(len(points), np.inf)
    for start in range(0, len(to), 64):
        gap = points[:, None, :] - to[None, start : start + 64, :]
        nearest = np.minimum(nearest, np.einsum("ijk,ijk->ij", gap, gap).min(axis=1))
    return np.asarray(np.sqrt(nearest))


def _bound(mesh: Mesh, edges: NDArray[np.int64], thickness: float) -> Mesh:
    """A rolled strip along the rim, from the outside to the inside, bulging by half its thickness."""
    a, b = edges[:, 0], edges[:, 1]
    along = mesh.points[b] - mesh.points[a]
    outward = np.cross(along, mesh.normals[a])
    outward /= np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-12)
    ids, place = np.unique(edges.reshape(-1), return_inverse=True)
    push = np.zeros((len(ids), 3))
    np.add.at(push, place.reshape(-1), np.repeat(outward, 2, axis=0))
    push /= np.maximum(np.linalg.norm(push, axis=1, keepdims=True), 1e-12)
    point, normal = mesh.points[ids], mesh.normals[ids]
    rings = [point, point - normal * (thickness / 2) + push * (thickness / 2), point - normal * thickness]
    facing = [normal * 0.7 + push * 0.7, push, push * 0.7 - normal * 0.7]
    count, turn = len(ids), place.reshape(-1, 2)
    made = []
    for k in range(2):
        p, q = turn[:, 0] + k * count, turn[:, 1] + k * count
        made += [np.stack([p, p + count, q + count], 1), np.stack([p, q + count, q], 1)]
    points = np.concatenate(rings)
    cloth = np.tile(mesh.cloth[ids], (3, 1))
    light = np.repeat([1.0, 0.95, 0.8], count)
    return Mesh(points, np.concatenate(facing), cloth, light, _solid(points, np.concatenate(made)))


def joined(meshes: Sequence[Mesh]) -> Mesh:
    """All in one; what nobody uses is left out."""
    start, triangles = 0, []
    for mesh in meshes:
        triangles.append(mesh.triangles + start)
        start += len(mesh.points)
    every = np.concatenate(triangles)
    used, new = np.unique(every, return_inverse=True)
    points, normals, cloth, light = (
        np.concatenate([getattr(mesh, name) for mesh in meshes])[used]
        for name in ("points", "normals", "cloth", "light")
    )
    size = np.linalg.norm(normals, axis=1, keepdims=True)
    unit = np.where(size > 1e-12, normals / np.maximum(size, 1e-12), (0.0, 1.0, 0.0))
    return Mesh(points, unit, cloth, light, new.reshape(every.shape))
