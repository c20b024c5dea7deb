"""Writes GLB: meshes with PBR materials, pictures and colour variants, and nothing that needs an extension to be read.

Source: glTF 2.0 specification (Khronos, 2.0.1), KHR_materials_variants, KHR_materials_sheen.
"""

import json
import struct
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from assets.garments.sheets import Mesh

__all__ = ["Material", "Part", "written"]
_FLOAT, _U8, _U16, _U32 = 5126, 5121, 5123, 5125
_ARRAY, _ELEMENTS = 34962, 34963


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """A metallic-roughness material. colour: linear RGBA; picture, normal: PNG bytes, tiled every `tile` metres."""

    name: str
    colour: tuple[float, float, float, float] = (0.8, 0.8, 0.8, 1.0)
    metallic: float = 0.0
    roughness: float = 0.85
    picture: bytes | None = None
    normal: bytes | None = None
    depth: float = 1.0
    """Strength of the normal picture."""
    tile: float = 0.1
    sheen: tuple[float, float, float] | None = None
    sheen_roughness: float = 0.5


class Part(msgspec.Struct, frozen=True):
    """A named mesh in one material for each colour; one for all where it is always the same."""

    name: str
    mesh: Mesh
    materials: tuple[Material, ...]


def written(name: str, parts: Sequence[Part], colours: Sequence[str], extras: dict[str, Any]) -> bytes:
    """The model as one GLB file. `colours` are its variants' names, the first is what is shown unasked."""
    file = _File()
    children = [file.node(part, len(colours)) for part in parts]
    root = {"name": name, "children": children, "extras": extras}
    document: dict[str, Any] = {
        "asset": {"version": "2.0", "generator": "VogueVault garments"},
        "scene": 0,
        "scenes": [{"name": name, "nodes": [len(file.nodes)]}],
        "nodes": [*file.nodes, root],
        "meshes": file.meshes,
        "materials": file.materials,
        "accessors": file.accessors,
        "bufferViews": file.views,
        "buffers": [{"byteLength": len(file.bytes)}],
    }
    if file.images:
        document |= {"images": file.images, "textures": file.textures, "samplers": [_SAMPLER]}
    used = sorted(file.extensions | ({"KHR_materials_variants"} if len(colours) > 1 else set()))
    if used:
        document["extensionsUsed"] = used
    if len(colours) > 1:
        document["extensions"] = {"KHR_materials_variants": {"variants": [{"name": each} for each in colours]}}
    return _packed(document, bytes(file.bytes))


_SAMPLER = {"magFilter": 9729, "minFilter": 9987, "wrapS": 10497, "wrapT": 10497}


class _File:
    """The lists of a document while it grows, and its one buffer."""

    def __init__(self) -> None:
        self.bytes = bytearray()
        self.nodes: list[dict[str, Any]] = []
        self.meshes: list[dict[str, Any]] = []
        self.materials: list[dict[str, Any]] = []
        self.accessors: list[dict[str, Any]] = []
        self.views: list[dict[str, Any]] = []
        self.images: list[dict[str, Any]] = []
        self.textures: list[dict[str, Any]] = []
        self.extensions: set[str] = set()
        self._known: dict[bytes, int] = {}
        self._pictures: dict[bytes, int] = {}

    def node(self, part: Part, variants: int) -> int:
        mesh, first = part.mesh, part.materials[0]
        primitive: dict[str, Any] = {
            "attributes": {
                "POSITION": self._points(mesh.points),
                "NORMAL": self._floats(mesh.normals),
                "COLOR_0": self._light(mesh),
            },
            "indices": self._indices(mesh.triangles),
            "material": self._material(first),
        }
        if first.picture or first.normal:
            primitive["attributes"]["TEXCOORD_0"] = self._floats(mesh.cloth / first.tile)
        if variants > 1 and len(part.materials) == variants:
            mappings = [{"material": self._material(one), "variants": [k]} for k, one in enumerate(part.materials)]
            primitive["extensions"] = {"KHR_materials_variants": {"mappings": mappings}}
        self.meshes.append({"name": part.name, "primitives": [primitive]})
        self.nodes.append({"name": part.name, "mesh": len(self.meshes) - 1})
        return len(self.nodes) - 1

    def _view(self, data: bytes, target: int | None = None) -> int:
        self.bytes += b"\0" * (-len(self.bytes) % 4)
        view: dict[str, Any] = {"buffer": 0, "byteOffset": len(self.bytes), "byteLength": len(data)}
        self.bytes += data
        self.views.append(view if target is None else {**view, "target": target})
        return len(self.views) - 1

    def _accessor(self, data: bytes, target: int, **told: Any) -> int:
        self.accessors.append({"bufferView": self._view(data, target), **told})
        return len(self.accessors) - 1

    def _points(self, points: NDArray[np.float64]) -> int:
        rows = np.ascontiguousarray(points, np.float32)
        bounds = {"min": rows.min(axis=0).tolist(), "max": rows.max(axis=0).tolist()}
        return self._accessor(rows.tobytes(), _ARRAY, componentType=_FLOAT, count=len(rows), type="VEC3", **bounds)

    def _floats(self, values: NDArray[np.float64]) -> int:
        rows = np.ascontiguousarray(values, np.float32)
        kind = f"VEC{rows.shape[1]}"
        return self._accessor(rows.tobytes(), _ARRAY, componentType=_FLOAT, count=len(rows), type=kind)

    def _light(self, mesh: Mesh) -> int:
        grey = np.clip(np.round(mesh.light * 255), 0, 255).astype(np.uint8)
        rows = np.stack([grey, grey, grey, np.full_like(grey, 255)], axis=1)
        told = {"componentType": _U8, "normalized": True, "count": len(rows), "type": "VEC4"}
        return self._accessor(rows.tobytes(), _ARRAY, **told)

    def _indices(self, triangles: NDArray[np.int64]) -> int:
        small = int(triangles.max()) < 65535
        flat = triangles.astype(np.uint16 if small else np.uint32).reshape(-1)
        kind = _U16 if small else _U32
        return self._accessor(flat.tobytes(), _ELEMENTS, componentType=kind, count=len(flat), type="SCALAR")

    def _material(self, material: Material) -> int:
        key = msgspec.msgpack.encode(material)
        if key in self._known:
            return self._known[key]
        pbr: dict[str, Any] = {
            "baseColorFactor": [round(float(each), 5) for each in material.colour],
            "metallicFactor": material.metallic,
            "roughnessFactor": material.roughness,
        }
        told: dict[str, Any] = {"name": material.name, "doubleSided": True, "pbrMetallicRoughness": pbr}
        if material.picture:
            pbr["baseColorTexture"] = {"index": self._texture(material.picture, "pattern")}
        if material.normal:
            told["normalTexture"] = {"index": self._texture(material.normal, "weave"), "scale": material.depth}
        if material.colour[3] < 1:
            told["alphaMode"] = "BLEND"
        if material.sheen:
            self.extensions.add("KHR_materials_sheen")
            sheen = {"sheenColorFactor": list(material.sheen), "sheenRoughnessFactor": material.sheen_roughness}
            told["extensions"] = {"KHR_materials_sheen": sheen}
        self.materials.append(told)
        return self._known.setdefault(key, len(self.materials) - 1)

    def _texture(self, png: bytes, name: str) -> int:
        if png not in self._pictures:
            self.images.append({"name": name, "mimeType": "image/png", "bufferView": self._view(png)})
            self.textures.append({"sampler": 0, "source": len(self.images) - 1})
            self._pictures[png] = len(self.textures) - 1
        return self._pictures[png]


def _packed(document: dict[str, Any], buffer: bytes) -> bytes:
    buffer += b"\0" * (-len(buffer) % 4)
    document["buffers"][0]["byteLength"] = len(buffer)
    told = json.dumps(document, separators=(",", ":")).encode()
    told += b" " * (-len(told) % 4)
    size = 12 + 8 + len(told) + 8 + len(buffer)
    return b"".join(
        (
            struct.pack("<4sII", b"glTF", 2, size),
            struct.pack("<I4s", len(told), b"JSON"),
            told,
            struct.pack("<I4s", len(buffer), b"BIN\0"),
            buffer,
        )
    )
