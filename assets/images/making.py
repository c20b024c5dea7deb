"""One photograph looked at and made into what is served of it, in a confined child; its colours by its pixels."""

import base64
import mmap
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np

from assets import node
from assets.gate import Refused
from assets.gate.headers import Damaged, Picture, format_of, measured
from assets.images.colours import Shade, dominant
from assets.limits import Limits

__all__ = ["CODES", "FORMATS", "WIDTHS", "Made", "PictureRefused", "Rendition", "look", "make"]

WIDTHS = (320, 640, 960, 1600)
"""Pixels: a card on a phone, the same on a dense screen, a product's page, the same enlarged."""
FORMATS = ("avif", "webp", "jpeg")
"""The smallest first, as a page offers them; JPEG for feeds, e-mails and what is old."""
_READ = ("png", "jpeg", "webp")
_LEAST_SIDE = 200
"""Pixels; feeds take no less (Google's merchant rules want 100, 250 of clothes)."""
CODES = {
    "picture_format": "The file is neither PNG, JPEG nor WebP.",
    "picture_broken": "The picture is cut off or damaged.",
    "picture_pixels": "The picture has too many pixels, or too few.",
    "picture_animated": "The picture moves.",
    "picture_bytes": "The file is larger than the limit.",
    "picture_empty": "Every pixel is transparent.",
    "picture_too_much": "The picture took too much time or memory to read.",
}


class PictureRefused(Refused):
    """A picture that is not taken. reason: a key of CODES; the sentence names the remedy."""

    code, title = "picture_refused", "This picture cannot be taken"


class Rendition(msgspec.Struct, frozen=True):
    """A file of one size and format. path: below the folder that it was made in."""

    path: str
    format: str
    mime: str
    width: int
    height: int
    bytes: int
    sha256: str


class Made(msgspec.Struct, frozen=True):
    """All that is made of a photograph. width, height: of all of it, upright; blur: a data URI of some 150 bytes."""

    width: int
    height: int
    alpha: bool
    blur: str
    colours: tuple[Shade, ...]
    files: tuple[Rendition, ...]


class _Sample(msgspec.Struct, frozen=True):
    width: int
    height: int
    rgba: str


class _Said(msgspec.Struct, frozen=True):
    width: int
    height: int
    alpha: bool
    blur: str
    sample: _Sample
    files: tuple[Rendition, ...]


def look(path: Path, limits: Limits) -> Picture:
    """What the picture's header says, before anything decodes it. Raises PictureRefused."""
    size = path.stat().st_size
    if size > limits.image_bytes:
        raise PictureRefused("picture_bytes", f"The picture has more than {limits.image_bytes // 2**20} MiB.")
    if size == 0:
        raise PictureRefused("picture_broken", "The file has no bytes. Export the picture again.")
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        memoryview(mapped) as data,
    ):
        return _sound(data, limits.image_side_pixels)


def _sound(data: memoryview, most: int) -> Picture:
    if (found := format_of(data)) not in _READ:
        raise PictureRefused("picture_format", f"The picture is {found}. Send a PNG, JPEG or WebP.")
    try:
        picture = measured(data)
    except Damaged as error:
        raise PictureRefused("picture_broken", f"The picture {error}. Export it again.") from None
    if picture.frames != 1:
        raise PictureRefused("picture_animated", "The picture moves. Send one still picture.")
    size = f"The picture has {picture.width:,} x {picture.height:,} pixels"
    if max(picture.width, picture.height) > most:
        raise PictureRefused("picture_pixels", f"{size}; a side may have {most:,}. Export it smaller.")
    if min(picture.width, picture.height) < _LEAST_SIDE:
        raise PictureRefused("picture_pixels", f"{size}; each side needs {_LEAST_SIDE}. Send a larger one.")
    return picture


async def make(
    path: Path, out: Path, limits: Limits, *, progress: Callable[[node.Progress], None] | None = None
) -> Made:
    """What was made of the photograph in `out`, an empty folder: upright, sRGB, without metadata (no place, no camera).

    Raises PictureRefused, and NodeFailed where the child died, which trying again may cure.
    """
    look(path, limits)
    side = limits.image_side_pixels
    request = {"file": str(path), "out": str(out), "widths": WIDTHS, "formats": FORMATS, "side": side}
    confines = node.Confines(
        wall_s=limits.worker_s, memory_bytes=limits.worker_bytes, file_bytes=limits.worker_file_bytes
    )
    told = await node.run("picture.mjs", request, reads=(path,), writes=out, confines=confines, progress=progress)
    if told.refusal is not None:
        raise PictureRefused(told.refusal.code, told.refusal.detail)
    said = msgspec.convert(told.result, _Said)
    colours = dominant(_pixels(said.sample))
    if not colours:
        raise PictureRefused("picture_empty", "Every pixel of the picture is transparent. Export it again.")
    return Made(said.width, said.height, said.alpha, said.blur, colours, said.files)


def _pixels(sample: _Sample) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    rgba = np.frombuffer(base64.b64decode(sample.rgba), dtype=np.uint8)
    return rgba.reshape(sample.height, sample.width, 4)
