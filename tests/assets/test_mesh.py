"""What cleaning and simplifying leave of a model: the triangles that were asked for, and everything else."""

import json
import math
import struct
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assets import node
from tests.assets.glb import Model, ball, picture

pytestmark = [pytest.mark.anyio, pytest.mark.skipif(not node.installed(), reason="aurora assets install")]
HERE = Path(__file__).parent
Rows = Sequence[tuple[float, ...]]
Found = dict[str, Any]


async def _left(model: Model, folder: Path, *ratios: float, **options: Any) -> Found:
    (folder / "model.glb").write_bytes(model.glb())
    request = {"root": str(folder), "entry": "model.glb", "ratios": ratios, **options}
    told = await node.run(str(HERE / "mesh.mjs"), request, reads=(HERE, folder), writes=folder)
    assert isinstance(told.result, dict)
    return told.result


def _sheet(n: int, at: tuple[float, float, float] = (0, 0, 0), size: float = 1.0) -> tuple[Rows, list[tuple[int]]]:
    """Places and corners of a wavy square of 2 n^2 triangles."""
    places: Rows = [
        (at[0] + size * x / n, at[1] + size * y / n, at[2] + 0.1 * size * math.sin(6 * x / n) * math.cos(5 * y / n))
        for y in range(n + 1)
        for x in range(n + 1)
    ]
    squares = [(y * (n + 1) + x, y * (n + 1) + x + 1, (y + 1) * (n + 1) + x) for y in range(n) for x in range(n)]
    return places, [(i,) for a, b, c in squares for i in (a, b, c, b, c + 1, c)]


def _primitive(model: Model, places: Rows, corners: Rows, **more: Any) -> dict[str, Any]:
    attributes = {"POSITION": model.accessor(places, "VEC3"), **more.pop("attributes", {})}
    return {"attributes": attributes, "indices": model.accessor(corners, "SCALAR", "I"), **more}


def _json(glb: bytes) -> Found:
    """The JSON of a GLB."""
    tree: Found = json.loads(glb[20 : 20 + struct.unpack_from("<I", glb, 12)[0]])
    return tree


def _triangles(found: Found) -> list[int]:
    return [len(each["indices"]) // 3 for each in found["primitives"]]


def _places(primitive: Found) -> list[tuple[float, ...]]:
    flat = primitive["attributes"]["POSITION"]
    return [tuple(flat[at : at + 3]) for at in range(0, len(flat), 3)]


def _rim(primitive: Found) -> set[tuple[float, ...]]:
    """Places of the edges that only one triangle has, by place."""
    places, indices = _places(primitive), primitive["indices"]
    edges = Counter(
        frozenset((places[indices[at + i]], places[indices[at + (i + 1) % 3]]))
        for at in range(0, len(indices), 3)
        for i in range(3)
    )
    return {place for edge, count in edges.items() if count == 1 for place in edge}


async def test_a_level_has_the_triangles_that_were_asked_for_and_looks_like_the_model(tmp_path: Path) -> None:
    found = await _left(ball(), tmp_path, 0.5, 0.25, 0.1, floor=0)
    source = 4 * 24 * 24 - 4 * 24
    for ratio, level in zip((0.5, 0.25, 0.1), found["levels"], strict=True):
        assert sum(_triangles(level["left"])) == level["told"]["triangles"]
        assert level["told"]["target"] == round(ratio * source)
        assert 0.98 <= level["told"]["triangles"] / level["told"]["target"] <= 1.02
    likeness = [level["told"]["likeness"] for level in found["levels"]]
    assert likeness == sorted(likeness, reverse=True)
    assert likeness[0] > 0.95
    assert all(
        abs(math.dist(place, (0, 0, 0)) - 0.1) < 0.01 for place in _places(found["levels"][2]["left"]["primitives"][0])
    )


async def test_the_share_may_be_of_what_was_uploaded(tmp_path: Path) -> None:
    found = await _left(ball(8), tmp_path, 0.5, floor=0, of=300)
    assert found["levels"][0]["told"]["target"] == 150


async def test_no_level_goes_below_its_floor(tmp_path: Path) -> None:
    found = await _left(ball(8), tmp_path, 0.1)
    assert 120 <= sum(_triangles(found["levels"][0]["left"])) <= 128 == found["levels"][0]["told"]["target"]


async def test_a_model_of_few_triangles_stays_as_it_is_and_says_so(tmp_path: Path) -> None:
    found = await _left(ball(4), tmp_path, 0.1)
    assert found["levels"][0]["left"] == found["cleaned"]
    assert found["levels"][0]["told"]["stays"] == "It has 48 triangles, too few to take any away."


async def test_the_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        await _left(ball(12), folder, 0.25, out=str(folder))
    assert (one / "0.25.glb").read_bytes() == (other / "0.25.glb").read_bytes()


async def test_two_materials_that_meet_leave_no_crack_between_them(tmp_path: Path) -> None:
    model = Model()
    left, corners = _sheet(16)
    right, _ = _sheet(16)
    right = [(2 - x, y, z) for x, y, z in right]  # its mirror image: the same rim at x = 1
    flipped = [corners[at + i] for at in range(0, len(corners), 3) for i in (0, 2, 1)]
    model.tree["materials"] = [{"name": "Wool", "doubleSided": True}, {"name": "Silk", "doubleSided": True}]
    primitives = [_primitive(model, left, corners, material=0), _primitive(model, right, flipped, material=1)]
    model.tree["meshes"], model.tree["nodes"] = [{"primitives": primitives}], [{"mesh": 0}]
    for level in (await _left(model, tmp_path, 0.3, 0.1, floor=0))["levels"]:
        wool, silk = level["left"]["primitives"]
        assert (wool["material"], silk["material"]) == ("Wool", "Silk")
        shared = _rim(wool) & _rim(silk)
        assert len(shared) >= 3
        assert {place[1] for place in shared} >= {0.0, 1.0} or max(p[1] for p in shared) > 0.95
        inner = {place for place in _rim(wool) | _rim(silk) if abs(place[0] - 1) < 0.02 and 0.05 < place[1] < 0.95}
        assert inner <= shared


async def test_a_small_part_keeps_its_primitive_beside_a_large_one(tmp_path: Path) -> None:
    model = Model()
    cloth, button = _sheet(24), _sheet(2, (0.5, 0.5, 0.12), 0.004)
    primitives = [_primitive(model, *cloth, material=0), _primitive(model, *button, material=1)]
    model.tree["materials"] = [{"name": "Cloth"}, {"name": "Button"}]
    model.tree["meshes"], model.tree["nodes"] = [{"primitives": primitives}], [{"mesh": 0}]
    level = (await _left(model, tmp_path, 0.05, floor=0, faithful=0))["levels"][0]
    assert [each["material"] for each in level["left"]["primitives"]] == ["Cloth", "Button"]
    assert min(_triangles(level["left"])) >= 1
    assert sum(_triangles(level["left"])) <= 1.02 * 58


async def test_of_two_equal_meshes_the_one_that_is_drawn_larger_keeps_more(tmp_path: Path) -> None:
    model = Model()
    shapes = [_sheet(16), _sheet(16, (0, 0, 0.01))]
    model.tree["materials"] = [{"doubleSided": True}]
    model.tree["meshes"] = [
        {"name": name, "primitives": [_primitive(model, *each, material=0)]}
        for name, each in zip(("Small", "Large"), shapes, strict=True)
    ]
    model.tree["nodes"] = [{"mesh": 0}, {"mesh": 1, "scale": [12, 12, 12], "translation": [2, 0, 0]}]
    model.tree["scenes"] = [{"nodes": [0, 1]}]
    small, large = _triangles((await _left(model, tmp_path, 0.25, floor=0))["levels"][0]["left"])
    assert large > 2 * small > 0


def _struts(count: int) -> tuple[Rows, Rows]:
    """A wheel of thin bars, 12 triangles each: nothing of it can go without being missed."""
    places: list[tuple[float, ...]] = []
    corners: list[tuple[int]] = []
    for bar in range(count):
        turn = 2 * math.pi * bar / count
        along, across = (math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))
        start = len(places)
        places += [
            (r * along[0] + w * across[0], r * along[1] + w * across[1], z)
            for z in (-0.02, 0.02)
            for w in (-0.02, 0.02)
            for r in (0.2, 1.0)
        ]
        sides = ((0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5))
        corners += [(start + i,) for a, b, c, d in sides for i in (a, b, c, a, c, d)]
    return places, corners


def _wheel(count: int = 40, *, drawn: int = 1) -> Model:
    model = Model()
    model.tree["materials"] = [{"pbrMetallicRoughness": {"baseColorFactor": [0.1, 0.1, 0.1, 1]}}]
    model.tree["meshes"] = [{"primitives": [_primitive(model, *_struts(count), material=0)]}]
    model.tree["nodes"] = [{"mesh": 0, "translation": [0, 0, 0.5 * at]} for at in range(drawn)]
    model.tree["scenes"] = [{"nodes": [*range(drawn)]}]
    return model


async def test_a_level_that_would_not_look_like_the_model_is_given_more_triangles_and_says_so(tmp_path: Path) -> None:
    [alike] = (await _left(_wheel(), tmp_path, 0.2, floor=0))["levels"]
    [broken] = (await _left(_wheel(), tmp_path, 0.2, floor=0, faithful=0))["levels"]
    told, raised = alike["told"], alike["told"]["raised"]
    assert broken["told"]["likeness"] == raised["likeness"] < 0.85 <= told["likeness"]
    assert (broken["told"]["target"], broken["told"].get("raised")) == (raised["from"], None) == (96, None)
    assert 96 < raised["to"] == told["target"]
    assert sum(_triangles(alike["left"])) == told["triangles"] <= 1.02 * told["target"]
    assert f"{told['target']} triangles instead of 96" in raised["say"]


async def test_no_level_is_raised_beyond_the_one_above(tmp_path: Path) -> None:
    told = (await _left(_wheel(), tmp_path, 0.2, floor=0, most=120))["levels"][0]["told"]
    assert (told["raised"]["from"], told["raised"]["to"]) == (96, 120)
    assert told["triangles"] <= 1.02 * 120
    assert told["likeness"] < 0.85


async def test_what_is_drawn_so_often_that_a_phone_feels_it_is_not_raised(tmp_path: Path) -> None:
    told = (await _left(_wheel(drawn=250), tmp_path, 0.2, floor=0))["levels"][0]["told"]  # 24,000 as they are drawn
    assert (told["target"], told.get("raised")) == (96, None)


async def test_meshes_that_share_their_triangles_go_on_sharing_them(tmp_path: Path) -> None:
    model = ball(12)
    shape = model.tree["meshes"][0]["primitives"][0]
    model.tree["materials"].append({"name": "Silk"})
    model.tree["meshes"].append({"name": "Other", "primitives": [{**shape, "material": 1}]})
    model.tree["nodes"].append({"mesh": 1, "translation": [1, 0, 0]})
    model.tree["scenes"] = [{"nodes": [0, 1]}]
    await _left(model, tmp_path, 0.25, floor=0, out=str(tmp_path))
    written = _json((tmp_path / "0.25.glb").read_bytes())
    one, other = (mesh["primitives"][0] for mesh in written["meshes"])
    assert (one["attributes"], one["indices"]) == (other["attributes"], other["indices"])
    assert (one["material"], other["material"]) == (0, 1)
    assert written["accessors"][one["indices"]]["count"] <= 1.02 * 3 * 0.25 * (4 * 12 * 12 - 4 * 12)


async def test_skins_and_morph_targets_stay_whole(tmp_path: Path) -> None:
    model = Model()
    places, corners = _sheet(12)
    n = len(places)
    share = [(1 - p[0], p[0], 0.0, 0.0) for p in places]
    attributes = {
        "JOINTS_0": model.accessor([(0, 1, 0, 0)] * n, "VEC4", "H"),
        "WEIGHTS_0": model.accessor(share, "VEC4"),
    }
    moves = [{"POSITION": model.accessor([(0, 0, p[k]) for p in places], "VEC3")} for k in (0, 1)]
    model.tree["meshes"] = [
        {"name": "Sleeve", "primitives": [_primitive(model, places, corners, attributes=attributes, targets=moves)]}
    ]
    model.tree["nodes"] = [
        {"name": "Body", "children": [1, 2, 3]},
        {"name": "Sleeve", "mesh": 0, "skin": 0},
        {"name": "Arm"},
        {"name": "Hand", "translation": [1, 0, 0]},
    ]
    model.tree["skins"] = [{"joints": [2, 3]}]
    level = (await _left(model, tmp_path, 0.25, floor=0, faithful=0))["levels"][0]
    sleeve = level["left"]["primitives"][0]
    kept = _places(sleeve)
    weights = sleeve["attributes"]["WEIGHTS_0"]
    assert level["told"]["triangles"] == pytest.approx(72, abs=1)
    assert level["left"]["skins"] == [2]
    assert sleeve["targets"] == [len(kept), len(kept)]
    for at, place in enumerate(kept):  # the second joint's share is the place along the sleeve, as it was
        assert weights[4 * at + 1] == pytest.approx(place[0], abs=0.06)  # half an edge and a little
        assert weights[4 * at] + weights[4 * at + 1] == pytest.approx(1, abs=1e-6)


async def test_points_and_lines_are_left_alone(tmp_path: Path) -> None:
    model = ball(12)
    dots = [(x / 20, 0.0, 0.0) for x in range(20)]
    primitives = model.tree["meshes"][0]["primitives"]
    primitives.append({"attributes": {"POSITION": model.accessor(dots, "VEC3")}, "mode": 0})
    primitives.append({"attributes": {"POSITION": model.accessor(dots, "VEC3")}, "mode": 1})
    level = (await _left(model, tmp_path, 0.25))["levels"][0]["left"]
    assert [each["mode"] for each in level["primitives"]] == [4, 0, 1]
    assert len(_places(level["primitives"][1])) == len(_places(level["primitives"][2])) == 20


@pytest.mark.parametrize("fault", ["one place", "no area", "far away", "not a number"])
async def test_degenerate_triangles_crash_nothing(tmp_path: Path, fault: str) -> None:
    model = Model()
    places, corners = _sheet(12)
    bent = {
        "one place": [(1.0, 2.0, 3.0)] * len(places),
        "no area": [(x, 0.0, 0.0) for x, _, _ in places],
        "far away": [(3e37 * x, 3e37 * y, 0.0) for x, y, _ in places],
        "not a number": [(math.nan if at % 7 == 0 else x, y, z) for at, (x, y, z) in enumerate(places)],
    }[fault]
    primitive = _primitive(model, bent, corners)
    for limits in ("min", "max"):  # JSON has no NaN
        if fault == "not a number":
            model.tree["accessors"][primitive["attributes"]["POSITION"]][limits] = [0, 0, 0]
    model.tree["meshes"], model.tree["nodes"] = [{"primitives": [primitive]}], [{"mesh": 0}]
    level = (await _left(model, tmp_path, 0.3, floor=0))["levels"][0]
    assert level["told"]["triangles"] == sum(_triangles(level["left"])) > 0


async def test_cleaning_keeps_names_extras_leaves_variants_and_animations(tmp_path: Path) -> None:
    model = ball(12)
    model.tree["nodes"] += [{"name": "Anchor", "extras": {"for": "scarf"}}, {"name": "Empty"}]
    model.tree["scenes"] = [{"nodes": [0, 1, 2]}]
    model.tree["materials"] += [{"name": "Red"}, {"name": "Spare"}]
    model.tree["extensionsUsed"] = ["KHR_materials_variants"]
    model.tree["extensions"] = {"KHR_materials_variants": {"variants": [{"name": "red"}, {"name": "blue"}]}}
    mappings = [{"material": 1, "variants": [0]}, {"material": 0, "variants": [1]}]
    model.tree["meshes"][0]["primitives"][0]["extensions"] = {"KHR_materials_variants": {"mappings": mappings}}
    times = model.accessor([(float(t),) for t in range(5)], "SCALAR")
    steps = model.accessor([(float(t), 0.0, 0.0) for t in range(5)], "VEC3")
    channel = {"sampler": 0, "target": {"node": 1, "path": "translation"}}
    model.tree["animations"] = [
        {"name": "Turn", "channels": [channel], "samplers": [{"input": times, "output": steps}]}
    ]
    found = await _left(model, tmp_path, 0.5)
    assert found["removed"]["keyframes"] == 3  # a straight line needs its ends
    for left in (found["cleaned"], found["levels"][0]["left"]):
        assert [each["name"] for each in left["nodes"]] == ["Root", "Anchor", "Empty"]
        assert left["nodes"][0]["extras"] == {"sku": "B-1"}
        assert left["nodes"][1]["extras"] == {"for": "scarf"}
        assert left["materials"] == ["Cloth", "Red", "Spare"]
        assert left["animations"] == ["Turn"]
        assert left["primitives"][0]["variants"] == ["red", "blue"]
        assert "TEXCOORD_0" in left["primitives"][0]["attributes"]


async def test_cleaning_welds_and_drops_what_covers_nothing(tmp_path: Path) -> None:
    model = Model()
    places, corners = _sheet(6)
    loose = [places[i] for (i,) in corners]  # every triangle with vertices of its own
    flat = [(at,) for at in range(len(loose))] + [(0,), (0,), (1,), (2,), (5,), (2,)]
    coordinates = model.accessor([(x, y) for x, y, _ in loose], "VEC2")
    model.tree["meshes"] = [
        {"primitives": [_primitive(model, loose, flat, attributes={"TEXCOORD_0": coordinates}, material=0)]}
    ]
    model.tree["materials"], model.tree["nodes"] = [{"name": "Plain"}], [{"mesh": 0}]
    found = await _left(model, tmp_path)
    primitive = found["cleaned"]["primitives"][0]
    assert len(_places(primitive)) == 49
    assert _triangles(found["cleaned"]) == [72]
    assert list(primitive["attributes"]) == ["POSITION"]
    removed = found["removed"]
    assert (removed["triangles"], removed["vertices"], removed["attributes"]) == (2, 216 - 49, 1)


async def test_coordinates_that_only_a_variant_reads_are_kept(tmp_path: Path) -> None:
    model = ball(8)
    textured = model.tree["materials"][0]
    model.tree["materials"] = [{"name": "Plain"}, textured]
    model.tree["extensionsUsed"] = ["KHR_materials_variants"]
    model.tree["extensions"] = {"KHR_materials_variants": {"variants": [{"name": "print"}]}}
    mappings = [{"material": 1, "variants": [0]}]
    model.tree["meshes"][0]["primitives"][0]["extensions"] = {"KHR_materials_variants": {"mappings": mappings}}
    assert "TEXCOORD_0" in (await _left(model, tmp_path))["cleaned"]["primitives"][0]["attributes"]


async def test_pictures_with_the_same_bytes_are_held_once(tmp_path: Path) -> None:
    model = ball(8)
    model.tree["materials"][0]["emissiveTexture"] = {"index": model.texture(picture(256))}
    assert (await _left(model, tmp_path))["removed"]["textures"] == 1


@pytest.mark.shared_data
async def test_the_box_of_a_truck_stays_whole_where_the_cars_beside_it_fall_apart(
    shared_data: Path, tmp_path: Path
) -> None:
    root = shared_data / "models3d/valid/godot-meshes"
    request = {"root": str(root), "entry": "meshes.glb", "ratios": [0.25], "floor": 0, "faithful": 0}
    told = await node.run(str(HERE / "mesh.mjs"), request, reads=(HERE, root), writes=tmp_path)
    assert isinstance(told.result, dict)
    [level] = told.result["levels"]
    [box] = [each for each in level["left"]["primitives"] if each["material"] == "truck_trailer"]
    assert len(box["indices"]) == 3 * 12  # shared out by triangles it had 2, and a likeness of 0.33
    assert level["told"]["likeness"] > 0.7
    assert level["told"]["triangles"] <= 1.02 * level["told"]["target"]


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "entry", "least"),
    [  # least: likeness of the level at a quarter, a little below what was measured
        ("khr-MaterialsVariantsShoe", "MaterialsVariantsShoe.gltf", 0.96),
        ("godot-player", "player.glb", 0.8),
        ("blenderio-24_gpu_instancing", "24_gpu_instancing.gltf", 0.98),
    ],
)
async def test_a_public_model_keeps_its_looks_and_all_its_names(
    shared_data: Path, tmp_path: Path, name: str, entry: str, least: float
) -> None:
    root = shared_data / "models3d/valid" / name
    request = {"root": str(root), "entry": entry, "ratios": [0.25], "floor": 0}
    told = await node.run(str(HERE / "mesh.mjs"), request, reads=(HERE, root), writes=tmp_path)
    assert isinstance(told.result, dict)
    [level] = told.result["levels"]
    assert 0.98 <= level["told"]["triangles"] / level["told"]["target"] <= 1.02
    assert level["told"]["likeness"] > least
    for what in ("nodes", "materials", "animations", "skins", "meshes"):
        assert level["left"][what] == told.result["cleaned"][what]
    kept = [(each["mesh"], each["material"], each["variants"]) for each in level["left"]["primitives"]]
    assert kept == [(each["mesh"], each["material"], each["variants"]) for each in told.result["cleaned"]["primitives"]]
