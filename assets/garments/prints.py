"""Patterns of cloth as pictures of one repeat, in the product's own colours."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.garments.images import png
from assets.garments.sheets import Array
from assets.illustration.shading import mixed, second, shifted

__all__ = ["PRINTS", "SCALES", "picture", "rgb"]
SCALES = {"fine": 0.62, "medium": 1.0, "bold": 1.7}
_PIXELS, _OVER = 256, 2
Layer = tuple[NDArray[np.floating[Any]], str]
"""Where an ink lies (rows, columns) and its colour as hex."""


@lru_cache(maxsize=256)
def picture(pattern: str, hex_code: str, accent: str | None) -> bytes:
    """One repeat of the pattern on a ground of this colour, as PNG of 256 × 256 pixels."""
    ink = second(hex_code, accent)
    at = (np.arange(_PIXELS * _OVER) + 0.5) / (_PIXELS * _OVER)
    x, y = np.meshgrid(at, at)
    canvas = np.broadcast_to(rgb(hex_code), (*x.shape, 3)).astype(float)
    for where, colour in PRINTS[pattern][1](x, y, hex_code, ink):
        canvas = canvas + (rgb(colour) - canvas) * np.clip(where, 0, 1)[..., None]
    small = canvas.reshape(_PIXELS, _OVER, _PIXELS, _OVER, 3).mean(axis=(1, 3))
    return png((np.round(small / 4) * 4).clip(0, 255).astype(np.uint8))


def rgb(hex_code: str) -> NDArray[np.float64]:
    """sRGB, 0..255."""
    return np.array([int(hex_code[k : k + 2], 16) for k in (1, 3, 5)], float)


def _wrap(value: Array, at: float) -> Array:
    """Distance to `at` where 0 and 1 are the same place, -0.5..0.5."""
    return np.asarray((value - at + 0.5) % 1 - 0.5)


def _spot(x: Array, y: Array, at: tuple[float, float], r: float) -> Array:
    return np.asarray(np.hypot(_wrap(x, at[0]), _wrap(y, at[1])) < r, float)


def _striped(x: Array, y: Array, ground: str, ink: str) -> list[Layer]:
    return [(((y * 3) % 1 < 0.38).astype(float), ink)]


def _checked(x: Array, y: Array, ground: str, ink: str) -> list[Layer]:
    def band(v: Array, at: float, half: float) -> Array:
        return (np.abs(_wrap(v, at)) < half).astype(float)

    twill = ((x * 64 + y * 64) % 1 < 0.5).astype(float)
    return [
        (0.55 * band(x, 0.25, 0.15), ink),
        (0.55 * band(y, 0.25, 0.15), ink),
        (0.35 * twill * (band(x, 0.25, 0.15) + band(y, 0.25, 0.15)), ink),
        (0.8 * band(x, 0.75, 0.018), ink),
        (0.8 * band(y, 0.75, 0.018), ink),
        (0.45 * band(x, 0.5, 0.04), shifted(ground, -18)),
        (0.45 * band(y, 0.5, 0.04), shifted(ground, -18)),
    ]


def _dotted(x: Array, y: Array, ground: str, ink: str) -> list[Layer]:
    return [
        (
            sum(
                (_spot(x, y, (cx, cy), 0.085) for cx, cy in ((0.25, 0.25), (0.75, 0.25), (0, 0.75), (0.5, 0.75))),
                np.zeros_like(x),
            ),
            ink,
        )
    ]


def _flower(x: Array, y: Array, at: tuple[float, float], r: float, turn: float) -> Array:
    dx, dy = _wrap(x, at[0]), _wrap(y, at[1])
    edge = r * (0.72 + 0.28 * np.abs(np.cos(2.5 * (np.arctan2(dy, dx) + turn))) ** 0.6)
    return np.asarray(np.hypot(dx, dy) < edge, float)


def _leaf(x: Array, y: Array, at: tuple[float, float], size: float, turn: float) -> Array:
    dx, dy = _wrap(x, at[0]), _wrap(y, at[1])
    u, v = dx * np.cos(turn) + dy * np.sin(turn), -dx * np.sin(turn) + dy * np.cos(turn)
    return np.asarray(
        ((u > 0) & (u < size) & (np.abs(v) < 0.26 * size * np.sin(np.pi * np.clip(u / size, 0, 1)))), float
    )


_BLOOMS = (
    (0.20, 0.22, 0.13, 0.3),
    (0.68, 0.36, 0.16, 1.1),
    (0.30, 0.70, 0.105, 0.6),
    (0.82, 0.82, 0.12, 0.0),
    (0.52, 0.05, 0.06, 0.9),
    (0.06, 0.50, 0.055, 0.2),
)


def _floral(x: Array, y: Array, ground: str, ink: str) -> list[Layer]:
    leaf, heart, pale = mixed(ink, "#5d7a52", 0.72), shifted(ink, -26), mixed(ink, shifted(ground, 30), 0.4)
    made: list[Layer] = []
    for cx, cy, r, turn in _BLOOMS:
        made += [(_leaf(x, y, (cx, cy), r * 1.75, turn + k), leaf) for k in (0.4, 2.7, 4.6)]
    for k, (cx, cy, r, turn) in enumerate(_BLOOMS):
        made += [
            (_flower(x, y, (cx, cy), r, turn), pale if k % 2 else ink),
            (_flower(x, y, (cx, cy), r * 0.62, turn + 0.5), ink if k % 2 else pale),
        ]
        made.append((_spot(x, y, (cx, cy), r * 0.24), heart))
    return made


def _embroidered(x: Array, y: Array, ground: str, ink: str) -> list[Layer]:
    made: list[Layer] = []
    for cx, cy in ((0.25, 0.25), (0.75, 0.75)):
        made += [(_leaf(x, y, (cx, cy), 0.2, k), mixed(ink, "#5d7a52", 0.5)) for k in (0.6, 2.4)]
        made += [(_flower(x, y, (cx, cy), 0.085, cx * 7), ink), (_spot(x, y, (cx, cy), 0.025), shifted(ink, 24))]
    return made


def _animal(x: Array, y: Array, ground: str, ink: str) -> list[Layer]:
    chance = np.random.default_rng(4)
    rim, inner = np.zeros_like(x), np.zeros_like(x)
    for k in range(22):
        cx, cy = (k % 5 + chance.uniform(0.2, 0.8)) / 5, (k // 5 + chance.uniform(0.2, 0.8)) / 5
        dx, dy = _wrap(x, cx), _wrap(y, cy)
        r, turn = np.hypot(dx, dy * 1.25), np.arctan2(dy, dx)
        size = 0.075 * (1 + 0.22 * np.sin(3 * turn + k))
        gap = np.sin(1.5 * turn + k * 2.1) > -0.55
        rim = np.maximum(rim, ((r < size) & (r > size * 0.55) & gap).astype(float))
        inner = np.maximum(inner, (r < size * 0.6).astype(float))
    return [(inner, mixed(ground, ink, 0.45)), (rim, shifted(ink, -16))]


def _geometric(x: Array, y: Array, ground: str, ink: str) -> list[Layer]:
    diamond = np.abs(_wrap(x * 2, 0.5)) + np.abs(_wrap(y * 2, 0.5))
    return [
        ((diamond < 0.44).astype(float), mixed(ground, ink, 0.5)),
        ((diamond < 0.26).astype(float), ink),
        ((diamond > 0.86).astype(float), ink),
    ]


def _noise(x: Array, y: Array, seed: int, cells: int = 3) -> Array:
    chance = np.random.default_rng(seed)
    total = np.zeros_like(x)
    for _ in range(9):
        i, j = chance.integers(-cells, cells + 1, 2)
        total += np.cos(2 * np.pi * (i * x + j * y) + chance.uniform(0, 6.28)) / (1 + np.hypot(i, j) * 0.5)
    return total


def _abstract(x: Array, y: Array, ground: str, ink: str) -> list[Layer]:
    return [
        ((_noise(x, y, 3) > 0.9).astype(float), mixed(ground, ink, 0.5)),
        ((_noise(x, y, 8) > 1.1).astype(float), ink),
        ((np.abs(_noise(x, y, 5)) < 0.09).astype(float), shifted(ground, -30)),
    ]


def _camouflage(x: Array, y: Array, ground: str, ink: str) -> list[Layer]:
    return [
        ((_noise(x, y, 21, 4) > 0.6).astype(float), shifted(ground, -14)),
        ((_noise(x, y, 22, 4) > 0.9).astype(float), mixed(ground, ink, 0.5)),
        ((_noise(x, y, 23, 4) > 1.3).astype(float), shifted(ground, 14)),
    ]


def _paisley(x: Array, y: Array, ground: str, ink: str) -> list[Layer]:
    made: list[Layer] = []
    for cx, cy, flip in ((0.27, 0.28, 1.0), (0.77, 0.76, -1.0)):
        dx, dy = _wrap(x, cx) * flip, _wrap(y, cy)
        bend = dx + 0.9 * np.clip(-dy - 0.02, 0, None) ** 2 * 6
        for grow, colour in ((1.0, ink), (0.8, ground), (0.62, mixed(ground, ink, 0.5)), (0.3, ink)):
            width = 0.15 * grow * np.clip(1 + dy / (0.24 * grow), 0, 1) ** 0.6
            drop = (
                (np.abs(bend) < width * np.sqrt(np.clip(1 - (np.clip(dy, 0, None) / (0.16 * grow)) ** 2, 0, 1)))
                & (dy > -0.24 * grow)
                & (dy < 0.16 * grow)
            )
            made.append((drop.astype(float), colour))
    dots = sum(
        (_spot(x, y, (cx, cy), 0.022) for cx, cy in ((0.75, 0.22), (0.25, 0.75), (0.5, 0.5), (0.0, 0.0))),
        np.zeros_like(x),
    )
    return [*made, (dots, ink)]


def _houndstooth(x: Array, y: Array, ground: str, ink: str) -> list[Layer]:
    """Four dark and four light threads each way in a 2/2 twill."""
    i, j = np.floor(x * 16).astype(int), np.floor(y * 16).astype(int)
    return [((np.where((i + j) % 4 < 2, i % 8, j % 8) < 4).astype(float), ink)]


def _herringbone(x: Array, y: Array, ground: str, ink: str) -> list[Layer]:
    zig = np.abs(_wrap(x * 4, 0.5)) * 2
    return [(0.7 * (((y * 16 + zig * 4) % 1) < 0.5), ink)]


def _tie_dye(x: Array, y: Array, ground: str, ink: str) -> list[Layer]:
    r = np.hypot(_wrap(x, 0.5), _wrap(y, 0.5)) * 2 + 0.06 * _noise(x, y, 31)
    return [(0.5 + 0.5 * np.sin(r * 16), ink), (0.3 * (0.5 + 0.5 * np.sin(r * 9 + 2)), shifted(ground, 25))]


def _lace(x: Array, y: Array, ground: str, ink: str) -> list[Layer]:
    net = np.maximum(np.abs(np.sin(np.pi * 12 * (x + y))), np.abs(np.sin(np.pi * 12 * (x - y)))) < 0.8
    return [
        (0.35 * net.astype(float), shifted(ground, -30)),
        (_flower(x, y, (0.5, 0.5), 0.3, 0.2), shifted(ground, 8)),
        (_spot(x, y, (0.5, 0.5), 0.06), shifted(ground, -18)),
    ]


def _denim(x: Array, y: Array, ground: str, ink: str) -> list[Layer]:
    twill = 0.5 + 0.5 * np.sin(2 * np.pi * (x + y) * 48)
    slub = 0.5 + 0.25 * _noise(x, y * 0 + 0.3, 41, 9)
    return [(0.20 * twill + 0.10 * np.clip(slub, 0, 1), shifted(ground, 34))]


def _tweed(x: Array, y: Array, ground: str, ink: str) -> list[Layer]:
    grains = np.kron(np.random.default_rng(5).random((64, 64)), np.ones((8, 8)))
    return [
        ((grains > 0.86).astype(float) * 0.55, shifted(ground, 30)),
        ((grains < 0.14).astype(float) * 0.5, shifted(ground, -22)),
        (((grains > 0.5) & (grains < 0.53)).astype(float) * 0.7, ink),
    ]


def _textured(x: Array, y: Array, ground: str, ink: str) -> list[Layer]:
    return [(0.16 * (((y * 16) % 1 < 0.5) & ((x * 8 + np.floor(y * 16) * 0.37) % 1 < 0.6)), shifted(ground, -26))]


def _fair_isle(x: Array, y: Array, ground: str, ink: str) -> list[Layer]:
    i, j = np.floor(x * 24) % 12, np.floor(y * 32) % 32
    star = (np.abs(i - 6) + np.abs(j - 16) < 6) & (np.abs(np.abs(i - 6) - np.abs(j - 16)) != 2)
    edge = ((j == 5) | (j == 27)) | (((j == 7) | (j == 25)) & (i % 2 == 0))
    return [
        (star.astype(float), ink),
        (edge.astype(float), ink),
        (((j == 2) | (j == 30)).astype(float) * (i % 4 < 2), mixed(ground, ink, 0.5)),
    ]


def _colourblock(x: Array, y: Array, ground: str, ink: str) -> list[Layer]:
    return [((y < 0.30).astype(float), ink), (((y > 0.30) & (y < 0.33)).astype(float), mixed(ground, ink, 0.5))]


PRINTS: dict[str, tuple[float, Callable[[Array, Array, str, str], list[Layer]]]] = {
    "striped": (0.060, _striped),
    "checked": (0.090, _checked),
    "dotted": (0.055, _dotted),
    "floral": (0.20, _floral),
    "animal": (0.20, _animal),
    "geometric": (0.09, _geometric),
    "abstract": (0.30, _abstract),
    "paisley": (0.14, _paisley),
    "camouflage": (0.34, _camouflage),
    "embroidered": (0.13, _embroidered),
    "lace": (0.06, _lace),
    "houndstooth": (0.05, _houndstooth),
    "herringbone": (0.05, _herringbone),
    "tie_dye": (0.5, _tie_dye),
    "textured": (0.05, _textured),
    "denim": (0.06, _denim),
    "tweed": (0.07, _tweed),
    "fair_isle": (0.16, _fair_isle),
    "colourblock": (1.0, _colourblock),
}
"""Pattern → metres of one repeat at medium scale, and its inks over x (right) and y (down) of 0..1."""
