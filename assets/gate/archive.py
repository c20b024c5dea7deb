"""A zip, unpacked while everything that is known of zips is held against it."""

import re
import stat
import zipfile
import zlib
from pathlib import Path

from assets.gate.places import safe_path
from assets.gate.refusal import Refused, said
from assets.limits import Limits

__all__ = ["unzip"]
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PIECE = 256 * 1024
_RATIO_FROM = 2**20
_LOCAL_BYTES = 30
_IGNORED = re.compile(r"(^|/)(__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_ARCHIVES = (b"PK\x03\x04", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b")


def unzip(upload: Path, into: Path, limits: Limits) -> tuple[str, ...]:
    """The files of a zip, written below `into`; their relative paths in the zip's order.

    What systems add (__MACOSX, dotfiles, Thumbs.db) is left out. Nothing is written of a zip whose list is wrong.
    """
    try:
        with zipfile.ZipFile(upload) as archive:
            entries = _listed(archive, limits)
            left = limits.unpacked_bytes
            for path, entry in entries.items():
                left -= _write(archive, entry, into / path, left, limits)
            return tuple(entries)
    except (FileExistsError, NotADirectoryError, IsADirectoryError):
        raise Refused("file_name", "The zip holds a file and a folder of the same name. Rename one of them.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OverflowError, ValueError) as error:
        raise Refused("zip_broken", f"The zip cannot be read: {said(error, 100)}. Pack it again.") from None


def _listed(archive: zipfile.ZipFile, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    """Path -> entry of what is to be unpacked, when every entry of the list is harmless."""
    listed = archive.infolist()
    if len(listed) > limits.archive_entries:
        raise Refused(
            "too_many_files",
            f"The zip has {len(listed):,} entries; the limit is {limits.archive_entries:,}. Leave out others.",
        )
    if sum(entry.file_size for entry in listed) > limits.unpacked_bytes:
        raise _bomb(f"more than {limits.unpacked_bytes // 2**20} MiB")
    _apart(listed)
    entries: dict[str, zipfile.ZipInfo] = {}
    folded: set[str] = set()
    for entry in listed:
        path = safe_path(entry.orig_filename, characters=limits.path_characters, depth=limits.path_depth)
        _ordinary(entry)
        if entry.is_dir() or _IGNORED.search(entry.filename):
            continue
        if path.casefold() in folded:
            raise Refused("file_name", f"The zip holds “{said(path)}” twice. Keep one of them.")
        folded.add(path.casefold())
        entries[path] = entry
    return entries


def _apart(listed: list[zipfile.ZipInfo]) -> None:
    """Refuses entries that share packed bytes: a small zip then unpacks to a large one, file after file."""
    ends = 0
    for entry in sorted(listed, key=lambda each: each.header_offset):
        if entry.header_offset < ends:
            raise _bomb("the same bytes again and again")
        ends = entry.header_offset + _LOCAL_BYTES + entry.compress_size


def _ordinary(entry: zipfile.ZipInfo) -> None:
    name = said(entry.filename)
    if entry.flag_bits & 0x1:
        raise Refused("zip_encrypted", f"The zip asks for a password for “{name}”. Pack it without one.")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Refused("zip_link", f"“{name}” in the zip is a link, not a file. Pack the file itself.")
    if entry.compress_type not in _METHODS:
        raise Refused(
            "zip_method", f"“{name}” is packed by a method that is not read here. Pack it as an ordinary zip."
        )


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, left: int, limits: Limits) -> int:
    """Unpacks one entry, counting; the bytes written. What the list says of its size is not believed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    most = max(_RATIO_FROM, entry.compress_size * limits.archive_ratio)
    size = 0
    with archive.open(entry) as packed, target.open("xb") as unpacked:
        while piece := packed.read(_PIECE):
            if not size and piece.startswith(_ARCHIVES):
                raise Refused(
                    "zip_nested", f"“{said(entry.filename)}” in the zip is an archive itself. Unpack it first."
                )
            size += len(piece)
            if size > min(left, most):
                raise _bomb(f"more than {min(left, most) // 2**20} MiB in “{said(entry.filename)}”")
            unpacked.write(piece)
    return size


def _bomb(what: str) -> Refused:
    return Refused(
        "zip_bomb", f"The zip unpacks to {what}, which no model needs. Pack only the model and its textures."
    )
