"""Pictures measured by their headers, against pictures that Pillow writes."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from assets.gate.headers import Damaged, Picture, format_of, measured
from assets.limits import Limits
from tests.assets.glb import picture
from tests.assets.test_gate import refused, triangle


def written(kind: str, size: tuple[int, int] = (37, 21), mode: str = "RGB", **options: object) -> memoryview:
    held = io.BytesIO()
    Image.effect_noise(size, 90).convert(mode).save(held, kind, **options)
    return memoryview(held.getvalue())


@pytest.mark.parametrize(
    ("kind", "mode", "options", "found"),
    [
        ("PNG", "RGBA", {}, "png"),
        ("PNG", "L", {}, "png"),
        ("JPEG", "RGB", {}, "jpeg"),
        ("JPEG", "RGB", {"progressive": True, "exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"}, "jpeg"),
        ("JPEG", "CMYK", {}, "jpeg"),
        ("WEBP", "RGB", {"quality": 50}, "webp"),
        ("WEBP", "RGB", {"lossless": True}, "webp"),
        ("WEBP", "RGBA", {"quality": 50}, "webp"),
    ],
)
def test_a_picture_is_measured_without_being_decoded(
    kind: str, mode: str, options: dict[str, object], found: str
) -> None:
    assert measured(written(kind, mode=mode, **options)) == Picture(found, 37, 21)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_frames_are_counted(kind: str) -> None:
    held = io.BytesIO()
    frames = [Image.new("RGB", (9, 7), (value, 0, 0)) for value in (0, 90, 200)]
    frames[0].save(held, kind, save_all=True, append_images=frames[1:], lossless=True)
    found = measured(memoryview(held.getvalue()))
    assert (found.width, found.height, found.frames) == (9, 7, 3)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_that_is_cut_off_anywhere_is_damaged(kind: str) -> None:
    whole = written(kind, (24, 24))
    assert measured(whole).width == 24
    for end in range(16, len(whole) - 1, 5):
        with pytest.raises(Damaged):
            measured(whole[:end])


def test_a_changed_byte_in_a_png_is_seen() -> None:
    whole = bytearray(written("PNG"))
    whole[40] ^= 1
    with pytest.raises(Damaged, match="is damaged"):
        measured(memoryview(bytes(whole)))


def test_a_jpeg_of_a_kind_that_browsers_do_not_show_is_damaged() -> None:
    whole = bytes(written("JPEG")).replace(b"\xff\xc0", b"\xff\xc3", 1)
    with pytest.raises(Damaged, match="browsers"):
        measured(memoryview(whole))


@pytest.mark.parametrize(
    ("first", "name"),
    [
        (b"GIF89a", "GIF"),
        (b"<svg xmlns", "SVG or HTML"),
        (b"\xabKTX 11\xbb\r\n\x1a\n", "KTX"),
        (b"II*\0", "TIFF"),
        (b"\0\0\0\x1cftypavif", "AVIF or HEIF"),
        (b"plain", "an unknown format"),
        (b"", "an unknown format"),
    ],
)
def test_other_formats_are_known_by_name(first: bytes, name: str, tmp_path: Path) -> None:
    assert format_of(memoryview(first)) == name
    model = triangle()
    model.tree["images"] = [{"bufferView": model.view(first + b" "), "mimeType": "image/png", "name": "Wool"}]
    error = refused(model.glb(), tmp_path)
    assert error.reason == "image_format"
    assert error.detail.startswith("The texture Wool is ")


def test_ktx2_is_passed_over_only_where_a_plain_image_stands_beside_it(tmp_path: Path) -> None:
    model = triangle()
    packed = model.view(b"\xabKTX 20\xbb\r\n\x1a\n" + bytes(60))
    model.tree["images"] = [{"bufferView": packed, "mimeType": "image/ktx2"}]
    model.tree["textures"] = [{"extensions": {"KHR_texture_basisu": {"source": 0}}}]
    model.tree["extensionsUsed"] = ["KHR_texture_basisu"]
    assert refused(model.glb(), tmp_path).reason == "image_broken"
    plain = {"bufferView": model.view(picture(50)), "mimeType": "image/png"}
    model.tree["images"].append(plain)
    model.tree["textures"][0]["source"] = 1
    assert refused(model.glb(), tmp_path, limits=Limits(image_side_pixels=49)).reason == "image_pixels"


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (8_193, 1), (0, 5), (2**31, 2**31), (2**32 - 1, 1)])
def test_pixels_are_limited_by_what_the_header_says(width: int, height: int, tmp_path: Path) -> None:
    model = triangle()
    model.tree["images"] = [{"bufferView": model.view(_png(width, height)), "mimeType": "image/png"}]
    assert refused(model.glb(), tmp_path).reason == "image_pixels"


def test_an_animated_texture_is_refused(tmp_path: Path) -> None:
    held = io.BytesIO()
    Image.new("RGB", (9, 7)).save(held, "WEBP", save_all=True, append_images=[Image.new("RGB", (9, 7), "red")])
    model = triangle()
    model.tree["images"] = [{"bufferView": model.view(held.getvalue()), "mimeType": "image/webp"}]
    assert refused(model.glb(), tmp_path).reason == "image_animated"
