"""PNG files from arrays: with a palette where there are few colours, else as RGB. Source: PNG, W3C, third edition."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

__all__ = ["png"]


def png(pixels: NDArray[np.uint8]) -> bytes:
    """The picture (height, width, 3) as a PNG file."""
    height, width = pixels.shape[:2]
    colours, index = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True)
    if len(colours) <= 256:
        rows = index.reshape(height, width).astype(np.uint8)
        return _file(width, height, 3, rows, _chunk(b"PLTE", colours.tobytes()))
    return _file(width, height, 2, pixels.reshape(height, width * 3), b"")


def _file(width: int, height: int, kind: int, rows: NDArray[np.uint8], palette: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    lines = np.concatenate([np.zeros((height, 1), np.uint8), rows], axis=1)
    data = _chunk(b"IDAT", zlib.compress(lines.tobytes(), 9))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + palette + data + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
