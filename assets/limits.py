"""How much one upload may hold and may cost: every limit of the road from an upload to a published model."""

import msgspec

from core.settings import Settings

__all__ = ["Limits", "limits_of"]
_MIB = 2**20


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What is taken in. Each is many times what a shop's model needs.

    The largest of 72 models from the wild has 219,187 triangles, 211,914 vertices, 664 accessors, 648 animation
    channels, 60 nodes, 27 primitives, hierarchies 13 deep, 8 morph targets and 1.9 MB of JSON.
    """

    upload_bytes: int = 100 * _MIB
    """Models that shops are asked for have 4 to 15 MB; a source with textures of 4,096 pixels several times as much."""
    unpacked_bytes: int = 300 * _MIB
    """All files of a package together, counted while they are unpacked."""
    archive_entries: int = 1_000
    """A model with its textures has tens; each entry costs a file."""
    archive_ratio: int = 200
    """Unpacked by packed bytes of one entry above 1 MiB; of zeros, deflate makes 1,030 to 1."""
    path_characters: int = 240
    path_depth: int = 16
    json_bytes: int = 32 * _MIB
    json_values: int = 1_000_000
    """Values of the description: parsing as many took 248 MiB at the worst (long texts), as measured."""
    json_depth: int = 100
    """glTF itself nests some ten deep, what applications add a little more; parsers that recurse die of thousands."""
    nodes: int = 10_000
    node_depth: int = 256
    """The worker walks recursively here and there; hundreds are nothing to it."""
    scenes: int = 64
    meshes: int = 5_000
    primitives: int = 5_000
    """Each is a draw call in every level of detail."""
    accessors: int = 50_000
    buffer_views: int = 50_000
    buffers: int = 256
    materials: int = 1_000
    textures: int = 1_000
    images: int = 256
    variants: int = 64
    """Each gets a poster."""
    skins: int = 64
    joints: int = 1_024
    animations: int = 256
    animation_channels: int = 20_000
    morph_targets: int = 256
    """Of one primitive; ARKit's faces have 52."""
    vertices: int = 2_000_000
    triangles: int = 1_000_000
    """Of the file, each mesh once."""
    drawn_triangles: int = 20_000_000
    """With every node and instance that repeats a mesh."""
    instances: int = 50_000
    accessor_bytes: int = 512 * _MIB
    """Of all accessors once decoded, however often they share bytes."""
    coordinate: float = 1e7
    """The largest coordinate, in the file and in the scene: ten kilometres, were they millimetres."""
    extent: float = 1e-6
    """The smallest length of the scene's longest side, in metres."""
    image_bytes: int = 64 * _MIB
    image_side_pixels: int = 8_192
    """Decoded, 256 MiB: what is served has 2,048 at most."""
    packed_side_pixels: int = 4_096
    """Of a KTX2 texture, which is unpacked in WebAssembly: 4,096 squared took 160 MiB, 8,192 squared 600."""
    image_pixels: int = 512 * _MIB
    """Of all images: thirty-two of 4,096 squared. They are decoded one after the other."""
    validator_s: float = 30.0
    """A million triangles take 3 s on two cores with twenty processes."""
    validator_bytes: int = 768 * _MIB
    worker_s: float = 120.0
    worker_bytes: int = 1024 * _MIB
    worker_file_bytes: int = 256 * _MIB
    """Of any one file that the worker writes."""


def limits_of(settings: Settings) -> Limits:
    """The limits, with those that this operator turned."""
    return Limits(
        upload_bytes=settings.model_upload_mib * _MIB,
        unpacked_bytes=settings.model_unpacked_mib * _MIB,
        triangles=settings.model_triangles,
        image_side_pixels=settings.model_image_side_pixels,
        worker_s=float(settings.model_worker_s),
        worker_bytes=settings.model_worker_mib * _MIB,
    )
