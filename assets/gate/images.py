"""The textures of a model: of a format that is read here, whole, still, and not of too many pixels."""

import contextlib

from assets.gate import ktx
from assets.gate.document import Image
from assets.gate.headers import Damaged, Picture, format_of, measured
from assets.gate.model import Bytes, Model, place
from assets.gate.refusal import Refused, said

__all__ = ["check"]
_READ = ("png", "jpeg", "webp", "KTX2")
_MEDIA = {"image/png": "png", "image/jpeg": "jpeg", "image/jpg": "jpeg", "image/webp": "webp", "image/ktx2": "KTX2"}


def check(model: Model) -> None:
    """Refuses images that would not decode, or not fit; warns of those that are not what they say."""
    pixels = 0
    spare = _spare(model)
    for index, image in enumerate(model.document.images):
        name = said(image.name or (image.uri if image.uri and image.uri[:5] != "data:" else "") or f"image {index}", 40)
        with contextlib.ExitStack() as stack:
            data = _bytes(model, index, image, stack)
            if index in spare and format_of(data) == "KTX2":
                continue
            picture = _measured(model, data, name)
            found = format_of(data)
        pixels += picture.width * picture.height
        if image.mime_type is not None and _MEDIA.get(image.mime_type) != found:
            model.warnings.append(f"The texture {name} says {said(image.mime_type, 20)} but is {found}.")
    if pixels > model.limits.image_pixels:
        raise Refused(
            "image_pixels",
            f"The textures have {pixels // 10**6:,} megapixels together; the limit is "
            f"{model.limits.image_pixels // 10**6}. Export them smaller.",
        )


def _spare(model: Model) -> set[int]:
    """Images that only stand beside another one, which is read instead (KHR_texture_basisu with a fallback)."""
    beside: set[int] = set()
    shown: set[int] = set()
    for texture in model.document.textures:
        extensions = texture.get("extensions")
        extensions = extensions if isinstance(extensions, dict) else {}
        other = "source" in texture or "EXT_texture_webp" in extensions
        for name, told in extensions.items():
            source = told.get("source") if isinstance(told, dict) else None
            if type(source) is int:
                (beside if name == "KHR_texture_basisu" and other else shown).add(source)
        if type(texture.get("source")) is int:
            shown.add(texture["source"])
    return beside - shown


def _bytes(model: Model, index: int, image: Image, stack: contextlib.ExitStack) -> Bytes:
    if (image.uri is None) == (image.buffer_view is None):
        raise Refused("reference", f"Image {index} must be either in a view or at an address. Export it again.")
    if image.uri is not None:
        return place(model, image.uri, "image", stack)
    if image.buffer_view is None or image.buffer_view >= len(model.document.buffer_views):
        raise Refused("reference", f"Image {index} is of a view that is not there. Export the model again.")
    data = model.view_bytes(image.buffer_view)
    if data is None:
        raise Refused("image_broken", f"Image {index} is in a packed view. Export the model again.")
    return data


def _measured(model: Model, data: Bytes, name: str) -> Picture | ktx.Packed:
    limits = model.limits
    found = format_of(data)
    if found not in _READ:
        raise Refused("image_format", f"The texture {name} is {found}. Export textures as PNG, JPEG, WebP or KTX2.")
    if len(data) > limits.image_bytes:
        most = limits.image_bytes // 2**20
        raise Refused("image_bytes", f"The texture {name} has more than {most} MiB. Export it smaller.")
    try:
        picture = ktx.measured(data) if found == "KTX2" else measured(data)
    except Damaged as error:
        raise Refused("image_broken", f"The texture {name} {error}. Export it again.") from None
    if isinstance(picture, Picture) and picture.frames != 1:
        raise Refused("image_animated", f"The texture {name} is animated. Export one still picture.")
    side = limits.packed_side_pixels if isinstance(picture, ktx.Packed) else limits.image_side_pixels
    if min(picture.width, picture.height) < 1 or max(picture.width, picture.height) > side:
        raise Refused(
            "image_pixels",
            f"The texture {name} is {picture.width:,} x {picture.height:,} pixels; the limit is "
            f"{side:,}. Export it smaller.",
        )
    return picture
