"""No level of detail takes more bytes than the one above it, whatever fewer triangles or pixels compress to."""

import io
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from assets import node
from tests.assets.glb import Model, ball
from tests.assets.test_processing import by_path, described, processed, tree_of

pytestmark = [pytest.mark.anyio, pytest.mark.skipif(not node.installed(), reason="aurora assets install")]


async def test_no_level_has_more_bytes_than_the_one_above(tmp_path: Path) -> None:
    """A drawing whose edges resizing blurs takes more bytes when it is smaller, and would make LOD1 the larger file."""
    model = ball(16)
    model.tree["images"][0] = {"bufferView": model.view(_drawing(256)), "mimeType": "image/png"}
    manifest = await processed(model.glb(), tmp_path / "a", lods=(1.0, 0.5), poster_pixels=0)
    assert "level_as_above" not in {each.code for each in manifest.warnings}
    assert by_path(manifest)["lod1.glb"].bytes < by_path(manifest)["lod0.glb"].bytes
    textures = [(await described(tmp_path / "a/out", f"lod{level}.glb"))["textures"][0] for level in range(2)]
    assert [each["width"] for each in textures] == [256, 256]


def _drawing(side: int) -> bytes:
    """Circles of two colours around the middle, without any shade between them."""
    image = Image.new("P", (side, side))
    image.putpalette([255, 255, 255, 200, 20, 60])
    image.putdata([int(math.hypot(n % side - side / 2, n // side - side / 2)) // 3 % 2 for n in range(side * side)])
    held = io.BytesIO()
    image.save(held, "PNG")
    return held.getvalue()


def _sheet(n: int, height: Callable[[float, float], float]) -> Model:
    """A square metre of 2 n^2 triangles in rows, which Draco foretells nearly exactly."""
    model = Model()
    places = [(x / n, y / n, height(x / n, y / n)) for y in range(n + 1) for x in range(n + 1)]
    squares = [(y * (n + 1) + x, (y + 1) * (n + 1) + x) for y in range(n) for x in range(n)]
    corners = [[i] for a, b in squares for i in (a, a + 1, b, a + 1, b + 1, b)]
    attributes = {"POSITION": model.accessor(places, "VEC3")}
    primitive = {"attributes": attributes, "indices": model.accessor(corners, "SCALAR", "I")}
    model.tree["meshes"], model.tree["nodes"] = [{"primitives": [primitive]}], [{"mesh": 0}]
    return model


async def test_where_fewer_triangles_take_more_bytes_a_level_has_as_many_as_the_one_above(tmp_path: Path) -> None:
    manifest = await processed(_sheet(32, lambda x, y: x * y).glb(), tmp_path / "a", lods=(1.0, 0.5), poster_pixels=0)
    first, second = (by_path(manifest)[f"lod{level}.glb"] for level in range(2))
    assert (second.bytes, second.triangles, second.verified) == (first.bytes, 2048, True)
    assert (second.target_triangles, second.raised_from) == (2048, 1024)
    assert [each.code for each in manifest.warnings] == ["level_as_above"]


async def test_turns_of_instances_take_half_the_bytes_and_every_level_shows_all_of_them(tmp_path: Path) -> None:
    model = ball(8)
    angles = [0.1 * n for n in range(60)]
    attributes = {
        "TRANSLATION": model.accessor([(0.3 * n, 0, 0) for n in range(60)], "VEC3"),
        "ROTATION": model.accessor([(0, math.sin(a / 2), 0, math.cos(a / 2)) for a in angles], "VEC4"),
    }
    model.tree["nodes"][0]["extensions"] = {"EXT_mesh_gpu_instancing": {"attributes": attributes}}
    model.tree["extensionsUsed"] = model.tree["extensionsRequired"] = ["EXT_mesh_gpu_instancing"]
    manifest = await processed(model.glb(), tmp_path / "a", lods=(1.0, 0.5), poster_pixels=0)
    assert manifest.source.drawn_triangles == 60 * manifest.source.triangles
    for path in ("lod0.glb", "lod1.glb"):
        assert (by_path(manifest)[path].codec, by_path(manifest)[path].verified) == ("draco", True)
        tree = tree_of(tmp_path / "a/out" / path)
        turned = tree["nodes"][0]["extensions"]["EXT_mesh_gpu_instancing"]["attributes"]["ROTATION"]
        accessor = tree["accessors"][turned]
        assert (accessor["componentType"], accessor["normalized"], accessor["count"]) == (5122, True, 60)
    ends = by_path(manifest)["lod0.glb"].bounds
    assert ends is not None
    assert ends.max[0] - ends.min[0] == pytest.approx(59 * 0.3 + 0.2, rel=1e-3)
