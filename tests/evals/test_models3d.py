"""The judge of 3D models: its measure, its stage, and what it says of models that are made here."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from evals.datasets import public_folder
from evals.models3d import corpus, pixels, stage, tools
from evals.models3d.likeness import Seen, likeness, rows
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


@drawing
async def test_the_same_model_is_wholly_alike_and_one_without_a_part_is_not(tmp_path: Path) -> None:
    big, small = ((0.0, 0.0, 0.0), 1.0), ((1.6, 1.6, 0.0), 0.5)
    whole = _glb(tmp_path / "whole.glb", big, small)
    again = _glb(tmp_path / "again.glb", small, big)
    part = _glb(tmp_path / "part.glb", big)
    async with stage.opened(tmp_path / "kept") as opened:
        original = await opened.draw(whole, SMALL)
        same = likeness(original, await opened.draw(again, SMALL, original.camera))
        less = likeness(original, await opened.draw(part, SMALL, original.camera))
        own = await opened.draw(part, SMALL)
        with pytest.raises(stage.NotDrawn, match="could not be drawn"):
            await opened.draw(_broken(tmp_path / "broken.glb"), SMALL)
        written = {path: path.stat().st_mtime_ns for path in (tmp_path / "kept").iterdir()}
        again_drawn = await opened.draw(whole, SMALL)
    assert len(written) == 4
    assert written == {path: path.stat().st_mtime_ns for path in (tmp_path / "kept").iterdir()}  # kept, not drawn anew
    assert np.array_equal(again_drawn.colours, original.colours)
    assert original.triangles == 24
    assert original.camera.centre == pytest.approx((0.55, 0.55, 0.0))
    assert original.solid.shape == (2, 96, 96)
    assert min(same.ssim) == pytest.approx(1.0, abs=1e-5)
    assert max(same.squared_error) == 0
    assert max(less.ssim) < 0.95
    assert min(less.squared_error) > 100
    assert own.camera.radius < original.camera.radius  # its own camera would have hidden the loss


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
