"""The models that are measured: `models3d/valid` of the public data, each with what is known of it."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec

from core.errors import InvalidInput
from evals.datasets import public_folder

Half = Literal["tune", "report"]


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """One model. entry: its .glb or .gltf; triangles: drawn, instances not counted; bytes: of all its files."""

    id: str
    entry: Path
    bytes: int
    triangles: int
    vertices: int = 0
    skins: int = 0
    animations: int = 0
    variants: int = 0

    @property
    def group(self) -> str:
        """The same for models that are one geometry under several names: they are not independent."""
        return f"{self.triangles}-{self.vertices}"

    @property
    def half(self) -> Half:
        """Which half it is in, by its geometry: what was tuned on one is reported on the other."""
        return "tune" if hashlib.sha256(self.group.encode()).digest()[0] % 2 else "report"


def models(ids: Sequence[str] = (), *, least_triangles: int = 0) -> list[Model]:
    """The models of these ids or parts of ids, all by default, smallest first. Raises InvalidInput for none."""
    listing = public_folder() / "models3d" / "valid.json"
    if not listing.is_file():
        raise InvalidInput(f"The public models are not here: {listing}. Set EVALS_DATA to the folder that has them.")
    known = msgspec.convert(
        [{**each, "entry": str(listing.parent / each["entry"])} for each in msgspec.json.decode(listing.read_bytes())],
        list[Model],
        strict=False,
        dec_hook=lambda kind, value: kind(value),
    )
    found = [
        each for each in known if each.triangles >= least_triangles and (not ids or any(one in each.id for one in ids))
    ]
    if not found:
        raise InvalidInput(f"None of {len(known)} models is meant by {', '.join(ids) or 'no id at all'}.")
    return sorted(found, key=lambda each: (each.triangles, each.id))
