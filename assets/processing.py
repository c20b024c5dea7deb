"""From an admitted upload to every file that is served of it, made and verified by the 3D worker."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from assets import node
from assets.gate import Admitted, Refused
from assets.limits import Limits
from assets.manifest import Manifest, Took

__all__ = ["Options", "Simple", "process"]


class Simple(msgspec.Struct, frozen=True, kw_only=True):
    """A model for viewers that know no compression. texture_pixels: longest side; triangles: at most."""

    texture_pixels: int = 1024
    triangles: int = 50_000


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What is made of a model. lods: share of its triangles a level; texture_pixels: longest side a level."""

    lods: tuple[float, ...] = (1.0, 0.5, 0.25, 0.1)
    texture_pixels: tuple[int, ...] = (2048, 1024, 512, 256)
    ar: Simple = Simple()
    poster_pixels: int = 1024
    """Of each side; 0 for no posters."""
    thumbnail_pixels: int = 256


_USUAL = Options()


async def process(
    admitted: Admitted,
    out: Path,
    limits: Limits,
    *,
    options: Options = _USUAL,
    progress: Callable[[node.Progress], None] | None = None,
) -> Manifest:
    """The manifest of what was made of the model in `out`, an empty folder that is there.

    Raises Refused, with a sentence for whoever uploaded it, where the model cannot be worked on or what came of it is
    not right; NodeFailed where the worker took more than it may or died, which trying again may cure.
    """
    package = admitted.package
    request = {
        "task": "process",
        "root": str(package.root),
        "entry": package.entry,
        "out": str(out),
        "options": msgspec.to_builtins(options),
    }
    confines = node.Confines(
        wall_s=limits.worker_s, memory_bytes=limits.worker_bytes, file_bytes=limits.worker_file_bytes
    )
    told = await node.run("main.mjs", request, reads=(package.root,), writes=out, confines=confines, progress=progress)
    if told.refusal is not None:
        raise Refused(told.refusal.code, told.refusal.detail)
    return _whole(_manifest(told))


def _manifest(told: node.Told) -> Manifest:
    took = Took(told.wall_s, told.cpu_s, told.peak_bytes)
    result: dict[str, Any] = {**(told.result or {}), "took": msgspec.to_builtins(took)}
    return msgspec.convert(result, Manifest)


def _whole(manifest: Manifest) -> Manifest:
    """The manifest; refuses a model whose finest level is not right, since nothing could be shown of it."""
    finest = next(each for each in manifest.files if each.role == "lod" and each.level == 0)
    if finest.error is not None:
        raise Refused("still_wrong", f"What was made of the model is not right. {finest.error}")
    return manifest
