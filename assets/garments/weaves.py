"""Normal pictures of fabrics: what a finger would feel, as heights over one repeat, turned into slopes."""

from collections.abc import Callable
from functools import lru_cache

import msgspec
import numpy as np

from assets.garments.images import png
from assets.garments.sheets import Array

__all__ = ["WEAVES", "Weave", "normal"]


class Weave(msgspec.Struct, frozen=True):
    """One fabric's relief: metres of one repeat, pixels of it, and how deep it is in metres."""

    repeat: float
    pixels: int
    depth: float


WEAVES: dict[str, Weave] = {
    "knit": Weave(0.036, 128, 0.0011),
    "cable": Weave(0.09, 192, 0.004),
    "ribbed": Weave(0.024, 64, 0.0014),
    "denim": Weave(0.012, 64, 0.00022),
    "woven": Weave(0.014, 64, 0.00022),
    "brushed": Weave(0.05, 128, 0.0004),
    "shearling": Weave(0.07, 128, 0.005),
    "quilted": Weave(0.11, 128, 0.010),
    "mesh": Weave(0.016, 64, 0.0007),
    "corduroy": Weave(0.016, 64, 0.0011),
    "velvet": Weave(0.04, 96, 0.00025),
    "tweed": Weave(0.03, 96, 0.0006),
    "leather": Weave(0.04, 128, 0.00045),
    "satin": Weave(0.12, 96, 0.00045),
    "sequins": Weave(0.03, 96, 0.0012),
    "straw": Weave(0.024, 64, 0.0012),
    "lace": Weave(0.05, 128, 0.0007),
    "pleats": Weave(0.03, 64, 0.005),
    "channels": Weave(0.085, 64, 0.016),
}


@lru_cache(maxsize=128)
def normal(name: str, times: int = 1) -> bytes:
    """The fabric's normal picture as PNG, its repeat set side by side `times` times each way. y points up the cloth."""
    weave = WEAVES[name]
    at = (np.arange(weave.pixels) + 0.5) / weave.pixels
    height = _RELIEFS[name](*np.meshgrid(at, at)) * weave.depth
    step = weave.repeat / weave.pixels
    slope_x = (np.roll(height, -1, 1) - np.roll(height, 1, 1)) / (2 * step)
    slope_y = (np.roll(height, -1, 0) - np.roll(height, 1, 0)) / (2 * step)
    vector = np.stack([-slope_x, slope_y, np.ones_like(height)], axis=2)
    vector /= np.linalg.norm(vector, axis=2, keepdims=True)
    # Steps of 4 of 256 cannot be seen in cloth, and halve the file.
    pixels = (np.round((vector * 0.5 + 0.5) * 63.75) * 4).clip(0, 255).astype(np.uint8)
    return png(np.tile(pixels, (times, times, 1)))


def _noise(x: Array, y: Array, cells: int, seed: int) -> Array:
    """Smooth noise 0..1 that repeats every unit, `cells` bumps a side."""
    grid = np.random.default_rng(seed).random((cells, cells))
    u, v = x * cells, y * cells
    i, j = np.floor(u).astype(int), np.floor(v).astype(int)
    f, g = u - i, v - j
    f, g = f * f * (3 - 2 * f), g * g * (3 - 2 * g)
    one = grid[j % cells, i % cells] * (1 - f) + grid[j % cells, (i + 1) % cells] * f
    two = grid[(j + 1) % cells, i % cells] * (1 - f) + grid[(j + 1) % cells, (i + 1) % cells] * f
    return np.asarray(one * (1 - g) + two * g)


def _many(x: Array, y: Array, cells: int, seed: int) -> Array:
    return np.asarray(sum(_noise(x, y, cells * 2**k, seed + k) / 2**k for k in range(3)) / 1.75)


def _knit(x: Array, y: Array) -> Array:
    """Stocking stitch: rows of V, six wales wide and eight courses high."""
    wale, course = (x * 6) % 1, y * 8
    arm = np.abs(wale - 0.5)
    thread = np.abs(np.sin(np.pi * (course + arm * 1.15)))
    return np.asarray(thread**0.7 * np.clip(1.1 - (np.abs(arm - 0.25) / 0.25) ** 3, 0, 1))


def _cable(x: Array, y: Array) -> Array:
    over = np.sin(2 * np.pi * y * 2)
    a, b = 0.35 + 0.10 * over, 0.35 - 0.10 * over
    rope = np.exp(-(((x - a) / 0.07) ** 2)) * (1 + 0.2 * np.cos(2 * np.pi * y * 2)) + np.exp(
        -(((x - b) / 0.07) ** 2)
    ) * (1 - 0.2 * np.cos(2 * np.pi * y * 2))
    ribs = 0.35 * np.clip(np.cos(2 * np.pi * x * 9), 0, 1) * (x > 0.62)
    return np.asarray(rope + ribs + 0.12 * _knit(x * 2, y * 2))


def _ribbed(x: Array, y: Array) -> Array:
    return np.asarray(
        np.abs(np.cos(np.pi * x * 4)) ** 0.8 + 0.12 * np.abs(np.sin(np.pi * (y * 10 + np.abs((x * 4) % 1 - 0.5))))
    )


def _denim(x: Array, y: Array) -> Array:
    return np.asarray(np.abs(np.sin(np.pi * (x + y) * 6)) * 0.8 + 0.4 * _noise(x, y, 24, 3))


def _woven(x: Array, y: Array) -> Array:
    over = np.sin(2 * np.pi * x * 6) * np.sin(2 * np.pi * y * 6)
    return np.asarray(
        np.where(over > 0, np.abs(np.sin(2 * np.pi * y * 6)), np.abs(np.sin(2 * np.pi * x * 6)))
        + 0.3 * _noise(x, y, 16, 5)
    )


def _quilted(x: Array, y: Array) -> Array:
    a, b = np.abs(np.sin(np.pi * (x + y))), np.abs(np.sin(np.pi * (x - y)))
    return np.asarray((a * b) ** 0.45)


def _mesh(x: Array, y: Array) -> Array:
    return np.asarray(-np.clip(np.cos(2 * np.pi * x * 4) + np.cos(2 * np.pi * y * 4) - 0.6, 0, 1))


def _straw(x: Array, y: Array) -> Array:
    over = (np.floor(x * 4) + np.floor(y * 4)) % 2
    return np.asarray(np.where(over > 0, np.abs(np.sin(np.pi * y * 4)), np.abs(np.sin(np.pi * x * 4))) ** 0.6)


def _sequins(x: Array, y: Array) -> Array:
    row = np.floor(y * 5)
    u, v = (x * 5 + 0.5 * (row % 2)) % 1 - 0.5, (y * 5) % 1 - 0.5
    tilt = np.sin(row * 2.3 + np.floor(x * 5 + 0.5 * (row % 2)) * 4.1)
    return np.asarray(np.clip(1 - (u * u + v * v) * 3.2, 0, 1) ** 0.3 + 0.7 * u * tilt + 0.5 * v)


def _lace(x: Array, y: Array) -> Array:
    r = np.hypot(x - 0.5, y - 0.5)
    petals = np.abs(np.sin(3 * np.arctan2(y - 0.5, x - 0.5))) * np.exp(-(((r - 0.26) / 0.13) ** 2))
    return np.asarray(petals + 0.4 * np.abs(np.sin(np.pi * 8 * (x + y))) * np.abs(np.sin(np.pi * 8 * (x - y))))


_RELIEFS: dict[str, Callable[[Array, Array], Array]] = {
    "knit": _knit,
    "cable": _cable,
    "ribbed": _ribbed,
    "denim": _denim,
    "woven": _woven,
    "quilted": _quilted,
    "mesh": _mesh,
    "straw": _straw,
    "sequins": _sequins,
    "lace": _lace,
    "brushed": lambda x, y: _many(x, y, 12, 7),
    "shearling": lambda x, y: _many(x, y, 9, 11) ** 0.7,
    "velvet": lambda x, y: _many(x, y, 14, 13),
    "tweed": lambda x, y: _many(x, y, 12, 17) + 0.4 * _woven(x, y),
    "leather": lambda x, y: np.abs(_many(x, y, 10, 19) - 0.5) ** 0.6,
    "satin": lambda x, y: _noise(x, y, 3, 23),
    "corduroy": lambda x, y: np.abs(np.sin(np.pi * x * 5)) ** 0.6,
    "pleats": lambda x, y: (x % 1.0) ** 1.6 + 0 * y,
    "channels": lambda x, y: np.abs(np.sin(np.pi * y)) ** 0.5 + 0 * x,
}
