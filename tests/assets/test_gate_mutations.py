"""Whatever is done to a sound model, the gate admits it or says why not; it never fails otherwise."""

import copy
import io
import os
import struct
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assets.gate import CODES, Refused, unpack
from assets.gate.admission import examine
from assets.limits import Limits
from tests.assets.glb import Model, picture
from tests.assets.test_gate import triangle

LIMITS = Limits(json_values=20_000, accessor_bytes=2**24, unpacked_bytes=2**22, nodes=500)
EXAMPLES = int(os.environ.get("GATE_EXAMPLES", "100"))
CAREFULLY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES == 100,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)


def _everything() -> Model:
    """A model with one of each thing that the gate looks at."""
    model = triangle()
    tree = model.tree
    packed = model.view(b"DRACO\x02\x02\x01\x01\0\0\0\x03\x01" + bytes(30))
    shrunk = {"buffer": 0, "byteOffset": 0, "byteLength": 20, "byteStride": 4, "count": 6, "mode": "ATTRIBUTES"}
    tree["bufferViews"].append({"buffer": 0, "byteLength": 24, "extensions": {"EXT_meshopt_compression": shrunk}})
    sparse = {
        "count": 1,
        "indices": {"bufferView": model.view(b"\x01"), "componentType": 5121},
        "values": {"bufferView": model.view(struct.pack("<3f", 1, 0, 1))},
    }
    tree["accessors"] += [
        {"componentType": 5126, "count": 3, "type": "VEC3", "bufferView": 0, "sparse": sparse},
        {"componentType": 5126, "count": 3, "type": "VEC3", "min": [0, 0, 0], "max": [1, 1, 1]},
        {"componentType": 5125, "count": 3, "type": "SCALAR"},
        {"componentType": 5126, "count": 1, "type": "MAT4"},
    ]
    draco = {"KHR_draco_mesh_compression": {"bufferView": packed, "attributes": {"POSITION": 0}}}
    tree["meshes"][0]["primitives"] += [
        {"attributes": {"POSITION": 2}, "targets": [{"POSITION": 2}], "mode": 5},
        {"attributes": {"POSITION": 3}, "indices": 4, "extensions": draco},
    ]
    instancing = {"EXT_mesh_gpu_instancing": {"attributes": {"TRANSLATION": 0}}}
    tree["nodes"] += [
        {"children": [2], "matrix": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]},
        {"mesh": 0, "skin": 0, "scale": [2, 2, 2], "rotation": [0, 0, 0, 1]},
        {"mesh": 0, "extensions": instancing},
    ]
    tree["scenes"][0]["nodes"] = [0, 1, 3]
    tree["skins"] = [{"joints": [1, 2], "inverseBindMatrices": 5}]
    model.texture(picture(4))
    tree["materials"] = [{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}]
    tree["animations"] = [{"channels": [{"sampler": 0, "target": {}}], "samplers": [{"input": 0, "output": 0}]}]
    tree["extensions"] = {"KHR_materials_variants": {"variants": [{"name": "red"}]}}
    tree["extensionsUsed"] = tree["extensionsRequired"] = ["KHR_draco_mesh_compression"]
    return model


SOUND = _everything()
NUMBERS = (
    0,
    1,
    2,
    3,
    7,
    -1,
    255,
    2**16,
    2**31 - 1,
    2**31,
    2**32,
    2**53,
    2**64,
    10**400,
    0.5,
    -0.0,
    1e-300,
    1e38,
    1e308,
)
WORDS = ("", "x", "../x", "data:,", "data:;base64,", "\0", "\ud800", "2.0", "VEC3", "MAT2", "SCALAR")
THINGS: tuple[Any, ...] = (None, True, False, [], [0], [[]], {}, {"a": 1}, [1e308] * 3, [1e308] * 16, [0] * 4, [-1])
VALUES: st.SearchStrategy[Any] = st.sampled_from((*NUMBERS, *WORDS, *THINGS, {"POSITION": 9}))


def _places(tree: Any, above: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every path in a tree, in order."""
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [path for key, value in inner for path in ((*above, key), *_places(value, (*above, key)))]


PLACES = _places(SOUND.tree)
CHANGES = st.lists(st.tuples(st.sampled_from(PLACES), st.one_of(VALUES, st.just(...))), min_size=1, max_size=4)


VERDICTS = {"admitted", *CODES}
"""A reason that is not in the table of reasons would be one that nobody can look up."""


def look(data: bytes, name: str) -> str:
    """What the gate says of these bytes: a reason, or "admitted"."""
    with tempfile.TemporaryDirectory() as folder:
        sent = Path(folder) / "sent"
        sent.write_bytes(data)
        try:
            examine(unpack(sent, name, Path(folder) / "package", LIMITS), LIMITS)
        except Refused as error:
            refusal = error
        else:
            return "admitted"
    assert refusal.detail.endswith(".")
    assert refusal.detail.isprintable()
    return refusal.reason


def test_the_model_that_is_mutated_reaches_the_last_check() -> None:
    model = copy.deepcopy(SOUND)
    model.tree["images"][0]["mimeType"] = "image/png"
    model.tree["images"].append({"bufferView": 0})
    assert look(model.glb(), "model.glb") == "image_format"


@CAREFULLY
@given(CHANGES)
def test_no_change_of_the_description_is_beyond_the_gate(changes: list[tuple[tuple[str | int, ...], Any]]) -> None:
    model = copy.deepcopy(SOUND)
    for path, value in changes:
        place: Any = model.tree
        try:
            for step in path[:-1]:
                place = place[step]
            if value is ...:
                del place[path[-1]]
            else:
                place[path[-1]] = copy.deepcopy(value)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    assert look(model.glb(), "model.glb") in VERDICTS


EDITS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=40)


def _edited(data: bytes, edits: list[tuple[float, int]]) -> bytes:
    changed = bytearray(data)
    for where, byte in edits:
        changed[int(where * len(changed))] = byte
    return bytes(changed)


@CAREFULLY
@given(EDITS)
def test_no_change_of_bytes_is_beyond_the_gate(edits: list[tuple[float, int]]) -> None:
    assert look(_edited(SOUND.glb(), edits), "model.glb") in VERDICTS


def _zip() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/model.glb", triangle().glb())
        archive.writestr("a/wool.png", picture(4))
    return held.getvalue()


ZIP = _zip()


@CAREFULLY
@given(EDITS, st.floats(0, 1))
@example([(0.0, 80)], 1.0)
def test_no_change_of_a_zip_is_beyond_the_gate(edits: list[tuple[float, int]], kept: float) -> None:
    data = _edited(ZIP, edits)
    assert look(data[: max(1, int(kept * len(data)))] if kept < 0.2 else data, "model.zip") in VERDICTS
