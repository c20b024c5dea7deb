"""How a model comes in: piece by piece, as one file, as files, as a zip, and what is wrong with each."""

import hashlib
import io
import json
import stat
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from assets.gate import Intake, Package, Refused, TooManyBytes, gather, unpack
from assets.gate.admission import examine
from assets.limits import Limits, limits_of
from core.settings import SettingsError, load
from tests.assets.glb import picture
from tests.assets.test_gate import triangle

LIMITS = Limits()
GLB = triangle().glb()


def separate(image: str | None = None) -> tuple[bytes, bytes]:
    """The triangle as a .gltf and its .bin; image: an address for a texture."""
    model = triangle()
    tree: dict[str, Any] = {**model.tree, "buffers": [{"uri": "data%20one.bin", "byteLength": len(model.bytes)}]}
    if image is not None:
        tree |= {"images": [{"uri": image}], "textures": [{"source": 0}]}
    return json.dumps(tree).encode(), model.bytes


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


def opened(data: bytes, folder: Path, limits: Limits = LIMITS) -> Package:
    sent = folder / "sent.zip"
    sent.write_bytes(data)
    return unpack(sent, "model.zip", folder / "package", limits)


def reason(data: bytes, folder: Path, limits: Limits = LIMITS) -> str:
    """Why a zip is not taken; nothing of it has left its folder."""
    with pytest.raises(Refused) as caught:
        opened(data, folder, limits)
    assert {path.name for path in folder.iterdir()} <= {"sent.zip", "package"}
    return caught.value.reason


def test_a_zip_of_a_model_in_a_folder_is_unpacked_without_what_systems_add(tmp_path: Path) -> None:
    text, data = separate("textures/holz%C3%A4.png")
    files = {"Shirt/Shirt.gltf": text, "Shirt/data one.bin": data, "Shirt/textures/holza\u0308.png": picture(8)}
    others = {"__MACOSX/Shirt/._Shirt.gltf": b"x", ".DS_Store": b"x", "Shirt/Thumbs.db": b"x", "Shirt/leer/": b""}
    package = opened(zipped(files | others), tmp_path)
    assert package.entry == "Shirt/Shirt.gltf"
    assert set(package.files) == {"Shirt/Shirt.gltf", "Shirt/data one.bin", "Shirt/textures/holz\u00e4.png"}
    assert package.size_bytes == sum(map(len, files.values()))
    assert set(examine(package, LIMITS).resources.values()) == set(package.files) - {package.entry}


@pytest.mark.parametrize(
    "name", ["/a.glb", "../a.glb", "x/../../a.glb", "C:/a.glb", "..\\a.glb", "a\u202eblg.glb", "x" * 300]
)
def test_a_zip_with_a_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    assert reason(zipped({"model.glb": GLB, name: b"x"}), tmp_path) == "file_name"


def test_a_name_cut_by_a_zero_byte_is_refused(tmp_path: Path) -> None:
    data = zipped({"model.glb": GLB, "readme.txtX.glb": b"x"}).replace(b"readme.txtX.glb", b"readme.txt\0.glb")
    assert reason(data, tmp_path) == "file_name"


def test_a_zip_holds_one_model(tmp_path: Path) -> None:
    assert reason(zipped({"a.glb": GLB, "b.gltf": b"{}"}), tmp_path) == "not_one_model"
    assert reason(zipped({"a.obj": b"v 0 0 0"}), tmp_path) == "not_one_model"


def test_a_zip_with_the_same_name_twice_is_refused(tmp_path: Path) -> None:
    assert reason(zipped({"model.glb": GLB, "MODEL.glb": GLB}), tmp_path) == "file_name"
    assert reason(zipped({"model.glb": GLB, "a": b"x", "a/b": b"x"}), tmp_path) == "file_name"


def test_a_zip_bomb_is_stopped_while_it_is_unpacked(tmp_path: Path) -> None:
    zeros = zipped({"model.glb": GLB, "zeros.bin": bytes(40 * 2**20)})
    assert reason(zeros, tmp_path) == "zip_bomb"
    assert reason(zipped({"model.glb": GLB, "a": bytes(3000)}), tmp_path, Limits(unpacked_bytes=2000)) == "zip_bomb"
    assert reason(zipped({f"{n}.bin": b"" for n in range(9)}), tmp_path, Limits(archive_entries=8)) == "too_many_files"


def test_a_zip_that_lies_about_a_size_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"model.glb": GLB, "zeros.bin": bytes(2**21)}))
    place = data.rindex(b"PK\x01\x02")  # the list's entry of zeros.bin; its unpacked size is 24 bytes on
    struct.pack_into("<I", data, place + 24, 100)
    assert reason(bytes(data), tmp_path) == "zip_broken"


def test_entries_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"model.glb": GLB, "a.bin": b"a" * 50, "b.bin": b"b" * 50}, zipfile.ZIP_STORED))
    last = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, last + 42, data.index(b"PK\x03\x04", 4))  # its local header: that of a.bin
    assert reason(bytes(data), tmp_path) in ("zip_bomb", "zip_broken")


def test_a_link_a_password_a_strange_method_and_a_nested_archive_are_refused(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        link = zipfile.ZipInfo("model.bin")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert reason(held.getvalue(), tmp_path) == "zip_link"
    locked = bytearray(zipped({"model.glb": GLB}))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert reason(bytes(locked), tmp_path) == "zip_encrypted"
    assert reason(zipped({"model.glb": GLB}, zipfile.ZIP_LZMA), tmp_path) == "zip_method"
    assert reason(zipped({"model.glb": GLB, "more.bin": zipped({"x": b"y"})}), tmp_path) == "zip_nested"


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    whole = zipped({"model.glb": GLB})
    assert reason(whole[:-30], tmp_path) == "zip_broken"
    flipped = bytearray(whole)
    flipped[60] ^= 0xFF
    assert reason(bytes(flipped), tmp_path) == "zip_broken"
    renamed = whole.replace(b"model.glb", b"modal.glb", 1)
    assert reason(renamed, tmp_path) == "zip_broken"


def test_files_sent_one_by_one_are_one_package(tmp_path: Path) -> None:
    text, data = separate()
    (tmp_path / "1").write_bytes(text)
    (tmp_path / "2").write_bytes(data)
    sent = {"model.gltf": tmp_path / "1", "data one.bin": tmp_path / "2"}
    package = gather(sent, tmp_path / "package", LIMITS)
    assert (package.entry, set(package.files)) == ("model.gltf", set(sent))
    assert examine(package, LIMITS).resources == {"data%20one.bin": "data one.bin"}
    other_way = gather(dict(reversed(sent.items())), tmp_path / "again", LIMITS)
    assert other_way.sha256 == package.sha256
    for wrong in ({"../x.gltf": tmp_path / "1"}, {"x.gltf": tmp_path / "1", "X.GLTF": tmp_path / "1"}):
        with pytest.raises(Refused, match="name") as caught:
            gather(wrong, tmp_path / "none", LIMITS)
        assert caught.value.reason == "file_name"
    with pytest.raises(TooManyBytes):
        gather(sent, tmp_path / "none", Limits(upload_bytes=100))
    assert not (tmp_path / "none").exists()


def test_a_file_sent_through_a_link_is_placed_as_a_file(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(GLB)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    package = unpack(tmp_path / "link", "a.glb", tmp_path / "package", LIMITS)
    assert not (package.root / package.entry).is_symlink()
    assert (package.size_bytes, package.sha256) == (len(GLB), hashlib.sha256(GLB).hexdigest())


def test_an_upload_is_counted_and_hashed_while_it_arrives(tmp_path: Path) -> None:
    intake = Intake(tmp_path, "Shirt.GLB", LIMITS)
    for at in range(0, len(GLB), 7):
        intake.feed(GLB[at : at + 7])
    received = intake.finish()
    assert (received.kind, received.size_bytes, received.path.read_bytes()) == ("glb", len(GLB), GLB)
    assert received.sha256 == hashlib.sha256(GLB).hexdigest()


def test_an_upload_that_cannot_be_is_refused_at_its_first_bytes(tmp_path: Path) -> None:
    for name, first, said in (
        ("a.glb", b"Kaydara FBX", "an FBX scene"),
        ("a.zip", b"glTF\2\0\0\0", "a GLB"),
        ("a.gltf", b"glTF\2\0\0\0", "a GLB"),
        ("a.glb", b"\xff\xd8\xff\xe0", "a JPEG picture"),
        ("a.gltf", b"\x1f\x8b\x08\0", "gzip"),
    ):
        intake = Intake(tmp_path, name, LIMITS)
        intake.feed(first[:2])
        with pytest.raises(Refused, match=said) as caught:
            intake.feed(first[2:])
        intake.discard()
        assert caught.value.reason == "wrong_ending"
    for name in ("a.fbx", "a", "glb", "a.glb.exe"):
        with pytest.raises(Refused) as caught:
            Intake(tmp_path, name, LIMITS)
        assert caught.value.reason == "not_a_model"
    with pytest.raises(Refused) as caught:
        Intake(tmp_path, "../../x.bin", LIMITS, part=True)
    assert caught.value.reason == "file_name"
    assert list(tmp_path.iterdir()) == []


def test_an_upload_beyond_the_limit_is_stopped_on_the_way(tmp_path: Path) -> None:
    intake = Intake(tmp_path, "a.glb", Limits(upload_bytes=2**20), before_bytes=2**20 - 10)
    with pytest.raises(TooManyBytes, match="1 MiB") as caught:
        intake.feed(GLB)
    intake.discard()
    assert (caught.value.status, caught.value.reason, list(tmp_path.iterdir())) == (413, "too_many_bytes", [])


@pytest.mark.parametrize(("data", "reason"), [(b"", "empty"), (b"gl", "wrong_ending")])
def test_an_upload_that_ends_too_soon_leaves_nothing(data: bytes, reason: str, tmp_path: Path) -> None:
    intake = Intake(tmp_path, "a.glb", LIMITS)
    intake.feed(data)
    with pytest.raises(Refused) as caught:
        intake.finish()
    assert (caught.value.reason, list(tmp_path.iterdir())) == (reason, [])


def test_an_operator_turns_limits_in_the_environment() -> None:
    given = {
        "MODEL_UPLOAD_MIB": "7",
        "MODEL_TRIANGLES": "5000",
        "MODEL_IMAGE_SIDE_PIXELS": "2048",
        "MODEL_WORKER_S": "9",
    }
    limits = limits_of(load(given, dotenv=None))
    turned = (limits.upload_bytes, limits.triangles, limits.image_side_pixels, limits.worker_s)
    assert turned == (7 * 2**20, 5000, 2048, 9.0)
    assert limits_of(load({}, dotenv=None)) == Limits()
    with pytest.raises(SettingsError, match="MODEL_TRIANGLES: must be a whole number"):
        load({"MODEL_TRIANGLES": "many"}, dotenv=None)
