"""How alike two pictures are where one of them shows the model. Plain numpy.

Source: Wang, Bovik, Sheikh & Simoncelli, Image Quality Assessment: From Error Visibility to Structural Similarity,
IEEE TIP 13(4), 2004: a Gaussian window of 11 pixels with sigma 1.5, K1 = 0.01, K2 = 0.03, on luma.
"""

import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""(h, w, 3) sRGB, or (n, h, w, 3) of n views."""
Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]

_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
_RADIUS, _SIGMA = 5, 1.5
ALIKE_DB = 60.0
"""What equal pictures are given for their PSNR, which is infinite: above what one 8-bit step in a tenth of the values
makes (58 dB)."""


def ssim(one: Pixels, other: Pixels, where: Mask) -> float:
    """The mean structural similarity over the pixels of a mask, -1..1; 1 for equal pictures, nan for an empty mask.

    one, other: (h, w, 3); where: (h, w). The window reaches over the mask's border into what lies beside it.
    """
    if not where.any():
        return float("nan")
    return float(ssim_map(one, other)[where].mean())


def ssim_map(one: Pixels, other: Pixels) -> Floats:
    """The structural similarity around each pixel. one, other: (h, w, 3) → (h, w)."""
    a, b = (each.astype(np.float32) @ _LUMA for each in (one, other))
    mean_a, mean_b = _blurred(a), _blurred(b)
    var_a = _blurred(a * a) - mean_a * mean_a
    var_b = _blurred(b * b) - mean_b * mean_b
    both = _blurred(a * b) - mean_a * mean_b
    above = (2 * mean_a * mean_b + _C1) * (2 * both + _C2)
    return np.asarray(above / ((mean_a**2 + mean_b**2 + _C1) * (var_a + var_b + _C2)), dtype=np.float32)


def squared_error(one: Pixels, other: Pixels, where: Mask) -> float:
    """The mean squared difference of the values of a mask's pixels, 0..65025; nan for an empty mask."""
    if not where.any():
        return float("nan")
    gap = one[where].astype(np.float32) - other[where].astype(np.float32)
    return float((gap * gap).mean())


def psnr(error: float) -> float:
    """The peak signal-to-noise ratio of a mean squared error of 8-bit values, in dB; at most ALIKE_DB."""
    return ALIKE_DB if error <= 0 else min(ALIKE_DB, 10 * float(np.log10(255**2 / error)))


def _blurred(values: Floats) -> Floats:
    """(h, w) → (h, w): the Gaussian window's mean around each; the border is mirrored."""
    offsets = np.arange(-_RADIUS, _RADIUS + 1)
    weights = np.exp(-(offsets**2) / (2 * _SIGMA**2)).astype(np.float32)
    weights /= weights.sum()
    h, w = values.shape
    padded = np.pad(values, _RADIUS, mode="reflect")
    rows = sum((weights[n] * padded[n : n + h] for n in range(len(weights))), np.zeros((), np.float32))
    return np.asarray(
        sum((weights[n] * rows[:, n : n + w] for n in range(len(weights))), np.zeros((), np.float32)), dtype=np.float32
    )


def png(picture: Pixels) -> bytes:
    """A picture (h, w, 3) as PNG. Source: W3C Portable Network Graphics, third edition, 2025."""
    h, w = picture.shape[:2]
    lines = np.concatenate([np.zeros((h, 1), np.uint8), picture.reshape(h, w * 3)], axis=1)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", w, h, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines.tobytes(), 6)),
        (b"IEND", b""),
    )
    packed = (struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d)) for t, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def write_png(path: Path, picture: Pixels) -> None:
    path.write_bytes(png(picture))
