"""Photographs: what is made of one, which colours are found in it, what is refused."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assets.images.colours import dominant
from assets.images.making import FORMATS, Made, PictureRefused, look, make
from assets.limits import Limits
from commerce.colours import delta_e, lab
from tests.assets.photos import SHADES, saved, scene

pytestmark = pytest.mark.anyio
LIMITS = Limits()


async def made_of(data: bytes, folder: Path) -> Made:
    (folder / "out").mkdir()
    (folder / "upload").write_bytes(data)
    return await make(folder / "upload", folder / "out", LIMITS)


async def test_a_photograph_becomes_every_size_and_format_upright_and_without_its_metadata(tmp_path: Path) -> None:
    made = await made_of(saved(scene(), turned=True), tmp_path)
    assert (made.width, made.height, made.alpha) == (900, 1200, False)
    assert [(file.format, file.width, file.height) for file in made.files] == [
        (format, width, height) for width, height in ((320, 427), (640, 853), (900, 1200)) for format in FORMATS
    ]
    for file in made.files:
        with Image.open(tmp_path / "out" / file.path) as image:
            assert (image.format, image.size) == (file.format.upper(), (file.width, file.height))
            assert not image.getexif()
            assert "icc_profile" not in image.info
            middle = image.convert("RGB").getpixel((file.width // 2 + 20, file.height // 4))
            assert isinstance(middle, tuple)
            assert delta_e(lab("#{:02x}{:02x}{:02x}".format(*middle)), lab(SHADES[0])) < 12
    sizes = {file.format: file.bytes for file in made.files if file.width == 900}
    assert sizes["avif"] < sizes["webp"] < sizes["jpeg"]
    assert made.blur.startswith("data:image/webp;base64,")
    assert len(made.blur) < 400


async def test_a_format_that_saves_nothing_is_not_offered(tmp_path: Path) -> None:
    made = await made_of(saved(scene(500, 600, noise=14)), tmp_path)
    assert {file.format for file in made.files} == {"avif", "jpeg"}  # of so much grain WebP makes more than JPEG


async def test_the_same_photograph_gives_the_same_bytes(tmp_path: Path) -> None:
    data = saved(scene(400, 500))
    found = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        found.append([file.sha256 for file in (await made_of(data, tmp_path / name)).files])
    assert found[0] == found[1]


async def test_a_cut_out_keeps_its_transparency_and_its_colours_are_those_of_the_thing(tmp_path: Path) -> None:
    rgba = np.zeros((400, 300, 4), dtype=np.uint8)
    rgba[100:300, 50:250] = (47, 122, 70, 255)
    made = await made_of(saved(Image.fromarray(rgba), "PNG"), tmp_path)
    assert made.alpha
    assert [(shade.name, shade.share) for shade in made.colours] == [("green", 1.0)]
    webp = next(file for file in made.files if file.format == "webp")
    with Image.open(tmp_path / "out" / webp.path) as image:
        assert image.convert("RGBA").getpixel((2, 2))[3] == 0  # type: ignore[index]
    jpeg = next(file for file in made.files if file.format == "jpeg")
    with Image.open(tmp_path / "out" / jpeg.path) as image:
        assert min(image.convert("RGB").getpixel((2, 2))) >= 253  # type: ignore[arg-type]


async def test_a_picture_that_ends_too_soon_is_refused_by_the_child_too(tmp_path: Path) -> None:
    whole = saved(scene(500, 500))
    broken = whole[: len(whole) // 2] + b"\xff\xd9"
    with pytest.raises(PictureRefused, match="cannot be read to its end") as refused:
        await made_of(broken, tmp_path)
    assert refused.value.reason == "picture_broken"
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize(
    ("data", "reason", "words"),
    [
        (b"", "picture_broken", "has no bytes"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture_format", "SVG or HTML"),
        (b"GIF89a" + bytes(40), "picture_format", "is GIF"),
        (saved(scene(500, 500))[:-900], "picture_broken", "is cut off"),
        (saved(scene(500, 120)), "picture_pixels", "500 x 120 pixels; each side needs 200"),
    ],
)
def test_what_is_no_whole_still_picture_is_refused_before_anything_decodes_it(
    tmp_path: Path, data: bytes, reason: str, words: str
) -> None:
    (tmp_path / "upload").write_bytes(data)
    with pytest.raises(PictureRefused, match=words) as refused:
        look(tmp_path / "upload", LIMITS)
    assert refused.value.reason == reason


def test_a_picture_that_moves_or_is_too_wide_is_refused(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (300, 300), shade) for shade in SHADES]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    (tmp_path / "upload").write_bytes(out.getvalue())
    with pytest.raises(PictureRefused, match="moves"):
        look(tmp_path / "upload", LIMITS)
    (tmp_path / "upload").write_bytes(saved(Image.new("RGB", (8200, 300)), "PNG"))
    with pytest.raises(PictureRefused, match="a side may have 8,192"):
        look(tmp_path / "upload", LIMITS)


@pytest.mark.parametrize("background", ["#f4f4f4", "#101010", "#7fa87f"])
def test_the_colours_are_those_of_the_thing_and_not_of_what_is_behind_it(background: str) -> None:
    found = dominant(np.asarray(scene(240, 320, background=background, noise=9).convert("RGBA")))
    assert [shade.name for shade in found] == ["navy", "red"]
    assert all(delta_e(shade.lab, lab(hex_code)) < 3 for shade, hex_code in zip(found, SHADES, strict=True))
    assert sum(shade.share for shade in found) == pytest.approx(1.0, abs=0.01)
    assert found[0].share > found[1].share


def test_where_nothing_stands_out_the_whole_picture_counts_and_nothing_of_an_empty_one() -> None:
    plain = np.full((40, 40, 4), 255, dtype=np.uint8)
    plain[..., :3] = (193, 32, 47)
    assert [(shade.name, shade.share) for shade in dominant(plain)] == [("red", 1.0)]
    plain[..., 3] = 0
    assert dominant(plain) == ()
