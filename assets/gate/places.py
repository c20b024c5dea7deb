"""Where a model's files are: addresses that may only be inside the package, or in the description itself."""

import base64
import binascii
import re
import unicodedata
from urllib.parse import unquote_to_bytes

from assets.gate.refusal import Refused, said

__all__ = ["MEDIA", "embedded", "file_name", "named", "safe_path"]
MEDIA = {
    "buffer": ("application/octet-stream", "application/gltf-buffer"),
    "image": ("image/png", "image/jpeg", "image/webp", "image/jpg", "image/ktx2", "application/octet-stream"),
}
"""Media types of `data:` addresses; what an image is, its first bytes say."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_DATA = re.compile(r"data:([\w.+-]+/[\w.+-]+)?((?:;[\w.+-]+=[\w.+-]+)*);base64,", re.ASCII | re.IGNORECASE)


def embedded(uri: str, kind: str) -> bytes | None:
    """The bytes of a `data:` address; None of another address. kind: buffer or image."""
    if uri[:5].lower() != "data:":
        return None
    match = _DATA.match(uri)
    if match is None or (match[1] or "").lower() not in MEDIA[kind]:
        raise Refused(
            "uri_form", f"The {kind} at “{said(uri, 40)}” is not embedded as base64 of a known type. Export as .glb."
        )
    try:
        return base64.b64decode(uri[match.end() :].encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise Refused("uri_form", f"The embedded {kind} is not valid base64. Export the model as .glb.") from None


def named(uri: str, folder: str) -> str:
    """The path in the package that a relative address names, as `safe_path` writes it.

    folder: the one that the description is in, "" or ending with "/". Percent signs are decoded once; an address with a
    scheme, a host, a query, or that climbs, is outside.
    """
    if _SCHEME.match(uri) or uri.startswith(("/", "\\")):
        raise _outside(uri)
    if "?" in uri or "#" in uri:
        raise Refused("uri_form", f"The address “{said(uri, 40)}” has a query. Put the file beside the model.")
    try:
        path = unquote_to_bytes(uri).decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("uri_form", f"The address “{said(uri, 40)}” is not UTF-8. Rename the file.") from None
    if not path or any(unicodedata.category(c) == "Cc" for c in path):
        raise Refused("uri_form", f"The address “{said(uri, 40)}” holds control characters. Rename the file.")
    if not _inside(path):
        raise _outside(uri)
    return unicodedata.normalize("NFC", folder + "/".join(part for part in path.split("/") if part not in ("", ".")))


def _outside(uri: str) -> Refused:
    return Refused(
        "uri_outside",
        f"The model asks for “{said(uri, 40)}”, which is not in the package. Export the model as .glb.",
    )


def _inside(path: str) -> bool:
    return not (path.startswith("/") or "\\" in path or ":" in path or ".." in path.split("/"))


def safe_path(name: str, *, characters: int, depth: int) -> str:
    """A packed file's name as a relative path, NFC; refused where it could land elsewhere or not be stored."""
    path = unicodedata.normalize("NFC", name.replace("\\", "/"))
    parts = [part for part in path.split("/") if part not in ("", ".")]
    wrong = (
        path.startswith("/")
        or ":" in path
        or ".." in parts
        or not parts
        or len(path.encode("utf-8", "surrogateescape")) > characters
        or len(parts) > depth
        or any(unicodedata.category(c) in ("Cc", "Cs", "Cf") for c in path)
    )
    if wrong:
        raise Refused(
            "file_name", f"The package has a file named “{said(name)}”, which cannot be stored. Rename it, pack anew."
        )
    return "/".join(parts)


def file_name(name: str) -> str:
    """The last part of the name that a client gave a file."""
    return name.replace("\\", "/").rpartition("/")[2]
