"""/objects/{key}: what the store has for everybody, from any store, cacheable for ever; and what was signed for.

The ETag is the SHA-256 in the key, so that a browser that has the bytes is told so without asking the store. Sources:
RFC 9110 §13 (conditional requests) and §14 (ranges: one at a time; several are answered with the whole), RFC 8246.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from litestar import Response, put, route
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from assets.jobs import Working
from core.desk import AnyRequest
from core.errors import AppError, Forbidden, NotFound, TooLarge
from core.ids import uuid7
from core.objects import IMMUTABLE, PRIVATE, ROUTE, BadKey, Objects, is_public, mime_of, sha256_of

__all__ = ["HANDLERS"]
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
_FOR_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Length, Content-Range, ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Accept-Ranges": "bytes",
}
Part = tuple[int, int]
"""From a byte to before a byte."""


class ObjectNotFound(NotFound):
    code: ClassVar[str] = "object_not_found"
    title: ClassVar[str] = "No such object"


class SignatureInvalid(Forbidden):
    code: ClassVar[str] = "object_signature_invalid"
    title: ClassVar[str] = "The address was not signed for this, or its time is over"


class RangeOutside(AppError):
    status, code, title = 416, "range_outside", "No byte of the range is there"

    def __init__(self, size_bytes: int) -> None:
        super().__init__(f"The object has {size_bytes} bytes.")
        self.headers = {"Content-Range": f"bytes */{size_bytes}"}


@route(f"{ROUTE}/{{key:path}}", http_method=["GET", "HEAD"], include_in_schema=False, name="object")
async def get_object(
    request: AnyRequest,
    key: FromPath[Path],
    objects: NamedDependency[Objects],
    expires: Annotated[str, QueryParameter(max_length=12)] = "",
    signature: Annotated[str, QueryParameter(max_length=64)] = "",
) -> Response[bytes] | Stream:
    """The object, a part of it, or that the client has it already."""
    name = _allowed(objects, key, "GET", expires, signature)
    etag = f'"{sha256_of(name)}"'
    headers = {**_FOR_ALL, "ETag": etag, "Cache-Control": IMMUTABLE if is_public(name) else PRIVATE}
    if etag in request.headers.get("if-none-match", "") and is_public(name):
        return Response(b"", status_code=304, headers=headers)
    ranged = request.headers.get("range", "") if request.headers.get("if-range", etag) == etag else ""
    found = await objects.head(name)
    if found is None:
        raise _missing(name)
    part = _part(ranged, found.size_bytes)
    start, stop = part or (0, found.size_bytes)
    headers["Content-Length"] = str(stop - start)
    if part:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{found.size_bytes}"
    if request.method == "HEAD":
        return Stream(_nothing(), headers=headers, media_type=mime_of(name))
    opened = await objects.open(name, start=start, stop=stop)
    if opened is None:
        raise _missing(name)
    return Stream(opened.chunks, status_code=206 if part else 200, headers=headers, media_type=mime_of(name))


@put(f"{ROUTE}/{{key:path}}", include_in_schema=False, status_code=204, name="put_object", request_max_body_size=None)
async def put_object(
    request: AnyRequest,
    key: FromPath[Path],
    objects: NamedDependency[Objects],
    models: NamedDependency[Working],
    expires: Annotated[str, QueryParameter(max_length=12)] = "",
    signature: Annotated[str, QueryParameter(max_length=64)] = "",
) -> None:
    """Stores what was signed for. Only where the store is a folder: an S3 takes it itself."""
    name = _allowed(objects, key, "PUT", expires, signature)
    models.folder.mkdir(parents=True, exist_ok=True)
    path = models.folder / f"{uuid7()}.put"
    try:
        await _write(request, path, models.limits.upload_bytes)
        await objects.put(name, path)
    finally:
        path.unlink(missing_ok=True)


async def _write(request: AnyRequest, path: Path, most_bytes: int) -> None:
    size = 0
    with path.open("xb") as file:
        async for chunk in request.stream():
            size += len(chunk)
            if size > most_bytes:
                raise TooLarge(f"An upload has at most {most_bytes // 2**20} MiB.")
            file.write(chunk)


async def _nothing() -> AsyncIterator[bytes]:
    yield b""


def _allowed(objects: Objects, key: Path, method: Literal["GET", "PUT"], expires: str, signature: str) -> str:
    """The key, where it may be read or written so. Raises ObjectNotFound, SignatureInvalid."""
    name = str(key).lstrip("/")
    try:
        objects.url(name)
    except BadKey:
        raise _missing(name) from None
    if method == "GET" and is_public(name):
        return name
    if objects.folder is None or not objects.is_signed(method, name, expires, signature):
        raise SignatureInvalid("Ask for the address again: it was not signed for this, or its time is over.")
    return name


def _part(ranged: str, size: int) -> Part | None:
    """What a Range header asks for; None for the whole, also where it asks for what we do not give."""
    match = _RANGE.fullmatch(ranged.strip())
    if match is None or match.group() == "bytes=-":
        return None
    first, last = match.groups()
    start = int(first) if first else max(0, size - int(last))
    stop = min(size, int(last) + 1) if first and last else size
    if first and last and int(last) < int(first):
        return None
    if start >= size:
        raise RangeOutside(size)
    return start, stop


def _missing(name: str) -> ObjectNotFound:
    return ObjectNotFound(f"There is no object {name[:200]!r}.")


HANDLERS = (get_object, put_object)
