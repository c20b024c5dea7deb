"""Pictures measured by their headers: format, pixels, frames, and whether the file is whole; nothing is decoded.

Sources: PNG (W3C, third edition) 5 and 11, ITU-T T.81 annex B, the WebP container specification, KTX 2.0.
"""

import struct
import zlib
from typing import Literal

import msgspec

__all__ = ["Damaged", "Format", "Picture", "format_of", "measured"]
Format = Literal["png", "jpeg", "webp"]
Bytes = memoryview
_PNG = b"\x89PNG\r\n\x1a\n"
_OTHERS = (
    (b"\xabKTX 20\xbb\r\n\x1a\n", "KTX2"),
    (b"\xabKTX 11\xbb\r\n\x1a\n", "KTX"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"DDS ", "DDS"),
    (b"#?RADIANCE", "HDR"),
    (b"v/1\x01", "EXR"),
    (b"<", "SVG or HTML"),
    (b"\xef\xbb\xbf<", "SVG or HTML"),
)
_FRAMES_OF_JPEG = (0xC0, 0xC1, 0xC2)  # baseline, extended, progressive: what browsers decode
_OTHER_FRAMES = (0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF)


class Damaged(Exception):
    """The picture's own structure is wrong; the sentence's end, such as "is cut off"."""


class Picture(msgspec.Struct, frozen=True):
    """What a header says. frames: 1 of a still picture."""

    format: Format
    width: int
    height: int
    frames: int = 1


def format_of(data: Bytes) -> str:
    """png, jpeg or webp by the first bytes; of anything else a name for people, or "an unknown format"."""
    first = bytes(data[:16])
    if first.startswith(_PNG):
        return "png"
    if first.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if first[:4] == b"RIFF" and first[8:12] == b"WEBP":
        return "webp"
    if first[4:8] == b"ftyp":
        return "AVIF or HEIF"
    return next((name for magic, name in _OTHERS if first.startswith(magic)), "an unknown format")


def measured(data: Bytes) -> Picture:
    """The picture that PNG, JPEG or WebP bytes hold, whole from its first byte to its last. Raises Damaged."""
    try:
        return {"png": _png, "jpeg": _jpeg, "webp": _webp}[format_of(data)](data)
    except (struct.error, IndexError):
        raise Damaged("is cut off") from None


def _png(data: Bytes) -> Picture:
    at, first, frames, pixels = len(_PNG), True, 1, False
    width = height = 0
    while True:
        size, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + size]
        (sum_told,) = struct.unpack_from(">I", data, at + 8 + size)
        if first != (kind == b"IHDR") or zlib.crc32(body, zlib.crc32(kind)) != sum_told:
            raise Damaged("is damaged")
        if first:
            width, height = struct.unpack_from(">II", body)
        elif kind == b"acTL":
            frames = struct.unpack_from(">I", body)[0]
        pixels, first = pixels or kind == b"IDAT", False
        if kind == b"IEND":
            break
        at += 12 + size
    if not pixels:
        raise Damaged("has no pixels")
    return Picture("png", width, height, frames)


def _jpeg(data: Bytes) -> Picture:
    at, picture = 2, None
    while True:
        if data[at] != 0xFF:
            raise Damaged("is damaged")
        while data[at] == 0xFF:
            at += 1
        marker = data[at]
        at += 1
        if marker == 0xD9 or marker in _OTHER_FRAMES:
            raise Damaged("has no pixels, or is of a kind of JPEG that browsers do not show")
        if marker == 0xDA:
            break
        (size,) = struct.unpack_from(">H", data, at)
        if marker in _FRAMES_OF_JPEG:
            height, width = struct.unpack_from(">HH", data, at + 3)
            picture = Picture("jpeg", width, height)
        at += size if size >= 2 else 2
    if picture is None:
        raise Damaged("is damaged")
    if bytes(data[at:]).rfind(b"\xff\xd9") < 0:
        raise Damaged("is cut off")
    return picture


def _webp(data: Bytes) -> Picture:
    (size,) = struct.unpack_from("<I", data, 4)
    if size + 8 > len(data):
        raise Damaged("is cut off")
    at, end, canvas, found, frames = 12, size + 8, (0, 0), None, 0
    while at + 8 <= end:
        kind, length = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + length]
        if len(body) < length:
            raise Damaged("is cut off")
        if kind == b"VP8X":
            canvas = (int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1)
        elif kind == b"ANMF":
            frames += 1
        elif kind in (b"VP8 ", b"VP8L") and found is None:
            found = _lossy(body) if kind == b"VP8 " else _lossless(body)
        at += 8 + length + length % 2
    if found is None and not frames:
        raise Damaged("has no pixels")
    width, height = found or (0, 0)
    return Picture("webp", max(width, canvas[0]), max(height, canvas[1]), max(frames, 1))


def _lossy(body: Bytes) -> tuple[int, int]:
    if bytes(body[3:6]) != b"\x9d\x01\x2a":
        raise Damaged("is damaged")
    width, height = struct.unpack_from("<HH", body, 6)
    return width & 0x3FFF, height & 0x3FFF


def _lossless(body: Bytes) -> tuple[int, int]:
    if body[0] != 0x2F:
        raise Damaged("is damaged")
    (bits,) = struct.unpack_from("<I", body, 1)
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
