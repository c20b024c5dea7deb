"""A package opened: its typed description, and its buffers as memory that is mapped, not read."""

import contextlib
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from assets.gate import container, text
from assets.gate.document import Accessor, Document, Packed, View, as_type, document
from assets.gate.package import Package
from assets.gate.places import embedded, named
from assets.gate.refusal import Refused, said
from assets.limits import Limits

__all__ = ["COMPONENTS", "WIDTHS", "Model", "opened"]
COMPONENTS = {5120: "i1", 5121: "u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
_MESHOPT = ("KHR_meshopt_compression", "EXT_meshopt_compression")
Bytes = memoryview


class Model:
    """What the gate knows of one package. buffers: None where packed views unpack to it; resources: address -> path."""

    def __init__(self, package: Package, tree: dict[str, Any], found: Document, limits: Limits) -> None:
        self.package = package
        self.tree = tree
        self.document = found
        self.limits = limits
        self.buffers: list[Bytes | None] = []
        self.resources: dict[str, str] = {}
        self.warnings: list[str] = []

    def view_bytes(self, index: int) -> Bytes | None:
        """The bytes of a view whose place has been checked; None where they are packed."""
        view = self.document.buffer_views[index]
        whole = self.buffers[view.buffer]
        if whole is None or packing(view) is not None:
            return None
        return whole[view.byte_offset : view.byte_offset + view.byte_length]

    def packed(self, view: View) -> Packed | None:
        """How a view is packed by meshopt, if it is."""
        told = packing(view)
        return None if told is None else as_type(told, Packed, "a packed view")

    def array(self, accessor: Accessor) -> npt.NDArray[Any] | None:
        """(count, width) values of an accessor whose place has been checked, sparse ones applied; None where packed."""
        dtype, width = np.dtype(COMPONENTS[accessor.component_type]), WIDTHS[accessor.type]
        if accessor.buffer_view is None:
            values: npt.NDArray[Any] = np.broadcast_to(np.zeros(1, dtype), (accessor.count, width))
        else:
            data = self.view_bytes(accessor.buffer_view)
            if data is None:
                return None
            stride = self.document.buffer_views[accessor.buffer_view].byte_stride or dtype.itemsize * width
            values = np.ndarray((accessor.count, width), dtype, data, accessor.byte_offset, (stride, dtype.itemsize))
        return self._with_sparse(accessor, values)

    def _with_sparse(self, accessor: Accessor, values: npt.NDArray[Any]) -> npt.NDArray[Any] | None:
        sparse = accessor.sparse
        if sparse is None:
            return values
        where, what = self.view_bytes(sparse.indices.buffer_view), self.view_bytes(sparse.values.buffer_view)
        if where is None or what is None:
            return None
        kind = np.dtype(COMPONENTS[sparse.indices.component_type])
        places = np.ndarray((sparse.count,), kind, where, sparse.indices.byte_offset)
        if int(places.max()) >= accessor.count:
            raise Refused(
                "accessor_outside", "Sparse values are for elements that do not exist. Export the model again."
            )
        whole = values.copy()
        whole[places] = np.ndarray((sparse.count, values.shape[1]), values.dtype, what, sparse.values.byte_offset)
        return whole


def packing(view: View) -> dict[str, Any] | None:
    """What a view says of how meshopt packed it, by either name of the extension; None of one that is not packed."""
    return next((view.extensions[name] for name in _MESHOPT if name in view.extensions), None)


@contextmanager
def opened(package: Package, limits: Limits) -> Iterator[Model]:
    """The model of a package, for as long as its files are mapped.

    A description with unsafe keys, or a GLB padded otherwise than the format asks, is first written anew.
    """
    with contextlib.ExitStack() as stack:
        whole = stack.enter_context(_mapped(package.root / package.entry))
        parts = container.split(whole) if whole[:4] == container.MAGIC else None
        body = bytes(whole if parts is None else whole[parts.json_at : parts.json_at + parts.json_bytes])
        parsed = text.parse(body if parts is None else body.rstrip(b"\0 "), limits)
        binary = None
        if parts is not None and parts.bin_at is not None:
            binary = whole[parts.bin_at : parts.bin_at + parts.bin_bytes]
        if parsed.cleaned or (parts is not None and body.endswith(b"\0")):
            _rewrite(package, parsed.tree, binary, glb=parts is not None)
        model = Model(package, parsed.tree, document(parsed.tree, limits), limits)
        if parts is not None and parts.other_chunks:
            model.warnings.append("Chunks that glTF does not know were left out.")
        model.buffers = [_buffer(model, index, binary, stack) for index in range(len(model.document.buffers))]
        yield model


def _rewrite(package: Package, tree: dict[str, Any], binary: Bytes | None, *, glb: bool) -> None:
    """Puts a clean description in the place of the one that came; the upload, which may be linked, stays as it was."""
    clean = msgspec.json.encode(tree)
    fresh = package.root / f"{package.entry}.clean"
    fresh.write_bytes(container.joined(clean, binary) if glb else clean)
    fresh.replace(package.root / package.entry)


@contextmanager
def _mapped(path: Path) -> Iterator[Bytes]:
    """The bytes of a file, read from the disk as they are looked at."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            yield memoryview(b"")
            return
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    try:
        yield memoryview(data)
    finally:
        with contextlib.suppress(BufferError):  # an array still looks at it: it goes with that
            data.close()


def _buffer(model: Model, index: int, binary: Bytes | None, stack: contextlib.ExitStack) -> Bytes | None:
    """The bytes of one buffer, as many as it declares; None for one without a file that packed views unpack to."""
    buffer = model.document.buffers[index]
    if buffer.uri is None:
        if index == 0 and binary is not None:
            data = binary
        elif any(view.buffer == index and packing(view) is not None for view in model.document.buffer_views):
            return None
        else:
            raise Refused("uri_missing", f"Buffer {index} names no file. Export the model as .glb.")
    else:
        data = place(model, buffer.uri, "buffer", stack)
    if len(data) < buffer.byte_length:
        raise Refused(
            "buffer_short",
            f"Buffer {index} has {len(data):,} bytes where {buffer.byte_length:,} are declared. Export it again.",
        )
    return data[: buffer.byte_length]


def place(model: Model, uri: str, kind: str, stack: contextlib.ExitStack) -> Bytes:
    """The bytes that an address of the description means: embedded, or a file of the package."""
    inside = embedded(uri, kind)
    if inside is not None:
        return memoryview(inside)
    folder, slash, _ = model.package.entry.rpartition("/")
    path = named(uri, folder + slash)
    if path not in model.package.files:
        raise Refused(
            "uri_missing",
            f"The file “{said(path)}”, which the model needs, is not there. Send a zip of the whole folder.",
        )
    model.resources[uri] = path
    return stack.enter_context(_mapped(model.package.root / path))
