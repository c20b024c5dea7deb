"""The judge of 3D models: its measure, its stage, and what it says of models that are made here."""

import asyncio
import json
import struct
from pathlib import Path

import msgspec
import numpy as np
import pytest

from assets import node
from evals.datasets import public_folder
from evals.models3d import comparison, corpus, figures, outcomes, pixels, sheets, stage, tools
from evals.models3d.corpus import Model
from evals.models3d.likeness import Alike, Seen, likeness, on_aim, rows
from evals.models3d.outcomes import Census, Made, Output, lost
from evals.models3d.stage import Camera, Drawn, Shot

pytestmark = pytest.mark.anyio
drawing = pytest.mark.skipif(
    stage.browser() is None or not (tools.HERE / "node_modules" / "three").is_dir(),
    reason="there is no browser or no three.js here: evals models install",
)
SMALL = Shot(views=stage.VIEWS[:2], pixels=96)


# ── the measure ────────────────────────────────────────────────────────────────────────────────────────────────────


def _noise(seed: int = 0) -> pixels.Pixels:
    return np.random.default_rng(seed).integers(0, 256, (40, 50, 3), dtype=np.uint8)


EVERYWHERE = np.ones((40, 50), dtype=bool)


def test_a_picture_is_wholly_like_itself() -> None:
    assert pixels.ssim(_noise(), _noise(), EVERYWHERE) == pytest.approx(1.0, abs=1e-5)
    assert pixels.psnr(pixels.squared_error(_noise(), _noise(), EVERYWHERE)) == pixels.ALIKE_DB


def test_two_flat_pictures_are_as_like_as_their_brightness() -> None:
    one, other = np.full((40, 50, 3), 100, np.uint8), np.full((40, 50, 3), 150, np.uint8)
    expected = (2 * 100 * 150 + 6.5025) / (100**2 + 150**2 + 6.5025)  # variances are nought: their factor is 1
    assert pixels.ssim(one, other, EVERYWHERE) == pytest.approx(expected, abs=1e-3)
    assert pixels.squared_error(one, other, EVERYWHERE) == 2500
    assert pixels.psnr(2500) == pytest.approx(14.1514, abs=1e-4)


def test_noise_is_not_like_other_noise() -> None:
    assert abs(pixels.ssim(_noise(1), _noise(2), EVERYWHERE)) < 0.1


def test_what_lies_outside_of_the_mask_does_not_count() -> None:
    one, other = _noise(), _noise()
    other[:, 30:] = 0
    left = EVERYWHERE.copy()
    left[:, 24:] = False  # the window reaches five pixels
    assert pixels.ssim(one, other, left) == pytest.approx(1.0, abs=1e-5)
    assert pixels.squared_error(one, other, left) == 0
    assert pixels.ssim(one, other, EVERYWHERE) < 0.8


def test_an_empty_mask_has_no_likeness() -> None:
    assert np.isnan(pixels.ssim(_noise(), _noise(), ~EVERYWHERE))


def test_a_png_is_read_back_as_it_was_by_another_program(tmp_path: Path) -> None:
    images = pytest.importorskip("PIL.Image")
    pixels.write_png(tmp_path / "noise.png", _noise())
    assert np.array_equal(np.asarray(images.open(tmp_path / "noise.png")), _noise())


# ── in sum ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _seen(model: str, tool: str, ssim: float, *, failed: str = "") -> Seen:
    return Seen(
        model=model, group=model, half="report", tool=tool, ratio=0.1, triangles=100, of_triangles=1000,
        ssim=ssim, psnr=30.0, failed=failed,
    )  # fmt: skip


def test_a_row_counts_the_models_that_every_tool_made() -> None:
    seen = [
        *(_seen("a", "ours", 0.9), _seen("a", "gltfpack", 0.7)),
        *(_seen("b", "ours", 0.8), _seen("b", "gltfpack", 0.85)),
        *(_seen("c", "ours", 0.1), _seen("c", "gltfpack", 0.0, failed="it crashed")),
    ]
    ours, theirs = rows(seen)
    assert (ours.models, ours.ssim_worst, ours.worst_model, theirs.models) == (2, 0.8, "b", 2)
    assert [ours.ssim.value, theirs.ssim.value, theirs.reached] == pytest.approx([0.85, 0.775, 0.1])
    assert theirs.ssim_gain is not None
    assert theirs.ssim_gain.gain == pytest.approx(0.075)
    assert (theirs.wins, theirs.losses, ours.ssim_gain) == (1, 1, None)


def test_a_model_that_some_tool_did_not_take_down_far_enough_is_left_out_of_the_fair_rows() -> None:
    stopped = msgspec.structs.replace(_seen("a", "gltfpack", 0.99), triangles=300)
    seen = [_seen("a", "ours held", 0.9), stopped, _seen("b", "ours held", 0.8), _seen("b", "gltfpack", 0.85)]
    assert [each.model for each in on_aim(seen)] == ["b", "b"]


def test_a_level_that_production_raised_is_compared_as_it_is_when_held_to_its_target() -> None:
    raised = msgspec.structs.replace(_seen("a", "ours", 0.9), triangles=300)
    seen = [raised, _seen("a", "ours held", 0.6), _seen("a", "gltfpack", 0.5)]
    assert [each.tool for each in on_aim(seen)] == ["ours held", "gltfpack"]
    ours, held, theirs = rows(seen)
    assert (ours.reached, held.reached, theirs.reached) == pytest.approx((0.3, 0.1, 0.1))
    assert [row.ssim_gain and row.ssim_gain.gain for row in (ours, held, theirs)] == [
        None, pytest.approx(0.3), pytest.approx(0.4),
    ]  # fmt: skip
    _, theirs = rows(on_aim(seen))
    assert theirs.ssim_gain is not None
    assert theirs.ssim_gain.gain == pytest.approx(0.1)


@pytest.mark.skipif(not node.installed(), reason="aurora assets install")
async def test_our_levels_are_those_of_production_or_held_to_their_targets(tmp_path: Path) -> None:
    model = Model(id="boxes", entry=_glb(tmp_path / "boxes.glb", *_wall()), bytes=1, triangles=12 * 25)
    ours = await tools.levels(tools.OURS, model, [0.25, 0.1], tmp_path / "kept")
    held = await tools.levels(tools.HELD, model, [0.25, 0.1], tmp_path / "kept")
    assert [each.told["target"] for each in held] == [75, 30]
    assert [each.ratio for each in ours] == [0.25, 0.1]
    assert ours[1].told["raised"]["to"] <= ours[0].told["target"]  # made with the levels above, asked for or not
    assert held[1].told["likeness"] < ours[1].told["likeness"]


def test_a_lost_part_counts_although_nothing_is_drawn_there_any_more() -> None:
    whole = np.zeros((1, 40, 50), dtype=bool)
    whole[:, 10:30, 10:40] = True
    part = whole.copy()
    part[:, 10:30, 25:40] = False
    grey, camera = np.full((1, 40, 50, 3), 154, np.uint8), Camera((0, 0, 0), 1)
    one, other = (np.where(solid[..., None], np.uint8(250), grey) for solid in (whole, part))
    alike = likeness(Drawn(one, whole, camera, 2), Drawn(other, part, camera, 1))
    assert alike.squared_error[0] == pytest.approx((250 - 154) ** 2 / 2)
    assert alike.ssim[0] < 0.9


# ── the stage ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _box(centre: tuple[float, float, float], half: float) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Twelve triangles as (36, 3) corners, counter-clockwise from outside."""
    found = []
    for axis in range(3):
        for side in (-1.0, 1.0):
            u, v = np.eye(3)[(axis + 1) % 3], np.eye(3)[(axis + 2) % 3]
            middle = np.eye(3)[axis] * side
            square = [middle - u - v, middle + u - v, middle + u + v, middle - u + v]
            order = (0, 1, 2, 0, 2, 3) if side > 0 else (0, 2, 1, 0, 3, 2)
            found += [square[corner] for corner in order]
    return (np.array(found, dtype=np.float32) * half + np.array(centre, dtype=np.float32)).astype(np.float32)


def _glb(path: Path, *boxes: tuple[tuple[float, float, float], float]) -> Path:
    """A model of boxes, a red and flat one each, without normals."""
    corners = np.concatenate([_box(*box) for box in boxes])
    data = corners.tobytes()
    told = {
        "asset": {"version": "2.0"},
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "materials": [{"pbrMetallicRoughness": {"baseColorFactor": [0.8, 0.1, 0.1, 1], "metallicFactor": 0}}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "material": 0}]}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": len(corners), "type": "VEC3",
             "min": corners.min(axis=0).tolist(), "max": corners.max(axis=0).tolist()}
        ],
        "bufferViews": [{"buffer": 0, "byteLength": len(data)}],
        "buffers": [{"byteLength": len(data)}],
    }  # fmt: skip
    text = json.dumps(told).encode()
    text += b" " * (-len(text) % 4)
    body = struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(data), b"BIN\0") + data
    path.write_bytes(struct.pack("<4sII", b"glTF", 2, 12 + len(body)) + body)
    return path


def _wall() -> list[tuple[tuple[float, float, float], float]]:
    return [((2.0 * x, 2.0 * y, 0.0), 0.4) for x in range(5) for y in range(5)]


class Scene(msgspec.Struct):
    """What one browser drew, for all tests of the stage: starting it takes seconds."""

    original: Drawn
    again: Drawn
    same: Alike
    less: Alike
    own: Drawn
    """The model without a part under a camera of its own."""
    rewritten: bool
    refusal: str
    cards: list[sheets.Card]
    page: str
    photograph: bytes


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return asyncio.run(_scene(tmp_path_factory.mktemp("scene")))


async def _scene(folder: Path) -> Scene:
    big, small = ((0.0, 0.0, 0.0), 1.0), ((1.6, 1.6, 0.0), 0.5)
    whole, turned = _glb(folder / "whole.glb", big, small), _glb(folder / "turned.glb", small, big)
    part = _glb(folder / "part.glb", big)
    async with stage.opened(folder / "kept") as opened:
        original = await opened.draw(whole, SMALL)
        same = likeness(original, await opened.draw(turned, SMALL, original.camera))
        less = likeness(original, await opened.draw(part, SMALL, original.camera))
        own = await opened.draw(part, SMALL)
        with pytest.raises(stage.NotDrawn) as refusal:
            await opened.draw(_broken(folder / "broken.glb"), SMALL)
        written = _times(folder / "kept")
        again = await opened.draw(whole, SMALL)
        output = Output(name="lod1", path=str(part), bytes=500, level=1, triangles=12, lost=("1 <part>",))
        made = Made(model="boxes", tool="ours", bytes_in=2000, triangles_in=24, outputs=(output,))
        model = Model(id="boxes", entry=whole, bytes=2000, triangles=24)
        cards = await sheets.of_model(opened, model, [made], SMALL, halved=False)
        page = sheets.page("boxes", sheets.sheet(cards))
        await opened.photograph(page, folder / "sheet.png")
        return Scene(
            original, again, same, less, own, rewritten=written != _times(folder / "kept"), refusal=str(refusal.value),
            cards=cards, page=page, photograph=(folder / "sheet.png").read_bytes(),
        )  # fmt: skip


def _times(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


@drawing
def test_the_same_model_is_wholly_alike_in_whatever_order_it_is_written(scene: Scene) -> None:
    assert scene.original.triangles == 24
    assert scene.original.solid.shape == (2, 96, 96)
    assert scene.original.camera.centre == pytest.approx((0.55, 0.55, 0.0))
    assert min(scene.same.ssim) == pytest.approx(1.0, abs=1e-5)
    assert max(scene.same.squared_error) == 0


@drawing
def test_a_model_without_a_part_is_clearly_less_alike_under_the_same_camera(scene: Scene) -> None:
    assert max(scene.less.ssim) < 0.95
    assert min(scene.less.squared_error) > 100
    assert scene.own.camera.radius < scene.original.camera.radius  # its own camera would have hidden the loss


@drawing
def test_a_picture_is_kept_and_not_drawn_again(scene: Scene) -> None:
    assert not scene.rewritten
    assert np.array_equal(scene.again.colours, scene.original.colours)


@drawing
def test_a_file_that_is_no_model_is_not_drawn(scene: Scene) -> None:
    assert "broken.glb could not be drawn" in scene.refusal


@drawing
def test_a_sheet_shows_the_original_and_each_level_cut_to_the_same_pixels(scene: Scene) -> None:
    original, level = scene.cards
    assert original.picture.shape == level.picture.shape
    assert (original.picture != level.picture).any()
    assert level.lines == ("ours lod1 · 12 triangles", "0 KB · 0.250 ", "1 <part>")
    assert "1 &lt;part&gt;" in scene.page
    assert scene.photograph.startswith(b"\x89PNG")


def _broken(path: Path) -> Path:
    path.write_bytes(b"glTF\x02\0\0\0")
    return path


# ── the tools ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_what_a_tool_takes_is_measured_with_its_children() -> None:
    busy = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(range(10**7))'], check=True)"
    took = await tools.taken(["/usr/bin/env", "python3", "-c", busy])
    assert 0.02 < took.cpu_s < took.wall_s * 4
    assert took.peak_bytes > 2**20


async def test_a_tool_that_fails_says_why() -> None:
    with pytest.raises(tools.ToolFailed, match=r"status 3\. no such thing"):
        await tools.taken(["/bin/sh", "-c", "echo no such thing >&2; exit 3"])


async def test_a_tool_that_takes_too_long_is_ended() -> None:
    with pytest.raises(tools.ToolFailed):
        await tools.taken(["/bin/sleep", "20"], wall_s=0.2)


def test_a_level_of_ours_is_made_anew_when_a_module_that_it_reaches_changes(tmp_path: Path) -> None:
    (tmp_path / "a.mjs").write_text('import { b } from "./b.mjs";\nimport z from "zlib";\n')
    (tmp_path / "b.mjs").write_text("export const b = await import('./c.mjs');\n")
    (tmp_path / "c.mjs").write_text('export { d } from "./a.mjs";\n')
    (tmp_path / "unused.mjs").write_text("")
    assert [each.name for each in tools.reached(tmp_path / "a.mjs")] == ["a.mjs", "b.mjs", "c.mjs"]


@pytest.mark.shared_data
def test_each_geometry_is_in_one_half_only() -> None:
    if not (public_folder() / "models3d" / "valid.json").is_file():
        pytest.skip("the public models are not here")
    known = corpus.models()
    assert len(known) == 72
    assert {model.group for model in known if model.half == "tune"}.isdisjoint(
        model.group for model in known if model.half == "report"
    )
    assert [model.id for model in corpus.models(["guitar"])] == ["market-guitar-model"]


# ── what is lost, and the sums ─────────────────────────────────────────────────────────────────────────────────────


def _census(**counts: int) -> Census:
    names = {"nodes": ["leg", "leg", "arm"], "materials": ["skin"], "variants": ["red"]}
    return Census(
        path="a.glb", names=names, counts={"materials": 1, "skins": 1, "channels": 4, "triangles": 90, **counts}
    )


def test_names_that_are_gone_are_counted_as_often_as_they_occurred() -> None:
    after = Census(path="b.glb", names={"nodes": ["leg"], "materials": ["skin"], "variants": ["red", "blue"]},
                   counts=_census(triangles=9).counts)  # fmt: skip
    assert lost(_census(), after) == ("2 of 3 names of nodes",)


def test_what_there_is_less_of_is_lost_and_fewer_triangles_are_not() -> None:
    assert lost(_census(), _census(channels=3, triangles=10)) == ("channels 4 → 3",)
    assert lost(_census(), _census(skins=10)) == ("skins 1 → 10: multiplied",)
    assert lost(_census(), Census(path="b.glb", unreadable="no magic")) == ("unreadable: no magic",)
    assert lost(_census(), _census()) == ()


async def test_the_census_names_and_validates_a_file_and_says_what_it_cannot_read(tmp_path: Path) -> None:
    if not (tools.HERE / "node_modules").is_dir():
        pytest.skip("the other tools are not here: evals models install")
    box = _glb(tmp_path / "box.glb", ((0.0, 0.0, 0.0), 1.0))
    wrong = tmp_path / "wrong.glb"
    wrong.write_bytes(box.read_bytes().replace(b"[0.8, 0.1", b"[1.8, 0.1"))  # a colour beyond white
    first, second, third = await outcomes.census([str(box), str(wrong), str(_broken(tmp_path / "broken.glb"))])
    assert (first.counts["triangles"], first.counts["materials"], first.error_count) == (12, 1, 0)
    assert second.error_count > 0
    assert third.unreadable


def _output(level: int, size: int, triangles: int, target: int | None, *, tried: dict[str, int]) -> Output:
    return Output(name=f"lod{level}", path="", bytes=size, level=level, codec=min(tried, key=lambda name: tried[name]),
                  tried=tried, triangles=triangles, target=target, census=_census())  # fmt: skip


def test_the_sums_say_what_each_codec_alone_would_have_needed_and_who_overshot() -> None:
    models = [Model(id=name, entry=Path(f"{name}.glb"), bytes=1000, triangles=200) for name in ("a", "b", "refused")]
    found = [
        Made(model="a", tool="ours", bytes_in=1000, triangles_in=200,
             outputs=(_output(1, 100, 101, 100, tried={"draco": 100, "meshopt": 150}),)),
        Made(model="b", tool="ours", bytes_in=1000, triangles_in=200,
             outputs=(msgspec.structs.replace(_output(1, 50, 103, 100, tried={"meshopt": 50}), raised_from=50),)),
        Made(model="refused", tool="ours", bytes_in=1000, triangles_in=200, refused="bombs: no"),
    ]  # fmt: skip
    summed = comparison.in_sum(models, found, [])
    (column,) = summed.columns
    assert (column.models, column.bytes_in, column.bytes_out, column.ratio) == (2, 2000, 150, 0.075)
    assert column.by_codec == {"draco": 1, "meshopt": 1}
    assert column.if_only == {"draco": 0.075, "meshopt": 0.1}
    assert (column.overshoot, column.overshoot_of, column.faulty, column.losing) == (1.03, "b", 0, 0)
    assert column.raised == 1
    assert (summed.costs[0].models, summed.costs[0].refused, summed.costs[0].failed) == (2, 1, 0)


def test_what_was_not_measured_stays_on_the_page_of_figures(tmp_path: Path) -> None:
    page, kept = tmp_path / "page.md", tmp_path / "kept.json"
    page.write_text(figures.PAGE.read_text("utf-8"), "utf-8")
    figures.write(likeness=rows([_seen("a", "ours", 0.9)]), kept=kept, page=page)
    summed = comparison.in_sum([], [Made(model="a", tool="ours", bytes_in=9, triangles_in=1)], [])
    after = figures.write(compared=summed, kept=kept, page=page)
    assert [row.ssim_worst for row in figures.load(kept).likeness] == [0.9]
    assert after == figures.load(kept)
    assert "| 10% | ours | 1 | 0.9000 |" in page.read_text("utf-8")
