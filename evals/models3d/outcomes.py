"""What a pipeline makes of a model as a whole: the files, their bytes, what they took, what is wrong with them or lost.

Ours is the pipeline of production, gate included; others' are their makers' own optimisers. All files are read, counted
and validated by the same independent program (`census.mjs`).
"""

import asyncio
import hashlib
import os
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec

from assets import gate, node, processing
from assets.limits import Limits
from evals.models3d.corpus import Model
from evals.models3d.tools import (
    GLTF_TRANSFORM_CLI,
    GLTFPACK_CLI,
    HERE,
    OURS,
    ToolFailed,
    content,
    plain,
    reached,
    taken,
)

_CENSUS = HERE / "census.mjs"
OTHERS: Mapping[str, tuple[str, ...]] = {
    "optimize draco": ("optimize", "{in}", "{out}", "--compress", "draco", "--texture-compress", "webp"),
    "optimize meshopt": ("optimize", "{in}", "{out}", "--compress", "meshopt", "--texture-compress", "webp"),
    "gltfpack -cc": ("-i", "{plain}", "-o", "{out}", "-cc"),
    "gltfpack -cc keep": ("-i", "{plain}", "-o", "{out}", "-cc", "-kn", "-km", "-ke"),
}
"""The options of each; {plain}: the model with nothing compressed in it, since gltfpack cannot read Draco."""


class Census(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds; see census.mjs."""

    path: str
    unreadable: str = ""
    names: dict[str, list[str]] = {}
    counts: dict[str, int] = {}
    errors: list[str] = []
    error_count: int = 0


class Output(msgspec.Struct, frozen=True, kw_only=True):
    """One file that was made. level: of detail, None where it is something else; target: triangles aimed at.

    raised_from: the triangles it was to have, where it was given more: it would have looked wrong or taken more bytes.
    """

    name: str
    path: str
    bytes: int
    level: int | None = None
    codec: str = ""
    tried: dict[str, int] = {}
    triangles: int | None = None
    target: int | None = None
    raised_from: int | None = None
    census: Census | None = None
    lost: tuple[str, ...] = ()


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What a pipeline made of a model. Times in seconds; peak_bytes of the largest process."""

    model: str
    tool: str
    bytes_in: int
    triangles_in: int
    outputs: tuple[Output, ...] = ()
    wall_s: float = 0.0
    cpu_s: float = 0.0
    peak_bytes: int = 0
    gate_cpu_s: float = 0.0
    refused: str = ""
    """Why the model is not taken, as its owner is told."""
    failed: str = ""
    repairs: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    """Files that were made and not found right."""

    def output(self, level: int) -> Output | None:
        return next((each for each in self.outputs if each.level == level), None)


async def made(tool: str, model: Model, kept: Path) -> Made:
    """What a pipeline makes of a model; done once and kept for the same model and the same code."""
    folder = kept / f"{model.id}-{content(model.entry.parent)}" / f"{tool.replace(' ', '-')}-{_recipe(tool)}"
    told = folder / "made.json"
    if told.exists():
        return msgspec.json.decode(told.read_bytes(), type=Made)
    folder.mkdir(parents=True, exist_ok=True)
    found = await (_ours(model, folder) if tool == OURS else _theirs(tool, model, folder))
    found = await _counted(model, found)
    unfinished = told.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(msgspec.json.encode(found))
    unfinished.replace(told)
    return found


async def _ours(model: Model, folder: Path) -> Made:
    about = Made(model=model.id, tool=OURS, bytes_in=model.bytes, triangles_in=model.triangles)
    began = time.process_time()
    try:
        with tempfile.TemporaryDirectory(prefix="models-") as held:
            admitted = await gate.admit(packed(model, Path(held)), Limits())
            gate_cpu_s = time.process_time() - began
            manifest = await processing.process(admitted, folder, Limits())
    except gate.Refused as refusal:
        return msgspec.structs.replace(about, refused=f"{refusal.reason}: {refusal}")
    except node.NodeFailed as error:
        return msgspec.structs.replace(about, failed=f"{error.reason}: {error} {error.errors}".strip())
    return msgspec.structs.replace(
        about,
        outputs=tuple(
            Output(
                name=_named(each.role, each.level, each.variant), path=str(folder / each.path), bytes=each.bytes,
                level=each.level if each.role == "lod" else None, codec=each.codec or "", tried=each.tried,
                triangles=each.triangles, target=each.target_triangles, raised_from=each.raised_from,
            )
            for each in manifest.files if each.verified
        ),
        wall_s=manifest.took.wall_s, cpu_s=manifest.took.cpu_s, peak_bytes=manifest.took.peak_bytes,
        gate_cpu_s=gate_cpu_s, repairs=tuple(each.say for each in manifest.repairs),
        left_out=tuple(f"{each.path}: {each.error}" for each in manifest.files if not each.verified),
    )  # fmt: skip


def packed(model: Model, into: Path) -> gate.Package:
    """A model as it is uploaded: a .glb alone, a .gltf with the files of its folder."""
    if model.entry.suffix == ".glb":
        return gate.unpack(model.entry, model.entry.name, into, Limits())
    folder = model.entry.parent
    beside = {str(each.relative_to(folder)): each for each in sorted(folder.rglob("*")) if each.is_file()}
    return gate.gather(beside, into, Limits())


def _named(role: str, level: int | None, variant: str | None) -> str:
    if role == "lod":
        return f"lod{level}"
    return f"{role} {variant}" if variant else role


async def _theirs(tool: str, model: Model, folder: Path) -> Made:
    about = Made(model=model.id, tool=tool, bytes_in=model.bytes, triangles_in=model.triangles)
    path = folder / "out.glb"
    places = {"{in}": str(model.entry), "{out}": str(path)}
    try:
        if "{plain}" in OTHERS[tool]:
            places["{plain}"] = str(await plain(model, folder.parent))
        took = await taken([node.NODE, _program(tool), *(places.get(part, part) for part in OTHERS[tool])])
    except ToolFailed as error:
        return msgspec.structs.replace(about, failed=str(error))
    output = Output(name="whole", path=str(path), bytes=path.stat().st_size, level=0)
    return msgspec.structs.replace(
        about, outputs=(output,), wall_s=took.wall_s, cpu_s=took.cpu_s, peak_bytes=took.peak_bytes
    )


def _program(tool: str) -> Path:
    return GLTFPACK_CLI if tool.startswith("gltfpack") else GLTF_TRANSFORM_CLI


# ── what is in it, and what is not any more ────────────────────────────────────────────────────────────────────────


async def _counted(model: Model, found: Made) -> Made:
    readable = [each for each in found.outputs if each.path.endswith(".glb")]
    before, *after = await census([str(model.entry), *(each.path for each in readable)])
    counted = {each.path: each for each in after}
    outputs = tuple(
        msgspec.structs.replace(
            each,
            census=counted[each.path],
            lost=lost(before, counted[each.path]),
            triangles=counted[each.path].counts.get("triangles", 0),
        )
        if each.path in counted
        else each
        for each in found.outputs
    )
    return msgspec.structs.replace(found, outputs=outputs)


async def census(paths: Sequence[str]) -> list[Census]:
    """What each file holds. Raises ToolFailed."""
    process = await asyncio.create_subprocess_exec(
        str(node.NODE), str(_CENSUS), *paths, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    told, errors = await process.communicate()
    if process.returncode:
        raise ToolFailed(f"The census ended with status {process.returncode}. {errors.decode()[-400:]}")
    return msgspec.json.decode(told, type=list[Census])


def lost(before: Census, after: Census) -> tuple[str, ...]:
    """What a file lacks of its source, in words; names count as often as they occur. Empty where nothing is missing."""
    if after.unreadable:
        return (f"unreadable: {after.unreadable}",)
    gone = {kind: Counter(names) - Counter(after.names.get(kind, ())) for kind, names in before.names.items()}
    said = [
        f"{sum(names.values())} of {len(before.names[kind])} names of {kind}" for kind, names in gone.items() if names
    ]
    for kind, count in before.counts.items():
        if kind != "triangles" and after.counts.get(kind, 0) < count:
            said.append(f"{kind} {count} → {after.counts.get(kind, 0)}")
    if before.counts.get("skins") and after.counts.get("skins", 0) > before.counts["skins"]:
        said.append(f"skins {before.counts['skins']} → {after.counts['skins']}: multiplied")
    return tuple(said)


@cache
def _recipe(tool: str) -> str:
    """A digest of what a pipeline does: of our worker and gate, of others' options and versions."""
    common = [_CENSUS.read_bytes(), (HERE / "decode.mjs").read_bytes()]
    if tool == OURS:
        root = node.WORKER.parent
        ours = [*reached(node.WORKER / "main.mjs"), *sorted(root.glob("gate/*.py")), root / "processing.py"]
        common += [each.read_bytes() for each in (*ours, root / "limits.py", Path(__file__))]
    else:
        common += ["\0".join(OTHERS[tool]).encode(), (HERE / "package-lock.json").read_bytes()]
    return hashlib.sha256(b"\0".join(common)).hexdigest()[:12]
