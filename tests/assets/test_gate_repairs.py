"""A model with many harmless faults at once goes in, and comes out without one."""

import math
import struct
from pathlib import Path

import pytest

from assets import node, processing
from assets.gate import admit, unpack
from assets.limits import Limits
from tests.assets.glb import Model, ball

pytestmark = [pytest.mark.anyio, pytest.mark.skipif(not node.installed(), reason="aurora assets install")]
LIMITS = Limits()
FAULTS = {
    "ACCESSOR_ANIMATION_INPUT_NON_INCREASING",
    "ACCESSOR_ANIMATION_SAMPLER_OUTPUT_NON_NORMALIZED_QUATERNION",
    "ACCESSOR_INVALID_FLOAT",
    "ACCESSOR_INVALID_IBM",
    "ACCESSOR_INVALID_SIGN",
    "ACCESSOR_JOINTS_INDEX_DUPLICATE",
    "ACCESSOR_MAX_MISMATCH",
    "ACCESSOR_NON_CLAMPED",
    "ACCESSOR_VECTOR3_NON_UNIT",
    "ACCESSOR_WEIGHTS_NEGATIVE",
    "ACCESSOR_WEIGHTS_NON_NORMALIZED",
    "ANIMATION_CHANNEL_TARGET_NODE_WEIGHTS_NO_MORPHS",
    "ANIMATION_DUPLICATE_TARGETS",
    "BUFFER_VIEW_TARGET_OVERRIDE",
    "CAMERA_ZFAR_LEQUAL_ZNEAR",
    "EMPTY_ENTITY",
    "IMAGE_MIME_TYPE_INVALID",
    "KHR_LIGHTS_PUNCTUAL_LIGHT_SPOT_ANGLES",
    "MESH_PRIMITIVE_INVALID_ATTRIBUTE",
    "MESH_PRIMITIVE_TOO_FEW_TEXCOORDS",
    "NODE_MATRIX_TRS",
    "ROTATION_NON_UNIT",
    "SCENE_NON_ROOT_NODE",
    "SKIN_NO_COMMON_ROOT",
    "UNDECLARED_EXTENSION",
    "UNEXPECTED_EXTENSION_OBJECT",
    "VALUE_NOT_IN_RANGE",
}


def untidy() -> Model:
    """A skinned, animated ball that everything harmless is wrong with."""
    model = ball(6)
    tree = model.tree
    count = tree["accessors"][0]["count"]
    tree["accessors"][0]["max"] = [9, 9, 9]
    tree["bufferViews"][0]["target"] = 34963
    tree["images"][0]["mimeType"] = "image/jpeg"
    tree["meshes"][0]["primitives"][0]["attributes"] |= {
        "NORMAL": model.accessor([(0, 2, 0)] * (count - 1) + [(0, 0, 0)], "VEC3"),
        "TANGENT": model.accessor([(1, 0, 0, 0)] * count, "VEC4"),
        "COLOR_0": model.accessor([(2, -1, 0, 1)] * count, "VEC4"),
        "JOINTS_0": model.accessor([(1, 1, 0, 0)] * count, "VEC4", "B"),
        "WEIGHTS_0": model.accessor([(0.75, 0.5, -0.5, 0)] * count, "VEC4"),
        "TEXCOORD_0": _not_a_number(model, model.accessor([(0, 1)] * count, "VEC2")),
        "WRONG": 1,
    }
    material = tree["materials"][0]
    material |= {"emissiveFactor": [3, 0, 0], "extensions": {"KHR_materials_ior": {"ior": 1.4}}}
    material["pbrMetallicRoughness"] |= {"roughnessFactor": 1.5}
    material["pbrMetallicRoughness"]["baseColorTexture"]["texCoord"] = 1
    _hierarchy(model)
    _movement(model)
    return model


def _hierarchy(model: Model) -> None:
    lights = {
        "KHR_lights_punctual": {"lights": [{"type": "spot", "spot": {"innerConeAngle": 1, "outerConeAngle": 0.5}}]}
    }
    model.tree["extensionsUsed"], model.tree["extensions"] = ["KHR_lights_punctual", "KHR_materials_unlit"], lights
    model.tree["cameras"] = [{"type": "perspective", "perspective": {"yfov": 1, "znear": 2, "zfar": 1}}]
    model.tree["nodes"] = [
        {"name": "Root", "mesh": 0, "skin": 0},
        {"name": "Left", "rotation": [0, 0, 0, 0.9]},
        {"name": "Right", "children": [3], "matrix": _shifted(1), "translation": [1, 0, 0]},
        {"name": "Lamp", "camera": 0, "extensions": {"KHR_lights_punctual": {"light": 0}, "KHR_materials_unlit": {}}},
        {"name": "Turned", "rotation": [0, 0, 0, 1.0000002]},
    ]
    bind = model.accessor([[*_shifted(0)[:3], 0.5, *_shifted(0)[4:]]] * 2, "MAT4")
    model.tree["skins"] = [{"joints": [1, 2], "inverseBindMatrices": bind}]
    model.tree["scenes"] = [{"nodes": [0, 1, 2, 3, 4]}, {"nodes": []}]


def _movement(model: Model) -> None:
    times = model.accessor([(0.0,), (1.0,), (1.0,), (2.0,)], "SCALAR")
    turns = model.accessor([(0, 0, 0, 1), (0, 0, 0, 2), (0, 0, 0, 1), (0, 0, 1, 0)], "VEC4")
    weights = model.accessor([(0.0,)] * 4, "SCALAR")
    channels = [
        {"sampler": 0, "target": {"node": 1, "path": "rotation"}},
        {"sampler": 0, "target": {"node": 1, "path": "rotation"}},
        {"sampler": 1, "target": {"node": 0, "path": "weights"}},
    ]
    samplers = [{"input": times, "output": turns}, {"input": times, "output": weights}]
    model.tree["animations"] = [{"name": "Turn", "channels": channels, "samplers": samplers}]


def _shifted(by: float) -> list[float]:
    return [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, by, 0, 0, 1]


def _not_a_number(model: Model, accessor: int) -> int:
    told = model.tree["accessors"][accessor]
    del told["min"], told["max"]
    at = model.tree["bufferViews"][told["bufferView"]]["byteOffset"]
    model.bytes = model.bytes[:at] + struct.pack("<f", math.nan) + model.bytes[at + 4 :]
    return accessor


async def test_a_model_with_many_harmless_faults_comes_out_without_one(tmp_path: Path) -> None:
    (tmp_path / "sent.glb").write_bytes(untidy().glb())
    (tmp_path / "out").mkdir()
    admitted = await admit(unpack(tmp_path / "sent.glb", "sent.glb", tmp_path / "package", LIMITS), LIMITS)
    assert FAULTS - {fault.code for fault in admitted.errors} == set()
    options = processing.Options(lods=(1.0,), poster_pixels=0)
    manifest = await processing.process(admitted, tmp_path / "out", LIMITS, options=options)
    assert [each.error for each in manifest.files if not each.verified] == []
    assert len(manifest.repairs) >= 15
    for each in manifest.files:
        if each.path.endswith(".glb"):
            again = unpack(tmp_path / "out" / each.path, each.path, tmp_path / f"again-{each.path}", LIMITS)
            assert (await admit(again, LIMITS)).errors == ()
