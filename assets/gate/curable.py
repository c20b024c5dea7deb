"""Which of the Khronos validator's errors do not make a file worthless: what reading and writing it anew puts right.

Of 959 real models 270 have errors, 203 of those by one exporter's single habit; nearly all are in this table. What is
repaired is reported; what is still wrong in the output is refused after all (`assets.processing`).
"""

import re

import msgspec

__all__ = ["CURABLE", "Fault", "curable", "remedy"]

_WRITTEN_ANEW = "layout of the data, which is written anew"
_RECOMPUTED = "computed anew from the data"
_LEFT_OUT = "left out"
_NORMALISED = "made of unit length"
_AS_MANY = "as many weights as morph targets"
_SKINNING = "weights and joints of each vertex put in order"


class Fault(msgspec.Struct, frozen=True):
    """What the validator says, once for each code. pointer, message: of the first of `count`."""

    code: str
    count: int
    pointer: str
    message: str


CURABLE: dict[str, str] = {
    "ACCESSOR_ELEMENT_OUT_OF_MAX_BOUND": _RECOMPUTED,
    "ACCESSOR_ELEMENT_OUT_OF_MIN_BOUND": _RECOMPUTED,
    "ACCESSOR_MAX_MISMATCH": _RECOMPUTED,
    "ACCESSOR_MIN_MISMATCH": _RECOMPUTED,
    "ANIMATION_SAMPLER_INPUT_ACCESSOR_WITHOUT_BOUNDS": _RECOMPUTED,
    "MESH_PRIMITIVE_POSITION_ACCESSOR_WITHOUT_BOUNDS": _RECOMPUTED,
    "ACCESSOR_MATRIX_ALIGNMENT": _WRITTEN_ANEW,
    "ACCESSOR_OFFSET_ALIGNMENT": _WRITTEN_ANEW,
    "ACCESSOR_TOTAL_OFFSET_ALIGNMENT": _WRITTEN_ANEW,
    "ACCESSOR_USAGE_OVERRIDE": _WRITTEN_ANEW,
    "ANIMATION_SAMPLER_ACCESSOR_WITH_BYTESTRIDE": _WRITTEN_ANEW,
    "BUFFER_VIEW_INVALID_BYTE_STRIDE": _WRITTEN_ANEW,
    "BUFFER_VIEW_TARGET_OVERRIDE": _WRITTEN_ANEW,
    "BUFFER_VIEW_TOO_BIG_BYTE_STRIDE": _WRITTEN_ANEW,
    "IMAGE_BUFFER_VIEW_WITH_BYTESTRIDE": _WRITTEN_ANEW,
    "MESH_PRIMITIVE_ACCESSOR_UNALIGNED": _WRITTEN_ANEW,
    "MESH_PRIMITIVE_ACCESSOR_WITHOUT_BYTESTRIDE": _WRITTEN_ANEW,
    "MESH_PRIMITIVE_INDICES_ACCESSOR_WITH_BYTESTRIDE": _WRITTEN_ANEW,
    "SKIN_IBM_ACCESSOR_WITH_BYTESTRIDE": _WRITTEN_ANEW,
    "VALUE_MULTIPLE_OF": _WRITTEN_ANEW,
    "ACCESSOR_NORMALIZED_INVALID": "the flag, which means nothing for floats, left out",
    "DUPLICATE_ELEMENTS": _LEFT_OUT,
    "EMPTY_ENTITY": _LEFT_OUT,
    "SCENE_NON_ROOT_NODE": "the node stays with its parent only",
    "UNDECLARED_EXTENSION": "declared",
    "UNEXPECTED_EXTENSION_OBJECT": _LEFT_OUT,
    "UNUSED_EXTENSION_REQUIRED": _LEFT_OUT,
    "NON_REQUIRED_EXTENSION": "declared as required",
    "IMAGE_MIME_TYPE_INVALID": "named after what its bytes are",
    "IMAGE_NON_ENABLED_MIME_TYPE": "written with the extension that it needs",
    "TEXTURE_INVALID_IMAGE_MIME_TYPE": "named after what its bytes are",
    "ACCESSOR_VECTOR3_NON_UNIT": _NORMALISED,
    "ACCESSOR_INVALID_IBM": "the last row of the bind matrix set",
    "ACCESSOR_INVALID_SIGN": "the tangent's sign made 1 or -1",
    "ACCESSOR_NON_CLAMPED": "colours held within 0..1",
    "ACCESSOR_ANIMATION_SAMPLER_OUTPUT_NON_NORMALIZED_QUATERNION": _NORMALISED,
    "ROTATION_NON_UNIT": _NORMALISED,
    "ACCESSOR_JOINTS_INDEX_DUPLICATE": _SKINNING,
    "ACCESSOR_WEIGHTS_NEGATIVE": _SKINNING,
    "ACCESSOR_WEIGHTS_NON_NORMALIZED": _SKINNING,
    "NODE_MATRIX_TRS": "the matrix left out where there are translation, rotation and scale",
    "NODE_SKIN_WITH_NON_SKINNED_MESH": "the skin, which moves nothing, left out",
    "NODE_SKIN_NO_SCENE": "the joints put into the scene",
    "SKIN_NO_COMMON_ROOT": "the joints put below one node",
    "SKIN_SKELETON_INVALID": _LEFT_OUT,
    "ANIMATION_DUPLICATE_TARGETS": "the first of them kept",
    "ANIMATION_CHANNEL_TARGET_NODE_MATRIX": "the matrix taken apart",
    "ANIMATION_CHANNEL_TARGET_NODE_WEIGHTS_NO_MORPHS": _LEFT_OUT,
    "MESH_PRIMITIVE_INVALID_ATTRIBUTE": "the attribute, which nothing reads, left out",
    "MESH_PRIMITIVE_INDEXED_SEMANTIC_CONTINUITY": "the sets between put there, of nought",
    "MESH_PRIMITIVE_JOINTS_WEIGHTS_MISMATCH": "joints without weights left out",
    "MESH_PRIMITIVE_TOO_FEW_TEXCOORDS": "coordinates of nought put there, as renderers do",
    "MESH_INVALID_WEIGHTS_COUNT": _AS_MANY,
    "NODE_WEIGHTS_INVALID": _AS_MANY,
    "ACCESSOR_ANIMATION_INPUT_NEGATIVE": "the animation moved to begin at nought",
    "ACCESSOR_ANIMATION_INPUT_NON_INCREASING": "key frames that are not after their predecessors left out",
    "CAMERA_XMAG_YMAG_ZERO": _LEFT_OUT,
    "CAMERA_ZFAR_LEQUAL_ZNEAR": _LEFT_OUT,
    "KHR_LIGHTS_PUNCTUAL_LIGHT_SPOT_ANGLES": "the inner angle made the smaller",
}
"""Code of the validator -> what becomes of it."""

_FACTORS = re.compile(r"/(materials|cameras|extensions/KHR_lights_punctual)/|/nodes/\d+/rotation")
"""Where a VALUE_NOT_IN_RANGE is a factor, to be held within its range; elsewhere it is a broken structure."""


_REMEDIES = {
    "ACCESSOR_JOINTS_INDEX_OOB": "Bind the mesh to its skeleton again.",
    "MESH_PRIMITIVES_UNEQUAL_TARGETS_COUNT": "Give all materials of a mesh the same shape keys.",
    "MESH_PRIMITIVE_NO_TANGENT_SPACE": "Export the model with tangents, or with a normal map.",
    "NODE_MATRIX_NON_TRS": "Apply all transforms, then export it again.",
}


def remedy(code: str) -> str:
    """What to do about an error that is not repaired."""
    return _REMEDIES.get(code, "Export it again, or from another program.")


def curable(fault: Fault, soft: frozenset[str]) -> bool:
    """Whether reading and writing the file anew can put this error right.

    soft: pointers of accessors whose numbers can be done without: normals, tangents, texture coordinates, colours.
    """
    if fault.code == "VALUE_NOT_IN_RANGE":
        return _FACTORS.match(fault.pointer) is not None
    if fault.code == "UNSATISFIED_DEPENDENCY":
        return fault.pointer.startswith("/extensionsRequired")
    if fault.code == "MESH_PRIMITIVE_ATTRIBUTES_ACCESSOR_INVALID_FORMAT":
        return "FLOAT normalized" in fault.message
    return fault.code in CURABLE or (fault.code == "ACCESSOR_INVALID_FLOAT" and fault.pointer in soft)
