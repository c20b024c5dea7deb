"""Whether everything that is declared lies where it is declared to lie: views in buffers, accessors in views."""

import numpy as np

from assets.gate.document import Accessor, View
from assets.gate.model import COMPONENTS, WIDTHS, Model
from assets.gate.refusal import Refused, said

__all__ = ["check"]


def check(model: Model) -> None:
    """Refuses views and accessors that reach outside, and accessors that would not fit in memory once decoded."""
    packed = 0
    for index, view in enumerate(model.document.buffer_views):
        packed += view.byte_length if _view(model, index, view) else 0
        if packed > model.limits.accessor_bytes:
            raise _too_much(model)
    total = 0
    for index, accessor in enumerate(model.document.accessors):
        size = _element_bytes(index, accessor)
        total += size * accessor.count
        if total > model.limits.accessor_bytes:
            raise _too_much(model)
        _accessor(model, index, accessor, size)


def _too_much(model: Model) -> Refused:
    most = model.limits.accessor_bytes // 2**20
    return Refused("too_many_bytes_decoded", f"The model's data would take more than {most} MiB. Simplify it.")


def _view(model: Model, index: int, view: View) -> bool:
    """Whether the view is packed; refused where it lies outside, or does not unpack to what it declares."""
    packed = model.packed(view)
    buffers = model.document.buffers
    inner = view if packed is None else packed
    if view.buffer >= len(buffers) or inner.buffer >= len(buffers):
        raise Refused("reference", f"View {index} is of a buffer that is not there. Export the model again.")
    for each in {id(view): view, id(inner): inner}.values():
        length = buffers[each.buffer].byte_length
        if each.byte_offset + each.byte_length > length:
            raise Refused(
                "view_outside",
                f"View {index} reaches to byte {each.byte_offset + each.byte_length:,} of a buffer of {length:,}. "
                "Export the model again.",
            )
    if packed is None and model.buffers[view.buffer] is None:
        raise Refused("meshopt_broken", f"View {index} is of a buffer that only packed views fill. Export it again.")
    if packed is None:
        return False
    if packed.count * packed.byte_stride != view.byte_length or model.buffers[packed.buffer] is None:
        raise Refused("meshopt_broken", f"View {index} unpacks to other bytes than it declares. Export it again.")
    if not packed.sound():
        raise Refused("meshopt_broken", f"View {index} is packed in a way that does not exist. Export it again.")
    return True


def _element_bytes(index: int, accessor: Accessor) -> int:
    if accessor.component_type not in COMPONENTS or accessor.type not in WIDTHS:
        what = f"{said(accessor.type, 12)} of {accessor.component_type}"
        raise Refused("accessor_kind", f"Accessor {index} is of a kind that does not exist: {what}. Export it again.")
    part = np.dtype(COMPONENTS[accessor.component_type]).itemsize
    if accessor.type in ("MAT2", "MAT3"):  # columns begin at multiples of four bytes
        side = int(accessor.type[3])
        return side * (-(-side * part // 4) * 4)
    return part * WIDTHS[accessor.type]


def _accessor(model: Model, index: int, accessor: Accessor, size: int) -> None:
    views = model.document.buffer_views
    if accessor.buffer_view is not None:
        view = _referred(views, accessor.buffer_view, index)
        stride = view.byte_stride or size
        if stride < size and accessor.count > 1:
            raise Refused("accessor_kind", f"Accessor {index} has a stride shorter than its elements. Export it again.")
        _within(index, accessor.byte_offset + stride * (accessor.count - 1) + size, view)
    sparse = accessor.sparse
    if sparse is None:
        return
    kind = sparse.indices.component_type
    if kind not in (5121, 5123, 5125) or sparse.count > accessor.count:
        raise Refused("accessor_outside", f"Accessor {index} replaces more than it has. Export the model again.")
    where, what = sparse.indices, sparse.values
    places = _referred(views, where.buffer_view, index)
    values = _referred(views, what.buffer_view, index)
    _within(index, where.byte_offset + sparse.count * np.dtype(COMPONENTS[kind]).itemsize, places)
    _within(index, what.byte_offset + sparse.count * size, values)


def _referred(views: tuple[View, ...], view: int, index: int) -> View:
    if view >= len(views):
        raise Refused("reference", f"Accessor {index} is of a view that is not there. Export the model again.")
    return views[view]


def _within(index: int, end: int, view: View) -> None:
    if end > view.byte_length:
        raise Refused(
            "accessor_outside",
            f"Accessor {index} reaches to byte {end:,} of a view of {view.byte_length:,}. Export the model again.",
        )
