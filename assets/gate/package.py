"""A model with its files in a folder of its own, however it was sent."""

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import msgspec

from assets.gate.archive import unzip
from assets.gate.intake import begins, kind_of
from assets.gate.places import file_name, safe_path
from assets.gate.refusal import Refused, TooManyBytes, said
from assets.limits import Limits

__all__ = ["Package", "gather", "unpack"]
_MODELS = (".glb", ".gltf")
_GLB = "model.glb"


class Package(msgspec.Struct, frozen=True):
    """A model in a folder. entry, files: paths below root, NFC, with "/"; sha256: of what was sent."""

    root: Path
    entry: str
    files: tuple[str, ...]
    size_bytes: int
    sha256: str


def unpack(upload: Path, filename: str, into: Path, limits: Limits) -> Package:
    """The model that one uploaded file is or holds, its files below `into`, which must be empty."""
    kind = kind_of(filename)
    size = upload.stat().st_size
    if size > limits.upload_bytes:
        raise TooManyBytes("too_many_bytes", f"The upload has more than {limits.upload_bytes // 2**20} MiB. Reduce it.")
    if not size:
        raise Refused("empty", f"“{said(filename)}” has no bytes. Export the model again.")
    with upload.open("rb") as file:
        begins(file.read(4).ljust(4, b"\0"), kind, filename)
    digest = _sha256(upload)
    if kind == "zip":
        files = unzip(upload, into, limits)
        return Package(into, _only_model(files), files, _size(into, files), digest)
    entry = _GLB if kind == "glb" else "model.gltf"
    _place(upload, into / entry)
    return Package(into, entry, (entry,), size, digest)


def gather(files: Mapping[str, Path], into: Path, limits: Limits) -> Package:
    """The model of a .gltf and the files that it names, sent one by one. files: name -> where it was written."""
    if len(files) > limits.archive_entries:
        raise Refused("too_many_files", f"There are {len(files):,} files; the limit is {limits.archive_entries:,}.")
    paths = {
        safe_path(name, characters=limits.path_characters, depth=limits.path_depth): path
        for name, path in files.items()
    }
    if len({path.casefold() for path in paths}) < len(files):
        raise Refused("file_name", "Two of the files have the same name. Keep one of them.")
    if sum(path.stat().st_size for path in paths.values()) > limits.upload_bytes:
        raise TooManyBytes(
            "too_many_bytes", f"The files have more than {limits.upload_bytes // 2**20} MiB. Reduce them."
        )
    for name, path in paths.items():
        _place(path, into / name)
    names = tuple(paths)
    told = "".join(f"{name}\0{_sha256(path)}\n" for name, path in sorted(paths.items()))
    return Package(into, _only_model(names), names, _size(into, names), hashlib.sha256(told.encode()).hexdigest())


def _only_model(files: tuple[str, ...]) -> str:
    models = [path for path in files if path.lower().endswith(_MODELS)]
    if len(models) != 1:
        found = ", ".join(f"“{said(file_name(path), 30)}”" for path in models[:3]) or "none"
        raise Refused("not_one_model", f"A package must hold exactly one .glb or .gltf; this one holds {found}.")
    return models[0]


def _place(source: Path, target: Path) -> None:
    """The bytes of `source` as `target`, an ordinary file whatever `source` is."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        os.link(source.resolve(strict=True), target)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _size(root: Path, files: tuple[str, ...]) -> int:
    return sum((root / path).stat().st_size for path in files)
