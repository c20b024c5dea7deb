"""A multipart upload while it arrives: files go to disk piece by piece, fields stay small, nothing is held whole.

Source of the form: RFC 7578.
"""

import asyncio
import contextlib
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, ClassVar
from uuid import UUID

import msgspec
from msgspec import Meta
from multipart import MultipartError, MultipartSegment, PushMultipartParser  # type: ignore[import-untyped]

from assets.gate import Intake, Received, Refused, TooManyBytes
from assets.gate.intake import kind_of
from assets.limits import Limits
from core.desk import AnyRequest
from core.errors import AppError, FieldError, InvalidInput
from core.ids import uuid7

__all__ = ["Fields", "FormInvalid", "MediaTypeRefused", "Metadata", "Upload", "keepable", "receive"]
_FIELD_BYTES = 16 * 2**10
_FORM_BYTES = 2**20
"""What boundaries, headers and fields may take beside the files."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip can hold: the same files make the same bytes."""


class FormInvalid(InvalidInput):
    code: ClassVar[str] = "model_form_invalid"
    title: ClassVar[str] = "The form is not valid"


class MediaTypeRefused(AppError):
    status, code, title = 415, "multipart_expected", "Send the files as multipart/form-data"


Metadata = Annotated[dict[str, Any], Meta(max_length=50)]


class Fields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may be said of a model. variant_id: the one variant that it shows; metadata: kept as it is, and shown."""

    variant_id: UUID | None = None
    metadata: Metadata = {}


class Upload(msgspec.Struct, frozen=True):
    """One model as one file on disk: a .glb, a .gltf, or a .zip, which a .gltf with its files was made into."""

    path: Path
    filename: str
    size_bytes: int
    sha256: str
    fields: Fields

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.filename).suffix.lower()


async def receive(request: AnyRequest, into: Path, limits: Limits) -> Upload:
    """The upload, in the folder `into`. Raises Refused, TooManyBytes, FormInvalid, MediaTypeRefused."""
    kind, options = request.content_type
    if kind != "multipart/form-data" or not options.get("boundary"):
        raise MediaTypeRefused("Send multipart/form-data with the model in a part named file.")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > limits.upload_bytes + _FORM_BYTES:
        raise TooManyBytes("too_many_bytes", f"The upload is larger than {limits.upload_bytes // 2**20} MiB.")
    form = _Form(into, limits)
    try:
        with _told(), PushMultipartParser(options["boundary"], max_segment_count=limits.archive_entries) as parser:
            async for chunk in request.stream():
                for event in parser.parse(chunk) if chunk else ():
                    form.take(event)
    finally:
        form.close()
    return await asyncio.to_thread(form.upload)


class _Form:
    """What has arrived of a form."""

    def __init__(self, into: Path, limits: Limits) -> None:
        self._into, self._limits = into, limits
        self._files: list[Received] = []
        self._fields: dict[str, bytes] = {}
        self._intake: Intake | None = None
        self._name = ""

    def take(self, event: MultipartSegment | bytes | None) -> None:
        """A part begins, goes on, or ends."""
        if event is None:
            self._end()
        elif isinstance(event, MultipartSegment):
            self._begin(event)
        elif self._intake is not None:
            self._intake.feed(bytes(event))
        else:
            self._fields[self._name] += event
            if len(self._fields[self._name]) > _FIELD_BYTES:
                raise _wrong(self._name, f"It may have {_FIELD_BYTES // 2**10} KiB.")

    def close(self) -> None:
        """Lets go of a part that did not come to its end."""
        if self._intake is not None:
            self._intake.discard()

    def _begin(self, part: MultipartSegment) -> None:
        self._name = part.name or ""
        if part.filename is not None:
            before = sum(each.size_bytes for each in self._files)
            self._intake = Intake(
                self._into, part.filename, self._limits, before_bytes=before, part=not _is_model(part.filename)
            )
        elif self._name not in Fields.__struct_fields__ or self._name in self._fields:
            raise _wrong(self._name, "There are the parts file, variant_id and metadata, the last two once at most.")
        else:
            self._fields[self._name] = b""

    def _end(self) -> None:
        if self._intake is not None:
            intake, self._intake = self._intake, None
            self._files.append(intake.finish())

    def upload(self) -> Upload:
        """The model of all that was sent. Raises Refused, FormInvalid."""
        models = [each for each in self._files if each.kind != "part"]
        if self._files and not models:
            kind_of(self._files[0].filename)
        if len(models) != 1:
            raise Refused("not_one_model", f"Send one .glb, .gltf or .zip; these are {len(models)}.")
        fields = self._read()
        if len(self._files) == 1:
            (one,) = models
            return Upload(one.path, one.filename, one.size_bytes, one.sha256, fields)
        if models[0].kind != "gltf":
            raise Refused("not_one_model", "Other files belong to a .gltf alone. Send the .glb or .zip by itself.")
        packed = self._packed(models[0])
        return Upload(packed.path, packed.filename, packed.size_bytes, packed.sha256, fields)

    def _read(self) -> Fields:
        given: dict[str, Any] = {}
        try:
            if raw := self._fields.get("variant_id", b"").strip():
                given["variant_id"] = raw.decode()
            if raw := self._fields.get("metadata", b"").strip():
                given["metadata"] = msgspec.json.decode(raw)
            fields = msgspec.convert(given, Fields)
        except (msgspec.MsgspecError, ValueError) as error:
            raise _wrong("variant_id" if "variant_id" in str(error) else "metadata", str(error)) from None
        keepable(fields.metadata)
        return fields

    def _packed(self, model: Received) -> Received:
        """The .gltf and its files as one zip, stored."""
        name = f"{PurePosixPath(model.filename).stem or 'model'}.zip"
        path = self._into / f"{uuid7()}.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            for each in sorted(self._files, key=lambda file: file.filename):
                with archive.open(zipfile.ZipInfo(each.filename, _EPOCH), "w") as to, each.path.open("rb") as source:
                    while chunk := source.read(2**20):
                        to.write(chunk)
        intake = Intake(self._into, name, self._limits)
        with path.open("rb") as file:
            while chunk := file.read(2**20):
                intake.feed(chunk)
        path.unlink()
        return intake.finish()


def keepable(metadata: Metadata) -> None:
    """Raises FormInvalid where the database cannot keep it, or should not."""
    text = msgspec.json.encode(metadata)
    if len(text) > _FIELD_BYTES or b"\\u0000" in text:
        raise _wrong("metadata", f"It may have {_FIELD_BYTES // 2**10} KiB, and no NUL characters.")


def _is_model(filename: str) -> bool:
    try:
        return kind_of(filename) in ("glb", "gltf", "zip")
    except Refused:
        return False


def _wrong(field: str, detail: str) -> FormInvalid:
    return FormInvalid(f"{field}: {detail}", errors=(FieldError(field, detail),))


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except MultipartError as error:
        raise FormInvalid(f"The form cannot be read: {error}") from None
