"""A garment while it is being made: its parts by name, each with what it is made of."""

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from assets.garments.curves import Cord, lathe, tube
from assets.garments.form import HEIGHT_M, Form, form_of
from assets.garments.glb import Part, written
from assets.garments.order import Order, material
from assets.garments.sheets import Array, Mesh, Sheet, joined, lined, mirrored, moved, sewn

__all__ = ["Spot", "Work"]


class Spot(msgspec.Struct, frozen=True):
    """A point on the cloth and where it faces, (3,) each."""

    at: Array
    facing: Array


class Work:
    """Collects sheets under (part, role), and writes the model."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.form: Form = form_of(order.department)
        self._parts: dict[tuple[str, str], list[Mesh]] = {}

    def add(
        self, part: str, role: str, *sheets: Sheet, thick: float = 0.0, both: bool = False, depth: float = 0.007
    ) -> None:
        """Sews sheets together as (a piece of) a part. thick: metres of edge, where it has an inside; both: on both
        sides of the body, as two pieces."""
        sewing = [sheets, [mirrored(one) for one in sheets]] if both else [sheets]
        for each in sewing:
            mesh = sewn(list(each))
            self.put(part, role, lined(mesh, thick, depth=max(depth, thick)) if thick else mesh)

    def put(self, part: str, role: str, mesh: Mesh) -> None:
        self._parts.setdefault((part, role), []).append(mesh)

    def tube(self, part: str, role: str, path: Array, cord: Cord, *, both: bool = False) -> None:
        """A closed cord along a path."""
        path, radius = _rounded(path, cord.radius)
        self.add(part, role, tube(path, msgspec.structs.replace(cord, radius=radius)), both=both)

    def button(self, part: str, role: str, spot: Spot, radius: float = 0.0055, high: float = 0.0026) -> None:
        """A button, or any small knob."""
        rim = np.array([(1.0, 0.0), (1.02, 0.5), (0.92, 1.0), (0.72, 0.94), (0.55, 0.72), (0.0, 0.72)]) * (radius, high)
        self.knob(part, role, spot, rim, 14)

    def knob(self, part: str, role: str, spot: Spot, profile: Array, sides: int = 16) -> None:
        """A lathed body that stands on the spot."""
        axis = np.asarray(spot.facing, float) / np.linalg.norm(spot.facing)
        side = np.cross(axis, np.eye(3)[np.argmin(np.abs(axis))])
        side /= np.linalg.norm(side)
        turn = np.stack([side, axis, np.cross(side, axis)])
        made = lathe(profile, sides)
        turned = msgspec.structs.replace(made, points=made.points @ turn + spot.at)
        self.add(part, role, turned)

    def parts(self) -> Iterator[tuple[tuple[str, str], list[Mesh]]]:
        """What has been made so far, by part and role."""
        yield from self._parts.items()

    def bytes(self, layer: int) -> bytes:
        """The GLB of it all. layer: how far out it is worn, 0 next to the skin."""
        order = self.order
        parts = [self._part(name, role, meshes) for (name, role), meshes in self._parts.items()]
        extras = {"form_height_m": HEIGHT_M * self.form.scale, "slot": order.slot, "layer": layer}
        return written(order.category, parts, [each.name for each in order.colours], extras)

    def _part(self, name: str, role: str, meshes: Sequence[Mesh]) -> Part:
        mesh = joined(meshes)
        scale = self.form.scale
        mesh = mesh if scale == 1 else moved(mesh, lambda points: points * scale)
        every = tuple(material(self.order, role, colour) for colour in self.order.colours)
        same = all(one == every[0] for one in every)
        shares = sum(1 for part, _ in self._parts if part == name) > 1
        label = f"{name} {role.partition(':')[0].strip('#')}" if shares else name
        return Part(label, mesh, every[:1] if same else every)


def _rounded(path: Array, radius: Array | float) -> tuple[Array, Array]:
    """The path with its ends drawn in to a point."""
    r = np.broadcast_to(np.asarray(radius, float), (len(path),)).copy()
    head, tail = path[0] - path[1], path[-1] - path[-2]
    head, tail = (each / max(float(np.linalg.norm(each)), 1e-9) for each in (head, tail))
    steps = ((0.5, 0.87), (0.9, 0.45), (1.0, 0.001))
    before = [path[0] + head * r[0] * far for far, _ in reversed(steps)]
    after = [path[-1] + tail * r[-1] * far for far, _ in steps]
    rings = [r[0] * share for _, share in reversed(steps)], [r[-1] * share for _, share in steps]
    return np.concatenate([before, path, after]), np.concatenate([rings[0], r, rings[1]])
