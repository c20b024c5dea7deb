"""An upload while it arrives: written to a file piece by piece, counted, hashed, and looked at as soon as possible."""

import hashlib
import secrets
from pathlib import Path
from typing import Literal

import msgspec

from assets.gate.places import file_name, safe_path
from assets.gate.refusal import Refused, TooManyBytes, said
from assets.limits import Limits

__all__ = ["Intake", "Kind", "Received", "begins", "kind_of"]
Kind = Literal["glb", "gltf", "zip", "part"]
_ENDINGS: dict[str, Kind] = {".glb": "glb", ".gltf": "gltf", ".zip": "zip"}
_FIRST = {"glb": b"glTF", "zip": b"PK\x03\x04"}


class Received(msgspec.Struct, frozen=True):
    """An upload that has arrived whole. kind part: a file that belongs to a .gltf."""

    path: Path
    filename: str
    kind: Kind
    size_bytes: int
    sha256: str


def kind_of(filename: str) -> Kind:
    """What a model's name says it is; refused where it is none."""
    kind = _ENDINGS.get(Path(file_name(filename).lower()).suffix)
    if kind is None:
        raise Refused(
            "not_a_model",
            f"“{said(filename)}” is not a model that is read here. Export it as .glb, .gltf or a .zip of it.",
        )
    return kind


class Intake:
    """One file on its way in. `feed` each piece, then `finish`; `discard` leaves nothing behind.

    before_bytes: what other files of the same upload have taken. part: a file that a .gltf names.
    """

    def __init__(self, into: Path, filename: str, limits: Limits, *, before_bytes: int = 0, part: bool = False) -> None:
        self._kind: Kind = "part" if part else kind_of(filename)
        if part:
            safe_path(filename, characters=limits.path_characters, depth=limits.path_depth)
        self._filename = filename
        self._most = limits.upload_bytes
        self._before = before_bytes
        self._size = 0
        self._hash = hashlib.sha256()
        self._first = b""
        self.path = into / f"{secrets.token_hex(16)}.part"
        self._file = self.path.open("xb")

    def feed(self, piece: bytes) -> None:
        """Takes the next bytes. Refuses as soon as they are too many, or cannot be what the name says."""
        self._size += len(piece)
        if self._before + self._size > self._most:
            raise TooManyBytes(
                "too_many_bytes",
                f"The upload is larger than {self._most // 2**20} MiB. Reduce its textures to 4,096 pixels.",
            )
        if len(self._first) < 4:
            self._first = (self._first + piece[:4])[:4]
            if len(self._first) == 4:
                begins(self._first, self._kind, self._filename)
        self._hash.update(piece)
        self._file.write(piece)

    def finish(self) -> Received:
        """The whole upload."""
        self._file.close()
        if not self._size:
            self.discard()
            raise Refused("empty", f"“{said(self._filename)}” has no bytes. Export the model again.")
        if len(self._first) < 4:
            self.discard()
            begins(self._first.ljust(4, b"\0"), self._kind, self._filename)
        return Received(self.path, self._filename, self._kind, self._size, self._hash.hexdigest())

    def discard(self) -> None:
        """Removes what was written."""
        self._file.close()
        self.path.unlink(missing_ok=True)


def begins(first: bytes, kind: Kind, filename: str) -> None:
    """Refuses bytes that cannot begin such a file."""
    if kind == "part":
        return
    right = first == _FIRST[kind] if kind in _FIRST else first not in _FIRST.values() and first[:2] not in _OTHERS
    if not right:
        is_now = _KNOWN.get(first[:4]) or _KNOWN.get(first[:2], "something else")
        raise Refused(
            "wrong_ending",
            f"“{said(filename)}” is named .{kind}, but its bytes are {is_now}. Export it as .{kind} again.",
        )


_OTHERS = (b"\x1f\x8b", b"\xff\xd8", b"MZ")
_KNOWN = {
    b"glTF": "a GLB",
    b"PK\x03\x04": "a zip",
    b"PK\x05\x06": "an empty zip",
    b"\x1f\x8b": "gzip",
    b"\xff\xd8": "a JPEG picture",
    b"\x89PNG": "a PNG picture",
    b"Kayd": "an FBX scene",
    b"BLEN": "a Blender file",
    b"MZ": "a program",
    b"\x7fELF": "a program",
}
