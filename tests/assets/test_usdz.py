"""USDZ packages, judged by OpenUSD: what a phone of Apple's is handed for augmented reality."""

import math
import zipfile
from pathlib import Path
from typing import Any

import pytest
from pxr import Usd, UsdGeom, UsdShade, UsdValidation

from assets import node
from tests.assets.glb import Model, ball, picture

pytestmark = [pytest.mark.anyio, pytest.mark.skipif(not node.installed(), reason="aurora assets install")]


async def packed(model: Model, folder: Path, **wishes: Any) -> Path:
    """The package of a model, made by the worker."""
    (folder / "model.glb").write_bytes(model.glb())
    shots = [{"kind": "usdz", "file": "model.usdz", **wishes}]
    request = {"root": str(folder), "entry": "model.glb", "out": str(folder), "shots": shots}
    told = await node.run("draw.mjs", request, reads=(folder,), writes=folder)
    assert told.refusal is None, told.refusal
    assert told.result is not None
    return folder / "model.usdz"


def complaints(stage: Usd.Stage) -> list[str]:
    """What OpenUSD's own validators, all of them, say against a stage."""
    context = UsdValidation.ValidationContext(UsdValidation.ValidationRegistry().GetOrLoadAllValidators())
    return [f"{each.GetName()}: {each.GetMessage()}" for each in context.Validate(stage)]


def bounds(stage: Usd.Stage) -> tuple[list[float], list[float]]:
    box = UsdGeom.BBoxCache(Usd.TimeCode.Default(), [UsdGeom.Tokens.default_]).ComputeWorldBound(stage.GetPseudoRoot())
    aligned = box.ComputeAlignedRange()
    return list(aligned.GetMin()), list(aligned.GetMax())


def triangles(stage: Usd.Stage) -> int:
    meshes = [UsdGeom.Mesh(prim) for prim in stage.Traverse() if prim.IsA(UsdGeom.Mesh)]
    counts = [list(mesh.GetFaceVertexCountsAttr().Get()) for mesh in meshes]
    assert all(count == 3 for each in counts for count in each)
    return sum(map(len, counts))


def dressed() -> Model:
    """A ball in a material that uses most of what there is, below a parent that moves it."""
    model = ball(10)
    flat, data = model.texture(picture(64)), model.texture(picture(32, colour=(128, 140, 250)))
    moved = {"KHR_texture_transform": {"offset": [0.1, 0.2], "rotation": 0.5, "scale": [2, 3]}}
    model.tree["materials"] = [
        {
            "name": "Fine wool, grün",
            "pbrMetallicRoughness": {
                "baseColorTexture": {"index": flat, "extensions": moved},
                "baseColorFactor": [0.5, 0.6, 0.7, 1],
                "metallicRoughnessTexture": {"index": data},
                "roughnessFactor": 0.8,
            },
            "normalTexture": {"index": data, "scale": 0.5},
            "occlusionTexture": {"index": data, "strength": 0.6},
            "emissiveTexture": {"index": flat},
            "emissiveFactor": [0.1, 0, 0],
            "alphaMode": "MASK",
            "alphaCutoff": 0.3,
            "doubleSided": True,
        }
    ]
    model.tree["extensionsUsed"] = ["KHR_texture_transform"]
    model.tree["nodes"] = [
        {
            "name": "1. body",
            "children": [1],
            "translation": [1, 2, 3],
            "rotation": [0, 0, math.sin(0.3), math.cos(0.3)],
        },
        {"name": "1. body", "mesh": 0, "scale": [2, 1, 1]},
    ]
    return model


async def test_a_model_is_the_same_size_at_the_same_place_and_openusd_has_nothing_against_it(tmp_path: Path) -> None:
    stage = Usd.Stage.Open(str(await packed(dressed(), tmp_path)))
    assert complaints(stage) == []
    assert triangles(stage) == 4 * 10 * 10 - 4 * 10
    assert UsdGeom.GetStageMetersPerUnit(stage) == 1
    assert UsdGeom.GetStageUpAxis(stage) == "Y"
    c, s = math.cos(0.6), math.sin(0.6)
    half = [math.hypot(0.2 * c, 0.1 * s), math.hypot(0.2 * s, 0.1 * c), 0.1]  # of an ellipsoid that is turned about z
    low, high = bounds(stage)
    # from the turned box of a mesh, which is larger than the turned mesh: never smaller than the ellipsoid
    for axis, middle in enumerate((1, 2, 3)):
        assert (low[axis] + high[axis]) / 2 == pytest.approx(middle, abs=1e-5)
        assert half[axis] - 0.004 <= high[axis] - middle <= half[axis] * 1.4


async def test_names_become_legal_and_nodes_keep_their_tree(tmp_path: Path) -> None:
    stage = Usd.Stage.Open(str(await packed(dressed(), tmp_path)))
    assert str(stage.GetDefaultPrim().GetPath()) == "/Model"
    mesh = stage.GetPrimAtPath("/Model/_1_body/_1_body/Ball")
    bound, _ = UsdShade.MaterialBindingAPI(mesh).ComputeBoundMaterial()
    assert str(bound.GetPath()) == "/Model/Materials/Fine_wool_grun"
    assert UsdGeom.Mesh(mesh).GetDoubleSidedAttr().Get() is True


async def test_every_part_of_a_material_is_wired_to_its_texture(tmp_path: Path) -> None:
    stage = Usd.Stage.Open(str(await packed(dressed(), tmp_path)))
    material = UsdShade.Material(stage.GetPrimAtPath("/Model/Materials/Fine_wool_grun"))
    surface = material.ComputeSurfaceSource()[0]
    assert surface.GetIdAttr().Get() == "UsdPreviewSurface"
    wired: dict[str, Any] = {}
    for each in surface.GetInputs():
        for source in each.GetConnectedSources()[0]:
            texture = UsdShade.Shader(source.source.GetPrim())
            file = texture.GetInput("file").Get()
            assert file.resolvedPath, file.path
            space = texture.GetInput("sourceColorSpace").Get()
            wired[each.GetBaseName()] = (source.sourceName, space, tuple(texture.GetInput("scale").Get()))
    exactly = pytest.approx
    assert wired == {
        "diffuseColor": ("rgb", "sRGB", exactly((0.5, 0.6, 0.7, 1))),
        "opacity": ("a", "sRGB", exactly((0.5, 0.6, 0.7, 1))),
        "roughness": ("g", "raw", exactly((1, 0.8, 1, 1))),
        "metallic": ("b", "raw", exactly((1, 0.8, 1, 1))),
        "normal": ("rgb", "raw", exactly((2, 2, 2, 1))),
        "occlusion": ("r", "raw", exactly((0.6, 0.6, 0.6, 1))),
        "emissiveColor": ("rgb", "sRGB", exactly((0.1, 0, 0, 1))),
    }
    assert surface.GetInput("opacityThreshold").Get() == exactly(0.3)


async def test_a_texture_lies_where_gltf_puts_it(tmp_path: Path) -> None:
    stage = Usd.Stage.Open(str(await packed(dressed(), tmp_path)))
    moved = UsdShade.Shader(stage.GetPrimAtPath("/Model/Materials/Fine_wool_grun/BaseColor_moved"))
    scale, turn, shift = (moved.GetInput(name).Get() for name in ("scale", "rotation", "translation"))
    mesh = stage.GetPrimAtPath("/Model/_1_body/_1_body/Ball")
    s, t = UsdGeom.PrimvarsAPI(mesh).GetPrimvar("st").Get()[47]
    u, v = 47 % 21 / 20, 47 // 21 / 10  # the ball's own grid
    assert (s, t) == pytest.approx((u, 1 - v), abs=1e-6)
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    across = cos * scale[0] * s - sin * scale[1] * t + shift[0]  # UsdTransform2d: scale, then turn, then move
    up = sin * scale[0] * s + cos * scale[1] * t + shift[1]
    wanted_u = math.cos(0.5) * 2 * u + math.sin(0.5) * 3 * v + 0.1  # KHR_texture_transform
    wanted_v = -math.sin(0.5) * 2 * u + math.cos(0.5) * 3 * v + 0.2
    assert (across, 1 - up) == pytest.approx((wanted_u, wanted_v), abs=1e-5)


async def test_a_package_is_stored_plainly_and_each_file_begins_at_a_multiple_of_64(tmp_path: Path) -> None:
    path = await packed(dressed(), tmp_path)
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        files = archive.infolist()
    assert files[0].filename == "model.usdc"
    assert len(files) == 5  # base colour with alpha, without (it glows), data as it is, data half as steep
    for each in files:
        name, extra = (int.from_bytes(data[each.header_offset + at :][:2], "little") for at in (26, 28))
        begins = each.header_offset + 30 + name + extra
        assert (each.compress_type, begins % 64) == (zipfile.ZIP_STORED, 0)
        magic = {"usdc": b"PXR-USDC", "jpg": b"\xff\xd8", "png": b"\x89PNG"}[each.filename.rpartition(".")[2]]
        assert data[begins:].startswith(magic)


async def test_skins_stand_in_their_rest_pose_and_instances_share_their_arrays(tmp_path: Path) -> None:
    model = ball(12)
    count = 13 * 25
    skinned = model.tree["meshes"][0]["primitives"][0]["attributes"]
    solid = {**model.tree["meshes"][0]["primitives"][0], "attributes": dict(skinned)}
    model.tree["meshes"].append({"primitives": [solid]})
    skinned["JOINTS_0"] = model.accessor([(0, 0, 0, 0)] * count, "VEC4", "B")
    skinned["WEIGHTS_0"] = model.accessor([(1.0, 0, 0, 0)] * count, "VEC4")
    places = model.accessor([(float(x), 0, 0) for x in range(1, 41)], "VEC3")
    model.tree["skins"] = [{"joints": [1]}]
    model.tree["extensionsUsed"] = ["EXT_mesh_gpu_instancing"]
    model.tree["nodes"] = [
        {"mesh": 0, "skin": 0, "translation": [9, 9, 9]},
        {"translation": [0, -5, 0]},
        {"mesh": 1, "extensions": {"EXT_mesh_gpu_instancing": {"attributes": {"TRANSLATION": places}}}},
    ]
    model.tree["scenes"] = [{"nodes": [0, 1, 2]}]
    path = await packed(model, tmp_path)
    stage = Usd.Stage.Open(str(path))
    low, high = bounds(stage)
    assert low == pytest.approx([-0.1, -5.1, -0.1], abs=1e-5)
    assert high == pytest.approx([40.1, 0.1, 0.1], abs=1e-5)
    assert triangles(stage) == 41 * (4 * 12 * 12 - 4 * 12)
    assert complaints(stage) == []
    assert zipfile.ZipFile(path).getinfo("model.usdc").file_size < 100_000  # written out, 40 balls would take 500,000


async def test_a_variant_is_shown_where_one_is_asked_for(tmp_path: Path) -> None:
    model = ball(6)
    model.tree["materials"].append({"name": "Sea", "pbrMetallicRoughness": {"baseColorFactor": [0, 0, 1, 1]}})
    model.tree["extensions"] = {"KHR_materials_variants": {"variants": [{"name": "sea"}]}}
    model.tree["extensionsUsed"] = ["KHR_materials_variants"]
    mappings = {"KHR_materials_variants": {"mappings": [{"material": 1, "variants": [0]}]}}
    model.tree["meshes"][0]["primitives"][0]["extensions"] = mappings
    plain = Usd.Stage.Open(str(await packed(model, tmp_path)))
    assert plain.GetPrimAtPath("/Model/Materials/Cloth")
    other = tmp_path / "other"
    other.mkdir()
    sea = Usd.Stage.Open(str(await packed(model, other, variant="sea")))
    assert [str(each.GetName()) for each in sea.GetPrimAtPath("/Model/Materials").GetChildren()] == ["Sea"]
