"""KTX2 textures: measured by their headers, refused where a part lies outside or a size is a lie, else unpacked."""

import base64
import struct
from pathlib import Path
from typing import Any

import msgspec
import pytest

from assets import node
from assets.gate.headers import Damaged
from assets.gate.ktx import Packed, measured
from assets.limits import Limits
from tests.assets.glb import Model, ball, picture
from tests.assets.ktx import ETC1S, UASTC, ZSTANDARD
from tests.assets.test_gate import admitted, refused, triangle

pytestmark = pytest.mark.anyio
needs_node = pytest.mark.skipif(not node.installed(), reason="aurora assets install")
BASISU = "KHR_texture_basisu"
SHARED = struct.unpack_from("<Q", ETC1S, 64)[0]
"""Where the codebooks of all levels begin."""
FIELDS = ("format", "type", "width", "height", "depth", "layers", "faces", "levels", "scheme")


def changed(whole: bytes, **fields: int) -> memoryview:
    data = bytearray(whole)
    for name, value in fields.items():
        struct.pack_into("<I", data, 12 + 4 * FIELDS.index(name), value)
    return memoryview(bytes(data))


def put(whole: bytes, at: int, value: int, form: str = "<Q") -> memoryview:
    data = bytearray(whole)
    struct.pack_into(form, data, at, value)
    return memoryview(bytes(data))


def dressed(model: Model, data: bytes, mime: str = "image/ktx2") -> Model:
    """The model with its only texture as KTX2 and nothing beside it."""
    model.tree["images"] = [{"bufferView": model.view(data), "mimeType": mime, "name": "Wool"}]
    model.tree["textures"] = [{"extensions": {BASISU: {"source": 0}}}]
    model.tree["extensionsUsed"] = model.tree["extensionsRequired"] = [BASISU]
    return model


@pytest.mark.parametrize(("data", "levels"), [(ETC1S, 5), (ZSTANDARD, 5), (UASTC, 1)])
def test_a_ktx2_is_measured_without_being_unpacked(data: bytes, levels: int) -> None:
    assert measured(memoryview(data)) == Packed(16, 8, levels)


@pytest.mark.parametrize("whole", [ETC1S, ZSTANDARD, UASTC])
def test_a_ktx2_that_is_cut_off_anywhere_is_damaged(whole: bytes) -> None:
    for end in range(0, len(whole) - 1, 3):
        with pytest.raises(Damaged):
            measured(memoryview(whole)[:end])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (changed(UASTC, layers=1), "not one flat picture"),
        (changed(UASTC, faces=6), "not one flat picture"),
        (changed(UASTC, depth=2), "not one flat picture"),
        (changed(UASTC, levels=6), "more levels than halvings"),
        (changed(UASTC, levels=2**32 - 1), "more levels than halvings"),
        (changed(UASTC, format=37), "without Basis Universal"),
        (changed(UASTC, scheme=1), "without Basis Universal"),
        (changed(ETC1S, scheme=2), "without Basis Universal"),
        (changed(UASTC, width=20), "other sizes"),
        (changed(ZSTANDARD, width=2**31), "other sizes"),
        (put(ZSTANDARD, 80 + 16, 2**40), "other sizes"),
        (put(UASTC, 80, 2**63), "cut off"),
        (put(UASTC, 80 + 8, 112), "other sizes"),
        (put(ETC1S, 68, 2**62), "cut off"),
        (put(ETC1S, SHARED + 4, 2**31, "<I"), "codebooks"),
        (put(ETC1S, SHARED, 0, "<H"), "codebooks"),
        (put(ETC1S, SHARED + 20, 2, "<I"), "film"),
        (put(ETC1S, SHARED + 28, 12, "<I"), "cut off"),
        (memoryview(UASTC.replace(b"KTXwriter\0Basis", b"KTXswizzle\0rrr1")), "channels exchanged"),
    ],
)
def test_a_header_that_glTF_does_not_allow_or_that_lies_is_damaged(data: memoryview, said: str) -> None:
    with pytest.raises(Damaged, match=said):
        measured(data)


def test_pixels_of_ktx2_are_limited_by_what_the_header_says(tmp_path: Path) -> None:
    blocks = 2049 * 2049 * 16
    bomb = put(bytes(put(bytes(changed(ZSTANDARD, width=8196, height=8196, levels=1)), 80 + 16, blocks)), 80, 0x163)
    assert measured(bomb).width == 8196
    assert refused(dressed(triangle(), bytes(bomb)).glb(), tmp_path).reason == "image_pixels"
    assert (
        refused(dressed(triangle(), UASTC).glb(), tmp_path, limits=Limits(packed_side_pixels=15)).reason
        == "image_pixels"
    )
    assert refused(dressed(triangle(), bytes(changed(UASTC, faces=6))).glb(), tmp_path).reason == "image_broken"


async def _described(model: Model, folder: Path) -> node.Told:
    (folder / "model.glb").write_bytes(model.glb())
    return await node.run("main.mjs", {"task": "describe", "root": str(folder), "entry": "model.glb"}, reads=(folder,))


@needs_node
@pytest.mark.parametrize("data", [ETC1S, ZSTANDARD, UASTC])
async def test_a_model_with_nothing_but_ktx2_is_admitted_and_read(data: bytes, tmp_path: Path) -> None:
    found = await admitted(dressed(ball(4), data).glb(), tmp_path)
    assert (found.errors, found.warnings) == ((), ())
    told = await _described(dressed(ball(4), data), tmp_path)
    read: dict[str, Any] = msgspec.convert(told.result, dict[str, Any])
    texture = read["source"]["textures"][0]
    assert [texture[name] for name in ("mime", "width", "height", "bytes")] == ["image/ktx2", 16, 8, len(data)]
    assert [each["code"] for each in read["repairs"]] == ["ktx2_unpacked"]


@needs_node
@pytest.mark.parametrize(("data", "most_off"), [(ETC1S, 64), (UASTC, 8)])
async def test_what_is_unpacked_has_the_picture_s_colours_and_its_alpha(
    data: bytes, most_off: int, tmp_path: Path
) -> None:
    model = dressed(ball(4), data)
    model.tree["materials"][0]["alphaMode"] = "BLEND"
    (tmp_path / "model.glb").write_bytes(model.glb())
    script = tmp_path / "look.mjs"
    script.write_text(
        f"""import {{ createRequire }} from "node:module";
        import {{ read }} from "{node.WORKER}/read.mjs"; import {{ answer }} from "{node.WORKER}/talk.mjs";
        const sharp = createRequire("{node.WORKER}/read.mjs")("sharp");
        await answer(async ({{ root }}) => {{
          const {{ document }} = await read(root, "model.glb");
          const [texture] = document.getRoot().listTextures();
          return [texture.getMimeType(), ...(await sharp(texture.getImage()).raw().toBuffer())];
        }});"""
    )
    told = await node.run(str(script), {"root": str(tmp_path)}, reads=(tmp_path,))
    mime, *values = msgspec.convert(told.result, list[Any])
    assert mime == "image/png"
    assert len(values) == 16 * 8 * 4
    for x, y in ((0, 0), (6, 0), (0, 7), (6, 6)):
        red, green, blue, alpha = values[4 * (16 * y + x) :][:4]
        assert max(abs(red - 16 * x), abs(green - 32 * y), abs(blue - 128)) <= most_off
        assert alpha == 255
    assert values[4 * (16 * 4 + 15) + 3] <= 8


@needs_node
@pytest.mark.parametrize(("data", "at"), [(ZSTANDARD, 80), (ETC1S, 64)])
async def test_a_ktx2_whose_data_are_damaged_is_refused_in_words(data: bytes, at: int, tmp_path: Path) -> None:
    """at: where the header says where level 0, or the codebooks, begin; what follows their sizes is overwritten."""
    at = struct.unpack_from("<Q", data, at)[0] + (120 if data is ETC1S else 0)
    torn = data[:at] + bytes(16) + data[at + 16 :]
    assert measured(memoryview(torn)).width == 16
    told = await _described(dressed(ball(4), torn), tmp_path)
    assert told.refusal is not None
    assert told.refusal.code == "image_broken"
    assert told.refusal.detail.startswith("The texture Wool could not be unpacked: ")


@needs_node
async def test_a_plain_image_beside_a_ktx2_is_read_instead_and_the_ktx2_never_looked_at(tmp_path: Path) -> None:
    model = dressed(ball(4), ETC1S[:80] + bytes(400))
    model.tree["images"].append({"bufferView": model.view(picture(64)), "mimeType": "image/png"})
    model.tree["textures"][0]["source"] = 1
    told = await _described(model, tmp_path)
    read: dict[str, Any] = msgspec.convert(told.result, dict[str, Any])
    assert [(each["mime"], each["width"]) for each in read["source"]["textures"]] == [("image/png", 64)]
    assert [each["code"] for each in read["repairs"]] == ["ktx2_fallback"]


@needs_node
async def test_a_ktx2_that_says_it_is_a_png_is_read_by_what_it_is(tmp_path: Path) -> None:
    told = await _described(dressed(ball(4), UASTC, mime="image/png"), tmp_path)
    read: dict[str, Any] = msgspec.convert(told.result, dict[str, Any])
    assert read["source"]["textures"][0]["mime"] == "image/ktx2"


@needs_node
async def test_a_ktx2_may_stand_in_the_description_itself(tmp_path: Path) -> None:
    model = dressed(ball(4), ETC1S)
    address = f"data:image/ktx2;base64,{base64.b64encode(ETC1S).decode()}"
    model.tree["images"] = [{"uri": address}]
    assert (await admitted(model.glb(), tmp_path)).errors == ()
    told = await _described(model, tmp_path)
    assert told.refusal is None
