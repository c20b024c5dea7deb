"""KTX2 textures measured by their headers: what glTF allows of them, every part inside the file, sizes that add up.

Sources: KTX File Format Specification 2.0, sections 3 and 4, BasisLZ global data; glTF's KHR_texture_basisu.
"""

import struct
from collections.abc import Iterator

import msgspec

from assets.gate.headers import Damaged

__all__ = ["Packed", "measured"]
Bytes = memoryview
_MAGIC = b"\xabKTX 20\xbb\r\n\x1a\n"
_HEADER = struct.Struct("<9I4I2Q")
_LEVEL = struct.Struct("<3Q")
_BASIS = struct.Struct("<2H4I")
_IMAGE = struct.Struct("<5I")
_NONE, _BASIS_LZ, _ZSTANDARD = 0, 1, 2
_ETC1S, _UASTC = 163, 166
_SCHEMES = {_ETC1S: (_BASIS_LZ,), _UASTC: (_NONE, _ZSTANDARD)}
_BLOCK_BYTES = 16
"""Of UASTC, for 4 x 4 pixels."""
_KINDS = {b"KTXorientation": b"rd", b"KTXswizzle": b"rgba"}


class Packed(msgspec.Struct, frozen=True):
    """What a header says. width, height: pixels of the largest level; levels: how many there are, at least one."""

    width: int
    height: int
    levels: int


class _Header(msgspec.Struct, frozen=True):
    format: int
    type_size: int
    width: int
    height: int
    depth: int
    layers: int
    faces: int
    levels: int
    scheme: int
    described_at: int
    described_bytes: int
    keyed_at: int
    keyed_bytes: int
    shared_at: int
    shared_bytes: int


class _Level(msgspec.Struct, frozen=True):
    at: int
    bytes: int
    unpacked_bytes: int


def measured(data: Bytes) -> Packed:
    """The flat, still picture of ETC1S or UASTC that KTX2 bytes hold. Raises Damaged where they hold something else.

    Nothing is unpacked: that a level unpacks to what it declares, the decoder finds, which is given no more room.
    """
    try:
        return _measured(data)
    except struct.error:
        raise Damaged("is cut off") from None


def _measured(data: Bytes) -> Packed:
    if bytes(data[: len(_MAGIC)]) != _MAGIC:
        raise Damaged("is not KTX2")
    head = _Header(*_HEADER.unpack_from(data, len(_MAGIC)))
    count = max(head.levels, 1)
    if head.faces != 1 or head.layers or head.depth:
        raise Damaged("is not one flat picture")
    if count > max(head.width, head.height).bit_length():
        raise Damaged("has more levels than halvings")
    model = _model(data, head)
    if head.format or head.scheme not in _SCHEMES.get(model, ()):
        raise Damaged("is KTX2 without Basis Universal, which glTF does not allow")
    for key, value in _keys(data, head):
        if key in _KINDS and value.rstrip(b"\0") != _KINDS[key]:
            raise Damaged("is turned, or has its channels exchanged")
    first = len(_MAGIC) + _HEADER.size
    levels = [_Level(*_LEVEL.unpack_from(data, first + _LEVEL.size * level)) for level in range(count)]
    for each in levels:
        _part(data, each.at, each.bytes)
    if model == _ETC1S:
        _etc1s(data, head, levels)
    else:
        _uastc(head, levels)
    return Packed(head.width, head.height, count)


def _part(data: Bytes, at: int, size: int) -> Bytes:
    if at + size > len(data):
        raise Damaged("is cut off")
    return data[at : at + size]


def _model(data: Bytes, head: _Header) -> int:
    """The colour model of the first block of the format's description."""
    described = _part(data, head.described_at, head.described_bytes)
    return int(struct.unpack_from("<B", described, 12)[0])


def _keys(data: Bytes, head: _Header) -> Iterator[tuple[bytes, bytes]]:
    keyed = _part(data, head.keyed_at, head.keyed_bytes)
    at = 0
    while at < len(keyed):
        (size,) = struct.unpack_from("<I", keyed, at)
        key, _, value = bytes(_part(keyed, at + 4, size)).partition(b"\0")
        yield key, value
        at += 4 + size + -size % 4


def _uastc(head: _Header, levels: list[_Level]) -> None:
    for number, level in enumerate(levels):
        blocks = _quarter(head.width >> number) * _quarter(head.height >> number)
        if level.unpacked_bytes != blocks * _BLOCK_BYTES:
            raise Damaged("declares levels of other sizes than its own")
        if head.scheme == _NONE and level.bytes != level.unpacked_bytes:
            raise Damaged("declares levels of other sizes than its own")


def _quarter(side: int) -> int:
    return -(-max(side, 1) // 4)


def _etc1s(data: Bytes, head: _Header, levels: list[_Level]) -> None:
    """The codebooks and the slices of each level lie where they must; a slice that needs the one before is film."""
    shared = _part(data, head.shared_at, head.shared_bytes)
    endpoints, selectors, *sizes = _BASIS.unpack_from(shared, 0)
    if not endpoints or not selectors or _BASIS.size + _IMAGE.size * len(levels) + sum(sizes) > len(shared):
        raise Damaged("has codebooks that are cut off")
    for number, level in enumerate(levels):
        flags, at, size, alpha_at, alpha_size = _IMAGE.unpack_from(shared, _BASIS.size + _IMAGE.size * number)
        if flags:
            raise Damaged("is a film")
        if not size or max(at + size, alpha_at + alpha_size) > level.bytes:
            raise Damaged("is cut off")
