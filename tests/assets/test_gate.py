"""The gate on models that are made for it: each fault has its own reason, and what is sound passes."""

import ast
import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assets import gate, node
from assets.gate import CODES, Admitted, Refused, admit, unpack
from assets.gate.admission import examine
from assets.gate.curable import Fault, curable
from assets.gate.text import parse
from assets.limits import Limits
from tests.assets.glb import Model, ball, picture

pytestmark = pytest.mark.anyio
LIMITS = Limits()
needs_node = pytest.mark.skipif(not node.installed(), reason="aurora assets install")
Tree = dict[str, Any]


def triangle() -> Model:
    """One triangle, a metre wide."""
    model = Model()
    position = model.accessor([(0, 0, 0), (1, 0, 0), (0, 1, 0)], "VEC3")
    indices = model.accessor([(0,), (1,), (2,)], "SCALAR", "H")
    model.tree["meshes"] = [{"primitives": [{"attributes": {"POSITION": position}, "indices": indices}]}]
    model.tree["nodes"] = [{"mesh": 0}]
    return model


def refused(data: bytes, folder: Path, name: str = "model.glb", limits: Limits = LIMITS) -> Refused:
    """Why the look in Python does not take these bytes."""
    sent = folder / "sent"
    sent.write_bytes(data)
    with pytest.raises(Refused) as caught:
        examine(unpack(sent, name, folder / "package", limits), limits)
    return caught.value


async def admitted(data: bytes, folder: Path, limits: Limits = LIMITS) -> Admitted:
    sent = folder / "sent"
    sent.write_bytes(data)
    return await admit(unpack(sent, "model.glb", folder / "package", limits), limits)


def _set(*path: str | int, to: object) -> Callable[[Tree], None]:
    def change(tree: Tree) -> None:
        place: Any = tree
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return change


def _chain(count: int) -> Callable[[Tree], None]:
    def change(tree: Tree) -> None:
        tree["nodes"] = [{"children": [i + 1]} for i in range(count - 1)] + [{"mesh": 0}]

    return change


PRIMITIVE = ("meshes", 0, "primitives", 0)
WRONG: dict[str, tuple[Callable[[Tree], None], str]] = {
    "another version": (_set("asset", "version", to="1.0"), "asset_version"),
    "no version": (_set("asset", to={}), "asset_version"),
    "a newer version at least": (_set("asset", "minVersion", to="3.0"), "asset_version"),
    "an extension that nothing reads": (_set("extensionsRequired", to=["ACME_x"]), "extension_unknown"),
    "a count that is text": (_set("accessors", 0, "count", to="3"), "json_shape"),
    "a count that is half": (_set("accessors", 0, "count", to=2.5), "json_shape"),
    "a count below nothing": (_set("accessors", 0, "count", to=-1), "json_shape"),
    "extensions that are a list": (_set("nodes", 0, "extensions", to=[]), "json_shape"),
    "a scale of two numbers": (_set("nodes", 0, "scale", to=[1, 1]), "json_shape"),
    "a view behind its buffer": (_set("bufferViews", 0, "byteLength", to=1_000), "view_outside"),
    "a view of no buffer": (_set("bufferViews", 0, "buffer", to=4), "reference"),
    "an accessor behind its view": (_set("accessors", 0, "byteOffset", to=4), "accessor_outside"),
    "an accessor of no view": (_set("accessors", 0, "bufferView", to=9), "reference"),
    "an accessor of doubles": (_set("accessors", 0, "componentType", to=5130), "accessor_kind"),
    "an accessor of five": (_set("accessors", 0, "type", to="VEC5"), "accessor_kind"),
    "a stride below an element": (_set("bufferViews", 0, "byteStride", to=4), "accessor_kind"),
    "positions on a plane": (_set("accessors", 0, "type", to="VEC2"), "accessor_kind"),
    "indices that are floats": (_set(*PRIMITIVE, "indices", to=0), "accessor_kind"),
    "zeros without end": (_set("accessors", 0, to={"componentType": 5126, "count": 10**9, "type": "VEC3"}), "too_many"),
    "a mesh of no accessor": (_set(*PRIMITIVE, "attributes", "POSITION", to=7), "reference"),
    "a mesh of no material": (_set(*PRIMITIVE, "material", to=0), "reference"),
    "a node of no mesh": (_set("nodes", 0, "mesh", to=1), "reference"),
    "a node of no skin": (_set("nodes", 0, "skin", to=0), "reference"),
    "a scene of no node": (_set("scenes", 0, "nodes", to=[3]), "reference"),
    "a default scene that is not there": (_set("scene", to=2), "reference"),
    "a node below itself": (_set("nodes", 0, "children", to=[0]), "node_cycle"),
    "a circle of nodes": (_set("nodes", to=[{"mesh": 0}, {"children": [2]}, {"children": [1]}]), "node_cycle"),
    "a node below two": (_set("nodes", to=[{"mesh": 0}, {"children": [0]}, {"children": [0]}]), "node_parents"),
    "a node twice below one": (_set("nodes", to=[{"children": [1, 1]}, {"mesh": 0}]), "node_parents"),
    "nodes without an end": (_chain(300), "node_depth"),
    "nodes beyond counting": (_chain(20_000), "too_complex"),
    "nothing but lines": (_set(*PRIMITIVE, "mode", to=1), "no_triangles"),
    "a mesh that no scene shows": (_set("scenes", 0, "nodes", to=[]), "no_triangles"),
    "a mesh that is everywhere": (_set("nodes", to=[{"mesh": 0}] * 9_999 + [{"children": []}] * 2), "too_complex"),
    "a scale of nothing": (_set("nodes", 0, "scale", to=[0, 0, 0]), "no_extent"),
    "a scale that blows up": (_set("nodes", 0, "scale", to=[1e300, 1e300, 1e300]), "coordinate_size"),
    "a transform beyond numbers": (
        _set("nodes", to=[{"children": [1], "scale": [1e300] * 3}, {"mesh": 0, "scale": [1e300] * 3}]),
        "coordinate_size",
    ),
    "declared positions of another world": (_set("accessors", 0, "max", to=[3e38, 1, 1]), "coordinate_size"),
    "an image of no view": (_set("images", to=[{"bufferView": 9, "mimeType": "image/png"}]), "reference"),
    "an image from nowhere": (_set("images", to=[{"name": "x"}]), "reference"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_model_with(fault: str, tmp_path: Path) -> None:
    change, reason = WRONG[fault]
    model = triangle()
    change(model.tree)
    error = refused(model.glb(), tmp_path)
    assert error.reason.startswith(reason)
    assert error.reason in CODES
    assert error.detail.endswith(".")
    assert error.detail.count(". ") >= 1  # what, and then the remedy


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([(0, 0, 0), (1, float("nan"), 0), (0, 1, 0)], "not_finite"),
        ([(0, 0, 0), (1, float("inf"), 0), (0, 1, 0)], "not_finite"),
        ([(0, 0, 0), (3e38, 0, 0), (0, 1, 0)], "coordinate_size"),
        ([(2, 2, 2)] * 3, "no_extent"),
    ],
)
def test_positions_are_looked_at_whatever_is_declared(
    rows: list[tuple[float, float, float]], reason: str, tmp_path: Path
) -> None:
    model = triangle()
    model.bytes = struct.pack("<9f", *[x for row in rows for x in row]) + model.bytes[36:]
    model.tree["accessors"][0] |= {"min": [0, 0, 0], "max": [1, 1, 0]}
    assert refused(model.glb(), tmp_path).reason == reason


def test_a_triangle_of_a_vertex_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    model = triangle()
    model.tree["meshes"][0]["name"] = "Sleeve"
    model.bytes = model.bytes[:36] + struct.pack("<3H", 0, 1, 9)
    error = refused(model.glb(), tmp_path)
    assert (error.reason, "Sleeve names vertex 9, of 3" in error.detail) == ("index_outside", True)


def test_sparse_values_must_have_a_place(tmp_path: Path) -> None:
    model = triangle()
    sparse = {
        "count": 1,
        "indices": {"bufferView": model.view(b"\x07"), "componentType": 5121},
        "values": {"bufferView": model.view(struct.pack("<3f", 0, 0, 1))},
    }
    model.tree["accessors"][0]["sparse"] = sparse
    assert refused(model.glb(), tmp_path).reason == "accessor_outside"
    model.tree["accessors"][0]["sparse"] = {**sparse, "count": 5}
    assert refused(model.glb(), tmp_path).reason == "accessor_outside"


@needs_node
async def test_sparse_positions_are_looked_at_where_they_end_up(tmp_path: Path) -> None:
    def with_point(z: float) -> bytes:
        model = triangle()
        sparse = {
            "count": 1,
            "indices": {"bufferView": model.view(b"\x02"), "componentType": 5121},
            "values": {"bufferView": model.view(struct.pack("<3f", 0, 1, z))},
        }
        model.tree["accessors"][0] |= {"sparse": sparse, "max": [1, 1, z]}
        return model.glb()

    assert (await admitted(with_point(1.0), tmp_path)).errors == ()
    model = with_point(1.0).replace(struct.pack("<3f", 0, 1, 1), struct.pack("<3f", 0, 1, float("nan")))
    assert refused(model, tmp_path).reason == "not_finite"


def test_repeated_meshes_are_counted_as_often_as_they_are_drawn(tmp_path: Path) -> None:
    model = triangle()
    model.tree["accessors"].append({"componentType": 5126, "count": 60_000, "type": "VEC3"})
    model.tree["nodes"][0]["extensions"] = {"EXT_mesh_gpu_instancing": {"attributes": {"TRANSLATION": 2}}}
    assert refused(model.glb(), tmp_path).reason == "too_many_instances"
    assert refused(model.glb(), tmp_path, limits=Limits(instances=10**6, drawn_triangles=50_000)).reason == (
        "too_many_triangles"
    )
    model.tree["nodes"][0]["extensions"] = {"EXT_mesh_gpu_instancing": {"attributes": {"TRANSLATION": 99}}}
    assert refused(model.glb(), tmp_path).reason == "reference"


def test_limits_are_those_that_are_given(tmp_path: Path) -> None:
    data = ball(8).glb()
    assert "limit is 100" in refused(data, tmp_path, limits=Limits(triangles=100)).detail
    assert refused(data, tmp_path, limits=Limits(vertices=100)).reason == "too_many_triangles"
    assert refused(data, tmp_path, limits=Limits(image_side_pixels=128)).reason == "image_pixels"
    assert refused(data, tmp_path, limits=Limits(image_pixels=1_000)).reason == "image_pixels"
    assert refused(data, tmp_path, limits=Limits(image_bytes=100)).reason == "image_bytes"
    assert refused(data, tmp_path, limits=Limits(accessor_bytes=1_000)).reason == "too_many_bytes_decoded"
    assert refused(data, tmp_path, limits=Limits(json_bytes=100)).reason == "json_size"


@needs_node
async def test_a_sound_model_is_admitted_with_nothing_to_repair(tmp_path: Path) -> None:
    found = await admitted(ball(8).glb(), tmp_path)
    assert (found.errors, found.package.entry, found.package.files) == ((), "model.glb", ("model.glb",))


@needs_node
async def test_harmless_faults_are_passed_on_to_be_repaired(tmp_path: Path) -> None:
    model = ball(8)
    model.tree["nodes"] = [{"children": [1]}, {"mesh": 0, "rotation": [0, 0, 0, 0.9]}]
    model.tree["scenes"][0]["nodes"] = [0, 1]
    model.tree["accessors"][0]["max"] = [9, 9, 9]
    model.tree["images"][0]["mimeType"] = "image/jpeg"
    found = await admitted(model.glb(), tmp_path)
    assert {fault.code for fault in found.errors} == {
        "SCENE_NON_ROOT_NODE",
        "ROTATION_NON_UNIT",
        "ACCESSOR_MAX_MISMATCH",
        "IMAGE_MIME_TYPE_INVALID",
    }
    assert any("says image/jpeg but is png" in sentence for sentence in found.warnings)


@needs_node
async def test_what_no_repair_can_know_is_refused_with_the_validators_words(tmp_path: Path) -> None:
    model = triangle()
    model.tree["meshes"][0]["primitives"][0]["attributes"]["NORMAL"] = model.accessor([(0, 0, 1)], "VEC3")
    with pytest.raises(Refused) as caught:
        await admitted(model.glb(), tmp_path)
    assert caught.value.reason == "invalid"
    assert "MESH_PRIMITIVE_UNEQUAL_ACCESSOR_COUNT" in caught.value.detail


@needs_node
async def test_a_factor_beyond_its_range_is_repaired_where_it_stands_and_refused_elsewhere(tmp_path: Path) -> None:
    model = ball(8)
    model.tree["materials"][0]["pbrMetallicRoughness"]["roughnessFactor"] = 1.5
    assert [fault.code for fault in (await admitted(model.glb(), tmp_path)).errors] == ["VALUE_NOT_IN_RANGE"]
    model.tree["nodes"][0]["rotation"] = [0, 0, 0, 1.0000002]
    model.tree["cameras"] = [{"type": "perspective", "perspective": {"yfov": -1, "znear": 1}}]
    places = [fault.pointer.split("/")[1] for fault in (await admitted(model.glb(), tmp_path)).errors]
    assert sorted(places) == ["cameras", "materials", "nodes"]
    for place in ("/nodes/0/scale/1", "/accessors/0/sparse/count"):
        assert not curable(Fault("VALUE_NOT_IN_RANGE", 1, place, ""), frozenset())


@needs_node
@pytest.mark.parametrize(("name", "fine"), [("TEXCOORD_0", True), ("NORMAL", True), ("_WEIGHT", False)])
async def test_what_is_no_number_is_repaired_where_it_can_be_done_without(
    name: str, fine: bool, tmp_path: Path
) -> None:
    model = triangle()
    width = 2 if name == "TEXCOORD_0" else 3
    held = model.accessor([(0, 0, 1)[:width]] * 3, f"VEC{width}")
    del model.tree["accessors"][held]["min"], model.tree["accessors"][held]["max"]
    at = model.tree["bufferViews"][-1]["byteOffset"]
    model.bytes = model.bytes[:at] + struct.pack("<f", float("nan")) + model.bytes[at + 4 :]
    model.tree["meshes"][0]["primitives"][0]["attributes"][name] = held
    if fine:
        codes = {fault.code for fault in (await admitted(model.glb(), tmp_path)).errors}
        assert codes - {"ACCESSOR_VECTOR3_NON_UNIT"} == {"ACCESSOR_INVALID_FLOAT"}
        return
    with pytest.raises(Refused, match="ACCESSOR_INVALID_FLOAT"):
        await admitted(model.glb(), tmp_path)


@needs_node
async def test_an_unsafe_key_is_taken_out_and_the_upload_stays_as_it_was(tmp_path: Path) -> None:
    model = triangle()
    model.tree["nodes"][0]["extras"] = {"__proto__": {"polluted": True}, "kept": 1}
    data = model.glb()
    found = await admitted(data, tmp_path)
    written = (found.package.root / found.package.entry).read_bytes()
    assert (tmp_path / "sent").read_bytes() == data
    assert b"__proto__" not in written
    assert json.loads(written[20 : 20 + struct.unpack_from("<I", written, 12)[0]])["nodes"][0]["extras"] == {"kept": 1}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b'{"a": 1, "a": 2}', "json_duplicate"),
        (b'{"a": NaN}', "json_number"),
        (b'{"a": 1e400}', "json_number"),
        (b'{"a": ' + b"9" * 5000 + b"}", "json_number"),
        (b'{"a": -Infinity}', "json_number"),
        (b"[1]", "json_shape"),
        (b"null", "json_shape"),
        (b'{"a": "\xff"}', "json_text"),
        (b'\xef\xbb\xbf{"a": 1}', "json_text"),
        (b'{"a": 1} x', "json_text"),
        (b'{"a": 1,}', "json_text"),
        (b"{'a': 1}", "json_text"),
        (b"[" * 200_000 + b"]" * 200_000, "json_depth"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "json_depth"),
        (b'{"a": [' + b"0," * 1_000_000 + b"0]}", "json_size"),
        (b'{"a": "' + b'\\"' * 500_000, "json_text"),
    ],
)
def test_a_description_is_measured_before_it_is_parsed(text: bytes, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        parse(text, LIMITS)
    assert caught.value.reason == reason


def test_brackets_in_strings_are_no_nesting_and_whole_floats_are_whole() -> None:
    found = parse(b'{"a": "' + b"[" * 1000 + rb"\"[" + b'", "b": 3.0, "c": 0.5}', LIMITS)
    assert (found.tree["b"], type(found.tree["b"]), found.tree["c"]) == (3, int, 0.5)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda data: data[:-4], "glb_length"),
        (lambda data: data + b"MZ", "glb_length"),
        (lambda data: data[:4] + b"\3" + data[5:], "glb_version"),
        (lambda data: data[:12] + b"\xff\xff\xff\x7f" + data[16:], "glb_chunks"),
        (lambda data: data[:16] + b"BIN\0" + data[20:], "glb_chunks"),
        (lambda data: _resized(data + struct.pack("<I4s", 0, b"JSON")), "glb_chunks"),
        (lambda data: _resized(data + struct.pack("<I", 0)), "glb_chunks"),
        (lambda data: _resized(data + struct.pack("<I4s", 1, b"HMM ") + b"x"), "glb_chunks"),
    ],
)
def test_a_container_whose_lengths_do_not_agree_is_refused(
    change: Callable[[bytes], bytes], reason: str, tmp_path: Path
) -> None:
    assert refused(change(triangle().glb()), tmp_path).reason == reason


def _resized(data: bytes) -> bytes:
    return data[:8] + struct.pack("<I", len(data)) + data[12:]


@needs_node
async def test_unknown_chunks_and_padding_by_zeros_are_harmless(tmp_path: Path) -> None:
    data = _resized(triangle().glb() + struct.pack("<I4s", 4, b"ACME") + b"1234")
    assert any("Chunks" in sentence for sentence in (await admitted(data, tmp_path)).warnings)
    model = triangle()
    data = model.glb()
    end = 20 + struct.unpack_from("<I", data, 12)[0]
    body = data[20:end].rstrip(b" ")
    padded = data[:20] + body + b"\0" * (end - 20 - len(body)) + data[end:]
    (tmp_path / "again").mkdir()
    assert (await admitted(padded, tmp_path / "again")).errors == ()


@needs_node
@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        ("../outside.png", "uri_outside"),
        ("textures/../../outside.png", "uri_outside"),
        ("%2e%2e/outside.png", "uri_outside"),
        ("..%5coutside.png", "uri_outside"),
        ("/etc/passwd", "uri_outside"),
        ("//host/share.png", "uri_outside"),
        ("\\\\host\\share.png", "uri_outside"),
        ("C:\\x.png", "uri_outside"),
        ("c:/x.png", "uri_outside"),
        ("file:///etc/passwd", "uri_outside"),
        ("http://127.0.0.1:9/x.png", "uri_outside"),
        ("blob:x", "uri_outside"),
        ("x.png?a=1", "uri_form"),
        ("x.png#a", "uri_form"),
        ("x%00.png", "uri_form"),
        ("%ff.png", "uri_form"),
        ("", "uri_form"),
        ("%252e%252e/outside.png", "uri_missing"),
        ("．．/outside.png", "uri_missing"),
        ("missing.png", "uri_missing"),
        ("data:image/svg+xml;base64,PHN2Zy8+", "uri_form"),
        ("data:image/png,plain", "uri_form"),
        ("data:image/png;base64,####", "uri_form"),
        ("data:image/png;base64,iVBORw0KGgo=", "image_broken"),
        ("data:image/png;base64,PHN2Zy8+", "image_format"),
    ],
)
async def test_an_address_may_only_be_inside(uri: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "outside.png").write_bytes(picture(4))
    model = triangle()
    model.tree["images"] = [{"uri": uri}]
    assert refused(model.glb(), tmp_path).reason == reason


def test_every_reason_that_the_gate_gives_is_in_the_table_and_no_other() -> None:
    given = set()
    for path in Path(gate.__path__[0]).glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            named = isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("Refused", "TooManyBytes")
            if isinstance(call, ast.Call) and named and isinstance(call.args[0], ast.Constant):
                given.add(call.args[0].value)
    assert CODES.keys() - given == {"validator_time", "validator_memory", "validator_crash"}
    assert given - CODES.keys() == set()
