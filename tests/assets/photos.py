"""Photographs made for the tests: a thing of known colours before a plain background, as a camera would save it."""

import io

import numpy as np
from PIL import Image, ImageDraw

SHADES = ("#1c2742", "#c1202f")
"""Navy, and red on it."""
_NORTH = {1: "N", 2: (48.0, 8.0, 14.0)}


def scene(width: int = 900, height: int = 1200, *, background: str = "#f4f4f4", noise: int = 2) -> Image.Image:
    """A navy block with a red disc, and the grain of a sensor: so many levels up or down."""
    image = Image.new("RGB", (width, height), background)
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 4, height // 6, 3 * width // 4, 5 * height // 6), fill=SHADES[0])
    draw.ellipse((width // 3, height // 3, width // 2, height // 3 + width // 6), fill=SHADES[1])
    grain = np.random.default_rng(1).integers(-noise, noise + 1, (height, width, 1))
    return Image.fromarray((np.asarray(image).astype(int) + grain).clip(0, 255).astype(np.uint8))


def saved(image: Image.Image, format: str = "JPEG", *, turned: bool = False) -> bytes:
    """The file. turned: as a camera held upright saves it, on its side, with where it was in its EXIF."""
    exif = Image.Exif()
    if turned:
        image = image.transpose(Image.Transpose.ROTATE_90)
        exif[0x0112] = 6  # turn by 90° clockwise to see it
        exif[0x8825] = _NORTH
        exif[0x010F] = "A camera"
    out = io.BytesIO()
    image.save(out, format, quality=92, exif=exif) if format != "PNG" else image.save(out, format)
    return out.getvalue()
