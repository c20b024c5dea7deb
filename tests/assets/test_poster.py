"""Pictures that the worker draws: what is seen, where, in which colour, and the same bytes each time."""

import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from assets import node
from tests.assets.glb import Model, ball, picture

pytestmark = [pytest.mark.anyio, pytest.mark.skipif(not node.installed(), reason="aurora assets install")]
SIDE = 64
AHEAD = {"eye": [0, 0, 2], "target": [0, 0, 0], "fov": math.pi / 2, "aspect": 1}
"""Sees 4 x 4 metres at the origin: a metre is 16 of 64 pixels."""


def colour(*rgba: float, **more: Any) -> dict[str, Any]:
    """A material that is not lit, so that its colour is known."""
    return {"pbrMetallicRoughness": {"baseColorFactor": rgba}, "extensions": {"KHR_materials_unlit": {}}, **more}


RED, GREEN, BLUE = (colour(*(0.7 if i == k else 0 for i in range(3)), 1) for k in range(3))


def squares(*materials: dict[str, Any], side_m: float = 2) -> Model:
    """One square per material, facing +Z about the origin, on a node each; the caller moves the nodes."""
    model = Model()
    half = side_m / 2
    corners = [(-half, -half, 0), (half, -half, 0), (half, half, 0), (-half, half, 0)]
    attributes = {
        "POSITION": model.accessor(corners, "VEC3"),
        "NORMAL": model.accessor([(0, 0, 1)] * 4, "VEC3"),
        "TEXCOORD_0": model.accessor([(0, 1), (1, 1), (1, 0), (0, 0)], "VEC2"),
    }
    indices = model.accessor([(i,) for i in (0, 1, 2, 0, 2, 3)], "SCALAR", "H")
    model.tree["materials"] = list(materials)
    model.tree["meshes"] = [
        {"primitives": [{"attributes": dict(attributes), "indices": indices, "material": at}]}
        for at in range(len(materials))
    ]
    model.tree["nodes"] = [{"mesh": at} for at in range(len(materials))]
    model.tree["scenes"] = [{"nodes": list(range(len(materials)))}]
    return using(model, "KHR_materials_unlit")


def using(model: Model, *extensions: str) -> Model:
    model.tree["extensionsUsed"] = [*model.tree.get("extensionsUsed", ()), *extensions]
    return model


async def drawn(model: Model, folder: Path, *shots: dict[str, Any]) -> list[Any]:
    """What the worker tells of each shot; the files lie in `folder`."""
    (folder / "model.glb").write_bytes(model.glb())
    wanted = [{"kind": "render", "file": f"{at}.png", **shot} for at, shot in enumerate(shots)]
    request = {"root": str(folder), "entry": "model.glb", "out": str(folder), "shots": wanted}
    told = await node.run("draw.mjs", request, reads=(folder,), writes=folder)
    assert told.refusal is None, told.refusal
    assert told.result is not None
    shown: list[Any] = told.result["shots"]
    return shown


async def seen(model: Model, folder: Path, **camera: Any) -> Image.Image:
    """What one looks at from AHEAD."""
    await drawn(model, folder, {"camera": {**AHEAD, **camera}, "pixels": SIDE})
    return Image.open(folder / "0.png")


def at(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    found = image.getpixel((x, y))
    assert isinstance(found, tuple)
    return found


def dominant(pixel: Sequence[int]) -> str:
    return "rgb"[max(range(3), key=lambda k: pixel[k])] if pixel[3] else "none"


async def test_a_square_covers_the_pixels_that_geometry_says(tmp_path: Path) -> None:
    image = await seen(squares(RED), tmp_path)
    assert image.getbbox() == (16, 16, 48, 48)
    assert {at(image, x, y)[3] for x in range(16, 48) for y in range(16, 48)} == {255}


async def test_what_is_nearer_hides_what_is_behind_whatever_comes_first(tmp_path: Path) -> None:
    model = squares(RED, GREEN)
    model.tree["nodes"][0]["translation"] = [0, 0, 0.5]
    model.tree["nodes"][1]["translation"] = [1, 0, -0.5]
    image = await seen(model, tmp_path)
    assert [dominant(at(image, x, 32)) for x in (8, 32, 48, 55, 60)] == ["none", "r", "r", "g", "none"]


async def test_backs_are_seen_of_double_sided_materials_only(tmp_path: Path) -> None:
    model = squares(RED, {**GREEN, "doubleSided": True}, side_m=1)
    for at_node, x in enumerate((-1, 1)):
        model.tree["nodes"][at_node] |= {"rotation": [0, 1, 0, 0], "translation": [x, 0, 0]}
    image = await seen(model, tmp_path)
    assert [dominant(at(image, x, 32)) for x in (16, 48)] == ["none", "g"]


async def test_a_mirrored_part_shows_its_front_and_the_picture_turned_over(tmp_path: Path) -> None:
    halves = Image.new("RGB", (2, 1))
    halves.putdata([(255, 0, 0), (0, 255, 0)])
    held = io.BytesIO()
    halves.save(held, "PNG")
    model = squares(colour(1, 1, 1, 1))
    model.tree["samplers"] = [{"magFilter": 9728}]
    texture = model.texture(held.getvalue())
    model.tree["textures"][texture]["sampler"] = 0
    model.tree["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"] = {"index": texture}
    model.tree["nodes"][0]["scale"] = [-1, 1, 1]
    image = await seen(model, tmp_path)
    assert [dominant(at(image, x, 32)) for x in (20, 44)] == ["g", "r"]


async def test_a_texture_is_moved_by_its_transform_and_takes_the_second_coordinates(tmp_path: Path) -> None:
    quarters = Image.new("RGB", (2, 2))
    quarters.putdata([(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 0, 0)])
    held = io.BytesIO()
    quarters.save(held, "PNG")
    model = using(squares(colour(1, 1, 1, 1)), "KHR_texture_transform")
    first = model.tree["meshes"][0]["primitives"][0]["attributes"]
    first["TEXCOORD_1"] = first["TEXCOORD_0"]
    first["TEXCOORD_0"] = model.accessor([(0.9, 0.9)] * 4, "VEC2")
    moved = {"KHR_texture_transform": {"offset": [0.5, 0], "scale": [0.5, 0.5], "texCoord": 1}}
    shown = {"index": model.texture(held.getvalue()), "extensions": moved}
    model.tree["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"] = shown
    image = await seen(model, tmp_path)
    assert dominant(at(image, 32, 32)) == "g"  # the upper right quarter fills the square


async def test_masks_cut_holes_and_blends_mix_by_depth(tmp_path: Path) -> None:
    half = colour(0, 0, 0.7, 0.5, alphaMode="BLEND")
    holes = colour(0, 0.7, 0, 0.4, alphaMode="MASK", alphaCutoff=0.5)
    model = squares(half, RED, holes)
    model.tree["nodes"][0]["translation"] = [0.5, 0, 0.2]
    model.tree["nodes"][2]["translation"] = [0, 0, 0.4]
    image = await seen(model, tmp_path)
    alone, mixed, below = at(image, 55, 32), at(image, 40, 32), at(image, 20, 32)
    assert alone[3] == pytest.approx(128, abs=1)
    assert mixed[3] == below[3] == 255
    assert mixed[0] < below[0]
    assert mixed[2] > below[2]
    assert below[1] < 20  # the green one is all hole


async def test_what_is_blended_without_a_hole_hides_what_is_behind_and_throws_a_shadow(tmp_path: Path) -> None:
    model = ball(12)
    model.tree["materials"][0]["alphaMode"] = "BLEND"
    wishes = {"kind": "poster", "pixels": 128, "format": "png"}
    await drawn(model, tmp_path, {**wishes, "file": "blended"})
    await drawn(ball(12), tmp_path, {**wishes, "file": "opaque"})
    blended, opaque = (Image.open(tmp_path / name) for name in ("blended", "opaque"))
    cover = ImageChops.difference(blended.getchannel("A"), opaque.getchannel("A"))
    assert ImageStat.Stat(cover).extrema[0][1] <= 1
    apart = ImageStat.Stat(ImageChops.difference(blended.convert("RGB"), opaque.convert("RGB")))
    assert max(apart.mean) < 2  # of 255: each pixel of the one is shaded once, of the other twice


async def test_skins_morphs_and_instances_are_where_the_file_puts_them(tmp_path: Path) -> None:
    model = using(squares(RED, GREEN, BLUE, side_m=0.5), "EXT_mesh_gpu_instancing")
    first, second = (model.tree["meshes"][k]["primitives"][0] for k in (0, 1))
    first["attributes"]["JOINTS_0"] = model.accessor([(0, 0, 0, 0)] * 4, "VEC4", "B")
    first["attributes"]["WEIGHTS_0"] = model.accessor([(1.0, 0, 0, 0)] * 4, "VEC4")
    model.tree["skins"] = [{"joints": [3]}]
    second["targets"] = [{"POSITION": model.accessor([(0, -1, 0)] * 4, "VEC3")}]
    model.tree["meshes"][1]["weights"] = [1]
    places = model.accessor([(-1, 0, 0), (0, 0, 0), (1, 0, 0)], "VEC3")
    instanced = {"EXT_mesh_gpu_instancing": {"attributes": {"TRANSLATION": places}}}
    model.tree["nodes"][0] |= {"skin": 0, "translation": [9, 9, 9]}  # a skin's own place does not count
    model.tree["nodes"][2]["extensions"] = instanced
    model.tree["nodes"].append({"translation": [0, 1, 0]})
    model.tree["scenes"][0]["nodes"].append(3)
    image = await seen(model, tmp_path)
    assert dominant(at(image, 32, 16)) == "r"
    assert dominant(at(image, 32, 48)) == "g"
    assert [dominant(at(image, x, 32)) for x in (16, 24, 32, 40, 48)] == ["b", "none", "b", "none", "b"]


async def test_a_matt_colour_that_faces_the_camera_keeps_its_bytes_nearly(tmp_path: Path) -> None:
    matt = {"pbrMetallicRoughness": {"baseColorFactor": [0.2, 0.4, 0.6, 1], "metallicFactor": 0}}
    image = await seen(squares(matt), tmp_path)
    for shown, meant in zip(at(image, 32, 32), (124, 170, 203), strict=False):  # sRGB of the factors
        assert shown == pytest.approx(meant, abs=14)


async def test_a_normal_map_turns_the_light_and_metal_mirrors_it(tmp_path: Path) -> None:
    def bent(rgb: tuple[int, int, int]) -> Model:
        model = squares({"pbrMetallicRoughness": {"metallicFactor": 0}})
        model.tree["materials"][0]["normalTexture"] = {"index": model.texture(picture(4, colour=rgb))}
        return model

    up = at(await seen(bent((128, 218, 218)), tmp_path), 32, 32)
    down = at(await seen(bent((128, 38, 218)), tmp_path), 32, 32)
    flat = at(await seen(squares({"pbrMetallicRoughness": {"metallicFactor": 0}}), tmp_path), 32, 32)
    assert up[0] > flat[0] > down[0]  # green is up, and the studio's light comes from above


async def test_the_same_model_makes_the_same_bytes_and_a_small_change_others(tmp_path: Path) -> None:
    wishes = {"kind": "poster", "pixels": 128}
    await drawn(ball(12), tmp_path, {**wishes, "file": "a"}, {**wishes, "file": "b"})
    one = (tmp_path / "a").read_bytes()
    await drawn(ball(12), tmp_path, {**wishes, "file": "c"})
    assert one == (tmp_path / "b").read_bytes() == (tmp_path / "c").read_bytes()
    await drawn(ball(11), tmp_path, {**wishes, "file": "d"})
    assert one != (tmp_path / "d").read_bytes()


async def test_a_poster_is_filled_by_its_model_and_clear_around_it(tmp_path: Path) -> None:
    bare, walled = {"kind": "poster", "file": "bare"}, {"kind": "poster", "file": "wall", "background": "studio"}
    told = await drawn(ball(12), tmp_path, {**bare, "pixels": 200}, {**walled, "pixels": 200})
    assert [(each["mime"], each["width"], each["role"]) for each in told] == [("image/webp", 200, "poster")] * 2
    image = Image.open(tmp_path / "bare")
    left, top, right, bottom = image.getchannel("A").point(lambda alpha: 255 * (alpha > 200)).getbbox() or (0,) * 4
    assert (left, top, right, bottom) == pytest.approx((14, 14, 186, 186), abs=3)  # 7 % are left free
    assert at(image, 1, 1)[3] == 0
    shadow = at(image, 100, 188)
    assert 10 < shadow[3] < 200
    assert max(shadow[:3]) < 60
    assert Image.open(tmp_path / "wall").mode == "RGB"


async def test_each_variant_has_its_poster_and_its_thumbnail(tmp_path: Path) -> None:
    model = using(squares(RED, GREEN, BLUE), "KHR_materials_variants")
    model.tree["scenes"] = [{"nodes": [0]}]
    model.tree["extensions"] = {"KHR_materials_variants": {"variants": [{"name": "leaf"}, {"name": "sea"}]}}
    mappings = [{"material": 1, "variants": [0]}, {"material": 2, "variants": [1]}]
    model.tree["meshes"][0]["primitives"][0]["extensions"] = {"KHR_materials_variants": {"mappings": mappings}}
    told = await drawn(model, tmp_path, {"kind": "posters", "file": "v", "pixels": 96, "thumbnail": 32})
    shown = [(each["variant"], each["role"], each["width"]) for each in told[0]]
    assert shown == [(name, *kind) for name in (None, "leaf", "sea") for kind in (("poster", 96), ("thumbnail", 32))]
    images = [Image.open(tmp_path / each["file"]).convert("RGBA") for each in told[0]]
    middles = [dominant(at(image, image.width // 2, image.height // 2)) for image in images]
    assert middles == ["r", "r", "g", "g", "b", "b"]


async def test_a_model_without_triangles_is_refused_in_words(tmp_path: Path) -> None:
    model = squares(RED)
    model.tree["meshes"][0]["primitives"][0]["mode"] = 1
    (tmp_path / "model.glb").write_bytes(model.glb())
    shots = [{"kind": "poster", "file": "x"}]
    request = {"root": str(tmp_path), "entry": "model.glb", "out": str(tmp_path), "shots": shots}
    told = await node.run("draw.mjs", request, reads=(tmp_path,), writes=tmp_path)
    assert told.refusal is not None
    assert told.refusal.code == "no_triangles"
