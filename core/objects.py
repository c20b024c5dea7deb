"""The object store: files under DATA_DIR, or any store that speaks S3 (`STORAGE_URL`), by the same client.

A key says what an object is: its first part who may read it, its second part whose it is, its name the SHA-256 of its
bytes, its end their type. What is stored under such a key never changes, so that it may be cached for ever and putting
it twice does no harm.
"""

import asyncio
import contextlib
import hashlib
import hmac
import os
import re
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import ClassVar, Literal
from urllib.parse import unquote, urlencode, urlsplit
from uuid import UUID

import msgspec
import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from core.errors import Unavailable
from core.settings import Settings
from core.visitors import signing_secrets

__all__ = [
    "PREFIXES", "PUBLIC", "ROUTE", "TYPES", "BadKey", "Listed", "Objects", "Opened", "Signed", "StoreAway",
    "is_public", "key_of", "mime_of", "public_of", "sha256_of",
]  # fmt: skip
Method = Literal["GET", "PUT"]
PUBLIC = ("models", "images")
PREFIXES = (*PUBLIC, "sources")
ROUTE = "/objects"
"""Where the app itself hands out what is public, and takes what was signed for."""
TYPES = {
    ".glb": "model/gltf-binary", ".gltf": "model/gltf+json", ".usdz": "model/vnd.usdz+zip", ".zip": "application/zip",
    ".webp": "image/webp", ".avif": "image/avif", ".jpg": "image/jpeg", ".png": "image/png",
    ".json": "application/json",
}  # fmt: skip
"""By the end of a key. Sources: IANA's registry of media types; Apple's for USDZ."""
IMMUTABLE = "public, max-age=31536000, immutable"
PRIVATE = "private, no-store"
_KEY = re.compile(rf"(?:{'|'.join(PREFIXES)}|probe)(?:/[a-z0-9][a-z0-9_.-]{{0,127}}){{1,5}}", re.ASCII)
_ONE_PUT_BYTES = 8 * 2**20
"""What is longer goes in parts of so many bytes: a part is what a broken connection costs."""
_CHUNK_BYTES = 256 * 2**10
_RETRY_S = 5


class StoreAway(Unavailable):
    code: ClassVar[str] = "object_store_unavailable"
    title: ClassVar[str] = "The object store does not answer"


class BadKey(ValueError):
    """Not the key of an object of ours."""


class Listed(msgspec.Struct, frozen=True):
    """An object that is there."""

    key: str
    size_bytes: int
    modified_at: datetime


class Opened(msgspec.Struct, frozen=True):
    """An object, or the part of it from `start` to `stop`, as chunks. size_bytes: of the whole object."""

    size_bytes: int
    start: int
    stop: int
    chunks: AsyncIterator[bytes]


class Signed(msgspec.Struct, frozen=True):
    """A request that may be made without any other credential until it expires."""

    url: str
    method: Method
    headers: dict[str, str]
    expires_at: datetime


class Objects:
    """The store. public: in front of keys that anybody may read; secret: signs for files, where no S3 does.

    Everything raises StoreAway while the store is away, and BadKey for what is no key of ours.
    """

    def __init__(self, store: LocalStore | S3Store, *, public: str, secrets: Sequence[bytes], at: str) -> None:
        self._store = store
        self.public = public
        self._keys = [hmac.digest(secret, b"objects-v1", hashlib.sha256) for secret in secrets]
        self.at = at

    @classmethod
    def create(cls, settings: Settings) -> "Objects":
        """The store that the settings name. An S3's credentials and endpoint are AWS_* variables of the environment."""
        public, secrets = public_of(settings), signing_secrets(settings)
        url = settings.storage_url or f"file://{(settings.data_dir / 'objects').resolve()}"
        if url.startswith("s3://"):
            return cls(_s3(url), public=public, secrets=secrets, at=url)
        folder = Path(unquote(urlsplit(url).path))
        return cls(LocalStore(folder, mkdir=True), public=public, secrets=secrets, at=str(folder))

    @property
    def folder(self) -> Path | None:
        """Where the files are; None where it is no folder of this machine."""
        return Path(self.at) if isinstance(self._store, LocalStore) else None

    def url(self, key: str) -> str:
        """Where anybody reads a public object."""
        return self.public + _checked(key)

    async def put(self, key: str, source: Path | bytes) -> None:
        """Stores the object whole or not at all; when this returns it outlives a crash of the machine."""
        attributes = None
        if isinstance(self._store, S3Store):
            cache = IMMUTABLE if is_public(key) else PRIVATE
            attributes = {"Content-Type": mime_of(key), "Cache-Control": cache}
        with _away(everything=True):
            await obstore.put_async(
                self._store, _checked(key), source, attributes=attributes, chunk_size=_ONE_PUT_BYTES,
                max_concurrency=2,
            )  # fmt: skip
            if self.folder is not None:
                await asyncio.to_thread(_outlive, self.folder / key)

    async def head(self, key: str) -> Listed | None:
        """What is there under the key; None where nothing is."""
        with _away(), contextlib.suppress(FileNotFoundError):
            found = await obstore.head_async(self._store, _checked(key))
            return Listed(found["path"], found["size"], found["last_modified"])
        return None

    async def open(self, key: str, *, start: int = 0, stop: int | None = None) -> Opened | None:
        """The object from byte `start` to before byte `stop`; None where there is none."""
        found = await self.head(key)
        if found is None:
            return None
        end = found.size_bytes if stop is None else min(stop, found.size_bytes)
        return Opened(found.size_bytes, start, end, self._chunks(key, start, end))

    async def _chunks(self, key: str, start: int, stop: int) -> AsyncIterator[bytes]:
        if start >= stop:
            return
        with _away():
            got = await obstore.get_async(self._store, key, options={"range": (start, stop)})
            async for chunk in got.stream(min_chunk_size=_CHUNK_BYTES):
                yield bytes(chunk)

    async def fetch(self, key: str, into: Path, *, most_bytes: int) -> str | None:
        """Copies the object to a file; its SHA-256 in hex, None where there is none or it is longer than that."""
        opened = await self.open(key)
        if opened is None or opened.size_bytes > most_bytes:
            return None
        digest = hashlib.sha256()
        with into.open("wb") as file:
            async for chunk in opened.chunks:
                digest.update(chunk)
                file.write(chunk)
        return digest.hexdigest()

    async def delete(self, *keys: str) -> None:
        """Removes the objects that are there."""
        for key in keys:
            with _away(), contextlib.suppress(FileNotFoundError):
                await obstore.delete_async(self._store, _checked(key))

    async def list(self, prefix: str) -> AsyncIterator[list[Listed]]:
        """All objects under a prefix, in batches."""
        with _away():
            async for batch in obstore.list(self._store, prefix, chunk_size=500):
                yield [Listed(each["path"], each["size"], each["last_modified"]) for each in batch]

    def drop_unfinished(self, before: datetime) -> int:
        """Removes what a process that died had half written under a name of its own, in a folder; how many. Of an S3
        a rule of the bucket does it (docs/models-api.md)."""
        if self.folder is None:
            return 0
        left = [each for each in self.folder.rglob("*#*") if each.stat().st_mtime < before.timestamp()]
        for each in left:
            each.unlink(missing_ok=True)
        return len(left)

    async def sign(self, method: Method, key: str, expires_in: timedelta) -> Signed:
        """A request that whoever has it may make in that time: of an S3 to the store itself (AWS Signature Version 4),
        of files to this app, at a path."""
        expires_at = datetime.fromtimestamp(int(time.time()) + int(expires_in.total_seconds())).astimezone()
        headers = {"Content-Type": mime_of(key)} if method == "PUT" else {}
        if isinstance(self._store, S3Store):
            with _away():
                url = await obstore.sign_async(self._store, method, _checked(key), expires_in)
            return Signed(url, method, headers, expires_at)
        expires = str(int(expires_at.timestamp()))
        query = urlencode({"expires": expires, "signature": _signature(self._keys[0], method, _checked(key), expires)})
        return Signed(f"{ROUTE}/{key}?{query}", method, headers, expires_at)

    def is_signed(self, method: Method, key: str, expires: str, signature: str) -> bool:
        """Whether `sign` made this for a folder, and its time is not over."""
        if not expires.isdecimal() or len(expires) > 12 or int(expires) < time.time():
            return False
        return any(hmac.compare_digest(_signature(each, method, key, expires), signature) for each in self._keys)


def public_of(settings: Settings) -> str:
    """What stands in front of the key of an object that anybody may read."""
    return (settings.cdn_url or ROUTE).rstrip("/") + "/"


def key_of(prefix: str, asset: UUID, name: str, sha256: str, suffix: str) -> str:
    """The key of what belongs to a row of `product_assets`, by its content: `models/<asset>/lod0/<sha256>.glb`."""
    return _checked(f"{prefix}/{asset}/{name}/{sha256}{suffix}")


def sha256_of(key: str) -> str:
    """The SHA-256 that a key made by `key_of` names."""
    return PurePosixPath(key).stem


def mime_of(key: str) -> str:
    """The media type by the key's end."""
    return TYPES.get(PurePosixPath(key).suffix, "application/octet-stream")


def is_public(key: str) -> bool:
    """Whether anybody may read it."""
    return key.partition("/")[0] in PUBLIC


def _checked(key: str) -> str:
    """The key, where it is one: then it leads nowhere but into the store, whatever the store makes of paths."""
    if not _KEY.fullmatch(key) or ".." in key:
        raise BadKey(key)
    return key


def _signature(key: bytes, *signed: str) -> str:
    return hmac.new(key, "\n".join(signed).encode(), hashlib.sha256).hexdigest()


def _outlive(path: Path) -> None:
    for each in (path, path.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _s3(url: str) -> S3Store:
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL") or ""
    return S3Store.from_url(
        url,
        client_options={
            "allow_http": endpoint.startswith("http://"), "connect_timeout": "3s", "timeout": "60s",
        },
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=10)},
        virtual_hosted_style_request=not endpoint,
    )  # fmt: skip


@contextlib.contextmanager
def _away(*, everything: bool = False) -> Iterator[None]:
    """What a store's own errors mean: it is away. Its words may name hosts and accounts: they are for the log.

    everything: also that something is not there, which of an object is an answer and of a bucket is not.
    """
    try:
        yield
    except (BaseError, OSError) as error:
        if isinstance(error, FileNotFoundError) and not everything:
            raise
        sentence = "The object store does not answer. Nothing was lost; try again in a few seconds."
        raise StoreAway(sentence, retry_after_s=_RETRY_S) from error
