"""The part of a glTF description that the gate looks at, with the types and signs that it must have."""

import re
from collections.abc import Container, Iterator
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from assets.gate.refusal import Refused, said
from assets.limits import Limits

T = TypeVar("T")
Index = Annotated[int, Meta(ge=0, lt=2**31)]
Size = Annotated[int, Meta(ge=0, le=2**53)]
Some = Annotated[int, Meta(ge=1, le=2**53)]
Extensions = dict[str, dict[str, Any]]
Vector = Annotated[tuple[float, ...], Meta(min_length=1, max_length=16)]


class _Part(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """Fields that are not named here are the validator's to look at."""


class Asset(_Part, frozen=True):
    version: str
    min_version: str | None = None


class Buffer(_Part, frozen=True):
    byte_length: Some
    uri: str | None = None
    extensions: Extensions = {}


class View(_Part, frozen=True):
    """byte_stride 0: tightly packed."""

    buffer: Index
    byte_length: Some
    byte_offset: Size = 0
    byte_stride: Annotated[int, Meta(ge=0, le=252)] = 0
    extensions: Extensions = {}


class Packed(_Part, frozen=True):
    """A view packed by meshopt (KHR_ or EXT_meshopt_compression): where it is, and to how many bytes it unpacks."""

    buffer: Index
    byte_length: Some
    byte_stride: Annotated[int, Meta(ge=1, le=256)]
    count: Some
    mode: Literal["ATTRIBUTES", "TRIANGLES", "INDICES"]
    byte_offset: Size = 0
    filter: Literal["NONE", "OCTAHEDRAL", "QUATERNION", "EXPONENTIAL", "COLOR"] = "NONE"

    def sound(self) -> bool:
        """Whether stride and count suit mode and filter. Source: KHR_meshopt_compression, "JSON schema updates"."""
        if self.mode == "ATTRIBUTES":
            strides: Container[int] = _STRIDES.get(self.filter, range(4, 257, 4))
            return self.byte_stride in strides
        whole = self.mode == "INDICES" or self.count % 3 == 0
        return whole and self.byte_stride in (2, 4) and self.filter == "NONE"


_STRIDES = {"OCTAHEDRAL": (4, 8), "QUATERNION": (8,), "COLOR": (4, 8)}
"""Bytes of an element that a filter works on, where not every multiple of four will do."""


class SparseIndices(_Part, frozen=True):
    buffer_view: Index
    component_type: int
    byte_offset: Size = 0


class SparseValues(_Part, frozen=True):
    buffer_view: Index
    byte_offset: Size = 0


class Sparse(_Part, frozen=True):
    count: Some
    indices: SparseIndices
    values: SparseValues


class Accessor(_Part, frozen=True):
    component_type: int
    count: Some
    type: str
    buffer_view: Index | None = None
    byte_offset: Size = 0
    normalized: bool = False
    min: Vector | None = None
    max: Vector | None = None
    sparse: Sparse | None = None


class Primitive(_Part, frozen=True):
    attributes: dict[str, Index]
    indices: Index | None = None
    material: Index | None = None
    mode: Annotated[int, Meta(ge=0, le=6)] = 4
    targets: tuple[dict[str, Index], ...] = ()
    extensions: Extensions = {}


class Mesh(_Part, frozen=True):
    primitives: tuple[Primitive, ...] = ()
    name: str = ""


class Node(_Part, frozen=True):
    mesh: Index | None = None
    skin: Index | None = None
    children: tuple[Index, ...] = ()
    matrix: Annotated[tuple[float, ...], Meta(min_length=16, max_length=16)] | None = None
    translation: tuple[float, float, float] = (0.0, 0.0, 0.0)
    rotation: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 1.0)
    scale: tuple[float, float, float] = (1.0, 1.0, 1.0)
    name: str = ""
    extensions: Extensions = {}


class Scene(_Part, frozen=True):
    nodes: tuple[Index, ...] = ()


class Image(_Part, frozen=True):
    uri: str | None = None
    buffer_view: Index | None = None
    mime_type: str | None = None
    name: str = ""


class Skin(_Part, frozen=True):
    joints: tuple[Index, ...]
    inverse_bind_matrices: Index | None = None


class Channel(_Part, frozen=True):
    sampler: Index


class Sampler(_Part, frozen=True):
    input: Index
    output: Index


class Animation(_Part, frozen=True):
    channels: tuple[Channel, ...]
    samplers: tuple[Sampler, ...]


class Document(_Part, frozen=True):
    """A whole description. Objects whose insides the gate does not need are only counted."""

    asset: Asset
    scene: Index | None = None
    scenes: tuple[Scene, ...] = ()
    nodes: tuple[Node, ...] = ()
    meshes: tuple[Mesh, ...] = ()
    accessors: tuple[Accessor, ...] = ()
    buffer_views: tuple[View, ...] = ()
    buffers: tuple[Buffer, ...] = ()
    images: tuple[Image, ...] = ()
    skins: tuple[Skin, ...] = ()
    animations: tuple[Animation, ...] = ()
    materials: tuple[dict[str, Any], ...] = ()
    textures: tuple[dict[str, Any], ...] = ()
    samplers: tuple[dict[str, Any], ...] = ()
    cameras: tuple[dict[str, Any], ...] = ()
    extensions_used: tuple[str, ...] = ()
    extensions_required: tuple[str, ...] = ()
    extensions: Extensions = {}

    def primitives(self) -> Iterator[Primitive]:
        """Every primitive of every mesh, in order."""
        return (primitive for mesh in self.meshes for primitive in mesh.primitives)


READ = frozenset(
    (
        "EXT_mesh_gpu_instancing",
        "EXT_mesh_features",
        "EXT_meshopt_compression",
        "EXT_structural_metadata",
        "EXT_texture_webp",
        "KHR_draco_mesh_compression",
        "KHR_lights_punctual",
        "KHR_materials_anisotropy",
        "KHR_materials_clearcoat",
        "KHR_materials_diffuse_transmission",
        "KHR_materials_dispersion",
        "KHR_materials_emissive_strength",
        "KHR_materials_ior",
        "KHR_materials_iridescence",
        "KHR_materials_pbrSpecularGlossiness",
        "KHR_materials_specular",
        "KHR_materials_sheen",
        "KHR_materials_transmission",
        "KHR_materials_unlit",
        "KHR_materials_variants",
        "KHR_materials_volume",
        "KHR_mesh_quantization",
        "KHR_meshopt_compression",
        "KHR_node_visibility",
        "KHR_texture_basisu",
        "KHR_texture_transform",
        "KHR_xmp_json_ld",
    )
)
"""Extensions that a model may require: those which the worker reads and writes, or undoes."""


def document(tree: dict[str, Any], limits: Limits) -> Document:
    """The typed description, of glTF 2, requiring nothing that the worker cannot do, its lists not too long."""
    _version(tree)
    found = as_type(tree, Document, "the description")
    unknown = sorted(set(found.extensions_required) - READ)
    if unknown:
        raise Refused(
            "extension_unknown",
            f"The model needs the extension {said(unknown[0])}, which is not read here. Export it without.",
        )
    _count(found, limits)
    return found


def as_type(tree: Any, kind: type[T], what: str) -> T:
    """`tree` as this Struct; refused with the place where it is not."""
    try:
        return msgspec.convert(tree, kind)
    except msgspec.ValidationError as error:
        problem, _, place = str(error).partition(" - at `")
        place = place.strip("`").removeprefix("$").lstrip(".") or what
        raise Refused(
            "json_shape", f"{said(what.capitalize())} is wrong at {said(place)}: {said(problem, 120)}. Export it again."
        ) from None


def _version(tree: dict[str, Any]) -> None:
    asset = tree.get("asset")
    version = asset.get("version") if isinstance(asset, dict) else None
    if not isinstance(version, str):
        raise Refused("asset_version", "The file does not say which glTF it is. Export the model as glTF 2.0.")
    least = asset.get("minVersion", version) if isinstance(asset, dict) else version
    if not re.fullmatch(r"2\.\d{1,4}", version) or least not in ("2.0", version):
        raise Refused("asset_version", f"The file is glTF {said(version, 12)}; only glTF 2.0 is read. Export it so.")


def _count(found: Document, limits: Limits) -> None:
    targets = max((len(each.targets) for each in found.primitives()), default=0)
    variants = found.extensions.get("KHR_materials_variants", {}).get("variants", ())
    counted = {
        "nodes": (len(found.nodes), limits.nodes),
        "scenes": (len(found.scenes), limits.scenes),
        "meshes": (len(found.meshes), limits.meshes),
        "primitives": (sum(len(mesh.primitives) for mesh in found.meshes), limits.primitives),
        "accessors": (len(found.accessors), limits.accessors),
        "buffer views": (len(found.buffer_views), limits.buffer_views),
        "buffers": (len(found.buffers), limits.buffers),
        "materials": (len(found.materials), limits.materials),
        "textures": (len(found.textures), limits.textures),
        "images": (len(found.images), limits.images),
        "samplers": (len(found.samplers), limits.textures),
        "cameras": (len(found.cameras), limits.nodes),
        "colour variants": (len(variants) if isinstance(variants, list) else 0, limits.variants),
        "skins": (len(found.skins), limits.skins),
        "joints in one skin": (max((len(skin.joints) for skin in found.skins), default=0), limits.joints),
        "animations": (len(found.animations), limits.animations),
        "animation channels": (sum(len(each.channels) for each in found.animations), limits.animation_channels),
        "morph targets in one primitive": (targets, limits.morph_targets),
    }
    for what, (count, most) in counted.items():
        if count > most:
            raise Refused("too_complex", f"The model has {count:,} {what}; the limit is {most:,}. Simplify it.")
