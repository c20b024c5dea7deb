"""The 3D worker from end to end: a model goes in, files come out that hold what it held."""

import asyncio
import json
import math
import shutil
import struct
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest

from assets import gate, node, processing
from assets.limits import Limits
from assets.manifest import File, Manifest
from tests.assets.glb import Model, ball, picture

pytestmark = [pytest.mark.anyio, pytest.mark.skipif(not node.installed(), reason="aurora assets install")]
LIMITS = Limits()
QUICK: dict[str, Any] = {"lods": (1.0,), "poster_pixels": 0}


async def processed(data: bytes, folder: Path, **options: Any) -> Manifest:
    admitted = await gate.admit(_packed(data, folder), LIMITS)
    return await processing.process(admitted, folder / "out", LIMITS, options=processing.Options(**options))


def _packed(data: bytes, folder: Path) -> gate.Package:
    (folder / "out").mkdir(parents=True)
    sent = folder / "sent.glb"
    sent.write_bytes(data)
    return gate.unpack(sent, "sent.glb", folder / "package", LIMITS)


def tree_of(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    length = struct.unpack_from("<I", data, 12)[0]
    tree: dict[str, Any] = json.loads(data[20 : 20 + length])
    return tree


def by_path(manifest: Manifest) -> Mapping[str, File]:
    return {each.path: each for each in manifest.files}


async def test_a_model_becomes_levels_of_detail_a_plain_model_a_package_and_posters(tmp_path: Path) -> None:
    data = ball().glb()
    manifest = await processed(data, tmp_path / "a", poster_pixels=96, thumbnail_pixels=32)
    levels = [f"lod{n}.glb" for n in range(4)]
    assert list(by_path(manifest)) == [*levels, "ar.glb", "model.usdz", "poster.webp", "thumbnail.webp"]
    assert all(each.verified and each.error is None for each in manifest.files)
    for each in manifest.files:
        stored = (tmp_path / "a/out" / each.path).read_bytes()
        assert (len(stored), sha256(stored).hexdigest()) == (each.bytes, each.sha256)
    triangles = [each.triangles or 0 for each in manifest.files if each.role == "lod"]
    assert triangles[0] == manifest.source.triangles == 4 * 24 * 24 - 4 * 24
    for share, reached in zip((0.5, 0.25, 0.1), triangles[1:], strict=True):
        assert reached <= 1.02 * share * triangles[0]
    assert by_path(manifest)["lod0.glb"].bytes < 0.3 * len(data)
    assert (by_path(manifest)["poster.webp"].width, by_path(manifest)["thumbnail.webp"].height) == (96, 32)
    assert manifest.took.cpu_s > 0
    assert manifest.took.peak_bytes > 2**20


async def test_what_a_model_is_is_told_in_metres_and_words(tmp_path: Path) -> None:
    source = (await processed(ball(8, radius_m=0.25).glb(), tmp_path / "a", **QUICK)).source
    assert source.size == pytest.approx((0.5, 0.5, 0.5), rel=1e-6)
    assert source.scale.sane
    assert source.scale.say == "Its longest side is 50.0 cm."
    assert source.up.sane
    assert (source.draw_calls, source.materials, source.nodes) == (1, ("Cloth",), 1)
    assert (source.textures[0].width, source.textures[0].slots) == (256, ("baseColorTexture",))
    vertices = 9 * 17
    indices = 3 * source.triangles
    assert source.gpu_bytes == vertices * (12 + 12 + 8) + 4 * indices + round(256 * 256 * 4 * 4 / 3)


async def test_a_model_in_centimetres_is_told_to_be_large(tmp_path: Path) -> None:
    source = (await processed(ball(8, radius_m=30).glb(), tmp_path / "a", **QUICK)).source
    assert not source.scale.sane
    assert "60.0 m" in source.scale.say
    assert "centimetres" in source.scale.say


@pytest.fixture(scope="module")
def puppets(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Manifest, Path]]:
    """One model that moves in every way, processed twice."""
    made = []
    for name in ("first", "second"):
        folder = tmp_path_factory.mktemp(name)
        options = {"lods": (1.0, 0.5), "poster_pixels": 64, "thumbnail_pixels": 0}
        made.append((asyncio.run(processed(_puppet().glb(), folder / "a", **options)), folder / "a/out"))
    return made


async def test_the_same_model_gives_the_same_bytes(puppets: list[tuple[Manifest, Path]]) -> None:
    first, second = ([(each.path, each.sha256) for each in manifest.files] for manifest, _ in puppets)
    assert len(first) == 5
    assert first == second


async def test_skins_morph_targets_and_animations_live_through_every_level(
    puppets: list[tuple[Manifest, Path]],
) -> None:
    manifest, out = puppets[0]
    assert all(each.verified for each in manifest.files), manifest.warnings
    for path in ("lod0.glb", "lod1.glb", "ar.glb"):
        tree = tree_of(out / path)
        assert [len(skin["joints"]) for skin in tree["skins"]] == [2]
        assert tree["meshes"][0]["extras"]["targetNames"] == ["Taller"]
        assert [target["POSITION"] for target in tree["meshes"][0]["primitives"][0]["targets"]]
        assert [(a["name"], len(a["channels"])) for a in tree["animations"]] == [("Wave", 2)]
        assert "KHR_draco_mesh_compression" not in tree.get("extensionsUsed", [])


async def test_a_skin_s_weights_still_add_up_to_one_in_draco(tmp_path: Path) -> None:
    model = _puppet()
    primitive = model.tree["meshes"][0]["primitives"][0]
    del primitive["targets"], model.tree["meshes"][0]["extras"]
    model.tree["animations"][0]["channels"] = model.tree["animations"][0]["channels"][:1]
    third = [[1 / 3, 2 / 3, 0, 0]] * model.tree["accessors"][0]["count"]
    primitive["attributes"]["WEIGHTS_0"] = model.accessor(third, "VEC4")
    manifest = await processed(model.glb(), tmp_path / "a", **QUICK)
    assert by_path(manifest)["lod0.glb"].codec == "draco"  # the validator has looked at the decoded weights
    assert manifest.warnings == ()
    tree = tree_of(tmp_path / "a/out/lod0.glb")
    weights = tree["accessors"][tree["meshes"][0]["primitives"][0]["attributes"]["WEIGHTS_0"]]
    assert (weights["componentType"], weights["normalized"]) == (5121, True)


async def test_tangents_that_any_viewer_derives_are_left_out_and_turned_ones_stay(tmp_path: Path) -> None:
    for name, turned, kept in (("a", 0.0, False), ("b", 0.5, True)):
        model = ball(12)
        model.tree["materials"][0]["normalTexture"] = {"index": model.texture(picture(32))}
        model.tree["meshes"][0]["primitives"][0]["attributes"]["TANGENT"] = _tangents(model, turned)
        manifest = await processed(model.glb(), tmp_path / name, **QUICK)
        assert manifest.warnings == ()
        attributes = tree_of(tmp_path / name / "out/lod0.glb")["meshes"][0]["primitives"][0]["attributes"]
        assert ("TANGENT" in attributes) is kept


def _tangents(model: Model, turned: float) -> int:
    """The directions in which u grows on a ball, each turned about its normal by `turned` radians."""
    rows = []
    for v in range(13):
        for u in range(25):
            around, down = 2 * math.pi * u / 24, math.pi * v / 12
            along = (-math.sin(around), 0.0, math.cos(around))
            across = (math.cos(down) * math.cos(around), -math.sin(down), math.cos(down) * math.sin(around))
            tangent = (math.cos(turned) * a + math.sin(turned) * b for a, b in zip(along, across, strict=True))
            rows.append((*tangent, 1.0))
    return model.accessor(rows, "VEC4")


async def test_names_extras_and_unused_materials_are_kept_and_materials_not_merged(tmp_path: Path) -> None:
    model = ball(12)
    model.tree["materials"] += [
        {"name": "Twin", **{k: v for k, v in model.tree["materials"][0].items() if k != "name"}}
    ]
    model.tree["nodes"] += [{"name": "Socket", "translation": [0, 1, 0]}]
    model.tree["nodes"][0]["children"] = [1]
    await processed(model.glb(), tmp_path / "a", **QUICK)
    tree = tree_of(tmp_path / "a/out/lod0.glb")
    assert {"Root", "Socket"} <= {each.get("name") for each in tree["nodes"]}
    assert [each["name"] for each in tree["materials"]] == ["Cloth", "Twin"]
    assert {"sku": "B-1"} in [each.get("extras") for each in tree["nodes"]]


async def test_colour_variants_are_kept_with_what_they_dress(tmp_path: Path) -> None:
    manifest = await processed(_in_two_colours().glb(), tmp_path / "a", lods=(1.0, 0.5), poster_pixels=48)
    shown = {each.variant: each.sha256 for each in manifest.files if each.role == "poster"}
    assert list(shown) == [None, "Natural", "Red"]
    assert shown[None] == shown["Natural"] != shown["Red"]
    assert manifest.source.variants == ("Natural", "Red")
    for path in ("lod0.glb", "lod1.glb"):
        tree = tree_of(tmp_path / "a/out" / path)
        names = [each["name"] for each in tree["extensions"]["KHR_materials_variants"]["variants"]]
        mappings = tree["meshes"][0]["primitives"][0]["extensions"]["KHR_materials_variants"]["mappings"]
        worn = {names[v]: tree["materials"][m["material"]]["name"] for m in mappings for v in m["variants"]}
        assert worn == {"Natural": "Cloth", "Red": "Red cloth"}


async def test_the_plain_model_asks_nothing_of_a_viewer(tmp_path: Path) -> None:
    manifest = await processed(ball().glb(), tmp_path / "a", **QUICK, ar=processing.Simple(texture_pixels=128))
    tree = tree_of(tmp_path / "a/out/ar.glb")
    assert not tree.get("extensionsRequired")
    assert not tree.get("extensionsUsed")
    assert [image["mimeType"] for image in tree["images"]] in (["image/png"], ["image/jpeg"])
    assert {each["componentType"] for each in tree["accessors"]} <= {5123, 5125, 5126}
    assert by_path(manifest)["ar.glb"].verified


async def test_a_texture_of_one_colour_becomes_one_pixel_and_alpha_that_nothing_reads_goes(tmp_path: Path) -> None:
    model = ball(8)
    material = model.tree["materials"][0]
    material["normalTexture"] = {"index": model.texture(picture(64, colour=(128, 128, 255)))}
    material["occlusionTexture"] = {"index": model.texture(picture(64, mode="RGBA"))}
    await processed(model.glb(), tmp_path / "a", **QUICK)
    read = await described(tmp_path / "a/out", "lod0.glb")
    sizes = {each["slots"][0]: (each["width"], each["height"]) for each in read["textures"]}
    assert sizes["normalTexture"] == (1, 1)
    assert sizes["occlusionTexture"] == (64, 64)
    tree, data = tree_of(tmp_path / "a/out/lod0.glb"), (tmp_path / "a/out/lod0.glb").read_bytes()
    assert b"ALPH" not in data
    assert all(each["mimeType"] == "image/webp" for each in tree["images"][:1])


async def test_faults_of_exporters_are_repaired_and_told(tmp_path: Path) -> None:
    model = _puppet(weight=0.4)  # two of them: 0.8 in all
    model.tree["scenes"][0]["nodes"] = [0, 1, 2]  # of which 2 hangs below 1
    manifest = await processed(model.glb(), tmp_path / "a", **QUICK)
    assert {each.code for each in manifest.repairs} == {"scene_non_root_node", "skin_weights"}
    assert manifest.level(0) is not None


async def test_a_track_that_names_no_node_is_left_out_and_the_model_taken(tmp_path: Path) -> None:
    model = _puppet()
    model.tree["animations"][0]["channels"].append({"sampler": 0, "target": {"path": "rotation"}})
    manifest = await processed(model.glb(), tmp_path / "a", **QUICK)
    assert [each.code for each in manifest.repairs] == ["animation_nodes"]
    assert len(tree_of(tmp_path / "a/out/lod0.glb")["animations"][0]["channels"]) == 2


async def test_a_file_that_lost_something_is_not_taken_for_whole(tmp_path: Path) -> None:
    whole, lesser = tmp_path / "whole.glb", tmp_path / "lesser.glb"
    model = _in_two_colours()
    whole.write_bytes(model.glb())
    model.tree["nodes"][0]["name"] = "Somebody"
    model.tree["extensions"]["KHR_materials_variants"]["variants"][1]["name"] = "Green"
    model.tree["nodes"][0]["scale"] = [1, 1, 1.1]
    lesser.write_bytes(model.glb())
    assert await _faults(whole, whole) == []
    faults = await _faults(whole, lesser)
    assert [each.split(":")[0] for each in faults] == ["nodes", "variants", "dressed", "bounds"]


async def test_a_truncated_file_is_not_taken_for_whole(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole.glb", tmp_path / "cut.glb"
    whole.write_bytes(ball(8).glb())
    cut.write_bytes(whole.read_bytes()[:-400])
    assert any("GLB_UNEXPECTED_END_OF_CHUNK_DATA" in each for each in await _faults(whole, cut))


async def test_the_worker_opens_nothing_outside_of_its_package(tmp_path: Path) -> None:
    secret, package = tmp_path / "secret.bin", tmp_path / "package"
    package.mkdir()
    secret.write_bytes(b"\0" * 64)
    (package / "linked.bin").symlink_to(secret)
    for uri in ("../secret.bin", "%2e%2e/secret.bin", str(secret), "linked.bin"):
        tree = {"asset": {"version": "2.0"}, "buffers": [{"uri": uri, "byteLength": 64}]}
        (package / "model.gltf").write_text(json.dumps(tree))
        told = await node.run(
            "main.mjs", {"task": "describe", "root": str(package), "entry": "model.gltf"}, reads=(package,)
        )
        assert told.refusal is not None, uri
        assert told.refusal.code == "uri_missing", uri


async def test_a_picture_that_cannot_be_taken_is_told_and_done_without(tmp_path: Path) -> None:
    manifest = await processed(ball(6).glb(), tmp_path / "a", lods=(1.0,), poster_pixels=-1)
    assert [each.code for each in manifest.warnings] == ["not_made"]
    assert "The stage poster failed" in manifest.warnings[0].say
    assert list(by_path(manifest)) == ["lod0.glb", "ar.glb", "model.usdz"]


async def test_progress_is_told_stage_by_stage(tmp_path: Path) -> None:
    admitted = await gate.admit(_packed(ball(6).glb(), tmp_path), LIMITS)
    told: list[node.Progress] = []
    options = processing.Options(**QUICK)
    await processing.process(admitted, tmp_path / "out", LIMITS, options=options, progress=told.append)
    assert [each.stage for each in told] == ["read", "clean", "lod0", "ar", "usdz", "done"]
    assert [each.done for each in told] == list(range(6))
    assert told[-1].done == told[-1].of
    assert all(each.say for each in told)


async def described(folder: Path, entry: str) -> dict[str, Any]:
    told = await node.run("main.mjs", {"task": "describe", "root": str(folder), "entry": entry}, reads=(folder,))
    result: dict[str, Any] = msgspec.convert(told.result, dict[str, Any])["source"]
    return result


async def _faults(whole: Path, other: Path) -> list[str]:
    request = {"task": "verify", "root": str(whole.parent), "entry": whole.name, "folder": str(other.parent)}
    told = await node.run("main.mjs", {**request, "file": other.name}, reads=(whole.parent, other.parent))
    return msgspec.convert(told.result, dict[str, list[str]])["faults"]


def _in_two_colours() -> Model:
    model = ball(12)
    model.tree["materials"].append({"name": "Red cloth", "pbrMetallicRoughness": {"baseColorFactor": [1, 0, 0, 1]}})
    model.tree["extensionsUsed"] = ["KHR_materials_variants"]
    model.tree["extensions"] = {"KHR_materials_variants": {"variants": [{"name": "Natural"}, {"name": "Red"}]}}
    mappings = [{"material": 0, "variants": [0]}, {"material": 1, "variants": [1]}]
    primitive = model.tree["meshes"][0]["primitives"][0]
    primitive["extensions"] = {"KHR_materials_variants": {"mappings": mappings}}
    return model


def _puppet(weight: float = 0.5) -> Model:
    """A ball held half by each of two joints, that can grow taller, and waves."""
    model = ball(12)
    count = model.tree["accessors"][0]["count"]
    primitive = model.tree["meshes"][0]["primitives"][0]
    primitive["attributes"]["JOINTS_0"] = model.accessor([[0, 1, 0, 0]] * count, "VEC4", "B")
    primitive["attributes"]["WEIGHTS_0"] = model.accessor([[weight, weight, 0, 0]] * count, "VEC4")
    primitive["targets"] = [{"POSITION": model.accessor([[0, 0.01 * (n % 7), 0] for n in range(count)], "VEC3")}]
    model.tree["meshes"][0]["extras"] = {"targetNames": ["Taller"]}
    unmoved = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
    model.tree["nodes"][0]["skin"] = 0
    model.tree["nodes"] += [{"name": "Hip", "children": [2]}, {"name": "Knee"}]
    model.tree["scenes"][0]["nodes"] = [0, 1]
    model.tree["skins"] = [{"joints": [1, 2], "inverseBindMatrices": model.accessor([unmoved] * 2, "MAT4")}]
    times = model.accessor([[0], [0.5], [1]], "SCALAR")
    turns = model.accessor([[0, 0, 0, 1], [0, 0.6, 0, 0.8], [0, 0, 0, 1]], "VEC4")
    heights = model.accessor([[0], [1], [0]], "SCALAR")
    channels = [
        {"sampler": 0, "target": {"node": 2, "path": "rotation"}},
        {"sampler": 1, "target": {"node": 0, "path": "weights"}},
    ]
    model.tree["animations"] = [
        {
            "name": "Wave",
            "channels": channels,
            "samplers": [{"input": times, "output": turns}, {"input": times, "output": heights}],
        }
    ]
    return model


@pytest.mark.shared_data
@pytest.mark.parametrize("name", ["khr-animated-Fox/Fox.glb", "blenderio-18_variants/18_variants.gltf"])
async def test_real_models_come_through_whole(name: str, tmp_path: Path) -> None:
    source = Path(__file__).parents[2].parent / "shared/data/models3d/valid" / name
    if not source.exists():
        pytest.skip("the real models are not beside the checkout")
    package, out = tmp_path / "package", tmp_path / "out"
    shutil.copytree(source.parent, package)
    out.mkdir()
    request = {"task": "process", "root": str(package), "entry": source.name, "out": str(out), "options": QUICK}
    told = await node.run("main.mjs", request, reads=(package,), writes=out)
    result = msgspec.convert(told.result, dict[str, Any])
    assert [each["error"] for each in result["files"]] == [None] * len(result["files"])
