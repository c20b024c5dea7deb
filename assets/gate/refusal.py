"""Why an upload is not taken: one error for all reasons, and the table of the reasons."""

import unicodedata

from core.errors import AppError

__all__ = ["CODES", "Refused", "TooManyBytes", "said"]

CODES = {
    # what was sent
    "not_a_model": "The file is none of .glb, .gltf or .zip.",
    "wrong_ending": "The name's ending says another format than the bytes do.",
    "empty": "The file has no bytes.",
    "too_many_bytes": "The upload is larger than the limit.",
    "too_many_files": "The package has more files than the limit.",
    "file_name": "A file's name cannot be stored: absolute, climbing out, too long, odd characters, or twice the same.",
    "not_one_model": "A package must hold exactly one .glb or .gltf.",
    # zip
    "zip_broken": "The zip cannot be read, or its list of files disagrees with its contents.",
    "zip_encrypted": "The zip asks for a password.",
    "zip_method": "The zip is packed by a method other than store or deflate.",
    "zip_link": "The zip holds a link or a device instead of a file.",
    "zip_nested": "The zip holds another archive.",
    "zip_bomb": "The zip unpacks to far more than a model can need.",
    # container and description
    "glb_version": "The binary container is not glTF 2.",
    "glb_length": "The file is shorter or longer than its header says: cut off, or with something behind its end.",
    "glb_chunks": "The binary container's chunks are wrong.",
    "json_text": "The description is not valid JSON text in UTF-8 without a byte order mark.",
    "json_size": "The description is larger than the limit.",
    "json_depth": "The description is nested deeper than the limit.",
    "json_number": "A number is not finite or cannot be held.",
    "json_duplicate": "The same key stands twice in one object.",
    "json_shape": "A value of the description has the wrong type or sign, or is missing.",
    "asset_version": "The file is not glTF 2.0.",
    "extension_unknown": "The model cannot be shown without an extension that is not read here.",
    "too_complex": "There are more nodes, meshes, materials, targets or the like than the limit.",
    # references and bytes
    "reference": "Something refers to an object that is not there.",
    "uri_outside": "A file is fetched from a network address or from outside the package.",
    "uri_form": "An address cannot be read: no base64, control characters, another media type.",
    "uri_missing": "A file that the model needs is not in the package.",
    "buffer_short": "A buffer has fewer bytes than it declares.",
    "view_outside": "A view reaches outside its buffer.",
    "accessor_outside": "An accessor reaches outside its view, or its sparse part outside itself.",
    "accessor_kind": "An accessor has a component type or a stride that does not exist.",
    "too_many_bytes_decoded": "Decoded, the model's data would not fit.",
    # the scene
    "node_cycle": "A node is its own ancestor.",
    "node_parents": "A node hangs below two others.",
    "node_depth": "Nodes are nested deeper than the limit.",
    "no_triangles": "No scene shows a triangle.",
    "too_many_triangles": "There are more triangles or vertices than the limit.",
    "too_many_instances": "Meshes are repeated more often than the limit.",
    "index_outside": "A triangle names a vertex that does not exist.",
    "not_finite": "A position is not a number, or infinite.",
    "coordinate_size": "Coordinates are beyond every sensible size.",
    "no_extent": "The whole model lies in one point.",
    # compressed payloads
    "draco_broken": "Compressed geometry (Draco) cannot be decoded, or is not what the file declares.",
    "meshopt_broken": "Compressed geometry (meshopt) cannot be decoded, or is not what the file declares.",
    # images
    "image_format": "A texture is neither PNG, JPEG, WebP nor KTX2.",
    "image_broken": "A texture is cut off or damaged.",
    "image_pixels": "A texture, or all together, have more pixels than the limit.",
    "image_animated": "A texture is animated.",
    "image_bytes": "A texture's file is larger than the limit.",
    # the validator, and what comes after it
    "invalid": "The file breaks the rules of glTF 2.0 in a way that cannot be repaired safely.",
    "validator_time": "Checking the file took too long.",
    "validator_memory": "Checking the file took too much memory.",
    "validator_crash": "The file makes the tool that checks it end.",
}
"""Every stable reason with what it means. Those of the worker are in docs/models.md."""


class Refused(AppError):
    """An upload that is not taken. reason: a key of CODES, or of the worker; the sentence names the remedy."""

    status, code, title = 422, "model_refused", "This 3D model cannot be taken"

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence, reason=reason)
        self.reason = reason


class TooManyBytes(Refused):
    status, code, title = 413, "model_too_large", "This 3D model is too large"


def said(name: object, at_most: int = 60) -> str:
    """A name from an upload as it may stand in a sentence: no control characters or line breaks, and not long."""
    text = "".join(c if unicodedata.category(c)[0] != "C" else "?" for c in str(name)[: at_most * 4])
    return text if len(text) <= at_most else f"{text[: at_most - 1]}…"
