"""Small 3D models, made byte by byte, for tests that need a real one."""

import io
import json
import math
import struct
from collections.abc import Sequence
from typing import Any

from PIL import Image

__all__ = ["Model", "ball", "picture"]


class Model:
    """A glTF document that grows: put data in, get a GLB out. `tree` is its JSON, open to any change."""

    def __init__(self) -> None:
        self.tree: dict[str, Any] = {"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}]}
        self.bytes = b""

    def view(self, data: bytes) -> int:
        """The number of a new view that holds `data`."""
        self.bytes += b"\0" * (-len(self.bytes) % 4)
        views = self.tree.setdefault("bufferViews", [])
        views.append({"buffer": 0, "byteOffset": len(self.bytes), "byteLength": len(data)})
        self.bytes += data
        return len(views) - 1

    def accessor(self, rows: Sequence[Sequence[float]], kind: str, form: str = "f") -> int:
        """The number of a new accessor over `rows`. kind: SCALAR, VEC3 …; form: f, H or B as struct has it."""
        flat = [value for row in rows for value in row]
        component = {"f": 5126, "I": 5125, "H": 5123, "B": 5121}[form]
        given = {"bufferView": self.view(struct.pack(f"<{len(flat)}{form}", *flat)), "componentType": component}
        limits = {"min": [min(c) for c in zip(*rows, strict=True)], "max": [max(c) for c in zip(*rows, strict=True)]}
        accessors = self.tree.setdefault("accessors", [])
        accessors.append({**given, "count": len(rows), "type": kind, **(limits if form == "f" else {})})
        return len(accessors) - 1

    def texture(self, data: bytes, mime: str = "image/png") -> int:
        """The number of a new texture that shows the picture `data`."""
        images = self.tree.setdefault("images", [])
        images.append({"bufferView": self.view(data), "mimeType": mime})
        textures = self.tree.setdefault("textures", [])
        textures.append({"source": len(images) - 1})
        return len(textures) - 1

    def glb(self) -> bytes:
        """The whole as one binary file."""
        tree = {**self.tree, "buffers": [{"byteLength": len(self.bytes)}]}
        text = json.dumps(tree).encode()
        text += b" " * (-len(text) % 4)
        body = self.bytes + b"\0" * (-len(self.bytes) % 4)
        chunks = struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(body), b"BIN\0") + body
        return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


def ball(rings: int = 24, *, radius_m: float = 0.1) -> Model:
    """A textured sphere named Ball with 4 rings^2 - 4 rings triangles, on one node, in one material named Cloth."""
    model = Model()
    grid = [(u, v) for v in range(rings + 1) for u in range(2 * rings + 1)]
    normals = [_on_sphere(u / (2 * rings), v / rings) for u, v in grid]
    row = 2 * rings + 1
    corners = [
        (v * row + u, v * row + u + 1, (v + 1) * row + u, (v + 1) * row + u + 1)
        for v in range(rings)
        for u in range(row - 1)
    ]
    faces = [face for a, b, c, d in corners for face in ((a, c, b), (b, c, d)) if _solid(normals, face)]
    attributes = {
        "POSITION": model.accessor([[radius_m * x for x in n] for n in normals], "VEC3"),
        "NORMAL": model.accessor(normals, "VEC3"),
        "TEXCOORD_0": model.accessor([(u / (2 * rings), v / rings) for u, v in grid], "VEC2"),
    }
    indices = model.accessor([[i] for face in faces for i in face], "SCALAR", "I")
    shown = {"pbrMetallicRoughness": {"baseColorTexture": {"index": model.texture(picture(256))}, "metallicFactor": 0}}
    model.tree["materials"] = [{"name": "Cloth", **shown}]
    model.tree["meshes"] = [
        {"name": "Ball", "primitives": [{"attributes": attributes, "indices": indices, "material": 0}]}
    ]
    model.tree["nodes"] = [{"name": "Root", "mesh": 0, "extras": {"sku": "B-1"}}]
    return model


def _on_sphere(u: float, v: float) -> tuple[float, float, float]:
    around, down = 2 * math.pi * u, math.pi * v
    return math.sin(down) * math.cos(around), math.cos(down), math.sin(down) * math.sin(around)


def _solid(points: list[tuple[float, float, float]], face: tuple[int, int, int]) -> bool:
    a, b, c = (points[i] for i in face)
    return min(math.dist(a, b), math.dist(b, c), math.dist(c, a)) > 1e-9


def picture(side: int, *, mode: str = "RGB", colour: tuple[int, ...] | None = None) -> bytes:
    """A PNG of `side` squared pixels: checks with a gradient, or one `colour`."""
    image = Image.new(mode, (side, side), colour or 0)
    if colour is None:
        pixels = [
            (x * 255 // side, y * 255 // side, 255 * ((x // 16 + y // 16) % 2), 255)[: len(mode)]
            for y in range(side)
            for x in range(side)
        ]
        image.putdata(pixels)
    held = io.BytesIO()
    image.save(held, "PNG")
    return held.getvalue()
