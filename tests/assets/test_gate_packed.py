"""Geometry packed by Draco and meshopt: it is decoded once in a child, and must be what the file declares."""

import base64
import json
import struct
from pathlib import Path
from typing import Any

import msgspec
import pytest

from assets import node
from assets.gate import Refused
from assets.gate.container import joined
from assets.gate.payloads import Counts, counts
from tests.assets.glb import Model
from tests.assets.test_gate import admitted, refused

pytestmark = [pytest.mark.anyio, pytest.mark.skipif(not node.installed(), reason="aurora assets install")]

# A grid of 4 by 4 points and 18 triangles, as draco3dgltf 1.5.7 and meshoptimizer 1.3.0 pack it.
EDGEBREAKER = base64.b64decode(
    "RFJBQ08CAgEBAAAAEBIAEgIABu/T6lOtGv8BEQH/AAEBAAkDAAACAQEBAQXXClEpVQH/////////////m60K/////////////6OtAq0CrQKtAg1OB8MP"
    "d2KxBra5AQ6BAAAAAP8HAAAAAAAAAAAAAAAAAAAAAEA/Cw=="
)
SEQUENTIAL = base64.b64decode(
    "RFJBQ08CAgEAAAASEAEAAQQBBQQBAgUCBgUCAwYDBwYEBQgFCQgFBgkGCgkGBwoHCwoICQwJDQwJCg0KDg0KCw4LDw4BAQAJAwAAAgABAQEB1wr9HwMB"
    "BP////////////+XrQKtAv////////////+fVQGtDgOtBg9M19v/+qVOGUyEF3m0BYMAAAAA/wcAAAAAAAAAAAAAAAAAAAAAQD8L"
)
POINTS = base64.b64decode(
    "oAAAAwD//4B///+Af///gH///4ABOPj4+Hx9fH18fXwAAAEAwMDA//+AAQDAgAB8AAABAA88AP////8BADMzAHx7fHsAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAA=="
)
# The same in the later bitstream of the codec (version 1).
LATER_POINTS = base64.b64decode(
    "oVpaWgCYmYB/gH+Af4ABNPT09H1+fX59fn0AABCAABABfQEAwAb/////AKAKfHt8ewAAAAAAAAAAAAAAAAAAAAAAAAAAAAEBAA=="
)
NOT_A_NUMBER = base64.b64decode(
    "oAAAAwD//4B///+Af///gH///4ABOPj4+Hx9fH18fXwAAAEPwMDAf4D//4ABD8CAAP79fAAAAQAPPAD/////AQAzMwB8e3x7AAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAA="
)
TRIANGLES = base64.b64decode("4f4eEA4QDo4eFA4TDo4eEw4TDg8IAHaHVmd4qYZliWiYAWkAAA==")
VERTICES, INDICES = 16, 54
DRACO, MESHOPT = "KHR_draco_mesh_compression", "EXT_meshopt_compression"
LATER = "KHR_meshopt_compression"


def draco(
    payload: bytes, *, vertices: int = VERTICES, indices: int = INDICES, kind: str = "VEC3", id: int = 0
) -> Model:
    model = Model()
    told = {"bufferView": model.view(payload), "attributes": {"POSITION": id}}
    position = {"componentType": 5126, "count": vertices, "type": kind, "min": [0, 0, 0], "max": [0.75, 0.75, 0.25]}
    model.tree |= {
        "accessors": [position, {"componentType": 5125, "count": indices, "type": "SCALAR"}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1, "extensions": {DRACO: told}}]}],
        "nodes": [{"mesh": 0}],
        "extensionsUsed": [DRACO],
        "extensionsRequired": [DRACO],
    }
    return model


def meshopt(
    points: bytes,
    triangles: bytes = TRIANGLES,
    *,
    vertices: int = VERTICES,
    name: str = MESHOPT,
    tagged: bool = True,
    told: dict[str, Any] | None = None,
) -> bytes:
    """A grid packed by meshopt. name: of the extension; tagged: whether the stand-in says so; told: of the points."""
    model = Model()
    places = [model.view(points), model.view(triangles)]
    packed: list[dict[str, Any]] = []
    for place, (count, stride, mode) in zip(
        places, ((VERTICES, 12, "ATTRIBUTES"), (INDICES, 4, "TRIANGLES")), strict=True
    ):
        packing = {**model.tree["bufferViews"][place], "byteStride": stride, "count": count, "mode": mode}
        packing |= (told or {}) if not packed else {}
        view: dict[str, Any] = {"buffer": 1, "byteLength": count * stride, "extensions": {name: packing}}
        packed.append({**view, "byteOffset": 192 * len(packed)})
    model.tree |= {
        "bufferViews": packed,
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": vertices, "type": "VEC3", "min": [0] * 3, "max": [1] * 3},
            {"bufferView": 1, "componentType": 5125, "count": INDICES, "type": "SCALAR"},
        ],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
        "nodes": [{"mesh": 0}],
        "extensionsUsed": [name],
        "extensionsRequired": [name],
    }
    placeholder: dict[str, Any] = {"byteLength": 192 + 216}
    if tagged:
        placeholder["extensions"] = {name: {"fallback": True}}
    tree = {**model.tree, "buffers": [{"byteLength": len(model.bytes)}, placeholder]}
    return joined(json.dumps(tree).encode(), memoryview(model.bytes))


@pytest.mark.parametrize("payload", [EDGEBREAKER, SEQUENTIAL])
async def test_packed_meshes_that_are_what_they_say_are_admitted(payload: bytes, tmp_path: Path) -> None:
    assert counts(memoryview(payload)) == Counts(18, 16, sequential=payload is SEQUENTIAL)
    assert (await admitted(draco(payload).glb(), tmp_path)).errors == ()


async def test_packed_views_that_are_what_they_say_are_admitted(tmp_path: Path) -> None:
    found = await admitted(meshopt(POINTS), tmp_path)
    assert {fault.code for fault in found.errors} <= {"ACCESSOR_MAX_MISMATCH"}


@pytest.mark.parametrize("tagged", [True, False])
@pytest.mark.parametrize("points", [POINTS, LATER_POINTS])
async def test_views_packed_under_the_later_name_are_admitted_and_read(
    points: bytes, tagged: bool, tmp_path: Path
) -> None:
    data = meshopt(points, name=LATER, tagged=tagged)
    found = await admitted(data, tmp_path)
    assert {fault.code for fault in found.errors} <= {"ACCESSOR_MAX_MISMATCH"}
    (tmp_path / "model.glb").write_bytes(data)
    request = {"task": "describe", "root": str(tmp_path), "entry": "model.glb"}
    told = await node.run("main.mjs", request, reads=(tmp_path,))
    source = msgspec.convert(told.result, dict[str, Any])["source"]
    assert (source["triangles"], source["vertices"], source["extensions"]) == (18, 16, [])
    assert source["size"] == pytest.approx([0.75, 0.75, 0.25])


@pytest.mark.parametrize("name", [MESHOPT, LATER])
async def test_packed_views_are_looked_at_under_either_name(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no sensible numbers"):
        await admitted(meshopt(NOT_A_NUMBER, name=name), tmp_path)


@pytest.mark.parametrize(
    "told",
    [
        {"filter": "OCTAHEDRAL"},
        {"filter": "COLOR"},
        {"mode": "TRIANGLES"},
        {"mode": "INDICES", "filter": "QUATERNION"},
        {"count": 32, "byteStride": 6},
    ],
)
def test_a_way_of_packing_that_does_not_exist_is_refused(told: dict[str, Any], tmp_path: Path) -> None:
    assert refused(meshopt(POINTS, told=told), tmp_path).reason == "meshopt_broken"


def test_a_mode_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    assert refused(meshopt(POINTS, told={"mode": "SORTED"}), tmp_path).reason == "json_shape"


@pytest.mark.parametrize(
    "model",
    [
        draco(bytes(64)),
        draco(b"DRACO" + bytes(2)),
        draco(EDGEBREAKER[:12]),
        draco(EDGEBREAKER.replace(b"DRACO\x02", b"DRACO\x01")),
        draco(EDGEBREAKER.replace(b"DRACO\x02\x02\x01", b"DRACO\x02\x02\x00")),
        draco(EDGEBREAKER, indices=51),
        draco(EDGEBREAKER, vertices=15),
        draco(EDGEBREAKER, vertices=55),
        draco(SEQUENTIAL, vertices=17),
        draco(SEQUENTIAL[:11] + b"\xff\xff\xff\xff\x0f" + SEQUENTIAL[12:]),
        draco(EDGEBREAKER[:9] + b"\0\x80" + b"\xff" * 9 + EDGEBREAKER[11:]),
    ],
)
def test_a_header_that_contradicts_the_accessors_is_refused_before_anything_is_decoded(
    model: Model, tmp_path: Path
) -> None:
    assert refused(model.glb(), tmp_path).reason == "draco_broken"


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (draco(EDGEBREAKER[:70]), "cannot be decoded"),
        (draco(EDGEBREAKER[:30] + bytes(91)), "cannot be decoded|vertices where|makes its decoder end"),
        (draco(EDGEBREAKER, vertices=20), "has 16 vertices where 20 are declared"),
        (draco(EDGEBREAKER, id=7), "lacks POSITION"),
        (draco(EDGEBREAKER[:-24] + struct.pack("<f", 3e38) * 6), "no sensible numbers|cannot be decoded"),
    ],
)
async def test_a_payload_that_is_not_what_is_declared_is_found_by_decoding_it(
    model: Model, said: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match=said) as caught:
        await admitted(model.glb(), tmp_path)
    assert caught.value.reason == "draco_broken"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (meshopt(POINTS[:40]), "cannot be decoded"),
        (meshopt(bytes(100)), "cannot be decoded"),
        (meshopt(POINTS, TRIANGLES[:20]), "cannot be decoded"),
        (meshopt(NOT_A_NUMBER), "no sensible numbers"),
        (meshopt(POINTS, vertices=12), "names vertices that do not exist"),
    ],
)
async def test_packed_views_are_looked_at_once_they_are_unpacked(data: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=said) as caught:
        await admitted(data, tmp_path)
    assert caught.value.reason == "meshopt_broken"


def test_a_packed_view_must_declare_what_it_unpacks_to(tmp_path: Path) -> None:
    data = meshopt(POINTS)
    assert refused(data.replace(b'"count": 16, "mode"', b'"count": 99, "mode"'), tmp_path).reason == "meshopt_broken"
    unpacked = data.replace(b'"extensions": {"EXT_meshopt_compression"', b'"extensions": {"EXT_meshopt_expression "', 2)
    assert refused(unpacked, tmp_path).reason == "uri_missing"
