"""Curves and the surfaces that are swept along them: tubes, straps, lathed bodies, lofts between loops."""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import ArrayLike

from assets.garments.sheets import Array, Sheet, sheet

__all__ = ["Cord", "blend", "eased", "hermite", "lathe", "loop", "ribbon", "smooth", "spline", "tube"]


def smooth(x: Array | float, low: float = 0.0, high: float = 1.0) -> Array:
    """0 below `low`, 1 above `high`, an S between."""
    t = np.clip((np.asarray(x, float) - low) / (high - low), 0.0, 1.0)
    return np.asarray(t * t * (3 - 2 * t))


def blend(one: Array | float, other: Array | float, share: Array | float) -> Array:
    return np.asarray(one + (other - one) * share)


def eased(keys: Sequence[float] | Array, values: Sequence[float] | Array, at: Array | float) -> Array:
    """Values at `at` on a smooth curve through (keys, values) that overshoots nowhere; constant beyond its ends.

    Source: monotone cubic interpolation, Fritsch & Butland, SIAM J. Sci. Stat. Comput. 5(2), 1984.
    """
    x, y = np.asarray(keys, float), np.asarray(values, float)
    step = np.diff(x)
    rise = np.diff(y) / step
    slope = np.zeros_like(y)
    same = rise[:-1] * rise[1:] > 0
    safe = np.where(same, rise[:-1] + rise[1:], 1.0)
    slope[1:-1] = np.where(same, 2 * rise[:-1] * rise[1:] / np.where(np.abs(safe) < 1e-12, 1.0, safe), 0.0)
    slope[0], slope[-1] = rise[0], rise[-1]
    where = np.clip(np.asarray(at, float), x[0], x[-1])
    k = np.clip(np.searchsorted(x, where, side="right") - 1, 0, len(step) - 1)
    t, h = (where - x[k]) / step[k], step[k]
    return np.asarray(
        (1 + 2 * t) * (1 - t) ** 2 * y[k]
        + t * (1 - t) ** 2 * h * slope[k]
        + t * t * (3 - 2 * t) * y[k + 1]
        + t * t * (t - 1) * h * slope[k + 1]
    )


def hermite(start: Array, end: Array, leave: Array, arrive: Array, t: Array) -> Array:
    """Points (len(t), …, 3) on cubics from `start` to `end` with these tangents, for all columns at once."""
    s = t.reshape(-1, *([1] * start.ndim))
    return np.asarray(
        (1 + 2 * s) * (1 - s) ** 2 * start
        + s * (1 - s) ** 2 * leave
        + s * s * (3 - 2 * s) * end
        + s * s * (s - 1) * arrive
    )


def spline(points: Sequence[ArrayLike] | Array, count: int, *, closed: bool = False) -> Array:
    """`count` points at equal steps of a centripetal Catmull-Rom curve through `points`."""
    p = np.asarray(points, float)
    p = np.concatenate([p[-1:], p, p[:2]]) if closed else np.concatenate([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    fine = np.concatenate([_span(p[k : k + 4]) for k in range(len(p) - 3)] + [p[-2:-1]])
    reach = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(fine, axis=0), axis=1))])
    at = np.linspace(0, reach[-1], count)
    return np.stack([np.interp(at, reach, fine[:, k]) for k in range(p.shape[1])], axis=1)


def _span(p: Array) -> Array:
    t = np.concatenate([[0.0], np.cumsum(np.sqrt(np.maximum(np.linalg.norm(np.diff(p, axis=0), axis=1), 1e-9)))])
    at = np.linspace(t[1], t[2], 24, endpoint=False)[:, None]
    a = [(t[k + 1] - at) / (t[k + 1] - t[k]) * p[k] + (at - t[k]) / (t[k + 1] - t[k]) * p[k + 1] for k in range(3)]
    b = [(t[k + 2] - at) / (t[k + 2] - t[k]) * a[k] + (at - t[k]) / (t[k + 2] - t[k]) * a[k + 1] for k in range(2)]
    return np.asarray((t[2] - at) / (t[2] - t[1]) * b[0] + (at - t[1]) / (t[2] - t[1]) * b[1])


def loop(count: int, start: float = 0.0) -> Array:
    """`count` angles once round, first and last the same place."""
    return np.linspace(0, 2 * np.pi, count) + start


def _frames(path: Array, up: Array | None) -> tuple[Array, Array]:
    """Two unit vectors across the path at each of its points, that turn as little as possible."""
    tangent = np.gradient(path, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-12)
    seed = up if up is not None else np.eye(3)[np.argmin(np.abs(tangent[0]))]
    one = np.zeros_like(path)
    for k, along in enumerate(tangent):
        seed = seed - along * (seed @ along)
        seed = seed / max(float(np.linalg.norm(seed)), 1e-12)
        one[k] = seed
    return one, np.cross(tangent, one)


class Cord(msgspec.Struct, frozen=True):
    """A cord's measures. radius: metres, one or as many as its path has points; flat: its thickness as a share of its
    width, which lies along `up` (3,)."""

    radius: Array | float
    sides: int = 8
    flat: float = 1.0
    up: Array | None = None


def tube(path: Array, cord: Cord) -> Sheet:
    """A round sheet along `path` (n, 3)."""
    one, other = _frames(path, cord.up)
    r = np.broadcast_to(np.asarray(cord.radius, float), (len(path),))[:, None, None]
    angle = loop(cord.sides + 1)[None, :, None]
    ring = path[:, None] + r * (np.cos(angle) * one[:, None] + cord.flat * np.sin(angle) * other[:, None])
    return sheet(ring[::-1])


def ribbon(path: Array, width: Array | float, across: Array, columns: int = 3) -> Sheet:
    """A flat band along `path`, as wide as `width`, lying along `across` (3,) or (n, 3)."""
    half = np.broadcast_to(np.asarray(width, float), (len(path),))[:, None, None] / 2
    lie = np.broadcast_to(across, path.shape)
    lie = lie / np.linalg.norm(lie, axis=1, keepdims=True)
    share = np.linspace(-1, 1, columns)[None, :, None]
    return sheet(path[:, None] + half * share * lie[:, None])


def lathe(profile: Array, sides: int = 32, *, squash: tuple[float, float] = (1.0, 1.0)) -> Sheet:
    """The profile ((n, 2): radius, height, from bottom to top on the outside) turned about y; squash scales x and z."""
    angle = loop(sides + 1)[None, :]
    r, y = profile[:, :1], np.broadcast_to(profile[:, 1:], (len(profile), sides + 1))
    return sheet(np.stack([r * np.sin(angle) * squash[0], y, r * np.cos(angle) * squash[1]], axis=2))
