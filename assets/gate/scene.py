"""The tree of nodes: that it is one, how deep, what it shows, and how often."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from assets.gate.document import Document, Mesh, Node
from assets.gate.model import Model
from assets.gate.refusal import Refused

__all__ = ["INSTANCING", "Shown", "shown"]
INSTANCING = "EXT_mesh_gpu_instancing"
_TRIANGLES = (4, 5, 6)
Matrix = npt.NDArray[np.float64]


class Shown(msgspec.Struct, frozen=True):
    """A mesh where it stands: (4, 4) matrix to the scene; skinned meshes stand where their joints are."""

    mesh: int
    matrix: Matrix
    skinned: bool


def shown(model: Model) -> list[Shown]:
    """Every mesh that some scene shows, with its place.

    Refused: references to nothing, nodes that are not a tree or too deep, no triangle in sight, too many of them.
    """
    document = model.document
    _references(document)
    order = _tree(document, model.limits.node_depth)
    visible = _visible(document)
    places = _places(document, order)
    found = [
        Shown(node.mesh, places[index], node.skin is not None)
        for index, node in enumerate(document.nodes)
        if index in visible and node.mesh is not None
    ]
    _count(model, [(document.nodes[index], _instances(model, index)) for index in sorted(visible)])
    return found


def _references(document: Document) -> None:
    """Refuses indices that name nothing."""
    nodes, meshes, accessors = len(document.nodes), len(document.meshes), len(document.accessors)
    _named("a scene", "node", (each for scene in document.scenes for each in scene.nodes), nodes)
    _named("the model", "scene", _some(document.scene), len(document.scenes))
    for node in document.nodes:
        _named("a node", "node", node.children, nodes)
        _named("a node", "mesh", _some(node.mesh), meshes)
        _named("a node", "skin", _some(node.skin), len(document.skins))
    for primitive in document.primitives():
        _named("a mesh", "accessor", primitive.attributes.values(), accessors)
        _named("a mesh", "accessor", _some(primitive.indices), accessors)
        _named("a mesh", "material", _some(primitive.material), len(document.materials))
        _named("a morph target", "accessor", (i for each in primitive.targets for i in each.values()), accessors)
    for skin in document.skins:
        _named("a skin", "node", skin.joints, nodes)
        _named("a skin", "accessor", _some(skin.inverse_bind_matrices), accessors)
    for animation in document.animations:
        _named("an animation", "sampler", (each.sampler for each in animation.channels), len(animation.samplers))
        _named("an animation", "accessor", (i for s in animation.samplers for i in (s.input, s.output)), accessors)


def _some(index: int | None) -> tuple[int, ...]:
    return () if index is None else (index,)


def _named(who: str, what: str, indices: Iterable[int], there: int) -> None:
    for index in indices:
        if index >= there:
            raise Refused(
                "reference", f"{who.capitalize()} names {what} {index:,}, of {there:,}. Export the model again."
            )


def _tree(document: Document, most: int) -> list[int]:
    """Nodes in an order in which parents come first."""
    above = [-1] * len(document.nodes)
    for index, node in enumerate(document.nodes):
        for child in node.children:
            if above[child] >= 0:
                raise Refused("node_parents", f"Node {child:,} hangs below two others. Export the model again.")
            above[child] = index
    order = [index for index, parent in enumerate(above) if parent < 0]
    depth = dict.fromkeys(order, 1)
    for index in order:  # grows while it is walked
        for child in document.nodes[index].children:
            depth[child] = depth[index] + 1
            order.append(child)
    if len(order) < len(document.nodes):
        raise Refused("node_cycle", "A node is its own ancestor. Export the model again.")
    deepest = max(depth.values(), default=0)
    if deepest > most:
        raise Refused("node_depth", f"Nodes are nested {deepest:,} deep; the limit is {most}. Flatten the hierarchy.")
    return order


def _visible(document: Document) -> set[int]:
    """Nodes of the scenes, with all below them."""
    found: set[int] = set()
    waiting = [each for scene in document.scenes for each in scene.nodes]
    while waiting:
        index = waiting.pop()
        if index not in found:
            found.add(index)
            waiting.extend(document.nodes[index].children)
    return found


def _places(document: Document, order: Sequence[int]) -> dict[int, Matrix]:
    places = {index: np.eye(4) for index in order}
    with np.errstate(all="ignore"):  # what overflows is refused when the extent is taken
        for index in order:
            places[index] = places[index] @ _local(document.nodes[index])
            for child in document.nodes[index].children:
                places[child] = places[index]
    return places


def _local(node: Node) -> Matrix:
    """A node's own matrix. Source: glTF 2.0, section 3.5.3: translation, rotation, scale; matrices by columns."""
    if node.matrix is not None:
        return np.array(node.matrix, np.float64).reshape(4, 4).T
    x, y, z, w = node.rotation
    turn = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    matrix = np.eye(4)
    matrix[:3, :3] = turn * np.array(node.scale)
    matrix[:3, 3] = node.translation
    return matrix


def _instances(model: Model, index: int) -> int:
    told: dict[str, Any] | None = model.document.nodes[index].extensions.get(INSTANCING)
    if told is None:
        return 1
    attributes = told.get("attributes")
    used = list(attributes.values()) if isinstance(attributes, dict) else [-1]
    if not used or not all(type(each) is int and 0 <= each < len(model.document.accessors) for each in used):
        raise Refused("reference", f"Node {index} repeats its mesh by data that is not there. Export the model again.")
    return max(model.document.accessors[each].count for each in used)


def _count(model: Model, nodes: list[tuple[Node, int]]) -> None:
    document, limits = model.document, model.limits
    vertices = sum(_vertices(document, mesh) for mesh in document.meshes)
    triangles = [_triangles(document, mesh) for mesh in document.meshes]
    repeated = sum(count for node, count in nodes if node.mesh is not None and count > 1)
    drawn = sum(triangles[node.mesh] * count for node, count in nodes if node.mesh is not None)
    if not drawn:
        raise Refused("no_triangles", "No scene of the file shows a triangle. Export the model with its meshes.")
    if repeated > limits.instances:
        raise Refused(
            "too_many_instances", f"A mesh is repeated {repeated:,} times; the limit is {limits.instances:,}."
        )
    if sum(triangles) > limits.triangles or drawn > limits.drawn_triangles:
        most = limits.triangles if sum(triangles) > limits.triangles else limits.drawn_triangles
        raise Refused(
            "too_many_triangles",
            f"The model has {max(sum(triangles), drawn):,} triangles; the limit is {most:,}. Decimate it first.",
        )
    if vertices > limits.vertices:
        raise Refused(
            "too_many_triangles",
            f"The model has {vertices:,} vertices; the limit is {limits.vertices:,}. Decimate it before export.",
        )


def _vertices(document: Document, mesh: Mesh) -> int:
    used = {each.attributes.get("POSITION") for each in mesh.primitives} - {None}
    return sum(document.accessors[index].count for index in used if index is not None)


def _triangles(document: Document, mesh: Mesh) -> int:
    total = 0
    for primitive in mesh.primitives:
        position = primitive.attributes.get("POSITION")
        if primitive.mode not in _TRIANGLES or position is None:
            continue
        index = position if primitive.indices is None else primitive.indices
        count = document.accessors[index].count
        total += count // 3 if primitive.mode == 4 else max(count - 2, 0)
    return total
