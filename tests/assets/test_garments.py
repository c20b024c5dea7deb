"""Garments made from the catalogue's words: every category, in the shape, the place and the colours that it has."""

import json
import math
import struct
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assets import gate, node
from assets.garments import Colour, Order, make
from assets.garments.catalogue import orders
from assets.garments.form import form_of
from assets.garments.prints import PRINTS, picture, rgb
from assets.garments.sheets import lined, sewn, sheet
from assets.garments.stocking import stock
from assets.garments.wardrobe import make_parts
from assets.garments.weaves import WEAVES, normal
from assets.garments.work import Work
from assets.limits import limits_of
from commerce import demo
from commerce.garments import CATEGORIES
from core import settings
from core.db import Sessions
from tests.assets.studio import studio

pytestmark = pytest.mark.anyio
NAVY, RED = Colour("navy", "#1c2742"), Colour("red", "#c1202f")
WORN = sorted(each.id for each in CATEGORIES.values() if each.slot is not None)


def document(glb: bytes) -> dict[str, Any]:
    magic, version, size = struct.unpack("<4sII", glb[:12])
    assert (magic, version, size) == (b"glTF", 2, len(glb))
    told: dict[str, Any] = json.loads(glb[20 : 20 + struct.unpack("<I", glb[12:16])[0]])
    return told


@cache
def made(category: str, department: str = "women") -> tuple[bytes, dict[str, Any]]:
    glb = make(Order(category=category, department=department, colours=(NAVY, RED), accent="#f4ead2"))
    return glb, document(glb)


def bounds(told: dict[str, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    boxes = [told["accessors"][mesh["primitives"][0]["attributes"]["POSITION"]] for mesh in told["meshes"]]
    return np.min([each["min"] for each in boxes], axis=0), np.max([each["max"] for each in boxes], axis=0)


def triangles(told: dict[str, Any]) -> int:
    return sum(told["accessors"][mesh["primitives"][0]["indices"]]["count"] // 3 for mesh in told["meshes"])


@pytest.mark.parametrize("category", WORN)
def test_every_category_is_made_with_its_colours_on_the_form(category: str) -> None:
    _, told = made(category)
    low, high = bounds(told)

    assert 60 < triangles(told) < 40_000
    assert low[1] >= -0.01
    assert high[1] < 2.0
    assert np.abs([low[0], high[0], low[2], high[2]]).max() < 0.75
    assert [each["name"] for each in told["extensions"]["KHR_materials_variants"]["variants"]] == ["navy", "red"]
    assert told["nodes"][told["scenes"][0]["nodes"][0]]["extras"]["form_height_m"] == 1.75


async def test_a_garment_passes_the_gate_without_an_error(tmp_path: Path) -> None:
    limits = limits_of(settings.load())
    for category in ("shirt", "coat", "jeans", "trainers", "backpack", "sunglasses"):
        file = tmp_path / f"{category}.glb"
        file.write_bytes(made(category)[0])
        (into := tmp_path / category).mkdir()
        admitted = await gate.admit(gate.unpack(file, file.name, into, limits), limits)
        assert admitted.errors == (), category


def test_the_same_order_makes_the_same_bytes() -> None:
    order = Order(category="dress", pattern="floral", colours=(NAVY,), accent="#efc8c4")

    assert make(order) == make(order)


@pytest.mark.parametrize(("category", "height"), [("jeans", 0.48), ("tights", 0.48), ("socks", 0.2), ("suit", 0.48)])
def test_the_lining_of_a_leg_is_within_it(category: str, height: float) -> None:
    work = Work(Order(category=category))
    make_parts(work)
    meshes = [mesh for (part, _), meshes in work.parts() if part in ("legs", "socks") for mesh in meshes]
    points, light = np.concatenate([each.points for each in meshes]), np.concatenate([each.light for each in meshes])
    x, z = work.form.leg(height)[:2]

    leg = (np.abs(points[:, 1] - height) < 0.02) & (points[:, 0] > 0)
    away = np.hypot(points[leg, 0] - x, points[leg, 2] - z)
    dark = light[leg] < 0.72
    assert dark.any()
    assert away[dark].mean() < away[~dark].mean()


def test_black_cloth_shows_its_form() -> None:
    told = document(make(Order(category="coat", colours=(Colour("black", "#000000"),))))

    cloth = next(each for each in told["materials"] if each["name"].startswith("black"))
    assert min(cloth["pbrMetallicRoughness"]["baseColorFactor"][:3]) >= 0.024
    assert min(cloth["extensions"]["KHR_materials_sheen"]["sheenColorFactor"]) >= 0.05


def test_only_what_is_two_garments_has_more_than_25_000_triangles() -> None:
    large = [category for category in WORN if triangles(made(category)[1]) > 25_000]

    assert large == ["ethnic_set", "pyjamas", "sari", "suit", "tracksuit"]


def test_pieces_are_where_they_are_worn() -> None:
    heights = {category: bounds(made(category)[1]) for category in ("trainers", "jeans", "t_shirt", "sun_hat")}

    assert heights["trainers"][1][1] < 0.2
    assert heights["jeans"][1][1] == pytest.approx(1.02, abs=0.04)
    assert heights["t_shirt"][0][1] == pytest.approx(0.845, abs=0.03)
    assert heights["sun_hat"][0][1] > 1.5


def test_a_coat_is_wider_than_the_shirt_under_it() -> None:
    (_, shirt), (_, coat) = bounds(made("shirt", "men")[1]), bounds(made("coat", "men")[1])

    assert coat[0] > shirt[0] + 0.02
    assert coat[2] > shirt[2] + 0.02


def test_a_childs_garment_is_made_to_a_childs_height() -> None:
    grown, small = bounds(made("t_shirt")[1])[1], bounds(made("t_shirt", "girls")[1])[1]

    assert small[1] == pytest.approx(grown[1] * form_of("girls").scale, rel=1e-5)
    assert made("t_shirt", "girls")[1]["nodes"][-1]["extras"]["form_height_m"] == pytest.approx(1.295)


@pytest.mark.parametrize(("length", "hem"), [("mini", 0.66), ("knee", 0.47), ("floor", 0.025)])
def test_a_dress_ends_where_its_cut_says(length: str, hem: float) -> None:
    order = Order(category="dress", cut={"length": length, "shape": "sheath"}, colours=(NAVY,))

    assert bounds(document(make(order)))[0][1] == pytest.approx(hem, abs=0.02)


@pytest.mark.parametrize(("millimetres", "kind"), [(90, "stiletto"), (40, "kitten"), (55, "block")])
def test_a_heel_lifts_the_heel_by_its_height(millimetres: int, kind: str) -> None:
    work = Work(Order(category="heels", cut={"heel": kind, "heel_mm": millimetres}))
    make_parts(work)
    insole = next(mesh for (part, _), meshes in work.parts() if part == "insole" for mesh in meshes)

    assert insole.points[:, 1].max() == pytest.approx(millimetres / 1000, abs=0.004)


def test_long_sleeves_reach_further_than_short_ones() -> None:
    reach = {
        sleeve: bounds(document(make(Order(category="t_shirt", cut={"sleeve": sleeve}))))[1][0]
        for sleeve in ("sleeveless", "short", "long")
    }

    assert reach["sleeveless"] < reach["short"] < reach["long"]


def test_a_product_of_one_colour_has_no_variants() -> None:
    told = document(make(Order(category="skirt", colours=(NAVY,))))

    assert "KHR_materials_variants" not in told.get("extensionsUsed", [])


def test_unknown_words_are_made_as_usual() -> None:
    plain = make(Order(category="shirt", colours=(NAVY,)))
    odd = {"neckline": "spiral", "sleeve": 7, "length": None, "shape": "\u0000", "details": "none"}

    assert bounds(document(make(Order(category="shirt", cut=odd, colours=(NAVY,))))) is not None
    assert triangles(document(plain)) > 3000


def test_normals_are_unit_and_stripes_are_as_wide_as_they_say() -> None:
    work = Work(Order(category="t_shirt", pattern="striped", colours=(NAVY,), accent="#ffffff"))
    make_parts(work)
    body = next(mesh for (part, _), meshes in work.parts() if part == "body" for mesh in meshes)

    assert np.linalg.norm(body.normals, axis=1) == pytest.approx(np.ones(len(body.normals)), abs=1e-6)
    span = np.ptp(body.cloth[:, 1]) / np.ptp(body.points[:, 1])
    assert span == pytest.approx(1.0, abs=0.25)


def test_sewn_sheets_share_their_normals_along_the_seam() -> None:
    flat = np.stack(np.meshgrid(np.linspace(0, 1, 5), np.linspace(0, 1, 5)), axis=2)
    left = sheet(np.concatenate([flat, np.zeros((5, 5, 1))], axis=2))
    up = sheet(np.stack([np.ones((5, 5)), flat[..., 1], -flat[..., 0]], axis=2))
    mesh = sewn([left, up])

    seam = np.isclose(mesh.points[:, 0], 1) & np.isclose(mesh.points[:, 2], 0)
    within = seam & (mesh.points[:, 1] > 0.1) & (mesh.points[:, 1] < 0.9)
    assert seam.sum() == 10
    assert mesh.normals[within] == pytest.approx(np.tile((math.sqrt(0.5), 0, math.sqrt(0.5)), (6, 1)))


def test_lined_cloth_is_closed_and_as_thick_as_it_says() -> None:
    flat = np.stack(np.meshgrid(np.linspace(0, 0.1, 5), np.linspace(0, 0.1, 5)), axis=2)
    mesh = lined(sewn([sheet(np.concatenate([flat, np.zeros((5, 5, 1))], axis=2))]), 0.004, depth=0.004)

    assert np.ptp(mesh.points[:, 2]) == pytest.approx(0.004)
    edges: dict[tuple[tuple[int, ...], ...], int] = defaultdict(int)
    place = np.round(mesh.points * 1e6).astype(int)
    for a, b, c in mesh.triangles:
        for one, other in ((a, b), (b, c), (c, a)):
            ends = sorted((tuple(place[one]), tuple(place[other])))
            edges[ends[0], ends[1]] += 1
    assert set(edges.values()) == {2}


@pytest.mark.parametrize("pattern", sorted(PRINTS))
def test_every_print_shows_its_ground_and_more(pattern: str) -> None:
    png = picture(pattern, "#1c2742", "#f4ead2")

    assert png.startswith(b"\x89PNG")
    assert len(set(zip(*_palette(png), strict=True))) > 1


def _palette(png: bytes) -> tuple[bytes, bytes, bytes]:
    start = png.index(b"PLTE")
    size = struct.unpack(">I", png[start - 4 : start])[0]
    colours = png[start + 4 : start + 4 + size]
    return colours[0::3], colours[1::3], colours[2::3]


def test_a_plain_print_keeps_its_grounds_colour() -> None:
    red, green, blue = _palette(picture("dotted", "#1c2840", "#f4ecd0"))

    assert (int(rgb("#1c2840")[0]), 0x28, 0x40) in set(zip(red, green, blue, strict=True))


@pytest.mark.parametrize("weave", sorted(WEAVES))
def test_every_weave_has_a_picture(weave: str) -> None:
    assert 100 < len(normal(weave)) < 200_000


def test_the_demo_range_has_an_order_for_every_product_that_is_worn() -> None:
    rows = list(demo.products())
    found = dict(orders(rows))

    assert len(found) == sum(CATEGORIES[row.category].slot is not None for row in rows)
    assert {order.slot for order in found.values()} == {each.slot for each in CATEGORIES.values() if each.slot}


@pytest.mark.commits
@pytest.mark.skipif(not node.installed(), reason="aurora assets install")
async def test_a_stocked_product_has_its_model_in_the_shop_and_is_made_once(
    sessions: Sessions, database_url: str, redis_url: str, tmp_path: Path
) -> None:
    async with studio(sessions, database_url, redis_url, tmp_path) as shop:
        assert await stock(sessions, shop.working.objects, "each") == 1
        assert await stock(sessions, shop.working.objects, "all") == 0

        await shop.work()

        told = (await shop.client.get(f"/api/products/{shop.product.id}/3d-models")).json()["models"]
        assert [each["level"] for each in told[0]["lods"]] == [0, 1, 2, 3]
