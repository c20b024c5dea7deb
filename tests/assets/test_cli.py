"""`aurora assets`, as somebody at a terminal meets it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from assets import node
from assets.cli import group
from tests.assets.glb import ball

pytestmark = pytest.mark.skipif(not node.installed(), reason="aurora assets install")


def test_a_file_is_processed_and_what_was_gained_is_shown(tmp_path: Path) -> None:
    file, out = tmp_path / "ball.glb", tmp_path / "made"
    file.write_bytes(ball(10).glb())
    shown = CliRunner().invoke(group, ["process", str(file), "--out", str(out)])
    assert shown.exit_code == 0, shown.output
    assert "360 triangles, 1 material, 1 texture." in shown.stderr
    for each in ("lod0.glb", "lod3.glb", "ar.glb"):
        assert each in shown.stdout
        assert (out / each).read_bytes()[:4] == b"glTF"


def test_a_gltf_is_taken_with_the_files_beside_it_and_told_as_json(tmp_path: Path) -> None:
    model, out = ball(10), tmp_path / "made"
    model.tree["buffers"] = [{"uri": "ball%20data.bin", "byteLength": len(model.bytes)}]
    (tmp_path / "ball data.bin").write_bytes(model.bytes)
    (tmp_path / "ball.gltf").write_text(json.dumps(model.tree))
    shown = CliRunner().invoke(group, ["process", str(tmp_path / "ball.gltf"), "--out", str(out), "--json"])
    assert shown.exit_code == 0, shown.output
    told = json.loads(shown.stdout)
    assert told["source"]["triangles"] == 360
    assert {each["path"] for each in told["files"]} == {each.name for each in out.iterdir()}


def test_a_file_that_is_no_model_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "shoe.glb"
    file.write_bytes(b"not a model at all")
    shown = CliRunner().invoke(group, ["process", str(file), "--out", str(tmp_path / "made")])
    assert shown.exit_code == 1
    assert "Traceback" not in shown.output
    assert list((tmp_path / "made").iterdir()) == []
