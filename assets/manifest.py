"""What the 3D worker says of a model: what came in, what was repaired in it, and every file made of it."""

from typing import Literal

import msgspec

__all__ = ["Animation", "Bounds", "Described", "File", "Manifest", "Note", "Sanity", "Texture", "Took", "Up"]


class Bounds(msgspec.Struct, frozen=True):
    """An axis-aligned box in metres, of the rest pose."""

    min: tuple[float, float, float]
    max: tuple[float, float, float]


class Texture(msgspec.Struct, frozen=True):
    """A picture in the model. slots: what reads it, by the format's names (`baseColorTexture` …)."""

    name: str
    mime: str
    width: int
    height: int
    bytes: int
    slots: tuple[str, ...]


class Animation(msgspec.Struct, frozen=True):
    name: str
    seconds: float
    channels: int


class Sanity(msgspec.Struct, frozen=True):
    """Whether something looks right; `say` is a sentence for the person who uploaded the file."""

    sane: bool
    say: str


class Up(msgspec.Struct, frozen=True):
    """Which axis the model seems to stand on; the format's own is y."""

    axis: Literal["y", "z"]
    sane: bool
    say: str


class Note(msgspec.Struct, frozen=True):
    """A repair or a warning: a stable code and a sentence."""

    code: str
    say: str


class Described(msgspec.Struct, frozen=True):
    """A model in figures. triangles and vertices count each mesh once, drawn_triangles every place where it is shown.

    size: metres along x, y, z; gpu_bytes: estimated memory on a graphics card (formula in docs/models.md).
    """

    triangles: int
    drawn_triangles: int
    vertices: int
    draw_calls: int
    nodes: int
    meshes: int
    materials: tuple[str, ...]
    textures: tuple[Texture, ...]
    bounds: Bounds | None
    size: tuple[float, float, float] | None
    up: Up
    scale: Sanity
    variants: tuple[str, ...]
    animations: tuple[Animation, ...]
    skins: int
    joints: int
    morphs: int
    extensions: tuple[str, ...]
    gpu_bytes: int


class File(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file made of a model. path: inside the folder that was asked for; there only where `verified`.

    level, codec, tried: of a level of detail; tried has the bytes that each codec needed. raised_from: the triangles
    that it was to have, where it was given more (target_triangles): it would have looked wrong or taken more bytes.
    variant: the colour variant that a poster shows; width, height: pixels of a picture.
    """

    role: Literal["lod", "ar", "poster", "thumbnail", "usdz"]
    path: str
    mime: str
    bytes: int
    sha256: str
    verified: bool
    error: str | None = None
    level: int | None = None
    codec: Literal["draco", "meshopt", "plain"] | None = None
    tried: dict[str, int] = {}
    variant: str | None = None
    target_triangles: int | None = None
    raised_from: int | None = None
    triangles: int | None = None
    vertices: int | None = None
    draw_calls: int | None = None
    width: int | None = None
    height: int | None = None
    bounds: Bounds | None = None
    gpu_bytes: int | None = None


class Took(msgspec.Struct, frozen=True):
    """What the child took: seconds of wall and of CPU, resident bytes at its largest."""

    wall_s: float
    cpu_s: float
    peak_bytes: int


class Manifest(msgspec.Struct, frozen=True):
    """Everything about one processed model. removed: what cleaning took out, by kind; timings: seconds a stage."""

    source: Described
    repairs: tuple[Note, ...]
    removed: dict[str, int]
    warnings: tuple[Note, ...]
    files: tuple[File, ...]
    timings: dict[str, float]
    took: Took

    def level(self, level: int) -> File | None:
        """That level of detail, where it was made and verified."""
        return next((each for each in self.files if each.role == "lod" and each.level == level and each.verified), None)
