"""The binary container (GLB): which bytes are the description and which the data, once lengths add up."""

import struct

import msgspec

from assets.gate.refusal import Refused

__all__ = ["MAGIC", "Parts", "joined", "split"]
MAGIC = b"glTF"
_JSON, _BIN = 0x4E4F534A, 0x004E4942
_HEADER, _CHUNK = struct.Struct("<4sII"), struct.Struct("<II")


class Parts(msgspec.Struct, frozen=True):
    """Where things are in a GLB, in bytes from its beginning; other_chunks: how many that glTF does not know."""

    json_at: int
    json_bytes: int
    bin_at: int | None
    bin_bytes: int
    other_chunks: int


def split(data: memoryview) -> Parts:
    """The chunks of a GLB whose every length agrees with the file's. Source: glTF 2.0, section 4.4."""
    if len(data) < _HEADER.size + _CHUNK.size:
        raise Refused("glb_length", f"The file has only {len(data)} bytes: it is cut off. Export or send it again.")
    _, version, length = _HEADER.unpack_from(data)
    if version != 2:
        raise Refused(
            "glb_version", f"The file is a GLB of version {version}; only version 2 is read. Export glTF 2.0."
        )
    if length != len(data):
        what = "is cut off" if length > len(data) else "has something behind its end"
        raise Refused(
            "glb_length", f"The file {what}: its header says {length:,} bytes, it has {len(data):,}. Export it again."
        )
    return _parts(_chunks(data))


def _chunks(data: memoryview) -> list[tuple[int, int, int]]:
    """(type, offset of the content, its bytes) of every chunk."""
    found, at = [], _HEADER.size
    while at < len(data):
        if at + _CHUNK.size > len(data):
            raise Refused("glb_chunks", "The file ends in the middle of a chunk's header. Export it again.")
        size, kind = _CHUNK.unpack_from(data, at)
        at += _CHUNK.size
        if size > len(data) - at:
            raise Refused(
                "glb_chunks", f"A chunk claims {size:,} bytes where {len(data) - at:,} are left. Export it again."
            )
        if size % 4:
            raise Refused("glb_chunks", f"A chunk's length, {size:,}, is not a multiple of 4. Export it again.")
        found.append((kind, at, size))
        at += size
    return found


def _parts(chunks: list[tuple[int, int, int]]) -> Parts:
    kinds = [kind for kind, _, _ in chunks]
    if kinds[0] != _JSON or not chunks[0][2]:
        raise Refused("glb_chunks", "The file does not begin with its description. Export it again as .glb.")
    if kinds.count(_JSON) > 1 or kinds.count(_BIN) > 1 or (_BIN in kinds and kinds[1] != _BIN):
        raise Refused("glb_chunks", "The file's chunks are doubled or out of order. Export it again as .glb.")
    _, json_at, json_bytes = chunks[0]
    binary = chunks[1] if _BIN in kinds else None
    others = sum(kind not in (_JSON, _BIN) for kind in kinds)
    return Parts(json_at, json_bytes, binary and binary[1], binary[2] if binary else 0, others)


def joined(description: bytes, binary: memoryview | None) -> bytes:
    """A GLB of these two chunks, padded as the format asks."""
    text = description + b" " * (-len(description) % 4)
    chunks = _CHUNK.pack(len(text), _JSON) + text
    if binary is not None:
        padding = -len(binary) % 4
        chunks += _CHUNK.pack(len(binary) + padding, _BIN) + bytes(binary) + b"\0" * padding
    return _HEADER.pack(MAGIC, 2, _HEADER.size + len(chunks)) + chunks
