"""Draco's payload headers: that they are Draco, and count what the accessors declare, before anything decodes them.

Source: the Draco bitstream specification 2.2, "Header", "Metadata", "Edgebreaker/Sequential connectivity".
"""

import msgspec

from assets.gate.document import Index, Primitive, as_type
from assets.gate.model import Bytes, Model
from assets.gate.refusal import Refused

__all__ = ["DRACO", "Counts", "check", "counts"]
DRACO = "KHR_draco_mesh_compression"
_MAGIC = b"DRACO"
_HEADER_BYTES = 11
_HAS_METADATA = 0x8000
_SEQUENTIAL, _EDGEBREAKER = 0, 1
_MOST_NESTED = 16


class _Told(msgspec.Struct, frozen=True, rename="camel"):
    buffer_view: Index
    attributes: dict[str, Index]


class Counts(msgspec.Struct, frozen=True):
    """What a header declares. vertices: of the corner table; points, which seams add to, are at least as many."""

    faces: int
    vertices: int
    sequential: bool


class _Ended(Exception):
    """The payload ends inside its own header."""


def check(model: Model) -> None:
    """Refuses packed meshes whose header contradicts the accessors that stand for them."""
    for primitive in model.document.primitives():
        if DRACO in primitive.extensions:
            _primitive(model, primitive)


def _primitive(model: Model, primitive: Primitive) -> None:
    told = as_type(primitive.extensions[DRACO], _Told, "a Draco mesh")
    if told.buffer_view >= len(model.document.buffer_views):
        raise Refused("reference", "A Draco mesh is of a view that is not there. Export the model again.")
    payload = model.view_bytes(told.buffer_view)
    position = primitive.attributes.get("POSITION")
    if payload is None or position is None or "POSITION" not in told.attributes or primitive.mode not in (4, 5):
        raise _broken("has no positions")
    if set(told.attributes) - set(primitive.attributes):
        raise _broken("has attributes that the mesh does not name")
    found = counts(payload)
    points = model.document.accessors[position].count
    faces = None if primitive.indices is None else model.document.accessors[primitive.indices].count
    if faces is not None and primitive.mode == 4 and faces != 3 * found.faces:
        raise _broken(f"has {found.faces:,} triangles where {faces // 3:,} are declared")
    exact = found.sequential and points != found.vertices
    if exact or not found.vertices <= points <= max(3 * found.faces, found.vertices):
        raise _broken(f"has {found.vertices:,} vertices where {points:,} are declared")


def counts(payload: Bytes) -> Counts:
    """The numbers of faces and vertices that a Draco mesh declares; refused where it is none."""
    if len(payload) < _HEADER_BYTES or bytes(payload[:5]) != _MAGIC:
        raise _broken("is not Draco")
    major, minor, kind, method = payload[5:9]
    flags = int.from_bytes(payload[9:11], "little")
    if kind != 1 or method not in (_SEQUENTIAL, _EDGEBREAKER) or major != 2:
        raise _broken("is not a mesh of Draco 2")
    reading = _Reading(payload, _HEADER_BYTES)
    try:
        if flags & _HAS_METADATA:
            reading.metadata()
        if method == _EDGEBREAKER:
            reading.byte()  # how the traversal is written
            if minor < 2:
                reading.whole()  # vertices that splits add
            vertices, faces = reading.whole(), reading.whole()
        else:
            faces, vertices = reading.whole(), reading.whole()
    except _Ended:
        raise _broken("is cut off") from None
    return Counts(faces, vertices, method == _SEQUENTIAL)


class _Reading:
    """A place in a payload, moving on."""

    def __init__(self, payload: Bytes, at: int) -> None:
        self._payload, self._at = payload, at

    def byte(self) -> int:
        if self._at >= len(self._payload):
            raise _Ended
        self._at += 1
        return self._payload[self._at - 1]

    def whole(self) -> int:
        """A number of up to 64 bits, seven in each byte, the least significant first."""
        value = 0
        for shift in range(0, 70, 7):
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
        raise _Ended

    def metadata(self) -> None:
        for _ in range(self.whole()):
            self.whole()
            self._element(0)
        self._element(0)

    def _element(self, depth: int) -> None:
        if depth > _MOST_NESTED:
            raise _Ended
        for _ in range(self.whole()):
            self._skip(self.byte())
            self._skip(self.whole())
        for _ in range(self.whole()):
            self._skip(self.byte())
            self._element(depth + 1)

    def _skip(self, count: int) -> None:
        self._at += count
        if self._at > len(self._payload):
            raise _Ended


def _broken(what: str) -> Refused:
    return Refused("draco_broken", f"A compressed mesh (Draco) {what}. Export the model again, or without compression.")
